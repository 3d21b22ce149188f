/* Failures as people write them, with ATF. */
#include <atf-c.h>
#include <stdio.h>
#include <stdlib.h>
#include <errno.h>
#define CASE(f) ATF_TC_WITHOUT_HEAD(f); ATF_TC_BODY(f, tc)
CASE(equal) { ATF_REQUIRE_EQ(8, 80); }
CASE(said) { ATF_REQUIRE_EQ_MSG(8, 80, "ports of %s", "eth0"); }
CASE(text) { ATF_REQUIRE_STREQ("GET", "PUT"); }
CASE(plain) { ATF_REQUIRE(0 > 1); }
CASE(checks) { ATF_CHECK(0 > 1); ATF_CHECK_EQ(3, 4); }
CASE(fails) { atf_tc_fail("not yet written"); }
CASE(soft) { atf_tc_fail_nonfatal("dropped"); }
CASE(error) { ATF_REQUIRE_ERRNO(ENOENT, fopen("/", "r") == NULL && (errno = EACCES)); }
CASE(noisy) { puts("connecting"); fputs("warning: slow\n", stderr); ATF_REQUIRE(5 < 3); }
CASE(crashes) { volatile int *p = NULL; puts("about to"); *p = 1; }
CASE(exits) { exit(3); }
CASE(match) { ATF_REQUIRE_MATCH("^a", "b"); }
CASE(expected) { atf_tc_expect_fail("bug 12"); }
CASE(aborts) { fputs("pool: corrupted\n", stderr); abort(); }
CASE(counted) { ATF_CHECK_EQ_MSG(3, 4, "links of %s", "eth0"); }
ATF_TP_ADD_TCS(tp)
{
#undef CASE
#define CASE(f) ATF_TP_ADD_TC(tp, f);
	CASE(equal) CASE(said) CASE(text) CASE(plain) CASE(checks) CASE(fails) CASE(soft) CASE(error) CASE(noisy) CASE(crashes) CASE(exits)
	CASE(match) CASE(expected) CASE(aborts) CASE(counted)
	return atf_no_error();
}
