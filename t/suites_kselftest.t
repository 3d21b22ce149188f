#!/bin/sh
# An installation of the kernel's selftests: kselftest-list.txt and its directories, by the rules of run_kselftest.sh; and KTAP, which
# such tests print.
. t/lib.sh
need_perl

# test COLLECTION:TEST 'body': one of the list
test_of() {
	program "ks/${1%%:*}/${1#*:}" "$2"
	echo "$1" >>ks/kselftest-list.txt
}
mkdir ks
test_of timers:passes 'exit 0'
test_of timers:fails 'echo "TAP version 13"; echo 1..2; echo "ok 1 a"; echo "not ok 2 b"; exit 1'
test_of timers:skips 'exit 4'
test_of timers:no_77 'exit 77'
test_of timers:timed_out 'exit 124'
test_of timers:kills 'kill -SEGV $$'
test_of net/forwarding:here '[ "$PWD" = "'"$work"'/ks/net/forwarding" ] && [ "$0" = ./here ] && [ "$kselftest_timeout" = 45 ]'
test_of net/forwarding:sub/here '[ "$PWD" = "'"$work"'/ks/net/forwarding/sub" ] && [ "$0" = ./here ]'
test_of args:rtc-test.sh '[ "$*" = "-d /dev/rtc1" ]'
test_of overlooked:not_ok 'echo "TAP version 13"; echo 1..2; echo "ok 1 a"; echo "not ok 2 b"; exit 0'
test_of overlooked:plan 'echo "TAP version 13"; echo 1..2; echo "ok 1 a"; exit 0'
test_of scripts:no_x '[ "$0" = ./no_x ] && [ "$-" != "${-#*e}" ]'
printf '#!/bin/sh -e\n' | cat - ks/scripts/no_x >no_x && mv no_x ks/scripts/no_x && chmod 644 ks/scripts/no_x
test_of scripts:data '' && echo data >ks/scripts/data && chmod 644 ks/scripts/data
test_of runner:t_1 ''
echo data >ks/runner/t_1 && chmod 644 ks/runner/t_1
program ks/runner/ksft_runner.sh '[ "$1" = ./t_1 ]'
echo gone:missing >>ks/kselftest-list.txt && mkdir ks/gone
test_of slow:hangs 'sleep 60'
printf '# seconds\nother=3\ntimeout=1\n' >ks/slow/settings
test_of long:none '[ "$kselftest_timeout" = 0 ]'
echo timeout=0 >ks/long/settings
test_of timers:passes 'exit 0'		# twice in the list
program ks/timers/helper 'exit 1'
program ks/run_kselftest.sh 'exit 1'
export KSELFTEST_RTC_TEST_SH_ARGS="-d /dev/rtc1"
run -j2 --env OTHER=1 ks
is "$(outcomes)" "ks::args:rtc-test.sh passed
ks::gone:missing error
ks::long:none passed
ks::net/forwarding:here passed
ks::net/forwarding:sub/here passed
ks::overlooked:not_ok passed
ks::overlooked:plan passed
ks::runner:t_1 passed
ks::scripts:data error
ks::scripts:no_x passed
ks::slow:hangs timeout
ks::timers:fails failed
ks::timers:kills crashed
ks::timers:no_77 failed
ks::timers:passes passed
ks::timers:passes#2 passed
ks::timers:skips skipped
ks::timers:timed_out failed" "the verdict is the exit status, and tests are started as run_kselftest.sh does"
sound "kselftest"
is "$(sed -n 's/.*warning: //p' "$out" | sort)" "ks::overlooked:not_ok: passed by its exit status, though 1 of 2 failed
ks::overlooked:plan: passed by its exit status, though planned 2 tests, ran 1" "what that overlooks is said"
is "$(field ks::timers:fails message)" "1 of 2 failed, exit status 1" "what it printed says why"
is "$(awk -F'\t' '$1 == "@case" && $2 ~ /timers:fails/ { print $2, $3 }' "$facts")" "ks::timers:fails a passed
ks::timers:fails b failed" "its points are shown"
bare --show-config ks
is "$(grep -c 'locks = kernel@host' "$out") $(grep -c '^timeout = 45' "$out") $(grep -c '^timeout = 1' "$out") $(grep -c '^timeout = 0' "$out")" "18 16 1 1" \
	"there is one at a time on a host, each with its timeout"
