# wordcount.sh: the program under test. `sh wordcount.sh [-l] FILE...` counts words, or lines.
what=words
if [ "${1-}" = -l ]; then
	what=lines
	shift
fi
if [ $# -eq 0 ]; then
	echo "usage: wordcount [-l] FILE..." >&2
	exit 2
fi
cat -- "$@" | awk -v what=$what '
	{ words += NF }
	END { print what == "lines" ? NR : words + 0 }'
