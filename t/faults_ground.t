#!/bin/sh
# The ground that muster stands on: process 1, no /proc, read-only file systems, odd callers, odd files; and what
# it is told.
#
#	row	where
#	F1	here
#	F2	here; a /dev without null: here where there is a mount namespace
#	F3	here
#	F4	console.t, environment.t
#	F5	here
#	F6	environment.t (descriptors, umask, signals), here the rest
#	F7	names.t; here names as long as they can be
#	F8	bad_input.t; here loops, deep trees, sockets and devices
#	F9	exec_errors.t for a test that vanishes; here one that changes
#	F10	here
#	F11	here for a TMPDIR without exec; a system without prctl: not without a special kernel, and slave.c only
#		notes the answer (t/slave.c runs both ways with `alone`)
#	G1	bad_input.t; t/runner.c has every option with values of all kinds
#	G2	bad_input.t; here size; t/collect.c and t/fuzz for the rest
#	G3	bad_input.t, verdicts.t; here through a pipe of names
#	G4	reports.t; two reports on one path: there is one kind of file yet
. t/lib.sh
need_perl

seen() { field "$1" stdout | sed 's/\\n/\n/g'; }
STARTED=$base/started
export STARTED

# a small suite with some of everything
take escapes s/escapes
take forks_and_exits s/leaks
take segfaults s/segfaults
take hangs s/hangs
program s/fails 'exit 1'
program s/passes 'exit 0'
program s/tap.t 'echo 1..1; echo ok 1'
right="s/escapes passed
s/fails failed
s/hangs timeout
s/leaks passed
s/passes passed
s/segfaults crashed
s/tap.t passed"
all='-j2 --timeout=3s --grace=100ms s'

# F1
if unshare -rpf --mount-proc true 2>/dev/null; then
	launcher first 'exec unshare -rpf --mount-proc "$@"'
	under first $all
	is "$(outcomes)" "$right" "F1: as process 1: the same outcomes"
	is "$(field s/escapes leaked)" 1 "F1: what flees is found"
	sound "F1"
	program one/1_hangs 'echo $$ >>"$STARTED"; kill -TERM 1; sleep 1000'
	program one/2 :
	rm -f "$STARTED"
	under first -j1 --dist=test --order=collected one
	is "$(outcomes)" "one/1_hangs lost
one/2 notrun" "F1: TERM to process 1 ends it nicely"
	is "$status" 143 "F1: by exit status 143, where the signal does not kill"
	sound "F1: TERM" 143
else
	skip "F1: as process 1" "no pid namespace to be that in"
fi

# F2
if unshare -rm sh -c 'mount -t tmpfs t /proc' 2>/dev/null; then
	rm -f s/escapes		# it looks into /proc itself
	launcher no_proc "exec unshare -rm sh -c 'mount -t tmpfs t /proc && exec \"\$@\"' sh \"\$@\""
	under no_proc $all
	is "$(outcomes)" "$(echo "$right" | grep -v escapes)" "F2: without /proc: the same outcomes"
	like "$(field s/leaks leaked)" "[1-9]" "F2: without /proc: what a test leaves in its group is found and killed"
	sound "F2: without /proc"
	take escapes s/escapes

	launcher no_null "exec unshare -rm sh -c 'mount -t tmpfs t /dev && exec \"\$@\"' sh \"\$@\""
	program null/reads 'read line; [ $? -ne 0 ]'
	program null/exits 'exit 1'
	under no_null -j2 null
	is "$(outcomes)" "null/exits failed
null/reads passed" "F2: without /dev/null: tests run, and have nothing to read"
	sound "F2: without /dev/null"
else
	skip "F2: without /proc" "no mount namespace to hide it in"
