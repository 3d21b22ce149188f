#!/bin/sh
# Reports as files: JUnit (xmllint), TAP (prove) and HTML, of anything that a test may print; a file is there whole or not at all.
. t/lib.sh
need_perl
have() { command -v "$1" >/dev/null 2>&1; }

hostile='a<b>&"c" ]]> </testcase><script>alert(1)</script> \033[31mred\033[0m \033]0;t\007 \001\377\302\233 ::error::x \357\277\277'
mkdir t
program t/passes 'exit 0'
program t/fails "printf '$hostile\n'; printf 'words on stderr\n' >&2; exit 3"
program t/skips 'echo "no hardware"; exit 77'
program t/crashes 'kill -SEGV $$'
program t/errs 'exit 99'
program 't/odd <&"#\name' 'exit 1'
cat >t/points.t <<'E'
print "1..5\nok 1 - fine\nnot ok 2 - bad <point> \\# 2\nok 3 # SKIP none here\nnot ok 4 - later # TODO one day\nok 5 - \xff\x01\n";
E
cat >t/worse.t <<'E'
print "1..2\nok 1 - one\nok 2 - two\n"; exit 3;
E
cat >muster.conf <<'E'
[tests t/passes]
xfail = it does not fail
E
junit=$base/junit.xml tap=$base/tap html=$base/html
run -j3 --junit="$junit" --tap="$tap" --html="$html" t
is "$status" 1 "a run with all reports"
sound "all reports"
ls "$base" | grep -q part- && part=left || part=
is "$part" "" "no half of a report is left"

# ---- JUnit -------------------------------------------------------------------------------------
if have xmllint; then
	ask() { xmllint --xpath "$1" "$junit" 2>&1; }
	xmllint --noout "$junit" 2>"$base/lint"
	is "$? $(cat "$base/lint")" "0 " "JUnit: well-formed"
	# what Jenkins' xUnit plugin takes (its junit-10.xsd), and no more
	cat >"$base/junit.rng" <<'E'
<grammar xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"><start><element name="testsuites">
<attribute name="name"/><ref name="counts"/><zeroOrMore><element name="testsuite"><attribute name="name"><data type="string"><param name="minLength">1</param></data></attribute><ref name="counts"/>
<attribute name="skipped"><data type="nonNegativeInteger"/></attribute><attribute name="timestamp"><data type="dateTime"/></attribute>
<element name="properties"><zeroOrMore><element name="property"><attribute name="name"/><attribute name="value"/></element></zeroOrMore></element>
<zeroOrMore><element name="testcase"><attribute name="classname"/><attribute name="name"/><attribute name="time"><data type="decimal"/></attribute>
<optional><choice><element name="skipped"><ref name="why"/></element><element name="failure"><ref name="why"/></element><element name="error"><ref name="why"/></element></choice></optional>
<zeroOrMore><element><choice><name>rerunFailure</name><name>rerunError</name><name>flakyFailure</name><name>flakyError</name></choice><ref name="again"/></element></zeroOrMore>
<ref name="output"/></element></zeroOrMore><ref name="output"/></element></zeroOrMore></element></start>
<define name="counts"><attribute name="tests"><data type="nonNegativeInteger"/></attribute><attribute name="failures"><data type="nonNegativeInteger"/></attribute>
<attribute name="errors"><data type="nonNegativeInteger"/></attribute><attribute name="time"><data type="decimal"/></attribute></define>
<define name="why"><attribute name="type"/><attribute name="message"/><text/></define>
<define name="again"><attribute name="type"/><attribute name="message"/><element name="stackTrace"><text/></element><ref name="output"/></define>
<define name="output"><optional><element name="system-out"><text/></element></optional><optional><element name="system-err"><text/></element></optional></define>
</grammar>
E
	# jenkins 'sentence'
	jenkins() {
		xmllint --noout --relaxng "$base/junit.rng" "$junit" 2>"$base/lint"
		is "$? $(cat "$base/lint")" "0 $junit validates" "JUnit: Jenkins' schema takes $1"
	}
	jenkins "what did not pass in all its ways"
	is "$(ask 'concat(/testsuites/@tests, " ", /testsuites/@failures, " ", /testsuites/@errors)')" \
		"$(ask 'concat(count(//testcase), " ", count(//failure), " ", count(//error))')" "JUnit: the counts are those of the elements"
	is "$(ask 'count(//testsuite[@tests != count(testcase) or @failures != count(testcase/failure) or @errors != count(testcase/error) or @skipped != count(testcase/skipped)])')" \
		0 "JUnit: those of each suite too"
	is "$(ask 'count(//testsuite)')" 8 "JUnit: a suite for each program"
	is "$(ask 'string(//testsuite[@name="t/fails"]/testcase/failure/@message)')" "words on stderr" "JUnit: why it failed"
	like "$(ask 'string(//testsuite[@name="t/fails"]/testcase/failure)')" "words on stderr
