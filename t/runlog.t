#!/bin/sh
# The run log: --replay tells a run again, byte for byte; --resume goes on with one that was cut off, and runs nothing twice without saying
# so; --follow shows one that runs; .muster keeps the last ten, and knows how long tests take.
. t/lib.sh
need_perl

mkdir t counts
program t/passes 'exit 0'
program t/fails 'echo "words <&> of it"; printf "\033[1m\377" >&2; exit 1'
program t/skips 'exit 77'
program t/crashes 'kill -KILL $$'
cat >t/points.t <<'E'
print "1..3\nok 1 - one\nnot ok 2 - two\nok 3 # SKIP none\n";
E
words() { # more options: a run with all reports, as $base/$1.*
	name=$1; shift
	"$MUSTER" -v --slowest=3 --json="$base/$name.json" --junit="$base/$name.xml" --tap="$base/$name.tap" --html="$base/$name.html" "$@" \
		>"$base/$name.out" 2>"$base/$name.err"
}
same() { # a b 'sentence'
	for kind in out json xml tap html; do
		cmp -s "$base/$1.$kind" "$base/$2.$kind"
		ok $? "$3: $kind"
	done
}
words live -j2 t
is "$?" 1 "a run"
log=$(echo .muster/*.log)
is "$(ls .muster | wc -l | tr -d ' ')" 1 "its log is in .muster"
words again --replay "$log"
is "$? $(cat "$base/again.err")" "1 " "--replay: its exit status"
same live again "--replay is what it was live"
words live -j2 --output=all --log=own.log t
words again --replay own.log --output=all
same live again "--log=F --output=all, replayed"
is "$(ls .muster | wc -l | tr -d ' ')" 1 "--log=F: nothing new in .muster"
program more/flaky '[ $MUSTER_ATTEMPT -gt 1 ]'
program more/leaks 'sleep 1000 & exit 0'
program more/kills 'kill -9 $PPID; sleep 1000'
words live -j2 --retries=1 --log=own2.log t more
is "$?" 3 "a run with a test that is flaky, one that is lost and one that leaves a process behind"
words again --replay own2.log
is "$?" 3 "its replay"
same live again "what is flaky, lost or leaks, replayed"
"$MUSTER" -q --log=none t >/dev/null 2>&1
is "$(ls .muster | wc -l | tr -d ' ')" 1 "--log=none: nothing at all"
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do "$MUSTER" -q t/passes >/dev/null 2>&1; done
is "$(ls .muster | wc -l | tr -d ' ')" 10 "the last ten are kept"

# ---- what is no good ---------------------------------------------------------------------------
echo "my notes" >notes
bare --log=notes t
is "$status $(cat notes)" "2 my notes" "--log does not overwrite what is no log"
bare --replay notes
is "$status $(cat "$err")" "2 muster: error: notes: this is no run log" "--replay of what is no log"
bare --replay absent
is "$status $(cat "$err")" "2 muster: error: absent: No such file or directory" "--replay of nothing"
perl -e 'local $/; open F, "<", "own.log"; binmode F; $_ = <F>; substr($_, rindex($_, "t/passes"), 1) ^= "\x10"; binmode STDOUT; print' >flipped
bare --replay flipped
cp flipped flipped.before
like "$status $(cat "$err")" "2 *E-LOG* flipped: record [0-9]*, at byte [0-9]*, is damaged*--salvage=flipped*" "a log with a bit flipped is refused, with the place and the way out"
bare --resume flipped
like "$status $(cat "$err")" "2 *E-LOG* flipped: record [0-9]*, at byte [0-9]*, is damaged*" "--resume refuses it too"
cmp -s flipped flipped.before
ok $? "and it is untouched"
bare --salvage=flipped
like "$status $(cat "$err")" "0 muster: flipped: [0-9]* records hold, [0-9]* bytes between them do not; *they are in flipped.salvaged" "--salvage makes a new log"
bare --replay flipped.salvaged --json="$json"
flatten
is "$status $(outcomes | wc -l | tr -d ' ')" "3 5" "which can be replayed: it proves less, and each test has an outcome"
like "$(cat "$out")" "*bytes of this log were damaged here)*LOST*the log was damaged: it may have run*" "what is not known any more is lost"
cmp -s flipped flipped.before
ok $? "and the old log is as it was"
bare --salvage=flipped
like "$status $(cat "$err")" "2 *flipped.salvaged: File exists" "no file is overwritten for that"
bare --salvage=notes
is "$status $(cat "$err")" "2 muster: error: notes: this is no run log" "--salvage of what is no log"
perl -e 'local $/; open F, "<", "own.log"; binmode F; $_ = <F>; substr($_, 60, 1) ^= "\x10"; binmode STDOUT; print' >headless
bare --salvage=headless
like "$status $(cat "$err")" "2 *headless: its beginning is damaged*" "nor is a log made where nobody knows of which tests"
[ ! -e headless.salvaged ]
ok $? "(there is none)"
bare --salvage=own.log
like "$status $(cat "$err")" "0 *own.log: [0-9]* records hold, 0 bytes*" "--salvage of a good log"
bare --replay own.log --output=all
cp "$out" "$base/plain.out"
bare --replay own.log.salvaged --output=all
cmp -s "$out" "$base/plain.out"
ok $? "changes nothing in it"
head -c $(($(wc -c <own.log) / 2)) own.log >cut
bare -q --replay cut
is "$status" 3 "a log that was cut off: exit status 3"
is "$(tail -1 "$out" | tr -cd '0-9 ' | awk '{ for (i = 1; i <= NF; i++) n += $i; print n }')" 5 "every test has an outcome all the same"
if [ "$(id -u)" != 0 ]; then
	mkdir shut && cp t/passes shut && chmod 555 shut
	(cd shut && "$MUSTER" -q passes >"$out" 2>"$err")
	is "$? $(grep -c 'no run log' "$err")" "0 1" "a directory that cannot be written: said once, and no failure"
fi
mkdir links && ln -s /tmp links/.muster
(cd links && "$MUSTER" -q ../t/passes >"$out" 2>"$err")
is "$? $(grep -c 'no run log: .muster: Not a directory' "$err")" "0 1" ".muster that is a link is not used"

# ---- parts -------------------------------------------------------------------------------------
"$MUSTER" -q --log=one.log t/passes t/fails >/dev/null 2>&1
"$MUSTER" -q --log=two.log t/skips t/points.t >/dev/null 2>&1
bare --replay one.log --replay two.log --junit="$base/both.xml"
is "$status" 1 "two logs, as one: the worse exit status"
is "$(tail -1 "$out")" "1 passed, 2 failed, 1 skipped" "and all tests"
like "$(cat "$out")" "*t/points.t FAILED (2.slave0[01],*" "and each slave says of which log it is"
bare --replay one.log two.log
is "$status $(tail -1 "$out")" "1 1 passed, 2 failed, 1 skipped" "the names of more logs stand behind the first, too"
bare --replay one.log --replay one.log
like "$status $(cat "$err")" "2 *no parts of one run: several have t/fails*" "the same log twice"

# ---- a run that is cut off ---------------------------------------------------------------------
mkdir s
for i in 1 2 3 4 5 6; do program s/$i 'echo x >>"$COUNTS/${MUSTER_TEST##*/}"; while [ -e "$COUNTS/../hold" ]; do sleep 0.05; done'; done
COUNTS=$work/counts
export COUNTS
for sync in none group test; do
	rm -f counts/* r.log
	: >hold
	"$MUSTER" -j2 --log=r.log --sync=$sync --json="$base/r.json" s >"$base/r.out" 2>&1 &
	pid=$!
	await '[ "$(ls counts | wc -l)" -ge 2 ]'
	bare --resume r.log
	like "$status $(cat "$err")" "2 *E-BUSY*r.log: that run goes on*: process $pid" "--sync=$sync: a run that goes on is not resumed"
	kill -9 $pid
	wait $pid 2>/dev/null
	rm -f hold
	await '! pgrep -f "muster -j2 --log=r.log" >/dev/null 2>&1'
	bare --resume r.log
	is "$status" 3 "--sync=$sync: resumed; what ran is lost"
	like "$(cat "$err")" "*r.log: * of 6 tests had ended; resumed 1 time" "--sync=$sync: how far it had come is said"
	is "$(find counts -type f -size +2c | wc -l | tr -d ' ')" 0 "--sync=$sync: no test ran twice"
	"$MUSTER" -q --replay r.log --json="$base/replayed.json" >/dev/null 2>&1
	is "$(grep -c '"event":"test"' "$base/r.json") $(grep -c '"event":"test"' "$base/replayed.json")" "6 6" "--sync=$sync: the reports of the log's command line have each test, and so has a replay"
	perl -MJSON::PP -ne '$e = decode_json($_); print "$e->{id} $e->{outcome}\n" if $e->{event} eq "test"' "$base/r.json" | sort >"$base/r.list"
	ran=0 told=0
	while read -r id outcome; do
		[ ! -e "counts/${id#s/}" ] || ran=$((ran + 1))
		[ "$outcome" != passed ] || [ -e "counts/${id#s/}" ] || told=$((told + 1))
	done <"$base/r.list"
	is "$told" 0 "--sync=$sync: what passed has run"
	if [ $sync = test ]; then
		is "$(grep -c ' lost$' "$base/r.list") $ran" "2 6" "--sync=test: exactly the two that ran are lost, the others have run"
	fi
done
bare --resume r.log --rerun-lost
is "$status" 3 "a run that has ended is told once more"
cut_off() { # LOG N ARGS: a run that is killed when so many tests run; what held them up goes
	log=$1 running=$2
	shift 2
	rm -f counts/* "$log"
	: >hold
	"$MUSTER" --log="$log" --dist=test --order=collected --json="$json" --tap="$base/tap" "$@" >"$out" 2>&1 &
	pid=$!
	await '[ "$(ls counts | wc -l)" -ge "$running" ]'
	kill -9 $pid
	wait $pid 2>/dev/null
	rm -f hold
	await '! pgrep -f "muster --log=$log" >/dev/null 2>&1'
}
resume() { # ARGS
	bare --resume "$@"
	flatten
}
cut_off again.log 2 -j2 --sync=test s
bare --resume again.log --rerun-lost
is "$status $(tail -1 "$out")" "0 6 passed, 0 failed, 0 skipped" "--resume --rerun-lost: what had started runs again"
is "$(grep -c died "$err") $(grep -c 'PASSED.*attempt 2' "$out") $(find counts -type f -size +2c | wc -l | tr -d ' ')" "0 2 2" "which is said of it, and of nothing else"

# ---- tests that come and go meanwhile ----------------------------------------------------------
all_of() { outcomes | cut -d' ' -f2 | sort | uniq -c | tr -s ' \n' ' '; }
cut_off changed.log 1 -j1 --sync=test s
program s/0 'echo x >>"$COUNTS/0"'
cp changed.log before.log
resume changed.log
is "$status $(cat "$err")" "2 muster: error: --resume: 1 test is new since: s/0: --accept-changes runs it too" "a new test is refused"
cmp -s changed.log before.log
ok $? "and the log is untouched"
mv s/5 s/6 .
resume changed.log --accept-changes
is "$status $(outcomes | tr '\n' ' ')" "3 s/0 passed s/1 lost s/2 passed s/3 passed s/4 passed s/5 notrun s/6 notrun " "--accept-changes: it runs too, and what is gone is notrun"
is "$(field s/6 message)" "vanished: it is not there any more" "which says why"
is "$(head -2 "$base/tap" | tail -1) $(grep -c '^\(not \)*ok' "$base/tap") $(tail -1 "$out")" "1..7 7 4 passed, 0 failed, 0 skipped, 1 lost, 2 notrun" "and all of them count"
is "$(find counts -type f -size +2c | wc -l | tr -d ' ')" 0 "nothing ran twice"
cp "$json" "$base/changed.json"
"$MUSTER" -q --replay changed.log --json="$json" >/dev/null 2>&1
is "$? $(cmp "$json" "$base/changed.json" 2>&1)" "3 " "the replay says the same"
"$MUSTER" -q --follow changed.log >"$base/f.out" 2>&1
is "$? $(tail -1 "$base/f.out")" "3 4 passed, 0 failed, 0 skipped, 1 lost, 2 notrun" "--follow too"
mv 5 6 s
rm s/0
resume changed.log
is "$status $(outcomes | wc -l | tr -d ' ') $(tail -1 "$out")" "3 7 4 passed, 0 failed, 0 skipped, 1 lost, 2 notrun" "gone on with once more: each has its outcome"
like "$(cat "$err")" "*changed.log: * of 7 tests had ended; resumed 2 times*" "and how often is said"
program s/11 'exit 0'
cut_off some.log 1 -j1 -k 's/*' --sync=test s
program s/1_new 'exit 0'
rm s/11
resume some.log
is "$status $(all_of)" "3  1 lost 1 notrun 5 passed " "of a part that -k chose: what is gone is notrun, what is new was not chosen then"
like "$(cat "$err")" "*warning: --resume: 1 of the tests that are selected now was not in that run: it is left out*" "which is said"
rm s/1_new

# ---- what it had seen of a test that runs again ------------------------------------------------
program f/1 'echo x >>"$COUNTS/1"; [ $MUSTER_ATTEMPT -gt 1 ]'
program f/2 'echo x >>"$COUNTS/2"; kill -9 $(cat "$COUNTS/../pid") $PPID'
program f/3 'exit 0'
fails_then_dies() { # ARGS
	rm -f counts/* fails.log
	perl -e 'open(F, ">", "pid") && print(F $$) && close(F) || die; exec { $ARGV[0] } @ARGV' "$MUSTER" --log=fails.log -j1 --dist=test \
		--order=collected --sync=test --json="$json" --junit="$base/f.xml" "$@" f >"$out" 2>&1
	await '! pgrep -f "muster --log=fails.log" >/dev/null 2>&1'
}
# f/1 fails and waits for its other attempt behind f/2, which brings everything down
fails_then_dies --repeat=2
is "$(wc -l <counts/1 | tr -d ' ')" 1 "a run that is cut off between two attempts of a test"
resume fails.log
is "$status $(field f/1 outcome) $(field f/1 attempts)" "3 failed 2" "--repeat: the worst of its attempts holds, those of before too"
like "$(field f/1 message)" "*1 of 2 attempts failed*" "and they are counted"
fails_then_dies --retries=1
is "$(wc -l <counts/1 | tr -d ' ')" 1 "the same with --retries"
resume fails.log
is "$status $(field f/1 outcome) $(field f/1 attempts) $(field f/1 flaky)" "3 passed 2 true" "--retries: it is flaky, since it failed before"

echo '[env]' >muster.conf
bare --resume r.log
like "$status $(cat "$err")" "2 *r.log: the configuration has changed since: run the tests anew" "another configuration: neither"
rm muster.conf
(cd t && "$MUSTER" --resume ../r.log 2>"$err"; echo $? >"$base/status") >/dev/null
like "$(cat "$base/status" "$err")" "2*that run was started in $work: go there first" "in another directory"
for tail in "head -c 37 r.log" "head -c 4096 /dev/zero" "head -c 1 /dev/zero"; do
	cp r.log torn.log
	rm -f torn.log.torn
	$tail >tail
	cat tail >>torn.log
	bare -q --resume torn.log
	is "$(grep -c 'W-TORN' "$err") $(grep 'W-TORN' "$err")" "1 muster: warning: [W-TORN] torn.log: its last $(wc -c <tail | tr -d ' ') bytes were cut off in the middle of a record: they are in torn.log.torn now" \
		"a torn end ($tail) is said once"
	cmp -s tail torn.log.torn
	ok $? "and kept beside it"
	bare -q --replay torn.log
	is "$status $(cat "$err")" "3 " "what was written behind it can be read"
done
rm -f torn.log.torn && mkdir torn.log.torn
cat tail >>torn.log
bare -q --resume torn.log
is "$status $(grep -c 'and are gone: torn.log.torn: Is a directory' "$err")" "3 1" "where it cannot be kept that is said, and the run goes on"
rmdir torn.log.torn

# ---- a machine that something brings down again and again ----------------------------------------
# what kills everything as a power cut would: the test that does, muster, its slaves
mkdir loop
program loop/1 'exit 0'
program loop/2 'echo x >>"$COUNTS/loop"; kill -9 "$(cat "$COUNTS/../pid")" $PPID'
program loop/3 'exit 0'
boot() { # ARGS: one boot
	perl -e 'open(F, ">", "pid") && print(F $$) && close(F) || die; exec { $ARGV[0] } @ARGV' "$MUSTER" -q "$@" >"$out" 2>"$err"
	status=$?
	await '! pgrep -f "muster .*loop.log" >/dev/null 2>&1'
	boots=$((boots + 1))
}
boot_on() { # until it returns
	while [ $status -eq 137 ] && [ $boots -lt 9 ]; do boot --resume=loop.log; done
}
for sync in none group test; do
	rm -f counts/loop loop.log
	boots=0
	boot -j1 --order=collected --dist=test --log=loop.log --sync=$sync loop
	boot_on
	is "$status $boots $(wc -l <counts/loop | tr -d ' ')" "3 2 1" "--sync=$sync: what brings the machine down does so once"
	case $sync in	# a slave is handed its next test before it has ended the last: it may have run
	test) is "$(tail -1 "$out")" "2 passed, 0 failed, 0 skipped, 1 lost" "--sync=test: and the others run" ;;
	*) like "$(tail -1 "$out")" "[12] passed, 0 failed, 0 skipped, [12] lost" "--sync=$sync: and the others run, or may have" ;;
	esac
	rm -f counts/loop loop.log
	boots=0
	boot -j1 --order=collected --dist=test --log=loop.log --sync=$sync --rerun-lost --junit="$base/loop.xml" loop
	boot_on
	# (without --sync=test its start may not be on record when it brings the machine down)
	case $sync in
	test) is "$status $boots $(wc -l <counts/loop | tr -d ' ')" "3 3 2" "--sync=test --rerun-lost: twice, and not a third time" ;;
	*) like "$status $boots $(wc -l <counts/loop | tr -d ' ')" "3 [34] [23]" "--sync=$sync --rerun-lost: twice, or once more" ;;
	esac
	is "$(grep -c '<rerunError type="lost"' "$base/loop.xml")" 1 "--sync=$sync --rerun-lost: JUnit has both attempts"
done
# before any test: the set-up of the appliance
# (what is killed before its log begins has nothing to go on with)
launcher begun 'n=0 was=$(cat "$0.size" 2>/dev/null || echo 200)
until is=$(wc -c <loop.log); [ "$is" -gt "$was" ] || [ $n -gt 500 ]; do n=$((n + 1)); sleep 0.02; done
echo "$is" >"$0.size"'
printf '%s\n' '[appliance a]' 'setup = "$BEGUN"; kill -9 $(cat pid) $PPID' >muster.conf
BEGUN=$base/begun
export BEGUN
rm -f loop.log
boots=0
boot -a a --log=loop.log --json="$json" loop
boot_on
is "$status $boots $(grep -c 'E-NOPROGRESS' "$err")" "3 4 1" "gone on with twice without a test: there is no third time"
flatten
is "$(outcomes | cut -d' ' -f2 | sort | uniq -c | tr -s ' ')" " 3 notrun" "and the reports say what was not run"
boot --resume=loop.log
is "$status" 3 "once more: it is told again"
rm muster.conf

# ---- killed again and again --------------------------------------------------------------------
rounds=${ROUNDS:-5}
mkdir k
i=0
while [ $i -lt 20 ]; do
	program k/$i 'echo x >>"$COUNTS/k${MUSTER_TEST##*/}"; sleep 0.01'
	i=$((i + 1))
