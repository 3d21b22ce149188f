/* t/report.c: What people and machines read. Whatever a test prints, the console gets printable lines and
 * no commands, and JSON lines are JSON: a strict scanner of our own reads them. Sinks are looked into, so
 * nothing here is written to our own standard output. */
#define _XOPEN_SOURCE 700	/* posix_openpt */
#define WIRE_CODE
#include "../wire.h"
#include "../report.c"

#include <sys/wait.h>
#include "unit.h"

static int fresh(void **);
#define TEST(name)		UNIT(name, fresh, fresh)

/* ---- helpers ----------------------------------------------------------------------------------- */
static int fresh(__attribute__((unused)) void **none)
{
	static const char *const names[] = { "CLICOLOR_FORCE", "NO_COLOR", "GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "TEAMCITY_VERSION" };

	buf_free(&console.q);
	buf_free(&json_sink.q);
	console = (struct sink){ .fd = 1, .console = true, .name = "standard output" };
	json_sink = log_sink = (struct sink){ .fd = -1 };
	for (size_t i = 0; i < nfailed; i++) {
		free(failed[i].id);
		free(failed[i].tail);
		free(failed[i].file);
		buf_free(&failed[i].why);
		buf_free(&failed[i].text);
	}
	for (uint32_t i = 0; i < nslowest; i++)
		free(slowest[i].id);
	while (insides)
		points_free(points_take(insides->program));
	free(failed);
	free(slowest);
	failed = NULL;
	slowest = NULL;
	ci = CI_none;
	free(area.seats);
	buf_free(&area.held);
	area = (struct area){ .tty = -1 };
	nfailed = failed_bytes = 0;
	nslowest = 0;
	opt = (struct report_options){ 0 };
	coloured = several = false;
	started = 0;
	ntests = ncounted = nflaky = nfixed = nlate = 0;
	memset(unrun, 0, sizeof unrun);
	free(history);
	history = NULL;
	history_room = history_n = 0;
	for (size_t i = 0; i < COUNT(names); i++)
		unsetenv(names[i]);
	goes_on = NULL;
	hurried = false;
	patience = READER_WAIT;
	setenv("TERM", "xterm", 1);
	return 0;
}

/* From now on JSON lines are kept in their queue. */
static void json_on(void)
{
	json_sink.fd = 1;
}

static const char *text_of(struct sink *s)
{
	buf_room(&s->q, 1);
	s->q.p[s->q.n] = 0;
	return s->q.p + s->sent;
}

static struct result good_result(void)
{
	return (struct result){ .id = "net/dns::lookup[ipv6]", .outcome = OUT_passed, .slave = "slave03", .appliance = "board1",
		.attempts = 1, .start = 1500000, .duration = 120000, .timed = { true, true, true },
		.spent = { 1, 119999, 0 }, .exit = 0, .message = "", .output = { { "", 0 }, { "", 0 } } };
}

static uint64_t dice = 1;
static unsigned roll(unsigned n)
{
	dice = dice * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(dice >> 33) % n;
}

/* Bytes that tests might print to fool somebody. */
static size_t hostile(char *p, size_t most)
{
	static const char *const parts[] = { "\033[2J", "\033]0;x\a", "\r", "\n", "\t", "\\", "\302\233", "\342\200\256", "ok", "\b", "\177",
		"(slave00) x PASSED", "\r\n", "  | ", "gr\303\274n", "\303", "\233", "1 passed", "\360\237\230\200", "\355\240\200", "\"", "\f\v" };
	size_t n = 0;

	for (unsigned k = roll(20); k; k--) {
		const char *part = parts[roll(COUNT(parts))];
		size_t len = strlen(part);
		if (n + len + 1 > most)
			break;
		memcpy(p + n, part, len);
		n += len;
		p[n++] = (char)roll(256);
	}
	return n;
}

/* Is this printable text and newlines (and perhaps tabs)? */
static void is_tame(const char *p, size_t n, bool tabs)
{
	for (size_t i = 0, len; i < n; i += len) {
		len = utf8_length((const unsigned char *)p + i, n - i);
		if (!len && (p[i] == '\n' || (tabs && p[i] == '\t')))
			len = 1;
		assert_true(len > 0);
	}
}

/* ---- a strict scanner of JSON (RFC 8259) --------------------------------------------------------- */
/* Reads one value; NULL: it is none. At depth 1 the keys of an object are gathered, each ended by a blank. */
static struct buf keys;

static const char *scan_text(const char *p, const char *end)
{
	if (p == end || *p++ != '"')
		return NULL;
	while (p < end && *p != '"') {
		unsigned char c = (unsigned char)*p;
		if (c < 0x20)
			return NULL;
		if (c == '\\') {
			if (end - p < 2)
				return NULL;
			if (p[1] == 'u') {
				if (end - p < 6)
					return NULL;
				for (int i = 2; i < 6; i++)
					if (!strchr("0123456789abcdefABCDEF", p[i]) || !p[i])
						return NULL;
				p += 6;
			} else if (p[1] && strchr("\"\\/bfnrt", p[1])) {
				p += 2;
			} else {
				return NULL;
			}
		} else if (c < 0x80) {
			p++;
		} else {
			size_t len = utf8_length((const unsigned char *)p, (size_t)(end - p));
			if (!len)
				return NULL;
			p += len;
		}
	}
	return p < end ? p + 1 : NULL;
}

static const char *scan_number(const char *p, const char *end)
{
	const char *from;

	if (p < end && *p == '-')
		p++;
	from = p;
	while (p < end && *p >= '0' && *p <= '9')
		p++;
	if (p == from || (*from == '0' && p > from + 1))
		return NULL;
	if (p < end && *p == '.') {
		from = ++p;
		while (p < end && *p >= '0' && *p <= '9')
			p++;
		if (p == from)
			return NULL;
	}
	return p;
}

static const char *scan(const char *p, const char *end, int depth)
{
	static const char *const words[] = { "true", "false", "null" };

	if (p == end || depth > 20)
		return NULL;
	if (*p == '"')
		return scan_text(p, end);
	if (*p == '{' || *p == '[') {
		char open = *p++, close = open == '{' ? '}' : ']';
		if (p < end && *p == close)
			return p + 1;
		for (;;) {
			if (open == '{') {
				const char *key = p;
				if (!(p = scan_text(p, end)) || p == end || *p != ':')
					return NULL;
				if (depth == 0) {
					buf_add(&keys, key + 1, (size_t)(p - key) - 2);
					buf_puts(&keys, " ");
				}
				p++;
			}
			if (!(p = scan(p, end, depth + 1)) || p == end)
				return NULL;
			if (*p == close)
				return p + 1;
			if (*p++ != ',')
				return NULL;
		}
	}
	for (size_t i = 0; i < COUNT(words); i++)
		if ((size_t)(end - p) >= strlen(words[i]) && !memcmp(p, words[i], strlen(words[i])))
			return p + strlen(words[i]);
	return scan_number(p, end);
}

static bool is_json(const char *p, size_t n)
{
	keys.n = 0;
	buf_puts(&keys, "");
	return scan(p, p + n, 0) == p + n;
}

/* The queue of the JSON sink is one good line; its keys are these. */
static void json_keys_are(const char *want)
{
	const char *line = text_of(&json_sink);
	size_t n = json_sink.q.n - json_sink.sent;

	assert_true(n > 1);
	assert_int_equal(line[n - 1], '\n');
	assert_null(memchr(line, '\n', n - 1));
	assert_true(is_json(line, n - 1));
	assert_string_equal(keys.p, want);
	buf_free(&keys);
}

static void json_has(const char *part)
{
	if (!strstr(text_of(&json_sink), part))
		print_error("%s lacks %s\n", text_of(&json_sink), part);
	assert_non_null(strstr(text_of(&json_sink), part));
}

TEST(the_scanner_of_this_file_is_strict)
{
	static const char *const good[] = { "{}", "[]", "\"\"", "0", "-1.50", "null", "{\"a\":[1,{\"b\":\"\\u00e9\\n\"}]}", "\"\303\274\"" };
	static const char *const bad[] = { "", "{", "}", "{a:1}", "{\"a\":1,}", "[1,]", "[1 2]", "\"", "\"\n\"", "\"\\x41\"", "\"\\u12g4\"",
		"01", "1.", ".5", "+1", "nul", "\"\377\"", "{\"a\"}", "\"\\\"", "[]]", "\"a\"b" };

	for (size_t i = 0; i < COUNT(good); i++)
		assert_true(is_json(good[i], strlen(good[i])));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(is_json(bad[i], strlen(bad[i])));
	buf_free(&keys);
}

/* ---- text -------------------------------------------------------------------------------------- */
static void shows(const char *in, size_t n, const char *prefix, const char *want)
{
	struct buf b = { 0 };
	char *exact = xrealloc(NULL, n, 1);

	memcpy(exact, in, n);
	text_visible(&b, exact, n, prefix);
	assert_int_equal(b.n, strlen(want));
	assert_memory_equal(b.p ? b.p : "", want, b.n);
	buf_free(&b);
	free(exact);
}
#define SHOWS(in, want) shows(in, sizeof in - 1, "| ", want)

TEST(each_line_has_its_prefix)
{
	SHOWS("one\ntwo\n", "| one\n| two\n");
	SHOWS("\n\n", "| \n| \n");
}

TEST(a_last_line_without_its_newline_gets_one)
{
	SHOWS("one\ntwo", "| one\n| two\n");
}

TEST(no_output_is_no_line)
{
	SHOWS("", "");
}

TEST(tabs_and_backslashes_stay)
{
	SHOWS("a\tb\\c\\\\d\t\n", "| a\tb\\c\\\\d\t\n");
}

TEST(a_cr_before_the_newline_goes)
{
	SHOWS("one\r\ntwo\r", "| one\n| two\n");
}

TEST(a_cr_within_a_line_is_shown)
{
	SHOWS("12%\r34%\n", "| 12%\\r34%\n");
}

TEST(escape_sequences_are_shown_but_colours_dropped)
{
	SHOWS("\033[31mred\033[0m\033[2J\033]0;x\a\n", "| red\\x1b[2J\\x1b]0;x\\x07\n");
	SHOWS("\033[31", "| \\x1b[31\n");
	SHOWS("a\0b\n", "| a\\x00b\n");
}

TEST(text_in_utf8_stays)
{
	SHOWS("gr\303\274n \342\202\254\n", "| gr\303\274n \342\202\254\n");
}

TEST(hostile_output_is_tame)
{
	char in[600];

	for (int i = 0; i < 5000; i++) {
		struct buf b = { 0 };
		size_t n = hostile(in, sizeof in);
		text_visible(&b, in, n, "# ");
		is_tame(b.p, b.n, true);
		buf_free(&b);
	}
}

TEST(hostile_output_keeps_its_prefix_on_every_line)
{
	char in[600];

	for (int i = 0; i < 5000; i++) {
		struct buf b = { 0 };
		size_t n = hostile(in, sizeof in), lines = 0, shown = 0;
		for (size_t k = 0; k < n; k++)
			lines += in[k] == '\n' || k + 1 == n;
		text_visible(&b, in, n, "# ");
		for (size_t k = 0; k < b.n; k++)
			if (!k || b.p[k - 1] == '\n') {
				shown++;
				assert_memory_equal(b.p + k, "# ", 2);
			}
		assert_int_equal(shown, lines);
		buf_free(&b);
	}
}

TEST(an_outcome_is_a_word_in_capitals)
{
	struct buf b = { 0 };

	text_word(&b, OUT_xfailed);
	assert_int_equal(b.n, 7);
	assert_memory_equal(b.p, "XFAILED", 7);
	buf_free(&b);
}

TEST(a_duration_is_rounded_to_hundredths_of_a_second)
{
	static const struct { uint64_t us; const char *text; } cases[] = { { 0, " 0.00s" }, { 4999, " 0.00s" }, { 5000, " 0.01s" }, { 994999, " 0.99s" },
		{ 995000, " 1.00s" }, { 12340000, " 12.34s" }, { UINT64_C(3600000000000), " 3600000.00s" } };

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b = { 0 };
		text_seconds(&b, cases[i].us);
		buf_add(&b, "", 1);
		assert_string_equal(b.p, cases[i].text);
		buf_free(&b);
	}
}

TEST(an_outcome_has_its_colour_where_there_are_colours)
{
	struct buf b = { 0 };

	coloured = true;
	text_word(&b, OUT_failed);
	assert_string_equal(b.p, "\033[31mFAILED\033[0m");
	buf_free(&b);
}

/* ---- colour switches ------------------------------------------------------------------------------ */
/* Is there colour, when standard output is such a file? */
static bool colour_for(int fd, enum when when)
{
	struct report_options o = { .log = "none", .color = (uint8_t)when };
	struct buf error = { 0 };
	int old = dup(1);
	bool ok;

	fflush(stdout);
	assert_true(old >= 0 && dup2(fd, 1) == 1);
	ok = report_open(&o, &error);
	dup2(old, 1);
	close(old);
	assert_true(ok);
	return coloured;
}

static bool colour_for_null(enum when when)
{
	int fd = open("/dev/null", O_WRONLY);
	bool yes = colour_for(fd, when);

	close(fd);
	return yes;
}

/* A terminal, or -1. */
static int terminal_open(int *keep)
{
	int fd = -1;
	const char *name;

	*keep = posix_openpt(O_RDWR | O_NOCTTY);
	if (*keep >= 0 && !grantpt(*keep) && !unlockpt(*keep) && (name = ptsname(*keep)))
		fd = open(name, O_RDWR | O_NOCTTY);
	if (fd < 0 && *keep >= 0)
		close(*keep);
	return fd;
}

