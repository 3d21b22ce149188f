#!/bin/sh
# What hooks find out is given to what runs after them: NAME=VALUE lines in MUSTER_ENV. And the hooks of the run.
. t/lib.sh
need_perl

# a database, whose port its set-up chooses: tests and the listing know it
own_kind own '*.own' >own.conf
program t/asks 'echo "$DB $BOARD $MINE $LENT $MUSTER_SLAVE"; [ "$DB" = 5433 ]'
program t/lists.own 'if [ "$1" = --cases ]; then echo "- on$DB"; exit; fi; echo "RUN on$DB"; echo "PASS on$DB"'
{
	cat <<'END'
[run]
setup = sleep 1000 & echo "$!" >"$base/daemon"; echo DB=5433 >>$MUSTER_ENV; echo "set up" >>"$base/ran"
teardown = kill -0 "$(cat "$base/daemon")" && echo "torn down, DB $DB" >>"$base/ran"
[appliance one]
setup = echo BOARD=ttyS4 >>$MUSTER_ENV
teardown = echo "board $BOARD $DB" >>"$base/ran"
[appliance two]
setup = echo BOARD=ttyS5 >>$MUSTER_ENV
[provider p]
attach = printf LENT=p >>$MUSTER_ENV
[tests t/asks]
setup = echo "MINE=it's $MUSTER_TEST" >>$MUSTER_ENV; echo MUSTER_SLAVE=other >>$MUSTER_ENV
teardown = echo "after: $MINE" >>"$base/ran"
provider = p
END
	cat own.conf
} >muster.conf
export base
known=$base/known
printf '%s\n' t/asks t/lists.own::on5433 >"$known"
for via in '' "via = env$newline""muster = $MUSTER"; do
	rm -f "$base/ran"
	awk -v via="$via" '{ print } /^\[appliance one/ { print via }' muster.conf >with.conf
	run -c with.conf -a one --output=all t
	is "$(field t/asks stdout)" "5433 ttyS4 it's t/asks p slave00\\n" "${via:+via: }the test has what run, appliance, provider and its own set-up found"
	is "$(outcomes)" "t/asks passed
t/lists.own::on5433 passed" "${via:+via: }and so had the listing"
	is "$(cat "$base/ran")" "set up
after: it's t/asks
board ttyS4 5433
torn down, DB 5433" "${via:+via: }the run's set-up is first and its teardown last, what it started lives until then; teardowns know it all"
	like "$(cat "$out")" "*MUSTER_ENV: MUSTER_SLAVE=other: muster sets it, and nobody else*" "${via:+via: }muster's own variables stay, which is said"
	sound "${via:+via: }variables"
done
known=
# (the same on the command line; and each of these has its time)
rm -f "$base/ran"
run -c own.conf --setup='echo DB=5433 >>$MUSTER_ENV' --teardown='echo "by $DB" >"$base/ran"; sleep 1000' --hook-timeout=1s --env=DB=5433 t/asks
is "$(count passed) $(cat "$base/ran")" "1 by 5433" "--setup, --teardown"
like "$(cat "$err")" "*warning: teardown hook of the run was stopped after 1 s*" "--hook-timeout stops it"
run -a one -a two --dist=test t/asks
is "$(count passed)" 1 "appliances have each their own"

