#!/bin/sh
# Chaos, in short forms of what `make chaos` does at full size; see t/chaos/run.
. t/lib.sh
need_perl
chaos=$root/t/chaos

# try NAME SCRIPT ARGS: what it says and its status, in files
try() {
	name=$1 script=$2
	shift 2
	perl "$chaos/$script" "$MUSTER" "$@" >"$base/$name.said" 2>&1
	echo $? >"$base/$name.status"
}

# holds NAME 'sentence': there was no violation
holds() {
	case $(cat "$base/$1.status") in
	77) skip "$2" "$(sed -n 's/^SKIP //p' "$base/$1.said")" ;;
	0) ok 0 "$2"; said "$(tail -n 3 "$base/$1.said")" ;;
	*) ok 1 "$2"; said "$(cat "$base/$1.said")" ;;
	esac
}

# the seed that all of them follow; CHAOS_SEED=N to have the same again
seed=${CHAOS_SEED:-$(perl -e 'print time() % 1000000 * 100')}
echo "# CHAOS_SEED=$seed"

# these two mostly wait
try storm storm "$seed" 120 brisk &
try interrupts interrupts 15 "$seed" brisk
wait
holds storm "a storm: one outcome for each test, each ran as often as it says, nothing is left behind"
holds interrupts "interrupted at random times: it ends, by the signal, with a complete report"
try resumed resumed 6 "$seed"
holds resumed "everything killed at random times, and gone on with: what ran is in the log, nothing ran twice without being counted"
try master_killed master_killed 6 "$seed"
holds master_killed "the master killed at random times: a second later nobody is alive"
case ${CFLAGS-} in
*-fsanitize*) skip "a flood costs neither memory nor time, many tests no descriptors" "sanitizers take more memory" ;;
*)
	try memory memory 60 400 fails_on_both
	holds memory "a flood costs neither memory nor time, many tests no descriptors"
	;;
esac
finish
