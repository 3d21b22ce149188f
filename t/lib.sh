# t/lib.sh: what the end-to-end tests (t/*.t) share. Sourced from the project's root, with MUSTER set to
# the binary under test; prints TAP. Needs POSIX sh and timeout(1); perl, to look into JSON.
#
#	. t/lib.sh              now in an empty directory of its own, $work; $programs is t/programs
#	program NAME 'body'     makes a test program
#	run -j2 NAME            runs muster: $status, and the files $out $err $json $list
#	is "$(outcomes)" ...    compares what the JSON lines say
#	sound 'sentence'        the three checks that hold after every run, see below
#	finish                  prints the plan
#
# Nothing here sleeps and hopes: `await` waits for an event, with a bound.

case ${MUSTER-} in
/*) ;;
*) echo "Bail out! MUSTER is not set to an absolute path"; exit 99 ;;
esac
root=$PWD outer=${TMPDIR:-/tmp} opened=
programs=$root/t/programs
base=$(mktemp -d "${TMPDIR:-/tmp}/e2e.XXXXXX") || exit 99
base=$(cd "$base" && pwd -P)
work=$base/work out=$base/out err=$base/err json=$base/json list=$base/list facts=$base/facts
# most tests here count what ran, and on a slow machine something may be run once more alone: t/alone.t has that
probing=--no-probe
# not exported: only what muster starts has it in its environment, by --env
token=e2e.$$.${base##*.}
echo "$token" >"$base/token"
mkdir "$work" "$base/tmp" && cd "$work" || exit 99
trap '[ -z "$opened" ] || chmod 700 "$outer"; chmod -R u+rwx "$base"; cd /; rm -rf "$base"' EXIT
trap 'exit 130' INT TERM HUP
# what the caller's own runner and habits set, and a test here does not want
unset MUSTER_OPTIONS MAKEFLAGS MFLAGS MAKELEVEL HARNESS_ACTIVE CLICOLOR_FORCE NO_COLOR GITHUB_ACTIONS GITLAB_CI TF_BUILD TEAMCITY_VERSION GTEST_FILTER MUSTER_SLAVE MUSTER_APPLIANCE MUSTER_TEST \
	MUSTER_ATTEMPT MUSTER_TAGS TAGS FAKE_CASES
# glibc: memory that nobody set is not 0 by luck
TMPDIR=$base LC_ALL=C MALLOC_PERTURB_=165
export TMPDIR LC_ALL MALLOC_PERTURB_
# sort takes a buffer for all that may come, and to fill it takes most of its time
sort() {
	MALLOC_PERTURB_=0 command sort "$@"
}
umask 022
points=0 bad=0 bound=60 have_proc=
newline='
'
have_perl=$(command -v perl)
[ ! -r /proc/self/status ] || have_proc=1

# ---- test points -------------------------------------------------------------------------------
# ok STATUS 'sentence'
ok() {
	points=$((points + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $points - $2"
	else
		echo "not ok $points - $2"
		bad=$((bad + 1))
		return 1
	fi
}

# said TEXT: as diagnostics
said() {
	printf '%s\n' "$1" | sed 's/^/#   /'
}

# is GOT WANTED 'sentence'
is() {
	if [ "$1" = "$2" ]; then
		ok 0 "$3"
	else
		ok 1 "$3"
		echo "# got:"; said "$1"
		echo "# wanted:"; said "$2"
		return 1
	fi
}

# like GOT PATTERN 'sentence': a shell pattern
like() {
	case $1 in
	$2) ok 0 "$3" ;;
	*)
		ok 1 "$3"
		echo "# got:"; said "$1"
		echo "# wanted something like:"; said "$2"
		return 1
		;;
	esac
}

# unlike GOT PATTERN 'sentence'
unlike() {
	case $1 in
	$2)
		ok 1 "$3"
		echo "# got, and should not have:"; said "$1"
		return 1
		;;
	*) ok 0 "$3" ;;
	esac
}

# skip 'sentence' 'why'
skip() {
	points=$((points + 1))
	echo "ok $points - $1 # SKIP $2"
}

# skip_all 'why': the whole file
skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

# finish: the plan, and the exit status
finish() {
	echo "1..$points"
	[ "$bad" -eq 0 ]
	exit
}

# ---- making things -----------------------------------------------------------------------------
# program NAME 'body': an executable sh script
program() {
	case $1 in */*) mkdir -p "${1%/*}" ;; esac
	printf '#!/bin/sh\n%s\n' "$2" >"$1" && chmod +x "$1"
}

