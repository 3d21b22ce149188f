#!/bin/sh
# What a test of another user exchanges under muster's hands, while that removes it, leads nowhere else.
. t/lib.sh
need_perl
[ "$(id -u)" = 0 ] || skip_all "only root's muster has more rights than its tests"
open_up || skip_all "TMPDIR is not open to user 65534"
compile swaps || skip_all "no compiler for t/programs/swaps.c"
strace -D -o "$base/traced" true 2>/dev/null || skip_all "strace is missing, or may not trace here"

VICTIM=$base/victim
export VICTIM
echo hers >"$VICTIM"
chmod 640 "$VICTIM"
program a/full 'cd "$TMPDIR" && for i in $(seq 0 29); do mkdir d$i && : >d$i/f && chmod 000 d$i || exit 1; done
echo "$TMPDIR" >"$SHARED/new" && mv "$SHARED/new" "$SHARED/dir"
until [ -e "$SHARED/swapping" ]; do sleep 0.02; done'
program a/swaps 'cd "$SHARED" && until [ -e dir ]; do sleep 0.02; done; exec "$SWAPS" dir "$VICTIM"'
SWAPS=$work/swaps SHARED=$work
export SWAPS SHARED
printf '[tests a/*]\nuser = nobody\n' >muster.conf
# a long look gives the other side its time
launcher slowly "exec strace -D -f -q -o /dev/null -e trace=unlinkat -e inject=unlinkat:delay_exit=2000 \"\$@\""
under slowly -j2 --dist=test a
is "$(count passed)" 2 "directories are exchanged for links while they are removed"
is "$(stat -c '%a %U' "$VICTIM") $(cat "$VICTIM")" "640 root hers" "what the links lead to is as it was"
sound "exchanged directories"
finish
