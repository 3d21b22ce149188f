# t/kinds/common.sh: what t/kinds_*.t share, after t/lib.sh. Each builds a program with the real framework,
# named `unit` here, whose cases write their names to $RAN and whose case "middle" does what $VICE says.
#
#	has COMMAND..           ends the file, visibly, where one is missing
#	builds COMMAND..        runs the compiler; ends the file where it fails, since the framework is missing
#	own FILE                the framework's own word: "id outcome" lines, from which the rest is derived
#	agrees 'sentence'       all cases, by muster, have the outcomes that $own has, and each ran as often as there
#	vice WORD OUTCOME 's'   the same with VICE=WORD, but the case $middle has OUTCOME
#	whole, whole_vice       the same for programs that run as one test, with results inside
need_perl
bound=120
kinds=$root/t/kinds RAN=$base/ran cxx=${CXX:-$(command -v clang++ || echo g++)} own=$base/own own_ran=$base/own_ran unit=unit
export RAN
unset VICE FORGED MANY
case ${CFLAGS-} in *-fsanitize*) lots=100 alone_each=4 ;; *) lots=500 alone_each=2 ;; esac
many=256	# more than an exit status can count

# has COMMAND..: ends the file where one of them is missing
has() {
	for command; do
		command -v "$command" >/dev/null 2>&1 || skip_all "no $command"
	done
}

# builds WHAT COMMAND..: ends the file where the framework WHAT is not there; any other failure fails it
builds() {
	what=$1
	shift
	"$@" >"$base/built" 2>&1 && return
	if grep -q -e 'No such file or directory' -e 'cannot find -l' -e 'not found' "$base/built"; then
		skip_all "$what is not installed"
	fi
	ok 1 "the program for $what builds"
	said "$(head -n 20 "$base/built")"
	finish
}

# same GOT WANTED 'sentence': as `is`, for long lists: only the lines that differ are shown
same() {
	[ "$1" = "$2" ]
	ok $? "$3" && return
	printf '%s\n' "$1" >"$base/got"
	printf '%s\n' "$2" >"$base/wanted"
	echo "# - wanted, + got:"
	said "$(diff -U0 "$base/wanted" "$base/got" | sed '1,2d;/^@@/d' | head -n 20)"
}

# starts: how often each case ran, by what it wrote
starts() {
	[ ! -e "$RAN" ] || sort "$RAN" | uniq -c | sed 's/^ *//'
}

# twice: what ran more often than when the framework ran it
twice() {
	[ ! -e "$RAN" ] || sort "$RAN" | uniq -c | OWN=$own_ran awk '
		BEGIN { while ((getline line <ENVIRON["OWN"]) > 0) own[line]++ }
		{ n = $1; sub(/^ *[0-9]+ /, "") } n > (own[$0] > 1 ? own[$0] : 1) { print n " " $0 }'
}

# cases ARGS: muster on the program, one after another, all in one group
cases() {
	rm -f "$RAN"
	run -j1 --dist=file "$@"
}

# owns: what the framework said is on stdin, "case outcome" a line
owns() {
	sed "s|^|$unit::|" | sort >"$own"
	[ ! -e "$RAN" ] || sort "$RAN" >"$own_ran"
}

# wanted CASE OUTCOME: what the framework said, but this case
wanted() {
	CASE=$unit::$1 OUTCOME=$2 awk '{ id = $0; sub(/ [a-z]*$/, "", id)
		print id == ENVIRON["CASE"] ? id " " ENVIRON["OUTCOME"] : $0 }' "$own" | sort
}

# agrees 'sentence' ARGS
agrees() {
	sentence=$1
	shift
	cases "$@" $unit
	same "$(outcomes)" "$(cat "$own")" "$sentence: ids and outcomes are the framework's own"
	same "$(starts)" "$(uniq -c "$own_ran" | sed 's/^ *//')" "$sentence: each case ran once"
	sound "$sentence"
}

# forgive: of outcomes, those that may be otherwise by no fault of muster's; a kind says which
forgive() {
	cat
}

# vice WORD OUTCOME 'sentence' ARGS: $middle is the case that does it; "failed or error": either will do
vice() {
	outcome=$2 sentence=$3
	export VICE="$1"
	shift 3
	cases "$@" $unit
	case " or $outcome or " in *" or $(field "$unit::$middle" outcome) or "*) outcome=$(field "$unit::$middle" outcome) ;; esac
	same "$(outcomes | forgive)" "$(wanted "$middle" "$outcome")" "$sentence: \"$middle\" is $outcome, all others as before"
	same "$(starts)" "$(uniq -c "$own_ran" | sed 's/^ *//')" "$sentence: each case ran once"
	sound "$sentence"
	unset VICE
}