exit status 3*words on stderr*</testcase>*" "JUnit: and what it printed"
	is "$(ask 'string(//testsuite[@name="t/fails"]/testcase/system-out)')" \
		'a<b>&"c" ]]> </testcase><script>alert(1)</script> red \x1b]0;t\x07 \x01\xff\xc2\x9b ::error::x \xef\xbf\xbf' \
		"JUnit: output as it was, without colours; what XML cannot say as text"
	like "$(ask 'string(//testsuite[@name="t/fails"]/testcase/system-err)')" "words on stderr*" "JUnit: standard error apart"
	is "$(ask 'string(//testcase[@name="t/crashes"]/error/@type)')" "crashed" "JUnit: a crash is an error"
	is "$(ask 'string(//testcase[@name="t/errs"]/error/@type)')" "error" "JUnit: and an error is one"
	is "$(ask 'count(//testcase[@name="t/skips"]/skipped)')" 1 "JUnit: skipped"
	is "$(ask 'count(//testsuite[@name="t/points.t"]/testcase)')" 5 "JUnit: results inside a program are its testcases"
	like "$(ask 'string(//testsuite[@name="t/points.t"]/testcase[failure]/@name)')" "bad <point> *# 2" "JUnit: the bad one is the failure"
	is "$(ask 'count(//testsuite[@name="t/points.t"]/testcase[@name="t/points.t"])')" 0 "JUnit: and the program is none where it is no worse"
	is "$(ask 'string(//testsuite[@name="t/worse.t"]/testcase[failure or error]/@name)')" "t/worse.t" "JUnit: it is one where it is worse"
	is "$(ask 'string(//testsuite[@name="t/passes"]/properties/property[@name="slave"]/@value)')" "$(field t/passes slave)" "JUnit: the slave"

	program n/flaky 'echo words; [ "$MUSTER_ATTEMPT" = 2 ]'
	program n/broken 'echo words >&2; exit 1'
	cat >n/same.t <<'E'
$| = 1; print "1..7\nok 1 - a\nnot ok 2 - a\nok 3 - a#2\nok 4 - a\nok 5\nok 6\nok 7 - n/same.t\n"; kill "KILL", $$;
E
	run -j2 --retries=1 --junit="$junit" n
	jenkins "earlier attempts"
	is "$(xmllint --xpath '//testsuite[@name="n/same.t"]/testcase/@name' "$junit" | tr -d ' \n')" \
		'name="a"name="a#2"name="a#2#2"name="a#3"name="5"name="6"name="n/same.t"name="n/same.t#2"' "JUnit: points of one name are told apart"
	sound "points of one name"
	is "$(xmllint --xpath 'string(//flakyFailure/stackTrace)' "$junit")" "words
exit status 1

words" "JUnit: an attempt has its words in an element of their own"
else
	skip "JUnit is as its readers expect it" "no xmllint"
fi

# ---- TAP ---------------------------------------------------------------------------------------
is "$(head -2 "$tap")" "TAP version 13
1..8" "TAP: version and plan"
is "$(grep -c '^\(not \)\{0,1\}ok [1-8] - ' "$tap")" 8 "TAP: a point for each test"
is "$(grep '^ok .*passes' "$tap" | sed 's/ok [0-9]*/ok N/')" "ok N - t/passes # TODO it does not fail" "TAP: an unexpected pass"
if command -v prove >/dev/null 2>&1; then
	prove -e cat "$tap" >"$base/prove" 2>&1
	like "$(grep 'Wstat' "$base/prove")" "*Tests: 8 Failed: 6)*" "TAP: prove counts the same"
	is "$(grep -c 'Parse errors' "$base/prove")" 0 "TAP: and finds no error in it"
