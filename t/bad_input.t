#!/bin/sh
# Bad input: one line that names the place and what is allowed, exit status 2, and nothing was run.
. t/lib.sh

program good 'echo ran >>"$RAN"'
RAN=$work/ran
export RAN

# the command line
refused "*--tiemout*timeout*" "an unknown option, with the nearest one" --tiemout=3 good
refused "*-Z*" "an unknown letter" -Z good
refused "*--jobs*" "a value that is missing" good --jobs
refused "*--list*no value*" "a value that is too much" --list=yes good
for v in 0 -1 1e9 99999999999 x "" 4x 0x4; do
	refused "*--jobs=$v*" "--jobs=$v" "--jobs=$v" good
done
for v in 5parsecs -1 nan 1e3 "" s 99999999999999999999 "5 s"; do
	refused "*--timeout=$v*" "--timeout=$v" "--timeout=$v" good
done
for v in x -5 1Q "" 1MM; do
	refused "*--output-limit=$v*" "--output-limit=$v" "--output-limit=$v" good
done
refused "*--dist=fast*load|file|param|test*" "--dist with an unknown word, with those there are" --dist=fast good
refused "*--dist=eahc*did you mean each?*" "with the nearest" --dist=eahc good
refused "*--order=*longest*" "of an order, too" --order=logest good
refused "*--kind=gtst*did you mean gtest?*" "of a kind, too" --kind=gtst good
refused "*no option --reruns, here that is --retries*" "a word of another runner's is told in ours" --reruns=2 good
refused "*no option -m, here that is -k tag:WORD*" "a letter, too" -m gpu good
# README, COMING FROM: each word on the left is ours, too, or it is said what ours is
sed -n '/^COMING FROM/,/^KINDS OF/p' "$root/README" | grep '^    ' | cut -c5-35 | sed "s/'[^']*'//g" | tr -s ' ,' '\n\n' | grep '^-' | sed 's/=.*//' | sort -u >"$base/theirs"
lost=
while read -r word; do
	bare --list "$word" good
	case $(cat "$err") in *"no option"*) grep -q 'here that is\|did you mean' "$err" || lost="$lost $word" ;; esac
done <"$base/theirs"
is "$lost" "" "every word of README's COMING FROM is known, or its counterpart is named"
refused "*--leaks=*warn|fail*" "--leaks with an empty word" --leaks= good
refused "*--order=upwards*longest*collected*random*" "--order with an unknown word" --order=upwards good
refused "*--order=random:x*" "--order=random with a bad seed" --order=random:x good
refused "*--env=NAME*" "--env without =" --env=NAME good
refused "*--env==x*" "--env without a name" --env==x good
refused "*--maxfail=some*" "--maxfail that is no number" --maxfail=some good
refused "*--kind=cobol*gtest*tap*exec*" "--kind with an unknown kind, with those there are" --kind=cobol good
refused "*-a*:x=1*NAME*" "-a without a name" -a :x=1 good
refused '*-a x:no=1: *of ?appliance?: ?appliance? has no key "no"; it has via *' "-a with an unknown key" -a x:no=1 good
refused "*one*twice*" "an appliance named twice" -a one -a one good
refused "*nosuch.conf*No such file*" "-c with a file that is not there" -c nosuch.conf good
refused "*nowhere*No such file*" "a path that does not exist" good nowhere
refused "*nowhere*No such file*" "an id of a program that does not exist" good nowhere::case
refused "*good::nocase*" "an id of a case that does not exist" good good::nocase
refused "*/dev/null*" "a path that is neither file nor directory" good /dev/null
mkdir dir
refused "*dir*" "a case of a directory" good dir::x
refused "*" "an empty argument" good ""
(
	mkdir "$base/void" && cd "$base/void" || exit 1
	work=$base/void
	refused "*no tests were named*" "no argument and no directory t or tests"
	echo "$points $bad" >"$base/points"
)
read -r points bad <"$base/points"

