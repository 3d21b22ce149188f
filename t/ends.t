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

# one that runs already is not stopped, unlike a setup hook
cat >muster.conf <<'END'
[tests *]
teardown = echo $$ >"$STARTED"; sleep 1; echo "teardown" >>"$LOG"
END
program quick :
start quick
kill -INT "$pid"
end
is "$(took) $(outcomes)" "teardown quick passed" "INT: a teardown hook that runs goes on"
sound "INT in a teardown hook" 130
cat >muster.conf <<'END'
[tests *]
setup = echo $$ >"$STARTED"; sleep 1000
teardown = echo "teardown" >>"$LOG"
END
start quick
kill -INT "$pid"
end
is "$(took)" "teardown" "INT: a setup hook that runs is stopped, and its teardown runs"
is "$(outcomes)" "quick lost" "its test is lost, as one is that ran"
like "$(field quick message)" "setup hook was interrupted*" "and it is not said that a timeout was to blame"
sound "INT in a setup hook" 130

# ---- hook-timeout
cat >muster.conf <<'END'
[appliance one]
hook-timeout = 60s
teardown = sleep 8; echo "down" >>"$LOG"
END
start hangs
kill -INT "$pid"
end
is "$(took)" down "INT: a teardown hook with a hook-timeout of its own is waited for"
like "$(cat "$err")" "*waiting for the teardown hook of the appliance slave00 (one), hook-timeout = 60s*" "and that is said"
sound "INT, waiting for a teardown hook" 130
start hangs
kill -INT "$pid"
await 'grep -q waiting.for "$err"'
kill -INT "$pid"
end
is "$(took 2>/dev/null)" "" "INT twice: it is not waited for"
sound "INT twice, in a teardown hook" 130
# the same where the slave is dead: another one runs it
take kills_its_slave k/1
cat >muster.conf <<'END'
[appliance one]
hook-timeout = 400ms
setup = echo up >>"$LOG"
teardown = echo down >>"$LOG"; sleep 1000
END
run k
is "$(tail -n 1 "$LOG")" down "hook-timeout: of an appliance whose slave is dead"
like "$(cat "$out" "$err")" "*teardown hook of the appliance was stopped after 0.4 s*" "it is the bound all the same"
rm "$LOG"

# each section has its own
cat >muster.conf <<'END'
[appliance one]
setup = sleep 1; echo up >>"$LOG"
check = sleep 1; echo check >>"$LOG"
teardown = sleep 1; echo down >>"$LOG"
[tests quick]
hook-timeout = 300ms
setup = sleep 1000
teardown = sleep 1000
[tests fails]
setup = sleep 1; echo setup >>"$LOG"
END
program fails 'exit 1'
run --order=collected fails quick
is "$(took)" "up
setup
check
check
down" "hook-timeout of a test is that of its setup and teardown alone"
like "$(field quick message)" "setup hook was stopped after 0.3 s; *teardown hook was stopped after 0.3 s" "which are stopped after it"
sound "hook-timeout of a test"
take fake_gtest unit
printf '[tests unit]\nkind = gtest\n[provider vs65]\nhook-timeout = 400ms\nattach = sleep 1000\n' >muster.conf
FAKE_CASES='P.passes[vs65]'
export FAKE_CASES
run -j1 unit
unset FAKE_CASES
like "$(cat "$out" "$err")" "*attach hook of provider vs65 was stopped after 0.4 s*" "hook-timeout of a provider"
printf '[appliance one]\nhook-timeout = 300ms\nsetup = sleep 1000\n' >muster.conf
run quick
like "$(cat "$err")" "*setup hook of the appliance was stopped after 0.3 s*" "hook-timeout of an appliance"
for value in '60000' '2500 hook-timeout=2500ms' '0 hook-timeout=0'; do
	set -- $value
	printf '[tests *]\nsetup = :\nteardown = :\n%s\n[appliance one]\nsetup = :\n' "${2-}" >muster.conf
	is "$("$MUSTER" --trace --log=none quick 2>&1 | sed -n 's/.*<- slave00 HOOK what=\("[a-z].*\)$/\1/p')" \
		"\"setup hook of the appliance\" left=60000 firm=0
\"setup hook\" left=$1 firm=0
\"teardown hook\" left=$1 firm=$([ -n "${2-}" ] && echo 1 || echo 0)" "hook-timeout of tests: ${2-not given}"
done

# ---- what is being prepared is shown
printf '[appliance one]\nsetup = echo $$ >"$STARTED"; sleep 1000\n' >muster.conf
start quick
await 'kill -USR1 "$pid"; nap; grep -q "setup hook of the appliance" "$err"'
ok $? "USR1: the hook that an appliance is prepared with"
kill -INT "$pid"
end
rm muster.conf

# ---- a job on GitHub that is cancelled: INT, then TERM, to the shell alone
take ignores_term hangs
for where in true false; do
	rm -f "$STARTED" "$base/pid" "$base/shell" "$base/junit.xml"
	fresh
	export GITHUB_ACTIONS=$where
	TMPDIR=$base/tmp sh -c 'echo $$ >"$1/shell"; "$MUSTER" -j1 --env="E2E=$2" --json="$1/json" --junit="$1/junit.xml" hangs quick & echo $! >"$1/pid"; wait; echo' \
		sh "$base" "$token" >"$out" 2>"$err" </dev/null &
	job=$!
	unset GITHUB_ACTIONS
	await '[ -s "$STARTED" ] && [ -s "$base/pid" ]'
	kill -TERM "$(cat "$base/shell")"
	wait "$job" 2>/dev/null
	if [ $where = true ]; then
		await '[ -s "$base/junit.xml" ]'
		is "$(grep -c "<testcase" "$base/junit.xml")" 2 "GitHub: a cancelled job, whose shell is gone, has its report"
		await '! grep -qs -F -f "$base/token" /proc/[0-9]*/environ /proc/[0-9]*/cmdline'
		ok $? "and nothing is left"
		like "$(cat "$err")" "*interrupted, stopping*" "it ends as by TERM"
	else
		sleep 1.5	# longer than a turn: that nothing happens is what is tested
		ok "$(kill -0 "$(cat "$base/pid")"; echo $?)" "elsewhere whoever starts muster may leave"
		kill -TERM "$(cat "$base/pid")"
		await '! grep -qs -F -f "$base/token" /proc/[0-9]*/environ /proc/[0-9]*/cmdline'
	fi
done

take ignores_term hangs
start --grace=60s hangs
kill -INT "$pid"
end
is "$(outcomes) $(field hangs message)" "hangs lost interrupted" "INT: whatever grace is, a test is killed in time for the slave to say so"
unlike "$(cat "$err")" "*killed to end the run*" "and the slave is not killed"
sound "INT, with a long grace" 130

# ---- what does not hear the interrupt is killed at the end of that time, or at the second one
program deaf 'kill -STOP $PPID; echo $PPID >"$STARTED"; sleep 1000'
stopped() { await 'grep -q "^State:.T" "/proc/$(cat "$STARTED")/status"'; }
start -j1 deaf
stopped
kill -INT "$pid"
end
is "$(outcomes)" "deaf lost" "a slave that does not hear the interrupt is killed, and its test is lost"
like "$(field deaf message)" "*it was killed to end the run*" "which is said"
sound "INT, and a slave that hears nothing" 130
start -j1 deaf
stopped
kill -INT "$pid"
await 'grep -q "again to kill now" "$err"'
kill -INT "$pid"
end
is "$(outcomes) $(field deaf message)" "deaf lost its slave died: it was killed to end the run" "the second INT does not wait for it"
sound "INT twice, and a slave that hears nothing" 130
finish
