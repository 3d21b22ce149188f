#!/bin/sh
# A build's CTestTestfile.cmake says what its tests are: ids, properties, verdicts as ctest has them, and what is wrong with a file.
. t/lib.sh
need_perl

# suite DIR 'text': its CTestTestfile.cmake
suite() {
	mkdir -p "$1"
	printf '%s\n' "$2" >"$1/CTestTestfile.cmake"
}
program b/prog 'case $1 in say) printf "%s\n" "$2" ;; exit) exit $2 ;; die) kill -ABRT $$ ;; hang) sleep 30 ;; in) [ "$(pwd -P)" = "$2" ] ;;
env) eval "[ \"\$$2\" = \"$3\" ]" ;; args) shift; printf "<%s>" "$@"; echo ;; esac'
program b/no_test 'exit 1'

# ids, and what is read
suite b "# a comment
#[[ one
in brackets ]] add_test([=[plain]=] \"$work/b/prog\" \"exit\" \"0\")
add_test(na me \"x\")
ADD_TEST([==[odd]=] n;\"a::b/c]==] \"$work/b/prog\" \"args\" \"a b\" \"c;d\" \"q\\\"u\" [=[\${x}]=] \"it's\")
subdirs(\"sub\" \"none\")
include(\"$work/b/more.cmake\")
include(\"$work/b/nowhere.cmake\" OPTIONAL)
add_test(plain \"$work/b/prog\" exit 1)"
suite b/sub "add_test(plain \"../prog\" exit 0)"
mkdir b/none
echo "if(NOT EXISTS \"$work/nowhere\" AND (EXISTS \"$work/b/prog\"))
set(list a b)
add_test(\"more\${list}\" \"$work/b/prog\" exit 3)
elseif(EXISTS \"$work/b/prog\")
add_test(not_this \"$work/b/prog\" exit 3)
else()
add_test(nor_this \"$work/b/prog\" exit 3)
endif()" >b/more.cmake
run b
is "$(sort "$list")" "b/sub::plain
b::morea;b
b::na
b::odd]=] n;\"a::b/c
b::plain
b::plain#2" "a row is DIR::NAME, and nothing else in the directory is a test"
is "$(outcomes)" "b/sub::plain passed
b::morea;b failed
b::na error
b::odd]=] n;\"a::b/c passed
b::plain passed
b::plain#2 failed" "and runs"
sound "suite file"
like "$(field 'b::na' message)" "cannot start it: me: No such file*" "a program that is not there is an error"
run --output=all 'b::odd]=] n;"a::b/c'
is "$(field 'b::odd]=] n;"a::b/c' stdout)" '<a b><c;d><q"u><${x}><it'"'"'s>\n' "arguments come as they stand in the file"
is "$(cat "$list")" 'b::odd]=] n;"a::b/c' "an id is an argument"
run b/sub
is "$(outcomes)" "b/sub::plain passed" "a directory below has the same ids"
run b b/sub
is "$(outcomes | wc -l | tr -d ' ')" 6 "and is not read twice"
(cd b && TMPDIR=$base/tmp "$MUSTER" --list) >"$base/here"
is "$(cat "$base/here")" ".::morea;b
.::na
.::odd]=] n;\"a::b/c
.::plain
.::plain#2
sub::plain" "without arguments it is that of the current directory"
is "$("$MUSTER" --list --no-suite b)" "b/no_test
b/prog" "--no-suite walks it as any directory"

# tests that others wait for, and are not selected
suite b "add_test(first true)
add_test(second true)
add_test(third true)
set_tests_properties(second PROPERTIES DEPENDS first)
set_tests_properties(third PROPERTIES DEPENDS \"nosuch;first\")"
run b::second
is "$(outcomes) $status" "b::second passed 0" "who depends on a test that is not selected runs by itself"
run b
is "$(outcomes | grep -c passed) $status" "3 0" "and so does who depends on one that is not there, as in ctest"

# properties
suite b "add_test(skipcode \"$work/b/prog\" exit 5)
set_tests_properties(skipcode PROPERTIES SKIP_RETURN_CODE \"5\")
add_test(will \"$work/b/prog\" exit 4)
add_test(wont \"$work/b/prog\" exit 0)
add_test(will_die \"$work/b/prog\" die)
set_tests_properties(will wont will_die PROPERTIES WILL_FAIL \"TRUE\" _BACKTRACE_TRIPLES \"x;1;y\")
add_test(seventy_seven \"$work/b/prog\" exit 77)
add_test(found \"$work/b/prog\" say \"one
two\")
set_tests_properties(found PROPERTIES PASS_REGULAR_EXPRESSION \"zero;one.two\")
add_test(line \"$work/b/prog\" say \"one
two
three\")
set_tests_properties(line PROPERTIES PASS_REGULAR_EXPRESSION \"^two$\")
add_test(braces \"$work/b/prog\" say \"a{2} [x;y] (z)\")
set_tests_properties(braces PROPERTIES PASS_REGULAR_EXPRESSION \"a{2} \\\\[x[;y]+\\\\] \\\\(z\\\\)\")
add_test(found_will \"$work/b/prog\" say one)
set_tests_properties(found_will PROPERTIES PASS_REGULAR_EXPRESSION \"one\" WILL_FAIL 1)
add_test(bad \"$work/b/prog\" say \"a warning\")
set_tests_properties(bad PROPERTIES FAIL_REGULAR_EXPRESSION \"error;warn\")
add_test(skip \"$work/b/prog\" say \"no hardware\")
set_tests_properties(skip PROPERTIES SKIP_REGULAR_EXPRESSION \"no hard\")
add_test(skip_found sh -c \"echo one; exit 5\")
add_test(skip_bad sh -c \"echo bad; exit 5\")
set_tests_properties(skip_found skip_bad PROPERTIES PASS_REGULAR_EXPRESSION one FAIL_REGULAR_EXPRESSION bad SKIP_RETURN_CODE 5)
add_test(off \"$work/b/prog\" exit 1)
set_tests_properties(off PROPERTIES DISABLED ON)
add_test(slow \"$work/b/prog\" hang)
set_tests_properties(slow PROPERTIES TIMEOUT \"0.2\")
add_test(here \"$work/b/prog\" in \"$work/b\")
add_test(there \"$work/b/prog\" in \"$work/b/sub\")
set_tests_properties(there PROPERTIES WORKING_DIRECTORY \"sub\")
add_test(nowhere \"$work/b/prog\" exit 0)
set_tests_properties(nowhere PROPERTIES WORKING_DIRECTORY \"/no/where\")
add_test(env \"$work/b/prog\" env A \"1;2\")
add_test(env2 \"$work/b/prog\" env B \"x y\")
set_tests_properties(env env2 PROPERTIES ENVIRONMENT \"A=1\\\\;2;B=x y\")
set_tests_properties(env PROPERTIES LABELS \"net;two words\" RUN_SERIAL ON RESOURCE_LOCK \"db\" COST 5 MY_OWN 1)
set_tests_properties(env2 PROPERTIES MY_OWN 1)
add_test(change \"$work/b/prog\" env A \"x1y\")
add_test(change2 \"$work/b/prog\" env P \"/a:/b:/c\")
add_test(change3 \"$work/b/prog\" env R \"1\")
add_test(change4 \"$work/b/prog\" env U \"\")
add_test(change5 \"$work/b/prog\" exit 0)
add_test(change6 \"$work/b/prog\" env V \"12\")
set_tests_properties(change6 PROPERTIES ENVIRONMENT \"V=1\" ENVIRONMENT_MODIFICATION \"V=set:7;V=unset:;V=string_append:2\")
set_tests_properties(change change2 change3 change4 PROPERTIES ENVIRONMENT \"A=1;P=/b;R=1;U=1\" ENVIRONMENT_MODIFICATION
 \"A=string_prepend:x;A=string_append:y;P=path_list_prepend:/a;P=path_list_append:/c;R=set:2;R=string_append:3;R=reset:;U=unset:\")
set_tests_properties(change5 PROPERTIES ENVIRONMENT_MODIFICATION \"A=turn:1\")
add_test(will_bad \"$work/b/prog\" say bad)
add_test(will_good \"$work/b/prog\" say good)
add_test(will_exit \"$work/b/prog\" exit 3)
add_test(will_hang \"$work/b/prog\" hang)
add_test(will_2 \"$work/b/prog\" exit 3)
set_tests_properties(will_bad will_good will_exit will_hang PROPERTIES FAIL_REGULAR_EXPRESSION bad WILL_FAIL ON TIMEOUT 1)
set_tests_properties(will_2 PROPERTIES WILL_FAIL 2)
add_test(skip_0 \"$work/b/prog\" say x)
add_test(skip_x \"$work/b/prog\" exit 3)
set_tests_properties(skip_0 skip_x PROPERTIES SKIP_RETURN_CODE x)
add_test(no_newline printf two)
set_tests_properties(no_newline PROPERTIES FAIL_REGULAR_EXPRESSION \"two\$\")
add_test(tap \"$work/b/prog\" say \"1..1
not ok 1\")
add_test(odd \"$work/b/prog\" exit 0)
set_tests_properties(odd PROPERTIES PASS_REGULAR_EXPRESSION \"a(b\")"
run b
is "$(outcomes)" "b::bad failed
b::braces passed
b::change passed
b::change2 passed
b::change3 passed
b::change4 passed
b::change5 error
b::change6 passed
b::env passed
b::env2 passed
b::found passed
b::found_will failed
b::here passed
b::line failed
b::no_newline passed
b::nowhere error
b::odd error
b::off skipped
b::seventy_seven failed
b::skip skipped
b::skip_0 skipped
b::skip_bad skipped
b::skip_found skipped
b::skip_x failed
b::skipcode skipped
b::slow timeout
b::tap passed
b::there passed
b::will passed
b::will_2 failed
b::will_bad passed
b::will_die crashed
b::will_exit passed
b::will_good failed
b::will_hang timeout
b::wont failed" "properties mean what they mean to ctest"
sound "properties"
is "$(grep -c MY_OWN "$err")" 1 "a property that means nothing here is said once"
bare --list -k label:two_words b
is "$(cat "$out")" "b::env" "LABELS are labels"
printf '[tests b::wont]\ncodes = 0:passed\n[tests b::line]\ntimeout = 1s\n' >muster.conf
run b::wont b::line
is "$(outcomes)" "b::line failed
b::wont passed" "muster.conf goes before the suite file, key by key"
unlike "$(cat "$err")" "*matches no test*" "and its globs match rows"
bare --show-config b::wont b::found
is "$(cat "$out")" "[tests b::found]	# b/CTestTestfile.cmake:8
command = $work/b/prog say 'one\\ntwo'
kind = exec
cwd = $work/b
codes = 0:passed *:failed
passed = /(zero)|(one.two)/
[tests b::wont]	# b/CTestTestfile.cmake:4
command = $work/b/prog exit 0
kind = exec
cwd = $work/b
codes = 0:passed	# muster.conf:2" "--show-config prints what is known, and where from"
rm muster.conf

# what a slave elsewhere gets, and one that collects anew
program away 'exec "$@"'
run -j2 b
here=$(outcomes)
mkdir there && cp -R b there
run -j2 -a 'one:via='"$work/away"',muster='"$MUSTER"',root='"$work/there" b
is "$(outcomes)" "$here" "the same tree under another root, behind a via: the same ids and verdicts"
rm -r there
run -a one:env.X=1 b::will b::env
is "$(outcomes)" "b::env passed
b::will passed" "and to one with an environment of its own"

# broken
broken() {
	suite c "$2"
	refused "*$1*" "$3" c
}
broken "c/CTestTestfile.cmake:2: add_test( is not closed" "
add_test(a b" "a file that is cut off"
broken "c/CTestTestfile.cmake:1: a quote is not closed" 'add_test(a "b)' "a quote"
broken "c/CTestTestfile.cmake:1: a bracket argument is not closed" 'add_test([=[a]] b)' "a bracket argument"
broken "c/CTestTestfile.cmake:2: the command foreach is not known here (ctest --show-only=json-v1*" "
foreach(x a b)" "a command"
broken "c/CTestTestfile.cmake:1: c/x.cmake: No such file*" 'include(x.cmake)' "a file that is not there"
broken "deep" 'include(CTestTestfile.cmake)' "a loop of includes"
broken "an if is not closed" 'if(EXISTS "/")' "an if"
broken "if: x is not known here" 'if(a x b)
endif()' "a condition"
broken "no command of CMake" '???' "no script"

# fixtures, order, files
suite d "add_test(use \"$work/b/prog\" exit 0)
add_test(up \"$work/b/prog\" exit 0)
add_test(down \"$work/b/prog\" exit 0)
add_test(bad \"$work/b/prog\" exit 1)
add_test(lost \"$work/b/prog\" exit 0)
add_test(last \"$work/b/prog\" exit 0)
set_tests_properties(up PROPERTIES FIXTURES_SETUP F)
set_tests_properties(down PROPERTIES FIXTURES_CLEANUP F)
set_tests_properties(use PROPERTIES FIXTURES_REQUIRED F)
set_tests_properties(bad PROPERTIES FIXTURES_SETUP G)
set_tests_properties(lost PROPERTIES FIXTURES_REQUIRED G)
set_tests_properties(last PROPERTIES DEPENDS \"bad;nowhere\")"
run d
is "$(outcomes)" "d::bad failed
d::down passed
d::last passed
d::lost error
d::up passed
d::use passed" "fixtures are ctest's, and DEPENDS is an order only"

# the real one: verdicts are those of ctest, and cases that were found share processes
real() {
	mkdir -p "$work/real" && cd "$work/real" || exit 1
	cat >CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.20)
project(p CXX)
include(CTest)
find_package(GTest REQUIRED)
include(GoogleTest)
add_executable(g g.cc)
target_link_libraries(g GTest::gtest_main)
add_executable(later EXCLUDE_FROM_ALL g.cc)
target_link_libraries(later GTest::gtest_main)
gtest_discover_tests(g TEST_PREFIX pre. PROPERTIES LABELS unit)
gtest_discover_tests(later)
add_test(NAME shell COMMAND sh -c "exit 77")
add_test(NAME cmake COMMAND ${CMAKE_COMMAND} -E echo "one\ntwo")
set_tests_properties(cmake PROPERTIES PASS_REGULAR_EXPRESSION "one.two" ENVIRONMENT "A=1;B=2")
END
	cat >g.cc <<'END'
#include <gtest/gtest.h>
#include <stdlib.h>
TEST(A, ok) {}
TEST(A, bad) { EXPECT_EQ(1, 2); }
TEST(A, DISABLED_off) { abort(); }
TEST(A, skip) { GTEST_SKIP(); }
TEST(B, dies) { abort(); }
class P : public testing::TestWithParam<const char *> {};
TEST_P(P, par) { EXPECT_NE(GetParam()[0], 'c'); }
INSTANTIATE_TEST_SUITE_P(I, P, testing::Values("a", "c"));
static int n;
TEST(C, one) { n = 1; }
TEST(C, two) { EXPECT_EQ(n, 0); }
END
	cmake -S . -B build >"$base/cmake" 2>&1 && cmake --build build >>"$base/cmake" 2>&1
}
if command -v ctest >/dev/null && command -v make >/dev/null && echo '#include <gtest/gtest.h>' | c++ -E -x c++ - >/dev/null 2>&1 && real; then
	(cd build && ctest 2>&1) | sed -n 's/^ *[0-9]*\/[0-9]* Test *#[0-9]*: \(.*[^.]\) \.\.*\**\( *[A-Z].*\)$/\1@\2/p' |
		sed 's/ *\(\*\*\*\)*@ */ /; s/ @/ /; s/ [0-9.]* sec$//; s/ Passed *$/ passed/; s/ Failed *$/ failed/; s/ Not Run (Disabled) *$/ skipped/
			s/ Skipped *$/ skipped/; s/ Not Run *$/ error/; s/ Subprocess aborted.*$/ crashed/; s/^/build::/' | sort >"$base/theirs"
	run --dist=file build
	is "$(outcomes)" "$(cat "$base/theirs")" "ctest and muster say the same"
	sound "a CMake build"
	like "$(field build::pre.C.two message)" "*fails in company*" "what fails beside others is judged by how it ends alone, and that is said"
	is "$(grep -c . "$base/theirs")" 12 "all of them"
	"$MUSTER" --list -k label:unit build >"$base/units"
	is "$(grep -c pre "$base/units")" 9 "labels of found cases"
	printf 'set(CTEST_CUSTOM_MAXIMUM_NUMBER_OF_WARNINGS 7)\nset(CTEST_CUSTOM_TESTS_IGNORE shell "pre.A.bad")\n' >build/CTestCustom.cmake
	run build
	is "$(outcomes)" "$(grep -v -e '::shell ' -e 'pre[.]A[.]bad' "$base/theirs")" "CTestCustom.cmake takes tests out"
	is "$(cd build && ctest -N 2>&1 | sed -n 's/^Total Tests: //p')" "$(outcomes | wc -l | tr -d ' ')" "as for ctest"
	echo 'string(TOUPPER a b)' >>build/CTestCustom.cmake
	run build
	like "$status $(cat "$err")" "2 *build/CTestCustom.cmake:3: the command string is not known*" "one that says more is refused with its line"
	rm build/CTestCustom.cmake
	# DISCOVERY_MODE PRE_TEST: a program whose cases ctest would look for only now
	mkdir p
	cat >p/CTestTestfile.cmake <<END
if(NOT EXISTS "$PWD/p/g[1]_tests.cmake" OR NOT "$PWD/p/g[1]_tests.cmake" IS_NEWER_THAN "$PWD/build/g")
  include("/usr/share/cmake-3.25/Modules/GoogleTestAddTests.cmake")
  gtest_discover_tests_impl(
    TEST_EXECUTABLE [==[$PWD/build/g]==]
    TEST_WORKING_DIR [==[$PWD]==]
    TEST_EXTRA_ARGS [==[]==]
    TEST_PROPERTIES [==[LABELS;found late;TIMEOUT;50]==]
    TEST_PREFIX [==[x.]==]
    CTEST_FILE [==[$PWD/p/g[1]_tests.cmake]==])
endif()
include("$PWD/p/g[1]_tests.cmake")
END
	run --dist=file -k 'label:found_late and "g::A"' p
	is "$(outcomes)" "p::x.g::A.DISABLED_off skipped
p::x.g::A.bad failed
p::x.g::A.ok passed
p::x.g::A.skip skipped" "cases that are found before a test lists them"
	sound "PRE_TEST"
	echo 'add_test(old "/bin/true")' >'p/g[1]_tests.cmake'
	touch -d '+1 hour' 'p/g[1]_tests.cmake'
	is "$("$MUSTER" --list p)" "p::old" "where there is a list that is new, that holds"
else
	for s in "ctest and muster say the same" "a CMake build" "in company" "all" "labels" "PRE_TEST" "its end" "a new list"; do skip "$s" "no cmake, make or GoogleTest"; done
fi
finish
