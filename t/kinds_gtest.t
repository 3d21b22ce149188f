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
agrees "all cases in one process"
like "$(field unit::Outcomes.fails stdout)" "*because of fails*" "a failed case has its words"
unlike "$(field unit::Outcomes.throws stdout)" "*because of fails*" "and only its own"
agrees "all cases, cut as it pleases" -j2 --dist=load
agrees "a process for each" --isolate
alone

vice crash crashed "a crash in the middle"
is "$(field unit::$middle signal)" SEGV "with its signal"
vice abort crashed "an abort in the middle"
vice hang timeout "a hang in the middle" --timeout=2s --grace=1s
vice exit0 error "an exit of 0 in the middle"
like "$(field unit::$middle message)" "*no result*" "since it has no result"
vice _exit0 error "an _exit of 0 in the middle"
vice glue passed "words without a newline before the result"
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
export VICE=lie
cases unit
is "$status" 1 "a forged result of its own, when it failed: not a good run"
same "$(outcomes | grep -v -F "unit::$middle ")" "$(grep -v -F "unit::$middle " "$own")" "and nobody else is to blame"
unset VICE

export VICE=vanish
cases unit
is "$(outcomes | grep 'only listed')" "unit::Odd.only listed error" "a case that is listed and does not run is an error"
same "$(outcomes | grep -v 'only listed')" "$(cat "$own")" "all others as before"
sound "a case that vanished"
unset VICE
for v in "list exits 3" "list crashes"; do
	export VICE="$v"
	cases unit
	is "$(outcomes)" "unit failed" "a program whose list fails ($VICE) runs whole"
	like "$(cat "$err")" "*warning*unit*" "with a warning"
	sound "$VICE"
done
export VICE=none
cases unit
is "$(outcomes)" "unit passed" "a program without cases runs whole"
like "$(cat "$err")" "*warning*unit*no cases*" "with a warning"
unset VICE

export GTEST_FILTER GTEST_TOTAL_SHARDS GTEST_SHARD_INDEX GTEST_REPEAT GTEST_FAIL_FAST GTEST_BRIEF \
	GTEST_ALSO_RUN_DISABLED_TESTS GTEST_SHUFFLE GTEST_BREAK_ON_FAILURE
agrees "variables of the caller that steer the framework"
unset GTEST_FILTER GTEST_TOTAL_SHARDS GTEST_SHARD_INDEX GTEST_REPEAT GTEST_FAIL_FAST GTEST_BRIEF \
	GTEST_ALSO_RUN_DISABLED_TESTS GTEST_SHUFFLE GTEST_BREAK_ON_FAILURE

lots_of Each/Many.case_/
wraps Each/Many.case_/
finish
