#!/bin/sh
# cmocka: the real one, against its XML report.
. t/lib.sh
. "$root/t/kinds/common.sh"
builds cmocka ${CC:-cc} -O0 -o unit "$kinds/cmocka.c" -I"$kinds" -lcmocka
before=before middle=middle

# said_by_cmocka: "case outcome" of its XML, in which quotes are not escaped
said_by_cmocka() {
	rm -f "$RAN"
	CMOCKA_MESSAGE_OUTPUT=XML ./unit 2>/dev/null | perl -ne '
		sub said { return if !defined $n; $n =~ s/\\/\\\\/g; print "$n $is\n"; undef $n }
		if (/<testcase name="(.*)" time=/) { said(); $n = $1; $is = "passed" }
		$is = "failed" if /<failure/; $is = "skipped" if /<skipped/;
		END { said() }'
}

said_by_cmocka >"$base/said"
owns <"$base/said"
is "$(wc -l <"$own" | tr -d ' ')" 17 "cmocka reports on every case"
whole failed "all cases"
like "$(field unit stdout)" "*because of fails*" "a failed case has its words"

whole_vice crash crashed none "a crash in the middle"
whole_vice "caught crash" "crashed or failed" "none or failed" "a crash in the middle that cmocka catches"
whole_vice abort crashed none "an abort in the middle"
whole_vice hang timeout none "a hang in the middle" --timeout=8s --grace=1s
whole_vice exit0 "error or failed" none "an exit of 0 in the middle"
whole_vice _exit0 "error or failed" none "an _exit of 0 in the middle"
export FORGED='ok 99 - forged
1..10'
whole_vice lie "error or failed" failed "forged results"
unset FORGED
export VICE=exit0
run -j1 unit
is "$(field @end exit)" 1 "an exit of 0 in the middle fails the run"
export VICE=glue
run -j1 unit
is "$(field @end exit)" 1 "so does a result that cannot be found"
export VICE=none
run -j1 unit
is "$(wc -l <"$list" | tr -d ' ') $(outcomes | wc -l | tr -d ' ')" "1 1" "a program without a case is not dropped"
unset VICE
export CMOCKA_TEST_FILTER=nothing CMOCKA_MESSAGE_OUTPUT=SUBUNIT CMOCKA_XML_FILE=$base/x.xml
whole failed "variables of the caller that steer the framework"
unset CMOCKA_TEST_FILTER CMOCKA_MESSAGE_OUTPUT CMOCKA_XML_FILE

lots_whole many_
wraps_whole many_

# the old run_tests() prints lines, whatever it is asked for
${CC:-cc} -w -O0 -o unit "$kinds/cmocka_old.c" -I"$kinds" -lcmocka 2>/dev/null || finish	# a cmocka without it
rm -f "$RAN"
./unit >"$base/old" 2>"$base/old_words"
owns <<'E'
passes passed
fails failed
leaks failed
has_state passed
never_runs_bad failed
torn_down passed
torn_down_bad_end failed
mid passed
before passed
middle passed
after passed
in_group passed
E
is "$(grep -c '^\[  FAILED  \] [a-z]' "$base/old_words")" "$(grep -c ' failed$' "$own")" "run_tests() says how many failed"
whole failed "tests of run_tests()"
is "$(field unit message)" "4 of 12 failed" "what failed is counted"
whole_vice abort crashed none "an abort in one of run_tests()"
whole_vice exit0 "error or failed" none "an exit of 0 in one of run_tests()"
export VICE=good
run -j1 unit
is "$(outcomes) $status" "unit passed 0" "a program whose run_tests() all pass does"
echo 'int main(void) { return 0; }' >mocks.c
${CC:-cc} -Wl,--no-as-needed -o mocks mocks.c -lcmocka
run -j1 mocks
is "$(outcomes)" "mocks passed" "a program that links cmocka and runs no tests of it is judged by its exit status"
finish
