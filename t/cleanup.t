#!/bin/sh
# Tests that make a mess of their TMPDIR or directory.
. t/lib.sh
need_perl

PRECIOUS=$base/precious
export PRECIOUS
mkdir "$PRECIOUS"
echo keep me >"$PRECIOUS/file"
take fills_tmpdir
take removes_its_tmpdir
program next '[ -d "$TMPDIR" ] && [ -z "$(ls -A "$TMPDIR")" ] && : >"$TMPDIR/x"'
for first in fills_tmpdir removes_its_tmpdir; do
	run -j1 --dist=test $first next
	is "$(count passed)" 2 "$first: it passes, and so does the next"
	sound "$first"
done
is "$(cat "$PRECIOUS/file")" "keep me" "what a link in TMPDIR leads to is left alone"

mkdir "$base/doomed"
take removes_its_cwd
program next 'exit 0'
printf '[tests removes_its_cwd]\ncwd = %s\n' "$base/doomed" >muster.conf
run -j1 --dist=test removes_its_cwd next
is "$(count passed) $([ -e "$base/doomed" ] || echo gone)" "2 gone" "removes_its_cwd: the directory is gone, the next test runs"
sound "removes_its_cwd"
rm muster.conf

program chmods 'chmod 000 "$TMPDIR"'
program replaces 'rmdir "$TMPDIR"; ln -s "$PRECIOUS" "$TMPDIR"'
program writes 'echo x >"$TMPDIR/file"'
run -j1 --dist=test chmods replaces writes
is "$(count passed)" 3 "a TMPDIR with odd modes, or replaced by a link"
is "$(cat "$PRECIOUS/file")" "keep me" "the link is not followed"
sound "odd TMPDIRs"

program moves 'mv "$TMPDIR" "$TMPDIR.moved" && mkdir "$TMPDIR" && : >"$TMPDIR/x"'
program after '[ -d "$TMPDIR" ] && [ -z "$(ls -A "$TMPDIR")" ]'
run -j1 --dist=test moves after
is "$(count passed)" 2 "a TMPDIR moved away and made anew: the next test has an empty one"
sound "a moved TMPDIR"

# without a place for temporary files tests run all the same
fresh
"$MUSTER" --list writes next >"$list"
TMPDIR=$base/nowhere timeout "$bound" "$MUSTER" --json="$json" next >"$out" 2>"$err"
is $? 0 "TMPDIR that is not there: tests run"
like "$(cat "$err")" "*warning*TMPDIR*" "with a warning"


# removing takes as long as there are files, and as the disk is slow: the run waits for it, its end does not
if command -v strace >/dev/null && strace -D -o "$base/traced" true 2>/dev/null; then
	FULL=$base/full
	export FULL
	program litters 'cd "$TMPDIR" && seq 2000 | xargs touch; : >"$FULL"'
	program works :
	launcher slow "exec strace -D -f -q -o /dev/null -e trace=unlinkat -e inject=unlinkat:delay_exit=10000 '$MUSTER' \"\$@\""
	real=$MUSTER
	for sig in INT KILL; do
		rm -f "$FULL"
		MUSTER=$base/slow
		begin -j1 --dist=test --order=collected litters works
		MUSTER=$real
		await '[ -e "$FULL" ] && grep -qs '\''"event":"test"'\'' "$json".part-*'
		kill -$sig "$pid"
		end
		await '! grep -qs -F -f "$base/token" /proc/[0-9]*/environ /proc/[0-9]*/cmdline'
		ok $? "$sig: nobody is left to remove what takes 20 s to remove"
		left=$(find "$base/tmp" -type f | wc -l)
		[ "$left" -gt 0 ]
		ok $? "$sig: what is left of it is left" || said "all was removed"
		if [ $sig = INT ]; then
			is "$status $(count passed) $(count notrun)" "130 1 1" "INT: muster dies by it, and has told both tests"
			like "$(cat "$err")" "*W-CLEAN*not removed whole*" "INT: and says what stays"
		fi
		chmod -R u+rwx "$base/tmp"
		rm -rf "$base/tmp"/*
	done
else
	skip "INT and KILL while files are removed" "no strace, or it may not trace"
fi

# removes itself, and the whole tree of tests
program tree/a 'rm -rf tree'
run -j1 --dist=test tree
is "$(outcomes)" "tree/a passed" "a test that removes its program"
sound "a removed program"
finish
