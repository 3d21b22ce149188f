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
