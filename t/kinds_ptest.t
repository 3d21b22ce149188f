#!/bin/sh
# run-ptest, as Yocto's images have them: lines PASS:, FAIL:, SKIP: at the start of a line; it exits as it likes.
. t/lib.sh
need_perl
program ptest/good/run-ptest 'cd sub && echo "PASS: one"; echo "SKIP: two"; exit 3'
mkdir ptest/good/sub
program ptest/bad/run-ptest 'echo "PASS: one"; echo "FAIL: two words"; echo "# FAIL:  7"; echo "XFAIL: three"; echo "  PASS: four"'
program ptest/silent/run-ptest 'echo "# PASS: 0"'
program ptest/dies/run-ptest 'echo "PASS: one"; kill -ABRT $$'
program ptest/skips/run-ptest 'echo "SKIP: one"'
program ptest/good/helper 'exit 1' && chmod 644 ptest/good/helper
run -j2 ptest
is "$(outcomes)" "ptest/bad/run-ptest failed
ptest/dies/run-ptest crashed
ptest/good/run-ptest passed
ptest/silent/run-ptest error
ptest/skips/run-ptest passed" "its lines are the verdict, in its directory"
sound "ptest"
is "$(awk -F'\t' '$1 == "@case" { print $2, $3 }' "$facts" | sort)" "ptest/bad/run-ptest one passed
ptest/bad/run-ptest two words failed
ptest/dies/run-ptest one passed
ptest/good/run-ptest one passed
ptest/good/run-ptest two skipped
ptest/skips/run-ptest one skipped" "and results inside it"
finish
