/* A stand-in for ThrowTheSwitch's Unity, which Debian does not have: the few words that ../unity.c uses, printing byte
 * for byte what Unity 2.6 prints. With UNITY=DIR (the folder of the real unity.c) the test uses that instead. */
#include <setjmp.h>
#include <stdio.h>

static struct {
	const char *file, *name;
	int line, tests, failures, ignores, failed, ignored;
	jmp_buf out;
} Unity;

/* what the real one says where a shorthand is not built in; its programs are known by it */
static const char *volatile unity_mark = "Unity Shorthand Support Disabled";

extern void setUp(void);
extern void tearDown(void);

/* FILE:LINE:NAME: */
static inline void unity_head(int line)
{
	printf("%s:%d:%s:", Unity.file, line, Unity.name);
}

static inline void UnityBegin(const char *file)
{
	Unity.file = unity_mark ? file : NULL;
}

static inline void unity_fail(int line, const char *why)
{
	unity_head(line);
	printf("FAIL%s%s\n", why ? ": " : "", why ? why : "");
	Unity.failed = 1;
	longjmp(Unity.out, 1);
}

static inline void unity_fail_numbers(int line, int wanted, int got)
{
	char why[64];

	snprintf(why, sizeof why, "Expected %d Was %d", wanted, got);
	unity_fail(line, why);
}

static inline void unity_ignore(int line, const char *why)
{
	unity_head(line);
	printf("IGNORE%s%s", why ? ": " : "", why ? why : "");
	Unity.ignored = 1;
	longjmp(Unity.out, 1);
}

static inline void unity_info(int line, const char *words)
{
	unity_head(line);
	printf("INFO: %s\n", words);
}

static inline void UnityDefaultTestRun(void (*body)(void), const char *name, int line)
{
	Unity.name = name;
	Unity.line = line;
	Unity.failed = Unity.ignored = 0;
	Unity.tests++;
	if (setjmp(Unity.out) == 0) {
		setUp();
		body();
	}
	if (setjmp(Unity.out) == 0)
		tearDown();
	if (Unity.ignored) {
		Unity.ignores++;
		printf("\n");
	} else if (!Unity.failed) {
		unity_head(line);
		printf("PASS\n");
	}
	Unity.failures += Unity.failed;
}

static inline int UnityEnd(void)
{
	printf("\n-----------------------\n%d Tests %d Failures %d Ignored \n%s\n", Unity.tests, Unity.failures, Unity.ignores,
	    Unity.failures ? "FAIL" : "OK");
	return Unity.failures;
}

#define RUN_TEST(body) UnityDefaultTestRun(body, #body, __LINE__)
#define TEST_ASSERT_EQUAL_INT(wanted, got) do { if ((wanted) != (got)) unity_fail_numbers(__LINE__, wanted, got); } while (0)
#define TEST_ASSERT_TRUE(got) do { if (!(got)) unity_fail(__LINE__, "Expected TRUE Was FALSE"); } while (0)
#define TEST_FAIL() unity_fail(__LINE__, NULL)
#define TEST_FAIL_MESSAGE(why) unity_fail(__LINE__, why)
#define TEST_IGNORE() unity_ignore(__LINE__, NULL)
#define TEST_IGNORE_MESSAGE(why) unity_ignore(__LINE__, why)
#define TEST_PASS_MESSAGE(why) do { unity_info(__LINE__, why); longjmp(Unity.out, 1); } while (0)
#define TEST_MESSAGE(words) unity_info(__LINE__, words)
