#!/bin/sh
# -x and --maxfail: stop handing out; what runs ends, the rest is not run, and that is no loss.
. t/lib.sh
need_perl

for i in 1 2 3 4 5 6; do program s/${i}_fails 'exit 1'; done
for i in 0 7 8; do program s/${i}_passes 'exit 0'; done
one="-j1 --dist=test --order=collected"

run $one -x s
is "$(count passed) $(count failed) $(count notrun)" "1 1 7" "-x stops after the first failure"
sound "-x" 1
is "$status" 1 "-x: exit status 1"
like "$(field s/8_passes message)" "*maxfail*" "-x: what was not run says why"
like "$(tail -n 4 "$out")" "*maxfail*" "-x: so does the summary"

run $one --maxfail=3 s
is "$(count failed) $(count notrun)" "3 5" "--maxfail=3 stops after the third"
sound "--maxfail=3" 1
run $one --maxfail=0 s
is "$(count failed) $(count notrun)" "6 0" "--maxfail=0 never stops"
sound "--maxfail=0"
run $one --maxfail=7 s
is "$(count failed) $(count notrun)" "6 0" "fewer failures than --maxfail stop nothing"
sound "--maxfail=7"
run -j2 --maxfail=1 s
is "$(($(count failed) + $(count passed) + $(count notrun)))" 9 "-j2: each has an outcome"
sound "--maxfail with two slaves" 1

take segfaults s/0_crashes
run $one -x s
is "$(count crashed) $(count notrun)" "1 9" "a crash is a failure for -x"
sound "-x and a crash" 1

# N:now stops what runs, and that is no loss
mkfifo "$base/gate"
program n/a_hangs 'exec 3<>"'"$base/gate"'"; echo go >&3; sleep 1000'
program n/b_fails 'read -r line <"'"$base/gate"'"; exit 1'
program n/c_waits 'exit 0'
run -j2 --dist=test --order=collected --maxfail=1:now n
is "$(outcomes)" "n/a_hangs notrun
n/b_fails failed
n/c_waits notrun" "--maxfail=1:now stops what runs"
is "$status" 1 "--maxfail=1:now: exit status 1"
like "$(field n/a_hangs message)" "interrupted*" "what was stopped says so"
sound "--maxfail=1:now" 1
refused "*--maxfail=1:later: expected a number, as 3, or 3:now*" "no such word" --maxfail=1:later n
refused "*--maxfail=:now: expected*" "no number" --maxfail=:now n

take fake_gtest unit
printf '[tests unit]\nkind = gtest\n' >muster.conf
FAKE_CASES="A.passes_1 A.fails_2 A.passes_3 A.fails_4 A.passes_5"
export FAKE_CASES
run -j1 --dist=file -x unit
is "$(field unit::A.fails_2 outcome)" failed "-x in a batch: the first failure is there"
sound "-x in a batch" 1
finish
