// Failures as people write them, with Catch2.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#include <iostream>
#include <stdexcept>
static int parse(const std::string &s) { return std::stoi(s); }
TEST_CASE("equal") { REQUIRE(parse("8") == 80); }
TEST_CASE("check twice") { CHECK(1 == 2); CHECK(3 == 4); }
TEST_CASE("with info") { INFO("host was eth0"); REQUIRE(parse("1") > 2); }
TEST_CASE("throws") { throw std::runtime_error("socket: refused"); }
TEST_CASE("throws a number") { throw 42; }
TEST_CASE("throws none") { REQUIRE_THROWS(parse("1")); }
TEST_CASE("throws another") { REQUIRE_THROWS_AS(throw 1, std::runtime_error); }
TEST_CASE("nothrow") { REQUIRE_NOTHROW(parse("x")); }
TEST_CASE("fail") { FAIL("not yet written"); }
TEST_CASE("sections") { SECTION("tcp") { CHECK(1 == 1); } SECTION("udp") { CHECK(std::string("a") == "b"); } }
TEST_CASE("false") { CHECK_FALSE(parse("1")); }
TEST_CASE("noisy") { std::cout << "connecting\n"; std::cerr << "warning: slow\n"; CHECK(5 < 3); }
TEST_CASE("approx") { CHECK(1.0 == Approx(1.5)); }
TEST_CASE("crashes") { volatile int *p = nullptr; std::cout << "about to\n"; *p = 1; }
TEST_CASE("matches") { CHECK_THAT(std::string("GET /"), Catch::Contains("PUT")); }
