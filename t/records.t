#!/bin/sh
# Numbers that tests print are recorded: record.NAME = PATTERN in [tests] and [kind].
. t/lib.sh
need_perl

own_kind own '*.own' >own.conf
program t/speed 'echo "speed: 12.5 MB/s"; echo "speed: 13 MB/s"; echo "peak=4 <k>" >&2'
program t/fails 'echo "speed: 1 MB/s"; exit 1'
program t/none 'echo speedy'
program t/cases.own 'if [ "$1" = --cases ]; then echo "- a"; echo "- b"; exit; fi
for c in $(echo "${1#--only=}" | tr , " "); do echo "RUN $c"; echo "took ${c}1"; echo "PASS $c"; done'
program t/ctest "echo '<DartMeasurement name=\"ratio\" type=\"numeric/double\">0.7</DartMeasurement>'"
{
	cat own.conf
	cat <<'END'
record.took = "took %m"
[tests *]
record.mb_per_s = "nothing like %m"
record.ratio = "<DartMeasurement name=""ratio""%*>%m</DartMeasurement>"
[tests t/[sf]*]
record.mb_per_s = "speed: %m MB%*"
record.peak = "peak=%m"
END
} >muster.conf
sed -i.bak 's/^record.ratio = .*/record.ratio = ""<DartMeasurement name="ratio"%*>%m<\/DartMeasurement>""/' muster.conf
recorded() { field "$1" records; }
for n in 1 8; do
	run -j$n --junit="$base/j.xml" --html="$base/h.html" t
	is "$(awk -F'\t' '$2 ~ /^records\./ { print $1, $2, $3 }' "$facts" | sort)" "t/cases.own::a records.took a1
t/cases.own::b records.took b1
t/ctest records.ratio 0.7
t/fails records.mb_per_s 1
t/speed records.mb_per_s 13
t/speed records.peak 4 <k>" "-j$n: each test has what its own output says, the last of several lines; no other has any"
	sound "-j$n: records"
done
is "$(grep -c -e '<property name="mb_per_s" value="13"/>' -e '<property name="a.took" value="a1"/>' -e '<property name="peak" value="4 &#60;k&#62;"/>' "$base/j.xml")" 3 \
	"JUnit has them as properties"
like "$(cat "$base/h.html")" "*<small>mb_per_s=13</small>*" "HTML shows them"
like "$("$MUSTER" --history t/speed)" "*mb_per_s=13  peak=4 <k>*mb_per_s=13  peak=4*" "--history of a test has those of each run"
log=$(ls .muster/*.log | tail -n 1)
"$MUSTER" --replay "$log" --json="$base/again" >/dev/null 2>&1
is "$(grep -o '"records":{[^}]*}' "$base/again" | sort)" "$(grep -o '"records":{[^}]*}' "$json" | sort)" "a replay says the same"

program r/1 'echo "n=1"'
program r/2 'if [ -e "$base/twice" ]; then echo "n=2"; else : >"$base/twice"; echo "n=0"; kill -9 '"\$(cat \"$base/pid\")"'; sleep 1000; fi'
export base
printf '[tests *]\nrecord.n = n=%%m\n' >muster.conf
begin -j1 --log=run.log r
wait "$job" 2>/dev/null
run --resume=run.log --rerun-lost
is "$(field r/1 records.n) $(field r/2 records.n)" "1 2" "--resume: what was recorded before is not lost"

bad() { # 'line' WANTED 'sentence'
	printf '[tests *]\n%s\n' "$1" >bad.conf
	refused "*bad.conf:2: $2*" "$3" -c bad.conf r
}
bad 'record.n = speed' 'record.n = speed: expected a pattern with %m' "a pattern that says nothing"
bad 'record.n = /speed (.*)/' '*expected a pattern with %m' "an expression has no %m"
bad 'record.n = %n %m' '*%n and %s name a case' "%n"
bad 'record.a b = %m' '*a name is of letters, digits' "a name with a blank"
bad 'record. = x %m' '*has no key' "no name"
program big/t 'perl -e "print qq(n=), qq(x) x 100000, qq(\n) x 3, qq(n=\0\x1b[31m\n)"'
run big
is "$(outcomes) $(field big/t records.n | tr -d '\033')" "big/t passed  [31m" "what is recorded is not trusted"
finish