# what a hook may do with the file
cat >bad.conf <<'END'
[appliance a]
setup = sh ./hook
END
program u/t 'env | grep "^OK" | sort | tr "\n" " "; env | grep -c "^BAD" || :'
hook() { # 'body' WANTED SAID 'sentence'
	printf '%s\n' "$1" >hook
	run -c bad.conf --output=all u
	is "$(outcomes) $(field u/t stdout)" "u/t passed $2" "$4"
	like "$(cat "$out" "$err")" "*$3*" "$4: it is said"
}
hook ': >$MUSTER_ENV' '0\n' '' "nothing in it"
hook 'printf "OK1=a\n\nOK2=b=c " >$MUSTER_ENV' 'OK1=a OK2=b=c  0\n' '' "no newline at the end"
hook 'printf "BAD=1\0002\nOK=1\n" >$MUSTER_ENV' 'OK=1 0\n' 'there is a 0 byte in it' "a 0 byte"
hook 'printf "=BAD\nBAD\nBAD-1=1\n1BAD=1\nexport BAD=1\nTMPDIR=/\nOK=1" >$MUSTER_ENV' 'OK=1 0\n' 'it is not NAME=VALUE' "lines that are no variables"
hook 'perl -e "print qq(OK=1\nBAD=), qq(x) x 100000, qq(\n)" >$MUSTER_ENV' 'OK=1 0\n' 'it is too long' "a line that no program could get"
hook 'perl -e "print qq(BAD=), qq(x) x 1048576, qq(\n)" >$MUSTER_ENV' '0\n' 'MUSTER_ENV is too large' "a line of 1 MiB"
hook 'rm $MUSTER_ENV' '0\n' '' "it is removed"
hook 'rm $MUSTER_ENV; mkdir $MUSTER_ENV; : >$MUSTER_ENV/x' '0\n' 'MUSTER_ENV is no file any more' "a directory in its place"
hook 'rm $MUSTER_ENV; mkfifo $MUSTER_ENV' '0\n' 'MUSTER_ENV is no file any more' "a FIFO in its place"
echo BAD=secret >"$base/secret"
hook 'rm $MUSTER_ENV; ln -s "$base/secret" $MUSTER_ENV' '0\n' 'MUSTER_ENV cannot be read' "a link in its place"
sound "bad files"

# when the run's set-up fails, and when somebody interrupts
program v/t ': >"$base/v"'
printf '[run]\nsetup = echo no database; false\nteardown = echo down >>"$base/down"\n' >fails.conf
bare -c fails.conf v
is "$status $(cat "$base/down")" "3 down" "a set-up that fails: nothing runs, what it did is torn down"
like "$(cat "$err")" "*setup hook of the run | no database*error: setup hook of the run: exit status 1*" "and it is said"
[ ! -e "$base/v" ]
ok $? "no test ran"
rm -f "$base/down"
bare -c fails.conf --list v
is "$status $(cat "$out") $(ls "$base" | grep -c '^down')" "0 v/t 0" "--list runs neither"
printf '[run]\nsetup = : >"$base/up"; sleep 1000\nteardown = echo down >>"$base/down"\n' >waits.conf
rm -f "$base/up"
begin_at() { # CONF: in the background, until "$base/up" is there; then INT
	rm -f "$base/up" "$base/down"
	begin -c "$1" w
	await '[ -e "$base/up" ]'
}
program w/t ': >"$base/up"; sleep 1000'
sed 's/: >"$base\/up"; sleep 1000/true/' waits.conf >test.conf
begin_at waits.conf
kill -INT "$pid"
wait "$job" 2>/dev/null
is "$? $(cat "$base/down")" "130 down" "INT in the set-up: it is torn down"
begin_at test.conf
kill -INT "$pid"
end
is "$status $(cat "$base/down")" "130 down" "INT in a test: it is torn down"
sound "INT in a test" 130
begin_at test.conf
kill -KILL "$pid"
wait "$job" 2>/dev/null
await '[ -s "$base/down" ]'
ok $? "muster is killed: it is torn down"
program w/t 'kill -9 $PPID; sleep 1000'
rm -f "$base/down"
run -c test.conf -j1 w
is "$status $(cat "$base/down")" "3 down" "a slave's death is none of the run's"
program w/t 'echo "$AT"; [ -e "$base/again" ] && exit; : >"$base/again"; kill -9 "$(cat "$base/pid")"; sleep 1000'
printf '[run]\nsetup = echo AT=$(grep -c up "$base/ups") >>$MUSTER_ENV; echo up >>"$base/ups"\n' >resume.conf
: >"$base/ups"
begin -c resume.conf -j1 --log="$base/log" w
wait "$job" 2>/dev/null
run -c resume.conf --resume="$base/log" --rerun-lost --output=all
is "$(outcomes) $(field w/t stdout)" "w/t passed 1\n" "--resume: the run is set up anew, and what that finds counts"
finish
