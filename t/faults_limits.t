#!/bin/sh
# Things run out: processes, descriptors, room.
#
#	row	where
#	E1	here
#	E2	here; t/sweep for each call
#	E3	here, with E2: poll is the same table
#	E4	not here: t/sweep
#	E5	reports.t; here a disk for temporary files that is full
#	E6	reports.t; here for what tests get
#	E7	cleanup.t; here a disk without inodes
. t/lib.sh
need_perl

took() { # SECONDS 'sentence'
	awk -F'\t' -v most="$1" '$1 == "@end" && $2 == "wall" { n++; if ($3 > most) { bad = 1; print "# it took " $3 " s" } } END { exit bad || !n }' "$facts"
	ok $? "$2"
}
i=0
while [ $i -lt 12 ]; do program s/$i :; i=$((i + 1)); done

# E1: no process is to be had
calls=vfork,clone,clone3,fork
if strace -f -qq -o "$base/strace" -e trace=none true 2>/dev/null; then
	for error in EAGAIN ENOMEM; do
		launcher once "exec strace -f -qq -o /dev/null -e trace=$calls -e inject=$calls:error=$error:when=2 \"\$@\""
		under once -j2 s
		is "$(count passed) $status" "12 0" "E1: $error once, in the master and in each slave: no visible effect"
		sound "E1: $error once"
	done
	launcher vforks "exec strace -f -qq -o /dev/null -e trace=vfork -e inject=vfork:error=EAGAIN:when=3+ \"\$@\""
	under vforks -j2 --dist=test s/0 s/1 s/2 s/3 s/4 s/5
	if [ "$(count error)" -gt 0 ]; then
		is "$(count passed) $(count error)" "4 2" "E1: from the third on in each slave: what cannot be started is an error"
		like "$(field "$(outcomes | sed -n 's/ error$//p' | head -n 1)" message)" "*process*" "E1: that says so"
		sound "E1: no process for tests"
		is "$status" 1 "E1: exit status 1"
	else
		skip "E1: no process for tests" "this libc has no vfork of its own"
	fi
	launcher never "exec strace -qq -o /dev/null -e trace=$calls -e inject=$calls:error=EAGAIN \"\$@\""
	under never -j2 s
	is "$(count notrun)" 12 "E1: no process for any slave: nothing is run"
	sound "E1: no process for slaves"
	is "$status" 3 "E1: exit status 3"
	took 10 "E1: it does not try for ever"
else
	skip "E1: fork fails" "no strace that works"
fi

# E2, E3: few descriptors. It runs, or says which limit it is: nothing in between, whatever the number.
took_fine= refused_fine= wrong=
for n in 4 5 6 8 10 12 14 16 20 24 32; do
	launcher few "ulimit -n $n; exec \"\$@\""
	under few -j4 s
	case $status in
	0) [ "$(count passed)" -eq 12 ] && took_fine=$n ;;
	2 | 3) [ -s "$err" ] && refused_fine=$n ;;
	*) wrong="$wrong $n:$status" ;;
	esac
	[ -z "$(ls -A "$base/tmp")" ] || wrong="$wrong $n:TMPDIR"
	case $status in
	0) [ "$(count passed)" -eq 12 ] || wrong="$wrong $n:0 with $(count passed)" ;;
	2) [ "$(wc -l <"$err")" -ge 1 ] || wrong="$wrong $n:2 and not a word" ;;
	esac
done
is "$wrong" "" "E2: with 4 to 32 descriptors it works, or says that it cannot"
is "$took_fine" 32 "E2: 32 are enough for 4 slaves"
launcher few 'ulimit -n 16; exec "$@"'
under few -j20 s
is "$status" 2 "E2: 20 slaves with 16 descriptors: exit status 2"
like "$(cat "$err")" "*descriptors*16*" "E2: the limit is named"
launcher few 'ulimit -S -n 16; exec "$@"'
program shows 'ulimit -S -n; exit 1'
under few -j20 s shows
is "$(count passed)" 12 "E2: a soft limit of 16 is raised as far as it must"
is "$(field shows stdout)" '16\n' "E2: and tests get the caller's"
sound "E2: a soft limit"
# no descriptor is lost: the last test has what the first had
program fds/a 'ls /proc/$PPID/fd | wc -l; exit 1'
program fds/A_first 'exit 0'	# (it starts while it is not known yet whether vfork shares memory)
program fds/z 'ls /proc/$PPID/fd | wc -l; exit 1'
i=0
while [ $i -lt 200 ]; do ln fds/a fds/b$i; i=$((i + 1)); done
for p in chatters_on forks_and_exits escapes no_such_interpreter segfaults; do take $p fds/c_$p; done
run -j1 --order=collected fds
is "$(awk -F'\t' '$1 ~ /^fds\/b/ && $2 == "stdout" { print $3 }' "$facts" | sort -u | wc -l | tr -d ' ') $(field fds/a stdout)" "1 $(field fds/z stdout)" \
	"E2: a slave has as many descriptors after 200 tests, and after odd ones, as before"
