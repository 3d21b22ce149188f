/* Failures as people write them, with Unity. */
#include <unity.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
void setUp(void) {}
void tearDown(void) {}
static int parse(const char *s) { return atoi(s); }
static void equal(void) { TEST_ASSERT_EQUAL_INT(80, parse("8")); }
static void fails(void) { TEST_FAIL_MESSAGE("not yet written"); }
static void noisy(void) { puts("connecting"); fputs("warning: slow\n", stderr); TEST_ASSERT_EQUAL_INT(3, 5); }
static void crashes(void) { volatile int *p = NULL; puts("about to"); fflush(stdout); *p = 1; }
static void text(void) { TEST_ASSERT_EQUAL_STRING("GET", "PUT"); }
static void said(void) { TEST_ASSERT_EQUAL_INT_MESSAGE(80, 8, "the port of host:8"); }
static void truth(void) { TEST_ASSERT_TRUE(parse("0")); }
static void null(void) { TEST_ASSERT_NULL("x"); }
static void memory(void) { TEST_ASSERT_EQUAL_MEMORY("ab", "ac", 2); }
static void array(void) { int a[] = { 1, 2, 3 }, b[] = { 1, 2, 4 }; TEST_ASSERT_EQUAL_INT_ARRAY(a, b, 3); }
static void within(void) { TEST_ASSERT_INT_WITHIN(2, 10, 15); }
static void hex(void) { TEST_ASSERT_EQUAL_HEX8(0xff, 0x7f); }
static void bits(void) { TEST_ASSERT_BITS(0x0f, 0x05, 0x06); }
static void real(void) { TEST_ASSERT_EQUAL_FLOAT(1.0f, 1.5f); }
static void greater(void) { TEST_ASSERT_GREATER_THAN_INT(5, 3); }
static void aborts(void) { fputs("pool: corrupted\n", stderr); abort(); }
int main(void)
{
	const char *only = getenv("ONLY");
	UnityBegin("unity.c");
#define T(f) if (!only || !strcmp(only, #f)) RUN_TEST(f);
	T(equal) T(fails) T(noisy) T(crashes) T(text) T(said) T(truth) T(null) T(memory) T(array) T(within) T(hex) T(bits) T(real) T(greater) T(aborts)
	return UnityEnd();
}
