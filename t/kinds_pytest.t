#!/bin/sh
# pytest: the real one, against what its own hooks report.
. t/lib.sh
. "$root/t/kinds/common.sh"
has python3
# another python3 may come first in PATH, without pytest
python3 -m pytest --version >/dev/null 2>&1 || PATH=/usr/bin:$PATH
python3 -m pytest --version >/dev/null 2>&1 || skip_all "pytest is not installed"
unit=test_unit.py middle=test_middle
cp "$kinds/test_unit.py" .
export PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8

rm -f "$RAN"
SAID=$base/said PYTHONPATH=$kinds python3 -m pytest -q -p said -p no:cacheprovider $unit >/dev/null 2>&1
owns <"$base/said"
is "$(python3 -m pytest --collect-only -q -p no:cacheprovider $unit | grep -c ::)" "$(wc -l <"$own")" "pytest reports on every case that it collects"
agrees "all cases in one process"
cp "$list" "$base/listed"
known=$base/listed	# none of what follows changes what is listed
words test_fails test_raises
like "$(field $unit::test_skips message)" "*no hardware*" "a skipped case says why"
agrees "all cases, cut as it pleases" -j2 --dist=load

vice crash crashed "a crash in the middle"
is "$(field $unit::$middle signal)" SEGV "with its signal"
vice abort crashed "an abort in the middle"
vice hang timeout "a hang in the middle" --timeout=15s --grace=1s
vice _exit0 error "an _exit of 0 in the middle"
vice pytest.exit "error or failed" "pytest.exit in the middle"
vice interrupt "error or failed" "a KeyboardInterrupt in the middle"
vice glue passed "words without a newline before the result"
export FORGED='
test_unit.py::test_before FAILED [ 10%]
test_unit.py::test_after FAILED [ 20%]
test_unit.py::test_middle_two SKIPPED (forged) [ 20%]
== 1 passed in 0.01s =='
vice forge passed "forged results of others"
export FORGED=" PASSED [ 50%]
test_unit.py::test_middle PASSED"
lies
unset FORGED known

export VICE="cannot be imported"
cases $unit
case $(outcomes) in
"$unit error" | "$unit failed") ok 0 "a file that cannot be imported is a failure of its own" ;;
*) is "$(outcomes)" "$unit error" "a file that cannot be imported is a failure of its own" ;;
esac
like "$(cat "$err")" "*warning*$unit*" "with a warning"
sound "cannot be imported"
unset VICE
vanishes test_only_listed

# each in a process of its own, so that each is a command line of its own
rm -f "$RAN"
run -j1 --isolate "$unit::test_param[two words]" "$unit::test_param[\"quotes\" 'and' \`ticks\`]" "$unit::test_param[a::b]" \
	"$unit::test_param[-k]" "$unit::"'test_param[\\xe4\\u20ac]' "$unit::"'test_param[two\\nlines]' "$unit::test_größe" \
	"$unit::TestClass::test_mid" "$unit::test_param[x PASSED]" "$unit::test_param[]"
is "$(outcomes | sed 's/.* //' | uniq -c | sed 's/^ *//')" "10 passed" "ids with odd characters are found"
is "$(starts | wc -l) $(starts | grep -c -v '^1 ')" "10 0" "each ran once, and nothing else"
hands=4
by_hand
sound "ids alone"

export PYTEST_ADDOPTS="-x -k nothing -q" PYTEST_PLUGINS=no_such_plugin
agrees "variables of the caller that steer the framework"
unset PYTEST_ADDOPTS PYTEST_PLUGINS

# node ids are relative to pytest's root, ours to where we are
mkdir -p proj/tests
printf '[pytest]\naddopts = -q --strict-markers\n' >proj/pytest.ini
printf 'def test_a(): pass\ndef test_b(): assert 0\n' >proj/tests/test_deep.py
run -j1 proj
is "$(outcomes)" "proj/tests/test_deep.py::test_a passed
proj/tests/test_deep.py::test_b failed" "a project with a pytest.ini of its own, from above it"
sound "a project with a pytest.ini"
# what only a whole session knows: its words are shown, and whoever did nothing keeps its result
mkdir session
printf 'def test_a(): print("words of a")\ndef test_b(): pass\n' >session/test_good.py
printf '[pytest]\naddopts = --ff\n' >session/pytest.ini
run -j1 session
is "$(outcomes | sed 's/.* //' | tr '\n' ' ')" "passed passed " "addopts that want the cache: listed, and run"
is "$(cat "$err")" "" "and nothing warns"
sound "addopts = --ff"
cat >session/conftest.py <<'E'
def pytest_sessionfinish(session):
    if not session.config.option.collectonly:
        session.exitstatus = 1