done
bad=0 round=0
while [ $round -lt "$rounds" ]; do
	rm -f counts/k* k.log "$base/k.json"
	cuts=0
	while [ $cuts -lt 200 ]; do
		arg=--log=k.log
		[ ! -e k.log ] || arg=--resume=k.log
		"$MUSTER" -q -j3 $arg k >/dev/null 2>&1 &
		pid=$!
		# later and later: where a start alone takes longer than a cut, it would never get on
		perl -e 'select undef, undef, undef, rand(0.12) * (1 + shift() / 20)' $cuts
		kill -9 $pid 2>/dev/null
		wait $pid 2>/dev/null
		await '! pgrep -f "muster -q -j3 .*k.log" >/dev/null 2>&1'
		cuts=$((cuts + 1))
		"$MUSTER" -q --replay k.log --json="$base/k.json" >"$base/k.out" 2>&1
		if grep -q 'before it began\|no run log\|No such file' "$base/k.out"; then	# so early that nothing has run
			rm -f k.log
		else
			grep -q 'that run was cut off' "$base/k.out" || break
		fi
	done
	twice=$(find counts -name 'k*' -size +2c | wc -l | tr -d ' ')
	[ "$twice" = 0 ] || { bad=$((bad + 1)); echo "# twice: $twice, after $cuts cuts"; }
	[ "$(grep -c '"event":"test"' "$base/k.json")" = 20 ] || { bad=$((bad + 1)); echo "# $(grep -c . "$base/k.json") lines after $cuts cuts: $("$MUSTER" --replay k.log 2>&1 | tail -1)"; }
	round=$((round + 1))
