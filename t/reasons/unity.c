/* Failures as people write them, with Unity. */
#include <unity.h>
#include <stdio.h>
#include <stdlib.h>
void setUp(void) {}
void tearDown(void) {}
static int parse(const char *s) { return atoi(s); }
static void equal(void) { TEST_ASSERT_EQUAL_INT(80, parse("8")); }
static void fails(void) { TEST_FAIL_MESSAGE("not yet written"); }
static void noisy(void) { puts("connecting"); fputs("warning: slow\n", stderr); TEST_ASSERT_EQUAL_INT(3, 5); }
static void crashes(void) { volatile int *p = NULL; puts("about to"); fflush(stdout); *p = 1; }
int main(void)
{
	const char *only = getenv("ONLY");
	UnityBegin("unity.c");
#define T(f) if (!only || !strcmp(only, #f)) RUN_TEST(f);
	T(equal) T(fails) T(noisy) T(crashes)
	return UnityEnd();
}
