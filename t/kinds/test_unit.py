"""A pytest file with every outcome and every kind of name; see vice.h."""
import os
import signal
import sys
import time
import unittest

import pytest


def vice_is(word):
    return os.environ.get("VICE") == word


@pytest.fixture(autouse=True)
def ran(request):
    if os.environ.get("RAN"):
        with open(os.environ["RAN"], "a", encoding="utf-8") as f:
            f.write(request.node.nodeid.split("::", 1)[1] + "\n")


def test_passes():
    print("words of passes")


def test_fails():
    print("because of fails")
    assert 1 == 2


def test_raises():
    raise ValueError("raised")


def test_exits():
    sys.exit(0)


def test_skips():
    pytest.skip("no hardware")


@pytest.mark.skip(reason="by mark")
def test_skipped_by_mark():
    pass


@pytest.mark.xfail(reason="bug 1")
def test_xfails():
    assert False


@pytest.mark.xfail(reason="bug 2")
def test_xpasses():
    pass


@pytest.mark.xfail(reason="bug 3", strict=True)
def test_xpasses_strictly():
    pass


@pytest.mark.xfail(reason="bug 4", run=False)
def test_xfails_unrun():
    assert False


@pytest.fixture
def bad_setup():
    raise RuntimeError("no set-up")


@pytest.fixture
def bad_teardown():
    yield
    raise RuntimeError("no tear-down")


def test_setup_fails(bad_setup):
    pass


def test_teardown_fails(bad_teardown):
    pass


def test_fails_and_teardown_fails(bad_teardown):
    assert False


class TestClass:
    def test_method(self):
        pass

    def test_mid(self):
        pass


class TestUnit(unittest.TestCase):
    def test_passes(self):
        self.assertEqual(1, 1)

    def test_fails(self):
        self.assertEqual(1, 2)

    @unittest.expectedFailure
    def test_expected(self):
        self.fail()

    @unittest.skip("by unittest")
    def test_skipped(self):
        pass


def test_mid():
    pass


def test_before():
    pass


def test_middle(capsys):
    if vice_is("crash"):
        os.kill(os.getpid(), signal.SIGSEGV)
    if vice_is("abort"):
        os.abort()
    if vice_is("_exit0"):
        os._exit(0)
    if vice_is("pytest.exit"):
        pytest.exit("enough")
    if vice_is("interrupt"):
        raise KeyboardInterrupt
    while vice_is("hang"):
        time.sleep(1000)
    with capsys.disabled():
        if vice_is("glue"):
            print("no newline here", end="", flush=True)
        if vice_is("forge") or vice_is("lie"):
            print(os.environ["FORGED"], flush=True)
    assert not vice_is("lie")


def test_middle_two():
    pass


def test_after():
    pass


def test_größe():
    pass


@pytest.mark.parametrize("p", [
    "a", "b", "two words", "comma, comma", "[brackets]", "]", "\"quotes\" 'and' `ticks`", "sl/ash", "back\\slash", "$HOME",
    "ä€", "two\nlines", "a::b", "x PASSED", "- dash", "-k", "*star?", "#hash", "", "same", "same", "x" * 200, " PASSED [ 50%]",
])
def test_param(p):
    assert p != "b"


@pytest.mark.parametrize("x", [1, 2])
@pytest.mark.parametrize("y", [None, 1.5])
def test_product(x, y):
    pass


@pytest.mark.parametrize("n", range(int(os.environ.get("MANY", "0"))),
                         ids=lambda n: str(n) + "x" * (100 if vice_is("long") else 0))
def test_many(n):
    assert not vice_is("fail")


if vice_is("cannot be imported"):
    raise ImportError("cannot be imported")
if vice_is("vanish") and "--collect-only" in sys.argv:
    def test_only_listed():
        pass
