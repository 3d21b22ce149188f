#!/bin/sh
# What a test finds: the same whatever its caller looked like.
. t/lib.sh
need_perl
need_proc

seen() { field "$1" stdout | sed 's/\\n/\n/g'; }

take shows_its_environment env
run -j1 env
one=$(seen env)
like "$one" "0022$newline*" "umask is 022"
like "$one" "*${newline}$work$newline*" "it runs in the caller's directory"
like "$one" "*${newline}fd 0 /dev/null$newline*" "standard input is /dev/null"
like "$one" "*${newline}fd 1 pipe:*${newline}fd 2 pipe:*" "stdout and stderr are pipes"
unlike "$(echo "$one" | grep '^fd [12]' | cut -d: -f2 | uniq -d)" "?*" "stdout and stderr are different pipes"
like "$one" "*${newline}tty no$newline*" "there is no controlling terminal"
like "$one" "*${newline}blocked 0000000000000000$newline*" "no signal is blocked"
like "$one" "*${newline}ignored 0000000000000000$newline*" "no signal is ignored"
set -- $(echo "$one" | grep '^session')
is "$2" "$3" "it leads its own session"
like "$one" "*${newline}tmp files 0 mode drwx------$newline*" "TMPDIR is empty and private"
tmp=$(echo "$one" | sed -n 's/^TMPDIR=//p')
like "$tmp" "$base/tmp/?*" "TMPDIR is below the caller's"
[ ! -e "$tmp" ]; ok $? "TMPDIR is gone afterwards"
is "$(echo "$one" | grep '^MUSTER_' | sed 's/^\(MUSTER_RUN=\)[0-9a-f:]\{16,\}$/\1token/; s/^\(MUSTER_KEEP=\).*keep[.]1$/\1directory/')" "MUSTER_APPLIANCE=local0
MUSTER_ATTEMPT=1
MUSTER_KEEP=directory
MUSTER_RUN=token
MUSTER_SLAVE=slave00
MUSTER_TAGS=
MUSTER_TEST=env" "MUSTER_ variables say where and what it is"
sound "the environment"

run -a "board1:tags=arm64 gpu" --env E2E_ONE=1 --env "E2E_TWO=two words=2" env
like "$(seen env)" "*E2E_ONE=1${newline}E2E_TWO=two words=2$newline*" "--env sets variables"
like "$(seen env)" "*MUSTER_APPLIANCE=board1$newline*" "the appliance is named"
like "$(seen env)" "*MUSTER_TAGS=arm64 gpu$newline*" "its tags are there"
sound "--env and -a"

# what muster.conf sets
printf '[env]\nMUSTER_HOST = lab\n[tests env]\nenv.MUSTER_USB = 3\n' >muster.conf
run -j1 --env MUSTER_NET=10 env
like "$(seen env)" "*${newline}MUSTER_HOST=lab$newline*" "[env]: a variable of the user's that begins with MUSTER_"
like "$(seen env)" "*${newline}MUSTER_USB=3$newline*" "env.NAME: the same"
like "$(seen env)" "*${newline}MUSTER_NET=10$newline*" "--env: the same"
sound "variables that begin with MUSTER_"
refused "*--env=MUSTER_TEST=x: muster sets it*" "--env with a variable of muster's own" --env MUSTER_TEST=x env
refused "*--env=TMPDIR=/x: each test has one*" "--env with TMPDIR" --env TMPDIR=/x env
own() { # WHAT 'sentence' 'text'
	printf '%b' "$3" >muster.conf
	refused "*muster.conf:$1*" "$2" env
}
own "2: MUSTER_SLAVE: muster sets it*" "[env] with a variable of muster's own" '[env]\nMUSTER_SLAVE = x\n'
own "3: TMPDIR: each test has one*" "[env] with TMPDIR" '[env]\nA = b\nTMPDIR = /var/tmp\n'
own "2: MUSTER_TAGS: *" "[appliance] with a variable of muster's own" '[appliance a]\nenv.MUSTER_TAGS = x\n'
own "2: MUSTER_ATTEMPT: *" "[tests] with a variable of muster's own" '[tests *]\nenv.MUSTER_ATTEMPT = 2\n'
own "3: MUSTER_PID: *" "[kind] with a variable of muster's own" '[kind k]\nwhole = %p\nenv = A=b MUSTER_PID=2\n'
rm -f muster.conf

