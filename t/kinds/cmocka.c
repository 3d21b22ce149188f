/* A cmocka program with every outcome; see vice.h. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include "vice.h"

#define CASE(name, body) static void name(void **state) { (void)state; ran(#name); body; }

CASE(passes, (void)0)
CASE(fails, print_message("because of fails\n"); assert_int_equal(1, 2))
CASE(fails_with, fail_msg("a reason"))
CASE(skips, skip())
CASE(prints, print_message("words of prints\n"); printf("more words\n"); fflush(stdout))
CASE(mid, (void)0)
CASE(before, (void)0)
CASE(middle, vice(); if (vice_is("lie")) { printf("%s\n", getenv("FORGED")); fflush(stdout); fail(); })
CASE(middle_two, (void)0)
CASE(after, (void)0)

/* a case without a function of its own: its name is its state */
static void each(void **state)
{
	ran(*state);
	if (vice_is("fail"))
		fail();
}
#define NAMED(name) { name, each, NULL, NULL, name }

static int bad_setup(void **state) { (void)state; return -1; }
static int bad_teardown(void **state) { (void)state; return -1; }
CASE(never_runs, (void)0)
CASE(torn_down, (void)0)

int main(void)
{
	static struct CMUnitTest lots[3000];
	static char names[3000][16];
	const struct CMUnitTest outcomes[] = {
		cmocka_unit_test(passes), cmocka_unit_test(fails), cmocka_unit_test(fails_with), cmocka_unit_test(skips),
		cmocka_unit_test(prints), cmocka_unit_test_setup_teardown(never_runs, bad_setup, NULL),
		cmocka_unit_test_setup_teardown(torn_down, NULL, bad_teardown),
	};
	const struct CMUnitTest vices[] = {
		cmocka_unit_test(mid), cmocka_unit_test(before), cmocka_unit_test(middle), cmocka_unit_test(middle_two),
		cmocka_unit_test(after),
		NAMED("two words"),
		NAMED("comma, [brackets] \"quotes\""),
		NAMED("sl/ash back\\slash"),
		NAMED("\303\244\342\202\254"),
		NAMED("a - b"),
	};
	int bad = 0;

	if (vice_is("none"))
		return 0;
	if (many()) {
		for (int i = 0; i < many(); i++) {
			snprintf(names[i], sizeof names[i], "many_%d", i);
			lots[i] = (struct CMUnitTest)NAMED(names[i]);
		}
		return _cmocka_run_group_tests("many", lots, (size_t)many(), NULL, NULL);
	}
	if (!vice_is("good"))
		bad += cmocka_run_group_tests(outcomes, NULL, NULL);
	return bad + cmocka_run_group_tests(vices, NULL, NULL);
}