fi
launcher bare_env 'exec env -i "$@"'
program bare/shows 'env | sed "s/=.*//" | sort | tr "\n" " "; echo "$TMPDIR" >&2; exit 1'
under bare_env -j1 bare
is "$(seen bare/shows | tr ' ' '\n' | grep -v -e '^_$' -e '^OLDPWD$' -e '^SHLVL$' | tr '\n' ' ' | sed 's/ *$//')" "E2E MUSTER_APPLIANCE MUSTER_ATTEMPT MUSTER_KEEP MUSTER_RUN MUSTER_SLAVE MUSTER_TAGS MUSTER_TEST PWD TMPDIR" \
	"F2: env -i: tests run, and get what muster sets"
where=$(field bare/shows stderr | sed 's/\\n$//')
[ -n "$where" ] && [ ! -e "${where%/*}" ]
ok $? "F2: env -i: nothing is left where temporary files are then"
sound "F2: env -i"

# F3
if unshare -rm sh -c 'mount --bind / / && mount -o remount,bind,ro /' 2>/dev/null; then
	launcher read_only "exec unshare -rm sh -c 'mount --rbind / / && mount -o remount,bind,ro / && cd \"\$PWD\" && shift && exec \"\$@\"' sh \"\$PWD\" \"\$@\""
	program ro/a :
	program ro/b 'exit 1'
	fresh
	"$MUSTER" --list ro >"$list"
	{ TMPDIR=$base/tmp timeout -k 2 "$bound" "$base/read_only" "$MUSTER" -j2 --env="E2E=$token" --json=- ro 2>"$err" </dev/null; echo $? >"$base/status"; } | cat >"$json"
	status=$(cat "$base/status")
	cp "$err" "$out"
	flatten
	is "$(outcomes)" "ro/a passed
ro/b failed" "F3: a file system that is read-only: tests run"
	sound "F3"
	TMPDIR=$base/tmp timeout -k 2 "$bound" "$base/read_only" "$MUSTER" --json=new.json ro >"$out" 2>"$err" </dev/null
	is "$?" 2 "F3: a report that cannot be made is known before anything runs"
	like "$(cat "$err")" "*new.json*ead-only*" "F3: and named"
else
	skip "F3: read-only" "no mount namespace to make it in"
fi

# F5: a reader that is slow, and a descriptor that somebody made non-blocking
program loud 'i=0; while [ $i -lt 30000 ]; do echo "line $i of some length to fill a pipe with"; i=$((i + 1)); done; exit 1'
fresh
"$MUSTER" --list loud >"$list"
{ TMPDIR=$base/tmp timeout -k 2 "$bound" perl -MFcntl -e 'fcntl(STDOUT, F_SETFL, O_WRONLY | O_NONBLOCK); exec { $ARGV[0] } @ARGV' \
	"$MUSTER" -j1 --output-limit=4M --env="E2E=$token" --json="$json" loud 2>"$err" </dev/null; echo $? >"$base/status"; } |
	perl -e 'while (sysread STDIN, $b, 4000) { print $b; select undef, undef, undef, 0.001 }' >"$out"
status=$(cat "$base/status")
flatten
is "$(grep -c '| line .* of some length' "$out")" 30000 "F5: a non-blocking stdout with a slow reader: every line arrives"
sound "F5"

# F6
program limits 'ulimit -S -n; ulimit -S -c; ulimit -S -s; nice; umask; exit 1'
launcher odd 'umask 0777; ulimit -S -n 123; ulimit -S -c 0; ulimit -S -s 4096; exec nice -n 3 "$@"'
nicer=$(($(nice) + 3))
[ $nicer -le 19 ] || nicer=19
under odd -j1 limits 2>/dev/null
[ -e "$json" ] && chmod 600 "$json"
flatten
is "$(seen limits)" "123
0
4096
$nicer
0022" "F6: limits and niceness are the caller's, umask is 022"
[ -r "$json" ]
ok $? "F6: (under a umask of 0777)"
sound "F6: limits"

