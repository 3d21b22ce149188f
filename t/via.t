#!/bin/sh
# Slaves that a command carries: `via`. The other end is `muster --slave`.
. t/lib.sh
need_perl

PATH=${MUSTER%/*}:$PATH
[ "${MUSTER##*/}" = muster ] || skip_all "the binary is not called muster"
for i in 1 2 3 4 5 6; do program s/$i 'echo "$FROM"; [ "$FROM" ]'; done
program s/fails 'exit 1'
program s/crashes 'kill -SEGV $$'

through() { # NAME 'command'
	cat >muster.conf <<END
[appliance far]
via = $2
env.FROM = there
END
	run -a far --dist=test s
	is "$(count passed) $(count failed) $(count crashed)" "6 1 1" "via = $1: outcomes are as everywhere"
	is "$(field s/fails appliance) $(field s/crashes signal)" "far SEGV" "via = $1: how they ended is known"
	sound "via = $1"
}
through env env
through "sh" "sh -c 'exec \"\$@\"' sh"
if unshare -Urpf true 2>/dev/null; then
	through unshare "unshare -Urpf"
else
	skip "via = unshare" "no user namespaces here"
fi

# one that does not answer, and one that takes its time
cat >muster.conf <<'END'
[appliance far]
via = sh -c 'exec sleep 1000' sh
start = 200ms
[appliance slow]
via = sh -c 'sleep 0.5; exec "$@"' sh
start = 0
END
run -a far s/1
is "$status" 3 "via does not answer: the run is not good"
like "$(cat "$err")" "*it did not answer within the time that \`start\` of \[appliance\] gives it*" "and it is said which key gives it more time"
sound "via does not answer"
run -a slow s/fails
is "$(count failed)" 1 "start = 0: it may take any time"
sound "start = 0"

# nobody waits for one that is late, or is started once more; one that is optional may be missing
[ -n "$base" ] && mkfifo "$base/never"
launcher silent ': >"$STARTED_FAR"; exec cat "$base/never"'
launcher fails_once 'if [ -e "$STARTED_FAR" ]; then exec cat "$base/never"; fi; : >"$STARTED_FAR"; exit 1'
STARTED_FAR=$base/started_far
export STARTED_FAR base
conf_far() { printf '[appliance far]\nvia = %s\ntags = far\n%b\n[appliance near]\nenv.FROM = here\n' "$1" "$2" >muster.conf; }
conf_far "$base/silent" 'start = 0\nlate = yes'
run s/1 s/2
is "$(count passed) $status" "2 0" "late: the others run all, and the end does not wait for it either"
like "$(cat "$err")" "*slave00 (far) has not answered yet: the tests have ended without it*" "late: it is said"
sound "late"
rm -f "$STARTED_FAR"
conf_far "$base/fails_once" 'start = 0'
run s/1 s/2
is "$(count passed) $status" "2 3" "one that died is started once more, and nobody waits for that"
sound "started once more" 3
rm -f "$STARTED_FAR"
conf_far "$base/silent" 'start = 0'
run --on-mismatch=drop s/1 s/2
is "$(count passed) $status" "2 0" "--on-mismatch=drop: nobody waits once one has the master's tests"
sound "drop"
conf_far /no/such/command 'start = 0\noptional = yes'
printf '[tests s/2]\nneeds = far\n' >>muster.conf
run s/1 s/2
is "$(field s/1 outcome) $(field s/2 outcome) $status" "passed skipped 0" "optional: what only it can run is skipped, the exit status stays good"
like "$(field s/2 message)" "far is not here*" "optional: it is said which appliance is missing"
sound "optional" 0
conf_far /no/such/command ''
printf '[tests s/2]\nneeds = far\n' >>muster.conf
run s/1 s/2
is "$(field s/1 outcome) $(field s/2 outcome) $status" "passed notrun 3" "without that it is not run"
like "$(field s/2 message)" "no appliance is left that has the tags*" "and why is said"
launcher late 'while [ ! -e "$STARTED_FAR" ]; do sleep 0.02; done; exec "$@"'
rm -f "$STARTED_FAR"
conf_far "$base/late" 'late = yes\nenv.FROM = there'
printf '[tests s/2]\nneeds = far\n' >>muster.conf
program s/1 ': >"$STARTED_FAR"'
run s/1 s/2
is "$(field s/1 appliance) $(field s/2 appliance) $status" "near far 0" "late: it joins, and runs what it can"
sound "late, and it comes"
rm -f "$base/never"
program s/1 'echo "$FROM"; [ "$FROM" ]'

