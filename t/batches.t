#!/bin/sh
# Cases in one process: the one that breaks it takes the blame, every other runs once.
. t/lib.sh
need_perl

take fake_gtest unit
cat >muster.conf <<'END'
[tests unit*]
kind = gtest
END
STARTED=$base/started PROCESSES=$base/processes
export STARTED PROCESSES FAKE_CASES

# case_run CASES ARGS: runs unit with such cases
case_run() {
	FAKE_CASES=$1
	shift
	rm -f "$STARTED" "$PROCESSES"
	run --dist=file "$@" unit
}
starts() { sort "$STARTED" | uniq -c | sed 's/^ *//'; }
each_once() { # of the cases, less those in $1
	is "$(starts)" "$(for c in $FAKE_CASES; do echo "1 $c"; done | sort)" "$1: every case started once"
}

case_run "A.passes_1 A.fails_2 B.passes_3 B.skips_4 B.noisy_5" -j1
is "$(outcomes)" "unit::A.fails_2 failed
unit::A.passes_1 passed
unit::B.noisy_5 passed
unit::B.passes_3 passed
unit::B.skips_4 skipped" "each case has its own outcome"
is "$(wc -l <"$PROCESSES" | tr -d ' ')" 1 "one process runs them all"
like "$(field unit::A.fails_2 stdout)" "*because of A.fails_2*" "a failed case has its output"
unlike "$(field unit::A.fails_2 stdout)" "*words of*" "and not that of others"
each_once "passing, failing, skipped"
sound "a batch"
case_run "A.passes_1 A.noisy_2 A.passes_3" -j1 --output=all
like "$(field unit::A.noisy_2 stdout)" "*words of A.noisy_2*" "--output=all: a case has its own stdout"
unlike "$(field unit::A.passes_1 stdout)$(field unit::A.passes_3 stdout)" "*words of A.noisy_2*" "and nobody else has it"
sound "--output=all of a batch"

case_run "A.passes_1 A.crashes_2 A.passes_3 A.passes_4" -j1
is "$(outcomes)" "unit::A.crashes_2 crashed
unit::A.passes_1 passed
unit::A.passes_3 passed
unit::A.passes_4 passed" "a crash in the middle is the case's that ran"
is "$(field unit::A.crashes_2 signal)" SEGV "with its signal"
like "$(field unit::A.crashes_2 stdout)" "*last words of A.crashes_2*" "and its last words"
each_once "a crash"
is "$(wc -l <"$PROCESSES" | tr -d ' ')" 2 "the rest goes on in a new process"
sound "a crash in a batch"

case_run "A.crashes_1 A.crashes_2 A.passes_3 A.crashes_4" -j1
is "$(outcomes)" "unit::A.crashes_1 crashed
unit::A.crashes_2 crashed
unit::A.crashes_4 crashed
unit::A.passes_3 passed" "the first, one after another, the last"
each_once "crashes"
sound "crashes in a batch"

case_run "A.passes_1 A.hangs_2 A.passes_3" -j1 --timeout=2s --grace=100ms
is "$(outcomes)" "unit::A.hangs_2 timeout
unit::A.passes_1 passed
unit::A.passes_3 passed" "a hang in the middle is the case's that ran"
each_once "a hang"
sound "a hang in a batch"

case_run "A.slow_1 A.slow_2 A.slow_3 A.slow_4" -j1 --timeout=900ms
is "$(outcomes | sed 's/.* //' | sort | uniq -c | sed 's/^ *//')" "4 passed" "the timeout is each case's, not the batch's"
is "$(wc -l <"$PROCESSES" | tr -d ' ')" 1 "(in one process)"
sound "slow cases"

case_run "A.passes_1 A.exits0_2 A.passes_3 A.passes_4" -j1
is "$(outcomes)" "unit::A.exits0_2 error
unit::A.passes_1 passed
unit::A.passes_3 passed
unit::A.passes_4 passed" "an exit with 0 in the middle is an error of the case that ran"
like "$(field unit::A.exits0_2 message)" "*no result*" "that had no result"
each_once "an early exit"
sound "an early exit of 0"
case_run "A.passes_1 A.exits7_2 A.passes_3" -j1
is "$(outcomes)" "unit::A.exits7_2 error
unit::A.passes_1 passed
unit::A.passes_3 passed" "nor does an exit with 7 make a result"
each_once "an early exit"
sound "an early exit of 7"

