#!/bin/sh
# A case that failed in a process with others runs once more by itself, when all tests have ended: that changes no outcome, and is said.
. t/lib.sh
need_perl
probing=

take fake_gtest unit
printf '[tests unit*]\nkind = gtest\n' >muster.conf
STARTED=$base/started PROCESSES=$base/processes MEET=1
export STARTED PROCESSES FAKE_CASES MEET
FAKE_CASES="S.meets_a S.minds_b S.passes_c S.fails_d"

# Probes take a tenth of a run's time at most: a test beside them takes a hundred times as long as a case, measured here and now.
ms() { perl -MTime::HiRes=time -e 'my $t = time; system(@ARGV) for 1 .. 3; printf "%d\n", (time - $t) * 334' "$@"; }
took=$(ms ./unit --gtest_filter=S.fails_d | tail -n 1)
rm -f "$STARTED" "$PROCESSES"
program zfails 'exit 1'
program aslow "sleep $((took * 100 / 1000 + 4))"

# alone: what the reports say of it, "id alone outcome" sorted
alone() {
	perl -MJSON::PP -ne '$e = decode_json($_); print "$e->{id} $e->{alone}: $e->{outcome}\n" if $e->{event} eq "alone"' "${1-$json}" | sort
}
processes() { wc -l <"$PROCESSES" | tr -d ' '; }
probes="unit::S.fails_d fails alone too: failed
unit::S.minds_b passes alone: passed"

run -j2 --dist=file --log=x.log --html="$base/x.html" aslow unit zfails
is "$(alone)" "$probes" "what failed among others runs by itself, and it is said how that ended"
is "$(outcomes | tr '\n' ' ') $status" "aslow passed unit::S.fails_d failed unit::S.meets_a passed unit::S.minds_b failed unit::S.passes_c passed zfails failed  1" \
	"that changes no outcome"
is "$(field unit::S.minds_b attempts) $(processes)" "1 3" "and is no attempt; the case that was the first of its process is not asked"
like "$(cat "$out")" "*PASSED*unit::S.minds_b  passes alone*what did not pass:*unit::S.minds_b FAILED (*[[]passes alone]*S.fails_d FAILED*[[]fails alone too]*" \
	"on the console, and in its summary"
like "$(cat "$out")" "*behind which others it fails finds: muster --bisect unit::S.minds_b*" "and the way on is said"
like "$(cat "$base/x.html")" "*passes alone</b> unit::S.minds_b*" "in HTML"
sound "probes"
"$MUSTER" --replay=x.log --json="$base/again.json" >"$base/again" 2>/dev/null
is "$? $(cmp "$base/again" "$out" 2>&1) $(alone "$base/again.json")" "1  $probes" "a replay is the same"

# ---- not wanted, or no time --------------------------------------------------------------------
for how in --no-probe --isolate --sync=test --repeat=2; do
	"$MUSTER" -j2 --dist=file --json="$base/no$how.json" --log=none "$how" aslow unit >"$base/no$how" 2>&1 </dev/null &
done
"$MUSTER" -j1 --dist=file --json="$base/short.json" --log=none unit >/dev/null 2>&1 </dev/null
is "$(alone "$base/short.json")" "" "a short run has no time for it"
wait
for how in --no-probe --isolate --sync=test --repeat=2; do
	is "$(alone "$base/no$how.json")" "" "none with $how"
done
like "$(cat "$base/no--isolate")" "*whether they fail in company, too, shows: muster --last-failed --dist=file*" "--isolate: the reverse is offered"

# ---- at once -----------------------------------------------------------------------------------
rm -f "$STARTED"
program zlast ': >"$STARTED.zlast"'
run -j1 --dist=file --order=collected -x aslow unit zlast
is "$(alone) $status" "unit::S.minds_b passes alone: passed 1" "-x: the case that ends the run is run alone at once"
is "$(field zlast outcome) $([ -e "$STARTED.zlast" ] && echo ran)" "notrun " "and nothing else"
sound "-x" 1

# ---- what goes wrong in it ---------------------------------------------------------------------
# in company they fail; alone they do what they are called
cat >odd <<'EOF'
#!/bin/sh
[ "$1" != --cases ] || { for c in a b_crash c_hang d_leak e_slave f_exit0 g_passes; do echo "- $c"; done; exit; }
case $1 in *,*)
	for c in $(echo "${1#--only=}" | tr , ' '); do echo "RUN $c"; echo "FAIL $c"; done
	exit 1 ;;
esac
c=${1#--only=}
echo "$c $MUSTER_ATTEMPT" >>"$STARTED.odd"
ulimit -c 0
echo "RUN $c"
case $c in
*crash) kill -SEGV $$ ;;
*hang) trap '' TERM; while :; do sleep 1000; done ;;
*leak) sleep 1000 & ;;
*slave) kill -KILL $PPID; sleep 1000 ;;
*exit0) exit 0 ;;
esac
echo "PASS $c"
EOF
chmod +x odd
own_kind odd odd >>muster.conf
cat >>muster.conf <<'EOF'
[tests odd*]
locks = one
EOF
run -j2 --dist=file --grace=60s -k 'not c_hang and not e_slave' aslow odd
is "$(alone | sed 's/^odd:://' | tr '\n' ',')" "b_crash fails alone too: crashed,d_leak passes alone: passed,f_exit0 fails alone too: error,g_passes passes alone: passed," \
	"a crash, a leak, an end without a result"
is "$(outcomes | grep -c '^odd::.* failed$') $status $(sort -u "$STARTED.odd" | awk '{ print $2 }' | sort -u)" "5 1 2" "change nothing"
sound "what goes wrong in a probe"
run -j2 --dist=file --grace=60s -k 'aslow or odd::a or c_hang' aslow odd
is "$(alone)" "" "of one that is stopped at the end of its time nothing is known"
is "$(outcomes | grep -c '^odd::.* failed$') $status" "2 1" "and it changes nothing"
sound "a hang in a probe"
run -j2 --dist=file -k 'aslow or odd::a or e_slave or g_passes' aslow odd
is "$(outcomes | grep -c '^odd::.* failed$') $status" "3 1" "a probe that kills its slave changes nothing"
like "$(cat "$err")" "*died: killed by SIGKILL, while it ran odd::e_slave*" "which is said"
sound "a slave's death in a probe"

# ---- how many, and what they need ----------------------------------------------------------------
# each fails in company, and looks alone whether another holds what it needs
cat >many1 <<'EOF'
#!/bin/sh
[ "$1" != --cases ] || { i=10; while [ $i -lt 40 ]; do echo "- $i"; i=$((i + 1)); done; exit; }
case $1 in *,*)
	for c in $(echo "${1#--only=}" | tr , ' '); do echo "RUN $c"; echo "FAIL $c"; done
	exit 1 ;;
esac
echo "RUN ${1#--only=}"
mkdir "$STARTED.held" && rmdir "$STARTED.held" && echo "PASS ${1#--only=}" || echo "FAIL ${1#--only=}"
echo >>"$STARTED.many"
EOF
chmod +x many1
cp many1 many2
own_kind many 'many*' >>muster.conf
printf '[tests many*]\nlocks = two\n' >>muster.conf
run -j2 --dist=file aslow many1 many2
n=$(wc -l <"$STARTED.many" | tr -d ' ')
is "$(alone | grep -v ' passes alone: passed$') $([ "$n" -ge 2 ] && [ "$n" -le 20 ] && echo ok)" " ok" "at most 20, and a lock holds for them, too"
sound "locks"
finish
