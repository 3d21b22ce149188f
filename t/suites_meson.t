#!/bin/sh
# Tests that a build describes in JSON: Meson's intro-tests.json, and what `ctest --show-only=json-v1` prints. Real meson says the same.
. t/lib.sh
need_perl

program b/prog 'case $1 in say) printf "%s\n" "$2" ;; exit) exit $2 ;; die) kill -ABRT $$ ;; hang) sleep 30 ;; in) [ "$(pwd -P)" = "$2" ] ;;
env) eval "[ \"\$$2\" = \"$3\" ]" ;; esac'
mkdir b/meson-info

# one NAME 'more' WORD..: a test of Meson's
one() {
	name=$1 more=$2 cmd="\"$work/b/prog\""
	shift 2
	for word; do cmd="$cmd, \"$word\""; done
	printf '%s{"cmd": [%s], "env": {%s, "name": "%s", "depends": ["prog@exe"], "new": [{"a": null}]}' "$comma" "$cmd" "$more" "$name"
	comma=", "
}
plain='}, "workdir": null, "timeout": 30, "suite": ["p"], "is_parallel": true, "priority": 0, "protocol": "exitcode"'
comma=
{
	echo "["
	one plain "$plain" exit 0
	one fails "$plain" exit 1
	one skip "$plain" exit 77
	one hard "$plain" exit 99
	one dies "$plain" die
	one slow '}, "timeout": 1, "protocol": "exitcode", "is_parallel": false, "priority": 3' hang
	one 'a b::c/d' '}, "suite": ["p:net", "p:a b"], "timeout": 0' exit 0
	one env '"A": "1 \u00e9", "B": "\ud83d\ude00"}, "timeout": 30' env A '1 é'
	one path '"PATH": "/front"}, "timeout": 30' env PATH "/front:$PATH"
	one plain "$plain" exit 0
	one here "$plain" in "$work/b"
	one there '}, "workdir": "/", "timeout": 30' in /
	one tap '}, "protocol": "tap", "timeout": 30' say '1..2\nok 1 - a\nnot ok 2 - b # TODO later'
	one tapbad '}, "protocol": "tap", "timeout": 30' say '1..2\nok 1 - a\nnot ok 2 - b'
	one taptodo '}, "protocol": "tap", "timeout": 30' say '1..1\nok 1 # TODO not yet'
	echo "]"
} >b/meson-info/intro-tests.json
run b
is "$(outcomes)" "b::a b::c/d passed
b::dies crashed
b::env passed
b::fails failed
b::hard error
b::here passed
b::path passed
b::plain passed
b::plain#2 passed
b::skip skipped
b::slow timeout
b::tap passed
b::tapbad failed
b::taptodo failed
b::there passed" "tests of intro-tests.json have the verdicts that Meson gives"
sound "meson"
bare --list -k label:net b
is "$(cat "$out")" "b::a b::c/d" "its suites are labels"
run b/meson-info/intro-tests.json
is "$(outcomes | head -n 1)" "b::a b::c/d passed" "the file may be named itself"


# a path below it
mkdir b/sub b/none
cp b/prog b/sub/prog
program b/sub/plain 'exit 0'
program b/none/alone 'exit 0'
comma=
{
	echo "["
	one top "$plain" exit 0
	one fails "$plain" exit 1
	cmd=$(one below "$plain" exit 0)
	echo "$cmd" | sed 's,/b/prog,/b/sub/prog,'
	comma=", "
	one rel '}, "workdir": "'"$work"'/b/sub"' exit 0 | sed 's,"[^"]*/prog","./prog",'
	echo "]"
} >b/meson-info/intro-tests.json
bare --list b/prog
is "$(cat "$out")" "b::fails
b::top" "a program below a suite file means the tests that start it"
bare --list b/sub
is "$(cat "$out")" "b::below
b::rel" "and so does a directory"
bare --list "$work/b/sub/../sub/prog" b/sub/plain
is "$(cat "$out")" "b/sub/plain
b::below
b::rel" "what no test starts is a program by itself"
bare --list b/none
is "$(cat "$out")" "b/none/alone" "a directory, too"
(cd b && bare --list prog sub)
is "$(cat "$out")" ".::below
.::fails
.::rel
.::top" "from inside as well"
bare --list --no-suite b/sub
is "$(cat "$out")" "b/sub/plain
b/sub/prog" "--no-suite walks it"
mkdir there && cp -R b there
cat >muster.conf <<END
[appliance far]
via = env
muster = $MUSTER
root = $work/there
END
run b/sub
is "$(outcomes)" "b::below passed
b::rel passed" "slaves with another root agree"
run b/prog b/none
is "$(outcomes)" "b/none/alone passed
b::fails failed
b::top passed" "on programs, too"
sed "s,$work/b,$work/there/b,g" b/meson-info/intro-tests.json >there/b/meson-info/intro-tests.json
mv b elsewhere
run --reference=far b/sub b/prog b/none
is "$(outcomes)" "b/none/alone passed
b::below passed
b::fails failed
b::rel passed
b::top passed" "and so does a master that has none of it"
mv elsewhere b
rm -r muster.conf there

