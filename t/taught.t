#!/bin/sh
# Frameworks that README teaches by [kind NAME], as the sections stand there, with the frameworks themselves. GREATEST, UTEST and
# ACUTEST say in which folder greatest.h, utest.h and acutest.h are.
. t/lib.sh
need_perl
cc=${CC:-cc} cxx=${CXX:-c++}
command -v "$cxx" >/dev/null || cxx=g++

# taught NAME 'outcomes' 'sentence': runs all below tree by the section of that name
taught() {
	sed -n "/^    \[kind $1\]/,/^\$/s/^    //p" "$root/README" >muster.conf
	run -j2 tree
	is "$(outcomes | sed 's,^tree/,,')" "$2" "$3" || said "$(cat "$err")"
	sound "$1"
	rm -rf tree && mkdir tree
}
# points: what was said inside the program
points() { awk -F'\t' '$1 == "@case" { sub("tree/[^ ]* ", "", $2); print $2, $3 }' "$facts" | sort; }
mkdir tree

if command -v node >/dev/null && node --test-reporter=tap -e 0 2>/dev/null; then
	cat >tree/sums.test.js <<'E'
const { test, describe, it } = require('node:test'), assert = require('node:assert');
test('passes', () => assert.equal(1 + 1, 2));
test('fails', () => assert.equal(1 + 1, 3));
test('is skipped', { skip: 'no board' }, () => {});
test('todo', { todo: true }, () => assert.equal(1, 2));
describe('group', () => { it('inner', () => {}); });
E
	echo "require('node:test').test('passes', () => {});" >tree/good.test.mjs
	echo "import { test } from 'node:test'; test('passes', () => {});" >tree/good.test.mjs
	taught node "good.test.mjs passed
sums.test.js failed" "node:test"
	is "$(points)" "fails failed
group passed
is skipped skipped
passes passed
passes passed
todo xfailed" "node:test: what each says"
else
	skip "node:test" "no node with node:test"
fi

if [ -e /usr/share/shunit2/shunit2 ]; then
	cat >tree/sums_test.sh <<'E'
#!/bin/sh
test_two() { assertEquals 2 "$((1 + 1))"; }
test_wrong() { assertEquals "a message" 3 "$((1 + 1))"; }
test_skipped () { startSkipping; assertEquals 3 2; }
  testNone() { :; }
. /usr/share/shunit2/shunit2
E
	chmod +x tree/sums_test.sh
	taught shunit2 "sums_test.sh::testNone passed
sums_test.sh::test_skipped skipped
sums_test.sh::test_two passed
sums_test.sh::test_wrong failed" "shunit2"
	like "$(field tree/sums_test.sh::test_wrong message)" "a message expected:<3> but was:<2>*" "shunit2: why"
else
	skip shunit2 "no shunit2"
fi

if command -v python3 >/dev/null; then
	cat >tree/sums_unittest.py <<'E'
import unittest
class Sums(unittest.TestCase):
    def test_passes(self): self.assertEqual(1, 1)
    def test_fails(self): self.assertEqual(1, 2)
    def test_errs(self): raise ValueError("x")
    @unittest.skip("no board")
    def test_skipped(self): pass
    @unittest.expectedFailure
    def test_xfail(self): self.assertEqual(1, 2)
    @unittest.expectedFailure
    def test_xpass(self): pass
E
	taught unittest "sums_unittest.py failed" "unittest"
	is "$(points | sed 's/ (.*)//')" "test_errs failed
test_fails failed
test_passes passed
test_skipped skipped
test_xfail xfailed
test_xpass xpassed" "unittest: what it says"
else
	skip unittest "no python3"
fi

