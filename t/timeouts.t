#!/bin/sh
# Timeouts: TERM and CONT, then KILL; silence; slowness; and everything is said.
. t/lib.sh
need_perl

take hangs a/hangs
take ignores_term a/ignores_term
take ends_on_term a/ends_on_term
take stops_itself a/stops_itself
program a/after 'exit 0'
run -j5 --timeout=300ms --grace=300ms a
is "$(outcomes)" "a/after passed
a/ends_on_term timeout
a/hangs timeout
a/ignores_term timeout
a/stops_itself timeout" "what does not end in time is a timeout, whatever it does about TERM"
like "$(field a/hangs message)" "*0.3 s*" "the message names the time"
like "$(field a/hangs stdout)" "before the hang*" "output from before is kept"
like "$(field a/ignores_term stdout)" "before the hang*" "also when KILL was needed"
like "$(field a/ends_on_term stdout)" "*asked to end*" "TERM comes before KILL"
is "$(field a/hangs signal)" TERM "hangs was ended by TERM"
is "$(field a/ignores_term signal)" KILL "ignores_term was ended by KILL"
is "$(field a/ends_on_term exit)" 0 "an exit status of 0 after the timeout does not make it pass"
sound "timeouts"
is "$status" 1 "timeouts are exit status 1"

# time: not before, and not much later
is "$(field a/hangs phase.call)" timeout "the phase that timed out is the call"
awk -F'\t' '$1 == "a/hangs" && $2 == "duration" && ($3 < 0.29 || $3 > 3) { bad = 1 } END { exit bad }' "$facts"
ok $? "a test is stopped after its timeout, not before"
awk -F'\t' '$1 == "a/ignores_term" && $2 == "duration" && ($3 < 0.59 || $3 > 4) { bad = 1 } END { exit bad }' "$facts"
ok $? "KILL comes a grace after TERM, not before"

run -j1 --timeout=200ms --grace=0 a/ends_on_term
is "$(field a/ends_on_term signal)" KILL "without grace KILL comes at once"
sound "--grace=0"

program talks 'n=0; while [ $n -lt 12 ]; do echo $n; sleep 0.1; n=$((n + 1)); done'
take hangs
run -j2 --idle=600ms --grace=100ms talks hangs
is "$(outcomes)" "hangs timeout
talks passed" "--idle stops what is silent, not what talks"
like "$(field hangs message)" "*silence*" "the message says silence"
sound "--idle"
printf '[tests hangs]\nidle = 300ms\ngrace = 100ms\n' >muster.conf
run -j2 talks hangs
is "$(outcomes)" "hangs timeout
talks passed" "idle in muster.conf is for some"
sound "idle"
rm muster.conf

program slow 'sleep 0.7'
run --slow=300ms slow
like "$(cat "$out")" "*slow is slow*" "--slow says so while it runs"
is "$(outcomes)" "slow passed" "a slow test still passes"
is "$(grep -c 'is slow' "$out")" 2 "and again at multiples"
sound "--slow"
printf '[tests slow]\nslow = 300ms\n' >muster.conf
run slow
like "$(cat "$out")" "*slow is slow*" "slow in muster.conf is for some"
rm muster.conf

STARTED=$base/started
export STARTED
program waits 'exit 0'
run -j1 --run-timeout=500ms --grace=100ms --dist=test --order=collected hangs waits
is "$(outcomes)" "hangs lost
waits notrun" "--run-timeout ends the run: what runs is lost, the rest not run"
sound "--run-timeout" 3

cat >muster.conf <<'END'
[tests hangs]
timeout = 200ms
grace = 100ms
END
run -j1 --timeout=20s hangs
is "$(outcomes)" "hangs timeout" "a timeout of its own in muster.conf goes before --timeout"
sound "timeout in muster.conf"
rm muster.conf

program deep 'sh -c "trap \"\" TERM; sleep 1000 & sleep 1000 & wait" & wait'
run --timeout=200ms --grace=200ms deep
is "$(outcomes)" "deep timeout" "children of a timed-out test"
sound "the whole group is stopped"

# memory: an allocation fails, and no more than that
printf '[tests *]\nmemory = 100M\n[tests mem/free*]\nmemory = 0\n' >muster.conf
big='exec perl -e "exit(length(q(x) x 150e6) != 150e6)"'
program mem/bounded "$big"
program mem/free "$big"
program mem/small 'exit 0'
run -j1 mem
like "$(outcomes)" "mem/bounded [cef]*
mem/free passed
mem/small passed" "memory bounds what a test may map"
sound "memory"
printf '[tests *]\nmemory = lots\n' >muster.conf
refused '*muster.conf:2: *memory*lots*' "a memory that is no size is refused" mem
rm muster.conf

# the diagnose hook looks at a test before it is stopped
cat >muster.conf <<'END'
[tests *]
diagnose = echo "looking at $MUSTER_TEST"; kill -0 $MUSTER_PID && echo "it runs"
timeout = 300ms
grace = 100ms
END
program sleeps/long 'exec sleep 60'
program sleeps/short 'exit 0'
run -j2 sleeps
is "$(outcomes)" "sleeps/long timeout
sleeps/short passed" "diagnose: it is a timeout all the same"
if [ -n "$have_proc" ]; then
	like "$(field sleeps/long stderr)" "*looking at sleeps/long*it runs*" "what the hook prints is with the test's output"
else
	skip "what the hook prints is with the test's output" "no /proc, by which the slave writes there"
fi
sound "diagnose"
program ends/meanwhile 'trap "exit 0" USR1; while :; do sleep 0.01; done'
printf '[tests *]\ndiagnose = kill -USR1 $MUSTER_PID; sleep 60\ntimeout = 300ms\n' >muster.conf
run -j1 ends
is "$(outcomes)" "ends/meanwhile passed" "a test that ends while it is looked at has its own result"
sound "diagnose, and it ends"
finish
