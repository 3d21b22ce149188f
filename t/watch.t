#!/bin/sh
# --watch: after a run it waits for changes, and runs what they concern.
. t/lib.sh

DIR=$PWD
export DIR
mkfifo keys
exec 8<>keys
# noted NAME [STATUS]: a program that notes that it ran
noted() {
	program "$1.new" 'echo "${0##*/}" >>"$DIR/ran"; exit '"${2-0}" && mv "$1.new" "$1"
}
# touched NAME: other bytes
touched() {
	{ cat "$1"; echo "# $$"; } >"$1.new" && chmod +x "$1.new" && mv "$1.new" "$1"
}
# ran N: what ran since then in one run, when muster waits for the Nth time
ran() {
	n=$1 await '[ "$(grep -c "waits for changes" "$out")" -ge "$n" ]'
	if [ "$(grep -c "waits for changes" "$out")" != "$1" ]; then echo "waits $(grep -c "waits for changes" "$out") times, not $1"; fi
	sort ran 2>/dev/null | tr '\n' ' '
	: >ran
}
# watch ARGS: begins one
watch() {
	rm -rf .muster
	: >"$out"
	: >ran
	perl -e '$SIG{$_} = "DEFAULT" for qw(INT QUIT HUP TERM); exec { $ARGV[0] } @ARGV' "$MUSTER" --no-probe --env="E2E=$token" --watch "$@" <keys >>"$out" 2>&1 &
	pid=$!
}
# held: how many descriptors muster has; rests: not more than $before, and no child
held() { [ -z "$have_proc" ] || ls "/proc/$pid/fd" | wc -l; }
rests() { [ -z "$have_proc" ] || { [ "$(held)" -le "$before" ] && ! grep -q "^[0-9]* ([^)]*) . $pid " /proc/[0-9]*/stat 2>/dev/null; }; }
[ -n "$have_perl" ] || skip_all "no perl"

mkdir t src
for name in a b c; do noted t/$name; done
noted t/fails 1
printf 'data\n' >src/data
printf '[run]\nwatch = src\n' >muster.conf
watch -j2 t
is "$(ran 1)" "a b c fails " "the first run has all"
before=$(held)
touched t/b
is "$(ran 2)" "b fails " "what changed runs, and what failed"
touched t/a; touched t/c; touched t/b
is "$(ran 3)" "a b c fails " "a burst of changes is one run"
noted t/new
is "$(ran 4)" "fails new " "a new program"
mkdir t/sub && noted t/sub/deep
is "$(ran 5)" "deep fails " "one in a new directory"
rm t/new
touched t/sub/deep
is "$(ran 6)" "deep fails " "what is gone concerns nobody; a directory that was new is watched, too"
echo more >>src/data
is "$(ran 7)" "a b c deep fails " "watch = PATHS: all tests"
echo f >&8
is "$(ran 8)" "fails " "f: what failed"
echo >&8
is "$(ran 9)" "a b c deep fails " "Enter: all"
noted t/fails 0
is "$(ran 10)" "fails " "it is mended"
touched t/a
is "$(ran 11)" "a " "and has failed no more"
printf 'broken\n' >muster.conf
n=12 await '[ "$(grep -c "waits for changes" "$out")" -ge "$n" ]'
like "$(cat "$out")" "*muster.conf:1: expected*" "a configuration that is broken is told of"
printf '[run]\nwatch = src\nbuild = test -e fine && cp t/a t/built\n' >muster.conf
is "$(ran 13)" "" "build = COMMAND that fails: nothing runs"
like "$(tail -n 2 "$out")" "*nothing runs (exit status 1)*" "and that is said"
: >fine
echo 3 >>src/data
is "$(ran 14)" "a b built c deep fails " "when it is mended all run that were concerned"
echo 4 >>src/data
is "$(ran 15)" "built " "then what it has built"
cat >builder <<'END'
read -r n <built
echo $((n + 1)) >built
echo "# $n" >>t/built
[ "$n" -gt 2 ] || echo "$n" >>src/data
END
echo 0 >built
printf '[run]\nwatch = src\nbuild = sh builder\n' >muster.conf
await '[ "$(grep -c "build: sh builder" "$out")" -ge 4 ] && [ "$(tail -n 1 "$out" | grep -c "waits for changes")" = 1 ]'
had=$(grep -c "waits for changes" "$out")	# in one run more, or one less
is "$(cat built) $(sort -u ran | tr '\n' ' ')" "4 a b built c deep fails " "a change while the third build in a row ran is built"
: >ran
echo >&8
is "$(ran $((had + 1))) $(cat built)" "a b built c deep fails  5" "Enter builds, too"
printf '[run]\nwatch = src\n' >muster.conf
ran $((had + 2)) >/dev/null
if [ "$(uname)" = Linux ]; then
	exec 7>>t/c
	echo '[ ! -e open ] || echo early >>"$DIR/ran"' >&7
	: >open
	sleep 1.5
	rm open
	exec 7>&-
	is "$(ran $((had + 3)))" "c " "a program that is being written is waited for"
