#!/bin/sh
# KILL takes the master and all slaves at once: nobody is left to clean up. The next run of that user does.
. t/lib.sh
need_perl
[ -r /proc/self/environ ] && [ -e /proc/self/task/$$/children ] || skip_all "no /proc that lists children"

STARTED=$base/started
export STARTED
program leaves 'echo x >"$TMPDIR/file"; mkdir -p "$TMPDIR/a/b"; chmod 0 "$TMPDIR/a"
(setsid sleep 1000 >/dev/null 2>&1 &); (setsid sh -c "sleep 1000; :" >/dev/null 2>&1 &)
: >"$STARTED.$MUSTER_SLAVE"; sleep 1000'
cp leaves leaves2
program works 'exit 0'

carriers() {
	grep -ls -F -f "$base/token" /proc/[0-9]*/environ 2>/dev/null
}
# kill_all: the master and its slaves, none of whom sees another die
kill_all() {
	kill -STOP "$pid"
	await 'grep -qs "^State:.T" "/proc/$pid/status"'
	slaves=$(cat "/proc/$pid/task/$pid/children")
	kill -KILL $slaves
	kill -KILL "$pid"
	wait "$job" 2>/dev/null
	for s in $slaves; do await '[ -z "$(ls "/proc/$s/fd" 2>/dev/null)" ]'; done	# what it held is free
}
# killed N ARGS: begins a run of N slaves, and kills it and them when all have started their tests
killed() {
	n=$1
	shift
	rm -f "$STARTED".*
	begin "$@"
	await '[ "$(ls "$STARTED".* 2>/dev/null | wc -l)" -ge "$n" ]'
	kill_all
	left=$(ls -A "$base/tmp")
	[ -n "$left" ] && [ -n "$(carriers)" ]
}
# again ARGS: muster once more, in the same TMPDIR
again() {
	TMPDIR=$base/tmp timeout -k 2 "$bound" "$MUSTER" "$@" >"$out" 2>"$err" </dev/null
	status=$?
}
# clean 'sentence': nothing is left
clean() {
	why=
	[ -z "$(carriers)" ] || why="processes: $(carriers)"
	[ -z "$(ls -A "$base/tmp")" ] || why="$why files: $(cd "$base/tmp" && find . | head -n 8)"
	[ -z "$why" ]
	ok $? "$1: no process and no file is left" || said "$why"
}

killed 2 -j2 leaves leaves2
ok $? "KILL for all of a run leaves processes and files"
again -j1 works
is "$status" 0 "the next run"
like "$(cat "$err")" "*N-SWEPT*[1-9] process*1 run*" "says what it swept"
is "$(grep -c . "$err")" 1 "in one line"
clean "the next run"
again -j1 works
is "$(cat "$err")" "" "the one after that has nothing to say"

killed 2 -j2 leaves leaves2
MUSTER_SWEEP=0
export MUSTER_SWEEP
again -j1 works
unset MUSTER_SWEEP
[ -n "$(carriers)" ] && [ -n "$(ls -A "$base/tmp")" ]
ok $? "MUSTER_SWEEP=0 leaves all as it is"
is "$(cat "$err")" "" "and says nothing"
tok=$(ls "$base/tmp/muster-$(id -u)")
MUSTER_RUN=0123456789abcdef:$tok
export MUSTER_RUN
again -j1 works
unset MUSTER_RUN
[ -n "$(carriers)" ]
ok $? "a muster that is itself a process of the killed run leaves it"
MUSTER_RUN=0123456789abcdef sleep 1000 &
bystander=$!
again -j1 works
clean "a process of another run is there"
kill -0 $bystander
ok $? "which lives"
kill $bystander

