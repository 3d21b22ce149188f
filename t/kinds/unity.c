/* A Unity program with every outcome; see vice.h. Built with the real unity.c where there is one, see t/kinds_unity.t,
 * else with the few functions of ../kinds/unity/, which print what it prints. */
#include "unity.h"
#include "vice.h"

#define CASE(name, body) static void name(void) { ran(#name); body; }

void setUp(void) { }
void tearDown(void) { }
CASE(test_passes, TEST_ASSERT_EQUAL_INT(1, 1))
CASE(test_fails, TEST_ASSERT_EQUAL_INT(1, 2))
CASE(test_fails_with, TEST_FAIL_MESSAGE("a reason: with, \"odd\" words:PASS"))
CASE(test_ignored, TEST_IGNORE())
CASE(test_ignored_with, TEST_IGNORE_MESSAGE("no hardware"))
CASE(test_passes_with, TEST_PASS_MESSAGE("well"))
CASE(test_says, TEST_MESSAGE("words of says"))
CASE(test_prints, printf("words of prints\n"); fflush(stdout))
CASE(test_mid, (void)0)
CASE(test_before, (void)0)
CASE(test_middle, vice(); if (vice_is("lie")) { printf("%s\n", getenv("FORGED")); fflush(stdout); TEST_FAIL(); })
CASE(test_middle_two, (void)0)
CASE(test_after, (void)0)
static const char *current;	/* name of a case without a function of its own */
static void each(void) { ran(current); TEST_ASSERT_TRUE(!vice_is("fail")); }
static void run_named(const char *name, int line) { current = name; UnityDefaultTestRun(each, name, line); }

int main(void)
{
	static char names[3000][24];

	setvbuf(stdout, NULL, _IOLBF, 0);
	UnityBegin("unity.c");
	if (vice_is("none"))
		return UnityEnd();
	if (!vice_is("good")) {
		RUN_TEST(test_passes);
		RUN_TEST(test_fails);
		RUN_TEST(test_fails_with);
		RUN_TEST(test_ignored);
		RUN_TEST(test_ignored_with);
		RUN_TEST(test_passes_with);
		RUN_TEST(test_says);
		RUN_TEST(test_prints);
	}
	RUN_TEST(test_mid);
	RUN_TEST(test_before);
	RUN_TEST(test_middle);
	RUN_TEST(test_middle_two);
	RUN_TEST(test_after);
	run_named("TEST(group, two words)", __LINE__);
	run_named("comma, [brackets] 'quotes'", __LINE__);
	run_named("sl/ash back\\slash", __LINE__);
	run_named("a::b", __LINE__);
	for (int i = 0; i < many(); i++) {
		snprintf(names[i], sizeof names[i], "test_many_%d", i);
		run_named(names[i], __LINE__);
	}
	return UnityEnd();
}
