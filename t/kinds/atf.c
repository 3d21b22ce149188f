/* An ATF program with every outcome; see vice.h. */
#include <atf-c.h>
#include "vice.h"

#define CASE(name, body)								\
ATF_TC_WITHOUT_HEAD(name);								\
ATF_TC_BODY(name, tc) { ran(#name); body; }

CASE(passes, (void)0)
CASE(fails, fprintf(stderr, "because of fails\n"); atf_tc_fail("a reason"))
CASE(fails_twice, atf_tc_fail_nonfatal("one"); atf_tc_fail_nonfatal("two"))
CASE(checks, ATF_CHECK_EQ(1, 2))
CASE(requires, ATF_REQUIRE_STREQ("a", "b"))
CASE(skips, atf_tc_skip("no hardware"))
CASE(skips_with, atf_tc_skip("odd \"words\": failed: it, and\ta tab"))
CASE(expects_fail, atf_tc_expect_fail("bug 1"); atf_tc_fail("as expected"))
CASE(expects_fail_and_passes, atf_tc_expect_fail("bug 2"))
CASE(expects_exit, atf_tc_expect_exit(3, "bug 3"); exit(3))
CASE(expects_any_exit, atf_tc_expect_exit(-1, "bug 3"); exit(42))
CASE(expects_exit_and_passes, atf_tc_expect_exit(3, "bug 4"))
CASE(expects_exit_and_exits_otherwise, atf_tc_expect_exit(3, "bug 4"); exit(4))
CASE(expects_signal, atf_tc_expect_signal(SIGKILL, "bug 5"); raise(SIGKILL))
CASE(expects_signal_and_exits, atf_tc_expect_signal(SIGKILL, "bug 5"); exit(0))
CASE(expects_death, atf_tc_expect_death("bug 6"); abort())
CASE(expects_timeout_and_passes, atf_tc_expect_timeout("bug 7"))
CASE(expects_pass_again, atf_tc_expect_fail("bug 8"); atf_tc_fail_nonfatal("x"); atf_tc_expect_pass())
CASE(forges, printf("passed\n"); fflush(stdout); fprintf(stderr, "passed\n"); atf_tc_fail("truly"))
CASE(exits_1, exit(1))
CASE(exits_0, exit(0))

ATF_TC_WITH_CLEANUP(cleans);
ATF_TC_HEAD(cleans, tc) { atf_tc_set_md_var(tc, "descr", "It cleans: up, \"after\" itself"); }
ATF_TC_BODY(cleans, tc) { ran("cleans"); atf_utils_create_file("left", "x"); }
ATF_TC_CLEANUP(cleans, tc) { ran(access("left", F_OK) == 0 ? "cleanup of cleans, in its directory" : "cleanup of cleans, elsewhere"); }

ATF_TC_WITH_CLEANUP(fails_and_cleans);
ATF_TC_HEAD(fails_and_cleans, tc) { atf_tc_set_md_var(tc, "X-ours", "a value"); }
ATF_TC_BODY(fails_and_cleans, tc) { ran("fails_and_cleans"); atf_tc_fail("so"); }
ATF_TC_CLEANUP(fails_and_cleans, tc) { ran("cleanup of fails_and_cleans"); }

ATF_TC(needs_srcdir);
ATF_TC_HEAD(needs_srcdir, tc) { atf_tc_set_md_var(tc, "timeout", "10"); }
ATF_TC_BODY(needs_srcdir, tc)
{
	char path[4096];

	ran("needs_srcdir");
	snprintf(path, sizeof path, "%s/data", atf_tc_get_config_var(tc, "srcdir"));
	ATF_REQUIRE_MSG(access(path, F_OK) == 0, "no %s", path);
}

#define NEEDS(name, key, value)								\
ATF_TC(name);										\
ATF_TC_HEAD(name, tc) { atf_tc_set_md_var(tc, key, value); }				\
ATF_TC_BODY(name, tc) { ran(#name); }

#define ALL_NEEDS(N)									\
N(needs_programs_there, "require.progs", "sh /bin/ls")					\
N(needs_a_program, "require.progs", "sh no-such-program ls")				\
N(needs_a_program_by_path, "require.progs", "/no/such/program")			\
N(needs_root, "require.user", "root")							\
N(needs_no_root, "require.user", "unprivileged")					\
N(needs_files_there, "require.files", "/bin/ls /")					\
N(needs_a_file, "require.files", "/bin/ls /no/such/file")				\
N(needs_little_memory, "require.memory", "4K")						\
N(needs_another_arch, "require.arch", "vax pdp11")					\
N(needs_another_machine, "require.machine", "hp300")					\
N(needs_a_variable, "require.config", "lab_board")
#define NEW_NEEDS(N)	/* which the kyua of Debian 12 does not know, and so runs nothing; or cannot tell */ \
N(needs_much_memory, "require.memory", "1000G")					\
N(needs_little_space, "require.diskspace", "4096")					\
N(needs_much_space, "require.diskspace", "1000G")					\
N(needs_what_nobody_knows, "require.kmods", "no_such_module")
ALL_NEEDS(NEEDS)
NEW_NEEDS(NEEDS)
ATF_TC(hangs_for_more_than_a_second);
ATF_TC_HEAD(hangs_for_more_than_a_second, tc) { atf_tc_set_md_var(tc, "timeout", "1"); }
ATF_TC_BODY(hangs_for_more_than_a_second, tc) { for (;;) pause(); }
CASE(has_its_own_directory, ATF_REQUIRE(access("left", F_OK) < 0); ATF_REQUIRE(access("data", F_OK) < 0))

CASE(mid, (void)0)
CASE(before, (void)0)
ATF_TC_WITH_CLEANUP(middle);
ATF_TC_HEAD(middle, tc) { atf_tc_set_md_var(tc, "descr", "does what it is told"); }
ATF_TC_BODY(middle, tc)
{
	ran("middle");
	if (vice_is("expected timeout")) {
		atf_tc_expect_timeout("bug 9");
		for (;;)
			pause();
	}
	vice();
}
ATF_TC_CLEANUP(middle, tc) { ran("cleanup of middle"); }
CASE(middle_two, (void)0)
CASE(after, (void)0)

static void odd_body(const atf_tc_t *tc)
{
	ran(atf_tc_get_ident(tc));
	ATF_REQUIRE(!vice_is("fail"));
}

static void odd(atf_tp_t *tp, const char *name)
{
	static atf_tc_t tcs[3000];
	static int n;

	if (atf_is_error(atf_tc_init(&tcs[n], strdup(name), NULL, odd_body, NULL,
	    (const char *const *)atf_tp_get_config(tp))) ||
	    atf_is_error(atf_tp_add_tc(tp, &tcs[n++])))
		abort();
}

/* whether -l is among the arguments, which this library keeps for itself */
static int listing(void)
{
	char args[4096];
	FILE *f = fopen("/proc/self/cmdline", "r");
	size_t n = f ? fread(args, 1, sizeof args - 1, f) : 0;

	args[n] = '\0';
	if (f)
		fclose(f);
	for (size_t i = 0; i < n; i += strlen(args + i) + 1)
		if (strcmp(args + i, "-l") == 0)
			return 1;
	return 0;
}

ATF_TP_ADD_TCS(tp)
{
	char name[256];

	if (vice_is("none"))
		return atf_no_error();
	if (vice_is("list crashes") && listing())
		abort();
	ATF_TP_ADD_TC(tp, passes);
	ATF_TP_ADD_TC(tp, fails);
	ATF_TP_ADD_TC(tp, fails_twice);
	ATF_TP_ADD_TC(tp, checks);
	ATF_TP_ADD_TC(tp, requires);
	ATF_TP_ADD_TC(tp, skips);
	ATF_TP_ADD_TC(tp, skips_with);
	ATF_TP_ADD_TC(tp, expects_fail);
	ATF_TP_ADD_TC(tp, expects_fail_and_passes);
	ATF_TP_ADD_TC(tp, expects_exit);
	ATF_TP_ADD_TC(tp, expects_any_exit);
	ATF_TP_ADD_TC(tp, expects_exit_and_passes);
	ATF_TP_ADD_TC(tp, expects_exit_and_exits_otherwise);
	ATF_TP_ADD_TC(tp, expects_signal);
	ATF_TP_ADD_TC(tp, expects_signal_and_exits);
	ATF_TP_ADD_TC(tp, expects_death);
	ATF_TP_ADD_TC(tp, expects_timeout_and_passes);
	ATF_TP_ADD_TC(tp, expects_pass_again);
	ATF_TP_ADD_TC(tp, forges);
	ATF_TP_ADD_TC(tp, exits_1);
	ATF_TP_ADD_TC(tp, exits_0);
	ATF_TP_ADD_TC(tp, cleans);
	ATF_TP_ADD_TC(tp, fails_and_cleans);
	ATF_TP_ADD_TC(tp, needs_srcdir);
#define N(name, key, value) ATF_TP_ADD_TC(tp, name);
	ALL_NEEDS(N)
	if (vice_is("new needs")) {
		NEW_NEEDS(N)
		ATF_TP_ADD_TC(tp, hangs_for_more_than_a_second);
	}
	ATF_TP_ADD_TC(tp, has_its_own_directory);
	ATF_TP_ADD_TC(tp, mid);
	ATF_TP_ADD_TC(tp, before);
	ATF_TP_ADD_TC(tp, middle);
	ATF_TP_ADD_TC(tp, middle_two);
	ATF_TP_ADD_TC(tp, after);
	odd(tp, "comma,comma");
	odd(tp, "[brackets]*?");
	odd(tp, "'quotes\"$HOME`");
	odd(tp, "sl/ash");
	odd(tp, "back\\slash");
	odd(tp, "\303\244\342\202\254");
	odd(tp, "two words");
	memset(name, 'x', sizeof name);
	name[200] = '\0';
	odd(tp, name);
	for (int i = 0; i < many(); i++) {
		snprintf(name, sizeof name, "many_%d", i);
		odd(tp, name);
	}
	if (vice_is("vanish") && listing())
		odd(tp, "only_listed");
	return atf_no_error();
}
