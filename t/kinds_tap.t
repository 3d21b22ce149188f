#!/bin/sh
# TAP: perl's Test::More and odder producers, against perl's own TAP::Parser, which is what prove uses.
. t/lib.sh
. "$root/t/kinds/common.sh"
perl -MTest::More -MTAP::Parser -e 1 2>/dev/null || skip_all "no Test::More or TAP::Parser"
has prove

# t NAME 'body': a perl test with Test::More
t() {
	printf 'use strict; use warnings; use Test::More%s;\nuse lib "."; use Noted;\n%s\n' "${3-}" "$2" >"$1.t"
}
# raw NAME 'printf format' [STATUS]: prints TAP as it is
raw() {
	printf '#!/bin/sh\nprintf %s\nexit %s\n' "'$2'" "${3:-0}" >"$1.t"
	chmod +x "$1.t"
	echo "$1.t" >>"$base/raw"
}
cat >Noted.pm <<'END2'
package Noted;		# that a file was run
sub import { return if !$ENV{RAN}; open(my $f, ">>", $ENV{RAN}) || die; print $f "$0\n"; close($f) }
1;
END2

t passes 'ok(1, "one"); is(1, 1, "two"); pass("three");' ' tests => 3'
t fails 'pass("one"); is(1, 2, "because of fails"); pass("three");' ' tests => 3'
t plan_last 'pass("one"); pass(); pass("- dash"); done_testing();'
t plan_last_fails 'pass("one"); fail(); done_testing();'
t skip_all 'plan skip_all => "no hardware";'
t skips 'SKIP: { skip "no hardware", 2; pass("never"); } pass("last"); done_testing;'
t todo 'TODO: { local $TODO = "bug 1"; fail("one"); pass("two"); } TODO: { todo_skip "bug 2", 1; } pass("last"); done_testing;'
t subtests 'subtest inner => sub { plan tests => 2; pass("a"); subtest deeper => sub { pass("b"); done_testing } }; pass("last"); done_testing;'
t subtest_fails 'subtest inner => sub { plan tests => 2; pass("a"); fail("b") }; pass("last"); done_testing;'
t subtest_skips 'subtest inner => sub { plan skip_all => "no hardware" }; pass("last"); done_testing;'
t bails 'pass("one"); BAIL_OUT("enough");' ' tests => 3'
t dies_first 'die "before the plan";'
t dies_first_quietly 'exit 0;'
t dies_in_the_middle 'pass("one"); die "in the middle"; pass("two");' ' tests => 2'
t exits_0_in_the_middle 'pass("one"); exit 0; pass("two");' ' tests => 2'
t leaves_at_once 'use POSIX; $| = 1; pass("one"); POSIX::_exit(0);' ' tests => 2'
t no_plan_leaves 'use POSIX; $| = 1; pass("one"); POSIX::_exit(0);'
t too_many 'pass("one"); pass("two"); pass("three");' ' tests => 2'
t crashes 'pass("one"); kill SEGV => $$; sleep 10;' ' tests => 2'
t fails_256 'fail($_) for 1 .. 256;' ' tests => 256'
t exit_status 'pass("one"); done_testing; $? = 3; END { $? = 3 }'
t diag 'diag("words of diag"); note("ok 99 - not a result"); pass("one"); diag("not ok 98"); done_testing;'
t odd_names 'pass("comma, [brackets] \"quotes\""); pass("sl/ash back\\slash"); pass("tagged # hash"); pass("# SKIP no"); pass("a::b"); pass("x" x 200); binmode(Test::More->builder->output, ":utf8"); pass("gr\x{f6}\x{df}e \x{20ac}"); pass("12 monkeys"); done_testing;'
t glued '$| = 1; pass("one"); print "no newline"; pass("two"); done_testing;'
raw v13 'TAP version 13\n1..2\nok 1 - one\n  ---\n  message: x\n  severity: fail\n  ...\nnot ok 2 - two\n  ---\n  got: "ok 3"\n  ...\n' 1
raw v13_good 'TAP version 13\n1..2\nok 1 - one\n  ---\n  a: "not ok 7"\n  ...\nok 2\n'
raw no_numbers '1..3\nok\nok - two\nnot ok three\n' 1
raw no_numbers_good 'ok\nok - two\nok three\n1..3\n'
raw no_plan 'ok 1\nok 2\n'
raw plan_0 '1..0\n'
raw plan_0_skip '1..0 # SKIP no hardware\n'
raw plan_0_skip_lower '1..0 # skip: no hardware\n'
raw plan_in_the_middle 'ok 1\n1..2\nok 2\n'
raw two_plans '1..1\nok 1\n1..1\n'
raw short '1..3\nok 1\nok 2\n'
raw long '1..1\nok 1\nok 2\n'
raw wrong_number '1..2\nok 1 - one\nok 3 - three\n'
raw repeated_number '1..2\nok 1 - one\nok 1 - again\n'
raw huge_number '1..2\nok 1\nok 99999999999999999999 - huge\n'
raw huge_plan '1..99999999999999999999\nok 1\n'
raw exits_1 '1..1\nok 1\n' 1
raw fails_and_exits_0 '1..2\nok 1\nnot ok 2\n'
raw todo_forms '1..4\nnot ok 1 # TODO\nnot ok 2 - x # todo why\nok 3 # ToDo: done\nok 4 # TODOLIST is one too\n'
raw skip_forms '1..4\nok 1 # SKIP\nok 2 - x # skip why\nok 3 # skip: why\nok 4#skip\n'
raw bail_first 'Bail out!  no database\n'
raw crlf '1..2\r\nok 1 - one\r\nok 2 - two\r\n'
raw only_words 'hello\n' 0
raw nothing ''
raw stray 'hello\n1..1\nsome words\nok 1 - one\nmore: ok words\nokay\nnot okay\n'
raw no_newline_at_the_end '1..1\nok 1'
raw indented_results '1..1\n    1..2\n    ok 1\n    not ok 2\nok 1 - parent\n'
raw subtest_14 'TAP version 13\n1..1\n# Subtest: x\n    1..1\n    ok 1 - y\nok 1 - x\n'
raw pragma 'TAP version 13\npragma +strict\n1..1\nok 1\n'
cp fails.t executable.t		# without a #! line, which prove does not mind
chmod +x executable.t

