#!/bin/sh
# The console: closed, stalled or full, it costs no result.
. t/lib.sh
need_perl

RAN=$base/ran
export RAN
for i in 1 2 3 4 5 6 7 8; do program s/$i 'echo "$MUSTER_TEST" >>"$RAN"; exit 0'; done
program s/9 'echo "$MUSTER_TEST" >>"$RAN"; exit 1'
"$MUSTER" --list s >"$base/ids"
begin_odd() { rm -f "$RAN"; fresh; cp "$base/ids" "$list"; }
all() {
	is "$(sort "$RAN" | uniq -c | awk '$1 == 1' | wc -l | tr -d ' ')" 9 "$1: each test ran once"
	is "$status" "${2:-1}" "$1: the exit status is ${2:-that of the tests}"
}

begin_odd
{ TMPDIR=$base/tmp timeout "$bound" "$MUSTER" -j2 s 2>"$err"; echo $? >"$base/status"; } | head -n 1 >"$out"
status=$(cat "$base/status")
all "stdout closed early (| head -n 1)"

begin_odd
{ await '[ -e "$base/closed" ]'; TMPDIR=$base/tmp timeout "$bound" "$MUSTER" -j2 s 2>"$err"; echo $? >"$base/status"; } |
	{ exec <&-; : >"$base/closed"; }
status=$(cat "$base/status")
all "stdout closed from the start"

for closed in '<&-' '>&-' '2>&-' '<&- >&- 2>&-' '>&- 2>&-'; do
	begin_odd
	eval "TMPDIR=\$base/tmp timeout \$bound \"\$MUSTER\" -j2 --json=\$json s >\"\$out\" 2>\"\$err\" $closed"
	status=$?
	flatten
	all "$closed"
	is "$(outcomes | grep -c passed) $(grep -c '^@bad' "$facts")" "8 0" "$closed: the JSON lines are complete and clean"
	is "$(ls -A "$base/tmp")" "" "$closed: nothing is left in TMPDIR"
done

if [ -w /dev/full ]; then
	begin_odd
	TMPDIR=$base/tmp timeout "$bound" "$MUSTER" -j2 s >/dev/full 2>"$err"
	status=$?
	all "stdout on a full disk" 4
	like "$(cat "$err")" "*E-REPORT*standard output*No space*" "stdout on a full disk: said, and why"
	begin_odd
	TMPDIR=$base/tmp timeout "$bound" "$MUSTER" -j2 --json=- s >/dev/full 2>"$err"
	is $? 4 "JSON lines on standard output, which is full: exit status 4"
else
	skip "stdout on a full disk" "no /dev/full"
fi

# a reader that does not read: the tests are not held up
begin_odd
program noisy 'i=0; while [ $i -lt 3000 ]; do echo "a line that nobody reads, $i"; i=$((i + 1)); done; echo noisy >>"$RAN"'
mkfifo "$base/pipe"
sleep 1000 <"$base/pipe" &
stalled=$!
TMPDIR=$base/tmp timeout "$bound" "$MUSTER" -j1 -s --order=collected noisy s >"$base/pipe" 2>"$err" &
job=$!
await '[ -e "$RAN" ] && [ "$(wc -l <"$RAN")" -eq 10 ]'
ok $? "a reader that does not read: all tests run"
kill $stalled
wait $stalled 2>/dev/null
wait $job
is $? 1 "and the exit status is that of the tests"

