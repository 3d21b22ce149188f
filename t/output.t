#!/bin/sh
# What tests print: kept apart, kept short, and never trusted.
. t/lib.sh
need_perl

# bytes that a terminal would obey: controls but \n and \t, DEL, and C1 in UTF-8 or raw
controls() {
	perl -e 'local $/; $_ = <STDIN>; my $n = () = /[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]/g; print $n + (utf8::decode($_) ? 0 : 1000)' <"$1"
}

program both 'echo to stdout; echo to stderr >&2; echo more; exit 1'
run both
is "$(field both stdout)" 'to stdout\nmore\n' "stdout is kept"
is "$(field both stderr)" 'to stderr\n' "stderr is kept apart"
like "$(cat "$out")" "*stdout:$newline  | to stdout$newline  | more$newline*stderr:$newline  | to stderr*" "the console shows both"
sound "stdout and stderr"

take prints_no_newline
run prints_no_newline
is "$(field prints_no_newline stdout)" 'one\ntwo without an end' "a last line without end is kept as it is"
like "$(cat "$out")" "*  | two without an end$newline*" "and does not run into our next line"
sound "no newline at the end"

take prints_hostile_bytes
run prints_hostile_bytes
is "$(controls "$out")" 0 "no control byte reaches the console"
like "$(cat "$out")" '*| esc red title *x1b[]]0;owned*' "an ESC is shown as text, a colour not at all"
is "$(grep -c '^(slave00) forged' "$out")" 0 "no line of a test passes for one of ours"
is "$(grep -c '^::error' "$out")" 0 "no line of a test is a command of a CI system"
is "$(grep -c '^@bad' "$facts")" 0 "the JSON lines are JSON"
like "$(field prints_hostile_bytes stdout)" "*good utf8 ä € 😀*" "good UTF-8 passes"
is "$(controls "$json")" 0 "no control byte is in the JSON lines"
sound "hostile bytes"
run -s prints_hostile_bytes
is "$(controls "$out")" 0 "nor does one reach the console live"
sound "hostile bytes, live"
run --color=always prints_hostile_bytes
is "$(sed 's/\x1b\[[0-9;]*m//g' "$out" >"$base/plain"; controls "$base/plain")" 0 "with colours, only our own escape codes reach the console"
like "$(cat "$out")" "*$(printf '\033')[[]31mFAILED*" "with colours, outcomes have them"
sound "hostile bytes, in colours"

program hostile_tap.t 'printf "1..1\nnot ok 1 - \033[31mname\233\n"'
run -v hostile_tap.t
is "$(controls "$out")" 0 "nor does one from the name of a test point"
sound "hostile names of points"

take floods
run --output-limit=64K floods
like "$(field floods stdout)" 'FIRST LINE\\n*LAST LINE\\n' "of a flood the first and the last half are kept"
like "$(field floods stdout)" '*bytes are left out*' "what was cut is said"
awk -F'\t' '$2 == "stdout" && (length($3) < 60000 || length($3) > 70000) { bad = 1 } END { exit bad }' "$facts"
ok $? "as much as --output-limit says"
sound "a flood"
run --output-limit=0 floods
unlike "$(field floods stdout)" "*LINE*" "--output-limit=0 keeps nothing"
sound "--output-limit=0"

# the halves meet without a gap or an overlap: numbers, each once, in order
program counts 'i=0; while [ $i -lt 3000 ]; do printf "n%05d\\n" $i; i=$((i + 1)); done; exit 1'
run --output-limit=6K counts
is "$(field counts stdout | sed 's/\\n/\n/g' | grep -Ec '^n[0-9]{5}$')" \
	"$(field counts stdout | sed 's/\\n/\n/g' | grep -E '^n[0-9]{5}$' | sort -u | wc -l | tr -d ' ')" "no line is kept twice"
like "$(field counts stdout)" "n00000*bytes are left out*n02999\\\\n" "head and tail are the first and the last"
sound "the ring"

