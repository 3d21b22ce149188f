#!/bin/sh
# --trace, --wire, --version: what is said of the protocol and of the program.
. t/lib.sh

program a 'echo out; exit 1'
program b 'exit 0'
run -j1 --trace a b
for m in HELLO CONFIG COLLECTED ACK NEED TESTS START OUTPUT REPORT BYE; do
	is "$(grep -c "muster: trace: \[[0-9]*\] -> .* *$m\b" "$err" | sed 's/[1-9][0-9]*/some/') $(grep -c "muster: trace: \[[0-9]*\] <- .* *$m\b" "$err" | sed 's/[1-9][0-9]*/some/')" \
		"some some" "--trace shows $m where it leaves and where it arrives"
done
is "$(grep -c -e '-> master HELLO' "$err") $(grep -c -e '<- slave00 HELLO' "$err")" "1 1" "with the name of the other end"
is "$(grep -c ' START ' "$err")" 4 "every START is shown twice"
is "$(grep -v '^muster: trace: ' "$err")" "" "each on a line of its own"
sound "--trace"

bare --wire
is "$status" 0 "--wire: exit status 0"
# chapter HEAD: the messages under a heading, in one line
chapter() {
	awk -v head="$1" '/^[A-Z][a-z ]*$/ { on = $0 == head } on && /^ *[0-9]/ { printf " %s", $2 }' "$out"
}
like "$(chapter "Slave to master")" " HELLO * SPAWN START * PROCESS * BYE *" "--wire: what a slave says"
like "$(chapter "Master to slave")" " *CONFIG * TESTS * GO" "--wire: what the master says"
like "$(chapter "Run log")" " RUN COLLECTION * HISTORY TRAILER PROBED" "--wire: what stands in a log"
like "$(grep '^Outcomes:' "$out")" "Outcomes: 0 passed 1 *" "--wire: numbers of outcomes"
is "$(grep '^Phases:' "$out")" "Phases: 0 setup 1 call 2 teardown" "--wire: numbers of phases"
for m in $(grep -o 'HELLO\|REPORT\|TESTS\|RUN\|RESULT' "$out" | sort -u); do
	grep -q "^ *[0-9][0-9]* *$m  *[a-z]" "$out"
	ok $? "--wire documents $m"
done

{ await '[ -e "$base/closed" ]'; "$MUSTER" --help; echo $? >"$base/status"; } | { exec <&-; : >"$base/closed"; }
is "$(cat "$base/status")" 0 "--help into a closed pipe: exit status 0"
bare --version
like "$status $(cat "$out")" "0 muster [0-9]*.[0-9]*" "--version"
finish