TEST(a_file_gets_no_colour)
{
	assert_false(colour_for_null(WHEN_auto));
}

TEST(colour_can_be_had_always)
{
	assert_true(colour_for_null(WHEN_always));
	setenv("NO_COLOR", "1", 1);
	assert_true(colour_for_null(WHEN_always));
}

TEST(colour_can_be_had_never)
{
	setenv("CLICOLOR_FORCE", "1", 1);
	assert_false(colour_for_null(WHEN_never));
}

TEST(CLICOLOR_FORCE_gives_a_file_colour)
{
	setenv("CLICOLOR_FORCE", "1", 1);
	assert_true(colour_for_null(WHEN_auto));
	setenv("CLICOLOR_FORCE", "0", 1);
	assert_false(colour_for_null(WHEN_auto));
	setenv("CLICOLOR_FORCE", "", 1);
	assert_false(colour_for_null(WHEN_auto));
}

TEST(NO_COLOR_wins_over_CLICOLOR_FORCE)
{
	setenv("CLICOLOR_FORCE", "1", 1);
	setenv("NO_COLOR", "1", 1);
	assert_false(colour_for_null(WHEN_auto));
}

TEST(a_terminal_gets_colour)
{
	int other, fd = terminal_open(&other);

	if (fd < 0)
		skip();
	assert_true(colour_for(fd, WHEN_auto));
	setenv("NO_COLOR", "", 1);
	assert_true(colour_for(fd, WHEN_auto));
	close(fd);
	close(other);
}

TEST(a_terminal_gets_no_colour_with_NO_COLOR)
{
	int other, fd = terminal_open(&other);

	if (fd < 0)
		skip();
	setenv("NO_COLOR", "1", 1);
	assert_false(colour_for(fd, WHEN_auto));
	close(fd);
	close(other);
}

TEST(a_dumb_terminal_gets_no_colour)
{
	int other, fd = terminal_open(&other);

	if (fd < 0)
		skip();
	setenv("TERM", "dumb", 1);
	assert_false(colour_for(fd, WHEN_auto));
	unsetenv("TERM");
	assert_false(colour_for(fd, WHEN_auto));
	close(fd);
	close(other);
}

/* ---- terminal ---------------------------------------------------------------------------------- */
TEST(a_test_is_a_line)
{
	struct result r = good_result();

	ntests = 12;
	report_test(&r);
	r.outcome = OUT_failed;
	r.message = "net/dns.c:12: no answer";
	several = true;
	report_test(&r);
	assert_string_equal(text_of(&console), "[ 1/12] PASSED    0.12s net/dns::lookup[ipv6]\n"
		"[ 2/12] FAILED    0.12s (board1) net/dns::lookup[ipv6]  net/dns.c:12: no answer\n");
}

TEST(a_test_that_never_ran_has_no_time_and_no_slave)
{
	struct result r = { .id = "a", .outcome = OUT_notrun, .exit = NONE, .message = "no appliance is left" };

	report_test(&r);
	assert_int_equal(console.q.n, 0);	/* it is counted at the end */
	opt.verbose = 1;
	ntests = 2;
	report_test(&r);
	assert_string_equal(text_of(&console), "[2/2] NOTRUN          a  no appliance is left\n");
}

TEST(a_test_says_why_and_how_often)
{
	struct result r = good_result();

	r.outcome = OUT_failed;
	r.message = "exit status 1";
	r.attempts = 2;
	report_test(&r);
	assert_non_null(strstr(text_of(&console),
		"FAILED    0.12s net/dns::lookup[ipv6]  exit status 1  [attempt 2]\n"));
}

TEST(a_flaky_test_is_marked)
{
	struct result r = good_result();

	r.flaky = true;
	r.attempts = 2;
	report_test(&r);
	assert_non_null(strstr(text_of(&console), "[flaky]"));
}

TEST(quiet_shows_only_what_did_not_pass)
{
	struct result r = good_result();

	opt.quiet = 1;
	report_test(&r);
	assert_int_equal(console.q.n, 0);
	r.outcome = OUT_failed;
	report_test(&r);
	assert_int_equal(console.q.n, 0);	/* it is said once, with what it printed */
	report_end(&(struct run){ .tests = 2, .counts = { [OUT_passed] = 1, [OUT_failed] = 1 }, .exit =
		EXIT_FAILED });
	assert_non_null(strstr(text_of(&console), "net/dns::lookup[ipv6] FAILED (slave03, board1)"));
	assert_null(strstr(text_of(&console), "FAILED   net/dns"));
}

TEST(a_hostile_id_and_message_stay_on_one_tame_line)
{
	char id[300], message[300];

	for (int i = 0; i < 1000; i++) {
		struct result r = good_result();
		id[hostile(id, sizeof id - 1)] = 0;
		message[hostile(message, sizeof message - 1)] = 0;
		r.id = *id ? id : "x";
		r.message = message;
		console.q.n = 0;
		report_test(&r);
		is_tame(console.q.p, console.q.n, false);
		assert_ptr_equal(memchr(console.q.p, '\n', console.q.n), console.q.p + console.q.n - 1);
	}
}

TEST(hostile_words_of_a_slave_stay_on_one_tame_line)
{
	char text[300];

	for (int i = 0; i < 1000; i++) {
		text[hostile(text, sizeof text - 1)] = 0;
		console.q.n = 0;
		report_say("slave00", "%s", text);
		is_tame(console.q.p, console.q.n, false);
		assert_ptr_equal(memchr(console.q.p, '\n', console.q.n), console.q.p + console.q.n - 1);
		assert_memory_equal(console.q.p, "(slave00) ", 10);
	}
}

TEST(live_output_has_its_slave_in_front)
{
	report_live("slave01", "a", (struct str){ "x\ny\033\n", 5 });
	assert_string_equal(text_of(&console), "(slave01) | x\n(slave01) | y\\x1b\n");
}

TEST(a_case_is_shown_with_verbose)
{
	report_case(&(struct result){ .id = "t/x.t" }, &(struct point){ OUT_passed, str_of("one"), str_of(""), 0 });
	assert_int_equal(console.q.n, 0);
	opt.verbose = 1;
	report_case(&(struct result){ .id = "t/x.t" }, &(struct point){ OUT_skipped, str_of("two"), str_of("no hw"), 0 });
	assert_string_equal(text_of(&console), "t/x.t SKIPPED two  no hw\n");
}

TEST(a_failed_case_is_in_the_summary)
{
	struct result r = { .id = "t/x.t", .outcome = OUT_failed, .exit = 1, .message = "", .slave = "slave00", .appliance = "local0" };
	struct run one = { .tests = 1, .counts[OUT_failed] = 1, .cases[OUT_failed] = 1 };

	report_case(&(struct result){ .id = "t/x.t" }, &(struct point){ OUT_failed, str_of("the case"), str_of("why"), 0 });
	report_case(&(struct result){ .id = "t/y.t" }, &(struct point){ OUT_failed, str_of("of another"), str_of(""), 0 });
	report_test(&r);
	console.q.n = 0;
	report_end(&one);
	assert_non_null(strstr(text_of(&console), "FAILED the case  why\n"));
	assert_null(strstr(text_of(&console), "of another"));
}

TEST(the_summary_has_the_output_of_what_failed)
{
	struct result r = good_result();
	struct run one = { .tests = 1, .counts[OUT_failed] = 1 };

	r.outcome = OUT_failed;
	r.output[STREAM_OUT] = str_of("words\n1 passed, 0 failed, 0 skipped\n");
	r.output[STREAM_ERR] = str_of("more words");
	report_test(&r);
	console.q.n = 0;
	report_end(&one);
	assert_non_null(strstr(text_of(&console), "\n  stdout:\n  | words\n  | 1 passed, 0 failed, 0 skipped\n  stderr:\n  | more words\n"));
}

TEST(the_summary_is_without_the_output_of_what_passed)
{
	struct result r = good_result();
	struct run one = { .tests = 1, .counts[OUT_passed] = 1 };

	r.output[STREAM_OUT] = str_of("words\n");
	report_test(&r);
	report_end(&one);
	assert_null(strstr(text_of(&console), "words"));
}

TEST(the_summary_has_all_output_where_that_is_wanted)
{
	struct result r = good_result();
	struct run one = { .tests = 1, .counts[OUT_passed] = 1 };

	opt.output_all = 1;
	r.output[STREAM_OUT] = str_of("words\n");
	report_test(&r);
	report_end(&one);
	assert_non_null(strstr(text_of(&console), "  | words\n"));
}

/* ---- what is not for a terminal ------------------------------------------------------------------- */
/* A run on whose console a test of hostile words failed, and one was flaky. */
static const char *hostile_run(void)
{
	struct run one = { .tests = 2, .counts = { [OUT_failed] = 1, [OUT_passed] = 1 }, .start = 1000000 };
	struct result r = good_result();

	report_begin(&one);
	r.outcome = OUT_failed;
	report_attempt(&r);
	r.outcome = OUT_passed;
	r.flaky = true;
	r.attempts = 2;
	r.message = "fails only on board2";
	report_test(&r);
	r.flaky = false;
	r.id = "t/bad,%:x::case\n::error::\033[31m";
	r.outcome = OUT_failed;
	r.message = "::error::message\n::add-mask::x\r##[add-mask]y";
	r.output[STREAM_OUT] = str_of("::error::one\n##[error]two\n##vso[task.complete]\033[0Ksection_end:1:muster_0\r\033[0K\n::stop-commands::me\n");
	report_test(&r);
	report_end(&one);
	return text_of(&console);
}

TEST(on_GitHub_only_our_own_commands_are_obeyed)
{
	const char *text, *line, *end;
	char stop[64], go[64];
	int groups = 0, ends = 0, errors = 0, warnings = 0;
	bool stopped = false;

	ci = CI_github;
	text = hostile_run();
	snprintf(stop, sizeof stop, "::stop-commands::%s\n", ci_token());
	snprintf(go, sizeof go, "::%s::\n", ci_token());
	assert_int_equal(strlen(ci_token()), 32);
	for (line = text; (end = strchr(line, '\n')); line = end + 1) {
		size_t n = (size_t)(end - line) + 1;
		if (!strncmp(line, stop, n)) {
			assert_false(stopped);
			stopped = true;
		} else if (!strncmp(line, go, n)) {
			assert_true(stopped);
			stopped = false;
		} else if (stopped) {
			continue;
		}
		groups += !strncmp(line, "::group::", 9);
		ends += !strncmp(line, "::endgroup::\n", n);
		errors += !strncmp(line, "::error ", 8);
		warnings += !strncmp(line, "::warning ", 10);
	}
	assert_true(!strncmp(text, stop, strlen(stop)));
	assert_false(stopped);
	assert_int_equal(groups, 3);
	assert_int_equal(ends, 3);
	assert_int_equal(errors, 1);
	assert_int_equal(warnings, 2);
	assert_non_null(strstr(text, "\n::error file=t/bad%2C%25%3Ax,title=t/bad%2C%25%3Ax%3A%3Acase\\n%3A%3Aerror%3A%3A\\x1b[31m::failed: ::error::message "));
	assert_non_null(strstr(text, "fails only on board2"));
	assert_string_equal(strrchr(text, ':') + 2,
		"2 tests in 0.00 s\n1 passed, 1 failed, 0 skipped, 1 flaky\n");
}

TEST(on_GitLab_failures_are_sections_that_no_test_can_end)
{
	const char *text;
	int starts = 0, ends = 0;

	ci = CI_gitlab;
	text = hostile_run();
	for (const char *p = text; (p = strchr(p, '\033')); p++) {
		starts += !strncmp(p, "\033[0Ksection_start:1:muster_", 27);
		ends += !strncmp(p, "\033[0Ksection_end:1:muster_", 25);
	}
	assert_int_equal(starts, 3);
	assert_int_equal(ends, 3);
}

TEST(where_hashes_are_commands_there_are_none)
{
	ci = CI_hash;
	assert_null(strstr(hostile_run(), "##"));
}

TEST(a_minute_without_a_terminal_is_a_line)
{
	static const char *const ids[] = { "a", "b", "c", "d", "e", "f", "g" };
	struct run one = { .tests = 7, .ids = ids };
	struct result r = good_result();

	area_begin(&one);
	area.began = clock_us() - 65 * SECOND;
	r.outcome = OUT_failed;
	area_ended(&r);
	area.beat = 66 * SECOND;
	area_tick();
	assert_int_equal(console.q.n, 0);
	area.beat = 60 * SECOND;
	area_tick();
	assert_string_equal(text_of(&console), "muster: 1m05s: 1 of 7 tests ended, 1 did not pass\n");
	console.q.n = 0;
	area_tick();
	assert_int_equal(console.q.n, 0);
}

TEST(a_minute_without_a_terminal_tells_of_hooks_that_take_long)
{
	static const char *const ids[] = { "a", "b", "c" };
	struct lane lanes[3] = { { .slave = "slave00", .appliance = "one" }, { .slave = "slave01", .appliance = "two" },
		{ .slave = "slave02", .appliance = "three" } };
	struct run one = { .tests = 3, .ids = ids, .lanes = lanes, .nlanes = 3 };

	area_begin(&one);
	area.began = clock_us() - 65 * SECOND;
	for (uint32_t i = 0; i < 3; i++)
		report_busy(lanes[i].slave, "setup hook of the appliance");
	area.seats[0].since -= 40 * SECOND;
	area.seats[2].since -= 40 * SECOND;
	report_busy("slave02", NULL);
	area.beat = 60 * SECOND;
	area_tick();
	assert_string_equal(text_of(&console), "muster: 1m05s: 0 of 3 tests ended, 0 did not pass\n"
		"muster: one: setup hook of the appliance, 40s\n");
}

