#!/bin/sh
# What does not move holds up nothing else: a report that nobody reads, a console that nobody reads, a slave that is stopped.
# No times: in each case all other tests have run before it moves again.
. t/lib.sh
need_perl

STARTED=$base/started
export STARTED
for i in 1 2 3 4 5 6 7 8 9; do
	for k in 0 1 2 3; do
		program s/$i$k 'dd if=/dev/zero bs=1024 count=60 2>/dev/null | tr "\0" x; echo "$MUSTER_TEST" >>"$STARTED"; exit 1'
	done
done
have() { [ -s "$STARTED" ] && [ "$(wc -l <"$STARTED")" -ge "$1" ]; }

# stalled ARGS: a run whose pipe $base/pipe is held open and read only when all 36 tests have run; what came of it is in $base/got
stalled() {
	fresh
	rm -f "$STARTED" "$base/pipe" "$base/got"
	mkfifo "$base/pipe"
	"$MUSTER" --list s >"$list"
	sleep 100 <>"$base/pipe" &
	holder=$!
	{ TMPDIR=$base/tmp timeout -k 2 "$bound" "$MUSTER" -j2 --env="E2E=$token" "$@" s >"$console" 2>"$err" </dev/null; echo $? >"$base/status"; } &
	await 'have 36'
	ok $? "$what: all tests run meanwhile"
	exec 8<"$base/pipe"
	kill $holder
	wait $holder 2>/dev/null
	cat <&8 >"$base/got"
	exec 8<&-
	await '[ -s "$base/status" ]'
	status=$(cat "$base/status")
	rm "$base/status"
}

what="a report that nobody reads" console=$out
stalled --json="$base/pipe"
cp "$base/got" "$json"
flatten
is "$(outcomes | grep -c failed) $status" "36 1" "$what: once it is read, all of its 2 MiB is there"
sound "$what"

what="a console that nobody reads" console=$base/pipe
stalled -v --output=all --json="$json" --color=never
cp "$base/got" "$out"
flatten
is "$(outcomes | grep -c failed) $status" "36 1" "$what: nothing is lost of the JSON lines"

what="a slave that is stopped"
rm -rf s "$STARTED"
program s/00 'kill -STOP $PPID
	n=0; until [ "$(wc -l <"$STARTED")" -ge 34 ] || [ $n -ge 1000 ]; do n=$((n + 1)); sleep 0.02; done
	kill -CONT $PPID; [ $n -lt 1000 ]'
for i in 1 2 3 4 5 6 7 8 9; do
	for k in 0 1 2 3; do program s/$i$k 'echo "$MUSTER_TEST" >>"$STARTED"'; done
done
: >"$STARTED"
run -j2 --dist=test --order=collected s
is "$(count passed) $status" "37 0" "$what: the others run what it does not hold, then it goes on"
sound "$what"
finish
