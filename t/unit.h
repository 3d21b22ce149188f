/* t/unit.h: unit tests are registered where they are written. A file says what its tests begin and end with:
 *
 *	#define TEST(name)	UNIT(name, fresh, fresh)
 *	TEST(a_sentence_that_can_be_false) { ... }
 *
 * and main is unit_run. They run in the order of the file. */
#ifndef UNIT_H
#define UNIT_H
#include <setjmp.h>
#include <cmocka.h>

static struct CMUnitTest units[1000];
static size_t nunits;

#define UNIT(name, setup, teardown)								\
static void name(void **);									\
__attribute__((constructor)) static void name##_is_registered(void)				\
{												\
	if (nunits == sizeof units / sizeof *units)						\
		abort();									\
	units[nunits++] = (struct CMUnitTest){ #name, name, setup, teardown, NULL };		\
}												\
static void name(__attribute__((unused)) void **none)

/* Runs them all; how many failed. */
static int unit_run(const char *file, CMFixtureFunction opens)
{
	return _cmocka_run_group_tests(file, units, nunits, opens, NULL);
}
#endif
