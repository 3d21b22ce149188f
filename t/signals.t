#!/bin/sh
# Signals: end nicely, write all reports, die by the signal. Nothing is left behind.
. t/lib.sh
need_perl

STARTED=$base/started
export STARTED
take hangs s/1_hangs
program s/0_done 'exit 0'
for i in 2 3 4; do program s/${i}_later 'exit 0'; done

start() { # ARGS: until s/1_hangs runs and s/0_done has its outcome
	rm -f "$STARTED"
	begin -j1 --dist=test --order=collected "$@" s
	await '[ -s "$STARTED" ] && grep -qs s/0_done "$json".part-*'
}
was="s/0_done passed
s/1_hangs lost
s/2_later notrun
s/3_later notrun
s/4_later notrun"

for sig in INT TERM HUP; do
	start
	kill -$sig "$pid"
	end
	is "$(outcomes)" "$was" "$sig: what runs is lost, what waits is not run, what was done stays"
	n=$(kill -l $sig 2>/dev/null) || case $sig in HUP) n=1 ;; INT) n=2 ;; TERM) n=15 ;; esac
	is "$status" $((128 + n)) "$sig: muster dies by it"
	like "$(field s/2_later message)" "*$sig*" "$sig: the reason is told"
	sound "$sig" $((128 + n))
done

# whoever presses Ctrl-C does not wait for a disk to which others write: an fsync can take seconds
if command -v strace >/dev/null && strace -D -o "$base/traced" true 2>/dev/null; then
	real=$MUSTER
	launcher counted "exec strace -D -o '$base/traced' -e trace=fsync '$MUSTER' \"\$@\""
	MUSTER=$base/counted
	start
	kill -INT "$pid"
	end
	MUSTER=$real
	await 'grep -q "^+++" "$base/traced"'
	is "$status $(grep -c ^fsync "$base/traced")" "130 0" "INT: reports are whole, and no fsync of them is waited for"
	sound "INT, without an fsync" 130
	launcher counted "exec strace -D -o '$base/traced' -e trace=fsync \"\$@\""
	under counted s/0_done
	await 'grep -q "^+++" "$base/traced"'
	is "$status $([ "$(grep -c ^fsync "$base/traced")" -gt 0 ] || echo none)" "0 " "without INT there is one"
else
	skip "INT: no fsync is waited for" "no strace, or it may not trace"
	skip "without INT there is one" "no strace, or it may not trace"
fi

take ends_on_term s/1_hangs
start
kill -INT "$pid"
end
is "$(outcomes)" "$was" "INT: a test that ends nicely is lost all the same"
sound "INT, ending nicely" 130

take ignores_term s/1_hangs
start --grace=200ms
kill -INT "$pid"
end
is "$(outcomes)" "$was" "INT: what ignores TERM is killed after the grace"
sound "INT, ignored by the test" 130

start --grace=20s
kill -INT "$pid"
await 'grep -q interrupted "$err"'
kill -INT "$pid"
end
is "$(outcomes)" "$was" "INT twice: killed at once, the report is complete all the same"
sound "INT twice" 130
# it must not have taken the 20 s of grace
awk -F'\t' '$1 == "@end" && $2 == "wall" && $3 > 15 { bad = 1 } END { exit bad }' "$facts"
ok $? "INT twice: nobody waits"

take hangs s/1_hangs
start
kill -INT "$pid"; kill -INT "$pid"; kill -INT "$pid"; kill -INT "$pid"
end
is "$status" 130 "INT many times: muster dies by it"
await '! grep -qs -F -f "$base/token" /proc/[0-9]*/environ /proc/[0-9]*/cmdline'
ok $? "INT many times: nobody is left"
is "$(ls -A "$base/tmp")" "" "INT many times: nothing is left in TMPDIR"

# QUIT lets what runs end
GO=$base/go
export GO
program s/1_hangs 'echo $$ >"$STARTED"; n=0; until [ -e "$GO" ] || [ $n -gt 1000 ]; do n=$((n + 1)); sleep 0.01; done'
start
kill -QUIT "$pid"
await 'grep -qi "finishing" "$err"'
: >"$GO"
end
is "$(outcomes)" "s/0_done passed
s/1_hangs passed
s/2_later notrun
s/3_later notrun
s/4_later notrun" "QUIT: what runs ends, the rest is not run"
sound "QUIT" 131
rm "$GO"

# QUIT, and then INT: the user does not want to wait after all
start
kill -QUIT "$pid"
await 'grep -qi "finishing" "$err"'
kill -INT "$pid"
end
is "$(field s/1_hangs outcome)" lost "QUIT, then INT: what runs is stopped"
sound "QUIT, then INT" "$status"
like "$status" "13[01]" "QUIT, then INT: muster dies by one of them"

# USR1 shows what is running
start
kill -USR1 "$pid"
await 'grep -q "s/1_hangs" "$err"'
ok $? "USR1: what runs is shown"
: >"$GO"
end
sound "USR1"
is "$status" 0 "USR1: the run goes on to its end"
rm "$GO"

