#!/bin/sh
# Faults of slaves: they die while they collect, close their socket, cannot be started again.
#
#	row	where
#	B1	slave_death.t, in every number of slaves and alone in a batch
#	B2	here
#	B3	slave_death.t: the poison is one of 31 tests; "two in a row" for the count that starts again
#	B4	faults_silence.t, which takes 17 s
#	B5	mismatch.t; equal names in one collection get numbers (DESIGN), t/collect.c
#	B6	here; an exit status of 0 without BYE cannot be made from outside, t/runner.c has all that
#		follows from it (a_slave_that_said_farewell_and_ends_did_not_die, what_ran_on_a_slave_that_died_is_lost)
#	B7	environment.t for tests, here for slaves
#	B8	via.t; a slave of this host has the master's standard error, and prints nothing there by itself
#	B9	faults_silence.t
#	B10	here; slave_death.t for all slaves that die
. t/lib.sh
need_perl

STARTED=$base/started
export STARTED
# took SECONDS 'sentence': the run took no longer, by the end event
took() {
	awk -F'\t' -v most="$1" '$1 == "@end" && $2 == "wall" && $3 > most { bad = 1; print "# it took " $3 " s" } END { exit bad }' "$facts"
	ok $? "$2"
}
each_once() { is "$(sort "$STARTED" | uniq -d)" "" "$1: no test started twice"; }

# B2: the appliance makes the lister kill its slave
program unit 'case ${1-} in
--gtest_list*) [ -z "${DIE-}" ] || { echo x >>"$STARTED"; kill -9 $PPID; sleep 1000; }; echo "A."; echo "  one"; exit 0 ;;
esac
echo "[ RUN      ] A.one"; echo "[       OK ] A.one (0 ms)"; echo "[==========] 1 test ran."'
program plain 'exit 0'
cat >muster.conf <<'CONF'
[tests unit]
kind = gtest
[appliance bad]
env.DIE = 1
CONF
rm -f "$STARTED"
run unit plain
is "$(outcomes)" "plain notrun
unit::A.one notrun" "B2: a slave that always dies while it collects: nothing is run"
is "$(wc -l <"$STARTED" | tr -d ' ')" 3 "B2: it was started three times, and no more"
like "$(cat "$err" "$out")" "*bad*three times*" "B2: it is said"
sound "B2: no slave is left"
is "$status" 3 "B2: exit status 3"
took 10 "B2: it does not take long"

printf '[appliance good]\n' >>muster.conf
run unit plain
is "$(outcomes)" "plain passed
unit::A.one passed" "B2: another appliance does the work"
is "$status" 3 "B2: that an appliance was given up is exit status 3 all the same"
sound "B2: one is left" 3
rm muster.conf

# B6: the socket is shut under a slave that lives on, or does not
take speaks_for_its_slave s/2_vice
for i in 1 3 4 5; do program s/$i 'echo "$MUSTER_TEST" >>"$STARTED"'; done
SAYS=
export SAYS
for SAYS in mute gone; do
	rm -f "$STARTED"
	for n in 1 3; do
		rm -f "$STARTED"
		run -j$n --dist=test --order=collected s
		if [ "$(field s/2_vice outcome)" = skipped ]; then
			skip "B6: $SAYS" "this system lends no descriptors (pidfd_getfd)"
			continue
		fi
		is "$(outcomes)" "s/1 passed
s/2_vice lost
s/3 passed
s/4 passed
s/5 passed" "B6: a slave whose socket is $SAYS, -j$n: its test is lost, the others pass"
		each_once "B6: $SAYS, -j$n"
		sound "B6: $SAYS, -j$n"
		is "$status" 3 "B6: $SAYS, -j$n: exit status 3"
		took 8 "B6: $SAYS, -j$n: nobody waits for a heartbeat"
	done
done
# a slave that is asked to end by somebody else: what it held is not forgotten
program t/2_asks 'echo "$MUSTER_TEST" >>"$STARTED"; kill -TERM $PPID; while :; do sleep 1000; done'
for i in 1 3 4 5; do program t/$i 'echo "$MUSTER_TEST" >>"$STARTED"'; done
for n in 1 3; do
	rm -f "$STARTED"
	run -j$n --dist=load --order=collected --grace=200ms t
	is "$(outcomes)" "t/1 passed
t/2_asks lost
t/3 passed
t/4 passed
t/5 passed" "B6: a slave that was sent TERM, -j$n: its test is lost, the others pass"
	each_once "B6: TERM, -j$n"
	sound "B6: TERM, -j$n"
	is "$status" 3 "B6: TERM, -j$n: exit status 3"
done

# B7: what a slave has open
program fds 'for f in /proc/$PPID/fd/*; do readlink "$f"; done; exit 1'
cp fds fds2; cp fds fds3
fresh
"$MUSTER" --list fds fds2 fds3 >"$list"
(
	exec 3>"$base/three" 5<"$MUSTER" 7>&3 9>&3
	TMPDIR=$base/tmp timeout "$bound" "$MUSTER" -j3 --dist=test --env="E2E=$token" --json="$json" fds fds2 fds3 >"$out" 2>"$err"
)
status=$?
flatten
for t in fds fds2 fds3; do
	[ -n "$have_proc" ] || { skip "B7: $t: a slave has one socket" "no /proc to see what is open"; continue; }
	got=$(field $t stdout | sed 's/\\n/\n/g')
	is "$(echo "$got" | grep -c '^socket:')" 1 "B7: $t: a slave has one socket, its own"
	got=$(echo "$got" | grep -v -e "^$base/tmp/muster-[0-9]*/[0-9a-f]*$" -e "^$base/tmp/.*/slave[0-9]*[.]\(keep[.]\)*1$")	# where its tests' TMPDIRs are
	unlike "$got" "*$base/[tj]*" "B7: $t: and no file of the master, or of the master's caller"
done
sound "B7"

# B10: the last slave dies, and no other can be made
if strace -qq -o "$base/strace" -e trace=none true 2>/dev/null; then
	take kills_its_slave u/1_kills
	for i in 2 3 4; do program u/$i 'exit 0'; done
	program "$base/by_strace" 'exec strace -qq -o /dev/null -e trace=clone,clone3,fork,vfork -e inject=clone,clone3,fork,vfork:error=EAGAIN:when=2+ "$@"'
	fresh
	"$MUSTER" --list u >"$list"
	TMPDIR=$base/tmp timeout -k 2 "$bound" "$base/by_strace" "$MUSTER" -j1 --dist=test --order=collected --env="E2E=$token" --json="$json" u >"$out" 2>"$err"
	status=$?
	flatten
	is "$(outcomes)" "u/1_kills lost
u/2 notrun
u/3 notrun
u/4 notrun" "B10: the last slave dies and fork fails: what waits is not run"
	sound "B10"
	is "$status" 3 "B10: exit status 3"
	took 10 "B10: within 10 s"
else
	skip "B10: fork fails" "no strace that works"
fi
finish
