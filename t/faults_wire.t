#!/bin/sh
# Faults on the wire: a slave that says what it must not is ended; what it ran is lost, nothing else is. The
# test speaks in its slave's name, on its slave's socket.
#
#	row	where
#	D1	here; t/wire.c has every truncation of every message, and lengths and types of all kinds
#	D2	here; t/runner.c has each frame that is wrong in its place (.. mutes_a_slave)
#	D3	t/wire.c: what_came_before_the_end_is_read_first; slave_death.t for a slave that dies with its
#		master's commands unread
#	D4	t/wire.c: a_full_socket_blocks_nobody, what_a_full_socket_does_not_take_is_sent_later_in_order;
#		here a flood that nobody reads
#	D5	t/wire.c: one_byte_at_a_time_gives_the_same_frames_as_one_write; signals.t has the storm for EINTR
#	D6	not to be injected: slave.c has one place that signals groups, and it asserts
. t/lib.sh
need_perl

STARTED=$base/started
export STARTED
for i in 1 3 4 5; do program s/$i 'echo "$MUSTER_TEST" >>"$STARTED"'; done
take speaks_for_its_slave s/2_speaks
# types, as this muster numbers them
"$MUSTER" --wire >"$base/wire"
type_of() { printf '%04x' "$(sed -n "s/^ *\([0-9][0-9]*\)  *$1 .*/\1/p" "$base/wire" | head -n 1)"; }
START=$(type_of START) NEED=$(type_of NEED) TESTS=$(type_of TESTS) BYE=$(type_of BYE) HELLO=$(type_of HELLO)
RETURNED=$(type_of RETURNED) REPORT=$(type_of REPORT)

# says 'sentence' HEX
says() {
	rm -f "$STARTED"
	SAYS=$2 run -j2 --dist=test --order=collected s
	if [ "$(field s/2_speaks outcome)" = skipped ]; then
		skip "$1" "this system lends no descriptors (pidfd_getfd)"
		return
	fi
	is "$(outcomes)" "s/1 passed
s/2_speaks lost
s/3 passed
s/4 passed
s/5 passed" "$1: its test is lost, the others pass"
	is "$(sort "$STARTED" | uniq -d)" "" "$1: no test started twice"
	like "$(cat "$err" "$out")" "*slave*died*2_speaks*" "$1: it is said"
	sound "$1"
	is "$status" 3 "$1: exit status 3"
}
says "D1: a frame of length 0" 00000000
says "D1: a frame of 4 GiB" ffffffff0001
says "D1: a frame just over the limit" 001000010001
says "D1: a type that nobody knows" 00000002ffff
says "D1: type 0" 000000020000
says "D1: half a frame, and then the end" "00000100${START}0000 mute"
says "D1: bytes behind the last field" "00000004${NEED}0000"
says "D1: a text" "$(printf 'a stray line of a library\n' | od -An -tx1 | tr -d ' \n')"
says "D2: a number that no test has" "0000000b${START}7fffffff0000000100"
says "D2: the start of a test that another slave has" "0000000b${START}000000000000000100"
says "D2: a second start" "0000000b${START}000000010000000100"
says "D2: what only the master says" "00000006${TESTS}00000000"
says "D2: BYE while its test runs" "00000002$BYE"

# D4: while its test prints what the master cannot show, the others go on
program f/1_floods 'head -c 5000000 /dev/zero | tr "\0" "\n"; exit 1'
for i in 2 3 4; do program f/$i 'exit 0'; done
run -j2 -s --dist=test --order=collected f
is "$(count passed) $(count failed)" "3 1" "D4: 5 MB in lines of nothing, live"
sound "D4"
finish
