#!/bin/sh
# The house: what a reader finds at the head of a file is what is in it, and no function is longer than a screen.
. t/lib.sh
cd "$root" || exit 99

# told FILE: the chapters that its head lists, one a line
told() {
	sed -n '1,/\*\//p' "$1" | awk '
		/Chapters: / { on = 1; sub(/.*Chapters: /, "") }
		on { sub(/^ \* ?/, ""); end = /\.( |$)/; sub(/\.( .*)?$/, ""); text = text " " $0; if (end) { print text; exit } }' |
		tr ',' '\n' | sed 's/^ *//; s/^and //; s/  */ /g; s/ *$//'
}
# there FILE: those that there are, less what is no chapter
there() {
	sed -n 's,^/\* ---- ,,p' "$1" | sed 's/ --*.*$//; s/:.*//; s/ *\*\/$//; s/ *$//' | awk '!seen[$0]++' | grep -v -x -e state -e prototypes
}
for f in wire.h collect.c slave.c runner.c report.c; do
	is "$(there $f)" "$(told $f)" "$f: its head lists the chapters that there are, in their order"
	long=$(awk '/^[a-zA-Z_].*\)$/ { at = NR; name = $0 }
		/^}/ && at { if (NR - at + 1 > 60) print FILENAME ":" at ": " NR - at + 1 " lines: " name; at = 0 }' $f)
	is "$long" "" "$f: no function is longer than 60 lines"
done
finish
