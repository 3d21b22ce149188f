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
rm "$GO"

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
finish
