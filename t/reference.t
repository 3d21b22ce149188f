#!/bin/sh
# A reference: an appliance says what the tests are, to a master that may not have them. And what has to be the same.
. t/lib.sh
need_perl

PATH=${MUSTER%/*}:$PATH
[ "${MUSTER##*/}" = muster ] || skip_all "the binary is not called muster"
STARTED=$base/started UPS=$base/ups
export STARTED UPS

# the boards have the tests, and the master has none
there=$base/there
mkdir -p "$there/t" "$base/other"
cd "$there"
take fake_gtest t/unit
program t/plain 'echo plain >>"$STARTED"'
program t/fails 'exit 1'
cd "$work"
boards() {
	rm -f "$UPS" "$STARTED"
	cat >muster.conf <<END
[env]
FAKE_CASES = A.passes_1 A.passes_2 A.passes_3
[tests t/unit]
kind = gtest
[tests *passes_3]
xfail = a property by id
[appliance board{1..3}]
via = env
root = $there
setup = sh -c 'echo %{appliance} >>"\$UPS"'
teardown = sh -c 'echo -%{appliance} >>"\$UPS"'
END
}
boards
run t
is "$(outcomes)" "t/fails failed
t/plain passed
t/unit::A.passes_1 passed
t/unit::A.passes_2 passed
t/unit::A.passes_3 xpassed" "a master that has no tests runs those of the first appliance, where all have a via"
is "$status" 1 "and the exit status is that of its tests"
sound "no tests here"
boards
bare t/plain --reference=board2
is "$(sort "$UPS" | tr '\n' ' ')" "-board1 -board2 -board3 board1 board2 board3 " "the reference is set up once, too"
like "$(cat "$out")" "*1 passed*" "an argument counts there"
boards
run 't/unit::A.passes_2' t/plain
is "$(outcomes)" "t/plain passed
t/unit::A.passes_2 passed" "so does an id"
sound "ids there"
boards
bare --list -k passes t
is "$(cat "$out")" "t/unit::A.passes_1
t/unit::A.passes_2
t/unit::A.passes_3" "--list asks the reference"
is "$(cat "$UPS" | tr '\n' ' ')" "board1 -board1 " "which is set up for that, and torn down"
bare t/nosuch
is "$status" 2 "an argument that names nothing there"
like "$(cat "$err")" "*t/nosuch*No such file*" "is what it is here"

# it cannot be used: the next one takes its place, and that is said
boards
printf '[appliance board0]\nvia = /no/such/command\n' >>muster.conf
run --reference=board0 t/plain
is "$(outcomes)" "t/plain passed" "a reference that is not there: the next one is it"
like "$(cat "$err")" "*board0 has not said which tests there are: board1 is the reference now*" "and that is said"
sound "the next reference" 3
printf '[appliance far]\nvia = /no/such/command\n' >muster.conf
bare --reference=far t
is "$status" 3 "nobody is there to say what the tests are"
like "$(cat "$err")" "*no appliance could say which tests there are*" "and that is said"
refused "*--reference=nosuch: no such appliance*" "a name that there is not" --reference=nosuch t

# it is the others that differ
boards
cp -r "$there/t" "$base/other" && rm "$base/other/t/fails" && cp "$base/other/t/plain" "$base/other/t/more"
printf 'exit 0\n' >>"$base/other/t/plain"
printf '[appliance odd]\nvia = env\nroot = %s\n' "$base/other" >>muster.conf
run t
is "$(count notrun) $status" "5 3" "another collection than the reference's: nothing runs"
is "$(grep -e 't/' "$err")" "muster:   t/fails is not on odd
muster:   t/more is only on odd" "files that one side has are named, not their tests"
sound "another collection"
rm "$base/other/t/more" && cp "$there/t/fails" "$base/other/t"
run t
is "$(count notrun) $status" "0 1" "what a program is does not count"
run --verify=content t
is "$(count notrun) $status" "5 3" "--verify=content: it does"
is "$(grep -e 't/' "$err")" "muster:   t/plain differs on odd" "and which one differs is said"
sound "--verify=content"
run --verify=content --on-mismatch=common --dist=test t
is "$(outcomes | grep -v unit) $status" "t/fails failed
t/plain notrun 3" "--on-mismatch=common: what is the same everywhere runs"
sound "--verify=content, common"

# without a run
boards
bare --compare t
is "$status $(cat "$err")" "0 muster: 5 tests: the same on 3 of 3 appliances" "--compare says how many are the same"
is "$(sort "$UPS" | tr '\n' ' ')$(ls "$STARTED" 2>/dev/null)" "-board1 -board2 -board3 board1 board2 board3 " \
	"appliances are set up and torn down, and no test runs"
printf '[appliance odd]\nvia = env\nroot = %s\n[appliance gone]\nvia = false\noptional = yes\n' "$base/other" >>muster.conf
bare --compare --verify=content --list t
is "$status $(wc -l <"$out" | tr -d ' ')" "3 5" "one differs: exit status 3; with --list the ids are printed"
like "$(cat "$err")" "*t/plain differs on odd*the same on 3 of 5 appliances*" "and it is said which, and what"

# what suite files say comes from there, too
mkdir "$there/build"
cat >"$there/build/CTestTestfile.cmake" <<END
add_test(one "$there/t/plain")
set_tests_properties(one PROPERTIES LABELS "quick" TIMEOUT "60")
add_test(two "$there/t/fails")
set_tests_properties(two PROPERTIES WILL_FAIL TRUE)
add_test(A.passes_1 "$there/t/unit" "--gtest_filter=A.passes_1")
add_test(A.passes_2 "$there/t/unit" "--gtest_filter=A.passes_2")
END
boards
run build
is "$(outcomes)" "build::A.passes_1 passed
build::A.passes_2 passed
build::one passed
build::two passed" "rows of a suite file that only the boards have"
sound "a suite file there"
bare --list -k label:quick build
is "$(cat "$out")" "build::one" "with what they say"
finish