TEST(the_live_area_shows_what_an_appliance_is_prepared_with)
{
	struct lane lane = { .slave = "slave00", .appliance = "one" };
	struct run one = { .tests = 1, .lanes = &lane, .nlanes = 1 };
	struct buf b = { 0 };

	opt.progress = WHEN_always;
	area_begin(&one);
	report_busy("slave00", "setup hook of the appliance");
	area.seats[0].since = 0;
	area_seat(&b, &area.seats[0], 40 * SECOND, 11, 79);
	buf_puts(&b, "");
	assert_string_equal(b.p, "slave00 one     40s            setup hook of the appliance\n");
	buf_free(&b);
}

TEST(the_live_area_takes_at_most_half_of_the_screen)
{
	static struct lane lanes[40];
	static char names[40][16];
	struct run run = { .tests = 40, .lanes = lanes, .nlanes = 40 };
	static const struct { unsigned short rows, lines; } screens[] = { { 24, 11 }, { 80, 40 }, { 79, 38 }, { 5, 1 }, { 4, 0 }, { 2, 0 } };

	opt.progress = WHEN_always;
	for (int i = 0; i < 40; i++) {
		snprintf(names[i], sizeof names[i], "slave%02d", i);
		lanes[i] = (struct lane){ .slave = names[i], .appliance = "a" };
	}
	area_begin(&run);
	for (int i = 0; i < 40; i++)
		report_busy(names[i], i == 33 ? "the one that takes longest" : "some hook");
	for (uint32_t i = 0; i < 40; i++)
		area.seats[i].since = i == 33 ? 0 : 1;
	for (size_t i = 0; i < COUNT(screens); i++) {
		struct buf b = { 0 };
		uint32_t lines = 0;
		char more[32];
		area.size = (struct winsize){ .ws_row = screens[i].rows, .ws_col = 80 };
		area_draw(&b);
		buf_puts(&b, "");
		for (const char *p = b.p; (p = strstr(p, "slave")); p++)
			lines++;
		assert_int_equal(lines, screens[i].lines);
		snprintf(more, sizeof more, "and %u more\n", 40u - screens[i].lines);
		assert_int_equal(strstr(b.p, more) != NULL, screens[i].lines && screens[i].lines < 40);
		if (screens[i].lines)
			assert_non_null(strstr(b.p, "the one that takes longest"));
		buf_free(&b);
	}
}

TEST(a_name_is_cut_in_its_middle_to_the_columns_there_are)
{
	static const char *const names[] = { "short", "net/dns::lookup[ipv6]", "gr\303\274n/\343\201\202\343\201\202\343\201\202\343\201\202/\360\237\230\200x", "\377\001\033[2J::x\n\n" };

	for (size_t i = 0; i < COUNT(names); i++)
		for (size_t most = 0; most < 40; most++) {
			struct buf b = { 0 };
			area_name(&b, names[i], most);
			assert_true(b.n == 0 || columns(b.p, b.n) <= most);
			is_tame(b.p ? b.p : "", b.n, false);
			buf_free(&b);
		}
}

TEST(a_bar_that_does_not_fit_is_cut_at_the_last_column)
{
	struct run of = { .tests = 2000000 };

	area.run = &of;
	area.ended = 1000000;
	area.bad = 12345;
	for (size_t most = 1; most <= 160; most++) {
		struct buf b = { 0 };
		area_bar(&b, UINT64_C(4000) * SECOND, most);
		assert_true(b.n <= most);
		assert_true(b.n == most || most >= 60);
		buf_free(&b);
	}
}

TEST(what_starts_or_ends_is_shown_soon)
{
	static const struct lane lanes[] = { { .slave = "slave03", .appliance = "board1" } };
	const char *ids[] = { "net/dns::lookup[ipv6]" };
	struct run of = { .tests = 1, .ids = ids, .lanes = lanes, .nlanes = 1 };
	struct result r = good_result();

	opt.progress = WHEN_always;
	area_begin(&of);
	area.on = true;
	for (int starts = 0; starts < 2; starts++) {
		int64_t quiet;
		area.stale = false;
		area.drawn = clock_us() + 1000 * SECOND;	/* however long we are held up here */
		quiet = area_wait();				/* nothing but the clock moves */
		area_lane(&r, starts);
		assert_true(area_wait() <= quiet - (SECOND - FRAME));
	}
}

TEST(the_last_line_is_passed_failed_skipped)
{
	struct run one = { .tests = 6, .wall = 1000000, .counts = { [OUT_passed] = 3, [OUT_failed] = 2, [OUT_skipped] = 1 } };
	const char *text, *last;

	report_end(&one);
	text = text_of(&console);
	last = text + strlen(text) - 1;
	while (last > text && last[-1] != '\n')
		last--;
	assert_string_equal(last, "3 passed, 2 failed, 1 skipped\n");
}

TEST(other_outcomes_stand_behind_those_three)
{
	struct run one = { .tests = 4, .counts = { [OUT_passed] = 1, [OUT_crashed] = 2, [OUT_notrun] = 1 } };

	opt.quiet = 1;
	report_end(&one);
	assert_string_equal(text_of(&console), "1 passed, 0 failed, 0 skipped, 2 crashed, 1 notrun\n");
}

TEST(the_slowest_tests_are_listed_slowest_first)
{
	static const char *const ids[] = { "a", "b", "c", "d", "e" };
	static const uint64_t times[] = { 3000000, 1000000, 5000000, 2000000, 4000000 };
	struct run one = { .tests = 5 };

	opt.slowest = 3;
	for (size_t i = 0; i < COUNT(ids); i++) {
		struct result r = good_result();
		r.id = ids[i];
		r.duration = times[i];
		report_test(&r);
	}
	report_end(&one);
	assert_non_null(strstr(text_of(&console), "slowest:\n      5.000s  c\n      4.000s  e\n      3.000s  a\n"));
	assert_int_equal(nslowest, 3);
}

TEST(an_appliance_has_a_line)
{
	struct lane lane = { .slave = "slave00", .appliance = "board1", .tests = 1, .failures = 1, .deaths = 2, .busy = 500000,
		.gone = "it died" };
	struct run one = { .tests = 1, .wall = 1000000, .lanes = &lane, .nlanes = 1 };

	report_end(&one);
	assert_non_null(strstr(text_of(&console), "slave00 board1: 1 test, 1 failed, busy 50%, died 2 times, not used any more: it died\n"));
}

/* ---- JSON lines --------------------------------------------------------------------------------- */
TEST(any_bytes_are_a_json_text)
{
	for (int i = 0; i < 20000; i++) {
		size_t n = roll(40);
		char *in = xrealloc(NULL, n, 1);
		struct buf b = { 0 };
		for (size_t k = 0; k < n; k++)
			in[k] = roll(2) ? (char)roll(256) : "\"\\\n\302\200\342\200\256"[roll(8)];
		json_text(&b, in, n);
		assert_true(is_json(b.p, b.n));
		free(in);
		buf_free(&b);
	}
	buf_free(&keys);
}

TEST(every_single_byte_is_a_json_text)
{
	for (int c = 0; c < 256; c++) {
		struct buf b = { 0 };
		char in[1] = { (char)c };
		json_text(&b, in, 1);
		assert_true(is_json(b.p, b.n));
		buf_free(&b);
	}
	buf_free(&keys);
}

TEST(json_escapes_are_as_documented)
{
	static const struct { const char *in; size_t n; const char *want; } rows[] = {
		{ "", 0, "\"\"" }, { "a/b", 3, "\"a/b\"" }, { "\"\\", 2, "\"\\\"\\\\\"" }, { "\n\t\0", 3, "\"\\u000a\\u0009\\u0000\"" },
		{ "\033\177", 2, "\"\\u001b\\u007f\"" }, { "\303\274", 2, "\"\303\274\"" }, { "\377", 1, "\"\\\\xff\"" },
		{ "\303", 1, "\"\\\\xc3\"" }, { "\360\237\230\200", 4, "\"\360\237\230\200\"" } };

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf b = { 0 };
		json_text(&b, rows[i].in, rows[i].n);
		assert_string_equal(b.p, rows[i].want);
		buf_free(&b);
	}
}

TEST(seconds_have_six_digits)
{
	struct buf b = { 0 };

	json_seconds(&b, 1000007);
	assert_string_equal(b.p, "1.000007");
	b.n = 0;
	json_seconds(&b, 0);
	assert_string_equal(b.p, "0.000000");
	buf_free(&b);
}

TEST(a_json_run_has_all_its_keys)
{
	char *argv[] = { "muster", "-j2", "a \"b\"\n", NULL };
	struct lane lanes[2] = { { .slave = "slave00", .appliance = "local0" }, { .slave = "slave01", .appliance = "local1" } };
	struct run one = { .argv = argv, .start = 1700000000000000, .lanes = lanes, .nlanes = 2, .tests = 7, .programs = 3 };

	json_on();
	report_begin(&one);
	json_keys_are("event version argv start slaves tests ");
	json_has("\"start\":1700000000.000000,\"slaves\":[{\"id\":\"slave00\",\"appliance\":\"local0\"},{\"id\":\"slave01\"");
	json_has("\"argv\":[\"muster\",\"-j2\",\"a \\\"b\\\"\\u000a\"]");
}

TEST(a_json_run_without_slaves_is_json)
{
	char *argv[] = { "muster", NULL };
	struct run one = { .argv = argv };

	json_on();
	report_begin(&one);
	json_has("\"slaves\":[]");
	json_keys_are("event version argv start slaves tests ");
}

TEST(a_json_test_has_all_its_keys)
{
	struct result r = good_result();

	json_on();
	report_test(&r);
	json_keys_are("event id outcome slave appliance attempts flaky split leaked start duration phases user system rss exit signal message reason file line stdout stderr ");
}

TEST(a_json_test_that_never_ran_has_all_its_keys)
{
	struct result r = { .id = "a", .outcome = OUT_notrun, .exit = NONE, .message = NULL };

	json_on();
	report_test(&r);
	json_has("\"slave\":null,\"appliance\":null,\"attempts\":0");
	json_has("\"phases\":[],\"user\":null,\"system\":null,\"rss\":null,\"exit\":null,\"signal\":null,\"message\":\"\"");
	json_keys_are("event id outcome slave appliance attempts flaky split leaked start duration phases user system rss exit signal message reason file line stdout stderr ");
}

TEST(a_json_test_has_its_phases)
{
	struct result r = good_result();

	r.phase[PHASE_call] = OUT_failed;
	json_on();
	report_test(&r);
	json_has("\"phases\":[{\"phase\":\"setup\",\"outcome\":\"passed\",\"duration\":0.000001},"
		"{\"phase\":\"call\",\"outcome\":\"failed\",\"duration\":0.119999},"
		"{\"phase\":\"teardown\",\"outcome\":\"passed\",\"duration\":0.000000}]");
}

TEST(a_json_test_names_its_signal)
{
	struct result r = good_result();

	r.outcome = OUT_crashed;
	r.exit = NONE;
	r.signal = SIGSEGV;
	json_on();
	report_test(&r);
	json_has("\"exit\":null,\"signal\":\"SEGV\"");
}

TEST(a_json_test_has_its_times_in_seconds)
{
	struct result r = good_result();

	json_on();
	report_test(&r);
	json_has("\"start\":1.500000,\"duration\":0.120000");
}

TEST(a_json_test_of_hostile_bytes_is_json)
{
	char id[300], message[300], out[600], err[600];

	json_on();
	for (int i = 0; i < 2000; i++) {
		struct result r = good_result();
		id[hostile(id, sizeof id - 1)] = 0;
		message[hostile(message, sizeof message - 1)] = 0;
		r.id = id;
		r.message = message;
		r.output[STREAM_OUT] = (struct str){ out, (uint32_t)hostile(out, sizeof out) };
		r.output[STREAM_ERR] = (struct str){ err, (uint32_t)hostile(err, sizeof err) };
		json_sink.q.n = 0;
		report_test(&r);
		json_keys_are("event id outcome slave appliance attempts flaky split leaked start duration phases user system rss exit signal message reason file line stdout stderr ");
		console.q.n = 0;
	}
}

TEST(a_json_case_has_all_its_keys)
{
	json_on();
	report_case(&(struct result){ .id = "t/x.t" }, &(struct point){ OUT_skipped, (struct str){ "a\0b", 3 }, str_of("no \"hw\""), 0 });
	json_keys_are("event program name outcome message ");
	json_has("\"name\":\"a\\u0000b\",\"outcome\":\"skipped\",\"message\":\"no \\\"hw\\\"\"");
}

TEST(each_json_case_is_a_line)
{
	json_on();
	report_case(&(struct result){ .id = "t/x.t" }, &(struct point){ OUT_passed, str_of("one"), str_of(""), 0 });
	report_case(&(struct result){ .id = "t/x.t" }, &(struct point){ OUT_failed, str_of("two"), str_of("why"), 0 });
	assert_string_equal(text_of(&json_sink),
		"{\"event\":\"case\",\"program\":\"t/x.t\",\"name\":\"one\",\"outcome\":\"passed\",\"message\":\"\"}\n"
		"{\"event\":\"case\",\"program\":\"t/x.t\",\"name\":\"two\",\"outcome\":\"failed\",\"message\":\"why\"}\n");
}

