"""A pytest plugin: writes "case outcome" lines to $SAID, as pytest itself judges."""
import os

worst = ["passed", "skipped", "xfailed", "xpassed", "failed", "error"]
said = {}


def judge(report):
    expected = hasattr(report, "wasxfail")
    if report.failed:
        return "failed" if report.when == "call" else "error"
    if report.skipped:
        return "xfailed" if expected else "skipped"
    return "xpassed" if expected and report.when == "call" else "passed"


def pytest_runtest_logreport(report):
    now = said.get(report.nodeid, "passed")
    said[report.nodeid] = max(now, judge(report), key=worst.index)


def pytest_sessionfinish():
    with open(os.environ["SAID"], "w", encoding="utf-8") as f:
        for name, outcome in said.items():
            f.write("%s %s\n" % (name.split("::", 1)[1].replace("\\", "\\\\"), outcome))
