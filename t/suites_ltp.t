#!/bin/sh
# Lists of the Linux Test Project: files of runtest, by the rules of its own runner.
. t/lib.sh
need_perl

ltp=$work/ltp
mkdir -p ltp/runtest
one() { program "ltp/testcases/bin/$1" "$2"; }
one says 'for w in "$@"; do echo "[$w]"; done'
one ends 'exit $1'
one here '[ "$LTPROOT" = "$1" ] && [ "${PATH%%:*}" = "$1/testcases/bin" ] && [ "$(umask)" = 0000 ] && [ -z "$(ls -A)" ] && : >file'
one fails 'echo "tst_test.c:9: TINFO: Timeout" >&2; echo "fails01.c:42: TPASS: one" >&2; echo "fails01.c:43: TFAIL: open(x) succeeded" >&2
printf "\nSummary:\npassed 1\nfailed 1\n" >&2; exit 1'
one conf 'echo "conf01.c:7: TCONF: no such syscall" >&2; exit 32'
one overlooks 'echo "overlooks.c:43: TFAIL: in a child" >&2; exit 0'
one old 'echo "old01 1 TPASS  :  one"; exit 0'
one kills 'kill -ABRT $$'
cat >ltp/runtest/syscalls <<'END'
#DESCRIPTION:Kernel system calls
says01 says a b  "c d"
says02 says a b *
	says03   says tmp%f %f

pass01 ends 0
fail01 fails
conf01 conf
brok01 ends 2
warn01 ends 4
conf02 ends 36
exit01 ends 8
gone01 nothing -x
old01 old
kill01 kills
over01 overlooks
piped ends 0 | ends 5
subst says $(ends 3; echo $?) 'x y'
pass01 ends 0
END
printf 'here here %s\nsays01 ends 1\n' "$ltp" >ltp/runtest/mm
echo 'crashme ends 1' >ltp/runtest/crashme
run -j2 ltp/runtest/syscalls ltp/runtest/mm
l=ltp/runtest
is "$(outcomes)" "$l/mm::here passed
$l/mm::says01 failed
$l/syscalls::brok01 failed
$l/syscalls::conf01 skipped
$l/syscalls::conf02 failed
$l/syscalls::exit01 failed
$l/syscalls::fail01 failed
$l/syscalls::gone01 error
$l/syscalls::kill01 crashed
$l/syscalls::old01 passed
$l/syscalls::over01 passed
$l/syscalls::pass01 passed
$l/syscalls::pass01#2 passed
$l/syscalls::piped failed
$l/syscalls::says01 passed
$l/syscalls::says02 passed
$l/syscalls::says03 passed
$l/syscalls::subst passed
$l/syscalls::warn01 failed" "the bits of the exit status are the verdict"
sound "LTP"
is "$(field $l/syscalls::fail01 message)" "open(x) succeeded, exit status 1" "a line says why"
like "$(cat "$out")" "*warning: $l/syscalls::over01: passed by its exit status, though in a child*" "what the exit status overlooks is said"
run --output=all $l/syscalls::says01 $l/syscalls::says02 $l/syscalls::says03 $l/syscalls::subst
is "$(field $l/syscalls::says01 stdout)" '[a]\n[b]\n[c d]\n' "a command with quotes is a shell's"
is "$(field $l/syscalls::says02 stdout)" '[a]\n[b]\n[*]\n' "one without is words"
is "$(field $l/syscalls::says03 stdout)" '[tmp4]\n[%f]\n' "its first %f is a number"
is "$(field $l/syscalls::subst stdout)" '[3]\n[x y]\n' "a shell's as well"
bare --show-config $l/mm
is "$(grep -c 'locks = kernel@host' "$out")" 2 "there is one at a time on a host"

# only where it is named
bare --list ltp
unlike "$(cat "$out")" "*::*" "no list is found by walking"
mkdir -p other/runtest && cp $l/mm other/runtest
refused "*other/runtest/mm: no test program*" "another directory of that name has none" other/runtest/mm

# elsewhere
mkdir there && cp -r ltp there && rm there/ltp/runtest/mm && cp there/ltp/testcases/bin/ends there/ltp/testcases/bin/here
program away 'exec "$@"'
run -a 'one:via='"$work/away"',muster='"$MUSTER"',root='"$work/there" $l/mm $l/syscalls::fail01
is "$(outcomes)" "$l/mm::here failed
$l/mm::says01 failed
$l/syscalls::fail01 failed" "below another root are its tests, and the list need not be there"

broken() {
	printf '%s\n' "$2" >$l/c
	refused "*$l/c:$1*" "$3" $l/c
}
broken "2: expected TAG COMMAND" 'a ends 0
b' "a tag without a command"
printf 'a ends\0x\n' >$l/c
refused "*$l/c:1: a 0 byte*" "a 0 byte" $l/c

# the kind alone
echo '[tests bin/*]
kind = ltp' >muster.conf
mkdir bin
cp ltp/testcases/bin/conf ltp/testcases/bin/fails ltp/testcases/bin/old ltp/testcases/bin/overlooks bin
run bin
is "$(outcomes)" "bin/conf skipped
bin/fails failed
bin/old passed
bin/overlooks failed" "kind = ltp reads their lines"
finish
