#!/bin/sh
# The live area: on a terminal (tmux is one that can be asked what it shows), whose size changes, which is left for a while, and got back
# as it was; nothing of it stays.
. t/lib.sh
command -v tmux >/dev/null 2>&1 || skip_all "no tmux"
TERM=xterm LC_ALL=C.UTF-8
export TERM LC_ALL
unset TMUX
screen() { tmux -S "$base/t" "$@"; }
show() { screen capture-pane -p -J "$@" | sed "s, *$,,"; }	# what is on the screen, folded lines as one
type() { screen send-keys "$@"; }
showing() { # pattern, 'sentence': it is, sooner or later
	await "show | grep -q -e '$1'"
	ok $? "$2" || said "$(show)"
}
cat >"$base/rc" <<'E2'
PS1='$ '
E2
ENV=$base/rc screen -f /dev/null new-session -d -x 80 -y 24 'exec sh -i' 2>"$err" || skip_all "tmux does not start: $(head -1 "$err")"
screen set-option -g history-limit 10000
trap 'screen kill-server 2>/dev/null; chmod -R u+rwx "$base"; cd /; rm -rf "$base"' EXIT
showing "^[$]" "a terminal with a shell"

mkdir t hold
for i in 1 2 3 4 5 6; do
	program t/b_test_whose_name_is_long_enough_to_be_folded_and_this_is_number_$i "while [ -e $work/hold/$i ]; do sleep 0.05; done; [ $i != 1 ]"
	: >hold/$i
done
area() { show | grep -c '^slave0[01] .*[0-9]s '; }
type "seq 40; stty -g >$base/before; $MUSTER -j2 --order=collected --log=own.log t; echo status \$?" Enter
showing '\] 0 of 6, ' "a bar"
is "$(area)" 2 "a line for each slave"
like "$(show | grep '^slave00')" "slave00 local0 *s *t/b_test_wh*...*_[1-6]" "with its test, in the width that there is"
await 'show | grep -q "^slave00 local0 *[1-9]s"'
ok $? "and since when"
rm hold/1
showing 'FAILED .*number_1' "results are above"
showing '\] 1 of 6, 1 did not pass, ' "they count"
for size in 45x20 120x10 30x24 80x6 300x24 50x12 80x24; do
	screen resize-window -x "${size%x*}" -y "${size#*x}"
	await '[ "$(show -S - | grep -c "^slave0[01] .*[0-9]s ") $(show -S - | grep -c "1 of 6")" = "2 1" ] && show | grep -q "1 of 6"'
	ok $? "one area after the window became $size" || said "$(show)"
done
type t Enter
showing '^muster: 1 of 6 tests ended' "t and Enter shows what runs"
showing '^muster:   slave01 (local1) t/b_test' "each slave"
await '[ "$(area)" = 2 ]'
ok $? "and the area is below it again"

# ---- it is left for a while --------------------------------------------------------------------
type C-z
showing 'Stopped' "Ctrl-Z stops it"
is "$(area) $(show | grep -c '^\[.* of 6')" "0 0" "there is no area then"
type bg Enter
rm hold/2 hold/3 hold/4
await 'show -S - | grep -c "PASSED .*number_[234]" | grep -q 3'
ok $? "in the background results are shown"
type 'echo mine' Enter
showing '^mine' "what is typed is the shell's"
is "$(area)" 0 "and there is no area"
type fg Enter
await '[ "$(area)" = 2 ]'
ok $? "in the foreground there is one again"
rm hold/5 hold/6
showing '^6 tests in' "it ends"
show -S - >"$base/all"
is "$(grep -c '^slave0[01] .*[0-9]s \|^\[=' "$base/all")" 0 "nothing of the area is left" || said "$(cat "$base/all")"
is "$(grep -c '\[[1-6]/6\] \(PASSED\|FAILED\).* t/b_test' "$base/all")" 6 "and no result is lost"
type "stty -g >$base/after" Enter
await '[ -s "$base/after" ]'
is "$(cat "$base/after")" "$(cat "$base/before")" "the terminal is set as before"

# ---- again, now that it is known how long they take; killed ------------------------------------
: >hold/1
type "clear; $MUSTER -j1 --order=collected --log=own.log t/b*" Enter
showing '^slave00 local0 *[0-9]*s of [0-9]*s *t/' "how long it usually takes"
showing 'of 6, [0-9]*s, about [0-9ms]* left' "and how much time is left"
type C-c
showing '0 skipped, 1 lost, 5 notrun' "Ctrl-C"
rm hold/1
is "$(show -S - | grep -c '^\[.* of 6')" 0 "leaves nothing of it"
: >hold/1
rm -f "$base/after"
type "clear; $MUSTER -j1 --order=collected t/b* & echo \$! >$base/pid; sleep 0.1; fg" Enter
showing '^\[.*\] 0 of 6, ' "once more"
kill -9 "$(cat "$base/pid")"
rm hold/1
type Enter "stty -g >$base/after" Enter
await '[ -s "$base/after" ]'
is "$(cat "$base/after")" "$(cat "$base/before")" "even kill -9 leaves the terminal as it was"

# ---- --follow ----------------------------------------------------------------------------------
mkdir u
program u/1 ": >$base/started; while [ -e $work/hold/1 ]; do sleep 0.05; done"
: >hold/1
"$MUSTER" -j1 u >/dev/null 2>&1 &
await '[ -e "$base/started" ]'
sleep 1.1	# what it usually takes is shown from a second on
rm hold/1
wait
: >hold/1
"$MUSTER" -j1 --log=follow.log u >/dev/null 2>&1 &
await '[ -s follow.log ]'
type "clear; $MUSTER --follow follow.log" Enter
showing '^slave00 local0 *[0-9]*s of [0-9]*s *u/1' "--follow: how long it usually takes"
type C-z
showing 'Stopped' "--follow: Ctrl-Z stops it"
is "$(area) $(show | grep -c 'of 1, ')" "0 0" "--follow: there is no area then"
type fg Enter
showing '\] 0 of 1, ' "--follow: and it is there again"
type C-c
await '! show | grep -q "of 1, "'
ok $? "--follow: Ctrl-C leaves nothing of it" || said "$(show)"
rm hold/1
wait

# ---- where there is none -----------------------------------------------------------------------
for how in "TERM=dumb $MUSTER" "$MUSTER --progress=never" "$MUSTER --trace"; do
	type "clear; $how -j1 t/*number_2 >/dev/tty 2>/dev/null; echo status \$?" Enter
	showing '^status 0' "a run with ${how#*muster}"
	unlike "$(show)" "*of 1, *" "${how% *} ${how#* }: no area"
done
program slow 'sleep 0.3'
"$MUSTER" --progress=always slow >"$out" 2>/dev/null
like "$(cat "$out")" "*\[*] 0 of 1, *" "--progress=always: even in a file"
finish
