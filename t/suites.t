#!/bin/sh
# What a process says of a whole suite, or of all its cases: they share that. What is another case's is not this one's.
. t/lib.sh
need_perl

bad() { outcomes | grep -v ' passed$' | sed 's/^[a-z]*:://' | tr '\n' ' ' | sed 's/ $//'; }
row() { awk -F'\t' '$1 == "@program" && $2 == "'"$1"'" { print $3 }' "$facts"; }

# ---- a kind of one's own -----------------------------------------------------------------------
cat >shop <<'END'
#!/bin/sh
[ "$1" != --cases ] || { printf '%s\n' a: '  one' '  two' b: '  one' '  two' '  three' c: '  one'; exit; }
echo x >>"$PROCESSES"
[ -z "$CLOSED" ] || { echo "closed: $CLOSED"; echo "end"; exit "${CLOSED_EXIT:-0}"; }
last='' status=0 said=''
IFS=,
for c in $1; do
	suite=${c%/*}
	[ "$suite" = "$last" ] || echo "opening $suite"
	last=$suite
	echo "RUN $c"
	[ "$suite" != "$BAD" ] || said="SUITE $BAD: no stock" status=3
	[ "$c" != "$FAILS" ] || { echo "FAIL $c"; status=3; continue; }
	echo "inside $c"
	echo "PASS $c"
done
echo "lights out"
[ -z "$FORGED" ] || echo "$FORGED"
echo "end"
if [ -n "$ONCE" ]; then
	[ ! -e "$ONCE" ] || exit 0
	: >"$ONCE"
fi
echo "$said"
exit $status
END
chmod +x shop
cat >muster.conf <<'END'
[kind shop]
name = shop
list = %p --cases
list.suite = %s:
list.case = "  %n"
list.name = %s/%n
run = %p %N
join = ,
start = RUN %n
passed = PASS %n
failed = FAIL %n
suite.failed = "SUITE %s: %m"
all.skipped = "closed: %m"
end = end
END
PROCESSES=$base/processes BAD='' CLOSED='' CLOSED_EXIT=0 FAILS='' FORGED='' ONCE=''
export PROCESSES BAD CLOSED CLOSED_EXIT FAILS FORGED ONCE
for BAD in a b c; do
	case $BAD in
	a) wanted="a/one failed a/two failed" ;;
	b) wanted="b/one failed b/three failed b/two failed" ;;
	c) wanted="c/one failed" ;;
	esac
	for how in "-j1 --dist=file" "-j2" "-j3 --dist=test" "-j1 --isolate" "-j2 --dist=file --retries=1" "-j1 --order=random:3" "-j2 --repeat=2 --dist=file"; do
		run $how shop
		is "$(bad)$(row id) $status" "$wanted 1" "suite $BAD fails: its cases do and nothing else: $how"
		case $how in
		*repeat*) like "$(field "shop::${wanted%% *}" message)" "*of 2 attempts failed" "it is said: $how" ;;
		*) is "$(field "shop::${wanted%% *}" message)" "its suite $BAD failed: no stock" "it is said why: $how" ;;
		esac
		sound "a suite, $BAD, $how"
	done
done
BAD=a
rm -f "$PROCESSES"
run -j1 --dist=file shop
is "$(wc -l <"$PROCESSES" | tr -d ' ')" 1 "which explains the exit status: nobody is searched for"
like "$(field shop::a/two stdout)" "*opening a*" "its cases show what was said in front of them"
unlike "$(field shop::a/one stdout)" "*lights out*" "and not what was said elsewhere"
is "$(field shop::a/two attempts) $(field shop::a/two split)" "1 false" "they did not run again"
BAD=c
run -j1 --dist=file shop
like "$(field shop::c/one stdout)" "*opening c*inside c/one*lights out*" "the case that is open shows that with its own words"
BAD=b ONCE=$base/once
run -j1 --dist=file --retries=1 shop
is "$(bad) $status $(awk -F'\t' '$2 == "flaky" && $3 == "true"' "$facts" | wc -l | tr -d ' ')" " 0 3" "a suite that fails once: its cases are flaky"
ONCE=''
BAD=a FAILS=a/one
run -j1 --dist=file shop
is "$(bad)" "a/one failed a/two failed" "one that failed by itself"
unlike "$(field shop::a/one message)" "*suite*" "keeps its own reason"
BAD='' FAILS='' FORGED="SUITE b: said by no framework"
run -j1 --dist=file shop
is "$(bad) $status" " 0" "in front of the end line a suite fails only in somebody's words"
FORGED=''

CLOSED="for the holidays"
for how in "-j1 --dist=file" "-j2" "-j1 --isolate" "-j1 --retries=2"; do
	run $how shop
	is "$(outcomes | grep -c ' skipped$') $status" "6 0" "a process that says so and starts no case skips all: $how"
	is "$(field shop::b/two message)" "all cases of its process were skipped: for the holidays" "in its words: $how"
	sound "all are skipped, $how"
done
CLOSED_EXIT=1
run -j1 shop
is "$(outcomes | grep -c ' error$') $status" "6 1" "unless it fails"
CLOSED=''

# ---- GoogleTest --------------------------------------------------------------------------------
rm muster.conf
mkdir src
cat >src/real.cc <<'END'
#include <gtest/gtest.h>
#include <cstdlib>
#include <cstring>
static bool is(const char *word) { const char *e = getenv("VICE"); return e && !strcmp(e, word); }
struct Shop : testing::Test {
	static void SetUpTestSuite() { if (is("up")) FAIL() << "no stock"; if (is("up skips")) GTEST_SKIP() << "no stock"; }
	static void TearDownTestSuite() { if (is("down")) FAIL() << "stock left"; }
};
TEST(A, first) {}
TEST_F(Shop, one) {}
TEST_F(Shop, two) {}
TEST(Z, last) {}
struct World : testing::Environment {
	void SetUp() override { if (is("world")) FAIL() << "no world"; if (is("world skips")) GTEST_SKIP() << "no world"; }
	void TearDown() override { if (is("world ends")) FAIL() << "world left"; }
};
struct Odd : testing::Test {
	bool bad;
	explicit Odd(bool b) : bad(b) {}
	void TestBody() override { EXPECT_FALSE(bad); }
};
static void odd(const char *name, bool bad)
{
	testing::RegisterTest("Odd", name, nullptr, nullptr, __FILE__, __LINE__, [bad]() -> testing::Test * { return new Odd(bad); });
}
int main(int argc, char **argv)
{
	testing::InitGoogleTest(&argc, argv);
	testing::AddGlobalTestEnvironment(new World);
	if (is("odd")) {
		odd("a:b", false);
		odd("a-b", true);
		odd("a+b", false);
	}
	return RUN_ALL_TESTS();
}
END
if ! command -v g++ >/dev/null || ! [ -e /usr/include/gtest/gtest.h ] || ! g++ -O0 -o real src/real.cc -lgtest -pthread 2>/dev/null; then
	skip "real GoogleTest programs" "no g++ with GoogleTest"
	finish
fi
for how in "-j1 --dist=file" "-j2" "-j2 --dist=test" "-j1 --isolate" "-j1 --dist=file --retries=1"; do
	for VICE in up down; do
		run --env "VICE=$VICE" $how real
		is "$(bad)$(row id) $status" "Shop.one failed Shop.two failed 1" "GoogleTest: a suite's $VICE fails: its cases do: $how"
		like "$(field real::Shop.two stdout)$(field real::Shop.one stdout)" "*stock*stock*" "with its words: $how"
		sound "GoogleTest, $VICE, $how"
	done
	run --env "VICE=world skips" $how real
	is "$(outcomes | grep -c ' skipped$') $status" "4 0" "GoogleTest: an Environment is skipped: all cases are: $how"
	run --env "VICE=up skips" $how real
	is "$status" 0 "GoogleTest: a suite is skipped: its cases are as the framework says: $how"
	sound "GoogleTest, skipped, $how"
done
for VICE in world "world ends"; do
	run --env "VICE=$VICE" -j1 --dist=file real
	is "$(outcomes | grep -c -e failed -e error) $(row id) $status" "0 real 1" "GoogleTest: an Environment fails ($VICE): the program does"
	like "$(row stdout)" "*world*" "in its words"
	sound "GoogleTest, $VICE"
done
for how in "-j1 --isolate" "-j1 --dist=file" "-j2 --dist=test" "-j2 --isolate"; do
	run --env VICE=odd $how real
	is "$(bad) $status" "Odd.a-b failed 1" "GoogleTest: a filter that chooses another case, too: its failure is its own: $how"
	sound "GoogleTest, a filter, $how"
done
run --env VICE=odd real::Odd.a:b
is "$(bad) $status" " 0" "GoogleTest: also where that is not asked for"
finish
