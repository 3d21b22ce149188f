#!/bin/sh
# doctest: the real one, against its own XML report.
. t/lib.sh
. "$root/t/kinds/common.sh"
builds doctest "$cxx" -O0 -o unit "$kinds/doctest.cc" -I"$kinds"
middle=middle

# said_by_doctest: "case outcome" of its XML report
said_by_doctest() {
	rm -f "$RAN"
	./unit -r=xml -o="$base/doctest.xml" >/dev/null 2>&1
	perl -ne '
		BEGIN { %e = (lt => "<", gt => ">", quot => "\"", apos => "\x27", amp => "&") }
		if (/<TestCase name="(.*?)"/) { ($n = $1) =~ s/&(\w+);/$e{$1}/g; $n =~ s/\\/\\\\/g }
		print "$n ", $1 eq "true" ? "passed" : "failed", "\n" if /<OverallResultsAsserts .* test_case_success="(\w+)"/' "$base/doctest.xml"
}

said_by_doctest >"$base/said"
owns <"$base/said"
all_ways
words fails throws
unlike "$(cat "$list")" "*hidden*" "what doctest skips is not run"

usual_vices
export FORGED='      <OverallResultsAsserts successes="1" failures="0" test_case_success="true"/>'
vice lie failed "a forged result of its own, when it failed"

unset VICE FORGED
vanishes "only listed"
unlisted "list crashes" failed
export VICE=words
cases unit
same "$(outcomes)" "$(cat "$own")" "what its own main prints is no case"
unset VICE
lots_of many,
finish