case_run "A.passes_1 A.passes_2 A.refuses_3 A.passes_4 A.passes_5 A.passes_6" -j1
is "$(outcomes | grep -v passed) $(count passed)" "unit::A.refuses_3 error 5" "a process that starts none of its cases: only the one that is the cause is an error"
is "$(starts)" "1 A.passes_1
1 A.passes_2
1 A.passes_4
1 A.passes_5
1 A.passes_6" "and every other started once"
sound "a case that keeps all others from starting"
case_run "$(awk 'BEGIN { for (i = 0; i < 300; i++) printf "A.refuses_%d ", i }')" -j1
is "$(count error)" 300 "where no process starts any, all are errors"
[ "$(wc -l <"$PROCESSES")" -le 50 ]
ok $? "and that is found out soon" || said "after $(wc -l <"$PROCESSES") processes"
like "$(field unit::A.refuses_299 message)" "*exit status 4*" "and said"
sound "nothing starts"
case_run "$(awk 'BEGIN { for (i = 0; i < 800; i++) printf "A.passes_%0100d ", i }')" -j1
is "$(count passed) of 800 in $(wc -l <"$PROCESSES" | tr -d ' ') process" "800 of 800 in 1 process" "names that are too long together for a word are in a file"
each_once "long names"
sound "long names"

case_run "A.passes_1 A.noresult_2 A.passes_3" -j1
is "$(outcomes)" "unit::A.noresult_2 error
unit::A.passes_1 passed
unit::A.passes_3 passed" "a case without a result line is an error"
each_once "no result line"
sound "no result line"

case_run "A.glued_1 A.passes_2 A.glued_3" -j1
is "$(outcomes | sed 's/.* //' | uniq -c | sed 's/^ *//')" "3 passed" "a result glued to the case's own output is found"
each_once "glued output"
sound "glued output"

case_run "A.forges_1 A.passes_2" -j1
is "$(outcomes)" "unit::A.forges_1 passed
unit::A.passes_2 passed" "result lines that name others are not taken for theirs"
sound "forged result lines"

case_run "A.passes_1 A.DISABLED_passes_2 A.passes_3" -j1
is "$(outcomes)" "unit::A.DISABLED_passes_2 skipped
unit::A.passes_1 passed
unit::A.passes_3 passed" "a disabled case is skipped"
is "$(grep -c DISABLED "$STARTED")" 0 "and not run"
sound "a disabled case"

case_run "A.passes_1 A.passes_2 A.lies_3" -j1
is "$(count passed) $status" "2 1" "a bad exit status after good results is somebody's fault"
sound "a lie"

case_run "A.passes_1 A.fails_2 A.passes_3" -j1 --isolate
is "$(wc -l <"$PROCESSES" | tr -d ' ')" 3 "--isolate: each case has its own process"
is "$(outcomes)" "unit::A.fails_2 failed
unit::A.passes_1 passed
unit::A.passes_3 passed" "--isolate: the same outcomes"
each_once "--isolate"
sound "--isolate"

case_run "A.passes_1 A.fails_2 A.passes_3 A.passes_11" -j1
run -j1 unit::A.passes_1 unit::A.fails_2
is "$(outcomes)" "unit::A.fails_2 failed
unit::A.passes_1 passed" "ids as arguments select cases, and only those"
sound "ids as arguments"
for c in A.passes_1 A.passes_3 A.passes_11; do
	rm -f "$STARTED"
	run -j1 unit::$c
	is "$(outcomes) $(cat "$STARTED" 2>/dev/null)" "unit::$c passed $c" "one id alone: $c"
done
sound "one id alone"

