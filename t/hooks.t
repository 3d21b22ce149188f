#!/bin/sh
# Hooks: before and after a test, before and after an appliance; what happens when they fail.
. t/lib.sh
need_perl

LOG=$base/log
export LOG
took() { cat "$LOG"; rm -f "$LOG"; }
program a 'echo "call $MUSTER_TEST" >>"$LOG"'
program b 'echo "call $MUSTER_TEST" >>"$LOG"; echo why; exit 1'

cat >muster.conf <<'END'
[appliance one]
setup = echo "up $MUSTER_APPLIANCE" >>"$LOG"
teardown = echo "down $MUSTER_APPLIANCE" >>"$LOG"
[tests *]
setup = echo "setup $MUSTER_TEST" >>"$LOG"
teardown = echo "teardown $MUSTER_TEST" >>"$LOG"
END
rm -f "$LOG"
run a b
is "$(took)" "up one
setup a
call a
teardown a
setup b
call b
teardown b
down one" "hooks run around each test and around the appliance, also when a test fails"
is "$(outcomes)" "a passed
b failed" "and the outcomes are the tests'"
like "$(field b stdout)" "why*" "the output of a failed test is its own"
sound "hooks"

cat >muster.conf <<'END'
[tests a]
setup = echo "no fixture" >&2; exit 5
teardown = echo "teardown $MUSTER_TEST" >>"$LOG"
END
run -j1 --order=collected a b
is "$(took)" "teardown a
call b" "a failing setup: no call, but the teardown; and the next test runs"
is "$(field a outcome) $(field a phase.setup) $(field a phase.call)" "error error notrun" "a failing setup is an error of the test"
like "$(field a message)" "*setup*exit status 5*" "which is named"
like "$(field a stderr)" "*no fixture*" "with what it printed"
sound "a failing setup"

cat >muster.conf <<'END'
[tests *]
teardown = echo "stuck"; exit 6
END
run -j1 --order=collected a b
is "$(outcomes)" "a error
b error" "a failing teardown is an error of the test, whatever the test said"
is "$(field a phase.call) $(field a phase.teardown)" "passed error" "the phases say which it was"
like "$(field a message)" "*teardown*exit status 6*" "which is named"
like "$(field a stdout)" "*stuck*" "with what it printed"
rm -f "$LOG"
sound "a failing teardown"

take hangs
take segfaults
cat >muster.conf <<'END'
[tests *]
teardown = echo "teardown $MUSTER_TEST" >>"$LOG"
END
run -j1 --timeout=2s --grace=100ms hangs segfaults
is "$(took)" "teardown hangs
teardown segfaults" "the teardown runs after a timeout and after a crash"
sound "teardown after timeout and crash"

cat >muster.conf <<'END'
[tests a]
setup = no_such_command_at_all up
[tests b]
setup = kill -SEGV $$
END
run -j1 --order=collected a b
is "$(outcomes)" "a error
b error" "a hook that does not exist, and one that crashes"
like "$(field a message)" "*No such file*" "a hook that does not exist: the reason is named"
like "$(field b message)" "*SEGV*" "a hook that crashes: the signal is named"
rm -f "$LOG"
sound "broken hooks"
printf '[appliance bad]\nsetup = echo no power >&2; echo on port 7 >&2; false\n[appliance good]\nteardown = echo is off; exit 2\n' >muster.conf
run a
is "$(outcomes)" "a passed" "a failing setup of an appliance: others run its tests"
like "$(cat "$err")" "*bad) is not used any more: setup hook*exit status 1*" "it is said why"
unlike "$(cat "$err")" "*died*" "and not called a death"
like "$(cat "$out")" "*(slave00) setup hook of the appliance | no power
(slave00) setup hook of the appliance | on port 7
*(slave01) teardown hook of the appliance | is off
(slave01) warning: teardown hook of the appliance: exit status 2
*" "what hooks print is shown, line by line"
is "$(cat "$out" "$err" | grep -v '^slave00' | grep -c 'exit status 1')" 1 "why it is not used stands there once, and in its line at the end"
rm -f "$LOG"
sound "a failing setup of an appliance"

