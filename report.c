/* report.c: What people and machines read. Knows no processes.
 *
 *      runner.c: report_begin, report_test, report_case ... -----> fan-out -----> term   -> stdout
 *                                                                     \--------> json   -> file or stdout
 *
 * A reporter is a struct of functions, fed with the same events in the same order; one that is missing
 * means "not interested". A new format is a new chapter and one row of the table. What is passed is
 * lent for the call.
 *
 * Everything goes through a sink: a queue that is written only where that cannot block, so that a
 * stopped terminal or a full pipe delays no test. What tests print is never trusted: each syntax has one
 * escaper, and every field that a test can choose goes through it.
 *
 * Chapters: sinks, fan-out, text shared by formats, terminal, JSON lines. */
#include "wire.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONSOLE_MAX	(1u << 20)	/* bytes that may wait for the console; more is dropped, and counted */
#define FAILURES_MAX	(8u << 20)	/* bytes of output kept for the final summary */

/* Where bytes go. */
struct sink {
	int fd;			/* -1: nowhere (any more) */
	bool file;		/* never blocks; write at once */
	bool required;		/* its loss is a loss: exit status 4 */
	bool failed;
	const char *name;
	struct buf q;
	size_t sent;
	uint64_t dropped;	/* lines */
};

struct reporter {
	const char *name;
	void (*begin)(const struct run *);
	void (*start)(const struct result *);
	void (*attempt)(const struct result *);
	void (*test)(const struct result *);
	void (*one_case)(const char *program, enum outcome, struct str name, struct str message);
	void (*live)(const char *slave, const char *id, struct str bytes);
	void (*say)(const char *slave, const char *text);
	void (*end)(const struct run *);
};

/* A failed test, kept for the summary. */
struct failure {
	char *head;		/* id, outcome, where, why: as it is printed */
	struct buf text;	/* more lines, as they are printed */
	struct buf output[STREAM_COUNT];	/* as it came */
};

struct slow { char *id; uint64_t duration; };

static const struct reporter term, json;
static const struct reporter *const reporters[] = { &term, &json };
#define COUNT(array) (sizeof (array) / sizeof *(array))

/* ---- state ------------------------------------------------------------------------------------- */
static struct report_options opt;
static struct sink console = { .fd = 1, .name = "standard output" }, json_sink = { .fd = -1 };
static bool coloured;
static struct failure *failed;
static size_t nfailed, failed_bytes;
static struct slow *slowest;
static uint32_t nslowest;
static struct points { struct points *next; char *program; struct buf text; } *points;	/* of programs that run */

/* ---- prototypes -------------------------------------------------------------------------------- */
/* sinks */
static void sink_add(struct sink *, const struct buf *);
static void sink_flush(struct sink *, int ms);
/* text */
static void text_visible(struct buf *, const char *, size_t, const char *prefix);
static void text_word(struct buf *, enum outcome);
static void text_seconds(struct buf *, uint64_t us);
static void json_text(struct buf *, const char *, size_t);
static void json_seconds(struct buf *, uint64_t us);
/* terminal */
static void failure_keep(const struct result *);
static void term_output(struct buf *, const char *name, const struct buf *output);

/* ---- sinks ------------------------------------------------------------------------------------- */
/* Queues bytes. A console that does not take them loses whole blocks, which is said at the end. */
static void sink_add(struct sink *s, const struct buf *b)
{
	if (s->fd < 0)
		return;
	if (!s->required && !s->file && s->q.n - s->sent > CONSOLE_MAX) {
		for (size_t i = 0; i < b->n; i++)
			s->dropped += b->p[i] == '\n';
		return;
	}
	buf_add(&s->q, b->p, b->n);
	if (s->q.n - s->sent > CHUNK && (s->file || s->required))
		sink_flush(s, s->file ? 0 : 5000);
}

/* Writes what is queued as far as that blocks nobody, waiting ms at most. A blocking pipe takes PIPE_BUF
 * bytes without waiting when poll says that it is writable; descriptors 0 to 2 are shared with others,
 * so they are never made non-blocking. */