# MALLOC_PERTURB_
echo '[{"name": "a", "cmd": ["'"$work"'/b/prog", "say", "none"], "env": {}}, {"name": "set", "cmd": ["sh", "-c", "echo set=$MALLOC_PERTURB_"], "env": {"MALLOC_PERTURB_": "0"}},
{"name": "shown", "cmd": ["sh", "-c", "echo is=$MALLOC_PERTURB_"], "env": {}}]' >b/meson-info/intro-tests.json
(unset MALLOC_PERTURB_ && bare --output=all b)
perturb=$(sed -n 's/^muster: MALLOC_PERTURB_ is \([0-9]*\) for all tests, .*--env=MALLOC_PERTURB_=\1 .*/\1/p' "$err")
like "$perturb" '[1-9]*' "MALLOC_PERTURB_ is set as Meson sets it, which is said"
is "$(grep -o -e 'is=.*' -e 'set=.*' "$out" | sort)" "is=$perturb
set=0" "tests have it but for those that say otherwise"
(unset MALLOC_PERTURB_ && bare --output=all --env=MALLOC_PERTURB_=7 b)
is "$(grep -c PERTURB "$err") $(grep -o 'is=.*' "$out")" "0 is=7" "one that is given is kept"
printf '[env]\nMALLOC_PERTURB_ = 0\n' >muster.conf
(unset MALLOC_PERTURB_ && bare --output=all b)
is "$(grep -c PERTURB "$err") $(grep -o 'is=.*' "$out")" "0 is=0" "and so is one of muster.conf"
rm muster.conf

# refused
broken() {
	printf '%s' "$2" >b/meson-info/intro-tests.json
	refused "*b/meson-info/intro-tests.json:$1*" "$3" b
}
broken "1: a text is not closed: the file is cut off" '[{"name": "a' "a file that is cut off"
broken "1: a test without name or cmd" '[{"name": "a"}]' "a test without a command"
broken "2: expected a comma" '[{"name": "a"
"b": 1}]' "no JSON"
broken "1: a 0 byte in a text" '[{"name": "a\u0000b"}]' "a 0 byte"
broken "1: expected a list" '{}' "no list"

# ctest's JSON
cat >tests.json <<END
{ "backtraceGraph": {"nodes": [{"file": 0, "line": 5}]}, "kind": "ctestInfo", "tests": [
{"command": ["$work/b/prog", "exit", "3"], "name": "will", "properties": [{"name": "WILL_FAIL", "value": true}, {"name": "WORKING_DIRECTORY", "value": "$work/b"}]},
{"command": ["$work/b/prog", "say", "a;b"], "name": "found", "properties": [{"name": "PASS_REGULAR_EXPRESSION", "value": ["zero", "a;b"]}]},
{"command": ["$work/b/prog", "hang"], "name": "slow", "properties": [{"name": "TIMEOUT", "value": 0.25}]},
{"command": ["$work/b/prog", "in", "$work/b"], "name": "in", "properties": [{"name": "WORKING_DIRECTORY", "value": "$work/b"}]},
{"name": "absent", "properties": []} ], "version": {"major": 1, "minor": 0} }
END
run tests.json
is "$(outcomes)" ".::absent error
.::found passed
.::in passed
.::slow timeout
.::will passed" "what ctest --show-only=json-v1 prints is a suite file"
here=$(outcomes)
mkdir there && cp -R b there
run -a "one:via=env,muster=$MUSTER,root=$work/there" tests.json
is "$(outcomes)" "$here" "under another root, too, where that file is not"
rm -r there
echo '{"kind": "other", "tests": []}' >tests.json
refused '*tests.json:1: not what ctest --show-only=json-v1 prints*' "other JSON is none" tests.json

# the real one
if command -v meson >/dev/null && command -v ninja >/dev/null && command -v "${CC:-cc}" >/dev/null; then
	mkdir real && cd real || exit 1
	cat >meson.build <<'END'
project('p', 'c')
prog = executable('prog', 'prog.c')
test('plain', prog, args: ['0'])
test('fails', prog, args: ['1'], suite: ['net', 'a b'])
test('skip', prog, args: ['77'])
test('hard', prog, args: ['99'])
test('env', prog, args: ['5'], env: ['CODE=0'])
test('slow', prog, args: ['100'], timeout: 1, is_parallel: false)
test('tap', prog, args: ['200'], protocol: 'tap', workdir: '/')
END
	cat >prog.c <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(int n, char **v)
{
	int code = n > 1 ? atoi(v[1]) : 2;
	if (getenv("CODE"))
		return atoi(getenv("CODE"));
	if (code == 100)
		sleep(30);
	if (code == 200)
		puts("1..1\nok 1 - a");
	return code == 200 ? 0 : code;
}
END
	CC=${CC:-cc} meson setup build >"$base/setup" 2>&1 </dev/null && ninja -C build >>"$base/setup" 2>&1
	(cd build && meson test --no-rebuild </dev/null >"$base/meson" 2>&1)
	sed -n 's,^ *[0-9]*/[0-9]* p[^/]*/ \([a-z]*\) *\([A-Z]*\) .*,build::\1 \2,p' "$base/meson" |
		sed 's/ OK$/ passed/; s/ FAIL$/ failed/; s/ SKIP$/ skipped/; s/ ERROR$/ error/; s/ TIMEOUT$/ timeout/' | sort >"$base/theirs"
	run
	is "$(outcomes)" "$(cat "$base/theirs")" "meson test and muster say the same"
	is "$(head -n 1 "$err")" "muster: tests are those of build" "in a source directory its one build is meant, which is said"
	cd .. || exit 1
else
	skip "meson test and muster say the same" "no meson, ninja or C compiler"
	skip "a source directory" "no meson, ninja or C compiler"
fi
finish