else
	skip "TAP: prove counts the same" "no prove"
fi
is "$(grep -c '^    ' "$tap")" 9 "TAP: results inside, indented, with their plans"
is "$(grep -c '^  stdout: .*<script>' "$tap")" "$(grep -c '<script>' "$tap")" "TAP: output is in a value"

# ---- HTML --------------------------------------------------------------------------------------
is "$(grep -c '<script>' "$html") $(grep -c '</script>' "$html")" "1 1" "HTML: no script but its own"
is "$(LC_ALL=C tr -d '\n\t\040-\176\200-\377' <"$html" | wc -c | tr -d ' ')" 0 "HTML: no control characters"
like "$(cat "$html")" "*6 of 8 tests did not pass*exit status 3*words on stderr*Time line*<svg*All tests*<tbody><tr><td?>t/*" "HTML: summary, failures, time line, table"
unlike "$(cat "$html")" "*src=*" "HTML: nothing from elsewhere"
if have openssl; then
	hash=$(sed -n 's/^<script>\(.*\)<\/script>$/\1/p' "$html" | tr -d '\n' | openssl dgst -sha256 -binary | openssl base64)
	like "$(grep Content-Security "$html")" "*'none'; style-src 'unsafe-inline'; script-src 'sha256-$hash'*" "HTML: its policy allows its own script only"
else
	skip "HTML: its policy allows its own script only" "no openssl"
fi

# ---- files -------------------------------------------------------------------------------------
program t/peeks 'cat "$OLD"; exit 1'
for r in json junit tap html; do
	echo old >"$base/old"
	ln -sf old "$base/link"
	"$MUSTER" -q --$r="$base/link" t/passes >/dev/null 2>&1
	[ -L "$base/link" ] && [ "$(cat "$base/old")" != old ]
	ok $? "--$r: a link leads to the new report"
	echo old >"$base/old"
	OLD=$base/old "$MUSTER" -q --$r="$base/old" t/peeks 2>&1 | grep -q '| old$'
	ok $? "--$r: while tests run the old report is there"
	"$MUSTER" -q --$r=- t/passes 2>/dev/null >"$base/stdout"
	[ -s "$base/stdout" ] && ! grep -q '^1 passed' "$base/stdout"
	ok $? "--$r=-: on standard output, and nothing else"
	"$MUSTER" -q --$r="$base" t/passes >/dev/null 2>"$base/e"
	is "$? $(cat "$base/e")" "2 muster: error: --$r=$base: Is a directory" "--$r: a directory"
	"$MUSTER" -q --$r="$base/no/x" t/passes >/dev/null 2>"$base/e"
	is "$? $(cat "$base/e")" "2 muster: error: --$r=$base/no/x: No such file or directory" "--$r: no such directory"
	mkfifo "$base/fifo.$r"
	"$MUSTER" -q --$r="$base/fifo.$r" t/passes >/dev/null 2>"$base/e"
	like "$? $(cat "$base/e")" "2 muster: error: --$r=$base/fifo.$r: *" "--$r: a FIFO that nobody reads"
	if [ -w /dev/full ]; then
		bare -q --$r=/dev/full t/passes t/fails
		is "$status $(grep -c E-REPORT "$err")" "4 1" "--$r: a full disk is said once, exit status 4"
		like "$(tail -1 "$out")" "0 passed, 1 failed, 0 skipped, 1 xpassed" "--$r: and the tests have run"
	fi
	"$MUSTER" -q --$r=t/passes t/passes >/dev/null 2>"$base/e"
	like "$? $(cat "$base/e")" "2 *would overwrite this test program" "--$r: a test program is not overwritten"
