#!/bin/sh
# README's recipes are run as they stand there, its run is one that can be had, and what its tables call ours is there.
. t/lib.sh

[ "${MUSTER##*/}" = muster ] || skip_all "the binary is not called muster"
mkdir "$base/bin"
PATH=$base/bin:${MUSTER%/*}:$PATH
bound=120
if [ ! -w "${HOME:-/nonexistent}" ]; then	# compilers keep things there
	export GOCACHE="$base/go" CARGO_HOME="$base/cargo"
fi
section() { awk -v from="$1" -v to="$2" '$0 == to { on = 0 } on; $0 == from { on = 1 }' "$root/README"; }
section RECIPES "COMING FROM" >"$base/recipes"
: >"$base/tried"

# recipe TITLE [COMMAND..]: goes to an empty directory with the files of that recipe; its commands are then run by `line`.
# False: a tool is missing.
recipe() {
	title=$1
	shift
	echo "$title" >>"$base/tried"
	for tool; do
		command -v "$tool" >/dev/null 2>&1 || { skip "$title" "no $tool"; return 1; }
	done
	rm -rf "$work" && mkdir "$work" && cd "$work" || exit 1
	: >"$base/commands"
	awk -v title="$title" -v commands="$base/commands" '
		/^[0-9]+\. / { sub(/^[0-9]+\. /, ""); on = $0 == title; file = ""; next }
		!on { next }
		/^    \$ / { print substr($0, 7) >>commands; file = ""; next }
		/^    / || /^$/ { if (file) print substr($0, 5) >file; next }
		{ file = "" }
		$NF ~ /^[.A-Za-z\/-]*(\.[a-z]*|Containerfile):$/ {
			file = substr($NF, 1, length($NF) - 1)
			if (file ~ /\//) { dir = file; sub(/\/[^\/]*$/, "", dir); system("mkdir -p " dir) }
		}' "$base/recipes"
	number=0
}

# line ENDS STATUS 'sentence': runs the next command; a pattern of its last line, its exit status
line() {
	number=$((number + 1))
	sed -n "${number}p" "$base/commands" >"$base/command"
	obey "sh $base/command" "$@" || said "$(cat "$base/command")"
}

# obey COMMAND ENDS STATUS 'sentence'
obey() {
	fresh
	TMPDIR=$base/tmp timeout -k 2 "$bound" $1 >"$out" 2>"$err" </dev/null
	status=$?
	like "$status $(tail -n 1 "$out")" "$3 $2" "$title: $4" || { said "$1"; said "$(cat "$out" "$err")"; false; }
}

# all_lines: none was forgotten
all_lines() {
	is "$number" "$(wc -l <"$base/commands" | tr -d ' ')" "$title: every command was run"
}

if recipe "Plain scripts and programs"; then
	for n in a disk/fsck disk/other net/dns; do program t/$n 'exit 0'; done
	program t/net/http 'exit 77'
	program t/net/bad 'exit 1'
	line "4 passed, 1 failed, 1 skipped" 1 "a directory"
	line "2 passed, 1 failed, 1 skipped" 1 "a directory and a program"
	line "0 passed, 1 failed, 0 skipped" 1 "what failed last time"
	all_lines
fi

if recipe "TAP, in place of prove" prove perl; then
	mkdir t lib
	echo 'package Ours; sub sum { $_[0] + $_[1] } 1' >lib/Ours.pm
	echo 'chdir "/"; require Ours; print "1..2\nok 1 - lib\n", $^W ? "" : "not ", "ok 2 - warnings\n"' >t/sums.t
	line "1 passed, 0 failed, 0 skipped" 0 "lib and -w are there"
	like "$(cat "$out")" "*t/sums.t PASSED lib*" "$title: -v shows the points"
	line "1 passed, 0 failed, 0 skipped" 0 "a run as TAP"
	line "Result: PASS" 0 "prove takes it"
	all_lines
fi

if recipe "GoogleTest" g++; then
	cat >sums.cc <<'E'
#include <gtest/gtest.h>
TEST(Sum, of_two) { EXPECT_EQ(3, 1 + 2); }
TEST(Sum, of_none) { EXPECT_EQ(0, 0); }
TEST(Sum, wrong) { EXPECT_EQ(5, 2 + 2); }
E
	if echo '#include <gtest/gtest.h>' | g++ -E -x c++ - >/dev/null 2>&1; then
		line "" 0 "builds"
		line "2 passed, 1 failed, 0 skipped" 1 "each case is a test"
		line "1 passed, 0 failed, 0 skipped" 0 "one case"
		all_lines
	else
		skip "$title" "no GoogleTest"
	fi
fi

if recipe "A cargo workspace" cargo && { cargo --version >/dev/null 2>&1 || { skip "$title" "cargo does not start"; false; }; }; then
	printf '[workspace]\nmembers = ["sums", "tools"]\n[profile.dev]\ndebug = 0\n' >Cargo.toml
	for p in sums tools; do
		mkdir -p $p/src $p/tests
		printf '[package]\nname = "%s"\nversion = "0.1.0"\nedition = "2018"\n' $p >$p/Cargo.toml
	done
	printf '#[test]\nfn two() { assert_eq!(3, 1 + 2); }\n#[test]\nfn wrong() { assert_eq!(5, 2 + 2); }\n' >sums/src/lib.rs
	printf 'fn main() { panic!("the application itself") }\n#[test]\n#[ignore]\nfn big() {}\n' >tools/src/main.rs
	echo '#[test] fn whole() { assert!(std::path::Path::new(env!("CARGO_BIN_EXE_tools")).exists()); }' >tools/tests/whole.rs
	line "*" 0 "is built"
	line "2 passed, 1 failed, 1 skipped" 1 "each test is one, and the application none"
	line "0 passed, 1 failed, 0 skipped" 1 "what failed, once more"
	all_lines
fi

if recipe "Go" go; then
	mkdir one two
	printf 'module sums\n\ngo 1.18\n' >go.mod
	printf 'package one\nimport ("testing"; "os")\nfunc TestHere(t *testing.T) { if _, e := os.Stat("one.go"); e != nil { t.Fatal(e) } }\n' >one/one_test.go
	echo 'package one' >one/one.go
	printf 'package two\nimport "testing"\nfunc TestWrong(t *testing.T) { t.Fatal("wrong") }\nfunc TestSkip(t *testing.T) { t.Skip("later") }\n' >two/two_test.go
	line "" 0 "builds"
	line "1 passed, 1 failed, 1 skipped" 1 "in the directories of their packages"
	all_lines
fi

python3 -c 'import pytest' 2>/dev/null || ! /usr/bin/python3 -c 'import pytest' 2>/dev/null || ln -s /usr/bin/python3 "$base/bin/python3"
hash -r
if recipe "pytest" python3; then
	mkdir tests
	printf 'import pytest\n@pytest.mark.parametrize("n", [1, 2, 3])\ndef test_sum(n): assert n < 4\ndef test_other(): assert 0\n' >tests/test_math.py
	if python3 -c 'import pytest' 2>/dev/null; then
		line "3 passed, 0 failed, 0 skipped" 0 "its letters are pytest's"
		like "$(cat "$out")" "*PASSED*tests/test_math.py::test_sum?2?*" "$title: each parameter is a test"
		all_lines
	else
		skip "$title" "no pytest"
	fi
fi

if recipe "Three boards over ssh" ssh; then
	if sshd_ready; then
		printf '#!/bin/sh\nexec %s -q -F "%s/ssh/boards" "$@"\n' "$(command -v ssh)" "$base" >"$base/bin/ssh"
		chmod +x "$base/bin/ssh"
		printf '%s\n' 'Host board*' 'HostName 127.0.0.1' "Port $ssh_port" "IdentityFile $base/ssh/id" 'BatchMode yes' \
			'StrictHostKeyChecking no' 'UserKnownHostsFile /dev/null' >"$base/ssh/boards"
		sed -i.bak "s,/opt/ours,$base/ours,; s/ssh board/ssh board/" muster.conf
		for n in net/a net/b; do program "$n" 'exit 0'; done
		for n in usb/a usb/b; do program "$n" 'case $MUSTER_TAGS in *usb3*) [ -e "usb.$MUSTER_APPLIANCE" ] ;; *) exit 1 ;; esac'; done
		program fixtures/driver 'echo "$1" >>driver'
		program fixtures/usb 'case $1 in attach) : >"usb.$MUSTER_APPLIANCE" ;; *) rm "usb.$MUSTER_APPLIANCE" ;; esac'
		cp -r . "$base/ours"
		line "4 passed, 0 failed, 0 skipped" 0 "tags and hooks"
		is "$(tr '\n' ' ' <"$base/ours/driver") $(ls "$base/ours" | grep -c '^usb\.')" "load unload  0" "$title: hooks ran there, once an appliance, or around each test"
		all_lines
		obey "muster --dist=each -q net" "6 passed, 0 failed, 0 skipped" 0 "every test on every board"
		kill "$(cat "$base/ssh/pid")"
	else
		skip "$title" "no sshd that can be started here"
	fi
fi

if recipe "A GPU that only one appliance has"; then
	for n in render_scene render_sky; do program t/$n '[ "$MUSTER_APPLIANCE" = fast ] && mkdir gpu && rmdir gpu'; done
	for n in a b c d; do program t/$n 'exit 0'; done
	line "6 passed, 0 failed, 0 skipped" 0 "runs where there is one"
	line "*" 0 "--why"
	like "$(cat "$out")" "*not on plain1: it has not gpu*may run on fast*" "$title: --why says so"
	all_lines
fi

if recipe "GitHub Actions and GitLab"; then
	program t/good 'exit 0'
	program t/bad 'echo "::error::not ours"; exit 1'
	GITHUB_ACTIONS=true obey "$(sed -n 's/.*run: \(muster .*\)/\1/p' .github/workflows/tests.yml)" "1 passed, 1 failed, 0 skipped" 1 "GitHub's step"
	like "$(grep -c '^::error' "$out") $(grep '^::error' "$out") $(ls report.html)" "1 ::error *bad* report.html" "$title: one annotation, none by the test"
	GITLAB_CI=true obey "$(sed -n 's/^ *- \(muster .*\)/\1/p' .gitlab-ci.yml)" "1 passed, 1 failed, 0 skipped" 1 "GitLab's script"
	like "$(cat junit.xml)" '<?xml*tests="2" failures="1"*' "$title: JUnit"
	if python3 -c 'import yaml' 2>/dev/null; then
		for f in .github/workflows/tests.yml .gitlab-ci.yml; do python3 -c 'import sys, yaml; yaml.safe_load(sys.stdin)[sys.argv[1]]' \
			"$(case $f in .github*) echo jobs ;; *) echo tests ;; esac)" <$f; ok $? "$title: $f is YAML"; done
	else
		skip "$title: they are YAML" "no python3 with yaml"
	fi
	all_lines
fi

if recipe "Parts on several CI machines, one report"; then
	for n in 1 2 3 4 5 6 7 8; do program t/$n 'exit 0'; done
	program t/bad 'exit 1'
	for i in 1 2 3; do line "*passed, ? failed, 0 skipped" "?" "part $i"; done
	line "8 passed, 1 failed, 0 skipped" 1 "each test once, exit status of the whole"
	is "$(grep -c '<testcase' junit.xml)" 9 "$title: one report"
	all_lines
fi

if recipe "A machine that reboots in a test" && { [ -n "$have_proc" ] || { skip "$title" "no /proc to find the master"; false; }; }; then
	sed -i.bak "s,/var/tests,$work," run.sh
	program t/1 'echo "$MUSTER_TEST" >>ran'
	program t/2_reboots 'echo "$MUSTER_TEST" >>ran; kill -KILL "$(awk "{ print \$4 }" /proc/$PPID/stat)" $PPID'
	program t/3 'echo "$MUSTER_TEST" >>ran'
	obey "sh run.sh" "*" 137 "down it goes"
	await '! "$MUSTER" --resume=run.log --list 2>&1 | grep -q goes.on'
	obey "sh run.sh" "2 passed, 0 failed, 0 skipped, 1 lost" 3 "the next boot goes on"
	is "$(sort ran | tr '\n' ' ')" "t/1 t/2_reboots t/3 " "$title: nothing ran twice"
	like "$(cat junit.xml)" '<?xml*tests="3"*' "$title: the reports are of the whole run"
	obey "sh run.sh" "2 passed, 0 failed, 0 skipped, 1 lost" 3 "and the one after it runs nothing"
	is "$(wc -l <ran | tr -d ' ')" 3 "$title: indeed"
	all_lines
fi

if recipe "An empty container" musl-gcc unshare chroot make; then
	mkdir -p t image
	printf 'int main(void) { return 0; }\n' >good.c
	printf 'int main(void) { return 1; }\n' >bad.c
	printf '#include <unistd.h>\nint main(void) { if (!fork()) for (;;) pause(); return 0; }\n' >leaves.c
	for n in good bad leaves; do musl-gcc -static -o t/$n $n.c; done
	if unshare -rpf true 2>/dev/null && make -s -C "$root" static >"$base/made" 2>&1 && cp "$root/.build/static/muster" .; then
		sed -n 's/^COPY //p' Containerfile | while read -r from to; do cp -r "$from" "image$to"; done
		is "$(cd image && find . -type f | sort | tr '\n' ' ')" "./muster ./t/bad ./t/good ./t/leaves " "$title: nothing else is in it"
		obey "unshare -rpf chroot image $(sed -n 's/^ENTRYPOINT //p' Containerfile | tr -d '[]",')" \
			"2 passed, 1 failed, 0 skipped" 1 "process 1 in an empty image"
		like "$(cat "$err" "$out")" "*warning: no private TMPDIR*PASSED*t/leaves*1 process left behind*" "$title: and reaps"
	else
		skip "$title" "no namespaces, or no static build"
	fi
	all_lines
fi

if recipe "A CMake build" cmake make cc; then
	printf '%s\n' 'int main(int n, char **v) { return n > 1 && *v[1] == 0x62; }' >sums.c
	cat >CMakeLists.txt <<'E'
cmake_minimum_required(VERSION 3.20)
project(sums C)
enable_testing()
add_executable(sums sums.c)
add_test(NAME "sums of two" COMMAND sums)
add_test(NAME "sums of none" COMMAND sums bad)
set_tests_properties("sums of two" PROPERTIES LABELS fast)
set_tests_properties("sums of none" PROPERTIES WILL_FAIL TRUE)
E
	line "*" 0 "is configured"
	line "*" 0 "builds"
	line "2 passed, 0 failed, 0 skipped" 0 "tests are those of ctest"
	line "1 passed, 0 failed, 0 skipped" 0 "labels"
	line "1 passed, 0 failed, 0 skipped" 0 "one test"
	all_lines
fi

if recipe "A Meson build" meson ninja cc; then
	printf '%s\n' 'int main(int n, char **v) { return n > 1 && *v[1] == 0x62; }' >sums.c
	cat >meson.build <<'E'
project('sums', 'c')
sums = executable('sums', 'sums.c')
test('two', sums)
test('broken', sums, args: ['bad'], should_fail: true)
E
	line "*" 0 "is configured"
	line "*" 0 "builds"
	line "1 passed, 1 failed, 0 skipped" 1 "tests are those of meson"
	printf '[tests build::broken]\nxfail = should_fail\n' >muster.conf
	obey "$MUSTER build" "1 passed, 0 failed, 0 skipped, 1 xfailed" 0 "what should fail does"
	all_lines
fi
if recipe "A Yocto image's ptests"; then
	sed -i.bak "s,/usr/lib/,$work/lib/," "$base/commands"
	program lib/zlib/ptest/run-ptest '[ -e zlib.data ] && echo "PASS: zlib"'
	: >lib/zlib/ptest/zlib.data
	program lib/acl/ptest/run-ptest 'echo "PASS: cp"; echo "FAIL: setfacl"; echo "SKIP: nfs"'
	line "1 passed, 1 failed, 0 skipped" 1 "each package is a test"
	line "lib/zlib/ptest/run-ptest" 0 "listed"
	all_lines
fi

if recipe "LTP and kselftest on a board"; then
	printf '#!/bin/sh\nshift\nexec "$@"\n' >"$base/bin/ssh" && chmod +x "$base/bin/ssh"	# a board is this machine
	sed -i.bak "s,/opt,$base/opt," muster.conf
	mkdir -p "$base/opt"
	(
		cd "$base/opt" || exit
		one='mkdir "$BOARDS/$MUSTER_APPLIANCE" && sleep 0.01 && rmdir "$BOARDS/$MUSTER_APPLIANCE"'
		for t in net/a net/b timers/c; do program "kselftest/$t" "$one"; done
		printf 'net:a\nnet:b\ntimers:c\n' >kselftest/kselftest-list.txt
		for t in crashme01 open01 mmap01; do program "ltp/testcases/bin/$t" "[ $t != crashme01 ] && $one"; done
		program ltp/IDcheck.sh 'exit 0'
		mkdir ltp/runtest && printf 'open01 open01\nopen02 open01 | cat\ncrashme01 crashme01\n' >ltp/runtest/syscalls
		echo 'mmap01 mmap01 -x 3' >ltp/runtest/mm
	)
	mkdir -p kselftest ltp/testcases/bin && cp "$base/opt/kselftest/kselftest-list.txt" kselftest && cp -r "$base/opt/ltp/runtest" ltp
	BOARDS=$base/boards && mkdir "$BOARDS" && export BOARDS
	line "3 passed, 0 failed, 0 skipped" 0 "one at a time on each board"
	line "3 passed, 0 failed, 1 skipped" 0 "lists of LTP"
	line "4 passed, 0 failed, 0 skipped" 0 "two on every board"
	all_lines
	rm "$base/bin/ssh"
fi
if recipe "configure && make" automake autoconf make; then
	mkdir tests
	printf 'AC_INIT([p], [1])\nAM_INIT_AUTOMAKE([foreign])\nAC_CONFIG_FILES([Makefile tests/Makefile])\nAC_OUTPUT\n' >configure.ac
	echo 'SUBDIRS = tests' >Makefile.am
	printf 'TEST_EXTENSIONS = .sh\nSH_LOG_COMPILER = $(SHELL)\nTESTS = sums.sh old.sh\nXFAIL_TESTS = old.sh\n' >tests/Makefile.am
	echo 'exit 0' >tests/sums.sh
	echo 'exit 1' >tests/old.sh
	autoreconf -i >"$base/autoreconf" 2>&1 </dev/null
	line "*" 0 "is configured"
	line "*" 0 "builds"
	line "*" 0 "builds its tests"
	line "1 passed, 0 failed, 0 skipped, 1 xfailed" 0 "tests are those of make check"
	line "1 passed, 0 failed, 0 skipped" 0 "one of them"
	all_lines
fi
if recipe "Installed tests"; then
	mkdir -p share/installed-tests/sums
	for n in one two; do printf '[Test]\nType=session\nExec=true\n' >share/installed-tests/sums/$n.test; done
	line "2 passed, 0 failed, 0 skipped" 0 "each file is a test"
	line "1 passed, 0 failed, 0 skipped" 0 "one of them"
	all_lines
fi

if recipe "Nodes that a cluster gives out"; then
	# as srun is: a job waits for a node, of which there is one; lines are kept together without -u; TERM cancels
	cat >"$base/bin/srun" <<'END'
#!/bin/sh
job=$base/queue/$$ raw= task=
trap '[ -z "$task" ] || kill "$task"; rm -f "$job"; rmdir "$base/node" 2>/dev/null; exit 143' TERM
: >"$job"
while :; do
	case $1 in -u) raw=1 ;; -*) ;; *) break ;; esac
	shift
done
until mkdir "$base/node" 2>/dev/null; do sleep 0.05; done
: >"$base/given.$$"
exec 3<&0		# a shell gives what runs beside it no input of its own
if [ "$raw" ]; then "$@" <&3 3<&- & else "$@" <&3 3<&- | sed -u p & fi
task=$!
wait "$task"
status=$?
rm -f "$job"
rmdir "$base/node"
exit $status
END
	chmod +x "$base/bin/srun" && mkdir "$base/queue" && export base
	for n in a b c d; do program t/$n 'exit 0'; done
	line "4 passed, 0 failed, 0 skipped" 0 "the first node that is given runs them"
	is "$(ls "$base/queue") $(ls "$base" | grep -c '^given')" " 1" "$title: nothing stays in the queue"
fi

if recipe "Containers and a phone"; then
	mkdir -p "$base/far" && cp "$MUSTER" "$base/far/muster"
	sed -i.bak "s,= /opt/muster,= $base/far/muster,; s,/data/local/tmp/muster,$base/far/muster,; s,= /.*src,= $base/far,; s,/data/local/tmp,$base/tmp," \
		muster.conf
	printf '#!/bin/sh\n[ "$1 $2 $3" = "exec -i box" ] || exit 99\nshift 3\nexec "$@"\n' >"$base/bin/docker"
	printf '#!/bin/sh\n[ "$1 $2 $3 $4" = "exec -i pod/tests --" ] || exit 99\nshift 4\nexec "$@"\n' >"$base/bin/kubectl"
	printf '#!/bin/sh\n[ "$1 $3 $4" = "-s shell -T" ] || exit 99\nshift 4\nexec sh -c "$*"\n' >"$base/bin/adb"	# its shell takes one text
	chmod +x "$base/bin/docker" "$base/bin/kubectl" "$base/bin/adb"
	for n in a b c d; do program "$base/far/t/$n" 'exit 0'; done
	line "*" 0 "--compare"
	like "$(cat "$err")" "*4 tests: the same on 3 of 3 appliances" "$title: --compare says that they have the same"
	line "4 passed, 0 failed, 0 skipped" 0 "and so does a run"
fi

if recipe "Boards and ports that several people share"; then
	# as ssh is
	printf '#!/bin/sh\nshift\nexec "$@"\n' >"$base/bin/ssh" && chmod +x "$base/bin/ssh"
	sed -i.bak "s,/net/lab,$work," muster.conf
	program net/echo 'mkdir "taken.$MUSTER_LOCK_PORT" && rmdir "taken.$MUSTER_LOCK_PORT"'
	program net/ping 'mkdir "taken.$MUSTER_LOCK_PORT" && rmdir "taken.$MUSTER_LOCK_PORT"'
	line "*may run on board2; $work/board2.lock: free" 0 "--why says who has a board"
	line "2 passed, 0 failed, 0 skipped" 0 "each has a port"
	like "$(cat board1.lock)" "muster: * on *, process *, since 2*" "$title: who had a board is in its file"
	line "2 passed, 0 failed, 0 skipped" 0 "one board"
	all_lines
fi

is "$(cat "$base/tried")" "$(sed -n 's/^[0-9]*\. //p' "$base/recipes")" "every recipe was tried"

# what is shown is what comes: numbers, times and order apart
masked() { sed 's/[0-9][0-9.]*/N/g; s/tests/test/g' | sort -u; }
cd "$root" || exit 1
bare -j2 --log=none --history-from=absent t/demo
is "$(masked <"$out")" "$(section "A RUN" "What happens in it:" | sed -n '/^    \$/,$p' | sed '1d; /^    again/d; s/^    //' | sed '$d' | masked)" "the run that README shows"

# the configuration that README explains is one
cd "$work" && rm -rf ./* && program net/slow 'exit 0' || exit 1
section MUSTER.CONF "Keys of [tests GLOB]:" | sed -n 's/^    //p' >muster.conf
section "WHICH TEST RUNS WHERE" OPTIONS | sed -n '/^    \[/,/^$/s/^    //p' >>muster.conf
bare --list net
is "$status $(cat "$out"; grep -v "matches no test" "$err") $(grep -c '^\[' muster.conf)" "0 net/slow 13" "README's muster.conf is taken"

# the right half of the tables: options are in --help=all; "KEY, KEY in [SECTION]" are keys of it
"$MUSTER" --help=all >"$base/help"
section "COMING FROM" "KINDS OF TEST PROGRAMS" | cut -c37- | sed '/^muster$/d; /^$/d' >"$base/right"
ok "$([ "$(wc -l <"$base/right")" -gt 50 ]; echo $?)" "README has porting tables"
sed 's/ *in \[.*//; s/ = .*//' "$base/right" | tr ' ,;=' '\n' | grep '^-' | sed 's/^\(-[a-z]\)[0-9].*/\1/' | sort -u | while read -r o; do
	"$MUSTER" --help "$o" >/dev/null 2>&1 || echo "$o"
done >"$base/wrong"
is "$(cat "$base/wrong")" "" "options in them are ours"
sed -n 's/ *in \[\([a-z]*\).*\]$/|\1/p' "$base/right" | while IFS='|' read -r keys of; do
	case $of in env) continue ;; esac
	printf '[%s x]\nwrong = 1\n' "$of" >"$base/wrong.conf"
	known=$("$MUSTER" -c "$base/wrong.conf" . 2>&1)
	for k in $(echo "$keys" | sed 's/ = .*//' | tr -d ,); do
		case "$known " in *" $k "*) ;; *) echo "$k in $of" ;; esac
	done
done >"$base/wrong"
is "$(cat "$base/wrong")" "" "keys in them are ours"
finish
