#!/bin/sh
# Who knows pytest or prove gets from the same letters what they do there; --debug is a test by hand.
. t/lib.sh
need_perl

program t/name_good 'exit 0'
program t/name_bad 'exit 1'
program t/other_bad 'exit 1'
for i in 1 2 3; do program t/other_$i 'exit 0'; done
printf 'echo 1..2; echo "ok 1 - a"; echo "not ok 2 - b # TODO later"\n' >t/points.t
sed -i.bak '1i #!/bin/sh' t/points.t && rm t/points.t.bak

# pytest -n4 -x -k name --lf -v
run -n4 -k name -v
is "$(outcomes)" "t/name_bad failed
t/name_good passed" "-n4 -k name -v: tests of that name"
is "$(field @run slaves | wc -w | tr -d ' ')" 2 "-n4 is four slaves, of which two tests need two"
run -n4 -k 'name or other' -v
is "$(field @run slaves | wc -w | tr -d ' ')" 4 "and six tests four"
run -n4 -k name -v
run -n4 -x -k name --lf -v
is "$(outcomes) $status" "t/name_bad failed 1" "-n4 -x -k name --lf -v: of those what failed last time"
sound "the words of pytest"
run -n1 -xk bad --order=collected --ff
is "$(outcomes)" "t/name_bad failed
t/other_bad notrun" "-xk bad: letters in one word, the last takes the value; stops after the first failure"
like "$(cat "$out")" "*stopped after the first failure (--maxfail=1)*" "and says so"
sound "-x" 1
run -n auto -q t/name_good t/name_bad
unlike "$(cat "$out")" "*name_good*" "-n auto -q: only what did not pass"
bare --collect-only -k name
is "$(cat "$out")" "t/name_bad
t/name_good" "--collect-only: the ids"
run -s -n1 t/points.t
like "$(cat "$out")" "*1..2*" "-s: output as it comes"
run --maxfail=1 -n1 --order=collected t/name_bad t/other_bad
is "$(count failed) $(count notrun)" "1 1" "--maxfail=1"

# prove -j4 -v t
run -j4 -v t/points.t
like "$(cat "$out")" "*t/points.t PASSED a*t/points.t XFAILED b*" "-j4 -v t: the points of TAP"
is "$(outcomes)" "t/points.t passed" "whose result is the test's"
bare -j 4 -v t
like "$(tail -n 1 "$out")" "5 passed, 2 failed, 0 skipped" "-j 4: a value in a word of its own"
for o in -r -l -m -Q; do
	refused "*no option $o, here that is *(--help=all shows all)*" "$o, which is not ours, is refused, and what is ours is said" $o t
done

# a test by hand
program t/terminal 'read -r line; echo "read: $line" "$MUSTER_TEST"; exit 3'
echo hello | "$MUSTER" --debug t/terminal t >"$out" 2>"$err"
is "$? $(cat "$out")" "1 read: hello t/terminal" "--debug: standard input and output are ours"
"$MUSTER" --debug t/name_good t >"$out" 2>"$err" </dev/null
is "$?" 0 "--debug: a test that passes is exit status 0"
refused "*--debug=t/nowhere: no such test*" "--debug of no test is refused" --debug t/nowhere t
finish
