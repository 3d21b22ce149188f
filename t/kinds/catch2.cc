// A Catch2 program with every outcome and every kind of name; see vice.h.
#define CATCH_CONFIG_RUNNER
#define CATCH_CONFIG_DISABLE_MATCHERS
#include <catch2/catch.hpp>
#include <stdexcept>
#include "vice.h"

static void note() { ran(Catch::getResultCapture().getCurrentTestName().c_str()); }

TEST_CASE("passes") { note(); REQUIRE(1 == 1); }
TEST_CASE("asserts nothing") { note(); }
TEST_CASE("fails") { note(); INFO("because of fails"); REQUIRE(1 == 2); }
TEST_CASE("fails twice") { note(); CHECK(1 == 2); CHECK(2 == 3); }
TEST_CASE("throws") { note(); throw std::runtime_error("thrown"); }
TEST_CASE("hidden", "[.]") { note(); FAIL(); }
TEST_CASE("may fail", "[!mayfail]") { note(); CHECK(1 == 2); }
TEST_CASE("should fail", "[!shouldfail]") { note(); CHECK(1 == 2); }
TEST_CASE("should fail and does not", "[!shouldfail]") { note(); CHECK(1 == 1); }
TEST_CASE("sections", "[tag][other tag]")
{
	SECTION("one") { note(); CHECK(true); }
	SECTION("two") { CHECK(true); }
	SECTION("fails") { CHECK(false); }
}
TEMPLATE_TEST_CASE("template", "", int, char) { note(); CHECK(sizeof(TestType) == 1); }
TEST_CASE("generator")
{
	auto i = GENERATE(1, 2, 3);

	if (i == 1)
		note();
	CHECK(i != 2);
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
		FAIL();
	}
	CHECK(1 == 1);
}
#include "names.h"

static void each()
{
	note();
	CHECK(!vice_is("fail"));
}

int main(int argc, char **argv)
{
	bool list = argc > 1 && strncmp(argv[1], "--list", 6) == 0;

	if (vice_is("list crashes") && list)
		abort();
	if (vice_is("words")) {
		puts("Words of its own main\n  and more: 3");
		fflush(stdout);
		atexit([] { puts("and at its end"); });
	}
	Catch::Session session;
	Catch::AutoReg(Catch::makeTestInvoker(each), CATCH_INTERNAL_LINEINFO, "", Catch::NameAndTags(std::string(200, 'x'), ""));
	for (int i = 0; i < many(); i++) {
		char name[160];
		snprintf(name, sizeof name, "many, %d%*s", i, vice_is("long") ? 100 : 0, vice_is("long") ? "." : "");
		Catch::AutoReg(Catch::makeTestInvoker(each), CATCH_INTERNAL_LINEINFO, "", Catch::NameAndTags(name, ""));
	}
	if (vice_is("vanish") && list)
		Catch::AutoReg(Catch::makeTestInvoker(each), CATCH_INTERNAL_LINEINFO, "", Catch::NameAndTags("only listed", ""));
	if (vice_is("two lines")) {
		Catch::AutoReg(Catch::makeTestInvoker(each), CATCH_INTERNAL_LINEINFO, "", Catch::NameAndTags("two\nlines", ""));
		Catch::AutoReg(Catch::makeTestInvoker(each), CATCH_INTERNAL_LINEINFO, "", Catch::NameAndTags("the last", ""));
	}
	return session.run(argc, argv);
}
