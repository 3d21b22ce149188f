#!/bin/sh
# --baseline: failures that are known do not fail the run, all others do; --write makes such a file.
. t/lib.sh
need_perl

program t/fails 'echo because >&2; exit 1'
program t/passes 'exit 0'
program t/errs 'exit 99'
program t/other 'exit 1'
program t/crashes 'ulimit -c 0; kill -SEGV $$'
program 't/ha ngs' 'sleep 1000'
program t/skips 'exit 77'
printf '%s\n' '# known' 't/fails failed until 2999-12-31 bug 12' '   t/errs error' '' 't/skips failed' 't/passes failed bug 13' \
	't/crashes crashed until 2999-01-01' 't/ha\x20ngs timeout too slow' 't/other failed	bug 14 ' >known
run -j3 --timeout=200ms --baseline=known --junit=junit --tap=tap --html=html --log=log t
is "$(outcomes)" "t/crashes xfailed
t/errs xfailed
t/fails xfailed
t/ha ngs xfailed
t/other xfailed
t/passes xpassed
t/skips skipped" "known failures are xfailed, a pass is xpassed"
sound "--baseline"
is "$status" 0 "they do not fail the run"
is "$(field t/fails message)" "exit status 1; known until 2999-12-31: bug 12 (known:2)" "the message says why, until when, and where that stands"
is "$(field t/fails phase.call)" failed "its phase says what it did"
is "$(grep -c 'take it out' "$out")$(grep '^passed, take' "$out")" "2passed, take it out of known: t/passes" \
	"what passes is named at its end, and at the end of the run"
is "$(grep -c '<failure\|<error' junit) $(grep -c '<skipped' junit)" "0 6" "JUnit has no failure"
is "$(grep -c '^not ok.*# TODO' tap) $(grep -c '^not ok' tap)" "5 5" "TAP has them as TODO"
cp "$out" before
: >known
bare --replay=log --json="$json"
flatten
is "$status $(outcomes | grep -c xfailed)" "0 5" "a replay says the same when the baseline is another"
is "$(grep -v '^again' "$out")" "$(grep -v '^again' before)" "word by word"

printf '%s\n' 't/fails failed until 2001-01-01 old' 't/other crashed' 't/errs error' >known
run -j2 --retries=2 --baseline=known t/fails t/other t/errs
is "$(outcomes)" "t/errs xfailed
t/fails failed
t/other failed" "after its date a failure counts, and so does another outcome"
sound "--baseline: late, and another"
like "$(field t/fails message)" "*known until 2001-01-01, which has passed*" "late: said so"
like "$(field t/other message)" "*known as crashed (known:2)*" "another: said so"
is "$(field t/fails attempts) $(field t/errs attempts)" "3 1" "what is known is not tried again"
printf 't/errs error\nt/fails failed\n' >known
run -j1 --order=collected -x --baseline=known t/errs t/fails t/other t/passes
is "$(count xfailed) $(count failed) $status $(grep 'stopped after the first failure' "$out" | tail -n 1)" \
	"2 1 1 stopped after the first failure (--maxfail=1)" \
	"-x goes on behind what is known, and stops at what is not"
sound "--baseline -x" 1
printf '[tests t/passes]\nstrict = yes\n' >muster.conf
printf 't/passes failed\n' >known
run -j1 --baseline=known t/passes
is "$status $(field t/passes outcome)" "1 failed" "strict = yes: a pass is a failure"
printf '[tests t/fails]\nxfail = always\n' >muster.conf
run -j1 --baseline=known t/fails
is "$(field t/fails outcome) $(field t/fails message)" "xfailed exit status 1; always" "xfail goes before"
rm muster.conf
printf 't/fails@local1 failed\nt/other failed\n' >known
run -j2 --dist=each --baseline=known t/fails t/other
is "$(outcomes)" "t/fails@local0 failed
t/fails@local1 xfailed
t/other@local0 xfailed
t/other@local1 xfailed" "--dist=each: of one appliance, or of all"

