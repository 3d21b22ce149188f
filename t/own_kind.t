#!/bin/sh
# The worked example of README, GoogleTest written as a [kind NAME] section, behaves as the built-in row.
. t/lib.sh
need_perl

take fake_gtest unit
STARTED=$base/started PROCESSES=$base/processes
export STARTED PROCESSES FAKE_CASES
sed -n '/^    \[kind mygtest\]/,/^$/p' "$root/README" | sed 's/^    //' >"$base/example"
like "$(cat "$base/example")" "*run = *start = *passed = *" "README has the example"

# told KIND ARGS: all that can be told of a run with that kind, but times
told() {
	{
		cat "$base/example"
		printf '[tests unit]\nkind = %s\n' "$1"
	} >muster.conf
	shift
	rm -f "$STARTED" "$PROCESSES"
	run --dist=file -j1 "$@" unit
	{
		echo "exit status $status"
		outcomes
		cat "$STARTED"
		cat "$PROCESSES"
		for id in $(outcomes | sed 's/ .*//'); do
			echo "$id: $(field "$id" message)"
			field "$id" stdout
		done
		cat "$err"
	} 2>&1 | sed 's/--gtest_print_time=1//'
}

# same CASES ARGS
same() {
	FAKE_CASES=$1
	shift
	is "$(told mygtest "$@")" "$(told gtest "$@")" "the same: $FAKE_CASES $*"
	unlike "$(told mygtest "$@")" "*cannot list*" "and its cases are listed"
}
same "A.passes_1 A.fails_2 B.passes_3 B.skips_4 B.noisy_5 B.DISABLED_6"
same "A.passes_1 A.fails_2 A.passes_3" --isolate
same "A.passes_1 A.crashes_2 A.passes_3 A.passes_4"
same "A.passes_1 A.exits0_2 A.passes_3"
same "A.passes_1 A.noresult_2 A.passes_3 A.lies_4"
same "A.glued_1 A.forges_2 A.passes_3"
same "A.passes_1 A.hangs_2 A.passes_3" --timeout=2s --grace=100ms

