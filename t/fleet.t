#!/bin/sh
# Fleets: boards that break and are repaired, that come and go, and many of them at once.
. t/lib.sh
need_perl

PATH=${MUSTER%/*}:$PATH
[ "${MUSTER##*/}" = muster ] || skip_all "the binary is not called muster"
export base

# a board is up while its file is there; its test breaks it once, by which its slave dies
launcher board '[ -e "$base/up.$1" ] || { echo "$1: no route" >&2; exit 255; }
shift; exec "$@"'
repaired() { # REPAIR TIMES
	: >"$base/up.b1"
	rm -f "$base/repairs" "$base/broken"
	cat >muster.conf <<END
[appliance b1]
via = $base/board b1
tags = board
setup = sh -c 'echo up >>"\$base/repairs"'
repair = $1
repairs = $2
[appliance here]
[tests s/*]
needs = board
END
}
launcher repair 'echo "repair $1" >>"$base/repairs"; [ ! -e "$base/hopeless" ] && : >"$base/up.$1"'
program s/1 'exit 0'
program s/2 '[ -e "$base/broken" ] && exit 0
: >"$base/broken"; rm "$base/up.b1"; kill -9 $PPID; sleep 60'
program s/3 'exit 0'
repaired "$base/repair %{appliance}" 1
run --dist=test --order=collected s
is "$(outcomes)" "s/1 passed
s/2 lost
s/3 passed" "an appliance that was given up comes back by its repair hook, and what only it can run is run"
is "$(tr '\n' ',' <"$base/repairs")" "up,repair b1,up," "it is set up anew"
like "$(cat "$err")" "*slave00 (b1) is given up, and repaired (1 of 1)*" "that is said"
is "$status" 3 "and the exit status is that of a test that was lost"
sound "repair"
repaired "$base/repair %{appliance}" 2
: >"$base/hopeless"
run --dist=test --order=collected s
is "$(outcomes)" "s/1 passed
s/2 lost
s/3 notrun" "one that cannot be repaired is given up in the end"
is "$(grep -c '^repair' "$base/repairs")" 2 "after so many tries as repairs allows"
is "$status" 3 "and the exit status says so"
rm "$base/hopeless"

# one board, several people: a lock file, of an appliance or a lock
program l/held ': >"$base/in"; until [ -e "$base/on" ]; do sleep 0.02; done'
program l/free 'exit 0'
program l/licensed 'exit 0'
cat >muster.conf <<END
[appliance b1]
lock = $base/lock.b1
[appliance b2]
lock = %{root}/../lock.%{appliance}
[lock license]
file = $base/license
[tests l/licensed]
locks = license
END
hold() { # ARGS: another muster has what they ask for, until $base/on is there
	rm -f "$base/in" "$base/on"
	"$MUSTER" -q --log=none "$@" l/held </dev/null >/dev/null 2>&1 &
	holds=$!
	await '[ -e "$base/in" ]'
}
hold -a b1
begin -a b1 -a b2 l/free
await 'grep -q waiting "$err"'
like "$(cat "$err")" "muster: waiting for b1; $base/lock.b1: locked by * on *, process $holds, since 20??-*" "a board that another muster has: it is said who has it, since when"
kill -USR1 "$pid"
await '[ "$(grep -c "waiting for b1" "$err")" = 2 ]'
ok $? "USR1 says so, too"
"$MUSTER" -q -a b2 l/free >/dev/null 2>&1
is "$?" 0 "what the one that waits has not got is free for a third: all or none are taken"
like "$("$MUSTER" -a b1 -a b2 --why l/free l/free)" "*may run on b1; $base/lock.b1: locked by *, process $holds, *may run on b2; $work/../lock.b2: free" "--why says who has it"
kill -9 "$holds"
end
is "$status $(count passed)" "0 1" "one that was killed has nothing any more"
sound "a lock file"
: >"$base/on"
wait "$holds" 2>/dev/null
hold -a b1
begin -a b1 l/free
await 'grep -q waiting "$err"'
kill -INT "$pid"
end
is "$status $(count notrun)" "130 1" "INT ends the wait"
sound "INT at a lock file" 130
run -a b1 --run-timeout=50ms l/free
is "$status $(count notrun)" "3 1" "so does --run-timeout"
sound "--run-timeout at a lock file" 3
printf '[appliance b0]\n' | cat - muster.conf >with.conf && cp muster.conf all.conf
printf '[appliance b0]\n[tests *]\nneeds = x\n' >muster.conf
program l/joins ': >"$base/in.j"; until [ -e "$base/on.j" ]; do sleep 0.02; done'
printf '[appliance b0]\n' >muster.conf
begin l/joins
await '[ -e "$base/in.j" ]'
cp with.conf muster.conf
kill -USR2 "$pid"
await 'grep -q "b2. joins" "$err"'
: >"$base/on.j"
end
like "$(cat "$err")" "*b1 does not join; $base/lock.b1: locked by *" "USR2 waits for nobody"
sound "USR2 with lock files"
: >"$base/on"
wait "$holds"
cp all.conf muster.conf
cp muster.conf own.conf
sed 's/^locks = license/&\n[tests l\/held]\nlocks = license/' all.conf >muster.conf
hold -a b1
cp all.conf muster.conf
bare -a b2 l/free
is "$status" 0 "the file of a lock that no test here holds is not waited for"
begin -a b2 l/licensed
await 'grep -q "waiting for license; $base/license: locked by" "$err"'
: >"$base/on"
end
wait "$holds"
is "$status $(count passed)" "0 1" "that of one that is held is"
sound "the file of a lock"
[ -n "$base" ] && mkfifo "$base/fifo"
ln -s "$base/lock.b1" "$base/link"
for wrong in "$work/own.conf|it is not empty, and no lock file of muster's" "$base/nowhere/lock|No such file or directory" "$base|Is a directory" "$base/fifo|it is not *" "$base/link|*links*"; do
	printf '[appliance b1]\nlock = %s\n' "${wrong%|*}" >muster.conf
	refused "*the lock file ${wrong%|*} of b1: ${wrong#*|}" "lock = ${wrong%|*}: ${wrong#*|}" -a b1 l/free
done
is "$(cat own.conf)" "$(cat all.conf)" "somebody's file is not written to"

# USR2: muster.conf is read again while tests run
boards() { for b; do printf '[appliance %s]\nvia = %s/named %s\nteardown = sh -c "echo down >>%s"\n' "$b" "$base" "$b" "$base/left.$b"; done; }
launcher named 'echo "$1" >>"$base/came"; shift; exec "$@"'
program f/1 ': >"$base/in.1"; until [ -e "$base/on.1" ]; do sleep 0.02; done'
program f/2 ': >"$base/in.2"; until [ -e "$base/on.2" ]; do sleep 0.02; done'
program f/3 'exit 0'
boards a b >muster.conf
begin -v --log="$base/log" f/1 f/2 f/3 --dist=test --order=collected
await '[ -e "$base/in.1" ] && [ -e "$base/in.2" ]'
boards a 'c{1,2}' >muster.conf
printf 'nosuch = key\n' >>muster.conf
kill -USR2 "$pid"
await 'grep -q "nothing changes" "$err"'
like "$(cat "$err")" "*USR2: muster.conf:7: [[]appliance] has no key \"nosuch\"*nothing changes*" "USR2: an error in muster.conf is told"
is "$(sort "$base/came" | tr '\n' ' ')" "a b " "and nothing changes"
boards a 'c{1,2}' | sed 's/named c{1,2}/named %{appliance}/' >muster.conf
kill -USR2 "$pid"
await 'grep -q "^c2" "$base/came" && grep -q "PASSED.*f/3" "$out"'
like "$(cat "$err")" "*(b) is not in muster.conf any more*(c1) joins*(c2) joins*" "USR2: who comes and who goes is said"
like "$(grep 'PASSED.*f/3' "$out")" "*(c[12]) f/3" "a new one runs what waits, the others being busy"
ok "$([ ! -e "$base/left.b" ]; echo $?)" "one that is missing finishes what it runs"
: >"$base/on.2"; : >"$base/on.1"
end
is "$(outcomes) $status" "f/1 passed
f/2 passed
f/3 passed 0" "and all pass"
ok "$([ -e "$base/left.b" ]; echo $?)" "it is torn down"
like "$(cat "$out")" "*slave02 c1: *slave03 c2: *" "the new ones have their lines at the end"
sound "USR2"
bare --replay="$base/log"
like "$(cat "$out")" "*(c[12]) f/3*3 passed*" "a replay of the log has them too"

# what one held that has left is free; it comes back as muster.conf has it then
program h/0 'until [ -e "$base/in.h1" ]; do sleep 0.02; done'
program h/1 ': >"$base/in.h1"; until [ -e "$base/on.h1" ]; do sleep 0.02; done'
program h/2 'exit 0'
program h/3 ': >"$base/in.h3"; until [ -e "$base/on.h3" ]; do sleep 0.02; done'
holding() { # SECTION OF B: h/1 is b's, and holds the license; the others are a's, and h/2 wants it
	cat <<END
[appliance a]
via = $base/named a
tags = ours
$1
[provider license]
attach = true
limit = 1
[tests h/[12]]
provider = license
[tests h/1]
needs = lab
[tests h/[023]]
needs = ours
[tests h/2]
after = h/0
[tests h/3]
after = h/2
END
}
b="[appliance b]${newline}via = $base/named b${newline}tags = lab"
holding "$b" >muster.conf
begin h --dist=test
await '[ -e "$base/in.h1" ]'
holding "$b again" >muster.conf
kill -USR2 "$pid"
await 'grep -q "b. stays what it is: what is new" "$err"'
ok $? "USR2: of one that stays nothing changes, which is said"
holding >muster.conf
kill -USR2 "$pid"
await 'grep -q "b. is not in muster.conf any more" "$err"'
holding "$b" >muster.conf
kill -USR2 "$pid"
await 'grep -q "b. has not left yet" "$err"'
ok $? "USR2: one that has not left yet cannot come back, which is said"
holding >muster.conf
: >"$base/on.h1"
await '[ -e "$base/in.h3" ]'
ok $? "the provider that it held is another's when it has left"
holding "$b" | sed 's/named b/named back/' >muster.conf
kill -USR2 "$pid"
await 'grep -q "^back" "$base/came"'
ok $? "it comes back as muster.conf has it now"
: >"$base/on.h3"
end
is "$(count passed) $status" "4 0" "and all pass"
sound "one that left and came back"

# a provider by its key
boards 'b{1..2}' | sed 's/named b{1..2}/named %{appliance}/' >muster.conf
cat >>muster.conf <<END
[provider license]
attach = sh -c 'echo attach >>"\$base/license"'
limit = 1
[tests f/3]
provider = license
END
: >"$base/license"
run f
is "$(count passed) $(cat "$base/license")" "3 attach" "provider = NAME: its appliance attaches to that"
sound "provider by key" 0
printf '[tests f/3]\nprovider = licence\n' >>muster.conf
refused "*muster.conf:*: provider = licence: there is no [[]provider licence], did you mean license?*" "one that there is not" f

# fifty: one holds the last test, most are good, some boot slowly, never, die, print a banner; one has other tests, one comes, one leaves
fleet() {
	for b; do
		case $b in
		hold*) n=1 keys='tags = holds' ;;
		good*) n=33 keys= ;;
		slow*) n=5 keys='start = 0' ;;
		never*) n=3 keys='start = 0\noptional = yes' ;;
		dies*) n=3 keys= ;;
		banner*) n=3 keys= ;;
		odd*) n=1 keys="root = $base/odd" ;;
		*) n=1 keys="teardown = sh -c ': >\"\$base/left.$b\"'" ;;
		esac
		printf '[appliance %s]\nvia = %s/boot %%{appliance}\n%b\n' "$(echo "$b" | sed "s/N/{1..$n}/")" "$base" "$keys"
	done
	printf '[tests t/000]\nneeds = holds\n'
}
launcher boot '[ -n "$2" ] || exit 1
: >"$base/came.$1"
case $1 in
slow*) until [ -e "$base/booted" ]; do sleep 0.05; done ;;
never*) exec cat "$base/nothing" ;;
banner*) echo "Welcome to $1"; echo "no route to the time server" >&2 ;;
esac
shift; exec "$@"'
mkfifo "$base/nothing"
mkdir "$base/odd" "$base/odd/t" && : >"$base/odd/t/nothing.t"
mkdir t
program t/000 ': >"$base/in.000"; until [ -e "$base/on.000" ]; do sleep 0.05; done'
program t/001 'case $MUSTER_APPLIANCE in
dies*) [ -e "$base/died.$MUSTER_APPLIANCE" ] || { : >"$base/died.$MUSTER_APPLIANCE"; kill -9 $PPID; sleep 60; } ;;
odd*) : >"$base/odd.ran" ;;
esac
: >"$base/some.ran"'
perl -e 'link("t/001", sprintf("t/%03d", $_)) || die for 2 .. 199'
set -- holdN goodN slowN neverN diesN bannerN oddN
fleet leaves "$@" >muster.conf
begin --on-mismatch=drop --dist=test t
await '[ -e "$base/some.ran" ] && [ -e "$base/in.000" ]'
ok $? "fifty: tests run while five have not booted, and three never will"
fleet comes "$@" >muster.conf
kill -USR2 "$pid"
await '[ -e "$base/left.leaves" ]'
ok $? "fifty: one leaves by USR2, and is torn down"
: >"$base/booted"
await '[ -e "$base/came.comes" ]'
ok $? "fifty: one comes by USR2"
: >"$base/on.000"
end
died=$(ls "$base" | grep -c '^died')
is "$(outcomes | wc -l | tr -d ' ') $(count passed) $(($(count lost) + 0))" "200 $((200 - died)) $died" "fifty: one outcome a test, lost are those whose slave died"
[ ! -e "$base/odd.ran" ]
ok $? "fifty: nothing ran on the one that has other tests"
like "$(cat "$err")" "*(odd1) collected other tests*" "fifty: which is said"
like "$(cat "$err")" "*(banner1): Welcome to banner1*" "fifty: banners are shown"
is "$status" "$([ $died -gt 0 ] && echo 3 || echo 0)" "fifty: the exit status is that of what was lost"
rm -rf "$base/tmp"/muster-* # of the slaves that were killed on boards that are this host
sound "fifty" "$status"
finish
