#!/bin/sh
# Faults of the master, and signals: whatever happens to it, tests have an outcome, and nobody is left.
#
#	row	where
#	C1	signals.t by kill; here by a key on a terminal
#	C2	signals.t; here how long it takes when tests ignore TERM, and three at once
#	C3	signals.t
#	C4	signals.t by kill; here by a key on a terminal, with what all processes do meanwhile
#	C5	here
#	C6	here
#	C7	console.t; here that a test's time goes on
#	C8	console.t for the tests; here timeouts and the end of the run
#	C9	here; slave_death.t
#	C10	environment.t (CHLD ignored, signals blocked), signals.t (INT, QUIT, HUP ignored); here all four
#		with the exit statuses that must be right
#	C11	signals.t; here for a whole run, with more kinds
. t/lib.sh
need_perl

STARTED=$base/started
GO=$base/go
export STARTED GO
all_gone() { await '! grep -qs -F -f "$base/token" /proc/[0-9]*/environ /proc/[0-9]*/cmdline'; }
state() { sed -n 's/^State:[^A-Z]*\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null; }
took() { # SECONDS 'sentence'
	awk -F'\t' -v most="$1" '$1 == "@end" && $2 == "wall" { n++; if ($3 > most) { bad = 1; print "# it took " $3 " s" } } END { exit bad || !n }' "$facts"
	ok $? "$2"
}
take hangs s/1_hangs
program s/0_done 'exit 0'
for i in 2 3 4; do program s/${i}_later 'exit 0'; done
was="s/0_done passed
s/1_hangs lost
s/2_later notrun
s/3_later notrun
s/4_later notrun"

# C1, C4: keys. typed ARGS: a run on a terminal; what is typed is what is written to $keys
keys=$base/keys
typed() {
	fresh
	rm -f "$STARTED" "$base/log" "$keys"
	mkfifo "$keys"
	"$MUSTER" --list s >"$list"
	TERM=dumb TMPDIR=$base/tmp timeout -k 2 "$bound" "$base/pty" "$base/screen" "$base/log" \
		"$MUSTER" -j1 --dist=test --order=collected --env="E2E=$token" --json="$json" "$@" s <"$keys" 2>"$base/pty.err" &
	job=$!
	exec 8>"$keys"
	await '[ -s "$STARTED" ] && grep -qs s/0_done "$json".part-*'
	pid=$(sed -n 's/^pid //p' "$base/log")
}
ended() {
	exec 8>&-
	wait $job
	status=$(sed -n 's/^exit //p; s/^signal 2$/130/p; s/^signal 3$/131/p; s/^signal 1$/129/p' "$base/log")
	sed 's/\x1b\[[0-9;?]*[A-Za-z]//g' "$base/screen" | tr -d '\r' >"$out"
	: >"$err"
	flatten
}
pty_ready && terminal=1 || terminal=
if [ -n "$terminal" ]; then
	typed
	printf '\003' >&8
	ended
	is "$(outcomes)" "$was" "C1: Ctrl-C on a terminal"
	is "$(grep -e signal -e tty "$base/log")" "signal 2
tty same" "C1: muster dies by INT, the terminal is as it was"
	sound "C1" 130
else
	skip "C1: keys on a terminal" "no C compiler, or no terminal to be had"
fi
if [ -n "$terminal" ] && [ -n "$have_proc" ]; then
	program s/1_hangs 'echo $$ >"$STARTED"; n=0; until [ -e "$GO" ] || [ $n -gt 2000 ]; do n=$((n + 1)); sleep 0.01; done'
	rm -f "$GO"
	typed --timeout=2s
	printf '\032' >&8
	await 'grep -q stopped "$base/log"'
	ok $? "C4: Ctrl-Z on a terminal stops muster, and the shell knows"
	await '[ "$(state "$(cat "$STARTED")")" = T ]'
	ok $? "C4: and the test"
	is "$(state "$pid")" T "C4: (it is stopped still)"
	sleep 2.5	# longer than the timeout: that time does not count is what is tested
	kill -CONT "$pid"
	await 'grep -q continued "$base/log" && [ "$(state "$(cat "$STARTED")")" != T ]'
	ok $? "C4: both go on"
	: >"$GO"
	ended
	is "$(count passed)" 5 "C4: the time in between counts for no timeout"
	is "$(grep -e exit -e tty "$base/log")" "exit 0
tty same" "C4: exit status 0, the terminal is as it was"
	sound "C4"
	rm -f "$GO"
	take hangs s/1_hangs

	# killed while all is stopped: nobody may wait for a CONT that never comes
	typed
	printf '\032' >&8
	await 'grep -q stopped "$base/log" && [ "$(state "$(cat "$STARTED")")" = T ]'
	kill -9 "$pid"
	all_gone
	ok $? "C4: killed while it is stopped: nobody is left"
	exec 8>&-
	wait $job
else
	skip "C4: keys on a terminal" "no C compiler, no terminal to be had, or no /proc to see who is stopped"
fi

# C2: however stubborn tests are, the second and the third do not wait for them
take ignores_term s/1_hangs
start() {
	rm -f "$STARTED"
	begin -j1 --dist=test --order=collected "$@" s
	await '[ -s "$STARTED" ] && grep -qs s/0_done "$json".part-*'
}
start --grace=60s
kill -INT "$pid"
end
is "$(outcomes)" "$was" "C2: once, with a grace of 60 s and a test that ignores TERM"
took 9 "C2: is over within 8.5 s"
sound "C2: once" 130
start --grace=60s
kill -INT "$pid"
await 'grep -q interrupted "$err"'
kill -TERM "$pid"
end
is "$(outcomes)" "$was" "C2: the second need not be the same signal"
took 4 "C2: twice is over within 3.5 s"
sound "C2: twice" 130
start --grace=60s
before=$(date +%s)
for i in 1 2 3; do kill -INT "$pid" 2>/dev/null; sleep 0.1; done
end
[ $(($(date +%s) - before)) -le 4 ]
ok $? "C2: three times is over at once"
is "$status" 130 "C2: three times: it dies by the signal"
all_gone
ok $? "C2: three times: nobody is left"
is "$(ls -A "$base/tmp")" "" "C2: three times: nothing is left in TMPDIR"

# C5: muster, or all of it, does not run for a while
take hangs s/1_hangs
program s/1_hangs 'echo $PPID >"$STARTED.slave"; echo $$ >"$STARTED"
	n=0; until [ -e "$GO" ] || [ $n -gt 2000 ]; do n=$((n + 1)); sleep 0.01; done'
rm -f "$GO"
start --timeout=2s
slave=$(cat "$STARTED.slave")
kill -STOP "$pid" "$slave" "$(cat "$STARTED")"
sleep 4.2	# longer than the timeout and a turn of the clock: that it does not count is what is tested
kill -CONT "$(cat "$STARTED")" "$slave" "$pid"
: >"$GO"
end
is "$(count passed) $status" "5 0" "C5: stopped for longer than the timeout: nothing times out"
sound "C5"
rm -f "$GO"

# C6: the clock of the wall is set, again and again. A static muster has no library that could be preloaded; the sanitizers want to be first
program j/1 'exit 0'
take hangs j/2_hangs
if ${CC:-cc} -shared -fPIC -o "$base/jumps.so" "$programs/jumps.c" 2>"$base/cc" && LD_PRELOAD=$base/jumps.so "$MUSTER" --version >"$base/jumped" 2>&1 &&
	! grep -q __asan_init "$MUSTER" && LD_PRELOAD=$base/jumps.so LD_DEBUG=libs "$MUSTER" --version 2>&1 | grep -q jumps.so; then
	launcher jumping "LD_PRELOAD=$base/jumps.so exec \"\$@\""
	under jumping -j1 --timeout=1s --grace=100ms --log=jumped.log --order=collected j
	is "$(outcomes)" "j/1 passed
j/2_hangs timeout" "C6: the clock jumps by an hour, all the time: the timeout fires"
	awk -F'\t' '$2 == "duration" || $2 == "wall" { n++; if ($3 < 0 || $3 > 20) { bad = 1; print "# " $0 } } END { exit bad || n < 3 }' "$facts"
	ok $? "C6: durations are true"
	perl -e 'local $/; open F, "<", "jumped.log"; $_ = <F>; my ($at, $was, $n) = (8, 0, 0);	# behind the magic
		while ($at + 16 <= length) { my $t = unpack "Q>", substr $_, $at + 4, 8; exit 1 if $t < $was; $was = $t; $n++; $at += 16 + unpack "N", substr $_, $at + 12, 4 }
		exit($n < 5)' jumped.log
	ok $? "C6: times in the log never go back"
	sound "C6"
else
	skip "C6: a clock that jumps" "this muster takes no preloaded library, or there is no C compiler"
fi

# C7, C8: nobody reads what is printed
program c/1_hangs 'echo "$MUSTER_TEST" >>"$STARTED"; sleep 1000'
program c/2_noisy 'i=0; while [ $i -lt 20000 ]; do echo "a line that nobody reads, and another, $i"; i=$((i + 1)); done; echo "$MUSTER_TEST" >>"$STARTED"'
program c/3_last 'echo "$MUSTER_TEST" >>"$STARTED"'
rm -f "$STARTED" "$base/pipe"
mkfifo "$base/pipe"
sleep 1000 <"$base/pipe" &
stalled=$!
fresh
"$MUSTER" --list c >"$list"
TMPDIR=$base/tmp timeout -k 2 "$bound" "$MUSTER" -j1 -s --timeout=3s --grace=100ms --dist=test --order=collected --env="E2E=$token" \
	--json="$json" c >"$base/pipe" 2>"$err" </dev/null
status=$?
kill $stalled
wait $stalled 2>/dev/null
flatten
printf '%s passed, 0 failed, 0 skipped, 1 timeout\n' "$(count passed)" >"$out"	# nobody has read the last line
is "$(outcomes)" "c/1_hangs timeout
c/2_noisy passed
c/3_last passed" "C8: a reader that does not read: timeouts fire, all tests run"
within=$(awk -F'\t' '$1 == "c/1_hangs" && $2 == "duration" && $3 < 10' "$facts")
like "$within" "?*" "C8: on time"
is "$status" 4 "C8: the exit status says that the console was given up"
status=1	# as the JSON lines have it, which were whole before
sound "C8"

rm -f "$STARTED"
fresh
"$MUSTER" --list c >"$list"
{ TMPDIR=$base/tmp timeout -k 2 "$bound" "$MUSTER" -j1 -s --timeout=3s --grace=100ms --dist=test --order=collected --env="E2E=$token" \
	--json="$json" c 2>"$err" </dev/null; echo $? >"$base/status"; } | head -n 1 >/dev/null
status=$(cat "$base/status")
flatten
printf '%s passed, 0 failed, 0 skipped, 1 timeout\n' "$(count passed)" >"$out"
is "$(outcomes)" "c/1_hangs timeout
c/2_noisy passed
c/3_last passed" "C7: a reader that is gone: timeouts fire, all tests run"
sound "C7"

# C9: the master is killed, in the midst of work
for n in 3 7; do
	program n/x 'exit 0'
	rm -rf n
	i=0
	while [ $i -lt $n ]; do
		program n/$i 'trap "" TERM HUP; echo $$ >>"$STARTED"; sleep 1000 & (setsid sleep 1000 &); wait'
		i=$((i + 1))
	done
	rm -f "$STARTED"
	begin -j$n --dist=test n
	await '[ -s "$STARTED" ] && [ "$(wc -l <"$STARTED")" -eq $n ]'
	kill -9 "$pid"
	before=$(date +%s%N 2>/dev/null)
	all_gone
	ok $? "C9: the master is killed: no slave and no test of $n is left"
	await '[ -z "$(ls -A "$base/tmp")" ]'
	ok $? "C9: and nothing in TMPDIR"
	case $before in
	*N | "") skip "C9: within a second" "no date +%s%N" ;;
	*)
		after=$(date +%s%N)
		[ $(((after - before) / 1000000)) -lt 3000 ]
		ok $? "C9: within a second, and two for a loaded machine ($n slaves)"
		;;
	esac
	end 2>/dev/null