# said_by_prove FILE: "case outcome" and the verdict, as TAP::Parser has it
said_by_prove() {
	perl -MTAP::Parser -e '
		my $f = shift;
		open(STDERR, ">", "/dev/null");
		open(F, "<", $f); my $sh = <F> =~ /sh$/;
		my $p = TAP::Parser->new({ exec => [$sh ? ($f) : ("perl", $f)] });
		while (my $r = $p->next) {
			next unless $r->is_test;
			(my $n = $r->description) =~ s/^- //;
			$n =~ s/\r$//;
			$n =~ s/\\#/#/g;	# which it leaves as it stands
			$n = $r->number if $n eq "";
			my $is = $r->has_skip ? "skipped" : $r->has_todo ? ($r->is_actual_ok ? "xpassed" : "xfailed") :
				$r->is_actual_ok ? "passed" : "failed";
			$n =~ s/\\/\\\\/g;
			print "$n $is\n";
		}
		print $p->has_problems ? "bad" : $p->skip_all || !$p->tests_run ? "nothing" : "good", "\n";' "./$1"
}

# in_order FILE: "name outcome" of the results inside
in_order() {
	FILE=$1 awk -F'\t' '$1 == "@case" && index($2, ENVIRON["FILE"] " ") == 1 {
		print substr($2, length(ENVIRON["FILE"]) + 2) " " $3 }' "$facts"
}

rm -f "$RAN"
run -j1 .
sound "all of them"
is "$(starts | grep -v '^1 ')" "" "none ran twice"
is "$(starts | wc -l)" "$(ls *.t | grep -c -v -x -F -f "$base/raw")" "each ran"
for f in *.t; do
	said_by_prove "$f" >"$base/said"
	verdict=$(tail -n 1 "$base/said")
	case $(field "$f" outcome) in passed) ours=good ;; skipped) ours=nothing ;; *) ours=bad ;; esac
	is "$ours" "$verdict" "$f: the program's outcome is prove's" || said "$(field "$f" outcome): $(field "$f" message)"
	[ "$f" = huge_number.t ] ||	# perl makes a float of it
	same "$(in_order "$f")" "$(sed '$d' "$base/said")" "$f: so are the results inside it"
done

is "$(field bails.t outcome) $(field crashes.t outcome) $(field dies_first.t outcome)" "error crashed error" "what kind of bad it is"
like "$(field bails.t message)" "*enough*" "a bail-out says why"
like "$(field skip_all.t message)" "*no hardware*" "a skipped program says why"
like "$(field fails.t stderr)" "*because of fails*" "a failed program has its words"

t hangs '$| = 1; pass("one"); sleep 1000; pass("two");' ' tests => 2'
run -j1 --timeout=8s --grace=1s hangs.t
is "$(outcomes) $(inside)" "hangs.t timeout hangs.t::one passed" "a hang in the middle"
sound "a hang"
t many "plan tests => $lots; pass(\"case \$_\") for 1 .. $lots;"
run -j1 many.t
is "$(outcomes) $(inside | grep -c ' passed$')" "many.t passed $lots" "$lots results of one program"
sound "$lots results"
finish