# quiet and verbose
run -j1 -q s
is "$(cat "$out" | grep -v '^$' | grep -c PASSED)" 0 "-q: no lines for tests that passed"
is "$(grep -c 's/9' "$out")" 1 "-q: one for each that did not"
is "$(tail -n 1 "$out")" "8 passed, 1 failed, 0 skipped" "-q: the totals are the last line"
sound "-q"
program tap.t 'echo 1..1; echo ok 1 - a point'
run -v tap.t
like "$(cat "$out")" "*PASSED a point*" "-v: results inside programs"
sound "-v"
run -j1 --stamp s/1 s/9
like "$(sed 's/[0-9]/9/g' "$out")" "9999-99-99T99:99:99 UTC muster *
99:99:99 [[]9/9] [PF]A*ED *
99:99:99 [[]9/9] [PF]A*ED *" "--stamp: when"
program red 'printf "\033[31mred\033[2J\n"'
bare -j1 -s --color=always red
like "$(cat "$out")" "*| $(printf '\033')[[]31mred?x1b[[]2J$(printf '\033')[[]0m
*" "-s with colours passes those of tests on, and nothing else"
run -j1 --slowest=2 --log=slow.log s
is "$(sed -n '/^slowest/,/^$/p' "$out" | grep -c 's/')" 2 "--slowest=2 shows two"
case $(uname) in
*Linux* | *BSD*)
	is "$(sed -n '/^slowest/,/^$/p' "$out" | grep -c 's/.* [0-9.]*s user, [0-9.]*s system, [1-9][0-9.]* MiB$')" 2 "and what they used"
	like "$(field s/1 rss) $(field s/1 user)" "[1-9]*[0-9] [0-9]*" "JSON has it, too"
	"$MUSTER" --slowest=2 --replay=slow.log >"$base/again"
	is "$(sed -n '/^slowest/,/^$/p' "$base/again")" "$(sed -n '/^slowest/,/^$/p' "$out")" "and the log"
	;;
*) skip "what tests used" "nobody tells here" ;;
esac
sound "--slowest"
unlike "$(cat "$out")" "*$(printf '\033')*" "not on a terminal: no escape codes"
CLICOLOR_FORCE=1 TMPDIR=$base/tmp "$MUSTER" s/1 >"$out"
like "$(cat "$out")" "*$(printf '\033')*" "CLICOLOR_FORCE asks for them"

# GitLab folds what stands between a section's start and its end: same name, and in order
mkdir sections
for i in 1 2 3; do program sections/$i "echo words of $i; exit 1"; done
GITLAB_CI=true bare -j1 --color=never sections
is "$(sed 's/\x1b\[0K//g' "$out" | tr '\r' '\n' | awk '
	/^section_start:[0-9]+:muster_[0-9]+\[collapsed=true\]$/ { split($0, s, ":"); in_it = s[3]; sub(/[[].*/, "", in_it); began = s[2]; next }
	/^section_end:/ { split($0, e, ":"); print (e[3] == in_it && e[2] - began >= 0 && e[2] - began < 600 ? "ends" : "bad " $0); in_it = ""; next }
	/[|] words of/ { print (in_it ? "inside" : "outside") }' | sort | uniq -c | sed 's/^ *//')" "3 ends
3 inside" "GitLab's sections: each that begins ends, and holds the output of its test"

# GitHub shows a page of a step's own
program 'sections/a_*b*|@c' 'echo "[x](y) <b> #1" >&2; exit 1'
GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=$base/page bare -j1 --order=collected sections
is "$(sed 's/&#\([0-9]*\);/<\1>/g' "$base/page" | grep -v '^- again')" "### 0 passed, 4 failed, 0 skipped

| | test | why |
|---|---|---|
| failed | sections/1  <91>still, 2 runs<93> | words of 1 |
| failed | sections/2  <91>still, 2 runs<93> | words of 2 |
| failed | sections/3  <91>still, 2 runs<93> | words of 3 |
| failed | sections/a<95><42>b<42><124><64>c | <91>x<93>(y) <60>b<62> <35>1 |" "GitHub's page of the step has the last screen, and nothing in it is markup"
program swaps 'rm -f "$GITHUB_STEP_SUMMARY"; eval "$SWAP \"\$GITHUB_STEP_SUMMARY\""; exit 1'
: >"$base/precious"
for swap in mkfifo "ln -s $base/precious"; do
	GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=$base/page SWAP=$swap bare swaps
	is "$status $(cat "$base/precious")" "1 " "a test put something else in its place ($swap): that is left alone"
done
finish
