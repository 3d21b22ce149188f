#!/bin/sh
# What a test leaves on purpose: files in MUSTER_KEEP are kept, and the reports say where.
. t/lib.sh
need_perl

own_kind own '*.own' >own.conf
program t/shot 'echo a picture >"$MUSTER_KEEP/shot.png"; exit 1'
program t/log 'echo "$MUSTER_ATTEMPT" >"$MUSTER_KEEP/log"; [ "$MUSTER_ATTEMPT" = 2 ]'
program t/none '[ -d "$MUSTER_KEEP" ] && [ -z "$(ls -A "$MUSTER_KEEP")" ]'
program t/cases.own 'if [ "$1" = --cases ]; then echo "- a"; echo "- b"; exit; fi
echo "of both" >"$MUSTER_KEEP/trace"; echo RUN a; echo PASS a; echo RUN b; echo PASS b'

# kept ID: what is in the files that JSON names for it, a line each "NAME: text"
kept() {
	for file in $(field "$1" kept); do echo "${file##*/}: $(cat "$file")"; done
}
# replayed: does a replay of the run's log say the same in all reports?
replayed() {
	"$MUSTER" --replay "$(ls .muster/*.log | tail -n 1)" --json="$base/again" --junit="$base/again.xml" --html="$base/again.html" \
		>/dev/null 2>&1
	[ "$(grep '"kept"' "$json")" = "$(grep '"kept"' "$base/again")" ] && cmp -s "$1.xml" "$base/again.xml" && grep -q 'kept: <a href=' "$base/again.html"
}
for via in '' 'via = env'; do
	printf '%s\n' '[appliance board]' "$via" "muster = $MUSTER" | if [ -n "$via" ]; then cat; else grep -v muster; fi | cat - own.conf >muster.conf
	rm -rf .muster
	run -a board --dist=file --retries=1 --junit="$base/j.xml" --html=page.html t
	is "$(kept t/shot)" "shot.png: a picture" "${via:-here}: what a test left is kept"
	is "$(kept t/log)" "log: 2" "${via:-here}: of the attempt that counts"
	is "$(cat .muster/kept/*/t_log-*[!2]/log)" 1 "${via:-here}: the attempt before has its own"
	is "$(outcomes | grep none) $(field t/none kept)" "t/none passed " "${via:-here}: the next test's is empty"
	is "$(cat $(field @kept kept))" "of both" "${via:-here}: what cases of one process left is their program's"
	is "$(sed -n 's,^\[\[ATTACHMENT|.muster/kept/.*/\(.*\)\]\]$,\1,p' "$base/j.xml" | sort | tr '\n' ' ')" "log log shot.png shot.png trace " \
		"${via:-here}: JUnit has them as attachments, of each attempt"
	file=$(sed -n 's/.*kept: <a href="\([^"]*shot.png\)".*/\1/p' page.html | head -n 1)
	is "$(cat "$file")" "a picture" "${via:-here}: HTML links to them"
	replayed "$base/j"
	ok $? "${via:-here}: a replay says the same"
	sound "${via:-here}: kept"
done

# what no test may do with it
rm -rf t .muster muster.conf
echo secret >"$base/secret"
program t/hostile "cd \"\$MUSTER_KEEP\" || exit 1
ln -s '$base/secret' link; ln '$base/secret' hard; mkfifo fifo; mkdir dir; ln -s .. up
: >'.. 
[[x]]'; : >.hidden
echo ok >good; perl -e 'truncate(\$_, 10 << 30) if open(\$_, \">\", \"sparse\")'"
program t/many 'perl -e "chdir \$ENV{MUSTER_KEEP}; open(F, \">\", \$_) for 1 .. 3000"'
program t/moves 'mv "$MUSTER_KEEP" "$MUSTER_KEEP.x"; ln -s '"$base"' "$MUSTER_KEEP"'
program t/removes 'rm -rf "$MUSTER_KEEP"; echo >"$MUSTER_KEEP"'
run t
is "$(outcomes | grep -vc passed)" 0 "hostile: the tests pass"
is "$(field t/hostile kept | tr ' ' '\n' | sed 's,.*/,,' | LC_ALL=C sort | tr '\n' ' ')" "_.____x__ _hidden good " \
	"hostile: links, FIFOs, directories and what is too large are not kept, and names are harmless"
