/* A cmocka program whose tests are run by its old run_tests(), with every outcome that has; see vice.h. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include "vice.h"

#define CASE(name, body) static void name(void **state) { (void)state; ran(#name); body; }

CASE(passes, (void)0)
CASE(fails, print_message("because of fails\n"); assert_int_equal(1, 2))
CASE(leaks, *state = test_malloc(3))
CASE(has_state, assert_non_null(*state))
CASE(never_runs, (void)0)
CASE(torn_down, (void)0)
CASE(mid, (void)0)
CASE(before, (void)0)
CASE(middle, vice())
CASE(after, (void)0)
CASE(in_group, (void)0)

static void setup(void **state) { *state = test_malloc(1); }
static void teardown(void **state) { test_free(*state); }
static void bad(void **state) { (void)state; fail(); }
static void bad_end(void **state) { test_free(*state); fail(); }

int main(void)
{
	const UnitTest outcomes[] = {
		unit_test(passes), unit_test(fails), unit_test(leaks), unit_test_setup_teardown(has_state, setup, teardown),
		unit_test_setup_teardown(never_runs, bad, teardown), unit_test_setup_teardown(torn_down, setup, bad_end),
	};
	const UnitTest vices[] = { unit_test(mid), unit_test(before), unit_test(middle), unit_test(after) };
	const UnitTest group[] = { group_test_setup(setup), unit_test(in_group), group_test_teardown(teardown) };
	int bad_ones = 0;

	if (!vice_is("good"))
		bad_ones += run_tests(outcomes);
	return bad_ones + run_tests(vices) + run_group_tests(group);
}