# stopped: the test's clock stands still. The test has no children: a shell in vfork is never seen stopped
if [ -n "$have_proc" ]; then
	program s/1_hangs 'exec perl -e '\''open(F, ">", $ENV{STARTED}) && print(F $$) && close(F) || die;
		for (1 .. 1000) { exit 0 if -e $ENV{GO}; select(undef, undef, undef, 0.01) }'\'
	start --timeout=6s
	kill -TSTP "$pid"
	await 'grep -q "^State:.T" "/proc/$pid/status"'
	ok $? "TSTP: muster stops"
	await 'grep -q "^State:.T" "/proc/$(cat "$STARTED")/status"'
	ok $? "TSTP: and so does the test"
	sleep 7	# longer than the timeout, which must not count: time itself is what is tested
	kill -CONT "$pid"
	: >"$GO"
	end
	is "$(field s/1_hangs outcome)" passed "CONT: the time in between counts for no timeout"
	sound "TSTP and CONT"
	like "$(cat "$out" "$err")" "*did not run for * s*" "CONT: it is said for how long nothing ran"
	rm "$GO"

	# what left its group, or its session, is stopped as well; what had stopped by itself does not go on
	program s/1_hangs 'timeout 60 sh -c '\''echo $$ >"$STARTED.in"; exec sleep 60'\'' &
	(setsid sh -c '\''echo $$ >"$STARTED.away"; exec sleep 60'\'' &)
	sh -c '\''echo $$ >"$STARTED.halted"; kill -STOP $$; exec sleep 60'\'' &
	until [ -s "$STARTED.in" ] && [ -s "$STARTED.away" ] && [ -s "$STARTED.halted" ] && kill -0 $!; do sleep 0.01; done
	echo $$ >"$STARTED"; until [ -e "$GO" ]; do sleep 0.01; done; kill -9 "$(cat "$STARTED.halted")"; exit 0'
	stopped() { grep -q "^State:.T" "/proc/$(cat "$STARTED.$1")/status"; }
	start --timeout=20s
	await 'stopped halted'
	kill -TSTP "$pid"
	await 'stopped in && stopped away'
	ok $? "TSTP: what runs in another group, or in another session, is stopped as well"
	kill -CONT "$pid"
	await '! stopped in && ! stopped away'
	ok $? "CONT: it goes on"
	stopped halted
	ok $? "CONT: what had stopped by itself does not"
	: >"$GO"
	end
	is "$(field s/1_hangs outcome)" passed "CONT: the run goes on"
	sound "TSTP, in groups and sessions"
	rm -f "$GO" "$STARTED".*

	# nothing is started while muster is stopped
	i=0
	while [ $i -lt 400 ]; do program z/$i 'echo x >>"$STARTED.n"'; i=$((i + 1)); done
	rm -f "$STARTED.n"
	begin -j1 --dist=load --order=collected z
	await '[ -s "$STARTED.n" ] && [ "$(wc -l <"$STARTED.n")" -gt 5 ]'
	kill -TSTP "$pid"
	await 'grep -q "^State:.T" "/proc/$pid/status" && before=$(wc -l <"$STARTED.n") && sleep 0.3 && [ "$before" -eq "$(wc -l <"$STARTED.n")" ]'
	[ "$(wc -l <"$STARTED.n")" -lt 400 ]
	ok $? "TSTP: no test is started while muster is stopped"
	kill -CONT "$pid"
	end
	is "$(count passed)" 400 "CONT: they are started then"
	sound "TSTP between tests"
	rm -rf z "$STARTED".*
else
	skip "TSTP and CONT" "no /proc to see who is stopped"
fi

# nothing stops process 1, and nobody continues it
if unshare -pf --mount-proc true 2>/dev/null; then
	program o/1 'kill -TSTP 1; sleep 0.2; exit 0'
	program o/2 'kill -TSTP 1; sleep 0.2; exit 0'
	launcher alone 'exec unshare -pf --mount-proc "$@"'
	under alone -j2 --dist=test o
	is "$(outcomes)" "o/1 passed
o/2 passed" "TSTP as process 1: the run goes on"
	sound "TSTP as process 1"
else
	skip "TSTP as process 1" "no pid namespace to be had"
	skip "TSTP as process 1: sound" "no pid namespace to be had"
fi

# a background job of a shell, nohup: INT, QUIT and HUP stay ignored
rm -f "$STARTED"
fresh
"$MUSTER" --list s >"$list"
perl -e '$SIG{$_} = "IGNORE" for qw(INT QUIT HUP); my $f = shift; open(F, ">", "$f.new"); print F $$; close F; rename("$f.new", $f); exec { $ARGV[0] } @ARGV' \
	"$base/pid2" "$MUSTER" -j1 --dist=test --order=collected --env="E2E=$token" --json="$json" s >"$out" 2>"$err" </dev/null &
