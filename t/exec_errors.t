#!/bin/sh
# Programs that cannot be started are errors that say why; nothing runs twice.
. t/lib.sh
need_perl

mkdir a
take no_such_interpreter a/interpreter
take not_a_program a/garbage
take exits_N a/exits_127
program a/runs 'echo once >>"$RUNS"'
RUNS=$base/runs
export RUNS
run -j1 a
is "$(outcomes)" "a/exits_127 failed
a/garbage error
a/interpreter error
a/runs passed" "a missing interpreter and a file that is no program are errors; exit 127 is a failure"
like "$(field a/interpreter message)" "cannot start it: *a/interpreter: its interpreter: No such file*" "a missing interpreter: the reason is named"
like "$(field a/garbage message)" "*xec format error*" "no program: the reason is named"
is "$(field a/interpreter exit) $(field a/interpreter signal)" "null null" "what never ran has neither exit status nor signal"
is "$(field a/exits_127 exit)" 127 "what ran has its exit status"
is "$(wc -l <"$RUNS" | tr -d ' ')" 1 "the test behind one that cannot be started runs once"
sound "exec errors"

program b/1_removes 'rm b/2_vanishes'
program b/2_vanishes 'exit 0'
program b/3_after 'exit 0'
run -j1 --dist=test b
is "$(outcomes)" "b/1_removes passed
b/2_vanishes error
b/3_after passed" "a program that vanished since collection is an error"
sound "a vanished program"

program c/needs_perl_t 'exit 0'
printf 'print "1..1\\nok 1 - by perl\\n";\n' >c/bare.t
run c
is "$(outcomes)" "c/bare.t passed
c/needs_perl_t passed" "a *.t without a #! line that is not executable is run by perl"
sound "a bare .t"
printf '[tests c/bare.t]\ncommand = no-such-program %%p\n' >muster.conf
run c/bare.t
is "$(field c/bare.t message)" "cannot start it: no-such-program: No such file or directory" "a command that is not there is named"
sound "a command that is not there"

# POSIX lets vfork be a fork, and user-mode emulators make it one: the same, in a build where it is
real=$MUSTER
if (cd "$root" && ${CC:-cc} -std=c11 -O0 ${LDFLAGS-} -Dvfork=fork -o "$base/forks" runner.c slave.c report.c collect.c) 2>/dev/null; then
	MUSTER=$base/forks
	: >"$RUNS"
	program a/needs_cwd 'exit 0'
	printf '[tests a/needs_cwd]\ncwd = gone\n' >muster.conf
	run -j1 a
	is "$(outcomes)" "a/exits_127 failed
a/garbage error
a/interpreter error
a/needs_cwd error
a/runs passed" "vfork is fork: what cannot be started is an error, too"
	like "$(field a/interpreter message)" "cannot start it: *a/interpreter: its interpreter: No such file*" "vfork is fork: a missing interpreter is named"
	like "$(field a/needs_cwd message)" "cannot enter its directory: No such file*" "vfork is fork: a missing directory is named"
	is "$(wc -l <"$RUNS" | tr -d ' ')" 1 "vfork is fork: nothing runs twice"
	sound "vfork is fork"
	MUSTER=$real
else
	skip "vfork is fork" "no compiler"
fi
finish