take fake_gtest unit
FAKE_CASES="A.passes_1 A.fails_2 A.passes_3 A.crashes_4 A.passes_5"
export FAKE_CASES
printf '[tests unit]\nkind = gtest\n' >muster.conf
printf 'unit::A.fails_2 failed\nunit::A.crashes_4 crashed\n' >known
run -j1 --dist=file --baseline=known unit
is "$status $(count passed) $(count xfailed)" "0 3 2" "cases of a batch"
sound "--baseline, a batch"
FAKE_CASES="A.passes_1 A.passes_2" ENDS=3
export ENDS
printf 'unit error bug 15\n' >known
run -j1 --dist=file --baseline=known unit
is "$status $(count passed) $(grep -c '^@program' "$facts")" "0 2 0" "a program that failed as a whole beside its cases"
like "$(cat "$out")" "*unit as a whole: known: bug 15 (known:1)*" "it is said"
bare -j1 --dist=file --baseline=new --write unit
is "$status $(cut -d' ' -f1,2 new)" "1 unit error" "--write has it"
unset ENDS
rm muster.conf

# --write
is_known() { is "$(cat known)" "$1" "$2"; }
printf '%s\n' '# head' 't/passes failed bug 1' 't/other crashed until 2999-01-01 bug 2' 't/gone error' 't/fails failed  kept  ' 't/skips error' >known
bare -j2 --baseline=known --write --log=log --timeout=200ms t
is "$status $(grep '^known' "$out")" "1 known: 3 added, 1 taken out" "--write: the old file counts"
is_known '# head
t/other failed until 2999-01-01 bug 2
t/gone error
t/fails failed  kept  
t/skips error
t/crashes crashed killed by SIGSEGV
t/errs error exit status 99
t/ha\x20ngs timeout stopped after 0.2 s' "--write: what failed is added, what passed goes, all else stays"
like "$(cat "$err")" "*known:4: there is no test t/gone*" "a line that names no test is said"
run -j2 --baseline=known --timeout=200ms t
is "$status $(count failed) $(count xfailed)" "0 0 5" "then nothing fails"
cp known wanted
bare --replay=log --baseline=known --write
is_known "$(cat wanted)" "--write from a log of then changes nothing"
bare -j2 --baseline=fresh --write --timeout=200ms -q t
is "$(cut -d' ' -f1,2 fresh)" 't/crashes crashed
t/errs error
t/fails failed
t/ha\x20ngs timeout
t/other failed' "--write makes a file that is not there"
cp fresh known
bare -j2 --baseline=known --log=log --timeout=200ms t
bare --replay=log --baseline=again --write
is "$(cut -d' ' -f1,2 again)" "$(cut -d' ' -f1,2 fresh)" "a log has what was excused"

# bad input
bad() { printf "$1" >known; refused "$2" "$3" --baseline=known t/passes; }
bad 't/fails\n' '*known:1: expected ID OUTCOME*' "no outcome"
bad '\n#\nt/fails bad\n' '*known:3: "bad" is none of failed*' "no such outcome"
bad 't/ha ngs timeout\n' '*known:1: "ngs" is none of*\\x20*' "a blank in an id"
bad 't/fails failed until tomorrow\n' '*known:1: expected a day*' "no date"
bad 't/fails failed until 2026-02-29\n' '*known:1: expected a day*' "no such day"
bad '\357\273\277t/fails failed until 2024-02-29\nx' '*known:2: expected ID*' "a leap day, behind a byte order mark"
bad 't/fails failed until 2026-13-01\n' '*known:1: expected a day*' "no month"
bad 't/fails failed\nt/x failed\nt/fails crashed' '*known:3: t/fails stands on line 1 already*' "twice the same"
bad 't/fails failed\0\n' '*known:1: there is a 0 byte in it*' "no text"
refused "*--baseline=none: No such file*" "no file" --baseline=none t
refused "*--baseline=t: *" "a directory" --baseline=t t
refused "*--baseline=F names it*" "--write alone" --write t
refused "*what was known is in the log*" "a replay without --write" --replay=log --baseline=fresh
printf 'x/y failed\nt/none failed\n' >known
bare -j1 --baseline=known --timeout=200ms t
like "$(cat "$err")" "*known:2: there is no test t/none
muster: warning: known: 1 of its tests is not among those of the arguments" "ids without a test"
finish
