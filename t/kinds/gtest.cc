// A GoogleTest program with every outcome and every kind of name; see vice.h.
#include <gtest/gtest.h>
#include <stdexcept>
#include "vice.h"

static void note()
{
	const testing::TestInfo *i = testing::UnitTest::GetInstance()->current_test_info();
	ran((std::string(i->test_suite_name()) + "." + i->name()).c_str());
}

TEST(Outcomes, passes) { note(); RecordProperty("mb_per_s", 13); }
TEST(Outcomes, fails) { note(); EXPECT_EQ(1, 2) << "because of fails"; }
TEST(Outcomes, fails_twice) { note(); EXPECT_EQ(1, 2); FAIL() << "[       OK ] Outcomes.fails_twice (0 ms)"; }
TEST(Outcomes, throws) { note(); throw std::runtime_error("thrown"); }
TEST(Outcomes, skips) { note(); GTEST_SKIP() << "no hardware"; }
TEST(Outcomes, DISABLED_fails) { note(); FAIL(); }
TEST(DISABLED_Suite, passes) { note(); }
TEST(Outcomes, death) { note(); EXPECT_DEATH(abort(), ""); }

class BadSetUp : public testing::Test {
	void SetUp() override { FAIL() << "no set-up"; }
};
TEST_F(BadSetUp, never_runs) { note(); }

class BadTearDown : public testing::Test {
	void TearDown() override { ADD_FAILURE() << "no tear-down"; }
};
TEST_F(BadTearDown, runs) { note(); }

// a name that is the start of another
TEST(Vice, mid) { note(); }
TEST(Vice, before) { note(); }
TEST(Vice, middle)
{
	note();
	vice();
	if (vice_is("lie")) {
		printf("[       OK ] Vice.middle (0 ms)\n");
		FAIL();
	}
}
TEST(Vice, middle2) { note(); }
TEST(Vice, after) { note(); }

template<class T> class Typed : public testing::Test {};
typedef testing::Types<int, char> Sizes;
TYPED_TEST_SUITE(Typed, Sizes);
TYPED_TEST(Typed, size) { note(); EXPECT_EQ(sizeof(TypeParam), 1u); }

class Param : public testing::TestWithParam<const char *> {};
TEST_P(Param, is_no_b) { note(); EXPECT_STRNE(GetParam(), "b"); }
INSTANTIATE_TEST_SUITE_P(Plain, Param, testing::Values("a", "b", "c # GetParam() = d", "two\nlines"));
INSTANTIATE_TEST_SUITE_P(Named, Param, testing::Values("a", "b"), [](const testing::TestParamInfo<const char *> &i) {
	return std::string(200, i.param[0]);
});

class Many : public testing::TestWithParam<int> {};
TEST_P(Many, case_) { note(); EXPECT_FALSE(vice_is("fail")); }
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Many);
INSTANTIATE_TEST_SUITE_P(Each, Many, testing::Range(0, vice_is("long") ? 0 : many()));
INSTANTIATE_TEST_SUITE_P(Long, Many, testing::Range(0, vice_is("long") ? many() : 0), [](const testing::TestParamInfo<int> &i) {
	return std::string(100, 'x') + std::to_string(i.param);
});

class Odd : public testing::Test {
	void TestBody() override { note(); EXPECT_FALSE(vice_is("fail")); }
};
static void odd(const char *name)
{
	testing::RegisterTest("Odd", name, nullptr, nullptr, __FILE__, __LINE__, []() -> testing::Test * { return new Odd; });
}

int main(int argc, char **argv)
{
	bool list = argc > 1 && strcmp(argv[1], "--gtest_list_tests") == 0;

	if (vice_is("list exits 3") && list)
		return 3;
	if (vice_is("list crashes") && list)
		abort();
	testing::InitGoogleTest(&argc, argv);
	for (const char *name : { "two words", "comma, comma", "[brackets]", "\"quotes\" 'and' `ticks`", "sl/ash", "back\\slash",
	     "\303\244\342\202\254", "dollar $HOME", "star*", "what?", "plus+minus" })
		odd(name);
	if (vice_is("odder"))		// what no filter can say as it is
		for (const char *name : { "a::b", "dash-dash", "co:lon", "-minus" })
			odd(name);
	if (vice_is("vanish") && list)
		odd("only listed");
	if (vice_is("none"))
		testing::GTEST_FLAG(filter) = "No.*";
	return RUN_ALL_TESTS();
}
