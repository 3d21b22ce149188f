#!/bin/sh
# What is a test: what a walk takes and leaves out, what an argument has to be, and how a program is started.
. t/lib.sh
need_perl

# ids ARGS: what --list says
ids() {
	bare --list "$@"
	cat "$out"
}

# no test, though it has an x bit
mkdir -p build/CMakeFiles/3.25 build/meson-private build/_deps/lib
for f in CMakeFiles/3.25/a.out meson-private/sanitycheckc.exe _deps/lib/test configure config.status install-sh missing unit; do
	program build/$f 'echo ran >>"$RAN"; exit 1'
done
is "$(ids build)" "build/unit" "what build systems put beside tests is none"
is "$(cat "$err")" "" "and nothing need be said of it"
is "$(ids build/_deps build/configure)" "build/_deps/lib/test
build/configure" "but an argument is walked, or run, whatever its name"
if printf 'int f(void) { return 0; }\n' >l.c && ${CC:-cc} -shared -fPIC -o build/libl.so l.c 2>/dev/null && ${CC:-cc} -c -o build/l.o l.c; then
	chmod 755 build/*.o build/*.so
	is "$(ids build)" "build/unit" "a library or an object is none, whatever its mode"
	refused "*build/libl.so: a library or an object, which cannot be started*--kind=K*" "and as an argument it is refused" build/libl.so
	printf 'int main(void) { return 0; }\n' >m.c
	${CC:-cc} -o build/dynamic m.c
	more=build/dynamic
	${CC:-cc} -static -o build/fixed m.c 2>/dev/null && more="$more
build/fixed"
	${CC:-cc} -static-pie -o build/moves m.c 2>/dev/null && more="$more
build/moves"
	is "$(ids build)" "$more
build/unit" "a program is one, however it is linked"
	run build/dynamic
	is "$(outcomes)" "build/dynamic passed" "and runs"
else
	skip "libraries" "no compiler"
fi

# left out, and said
program t/good 'exit 0'
printf '#!/bin/sh\nexit 1\n' >t/from_zip.sh
ln -s . t/again
run t
is "$status $(outcomes)" "0 t/good passed" "a script without x bit and a link to a directory are left out"
is "$(grep 'left out' "$err")" "muster: left out: 1 script that is not executable (t/from_zip.sh), 1 link to a directory (t/again)" \
	"which one line says"
sound "left out"
run t/from_zip.sh
is "$status $(outcomes)" "1 t/from_zip.sh failed" "as an argument it is run by its interpreter"
rm t/from_zip.sh t/again

# arguments that are nothing
mkdir w
printf 'import nosuch\n' >w/check_import.py
: >w/empty.txt
printf 'all:\n' >w/Makefile
refused "*w/Makefile: no test program: it is not executable, and of no known kind (chmod +x, or --kind=K*" \
	"a file that is not executable is no argument" w/Makefile
is "$(ids w)" "" "and in a directory no test"
bare w/*
is "$status $(grep -c 'no test program' "$err") $(cat "$out")" "2 3 " "w/*: perl runs none of it, and each is named"
run --kind=exec w/empty.txt
is "$(outcomes)" "w/empty.txt error" "with --kind it is one"
printf '[tests w/*.py]\ncommand = sh -c true %%p\nkind = exec\n' >muster.conf
run w/check_import.py
is "$(outcomes)" "w/check_import.py passed" "and so with kind in [tests]"

# %p is the file
mkdir p
printf '#!/usr/bin/env sh\n' >p/a.our
printf '#!/usr/bin/env sh\n' >p/b.own
cat >muster.conf <<'E'
[kind ours]
name = *.our
list = sed -n "s,.*/env.*,- %p,p" %p
list.case = "- %n"
run = test -f %p -a %n = %p
[kind own]
name = *.own
whole = test -f %p
E
run p
is "$(outcomes)" "p/a.our::$work/p/a.our passed
p/b.own passed" "%p is the file and nothing else, though it has a #! line and no x bit"
printf '[tests p/b.own]\ncommand = test %%p = "%s"\n[kind own]\nname = *.own\nwhole = false %%p\n' "$work/p/b.own" >muster.conf
run p/b.own
is "$(outcomes)" "p/b.own passed" "command of [tests] replaces the command of a kind"
cat >muster.conf <<'E'
[kind ours]
name = *.our
list = %p --list
list.case = "- %n"
run = %p %n
E
printf '#!/bin/sh -e\n[ "$1" = --list ] && echo "- a" || false\n' >p/a.our
run p/a.our
is "$(outcomes)" "p/a.our::a failed" "where the command is %p itself, the interpreter of a file that is not executable is in front"
rm muster.conf

# a carriage return in the first line
printf '#!/bin/sh\r\nexit 0\n' >p/cr
chmod +x p/cr
run p/cr
like "$(field p/cr message)" "cannot start it: *carriage return*" "a first line that ends in a carriage return is said to"
chmod -x p/cr
run p/cr
is "$(field p/cr outcome)" "passed" "without x bit the interpreter is found all the same"

# no tests
take fake_gtest n/a
take fake_gtest n/b
printf 'x = 1\n' >n/test_none.py
printf '[tests n/*]\nkind = gtest\n[tests n/b]\nenv.FAKE_CASES = A.passes_1\n' >muster.conf
if python3 -c 'import pytest' 2>/dev/null; then
	printf '[tests *.py]\nkind = pytest\n' >>muster.conf
	none="2 programs that list no tests (n/a, n/test_none.py)"
else
	rm n/test_none.py
	none="1 program that lists no tests (n/a)"
fi
FAKE_CASES=
export FAKE_CASES
run n
is "$status $(outcomes)" "0 n/b::A.passes_1 passed" "a program whose listing is good and empty has no tests"
is "$(grep 'left out' "$err")" "muster: left out: $none" "which one line says"
sound "no tests"
run n/a
is "$status $(outcomes)" "5 " "where there are none besides, there are none"
unset FAKE_CASES
rm muster.conf

# one spelling
printf '[tests t/*]\nxfail = known\n' >muster.conf
program t/bad 'echo x >>"$RAN"; exit 1'
RAN=$base/ran
export RAN
rm -f "$RAN"
run ./t "$work/t/bad" t/../t/bad "../${work##*/}/t/bad" "$work/./t//bad"
is "$(outcomes)" "t/bad xfailed
t/good xpassed" "a path below the current directory is the relative one, however it is spelled"
is "$(cat "$RAN")" x "and what is named several times runs once"
sound "one spelling"
ln -s "$work" "$base/link"
(cd "$base/link" && "$MUSTER" --list "$PWD/t/bad") >"$out" 2>"$err" </dev/null
is "$(cat "$out")" "t/bad" "PWD may go over a link"
finish