# a fixture that setup leaves running serves the test, and is gone afterwards
program uses 'kill -0 "$(cat "$FIXTURE")"'
program looks '! kill -0 "$(cat "$FIXTURE")" 2>/dev/null'
FIXTURE=$base/fixture
export FIXTURE
cat >muster.conf <<'END'
[tests uses]
setup = sleep 1000 & echo $! >"$FIXTURE"
END
run -j1 --dist=test --order=collected uses
is "$(outcomes) $(field uses leaked)" "uses passed 0" "what a setup hook leaves running is there for the test, and is no leak"
sound "a fixture"
run -j1 looks
is "$(outcomes)" "looks passed" "and is gone afterwards"

# cases: hooks are around each
take fake_gtest unit
cat >muster.conf <<'END'
[tests unit]
kind = gtest
setup = echo "setup $MUSTER_TEST" >>"$LOG"
END
run -j1 unit
is "$(took | sort)" "setup unit::Fake.fails_two
setup unit::Fake.passes_one
setup unit::Other.passes_three" "hooks are around each case"
sound "hooks around cases"

# the appliance's teardown
cat >muster.conf <<'END'
[appliance one]
teardown = echo "cannot power off"; exit 3
END
run a
is "$(field a outcome)" passed "a failing teardown of an appliance costs no test"
like "$(cat "$out" "$err")" "*teardown*exit status 3*" "but is said"
rm -f "$LOG"
sound "a failing teardown of an appliance"
for i in 1 2 3; do take kills_its_slave k/$i; done
cat >muster.conf <<'END'
[appliance one]
setup = echo up >>"$LOG"
teardown = echo down >>"$LOG"
END
run k
is "$(count lost)" 3 "an appliance that is retired"
is "$(tail -n 1 "$LOG")" down "is torn down all the same, though no slave is left to do it"
sound "teardown after the slave's death"

# where hooks run: those of a test where it runs, whatever ran before; the others where muster was started
cat >"$base/where" <<'END'
here=$(pwd -P)
[ -z "${TMPDIR-}" ] || [ "$here" != "$(cd "$TMPDIR" && pwd -P)" ] || here=tmp
echo "$*: $here" >>"$LOG"
END
cat >"$base/hooks.conf" <<END
[appliance one]
setup = sh $base/where up
teardown = sh $base/where down
check = sh $base/where check
[provider there]
attach = sh $base/where attach
release = sh $base/where release
[kind places]
name = *.places
list = cat %p.list
list.case = "case %n"
list.cleanup = "has cleanup"
run = %p %n
start = "BEGIN %n"
passed = "END %n ok"
failed = "END %n bad"
cleanup = sh $base/where cleanup
[tests *]
setup = sh $base/where setup
teardown = sh $base/where teardown
[tests *slow*]
timeout = 300ms
grace = 100ms
diagnose = sh $base/where diagnose
END
mkdir "$base/else"
program d/sub/a.places 'sh "$base/where" call "${1%%[[]*}"
echo "BEGIN $1"
case $1 in slow) sleep 100 ;; bad) echo "END $1 bad"; exit 1 ;; *) echo "END $1 ok" ;; esac'
printf 'case one[there]\nhas cleanup\ncase slow\nhas cleanup\ncase bad\nhas cleanup\ncase two\nhas cleanup\n' >d/sub/a.places.list
# a case's own lines, each once
wanted() { # DIRECTORY
	for name in slow bad two one; do	# what needs a provider comes last
		diagnose=
		[ $name = slow ] && diagnose="diagnose: $1$newline"
		printf 'setup: %s\ncall %s: %s\n%scleanup: %s\nteardown: %s\n' "$1" $name "$1" "$diagnose" "$1" "$1"
	done
}
export base
for place in none root program tmp "$base/else" d; do
	case $place in
	root | none) dir=$work ;;
	program) dir=$work/d/sub ;;
	tmp) dir=tmp ;;
	d) dir=$work/d ;;
	*) dir=$place ;;
	esac
	{ cat "$base/hooks.conf"; [ $place = none ] || printf '[tests d/*]\ncwd = %s\n' "$place"; } >muster.conf
	rm -f "$LOG"
	run --isolate --order=collected d
	is "$(outcomes | tr '\n' ' ')" "d/sub/a.places::bad failed d/sub/a.places::one[there] passed d/sub/a.places::slow timeout d/sub/a.places::two passed " "cwd = $place: all run"
	is "$(grep -v -e '^up' -e '^down' -e '^check' -e '^attach' -e '^release' "$LOG")" "$(wanted "$dir")" \
		"cwd = $place: setup, teardown, cleanup and diagnose run where their test runs"
	is "$(grep -e '^up' -e '^down' -e '^check' -e '^attach' -e '^release' "$LOG" | sort -u)" "attach: $work