done
# slaves and the master, in any order; one slave is stopped. Each test is one process: the children of a test whose
# slave and master are both killed have nobody left who could know them.
for order in "1 m 2 3" "m 3 2 1" "2 3 1 m"; do
	rm -f "$STARTED"
	rm -rf n
	rm -f "$STARTED.slaves"
	for i in 0 1 2; do program n/$i 'echo $PPID >>"$STARTED.slaves"; echo $$ >>"$STARTED"; exec sleep 1000'; done
	begin -j3 --dist=test n
	await '[ -s "$STARTED" ] && [ "$(wc -l <"$STARTED")" -eq 3 ]'
	slaves=$(cat "$STARTED.slaves")
	kill -STOP $(echo "$slaves" | sed -n 2p)
	for who in $order; do
		case $who in
		m) kill -9 "$pid" 2>/dev/null ;;
		*) kill -9 $(echo "$slaves" | sed -n ${who}p) 2>/dev/null ;;
		esac
	done
	all_gone
	ok $? "C9: killed in the order $order, one of them stopped: nobody is left"
	end 2>/dev/null
done
# the master alone is killed, and a slave is stopped at that time
rm -f "$STARTED" "$STARTED.slaves"
begin -j3 --dist=test n
await '[ -s "$STARTED" ] && [ "$(wc -l <"$STARTED")" -eq 3 ]'
kill -STOP "$(head -n 1 "$STARTED.slaves")"
kill -9 "$pid"
all_gone
ok $? "C9: the master is killed while a slave is stopped: nobody is left"
end 2>/dev/null

