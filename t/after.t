#!/bin/sh
# Tests that wait for others: after, after-any. Who waits starts behind those, or has an outcome that says why not; whatever
# is selected, retried, repeated, lost or interrupted.
. t/lib.sh
need_perl

RAN=$base/ran FAILS=
export RAN FAILS
say='echo "$MUSTER_TEST $MUSTER_APPLIANCE" >>"$RAN"; case " $FAILS " in *" $MUSTER_TEST "*) exit 1 ;; *" $MUSTER_TEST=77 "*) exit 77 ;; esac'
for i in a b c d e; do program t/$i "$say"; done
program u/other "$say"

# ran ARGS: runs, and says in which order tests started
ran() {
	: >"$RAN"
	run "$@"
	order=$(awk '{ print $1 }' "$RAN" | tr '\n' ' ')
}

cat >muster.conf <<'END'
[tests t/a]
after = t/b
[tests t/b]
after = t/c t/d
[tests t/e]
after-any = t/[ac]
END
ran -j4 t
is "$(outcomes | sed 's/.* //' | sort -u)" passed "all pass"
like "$order" "*t/b t/a t/e " "each starts behind those that it is after"
is "$(echo "$order" | cut -c1-7 | tr ' ' '\n' | sort | tr '\n' ' ')" "t/c t/d " "what waits for nothing goes first"
sound "after"
FAILS=t/c ran -j4 t
is "$(outcomes)" "t/a error
t/b error
t/c failed
t/d passed
t/e passed" "what is after one that failed is an error; after-any does not mind"
is "$(field t/b message)|$(field t/a message)" "after t/c, which failed|after t/b, which had an error" "and says after which"
unlike "$order" "*t/[ab] *" "it never runs"
is "$(field t/b attempts)" 0 "and has had no attempt"
sound "after one that failed"
FAILS=t/d=77 ran -j4 t
is "$(outcomes)" "t/a skipped
t/b skipped
t/c passed
t/d skipped
t/e passed" "what is after one that was skipped is skipped"
sound "after one that was skipped"

# what is selected
ran -j2 -k t/b t u
is "$(outcomes)" "t/b passed
t/c passed
t/d passed" "-k: what it is after is added"
like "$(cat "$err")" "*2 tests that the selected ones need are added" "and that is said"
sound "-k"
ran -j2 -k 't/e or t/c' t
is "$order" "t/c t/e " "after-any adds nothing, and waits for what is selected"
sound "-k and after-any"
ran -j1 -k nothing t
is "$status" 5 "nothing is selected: nothing is added"
FAILS=t/c ran -j2 t
ran -j2 --lf t
is "$(outcomes | tr '\n' ' ')" "t/a passed t/b passed t/c passed t/d passed " "--lf: what failed, what could not start by that, and what that needs"
sound "--lf"
: >"$base/shards"
for i in 1 2 3; do
	run -j2 --shard $i/3 t
	outcomes >>"$base/shards"
	sound "--shard $i/3"
done
is "$(sort -u "$base/shards")" "t/a passed
t/b passed
t/c passed
t/d passed
t/e passed" "--shard: each part has what it needs"
is "$("$MUSTER" --why t/b t | grep waits)$newline$("$MUSTER" --why t/e t | grep waits)$("$MUSTER" --why t/c t | grep waits)" "  waits for t/c to pass
  waits for t/d to pass
  waits for t/a, t/c to end" "--why"
refused "*--why=t/e: it is left out by -k; without that it is told*" "--why of a test that is left out says by what" --why t/e -k t/c t
refused "*--why=t/9: no such test;*" "and of none that there is none" --why t/9 t

# attempts
program t/c 'echo "$MUSTER_TEST $MUSTER_ATTEMPT" >>"$RAN"; [ "$MUSTER_ATTEMPT" -gt 1 ]'
ran -j4 --retries=1 t
like "$(count passed) $order" "5 *t/c *t/c *t/b t/a t/e " "--retries: the last attempt counts, and is waited for"
sound "--retries"
ran -j4 --repeat=2 t
is "$(count passed) $(field t/b outcome)" "2 error" "--repeat: the worst counts"
sound "--repeat"
program t/c "$say"
ran -j4 --repeat=2 t
is "$(count passed) $(grep -n 't/[cd]' "$RAN" | tail -n 1 | sed 's/:.*//')" "5 4" "--repeat: all rounds are waited for"
sound "--repeat that passes"
FAILS=t/d ran -j1 -x --order=collected t
is "$(count failed) $(count error)$(field t/a outcome)" "1 0notrun" "-x: what waits is not run"
sound "-x" 1