# alone: each id, given alone, runs that case and no other, with the outcome it had; but not all: every second, under the sanitizers every fourth
alone() {
	wrong= alone_n=0
	while IFS= read -r line; do
		alone_n=$((alone_n + 1))
		[ $((alone_n % alone_each)) -eq 0 ] || continue
		rm -f "$RAN"
		id=${line% *}
		bare --json="$json" -j1 -- "$id"
		flatten
		[ "$(outcomes)" = "$line" ] && [ "$(starts | wc -l)" -le ${alone_may_write:-1} ] ||
			wrong="$wrong$newline$line: $(outcomes; cat "$err"), ran: $(starts)"
	done <"$own"
	is "$wrong" "" "each id, given alone, runs that case and no other"
}

# lots_of SED: $lots cases pass in one program
lots_of() {
	export MANY=$lots
	cases $unit
	is "$(outcomes | grep -c "^$unit::$1.* passed\$")" "$lots" "$lots cases in one program pass"
	is "$(starts | grep -c "^1 $1")" "$lots" "and each ran once"
	sound "$lots cases"
	unset MANY
}

# wraps PATTERN: $many failures are as many, though an exit status would wrap to 0
wraps() {
	export MANY=$many VICE=fail
	cases $unit
	is "$(outcomes | grep "^$unit::$1" | sed 's/.* //' | sort | uniq -c | sed 's/^ *//')" "$many failed" "$many failures are no pass"
	is "$status" 1 "and fail the run"
	sound "$many failures"
	unset MANY VICE
}

# in_a_file PATTERN: names that are together too long for one word get to one process all the same
in_a_file() {
	rm -f "$base/processes"
	export MANY=1000 VICE=long
	cases --wrapper="sh -c 'echo \"\$*\" >>\"$base/processes\"; exec \"\$@\"' sh" $unit
	is "$(outcomes | grep -c "^$unit::$1.* passed\$")" 1000 "1,000 cases with long names pass"
	is "$(grep -c '/slave00[.]names' "$base/processes")" 1 "in one process, which got a file"
	is "$(starts | grep -v '^1 ' | grep -v -x -F "$(uniq -c "$own_ran" | sed 's/^ *//')")" "" "and none ran twice"
	sound "names in a file"
	unset MANY VICE
}

# honest 'sentence': nobody passes who does not by the framework's own word
honest() {
	same "$(outcomes | grep ' passed$' | grep -v -x -F -f "$own")" "" "$1: nobody passes who should not"
}

# empty NAME: a program of this kind without any case has no tests, and that is said
empty() {
	run -j1 "$1"
	is "$(outcomes) $status" " 5" "a program without any case has no tests"
	like "$(cat "$err")" "*left out: 1 program that lists no tests ($1)*" "which one line says"
}

# inside: "id outcome" of the results inside programs, sorted
inside() {
	inside_as_said
}
inside_as_said() {
	awk -F'\t' '$1 == "@case" { sub(/ /, "::", $2); print $2 " " $3 }' "$facts" | sort
}

# whole OUTCOME 'sentence' ARGS: as `agrees`, for programs that run as one test: results inside are the framework's own
whole() {
	outcome=$1 sentence=$2
	shift 2
	cases "$@" $unit
	is "$(outcomes)" "$unit $outcome" "$sentence: the program is $outcome"
	same "$(inside)" "$(cat "$own")" "$sentence: results inside it are the framework's own"
	same "$(starts)" "$(uniq -c "$own_ran" | sed 's/^ *//')" "$sentence: each case ran once"
	sound "$sentence"
}

# whole_vice WORD OUTCOME INSIDE 'sentence' ARGS: with VICE=WORD the program is OUTCOME, the case "middle" in it INSIDE,
# "none" where it has no result; the results before it are as before; those behind it where REST is "runs"
whole_vice() {
	outcome=$2 within=$3 sentence=$4
	export VICE="$1"
	shift 4
	cases "$@" $unit
	case " or $outcome or " in *" or $(field "$unit" outcome) or "*) outcome=$(field "$unit" outcome) ;; esac
	is "$(outcomes)" "$unit $outcome" "$sentence: the program is $outcome"
	is "$(inside | grep "^$unit::$before ")" "$unit::$before passed" "$sentence: what ended before has its result"
	found=$(inside | ID="$unit::$middle" awk '{ id = $0; sub(/ [a-z]*$/, "", id) } id == ENVIRON["ID"] { print $NF }')
	case " or $within or " in *" or ${found:-none} or "*) within=${found:-none} ;; esac
	is "${found:-none}" "$within" "$sentence: \"$middle\" inside is $within"
	same "$(twice)" "" "$sentence: none ran twice"
	sound "$sentence"
	unset VICE
}