sound "E2: 200 tests"
# the same where results come in a file, from another user's process
mkdir reports
printf '#!/bin/sh\nls /proc/$PPID/fd | wc -l\necho "1 good" >"$1"; exit 1\n' >reports/a.rep
chmod +x reports/a.rep
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do ln reports/a.rep reports/b$i.rep; done
printf '%s\n' '[kind rep]' 'name = *.rep' 'reader = lines' 'stream = report' 'whole = %p %R' 'passed = "%d %n"' >muster.conf
if [ "$(id -u)" -eq 0 ] && open_up; then
	printf '%s\n' '[tests reports/*]' 'user = nobody' >>muster.conf
fi
run -j1 --order=collected reports
is "$(awk -F'\t' '$1 ~ /^reports\/b/ && $2 == "stdout" { print $3 }' "$facts" | sort -u | wc -l | tr -d ' ')" 1 \
	"E2: and as many after 20 that write their results into a file"
is "$(count failed)" 21 "E2: which was read"
sound "E2: results in files"
rm muster.conf

# E6: a limit on file sizes is the tests', and no harm to us
launcher small 'ulimit -f 1; exec "$@"'
program writes 'exec dd if=/dev/zero of="$TMPDIR/f" bs=1024 count=64 2>/dev/null'
program pipes 'dd if=/dev/zero bs=1024 count=64 2>/dev/null; ulimit -f; exit 1'
fresh
"$MUSTER" --list writes pipes >"$list"
mkfifo "$base/console"	# what is shown must not be a file, which has the limit too
cat "$base/console" >"$out" &
{ TMPDIR=$base/tmp timeout -k 2 "$bound" "$base/small" "$MUSTER" -j1 --env="E2E=$token" --json=- writes pipes 2>"$base/console" </dev/null; echo $? >"$base/status"; } |
	cat >"$json"
wait $!
status=$(cat "$base/status")
flatten
is "$(outcomes)" "pipes failed
writes crashed" "E6: a test that writes more than it may is ended by XFSZ, what it prints is not limited"
is "$(field writes signal)" XFSZ "E6: the signal is at its default in tests"
like "$(field pipes stdout)" '*1\\n' "E6: the limit is the caller's"
sound "E6"
under small -j2 s
like "$status" "[04]" "E6: a report that does not fit is exit status 4 and no death"

# E5, E7: no room for temporary files
if unshare -rm sh -c 'mount -t tmpfs -o size=64k t .' 2>/dev/null; then
	mkdir "$base/disk"
	program tmp/1_fills 'dd if=/dev/zero of="$TMPDIR/f" bs=1024 count=200 2>/dev/null; :'
	for i in 2 3 4; do program tmp/$i :; done
	program tmp/5_writes 'echo x >"$TMPDIR/x" && [ -s "$TMPDIR/x" ]'
	launcher on_disk "exec unshare -rm sh -c 'mount -t tmpfs -o \$DISK t $base/disk && TMPDIR=$base/disk && export TMPDIR && exec \"\$@\"' sh \"\$@\""
	DISK=size=64k under on_disk -j1 --dist=test --order=collected tmp
	is "$(count passed)" 5 "E5: a test that fills the disk: those behind it have room again"
	sound "E5: the disk for temporary files is full"
	DISK=nr_inodes=5 under on_disk -j1 --dist=test --order=collected tmp/1_fills tmp/2 tmp/3 tmp/4
	is "$(count passed)" 4 "E7: a disk with few inodes"
	sound "E7: few inodes"
	DISK=nr_inodes=1 under on_disk -j1 tmp/2 tmp/3
	is "$(count passed)" 2 "E7: a disk without inodes"
	like "$(cat "$err")" "*warning*TMPDIR*" "E7: with a warning"
	sound "E7: no inodes"
	DISK=nr_inodes=2 under on_disk -j2 --dist=test tmp/2 tmp/3 tmp/4
	is "$(count passed)" 3 "E7: room for the run's directory, and for none of a test"
	sound "E7: one inode"
else
	skip "E5, E7: small disks" "no mount namespace to make them in"
fi
program tmpless '[ -z "${TMPDIR-}" ] || [ ! -d "$TMPDIR" ]'
fresh
"$MUSTER" --list tmpless s/1 >"$list"
TMPDIR=$base/nowhere timeout -k 2 "$bound" "$MUSTER" --env="E2E=$token" --json="$json" tmpless s/1 >"$out" 2>"$err" </dev/null
status=$?
flatten
is "$(count passed)" 2 "E7: a TMPDIR that is not there"
sound "E7: no TMPDIR"
finish
