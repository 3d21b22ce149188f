#!/bin/sh
# Fixtures: tests that set up and clean up for others, with ctest's rules. They are added where those that need them are
# selected; clean-up comes last, whatever happened before.
. t/lib.sh
need_perl

RAN=$base/ran FAILS=
export RAN FAILS
say='echo "$MUSTER_TEST" >>"$RAN"; case " $FAILS " in *" $MUSTER_TEST "*) exit 1 ;; *" $MUSTER_TEST=77 "*) exit 77 ;; esac'
for i in up down a b c; do program t/$i "$say"; done
cat >muster.conf <<'END'
[tests t/up]
fixture = db
[tests t/down]
fixture-cleanup = db
[tests t/[ab]]
needs-fixture = db
END

# ran ARGS: runs, and says in which order tests started
ran() {
	: >"$RAN"
	run "$@"
	order=$(tr '\n' ' ' <"$RAN")
}

ran -j4 t
is "$(count passed)" 5 "all pass"
like "$order" "*t/up *t/down " "set-up before those that need it, clean-up behind them"
is "$(echo "$order" | tr ' ' '\n' | grep -n -e up -e down -e '/[ab]' | sed 's/.*://' | sed -n '1p;$p' | tr '\n' ' ')" "t/up t/down " "first and last"
sound "a fixture"
FAILS=t/up ran -j4 t
is "$(outcomes)" "t/a error
t/b error
t/c passed
t/down passed
t/up failed" "a set-up that failed: those that need it are errors, and it is cleaned up"
is "$(field t/a message)" "its setup t/up failed" "which name the set-up"
sound "a set-up that failed"
FAILS="t/a t/b" ran -j4 t
is "$(count failed) $(field t/down outcome)" "2 passed" "it is cleaned up behind what failed"
FAILS=t/up=77 ran -j4 t
is "$(count skipped) $(count passed)" "1 4" "a set-up that was skipped stops nobody"
sound "a set-up that was skipped"
FAILS=t/down ran -j4 t
is "$(count failed) $(count passed)" "1 4" "a clean-up is a test as well"

# what is selected
ran -j2 t/a
is "$(outcomes | tr '\n' ' ')" "t/a passed t/down passed t/up passed " "what an argument leaves out is added"
is "$order" "t/up t/a t/down " "and has its place"
sound "a fixture that no argument names"
ran -j2 -k t/a t
is "$order" "t/up t/a t/down " "-k: set-up and clean-up are added"
like "$(cat "$err")" "*2 tests that the selected ones need are added" "and that is said"
sound "-k"
ran -j2 -k t/down t
is "$order" "t/down " "a clean-up alone brings nothing with it"
ran -j2 t/down t/c
is "$(count passed)" 2 "nor does one that an argument names"
ran -j2 t/up
is "$order" "t/up " "nor does a set-up alone"
FAILS="t/a" ran -j2 t
ran -j2 --lf t
is "$order" "t/up t/a t/down " "--lf"
sound "--lf"
for i in 1 2 3 4 5; do
	"$MUSTER" --list --shard=$i/5 t >"$base/shard" 2>/dev/null
	! grep -q '/[ab]' "$base/shard" || grep -c -e up -e down "$base/shard"
done | sort -u >"$base/shards"
is "$(cat "$base/shards")" 2 "--shard: each part has what it needs"
is "$("$MUSTER" --why t/a t | grep fixture)
$("$MUSTER" --why t/up t | grep fixture)
$("$MUSTER" --why t/down t | grep fixture)" "  needs the fixture db, set up by t/up
  sets up the fixture db
  cleans up the fixture db" "--why"

# a program's cases
take fake_gtest unit
FAKE_CASES="S.passes_up S.passes_a S.passes_b S.passes_down"
export FAKE_CASES
cat >unit.conf <<'END'
[tests unit]
kind = gtest
[tests unit::*_up]
fixture = s
[tests unit::*_down]
fixture-cleanup = s
[tests unit::*_[ab]]
needs-fixture = s
END
run -c unit.conf -j2 --dist=file unit::S.passes_a
is "$(outcomes | tr '\n' ' ')" "unit::S.passes_a passed unit::S.passes_down passed unit::S.passes_up passed " "a case, by its id"
sound "a case, by its id"
FAKE_CASES="S.fails_up S.passes_a S.passes_b S.leaks_down"
run -c unit.conf -j2 unit
is "$(outcomes | tr '\n' ' ')" "unit::S.fails_up failed unit::S.leaks_down error unit::S.passes_a error unit::S.passes_b error " "cases"
sound "cases"