# take NAME [AS]: a copy of a program in t/programs
take() {
	case ${2-} in */*) mkdir -p "${2%/*}" ;; esac
	cp "$programs/$1" "${2:-$1}" && chmod +x "${2:-$1}"
}

# compile NAME [AS]: builds t/programs/NAME.c; false where there is no compiler
compile() {
	${CC:-cc} -o "${2:-$1}" "$programs/$1.c" 2>"$base/cc"
}

# pty_ready: $base/pty is t/programs/pty.c; false: there is no compiler, or no pseudo-terminal to be had
pty_ready() {
	compile pty "$base/pty" && "$base/pty" "$base/pty.try" "$base/pty.try" true </dev/null >/dev/null 2>&1
}

# open_up: lets other users reach what is in $work; false: they cannot
open_up() {
	case $(ls -ld "$outer") in
	drwx------*) opened=yes; chmod 711 "$outer" ;;	# muster made it for us alone
	esac
	chmod 755 "$base"
	chmod 777 "$work" "$base/tmp"
	setpriv --reuid=65534 --regid=65534 --clear-groups ls "$work" >/dev/null 2>&1
}

# sshd_ready: a sshd on a port of its own, $ssh_port, on loopback; its files are in $base/ssh, the key to it is id there.
# False: there is none, or it cannot be started. Its user ends it: kill "$(cat "$base/ssh/pid")"
sshd_ready() {
	sshd=$(command -v sshd || ls /usr/sbin/sshd 2>/dev/null)
	[ -n "$sshd" ] && [ "$(id -u)" = 0 ] || return 1
	mkdir -m 700 "$base/ssh" && chmod 755 "$base" || return 1
	ssh-keygen -q -t ed25519 -N "" -f "$base/ssh/host" && ssh-keygen -q -t ed25519 -N "" -f "$base/ssh/id" || return 1
	cp "$base/ssh/id.pub" "$base/ssh/authorized_keys"
	mkdir -p /run/sshd 2>/dev/null
	for ssh_port in 22722 32722 42722 22723 32723 42723; do
		printf '%s\n' "Port $ssh_port" 'ListenAddress 127.0.0.1' "HostKey $base/ssh/host" "PidFile $base/ssh/pid" \
			"AuthorizedKeysFile $base/ssh/authorized_keys" 'StrictModes no' 'UsePAM no' 'PermitRootLogin yes' \
			"SetEnv PATH=$PATH" >"$base/ssh/config"
		"$sshd" -f "$base/ssh/config" -E "$base/ssh/log" && await '[ -s "$base/ssh/pid" ]' && return 0
	done
	return 1
}

# nap: a short while, between two looks
nap() {
	sleep 0.02 2>/dev/null || sleep 1
}

# await 'command': until it succeeds, at most 20 s
await() {
	tries=0
	until eval "$1"; do
		tries=$((tries + 1))
		[ $tries -lt 1000 ] || return 1
		nap
	done
}

# ---- running muster ----------------------------------------------------------------------------
# fresh: forgets the run before
fresh() {
	rm -f "$out" "$err" "$json" "$list" "$facts"
	chmod -R u+rwx "$base/tmp" 2>/dev/null
	rm -rf "$base/tmp"
	mkdir "$base/tmp"
	: >"$facts"
}

# lists ARGS: what there is to account for; $known, where it is set, is a file that has it already
lists() {
	if [ -n "${known-}" ]; then
		cp "$known" "$list"
	else
		for arg; do	# a list writes no reports
			shift
			case $arg in --junit=* | --tap=* | --html=*) ;; *) set -- "$@" "$arg" ;; esac
		done
		TMPDIR=$base/tmp timeout -k 2 "$bound" "$MUSTER" --list "$@" >"$list" 2>/dev/null </dev/null
	fi
}

# run ARGS: runs muster with a time bound ($bound seconds) to its end. Before that, --list with the same
# arguments says what there is to account for.
run() {
	fresh
	lists "$@"
	TMPDIR=$base/tmp timeout -k 2 "$bound" "$MUSTER" $probing --env="E2E=$token" --json="$json" "$@" \
		>"$out" 2>"$err" </dev/null
	status=$?
	flatten
}

# own_kind NAME GLOB: a section for programs that list "- case" by --cases, run --only=case,case and say RUN, PASS and FAIL
own_kind() {
	cat <<END
[kind $1]
name = $2
list = %p --cases
list.case = "- %n"
run = %p --only=%N
join = ,
start = "RUN %n"
passed = "PASS %n"
failed = "FAIL %n"
END
}

# launcher NAME 'body': an executable sh script in $base, out of the way of what is collected
launcher() {
	printf '#!/bin/sh\n%s\n' "$2" >"$base/$1" && chmod +x "$base/$1"
}

# under LAUNCHER ARGS: as run, by a launcher that executes its arguments
under() {
	launched=$1
	shift
	fresh
	lists "$@"
	TMPDIR=$base/tmp timeout -k 2 "$bound" "$base/$launched" "$MUSTER" $probing --env="E2E=$token" --json="$json" "$@" >"$out" 2>"$err" </dev/null
	status=$?
	flatten
}

# bare ARGS: runs muster with nothing added
bare() {
	fresh
	TMPDIR=$base/tmp timeout -k 2 "$bound" "$MUSTER" "$@" >"$out" 2>"$err" </dev/null
	status=$?
}

# begin ARGS: as run, in the background, INT and QUIT not ignored; $pid is muster's
begin() {
	fresh
	rm -f "$base/pid" "$base/pid.new"
	lists "$@"
	TMPDIR=$base/tmp timeout -k 2 "$bound" perl -e '
		$SIG{$_} = "DEFAULT" for qw(INT QUIT HUP TERM);
		my $f = shift;
		open(F, ">", "$f.new") && print(F $$) && close(F) && rename("$f.new", $f) || die;
		exec { $ARGV[0] } @ARGV' "$base/pid" \
		"$MUSTER" $probing --env="E2E=$token" --json="$json" "$@" >"$out" 2>"$err" </dev/null &
	job=$!
	await '[ -s "$base/pid" ]'
	pid=$(cat "$base/pid")
}

# end: waits for what `begin` began
end() {
	wait "$job" 2>/dev/null
	status=$?
	flatten
}

# refused WHAT 'sentence' ARGS: bad input is answered by one line on stderr that holds WHAT (a shell
# pattern), exit status 2, and nothing is run: tests here write to $work/ran.
refused() {
	what=$1 sentence=$2
	shift 2
	rm -f "$work/ran"
	bare "$@"
	why=
	[ "$status" -eq 2 ] || why="$why; exit status $status"
	[ "$(wc -l <"$err")" -eq 1 ] || why="$why; $(wc -l <"$err") lines on stderr"
	case $(cat "$err") in $what) ;; *) why="$why; wanted $what" ;; esac
	[ ! -s "$out" ] || why="$why; something on stdout"
	[ ! -e "$work/ran" ] || why="$why; a test was run"
	[ -z "$(ls -A "$base/tmp")" ] || why="$why; left in TMPDIR: $(ls -A "$base/tmp")"
	[ -z "$why" ]
	ok $? "$sentence" || { said "$*$why"; said "$(cat "$err")"; }
}

# ---- what the JSON lines say -------------------------------------------------------------------
# flatten: $json to $facts, as t/facts has it
flatten() {
	[ -z "$have_perl" ] || [ ! -e "$json" ] || MALLOC_PERTURB_=0 perl "$root/t/facts" <"$json" >"$facts"
}

# need_perl: ends a file whose every point looks into JSON, where that cannot be done
need_perl() {
	[ -n "$have_perl" ] || skip_all "no perl to look into the JSON lines"
}

# need_proc: ends a file whose every point looks into /proc, where there is none
need_proc() {
	[ -n "$have_proc" ] || skip_all "no /proc to look at processes"
}

# outcomes: "id outcome" of each test event, sorted
outcomes() {
	awk -F'\t' '$2 == "outcome" && $1 !~ /^@/ { print $1 " " $3 }' "$facts" | sort
}

# field ID KEY: a value of a test's event, @run or @end; \n and \t stand for themselves
field() {
	ID=$1 KEY=$2 awk -F'\t' '$1 == ENVIRON["ID"] && $2 == ENVIRON["KEY"] { print $3 }' "$facts"
}

# count OUTCOME: how many tests the end event says ended so
count() {
	field @end "counts.$1"
}

# sound 'sentence' [STATUS]: what must hold after every run
#   accounting  each id of --list has one test event and no other has any; the counts of the end event,
#               the last line on the console and the exit status (unless STATUS is given) say the same, with the
#               programs that failed as a whole
#   no orphan   no process has the token in its environment or arguments
#   bounded     the time bound was not needed, and TMPDIR is as empty as it was
sound() {
	why=
	case $status in
	124 | 137) why="$why; it had to be stopped after $bound s (status $status)" ;;
	esac
	left=$(grep -ls -F -f "$base/token" /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null)
	[ -z "$left" ] || why="$why; processes are left: $left"
	[ -z "$(ls -A "$base/tmp")" ] || why="$why; left in TMPDIR: $(cd "$base/tmp"; find . | head -n 5)"
	if [ -n "$have_perl" ]; then
		[ "$(outcomes | sed 's/ [a-z]*$//' | sort)" = "$(sort "$list")" ] || why="$why; the ids are not those of --list"
		sums=$(awk -F'\t' '
			$2 == "outcome" && $1 != "@program" && $1 != "@alone" { n[$3]++; if ($3 == "lost" || $3 == "notrun") worst = 3
				else if ($3 !~ /^(passed|skipped|xfailed|xpassed)$/ && worst < 1) worst = 1 }
			$1 == "@bad" { print "a line that is no JSON: " $3 }
			$1 == "@end" { ends++ }
			$1 == "@end" && $2 == "exit" { said = $3 }
			$1 == "@end" && $2 == "programs" { guilty = $3; if (guilty && worst < 1) worst = 1 }
			$1 == "@end" && $2 ~ /^counts/ { sub("counts.", "", $2); total[$2] = $3 }
			END {
				if (!ends) print "no end event"
				split("passed failed skipped xfailed xpassed error timeout crashed lost notrun", o, " ")
				line = n["passed"] + 0 " passed, " n["failed"] + 0 " failed, " n["skipped"] + 0 " skipped"
				for (i = 1; i in o; i++) {
					if (n[o[i]] + 0 != total[o[i]] + 0) print "the end event counts " total[o[i]] + 0 " " o[i] ", there are " n[o[i]] + 0
					shown = n[o[i]] + (o[i] == "error" ? guilty : 0)
					if (i > 3 && shown) line = line ", " shown " " o[i]
				}
				print "line: " line
				print "worst: " worst + 0
				print "said: " said
			}' "$facts")
		worst=$(echo "$sums" | sed -n 's/^worst: //p') ended=$(echo "$sums" | sed -n 's/^said: //p')
		line=$(echo "$sums" | sed -n 's/^line: //p')
		[ "$line" = "$(tail -n 1 "$out" | sed "s|, [0-9]* flaky\$||")" ] || why="$why; last line: \"$(tail -n 1 "$out")\", JSON: \"$line\""
		[ "$status" = "${2:-$worst}" ] || why="$why; exit status $status, should be ${2:-$worst}"
		[ "$status" = "$ended" ] || [ "$status" -gt 128 ] || why="$why; exit status $status, the end event has $ended"
		sums=$(echo "$sums" | grep -v -e '^line: ' -e '^worst: ' -e '^said: ')
		[ -z "$sums" ] || why="$why; $sums"
	fi
	[ -z "$why" ]
	if ok $? "$1: one outcome each, nothing left behind"; then
		[ -n "$have_proc" ] || echo "# no /proc: whether processes are left was not looked at"
		[ -n "$have_perl" ] || echo "# no perl: accounting was not looked at"
	else
		said "${why#; }"
		[ ! -s "$err" ] || said "$(tail -n 5 "$err")"
	fi
}