check: $work
down: $work
release: $work
up: $work" "cwd = $place: the hooks of an appliance and of a provider run where muster was started"
	sound "hooks' directories"
done
rm -f muster.conf

# the same where the test before had another place, and with one process for all
cat >"$base/two.conf" <<END
[tests *]
setup = sh $base/where setup
teardown = sh $base/where teardown
END
program e/1 'sh "$base/where" call'
for i in 2 3 4 5; do cp e/1 e/$i; done
{ cat "$base/two.conf"; printf '[tests e/%s]\ncwd = %s\n' 1 tmp 2 root 3 tmp 4 program; } >muster.conf
rm -f "$LOG"
run -j1 --order=collected e
is "$(sed 's/^[a-z]*: //' "$LOG" | uniq -c | sed 's/^ *//')" "3 tmp
3 $work
3 tmp
3 $work/e
3 $work" "each test's hooks run where it runs, not where the one before did"
sound "one place after another"
rm -f muster.conf

# words of the shell's own: there is no such program to be started
mkdir w
program w/1 'exit 0'
cp w/1 w/2
cp w/1 w/3
printf '[tests w/1]\nsetup = exit 3\n[tests w/2]\nsetup = eval exit 0\n[tests w/3]\nsetup = no_such_word x\n' >muster.conf
run -j1 w
is "$(outcomes)" "w/1 error
w/2 passed
w/3 error" "a hook that is a word of the shell's own"
like "$(field w/1 message)" "*setup hook: exit status 3*" "its exit status is told"
like "$(field w/3 message)" "*setup hook: No such file or directory*" "what is no word of the shell's either is not there"
sound "words of the shell's own"

# --debug
program w/4 'echo ran'
printf '[tests w/4]\nsetup = echo "up in $TMPDIR" >>"$LOG"; exit 3\nteardown = echo down >>"$LOG"\n' >muster.conf
rm -f "$LOG"
bare --debug=w/4 w
is "$status" 1 "--debug, and its setup hook fails: exit status 1"
like "$(cat "$err")" "*setup hook: exit status 3*" "--debug: it is said"
is "$(cat "$out")" "" "--debug: the test does not run"
like "$(took)" "up in $base/tmp/*
down" "--debug: its setup hook had a TMPDIR, and its teardown runs all the same"
is "$(ls -A "$base/tmp")" "" "--debug: nothing is left in TMPDIR"
printf '[tests w/4]\nsetup = echo up >>"$LOG"; sleep 1000\n' >muster.conf
TMPDIR=$base/tmp "$MUSTER" --debug=w/4 w >"$out" 2>"$err" &
pid=$!
await '[ -s "$LOG" ]'
kill -HUP "$pid"
wait "$pid"
is "$? $(cat "$err")" "1 muster: error: setup hook was interrupted" "--debug: HUP, as Ctrl-C, ends a setup hook that hangs"
is "$(ls -A "$base/tmp")" "" "--debug, interrupted: nothing is left in TMPDIR"
rm -f "$LOG"
rm -f muster.conf

# health: what happens to a board while a test runs
rm -f muster.conf
export base
kernel=$base/kernel.log
echo 'BUG: of yesterday' >"$kernel"
program h/1_calm 'exit 0'
program h/2_oops 'printf half >&2; echo "[ 12.5] BUG: bad page state" >>"$base/kernel.log"; echo "[ 12.6] and more" >>"$base/kernel.log"'
program h/3_calm 'exit 0'
program h/4_taints 'echo 512 >"$base/tainted"'
echo 0 >"$base/tainted"
printf '[appliance b1]\nkernel-log = %s\nkernel-log.failed = /BUG:|Oops/\ntaint = %s\n' "$kernel" "$base/tainted" >muster.conf
run --order=collected --junit="$base/j.xml" --html="$base/h.html" --tap="$base/t.tap" h
is "$(outcomes)" "h/1_calm passed
h/2_oops error
h/3_calm passed
h/4_taints passed" "a line of the kernel's is an error of the test in which it came, and of no other"
is "$(field h/2_oops message)" "kernel log, while it ran: [ 12.5] BUG: bad page state" "it is the reason"
is "$(field h/2_oops stderr)|$(field h/2_oops log)" 'half|kernel: [ 12.5] BUG: bad page state\nkernel: [ 12.6] and more\n' "and what the kernel said stands beside its output"
for report in out j.xml h.html t.tap; do
	like "$(cat "$base/$report")" "*kernel: [[] 12.6] and more*" "in $report, too"