program make 'echo "<$MAKEFLAGS>"; exit 1'
for flags in "k -j4 --jobserver-auth=3,4" "-j --jobserver-fds=3,4 -k" "k --jobserver-auth=fifo:/nowhere/x -j8"; do
	fresh
	"$MUSTER" --list make >"$list"
	MAKEFLAGS=$flags TMPDIR=$base/tmp timeout "$bound" "$MUSTER" -j1 --env="E2E=$token" --json="$json" make >"$out" 2>"$err" </dev/null
	status=$?
	flatten
	case $flags in
	*fifo*) like "$(seen make)" "*--jobserver-auth=fifo:/nowhere/x*" "F6: MAKEFLAGS: a jobserver with a name stays" ;;
	*)
		unlike "$(seen make)" "*jobserver*" "F6: MAKEFLAGS=$flags: descriptors that tests do not get are not told"
		like "$(seen make)" "<*k*>" "F6: MAKEFLAGS=$flags: the rest is"
		;;
	esac
	sound "F6: MAKEFLAGS=$flags"
done

program env/count 'env | wc -c; echo "$BIG_0" | wc -c; exit 1'
program env/other 'exit 0'
fresh
"$MUSTER" --list env >"$list"
TMPDIR=$base/tmp timeout "$bound" perl -e '$ENV{"BIG_$_"} = "x" x 100000 for 0 .. 9; exec { $ARGV[0] } @ARGV' "$MUSTER" -j2 \
	--env="E2E=$token" --json="$json" env >"$out" 2>"$err" </dev/null
status=$?
flatten
like "$(seen env/count)" "1[0-9][0-9][0-9][0-9][0-9][0-9]${newline}100001" "F6: an environment of 1 MB arrives"
sound "F6: a large environment"
i=0 huge=$(head -c 120000 /dev/zero | tr '\0' y)
printf '[tests env/count]\n' >muster.conf
printf '[tests env/other]\nenv.A = %s\nenv.B = %s\n' "$huge" "$huge" >>muster.conf
run -j1 --dist=test env
is "$(count passed) $(count failed)" "1 1" "F6: large variables of a section"
rm muster.conf
if compile odd_environment "$base/odd_environment"; then
	launcher odd_env "exec $base/odd_environment \"\$@\""
	under odd_env -j2 $all
	is "$(outcomes)" "$right" "F6: an environment with entries without =, doubled and empty"
	sound "F6: odd entries"
else
	skip "F6: an environment with odd entries" "no C compiler"
fi

mkdir "$base/gone"
fresh
echo "$work/s/passes" >"$list"
(
	cd "$base/gone" && rmdir "$base/gone" || exit 1
	TMPDIR=$base/tmp timeout "$bound" "$MUSTER" --env="E2E=$token" --json="$json" "$work/s/passes" >"$out" 2>"$err" </dev/null
)
status=$?
flatten
is "$(outcomes)" "$work/s/passes passed" "F6: a caller's directory that is gone"
sound "F6: no directory"

# F7
long=$(printf '%0255d' 0 | tr 0 n)
program "long/$long" :
perl -e 'for (1 .. 14) { mkdir "d" x 250 or die; chdir "d" x 250 or die } open F, ">", "t"; print F "#!/bin/sh\nexit 0\n"; chmod 0755, "t"' || :
mkdir deep
mv "$(printf '%0250d' 0 | tr 0 d)" deep/ 2>/dev/null
run -j2 long deep
is "$(count passed)" 2 "F7: a name of 255 bytes, and a path of 3,500"
sound "F7"
perl -e 'chdir "deep"; for (1 .. 20) { mkdir "e" x 250; chdir "e" x 250 or die } open F, ">", "t"; print F "#!/bin/sh\nexit 0\n"; chmod 0755, "t"'
run -j1 long deep
case $status in
2) [ -s "$err" ] && like "$(cat "$err")" "*eee*" "F7: a path that is longer than the system takes is an error" ;;
*)
	like "$(outcomes | sed 's/.* //' | sort | tr '\n' ' ')" "*passed passed *" "F7: a path that is longer than the system takes is no smaller suite"
	is "$(outcomes | wc -l | tr -d ' ')" 3 "F7: it has an outcome"
	;;
esac
perl -e 'use File::Path; chdir "deep"; my $n = 0; while (chdir "e" x 250) { $n++ } unlink "t"; while ($n--) { chdir ".."; rmdir "e" x 250 }'

