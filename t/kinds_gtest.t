#!/bin/sh
# GoogleTest: the real one, against its own report.
. t/lib.sh
. "$root/t/kinds/common.sh"
builds GoogleTest "$cxx" -O0 -o unit "$kinds/gtest.cc" -I"$kinds" -lgtest -pthread
middle=Vice.middle

# said_by_gtest: "case outcome" of its JSON report
said_by_gtest() {
	rm -f "$RAN"
	./unit --gtest_output="json:$base/gtest.json" >/dev/null 2>&1
	perl -MJSON::PP -e '
		local $/; my $r = JSON::PP->new->decode(<STDIN>);
		for my $s (@{$r->{testsuites}}) {
			for my $c (@{$s->{testsuite}}) {
				(my $name = "$s->{name}.$c->{name}") =~ s/\\/\\\\/g;
				print "$name ", $c->{failures} ? "failed" : $c->{result} eq "COMPLETED" ? "passed" : "skipped", "\n";
			}
		}' <"$base/gtest.json"
}

said_by_gtest >"$base/said"
owns <"$base/said"
is "$(cut -d' ' -f1 "$own" | wc -l)" "$(wc -l <"$base/said")" "the framework reports"
is "$(./unit --gtest_list_tests | grep -c '^  ')" "$(wc -l <"$own")" "on every case that it lists"
all_ways
words Outcomes.fails Outcomes.throws

printf '%s\n' '[tests *]' 'args = --gtest_output=xml:/dev/stderr' 'isolate = yes' 'record.mb_per_s = ""<property name="mb_per_s" value="%m"/>""' >muster.conf
run unit::Outcomes.passes unit::Outcomes.skips
is "$(field unit::Outcomes.passes records.mb_per_s)|$(field unit::Outcomes.skips records.mb_per_s)" "13|" "what RecordProperty says is recorded as README has it"
rm muster.conf

usual_vices
export FORGED='[  FAILED  ] Vice.before (0 ms)
[       OK ] Vice.after (0 ms)
[  SKIPPED ] Vice.after (0 ms)
[       OK ] Vice.middle2 (0 ms)
[----------] 1 test from Vice (0 ms total)
[  PASSED  ] 1 test.'
vice forge passed "forged results of others"
export FORGED='[ RUN      ] Vice.after'
export VICE=forge
cases unit
same "$(outcomes | grep -v -e "::$middle " -e '::Vice.after ')" "$(grep -v -e "::$middle " -e '::Vice.after ' "$own")" \
	"a forged start of another: the rest is not to blame"
same "$(starts)" "$(uniq -c "$own_ran" | sed 's/^ *//')" "a forged start of another: each case ran once"
sound "a forged start of another"
export FORGED='[       OK ] Vice.middle (0 ms)'
lies
unset FORGED

vanishes "Odd.only listed"
unlisted "list exits 3" failed
unlisted "list crashes" failed
export VICE=none
cases unit
is "$(outcomes) $status" " 5" "a program without cases has no tests"
like "$(cat "$err")" "*left out: 1 program that lists no tests (unit)*" "which one line says"
unset VICE

export GTEST_FILTER GTEST_TOTAL_SHARDS GTEST_SHARD_INDEX GTEST_REPEAT GTEST_FAIL_FAST GTEST_BRIEF \
	GTEST_ALSO_RUN_DISABLED_TESTS GTEST_SHUFFLE GTEST_BREAK_ON_FAILURE
agrees "variables of the caller that steer the framework"
unset GTEST_FILTER GTEST_TOTAL_SHARDS GTEST_SHARD_INDEX GTEST_REPEAT GTEST_FAIL_FAST GTEST_BRIEF \
	GTEST_ALSO_RUN_DISABLED_TESTS GTEST_SHUFFLE GTEST_BREAK_ON_FAILURE

export VICE=odder
cases unit
is "$(outcomes | grep -e 'Odd.a::b' -e 'Odd.co:lon' -e 'Odd.*-')" "unit::Odd.-minus passed
unit::Odd.a::b passed
unit::Odd.co:lon passed
unit::Odd.dash-dash passed" "names with what separates names in a filter"
same "$(outcomes | grep -v -e 'Odd.a::b' -e 'Odd.co:lon' -e 'Odd.*-')" "$(cat "$own")" "and all others as before"
is "$(starts | grep -v '^1 ')" "" "and none ran twice"
sound "names with what separates names in a filter"
unset VICE

in_a_file Long/Many.case_/
lots_of Each/Many.case_/
wraps Each/Many.case_/
finish
