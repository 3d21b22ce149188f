#!/bin/sh
# An appliance that collects other tests: said, test by test; nothing runs, unless the user says how to go on.
. t/lib.sh
need_perl

take fake_gtest unit
program plain 'echo plain >>"$STARTED"'
STARTED=$base/started FAKE_CASES="A.passes_1 A.passes_2 A.passes_3"
export STARTED FAKE_CASES
conf() {
	cat >muster.conf <<END
[tests unit]
kind = gtest
[appliance same]
[appliance other]
env.FAKE_CASES = $1
END
	rm -f "$STARTED"
}

conf "A.passes_1 A.passes_3 A.passes_4"
run unit plain
is "$status" 3 "a difference is exit status 3"
[ ! -e "$STARTED" ]
ok $? "nothing was run"
is "$(grep -e ' - ' "$err" | grep -c 'unit::A.passes_2')" 1 "what only the master has is named"
is "$(grep -e ' + ' "$err" | grep -c 'unit::A.passes_4')" 1 "what only the slave has is named"
is "$(grep -c 'passes_[13]' "$err")" 0 "what both have is not"
like "$(cat "$err")" "*(other)*" "the appliance is named"
like "$(cat "$err")" "*once more*" "after a fresh try"
like "$(cat "$err")" "*1 only on the master*1 only on other*" "with counts"
is "$(outcomes | sed 's/.* //' | sort | uniq -c | sed 's/^ *//')" "4 notrun" "every test was not run"
sound "a mismatch"

rm -f "$STARTED"
run --on-mismatch=drop unit plain
is "$(count passed)" 4 "--on-mismatch=drop: all run without that appliance"
is "$(awk -F'\t' '$2 == "appliance" { print $3 }' "$facts" | sort -u)" same "--on-mismatch=drop: none of them there"
is "$(sort "$STARTED" | uniq -d)" "" "--on-mismatch=drop: each once"
sound "--on-mismatch=drop"
is "$status" 0 "--on-mismatch=drop: exit status 0"

rm -f "$STARTED"
run --dist=test --on-mismatch=common unit plain
is "$(outcomes)" "plain passed
unit::A.passes_1 passed
unit::A.passes_2 notrun
unit::A.passes_3 passed" "--on-mismatch=common: what all have is run, the rest not"
is "$(sort "$STARTED")" "A.passes_1
A.passes_3
plain" "--on-mismatch=common: each once, by its right name"
sound "--on-mismatch=common"
is "$status" 3 "--on-mismatch=common: exit status 3, since a test was not run"

# what only an appliance has: all that we have passes, and yet something that is there did not run
conf "A.passes_1 A.passes_2 A.passes_3 A.passes_4 A.passes_5"
run --dist=test --on-mismatch=common unit plain
is "$(count passed) $status" "4 3" "--on-mismatch=common: tests that only an appliance has are not run: exit status 3"
like "$(cat "$err")" "*+ unit::A.passes_4*+ unit::A.passes_5*" "--on-mismatch=common: they are named"
like "$(cat "$err")" "*2 tests that only other has are not run*status is 3*" "--on-mismatch=common: and the reason is said"
sound "--on-mismatch=common, more on an appliance" 3
run --on-mismatch=drop unit plain
is "$(count passed) $status" "4 0" "--on-mismatch=drop: what a dropped appliance has is its own affair"
sound "--on-mismatch=drop, more on an appliance"

# numbers must be translated: the other side lacks the first and has more in front
conf "A.fails_0 A.passes_2 A.passes_3 A.fails_9"
sed 's/^\[appliance same\]//' muster.conf >"$base/conf" && cp "$base/conf" muster.conf
run --on-mismatch=common unit
is "$(outcomes)" "unit::A.passes_1 notrun
unit::A.passes_2 passed
unit::A.passes_3 passed" "--on-mismatch=common on that appliance alone"
is "$(sort "$STARTED")" "A.passes_2
A.passes_3" "runs the right ones there"
sound "--on-mismatch=common alone"

# nothing is left to run, whatever the policy
conf B.passes_5
sed 's/^\[appliance same\]//' muster.conf >"$base/conf" && cp "$base/conf" muster.conf
for policy in "common not on every appliance (--on-mismatch=common)" "drop no appliance is left to run it"; do
	run --on-mismatch="${policy%% *}" unit
	is "$(field @end counts.passed) $(field @end counts.notrun) $status" "0 3 3" "--on-mismatch=${policy%% *} leaves nothing: exit status 3"
	is "$(awk -F'\t' '$2 == "message" { print $3 }' "$facts" | sort -u)" "${policy#* }" "--on-mismatch=${policy%% *} leaves nothing: each test has its reason"
	sound "--on-mismatch=${policy%% *} leaves nothing"
done

conf "A.passes_3 A.passes_1 A.passes_2"
run unit plain
is "$(count passed) $status" "4 0" "another order is no difference"
sound "another order"

conf "$(i=100; while [ $i -lt 160 ]; do printf 'A.more_%d ' $i; i=$((i + 1)); done)"
run unit
is "$(grep -c '^muster:   + unit::' "$err")" 20 "of many differences the first 20 are shown"
like "$(cat "$err")" "*+ and 40 more*" "and how many more there are"
sound "many differences"

# it heals between the two tries
cat >muster.conf <<'END'
[tests unit]
kind = gtest
[appliance heals]
env.HEALS = 1
END
rm -f "$STARTED"
mv unit unit.real
program unit 'if [ -n "${HEALS-}" ] && [ ! -e "$HEALED" ]; then : >"$HEALED"; FAKE_CASES=A.x; export FAKE_CASES; fi
exec ./unit.real "$@"'
HEALED=$base/healed
export HEALED
run unit
is "$(count passed) $status" "3 0" "a difference that is gone at the second try is none"
sound "a difference that heals"
finish