TEST(a_json_end_has_all_its_keys)
{
	struct run one = { .tests = 3, .wall = 2500000, .exit = 1, .counts = { [OUT_passed] = 2, [OUT_failed] = 1 }, .cases = { 5 } };

	json_on();
	report_end(&one);
	json_has("\"event\":\"end\",\"exit\":1,\"wall\":2.500000,\"counts\":{\"passed\":2,");
	for (int i = 0; i < OUT_COUNT; i++)
		json_has(outcome_name((enum outcome)i));
	json_keys_are("event exit wall counts cases programs ");
}

TEST(without_json_nothing_is_queued_for_it)
{
	struct result r = good_result();

	report_test(&r);
	assert_int_equal(json_sink.q.n, 0);
}

/* ---- sinks -------------------------------------------------------------------------------------- */
TEST(a_console_that_nobody_reads_drops_and_counts_lines)
{
	struct buf b = { 0 };
	uint64_t added = 0;

	for (int i = 0; i < 1000; i++)
		buf_puts(&b, "a line\n");
	while (!console.dropped && added < 10000) {
		sink_add(&console, &b);
		added++;
	}
	assert_true(console.q.n < CONSOLE_MAX + 2 * b.n);
	assert_int_equal(console.dropped, 1000);
	buf_free(&b);
}

TEST(a_full_pipe_blocks_nobody)
{
	struct buf b = { 0 };
	int p[2];

	assert_int_equal(pipe(p), 0);
	console.fd = p[1];
	for (int i = 0; i < 50000; i++)
		buf_puts(&b, "a line\n");
	sink_add(&console, &b);
	sink_flush(&console, 0);
	assert_true(console.q.n - console.sent > 0);
	close(p[0]);
	close(p[1]);
	buf_free(&b);
}

TEST(a_full_pipe_is_waited_for_no_longer_than_is_asked)
{
	struct buf b = { 0 };
	int p[2];

	assert_int_equal(pipe(p), 0);
	console.fd = p[1];
	buf_room(&b, 200000);
	memset(b.p, 'x', b.n = 200000);
	sink_add(&console, &b);
	alarm(30);
	sink_flush(&console, 1);
	alarm(0);
	assert_true(console.stalled);
	close(p[0]);
	close(p[1]);
	buf_free(&b);
}

static int waited[2];

/* The reader goes on when it has been waited for. */
static bool reader_wakes(void) { return write(waited[1], "", 1) == 1; }