# every way in has it: the master's lister, the slaves', --debug
cat >muster.conf <<'E'
[env]
E2E_LIB = here
[kind our]
name = *.our
list = %p --list
list.case = "- %n"
run = %p %n
passed = "END %n ok"
[appliance one]
[appliance two]
env.E2E_TWO = 2
E
program k/a.our '[ "$E2E_LIB" = here ] || exit 9
[ "$1" = --list ] && { echo "- x"; echo "- y"; exit; }
echo "END $1 ok"'
run k
is "$status $(outcomes | tr '\n' ' ')" "0 k/a.our::x passed k/a.our::y passed " "[env] is there when a program is asked for its cases, by the master too"
sound "[env] and listing"
bare --debug k/a.our::x k
is "$status $(cat "$out")" "0 END x ok" "[env]: and in --debug"
rm -rf muster.conf k

# what is put behind or in front of what is there
cat >muster.conf <<'E'
[env]
E2E_A :+= b
E2E_B += -g
[appliance one]
env.+E2E_B = "-x "
[tests adds]
env.E2E_A:+ = c
env.+:E2E_A = first
env.E2E_NEW :+= only
env.E2E_SET = set
[tests add*]
env.E2E_SET ;+= more
env.+;E2E_SET = less
env.E2E_GONE += back
unset = E2E_GONE
E
program adds 'echo "$E2E_A|$E2E_B|$E2E_NEW|$E2E_SET|$E2E_GONE|$E2E_LINE"; exit 1'
E2E_A=a E2E_GONE=gone E2E_LINE=1
export E2E_A E2E_GONE E2E_LINE
run --env=E2E_LINE:+=2 --env=+E2E_LINE=0 adds
is "$(field adds stdout)" 'first:a:b:c|-x -g|only|less;set;more|back|01:2\n' \
	"a variable is added to, in order; a : or ; stands only where something is there"
is "$(cat "$err")" "" "and nothing is wrong with that"
sound "variables that are added to"
unset E2E_A E2E_GONE E2E_LINE
own "2: MUSTER_TAGS: *" "a variable of muster's own that is added to" '[tests *]\nenv.MUSTER_TAGS += x\n'
rm muster.conf
refused "*--env=+MUSTER_TAGS=x: *" "the same by --env" --env=+MUSTER_TAGS=x env

# files that must be there
printf '[tests adds]\nfiles = muster.conf "no such file"\n[tests has]\nfiles = has muster.conf\n' >muster.conf
program has 'exit 0'
run adds has
is "$(outcomes | tr '\n' ' ')$(field adds message)" "adds error has passed required file no such file is missing" \
	"files: what is missing is an error"
sound "files"
printf '[tests adds]\nfiles = nothing\nskip = not now\n' >muster.conf
run adds
is "$(field adds outcome)" skipped "files: what is skipped needs none"
rm -f muster.conf adds has
( umask 077 && bare --debug env env; head -n 1 "$out" >"$base/umask" )
is "$(cat "$base/umask")" 0022 "umask is 022 in --debug"

# an odd caller
fresh
"$MUSTER" --list env >"$list"
(
	umask 077
	trap '' INT QUIT HUP TERM USR1 USR2 PIPE ALRM
	MUSTER_TEST=nested MUSTER_SLAVE=slave99 MUSTER_OTHER=1
	export MUSTER_TEST MUSTER_SLAVE MUSTER_OTHER
	exec 5>"$base/five" 7<"$MUSTER" 9>&5
	TMPDIR=$base/tmp timeout "$bound" "$MUSTER" -j1 --env "E2E=$token" --json "$json" env >"$out" 2>"$err"
)
status=$?
flatten
like "$(seen env)" "0022$newline*" "umask is 022 under a caller with another"
like "$(seen env)" "*${newline}ignored 0000000000000000$newline*" "signals that the caller ignores are not ignored"
like "$(seen env)" "*MUSTER_OTHER=1$newline*" "what muster does not set itself reaches a test, whatever its name"
like "$(seen env)" "*MUSTER_SLAVE=slave00*MUSTER_TEST=env$newline*" "what an outer run set is set anew"
sound "an odd caller"

# the same, with a slave behind a via: nobody has put its signals in order before
fresh
"$MUSTER" --list env >"$list"
(
	trap '' INT QUIT HUP TERM USR1 USR2 PIPE ALRM
	TMPDIR=$base/tmp timeout "$bound" "$MUSTER" -a "far:via=env,muster=$MUSTER" --env "E2E=$token" --json "$json" env >"$out" 2>"$err"
)
status=$?
flatten
like "$(seen env)" "*${newline}ignored 0000000000000000$newline*" "nor behind a via"
like "$(seen env)" "*${newline}blocked 0000000000000000$newline*" "and none is blocked"
sound "an odd caller, behind a via"

