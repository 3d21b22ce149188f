#!/bin/sh
# CppUTest: the real one, against its own lines.
. t/lib.sh
need_perl
cat >unit.cc <<'END'
#include "CppUTest/TestHarness.h"
#include "CppUTest/CommandLineTestRunner.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
TEST_GROUP(Sums) { };
TEST(Sums, passes) { LONGS_EQUAL(4, 2 + 2); }
TEST(Sums, passes_too) { LONGS_EQUAL(4, 2 + 2); }
TEST(Sums, fails) { LONGS_EQUAL(5, 2 + 2); }
TEST(Sums, checks_nothing) { }
TEST(Sums, leaks) { new char[3]; }
IGNORE_TEST(Sums, ignored) { FAIL("ignored"); }
TEST_GROUP(Sum) { };
TEST(Sum, passes) { CHECK(true); printf("no newline"); }
TEST(Sum, fails) { printf("OK (9 tests, 1 ran, 0 checks"); fflush(stdout); FAIL("not so"); }
#ifdef VICES
TEST_GROUP(Vices) { };
TEST(Vices, aborts) { abort(); }
TEST(Vices, exits) { exit(0); }
TEST(Vices, hangs) { sleep(60); }
#endif
int main(int n, char **v) { return CommandLineTestRunner::RunAllTests(n, v); }
END
cxx=${CXX:-c++}
command -v "$cxx" >/dev/null || cxx=g++
"$cxx" -O0 -o unit unit.cc -lCppUTest 2>"$base/built" || skip_all "no CppUTest, or no C++ compiler"
"$cxx" -O0 -DVICES -o vices unit.cc -lCppUTest

# a line of its own for each: TEST(Group, name), and what failed in between
./unit -v | perl -ne '
	$n = "$2.$3", $is{$n} = $1 ? "skipped" : "passed" if /^(IGNORE_)?TEST\((\w+), (\w+)\)/;
	$is{"$1.$2"} = "failed" if /error: Failure in TEST\((\w+), (\w+)\)/;
	END { print "unit::$_ $is{$_}\n" for sort keys %is }' >"$base/theirs"
run -j2 unit
is "$(outcomes)" "$(cat "$base/theirs")" "each case has the result that it has by itself"
is "$(count passed) $(count failed) $(count skipped)" "4 3 1" "of each sort"
sound "CppUTest"
like "$(field unit::Sums.fails stdout)" "*expected <5*" "why is shown"
run 'unit::Sum.passes'
is "$(outcomes)" "unit::Sum.passes passed" "a case of a group whose name begins another's"
run -j2 --timeout=2s --grace=1s vices -k '*Vices.*'
is "$(outcomes)" "vices::Vices.aborts crashed
vices::Vices.exits error
vices::Vices.hangs timeout" "each has a process for itself"
finish
