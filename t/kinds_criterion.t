#!/bin/sh
# Criterion: the real one, against its XML report.
. t/lib.sh
. "$root/t/kinds/common.sh"
need_proc	# it finds itself there
# criterion_program NAME N: with N more cases
criterion_program() {
	{
		cat "$kinds/criterion.c"
		awk -v n="$2" 'BEGIN { for (i = 0; i < n; i++)
			printf "CASE(many, case_%d, cr_assert(!vice_is(\"fail\")))\n", i }'
	} >"$base/unit.c"
	builds Criterion ${CC:-cc} -O0 -w -o "$1" "$base/unit.c" -I"$kinds" -lcriterion
}
criterion_program unit 0
middle=vices/middle

# said_by_criterion: "suite/case outcome" of its XML; cases of one name are one, the worst
said_by_criterion() {
	rm -f "$RAN"
	./unit --xml="$base/criterion.xml" -j1 >/dev/null 2>&1
	perl -ne '
		$s = $1 if /<testsuite name="(.*?)"/;
		if (/<testcase name="(.*?)".* status="(\w+)"/) {
			my $is = { PASSED => "passed", SKIPPED => "skipped" }->{$2} // "failed";
			$is = "error" if $1 eq "setup_fails";	# a set-up that crashes: no word on its result
			$said{"$s/$1"} = $is unless ($said{"$s/$1"} // "") eq "failed";
		}
		END { print "$_ $said{$_}\n" for keys %said }' "$base/criterion.xml"
}

said_by_criterion >"$base/said"
owns <"$base/said"
is "$(LC_ALL=C ./unit --list 2>/dev/null | grep -c -v ': [0-9]* tests*$')" "$(wc -l <"$own" | tr -d ' ')" "Criterion reports on every case that it lists"
agrees "all cases in one process"
like "$(field unit::outcomes/fails stderr)$(field unit::outcomes/fails stdout)" "*because of fails*" "a failed case has its words"
agrees "all cases, cut as it pleases" -j2 --dist=load
alone_may_write=3
alone

# each case has a process of its own here: Criterion tells itself
vice crash "crashed or failed" "a crash in the middle"
vice abort "crashed or failed" "an abort in the middle"
vice exit0 passed "an exit of 0 in the middle, which Criterion takes for a pass"
vice hang timeout "a hang in the middle" --timeout=8s --grace=1s
vice "kill runner" crashed "death of the whole program in the middle"
vice glue passed "words without a newline before the result"
export FORGED='[PASS] outcomes::fails: (0.00s)
[FAIL] vices::before: (0.00s)
[FAIL] vices::after: CRASH!
not ok - vices::after
[====] Synthesis: Tested: 24 | Passing: 24 | Failing: 0 | Crashing: 0'
vice forge passed "forged results of others"
unset FORGED
export CRITERION_TEST_PATTERN='no*' CRITERION_SHORT_FILENAME=1 CRITERION_ENCODING=utf8 CRITERION_FAIL_FAST=1 \
	CRITERION_ALWAYS_SUCCEED=1 CRITERION_VERBOSITY_LEVEL=9 CRITERION_OUTPUTS="xml:$base/x.xml" CRITERION_JOBS=3
agrees "variables of the caller that steer the framework"
unset CRITERION_TEST_PATTERN CRITERION_SHORT_FILENAME CRITERION_ENCODING CRITERION_FAIL_FAST CRITERION_ALWAYS_SUCCEED \
	CRITERION_VERBOSITY_LEVEL CRITERION_OUTPUTS CRITERION_JOBS

printf '#include <criterion/criterion.h>\n' >"$base/unit.c"
builds Criterion ${CC:-cc} -O0 -w -o none "$base/unit.c" -lcriterion
empty none

# Criterion itself needs 30 ms for each, and its exit status counts nothing
lots=48 many=48
criterion_program unit $lots
lots_of many/case_
wraps many/case_
finish
