#!/bin/sh
# A slave dies: what it ran is lost, once; the rest goes to others; exit status 3.
. t/lib.sh
need_perl

STARTED=$base/started
export STARTED
i=10
while [ $i -lt 40 ]; do program suite/t$i 'echo "$MUSTER_SLAVE $MUSTER_TEST" >>"$STARTED"'; i=$((i + 1)); done
take kills_its_slave suite/t20_killer
for n in 1 2 7; do
	for dist in load test; do
		rm -f "$STARTED"
		run -j$n --dist=$dist suite
		is "$(outcomes | grep -v passed)" "suite/t20_killer lost" "-j$n --dist=$dist: the test that killed its slave is lost, and only that"
		is "$(cut -d' ' -f2 "$STARTED" | sort | uniq -c | awk '$1 != 1')" "" "-j$n --dist=$dist: no test started twice"
		is "$(count passed)" 30 "-j$n --dist=$dist: all others passed"
		sound "-j$n --dist=$dist"
		is "$status" 3 "-j$n --dist=$dist: exit status 3"
	done
done
like "$(cat "$err" "$out")" "*slave*died*SIGKILL*t20_killer*" "it is said who died, how, and over what"
like "$(field suite/t20_killer message)" "*slave*died*KILL*" "the test's message says so too"
like "$(grep 'died' "$out" | grep '^slave')" "*died 1 time*" "the summary says so"
is "$(grep '^slave' "$out" | awk -F': ' '{ n += $2 } END { print n }')" 31 "a slave's tests in the summary have that which it died over"

rm -f "$STARTED"
run -j2 --rerun-lost suite
is "$(field suite/t20_killer outcome)" lost "--rerun-lost: still lost"
is "$(grep -c killer "$STARTED")" 2 "--rerun-lost: it ran once more, and no more than that"
is "$(field suite/t20_killer attempts)" 2 "--rerun-lost: and that is said"
sound "--rerun-lost"

# elsewhere, where there is another appliance: the one that it killed is back before that is free
program again/1_kills 'echo "$MUSTER_APPLIANCE" >>"$STARTED"
[ "$(wc -l <"$STARTED")" -ge 2 ] || { kill -9 $PPID; sleep 1000; }'
program again/2_waits 'n=0
until [ -e "$STARTED.3" ]; do n=$((n + 1)); [ $n -lt 500 ] || exit 1; sleep 0.02; done'
program again/3_late ': >"$STARTED.3"'
rm -f "$STARTED"
run -j2 --dist=test --order=collected --rerun-lost again
is "$(outcomes)" "again/1_kills passed
again/2_waits passed
again/3_late passed" "--rerun-lost: what kills one slave may pass with another"
is "$(sort -u "$STARTED" | tr '\n' ' ')" "local0 local1 " "--rerun-lost: on another appliance where there is one"
sound "--rerun-lost elsewhere"
rm -r again

# a new slave begins anew: setup, and attach of what is needed again
take fake_gtest unit
HOOKS=$base/hooks FAKE_CASES="P.passes_1[vs65] P.killsslave_2[vs65] P.passes_3[vs65] P.passes_4[vs65]"
export HOOKS FAKE_CASES
cat >muster.conf <<'E'
[tests unit]
kind = gtest
[appliance board]
setup = echo setup >>"$HOOKS"
teardown = echo teardown >>"$HOOKS"
[provider vs65]
attach = echo attach >>"$HOOKS"; [ ! -e "$HOOKS.once" ] || [ "$(grep -c attach "$HOOKS")" = 1 ]
release = echo release >>"$HOOKS"
limit = 1
E
run --isolate --order=collected unit
is "$(count passed) $(field 'unit::P.killsslave_2[vs65]' outcome)" "3 lost" \
	"a death of one that holds a provider: the others run"
is "$(tr '\n' ' ' <"$HOOKS")" "setup attach setup attach release teardown " \
	"after a death setup and attach both run again, before the next test"
sound "setup and attach again"
rm -f "$HOOKS"
: >"$HOOKS.once"
run --isolate --order=collected unit
is "$(count passed) $(count lost) $(count notrun)" "1 1 2" \
	"where attach fails the second time its tests are not run"
is "$(field 'unit::P.passes_3[vs65]' message)" "no appliance is left that can hold vs65" "and that is said"
is "$(tr '\n' ' ' <"$HOOKS")" "setup attach setup attach teardown " \
	"what could not be attached again is not released"
sound "attach fails the second time"
unset FAKE_CASES
rm muster.conf unit

