#!/bin/sh
# Processes that muster did not start: children that its process had before (`server & exec muster`), and
# orphans of the session that it is in. Whatever ends, they live on.
. t/lib.sh
need_perl
need_proc

# beside: starts a stranger, then becomes its arguments; who that was is in $STRANGER
STRANGER=$base/stranger
export STRANGER
launcher beside 'sleep 1000 >/dev/null 2>&1 & echo $! >"$STRANGER"; exec "$@"'
launcher beside_far 'setsid sleep 1000 >/dev/null 2>&1 & echo $! >"$STRANGER"; exec "$@"'
# its parent ends while the run goes on: it becomes a child of muster then
launcher orphan '(sleep 1000 >/dev/null 2>&1 & echo $! >"$STRANGER"; until [ -e "$STRANGER.go" ]; do sleep 0.01; done) >/dev/null 2>&1 & exec "$@"'
# lives 'sentence': it is there still, and is ended now
lives() {
	state=$(sed -n 's/^State:[^A-Z]*\(.\).*/\1/p' "/proc/$(cat "$STRANGER")/status" 2>/dev/null)
	like "$state" "[SRD]" "$1"
	kill "$(cat "$STRANGER")" 2>/dev/null
}
# not sound: the orphans of the launchers have no token, so that only what is muster's is looked for

program ok 'exit 0'
program a_ok 'exit 0'
program flees '(setsid sleep 1000 >/dev/null 2>&1 &); sleep 0.1; exit 0'
take kills_its_slave kills
for how in beside beside_far; do
	under $how -j1 --dist=test ok
	sound "$how: a run"
	lives "$how: a child that was there before lives on when the run has ended"
	under $how -j2 --dist=test --order=collected flees kills ok
	is "$(outcomes)" "flees passed
kills lost
ok passed" "$how: a slave dies"
	sound "$how: a slave dies"
	lives "$how: and a child that was there before does not"
done

program waits 'kill -0 "$(cat "$STRANGER")" || exit 1; : >"$STRANGER.go"; n=0
until grep -q "^PPid:[^0-9]*$(sed -n "s/^PPid:[^0-9]*//p" /proc/$PPID/status)$" "/proc/$(cat "$STRANGER")/status"; do
	n=$((n + 1)); [ $n -lt 1000 ] || exit 77; sleep 0.01; done'
under orphan -j1 --dist=test --order=collected waits kills
is "$(field kills outcome)" lost "an orphan of the session"
like "$(field waits outcome)" "passed" "is adopted while a test runs"
sound "an orphan of the session"
lives "and lives on when a slave dies, and when the run has ended"
rm -f "$STRANGER.go"

# a slave elsewhere, which had one before it was a slave
printf '[appliance far]\nvia = %s\nmuster = %s\n' "$base/beside" "$MUSTER" >muster.conf
program b_lives 'kill -0 "$(cat "$STRANGER")"'
run --order=collected a_ok b_lives flees
is "$(outcomes)" "a_ok passed
b_lives passed
flees passed" "a slave behind a via that has a child of its own: it lives as long as that"
sound "a slave behind a via"
awk -F'\t' '$1 == "a_ok" && $2 == "duration" && $3 > 0.4 { bad = 1 } END { exit bad }' "$facts"
ok $? "and is no leak of a test"
finish
