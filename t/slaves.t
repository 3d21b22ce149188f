#!/bin/sh
# The number of slaves changes nothing but the time: one outcome for each test, in the console, the JSON
# lines and the exit status alike. -j, -a and [appliance] say how many there are.
. t/lib.sh
need_perl

take fake_gtest suite/unit
cat >muster.conf <<'END'
[tests suite/unit]
kind = gtest
END
FAKE_CASES="A.passes_1 A.fails_2 A.skips_3 A.crashes_4 A.passes_5 B.exits0_6 B.passes_7 B.noresult_8 B.passes_9"
export FAKE_CASES
for n in 0 1 77 99; do take exits_N suite/exits_$n; done
take segfaults suite/segfaults
take no_such_interpreter suite/interpreter
take hangs suite/hangs
take forks_and_exits suite/leaks
program suite/tap.t 'echo 1..2; echo ok 1; echo not ok 2'
i=0
while [ $i -lt 40 ]; do program suite/p$i "echo $i"; i=$((i + 1)); done
wanted=
for n in 1 2 7 32; do
	run -v -j$n --timeout=4s --grace=100ms suite
	[ -n "$wanted" ] || wanted=$(outcomes)
	is "$(outcomes)" "$wanted" "$n slaves: the same outcomes"
	is "$(field @run slaves | wc -w | tr -d ' ')" $n "$n slaves: the run event names them"
	is "$(grep -c '^slave[0-9]* local[0-9]*: ' "$out")" $n "$n slaves: the summary has a line for each"
	is "$(sed -n 's/^slave[0-9]* local[0-9]*: \([0-9]*\) test.*/\1/p' "$out" | awk '{ n += $1 } END { print n }')" "$(wc -l <"$list" | tr -d ' ')" \
		"$n slaves: which add up to all tests"
	sound "$n slaves"
done
is "$(echo "$wanted" | sed 's/.* //' | sort | uniq -c | awk '{ printf "%s %s, ", $1, $2 }')" \
	"2 crashed, 4 error, 3 failed, 46 passed, 2 skipped, 1 timeout, " "(the outcomes are those they should be)"

three="suite/exits_0 suite/exits_1 suite/exits_77"
run -n 2 $three
is "$(field @run slaves)" "local0 local1" "-n is -j"
run -a one -a two:tags=x -j1 $three
is "$(field @run slaves)" "one two local0" "-a and -j add up"
cat >>muster.conf <<'END'
[appliance red]
tags = x
[appliance green]
env.COLOUR = green
END
run suite/exits_0 suite/tap.t
is "$(field @run slaves)" "red green" "without either, those of muster.conf"
sound "appliances of muster.conf"
printf '[run]\njobs = 3\n' >>muster.conf
run $three
is "$(field @run slaves)" "red green" "[run] jobs does not count where there are appliances"
printf '[run]\njobs = 3\n' >muster.conf
run $three
is "$(field @run slaves)" "local0 local1 local2" "[run] jobs is -j"
run -j2 $three
is "$(field @run slaves)" "local0 local1" "the command line goes before [run]"
run -j3 suite/exits_0 suite/exits_77
is "$(field @run slaves)" "local0 local1" "no more lanes are there than tests"
run -j3 --retries=1 suite/exits_0 suite/exits_77
is "$(field @run slaves)" "local0 local1 local2" "unless a test may have another attempt, which goes to another"
printf '[appliance local2]\ntags = y\n[tests suite/exits_0]\nneeds = y\n' >>muster.conf
run -j3 suite/exits_0 suite/exits_77
is "$(field @run slaves)" "local0 local1 local2" "or a lane is not like the others"
is "$(field suite/exits_0 outcome)" passed "and a test needs it"
finish
