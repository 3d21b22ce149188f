#!/bin/sh
# A process ends badly behind good results: who is to blame is found, and nobody else; a retry absolves nobody.
. t/lib.sh
need_perl

take fake_gtest unit
printf '[tests unit*]\nkind = gtest\n' >muster.conf
STARTED=$base/started PROCESSES=$base/processes
export STARTED PROCESSES FAKE_CASES MEET ENDS
MEET=99 ENDS=

# many FIRST LAST WORD..: S.passes_FIRST .. S.passes_LAST, and the given cases in between
many() {
	i=$1 last=$2
	shift 2
	while [ $i -le "$last" ]; do
		echo "S.passes_$i"
		[ $((i % 7)) -ne 3 ] || [ $# -eq 0 ] || { echo "$1"; shift; }
		i=$((i + 1))
	done
}
case_run() {
	rm -f "$STARTED" "$PROCESSES"
	run "$@" unit
}
bad() { outcomes | grep -v ' passed$' | sed 's/^unit:://'; }
row() { awk -F'\t' '$1 == "@program" && $2 == "'"$1"'" { print $3 }' "$facts"; }
processes() { wc -l <"$PROCESSES" | tr -d ' '; }

# ---- one case ----------------------------------------------------------------------------------
FAKE_CASES=$(many 10 60 S.leaks_a)
for how in "-j1" "-j1 --dist=file" "-j3" "-j2 --dist=test" "-j2 --order=random:7" "-j2 --order=random:8 --dist=file" "-j1 --retries=1" \
	"-j2 --retries=2 --dist=file" "-j1 --isolate" "-j3 --retries=1 --dist=test"; do
	case_run $how
	is "$(bad) $(awk -F'\t' '$2 == "flaky" && $3 == "true"' "$facts" | wc -l | tr -d ' ') $status" "S.leaks_a error 0 1" \
		"a case that leaks is to blame and nobody else: $how"
	like "$(cat "$out")" "*S.leaks_a ERROR*exit status 23, though its result was good*" "it is said: $how"
	sound "a leak, $how"
done
for how in "-j2 --repeat=3" "-j2 --repeat=2 --dist=file"; do	# its last round may have ended well on another slave
	case_run $how
	is "$(bad)$(row id) $status" "S.leaks_a error 1" "in rounds: it is to blame and nobody else, also where its last round had ended well: $how"
	sound "a leak in rounds, $how"
done
case_run -j1 --dist=file
is "$(field unit::S.leaks_a split) $(field unit::S.passes_10 split)" "true false" "its second attempt is marked"
like "$(field unit::S.leaks_a stderr)" "*what leaked*" "and has the last words of a process that ended so"
is "$(( $(processes) <= 1 + 2 + 1 + 7 + 1 ))" 1 "50 cases: not more than 12 processes"
case_run -j1 --dist=file --retries=1
is "$(field unit::S.leaks_a outcome)" error "a retry of one case absolves no process"
FAKE_CASES="S.passes_1 S.leaks_2"
case_run -j1 --dist=file
is "$(bad) $(processes)" "S.leaks_2 error 4" "the last of them is blamed without having passed"
FAKE_CASES="S.leaks_1 S.passes_2 S.leaks_3"
case_run -j1 --dist=file
is "$(bad | tr '\n' ' ') $status" "S.leaks_1 error S.leaks_3 error  1" "two that are to blame for themselves: neither absolves the other"
FAKE_CASES="S.passes_1 S.fails_2 S.passes_3"
case_run -j1 --dist=file
is "$(bad) $(processes)" "S.fails_2 failed 1" "a failure explains the exit status: nothing runs again"
sound "nothing to look for"

FAKE_CASES=$(many 10 14 S.stays_a)
for how in "-j1 --dist=file" "-j1 --dist=file --retries=1"; do
	case_run --timeout=1s --grace=0.2s $how
	is "$(bad) $(awk -F'\t' '$2 == "flaky" && $3 == "true"' "$facts" | wc -l | tr -d ' ') $status" "S.stays_a timeout 0 1" \
		"a hang at the end, behind good results, is laid on the case that causes it, and no retry absolves it: $how"
	sound "a hang at the end, $how"
done
FAKE_CASES=$(many 10 14 S.leaks_a)
case_run -j1 --repeat=2 --dist=file --log=x.log
"$MUSTER" --replay=x.log --json="$base/again.json" >"$base/again" 2>&1
is "$? $(tail -n 1 "$base/again")" "$status $(tail -n 1 "$out")" "a replay of rounds says the same"
is "$(grep -c '"event":"test"' "$base/again.json")" 6 "of each test once"

# ---- several -----------------------------------------------------------------------------------
FAKE_CASES=$(many 10 109 S.meets_a S.meets_b S.meets_c)
MEET=3
for how in "-j1 --dist=file" "-j2 --dist=file --retries=1"; do
	case_run $how
	is "$(bad) $status" "S.meets_c error 1" "three that are to blame together: the last is: $how"
	like "$(field unit::S.meets_c message)" "exit status 9, though its result was good, in one process with unit::S.meets_b, unit::S.meets_a" \
		"and names the others: $how"
	is "$(( $(processes) <= 41 ))" 1 "at most 40 processes are started for that: $how"
	sound "a company, $how"
done
MEET=99

# ---- the program -------------------------------------------------------------------------------
FAKE_CASES=$(many 10 39)
for ENDS in ABRT 1; do
	case $ENDS in 1) why="exit status 1" ;; *) why="killed by SIGABRT" ;; esac
	case_run -j1 --dist=file --junit="$base/x.xml" --tap="$base/x.tap" --html="$base/x.html" --log=x.log
	is "$(bad)$(row id) $(row outcome) $status $(processes)" "unit error 1 4" "$why whichever case runs: the row PROGRAM, and the cases keep what they said"
	is "$(row message)" "$why, though all its results were good, whichever case runs" "it is said"
	like "$(cat "$out")" "*unit PROGRAM ERROR (*  $why*30 passed, 0 failed, 0 skipped, 1 error" "on the console, and counted: $why"
	like "$(cat "$base/x.xml")" '*tests="31" failures="0" errors="1"*name="PROGRAM"*<error type="error" message="'"$why"* "in JUnit: $why"
	like "$(cat "$base/x.tap")" "*1..30*not ok 31 - unit PROGRAM*" "in TAP, beyond the plan: $why"
	like "$(cat "$base/x.html")" "*unit PROGRAM*" "in HTML: $why"
	sound "a guilty program, $why"
	"$MUSTER" --replay=x.log --json="$base/again.json" >"$base/again" 2>&1
	is "$? $(tail -n 1 "$base/again")" "1 30 passed, 0 failed, 0 skipped, 1 error" "a replay says the same: $why"
	is "$(grep -c '"event":"test"' "$base/again.json") $(grep -c '"event":"program"' "$base/again.json")" "30 1" "each once: $why"