# -x, --maxfail, QUIT: it is cleaned up
FAILS=t/a ran -j1 -x --order=collected t
is "$order" "t/c t/up t/a t/down " "-x: what was set up is cleaned up"
is "$(outcomes | tr '\n' ' ')" "t/a failed t/b notrun t/c passed t/down passed t/up passed " "-x: nothing else runs"
like "$(tail -n 4 "$out")" "*maxfail*" "-x: it is said why it ended"
sound "-x" 1
FAILS=t/up ran -j1 -x --order=collected t
is "$(outcomes | tr '\n' ' ')" "t/a notrun t/b notrun t/c passed t/down passed t/up failed " "-x: behind a set-up that failed, too"
sound "-x and a set-up that failed" 1
FAILS=t/c ran -j1 -x --order=collected t
is "$order$(field t/down outcome)" "t/c notrun" "-x: where nothing was set up nothing is cleaned up"
sound "-x and nothing set up" 1
ran -j1 -x --order=collected -k 'down or t/c' t
is "$(count passed)" 2 "-x without a failure"
FAILS=t/a
FAKE_CASES="S.passes_up S.fails_a S.passes_b S.passes_down"
sed -i 's/\[ab\]/*[ab]/' unit.conf
run -c unit.conf -j3 -x unit
is "$(field unit::S.fails_a outcome) $(field unit::S.passes_down outcome)" "failed passed" "-x: cases"
sound "-x: cases" 1
FAILS="t/a t/b" ran -j3 --maxfail=2 t
is "$(field t/down outcome)" passed "--maxfail"
sound "--maxfail" 1
FAILS=t/a ran -j2 --until-fail t
is "$(count failed) $(field t/down outcome)" "1 passed" "--until-fail"
sound "--until-fail" 1
FAILS=
program t/a "$say"'; kill -QUIT $(sed -n "s/^PPid:.//p" /proc/$PPID/status); sleep 0.1'
if [ -n "$have_proc" ]; then
	FAILS= ran -j1 --order=collected t
	is "$order$(field t/down outcome)" "t/c t/up t/a t/down passed" "QUIT: what runs ends, and is cleaned up"
	program t/a "$say"'; kill -INT $(sed -n "s/^PPid:.//p" /proc/$PPID/status); sleep 0.1'
	ran -j1 --order=collected t
	is "$order$(field t/down outcome)" "t/c t/up t/a notrun" "INT: nothing more starts"
else
	skip "QUIT: what runs ends, and is cleaned up" "no /proc to find the master"
fi
take kills_its_slave t/a
ran -j1 -x t
is "$(field t/a outcome) $(field t/down outcome)" "lost passed" "it is cleaned up behind what was lost"
sound "what was lost"
program t/a "$say"

# several fixtures, and one that needs another
program t/up2 "$say"
program t/down2 "$say"
cat >>muster.conf <<'END'
[tests t/up2]
fixture = web
needs-fixture = db
[tests t/down2]
fixture-cleanup = web
[tests t/b]
needs-fixture = db web
END
ran -j4 -k t/b t
is "$(echo "$order" | sed 's,t/down t/down2,t/down2 t/down,')" "t/up t/up2 t/b t/down2 t/down " "a set-up that needs another fixture"
sound "two fixtures"
FAILS=t/up ran -j4 t
is "$(field t/up2 message) $(field t/b message) $(field t/down2 outcome) $(field t/down outcome)" \
	"its setup t/up failed its setup t/up failed passed passed" "and does not get it"
sound "two fixtures, one failed"
ran -a one: -a two: --dist=each t
is "$(count passed)" 14 "--dist=each: each has its own"
sound "--dist=each"

# the same in a suite file
mkdir b
cat >b/CTestTestfile.cmake <<'END'
add_test(up "true")
set_tests_properties(up PROPERTIES FIXTURES_SETUP "db;web")
add_test(down "true")
set_tests_properties(down PROPERTIES FIXTURES_CLEANUP db)
add_test(user "true")
set_tests_properties(user PROPERTIES FIXTURES_REQUIRED "db;nobody")
add_test(other "true")
END
mv muster.conf kept.conf
run -j2 b::user
is "$(outcomes | tr '\n' ' ')" "b::down passed b::up passed b::user passed " "rows of a suite file: what an id needs is added"
is "$(cat "$err")" "muster: 2 tests that the selected ones need are added" "and a fixture that nobody sets up is no news"
sound "rows of a suite file"
run -a "far:via=env,muster=$MUSTER" -a here: b::user
is "$(count passed)" 3 "on appliances elsewhere"
sound "rows, elsewhere"
run -a "far:via=env,muster=$MUSTER" -a here: -c kept.conf t/a
is "$(count passed)" 3 "what an argument leaves out, elsewhere"
sound "what an argument leaves out, elsewhere"

# mistakes
printf '[tests t/up]\nfixture = a\nneeds-fixture = b\n[tests t/down]\nfixture = b\nneeds-fixture = a\n' >muster.conf
refused "*muster.conf:[36]: tests that wait for each other: *t/up after *t/down*" "set-ups that need each other" t
printf '[tests t/a]\nneeds-fixture = db\n' >muster.conf
ran -j1 t/a
is "$(count passed) $(cat "$err")" "1 muster: warning: muster.conf:2: needs-fixture = db: no test sets up db" "a fixture that nobody sets up"
finish
