#!/bin/sh
# Odd names: --list has one spelling for each, which reports share, and which selects that test alone.
. t/lib.sh
need_perl

make() { # NAME in printf's words
	name=$(printf -- "$1.")
	program "odd/${name%.}" 'echo ran'
}
mkdir odd
make 'plain'
make 'two words'
make 'new\nline'
make 'tab\there'
make 'esc\033[31m'
make 'ff\377'
make 'utf8\303\244'
make 'c1\302\233'
make "single'quote"
make 'double"quote'
make 'back\\slash'
make 'back\\nslash'
make '\\x41'
make '%%percent'
make '$(dollar)'
make 'star*'
make 'brack[et]'
make '#hash'
make ' lead and trail '
make 'colon:colon'
make 'a::b'
make '::c'
make 'end::'
make '-dash'
make 'CR\r'
make 'del\177'
n=$(ls -Ab odd | wc -l | tr -d ' ')

run -j2 odd
is "$(wc -l <"$list" | tr -d ' ')" "$n" "--list has one line for each"
is "$(LC_ALL=C grep -c '[^ -~]' "$list")" 1 "only good UTF-8 is there beside ASCII"
is "$(sort "$list" | uniq -d)" "" "no two have the same spelling"
is "$(count passed)" "$n" "all of them run"
sound "odd names"
cp "$list" "$base/ids"
is "$(grep -c PASSED "$out")" "$n" "each has one line on the console"
is "$(sed -n 's|^\[[ 0-9]*/[0-9]*\] PASSED *[0-9.]*s ||p' "$out" | sort)" "$(sort "$base/ids")" "the console has the spelling of --list"
is "$(cut -f1 "$facts" | grep -v '^@' | sort -u)" "$(sort "$base/ids")" "the JSON lines have the spelling of --list"

# each spelling selects its test alone
wrong=
while IFS= read -r id; do
	"$MUSTER" --list -- "$id" >"$base/one" 2>"$err" </dev/null
	[ "$(cat "$base/one")" = "$id" ] || wrong="$wrong$newline$id: $(cat "$base/one" "$err")"
done <"$base/ids"
is "$wrong" "" "each spelling of --list, given back as an argument, selects that test alone"

# bytes as they are select, too
for name in 'two words' "$(printf 'new\nline')" "$(printf 'ff\377')" "$(printf 'esc\033[31m')" '-dash' 'star*'; do
	"$MUSTER" --list -- "odd/$name" >"$base/one" 2>"$err" </dev/null
	[ "$(wc -l <"$base/one")" -eq 1 ] || { ok 1 "the name itself selects its test"; said "$(cat "$err")"; }
done
(
	cd odd || exit 1
	"$MUSTER" --list -- -dash
) >"$base/one" 2>"$err"
is "$(cat "$base/one")" -dash "behind -- a name may start with a dash"
(
	cd odd || exit 1
	TMPDIR=$base/tmp "$MUSTER" -- -dash
) >"$out" 2>"$err"
is "$?" 0 "and such a program is run"

run ./odd//plain odd/../odd/plain odd/plain
is "$(outcomes | grep -c '^odd/plain passed')" 1 "however a path is spelled, its program has one id"

# names of cases
take fake_gtest unit
printf '[tests unit]\nkind = gtest\n' >muster.conf
FAKE_CASES='A.passes_[p\x] A.passes_utf8_ä A.passes_back\slash A.passes_::colons::'
export FAKE_CASES
run -j1 unit
is "$(count passed)" 4 "odd names of cases"
sound "odd names of cases"
wrong=
while IFS= read -r id; do
	run -j1 -- "$id"
	[ "$(outcomes)" = "$id passed" ] || wrong="$wrong$newline$id: $(outcomes; cat "$err")"
done <<END
$("$MUSTER" --list unit)
END
is "$wrong" "" "each selects its case alone"

# names that end in a blank, in a listing
cat >muster.conf <<'E'
[kind ours]
name = *.our
list = %p --list
list.case = "- %n"
run = %p %n
E
program blank/a.our 'case $1 in --list) printf -- "- a\n- a \n-  a  \r\n-   \n" ;; *) printf "<%s>" "$1"; exit 1 ;; esac'
run -j1 blank
is "$(outcomes)" "blank/a.our:: a   failed
blank/a.our::a  failed
blank/a.our::a failed" "a case name may end in a blank"
is "$(field "blank/a.our::a " stdout)$(field "blank/a.our:: a  " stdout)" "<a >< a  >" "and is asked for so"
sound "names that end in a blank"
run -j1 "blank/a.our::a "
is "$(outcomes)" "blank/a.our::a  failed" "it can be named as an argument"
rm muster.conf
finish
