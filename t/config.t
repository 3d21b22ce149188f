#!/bin/sh
# muster.conf: what its keys do to a test.
. t/lib.sh
need_perl

seen() { field "$1" stdout | sed 's/\\n/\n/g'; }
program sub/env 'env | grep ^E2E_ | sort; exit 1'

cat >muster.conf <<'END'
[env]
E2E_A = conf
E2E_B = conf
E2E_C = conf       # a comment
E2E_HASH = a#b
E2E_QUOTED = " with # and blanks "
[appliance one]
env.E2E_B = appliance
env.E2E_C = appliance
unset = E2E_GONE* E2E_TOO
[tests sub/*]
env.E2E_C = test
[tests sub/env]
unset = E2E_LATE
END
E2E_A=caller E2E_GONE_1=x E2E_TOO=x E2E_LATE=x E2E_KEPT=x run sub/env
is "$(seen sub/env)" "E2E_A=conf
E2E_B=appliance
E2E_C=test
E2E_HASH=a#b
E2E_KEPT=x
E2E_QUOTED= with # and blanks " "caller, [env], appliance, test: the later goes before the earlier; unset removes"
sound "env"

program sub/cwd 'pwd -P; exit 1'
program sub/cwd_tmp 'pwd -P; [ "$(pwd -P)" = "$(cd "$TMPDIR" && pwd -P)" ] && exit 0'
program sub/cwd_program 'pwd -P; exit 1'
program sub/cwd_path 'pwd -P; exit 1'
program sub/cwd_gone 'exit 0'
cat >muster.conf <<END
[tests sub/cwd_tmp]
cwd = tmp
[tests sub/cwd_program]
cwd = program
[tests sub/cwd_path]
cwd = $base
[tests sub/cwd_gone]
cwd = $base/nowhere
END
run -j2 sub/cwd sub/cwd_tmp sub/cwd_program sub/cwd_path sub/cwd_gone
is "$(seen sub/cwd)" "$work" "cwd is the caller's by default"
is "$(field sub/cwd_tmp outcome)" passed "cwd = tmp is TMPDIR"
is "$(seen sub/cwd_program)" "$work/sub" "cwd = program is the program's directory"
is "$(seen sub/cwd_path)" "$base" "cwd = PATH is that"
is "$(field sub/cwd_gone outcome)" error "a cwd that is not there is an error of the test"
like "$(field sub/cwd_gone message)" "*directory*No such file*" "which says so"
sound "cwd"

program args 'echo "$#"; for a; do echo "<$a>"; done; exit 1'
cat >muster.conf <<'END'
[tests args]
args = one 'two words' "three \"quoted\"" four\ four ''
END
run args
is "$(seen args)" "5
<one>
<two words>
<three \"quoted\">
<four four>
<>" "args are split as a shell does"
printf '[tests script]\ncommand = sh -eu %%p -x\nargs = more\n' >muster.conf
printf 'echo "$0 $*"; exit 1\n' >script
chmod +x script
run script
is "$(seen script)" "$work/script -x more" "command replaces the start, %p is the program's absolute path"
sound "args and command"
rm muster.conf
run --wrapper "env E2E_WRAPPED=1" sub/env
is "$(seen sub/env)" "E2E_WRAPPED=1" "--wrapper is put before the command"
sound "--wrapper"

for n in 0 1 3 77 99; do take exits_N c/exits_$n; done
cat >muster.conf <<'END'
[tests c/*]
codes = 0:passed 3:skipped 77:error *:failed
END
run c
is "$(outcomes)" "c/exits_0 passed
c/exits_1 failed
c/exits_3 skipped
c/exits_77 error
c/exits_99 failed" "codes says what exit statuses mean"
sound "codes"

for n in fails passes strict_fails strict_passes; do
	case $n in *fails) c=1 ;; *) c=0 ;; esac
	program x/$n "exit $c"
done
program x/crashes 'ulimit -c 0; kill -SEGV $$'
program x/errs 'exit 99'
program x/skipped 'echo ran >>"$base/ran"'
cat >muster.conf <<'END'
[tests x/*]
xfail = bug 1234
[tests x/strict*]
strict = yes
[tests x/skipped]
skip = "no hardware" yet
END
run x
is "$(outcomes)" "x/crashes xfailed
x/errs error
x/fails xfailed
x/passes xpassed
x/skipped skipped
x/strict_fails xfailed
x/strict_passes failed" "xfail, strict and skip"
like "$(field x/fails message)" "*bug 1234*" "the reason of xfail is told"
is "$(field x/skipped message)" '"no hardware" yet' "the reason of skip is told"
[ ! -e "$base/ran" ]
ok $? "what is skipped is not run"
sound "xfail, strict, skip"
run x/fails x/passes x/skipped
is "$status" 0 "xfailed, xpassed and skipped are exit status 0"

# later sections win, key by key; a program's section holds for its cases; * crosses /
take fake_gtest deep/er/unit
cat >muster.conf <<'END'
[tests *]
timeout = 20s
skip = first
[tests deep/*]
kind = gtest
[tests deep/er/unit]
skip = second
[tests deep/er/unit::Fake.fails*]
skip = third
END
run deep
is "$(field deep/er/unit::Fake.passes_one message)" second "a program's section holds for its cases"
is "$(field deep/er/unit::Fake.fails_two message)" third "a later section goes before an earlier"
sound "sections"
cat >muster.conf <<'END'
[tests *unit]
kind = gtest
[tests *::Fake.fails_two]
xfail = known
[tests *::Other*]
env.E2E_X = 1
isolate = yes
END
run -j1 deep
is "$(outcomes)" "deep/er/unit::Fake.fails_two xfailed
deep/er/unit::Fake.passes_one passed
deep/er/unit::Other.passes_three passed" "cases of one program with different sections"
sound "cases with different sections"

# paths, and options in [run]
program integration/a 'exit 0'
program t/b 'exit 0'
printf '[run]\npaths = integration t/b\n' >muster.conf
run
is "$(outcomes)" "integration/a passed
t/b passed" "[run] paths is what is run without arguments"
sound "paths"
run t
is "$(outcomes)" "t/b passed" "arguments go before it"
rm muster.conf
run
is "$(outcomes)" "t/b passed" "without it, t"
printf '[run]\ntimeout = 200ms\ngrace = 100ms\njobs = 1\noutput = all\nquiet = yes\n' >muster.conf
take hangs
run hangs t/b
is "$(outcomes)" "hangs timeout
t/b passed" "[run] has the long options"
sound "[run]"
run --timeout=400ms hangs
awk -F'\t' '$1 == "hangs" && $2 == "duration" && $3 < 0.39 { bad = 1 } END { exit bad }' "$facts"
ok $? "the command line goes before it"

# a framework of one's own
program our/suite.our 'case ${1-} in
--our-list-tests) echo "Tests:"; echo "- apple"; echo "- pear[ripe]"; echo "- plum" ;;
--only=*) for n in $(echo "${1#--only=}" | tr , " "); do
	echo "BEGIN $n"; case $n in plum) echo "END $n bad: rotten" ;; *) echo "END $n ok" ;; esac; done ;;
esac'
cat >muster.conf <<'END'
[kind ours]
name = *.our
list = %p --our-list-tests
list.case = "- %n"
run = %p --only=%N
join = ,
start = "BEGIN %n"
passed = "END %n ok"
failed = "END %n bad%*"
codes = 0:passed *:failed
END
run our
is "$(outcomes)" "our/suite.our::apple passed
our/suite.our::pear[ripe] passed
our/suite.our::plum failed" "[kind] teaches a framework in ten lines"
sound "[kind]"
rm muster.conf

if [ "$(id -u)" -eq 0 ] && id nobody >/dev/null 2>&1; then
	program as/nobody 'id -un; id -gn; [ -w "$TMPDIR" ] && echo "tmp yes"; echo x >"$TMPDIR/x" && echo wrote; echo "$HOME $USER"; id -Gn; exit 1'
	program as/root 'id -un; exit 1'
	printf '[tests as/nobody]\nuser = nobody\n' >muster.conf
	if open_up; then
		run -j1 --dist=test as
		like "$(seen as/nobody)" "nobody$newline*${newline}tmp yes${newline}wrote$newline*" "user = nobody: it is nobody, and TMPDIR is its own"
		unlike "$(seen as/nobody | tail -n 1)" "*root*" "user = nobody: no group of root's"
		like "$(seen as/nobody)" "*$newline$(awk -F: '$1 == "nobody" { print $6 }' /etc/passwd) nobody$newline*" "user = nobody: HOME and USER are its own"
		is "$(seen as/root)" root "the next test is root's again"
		sound "user = nobody"
		program as/homes 'echo "$HOME $USER $LOGNAME"; exit 1'
		printf '[env]\nHOME = /home/lab\n[tests as/homes]\nuser = nobody\n' >muster.conf
		run -j1 as/homes
		is "$(seen as/homes)" "/home/lab nobody nobody" "user = nobody: HOME of [env] goes before the user's"
		run -j1 --env USER=me as/homes
		is "$(seen as/homes)" "/home/lab me nobody" "--env: USER, too"
		printf '[tests as/homes]\nuser = nobody\nenv.LOGNAME = us\nunset = HOME\n' >muster.conf
		run -j1 as/homes
		is "$(seen as/homes)" " nobody us" "env.LOGNAME goes before the user's, and unset = HOME removes that"
		program as/streams 'echo to stdout >/dev/stdout; echo to stderr >/dev/stderr; echo more; exit 1'
		program as/then_root 'echo mine >/dev/stdout; exit 1'
		printf '[tests as/streams]\nuser = nobody\n' >muster.conf
		run -j1 --order=collected as/streams as/then_root
		if [ -n "$have_proc" ]; then
			is "$(seen as/streams)" "to stdout${newline}more" "user = nobody: /dev/stdout can be opened"
			is "$(field as/streams stderr)" 'to stderr\n' "user = nobody: /dev/stderr can be opened"
			is "$(seen as/then_root)" mine "and by the one after it, which is root"
		else
			skip "user = nobody: /dev/stdout can be opened" "no /proc, in which it is"
		fi
		sound "user = nobody: streams"
	else
		skip "user = nobody" "TMPDIR is not open to nobody"
	fi
else
	skip "user = nobody" "only root can become somebody else"
fi
rm -f muster.conf

# words that mean nothing, or something else
printf '[appliance board1]\n[appliance board2]\n' >muster.conf
refused "*-a baord1: muster.conf has no [[]appliance baord1], did you mean board1?*" "-a of a name that is not there, where there are others" -a baord1 t/b
refused "*-a board1,board2*" "-a of two names in one" -a board1,board2 t/b
run -a board9:tags=x t/b
is "$(field t/b appliance)" board9 "a new one is written with a colon"
run -a board2 t/b
is "$(field t/b appliance)" board2 "one that is there need not be"
printf '[run]\njobs = 4\n[appliance board1]\n' >muster.conf
run t/b
is "$(field t/b appliance) $(field @run slaves | wc -w | tr -d ' ')" "board1 1" "[run] jobs does not count beside [appliance]"
run -j2 t/b
is "$(field t/b appliance)" local0 "-j does"
rm muster.conf
run -a any t/b
is "$(field t/b appliance)" any "where there is no section any name is a lane of this host"
printf '[run]\ntimeout = 9s\ntimeout = 8s\n[env]\nexport A = b\n[tests t/nte/*]\nslow = 1s\n' >muster.conf
run t
is "$(grep warning "$err")" "muster: warning: muster.conf:5: \"export A\" is no name of a variable (leave the first word out)
muster: warning: muster.conf:3: timeout stands on line 2 already; this one counts
muster: warning: muster.conf:6: [tests t/nte/*] matches no test" "what has no effect is warned of, with its line"
rm muster.conf

# values may have the directory of muster.conf, and the appliance's name
mkdir conf
program t/env 'env | grep ^E2E_ | sort; exit 1'
printf '[env]\nE2E_HERE = %%{root}/data %%{rot}\n[tests t/env]\nenv.E2E_ON = %%{appliance}, 5%%\nsetup = test -d %%{root}\n' >conf/muster.conf
printf '[appliance a]\nvia = env\nmuster = %s\nenv.E2E_TOO = %%{root}:%%{appliance}\n[appliance b]\n' "$MUSTER" >>conf/muster.conf
run -c conf/muster.conf --dist=each t/env
is "$(seen t/env@a)$newline$(seen t/env@b)" "E2E_HERE=$work/conf/data %{rot}
E2E_ON=a, 5%
E2E_TOO=$work/conf:a
E2E_HERE=$work/conf/data %{rot}
E2E_ON=b, 5%" "%{root} is the directory of muster.conf, %{appliance} the name; any other % stays"
sound "%{root}"
run -c "$work/conf/muster.conf" -a b t/env
like "$(seen t/env)" "E2E_HERE=$work/conf/data *" "also where that is named by an absolute path"

# options for all musters
program t/nested 'echo "[$MUSTER_OPTIONS]"; exit 1'
MUSTER_OPTIONS='-j1 --env "E2E_A=two words" --output=all --junit=junit.xml --retries=2'
export MUSTER_OPTIONS
run --retries=0 t/env
is "$(seen t/env) $(field t/env attempts)" "E2E_A=two words 1" "MUSTER_OPTIONS goes before the command line"
ok "$([ -s junit.xml ]; echo $?)" "and reports are written"
bare --list t/env
is "$(cat "$out")" t/env "what does not count in what is done is no error there"
run t/nested
is "$(field t/nested stdout)" "[]\n" "a muster that a test starts has none of it"
MUSTER_OPTIONS=--nosuch
refused "*MUSTER_OPTIONS: no option --nosuch*" "what is wrong in it is refused, and where it stands is said" t/env
MUSTER_OPTIONS=t
refused "*MUSTER_OPTIONS: t is no option*" "so is what is no option" t/env
unset MUSTER_OPTIONS
finish
