#!/bin/sh
# The end of a run: what bounds it, and what it does not wait for.
. t/lib.sh
need_perl

STARTED=$base/started LOG=$base/log
export STARTED LOG
took() { cat "$LOG"; rm -f "$LOG"; }
start() { # ARGS: until `hangs` runs
	rm -f "$STARTED" "$LOG"
	begin "$@"
	await '[ -s "$STARTED" ]'
}
take hangs

# ---- hooks of an interrupted run have what is left of its time, not a second each
cat >muster.conf <<'END'
[appliance one]
teardown = sleep 1.5; echo "down" >>"$LOG"
[tests *]
teardown = sleep 1.5; echo "teardown" >>"$LOG"
END
start hangs
kill -INT "$pid"
end
is "$(took)" "teardown
down" "INT: teardown hooks have what is left of 7 s together"
is "$(field hangs message)" interrupted "and are not cut off"
sound "INT, with teardown hooks" 130
rm muster.conf

take ignores_term hangs
start --grace=60s hangs
kill -INT "$pid"
end
is "$(outcomes) $(field hangs message)" "hangs lost interrupted" "INT: whatever grace is, a test is killed in time for the slave to say so"
unlike "$(cat "$err")" "*killed to end the run*" "and the slave is not killed"
sound "INT, with a long grace" 130

finish