like "$(cat "$out")" "*W-KEPT*t/hostile: 5 in MUSTER_KEEP not kept*" "hostile: and it is said"
like "$(cat "$out")" "*t/hostile: 1 file in MUSTER_KEEP not kept: more than --keep-limit*" "hostile: of the large one, too"
is "$(field t/many kept | wc -w)" 1000 "hostile: of very many files the first thousand are kept"
like "$(cat "$out")" "*t/many: not all of MUSTER_KEEP was looked at*" "hostile: which is said"
is "$(field t/moves kept)$(field t/removes kept)" "" "hostile: what stands in its place is not looked at"
is "$(cat "$base/secret")" secret "hostile: what links lead to is as it was"
sound hostile
program t/writes 'dd if=/dev/zero of="$MUSTER_KEEP/a" bs=1024 count=64 2>/dev/null; cp "$MUSTER_KEEP/a" "$MUSTER_KEEP/b"'
for i in 1 2 3 4 5 6 7 8 9 10; do cp t/writes t/w$i; done
run -j1 --keep-limit=64K t/w*
like "$(cat "$err")" "*W-KEPT*no more files of tests are kept*" "there is a limit for the run"
[ "$(cat .muster/kept/*/t_w*/* | wc -c)" -le 1200000 ]
ok $? "which holds"
refused "*--keep-limit=lots: expected a size*" "--keep-limit takes a size" --keep-limit=lots t
rm -rf .muster/kept; echo >.muster/kept
run t/writes
is "$(count passed) $(field t/writes kept)" "1 " "no place for them: tests go on"
like "$(cat "$err")" "*W-KEPT*not kept: .muster/kept: *" "and it is said"

# the end of a run, and of a slave
rm -rf t .muster
program t/1_dies 'echo half >"$MUSTER_KEEP/half"; kill -9 $PPID; sleep 1000'
program t/2_left 'echo all >"$MUSTER_KEEP/all"'
run -j1 t
is "$(outcomes) $(kept t/2_left)" "t/1_dies lost
t/2_left passed all: all" "a slave dies in a test: what that left goes, the next one's is kept"
sound "a slave's death"
program i/waits 'trap "" TERM; echo so far >"$MUSTER_KEEP/log"; : >"$base/up"; sleep 1000'
export base
begin --grace=100ms i
await '[ -e "$base/up" ]'
kill -INT "$pid"
end
is "$(kept i/waits)" "log: so far" "INT: what a test has left by then is kept"
sound INT 130
program r/1_left 'echo one >"$MUSTER_KEEP/one"'
program r/2_stops 'if [ -e "$base/twice" ]; then echo two >"$MUSTER_KEEP/two"; else : >"$base/twice"; kill -9 '"\$(cat \"$base/pid\")"'; sleep 1000; fi'
begin -j1 --log=run.log r
wait "$job" 2>/dev/null
run --resume=run.log --rerun-lost
is "$(kept r/1_left) $(kept r/2_stops)" "one: one two: two" "--resume: what the first part kept is named, and more is kept"

# the appliance's own evidence
rm -rf .muster
cat >muster.conf <<'END'
[appliance board]
gather = echo "$MUSTER_TEST $MUSTER_OUTCOME" >"$MUSTER_KEEP/dmesg"; [ -z "$(ls "$MUSTER_KEEP" | grep -v dmesg)" ]
END
cat own.conf >>muster.conf
program g/bad 'ln -s "$base/secret" "$MUSTER_KEEP/dmesg"; echo mine >"$MUSTER_KEEP/mine"; exit 1'
program g/good true
program g/cases.own 'if [ "$1" = --cases ]; then echo "- a"; echo "- b"; exit; fi; echo RUN a; echo PASS a; echo RUN b; echo FAIL b'
run --dist=file g
is "$(kept g/bad)" "mine: mine
dmesg: g/bad failed" "gather: after what did not pass, in a directory of its own, beside what the test left"
is "$(field g/good kept)$(cat "$base/secret")" secret "gather: not after what passed, and a link of the test leads it nowhere"
is "$(cat $(field @kept kept))" "g/cases.own failed" "gather: once for a process of several cases"
sound gather

# TMPDIRs of what did not pass
program k/bad 'echo why >"$TMPDIR/trace"; exit 1'
program k/good 'echo >"$TMPDIR/trace"'
rm muster.conf
run --keep=failed k
dir=$(sed -n 's/.*k\/bad: its TMPDIR is kept: //p' "$out")
is "$(cat "$dir/trace") $(ls "$(dirname "$dir")" | wc -l)" "why 1" "--keep=failed: the TMPDIR of what did not pass is left, and no other"
run --keep=failed k/good
is "$(ls -A "$base/tmp")" "" "--keep=failed: nothing is left where all passed"
refused "*--keep=always: expected yes, no or failed*" "--keep takes no other word" --keep=always k
finish
