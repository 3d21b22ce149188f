#!/bin/sh
# What earlier runs tell: --history, and what a run says of its tests.
. t/lib.sh
need_perl

program t/falls '[ ! -e falls ] || { echo falls; exit 1; }'
program t/flaps '[ ! -e flaps ]'
program t/holds 'exit 0'
program t/weak '[ "$MUSTER_ATTEMPT" = 2 ]'
for i in 1 2 3 4 5 6; do
	rm -f flaps
	[ $((i % 2)) = 1 ] || : >flaps
	[ $i -lt 5 ] || : >falls
	[ $i -lt 6 ] || bare -j2 --retries=1 --log=none t
	before=$(grep -e '^FAILED  ' -e '^fixed' "$out")
	run -j2 --retries=1 t
done
is "$(grep -e '^FAILED  ' "$out" | sort)" "FAILED   t/falls  [still, 2 runs]  falls
FAILED   t/flaps  [new]  exit status 1" "new failures, and old ones"
is "$(echo "$before" | sort)" "$(grep -e '^FAILED  ' "$out" | sort)" "without a log they are known, too"
rm flaps
run -j2 --retries=1 t
like "$(cat "$out")" "*
fixed since the last run: t/flaps
*" "what is fixed is said"
sound "a run with a history"
log=$(ls .muster/*.log | tail -n 1)
bare --replay="$log" --junit="$base/x"
cp "$out" "$base/again"
bare --replay="$log"
is "$(cat "$out")" "$(cat "$base/again")" "a replay says the same"
like "$(cat "$out")" "*
fixed since the last run: t/flaps
*" "as the run did"
is "$(cat .muster/.gitignore)" "*" "git does not see .muster"

bare --history
is "$status $(cat "$out")" "0 fails   3 runs  ....FFF  t/falls
flaky   3 of 7 failed  .F.F.F.  t/flaps
flaky   0 of 7 failed  .......  t/weak  passed 7 times when tried again" "--history: what is odd"
bare --history t/falls
is "$status $(sed 's/^[0-9T:-]* *//; s/ *[0-9.]*s  (local[01])//' "$out" | grep -v 'runs again' | tr '\n' ',')" \
	"0 FAILED  exit status 1,FAILED  exit status 1,FAILED  exit status 1,PASSED,PASSED,PASSED,PASSED,$(tail -n 1 "$out")," "--history ID: each run"
like "$(tail -n 1 "$out")" "....FFF  usually * s" "and all that is known"
bare --history t/none
is "$status $(cat "$err")" "2 muster: error: t/none: no run that is known had it" "of a test that nobody knows"

cp "$log" kept.log
rm -r .muster
bare --history --history-from=kept.log
is "$status $(grep -c 't/falls' "$out")" "0 1" "--history-from: where there is no .muster"
run -j2 --history-from=kept.log t/falls
like "$(cat "$out")" "*FAILED   t/falls  [[]still, 4 runs]*" "a run knows what that log knows"
run -j2 --history-from=absent.log t/holds
like "$status $(cat "$err")" "0 *warning: --history-from=absent.log: No such file*" "a log that is not there is only warned of"
finish