# C10: what callers leave behind in us
for c in 0 1 77 99; do take exits_N x/exits_$c; done
take segfaults x/segfaults
right="x/exits_0 passed
x/exits_1 failed
x/exits_77 skipped
x/exits_99 error
x/segfaults crashed"
for odd in '$SIG{CHLD} = "IGNORE"' 'sigprocmask(SIG_BLOCK, POSIX::SigSet->new(1 .. 31))' '$SIG{$_} = "IGNORE" for qw(INT QUIT HUP)' \
	'$SIG{$_} = "IGNORE" for qw(TERM CONT TSTP TTIN TTOU PIPE ALRM USR1 USR2 XFSZ WINCH)'; do
	fresh
	"$MUSTER" --list x >"$list"
	TMPDIR=$base/tmp timeout -k 2 "$bound" perl -MPOSIX -e "$odd; exec { \$ARGV[0] } @ARGV" "$MUSTER" -j2 --env="E2E=$token" --json="$json" x \
		>"$out" 2>"$err" </dev/null
	status=$?
	flatten
	is "$(outcomes)" "$right" "C10: $odd"
	sound "C10"
done

# C11: signals that mean nothing, all the time
i=0
mkdir y
# (the storm begins when the run has, since it would end whatever is not muster yet; and the run waits for the storm)
C11_RUNS=$base/c11.runs C11_STORMS=$base/c11.storms
export C11_RUNS C11_STORMS
while [ $i -lt 60 ]; do
	program y/$i ': >"$C11_RUNS"; until [ -e "$C11_STORMS" ]; do sleep 0.01; done'
	i=$((i + 1))
done
begin -j3 --dist=test y
await '[ -e "$C11_RUNS" ]'
perl -e 'my $n = 0; while ($n++ < 100000 && kill 0, $ARGV[0]) {
		kill $_, $ARGV[0] for qw(CHLD CONT WINCH ALRM);
		open F, ">", $ARGV[1] if $n == 100;
	}' "$pid" "$C11_STORMS" &
storm=$!
end
kill $storm 2>/dev/null
wait $storm 2>/dev/null
is "$(count passed) $status" "60 0" "C11: a storm of CHLD, CONT, WINCH and ALRM during a whole run"
sound "C11"
finish