done
like "$(cat "$out")" "*
  log:
  | kernel: [[] 12.5] BUG: bad page state
*" "as a stream of its own"
unlike "$(cat "$base/j.xml")" '*halfkernel*' "on lines of its own"
"$MUSTER" --replay "$(ls .muster/*.log | tail -n 1)" --json="$base/again" --junit="$base/j2.xml" --html="$base/h2.html" >/dev/null 2>&1
[ "$(grep '"log"' "$json")" = "$(grep '"log"' "$base/again")" ] && cmp -s "$base/j.xml" "$base/j2.xml" && cmp -s "$base/h.html" "$base/h2.html"
ok $? "and a replay of the log of the run says the same"
like "$(cat "$out" "$err")" "*warning: h/4_taints: $base/tainted: 512, it was 0 before (while it ran)*" "a kernel that is tainted is told"
sound "a kernel's log"
sed 's/^\[appliance.*/[appliance b{1..2}]/' muster.conf >two.conf
run -c two.conf h/2_oops h/1_calm
like "$(field h/2_oops message)" "kernel log, while up to 2 tests ran: *" "where others of the host may have done it, that is said"
program h/2_oops 'i=0; while [ $i -lt 2000 ]; do echo "$i 0123456789012345678901234567890123456789012345678901234567890123456789"; i=$((i + 1)); done >>"$base/kernel.log"; echo Oops >"$base/kernel.log"'
run h
is "$(field h/2_oops outcome) $(count passed)" "error 3" "a log that was cut is read from its beginning"
program h/cases 'case $1 in --cases) printf -- "- a\n- b\n- c\n"; exit ;; esac
IFS=,; for c in ${1#--only=}; do echo "RUN $c"; [ $c != b ] || echo "BUG: in b" >>"$base/kernel.log"; echo "PASS $c"; done'
{ cat muster.conf; own_kind cased cases; } >cased.conf
run -c cased.conf --dist=file h/cases
is "$(outcomes | tr '\n' ' ')" "h/cases::a passed h/cases::b error h/cases::c passed " "of cases, too, the one in which it came is to blame"
rm h/cases
program h/2_oops 'echo "BUG: and gone" >>"$base/kernel.log"; kill -9 $PPID'
run --order=collected h
is "$(outcomes | tr '\n' ' ')" "h/1_calm passed h/2_oops lost h/3_calm passed h/4_taints passed " "after a slave's death the next test is not to blame"
sound "a death, and the kernel's log" 3
program h/2_oops 'echo "BUG: at INT" >>"$base/kernel.log"; : >"$base/at"; exec sleep 30'
begin --order=collected h
await '[ -e "$base/at" ]'
kill -INT "$pid"
end
is "$status $(field h/1_calm outcome) $(field h/3_calm outcome)" "130 passed notrun" "INT while such a test runs"
sound "INT, and the kernel's log" 130
rm "$base/at"
begin --order=collected --sync=test --log="$base/cut.log" h
await '[ -e "$base/at" ]'
kill -KILL "$pid"
end
run --resume="$base/cut.log"
is "$(outcomes | tr '\n' ' ')" "h/1_calm passed h/2_oops lost h/3_calm passed h/4_taints passed " "what goes on is not to blame for what the kernel said before"
[ -n "$base" ] && rm "$kernel" && mkfifo "$kernel"
run h/1_calm
like "$(count passed) $(cat "$out" "$err")" "1 *warning: kernel-log = $kernel: neither a file nor a device*" "a FIFO is no log"
rm "$kernel"
run h/1_calm
like "$(count passed) $(cat "$out" "$err")" "1 *warning: kernel-log = $kernel: No such file*" "one that is not there is told"

# the check after each test, and whose fault it is
program wedge/1_wedges ': >"$base/wedged"'
program wedge/2_next 'rm -f "$base/wedged"'
printf '[appliance b1]\ncheck = [ ! -e "$base/wedged" ]\ncheck-after = each\ncheck-fails = test\n' >muster.conf
run --order=collected wedge
is "$(outcomes)" "wedge/1_wedges error
wedge/2_next passed" "check-after = each, check-fails = test: who leaves the board wedged has not passed, and the board goes on"
like "$(field wedge/1_wedges message)" "check hook of the appliance: exit status 1" "that is why"
sound "check-fails = test"
sed 's/^check-fails.*/check-fails = appliance/' muster.conf >conf && mv conf muster.conf
run --order=collected wedge
is "$(field wedge/2_next outcome)" notrun "check-fails = appliance: it is not used again"
sound "check-fails = appliance" 3
rm -f "$base/wedged"
for wrong in 'check-after = always|failed or each' 'check-fails = me|appliance or test' 'kernel-log.failed = BUG|a regular expression, as*' 'kernel-log.failed = /(/|a regular*'; do
	printf '[appliance b1]\n%s\n' "${wrong%|*}" >muster.conf
	refused "*muster.conf:2: ${wrong%|*}: expected ${wrong#*|}" "${wrong%|*}" wedge
done

# cores: what a crash leaves in a directory of the test's own is looked at
rm -rf t muster.conf
export base
cat >"$base/look" <<'END'
[ -s "$MUSTER_CORE" ] || echo "#0  0x1 in nothing () at nowhere.c:1"
echo "$MUSTER_PROGRAM $(pwd)" >>"$base/looked"
echo '#0  0x00007f00 in raise () from /lib/x86_64-linux-gnu/libc.so.6'
echo '#1  0x000055ff in divide (a=1, text=0x7f "x at y") at src/div.c:5'
echo '#2  0x000055fe in main () at src/div.c:9'
END
cores() { # LINE...: muster.conf, where tests have directories of their own
	{ printf '%s\n' '[appliance b]' 'hook-timeout = 20s' "$@" '[tests *]' 'cwd = tmp'; own_kind cased '*cases'; } >muster.conf
}
program t/crashes 'echo "its words"; kill -SEGV $$'
program t/traps 'ulimit -c 0; kill -SEGV $$'
pattern=$(cat /proc/sys/kernel/core_pattern 2>/dev/null)
case $pattern in '|'* | */* | '') lands= ;; *) lands=$( (ulimit -H -c) 2>/dev/null); [ "$lands" != 0 ] || lands= ;; esac
if [ -n "$lands" ]; then
	cores 'crash = sh $base/look; cp "$MUSTER_CORE" "$MUSTER_KEEP/core"'
	run t
	is "$(field t/crashes outcome): $(field t/crashes message)" 'crashed: killed by SIGSEGV, core dumped: divide (a=1, text=0x7f "x at y") at src/div.c:5' \
		"crash: the first frame that is the program's own is the reason"
	like "$(cat "$out")" '*CRASHED*t/crashes  src/div.c:5: killed by SIGSEGV, core dumped: divide (a=1, text=0x7f "x at y")
*' "crash: and its place goes first"
	like "$(field t/crashes stdout)|$(field t/crashes stderr)|$(field t/crashes log)" 'its words*||*crash: #2  0x000055fe in main ()*' "crash: all that it printed stands beside the output"
	is "$(cat "$base/looked")" "$(readlink -f /bin/sh) $work" "crash: it knows which program that was, of a script its interpreter"
	[ -s "$(field t/crashes kept)" ]
	ok $? "crash: what it leaves in MUSTER_KEEP is kept"
	is "$(field t/traps message)" "killed by SIGSEGV" "crash: where there is no core it does not run"
	sound "a core"

	# every case of a program, and what lies about
	cores 'crash = sh $base/look'
	program t/cases 'case $1 in --cases) printf -- "- a\n- b\n- c\n"; exit ;; esac
IFS=,; for c in ${1#--only=}; do echo "RUN $c"; kill -SEGV $$; done'
	program t/plants 'ln -s "$base/looked" core; kill -SEGV $$'
	program t/pipes 'mkfifo core core.0; kill -SEGV $$'
	program t/device 'ln -s /dev/zero core.a; perl -e "truncate(\$_, 10 << 30) if open(\$_, q(>), q(core.b))"; kill -SEGV $$'
	program t/links 'echo >a; ln a core; kill -SEGV $$'
	rm t/traps "$base/looked"
	run --dist=file t
	is "$(outcomes | grep -c crashed)" 8 "crash: links, pipes and files that are none of the kernel's do no harm"
	for c in a b c; do
		like "$(field t/cases::$c message)" "killed by SIGSEGV, core dumped: divide *" "crash: where each case crashes each has its reason ($c)"
	done
	sound "cores of cases"
	rm -rf t/cases t/plants t/pipes t/device t/links

	# hooks that do not do as they should
	program t/next true
	bad_hook() { # TIMEOUT COMMAND SAYS REASON
		cores "crash = $2"
		sed "s/^hook-timeout.*/hook-timeout = $1/" muster.conf >conf
		run -c conf --order=collected t
		is "$(field t/crashes message)|$(count passed)" "killed by SIGSEGV, core dumped$4|1" "crash = $2: the test crashed, and the next one runs"
		like "$(cat "$out" "$err")" "$3" "crash = $2: that is told"
	}
	bad_hook 300ms 'sleep 1000' '*hook of the appliance was stopped after 0.3 s*' ''
	bad_hook 20s 'exit 3' '*hook of the appliance: exit status 3*' ''
	bad_hook 20s 'i=0; while [ $i -lt 9999 ]; do echo "#$i  0x1 in ?? ()"; i=$((i + 1)); done' '*crash: #99 *' ''
	bad_hook 20s 'printf "#0 0x2 in e\033[31m\001l (\n#1"' '*killed by SIGSEGV, core dumped: e*31m*' ': e\\x1b[31m\\x01l ('
	bad_hook 20s 'sleep 1000 & echo "#0 f ()"' '*' ': f ()'
	sound "hooks that look at cores"

	# the end of a run and of a slave while it looks
	cores 'crash = : >$base/up; sleep 1000'
	rm -f "$base/up"
	begin t
	await '[ -e "$base/up" ]'
	kill -INT "$pid"
	end
	is "$(field t/crashes outcome)" crashed "crash: INT ends the hook, and not what is known"
	sound "INT" 130
	cores 'crash = kill -9 $PPID; sleep 1000'
	run --order=collected t
	is "$(outcomes)" "t/crashes lost
