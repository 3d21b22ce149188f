#!/bin/sh
# More than one attempt: --retries, --repeat, --until-fail, flaky tests, the check of an appliance.
. t/lib.sh
need_perl

RAN=$base/ran
export RAN
program t/always 'echo "$MUSTER_TEST $MUSTER_APPLIANCE $MUSTER_ATTEMPT" >>"$RAN"; exit 1'
program t/once 'echo "$MUSTER_TEST $MUSTER_APPLIANCE $MUSTER_ATTEMPT" >>"$RAN"; [ "$MUSTER_ATTEMPT" -gt 1 ]'
program t/good 'echo "$MUSTER_TEST $MUSTER_APPLIANCE $MUSTER_ATTEMPT" >>"$RAN"'
program t/bad_on_b2 '[ "$MUSTER_APPLIANCE" != b2 ]'

: >"$RAN"
run -j2 --retries=2 t/always t/once t/good
is "$(outcomes)" "t/always failed
t/good passed
t/once passed" "--retries: what passes then has passed"
is "$(sed 's/local[01]/X/' "$RAN" | sort)" "t/always X 1
t/always X 2
t/always X 3
t/good X 1
t/once X 1
t/once X 2" "--retries=2: three attempts at most, and none for what passed"
is "$(field t/once flaky) $(field t/once attempts) $(field t/always flaky) $(field t/always attempts)" "true 2 false 3" "flaky is marked, attempts are counted"
is "$(awk '$1 == "t/once" { print $2 }' "$RAN" | sort -u | wc -l | tr -d ' ')" 2 "the next attempt is on another appliance"
like "$(cat "$out")" "*t/once PASSED*flaky*" "the console says flaky"
sound "--retries"
run -j1 --retries=1 t/once
is "$(count passed) $status" "1 0" "with one appliance it is the same again"
is "$(field t/once message)" "failed before" "a lane of this host is no finding either"
run -v -j1 --retries=1 t/once t/good
like "$(cat "$out")" "*slave00 local0: 3 attempts, 1 failed, *" "the line of a lane counts attempts, and says so"
run -v -j1 t/good
like "$(cat "$out")" "*slave00 local0: 1 test, 0 failed, *" "where there was one each it counts tests"
run -j1 --retries=1 --flaky=fail t/once
is "$(count passed) $status" "1 1" "--flaky=fail: exit status 1"
sound "--flaky=fail" 1
printf '[tests t/once]\nretries = 1\n' >muster.conf
run -j1 t/once t/always
is "$(field t/once outcome) $(field t/always attempts)" "passed 1" "retries in muster.conf, for some"
sound "retries in muster.conf"
rm muster.conf
run -a b2 -a b1 --retries=1 --order=collected t/bad_on_b2
case $(field t/bad_on_b2 attempts) in
2) is "$(field t/bad_on_b2 message)" "failed before on b2" "where a test failed is said; once is no finding" ;;
*) skip "where a test failed is said" "b1 was faster" ;;
esac
run -j2 -x --retries=1 t/once
is "$(count passed) $status" "1 0" "-x is for failures that stay"

# a crash, a timeout
program t/crashes_once '[ "$MUSTER_ATTEMPT" -gt 1 ] || kill -SEGV $$'
program t/hangs_once '[ "$MUSTER_ATTEMPT" -gt 1 ] || sleep 60'
run -j2 --retries=1 --timeout=1s --grace=100ms t/crashes_once t/hangs_once
is "$(count passed) $(field t/hangs_once flaky)" "2 true" "crashes and timeouts are failures, too"
sound "retries of crashes"

# cases of a batch
take fake_gtest unit
FAKE_CASES="A.passes_1 A.fails_2 A.passes_3"
export FAKE_CASES
printf '[tests unit]\nkind = gtest\n' >muster.conf
STARTED=$base/started
export STARTED
: >"$STARTED"
run -j2 --retries=2 unit
is "$(field unit::A.fails_2 attempts) $(count passed) $(count failed)" "3 2 1" "only the case that failed is run again"
is "$(sort "$STARTED" | uniq -c | sed 's/^ *//')" "3 A.fails_2
1 A.passes_1
1 A.passes_3" "the others ran once"
sound "retries of cases"
rm muster.conf
unset STARTED

# repeat
: >"$RAN"
run -j3 --repeat=5 t/good t/always
is "$(sort "$RAN" | cut -d' ' -f1 | uniq -c | sed 's/^ *//')" "5 t/always
5 t/good" "--repeat=5: five attempts each"
is "$(field t/good outcome) $(field t/always outcome)" "passed failed" "and one outcome"
like "$(field t/always message)" "*5 of 5 attempts failed*" "how many failed is said"
sound "--repeat"
program t/fourth 'echo x >>"$RAN.4"; [ "$(wc -l <"$RAN.4")" -ne 4 ]'
rm -f "$RAN.4"
run -j2 --repeat=6 t/fourth
is "$(field t/fourth outcome): $(field t/fourth message)" "failed: 1 of 6 attempts failed" "the worst attempt is the outcome"
sound "--repeat: one of six"
program t/apart 'mkdir "$RAN.d" || exit 1; sleep 0.02; rmdir "$RAN.d"'
run -j4 --repeat=8 t/apart
is "$(count passed)" 1 "never beside itself"
sound "--repeat: never beside itself"

