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
printf '[appliance bad]\nsetup = echo no power >&2; false\n[appliance good]\n' >muster.conf
run a
is "$(outcomes)" "a passed" "a failing setup of an appliance: others run its tests"
like "$(cat "$err")" "*bad) is not used any more: setup hook*exit status 1*" "it is said why"
unlike "$(cat "$err")" "*died*" "and not called a death"
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
finish