# muster.conf
conf() { # WHAT 'sentence' 'text'
	printf '%b' "$3" >muster.conf
	refused "$1" "muster.conf: $2" good
}
conf "*muster.conf:2:*timout*timeout*" "an unknown key in [tests]" '[tests *]\ntimout = 3s\n'
conf "*muster.conf:3:*colour*" "an unknown key in [run]" '# a comment\n[run]\ncolour = red\n'
conf "*muster.conf:2:*jobs = many*" "a bad number in [run]" '[run]\njobs = many\n'
conf "*muster.conf:2:*timeout = soon*60s*" "a bad time in [tests]" '[tests *]\ntimeout = soon\n'
conf "*muster.conf:2:*codes*0:passed*" "bad codes" '[tests *]\ncodes = 0:fine\n'
conf "*muster.conf:2:*codes*" "codes that are no status" '[tests *]\ncodes = 256:passed\n'
conf "*muster.conf:2:*strict = maybe*yes or no*" "a bad flag" '[tests *]\nstrict = maybe\n'
conf "*muster.conf:1:*[[]tests]*glob*" "a [tests] without a glob" '[tests]\ntimeout = 3s\n'
conf "*muster.conf:1:*glob*[[]*" "a glob that is not closed" '[tests net/[a-]\ntimeout = 3s\n'
conf "*muster.conf:1:*glob*" "a glob that ends in a backslash" '[tests net/\\]\ntimeout = 3s\n'
conf "*muster.conf:1:*[[]test*[[]tests*" "an unknown section, with those there are" '[test net]\ntimeout = 3s\n'
conf "*muster.conf:1:*]*" "a section that is not closed" '[run\njobs = 1\n'
conf "*muster.conf:1:*takes no name*" "a name that is too much" '[run fast]\njobs = 1\n'
conf "*muster.conf:3:*line 1*" "an appliance that stands there twice" '[appliance a]\n\n[appliance a]\n'
conf "*muster.conf:1:*before any*" "a key before any section" 'jobs = 1\n'
conf "*muster.conf:2:*key = value*" "a line that is neither key nor section" '[run]\njobs\n'
conf "*muster.conf:2:*quote*" "a quote that is not closed" "[tests *]\\nargs = 'one two\\n"
conf "*muster.conf:2:*quote*" "a quote that is not closed in [run]" "[run]\\npaths = 'good\\n"
conf "*muster.conf:2:*0 byte*" "a 0 byte" '[run]\njo\0000bs = 1\n'
conf "*muster.conf:2:*cobol*exec*" "an unknown kind" '[tests *]\nkind = cobol\n'
conf "*muster.conf:2:*nobodyatall*" "an unknown user" '[tests good]\nuser = nobodyatall\n'
conf "*muster.conf*=*" "[env] without a name" '[env]\n= x\n'
conf "*muster.conf:2:*reader*exit, lines or tap*" "an unknown reader" '[kind k]\nreader = json\n'
conf "*muster.conf:1:*list.case*" "a kind that can list, but not run" '[kind k]\nlist = %%p -l\n'
conf "*muster.conf:3:*kind k*end has no effect*" "a line that nobody reads" '[kind k]\nwhole = %%p\nend = done\n'
printf '[run]\r\njobs = 1\r\n\r\n[tests *]\r\ntimeout = 5s # seconds\r\n' >muster.conf
bare good
is "$status" 0 "CRLF and comments are good input"
printf '\357\273\277[run]\njobs = 1' >muster.conf
bare good
is "$status" 0 "a byte order mark and a last line without end are good input"
printf '[run]\njobs = x\n' >other.conf
rm muster.conf
refused "*other.conf:2:*" "-c with a bad file" -c other.conf good
refused "*dir*" "-c with a directory" -c dir good
rm -f other.conf

# a directory that cannot be read is no smaller suite; an unprivileged user must try it
program suite/a 'echo ran >>"$RAN"'
program suite/locked/b 'echo ran >>"$RAN"'
chmod 000 suite/locked
if [ "$(id -u)" -ne 0 ]; then
	refused "*suite/locked*ermission denied*" "an unreadable directory" suite