# wraps_whole PATTERN: 256 failures of a program whose exit status counts them
wraps_whole() {
	export MANY=256 VICE="${2:-fail}"
	cases $unit
	[ "$(outcomes)" != "$unit passed" ] && [ "$status" -eq 1 ]
	ok $? "256 failures, exit status $(field $unit exit), are no pass" || said "$(outcomes)"
	is "$(inside | grep -c "^$unit::$1.* failed\$")" 256 "and each is one"
	sound "256 failures"
	unset MANY VICE
}

# lots_whole PATTERN: $lots results in one program
lots_whole() {
	export MANY=$lots VICE=good
	cases $unit
	is "$(outcomes)" "$unit passed" "a program with $lots cases"
	is "$(inside | grep -c "^$unit::$1.* passed\$")" "$lots" "each has its result"
	same "$(twice)" "" "and none ran twice"
	sound "$lots cases"
	unset MANY VICE
}

# ---- what most kinds are put to ----------------------------------------------------------------
# all_ways: each case alone, each in a process of its own, cut in pieces, all at once, which is then the run to look at
all_ways() {
	alone
	agrees "a process for each" --isolate
	agrees "all cases, cut as it pleases" -j2 --dist=load
	agrees "all cases in one process"
	by_hand
}

# by_hand: cases that passed or failed do so again when what --command prints is typed; at most $hands of them
by_hand() {
	outcomes | grep -E ' (passed|failed)$' | head -n "${hands:-10}" | while IFS= read -r line; do
		"$MUSTER" --command "${line% *}" "$unit" >"$base/line" 2>"$base/why" </dev/null
		timeout "$bound" sh "$base/line" >"$base/hand" 2>&1 </dev/null
		case $? in 0) hand=passed ;; *) hand=failed ;; esac
		[ "$hand" = "${line##* }" ] || { echo "$line, by hand $hand:"; cat "$base/why" "$base/line" "$base/hand"; }
	done >"$base/differ"
	is "$(head -n 30 "$base/differ")" "" "each case by itself, by hand (--command)"
}

# words FAILED OTHER: the words of a failed case are with it, not with the other
words() {
	like "$(field "$unit::$1" stdout)$(field "$unit::$1" stderr)" "*because of*" "a failed case has its words"
	unlike "$(field "$unit::$2" stdout)$(field "$unit::$2" stderr)" "*because of*" "and only its own"
}

# usual_vices: what a case can do to the others that share its process
usual_vices() {
	vice crash crashed "a crash in the middle"
	is "$(field "$unit::$middle" signal)" SEGV "with its signal"
	vice abort crashed "an abort in the middle"
	vice hang timeout "a hang in the middle" --timeout=8s --grace=1s
	vice exit0 "${exit0:-error}" "an exit of 0 in the middle"
	vice _exit0 error "an _exit of 0 in the middle"
	vice glue passed "words without a newline before the result"
}

# lies: it prints $FORGED, a good result of its own, and fails
lies() {
	export VICE=lie
	cases $unit
	is "$status" 1 "a forged result of its own, when it failed: not a good run"
	same "$(outcomes | grep -v -F "$unit::$middle ")" "$(grep -v -F "$unit::$middle " "$own")" "and nobody else is to blame"
	sound "a forged result of its own"
	unset VICE
}

# vanishes CASE: it is listed, and does not run
vanishes() {
	export VICE=vanish
	cases $unit
	is "$(outcomes | grep -F "::$1 ")" "$unit::$1 error" "a case that is listed and does not run is an error"
	same "$(outcomes | grep -v -F "::$1 ")" "$(cat "$own")" "all others as before"
	sound "a case that vanished"
	unset VICE
}

# unlisted WORD OUTCOME: a program whose list fails, VICE=WORD, runs whole
unlisted() {
	export VICE="$1"
	cases $unit
	is "$(outcomes)" "$unit $2" "where it cannot be listed ($1) it runs whole"
	like "$(cat "$err")" "*warning*$unit*" "with a warning"
	sound "$1"
	unset VICE
}
