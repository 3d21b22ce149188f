#!/bin/sh
# What a test makes of the files that its kind is read from (%R) and reads (%F), and of what else is beside its
# TMPDIR: nothing is read but a file that is there, not more than is sensible, and the next test has its own.
. t/lib.sh
need_perl

cat >muster.conf <<EOC
[kind k]
name = *.k
list = %p --list
list.case = %n
run = %p %R %n
stream = report
passed = "ok %n"
failed = "bad %n"
[kind f]
name = *.f
list = %p --list
list.case = %n
run = %p %N
run.file = %p %F
file = %n
join = ,
limit = 4
passed = "ok %n"
EOC
# case NAME 'body': a program of one case, which has its report in $1
case_of() {
	program "$1" "[ \"\$1\" != --list ] || { echo ${1%.*}; exit; }
$2"
}
next=zz.k
case_of $next '[ ! -e "$1" ] || [ ! -s "$1" ] || exit 3; echo ok zz >"$1"'
PRECIOUS=$base/precious
export PRECIOUS
echo ok link >"$PRECIOUS"
# broken NAME OUTCOME WHY 'body' 'sentence': a case that does that to its report, and the next
broken() {
	case_of $1.k "$4"
	run -j1 --dist=test --order=collected $1.k $next
	is "$(field $1.k::$1 outcome) $(field $next::zz outcome)" "$2 passed" "$5: it is $2, the next has passed"
	like "$(field $1.k::$1 message)" "$3" "$5: it is said why"
	sound "$5"
}
broken sparse error '*larger than 128 MiB*' 'echo ok sparse >"$1"; truncate -s 30G "$1"' "30 GB of nothing"
broken grows error '*larger than 128 MiB*' '(echo ok grows; exec head -c 200000000 /dev/zero) >"$1"' "200 MB in one line"
broken fifo error '*no regular file*' 'mkfifo "$1"' "a FIFO"
broken dir error '*no regular file*' 'mkdir -p "$1/a/b" && : >"$1/a/f" && chmod 0 "$1/a"' "a directory"
broken link error '*no regular file*' 'ln -s "$PRECIOUS" "$1"' "a link to another file"
broken zero error '*no regular file*' 'ln -s /dev/zero "$1"' "a link to /dev/zero"
broken none error '*no result*' ':' "no report"
is "$(cat "$PRECIOUS")" "ok link" "what a link leads to is as it was"
broken made passed '' 'rm -f "$1"; echo ok made >"$1.new"; mv "$1.new" "$1"' "a report made anew beside it"

# the file of names
named='[ "$1" != --list ] || { echo first-case; echo second-case; exit; }; sed "s/^/ok /" "$1";'
program a_dir.f "$named"' rm "$1"; mkdir "$1"; : >"$1/x"'
program b_link.f "$named"' rm "$1"; ln -s "$PRECIOUS" "$1"'
program c_fifo.f "$named"' rm "$1"; mkfifo "$1"'
program d_next.f "$named"
run -j1 --order=collected a_dir.f b_link.f c_fifo.f d_next.f
is "$(count passed)" 8 "names that became a directory, a link, a FIFO: the next program has its own"
is "$(cat "$PRECIOUS")" "ok link" "what the link leads to is as it was"
sound "names"

# the whole directory of the run is open to a test of the same user
broken moves passed '' 'echo ok moves >"$1"; d=${1%/*}; ln -s "$PRECIOUS.d" "$d/slave00.names"; mkdir "$d/slave00.2"; : >"$d/slave00.2/x"' "names that are taken"
mkdir "$PRECIOUS.d"
echo keep >"$PRECIOUS.d/file"
program swaps 'd=${TMPDIR%/*} && mv "$d" "$d.moved" && ln -s "$PRECIOUS.d" "$d"'
program writes '[ -z "${TMPDIR-}" ] || : >"$TMPDIR/x"'
run -j1 --dist=test --order=collected swaps writes writes
is "$(count passed)" 2 "the directory of the run exchanged for a link: tests run"
is "$(ls "$PRECIOUS.d") $(cat "$PRECIOUS.d/file")" "file keep" "nothing is made or removed where the link leads"
like "$(cat "$err")" "*W-CLEAN*" "it is said that something stays"
is "$(find "$base/tmp" -type f)" "" "and no file does"
program chmods 'chmod 000 "${TMPDIR%/*}" "${TMPDIR%/*/*}"'
run -j1 --dist=test --order=collected chmods writes
sound "directories above TMPDIR without a mode"

if [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
	case_of mounts.k 'echo ok mounts >"$1"; mount --bind "$PRECIOUS" "$1"'
	launcher apart 'exec unshare -m --propagation private "$@"'
	under apart -j1 --dist=test --order=collected mounts.k $next
	is "$(field $next::zz outcome) $(cat "$PRECIOUS")" "passed ok link" "a mount on the report: the next test has another"
else
	skip "a mount on the report" "only root can make one"
fi
finish
