#!/bin/sh
# Check: the real one, against its XML report.
. t/lib.sh
. "$root/t/kinds/common.sh"
has pkg-config
pkg-config --exists check || skip_all "Check is not installed"
builds Check ${CC:-cc} -O0 -w -o unit "$kinds/check.c" -I"$kinds" $(pkg-config --cflags --libs check)
before=vices:before middle=vices:middle

# said_by_check: "test case:function outcome" of its XML
said_by_check() {
	rm -f "$RAN"
	CK_XML_LOG_FILE_NAME=$base/check.xml ./unit >/dev/null 2>&1
	perl -ne '
		$is = $1 if /<test result="(\w+)"/; $id = $1 if /<id>(.*)<\/id>/; $t = $1 if /<description>(.*)<\/description>/;
		print "$t:$id ", $is eq "success" ? "passed" : "failed", "\n" if /<\/test>/' "$base/check.xml"
}

said_by_check >"$base/said"
owns <"$base/said"
is "$(wc -l <"$own" | tr -d ' ')" 20 "Check reports on every case"
whole failed "all cases"

# each test has a process of its own here: Check tells itself
whole_vice crash failed failed "a crash in the middle"
whole_vice abort failed failed "an abort in the middle"
whole_vice exit0 failed passed "an exit of 0 in the middle, which Check takes for a pass"
export FORGED='not ok 1 - forged
ok 2 - forged
1..99'
whole_vice lie failed failed "forged results"
unset FORGED
whole_vice hang timeout none "a hang in the middle" --timeout=8s --grace=1s
export VICE="kill program"
run -j1 unit
is "$(outcomes)" "unit crashed" "the death of the program itself"
sound "death of the program"
export CK_RUN_SUITE=none CK_RUN_CASE=none CK_INCLUDE_TAGS=none CK_FORK=no CK_TAP_LOG_FILE_NAME=$base/x.tap CK_VERBOSITY=silent
unset VICE
whole failed "variables of the caller that steer the framework"
unset CK_RUN_SUITE CK_RUN_CASE CK_INCLUDE_TAGS CK_FORK CK_TAP_LOG_FILE_NAME CK_VERBOSITY

# a program that says itself where its TAP goes: it is read from its output, else its exit status is all there is
cat >own.c <<'E'
#include <check.h>
#include <stdlib.h>
START_TEST(good) { ck_assert(1); } END_TEST
START_TEST(bad) { ck_assert_int_eq(1, getenv("GOOD") ? 1 : 2); } END_TEST
int main(void)
{
	Suite *s = suite_create("own");
	TCase *t = tcase_create("core");
	SRunner *r = srunner_create(s);
	int n;

	if (getenv("EARLY"))
		return 0;
	tcase_add_test(t, good);
	tcase_add_test(t, bad);
	suite_add_tcase(s, t);
	srunner_set_tap(r, TAP);
	srunner_run_all(r, CK_NORMAL);
	n = srunner_ntests_failed(r);
	srunner_free(r);
	return n != 0;
}
E
for tap in - own.tap; do
	${CC:-cc} -w -DTAP="\"$tap\"" -o own own.c $(pkg-config --cflags --libs check)
	run -j1 own
	is "$(outcomes)" "own failed" "its own TAP goes to $tap: a failure is one"
	[ $tap != - ] || is "$(inside)" "own::core:bad failed
own::core:good passed" "and results are read from its output"
	sound "TAP to $tap"
	run -j1 --env GOOD=1 own
	is "$(outcomes)" "own passed" "TAP to $tap: a pass is one"
	run -j1 --env EARLY=1 own
	is "$(outcomes)" "own error" "TAP to $tap: an exit of 0 that counts no test is no pass"
done

lots_whole many:each
wraps_whole many:each
finish