GTEST_FILTER=Nothing.* GTEST_TOTAL_SHARDS=2 GTEST_SHARD_INDEX=1
export GTEST_FILTER GTEST_TOTAL_SHARDS GTEST_SHARD_INDEX
mv unit unit.real
program unit 'env | grep ^GTEST_ >>"$ENV_SEEN"; exec ./unit.real "$@"'
ENV_SEEN=$base/env_seen
export ENV_SEEN
case_run "A.passes_1 A.passes_2" -j1
is "$(cat "$ENV_SEEN")" "" "GTEST_ variables of the caller do not reach the program"
sound "GTEST_ variables"
unset GTEST_FILTER GTEST_TOTAL_SHARDS GTEST_SHARD_INDEX
mv unit.real unit

# what cannot be listed is run whole, with a warning
program unit 'case $1 in --gtest_list*) exit 3 ;; esac; exit 0'
run -j1 unit
is "$(outcomes) $(field unit message)" "unit error no result" "a program that cannot list its cases runs as one test; it passes only if it says so"
like "$(cat "$err")" "*warning*unit*exit status 3*" "with a warning that says why"
sound "no list"
program unit 'case $1 in --gtest_list*) while :; do sleep 1000; done ;; esac; exit 1'
run -j1 --list-timeout=300ms unit
is "$(outcomes) $(field unit message)" "unit error no result, exit status 1" "so does one whose lister hangs"
like "$(cat "$err")" "*warning*unit*0.3 s*" "with a warning that says so"
sound "a hanging lister"
program unit 'case $1 in --gtest_list*) exit 3 ;; esac; echo "[ RUN      ] A.x"; echo "[       OK ] A.x (0 ms)"; exit 0'
run -j1 unit
is "$(outcomes)" "unit passed" "a result is a result also where it could not list"
program unit 'echo "[ RUN      ] A.x"; exit 0'
run -j1 unit
like "$(cat "$err")" "*warning*unit*ran its tests*" "so does one that runs instead of listing"

# a kind whose processes take cases of several programs of a directory, and say of which one a line is
mkdir several several/other
launcher several 'case $1 in
list) shift; for p; do echo "in $p"; sed "s/^/- /" "$p"; done ;;
run) shift; echo "$$" >>"$ROOM/pids"
	while [ $# -gt 0 ]; do
		echo "in $1"; echo "RUN $2"
		case $1::$2 in */b.several::two) echo "FAIL $2" ;; */c.several::dies) kill -9 $$ ;; *) echo "PASS $2" ;; esac
		shift 2
	done ;;
esac'
cat >muster.conf <<END
[env]
ROOM = $base
[kind several]
name = *.several
list = $base/several list %p
many = "in %n"
many.same = "mark otherwise"
many.package = package
list.case = "- %n"
run = $base/several run %N
each = %p %n
start = "RUN %n"
passed = "PASS %n"
failed = "FAIL %n"
END
printf 'one\ntwo\n' >several/a.several
cp several/a.several several/b.several
cp several/a.several several/other/a.several
printf 'dies\nlives\n' >several/c.several
for way in --order=collected --order=random --isolate --dist=file; do
	rm -f "$base/pids"
	run -j1 $way several
	is "$(outcomes | LC_ALL=C sort)" "several/a.several::one passed
several/a.several::two passed
several/b.several::one passed
several/b.several::two failed
several/c.several::dies crashed
several/c.several::lives passed
several/other/a.several::one passed
several/other/a.several::two passed" "cases of several programs in one process, $way"
	# one, one behind the death, one of the other directory; where starts are slow a share may be less. By themselves they take 5
	case $way in --order=collected) [ "$(sort -u "$base/pids" | wc -l)" -le 4 ]; ok $? "in fewer processes than there are programs and deaths" ;; esac
done
touch several/package several/other/package several/other/mark
rm -f "$base/pids"
run -j1 --order=collected several/other several/a.several several/b.several several/c.several
[ "$(sort -u "$base/pids" | wc -l)" -ge 3 ]
ok $? "a file that only one directory has parts them, though they are of one package"
rm -f several/other/mark
run -j1 --order=collected several/other several/a.several several/b.several several/c.several
is "$(outcomes | sed 's/.* //' | sort | uniq -c | tr -d ' \n')" "1crashed1failed6passed" "without it they may be together: results are the same"
rm -r several muster.conf
finish
