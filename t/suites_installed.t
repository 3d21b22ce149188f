#!/bin/sh
# Installed tests, a file NAME.test each: ids, commands, where they run, what their ends mean; gnome-desktop-testing-runner says the same.
. t/lib.sh
need_perl

program bin/prog 'case $1 in args) shift; printf "<%s>" "$@"; echo ;; exit) exit $2 ;; die) kill -ABRT $$ ;; hang) sleep 30 ;;
here) [ -z "$(ls)" ] && [ "$(pwd -P)" != "$2" ] && [ "$GIO_USE_VFS" = local ] ;; env) [ "$A" = "$2" ] ;; tap) printf "1..1\nnot ok 1\n" ;; esac'
# installed NAME 'line' ..: its file
installed() {
	name=$1
	shift
	mkdir -p share/installed-tests/ours
	printf '%s\n' "# a comment" "" "[Other]" "Exec=false" "[Test]" "Type=session" "$@" >"share/installed-tests/ours/$name.test"
}
d=share/installed-tests/ours
installed plain "Exec=$work/bin/prog exit 0" "Output=TAP" "Unknown=1"
installed skips "Exec=$work/bin/prog exit 77"
installed fails "Exec=$work/bin/prog exit 1"
installed dies "Exec=$work/bin/prog die"
installed gone "Exec=$work/bin/nowhere"
installed shell 'Exec=sh -c "exit `expr 1 - 1`"'
installed here "Exec = $work/bin/prog\\shere\\s$work" "Type=session-exclusive"
installed front "Exec=env A=1 $work/bin/prog env 1"
installed notok "Exec=$work/bin/prog tap"
run -j2 share
is "$(outcomes)" "$d::dies.test crashed
$d::fails.test failed
$d::front.test passed
$d::gone.test error
$d::here.test passed
$d::notok.test passed
$d::plain.test passed
$d::shell.test passed
$d::skips.test skipped" "each file is a test, whose exit status is the verdict"
sound "installed tests"
bare --show-config $d/front.test $d/here.test
is "$(grep -v ^timeout "$out")" "[tests $d::front.test]	# $d/front.test:7
command = $work/bin/prog env 1
kind = exec
cwd = tmp
env.GIO_USE_VFS = local
env.A = 1
[tests $d::here.test]	# $d/here.test:7
command = $work/bin/prog here $work
kind = exec
cwd = tmp
env.GIO_USE_VFS = local
exclusive = yes" "what is known of them"
is "$("$MUSTER" --list $d/plain.test)" "$d::plain.test" "a file is an argument"
is "$("$MUSTER" --list $d::plain.test)" "$d::plain.test" "and so is an id"

if command -v gnome-desktop-testing-runner >/dev/null; then
	mv $d/gone.test .	# it gives up where it cannot start one
	run -j2 share
	XDG_DATA_DIRS=$work/share gnome-desktop-testing-runner -p 2 </dev/null 2>/dev/null |
		sed -n "s,^.*PASS: ours/\([^ ]*\).*,$d::\1 passed,p; s,^SKIP: ours/\([^ ]*\).*,$d::\1 skipped,p
			s,^FAIL: ours/\([^ ]*\).*,$d::\1 failed,p" | sort -u >"$base/theirs"
	is "$(outcomes | sed 's/ crashed$/ failed/')" "$(cat "$base/theirs")" "gnome-desktop-testing-runner and muster say the same"
	is "$(grep -c . "$base/theirs")" 8 "of all"
else
	skip "gnome-desktop-testing-runner and muster say the same" "no gnome-desktop-testing-runner"
	skip "of all" "no gnome-desktop-testing-runner"
fi

# a program that looks as one of GLib's, but cannot list
rm $d/*
if echo 'const char *name = "g_test_run"; int main(int n, char **v) { (void)v; return n > 1 ? 3 : *name != 103; }' >looks.c &&
	${CC:-cc} -o bin/looks looks.c 2>/dev/null; then
	installed looks "Exec=$work/bin/looks"
	run share
	is "$(outcomes)" "$d::looks.test passed" "what cannot list its cases starts as it stands there"
	like "$(cat "$err")" "*cannot list its cases*" "which is said"
else
	skip "what cannot list its cases starts as it stands there" "no compiler"
	skip "which is said" "no compiler"
fi

# quoting: as g_shell_parse_argv has it, behind the escapes of the file
rm -f $d/*
cat >"$base/exec" <<'E'
 args "a\\\\b" c\\\\d "e\\x" "f\\"g" h\si 'j\\k' ""
E
installed quotes "Exec=$work/bin/prog$(cat "$base/exec")"
run --output=all share
is "$(field $d::quotes.test stdout)" '<a\\b><c\\d><e\\x><f"g><h><i><j\\k><>\n' "words are quoted as in a shell"
rm $d/*
installed env "TestEnvironment=A=x y;B=2" "Exec=$work/bin/prog env 'x y'"
run share
is "$(outcomes)" "$d::env.test passed" "TestEnvironment is set"
installed slow "Exec=$work/bin/prog hang"
run --timeout=300ms --grace=100ms share
is "$(outcomes)" "$d::env.test passed
$d::slow.test timeout" "--timeout is for them, too"

# the same tree under another root, behind a via
rm $d/slow.test
mkdir there && cp -r share bin there
program away 'cd there && exec "$@"'
program bin/prog 'exit 1'
printf '[Test]\nnot read there\n' >there/$d/env.test
run -a "one:via=$work/away,muster=$MUSTER,root=$work/there" share
is "$(outcomes)" "$d::env.test passed" "rows hold under another root"

# broken
broken() {
	rm -f $d/*
	printf '%s' "$2" >$d/x.test
	refused "*$d/x.test:$1*" "$3" share
}
broken "2: no Exec in a group" '[Test]
Type=session' "no Exec"
broken "2: this Type is not known" '[Test]
Type=other
Exec=true' "a type"
broken "3: neither" '[Test]
Exec=true
other' "a line that is no key"
broken "2: the quote ' is not closed" "[Test]
Exec=sh -c '" "a file that is cut off"
broken "2: Exec names no program" '[Test]
Exec=' "nothing"
broken "2: a backslash" '[Test]
Exec=a \x' "an escape"
printf '#!/bin/sh\n' >$d/x.test
chmod +x $d/x.test
is "$("$MUSTER" --list share)" "$d/x.test" "a NAME.test without [Test] is a program like any other"
finish
