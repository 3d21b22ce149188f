#!/bin/sh
# What exit statuses, signals and kinds mean.
. t/lib.sh
need_perl

for n in 0 1 2 77 99 126 127 128 139 143 255; do
	take exits_N "exits/exits_$n"
done
run -j2 exits
is "$(outcomes)" "exits/exits_0 passed
exits/exits_1 failed
exits/exits_126 failed
exits/exits_127 failed
exits/exits_128 failed
exits/exits_139 failed
exits/exits_143 failed
exits/exits_2 failed
exits/exits_255 failed
exits/exits_77 skipped
exits/exits_99 error" "an exit status is a verdict: 0, 77, 99, and all others"
is "$(for n in 0 1 77 99 127 139 255; do field exits/exits_$n exit; done | tr '\n' ' ')" \
	"0 1 77 99 127 139 255 " "the exit status is in the JSON lines"
is "$(field exits/exits_139 signal)" null "an exit status of 139 is no signal"
sound "exit statuses"
is "$status" 1 "failures and errors are exit status 1"

for s in HUP INT QUIT ABRT KILL SEGV TERM USR1 PIPE; do
	program "signals/$s" "ulimit -c 0; kill -$s \$\$; sleep 1000"
done
run -j2 signals
is "$(outcomes | sort | uniq -c -f1 | sed 's/^ *//')" "9 signals/ABRT crashed" "death by a signal is a crash"
is "$(for s in HUP INT QUIT ABRT KILL SEGV TERM USR1 PIPE; do field signals/$s signal; done | tr '\n' ' ')" \
	"HUP INT QUIT ABRT KILL SEGV TERM USR1 PIPE " "the signal is in the JSON lines by name"
is "$(field signals/SEGV exit)" null "a signal is no exit status"
sound "signals"

take segfaults
run segfaults
is "$(outcomes)" "segfaults crashed" "a segmentation fault is a crash"
like "$(grep segfaults "$out")" "*SEGV*" "the console says which signal"
like "$(cat "$out")" "*| about to crash*" "the console shows what a crashed test printed"
sound "a crash"

program passes 'echo quiet please'
program skips 'echo "no hardware"; exit 77'
run passes skips
is "$status" 0 "passed and skipped is exit status 0"
unlike "$(cat "$out")" "*quiet please*" "output of passed tests is not shown"
sound "passed and skipped"
run skips
is "$status" 0 "only skipped is exit status 0"
sound "all skipped"
run --output=all passes
like "$(cat "$out")" "*| quiet please*" "--output=all shows output of passed tests"
is "$(field passes stdout)" 'quiet please\n' "--output=all has it in the JSON lines too"
sound "--output=all"
is "$(field passes phase.setup) $(field passes phase.call) $(field passes phase.teardown)" "passed passed passed" \
	"a test has three phases"
is "$(field passes attempts) $(field passes flaky) $(field passes leaked)" "1 false 0" "a test has one attempt, is not flaky, leaked nothing"
is "$(head -n 1 "$facts" | cut -f1)" @run "the first event is run"
is "$(tail -n 1 "$facts" | cut -f1)" @end "the last event is end"

# words of [tests]: skipped goes before failed, that before passed, that before the exit status
program w/bad 'echo "ERROR: bad"'
program w/both 'echo "all good"; echo "ERROR: late" >&2'
program w/dies 'echo "SKIP: no"; kill -9 $$'
program w/good 'echo "it is all good"; exit 1'
program w/mute 'exit 0'
program w/mute_skips 'exit 77'
program w/mute_fails 'exit 3'
program w/odd 'printf "a\000b\n"; printf "one\ntwo\n" >&2'
program w/skips 'echo "ERROR: no"; printf "SKIP: no board"; exit 1'
printf '[tests w/*]\npassed = "all good"\nfailed = ERROR: %%m\nskipped = SKIP: %%m\n' >muster.conf
run w
is "$(outcomes)" "w/bad failed
w/both failed
w/dies crashed
w/good passed
w/mute failed
w/mute_fails failed
w/mute_skips skipped
w/odd failed
w/skips skipped" "[tests]: lines of stdout and stderr judge a program; without the one that says passed it failed"
is "$(field w/both message), $(field w/skips message), $(field w/mute_fails message)" \
	"late, no board, nothing in its output is like passed = all good, exit status 3" "and why is said"
