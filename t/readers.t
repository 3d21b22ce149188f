#!/bin/sh
# Readers that do not read: of the console, of standard error, of a report. A run ends all the same, soon, and its files are there whole.
. t/lib.sh
need_perl

STARTED=$base/started
export STARTED
for i in 1 2 3 4 5 6 7 8 9; do
	for k in 0 1 2 3; do program s/$i$k 'dd if=/dev/zero bs=1000 count=200 2>/dev/null | tr "\0" x | fold -w 99; exit 1'; done
done
take hangs s/99
junit=$base/junit.xml
deaf() { # NAME: a pipe $base/NAME that somebody holds open, and nobody reads
	rm -f "$base/$1"
	mkfifo "$base/$1"
	sleep 1000 <>"$base/$1" &
	holders="$holders $!"
}
holders=
undeaf() { for h in $holders; do kill "$h"; wait "$h" 2>/dev/null; done; holders=; }
# to CONSOLE STDERR ARGS: begins a run that writes there, until all tests but the one that hangs have ended
to() {
	fresh
	rm -f "$STARTED" "$base/pid" "$junit"
	o=$1 e=$2
	shift 2
	TMPDIR=$base/tmp perl -e '$SIG{$_} = "DEFAULT" for qw(INT QUIT HUP TERM); my $f = shift; open(F, ">", $f); print F $$; close F; exec { $ARGV[0] } @ARGV' \
		"$base/pid" "$MUSTER" -j2 --env="E2E=$token" --dist=test --order=collected "$@" s 1<>"$o" 2<>"$e" </dev/null &
	job=$!
	await '[ -s "$base/pid" ]'
	pid=$(cat "$base/pid")
}
# over SIGNAL 'sentence': the run ends by it, soon, with all of its 37 testcases; no number of seconds, but far less than one a 64 KiB would be
over() {
	tries=0
	until ! kill -0 "$job" 2>/dev/null || [ $tries -gt 1000 ]; do tries=$((tries + 1)); nap; done
	kill -KILL "$job" 2>/dev/null
	wait "$job" 2>/dev/null
	status=$?
	is "$status $(grep -c "<testcase" "$junit") $(grep -c "^</testsuites>" "$junit") $(ls "$base" | grep -c part)" "$1 37 1 0" "$2"
	await '! grep -qs -F -f "$base/token" /proc/[0-9]*/environ /proc/[0-9]*/cmdline'
	ok $? "$2: nothing is left"
}
ended() { await '[ "$(cat "$json".part-* 2>/dev/null | grep -c -e "\"event\":\"test\"" -e "^not ok")" -ge 36 ]'; }

deaf pipe
to "$base/pipe" "$err" --json="$json" --junit="$junit"
ended
kill -INT "$pid"
over 130 "INT, a console that nobody reads"
is "$(grep -c x-x "$junit"; grep -o 'x\{99\}' "$junit" | wc -l)" "0
$((36 * (2020 + 81)))" "and all output is in the JUnit report, its end once more behind why each failed"
like "$(cat "$err")" "*nobody reads it*" "and that is said"

to "$base/pipe" "$base/pipe" --json="$json" --junit="$junit"
ended
kill -INT "$pid"
over 130 "INT, neither console nor standard error are read"

deaf report
to "$base/pipe" "$base/pipe" --json="$base/report" --tap="$json" --junit="$junit"
ended
kill -INT "$pid"
over 130 "INT, and a report that goes into such a pipe, too"

# as a container is stopped: TERM, and some seconds later KILL. What has to be there then is there at once.
to "$base/pipe" "$base/pipe" --json="$json" --junit="$junit"
ended
kill -TERM "$pid"
await '[ -s "$junit" ]'
kill -KILL "$pid"
over 137 "TERM, then KILL: the report has its name before the console is waited for"

# without any signal: the files, then the reader is given up
rm s/99
to "$base/pipe" "$err" --json="$json" --junit="$junit"
await '[ -s "$junit" ]'
ok $? "a console that nobody reads: the reports are there"
wait "$job"
is "$?" 4 "then it is given up, and that is an exit status of its own"
to "$base/pipe" "$err" --json="$json" --junit="$junit"
await '[ -s "$junit" ]'
kill -INT "$pid"
kill -INT "$pid"
wait "$job"
is "$?" 130 "INT while the console is waited for"

