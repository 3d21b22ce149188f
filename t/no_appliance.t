#!/bin/sh
# Appliances that cannot be used: the others do the work; none left: not run, exit status 3.
. t/lib.sh
need_perl

for i in 1 2 3 4; do program suite/$i 'exit 0'; done
cat >muster.conf <<'END'
[appliance good]
[appliance bad]
setup = echo out of power; exit 4
END
run suite
is "$(count passed)" 4 "an appliance whose setup fails is not used; the other runs all"
is "$(awk -F'\t' '$2 == "appliance" { print $3 }' "$facts" | sort -u)" good "(on the good one)"
like "$(cat "$err" "$out")" "*bad*exit status 4*" "it is said why"
like "$(cat "$err" "$out")" "*out of power*" "and what its setup printed"
like "$(grep '^slave01' "$out")" "*not used*" "the summary says so"
sound "one bad appliance"
is "$status" 0 "which is no failure"

cat >muster.conf <<'END'
[appliance bad1]
setup = exit 1
[appliance bad2]
setup = kill -9 $$
END
run suite
is "$(outcomes | sed 's/.* //' | sort | uniq -c | sed 's/^ *//')" "4 notrun" "no appliance: nothing is run"
like "$(field suite/1 message)" "?*" "with a reason"
is "$(field suite/1 attempts) $(field suite/1 slave)" "0 null" "no attempt, no slave"
sound "no appliance"
is "$status" 3 "exit status 3"

# a setup that hangs is stopped by the end of the run
cat >muster.conf <<'END'
[appliance stuck]
setup = echo $$ >"$STARTED"; sleep 1000
END
STARTED=$base/started
export STARTED
begin suite
await '[ -s "$STARTED" ]'
kill -TERM "$pid"
end
is "$(outcomes | sed 's/.* //' | sort -u)" notrun "interrupted during an appliance's setup: not run"
sound "a setup that hangs" 143
finish
