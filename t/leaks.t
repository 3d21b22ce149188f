#!/bin/sh
# Processes that a test leaves behind: found, counted, killed, and never waited for.
. t/lib.sh
need_perl
need_proc

for p in forks_and_exits escapes chatters_on; do
	take $p a/$p
done
program a/clean 'exit 0'
run -j1 a
is "$(outcomes)" "a/chatters_on passed
a/clean passed
a/escapes passed
a/forks_and_exits passed" "a leak is no failure by default"
is "$(field a/forks_and_exits leaked)" 1 "a child that holds the pipes is counted"
is "$(field a/escapes leaked)" 1 "a process that fled into its own session is counted"
is "$(field a/chatters_on leaked | grep -c '[12]')" 1 "a child that prints on is counted"
is "$(field a/clean leaked)" 0 "a clean test leaked nothing"
like "$(field a/escapes message)" "*left behind*" "the message says so"
like "$(grep -c 'left behind' "$out")" "[3-9]" "the console says so"
awk -F'\t' '$1 ~ /^a/ && $2 == "duration" && $3 > 2 { bad = 1 } END { exit bad }' "$facts"
ok $? "nobody waits for them longer than half a second"
sound "leaks"
is "$status" 0 "leaks are exit status 0"

run -j3 --leaks=fail a
is "$(outcomes)" "a/chatters_on error
a/clean passed
a/escapes error
a/forks_and_exits error" "--leaks=fail makes them errors"
is "$(field a/escapes phase.call) $(field a/escapes phase.teardown)" "passed error" "of the teardown phase"
sound "--leaks=fail"
is "$status" 1 "which is exit status 1"

# the next test on the same slave does not meet what the one before left
program b/1_leaves 'sleep 1000 >/dev/null 2>&1 & echo $! >"$LEFT"; exit 0'
program b/2_looks '! kill -0 "$(cat "$LEFT")" 2>/dev/null'
LEFT=$base/left
export LEFT
run -j1 --dist=test b
is "$(outcomes)" "b/1_leaves passed
b/2_looks passed" "a leftover is gone before the next test starts"
sound "one after the other"

program c/1_many 'for i in 1 2 3 4 5; do (setsid sh -c "sleep 1000 & sleep 1000" >/dev/null 2>&1 &); done; sleep 0.1'
program c/2_next 'exit 0'
run -j1 --timeout=10s c
is "$(outcomes)" "c/1_many passed
c/2_next passed" "many runaways with children of their own"
sound "many runaways"

# a test that fails and leaks has failed
program fails_too 'sleep 1000 & exit 1'
run --leaks=fail fails_too
is "$(field fails_too phase.call) $(field fails_too phase.teardown)" "failed error" "a failed test that leaks: both phases say so"
sound "failed and leaked"
finish