# a framework in three lines: each case a process, its exit status the result
program suite 'case ${1-} in
--list) echo "- good"; echo "- bad one"; echo "- skips" ;;
good) ;;
"bad one") exit 1 ;;
skips) exit 77 ;;
*) exit 9 ;;
esac'
cat >muster.conf <<'END'
[kind small]
name = suite
list = %p --list
list.case = "- %n"
run = %p %n
codes = 0:passed 77:skipped *:failed
END
run -j1 suite
is "$(outcomes)" "suite::bad one failed
suite::good passed
suite::skips skipped" "without lines for results the exit status of a case is its result"
sound "a small framework"
# names in a file, names in quotes, and the longest line of a listing
program listed/a.our 'case $1 in
--list) echo "\"#quoted\""; echo "plain"; echo "\"stays\"" ;;
--from) while read -r name; do echo "RUN $name"; echo "END $name ok"; done <"$2" ;;
*) exit 9 ;;
esac'
awk 'BEGIN { printf "#!/bin/sh\n[ \"$1\" = --list ] || exit 0\nhead -c %d /dev/zero | tr \"\\000\" x\n%s", 65536, "echo; echo - a\n" }' >listed/b.long
sed 's/65536/65537/' listed/b.long >listed/c.long
chmod +x listed/*.long
cat >muster.conf <<'END'
[kind ours]
name = *.our
list = %p --list
list.case = %n
list.quoted = "#%*"
run = %p %N
run.file = %p --from %F
file = %n
limit = 4
start = "RUN %n"
passed = "END %n ok"
[kind long]
name = *.long
list = %p --list
list.case = "- %n"
run = %p %n
END
run -j1 listed
is "$(outcomes)" 'listed/a.our::"stays" passed
listed/a.our::#quoted passed
listed/a.our::plain passed
listed/b.long::a passed
listed/c.long passed' "list.quoted takes off quotes, run.file is told names that are too long, and a line of 64 KiB is no flood"
sound "names in a file"
like "$(cat "$err")" "*listed/c.long: cannot list*a line of more than 64 KiB*" "a longer line is"
rm muster.conf
# patterns that name no case judge the program
program words/fails.sh 'echo "ERROR: bad"'
program words/passes.sh 'echo "all good"; exit 1'
program words/skips.sh 'echo "ERROR: no"; echo "SKIP: no board"; exit 1'
program words/both.sh 'echo "all good"; echo "ERROR: late"'
program words/mute.sh 'exit 0'
printf '[kind sh]\nname = *.sh\nwhole = %%p\npassed = "all good"\nfailed = "ERROR: %%m"\nskipped = "SKIP: %%m"\n' >muster.conf
run words
is "$(outcomes)" "words/both.sh failed
words/fails.sh failed
words/mute.sh error
words/passes.sh passed
words/skips.sh skipped" "results that name no case are the program's: skipped, failed, passed, in this order, and then the exit status"
is "$(field words/fails.sh message) $(field words/skips.sh message)" "bad no board" "and why is said"
sound "words of a program"
printf '[kind sh]\nname = *.sh\nwhole = %%p\nfailed = "ERROR: %%m"\n' >muster.conf
run words/fails.sh words/mute.sh words/passes.sh
is "$(outcomes)" "words/fails.sh failed
words/mute.sh passed
words/passes.sh failed" "failed alone, too: else the exit status"
printf '[kind sh]\nname = *.sh\nwhole = %%p\npassed = "all good"\nfailed = "FAIL %%n"\n' >muster.conf
program words/points.sh 'echo "FAIL one"; echo "all good"'
run words/points.sh words/passes.sh
is "$(outcomes)" "words/passes.sh passed
words/points.sh failed" "a result that names a case is not undone by one that names none"

printf '[kind sh]\nname = *.sh\nwhole = %%p\npassed = /all g(oo|oooo)d.$/\nfailed = "ERROR: %%m"\nskipped = /^ERROR: no.SKIP/\n' >muster.conf
program words/passes.sh 'printf "all good"; exit 1'
program words/points.sh 'echo "all good, or so"'
run words
is "$(outcomes)" "words/both.sh failed
words/fails.sh failed
words/mute.sh error
words/passes.sh passed
words/points.sh error
words/skips.sh skipped" "/REGEX/ is tried on all that was printed, beside lines"
sound "expressions"
# and the case that runs
program cases/a.sh 'case $1 in
--list) printf -- "- %s\n" both dies fails mute passes skips skips_late ;;
both) echo "all good"; echo "ERROR: late" ;;
dies) echo "ERROR: first"; kill -9 $$ ;;
fails) echo "ERROR: bad" ;;
passes) echo "all good"; exit 1 ;;
skips) echo "SKIP: no board"; echo "ERROR: no"; exit 1 ;;
skips_late) echo "ERROR: no"; echo "all good"; printf "SKIP: no board" ;;
esac'
lister='[kind sh]\nname = *.sh\nlist = %%p --list\nlist.case = "- %%n"\n'
printf "$lister"'run = %%p %%n\npassed = "all good"\nfailed = "ERROR: %%m"\nskipped = "SKIP: %%m"\n' >muster.conf
run cases
is "$(outcomes)" "cases/a.sh::both failed
cases/a.sh::dies crashed
cases/a.sh::fails failed
cases/a.sh::mute error
cases/a.sh::passes passed
cases/a.sh::skips skipped
cases/a.sh::skips_late skipped" "results that name no case are those of the one that runs, in the same order"
is "$(field cases/a.sh::both message), $(field cases/a.sh::skips message), $(field cases/a.sh::dies message)" \
	"late, no board, killed by SIGKILL; first" "and why is said"
sound "words of cases"
printf "$lister"'run = %%p %%N\nfailed = "ERROR: %%m"\nskipped = "SKIP: %%m"\n' >muster.conf
run -j1 --dist=file cases
is "$(outcomes)" "cases/a.sh::both failed
cases/a.sh::dies crashed
cases/a.sh::fails failed
cases/a.sh::mute passed
cases/a.sh::passes failed
cases/a.sh::skips skipped
cases/a.sh::skips_late skipped" "without passed each case has a process: else its exit status"
sound "words of cases that only fail"
printf "$lister"'run = %%p %%N\npassed = /^all good/\nfailed = /(ERROR|PANIC): [a-z]/\nskipped = "SKIP: %%m"\n' >muster.conf
run -j1 --dist=file cases
is "$(outcomes)" "cases/a.sh::both failed
cases/a.sh::dies crashed
cases/a.sh::fails failed
cases/a.sh::mute error
cases/a.sh::passes passed
cases/a.sh::skips skipped
cases/a.sh::skips_late skipped" "an expression judges a case, which has a process for itself"
is "$(field cases/a.sh::both message)" "ERROR: late" "the line in which it begins says why"
sound "expressions about cases"

# a command that takes the suite and the name in it apart
program apart/a.grp 'case $1 in
--list) printf "One.x:\n  a\n  b.c (2)\nTwo:\n  a\n  d *\n" ;;
-g) [ $# -eq 4 ] || exit 3
	case $2/$4 in
	One.x/a | "One.x/b.c (2)") echo "TEST($2, $4) ok" ;;
	"Two/d \\*") echo "TEST(Two, d *) ok" ;;
	Two/a) echo "TEST(Two, a) bad: 3 is not 4" ;;
	*) echo "no $2/$4" >&2; exit 1 ;;
	esac ;;
esac'
for how in 'run = %%p -g %%s -n %%n' 'run = %%p %%N\neach = -g %%s -n %%n'; do
	printf '[kind ours]\nname = *.grp\nlist = %%p --list\nlist.suite = %%s:\nlist.case = "  %%n"\nlist.name = %%s.%%n\n'"$how"'
escape = *\npassed = TEST(%%s, %%n) ok\nfailed = TEST(%%s, %%n) bad: %%m\n' >muster.conf
	run -j1 apart
	is "$(outcomes)" "apart/a.grp::One.x.a passed
apart/a.grp::One.x.b.c (2) passed
apart/a.grp::Two.a failed
apart/a.grp::Two.d * passed" "${how%% *}: %s is the suite, and %n the name in it"
	sound "commands with %s"
done
rm muster.conf

# README's [kind boost], with a listing of Boost.Test 1.74
program tree/boosts 'case $1 in
--list_content) printf %s\\n "free1*" "outer*: the outer one" "    one*" "    inner*" "        two*: says why" \
	"        deep " "            three " "    one2*" "two*" >&2 ;;
*) case $3 in
	outer/inner/two) exit 201 ;;
	free1 | outer/one | outer/one2 | outer/inner/deep/three | two) ;;
	*) exit 200 ;;
	esac ;;
esac'
sed -n '/^    \[kind boost\]/,/^$/s/^    //p' "$root/README" | sed 's/^claims = .*/name = boosts/' >muster.conf
sed -n '/^with boost_list/,/END/s/^    //p' "$root/README" >boost_list
run tree
is "$(outcomes)" "tree/boosts::free1 passed
tree/boosts::outer/inner/deep/three passed
tree/boosts::outer/inner/two failed
tree/boosts::outer/one passed
tree/boosts::outer/one2 passed
tree/boosts::two passed" "README: a listing that is a tree becomes paths"
sound "a tree"
rm muster.conf
finish