# one section for many: braces; each value may have the name
launcher named 'echo "$1" >>"$STARTED_FAR"; shift; exec "$@"'
rm -f "$STARTED_FAR"
printf '[appliance board{08..10}]\nvia = %s %%{appliance}\nenv.FROM = %%{appliance}\n' "$base/named" >muster.conf
program s/1 'echo "$FROM"; [ "$FROM" = "$MUSTER_APPLIANCE" ]'
run --dist=each s/1
is "$(outcomes)" "s/1@board08 passed
s/1@board09 passed
s/1@board10 passed" "board{08..10} are three"
is "$(sort "$STARTED_FAR" | tr '\n' ' ')" "board08 board09 board10 " "via has the name of each"
sound "braces"
run -a 'board{08,10}' --dist=each s/1
is "$(outcomes)" "s/1@board08 passed
s/1@board10 passed" "-a takes them as well"
"$MUSTER" -a 'board{8' s/1 >"$out" 2>"$err"
is "$? $(cat "$err")" "2 muster: error: -a board{8: a { has its } behind it, with no other { in between" "a brace that does not close"
program s/1 'echo "$FROM"; [ "$FROM" ]'

# a real transport: sshd on a port of its own, on loopback
ssh="ssh -q -p \$ssh_port -i $base/ssh/id -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o BatchMode=yes 127.0.0.1"
if command -v ssh >/dev/null && sshd_ready; then
	ssh=$(eval "echo \"$ssh\"")
	through ssh "$ssh"
	kill "$(cat "$base/ssh/pid")"
else
	skip "via = ssh" "no sshd that can be started here"
fi

# the other end is gone, or is none
printf '[appliance far]\nvia = false\n' >muster.conf
run -a far s/1
is "$(count notrun)" 1 "a command that ends at once: nothing is run"
like "$(cat "$err" "$out")" "*slave00 (far)*" "and the appliance is named"
sound "via = false" 3
printf '[appliance far]\nvia = /no/such/command\n' >muster.conf
run -a far s/1
like "$(cat "$err")" "*via = /no/such/command: /no/such/command: No such file*" "a command that is not there is named"
sound "via of nothing" 3
like "$(cat "$err")" "muster: slave00 (far): error: via*" "by the slave's name"
program tmp/has '[ -d "$TMPDIR" ]'
printf '[appliance near]\n[appliance far]\nvia = /no/such/command\n' >muster.conf
run -a near -a far tmp
is "$(count passed) $(grep -e W-CLEAN -e TMPDIR "$err" "$out")" "1 " "the others keep the directory for their tests"
rm -r tmp
# B8: whatever it prints comes line by line, and does nothing to a terminal
program loud 'printf "two\nlines \033[2J and \001\n" >&2
head -c 3000 /dev/zero | tr "\0" y >&2
printf "the end" >&2
exec "$@"'
printf '[appliance far]\nvia = ./loud\nenv.FROM = there\n' >muster.conf
run -a far s/1
is "$(count passed)" 1 "B8: it runs its tests"
is "$(grep -c '^muster: slave00 (far): ' "$err") $(grep -v '^muster: ' "$err")" "6 " "B8: what via prints has the slave's name in front of each line"
like "$(cat "$err")" "*: two
*: lines \\\\x1b\\[2J and \\\\x01
*: yyy*yyy
*:  end*" "B8: with no control characters"
sound "B8"

# what comes before a slave's first word: a login's banner, a prompt, without end
launcher banner 'printf "Welcome to \033[1mboard\r\n\r\nplease wait> "; exec "$@"'
printf '[appliance far]\nvia = %s\nenv.FROM = there\n' "$base/banner" >muster.conf
run -a far s/1
is "$(field s/1 outcome)" passed "a banner comes first: it runs its tests"
is "$(grep '^muster: ' "$err")" 'muster: slave00 (far): Welcome to \x1b[1mboard
muster: slave00 (far): 
muster: slave00 (far): please wait> ' "it is shown, with the name of the slave"
sound "a banner"
# once: it is no use to try again. Each start is a line in $STARTS
STARTS=$base/starts
export STARTS
once() { # 'text' 'words of why'
	run -a far -a near s/1
	is "$(count passed) $(wc -l <"$STARTS" | tr -d ' ')" "1 1" "$1: the others run the tests, and it is not tried again"
	like "$(cat "$err")" "*slave00 (far) is not used any more: \[E-START\] $2*" "$1: it is said"
	sound "$1" 3
	rm -f "$STARTS"
}
far() { # 'words of via' 'MUSTER'
	launcher strange 'echo start >>"$STARTS"; '"$1"
	printf '[appliance far]\nvia = %s\n%s[appliance near]\nenv.FROM = here\n' "$base/strange" "${2-}" >muster.conf
}
far 'while echo "a line of a flood, and no word of muster"; do :; done'
once "a flood" "*says much*"
far 'printf "\026muster 0.1 0123456789abcdef\n"; cat'
once "another version" "the muster there is 0.1, with another protocol*install the same*\`muster = PATH\`"
far '"$@" | sed -u "s/\$/\r/"'
if printf 'a\n' | sed -u p >/dev/null 2>&1; then
	once "a line's end becomes two" "a terminal is in between: ssh -T*"
else
	skip "a line's end becomes two" "no sed -u"
fi
far 'script -qec "$*" /dev/null'
if script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
	once "a terminal" "its via ended with exit status 2*"
	like "$(cat "$err")" "*without a terminal in between: ssh -T*" "a terminal: it is said what to do"
else
	skip "a terminal" "no script"
fi
"$MUSTER" --wire >"$base/wire"
greeting=$(sed -n 's/^  \(muster [^ ]* [0-9a-f]*\)$/\1/p' "$base/wire")
far 'printf "\026'"$greeting"'\n"; printf "\0\0\0\013\0'"$(printf '\\%o' "$(sed -n 's/^ *\([0-9][0-9]*\)  *HELLO .*/\1/p' "$base/wire")")"'\0\0\0\1\0\0\0\0\0"; cat'
once "an echo" "it sends back what it is sent*ssh -T*"
far 'exec "$@"' "muster = /no/such/muster
"
once "no muster there" "its via ended with exit status 127*\`muster = PATH\` in \[appliance far\]*"
far 'exec "$@"' "muster = $base/wire
"
once "no program there" "its via ended with exit status 126*"

# where PATH has none there, our own path is tried
printf '[appliance far]\nvia = env PATH=/nonexistent\nenv.FROM = there\nenv.PATH = %s\n' "$PATH" >muster.conf
case $(head -c 2 "$MUSTER") in
'#!') skip "our own path" "muster is started by an emulator here" ;;
*)
	run -a far s/1
	is "$(field s/1 outcome)" passed "no muster in PATH there: our own path is tried"
	like "$(cat "$err")" "*slave00 (far): there is no muster in PATH there: /*/${MUSTER##*/} is tried*" "that is said"
	sound "our own path" ;;
