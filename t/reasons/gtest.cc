// Failures as people write them, with GoogleTest.
#include <gtest/gtest.h>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>
static int parse(const char *s) { return atoi(s); }
static void check_port(int p) { EXPECT_GT(p, 0) << "ports are positive"; }
struct Db : testing::Test { void SetUp() override { ASSERT_TRUE(false) << "no database"; } };
struct Size : testing::TestWithParam<int> {};
TEST(Net, equal) { EXPECT_EQ(parse("8"), 80); }
TEST(Net, text) { EXPECT_STREQ("GET", "PUT"); }
TEST(Net, boolean) { ASSERT_TRUE(parse("0")) << "the port is missing in " << "host:0"; }
TEST(Net, near) { EXPECT_NEAR(1.0, 1.5, 0.1); }
TEST(Net, two) { EXPECT_EQ(1, 2); EXPECT_EQ(3, 4); }
TEST(Net, noisy) { puts("connecting"); fputs("warning: slow\n", stderr); puts("error: none"); EXPECT_LT(5, 3); }
TEST(Net, throws) { throw std::runtime_error("socket: refused"); }
TEST(Net, throws_none) { EXPECT_THROW(parse("1"), std::out_of_range); }
TEST(Net, adds) { ADD_FAILURE() << "not yet written"; }
TEST(Net, in_a_helper) { SCOPED_TRACE("for eth0"); check_port(-1); }
TEST(Net, fails_at) { ADD_FAILURE_AT("proto.txt", 7) << "bad line"; }
TEST_F(Db, select) {}
TEST_P(Size, fits) { EXPECT_LE(GetParam(), 3); }
INSTANTIATE_TEST_SUITE_P(All, Size, testing::Values(2, 4));
TEST(Net, crashes) { volatile int *p = nullptr; puts("about to"); *p = 1; }
TEST(Net, aborts) { fputs("pool: corrupted\n", stderr); abort(); }
int main(int argc, char **argv) { testing::InitGoogleTest(&argc, argv); return RUN_ALL_TESTS(); }