done
FAKE_CASES="S.passes_1 S.passes_2" ENDS=ABRT
case_run -j1 --dist=file
like "$(bad)$(row id) $(row stderr)" "unit words at the end*" "a program of two cases: its words are kept"
FAKE_CASES=$(many 10 39) ENDS=1
ENDS=1
case_run -j1 --dist=test -k 'passes_11 or passes_12'
is "$(sort -u "$STARTED" | tr '\n' ' ')" "S.passes_11 S.passes_12 " "nothing runs to be compared with that was not selected"
case_run -j1 --dist=test -k passes_11
is "$(bad) $(sort "$STARTED" | uniq -c | tr -s ' ')" "S.passes_11 error  1 S.passes_11" "where it is the only one that was, it is to blame"
for how in "-j2 --dist=test" "-j3 --dist=test --order=random:2" "-j1 --isolate" "-j2 --isolate --retries=1" "-j1 --sync=test" \
	"-j2 --sync=test --dist=file" "-j1 --isolate --sync=test --retries=1"; do
	case_run $how
	# but for the first of a slave, where nothing was there to compare it with
	is "$(row id) $status $(($(bad | wc -l) <= 3)) $(awk -F'\t' '$2 == "flaky" && $3 == "true"' "$facts" | wc -l | tr -d ' ')" "unit 1 1 0" \
		"each case in a process of its own, on several slaves: the program is blamed, and no case is flaky: $how"
	sound "a guilty program, $how"
done
case_run -j3 --retries=2
is "$(bad)$(awk -F'\t' '$1 == "@program" && $2 == "id"' "$facts" | wc -l | tr -d ' ') $status" "1 1" "three slaves, many processes: one row"
program zbad 'exit 1'
lf() { "$MUSTER" --last-failed --list unit zbad 2>/dev/null | sed 's/::.*//' | sort | uniq -c | tr -s ' \n' ' '; }
run -j1 unit zbad
is "$(lf)" " 30 unit 1 zbad " "--last-failed selects its cases"
ENDS=
run -j1 --last-failed unit zbad
is "$(lf)" " 1 zbad " "until they have run well"
sound "it is well again"

# ---- without words -----------------------------------------------------------------------------
# a program that prints nothing until it ends: what hangs is not to be known from its words
cat >"$work/mute" <<'END'
#!/bin/sh
[ "$1" != --cases ] || { i=1; while [ $i -le 20 ]; do echo "- case $i"; i=$((i + 1)); done; exit; }
echo x >>"$PROCESSES"
IFS=,
out=
for c in ${1#--only=}; do
	[ "$c" != "$HANGS" ] || exec sleep 1000
	case ",$DIES," in *",$c,"*) kill -SEGV $$ ;; esac
	out="${out}RUN $c
