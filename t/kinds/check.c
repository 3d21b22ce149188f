/* A Check program with every outcome; see vice.h. */
#include <check.h>
#include "vice.h"

#define CASE(name, body) START_TEST(name) { ran(#name); body; } END_TEST

CASE(passes, (void)0)
CASE(fails, ck_assert_int_eq(1, 2))
CASE(fails_with, ck_abort_msg("a reason: with, \"odd\" words # SKIP"))
CASE(fails_str, ck_assert_str_eq("a", "b"))
CASE(prints, printf("words of prints\n"))
CASE(signalled, raise(SIGSEGV))
CASE(wanted_signal, raise(SIGSEGV))
CASE(exits, exit(3))
CASE(wanted_exit, exit(3))
CASE(looped, char name[32]; snprintf(name, sizeof name, "looped %d", _i); ran(name); ck_assert_int_ne(_i, 2))
CASE(times_out, for (;;) pause())
CASE(mid, (void)0)
CASE(before, (void)0)
CASE(middle, vice(); if (vice_is("lie")) { printf("%s\n", getenv("FORGED")); fflush(stdout); ck_abort(); })
CASE(middle_two, (void)0)
CASE(after, (void)0)
START_TEST(each)
{
	char name[32];

	snprintf(name, sizeof name, "each %d", _i);
	ran(name);
	ck_assert(!vice_is("fail"));
}
END_TEST

static void bad_setup(void) { ck_abort_msg("no set-up"); }
static void kills(void)
{
	if (vice_is("kill program"))
		raise(SIGKILL);
}
CASE(never_runs, (void)0)

int main(void)
{
	Suite *s = suite_create("outcomes"), *v = suite_create("vi ces");
	TCase *t = tcase_create("all, of: them"), *u = tcase_create("vices"), *b = tcase_create("bad setup"), *m = tcase_create("many");
	SRunner *r;
	int failed;

	if (!vice_is("good")) {
		tcase_set_timeout(t, 1);
		tcase_add_test(t, passes);
		tcase_add_test(t, fails);
		tcase_add_test(t, fails_with);
		tcase_add_test(t, fails_str);
		tcase_add_test(t, prints);
		tcase_add_test(t, signalled);
		tcase_add_test_raise_signal(t, wanted_signal, SIGSEGV);
		tcase_add_test(t, exits);
		tcase_add_exit_test(t, wanted_exit, 3);
		tcase_add_loop_test(t, looped, 0, 4);
		tcase_add_test(t, times_out);
		tcase_add_checked_fixture(b, bad_setup, NULL);
		tcase_add_test(b, never_runs);
		suite_add_tcase(s, t);
		suite_add_tcase(s, b);
	}
	tcase_add_test(u, mid);
	tcase_add_test(u, before);
	tcase_add_test(u, middle);
	tcase_add_test(u, middle_two);
	tcase_add_test(u, after);
	tcase_add_unchecked_fixture(u, NULL, kills);
	tcase_set_timeout(u, vice_is("hang") ? 60 : 4);
	suite_add_tcase(v, u);
	if (many()) {
		suite_add_tcase(v, m);
		tcase_add_loop_test(m, each, 0, many());
	}
	r = srunner_create(s);
	srunner_add_suite(r, v);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return vice_is("count") ? failed : failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
