#!/bin/sh
# TAP: by name (*.t), and by its first line from any program; broken TAP is an error whatever the exit status.
. t/lib.sh
need_perl

tap() { # NAME 'lines' [exit status]
	program "$1" "cat <<'END'
$2
END
exit ${3-0}"
}
tap a/good.t '1..2
ok 1 - one
ok 2 - two'
tap a/late.t 'ok 1
ok 2
1..2'
tap a/fails.t '1..2
ok 1
not ok 2 - broken
# a diagnostic'
tap a/todo.t '1..2
not ok 1 - later # TODO soon
ok 2 - now'
tap a/skips.t '1..2
ok 1 # SKIP no network
ok 2'
tap a/all_skipped.t '1..0 # SKIP not here'
tap a/short.t '1..3
ok 1'
tap a/long.t '1..1
ok 1
ok 2'
tap a/no_plan.t 'ok 1
ok 2'
tap a/two_plans.t '1..1
ok 1
1..1'
tap a/twice.t '1..2
ok 1
ok 1'
tap a/huge.t '1..1
ok 99999999999999999999'
tap a/bails.t '1..3
ok 1
Bail out! no database'
tap a/good_but_3.t '1..1
ok 1' 3
tap a/empty.t ''
tap a/subtest.t '1..1
    1..2
    ok 1 - inner
    not ok 2 - inner # TODO later
ok 1 - outer'
tap a/yaml.t 'TAP version 13
1..1
ok 1 - with yaml
  ---
  not ok: 3
  1..7
  ...'
tap a/why.t 'TAP version 14
1..3
not ok 1 - in quotes
  ---
  message: "it is 1"
  ...
not ok 2 - in a block
  ---
  at: b.c:9
  message: |-
    it is 2
    and more
  ...
# diagnostics
not ok 3 - without words'
run -j2 a
is "$(outcomes)" "a/all_skipped.t skipped
a/bails.t error
a/empty.t error
a/fails.t failed
a/good.t passed
a/good_but_3.t failed
a/huge.t error
a/late.t passed
a/long.t error
a/no_plan.t error
a/short.t error
a/skips.t passed
a/subtest.t passed
a/todo.t passed
a/twice.t error
a/two_plans.t error
a/why.t failed
a/yaml.t passed" "TAP says how a program ended"
is "$(sed -n 's/.*"program":"a.why.t",.*"message"://p' "$json")" '"it is 1"}
"it is 2"}
""}' "YAML says why a point failed"
like "$(field a/bails.t message)" "*no database*" "the reason of a bail-out is kept"
like "$(field a/short.t message)" "*planned 3*" "a short plan is named"
like "$(field a/all_skipped.t message)" "*not here*" "the reason of a skipped program is kept"
is "$(grep '^@case.a/fails.t' "$facts" | cut -f2-)" "a/fails.t 1	passed
a/fails.t broken	failed" "test points are results inside the program"
is "$(grep '^@case.a/todo.t' "$facts" | cut -f3 | tr '\n' ' ')" "xfailed passed " "a TODO that fails is expected"
is "$(grep '^@case.a/skips.t' "$facts" | cut -f3 | tr '\n' ' ')" "skipped passed " "a SKIP is skipped"
is "$(grep -c '^@case' "$facts")" "$(awk -F'\t' '$1 == "@end" && $2 ~ /^cases/ { n += $3 } END { print n }' "$facts")" \
	"the end event counts the results inside programs"
sound "TAP by name"

tap b/plain 'TAP version 13
1..2
ok 1
not ok 2'
tap b/plain_short '1..3
ok 1'
tap b/skip_77 'no tap' 77
tap b/after_comments '# seed 12

1..1
not ok 1 - a'
tap b/dash 'not ok - a
1..1'
tap b/bails 'Bail out! no board'
tap b/ktap 'KTAP version 1
1..1
  KTAP version 1
  1..2
  ok 1 in # SKIP no hw
  not ok 2 deep
not ok 1 a'
tap b/ktap_skips 'KTAP version 1
1..1
ok 1 a # SKIP no hw' 4
tap b/kselftest_skips 'TAP version 13
1..0 # SKIP no hw' 4
tap b/range '1..3 is a range'
run -j2 b
is "$(outcomes)" "b/after_comments failed
b/bails error
b/dash failed
b/kselftest_skips skipped
b/ktap failed
b/ktap_skips skipped
b/plain failed
b/plain_short error
b/range passed
b/skip_77 skipped" "output that begins as TAP or KTAP is that, whatever the name; other output is not"
unlike "$(cat "$err" "$out")" "*warning*" "and nothing warns"
like "$(field b/bails message)" "*no board*" "the reason of a bail-out is kept"
sound "TAP by output"

tap m/not_tap 'hello
1..3
ok 1'
tap m/fails 'hello
not ok 1'
tap m/ends_with_plan "$(i=0; while [ $i -lt 3000 ]; do i=$((i + 1)); echo "words words words"; done)
1..2"
tap m/range '1..3 is a range'
for name in one two three; do tap m/exec_$name 'hello
1..3'; done
printf '[tests m/exec_*]\nkind = exec\n' >muster.conf
run -j1 --output-limit=8K m
is "$(outcomes | sed '/passed$/d')" "" "what printed TAP later is judged by its exit status"
is "$(grep -c 'warning: m/.*printed a plan or "not ok".*kind = tap' "$out")" 3 "with a warning that names kind = tap"
unlike "$(cat "$out")" "*warning: m/range*" "but words that are no plan"
unlike "$(cat "$out")" "*warning: m/exec*" "and none where the kind was said"
rm muster.conf
sound "TAP that is not read"

tap n/nested.t 'TAP version 14
1..2
# Subtest: first
    1..1
    ok 1 - fine \# here # time=12.3ms
ok 1 - first # time=1.3ms
# Subtest: second
    # Subtest: inner
        ok 1 - leaf
        not ok 2 - broken leaf
        1..2
    not ok 1 - inner
    1..1
not ok 2 - second # time=12.30ms {'
run -v --log="$base/log" n
is "$(grep '^@case' "$facts" | cut -f2-)" "n/nested.t first	passed
n/nested.t second	failed" "points of subtests are not counted, times are no part of names"
like "$(cat "$out")" "*n/nested.t     PASSED fine # here
*n/nested.t         FAILED broken leaf
n/nested.t     FAILED inner*n/nested.t FAILED second  in it failed: broken leaf*" "with -v they are shown, and the first that failed is named"
sound "subtests"
bare --replay="$base/log" -v
like "$(cat "$out")" "*n/nested.t         FAILED broken leaf*" "a replay shows them, too"

program c/active.t 'echo 1..1; [ "${HARNESS_ACTIVE-}" = 1 ] || printf "not "; echo "ok 1"'
program c/active '[ -z "${HARNESS_ACTIVE-}" ]'
run c
is "$(outcomes)" "c/active passed
c/active.t passed" "HARNESS_ACTIVE is set for TAP programs, and only for them"
sound "HARNESS_ACTIVE"

program d/crash.t 'ulimit -c 0; echo 1..2; echo ok 1; kill -SEGV $$'
program d/unended.t 'printf "1..1\nok 1"'
program d/crlf.t 'printf "1..1\r\nok 1\r\n"'
run d
is "$(outcomes)" "d/crash.t crashed
d/crlf.t passed
d/unended.t passed" "a crash is a crash; a last line without end and CRLF are read"
sound "odd ends"
finish