elif command -v setpriv >/dev/null; then
	cp "$MUSTER" "$base/muster" && chmod 755 "$base/muster"
	rm -f ran
	if open_up; then
		TMPDIR=$base/tmp setpriv --reuid=65534 --regid=65534 --clear-groups "$base/muster" suite >"$out" 2>"$err"
		status=$?
		is "$status $(wc -l <"$err" | tr -d ' ')" "2 1" "an unreadable directory: one line, exit status 2"
		like "$(cat "$err")" "*suite/locked*ermission denied*" "an unreadable directory is named"
		[ ! -e ran ]
		ok $? "an unreadable directory: nothing was run"
	else
		skip "an unreadable directory" "TMPDIR is not open to user 65534"
	fi
else
	skip "an unreadable directory" "root reads everything, and there is no setpriv"
fi
chmod 755 suite/locked

# a configuration that is there, and is none
rm -f muster.conf
mkfifo muster.conf
refused "*muster.conf: a pipe is read only where -c names it*" "muster.conf is a pipe" good
rm muster.conf
ln -s nowhere muster.conf
refused "*muster.conf: a link that leads nowhere*" "muster.conf is a link that leads nowhere" good
rm muster.conf
ln -s muster.conf muster.conf
refused "*muster.conf: Too many*links*" "muster.conf is a link to itself" good
rm muster.conf
mkdir muster.conf
refused "*muster.conf: Is a directory*" "muster.conf is a directory" good
rmdir muster.conf
ln -s /dev/zero muster.conf
refused "*muster.conf: it has at most 524288 bytes*" "muster.conf has no end" good
rm muster.conf
ln -s /dev/null muster.conf
bare --list good
is "$status $(cat "$out")" "0 good" "muster.conf is a link to /dev/null: an empty one"
rm muster.conf
refused "*nowhere.conf: No such file*" "-c of what is not there" -c nowhere.conf good
mkfifo "$base/slow"
{ await '[ -e "$base/waits" ]'; printf '[env]\nA' >&3; nap; nap; echo ' = b' >&3; } 3>"$base/slow" &
: >"$base/waits"
program shows 'echo "A is $A"; exit 1'
bare -j1 -c "$base/slow" shows
wait
like "$status $(cat "$out")" "1 *A is b*" "-c of a pipe that is slow is read to its end"

# a large one
{ awk 'BEGIN { for (i = 0; i < 10000; i++) printf "[tests %06d/*]\ntimeout = 5s\nenv.A = %06d\n", i, i }' | head -c 524000 | sed '$d'
	printf '[env]\nA = last\n'; } >muster.conf
run -j1 shows
is "$(wc -c <muster.conf | awk '{ print ($1 > 400000) }') $(field shows stdout)" '1 A is last\n' "a large muster.conf counts to its end"
rm muster.conf

# options given without a word
for o in $("$MUSTER" --help=all | sed -n 's/.*--\([a-z-]*\)=[A-Z].*/\1/p' | sort -u); do
	case $o in
	select | kind | wrapper | setup | teardown)
		bare --list --$o= good
		is "$status $(cat "$out")" "0 good" "--$o= is none" ;;
	help) ;;
	*) refused "*--$o=: expected *" "--$o= is refused" --$o= good ;;
	esac
done
printf '[run]\nselect = shows\nwrapper = false\n' >muster.conf
bare -q -k '' --wrapper= good
is "$status $(tail -n 1 "$out")" "0 1 passed, 0 failed, 0 skipped" "-k '' and --wrapper= undo what [run] says"
conf "*muster.conf:2: junit = : expected F*" "a key of [run] without a word" '[run]\njunit =\n'
rm muster.conf

ln -s nowhere suite/dangling.t
refused "*suite/dangling.t*" "a dangling link with the name of a test" suite
rm suite/dangling.t
ln -s . suite/loop
mkfifo suite/fifo.t
chmod +x suite/fifo.t
bare --list suite
is "$(cat "$out")" "suite/a
suite/locked/b" "links to directories are not followed, and a FIFO is no test"
finish
