/* Failures as people write them, with cmocka. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
static int parse(const char *s) { return atoi(s); }
int mocked(int a) { check_expected(a); return mock_type(int); }
static void equal(void **s) { (void)s; assert_int_equal(parse("8"), 80); }
static void text(void **s) { (void)s; assert_string_equal("GET", "PUT"); }
static void plain(void **s) { (void)s; assert_true(parse("0") > 1); }
static void null(void **s) { (void)s; assert_null("x"); }
static void memory(void **s) { (void)s; assert_memory_equal("ab", "ac", 2); }
static void range(void **s) { (void)s; assert_in_range(5, 1, 3); }
static void fails(void **s) { (void)s; fail_msg("%s is not yet written", "it"); }
static void plain_fail(void **s) { (void)s; fail(); }
static void noisy(void **s) { (void)s; puts("connecting"); fputs("warning: slow\n", stderr); assert_int_not_equal(3, 3); }
static void mock_unset(void **s) { (void)s; mocked(1); }
static void mock_other(void **s) { (void)s; expect_value(mocked, a, 2); will_return(mocked, 0); mocked(1); }
static void returned(void **s) { (void)s; assert_return_code(-1, 2); }
static void leaks(void **s) { (void)s; (void)!test_malloc(3); }
static void crashes(void **s) { volatile int *p = NULL; (void)s; puts("about to"); *p = 1; }
static void skewed(void **s) { (void)s; assert_ptr_equal(s, NULL); }
static int no_setup(void **s) { (void)s; return -1; }
int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(equal), cmocka_unit_test(text), cmocka_unit_test(plain), cmocka_unit_test(null),
		cmocka_unit_test(memory), cmocka_unit_test(range), cmocka_unit_test(fails), cmocka_unit_test(plain_fail), cmocka_unit_test(noisy),
		cmocka_unit_test(mock_unset), cmocka_unit_test(mock_other), cmocka_unit_test(returned), cmocka_unit_test(leaks),
		cmocka_unit_test(crashes), cmocka_unit_test(skewed), cmocka_unit_test_setup(null, no_setup) };
	const char *only = getenv("ONLY");
	if (only)
		cmocka_set_test_filter(only);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
