#!/bin/sh
# Kyua's Kyuafile: what its programs run in, what they need, what their ends mean, as Kyua has it; real kyua says the same.
. t/lib.sh
need_perl

# kyuafile DIR 'text': its Kyuafile
kyuafile() {
	mkdir -p "$1"
	printf 'syntax(2)\ntest_suite("ours")\n%s\n' "$2" >"$1/Kyuafile"
}
program k/ok 'exit 0'
program k/exits_77 'exit 77'
program k/not_named 'exit 1'
program k/place '[ "$(pwd -P)" = "$HOME" ] && [ "$TMPDIR" = "$HOME" ] && [ -z "$LANG$LC_ALL" ] && [ "$TZ" = UTC ] && [ "$(umask)" = 0022 ] && [ -z "$(ls -A)" ] &&
	: >left'
program k/given '[ "$TEST_ENV_board" = 7 ]'
program k/hangs 'sleep 30'
program k/sub/fine 'printf "1..3\nok 1\nnot ok 2 # TODO x\nok 3 # SKIP y\n"'
program k/sub/bad 'printf "1..1\nnot ok 1\n"'
program k/sub/none 'echo "1..0 # SKIP nothing"'
program k/sub/three 'printf "1..1\nok 1\n"; exit 3'
kyuafile k '-- a comment
--[[ one
of two lines ]] plain_test_program{name="ok"}; plain_test_program({name="exits_77", test_suite="other one"})
plain_test_program{name="place", ["custom.X"]="a", has_cleanup=false}
plain_test_program{name="place", is_exclusive="true"}
plain_test_program{name="ok", required_files="/bin/sh /no/such"}
plain_test_program{name="ok", required_programs="sh no_such"}
plain_test_program{name="ok", required_configs="board"}
plain_test_program{name='"'ok'"', allowed_architectures=[[pdp11 vax]]}
plain_test_program{name="ok", required_disk_space="900T"}
plain_test_program{name="ok", required_disk_space="2K", required_memory="1M", required_files="/bin/sh", required_programs="sh /bin/sh"}
include("sub/Kyuafile")'
kyuafile k/sub 'tap_test_program{name="fine"}
tap_test_program{name="bad"}
tap_test_program{name="none"}
tap_test_program{name="three"}'
run -j2 k
is "$(outcomes)" "k/sub::bad failed
k/sub::fine passed
k/sub::none skipped
k/sub::three failed
k::exits_77 failed
k::ok passed
k::ok#2 skipped
k::ok#3 skipped
k::ok#4 skipped
k::ok#5 skipped
k::ok#6 skipped
k::ok#7 passed
k::place passed
k::place#2 passed" "programs of a Kyuafile and of those that it includes"
sound "a Kyuafile"
like "$(field k::ok#2 message)" "*needs the file /no/such*" "what is needed and not there is said"
bare --list -k label:other_one k
is "$(cat "$out")" "k::exits_77" "its test_suite is a label"
is "$("$MUSTER" --list k/sub)" "$("$MUSTER" --list k/Kyuafile | grep sub)" "a directory below, and the file itself, have the same ids"
kyuafile k 'plain_test_program{name="given", required_configs="board"}
plain_test_program{name="hangs", timeout=1}'
printf '[tests k::given]\nenv.TEST_ENV_board = 7\n' >muster.conf
run k
is "$(outcomes)" "k::given passed
k::hangs timeout" "a configuration variable is TEST_ENV_NAME; a timeout"
rm muster.conf

if command -v kyua >/dev/null; then
	# what kyua says is compared with what we said of the same files
	kyuafile k 'plain_test_program{name="ok"}
plain_test_program{name="exits_77"}
plain_test_program{name="place"}
plain_test_program{name="hangs", timeout=1}
plain_test_program{name="given", required_files="/no/such"}
include("sub/Kyuafile")'
	wanted=17
	cat >atf.c <<'E'