else
	touched t/c
	ran $((had + 3)) >/dev/null
fi
await rests
ok $? "no descriptor and no process more"
echo q >&8
wait "$pid"
is "$? $(ran $((had + 3)))" "0 " "q ends, with the last run's exit status"

# a run that comes to nothing: what concerned it concerns the next one
mkdir n
noted n/a
noted n/b
launcher strays 'shift; rm -f "$DIR"/n/stray; exec "$@"'	# the slave does not find what the master found
watch -j1 n
ran 1 >/dev/null
printf '[appliance far]\nvia = %s/strays far\nmuster = %s\n' "$base" "$MUSTER" >far.conf
kill -INT "$pid"
wait "$pid"
watch -c far.conf n
ran 1 >/dev/null
touched n/a
cp n/b n/stray.new && mv n/stray.new n/stray
await 'grep -q E-COLLECT "$out" && [ "$(tail -n 1 "$out" | grep -c "waits for changes")" = 1 ] && [ -s ran ]'
is "$(sort -u ran | tr '\n' ' ')" "a " "when nothing could be run, what had changed runs when something can be"
kill -INT "$pid"
wait "$pid"

# changes at random moments, runs among them
mkdir r
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do noted r/$i; done
rm muster.conf
watch -j2 r
ran 1 >/dev/null
before=$(held)
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
	touched r/$i
	perl -e 'select(undef, undef, undef, rand(0.3))'
done
await '[ "$(wc -l <ran)" -ge 15 ]'
await '[ "$(tail -n 1 "$out" | grep -c "waits for changes")" = 1 ]'
await rests
rested=$?
is "$(sort -n ran | tr '\n' ' ') $rested" "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15  0" "changes at random moments: each runs once, nothing is left"
kill -INT "$pid"
wait "$pid"
is "$?" 130 "INT ends it by that signal"

program long/test 'echo here >>"$DIR/ran"; exec sleep 60'
for sig in INT TERM; do
	watch long
	await '[ -s ran ]'
	kill -$sig "$pid"
	wait "$pid"
	is "$(kill -l $?)" $sig "$sig in a run ends both"
	is "$(grep -ls -F -f "$base/token" /proc/[0-9]*/environ)" "" "and nothing runs on"
done
exec 8>&-

if pty_ready; then
	mkfifo typed
	TERM=xterm timeout -k 2 "$bound" "$base/pty" "$base/screen" "$base/log" "$MUSTER" --watch --no-probe --progress=never r/1 <typed 2>"$err" &
	job=$!
	exec 8>typed
	await 'grep -q "waits for" "$base/screen"'
	echo >&8
	await '[ "$(grep -c "waits for" "$base/screen")" = 2 ]'
	echo q >&8
	exec 8>&-
	wait "$job"
	is "$(tr -d '\r' <"$base/screen" | grep -c "$(printf '\033\\[H\033\\[2J')") $(grep -e exit -e signal -e tty "$base/log" | tr '\n' ' ')" "2 exit 0 tty same " \
		"on a terminal each run begins a new screen, and q ends"
else
	skip "on a terminal" "no C compiler, or no pseudo-terminal to be had"
fi
refused "*--watch does not count with --list*" "--watch and --list" --list --watch r
finish