cat >c.c <<'E'
#include <CUnit/Basic.h>
static void passes(void) { CU_ASSERT(1 == 1); }
static void fails(void) { CU_ASSERT_EQUAL(1, 2); }
int main(void) {
	CU_initialize_registry();
	CU_pSuite s = CU_add_suite("sums", NULL, NULL);
	CU_add_test(s, "test of passes", passes); CU_add_test(s, "fails", fails);
	CU_basic_set_mode(CU_BRM_VERBOSE); CU_basic_run_tests();
	CU_cleanup_registry();
	return 0;
}
E
if $cc -w -o tree/c c.c -lcunit 2>/dev/null; then
	taught cunit "c failed" "CUnit"
	is "$(points)" "fails failed
test of passes passed" "CUnit: what it says"
else
	skip CUnit "no CUnit"
fi

cat >b.cc <<'E'
#define BOOST_TEST_MODULE sums
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
BOOST_AUTO_TEST_CASE(passes) { BOOST_TEST(1 == 1); }
BOOST_AUTO_TEST_SUITE(group)
BOOST_AUTO_TEST_CASE(fails) { BOOST_TEST(1 == 2); }
BOOST_AUTO_TEST_CASE(passes_too) { BOOST_TEST(1 == 1); }
BOOST_AUTO_TEST_CASE(dies) { abort(); }
BOOST_AUTO_TEST_SUITE_END()
E
if $cxx -O0 -w -o tree/b b.cc -lboost_unit_test_framework 2>/dev/null; then
	sed -n '/^with boost_list/,/END/s/^    //p' "$root/README" >boost_list
	taught boost "b::group/dies crashed
b::group/fails failed
b::group/passes_too passed
b::passes passed" "Boost.Test"
else
	skip Boost.Test "no Boost.Test"
fi

# built NAME FOLDER: NAME.c with NAME.h of that folder
built() { [ -n "$2" ] && "$cc" -w -I"$2" -o "tree/$1" "$1.c" -lm; }
cat >greatest.c <<'E'
#include "greatest.h"
TEST passes(void) { ASSERT_EQ(1, 1); PASS(); }
TEST fails(void) { ASSERT_EQm("because", 1, 2); PASS(); }
TEST is_skipped(void) { SKIPm("no board"); }
SUITE(sums) { RUN_TEST(passes); RUN_TEST(fails); RUN_TEST(is_skipped); }
SUITE(more) { RUN_TEST(passes); }
GREATEST_MAIN_DEFS();
int main(int argc, char **argv) { GREATEST_MAIN_BEGIN(); RUN_SUITE(sums); RUN_SUITE(more); GREATEST_MAIN_END(); }
E
if built greatest "${GREATEST-}"; then
	taught greatest "greatest::more.passes passed
greatest::sums.fails failed
greatest::sums.is_skipped skipped
greatest::sums.passes passed" "greatest"
else
	skip greatest "GREATEST names no folder"
fi
cat >utest.c <<'E'
#include "utest.h"
UTEST(sums, passes) { ASSERT_EQ(1, 1); }
UTEST(sums, fails) { ASSERT_EQ(1, 2); }
UTEST(sums, is_skipped) { UTEST_SKIP("no board"); }
UTEST(sums, passes_too) { ASSERT_TRUE(1); }
UTEST_MAIN()
E
if built utest "${UTEST-}"; then
	taught utest "utest::sums.fails failed
utest::sums.is_skipped skipped
utest::sums.passes passed
utest::sums.passes_too passed" "utest.h"
else
	skip utest.h "UTEST names no folder"
fi
cat >acutest.c <<'E'
#include "acutest.h"
void passes(void) { TEST_CHECK(1 == 1); }
void fails(void) { TEST_CHECK(1 == 2); TEST_MSG("because"); }
void skipped(void) { TEST_SKIP("no board"); }
void dies(void) { abort(); }
TEST_LIST = { { "passes", passes }, { "fails", fails }, { "skipped", skipped }, { "dies", dies }, { "passes too", passes }, { NULL, NULL } };
E
if built acutest "${ACUTEST-}"; then
	taught acutest "acutest::dies crashed
acutest::fails failed
acutest::passes passed
acutest::passes too passed
acutest::skipped skipped" "acutest"
else
	skip acutest "ACUTEST names no folder"
fi
finish