esac

# one that is given up is asked to end, and has time for that, but not for ever
launcher asked 'trap "echo TERM >>\"\$STARTS\"; exit 0" TERM; trap "" HUP; while :; do sleep 0.05; done'
launcher deaf 'trap "" TERM HUP; while :; do sleep 0.05; done'
printf '[appliance far]\nvia = %s\nstart = 300ms\n[appliance deaf]\nvia = %s\nstart = 300ms\n[appliance near]\nenv.FROM = here\n' \
	"$base/asked" "$base/deaf" >muster.conf
bound=60
run s/1
is "$(count passed) $(sort -u "$STARTS")" "1 TERM" "a via that does not answer is asked to end"
sound "one does, one does not" 3
printf '[appliance far]\nvia = env\nroot = /no/such/directory\n[appliance near]\n' >muster.conf
run -a far -a near s/2 -k s
like "$(cat "$err" "$out")" "*cannot go to /no/such/directory: No such file*" "a root that is not there is named"
mkdir other && cp -r s other/
printf '[appliance far]\nvia = env\nroot = %s/other\nenv.FROM = there\n' "$work" >muster.conf
program other/s/1 'pwd; exit 1'
run -a far s
like "$(field s/1 stdout)" "$work/other*" "root: where its paths start"
sound "root"
ln -s "$MUSTER" "$base/another"
printf '[appliance far]\nvia = env PATH=/usr/bin:/bin\nmuster = %s\nenv.FROM = there\n' "$base/another" >muster.conf
run -a far s/1
is "$(field s/1 outcome)" passed "muster: what it is called there"
sound "muster"

# one that hands its words on, and ends when no more can come
launcher hands_on 'cat | "$@" | cat'
printf '[appliance far]\nvia = %s\nmuster = %s\nenv.FROM = there\nteardown = echo down >"$TMPDIR_OF/down"\n' "$base/hands_on" "$MUSTER" >muster.conf
TMPDIR_OF=$base run -a far s/1
is "$(field s/1 outcome)" passed "a transport that reads ahead"
unlike "$(cat "$err" "$out")" "*died*" "ends with its slave"
awk -F'\t' '$1 == "@end" && $2 == "wall" && $3 > 10 { bad = 1 } END { exit bad }' "$facts"
ok $? "and is not waited for"
sound "a transport that reads ahead"

# the transport dies in a test: that test is lost, it did not fail
printf '[appliance far]\nvia = env TMPDIR=%s\n' "$base/far" >muster.conf
mkdir "$base/far"
program t/kills 'kill -9 $PPID'
program t/lives 'exit 0'
run -a far t
is "$(outcomes)" "t/kills lost
t/lives passed" "a transport that dies is no failure of the test"
sound "a dead transport" 3
"$MUSTER" --slave </dev/null >"$out" 2>"$err"
is "$? $(wc -l <"$err" | tr -d ' ')" "2 1" "--slave by hand is refused"
finish
