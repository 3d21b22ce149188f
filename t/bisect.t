#!/bin/sh
# --bisect: a test that fails only behind others: with which of them?
. t/lib.sh
need_perl

take fake_gtest unit
printf '[tests unit*]\nkind = gtest\n' >muster.conf
export FAKE_CASES MEET

# cases N WORD..: N cases that pass, with the given ones spread among them in this order
cases() {
	n=$1 i=0
	shift
	while [ $i -lt "$n" ]; do
		echo "S.passes_$i"
		i=$((i + 1))
		[ $((i % (n / 4))) -ne 7 ] || [ $# -eq 0 ] || { echo "$1"; shift; }
	done
	for c; do echo "$c"; done
}
bisect() { # ID ARGS
	id=$1
	shift
	"$MUSTER" --bisect="$id" "$@" >"$out" 2>"$err" </dev/null
	status=$?
	steps=$(sed -n 's/.*found in \([0-9]*\) steps.*/\1/p' "$err")
}
command_of() { sed 's/^muster /"$MUSTER" --log=none /; s/; muster /; "$MUSTER" --log=none /' "$out"; }

# ---- cases of one process ----------------------------------------------------------------------
FAKE_CASES=$(cases 500 S.meets_a S.minds_z)
MEET=1
run -j1 --dist=file --order=collected unit
is "$(field unit::S.minds_z outcome)" failed "500 cases, and one that fails behind another"
bisect unit::S.minds_z
is "$status $(cat "$out")" "0 muster -j1 --dist=file --order=collected unit::S.meets_a unit::S.minds_z" "the command says with which"
is "$((steps > 0 && steps <= 60))" 1 "in not more than 60 steps"
eval "$(command_of)" >"$base/shown" 2>&1
like "$(cat "$base/shown")" "*unit::S.minds_z FAILED*1 passed, 1 failed, 0 skipped" "and shows it"
like "$(cat "$err")" "*failed in that run, behind *alone: passed*" "the steps are told as they go"
is "$(ls .muster | grep -c log) $(ls -A "$base/tmp")" "1 " "they leave no logs"

FAKE_CASES=$(cases 200 S.meets_a S.meets_b S.meets_c S.minds_z)
MEET=3
run -j1 --dist=file --order=collected --log=l unit
rm -rf .muster
bisect unit::S.minds_z --log=l
is "$status $(cat "$out")" "0 muster -j1 --dist=file --order=collected unit::S.meets_a unit::S.meets_b unit::S.meets_c unit::S.minds_z" \
	"three of 200, by a log that is named"
is "$((steps <= 60))" 1 "in not more than 60 steps, too"

# what ran by itself behind a process is not of it, nor is it what ran there
rm -rf .muster
FAKE_CASES="S.passes_1 S.meets_a S.minds_z"
MEET=1
printf '[tests unit*]\nkind = gtest\n[tests unit::S.minds_z]\nisolate = yes\n' >muster.conf
run -j1 --dist=file --order=collected unit
is "$(field unit::S.minds_z outcome)" passed "a case by itself, behind a process"
bisect unit::S.minds_z
like "$status $(cat "$err")" "5 *passed in that run, behind 2 tests$newline*it ends so alone, too*" "these were not in its process"
printf '[tests unit*]\nkind = gtest\n' >muster.conf

# ---- programs, and what they leave on this host --------------------------------------------------
rm -rf .muster
STATE=$base/state
export STATE
i=0
while [ $i -lt 40 ]; do program "p/$i" 'exit 0'; i=$((i + 1)); done
program "p/1a sets" 'echo x >>"$STATE"'
program p/2b_sets 'echo x >>"$STATE"'
program p/zz 'n=$(cat "$STATE" 2>/dev/null | wc -l); rm -f "$STATE"; [ "$n" -lt 2 ]'
run -j1 --order=collected p
is "$(field p/zz outcome)" failed "40 programs, and one that fails behind two others"
bisect p/zz
is "$status $(cat "$out")" "0 muster -j1 --dist=file --order=collected 'p/1a sets' p/2b_sets; muster -j1 p/zz" "a pair of programs is found"
eval "$(command_of)" >"$base/shown" 2>&1
like "$(cat "$base/shown")" "*p/zz FAILED*" "and the command shows it"

# ---- nothing to be found -------------------------------------------------------------------------
program p/bad 'exit 1'
run -j1 --order=collected p/1 p/bad
bisect p/bad
is "$status $(cat "$out")" "5 " "what fails alone needs nothing before it"
like "$(cat "$err")" "*it ends so alone, too*" "which is said"
program p/once '[ -e "$STATE.once" ] || { echo >"$STATE.once"; exit 1; }'
run -j1 --order=collected p/1 p/once
bisect p/once
is "$status" 5 "what does not fail again is not found"
like "$(cat "$err")" "*it did not end so again behind all of them*" "which is said, too"
bisect p/nosuch
like "$status $(cat "$err")" "2 *p/nosuch did not run then*" "a test that did not run is an error"
rm -rf .muster
bisect p/bad
like "$status $(cat "$err")" "2 *--bisect: *" "so is a run that is not known"
finish
