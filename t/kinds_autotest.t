#!/bin/sh
# GNU Autotest: a testsuite that the real autom4te makes, against its own lines.
. t/lib.sh
need_perl
command -v autom4te >/dev/null || skip_all "no autom4te"
mkdir tests && cd tests || exit 1
cat >testsuite.at <<'E'
AT_INIT([sums])
m4_define([GROUP], [AT_SETUP([$1])
$2
AT_CLEANUP])
GROUP([passes], [AT_CHECK([true])])
GROUP([fails (in brackets)], [AT_CHECK([echo got], [0], [wanted
])])
GROUP([is skipped], [AT_SKIP_IF([true])])
GROUP([fails as expected], [AT_XFAIL_IF([true])
AT_CHECK([false])])
GROUP([passes unexpectedly], [AT_XFAIL_IF([true])
AT_CHECK([true])])
GROUP([passes], [AT_KEYWORDS([again two:3 words])
AT_CHECK([true])])
GROUP([hard error], [AT_CHECK([exit 99])])
GROUP([skips by 77], [AT_CHECK([exit 77])])
GROUP([a title that goes on and on, well behind the column of results: 1 ok], [AT_CHECK([true])])
GROUP([$HOME 'quotes' `ticks` a::b], [AT_CHECK([true])])
E
printf 'm4_define([AT_PACKAGE_%s], [sums])\n' NAME TARNAME VERSION STRING BUGREPORT >package.m4
autom4te --language=autotest -o testsuite testsuite.at 2>"$base/made" || { said "$(cat "$base/made")"; skip_all "autom4te makes no testsuite"; }
./testsuite >"$base/said" 2>/dev/null </dev/null
cd .. || exit 1
perl -ne '
	next unless /^ *(\d+): (.*?) +(ok|FAILED \(.*\)|skipped \(.*\)|expected failure \(.*\)|UNEXPECTED PASS)$/;
	($n, $t, $r) = ($1, $2, $3);
	print "tests/testsuite::$n: $t ", $r =~ /^ok/ ? "passed" : $r =~ /^sk/ ? "skipped" : $r =~ /^exp/ ? "xfailed" : "failed", "\n"' \
	"$base/said" | sort >"$base/theirs"
run -j3 tests
is "$(outcomes)" "$(cat "$base/theirs")" "each group has the result that ./testsuite gives it"
is "$(count passed) $(count failed) $(count skipped) $(count xfailed)" "4 3 2 1" "of each sort"
sound "autotest"
like "$(field 'tests/testsuite::2: fails (in brackets)' message)" "testsuite.at:*" "where it failed is said"
like "$(field 'tests/testsuite::2: fails (in brackets)' stdout)" "*+got*" "and what"
run -j3 --isolate tests -k passes
is "$(count passed) $(count failed)" "2 1" "several processes are never there at once: they share a directory"
mkdir other && cp tests/testsuite other/other && echo 'exit 3' >other/broken
program other/broken '# Generated from x.at by GNU Autoconf 2.71.
exit 3'
bare --list other
is "$(sed -n '/other::1:/p; /broken/p' "$out")" "other/broken
other/other::1: passes" "it is known by its first lines, and one that cannot list runs whole"
finish