fresh
"$MUSTER" --list env >"$list"
TMPDIR=$base/tmp timeout "$bound" perl -e '
	use POSIX;
	$SIG{CHLD} = "IGNORE";
	sigprocmask(SIG_BLOCK, POSIX::SigSet->new(SIGCHLD, SIGTERM, SIGINT, SIGALRM, SIGUSR1));
	exec { $ARGV[0] } @ARGV' "$MUSTER" -j1 --env "E2E=$token" --json "$json" env >"$out" 2>"$err"
status=$?
flatten
is "$(outcomes)" "env failed" "a caller that ignores SIGCHLD and blocks signals costs no result"
like "$(seen env)" "*${newline}blocked 0000000000000000$newline*" "signals that the caller blocks are not blocked"
like "$(seen env)" "*${newline}ignored 0000000000000000$newline*" "SIGCHLD is not ignored in the test"
sound "SIGCHLD ignored, signals blocked"

if compile lists_its_fds fds; then
	cp fds fds2
	run -j2 fds fds2
	is "$(seen fds)" "0 1 2 " "a test has descriptors 0, 1 and 2 and no other"
	sound "descriptors"
	(
		exec 3>"$base/three" 4>&3 5>&3 6<"$MUSTER" 7>&3 8>&3 9>&3
		TMPDIR=$base/tmp timeout "$bound" "$MUSTER" -j2 --json="$json" fds fds2 >"$out" 2>"$err"
	)
	flatten
	is "$(seen fds)$(seen fds2)" "0 1 2 0 1 2 " "also when the caller has others open"
	(
		TMPDIR=$base/tmp timeout "$bound" "$MUSTER" -j2 --json="$json" fds fds2 <&- >&- 2>&-
	)
	flatten
	is "$(seen fds)$(seen fds2)" "0 1 2 0 1 2 " "also when the caller has none"
else
	skip "a test has descriptors 0, 1 and 2 and no other" "no C compiler"
fi

# what a test does to its standard input is gone with it
if perl -MFcntl -e 1 2>/dev/null; then
	program b/1 'perl -MFcntl=:DEFAULT,:flock -e "fcntl(STDIN, F_SETFL, O_NONBLOCK | O_APPEND); flock(STDIN, LOCK_EX | LOCK_NB) || exit 1; exit 1 if !defined read(STDIN, my \$s, 1)"'
	program b/2 'perl -MFcntl=:DEFAULT,:flock -e "exit 1 if fcntl(STDIN, F_GETFL, 0) & (O_NONBLOCK | O_APPEND)
		; open(N, q(<), q(/dev/null)) && flock(N, LOCK_EX | LOCK_NB) || exit 2"'
	run -j1 --dist=test --order=collected b
	is "$(outcomes)" "b/1 passed
b/2 passed" "flags and locks of standard input are not there for the next test"
	sound "standard input of two tests"
else
	skip "flags and locks of standard input are not there for the next test" "no perl"
	skip "standard input of two tests" "no perl"
fi

processors=$(sed -n 's/^Cpus_allowed:.//p' /proc/self/status 2>/dev/null)
if [ -n "$processors" ]; then
	program mask 'printf "on %s" "$(sed -n "s/^Cpus_allowed:.//p" /proc/self/status)"; exit 1'
	cp mask mask2
	run -j2 mask mask2
	is "$(field mask stdout)" "on $processors" "a test may run on every processor that the caller has"
	is "$(field mask2 stdout)" "on $processors" "whichever slave runs it"
else
	skip "a test may run on every processor that the caller has" "no /proc that tells"
fi

program first 'echo in >"$TMPDIR/file"; echo "$TMPDIR" >>"$DIRS"'
program second 'ls -A "$TMPDIR"; echo "$TMPDIR" >>"$DIRS"; [ -z "$(ls -A "$TMPDIR")" ]'
DIRS=$base/dirs run -j1 first second
is "$(outcomes)" "first passed
second passed" "files that a test leaves in TMPDIR are not there for the next"
sound "TMPDIR of two tests"
rm -f "$base/dirs"
DIRS=$base/dirs run -j1 --keep first
[ -s "$(cat "$base/dirs")/file" ]
ok $? "--keep leaves TMPDIR with what is in it"
like "$(cat "$base/dirs")" "$(sed -n "s/^muster: the tests' TMPDIRs are in //p" "$err")/?*" "and says where"
finish
