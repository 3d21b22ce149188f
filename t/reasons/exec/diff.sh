#!/bin/sh
printf 'a\nb\n' >"$TMPDIR/want"
printf 'a\nc\n' >"$TMPDIR/got"
diff -u --label want --label got "$TMPDIR/want" "$TMPDIR/got"
