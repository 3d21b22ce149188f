#!/bin/sh
# t/demo, the first thing that a new user runs, does what its README says.
. t/lib.sh
need_perl

cd "$root" || exit 1
run -j2 t/demo
is "$(outcomes)" "t/demo/big_file passed
t/demo/counts_lines passed
t/demo/counts_words passed
t/demo/hyphens failed
t/demo/options.t passed
t/demo/spell_check skipped
t/demo/table.cases passed
t/demo/unicode.t passed" "muster t/demo: one failure, one skip, the rest passes"
sound "muster t/demo"
like "$(cat "$out")" "*hyphens FAILED*| expected 4 words, got 3*" "the summary shows what the failed test printed"
is "$(grep -c '^@case' "$facts")" 8 "the points of the TAP tests are counted"
run -j2 -c t/demo/muster.conf t/demo
is "$(outcomes)" "t/demo/big_file passed
t/demo/counts_lines passed
t/demo/counts_words passed
t/demo/hyphens xfailed
t/demo/options.t passed
t/demo/spell_check skipped
t/demo/table.cases::empty passed
t/demo/table.cases::long[1000] passed
t/demo/table.cases::long[100] passed
t/demo/table.cases::short[1] passed
t/demo/table.cases::short[3] passed
t/demo/unicode.t passed" "with its muster.conf: cases with parameters, an expected failure"
sound "muster -c t/demo/muster.conf t/demo"
finish