def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line("FAIL Required test coverage of 90% not reached")
E
run -j1 --dist=file session
is "$status" 1 "a session that fails, though its tests passed"
like "$(cat "$out")" "*Required test coverage of 90% not reached*" "its words are shown"
sound "a session that fails"
printf '[pytest]\naddopts = --no-such-option\n' >session/pytest.ini
run -j1 session
like "$(cat "$err")" "*cannot list its cases (exit status 4: *unrecognized arguments: --no-such-option)*" "a listing that fails says what pytest did"
# a python3 without site-packages
mkdir bare
printf '#!/bin/sh\nexec %s -I -S "$@"\n' "$(command -v python3)" >bare/python3
chmod +x bare/python3
if ! bare/python3 -c 'import pytest' 2>/dev/null; then
	PATH=$PWD/bare:$PATH run -j1 session/test_good.py
	is "$(outcomes)" "session/test_good.py error" "a python3 without pytest is an error"
	like "$(cat "$err") $(field session/test_good.py stderr)" "*has no pytest: PATH in \[env\]*has no pytest: PATH in*" "which says the way out"
fi
rm -r session bare

# names that go into a file: args count all the same. xdist, which the project asks for, runs none of them
mkdir flag
cat >flag/conftest.py <<'E'
def pytest_addoption(parser):
    parser.addoption("--flag", nargs="?", default="without", const="with")
E
cat >flag/test_flag.py <<'E'
import pytest
@pytest.mark.parametrize("n", range(300), ids=lambda n: "%0500d" % n)
def test_flag(n, request): assert request.config.getoption("--flag") == "with"
def test_asked(): pass
def test_asked_too(): assert 0, "nobody asked"
E
cp flag/test_flag.py flag/test_more.py
python3 -c 'import xdist' 2>/dev/null && printf '[pytest]\naddopts = -n 2\n' >flag/pytest.ini
printf '[tests flag/*]\nargs = --flag\n' >muster.conf
run -j1 -k 'not asked_too' flag
is "$(outcomes | sed 's/.* //' | uniq -c | tr -d ' ')" 602passed "args hold for cases whose names are in a file"
sound "args of names in a file"
run -j1 flag/test_more.py::test_asked flag/test_flag.py::test_asked
is "$(outcomes | sed 's/.* //' | tr '\n' ' ')" "passed passed " "of two files only the cases asked for run"
sound "some cases of two files"
rm -r flag muster.conf

# a test that passes, and whose fixture then fails, keeps its words
cat >test_teardown.py <<'E'
import pytest

@pytest.fixture
def late():
    yield
    print("clue of the fixture")
    assert 0, "late"

def test_a(late):
    print("clue of the test")

def test_b():
    print("clue of b")
E
for way in --isolate --dist=file; do
	run -j1 $way test_teardown.py
	is "$(outcomes)" "test_teardown.py::test_a error
test_teardown.py::test_b passed" "a fixture that fails at the end, $way"
	like "$(field test_teardown.py::test_a stdout)" "*clue of the test*clue of the fixture*" "its output is kept"
	like "$(cat "$out")" "*clue of the test*" "and shown"
	unlike "$(cat "$out" "$json")" "*clue of b*" "that of another is not"
	sound "a fixture that fails at the end, $way"
done
echo 'x = 1' >test_none.py
empty test_none.py
printf 'import pytest\npytest.skip("all of it", allow_module_level=True)\n' >test_none.py
run -j1 test_none.py
is "$(outcomes)" "test_none.py skipped" "a file that skips itself is skipped"
sound "a file that skips itself"

# files of one directory share processes: which case is to blame, and of which file, is as exact as ever
mkdir many many/deeper
cat >many/test_a.py <<'E'
import os, pytest
def log(): open(os.environ["PIDS"], "a").write("%d\n" % os.getpid())
def test_same(): log()
@pytest.mark.parametrize("x", ["b::c", "d e", "\x16file test_b.py\x1f"])
def test_par(x):
    os.write(1, ("\x16file %s\x1f\n\x16passed test_in\x1f\n" % os.path.abspath("many/test_b.py")).encode())
