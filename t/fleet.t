#!/bin/sh
# Fleets: boards that break and are repaired, that come and go, and many of them at once.
. t/lib.sh
need_perl

PATH=${MUSTER%/*}:$PATH
[ "${MUSTER##*/}" = muster ] || skip_all "the binary is not called muster"
export base

# a board is up while its file is there; its test breaks it once, by which its slave dies
launcher board '[ -e "$base/up.$1" ] || { echo "$1: no route" >&2; exit 255; }
shift; exec "$@"'
repaired() { # REPAIR TIMES
	: >"$base/up.b1"
	rm -f "$base/repairs" "$base/broken"
	cat >muster.conf <<END
[appliance b1]
via = $base/board b1
tags = board
setup = sh -c 'echo up >>"\$base/repairs"'
repair = $1
repairs = $2
[appliance here]
[tests s/*]
needs = board
END
}
launcher repair 'echo "repair $1" >>"$base/repairs"; [ ! -e "$base/hopeless" ] && : >"$base/up.$1"'
program s/1 'exit 0'
program s/2 '[ -e "$base/broken" ] && exit 0
: >"$base/broken"; rm "$base/up.b1"; kill -9 $PPID; sleep 60'
program s/3 'exit 0'
repaired "$base/repair %{appliance}" 1
run --dist=test --order=collected s
is "$(outcomes)" "s/1 passed
s/2 lost
s/3 passed" "an appliance that was given up comes back by its repair hook, and what only it can run is run"
is "$(tr '\n' ',' <"$base/repairs")" "up,repair b1,up," "it is set up anew"
like "$(cat "$err")" "*slave00 (b1) is given up, and repaired (1 of 1)*" "that is said"
is "$status" 3 "and the exit status is that of a test that was lost"
sound "repair"
repaired "$base/repair %{appliance}" 2
: >"$base/hopeless"
run --dist=test --order=collected s
is "$(outcomes)" "s/1 passed
s/2 lost
s/3 notrun" "one that cannot be repaired is given up in the end"
is "$(grep -c '^repair' "$base/repairs")" 2 "after so many tries as repairs allows"
is "$status" 3 "and the exit status says so"
rm "$base/hopeless"
finish
