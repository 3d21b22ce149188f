#!/bin/sh
# Slaves that are alive and say nothing: found by their heartbeat, after 15 s. Four runs at once, so that this
# takes no longer than one.
#
#	B4	a slave that is stopped while its test runs, and one whose test hangs besides
#	B4	the process that lists for the master, too
#	B9	a slave that is stopped in its appliance's teardown, after all its tests
. t/lib.sh
need_perl

bound=50
STARTED=$base/started
export STARTED
program a/1_hangs 'echo $PPID >"$STARTED.a"; sleep 1000'
program b/1_stops 'echo "$MUSTER_TEST" >>"$STARTED.b"; kill -STOP $PPID; sleep 1000'
for i in 2 3 4; do
	program a/$i 'exit 0'
	program b/$i 'exit 0'
	program c/$i 'exit 0'
done
cat >c.conf <<'CONF'
[appliance one]
teardown = echo down >>"$STARTED.c"; [ "$(wc -l <"$STARTED.c")" -gt 1 ] || kill -STOP $PPID
CONF
program d/unit 'case $1 in --gtest_list*) kill -STOP $PPID; echo A.; echo "  one" ;; esac'
printf '[tests d/unit]\nkind = gtest\n' >d.conf
fresh
# one NAME ARGS: a run in the background
one() {
	name=$1
	shift
	mkdir "$base/tmp.$name"
	"$MUSTER" --list "$name" >"$base/list.$name"
	(
		TMPDIR=$base/tmp.$name timeout -k 2 "$bound" "$MUSTER" --env="E2E=$token" --json="$base/json.$name" "$@" "$name" \
			>"$base/out.$name" 2>"$base/err.$name" </dev/null
		echo $? >"$base/status.$name"
	) &
}
# results NAME: where `sound` looks for them
results() {
	out=$base/out.$1 err=$base/err.$1 json=$base/json.$1 list=$base/list.$1
	status=$(cat "$base/status.$1")
	: >"$facts"
	flatten
	awk -F'\t' '$1 == "@end" && $2 == "wall" && ($3 < 14 || $3 > 30) { bad = 1; print "# it took " $3 " s" } END { exit bad }' "$facts"
	ok $? "$1: it takes the 15 s that a slave may be silent, and not much more"
	[ -z "$(ls -A "$base/tmp.$1")" ]
	ok $? "$1: nothing is left in TMPDIR"
}
one a -j2 --dist=test --order=collected
one b -j1 --dist=test --order=collected
one c -c c.conf
mkdir "$base/tmp.d"
(
	TMPDIR=$base/tmp.d timeout -k 2 "$bound" "$MUSTER" --env="E2E=$token" -c d.conf d >"$base/out.d" 2>"$base/err.d" </dev/null
	echo $? >"$base/status.d"
) &
await '[ -s "$STARTED.a" ]' && kill -STOP "$(cat "$STARTED.a")"
wait

is "$(cat "$base/status.d")" 3 "B4: the lister is stopped: exit status 3"
like "$(cat "$base/err.d")" "*lists tests is silent*" "B4: it is said why"
[ -z "$(ls -A "$base/tmp.d")" ] && ! grep -qs -F -f "$base/token" /proc/[0-9]*/environ
ok $? "B4: nothing is left of it"

results a
is "$(outcomes)" "a/1_hangs lost
a/2 passed
a/3 passed
a/4 passed" "B4: a slave that was stopped: its test is lost, the others pass"
like "$(cat "$err")" "*silent*" "B4: it is said why"
sound "B4: -j2"
is "$status" 3 "B4: exit status 3"

results b
is "$(outcomes)" "b/1_stops lost
b/2 passed
b/3 passed
b/4 passed" "B4: a test that stops its only slave is lost, the others pass on the next one"
is "$(wc -l <"$STARTED.b" | tr -d ' ')" 1 "B4: it was not started again"
sound "B4: -j1"

results c
is "$(count passed)" 3 "B9: a slave that does not come to its end: the results are kept"
is "$status" 0 "B9: it costs no more than a warning"
[ -s "$err" ]
ok $? "B9: which is there"
is "$(wc -l <"$STARTED.c" | tr -d ' ')" 2 "B9: the appliance was torn down by another, once"
sound "B9" 0
finish
