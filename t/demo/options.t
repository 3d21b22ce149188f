#!/bin/sh
# options.t: a test in sh that prints TAP, a line for each thing it looked at.
wordcount() { sh "${0%/*}/wordcount.sh" "$@" 2>&1; }
n=0
is() { # got, wanted, what
	n=$((n + 1))
	[ "$1" = "$2" ] || printf 'not '
	echo "ok $n - $3"
}
printf 'one\n' >"$TMPDIR/one"
printf 'two words\n' >"$TMPDIR/two"
: >"$TMPDIR/empty"

echo 1..6
is "$(wordcount "$TMPDIR/one")" 1 "one word"
is "$(wordcount "$TMPDIR/one" "$TMPDIR/two")" 3 "the words of two files"
is "$(wordcount -l "$TMPDIR/one" "$TMPDIR/two")" 2 "the lines of two files"
is "$(wordcount "$TMPDIR/empty")" 0 "an empty file"
wordcount >/dev/null
is $? 2 "no file is an error"
is "$(wordcount -c "$TMPDIR/one")" 4 "characters # TODO there is no -c yet"
