/* A Criterion program with every outcome; see vice.h. Each test has a process of its own. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include "vice.h"

#define CASE(suite, name, body, ...) Test(suite, name, ##__VA_ARGS__) { ran(#suite "/" #name); body; }

CASE(outcomes, passes, (void)0)
CASE(outcomes, fails, cr_assert_eq(1, 2, "because of fails"))
CASE(outcomes, expects_twice, cr_expect(0); cr_expect(0))
CASE(outcomes, skips, cr_skip_test("no hardware"))
CASE(outcomes, disabled, cr_assert(0), .disabled = true)
CASE(outcomes, signalled, raise(SIGSEGV))
CASE(outcomes, wanted_signal, raise(SIGSEGV), .signal = SIGSEGV)
CASE(outcomes, exits, exit(3))
CASE(outcomes, exits_0, exit(0))
CASE(outcomes, wanted_exit, exit(3), .exit_code = 3)
CASE(outcomes, times_out, for (;;) pause(), .timeout = 0.5)
CASE(outcomes, described, (void)0, .description = "words: about, it [x] # SKIP")
CASE(outcomes, prints, printf("words of prints\n[PASS] outcomes::fails\n"); fflush(stdout))

static void bad_setup(void) { cr_assert(0, "no set-up"); }
CASE(outcomes, setup_fails, (void)0, .init = bad_setup)

ParameterizedTestParameters(params, is_no_2)
{
	static int values[] = { 1, 2, 3 };

	return cr_make_param_array(int, values, 3);
}
ParameterizedTest(int *n, params, is_no_2)
{
	ran("params/is_no_2");
	cr_assert_neq(*n, 2);
}
ParameterizedTestParameters(params, all_pass)
{
	static int values[] = { 1, 2, 3 };

	return cr_make_param_array(int, values, 3);
}
ParameterizedTest(int *n, params, all_pass)
{
	ran("params/all_pass");
	cr_assert_neq(*n, 9);
}

CASE(vices, mid, (void)0)
CASE(vices, before, (void)0)
CASE(vices, middle, vice(); if (vice_is("kill runner")) { kill(getppid(), SIGKILL); pause(); })
CASE(vices, middle_two, (void)0)
CASE(vices, after, (void)0)
CASE(vices_2, middle, (void)0)