E
cat >many/test_b.py <<'E'
import os
from test_a import log
def test_same():
    log()
    assert 0, "b is bad"
class TestC:
    def test_in(self): log()
    def test_dies(self): os._exit(3)
    def test_after(self): log()
E
printf 'x = 1\n' >many/test_none.py
printf 'def test_x(:\n' >many/test_syntax.py
cat >many/test_later.py <<'E'
import os
if "MUSTER_TEST" in os.environ:
    raise RuntimeError("not to be run")
def test_1(): pass
E
printf 'def test_same(): pass\n' >many/deeper/test_a.py
export PIDS="$base/pids"
said='many/deeper/test_a.py::test_same passed
many/test_a.py::test_par[\\x16file test_b.py\\x1f] passed
many/test_a.py::test_par[b::c] passed
many/test_a.py::test_par[d e] passed
many/test_a.py::test_same passed
many/test_b.py::TestC::test_after passed
many/test_b.py::TestC::test_dies error
many/test_b.py::TestC::test_in passed
many/test_b.py::test_same failed
many/test_later.py::test_1 error
many/test_syntax.py error'
for way in "-j2 --dist=file" "-j1 --order=random:5"; do
	rm -f "$PIDS"
	# shellcheck disable=SC2086
	run $way many
	is "$(outcomes | LC_ALL=C sort)" "$said" "several files of a directory: $way"
	is "$(field many/test_b.py::TestC::test_dies exit)" 3 "with the status of the one that ended its process"
	like "$(field many/test_b.py::test_same message)" "*b is bad*" "and why the other failed"
	like "$(cat "$err")" "*test_syntax.py: cannot list*" "the one that cannot be imported is named"
	unlike "$(cat "$err")" "*test_[abl]*cannot list*" "and no other"
	sound "several files of a directory: $way"
done
rm -rf "$PIDS" .muster	# what is known to take long is handed out for itself
printf '[tests many/test_b.py]\nenv.OTHER = 1\n' >muster.conf
run -j1 many/test_a.py many/test_b.py
is "$(sort -u "$PIDS" | wc -l)" 3 "an environment of its own means a process of its own; so does what follows a death"
rm -rf "$PIDS" muster.conf .muster
run -j1 many/test_a.py many/test_b.py
is "$(sort -u "$PIDS" | wc -l)" 2 "else one is enough, until a case ends it"
rm -r many
# of several directories as well, where that is what pytest would do: in a package, below the same configuration
rm -rf "$PIDS" .muster
mkdir -p pack/one/deep pack/two pack/zone loose/a loose/b
touch pack/__init__.py pack/one/__init__.py pack/one/deep/__init__.py pack/two/__init__.py pack/zone/__init__.py pack/zone/conftest.py
for f in pack/one pack/one/deep pack/two pack/zone loose/a loose/b; do
	printf 'import os\ndef test_it():\n    open(os.environ["PIDS"], "a").write("%%d %s\\n" %% os.getpid())\n    assert os.path.basename(os.getcwd()) not in ("one", "deep")\n' $f >$f/test_same.py
done
run -j1 pack loose
is "$(outcomes | sed 's/.* //' | sort | uniq -c | tr -d ' \n')" 6passed "files with one name in several directories"
is "$(awk '{ print $1 }' "$PIDS" | sort | uniq -c | awk '{ print $1 }' | sort | tr '\n' ' ')" "1 1 1 3 " \
	"those of a package share a process, but for one with a conftest.py of its own; others do not"
sound "files of several directories"
rm -rf "$PIDS" .muster
printf '[tests pack/*]\ncwd = program\n' >muster.conf
run -j1 pack/two pack/one
is "$(outcomes | sed 's/.* //' | tr '\n' ' ')" "failed failed passed " "cwd = program: each runs in its own directory"
is "$(awk '{ print $1 }' "$PIDS" | sort -u | wc -l)" 3 "so none shares a process"
rm -rf pack loose muster.conf .muster "$PIDS"
unset PIDS

in_a_file 'test_many\['
lots_of 'test_many\['
wraps 'test_many\['
finish
