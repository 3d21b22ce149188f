#!/bin/sh
# Which test runs where, and what beside it: needs, locks, exclusive, serial, priority, together, --dist=each.
. t/lib.sh
need_perl

# each of these tests writes when it starts and ends; "peak" is how many ran at once at most
LOG=$base/events
export LOG
spans='echo "+ $MUSTER_TEST $MUSTER_APPLIANCE" >>"$LOG"; sleep 0.05; echo "- $MUSTER_TEST $MUSTER_APPLIANCE" >>"$LOG"'
peak() {
	awk -v p="$1" '$2 ~ p { n += $1 == "+" ? 1 : -1; if (n > m) m = n } END { print m + 0 }' "$LOG"
}
first_of() {
	awk '$1 == "+" { print $2 }' "$LOG" | head -n "$1" | tr '\n' ' '
}

# needs
for i in 1 2 3 4; do program gpu/$i "$spans"; program any/$i "$spans"; done
program both/1 "$spans"
program none/1 "$spans"
cat >muster.conf <<'END'
[tests gpu/*]
needs = gpu
[tests both/*]
needs = gpu usb3
[tests none/*]
needs = gpu tape
END
: >"$LOG"
run -a board1:tags=gpu -a "board2:tags=arm usb3 gpu" -a lane gpu any both
is "$(awk '$2 ~ /^gpu/ { print $3 }' "$LOG" | sort -u | grep -v '^board')" "" "needs: only where the tags are"
is "$(awk '$2 ~ /^both/ { print $3 }' "$LOG" | sort -u)" board2 "needs: all of them"
sound "needs"
run -a board1:tags=gpu -a lane gpu none
is "$(field none/1 outcome): $(field none/1 message)" "notrun: no appliance has the tag tape" "what nobody has is named, and not run"
is "$(count passed)" 4 "the others are run"
sound "needs that nobody meets" 3
run -a board1:tags=gpu --unmet=skip gpu none
is "$(field none/1 outcome)" skipped "--unmet=skip: it is skipped"
sound "--unmet=skip"

# locks
for i in 1 2 3 4 5 6; do program port/$i "$spans"; program mem/$i "$spans"; done
cat >muster.conf <<'END'
[lock memory]
total = 4
[tests port/*]
locks = port80
[tests mem/*]
locks = memory:2
END
: >"$LOG"
run -j6 port mem
is "$(count passed)" 12 "locks: all pass"
is "$(peak '^port')" 1 "a lock is held by one test at a time"
[ "$(peak '^mem')" -le 2 ]
ok $? "units: not more at once than there are"
sound "locks"
printf '[tests *]\nlocks = a:2\n' >muster.conf
refused "*muster.conf:2: locks = a:2: *" "more units than there are" port
printf '[tests *]\nlocks = a:x\n' >muster.conf
refused "*muster.conf:2: locks = a:x: *" "units that are no number" port

# units with names: each test that talks to a port has one that no other talks to meanwhile, and so have its hooks
ports=$base/ports
mkdir "$ports"
export ports
for i in 1 2 3 4 5 6 7 8; do program talk/$i '[ -d "$ports/$MUSTER_LOCK_PORT" ] && sleep 0.05 && echo "$MUSTER_LOCK_PORT" >>"$ports/log"'; done
talks() {
	cat <<'END'
[lock port]
names = 9000..9002
[tests talk/*]
locks = port
setup = mkdir "$ports/$MUSTER_LOCK_PORT"
teardown = rmdir "$ports/$MUSTER_LOCK_PORT"
END
}
talks >muster.conf
run -j4 talk
is "$(count passed) $(sort -u "$ports/log" | tr '\n' ' ')" "8 9000 9001 9002 " "named units: no two tests have the same port at once"
sound "named units"
: >"$ports/log"
run --dist=test -a "far:via=env,muster=$MUSTER" -a "other:via=env,muster=$MUSTER" -a here: talk
is "$(count passed) $(sort -u "$ports/log" | tr '\n' ' ')" "8 9000 9001 9002 " "nor behind vias"
sound "named units, vias"
cp talk/2 talk/2.was
program talk/2 ': >"$ports/../at"; exec sleep 30'
begin -j2 --order=collected talk/1 talk/2
await '[ -e "$ports/../at" ]'
kill -INT "$pid"
end
is "$status $(find "$ports" -type d -name '9*')" "130 " "INT: the hooks of a test that is stopped have its unit, too"
sound "named units, INT" 130
mv talk/2.was talk/2
is "$("$MUSTER" -j2 --why talk/1 talk | grep lock)" "  holds 1 of 3 of the lock port: it finds which in MUSTER_LOCK_PORT" "--why says where a test finds its unit"
like "$("$MUSTER" --debug talk/1 talk </dev/null 2>&1; cat "$ports/log")" "*9000" "--debug gives it one"
program talk/3 'echo "<$MUSTER_LOCK_PORT>"; [ "$MUSTER_ATTEMPT" = 2 ] && exit; kill -9 $PPID; exit 1'
rm -f "$ports/log"; rmdir "$ports"/* 2>/dev/null
sed 's/^setup.*\|^teardown.*//' muster.conf >conf && mv conf muster.conf
run -j2 --retries=1 --rerun-lost talk/3
is "$(count passed)" 1 "a slave's death gives its unit back, and the next attempt has one"
program talk/3 'case $MUSTER_LOCK_PORT in "900"[0-2]" 900"[0-2]) exit 0 ;; esac; exit 1'
printf '[tests talk/3]\nlocks = port:2\n' >>muster.conf
mkdir "$ports/9000" "$ports/9001" "$ports/9002"
run -j3 talk
is "$(count passed)" 8 "two units are two words"
program talk/1 'kill -9 "$(cat "$ports/../pid")" $PPID'
begin -j1 --log="$base/log" --order=collected talk
end
is "$status" 137 "a run that is killed"
run -j3 --resume="$base/log"
is "$(count lost) $(count passed)" "1 7" "its --resume has units for the rest"
rmdir "$ports"/900?
own_kind batch '*.many' >muster.conf
cat >>muster.conf <<'END'
[lock user/me]
names = {ali,bo}b{1..2} eve
[tests *.many]
locks = user/me@host
END
for i in 1 2 3; do
	program $i.many 'case $1 in --cases) for i in 1 2 3 4; do echo "- c$i"; done; exit ;; esac
echo "$MUSTER_LOCK_USER_ME" >>"$ports/log"
for i in $(echo "${1#--only=}" | tr , " "); do echo "RUN $i"; echo "PASS $i"; done'
done
run -j3 --dist=file 1.many 2.many 3.many
is "$(count passed) $(grep -c '^\(al\|b\)' "$ports/log")" "12 3" "a batch has the unit of its group; braces make names"
sound "named units of a batch"
for wrong in '9000..' '..2' '1..2000' 'a b a' '5..7 6' '{a' 'a,b' ''; do
	printf '[lock port]\nnames = %s\n' "$wrong" >muster.conf
	refused "*muster.conf:2: names = *: expected names, as alice bob, board{1..3} or 9000..9031, *" "names = $wrong" port
done
printf '[lock port]\nnames = a b\ntotal = 3\n' >muster.conf
refused "*muster.conf:2: \[lock port\] has total and names*" "names and a total" port
printf '[lock my-port]\nnames = a b\n[lock my_port]\nnames = 1..3\n' >muster.conf
refused "*muster.conf:4: the units of \[lock my-port\] and \[lock my_port\] are both to be in MUSTER_LOCK_MY_PORT" "one variable for two locks" port
printf '[lock port]\nnames = a b\n[tests *]\nlocks = port:3\n' >muster.conf
refused "*muster.conf:4: locks = port:3: there are 2 of port*" "more units than names" port
printf '[env]\nMUSTER_LOCK_PORT = a\n' >muster.conf
refused "*muster.conf:2: MUSTER_LOCK_PORT: muster sets it*" "the variable set by somebody else" port

# a lock of each host: lanes of this one share it, each via has its own
cat >muster.conf <<'END'
[lock bus]
total = 2
[tests port/*]
locks = kernel@host bus@host:2
END
: >"$LOG"
run -j3 -a "far:via=env,muster=$MUSTER" -a "other:via=env,muster=$MUSTER" port
is "$(count passed)" 6 "NAME@host: all pass"
is "$(sed 's/local[0-9]*/here/' "$LOG" | awk '{ n[$3] += $1 == "+" ? 1 : -1; if (n[$3] > 1) print }')" "" "one at a time on each host"
sound "NAME@host"
is "$("$MUSTER" -a one: --why port/1 port | grep lock)" "  holds 1 of 1 of the lock kernel@host
  holds 2 of 2 of the lock bus@host" "--why names it"
printf '[lock a]\ntotal = 2\n[tests *]\nlocks = a@host:3\n' >muster.conf
refused "*muster.conf:4: locks = a@host:3: there are 2 of a*" "more units than a host has" port

# weight: what runs at once weighs no more than there are lanes; more than that is alone
cat >muster.conf <<'END'
[tests mem/*]
weight = 3
[tests port/1]
weight = 9
END
weighed() {
	awk 'function w(id) { return id ~ /^mem/ ? 3 : id == "port/1" ? 4 : 1 }
		{ n += $1 == "+" ? w($2) : -w($2); if (n > m) m = n } END { print m + 0 }' "$LOG"
}
: >"$LOG"
run -j4 port mem
is "$(count passed)" 12 "weight: all pass"
[ "$(weighed)" -le 4 ]
ok $? "weight: no more than there are lanes"
is "$(first_of 1)" "port/1 " "the heaviest goes first"
sound "weight"
: >"$LOG"
run -j2 port mem
is "$(count passed)" 12 "all of them weigh more than two lanes"
[ "$(peak '^mem')" = 1 ]
ok $? "then each is alone"
sound "weight, two lanes"
run -a "far:via=env,muster=$MUSTER" -a here: port mem
is "$(count passed)" 12 "a host with one lane"
sound "weight, one lane each"
is "$("$MUSTER" --why mem/1 mem | grep lane)" "  takes 3 lanes of its host" "--why says what it takes"
run -j4 -x --retries=1 port mem
is "$(count passed)" 12 "weight, with -x and --retries"

# exclusive, serial, priority
for i in 1 2 3; do program alone/$i "$spans"; program row/$i "$spans"; done
cat >muster.conf <<'END'
[tests alone/*]
exclusive = yes
[tests row/*]
serial = yes
[tests any/4]
priority = 5
END
: >"$LOG"
run -j4 --order=collected alone any gpu row
is "$(awk '{ n += $1 == "+" ? 1 : -1; if ($2 ~ /^alone/ && $1 == "+" && n > 1) print $2; if ($1 == "+" && busy) print; busy = $1 == "+" && $2 ~ /^alone/ }' "$LOG")" \
	"" "exclusive: nothing else runs meanwhile"
is "$(awk '$2 ~ /^row/ { print $3 }' "$LOG" | sort -u | wc -l | tr -d ' ')" 1 "serial: on one appliance"
is "$(awk '$1 == "+" && $2 ~ /^row/ { printf "%s ", $2 }' "$LOG")" "row/1 row/2 row/3 " "serial: in order"
sound "exclusive, serial"
: >"$LOG"
run -j1 --order=collected alone any row
is "$(first_of 4)" "row/1 row/2 row/3 any/4 " "serial goes first, then priority"
sound "priority"

# together
take fake_gtest unit
FAKE_CASES=$(for i in 1 2 3 4 5 6 7 8; do echo "A.passes_$i"; done; for i in 1 2 3 4; do echo "B.passes_$i"; done)
PROCESSES=$base/processes
export FAKE_CASES PROCESSES
printf '[tests unit*]\nkind = gtest\n[tests unit::A.*]\ntogether = yes\n' >muster.conf
run -j3 unit
is "$(awk -F'\t' '$1 ~ /^unit::A/ && $2 == "slave" { print $3 }' "$facts" | sort -u | wc -l | tr -d ' ')" 1 "together: its cases are not split"
sound "together"

# longest first, once it is known
program long/a 'sleep 0.02'
program long/b 'sleep 0.3'
program long/c 'sleep 0.1'
rm muster.conf
# beside others a start may take as long as any of them: then they are timed once more
for i in 1 2 3 4 5 6 7 8 9; do
	run -j1 long
	times=$(awk -F'\t' '$2 == "duration" && $1 ~ /^long/ { print $3, $1 }' "$facts" | sort -n | sed 's/.* //' | tr '\n' ' ')
	[ "$times" != "long/a long/c long/b " ] || break
done
run -j1 long
is "$(awk -F'\t' '$2 == "start" && $1 != "@run" { print $3, $1 }' "$facts" | sort -n | sed 's/.* //' | tr '\n' ' ')" "long/b long/c long/a " \
	"what took longest in the last run goes first"
program long/0 'exit 0'
run -j1 long
is "$(awk -F'\t' '$2 == "start" && $1 != "@run" { print $3, $1 }' "$facts" | sort -n | sed 's/.* //' | head -n 1)" "long/0" "what is not known goes before it"
sound "longest"

# each test on each appliance
: >"$LOG"
run -a one -a two --dist=each any
is "$(outcomes | sed 's/ .*//' | tr '\n' ' ')" "any/1@one any/1@two any/2@one any/2@two any/3@one any/3@two any/4@one any/4@two " \
	"--dist=each: ids end in @APPLIANCE"
is "$(awk '$1 == "+" { print $2, $3 }' "$LOG" | sort | uniq -c | awk '{ print $1 }' | sort -u)" 1 "each once on each"
sound "--dist=each"
run -a one -a two --dist=each -k 'any/2*@two' any
is "$(outcomes)" "any/2@two passed" "-k knows these ids"
sound "--dist=each -k"
program odd/1 '[ "$MUSTER_APPLIANCE" != two ]'
program odd/2 'exit 1'
run -a one -a two --dist=each odd
like "$(cat "$err")" "*odd/1 fails only on two*" "what fails on one appliance alone is named"
unlike "$(cat "$err")" "*odd/2 fails only*" "and nothing else"
sound "--dist=each: a failure on one"
finish
