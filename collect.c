/* collect.c: What there is to run. Configuration, the walk, kinds of test programs, ids, the sealed
 * collection. Bytes in, facts out: never forks, reads no clock, keeps no descriptor.
 *
 *      muster.conf          t/  tests/unit           output of listers       output of tests
 *           |                    |                         |                       |
 *       conf_parse -> props   suite_walk -> programs -> suite_listed            reader_line -> facts
 *                       \________|_________________________|                       |
 *                                v                                             reader_end -> verdict
 *                           suite_seal -> tests 0 .. n-1, digest
 *
 * What a reference found elsewhere goes another way: suite_put -> its bytes -> suite_hear ->
 * suite_seal.
 *
 * An id is PATH for a whole program, PATH::CASE for one case, the parameter in brackets at its end:
 *
 *      net/dns::lookup[ipv6]
 *      `--+--'  `--+-'`--+-'
 *       path      case   parameter, part of the case's name
 *
 * Chapters: kinds, values, words, configuration, globs, finding kinds, programs, the walk, suite
 * files, JSON, CTest, Meson, cargo, Kyua, installed tests, lists of tests, automake, listings,
 * sealing, what is known, filters, lines, TAP, baselines, images, cores, what tests
 * depend on. */
#include "wire.h"

/* glibc: its regexec has an array of n there, which tcc does not read */
#define _REGEX_NELTS(n)
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum key_type {
	KEY_text, KEY_codes, KEY_names, KEY_time, KEY_number, KEY_size, KEY_flag, KEY_regex,
	KEY_reader, KEY_stream, KEY_retries, KEY_after, KEY_blame
};

#define RECORD_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./"
#define RECORD_MAX	200		/* bytes of a recorded value */

/* Keys that judge by what was printed; of a kind: that say what a line of output means. */
#define JUDGE_KEYS "passed failed skipped"
#define RESULT_KEYS JUDGE_KEYS " xfailed xpassed error teardown " \
	"expected.exit expected.signal expected.timeout"
#define LINE_KEYS RESULT_KEYS " many start pause end count tail suite.failed all.skipped"
#define PATTERN_KEYS LINE_KEYS " reason list.suite list.case list.never list.cleanup list.needs " \
	"list.timeout list.off"

/* The one list of keys, expanded from wire.h's. */
static const struct key {
	uint8_t section, type;
	uint16_t offset;
	const char *name, *doc;
} keys[] = {
#define ROW(section, owner, member, key, type, doc) \
	{ SECTION_##section, KEY_##type, offsetof(struct owner, member), key, doc },
#define K(member, key, type, doc) ROW(appliance, appliance, member, key, type, doc)
	APPLIANCE_KEYS(K)
#undef K
#define K(member, key, type, doc) ROW(tests, props, member, key, type, doc)
	TESTS_KEYS(K)
#undef K
#define K(member, key, type, doc) ROW(kind, kind, member, key, type, doc)
	KIND_KEYS(K)
#undef K
#define K(member, key, type, doc) ROW(lock, lock, member, key, type, doc)
	LOCK_KEYS(K)
#undef K
#define K(member, key, type, doc) ROW(provider, provider, member, key, type, doc)
	PROVIDER_KEYS(K)
#undef K
};
#define COUNT(array) (sizeof (array) / sizeof *(array))
#define PLAIN_C		(16u << 10)	/* see elf_worth */
#define ROW_CODES	"0:passed *:failed"
#define LTP_CODES	"0:passed 126:error 127:error &1:failed &2:failed &4:failed &32:skipped " \
	"*:failed"
#define MESON_CODES	"0:passed 77:skipped 99:error *:failed"
#define ROW_SKIPPED	"/(\\[  SKIPPED \\])/"	/* what gtest_discover_tests gives each test */
/* Settings of rows that no key is called: why it cannot be run; what it asks for, lines as of a
 * case; by what what passes has failed, and what fails passed. */
#define ROW_BROKEN	"!"
#define ROW_ASKS	"?"
#define ROW_TURNED	"~"

/* In front of each case of a program that is not sealed; none is 0. CASE_asks: behind its 0 byte
 * is what it asks for, a line "word value" each, and one more 0 byte; in a sealed suite that
 * stands behind its id. With CASE_named it is what the program itself calls the case, where the id
 * has another runner's name for it. */
enum case_mark { CASE_listed = 1, CASE_disabled = 2, CASE_cleanup = 4, CASE_above = 8,
	CASE_asks = 16, CASE_named = 32 };

static const char *const section_words[] = {
#define S(word, named) #word,
	SECTIONS(S)
#undef S
};
static const bool section_named[] = {
#define S(word, named) named,
	SECTIONS(S)
#undef S
};

/* ---- kinds: the one table -------------------------------------------------------------------- */
/* A kind is data, see KIND_KEYS in wire.h for what each member means and the chapter on lines for
 * the patterns. Rows are asked in order; the last, exec, takes what nothing else claims. Facts
 * about each are in the comment above its row.
 *
 * pytest's own words on a terminal depend on its options and mix with those of tests. So it is
 * asked through its hooks, and tells each fact in a line of its own on the stdout that it was
 * started with:
 * \x16, a word, the id behind the file's name, \x1f, why. What it would print itself is shown where
 * the session failed, and none of its tests did. It is given files, of whose cases those asked for
 * are kept: a search for each id costs it as much as a short case. xdist, which a project may ask
 * for in its options, is left out: it would run them where nobody hears of it. */
#define PYTEST "python3 -c '" \
	"import os, sys, tempfile\n" \
	"try: import pytest\n" \
	"except ModuleNotFoundError as e:\n" \
	"    if e.name != \"pytest\": raise\n" \
	"    print(\"error:\", sys.executable, \"has no pytest: PATH in [env] can name another python3 first\", file=sys.stderr)\n" \
	"    sys.exit(4)\n" \
	"out = os.fdopen(os.dup(1), \"w\", errors=\"backslashreplace\")\n" \
	"own = sys.stdout = tempfile.TemporaryFile(\"w+\", encoding=\"utf-8\", errors=\"backslashreplace\")\n" \
	"def say(*words): print(*words, sep=\"\", file=out, flush=True)\n" \
	"def line(what, id, why=\"\"): say(chr(22), what, \" \", id.split(\"::\", 1)[-1], chr(31), \" \".join(str(why).split()))\n" \
	"class Plugin:\n" \
	"    failed, broken, files = False, set(), {}\n" \
	"    def file(self, id):\n" \
	"        if self.many: say(chr(22), \"file \", self.files.get(id.split(\"::\", 1)[0]), chr(31))\n" \
	"    def pytest_cmdline_main(self, config): config.option.dist = \"no\"\n" \
	"    @pytest.hookimpl(tryfirst=True)\n" \
	"    def pytest_collection_modifyitems(self, items):\n" \
	"        given = dict([(os.path.realpath(file), file) for file in files] + [(os.path.abspath(file), file) for file in files])\n" \
	"        asked, found = dict.fromkeys(id for id in names if \"::\" in id), {}\n" \
	"        self.many = len(files) > 1\n" \
	"        for item in items:\n" \
	"            file, _, name = item.nodeid.partition(\"::\")\n" \
	"            if file not in self.files:\n" \
	"                path = os.path.abspath(str(item.fspath))\n" \
	"                self.files[file] = given.get(path, given.get(os.path.realpath(path)))\n" \
	"            id = str(self.files[file]) + \"::\" + name\n" \
	"            if id in asked: found.setdefault(id, []).append(item)\n" \
	"        lacks = [id for id in asked if id not in found]\n" \
	"        if lacks: raise pytest.UsageError(*(\"not found: \" + id for id in lacks))\n" \
	"        if asked: items[:] = [item for id in asked for item in found[id]]\n" \
	"    def pytest_collection_finish(self, session):\n" \
	"        for item in session.items if session.config.option.collectonly else ():\n" \
	"            if self.many and item.nodeid.split(\"::\", 1)[0] in self.broken: continue\n" \
	"            self.file(item.nodeid)\n" \
	"            line(\"case\", item.nodeid)\n" \
	"    def pytest_collectreport(self, report):\n" \
	"        if report.failed: self.broken.add(report.nodeid.split(\"::\", 1)[0])\n" \
	"        if report.failed or report.skipped: say(report.longreprtext)\n" \
	"    def pytest_internalerror(self, excrepr): say(excrepr)\n" \
	"    def pytest_runtest_logstart(self, nodeid):\n" \
	"        self.file(nodeid)\n" \
	"        line(\"start\", nodeid)\n" \
	"    def pytest_runtest_logreport(self, report):\n" \
	"        what, id, text, why = report.outcome, report.nodeid, report.longrepr, getattr(report, \"wasxfail\", None)\n" \
	"        if report.failed:\n" \
	"            self.failed = True\n" \
	"            say(report.longreprtext)\n" \
	"            what = {\"setup\": \"error\", \"teardown\": \"teardown\"}.get(report.when, what)\n" \
	"            line(what, id, text.reprcrash.message if getattr(text, \"reprcrash\", None) else text)\n" \
	"        elif why is not None: line(\"xpassed\" if report.passed else \"xfailed\", id, why)\n" \
	"        elif report.skipped: line(what, id, text[2] if isinstance(text, tuple) else text)\n" \
	"        elif report.when == \"call\": line(what, id)\n" \
	"        for title, words in report.sections if report.when == \"teardown\" else (): say(title, \":\\n\", words)\n" \
	"    def pytest_sessionfinish(self, session): say(chr(22), \"end \", session.testscollected)\n" \
	"at = max(n for n, arg in enumerate(sys.argv) if arg in (\"@\", \"--\"))\n" \
	"args, names = sys.argv[1:at], sys.argv[at + 1:]\n" \
	"if sys.argv[at] == \"@\": names = os.fsdecode(open(names[0], \"rb\").read()).split(\"\\n\")[:-1]\n" \
	"files = list(dict.fromkeys(name.split(\"::\", 1)[0] for name in names))\n" \
	"listing = args[:1] == [\"--collect-only\"]\n" \
	"room = tempfile.TemporaryDirectory() if listing else None\n" \
	"cache = \"cache_dir=\" + os.path.join(room.name if room else os.environ.get(\"TMPDIR\", \"/tmp\"), \"pytest\")\n" \
	"plugin = Plugin()\n" \
	"status = pytest.main([\"-o\", cache] + files + args, [plugin])\n" \
	"own.seek(0)\n" \
	"if status not in (0, 5) and not plugin.failed: say(own.read())\n" \
	"sys.exit(0 if status == 5 and listing else status)' "

#define GLIB_SEED "R02S00000000000000000000000000000000"

/* "  12: file.at:34   title" to "12: title", for sed */
#define AUTOTEST_GROUP	"s/^ *\\([0-9][0-9]*: \\)[^ ]*:[0-9][0-9]*  */\\1/p"

#define UNITY_END "%d Tests %d Failures %d Ignored%*"

static const struct kind kinds[] = {
	/* GoogleTest 1.8 to 1.17. Listing: "Suite." then "  case", both perhaps with "  # TypeParam
	 * = ..". Unset parameters or flags of others would shard, filter or repeat. An unknown
	 * --gtest_ flag prints the help and exits 0 with no test run, so only flags of 1.8 are
	 * used. What a main of its own prints when it is asked for the list may look like a suite,
	 * but for blanks (and bytes next to them), which no suite holds; cases do. Names hold none
	 * of
	 * : * ? - but what a generator of parameter names puts there: ? stands for any character in
	 * a filter. The summary at the end repeats result lines, after the last case was closed,
	 * and says there alone which suite failed as such: its cases are skipped, or have passed.
	 * An Environment that is skipped lets no case start. */
	{ .name = "gtest", .reader = READER_lines, .claims = "gtest_list_tests%|InitGoogleTest",
	  .list = "%p --gtest_list_tests", .list_suite = "%s.", .list_case = "  %n",
	  .list_name = "%s.%n",
	  .list_comment = "  # %|Running main() from ", .list_never = "[ RUN      ]%*",
	  .list_not = "*[\v-!]*",
	  .disabled = "DISABLED_* *.DISABLED_* */DISABLED_*",
	  .run = "%p --gtest_filter=%N --gtest_color=no --gtest_print_time=1", .join = ":",
	  .spell = ": ? - ?",
	  .run_file = "%p --gtest_flagfile=%F --gtest_color=no --gtest_print_time=1",
	  .file = "--gtest_filter=%N",
	  .start = "[ RUN      ] %n", .passed = "[       OK ] %n (%*",
	  .failed = "[  FAILED  ] %n (%*%|[  FAILED  ] %n, where %*",
	  .skipped = "[  SKIPPED ] %n (%*", .suite_failed = "[  FAILED  ] %s: %m",
	  .all_skipped = "%*: Skipped",
	  .end = "[==========] %* ran.%*", .count = "[==========] %c test%* ran.%*",
	  .codes = "0:passed *:failed",
	  .unset = "GTEST_* TESTBRIDGE_TEST_ONLY TEST_PREMATURE_EXIT_FILE XML_OUTPUT_FILE" },
	/* doctest 2.4 and later. It lists, and says when a case starts and how it ended, in its xml
	 * reporter alone. What was not asked for has a line as well, which ends otherwise. Of cases
	 * with one name all run. No * can be escaped, and names of several lines are cut. What may
	 * fail, and what should, is folded in. */
	{ .name = "doctest", .reader = READER_lines, .claims = "dt-list-test-cases",
	  .list = "%p -ltc -r=xml",
	  .list_case = "  <TestCase name=\"%n\" %*", .list_split = "  <TestCase name=\"%*",
	  .list_never = "<OverallResultsAsserts %*",
	  .whole = "%p -r=xml", .run = "%p -r=xml -cs -tc=%N", .hand = "%p -cs -tc=%N",
	  .join = ",", .escape = ",\\",
	  .spell = "* ?", .xml = 1,
	  .start = "<TestCase name=\"%n\" %*\">%|<TestCase name=\"%n\">",
	  .passed = "<OverallResultsAsserts %* test_case_success=\"true\"%*",
	  .failed = "<OverallResultsAsserts %* test_case_success=\"false\"%*",
	  .pause = "</TestCase>", .end = "</doctest>",
	  .count = "<OverallResultsTestCases successes=\"%c\" failures=\"%c\"%*",
	  .codes = "0:passed *:failed" },
	/* Catch2 2 and 3. Version 3 lists in XML. 2 does not, its exit status is the number of
	 * tests, and so it is asked in its own way, where that number is the exit status again,
	 * with "\t@FILE:LINE" behind each name: so what a main of its own prints is no case. A name
	 * of more than one line is cut there, in results too. Both read \ as an escape. Names stand
	 * in quotes: without them an escaped character and a blank in front of a name are passed
	 * over, and a comma ends it. exclude: in front would mean "not" even so (the * that stands
	 * for the e takes what is in front of exclude: in another name as well). A name that begins
	 * or ends with * is a pattern. 2 lists "#x" in quotes. The xml reporter is the one that
	 * both have and that says when a case starts. Hidden tests are not listed, [!mayfail] and
	 * [!shouldfail] are folded in. Status: 2 counts failures up to 255, 3 says 42; 4 may be
	 * "all skipped". */
	{ .name = "catch2", .reader = READER_lines, .claims = "--libidentify",
	  .list = "%p --list-tests -r xml",
	  .list_else = "%p --list-test-names-only --verbosity high",
	  .list_case = "    <Name>%n</Name>%|%n\t@%*:%d", .list_split = "    <Name>%*",
	  .list_quoted = "#%*",
	  .list_not = "<?xml* <MatchingTests*",
	  .list_never = "<Catch2TestRun %*%|<Catch %*%|All available test cases:%*%|test cases: %*",
	  .whole = "%p -r xml", .run = "%p -r xml '\"%N\"'",
	  .hand = "%p '\"%N\"'", .join = "\",\"",
	  .escape = "\\,[]\"*~-#", .spell = "^exclude: *xclude:",
	  .run_file = "%p -r xml -f %F", .file = "\"%n\"",
	  .start = "<TestCase name=\"%n\" %*>%|<TestCase name=\"%n", .xml = 1,
	  .failed = "<OverallResult success=\"false\"%*",
	  .passed =
	  "<OverallResult success=\"true\"/>%|<OverallResult success=\"true\">%|<OverallResult "
	  "success=\"true\" skips=\"0\"%*",
	  .skipped = "<OverallResult success=\"true\" skips=\"%*",
	  .end = "</Catch>%|</Catch2TestRun>",
	  .count =
	  "  <OverallResultsCases successes=\"%c\" failures=\"%c\" expectedFailures=\"%c\" "
		"skips=\"%c\"/>%|  <OverallResultsCases successes=\"%c\" failures=\"%c\" "
		"expectedFailures=\"%c\"/>",
	  .codes = "0:passed 4:skipped *:failed",
	  .unset = "BAZEL_TEST TESTBRIDGE_TEST_ONLY XML_OUTPUT_FILE TEST_SHARD_*" },
	/* Rust's libtest. Without --exact a name is a part of names; with one thread it says "test
	 * x ... " before it runs x, and ends that line with the result, behind whatever the test
	 * printed. An ignored test says so when it is asked for by name. Benchmarks are not listed
	 * as tests; doctests are not in the program. */
	{ .name = "libtest", .reader = READER_lines, .claims = "RUST_TEST_THREADS",
	  .list = "%p --list --format terse", .list_case = "%n: test",
	  .list_never = "running %d test%*",
	  .run = "%p --exact %N --test-threads=1 --nocapture --color=never",
	  .start = "test %n - should panic ... %*%|test %n ... %*", .passed = "ok",
	  .failed = "FAILED",
	  .skipped = "ignored, %m%|ignored", .end = "test result: %*",
	  .count = "test result: %*. %c passed; %c failed; %c ignored%*",
	  .codes = "0:passed 101:failed *:error", .unset = "RUST_TEST_*" },
	/* Go 1.16 and later, `go test -c`. Runs in the directory of its package, where testdata is.
	 * Parallel tests pause until all others have ended; one goes on at a time. What is no test
	 * is a benchmark. os.Exit(0) in a test would look good: -test.paniconexit0. 2 is a panic,
	 * which ends the process. */
	{ .name = "go", .reader = READER_lines, .claims = "test.paniconexit0",
	  .list = "%p -test.list .*", .list_case = "%n", .list_only = "Test* Example* Fuzz*",
	  .list_never = "=== RUN %*",
	  .whole = "%p -test.v -test.paniconexit0 -test.parallel=1",
	  .run = "%p '-test.run=^(%N)$' -test.v -test.paniconexit0 -test.parallel=1", .join = "|",
	  .escape = "\\.+*?()|[]{}^$",
	  .start = "=== RUN   %n%|=== CONT  %n", .pause = "=== PAUSE %n",
	  .passed = "--- PASS: %n (%*", .failed = "--- FAIL: %n (%*",
	  .skipped = "--- SKIP: %n (%*", .reason = "    %*.go:%d: %m",
	  .codes = "0:passed 1:failed 2:failed *:error", .cwd = "program" },
	/* GLib's g_test. Prints TAP, a plan for each -p, so that is read line by line. A failed
	 * assertion aborts the process without a "not ok": the first case that was asked for and
	 * has no line is to blame. -p runs what is below a path as well. Names may hold random
	 * numbers, so these are always the same. */
	{ .name = "glib", .reader = READER_lines, .claims = "g_test_run",
	  .list = "%p -l --seed=" GLIB_SEED, .list_case = "%n", .list_only = "/*",
	  .list_never = "ok %d %*",
	  .whole = "%p --tap --seed=" GLIB_SEED " -k", .run = "%p --tap --seed=" GLIB_SEED " -k %N",
	  .each = "-p %n", .except = "-s %n", .passed = "ok %d %n",
	  .xfailed = "not ok %d %n # TODO %m%|not ok %d %n # TODO",
	  .failed = "not ok %d %n - %m%|not ok %d %n",
	  .skipped = "ok %d %n # SKIP %m%|ok %d %n # SKIP", .error = "Bail out! %m",
	  .codes = "0:passed 77:skipped *:failed" },
	/* ATF, C, C++ and shell. A case a process, in an empty directory; the result is a file.
	 * What is written there of an expected death only holds if it comes. A cleanup runs in the
	 * same directory, always. What a case requires is for its runner to see to; what it has of
	 * other words in its listing says nothing to us. */
	{ .name = "atf", .reader = READER_lines, .stream = RESULTS_report,
	  .claims = "application/X-atf-tp%|atf_tp_main%|atf5tests9run_tests",
	  .interpreter = "atf-sh",
	  .list = "%p -l", .list_case = "ident: %n",
	  .list_comment = "Content-Type: application/X-atf-tp", .list_cleanup = "has.cleanup: true",
	  .list_needs = "require.%n: %m", .list_timeout = "timeout: %m", .cwd = "tmp",
	  .run = "%p -r %R -s %d %a %n", .cleanup = "%p -r %R -s %d %a %n:cleanup",
	  .env = "__RUNNING_INSIDE_ATF_RUN=internal-yes-value",
	  .passed = "passed", .failed = "failed: %m", .skipped = "skipped: %m",
	  .xfailed = "expected_failure: %m",
	  .xexit = "expected_exit(%d): %m%|expected_exit: %m%|expected_death: %m",
	  .xsignal = "expected_signal(%d): %m%|expected_signal: %m%|expected_death: %m",
	  .xtimeout = "expected_timeout: %m", .codes = "0:passed *:failed" },
	/* pytest 6 and later. A file's own fixtures and options count; ids may hold anything but a
	 * line's end. A test that passed may fail in its teardown. 5: there are no tests. */
	{ .name = "pytest", .reader = READER_lines, .names = "test_*.py *_test.py",
	  .list = PYTEST "--collect-only %a -- %p", .list_case = "\26case %n\37",
	  .list_never = "\26start %*", .list_comment = "\26end",
	  .whole = PYTEST "%a -- %p", .run = PYTEST "%a -- %N", .hand = "python3 -m pytest %p::%n",
	  .each = "%p::%n",
	  .run_file = PYTEST "%a @ %F", .file = "%p::%n",
	  .many = "\26file %n\37", .many_package = "__init__.py",
	  .many_same = "conftest.py pytest.ini .pytest.ini pyproject.toml tox.ini setup.cfg "
		"setup.py",
	  .start = "\26start %n\37", .passed = "\26passed %n\37", .failed = "\26failed %n\37%m",
	  .skipped = "\26skipped %n\37%m",
	  .xfailed = "\26xfailed %n\37%m", .xpassed = "\26xpassed %n\37%m",
	  .error = "\26error %n\37%m", .teardown = "\26teardown %n\37%m",
	  .end = "\26end%*", .count = "\26end %c", .codes = "0:passed 1:failed 5:skipped *:error",
	  .unset = "PYTEST_*" },
	/* bats prints TAP when asked. fd 3 is its own. It cannot list: names may come out of the
	 * script. */
	{ .name = "bats", .reader = READER_tap, .names = "*.bats", .interpreter = "bats",
	  .whole = "bats --tap %p",
	  .codes = "0:passed *:failed", .unset = "BATS_*" },
	/* Criterion 2.3 and later. Runs each case in a process of its own, whose end does not end
	 * the rest. Of a parameterized test each set has a line with the same name: the worst
	 * holds. What was not asked for, and what is disabled, is said to be skipped in the same
	 * words. Its words go to stderr. A pattern of more than 100 names crashes it, however long
	 * they are. */
	{ .name = "criterion", .reader = READER_lines, .stream = RESULTS_stderr,
	  .claims = "libcriterion.so%|criterion_internal_test_setup",
	  .list = "%p --list", .list_suite = "%s: %d test%*",
	  .list_case =
	  "|-- %n%|`-- %n%|\342\224\234\342\224\200\342\224\200 "
	  "%n%|\342\224\224\342\224\200\342\224\200 %n",
	  .list_off = "%* (skipped)", .list_comment = " (skipped)", .list_name = "%s/%n",
	  .whole = "%p --verbose -j1", .run = "%p --verbose -j1 --filter @(%N)", .join = "|",
	  .escape = "\\*?+@!()|[]", .limit = 300,
	  .start = "[RUN ] %s::%n", .passed = "[PASS] %s::%n: %*",
	  .failed = "[FAIL] %s::%n: (%*%|[FAIL] %s::%n: %m",
	  .skipped = "[SKIP] %s::%n: %m", .end = "[====] Synthesis: %*",
	  .count = "[====] Synthesis: Tested: %c | %*", .codes = "0:passed *:failed",
	  .unset = "CRITERION_*" },
	/* Check cannot list, nor run a single case. Its TAP log has the plan at the end, and a line
	 * for each turn of a loop test with the same name. Forks for each test. CK_ variables would
	 * choose suites or stop its forking. */
	{ .name = "check", .reader = READER_lines, .stream = RESULTS_report,
	  .claims = "CK_TAP_LOG_FILE_NAME%|srunner_run_all", .list_name = "%s:%n",
	  .failed = "not ok %d - %*:%s:%n: %m", .passed = "ok %d - %*:%s:%n: %*",
	  .end = "1..%d%|%d%: Checks: %d, Failures: %d, Errors: %d",
	  .count = "1..%c%|%d%: Checks: %c, Failures: %d, Errors: %d",
	  .codes = "0:passed *:failed", .env = "CK_TAP_LOG_FILE_NAME=%R", .unset = "CK_*" },
	/* cmocka cannot list. Its exit status is the number of failures, and 256 of them are 0. A
	 * plan for each group; a skipped test is "not ok 3 # SKIP name". The old run_tests() prints
	 * no TAP, whatever it is asked for, and a fixture that fails as a test that never started.
	 * A program may link libcmocka for its mocks alone. */
	{ .name = "cmocka", .reader = READER_tap, .lenient = 1,
	  .claims = "_cmocka_run_group_tests%|CMOCKA_MESSAGE_OUTPUT%|libcmocka.so%&_run_",
	  .reason = "%n Could not run test: %m%|%n [  FAILED  ] %m",
	  .start = "[ RUN      ] %n", .passed = "[       OK ] %n", .failed = "[  FAILED  ] %n",
	  .skipped = "[  SKIPPED ] %n",
	  .end = "[==========] %d test(s) run.",
	  .codes = "0:passed *:failed", .env = "CMOCKA_MESSAGE_OUTPUT=TAP", .unset = "CMOCKA_*" },
	/* Unity's usual runner takes no options. Its exit status is the number of failures as well.
	 * Lines for Eclipse, IAR and Qt Creator are other ones; times stand behind results if it
	 * was built so. A linker leaves out texts that are not used, but not those of its end line.
	 * Its Fixture says who passed with -v alone; a name is in front of what stands there of a
	 * failure. */
	{ .name = "unity-fixture", .reader = READER_lines,
	  .claims = "  -v          Verbose output: show all tests executed even if they pass",
	  .whole = "%p -v", .list_name = "%s.%n", .passed = "TEST(%s, %n) PASS",
	  .failed =
	  "TEST(%s, %n)%*:FAIL: %m%|TEST(%s, %n)%*:FAIL%|"
	  "TEST(%s, %n)%*> FAIL: %m%|TEST(%s, %n)%*> FAIL",
	  .skipped =
	  "IGNORE_TEST(%s, %n)%|TEST(%s, %n)%*:IGNORE: %m%|TEST(%s, %n)%*:IGNORE%|"
	  "TEST(%s, %n)%*> IGNORE: %m%|TEST(%s, %n)%*> IGNORE",
	  .tail = "(%d ms)", .end = UNITY_END, .count = "%c Tests %d Failures %d Ignored%*",
	  .codes = "0:passed *:failed" },
	{ .name = "unity", .reader = READER_lines,
	  .claims = "Unity Shorthand Support%| Failures %& Ignored ",
	  .passed = ":%d:%n:PASS%|:%d) %n:PASS%|:%d %n:PASS%|\">%n</SRCREF> PASS",
	  .failed =
	  ":%d:%n:FAIL:%m%|:%d:%n:FAIL%|:%d) %n:FAIL:%m%|:%d) %n:FAIL%|"
	  ":%d %n:FAIL:%m%|:%d %n:FAIL%|\">%n</SRCREF> FAIL:%m%|\">%n</SRCREF> FAIL",
	  .skipped =
	  ":%d:%n:IGNORE:%m%|:%d:%n:IGNORE%|:%d) %n:IGNORE:%m%|:%d) %n:IGNORE%|"
	  ":%d %n:IGNORE:%m%|:%d %n:IGNORE%|\">%n</SRCREF> IGNORE:%m%|\">%n</SRCREF> IGNORE",
	  .tail = "(%d ms)", .end = UNITY_END, .count = "%c Tests %d Failures %d Ignored%*",
	  .codes = "0:passed *:failed" },
	/* TAP 12 to 14, as prove takes it: results appear as it runs, no cases to list. */
	{ .name = "tap", .reader = READER_tap, .names = "*.t", .fallback = "perl",
	  .codes = "0:passed *:failed",
	  .env = "HARNESS_ACTIVE=1" },
	/* GNU Autotest: the testsuite of autoconf 2.69 to 2.72. It knows its groups by number, and
	 * keeps what it does in the directory where it runs; with -v it says what failed, and which
	 * group it starts. What passes unexpectedly fails. */
	{ .name = "autotest", .reader = READER_lines, .script = ".at by GNU Autoconf",
	  .list = "sh -c 'l=$(\"$0\" --list) && echo \"$l\" | sed -n \"" AUTOTEST_GROUP "\"' %p",
	  .list_case = "%s: %n", .list_name = "%s: %n",
	  .run = "sh -c 'p=$0; for a; do shift; set -- \"$@\" \"${a%%:*}\"; done; "
		"exec \"$p\" -v \"$@\"' %p %N",
	  .start = "%s. %*: testing %n ...", .passed = "%*:  ok",
	  .xfailed = "%*:  expected failure (%m)",
	  .failed = "%*:  FAILED (%m)%|%*:  UNEXPECTED PASS", .skipped = "%*:  skipped (%m)",
	  .end = "## Test results. ##", .codes = "0:passed *:failed", .cwd = "program",
	  .alone = 1 },
	/* CppUTest 3.8 and 4. It lists all names in one line. One case a process: groups and names
	 * are filters of their own. */
	{ .name = "cpputest", .reader = READER_lines, .claims = "Thanks for using CppUTest",
	  .list = "sh -c 'l=$(\"$0\" -ln) && printf \"%s\\n\" $l' %p",
	  .list_case = "%s.%n", .list_name = "%s.%n", .run = "%p -v -sg %s -sn %n",
	  .failed = "^Errors (%*", .skipped = "^OK (%d tests, 0 ran, %d checks, 1 ignored%*",
	  .passed = "^OK (%d tests, 1 ran, %*", .codes = "0:passed *:failed" },
	/* Yocto's, what ptest-runner starts: it exits as it likes. */
	{ .name = "ptest", .reader = READER_lines, .names = "run-ptest", .passed = "^PASS: %n",
	  .failed = "^FAIL: %n", .skipped = "^SKIP: %n", .codes = "*:passed", .cwd = "program" },
	/* KTAP 1 (docs.kernel.org/dev-tools/ktap.html), and TAP as the kernel's selftests print it:
	 * nested by two blanks, and where one runs others with "# " in front of each of their
	 * lines. 4: skipped. */
	{ .name = "ktap", .reader = READER_tap, .nested = 1, .codes = "0:passed 4:skipped *:failed" },
	/* The Linux Test Project's: its exit status has a bit for each sort of result, and its
	 * lines say why on stderr. */
	{ .name = "ltp", .reader = READER_lines, .stream = RESULTS_stderr,
	  .failed = "%* TFAIL: %m%|%* TBROK: %m%|%* TWARN: %m%|%* TFAIL  :  %m%|%* TBROK  :  %m",
	  .codes = LTP_CODES },
	/* The automake convention. */
	{ .name = "exec", .reader = READER_exit, .codes = "0:passed 77:skipped 99:error *:failed" },
};

/* A listing as it is read. */
struct listing {
	char suite[4096];
	bool opened;			/* a case may come */
	bool words;			/* a line says something else */
	bool parted;			/* one does behind a case */
	size_t last;			/* where the marks of the last one are */
};

/* What a pattern found in a line: see the chapter on lines. */
struct found {
	struct str name, suite, message;	/* %n %s %m; p NULL: it has none */
	/* the last %d; NONE: there was none, or more than that */
	uint32_t number;
	uint64_t count;				/* the sum of all %c */
	/* where it starts; where its last %* does, or the end of the line */
	const char *from, *rest;
};

/* ---- prototypes ------------------------------------------------------------------------------ */
/* values */
static bool value_bool(const char *, uint8_t *);
static bool value_set(void *owner, const struct key *, const char *value);
/* configuration */
static bool conf_line(struct conf *, char *line, int number, struct buf *error);
static bool conf_header(struct conf *, char *line, int number, struct buf *error);
static bool conf_check(const struct conf *, const struct section *, const struct setting *,
	struct buf *error);
static void conf_doubt(struct conf *, const struct section *, const struct setting *);
static void conf_share(struct conf *);
static void values_root(struct conf *);
static void conf_doubt_via(struct conf *);
static const struct key *key_find(enum section_type, const char *name);
static void add_env(struct buf *env, const struct setting *);
static bool conf_kinds(struct conf *, struct buf *error);
static bool kind_check(const struct kind *, struct buf *error, const char *file, int line);
/* programs */
static const char *text_add(struct suite *, const char *, size_t);
static uint32_t props_find(struct suite *, const char *id, const char *program, uint32_t set);
static bool elf_is_library(int fd, const char *name, const unsigned char *head, size_t have);
static const struct kind *elf_claim(int fd, const unsigned char *head, size_t have, uint64_t budget,
	const struct conf *);
/* suite files */
static bool suite_directory(struct suite *, const char *path);
static bool suite_walked(struct suite *, const char *path);
static bool suite_in(const char *directory);
static bool suite_argument(struct suite *, const char *path);
static bool suite_above(struct suite *, const char *path, const struct stat *);
static bool rows_from(const struct suite *, const char *argument);
static uint32_t alone_set(struct suite *, const char *path);
static void rows_take(struct suite *, const struct suite *known);
/* listings */
static void case_add(struct program *, const char *name, unsigned marks, const char *asks);
/* the walk */
static void walk(struct suite *, const char *path, bool whole, const struct suite *known);
static void needs_walk(struct suite *, const struct suite *known);
static void left_say(struct suite *, enum left from, enum left to);
static void walk_directory(struct suite *, const char *path, bool argument,
	const struct suite *known);
static bool walk_file(struct suite *, int at, const char *name, const char *path,
	const struct stat *, bool argument, const struct suite *known);
/* lines */
static const char *pattern_end(const char *pat);
static bool is_regex(const char *pat);
static bool is_named(const char *pat);
static bool regex_make(regex_t *, const char *pat, struct buf *error);
static bool pattern(const char *pat, const char *p, size_t n, struct str bound, struct found *);
static bool name_full(const struct kind *, const struct found *, bool xml, char *to, size_t size);
/* TAP */
static bool tap_line(struct reader *, const char *, size_t, struct fact *);
static void tap_turn(struct reader *, const char *, size_t);

#define APPLIANCE_WORD	"%{appliance}"
#define ROOT_WORD	"%{root}"
#define NAMES_MOST	1024		/* that the braces of one section stand for */

/* ---- values ------------------------------------------------------------------------------------
 * door: digits, value_set, values_none */
/* Digits, at most limit; *end is behind them. */
static bool digits(const char *s, uint64_t limit, uint64_t *v, const char **end)
{
	const char *p = s;

	for (*v = 0; *p >= '0' && *p <= '9'; p++) {
		if (*v > (limit - (uint64_t)(*p - '0')) / 10)
			return false;
		*v = *v * 10 + (uint64_t)(*p - '0');
	}
	*end = p;
	return p > s;
}

/* "90", "1.5s", "200ms", "2m", "1h" to milliseconds; a bare number is seconds. At most 1000 h. */
bool value_time(const char *s, uint32_t *ms)
{
	static const struct { const char *unit; uint32_t ms; } units[] = {
		{ "", 1000 }, { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 } };
	uint64_t whole, part = 0, scale = 1;
	const char *end;

	if (!digits(s, 3600000000u, &whole, &end))
		return false;
	if (*end == '.') {
		const char *from = end + 1;
		if (!digits(from, 999999, &part, &end) || end - from > 6)
			return false;
		for (; from < end; from++)
			scale *= 10;
	}
	for (size_t i = 0; i < COUNT(units); i++)
		if (!strcmp(end, units[i].unit)) {
			uint64_t t = whole * units[i].ms + part * units[i].ms / scale;
			*ms = (uint32_t)t;
			return t <= 3600000000u;
		}
	return false;
}

/* "300", "64K", "1M", "2G" to bytes. */
bool value_size(const char *s, uint64_t *bytes)
{
	static const char units[] = "KMG";
	const char *end, *unit;

	if (!digits(s, (uint64_t)1 << 40, bytes, &end))
		return false;
	if (*end && (unit = strchr(units, *end)) && *unit) {
		*bytes <<= 10 * (unit - units + 1);
		end++;
	}
	return !*end && *bytes <= (uint64_t)1 << 40;
}

/* A number that fits. */
bool value_number(const char *s, uint32_t *v)
{
	const char *end;
	uint64_t n;

	if (!digits(s, UINT32_MAX - 1, &n, &end) || *end)
		return false;
	*v = (uint32_t)n;
	return true;
}

/* "2", or "2 after 5s": the time may be missing, and is 0 then. */
bool value_retries(const char *s, struct retries *v)
{
	char number[16];
	size_t n = strcspn(s, " \t"), blanks = strspn(s + n, " \t");

	snprintf(number, sizeof number, "%.*s", (int)(n < sizeof number ? n : 0), s);
	v->after = 0;
	if (!value_number(number, &v->n))
		return false;
	s += n + blanks;
	if (!*s)
		return !blanks;
	n = strcspn(s, " \t");
	return n == 5 && !memcmp(s, "after", 5) &&
		value_time(s + n + strspn(s + n, " \t"), &v->after);
}

static bool value_bool(const char *s, uint8_t *v)
{
	*v = !strcmp(s, "yes") || !strcmp(s, "true") || !strcmp(s, "1");
	return *v || !strcmp(s, "no") || !strcmp(s, "false") || !strcmp(s, "0");
}

/* The end of a process that has this name, timeout or SIGABRT; 0: none has. */
static uint32_t code_named(const char *s, size_t n)
{
	char name[24], room[16];

	if (!isalpha((unsigned char)*s))
		return 0;	/* most are numbers, and a name costs a printf a signal */
	for (uint32_t i = 0; i < CODES - BY_TIMEOUT; i++) {
		snprintf(name, sizeof name, i ? "SIG%s" : "timeout", signal_name(i, room));
		if (strlen(name) == n && !memcmp(name, s, n))
			return BY_TIMEOUT + i;
	}
	return 0;
}

/* One word of codes: what it names, NONE for *; bit: all statuses that have these bits. False: it
 * is none. */
static bool code_word(const char *s, size_t n, bool *bit, uint32_t *code, enum outcome *o)
{
	const char *colon = memchr(s, ':', n), *end = s + 1;
	uint64_t number = 0;

	*bit = *s == '&';
	if (colon && (*code = code_named(s, (size_t)(colon - s))))
		end = colon;
	else if (*s == '*')
		*code = NONE;
	else if (digits(s + *bit, 255, &number, &end))
		*code = (uint32_t)number;
	else
		return false;
	if (end != colon || (*bit && !number))
		return false;
	for (int i = 0; i <= OUT_error; i++) {
		const char *word = outcome_name((enum outcome)i);
		if (strlen(word) == (size_t)(s + n - colon) - 1 && !strncmp(word, colon + 1,
		    strlen(word))) {
			*o = (enum outcome)i;
			return true;
		}
	}
	return false;
}

/* "0:passed 77:skipped &32:skipped *:failed" to an outcome for each exit status. A status that is
 * named is that; else the worst of the bits (&) that it has; else what * says, or failed. 0 is
 * passed if nothing else is said. Timeouts and signals stay what they are unless they are named. */
bool value_codes(const char *s, uint8_t codes[CODES])
{
	bool named[CODES] = { true }, bits[256] = { false };
	uint8_t others = OUT_failed;
	size_t n;

	codes[0] = OUT_passed;
	memset(codes + BY_TIMEOUT, OUT_crashed, CODES - BY_TIMEOUT);
	codes[BY_TIMEOUT] = OUT_timeout;
	for (const char *word; (word = word_next(&s, &n));) {
		enum outcome o;
		uint32_t code;
		bool bit;

		if (!code_word(word, n, &bit, &code, &o))
			return false;
		for (unsigned i = 0; bit && i < 256; i++)
			if ((i & code) == code && !named[i]) {
				codes[i] = (uint8_t)(bits[i] && codes[i] > o ? codes[i] : o);
				bits[i] = true;
			}
		if (!bit && code == NONE)
			others = (uint8_t)o;
		else if (!bit)
			codes[code] = (uint8_t)o;
		if (!bit && code != NONE)
			named[code] = true;
	}
	for (unsigned i = 0; i < 256; i++)
		if (!named[i] && !bits[i])
			codes[i] = others;
	return true;
}

/* Splits a command line into words as a shell does ('..', "..", \x; no expansion): an array that
 * ends in NULL, one block, owned by the caller; NULL and *error: a quote is open. */
char **words_split(const char *s, struct buf *error)
{
	size_t n = strlen(s), most = n / 2 + 2;
	char **words = xrealloc(NULL, 1, most * sizeof *words + n + 2);
	char *out = (char *)(words + most), quote = 0;
	size_t count = 0;
	bool in = false;

	for (; *s; s++) {
		if (!quote && (*s == ' ' || *s == '\t')) {
			if (in)
				*out++ = 0;
			in = false;
			continue;
		}
		if (!in)
			words[count++] = out;
		in = true;
		if (quote ? *s == quote : *s == '\'' || *s == '"')
			quote = quote ? 0 : *s;
		else if (*s == '\\' && s[1] && quote != '\'')
			*out++ = *++s;
		else
			*out++ = *s;
	}
	*out = 0;
	words[count] = NULL;
	if (quote) {
		if (error)
			buf_printf(error, "the quote %c is not closed", quote);
		free(words);
		return NULL;
	}
	return words;
}

#define W(name) #name,
static const char *const reader_words[] = { "", READERS(W) };
static const char *const stream_words[] = { "", STREAMS(W) };
static const char *const after_words[] = { "", AFTERS(W) };
static const char *const blame_words[] = { "", BLAMES(W) };
#undef W

/* The place of a word among others, from 1; false: it is none of them. */
static bool value_word(const char *const *words, size_t n, const char *value, uint8_t *place)
{
	for (size_t i = 1; i < n; i++)
		if (!strcmp(words[i], value)) {
			*place = (uint8_t)i;
			return true;
		}
	return false;
}

/* Gives a member its value; false: the value is none of its type. */
static bool value_set(void *owner, const struct key *k, const char *value)
{
	void *member = (char *)owner + k->offset;
	uint8_t codes[CODES];

	switch ((enum key_type)k->type) {
	case KEY_text:
		*(const char **)member = value;
		return true;
	case KEY_codes:
		*(const char **)member = value;
		return value_codes(value, codes);
	case KEY_names:
		*(const char **)member = value;
		return value_names(value, NULL);
	case KEY_time:
		return value_time(value, member);
	case KEY_number:
		return value_number(value, member);
	case KEY_size:
		return value_size(value, member);
	case KEY_flag:
		return value_bool(value, member);
	case KEY_regex:
		*(const char **)member = value;
		return is_regex(value) && value[2] && regex_found(value, NULL);
	case KEY_after:
		return value_word(after_words, COUNT(after_words), value, member);
	case KEY_blame:
		return value_word(blame_words, COUNT(blame_words), value, member);
	case KEY_reader:
		return value_word(reader_words, COUNT(reader_words), value, member);
	case KEY_stream:
		return value_word(stream_words, COUNT(stream_words), value, member);
	case KEY_retries:
		return value_retries(value, member);
	}
	return false;
}

/* Marks as not given what is not a pointer or a flag. */
static void values_none(void *owner, enum section_type type)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		if (keys[i].section == type &&
		    (keys[i].type == KEY_time || keys[i].type == KEY_number ||
		    keys[i].type == KEY_retries))
			memset((char *)owner + keys[i].offset, 0xff, sizeof (uint32_t));
}

/* ---- words --------------------------------------------------------------------------------------
 * door: holds_nocase */
/* How many letters must be changed to make one word, of n bytes, another. */
static unsigned distance(const char *a, size_t n, const char *b)
{
	unsigned row[32], m = (unsigned)strlen(b);

	if (n > 30 || m > 30)
		return 99;
	for (unsigned j = 0; j <= m; j++)
		row[j] = j;
	for (unsigned i = 1; i <= n; i++) {
		unsigned corner = row[0];
		row[0] = i;
		for (unsigned j = 1; j <= m; j++) {
			unsigned best = corner + (a[i - 1] != b[j - 1]);
			corner = row[j];
			best = row[j] + 1 < best ? row[j] + 1 : best;
			row[j] = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
		}
	}
	return row[m];
}

/* Begins to look for the word that is nearest to one that is not known. */
void near_open(struct near *n, const char *word)
{
	size_t len = strlen(word);

	*n = (struct near){ .word = word, .least = (unsigned)len / 2 + (len > 2) };
}

/* Tries a word of so many bytes. */
void near_try(struct near *n, const char *word, size_t len)
{
	size_t have = strlen(n->word);
	unsigned d = have && have <= len && !memcmp(word, n->word, have) ? 0 :
		distance(word, len, n->word);

	if (have < 4 && *word != *n->word)
		return;			/* of few letters one is much */
	if (d < n->least && len < sizeof n->best) {
		n->least = d;
		memcpy(n->best, word, len);
		n->best[len] = 0;
	}
}

/* ", did you mean X?", or "" where none is near enough. Lent until the next call. */
const char *near_text(const struct near *n)
{
	static char text[96];

	snprintf(text, sizeof text, *n->best ? ", did you mean %s?" : "%s", n->best);
	return text;
}

/* Words of other runners' command lines and properties, and what they are here: README, COMING
 * FROM, has the same. */
static const struct { const char *theirs, *ours; } others_words[] = {
	{ "e", "command in [tests]" }, { "exec", "command in [tests]" }, { "I", "PERL5LIB in [env]" }, { "l", "PERL5LIB in [env]" },
	{ "lib", "PERL5LIB in [env]" }, { "r", "always so" }, { "recurse", "always so" }, { "shuffle", "--order=random" },
	{ "state", "--last-failed, or --order" }, { "timer", "always so" }, { "Q", "-q" }, { "QUIET", "-q" }, { "formatter", "--junit, --tap or --html" },
	{ "archive", "--junit, --tap or --html" }, { "merge", "always so" },
	{ "R", "-k 'WORD and not WORD'" }, { "E", "-k 'WORD and not WORD'" }, { "L", "-k label:WORD" }, { "LE", "-k 'not label:WORD'" }, { "N", "--list" }, { "show-only", "--list" },
	{ "parallel", "--jobs" }, { "rerun-failed", "--last-failed" }, { "output-on-failure", "always so" },
	{ "stop-on-failure", "--exitfirst" }, { "schedule-random", "--order=random" }, { "I", "--shard=I/N" }, { "output-junit", "--junit" },
	{ "LABELS", "labels in [tests]" }, { "RESOURCE_LOCK", "locks in [tests]" }, { "RUN_SERIAL", "exclusive in [tests]" }, { "SKIP_RETURN_CODE", "codes in [tests]" },
	{ "WILL_FAIL", "codes in [tests]" }, { "PASS_REGULAR_EXPRESSION", "passed = /REGEX/ in [tests]" },
	{ "FAIL_REGULAR_EXPRESSION", "failed = /REGEX/ in [tests]" }, { "SKIP_REGULAR_EXPRESSION", "skipped = /REGEX/ in [tests]" },
	{ "FIXTURES_SETUP", "fixture in [tests]" }, { "FIXTURES_REQUIRED", "needs-fixture in [tests]" },
	{ "FIXTURES_CLEANUP", "fixture-cleanup in [tests]" }, { "DEPENDS", "after-any in [tests]" }, { "PROCESSORS", "weight in [tests]" },
	{ "REQUIRED_FILES", "files in [tests]" }, { "ENVIRONMENT", "env.NAME in [tests]" },
	{ "test-threads", "--jobs" }, { "no-fail-fast", "the default" }, { "fail-fast", "--exitfirst" }, { "max-fail", "--maxfail" },
	{ "partition", "--shard=I/N" }, { "no-capture", "--live" }, { "nocapture", "--live" }, { "stress-count", "--repeat" },
	{ "slow-timeout", "--slow and --timeout" }, { "leak-timeout", "--leaks=fail" }, { "threads-required", "weight in [tests]" },
	{ "p", "-k 'PACKAGE::*'" }, { "t", "-k WORD" }, { "S", "-k 'not WORD'" },
	{ "f", "the file in runtest" }, { "o", "timeout in [tests]" },
	{ "kyuafile", "nothing: it is read" }, { "parallelism", "--jobs" }, { "required_user", "user in [tests]" },
	{ "is_exclusive", "exclusive in [tests]" }, { "report-junit", "--replay=LOG --junit=F" }, { "report-html", "--replay=LOG --html=F" },
	{ "m", "-k tag:WORD" }, { "tx", "via in [appliance]" }, { "durations", "--slowest" }, { "junitxml", "--junit" }, { "reruns", "--retries" },
	{ "count", "--repeat" }, { "max-worker-restart", "three deaths in a row" }, { "forked", "--isolate" },
};

/* Is a text in another, in any case of letters? */
static bool holds_nocase(const char *s, const char *part)
{
	size_t n = strlen(part);

	for (; strlen(s) >= n; s++) {
		size_t i = 0;
		while (i < n &&
		    (s[i] == part[i] || ((s[i] | 32) == (part[i] | 32) && (s[i] | 32) >= 'a' &&
		    (s[i] | 32) <= 'z')))
			i++;
		if (i == n)
			return true;
	}
	return false;
}

/* What another runner's word is here, or NULL. */
const char *word_of_others(const char *word)
{
	for (size_t i = 0; i < COUNT(others_words); i++)
		if (!strcmp(word, others_words[i].theirs))
			return others_words[i].ours;
	return NULL;
}

/* ---- configuration -----------------------------------------------------------------------------
 * door: key_find, add_env, is_record,
 *       record_add */
/* muster.conf:  [section name]
 *               key = value          # a comment: at the start of a line or behind a blank
 *               key = "value"        blanks at its ends, and # in it, are the value's own
 *               key = ""value""      and so are quotes
 *
 * Parses and checks all of it but the keys of [run], which are the options' (runner.c). The conf
 * owns what it returns. false: *error is one line that names file and line. */
bool conf_parse(struct conf *c, const char *file, const char *text, size_t n, struct buf *error)
{
	char *p, *next;
	int line = 1;

	*c = (struct conf){ .file = xstrdup(file), .text = xrealloc(NULL, n + 1, 1) };
	memcpy(c->text, text, n);
	c->text[n] = 0;
	p = c->text;
	if (n >= 3 && !memcmp(p, "\xef\xbb\xbf", 3))
		p += 3;
	for (; p < c->text + n; p = next, line++) {
		char *end = memchr(p, '\n', (size_t)(c->text + n - p));
		next = end ? end + 1 : c->text + n;
		if (end)
			*end = 0;
		else
			end = c->text + n;
		if (memchr(p, 0, (size_t)(end - p))) {
			buf_printf(error, "%s:%d: a 0 byte: this is not a text file", file, line);
			return false;
		}
		if (end > p && end[-1] == '\r')
			end[-1] = 0;
		if (!conf_line(c, p, line, error))
			return false;
	}
	conf_share(c);
	values_root(c);
	conf_doubt_via(c);
	return conf_kinds(c, error);
}

/* Cuts blanks off the end. */
static void trim(char *s)
{
	size_t n = strlen(s);

	while (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		s[--n] = 0;
}

/* Takes one line. */
static bool conf_line(struct conf *c, char *s, int number, struct buf *error)
{
	struct section *section = c->n ? &c->sections[c->n - 1] : NULL;
	struct setting *set;
	char *eq, *value, *key;
	bool quote = false;
	size_t n;

	s += strspn(s, " \t");
	key = s;
	if (*s == '[')
		return conf_header(c, s, number, error);
	if (!*s || *s == '#')
		return true;
	eq = strchr(s, '=');
	if (!eq || eq == s) {
		buf_printf(error, "%s:%d: expected \"key = value\" or \"[section]\", not \"",
			c->file, number);
		buf_escape(error, s, strlen(s), 40);
		buf_puts(error, "\"");
		return false;
	}
	*eq = 0;
	trim(key);
	value = eq + 1 + strspn(eq + 1, " \t");
	for (char *p = value; *p; p++) {	/* the comment goes; a # in quotes stays */
		if (*p == '"' && (p == value || quote || p[-1] == ' ' || p[-1] == '\t'))
			quote = !quote;
		else if (*p == '#' && !quote && (p == value || p[-1] == ' ' || p[-1] == '\t'))
			*p = 0;
		if (!*p)
			break;
	}
	trim(value);
	n = strlen(value);
	if (n > 3 && !memcmp(value, "\"\"", 2) && !memcmp(value + n - 2, "\"\"", 2)) {
		value[n - 2] = 0;
		value += 2;
	} else if (n > 1 && *value == '"' && value[n - 1] == '"' &&
	    !memchr(value + 1, '"', n - 2)) {
		value[n - 1] = 0;
		value++;
	}
	if (!section) {
		buf_printf(error, "%s:%d: \"%s\" stands before any [section]", c->file,
			number, key);
		return false;
	}
	section->set = array_grow(section->set, section->n, sizeof *set);
	set = &section->set[section->n++];
	*set = (struct setting){ key, value, number };
	if (!conf_check(c, section, set, error))
		return false;
	conf_doubt(c, section, set);
	return true;
}

/* Adds a section; false: that name stands there already. */
static bool section_add(struct conf *c, struct section add, struct buf *error)
{
	const struct section *same = NULL;

	if (add.type > SECTION_tests || add.type == SECTION_appliance)
		same = conf_section(c, (enum section_type)add.type, add.name);
	if (same)
		buf_printf(error, "%s:%d: [%s %s] stands on line %d already", c->file, add.line,
			section_words[add.type], add.name, same->line);
	c->sections = array_grow(c->sections, c->n, sizeof *c->sections);
	c->sections[c->n++] = add;
	return !same;
}

/* Takes a [section] line. */
static bool conf_header(struct conf *c, char *s, int number, struct buf *error)
{
	char *end = strrchr(s, ']'), *word = s + 1, *name, *comment = strstr(s, " #");
	struct buf names = { 0 };	/* of an appliance; they stay */
	const char *why;
	struct near near;
	size_t n, type = 0;

	if (comment && end && comment < end)
		for (end = comment; end > s && *end != ']'; end--)
			;
	if (!end || end == s ||
	    (end[1 + strspn(end + 1, " \t")] && end[1 + strspn(end + 1, " \t")] != '#')) {
		buf_printf(error, "%s:%d: a section ends with ]", c->file, number);
		return false;
	}
	*end = 0;
	n = strcspn(word, " \t");
	name = word + n + strspn(word + n, " \t");
	word[n] = 0;
	trim(name);
	while (type < SECTION_COUNT && strcmp(word, section_words[type]))
		type++;
	if (type == SECTION_COUNT) {
		near_open(&near, word);
		for (size_t i = 0; i < SECTION_COUNT; i++)
			near_try(&near, section_words[i], strlen(section_words[i]));
		buf_printf(error, "%s:%d: no section [%s]%s; there are", c->file, number, word,
			near_text(&near));
		for (size_t i = 0; i < SECTION_COUNT; i++)
			buf_printf(error, " [%s%s]", section_words[i],
				section_named[i] ? " NAME" : "");
		return false;
	}
	if (section_named[type] != !!*name) {
		buf_printf(error, "%s:%d: [%s] %s", c->file, number, word,
			*name ? "takes no name" : type == SECTION_tests ? "needs a glob" :
			"needs a name");
		return false;
	}
	if (type == SECTION_appliance && (why = names_expand(name, &names))) {
		buf_printf(error, "%s:%d: [appliance %s]: %s", c->file, number, name, why);
		buf_free(&names);
		return false;
	}
	if (type == SECTION_tests && glob_bad(name)) {
		buf_printf(error, "%s:%d: the glob %s: %s", c->file, number, name, glob_bad(name));
		return false;
	}
	if (!names.n)
		return section_add(c, (struct section){ .type = (uint8_t)type, .name = name,
			.line = number }, error);
	for (const char *next = NULL; (next = list_next(names.p, names.n, next));)
		if (!section_add(c, (struct section){ .type = (uint8_t)type, .name = next,
		    .line = number,
			.names = next == names.p ? names.p : NULL }, error))
			return false;
	return true;
}

/* Is a word in a value of this section? */
static bool values_have(const struct section *s, const char *word)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (strstr(s->set[i].value, word))
			return true;
	return false;
}

/* Puts a text where the values of a section have a word. */
static void values_put(struct section *s, const char *word, const char *text)
{
	struct buf all = { 0 };
	size_t n = 0;

	for (uint32_t i = 0; i < s->n; i++) {
		const char *value = s->set[i].value, *at;
		for (; (at = strstr(value, word)); value = at + strlen(word)) {
			buf_add(&all, value, (size_t)(at - value));
			buf_add(&all, text, strlen(text));
		}
		buf_add(&all, value, strlen(value) + 1);
	}
	for (uint32_t i = 0; i < s->n; i++, n += strlen(all.p + n) + 1)	/* it moved as it grew */
		s->set[i].value = all.p + n;
	free(s->values);
	s->values = all.p;
}

/* Adds the directory of a file, absolute. */
static void directory_add(struct buf *path, const char *file)
{
	const char *slash = strrchr(file, '/');
	char cwd[PATH_MAX];

	if (*file != '/' && getcwd(cwd, sizeof cwd))
		buf_puts(path, cwd);
	if (*file != '/' && slash)
		buf_puts(path, "/");
	buf_printf(path, "%.*s", slash ? (int)(slash - file) : 0, file);
	if (!path->n)
		buf_puts(path, "/");
}

/* Puts the directory of the configuration where values have %{root}. */
static void values_root(struct conf *c)
{
	struct buf root = { 0 };

	for (uint32_t i = 0; i < c->n; i++) {
		if (!values_have(&c->sections[i], ROOT_WORD))
			continue;
		if (!root.n)
			directory_add(&root, c->file);
		values_put(&c->sections[i], ROOT_WORD, root.p);
	}
	buf_free(&root);
}

/* Puts an appliance's name where values of sections that are not one's own have %{appliance}: its
 * slave works by them. False: none has. */
bool conf_name(struct conf *c, const char *appliance)
{
	bool any = false;

	for (uint32_t i = 0; i < c->n; i++)
		if (c->sections[i].type != SECTION_appliance && values_have(&c->sections[i],
		    APPLIANCE_WORD)) {
			values_put(&c->sections[i], APPLIANCE_WORD, appliance);
			any = true;
		}
	return any;
}

/* [appliance board{1..3}] is three sections: the last has what was set, and the others get it here.
 * Each has its name in it. */
static void conf_share(struct conf *c)
{
	for (uint32_t i = c->n; i-- > 1;) {
		struct section *s = &c->sections[i - 1], *last = &c->sections[i];
		if (s->type == SECTION_appliance && s->line == last->line && last->n) {
			s->set = xrealloc(NULL, last->n + 1, sizeof *s->set);
			memcpy(s->set, last->set, last->n * sizeof *s->set);
			s->n = last->n;
		}
	}
	for (uint32_t i = 0; i < c->n; i++)
		if (c->sections[i].type == SECTION_appliance && values_have(&c->sections[i],
		    APPLIANCE_WORD))
			values_put(&c->sections[i], APPLIANCE_WORD, c->sections[i].name);
}

/* One word between braces, n bytes with p[n] behind them, as the names that it stands for, each
 * with a 0 byte: a,b are two, 8..10 three, and 08..10 have two digits each. Why it is none, or
 * NULL. */
static const char *brace_words(const char *p, size_t n, struct buf *words)
{
	const char *dots = memchr(p, '.', n), *end;
	uint64_t from, to;
	int width;

	if (memchr(p, ',', n)) {
		buf_add(words, p, n);
		buf_add(words, "", 1);
		for (size_t i = words->n - 1 - n; i < words->n; i++)
			if (words->p[i] == ',')
				words->p[i] = 0;
		return NULL;
	}
	if (!dots || !digits(p, 999999999, &from, &end) || end != dots ||
	    !digits(dots + 2, 999999999, &to, &end) || end != p + n || dots[1] != '.')
		return "braces hold words, {a,b}, or two numbers, {01..50}";
	if ((to > from ? to - from : from - to) >= NAMES_MOST)
		return "braces stand for more than 1024 names";
	width = *p == '0' || dots[2] == '0'
		? (int)(dots - p > end - dots - 2 ? dots - p : end - dots - 2) : 1;
	for (;; from += from < to ? 1 : (uint64_t)-1) {
		buf_printf(words, "%0*llu", width, (unsigned long long)from);
		buf_add(words, "", 1);
		if (from == to)
			return NULL;
	}
}

/* Adds the names that one with braces stands for, as sh has them, each ended by a 0 byte; one
 * without is itself. Why it is no name, or NULL. */
const char *names_expand(const char *name, struct buf *names)
{
	const char *open = strchr(name, '{'), *close = open ? strchr(open, '}') : NULL, *why;
	struct buf words = { 0 }, one = { 0 };

	if (name[strcspn(name, open ? "*?" : "*?,}")])
		return "a name holds none of * ? and , (one section each, or braces)";
	if (!open) {
		buf_add(names, name, strlen(name) + 1);
		return NULL;
	}
	if (!close || memchr(open + 1, '{', (size_t)(close - open - 1)))
		return "a { has its } behind it, with no other { in between";
	why = brace_words(open + 1, (size_t)(close - open - 1), &words);
	for (const char *word = NULL; !why && (word = list_next(words.p, words.n, word));) {
		size_t had = names->n, n = 0;
		one.n = 0;
		buf_printf(&one, "%.*s%s%s", (int)(open - name), name, word, close + 1);
		why = names_expand(one.p, names);
		for (const char *next = NULL; (next = list_next(names->p, names->n, next));)
			n++;
		if (!why && (n > NAMES_MOST || names->n - had <= 1))
			why = n > NAMES_MOST ? "braces stand for more than 1024 names" :
				"braces stand for no name there";
	}
	buf_free(&words);
	buf_free(&one);
	return why;
}

/* The names in a value, words: board{1..3} are three, and so are 9000..9002. Adds them, each ended
 * by a 0 byte (names NULL: to nothing), and returns how many there are; 0: none, more than there
 * may be, or one twice. */
uint32_t value_names(const char *value, struct buf *names)
{
	struct buf all = { 0 }, word = { 0 };
	struct map map = { 0 };
	uint32_t count = 0;
	bool good = true;
	size_t n;

	for (const char *p; good && (p = word_next(&value, &n));) {
		bool numbers = strspn(p, "0123456789.") >= n && memchr(p, '.', n);
		word.n = 0;
		buf_printf(&word, "%.*s", (int)n, p);
		good = !(numbers ? brace_words(word.p, n, &all) : names_expand(word.p, &all));
	}
	for (const char *p = NULL; good && (p = list_next(all.p, all.n, p)); count++) {
		uint32_t *place = map_at(&map, p, strlen(p));
		good = *p && *place == NONE && count < NAMES_MOST;
		*place = count;
	}
	if (good && count && names)
		buf_add(names, all.p, all.n);
	free(map.slots);
	buf_free(&word);
	buf_free(&all);
	return good ? count : 0;
}

/* Why only muster sets a variable; NULL: anybody may. */
const char *variable_own(const char *name)
{
	static const char own[] =
		"MUSTER_SLAVE MUSTER_APPLIANCE MUSTER_TAGS MUSTER_TEST MUSTER_ATTEMPT MUSTER_RUN "
		"MUSTER_HOOK MUSTER_PID MUSTER_LOCK_* MUSTER_REBOOT MUSTER_KEEP MUSTER_OUTCOME "
		"MUSTER_ENV MUSTER_CORE MUSTER_PROGRAM";

	if (!strcmp(name, "TMPDIR"))
		return "each test has one of its own, below that of muster";
	return !strncmp(name, "MUSTER_", 7) && glob_any(own, name)
		? "muster sets it, and nobody else" : NULL;
}

/* Reads the key of a variable, up to its = or end: NAME is set; with NAME+ the value goes behind
 * what
 * is there, with +NAME in front; a : or ; beside the + stands between, where there is something. */
struct change change_of(const char *key)
{
	size_t n = strcspn(key, "=");
	struct change c = { .before = *key == '+' };

	c.behind = !c.before && n > 1 && key[n - 1] == '+';
	key += c.before;
	n -= c.before + c.behind;
	if (c.before && n && (*key == ':' || *key == ';')) {
		c.between = *key++;
		n--;
	}
	if (c.behind && n && (key[n - 1] == ':' || key[n - 1] == ';'))
		c.between = key[--n];
	while (n && (key[n - 1] == ' ' || key[n - 1] == '\t'))
		n--;
	c.name = (struct str){ key, (uint32_t)n };
	return c;
}

/* Does a setting set no variable that is muster's own? */
static bool conf_check_env(const struct conf *conf, enum section_type type,
	const struct setting *set, struct buf *error)
{
	bool several = type == SECTION_kind && !strcmp(set->key, "env");
	bool one = type == SECTION_env || ((type == SECTION_appliance || type == SECTION_tests) &&
		!strncmp(set->key, "env.", 4));
	char **words = several ? words_split(set->value, NULL) : NULL, **w = words;
	const char *name = one ? type == SECTION_env ? set->key : set->key + 4 : NULL, *why = NULL;
	struct change c;
	char bare[64];

	do {
		if (w && *w) {
			(*w)[strcspn(*w, "=")] = 0;
			name = *w++;
		}
		c = change_of(name ? name : "");
		snprintf(bare, sizeof bare, "%.*s", (int)c.name.n, c.name.p);
		why = name ? variable_own(bare) : NULL;
	} while (!why && w && *w);
	if (why)
		buf_printf(error, "%s:%d: %s: %s", conf->file, set->line, bare, why);
	free(words);
	return !why;
}

/* What somebody may have meant who wrote a key that there is not. */
static const char *key_near(enum section_type type, const char *name)
{
	static char text[128];
	const char *ours = word_of_others(name);
	struct near near;

	near_open(&near, name);
	for (size_t i = 0; i < COUNT(keys); i++)
		if (keys[i].section == type)
			near_try(&near, keys[i].name, strlen(keys[i].name));
	if (!ours || *near.best)
		return near_text(&near);
	snprintf(text, sizeof text, ", here that is %s", ours);
	return text;
}

/* What somebody may have meant who gave a key a value that it does not take. */
static const char *value_near(const struct key *k, const char *value)
{
	struct near near;
	const char *word = value + strcspn(value, ":"), *const *words = k->type == KEY_reader
		? reader_words : stream_words;
	size_t n = k->type == KEY_reader ? COUNT(reader_words) : k->type == KEY_stream
		? COUNT(stream_words) : 0;

	near_open(&near, k->type == KEY_codes && *word ? word + 1 : value);
	for (size_t i = 1; i < n; i++)
		near_try(&near, words[i], strlen(words[i]));
	for (int i = 0; k->type == KEY_codes && i <= OUT_error; i++)
		near_try(&near, outcome_name((enum outcome)i),
			strlen(outcome_name((enum outcome)i)));
	return near_text(&near);
}

/* Does a value say "no" where any word means yes? */
static bool is_opposite(const struct key *k, const char *value)
{
	static const char keys_of_reasons[] = "xfail skip needs locks";
	static const char *const no[] = { "no", "false", "off", "none", "never", "0" };

	for (size_t i = 0; glob_any(keys_of_reasons, k->name) && i < COUNT(no); i++)
		if (strlen(value) == strlen(no[i]) && holds_nocase(value, no[i]))
			return true;
	return false;
}

/* A warning that names file and line. */
static void conf_warn(struct conf *c, int line, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	buf_printf(&c->warnings, "%s:%d: %s", c->file, line, text);
	buf_add(&c->warnings, "", 1);
}

/* The variable that a shell would put into a value, or NULL; in single quotes it would not,
 * either. */
static const char *dollar_in(const char *value, bool quotes)
{
	bool quoted = false;

	for (const char *p = value; *p; p++) {
		quoted ^= quotes && *p == '\'';
		if (!quoted && *p == '$' && (isalpha((unsigned char)p[1]) || p[1] == '_' ||
		    p[1] == '{') && (p == value || p[-1] != '\\'))
			return p;
	}
	return NULL;
}

/* Warns of what a setting does not do, though it looks as if it would. */
static void conf_doubt(struct conf *c, const struct section *section, const struct setting *set)
{
	static const char words[] =
		"args command wrapper list list.else run run.file whole cleanup";
	bool env = section->type == SECTION_env ||
		((section->type == SECTION_appliance || section->type == SECTION_tests) &&
		!strncmp(set->key, "env.", 4));
	const char *name = section->type == SECTION_env || !env ? set->key : set->key + 4,
		*dollar = NULL;
	struct change change = change_of(name);
	bool adds = env && (change.behind || change.before);

	adds |= section->type == SECTION_run;
	for (const struct setting *other = section->set; !adds && other < set; other++)
		if (!strcmp(other->key, set->key)) {
			conf_warn(c, set->line, "%s stands on line %d already; this one counts",
				set->key, other->line);
			break;
		}
	if (env && strcspn(change.name.p, " \t\"'$") < change.name.n)
		conf_warn(c, set->line, "\"%s\" is no name of a variable%s", name,
			strncmp(name, "export ", 7) && strncmp(name, "set ", 4) ? "" :
			" (leave the first word out)");
	if (env || !strcmp(set->key, "cwd") || !strcmp(set->key, "root"))
		dollar = *set->value == '~' && (!set->value[1] || set->value[1] == '/')
			? set->value : dollar_in(set->value, false);
	else if (glob_any(words, set->key))
		dollar = dollar_in(set->value, true);
	if (dollar)
		conf_warn(c, set->line, "%s: %.*s stays as it is: there is no shell to expand it",
			set->key,
			*dollar == '~' ? 1 : 1 + (int)strcspn(dollar + 1, " \t/\"'$:,;."), dollar);
}

/* Warns of keys of an appliance that count only behind a `via`. */
static void conf_doubt_via(struct conf *c)
{
	for (uint32_t i = 0; i < c->n; i++)
		for (uint32_t j = 0; c->sections[i].type == SECTION_appliance &&
		    j < c->sections[i].n; j++) {
			const struct setting *set = &c->sections[i].set[j];
			if ((!strcmp(set->key, "root") || !strcmp(set->key, "muster")) &&
			    !section_text(&c->sections[i], "via"))
				conf_warn(c, set->line,
					"%s has no effect without via: this appliance is here",
					set->key);
		}
}

/* How many of a pattern's alternatives have such a part; *all: there are. */
static unsigned pattern_parts(const char *pat, const char *part, unsigned *all)
{
	unsigned n = 0;

	*all = 0;
	for (const char *end; pat; pat = *end ? end + 2 : NULL, ++*all) {
		const char *at = strstr(pat, part);
		end = pattern_end(pat);
		n += at && at < end;
	}
	return n;
}

/* Has a pattern an alternative without any text? That is in every line. */
static bool is_open(const char *pat)
{
	for (const char *end; pat; pat = *end ? end + 2 : NULL)
		if ((end = pattern_end(pat)) == pat)
			return true;
	return false;
}

/* Is a value a pattern that can tell one line, or one output, from another? Those of [tests] name
 * no case. */
static bool pattern_check(const struct conf *c, enum section_type type, const struct setting *set,
	struct buf *error)
{
	struct buf why = { 0 };
	unsigned all;
	regex_t regex;
	bool judges = glob_any(JUDGE_KEYS, set->key);

	if ((type != SECTION_tests || !judges) &&
	    (type != SECTION_kind || !glob_any(PATTERN_KEYS, set->key)))
		return true;
	if (judges && is_regex(set->value)) {
		if (!set->value[2])
			buf_puts(&why, "no expression is everywhere");
		else if (regex_make(&regex, set->value, &why))
			regfree(&regex);
	} else if (is_open(set->value)) {
		buf_puts(&why, "without a text it is every line (leave the line out)");
	} else if (type == SECTION_tests && (pattern_parts(set->value, "%n", &all) ||
	    pattern_parts(set->value, "%s", &all))) {
		buf_puts(&why,
			"%n and %s name a case, which is for [kind]: here the test is known");
	}
	if (why.n)
		buf_printf(error, "%s:%d: %s = %s: %.*s", c->file, set->line, set->key, set->value,
			(int)why.n, why.p);
	buf_free(&why);
	return !error->n;
}

/* Is it record.NAME? */
static bool is_record(const char *key) { return !strncmp(key, "record.", 7) && key[7]; }

/* Is the value of record.NAME a pattern with %m, the part of a line that is recorded? */
static bool record_check(const struct conf *c, const struct setting *set, struct buf *error)
{
	static const char letters[] = RECORD_LETTERS;
	unsigned all;
	const char *why = set->key[7 + strspn(set->key + 7, letters)] ?
		"a name is of letters, digits and _-./" :
		is_regex(set->value) || !pattern_parts(set->value, "%m", &all) ?
		"expected a pattern with %m, the part of a line that is recorded" :
		pattern_parts(set->value, "%n", &all) || pattern_parts(set->value, "%s", &all) ?
		"%n and %s name a case: here it is known" : NULL;

	if (why)
		buf_printf(error, "%s:%d: %s = %s: %s", c->file, set->line, set->key, set->value,
			why);
	return !why;
}

/* Says of a key that its section does not have it, and which it has. */
static void key_unknown(const struct conf *c, enum section_type type, const struct setting *set,
	struct buf *error)
{
	buf_printf(error, "%s:%d: [%s] has no key \"", c->file, set->line, section_words[type]);
	buf_escape(error, set->key, strlen(set->key), 60);
	buf_printf(error, "\"%s; it has", key_near(type, set->key));
	for (size_t i = 0; i < COUNT(keys); i++)
		if (keys[i].section == type)
			buf_printf(error, " %s", keys[i].name);
	if (type == SECTION_appliance || type == SECTION_tests)
		buf_puts(error, " env.NAME");
	if (type == SECTION_tests || type == SECTION_kind)
		buf_puts(error, " record.NAME");
}

/* Is a key known in its section, and its value one of its type? */
static bool conf_check(const struct conf *c, const struct section *section,
	const struct setting *set, struct buf *error)
{
	static const char *const wants[] = { "a text",
		"ends and outcomes, as 0:passed 77:skipped SIGABRT:passed timeout:failed *:failed",
		"names, as alice bob, board{1..3} or 9000..9031, each once, at most 1024",
		"a time, as 500ms, 60s, 5m or 1h", "a number", "a size, as 4096, 64K or 1M",
		"yes or no", "a regular expression, as /BUG:|Oops/", "exit, lines or tap",
		"stdout, stderr or report", "a number, as 2, or 2 after 5s", "failed or each",
		"appliance or test" };
	union { struct appliance a; struct props p; struct kind k; struct lock l; struct provider v;
		} scratch;
	enum section_type type = (enum section_type)section->type;
	const struct key *k;
	char **words;

	if (!conf_check_env(c, type, set, error))
		return false;
	if (type == SECTION_run || type == SECTION_env)
		return true;
	if ((type == SECTION_appliance || type == SECTION_tests) && !strncmp(set->key, "env.", 4) &&
	    set->key[4])
		return true;
	if ((type == SECTION_tests || type == SECTION_kind) && is_record(set->key))
		return record_check(c, set, error);
	k = key_find(type, set->key);
	if (!k) {
		key_unknown(c, type, set, error);
		return false;
	}
	if (!value_set(&scratch, k, set->value)) {
		buf_printf(error, "%s:%d: %s = ", c->file, set->line, k->name);
		buf_escape(error, set->value, strlen(set->value), 100);
		buf_printf(error, ": expected %s%s", wants[k->type], value_near(k, set->value));
		return false;
	}
	if (!pattern_check(c, type, set, error))
		return false;
	if (is_opposite(k, set->value)) {
		buf_printf(error,
			"%s:%d: %s = %s would mean yes: any words do (leave the line out)", c->file,
			set->line, k->name, set->value);
		return false;
	}
	words = words_split(set->value, NULL);
	if (!words && type != SECTION_kind && k->type == KEY_text &&
	    !glob_any("xfail skip " JUDGE_KEYS, set->key)) {
		buf_printf(error, "%s:%d: %s: a quote is not closed", c->file, set->line, set->key);
		return false;
	}
	free(words);
	return true;
}

/* The row of a key, or NULL. */
static const struct key *key_find(enum section_type section, const char *name)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		if (keys[i].section == section && !strcmp(keys[i].name, name))
			return &keys[i];
	return NULL;
}

/* The section of a type and name, or NULL. */
const struct section *conf_section(const struct conf *c, enum section_type type, const char *name)
{
	for (uint32_t i = 0; i < c->n; i++)
		if (c->sections[i].type == type && !strcmp(c->sections[i].name, name))
			return &c->sections[i];
	return NULL;
}

/* The value of a key, the last of several; NULL: it is not given. */
const char *section_text(const struct section *section, const char *key)
{
	for (uint32_t i = section->n; i-- > 0;)
		if (!strcmp(section->set[i].key, key))
			return section->set[i].value;
	return NULL;
}

/* Adds NAME=VALUE of an env.NAME key, or NAME+=VALUE and so on, ended by a 0 byte. */
static void add_env(struct buf *env, const struct setting *set)
{
	buf_printf(env, "%s=%s", set->key + 4, set->value);
	buf_add(env, "", 1);
}

/* Adds NAME=PATTERN of a record.NAME key, ended by a 0 byte. */
static void record_add(struct buf *records, const struct setting *set)
{
	buf_printf(records, "%s=%s", set->key + 7, set->value);
	buf_add(records, "", 1);
}

/* What [kind NAME] has recorded of the tests of a kind, NAME=PATTERN, each ended by a 0 byte. */
void kind_records(const struct conf *c, const char *name, struct buf *records)
{
	const struct section *section = conf_section(c, SECTION_kind, name);

	for (uint32_t i = 0; section && i < section->n; i++)
		if (is_record(section->set[i].key))
			record_add(records, &section->set[i]);
}

/* What [appliance NAME] says, all unset where there is none (false). The caller owns a->env. */
bool appliance_of(const struct conf *c, const char *name, struct appliance *a)
{
	const struct section *section = conf_section(c, SECTION_appliance, name);

	*a = (struct appliance){ .name = name };
	values_none(a, SECTION_appliance);
	for (uint32_t i = 0; section && i < section->n; i++) {
		const struct key *k = key_find(SECTION_appliance, section->set[i].key);
		if (k)
			value_set(a, k, section->set[i].value);
		else
			add_env(&a->env, &section->set[i]);
	}
	return section;
}

/* Does a [kind NAME] section make a whole? */
static bool kind_check(const struct kind *k, struct buf *error, const char *file, int line)
{
	if (k->list && k->reader == READER_tap) {
		buf_printf(error, "%s:%d: [kind %s] can list, so its reader is lines, or exit",
			file, line, k->name);
		return false;
	}
	if (k->list && (!k->run || !k->list_case || !strstr(k->list_case, "%n"))) {
		buf_printf(error,
			"%s:%d: [kind %s] can list, so it needs run, and list.case with %%n", file,
			line, k->name);
		return false;
	}
	if (!k->run_file != !k->file) {
		buf_printf(error, "%s:%d: [kind %s]: run.file and file need each other", file,
			line, k->name);
		return false;
	}
	return true;
}

/* Does a kind have one of these keys? */
static bool kind_has(const struct kind *k, const char *names)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		if (keys[i].section == SECTION_kind && keys[i].type == KEY_text &&
		    glob_any(names, keys[i].name) &&
		    *(const char *const *)((const char *)k + keys[i].offset))
			return true;
	return false;
}

/* Says why nobody would write what this kind is to read; true: somebody may. */
static bool source_check(const struct kind *k, const struct setting *set, struct buf *error)
{
	bool told = k->stream != RESULTS_report || (k->env && strstr(k->env, "%R"));

	if (!strcmp(set->key, "reader") && k->reader == READER_lines && !kind_has(k, RESULT_KEYS))
		buf_puts(error,
			"reader = lines has no effect without a line that is a result: "
			"passed, failed or skipped (reader = exit asks for none)");
	else if (!told && glob_any("run run.file whole", set->key) && !strstr(set->value, "%R"))
		buf_printf(error,
			"%s does not name %%R, the file that stream = report reads (env may, "
			"too: NAME=%%R)",
			set->key);
	else if (!told && !strcmp(set->key, "stream") && !k->run && !k->whole)
		buf_puts(error,
			"stream = report has no effect without whole, run or env that names "
			"its file, %R");
	return !error->n;
}

/* Says what a setting of a kind lacks to have an effect; true: nothing. */
static bool setting_applies(const struct kind *k, const struct setting *set, struct buf *error)
{
	static const struct { const char *names, *beside; } company[] = {
		{ "list.else list.suite list.case list.only list.not list.comment list.never "
		  "list.cleanup list.needs list.timeout list.quoted list.off list.disabled run "
		  "hand run.file file each except join escape spell limit cleanup pause suite.failed "
		  "all.skipped", "list" },
		{ "list.name", "list passed failed skipped" }, { "pause", "start" }, { "suite.failed", "list.name" }, { "all.skipped", "start" },
		{ "list.cleanup", "cleanup" }, { "cleanup", "list.cleanup" } };
	static const char *const unread[] = { [READER_exit] = LINE_KEYS " reason stream lenient",
		[READER_lines] = "lenient", [READER_tap] = LINE_KEYS };
	static const struct { const char *name, *part; } parts[] = { { "start", "%n" },
		{ "count", "%c" },
		{ "reason", "%m" }, { "list.name", "%n" }, { "list.timeout", "%m" },
		{ "suite.failed", "%s" } };
	const char *lacks = NULL, *word;
	unsigned all;
	size_t n;

	if (glob_any(unread[k->reader], set->key) && !(k->reader == READER_tap && k->start)) {
		buf_printf(error, "%s has no effect where reader = %s%s", set->key,
			reader_words[k->reader],
			k->reader == READER_exit ? ", as it is without passed, failed and skipped" :
			"");
		return false;
	}
	for (size_t i = 0; i < COUNT(company) && !lacks; i++)
		if (glob_any(company[i].names, set->key) && !kind_has(k, company[i].beside))
			lacks = company[i].beside;
	for (size_t i = 0; i < COUNT(parts) && !lacks; i++)
		if (!strcmp(parts[i].name, set->key) && pattern_parts(set->value, parts[i].part,
		    &all) < all)
			lacks = parts[i].part;
	if (!lacks)
		return true;
	buf_printf(error, "%s has no effect without", set->key);
	for (const char *p = lacks; (word = word_next(&p, &n));)
		buf_printf(error, "%s %.*s", word > lacks ? " or" : "", (int)n, word);
	return false;
}

/* Says why /REGEX/ cannot judge a process of this kind; true: it can. */
static bool regex_check(const struct kind *k, const struct setting *set, struct buf *error)
{
	struct reader r;

	reader_open(&r, k, !k->list);
	if (!glob_any(JUDGE_KEYS, set->key))
		buf_printf(error, "%s takes no /REGEX/: passed, failed and skipped do", set->key);
	else if (!r.judges)
		buf_printf(error,
			"%s = /REGEX/ judges all that a process does: it has no effect beside "
			"start, expected.*, results with %%n, or stream = report", set->key);
	return !error->n;
}

/* Says why nobody can tell of which case a result is; true: it can be told. */
static bool result_check(const struct kind *k, const struct setting *set, struct buf *error)
{
	unsigned all, named = pattern_parts(set->value, "%n", &all);

	if (!glob_any(RESULT_KEYS, set->key))
		return true;
	if (is_regex(set->value))
		return regex_check(k, set, error);
	if (named && named < all) {
		buf_printf(error, "%s has %%n in some of its alternatives, and not in all",
			set->key);
		return false;
	}
	if (named || !glob_any("failed skipped", set->key) || !k->list || !strstr(k->run, "%N") ||
	    k->start || !k->passed || !is_named(k->passed))
		return true;
	buf_printf(error,
		"%s has no %%n, and passed has: without start, or run with %%n alone, nobody knows "
		"which case it is of", set->key);
	return false;
}

/* Has each setting of a kind's section an effect? */
static bool settings_check(const struct conf *c, const struct kind *k,
	const struct section *section, struct buf *error)
{
	struct buf why = { 0 };

	for (const struct setting *set = section->set; set < section->set + section->n && !error->n;
	    set++)
		if (!setting_applies(k, set, &why) || !source_check(k, set, &why) ||
		    !result_check(k, set, &why))
			buf_printf(error, "%s:%d: [kind %s]: %.*s", c->file, set->line, k->name,
				(int)why.n, why.p);
	buf_free(&why);
	return !error->n;
}

/* Fills the rows of [kind NAME] sections; one with a built-in name starts from that row. */
static bool conf_kinds(struct conf *c, struct buf *error)
{
	for (uint32_t i = 0; i < c->n; i++) {
		const struct section *section = &c->sections[i];
		struct kind *kind;
		const struct kind *old;

		if (section->type != SECTION_kind)
			continue;
		old = kind_find(c, section->name);
		c->kinds = array_grow(c->kinds, c->nkinds, sizeof *c->kinds);
		kind = &c->kinds[c->nkinds++];
		if (old)
			*kind = *old;
		else
			values_none(memset(kind, 0, sizeof *kind), SECTION_kind);
		kind->name = section->name;
		for (uint32_t j = 0; j < section->n; j++)
			if (!is_record(section->set[j].key))
				value_set(kind, key_find(SECTION_kind, section->set[j].key),
						section->set[j].value);
		if (section_text(section, "run") && !section_text(section, "run.file"))
			/* that of the row would not be its command any more */
			kind->run_file = kind->file = NULL;
		if (!kind->reader)
			kind->reader = kind->passed || kind->failed || kind->skipped
				? READER_lines : READER_exit;
		if (!kind->codes)
			kind->codes = "0:passed *:failed";
		if (!kind_check(kind, error, c->file, section->line) ||
		    !settings_check(c, kind, section, error))
			return false;
	}
	return true;
}

/* ---- globs ----------------------------------------------------------------------------------- */
/* Does the glob g .. end match? * any text, also with /; ? one byte; [a-z] [!a-z] one of; \x x
 * itself. */
static bool glob_span(const char *g, const char *end, const char *s)
{
	/* where to go on when the last * must take one byte more */
	const char *star = NULL, *from = NULL;

	for (;;) {
		const char *next = g + 1;
		bool hit = *s != 0 && g < end;

		if (g < end && *g == '*') {
			star = ++g;
			from = s;
			continue;
		}
		if (g == end && !*s)
			return true;
		if (hit && *g == '[') {
			bool not = g[1] == '!' || g[1] == '^', in = false;
			const char *p = g + 1 + not;
			do {
				unsigned char low = (unsigned char)*p++, high = low;
				if (p >= end)
					return false;		/* see glob_bad */
				if (*p == '-' && p[1] && p[1] != ']') {
					high = (unsigned char)p[1];
					p += 2;
				}
				in |= (unsigned char)*s >= low && (unsigned char)*s <= high;
			} while (*p != ']');
			next = p + 1;
			hit = in != not;
		} else if (hit && *g == '\\' && g + 1 < end) {
			next = g + 2;
			hit = g[1] == *s;
		} else if (hit && *g != '?') {
			hit = *g == *s;
		}
		if (hit) {
			g = next;
			s++;
		} else if (star && *from) {
			g = star;
			s = ++from;
		} else {
			return false;
		}
	}
}

bool glob_match(const char *glob, const char *text)
{
	return glob_span(glob, glob + strlen(glob), text);
}

/* Does one of the globs, separated by blanks, match? */
bool glob_any(const char *globs, const char *text)
{
	size_t n;

	for (const char *glob; (glob = word_next(&globs, &n));)
		if (glob_span(glob, glob + n, text))
			return true;
	return false;
}

/* What is wrong with a glob, or NULL. */
const char *glob_bad(const char *g)
{
	for (; *g; g++) {
		if (*g == '\\') {
			if (!*++g)
				return "\\ stands at the end";
		} else if (*g == '[') {
			g += g[1] == '!' || g[1] == '^' ? 2 : 1;
			if (!*g || !(g = strchr(g + 1, ']')))
				return "[ is not closed (\\[ is the character)";
		}
	}
	return NULL;
}

/* ---- finding kinds ---------------------------------------------------------------------------
 * door: kind_at */
/* Row i of the user's kinds and then the built-in ones, or NULL behind the last. */
static const struct kind *kind_at(const struct conf *c, size_t i)
{
	if (i < c->nkinds)
		return &c->kinds[i];
	i -= c->nkinds;
	return i < COUNT(kinds) ? &kinds[i] : NULL;
}

/* The kind of a name, or NULL. */
const struct kind *kind_find(const struct conf *c, const char *name)
{
	const struct kind *k;

	for (size_t i = 0; (k = kind_at(c, i)); i++)
		if (!strcmp(k->name, name))
			return k;
	return NULL;
}

/* A row of the one list of keys, for who documents them: its section, which may have a name behind
 * it, the key, what it is. False: there are no more. All lent. */
bool key_tell(size_t i, const char **section, bool *named, const char **key, const char **doc)
{
	if (i >= COUNT(keys))
		return false;
	*section = section_words[keys[i].section];
	*named = section_named[keys[i].section];
	*key = keys[i].name;
	*doc = keys[i].doc;
	return true;
}

/* All names, for messages. */
void kind_names(const struct conf *c, struct buf *b)
{
	const struct kind *k;

	for (size_t i = 0; (k = kind_at(c, i)); i++)
		buf_printf(b, " %s", k->name);
}

/* ---- programs ----------------------------------------------------------------------------------
 * door: text_add, props_find, stamp_of, look_at, claim, elf_number */
/* Prepares an empty suite. It borrows conf and kind. */
void suite_open(struct suite *s, const struct conf *conf, const char *kind)
{
	*s = (struct suite){ .conf = conf, .kind = kind };
}

/* A line for the person at the console. */
void suite_warn(struct suite *s, const char *fmt, ...)
{
	char line[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	buf_add(&s->warnings, line, strlen(line) + 1);
}

/* A hash of bytes, for tables in memory. */
static uint64_t bytes_hash(const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	uint64_t h = 0xcbf29ce484222325u, w = 0;

	for (; n >= sizeof w; n -= sizeof w, p += sizeof w) {
		memcpy(&w, p, sizeof w);
		h = (h ^ w) * 0x9e3779b97f4a7c15u;
		h ^= h >> 29;
	}
	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * 0x100000001b3u;
	h *= 0x9e3779b97f4a7c15u;
	return h ^ h >> 32;
}

/* Gives a table four times the room. */
static void map_grow(struct map *m)
{
	struct map_slot *old = m->slots;
	uint32_t cap = m->cap;

	m->cap = cap ? 4 * cap : 64;
	m->slots = xrealloc(NULL, m->cap, sizeof *m->slots);
	memset(m->slots, 0, m->cap * sizeof *m->slots);
	for (uint32_t i = 0; i < cap; i++) {
		uint32_t at = old[i].hash;
		while (old[i].p && m->slots[at & (m->cap - 1)].p)
			at++;
		if (old[i].p)
			m->slots[at & (m->cap - 1)] = old[i];
	}
	free(old);
}

/* The number of a text in a table, NONE where it is new there: the caller gives it one. The text
 * is lent to the table. */
uint32_t *map_at(struct map *m, const char *p, size_t n)
{
	uint32_t hash = (uint32_t)bytes_hash(p, n);
	struct map_slot *slot;

	if (2 * (m->n + 1) > m->cap)
		map_grow(m);
	for (uint32_t at = hash;; at++) {
		slot = &m->slots[at & (m->cap - 1)];
		if (!slot->p)
			break;
		if (slot->hash == hash && slot->n == n && !memcmp(slot->p, p, n))
			return &slot->value;
	}
	*slot = (struct map_slot){ p, n, hash, NONE };
	m->n++;
	return &slot->value;
}

/* A copy that lives as long as the suite. */
static const char *text_add(struct suite *s, const char *p, size_t n)
{
	struct chunk *c = s->text;
	char *copy;

	if (!c || c->cap - c->n < n + 1) {
		size_t cap = n + 1 > CHUNK ? n + 1 : CHUNK;
		c = xrealloc(NULL, sizeof *c + cap, 1);
		*c = (struct chunk){ s->text, 0, cap };
		s->text = c;
	}
	copy = (char *)(c + 1) + c->n;
	memcpy(copy, p, n);
	copy[n] = 0;
	c->n += n + 1;
	return copy;
}

/* Gives properties what a setting says: one of a section, or of a row. */
static void props_set(struct props *p, const struct setting *set)
{
	const struct key *k = key_find(SECTION_tests, set->key);

	if (k)
		value_set(p, k, set->value);
	else if (!strcmp(set->key, ROW_BROKEN))
		p->broken = set->value;
	else if (!strcmp(set->key, ROW_ASKS))
		p->asks = set->value;
	else if (!strcmp(set->key, ROW_TURNED))
		p->turned = set->value;
	else if (!strncmp(set->key, "env.", 4))
		add_env(&p->env, set);
	else if (is_record(set->key))
		record_add(&p->records, set);
}

/* Finds the place of properties by what makes them, n bytes: of those that are known, or where new
 * ones belong. */
static uint32_t *props_place(struct suite *s, const void *key, size_t n)
{
	uint32_t at, *old = s->props_at, cap = s->props_cap;

	if (2 * (s->nprops + 1) > s->props_cap) {
		s->props_cap = cap ? 2 * cap : 64;
		s->props_at = xrealloc(NULL, s->props_cap, sizeof *s->props_at);
		memset(s->props_at, 0xff, s->props_cap * sizeof *s->props_at);
		for (uint32_t i = 0; i < s->nprops; i++)
			*props_place(s, s->matched.p + i * n, n) = i;
		free(old);
	}
	for (at = (uint32_t)bytes_hash(key, n);; at++) {
		uint32_t *place = &s->props_at[at & (s->props_cap - 1)];
		if (*place == NONE || !memcmp(s->matched.p + *place * n, key, n))
			return place;
	}
}

/* The number of the properties that hold for an id: what the settings of its row say (0: it is
 * none), and on top of them those of all [tests] sections whose glob matches it or its program,
 * later ones on top. Ids with the same share them. */
static uint32_t props_find(struct suite *s, const char *id, const char *program, uint32_t set)
{
	size_t bits_n = (s->conf->n + 7) / 8, row = bits_n + sizeof set;
	uint32_t *place;
	unsigned char *bits;
	struct props *p;

	buf_room(&s->matched, row);
	bits = (unsigned char *)s->matched.p + s->matched.n;
	memset(bits, 0, row);
	memcpy(bits + bits_n, &set, sizeof set);
	for (uint32_t i = 0; i < s->conf->n; i++) {
		const struct section *section = &s->conf->sections[i];
		if (section->type == SECTION_tests &&
		    (glob_match(section->name, id) ||
		    (program && glob_match(section->name, program))))
			bits[i / 8] |= (unsigned char)(1 << i % 8);
	}
	place = props_place(s, bits, row);
	if (*place != NONE)
		return *place;
	*place = s->nprops;
	s->matched.n += row;
	s->props = array_grow(s->props, s->nprops, sizeof *p);
	p = &s->props[s->nprops];
	values_none(memset(p, 0, sizeof *p), SECTION_tests);
	for (const char *key = NULL;
	    set && (key = list_next(s->set[set - 1].texts.p, s->set[set - 1].texts.n, key));) {
		const char *value = key + strlen(key) + 1;
		props_set(p, &(struct setting){ key, value, 0 });
		key = value;
	}
	for (uint32_t i = 0; i < s->conf->n; i++)
		for (uint32_t j = 0; bits[i / 8] >> i % 8 & 1 && j < s->conf->sections[i].n; j++)
			props_set(p, &s->conf->sections[i].set[j]);
	return s->nprops++;
}

static struct stamp stamp_of(const struct stat *st)
{
	return (struct stamp){ (uint64_t)st->st_dev, (uint64_t)st->st_ino, (uint64_t)st->st_size,
		(uint64_t)st->st_mtim.tv_sec * 1000000000u + (uint64_t)st->st_mtim.tv_nsec };
}

/* Is an interpreter there, n bytes of a path? Most scripts have that of the script before. */
static bool interpreter_there(const char *path, size_t n)
{
	static char last[PATH_MAX];

	if (n >= sizeof last)
		return false;
	if (!strncmp(last, path, n) && !last[n])
		return true;
	snprintf(last, sizeof last, "%.*s", (int)n, path);
	if (!access(last, X_OK))
		return true;
	*last = 0;
	return false;
}

/* What the program of a #! line is called: of "#!/usr/bin/env -S A=b bats -x" that is bats. Lent
 * until the next call. */
static const char *interpreter_name(const char *line)
{
	static char name[256];
	const char *word = line + 2, *slash;
	bool env = false;
	size_t n;

	for (;; word += n) {
		word += strspn(word, " \t");
		if (env && !strncmp(word, "-S", 2))
			word += 2;
		n = strcspn(word, " \t\r");
		if (env && (!n || *word == '-' || memchr(word, '=', n)) && word[n])
			continue;
		while ((slash = memchr(word, '/', n))) {
			n -= (size_t)(slash + 1 - word);
			word = slash + 1;
		}
		if (env || n != 3 || memcmp(word, "env", n))
			break;
		env = true;
	}
	n = n < sizeof name ? n : 0;
	/* for each script: snprintf costs as much as all the rest */
	memcpy(name, word, n);
	name[n] = 0;
	return name;
}

/* Words of the first line of a script that is not executable, else NULL. A *.t is started as prove
 * does, executable or not: "#!./perl -w", and "#!/pro/bin/perl" where that is not there, mean the
 * perl of PATH. */
static const char *script_start(struct suite *s, const char *head, size_t n, const struct stat *st,
	bool is_t)
{
	const char *slash;
	bool runs = st->st_mode & 0111;
	size_t len = n - 2, word;

	if (n < 3 || head[0] != '#' || head[1] != '!' || (runs && !is_t))
		return NULL;
	head += 2;
	while (len && (*head == ' ' || *head == '\t')) {
		head++;
		len--;
	}
	while (len && (head[len - 1] == '\r' || head[len - 1] == ' '))
		len--;
	for (word = 0; word < len && head[word] != ' ' && head[word] != '\t'; word++)
		;
	if (!len || memchr(head, 0, len))
		return NULL;
	if (*head == '/' && (!is_t || interpreter_there(head, word)))
		return runs ? NULL : text_add(s, head, len);
	while ((slash = memchr(head, '/', word))) {
		size_t skip = (size_t)(slash + 1 - head);
		head += skip;
		len -= skip;
		word -= skip;
	}
	return word ? text_add(s, head, len) : NULL;
}

/* What the first bytes of a file say that it is. */
static enum look_says look_says(int fd, const char *name, const char *head, size_t n)
{
	if (n > 2 && !memcmp(head, "#!", 2))
		return SAYS_script;
	if (n > 4 && !memcmp(head, "\177ELF", 4))
		return elf_is_library(fd, name, (const unsigned char *)head, n) ? SAYS_library :
			SAYS_program;
	return SAYS_nothing;
}

/* The kind that claims scripts that begin like this, or NULL. */
static const struct kind *script_claim(const struct conf *conf, const char *head)
{
	const struct kind *k;

	for (size_t i = 0; (k = kind_at(conf, i)); i++)
		if (k->script && strstr(head, k->script))
			return k;
	return NULL;
}

/* Reads what a file says of itself, strings of a framework too if they are asked for; never runs
 * it. Of links to one file that stand together it is read once. */
static const struct look *look_at(struct suite *s, int at, const char *name, const struct stat *st,
	bool strings)
{
	struct look *l = &s->look;
	struct stamp stamp = stamp_of(st);
	const char *end;
	ssize_t n = 0;
	int fd;

	if (!memcmp(&stamp, &l->stamp, sizeof stamp) && (l->searched || !strings))
		return l;
	fd = openat(at, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0)
		n = fd_read_at(fd, l->head, sizeof l->head - 1, 0);
	l->stamp = stamp;
	l->n = n < 0 ? 0 : (size_t)n;
	l->says = look_says(fd, name, l->head, l->n);
	l->head[l->n] = 0;
	l->kind = l->says == SAYS_script && strings ? script_claim(s->conf, l->head) : NULL;
	if (l->says == SAYS_script && (end = memchr(l->head, '\n', l->n)))
		l->n = (size_t)(end - l->head);
	l->head[l->n] = 0;
	l->searched = strings;
	if (strings && l->says == SAYS_program)
		l->kind = elf_claim(fd, (unsigned char *)l->head, l->n, (uint64_t)st->st_size,
			s->conf);
	if (fd >= 0)
		close(fd);
	return l;
}

/* The kind of a file, which has a name in the directory `at`: what muster.conf says, else --kind,
 * else its name, else its first line, else the strings in it. NULL: it is no test program. An
 * argument is one whenever somebody says of what kind; what is found in a directory has to be one
 * that can be started, too. *start: words of its interpreter, or NULL. */
static const struct kind *claim(struct suite *s, int at, const char *name, const struct stat *st,
	uint32_t props, bool argument, const char **start)
{
	const char *base = strrchr(name, '/') ? strrchr(name, '/') + 1 : name;
	const char *own = s->props[props].kind, *word = own ? own : s->kind, *interpreter = NULL;
	const struct kind *kind = word && *word ? kind_find(s->conf, word) : NULL, *k;
	const struct look *l;
	bool runs = st->st_mode & 0111, sure = kind && (own || argument), fallback;

	for (size_t i = 0; (!kind || !sure) && (k = kind_at(s->conf, i)); i++)
		if (k->names && glob_any(k->names, base)) {
			kind = kind ? kind : k;
			sure = true;
		}
	l = look_at(s, at, name, st, !kind);
	if (!sure && (l->says == SAYS_library || (!runs && l->says != SAYS_script)))
		return NULL;
	if (!kind && l->says == SAYS_script)
		interpreter = interpreter_name(l->head);
	for (size_t i = 0; !kind && interpreter && (k = kind_at(s->conf, i)); i++)
		if (k->interpreter && glob_any(k->interpreter, interpreter))
			kind = k;
	if (!s->plain)
		s->plain = kind_find(s->conf, "exec");
	if (!kind)
		kind = l->kind ? l->kind : s->plain;
	fallback = kind->fallback && (!kind->names || glob_any(kind->names, base));
	*start = script_start(s, l->head, l->n, st, fallback);
	if (!*start && fallback && (!runs || (l->says == SAYS_nothing && l->n > 3)))
		*start = kind->fallback;
	return kind;
}

/* ELF: read-only data of a program holds the strings that tell its framework (.rodata, .dynstr).
 * The section table is read by its offsets (32 and 64 bits, both byte orders); sections that are
 * loaded, not code and not writable are searched, for all claims of all kinds in one pass. */
static uint64_t elf_number(const unsigned char *p, int size, bool big)
{
	uint64_t v = 0;

	for (int i = 0; i < size; i++)
		v = v << 8 | p[big ? i : size - 1 - i];
	return v;
}

/* types of files; 2 is a program at a fixed place */
enum { ELF_REL = 1, ELF_DYN = 3, ELF_CORE = 4 };
enum { ELF_DYNAMIC = 2, ELF_INTERP = 3 };			/* types of program headers */

/* What the dynamic section of a file that may be loaded anywhere says: it is a program (DF_1_PIE),
 * it has a name as a library (DT_SONAME). */
static void elf_dynamic(int fd, uint64_t at, uint64_t size, bool wide, bool big, bool *pie,
	bool *named)
{
	unsigned char rows[4096];
	int half = wide ? 8 : 4;
	ssize_t n = at > INT64_MAX / 2 ? 0 :
		pread(fd, rows, size < sizeof rows ? (size_t)size : sizeof rows, (off_t)at);

	for (ssize_t i = 0; i + 2 * half <= n; i += 2 * half) {
		uint64_t tag = elf_number(rows + i, half, big),
			value = elf_number(rows + i + half, half, big);
		if (!tag)
			break;
		*named |= tag == 14;
		*pie |= tag == 0x6ffffffb && value & 0x08000000;
	}
}

/* Is this ELF file one that the system does not start: an object (a kernel module is one), a core
 * file, a library? What may be loaded anywhere is a program if it says so, as static ones do too,
 * or, from older linkers, if it names an interpreter and has no name as a library: libc.so.6 can be
 * started, and is no test. What is broken is none of that. Of most programs no more is read than
 * there was: an interpreter is named early, and a library is called so. */
static bool elf_is_library(int fd, const char *name, const unsigned char *head, size_t have)
{
	bool wide = head[4] == 2, big = head[5] == 2, interpreter = false, pie = false,
		named = false;
	unsigned char rows[64 * 56];
	uint64_t type, at, size, count;
	ssize_t n;

	if (have < 64)
		return false;
	type = elf_number(head + 0x10, 2, big);
	at = elf_number(head + (wide ? 0x20 : 0x1c), wide ? 8 : 4, big);
	size = elf_number(head + (wide ? 0x36 : 0x2a), 2, big);
	count = elf_number(head + (wide ? 0x38 : 0x2c), 2, big);
	if (type != ELF_DYN || at > INT64_MAX / 2 || size != (wide ? 56 : 32) || !count)
		return type == ELF_REL || type == ELF_CORE;
	for (uint64_t i = 0; i < count && at + (i + 1) * size <= have; i++)
		if (elf_number(head + at + i * size, 4, big) == ELF_INTERP && !strstr(name, ".so"))
			return false;
	n = pread(fd, rows, count * size < sizeof rows ? (size_t)(count * size) : sizeof rows,
		(off_t)at);
	if (n < (ssize_t)size)
		return false;
	for (ssize_t i = 0; i + (ssize_t)size <= n; i += (ssize_t)size) {
		uint64_t what = elf_number(rows + i, 4, big);
		interpreter |= what == ELF_INTERP;
		if (what == ELF_DYNAMIC)
			elf_dynamic(fd, elf_number(rows + i + (wide ? 8 : 4), wide ? 8 : 4, big),
				elf_number(rows + i + (wide ? 0x20 : 0x10), wide ? 8 : 4, big),
				wide, big, &pie, &named);
	}
	return !pie && (!interpreter || named);
}

/* The strings that claim, and how far a search may jump by the two bytes at the end of its window
 * (as Wu and Manber do): most of a file is passed over in steps of nearly the shortest string. */
struct claims {
	struct claim {
		const char *p;
		size_t n;
		const struct kind *kind;
		const char *also;	/* another string that must be there as well; NULL: none */
		size_t nalso;
	} one[64];
	size_t n, shortest;
	uint8_t jump[4096];
};

static unsigned claim_hash(const unsigned char *p)
{
	return (unsigned)p[0] | (unsigned)(p[1] & 15) << 8;
}

static void claims_add(struct claims *c, const char *claims, const struct kind *k)
{
	const char *next;

	for (const char *p = claims; p && *p && c->n < COUNT(c->one); p = next) {
		const char *end = pattern_end(p), *both = strstr(p, "%&");
		struct claim *one = &c->one[c->n];
		*one = (struct claim){ .p = p, .n = (size_t)(end - p), .kind = k };
		if (both && both < end) {
			one->n = (size_t)(both - p);
			one->also = both + 2;
			one->nalso = (size_t)(end - one->also);
		}
		next = *end ? end + 2 : NULL;
		if (one->n < 4)
			continue;
		c->n++;
		c->shortest = !c->shortest || one->n < c->shortest ? one->n : c->shortest;
	}
}

static void claims_ready(struct claims *c)
{
	memset(c->jump, (int)(c->shortest > 255 ? 255 : c->shortest - 1), sizeof c->jump);
	for (size_t i = 0; i < c->n; i++)
		for (size_t j = 0; j + 2 <= c->shortest; j++) {
			uint8_t *jump =
				&c->jump[claim_hash((const unsigned char *)c->one[i].p + j)];
			if (c->shortest - 2 - j < *jump)
				*jump = (uint8_t)(c->shortest - 2 - j);
		}
}

/* The first claim (in table order) whose string is in the bytes, or NULL. */
static const struct claim *claims_find(const struct claims *c, const unsigned char *p, size_t n)
{
	size_t best = c->n;

	for (size_t at = 0; at + c->shortest <= n;) {
		unsigned jump = c->jump[claim_hash(p + at + c->shortest - 2)];
		if (jump) {
			at += jump;
			continue;
		}
		for (size_t i = 0; i < best; i++)
			if (c->one[i].n <= n - at && p[at] == (unsigned char)c->one[i].p[0] &&
			    !memcmp(p + at, c->one[i].p, c->one[i].n))
				best = i;
		at++;
	}
	return best < c->n ? &c->one[best] : NULL;
}

/* Searches one section, a window at a time. */
static const struct claim *section_find(const struct claims *c, int fd, uint64_t at, uint64_t size)
{
	static unsigned char window[256 << 10];
	const struct claim *claim = NULL;
	size_t have = 0;

	while (size && !claim) {
		size_t room = sizeof window - have;
		ssize_t n = fd_read_at(fd, window + have, size < room ? (size_t)size : room, at);
		if (n <= 0)
			break;
		have += (size_t)n;
		at += (uint64_t)n;
		size -= (uint64_t)n;
		claim = claims_find(c, window, have);
		if (size && have > 256) {	/* a string may stand across the border */
			memmove(window, window + have - 256, 256);
			have = 256;
		}
	}
	return claim;
}

/* A program's section table, and the names of the sections, which nearly always stand before it. */
struct elf {
	bool wide, big;		/* 64 bits; most significant byte first */
	uint64_t count, size;	/* rows, and bytes of each */
	unsigned char *table;
	struct str names;
	struct buf text;	/* what both are in */
};

static uint64_t elf_field(const struct elf *e, uint64_t row, int at32, int at64)
{
	return elf_number(e->table + row * e->size + (e->wide ? at64 : at32), e->wide ? 8 : 4,
		e->big);
}

/* Reads the table; false: there is none to speak of. */
static bool elf_open(struct elf *e, int fd, const unsigned char *head, size_t have)
{
	uint64_t shoff, names, at, before;
	ssize_t n;

	*e = (struct elf){ .wide = head[4] == 2, .big = head[5] == 2 };
	if (have < 64)
		return false;
	shoff = elf_number(head + (e->wide ? 0x28 : 0x20), e->wide ? 8 : 4, e->big);
	e->size = elf_number(head + (e->wide ? 0x3a : 0x2e), 2, e->big);
	e->count = elf_number(head + (e->wide ? 0x3c : 0x30), 2, e->big);
	names = elf_number(head + (e->wide ? 0x3e : 0x32), 2, e->big);
	if (e->size < (e->wide ? 64u : 40u) || e->size > 256 || !e->count || shoff > INT64_MAX / 2)
		return false;
	before = shoff < 2048 ? shoff : 2048;
	buf_room(&e->text, (size_t)(before + e->count * e->size + 1));
	n = pread(fd, e->text.p, (size_t)(before + e->count * e->size), (off_t)(shoff - before));
	if (n < (ssize_t)(before + e->count * e->size))
		return false;
	e->text.n = (size_t)n;
	e->text.p[n] = 0;
	e->table = (unsigned char *)e->text.p + before;
	at = names < e->count ? elf_field(e, names, 0x10, 0x18) : 0;
	if (at >= shoff - before && at < shoff)
		e->names = (struct str){ e->text.p + (at - (shoff - before)),
			(uint32_t)(shoff - at) };
	return true;
}

/* Are strings of a framework to be looked for in all of a program with these sections? A static
 * program with (next to) no exception tables and no word from Go is plain C: there what its own
 * code and a framework have stands in front of libc's 100 KB, and a look at PLAIN_C bytes spares
 * these in each of a thousand small programs. */
static bool elf_worth(const struct elf *e)
{
	for (uint64_t i = 0; i < e->count; i++) {
		uint64_t at = elf_number(e->table + i * e->size, 4, e->big);
		const char *name;
		if (at >= e->names.n)
			return true;
		name = e->names.p + at;
		if (!strcmp(name, ".dynamic") || !strncmp(name, ".go.", 4) ||
		    !strcmp(name, ".note.go.buildid") ||
		    (!strcmp(name, ".gcc_except_table") && elf_field(e, i, 0x14, 0x20) > 1024))
			return true;
	}
	return false;
}

/* The first claim whose string is in a program's read-only data, in so many bytes of it at most;
 * all: not only in those of plain C. */
static const struct claim *elf_search(const struct elf *e, const struct claims *claims, int fd,
	uint64_t budget, bool all)
{
	const struct claim *found = NULL;

	for (uint64_t i = 0, left = PLAIN_C; i < e->count && !found; i++) {
		uint64_t type = elf_number(e->table + i * e->size + 4, 4, e->big),
			flags = elf_field(e, i, 8, 8);
		uint64_t bytes = elf_field(e, i, 0x14, 0x20);
		/* PROGBITS, STRTAB; ALLOC, not WRITE or EXEC */
		if ((type != 1 && type != 3) || (flags & 7) != 2)
			continue;
		/* sections that overlap: not the work of a linker */
		if (bytes > budget)
			break;
		budget -= bytes;
		if (!all)
			left -= bytes = bytes < left ? bytes : left;
		found = section_find(claims, fd, elf_field(e, i, 0x10, 0x18), bytes);
	}
	return found;
}

/* The kind that claims a program by strings in its read-only data, of so many bytes at most; NULL:
 * none does. */
static const struct kind *elf_claim(int fd, const unsigned char *head, size_t have, uint64_t budget,
	const struct conf *conf)
{
	static struct claims claims, also;
	static const struct conf *ready;
	const struct claim *found = NULL;
	const struct kind *k;
	struct elf e;

	if (ready != conf) {
		claims = (struct claims){ 0 };
		for (size_t i = 0; (k = kind_at(conf, i)); i++)
			claims_add(&claims, k->claims, k);
		if (claims.n)
			claims_ready(&claims);
		ready = conf;
	}
	if (claims.n && elf_open(&e, fd, head, have)) {
		bool all = elf_worth(&e);
		for (uint32_t i = 0; i < conf->nkinds; i++)
			/* a user's framework may be plain C, and large */
			all |= conf->kinds[i].claims != NULL;
		found = elf_search(&e, &claims, fd, budget, all);
		if (found && found->also) {
			also = (struct claims){ .one[0] = { .p = found->also, .n = found->nalso },
				.n = 1, .shortest = found->nalso };
			claims_ready(&also);
			if (found->nalso < 4 || !elf_search(&e, &also, fd, budget, all))
				found = NULL;
		}
	}
	if (claims.n)
		buf_free(&e.text);
	return found ? found->kind : NULL;
}

/* ---- the walk ----------------------------------------------------------------------------------
 * door: walk_error, is_same_directory, path_tidy, left_add, left_say, want, program_find */
static void walk_error(struct suite *s, const char *path, const char *what)
{
	struct buf *b = &s->errors;

	buf_escape(b, path, strlen(path), PATH_MAX);
	buf_printf(b, ": %s", what);
	buf_add(b, "", 1);
}

/* The bytes that a text in the spelling of buf_escape stands for; false: it is not in that
 * spelling, or nothing in it is escaped, or it does not fit. */
bool text_unescape(char *to, size_t size, const char *s)
{
	static const char letters[] = "n\nt\tr\r\\\\", hex[] = "0123456789abcdef";
	bool any = false;

	for (; *s && size > 1; size--) {
		const char *l, *high, *low;
		if (*s != '\\') {
			*to++ = *s++;
			continue;
		}
		any = true;
		for (l = letters; *l && *l != s[1]; l += 2)
			;
		if (s[1] && *l) {
			*to++ = l[1];
			s += 2;
		} else if (s[1] == 'x' && s[2] && s[3] && (high = strchr(hex, s[2])) &&
		    (low = strchr(hex, s[3])) && (high > hex || low > hex)) {
			*to++ = (char)((high - hex) * 16 + (low - hex));
			s += 4;
		} else {
			return false;
		}
	}
	*to = 0;
	return any && !*s;
}

/* Adds an id that was asked for. */
static void want(struct suite *s, const char *id)
{
	s->wanted = array_grow(s->wanted, s->nwanted, sizeof *s->wanted);
	s->wanted[s->nwanted++] = text_add(s, id, strlen(id));
}

/* Are two paths one directory? */
static bool is_same_directory(const char *a, const char *b)
{
	struct stat x, y;

	return !stat(*a ? a : ".", &x) && !stat(*b ? b : ".", &y) && S_ISDIR(x.st_mode) &&
		x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* Takes the last part of the path from start to out off, if ".." behind it means just that: a link
 * to a directory has another directory above it. Returns the new end, out if nothing was taken. */
static char *path_up(char *start, char *out)
{
	char *last = out, above[PATH_MAX], up[PATH_MAX];

	while (last > start && last[-1] != '/')
		last--;
	if (last == out || (out - last == 2 && last[0] == '.' && last[1] == '.') ||
	    out - start + 4 > PATH_MAX)
		return out;
	snprintf(above, sizeof above, "%.*s", (int)(last - start), start);
	snprintf(up, sizeof up, "%.*s/..", (int)(out - start), start);
	return !is_same_directory(above, up) ? out : last > start + 1 ? last - 1 : last;
}

/* "./t//x/./y/" and "t/z/../x/y" are t/x/y, and so is what leads there over the root or a directory
 * above, so that a program has one id. What stands behind a :: stays as it is. The result is not
 * longer, but for "." */
static void path_tidy(char *out, const char *p)
{
	char *start = out;
	bool far = *p == '/';		/* not yet seen to be below the current directory */
	size_t n;

	if (*p == '/')
		*out++ = '/';
	for (p += strspn(p, "/"); *p; p += n, p += strspn(p, "/")) {
		const char *colons = strstr(p, "::");
		char *up = out;
		n = strcspn(p, "/");
		if (colons && colons < p + n)
			n = strlen(p);
		if (n == 1 && *p == '.')
			continue;
		if (n == 2 && *p == '.' && p[1] == '.') {
			up = path_up(start, out);
			far |= up == out;
		}
		if (up == out) {
			if (out > start && out[-1] != '/')
				*out++ = '/';
			memcpy(out, p, n);
			out += n;
		} else {
			out = up;
		}
		*out = 0;
		if (far && p[n] && is_same_directory(start, ".")) {
			out = start;
			far = false;
		}
	}
	*out = 0;
	if (out == start || (far && is_same_directory(start, ".")))
		strcpy(start, ".");
}

/* The files, directories and ids that arguments name (each ended by a 0 byte, n bytes in all). What
 * is wrong is in s->errors. A program that `known` has with the same file is taken over from
 * there. */
void suite_walk(struct suite *s, const char *paths, size_t n, const struct suite *known)
{
	s->paths = paths;
	s->npaths = n;
	for (const char *p = NULL; (p = list_next(paths, n, p));) {
		char path[PATH_MAX], plain[PATH_MAX], *colons;
		struct stat st;
		bool exists;

		if (strlen(p) >= sizeof path) {
			walk_error(s, p, "the path is too long");
			continue;
		}
		if (!*p) {
			walk_error(s, "\"\"", "an empty argument names no test");
			continue;
		}
		path_tidy(path, p);
		exists = s->elsewhere ? !strstr(path, "::") : !stat(path, &st);
		if (!exists && !s->elsewhere && text_unescape(plain, sizeof plain, path) &&
		    !stat(plain, &st)) {
			exists = true;
			strcpy(path, plain);
		}
		colons = exists ? NULL : strstr(path, "::");
		if (colons) {
			want(s, path);
			*colons = 0;
			if (!s->elsewhere && stat(path, &st) && text_unescape(plain, sizeof plain,
			    path) && !stat(plain, &st))
				strcpy(path, plain);
		}
		walk(s, path, !colons, known);
	}
	needs_walk(s, known);
	left_say(s, LEFT_script, LEFT_link);
	rows_take(s, known);
}

/* A program that others may need, whatever arguments name: this is its name, or that of a case. */
static void need_walk(struct suite *s, const char *glob, const struct suite *known)
{
	const char *colons = strstr(glob, "::");
	char name[PATH_MAX], path[PATH_MAX];
	struct stat st;
	uint32_t i = 0;

	s->needs = true;
	if (s->elsewhere || glob[strcspn(glob, "*?[\\")] || strlen(glob) >= sizeof name)
		return;
	snprintf(name, sizeof name, "%.*s", (int)(colons ? colons - glob : (ptrdiff_t)strlen(glob)),
		glob);
	path_tidy(path, name);
	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return;
	while (i < s->nprograms && strcmp(s->programs[i].path, path))
		i++;
	if (i == s->nprograms)
		walk_file(s, AT_FDCWD, path, path, &st, true, known);
}

/* Walks the programs that [tests] sections make others need: of fixtures, and what somebody is
 * after. */
static void needs_walk(struct suite *s, const struct suite *known)
{
	for (uint32_t i = 0; i < s->conf->n; i++) {
		const struct section *section = &s->conf->sections[i];
		for (uint32_t k = 0; section->type == SECTION_tests && k < section->n; k++) {
			const struct setting *set = &section->set[k];
			bool after = !strcmp(set->key, "after");
			char **words = after ? words_split(set->value, NULL) : NULL;
			if (!strcmp(set->key, "fixture") || !strcmp(set->key, "fixture-cleanup"))
				need_walk(s, section->name, known);
			for (char **w = words; w && *w; w++) {
				buf_add(&s->after, *w, strlen(*w) + 1);
				need_walk(s, *w, known);
			}
			free(words);
		}
	}
}

/* One argument. */
static void walk(struct suite *s, const char *path, bool whole, const struct suite *known)
{
	struct stat st;
	uint32_t before = s->nprograms;
	bool there;

	s->argument = text_add(s, path, strlen(path));
	if (whole) {
		s->wholes = array_grow(s->wholes, s->nwholes, sizeof *s->wholes);
		s->wholes[s->nwholes++] = s->argument;
	}
	if (s->elsewhere) {
		if (whole)
			suite_above(s, path, NULL);
		return;
	}
	there = !stat(path, &st);
	if (!(there && S_ISDIR(st.st_mode)) && rows_from(s, path))
		;			/* a file that need not be here */
	else if (!there && !strcmp(path, "-") && whole && !s->no_suite)
		suite_argument(s, path);
	else if (there && S_ISREG(st.st_mode) && !s->no_suite && suite_argument(s, path))
		;
	else if (whole && !s->no_suite && suite_above(s, path, there ? &st : NULL))
		;			/* rows of a suite file above it start it */
	else if (!there)
		walk_error(s, path, strerror(errno));
	else if (S_ISDIR(st.st_mode) && (whole || (!s->no_suite && suite_in(path))))
		walk_directory(s, strcmp(path, ".") ? path : "", true, known);
	else if (S_ISREG(st.st_mode) && !walk_file(s, AT_FDCWD, path, path, &st, true, known))
		walk_error(s, path, s->look.says == SAYS_library ?
			"a library or an object, which cannot be started (if it is a test all the "
			"same: --kind=K, or kind = K in [tests])" :
			"no test program: it is not executable, and of no known kind (chmod +x, or "
			"--kind=K, or kind = K in [tests])");
	else if (!S_ISREG(st.st_mode))
		walk_error(s, path, whole ? "neither a file nor a directory" :
			"a directory has no cases");
	for (uint32_t i = before; whole && i < s->nprograms; i++)
		s->programs[i].whole = true;
}

/* Is this file name that of a test program, whatever its mode? */
static bool named_test(const struct conf *conf, const char *name)
{
	const struct kind *k;

	for (size_t i = 0; (k = kind_at(conf, i)); i++)
		if (k->names && glob_any(k->names, name))
			return true;
	return false;
}

/* Names in a directory but those that start with a dot, in order: an array of n, the caller's, and
 * *text, which they are in. */
static const char **directory_names(struct suite *s, const char *path, DIR *dir, struct buf *text,
	size_t *n)
{
	const char **names;
	struct dirent *e;
	size_t at = 0;

	*n = 0;
	for (errno = 0; (e = readdir(dir)); errno = 0)
		if (e->d_name[0] != '.') {
			buf_add(text, e->d_name, strlen(e->d_name) + 1);
			++*n;
		}
	if (errno)
		walk_error(s, path, strerror(errno));
	names = xrealloc(NULL, *n, sizeof *names);
	for (size_t i = 0; i < *n; i++, at += strlen(text->p + at) + 1)
		names[i] = text->p + at;
	if (*n)
		qsort(names, *n, sizeof *names, by_text);
	return names;
}

/* Directories that are a tool's own, and files that a tool puts among others: nobody's tests. Some
 * of these names might be a test's, too, and are not one beside one of the others. Each list in the
 * order of strcmp. */
static const char *const tool_directories[] = { "CMakeFiles", "__pycache__", "_deps",
	"autom4te.cache", "blib", "meson-info",
	"meson-logs", "meson-private", "node_modules", "testsuite.dir" };
static const char *const tool_files[] = { "ar-lib", "autogen.sh", "config.guess", "config.rpath",
	"config.status", "config.sub",
	"configure", "depcomp", "elisp-comp", "gradlew", "install-sh", "ltmain.sh", "mdate-sh",
	"mkinstalldirs", "mvnw",
	"py-compile", "setup.py", "test-driver", "ylwrap" };
static const char *const tool_files_beside[] = { "compile", "libtool", "missing" };
/* Suffixes of what a tool made, and of scripts. */
static const char *const tool_suffixes[] = { "la", "lo" };
static const char *const script_suffixes[] = { "awk", "bash", "exp", "js", "ksh", "lua", "pl", "py",
	"rb", "sh", "tcl", "test", "zsh" };

/* Is a name among some that are sorted, as those of a directory are? */
static bool has_name(const char *const *names, size_t n, const char *name)
{
	return n && bsearch(&name, names, n, sizeof *names, by_text);
}

/* What stands behind the last dot of a name; "": it has none. */
static const char *name_suffix(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? dot + 1 : "";
}

/* Is a file of a directory a tool's? */
static bool is_tools_file(const char *const *names, size_t n, const char *name)
{
	if (has_name(tool_files, COUNT(tool_files), name) ||
	    has_name(tool_suffixes, COUNT(tool_suffixes), name_suffix(name)))
		return true;
	return has_name(tool_files_beside, COUNT(tool_files_beside), name) &&
		(has_name(names, n, "configure") ||
		has_name(names, n, "config.status") || has_name(names, n, "install-sh") ||
		has_name(names, n, "depcomp"));
}

/* Do the names in a directory say that a tool has filled it: a cache (cargo's target has this tag),
 * a Python environment? */
static bool is_tools_directory(int at, const char *const *names, size_t n)
{
	static const char tag[] = "Signature: 8a477f597d28d172789f06886806bc55";
	char head[sizeof tag] = "";
	int fd = has_name(names, n, "CACHEDIR.TAG")
		? openat(at, "CACHEDIR.TAG", O_RDONLY | O_NONBLOCK | O_CLOEXEC) : -1;
	bool cache = fd >= 0 && read(fd, head, sizeof tag - 1) == sizeof tag - 1 &&
		!memcmp(head, tag, sizeof tag - 1);

	if (fd >= 0)
		close(fd);
	return cache || has_name(names, n, "pyvenv.cfg");
}

/* Counts what looks like a test and is none, and keeps the first names. */
static void left_add(struct suite *s, enum left what, const char *path)
{
	struct left_out *l = &s->left[what];

	if (l->n++ >= 3)
		return;
	buf_puts(&l->names, l->n > 1 ? ", " : "");
	buf_escape(&l->names, path, strlen(path), PATH_MAX);
}

/* Says in one line what was left out, from one kind of it to another. */
static void left_say(struct suite *s, enum left from, enum left to)
{
	static const char *const one[] = { "script that is not executable", "link to a directory",
		"program that lists no tests" };
	static const char *const several[] = { "scripts that are not executable",
		"links to directories", "programs that list no tests" };
	struct buf line = { 0 };

	for (enum left i = from; i <= to; i++) {
		const struct left_out *l = &s->left[i];
		if (!l->n)
			continue;
		buf_printf(&line, "%s %lu %s (%s", line.n ? "," : "left out:", (unsigned long)l->n,
			l->n > 1 ? several[i] : one[i], l->names.p);
		if (l->n > 3)
			buf_printf(&line, " and %lu more", (unsigned long)l->n - 3);
		buf_puts(&line, ")");
	}
	if (line.n)
		suite_warn(s, "%s", line.p);
	buf_free(&line);
}

/* Does a file that is not executable begin as a script does? Names that end as those of sources and
 * data do are passed over. */
static bool is_script(int at, const char *name)
{
	char head[2];
	bool is;
	int fd;

	if (strchr(name, '.') && !has_name(script_suffixes, COUNT(script_suffixes),
	    name_suffix(name)))
		return false;
	fd = openat(at, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	is = fd >= 0 && read(fd, head, 2) == 2 && head[0] == '#' && head[1] == '!';
	if (fd >= 0)
		close(fd);
	return is;
}

/* One name in a directory; true: it is a directory that is to be walked. */
static bool walk_entry(struct suite *s, int at, const char *full, const char *const *names,
	size_t n, size_t i, const struct suite *known)
{
	const char *name = names[i];
	struct stat st;
	bool link = false;

	if (fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) ||
	    ((link = S_ISLNK(st.st_mode)) && fstatat(at, name, &st, 0))) {
		if ((!link && errno != ENOENT) || named_test(s->conf, name))
			/* else a link to nothing, or gone meanwhile */
			walk_error(s, full, strerror(errno));
		return false;
	}
	if (S_ISDIR(st.st_mode)) {
		if (has_name(tool_directories, COUNT(tool_directories), name))
			return false;
		if (link && s->tells)
			left_add(s, LEFT_link, full);
		return !link;
	}
	if (!S_ISREG(st.st_mode) || (!s->no_suite && suite_walked(s, full)))
		return false;
	if (st.st_mode & 0111 ? !is_tools_file(names, n, name) : named_test(s->conf, name))
		walk_file(s, at, name, full, &st, false, known);
	else if (s->tells && !(st.st_mode & 0111) && st.st_size && is_script(at, name) &&
	    !is_tools_file(names, n, name))
		left_add(s, LEFT_script, full);
	return false;
}

/* All of a directory, files and then directories, each in order of names; "" is the current one.
 * Files are looked up from the open directory, which is closed before those below it are opened. */
static void walk_directory(struct suite *s, const char *path, bool argument,
	const struct suite *known)
{
	DIR *dir = opendir(*path ? path : ".");
	const char **names, **directories;
	char full[PATH_MAX];
	size_t n, below = 0, len = strlen(path);
	struct buf text = { 0 };

	if (!dir) {
		walk_error(s, path, strerror(errno));
		return;
	}
	if (!s->no_suite && suite_directory(s, *path ? path : ".")) {
		closedir(dir);
		return;
	}
	names = directory_names(s, path, dir, &text, &n);
	directories = xrealloc(NULL, n, sizeof *directories);
	if (!argument && is_tools_directory(dirfd(dir), names, n))
		n = 0;
	if (len)
		memcpy(full, path, len);
	if (len && path[len - 1] != '/')
		full[len++] = '/';
	for (size_t i = 0; i < n; i++) {
		if (len + strlen(names[i]) >= sizeof full) {
			walk_error(s, path, "a path in it is too long");
			continue;
		}
		strcpy(full + len, names[i]);
		if (walk_entry(s, dirfd(dir), full, names, n, i, known))
			directories[below++] = names[i];
	}
	closedir(dir);
	for (size_t i = 0; i < below; i++) {
		strcpy(full + len, directories[i]);
		walk_directory(s, full, false, known);
	}
	free(directories);
	free(names);
	buf_free(&text);
}

/* Program of a path in a sealed suite, the first of several that rows have there; or NULL. */
static const struct program *program_find(const struct suite *s, const char *path)
{
	uint32_t low = 0, high = s->nprograms;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		if (strcmp(s->programs[mid].path, path) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low < s->nprograms && !strcmp(s->programs[low].path, path) ? &s->programs[low] :
		NULL;
}

/* The length of the nearest directory above a path, so many bytes of it, that holds (or, not held,
 * does not hold) one of these files; 0: it is the current one, or there is none. */
static size_t directory_with(const char *path, size_t n, char **names, bool held)
{
	struct buf file = { 0 };
	bool found = false;

	while (n && !found) {
		bool there = false;
		while (--n && path[n] != '/')
			;
		for (char **name = names; *name && !there; name++) {
			file.n = 0;
			buf_printf(&file, "%.*s%s%s", (int)n, path, n || *path == '/' ? "/" : "",
				*name);
			there = !access(file.p, F_OK);
		}
		found = there == held;
	}
	buf_free(&file);
	return n;
}

/* Finds what programs of other directories must have in common with one to share its process: the
 * directory whose configuration counts, and the one from which it would be imported. */
static void home_find(struct suite *s, struct program *p)
{
	const struct program *last = s->nprograms ? p - 1 : NULL;
	const char *slash = strrchr(p->path, '/');
	size_t n = slash ? (size_t)(slash - p->path) + 1 : 0, conf, base;
	char **same, **package;
	struct buf b = { 0 };

	if (last && last->home && last->kind == p->kind && !strncmp(last->path, p->path, n) &&
	    !strchr(last->path + n, '/')) {
		p->home = last->home;
		return;
	}
	same = words_split(p->kind->many_same, NULL);
	package = words_split(p->kind->many_package ? p->kind->many_package : "", NULL);
	conf = directory_with(p->path, n, same, true);
	base = directory_with(p->path, n, package, false);
	buf_printf(&b, "%zu:%.*s%.*s", conf, (int)conf, p->path, (int)base, p->path);
	p->home = text_add(s, b.p, b.n);
	buf_free(&b);
	free(same);
	free(package);
}

/* One file: its name in the directory `at`, and its path; false: it is no test program. */
static bool walk_file(struct suite *s, int at, const char *name, const char *path,
	const struct stat *st, bool argument, const struct suite *known)
{
	struct program p = { .stamp = stamp_of(st), .props = NONE };

	if (known && s->next < known->nprograms && !strcmp(known->programs[s->next].path, path))
		/* most often it is the one behind the last */
		p.same = &known->programs[s->next];
	else if (known)
		p.same = program_find(known, path);
	if (p.same)
		s->next = (uint32_t)(p.same - known->programs) + 1;
	if (p.same && memcmp(&p.same->stamp, &p.stamp, sizeof p.stamp))
		p.same = NULL;
	if (p.same) {
		p.path = p.same->path;
		p.kind = p.same->kind;
		p.start = p.same->start;
	} else {
		p.props = props_find(s, path, NULL, 0);
		p.kind = claim(s, at, name, st, p.props, argument, &p.start);
		if (!p.kind)
			return false;
		p.path = text_add(s, path, strlen(path));
	}
	if (p.kind->alone)
		p.set = alone_set(s, path);
	if (p.set && !p.same)
		p.props = props_find(s, path, NULL, p.set);
	s->programs = array_grow(s->programs, s->nprograms, sizeof p);
	s->programs[s->nprograms] = p;
	if (p.kind->many_same)
		home_find(s, &s->programs[s->nprograms]);
	s->nprograms++;
	return true;
}

/* ---- suite files -------------------------------------------------------------------------------
 * door: suite_directory, suite_walked, suite_in, suite_argument, suite_above, rows_from, alone_set,
 *       rows_take, path_in, row_id, row_begin, row_set, row_end, quote_add, rooted_add,
 *       label_add, place_add, row_text, row_setting, input_text */
/* A suite file says what another runner's tests are. Its reader takes bytes to rows; a row is a
 * test with the settings of
 * [tests] that hold for it, in texts that end by a 0 byte each:
 *
 *      id  FILE:LINE  argument  command  key  value  key  value ..  ""
 *
 * argument is the one in which the suite file was found. HERE in a value stands for the directory
 * that paths start from, so that rows hold under another one: they travel to slaves as they are. A
 * row is a program, whole or with cases that it lists; rows that start one case each of a program
 * that can list are the cases of one program, and so share processes. */
#define HERE		'\1'
#define FILES_DEEP	64		/* suite files that lead to one another */
#define SUITE_MAX	(256u << 20)	/* bytes of one */

static bool ctest_read(struct suite *, const char *directory, const char *file);
static bool ctest_json_read(struct suite *, const char *directory, const char *file);
static bool meson_read(struct suite *, const char *directory, const char *file);
static bool kyua_read(struct suite *, const char *directory, const char *file);
static bool automake_is(const char *file);
static bool automake_read(struct suite *, const char *directory, const char *file);
static bool installed_is(const char *file);
static bool installed_read(struct suite *, const char *directory, const char *file);
static bool kselftest_read(struct suite *, const char *directory, const char *file);
static bool ltp_is(const char *file);
static bool ltp_read(struct suite *, const char *directory, const char *file);
static bool cargo_is(const char *file);
static bool cargo_read(struct suite *, const char *directory, const char *file);

/* A file that is an argument is the first of these whose path it ends with, and which says that it
 * is. */
static const struct suite_file {
	const char *path;		/* in the directory whose tests it describes */
	bool (*read)(struct suite *, const char *directory, const char *file);
	bool (*is)(const char *file);	/* NULL: the path says it */
	/* only one that is an argument: no directory is looked through for it */
	bool argument;
	bool walked;			/* but each that a walk comes upon, by its suffix */
	bool deep;			/* one file says it of all directories below, too */
} suite_files[] = {
	{ .path = "CTestTestfile.cmake", .read = ctest_read },
	{ .path = "meson-info/intro-tests.json", .read = meson_read, .deep = true },
	{ .path = "Kyuafile", .read = kyua_read },
	{ .path = "Makefile", .read = automake_read, .is = automake_is },
	{ .path = ".test", .read = installed_read, .is = installed_is, .argument = true,
		.walked = true },
	{ .path = "kselftest-list.txt", .read = kselftest_read, .deep = true },
	{ .path = "", .read = ltp_read, .is = ltp_is, .argument = true },
	{ .path = "", .read = cargo_read, .is = cargo_is, .argument = true },
	{ .path = ".json", .read = ctest_json_read, .argument = true },
};

/* A path below a directory, in `path`, which has PATH_MAX bytes; "" where it does not fit. */
static const char *path_in(char *path, const char *directory, const char *name)
{
	bool here = !strcmp(directory, ".");
	int n = snprintf(path, PATH_MAX, "%s%s%s", here ? "" : directory, here ? "" : "/", name);

	if (n < 0 || n >= PATH_MAX)
		*path = 0;
	return path;
}

/* Has a directory this suite file? */
static bool suite_file_there(const struct suite_file *f, const char *directory)
{
	char path[PATH_MAX];
	struct stat st;

	return !f->argument && !stat(path_in(path, directory, f->path), &st) &&
		S_ISREG(st.st_mode) && (!f->is || f->is(path));
}

/* The row of the suite file that a directory has, or NULL. */
static const struct suite_file *suite_file_of(const char *directory)
{
	for (size_t i = 0; i < COUNT(suite_files); i++)
		if (suite_file_there(&suite_files[i], directory))
			return &suite_files[i];
	return NULL;
}

/* The name of the suite file in a directory, or NULL. */
const char *suite_file_in(const char *directory)
{
	const struct suite_file *f = suite_file_of(directory);

	return f ? f->path : NULL;
}

/* The one build directory in the current one, if that is the source of a build; NULL: there is
 * none, or there are several. */
const char *suite_build(void)
{
	static char build[NAME_MAX + 1];
	DIR *dir = access("CMakeLists.txt", F_OK) && access("meson.build", F_OK) ? NULL :
		opendir(".");
	struct dirent *e;
	int n = 0;

	while (dir && (e = readdir(dir)))
		if (*e->d_name != '.' && suite_file_of(e->d_name) && ++n == 1)
			snprintf(build, sizeof build, "%s", e->d_name);
	if (dir)
		closedir(dir);
	return n == 1 ? build : NULL;
}

/* Reads all of standard input; false: *why. */
static bool input_text(struct buf *text, struct buf *why)
{
	ssize_t n;

	do {
		buf_room(text, CHUNK);
		n = fd_read(STDIN_FILENO, text->p + text->n, CHUNK - 1);
		text->n += n > 0 ? (size_t)n : 0;
	} while (n > 0 && text->n <= SUITE_MAX);
	text->p[text->n] = 0;
	if (n)
		buf_puts(why, n < 0 ? strerror(errno) : "it is too large");
	return !n;
}

/* Reads all of a file; false: *why. */
bool file_text(const char *path, struct buf *text, struct buf *why)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	ssize_t n = 0;

	text->n = 0;
	if (fd < 0 || fstat(fd, &st)) {
		buf_puts(why, strerror(errno));
	} else if (!S_ISREG(st.st_mode) || st.st_size > (off_t)SUITE_MAX) {
		buf_puts(why, S_ISREG(st.st_mode) ? "it is too large" : "no file");
	} else {
		buf_room(text, (size_t)st.st_size + 1);
		n = fd_read_at(fd, text->p, (size_t)st.st_size, 0);
		if (n < 0)
			buf_puts(why, strerror(errno));
	}
	if (fd >= 0)
		close(fd);
	if (why->n)
		return false;
	text->n = (size_t)n;
	text->p[n] = 0;
	return true;
}

/* The directory that paths start from, absolute. */
static const char *suite_root(struct suite *s)
{
	char root[PATH_MAX];

	if (!s->root && getcwd(root, sizeof root))
		s->root = text_add(s, root, strlen(root));
	return s->root ? s->root : "";
}

/* Reads the suite file of a directory, if there is one; false: there is none, and the directory is
 * one of programs. */
static bool suite_directory(struct suite *s, const char *path)
{
	const struct suite_file *f = suite_file_of(path), *next = f;
	char file[PATH_MAX];

	if (!f || s->follows)
		return f;
	path_in(file, path, f->path);
	while (++next < suite_files + COUNT(suite_files))
		if (suite_file_there(next, path))
			suite_warn(s, "%s: read, and %s beside it is not", file, next->path);
	f->read(s, path, file);
	return true;
}

/* What a file is that a walk comes upon, if it is a suite file by itself; NULL: it is none. */
static const struct suite_file *suite_file_by(const char *path)
{
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot && i < COUNT(suite_files); i++)
		if (suite_files[i].walked && !strcmp(suite_files[i].path, dot) &&
		    suite_files[i].is(path))
			return &suite_files[i];
	return NULL;
}

/* Reads a file that a walk comes upon, if it is a suite file by itself; false: it is none. */
static bool suite_walked(struct suite *s, const char *path)
{
	const struct suite_file *f = suite_file_by(path);
	const char *slash = strrchr(path, '/');
	char directory[PATH_MAX];

	if (!f || s->follows)
		return f;
	snprintf(directory, sizeof directory, "%.*s", slash ? (int)(slash - path) : 1,
		slash ? path : ".");
	f->read(s, directory, text_add(s, path, strlen(path)));
	return true;
}

/* Has a directory tests of suite files, so that an id may be DIRECTORY::NAME? */
static bool suite_in(const char *directory)
{
	DIR *dir = suite_file_in(directory) ? NULL : opendir(directory);
	bool found = suite_file_in(directory);
	char path[PATH_MAX];
	struct dirent *e;

	while (dir && !found && (e = readdir(dir)))
		found = suite_file_by(path_in(path, directory, e->d_name));
	if (dir)
		closedir(dir);
	return found;
}

/* Reads a file that is an argument, if it is a suite file; false: it is none. */
static bool suite_argument(struct suite *s, const char *path)
{
	const struct suite_file *f = suite_files;
	char directory[PATH_MAX], tidy[PATH_MAX];
	size_t n = strlen(path), end;

	for (; f < suite_files + COUNT(suite_files); f++) {
		end = strlen(f->path);
		if (n >= end && !strcmp(path + n - end, f->path) &&
			    (n == end || f->argument || path[n - end - 1] == '/') &&
			    (!f->is || f->is(path)))
			break;
	}
	if (f == suite_files + COUNT(suite_files))
		return false;
	n = f->argument ? (size_t)((strrchr(path, '/') ? strrchr(path, '/') : path) - path) :
		n - end;
	snprintf(directory, sizeof directory, "./%.*s", (int)n, path);
	path_tidy(tidy, *path == '/' ? directory + 2 : directory);
	if (!s->follows)
		f->read(s, tidy, path);
	return true;
}

/* An id that no row of a suite file before it has: of equal names the second is NAME#2. */
static const char *row_id(struct suite *s, struct map *ids, const char *directory, const char *name)
{
	struct buf b = { 0 };
	uint32_t *taken = NULL;
	const char *id;

	buf_puts(&b, directory);
	buf_puts(&b, "::");
	buf_puts(&b, name);
	id = text_add(s, b.p, b.n);
	taken = map_at(ids, id, strlen(id));
	for (uint32_t twins = *taken; *taken != NONE; *map_at(ids, b.p,
		    strlen(name) + strlen(directory) + 2) = twins) {
		buf_printf(&b, "#%u", (unsigned)++twins);
		id = text_add(s, b.p, b.n);
		b.n = strlen(name) + strlen(directory) + 2;
		taken = map_at(ids, id, strlen(id));
	}
	*taken = 1;
	buf_free(&b);
	return id;
}

/* Adds a text to rows. */
static void row_text(struct buf *rows, const char *text)
{
	buf_add(rows, text, strlen(text) + 1);
}

/* Begins a row of the suite file. The command is words in the spelling of words_split. */
static void row_begin(struct suite *s, const char *id, const char *file, int line,
	const char *command)
{
	row_text(&s->rows, id);
	buf_puts(&s->rows, file);
	buf_printf(&s->rows, ":%d", line);
	buf_add(&s->rows, "", 1);
	row_text(&s->rows, s->argument ? s->argument : "");
	row_text(&s->rows, command);
}

static void row_set(struct suite *s, const char *key, const char *value)
{
	row_text(&s->rows, key);
	row_text(&s->rows, value);
}

static void row_end(struct suite *s) { row_text(&s->rows, ""); }

/* Adds a word to a command as words_split reads it. */
static void quote_add(struct buf *b, const char *word)
{
	bool plain = *word && !word[strcspn(word, " \t\n'\"\\")];
	size_t n;

	buf_puts(b, b->n ? " " : "");
	if (plain) {
		buf_puts(b, word);
		return;
	}
	buf_puts(b, "'");
	while (word[n = strcspn(word, "'")]) {
		buf_add(b, word, n);
		buf_puts(b, "'\\''");
		word += n + 1;
	}
	buf_puts(b, word);
	buf_puts(b, "'");
}

/* Does a path begin at this place of a text: is what stands in front of it no part of it, or all of
 * it an option, as -I? */
static bool path_begins(const char *text, const char *at)
{
	const char *p = at;

	while (p > text && isalnum((unsigned char)p[-1]))
		p--;
	if (p == at)
		return p == text || !strchr("/._-", p[-1]);
	return p > text && p[-1] == '-' && (p - 1 == text || strchr(" \t\n'\";=,", p[-2]));
}

/* Adds a text in which each path below the directory that paths start from is written so that it
 * holds elsewhere. */
static void rooted_add(struct suite *s, struct buf *b, const char *text)
{
	static const char here[] = { HERE, 0 };
	const char *root = suite_root(s), *p = text, *hit;
	size_t n = strlen(root);

	for (; n > 1 && (hit = strstr(p, root)); p = hit + n) {
		bool whole = (!hit[n] || strchr("/:;,\"' \t\n", hit[n])) && path_begins(text, hit);
		buf_add(b, p, (size_t)(hit - p));
		buf_puts(b, whole ? here : "");
		if (!whole)
			buf_add(b, hit, n);
	}
	buf_puts(b, p);
}

/* A word of a text that has blanks is one with _ for them; what names units or hosts of locks is
 * no part of a name either. */
static void label_add(struct buf *b, const char *name)
{
	buf_puts(b, b->n ? " " : "");
	for (const char *p = name; *p; p++)
		buf_add(b, strchr(" \t\n:@\"'", *p) ? "_" : p, 1);
	buf_puts(b, "");
}

/* A path that a test of this directory names: absolute, but for HERE. */
static void place_add(struct suite *s, struct buf *b, const char *directory, const char *path)
{
	static const char here[] = { HERE, 0 };
	struct buf whole = { 0 };

	if (*path != '/' && *directory != '/')
		buf_puts(&whole, here);
	if (*path != '/' && strcmp(directory, "."))
		buf_printf(&whole, "%s%s", *directory == '/' ? "" : "/", directory);
	if (*path)
		buf_printf(&whole, "%s%s", *path == '/' ? "" : "/", path);
	rooted_add(s, b, whole.p);
	buf_free(&whole);
}

/* A text of a row with the directory that paths start from in place of HERE. */
static const char *row_here(struct suite *s, const char *p, size_t n)
{
	const char *here = memchr(p, HERE, n), *copy, *root = suite_root(s);
	struct buf b = { 0 };

	if (!here)
		return p;
	for (; here; n -= (size_t)(here + 1 - p), p = here + 1, here = memchr(p, HERE, n)) {
		buf_add(&b, p, (size_t)(here - p));
		buf_puts(&b, root);
	}
	buf_add(&b, p, n);
	copy = text_add(s, b.p, b.n);
	buf_free(&b);
	return copy;
}

struct row {
	const char *id, *place, *argument, *command;
	struct str set;
};

/* The next row behind *at, which starts as NULL; false: there is none that is whole. */
static bool row_next(const struct buf *rows, const char **at, struct row *row)
{
	const char **parts[] = { &row->id, &row->place, &row->argument, &row->command }, *p = *at,
		*end;

	for (size_t i = 0; i < COUNT(parts); i++)
		if (!(p = *parts[i] = list_next(rows->p, rows->n, p)))
			return false;
	p = list_next(rows->p, rows->n, p);
	for (end = p; end && *end; end = end ? list_next(rows->p, rows->n, end) : NULL)
		end = list_next(rows->p, rows->n, end);
	if (!end)
		return false;
	row->set = (struct str){ p, (uint32_t)(end - p) };
	*at = end;
	return true;
}

/* Did the master read rows from the suite file that an argument names? */
static bool rows_from(const struct suite *s, const char *argument)
{
	const char *at = NULL;
	struct row row;

	while (s->follows && row_next(&s->rows, &at, &row))
		if (!strcmp(row.argument, argument))
			return true;
	return false;
}

/* Does a directory lead to a path? "." does to all that are relative. */
static bool is_above(const char *directory, const char *path)
{
	size_t n = strlen(directory);

	return !strcmp(directory, ".") ? *path != '/' :
		!strncmp(directory, path, n) && path[n] == '/';
}

/* Does a row start the file of a path (as rows have it), or one below that? */
static bool row_starts(const struct row *row, const char *path, const char *place)
{
	char **words = words_split(row->command, NULL), file[PATH_MAX], name[PATH_MAX];
	const char *cwd = ".", *colons = strstr(row->id, "::"), *word = words ? *words : NULL;
	size_t n = strlen(place);
	bool starts = false;

	for (const char *p = NULL; (p = list_next(row->set.p, row->set.n, p)); p += strlen(p) + 1)
		if (!strcmp(p, "cwd"))
			cwd = p + strlen(p) + 1;
	if (word && *word != '/' && *word != HERE)
		word = path_in(file, cwd, strncmp(word, "./", 2) ? word : word + 2);
	starts = word && !strncmp(word, place, n) && (!word[n] || word[n] == '/');
	snprintf(name, sizeof name, "%.*s", (int)(colons - row->id), row->id);
	path_in(file, name, colons + 2);
	free(words);
	return starts || !strcmp(file, path);
}

/* Makes a path that of the directory above; false: there is none, or it is not known which. */
static bool path_above(char *path)
{
	char *slash = strrchr(path, '/');
	const char *last = slash ? slash + 1 : path;

	if (slash == path || !strcmp(last, ".") || !strcmp(last, ".."))
		return false;
	strcpy(slash ? slash : path, slash ? "" : ".");
	return true;
}

/* The nearest directory above a path whose suite file may have rows of it; NULL: there is none.
 * Where rows came from the master, it is one of theirs. Lent until the next call. */
static const char *suite_nearest(struct suite *s, const char *path, bool directory)
{
	static char above[PATH_MAX];
	const struct suite_file *f = NULL;
	const char *at = NULL, *nearest = NULL;
	struct row row;

	while (s->follows && row_next(&s->rows, &at, &row))
		if (is_above(row.argument, path) && (!nearest || is_above(nearest, row.argument)))
			nearest = row.argument;
	if (s->follows || (directory && suite_file_of(path)))
		return nearest;
	snprintf(above, sizeof above, "%s", path);
	while (!f && path_above(above))
		f = suite_file_of(above);
	return f && (!directory || f->deep) ? above : NULL;
}

/* Asks for the rows of a suite file above a path that start what it names; false: there are
 * none. */
static bool suite_above(struct suite *s, const char *path, const struct stat *st)
{
	bool found = false, read = s->follows;
	const char *directory = suite_nearest(s, path, st && S_ISDIR(st->st_mode)), *at = NULL;
	struct buf place = { 0 };
	struct row row;

	if (!directory)
		return false;
	s->argument = text_add(s, directory, strlen(directory));
	while (!read && row_next(&s->rows, &at, &row))
		read = !strcmp(row.argument, s->argument);
	if (!read)
		suite_directory(s, s->argument);
	place_add(s, &place, ".", path);
	for (at = NULL; row_next(&s->rows, &at, &row);)
		if (!strcmp(row.argument, s->argument) && row_starts(&row, path, place.p)) {
			want(s, row.id);
			found = true;
		}
	buf_free(&place);
	return found;
}

/* The number of a row's settings, from 1. */
static uint32_t row_settings(struct suite *s, struct str set)
{
	uint32_t *number = map_at(&s->sets, set.n ? set.p : "", set.n);
	struct buf b = { 0 };

	if (*number != NONE)
		return *number;
	s->set = array_grow(s->set, s->nsets, sizeof *s->set);
	for (const char *p = NULL; (p = list_next(set.p, set.n, p));) {
		const char *text = row_here(s, p, strlen(p));
		buf_add(&b, text, strlen(text) + 1);
	}
	s->set[s->nsets] = (struct row_set){ .texts = { text_add(s, b.n ? b.p : "", b.n),
		(uint32_t)b.n } };
	buf_free(&b);
	return *number = ++s->nsets;
}

/* The number of the settings of a program whose processes never run at once on a host. */
static uint32_t alone_set(struct suite *s, const char *path)
{
	struct buf lock = { 0 }, b = { 0 };
	uint32_t number;

	label_add(&lock, path);
	buf_puts(&lock, "@host");
	row_text(&b, "locks");
	row_text(&b, lock.p);
	row_text(&b, "together");		/* so that they are few */
	row_text(&b, "yes");
	number = row_settings(s, (struct str){ text_add(s, b.p, b.n), (uint32_t)b.n });
	buf_free(&lock);
	buf_free(&b);
	return number;
}

/* The number of the same settings without what only says again what the kinds of programs know
 * that list their cases. */
static uint32_t row_slim(struct suite *s, uint32_t set)
{
	struct str texts = s->set[set - 1].texts;
	struct buf b = { 0 };
	uint32_t slim = s->set[set - 1].slim;

	if (slim)
		return slim;
	for (const char *p = NULL; (p = list_next(texts.p, texts.n, p)); p += strlen(p) + 1)
		if (strcmp(p, "skipped") || strcmp(p + strlen(p) + 1, ROW_SKIPPED)) {
			buf_add(&b, p, strlen(p) + 1);
			buf_add(&b, p + strlen(p) + 1, strlen(p + strlen(p) + 1) + 1);
		}
	slim = row_settings(s, (struct str){ text_add(s, b.p, b.n), (uint32_t)b.n });
	buf_free(&b);
	return s->set[set - 1].slim = slim;
}

/* A setting of a row, or NULL. */
static const char *row_setting(const struct suite *s, uint32_t set, const char *key)
{
	struct str texts = s->set[set - 1].texts;

	for (const char *p = NULL; (p = list_next(texts.p, texts.n, p)); p += strlen(p) + 1)
		if (!strcmp(p, key))
			return p + strlen(p) + 1;
	return NULL;
}

/* May a row be told apart into cases: does nothing hold for it that is meant of its process as a
 * whole? */
static bool row_parts(struct suite *s, uint32_t set)
{
	static const char whole[] = "passed failed skipped skip after* fixture* "
		ROW_BROKEN " " ROW_TURNED;
	struct row_set *of = &s->set[set - 1];
	const char *codes = row_setting(s, set, "codes");
	bool is = !codes || !strcmp(codes, ROW_CODES);

	if (of->parts)
		return of->parts == PARTS_yes;
	for (const char *p = NULL; (p = list_next(of->texts.p, of->texts.n, p)) && is;
		    p += strlen(p) + 1)
		is = !glob_any(whole, p);
	of->parts = is ? PARTS_yes : PARTS_no;
	return is;
}

/* The word of a kind's command that takes the names of cases behind some text, as
 * --gtest_filter=%N: that text's length; 0: it has none. */
static size_t row_option(const struct kind *k, const char **option)
{
	const char *p = k->run;
	size_t n;

	for (const char *word; p && (word = word_next(&p, &n));)
		if (n > 3 && *word == '-' && !memcmp(word + n - 2, "%N", 2)) {
			*option = word;
			return n - 2;
		}
	return 0;
}

/* Does a row start one case of such a kind? Then *name is that, and *rest its words without it. A
 * name with anything in it that the kind may read as more than one is none. */
static bool row_case(const struct kind *k, char **words, struct buf *name, struct buf *rest)
{
	const char *option = NULL;
	size_t n = row_option(k, &option);

	name->n = rest->n = 0;
	for (char **w = words; n && *w; w++)
		if (w > words && !strncmp(*w, option, n)) {
			if (name->n || (*w)[n + strcspn(*w + n, ":*?-,\\")] || !(*w)[n])
				return false;
			buf_puts(name, *w + n);
		} else {
			quote_add(rest, *w);
		}
	if (name->n)
		buf_add(name, "", 1);
	return name->n;
}

/* The file that a row starts. What has no slash is one of the directory that it runs in, if it is
 * there, else one of PATH. */
static const char *row_file(struct suite *s, const char *word, const char *cwd, struct stat *st)
{
	char path[PATH_MAX];

	if (*word == '/' && s->started && !strcmp(word, s->started)) {
		*st = s->started_st;		/* most rows start what the row before does */
		return s->started;
	}
	if (*word == '/') {
		if (stat(word, st))
			memset(st, 0, sizeof *st);
		s->started_st = *st;
		return s->started = text_add(s, word, strlen(word));
	}
	snprintf(path, sizeof path, "%s/%s", cwd ? cwd : ".", word);
	if (!stat(path, st) && (S_ISREG(st->st_mode) || strchr(word, '/')))
		return text_add(s, path, strlen(path));
	memset(st, 0, sizeof *st);
	return text_add(s, word, strlen(word));
}

/* The kind of a row's program: what muster.conf says; else what strings in it say, if that can
 * list its cases; else NULL. */
static const struct kind *row_kind(struct suite *s, const struct program *p, const struct stat *st,
	bool *told)
{
	const char *own = s->props[p->props].kind, *file = program_file(p);
	const struct str set = s->set[p->set - 1].texts;
	const struct kind *k = own ? kind_find(s->conf, own) : NULL;

	*told = own && (own < set.p || own >= set.p + set.n);
	if (!k)
		k = kind_find(s->conf, "exec");
	if (*told || !S_ISREG(st->st_mode) || !row_parts(s, row_slim(s, p->set)) ||
		    strcmp(k->name, "exec"))
		return k;
	look_at(s, AT_FDCWD, file, st, true);
	if (s->look.kind && s->look.kind->list && s->look.kind->run &&
		    !strncmp(s->look.kind->run, "%p ", 3))
		return s->look.kind;
	return k;
}

/* Adds a program of rows; same: its twin in a suite known before. */
static struct program *row_program(struct suite *s, const struct program *p,
	const struct suite *known)
{
	const struct program *old = known ? program_find(known, p->path) : NULL;

	s->programs = array_grow(s->programs, s->nprograms, sizeof *p);
	s->programs[s->nprograms] = *p;
	for (; old && old < known->programs + known->nprograms && !strcmp(old->path, p->path);
		    old++)
		if (old->row == p->row && !memcmp(&old->stamp, &p->stamp, sizeof p->stamp))
			s->programs[s->nprograms].same = old;
	return &s->programs[s->nprograms++];
}

/* Makes a row a case of the program of all rows that differ in their case alone. */
static void row_join(struct suite *s, struct program p, const char *name, const struct buf *rest,
	const struct suite *known)
{
	const char *id = p.path, *colons = strstr(id, "::");
	struct buf key = { 0 };
	uint32_t *number;

	buf_printf(&key, "%u %d ", (unsigned)p.set, p.whole);
	buf_add(&key, id, (size_t)(colons - id));
	buf_add(&key, "", 1);
	buf_add(&key, rest->p, rest->n);
	number = map_at(&s->groups, text_add(s, key.p, key.n), key.n);
	if (*number == NONE) {
		*number = s->nprograms;
		p.path = text_add(s, id, (size_t)(colons - id));
		p.command = text_add(s, rest->p, rest->n);
		p.props = props_find(s, p.path, NULL, p.set);
		row_program(s, &p, known);
	}
	buf_free(&key);
	s->programs[*number].listed = true;
	case_add(&s->programs[*number], colons + 2, CASE_named, name);
}

/* Was all asked for that the suite file of this argument says, not only ids? */
static bool is_whole(const struct suite *s, const char *argument)
{
	for (uint32_t i = 0; i < s->nwholes; i++)
		if (!strcmp(s->wholes[i], argument))
			return true;
	return false;
}

/* Makes a row a program, or a case of one. */
static void row_take(struct suite *s, const struct row *row, const struct suite *known,
	uint32_t number, bool whole)
{
	struct program p = { .row = number, .set = row_settings(s, row->set), .path = row->id,
		.whole = whole };
	char **words;
	struct buf name = { 0 }, rest = { 0 };
	struct stat st = { 0 };
	bool told = false, one;

	p.place = row->place;
	p.command = row_here(s, row->command, strlen(row->command));
	words = words_split(p.command, NULL);
	if (words && *words) {
		p.file = row_file(s, *words, row_setting(s, p.set, "cwd"), &st);
		p.stamp = st.st_mode ? stamp_of(&st) : (struct stamp){ 0 };
		p.props = props_find(s, p.path, NULL, p.set);
		p.kind = s->elsewhere ? s->row[number - 1].kind : row_kind(s, &p, &st, &told);
		if (s->refers)
			s->row[number - 1].kind = p.kind;
		one = row_case(p.kind, words, &name, &rest);
		if (!one && !told && p.kind->list && words[1])
			p.kind = kind_find(s->conf, "exec");
		if (p.kind->list)
			p.set = row_slim(s, p.set);
		p.props = props_find(s, p.path, NULL, p.set);
		if (s->elsewhere)
			s->row[number - 1].program = s->nprograms;
		if (one)
			row_join(s, p, name.p, &rest, known);
		else
			row_program(s, &p, known);
	}
	free(words);
	buf_free(&name);
	buf_free(&rest);
}

/* Makes programs of all rows; of those that several arguments have, once. */
static void rows_take(struct suite *s, const struct suite *known)
{
	const char *next = NULL;
	struct row row;

	while (s->refers && row_next(&s->rows, &next, &row))
		s->nrows++;
	if (s->refers)
		s->row = memset(xrealloc(NULL, s->nrows, sizeof *s->row), 0,
			s->nrows * sizeof *s->row);
	for (int pass = 0; pass < 2; pass++) {
		const char *at = NULL;
		for (uint32_t number = 1; row_next(&s->rows, &at, &row); number++) {
			bool whole = is_whole(s, row.argument);
			uint32_t *taken = whole == !pass ?
				map_at(&s->taken, row.id, strlen(row.id)) : NULL;
			if (!taken || *taken != NONE)
				continue;
			*taken = number;
			row_take(s, &row, known, number, whole);
		}
	}
}

/* ---- JSON --------------------------------------------------------------------------------------
 * door: json_open, json_line, json_error, json_is, json_ahead, json_list, json_next, json_key,
 *       json_text, json_skip, json_words */
/* Of a suite file in JSON each value is read once, in the order in which it stands there. Values
 * are read by the type that is expected; any other is an error that names its line. */
struct json {
	struct suite *s;
	const char *file, *p, *end;
	const char *counted;		/* up to here lines are counted */
	int line;
	bool failed;			/* it was said why */
	bool told;			/* and what it may mean by a list of directories */
	int depth;
};

/* The line that reading has come to. */
static int json_line(struct json *j)
{
	for (; j->counted < j->p; j->counted++)
		j->line += *j->counted == '\n';
	return j->line;
}

/* Says why the file is refused; its first reason is enough. */
static bool json_error(struct json *j, const char *what)
{
	char place[PATH_MAX + 16];

	if (j->failed)
		return false;
	snprintf(place, sizeof place, "%.*s:%d", PATH_MAX, j->file, json_line(j));
	walk_error(j->s, place, what);
	j->failed = true;
	return false;
}

/* Reads a file whole, into a text that the caller frees; false: it was said why not. */
static bool json_open(struct json *j, struct suite *s, const char *file, struct buf *text)
{
	struct buf why = { 0 };

	*j = (struct json){ .s = s, .file = file, .line = 1 };
	if (!(strcmp(file, "-") ? file_text(file, text, &why) : input_text(text, &why))) {
		walk_error(s, file, why.p);
		j->failed = true;
	}
	buf_free(&why);
	j->counted = j->p = j->end = text->p;
	if (!j->failed)
		j->end += text->n;
	return !j->failed;
}

/* Is that the next byte but blanks? Then it is passed. */
static bool json_is(struct json *j, char c)
{
	while (j->p < j->end && strchr(" \t\r\n", *j->p) && *j->p)
		j->p++;
	if (j->p == j->end || *j->p != c)
		return false;
	j->p++;
	return true;
}

/* Is that the next byte but blanks? It stays. */
static bool json_ahead(struct json *j, char c)
{
	bool is = json_is(j, c);

	j->p -= is;
	return is;
}

/* Adds a character of Unicode as UTF-8. */
static void utf8_add(struct buf *b, uint32_t c)
{
	char bytes[4];
	int n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (int i = n - 1; i > 0; i--, c >>= 6)
		bytes[i] = (char)(0x80 | (c & 0x3f));
	bytes[0] = (char)(n == 1 ? c : (0xf00u >> n & 0xf0u) | c);
	buf_add(b, bytes, (size_t)n);
}

/* Four hexadecimal digits; false: they are none. */
static bool json_hex(struct json *j, uint32_t *v)
{
	*v = 0;
	for (int i = 0; i < 4; i++, j->p++) {
		int c = j->p < j->end ? tolower((unsigned char)*j->p) : 0;
		if (!isxdigit(c))
			return json_error(j, "\\u wants four digits");
		*v = *v << 4 | (uint32_t)(isdigit(c) ? c - '0' : c - 'a' + 10);
	}
	return true;
}

/* What a backslash in a string stands for. */
static bool json_escape(struct json *j, struct buf *b)
{
	static const char letters[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
	char c = j->p < j->end ? *j->p++ : 0;
	uint32_t v, low;

	for (const char *l = letters; *l; l += 2)
		if (*l == c) {
			buf_add(b, l + 1, 1);
			return true;
		}
	if (c != 'u')
		return json_error(j, "a backslash before what needs none");
	if (!json_hex(j, &v))
		return false;
	if (v >> 10 == 0x36 && j->end - j->p > 2 && *j->p == '\\' && j->p[1] == 'u') {
		j->p += 2;
		if (!json_hex(j, &low) || low >> 10 != 0x37)
			return json_error(j, "half a character");
		v = 0x10000 + ((v & 0x3ff) << 10 | (low & 0x3ff));
	}
	if (!v)
		return json_error(j, "a 0 byte in a text");
	utf8_add(b, v);
	return true;
}

/* A string, number, true or false as text, with its 0 byte; null is "". */
static bool json_text(struct json *j, struct buf *b)
{
	b->n = 0;
	if (json_is(j, '"')) {
		while (j->p < j->end && *j->p != '"') {
			if ((unsigned char)*j->p < ' ')
				return json_error(j, "a line's end or the like in a text");
			if (*j->p != '\\') {
				buf_add(b, j->p++, 1);
				continue;
			}
			j->p++;
			if (!json_escape(j, b))
				return false;
		}
		if (j->p >= j->end)
			return json_error(j, "a text is not closed: the file is cut off");
		j->p++;
	} else {
		while (j->p < j->end && (isalnum((unsigned char)*j->p) ||
			    (*j->p && strchr("+-.", *j->p))))
			buf_add(b, j->p++, 1);
		if (!b->n)
			return json_error(j, j->p < j->end ? "expected a text" :
				"the file is cut off");
		if (b->n == 4 && !memcmp(b->p, "null", 4))
			b->n = 0;
	}
	buf_add(b, "", 1);
	return true;
}

/* Begins a list, '[' or '{'. */
static bool json_list(struct json *j, char open)
{
	return json_is(j, open) || json_error(j, open == '[' ? "expected a list" :
		"expected an object");
}

/* Is there another element in a list? *n counts them. */
static bool json_next(struct json *j, char close, uint32_t *n)
{
	if (j->failed || json_is(j, close))
		return false;
	if ((*n)++ && !json_is(j, ','))
		return json_error(j, j->p < j->end ? "expected a comma" : "the file is cut off");
	return true;
}

/* The next key of an object; false: that was the last. */
static bool json_key(struct json *j, struct buf *key, uint32_t *n)
{
	return json_next(j, '}', n) && json_text(j, key) &&
		(json_is(j, ':') || json_error(j, "expected a colon"));
}

/* Passes a value, whatever it is. */
static bool json_skip(struct json *j)
{
	struct buf text = { 0 };
	uint32_t n = 0;
	bool object = json_is(j, '{');

	if (++j->depth > FILES_DEEP)
		return json_error(j, "values are too deep in one another");
	if (object) {
		while (json_key(j, &text, &n))
			json_skip(j);
	} else if (json_is(j, '[')) {
		while (json_next(j, ']', &n))
			json_skip(j);
	} else {
		json_text(j, &text);
	}
	j->depth--;
	buf_free(&text);
	return !j->failed;
}

/* A list of texts, each added in some way. */
static bool json_words(struct json *j, struct buf *to, void (*add)(struct buf *, const char *))
{
	struct buf word = { 0 };
	uint32_t n = 0;

	to->n = 0;
	if (json_list(j, '['))
		while (json_next(j, ']', &n) && json_text(j, &word))
			add(to, word.p);
	buf_free(&word);
	return !j->failed;
}

/* ---- CTest -------------------------------------------------------------------------------------
 * door: ctest_read, ctest_json_read, bracket_open, bracket_end, ctest_element, ctest_glob,
 *       str_is */
/* CTestTestfile.cmake, as CMake writes it, is a script in CMake's language, of which this reads
 * the few commands that are found there; any other is refused with its line. A name stands for all
 * tests that have it, in whatever directory. What a property means here is a row of ctest_words. */
#define CTEST_WAY_OUT	"ctest --show-only=json-v1 >tests.json; muster tests.json"
#define ROW_TESTS_MAX	(NONE - 1)

/* How the value of a property becomes that of a key. */
enum ctest_how { CTEST_words, CTEST_files, CTEST_flag, CTEST_number, CTEST_time, CTEST_directory,
	CTEST_after, CTEST_env, CTEST_change,
	CTEST_verdict, CTEST_told, CTEST_nothing };

/* Properties that make the verdict together. */
enum { VERDICT_none, VERDICT_will_fail, VERDICT_skip_code, VERDICT_pass, VERDICT_fail, VERDICT_skip,
	VERDICT_COUNT };

static const struct ctest_word {
	const char *name;
	enum ctest_how how;
	const char *key;
	int verdict;
} ctest_words[] = {
	{ "LABELS", CTEST_words, "labels", 0 },
	{ "TIMEOUT", CTEST_time, "timeout", 0 },
	{ "WORKING_DIRECTORY", CTEST_directory, "cwd", 0 },
	{ "ENVIRONMENT", CTEST_env, "env.", 0 },
	{ "ENVIRONMENT_MODIFICATION", CTEST_change, "env.", 0 },
	{ "WILL_FAIL", CTEST_verdict, "codes", VERDICT_will_fail },
	{ "SKIP_RETURN_CODE", CTEST_verdict, "codes", VERDICT_skip_code },
	{ "PASS_REGULAR_EXPRESSION", CTEST_verdict, "passed", VERDICT_pass },
	{ "FAIL_REGULAR_EXPRESSION", CTEST_verdict, "failed", VERDICT_fail },
	{ "SKIP_REGULAR_EXPRESSION", CTEST_verdict, "skipped", VERDICT_skip },
	{ "DISABLED", CTEST_flag, "skip", 0 },
	{ "RUN_SERIAL", CTEST_flag, "exclusive", 0 },
	{ "RESOURCE_LOCK", CTEST_words, "locks", 0 },
	{ "DEPENDS", CTEST_after, "after-any", 0 },
	{ "FIXTURES_SETUP", CTEST_words, "fixture", 0 },
	{ "FIXTURES_CLEANUP", CTEST_words, "fixture-cleanup", 0 },
	{ "FIXTURES_REQUIRED", CTEST_words, "needs-fixture", 0 },
	{ "REQUIRED_FILES", CTEST_files, "files", 0 },
	{ "PROCESSORS", CTEST_number, "weight", 0 },
	{ "COST", CTEST_number, "priority", 0 },
	{ "RESOURCE_GROUPS", CTEST_told, NULL, 0 },
	{ "GENERATED_RESOURCE_SPEC_FILE", CTEST_told, NULL, 0 },
	{ "TIMEOUT_AFTER_MATCH", CTEST_told, NULL, 0 },
	{ "_BACKTRACE_TRIPLES", CTEST_nothing, NULL, 0 },
	{ "DEF_SOURCE_LINE", CTEST_nothing, NULL, 0 },
	{ "ATTACHED_FILES", CTEST_nothing, NULL, 0 },
	{ "ATTACHED_FILES_ON_FAIL", CTEST_nothing, NULL, 0 },
	{ "MEASUREMENT", CTEST_nothing, NULL, 0 },
	{ "PROCESSOR_AFFINITY", CTEST_nothing, NULL, 0 },
};

/* A property that was set; several of one name stay in their order. */
struct ctest_value {
	struct ctest_value *next;
	const struct ctest_word *word;
	const char *value;
	int line;			/* of the file that its test is of, or of another */
	const char *file;
};

struct ctest_test {
	const char *name, *id, *directory, *file, *command;
	int line;
	uint32_t same;			/* the test before it of the same name, or NONE */
	struct ctest_value *first, **last;
};

/* A variable of set(). */
struct ctest_variable { const char *name, *value; };

struct ctest {
	struct suite *s;
	struct ctest_test *tests;
	uint32_t n;
	/* the last test of a name; how often an id was taken; properties that were told */
	struct map names, ids, unknown;
	struct ctest_variable *variables;
	uint32_t nvariables;
	/* of tests that have none of their own; NULL: none */
	const char *timeout;
	struct buf expression;			/* the last that was seen to be one */
	bool failed;				/* it was said why */
};

/* One file as it is read. */
struct ctest_script {
	struct ctest *all;
	const char *directory, *file;	/* as in ids */
	/* the file that a program which lists its cases stands for, or NULL */
	const char *discovered;
	uint32_t first;			/* of the tests of its directory */
	const char *p, *end;		/* what is not read yet */
	int line, depth;
	/* the command at hand: */
	int at;				/* its line */
	struct buf text;		/* its name, then its arguments, each ended by a 0 byte */
	struct ctest_place { size_t at; bool quoted; } *args;	/* where they start in that */
	size_t nargs, most;		/* most: there have been of a command */
	/* if: */
	int level;			/* how deep in ifs this stands */
	/* the level of one whose part does not count; 0: all does */
	int skip;
	bool done[64];			/* that a part of it counted, by level */
};

/* Says why the suite file is refused; its first reason is enough. */
static bool ctest_error(struct ctest_script *f, int line, const char *fmt, ...)
{
	char what[1024], place[PATH_MAX + 16];
	struct buf text = { 0 };
	va_list ap;

	if (f->all->failed)
		return false;
	va_start(ap, fmt);
	vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	buf_escape(&text, what, strlen(what), sizeof what);
	snprintf(place, sizeof place, "%.*s:%d", PATH_MAX, f->file, line);
	walk_error(f->all->s, place, text.p);
	buf_free(&text);
	f->all->failed = true;
	return false;
}

static const char *ctest_arg(const struct ctest_script *f, size_t i)
{
	return i < f->nargs ? f->text.p + f->args[i].at : "";
}

/* Is a text of n bytes this word? */
static bool str_is(const char *p, size_t n, const char *word)
{
	return strlen(word) == n && !memcmp(p, word, n);
}

/* The value of a variable; NULL: it is not set. */
static const char *ctest_value_of(const struct ctest_script *f, const char *name, size_t n)
{
	const struct ctest *c = f->all;

	for (uint32_t i = c->nvariables; i-- > 0;)
		if (str_is(name, n, c->variables[i].name))
			return c->variables[i].value;
	if (str_is(name, n, "CTEST_CONFIGURATION_TYPE"))
		return c->s->build_type;
	return str_is(name, n, "CMAKE_CURRENT_LIST_FILE") ? f->file :
		str_is(name, n, "CMAKE_CURRENT_LIST_DIR") ? f->directory : NULL;
}

/* [==[ .. ]==]: how many = behind the first [, or -1: it is none. */
static int bracket_open(const char *p, const char *end)
{
	const char *q = p + 1;

	while (q < end && *q == '=')
		q++;
	return p < end && *p == '[' && q < end && *q == '[' ? (int)(q - p - 1) : -1;
}

/* The end of the text of a bracket argument that starts at p, behind its opening; NULL: it is not
 * closed. */
static const char *bracket_end(const char *p, const char *end, int equals)
{
	for (; (p = memchr(p, ']', (size_t)(end - p))); p++) {
		int n = 0;
		while (p + 1 + n < end && p[1 + n] == '=')
			n++;
		if (n == equals && p + 1 + n < end && p[1 + n] == ']')
			return p;
	}
	return NULL;
}

static void lines_count(struct ctest_script *f, const char *from, const char *to)
{
	for (; (from = memchr(from, '\n', (size_t)(to - from))); from++)
		f->line++;
}

/* Passes blanks, lines' ends and comments; false: a comment in brackets is not closed. */
static bool ctest_blanks(struct ctest_script *f)
{
	for (; f->p < f->end; f->p++) {
		if (*f->p == '#') {
			int equals = bracket_open(f->p + 1, f->end);
			const char *to = equals < 0 ? memchr(f->p, '\n', (size_t)(f->end - f->p)) :
				bracket_end(f->p + equals + 3, f->end, equals);
			if (!to && equals >= 0)
				return ctest_error(f, f->line,
					"a comment in brackets is not closed");
			to = !to ? f->end : equals < 0 ? to : to + equals + 2;
			lines_count(f, f->p, to);
			f->p = to;
			if (f->p == f->end)
				break;
		}
		if (*f->p == '\n')
			f->line += 1;
		else if (*f->p != ' ' && *f->p != '\t' && *f->p != '\r')
			break;
	}
	return true;
}

static void ctest_arg_begin(struct ctest_script *f, bool quoted)
{
	if (f->nargs == f->most) {
		f->args = array_grow(f->args, f->nargs, sizeof *f->args);
		f->most++;
	}
	f->args[f->nargs++] = (struct ctest_place){ f->text.n, quoted };
}

/* Adds what a backslash and what follows it stand for, or what ${NAME} does; how many bytes that
 * is, 0: neither. */
static size_t ctest_escape(struct ctest_script *f, const char *p, bool quoted)
{
	static const char letters[] = "n\nt\tr\r";
	const char *close, *value;

	if (*p == '$' && p + 1 < f->end && p[1] == '{' &&
		    (close = memchr(p, '}', (size_t)(f->end - p)))) {
		value = ctest_value_of(f, p + 2, (size_t)(close - p) - 2);
		buf_puts(&f->text, value ? value : "");
		return (size_t)(close - p) + 1;
	}
	if (*p != '\\' || p + 1 >= f->end)
		return 0;
	for (const char *l = letters; *l; l += 2)
		if (*l == p[1]) {
			buf_add(&f->text, l + 1, 1);
			return 2;
		}
	if (p[1] == '\n') {
		f->line++;
		if (quoted)
			return 2;
	}
	if (p[1] == ';')
		buf_puts(&f->text, "\\");
	buf_add(&f->text, p + 1, 1);
	return 2;
}

/* "..." */
static bool ctest_quoted(struct ctest_script *f)
{
	int line = f->line;
	size_t n;

	ctest_arg_begin(f, true);
	for (f->p++; f->p < f->end && *f->p != '"';) {
		if ((n = strcspn(f->p, "\"\\$\n"))) {
			buf_add(&f->text, f->p, n);
			f->p += n;
		} else if ((n = ctest_escape(f, f->p, true))) {
			f->p += n;
		} else {
			f->line += *f->p == '\n';
			buf_add(&f->text, f->p++, 1);
		}
	}
	buf_add(&f->text, "", 1);
	return f->p++ < f->end || ctest_error(f, line, "a quote is not closed");
}

/* [=[...]=] */
static bool ctest_bracket(struct ctest_script *f, int equals)
{
	const char *from = f->p + equals + 2, *to = bracket_end(from, f->end, equals);

	if (!to)
		return ctest_error(f, f->line, "a bracket argument is not closed");
	lines_count(f, from, to);
	if (from < to && *from == '\n')
		from++;
	ctest_arg_begin(f, true);
	buf_add(&f->text, from, (size_t)(to - from));
	buf_add(&f->text, "", 1);
	f->p = to + equals + 2;
	return true;
}

/* A bare word; each ; in it ends an argument, unless it is escaped or in brackets. */
static void ctest_bare(struct ctest_script *f)
{
	size_t from = f->text.n, n;
	int nested = 0;

	ctest_arg_begin(f, false);
	while (f->p < f->end && !strchr(" \t\r\n()#", *f->p)) {
		if ((n = strcspn(f->p, " \t\r\n()#\"\\$;[]"))) {
			buf_add(&f->text, f->p, n);
			f->p += n;
			continue;
		}
		if ((n = ctest_escape(f, f->p, false))) {
			f->p += n;
			continue;
		}
		/* old scripts: a quote within a word is a part of it, blanks and all */
		if (*f->p == '"') {
			do
				buf_add(&f->text, f->p++, 1);
			while (f->p < f->end && *f->p != '"' && *f->p != '\n');
		}
		nested += (f->p < f->end && *f->p == '[') - (f->p < f->end && *f->p == ']');
		if (f->p < f->end && *f->p == ';' && nested <= 0) {
			buf_add(&f->text, "", 1);
			if (f->text.n - from > 1)
				ctest_arg_begin(f, false);
			else
				f->text.n = from;
			from = f->text.n;
			f->p++;
		} else if (f->p < f->end) {
			buf_add(&f->text, f->p++, 1);
		}
	}
	if (f->text.n == from && !f->args[f->nargs - 1].quoted)
		f->nargs--;
	else
		buf_add(&f->text, "", 1);
}

/* Reads the next command with its arguments; false: there is none, or it is broken. Parentheses in
 * it are arguments. */
static bool ctest_command(struct ctest_script *f)
{
	int depth = 0, equals;
	size_t n = 0;

	if (!ctest_blanks(f) || f->p == f->end)
		return false;
	f->at = f->line;
	f->text.n = f->nargs = 0;
	while (f->p + n < f->end && (isalnum((unsigned char)f->p[n]) || f->p[n] == '_'))
		n++;
	buf_add(&f->text, f->p, n);
	buf_add(&f->text, "", 1);
	f->p += n;
	if (!*f->text.p || !ctest_blanks(f) || f->p == f->end || *f->p != '(')
		return ctest_error(f, f->at, "no command of CMake: expected NAME(");
	for (f->p++;; f->p++) {
		if (!ctest_blanks(f))
			return false;
		if (f->p == f->end)
			return ctest_error(f, f->at, "%s( is not closed", f->text.p);
		if (*f->p == ')' && !depth)
			break;
		if (*f->p == '(' || *f->p == ')') {
			depth += *f->p == '(' ? 1 : -1;
			ctest_arg_begin(f, false);
			buf_add(&f->text, f->p, 1);
			buf_add(&f->text, "", 1);
			continue;
		}
		equals = bracket_open(f->p, f->end);
		if (*f->p != '"' && equals < 0)
			ctest_bare(f);
		else if (*f->p == '"' ? !ctest_quoted(f) : !ctest_bracket(f, equals))
			return false;
		f->p--;
	}
	f->p++;
	return true;
}

/* The next element of a list in CMake's spelling: a ; ends it that is neither escaped nor in
 * brackets. Empty ones are passed over. Returns where the next begins, NULL: there is none. */
static const char *ctest_element(const char *list, struct buf *element)
{
	int nested = 0;

	element->n = 0;
	for (; *list; list++) {
		if (*list == ';' && !nested) {
			if (element->n)
				break;
			continue;
		}
		nested += (*list == '[') - (*list == ']' && nested);
		if (*list == '\\' && list[1] == ';')
			list++;
		buf_add(element, list, 1);
	}
	if (!element->n)
		return NULL;
	buf_add(element, "", 1);
	return list;
}

/* Is this a word that CMake calls true? */
static bool ctest_is_on(const char *value)
{
	static const char *const on[] = { "1", "on", "yes", "true", "y" };

	for (size_t i = 0; i < COUNT(on); i++)
		if (strlen(value) == strlen(on[i]) && holds_nocase(value, on[i]))
			return true;
	return false;
}

/* CMake's expressions as POSIX has them: { is plain there, and a backslash makes any character
 * plain. */
static void ctest_regex(struct buf *b, const char *regex)
{
	bool set = false;

	for (const char *p = regex; *p; p++) {
		if (!set && *p == '\\' && p[1]) {
			if (!isalnum((unsigned char)p[1]) && !strchr("<>'`_ \"", p[1]))
				buf_puts(b, "\\");
			buf_add(b, ++p, 1);
			continue;
		}
		if (!set && *p == '{')
			buf_puts(b, "\\");
		buf_add(b, p, 1);
		if (!set && *p == '[') {
			set = true;
			if (p[1] == '^')
				buf_add(b, ++p, 1);
			if (p[1] == ']')
				buf_add(b, ++p, 1);
		} else if (*p == ']') {
			set = false;
		}
	}
}

/* Does a text match one of CMake's expressions? */
static bool ctest_matches(const char *text, const char *expression)
{
	struct buf b = { 0 };
	regex_t regex;
	bool matches = false;

	buf_puts(&b, "/");
	ctest_regex(&b, expression);
	buf_puts(&b, "/");
	if (regex_make(&regex, b.p, NULL)) {
		matches = !regexec(&regex, text, 0, NULL, 0);
		regfree(&regex);
	}
	buf_free(&b);
	return matches;
}

/* Is one file not older than another, or is one of them not there? */
static bool is_newer(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) || stat(b, &y) || x.st_mtim.tv_sec > y.st_mtim.tv_sec ||
		(x.st_mtim.tv_sec == y.st_mtim.tv_sec && x.st_mtim.tv_nsec >= y.st_mtim.tv_nsec);
}

static bool ctest_any(struct ctest_script *, size_t *at);

/* Is an argument this word of CMake's? In quotes it is a text. */
static bool ctest_is(const struct ctest_script *f, size_t i, const char *word)
{
	return i < f->nargs && !f->args[i].quoted && !strcmp(ctest_arg(f, i), word);
}

/* What an argument of if() stands for: an unquoted name of a variable for its value. */
static const char *ctest_operand(const struct ctest_script *f, size_t i)
{
	const char *arg = ctest_arg(f, i), *value = i < f->nargs &&
		!f->args[i].quoted ? ctest_value_of(f, arg, strlen(arg)) : NULL;

	return value ? value : arg;
}

/* Conditions of one argument: what a path is, or whether there is such a variable. false: arg is
 * no word of that. */
static bool ctest_unary(struct ctest_script *f, size_t i, bool *is)
{
	const char *of = ctest_arg(f, i + 1);
	struct stat st;

	if (i + 1 >= f->nargs)
		return false;
	if (ctest_is(f, i, "EXISTS"))
		*is = !stat(of, &st);
	else if (ctest_is(f, i, "IS_DIRECTORY"))
		*is = !stat(of, &st) && S_ISDIR(st.st_mode);
	else if (ctest_is(f, i, "DEFINED"))
		*is = ctest_value_of(f, of, strlen(of));
	else
		return false;
	return true;
}

/* One condition of if(), at argument *at, which moves behind it. */
static bool ctest_condition(struct ctest_script *f, size_t *at)
{
	size_t i = *at;
	const char *left = ctest_operand(f, i), *right = ctest_operand(f, i + 2);
	bool is = false;
	char *end;

	if (i >= f->nargs)
		return ctest_error(f, f->at, "if: a condition is missing");
	*at = i + 1;
	if (ctest_is(f, i, "NOT"))
		return !ctest_condition(f, at);
	if (ctest_is(f, i, "(")) {
		is = ctest_any(f, at);
		return ctest_is(f, (*at)++, ")") ? is :
			ctest_error(f, f->at, "if: a parenthesis is not closed");
	}
	*at = i + 2;
	if (ctest_unary(f, i, &is))
		return is;
	*at = i + 3;
	if (ctest_is(f, i + 1, "MATCHES"))
		return ctest_matches(left, ctest_arg(f, i + 2));
	if (ctest_is(f, i + 1, "STREQUAL"))
		return !strcmp(left, right);
	if (ctest_is(f, i + 1, "IS_NEWER_THAN"))
		return is_newer(left, right);
	*at = i + 1;
	if (i + 1 == f->nargs || ctest_is(f, i + 1, "AND") || ctest_is(f, i + 1, "OR") ||
		    ctest_is(f, i + 1, ")"))
		return ctest_is_on(left) ||
			(!isalpha((unsigned char)*left) && strtod(left, &end) != 0 && !*end);
	return ctest_error(f, f->at, "if: %s is not known here (%s)", ctest_arg(f, i + 1),
		CTEST_WAY_OUT);
}

/* Conditions joined by AND and OR, from left to right. */
static bool ctest_any(struct ctest_script *f, size_t *at)
{
	bool is = ctest_condition(f, at), and, next;

	while (*at < f->nargs && !ctest_is(f, *at, ")") && !f->all->failed) {
		and = ctest_is(f, *at, "AND");
		if (!and && !ctest_is(f, *at, "OR"))
			return ctest_error(f, f->at, "if: expected AND or OR, not %s",
				ctest_arg(f, *at));
		++*at;
		next = ctest_condition(f, at);
		is = and ? is && next : is || next;
	}
	return is;
}

/* if, elseif, else, endif. */
static bool ctest_if(struct ctest_script *f, const char *name)
{
	bool starts = !strcmp(name, "if");
	size_t at = 0;

	if (!starts && !f->level)
		return ctest_error(f, f->at, "%s without if", name);
	if (!strcmp(name, "endif")) {
		f->skip = f->skip == f->level ? 0 : f->skip;
		f->level--;
		return true;
	}
	if (starts && (size_t)++f->level == COUNT(f->done))
		return ctest_error(f, f->at, "if: %d of them stand in one another", f->level);
	if (starts && !f->skip)
		f->done[f->level] = false;
	if (f->skip && f->skip != f->level)
		return true;
	f->skip = f->level;
	if (f->done[f->level] && !starts)
		return true;
	f->done[f->level] = !strcmp(name, "else") || (ctest_any(f, &at) && at == f->nargs);
	if (f->done[f->level])
		f->skip = 0;
	return !f->all->failed;
}

/* The last test of a name; NONE: there is none. */
static uint32_t *ctest_named(struct ctest *c, const char *name)
{
	return map_at(&c->names, text_add(c->s, name, strlen(name)), strlen(name));
}

/* Adds a test. command: its words; NULL: it has none. */
static struct ctest_test *ctest_test(struct ctest *c, struct ctest_script *f, const char *name,
	const char *command)
{
	struct ctest_test *t;
	uint32_t *last;

	c->tests = array_grow(c->tests, c->n, sizeof *c->tests);
	t = &c->tests[c->n];
	*t = (struct ctest_test){ .directory = f->directory, .file = f->file, .line = f->at };
	t->name = text_add(c->s, name, strlen(name));
	t->id = row_id(c->s, &c->ids, f->directory, name);
	t->command = command ? text_add(c->s, command, strlen(command)) : NULL;
	last = ctest_named(c, t->name);
	t->same = *last;
	*last = c->n++;
	return t;
}

/* Does CTestCustom.cmake take it out? */
static bool ctest_ignored(const struct ctest_script *f, const char *name)
{
	static const char ignore[] = "CTEST_CUSTOM_TESTS_IGNORE";
	const char *list = ctest_value_of(f, ignore, sizeof ignore - 1);
	struct buf element = { 0 };
	bool is = false;

	while (list && !is && (list = ctest_element(list, &element)))
		is = !strcmp(element.p, name);
	buf_free(&element);
	return is;
}

/* add_test(NAME COMMAND ARG ..) */
static bool ctest_add_test(struct ctest_script *f)
{
	struct buf command = { 0 };

	if (f->nargs < 2 || !*ctest_arg(f, 0))
		return ctest_error(f, f->at, "add_test: expected a name and a command");
	if (ctest_ignored(f, ctest_arg(f, 0)))
		return true;
	for (size_t i = 1; i < f->nargs; i++)
		quote_add(&command, ctest_arg(f, i));
	ctest_test(f->all, f, ctest_arg(f, 0), command.p);
	buf_free(&command);
	return true;
}

/* A glob that matches this id. */
static void ctest_glob(struct buf *b, const char *id)
{
	buf_puts(b, b->n ? " " : "");
	for (const char *p = id; *p; p++) {
		if (strchr("*?[\\", *p))
			buf_puts(b, "\\");
		buf_add(b, strchr(" \t\n", *p) ? "?" : p, 1);
	}
	buf_puts(b, "");
}

/* What is known of a property, or NULL: that is said once. */
static const struct ctest_word *ctest_word(struct ctest_script *f, const char *name)
{
	struct buf text = { 0 };
	uint32_t *told;

	for (size_t i = 0; i < COUNT(ctest_words); i++)
		if (!strcmp(ctest_words[i].name, name) && ctest_words[i].how != CTEST_told)
			return &ctest_words[i];
	name = text_add(f->all->s, name, strlen(name));
	told = map_at(&f->all->unknown, name, strlen(name));
	buf_escape(&text, name, strlen(name), 200);
	if (*told == NONE)
		suite_warn(f->all->s, "warning: %s:%d: the property %s means nothing here", f->file,
			f->at, text.p);
	*told = 0;
	buf_free(&text);
	return NULL;
}

/* Gives a test a property. */
static void ctest_property(struct ctest_script *f, struct ctest_test *t,
	const struct ctest_word *word, const char *value)
{
	struct ctest_value v = { .word = word, .value = value, .line = f->at, .file = f->file },
		*copy;

	copy = xrealloc(NULL, 1, sizeof *copy);
	*copy = v;
	if (!t->last)
		t->last = &t->first;
	*t->last = copy;
	t->last = &copy->next;
}

/* set_tests_properties(NAME .. PROPERTIES NAME VALUE ..) */
static bool ctest_properties(struct ctest_script *f)
{
	struct ctest *c = f->all;
	size_t names = 0;

	while (names < f->nargs && strcmp(ctest_arg(f, names), "PROPERTIES"))
		names++;
	if (names == f->nargs)
		return ctest_error(f, f->at,
			"set_tests_properties: expected names, PROPERTIES, and a "
			"value behind each property");
	/* gtest_discover_tests may leave a last one without a value */
	for (size_t i = names + 1; i + 1 < f->nargs; i += 2) {
		const struct ctest_word *word = ctest_word(f, ctest_arg(f, i));
		const char *value = word && word->how != CTEST_nothing ?
			text_add(c->s, ctest_arg(f, i + 1), strlen(ctest_arg(f, i + 1))) : NULL;
		for (size_t k = 0; value && k < names; k++)
			for (uint32_t t = *ctest_named(c, ctest_arg(f, k)); t != NONE;
				    t = c->tests[t].same)
				ctest_property(f, &c->tests[t], word, value);
	}
	return true;
}

/* The argument behind this word, "" where there is none. */
static const char *ctest_behind(const struct ctest_script *f, const char *word)
{
	for (size_t i = 0; i + 1 < f->nargs; i++)
		if (!strcmp(ctest_arg(f, i), word))
			return ctest_arg(f, i + 1);
	return "";
}

/* gtest_discover_tests_impl(TEST_EXECUTABLE PROGRAM ..): what ctest would find only now, since the
 * file with its cases is not there, or old. The program is a test that lists them, and that file is
 * not read. */
static bool ctest_discover(struct ctest_script *f)
{
	const char *program = ctest_behind(f, "TEST_EXECUTABLE"), *base = strrchr(program, '/');
	const char *directory = ctest_behind(f, "TEST_WORKING_DIR"), *rest;
	struct buf command = { 0 }, element = { 0 }, name = { 0 };
	const struct ctest_word *word = NULL;
	struct ctest_test *t;
	bool ends = false;

	if (!*program)
		return ctest_error(f, f->at, "%s: expected TEST_EXECUTABLE and a program",
			f->text.p);
	f->discovered = text_add(f->all->s, ctest_behind(f, "CTEST_FILE"),
		strlen(ctest_behind(f, "CTEST_FILE")));
	quote_add(&command, program);
	for (rest = ctest_behind(f, "TEST_EXTRA_ARGS"); (rest = ctest_element(rest, &element));)
		quote_add(&command, element.p);
	buf_printf(&name, "%s%s%s", ctest_behind(f, "TEST_PREFIX"), base ? base + 1 : program,
		ctest_behind(f, "TEST_SUFFIX"));
	t = ctest_test(f->all, f, name.p, command.p);
	if (*directory)
		ctest_property(f, t, ctest_word(f, "WORKING_DIRECTORY"),
			text_add(f->all->s, directory, strlen(directory)));
	for (rest = ctest_behind(f, "TEST_PROPERTIES"); (rest = ctest_element(rest, &element));
		ends = !ends) {
		if (!ends)
			word = ctest_word(f, element.p);
		else if (word && word->how != CTEST_nothing) {
			ctest_property(f, t, word,
				text_add(f->all->s, element.p, strlen(element.p)));
		}
	}
	buf_free(&command);
	buf_free(&element);
	buf_free(&name);
	return true;
}

/* set_directory_properties(PROPERTIES LABELS VALUE ..): of the tests of this directory. */
static bool ctest_labels(struct ctest_script *f)
{
	struct ctest *c = f->all;

	for (size_t i = 1; i + 1 < f->nargs; i += 2) {
		const struct ctest_word *word = ctest_word(f, ctest_arg(f, i));
		const char *value = text_add(c->s, ctest_arg(f, i + 1),
			strlen(ctest_arg(f, i + 1)));
		for (uint32_t t = f->first; word && word->how == CTEST_words && t < c->n; t++)
			if (c->tests[t].directory == f->directory)
				ctest_property(f, &c->tests[t], word, value);
	}
	return true;
}

/* A path as it is meant in a directory, tidy and lasting. */
static const char *ctest_path(struct ctest_script *f, const char *path)
{
	struct buf b = { 0 };
	char tidy[PATH_MAX];
	const char *copy;

	buf_printf(&b, *path == '/' ? "%s%s" : "%s/%s", *path == '/' ? "" : f->directory, path);
	if (b.n >= sizeof tidy)
		b.p[sizeof tidy - 1] = 0;
	path_tidy(tidy, b.p);
	copy = text_add(f->all->s, tidy, strlen(tidy));
	buf_free(&b);
	return copy;
}

static bool ctest_file(struct ctest *, const char *directory, const char *file, int depth,
	struct ctest_script *from);

/* subdirs(DIRECTORY ..): those that have a suite file. */
static bool ctest_subdirs(struct ctest_script *f, size_t n)
{
	char file[PATH_MAX];
	struct buf text = { 0 };
	struct stat st;

	for (size_t i = 0; i < n; i++) {
		const char *directory = ctest_path(f, ctest_arg(f, i));
		path_in(file, directory, suite_files[0].path);
		text.n = 0;
		buf_escape(&text, directory, strlen(directory), 200);
		if (stat(directory, &st))
			suite_warn(f->all->s, "warning: %s:%d: %s: %s", f->file, f->at, text.p,
				strerror(errno));
		else if (!stat(file, &st) && !ctest_file(f->all, directory,
			    text_add(f->all->s, file, strlen(file)), f->depth + 1, f))
			return false;
	}
	buf_free(&text);
	return true;
}

/* include(FILE [OPTIONAL]): in the same directory. */
static bool ctest_include(struct ctest_script *f)
{
	const char *file = ctest_path(f, ctest_arg(f, 0)), *base = strrchr(file, '/');
	struct stat st;

	if (glob_any("GoogleTestAddTests* CatchAddTests* doctestAddTests*", base ? base + 1 : file))
		return true;
	if (f->discovered && !strcmp(ctest_arg(f, 0), f->discovered))
		return true;
	if (!strcmp(ctest_arg(f, 1), "OPTIONAL") && stat(file, &st))
		return true;
	return ctest_file(f->all, f->directory, file, f->depth + 1, f);
}

/* set(NAME VALUE ..) */
static bool ctest_set(struct ctest_script *f)
{
	struct ctest *c = f->all;
	struct buf b = { 0 };

	for (size_t i = 1; i < f->nargs; i++)
		buf_printf(&b, "%s%s", i > 1 ? ";" : "", ctest_arg(f, i));
	c->variables = array_grow(c->variables, c->nvariables, sizeof *c->variables);
	c->variables[c->nvariables++] = (struct ctest_variable){ text_add(c->s, ctest_arg(f, 0),
		strlen(ctest_arg(f, 0))),
		text_add(c->s, b.n ? b.p : "", b.n) };
	buf_free(&b);
	return true;
}

/* Does what a command says. */
static bool ctest_do(struct ctest_script *f)
{
	char name[64];

	snprintf(name, sizeof name, "%s", f->text.p);
	for (char *p = name; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	if (glob_any("if elseif else endif", name))
		return ctest_if(f, name);
	if (f->skip)
		return true;
	if (!strcmp(name, "add_test"))
		return ctest_add_test(f);
	if (!strcmp(name, "set_tests_properties"))
		return ctest_properties(f);
	if (!strcmp(name, "set_directory_properties"))
		return ctest_labels(f);
	if (!strcmp(name, "subdirs") || !strcmp(name, "add_subdirectory"))
		return ctest_subdirs(f, *name == 's' ? f->nargs : 1);
	if (!strcmp(name, "include"))
		return ctest_include(f);
	if (!strcmp(name, "set"))
		return ctest_set(f);
	if (glob_any("gtest_discover_tests_impl doctest_discover_tests_impl", name))
		return ctest_discover(f);
	return ctest_error(f, f->at, "the command %s is not known here (%s)", f->text.p,
		CTEST_WAY_OUT);
}

/* Reads one file; from: the one that leads to it, or NULL. */
static bool ctest_file(struct ctest *c, const char *directory, const char *file, int depth,
	struct ctest_script *from)
{
	struct ctest_script f = { .all = c, .directory = directory, .file = file, .line = 1,
		.depth = depth, .first = c->n };
	struct buf bytes = { 0 }, why = { 0 };

	if (depth > FILES_DEEP)
		return ctest_error(from, from->at, "%s: files lead to one another %d deep", file,
			depth);
	if (!file_text(file, &bytes, &why)) {
		if (from)
			ctest_error(from, from->at, "%s: %s", file, why.p);
		else
			ctest_error(&f, 1, "%s", why.p);
	} else if (memchr(bytes.p, 0, bytes.n)) {
		ctest_error(&f, 1, "a 0 byte: this is not a text file");
	} else {
		f.p = bytes.p;
		f.end = bytes.p + bytes.n;
		while (ctest_command(&f) && ctest_do(&f))
			;
		if (f.level)
			ctest_error(&f, f.line, "an if is not closed: the file is cut off");
	}
	buf_free(&f.text);
	free(f.args);
	buf_free(&bytes);
	buf_free(&why);
	return !c->failed;
}

/* The last value of a property of a test, or NULL. */
static const char *ctest_last(const struct ctest_test *t, const struct ctest_word *word)
{
	const char *value = NULL;

	for (const struct ctest_value *v = t->first; v; v = v->next)
		if (v->word == word)
			value = v->value;
	return value;
}

/* Adds an element of a property's list to the value of its key. */
static void ctest_add(struct ctest *c, const struct ctest_test *t, const struct ctest_word *word,
	const char *element, const char *cwd,
	struct buf *b)
{
	struct buf path = { 0 };

	if (word->how == CTEST_words) {
		label_add(b, element);
	} else if (word->how == CTEST_files) {
		if (*element == '/')
			rooted_add(c->s, &path, element);
		else
			buf_printf(&path, "%s/%s", cwd, element);
		quote_add(b, path.p);
		buf_free(&path);
	} else if (word->how == CTEST_after) {
		for (uint32_t other = *ctest_named(c, element); other != NONE;
			    other = c->tests[other].same)
			if (&c->tests[other] != t)
				ctest_glob(b, c->tests[other].id);
	}
}

/* One thing that a test's environment has; key: what is done with NAME, as muster.conf has it. */
struct ctest_env {
	const char *name, *value;
	char key[8];			/* "%.*s", "%.*s+", ..; "": it is not there */
	bool first;			/* of ENVIRONMENT, so it is what reset goes back to */
	bool off;			/* that does not hold any more */
};

/* What an operation of ENVIRONMENT_MODIFICATION is here; NULL: nothing that is known. */
static const char *ctest_operation(const char *op, size_t n)
{
	static const struct { const char *op, *key; } all[] =
		{ { "set", "%.*s" }, { "unset", "" }, { "reset", "-" },
		{ "string_append", "%.*s+" }, { "string_prepend", "+%.*s" },
		{ "path_list_append", "%.*s:+" }, { "path_list_prepend", "+:%.*s" },
		{ "cmake_list_append", "%.*s;+" }, { "cmake_list_prepend", "+;%.*s" } };

	for (size_t i = 0; i < COUNT(all); i++)
		if (str_is(op, n, all[i].op))
			return all[i].key;
	return NULL;
}

/* Adds a change to those of an environment, n of them. What sets a variable takes the place of
 * what was done with it before; to one that was unset ctest adds as if it had been reset. */
static struct ctest_env *ctest_env_add(struct ctest_env *all, size_t *n, struct ctest_env one)
{
	bool adds = strchr(one.key, '+'), back = !strcmp(one.key, "-"), unset = false;

	for (size_t i = 0; i < *n; i++)
		if (!strcmp(all[i].name, one.name) && !all[i].off)
			unset = !*all[i].key;
	for (size_t i = 0; i < *n && (!adds || unset); i++)
		if (!strcmp(all[i].name, one.name))
			all[i].off = !(back || adds) || !all[i].first;
	if (back)
		return all;
	all = array_grow(all, *n, sizeof *all);
	all[(*n)++] = one;
	return all;
}

/* ENVIRONMENT, and then ENVIRONMENT_MODIFICATION, in order. False: an operation is none that is
 * known. */
static bool ctest_environment(struct ctest *c, const struct ctest_test *t)
{
	struct ctest_env *all = NULL;
	struct buf element = { 0 }, key = { 0 }, value = { 0 };
	size_t n = 0;
	bool good = true;

	for (int how = CTEST_env; how <= CTEST_change; how++)
		for (const struct ctest_value *v = t->first; v; v = v->next)
			for (const char *at = (int)v->word->how == how ? v->value : NULL; at &&
				    (at = ctest_element(at, &element));) {
				const char *eq = strchr(element.p, '='), *colon = eq &&
					how == CTEST_change ? strchr(eq, ':') : eq;
				const char *op = !colon ? NULL : colon == eq ? "%.*s" :
					ctest_operation(eq + 1, (size_t)(colon - eq) - 1);
				struct ctest_env one = { .first = how == CTEST_env };
				good &= op || (how == CTEST_env && !eq);
				if (!op)
					continue;
				strcpy(one.key, op);
				one.name = text_add(c->s, element.p, (size_t)(eq - element.p));
				one.value = text_add(c->s, colon + 1, strlen(colon + 1));
				all = ctest_env_add(all, &n, one);
			}
	for (size_t i = 0; i < n; i++)
		if (!*all[i].key && !all[i].off)
			label_add(&value, all[i].name);
	if (value.n)
		row_set(c->s, "unset", value.p);
	for (size_t i = 0; i < n; i++) {
		key.n = value.n = 0;
		buf_puts(&key, "env.");
		for (const char *p = all[i].key; *p; p += *p == '%' ? 4 : 1)
			if (*p == '%')
				buf_puts(&key, all[i].name);
			else
				buf_add(&key, p, 1);
		buf_puts(&key, "");
		rooted_add(c->s, &value, all[i].value);
		if (*all[i].key && !all[i].off)
			row_set(c->s, key.p, value.p);
	}
	free(all);
	buf_free(&element);
	buf_free(&key);
	buf_free(&value);
	return good;
}

/* A setting that a property of one value gives. */
static void ctest_single(struct ctest *c, const struct ctest_word *word, const char *value,
	struct buf *b)
{
	double number = value ? strtod(value, NULL) : -1;

	if (word->how == CTEST_flag && value && ctest_is_on(value))
		buf_puts(b, strcmp(word->key, "skip") ? "yes" : "disabled");
	else if (word->how == CTEST_number && number >= 2 && number < 1e9)
		buf_printf(b, "%lu", (unsigned long)number);
	else if (word->how == CTEST_time && number >= 0 && number < 3.6e6)
		buf_printf(b, "%lums", number > 0 && number < 0.001 ? 1 :
			(unsigned long)(number * 1000));
	else if (word->how == CTEST_time && !value && c->timeout)
		buf_puts(b, c->timeout);
}

/* The settings of a test that are neither its place nor its verdict. */
static void ctest_settings(struct ctest *c, const struct ctest_test *t, const char *cwd)
{
	struct buf b = { 0 }, element = { 0 };

	for (const struct ctest_word *word = ctest_words; word < ctest_words + COUNT(ctest_words);
		    word++) {
		bool list = word->how == CTEST_words || word->how == CTEST_files ||
			word->how == CTEST_after;
		b.n = 0;
		for (const struct ctest_value *v = list ? t->first : NULL; v; v = v->next)
			for (const char *at = v->word == word ? v->value : NULL; at &&
				    (at = ctest_element(at, &element));)
				ctest_add(c, t, word, element.p, cwd, &b);
		if (!list)
			ctest_single(c, word, ctest_last(t, word), &b);
		if (b.n && key_find(SECTION_tests, word->key))
			row_set(c->s, word->key, b.p);
	}
	buf_free(&b);
	buf_free(&element);
}

/* All expressions of a property as one; "": there are none. false: one of them is none. */
static bool ctest_expressions(struct ctest *c, const struct ctest_test *t, int verdict,
	struct buf *b)
{
	struct buf element = { 0 };
	regex_t regex;
	bool good = true;

	b->n = 0;
	for (const struct ctest_value *v = t->first; v; v = v->next)
		for (const char *at = v->word->verdict == verdict ? v->value : NULL; at &&
			    (at = ctest_element(at, &element));) {
			buf_puts(b, b->n ? "|(" : "/(");
			ctest_regex(b, element.p);
			buf_puts(b, ")");
		}
	if (b->n) {
		buf_puts(b, "/");
		buf_add(b, "", 1);
		good = c->expression.n == b->n && !memcmp(c->expression.p, b->p, b->n);
	}
	if (!good && (good = regex_make(&regex, b->p, NULL))) {
		regfree(&regex);
		c->expression.n = 0;
		buf_add(&c->expression, b->p, b->n);
	}
	buf_free(&element);
	return good;
}

/* What ends of a test mean: how it exits, and what it prints. */
static void ctest_verdict(struct ctest *c, const struct ctest_test *t)
{
	static const char *const keys_of[VERDICT_COUNT] =
		{ [VERDICT_pass] = "passed", [VERDICT_fail] = "failed",
		[VERDICT_skip] = "skipped" };
	struct buf said[VERDICT_COUNT] = { { 0 } }, codes = { 0 };
	const char *fails = NULL, *skips = NULL, *broken = NULL;
	bool turned, has[VERDICT_COUNT];
	long skip;

	for (const struct ctest_value *v = t->first; v; v = v->next) {
		fails = v->word->verdict == VERDICT_will_fail ? v->value : fails;
		skips = v->word->verdict == VERDICT_skip_code ? v->value : skips;
	}
	turned = fails && ctest_is_on(fails);
	skip = skips ? strtol(skips, NULL, 10) : -1;	/* what is no number is 0 to ctest, too */
	for (int i = VERDICT_pass; i < VERDICT_COUNT; i++) {
		if (!ctest_expressions(c, t, i, &said[i]))
			broken = "one of its regular expressions is none";
		has[i] = said[i].n;
	}
	if (turned && (has[VERDICT_pass] || has[VERDICT_fail])) {
		row_set(c->s, ROW_TURNED, "WILL_FAIL");
		turned = false;
	}
	if (skip >= 0 && skip < 256)
		buf_printf(&codes, "%ld:skipped ", skip);
	else
		skip = -1;
	if (skip)
		buf_puts(&codes, turned ? "0:failed " : "0:passed ");
	buf_puts(&codes, turned ? "*:passed" : "*:failed");
	row_set(c->s, "codes", codes.p);
	for (int i = VERDICT_pass; i < VERDICT_COUNT; i++)
		if (has[i] && !broken)
			row_set(c->s, keys_of[i], said[i].p);
	if (broken)
		row_set(c->s, ROW_BROKEN, broken);
	for (int i = 0; i < VERDICT_COUNT; i++)
		buf_free(&said[i]);
	buf_free(&codes);
}

/* Makes a row of a test. */
static void ctest_row(struct ctest *c, const struct ctest_test *t)
{
	const char *where = NULL;
	struct buf cwd = { 0 }, command = { 0 };

	for (const struct ctest_value *v = t->first; v; v = v->next)
		where = v->word->how == CTEST_directory ? v->value : where;
	place_add(c->s, &cwd, t->directory, where ? where : "");
	if (t->command)
		rooted_add(c->s, &command, t->command);
	else
		quote_add(&command, t->name);
	row_begin(c->s, t->id, t->file, t->line, command.p);
	row_set(c->s, "kind", "exec");
	row_set(c->s, "cwd", cwd.p);
	ctest_settings(c, t, cwd.p);
	if (!ctest_environment(c, t))
		row_set(c->s, ROW_BROKEN,
			"an operation of its ENVIRONMENT_MODIFICATION is none that is known");
	ctest_verdict(c, t);
	if (!t->command)
		row_set(c->s, ROW_BROKEN, "it has no command: what it runs was not there");
	row_end(c->s);
	buf_free(&cwd);
	buf_free(&command);
}

/* The default timeout of a build: what DartConfiguration.tcl has in its top directory, the nearest
 * above that holds one. */
static void ctest_default(struct ctest *c, const char *directory)
{
	char path[PATH_MAX], up[PATH_MAX], tidy[PATH_MAX];
	struct buf text = { 0 }, why = { 0 }, b = { 0 };
	const char *p;

	snprintf(up, sizeof up, "%s", directory);
	for (int i = 0; i < FILES_DEEP && suite_file_in(up) && strlen(up) + 24 < sizeof up; i++) {
		snprintf(path, sizeof path, "%.*s/DartConfiguration.tcl", PATH_MAX - 32, up);
		why.n = 0;
		if (file_text(path, &text, &why))
			break;
		snprintf(path, sizeof path, "%.*s/..", PATH_MAX - 8, up);
		path_tidy(tidy, path);
		strcpy(up, tidy);
	}
	p = text.n && !why.n ? strstr(text.p, "\nTimeOut:") : NULL;
	if (p && strtod(p + 9, NULL) > 0 && !c->s->timed)
		buf_printf(&b, "%lums", (unsigned long)(strtod(p + 9, NULL) * 1000));
	c->timeout = b.n ? text_add(c->s, b.p, b.n) : NULL;
	buf_free(&text);
	buf_free(&why);
	buf_free(&b);
}

/* Makes rows of all tests, if the file is good, and forgets it. */
static bool ctest_end(struct ctest *c, const char *directory)
{
	if (!c->failed)
		ctest_default(c, directory);
	for (uint32_t i = 0; !c->failed && i < c->n; i++)
		ctest_row(c, &c->tests[i]);
	for (uint32_t i = 0; i < c->n; i++)
		for (struct ctest_value *v = c->tests[i].first, *next; v; v = next) {
			next = v->next;
			free(v);
		}
	free(c->tests);
	free(c->variables);
	free(c->names.slots);
	free(c->ids.slots);
	free(c->unknown.slots);
	buf_free(&c->expression);
	return !c->failed;
}

/* Reads the suite file of a build, and those that it leads to. */
static bool ctest_read(struct suite *s, const char *directory, const char *file)
{
	struct ctest c = { .s = s };
	char custom[PATH_MAX];
	const char *where = text_add(s, directory, strlen(directory));
	struct stat st;

	path_in(custom, directory, "CTestCustom.cmake");
	if (stat(custom, &st) ||
	    ctest_file(&c, where, text_add(s, custom, strlen(custom)), 1, NULL))
		ctest_file(&c, where, text_add(s, file, strlen(file)), 1, NULL);
	return ctest_end(&c, directory);
}

/* Adds an element to a list in CMake's spelling. */
static void ctest_list_add(struct buf *b, const char *element)
{
	b->n -= b->n > 0;
	buf_puts(b, b->n ? ";" : "");
	for (const char *p = element; *p; p++) {
		if (*p == ';')
			buf_puts(b, "\\");
		buf_add(b, p, 1);
	}
	buf_add(b, "", 1);
}

/* "properties": [{"name": NAME, "value": VALUE}, ..] of a test; it may be known only behind them,
 * so they are kept: name and value, each ended by a 0 byte. */
static bool ctest_json_properties(struct json *j, struct buf *to)
{
	struct buf key = { 0 }, name = { 0 }, value = { 0 };
	uint32_t n = 0;

	to->n = 0;
	if (json_list(j, '['))
		while (json_next(j, ']', &n) && json_list(j, '{')) {
			uint32_t keys_n = 0;
			name.n = value.n = 0;
			while (json_key(j, &key, &keys_n)) {
				if (!strcmp(key.p, "name"))
					json_text(j, &name);
				else if (json_ahead(j, '['))
					json_words(j, &value, ctest_list_add);
				else
					json_text(j, &value);
			}
			if (j->failed || !name.n)
				break;
			buf_add(to, name.p, name.n);
			buf_add(to, value.n ? value.p : "", value.n ? value.n : 1);
		}
	buf_free(&key);
	buf_free(&name);
	buf_free(&value);
	return !j->failed;
}

/* One test of "tests". */
static bool ctest_json_test(struct json *j, struct ctest_script *f)
{
	struct buf key = { 0 }, name = { 0 }, command = { 0 }, properties = { 0 };
	uint32_t n = 0;

	f->at = json_line(j);
	json_list(j, '{');
	while (json_key(j, &key, &n)) {
		if (!strcmp(key.p, "name"))
			json_text(j, &name);
		else if (!strcmp(key.p, "command"))
			json_words(j, &command, quote_add);
		else if (!strcmp(key.p, "properties"))
			ctest_json_properties(j, &properties);
		else
			json_skip(j);
	}
	if (!j->failed && name.n < 2)
		json_error(j, "a test without a name");
	if (!j->failed) {
		struct ctest_test *t = ctest_test(f->all, f, name.p, command.n ? command.p : NULL);
		for (const char *p = NULL; (p = list_next(properties.p, properties.n, p));
			    p += strlen(p) + 1) {
			const struct ctest_word *word = ctest_word(f, p);
			const char *value = p + strlen(p) + 1;
			if (word && word->how != CTEST_nothing)
				ctest_property(f, t, word, text_add(j->s, value, strlen(value)));
		}
	}
	buf_free(&key);
	buf_free(&name);
	buf_free(&command);
	buf_free(&properties);
	return !j->failed;
}

/* Reads what `ctest --show-only=json-v1` printed. */
static bool ctest_json_read(struct suite *s, const char *directory, const char *file)
{
	struct ctest c = { .s = s };
	struct ctest_script f = { .all = &c, .directory = text_add(s, directory, strlen(directory)),
		.file = text_add(s, file, strlen(file)) };
	struct buf text = { 0 }, key = { 0 }, kind = { 0 };
	struct json j;
	uint32_t n = 0, tests = 0;

	if (json_open(&j, s, f.file, &text))
		json_list(&j, '{');
	while (json_key(&j, &key, &n)) {
		if (!strcmp(key.p, "kind"))
			json_text(&j, &kind);
		else if (strcmp(key.p, "tests"))
			json_skip(&j);
		else if (json_list(&j, '['))
			while (json_next(&j, ']', &tests) && ctest_json_test(&j, &f))
				;
	}
	if (!j.failed && (!kind.n || strcmp(kind.p, "ctestInfo")))
		json_error(&j,
			"not what ctest --show-only=json-v1 prints: no \"kind\": \"ctestInfo\"");
	c.failed = j.failed;
	buf_free(&text);
	buf_free(&key);
	buf_free(&kind);
	return ctest_end(&c, directory);
}

/* ---- Meson -------------------------------------------------------------------------------------
 * door: meson_read */
/* meson-info/intro-tests.json has all that `meson test` runs, but for should_fail. Paths are
 * absolute. */
enum meson_part { MESON_name, MESON_workdir, MESON_timeout, MESON_is_parallel, MESON_priority,
	MESON_protocol, MESON_texts,
	MESON_cmd = MESON_texts, MESON_suite, MESON_env, MESON_parts };
static const char *const meson_keys[MESON_parts] = { "name", "workdir", "timeout", "is_parallel",
	"priority", "protocol",
	"cmd", "suite", "env" };

/* Adds a suite, PROJECT or PROJECT:SUITE, to labels: each part is one. */
static void meson_label(struct buf *b, const char *suite)
{
	const char *colon = strchr(suite, ':');
	struct buf project = { 0 };

	buf_printf(&project, "%.*s", colon ? (int)(colon - suite) : (int)strlen(suite), suite);
	for (const char *part = project.p; part; part = part == project.p &&
		    colon ? colon + 1 : NULL) {
		struct buf one = { 0 };
		label_add(&one, part);
		if (!b->n || !glob_any(b->p, one.p))
			label_add(b, part);
		buf_free(&one);
	}
	buf_free(&project);
}

/* "env": {NAME: VALUE}, each ended by a 0 byte. */
static bool meson_env(struct json *j, struct buf *env)
{
	struct buf key = { 0 }, value = { 0 };
	uint32_t n = 0;

	env->n = 0;
	if (json_list(j, '{'))
		while (json_key(j, &key, &n) && json_text(j, &value)) {
			buf_add(env, key.p, key.n);
			buf_add(env, value.p, value.n);
		}
	buf_free(&key);
	buf_free(&value);
	return !j->failed;
}

/* Reads one test into its parts. */
static bool meson_test(struct json *j, struct buf *t)
{
	struct buf key = { 0 };
	uint32_t n = 0;

	for (int i = 0; i < MESON_parts; i++)
		t[i].n = 0;
	if (!json_list(j, '{'))
		return false;
	while (json_key(j, &key, &n)) {
		int i = 0;
		while (i < MESON_parts && strcmp(meson_keys[i], key.p))
			i++;
		if (i < MESON_texts)
			json_text(j, &t[i]);
		else if (i == MESON_cmd)
			json_words(j, &t[i], quote_add);
		else if (i == MESON_suite)
			json_words(j, &t[i], meson_label);
		else if (i == MESON_env)
			meson_env(j, &t[i]);
		else
			json_skip(j);
	}
	buf_free(&key);
	return !j->failed && ((t[MESON_name].n > 1 && t[MESON_cmd].n) ||
		json_error(j, "a test without name or cmd"));
}

/* Adds a row for a test. id: its own. */
static void meson_row(struct json *j, const char *directory, const char *id, int line,
	const struct buf *t)
{
	struct suite *s = j->s;
	struct buf b = { 0 };
	double timeout = t[MESON_timeout].n ? strtod(t[MESON_timeout].p, NULL) : 30;
	bool tap = t[MESON_protocol].n && !strcmp(t[MESON_protocol].p, "tap");

	rooted_add(s, &b, t[MESON_cmd].p);
	row_begin(s, id, j->file, line, b.p);
	row_set(s, "kind", tap ? "tap" : "exec");
	b.n = 0;
	place_add(s, &b, directory, t[MESON_workdir].n ? t[MESON_workdir].p : "");
	row_set(s, "cwd", b.p);
	row_set(s, tap ? "failed" : "codes", tap ? "/(^|\n)ok[^\n#]*# *[Tt][Oo][Dd][Oo]/" :
		MESON_CODES);
	b.n = 0;
	if (timeout > 0 && timeout < 3.6e6) {
		buf_printf(&b, "%lums", (unsigned long)(timeout * 1000));
		row_set(s, "timeout", b.p);
	}
	if (t[MESON_suite].n)
		row_set(s, "labels", t[MESON_suite].p);
	if (t[MESON_is_parallel].n && !strcmp(t[MESON_is_parallel].p, "false"))
		row_set(s, "exclusive", "yes");
	if (t[MESON_priority].n && strtod(t[MESON_priority].p, NULL) > 0)
		row_set(s, "priority", t[MESON_priority].p);
	for (const char *p = NULL; (p = list_next(t[MESON_env].p, t[MESON_env].n, p));
		    p += strlen(p) + 1) {
		struct buf name = { 0 };
		bool list = glob_any("PATH *_PATH XDG_*_DIRS", p);
		if (list && !j->told)
			suite_warn(s,
				"%s:%d: %s is put in front of what is there: the file does not say "
				"whether it is to be set",
				j->file, line, p);
		j->told |= list;
		buf_printf(&name, list ? "env.+:%s" : "env.%s", p);
		b.n = 0;
		rooted_add(s, &b, p + strlen(p) + 1);
		row_set(s, name.p, b.p);
		buf_free(&name);
	}
	row_end(s);
	buf_free(&b);
}

/* Reads what Meson says of a build. */
static bool meson_read(struct suite *s, const char *directory, const char *file)
{
	struct buf text = { 0 }, t[MESON_parts] = { { 0 } };
	struct map taken = { 0 };
	struct json j;
	uint32_t n = 0;
	int line;

	s->perturbed = true;
	if (json_open(&j, s, file, &text) && json_list(&j, '['))
		while (json_next(&j, ']', &n)) {
			line = json_line(&j);
			if (!meson_test(&j, t))
				break;
			meson_row(&j, directory, row_id(s, &taken, directory, t[MESON_name].p),
				line, t);
		}
	for (int i = 0; i < MESON_parts; i++)
		buf_free(&t[i]);
	free(taken.slots);
	buf_free(&text);
	return !j.failed;
}

/* ---- cargo -------------------------------------------------------------------------------------
 * door: cargo_is, cargo_read */
/* The lines of JSON that `cargo test --no-run --message-format=json` prints: what was built of
 * which package, and what its build script said. The file is read twice, since what holds for a
 * test may stand behind it. Other lines are those of compilers' plug-ins, which print there as
 * well. */
#define CARGO_HEAD	"{\"reason\":"
enum cargo_part { CARGO_reason, CARGO_package_id, CARGO_manifest_path, CARGO_executable,
	CARGO_success, CARGO_out_dir, CARGO_texts,
	CARGO_target = CARGO_texts, CARGO_profile, CARGO_linked_paths, CARGO_env, CARGO_kind,
	CARGO_name, CARGO_doctest, CARGO_test, CARGO_parts };
static const char *const cargo_keys[CARGO_parts] = { "reason", "package_id", "manifest_path",
	"executable", "success", "out_dir",
	"target", "profile", "linked_paths", "env", "kind", "name", "doctest", "test" };

/* What is known of a build. */
struct cargo {
	struct json j;
	struct buf part[CARGO_parts];	/* of the message that was read last */
	/* texts: package_id, variable, value, of each that is set */
	struct buf known;
	/* texts: directories of libraries that build scripts made */
	struct buf paths;
	struct map ids;
	uint32_t documented;		/* libraries whose documentation may hold tests */
	bool finished;
};

/* Is this what cargo printed? */
static bool cargo_is(const char *file)
{
	int fd = open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char head[sizeof CARGO_HEAD - 1];
	bool is = fd >= 0 && fd_read_at(fd, head, sizeof head, 0) == (ssize_t)sizeof head &&
		!memcmp(head, CARGO_HEAD, sizeof head);

	if (fd >= 0)
		close(fd);
	return is || !strcmp(file, "-");
}

/* Adds a text to a list of them. */
static void cargo_text(struct buf *to, const char *text) { buf_add(to, text, strlen(text) + 1); }

/* A target's kind as cargo's options have it: all of libraries are --lib. */
static void cargo_kind(struct buf *to, const char *kind)
{
	bool plain = glob_any("bin test bench example custom-build", kind);

	to->n = 0;
	buf_printf(to, "%s", plain ? kind : "lib");
	buf_add(to, "", 1);
}

/* The variables that a build script sets: [[NAME, VALUE], ..]. */
static void cargo_env(struct json *j, struct buf *to)
{
	struct buf pair = { 0 };
	uint32_t n = 0;

	to->n = 0;
	if (json_list(j, '['))
		while (json_next(j, ']', &n) && json_words(j, &pair, cargo_text)) {
			const char *name = list_next(pair.p, pair.n, NULL);
			const char *value = name ? list_next(pair.p, pair.n, name) : NULL;
			if (!value || !*name || list_next(pair.p, pair.n, value))
				json_error(j, "expected the name and the value of a variable");
			buf_add(to, pair.p, pair.n);
		}
	buf_free(&pair);
}

/* Reads an object of a message into the parts that are known. */
static bool cargo_object(struct cargo *c, enum cargo_part from, enum cargo_part to)
{
	struct json *j = &c->j;
	struct buf key = { 0 };
	uint32_t n = 0;

	if (json_list(j, '{'))
		while (json_key(j, &key, &n)) {
			enum cargo_part i = from;
			while (i < to && strcmp(cargo_keys[i], key.p))
				i++;
			if (i == to)
				json_skip(j);
			else if (i == CARGO_target)
				cargo_object(c, CARGO_kind, CARGO_test);
			else if (i == CARGO_profile)
				cargo_object(c, CARGO_test, CARGO_parts);
			else if (i == CARGO_kind || i == CARGO_linked_paths)
				json_words(j, &c->part[i], i == CARGO_kind ? cargo_kind :
					cargo_text);
			else if (i == CARGO_env)
				cargo_env(j, &c->part[i]);
			else
				json_text(j, &c->part[i]);
		}
	buf_free(&key);
	return !j->failed;
}

/* A part of the message, "" where it has none. */
static const char *cargo_part(const struct cargo *c, enum cargo_part i)
{
	return c->part[i].n ? c->part[i].p : "";
}

/* Reads the message of a line; false: it is none that says something here, or it was said what is
 * wrong with it. */
static bool cargo_message(struct cargo *c, const char *p, const char *end)
{
	static const char head[] = CARGO_HEAD, lint[] = CARGO_HEAD "\"compiler-message\"";

	if (strncmp(p, head, sizeof head - 1) || !strncmp(p, lint, sizeof lint - 1))
		return false;
	for (int i = 0; i < CARGO_parts; i++)
		c->part[i].n = 0;
	c->j.p = p;
	c->j.end = end;
	return cargo_object(c, CARGO_reason, CARGO_kind);
}

/* Keeps what a message says that holds for tests of its package, or for all. */
static void cargo_keep(struct cargo *c)
{
	const char *reason = cargo_part(c, CARGO_reason), *id = cargo_part(c, CARGO_package_id);
	struct buf *list = &c->part[CARGO_linked_paths], *known = &c->known;

	if (!strcmp(reason, "build-finished")) {
		c->finished = true;
		if (strcmp(cargo_part(c, CARGO_success), "true"))
			json_error(&c->j, "the build failed");
	} else if (!strcmp(reason, "build-script-executed")) {
		for (const char *p = NULL; (p = list_next(list->p, list->n, p));)
			cargo_text(&c->paths, strchr(p, '=') ? strchr(p, '=') + 1 : p);
		list = &c->part[CARGO_env];
		for (const char *p = NULL; (p = list_next(list->p, list->n, p));
		    p += strlen(p) + 1) {
			cargo_text(known, id);
			buf_add(known, p, strlen(p) + 1);
			cargo_text(known, p + strlen(p) + 1);
		}
		cargo_text(known, id);
		cargo_text(known, "OUT_DIR");
		cargo_text(known, cargo_part(c, CARGO_out_dir));
	} else if (!strcmp(cargo_part(c, CARGO_kind), "bin") && *cargo_part(c, CARGO_executable) &&
		    !strcmp(cargo_part(c, CARGO_test), "false")) {
		cargo_text(known, id);
		buf_printf(known, "CARGO_BIN_EXE_%s", cargo_part(c, CARGO_name));
		buf_add(known, "", 1);
		cargo_text(known, cargo_part(c, CARGO_executable));
	}
}

/* The name and version in the id of a package; false: it is none. */
static bool cargo_package(const char *id, struct str *name, const char **version)
{
	const char *blank = strchr(id, ' '), *hash = strrchr(id, '#'), *start = id, *end = blank;

	if (!blank && hash) {
		end = strchr(hash, '@');
		start = hash + 1;		/* ..#NAME@VERSION */
		if (!end)			/* ../NAME#VERSION */
			for (start = end = hash; start > id && start[-1] != '/'; start--)
				;
	}
	if (!end)
		return false;
	*name = (struct str){ start, (uint32_t)(end - start) };
	*version = end + 1;			/* before cargo 1.77: NAME VERSION (..) */
	return name->n;
}

/* Sets a variable of the row that was begun. */
static void cargo_set(struct suite *s, const char *variable, const char *value)
{
	struct buf key = { 0 }, b = { 0 };

	buf_printf(&key, "env.%s", variable);
	rooted_add(s, &b, value);
	row_set(s, key.p, b.p);
	buf_free(&key);
	buf_free(&b);
}

/* The variables in which a package's name and version are. */
static void cargo_versions(struct suite *s, struct str name, const char *version)
{
	static const struct { const char *variable, *ends; } parts[] = { { "", " " },
		{ "_MAJOR", ".-+ " }, { "_MINOR", ".-+ " }, { "_PATCH", "-+ " }, { "_PRE", "+ " } };
	struct buf b = { 0 };
	char variable[32];

	buf_printf(&b, "%.*s", (int)name.n, name.p);
	cargo_set(s, "CARGO_PKG_NAME", b.p);
	for (size_t i = 0; i < COUNT(parts); i++) {
		size_t n = strcspn(version, parts[i].ends);
		b.n = 0;
		buf_printf(&b, "%.*s", (int)n, version);
		snprintf(variable, sizeof variable, "CARGO_PKG_VERSION%s", parts[i].variable);
		cargo_set(s, variable, b.p);
		if (i && version[n] && version[n] != '+')
			n++;
		version += i ? n : 0;
	}
	buf_free(&b);
}

/* Adds the libraries of the compiler to a path: cargo keeps in that directory what the compiler
 * said when it was asked. */
static void cargo_toolchain(struct buf *to, const char *directory)
{
	char path[PATH_MAX];
	struct buf text = { 0 }, why = { 0 };
	const char *root, *end;

	if (*path_in(path, directory, ".rustc_info.json") && file_text(path, &text, &why) &&
		    (root = strstr(text.p, "\\n/")) && (end = strchr(root + 2, '\\')))
		buf_printf(to, ":%.*s/lib", (int)(end - root - 2), root + 2);
	buf_free(&text);
	buf_free(&why);
}

/* Sets where the libraries of a test are, as cargo does: those that build scripts made, those of
 * its own directory, and the compiler's. */
static void cargo_libraries(struct cargo *c, const char *executable)
{
	char target[PATH_MAX], up[PATH_MAX];
	struct buf b = { 0 };
	char *slash;
	size_t n;

	snprintf(target, sizeof target, "%.*s", PATH_MAX - 1, executable);
	for (int i = 0; i < 2; i++)
		if ((slash = strrchr(target, '/')))
			*slash = 0;
	n = strlen(target);
	for (const char *p = NULL; (p = list_next(c->paths.p, c->paths.n, p));)
		if (!strncmp(p, target, n) && p[n] == '/')
			buf_printf(&b, "%s:", p);
	buf_printf(&b, "%s:%s/deps", target, target);
	for (int i = 0; i < 2; i++)		/* with --target one directory further up */
		cargo_toolchain(&b, path_in(up, target, i ? "../.." : ".."));
	cargo_set(c->j.s, "+:LD_LIBRARY_PATH", b.p);
	buf_free(&b);
}

/* Adds the row of a test program. */
static void cargo_row(struct cargo *c, int line)
{
	const char *id = cargo_part(c, CARGO_package_id), *kind = cargo_part(c, CARGO_kind);
	const char *executable = cargo_part(c, CARGO_executable), *version;
	const char *manifest = cargo_part(c, CARGO_manifest_path), *slash = strrchr(manifest, '/');
	struct suite *s = c->j.s;
	struct buf b = { 0 }, package = { 0 }, command = { 0 };
	struct str name;

	if (!cargo_package(id, &name, &version) || !slash || *executable != '/') {
		json_error(&c->j,
			"a test without the id of its package, manifest_path or executable");
		return;
	}
	buf_printf(&package, "%.*s", (int)name.n, name.p);
	buf_printf(&b, "%s::%s", kind, cargo_part(c, CARGO_name));
	id = row_id(s, &c->ids, package.p, b.p);
	b.n = 0;
	quote_add(&b, executable);
	rooted_add(s, &command, b.p);
	row_begin(s, id, c->j.file, line, command.p);
	row_set(s, "kind", "exec");		/* or what strings in it say: see row_kind */
	row_set(s, "codes", ROW_CODES);
	b.n = package.n = 0;
	buf_printf(&package, "%.*s", (int)(slash - manifest), manifest);
	rooted_add(s, &b, package.p);
	row_set(s, "cwd", b.p);
	cargo_set(s, "CARGO_MANIFEST_DIR", package.p);
	cargo_set(s, "CARGO_MANIFEST_PATH", manifest);
	cargo_versions(s, name, version);
	cargo_libraries(c, executable);
	id = cargo_part(c, CARGO_package_id);
	for (const char *p = NULL, *variable; (p = list_next(c->known.p, c->known.n, p));) {
		bool ours = !strcmp(p, id);
		variable = list_next(c->known.p, c->known.n, p);
		p = list_next(c->known.p, c->known.n, variable);
		if (ours && (glob_any("test bench", kind) || strncmp(variable, "CARGO_BIN", 9)))
			cargo_set(s, variable, p);
	}
	row_end(s);
	c->documented += !strcmp(kind, "lib") && !strcmp(cargo_part(c, CARGO_doctest), "true");
	buf_free(&b);
	buf_free(&package);
	buf_free(&command);
}

/* Goes over the lines of the file: first to keep what they say, then to make rows of tests. */
static void cargo_lines(struct cargo *c, const struct buf *text, bool rows)
{
	const char *end = text->p + text->n, *stop;

	c->j.counted = text->p;
	c->j.line = 1;
	for (const char *p = text->p; p < end && !c->j.failed; p = stop + 1) {
		stop = memchr(p, '\n', (size_t)(end - p));
		stop = stop ? stop : end;
		if (!cargo_message(c, p, stop))
			continue;
		if (!rows)
			cargo_keep(c);
		else if (*cargo_part(c, CARGO_executable) &&
			    !strcmp(cargo_part(c, CARGO_test), "true"))
			cargo_row(c, json_line(&c->j));
	}
	if (!c->finished && !c->j.failed)
		json_error(&c->j, "no build-finished: cargo failed, or the file is cut off");
}

/* Reads what cargo says of the tests that it has built. */
static bool cargo_read(struct suite *s, const char *directory, const char *file)
{
	struct cargo c = { 0 };
	struct buf text = { 0 };

	(void)directory;			/* their names are the packages' */
	if (json_open(&c.j, s, file, &text)) {
		cargo_lines(&c, &text, false);
		if (!c.j.failed)
			cargo_lines(&c, &text, true);
	}
	if (!c.j.failed && c.documented)
		suite_warn(s,
			"the documentation of %u librar%s may hold tests, which are in no program: "
			"cargo test --doc", (unsigned)c.documented,
			c.documented == 1 ? "y" : "ies");
	for (int i = 0; i < CARGO_parts; i++)
		buf_free(&c.part[i]);
	buf_free(&c.known);
	buf_free(&c.paths);
	free(c.ids.slots);
	buf_free(&text);
	return !c.j.failed;
}

/* ---- Kyua --------------------------------------------------------------------------------------
 * door: kyua_read */
/* A Kyuafile is a script in Lua, of which this reads calls of functions that Kyua has, with values
 * that stand there; anything else is refused with its line. */
struct kyua {
	struct suite *s;
	/* of the file that is read; what test_suite said there, or NULL */
	const char *directory, *suite;
	struct map ids, unknown;
	int depth;
	bool known;			/* syntax was called */
};

/* What a property of a program asks for, in the words of case_ask; NULL: nothing. */
static const struct kyua_word { const char *name, *ask; } kyua_words[] = {
	{ "required_user", "user" }, { "required_programs", "progs" }, { "required_files", "files" },
	{ "allowed_architectures", "arch" }, { "allowed_platforms", "machine" },
	{ "required_configs", "config" }, { "required_memory", "memory" },
	{ "required_disk_space", "diskspace" },
	{ "name", NULL }, { "test_suite", NULL }, { "timeout", NULL }, { "is_exclusive", NULL },
	{ "description", NULL }, { "has_cleanup", NULL },
};

/* Passes [==[ .. ]==], and adds what stands in there; false: nothing like that is here. */
static bool lua_long(struct json *j, struct buf *b)
{
	int equals = bracket_open(j->p, j->end);
	const char *from = j->p + equals + 2, *to;

	if (equals < 0)
		return false;
	if (!(to = bracket_end(from, j->end, equals)))
		return json_error(j, "[[ is not closed");
	from += from < to && *from == '\n';
	buf_add(b, from, (size_t)(to - from));
	j->p = to + equals + 2;
	return true;
}

/* Is that the next byte but blanks and comments? Then it is passed; 0: it is the end of the
 * file. */
static bool lua_is(struct json *j, char c)
{
	struct buf comment = { 0 };

	while (json_ahead(j, '-') && j->end - j->p > 1 && j->p[1] == '-' && !j->failed) {
		j->p += 2;
		if (!lua_long(j, &comment))
			while (j->p < j->end && *j->p != '\n')
				j->p++;
	}
	buf_free(&comment);
	return c ? json_is(j, c) : j->p == j->end;
}

/* A name, with its 0 byte; "": there is none. */
static const char *lua_name(struct json *j, struct buf *b)
{
	b->n = 0;
	lua_is(j, 0);
	while (j->p < j->end && (isalnum((unsigned char)*j->p) || *j->p == '_'))
		buf_add(b, j->p++, 1);
	buf_add(b, "", 1);
	return b->p;
}

/* A text in quotes, whose first was passed. */
static bool lua_quoted(struct json *j, char quote, struct buf *b)
{
	static const char letters[] = "n\nt\tr\r\\\\\"\"''\n\n";

	for (; j->p < j->end && *j->p != quote && *j->p != '\n'; j->p++) {
		const char *l = letters;
		if (*j->p != '\\') {
			buf_add(b, j->p, 1);
			continue;
		}
		for (j->p++; j->p < j->end && *l && *l != *j->p; l += 2)
			;
		if (j->p == j->end || !*l)
			return json_error(j, "a backslash before what is not known here");
		buf_add(b, l + 1, 1);
	}
	return (j->p < j->end && *j->p++ == quote) || json_error(j, "a text is not closed");
}

/* A text, a number, true or false, with its 0 byte. */
static bool lua_value(struct json *j, struct buf *b)
{
	bool good = true;

	b->n = 0;
	if (lua_is(j, '"') || json_is(j, '\''))
		good = lua_quoted(j, j->p[-1], b);
	else if (!lua_long(j, b) && !j->failed) {
		while (j->p < j->end && (isdigit((unsigned char)*j->p) || *j->p == '.'))
			buf_add(b, j->p++, 1);
		if (!b->n) {
			lua_name(j, b);
			b->n--;
			if (strcmp(b->p, "true") && strcmp(b->p, "false"))
				return json_error(j,
					"only values that stand here are known: a text, "
					"a number, true, false");
		}
	}
	buf_add(b, "", 1);
	if (memchr(b->p, 0, b->n - 1))
		return json_error(j, "a 0 byte in a text");
	return good && !j->failed;
}

/* Reads what stands in a call, behind its opening bracket: each value behind its key, "" where it
 * has none, each ended by a 0 byte. */
static bool lua_list(struct json *j, char close, struct buf *to)
{
	struct buf key = { 0 }, value = { 0 };
	bool good = true;

	while (good && !lua_is(j, close)) {
		const char *start;
		bool bracket = close == '}' && bracket_open(j->p, j->end) < 0 && json_is(j, '[');
		key.n = 0;
		if (bracket)
			good = lua_value(j, &key) &&
				(lua_is(j, ']') || json_error(j, "expected ]"));
		start = j->p;
		if (close == '}' && !bracket && *lua_name(j, &key) && !lua_is(j, '=')) {
			j->p = start;
			key.n = 0;
		} else if (bracket && good) {
			good = lua_is(j, '=') || json_error(j, "expected =");
		}
		if (close == ')' && lua_is(j, '{')) {
			good = lua_list(j, '}', to);
		} else if ((good = good && lua_value(j, &value))) {
			buf_add(to, key.n ? key.p : "", key.n ? key.n : 1);
			buf_add(to, value.p, value.n);
		}
		if (good && !lua_is(j, ',') && !(close == '}' && json_is(j, ';')) &&
		    !json_ahead(j, close))
			good = json_error(j, j->p < j->end ? "expected a comma" :
				"the file is cut off");
	}
	buf_free(&key);
	buf_free(&value);
	return good && !j->failed;
}

/* The value of a key, or of the first that has none: ""; NULL: it is not there. */
static const char *kyua_arg(const struct buf *args, const char *key)
{
	for (const char *p = NULL; (p = list_next(args->p, args->n, p)); p += strlen(p) + 1)
		if (!strcmp(p, key))
			return p + strlen(p) + 1;
	return NULL;
}

/* Collects what properties ask for, a line "word value" each; what is not known is said once. */
static void kyua_asks(struct kyua *k, struct json *j, int line, const struct buf *args,
	struct buf *asks)
{
	for (const char *p = NULL; (p = list_next(args->p, args->n, p)); p += strlen(p) + 1) {
		const struct kyua_word *word = kyua_words;
		const char *value = p + strlen(p) + 1, *name;
		uint32_t *told;
		while (word < kyua_words + COUNT(kyua_words) && strcmp(word->name, p))
			word++;
		if (word < kyua_words + COUNT(kyua_words)) {
			if (word->ask && !value[strcspn(value, "\n")]) {
				buf_printf(asks, "%s%s ", asks->n ? "\n" : "", word->ask);
				rooted_add(k->s, asks, value);
			}
			continue;
		}
		name = text_add(k->s, p, strlen(p));
		told = map_at(&k->unknown, name, strlen(name));
		if (*told == NONE && strncmp(p, "custom.", 7)) {
			struct buf text = { 0 };
			buf_escape(&text, name, strlen(name), 200);
			suite_warn(k->s, "warning: %s:%d: the property %s means nothing here",
				j->file, line, text.p);
			buf_free(&text);
		}
		*told = 0;
	}
}

/* What holds for a program of that kind, with its timeout, NULL: none. */
static void kyua_settings(struct kyua *k, struct json *j, int line, const char *kind,
	const char *timeout, const struct buf *args)
{
	const char *exclusive = kyua_arg(args, "is_exclusive"),
		*suite = kyua_arg(args, "test_suite");
	bool plain = !strcmp(kind, "plain"), atf = !strcmp(kind, "atf");
	struct buf b = { 0 };

	row_set(k->s, "kind", plain ? "exec" : kind);
	row_set(k->s, "cwd", "home");
	row_set(k->s, "env.TZ", "UTC");
	row_set(k->s, "unset", "LANG LC_*");
	if (plain)
		row_set(k->s, "codes", ROW_CODES);
	label_add(&b, suite ? suite : k->suite);
	row_set(k->s, "labels", b.p);
	if (exclusive && !strcmp(exclusive, "true"))
		row_set(k->s, "exclusive", "yes");
	b.n = 0;
	kyua_asks(k, j, line, args, &b);
	if (timeout && atf)		/* a case may say another one itself */
		buf_printf(&b, "%stimeout %s", b.n ? "\n" : "", timeout);
	else if (timeout)
		row_set(k->s, "timeout", timeout);
	if (b.n)
		row_set(k->s, ROW_ASKS, b.p);
	buf_free(&b);
}

/* Adds a row for a program of that kind. */
static bool kyua_program(struct kyua *k, struct json *j, int line, const char *kind,
	const struct buf *args)
{
	const char *name = kyua_arg(args, "name"), *timeout = kyua_arg(args, "timeout");
	struct buf path = { 0 }, command = { 0 }, why = { 0 };
	char file[PATH_MAX];
	uint32_t ms;

	if (!name || !*name || strchr(name, '/'))
		buf_puts(&why, "expected name=, the name of a program beside this file");
	else if (!kyua_arg(args, "test_suite") && !k->suite)
		buf_puts(&why, "no test_suite: it stands neither here nor in the call");
	else if (access(path_in(file, k->directory, name), F_OK))
		buf_printf(&why, "the test program %s is not there", name);
	else if (timeout && !value_time(timeout, &ms))
		buf_puts(&why, "timeout= is no number of seconds");
	if (why.n) {
		json_error(j, why.p);
	} else {
		place_add(k->s, &path, k->directory, name);
		quote_add(&command, path.p);
		row_begin(k->s, row_id(k->s, &k->ids, k->directory, name), j->file,
			line, command.p);
		kyua_settings(k, j, line, kind, timeout ? timeout : k->s->timed ? NULL : "300s",
			args);
		row_end(k->s);
	}
	buf_free(&path);
	buf_free(&command);
	buf_free(&why);
	return !j->failed;
}

static bool kyua_file(struct kyua *, const char *directory, const char *file);

/* include("DIRECTORY/Kyuafile"): its programs are of that directory. */
static bool kyua_include(struct kyua *k, struct json *j, const char *path)
{
	const struct kyua outer = *k;
	char file[PATH_MAX], tidy[PATH_MAX], *slash;
	bool good;

	if (*path == '/' || !*path_in(file, k->directory, path) || access(file, F_OK))
		return json_error(j, "include: there is no such file below this directory");
	if (++k->depth > FILES_DEEP)
		return json_error(j, "files include one another too deep");
	path_tidy(tidy, file);
	path = text_add(k->s, tidy, strlen(tidy));
	slash = strrchr(tidy, '/');
	if (slash)
		*slash = 0;
	k->known = false;
	k->suite = NULL;
	good = kyua_file(k, slash ? text_add(k->s, tidy, strlen(tidy)) : ".", path);
	k->directory = outer.directory;
	k->suite = outer.suite;
	k->depth = outer.depth;
	k->known = true;
	j->failed |= !good;
	return good;
}

/* syntax(2), or syntax("kyuafile", 1). */
static bool kyua_syntax(struct kyua *k, struct json *j, const struct buf *args)
{
	static const char *const known[] = { "2", "kyuafile\0001", "kyuafile\0002" };
	struct buf words = { 0 };

	for (const char *p = NULL; (p = list_next(args->p, args->n, p)); p += strlen(p) + 1)
		buf_add(&words, p + strlen(p) + 1, strlen(p + strlen(p) + 1) + 1);
	for (size_t i = 0; i < COUNT(known); i++)
		k->known |= words.n == (i ? sizeof "kyuafile\0001" : sizeof "2") &&
			!memcmp(words.p, known[i], words.n);
	buf_free(&words);
	return k->known || json_error(j, "only syntax(2) and syntax(\"kyuafile\", 1) are known");
}

/* Does what a call says. */
static bool kyua_do(struct kyua *k, struct json *j, int line, const char *name,
	const struct buf *args)
{
	static const char *const ways[] = { "plain", "tap", "atf" };
	const char *first = kyua_arg(args, "");
	struct buf b = { 0 };

	if (!strcmp(name, "syntax"))
		return kyua_syntax(k, j, args);
	if (!k->known)
		return json_error(j, "syntax(2) must stand in front of all other calls");
	for (size_t i = 0; i < COUNT(ways); i++)
		if (!strncmp(name, ways[i], strlen(ways[i])) &&
			    !strcmp(name + strlen(ways[i]), "_test_program"))
			return kyua_program(k, j, line, ways[i], args);
	if (!strcmp(name, "include") && first)
		return kyua_include(k, j, first);
	if (!strcmp(name, "test_suite") && first && !k->suite) {
		k->suite = text_add(k->s, first, strlen(first));
		return true;
	}
	buf_escape(&b, name, strlen(name), 200);
	buf_puts(&b,
		" is not known here: only calls of Kyua's functions are, with values that stand "
		"there");
	json_error(j, b.p);
	buf_free(&b);
	return false;
}

/* Reads the arguments of a call: in parentheses, or a table or a text without them. */
static bool kyua_args(struct json *j, struct buf *args)
{
	struct buf value = { 0 };

	args->n = 0;
	if (lua_is(j, '('))
		return lua_list(j, ')', args);
	if (json_is(j, '{'))
		return lua_list(j, '}', args);
	if (!json_ahead(j, '"') && !json_ahead(j, '\''))
		return json_error(j, "only calls of Kyua's functions are known here");
	if (lua_value(j, &value)) {
		buf_add(args, "", 1);
		buf_add(args, value.p, value.n);
	}
	buf_free(&value);
	return !j->failed;
}

/* Reads one file. */
static bool kyua_file(struct kyua *k, const char *directory, const char *file)
{
	struct buf text = { 0 }, name = { 0 }, args = { 0 };
	struct json j;

	k->directory = directory;
	json_open(&j, k->s, file, &text);
	while (!j.failed && !lua_is(&j, 0)) {
		int line = json_line(&j);
		lua_name(&j, &name);
		if (kyua_args(&j, &args))
			kyua_do(k, &j, line, name.p, &args);
		json_is(&j, ';');
	}
	if (!j.failed && !k->known)
		json_error(&j, "syntax was not called");
	buf_free(&text);
	buf_free(&name);
	buf_free(&args);
	return !j.failed;
}

/* Reads a Kyuafile, and those that it includes. */
static bool kyua_read(struct suite *s, const char *directory, const char *file)
{
	struct kyua k = { .s = s };
	bool good = kyua_file(&k, text_add(s, directory, strlen(directory)),
		text_add(s, file, strlen(file)));

	free(k.ids.slots);
	free(k.unknown.slots);
	return good;
}

/* ---- installed tests ---------------------------------------------------------------------------
 * door: installed_is, installed_read */
/* NAME.test, below share/installed-tests: a file of groups and keys as GLib reads it, whose group
 * [Test] says how a test is started. The runner's own verdict is the exit status. */
struct installed {
	/* what Exec and TestEnvironment say, each with its 0 byte */
	struct buf exec, environment;
	int line;			/* of Exec */
	bool exclusive;
};

/* Has a file a line [Test], at its beginning? */
static bool installed_is(const char *file)
{
	int fd = open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char head[4096 + 1] = "\n";
	ssize_t n = fd < 0 ? -1 : fd_read_at(fd, head + 1, sizeof head - 2, 0);

	if (fd >= 0)
		close(fd);
	return n > 0 && strstr(head, "\n[Test]");
}

/* Adds what a value stands for: \s, \n and so on are characters. */
static bool installed_value(struct json *j, const char *p, const char *end, struct buf *to)
{
	static const char letters[] = "s n\nt\tr\r\\\\;;";

	to->n = 0;
	for (; p < end; p++) {
		const char *l = letters;
		if (*p != '\\') {
			buf_add(to, p, 1);
			continue;
		}
		for (p++; p < end && *l && *l != *p; l += 2)
			;
		if (p == end || !*l)
			return json_error(j, "a backslash before what is not known here");
		buf_add(to, l + 1, 1);
	}
	buf_add(to, "", 1);
	return !memchr(to->p, 0, to->n - 1) || json_error(j, "a 0 byte in a text");
}

/* Reads a line of [Test], n bytes: KEY=VALUE. */
static bool installed_key(struct json *j, const char *p, size_t n, struct installed *t)
{
	const char *eq = memchr(p, '=', n), *value, *end = p + n;
	struct buf type = { 0 };
	bool good = true;

	if (!eq)
		return json_error(j, "neither [GROUP] nor KEY=VALUE");
	for (n = (size_t)(eq - p); n && p[n - 1] == ' '; n--)
		;
	for (value = eq + 1; value < end && *value == ' '; value++)
		;
	if (str_is(p, n, "Exec")) {
		t->line = json_line(j);
		return installed_value(j, value, end, &t->exec);
	}
	if (str_is(p, n, "TestEnvironment"))
		return installed_value(j, value, end, &t->environment);
	if (str_is(p, n, "Type") && (good = installed_value(j, value, end, &type))) {
		t->exclusive = !strcmp(type.p, "session-exclusive");
		good = t->exclusive || !strcmp(type.p, "session") ||
			json_error(j, "this Type is not known: session and session-exclusive are");
	}
	buf_free(&type);
	return good;
}

/* The words of a command in the quoting of a shell; within "..", a backslash is one but in front of
 * what is special there. NULL: it was said why. */
static char **installed_words(struct json *j, const char *exec)
{
	struct buf b = { 0 }, why = { 0 };
	char quote = 0, **words;

	for (const char *p = exec; *p; p++) {
		if (*p == '\\' && p[1] && quote != '\'') {
			bool plain = quote && !strchr("$`\"\\", p[1]);
			buf_add(&b, plain ? "\\\\" : p, 2);
			p += !plain;
			continue;
		}
		if (quote ? *p == quote : *p == '\'' || *p == '"')
			quote = quote ? 0 : *p;
		buf_add(&b, !quote && *p == '\n' ? " " : p, 1);
	}
	buf_puts(&b, "");
	words = words_split(b.p, &why);
	if (!words)
		json_error(j, why.p);
	buf_free(&b);
	buf_free(&why);
	return words;
}

/* Sets a variable that a word NAME=VALUE names; false: it is no such word. */
static bool installed_env(struct suite *s, const char *word)
{
	const char *eq = strchr(word, '=');
	struct buf key = { 0 }, value = { 0 };

	if (!eq || eq == word || *word == '-')
		return false;
	buf_printf(&key, "env.%.*s", (int)(eq - word), word);
	rooted_add(s, &value, eq + 1);
	row_set(s, key.p, value.p);
	buf_free(&key);
	buf_free(&value);
	return true;
}

/* How many words in front of a program only give it variables, as those of env NAME=VALUE
 * PROGRAM. */
static size_t installed_front(char **words)
{
	const char *slash = strrchr(*words, '/');
	size_t n = 1;

	if (strcmp(slash ? slash + 1 : *words, "env"))
		return 0;
	while (words[n] && *words[n] != '-' && strchr(words[n], '='))
		n++;
	return n > 1 && words[n] && *words[n] != '-' ? n : 0;
}

/* Adds the row of a test that is called so. */
static void installed_row(struct json *j, const char *directory, const char *name,
	const struct installed *t, char **words)
{
	struct suite *s = j->s;
	struct buf command = { 0 }, rooted = { 0 }, element = { 0 }, id = { 0 };
	size_t front = installed_front(words);

	for (char **w = words + front; *w; w++)
		quote_add(&command, *w);
	rooted_add(s, &rooted, command.p);
	buf_printf(&id, "%s::%s", directory, name);
	row_begin(s, text_add(s, id.p, id.n), j->file, t->line, rooted.p);
	row_set(s, "kind", "exec");
	row_set(s, "cwd", "tmp");
	row_set(s, "env.GIO_USE_VFS", "local");
	for (const char *p = t->environment.n ? t->environment.p : NULL; p &&
		    (p = ctest_element(p, &element));)
		installed_env(s, element.p);
	for (char **w = words; w < words + front; w++)
		installed_env(s, *w);
	if (!s->timed)
		row_set(s, "timeout", "5m");
	if (t->exclusive)
		row_set(s, "exclusive", "yes");
	row_end(s);
	buf_free(&command);
	buf_free(&rooted);
	buf_free(&element);
	buf_free(&id);
}

/* Reads the file of one test. */
static bool installed_read(struct suite *s, const char *directory, const char *file)
{
	const char *slash = strrchr(file, '/');
	struct installed t = { .line = 0 };
	struct buf text = { 0 };
	bool test = false;
	char **words = NULL;
	struct json j;

	for (json_open(&j, s, file, &text); !j.failed && j.p < j.end; ) {
		const char *newline = memchr(j.p, '\n', (size_t)(j.end - j.p));
		const char *end = newline ? newline : j.end;
		if (*j.p == '[')
			test = str_is(j.p, (size_t)(end - j.p), "[Test]");
		else if (test && *j.p != '#' && j.p < end && !installed_key(&j, j.p,
			    (size_t)(end - j.p), &t))
			break;
		j.p = newline ? newline + 1 : end;
	}
	if (!j.failed && !t.exec.n)
		json_error(&j, "no Exec in a group [Test]");
	words = j.failed ? NULL : installed_words(&j, t.exec.p);
	if (words && !*words)
		json_error(&j, "Exec names no program");
	else if (words)
		installed_row(&j, text_add(s, directory, strlen(directory)),
			slash ? slash + 1 : file, &t, words);
	free(words);
	buf_free(&text);
	buf_free(&t.exec);
	buf_free(&t.environment);
	return !j.failed;
}

/* ---- lists of tests ----------------------------------------------------------------------------
 * door: kselftest_read, ltp_is, ltp_read */
/* Of the kernel's own tests (kselftest-list.txt, a line COLLECTION:TEST each) and of the Linux Test
 * Project's (a line TAG COMMAND each). They change what their kernel is like: two of them never run
 * on one host at once. */
#define KSELFTEST_CODES	"0:passed 4:skipped *:failed"
#define KSELFTEST_TIME	"45"	/* s */
#define LTP_UMASK	"umask 0; "
#define KERNEL_LOCK	"kernel@host"

struct lines {
	struct suite *s;
	const char *file;
	struct buf text;
	char *next;			/* NULL: that was the last */
	int number;			/* of the line that was read */
	bool failed;			/* it was said why */
};

/* Says why a file is refused. */
static void lines_error(struct lines *l, const char *what)
{
	char place[PATH_MAX + 16];

	snprintf(place, sizeof place, "%.*s:%d", PATH_MAX, l->file, l->number);
	walk_error(l->s, place, what);
	l->failed = true;
	l->next = NULL;
}

/* Opens a file of lines, whose text is the caller's to free; false: it was said why not. */
static bool lines_open(struct lines *l, struct suite *s, const char *file)
{
	struct buf why = { 0 };

	*l = (struct lines){ .s = s, .file = file };
	if (!file_text(file, &l->text, &why)) {
		walk_error(s, file, why.p);
		l->failed = true;
	} else {
		l->next = l->text.p;
	}
	buf_free(&why);
	return !l->failed;
}

/* The next line that is not empty, and no comment, without the blanks at its ends; NULL: there is
 * none. */
static char *lines_next(struct lines *l)
{
	char *line, *end;

	while (l->next) {
		line = l->next + strspn(l->next, " \t");
		end = line + strcspn(line, "\n");
		l->number++;
		l->next = *end ? end + 1 : NULL;
		if (!*end && end < l->text.p + l->text.n) {
			lines_error(l, "a 0 byte");
			return NULL;
		}
		while (end > line && strchr(" \t\r", end[-1]))
			end--;
		*end = 0;
		if (*line && *line != '#')
			return line;
	}
	return NULL;
}

/* Adds each word of a text to a command, as a shell splits what a variable holds. */
static void words_add(struct buf *command, const char *text)
{
	char *copy = xstrdup(text), *save = NULL;

	for (char *w = strtok_r(copy, " \t\n", &save); w; w = strtok_r(NULL, " \t\n", &save))
		quote_add(command, w);
	free(copy);
}

/* Adds the words of a variable KSELFTEST_NAME_ARGS, as a test's name has it. */
static void kselftest_args(struct buf *command, const char *name)
{
	struct buf variable = { 0 };
	const char *value;

	buf_puts(&variable, "KSELFTEST_");
	for (const char *p = name; *p; p++) {
		char c = (char)toupper((unsigned char)*p);
		buf_add(&variable, isalnum((unsigned char)c) ? &c : "_", 1);
	}
	buf_puts(&variable, "_ARGS");
	if ((value = getenv(variable.p)))
		words_add(command, value);
	buf_free(&variable);
}

/* The words of the #! line of a script; "": it has none. */
static void script_words(const char *path, char *words, size_t size)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : fd_read_at(fd, words, size - 1, 0);

	if (fd >= 0)
		close(fd);
	words[n > 0 ? n : 0] = 0;
	words[strcspn(words, "\n")] = 0;
	if (words[0] == '#' && words[1] == '!')
		memmove(words, words + 2, strlen(words + 2) + 1);
	else
		*words = 0;
}

/* How a test is started that is called so in a directory; NULL, or why it cannot be. */
static const char *kselftest_command(struct buf *command, const char *directory, const char *name)
{
	char path[PATH_MAX], words[512];
	struct buf start = { 0 };
	const char *why = NULL;
	bool there = !access(path_in(path, directory, name), F_OK), runs = !access(path, X_OK);

	script_words(path, words, sizeof words);
	if (there && !runs && !access(path_in(path, directory, "ksft_runner.sh"), X_OK))
		quote_add(command, "./ksft_runner.sh");
	else if (there && !runs && *words)
		words_add(command, words);
	else if (there && !runs)
		why = "it is not executable, and no script";
	buf_printf(&start, "./%s", name);
	quote_add(command, start.p);
	buf_free(&start);
	if (!there || runs)
		kselftest_args(command, name);
	return why;
}

/* The timeout that the settings of a collection give its tests; false: it was said what is wrong
 * with them. */
static bool kselftest_timeout(struct suite *s, const char *directory, char *timeout, size_t size)
{
	char path[PATH_MAX];
	struct lines l;
	uint32_t ms;

	snprintf(timeout, size, "%s", s->timed ? "" : KSELFTEST_TIME);
	if (access(path_in(path, directory, "settings"), R_OK))
		return true;
	if (lines_open(&l, s, path))
		for (char *line; (line = lines_next(&l));) {
			if (strncmp(line, "timeout=", 8))
				continue;
			if (!value_time(line + 8, &ms))
				lines_error(&l, "timeout= wants seconds");
			snprintf(timeout, size, "%s", line + 8);
		}
	buf_free(&l.text);
	return !l.failed;
}

/* Adds the row of a test of a collection. */
static void kselftest_row(struct lines *l, struct map *ids, const char *directory, const char *line)
{
	const char *colon = strchr(line, ':'), *name = strrchr(colon, '/');
	char place[PATH_MAX], part[PATH_MAX], timeout[64];
	struct suite *s = l->s;
	struct buf command = { 0 }, b = { 0 };
	const char *broken;

	snprintf(part, sizeof part, "%.*s", (int)(colon - line), line);
	if (!*path_in(place, directory, part) ||
		    !kselftest_timeout(s, place, timeout, sizeof timeout)) {
		l->failed = true;
		l->next = NULL;
		return;
	}
	if (name)
		snprintf(part, sizeof part, "%.*s/%.*s", (int)(colon - line), line,
			(int)(name - colon - 1), colon + 1);
	path_in(place, directory, part);
	broken = kselftest_command(&command, place, name ? name + 1 : colon + 1);
	row_begin(s, row_id(s, ids, directory, line), l->file, l->number, command.p);
	row_set(s, "kind", "exec");
	row_set(s, "codes", KSELFTEST_CODES);
	row_set(s, "by-status", "yes");
	row_set(s, "locks", KERNEL_LOCK);
	place_add(s, &b, directory, part);
	row_set(s, "cwd", b.p);
	b.n = 0;
	snprintf(part, sizeof part, "%.*s", (int)(colon - line), line);
	label_add(&b, part);
	row_set(s, "labels", b.p);
	row_set(s, "env.kselftest_timeout", timeout);
	if (*timeout)
		row_set(s, "timeout", timeout);
	if (broken)
		row_set(s, ROW_BROKEN, broken);
	row_end(s);
	buf_free(&command);
	buf_free(&b);
}

/* Reads the list of an installation of the kernel's own tests. */
static bool kselftest_read(struct suite *s, const char *directory, const char *file)
{
	struct map ids = { 0 };
	struct lines l;
	char *colon;

	if (lines_open(&l, s, file))
		for (char *line; (line = lines_next(&l));) {
			colon = strchr(line, ':');
			if (colon && colon > line && colon[1] && colon[strlen(colon) - 1] != '/')
				kselftest_row(&l, &ids, directory, line);
			else
				lines_error(&l, "expected COLLECTION:TEST");
		}
	free(ids.slots);
	buf_free(&l.text);
	return !l.failed;
}

/* Is this a list of the Linux Test Project's, in its runtest? Another one of a directory with that
 * name is none. */
static bool ltp_is(const char *file)
{
	const char *slash = strrchr(file, '/');
	char directory[PATH_MAX], path[PATH_MAX];

	snprintf(directory, sizeof directory, "%.*s", slash ? (int)(slash - file) : 1,
		slash ? file : ".");
	if (!*path_in(path, directory, "../runtest") || !is_same_directory(directory, path))
		return false;
	return !access(path_in(path, directory, "../testcases/bin/."), F_OK);
}

/* How a command of a list is started: by a shell, as all have its umask; what it splits itself is
 * left to it. The first %f is a number of its own. */
static void ltp_command(struct buf *command, const char *text, int number)
{
	static const char shells[] = "\"';|<>$\\";
	const char *f = strstr(text, "%f");
	struct buf b = { 0 }, script = { 0 };

	if (f)
		buf_printf(&b, "%.*s%d", (int)(f - text), text, number);
	buf_puts(&b, f ? f + 2 : text);
	words_add(command, "sh -c");
	buf_printf(&script, LTP_UMASK "%s", b.p[strcspn(b.p, shells)] ? b.p : "exec \"$0\" \"$@\"");
	quote_add(command, script.p);
	if (!b.p[strcspn(b.p, shells)])
		words_add(command, b.p);
	buf_free(&b);
	buf_free(&script);
}

/* Adds the row of a line TAG COMMAND; false: it is none. */
static bool ltp_row(struct lines *l, struct map *ids, const char *directory, char *line)
{
	char *text = line + strcspn(line, " \t"), up[PATH_MAX], root[PATH_MAX];
	struct suite *s = l->s;
	struct buf command = { 0 }, b = { 0 };

	if (!*text)
		return false;
	*text++ = 0;
	ltp_command(&command, text + strspn(text, " \t"), l->number);
	row_begin(s, row_id(s, ids, l->file, line), l->file, l->number, command.p);
	row_set(s, "kind", "ltp");
	row_set(s, "codes", LTP_CODES);
	row_set(s, "by-status", "yes");
	row_set(s, "locks", KERNEL_LOCK);
	row_set(s, "cwd", "tmp");
	path_in(up, directory, "..");
	path_tidy(root, up);
	place_add(s, &b, root, "");
	row_set(s, "env.LTPROOT", b.p);
	buf_puts(&b, "/testcases/bin");
	row_set(s, "env.+:PATH", b.p);
	row_end(s);
	buf_free(&command);
	buf_free(&b);
	return true;
}

/* Reads a list of the Linux Test Project's. */
static bool ltp_read(struct suite *s, const char *directory, const char *file)
{
	struct map ids = { 0 };
	struct lines l;

	if (lines_open(&l, s, file))
		for (char *line; (line = lines_next(&l));)
			if (!ltp_row(&l, &ids, directory, line))
				lines_error(&l, "expected TAG COMMAND");
	free(ids.slots);
	buf_free(&l.text);
	return !l.failed;
}

/* ---- automake ----------------------------------------------------------------------------------
 * door: automake_is, automake_read */
/* A Makefile that automake generated. What its rules do is known; the variables that they use for a
 * test are expanded as make does that, and what comes of it is a text for the shell. */
#define MAKE_STEPS	10000000	/* more than any real Makefile takes */
#define MAKE_REFUSED "shell findstring word words wordlist join realpath abspath or and file call " \
	"value eval origin flavor error warning info"
#define MAKE_ARGS	3		/* of a function, at most */

/* What is given to a variable at one place; before: what it adds to, or NONE. */
struct make_variable {
	const char *name, *value;
	uint32_t before;
	int line;
};

struct makefile {
	struct suite *s;		/* NULL: nothing is said */
	const char *directory, *file;
	struct buf text;		/* all of it; names and values are in there */
	struct make_variable *variables;
	uint32_t n;
	struct buf rules;		/* of logs that are made from logs: both sides, texts */
	const char *target;		/* $@ */
	int line;			/* of the variable that is expanded */
	unsigned steps;			/* of expanding, so far */
	bool warned;			/* of a driver */
	bool harness, local;		/* it has the rules check-TESTS, check-local */
	bool failed;			/* it was said why */
};

/* One test of a Makefile. */
struct make_test { const char *name, *id, *log; };

/* Says why the Makefile is refused; its first reason is enough. */
static void make_error(struct makefile *m, int line, const char *what)
{
	char place[PATH_MAX + 16];

	snprintf(place, sizeof place, "%.*s:%d", PATH_MAX, m->file, line);
	if (m->s && !m->failed)
		walk_error(m->s, place, what);
	m->failed = true;
}

/* The last place that gives something to a variable, or NONE. */
static uint32_t make_find(const struct makefile *m, const char *name, size_t n)
{
	uint32_t i = m->n;

	while (i-- > 0)
		if (str_is(name, n, m->variables[i].name))
			return i;
	return NONE;
}

/* Takes note of NAME = VALUE; op: what stands in front of the =, a ? or + or other. */
static void make_set(struct makefile *m, char *name, size_t n, char op, const char *value, int line)
{
	uint32_t last = op == '?' || op == '+' ? make_find(m, name, n) : NONE;

	name[n] = 0;
	if (op == '?' && last != NONE)
		return;
	m->variables = array_grow(m->variables, m->n, sizeof *m->variables);
	m->variables[m->n++] = (struct make_variable){ name, value, last, line };
}

/* Takes note of what a line says, if that is an assignment, or a rule that is of use here. */
static void make_line(struct makefile *m, char *p, int line)
{
	char *op, *colon;
	size_t n;

	p += strspn(p, " ");
	if (!strncmp(p, "export ", 7))
		p += 7;
	n = strcspn(p, " \t:+?=");
	op = p + n + strspn(p + n, " \t");
	colon = strchr(p, ':');
	if (*op == '=' || (*op && op[strspn(op, ":+?")] == '=')) {
		char *value = op + strspn(op, ":+?") + 1;
		make_set(m, p, n, *op, value + strspn(value, " \t"), line);
	} else if (colon) {
		*colon = 0;
		m->harness |= !strncmp(p, "check-TESTS", 11);
		m->local |= !strncmp(p, "check-local", 11);
		if (strstr(p, ".log") && strstr(colon + 1, ".log")) {
			buf_add(&m->rules, p, strlen(p) + 1);
			buf_add(&m->rules, colon + 1, strlen(colon + 1) + 1);
		}
	}
}

/* Takes the text of a Makefile apart into lines; those that go on behind a \ are joined in place.
 * Commands of rules, which start with a tab, say nothing here. */
static void make_lines(struct makefile *m)
{
	char *p = m->text.p, *end = p + m->text.n;
	int line = 1;

	while (p < end && !m->failed) {
		char *start = p, *to = p, *comment;
		int first = line;
		for (; p < end && *p != '\n'; *to++ = *p++)
			if (*p == '\\' && p + 1 < end && p[1] == '\n') {
				line++;
				for (p += 2; p < end && (*p == ' ' || *p == '\t'); p++)
					;
				*--p = ' ';
				while (to > start && (to[-1] == ' ' || to[-1] == '\t'))
					to--;
			}
		p++;
		line++;
		*to = 0;
		comment = strchr(start, '#');
		if (comment && (comment == start || comment[-1] != '\\'))
			*comment = 0;
		if (*start != '\t')
			make_line(m, start, first);
	}
}

/* Reads a Makefile, and takes note of what is in it; false: it is none that automake generated. */
static bool make_open(struct makefile *m)
{
	struct buf why = { 0 };
	const char *head;

	if (!file_text(m->file, &m->text, &why)) {
		make_error(m, 1, why.p);
	} else if (memchr(m->text.p, 0, m->text.n)) {
		make_error(m, 1, "a 0 byte: this is not a text file");
	} else {
		head = strstr(m->text.p, "generated by automake");
		m->failed = !head || head > m->text.p + 4096;
		if (!m->failed)
			make_lines(m);
	}
	buf_free(&why);
	return !m->failed;
}

static void make_close(struct makefile *m)
{
	free(m->variables);
	buf_free(&m->text);
	buf_free(&m->rules);
}

static void make_expand(struct makefile *m, const char *p, const char *end,
	struct buf *b, int depth);

/* Adds the value of a variable; one that is not set has none. */
static void make_value(struct makefile *m, const char *name, size_t n, struct buf *b, int depth)
{
	const struct make_variable *v;
	uint32_t at = make_find(m, name, n), all[64];
	int count = 0, line = m->line;

	if (str_is(name, n, "@"))
		buf_puts(b, m->target ? m->target : "");
	else if (str_is(name, n, "MAKE") && at == NONE)
		buf_puts(b, "make");
	for (; at != NONE && count < 64; at = m->variables[at].before)
		all[count++] = at;
	while (count-- > 0 && !m->failed) {
		v = &m->variables[all[count]];
		m->line = v->line;
		make_expand(m, v->value, v->value + strlen(v->value), b, depth);
		buf_puts(b, count ? " " : "");
	}
	m->line = line;
}

/* Does a word of n bytes fit a pattern of as many as that says, in which a % is any part? *stem is
 * that, or all of the word. */
static bool make_fits(const char *pattern, size_t of, const char *word, size_t n, struct str *stem)
{
	const char *percent = memchr(pattern, '%', of);
	size_t head = percent ? (size_t)(percent - pattern) : of,
		tail = percent ? of - head - 1 : 0;

	if (percent ? n < head + tail : n != head)
		return false;
	*stem = (struct str){ word + (percent ? head : 0), (uint32_t)(n - (percent ? head : 0) -
		tail) };
	return !memcmp(word, pattern, head) && !memcmp(word + n - tail, pattern + of - tail, tail);
}

/* Does a word fit one of some patterns? */
static bool make_fits_any(const char *patterns, const char *word, size_t n)
{
	struct str stem;
	size_t of;

	for (const char *pattern; (pattern = word_next(&patterns, &of));)
		if (make_fits(pattern, of, word, n, &stem))
			return true;
	return false;
}

/* Adds the words of a text, in those that fit `from` by `to` in its place, with the same stem where
 * that has a %. */
static void make_replace(const char *text, const char *from, const char *to, struct buf *b)
{
	const char *into = strchr(from, '%') ? strchr(to, '%') : NULL;
	struct str stem;
	size_t n;

	for (const char *word, *p = text; b->n <= LINE_MAX_BYTES && (word = word_next(&p, &n));) {
		buf_puts(b, b->n ? " " : "");
		if (!make_fits(from, strlen(from), word, n, &stem)) {
			buf_add(b, word, n);
		} else if (into) {
			buf_add(b, to, (size_t)(into - to));
			buf_add(b, stem.p, stem.n);
			buf_puts(b, into + 1);
		} else {
			buf_puts(b, to);
		}
	}
	buf_puts(b, "");
}

/* Adds the names of files that match; only the last part of a path may be a pattern. */
static void make_wildcard(struct makefile *m, const char *patterns, struct buf *b)
{
	char place[PATH_MAX], one[PATH_MAX];
	size_t n;

	for (const char *word; (word = word_next(&patterns, &n)) && n < sizeof one;) {
		struct dirent *e;
		char *base;
		DIR *dir;
		snprintf(one, sizeof one, "%.*s", (int)n, word);
		base = strrchr(one, '/');
		snprintf(place, sizeof place, "%s%s%.*s", *one == '/' ? "" : m->directory,
			*one == '/' ? "" : "/", base ? (int)(base - one) : 0, one);
		dir = opendir(*place ? place : "/");
		base = base ? base + 1 : one;
		while (dir && (e = readdir(dir)))
			if ((*e->d_name != '.' || *base == '.') && glob_match(base, e->d_name))
				buf_printf(b, "%s%.*s%s", b->n ? " " : "", (int)(base - one), one,
					e->d_name);
		if (dir)
			closedir(dir);
	}
	buf_puts(b, "");
}

/* The functions of make that are known. */
enum make_does {
	MAKE_wildcard, MAKE_patsubst, MAKE_subst, MAKE_if, MAKE_foreach,
	/* by make_each: */
	MAKE_filter, MAKE_filter_out, MAKE_addprefix, MAKE_addsuffix, MAKE_dir, MAKE_notdir,
	MAKE_suffix, MAKE_basename,
	/* by make_some: */
	MAKE_sort, MAKE_strip, MAKE_firstword, MAKE_lastword
};
static const struct make_function {
	const char *name;
	enum make_does does;
	int args;			/* a comma in the last is a part of it */
} make_functions[] = {
	{ "wildcard", MAKE_wildcard, 1 }, { "patsubst", MAKE_patsubst, 3 },
	{ "subst", MAKE_subst, 3 }, { "if", MAKE_if, 3 }, { "foreach", MAKE_foreach, 3 },
	{ "filter", MAKE_filter, 2 }, { "filter-out", MAKE_filter_out, 2 },
	{ "addprefix", MAKE_addprefix, 2 }, { "addsuffix", MAKE_addsuffix, 2 },
	{ "dir", MAKE_dir, 1 }, { "notdir", MAKE_notdir, 1 }, { "suffix", MAKE_suffix, 1 },
	{ "basename", MAKE_basename, 1 }, { "sort", MAKE_sort, 1 }, { "strip", MAKE_strip, 1 },
	{ "firstword", MAKE_firstword, 1 }, { "lastword", MAKE_lastword, 1 },
};

/* Adds what a function makes of one word of n bytes. */
static void make_word(enum make_does does, const char *by, const char *word, size_t n,
	struct buf *b)
{
	size_t name, dot;

	for (name = n; name && word[name - 1] != '/'; name--)
		;
	for (dot = n; dot > name && word[dot - 1] != '.'; dot--)
		;
	dot = dot > name ? dot - 1 : n;
	if (does == MAKE_addprefix)
		buf_puts(b, by);
	if (does == MAKE_dir && !name)
		buf_puts(b, "./");
	else if (does == MAKE_dir)
		buf_add(b, word, name);
	else if (does == MAKE_notdir)
		buf_add(b, word + name, n - name);
	else if (does == MAKE_basename)
		buf_add(b, word, dot);
	else if (does == MAKE_suffix)
		buf_add(b, word + dot, n - dot);
	else
		buf_add(b, word, n);
	if (does == MAKE_addsuffix)
		buf_puts(b, by);
}

/* Adds what a function makes of each word of its last argument, by the one in front of that. */
static void make_each(enum make_does does, const char *by, const char *words, struct buf *b)
{
	size_t n;

	for (const char *word; b->n <= LINE_MAX_BYTES && (word = word_next(&words, &n));) {
		if (does == MAKE_filter && !make_fits_any(by, word, n))
			continue;
		if (does == MAKE_filter_out && make_fits_any(by, word, n))
			continue;
		buf_puts(b, b->n ? " " : "");
		make_word(does, by, word, n, b);
	}
}

/* Adds the words of a text: once each and in order, the first, the last, or all. */
static void make_some(enum make_does does, const char *words, struct buf *b)
{
	const char **all = NULL;
	struct buf text = { 0 };
	size_t n, count = 0, from = 0;

	buf_puts(&text, words);
	for (const char *word, *p = text.p; p && (word = word_next(&p, &n));) {
		all = array_grow(all, count, sizeof *all);
		all[count++] = word;
		p += *p != 0;
		text.p[word + n - text.p] = 0;
	}
	if (does == MAKE_sort && count)
		qsort(all, count, sizeof *all, by_text);
	if (does == MAKE_lastword && count)
		from = count - 1;
	if (does == MAKE_firstword && count)
		count = 1;
	for (size_t i = from; i < count; i++)
		if (does != MAKE_sort || !i || strcmp(all[i], all[i - 1]))
			buf_printf(b, "%s%s", b->n ? " " : "", all[i]);
	free(all);
	buf_free(&text);
}

/* Adds a text with all of `from` in it replaced. */
static void make_subst(const char *from, const char *to, const char *text, struct buf *b)
{
	for (const char *hit; *from && b->n <= LINE_MAX_BYTES && (hit = strstr(text, from));
	    text = hit + strlen(from)) {
		buf_add(b, text, (size_t)(hit - text));
		buf_puts(b, to);
	}
	buf_puts(b, text);
}

/* $(foreach NAME,WORDS,TEXT): TEXT for each word, which a variable of that name is. */
static void make_foreach(struct makefile *m, const struct buf *args, struct str text, struct buf *b,
	int depth)
{
	const char *words = args[1].p;
	struct buf word = { 0 };
	size_t n;

	for (const char *p; !m->failed && b->n <= LINE_MAX_BYTES && (p = word_next(&words, &n));) {
		word.n = 0;
		buf_add(&word, p, n);
		buf_add(&word, "", 1);
		m->variables = array_grow(m->variables, m->n, sizeof *m->variables);
		m->variables[m->n++] = (struct make_variable){ args[0].p, word.p, NONE, m->line };
		buf_puts(b, b->n ? " " : "");
		make_expand(m, text.p, text.p + text.n, b, depth);
		m->n--;
	}
	buf_free(&word);
}

/* Takes the arguments of a function apart, at commas outside of parentheses. */
static void make_args(const struct make_function *f, const char *p, const char *end,
	struct str *args)
{
	int nested = 0, n = 0;

	args[0].p = p;
	for (; p < end; p++) {
		nested += (*p == '(' || *p == '{') - (*p == ')' || *p == '}');
		if (*p != ',' || nested || n + 1 == f->args)
			continue;
		args[n].n = (uint32_t)(p - args[n].p);
		args[++n].p = p + 1;
	}
	args[n].n = (uint32_t)(p - args[n].p);
}

/* Adds what a function of make gives, for arguments from p to end. */
static void make_call(struct makefile *m, const struct make_function *f, const char *p,
	const char *end, struct buf *b, int depth)
{
	struct str args[MAKE_ARGS] = { { "", 0 }, { "", 0 }, { "", 0 } };
	struct buf value[MAKE_ARGS] = { { 0 } };
	int n = f->does == MAKE_if ? 1 : f->does == MAKE_foreach ? 2 : f->args, taken;

	make_args(f, p, end, args);
	for (int i = 0; i < MAKE_ARGS; i++) {
		if (i < n)
			make_expand(m, args[i].p, args[i].p + args[i].n, &value[i], depth);
		buf_add(&value[i], "", 1);
	}
	p = value[f->args - 1].p;
	switch (f->does) {
	case MAKE_wildcard: make_wildcard(m, p, b); break;
	case MAKE_patsubst: make_replace(p, value[0].p, value[1].p, b); break;
	case MAKE_subst: make_subst(value[0].p, value[1].p, p, b); break;
	case MAKE_foreach: make_foreach(m, value, args[2], b, depth); break;
	case MAKE_if:
		taken = value[0].p[strspn(value[0].p, " \t")] ? 1 : 2;
		make_expand(m, args[taken].p, args[taken].p + args[taken].n, b, depth);
		break;
	case MAKE_filter: case MAKE_filter_out: case MAKE_addprefix: case MAKE_addsuffix:
	case MAKE_dir: case MAKE_notdir: case MAKE_suffix: case MAKE_basename:
		make_each(f->does, value[0].p, p, b);
		break;
	case MAKE_sort: case MAKE_strip: case MAKE_firstword: case MAKE_lastword:
		make_some(f->does, p, b);
		break;
	}
	if (b->n > LINE_MAX_BYTES)
		make_error(m, m->line, "a function of make makes more than a line may have");
	for (int i = 0; i < MAKE_ARGS; i++)
		buf_free(&value[i]);
}

/* Adds what $(..) stands for, n bytes of text: a variable, one with its words changed, or what a
 * function gives. */
static void make_reference(struct makefile *m, const char *p, size_t n, struct buf *b, int depth)
{
	struct buf text = { 0 }, value = { 0 }, why = { 0 }, from = { 0 }, to = { 0 };
	size_t name = 0, blanks;
	char *colon, *equals;

	while (name < n && !strchr(" \t", p[name]))
		name++;
	for (blanks = name; blanks < n && strchr(" \t", p[blanks]); blanks++)
		;
	for (size_t i = 0; name < n && i < COUNT(make_functions); i++)
		if (str_is(p, name, make_functions[i].name)) {
			make_call(m, &make_functions[i], p + blanks, p + n, &value, depth);
			buf_add(b, value.n ? value.p : "", value.n);
			buf_free(&value);
			return;
		}
	make_expand(m, p, p + n, &text, depth);
	buf_puts(&text, "");
	colon = strchr(text.p, ':');
	equals = colon ? strchr(colon, '=') : NULL;
	if (text.p[strcspn(text.p, " \t")]) {
		buf_printf(&why, "%.*s", (int)strcspn(text.p, " \t"), text.p);
		if (glob_any(MAKE_REFUSED, why.p)) {
			text.n = 0;
			buf_printf(&text, "$(%s ..) is not known here", why.p);
			make_error(m, m->line, text.p);
		}
	} else if (equals) {
		struct buf words = { 0 };
		*equals = 0;
		make_value(m, text.p, (size_t)(colon - text.p), &words, depth);
		buf_puts(&words, "");
		/* a suffix is a pattern whose stem is in front of it */
		buf_printf(&from, "%s%s", strchr(colon, '%') ? "" : "%", colon + 1);
		buf_printf(&to, "%s%s", strchr(colon, '%') ? "" : "%", equals + 1);
		make_replace(words.p, from.p, to.p, &value);
		buf_free(&words);
	} else {
		make_value(m, text.p, strlen(text.p), &value, depth);
	}
	buf_add(b, value.n ? value.p : "", value.n);
	buf_free(&text);
	buf_free(&value);
	buf_free(&why);
	buf_free(&from);
	buf_free(&to);
}

/* Adds a text as make expands it. */
static void make_expand(struct makefile *m, const char *p, const char *end,
	struct buf *b, int depth)
{
	if (depth > FILES_DEEP || b->n > LINE_MAX_BYTES || ++m->steps > MAKE_STEPS) {
		make_error(m, m->line, "its variables lead to one another too deep");
		return;
	}
	for (; p < end && !m->failed; p++) {
		char open = p + 1 < end ? p[1] : 0, close = open == '(' ? ')' : '}';
		const char *from = p + 2;
		int nested = 1;
		if (*p != '$' || open == '$' || !open) {
			buf_add(b, p, 1);
			p += *p == '$' && open == '$';
		} else if (open != '(' && open != '{') {
			make_value(m, ++p, 1, b, depth + 1);
		} else {
			for (p = from; p < end; p++) {
				nested += (*p == open) - (*p == close);
				if (!nested)
					break;
			}
			if (p == end)
				make_error(m, m->line, "$( is not closed");
			else
				make_reference(m, from, (size_t)(p - from), b, depth + 1);
		}
	}
}

/* The value of a variable, in b, with its 0 byte. */
static const char *make_text(struct makefile *m, const char *name, struct buf *b)
{
	b->n = 0;
	make_value(m, name, strlen(name), b, 0);
	buf_add(b, "", 1);
	return b->p;
}

/* A Makefile below a directory of this one, "" for itself. */
static struct makefile make_below(const struct makefile *m, const char *word, size_t n,
	char directory[PATH_MAX], char file[PATH_MAX])
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%.*s/%.*s", PATH_MAX / 2, m->directory, (int)n, word);
	path_tidy(directory, path);
	path_in(file, directory, "Makefile");
	return (struct makefile){ .s = m->s, .directory = directory, .file = file };
}

/* Are there tests in a Makefile, or below? */
static bool make_tests(struct makefile *m, int depth)
{
	char directory[PATH_MAX], file[PATH_MAX];
	struct buf subdirs = { 0 };
	bool found = make_open(m) && m->harness;
	size_t n;

	if (!m->failed && !found && depth < FILES_DEEP)
		make_text(m, "SUBDIRS", &subdirs);
	for (const char *word, *p = subdirs.n ? subdirs.p : "";
	    !found && (word = word_next(&p, &n));) {
		struct makefile below = make_below(m, word, n, directory, file);
		found = !str_is(word, n, ".") && n < PATH_MAX / 2 && make_tests(&below, depth + 1);
	}
	if (!found && m->local && !m->failed)
		found = !access(path_in(file, m->directory, "testsuite"), F_OK);
	buf_free(&subdirs);
	make_close(m);
	return found;
}

/* Did automake generate it, and are there tests? */
static bool automake_is(const char *file)
{
	const char *slash = strrchr(file, '/');
	char directory[PATH_MAX];

	snprintf(directory, sizeof directory, "%.*s", slash ? (int)(slash - file) : 1,
		slash ? file : ".");
	return make_tests(&(struct makefile){ .file = file, .directory = directory }, 0);
}

/* How a Makefile names a suffix of tests, .sh: SH_; "": by no suffix of TEST_EXTENSIONS. */
static void make_suffix(struct makefile *m, const char *name, char suffix[32])
{
	const char *dot = strrchr(name, '.'), *p;
	struct buf all = { 0 };
	size_t n, i;

	*suffix = 0;
	p = make_text(m, "TEST_EXTENSIONS", &all);
	for (const char *word; dot && (word = word_next(&p, &n));)
		if (n > 1 && n < 30 && str_is(word, n, dot)) {
			for (i = 1; i < n; i++)
				suffix[i - 1] = (char)toupper((unsigned char)word[i]);
			strcpy(suffix + n - 1, "_");
		}
	buf_free(&all);
}

/* Adds a part of the command of a test, a variable of those of its suffix. */
static void make_part(struct makefile *m, struct buf *b, const char *suffix, const char *name)
{
	struct buf variable = { 0 };

	buf_puts(b, " ");
	buf_printf(&variable, "%s%s", suffix, name);
	make_value(m, variable.p, variable.n, b, 0);
	buf_free(&variable);
}

/* The text for the shell that starts a test, as the rule of automake has it. */
static void make_command(struct makefile *m, const struct make_test *t, const char *suffix,
	struct buf *b)
{
	buf_printf(b, "p='%s'; f=\"$p\"; b='%.*s'; log='%s'; srcdir='", t->name,
		(int)strlen(t->log) - 4, t->log, t->log);
	make_value(m, "srcdir", 6, b, 0);
	buf_puts(b,
		"'; export srcdir; if test -f \"./$f\"; then dir=./; elif test -f \"$f\"; "
		"then dir=; else dir=\"$srcdir/\"; fi; tst=$dir$f;");
	make_part(m, b, "AM_", "TESTS_ENVIRONMENT");
	make_part(m, b, "", "TESTS_ENVIRONMENT");
	make_part(m, b, suffix, "LOG_COMPILE");
	buf_puts(b, " \"$tst\"");
	make_part(m, b, "AM_", "TESTS_FD_REDIRECT");
}

/* Where the program of a test is, if it is there: in the directory, or in that of the sources. */
static void make_place(struct makefile *m, const char *name, struct buf *b)
{
	char path[PATH_MAX];
	struct buf srcdir = { 0 };

	if (*name != '/' && access(path_in(path, m->directory, name), F_OK)) {
		make_text(m, "srcdir", &srcdir);
		srcdir.n--;
		buf_printf(&srcdir, "/%s", name);
		if (*srcdir.p != '/' && access(path_in(path, m->directory, srcdir.p), F_OK))
			srcdir.n = 0;
		else if (*srcdir.p == '/' && access(srcdir.p, F_OK))
			srcdir.n = 0;
	}
	place_add(m->s, b, m->directory, srcdir.n ? srcdir.p : name);
	buf_free(&srcdir);
}

/* Is a test one of a list of words: by its name, or that with a directory? */
static bool make_has(struct makefile *m, const char *list, const char *name)
{
	struct buf words = { 0 };
	const char *p = make_text(m, list, &words);
	size_t n, end = strlen(name);
	bool has = false;

	for (const char *word; (word = word_next(&p, &n));)
		has |= n >= end && !memcmp(word + n - end, name, end) &&
			(n == end || (word[n - end - 1] == '/' && strchr("./", *word)));
	buf_free(&words);
	return has;
}

/* Adds globs of the tests whose logs a rule has that of this one made from. */
static void make_after(struct makefile *m, const struct make_test *tests, uint32_t n,
	const struct make_test *t, struct buf *b)
{
	for (const char *p = NULL; (p = list_next(m->rules.p, m->rules.n, p)); p += strlen(p) + 1) {
		const char *right = p + strlen(p) + 1;
		size_t len;
		bool is = false;
		for (const char *left = p, *word; (word = word_next(&left, &len));)
			is |= str_is(word, len, t->log);
		for (const char *word; is && (word = word_next(&right, &len));)
			for (uint32_t i = 0; i < n; i++)
				if (&tests[i] != t && str_is(word, len, tests[i].log))
					ctest_glob(b, tests[i].id);
	}
}

/* What the driver of a test means: it reads TAP, or there is none, or one that is not known. */
static bool make_driver(struct makefile *m, const char *suffix)
{
	struct buf driver = { 0 };
	bool tap;

	make_part(m, &driver, suffix, "LOG_DRIVER");
	tap = strstr(driver.p, "tap-driver");
	if (!tap && driver.p[strspn(driver.p, " ")] && !strstr(driver.p, "test-driver") &&
	    !m->warned) {
		struct buf text = { 0 };
		buf_escape(&text, driver.p, strlen(driver.p), 400);
		suite_warn(m->s,
			"warning: %s: a driver of tests that is not known is left out, so exit "
			"statuses count:%s", m->file, text.p);
		buf_free(&text);
		m->warned = true;
	}
	buf_free(&driver);
	return tap;
}

/* Adds the row of a test, one of n. */
static void make_row(struct makefile *m, const struct make_test *tests, uint32_t n,
	const struct make_test *t)
{
	static const char *const codes[] = { "0:passed 77:skipped 99:error *:failed",
		"0:passed 77:skipped *:failed" };
	struct suite *s = m->s;
	struct buf b = { 0 }, text = { 0 }, value = { 0 };
	char suffix[32];
	bool tap, soft;

	m->target = t->log;
	make_suffix(m, t->name, suffix);
	tap = make_driver(m, suffix);
	make_command(m, t, suffix, &text);
	make_text(m, "SHELL", &value);
	rooted_add(s, &b, value.n > 1 ? value.p : "/bin/sh");
	buf_puts(&b, " -c");
	value.n = 0;
	rooted_add(s, &value, text.p);
	quote_add(&b, value.p);
	row_begin(s, t->id, m->file, m->variables[make_find(m, "TESTS", 5)].line, b.p);
	row_set(s, "kind", tap ? "tap" : "exec");
	b.n = value.n = 0;
	place_add(s, &b, m->directory, "");
	row_set(s, "cwd", b.p);
	b.n = 0;
	make_place(m, t->name, &b);
	quote_add(&value, b.p);
	row_set(s, "files", value.p);
	make_text(m, "DISABLE_HARD_ERRORS", &value);
	soft = value.p[strspn(value.p, " \t")];
	if (!tap)
		row_set(s, "codes", codes[soft]);
	if (make_has(m, "XFAIL_TESTS", t->name)) {
		row_set(s, "xfail", "XFAIL_TESTS");
		row_set(s, "strict", "yes");
	}
	b.n = 0;
	make_after(m, tests, n, t, &b);
	if (b.n)
		row_set(s, "after-any", b.p);
	if (make_find(m, "TEST_LOGS", 9) == NONE)
		row_set(s, "serial", "yes");
	row_end(s);
	buf_free(&b);
	buf_free(&text);
	buf_free(&value);
}

/* Adds a test that TESTS names, n bytes, to some. */
static struct make_test make_test_of(struct makefile *m, struct map *ids, const char *word,
	size_t n)
{
	struct make_test t;
	struct buf b = { 0 }, srcdir = { 0 };
	const char *source = make_text(m, "srcdir", &srcdir);
	size_t len = strlen(source), dot;
	char suffix[32];

	if (n > len && !memcmp(word, source, len) && word[len] == '/') {
		word += len + 1;
		n -= len + 1;
	}
	t.name = text_add(m->s, word, n);
	t.id = row_id(m->s, ids, text_add(m->s, m->directory, strlen(m->directory)), t.name);
	make_suffix(m, t.name, suffix);
	dot = *suffix ? strlen(strrchr(t.name, '.')) : 0;
	buf_printf(&b, "%.*s.log", (int)(n - dot), t.name);
	t.log = text_add(m->s, b.p, b.n);
	buf_free(&b);
	buf_free(&srcdir);
	return t;
}

/* Adds the rows of what TESTS names. */
static void make_rows(struct makefile *m, struct map *ids)
{
	struct make_test *tests = NULL;
	struct buf all = { 0 };
	const char *p = make_text(m, "TESTS", &all);
	uint32_t n = 0;
	size_t len;

	for (const char *word; !m->failed && (word = word_next(&p, &len));) {
		tests = array_grow(tests, n, sizeof *tests);
		tests[n++] = make_test_of(m, ids, word, len);
	}
	for (uint32_t i = 0; i < n && !m->failed; i++)
		make_row(m, tests, n, &tests[i]);
	free(tests);
	buf_free(&all);
}

/* Adds the row of what autom4te made, which check-local starts: it lists its tests itself. */
static void make_testsuite(struct makefile *m, struct map *ids)
{
	char path[PATH_MAX];
	struct buf b = { 0 }, command = { 0 };

	if (!m->local || access(path_in(path, m->directory, "testsuite"), X_OK))
		return;
	place_add(m->s, &b, m->directory, "testsuite");
	quote_add(&command, b.p);
	row_begin(m->s, row_id(m->s, ids, m->directory, "testsuite"), m->file, 1, command.p);
	if (kind_find(m->s->conf, "autotest"))
		row_set(m->s, "kind", "autotest");
	b.n = 0;
	place_add(m->s, &b, m->directory, "");
	row_set(m->s, "cwd", b.p);
	row_end(m->s);
	buf_free(&b);
	buf_free(&command);
}

/* Adds the rows of a Makefile, and of those in its SUBDIRS. */
static bool make_read(struct makefile *m, struct map *ids, int depth)
{
	char directory[PATH_MAX], file[PATH_MAX];
	struct buf subdirs = { 0 };
	size_t n;

	if (depth > FILES_DEEP)
		make_error(m, 1, "its SUBDIRS lead to one another too deep");
	else if (make_open(m)) {
		if (m->harness)
			make_rows(m, ids);
		make_testsuite(m, ids);
		make_text(m, "SUBDIRS", &subdirs);
	}
	for (const char *word, *p = subdirs.n ? subdirs.p : ""; !m->failed &&
		    (word = word_next(&p, &n));) {
		struct makefile below = make_below(m, word, n, directory, file);
		struct stat st;
		if (!str_is(word, n, ".") && n < PATH_MAX / 2 && !stat(file, &st))
			make_read(&below, ids, depth + 1);
	}
	buf_free(&subdirs);
	make_close(m);
	return !m->failed;
}

/* Reads the Makefile of a build, and those that it leads to. */
static bool automake_read(struct suite *s, const char *directory, const char *file)
{
	struct map ids = { 0 };
	struct makefile m = { .s = s, .directory = directory, .file = file };
	size_t before = s->errors.n;

	make_read(&m, &ids, 0);
	free(ids.slots);
	return s->errors.n == before;
}

/* ---- listings ----------------------------------------------------------------------------------
 * door: case_add, case_size, blanks_off */
/* A bounded copy of a line, or of part of it. */
static bool line_copy(char *to, size_t size, const char *p, size_t n)
{
	if (n >= size || (n && memchr(p, 0, n)))
		return false;
	if (n)
		memcpy(to, p, n);
	to[n] = 0;
	return true;
}

/* Adds a case to a program that is not sealed. asks: lines, or NULL. */
static void case_add(struct program *p, const char *name, unsigned marks, const char *asks)
{
	char mark = (char)(CASE_listed | marks | (asks ? CASE_asks : 0));

	buf_add(&p->cases, &mark, 1);
	buf_add(&p->cases, name, strlen(name) + 1);
	if (asks)
		buf_add(&p->cases, asks, strlen(asks) + 1);
	p->ncases++;
}

/* Bytes of a case that is not sealed. */
static size_t case_size(const char *c)
{
	size_t n = strlen(c) + 1;

	return *c & CASE_asks ? n + strlen(c + n) + 1 : n;
}

/* Adds a line to what the last case, which starts at c, asks for. */
static void ask_add(struct buf *cases, size_t c, struct str word, struct str value)
{
	if (memchr(word.p, 0, word.n) || memchr(value.p, 0, value.n))
		return;
	if (cases->p[c] & CASE_asks)
		cases->p[cases->n - 1] = '\n';
	cases->p[c] |= CASE_asks;
	buf_add(cases, word.p, word.n);
	buf_puts(cases, " ");
	buf_add(cases, value.p, value.n);
	buf_add(cases, "", 1);
}

/* Is a line of a listing like that, from its start? "descr: ident: x" names no case. Only what
 * starts with a control character may stand behind other words, which never do. */
static bool list_is(const char *pat, const char *line, size_t n, struct found *f)
{
	return pat && pattern(pat, line, n, (struct str){ NULL, 0 }, f) &&
		(f->from == line || (unsigned char)*f->from < ' ');
}

/* What a line says of the case named last. */
static void list_more(struct program *p, const struct listing *l, const char *line, size_t n)
{
	const struct kind *k = p->kind;
	struct found f;

	if (!p->ncases)
		return;
	if (list_is(k->list_cleanup, line, n, &f))
		p->cases.p[l->last] |= CASE_cleanup;
	if (list_is(k->list_needs, line, n, &f) && f.name.p && f.message.p)
		ask_add(&p->cases, l->last, f.name, f.message);
	if (list_is(k->list_timeout, line, n, &f) && f.message.p)
		ask_add(&p->cases, l->last, str_of("timeout"), f.message);
}

/* The length of a line without the blanks at its end. */
static size_t blanks_off(const char *line, size_t n)
{
	while (n && line[n - 1] == ' ')
		n--;
	return n;
}

/* Does a line that names no case say anything? Not if it is empty, a comment, or TAP's plan for
 * nothing. */
static bool is_words(const char *line, size_t n)
{
	return n && *line != '#' && !(n == 4 && !memcmp(line, "1..0", 4));
}

/* Adds the case that a line names, with its suite where a command wants to know that: see
 * word_expand. */
static void list_add(struct program *p, struct listing *l, const char *full, const struct found *f,
	unsigned marks)
{
	const struct kind *k = p->kind;

	l->last = p->cases.n;
	case_add(p, full, marks, NULL);
	if ((!k->list_suite && !strstr(k->list_case, "%s")) ||
	    !((k->run && strstr(k->run, "%s")) || (k->each && strstr(k->each, "%s"))))
		return;
	ask_add(&p->cases, l->last, str_of("suite"), f->suite);
	ask_add(&p->cases, l->last, str_of("case"), f->name);
}

/* A name goes on in the next line, which no id does: false, and why. */
static bool list_parted(struct buf *why)
{
	buf_puts(why, "a name in its list has more than one line");
	return false;
}

/* A name in quotes that are there for what it is like, without them. */
static void name_unquote(const struct kind *k, struct str *name)
{
	struct found f;

	if (name->n > 2 && *name->p == '"' && name->p[name->n - 1] == '"' &&
	    pattern(k->list_quoted, name->p + 1, name->n - 2, (struct str){ NULL, 0 }, &f))
		*name = (struct str){ name->p + 1, name->n - 2 };
}

/* One line of a listing; false: *why says what is wrong with it. */
static bool list_line(struct program *p, struct listing *l, const char *line, size_t n,
	struct buf *why)
{
	const struct kind *k = p->kind;
	struct str none = { NULL, 0 };
	char full[8192];
	struct found f;
	bool off = k->list_off && pattern(k->list_off, line, n, none, &f), plain;

	if (k->list_never && pattern(k->list_never, line, n, none, &f)) {
		buf_puts(why, "it ran its tests, or said something else, when asked to list them");
		return false;
	}
	n -= n && line[n - 1] == '\r';
	for (const char *c = k->list_comment, *stop; c; c = *stop ? stop + 2 : NULL) {
		stop = pattern_end(c);
		for (size_t i = 0, skip = (size_t)(stop - c); skip && i + skip <= n; i++)
			if (!memcmp(line + i, c, skip))
				n = blanks_off(line, i);
	}
	if (k->list_suite && n && *line != ' ' && pattern(k->list_suite, line, n, none, &f)) {
		if (line_copy(l->suite, sizeof l->suite, f.suite.p, f.suite.n)) {
			l->opened = !glob_any(k->list_not, l->suite);
			l->words |= !l->opened;
			return true;
		}
	} else if (!l->opened || !list_is(k->list_case, line, n, &f) ||
	    !blanks_off(f.name.p, f.name.n)) {
		/* a name may end in a blank */
		list_more(p, l, line, n);
		l->parted |= p->ncases && n;
		if (is_words(line, blanks_off(line, n)))
			l->words |= k->list_suite || !k->list_not ||
				!line_copy(full, sizeof full, line, n) ||
				!glob_any(k->list_not, full);
		return !k->list_split || !list_is(k->list_split, line, n, &f) || list_parted(why);
	} else {
		plain = f.name.p == line;
		if (plain && l->parted && k->list_split)
			return list_parted(why);
		if (plain && k->list_quoted)
			name_unquote(k, &f.name);
		if (!f.suite.p)
			f.suite = str_of(l->suite);
		if (name_full(k, &f, k->xml && !(plain && k->list_else), full, sizeof full)) {
			l->words |= is_words(full, strlen(full));
			if (*full && (!k->list_only || glob_any(k->list_only, full)))
				list_add(p, l, full, &f, off || glob_any(k->disabled, full)
					? CASE_disabled : 0);
			return true;
		}
	}
	buf_puts(why, "a name in its list is too long or holds a 0 byte");
	return false;
}

/* Can a program say what its cases are, and does nobody know them yet? */
bool is_to_list(const struct program *p)
{
	return p->kind->list && !p->same && !p->ncases;
}

/* Takes what a program printed when it was asked for its cases; there may be none, and so no tests.
 * false: *why says what is wrong with it, and the program stays whole. */
bool suite_listed(struct program *p, const char *bytes, size_t n, struct buf *why)
{
	struct listing l = { .opened = !p->kind->list_suite };
	const char *line = bytes, *end;
	bool good = true;

	for (; good && line < bytes + n; line = end + 1) {
		end = memchr(line, '\n', (size_t)(bytes + n - line));
		if (!end)
			end = bytes + n;
		good = list_line(p, &l, line, (size_t)(end - line), why);
	}
	if (good && l.words && !p->ncases) {
		good = false;
		buf_puts(why, "it lists no cases, but says something else");
	}
	p->listed = good;
	p->empty = good && !p->ncases;
	if (good)
		return true;
	buf_free(&p->cases);
	p->ncases = 0;
	return false;
}

/* A program cannot list its cases: it stays whole, and that is said. One of a suite file that
 * looked as if it could is what the file says, and starts as it stands there. */
void suite_unlisted(struct suite *s, struct program *p, const char *why)
{
	const char *own = s->props[p->props].kind;
	struct buf id = { 0 };

	buf_escape(&id, p->path, strlen(p->path), PATH_MAX);
	suite_warn(s, "warning: %s: cannot list its cases (%s), so it runs as one test", id.p, why);
	if (p->set && own && own == row_setting(s, p->set, "kind") && !strcmp(own, "exec"))
		p->kind = kind_find(s->conf, own);
	buf_free(&id);
}

/* ---- sealing -----------------------------------------------------------------------------------
 * door: file_sum */
static int by_path(const void *a, const void *b)
{
	const struct program *x = a, *y = b;
	int c = strcmp(x->path, y->path);

	return c ? c : (x->row > y->row) - (x->row < y->row);
}

static int by_id(const void *a, const void *b)
{
	const struct test *x = a, *y = b;
	int c = strcmp(x->id + x->name, y->id + y->name);

	return c ? c : x->rank < y->rank ? -1 : 1;
}

/* Adds an id to a digest: 8 bytes at a time, the lowest first on every machine, multiplied and
 * folded. */
uint64_t digest_add(uint64_t h, const char *id)
{
	size_t n = strlen(id) + 1;	/* the 0 byte keeps "ab" "c" and "a" "bc" apart */
	const unsigned char *p = (const unsigned char *)id;
	uint64_t w = 0;

	for (; n >= 8; n -= 8, p += 8) {	/* a compiler makes one load of it where it can */
		uint32_t low = p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
			(uint32_t)p[3] << 24;
		uint32_t high = p[4] | (uint32_t)p[5] << 8 | (uint32_t)p[6] << 16 |
			(uint32_t)p[7] << 24;
		h = (h ^ (low | (uint64_t)high << 32)) * 0x9e3779b97f4a7c15u;
		h ^= h >> 29;
	}
	for (size_t i = n; i-- > 0;)
		w = w << 8 | p[i];
	h = (h ^ w ^ (uint64_t)n << 56) * 0xff51afd7ed558ccdu;
	return h ^ h >> 32;
}

/* Is every program the file that the known suite has, and none missing? Then that suite serves as
 * well. */
bool suite_same(const struct suite *s, const struct suite *known)
{
	if (s->errors.n || s->nprograms != known->nwalked)
		return false;
	for (uint32_t i = 0; i < s->nprograms; i++)
		if (!s->programs[i].same)
			return false;
	return true;
}

/* The cases of p->same, as they were listed. */
static void cases_take(struct program *p, const struct suite *known)
{
	const struct program *old = p->same;
	const struct test **order = xrealloc(NULL, old->count, sizeof *order), *t;

	for (uint32_t i = 0; i < old->count; i++)
		order[known->tests[old->first + i].rank] = &known->tests[old->first + i];
	for (uint32_t i = 0; i < old->count; i++) {
		t = order[i];
		for (uint32_t twin = 0; twin <= t->twins; twin++)
			case_add(p, t->id + t->name, (t->disabled ? CASE_disabled : 0) |
				(t->cleanup ? CASE_cleanup : 0),
				t->asks ? t->id + strlen(t->id) + 1 : NULL);
	}
	free(order);
}

/* Cases of an unchanged program, from where they were listed before. */
static void cases_borrow(struct suite *s, struct program *p, const struct suite *known)
{
	const struct program *old = p->same;

	p->path = text_add(s, old->path, strlen(old->path));
	p->props = props_find(s, p->path, NULL, p->set);
	p->listed = old->listed;
	p->empty = old->empty;
	if (!old->count || !known->tests[old->first].name)
		return;
	if (old->cases.n) {
		buf_add(&p->cases, old->cases.p, old->cases.n);
		p->ncases = old->ncases;
		return;
	}
	cases_take(p, known);
}

/* Marks the cases of a program that have others below them: /a has /a/b. */
static void cases_nest(struct program *p)
{
	char **names = xrealloc(NULL, p->ncases, sizeof *names), *c = p->cases.p;

	for (uint32_t i = 0; i < p->ncases; i++, c += case_size(c))
		names[i] = c + 1;
	qsort(names, p->ncases, sizeof *names, by_text);
	for (uint32_t i = 0; i < p->ncases; i++) {
		for (const char *slash = strchr(names[i], '/'); slash;
		    slash = strchr(slash + 1, '/')) {
			char name[8192], *key = name, **above;
			snprintf(name, sizeof name, "%.*s", (int)(slash - names[i]), names[i]);
			above = bsearch(&key, names, p->ncases, sizeof *names, by_text);
			if (above)
				(*above)[-1] |= CASE_above;
		}
	}
	free(names);
}

/* Calls for the next case below this one that its program has listed, asked for or not; *at starts
 * as NULL. */
const char *case_below(const struct program *p, const struct test *t, const char **at)
{
	const char *name = t->id + t->name, *end = p->cases.p + p->cases.n;
	size_t n = strlen(name);

	for (const char *c = *at ? *at : p->cases.p; c < end;) {
		const char *other = c + 1;
		c = *at = c + case_size(c);
		if (!strncmp(other, name, n) && other[n] == '/')
			return other;
	}
	return NULL;
}

/* What some lines, or NULL, ask for under that word, to the end of its line; p NULL: nothing. */
struct str lines_ask(const char *lines, const char *word)
{
	size_t n = strlen(word);
	const char *end;

	for (const char *line = lines; line; line = *end ? end + 1 : NULL) {
		end = line + strcspn(line, "\n");
		if (!strncmp(line, word, n) && line[n] == ' ')
			return (struct str){ line + n + 1, (uint32_t)(end - line - n - 1) };
	}
	return (struct str){ NULL, 0 };
}

/* What a case asks for under that word. */
struct str case_ask(const struct test *t, const char *word)
{
	return lines_ask(t->asks ? t->id + strlen(t->id) + 1 : NULL, word);
}

/* What a case is called by its own program. */
const char *case_name(const struct test *t)
{
	return t->named ? t->id + strlen(t->id) + 1 : t->id + t->name;
}

/* The file that a program is. */
const char *program_file(const struct program *p)
{
	return p->file ? p->file : p->path;
}

/* The id of the case at c, n bytes, and behind it what that asks for. */
static const char *id_add(struct suite *s, const char *id, size_t n, const char *c)
{
	struct buf both = { 0 };
	const char *copy;

	if (!(*c & CASE_asks))
		return text_add(s, id, n);
	c += strlen(c) + 1;
	buf_add(&both, id, n + 1);
	buf_puts(&both, c);
	copy = text_add(s, both.p, both.n);
	buf_free(&both);
	return copy;
}

/* Did an argument name this id? */
static bool is_wanted(const struct suite *s, const char *id)
{
	return s->nwanted && bsearch(&id, s->wanted, s->nwanted, sizeof *s->wanted, by_text);
}

/* May others need a test that no argument names? It is one of a fixture, or somebody is after
 * it. */
static bool is_needed(struct suite *s, const char *id, const struct program *p)
{
	const struct props *props;
	bool needed = false;
	uint32_t row;

	if (!s->needs && !p->set)
		return false;
	row = props_find(s, id, p->path, p->set);	/* which may move all of them */
	props = &s->props[row];
	needed = props->fixture || props->fixture_cleanup;
	for (const char *glob = NULL; !needed && (glob = list_next(s->after.p, s->after.n, glob));)
		needed = glob_match(glob, id) || glob_match(glob, p->path) || !strcmp(glob, id) ||
			!strcmp(glob, p->path);
	return needed;
}

/* Adds the tests of one program to the end. One whose listing is empty has none. */
static void program_seal(struct suite *s, struct program *p)
{
	const char *c;
	char id[PATH_MAX + 8192 + 2];
	uint32_t kept = 0;
	bool sorted = true;

	p->first = s->ntests;
	p->whole |= p->row && is_wanted(s, p->path);
	if (p->empty) {
		left_add(s, LEFT_empty, p->path);
		return;
	}
	if (p->ncases && p->kind->except)
		cases_nest(p);
	c = p->cases.p;
	for (uint32_t i = 0; i < (p->ncases ? p->ncases : 1); i++) {
		struct test *t = &s->tests[s->ntests];
		const char *wanted;
		int n = 0;

		if (i)
			c += case_size(c);
		if (p->ncases)
			n = snprintf(id, sizeof id, "%s::%s", p->path, c + 1);
		wanted = n ? id : p->path;
		*t = (struct test){ .program = (uint32_t)(p - s->programs), .rank = i };
		if (p->ncases) {
			t->name = (uint16_t)(strlen(p->path) + 2);
			t->disabled = (*c & CASE_disabled) != 0;
			t->cleanup = (*c & CASE_cleanup) != 0;
			t->above = (*c & CASE_above) != 0;
			t->asks = (*c & CASE_asks) && !(*c & CASE_named);
			t->named = (*c & CASE_named) != 0;
		}
		t->extra = !p->whole && !is_wanted(s, wanted);
		if (t->extra && !is_needed(s, wanted, p))
			continue;
		t->id = n ? id_add(s, id, (size_t)n, c) : p->path;
		t->props = s->conf->n ? props_find(s, t->id, p->path, p->set) : p->props;
		sorted &= s->ntests == p->first || by_id(t - 1, t) < 0;
		s->ntests++;
	}
	if (!p->kind->except)
		buf_free(&p->cases);	/* else see case_below */
	if (!sorted)
		qsort(s->tests + p->first, s->ntests - p->first, sizeof *s->tests, by_id);
	/* equal names: one id, its worst result */
	for (uint32_t i = p->first; i < s->ntests; i++)
		if (i == p->first || strcmp(s->tests[i].id, s->tests[p->first + kept - 1].id))
			s->tests[p->first + kept++] = s->tests[i];
		else if (s->tests[p->first + kept - 1].twins < UINT8_MAX &&
		    !s->tests[p->first + kept - 1].twins++)
			suite_warn(s, "%s: listed more than once; its worst result counts",
				s->tests[i].id);
	s->ntests = p->first + kept;
	p->count = kept;
	for (uint32_t i = p->first; i < s->ntests; i++)
		s->extras += s->tests[i].extra;
}

/* Ranks are places in the program's list: makes them 0 .. count-1 again after some went. */
static int by_rank(const void *a, const void *b)
{
	const struct test *x = *(struct test *const *)a, *y = *(struct test *const *)b;

	return x->rank < y->rank ? -1 : x->rank > y->rank;
}

static void ranks_close(struct suite *s, struct program *p)
{
	struct test **order;
	uint32_t n = 0;

	while (n < p->count && s->tests[p->first + n].rank == n)
		n++;
	if (n == p->count)
		return;
	order = xrealloc(NULL, p->count, sizeof *order);
	for (uint32_t i = 0; i < p->count; i++)
		order[i] = &s->tests[p->first + i];
	qsort(order, p->count, sizeof *order, by_rank);
	for (uint32_t i = 0; i < p->count; i++)
		order[i]->rank = i;
	free(order);
}

/* Does a name in a directory begin with so many bytes? */
static bool has_beginning(const char *directory, const char *p, size_t n)
{
	DIR *dir = opendir(directory);
	struct dirent *e;
	bool has = false;

	while (dir && !has && (e = readdir(dir)))
		has = !strncmp(e->d_name, p, n) && e->d_name[0] != '.';
	if (dir)
		closedir(dir);
	return has;
}

/* Is it for want of an argument that a glob matches nothing? It is if it may match what was not
 * walked: it begins with any text, or with that of a path that is there, and below no argument. */
bool suite_elsewhere(const struct suite *s, const char *glob)
{
	size_t fixed = strcspn(glob, "*?[\\"), whole, n;
	const char *colons = strstr(glob, "::");
	char path[PATH_MAX], tidy[PATH_MAX];
	bool any = false;

	if (!fixed || fixed >= sizeof tidy)
		return !s->all;
	if (colons && (size_t)(colons - glob) < fixed)
		fixed = (size_t)(colons - glob);
	for (whole = fixed; whole && glob[whole - 1] != '/';)
		whole--;		/* of the directory that all it matches is in */
	snprintf(tidy, sizeof tidy, "%.*s", (int)whole, glob);
	path_tidy(path, tidy);
	if (!has_beginning(path, glob + whole, fixed - whole))
		return false;
	snprintf(tidy, sizeof tidy, "%.*s", (int)fixed, glob);
	path_tidy(path, tidy);
	for (const char *arg = NULL; (arg = list_next(s->paths, s->npaths, arg));) {
		if (strlen(arg) >= sizeof tidy)
			continue;
		path_tidy(tidy, arg);
		n = strlen(tidy);
		any |= !strcmp(tidy, ".") ||
			(!strncmp(path, tidy, n) && (!path[n] || path[n] == '/'));
	}
	return !any;
}

/* Says which programs have no tests, and warns of [tests] sections that match nothing. */
static void suite_tell(struct suite *s)
{
	size_t row = (s->conf->n + 7) / 8 + sizeof s->programs->set;

	left_say(s, LEFT_empty, LEFT_empty);
	for (uint32_t i = 0; s->tells && i < s->conf->n; i++) {
		const struct section *section = &s->conf->sections[i];
		bool used = section->type != SECTION_tests;
		for (uint32_t k = 0; !used && k < s->nprops; k++)
			used = ((unsigned char)s->matched.p[k * row + i / 8] >> i % 8) & 1;
		if (!used && !suite_elsewhere(s, section->name))
			suite_warn(s, "warning: %s:%d: [tests %s] matches no test", s->conf->file,
				section->line, section->name);
	}
}

/* Sorts programs. Two arguments may have named the same one. */
static void programs_sort(struct suite *s)
{
	uint32_t n = 0;

	s->nwalked = s->nprograms;
	if (s->nprograms)
		qsort(s->programs, s->nprograms, sizeof *s->programs, by_path);
	for (uint32_t i = 0; i < s->nprograms; i++) {
		struct program *p = &s->programs[i];
		if (n && !p->row && !strcmp(s->programs[n - 1].path, p->path)) {
			/* named by two arguments */
			s->programs[n - 1].whole |= p->whole;
			if (!s->programs[n - 1].ncases) {
				s->programs[n - 1].cases = p->cases;
				s->programs[n - 1].ncases = p->ncases;
			} else {
				buf_free(&p->cases);
			}
			continue;
		}
		s->programs[n++] = *p;
	}
	s->nprograms = n;
	/* the room to grow goes back */
	s->programs = xrealloc(s->programs, n, sizeof *s->programs);
}

/* Turns programs and their cases into tests, sorted and numbered; from now on the suite is
 * constant. */
void suite_seal(struct suite *s, const struct suite *known)
{
	const char **asked;
	uint64_t most = 0;
	uint32_t n;

	programs_sort(s);
	n = s->nprograms;
	for (uint32_t i = 0; i < n; i++) {
		if (s->programs[i].same && !s->programs[i].ncases)
			cases_borrow(s, &s->programs[i], known);
		most += s->programs[i].ncases ? s->programs[i].ncases : 1;
	}
	if (most >= NONE)
		die(EXIT_LOST, "error: %llu tests are more than muster can number",
			(unsigned long long)most);
	s->tests = xrealloc(NULL, (size_t)most, sizeof *s->tests);
	s->nasked = s->nwanted;
	for (uint32_t i = 0; i < s->nasked; i++) {
		char plain[PATH_MAX + 8192];
		if (text_unescape(plain, sizeof plain, s->wanted[i]))
			want(s, plain);
	}
	asked = xrealloc(NULL, s->nasked, sizeof *asked);
	if (s->nasked)
		memcpy(asked, s->wanted, s->nasked * sizeof *asked);
	if (s->nwanted)
		qsort(s->wanted, s->nwanted, sizeof *s->wanted, by_text);
	for (uint32_t i = 0; i < n; i++) {
		program_seal(s, &s->programs[i]);
		if (s->programs[i].count)
			ranks_close(s, &s->programs[i]);
	}
	suite_tell(s);
	for (uint32_t i = 0; i < s->ntests; i++)
		s->digest = digest_add(s->digest, s->tests[i].id);
	for (const char *p = NULL; (p = list_next(s->rows.p, s->rows.n, p));)
		s->digest = digest_add(s->digest, p);
	for (uint32_t i = 0; i < s->nasked; i++) {
		char plain[PATH_MAX + 8192];
		const struct program *row = program_find(s, asked[i]);
		if (!(row && row->row && row->count) && suite_find(s, asked[i]) == NONE &&
		    !(text_unescape(plain, sizeof plain, asked[i]) && suite_find(s, plain) != NONE))
			walk_error(s, asked[i],
				"its program has no such case; --list shows those it has");
	}
	free(asked);
}

/* What a reference found, for a master that takes it as what there is to run: texts that end by a 0
 * byte each.
 *
 *      "ROWS"  kind kind ..  path kind "ROW WHOLE EMPTY CASES"  case [asks] case [asks] ..  path ..
 *
 * The kinds are those of the rows of suite files, which travel by themselves, "" where one was not
 * looked at. ROW is a program's own, from 1; 0: it is no row's. Cases that rows name are not among
 * these. A case has its enum case_mark in front. */
void suite_put(const struct suite *s, struct buf *b)
{
	buf_printf(b, "%lu", (unsigned long)s->nrows);
	buf_add(b, "", 1);
	for (uint32_t i = 0; i < s->nrows; i++)
		row_text(b, s->row[i].kind ? s->row[i].kind->name : "");
	for (const struct program *p = s->programs; p < s->programs + s->nprograms; p++) {
		struct program copy = { .same = p, .kind = p->kind };
		bool cases = p->count && s->tests[p->first].name && !s->tests[p->first].named;
		if (cases)
			cases_take(&copy, s);
		else if (p->row)
			continue;
		row_text(b, p->path);
		row_text(b, p->kind->name);
		buf_printf(b, "%lu %d %d %lu", (unsigned long)p->row, p->whole, p->empty,
			(unsigned long)copy.ncases);
		buf_add(b, "", 1);
		if (copy.cases.n)
			buf_add(b, copy.cases.p, copy.cases.n);
		buf_free(&copy.cases);
	}
}

/* The next text behind at, and its number, if it is one. */
static bool told_number(const struct buf *b, const char **at, uint32_t *v)
{
	return (*at = list_next(b->p, b->n, *at)) && value_number(*at, v);
}

/* Takes the cases of a program that was told of. */
static bool told_cases(struct program *p, const struct buf *b, const char **at, uint32_t n)
{
	const char *asks;

	for (; n; n--) {
		if (!(*at = list_next(b->p, b->n, *at)) || !(**at & CASE_listed))
			return false;
		asks = **at & CASE_asks ? list_next(b->p, b->n, *at) : NULL;
		if (**at & CASE_asks && !asks)
			return false;
		case_add(p, *at + 1, (unsigned char)**at & ~(unsigned)CASE_asks, asks);
		*at = asks ? asks : *at;
	}
	p->listed = true;
	return true;
}

/* The next program that was told of; false: that is none. */
static bool told_program(struct suite *s, const struct buf *b, const char **at)
{
	const char *path = *at, *kind = list_next(b->p, b->n, path),
		*words = kind ? list_next(b->p, b->n, kind) : NULL;
	unsigned long row, n;
	int whole, empty;
	struct program p = { 0 }, *to;

	if (!words || !(p.kind = kind_find(s->conf, kind)) || sscanf(words, "%lu %d %d %lu", &row,
	    &whole, &empty, &n) != 4 ||
	    row > s->nrows || n >= NONE || (row && s->row[row - 1].program >= s->nprograms))
		return false;
	*at = words;
	p.path = text_add(s, path, strlen(path));
	p.whole = whole;
	p.props = props_find(s, p.path, NULL, 0);
	if (!row) {
		s->programs = array_grow(s->programs, s->nprograms, sizeof p);
		s->programs[s->nprograms++] = p;
	}
	to = &s->programs[row ? s->row[row - 1].program : s->nprograms - 1];
	to->empty = empty;
	return told_cases(to, b, at, (uint32_t)n);
}

/* Makes what a reference told the suite that there is; the bytes are lent to it. False: it told
 * nothing that is whole. */
bool suite_hear(struct suite *s, const char *paths, size_t n, struct buf rows,
	const struct buf *told)
{
	const char *at = NULL, *next;

	s->follows = s->elsewhere = true;
	s->rows = rows;
	if (!told_number(told, &at, &s->nrows) || s->nrows > told->n)
		return false;
	s->row = xrealloc(NULL, s->nrows, sizeof *s->row);
	for (uint32_t i = 0; i < s->nrows; i++) {
		if (!(at = list_next(told->p, told->n, at)))
			return false;
		s->row[i] = (struct row_kind){ kind_find(s->conf, *at ? at : "exec"), NONE };
		if (!s->row[i].kind)
			return false;
	}
	suite_walk(s, paths, n, NULL);
	while ((next = list_next(told->p, told->n, at))) {
		at = next;
		if (!told_program(s, told, &at))
			return false;
	}
	suite_seal(s, NULL);
	return true;
}

/* Size and hash of a file's bytes, as text; "" where it cannot be read. */
static void file_sum(const char *path, char room[48])
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char bytes[64 << 10];
	uint64_t size = 0, h = 0;
	struct stat st;
	ssize_t n = -1;

	*room = 0;
	if (fd >= 0 && !fstat(fd, &st) && S_ISREG(st.st_mode))
		for (; (n = fd_read_at(fd, bytes, sizeof bytes - 1, size)) > 0;
		    size += (uint64_t)n) {
			bytes[n] = 0;
			/* what ends by a 0 byte is one text */
			for (ssize_t at = 0; at < n; at += (ssize_t)strlen(bytes + at) + 1)
				h = digest_add(h, bytes + at);
		}
	if (fd >= 0)
		close(fd);
	if (!n)
		snprintf(room, 48, "%llu %016llx", (unsigned long long)size, (unsigned long long)h);
}

/* Path of each program, then what its file holds: texts that end by a 0 byte each. A program that
 * is none of ours, as an interpreter that a row starts, is left out. */
void suite_contents(const struct suite *s, struct buf *b)
{
	char sum[48];

	for (const struct program *p = s->programs; p < s->programs + s->nprograms; p++)
		if (strchr(program_file(p), '/') || !p->row) {
			file_sum(program_file(p), sum);
			row_text(b, p->path);
			row_text(b, sum);
		}
}

/* Number of an id among the tests of a program, or NONE. */
static uint32_t case_find(const struct suite *s, const struct program *p, const char *id)
{
	for (uint32_t low = p->first, high = p->first + p->count; low < high;) {
		uint32_t mid = low + (high - low) / 2;
		int c = strcmp(s->tests[mid].id, id);
		if (!c)
			return mid;
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NONE;
}

/* Number of an id, or NONE. */
uint32_t suite_find(const struct suite *s, const char *id)
{
	char path[PATH_MAX];
	const struct program *p = program_find(s, id);
	uint32_t found = NONE;

	if (p && p->count && !s->tests[p->first].name)
		return p->first;
	for (const char *colons = id; found == NONE && (colons = strstr(colons, "::"));
	    colons += 2) {
		if ((size_t)(colons - id) >= sizeof path)
			continue;
		memcpy(path, id, (size_t)(colons - id));
		path[colons - id] = 0;
		p = program_find(s, path);
		for (; p && found == NONE && p < s->programs + s->nprograms &&
		    !strcmp(p->path, path); p++)
			found = case_find(s, p, id);
	}
	return found;
}

/* The tests that a glob names, as [tests GLOB] does: by their id, or by their program. One that is
 * such a name as it stands, brackets and all, is no glob. Returns how many there are; *tests is the
 * caller's. */
uint32_t suite_named(const struct suite *s, const char *glob, uint32_t **tests)
{
	const struct program *p = program_find(s, glob);
	uint32_t one = p ? NONE : suite_find(s, glob), n = 0;
	bool any = !p && one == NONE, whole = false;
	uint32_t i = p ? p->first : any ? 0 : one, to = p ? i + p->count : any ? s->ntests :
		one + 1;

	*tests = NULL;
	if (any && !glob[strcspn(glob, "*?[\\")])
		return 0;
	for (uint32_t from = i; i < to; i++) {
		const struct test *t = &s->tests[i];
		if (any && (i == from || t->program != t[-1].program))
			whole = glob_match(glob, s->programs[t->program].path);
		if (any && !whole && !glob_match(glob, t->id))
			continue;
		*tests = array_grow(*tests, n, sizeof **tests);
		(*tests)[n++] = i;
	}
	return n;
}

/* The parameter of a case, in brackets at its end, with them; "" where there is none. */
const char *test_parameter(const struct test *t)
{
	size_t n = strlen(t->id);
	const char *open = t->name && n && t->id[n - 1] == ']' ? strrchr(t->id + t->name, '[') :
		NULL;

	return open ? open : "";
}

/* ---- what is known -----------------------------------------------------------------------------
 * door: known_of */
/* One setting that holds for a test: where it stands, and in which line of that; 0: the place has
 * its line. */
struct known {
	struct setting set;
	const char *place;
};

/* Adds a value in such a spelling that muster.conf would have it so. What has several lines has no
 * such spelling. */
static void value_put(struct buf *b, const char *value)
{
	size_t n = strlen(value);
	bool blank = n && (strchr(" \t\"", *value) || strchr(" \t\"", value[n - 1]));
	const char *quotes = !blank && *value != '#' &&
		!strstr(value, " #") ? "" : strchr(value, '"') ? "\"\"" : "\"";

	buf_puts(b, quotes);
	if (strpbrk(value, "\n\r"))
		buf_escape(b, value, n, SIZE_MAX);
	else
		buf_puts(b, value);
	buf_puts(b, quotes);
}

/* All settings that hold for a test, those of its row first: an array of *n, the caller's. */
static struct known *known_of(const struct suite *s, const struct test *t, size_t *n)
{
	const struct program *p = &s->programs[t->program];
	struct str texts = p->set ? s->set[p->set - 1].texts : (struct str){ "", 0 };
	struct known *all = NULL;

	*n = 0;
	if (p->command) {
		all = array_grow(all, *n, sizeof *all);
		all[(*n)++] = (struct known){ { "command", p->command, 0 }, p->place };
	}
	for (const char *key = NULL; (key = list_next(texts.p, texts.n, key));
		    key += strlen(key) + 1) {
		all = array_grow(all, *n, sizeof *all);
		all[(*n)++] = (struct known){ { key, key + strlen(key) + 1, 0 }, p->place };
	}
	for (uint32_t i = 0; i < s->conf->n; i++) {
		const struct section *section = &s->conf->sections[i];
		if (section->type != SECTION_tests || !(glob_match(section->name, t->id) ||
			    glob_match(section->name, p->path)))
			continue;
		for (uint32_t j = 0; j < section->n; j++) {
			all = array_grow(all, *n, sizeof *all);
			all[(*n)++] = (struct known){ section->set[j], s->conf->file };
		}
	}
	return all;
}

/* Adds what is known of a test as muster.conf would say it, each setting with the place that it is
 * from. */
void suite_known(const struct suite *s, uint32_t test, struct buf *b)
{
	const struct test *t = &s->tests[test];
	const struct program *p = &s->programs[t->program];
	size_t n;
	struct known *all = known_of(s, t, &n);

	buf_puts(b, "[tests ");
	for (const char *id = t->id; *id; id++) {
		buf_puts(b, strchr("*?[\\", *id) ? "\\" : "");
		buf_escape(b, id, 1, 1);
	}
	buf_printf(b, "]%s%s\n", p->place ? "\t# " : "", p->place ? p->place : "");
	if (p->kind->list)
		buf_printf(b, "kind = %s\n", p->kind->name);
	for (size_t i = 0; i < n; i++) {
		bool last = !p->kind->list || strcmp(all[i].set.key, "kind");
		for (size_t k = i + 1; k < n && last; k++)
			last = strcmp(all[k].set.key, all[i].set.key) ||
				strchr(all[i].set.key, '+');
		if (!last)
			continue;
		buf_printf(b, "%s = ", !strcmp(all[i].set.key, ROW_BROKEN) ? "# error" :
			!strcmp(all[i].set.key, ROW_ASKS) ? "# asks for" :
			!strcmp(all[i].set.key, ROW_TURNED) ? "# turned by" : all[i].set.key);
		value_put(b, all[i].set.value);
		if (all[i].set.line)
			buf_printf(b, "\t# %s:%d", all[i].place, all[i].set.line);
		buf_puts(b, "\n");
	}
	free(all);
}

/* ---- filters --------------------------------------------------------------------------------- */
/* -k EXPR, as pytest users write it:
 *
 *      expr = all ("or" all)*      all = not ("and" not)*      not = "not" not | "(" expr ")" | word
 *      word = text that the id holds, in any case; with * or ? a glob of the whole id
 *             tag:GLOB   one of the tags that it needs         kind:GLOB   the kind of its program
 *             label:GLOB   one of its labels                   outcome:GLOB   of the last run
 *             in quotes '..' or "..", also behind label: and so on: any characters
 *
 * It is short, so it is read anew for each test, and nothing has to be built. */
struct filter {
	const char *p;			/* what is not read yet */
	const struct filter_facts *of;
	struct buf *error;
	int depth;
};

static bool filter_any(struct filter *);

static void filter_error(struct filter *f, const char *what)
{
	if (f->error && !f->error->n)
		buf_printf(f->error, *f->p ? "%s at \"%s\"" : "%s at its end", what, f->p);
	f->p = "";
}

/* Is this word next? Then it is passed. */
static bool filter_word(struct filter *f, const char *word)
{
	size_t n = strlen(word);

	f->p += strspn(f->p, " \t\n");
	if (strncmp(f->p, word, n) || (*word >= 'a' && f->p[n] && !strchr(" \t\n()", f->p[n])))
		return false;
	f->p += n;
	return true;
}

/* Adds the words of `labels`, each ended by a 0 byte. Quotes keep blanks together, which are _
 * here: a label is one word. */
void labels_put(struct buf *b, const char *labels)
{
	char **split = labels ? words_split(labels, NULL) : NULL;

	for (char **w = split; w && *w; w++) {
		for (char *p = *w; *p; p++)
			*p = *p == ' ' || *p == '\t' ? '_' : *p;
		buf_add(b, *w, strlen(*w) + 1);
	}
	free(split);
}

/* Is one of the labels like this? Blanks of the glob are _, as theirs are. */
static bool label_fits(const char *labels, const char *glob)
{
	struct buf all = { 0 }, wanted = { 0 };
	bool fits = false;

	labels_put(&all, labels);
	for (; *glob; glob++)
		buf_puts(&wanted, *glob == ' ' || *glob == '\t' ? "_" : (char[]){ *glob, 0 });
	for (const char *one = NULL; wanted.n && (one = list_next(all.p, all.n, one));)
		fits |= glob_match(wanted.p, one);
	buf_free(&all);
	buf_free(&wanted);
	return fits;
}

/* What one word says of the test. */
static bool filter_fits(const struct filter *f, const char *word)
{
	const struct filter_facts *of = f->of;
	char tags[1024], *save = NULL;

	if (!strncmp(word, "kind:", 5))
		return glob_match(word + 5, of->kind);
	if (!strncmp(word, "outcome:", 8))
		return of->last < OUT_COUNT && glob_match(word + 8, outcome_name(of->last));
	if (!strncmp(word, "label:", 6))
		return label_fits(of->labels, word + 6);
	if (!strncmp(word, "tag:", 4)) {
		snprintf(tags, sizeof tags, "%s", of->tags ? of->tags : "");
		for (char *tag = strtok_r(tags, " \t", &save); tag;
		    tag = strtok_r(NULL, " \t", &save))
			if (glob_match(word + 4, tag))
				return true;
		return false;
	}
	return strpbrk(word, "*?") ? glob_match(word, of->id) : holds_nocase(of->id, word);
}

/* Takes a word, with the quotes around it, or behind the : in it, gone; false: there is none. */
static bool filter_take(struct filter *f, char *word, size_t size)
{
	size_t head = strcspn(f->p, ": \t\n()'\""), n;
	char quote;

	head = f->p[head] == ':' && (f->p[head + 1] == '\'' || f->p[head + 1] == '"')
		? head + 1 : 0;
	quote = f->p[head] == '\'' || f->p[head] == '"' ? f->p[head] : 0;
	n = quote ? strcspn(f->p + head + 1, quote == '"' ? "\"" : "'") : strcspn(f->p, " \t\n()");
	if (!n || head + n >= size || (quote ? !f->p[head + 1 + n] : filter_word(f, "and") ||
	    filter_word(f, "or")))
		return false;
	snprintf(word, size, "%.*s%.*s", (int)head, f->p, (int)n, f->p + head + (quote != 0));
	f->p += head + n + 2 * (size_t)(quote != 0);
	return true;
}

static bool filter_not(struct filter *f)
{
	char word[1024];
	bool fits;

	if (++f->depth > 200) {
		filter_error(f, "it is too deep");
		return false;
	}
	if (filter_word(f, "not")) {
		fits = !filter_not(f);
	} else if (filter_word(f, "(")) {
		fits = filter_any(f);
		if (!filter_word(f, ")"))
			filter_error(f, "expected and, or, or )");
	} else {
		if (!filter_take(f, word, sizeof word)) {
			filter_error(f, "expected a word, not or (");
			return false;
		}
		fits = filter_fits(f, word);
	}
	f->depth--;
	return fits;
}

static bool filter_all(struct filter *f)
{
	bool fits = filter_not(f);

	while (filter_word(f, "and"))
		fits &= filter_not(f);
	return fits;
}

static bool filter_any(struct filter *f)
{
	bool fits = filter_all(f);

	while (filter_word(f, "or"))
		fits |= filter_all(f);
	return fits;
}

/* Does a test match an expression? *error: the expression is none, and this is what is wrong with
 * it. */
bool filter_match(const char *expr, const struct filter_facts *of, struct buf *error)
{
	struct filter f = { .p = expr, .of = of, .error = error };
	bool fits = filter_any(&f);

	f.p += strspn(f.p, " \t\n");
	if (*f.p)
		filter_error(&f, "expected and, or, or nothing more");
	return fits;
}

/* ---- lines: one of the readers ---------------------------------------------------------------
 * door: pattern_end, is_regex, is_named, regex_make, pattern, name_full */
/* Patterns, found anywhere in a line, as tests leave their last line without an end:
 *
 *      [  FAILED  ] %n (%*%|[  FAILED  ] %n, where %*
 *
 *      %n %s   name of a case, of its suite: at least a byte, as few as will do
 *      %m %*   why; any text
 *      %d      a number
 *      %c      a number of results; of several in a line it is the sum
 *      %|      or
 *
 * A pattern that starts with % or a blank holds from the line's start, one that does not end in %m
 * or %* to its end. Where the name is known, %n is that text and nothing else. */
static const char *pattern_end(const char *pat)
{
	const char *end = strstr(pat, "%|");

	return end ? end : pat + strlen(pat);
}

/* Is it not a pattern of a line, but /REGEX/, for all that a process printed? */
static bool is_regex(const char *pat)
{
	return *pat == '/' && pat[1] && pat[strlen(pat) - 1] == '/';
}

/* Does a line of this pattern say of which case it is? */
static bool is_named(const char *pat)
{
	return strstr(pat, "%n") && !is_regex(pat);
}

/* Makes what /REGEX/ stands for, which the caller frees; false: *error says in libc's words why it
 * is none. */
static bool regex_make(regex_t *regex, const char *pat, struct buf *error)
{
	char *text = xstrdup(pat + 1), why[200];
	int code;

	text[strlen(text) - 1] = 0;
	code = regcomp(regex, text, REG_EXTENDED);
	if (code && error) {
		regerror(code, regex, why, sizeof why);
		buf_puts(error, why);
	}
	free(text);
	return !code;
}

/* Is an expression, /REGEX/, found in a text? NULL: is it one? */
bool regex_found(const char *pattern, const char *text)
{
	regex_t regex;
	bool found;

	if (!regex_make(&regex, pattern, NULL))
		return false;
	found = !text || !regexec(&regex, text, 0, NULL, 0);
	regfree(&regex);
	return found;
}

/* Is this a part of a pattern that matches text of any length? */
static bool is_any(const char *pat, struct str bound)
{
	return *pat == '%' && (pat[1] == '*' || pat[1] == 'm' || pat[1] == 's' ||
		(pat[1] == 'n' && !bound.p));
}

/* Matches what stands at `at`, up to the next part of any length: where it ends, or NULL. *pat
 * moves to that part. */
static const char *pattern_fixed(const char **pat, const char *stop, const char *at,
	const char *end, struct str bound, struct found *f)
{
	const char *p = *pat;

	for (; p < stop && !is_any(p, bound); p++) {
		if (*p == '%' && (p[1] == 'd' || p[1] == 'c')) {
			uint64_t v = 0;
			const char *from = at;
			for (; at < end && *at >= '0' && *at <= '9'; at++)
				v = v < NONE ? v * 10 + (uint64_t)(*at - '0') : v;
			if (at == from)
				return NULL;
			if (*++p == 'c')
				f->count += v;
			else
				f->number = v < NONE ? (uint32_t)v : NONE;
		} else if (*p == '%' && p[1] == 'n') {
			if ((size_t)(end - at) < bound.n || memcmp(at, bound.p, bound.n))
				return NULL;
			f->name = (struct str){ at, bound.n };
			at += bound.n;
			p++;
		} else if (at == end || *at++ != *p) {
			return NULL;
		}
	}
	*pat = p;
	return at;
}

/* Matches one alternative, pat to stop. */
static bool pattern_one(const char *pat, const char *stop, const char *p, const char *end,
	struct str bound, struct found *f)
{
	const char *from = p;		/* what the last part of any length matches starts here */
	bool anchored = *pat == '%' || *pat == ' ' || *pat == '^';
	char any = anchored ? 0 : '*';	/* which one that is; 0: none */

	*f = (struct found){ .number = NONE, .rest = end };
	pat += *pat == '^';
	for (;;) {
		bool named = any == 'n' || any == 's', literal = pat < stop && *pat != '%';
		const char *at = from + named, *next, *then;
		uint64_t count = f->count;
		for (;; at++) {		/* as early as possible */
			if (literal && any && at < end)
				at = memchr(at, *pat, (size_t)(end - at));
			if (!at || at > end)
				return false;
			then = pat;
			f->count = count;
			next = pattern_fixed(&then, stop, at, end, bound, f);
			if (next && (then < stop || next == end))
				break;
			if (!any)
				return false;
		}
		struct str text = { from, (uint32_t)(at - from) };
		if (any == 'n')
			f->name = text;
		else if (any == 's')
			f->suite = text;
		else if (any == 'm')
			f->message = text;
		if (!f->from)
			f->from = anchored ? p : at;
		if (then == stop)
			return true;
		any = then[1];
		from = next;
		pat = then + 2;
		if (pat == stop && any != 'n' && any != 's') {
			f->rest = from;
			if (any == 'm')
				f->message = (struct str){ from, (uint32_t)(end - from) };
			return true;
		}
	}
}

/* Looks for the first of a pattern's alternatives that is in a line. What is found is lent from
 * there. */
static bool pattern(const char *pat, const char *p, size_t n, struct str bound, struct found *f)
{
	for (const char *stop; pat; pat = *stop ? stop + 2 : NULL) {
		stop = pattern_end(pat);
		if (pattern_one(pat, stop, p, p + n, bound, f))
			return true;
	}
	return false;
}

/* &lt; &gt; &amp; &quot; &apos; to what they stand for, in place. */
static void xml_plain(char *s)
{
	static const struct { const char *name; char c; } entities[] = {
		{ "&lt;", '<' }, { "&gt;", '>' }, { "&amp;", '&' }, { "&quot;", '"' },
			{ "&apos;", '\'' } };
	char *to = s;

	while (*s) {
		size_t i = 0;
		while (i < COUNT(entities) && strncmp(s, entities[i].name,
		    strlen(entities[i].name)))
			i++;
		*to++ = i < COUNT(entities) ? entities[i].c : *s;
		s += i < COUNT(entities) ? strlen(entities[i].name) : 1;
	}
	*to = 0;
}

/* The full name of a case, which XML may have spelled; false: it does not fit, or holds a 0
 * byte. */
static bool name_full(const struct kind *k, const struct found *f, bool xml, char *to, size_t size)
{
	size_t at = 0;

	for (const char *q = k->list_name && f->suite.p ? k->list_name : "%n"; *q; q++) {
		struct str part = *q != '%' ? (struct str){ q, 1 } : q[1] == 's' ? f->suite :
			q[1] == 'n' ? f->name : (struct str){ q, 1 };
		if (part.p != q)
			q++;
		if (part.n >= size - at || (part.n && memchr(part.p, 0, part.n)))
			return false;
		memcpy(to + at, part.p, part.n);
		at += part.n;
	}
	to[at] = 0;
	if (xml)
		xml_plain(to);
	return true;
}

/* Is a case, by its full name, one of this suite? */
bool is_of_suite(const struct kind *k, const char *name, const char *of)
{
	const char *full = k->list_name ? k->list_name : "%n", *n = strstr(full, "%n");
	struct found suite = { .suite = str_of(of), .name = str_of("") };
	size_t all = strlen(name), most, front;
	char text[8192];

	if (!n || !strstr(full, "%s") || !name_full(k, &suite, false, text, sizeof text))
		return false;
	most = strlen(text);
	front = n < strstr(full, "%s") ? (size_t)(n - full) : most - strlen(n + 2);
	return all > most && !memcmp(name, text, front) && !strcmp(name + all - (most - front),
		text + front);
}

/* Can several cases of this kind run in one process, so that it is known how each ended? */
bool kind_batches(const struct kind *k)
{
	return k->run && strstr(k->run, "%N") && k->passed && k->reader == READER_lines;
}

/* Does a line of this kind say that a case starts before the line is at its end? */
bool reader_unfinished(const struct kind *k)
{
	size_t n = k->start ? strlen(k->start) : 0;

	return n > 2 && !strcmp(k->start + n - 2, "%*");
}

/* The keys whose lines are results, in the order in which they are looked for: "not ok" before
 * "ok". */
static const struct ending_line {
	size_t member;
	uint8_t outcome, phase, expects;
} ending_lines[] = {
	{ offsetof(struct kind, xexit), OUT_xfailed, PHASE_call, ENDS_exit },
	{ offsetof(struct kind, xsignal), OUT_xfailed, PHASE_call, ENDS_signal },
	{ offsetof(struct kind, xtimeout), OUT_xfailed, PHASE_call, ENDS_timeout },
	{ offsetof(struct kind, xfailed), OUT_xfailed, PHASE_call, 0 },
	{ offsetof(struct kind, xpassed), OUT_xpassed, PHASE_call, 0 },
	{ offsetof(struct kind, failed), OUT_failed, PHASE_call, 0 },
	{ offsetof(struct kind, passed), OUT_passed, PHASE_call, 0 },
	{ offsetof(struct kind, skipped), OUT_skipped, PHASE_call, 0 },
	{ offsetof(struct kind, error), OUT_error, PHASE_call, 0 },
	{ offsetof(struct kind, teardown), OUT_error, PHASE_teardown, 0 },
};

static const char *ending_pattern(const struct kind *k, const struct ending_line *l)
{
	return *(const char *const *)((const char *)k + l->member);
}

/* Are results that name no case those of a process that runs one program, or one case? Not where
 * another line says that a case starts, or how the process is to end, nor where a framework alone
 * writes. */
static bool results_judge(const struct kind *k, bool whole)
{
	bool named = (k->passed && is_named(k->passed)) || (k->failed && is_named(k->failed)) ||
		(k->skipped && is_named(k->skipped));

	if (k->start || k->xexit || k->xsignal || k->xtimeout)
		return false;
	return whole ? !k->list : !named && k->stream != RESULTS_report;
}

/* Starts to read the output of one process. Where that has several cases the caller clears
 * r->judges. */
void reader_open(struct reader *r, const struct kind *kind, bool whole)
{
	/* room for a name costs nothing until there is one */
	memset(r, 0, offsetof(struct reader, name));
	r->kind = kind;
	r->tap = kind->reader == READER_tap;
	r->ktap = kind->nested;
	r->whole = whole;
	r->report = kind->stream == RESULTS_report;
	if (kind->reader == READER_exit)
		return;
	for (size_t i = 0; i < COUNT(ending_lines); i++) {
		const char *pat = ending_pattern(kind, &ending_lines[i]);
		r->named |= (unsigned)(pat && is_named(pat)) << i;
		r->nameless |= pat && !is_named(pat);
		r->regexes |= (unsigned)(pat && is_regex(pat)) << i;
		r->spelled |= (unsigned)(pat && (kind->xml || strstr(pat, "%s"))) << i;
	}
	r->judges = r->nameless && results_judge(kind, whole);
}

/* Gives a name that a line has to a fact, spelled as in ids; false: no name can be that long. */
static bool fact_name(struct reader *r, const struct found *found, struct fact *f)
{
	f->name = found->name;
	if (!found->name.p || (!r->kind->xml && !found->suite.p))
		return true;
	if (!name_full(r->kind, found, r->kind->xml, r->name, sizeof r->name))
		return false;
	f->name = str_of(r->name);
	return true;
}

/* Is the line a result? Of which: one that names the case that runs; one that names another; one
 * without a name. */
enum whose { NAMED, OTHER, NAMELESS };
static bool result_line(struct reader *r, const char *line, size_t n, enum whose whose,
	struct fact *f)
{
	struct str none = { NULL, 0 };
	struct found found;

	for (size_t i = 0; i < COUNT(ending_lines); i++) {
		const struct ending_line *l = &ending_lines[i];
		const char *pat = ending_pattern(r->kind, l);
		bool named = r->named >> i & 1, bound = whose == NAMED && !(r->spelled >> i & 1);
		if (!pat || named == (whose == NAMELESS) || r->regexes >> i & 1)
			continue;
		if (!pattern(pat, line, n, bound ? r->open : none, &found) ||
		    !fact_name(r, &found, f))
			continue;
		if (whose == NAMED &&
		    (f->name.n != r->open.n || memcmp(f->name.p, r->open.p, r->open.n)))
			continue;
		if (f->expects && !l->expects)
			break;
		if (r->report && found.from != line)
			continue;	/* words of a reason */
		f->type = FACT_result;
		f->outcome = (enum outcome)l->outcome;
		f->phase = (enum phase)l->phase;
		f->expects |= l->expects;
		f->code = found.number;
		for (f->message = found.message; f->message.n && *f->message.p == ' ';
		    f->message.n--)
			f->message.p++;
		f->before = (size_t)(found.from - line);
		f->other = whose == OTHER;
		if (!l->expects)
			break;
	}
	return f->type == FACT_result;
}

/* Is the line a start, or the like? */
static bool start_line(struct reader *r, const char *line, size_t n, struct fact *f)
{
	const struct kind *k = r->kind;
	struct str none = { NULL, 0 };
	struct found found;

	if (k->many && pattern(k->many, line, n, none, &found)) {
		f->type = FACT_program;
		f->name = found.name;
	} else if (k->start && pattern(k->start, line, n, none, &found) && found.name.n &&
	    fact_name(r, &found, f)) {
		f->type = FACT_start;
		f->after = (size_t)(found.rest - line);
		r->started = true;
	} else if (k->pause && r->open.p && pattern(k->pause, line, n, r->open, &found)) {
		f->type = FACT_pause;
	} else if (k->end && pattern(k->end, line, n, none, &found)) {
		f->type = FACT_end;
		r->ended = true;
	} else if (k->suite_failed && (r->ended || !k->end) && pattern(k->suite_failed, line, n,
	    none, &found)) {
		f->type = FACT_suite;
		f->name = found.suite;
		f->message = found.message;
	} else if (k->all_skipped && !r->started && pattern(k->all_skipped, line, n,
	    none, &found)) {
		f->type = FACT_skips;
		f->message = found.message;
	} else {
		return false;
	}
	f->before = (size_t)(found.from - line);
	return true;
}

/* Does the line say why the case that runs will have its result? */
static bool reason_line(const struct reader *r, const char *line, size_t n, struct fact *f)
{
	struct str none = { NULL, 0 };
	struct found found;

	if (!r->kind->reason || !pattern(r->kind->reason, line, n, none, &found))
		return false;
	f->type = FACT_reason;
	f->message = found.message;
	return true;
}

/* A line without what colours it, if it has such: lent until the next call. */
static const char *line_plain(const char *line, size_t *n)
{
	static struct buf plain;
	const char *end = line + *n;

	if (!memchr(line, 27, *n))
		return line;
	plain.n = 0;
	for (const char *p = line, *q; p < end; p = q) {
		for (q = p + 2;
		    *p == 27 && q < end && p[1] == '[' && (isdigit((unsigned char)*q) || *q == ';');
		    	q++)
			;
		if (*p == 27 && q < end && p[1] == '[' && *q == 'm') {
			q++;
			continue;
		}
		q = p + 1;
		buf_add(&plain, p, 1);
	}
	*n = plain.n;
	return plain.n ? plain.p : "";
}

/* Compares what a line counts with the results since the last that did. */
static void count_line(struct reader *r, const char *line, size_t n)
{
	struct str none = { NULL, 0 };
	struct found found;

	if (!r->kind->count || !pattern(r->kind->count, line, n, none, &found))
		return;
	/* else it is said twice */
	if (found.count != r->uncounted && (r->uncounted || found.count != r->counted) && !*r->why)
		snprintf(r->why, sizeof r->why, "it counts %llu tests, and %llu result%s read",
			(unsigned long long)found.count,
			(unsigned long long)r->uncounted, r->uncounted == 1 ? " was" : "s were");
	r->counted = found.count;
	r->uncounted = 0;
}

/* Takes a result that judges the process: that it is skipped goes before that it failed, and this
 * before that it passed. */
static void process_judge(struct reader *r, enum outcome o, struct str why)
{
	unsigned rank = o == OUT_skipped ? 3 : o == OUT_passed ? 1 : 2;

	if (rank <= r->said)
		return;
	r->said = rank;
	r->worst = o;
	snprintf(r->reason, sizeof r->reason, "%.*s", (int)why.n, why.p ? why.p : "");
}

/* Is the line a result that judges the process? Then it is taken. */
static bool process_said(struct reader *r, const char *line, size_t n, struct fact *f)
{
	if (!r->judges || !result_line(r, line, n, NAMELESS, f))
		return false;
	r->seen++;
	process_judge(r, f->outcome, f->message);
	*f = (struct fact){ .before = n, .after = n, .phase = PHASE_call, .code = NONE };
	return true;
}

/* What a line says inside a program that runs whole: its results are points. Where starts are said
 * the result is that of the case that started last, or of one that could not start. A kind that can
 * list may say again at its end what failed, so there it is of a case that started or of none. */
static bool whole_line(struct reader *r, const char *line, size_t n, struct fact *f)
{
	bool named = !r->kind->start, runs = !named && r->open.p;
	struct found found;

	if (named)
		line = line_plain(line, &n);
	count_line(r, line, n);
	if (r->kind->tail && pattern(r->kind->tail, line, n, (struct str){ NULL, 0 }, &found))
		n = blanks_off(line, (size_t)(found.from - line));
	if (runs ? result_line(r, line, n, NAMED, f) || result_line(r, line, n, NAMELESS, f) :
	    (named || (!r->kind->list && !r->ended)) && result_line(r, line, n, OTHER, f)) {
		f->type = FACT_point;
		if (runs)
			f->name = r->open;
		r->open.p = NULL;
		r->seen++;
		r->uncounted++;
		r->failed += f->outcome >= OUT_failed;
		return true;
	}
	if (process_said(r, line, n, f))
		return false;
	if (!start_line(r, line, n, f) || f->type != FACT_start || f->name.n >= sizeof r->name)
		return n && *line == '\26';	/* words of our own are for nobody else */
	if (f->name.p != r->name)
		memcpy(r->name, f->name.p, f->name.n);
	r->name[f->name.n] = 0;
	r->open = str_of(r->name);
	r->ended = false;	/* it runs its tests in several goes, and ends each */
	return true;
}

/* Has a text what /REGEX/ stands for? *why is the line in which that begins, lent from there. */
static bool text_has(const char *pat, const char *text, struct str *why)
{
	regmatch_t match;
	regex_t regex;
	size_t at;
	bool has;

	if (!regex_make(&regex, pat, NULL))
		return false;
	has = !regexec(&regex, text, 1, &match, 0);
	regfree(&regex);
	if (!has)
		return false;
	for (at = (size_t)match.rm_so; at && text[at - 1] != '\n'; at--)
		;
	*why = (struct str){ text + at, (uint32_t)strcspn(text + at, "\n") };
	return true;
}

/* Does a text say this, in a line, or as /REGEX/ anywhere? *why: in which words; lent until the
 * next call. */
static bool text_says(const char *pat, const char *text, size_t n, struct str *why)
{
	struct str none = { NULL, 0 };
	const char *line = text, *end = text + n, *plain;
	struct found found;
	size_t len, step;

	if (is_regex(pat))
		return text_has(pat, text, why);
	for (; line < end; line += step + 1) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		step = len = (size_t)((newline ? newline : end) - line);
		plain = line_plain(line, &len);
		if (!pattern(pat, plain, len, none, &found))
			continue;
		*why = found.message.p ? found.message : (struct str){ plain, (uint32_t)len };
		return true;
	}
	return false;
}

/* Adds NAME=VALUE, ended by a 0 byte, for each NAME=PATTERN whose pattern a line has; the last such
 * line, and of two patterns with one name the later. */
void records_find(const struct buf *wanted, const char *text, size_t n, struct buf *records)
{
	struct str none = { NULL, 0 };
	struct found found;

	for (const char *w = NULL; (w = list_next(wanted->p, wanted->n, w));) {
		size_t name = strcspn(w, "=") + 1, before = records->n, len;
		bool later = false;
		for (const char *v = w; (v = list_next(wanted->p, wanted->n, v));)
			later |= !strncmp(v, w, name);
		for (const char *line = text; !later && line < text + n; line += len + 1) {
			const char *newline = memchr(line, '\n', (size_t)(text + n - line));
			len = (size_t)((newline ? newline : text + n) - line);
			if (!pattern(w + name, line, len, none, &found) || !found.message.p)
				continue;
			records->n = before;
			buf_add(records, w, name);
			for (uint32_t i = 0; i < found.message.n && i < RECORD_MAX; i++)
				buf_add(records, found.message.p[i] ? found.message.p + i : " ", 1);
			buf_add(records, "", 1);
		}
	}
}

/* Is all that such a process printed looked at when it has ended? So it has to run one test, and no
 * other. */
bool is_judged(const struct kind *k, const struct props *p)
{
	return p->passed || p->failed || p->skipped || (k->passed && is_regex(k->passed)) ||
		(k->failed && is_regex(k->failed)) || (k->skipped && is_regex(k->skipped));
}

/* Judges a process by all that was kept of what it printed, n bytes and a 0 behind them: by
 * [tests], and by each /REGEX/ of its kind. true: something that would be bad was looked for and is
 * not there. */
bool reader_judge(struct reader *r, const struct props *props, char *text, size_t n)
{
	const struct kind *k = r->kind;
	const struct { const char *tests, *kind; enum outcome outcome; } all[] = {
		{ props->passed, k->passed, OUT_passed }, { props->failed, k->failed, OUT_failed },
		{ props->skipped, k->skipped, OUT_skipped } };
	struct str why;
	bool bad = false, of_kind;

	for (char *p = text; (p = memchr(p, 0, (size_t)(text + n - p)));)
		*p = ' ';		/* a regex would end there */
	for (size_t i = 0; i < COUNT(all); i++) {
		of_kind = r->judges && all[i].kind && is_regex(all[i].kind);
		bad |= all[i].outcome != OUT_passed && (of_kind || all[i].tests);
		if (all[i].tests && text_says(all[i].tests, text, n, &why))
			process_judge(r, all[i].outcome, why);
		if (!of_kind || !text_has(all[i].kind, text, &why))
			continue;
		r->seen++;
		process_judge(r, all[i].outcome, why);
	}
	return bad && r->said <= 1;
}

/* A line (without its newline) of output to what it says; false: nothing. Where more may follow in
 * it, f->after is less than n. The caller sets and clears r->open as it accepts starts and
 * results. */
bool reader_line(struct reader *r, const char *line, size_t n, struct fact *f)
{
	*f = (struct fact){ .before = n, .after = n, .phase = PHASE_call, .code = NONE };
	if (r->kind->reader == READER_tap && r->kind->start)
		tap_turn(r, line, n);
	if (r->tap)
		return tap_line(r, line, n, f);
	if (r->kind->reader == READER_exit)
		return false;
	if (r->whole)
		return whole_line(r, line, n, f);
	if (process_said(r, line, n, f))
		return false;
	return (r->open.p && result_line(r, line, n, NAMED, f)) || start_line(r, line, n, f) ||
		(r->open.p && result_line(r, line, n, NAMELESS, f)) ||
		(r->others && result_line(r, line, n, OTHER, f)) ||
		(r->open.p && reason_line(r, line, n, f));
}

/* ---- TAP: the other --------------------------------------------------------------------------
 * door: tap_line, tap_turn */
/* TAP version 12 to 14 (testanything.org), and KTAP (docs.kernel.org/dev-tools/ktap.html), which
 * nests by two blanks:
 *
 *      TAP version 14              first line, absent in 12; "KTAP version 1"
 *      1..N [# SKIP why]           the plan, first or last; old: "1..10 todo 4 10"
 *      ok 1 - name [# SKIP why]    a point: "ok" or "not ok", number and name may be missing
 *      not ok 2 [# TODO why]       expected to fail
 *        ---                       YAML about the point above, until "  ..."
 *          ok 1                    a subtest: indented, its result is the point that follows it
 *      Bail out! why               the program gives up
 *      pragma +strict              from now on a line that is no TAP is an error
 *      # comment                   and anything else: not TAP, left to the reader's eyes */
static void tap_breach(struct reader *r, const char *fmt, ...)
{
	va_list ap;
	int n;

	if (*r->why)
		return;
	n = snprintf(r->why, sizeof r->why, "TAP line %llu: ", (unsigned long long)r->line);
	va_start(ap, fmt);
	vsnprintf(r->why + n, sizeof r->why - (size_t)n, fmt, ap);
	va_end(ap);
}

static bool starts(const char *p, size_t n, const char *word)
{
	size_t len = strlen(word);

	return n >= len && !memcmp(p, word, len);
}

/* Like starts, for words in any case. */
static bool starts_nocase(const char *p, size_t n, const char *word)
{
	size_t i = 0;

	for (; word[i]; i++)
		if (i >= n || (p[i] | 32) != word[i])
			return false;
	return true;
}

/* Takes note of a line that is longer than any that says something. */
void reader_flood(struct reader *r)
{
	if (r->tap)
		tap_breach(r, "the line behind it is longer than %u bytes", LINE_MAX_BYTES);
}

/* Digits at p to *v, what is behind them; false: none, or more than anyone counts. */
static bool tap_number(const char **p, const char *end, uint64_t *v)
{
	const char *from = *p;

	for (*v = 0; *p < end && **p >= '0' && **p <= '9'; ++*p)
		if ((*v = *v * 10 + (uint64_t)(**p - '0')) > 1000000000u)
			return false;
	return *p > from;
}

/* Is there a plan behind its "1.."? *n: of how many points; *tail: a directive, or the old list of
 * todos. */
static bool tap_planned(const char *p, const char *end, uint64_t *n, const char **tail)
{
	if (!tap_number(&p, end, n))
		return false;
	for (*tail = p; *tail < end && (**tail == ' ' || **tail == '\t' || **tail == '\r'); ++*tail)
		;
	return *tail == end || **tail == '#' ||
		(*tail > p && starts_nocase(*tail, (size_t)(end - *tail), "todo "));
}

/* Is that all of a line, or does a blank follow? */
static bool tap_word(const char *p, size_t n, const char *word)
{
	size_t len = strlen(word);

	return starts(p, n, word) && (n == len || p[len] == ' ' || p[len] == '\t' ||
		p[len] == '\r');
}

static bool tap_is_plan(const char *p, size_t n)
{
	const char *tail;
	uint64_t count;

	return starts(p, n, "1..") && tap_planned(p + 3, p + n, &count, &tail);
}

/* What the beginning of an output says of the question whether it means to be TAP. Comments, empty
 * lines and subtests leave it open. */
enum tap_look tap_begins(const char *p, size_t n)
{
	static const char *const words[] = { "TAP version", "KTAP version", "ok 1", "not ok 1",
		"ok -", "not ok -", "pragma +strict" };
	const char *line = p, *end = p + n;

	while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
		p++;
	n = (size_t)(end - p);
	if (!n || *p == '#')
		return TAP_perhaps;
	for (size_t i = 0; i < COUNT(words); i++)
		if (tap_word(p, n, words[i]))
			return p == line ? TAP_is : TAP_perhaps;
	if (tap_is_plan(p, n) || starts_nocase(p, n, "bail out!"))
		return p == line ? TAP_is : TAP_perhaps;
	return TAP_not;
}

/* Does an output that is not read as TAP hold a plan or a "not ok" all the same? */
bool tap_printed(const char *p, size_t n)
{
	for (const char *end = n ? p + n : p, *next; p < end; p = next) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		next = newline ? newline + 1 : end;
		n = (size_t)((newline ? newline : end) - p);
		if ((*p == 'n' && tap_word(p, n, "not ok")) || (*p == '1' && tap_is_plan(p, n)))
			return true;
	}
	return false;
}

/* The directive that a word behind a # is: s SKIP, t TODO, x XFAIL, w why (KTAP has any words
 * there), 0 none. */
static char tap_directive_of(const struct reader *r, bool ok, const char *w, size_t n)
{
	if (starts_nocase(w, n, "skip"))
		return 's';			/* skip: and SKIPPED are such words */
	if (starts_nocase(w, n, "todo") && !(n > 4 && isalnum((unsigned char)w[4])))
		return 't';			/* TODOLIST is none */
	if (starts_nocase(w, n, "xfail") && (ok || r->ktap))
		return 'x';
	return !ok && r->ktap && n ? 'w' : 0;
}

/* "# SKIP why" in a description: cuts it off. A # behind a backslash is text. */
static char tap_directive(const struct reader *r, bool ok, const char *p, const char **end,
	struct str *why)
{
	if (!memchr(p, '#', (size_t)(*end - p)))
		return 0;
	for (const char *q = p; q < *end; q++) {
		const char *w = q + 1;
		char what;

		if (*q == '\\') {
			q++;
			continue;
		}
		if (*q != '#')
			continue;
		while (w < *end && (*w == ' ' || *w == '\t'))
			w++;
		what = tap_directive_of(r, ok, w, (size_t)(*end - w));
		if (!what)
			continue;
		while (what != 'w' && w < *end && *w != ' ' && *w != '\t')
			w++;
		while (w < *end && (*w == ' ' || *w == '\t'))
			w++;
		*why = (struct str){ w, (uint32_t)(*end - w) };
		while (q > p && (q[-1] == ' ' || q[-1] == '\t'))
			q--;
		*end = q;
		return what;
	}
	return 0;
}

/* The end of a description without what changes from run to run, "# time=12.3ms" or "# in 12 ms",
 * and without the { that opens a subtest's block (vitest). */
static const char *tap_lasting(const char *p, const char *end)
{
	static const char *const words[] = { "time=", "time:", "duration=", "in " },
		*const units[] = { "ms", "s", "us", "ns", "sec", "m" };
	const char *hash = NULL, *from, *unit;
	size_t i;

	if (end - p >= 2 && end[-1] == '{' && end[-2] == ' ')
		end -= 2;
	for (const char *q = p; (q = memchr(q, '#', (size_t)(end - q))); q++)
		hash = q;
	if (!hash || hash == p || hash[-1] != ' ')
		return end;
	for (from = hash + 1; from < end && *from == ' '; from++)
		;
	for (i = 0; i < COUNT(words) && !starts_nocase(from, (size_t)(end - from), words[i]); i++)
		;
	if (i < COUNT(words))
		from += strlen(words[i]);
	while (from < end && *from == ' ')
		from++;
	for (unit = from; unit < end && (isdigit((unsigned char)*unit) || *unit == '.'); unit++)
		;
	if (unit == from)
		return end;
	while (unit < end && *unit == ' ')
		unit++;
	for (i = 0;
	    i < COUNT(units) && ((size_t)(end - unit) != strlen(units[i]) ||
	    	!starts(unit, (size_t)(end - unit), units[i])); i++)
		;
	if (i == COUNT(units))
		return end;
	while (hash > p && (hash[-1] == ' ' || hash[-1] == '\t'))
		hash--;
	return hash;
}

/* A name with its escapes undone: \# in all versions, as perl prints it, \\ from 13 on. What does
 * not fit stays as it is. */
static struct str tap_name(struct reader *r, const char *p, const char *end)
{
	char *to = r->name;

	if (p == end || !memchr(p, '\\', (size_t)(end - p)) || (size_t)(end - p) > sizeof r->name)
		return (struct str){ p, (uint32_t)(end - p) };
	while (p < end) {
		if (*p == '\\' && p + 1 < end &&
		    (p[1] == '#' || (p[1] == '\\' && r->version >= 13)))
			p++;
		*to++ = *p++;
	}
	return (struct str){ r->name, (uint32_t)(to - r->name) };
}

/* Have all points come that are planned? Of a further document the plan may count from its own
 * start, or go on. */
static bool tap_complete(const struct reader *r)
{
	return r->planned && (r->plan == r->seen - r->before ||
		(r->kind->lenient && r->plan == r->seen - r->lines));
}

/* "1..N [# SKIP why]" behind its "1.."; false: it is no plan but words. */
static bool tap_plan(struct reader *r, const char *p, const char *end)
{
	struct str why = { NULL, 0 };
	const char *tail, *digits_end = p;
	uint64_t n;

	while (digits_end < end && isdigit((unsigned char)*digits_end))
		digits_end++;
	if (!tap_planned(p, end, &n, &tail)) {
		if (digits_end - p > 9)
			tap_breach(r, "the plan has no number that makes sense");
		return digits_end - p > 9;
	}
	if (r->planned) {
		if (!r->kind->lenient || !tap_complete(r)) {
			tap_breach(r, "a second plan");
			return true;
		}
		r->before = r->seen;
	}
	r->planned = true;
	r->late = r->seen > r->before;
	r->plan = n;
	if (tail < end && *tail != '#' && (size_t)snprintf(r->todo, sizeof r->todo, "%.*s",
	    (int)(end - tail - 5), tail + 5) >= sizeof r->todo)
		tap_breach(r, "the plan's list of todos is too long");
	if (tap_directive(r, true, tail, &end, &why) == 's' && !n)
		snprintf(r->reason, sizeof r->reason, "%.*s", (int)why.n, why.p);
	return true;
}

/* Does the plan say that the point that came last is one to do? */
static bool tap_is_todo(const struct reader *r)
{
	const char *p = r->todo, *end = p + strlen(p);
	uint64_t n;

	while (*(p += strspn(p, " \t;")) && tap_number(&p, end, &n))
		if (n == r->seen - r->before)
			return true;
	return false;
}

/* Is this number, which a point has, the next one? In lenient reading an "ok" with another is a
 * test's own words. */
static bool tap_numbered(struct reader *r, uint64_t number, bool ok)
{
	uint64_t next = r->seen - r->before + 1;

	if (number == next || (r->kind->lenient && number == r->seen - r->lines + 1))
		return true;
	if (r->kind->lenient && ok)
		return false;
	tap_breach(r, "test number %llu where %llu is next", (unsigned long long)number,
		(unsigned long long)next);
	return true;
}

/* What stands behind "ok 3" becomes a point's name, outcome, and why. */
static void tap_describe(struct reader *r, const char *p, const char *end, bool ok, struct fact *f)
{
	struct found found;
	char directive;

	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	if (end - p >= 2 && *p == '-' && (p[1] == ' ' || p[1] == '\t'))
		p += 2;
	end = tap_lasting(p, end);
	directive = tap_directive(r, ok, p, &end, &f->message);
	if (!directive && !f->depth && *r->todo && tap_is_todo(r))
		directive = 't';
	f->type = FACT_point;
	f->name = tap_name(r, p, end);
	if ((r->kind->lenient || r->ktap) && strchr("sx", directive) && directive && !f->name.n) {
		/* cmocka: "not ok 3 # SKIP name" */
		f->name = f->message;
		f->message = (struct str){ NULL, 0 };
	}
	if (r->kind->reason && !ok && pattern(r->kind->reason, f->name.p, f->name.n,
	    (struct str){ NULL, 0 }, &found)) {
		f->name = found.name;
		f->message = found.message;
	}
	f->outcome = directive == 's' ? OUT_skipped : directive == 'x' ? OUT_xfailed :
		directive == 't' ? ok ? OUT_xpassed : OUT_xfailed : ok ? OUT_passed : OUT_failed;
}

/* "ok 3 - name # directive" behind the "ok" or "not ok". */
static bool tap_point(struct reader *r, const char *p, const char *end, bool ok, struct fact *f)
{
	uint64_t number;
	bool group = false;

	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	if (r->late && r->kind->lenient && tap_complete(r)) {
		/* the next document, its plan is to come */
		r->before = r->seen;
		r->planned = r->late = false;
	}
	if (r->late)
		tap_breach(r, "a test point behind the plan at the end");
	if (p < end && *p >= '0' && *p <= '9') {
		if (!tap_number(&p, end, &number))
			tap_breach(r, "a test number that makes no sense");
		else if (!number && !ok && r->kind->lenient)
			group = true;
		else if (!tap_numbered(r, number, ok))
			return false;
	}
	r->seen++;
	if (group) {
		/* cmocka: what a group needs failed, before its tests, which will not come, or
		 * behind them */
		r->before++;
		r->plan = r->seen - r->before;
	}
	tap_describe(r, p, end, ok, f);
	if (f->outcome == OUT_failed && r->inside && !f->message.n) {
		size_t n = strlen(r->nested);
		if (r->inside > 1)
			snprintf(r->nested + n, sizeof r->nested - n, " and %llu more",
				(unsigned long long)r->inside - 1);
		f->message = str_of(r->nested);
	}
	r->inside = r->inside_depth = 0;
	r->failed += f->outcome == OUT_failed;
	r->skipped += f->outcome == OUT_skipped;
	return true;
}

/* An indented line: YAML begins, or it is a point of a subtest, whose own point follows. The first
 * that failed there is remembered, to say why that did; one with failures below it is their sum. */
static bool tap_indented(struct reader *r, const char *p, const char *end, size_t indent,
	struct fact *f)
{
	size_t n = (size_t)(end - p), unit = r->ktap ? 2 : 4;
	bool not = tap_word(p, n, "not ok");
	uint64_t number;

	if (tap_word(p, n, "---"))
		r->yaml = indent > 1 && (r->seen || r->nests) ? indent : 0;
	if (indent < unit || (!not && !tap_word(p, n, "ok")))
		return false;
	r->nests = true;
	for (p += not ? 6 : 2; p < end && *p == ' '; p++)
		;
	tap_number(&p, end, &number);
	f->before = indent;
	f->depth = indent / unit < UINT8_MAX ? (uint8_t)(indent / unit) : UINT8_MAX;
	tap_describe(r, p, end, !not, f);
	if (f->outcome != OUT_failed)
		return true;
	if (!r->inside++)
		snprintf(r->nested, sizeof r->nested, "in it failed: %.*s", (int)f->name.n,
			f->name.n ? f->name.p : "");
	else if (f->depth < r->inside_depth)
		r->inside--;
	r->inside_depth = f->depth;
	return true;
}

/* A line of YAML behind a point: does it say why that failed? "message: 'words'", as node "error:
 * words", or
 * "message: |-" with the words in the lines behind it, of which the first is taken. */
static bool tap_message(struct reader *r, const char *p, const char *end, size_t indent,
	struct fact *f)
{
	bool deeper = indent > r->yaml, words = r->block && deeper;
	size_t key = starts(p, (size_t)(end - p), "message:") ? 8 :
		starts(p, (size_t)(end - p), "error:") ? 6 : 0;

	if (p == end)
		return false;
	r->block = false;
	if (!words && (deeper || !key))
		return false;
	for (p += words ? 0 : key; p < end && *p == ' '; p++)
		;
	while (end > p && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	if (!words && (p == end || *p == '|' || *p == '>')) {
		r->block = true;
		return false;
	}
	if (!words && end - p >= 2 && (*p == '\'' || *p == '"') && end[-1] == *p) {
		p++;
		end--;
	}
	f->type = FACT_reason;
	f->message = (struct str){ p, (uint32_t)(end - p) };
	return end > p;
}

/* In lenient reading: the point with the next number behind what a test printed without an end of
 * line. */
static bool tap_glued(struct reader *r, const char *line, const char *end, struct fact *f)
{
	uint64_t number;

	for (const char *p = line;
	    (size_t)(end - p) >= 4 && (p = memchr(p, 'o', (size_t)(end - p) - 3)); p++) {
		const char *at = p + 3;
		bool not = p - line >= 4 && !memcmp(p - 4, "not ", 4);
		if (memcmp(p, "ok ", 3) || !tap_number(&at, end, &number) ||
		    (at < end && *at != ' ') ||
		    (number != r->seen - r->before + 1 && number != r->seen - r->lines + 1))
			continue;
		f->before = (size_t)(p - line) - (not ? 4 : 0);
		return tap_point(r, p + 2, end, !not, f);
	}
	return false;
}

/* "pragma +strict, -other" behind its word. */
static void tap_pragma(struct reader *r, const char *p, const char *end)
{
	for (; p < end; p++)
		if ((*p == '+' || *p == '-') && starts(p + 1, (size_t)(end - p - 1), "strict"))
			r->strict = *p == '+';
}

/* "TAP version 14" or "KTAP version 1" */
static void tap_version(struct reader *r, const char *p, const char *end)
{
	bool ktap = *p == 'K';
	const char *number = p + (ktap ? strlen("KTAP version ") : strlen("TAP version "));
	uint64_t version;

	if (r->seen || r->planned)
		tap_breach(r, "a second %s version line", ktap ? "KTAP" : "TAP");
	r->ktap |= ktap;
	if (!ktap && tap_number(&number, end, &version))
		r->version = (uint32_t)version;
}

/* A line that is not indented and no point; false: it is no TAP. */
static bool tap_other(struct reader *r, const char *p, const char *end)
{
	size_t n = (size_t)(end - p);

	if (*p == '#')
		return true;
	if (starts(p, n, "1.."))
		return tap_plan(r, p + 3, end);
	if (starts(p, n, "TAP version ") || starts(p, n, "KTAP version ")) {
		tap_version(r, p, end);
		return true;
	}
	if (starts(p, n, "pragma ")) {
		tap_pragma(r, p + 7, end);
		return true;
	}
	if (!starts_nocase(p, n, "bail out!"))
		return false;
	r->bailed = true;
	for (p += 9; p < end && *p == ' '; p++)
		;
	snprintf(r->reason, sizeof r->reason, "%.*s", (int)(end - p), p);
	return true;
}

static bool tap_line(struct reader *r, const char *p, size_t n, struct fact *f)
{
	const char *end;
	size_t indent = 0;

	f->before = 0;
	r->line++;
	if (n && p[n - 1] == '\r')
		n--;
	end = p + n;
	while (r->kind->nested && n - indent > 1 && p[indent] == '#' && p[indent + 1] == ' ')
		indent += 2;
	while (indent < n && p[indent] == ' ')
		indent++;
	if (r->yaml && (!n || indent >= r->yaml)) {
		if (indent != r->yaml || !starts(p + indent, n - indent, "..."))
			return tap_message(r, p + indent, end, indent, f);
		r->yaml = 0;
		return false;
	}
	r->yaml = 0;
	r->block = false;
	if (indent == n || r->bailed)
		return false;
	if (indent && !(r->kind->lenient && p[indent] != '-'))
		return tap_indented(r, p + indent, end, indent, f);
	if (tap_word(p, n, "ok"))
		return tap_point(r, p + 2, end, true, f);
	if (tap_word(p, n, "not ok"))
		return tap_point(r, p + 6, end, false, f);
	if (!indent && tap_other(r, p, end))
		return false;
	if (r->strict)
		tap_breach(r, "it is no TAP, and pragma +strict was said");
	return r->kind->lenient && !r->bailed && *p != '#' && *p != '1' && tap_glued(r, p, end, f);
}

/* A program of a kind that prints TAP may print lines instead, as cmocka's old run_tests() does,
 * and each in turn: takes note. */
static void tap_turn(struct reader *r, const char *line, size_t n)
{
	struct str none = { NULL, 0 };
	struct found found;

	if (!r->tap && !r->open.p && tap_is_plan(line, n)) {
		r->tap = true;
		r->planned = false;
		r->before = r->lines = r->seen;
	} else if (r->tap && (!r->planned || tap_complete(r)) &&
	    (pattern(r->kind->start, line, n, none, &found) ||
	    (r->kind->end && pattern(r->kind->end, line, n, none, &found)))) {
		r->tap = false;
	}
}

/* What the lines say of a program that ran whole. One that could list its cases may not be what it
 * seemed: its words do not matter then. */
static enum outcome lines_end(const struct reader *r, struct buf *message)
{
	if (!r->whole || r->kind->reader == READER_exit)
		return OUT_passed;
	if (r->kind->end && !r->ended && !r->kind->list) {
		buf_printf(message, "it was cut off after %llu tests", (unsigned long long)r->seen);
		return OUT_error;
	}
	if (*r->why) {
		buf_puts(message, r->why);
		return OUT_error;
	}
	if (r->failed) {
		buf_printf(message, "%llu of %llu failed", (unsigned long long)r->failed,
			(unsigned long long)r->seen);
		return OUT_failed;
	}
	if (r->kind->end && !r->seen && !r->kind->list) {
		buf_puts(message, "no tests");
		return OUT_skipped;
	}
	return OUT_passed;
}

/* What exit statuses of a program mean whose output began as TAP. kselftest's has 4 for
 * "skipped". */
const char *reader_codes(const struct reader *r)
{
	return r->ktap || r->skipped == r->seen ? "0:passed 4:skipped *:failed" :
		"0:passed *:failed";
}

/* What the whole output says of the program, and why; exit status and signal are the caller's
 * part. */
enum outcome reader_end(struct reader *r, struct buf *message)
{
	if (r->said > 1 || (r->said && r->judges && !r->failed)) {
		buf_puts(message, r->reason);
		return r->worst;
	}
	if (!r->tap)
		return lines_end(r, message);
	if (r->bailed) {
		buf_printf(message, "bailed out after %llu tests%s%s", (unsigned long long)r->seen,
			*r->reason ? ": " : "", r->reason);
		return OUT_error;
	}
	if (*r->why) {
		buf_puts(message, r->why);
		return OUT_error;
	}
	if (!r->planned) {
		buf_printf(message, "no plan, after %llu tests", (unsigned long long)r->seen);
		return OUT_error;
	}
	if (!tap_complete(r)) {
		buf_printf(message, "planned %llu tests, ran %llu", (unsigned long long)r->plan,
			(unsigned long long)(r->seen - r->before));
		return OUT_error;
	}
	if (r->failed) {
		buf_printf(message, "%llu of %llu failed", (unsigned long long)r->failed,
			(unsigned long long)r->seen);
		return OUT_failed;
	}
	if (!r->seen) {
		buf_puts(message, *r->reason ? r->reason : "no tests");
		return OUT_skipped;
	}
	return OUT_passed;
}

/* ---- baselines: failures that are known ------------------------------------------------------ */
/* Is a word a day that there is, as 2026-12-31? */
static bool is_day(const char *s)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	unsigned month, day, year = 0;

	if (strlen(s) != 10 || s[4] != '-' || s[7] != '-')
		return false;
	for (size_t i = 0; i < 10; i++)
		if (i != 4 && i != 7 && !strchr("0123456789", s[i]))
			return false;
	for (size_t i = 0; i < 4; i++)
		year = year * 10 + (unsigned)(s[i] - '0');
	month = (unsigned)((s[5] - '0') * 10 + s[6] - '0');
	day = (unsigned)((s[8] - '0') * 10 + s[9] - '0');
	if (month == 2 && day == 29)
		return year % 4 == 0 && (year % 100 || year % 400 == 0);
	return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

/* Cuts the first word off a text and ends it; returns what is behind it. */
static char *word_cut(char *text, char **word)
{
	*word = text + strspn(text, " \t");
	text = *word + strcspn(*word, " \t");
	if (*text)
		*text++ = 0;
	return text + strspn(text, " \t");
}

/* Reads "ID OUTCOME [until DATE] [reason]", which is cut in place. False: it is none, *error says
 * why, or it is a comment. */
static bool excuse_read(char *line, struct excuse *e, struct buf *error)
{
	size_t n = strlen(line);
	char *id, *word, *rest;

	while (n && strchr(" \t\r", line[n - 1]))
		line[--n] = 0;
	rest = word_cut(line, &id);
	if (!*id || *id == '#')
		return false;
	rest = word_cut(rest, &word);
	*e = (struct excuse){ .id = id, .until = "", .reason = rest, .rest = rest,
		.now = OUT_COUNT };
	if (!*word) {
		buf_puts(error, "expected ID OUTCOME [until DATE] [reason]");
		return false;
	}
	for (e->outcome = OUT_failed; strcmp(word, outcome_name(e->outcome)); e->outcome++)
		if (e->outcome == OUT_crashed) {
			buf_printf(error, "\"%s\" is none of failed, error, timeout and crashed "
				"(a blank in an id is written \\x20)", word);
			return false;
		}
	if (!strncmp(rest, "until", 5) && strchr(" \t", rest[5])) {
		rest = word_cut(rest + 5, &word);
		if (!is_day(word)) {
			buf_puts(error, "expected a day behind until, as 2026-12-31");
			return false;
		}
		e->until = word;
		e->reason = rest;
	}
	word = xstrdup(id);
	if (text_unescape(word, strlen(id) + 1, id))
		strcpy(id, word);
	free(word);
	return true;
}

static int by_excused(const void *a, const void *b)
{
	const struct excuse *x = a, *y = b;
	int c = strcmp(x->id, y->id);

	return c ? c : x->line < y->line ? -1 : x->line > y->line;
}

/* Adds what is wrong with a line. */
static void excuse_wrong(struct buf *errors, const char *file, uint32_t line, const char *what)
{
	buf_printf(errors, "%s:%lu: %s", file, (unsigned long)line, what);
	buf_add(errors, "", 1);
}

/* Reads a baseline, whose text is cut in place; returns how many failures it excuses. */
uint32_t excuses_read(const char *file, struct buf *text, struct excuse **all, struct buf *errors)
{
	struct buf wrong = { 0 };
	uint32_t n = 0, line = 1;
	size_t mark = text->n >= 3 && !memcmp(text->p, "\xef\xbb\xbf", 3) ? 3 : 0;

	for (char *p = text->p + mark, *end; p < text->p + text->n; p = end + 1, line++) {
		end = p + strcspn(p, "\n");
		if (!*end && end < text->p + text->n) {
			excuse_wrong(errors, file, line, "there is a 0 byte in it");
			break;
		}
		*end = 0;
		*all = array_grow(*all, n, sizeof **all);
		wrong.n = 0;
		if (excuse_read(p, *all + n, &wrong))
			(*all)[n++].line = line;
		else if (wrong.n)
			excuse_wrong(errors, file, line, wrong.p);
	}
	if (n)
		qsort(*all, n, sizeof **all, by_excused);
	for (uint32_t i = 1; i < n; i++)
		if (!strcmp((*all)[i].id, (*all)[i - 1].id)) {
			wrong.n = 0;
			buf_printf(&wrong, "%s stands on line %lu already", (*all)[i].id,
				(unsigned long)(*all)[i - 1].line);
			excuse_wrong(errors, file, (*all)[i].line, wrong.p);
		}
	buf_free(&wrong);
	return n;
}

/* What a baseline says of a test; NULL: nothing. */
const struct excuse *excuse_find(const struct excuse *all, uint32_t n, const char *id)
{
	uint32_t low = 0, high = n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int c = strcmp(all[middle].id, id);
		if (!c)
			return &all[middle];
		*(c < 0 ? &low : &high) = c < 0 ? middle + 1 : middle;
	}
	return NULL;
}

/* ---- images: what libraries an ELF file asks for -----------------------------------------------
 * door: image_open, image_read, image_close, image_is, image_take, image_header, image_field,
 *       image_text */
/* Nothing in a file is believed: every place is looked up within its size, and counts have bounds.
 *
 *      header -> program headers -> PT_DYNAMIC: DT_NEEDED .. DT_RUNPATH -> texts in DT_STRTAB
 */
#define IMAGE_HEADERS	512u		/* program headers that are looked at */
#define IMAGE_ENTRIES	4096u		/* of the dynamic section */
enum { PT_LOAD = 1, PT_DYNAMIC, PT_INTERP };
enum { DT_NEEDED = 1, DT_STRTAB = 5, DT_RPATH = 15, DT_RUNPATH = 29 };

struct image {
	int fd;				/* -1: it is in memory */
	const unsigned char *bytes;
	uint64_t size;
	bool wide, big;			/* 64 bits; the highest byte first */
	uint32_t machine;
	/* each ended by a 0 byte: libraries and the interpreter; where they are looked for */
	struct buf needed, rpath, runpath;
};

/* Takes n bytes of it; false: they are not all there. */
static bool image_take(const struct image *e, uint64_t at, void *to, size_t n)
{
	if (at > e->size || n > e->size - at)
		return false;
	if (e->fd < 0 && n)
		memcpy(to, e->bytes + at, n);
	return e->fd < 0 || fd_read_at(e->fd, to, n, at) == (ssize_t)n;
}

/* A number that has a place and a size for 32 bits and another for 64. */
static uint64_t image_field(const struct image *e, const unsigned char *p, int at32, int n32,
	int at64, int n64)
{
	return e->wide ? elf_number(p + at64, n64, e->big) : elf_number(p + at32, n32, e->big);
}

/* Adds a text that is there, and its 0 byte; false: it has no end, or none that is near. */
static bool image_text(const struct image *e, uint64_t at, struct buf *to)
{
	char text[PATH_MAX];
	size_t n = at < e->size && e->size - at < sizeof text ? (size_t)(e->size - at) :
		sizeof text;

	if (!image_take(e, at, text, n) || !memchr(text, 0, n))
		return false;
	buf_add(to, text, strlen(text) + 1);
	return true;
}

/* Is it one? Then what its first bytes say is known. */
static bool image_is(struct image *e)
{
	unsigned char head[20];

	if (!image_take(e, 0, head, sizeof head) || memcmp(head, "\177ELF", 4) || head[4] < 1 ||
	    head[4] > 2 || head[5] < 1 || head[5] > 2)
		return false;
	e->wide = head[4] == 2;
	e->big = head[5] == 2;
	e->machine = (uint32_t)elf_number(head + 18, 2, e->big);
	return true;
}

/* Opens a file that is one; false: it is not, or cannot be read. Closed it is by image_close. */
static bool image_open(struct image *e, const char *path)
{
	struct stat st;

	*e = (struct image){ .fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC) };
	if (e->fd >= 0 && !fstat(e->fd, &st) && S_ISREG(st.st_mode)) {
		e->size = (uint64_t)st.st_size;
		if (image_is(e))
			return true;
	}
	if (e->fd >= 0)
		close(e->fd);
	return false;
}

static void image_close(struct image *e)
{
	if (e->fd >= 0)
		close(e->fd);
	buf_free(&e->needed);
	buf_free(&e->rpath);
	buf_free(&e->runpath);
}

/* The i-th program header; false: there is none. *n: how many it should have. */
static bool image_header(const struct image *e, uint32_t i, unsigned char to[56], uint64_t *n)
{
	unsigned char head[64];
	uint64_t at, size;

	*n = UINT64_MAX;
	if (!image_take(e, 0, head, e->wide ? 64 : 52))
		return false;
	at = image_field(e, head, 28, 4, 32, 8);
	size = image_field(e, head, 42, 2, 54, 2);
	*n = image_field(e, head, 44, 2, 56, 2);
	return i < *n && i < IMAGE_HEADERS && at <= e->size && size >= (e->wide ? 56 : 32) &&
		image_take(e, at + i * size, to, e->wide ? 56 : 32);
}

/* Where in the file an address is; UINT64_MAX: nowhere. */
static uint64_t image_place(const struct image *e, uint64_t address)
{
	unsigned char h[56];
	uint64_t n;

	for (uint32_t i = 0; image_header(e, i, h, &n); i++) {
		uint64_t from = image_field(e, h, 8, 4, 16, 8), at = image_field(e, h, 4, 4, 8, 8);
		if (elf_number(h, 4, e->big) == PT_LOAD && address >= from &&
		    address - from < image_field(e, h, 16, 4, 32, 8))
			return at + (address - from);
	}
	return UINT64_MAX;
}

/* The i-th entry of the dynamic section that is there; false: there are no more. */
static bool image_entry(const struct image *e, uint64_t at, uint64_t size, uint32_t i,
	uint64_t *tag, uint64_t *value)
{
	unsigned char entry[16];
	int n = e->wide ? 8 : 4;

	*tag = 1;
	if (i >= IMAGE_ENTRIES || (i + 1) * 2 * (uint64_t)n > size || at > e->size ||
	    !image_take(e, at + i * 2 * (uint64_t)n, entry, 2 * (size_t)n))
		return false;
	*tag = elf_number(entry, n, e->big);
	*value = elf_number(entry + n, n, e->big);
	return *tag != 0;
}

/* Reads a dynamic section: names into needed, rpath, runpath. False: it is damaged. */
static bool image_dynamic(struct image *e, uint64_t at, uint64_t size)
{
	uint64_t tag, value, texts = UINT64_MAX;

	for (uint32_t i = 0; image_entry(e, at, size, i, &tag, &value); i++)
		if (tag == DT_STRTAB)
			texts = image_place(e, value);
	for (uint32_t i = 0; image_entry(e, at, size, i, &tag, &value); i++) {
		struct buf *to = tag == DT_NEEDED ? &e->needed : tag == DT_RPATH ? &e->rpath :
			tag == DT_RUNPATH ? &e->runpath : NULL;
		if (to && (texts > e->size || value > e->size ||
		    !image_text(e, texts + value, to)))
			return false;
	}
	return !tag;
}

/* Reads what it needs; false: it is damaged. */
static bool image_read(struct image *e)
{
	unsigned char h[56];
	uint64_t n;
	uint32_t i;
	bool good = true;

	for (i = 0; good && image_header(e, i, h, &n); i++) {
		uint64_t type = elf_number(h, 4, e->big), at = image_field(e, h, 4, 4, 8, 8),
			size = image_field(e, h, 16, 4, 32, 8);
		if (type == PT_DYNAMIC)
			good = at <= e->size && size <= e->size - at && image_dynamic(e, at, size);
		else if (type == PT_INTERP)
			good = image_text(e, at, &e->needed);
	}
	return good && i == n;
}

/* ---- cores: what left one, and where it was ----------------------------------------------------
 */
#define CORE_NOTES	64u		/* notes that are looked at: the process's come first */
#define FRAME_LINE	4096u		/* bytes of a frame */
enum { PT_NOTE = 4, NT_FILE = 0x46494c45 };

/* The first file that notes say was mapped; false: they name none. */
static bool notes_file(const struct image *e, uint64_t at, uint64_t size, struct buf *path)
{
	unsigned char head[12], word[8];
	uint64_t end = at <= e->size && size <= e->size - at ? at + size : 0;
	int n = e->wide ? 8 : 4;

	for (uint32_t i = 0; i < CORE_NOTES && at < end && image_take(e, at, head, 12); i++) {
		uint64_t name = elf_number(head, 4, e->big),
			bytes = elf_number(head + 4, 4, e->big),
			from = at + 12 + (name + 3) / 4 * 4;
		if (elf_number(head + 8, 4, e->big) == NT_FILE &&
		    image_take(e, from, word, (size_t)n))
			return elf_number(word, n, e->big) < bytes && image_text(e, from +
				(2 + 3 * elf_number(word, n, e->big)) * (uint64_t)n, path);
		at = from + (bytes + 3) / 4 * 4;
	}
	return false;
}

/* Adds the first file that was mapped into the process of a core. False: it is no core, or one that
 * does not say so. */
static bool core_read(const struct image *e, struct buf *path)
{
	unsigned char h[56];
	uint64_t n;
	size_t start = path->n;
	bool found = false;

	if (!image_take(e, 16, h, 2) || elf_number(h, 2, e->big) != ELF_CORE)
		return false;
	for (uint32_t i = 0; !found && image_header(e, i, h, &n); i++)
		found = elf_number(h, 4, e->big) == PT_NOTE && notes_file(e,
			image_field(e, h, 4, 4, 8, 8), image_field(e, h, 16, 4, 32, 8), path);
	if (found && path->p[start] != '/')
		path->n = start;
	return path->n > start;
}

/* Adds which program left a core: what was mapped first, since a program has lower addresses than
 * its libraries. Of a script that is its interpreter. */
bool core_program(int fd, struct buf *path)
{
	struct image e = { .fd = fd };
	struct stat st;

	if (fstat(fd, &st))
		return false;
	e.size = (uint64_t)st.st_size;
	return image_is(&e) && core_read(&e, path);
}

/* Is a frame the system's: a function of libc's, or one out of a library or a source of the system
 * or of a language? *sourced: it says in which source. Libc's own sources have the names of its
 * directories. */
static bool is_systems(const char *frame, bool *sourced)
{
	static const char *const names[] = { "__", "_IO_", "raise ", "abort ", "gsignal ", "kill ",
		"pthread_kill ", "std::terminate", "?? ", "_start " },
		*const places[] = { "/lib", "/usr/lib", "/usr/include/", "/rustc/", "library/",
		"../sysdeps/", "../csu/", "./nptl/", "./signal/", "./stdlib/", "./assert/", "./malloc/",
		"./debug/", "./libio/", "./string/", "./posix/", "./stdio-common/", "./elf/", "./csu/" };
	const char *at = NULL;

	*sourced = false;
	for (const char *p = frame; (p = strchr(p, ' ')); p++)
		if (!strncmp(p, " at ", 4) || !strncmp(p, " from ", 6)) {
			*sourced = p[1] == 'a';
			at = p + (*sourced ? 4 : 6);
		}
	for (size_t i = 0; i < COUNT(names); i++)
		if (!strncmp(frame, names[i], strlen(names[i])))
			return true;
	for (size_t i = 0; at && i < COUNT(places); i++)
		if (!strncmp(at, places[i], strlen(places[i])))
			return true;
	return false;
}

/* The first frame of a backtrace, as gdb prints it, that is the program's own: "divide (a=1, b=0)
 * at div.c:5". Those with a source go first: what libc there is in a static program has none. What
 * stands in front of a signal's handler only handled it. n 0: there is none. */
struct str core_frame(const char *text, size_t n)
{
	struct str found[2] = { { "", 0 }, { "", 0 } };		/* without a source, with one */
	char frame[FRAME_LINE];
	size_t len;

	for (const char *line = text; line < text + n; line += len + 1) {
		const char *end = memchr(line, '\n', (size_t)(text + n - line)), *p = frame;
		bool sourced;
		len = (size_t)((end ? end : text + n) - line);
		snprintf(frame, sizeof frame, "%.*s", (int)(len < sizeof frame ? len :
			sizeof frame - 1), line);
		if (*p != '#' || p[1] < '0' || p[1] > '9')
			continue;
		p += 1 + strspn(p + 1, "0123456789");
		p += strspn(p, " ");
		if (!strncmp(p, "0x", 2))
			p += strcspn(p, " ");
		p += strspn(p, " ");
		p += strncmp(p, "in ", 3) ? 0 : 3;
		if (!strncmp(p, "<signal handler", 15))
			found[0].n = found[1].n = 0;
		else if (*p && *p != '<' && !is_systems(p, &sourced) && !found[sourced].n)
			found[sourced] = (struct str){ line + (p - frame), (uint32_t)strlen(p) };
	}
	return found[found[1].n > 0];
}

/* ---- what tests depend on: for --changed ----------------------------------------------------- */
#define OBJECTS_MOST	1000u		/* of a program: itself and libraries */

/* A program, or a library that one before it in the list needs. */
struct object {
	char *path;
	char *rpath;			/* where its libraries look, too; NULL: nowhere */
	uint32_t parent;
};

/* Adds the directories that a file like /etc/ld.so.conf names, each with a : behind it. */
static void loader_file(const char *path, struct buf *dirs)
{
	struct buf text = { 0 }, why = { 0 };

	if (file_text(path, &text, &why))
		for (const char *p = text.p; *p; p += strcspn(p, "\n"), p += *p == '\n')
			if (*p == '/')
				buf_printf(dirs, "%.*s:", (int)strcspn(p, " \t\r\n#:"), p);
	buf_free(&text);
	buf_free(&why);
}

/* Where the system's loader looks behind all else. */
static const char *loader_directories(void)
{
	static struct buf dirs;
	char path[PATH_MAX];
	DIR *dir = dirs.n ? NULL : opendir("/etc/ld.so.conf.d");
	struct dirent *entry;

	if (dirs.n)
		return dirs.p;
	loader_file("/etc/ld.so.conf", &dirs);
	while (dir && (entry = readdir(dir))) {
		snprintf(path, sizeof path, "/etc/ld.so.conf.d/%s", entry->d_name);
		loader_file(path, &dirs);
	}
	if (dir)
		closedir(dir);
	buf_puts(&dirs, "/lib:/usr/local/lib:/usr/lib:/lib64:/usr/lib64:/lib32:/usr/lib32");
	return dirs.p;
}

/* A list of directories, $ORIGIN in it being that of a file. NULL: there is another $ in it, or one
 * is not absolute. */
static char *directories_of(const char *list, const char *file)
{
	const char *slash = strrchr(file, '/');
	int origin = slash ? (int)(slash - file) : 1;
	struct buf b = { 0 };

	for (const char *p = list; *p;) {
		size_t name = !strncmp(p, "$ORIGIN", 7) ? 7 : !strncmp(p, "${ORIGIN}", 9) ? 9 : 0;
		if (name)
			buf_printf(&b, "%.*s", origin, slash ? file : ".");
		else if (*p == '$' || (*p != '/' && (p == list || p[-1] == ':')))
			break;
		else
			buf_add(&b, p, 1);
		p += name ? name : 1;
		if (!*p) {
			buf_add(&b, "", 1);
			return b.p;
		}
	}
	buf_free(&b);
	return NULL;
}

/* Is there such a library for programs like e in one of these directories? */
static bool library_in(const struct image *e, const char *dirs, const char *name,
	char path[PATH_MAX])
{
	struct image found;

	for (size_t n; dirs && *dirs; dirs += n + (dirs[n] == ':')) {
		n = strcspn(dirs, ":");
		if (snprintf(path, PATH_MAX, "%.*s/%s", (int)n, dirs, name) >= PATH_MAX ||
		    !image_open(&found, path))
			continue;
		image_close(&found);
		if (found.wide == e->wide && found.big == e->big && found.machine == e->machine)
			return true;
	}
	return false;
}

/* Finds a library as the loader does: RPATHs where there is no RUNPATH, LD_LIBRARY_PATH, RUNPATH,
 * the system's directories. */
static bool library_find(const struct image *e, const struct object *all, uint32_t of,
	const char *runpath, const char *name, char path[PATH_MAX])
{
	const char *list = getenv("LD_LIBRARY_PATH");
	char *own = list && *list ? directories_of(list, "") : NULL;
	bool found = false;

	if (strchr(name, '/') || (list && *list && !own)) {
		free(own);
		return snprintf(path, PATH_MAX, "%s", name) < PATH_MAX && *name == '/';
	}
	for (uint32_t i = of; !runpath && !found; i = all[i].parent) {
		found = library_in(e, all[i].rpath, name, path);
		if (!i)
			break;
	}
	found = found || library_in(e, own, name, path) || library_in(e, runpath, name, path) ||
		library_in(e, loader_directories(), name, path);
	free(own);
	return found;
}

/* Puts a file behind the others, if it is not there. */
static uint32_t object_add(struct object **all, uint32_t n, const char *path, uint32_t parent)
{
	for (uint32_t i = 0; i < n; i++)
		if (!strcmp((*all)[i].path, path))
			return n;
	*all = array_grow(*all, n, sizeof **all);
	(*all)[n] = (struct object){ xstrdup(path), NULL, parent };
	return n + 1;
}

/* Adds what one of them needs; false: that is not known. */
static bool object_needs(struct object **all, uint32_t *n, uint32_t i)
{
	const char *file = (*all)[i].path;
	char *runpath = NULL, path[PATH_MAX];
	struct image e;
	bool good;

	if (!image_open(&e, file))
		return false;
	good = image_read(&e);
	if (good && e.runpath.n)
		good = (runpath = directories_of(e.runpath.p, file));
	else if (good && e.rpath.n)
		good = ((*all)[i].rpath = directories_of(e.rpath.p, file));
	for (const char *name = NULL;
	    good && (name = list_next(e.needed.p, e.needed.n, name));) {
		good = *n < OBJECTS_MOST && library_find(&e, *all, i, runpath, name, path);
		if (good)
			*n = object_add(all, *n, path, i);
	}
	free(runpath);
	image_close(&e);
	return good;
}

/* Adds a file's content to a digest; false: it has none that can be read. */
static bool content_add(uint64_t *digest, const char *path)
{
	char sum[48];

	file_sum(path, sum);
	*digest = digest_add(digest_add(*digest, path), sum);
	return *sum;
}

/* A digest of a program and all its libraries; 0: not all of that is known. That of the last one is
 * kept: its cases ask next. */
static uint64_t program_digest(const char *path)
{
	static char *last;
	static uint64_t digest;
	struct object *all = NULL;
	uint32_t n;

	if (last && !strcmp(last, path))
		return digest;
	free(last);
	last = xstrdup(path);
	digest = 1;
	n = object_add(&all, 0, path, 0);
	for (uint32_t i = 0; i < n; i++)
		if (digest && !(object_needs(&all, &n, i) && content_add(&digest, all[i].path)))
			digest = 0;
	for (uint32_t i = 0; i < n; i++) {
		free(all[i].path);
		free(all[i].rpath);
	}
	free(all);
	return digest;
}

/* Adds the files among the words of a command: a program or (scripts: hooks may be) a text. False:
 * there is one of which not all is known that it does, or a directory. */
static bool words_digest(uint64_t *digest, const char *command, bool scripts)
{
	char **words = command ? words_split(command, NULL) : NULL;
	bool good = true;

	for (char **w = words; w && *w && good; w++) {
		const char *value = strchr(*w, '='), *path = value ? value + 1 : *w;
		struct stat st;
		struct image e;
		if (!*path || stat(path, &st))
			continue;
		if (S_ISREG(st.st_mode) && image_open(&e, path)) {
			image_close(&e);
			good = content_add(digest, path);
		} else {
			good = scripts && (!S_ISREG(st.st_mode) || content_add(digest, path));
		}
	}
	free(words);
	return good;
}

/* Adds the files that a test says it needs; false: one is not there, or is no file. */
static bool files_digest(uint64_t *digest, const char *files)
{
	char **words = words_split(files, NULL);
	bool good = words;

	for (char **w = words; w && *w && good; w++)
		good = content_add(digest, *w);
	free(words);
	return good;
}

/* A digest of our environment, in whatever order, but for what changes with each shell, and what
 * the test does not get. */
static uint64_t environment_digest(const struct props *p, const struct kind *k)
{
	static const char own[] = "_ SHLVL OLDPWD TMPDIR MUSTER_*";
	extern char **environ;
	uint64_t sum = 0;
	char name[256];

	for (char **v = environ; *v; v++) {
		snprintf(name, sizeof name, "%.*s", (int)strcspn(*v, "="), *v);
		if (!glob_any(own, name) && !(p->unset && glob_any(p->unset, name)) &&
		    !(k->unset && glob_any(k->unset, name)))
			sum += digest_add(1, *v);
	}
	return sum;
}

/* Does a text tell the loader what to load, in a way that is not followed here? */
bool sets_loader(const char *text)
{
	return strstr(text, "LD_LIBRARY_PATH") || strstr(text, "LD_PRELOAD") ||
		strstr(text, "LD_AUDIT");
}

/* A digest of all that is known of what a test depends on, given that of what holds for all; 0: not
 * enough is known. */
uint64_t test_depends(const struct suite *s, uint32_t test, uint64_t digest)
{
	const struct test *t = &s->tests[test];
	const struct program *p = &s->programs[t->program];
	const struct props *props = &s->props[t->props];
	const char *file = program_file(p);
	uint64_t program = strchr(file, '/') ? program_digest(file) : 0;
	size_t n, followed = 0;
	struct known *all = known_of(s, t, &n);
	char numbers[64];

	snprintf(numbers, sizeof numbers, "%016llx %016llx",
		(unsigned long long)environment_digest(props, p->kind),
		(unsigned long long)program);
	digest = digest_add(digest_add(digest_add(digest, numbers), t->id), p->kind->name);
	for (; followed < n; followed++) {
		const struct setting *set = &all[followed].set;
		digest = digest_add(digest_add(digest, set->key), set->value);
		if (sets_loader(set->key) || sets_loader(set->value))
			break;
	}
	free(all);
	if (followed < n)
		return 0;
	if (!program && !(props->files && content_add(&digest, file)))
		return 0;
	if (props->files && !files_digest(&digest, props->files))
		return 0;
	if (!words_digest(&digest, p->command, props->files) ||
	    !words_digest(&digest, props->command, props->files) ||
	    !words_digest(&digest, props->args, props->files) ||
	    !words_digest(&digest, props->setup, true) ||
	    !words_digest(&digest, props->teardown, true))
		return 0;
	return digest ? digest : 1;
}