program one 'echo "one line"'
program two 'printf "no end"'
run -j1 -s one two
is "$(grep ' | ' "$out" | sort)" "(slave00) | no end
(slave00) | one line" "-s shows output with its slave in front"
sound "-s"
program parts 'printf "first "; sleep 0.2; printf "half"; sleep 0.2; echo " end"'
run -j1 -s parts
is "$(grep '|' "$out")" "(slave00) | first half end" "-s shows a line as one, however it came"
sound "-s, parts of lines"

take closes_stdout_and_runs_on closes
GO=$base/go CLOSED=$base/closed RAN_ON=$base/ran_on
export GO CLOSED RAN_ON
begin closes
await '[ -e "$CLOSED" ]'
: >"$GO"
end
is "$(field closes outcome) $(field closes exit)" "failed 3" "a test that closes its output is not over"
[ -e "$RAN_ON" ]
ok $? "it ran to its end"
is "$(field closes stdout)" 'so far\n' "what it printed before is kept"
sound "closed stdout"

# what did not pass in the end keeps its output, whatever made it bad
mkdir v
program v/hooked 'echo clue of hooked'
program v/leaks 'echo clue of leaks; sleep 1000 >/dev/null 2>&1 & exit 0'
program v/skipped 'echo clue of skipped; exit 77'
program v/fine 'echo clue of fine'
program v/ours 'case $1 in list) echo a; echo b ;; *) echo "RUN a"; echo clue of a; echo "OK a"; echo "RUN b"; echo clue of b
sleep 1000 >/dev/null 2>&1 & echo "OK b" ;; esac'
cat >muster.conf <<'E'
[tests v/hooked]
teardown = echo words of the hook; exit 3
[tests v/skipped]
teardown = exit 3
[tests v/fine]
teardown = exit 0
[tests v/ours]
kind = ours
[kind ours]
list = %p list
list.case = %n
run = %p %N
start = RUN %n
passed = OK %n
E
run -j1 --dist=file --leaks=fail --junit="$base/junit.xml" v
leaky=error clues=4
case $(cat "$out" "$err") in *N-NOREAPER*) leaky=passed clues=2 ;; esac	# what is left behind is not found there
is "$(outcomes)" "v/fine passed
v/hooked error
v/leaks $leaky
v/ours::a passed
v/ours::b $leaky
v/skipped error" "a teardown hook or a leak makes a good test bad"
is "$(field v/hooked stdout)" 'clue of hooked\nwords of the hook\n' "what it printed is kept, and what the hook did"
like "$(field v/skipped stdout)" "*clue of skipped*" "of a skipped test, too"
like "$(cat "$out")" "*clue of hooked*" "on the console"
is "$(grep -c 'clue of' "$base/junit.xml")" $((2 * clues)) "and in JUnit, as the failure's text and as output"
unlike "$(cat "$out" "$json")" "*clue of fine*" "a test whose hook passes is quiet"
if [ $leaky = error ]; then
	like "$(field v/leaks stdout) $(field v/ours::b stdout)" "*clue of leaks*clue of b*" "of a leak, and of a case with one"
	like "$(cat "$out")" "*clue of leaks*" "on the console"
	like "$(field v/leaks message)" "1 process left behind: [1-9]* (sleep 1000)" "what was left behind has its number and command"
	like "$(field v/ours::b message)" "1 process left behind: [1-9]* (sleep 1000)" "of a case, too"
fi
sound "output by the final outcome"
rm -r v muster.conf

# a test that makes its pipes non-blocking, or fills them, harms nobody
program nonblock 'perl -e "use Fcntl; fcntl(STDOUT, F_SETFL, O_NONBLOCK | O_WRONLY); fcntl(STDERR, F_SETFL, O_NONBLOCK | O_WRONLY)"'
program normal 'i=0; while [ $i -lt 3000 ]; do echo "line $i of some length to fill a pipe with"; i=$((i + 1)); done; exit 1'
run -j1 --dist=test nonblock normal
is "$(field normal stdout | sed 's/\\n/\n/g' | grep -c 'of some length')" 3000 "flags that a test sets on its pipes are not there for the next"
sound "O_NONBLOCK"
finish