refused "*--retries is for tests that run once, not with --repeat" "--retries and --repeat exclude each other" --retries=1 --repeat=2 t

# until it fails
rm -f "$RAN.4"
: >"$RAN"
run -j2 --until-fail t/fourth t/good
is "$(field t/fourth outcome) $(field t/fourth attempts) $(field t/good outcome)" "failed 4 passed" "--until-fail: round after round, until one fails"
sound "--until-fail" 1
rm -f "$RAN.4"
run -j2 --until-fail --repeat=2 t/fourth t/good
is "$(count passed) $(field t/good attempts)" "2 2" "--until-fail --repeat=2: two rounds"
sound "--until-fail --repeat"

# the check of an appliance
SAID=$err
export SAID
program hard/1 'echo "$MUSTER_TEST $MUSTER_APPLIANCE" >>"$RAN"
i=0	# what runs again goes on until the other slave is gone: the run must not be over before
while [ $MUSTER_ATTEMPT -gt 1 ] && [ $i -lt 300 ] && ! grep -q "not used any more" "$SAID"; do sleep 0.1; i=$((i + 1)); done
[ "$MUSTER_APPLIANCE" != sick ]'
for i in 2 3 4 5 6; do cp hard/1 hard/$i; done
cat >muster.conf <<'END'
[appliance sick]
check = false
[appliance well]
check = true
END
: >"$RAN"
run hard
is "$(count passed)" 6 "a failure where the check fails is the appliance's: the test runs elsewhere"
is "$(grep -c sick "$RAN")" 1 "and the appliance is not used any more"
like "$(cat "$out" "$err")" "*sick) is not used any more*check*" "which is said"
like "$(grep 'runs again' "$out")" "*hard/*the check of its appliance failed: check hook*exit status 1*" "and stands behind the attempt that was suspected"
sound "check"
program soft/1 'exit 1'
run -a well soft
is "$(field soft/1 outcome)" failed "a failure where the check passes is the test's"
sound "check that passes"
run -a sick soft
is "$(field soft/1 outcome)" failed "with no other appliance the failure stands"
like "$(field soft/1 message)" "*the check of its appliance failed: check hook of the appliance*exit status 1*" "and says that its appliance failed its check, and how"
like "$(grep '^slave00' "$out") $(cat "$err")" "*not used any more: check*sick) is not used any more*check*" "and that it is not used any more is said though the run is over"
sound "check and no other appliance"
# a retry that waits; a limit of them
program d/late '[ "$MUSTER_ATTEMPT" = 3 ] || { date +%s%N >>"'"$base/late"'"; exit 1; }; date +%s%N >>"'"$base/late"'"'
program d/other 'exit 0'
case $(date +%s%N) in
*[!0-9]*) skip "retries wait" "date has no nanoseconds" ;;
*)
	for how in "-j1" "-j2"; do
		rm -f "$base/late"
		run $how --retries='2 after 300ms' d
		is "$(outcomes) $(awk 'NR > 1 && $1 - last < 3e8 { bad = 1 } { last = $1 } END { print NR, bad + 0 }' "$base/late")" "d/late passed
d/other passed 3 0" "each retry waits: $how"
		sound "retries that wait, $how"
	done ;;
esac
printf '[tests d/late]\nretries = 1 after 1h\n' >muster.conf
run -j2 --run-timeout=1s d
is "$(outcomes)" "d/late failed
d/other passed" "what waits for its retry when the run ends has failed"
for wrong in "1 after" "1 after x" "after 5s" "1 5s" "1 after 5s 6s" "x"; do
	printf "[tests d/late]\nretries = $wrong\n" >muster.conf
	refused "*muster.conf:2: retries = $wrong: expected*" "retries = $wrong" d
done
rm muster.conf
for i in 1 2 3 4 5; do program l/$i 'exit 1'; done
run -j1 --order=collected --retries=2 --retry-limit=2 l
is "$(awk -F'\t' '$2 == "attempts" { printf "%s ", $3 }' "$facts")" "3 3 1 1 1 " "--retry-limit: so many tests have retries"
is "$(grep -c retry-limit "$out")" "$(grep -c 'again:.*retry-limit' "$out" | awk '{ print $1 + 1 }')" "one line says that others have none"
sound "--retry-limit"

finish