sound "words of [tests]"
printf '[tests w/*]\npassed = /^a b.one.two|[[:alpha:]]+ good$/\n[tests w/b*]\npassed = /good/\nfailed = /E(R|X)+OR: b/\n' >muster.conf
run w/bad w/both w/good w/mute w/odd
is "$(outcomes)" "w/bad failed
w/both passed
w/good failed
w/mute failed
w/odd passed" "/REGEX/: an expression for the whole output; later sections win, key by key"
is "$(field w/bad message)" "ERROR: bad" "the line in which it is found says why"
sound "expressions of [tests]"
program w/plan 'echo words; echo 1..1; echo "all good"'
printf '[tests w/*]\npassed = all good\n' >muster.conf
run w/plan
is "$(outcomes) $(grep TAP "$err")" "w/plan passed " "what they judge is not judged by its exit status alone"
# what has results of its own keeps them
program w/points.t 'echo 1..2; echo ok 1; echo "$* 2 - last"; echo "# all good"; exit 1'
printf '[tests *.t]\ncommand = sh %%p\npassed = all good\n[tests w/*]\nargs = ok\n' >muster.conf
run w/points.t
is "$(outcomes)" "w/points.t passed" "passed takes the place of the exit status"
printf '[tests *.t]\ncommand = sh %%p\npassed = all good\n[tests w/*]\nargs = "not ok"\n' >muster.conf
run w/points.t
is "$(outcomes)" "w/points.t failed" "and not of a point that failed"
printf '[tests *.t]\ncommand = sh %%p\nskipped = /ok 1.not ok 2/\n[tests w/*]\nargs = "not ok"\n' >muster.conf
run w/points.t
is "$(outcomes)" "w/points.t skipped" "skipped goes before them"
program w/cases 'case $1 in
--list) printf -- "- %s\n" a b c d ;;
a) echo "PASS a"; exit 1 ;;
b) echo "PASS b"; echo "leak: 3 bytes" >&2 ;;
c) echo "FAIL c"; echo fine ;;
d) echo "PASS d"; echo fine; exit 1 ;;
*) echo "PASS a"; echo "PASS b"; echo "FAIL c"; echo "PASS d" ;;
esac'
kind='[kind ours]\nname = cases\nlist = %%p --list\nlist.case = "- %%n"\nrun = %%p %%N\npassed = PASS %%n\nfailed = FAIL %%n\n'
printf "$kind"'[tests w/cases]\nfailed = leak: %%m\npassed = fine\n[tests *::a]\npassed = PASS%%*\n' >muster.conf
run w/cases
is "$(outcomes)" "w/cases::a passed
w/cases::b failed
w/cases::c failed
w/cases::d passed" "a case has a process of its own then; its own result counts, too"
is "$(field w/cases::b message)" "3 bytes" "what failed it is said"
sound "words of [tests] about cases"
program w/long 'echo "all good"; i=0; while [ $i -lt 99 ]; do echo "a line of its output"; i=$((i + 1)); done; echo the end'
printf '[tests w/*]\nfailed = ERROR: %%m\n' >muster.conf
run --output-limit=400 w/long
is "$(outcomes)" "w/long error" "what was not kept may say that it failed"
like "$(field w/long message)" "* bytes of its output were not kept (--output-limit)*" "that is said"
printf '[tests w/*]\npassed = all good\n' >muster.conf
run --output-limit=400 w/long
is "$(outcomes)" "w/long passed" "what was kept may be enough"
rm muster.conf

# codes by how a process ended
program e/aborts 'ulimit -c 0; kill -ABRT $$'
program e/segv 'ulimit -c 0; kill -SEGV $$'
program e/usr 'kill -USR1 $$'
program e/kills 'kill -KILL $$'
program e/waits 'sleep 1000'
program e/exits 'exit 134'
program e/bad.t 'ulimit -c 0; echo 1..2; echo not ok 1; kill -ABRT $$'
take fake_gtest e/unit
FAKE_CASES="A.passes_1 A.crashes_2 A.passes_3"
export FAKE_CASES
printf '[tests e/*]\ntimeout = 200ms\ncodes = SIGABRT:passed timeout:failed SIGUSR1:skipped SIGKILL:error *:skipped\n[tests e/unit]\nkind = gtest\ncodes = SIGSEGV:passed\n' >muster.conf
run -j2 e
is "$(outcomes)" "e/aborts passed
e/bad.t failed
e/exits skipped
e/kills error
e/segv crashed
e/unit::A.crashes_2 passed
e/unit::A.passes_1 passed
e/unit::A.passes_3 passed
e/usr skipped
e/waits failed" "codes name signals and timeouts"
is "$(field e/usr message)|$(field e/waits message)|$(field e/aborts message)" "killed by SIGUSR1|stopped after 0.2 s|" "why is said, of what is not good"
sound "codes by how it ended"
printf '[tests e/*]\ncodes = SIGABR:passed\n' >muster.conf
refused "*muster.conf:2:*codes*" "a signal that there is not" e
printf '[tests e/*]\ncodes = SIGABRT:crashed\n' >muster.conf
refused "*muster.conf:2:*codes*" "an outcome that no code can have" e
rm muster.conf

mkdir empty
bare empty
is "$status" 5 "no tests at all is exit status 5"
finish
