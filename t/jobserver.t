#!/bin/sh
# Under make: a test of this host that runs beside another holds a token of make's jobserver, and gives it back, whatever happens.
# A FIFO that this shell holds open stands for make's; GNU make itself is asked too, where it is there.
. t/lib.sh

# counted NAME: a program that notes how many of its like run now
counted() {
	program "$1" ': >"$DIR/run/$$"
ls "$DIR/run" | wc -l >>"$DIR/seen"
sleep '"${2-0.1}"'
rm "$DIR/run/$$"'
}
# most: how many ran at once, at most
most() {
	sort -n seen | tail -n 1 | tr -d ' '
	: >seen
	rm -f run/*
}
# tokens: those that are there; a line in front makes them one to be read
tokens() {
	echo >&9
	IFS= read -r there <&9
	printf '%s' "$there" >&9
	printf '%s' "$there"
}
read_all() { echo >&9; IFS= read -r there <&9; }

DIR=$PWD
export DIR
mkdir run
for i in 1 2 3 4 5 6; do counted t/$i; done
mkfifo fifo
exec 9<>fifo
printf 'ab' >&9
for auth in --jobserver-auth=fifo:$PWD/fifo --jobserver-auth=9,9 --jobserver-fds=9,9; do
	MAKEFLAGS="k -j3 $auth -- X=--jobserver-auth=0,0"
	export MAKEFLAGS
	run -j8 t
	is "$status $(most) $(tokens | wc -c | tr -d ' ')" "0 3 2" "$auth: two tokens, three tests at once, and they are there again"
	unlike "$(cat "$err" "$out")" "*OBSERVER*" "and nothing is said"
done
sound "tokens"
tokens >got
is "$(grep -c . got) $(fold -w1 got | sort | tr '\n' ' ')" "1 a b " "each as it was"

# cases of one program share a process and its token
take fake_gtest unit
cat >muster.conf <<'END'
[tests unit]
kind = gtest
END
FAKE_CASES="A.passes_a A.passes_b A.passes_c A.passes_d A.passes_e A.passes_f"
export FAKE_CASES
run -j4 unit t
is "$(count passed) $(most) $(tokens | wc -c | tr -d ' ')" "12 3 2" "cases, too"

# tests of some weight take what can be had, and wait for one only
for i in 1 2 3; do counted heavy/$i; done
for weight in "2 2" "3 1" "70 1"; do
	printf '[tests heavy/*]\nweight = %s\n' "${weight% *}" >muster.conf
	run -j8 heavy
	is "$status $(most) $(tokens | wc -c | tr -d ' ')" "0 ${weight#* } 2" "weight = ${weight% *}: ${weight#* } at once"
done
read_all
run -j8 heavy
is "$status $(most)" "0 1" "none is to be had: it runs"
printf ab >&9

# what happens to slaves and to us
take kills_its_slave k/1; take kills_its_slave k/2; take kills_its_slave k/3
run -j4 k t
is "$(outcomes | grep -c lost) $(tokens | wc -c | tr -d ' ')" "3 2" "slaves that die: no token is lost"
ok "$([ "$(most)" -le 3 ]; echo $?)" "and no more tests run than there are tokens"
for sig in INT TERM QUIT; do
	for i in 1 2 3; do counted long/$i 30; done
	begin -j8 long
	await '[ -s seen ]'
	kill -$sig "$pid"
	[ $sig != QUIT ] || kill -INT "$pid"
	end
	is "$(tokens | wc -c | tr -d ' ')" 2 "$sig: no token is lost"
	most >/dev/null
done
begin -j8 long
await '[ -s seen ]'
kill -INT "$pid"; kill -INT "$pid"; kill -INT "$pid"
end
is "$(tokens | wc -c | tr -d ' ')" 2 "INT again and again: the same"
most >/dev/null

# without tokens: one by one
read_all
run -j8 t
is "$status $(most) $(tokens | wc -c | tr -d ' ')" "0 1 0" "no token is left: one test at a time"

# none
program plain/1 :; program plain/2 :
for auth in 9,8 0,1 3,4 -1,-1 x fifo:/dev/null fifo:nowhere fifo: 99999999999,3 "$(printf '\033[2J')"; do
	MAKEFLAGS=" -j3 --jobserver-auth=$auth" run -j2 plain 8</dev/null 3<&-
	is "$status $(count passed) $(grep -c 'N-JOBSERVER. make.s jobserver is not asked: ' "$out" "$err" | cut -d: -f2 | tr '\n' ' ')" "0 2 1 0 " \
		"--jobserver-auth=$(printf '%s' "$auth" | tr -cd '[:print:]'): one line, and on"
	case $(cat "$out") in *"$(printf '\033')"*) ok 1 "it is escaped" ;; esac
done
MAKEFLAGS=" -j3 --jobserver-auth=3,4" run -j1 t
unlike "$(cat "$out" "$err")" "*JOBSERVER*" "-j1 asks nobody"
exec 9>&-
unset MAKEFLAGS
most >/dev/null

if make --version 2>/dev/null | grep -q GNU && echo 'a:;@:' | make -j2 -f - >/dev/null 2>&1; then
	cat >Makefile <<'END'
both: a b
a b:
	+@MUSTER_OPTIONS= "$(MUSTER)" -j8 --no-probe --log=none --json=json.$@ t >out.$@ 2>&1
without:
	@"$(MUSTER)" -j2 --no-probe --log=none plain
END
	timeout "$bound" make -j3 MUSTER="$MUSTER" >make.out 2>&1
	is "$? $(most) $(cat make.out)" "0 3 " "make -j3 with two of -j8: three at once"
	is "$(cat json.a json.b | grep -c '"outcome":"passed","slave"')" 12 "and all ran"
	timeout "$bound" make -j3 without MUSTER="$MUSTER" >make.out 2>&1
	like "$(cat make.out)" "*is closed (a + in front of the recipe*2 passed*" "without a + make leaves nothing open"
else
	skip "GNU make" "there is none"
fi
finish
