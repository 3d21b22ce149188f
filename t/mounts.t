#!/bin/sh
# What a test mounts in its TMPDIR and leaves there is not muster's: it is neither entered nor emptied.
. t/lib.sh
need_perl
unshare -rm true 2>/dev/null || skip_all "no mount namespace to be had"

PRECIOUS=$base/precious
export PRECIOUS
mkdir -p "$PRECIOUS/sub/deep" "$base/other"
echo keep me >"$PRECIOUS/file"
echo keep me >"$PRECIOUS/sub/deep/file"
chmod 500 "$PRECIOUS/sub"
whole() {
	(cd "$PRECIOUS" && find . -type d -exec stat -c '%n %a' {} + | sort && cat file sub/deep/file) 2>&1
}
before=$(whole)
launcher apart "exec unshare -rm sh -c '\"\$@\"; s=\$?; grep -c \" $base/tmp/\" /proc/self/mountinfo >$base/mounts; exit \$s' sh \"\$@\""
program third '[ -z "$(ls -A "$TMPDIR")" ] && : >"$TMPDIR/x"'

# left NAME WHERE 'sentence' ARGS: a test that mounts, and the next; what is mounted stays, what else was in TMPDIR goes
left() {
	name=$1 where=$2 sentence=$3
	shift 3
	under apart -j1 --dist=test --order=collected "$@" $name third
	is "$(outcomes)" "$name passed${newline}third passed" "$sentence: both tests pass"
	is "$(whole)" "$before" "$sentence: nothing in it is touched"
	like "$(cat "$err")" "*W-CLEAN*$where*mounted*" "$sentence: it is said"
	[ "$(cat "$base/mounts")" -gt 0 ]
	ok $? "$sentence: it is still mounted"
	is "$(cd "$base/tmp" && find . -type f | grep -v "/m\$")" "" "$sentence: the other files are gone"
}
program bind 'mkdir "$TMPDIR/m" && : >"$TMPDIR/a" && : >"$TMPDIR/z" && mount --bind "$PRECIOUS" "$TMPDIR/m"'
left bind /m "a bind mount"
program deep 'mkdir -p "$TMPDIR/a/b/c/m" && : >"$TMPDIR/a/b/f" && mount --bind "$PRECIOUS" "$TMPDIR/a/b/c/m"'
left deep /a/b/c/m "a mount deeper in TMPDIR"
program file ': >"$TMPDIR/m" && : >"$TMPDIR/z" && mount --bind "$PRECIOUS/file" "$TMPDIR/m"'
left file /m "a mount on a file"
program chain 'mkdir "$TMPDIR/m"; for i in 1 2 3; do mount --bind "$PRECIOUS" "$TMPDIR/m" && mount -t tmpfs t "$TMPDIR/m" || exit 1; done'
left chain /m "mounts upon mounts"
program inside 'mkdir "$TMPDIR/m" && mount -t tmpfs t "$TMPDIR/m" && mkdir "$TMPDIR/m/p" && mount --bind "$PRECIOUS" "$TMPDIR/m/p"'
left inside /m "a mount within a mount"
program above 'mount --bind "$PRECIOUS" "$TMPDIR"'
left above tmp/ "a mount on TMPDIR itself"
program parents 'mount --bind "$PRECIOUS" "${TMPDIR%/*}"'
under apart -j1 --dist=test parents
is "$(whole)" "$before" "a mount on the directory above TMPDIR: nothing in it is touched"

program itself 'mount --bind "$TMPDIR" "$TMPDIR" && echo "$TMPDIR" >"$FIRST"'
program another '[ "$TMPDIR" != "$(cat "$FIRST")" ]'
FIRST=$base/first
export FIRST
under apart -j1 --dist=test --order=collected itself another
is "$(count passed)" 2 "TMPDIR mounted on itself: the next test gets another"
like "$(cat "$err")" "*W-CLEAN*mounted*" "and it is said"

# kept directories are only left
under apart -j1 --keep bind
is "$(whole)" "$before" "--keep: nothing is touched"

# a system without openat2, old or by seccomp
if strace -D -o "$base/traced" true 2>/dev/null; then
	for error in ENOSYS EPERM; do
		launcher apart "exec unshare -rm strace -D -f -q -o /dev/null -e trace=openat2,statx -e inject=openat2,statx:error=$error sh -c '
			\"\$@\"; s=\$?; grep -c \" $base/tmp/\" /proc/self/mountinfo >$base/mounts; exit \$s' sh \"\$@\""
		left bind /m "openat2 and statx say $error"
	done
else
	skip "without openat2" "no strace, or it may not trace"
fi
finish
