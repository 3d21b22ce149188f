#!/bin/sh
# --help, --man, --completion: what muster says of its own options; make install puts them where they are found.
. t/lib.sh

bare --help
is "$status $(cat "$err")" "0 " "--help: exit status 0, no error"
is "$(awk 'length > 79' "$out")" "" "--help fits 80 columns"
like "$(grep -e --jobs "$out")" "*one a processor*" "--help explains the usual options"
like "$(grep -e --kind "$out")" "* --dist *" "and names the others"
cp "$out" "$base/short"
bare -h
ok "$(cmp -s "$out" "$base/short"; echo $?)" "-h is --help"

bare --help=all
is "$status" 0 "--help=all: exit status 0"
names=$(sed -n 's/^  .. --\([a-z-]*\).*/\1/p' "$out")
ok "$([ "$(echo "$names" | wc -l)" -gt 50 ]; echo $?)" "--help=all has a line for each option"
for o in $names; do
	grep -q -e "--$o\b" "$base/short" && "$MUSTER" --help "$o" >"$base/one" && [ "$(wc -l <"$base/one")" -gt 2 ] && grep -q -e "--$o" "$base/one" || echo "$o"
done >"$base/missing"
is "$(cat "$base/missing")" "" "--help names each of them, --help OPTION tells more"
awk '/^OPTIONS$/ { on = 1 } /^EXIT STATUS$/ { on = 0 } on && /^    / { print substr($0, 5) }' "$root/README" | grep '^  .. --' >"$base/readme"
grep '^  .. --' "$out" >"$base/lines"
is "$(diff "$base/readme" "$base/lines")" "" "README has the same list"
for o in timeout --timeout; do
	bare --help $o
	like "$(cat "$out")" "--timeout=S*stop a test*outcome is timeout*timeout = S*" "--help $o"
done
for o in -j j -n numprocesses; do
	bare --help "$o"
	like "$(head -1 "$out")" "-j N, --jobs=N, -n N, --numprocesses=N" "--help $o: all names of it"
done
bare --help=colr
is "$status $(cat "$err")" "2 muster: error: --help: no option colr, did you mean color? (--help=all shows all)" "--help of no option"
bare --colr=always
is "$status $(cat "$err")" "2 muster: error: no option --colr, did you mean color? (--help=all shows all)" "the nearest option is suggested"
bare -j
is "$status $(cat "$err")" "2 muster: error: -j needs a value: a number from 1 to 1024, or auto" "a letter without its value"
bare -x=3
is "$status" 2 "a letter with a value that it does not take"
is "$(sed -n 's/^    \[\([EW]-[A-Z]*\)\] .*/\1/p' "$root/README" | sort)" "$(cat "$root"/*.c "$root/wire.h" | grep -o '\[[EW]-[A-Z]*\]' | tr -d '[]' | sort -u)" \
	"README has the words in brackets that messages have"

# each option in each mode: it counts there, or is refused; --help OPTION says which
mkdir modes && cd modes && mkdir t && program t/a 'exit 1' || exit 1
: >empty.conf
for o in $names; do
	"$MUSTER" --help "$o" >"$base/one"
	counts=$(sed -n 's/^    Counts in: //p' "$base/one")
	[ -n "$counts" ] || continue
	case $(sed -n "1s/.*--$o\(=\[*[^ ,]*\).*/\1/p" "$base/one") in
	=N) value==1 ;; =S) value==5s ;; =SIZE) value==1M ;; =K=V) value==A=b ;; =CMD) value==env ;; =ID) value==t/a ;; =EXPR) value==t ;;
	=I/N*) value==1/1 ;; =NAME*) value==one ;; =FILE) value==empty.conf ;; =K) value==exec ;; =F) value==new.$o ;; =LOG) value==absent.log ;;
	"") value= ;;
	*) value=$(sed -n "1s/.*--$o\(=[a-z]*\).*/\1/p" "$base/one") ;;
	esac
	for mode in "a run" --resume --list --compare --why --debug --command --replay --follow --salvage --history; do
		case $mode in "a run") with= ;; --list | --compare | --history) with=$mode ;; --why | --debug | --command) with=$mode=t/a ;; *) with=$mode=absent.log ;; esac
		case "$mode:, $counts," in "a run:"*", --$o,"*) continue ;; esac		# it says itself what is done
		[ "$o:$mode" != "watch:a run" ] || continue	# it waits
		"$MUSTER" $with "--$o$value" >/dev/null 2>"$base/e" </dev/null
		refused=$(grep -c 'does not count' "$base/e")
		case ", $counts," in *", $mode,"*) wanted=0 ;; *) wanted=1 ;; esac
		[ "$refused" = $wanted ] || echo "--$o with $mode: $(cat "$base/e")"
		[ $refused = 0 ] || [ ! -e "new.$o" ] || echo "--$o with $mode writes a file"
		! grep -q "expected" "$base/e" || echo "--$o$value: $(cat "$base/e")"
		rm -rf .muster "new.$o"
	done