job=$!
await '[ -s "$STARTED" ]'
kill -INT "$(cat "$base/pid2")"
kill -HUP "$(cat "$base/pid2")"
kill -QUIT "$(cat "$base/pid2")"
: >"$GO"
end
is "$(count passed) $status" "5 0" "signals that were ignored at the start stay ignored"
rm -rf "$TMPDIR"/muster.*

# a storm of signals that mean nothing
rm -f "$GO"
start
n=0
while [ $n -lt 300 ]; do
	kill -CHLD "$pid"
	kill -WINCH "$pid"
	kill -CONT "$pid"
	n=$((n + 1))
done
: >"$GO"
end
is "$(count passed) $status" "5 0" "a storm of signals that mean nothing has no effect"
sound "a storm"

# interrupted while it lists
program lister 'case $1 in --gtest_list*) echo $$ >"$STARTED"; while :; do sleep 1000; done ;; esac'
printf '[tests lister]\nkind = gtest\n' >muster.conf
fresh
rm -f "$STARTED" "$base/pid"
TMPDIR=$base/tmp perl -e '$SIG{$_} = "DEFAULT" for qw(INT TERM); my $f = shift; open(F, ">", "$f.new"); print F $$; close F; rename("$f.new", $f); exec { $ARGV[0] } @ARGV' \
	"$base/pid" timeout "$bound" "$MUSTER" --env="E2E=$token" lister >"$out" 2>"$err" </dev/null &
job=$!
await '[ -s "$STARTED" ]'
kill -TERM "$(cat "$base/pid")"
wait "$job" 2>/dev/null
is $? 143 "TERM while a program lists its cases: muster dies by it"
await '! grep -qs -F -f "$base/token" /proc/[0-9]*/environ /proc/[0-9]*/cmdline'
ok $? "and the lister is gone"

# stopped while it lists
fresh
rm -f "$STARTED" "$base/pid"
TMPDIR=$base/tmp perl -e 'my $f = shift; open(F, ">", "$f.new"); print F $$; close F; rename("$f.new", $f); exec { $ARGV[0] } @ARGV' \
	"$base/pid" "$MUSTER" --env="E2E=$token" lister >"$out" 2>"$err" </dev/null &
job=$!
await '[ -s "$STARTED" ]'
kill -TSTP "$(cat "$base/pid")"
[ -z "$have_proc" ] || await 'grep -qs "^State:.T" "/proc/$(cat "$base/pid")/status" && grep -qs "^State:.T" "/proc/$(cat "$STARTED")/status"'
ok $? "TSTP while a program lists its cases: muster stops, and so does the program"
kill -CONT "$(cat "$base/pid")"
[ -z "$have_proc" ] || await '! grep -q "^State:.T" "/proc/$(cat "$STARTED")/status"'
ok $? "CONT: they go on"
kill -TERM "$(cat "$base/pid")"
wait "$job" 2>/dev/null
is $? 143 "and TERM ends them"

# interrupted while it walks: nothing is to be tidied up
if strace -qq -o "$base/traced" -e trace=none true 2>/dev/null; then
	program clean/w/ok 'exit 0'
	(cd clean && exec strace -qq -o "$base/traced" -e inject=getdents64:signal=INT:when=1 "$MUSTER" --list w) >"$out" 2>"$err"
	is "$?" 130 "INT while it looks for programs: it dies by it at once"
else
	skip "INT while it looks for programs" "no strace that works"
fi

# a person's own run on a terminal: Ctrl-Z stops the test and muster
if pty_ready; then
	rm -f "$base/keys" "$base/log" "$GO"
	mkfifo "$base/keys"
	# (without children: a shell in vfork does not stop before its child goes on)
	mkfifo "$GO.pipe"
	program dbg 'echo $$ >"$STARTED"; read -r word <"$GO.pipe"; exit 0'
	rm -f "$STARTED"
	TERM=dumb TMPDIR=$base/tmp timeout -k 2 "$bound" "$base/pty" "$base/screen" "$base/log" "$MUSTER" --debug=dbg dbg <"$base/keys" 2>"$err" &
	job=$!
	exec 8>"$base/keys"
	await '[ -s "$STARTED" ]'
	printf '\032' >&8
	await 'grep -q stopped "$base/log" && { [ -z "$have_proc" ] || grep -q "^State:.T" "/proc/$(cat "$STARTED")/status"; }'
	ok $? "--debug: Ctrl-Z stops the test, and muster"
	kill -CONT -"$(sed -n 's/^pid //p' "$base/log")"
	await 'grep -q continued "$base/log"'
	timeout 20 sh -c 'echo go >"$GO.pipe"'
	exec 8>&-
	wait $job
	is "$(grep -e exit -e signal "$base/log")" "exit 0" "--debug: it goes on"
else
	skip "--debug: Ctrl-Z" "no C compiler, or no terminal to be had"
fi
finish