done
is "$bad" 0 "killed at random and resumed until done, $rounds times: nothing runs twice, each test has an outcome"

# ---- H4: two at once on one log ----------------------------------------------------------------
wrong= rounds=20
for i in $(seq $rounds); do
	rm -f both.log e.1 e.2 done.*
	: >hold
	for k in 1 2; do
		(
			"$MUSTER" -q -j1 --log=both.log s >/dev/null 2>e.$k
			echo $? >done.$k
		) &
	done
	await '[ -s done.1 ] || [ -s done.2 ]'
	rm hold
	wait
	case "$(cat done.1) $(cat done.2) $(cat e.1 e.2)" in
	"0 2 "*E-BUSY*both.log* | "2 0 "*E-BUSY*both.log*) ;;
	*) wrong="$wrong $(cat done.1 done.2 e.1 e.2)" ;;
	esac
	case $("$MUSTER" -q --replay both.log | tail -n 1) in "6 passed, 0 failed, 0 skipped") ;; *) wrong="$wrong replay" ;; esac
done
is "$wrong" "" "H4: started at once on one log, $rounds times: one runs, the other says that it is busy"

# ---- --follow ----------------------------------------------------------------------------------
: >hold
"$MUSTER" -j2 --log=f.log s >"$base/f.live" 2>&1 &
pid=$!
await '[ -s f.log ]'
"$MUSTER" --follow f.log >"$base/f.out" 2>&1 &
follower=$!
await 'grep -q "6 tests" "$base/f.out" 2>/dev/null'
rm hold
wait $pid
wait $follower
is "$?" 0 "--follow ends as the run does"
is "$(grep -v ' PASSED ' "$base/f.out")" "$(grep -v ' PASSED ' "$base/f.live")" "and shows the same"
: >hold
rm f.log
"$MUSTER" -j2 --log=f.log s >/dev/null 2>&1 &
pid=$!
await '[ -s f.log ]'
"$MUSTER" --follow f.log >"$base/f.out" 2>&1 &
follower=$!
await 'grep -q "6 tests" "$base/f.out" 2>/dev/null'
kill -9 $pid
wait $pid 2>/dev/null
rm hold
wait $follower
is "$? $(grep -c 'the run was cut off$' "$base/f.out")" "3 1" "--follow of a run that is killed says so"
finish
