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

mkdir empty
bare empty
is "$status" 5 "no tests at all is exit status 5"
finish