# F8
mkdir -p loops/a/b
program loops/a/b/t :
ln -s .. loops/a/up
ln -s "$work/loops" loops/a/b/around
ln -s t loops/a/b/link
mkfifo loops/fifo.t
perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un("loops/sock.t")) or die; chmod 0755, "loops/sock.t", "loops/fifo.t"'
run -j2 loops
is "$(outcomes)" "loops/a/b/link passed
loops/a/b/t passed" "F8: loops, FIFOs and sockets: the tests that there are"
sound "F8"
(mkdir tree && cd tree && i=0 && while [ $i -lt 300 ]; do mkdir d && cd d || exit 1; i=$((i + 1)); done; printf '#!/bin/sh\n' >t; chmod +x t)
run tree
is "$(count passed)" 1 "F8: a tree of 300 directories"
sound "F8: deep"

# F9
program w/1_changes 'printf "#!/bin/sh\nexit 1\n" >w/2_changed; rm w/3_vanishes; mkdir w/3_vanishes; chmod 644 w/4_shut'
program w/2_changed :
program w/3_vanishes :
program w/4_shut :
program w/5_last :
run -j1 --dist=test --order=collected w
is "$(outcomes)" "w/1_changes passed
w/2_changed failed
w/3_vanishes error
w/4_shut error
w/5_last passed" "F9: programs that change after they were collected are run as they are"
like "$(field w/4_shut message)" "*ermission denied*" "F9: the reason is named"
sound "F9"

# F10: in the background of a terminal that stops those who write
if pty_ready; then
	fresh
	"$MUSTER" --list $all >"$list"
	launcher redirected 'f=$1; shift; exec "$@" >"$f" 2>"$f.err"'
	TERM=xterm TMPDIR=$base/tmp timeout -k 2 "$bound" "$base/pty" -b "$base/screen" "$base/log" \
		"$base/redirected" "$out" "$MUSTER" --env="E2E=$token" --json="$json" $all </dev/null
	status=$(sed -n 's/^exit //p' "$base/log")
	flatten
	is "$(outcomes)" "$right" "F10: in the background, with tostop: nobody is stopped"
	is "$(grep -c stopped "$base/log") $(grep tty "$base/log")" "0 tty same" "F10: not once, and the terminal is as it was"
	sound "F10"
else
	skip "F10: in the background of a terminal" "no C compiler, or no terminal to be had"
fi

# F11
if unshare -rm sh -c 'mount -t tmpfs -o noexec t .' 2>/dev/null; then
	mkdir "$base/no_exec"
	launcher noexec "exec unshare -rm sh -c 'mount -t tmpfs -o noexec t $base/no_exec && TMPDIR=$base/no_exec && export TMPDIR && exec \"\$@\"' sh \"\$@\""
	under noexec $all
	is "$(outcomes)" "$right" "F11: a TMPDIR where nothing can be executed"
	sound "F11"
else
	skip "F11: a TMPDIR without exec" "no mount namespace to make it in"
fi

# G2, G3
program good 'echo ran >>"$RAN"'
RAN=$work/ran
export RAN
refused "*/dev/zero*" "G2: a configuration without end" -c /dev/zero good
mkfifo conf.fifo
refused "*conf.fifo: its end did not come*" "G2: a configuration that is a FIFO without a writer is not waited for without end" -c conf.fifo good
perl -e 'print "[tests *]\n# x\n" x 60000' >many.conf
bare -c many.conf good
like "$status" "[02]" "G2: 60,000 sections: taken, or refused"
head -c 100000 /dev/urandom >random.conf
rm -f ran
bare -c random.conf good
is "$status" 2 "G2: noise is refused"
[ ! -e ran ]
ok $? "G2: and nothing was run"
rm -f ./*.conf conf.fifo
refused "*nosuch*" "G3: among good ones, one that does not exist" good s nosuch
mkdir hollow
bare hollow
is "$status" 5 "G3: a directory without tests: exit status 5"
finish
