/* Failures as people write them, with Check. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
static int parse(const char *s) { return atoi(s); }
START_TEST(equal) { ck_assert_int_eq(parse("8"), 80); } END_TEST
START_TEST(text) { ck_assert_str_eq("GET", "PUT"); } END_TEST
START_TEST(plain) { ck_assert(parse("0")); } END_TEST
START_TEST(said) { ck_assert_msg(parse("0"), "the port is missing in %s", "host:0"); } END_TEST
START_TEST(aborts) { ck_abort(); } END_TEST
START_TEST(aborts_said) { ck_abort_msg("not yet written"); } END_TEST
START_TEST(null) { ck_assert_ptr_null("x"); } END_TEST
START_TEST(memory) { ck_assert_mem_eq("ab", "ac", 2); } END_TEST
START_TEST(real) { ck_assert_double_eq_tol(1.0, 1.5, 0.1); } END_TEST
START_TEST(loop) { ck_assert_int_lt(_i, 1); } END_TEST
START_TEST(noisy) { puts("connecting"); fputs("warning: slow\n", stderr); ck_assert_int_lt(5, 3); } END_TEST
START_TEST(crashes) { volatile int *p = NULL; puts("about to"); *p = 1; } END_TEST
START_TEST(exits) { exit(3); } END_TEST
START_TEST(hangs) { for (;;) pause(); } END_TEST
START_TEST(order) { ck_assert_uint_ge(3, 4); } END_TEST
int main(void)
{
	Suite *s = suite_create("net");
	TCase *t = tcase_create("core");
	SRunner *r;
	int failed;
	const char *only = getenv("ONLY");
	tcase_set_timeout(t, 1);
#define T(f) if (!only || !strcmp(only, #f)) tcase_add_test(t, f);
	T(equal) T(text) T(plain) T(said) T(aborts) T(aborts_said) T(null) T(memory) T(real) T(noisy) T(crashes) T(exits) T(hangs) T(order)
	if (!only || !strcmp(only, "loop"))
		tcase_add_loop_test(t, loop, 0, 2);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
