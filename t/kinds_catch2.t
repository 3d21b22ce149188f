#!/bin/sh
# Catch2: the real one, against its own XML report.
. t/lib.sh
. "$root/t/kinds/common.sh"
builds Catch2 "$cxx" -O0 -o unit "$kinds/catch2.cc" -I"$kinds"
middle=middle

# said_by_catch2: "case outcome" of its XML report
said_by_catch2() {
	rm -f "$RAN"
	./unit -r xml -o "$base/catch2.xml" >/dev/null 2>&1
	perl -ne '
		BEGIN { %e = (lt => "<", gt => ">", quot => "\"", apos => "\x27", amp => "&") }
		if (/<TestCase name="(.*?)"/) { ($n = $1) =~ s/&(\w+);/$e{$1}/g; $n =~ s/\\/\\\\/g }
		print "$n ", $1 eq "true" ? "passed" : "failed", "\n" if /<OverallResult success="(\w+)"/' "$base/catch2.xml"
}

said_by_catch2 >"$base/said"
owns <"$base/said"
is "$(./unit --list-test-names-only | grep -c .)" "$(wc -l <"$own" | tr -d ' ')" "the framework reports on every case that it lists"
all_ways
words fails throws
unlike "$(cat "$list")" "*hidden*" "what Catch2 hides is not run"

exit0="error or crashed"	# its destructors do not expect that
usual_vices
vice "caught crash" "crashed or failed" "a crash in the middle that Catch2 tells"
export FORGED='      <OverallResult success="true" durationInSeconds="0"/>'
vice lie failed "a forged result of its own, when it failed"
export FORGED='    </TestCase>
    <TestCase name="after" filename="x" line="1">
      <OverallResult success="false" durationInSeconds="0"/>
    </TestCase>'
export VICE=forge
cases unit
honest "a forged case"
same "$(starts)" "$(uniq -c "$own_ran" | sed 's/^ *//')" "a forged case: each case ran once"
sound "a forged case"

unset VICE FORGED
vanishes "only listed"
unlisted "list crashes" failed
unlisted "two lines" failed
like "$(cat "$err")" "*more than one line*" "which a name of two lines is the reason for"
is "$(inside | grep -c -e '::two passed$' -e '::the last passed$')" 2 "whose result is there all the same"
export VICE=words
cases unit
same "$(outcomes)" "$(cat "$own")" "what its own main prints is no case"
unset VICE
in_a_file many,
lots_of many,
wraps many,
finish
