#!/bin/sh
# bats: the real one, against its JUnit report.
. t/lib.sh
. "$root/t/kinds/common.sh"
has bats
need_proc	# for /dev/fd
unit=unit.bats before=before middle=middle
sed "s|^#!.*||" "$kinds/unit.bats" >unit.bats		# by its name, not its #! line
export LC_ALL=C.UTF-8

rm -f "$RAN"
bats -F junit unit.bats 2>/dev/null | perl -ne '
	BEGIN { %e = (lt => "<", gt => ">", quot => "\"", "#39" => "\x27", amp => "&"); }
	sub said { return if !defined $n; $n =~ s/&([#\w]+);/$e{$1}/g; $n =~ s/\\/\\\\/g; print "$n $is\n"; undef $n }
	if (/<testcase .* name="(.*?)"/) { said(); $n = $1; $is = "passed" }
	$is = "failed" if /<failure/; $is = "skipped" if /<skipped/;
	END { said() }' >"$base/said"
owns <"$base/said"
is "$(bats -c unit.bats)" "$(wc -l <"$own" | tr -d ' ')" "bats reports on every case that it counts"
whole failed "all cases"
like "$(field $unit stdout)" "*because of fails*" "a failed case has its words"

whole_vice crash failed failed "a crash in the middle"
whole_vice exit0 failed failed "an exit of 0 in the middle"
whole_vice hang timeout none "a hang in the middle" --timeout=20s --grace=1s
whole_vice glue "failed or error" "none or passed" "words without a newline before the result"
export FORGED="not ok 99 forged"
whole_vice forge "failed or error" passed "a forged result"
unset FORGED

printf '@test "fine" { true; }\n@test "skips" { skip; }\n' >good.bats
run -j1 good.bats
is "$(outcomes) $status" "good.bats passed 0" "a good file passes"
printf '@test "fine" { true; }\n@test "glued" { printf "no newline" >&3; }\n' >good.bats
run -j1 good.bats
is "$(field @end exit)" 1 "a result that cannot be found is not taken for one"
printf '@test "fine" { true; }\n@test "unfinished" { true;\n' >bad.bats
run -j1 bad.bats
is "$(field @end exit)" 1 "a file with a syntax error is no pass"
sound "a syntax error"
printf '#!/usr/bin/env bats\n@test "by its first line" { false; }\n' >by_line
chmod +x by_line
run -j1 by_line
is "$(inside)" "by_line::by its first line failed" "an executable with a #! line of bats"
: >none.bats
run -j1 none.bats
unlike "$(outcomes)" "*failed*" "a file without a test"
is "$(wc -l <"$list" | tr -d ' ')" 1 "is not dropped"
export BATS_TEST_FILTER=nothing BATS_TEST_TIMEOUT=1 BATS_TEST_RETRIES=3 BATS_NUMBER_OF_PARALLEL_JOBS=4
whole failed "variables of the caller that steer the framework"
unset BATS_TEST_FILTER BATS_TEST_TIMEOUT BATS_TEST_RETRIES BATS_NUMBER_OF_PARALLEL_JOBS
finish