done
# whatever the format: nothing is overwritten that is no report, however it is spelled, and no other report
mkdir rule && cd rule && mkdir t u || exit 1
program t/runs :
program u/other 'echo not in this run'
program u/script :
chmod -x u/script
printf '[tests *]\n' >muster.conf
"$MUSTER" -q --log=run.log t >/dev/null 2>&1
ln -s ../t/runs u/link
kept="t/runs u/other u/script u/link muster.conf run.log"
cat $kept >"$base/kept"
reports=$("$MUSTER" --help=all | sed -n 's/^  .. --\([a-z]*\)=F .*/\1/p')
like "$(echo $reports)" "*junit*log*" "reports are the options whose value is F"
for r in $reports; do
	for file in $kept ./t/../t/runs "$PWD/muster.conf"; do
		[ "$r $file" != "log run.log" ] || continue
		writes= says="error: --$r=.*\(a report would overwrite\|is no run log\)"
		[ $r != baseline ] || writes=--write says="error: .*"	# it is read first, and is none
		"$MUSTER" --$r="$file" $writes t >/dev/null 2>"$base/e"
		echo "$? $(grep -c "$says" "$base/e")" | grep -vx "2 1" | sed "s|^|--$r=$file: |"
		[ $r != log ] || continue
		"$MUSTER" --replay=run.log --$r="$file" $writes >/dev/null 2>"$base/e"
		echo "$? $(grep -c "$says" "$base/e")" | grep -vx "2 1" | sed "s|^|--replay --$r=$file: |"
	done
	for other in $reports; do
		[ $r != $other ] || continue
		case "$r $other" in *baseline*) writes=--write ;; *) writes= ;; esac
		"$MUSTER" --$r=new --$other=./u/../new $writes t >/dev/null 2>"$base/e"
		echo "$? $(grep -c "goes there already" "$base/e")" | grep -vx "2 1" | sed "s|^|--$r, --$other: |"
		[ ! -e new ] || { echo "--$r, --$other: there is a file"; rm new; }
	done
done >"$base/wrong"
is "$(cat "$base/wrong")" "" "a report takes the place of no program, no configuration, no run log and no other report"
is "$(cat $kept | cmp - "$base/kept" 2>&1)" "" "and all of these are as they were"
cd ..
"$MUSTER" --json="$base/same" --junit="$base/same" t/passes >/dev/null 2>"$base/e"
like "$? $(cat "$base/e")" "2 *--junit=$base/same: --json goes there already*" "two reports to one file"
"$MUSTER" --json=- --tap=- t/passes >/dev/null 2>"$base/e"
like "$? $(cat "$base/e")" "2 *--tap=-: --json goes there already*" "two reports to standard output"
program t/loud 'head -c 100000 /dev/zero | tr "\0" x; exit 1'
echo old >"$base/old"
(ulimit -f 40; exec "$MUSTER" -q --junit="$base/old" t/loud) >/dev/null 2>"$base/e"
is "$(cat "$base/old")" "old" "a report that cannot be written whole leaves the old one"
like "$(cat "$base/e")" "*E-REPORT* $base/old: *" "which is said"
# H2: killed in each of its writes, one run after the other, until a run needs no more of them
if strace -qq -o "$base/trace" -e trace=none true 2>/dev/null; then
	n=0 torn= status=137
	until [ "$status" -ne 137 ] || [ $n -gt 500 ]; do
		n=$((n + 1))
		for r in junit json tap html; do echo old >"$base/h2.$r"; done
		(
			exec strace -qq -o /dev/null -e trace=write -e inject=write:signal=KILL:when=$n "$MUSTER" -q -j1 --junit="$base/h2.junit" \
				--json="$base/h2.json" --tap="$base/h2.tap" --html="$base/h2.html" t/passes t/fails
		) >/dev/null 2>&1
		status=$?
		for r in junit:'</testsuites>' json:'"event":"end"' tap:1..2 html:'</html>'; do
			[ "$(cat "$base/h2.${r%%:*}")" = old ] || grep -q -e "${r#*:}" "$base/h2.${r%%:*}" || torn="$torn $n:${r%%:*}"
		done
		rm -f "$base"/h2.*part-*
	done
	is "$status $torn" "1 " "H2: killed in any write, each report is the old one or whole"
	[ $n -gt 8 ]
	ok $? "H2: and it was killed in some"
else
	skip "H2: killed in any write, each report is the old one or whole" "no strace that works"
fi
# more than stays in memory: pieces on disk, pieces in memory, and one that is in both
mkdir large
for i in 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26; do
	program large/$i "awk 'BEGIN { for (i = 0; i < 3000; i++) print \"line \" i \" of $i, and so on, and so on, and so on\" }'; exit 1"