done >"$base/missing"
is "$(cat "$base/missing")" "" "an option that does not count in what is done is refused, others are not"
bare --follow absent.log --junit=f
is "$status $(cat "$err")" "2 muster: error: --junit does not count with --follow, which takes --config, --verbose, --quiet, --color, --progress, --stamp, --slowest" \
	"and it is said what does"
bare --salvage=absent.log t
is "$status $(cat "$err")" "2 muster: error: t: --salvage takes one log, and no tests" "the same for arguments"
cd ..

# what there is, some test uses: options on a command line, by a long name or a letter; keys in a section
for o in $names; do
	used=$("$MUSTER" --help "$o" | head -1 | tr -d , | tr ' ' '\n' | sed -n 's/^--\([a-z-]*\).*/--\1\\>/p; s/^-\([a-z]\)$/(run|bare|begin) (.* )?-[a-z]*\1/p' | tr '\n' '|')
	grep -qE -e "(${used%|})([ =0-9\"]|\$)" "$root"/t/*.t || echo "$o"
done >"$base/missing"
is "$(cat "$base/missing")" "" "each option is used by some test"
sed 's/\\n/\
/g; s/-a [a-z0-9]*:\([a-z]*\)=/\
[appliance x]\
\1 = /g' "$root"/t/*.t "$root/t/demo/muster.conf" | awk 'match($0, /\[(appliance|tests|kind|lock|provider)( |\])/) { s = substr($0, RSTART + 1); sub(/[] ].*/, "", s); next }
	s && match($0, /^[a-z][A-Za-z0-9_.-]* = /) { sub(/ = .*/, ""); sub(/^env\..*/, "env.NAME"); sub(/^record\..*/, "record.NAME"); print s, $0 }' | sort -u >"$base/used"
for s in appliance tests lock provider; do	# of [kind] t/collect.c writes all
	printf '[%s x]\nwrong = 1\n' $s >"$base/wrong.conf"
	"$MUSTER" -c "$base/wrong.conf" . 2>&1 | sed 's/.*; it has //' | tr ' ' '\n' | sed "s/^/$s /"
done | sort >"$base/keys"
is "$(comm -23 "$base/keys" "$base/used")" "" "each key of muster.conf is used by some test"
like "$(cat "$base/keys")" "*tests timeout*" "keys are those that an unknown one is answered with"

mkdir empty && cd empty || exit 1
bare --help
is "$status" 0 "--help needs no tests"
printf '[run]\nbroken\n' >muster.conf
for o in --help --version --wire --man --man=conf --completion=zsh; do
	bare $o
	is "$status $(cat "$err")" "0 " "$o needs no good muster.conf"
done
bare --completion=ksh
is "$status $(cat "$err")" "2 muster: error: --completion=ksh: expected bash|zsh|fish" "a shell without completion"
for page in --man --man=conf; do
	bare $page
	if command -v mandoc >/dev/null; then
		is "$(mandoc -Tlint -W warning <"$out")" "" "the manual page is good roff: $page"
	else
		skip "the manual page is good roff: $page" "no mandoc"
	fi
done
like "$(cat "$out")" '*.SS [[]appliance NAME]*.B hook??timeout*.SS [[]tests GLOB]*.B after??any*.SS [[]lock NAME]*' "muster.conf(5) has the keys"
refused '*--man=cnof*conf*' "a manual page that there is not" --man=cnof
if command -v bash >/dev/null; then
	"$MUSTER" --completion bash >"$base/bash"
	complete() { bash -c '. "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _muster; echo "${COMPREPLY[*]}"' "$base/bash" muster "$@"; }
	is "$(complete --list-t)" "--list-timeout" "bash completes options"
	is "$(complete --dist = p)" "param" "bash completes values"
	is "$(complete --dist =)" "load file param test each" "bash shows values"
	is "$(complete --help numpro)" "numprocesses" "bash completes what --help explains"
	is "$(complete --order = r)" "random" "and words that may have something behind them"
	is "$(complete --kind gt)" "gtest" "and kinds"
	printf '[appliance board1]\ntags = a\n[appliance lab]\n[tests a]\n' >muster.conf
	is "$(complete -a '')" "board1 lab" "and appliances, where muster.conf has some"
	rm muster.conf
	is "$(complete x)" "" "bash completes files itself"
else
	skip "bash completes" "no bash"
fi
if command -v zsh >/dev/null; then
	"$MUSTER" --completion zsh >"$base/_muster"
	is "$(zsh -fc 'autoload -U compinit && compinit -u -D && . "$1" && echo $_comps[muster]' - "$base/_muster" 2>&1)" "_muster" "zsh takes its completion"
else
	skip "zsh takes its completion" "no zsh"
fi
if command -v fish >/dev/null; then
	"$MUSTER" --completion fish >"$base/fish"
	is "$(HOME=$base fish --no-config -c 'source $argv[1]; complete -C "muster --list-t"; complete -C "muster --dist=p"' "$base/fish" 2>&1 | cut -f1)" \
		"--list-timeout
--dist=param" "fish completes options and values"
else
	skip "fish completes options and values" "no fish"
fi
finish
