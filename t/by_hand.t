#!/bin/sh
# --command prints what starts a test by hand: pasted into sh it does what the test does here. t/kinds_*.t do so with real frameworks.
. t/lib.sh

# hand ARGS: what --command prints, typed
hand() {
	"$MUSTER" --command "$@" >"$base/line" 2>"$err" </dev/null && sh "$base/line" 2>&1 </dev/null
}

mkdir 'd x' sub
# shellcheck disable=SC2016
for name in "it's=a" '$(echo no)' 'two
lines' "$(printf 'bell\007')" 'sub::dir'; do
	printf '#!/bin/sh\nprintf "<%%s>" "${0##*/}" "$@" "$V" "${GONE-gone}" "$PWD"; exit 3\n' >"d x/$name" && chmod +x "d x/$name"
done
cat >muster.conf <<'END'
[env]
V = a 'b' "c"
[tests d x/*]
args = "one 'word'" \\ '*'
[tests sub/*]
cwd = program
[tests in_tmp]
cwd = tmp
[tests at_home]
cwd = home
[tests elsewhere]
cwd = sub
setup = true
[tests by_*]
command = sh %p
args = last
[appliance one]
env.V = of one
END
GONE=there
export GONE
echo 'unset = GONE' >>muster.conf
"$MUSTER" --list 'd x' | while IFS= read -r id; do
	"$MUSTER" --command "$id" -a one 'd x' >"$base/line" 2>"$err" </dev/null && sh "$base/line" </dev/null; echo " $?"
done >got 2>&1
is "$(cat got)" "<\$(echo no)><one 'word'><\\><*><of one><gone><$work> 3
<bell$(printf '\007')><one 'word'><\\><*><of one><gone><$work> 3
<it's=a><one 'word'><\\><*><of one><gone><$work> 3
<sub::dir><one 'word'><\\><*><of one><gone><$work> 3
<two
lines><one 'word'><\\><*><of one><gone><$work> 3" "any name, arguments, environment, exit status; with -a those of the appliance"
is "$("$MUSTER" --command 'd x/bell\x07' 'd x' | tr -d '[:print:]\n')" "" "nothing in it does something to a terminal"
for name in sub/in_program in_tmp at_home elsewhere by_words plain; do
	program "$name" 'echo "$PWD $HOME $V $1"'
done
HOME=/
export HOME
is "$(hand plain .) $(hand sub/in_program .) $(hand elsewhere .) $(hand by_words .)" \
	"$work / a 'b' \"c\"  $work/sub / a 'b' \"c\"  $work/sub / a 'b' \"c\"  $work / a 'b' \"c\" last" "where it runs; a command of [tests]"
is "$(hand elsewhere . >/dev/null; cat "$err")" "muster: its setup hook runs before: true" "its hooks are only named"
like "$(hand in_tmp .) $(hand at_home .)" "$base/tmp.* / a 'b' \"c\"  $base/tmp.* $base/tmp.* a 'b' \"c\" " "cwd = tmp and home: a directory made for it"
cat >not_executable.t <<'END'
#!/bin/sh
echo "ok 1 - $HARNESS_ACTIVE"
echo 1..1
END
is "$(hand not_executable.t .)" "ok 1 - 1
1..1" "TAP: its interpreter, and HARNESS_ACTIVE"
cat >>muster.conf <<'END'
[kind noted]
name = *.noted
whole = %p %R
stream = report
passed = good
END
program a.noted 'echo good >"$1"'
is "$(hand a.noted .)" "good" "what a kind reads from a file is to be read on standard output"
if [ "$(id -u)" = 0 ] && command -v su >/dev/null && open_up; then
	program who 'id -un; echo "$HOME $V"'
	printf '[tests who]\nuser = nobody\n' >>muster.conf
	like "$(hand who .)" "nobody${newline}/nonexist* a 'b' \"c\"" "user: by su"
else
	skip "user: by su" "not root, or no su"
fi
mkdir rows
cat >rows/CTestTestfile.cmake <<'END'
add_test(row "sh" "-c" "echo $ROW in \${PWD##*/}; exit 4")
set_tests_properties(row PROPERTIES ENVIRONMENT "ROW=a b" WORKING_DIRECTORY "..")
END
is "$(hand rows::row rows)" "a b in work" "a row of a suite file"
refused "*--command=nowhere: no such test*" "--command of no test is refused" --command nowhere .
refused "*--retries does not count with --command*" "nor does what is not for one test" --command plain --retries=1 .
finish
