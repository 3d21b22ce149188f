#!/bin/sh
# Reports that cannot be written: known before anything runs, or exit status 4.
. t/lib.sh
need_perl

program good 'echo ran >>"$RAN"'
program bad 'exit 1'
RAN=$work/ran
export RAN
mkdir dir
refused "*nowhere/x*No such file*" "--json into a directory that is not there" --json=nowhere/x good
refused "*dir*directory*" "--json to a directory" --json=dir good
refused "*good/x*Not a directory*" "--json below a file" --json=good/x good
mkfifo fifo
refused "*fifo*" "--json to a FIFO without a reader" --json=fifo good
refused "*--json*" "--json without a value" good --json
is "$(ls -A "$base/tmp")" "" "nothing is left in TMPDIR"

if [ -w /dev/full ]; then
	bare --json=/dev/full good
	is "$status" 4 "--json to a full disk: exit status 4"
	like "$(cat "$err")" "*/dev/full*No space*" "it is said which, and why"
	is "$(tail -n 1 "$out")" "1 passed, 0 failed, 0 skipped" "the console has the results all the same"
	bare --json=/dev/full good bad
	is "$status" 4 "a failure besides: still 4, which proves less"
else
	skip "--json to a full disk" "no /dev/full"
fi
# a limit on file size is no reason to die
program big 'i=0; while [ $i -lt 2000 ]; do echo "a long line of output, number $i"; i=$((i + 1)); done; exit 1'
fresh
(
	ulimit -f 8
	TMPDIR=$base/tmp timeout "$bound" "$MUSTER" --json="$json" big >/dev/null 2>"$err"
)
is $? 4 "a report that hits a limit on file size: exit status 4"

bare --json=- good bad 
is "$status" 1 "--json=- is standard output"
cp "$out" "$json"
flatten
is "$(outcomes)" "bad failed
good passed" "which has the JSON lines and nothing else"
is "$(grep -c '^@bad' "$facts")" 0 "(all of them are JSON)"
is "$(tail -n 1 "$err")" "1 passed, 1 failed, 0 skipped" "the console is then standard error"

echo precious >old
bare --tiemout --json=old good
is "$(cat old)" precious "a run that is refused leaves an old report alone"
run good bad
is "$(sed -n 1p "$json" | perl -MJSON::PP -e 'my $e = decode_json(<STDIN>); print join " ", sort keys %$e')" \
	"argv event slaves start tests version" "the run event has its keys"
is "$(grep '"event":"test"' "$json" | sed -n 1p | perl -MJSON::PP -e 'my $e = decode_json(<STDIN>); print join " ", sort keys %$e')" \
	"appliance attempts duration event exit file flaky id leaked line message outcome phases reason rss signal slave split start stderr stdout system user" "a test event has its keys"
is "$(tail -n 1 "$json" | perl -MJSON::PP -e 'my $e = decode_json(<STDIN>); print join " ", sort keys %$e')" \
	"cases counts event exit programs wall" "the end event has its keys"
is "$(field @run tests)" 2 "the run event has the number of tests"
is "$(awk -F'\t' '$1 == "@run" && $2 == "start" { print ($3 > 1600000000) }' "$facts")" 1 "the run event has the time"
is "$(awk -F'\t' '$1 == "good" && ($2 == "start" || $2 == "duration") { n += ($3 >= 0 && $3 < 10) } END { print n }' "$facts")" 2 "times are seconds"
finish