t/next passed" "crash: the slave dies in the hook: that test is lost"
	cores 'crash = if [ -e "$base/twice" ]; then sh $base/look; else : >"$base/twice"; kill -9 $(cat "$base/pid"); sleep 1000; fi'
	begin --log=run.log t
	wait "$job" 2>/dev/null
	run --resume=run.log --rerun-lost
	like "$(field t/crashes message)|$(count passed)" "*divide*|1" "crash: --resume looks again at what was looked at when the master died"

	# gdb itself, unasked, on what a script started, and one that never ends
	printf '%s\n' '#include <stdlib.h>' 'static int divide(int a, int b) { if (!b) abort(); return a / b; }' 'int main(void) { return divide(1, 0); }' >div.c
	if command -v gdb >/dev/null && ${CC:-cc} -g -O0 -o div div.c 2>"$base/cc"; then
		program t/crashes "exec $work/div"
		cores
		run t
		like "$(field t/crashes message)" "killed by SIGABRT, core dumped: divide (a=1, b=0) at *div.c:2" "gdb, where it is in PATH, finds it by itself"
		sound "gdb"
		mkdir "$base/bin"
		launcher bin/gdb 'sleep 1000'
		cp t/crashes t/again
		sed 's/^hook-timeout.*/hook-timeout = 300ms/' muster.conf >conf
		PATH=$base/bin:$PATH run -c conf t
		is "$(count crashed) $(grep -c 'was stopped' "$out")" "2 1" "one that hangs is not asked again"
		rm t/again
	else
		skip "gdb, where it is in PATH, finds it by itself" "no gdb, or no compiler"
	fi
else
	skip "crash: cores" "cores do not land in the directory of a process here"
fi

printf '[appliance b{1..2}]\ncrash = echo "#0 f ()"\n' >muster.conf
rm -rf t
program t/crashes 'kill -SEGV $$'
cp t/crashes t/too
run t
is "$(count crashed) $(cat "$out" "$err" | grep -c W-CORE)" "2 1" "crash: that no core is looked at is said once, and why"
program t/a_quiet 'exit 0'
printf '[appliance b1]\ncrash = echo "#0 f ()"\n[tests t/a_quiet]\ncwd = tmp\n' >muster.conf
run --order=collected t
is "$(cat "$out" "$err" | grep W-CORE | sed 's/.*directory of their own/their own/')" "their own, where it would land" "and nothing behind it"

finish
