#!/bin/sh
# What is run: -k, --shard, --last-failed, --failed-first, ids; and --why, which runs nothing.
. t/lib.sh
need_perl

for i in 1 2 3 4; do program net/dns_$i 'exit 0'; program disk/fsck_$i 'exit 0'; done
program net/Slow 'exit 0'
program net/needs_gpu 'exit 0'
take fake_gtest unit
FAKE_CASES="Net.passes_a Net.passes_b[ipv6] Disk.passes_c"
export FAKE_CASES
cat >muster.conf <<'END'
[tests unit]
kind = gtest
[tests */needs_gpu]
needs = gpu big
[tests net/*]
labels = net "quite slow"
[tests net/dns_4]
labels = dns
END
all="net disk unit"
chosen() {
	"$MUSTER" --list "$@" 2>&1 | tr '\n' ' '
}

is "$(chosen -k dns $all)" "net/dns_1 net/dns_2 net/dns_3 net/dns_4 " "-k WORD: what holds it"
is "$(chosen -k 'slow or fsck_2' $all)" "disk/fsck_2 net/Slow " "in any case of letters; or"
is "$(chosen -k 'net and not (dns or gpu)' $all)" "net/Slow unit::Net.passes_a unit::Net.passes_b[ipv6] " "and, not, parentheses"
is "$(chosen -k 'not dns and not fsck and not unit' $all)" "net/Slow net/needs_gpu " "not binds closest"
is "$(chosen -k '*_[34]' $all)" "disk/fsck_3 disk/fsck_4 net/dns_3 net/dns_4 " "a word with * is a glob of the whole id"
is "$(chosen -k 'b[ipv6]' $all)" "unit::Net.passes_b[ipv6] " "brackets without * are text"
is "$(chosen -k 'kind:gtest and Disk' $all)" "unit::Disk.passes_c " "kind:"
is "$(chosen -k 'tag:g?u' $all)" "net/needs_gpu " "tag: what it needs"
is "$(chosen -k 'label:n?t and dns' $all)" "net/dns_1 net/dns_2 net/dns_3 " "label: one of its words, which are those of the last section"
is "$(chosen -k 'label:"quite slow" and dns_1' $all)$(chosen -k '"label:quite slow" and dns_1' $all)$(chosen -k 'label:quite_slow and dns_1' $all)" \
	"net/dns_1 net/dns_1 net/dns_1 " "label: blanks in quotes, or as _"
is "$(chosen -k '"dns_1" or '"'fsck_1'" $all)" "disk/fsck_1 net/dns_1 " "words in quotes"
"$MUSTER" --list -k nothing $all >"$out" 2>&1
is "$?" 5 "-k that matches nothing: exit status 5"
for wrong in 'and' 'a b' '(a' 'a)' 'not' 'a or' '"a'; do
	refused "*-k '$wrong': *" "-k '$wrong' is refused" -k "$wrong" $all
done

run -j2 -k 'dns or Disk.' $all
is "$(outcomes | wc -l | tr -d ' ')" 5 "only what is selected counts"
sound "-k"

# shards
: >"$base/shards"
for i in 1 2 3; do chosen --shard $i/3 $all | tr ' ' '\n' >>"$base/shards"; done
is "$(grep . "$base/shards" | sort)" "$("$MUSTER" --list $all | sort)" "shards: each test is in exactly one"
before=$(chosen --shard 2/3 net)
program net/another 'exit 0'
program a/new 'exit 0'
is "$(chosen --shard 2/3 net a | sed 's,a/new ,,; s,net/another ,,')" "$before" "a test that is added moves no other"
rm -rf net/another a
for wrong in 0/3 4/3 x/3 1/ /3 1 1/0 1/3:nowhere; do
	refused "*--shard=$wrong: *" "--shard=$wrong is refused" --shard=$wrong $all
done
program time/a 'sleep 0.3'
program time/b 'sleep 0.15'
program time/c 'sleep 0.15'
run -j1 --log="$work/log" time
one=$("$MUSTER" --list --shard 1/2:log time | tr '\n' ' ') two=$("$MUSTER" --list --shard 2/2:log time | tr '\n' ' ')
is "$(printf '%s\n' "$one" "$two" | sort)" "time/a 
time/b time/c " "--shard I/N:LOG: parts take equally long"

# what failed
program f/1_passes 'exit 0'
program f/2_fails 'exit 1'
program f/3_passes 'exit 0'
program f/4_crashes 'kill -SEGV $$'
program f/5_fails '[ -e "$OLDPWD/mended" ] || [ -e mended ] || exit 1'
run -j1 f
is "$(chosen --last-failed f)" "f/2_fails f/4_crashes f/5_fails " "--last-failed: what failed in the last run"
is "$(chosen -k 'outcome:crashed' f)" "f/4_crashes " "outcome: of the last run"
: >mended
run -j1 --lf f
is "$(outcomes)" "f/2_fails failed
f/4_crashes crashed
f/5_fails passed" "--lf runs those alone"
sound "--lf"
is "$(chosen --lf f)" "f/2_fails f/4_crashes " "what passed meanwhile is not of them any more, what was not run stays"
run -j1 --ff --order=collected f
is "$(awk -F'\t' '$2 == "start" && $1 != "@run" { print $3, $1 }' "$facts" | sort -n | sed 's/.* //' | tr '\n' ' ')" \
	"f/2_fails f/4_crashes f/1_passes f/3_passes f/5_fails " "--ff: what failed goes first, all are run"
sound "--ff"
is "$(chosen --lf net)" "net/Slow net/dns_1 net/dns_2 net/dns_3 net/dns_4 net/needs_gpu " "nothing failed: all are run"

# --why
like "$("$MUSTER" --why net/needs_gpu -a b1:tags=gpu -a "b2:tags=gpu big" $all)" \
	"net/needs_gpu*needs gpu big*not on b1: it has not big*may run on b2*" "--why says where a test may run, and what is missing"
refused "*--why=nowhere: *" "--why of no test is refused" --why nowhere $all
mkdir why
for i in a b c; do program why/$i :; done
take fake_gtest why/unit
cat >muster.conf <<'END'
[appliance one]
tags = gpu usb
[appliance two]
tags = gpu
[lock port]
total = 4
[provider vs65]
attach = true
[tests why/a]
needs = gpu usb
locks = port:2 disk
[tests why/b]
serial = yes
[tests why/c]
exclusive = yes
skip = not yet
labels = slow "very slow"
[tests why/u*]
kind = gtest
together = yes
END
FAKE_CASES="P.x[vs65] P.y"
export FAKE_CASES
why() { "$MUSTER" --why "$@" why; }
is "$(why why/a; why why/b; why why/c; why why/unit)" "why/a
  kind exec, place 2 of 5 in the order
  needs gpu usb
  holds 2 of 4 of the lock port
  holds 1 of 1 of the lock disk
  may run on one
  not on two: it has not usb
why/b
  kind exec, place 1 of 5 in the order
  is serial: one appliance runs all of these, in order, first
  may run on one
  may run on two
why/c
  kind exec, place 3 of 5 in the order
  is skipped: not yet
  has the label slow
  has the label very_slow
  is exclusive: it runs last, with nothing beside it
  may run on one
  may run on two
why/unit::P.x[vs65]
  kind gtest, place 4 of 5 in the order
  needs the provider vs65
  stays together with the cases of its program
  may run on one
  may run on two
why/unit::P.y
  kind gtest, place 5 of 5 in the order
  stays together with the cases of its program
  may run on one
  may run on two" "--why says all that holds a test back"
is "$(why why/unit::P.y --dist=each | sed -n '/@/p; /run on/p; /not on/p')" "why/unit::P.y@one
  may run on one
why/unit::P.y@two
  may run on two" "--why with --dist=each: each where it belongs"

# a build that has several
rm muster.conf
mkdir b
cat >b/CTestTestfile.cmake <<'END'
if(CTEST_CONFIGURATION_TYPE MATCHES "^([Dd]ebug)$")
add_test(debug "true")
else()
add_test(other "true")
endif()
END
is "$(chosen -C Debug b) $(chosen --build-type=Release b) $(chosen b)" "b::debug  b::other  b::other " "--build-type: which build it is"
run -C Debug b
is "$(count passed)" 1 "and it runs"
sound "--build-type"

# lists of ids
FAKE_CASES="Net.passes_a Net.passes_b[ipv6] Disk.passes_c"
printf '[tests unit]\nkind = gtest\n' >muster.conf
printf 'net/dns_2\r\n\nunit::Disk.passes_c\n' >ids
is "$(chosen @ids) $(chosen -k dns net | tr ' ' '\n' | chosen @- disk/fsck_1)" "net/dns_2 unit::Disk.passes_c  disk/fsck_1 net/dns_1 net/dns_2 net/dns_3 net/dns_4 " \
	"@FILE: the ids in it, @- those of standard input, beside others"
"$MUSTER" --list net >ours
run -j2 @ours
is "$status $(outcomes | wc -l | tr -d ' ')" "0 $(chosen net | wc -w | tr -d ' ')" "what --list prints runs by @FILE"
printf '[run]\npaths = @ids\n[tests unit]\nkind = gtest\n' >lists.conf
is "$(chosen -c lists.conf)" "net/dns_2 unit::Disk.passes_c " "paths = @FILE"
mkdir t && program t/other 'exit 0' && : >nothing
bare @nothing
is "$status $(cat "$err")" "5 muster: no tests: @nothing names none" "an empty list is no test, and not all of them"
program @odd 'exit 0'
is "$(chosen ./@odd)" "@odd " "a test whose name begins so"
refused "*@nowhere: No such file*./@nowhere*" "a list that is not there is refused" @nowhere
refused "*@t: Is a directory*" "a directory is no list" @t
printf 'a\000b\n' >nul
refused "*@nul: *0 byte*" "nor is what holds a 0 byte" @nul
printf 'net/dns_1\nnet/dns_9\n' >wrong
refused "*net/dns_9*" "an id in it that is not there is an error" @wrong

# --list --json
cat >muster.conf <<'END'
[run]
json = of_runs
[tests unit]
kind = gtest
labels = "very slow" net
needs = gpu big
timeout = 1500ms
END
is "$("$MUSTER" --list --json=- unit::Disk.passes_c net/dns_1)" \
'{"id":"net/dns_1","program":"net/dns_1","case":null,"kind":"exec","labels":[],"needs":[],"timeout":null,"file":"net/dns_1","line":null}
{"id":"unit::Disk.passes_c","program":"unit","case":"Disk.passes_c","kind":"gtest","labels":["very_slow","net"],"needs":["gpu","big"],"timeout":1.500000,"file":"unit","line":null}' \
	"--list --json=-: what is known of each"
is "$("$MUSTER" --list --json=facts unit b; wc -l <facts; [ -e of_runs ]; echo $?)" "b::other
unit::Disk.passes_c
unit::Net.passes_a
unit::Net.passes_b[ipv6]
4
1" "into a file: ids as always; what [run] says of json is for runs"
like "$(head -1 facts)" '*"file":"b/CTestTestfile.cmake","line":4}' "with its place in a suite file"
"$MUSTER" --list --json=/nowhere/f net >"$out" 2>"$err"
is "$?" 4 "one that cannot be written is exit status 4"
refused "*a report would overwrite*" "it takes the place of no program" --list --json=net/dns_1 net
bare --list --retries=2 -x net/dns_1
is "$status $(cat "$out" "$err")" "0 net/dns_1
muster: --retries does not count with --list
muster: --exitfirst does not count with --list" "what counts in a run alone: a line says so"
refused "*net: --bisect takes one id*" "--bisect and arguments" --bisect net/dns_1 net
refused "*b: --history takes one id*" "--history and two of them" --history a b
finish