bare --show-config --timeout=9s ks
is "$(grep -c '^timeout = 45' "$out") $(grep -c '^timeout = 1' "$out")" "0 1" "a --timeout takes the place of the usual one"
run ks/kselftest-list.txt -k 'label:timers and passes'
is "$(outcomes)" "ks::timers:passes passed
ks::timers:passes#2 passed" "the list may be named itself"

# elsewhere
mkdir there && cp -r ks there
program away 'exec "$@"'
sed "s,$work/ks/net,$work/there/ks/net,g" ks/net/forwarding/here >there/ks/net/forwarding/here
run -a 'one:via='"$work/away"',muster='"$MUSTER"',root='"$work/there" ks -k 'here or args or no_x'
is "$(outcomes)" "ks::args:rtc-test.sh passed
ks::net/forwarding:here passed
ks::net/forwarding:sub/here failed
ks::scripts:no_x passed" "below another root are its tests"

# refused
broken() {
	printf '%s\n' "$2" >c/kselftest-list.txt
	refused "*$1*" "$3" c
}
mkdir -p c/a
broken "c/kselftest-list.txt:2: expected COLLECTION:TEST" 'a:b
nothing' "a line without a colon"
broken "c/kselftest-list.txt:1: expected COLLECTION:TEST" 'a:' "a line without a test"
echo timeout=soon >c/a/settings
broken "c/a/settings:1: timeout= wants seconds" a:b "settings without a number"

# KTAP
echo '[tests k/*]
kind = ktap' >muster.conf
program k/nested "printf '%s\n' 'KTAP version 1' 1..2 '  KTAP version 1' '  1..2' '    KTAP version 1' '    1..2' '    not ok 1 deep' '    ok 2 test_2' \
'  not ok 1 test_3' '  ok 2 test_4 # SKIP' 'not ok 1 example_1' 'ok 2 example_2'; exit 1"
program k/runner "printf '%s\n' 'TAP version 13' 1..2 '# selftests: m: one' '# TAP version 13' '# 1..2' '# ok 1 available' '# # ok 1 inner' \
'# not ok 2 errno = 22' 'not ok 1 selftests: m: one # exit=1' '# selftests: m: two' 'ok 2 selftests: m: two # SKIP'"
program k/skips "printf '%s\n' 'TAP version 13' '1..0 # SKIP no device'; exit 4"
program k/kunit "printf '%s\n' 'TAP version 14' 1..1 '    # Subtest: example' '    1..2' '    # example_simple_test: initializing' \
'    ok 1 - example_simple_test' '    ok 2 - example_skip_test # SKIP should be' 'ok 1 - example'"
program k/cut "printf '%s\n' 'KTAP version 1' 1..2 'ok 1 a'"
run k
is "$(outcomes)" "k/cut error
k/kunit passed
k/nested failed
k/runner failed
k/skips skipped" "kind = ktap reads what the kernel's tests print"
bare -j1 -v k/nested k/runner
is "$(sed -n '/^k/p' "$out" | sed '/(slave/d' | sort -s -k1,1)" "k/nested         FAILED deep
k/nested         PASSED test_2
k/nested     FAILED test_3
k/nested     SKIPPED test_4
k/nested FAILED example_1  in it failed: deep
k/nested PASSED example_2
k/runner     PASSED available
k/runner         PASSED inner
k/runner     FAILED errno = 22
k/runner FAILED selftests: m: one  exit=1
k/runner SKIPPED selftests: m: two" "with what is nested in it, by blanks or #" || said "$(cat "$out")"

# both in a configuration of one's own
program own/not_ok 'echo 1..1; echo "not ok 1"'
program own/nested 'echo 1..1; echo "# not ok 1 inner"; echo "not ok 1 outer"; exit 1'
cat >muster.conf <<'END'
[kind mine]
name = nested
reader = tap
nested = yes
codes = 0:passed *:failed

[tests own/not_ok]
by-status = yes
END
run own
is "$(outcomes) $(field own/nested message)" "own/nested failed
own/not_ok passed 1 of 1 failed" "a kind, and a test, may say the same"
finish