# --dist=each: on the same appliance
cat >each.conf <<'END'
[tests t/a]
after = t/b
END
program t/b "$say"'; [ "$MUSTER_APPLIANCE" = one ]'
ran -c each.conf -a one: -a two: --dist=each t/a t/b
is "$(outcomes)" "t/a@one passed
t/a@two error
t/b@one passed
t/b@two failed" "--dist=each: after the same test of the same appliance"
is "$(field t/a@two message)" "after t/b@two, which failed" "which is named"
sound "--dist=each"
program t/b "$say"

# cases, and a process that they share
take fake_gtest unit
FAKE_CASES="S.passes_up S.passes_a S.passes_b"
export FAKE_CASES
cat >unit.conf <<'END'
[tests unit]
kind = gtest
after = unit::S.passes_up
[tests t/a]
after = unit
END
for dist in load file test; do
	run -c unit.conf -j3 --dist=$dist unit t/a
	is "$(count passed)" 4 "--dist=$dist: cases after another of their program, and a test after all of them"
	sound "cases, --dist=$dist"
done
FAKE_CASES="S.fails_up S.passes_a S.passes_b"
sed -i 's/passes_up/fails_up/' unit.conf
run -c unit.conf -j3 --dist=file unit t/a
is "$(outcomes)" "t/a error
unit::S.fails_up failed
unit::S.passes_a error
unit::S.passes_b error" "cases after one that failed"
sound "cases after one that failed"

# a slave that dies, a run that is cut off
take kills_its_slave t/c
ran -j2 t
is "$(outcomes)" "t/a notrun
t/b notrun
t/c lost
t/d passed
t/e passed" "what is after one that was lost is not run; after-any does not mind"
sound "a slave that dies"
program t/c 'echo "$MUSTER_TEST $MUSTER_ATTEMPT" >>"$RAN"; [ "$MUSTER_ATTEMPT" -gt 1 ] || kill -9 $PPID; sleep 0.1'
ran -j2 --rerun-lost t
is "$(count passed)" 5 "--rerun-lost: the second attempt counts"
sound "--rerun-lost"
program t/c "$say"
if [ -n "$have_proc" ]; then
	program t/d 'echo "$MUSTER_TEST" >>"$RAN"
if rm "$RAN.cut"; then kill -9 $(sed -n "s/^PPid:.//p" /proc/$PPID/status); sleep 5; fi'
	: >"$RAN.cut"
	: >"$RAN"
	bare -j1 --log=run.log --sync=test --order=collected t
	is "$status $(awk '{ print $1 }' "$RAN" | tr '\n' ' ')" "137 t/c t/d " "the master is killed behind t/c"
	: >"$RAN"
	bare --resume=run.log --rerun-lost --json="$json"
	flatten
	is "$(count passed) $(awk '{ print $1 }' "$RAN" | tr '\n' ' ')" "5 t/d t/b t/a t/e " "--resume: what had ended counts for what is after it"
	program t/d "$say"
else
	skip "--resume: what had ended counts for what is after it" "no /proc to find the master"
fi

# mistakes
mistake() {
	printf '%s\n' "[tests t/a]" "after = t/b" "[tests t/b]" "$2" >muster.conf
	refused "$1" "$3" t
}
mistake "*muster.conf:4: tests that wait for each other: t/b after t/a after t/b" "after = t/a" "two that wait for each other"
mistake "*muster.conf:4: after-any = t/c t/n: t/n matches no test" "after-any = t/c t/n" "a glob that matches nothing"
mistake "*muster.conf:4: after = t/\\[: the glob t/\\[: *" "after = t/[" "a glob that is none"
mistake "*muster.conf:4: after: a quote is not closed" 'after = t/a "t' "a quote that is not closed"
printf '[tests *]\nafter = t/*\n' >muster.conf
ran -j2 t
is "$(count passed)" 5 "a glob says nothing to what it names"
printf '[tests t/a]\nafter-any = u/*\n' >muster.conf
ran -j2 t
is "$(count passed)$(cat "$err")" 5 "after-any of what is not among the arguments"
finish