# a death after the call: what the call had come to is said
program late/fails 'echo words; exit 3'
program late/passes 'exit 0'
cat >muster.conf <<'E'
[tests late/*]
teardown = kill -9 $PPID; sleep 1000
E
run -j1 late
is "$(outcomes)" "late/fails lost
late/passes lost" "a slave that dies in the teardown of a test: the test is lost"
like "$(field late/fails message)" "its slave died: *KILL*; its call had ended before: failed, exit status 3" "that its call had failed is said"
like "$(field late/passes message)" "its slave died: *; its call had ended before: passed" "or that it had passed"
like "$(field late/fails stdout)" "words*" "what a failed call printed is kept"
like "$(cat "$out")" "*its call had ended before: failed*" "on the console, too"
sound "a death after the call"
rm -r late muster.conf

# every test kills its slave
for i in 1 2 3 4 5 6 7 8; do take kills_its_slave all/k$i; done
rm -f "$STARTED"
run -j2 all
is "$(outcomes | sed 's/.* //' | sort -u | tr '\n' ' ')" "lost notrun " "tests that always kill their slave: lost, and then nobody is left"
is "$(count lost)" 6 "three in a row retire each of the two appliances"
is "$(cut -d' ' -f2 "$STARTED" | sort | uniq -d)" "" "no test was handed out twice"
sound "all kill"
is "$status" 3 "exit status 3"

# the count starts again with each test that ends
i=1
while [ $i -le 4 ]; do
	take kills_its_slave mix/${i}_a
	take kills_its_slave mix/${i}_b
	program mix/${i}_c 'exit 0'
	i=$((i + 1))
done
run -j1 --dist=test mix
is "$(count lost) $(count passed) $(count notrun)" "8 4 0" "two deaths in a row, again and again, retire nobody"
sound "two in a row"

# killed in a batch. Nobody can know what a process that was not watched any more has started, so the case
# waits until the master knows that it runs.
take fake_gtest unit
cat >muster.conf <<'END'
[tests unit]
kind = gtest
END
FAKE_CASES="A.passes_1 A.passes_2 A.killsslave_3 A.passes_4 A.fails_5 A.passes_6"
export FAKE_CASES
for n in 1 2; do
	rm -f "$STARTED"
	WATCH="grep -qs unit::A.passes_2 $out" run -j$n --dist=file unit
	is "$(outcomes)" "unit::A.fails_5 failed
unit::A.killsslave_3 lost
unit::A.passes_1 passed
unit::A.passes_2 passed
unit::A.passes_4 passed
unit::A.passes_6 passed" "-j$n: in the middle of a batch only the case that ran is lost"
	is "$(sort "$STARTED" | uniq -d)" "" "-j$n: no case started twice"
	sound "-j$n: a batch"
done
# if it does not wait, some may start twice, but then that is said
for try in 1 2 3; do
	rm -f "$STARTED"
	run -j2 --dist=file unit
	hidden=
	for c in $(sort "$STARTED" | uniq -d); do
		[ "$(field "unit::$c" attempts)" -gt 1 ] || hidden="$hidden $c"
	done
	is "$hidden" "" "a sudden death: no case started twice without saying so"
	is "$(field unit::A.fails_5 outcome) $(field unit::A.passes_6 outcome)" "failed passed" "a sudden death: the cases behind it get their results"
	sound "a sudden death"
done
unset FAKE_CASES
rm muster.conf

# a slave that is stopped, killed from outside, while its test runs
program suite2/hangs 'echo $PPID >"$STARTED.parent"; echo $$ >"$STARTED"; sleep 1000'
program suite2/ok 'exit 0'
rm -f "$STARTED"
begin -j2 --dist=test suite2
await '[ -s "$STARTED" ]'
kill -9 "$(cat "$STARTED.parent")"
end
is "$(outcomes)" "suite2/hangs lost
suite2/ok passed" "a slave killed from outside: its test is lost"
sound "killed from outside"

# the master dies: nothing may outlive it
rm -f "$STARTED"
begin -j2 suite2
await '[ -s "$STARTED" ]'
kill -9 "$pid"
end 2>/dev/null
await '! grep -qs -F -f "$base/token" /proc/[0-9]*/environ /proc/[0-9]*/cmdline'
ok $? "when the master is killed, slaves and tests end as well"

# a test that reboots its board: its death there is no loss
program boots 'echo "$MUSTER_REBOOT $MUSTER_ATTEMPT $MUSTER_APPLIANCE" >>"$base/boots"
[ "$MUSTER_REBOOT" -ge "${BOOTS:-5}" ] || { kill -9 $PPID; sleep 60; }'
program calm 'exit 0'
printf '[tests boots]\nreboots = 5\n' >muster.conf
export base
run -j2 --retries=1 boots calm
is "$(outcomes) $status $(field boots attempts)" "boots passed
calm passed 0 1" "a test that takes its board down five times passes, and the board is not given up"
is "$(cut -d' ' -f1,2 "$base/boots" | tr '\n' ',') $(cut -d' ' -f3 "$base/boots" | sort -u | wc -l | tr -d ' ')" "0 1,1 1,2 1,3 1,4 1,5 1, 1" "it is the same attempt, on the same board"
like "$(cat "$err")" "*went down in boots: 5 of 5 reboots*" "and it is said"
sound "reboots"
rm "$base/boots"
BOOTS=9 run -j2 boots calm
is "$(outcomes) $status" "boots lost
calm passed 3" "once more than that is a loss"
sound "too many reboots" 3
program boots '[ "$MUSTER_REBOOT" = 1 ] && exit; kill -TERM $PPID $$; sleep 60'
run boots
is "$(outcomes) $status" "boots passed 0" "a board that goes down in order ends tests and slave by TERM"
sound "a reboot in order"
program boots '[ "$MUSTER_REBOOT" = 1 ] && sleep 60; kill -9 $PPID; sleep 60'
printf '[tests boots]\nreboots = 5\ntimeout = 2s\n' >muster.conf
run boots
like "$(outcomes) $(field boots message)" "boots timeout stopped after *, and * s before its appliance rebooted" "the timeout is that of all together"
sound "a timeout in a reboot"
# boards that need a while: the via of one that boots fails
launcher board '[ ! -e "$base/down.$1" ] || { echo x >>"$base/tries"; [ "$(wc -l <"$base/tries")" -lt "${TRIES:-4}" ] || rm "$base/down.$1"; exit 255; }
shift; exec "$@"'
program boots '[ "$MUSTER_REBOOT" = 1 ] && echo "$MUSTER_APPLIANCE" >>"$base/at" && exit; echo "$MUSTER_APPLIANCE" >"$base/at"; : >"$base/down.$MUSTER_APPLIANCE"; kill -9 $PPID; sleep 60'
away() { printf '[appliance b{1..2}]\nvia = %s/board %%{appliance}\nmuster = %s\nstart = %s\n[tests boots]\nreboots = 1\n' "$base" "$MUSTER" "$1"; }
away 1m >muster.conf
run --dist=test boots calm
is "$(outcomes) $(sort -u "$base/at" | wc -l | tr -d ' ') $(wc -l <"$base/tries" | tr -d ' ')" "boots passed
calm passed 1 4" "a board has the time of its start to come back, however often its via fails meanwhile"
rm -rf "$base/tmp"/*		# what a killed slave left is for the next that can look for it
sound "a board that boots"
away 1s | sed 's/b{1..2}/b1/' >muster.conf
rm -f "$base/tries"
TRIES=99 run boots calm
like "$(field boots outcome) $(field boots message) $status" "lost *its appliance went down in it* 3" "one that does not come back has lost it"
rm -rf "$base/tmp"/*		# what its slave left there stays until a slave comes again
away 1h >muster.conf
rm -f "$base"/down.* "$base/tries"
export TRIES=99
begin --dist=test boots calm
await '[ -e "$base/tries" ]'
kill -INT "$pid"
end
is "$status $(field boots outcome)" "130 lost" "INT while it boots: lost"
rm -rf "$base/tmp"/*
rm -f "$base"/down.*
# muster itself may be on what goes down
program boots '[ "$MUSTER_REBOOT" = 1 ] && exit; kill -9 "$(cat "$base/pid")" $PPID'
printf '[tests boots]\nreboots = 1\n' >muster.conf
begin -j1 --log="$base/log" --sync=test boots calm
end
is "$status" 137 "a reboot that takes muster as well"
run --resume="$base/log"
is "$(outcomes) $status" "boots passed
calm passed 0" "--resume knows that it was one"
program boots 'kill -9 "$(cat "$base/pid")" $PPID'
begin -j1 --log="$base/log2" boots calm
end
begin --resume="$base/log2"
end
is "$status" 137 "--resume goes on with it"
run --resume="$base/log2"
is "$(outcomes) $status" "boots lost
calm passed 3" "but no more often than it may"
printf '[tests boots]\nreboots = often\n' >muster.conf
refused "*muster.conf:2: reboots = often: expected a number*" "reboots that are no number" boots

finish