done
bare -j2 -q --junit="$base/large.xml" --html="$base/large.html" large
for r in xml:3000 html:1; do	# HTML shows less of each
	least=${r#*:} r=${r%:*}
	is "$(tr -cd '\0' <"$base/large.$r" | wc -c | tr -d ' ') $(awk -v least="$least" '/^(<.*>)?line [0-9]+ of [0-9]+, and/ { n[$4]++ }
		END { for (i = 10; i <= 26; i++) if (n[i ","] < least || n[i ","] != n["10,"]) print i ": " n[i ","] + 0 }' "$base/large.$r")" "0 " "a large $r report holds what it should of each, and no byte else"
done
ls "$base" | grep part- >"$base/parts"
is "$(cat "$base/parts")" "" "and nothing is left of any of them"
# ---- every field that a test chooses -----------------------------------------------------------
mkdir e
program e/evil 'printf x >"$MUSTER_KEEP/<a>&\"::error::k]]>"
printf "value of ]]> <script>\\033[2J::error::x\\377\\n##vso[task.complete]\\n::error file=a::b\\n"
printf "::error::a\\r::error file=x::\\033]0;t\\007 <b>&\\377]]>\\342\\200\\256\\n" >&2; exit 1'
cp e/evil 'e/::error::<b>&'
program e/hangs 'echo "::error::last <b>\033[2J]]>"; exec sleep 60'
printf '[tests e/*]\nlabels = a<b>&\nrecord.odd = "value of %%m"\ntimeout = 1s\n' >muster.conf
for ci in GITHUB_ACTIONS GITLAB_CI TF_BUILD; do
	(export $ci=true; exec "$MUSTER" -j3 --log="$base/e.log" --junit="$junit" --json="$base/e.json" --tap="$tap" --html="$html" e) >"$base/e.$ci" 2>&1
done
is "$(sed -n 's/^::stop-commands::\(.*\)/\1/p' "$base/e.GITHUB_ACTIONS" | sort -u | wc -l | tr -d ' ') $(awk '
	/^::stop-commands::/ { stopped = 1; token = "::" substr($0, 18) "::"; next }
	$0 == token { stopped = 0; next }
	/^::/ && !stopped && !/^::(group|endgroup|error file=[^,:]*(,line=[0-9]+)?,title=[^:]*)::/' "$base/e.GITHUB_ACTIONS")" "1 " \
	"GitHub: no command but ours, whatever a test prints, leaves or is called"
is "$(grep -c '##' "$base/e.TF_BUILD")" 0 "Azure: none either"
is "$(tr -cd '\001-\010\013-\014\016-\032\034-\037\177' <"$base/e.GITLAB_CI" | wc -c | tr -d ' ') $(sed 's/\x1b\[0K//g' "$base/e.GITLAB_CI" | grep -c "$(printf '\033')")" "0 0" \
	"GitLab: no escape but ours"
perl -MJSON::PP -ne 'JSON::PP->new->utf8->decode($_)' "$base/e.json" 2>"$base/lint"
is "$? $(cat "$base/lint")" "0 " "all of it in JSON lines"
if have xmllint; then
	xmllint --noout "$junit" 2>"$base/lint"
	is "$? $(cat "$base/lint")" "0 " "all of it in JUnit"
else
	skip "all of it in JUnit" "no xmllint"
fi
is "$(grep -c '<script>' "$html") $(LC_ALL=C tr -d '\n\t\040-\176\200-\377' <"$html" | wc -c | tr -d ' ')" "1 0" "all of it in HTML"
cp "$junit" "$base/e.junit"; cp "$tap" "$base/e.tap"; cp "$html" "$base/e.html"; cp "$base/e.json" "$base/e.json1"
"$MUSTER" --replay="$base/e.log" --junit="$junit" --json="$base/e.json" --tap="$tap" --html="$html" >/dev/null 2>&1
is "$(cmp "$junit" "$base/e.junit" && cmp "$tap" "$base/e.tap" && cmp "$html" "$base/e.html" && cmp "$base/e.json" "$base/e.json1" && echo same)" \
	same "and a replay writes the same"
rm muster.conf
finish
