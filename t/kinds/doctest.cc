// A doctest program with every outcome and every kind of name; see vice.h.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include "vice.h"

static void note() { ran(doctest::getContextOptions()->currentTest->m_name); }

TEST_CASE("passes") { note(); REQUIRE(1 == 1); }
TEST_CASE("asserts nothing") { note(); }
TEST_CASE("fails") { note(); INFO("because of fails"); REQUIRE(1 == 2); }
TEST_CASE("fails twice") { note(); CHECK(1 == 2); CHECK(2 == 3); }
TEST_CASE("throws") { note(); throw std::runtime_error("thrown"); }
TEST_CASE("hidden" * doctest::skip()) { note(); FAIL("hidden"); }
TEST_CASE("may fail" * doctest::may_fail()) { note(); CHECK(1 == 2); }
TEST_CASE("should fail" * doctest::should_fail()) { note(); CHECK(1 == 2); }
TEST_CASE("should fail and does not" * doctest::should_fail()) { note(); CHECK(1 == 1); }
TEST_SUITE("a suite") { TEST_CASE("in a suite") { note(); CHECK(true); } }
TEST_CASE("subcases")
{
	SUBCASE("one") { note(); CHECK(true); }
	SUBCASE("two") { CHECK(true); }
	SUBCASE("fails") { CHECK(false); }
}

// names that are starts of another, or the same but for case
TEST_CASE("mid") { note(); }
TEST_CASE("before") { note(); }
TEST_CASE("middle")
{
	note();
	vice();
	if (vice_is("lie")) {
		printf("%s\n", getenv("FORGED"));
		fflush(stdout);
		FAIL("");
	}
	CHECK(1 == 1);
}
#include "names.h"

static void each()
{
	note();
	CHECK(!vice_is("fail"));
}

static void add(const char *name)
{
	doctest::detail::regTest(doctest::detail::TestCase(each, "unit.cc", 1, doctest_detail_test_suite_ns::getCurrentTestSuite()) * static_cast<const char *>(strdup(name)));
}

int main(int argc, char **argv)
{
	bool list = argc > 1 && strcmp(argv[1], "-ltc") == 0;

	if (vice_is("list crashes") && list)
		abort();
	if (vice_is("words")) {
		puts("Words of its own main\n  and more: 3");
		fflush(stdout);
		atexit([] { puts("and at its end"); });
	}
	add(std::string(200, 'x').c_str());
	for (int i = 0; i < many(); i++) {
		char name[160];
		snprintf(name, sizeof name, "many, %d%*s", i, vice_is("long") ? 100 : 0, vice_is("long") ? "." : "");
		add(name);
	}
	if (vice_is("vanish") && list)
		add("only listed");
	return doctest::Context(argc, argv).run();
}
