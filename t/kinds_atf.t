#!/bin/sh
# ATF: the real library, against kyua, its own runner.
. t/lib.sh
. "$root/t/kinds/common.sh"
has kyua
need_proc	# it asks there whether it is listed
builds ATF ${CC:-cc} -O0 -o unit "$kinds/atf.c" -I"$kinds" -latf-c
middle=middle
: >data

# said_by_kyua: "case outcome" of its lines; what it calls broken is our error
said_by_kyua() {
	mkdir "$base/kyua"
	cp unit data "$base/kyua"
	printf 'syntax(2)\ntest_suite("x")\natf_test_program{name="unit"}\n' >"$base/kyua/Kyuafile"
	rm -f "$RAN"
	(cd "$base/kyua" && HOME=$base/kyua kyua test --results-file=r.db) | perl -ne '
		my ($n, $is) = /^unit:(.*)  ->  (\w+)/ or next;
		$n =~ s/\\/\\\\/g;
		$is = "failed" if /Expected signal but exited/;		# broken by kyua, as other exits are not
		print "$n ", { broken => "error", expected_failure => "xfailed" }->{$is} // $is, "\n"'
}

said_by_kyua >"$base/said"
owns <"$base/said"
is "$(./unit -l 2>/dev/null | grep -c '^ident: ')" "$(wc -l <"$own")" "kyua reports on every case that is listed"
agrees "all cases"
like "$(field unit::fails stderr)" "*because of fails*" "a failed case has its words"
like "$(field unit::fails message)" "*a reason*" "and its reason"
like "$(field unit::skips message)" "*no hardware*" "a skipped case says why"
like "$(field unit::expects_fail message)" "*bug 1*" "an expected failure says why"
like "$(field unit::needs_a_program message)" "needs the program no-such-program, which is not in PATH" "a case whose needs are not met says which"
agrees "all cases, side by side" -j2 --dist=load
alone_may_write=2
alone

usual_vices
vice "expected timeout" xfailed "a hang that was expected" --timeout=2s --grace=1s
user= wanted="unit::needs_a_variable passed${newline}unit::needs_no_root passed${newline}unit::needs_root skipped"
if [ "$(id -u)" -eq 0 ]; then
	open_up && user="user = nobody" || wanted="unit::needs_a_variable passed${newline}unit::needs_no_root skipped${newline}unit::needs_root passed"
fi
printf '[tests unit]\nargs = -v lab_board=7\ncwd = /\n%s\n' "$user" >muster.conf
(unset RAN; run -j1 unit::needs_no_root unit::needs_root unit::needs_a_variable)
is "$(outcomes)" "$wanted" "a need that muster.conf meets is met"
rm muster.conf
export VICE="new needs"
cases --timeout=100s --grace=100ms unit
is "$(outcomes | grep -v -x -F -f "$own")" "$(printf 'unit::%s\n' "hangs_for_more_than_a_second timeout" "needs_little_space passed" "needs_much_memory skipped" "needs_much_space skipped" \
	"needs_what_nobody_knows passed")" "memory and disk space are needs as well; a word that nobody knows is none"
like "$(field unit::hangs_for_more_than_a_second message)" "*after 1 s*" "a case that says how long it may take has that long"
unset VICE
export FORGED='passed'
vice forge passed "forged results"

unset FORGED

vanishes only_listed
export VICE="list crashes"
cases unit
unlike "$(outcomes)" "*passed*" "a program whose list crashes runs whole; without a case it does not pass"
like "$(cat "$err")" "*warning*unit*" "with a warning"
sound "no list"
export VICE=none
cases unit
is "$(outcomes) $status" " 5" "a program without cases has no tests"
like "$(cat "$err")" "*left out: 1 program that lists no tests (unit)*" "which one line says"
unset VICE

# each has a process of its own, and no exit status counts them
lots=150 many=150
lots_of many_
wraps many_
finish