static void sink_flush(struct sink *s, int ms)
{
	while (s->fd >= 0 && s->sent < s->q.n) {
		size_t n = s->q.n - s->sent;
		ssize_t w;

		if (!s->file) {
			struct pollfd p = { .fd = s->fd, .events = POLLOUT };
			int ready = poll(&p, 1, ms);
			if (ready < 0 && errno == EINTR)
				continue;
			if (ready <= 0)
				break;
			n = n < PIPE_BUF ? n : PIPE_BUF;
		}
		w = write(s->fd, s->q.p + s->sent, n);
		if (w < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (w < 0) {
			if (s->required)
				say("error: [E-REPORT] %s: %s", s->name, strerror(errno));
			s->failed = true;
			s->fd = -1;	/* EPIPE of the console too: tests go on */
			break;
		}
		s->sent += (size_t)w;
	}
	if (s->sent == s->q.n || s->fd < 0) {
		s->sent = s->q.n = 0;
		if (s->q.cap > 4 * CHUNK)
			buf_free(&s->q);
	} else if (s->sent > s->q.n / 2) {
		memmove(s->q.p, s->q.p + s->sent, s->q.n - s->sent);
		s->q.n -= s->sent;
		s->sent = 0;
	}
}

/* Does a descriptor never block? */
static bool never_blocks(int fd)
{
	struct stat st;

	return !fstat(fd, &st) && (S_ISREG(st.st_mode) || S_ISBLK(st.st_mode));
}

/* ---- fan-out ----------------------------------------------------------------------------------- */
#define EACH(hook, ...)								\
	for (size_t each = 0; each < COUNT(reporters); each++)			\
		if (reporters[each]->hook)					\
			reporters[each]->hook(__VA_ARGS__)

/* Opens what reports there shall be, before anything runs; false: *error says what is wrong. */
bool report_open(const struct report_options *options, struct buf *error)
{
	const char *force = getenv("CLICOLOR_FORCE"), *none = getenv("NO_COLOR"), *terminal = getenv("TERM");

	opt = *options;
	coloured = opt.color == WHEN_always || (opt.color == WHEN_auto && !(none && *none) &&
		((force && *force && strcmp(force, "0")) || (isatty(1) && terminal && strcmp(terminal, "dumb"))));
	if (opt.json && !strcmp(opt.json, "-")) {
		json_sink = (struct sink){ .fd = 1, .required = true, .name = "standard output" };
		console.fd = 2;
		console.name = "standard error";
	} else if (opt.json) {
		json_sink = (struct sink){ .required = true, .name = opt.json,
			.fd = open(opt.json, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK, 0666) };
		if (json_sink.fd < 0) {
			buf_printf(error, "--json=%s: %s", opt.json, strerror(errno));
			return false;
		}
	}
	console.file = never_blocks(console.fd);
	json_sink.file = json_sink.fd >= 0 && never_blocks(json_sink.fd);
	return true;
}

void report_begin(const struct run *r)
{
	EACH(begin, r);
}

void report_start(const struct result *r)
{
	EACH(start, r);
}

void report_attempt(const struct result *r)
{
	EACH(attempt, r);
}

void report_test(const struct result *r)
{
	EACH(test, r);
}

void report_case(const char *program, enum outcome o, struct str name, struct str message)
{
	EACH(one_case, program, o, name, message);
}

void report_live(const char *slave, const char *id, struct str bytes)
{
	EACH(live, slave, id, bytes);
}

void report_say(const char *slave, const char *fmt, ...)
{
	char text[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	EACH(say, slave, text);
}

void report_end(const struct run *r)
{
	EACH(end, r);
}

/* What to poll for POLLOUT while *waiting. */
int report_fd(bool *waiting)
{
	*waiting = console.sent < console.q.n;
	return console.fd;
}

void report_flush(int ms)
{
	sink_flush(&console, ms);
	sink_flush(&json_sink, ms);
}

/* The end of all reports; waits 5 s at most for a reader. */
bool report_close(void)
{
	report_flush(5000);
	if (console.dropped) {
		struct buf b = { 0 };
		buf_printf(&b, "(%llu lines were dropped: nobody read them in time)\n", (unsigned long long)console.dropped);
		buf_add(&console.q, b.p, b.n);
		sink_flush(&console, 100);
		buf_free(&b);
	}
	if (json_sink.fd >= 0 && json_sink.sent < json_sink.q.n) {
		say("error: [E-REPORT] %s: nobody reads it", json_sink.name);
		json_sink.failed = true;
	}
	if (json_sink.fd > 2 && close(json_sink.fd)) {
		say("error: [E-REPORT] %s: %s", json_sink.name, strerror(errno));
		json_sink.failed = true;
	}
	return !json_sink.failed;
}

/* ---- history ----------------------------------------------------------------------------------- */
/* What the last run that had a test says of it; false: nothing is known. */
bool history_find(const char *id, enum outcome *o, uint64_t *duration)
{
	(void)id;
	(void)o;
	(void)duration;
	return false;
}

/* ---- text shared by formats --------------------------------------------------------------------- */
/* What a test printed, for a terminal: lines with a prefix, tabs kept, all else that is no printable
 * text escaped, so that it can neither command the terminal nor pass for one of our lines. */
static void text_visible(struct buf *b, const char *p, size_t n, const char *prefix)
{
	const char *end = p + n, *stop;

	while (p < end) {
		buf_puts(b, prefix);
		for (stop = p; stop < end && *stop != '\n'; stop++)
			;
		while (p < stop) {
			const char *tab = memchr(p, '\t', (size_t)(stop - p)), *to = tab ? tab : stop;
			const char *slash;
			if (to > p && to[-1] == '\r' && to == stop)
				to--;
			while ((slash = memchr(p, '\\', (size_t)(to - p)))) {	/* a backslash is just one here */
				buf_escape(b, p, (size_t)(slash - p), SIZE_MAX);
				buf_add(b, "\\", 1);
				p = slash + 1;
			}
			buf_escape(b, p, (size_t)(to - p), SIZE_MAX);
			if (tab)
				buf_add(b, "\t", 1);
			p = tab ? tab + 1 : stop;
		}
		buf_add(b, "\n", 1);
		p = stop + 1;
	}
}

/* An outcome as a word in capitals, coloured where there are colours. */
static void text_word(struct buf *b, enum outcome o)
{
	static const uint8_t colours[] = {
#define O(name, letter, colour, status, doc) colour,
		OUTCOMES(O)
#undef O
	};
	if (coloured)
		buf_printf(b, "\033[%dm", colours[o]);
	for (const char *p = outcome_name(o); *p; p++) {
		char capital = (char)(*p - 'a' + 'A');
		buf_add(b, &capital, 1);
	}
	if (coloured)
		buf_puts(b, "\033[0m");
}

/* " 0.12s": printf of a fraction is the dearest part of a line. */
static void text_seconds(struct buf *b, uint64_t us)
{
	uint64_t hundredths = (us + 5000) / 10000;

	buf_printf(b, " %lu.%02us", (unsigned long)(hundredths / 100), (unsigned)(hundredths % 100));
}

/* ---- terminal ---------------------------------------------------------------------------------- */
static void term_begin(const struct run *r)
{
	struct buf b = { 0 };

	if (!opt.quiet) {
		buf_printf(&b, "muster " VERSION ": %lu test%s of %lu program%s, %lu slave%s\n", (unsigned long)r->tests,
			r->tests == 1 ? "" : "s", (unsigned long)r->programs, r->programs == 1 ? "" : "s",
			(unsigned long)r->nlanes, r->nlanes == 1 ? "" : "s");
		sink_add(&console, &b);
	}
	buf_free(&b);
}

/* Why a test did not pass, and what else is to be said of it. */
static void term_notes(struct buf *b, const struct result *r)
{
	if (r->message && *r->message) {
		buf_puts(b, "  ");
		buf_escape(b, r->message, strlen(r->message), 300);
	}
	if (r->attempts > 1)
		buf_printf(b, "  [attempt %lu]", (unsigned long)r->attempts);
	if (r->flaky)
		buf_puts(b, "  [flaky]");
}

/* "(slave03) net/dns::lookup[ipv6] PASSED 0.12s" */
static void term_test(const struct result *r)
{
	static struct buf b;

	b.n = 0;
	if (r->slave) {
		buf_puts(&b, "(");
		buf_puts(&b, r->slave);
		buf_puts(&b, ") ");
	}
	buf_escape(&b, r->id, strlen(r->id), 4096);
	buf_puts(&b, " ");
	text_word(&b, r->outcome);
	if (r->outcome != OUT_notrun)
		text_seconds(&b, r->duration);
	term_notes(&b, r);
	buf_puts(&b, "\n");
	if (!opt.quiet || r->outcome >= OUT_failed)
		sink_add(&console, &b);
	if ((r->outcome >= OUT_failed && r->outcome != OUT_notrun) || opt.output_all)
		failure_keep(r);
	for (struct points **p = &points; *p; p = &(*p)->next)
		if (!strcmp((*p)->program, r->id)) {
			struct points *gone = *p;
			*p = gone->next;
			buf_free(&gone->text);
			free(gone->program);
			free(gone);
			break;
		}
	if (opt.slowest) {
		uint32_t at = nslowest;
		if (!slowest)
			slowest = xrealloc(NULL, (size_t)opt.slowest + 1, sizeof *slowest);
		while (at && slowest[at - 1].duration < r->duration) {
			slowest[at] = slowest[at - 1];
			at--;
		}
		slowest[at] = (struct slow){ xstrdup(r->id), r->duration };
		if (++nslowest > opt.slowest)
			free(slowest[--nslowest].id);
	}
}

/* Keeps what the summary will say of a test. */
static void failure_keep(const struct result *r)
{
	struct failure *f;
	struct buf b = { 0 };

	if ((nfailed & (nfailed + 1)) == 0)
		failed = xrealloc(failed, 2 * nfailed + 2, sizeof *failed);
	f = &failed[nfailed++];
	buf_escape(&b, r->id, strlen(r->id), 4096);
	buf_puts(&b, " ");
	text_word(&b, r->outcome);
	if (r->slave)
		buf_printf(&b, " (%s, %s)", r->slave, r->appliance);
	term_notes(&b, r);
	*f = (struct failure){ .head = xstrdup(b.p) };
	buf_free(&b);
	for (struct points *p = points; p; p = p->next)
		if (!strcmp(p->program, r->id))
			buf_add(&f->text, p->text.p, p->text.n);
	if (failed_bytes > FAILURES_MAX) {
		buf_puts(&f->text, "  (its output is not shown: there is too much in all)\n");
		return;
	}
	for (int s = 0; s < STREAM_COUNT; s++)
		if (r->output[s].n) {
			struct buf *to = &f->output[s];
			*to = (struct buf){ xrealloc(NULL, r->output[s].n, 1), r->output[s].n, r->output[s].n };
			memcpy(to->p, r->output[s].p, to->n);
			failed_bytes += to->n;
		}
}

/* A result inside a program: shown with -v, and kept for the summary if it failed. */
static void term_case(const char *program, enum outcome o, struct str name, struct str message)
{
	struct points *p = points;
	struct buf b = { 0 };

	if (o < OUT_failed && !opt.verbose)
		return;
	buf_puts(&b, "  ");
	text_word(&b, o);
	buf_puts(&b, " ");
	buf_escape(&b, name.p, name.n, 1000);
	if (message.n) {
		buf_puts(&b, "  ");
		buf_escape(&b, message.p, message.n, 300);
	}
	buf_puts(&b, "\n");
	if (opt.verbose) {
		struct buf line = { 0 };
		buf_escape(&line, program, strlen(program), 4096);
		buf_add(&line, b.p + 1, b.n - 1);
		sink_add(&console, &line);
		buf_free(&line);
	}
	if (o >= OUT_failed) {
		while (p && strcmp(p->program, program))
			p = p->next;
		if (!p) {
			p = xrealloc(NULL, 1, sizeof *p);
			*p = (struct points){ .next = points, .program = xstrdup(program) };
			points = p;
		}
		if (p->text.n < CHUNK)
			buf_add(&p->text, b.p, b.n);
	}
	buf_free(&b);
}

/* -s: output as it comes, each line with its slave in front. */
static void term_live(const char *slave, const char *id, struct str bytes)
{
	struct buf b = { 0 };
	char prefix[32];

	(void)id;
	snprintf(prefix, sizeof prefix, "(%s) | ", slave);
	text_visible(&b, bytes.p, bytes.n, prefix);
	sink_add(&console, &b);
	buf_free(&b);
}

static void term_say(const char *slave, const char *text)
{
	struct buf b = { 0 };

	if (slave)
		buf_printf(&b, "(%s) ", slave);
	buf_escape(&b, text, strlen(text), 2048);
	buf_puts(&b, "\n");
	sink_add(&console, &b);
	buf_free(&b);
}

/* What a failed test printed, in pieces: made readable, it may be four times as long. */
static void term_output(struct buf *b, const char *name, const struct buf *output)
{
	if (output->n)
		buf_printf(b, "  %s:\n", name);
	for (size_t at = 0, n; at < output->n; at += n) {
		n = output->n - at;
		if (n > CHUNK)
			for (n = CHUNK; n > 1 && output->p[at + n - 1] != '\n'; n--)
				;
		if (n == 1 && output->n - at > 1 && output->p[at] != '\n')
			n = CHUNK;	/* one endless line */
		text_visible(b, output->p + at, n, "  | ");
		sink_add(&console, b);
		if (console.q.n - console.sent > CHUNK)
			sink_flush(&console, 5000);
		b->n = 0;
	}
}

/* The summary: failures with their output, the slowest tests, the appliances, the totals. */
static void term_end(const struct run *r)
{
	struct buf b = { 0 };
	uint64_t cases = 0;

	if (nfailed)
		buf_printf(&b, "\n%s\n", opt.output_all ? "output:" : "what did not pass:");
	for (size_t i = 0; i < nfailed; i++) {
		buf_printf(&b, "\n%s\n", failed[i].head);
		buf_add(&b, failed[i].text.p, failed[i].text.n);
		for (int s = 0; s < STREAM_COUNT; s++)
			term_output(&b, s == STREAM_OUT ? "stdout" : "stderr", &failed[i].output[s]);
	}
	if (nslowest)
		buf_printf(&b, "\nslowest:\n");
	for (uint32_t i = 0; i < nslowest; i++) {
		buf_printf(&b, "  %9.3fs  ", (double)slowest[i].duration / 1e6);
		buf_escape(&b, slowest[i].id, strlen(slowest[i].id), 4096);
		buf_puts(&b, "\n");
	}
	if (!opt.quiet) {
		buf_puts(&b, "\n");
		for (uint32_t i = 0; i < r->nlanes; i++) {
			const struct lane *l = &r->lanes[i];
			buf_printf(&b, "%s %s: %lu test%s, %lu failed, busy %d%%", l->slave, l->appliance, (unsigned long)l->tests,
				l->tests == 1 ? "" : "s", (unsigned long)l->failures, r->wall ? (int)(l->busy * 100 / r->wall) : 0);
			if (l->deaths)
				buf_printf(&b, ", died %lu time%s", (unsigned long)l->deaths, l->deaths == 1 ? "" : "s");
			if (l->gone)
				buf_printf(&b, ", not used any more: %s", l->gone);
			buf_puts(&b, "\n");
		}
	}
	for (int i = 0; i < OUT_COUNT; i++)
		cases += r->cases[i];
	if (r->ended)
		buf_printf(&b, "%s\n", r->ended);
	if (!opt.quiet) {
		buf_printf(&b, "%lu test%s in %.2f s", (unsigned long)r->tests, r->tests == 1 ? "" : "s", (double)r->wall / 1e6);
		if (cases) {
			buf_printf(&b, ", and %llu results inside programs:", (unsigned long long)cases);
			for (int i = 0, n = 0; i < OUT_COUNT; i++)
				if (r->cases[i])
					buf_printf(&b, "%s %llu %s", n++ ? "," : "", (unsigned long long)r->cases[i], outcome_name((enum outcome)i));
		}
		buf_puts(&b, "\n");
	}
	buf_printf(&b, "%lu passed, %lu failed, %lu skipped", (unsigned long)r->counts[OUT_passed],
		(unsigned long)r->counts[OUT_failed], (unsigned long)r->counts[OUT_skipped]);
	for (int i = 0; i < OUT_COUNT; i++)
		if (r->counts[i] && i != OUT_passed && i != OUT_failed && i != OUT_skipped)
			buf_printf(&b, ", %lu %s", (unsigned long)r->counts[i], outcome_name((enum outcome)i));
	buf_puts(&b, "\n");
	sink_add(&console, &b);
	buf_free(&b);
}

static const struct reporter term = { .name = "term", .begin = term_begin, .test = term_test, .one_case = term_case,
	.live = term_live, .say = term_say, .end = term_end };

/* ---- JSON lines -------------------------------------------------------------------------------- */
/* One object a line; the README has the schema. Bytes that are not UTF-8 appear as the text \xHH, control
 * characters as JSON's \u00HH. */
static void json_text(struct buf *b, const char *p, size_t n)
{
	static const char hex[] = "0123456789abcdef";

	buf_room(b, n + 3);
	b->p[b->n++] = '"';
	for (size_t i = 0; i < n;) {
		unsigned char c = (unsigned char)p[i];
		size_t len = utf8_length((const unsigned char *)p + i, n - i);
		buf_room(b, 16);
		if (c == '"' || c == '\\') {
			b->p[b->n++] = '\\';
			b->p[b->n++] = (char)c;
		} else if (c < 0x20 || c == 0x7f) {
			memcpy(b->p + b->n, "\\u00", 4);
			b->p[b->n + 4] = hex[c >> 4];
			b->p[b->n + 5] = hex[c & 15];
			b->n += 6;
		} else if (len) {
			memcpy(b->p + b->n, p + i, len);
			b->n += len;
			i += len - 1;
		} else {
			memcpy(b->p + b->n, "\\\\x", 3);
			b->p[b->n + 3] = hex[c >> 4];
			b->p[b->n + 4] = hex[c & 15];
			b->n += 5;
		}
		i++;
	}
	buf_puts(b, "\"");
}

/* "key": before a value; the first has no comma. */
static void json_key(struct buf *b, const char *key)
{
	buf_printf(b, "%s\"%s\":", b->n && b->p[b->n - 1] != '{' ? "," : "", key);
}

static void json_string(struct buf *b, const char *key, const char *text)
{
	json_key(b, key);
	if (text)
		json_text(b, text, strlen(text));
	else
		buf_puts(b, "null");
}

/* An id, in the spelling that all reports and arguments share. */
static void json_id(struct buf *b, const char *key, const char *id)
{
	struct buf text = { 0 };

	buf_escape(&text, id, strlen(id), SIZE_MAX);
	json_string(b, key, text.p);
	buf_free(&text);
}

static void json_number(struct buf *b, const char *key, uint64_t v)
{
	json_key(b, key);
	buf_printf(b, "%llu", (unsigned long long)v);
}

static void json_seconds(struct buf *b, uint64_t us)
{
	buf_printf(b, "%llu.%06llu", (unsigned long long)(us / 1000000), (unsigned long long)(us % 1000000));
}

static void json_flag(struct buf *b, const char *key, bool v)
{
	json_key(b, key);
	buf_puts(b, v ? "true" : "false");
}

static void json_line(struct buf *b)
{
	buf_puts(b, "}\n");
	sink_add(&json_sink, b);
	b->n = 0;
}

static void json_begin(const struct run *r)
{
	struct buf b = { 0 };

	if (json_sink.fd < 0)
		return;
	buf_puts(&b, "{");
	json_string(&b, "event", "run");
	json_string(&b, "version", VERSION);
	json_key(&b, "argv");
	for (int i = 0; r->argv[i]; i++) {
		buf_puts(&b, i ? "," : "[");
		json_text(&b, r->argv[i], strlen(r->argv[i]));
	}
	buf_puts(&b, "]");
	json_key(&b, "start");
	json_seconds(&b, (uint64_t)r->start);
	json_key(&b, "slaves");
	buf_puts(&b, "[");
	for (uint32_t i = 0; i < r->nlanes; i++) {
		buf_puts(&b, i ? ",{" : "{");
		json_string(&b, "id", r->lanes[i].slave);
		json_string(&b, "appliance", r->lanes[i].appliance);
		buf_puts(&b, "}");
	}
	buf_puts(&b, "]");
	json_number(&b, "tests", r->tests);
	json_line(&b);
	buf_free(&b);
}

static void json_test(const struct result *r)
{
	static struct buf b;
	char room[16];

	if (json_sink.fd < 0)
		return;
	b.n = 0;
	buf_puts(&b, "{");
	json_string(&b, "event", "test");
	json_id(&b, "id", r->id);
	json_string(&b, "outcome", outcome_name(r->outcome));
	json_string(&b, "slave", r->slave);
	json_string(&b, "appliance", r->appliance);
	json_number(&b, "attempts", r->outcome == OUT_notrun ? 0 : r->attempts);
	json_flag(&b, "flaky", r->flaky);
	json_number(&b, "leaked", r->leaked);
	json_key(&b, "start");
	json_seconds(&b, r->start);
	json_key(&b, "duration");
	json_seconds(&b, r->duration);
	json_key(&b, "phases");
	buf_puts(&b, "[");
	for (int i = 0; i < PHASE_COUNT; i++)
		if (r->timed[i]) {
			buf_puts(&b, b.p[b.n - 1] == '[' ? "{" : ",{");
			json_string(&b, "phase", phase_name((enum phase)i));
			json_string(&b, "outcome", outcome_name(r->phase[i]));
			json_key(&b, "duration");
			json_seconds(&b, r->spent[i]);
			buf_puts(&b, "}");
		}
	buf_puts(&b, "]");
	json_key(&b, "exit");
	if (r->exit == NONE)
		buf_puts(&b, "null");
	else
		buf_printf(&b, "%lu", (unsigned long)r->exit);
	json_string(&b, "signal", r->signal ? signal_name(r->signal, room) : NULL);
	json_string(&b, "message", r->message ? r->message : "");
	json_key(&b, "stdout");
	json_text(&b, r->output[STREAM_OUT].p, r->output[STREAM_OUT].n);
	json_key(&b, "stderr");
	json_text(&b, r->output[STREAM_ERR].p, r->output[STREAM_ERR].n);
	json_line(&b);
	if (b.cap > 4 * CHUNK)
		buf_free(&b);
	if (json_sink.q.n - json_sink.sent > CHUNK)
		sink_flush(&json_sink, 0);
}

static void json_case(const char *program, enum outcome o, struct str name, struct str message)
{
	static struct buf b;

	if (json_sink.fd < 0)
		return;
	b.n = 0;
	buf_puts(&b, "{");
	json_string(&b, "event", "case");
	json_id(&b, "program", program);
	json_key(&b, "name");
	json_text(&b, name.p, name.n);
	json_string(&b, "outcome", outcome_name(o));
	json_key(&b, "message");
	json_text(&b, message.p, message.n);
	json_line(&b);
}

static void json_end(const struct run *r)
{
	struct buf b = { 0 };

	if (json_sink.fd < 0)
		return;
	buf_puts(&b, "{");
	json_string(&b, "event", "end");
	json_number(&b, "exit", (uint64_t)r->exit);
	json_key(&b, "wall");
	json_seconds(&b, r->wall);
	for (int cases = 0; cases < 2; cases++) {
		json_key(&b, cases ? "cases" : "counts");
		buf_puts(&b, "{");
		for (int i = 0; i < OUT_COUNT; i++)
			json_number(&b, outcome_name((enum outcome)i), cases ? r->cases[i] : r->counts[i]);
		buf_puts(&b, "}");
	}
	json_line(&b);
	buf_free(&b);
}

static const struct reporter json = { .name = "json", .begin = json_begin, .test = json_test, .one_case = json_case,
	.end = json_end };
