#!/bin/sh
# Faults of test programs. What they do to the runner, and what it makes of that.
#
#	row	where
#	A1	exec_errors.t
#	A2	here
#	A3	verdicts.t; t/slave.c has all 256 exit statuses
#	A4	timeouts.t
#	A5	timeouts.t, the note here
#	A6	leaks.t
#	A7	leaks.t; here one that fills its pipe without a pause
#	A8	leaks.t
#	A9	output.t
#	A10	output.t for what is kept; here what it costs
#	A11	here
#	A12	output.t, names.t; in file reports: with them
#	A13	tap.t
#	A14	here
#	A15	slave_death.t for the slave; here for everything
#	A16	cleanup.t; here what that lacks
#	A17	here
#	A18	here
. t/lib.sh
need_perl

seen() { field "$1" stdout | sed 's/\\n/\n/g'; }
# within SECONDS ID 'sentence': its duration is no longer than that
within() {
	awk -F'\t' -v most="$1" -v id="$2" '$1 == id && $2 == "duration" { n++; if ($3 > most) { bad = 1; print "# it took " $3 " s" } } END { exit bad || !n }' "$facts"
	ok $? "$3"
}

# swept: kills what a point above has found left, so that it is found once
swept() {
	for p in $(grep -ls -F -f "$base/token" /proc/[0-9]*/environ 2>/dev/null); do
		p=${p#/proc/}
		kill -9 "${p%/environ}" 2>/dev/null
	done
}

# A2: a program that somebody still writes
mkdir a2
cp "$(command -v sleep)" a2/2_busy
program a2/1_first ': >"$GO"'
GO=$base/go
export GO
printf '[tests a2/2_busy]\nargs = 0\n' >muster.conf
(exec 9>>a2/2_busy; ./a2/2_busy 0) 2>/dev/null
if [ $? -eq 126 ]; then
	(exec 9>>a2/2_busy; await '[ -e "$GO" ]'; sleep 0.1) &
	run -j1 --dist=test --order=collected a2
	wait $!
	is "$(outcomes)" "a2/1_first passed
a2/2_busy passed" "A2: a program that is busy for 0.1 s is started after that"
	sound "A2: busy for a while"
	exec 9>>a2/2_busy
	run -j1 --dist=test --order=collected a2 9>&-
	exec 9>&-
	is "$(field a2/2_busy outcome)" error "A2: a program that stays busy is an error"
	like "$(field a2/2_busy message)" "*ext file busy*" "A2: which is named"
	within 5 a2/2_busy "A2: and not waited for for ever"
	sound "A2: busy"
else
	skip "A2: a busy program" "this system starts files that are open for writing"
fi
rm muster.conf

# A5: that it was stopped is worth a note
take stops_itself
run --timeout=200ms --grace=200ms stops_itself
is "$(field stops_itself outcome)" timeout "A5: a test that stops itself"
like "$(field stops_itself message)" "*was stopped*" "A5: the message says that it was stopped itself"
sound "A5"

# A7: a child that prints without a pause does not put off the end
program chatters 'perl -e "while (1) { print qq(still here, and not going away soon\n) x 50 }" & exit 0'
program next 'exit 0'
run -j1 --dist=test --order=collected chatters next
is "$(outcomes)" "chatters passed
next passed" "A7: a child that never stops printing"
within 3 chatters "A7: is not waited for"
like "$(field chatters leaked)" "[12]" "A7: and is counted"
sound "A7"

# A10, A11: memory. A test looks at the marks that its slave and the master left.
HWM=$base/hwm
export HWM
hwm='for p in $PPID $(sed -n "s/^PPid:[^0-9]*//p" /proc/$PPID/status); do sed -n "s/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p" /proc/$p/status; done >>"$HWM"'
# small KB 'sentence': neither slave nor master was larger
small() {
	if [ -z "$have_proc" ]; then
		skip "$2" "no /proc to see how large they are"
		return
	fi
	if grep -q __asan_init "$MUSTER"; then
		skip "$2" "sanitizers take memory of their own"
		return
	fi
	awk -v most="$1" '{ n++; if ($1 > most) { bad = 1; print "# " $1 " KB" } } END { exit bad || n < 2 }' "$HWM"
	ok $? "$2"
}
program floods "head -c 300000000 /dev/zero; $hwm; exit 1"
program beside 'exit 0'
rm -f "$HWM"
run -j2 --dist=test floods beside
is "$(outcomes)" "beside passed
floods failed" "A10: 300 MB of output"
small 32000 "A10: master and slave stay below 32 MB"
like "$(field floods stdout)" "*bytes are left out*" "A10: what was cut is said"
sound "A10"

program endless.t "echo 1..2; echo ok 1; head -c 100000000 /dev/zero | tr '\\0' x; echo; echo ok 2; $hwm"
program token.t 'echo 1..1; printf "ok 1 - "; head -c 5000000 /dev/zero | tr "\0" n; echo'
program plain.t 'echo 1..1; echo ok 1'
rm -f "$HWM"
run -j1 endless.t token.t plain.t
is "$(outcomes)" "endless.t error
plain.t passed
token.t error" "A11: a line of TAP without end is an error, and the rest is read"
like "$(field endless.t message)" "*line*long*" "A11: which is named"
small 32000 "A11: master and slave stay below 32 MB"
awk -F'\t' '$1 == "@case" && length($2) > 70000 { bad = 1 } END { exit bad }' "$facts"
ok $? "A11: no name is longer than a line may be"
sound "A11: TAP"

take fake_gtest good
program lists 'case ${1-} in --gtest_list*) tr "\0" x </dev/zero; exit 0 ;; esac
'"$hwm"'; exit 1'
printf '[tests lists]\nkind = gtest\n[tests good]\nkind = gtest\n' >muster.conf
rm -f "$HWM"
FAKE_CASES="A.passes_1" run -j1 --list-timeout=5s lists good
is "$(outcomes)" "good::A.passes_1 passed
lists error" "A11: a listing without end: it runs as one test"
like "$(cat "$err")" "*warning*lists*cannot list*" "A11: with a warning"
small 64000 "A11: the master stays below 64 MB"
sound "A11: a listing"
if grep -q __asan_init "$MUSTER"; then
	skip "A11: whoever lists needs no more than 200 MB" "sanitizers take memory of their own"
else
	launcher in_200_mb 'ulimit -v 200000; exec "$@"'
	FAKE_CASES="A.passes_1" under in_200_mb -j1 --list-timeout=5s lists good
	is "$(outcomes)" "good::A.passes_1 passed
lists error" "A11: whoever lists needs no more than 200 MB"
fi
rm muster.conf

# A14: a terminal that a test could take
program grabs 'perl -e "use Errno; open(T, q(+<), q(/dev/tty)) and exit 1; exit(\$!{ENXIO} ? 0 : 2)" || exit 1
stty raw -echo </dev/tty; perl -e "open T, q(+<), q(/dev/tty); ioctl T, 0x5412, q(x)"; sh -ic : ; exit 0'
if pty_ready; then
	fresh
	"$MUSTER" --list grabs >"$list"
	TERM=dumb TMPDIR=$base/tmp timeout -k 2 "$bound" "$base/pty" "$base/screen" "$base/log" \
		"$MUSTER" -j1 --env="E2E=$token" --json="$json" grabs </dev/null 2>"$err"
	status=$(sed -n 's/^exit //p' "$base/log")
	sed 's/\x1b\[[0-9;?]*[A-Za-z]//g' "$base/screen" | tr -d '\r' >"$out"
	flatten
	is "$(outcomes)" "grabs passed" "A14: a test on a terminal has none: /dev/tty is ENXIO"
	is "$(grep tty "$base/log")" "tty same" "A14: the terminal's settings are as they were"
	is "$(grep -c stopped "$base/log")" 0 "A14: nobody was stopped"
	sound "A14"
	# one that takes its slave's way to it
	program strays 'stty raw -echo </proc/$PPID/fd/2 || stty raw -echo </proc/$PPID/fd/1; exit 0'
	program lists 'case $1 in --gtest_list*) stty raw -echo </proc/$PPID/fd/2 || stty raw -echo </proc/$PPID/fd/1; echo A.; echo "  one" ;; esac'
	printf '[tests lists]\nkind = gtest\n' >muster.conf
	for what in strays lists; do
		rm -f "$base/log"
		TERM=dumb TMPDIR=$base/tmp timeout -k 2 "$bound" "$base/pty" "$base/screen" "$base/log" "$MUSTER" -j1 $what </dev/null
		is "$(grep tty "$base/log")" "tty same" "A14: $what: settings that a test found a way to change are as they were"
		like "$(cat "$base/screen")" "*changed the terminal*" "A14: $what: it is said"
	done
	rm muster.conf
else
	skip "A14: a terminal" "no C compiler, or no terminal to be had"
fi

# A15: everything but itself and process 1

if unshare -rpf --mount-proc true 2>/dev/null; then
	take kills_all k/2_kills
	for i in 1 3 4; do program k/$i 'echo "$MUSTER_TEST" >>"$STARTED"'; done
	launcher in_space 'exec unshare -rpf --mount-proc "$@"'
	STARTED=$base/started
	export STARTED
	ALONE=yes under in_space -j1 --dist=test --order=collected k
	is "$(outcomes)" "k/1 passed
k/2_kills lost
k/3 passed
k/4 passed" "A15: a test that kills everything is lost, the others pass"
	is "$(sort "$STARTED" | uniq -d)" "" "A15: none started twice"
	sound "A15"
	is "$status" 3 "A15: exit status 3"
	unset STARTED
else
	skip "A15: a test that kills everything" "no pid namespace to do it in"
fi

# A16: what a test does to its directories
PRECIOUS=$base/precious
export PRECIOUS
mkdir "$PRECIOUS"
echo keep me >"$PRECIOUS/file"
program m/1_many 'cd "$TMPDIR" && i=0 && while [ $i -lt 10000 ]; do : >$i; i=$((i + 1)); done'
program m/deep 'perl -e "chdir \$ENV{TMPDIR} or die; for (1 .. 1500) { mkdir q(a_directory) or die; chdir q(a_directory) or die }"'
program m/3_links 'ln -s / "$TMPDIR/root"; ln -s "$PRECIOUS" "$TMPDIR/precious"; ln -s "$PRECIOUS/file" "$TMPDIR/file"'
program m/4_cwd 'rm -rf "$TMPDIR"'
program m/5_outside 'mv "$TMPDIR" "$TMPDIR.moved" && mkdir "$TMPDIR.moved/more"'
program m/6_shut 'mkdir "$TMPDIR/d"; : >"$TMPDIR/d/f"; chmod 000 "$TMPDIR/d" "$TMPDIR"'
program m/7_looks '[ -z "$(ls -A "$TMPDIR")" ]'
printf '[tests m/4_cwd]\ncwd = tmp\n' >muster.conf
mv m/deep deep
run -j1 --dist=test --order=collected m
is "$(outcomes | grep -v passed)" "" "A16: whatever they do to their TMPDIR, tests pass"
is "$(cat "$PRECIOUS/file")" "keep me" "A16: no link was followed"
sound "A16: many files, links out, moved, removed, shut"
rm muster.conf
run -j1 --dist=test --order=collected deep m/7_looks
is "$(count passed)" 2 "A16: a tree deeper than any path is long"
sound "A16: a deep tree"
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
	cp "$MUSTER" "$base/muster" && chmod 755 "$base/muster"
	launcher as_nobody "shift; exec setpriv --reuid=65534 --regid=65534 --clear-groups $base/muster \"\$@\""
	if open_up; then
		fresh; chmod 777 "$base/tmp"
		"$MUSTER" --list m/6_shut m/7_looks >"$list"
		json=$work/json		# a report is made in its directory
		TMPDIR=$base/tmp timeout -k 2 "$bound" "$base/as_nobody" "$MUSTER" -j1 --dist=test --order=collected \
			--env="E2E=$token" --json="$json" m/6_shut m/7_looks >"$out" 2>"$err" </dev/null
		status=$?
		flatten
		is "$(count passed)" 2 "A16: without root: a TMPDIR and a directory in it with mode 000"
		sound "A16: without root"
		json=$base/json
	else
		skip "A16: without root" "TMPDIR is not open to user 65534"
	fi
else
	skip "A16: without root" "this is not root, so all of it was, or there is no setpriv"
fi

# A17: kill() has no effect on the test
if strace -f -qq -o "$base/strace" -e trace=none true 2>/dev/null; then
	launcher no_kill 'exec strace -f -qq -o /dev/null -e trace=kill -e inject=kill:error=EPERM "$@"'
	program u/1_hangs 'exec sleep 1000'
	for i in 2 3 4 5 6; do program u/$i 'exit 0'; done
	under no_kill -j2 --dist=test --order=collected --timeout=3s --grace=100ms u
	is "$(outcomes)" "u/1_hangs timeout
u/2 passed
u/3 passed
u/4 passed
u/5 passed
u/6 passed" "A17: a test that cannot be killed is a timeout, others go on elsewhere"
	like "$(cat "$out" "$err")" "*does not die*" "A17: it is said, and its appliance is not used any more"
	is "$status" 3 "A17: exit status 3"
	sound "A17" 3
	swept
	# what left the group of its test
	program f/1_leaves '(setsid sleep 1000 >/dev/null 2>&1 &); sleep 0.2'
	program f/2 'exit 0'
	under no_kill -j1 --dist=test --order=collected f
	is "$(outcomes)" "f/1_leaves passed
f/2 notrun" "A17: what a test left behind cannot be killed: nothing runs beside it"
	is "$(field f/1_leaves leaked)" 1 "A17: it is counted"
	like "$(cat "$out" "$err")" "*E-UNKILLABLE* process [0-9]*does not die*" "A17: and its number said"
	swept
	# a debugger that runs as another user
	take hangs d/1_hangs
	program d/2 'exit 0'
	printf '[tests d/1_hangs]\ndiagnose = echo looks; exec sleep 1000\n' >muster.conf
	bound=60 under no_kill -j1 --dist=test --order=collected --timeout=1s --grace=100ms d
	is "$(outcomes)" "d/1_hangs timeout
d/2 notrun" "A17: a diagnose hook that cannot be killed: the test is a timeout all the same"
	like "$(seen d/1_hangs)$(field d/1_hangs stderr)" "*looks*" "A17: what it printed is there"
	within 20 d/1_hangs "A17: it is not waited for"
	rm muster.conf
	swept
else
	skip "A17: a test that cannot be killed" "no strace that works"
fi

# A18: a chain of sessions
STOP=$base/stop
export STOP
take flees_again_and_again c/1_flees
program c/2_next 'exit 0'
run -j1 --dist=test --order=collected c
is "$(outcomes)" "c/1_flees passed
c/2_next passed" "A18: a chain of processes that flee every 20 ms"
if [ -n "$have_proc" ]; then
	like "$(field c/1_flees leaked)" "[1-9]*" "A18: is a leak"
else
	skip "A18: is a leak" "no /proc to find it"
fi
within 5 c/1_flees "A18: and comes to an end"
sound "A18"
swept
# faster than anybody can kill: it may win, but the run ends, and says so
PAUSE=0 run -j2 --dist=test --order=collected c
: >"$STOP"
await '! grep -qs -F -f "$base/token" /proc/[0-9]*/environ'
is "$(field c/2_next outcome)" passed "A18: without a pause: the next test runs"
like "$status" "[03]" "A18: without a pause: exit status 0, or 3 where it could not be killed"
within 8 c/1_flees "A18: without a pause: the end comes in time"
sound "A18: without a pause" "$status"
finish