PASS $c
"
done
printf %s "$out"
END
chmod +x mute
own_kind mute mute >muster.conf
export HANGS DIES
for how in "-j1 --dist=file" "-j3" "-j1 --dist=file --retries=1"; do
	HANGS="case 13" DIES=
	rm -f "$PROCESSES"
	run --timeout=1s $how mute
	is "$(outcomes | grep -v ' passed$') $status" "mute::case 13 timeout 1" "a hang without words: one culprit: $how"
	sound "a silent hang, $how"
	HANGS='' DIES="case 7"
	rm -f "$PROCESSES"
	run $how mute
	is "$(outcomes | grep -v ' passed$') $status" "mute::case 7 crashed 1" "a crash without words: one culprit: $how"
	sound "a silent crash, $how"
	DIES="case 7,case 15,case 20"
	run $how mute
	is "$(outcomes | grep -v ' passed$' | tr '\n' ' ')$status$(cat "$err")" "mute::case 15 crashed mute::case 20 crashed mute::case 7 crashed 1" \
		"several crashes without words, one behind the other: $how"
	sound "silent crashes, $how"
done
DIES="case 7"
grep -v ^start muster.conf >conf.new && mv conf.new muster.conf
rm -f "$PROCESSES"
run -j1 --dist=file mute
is "$(outcomes | grep -v ' passed$') $status" "mute::case 7 crashed 1" "and where no line says that a case starts"
is "$(( $(processes) <= 1 + 2 + 1 + 7 ))" 1 "not each case is blamed after the other"
sound "a silent crash, no starts"

# ---- a run that is cut off in a process ---------------------------------------------------------
take fake_gtest unit
printf '[tests unit*]\nkind = gtest\n' >muster.conf
FAKE_CASES="S.passes_1 S.leaks_2 S.passes_3 S.hangs_4 S.passes_5" ENDS=
rm -f "$STARTED"
begin -j1 --dist=file --log=cut.log --junit="$base/cut.xml" unit
await 'grep -q "PASSED.*passes_3" "$out"'
kill -KILL "$pid"
wait "$job" 2>/dev/null
await '! pgrep -f "log=cut.lo[g]" >/dev/null 2>&1'
cp cut.log cut2.log
TMPDIR=$base/tmp timeout "$bound" "$MUSTER" --resume=cut.log >"$out" 2>"$err" </dev/null
status=$?
flatten
is "$(bad | tr '\n' ' ') $status" "S.hangs_4 lost S.leaks_2 error S.passes_5 lost  3" "a run that is cut off in a process: what had passed in it runs again, and who is to blame is found"
is "$(field unit::S.passes_1 attempts) $(grep -c 'PASSED.*passes_1  the run was cut off before its process had ended.*runs again' "$out")" "2 1" "which is said"
is "$(grep -c 'name="S.passes_1"\|name="passes_1"' "$base/cut.xml")" 1 "and it has one row"
sound "gone on with"
"$MUSTER" --replay=cut.log --json="$base/again.json" >"$base/again" 2>&1
is "$? $(tail -n 1 "$base/again") $(grep -c '"event":"test"' "$base/again.json")" "3 $(tail -n 1 "$out") 5" "a replay says the same"

# ---- real frameworks ---------------------------------------------------------------------------
rm muster.conf
mkdir src
cat >src/real.cc <<'END'
#include <gtest/gtest.h>
#include <cstdlib>
#include <unistd.h>
static int bad;
TEST(A, first) {}
TEST(A, middle) { bad = getenv("BAD_MIDDLE") != nullptr; }
TEST(A, last) {}
TEST(B, one) {}
int main(int argc, char **argv)
{
	testing::InitGoogleTest(&argc, argv);
	int status = RUN_ALL_TESTS();
	if (bad)
		_exit(3);
	if (getenv("BAD_END") && !testing::GTEST_FLAG(list_tests))
		_exit(4);
	return status;
}
END
if command -v g++ >/dev/null && [ -e /usr/include/gtest/gtest.h ] && g++ -o real src/real.cc -lgtest -pthread 2>/dev/null; then
	run -j1 --dist=file --env BAD_MIDDLE=1 real
	is "$(outcomes | grep -v ' passed$') $status" "real::A.middle error 1" "GoogleTest: the case is found"
	sound "GoogleTest, a case"
	run -j1 --dist=file --env BAD_END=1 real
	is "$(outcomes | grep -v ' passed$')$(row id) $status" "real 1" "GoogleTest: the program is guilty"
	sound "GoogleTest, a program"
else
	skip "real GoogleTest programs" "no g++ with GoogleTest"
fi
finish
