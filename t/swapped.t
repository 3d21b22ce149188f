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

# a TMPDIR that is open to all: another user takes the name of the directory of root's runs, while one goes on
mkdir "$base/precious"
echo keep >"$base/precious/file"
chmod 755 "$base/precious"
PRECIOUS=$base/precious
export PRECIOUS
program b/1_takes 'd=${TMPDIR%/*} p=${TMPDIR%/*/*}
mv "$p" "$p.old" && mkdir "$p" && ln -s "$PRECIOUS" "$p/${d##*/}" && chmod 777 "$p"'
program b/2_root 'exit 0'
program b/3_nobody '[ -z "${TMPDIR-}" ] || : >"$TMPDIR/x"'
printf '[tests b/1*]\nuser = nobody\n[tests b/3*]\nuser = nobody\n' >muster.conf
before=$(ls -lnR "$PRECIOUS")
launcher open "chmod 777 $base/tmp; exec \"\$@\""
under open -j1 --dist=test --order=collected b
is "$(count passed)" 3 "another user takes the name of our directory: tests run"
is "$(ls -lnR "$PRECIOUS")" "$before" "nothing is made, removed or given away where it leads"
is "$(find "$base/tmp" -type f)" "" "and no file stays in what was ours"
is "$(find "$base/tmp" -mindepth 1 -user 0)" "$base/tmp/muster-0.old" "nor a directory, but for the empty one that was taken away"
under open -j1 --dist=test --order=collected b/2_root b/3_nobody
is "$(count passed)" 2 "the run after that"
sound "the run after that"
finish