#include <atf-c.h>
#include <stdlib.h>
#include <unistd.h>
ATF_TC_WITHOUT_HEAD(passes); ATF_TC_BODY(passes, tc) { ATF_REQUIRE(access("data", F_OK)); }
ATF_TC_WITHOUT_HEAD(fails); ATF_TC_BODY(fails, tc) { atf_tc_fail("on purpose"); }
ATF_TC_WITHOUT_HEAD(skips); ATF_TC_BODY(skips, tc) { atf_tc_skip("on purpose"); }
ATF_TC_WITHOUT_HEAD(expects); ATF_TC_BODY(expects, tc) { atf_tc_expect_fail("bug"); atf_tc_fail("yes"); }
ATF_TC_WITHOUT_HEAD(dies); ATF_TC_BODY(dies, tc) { abort(); }
ATF_TC_WITHOUT_HEAD(home); ATF_TC_BODY(home, tc) { char d[4096]; ATF_REQUIRE_STREQ(getenv("HOME"), getcwd(d, sizeof d)); }
ATF_TC_WITHOUT_HEAD(hangs); ATF_TC_BODY(hangs, tc) { sleep(30); }
ATF_TC(patient); ATF_TC_HEAD(patient, tc) { atf_tc_set_md_var(tc, "timeout", "100"); }
ATF_TC_BODY(patient, tc) { sleep(2); }
ATF_TP_ADD_TCS(tp) { ATF_TP_ADD_TC(tp, passes); ATF_TP_ADD_TC(tp, fails); ATF_TP_ADD_TC(tp, skips); ATF_TP_ADD_TC(tp, expects);
	ATF_TP_ADD_TC(tp, dies); ATF_TP_ADD_TC(tp, home); ATF_TP_ADD_TC(tp, hangs); ATF_TP_ADD_TC(tp, patient); return atf_no_error(); }
E
	if ${CC:-cc} -o k/unit atf.c -latf-c >/dev/null 2>&1; then
		echo 'atf_test_program{name="unit", timeout=1}' >>k/Kyuafile
	else
		wanted=9
	fi
	(cd k && HOME=$base kyua test --results-file="$base/r.db" 2>/dev/null </dev/null) |
		sed -n 's/^\(.*\):\([^ ]*\)  ->  \([a-z_]*\)\(.*\)  \[.*/\1 \2 \3\4/p' | sed 's/ passed$/ passed/; s/ failed.*/ failed/; s/ skipped.*/ skipped/
			s/ expected_failure.*/ xfailed/; s/ broken: .*timed out/ timeout/; s/ broken: .*eceived signal.*/ crashed/; s/ broken.*/ failed/
			s,^\([^/ ]*\) main ,k::\1 ,; s,^sub/\([^ ]*\) main ,k/sub::\1 ,; s,^\([^/ :]*\) ,k::\1::,; s/^k::\(k::*[^:]*\)/k::\1/' | sort >"$base/theirs"
	run -j2 k
	is "$(outcomes)" "$(cat "$base/theirs")" "kyua test and muster say the same"
	is "$(grep -c . "$base/theirs")" "$wanted" "of all tests"
	sound "a Kyuafile with ATF"
else
	for s in "kyua test and muster say the same" "of all tests" "a Kyuafile with ATF"; do skip "$s" "no kyua"; done
fi

# the same tree under another root, behind a via
mkdir there && cp -r k there
program away 'cd there && exec "$@"'
kyuafile k 'plain_test_program{name="ok", required_files="'"$work"'/k/ok"}
tap_test_program{name="given"}'
run k
here=$(outcomes)
program k/ok 'exit 1'
echo 'not read' >there/k/Kyuafile
run -a "one:via=$work/away,muster=$MUSTER,root=$work/there" k
is "$(outcomes)" "$here" "rows hold under another root"

# broken
broken() {
	printf '%s' "$2" >k/Kyuafile
	refused "*k/Kyuafile:$1*" "$3" k
}
broken "2: only calls of Kyua*" 'syntax(2)
for i = 1, 2 do end' "a loop"
broken "1: the test program no_such is not there" 'syntax(2) plain_test_program{name="no_such", test_suite="x"}' "a program that is not there"
broken "1: no test_suite" 'syntax(2) plain_test_program{name="given"}' "no test_suite"
broken "1: syntax was not called" '' "no syntax"
broken "1: only syntax(2)" 'syntax(7)' "a syntax of tomorrow"
broken "2: a text is not closed" 'syntax(2)
test_suite("x' "a file that is cut off"
broken "2: only values that stand here are known" 'syntax(2)
test_suite(x)' "a variable"
broken "1: files include one another too deep" 'syntax(2) include("Kyuafile")' "a loop of includes"
broken "1: include: there is no such file" 'syntax(2) include("no/Kyuafile")' "a file that is not there"
finish
