#!/bin/sh
# --dist: who gets what; every test once, whoever gets it. --order: the same tests in another order.
. t/lib.sh
need_perl

take fake_gtest unit1
take fake_gtest unit2
cat >muster.conf <<'END'
[tests unit*]
kind = gtest
END
FAKE_CASES=$(for p in x y z; do for i in 1 2 3 4 5 6; do echo "P.passes_$i[$p]"; done; done)
STARTED=$base/started PROCESSES=$base/processes
export FAKE_CASES STARTED PROCESSES
for i in 1 2 3 4 5 6 7 8 9; do program plain/$i 'echo "$MUSTER_TEST" >>"$STARTED"'; done

for dist in load file param test; do
	rm -f "$STARTED" "$PROCESSES"
	run -j3 --dist=$dist unit1 unit2 plain
	is "$(sort "$STARTED" | uniq -c | awk '{ print $1 }' | sort | uniq -c | sed 's/^ *//')" "9 1
18 2" "--dist=$dist: each test started once"
	is "$(count passed)" 45 "--dist=$dist: each test passed"
	sound "--dist=$dist"
	case $dist in
	file)
		is "$(wc -l <"$PROCESSES" | tr -d ' ')" 2 "--dist=file: a process for each program"
		is "$(awk -F'\t' '$1 ~ /^unit1::/ && $2 == "slave" { print $3 }' "$facts" | sort -u | wc -l | tr -d ' ')" 1 \
			"--dist=file: a program's cases stay on one slave" ;;
	param)
		for p in x y z; do
			is "$(awk -F'\t' -v p="[$p]" '$1 ~ /^unit1::/ && index($1, p) && $2 == "slave" { print $3 }' "$facts" |
				sort -u | wc -l | tr -d ' ')" 1 "--dist=param: cases with [$p] stay on one slave"
		done ;;
	test)
		is "$(wc -l <"$PROCESSES" | tr -d ' ')" 36 "--dist=test: a process for each case" ;;
	esac
done

# serial: the order of the program, whatever --dist and --order say, and whatever else some of them ask for
cat >muster.conf <<'END'
[tests unit*]
kind = gtest
serial = yes
[tests unit1::P.passes_[35]*]
together = yes
[tests unit1::P.passes_4*]
timeout = 50s
END
all=$FAKE_CASES
FAKE_CASES="P.passes_1[z] P.passes_2[a] P.passes_3[m] P.passes_4[a] P.passes_5[z]"
for how in --dist=load --dist=file --dist=param --dist=test "--dist=param --order=random:3" "--dist=param --isolate"; do
	rm -f "$STARTED"
	run -j2 $how unit1
	is "$(tr '\n' ' ' <"$STARTED")" "$FAKE_CASES " "$how: serial cases run as their program lists them"
done
sound "serial"
FAKE_CASES=$all
printf '[tests unit*]\nkind = gtest\n' >muster.conf

# with work that lasts, everybody gets some
program slow/1 'sleep 0.2'
for i in 2 3 4 5 6; do cp slow/1 slow/$i; done
run -j3 slow
is "$(awk -F'\t' '$2 == "slave" { print $3 }' "$facts" | sort -u | tr '\n' ' ')" "slave00 slave01 slave02 " "all slaves get work"
sound "work for all"

# what a slave holds behind a long test is recalled when another would idle
program hold/1_waits 'n=0; until [ "$(wc -l <"$STARTED")" -ge 19 ]; do n=$((n + 1)); [ $n -lt 500 ] || exit 1; sleep 0.01; done'
i=2
while [ $i -le 20 ]; do
	program hold/${i}_short 'echo "$MUSTER_TEST" >>"$STARTED"'
	i=$((i + 1))
done
: >"$STARTED"
run -j2 --order=collected hold
is "$(field hold/1_waits outcome)" passed "no test waits behind a long one while another slave has nothing to do"
is "$(sort "$STARTED" | uniq -d)" "" "and none ran twice for that"
sound "recall"

for order in collected longest random random:7; do
	run -j1 --order=$order unit1 plain
	is "$(count passed)" 27 "--order=$order: each test ran"
	sound "--order=$order"
done
like "$(cat "$err")" "*random:7*" "the seed is printed"
run -j1 --dist=test --order=random:7 plain
one=$(cut -f1,2 "$facts" | grep 'outcome$')
run -j1 --dist=test --order=random:7 plain
is "$(cut -f1,2 "$facts" | grep 'outcome$')" "$one" "one seed, one order"
run -j1 --dist=test --order=random:8 plain
[ "$(cut -f1,2 "$facts" | grep 'outcome$')" != "$one" ]
ok $? "another seed, another order"
run -j1 --dist=test --order=collected plain
is "$(cut -f1,2 "$facts" | grep 'outcome$' | cut -f1 | tr '\n' ' ')" \
	"plain/1 plain/2 plain/3 plain/4 plain/5 plain/6 plain/7 plain/8 plain/9 " "--order=collected is the order of --list"
finish
