# Failures as people write them, with pytest.
import os, signal, sys, unittest
import pytest

def parse(s): return int(s)
def test_equal(): assert parse("8") == 80
def test_said(): assert False, "the port is missing"
def test_dict(): assert {"a": 1, "b": 2} == {"a": 1, "b": 3}
def test_long(): assert "a" * 300 == "b"
def test_raises(): parse("x")
def test_raises_none():
    with pytest.raises(ValueError): parse("1")
def test_fail(): pytest.fail("not yet written")
def test_in_helper(): helper(-1)
def helper(p):
    if p < 0: raise RuntimeError("port %d is negative" % p)
@pytest.fixture
def db(): raise ConnectionError("socket: refused")
def test_fixture(db): pass
@pytest.fixture
def late():
    yield
    assert False, "not closed"
def test_teardown(late): pass
@pytest.mark.parametrize("n", [2, 4])
def test_size(n): assert n < 3
def test_noisy(): print("connecting"); print("error: none", file=sys.stderr); assert 5 < 3
class TestOld(unittest.TestCase):
    def test_unit(self): self.assertEqual(1, 2)
def test_name(): undefined_name
def test_lines(): raise ValueError("first\nsecond")
def test_dies(): os.kill(os.getpid(), signal.SIGKILL)