# several at once, several killed
killed 1 -j1 leaves
mv "$base/tmp/muster-$(id -u)" "$base/first"
killed 1 -j1 leaves
mv "$base/first"/* "$base/tmp/muster-$(id -u)" && rmdir "$base/first"
for i in 1 2 3 4; do
	mkdir "$work/in$i"
	(cd "$work/in$i" && TMPDIR=$base/tmp timeout "$bound" "$MUSTER" -q -j1 --log=none "$work/works" 2>&1; echo "status $?") >"$base/at.$i" &
	eval "p$i=$!"
done
wait $p1; wait $p2; wait $p3; wait $p4
is "$(cat "$base"/at.[1-4] | grep -c 'status 0')" 4 "four at once sweep after two"
is "$(cat "$base"/at.[1-4] | grep -c W-CLEAN)" 0 "and nobody stumbles"
again -j1 works
clean "four at once"

# what lives is left alone
GO=$base/go
export GO
program waits ': >"$STARTED.$MUSTER_SLAVE"; until [ -e "$GO" ]; do sleep 0.02; done; [ -d "$TMPDIR" ] && : >"$TMPDIR/x"'
rm -f "$STARTED".*
begin -j1 waits
await '[ -e "$STARTED.slave00" ]'
TMPDIR=$base/tmp timeout "$bound" "$MUSTER" -q -j1 --log=none works >"$base/beside" 2>&1
is "$?" 0 "a run beside another"
: >"$GO"
end
is "$(outcomes)" "waits passed" "leaves that alone"
is "$(cat "$base/beside")" "1 passed, 0 failed, 0 skipped" "and has nothing to say"
sound "a run beside another"

killed 1 -j1 --keep leaves
again -j1 works
[ -n "$(find "$base/tmp" -name file)" ]
ok $? "--keep: what is to be kept is not swept"
for p in $(carriers); do p=${p#/proc/}; kill -KILL "${p%%/*}"; done
await '[ -z "$(carriers)" ]'

# a slave elsewhere has a directory of its own
printf '[appliance far]\nvia = sh -c "exec \\"$0\\" \\"$@\\""\nmuster = %s\n' "$MUSTER" >muster.conf
rm -f "$STARTED".*
begin leaves
await '[ "$(ls "$STARTED".* 2>/dev/null | wc -l)" -ge 1 ]'
kill_all
rm muster.conf
[ -n "$(carriers)" ] && [ "$(ls "$base/tmp/muster-$(id -u)" | wc -l)" = 2 ]
ok $? "behind via: KILL leaves two directories"
again -j1 works
clean "behind via"

# what others plant where we look
place=$base/tmp/muster-$(id -u)
mkdir -p "$base/precious/0123456789abcdef"
echo keep >"$base/precious/0123456789abcdef/file"
chmod 711 "$base/precious/0123456789abcdef"
fresh
ln -s "$base/precious" "$place"
again -j1 works
is "$status $(cat "$base/precious/0123456789abcdef/file")" "0 keep" "a link in our place is not followed"
like "$(cat "$err")" "*W-CLEAN*nothing is swept*" "and that is said"
is "$(ls -A "$base/tmp")" "${place##*/}" "and the run cleans up behind itself"
fresh
mkdir "$place" && chmod 777 "$place" && cp -rp "$base/precious/0123456789abcdef" "$place"
again -j1 works
is "$status $(cat "$place/0123456789abcdef/file")" "0 keep" "a place that is open to all is not swept"
fresh
mkdir "$place" && mkfifo "$place/0123456789abcdef"
ln -s "$base/precious/0123456789abcdef" "$place/1123456789abcdef"
mkdir -m 700 "$place/2123456789abcdef"
mkdir -m 711 "$place/2123456789abcdeg" "$place/2123456789abcdef0" "$place/sub"
again -j1 works
is "$status $(cat "$err")" "0 " "a FIFO, a link, a run that is only beginning and other names are left alone"
is "$(ls "$place" | wc -l) $(cat "$base/precious/0123456789abcdef/file")" "6 keep" "nothing is touched"
if [ "$(id -u)" = 0 ] && open_up; then
	fresh
	cp -rp "$base/precious" "$place"
	chown -R nobody "$place"
	again -j1 works
	is "$status $(cat "$place/0123456789abcdef/file")" "0 keep" "a place of another user is not swept"
else
	skip "a place of another user is not swept" "only root can make one"
fi

if strace -D -o "$base/traced" true 2>/dev/null; then
	fresh
	killed 1 -j1 leaves
	real=$MUSTER
	launcher old "exec strace -D -f -q -o /dev/null -e trace=pidfd_open,openat2,getrandom -e inject=pidfd_open,openat2,getrandom:error=ENOSYS '$real' \"\$@\""
	MUSTER=$base/old
	again -j1 works
	MUSTER=$real
	clean "a system without pidfd_open, openat2 and getrandom"
else
	skip "an older system" "no strace, or it may not trace"
fi
finish