to "$base/pipe" "$err" --json="$json" --junit="$junit"
await '[ -s "$junit" ]'
for i in 1 2 3 4; do kill -INT "$pid" 2>/dev/null; done
wait "$job"
is "$? $(ls "$base" | grep -c part)" "130 0" "INT again and again while the console is waited for"
await '! grep -qs -F -f "$base/token" /proc/[0-9]*/environ /proc/[0-9]*/cmdline'
is "$(ls -A "$base/tmp")" "" "and nothing is left"

# nobody reads the JSON lines, of which more come than may wait: the run waits, and hears all the same what is to end it
mkdir big
for i in 1 2 3 4 5 6 7 8 9; do
	for k in 0 1 2 3 4 5 6 7; do program big/$i$k 'dd if=/dev/zero bs=100000 count=20 2>/dev/null | tr "\0" x; exit 1'; done
done
await_end() { tries=0; until ! kill -0 "$job" 2>/dev/null || [ $tries -gt 1000 ]; do tries=$((tries + 1)); nap; done; kill -KILL "$job" 2>/dev/null; wait "$job"; status=$?; }
fresh
rm -f "$junit"
TMPDIR=$base/tmp "$MUSTER" -j2 --output-limit=4M --run-timeout=2s --env="E2E=$token" --json="$base/report" --junit="$junit" big >"$out" 2>"$err" &
job=$!
await_end
is "$status $(grep -c "<testcase" "$junit")" "3 72" "a report that nobody reads holds up the run: --run-timeout ends it all the same"
like "$(cat "$err")" "*longer than --run-timeout*report: nobody reads it*" "and it is said why"
rm -r big

# past runs, lists
"$MUSTER" -j2 --log=old.log s >/dev/null 2>&1
rm -f "$junit"
"$MUSTER" --replay=old.log --junit="$junit" 1<>"$base/pipe" 2>"$err" &
job=$!
await_end
is "$status $(grep -c "<testcase" "$junit")" "4 36" "--replay into a pipe that nobody reads: it ends, and its reports are there"
"$MUSTER" --replay=old.log --junit=- 1<>"$base/pipe" 2>"$err" &
job=$!
await_end
is "$status" 4 "--replay --junit=- into such a pipe"
mkdir many
i=0
while [ $i -lt 100 ]; do
	mkdir -p "many/$(printf '%0200d' $i)"
	for k in 0 1 2 3; do program "many/$(printf '%0200d/%0200d' $i $k)" :; done
	i=$((i + 1))
done
"$MUSTER" --list many s | wc -c >"$base/size"
ok $([ "$(cat "$base/size")" -gt 70000 ]; echo $?) "a list that no pipe takes whole"
perl -e '$SIG{INT} = "DEFAULT"; exec { $ARGV[0] } @ARGV' "$MUSTER" --list many s 1<>"$base/pipe" 2>"$err" &
job=$!
await 'grep -q pipe_write "/proc/$job/wchan" || grep -q "^State:.S" "/proc/$job/status"'
kill -INT "$job"
await_end
is "$status" 130 "--list into such a pipe: INT ends it"
rm -r many

# a terminal: stopped by Ctrl-S, or at the end of a line that is frozen
if pty_ready; then
	mkfifo "$base/keys"
	for how in stopped frozen; do
		rm -f "$junit" "$base/screen" "$base/tty.log"
		sleep 1000 <>"$base/keys" &
		holders="$holders $!"
		[ $how = stopped ] || mkfifo "$base/screen"
		[ $how = stopped ] || { sleep 1000 <>"$base/screen" & holders="$holders $!"; }
		exec 9<>"$base/keys"
		[ $how = frozen ] || printf '\023' >&9
		TERM=dumb TMPDIR=$base/tmp "$base/pty" "$base/screen" "$base/tty.log" "$MUSTER" -j2 -v --output=all --env="E2E=$token" --junit="$junit" s \
			<"$base/keys" 1<>"$base/pipe" 2>"$err" &
		pty=$!
		await '[ -s "$junit" ]'
		is "$(grep -c "<testcase" "$junit")" 36 "a terminal that is $how: the tests run, the report is there"
		await 'grep -q exit "$base/tty.log"'
		is "$(grep exit "$base/tty.log")" "exit 4" "and muster ends"
		kill "$pty" 2>/dev/null
		wait "$pty" 2>/dev/null
		exec 9>&-
	done
else
	skip "a terminal that is stopped or frozen" "no compiler, or no pseudo-terminal"
fi
undeaf
finish