TEST(a_reader_that_took_what_was_waited_for_is_waited_for_again)
{
	struct buf b = { 0 };
	int p[2], status;
	pid_t pid;

	assert_int_equal(pipe(p) || pipe(waited), 0);
	buf_room(&b, 2 * CHUNK);
	memset(b.p, 'x', b.n = PIPE_BUF);
	while (fd_wait(p[1], POLLOUT, 0) > 0)
		assert_true(fd_write(p[1], b.p, b.n));
	if (!(pid = fork())) {
		char byte;
		close(p[1]);
		close(waited[1]);
		if (read(waited[0], &byte, 1) != 1)
			_exit(1);
		for (size_t n = 0, got; n < CHUNK && (got = (size_t)read(p[0], b.p, CHUNK - n)); n += got)
			;
		while (read(waited[0], &byte, 1) == 1)
			;
		_exit(0);
	}
	goes_on = reader_wakes;
	console.fd = p[1];
	b.n = 3 * CHUNK / 2;
	buf_add(&console.q, b.p, b.n);
	sink_wait(&console, CHUNK);
	assert_in_range(console.q.n - console.sent, 1, CHUNK);
	assert_false(console.stalled);
	close(waited[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	close(p[0]);
	close(p[1]);
	close(waited[0]);
	buf_free(&b);
}

TEST(who_types_nothing_is_not_waited_for)
{
	int keep, fd = terminal_open(&keep), status;
	pid_t pid;

	if (fd < 0)
		skip();
	if (!(pid = fork())) {
		alarm(30);
		if (setsid() < 0 || ioctl(fd, TIOCSCTTY, 0) || tcgetpgrp(fd) != getpgrp())
			_exit(77);
		area.tty = fd;
		keys_read();
		_exit(area.asked);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	close(fd);
	close(keep);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(status, 0);
}

TEST(what_was_typed_is_asked_once)
{
	assert_false(report_asked());
	area.asked = true;
	assert_true(report_asked());
	assert_false(report_asked());
}

TEST(what_a_full_pipe_does_not_take_comes_later_in_order)
{
	struct buf b = { 0 }, got = { 0 };
	int p[2];

	assert_int_equal(pipe(p), 0);
	fcntl(p[0], F_SETFL, O_NONBLOCK);
	console.fd = p[1];
	for (int i = 0; i < 50000; i++)
		buf_printf(&b, "%d\n", i);
	sink_add(&console, &b);
	while (got.n < b.n) {
		ssize_t n;
		buf_room(&got, CHUNK);
		sink_flush(&console, 0);
		n = read(p[0], got.p + got.n, CHUNK);
		assert_true(n > 0);
		got.n += (size_t)n;
	}
	assert_int_equal(got.n, b.n);
	assert_memory_equal(got.p, b.p, b.n);
	close(p[0]);
	close(p[1]);
	buf_free(&got);
	buf_free(&b);
}

TEST(a_console_that_was_closed_stops_no_test)
{
	struct buf b = { 0 };
	int p[2];

	assert_int_equal(pipe(p), 0);
	close(p[0]);
	console.fd = p[1];
	buf_puts(&b, "x\n");
	sink_add(&console, &b);
	sink_flush(&console, 0);
	assert_int_equal(console.fd, -1);
	sink_add(&console, &b);
	assert_int_equal(console.q.n, 0);
	assert_int_equal(report_close(EXIT_OK), EXIT_OK);
	close(p[1]);
	buf_free(&b);
}

TEST(a_report_that_cannot_be_written_is_a_failure)
{
	struct report_options o = { .log = "none", .json = "/dev/full" };
	struct buf error = { 0 };
	struct result r = good_result();

	if (access("/dev/full", W_OK))
		skip();
	assert_true(report_open(&o, &error));
	console.fd = -1;
	report_test(&r);
	assert_int_equal(report_close(EXIT_FAILED), EXIT_REPORT);
}

TEST(a_junit_report_that_disagrees_with_the_run_is_not_one)
{
	char path[] = "/tmp/muster-report-XXXXXX", text[8];
	struct report_options o = { .log = "none", .junit = path };
	struct buf error = { 0 };
	struct result r = good_result();
	int fd = mkstemp(path);

	assert_int_equal(write(fd, "old", 3), 3);
	for (int agrees = 0; agrees < 2; agrees++) {
		struct run run = { .tests = 1, .counts = { [OUT_passed] = (uint32_t)agrees, [OUT_failed] = !agrees } };
		assert_true(report_open(&o, &error));
		console.fd = -1;
		report_test(&r);
		report_end(&run);
		assert_int_equal(report_close(EXIT_OK), agrees ? EXIT_OK : EXIT_LOST);
		close(fd);
		fd = open(path, O_RDONLY);
		assert_int_equal(pread(fd, text, 3, 0), 3);
		assert_memory_equal(text, agrees ? "<?x" : "old", 3);
	}
	close(fd);
	unlink(path);
}

static int looks;

static bool thrice(void)
{
	return looks++ < 3;
}

static bool never(void)
{
	return false;
}

TEST(a_reader_that_takes_nothing_is_given_up_when_nobody_waits_any_longer)
{
	struct buf b = { 0 };
	int p[2];

	assert_int_equal(pipe(p), 0);
	console.fd = p[1];
	for (int i = 0; i < 50000; i++)
		buf_puts(&b, "a line\n");
	sink_add(&console, &b);
	looks = 0;
	report_patient(thrice);
	assert_int_equal(report_close(EXIT_FAILED), EXIT_REPORT);
	assert_int_equal(looks, 4);
	assert_int_equal(console.fd, -1);
	assert_int_equal(console.q.n, 0);
	close(p[0]);
	buf_free(&b);
}

TEST(a_reader_that_takes_all_is_waited_for_however_slow_it_is)
{
	struct buf b = { 0 };
	char some[4096];
	size_t got = 0;
	int p[2];
	pid_t writer;

	assert_int_equal(pipe(p), 0);
	for (int i = 0; i < 50000; i++)
		buf_puts(&b, "a line\n");
	writer = fork();
	if (!writer) {
		close(p[0]);
		console.fd = p[1];
		sink_add(&console, &b);
		_exit(report_close(EXIT_OK));
	}
	close(p[1]);
	for (ssize_t n; (n = read(p[0], some, sizeof some)) > 0; got += (size_t)n)
		poll(NULL, 0, 2);
	assert_int_equal(got, b.n);
	assert_int_equal(waitpid(writer, &looks, 0), writer);
	assert_int_equal(looks, 0);
	close(p[0]);
	buf_free(&b);
}

/* The file of a JUnit report of one failed test that printed something, and of a program with results inside; out of time or not. */
static void junit_is(bool (*goes)(void), const char *has, const char *lacks)
{
	char path[] = "/tmp/muster-report-XXXXXX", text[32768], printed[10000];
	struct report_options o = { .log = "none", .junit = path };
	struct buf error = { 0 };
	struct result r = good_result();
	struct run run = { .tests = 2, .counts = { [OUT_failed] = 2 } };
	int fd = mkstemp(path);
	ssize_t n;

	assert_true(report_open(&o, &error));
	console.fd = -1;
	r.outcome = OUT_failed;
	r.message = "why";
	memset(printed, '\n', sizeof printed);		/* its end is with the reason */
	memcpy(printed, "printed it", 10);
	r.output[STREAM_OUT] = (struct str){ printed, sizeof printed };
	report_test(&r);
	r.id = "other";
	report_case(&r, &(struct point){ OUT_failed, (struct str){ "point", 5 }, (struct str){ "", 0 }, 0 });
	report_test(&r);
	report_patient(goes);
	report_end(&run);
	assert_int_equal(report_close(EXIT_FAILED), EXIT_FAILED);
	close(fd);
	fd = open(path, O_RDONLY);
	n = read(fd, text, sizeof text - 1);
	assert_true(n > 0);
	text[n] = 0;
	assert_non_null(strstr(text, has));
	assert_null(strstr(text, lacks));
	assert_non_null(strstr(text, "point"));
	assert_non_null(strstr(text, "message=\"why\""));
	assert_non_null(strstr(text, "</testcase>\n</testsuite>\n"));
	assert_non_null(strstr(text, "</testsuites>"));
	close(fd);
	unlink(path);
}

TEST(where_there_is_no_more_time_a_junit_report_is_whole_but_for_what_tests_printed)
{
	junit_is(NULL, "printed it", "left out");
	junit_is(never, "left out", "printed it");
}

TEST(a_report_that_cannot_be_opened_is_an_error_before_the_run)
{
	struct report_options o = { .log = "none", .json = "/nonexistent/x.json" };
	struct buf error = { 0 };

	assert_false(report_open(&o, &error));
	assert_memory_equal(error.p, "--json=/nonexistent/x.json: ", 28);
	buf_free(&error);
}

TEST(a_log_that_cannot_be_opened_is_an_error_before_the_run)
{
	static const struct { const char *path, *why; } rows[] = { { "/nonexistent/x.log", "--log=/nonexistent/x.log: No such file" },
		{ "/dev/null", "--log=/dev/null: it is no file" } };

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct report_options o = { .log = rows[i].path };
		struct buf error = { 0 };
		fresh(NULL);
		assert_false(report_open(&o, &error));
		assert_memory_equal(error.p, rows[i].why, strlen(rows[i].why));
		buf_free(&error);
	}
}

TEST(with_json_on_standard_output_the_console_is_standard_error)
{
	struct report_options o = { .log = "none", .json = "-" };
	struct buf error = { 0 };

	assert_true(report_open(&o, &error));
	assert_int_equal(console.fd, 2);
	assert_int_equal(json_sink.fd, 1);
}

TEST(a_json_file_gets_whole_lines)
{
	char path[] = "/tmp/muster-report-XXXXXX", text[8192];
	struct report_options o = { .log = "none", .json = path };
	struct buf error = { 0 };
	struct result r = good_result();
	int fd = mkstemp(path);
	ssize_t n;

	assert_true(fd >= 0);
	assert_true(report_open(&o, &error));
	console.fd = -1;
	report_test(&r);
	report_test(&r);
	assert_int_equal(report_close(EXIT_OK), EXIT_OK);
	assert_int_equal(pread(fd, text, sizeof text, 0), 0);	/* the old file is as it was, and has no name any more */
	close(fd);
	fd = open(path, O_RDONLY);
	n = read(fd, text, sizeof text);
	close(fd);
	unlink(path);
	assert_true(n > 0 && text[n - 1] == '\n');
	assert_true(is_json(text, (size_t)((char *)memchr(text, '\n', (size_t)n) - text)));
	buf_free(&keys);
}

/* Is it text that XML 1.0 allows, with nothing that steers a terminal? */
static void is_xml(const char *p, size_t n)
{
	for (size_t i = 0, len; i < n; i += len) {
		unsigned char c = (unsigned char)p[i];
		len = utf8_length((const unsigned char *)p + i, n - i);
		len += !len && c < 0x80;
		assert_true(len > 0);
		assert_true(c >= 0x20 || c == '\n' || c == '\t');
		assert_true(c != '<' && c != '>' && c != '"' && c != '\'' && c != 0x7f);
		assert_false(c == 0xc2 && (unsigned char)p[i + 1] < 0xa0);	/* C1 */
	}
}

TEST(every_single_byte_and_character_is_xml_text)
{
	struct buf b = { 0 };
	char text[4];

	for (uint32_t c = 0; c < 0x30000; c += c < 0x11000 ? 1 : 251)
		for (int name = 0; name < 2; name++) {
			size_t n = 0;
			if (c < 0x100)	/* a byte that is no character of its own, too */
				text[n++] = (char)c;
			else if (c < 0x800)
				text[n++] = (char)(0xc0 | c >> 6);
			else if (c < 0x10000)
				text[n++] = (char)(0xe0 | c >> 12);
			else
				text[n++] = (char)(0xf0 | c >> 18);
			if (c >= 0x10000)
				text[n++] = (char)(0x80 | (c >> 12 & 0x3f));
			if (c >= 0x800)
				text[n++] = (char)(0x80 | (c >> 6 & 0x3f));
			if (c >= 0x100)
				text[n++] = (char)(0x80 | (c & 0x3f));
			b.n = 0;
			xml_text(&b, text, n, name);
			is_xml(b.p, b.n);
			assert_false(name && memchr(b.p, '\n', b.n));
		}
	buf_free(&b);
}

/* What an escaper makes of a text. */
static void becomes(const char *text, const char *xml)
{
	struct buf b = { 0 };

	xml_text(&b, text, strlen(text), true);
	buf_add(&b, "", 1);
	assert_string_equal(b.p, xml);
	buf_free(&b);
}

TEST(what_xml_cannot_say_is_text)
{
	becomes("a<b>&\"c\"", "a&#60;b&#62;&#38;&#34;c&#34;");
	becomes("]]>", "]]&#62;");
	becomes("\001\377", "\\x01\\xff");
	becomes("\357\277\277", "\\xef\\xbf\\xbf");
	becomes("\355\240\200", "\\xed\\xa0\\x80");	/* a surrogate */
	becomes("\302\233", "\\xc2\\x9b");
	becomes("\342\200\256", "\\xe2\\x80\\xae");
	becomes("\033[1;31mred\033[0m", "red");
	becomes("\033]0;title\007", "\\x1b]0;title\\x07");
	becomes("\033[", "\\x1b[");
	becomes("a\r\n\tb", "a&#13;&#10;&#9;b");
	becomes("gr\303\274\303\237 \360\237\230\200", "gr\303\274\303\237 \360\237\230\200");
}

TEST(a_spool_gives_back_what_it_got)
{
	struct spool sp = { 0 };
	struct sink to = { .fd = -1 };
	struct buf b = { 0 };
	uint64_t at[3000];
	int fd;

	to.fd = open("/dev/null", O_WRONLY);
	assert_true(to.fd >= 0);
	for (uint32_t i = 0; i < COUNT(at); i++) {	/* 3 MiB: most of it is in a file then */
		b.n = 0;
		buf_printf(&b, "%01000lu", (unsigned long)i);
		at[i] = spool_add(&sp, &to, &b);
	}
	assert_true(sp.written > 0 && sp.q.n > 0);
	for (uint32_t i = 0; i < COUNT(at); i += 7) {
		to.q.n = to.sent = 0;
		spool_copy(&sp, &to, at[i], 1000);
		assert_int_equal(to.q.n, 1000);
		buf_add(&to.q, "", 1);
		assert_int_equal(strtoul(to.q.p + 990, NULL, 10), i);
	}
	to.q.n = to.sent = 0;
	spool_copy(&sp, &to, sp.written - 1500, 3000);	/* over the end of the file */
	assert_int_equal(to.q.n, 3000);
	fd = sp.fd;
	spool_close(&sp);
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	spool_close(&sp);		/* one that has no file */
	assert_true(fcntl(0, F_GETFD) >= 0);
	close(to.fd);
	buf_free(&to.q);
	buf_free(&b);
}

TEST(a_report_whose_spool_has_no_place_ends_and_is_closed)
{
	struct buf b = { 0 };
	const char *tmp = getenv("TMPDIR");
	char *was = tmp ? strdup(tmp) : NULL;

	buf_room(&b, SPOOL_MEMORY + 1);
	memset(b.p, 'x', b.n = SPOOL_MEMORY + 1);
	setenv("TMPDIR", "/nonexistent", 1);
	for (int own = 0; own < 2; own++) {
		struct sink to = { .fd = own ? open("/dev/null", O_WRONLY) : 2 };
		struct spool sp = { 0 };
		int fd = to.fd;
		spool_add(&sp, &to, &b);
		assert_true(to.failed);
		assert_int_equal(to.fd, -1);
		assert_int_equal(fcntl(fd, F_GETFD) < 0, own);	/* standard error is not ours to close */
		spool_close(&sp);
	}
	was ? setenv("TMPDIR", was, 1) : unsetenv("TMPDIR");
	free(was);
	buf_free(&b);
}

/* ---- run log ------------------------------------------------------------------------------------ */
static char log_path[64];
static const char *const log_ids[] = { "a", "b::x", "c", "d" };

/* Writes a log of four tests to log_path: one passed, one failed after an attempt, one with a point; the last was sent only. */
static void log_make(bool end)
{
	static char *words[] = { (char *)"muster", (char *)"t", NULL };
	static const struct lane lanes[] = { { .slave = "slave00", .appliance = "local0" } };
	struct run run = { .argv = words, .ids = log_ids, .digest = 42, .start = 1000000, .tests = 4, .programs = 4, .lanes = lanes, .nlanes = 1, .wall = 5 };
	struct report_options o = { .log = log_path };
	struct buf error = { 0 };

	snprintf(log_path, sizeof log_path, "/tmp/muster-log-%ld", (long)getpid());
	unlink(log_path);
	assert_true(report_open(&o, &error));
	console.fd = -1;
	report_begin(&run);
	for (uint32_t i = 0; i < 4; i++)
		report_sent(i, false);
	log_flush();
	for (uint32_t i = 0; i < 3; i++) {
		struct result r = good_result();
		r.id = log_ids[i];
		r.test = i;
		r.attempts = 1;
		r.slave = "slave00";
		r.appliance = "local0";
		report_start(&r);
		if (i == 1) {
			r.outcome = OUT_crashed;
			report_attempt(&r);
			r.attempts = 2;
			report_start(&r);
			r.outcome = OUT_failed;
		}
		if (i == 2)
			report_case(&(struct result){ .id = "c" }, &(struct point){ OUT_passed, (struct str){ "point", 5 }, (struct str){ "", 0 }, 0 });
		report_test(&r);
	}
	if (end)
		report_end(&run);
	assert_int_equal(report_close(EXIT_OK), EXIT_OK);
}

TEST(a_long_log_is_read_in_the_room_of_a_record)
{
	static char text[256 << 10];
	static const struct lane lanes[] = { { .slave = "slave00", .appliance = "local0" } };
	char *words[] = { (char *)"muster", NULL };
	struct run run = { .argv = words, .ids = log_ids, .tests = 4, .lanes = lanes, .nlanes = 1 };
	struct report_options o = { .log = log_path };
	struct buf error = { 0 };
	struct result r = good_result();
	struct log l = { .fd = -1 };
	union frame f;
	size_t results = 0;

	snprintf(log_path, sizeof log_path, "/tmp/muster-log-%ld", (long)getpid());
	unlink(log_path);
	assert_true(report_open(&o, &error));
	console.fd = -1;
	report_begin(&run);
	memset(text, 'x', sizeof text);
	r.output[STREAM_OUT] = (struct str){ text, sizeof text };
	r.id = log_ids[0];
	r.slave = "slave00";
	r.appliance = "local0";
	for (int i = 0; i < 100; i++)
		report_attempt(&r);
	assert_int_equal(report_close(EXIT_OK), EXIT_OK);
	assert_true(log_reader(&l, log_path, &error));
	while (log_next(&l, &f) > 0)
		results += f.type == MSG_RESULT;
	assert_int_equal(results, 100);
	assert_in_range(l.b.cap, CHUNK, 4 * (CHUNK + sizeof text));
	close(l.fd);
	buf_free(&l.b);
	unlink(log_path);
}

TEST(much_that_a_test_printed_is_in_the_log_byte_for_byte)
{
	static const struct lane lanes[] = { { .slave = "slave00", .appliance = "local0" } };
	char *words[] = { (char *)"muster", NULL };
	struct run run = { .argv = words, .ids = log_ids, .tests = 4, .lanes = lanes, .nlanes = 1 };
	struct report_options o = { .log = log_path };
	struct buf error = { 0 }, text = { 0 }, got = { 0 };
	struct result r = good_result();
	struct log l = { .fd = -1 };
	union frame f;

	for (uint32_t i = 0; i < 100000; i++)
		buf_printf(&text, "%07lu\n", (unsigned long)i);
	assert_true(text.n > 2 * FRAME_MAX / 3);
	snprintf(log_path, sizeof log_path, "/tmp/muster-log-%ld", (long)getpid());
	unlink(log_path);
	assert_true(report_open(&o, &error));
	console.fd = -1;
	report_begin(&run);
	r.output[STREAM_ERR] = (struct str){ text.p, (uint32_t)text.n };
	r.id = log_ids[0];
	r.slave = "slave00";
	r.appliance = "local0";
	report_attempt(&r);
	assert_int_equal(report_close(EXIT_OK), EXIT_OK);
	assert_true(log_reader(&l, log_path, &error));
	while (log_next(&l, &f) > 0)
		if (f.type == MSG_PRINTED) {
			assert_int_equal(f.PRINTED.stream, STREAM_ERR);
			buf_add(&got, f.PRINTED.bytes.p, f.PRINTED.bytes.n);
		}
	assert_int_equal(got.n, text.n);
	assert_memory_equal(got.p, text.p, text.n);
	close(l.fd);
	buf_free(&l.b);
	buf_free(&got);
	buf_free(&text);
	unlink(log_path);
}

/* What a log tells must be true: an outcome that it has is the one that was, in its place. */
static void log_is_true(const struct past *p)
{
	static const enum outcome was[] = { OUT_passed, OUT_failed, OUT_passed };

	for (uint32_t i = 0; i < p->run.tests; i++)
		if (p->test[i].state == PAST_ended) {
			assert_true(i < 3);
			assert_int_equal(p->test[i].outcome, was[i]);
			assert_string_equal(p->id[i], log_ids[i]);
		}
}

/* The file's bytes. */
static size_t log_bytes(char *bytes, size_t room)
{
	int fd = open(log_path, O_RDONLY);
	ssize_t n = read(fd, bytes, room);

	close(fd);
	assert_true(n > 0 && (size_t)n < room);
	return (size_t)n;
}

/* Writes these bytes as a log, and opens it. */
static bool log_try(const char *bytes, size_t n, struct past *p, struct buf *error)
{
	int fd = open(log_path, O_WRONLY | O_TRUNC);

	assert_true(fd >= 0 && write(fd, bytes, n) == (ssize_t)n);
	close(fd);
	error->n = 0;
	return past_open(p, log_path, error);
}

TEST(crc32c_is_that_of_the_rfc)
{
	unsigned char zeros[32] = { 0 }, up[32];

	for (int i = 0; i < 32; i++)
		up[i] = (unsigned char)i;
	assert_int_equal(crc32c("123456789", 9), 0xe3069283);
	assert_int_equal(crc32c(zeros, 32), 0x8a9136aa);
	assert_int_equal(crc32c(up, 32), 0x46dd794e);
	assert_int_equal(crc32c("", 0), 0);
}

TEST(what_history_calls_a_test_is_the_same_on_every_machine)
{
	assert_int_equal(history_hash("", 0), 0xcbf29ce44fd0bfc1u);
	assert_int_equal(history_hash("net/dns::lookup[ipv6]", 21), 0x87104f555e807db8u);
	assert_int_equal(history_hash("\377\200", 2), 0xa9a2607bc6cc36du);
}

TEST(a_log_has_a_later_name_than_those_before)
{
	char name[64], before[64] = "";

	for (int i = 0; i < 100; i++) {
		log_name(name, sizeof name);
		assert_true(strcmp(name, before) > 0);
		strcpy(before, name);
		nanosleep(&(struct timespec){ .tv_nsec = 1000 }, NULL);
	}
}

TEST(a_log_tells_what_was_written)
{
	struct past p;
	struct buf error = { 0 };

	log_make(true);
	assert_true(past_open(&p, log_path, &error));
	assert_true(p.ended);
	assert_int_equal(p.run.tests, 4);
	assert_int_equal(p.test[0].state, PAST_ended);
	assert_int_equal(p.test[1].state, PAST_ended);
	assert_int_equal(p.test[1].attempts, 2);
	assert_int_equal(p.test[3].state, PAST_sent);
	assert_int_equal(p.digest, 42);
	log_is_true(&p);
	past_close(&p);
	unlink(log_path);
}

TEST(who_follows_a_run_that_was_cut_off_sees_its_end)
{
	struct report_options o = { 0 };
	int status;
	pid_t pid;

	log_make(false);
	if (!(pid = fork())) {
		int null = open("/dev/null", O_RDWR);
		dup2(null, 1);
		dup2(null, 2);
		alarm(30);
		console = (struct sink){ .fd = 1, .console = true, .name = "standard output" };
		_exit(report_follow(&o, log_path));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	unlink(log_path);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EXIT_LOST);
}

TEST(tests_that_a_resumed_run_brings_get_the_places_behind_the_others)
{
	static const char ids[] = "new::a\0new::b\0new::c";
	struct past p = { .log = { .fd = -1 }, .run = { .tests = 2 } };

	past_later(&p, (struct str){ ids, sizeof ids });
	assert_int_equal(p.run.tests, 5);
	assert_string_equal(p.id[2], "new::a");
	assert_string_equal(p.id[4], "new::c");
	assert_int_equal(p.test[4].state, PAST_none);
	assert_int_equal(p.fresh, 0);
	past_later(&p, (struct str){ "", 0 });
	assert_int_equal(p.run.tests, 5);
	past_close(&p);
}

TEST(a_log_that_is_cut_anywhere_tells_nothing_wrong)
{
	static char bytes[1 << 16];
	struct buf error = { 0 };
	struct past p;
	uint32_t ended = 0;

	log_make(true);
	for (size_t n = log_bytes(bytes, sizeof bytes); n-- > 0;) {
		if (!log_try(bytes, n, &p, &error)) {
			assert_true(error.n > 0);
			assert_true(strstr(error.p, "this is no run log") || strstr(error.p, "cut off before it began"));
		} else {
			log_is_true(&p);
			ended += p.test[0].state == PAST_ended;
			assert_true(p.valid <= n);
		}
		past_close(&p);
	}
	assert_true(ended > 100);
	buf_free(&error);
	unlink(log_path);
}

TEST(a_log_with_any_bit_flipped_tells_nothing_wrong)
{
	static char bytes[1 << 16];
	struct buf error = { 0 };
	struct past p;
	uint32_t refused = 0, cut = 0;
	size_t n;

	log_make(true);
	n = log_bytes(bytes, sizeof bytes);
	for (size_t i = 0; i < n; i++) {
		bytes[i] ^= (char)(1 << i % 8);
		if (!log_try(bytes, n, &p, &error)) {
			refused++;
			assert_true(error.n > 0);
		} else {
			log_is_true(&p);	/* in the last record: as if it were not there */
			assert_true(p.valid < n);
			cut++;
		}
		past_close(&p);
		bytes[i] ^= (char)(1 << i % 8);
	}
	assert_int_equal(cut, LOG_HEAD + 4 + 2 + 8);	/* TRAILER */
	assert_int_equal(refused, n - cut);
	buf_free(&error);
	unlink(log_path);
}

/* What was salvaged of a log with this byte damaged is a log, and as true as it was. Returns how many of its tests have ended; -1: there is none. */
static int salvaged(size_t at)
{
	char name[sizeof log_path + 16];
	struct buf error = { 0 };
	struct past p;
	int ended = 0;

	snprintf(name, sizeof name, "%s.salvaged", log_path);
	if (report_salvage(log_path) != EXIT_OK) {
		assert_int_equal(access(name, F_OK), -1);
		return -1;
	}
	assert_true(past_open(&p, name, &error));
	assert_int_equal(p.run.tests, 4);
	log_is_true(&p);
	for (uint32_t i = 0; i < 4; i++)
		ended += p.test[i].state == PAST_ended;
	if (p.test[3].state == PAST_none)
		fail_msg("with byte %zu damaged the log says that d was not sent", at);
	past_close(&p);
	unlink(name);
	return ended;
}

TEST(what_is_salvaged_of_a_damaged_log_tells_nothing_wrong)
{
	static char bytes[1 << 16];
	struct buf error = { 0 };
	struct past p;
	uint32_t head = 0, some = 0;
	int was = dup(2), nothing = open("/dev/null", O_WRONLY);
	size_t n;

	log_make(true);
	n = log_bytes(bytes, sizeof bytes);
	dup2(nothing, 2);	/* it says what it did */
	for (size_t i = 8; i < n; i++) {
		int ended;
		bytes[i] ^= (char)(1 << i % 8);
		(void)log_try(bytes, n, &p, &error);
		past_close(&p);
		ended = salvaged(i);
		head += ended < 0;
		some += ended >= 2;
		bytes[i] ^= (char)(1 << i % 8);
	}
	dup2(was, 2);
	assert_true(head > 50 && head < n / 2);		/* the head, without which there is nothing */
	assert_int_equal(some, n - 8 - head);		/* each time at most one result is gone */
	close(was);
	close(nothing);
	buf_free(&error);
	unlink(log_path);
}

TEST(a_log_with_a_tail_of_zeros_is_good_up_to_it)
{
	static char bytes[1 << 16];
	struct buf error = { 0 };
	struct past p;
	size_t n;

	log_make(false);
	n = log_bytes(bytes, sizeof bytes);
	for (size_t more = 0; more < 5000; more += 97) {
		memset(bytes + n, 0, more);
		assert_true(log_try(bytes, n + more, &p, &error));
		assert_int_equal(p.valid, n);
		assert_int_equal(p.test[2].state, PAST_ended);
		assert_false(p.ended);
		past_close(&p);
	}
	buf_free(&error);
	unlink(log_path);
}

/* Adds the frame in log_chan to a log in the making, and is ready for the next. */
static void log_copy(struct buf *to)
{
	log_seal();
	buf_add(to, log_chan.q.p, log_chan.q.n);
	log_ready();
}

/* Makes a log as another muster may: another RUN, and behind it a record of a kind that we do not know. */
static void log_make_foreign(uint32_t format)
{
	static char bytes[1 << 20];
	struct buf b = { 0 };
	size_t n, first;
	int fd;

	log_make(true);
	n = log_bytes(bytes, sizeof bytes);
	first = record_length(bytes + 8, n - 8);
	buf_add(&b, bytes, 8);
	log_ready();
	put_RUN(&log_chan, (struct w_RUN){ .format = format, .version = str_of("9.9"), .hash = 1, .cwd = str_of("/"), .argv = { "m", 2 },
		.lanes = { "slave00\0local0", 15 }, .tests = 4, .digest = 42 });
	log_copy(&b);
	put_NEED(&log_chan, (struct w_NEED){ 0 });
	put_u16(log_chan.q.p + LOG_HEAD + 4, LOG_FIRST + LOG_COUNT);
	log_copy(&b);
	buf_add(&b, bytes + 8 + first, n - 8 - first);
	fd = open(log_path, O_WRONLY | O_TRUNC);
	assert_int_equal(write(fd, b.p, b.n), b.n);
	close(fd);
	buf_free(&b);
}

TEST(a_log_of_a_later_format_is_named_by_the_muster_that_wrote_it)
{
	struct past p;
	struct buf error = { 0 };

	log_make_foreign(LOG_FORMAT + 1);
	assert_false(past_open(&p, log_path, &error));
	assert_non_null(strstr(error.p, "written by muster 9.9"));
	unlink(log_path);
	buf_free(&error);
}

TEST(records_that_we_do_not_know_are_skipped_and_the_log_goes_on_only_with_its_own_muster)
{
	struct run run = { .ids = log_ids, .tests = 4 };
	struct past p;
	struct buf error = { 0 };

	log_make_foreign(LOG_FORMAT);
	assert_true(past_open(&p, log_path, &error));
	assert_true(p.ended);
	log_is_true(&p);
	assert_false(past_resume(&p, &run, &error));
	assert_non_null(strstr(error.p, "written by muster 9.9: only that one"));
	past_close(&p);
	unlink(log_path);
	buf_free(&error);
}

TEST(a_log_knows_what_those_before_it_knew_and_each_run_once)
{
	struct known *k;
	enum outcome o;
	uint64_t us;

	assert_false(history_only("/nowhere"));		/* nothing is known */
	history_put(history_hash("of before", 9), 30, OUT_failed);
	log_make(true);
	assert_true(history_only(log_path));
	assert_true(history_find("of before", &o, &us));
	assert_int_equal(o, OUT_failed);
	assert_int_equal(us, 30000);
	k = history_row(history_hash("a", 1));
	assert_int_equal(known_outcome(k, 0), OUT_passed);
	assert_int_equal(known_outcome(k, 1), UNKNOWN);
	unlink(log_path);
}

TEST(a_run_more_is_an_outcome_more_and_the_time_follows_slowly)
{
	struct known *k;

	history_put(7, 100, OUT_passed);
	k = history_row(7);
	assert_int_equal(k->usual, 100);
	assert_int_equal(k->spread, 0);
	history_put(7, 200, OUT_failed);
	k = history_row(7);
	assert_int_equal(k->usual, 125);
	assert_int_equal(k->spread, 25);
	assert_int_equal(known_outcome(k, 0), OUT_failed);
	assert_int_equal(known_outcome(k, 1), OUT_passed);
	assert_int_equal(known_outcome(k, 2), UNKNOWN);
	for (int i = 0; i < 40; i++)
		history_put(7, 0, i % 2 ? OUT_crashed : OUT_skipped);
	k = history_row(7);
	for (unsigned i = 0; i < 32; i++)
		assert_int_equal(known_outcome(k, i), i % 2 ? OUT_skipped : OUT_crashed);
	assert_in_range(k->usual, 0, 3);
}

TEST(what_an_older_log_knows_goes_behind_what_newer_ones_do)
{
	struct known old = { .hash = 9, .usual = 50, .spread = 5, .outcomes = { 0xfffffff4, UINT32_MAX, UINT32_MAX, UINT32_MAX } };

	history_put(9, 10, OUT_passed);
	history_older(&old);
	assert_int_equal(known_outcome(history_row(9), 0), OUT_passed);
	assert_int_equal(known_outcome(history_row(9), 1), OUT_failed);
	assert_int_equal(known_outcome(history_row(9), 2), UNKNOWN);
	assert_int_equal(history_row(9)->usual, 10);
	old.hash = 10;
	history_older(&old);
	assert_int_equal(history_row(10)->usual, 50);
}

TEST(the_more_tests_are_known_the_sooner_one_is_forgotten)
{
	size_t n = history_n;

	history_n = 0;
	assert_int_equal(history_runs(), HISTORY_RUNS);
	history_n = HISTORY_ROWS;
	assert_int_equal(history_runs(), HISTORY_RUNS);
	history_n = 4 * HISTORY_ROWS;
	assert_int_equal(history_runs(), HISTORY_RUNS / 4);
	history_n = UINT32_MAX;
	assert_int_equal(history_runs(), 2);
	history_n = n;
}

TEST(history_finds_what_was_put)
{
	enum outcome o;
	uint64_t us;
	char id[32];

	for (uint32_t i = 0; i < 5000; i++) {
		snprintf(id, sizeof id, "test%lu", (unsigned long)i);
		history_put(history_hash(id, strlen(id)), i, i % 3);
	}
	for (uint32_t i = 0; i < 5000; i++) {
		snprintf(id, sizeof id, "test%lu", (unsigned long)i);
		assert_true(history_find(id, &o, &us));
		assert_int_equal(us, i * 1000);
		assert_int_equal(o, i % 3);
	}
	assert_false(history_find("another", &o, &us));
}

TEST(a_long_history_is_written_and_read_whole)
{
	static char *words[] = { (char *)"muster", NULL };
	static const struct lane lanes[] = { { .slave = "slave00", .appliance = "local0" } };
	struct run run = { .argv = words, .ids = log_ids, .start = 1000000, .tests = 4, .programs = 4, .lanes = lanes, .nlanes = 1, .wall = 5 };
	struct report_options o = { .log = log_path };
	struct buf error = { 0 };
	enum outcome was;
	uint64_t us;
	char id[32];

	snprintf(log_path, sizeof log_path, "/tmp/muster-log-%ld", (long)getpid());
	unlink(log_path);
	assert_true(report_open(&o, &error));
	console.fd = -1;
	report_begin(&run);
	for (uint32_t i = 0; i < 40000; i++) {
		snprintf(id, sizeof id, "test%lu", (unsigned long)i);
		history_put(history_hash(id, strlen(id)), i, i % 3);
	}
	report_end(&run);
	assert_int_equal(report_close(EXIT_OK), EXIT_OK);
	assert_true(history_only(log_path));
	for (uint32_t i = 0; i < 40000; i++) {
		snprintf(id, sizeof id, "test%lu", (unsigned long)i);
		assert_true(history_find(id, &was, &us));
		assert_int_equal(us, i * 1000);
		assert_int_equal(was, i % 3);
	}
	unlink(log_path);
}

/* Opens the log that was made with one record more at its end. */
static bool log_with(struct past *p, struct buf *error)
{
	static char bytes[1 << 20];
	struct buf b = { 0 };
	bool good;

	buf_add(&b, bytes, log_bytes(bytes, sizeof bytes));
	log_copy(&b);
	good = log_try(b.p, b.n, p, error);
	buf_free(&b);
	return good;
}

/* How many records the log has. */
static unsigned log_count(void)
{
	struct log l = { .fd = -1 };
	struct buf error = { 0 };
	union frame f;
	unsigned n = 0;

	assert_true(log_reader(&l, log_path, &error));
	while (log_next(&l, &f) > 0)
		n++;
	close(l.fd);
	buf_free(&l.b);
	return n;
}

TEST(a_record_of_a_test_that_the_log_does_not_have_is_refused_with_its_number)
{
	static const unsigned char far[] = { 0, 0, 0, 4 };
	char says[80];
	struct buf error = { 0 };
	struct past p;

	for (int what = 0; what < 8; what++) {
		uint32_t test = what % 2 ? 4 : 3;	/* the last there is, and one behind it */
		log_make(false);
		log_ready();
		switch (what / 2) {
		case 0: put_POINT(&log_chan, (struct w_POINT){ .test = test, .name = { "p", 1 }, .message = { "", 0 } }); break;
		case 1: put_STARTED(&log_chan, (struct w_STARTED){ .test = test, .attempt = 1, .slave = { "slave00", 7 } }); break;
		case 2: put_SENT(&log_chan, (struct w_SENT){ .tests = { test == 4 ? far : (const unsigned char *)"\0\0\0\3", 1 } }); break;
		case 3: put_POINT(&log_chan, (struct w_POINT){ .test = 0, .outcome = what % 2 ? OUT_COUNT : OUT_notrun, .name = { "p", 1 },
				.message = { "", 0 } }); break;
		}
		assert_int_equal(log_with(&p, &error), test == 3);
		if (test == 4) {
			snprintf(says, sizeof says, "record %u does not fit those before it", log_count());
			assert_non_null(strstr(error.p, says));
		}
		if (test == 3)
			past_close(&p);
	}
	unlink(log_path);
	buf_free(&error);
}

TEST(a_page_has_its_first_failures_unfolded_and_the_others_folded)
{
	static const struct lane lanes[] = { { .slave = "slave00", .appliance = "local0" } };
	static const char *failures[30];
	char path[] = "/tmp/muster-page-XXXXXX", names[COUNT(failures)][8], *words[] = { (char *)"muster", NULL };
	struct run run = { .argv = words, .ids = failures, .tests = COUNT(failures), .lanes = lanes, .nlanes = 1 };
	struct report_options o = { .log = "none", .html = path };
	struct buf error = { 0 }, page = { 0 };
	int fd = mkstemp(path);
	unsigned unfolded = 0;

	assert_true(fd >= 0 && report_open(&o, &error));
	close(fd);
	console.fd = -1;
	for (uint32_t i = 0; i < run.tests; i++) {
		snprintf(names[i], sizeof names[i], "t/%u", (unsigned)i);
		failures[i] = names[i];
	}
	report_begin(&run);
	for (uint32_t i = 0; i < run.tests; i++) {
		struct result r = good_result();
		r.id = failures[i];
		r.test = i;
		r.slave = "slave00";
		r.appliance = "local0";
		r.outcome = OUT_failed;
		report_start(&r);
		report_test(&r);
	}
	run.counts[OUT_failed] = run.tests;
	report_end(&run);
	assert_int_equal(report_close(EXIT_OK), EXIT_OK);
	fd = open(path, O_RDONLY);
	buf_room(&page, 1 << 20);
	page.n = (size_t)read(fd, page.p, (1 << 20) - 1);
	page.p[page.n] = 0;
	close(fd);
	unlink(path);
	for (const char *at = page.p; (at = strstr(at, "<details")); at++) {
		bool is = !strncmp(at, "<details open>", 14);
		assert_true(!is || strstr(at, failures[unfolded]));
		unfolded += is;
	}
	assert_int_equal(unfolded, 20);
	assert_non_null(strstr(page.p, "<details><summary>"));
	buf_free(&page);
}

TEST(the_oldest_logs_go_and_what_was_cut_off_them)
{
	char dir[] = "/tmp/muster-logs-XXXXXX", name[80];
	int status;
	pid_t pid;

	assert_true(mkdtemp(dir) && !(status = mkdir(strcat(strcpy(name, dir), "/" LOG_DIR), 0700)));
	if (!(pid = fork())) {
		struct report_options o = { 0 };
		struct buf error = { 0 };
		int left = 0;
		if (chdir(dir))
			_exit(1);
		for (int i = 0; i < 2 * LOG_KEEP; i++)
			for (int torn = 0; torn < 2; torn++) {
				snprintf(name, sizeof name, LOG_DIR "/20200101T0000%02d-1%02d.log%s", i, i, torn ? ".torn" : "");
				close(open(name, O_WRONLY | O_CREAT, 0600));
			}
		if (!report_open(&o, &error))
			_exit(2);
		for (int i = 0; i < 2 * LOG_KEEP; i++) {
			struct stat st;
			snprintf(name, sizeof name, LOG_DIR "/20200101T0000%02d-1%02d.log", i, i);
			bool is = !stat(name, &st);
			strcat(name, ".torn");
			left += is;
			if (is != (i > LOG_KEEP) || is != !stat(name, &st))
				_exit(3);
		}
		_exit(left == LOG_KEEP - 1 ? 0 : 4);	/* and the new one */
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	snprintf(name, sizeof name, "rm -rf %s", dir);
	assert_int_equal(system(name), 0);
	assert_int_equal(status, 0);
}

TEST(the_summary_shows_what_failures_printed_until_it_is_too_much_in_all)
{
	static char text[1 << 20];
	struct result r = good_result();

	memset(text, 'x', sizeof text);
	r.outcome = OUT_failed;
	r.output[STREAM_OUT] = (struct str){ text, sizeof text };
	for (size_t i = 0; i < FAILURES_MAX / sizeof text + 3; i++) {
		bool shown = i <= FAILURES_MAX / sizeof text;
		failure_keep(&r, NULL, false);
		assert_int_equal(failed[i].output[STREAM_OUT].n, shown ? sizeof text : 0);
		buf_add(&failed[i].text, "", 1);
		assert_int_equal(strstr(failed[i].text.p, "its output is not shown") == NULL, shown);
	}
	for (size_t i = 0; i < nfailed; i++)
		buf_free(&failed[i].output[STREAM_OUT]);
}

/* ---- a whole run, in every form ------------------------------------------------------------------ */
/* What a run of everything looks like is kept in t/golden, a file a form, byte for byte. After a change that
 * is meant, GOLDEN=write writes them anew; the difference is for you to read. */
static struct result ended(const char *id, enum outcome o, uint64_t start, uint64_t spent, const char *why)
{
	static bool second;
	struct result r = { .id = id, .outcome = o, .slave = second ? "slave01" : "slave00", .appliance = second ? "board1" : "lane",
		.attempts = 1, .start = start * 1000, .duration = spent * 1000, .timed = { true, true, true },
		.phase = { OUT_passed, o, OUT_passed }, .spent = { 1000, (spent > 2 ? spent - 2 : 0) * 1000, 1000 },
		.exit = o == OUT_passed || o == OUT_xpassed ? 0 : o == OUT_failed ? 1 : o == OUT_skipped ? 77 : NONE, .message = why,
		.output = { { "", 0 }, { "", 0 } } };

	second = !second;
	if (o == OUT_crashed)
		r.signal = 11;
	if (o == OUT_notrun)
		r = (struct result){ .id = id, .outcome = o, .message = why, .exit = NONE, .output = { { "", 0 }, { "", 0 } } };
	return r;
}

static void ends(struct result r)
{
	report_start(&r);
	report_test(&r);
}

static void point(const struct result *r, enum outcome o, const char *name, const char *why)
{
	report_case(r, &(struct point){ o, (struct str){ name, (uint32_t)strlen(name) }, (struct str){ why, (uint32_t)strlen(why) }, 0 });
}

/* Every outcome, points, attempts, leaks, words of all kinds. */
static void everything_ends(bool live)
{
	struct result r = ended("a/good", OUT_passed, 0, 120, "");

	r.output[STREAM_OUT] = str_of("words of a good one\n");
	ends(r);
	r = ended("a/bad", OUT_failed, 5, 1500, "exit status 1");
	r.output[STREAM_OUT] = str_of("one\ntwo & <three> \"four\" ]]> \033[31mred\033[0m\n\nno newline");
	r.output[STREAM_ERR] = str_of("a/bad.c:12: Failure\n\ttab\\ and \303\274 \377\n");
	r.cut = 5000;
	report_start(&r);
	if (live)
		report_live(r.slave, r.id, str_of("live words\nand more"));
	report_test(&r);
	report_say("slave00", "warning: %s", "something odd");
	r = ended("a/weak[x,y]", OUT_failed, 200, 30, "exit status 3");
	r.exit = 3;
	r.output[STREAM_ERR] = str_of("not this time\n");
	report_start(&r);
	report_attempt(&r);
	r = ended("a/weak[x,y]", OUT_passed, 300, 31, "fails only on board1");
	r.attempts = 2;
	r.flaky = true;
	ends(r);
	r = ended("t/points.t", OUT_failed, 340, 2500, "1 of 3 failed");
	report_start(&r);
	point(&r, OUT_passed, "first", "");
	point(&r, OUT_failed, "second & <last>", "got 1\nexpected 2");
	point(&r, OUT_skipped, "third", "no network");
	report_test(&r);
	r = ended("t/fine.t", OUT_passed, 400, 10, "");
	report_start(&r);
	point(&r, OUT_passed, "only", "");
	point(&r, OUT_xfailed, "known", "bug 12");
	report_test(&r);
	r = ended("t/worse.t", OUT_error, 410, 20, "exit status 2, though its result was good");
	report_start(&r);
	point(&r, OUT_passed, "good one", "");
	report_test(&r);
	ends(ended("g/unit::S.one", OUT_passed, 500, 1, ""));
	ends(ended("g/unit::S.two[a b]", OUT_crashed, 501, 70, "killed by SIGSEGV (core dumped)"));
	ends(ended("g/unit::T.one", OUT_passed, 600, 0, ""));
	r = ended("h/slow", OUT_timeout, 610, 10000, "stopped after 10 s");
	r.signal = 15;
	r.leaked = 2;
	ends(r);
	r = ended("h/setup", OUT_error, 700, 40, "setup hook: exit status 5");
	r.phase[PHASE_setup] = OUT_error;
	r.phase[PHASE_call] = OUT_notrun;
	r.timed[PHASE_call] = false;
	ends(r);
	ends(ended("h/skips", OUT_skipped, 800, 12, "no such hardware"));
	ends(ended("h/known", OUT_xfailed, 820, 13, "bug 1234"));
	ends(ended("h/fixed", OUT_xpassed, 840, 14, "bug 1235"));
	ends(ended("h/lost", OUT_lost, 860, 15, "its slave died: killed by SIGKILL"));
	r = ended("h/never", OUT_notrun, 0, 0, "interrupted (INT)");
	report_test(&r);
}

/* One run, its console on a file. */
static void golden_run(const struct report_options *o, int out)
{
	static char *argv[] = { (char *)(uintptr_t)"muster", (char *)(uintptr_t)"-j2", (char *)(uintptr_t)"a b", NULL };
	struct lane lanes[] = { { .slave = "slave00", .appliance = "lane", .tests = 8, .failures = 3, .busy = 9000000 },
		{ .slave = "slave01", .appliance = "board1", .tests = 7, .failures = 4, .deaths = 2, .busy = 5000000, .gone = "three deaths" } };
	struct run run = { .argv = argv, .start = INT64_C(1700000000123456), .lanes = lanes, .nlanes = 2, .tests = 16, .programs = 13,
		.exit = EXIT_LOST };
	struct buf error = { 0 };

	setenv("TZ", "UTC0", 1);
	if (dup2(out, 1) < 0 || dup2(out, 2) < 0 || !report_open(o, &error))
		_exit(1);
	report_begin(&run);
	everything_ends(o->live);
	run.wall = UINT64_C(12345678);
	memcpy(run.counts, (uint32_t[OUT_COUNT]){ [OUT_passed] = 5, [OUT_failed] = 2, [OUT_skipped] = 1, [OUT_xfailed] = 1, [OUT_xpassed] = 1,
		[OUT_error] = 2, [OUT_crashed] = 1, [OUT_timeout] = 1, [OUT_lost] = 1, [OUT_notrun] = 1 }, sizeof run.counts);
	memcpy(run.cases, (uint64_t[OUT_COUNT]){ [OUT_passed] = 3, [OUT_failed] = 1, [OUT_skipped] = 1, [OUT_xfailed] = 1 }, sizeof run.cases);
	run.ended = "interrupted (INT)";
	report_end(&run);
	_exit(report_close(EXIT_LOST) != EXIT_LOST);
}

/* Is a file what it was? The version is not part of that. */
static void golden_is(const char *path, const char *form)
{
	static const char *const versions[] = { "muster " VERSION, "\"version\":\"" VERSION "\"" };
	char want[64];
	struct buf b = { 0 }, kept = { 0 };
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	for (int c; (c = getc(f)) != EOF;)
		buf_add(&b, &(char){ (char)c }, 1);
	fclose(f);
	buf_add(&b, "", 1);
	for (size_t i = 0; i < COUNT(versions); i++)
		for (char *p; (p = strstr(b.p, versions[i]));)
			memmove(p, p + strlen(versions[i]), strlen(p + strlen(versions[i])) + 1);
	b.n = strlen(b.p);
	snprintf(want, sizeof want, "t/golden/%s", form);
	if (getenv("GOLDEN")) {
		f = fopen(want, "w");
		assert_non_null(f);
		assert_int_equal(fwrite(b.p, 1, b.n, f), b.n);
		assert_int_equal(fclose(f), 0);
	}
	f = fopen(want, "r");
	assert_non_null(f);
	for (int c; (c = getc(f)) != EOF;)
		buf_add(&kept, &(char){ (char)c }, 1);
	fclose(f);
	for (size_t i = 0, line = 1; i < b.n && i < kept.n; i++) {
		if (b.p[i] != kept.p[i])
			fail_msg("%s:%zu is different: %.60s", want, line, b.p + i);
		line += b.p[i] == '\n';
	}
	assert_int_equal(b.n, kept.n);
	buf_free(&b);
	buf_free(&kept);
}

/* The console of a run, and its reports where they are wanted too. */
static void golden(struct report_options o, const char *console_form, bool all)
{
	static const char *const forms[] = { "console", "junit.xml", "tap", "json", "html" };
	char dir[] = "/tmp/muster-golden-XXXXXX", path[COUNT(forms)][64];
	int fd, status;
	pid_t pid;

	assert_non_null(mkdtemp(dir));
	for (size_t i = 0; i < COUNT(forms); i++)
		snprintf(path[i], sizeof path[i], "%s/%s", dir, forms[i]);
	fd = open(path[0], O_RDWR | O_CREAT | O_APPEND, 0600);
	assert_true(fd >= 0);
	o.log = "none";
	if (all) {
		o.junit = path[1];
		o.tap = path[2];
		o.json = path[3];
		o.html = path[4];
	}
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		golden_run(&o, fd);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	golden_is(path[0], console_form);
	for (size_t i = 1; all && i < COUNT(forms); i++)
		golden_is(path[i], forms[i]);
	for (size_t i = 0; i < COUNT(forms); i++)
		unlink(path[i]);
	close(fd);
	rmdir(dir);
}

TEST(a_run_of_everything_looks_as_it_did)
{
	golden((struct report_options){ .slowest = 2 }, "console", true);
}

TEST(a_verbose_one_does)
{
	golden((struct report_options){ .verbose = 1, .live = 1, .output_all = 1, .color = WHEN_always }, "console.verbose", false);
}

TEST(a_quiet_one_does)
{
	golden((struct report_options){ .quiet = 1 }, "console.quiet", false);
}

/* The live area at some widths: a line a slave, and the bar. */
static void area_put(FILE *f, uint64_t now)
{
	static const size_t widths[] = { 119, 79, 59, 45, 20 };
	struct buf b = { 0 };

	for (size_t w = 0; w < COUNT(widths); w++) {
		for (uint32_t i = 0; i < area.nseats; i++)
			area_seat(&b, &area.seats[i], now, 14, widths[w]);
		area_bar(&b, now, widths[w]);
		buf_puts(&b, "\n");
	}
	fprintf(f, "at %lu s:\n%s", (unsigned long)(now / SECOND), b.p);
	buf_free(&b);
}

TEST(a_live_area_does)
{
	static const char *const ids[] = { "t/known", "t/other", "net/of/a/long/name::that.is[cut]", "t/more", "t/last" };
	struct lane lanes[] = { { .slave = "slave00", .appliance = "one" }, { .slave = "slave01", .appliance = "board1" },
		{ .slave = "slave02", .appliance = "three" } };
	struct run of = { .tests = COUNT(ids), .ids = ids, .lanes = lanes, .nlanes = COUNT(lanes) };
	char path[] = "/tmp/muster-golden-XXXXXX";
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");
	struct result r[3];

	assert_non_null(f);
	history_put(history_hash(ids[0], strlen(ids[0])), 30000, OUT_passed);
	history_put(history_hash(ids[3], strlen(ids[3])), 90000, OUT_failed);
	opt.progress = WHEN_always;
	area_begin(&of);
	area_put(f, 0);
	for (size_t i = 0; i < COUNT(r); i++) {
		r[i] = good_result();
		r[i].id = ids[i];
		r[i].slave = lanes[i].slave;
		r[i].start = (i + 1) * 2 * SECOND;
		r[i].duration = 5 * SECOND;
	}
	term_start(&r[0]);
	term_start(&r[2]);
	report_busy("slave01", "attach hook of provider vs65");
	area.seats[1].since = 3 * SECOND;
	area_put(f, 14 * SECOND);
	report_busy("slave01", NULL);
	term_start(&r[1]);
	area_put(f, 20 * SECOND);
	r[1].outcome = OUT_failed;
	term_line(&r[1], NULL, false);
	area_ended(&r[1]);
	coloured = true;
	area_put(f, 25 * SECOND);
	term_line(&r[0], NULL, false);
	area_ended(&r[0]);
	coloured = false;
	area_put(f, 100 * SECOND);
	area_put(f, UINT64_C(4000) * SECOND);
	assert_int_equal(fclose(f), 0);
	golden_is(path, "area");
	unlink(path);
}

/* ---- the last screen --------------------------------------------------------------------------- */
/* Many tests, whose reasons are a few; what earlier runs say of each; then the end. */
static const char *last_screen(struct run run)
{
	static char ids[60][16];

	for (size_t i = 0; i < COUNT(ids); i++) {
		struct result r = good_result();
		snprintf(ids[i], sizeof ids[i], "t/%zu", i);
		r.id = ids[i];
		r.recalled = true;
		r.streak = (uint8_t)(i == 0 ? 1 : i == 2 ? 3 : i == 58 ? 2 : 0);
		r.usual = i == 59 ? SECOND : 0;
		r.flaky = i == 57;
		r.duration = i == 59 ? 4 * SECOND : 100;
		r.outcome = i < 50 ? OUT_failed : i < 55 ? OUT_notrun : OUT_passed;
		r.message = i == 0 ? "x.c:1: first" : i < 50 ? "x.c:2: other" : i == 54 ? "no GPU" :
			i < 55 ? "interrupted" : "";
		report_test(&r);
	}
	report_end(&run);
	return strstr(text_of(&console), "\nFAILED   ") + 1;
}

TEST(the_last_screen_is_enough)
{
	char *argv[] = { "./muster", "-k", "not slow", NULL };

	ntests = 60;
	assert_string_equal(last_screen((struct run){ .argv = argv, .tests = 60, .exit = EXIT_LOST,
		.wall = 2 * SECOND, .counts = { [OUT_passed] = 5, [OUT_failed] = 50,
		[OUT_notrun] = 5 } }),
		"FAILED   t/0  [new]  x.c:1: first\n"
		"FAILED   t/1 and 48 others  x.c:2: other\n\n"
		"4 not run: interrupted\n"
		"1 not run: no GPU\n"
		"flaky: t/57\n"
		"fixed since the last run: t/58\n"
		"slower than usual: t/59 took 4.00 s, usually 1.00 s\n"
		"exit status 3: 5 not run\n"
		"again: ./muster -k 'not slow' --last-failed\n"
		"60 tests in 2.00 s\n"
		"5 passed, 50 failed, 0 skipped, 5 notrun, 1 flaky\n");
}

TEST(stopped_tests_are_one_line_whatever_they_said_last)
{
	struct result r = good_result();
	struct buf b = { 0 };

	r.outcome = OUT_timeout;
	r.message = "stopped after 3 s";
	for (int i = 0; i < 3; i++) {
		r.id = i == 0 ? "a" : i == 1 ? "b" : "c";
		r.output[STREAM_OUT] = str_of(i == 0 ? "one\nwaiting for eth0\n" : i == 1 ? "waiting for eth1" : "");
		report_test(&r);
	}
	last_list(&b);
	buf_add(&b, "", 1);
	assert_string_equal(b.p, "\nTIMEOUT  a and 2 others  stopped after 3 s; last words: waiting for eth0\n");
	buf_free(&b);
}

/* What the summary says of output, where a test failed three times, and printed these words. */
static size_t times_shown(const char *first, const char *second, const char *third)
{
	const char *words[] = { first, second, third };
	struct result r = good_result();
	struct run run = { .tests = 1, .counts = { [OUT_failed] = 1 } };
	size_t n = 0;

	r.outcome = OUT_failed;
	r.message = "exit status 1";
	opt.quiet = true;
	for (uint32_t i = 0; i < 3; i++) {
		r.output[STREAM_ERR] = str_of(words[i]);
		r.attempts = i + 1;
		if (i < 2)
			report_attempt(&r);
		else
			report_test(&r);
	}
	report_end(&run);
	for (const char *p = text_of(&console); (p = strstr(p, "  | ")); p++)
		n++;
	return n;
}

TEST(what_an_attempt_printed_is_said_once)
{
	assert_int_equal(times_shown("x.c:1: bad\n", "x.c:1: bad\n", "x.c:1: bad\n"), 1);
	fresh(NULL);
	assert_int_equal(times_shown("x.c:1: bad\n", "x.c:2: worse\n", "x.c:1: bad\n"), 2);
	fresh(NULL);
	opt.verbose = 1;
	assert_int_equal(times_shown("x.c:1: bad\n", "x.c:1: bad\n", "x.c:1: bad\n"), 3);
}

TEST(what_earlier_runs_tell_a_replay_repeats)
{
	struct result r = good_result();

	history_put(history_hash(r.id, strlen(r.id)), 700, OUT_passed);
	r.outcome = OUT_failed;
	report_test(&r);
	assert_int_equal(failed[0].streak, 1);
	history_put(history_hash(r.id, strlen(r.id)), 700, OUT_failed);
	report_test(&r);
	assert_int_equal(failed[1].streak, 2);
	r.recalled = true;
	r.streak = 7;
	report_test(&r);
	assert_int_equal(failed[2].streak, 7);
}

/* ---- reasons ----------------------------------------------------------------------------------- */
/* What a program printed, out of t/reasons/table. */
struct printed {
	struct buf id, message, output[STREAM_COUNT];
	struct result r;
};

/* A line of the table: of the test whose reason comes next, or that reason. */
static void table_line(struct printed *p, char *line, struct buf *bad)
{
	char outcome[16] = "", signal[16] = "", *point, *message;
	struct result told;
	struct buf is = { 0 };

	if (!strncmp(line, "== ", 3)) {
		assert_int_equal(sscanf(strrchr(line, ' ') + 1, "%15s", signal), 1);
		*strrchr(line, ' ') = 0;
		assert_int_equal(sscanf(strrchr(line, ' ') + 1, "%15s", outcome), 1);
		*strrchr(line, ' ') = 0;
		p->id.n = p->message.n = p->output[0].n = p->output[1].n = 0;
		buf_add(&p->id, line + 3, strlen(line + 3) + 1);
		p->r = (struct result){ .id = p->id.p, .signal = !strcmp(signal, "ABRT") ? SIGABRT : 0 };
		for (int o = 0; o < OUT_COUNT; o++)
			p->r.outcome = strcmp(outcome_name((enum outcome)o), outcome) ? p->r.outcome :
				(enum outcome)o;
	} else if (!strncmp(line, "m:", 2)) {
		buf_add(&p->message, line + 2, strlen(line + 2) + 1);
	} else if (!strncmp(line, "p:", 2)) {
		point = strchr(line, '\t') + 1;
		message = strchr(point, '\t');
		*message++ = 0;
		points_add(p->id.p, OUT_failed, str_of(point), str_of(message));
	} else if (!strncmp(line, "o:", 2) || !strncmp(line, "e:", 2)) {
		buf_printf(&p->output[*line == 'e'], "%s\n", line + 2);
	} else if (!strncmp(line, "=> ", 3)) {
		struct inside *in = points_take(p->id.p);
		p->r.message = p->message.p;
		for (int s = 0; s < STREAM_COUNT; s++)
			p->r.output[s] = str_in(&p->output[s]);
		told = result_told(&p->r, in);
		if (told.file.n)
			buf_printf(&is, "%.*s:%lu: ", (int)told.file.n, told.file.p, (unsigned long)told.line);
		buf_add(&is, told.reason.p, told.reason.n);
		buf_add(&is, "", 1);
		if (strcmp(is.p, line + 3))
			buf_printf(bad, "%s: %s, not %s\n", p->id.p, is.p, line + 3);
		points_free(in);
		buf_free(&is);
	}
}

/* Each reason in such a table is the one that is found. */
static void table_holds(const char *path, size_t least)
{
	struct printed p = { 0 };
	struct buf bad = { 0 };
	char line[8192];
	size_t n = 0;
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	while (fgets(line, sizeof line, f)) {
		line[strcspn(line, "\n")] = 0;
		n += !strncmp(line, "== ", 3);
		table_line(&p, line, &bad);
	}
	assert_int_equal(fclose(f), 0);
	assert_true(n > least);
	if (bad.n)
		fail_msg("%s", bad.p);
	buf_free(&p.id);
	buf_free(&p.message);
	for (int s = 0; s < STREAM_COUNT; s++)
		buf_free(&p.output[s]);
}

TEST(the_reason_is_the_line_that_a_person_would_choose)
{
	table_holds("t/reasons/table", 150);
}

TEST(so_it_is_where_a_helper_a_fixture_or_another_process_failed)
{
	table_holds("t/reasons/more", 30);
}

TEST(whatever_a_test_prints_its_reason_is_one_line)
{
	static const char *const heads[] = { "x.c:3: Failure\n",
		"thread 'main' panicked at x.rs:1:2:\n", "[----] x.c:1: Assertion Failed\n[----] ",
		"<Expression success=\"false\" type=\"T\" filename=\"f\" line=\"1\">\n<Original>\n",
			"SUMMARY: XSanitizer: ", "panic: ", "ERROR: ",
		"not ok 1 - a\n# ", "Traceback (most recent call last):\n", "a: x.c:1: f: Assertion `",
			"E   " };
	char text[2][600];

	for (int i = 0; i < 20000; i++) {
		struct result r = good_result(), told;
		size_t n = 0;
		r.outcome = (enum outcome)(OUT_failed + roll(OUT_COUNT - OUT_failed));
		for (int s = 0; s < 2; s++) {
			n = (size_t)snprintf(text[s], sizeof text[s], "%s", heads[roll(COUNT(heads))]);
			n += hostile(text[s] + n, sizeof text[s] - n);
			r.output[s] = (struct str){ text[s], (uint32_t)n };
		}
		if (roll(2))
			points_add(r.id, OUT_failed, str_of("a"), (struct str){ text[0],
				(uint32_t)(n < 20 ? n : 20) });
		told = result_told(&r, insides);
		while (insides)
			points_free(points_take(insides->program));
		assert_true(told.reason.n && told.reason.n <= REASON_MAX && told.file.n <= REASON_MAX &&
			!told.line == !told.file.n);
		for (size_t k = 0; k < told.reason.n; k++)
			assert_false(strchr("\n\r\t\v\f", told.reason.p[k]) && told.reason.p[k]);
		is_tame(told.file.p, told.file.n, false);
	}
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	return unit_run("report", NULL);
}
