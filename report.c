/* report.c: What people and machines read. Knows no processes.
 *
 *      runner.c: report_begin, report_test, report_case ... -----> fan-out -----> term   -> stdout
 *                                                                     |--------> json   -> F.part.., which is F
 *                                                                     \--------> tap, junit, html  when it is whole
 *
 * A reporter is a struct of functions, fed with the same events in the same order; one that is
 * missing means "not interested". A new format is a new chapter and one row of the table. What is
 * passed is lent for the call.
 *
 * Everything goes through a sink: a queue that is written only where that cannot block, so that a
 * stopped terminal or a full pipe delays no test. What tests print is never trusted: each syntax
 * has one escaper, and every field that a test can choose goes through it.
 *
 * A file that has to say at its start what only the end tells (JUnit, HTML) is collected in a
 * spool: pieces of text in the order of events, in memory as long as they are few, then in a file
 * without a name.
 *
 * Chapters: sinks, spools, fan-out, points, reasons, text, CI systems, terminal, the last screen,
 * the live area, JSON lines, TAP, JUnit, HTML, baseline, the log written, the log read, past runs,
 * history, chronicle. */
#include "wire.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* bytes that may wait for the console; more is dropped, and counted */
#define CONSOLE_MAX	(1u << 20)
/* us that the end of a run waits for readers that take nothing, all of them together */
#define READER_WAIT	(5000000)
#define HURRIED_WAIT	(1000000)	/* the same, of a run that was interrupted */
/* ms: while a reader is waited for it is asked so often whether that goes on */
#define LOOK		100
/* bytes of a report that may wait for a reader; for more of them the run has to wait */
#define BACKLOG_MAX	(64u << 20)
#define FAILURES_MAX	(8u << 20)	/* bytes of output kept for the final summary */

/* Where bytes go. */
struct sink {
	int fd;			/* -1: nowhere (any more) */
	bool file;		/* never blocks; write at once */
	bool required;		/* its loss is a loss: exit status 4 */
	bool console;		/* of it not even all words are kept */
	bool silent;		/* what its reporter is told is there already */
	bool failed;
	bool wrong;		/* it disagrees with the run: exit status 3 */
	bool stalled;		/* it was waited for in vain, and has taken nothing since */
	bool deaf;		/* given up, since it takes nothing: exit status 4 */
	const char *name;
	/* where it shall be when it is whole, and where it is until then; NULL: written in place */
	char *path, *part;
	struct buf q;
	size_t sent;
	uint64_t dropped;	/* lines */
};

/* Text that waits for its place in a report. */
struct spool {
	struct buf q;		/* the last bytes */
	int fd;			/* the bytes before, once they are many; -1: they are none */
	uint64_t written;	/* of them there */
};

/* Results inside a program, kept until it ends: of each a struct inside_point, its name and its
 * message. */
struct inside {
	struct inside *next;
	char *program;
	struct buf records;
	uint64_t n;
	enum outcome worst;
};

struct inside_point { uint32_t outcome, name, message; };	/* lengths */

#define REASON_MAX	200		/* bytes of a reason, and of a file's name */

/* Why something is not good: one line, and where known the file and line that say so. */
struct reason {
	struct buf text, file;
	uint32_t line;		/* 0: not known */
};

struct reporter {
	const char *name;
	struct sink *sink;
	/* place of its file's name in the options; 0: it has none, as the console */
	size_t path;
	bool points;		/* it shows all results inside a program, when that has ended */
	/* it hears of a provisional result when that comes, and perhaps of another later */
	bool at_once;
	void (*begin)(const struct run *);
	void (*start)(const struct result *);
	void (*attempt)(const struct result *, const struct inside *);
	/* in: results inside of it; NULL: there are none */
	void (*test)(const struct result *, const struct inside *);
	/* with those of subtests */
	void (*one_case)(const struct result *of, const struct point *);
	void (*program)(const struct result *);	/* one that failed as a whole, beside its cases */
	/* a test that had failed among others has run by itself: how that ended */
	void (*alone)(const struct result *);
	void (*exited)(const struct result *, const struct w_PROCESS *);
	void (*kept)(const struct result *);	/* a process of several cases left files */
	void (*live)(const char *slave, const char *id, struct str bytes);
	void (*say)(const char *slave, const char *text);
	void (*end)(const struct run *);
};

/* An attempt that did not pass, kept for the summary. */
struct failure {
	/* as they are printed, the outcome between them; tail: where, why, flags */
	char *id, *tail;
	uint8_t outcome;
	bool again;		/* there was another attempt, or this is the one that passed then */
	bool listed;		/* the last screen has it; `again`: another attempt says the same */
	uint8_t streak;		/* see struct result */
	const char *alone;	/* how it ended by itself; NULL: it was not asked */
	struct buf why;		/* its place and reason, as they are printed, ended by a 0 byte */
	char *file;		/* as it is; NULL: not known */
	uint32_t line;
	struct buf text;	/* more lines, as they are printed */
	struct buf output[STREAM_COUNT];	/* as it came */
};

struct slow { char *id; uint64_t duration, usual; struct used used; };

#define ROW_PROGRAM "PROGRAM"	/* what a program's own fate is called, beside its cases */

static const struct reporter term, json, tap, junit, html, runlog, baseline;
static const struct reporter *const reporters[] = { &term, &json, &tap, &junit, &html, &runlog,
	&baseline };
#define COUNT(array) (sizeof (array) / sizeof *(array))

/* ---- prototypes ------------------------------------------------------------------------------ */
/* sinks */
static void sink_flush(struct sink *, int ms);
static void sink_wait(struct sink *, size_t rest);
static void sink_forsake(struct sink *, const char *why);
static void sink_fail(struct sink *, const char *why);
/* run log */
static bool log_open(struct buf *error);
static void log_flush(void);
static void history_put(uint64_t hash, uint32_t ms, enum outcome);
static uint64_t history_program(const char *path, size_t n);
static void history_result(const struct result *);
static void history_recall(struct result *);
static uint64_t history_hash(const char *id, size_t n);
static void history_write(void);
/* points */
static void points_add(const char *program, enum outcome, struct str name, struct str message);
static struct inside *points_take(const char *program);
static void points_free(struct inside *);
static bool points_next(const struct inside *, size_t *at, enum outcome *, struct str *name,
	struct str *message);
/* reasons */
static struct str str_in(const struct buf *);
static void reason_find(struct reason *, const struct result *, const struct inside *);
/* terminal */
static void term_open(bool taken);
static void failure_keep(const struct result *, const struct inside *, bool again);
/* the last screen */
static bool last_alike(const struct failure *, const struct failure *);
static void last_note(const struct result *);
static void last_list(struct buf *);
static void last_counts(struct buf *);
static void last_exit(struct buf *, const struct run *);
static void last_again(struct buf *, const struct run *);
static uint32_t last_flaky(void);
static void last_summary(const struct buf *words, const struct buf *totals);
/* the live area */
static size_t columns(const char *p, size_t n);
static bool area_hold(const struct buf *);
static void area_begin(const struct run *);
static void area_lane(const struct result *, bool starts);
static void area_ended(const struct result *);
static void area_reopened(void);
static void area_tick(void);
static int64_t area_wait(void);
static void area_end(void);
static void keys_read(void);

/* ---- sinks -------------------------------------------------------------------------------------
 * door: sink_add, sink_flush, sink_wait, never_blocks, append_open, sink_open, sink_fail,
 *       sink_close, sink_dropped, always */
static int64_t patience = READER_WAIT;	/* us that readers may be waited for still */
static bool hurried;			/* see report_hurry */
static bool (*goes_on)(void);		/* see report_patient; NULL: nobody is waited for */

/* Queues bytes. Where nobody waits for the reader, a console that does not take them loses whole
 * blocks, which is said at the end. */
static void sink_add(struct sink *s, const struct buf *b)
{
	if (goes_on && !s->file && s->q.n - s->sent > (s->required ? BACKLOG_MAX : CONSOLE_MAX))
		sink_wait(s, CHUNK);
	if (s->fd < 0)
		return;
	if (!s->required && !s->file && s->q.n - s->sent > CONSOLE_MAX) {
		for (size_t i = 0; i < b->n; i++)
			s->dropped += b->p[i] == '\n';
		return;
	}
	buf_add(&s->q, b->p, b->n);
	if (s->q.n - s->sent > CHUNK && (s->file || s->required || goes_on))
		sink_flush(s, 0);
}

/* Writes what is queued as far as that blocks nobody, waiting ms at most, and not at all for one
 * that was waited for in vain before. A blocking pipe takes PIPE_BUF bytes without waiting when
 * poll says that it is writable; descriptors 0 to 2 are shared with others, so they are never made
 * non-blocking. */
static void sink_flush(struct sink *s, int ms)
{
	int64_t until = clock_us() + ms * INT64_C(1000);

	while (s->fd >= 0 && s->sent < s->q.n) {
		size_t n = s->q.n - s->sent;
		ssize_t w;

		if (!s->file) {
			int64_t left = until - clock_us();
			int ready = fd_wait(s->fd, POLLOUT, ms && left > 0 && !s->stalled
				? poll_ms(left) : 0);
			if (ready < 0 && errno == EINTR)
				continue;
			s->stalled = ready <= 0 && (ms || s->stalled);
			if (ready <= 0)
				break;
			n = n < PIPE_BUF ? n : PIPE_BUF;
		}
		w = write(s->fd, s->q.p + s->sent, n);
		if (w < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (w < 0 && s->console && errno != EPIPE) {
			sink_forsake(s, strerror(errno));
			return;
		}
		if (w < 0) {
			sink_fail(s, strerror(errno));
			if (s->fd > 2)
				close(s->fd);
			/* who closed the console's pipe has read enough: tests go on */
			s->fd = -1;
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

/* Gives up who takes nothing any more: what is queued for it goes, and what comes is not queued. */
static void sink_forsake(struct sink *s, const char *why)
{
	s->deaf = true;
	if (s->required)
		sink_fail(s, why);
	else
		say("error: [E-REPORT] %s: %s, so that its end is missing", s->name, why);
	if (s->fd > 2)
		close(s->fd);
	s->fd = -1;
	s->dropped = 0;
	sink_flush(s, 0);
}

/* Waits until a reader has taken all but `rest` bytes of what is queued for it. It is given up when
 * it takes less than CHUNK in the time that there is for all readers, or when goes_on says that
 * nobody waits any longer. */
static void sink_wait(struct sink *s, size_t rest)
{
	size_t taken = 0, was;

	if (patience < LOOK * 1000)	/* others have used it up: a look at this one */
		patience = LOOK * 1000;
	for (sink_flush(s, 0); s->fd >= 0 && (was = s->q.n - s->sent) > rest;
	    taken += was - (s->q.n - s->sent)) {
		int64_t began = clock_us(), spent;
		fd_wait(s->fd, POLLOUT, LOOK);
		sink_flush(s, 0);
		if (taken >= CHUNK) {
			taken = 0;
			patience = hurried ? HURRIED_WAIT : READER_WAIT;
		}
		spent = clock_us() - began;
		/* more: we did not run */
		patience -= spent < 2 * LOOK * 1000 ? spent : 2 * LOOK * 1000;
		if (s->q.n - s->sent > rest && (!goes_on() || patience <= 0))
			sink_forsake(s, "nobody reads it");
	}
}

/* Does a descriptor never block? */
static bool never_blocks(int fd)
{
	struct stat st;

	return !fstat(fd, &st) && (S_ISREG(st.st_mode) || S_ISBLK(st.st_mode));
}

/* Opens a file by a name that tests know, to add to its end; -1: errno says why not. What they put
 * in its place, a link or a FIFO, is left alone. */
static int append_open(const char *path)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK |
		O_NOCTTY, 0666);
	struct stat st;

	if (fd < 0 || (!fstat(fd, &st) && S_ISREG(st.st_mode)))
		return fd;
	close(fd);
	errno = EINVAL;
	return -1;
}

/* Opens the file of a report; "-" is standard output. A regular file is written under another name
 * beside its own, which it gets when it is whole; what is none (a FIFO, /dev/stdout) is written in
 * place. False: errno says why not. */
static bool sink_open(struct sink *s, const char *path)
{
	struct stat st;
	struct buf part = { 0 };

	*s = (struct sink){ .fd = -1, .required = true, .name = path };
	if (!strcmp(path, "-")) {
		s->fd = 1;
		s->name = "standard output";
	} else if (!stat(path, &st) && !S_ISREG(st.st_mode)) {
		s->fd = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK);
	} else {
		s->path = realpath(path, NULL);		/* of a link, what it leads to */
		if (!s->path)
			s->path = xstrdup(path);
		buf_printf(&part, "%s.part-%ld", s->path, (long)getpid());
		s->part = part.p;
		/* of another run with our pid, which is over */
		if (unlink(s->part) && errno != ENOENT)
			return false;
		s->fd = open(s->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	}
	s->file = s->fd >= 0 && never_blocks(s->fd);
	return s->fd >= 0;
}

/* What went wrong with a report: said once. Tests go on. */
static void sink_fail(struct sink *s, const char *why)
{
	if (!s->failed && s->required)
		say("error: [E-REPORT] %s: %s", s->name, why);
	else if (!s->failed && !s->console)
		say("warning: the run log ends here: %s: %s", s->name, why);
	s->failed = true;
}

/* The end of a report: its file gets its name, if it is whole. */
static void sink_close(struct sink *s)
{
	char *slash;
	int dir;

	sink_flush(s, 0);
	if (s->fd >= 0 && s->sent < s->q.n)
		sink_fail(s, "not all of it could be written");
	if (s->part && s->fd >= 0 && !hurried && fsync(s->fd) && errno != EINVAL)
		sink_fail(s, strerror(errno));
	if (s->fd > 2 && close(s->fd) && errno != EINTR)
		sink_fail(s, strerror(errno));
	if (s->part && !s->failed && rename(s->part, s->path))
		sink_fail(s, strerror(errno));
	if (s->part && s->failed)
		unlink(s->part);
	if (s->path && !s->failed && !hurried) {
		/* the name is to outlive a power failure too, where that can be had */
		slash = strrchr(s->path, '/');
		if (slash)
			slash[slash == s->path] = 0;
		dir = open(slash ? s->path : ".", O_RDONLY | O_CLOEXEC);
		if (dir >= 0) {
			fsync(dir);
			close(dir);
		}
	}
	free(s->path);
	free(s->part);
	s->path = s->part = NULL;
	s->fd = -1;
}

/* What it has lost is said at its end. */
static void sink_dropped(struct sink *s)
{
	if (!s->dropped)
		return;
	buf_printf(&s->q, "(%llu lines were dropped: nobody read them in time)\n",
		(unsigned long long)s->dropped);
	sink_flush(s, 100);
}

/* From now on somebody waits for the end: reports are written as before, but it is left to the
 * system when they reach the disk, which can take as long as others write to that disk, and readers
 * have a second. The log keeps what --sync promises. */
void report_hurry(void)
{
	hurried = true;
	patience = patience < HURRIED_WAIT ? patience : HURRIED_WAIT;
}

/* From now on nothing is held up by a report that waits for its reader. Who waits asks again and
 * again whether that goes on; if not, readers are given up, and what is known of the tests' output
 * is left out of a file that is not whole yet. */
void report_patient(bool (*while_this)(void))
{
	goes_on = while_this;
}

static bool always(void)
{
	return true;
}

/* Writes bytes to the file of a report; false: it was said why that is not possible. */
bool report_write(const char *path, const struct buf *b)
{
	struct sink s;

	report_patient(always);
	if (!sink_open(&s, path))
		sink_fail(&s, strerror(errno));
	else
		sink_add(&s, b);
	sink_wait(&s, 0);
	sink_close(&s);
	return !s.failed;
}

/* ---- spools ------------------------------------------------------------------------------------
 * door: spool_add, spool_copy, spool_close */
#define SPOOL_MEMORY	(1u << 20)	/* bytes of a spool that stay in memory */

/* Adds text; returns where it begins. A spool that cannot be written costs its report. */
static uint64_t spool_add(struct spool *sp, struct sink *s, const struct buf *b)
{
	uint64_t at = sp->written + sp->q.n;

	if (s->fd < 0)
		return 0;
	buf_add(&sp->q, b->p, b->n);
	if (sp->q.n <= SPOOL_MEMORY)
		return at;
	if (sp->fd <= 0) {
		const char *tmp = getenv("TMPDIR");
		char name[PATH_MAX];
		if (s->part)
			snprintf(name, sizeof name, "%sXXXXXX", s->part);
		else
			snprintf(name, sizeof name, "%s/musterXXXXXX", tmp && *tmp ? tmp : "/tmp");
		sp->fd = mkstemp(name);
		if (sp->fd >= 0) {
			unlink(name);
			fd_cloexec(sp->fd);
		}
	}
	if (sp->fd < 0 || !fd_write(sp->fd, sp->q.p, sp->q.n)) {
		sink_fail(s, strerror(errno));
		if (s->fd > 2)
			close(s->fd);
		s->fd = -1;
	}
	sp->written += sp->q.n;
	sp->q.n = 0;
	return at;
}

/* Copies n bytes from there to a report. */
static void spool_copy(struct spool *sp, struct sink *s, uint64_t at, size_t n)
{
	struct buf b = { 0 };

	while (n && at < sp->written && s->fd >= 0) {
		size_t most = sp->written - at < n ? (size_t)(sp->written - at) : n;
		ssize_t got;
		if (most > CHUNK)
			most = CHUNK;
		buf_room(&b, most);
		got = fd_read_at(sp->fd, b.p, most, at);
		if (got <= 0) {
			sink_fail(s, got ? strerror(errno) : "its spool is cut");
			break;
		}
		b.n = (size_t)got;
		sink_add(s, &b);
		at += b.n;
		n -= b.n;
	}
	buf_free(&b);
	if (n && at >= sp->written && at - sp->written + n <= sp->q.n) {
		struct buf rest = { sp->q.p + (at - sp->written), n, n };
		sink_add(s, &rest);
	}
}

static void spool_close(struct spool *sp)
{
	buf_free(&sp->q);
	if (sp->fd > 0)
		close(sp->fd);
	*sp = (struct spool){ 0 };
}

/* ---- fan-out -----------------------------------------------------------------------------------
 * door: worse_exit */
static struct report_options opt;

/* What passed in processes that have not ended yet, by slave: for those reports that want only last
 * words. */
static struct pending {
	const char *slave;
	struct result *of;
	size_t n, next;		/* next: behind the one that was dropped last */
} *pendings;
static size_t npendings;

#define EACH(hook, ...)								\
	for (size_t each = 0; each < COUNT(reporters); each++)			\
		if (reporters[each]->hook && (reporters[each]->sink->fd >= 0 || reporters[each] == &term) &&	\
		    !reporters[each]->sink->silent)				\
			reporters[each]->hook(__VA_ARGS__)

/* No report is written: what was begun of them goes. */
void report_abandon(void)
{
	for (size_t i = 0; i < COUNT(reporters); i++)
		if (reporters[i]->path && reporters[i]->sink->part) {
			if (reporters[i]->sink->fd >= 0)
				unlink(reporters[i]->sink->part);
			reporters[i]->sink->failed = true;
		}
}

/* The file of the i-th report that is wanted, with the name of its option; NULL: there are no more.
 * *own: what it may overwrite, as it looks for itself whether a file is that; NULL: nothing but
 * reports. */
const char *report_file(const struct report_options *o, size_t i, const char **name,
	const char **own)
{
	for (size_t k = 0; k < COUNT(reporters); k++) {
		const struct reporter *r = reporters[k];
		const char *path = r->path ? *(const char *const *)((const char *)o + r->path) :
			NULL;
		if (!path || (r == &runlog && !strcmp(path, "none")) || i--)
			continue;
		*name = r->name;
		*own = r == &runlog ? "a run log" : NULL;
		return path;
	}
	return NULL;
}

/* Opens what reports there shall be, before anything runs; false: *error says what is wrong. */
bool report_open(const struct report_options *options, struct buf *error)
{
	bool taken = false;		/* standard output is a report's */

	opt = *options;
	for (size_t i = 0; i < COUNT(reporters); i++) {
		const struct reporter *r = reporters[i];
		const char *path = r->path ? *(const char *const *)((const char *)&opt + r->path) :
			NULL;
		if (!path || r == &runlog)	/* which opens its own, see log_open */
			continue;
		if (!sink_open(r->sink, path)) {
			buf_printf(error, "--%s=%s: %s", r->name, path, strerror(errno));
			report_abandon();
			return false;
		}
		for (size_t k = 0; k < i; k++)
			if (reporters[k]->path && r->sink->fd == 1 && reporters[k]->sink->fd == 1) {
				buf_printf(error, "--%s=%s: --%s goes there already", r->name, path,
					reporters[k]->name);
				report_abandon();
				return false;
			}
		taken |= r->sink->fd == 1;
	}
	term_open(taken);
	if (!log_open(error)) {
		report_abandon();
		return false;
	}
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

/* Those of a slave. */
static struct pending *pending_of(const char *slave)
{
	for (size_t i = 0; i < npendings; i++)
		if (pendings[i].slave == slave)
			return &pendings[i];
	pendings = array_grow(pendings, npendings, sizeof *pendings);
	pendings[npendings] = (struct pending){ .slave = slave };
	return &pendings[npendings++];
}

/* A copy of a text; NULL: it is empty. */
static const char *text_copy(struct str text)
{
	return text.n ? memcpy(xrealloc(NULL, text.n, 1), text.p, text.n) : NULL;
}

/* A result is kept, with all that it lends but names. */
static void pending_add(const struct result *r)
{
	struct pending *p = pending_of(r->slave);
	struct result *kept;

	p->of = array_grow(p->of, p->n, sizeof *p->of);
	kept = &p->of[p->n++];
	*kept = *r;
	kept->message = *r->message ? xstrdup(r->message) : "";
	for (int s = 0; s < STREAM_COUNT; s++)
		kept->output[s].p = text_copy(r->output[s]);
	kept->kept.p = text_copy(r->kept);
	kept->records.p = text_copy(r->records);
}

/* Gives back what a kept result took. */
static void pending_free(struct result *r)
{
	if (*r->message)
		free((char *)(uintptr_t)r->message);
	for (int s = 0; s < STREAM_COUNT; s++)
		free((char *)(uintptr_t)r->output[s].p);
	free((char *)(uintptr_t)r->kept.p);
	free((char *)(uintptr_t)r->records.p);
	r->id = NULL;
}

/* The last word on a test for reports that hear such alone, or for the others. */
static void test_tell(const struct result *r, const struct inside *in, bool at_once)
{
	for (size_t i = 0; i < COUNT(reporters); i++) {
		const struct reporter *to = reporters[i];
		if (to->test && to->at_once == at_once && (to->sink->fd >= 0 || to == &term) &&
		    !to->sink->silent)
			to->test(r, in);
	}
}

/* What passed in the last process of a slave has done so for good. */
static void pending_tell(struct pending *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->of[i].id) {
			test_tell(&p->of[i], NULL, false);
			pending_free(&p->of[i]);
		}
	p->n = p->next = 0;
}

/* A test did not pass in the end, as had been said. */
static void pending_drop(const struct result *r)
{
	for (size_t i = 0; i < npendings; i++)
		for (size_t k = 0; k < pendings[i].n; k++) {
			struct pending *p = &pendings[i];
			struct result *kept = &p->of[(p->next + k) % p->n];
			if (!kept->id || strcmp(kept->id, r->id))
				continue;
			p->next = (p->next + k + 1) % p->n;
			pending_free(kept);
			return;
		}
}

/* A result as reporters hear it: with its reason, which is lent until the next one. */
static struct result result_told(const struct result *r, const struct inside *in)
{
	static struct reason why;
	struct result told = *r;

	told.message = r->message ? r->message : "";
	told.reason = told.file = (struct str){ "", 0 };
	if (!r->recalled)
		history_recall(&told);
	if (r->outcome < OUT_failed)
		return told;
	reason_find(&why, &told, in);
	told.reason = str_in(&why.text);
	told.file = str_in(&why.file);
	told.line = why.line;
	return told;
}

void report_attempt(const struct result *r)
{
	struct inside *in = points_take(r->id);
	struct result told = result_told(r, in);

	if (r->revises)
		pending_drop(r);
	EACH(attempt, &told, in);
	points_free(in);
}

void report_test(const struct result *r)
{
	struct inside *in = points_take(r->id);
	struct result told = result_told(r, in);

	if (r->revises)
		pending_drop(r);
	test_tell(&told, in, true);
	if (r->provisional)
		pending_add(&told);
	else
		test_tell(&told, in, false);
	points_free(in);
}

/* A process of several cases has ended: what passed in it holds. of: its program, slave and
 * appliance. */
void report_exited(const struct result *of, const struct w_PROCESS *m)
{
	struct result r = *of;

	EACH(exited, of, m);
	pending_tell(pending_of(of->slave));
	if (of->kept.n)
		EACH(kept, of);
	if (!m->guilty)
		return;
	r.outcome = OUT_error;
	r.attempts = 1;
	r.exit = m->exit;
	r.signal = m->signal;
	r.message = m->message.p;
	r.output[m->stream % STREAM_COUNT] = m->output;
	r.kept.n = 0;			/* told already */
	r = result_told(&r, NULL);
	EACH(program, &r);
}

void report_alone(const struct result *r)
{
	EACH(alone, r);
}

void report_case(const struct result *of, const struct point *p)
{
	if (!p->depth)
		points_add(of->id, p->outcome, p->name, p->message);
	EACH(one_case, of, p);
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

/* The end of the run, told to all reports: those in files first, which then are there whole,
 * whoever does not read the others. */
void report_end(const struct run *r)
{
	for (size_t i = 0; i < npendings; i++)
		pending_tell(&pendings[i]);
	for (int files = 1; files >= 0; files--)
		for (size_t i = 0; i < COUNT(reporters); i++) {
			/* the console last */
			const struct reporter *each = reporters[(i + 1) % COUNT(reporters)];
			if (each->sink->file != files || (each->sink->fd < 0 && each != &term) ||
			    each->sink->silent)
				continue;
			if (each->end)
				each->end(r);
			if (each->sink->part)
				sink_close(each->sink);
		}
}

/* The report for whose reader so much waits that the run has to wait, too: what to poll for
 * POLLOUT; -1: there is none. */
int report_full(void)
{
	for (size_t i = 0; i < COUNT(reporters) && !hurried; i++) {
		const struct sink *s = reporters[i]->sink;
		if (s->required && !s->file && s->fd >= 0 && s->q.n - s->sent > BACKLOG_MAX)
			return s->fd;
	}
	return -1;
}

void report_flush(int ms)
{
	area_tick();
	log_flush();
	for (size_t i = 0; i < COUNT(reporters); i++)
		if (reporters[i] == &term || reporters[i]->sink->fd >= 0)
			sink_flush(reporters[i]->sink, ms);
}

/* The exit status of two runs together, or of a run and its reports: that which proves least. */
static int worse_exit(int a, int b)
{
	static const int order[] = { EXIT_LOST, EXIT_REPORT, EXIT_FAILED, EXIT_EMPTY, EXIT_OK };

	for (size_t i = 0; i < COUNT(order); i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return a > b ? a : b;
}

/* The end of all reports. Returns the exit status of a run that ended so, or what its reports make
 * of it. */
int report_close(int status)
{
	if (!goes_on)
		report_patient(always);
	report_flush(0);
	for (size_t i = 0; i < COUNT(reporters); i++)
		if (!reporters[i]->sink->file)
			sink_wait(reporters[i]->sink, 0);
	for (size_t i = 0; i < COUNT(reporters); i++) {
		struct sink *s = reporters[i]->sink;
		sink_dropped(s);
		if (reporters[i] != &term)
			sink_close(s);
		if ((s->failed && s->required) || s->deaf)
			status = worse_exit(status, s->wrong ? EXIT_LOST : EXIT_REPORT);
	}
	report_patient(NULL);
	return status;
}

/* ---- points: results inside programs, for the reports that show a program when it has ended --
 * door: points_add, points_take, points_free, points_next */
static struct inside *insides;		/* of programs that run: not more than slaves */

/* Does a report want more of them than the summary, which shows the first that failed? */
static bool points_wanted(void)
{
	for (size_t i = 0; i < COUNT(reporters); i++)
		if (reporters[i]->points && reporters[i]->sink->fd >= 0)
			return true;
	return false;
}

static void points_add(const char *program, enum outcome o, struct str name, struct str message)
{
	struct inside_point point = { o, (uint32_t)name.n, (uint32_t)message.n };
	struct inside *in = insides;

	while (in && strcmp(in->program, program))
		in = in->next;
	if (!in) {
		in = xrealloc(NULL, 1, sizeof *in);
		*in = (struct inside){ .next = insides, .program = xstrdup(program) };
		insides = in;
	}
	in->n++;
	if (o > in->worst)
		in->worst = o;
	if ((o < OUT_failed || in->records.n > CHUNK) && !points_wanted())
		return;
	buf_add(&in->records, (const char *)&point, sizeof point);
	buf_add(&in->records, name.p, name.n);
	buf_add(&in->records, message.p, message.n);
}

/* Those of a program that has ended: the caller's now. NULL: there are none. */
static struct inside *points_take(const char *program)
{
	for (struct inside **p = &insides; *p; p = &(*p)->next)
		if (!strcmp((*p)->program, program)) {
			struct inside *in = *p;
			*p = in->next;
			return in;
		}
	return NULL;
}

static void points_free(struct inside *in)
{
	if (!in)
		return;
	free(in->program);
	buf_free(&in->records);
	free(in);
}

/* The next of them, from *at on; false: there are no more. */
static bool points_next(const struct inside *in, size_t *at, enum outcome *o, struct str *name,
	struct str *message)
{
	struct inside_point point;

	if (!in || *at >= in->records.n)
		return false;
	memcpy(&point, in->records.p + *at, sizeof point);
	*o = (enum outcome)point.outcome;
	*name = (struct str){ in->records.p + *at + sizeof point, point.name };
	*message = (struct str){ name->p + point.name, point.message };
	*at += sizeof point + point.name + point.message;
	return true;
}

/* ---- reasons: the line that says why -----------------------------------------------------------
 * door: str_in, str_from, str_begins, reason_find, reason_of_point, reason_free, sgr_length */
/* Every outcome that is not good has one line that says why: the one that a person would read out.
 * Frameworks, languages and tools have forms for it, a row of reason_forms each. They are looked
 * for in what the test printed, at both ends of each stream. A message that is more than an exit
 * status goes before them, and the last line that the test printed comes after them. All of that
 * can be chosen by a test: a reason is never more than one line of text, which each reporter
 * escapes as it does messages. */
#define REASON_LOOK	(32u << 10)	/* bytes at each end of a stream that are looked at */
#define REASON_LINES	6		/* lines that are joined to one */
#define REASON_WORDS	"; last words:"	/* of a test that was stopped, before its last line */

/* The length of a sequence by which a terminal changes its colours; 0: here is none. */
static size_t sgr_length(const char *p, size_t n)
{
	size_t end = 2;

	if (n < 3 || p[0] != 0x1b || p[1] != '[')
		return 0;
	while (end < n && p[end] && strchr("0123456789;:", p[end]))
		end++;
	return end < n && p[end] == 'm' ? end + 1 : 0;
}

static struct str str_from(struct str s, size_t from)
{
	from = from < s.n ? from : s.n;
	return (struct str){ from ? s.p + from : s.p, s.n - (uint32_t)from };
}

static struct str str_upto(struct str s, size_t n)
{
	return (struct str){ s.p, n < s.n ? (uint32_t)n : s.n };
}

static struct str str_in(const struct buf *b)
{
	return (struct str){ b->n ? b->p : "", (uint32_t)b->n };
}

static bool str_begins(struct str s, const char *word)
{
	size_t n = strlen(word);

	return s.n >= n && !memcmp(s.p, word, n);
}

static bool str_is(struct str s, const char *word)
{
	return s.n == strlen(word) && str_begins(s, word);
}

/* Where `what` begins for the first time; SIZE_MAX: nowhere. */
static size_t str_find_n(struct str s, struct str what)
{
	const char *end = s.n ? s.p + s.n : s.p, *p = s.p;

	for (; what.n && (size_t)(end - p) >= what.n && (p = memchr(p, *what.p,
		(size_t)(end - p) - what.n + 1)); p++)
		if (!memcmp(p, what.p, what.n))
			return (size_t)(p - s.p);
	return SIZE_MAX;
}

static size_t str_find(struct str s, const char *word)
{
	return str_find_n(s, str_of(word));
}

/* Without blanks at its ends. */
static struct str str_trim(struct str s)
{
	while (s.n && strchr(" \t\r", s.p[0]) && s.p[0])
		s = str_from(s, 1);
	while (s.n && strchr(" \t\r", s.p[s.n - 1]) && s.p[s.n - 1])
		s.n--;
	return s;
}

/* Takes the next line off a text; false: there is none. */
static bool line_take(struct str *text, struct str *line)
{
	const char *stop = text->n ? memchr(text->p, '\n', text->n) : NULL;

	if (!text->n)
		return false;
	*line = str_upto(*text, stop ? (size_t)(stop - text->p) : text->n);
	*text = str_from(*text, (size_t)line->n + 1);
	return true;
}

static void reason_clear(struct reason *r)
{
	r->text.n = r->file.n = 0;
	r->line = 0;
}

static void reason_free(struct reason *r)
{
	buf_free(&r->text);
	buf_free(&r->file);
}

/* Adds text to a reason, without colours and with single blanks, behind what it has. */
static void reason_add(struct reason *r, struct str s)
{
	struct buf *b = &r->text;

	s = str_trim(s);
	if (s.n && b->n && b->n + 2 < REASON_MAX)
		buf_puts(b, strchr(":,.", b->p[b->n - 1]) || str_begins(s, "in ") ||
			str_begins(s, "= ") ?
			" " : ", ");
	for (size_t i = 0, len; i < s.n; i += len) {
		unsigned char c = (unsigned char)s.p[i];
		if ((len = sgr_length(s.p + i, s.n - i)))
			continue;
		len = utf8_length((const unsigned char *)s.p + i, s.n - i);
		len = len ? len : 1;
		if (b->n + len > REASON_MAX)
			break;
		if (c && strchr(" \t\r\n\v\f", c)) {
			if (b->n && b->p[b->n - 1] != ' ')
				buf_puts(b, " ");
		} else {
			buf_add(b, s.p + i, len);
		}
	}
}

/* Takes a line's number off the head of a text; 0: there is none. */
static uint32_t line_number(struct str *s)
{
	uint32_t v = 0;
	size_t n = 0;

	while (n < s->n && n < 8 && s->p[n] >= '0' && s->p[n] <= '9')
		v = v * 10 + (uint32_t)(s->p[n++] - '0');
	if (n < s->n && s->p[n] >= '0' && s->p[n] <= '9')
		return 0;
	*s = str_from(*s, n);
	return v;
}

/* Is this the name of a file, as far as names tell? */
static bool is_file_name(struct str s)
{
	const char *dot = NULL;

	for (size_t i = 0, len; i < s.n; i += len) {
		len = utf8_length((const unsigned char *)s.p + i, s.n - i);
		if (!len || strchr(" \"'`()[]<>,:|", s.p[i]))
			return false;
		dot = s.p[i] == '.' ? s.p + i + 1 : s.p[i] == '/' ? NULL : dot;
	}
	if (!s.n || s.n > REASON_MAX || str_begins(s, "//"))
		return false;
	return dot ? dot < s.p + s.n && (*dot < '0' || *dot > '9') : memchr(s.p, '/', s.n) != NULL;
}

/* A place is known. */
static void reason_place(struct reason *r, struct str file, uint32_t line)
{
	if (str_begins(file, "./"))
		file = str_from(file, 2);
	if (!line || !is_file_name(file))
		return;
	r->file.n = 0;
	buf_add(&r->file, file.p, file.n);
	r->line = line;
}

/* Is this a file of Python's own, or of a package, in which nobody would look for what failed? */
static bool is_library(struct str file)
{
	return str_find(file, "/lib/python") != SIZE_MAX ||
		str_find(file, "-packages/") != SIZE_MAX || str_begins(file, "<frozen ");
}

/* Takes FILE:LINE: or FILE:LINE:COLUMN: off the head of a text; false: there is none. */
static bool place_take(struct reason *r, struct str *s)
{
	const char *colon = s->n ? memchr(s->p, ':', s->n) : NULL;
	size_t n = colon ? (size_t)(colon - s->p) : 0;
	struct str rest = str_from(*s, n + 1);
	uint32_t line = colon ? line_number(&rest) : 0;

	if (!line || !is_file_name(str_upto(*s, n)) || (rest.n && !strchr(": ,)", rest.p[0])))
		return false;
	reason_place(r, str_upto(*s, n), line);
	if (rest.n > 1 && rest.p[0] == ':' && rest.p[1] >= '0' && rest.p[1] <= '9') {
		rest = str_from(rest, 1);
		line_number(&rest);
	}
	while (rest.n && strchr(": ,)", rest.p[0]))
		rest = str_from(rest, 1);
	*s = rest;
	return true;
}

/* The place in "at FILE line N" and "file FILE, line N"; false: there is none. */
static bool place_words(struct reason *r, struct str s)
{
	size_t at = str_find(s, " line ");
	struct str rest = str_from(s, at + 6), file = str_upto(s, at);
	uint32_t line = at == SIZE_MAX ? 0 : line_number(&rest);

	if (!line)
		return false;
	if (file.n && file.p[file.n - 1] == ',')
		file.n--;
	for (size_t i = file.n; i-- > 0;)
		if (file.p[i] == ' ') {
			file = str_from(file, i + 1);
			break;
		}
	if (file.n > 2 && file.p[0] == '"' && file.p[file.n - 1] == '"')
		file = str_from(str_upto(file, file.n - 1), 1);
	reason_place(r, file, line);
	return r->line > 0;
}

/* Joins the lines at the head of a text, up to an empty one or one that begins another part.
 * prefix: before each. */
static void reason_join(struct reason *r, struct str rest, const char *prefix)
{
	static const char *const stops[] = { "[", "Google Test trace:", "stack backtrace:", "note:",
		"thread '", "***", "not ok ", "ok ", "FAIL", "With diff:" };
	struct str line;
	struct reason other = { 0 };

	for (int n = 0; n < REASON_LINES && line_take(&rest, &line); n++) {
		bool stop = !str_begins(line, prefix);
		line = str_from(line, strlen(prefix));
		for (size_t i = 0; i < COUNT(stops); i++)
			stop |= str_begins(line, stops[i]);
		line = str_trim(line);
		if (stop || (!line.n && r->text.n) || (n && place_take(&other, &line)))
			break;
		reason_add(r, line);
	}
	buf_free(&other.file);
}

/* Where a form was found: its line, all that follows, and the name of the case. */
struct spot {
	struct str line, rest;
	const char *name;
};

/* FILE:LINE: Failure, and below it what and why */
static bool take_gtest(struct reason *r, struct spot at)
{
	if (!place_take(r, &at.line) && !str_begins(at.line, "unknown file: Failure"))
		return false;
	if (str_begins(at.rest, "Failed\n"))
		line_take(&at.rest, &at.line);
	reason_join(r, at.rest, "");
	return true;
}

/* thread 'NAME' (ID) panicked at FILE:LINE:COLUMN: and below it why; before Rust 1.73 panicked at
 * 'WHY', FILE:LINE:COLUMN */
static bool take_panic(struct reason *r, struct spot at)
{
	struct str who = str_from(at.line, strlen("thread '"));
	size_t end = str_find(who, "' ");

	who = str_upto(who, end);
	if (end == SIZE_MAX || !(str_is(who, "main") || str_is(who, "<unnamed>") ||
		str_is(who, at.name)))
		return false;
	at.line = str_from(at.line, str_find(at.line, "panicked at ") + strlen("panicked at "));
	if (!str_begins(at.line, "'")) {
		place_take(r, &at.line);
		reason_join(r, at.rest, "");
		return true;
	}
	who = str_upto((struct str){ at.line.p, (uint32_t)(at.rest.p + at.rest.n - at.line.p) },
		REASON_LOOK);
	end = str_find(who, "', ");
	reason_add(r, str_from(str_upto(who, end), 1));
	who = str_from(who, end + 3);
	place_take(r, &who);
	return end != SIZE_MAX && str_find(str_in(&r->text), "returned a termination value") ==
		SIZE_MAX;
}

/* panic: WHY [recovered] or fatal error: WHY, and a trace: the first function that is not Go's own
 * is to blame */
static bool take_go_panic(struct reason *r, struct spot at)
{
	static const char *const own[] = { "/src/runtime/", "/src/testing/", "/src/_testmain" };
	bool from = str_find(at.rest, "\npanic(") == SIZE_MAX;

	reason_add(r, str_from(str_upto(at.line, str_find(at.line, " [recovered")),
		str_begins(at.line, "panic: ") ? strlen("panic: ") : 0));
	while (!r->line && line_take(&at.rest, &at.line)) {
		bool source = str_begins(at.line, "\t");
		from |= str_begins(at.line, "panic(");
		at.line = str_trim(at.line);
		for (size_t i = 0; i < COUNT(own); i++)
			source &= !str_begins(at.line, own[i] + strlen("/src/")) &&
				str_find(at.line, own[i]) == SIZE_MAX;
		if (from && source)
			place_take(r, &at.line);
	}
	return true;
}

/* [----] FILE:LINE: Assertion Failed, and below it what and why */
static bool take_criterion(struct reason *r, struct spot at)
{
	at.line = str_from(at.line, strlen("[----] "));
	if (!place_take(r, &at.line))
		return false;
	if (str_begins(at.line, "Assertion Failed"))
		reason_join(r, at.rest, "[----] ");
	if (!r->text.n)
		reason_add(r, str_upto(at.line, str_find(at.line, " below this line")));
	return true;
}

/* SUMMARY: AddressSanitizer: WHAT FILE:LINE[:COLUMN] in FUNCTION */
static bool take_sanitizer(struct reason *r, struct spot at)
{
	struct str words = str_from(at.line, strlen("SUMMARY: ")), what = words, place;

	for (size_t i; (i = str_find(words, " ")) != SIZE_MAX;) {
		place = words = str_from(words, i + 1);
		if (place_take(r, &place)) {
			reason_add(r, str_upto(what, what.n - words.n));
			reason_add(r, place);
			return true;
		}
	}
	reason_add(r, what);
	return true;
}

/* The line is the reason, behind its place. */
static bool take_line(struct reason *r, struct spot at)
{
	place_take(r, &at.line);
	reason_add(r, at.line);
	return true;
}

/* FILE:LINE:COLUMN: WHY; of a shell FILE: N: WHY and FILE: line N: WHY */
static bool take_place(struct reason *r, struct spot at)
{
	size_t colon = str_find(at.line, ": ");
	struct str file = str_upto(at.line, colon), rest;

	if (place_take(r, &at.line)) {
		reason_add(r, at.line);
		return true;
	}
	rest = colon == SIZE_MAX ? (struct str){ "", 0 } : str_from(at.line, colon + 2);
	if (str_begins(rest, "line "))
		rest = str_from(rest, 5);
	reason_place(r, file, line_number(&rest));
	if (!r->line || !str_begins(rest, ": "))
		return false;
	reason_add(r, str_from(rest, 2));
	return true;
}

/* PROGRAM: FILE:LINE: FUNCTION: Assertion `..' failed. */
static bool take_assert(struct reason *r, struct spot at)
{
	struct str place = str_from(at.line, str_find(at.line, ": ") + 2);

	place_take(r, &place);
	reason_add(r, str_from(at.line, str_find(at.line, "Assertion `")));
	return true;
}

/* terminate called after throwing an instance of 'TYPE', and below it what(): WHY */
static bool take_terminate(struct reason *r, struct spot at)
{
	static const char instance[] = "an instance of '";
	size_t type = str_find(at.line, instance);
	struct str what = { "", 0 };

	line_take(&at.rest, &what);
	what = str_trim(what);
	if (type == SIZE_MAX || !str_begins(what, "what():")) {
		reason_add(r, at.line);
		return true;
	}
	at.line = str_from(at.line, type + strlen(instance));
	reason_add(r, str_upto(at.line, str_find(at.line, "'")));
	buf_puts(&r->text, ":");
	reason_add(r, str_from(what, strlen("what():")));
	return true;
}

/* Traceback (most recent call last): and below it places, and the exception; of several that led to
 * each other the last one */
static bool take_traceback(struct reason *r, struct spot at)
{
	struct str words;

	while (line_take(&at.rest, &at.line)) {
		words = str_trim(at.line);
		if (str_begins(words, "File \"") && (!r->line || !is_library(str_from(words, 6)))) {
			r->line = 0;
			r->file.n = 0;
			place_words(r, words);
		}
		if (!words.n || strchr(" \t", at.line.p[0]))
			continue;
		r->text.n = 0;
		reason_add(r, words);
		if (!str_begins(at.rest, "\nDuring handling of") && !str_begins(at.rest,
			"\nThe above exception"))
			break;
		while (line_take(&at.rest, &at.line) && !str_begins(at.line, "Traceback"))
			;
	}
	return true;
}

/* E   EXCEPTION: WHY, of a file that pytest could not collect */
static bool take_uncollected(struct reason *r, struct spot at)
{
	reason_add(r, str_from(at.line, 1));
	return true;
}

/* Where it goes on behind the last " at "; 0: there is none. */
static size_t behind_at(struct str s)
{
	size_t end = 0;

	for (size_t i; (i = str_find(str_from(s, end), " at ")) != SIZE_MAX;)
		end += i + 4;
	return end;
}

/* WHY at FILE line N. */
static bool take_perl(struct reason *r, struct spot at)
{
	size_t end = behind_at(at.line);

	if (!end || str_begins(at.line, "#") || !place_words(r, str_from(at.line, end)))
		return false;
	reason_add(r, str_upto(at.line, end - 4));
	return true;
}

/* *** Check failed: FILE:LINE: WHY; Error: WHY */
static bool take_behind(struct reason *r, struct spot at)
{
	at.line = str_trim(str_from(at.line, str_find(at.line, ": ") + 2));
	return take_line(r, at) && r->text.n;
}

/* [DOMAIN:]ERROR:FILE:LINE:FUNCTION: WHY */
static bool take_glib(struct reason *r, struct spot at)
{
	size_t domain = str_find(at.line, ":ERROR:");

	if (domain != SIZE_MAX && str_find(str_upto(at.line, domain), " ") == SIZE_MAX)
		at.line = str_from(at.line, domain + 1);
	if (!str_begins(at.line, "ERROR:"))
		return false;
	at.line = str_from(at.line, strlen("ERROR:"));
	if (!place_take(r, &at.line))
		return false;
	reason_add(r, str_from(at.line, str_find(at.line, ": ") + 2));
	return r->text.n > 0;
}

/* A line, and those below it: an example of Go, a should_panic of Rust. */
static bool take_below(struct reason *r, struct spot at)
{
	if (str_begins(at.line, "note: "))
		at.line = str_from(at.line, strlen("note: "));
	else if (str_find(at.rest, "\nwant:\n") == SIZE_MAX)
		return false;
	reason_add(r, at.line);
	reason_join(r, at.rest, "");
	return true;
}

/* ERROR: WHY, FAIL: WHY and the like, if there is more in the line than the word. */
static bool take_word(struct reason *r, struct spot at)
{
	size_t colon = str_find(at.line, ":");

	if (colon > 8 || !str_trim(str_from(at.line, colon + 1)).n)
		return false;
	reason_add(r, at.line);
	return true;
}

/* Text of XML. */
static void xml_plain(struct buf *b, struct str s)
{
	static const struct { const char *name, *is; } entities[] =
		{ { "&lt;", "<" }, { "&gt;", ">" }, { "&amp;", "&" },
		{ "&quot;", "\"" }, { "&apos;", "'" } };
	size_t k;

	s = str_upto(s, 4 * REASON_MAX);
	for (size_t i = 0; i < s.n; i += k < COUNT(entities) ? strlen(entities[k].name) : 1) {
		for (k = 0; k < COUNT(entities) && !str_begins(str_from(s, i), entities[k].name);
		    k++)
			;
		buf_add(b, k < COUNT(entities) ? entities[k].is : s.p + i, 1);
	}
}

/* What stands between an element's tag and its end; n 0: it is not there. */
static struct str xml_inside(struct str s, const char *tag, const char *end)
{
	size_t at = str_find(s, tag), stop;

	s = str_from(s, at);
	s = str_from(s, str_find(s, "\n"));
	stop = str_find(s, end);
	s = str_upto(s, at == SIZE_MAX || stop == SIZE_MAX ? 0 : stop);
	while (s.n && strchr(" \t\r\n", s.p[0]))
		s = str_from(s, 1);
	while (s.n && strchr(" \t\r\n", s.p[s.n - 1]))
		s.n--;
	return s;
}

/* The value of an attribute. */
static struct str xml_attribute(struct str tag, const char *name)
{
	size_t at = str_find(tag, name);

	tag = str_from(tag, at == SIZE_MAX ? at : at + strlen(name));
	return str_upto(tag, str_find(tag, "\""));
}

/* Elements of Catch2 and doctest: a comparison with what it came to, an exception, words */
static bool take_xml(struct reason *r, struct spot at)
{
	static const char *const elements[] = { "Expression", "Failure", "Exception",
		"FatalErrorCondition", "Message" };
	struct str type = xml_attribute(at.line, " type=\""), number =
		xml_attribute(at.line, " line=\""), inside, came;
	char end[32] = "";
	struct buf b = { 0 };

	for (size_t i = 0; i < COUNT(elements); i++)
		if (str_begins(str_from(at.line, 1), elements[i]))
			snprintf(end, sizeof end, "</%s>", elements[i]);
	if (!*end || str_find(at.line, "success=\"true\"") != SIZE_MAX ||
	    str_begins(type, "WARNING"))
		return false;
	at.rest =
		(struct str){ at.line.p + at.line.n,
		(uint32_t)(at.rest.p + at.rest.n - (at.line.p + at.line.n)) };
	reason_place(r, xml_attribute(at.line, " filename=\""), line_number(&number));
	inside = xml_inside(at.rest, "\n", end);
	came = xml_inside(inside, "<Text>", "</Text>");
	if (str_begins(at.line, "<Expression")) {
		struct str wanted = xml_inside(inside, "<Original>", "</Original>");
		came = xml_inside(inside, "<Expanded>", "</Expanded>");
		if (!came.n || (came.n == wanted.n && !memcmp(came.p, wanted.p, came.n)))
			came = xml_inside(inside, "<Exception", "</Exception>");
		buf_add(&b, type.p, type.n);
		buf_puts(&b, "(");
		xml_plain(&b, wanted);
		buf_puts(&b, came.n ? "): " : ")");
	} else if (!came.n) {
		came = inside;
	}
	xml_plain(&b, came);
	reason_add(r, (struct str){ b.p, (uint32_t)b.n });
	buf_free(&b);
	return true;
}

/* The forms, the surest first. Of lines with one form the first is taken. */
static const struct form {
	const char *head;		/* the line begins so, behind blanks */
	const char *inside;		/* and this stands in it; NULL: anything */
	bool (*take)(struct reason *, struct spot);	/* false: it is none after all */
} reason_forms[] = {
	{ "<", NULL, take_xml },
	{ "", ": Failure", take_gtest },
	{ "thread '", " panicked at ", take_panic },
	{ "note: test did not panic", NULL, take_below },
	{ "note: panic did not contain", NULL, take_below },
	{ "[----] ", NULL, take_criterion },
	{ "SUMMARY: ", "Sanitizer: ", take_sanitizer },
	{ "", ": runtime error: ", take_place },
	{ "", ": Assertion `", take_assert },
	{ "Assertion failed: ", NULL, take_line },
	{ "terminate called", NULL, take_terminate },
	{ "panic: ", NULL, take_go_panic },
	{ "fatal error: ", NULL, take_go_panic },
	{ "ERROR:", ": ", take_glib },
	{ "*** Check failed: ", NULL, take_behind },
	{ "Traceback (most recent call last):", NULL, take_traceback },
	{ "E   ", "Error: ", take_uncollected },
	{ "", " line ", take_perl },
	/* from here on they say nothing of a crash */
	{ "got:", NULL, take_below },
	{ "Error: ", NULL, take_behind },
	{ "E", ": ", take_word },
	{ "F", ": ", take_word },
	{ "error: ", NULL, take_word },
	{ "fatal: ", NULL, take_word },
	{ "", ": ", take_place },
};

/* The first form that says nothing of a crash. */
#define FORM_WEAK	18

/* Looks through a text for better forms than the best-th; returns which is the best now. */
static size_t forms_look(struct reason *r, struct str text, size_t best, const char *name)
{
	struct spot at = { .rest = text, .name = name };

	while (best && line_take(&at.rest, &at.line)) {
		at.line = str_trim(at.line);
		for (size_t i = 0; i < best && at.line.n; i++) {
			struct reason found = { 0 };
			if ((*reason_forms[i].head && *reason_forms[i].head != at.line.p[0]) ||
				!str_begins(at.line, reason_forms[i].head) ||
			    (reason_forms[i].inside &&
			    str_find(at.line, reason_forms[i].inside) == SIZE_MAX))
				continue;
			if (reason_forms[i].take(&found, at) && found.text.n) {
				reason_free(r);
				*r = found;
				best = i;
			} else {
				reason_free(&found);
			}
		}
	}
	return best;
}

/* The two ends of a stream that are looked at; the second is empty where the first is all. */
static struct str stream_end(struct str s, int end)
{
	if (s.n <= 2 * REASON_LOOK)
		return end || !s.n ? (struct str){ "", 0 } : s;
	return end ? str_from(s, s.n - REASON_LOOK) : str_upto(s, REASON_LOOK);
}

/* Is this a line by which a framework counts, and says nothing of why? */
static bool is_chatter(struct str line)
{
	static const char *const heads[] = {
		"# Looks like you", "# Tests were run but", "# random seed", "# Start of ",
		"# End of ", "# Subtest", "ok ", "not ok ", "1..", "Bail out!", "TAP version ",
		"running 1 test", "[-----", "[=====", "[ RUN ", "[====] ", "[----] Criterion v",
		"[RUN ] ", "[SKIP] ", "[FAIL] ", "=== ", "--- "
	};
	bool is = str_begins(line, "test ") && str_begins(str_from(line, line.n - 4), " ...");

	for (size_t i = 0; i < COUNT(heads); i++)
		is |= str_begins(line, heads[i]);
	return is;
}

/* The last line that says something, of standard error, else of standard output. */
static struct str last_line(const struct result *r)
{
	struct str last = { "", 0 }, line, text;

	for (int s = PIPE_COUNT - 1; s >= 0 && !last.n; s--) {
		text = stream_end(r->output[s], r->output[s].n > 2 * REASON_LOOK);
		while (line_take(&text, &line))
			if ((line = str_trim(line)).n && !is_chatter(line) && !str_is(line, "FAIL"))
				last = str_begins(line, "# ") ? str_from(line, 2) : line;
	}
	return last;
}

/* Is a message no more than that something failed, or how its process ended? */
static bool is_bare(struct str message)
{
	struct str words = message;

	return !message.n || str_begins(message, "exit status ") ||
		str_begins(message, "killed by ") || str_is(message, "CRASH!") ||
		(line_number(&words) && str_find(words, " failed") != SIZE_MAX);
}

/* Where GLib's words begin in "killed by SIGABRT; [DOMAIN:]ERROR:.." and "; [DOMAIN-]FATAL-..". */
static size_t glib_said(struct str message)
{
	size_t at = str_find(message, "; ");
	struct str word = str_from(message, at == SIZE_MAX ? at : at + 2);

	word = str_upto(word, str_find(word, " "));
	return str_find(word, "ERROR:") != SIZE_MAX || str_find(word, "FATAL-") != SIZE_MAX ?
		at + 2 : SIZE_MAX;
}

/* What a message says, and where what was printed says the same. */
static void message_take(struct reason *r, const struct result *of, struct str message)
{
	struct str text, line, words = message;
	size_t mark = glib_said(message);

	words = str_from(message, mark == SIZE_MAX ? 0 : mark);
	if ((mark = str_find(words, "FATAL-")) != SIZE_MAX && glib_said(message) != SIZE_MAX)
		words = str_from(words, str_find(words, ": ") + 2);
	if (take_glib(r, (struct spot){ .line = words }))
		return;
	place_take(r, &words);
	reason_add(r, words);
	for (int s = 0; s < PIPE_COUNT && !r->line; s++)
		for (text = stream_end(of->output[s], 0); !r->line && line_take(&text, &line);) {
			struct reason place = { 0 };
			line = str_trim(line);
			if (place_take(&place, &line) && line.n && words.n >= line.n &&
			    !memcmp(line.p, words.p, line.n)) {
				reason_place(r, str_in(&place.file), place.line);
				/* Go puts more lines of it so far to the right */
				for (int n = 0; n < REASON_LINES && str_begins(text, "        ") &&
				    line_take(&text, &line); n++)
					reason_add(r, line);
			}
			reason_free(&place);
		}
}

/* pytest: lines behind an E say why, the message all of them; behind them FILE:LINE: EXCEPTION says
 * where. */
static bool take_pytest(struct reason *r, struct str text, struct str message)
{
	struct str line, why = { "", 0 };
	struct reason caller = { 0 }, unwanted = { 0 };
	bool before = false;

	while (line_take(&text, &line)) {
		bool says = str_begins(line, "E  ");
		struct str words = str_trim(says ? str_from(line, 1) : line);
		if (says && !before)
			why = words;
		else if (why.n && message.n >= why.n && !memcmp(message.p, why.p, why.n) &&
			place_take(is_library(words) && caller.line ? &unwanted : r, &words) &&
			str_find(words, " ") == SIZE_MAX) {
			if (!r->line)
				reason_place(r, str_in(&caller.file), caller.line);
			r->text.n = 0;
			reason_add(r, why);
		} else if (!is_library(words) && !strchr(" \t>E", *line.p ? *line.p : ' ')) {
			place_take(&caller, &words);
		}
		before = says;
	}
	reason_free(&caller);
	reason_free(&unwanted);
	return r->text.n;
}

/* Comments of TAP: FILE and line, what is compared, output. */
static void comments_take(struct reason *r, struct str text)
{
	struct str line;

	for (int n = 0; n < 2 * REASON_LINES && line_take(&text, &line); n++) {
		line = str_trim(line);
		if (!str_begins(line, "#") || str_begins(line, "# Looks like you") ||
			str_begins(line, "# not ok ") || (n && str_begins(line, "#   Failed test")))
			break;
		line = str_trim(str_from(line, 1));
		if (str_begins(line, "Failed ") || str_begins(line, "at ") ||
		    str_begins(line, "(") ||
			str_begins(line, "in test file ")) {
			if (!r->line)
				place_words(r, line);
		} else if (!place_take(r, &line) || !str_is(line, "error: Failure!")) {
			reason_add(r, line);
		}
	}
}

/* YAML behind a point of TAP: where. */
static void yaml_take(struct reason *r, struct str text)
{
	struct str line, file = { "", 0 };

	while (line_take(&text, &line) && !r->line) {
		size_t colon = str_find(line, ":");
		struct str key = str_trim(str_upto(line, colon)), value =
			str_trim(str_from(line, colon + 1));
		if (str_is(key, "..."))
			break;
		if (value.n > 1 && strchr("'\"", value.p[0]) && value.p[value.n - 1] == value.p[0])
			value = str_from(str_upto(value, value.n - 1), 1);
		if (str_is(key, "file"))
			file = value;
		else if (str_is(key, "line"))
			reason_place(r, file, line_number(&value));
		else if (str_is(key, "at") || str_is(key, "location"))
			place_take(r, &value);
	}
}

/* Is this the line "not ok [NUMBER] [- ]NAME" of this name? */
static bool is_point_of(struct str line, struct str name)
{
	line = str_trim(str_from(line, strlen("not ok ")));
	if (str_find_n(line, name))
		line_number(&line);
	line = str_trim(line);
	if (str_begins(line, "- "))
		line = str_trim(str_from(line, 2));
	return !str_find_n(line, name) && (line.n == name.n || strchr(" \t#:", line.p[name.n]));
}

/* What a line, and those behind it, say of a result inside a program. */
static void point_look(struct reason *r, struct str line, struct str rest, struct str name,
	struct str message)
{
	static const char failed_test[] = "#   Failed test ";
	struct str next = rest, words = name;
	bool numbered = line_number(&words) && !words.n;

	if (str_begins(line, failed_test) && (numbered ? str_begins(line, "#   Failed test at ") :
		str_find_n(line, name) != SIZE_MAX)) {
		comments_take(r, (struct str){ line.p, (uint32_t)(rest.p + rest.n - line.p) });
	} else if (str_begins(line, "not ok ") && is_point_of(line, name)) {
		if (line_take(&next, &words) && str_is(str_trim(words), "---"))
			yaml_take(r, next);
		else
			comments_take(r, rest);
	} else if (message.n && str_find_n(line, message) != SIZE_MAX) {
		place_take(r, &line);
	}
}

/* Why a result inside a program is not good: its message, else the comments that go with it. */
static void reason_of_point(struct reason *r, const struct result *of, struct str name,
	struct str message)
{
	struct str text, line;

	reason_clear(r);
	place_take(r, &message);
	reason_add(r, message);
	for (int s = 0; s < PIPE_COUNT; s++)
		for (text = stream_end(of->output[s], 0); (!r->line || !r->text.n) &&
			line_take(&text, &line);) {
			struct reason more = { 0 };
			point_look(&more, str_trim(line), text, name, message);
			if (!r->line)
				reason_place(r, str_in(&more.file), more.line);
			if (!r->text.n)
				reason_add(r, str_in(&more.text));
			reason_free(&more);
		}
}

/* Of the first result inside a program that is not good, with its name; false: there is none. */
static bool reason_inside(struct reason *r, const struct result *of, const struct inside *in)
{
	struct reason point = { 0 };
	struct str name, message, words;
	enum outcome o = OUT_passed;
	size_t at = 0;

	while (o < OUT_failed && points_next(in, &at, &o, &name, &message))
		;
	if (o < OUT_failed)
		return false;
	reason_of_point(&point, of, name, message);
	words = name;
	if (!line_number(&words) || words.n)
		reason_add(r, name);
	else if (!point.text.n)		/* it has no name but its number */
		buf_printf(&r->text, "not ok %.*s", (int)name.n, name.p);
	if (r->text.n && point.text.n)
		buf_puts(&r->text, ":");
	reason_add(r, str_in(&point.text));
	reason_place(r, str_in(&point.file), point.line);
	reason_free(&point);
	return true;
}

/* What muster says, and behind no more than an exit status the last line that was printed. Where a
 * crash was found it says so at its end: FUNCTION at FILE:LINE. */
static void reason_ending(struct reason *r, const struct result *of)
{
	struct str message = str_of(of->message), last = last_line(of), number;
	size_t exit = str_find(message, "exit status "), place = behind_at(message);

	number = str_from(message, place);
	if (of->outcome == OUT_crashed && place && place_take(r, &number))
		message = str_upto(message, place - 4);

	number = str_from(message, exit == SIZE_MAX ? exit : exit + strlen("exit status "));
	line_number(&number);
	if (of->outcome == OUT_failed && is_bare(message) && last.n)
		message = last;
	reason_add(r, message);
	if (of->outcome > OUT_failed && last.n && of->outcome != OUT_timeout &&
	    ((exit != SIZE_MAX && (!number.n || str_is(number, ", no result"))) ||
	    of->signal == SIGABRT)) {
		buf_puts(&r->text, ":");
		reason_add(r, last);
	}
	if (of->outcome == OUT_timeout && last.n) {
		buf_puts(&r->text, REASON_WORDS);
		reason_add(r, last);
	}
}

/* Looks for it where it is best told. */
static void reason_look(struct reason *r, const struct result *of, const struct inside *in)
{
	struct str message = str_of(of->message);
	const char *name = strstr(of->id, "::");
	size_t any = of->outcome == OUT_crashed ? FORM_WEAK : COUNT(reason_forms), best = any;
	bool says = !is_bare(message) || glib_said(message) != SIZE_MAX;

	reason_clear(r);
	if (of->outcome == OUT_failed && reason_inside(r, of, in))
		return;
	if (says && take_pytest(r, stream_end(of->output[STREAM_OUT], 0), message))
		return;
	if (says && (of->outcome == OUT_failed || of->outcome == OUT_crashed)) {
		message_take(r, of, message);
		return;
	}
	for (int s = 0; s < PIPE_COUNT && of->outcome <= OUT_crashed &&
	    of->outcome != OUT_timeout;
		s++)
		for (int end = 0; end < 2; end++)
			best = forms_look(r, stream_end(of->output[s], end), best,
				name ? name + 2 : "");
	if (best == any)
		reason_ending(r, of);
}

/* The reason of a result that is not good; in: results inside of it. */
static void reason_find(struct reason *r, const struct result *of, const struct inside *in)
{
	reason_look(r, of, in);
	if (!r->text.n)
		buf_puts(&r->text, "it failed, and does not say why");
	if (r->text.n > REASON_MAX)
		r->text.n = REASON_MAX;
}

/* ---- text: shared by formats -----------------------------------------------------------------
 * door: alone_words, is_split, text_visible, text_shown, text_place, text_seconds, xml_text,
 *       xml_name, xml_seconds, text_used, text_date */
/* What the streams of a test are called. */
static const struct { const char *name, *title; } stream_words[STREAM_COUNT] = {
	{ "stdout", "standard output" }, { "stderr", "standard error" },
	{ "log", "what was said of it" } };

/* Does what had failed among others end well by itself? */
static const char *alone_words(const struct result *r)
{
	return r->outcome < OUT_failed ? "passes alone" : "fails alone too";
}

/* Did it run again to find who is to blame for the end of its process? */
static bool is_split(const struct result *r)
{
	return r->split == SPLIT_again || r->split == SPLIT_company;
}

/* What a test printed, for a terminal: lines with a prefix, tabs kept, all else that is no
 * printable text escaped, so that it can neither command the terminal nor pass for one of our
 * lines. */
static void text_shown(struct buf *b, const char *p, size_t n, const char *prefix, bool colours)
{
	const char *end = n ? p + n : p, *stop;

	while (p < end) {
		bool any = false;
		buf_puts(b, prefix);
		for (stop = p; stop < end && *stop != '\n'; stop++)
			;
		while (p < stop) {
			const char *to = p;
			size_t colour = 0, size;
			while (to < stop && *to != '\t' && *to != '\\' &&
			    !(colour = *to == 0x1b ? sgr_length(to, (size_t)(stop - to)) : 0))
				to++;
			size = (size_t)(to - p);
			buf_escape(b, p, size - (to == stop && size && to[-1] == '\r'), SIZE_MAX);
			if (to < stop && !colour)	/* a backslash is just one here */
				buf_add(b, to, 1);
			else if (colours && colour)
				buf_add(b, to, colour);
			any |= colours && colour;
			p = to + (colour ? colour : 1);
		}
		buf_puts(b, any ? "\033[0m\n" : "\n");
		p = stop + 1;
	}
}

/* The same without colours. */
static void text_visible(struct buf *b, const char *p, size_t n, const char *prefix)
{
	text_shown(b, p, n, prefix, false);
}

/* " 0.12s": printf would be the dearest part of a line. */
static void text_seconds(struct buf *b, uint64_t us)
{
	uint64_t hundredths = (us + 5000) / 10000;
	char text[24], *p = text + sizeof text;

	*--p = 's';
	for (int digits = 0; digits < 3 || hundredths; digits++, hundredths /= 10) {
		if (digits == 2)
			*--p = '.';
		*--p = (char)('0' + hundredths % 10);
	}
	*--p = ' ';
	buf_add(b, p, (size_t)(text + sizeof text - p));
}

/* "FILE:LINE: why", as it is. */
static void text_place(struct buf *b, struct str file, uint32_t line, struct str reason)
{
	if (file.n)
		buf_printf(b, "%.*s:%lu: ", (int)file.n, file.p, (unsigned long)line);
	buf_add(b, reason.p, reason.n);
}

/* Text of XML 1.0 and of HTML: bytes that are not UTF-8, and characters that XML forbids or that
 * steer a terminal or the direction of writing, appear as text; colours go. A name stays on one
 * line. */
static void xml_text(struct buf *b, const char *p, size_t n, bool name)
{
	for (size_t i = 0, len; i < n; i += len) {
		unsigned char c = (unsigned char)p[i];

		if ((len = sgr_length(p + i, n - i)))
			continue;
		len = 1;
		if (c == '&' || c == '<' || c == '>' || c == '"' || c == '\'' || c == '\r' ||
		    (name && (c == '\n' || c == '\t'))) {
			buf_printf(b, "&#%d;", c);
		} else if (c == '\n' || c == '\t' || (c >= 0x20 && c < 0x7f)) {
			for (len = 0; i + len < n && p[i + len] >= 0x20 && p[i + len] < 0x7f &&
			    !strchr("&<>\"'", p[i + len]); len++)
				;
			len += !len;
			buf_add(b, p + i, len);
		} else if (c < 0x80 || !(len = utf8_length((const unsigned char *)p + i, n - i))) {
			len = 1;
			buf_printf(b, "\\x%02x", c);
		} else {
			buf_add(b, p + i, len);
		}
	}
}

/* Such text, of an id or another name. */
static void xml_name(struct buf *b, const char *text)
{
	xml_text(b, text, strlen(text), true);
}

/* "0.123": seconds, as JUnit and HTML have them. */
static void xml_seconds(struct buf *b, uint64_t us)
{
	uint64_t ms = (us + 500) / 1000;

	buf_printf(b, "%llu.%03u", (unsigned long long)(ms / 1000), (unsigned)(ms % 1000));
}

/* "0.12s user, 0.03s system, 34.5 MiB": what a process has used, behind these words; nothing, where
 * that is not known. */
static void text_used(struct buf *b, const char *before, const struct used *u)
{
	if (!u->rss)
		return;
	buf_printf(b, "%s%.2fs user, %.2fs system, %.1f MiB", before, (double)u->user / 1e6,
		(double)u->system / 1e6, u->rss / 1024.0);
}

/* "2026-01-31T23:59:59", UTC. */
static void text_date(struct buf *b, int64_t us)
{
	time_t t = (time_t)(us / 1000000);
	struct tm tm;
	char text[32];

	if (gmtime_r(&t, &tm) && strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm))
		buf_puts(b, text);
}

/* ---- CI systems: what their terminals want ---------------------------------------------------
 * door: ci_token, ci_find, ci_open, ci_close */
/* whose log the console is; hash: of one with ## commands */
static enum { CI_none, CI_github, CI_gitlab, CI_hash } ci;

/* GitHub takes lines of a log for commands, and so do Azure and TeamCity; GitLab folds what stands
 * between two escape sequences. On GitHub commands are stopped as long as we run, but for ours:
 * only who knows the token can start them again. Elsewhere nothing that a test chooses can be a
 * command: escapes are shown, lines have a prefix, and "##" is taken apart. */
static const char *ci_token(void)
{
	static char token[33];
	unsigned char bytes[16] = { 0 };
	int fd;

	if (!*token) {
		fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
		if (fd < 0 || read(fd, bytes, sizeof bytes) != (ssize_t)sizeof bytes)
			snprintf((char *)bytes, sizeof bytes, "%llx",
				(unsigned long long)(clock_us() ^ (int64_t)getpid() << 40));
		if (fd >= 0)
			close(fd);
		for (size_t i = 0; i < sizeof bytes; i++)
			snprintf(token + 2 * i, 3, "%02x", bytes[i]);
	}
	return token;
}

/* Finds out whose log the console is. */
static void ci_find(void)
{
	const char *github = getenv("GITHUB_ACTIONS");

	ci = github && !strcmp(github, "true") ? CI_github : getenv("GITLAB_CI") ? CI_gitlab :
		getenv("TF_BUILD") || getenv("TEAMCITY_VERSION") ? CI_hash : CI_none;
}

/* Text of a command of GitHub: in its line, or in a property of it. */
static void ci_text(struct buf *b, const char *text, bool property)
{
	for (; *text; text++)
		if (*text == '%' || *text == '\n' || *text == '\r' ||
		    (property && (*text == ':' || *text == ',')))
			buf_printf(b, "%%%02X", *text);
		else
			buf_add(b, text, 1);
}

/* Before what is said of the n-th failure: it can be folded there. */
static void ci_open(struct buf *b, const struct run *r, const struct failure *f, size_t n)
{
	unsigned long at = (unsigned long)((uint64_t)r->start / 1000000);

	if (ci == CI_gitlab)
		buf_printf(b, "\033[0Ksection_start:%lu:muster_%zu[collapsed=true]\r\033[0K", at,
			n);
	if (ci == CI_github) {
		buf_printf(b, "::%s::\n::group::", ci_token());
		ci_text(b, f->id, false);
		buf_printf(b, " %s\n::stop-commands::%s\n", outcome_name((enum outcome)f->outcome),
			ci_token());
	}
}

/* And behind it, where it can be seen in the change that is tested too. */
static void ci_close(struct buf *b, const struct run *r, const struct failure *f, size_t n)
{
	const char *end = strstr(f->id, "::");
	struct buf program = { 0 };

	if (ci == CI_gitlab)
		buf_printf(b, "\033[0Ksection_end:%lu:muster_%zu\r\033[0K\n",
			(unsigned long)((uint64_t)(r->start + (int64_t)r->wall) / 1000000), n);
	if (ci != CI_github)
		return;
	buf_printf(b, "::%s::\n::endgroup::\n", ci_token());
	if (f->outcome >= OUT_failed || f->again) {
		buf_add(&program, f->id, end ? (size_t)(end - f->id) : strlen(f->id));
		buf_add(&program, "", 1);
		buf_printf(b, "::%s file=", f->again ? "warning" : "error");
		ci_text(b, f->file ? f->file : program.p, true);
		if (f->file)
			buf_printf(b, ",line=%lu", (unsigned long)f->line);
		buf_puts(b, ",title=");
		ci_text(b, f->id, true);
		buf_printf(b, "::%s%s", outcome_name((enum outcome)f->outcome),
			f->why.n > 1 ? ": " : "");
		ci_text(b, f->why.n > 1 ? f->why.p : f->tail, false);
		buf_puts(b, "\n");
		buf_free(&program);
	}
	buf_printf(b, "::stop-commands::%s\n", ci_token());
}

/* ---- terminal ----------------------------------------------------------------------------------
 * door: term_open, console_add, console_flush, text_word */
static struct sink console = { .fd = 1, .console = true, .name = "standard output" };
static bool coloured;
static struct failure *failed;
static size_t nfailed, failed_bytes;
static struct slow *slowest;
static uint32_t nslowest;
static uint32_t ntests, ncounted;		/* collected, and of these */
static bool several;			/* appliances that differ */
static int64_t started;			/* us since 1970 */

/* A terminal takes less than poll promises when its reader stops, and a write would wait for the
 * rest: it is opened once more, for us alone, so that it never blocks us. */
static void console_own(void)
{
	const char *name = isatty(console.fd) ? ttyname(console.fd) : NULL;
	int fd = name ? open(name, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1;
	struct stat now, own;

	if (fd < 0)
		return;
	if (fstat(fd, &own) || fstat(console.fd, &now) || own.st_rdev != now.st_rdev)
		close(fd);
	else
		console.fd = fd;
}

/* Finds out what the console is: standard error, where standard output is a report's; of what
 * colour, and whether a CI system reads it. */
static void term_open(bool taken)
{
	const char *force = getenv("CLICOLOR_FORCE"), *none = getenv("NO_COLOR"),
		*terminal = getenv("TERM");

	if (taken) {
		console.fd = 2;
		console.name = "standard error";
	}
	console.file = never_blocks(console.fd);
	console_own();
	coloured = opt.color == WHEN_always || (opt.color == WHEN_auto && !(none && *none) &&
		((force && *force && strcmp(force, "0")) ||
		(isatty(console.fd) && terminal && strcmp(terminal, "dumb"))));
	ci_find();
}

/* What to poll for POLLOUT while *waiting. */
int report_fd(bool *waiting)
{
	*waiting = console.sent < console.q.n;
	return console.fd;
}

/* Text goes to the console, now. */
static void console_add(const struct buf *b)
{
	sink_add(&console, b);
}

/* Writes what waits for it, for a moment at most. */
static void console_flush(void)
{
	sink_flush(&console, 100);
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

/* Text for the console. While there is a live area it waits for the next frame. */
static void term_put(const struct buf *b)
{
	struct buf tame = { 0 };

	if (ci == CI_hash) {		/* "##vso[" and the like are commands wherever they stand */
		for (size_t i = 0; i < b->n; i++) {
			if (i && b->p[i] == '#' && b->p[i - 1] == '#')
				buf_add(&tame, " ", 1);
			buf_add(&tame, &b->p[i], 1);
		}
		b = &tame;
	}
	if (!area_hold(b))
		console_add(b);
	buf_free(&tame);
}

/* Is this an appliance that somebody has named, no lane of this host? */
static bool is_named(const struct lane *l)
{
	return strncmp(l->appliance, "local", 5) || l->appliance[5 + strspn(l->appliance + 5,
		"0123456789")];
}

static void term_begin(const struct run *r)
{
	struct buf b = { 0 };

	ntests = r->tests;
	started = r->start;
	for (uint32_t i = 0; i < r->nlanes && r->nlanes > 1; i++)
		several |= is_named(&r->lanes[i]);

	if (ci == CI_github)
		buf_printf(&b, "::stop-commands::%s\n", ci_token());
	if (opt.stamp && !opt.quiet) {
		text_date(&b, started);
		buf_puts(&b, " UTC ");
	}
	if (!opt.quiet)
		buf_printf(&b, "muster " VERSION ": %lu test%s of %lu program%s, %lu slave%s\n",
			(unsigned long)r->tests,
			r->tests == 1 ? "" : "s", (unsigned long)r->programs,
			r->programs == 1 ? "" : "s",
			(unsigned long)r->nlanes, r->nlanes == 1 ? "" : "s");
	term_put(&b);
	area_begin(r);
	buf_free(&b);
}

static void term_start(const struct result *r)
{
	area_lane(r, true);
}

/* FILE:LINE: and the reason. */
static void text_reason(struct buf *b, const struct result *r)
{
	if (r->file.n) {
		buf_escape(b, r->file.p, r->file.n, REASON_MAX);
		buf_printf(b, ":%lu: ", (unsigned long)r->line);
	}
	text_visible(b, r->reason.p, r->reason.n, "");
	b->n -= r->reason.n > 0;		/* the end of the line */
}

/* Flags of a result. */
static void term_flags(struct buf *b, const struct result *r, bool again)
{
	if (r->attempts > 1 || again)
		buf_printf(b, "  [attempt %lu%s]", (unsigned long)r->attempts,
			again ? ", runs again" : "");
	if (is_split(r))
		buf_puts(b, "  [split]");
	if (r->flaky)
		buf_puts(b, "  [flaky]");
}

/* "23:59:59 ", so long after the start of the run. */
static void text_stamp(struct buf *b, uint64_t us)
{
	struct buf date = { 0 };

	text_date(&date, started + (int64_t)us);
	buf_printf(b, "%s ", date.n > 11 ? date.p + 11 : "");
	buf_free(&date);
}

/* The beginning of a line: "[ 12/300] PASSED     0.12s (board1) net/dns::lookup[ipv6]", the
 * appliance
 * where there are several that differ; counted: it has a number. */
static void term_head(struct buf *b, const struct result *r, const char *id, bool counted)
{
	struct buf time = { 0 };
	char number[16], tests[16];
	int wide = snprintf(tests, sizeof tests, "%lu", (unsigned long)ntests);

	snprintf(number, sizeof number, "%lu", (unsigned long)ncounted);
	if (opt.stamp && r->slave)
		text_stamp(b, r->start + r->duration);
	else if (opt.stamp)
		buf_printf(b, "%9s", "");
	if (counted)
		buf_printf(b, "[%*s/%s] ", wide, number, tests);
	else
		buf_printf(b, "%*s", 2 * wide + 4, "");
	text_word(b, r->outcome);
	text_seconds(&time, r->duration);
	buf_printf(b, "%*s%*.*s ", (int)(7 - strlen(outcome_name(r->outcome))), "", 8,
		r->outcome == OUT_notrun ? 0 : (int)time.n, time.p);
	if (r->slave && several)
		buf_printf(b, "(%s) ", r->appliance);
	buf_escape(b, id, strlen(id), 4096);
	buf_free(&time);
}

/* The line of a result, with its reason, or what is said of one that is good. */
static void term_line(const struct result *r, const struct inside *in, bool again)
{
	static struct buf b;
	bool counted = !again && !r->revises;

	area_lane(r, false);
	ncounted += counted;
	if (!opt.quiet && (r->outcome != OUT_notrun || opt.verbose)) {
		b.n = 0;
		term_head(&b, r, r->id, counted);
		buf_puts(&b, r->reason.n || *r->message ? "  " : "");
		if (r->reason.n)
			text_reason(&b, r);
		else
			buf_escape(&b, r->message, strlen(r->message), 300);
		term_flags(&b, r, again);
		buf_puts(&b, "\n");
		term_put(&b);
	}
	if ((r->outcome >= OUT_failed && r->outcome != OUT_notrun) || opt.output_all || r->flaky)
		failure_keep(r, in, again);
}

static void term_attempt(const struct result *r, const struct inside *in)
{
	if (r->revises)
		area_reopened();
	term_line(r, in, true);
}

static void term_test(const struct result *r, const struct inside *in)
{
	uint32_t at = nslowest;

	if (!r->revises)
		area_ended(r);
	term_line(r, in, false);
	last_note(r);
	if (!opt.slowest || r->revises)
		return;
	if (!slowest)
		slowest = xrealloc(NULL, (size_t)opt.slowest + 1, sizeof *slowest);
	for (; at && slowest[at - 1].duration < r->duration; at--)
		slowest[at] = slowest[at - 1];
	slowest[at] = (struct slow){ xstrdup(r->id), r->duration, 0, r->used };
	if (++nslowest > opt.slowest)
		free(slowest[--nslowest].id);
}

/* "ERROR  net/dns PROGRAM  why" */
static void term_program(const struct result *r)
{
	struct buf id = { 0 }, b = { 0 };
	struct result named = *r;

	buf_printf(&id, "%s " ROW_PROGRAM, r->id);
	named.id = id.p;
	term_head(&b, r, id.p, false);
	buf_puts(&b, "  ");
	text_reason(&b, r);
	buf_puts(&b, "\n");
	if (!opt.quiet)
		term_put(&b);
	failure_keep(&named, NULL, false);
	buf_free(&id);
	buf_free(&b);
}

/* "PASSED  net/dns::lookup  passes alone"; the summary has it behind how that failed. */
static void term_alone(const struct result *r)
{
	struct buf b = { 0 }, id = { 0 };

	buf_escape(&id, r->id, strlen(r->id), 4096);
	term_head(&b, r, r->id, false);
	buf_printf(&b, "  %s", alone_words(r));
	if (r->outcome >= OUT_failed) {
		buf_puts(&b, "  ");
		buf_escape(&b, r->message, strlen(r->message), 300);
	}
	buf_puts(&b, "\n");
	if (!opt.quiet)
		term_put(&b);
	for (size_t i = nfailed; i-- > 0;)
		if (!failed[i].again && !strcmp(failed[i].id, id.p)) {
			failed[i].alone = alone_words(r);
			break;
		}
	buf_free(&b);
	buf_free(&id);
}

/* "FAILED the point  why": a result inside a program. */
static void term_point(struct buf *b, enum outcome o, struct str name, struct str message)
{
	buf_puts(b, " ");
	text_word(b, o);
	buf_puts(b, " ");
	buf_escape(b, name.p, name.n, 1000);
	if (message.n) {
		buf_puts(b, "  ");
		buf_escape(b, message.p, message.n, 300);
	}
	buf_puts(b, "\n");
}

/* The last of `failed` is for good: what its attempts before it printed is not said again where
 * they failed as it did. */
static void failure_repeats(uint32_t attempts)
{
	const struct failure *last = &failed[nfailed - 1];

	for (size_t i = nfailed - 1; attempts > 1 && i-- > 0;) {
		struct failure *f = &failed[i];
		if (!f->again || strcmp(f->id, last->id))
			continue;
		attempts--;
		if (!last_alike(last, f))
			continue;
		f->listed = true;
		for (int s = 0; s < STREAM_COUNT; s++) {
			failed_bytes -= f->output[s].n;
			buf_free(&f->output[s]);
		}
	}
}

/* Keeps what the summary will say of an attempt. */
static void failure_keep(const struct result *r, const struct inside *in, bool again)
{
	struct failure *f;
	struct buf id = { 0 }, tail = { 0 };
	struct str name, message;
	enum outcome o;
	size_t at = 0;

	failed = array_grow(failed, nfailed, sizeof *failed);
	f = &failed[nfailed++];
	buf_escape(&id, r->id, strlen(r->id), 4096);
	buf_puts(&tail, "");
	if (r->slave)
		buf_printf(&tail, " (%s, %s)", r->slave, r->appliance);
	if (*r->message) {
		buf_puts(&tail, "  ");
		buf_escape(&tail, r->message, strlen(r->message), 300);
	}
	term_flags(&tail, r, again);
	*f = (struct failure){ .id = id.p, .tail = tail.p, .outcome = (uint8_t)r->outcome,
		.again = again || (r->flaky && r->outcome < OUT_failed), .streak = r->streak };
	text_reason(&f->why, r);
	buf_add(&f->why, "", 1);
	if (!f->again && r->outcome >= OUT_failed && !opt.verbose && !opt.output_all)
		failure_repeats(r->attempts);
	if (r->file.n) {
		f->file = xrealloc(NULL, (size_t)r->file.n + 1, 1);
		memcpy(f->file, r->file.p, r->file.n);
		f->file[r->file.n] = 0;
		f->line = r->line;
	}
	while (points_next(in, &at, &o, &name, &message) && f->text.n < CHUNK)
		if (o >= OUT_failed) {
			buf_puts(&f->text, " ");
			term_point(&f->text, o, name, message);
		}
	if (failed_bytes > FAILURES_MAX && r->output[STREAM_OUT].n + r->output[STREAM_ERR].n +
	    r->output[STREAM_LOG].n) {
		buf_puts(&f->text, "  (its output is not shown: there is too much in all)\n");
		return;
	}
	for (int s = 0; s < STREAM_COUNT; s++)
		if (r->output[s].n) {
			struct buf *to = &f->output[s];
			*to = (struct buf){ xrealloc(NULL, r->output[s].n, 1), r->output[s].n,
				r->output[s].n };
			memcpy(to->p, r->output[s].p, to->n);
			failed_bytes += to->n;
		}
}

/* A result inside a program, with -v. */
static void term_case(const struct result *of, const struct point *p)
{
	struct buf b = { 0 };

	if (!opt.verbose)
		return;
	buf_escape(&b, of->id, strlen(of->id), 4096);
	buf_printf(&b, "%*s", (int)p->depth * 4, "");
	term_point(&b, p->outcome, p->name, p->message);
	term_put(&b);
	buf_free(&b);
}

/* -s: output as it comes, each line with its slave in front. */
static void term_live(const char *slave, const char *id, struct str bytes)
{
	struct buf b = { 0 };
	char prefix[32];

	(void)id;
	snprintf(prefix, sizeof prefix, "(%s) | ", slave);
	text_shown(&b, bytes.p, bytes.n, prefix, coloured);
	term_put(&b);
	buf_free(&b);
}

static void term_say(const char *slave, const char *text)
{
	struct buf b = { 0 };

	if (slave)
		buf_printf(&b, "(%s) ", slave);
	buf_escape(&b, text, strlen(text), 2048);
	buf_puts(&b, "\n");
	term_put(&b);
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
		term_put(b);
		b->n = 0;
	}
}

/* Those attempts that did not pass, with their output: the last ones, or those after which there
 * was another. */
static void term_failures(const struct run *r, bool again)
{
	struct buf b = { 0 };
	bool any = false;

	for (size_t i = 0; i < nfailed; i++) {
		struct failure *f = &failed[i];
		if (f->again != again || f->listed)
			continue;
		if (!any)
			buf_printf(&b, "\n%s\n", again ? "what ran again:" : opt.output_all
				? "output:" : "what did not pass:");
		any = true;
		ci_open(&b, r, f, i);
		buf_printf(&b, "%s%s ", ci == CI_none || ci == CI_hash ? "\n" : "", f->id);
		text_word(&b, (enum outcome)f->outcome);
		buf_puts(&b, f->tail);
		if (f->alone)
			buf_printf(&b, "  [%s]", f->alone);
		buf_puts(&b, "\n");
		buf_add(&b, f->text.p, f->text.n);
		for (int s = 0; s < STREAM_COUNT; s++)
			term_output(&b, stream_words[s].name, &f->output[s]);
		ci_close(&b, r, f, i);
		term_put(&b);
		b.n = 0;
	}
	buf_free(&b);
}

/* A line for each appliance, if any of them has a name, or died; with -v always. Where tests ran
 * more than once these are attempts. */
static void term_lanes(struct buf *b, const struct run *r)
{
	bool shown = opt.verbose;
	uint64_t all = 0;

	for (uint32_t i = 0; i < r->nlanes; i++)
		all += r->lanes[i].tests;
	for (uint32_t i = 0; i < r->nlanes; i++)
		shown |= is_named(&r->lanes[i]) || r->lanes[i].deaths || r->lanes[i].gone;
	for (uint32_t i = 0; shown && i < r->nlanes; i++) {
		const struct lane *l = &r->lanes[i];
		buf_puts(b, i ? "" : "\n");
		buf_printf(b, "%s %s: %lu %s%s, %lu failed, busy %d%%", l->slave, l->appliance,
			(unsigned long)l->tests, all > r->tests ? "attempt" : "test",
			l->tests == 1 ? "" : "s", (unsigned long)l->failures,
			r->wall ? (int)(l->busy * 100 / r->wall) : 0);
		if (l->deaths)
			buf_printf(b, ", died %lu time%s", (unsigned long)l->deaths,
				l->deaths == 1 ? "" : "s");
		if (l->gone)
			buf_printf(b, ", not used any more: %s", l->gone);
		buf_puts(b, "\n");
	}
}

/* How many, how long. The last line is the one that other programs look for. */
static void term_totals(struct buf *b, const struct run *r)
{
	uint64_t cases = 0;

	for (int i = 0; i < OUT_COUNT; i++)
		cases += r->cases[i];
	if (r->ended)
		buf_printf(b, "%s\n", r->ended);
	if (!opt.quiet) {
		buf_printf(b, "%lu test%s in %.2f s", (unsigned long)r->tests,
			r->tests == 1 ? "" : "s", (double)r->wall / 1e6);
		if (cases) {
			buf_printf(b, ", and %llu result%s inside programs:",
				(unsigned long long)cases, cases == 1 ? "" : "s");
			for (int i = 0, n = 0; i < OUT_COUNT; i++)
				if (r->cases[i])
					buf_printf(b, "%s %llu %s", n++ ? "," : "",
						(unsigned long long)r->cases[i],
						outcome_name((enum outcome)i));
		}
		buf_puts(b, "\n");
	}
	buf_printf(b, "%lu passed, %lu failed, %lu skipped", (unsigned long)r->counts[OUT_passed],
		(unsigned long)r->counts[OUT_failed], (unsigned long)r->counts[OUT_skipped]);
	for (int i = 0; i < OUT_COUNT; i++) {
		uint32_t n = r->counts[i] + (i == OUT_error ? r->guilty : 0);
		if (n && i != OUT_passed && i != OUT_failed && i != OUT_skipped)
			buf_printf(b, ", %lu %s", (unsigned long)n, outcome_name((enum outcome)i));
	}
	if (last_flaky())
		buf_printf(b, ", %lu flaky", (unsigned long)last_flaky());
	buf_puts(b, "\n");
}

/* The summary: failures with their output, the slowest tests, the appliances, the last screen. */
static void term_end(const struct run *r)
{
	struct buf b = { 0 }, words = { 0 }, totals = { 0 }, unseen = { 0 };

	area_end();
	term_failures(r, false);
	term_failures(r, true);
	if (nslowest)
		buf_printf(&b, "\nslowest:\n");
	for (uint32_t i = 0; i < nslowest; i++) {
		buf_printf(&b, "  %9.3fs  ", (double)slowest[i].duration / 1e6);
		buf_escape(&b, slowest[i].id, strlen(slowest[i].id), 4096);
		text_used(&b, "  ", &slowest[i].used);
		buf_puts(&b, "\n");
	}
	if (!opt.quiet)
		term_lanes(&b, r);
	last_list(opt.quiet ? &unseen : &b);
	buf_puts(&b, opt.quiet ? "" : "\n");
	last_counts(&words);
	last_exit(&words, r);
	last_again(opt.quiet ? &unseen : &words, r);
	buf_add(&b, words.p, words.n);
	if (ci == CI_github)
		buf_printf(&b, "::%s::\n", ci_token());
	term_totals(&totals, r);
	buf_add(&b, totals.p, totals.n);
	last_summary(&words, &totals);
	term_put(&b);
	buf_free(&unseen);
	buf_free(&words);
	buf_free(&totals);
	buf_free(&b);
}

static const struct reporter term = { .name = "term", .sink = &console, .at_once = true,
	.begin = term_begin,
	.start = term_start, .attempt = term_attempt, .test = term_test, .program = term_program,
	.alone = term_alone, .one_case = term_case, .live = term_live, .say = term_say,
	.end = term_end };

/* ---- the last screen ---------------------------------------------------------------------------
 * door: last_alike, last_note, last_list, last_counts, last_exit, last_again, last_flaky,
 *       last_summary */
/* What stands at the end of the console, below what tests printed, is enough to know what to do: a
 * line for each test that did not pass, with its reason, of many with one reason the first; what
 * was not run, by reason; what is fixed, or slow; why the exit status is what it is; what to type
 * next. */
#define LAST_LINES	40		/* tests that did not pass */
#define LAST_NAMES	5		/* of those that are fixed, or slow */
#define LAST_REASONS	20		/* of tests that were not run */
#define LAST_WORDS	1000		/* bytes of the command to type next */

/* the last: others */
static struct unrun { char *reason; uint32_t n; } unrun[LAST_REASONS + 1];
static struct slow late[LAST_NAMES];	/* three times as slow as usual */
static char *fixed[LAST_NAMES];		/* they failed in the last run */
static char *flaky[LAST_NAMES];		/* they passed after they had failed */
static uint32_t nlate, nfixed, nflaky;
static struct buf summary;		/* rows for GitHub's page */

/* A test was not run: it is counted by reason. */
static void last_unrun(const char *reason)
{
	size_t i = 0;

	while (i < LAST_REASONS && unrun[i].n && strcmp(unrun[i].reason, reason))
		i++;
	if (!unrun[i].n++)
		unrun[i].reason = xstrdup(i < LAST_REASONS ? reason : "other reasons");
}

/* What a test says at the end beside its failure, which failure_keep has. */
static void last_note(const struct result *r)
{
	if (r->revises && r->outcome >= OUT_failed)
		for (uint32_t i = 0; i < LAST_NAMES && fixed[i]; i++)
			if (!strcmp(fixed[i], r->id)) {
				/* it had passed, but not for good */
				free(fixed[i]);
				memmove(fixed + i, fixed + i + 1,
					(LAST_NAMES - 1 - i) * sizeof *fixed);
				fixed[LAST_NAMES - 1] = NULL;
				nfixed--;
			}
	if (r->outcome == OUT_notrun)
		last_unrun(r->message);
	if (r->revises)
		return;
	if (r->flaky && r->outcome < OUT_failed && nflaky++ < LAST_NAMES)
		flaky[nflaky - 1] = xstrdup(r->id);
	if (r->outcome == OUT_passed && r->streak > 1 && nfixed++ < LAST_NAMES)
		fixed[nfixed - 1] = xstrdup(r->id);
	if (r->usual && r->duration > 3 * r->usual && r->duration > SECOND / 2 && r->outcome <=
		OUT_failed &&
	    nlate++ < LAST_NAMES)
		late[nlate - 1] = (struct slow){ xstrdup(r->id), r->duration, r->usual, r->used };
}

/* " [new]", " [still, 3 runs]" */
static void last_streak(struct buf *b, uint8_t streak)
{
	if (streak == 1)
		buf_puts(b, "  [new]");
	else if (streak)
		buf_printf(b, "  [still, %u runs]", (unsigned)streak);
}

/* Have two tests failed for one reason? The last words of those that were stopped may differ. */
static bool last_alike(const struct failure *a, const struct failure *b)
{
	const char *words = a->outcome == OUT_timeout ? strstr(a->why.p, REASON_WORDS) : NULL;
	size_t n = words ? (size_t)(words - a->why.p) : a->why.n - 1;

	return a->outcome == b->outcome && !strncmp(a->why.p, b->why.p, n) &&
		(!b->why.p[n] || !strncmp(b->why.p + n, REASON_WORDS, strlen(REASON_WORDS)));
}

/* The failures with the i-th's outcome and reason are listed now; returns how many they are. *same:
 * they have failed for as many runs. */
static size_t last_fold(size_t i, bool *same)
{
	size_t n = 0;

	*same = true;
	for (size_t k = i; k < nfailed; k++) {
		struct failure *f = &failed[k];
		if (f->again || f->listed || !last_alike(&failed[i], f))
			continue;
		f->listed = true;
		*same &= f->streak == failed[i].streak;
		n++;
	}
	return n;
}

/* Columns of a line; 0: it may be of any length. */
static size_t last_width(void)
{
	struct winsize size;

	return isatty(console.fd) && !ioctl(console.fd, TIOCGWINSZ, &size) ? size.ws_col : 0;
}

/* The head of a text, in so many columns. */
static void text_cut(struct buf *b, const char *text, size_t most)
{
	size_t n = strlen(text), all = n;

	while (n && (columns(text, n) + (n < all ? 3 : 0) > most ||
	    ((unsigned char)text[n] & 0xc0) ==
		0x80))
		n--;
	buf_add(b, text, n);
	buf_puts(b, n < all ? "..." : "");
}

/* A line of the list, with so many others like it. */
static void list_line(struct buf *b, const struct failure *f, size_t others, bool same,
	size_t width)
{
	size_t from = b->n, used;

	text_word(b, (enum outcome)f->outcome);
	buf_printf(b, "%*s%s", (int)(9 - strlen(outcome_name((enum outcome)f->outcome))), "",
		f->id);
	if (others)
		buf_printf(b, " and %zu other%s", others, others == 1 ? "" : "s");
	if (same)
		last_streak(b, f->streak);
	if (f->alone)
		buf_printf(b, "  [%s]", f->alone);
	used = columns(b->p + from, b->n - from) - (coloured ? 9 : 0) + 2;
	buf_puts(b, "  ");
	if (width && used + 12 < width)
		text_cut(b, f->why.p, width - used - 1);
	else
		buf_add(b, f->why.p, f->why.n - 1);
	buf_puts(b, "\n");
}

/* Text of Markdown in which nothing is markup, nor a name that is told of it. */
static void summary_text(struct buf *b, const char *text)
{
	for (; *text; text++)
		if (strchr(" ./,-=()+", *text) || (*text & 0x80) ||
		    (*text >= '0' && *text <= '9') ||
		    ((*text | 0x20) >= 'a' && (*text | 0x20) <= 'z'))
			buf_add(b, text, 1);
		else
			buf_printf(b, "&#%d;", *text);
}

/* A row of the summary on GitHub, as list_line. */
static void summary_row(const struct failure *f, size_t others, bool same)
{
	struct buf streak = { 0 };

	buf_puts(&streak, "");
	if (same)
		last_streak(&streak, f->streak);
	buf_printf(&summary, "| %s | ", outcome_name((enum outcome)f->outcome));
	summary_text(&summary, f->id);
	if (others)
		buf_printf(&summary, " and %zu other%s", others, others == 1 ? "" : "s");
	summary_text(&summary, streak.n ? streak.p : "");
	buf_puts(&summary, " | ");
	summary_text(&summary, f->why.p);
	buf_puts(&summary, " |\n");
	buf_free(&streak);
}

/* Adds the last screen to what GitHub shows of this step: the totals, a table, and what else is in
 * words. */
static void last_summary(const struct buf *words, const struct buf *totals)
{
	const char *path = ci == CI_github ? getenv("GITHUB_STEP_SUMMARY") : NULL;
	int fd = path && *path ? append_open(path) : -1;
	struct buf b = { 0 };

	if (fd >= 0) {
		const char *last = totals->p + totals->n - 1;
		while (last > totals->p && last[-1] != '\n')
			last--;
		buf_printf(&b, "### %.*s\n", (int)(totals->p + totals->n - 1 - last), last);
		if (summary.n)
			buf_printf(&b, "\n| | test | why |\n|---|---|---|\n%.*s", (int)summary.n,
				summary.p);
		buf_puts(&b, "\n");
		for (const char *p = words->p, *stop; p < words->p + words->n; p = stop + 1) {
			struct str line = { p, 0 };
			stop = memchr(p, '\n', (size_t)(words->p + words->n - p));
			line.n = (uint32_t)(stop - p);
			if (line.n)
				buf_puts(&b, "- ");
			for (char c[2] = ""; line.n; line = str_from(line, 1)) {
				*c = *line.p;
				summary_text(&b, c);
			}
			buf_puts(&b, "\n");
		}
		if (!fd_write(fd, b.p, b.n))
			say("warning: %s: %s", path, strerror(errno));
		close(fd);
	} else if (path && *path) {
		say("warning: %s: %s", path, strerror(errno));
	}
	buf_free(&b);
	buf_free(&summary);
}

/* What did not pass. */
static void last_list(struct buf *b)
{
	size_t width = last_width(), lines = 0, shown = 0, all = 0;

	for (size_t i = 0; i < nfailed; i++)
		all += !failed[i].again && failed[i].outcome >= OUT_failed;
	for (size_t i = 0; i < nfailed && lines < LAST_LINES; i++) {
		bool same;
		size_t n;
		if (failed[i].again || failed[i].listed || failed[i].outcome < OUT_failed)
			continue;
		n = last_fold(i, &same);
		buf_puts(b, lines++ ? "" : "\n");
		list_line(b, &failed[i], n - 1, same, width);
		if (ci == CI_github)
			summary_row(&failed[i], n - 1, same);
		shown += n;
	}
	if (shown < all)
		buf_printf(b, "and %zu more, for other reasons\n", all - shown);
}

/* "fixed since the last run: A, B": the first of n tests. */
static void last_names(struct buf *b, const char *head, char *const *names, uint32_t n)
{
	uint32_t i = 0;

	for (; i < n && i < LAST_NAMES && names[i]; i++) {
		buf_puts(b, i ? ", " : head);
		buf_escape(b, names[i], strlen(names[i]), 300);
	}
	if (n > i)
		buf_printf(b, "%s%lu other%s", i ? " and " : head, (unsigned long)(n - i),
			n == i + 1 ? "" : "s");
	buf_puts(b, n ? "\n" : "");
}

/* What was not run, what is flaky, fixed, slow. */
static void last_counts(struct buf *b)
{
	for (size_t i = 0; i <= LAST_REASONS; i++)
		if (unrun[i].n) {
			buf_printf(b, "%lu not run: ", (unsigned long)unrun[i].n);
			buf_escape(b, unrun[i].reason, strlen(unrun[i].reason), 300);
			buf_puts(b, "\n");
		}
	if (opt.quiet)
		return;
	last_names(b, "flaky: ", flaky, nflaky);
	last_names(b, "fixed since the last run: ", fixed, nfixed);
	for (uint32_t i = 0; i < nlate && i < LAST_NAMES; i++) {
		buf_puts(b, "slower than usual: ");
		buf_escape(b, late[i].id, strlen(late[i].id), 300);
		buf_printf(b, " took %.2f s, usually %.2f s\n", (double)late[i].duration / 1e6,
			(double)late[i].usual / 1e6);
	}
	if (nlate > LAST_NAMES)
		buf_printf(b, "and %lu others\n", (unsigned long)(nlate - LAST_NAMES));
}

/* Why the exit status is what it is, where that is not plain from the totals. */
static void last_exit(struct buf *b, const struct run *r)
{
	uint32_t bad = r->guilty;

	for (int i = OUT_failed; i < OUT_lost; i++)
		bad += r->counts[i];
	if (r->exit == EXIT_FAILED && !bad && nflaky)
		buf_printf(b, "exit status 1: --flaky=fail, and %lu flaky\n",
			(unsigned long)nflaky);
	if (r->exit == EXIT_EMPTY)
		buf_puts(b, "exit status 5: there were no tests\n");
	if (r->exit != EXIT_LOST)
		return;
	buf_puts(b, "exit status 3: ");
	if (r->counts[OUT_lost])
		buf_printf(b, "%lu lost%s", (unsigned long)r->counts[OUT_lost],
			r->counts[OUT_notrun] ?
			", " : "");
	if (r->counts[OUT_notrun])
		buf_printf(b, "%lu not run", (unsigned long)r->counts[OUT_notrun]);
	if (!r->counts[OUT_lost] && !r->counts[OUT_notrun])
		buf_puts(b, "appliances or their tests were not what they should be, as was said");
	buf_puts(b, "\n");
}

/* A word for sh. */
static void last_word(struct buf *b, const char *word)
{
	if (*word &&
		!word[strspn(word,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%_+=:,./-")]) {
		buf_puts(b, word);
		return;
	}
	buf_puts(b, "'");
	for (; *word; word++) {
		buf_add(b, word, 1);
		buf_puts(b, *word == '\'' ? "\\''" : "");
	}
	buf_puts(b, "'");
}

/* The command that runs what failed once more. */
static void last_again(struct buf *b, const struct run *r)
{
	struct buf words = { 0 };
	uint32_t bad = r->guilty;
	bool is = false, logged = true;

	for (int i = OUT_failed; i < OUT_COUNT; i++)
		bad += r->counts[i];
	for (int i = 0; r->argv && r->argv[i]; i++) {
		is |= !strcmp(r->argv[i], "--last-failed") || !strcmp(r->argv[i], "--lf");
		logged &= strcmp(r->argv[i], "--log=none") && strncmp(r->argv[i], "--resume", 8) &&
			strcmp(r->argv[i], "--");
		buf_puts(&words, i ? " " : "");
		last_word(&words, r->argv[i]);
	}
	if (bad && logged && words.n && words.n < LAST_WORDS) {
		buf_puts(b, "again: ");
		text_visible(b, words.p, words.n, "");
		b->n--;
		buf_puts(b, is ? "\n" : " --last-failed\n");
	}
	buf_free(&words);
}

/* Tests that passed after they had failed. */
static uint32_t last_flaky(void)
{
	return nflaky;
}

/* ---- the live area ---------------------------------------------------------------------------
 * door: columns, area_hold, area_begin, area_lane, area_ended, area_reopened, area_tick,
 *       area_end */
/* Below the results: a line for each slave, and a bar. When it has been drawn the cursor goes back
 * to its first line, so that all below it can be erased, however a terminal whose size has changed
 * has folded it. Nothing is set at the terminal, so there is nothing to set back, whatever ends us.
 * Results wait for the next frame: one write takes the area away, shows them, and draws it anew. In
 * the background, where the terminal is somebody else's, it is not drawn. */
#define FRAME		100000		/* us between two frames, at least */
/* us: with that line hooks are told that have run for so long */
#define HOOK_SHOWN	(10 * SECOND)
/* s between two lines that say how far we are, where there is no area */
#define BEAT		60

struct seat {			/* what a slave does */
	const char *slave, *appliance;
	const char *id;		/* of the test that runs, lent as long as the run; NULL: none */
	uint64_t start;		/* of it, us from the start of the run */
	const char *what;	/* what it does besides, a hook, lent; NULL: nothing */
	uint64_t since;		/* of that */
};

static struct area {		/* the live area, and what it shows; times are us */
	bool on;		/* there shall be one */
	bool up;		/* it is on the screen, the cursor in its first line */
	bool stale;		/* what it shows has changed */
	unsigned moved;		/* lines that the cursor has moved down since */
	struct buf held;	/* text for above it */
	struct winsize size;
	int64_t began, drawn;	/* by clock_us: the run, the last frame */
	pid_t pid;		/* whose it is: forks may say something too */
	/* the run */
	const struct run *run;	/* NULL before it begins */
	struct seat *seats;
	uint32_t nseats, ended, bad;
	bool beats;		/* where there is no area: a line each minute */
	uint64_t beat;		/* the next, from the start of the run */
	/* time left */
	bool knows;
	uint64_t known;		/* that tests which have not ended took in earlier runs */
	uint32_t unknown, unknown_ended;	/* tests of which that is not known */
	uint64_t unknown_took;	/* those that have ended */
	/* keys */
	int tty;		/* to read from; -1: none */
	bool asked;		/* for what runs */
} area = { .tty = -1 };

/* Keeps text for the next frame; false: there is no area to wait for. */
static bool area_hold(const struct buf *b)
{
	if (area.on)
		buf_add(&area.held, b->p, b->n);
	return area.on;
}

/* Columns that printable text takes, at most: what may be wide counts as wide. */
static size_t columns(const char *p, size_t n)
{
	size_t wide = 0;

	for (size_t i = 0; i < n; i++)
		wide += ((unsigned char)p[i] & 0xc0) != 0x80;	/* not the inside of a character */
	for (size_t i = 0; i < n; i++)
		wide += (unsigned char)p[i] >= 0xe1;		/* U+1000 and above */
	return wide;
}

/* A name in so many columns, without its middle where it is longer. */
static void area_name(struct buf *b, const char *name, size_t most)
{
	struct buf text = { 0 };
	size_t head, tail, keep = most > 8 ? most - 3 : most;

	buf_escape(&text, name, strlen(name), 4096);
	if (columns(text.p, text.n) > most) {
		for (head = 0; head < text.n && columns(text.p, head + 1) <= keep / 3; head++)
			;
		while (head && ((unsigned char)text.p[head] & 0xc0) == 0x80)
			head--;
		for (tail = head;
		    tail < text.n && columns(text.p + tail, text.n - tail) > keep - keep / 3;
		    	tail++)
			;
		while (tail < text.n && ((unsigned char)text.p[tail] & 0xc0) == 0x80)
			tail++;
		buf_add(b, text.p, head);
		buf_puts(b, most > 8 ? "..." : "");
		buf_add(b, text.p + tail, text.n - tail);
	} else {
		buf_add(b, text.p, text.n);
	}
	buf_free(&text);
}

/* "12s", "3m07s", "1h02m" */
static void area_time(char room[24], uint64_t us)
{
	unsigned long s = (unsigned long)(us / SECOND);

	if (s < 60)
		snprintf(room, 24, "%lus", s);
	else if (s < 3600)
		snprintf(room, 24, "%lum%02lus", s / 60, s % 60);
	else
		snprintf(room, 24, "%luh%02lum", s / 3600, s / 60 % 60);
}

/* us since the run began. */
static uint64_t area_now(void)
{
	int64_t us = clock_us() - area.began;

	return us > 0 ? (uint64_t)us : 0;
}

/* Is the console ours to draw on? Where it is not our controlling terminal nobody else's jobs are
 * there. */
static bool area_foreground(void)
{
	pid_t group = tcgetpgrp(console.fd);

	return group < 0 || group == getpgrp();
}

/* What is known of the run when it begins. */
static void area_begin(const struct run *r)
{
	bool terminal = isatty(console.fd);
	const char *name = getenv("TERM");
	enum outcome o;
	uint64_t us;

	area.began = clock_us() - (date_us() - r->start);
	area.beat = area_now() + BEAT * UINT64_C(1000000);
	area.beats = r->ids && !opt.quiet;
	area.run = r;
	area.nseats = r->nlanes;
	area.seats = xrealloc(NULL, r->nlanes + 1, sizeof *area.seats);
	for (uint32_t i = 0; i < r->nlanes; i++)
		area.seats[i] = (struct seat){ .slave = r->lanes[i].slave,
			.appliance = r->lanes[i].appliance };
	if (opt.progress == WHEN_never)
		return;
	if (terminal && isatty(0))
		area.tty = open("/dev/tty", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	area.on = opt.progress == WHEN_always ||
		(terminal && name && *name && strcmp(name, "dumb") && !opt.trace);
	area.pid = getpid();
	say_first = report_hide;
	area.unknown = r->tests;
	for (uint32_t i = 0; area.on && r->ids && i < r->tests; i++)
		if (history_find(r->ids[i], &o, &us)) {
			area.known += us;
			area.unknown--;
		}
	area.knows = r->ids;
}

/* An attempt starts or ends on its slave. */
static void area_lane(const struct result *r, bool starts)
{
	struct seat *s = NULL;

	for (uint32_t i = 0; r->slave && !s && i < area.nseats; i++)
		if (area.seats[i].slave == r->slave || !strcmp(area.seats[i].slave, r->slave))
			s = &area.seats[i];
	if (!s)
		return;
	s->id = starts ? r->id : NULL;
	s->start = r->start;
	area.stale = true;
}

/* A slave does something besides tests, or (NULL) does not any more. */
void report_busy(const char *slave, const char *what)
{
	for (uint32_t i = 0; i < area.nseats; i++)
		if (!strcmp(area.seats[i].slave, slave)) {
			area.seats[i].what = what;
			area.seats[i].since = area_now();
			area.stale = true;
		}
}

/* A slave has joined the run: it has a line in the live area, too. */
void report_joins(const struct lane *l)
{
	area.seats = xrealloc(area.seats, area.nseats + 2, sizeof *area.seats);
	area.seats[area.nseats++] = (struct seat){ .slave = l->slave, .appliance = l->appliance };
	area.stale = true;
}

/* What keeps appliances from testing, for who sees no live area: hooks that have run for a
 * while. */
static void area_tell(void)
{
	uint64_t now = area_now();
	char room[24];

	for (uint32_t i = 0; i < area.nseats; i++) {
		const struct seat *s = &area.seats[i];
		if (!s->what || s->id || now < s->since + HOOK_SHOWN)
			continue;
		area_time(room, now - s->since);
		report_say(NULL, "muster: %s: %s, %s", s->appliance, s->what, room);
	}
}

/* A test has ended. */
static void area_ended(const struct result *r)
{
	enum outcome o;
	uint64_t us;

	area.ended++;
	area.bad += r->outcome >= OUT_failed;
	if (!area.on)
		return;
	if (area.knows && history_find(r->id, &o, &us)) {
		/* (not yet what it took now: the log hears of it after us) */
		area.known -= us < area.known ? us : area.known;
		return;
	}
	area.unknown -= area.unknown > 0;
	area.unknown_ended++;
	area.unknown_took += r->duration;
}

/* A test that had ended well has not: it will end once more. */
static void area_reopened(void) { area.ended--; }

/* What the tests that are left will take, if they take what they took in earlier runs, and others
 * what others took: us; false: nobody knows. */
static bool area_left(uint64_t now, uint64_t *left)
{
	uint64_t mean = area.unknown_ended ? area.unknown_took / area.unknown_ended : 0, sum,
		longest = 0;

	if (area.unknown && !area.unknown_ended)
		return false;
	sum = area.known + area.unknown * mean;
	for (uint32_t i = 0; i < area.nseats; i++) {
		const struct seat *s = &area.seats[i];
		uint64_t usual = mean, spent = now > s->start ? now - s->start : 0;
		enum outcome o;
		if (!s->id)
			continue;
		history_find(s->id, &o, &usual);
		spent = spent < usual ? spent : usual;
		longest = usual - spent > longest ? usual - spent : longest;
		sum -= spent < sum ? spent : sum;
	}
	sum /= area.nseats ? area.nseats : 1;
	*left = sum > longest ? sum : longest;
	return true;
}

/* Those that run longest first. */
static int seat_order(const void *a, const void *b)
{
	const struct seat *const *x = a, *const *y = b;

	if (!(*x)->id != !(*y)->id)
		return (*x)->id ? -1 : 1;
	if (!(*x)->id && !(*x)->what != !(*y)->what)
		return (*x)->what ? -1 : 1;
	if (!(*x)->id)
		return ((*x)->since > (*y)->since) - ((*x)->since < (*y)->since);
	return ((*x)->start > (*y)->start) - ((*x)->start < (*y)->start);
}

/* The line of a slave: "slave03 board1     12s of 30s  net/dns::lookup[ipv6]" */
static void area_seat(struct buf *b, const struct seat *s, uint64_t now, int width, size_t most)
{
	char took[24] = "", usual[24] = "";
	size_t from = b->n;
	enum outcome o;
	uint64_t us;

	buf_printf(b, "%s%s%s", s->slave, most < 60 ? "" : " ", most < 60 ? "" : s->appliance);
	b->n = b->n - from > (size_t)width ? from + (size_t)width : b->n;
	if (s->id)
		area_time(took, now > s->start ? now - s->start : 0);
	else if (s->what)
		area_time(took, now > s->since ? now - s->since : 0);
	if (s->id && history_find(s->id, &o, &us))
		area_time(usual, us);
	if (most < 60)		/* there is no room for more */
		buf_printf(b, " %s ", took);
	else
		buf_printf(b, "%*s %7s %s %-7s ", width - (int)(b->n - from), "", took,
			*usual ? "of" : "  ", usual);
	if (b->n - from > most)
		b->n = from + most;
	else if (s->id || s->what)
		area_name(b, s->id ? s->id : s->what, most - (b->n - from));
	buf_puts(b, "\n");
}

/* "[=====>    ] 312 of 1000, 2 did not pass, 12s, about 30s left" */
static void area_bar(struct buf *b, uint64_t now, size_t most)
{
	size_t width = most > 80 ? 30 : most > 40 ? most / 3 : 0,
		full = area.run->tests ? width * area.ended / area.run->tests : 0;
	struct buf text = { 0 };
	char room[24];
	uint64_t left;

	buf_printf(&text, " %lu of %lu", (unsigned long)area.ended, (unsigned long)area.run->tests);
	if (area.bad)
		buf_printf(&text, ", %lu did not pass", (unsigned long)area.bad);
	area_time(room, now);
	buf_printf(&text, ", %s", room);
	if (area_left(now, &left) && left >= SECOND) {
		area_time(room, left);
		buf_printf(&text, ", about %s left", room);
	}
	if (width) {
		buf_puts(b, coloured ? area.bad ? "[\033[31m" : "[\033[32m" : "[");
		for (size_t i = 0; i < width; i++)
			buf_puts(b, i < full ? "=" : i == full ? ">" : " ");
		buf_puts(b, coloured ? "\033[0m]" : "]");
		most -= width + 2;
	}
	buf_add(b, text.p + !width, text.n - !width < most ? text.n - !width : most);
	buf_free(&text);
}

/* Draws it; the cursor ends where it was. */
static void area_draw(struct buf *b)
{
	static const struct seat **order;
	size_t most = (area.size.ws_col ? area.size.ws_col : 80u) - 1u,
		rows = area.size.ws_row ? area.size.ws_row : 24u;
	uint32_t shown = area.nseats;
	uint64_t now = area_now();
	int width = 0;

	/* should the window be smaller by now, what is too long is cut, not folded */
	buf_puts(b, "\033[?7l");
	order = xrealloc(order, area.nseats + 1, sizeof *order);
	for (uint32_t i = 0; i < area.nseats; i++) {
		int n = (int)(strlen(area.seats[i].slave) + strlen(area.seats[i].appliance) + 1);
		width = n > width ? n < 30 ? n : 30 : width;
		order[i] = &area.seats[i];
	}
	if (shown > rows / 2) {
		/* at most half of the screen: what runs longest, and how many more there are */
		shown = rows > 4 ? (uint32_t)rows / 2 - 1 : 0;
		qsort(order, area.nseats, sizeof *order, seat_order);
	}
	for (uint32_t i = 0; i < shown; i++)
		area_seat(b, order[i], now, width, most);
	if (shown && shown < area.nseats)
		buf_printf(b, "and %lu more\n", (unsigned long)(area.nseats - shown));
	area_bar(b, now, most);
	buf_puts(b, "\033[?7h\r");
	if (shown)
		buf_printf(b, "\033[%luA", (unsigned long)(shown + (shown < area.nseats)));
}

/* Takes it away, shows what waits, and perhaps draws it anew. */
static void area_frame(bool draw)
{
	struct buf b = { 0 };

	keys_read();
	if (area.up) {
		if (area.moved)
			buf_printf(&b, "\033[%uA", area.moved);
		/* not from the first column: tmux keeps a whole screen that is erased */
		buf_puts(&b, "\r\033[K\033[C\033[J\r");
	}
	buf_add(&b, area.held.p, area.held.n);
	area.held.n = 0;
	if (draw)
		area_draw(&b);
	area.up = draw;
	area.moved = 0;
	area.stale = false;
	area.drawn = clock_us();
	console_add(&b);
	buf_free(&b);
}

/* Now and then: a frame, or, where there is no area, a line each minute. */
static void area_tick(void)
{
	struct winsize size = area.size;
	char room[24];

	if (!area.on && area.beats && area_now() >= area.beat) {
		area.beat += BEAT * UINT64_C(1000000);
		area_time(room, area_now());
		report_say(NULL, "muster: %s: %lu of %lu tests ended, %lu did not pass", room,
			(unsigned long)area.ended,
			(unsigned long)area.run->tests, (unsigned long)area.bad);
		area_tell();
	}
	if (!area.on || area_wait() > 0)
		return;
	if (!ioctl(console.fd, TIOCGWINSZ, &size))
		area.size = size;
	area_frame(console.sent == console.q.n && area_foreground());
}

/* us until the next frame. */
static int64_t area_wait(void)
{
	struct winsize size = area.size;
	int64_t since = clock_us() - area.drawn;

	if (area.held.n > CHUNK || area.asked ||
	    (area.up && !ioctl(console.fd, TIOCGWINSZ, &size) && (size.ws_col != area.size.ws_col ||
	    size.ws_row != area.size.ws_row)))
		return 0;
	since = (area.held.n || area.stale ? FRAME : SECOND) - since;
	return since > 0 ? since : 0;
}

/* It will not be seen again. */
static void area_end(void)
{
	report_hide();
	area.on = false;
	if (area.tty >= 0)
		close(area.tty);
	area.tty = -1;
	free(area.seats);
	area.seats = NULL;
	area.nseats = 0;
}

/* ms until report_flush has something to do though nothing happens. */
int report_wait(void)
{
	return area.on ? (int)((area_wait() + 999) / 1000) : BEAT * 1000;
}

/* Leaves the terminal to others: the area goes, what waits is shown. */
void report_hide(void)
{
	if (!area.on || area.pid != getpid())
		return;
	area_frame(false);
	console_flush();
}

/* The terminal, to be polled for what is typed, as long as it is typed for us; or -1. */
int report_tty(void)
{
	return area.tty >= 0 && tcgetpgrp(area.tty) == getpgrp() ? area.tty : -1;
}

/* Takes what was typed, a line at a time: that is how terminals give it, and they are left as they
 * are. In the background a read would stop us; so nothing is read there, and should we get there
 * just now, the read fails. */
static void keys_read(void)
{
	int tty = report_tty(), ready = tty < 0 ? 0 : fd_wait(tty, POLLIN, 0);
	sigset_t stops, old;
	char bytes[256];
	ssize_t n;

	if (ready <= 0)
		return;
	sigemptyset(&stops);
	sigaddset(&stops, SIGTTIN);
	sigprocmask(SIG_BLOCK, &stops, &old);
	n = read(tty, bytes, sizeof bytes);
	sigprocmask(SIG_SETMASK, &old, NULL);
	if (ready & (POLLHUP | POLLERR | POLLNVAL)) {
		close(area.tty);
		area.tty = -1;
	}
	for (ssize_t i = 0; i < n; i++) {
		area.asked |= bytes[i] == 't' && (i + 1 == n || bytes[i + 1] == '\n');
		/* as its echo has moved the cursor */
		area.moved += area.up && bytes[i] == '\n';
	}
}

/* Was `t` typed? Then what runs is to be shown. */
bool report_asked(void)
{
	bool asked;

	keys_read();
	asked = area.asked;
	area.asked = false;
	return asked;
}

/* ---- JSON lines --------------------------------------------------------------------------------
 * door: json_text */
static struct sink json_sink = { .fd = -1 };

/* One object a line; the README has the schema. Bytes that are not UTF-8 appear as the text \xHH,
 * control characters as JSON's \u00HH. */
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
	buf_printf(b, "%llu.%06llu", (unsigned long long)(us / 1000000),
		(unsigned long long)(us % 1000000));
}

static void json_flag(struct buf *b, const char *key, bool v)
{
	json_key(b, key);
	buf_puts(b, v ? "true" : "false");
}

/* Texts, each ended by a 0 byte. */
static void json_texts(struct buf *b, const char *key, struct str list)
{
	json_key(b, key);
	buf_puts(b, "[");
	for (const char *p = NULL; (p = list_next(list.p, list.n, p));) {
		buf_puts(b, p == list.p ? "" : ",");
		json_text(b, p, strlen(p));
	}
	buf_puts(b, "]");
}

/* A test that is only listed, as a line. */
void report_listed(struct buf *b, const struct listed *t)
{
	const char *line = t->place ? strrchr(t->place, ':') : NULL, *words = t->needs, *word;
	struct buf file = { 0 }, labels = { 0 }, needs = { 0 };
	size_t n;

	labels_put(&labels, t->labels);
	while (words && (word = word_next(&words, &n))) {
		buf_add(&needs, word, n);
		buf_add(&needs, "", 1);
	}
	buf_printf(&file, "%.*s", line ? (int)(line - t->place) : INT_MAX,
		line ? t->place : t->file);
	buf_puts(b, "{");
	json_id(b, "id", t->id);
	json_id(b, "program", t->program);
	if (t->name)
		json_id(b, "case", t->name);
	else
		json_string(b, "case", NULL);
	json_string(b, "kind", t->kind);
	json_texts(b, "labels", (struct str){ labels.p, (uint32_t)labels.n });
	json_texts(b, "needs", (struct str){ needs.p, (uint32_t)needs.n });
	json_key(b, "timeout");
	if (t->timeout)
		json_seconds(b, t->timeout * UINT64_C(1000));
	else
		buf_puts(b, "null");
	json_id(b, "file", file.p);
	json_key(b, "line");
	buf_printf(b, "%s}\n", line ? line + 1 : "null");
	buf_free(&file);
	buf_free(&labels);
	buf_free(&needs);
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

/* The beginning of an object: what it is of, how that ended, and where. */
static void json_head(struct buf *b, const char *event, const struct result *r)
{
	buf_puts(b, "{");
	json_string(b, "event", event);
	json_id(b, "id", r->id);
	json_string(b, "outcome", outcome_name(r->outcome));
	json_string(b, "slave", r->slave);
	json_string(b, "appliance", r->appliance);
}

/* How it ended. */
static void json_exit(struct buf *b, const struct result *r)
{
	char room[16];

	json_key(b, "exit");
	if (r->exit == NONE)
		buf_puts(b, "null");
	else
		buf_printf(b, "%lu", (unsigned long)r->exit);
	json_string(b, "signal", r->signal ? signal_name(r->signal, room) : NULL);
	json_string(b, "message", r->message ? r->message : "");
}

/* Text that may be unknown. */
static void json_maybe(struct buf *b, const char *key, struct str text)
{
	json_key(b, key);
	if (text.n)
		json_text(b, text.p, text.n);
	else
		buf_puts(b, "null");
}

/* NAME=VALUE texts, each ended by a 0 byte, as an object, where there are any. */
static void json_records(struct buf *b, const char *key, struct str list)
{
	if (!list.n)
		return;
	json_key(b, key);
	buf_puts(b, "{");
	for (const char *p = NULL; (p = list_next(list.p, list.n, p));) {
		size_t n = strcspn(p, "=");
		buf_puts(b, p == list.p ? "" : ",");
		json_text(b, p, n);
		buf_puts(b, ":");
		json_text(b, p + n + (p[n] == '='), strlen(p + n + (p[n] == '=')));
	}
	buf_puts(b, "}");
}

/* What its process used: seconds, seconds and bytes; null, where that is not known. */
static void json_used(struct buf *b, const struct used *u)
{
	if (!u->rss) {
		buf_puts(b, ",\"user\":null,\"system\":null,\"rss\":null");
		return;
	}
	json_key(b, "user");
	json_seconds(b, u->user);
	json_key(b, "system");
	json_seconds(b, u->system);
	json_key(b, "rss");
	buf_printf(b, "%llu", (unsigned long long)u->rss * 1024);
}

/* How it ended, why, and what it printed. */
static void json_ending(struct buf *b, const struct result *r)
{
	json_exit(b, r);
	json_maybe(b, "reason", r->reason);
	json_maybe(b, "file", r->file);
	json_key(b, "line");
	if (r->line)
		buf_printf(b, "%lu", (unsigned long)r->line);
	else
		buf_puts(b, "null");
	for (int s = 0; s < STREAM_COUNT; s++)
		if (s < PIPE_COUNT || r->output[s].n) {
			json_key(b, stream_words[s].name);
			json_text(b, r->output[s].p, r->output[s].n);
		}
	if (r->kept.n)
		json_texts(b, "kept", r->kept);
	json_records(b, "records", r->records);
}

static void json_test(const struct result *r, const struct inside *in)
{
	static struct buf b;

	(void)in;
	b.n = 0;
	json_head(&b, "test", r);
	json_number(&b, "attempts", r->outcome == OUT_notrun ? 0 : r->attempts);
	json_flag(&b, "flaky", r->flaky);
	json_flag(&b, "split", is_split(r));
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
	json_used(&b, &r->used);
	json_ending(&b, r);
	json_line(&b);
	if (b.cap > 4 * CHUNK)
		buf_free(&b);
	if (json_sink.q.n - json_sink.sent > CHUNK)
		sink_flush(&json_sink, 0);
}

static void json_case(const struct result *of, const struct point *p)
{
	static struct buf b;

	if (p->depth)
		return;
	b.n = 0;
	buf_puts(&b, "{");
	json_string(&b, "event", "case");
	json_id(&b, "program", of->id);
	json_key(&b, "name");
	json_text(&b, p->name.p, p->name.n);
	json_string(&b, "outcome", outcome_name(p->outcome));
	json_key(&b, "message");
	json_text(&b, p->message.p, p->message.n);
	json_line(&b);
}

static void json_program(const struct result *r)
{
	struct buf b = { 0 };

	json_head(&b, "program", r);
	json_ending(&b, r);
	json_line(&b);
	buf_free(&b);
}

static void json_kept(const struct result *r)
{
	struct buf b = { 0 };

	buf_puts(&b, "{");
	json_string(&b, "event", "kept");
	json_id(&b, "id", r->id);
	json_string(&b, "slave", r->slave);
	json_string(&b, "appliance", r->appliance);
	json_texts(&b, "kept", r->kept);
	json_line(&b);
	buf_free(&b);
}

static void json_alone(const struct result *r)
{
	struct buf b = { 0 };

	json_head(&b, "alone", r);
	json_string(&b, "alone", alone_words(r));
	json_key(&b, "start");
	json_seconds(&b, r->start);
	json_key(&b, "duration");
	json_seconds(&b, r->duration);
	json_exit(&b, r);
	json_line(&b);
	buf_free(&b);
}

static void json_end(const struct run *r)
{
	struct buf b = { 0 };

	buf_puts(&b, "{");
	json_string(&b, "event", "end");
	json_number(&b, "exit", (uint64_t)r->exit);
	json_key(&b, "wall");
	json_seconds(&b, r->wall);
	for (int cases = 0; cases < 2; cases++) {
		json_key(&b, cases ? "cases" : "counts");
		buf_puts(&b, "{");
		for (int i = 0; i < OUT_COUNT; i++)
			json_number(&b, outcome_name((enum outcome)i),
				cases ? r->cases[i] : r->counts[i]);
		buf_puts(&b, "}");
	}
	json_number(&b, "programs", r->guilty);
	json_line(&b);
	buf_free(&b);
}

static const struct reporter json = { .name = "json", .sink = &json_sink,
	.path = offsetof(struct report_options, json),
	.begin = json_begin, .test = json_test, .program = json_program, .alone = json_alone,
	.kept = json_kept,
	.one_case = json_case, .end = json_end };

/* ---- TAP ------------------------------------------------------------------------------------- */
/* Version 13, as prove of perl 5.36 takes it; testanything.org has it. A point for each collected
 * test, in the order in which they end, in front of it its results inside as version 14 has them:
 * indented, so that version 13 takes them for comments. Behind what did not pass a YAML block,
 * whose values are JSON strings, which YAML takes. */
static struct sink tap_sink = { .fd = -1 };
static uint32_t tap_n;		/* points so far */

/* "not ok 3 - name # TODO reason" */
static void tap_point(struct buf *b, const char *indent, enum outcome o, uint64_t n,
	struct str name, struct str reason)
{
	struct buf text = { 0 };
	const char *directive = o == OUT_skipped ? "SKIP" : o == OUT_xfailed || o == OUT_xpassed
		? "TODO" : NULL;

	buf_printf(b, "%s%s %llu - ", indent, o <= OUT_xpassed && o != OUT_xfailed ? "ok" :
		"not ok", (unsigned long long)n);
	buf_escape(&text, name.p, name.n, SIZE_MAX);
	for (int part = 0; part < 2; part++) {
		for (size_t i = 0; i < text.n; i++) {
			if (text.p[i] == '#' || text.p[i] == '\\')
				buf_puts(b, "\\");
			buf_add(b, &text.p[i], 1);
		}
		if (part || !directive)
			break;
		buf_printf(b, " # %s%s", directive, reason.n ? " " : "");
		text.n = 0;
		buf_escape(&text, reason.p, reason.n, 1000);
	}
	buf_puts(b, "\n");
	buf_free(&text);
}

static void tap_begin(const struct run *r)
{
	struct buf b = { 0 };

	buf_printf(&b, "TAP version 13\n1..%lu%s\n", (unsigned long)r->tests,
		r->tests ? "" : " # SKIP no tests");
	sink_add(&tap_sink, &b);
	buf_free(&b);
}

/* A line of a YAML block. */
static void tap_line(struct buf *b, const char *key, const char *text, size_t n)
{
	if (!n)
		return;
	buf_printf(b, "  %s: ", key);
	json_text(b, text, n);
	buf_puts(b, "\n");
}

/* A point of the run, with all that is known of what did not pass. */
static void tap_whole(struct buf *b, const struct result *r, struct str name)
{
	char room[16];

	tap_point(b, "", r->outcome, ++tap_n, name, (struct str){ r->message, strlen(r->message) });
	if (r->outcome >= OUT_failed) {
		buf_printf(b, "  ---\n  outcome: %s\n", outcome_name(r->outcome));
		tap_line(b, "message", r->message, strlen(r->message));
		tap_line(b, "reason", r->reason.p, r->reason.n);
		tap_line(b, "file", r->file.p, r->file.n);
		if (r->line)
			buf_printf(b, "  line: %lu\n", (unsigned long)r->line);
		if (r->slave)
			buf_printf(b, "  slave: %s\n", r->slave);
		if (r->appliance)
			tap_line(b, "appliance", r->appliance, strlen(r->appliance));
		if (r->attempts > 1)
			buf_printf(b, "  attempts: %lu\n", (unsigned long)r->attempts);
		if (r->exit != NONE)
			buf_printf(b, "  exit: %lu\n", (unsigned long)r->exit);
		if (r->signal)
			buf_printf(b, "  signal: %s\n", signal_name(r->signal, room));
		buf_puts(b, "  seconds: ");
		xml_seconds(b, r->duration);
		buf_puts(b, "\n");
		for (int s = 0; s < STREAM_COUNT; s++)
			tap_line(b, stream_words[s].name, r->output[s].p, r->output[s].n);
		buf_puts(b, "  ...\n");
	}
}

static void tap_test(const struct result *r, const struct inside *in)
{
	struct buf b = { 0 };
	struct str name, message;
	enum outcome o;
	size_t at = 0;
	uint64_t n = 0;

	while (points_next(in, &at, &o, &name, &message))
		tap_point(&b, "    ", o, ++n, name, message);
	if (n)
		buf_printf(&b, "    1..%llu\n", (unsigned long long)n);
	tap_whole(&b, r, (struct str){ r->id, (uint32_t)strlen(r->id) });
	sink_add(&tap_sink, &b);
	buf_free(&b);
}

/* A program that failed as a whole: a point beyond the plan, so that whoever counts does not take
 * the run for good. */
static void tap_program(const struct result *r)
{
	struct buf b = { 0 }, name = { 0 };

	buf_printf(&name, "%s " ROW_PROGRAM, r->id);
	tap_whole(&b, r, (struct str){ name.p, (uint32_t)name.n });
	sink_add(&tap_sink, &b);
	buf_free(&name);
	buf_free(&b);
}

/* A comment behind the point that it is of. */
static void tap_alone(const struct result *r)
{
	struct buf b = { 0 };

	buf_puts(&b, "# ");
	buf_escape(&b, r->id, strlen(r->id), SIZE_MAX);
	buf_printf(&b, " %s\n", alone_words(r));
	sink_add(&tap_sink, &b);
	buf_free(&b);
}

static const struct reporter tap = { .name = "tap", .sink = &tap_sink,
	.path = offsetof(struct report_options, tap), .points = true, .begin = tap_begin,
	.test = tap_test, .program = tap_program, .alone = tap_alone };

/* ---- JUnit ----------------------------------------------------------------------------------- */
/* The XML that Jenkins, GitLab and others read (the schema of Jenkins' xunit plugin, junit-10.xsd):
 *
 *      testsuites      the run
 *        testsuite     a program; its counts come first, so all is spooled, and put in order at the end
 *          properties  slave and appliance, of each that ran some of it
 *          testcase    a case of it, or a result inside it, or the program itself where it has neither
 *            failure | error | skipped, flakyFailure | rerunFailure for earlier attempts, system-out, system-err
 *          system-out  of a program with results inside
 *
 * Failed is a failure; error, timeout, crashed, lost and notrun are errors, with the outcome as
 * type. */
struct entry {
	char *program;
	uint64_t at;		/* in the spool */
	size_t n;
	/* of n: all but what the test printed, and the end of the element */
	size_t facts;
	uint64_t duration;
	const char *slave, *appliance;	/* of a lane, which is there as long as the run */
	char *records;		/* properties for what is recorded of it; NULL: nothing is */
	uint8_t outcome;
	uint8_t part;		/* 0: a testcase; 1: what stands behind them */
	uint32_t attempts;
	bool whole;		/* a collected test, to be counted */
	bool owner;		/* of program, which others have too */
};

/* What earlier attempts of a test say, until its last. */
struct earlier {
	struct earlier *next;
	char *id;
	struct buf flaky, rerun;	/* as it is written if the test passes then, and if not */
};

/* What ran by itself, with how that ended, until the end. */
struct lone { char *id; const char *words; };

/* Names of one suite. */
struct names {
	struct name_row {
		size_t at;		/* in text */
		/* turn: the last number that was added to it; 0: no name is here */
		uint32_t n, turn;
	} *row;
	size_t n, cap;
	struct buf text, made;
};

/* bytes of each stream, its end, in the text of a failure */
#define JUNIT_TEXT	(8u << 10)

static struct sink junit_sink = { .fd = -1 };
static struct lone *lones;
static size_t nlones;
static struct spool junit_spool;
static struct entry *entries;
static size_t nentries;
static uint32_t junit_cut;		/* tests whose output is left out: there was no more time */
/* by hash of id: with --repeat all tests may have some at once */
static struct earlier *earliers[1 << 16];

/* Opens an element that says why something did not pass. */
static void junit_why(struct buf *b, const char *element, enum outcome o, const char *message,
	size_t n)
{
	buf_printf(b, "<%s type=\"%s\" message=\"", element, outcome_name(o));
	xml_text(b, message, n, true);
	buf_puts(b, "\">");
}

/* What a test printed, what was said of it, and what it left, as Jenkins and GitLab read that. */
static void junit_output(struct buf *b, const struct result *r)
{
	static const char *const elements[] = { "system-out", "system-err" };

	for (int s = 0; s < PIPE_COUNT; s++) {
		struct str kept = s == STREAM_OUT ? r->kept : (struct str){ NULL, 0 },
			log = s == STREAM_ERR ? r->output[STREAM_LOG] : (struct str){ NULL, 0 };
		if (!r->output[s].n && !kept.n && !log.n)
			continue;
		buf_printf(b, "<%s>", elements[s]);
		xml_text(b, r->output[s].p, r->output[s].n, false);
		/* it has no element of its own */
		if (log.n && r->output[s].n && r->output[s].p[r->output[s].n - 1] != '\n')
			buf_puts(b, "\n");
		xml_text(b, log.p, log.n, false);
		for (const char *p = NULL; (p = list_next(kept.p, kept.n, p));)
			buf_printf(b, "\n[[ATTACHMENT|%s]]", p);
		buf_printf(b, "%s</%s>\n", kept.n ? "\n" : "", elements[s]);
	}
}

/* What is read of a failure where nobody looks further: why, and the end of what was printed. */
static void junit_text(struct buf *b, struct str why, const struct result *r)
{
	xml_text(b, why.p, why.n, false);
	if (r && *r->message && strncmp(r->message, why.p, why.n)) {
		buf_puts(b, "\n");
		xml_name(b, r->message);
	}
	for (int s = STREAM_COUNT - 1; r && s >= 0; s--) {
		struct str end = str_from(r->output[s], r->output[s].n > JUNIT_TEXT ?
			r->output[s].n - JUNIT_TEXT : 0);
		buf_puts(b, end.n ? "\n\n" : "");
		xml_text(b, end.p, end.n, false);
	}
}

/* The start of a testcase, and its outcome; r: whose output is its own, NULL: nobody's. */
static void junit_case(struct buf *b, const char *program, struct str name, uint64_t duration,
	enum outcome o, struct str why, struct str text, const struct result *r)
{
	buf_puts(b, "<testcase classname=\"");
	xml_name(b, program);
	buf_puts(b, "\" name=\"");
	xml_text(b, name.p, name.n, true);
	buf_puts(b, "\" time=\"");
	xml_seconds(b, duration);
	buf_puts(b, "\">");
	if (o == OUT_skipped || o == OUT_xfailed) {
		junit_why(b, "skipped", o, why.p, why.n);
		buf_puts(b, "</skipped>");
	} else if (o >= OUT_failed) {
		junit_why(b, o == OUT_failed ? "failure" : "error", o, why.p, why.n);
		junit_text(b, text, r);
		buf_puts(b, o == OUT_failed ? "</failure>" : "</error>");
	}
	buf_puts(b, "\n");
}

/* The same of a test, or of a program as a whole. */
static void junit_whole(struct buf *b, const char *program, struct str name, uint64_t duration,
	const struct result *r)
{
	struct buf why = { 0 };

	if (r->reason.n)
		text_place(&why, r->file, r->line, r->reason);
	else
		buf_puts(&why, r->message);
	junit_case(b, program, name, duration, r->outcome, str_in(&why), str_in(&why), r);
	buf_free(&why);
}

/* The same of a result inside a program. */
static void junit_point(struct buf *b, const char *program, struct str name, enum outcome o,
	struct str message, const struct result *of)
{
	struct reason found = { 0 };
	struct buf why = { 0 };
	struct str text = message;

	if (o >= OUT_failed) {
		reason_of_point(&found, of, name, message);
		text_place(&why, str_in(&found.file), found.line, str_in(&found.text));
		text = message.n && memchr(message.p, '\n', message.n) ? message : str_in(&why);
		message = str_in(&why);
	}
	junit_case(b, program, name, 0, o, message, text, NULL);
	reason_free(&found);
	buf_free(&why);
}

/* Puts b into the spool, as a piece of a program's suite. */
static void junit_add(const struct buf *b, struct entry e, const char *program)
{
	entries = array_grow(entries, nentries, sizeof *entries);
	e.owner = !nentries || strcmp(entries[nentries - 1].program, program);
	e.program = e.owner ? xstrdup(program) : entries[nentries - 1].program;
	e.n = b->n;
	e.at = spool_add(&junit_spool, &junit_sink, b);
	entries[nentries++] = e;
}

/* The list that has a test's earlier attempts, or shall have them. */
static struct earlier **earlier_list(const char *id)
{
	return &earliers[history_hash(id, strlen(id)) % COUNT(earliers)];
}

/* Earlier attempts of a test, out of their list; NULL: there were none. */
static struct earlier *earlier_take(const char *id)
{
	for (struct earlier **p = earlier_list(id); *p; p = &(*p)->next)
		if (!strcmp((*p)->id, id)) {
			struct earlier *e = *p;
			*p = e->next;
			return e;
		}
	return NULL;
}

static void earlier_free(struct earlier *e)
{
	if (!e)
		return;
	free(e->id);
	buf_free(&e->flaky);
	buf_free(&e->rerun);
	free(e);
}

static void junit_attempt(const struct result *r, const struct inside *in)
{
	struct earlier *e = earlier_take(r->id), **list = earlier_list(r->id);
	const char *kind = r->outcome == OUT_failed ? "Failure" : "Error";
	struct buf why = { 0 };

	(void)in;
	text_place(&why, r->file, r->line, r->reason.n ? r->reason : str_of(r->message));
	if (!e) {
		e = xrealloc(NULL, 1, sizeof *e);
		*e = (struct earlier){ .id = xstrdup(r->id) };
	}
	e->next = *list;
	*list = e;
	for (int rerun = 0; rerun < 2; rerun++) {
		struct buf *b = rerun ? &e->rerun : &e->flaky;
		char element[32];
		snprintf(element, sizeof element, "%s%s", rerun ? "rerun" : "flaky", kind);
		junit_why(b, element, r->outcome, why.p, why.n);
		buf_puts(b, "<stackTrace>");
		junit_text(b, str_in(&why), r);
		buf_puts(b, "</stackTrace>\n");
		junit_output(b, r);
		buf_printf(b, "</%s>\n", element);
	}
	buf_free(&why);
}

/* Where a name of n bytes is in the table, or would be. */
static struct name_row *name_place(struct names *t, const char *name, size_t n)
{
	size_t at = history_hash(name, n) & (t->cap - 1);

	while (t->row[at].turn && (t->row[at].n != n || memcmp(t->text.p + t->row[at].at, name, n)))
		at = (at + 1) & (t->cap - 1);
	return &t->row[at];
}

/* Room for one name more. */
static void names_room(struct names *t)
{
	struct name_row *old = t->row;
	size_t cap = t->cap;

	if (t->n < cap / 2)
		return;
	t->cap = cap ? 2 * cap : 64;
	t->row = xrealloc(NULL, t->cap, sizeof *t->row);
	memset(t->row, 0, t->cap * sizeof *t->row);
	for (size_t i = 0; i < cap; i++)
		if (old[i].turn)
			*name_place(t, t->text.p + old[i].at, old[i].n) = old[i];
	free(old);
}

/* Makes a name that was there before another one: a, a#2, a#3. It is lent until the next call. */
static struct str name_unique(struct names *t, struct str name)
{
	struct name_row *row;
	uint32_t turn = 1;

	names_room(t);
	row = name_place(t, name.p, name.n);
	t->made.n = 0;
	buf_add(&t->made, name.p, name.n);
	if (row->turn)
		do {
			t->made.n = name.n;
			buf_printf(&t->made, "#%lu", (unsigned long)++row->turn);
		} while (name_place(t, t->made.p, t->made.n)->turn);
	row = name_place(t, t->made.p, t->made.n);
	*row = (struct name_row){ t->text.n, (uint32_t)t->made.n, turn };
	t->n++;
	buf_add(&t->text, t->made.p, t->made.n);
	return (struct str){ t->made.p, (uint32_t)t->made.n };
}

/* What is recorded of a test, as properties of its suite: CASE.NAME. NULL: nothing is. */
static char *junit_records(const struct result *r)
{
	const char *name = strstr(r->id, "::");
	struct buf b = { 0 };

	for (const char *p = NULL; (p = list_next(r->records.p, r->records.n, p));) {
		size_t n = strcspn(p, "=");
		buf_puts(&b, "<property name=\"");
		xml_name(&b, name ? name + 2 : "");
		buf_puts(&b, name ? "." : "");
		xml_text(&b, p, n, true);
		buf_puts(&b, "\" value=\"");
		xml_name(&b, p + n + (p[n] == '='));
		buf_puts(&b, "\"/>\n");
	}
	return b.p;
}

/* A test ends: its testcase, or those of the results inside of it. */
static void junit_test(const struct result *r, const struct inside *in)
{
	const char *name = strstr(r->id, "::");
	char *program = xstrdup(r->id);
	struct entry e = { .slave = r->slave, .appliance = r->appliance, .attempts = r->attempts };
	struct earlier *earlier = earlier_take(r->id);
	struct str point, message;
	struct names names = { 0 };
	enum outcome o;
	struct buf b = { 0 };
	size_t at = 0;

	if (name)
		program[name - r->id] = 0;
	while (points_next(in, &at, &o, &point, &message)) {
		b.n = 0;
		junit_point(&b, program, name_unique(&names, point), o, message, r);
		buf_puts(&b, "</testcase>\n");
		e.facts = b.n;
		e.outcome = (uint8_t)o;
		junit_add(&b, e, program);
	}
	e.duration = r->duration;
	e.outcome = (uint8_t)r->outcome;
	e.whole = true;
	e.records = junit_records(r);
	b.n = 0;
	name = name ? name + 2 : program;
	if (in && r->outcome <= in->worst) {
		e.part = 1;
		e.facts = 0;
		junit_output(&b, r);
	} else {
		junit_whole(&b, program, name_unique(&names, str_of(name)), in ? 0 : r->duration,
			r);
		e.facts = b.n;
		if (earlier && r->outcome < OUT_failed)
			buf_add(&b, earlier->flaky.p, earlier->flaky.n);
		else if (earlier)
			buf_add(&b, earlier->rerun.p, earlier->rerun.n);
		junit_output(&b, r);
		buf_puts(&b, "</testcase>\n");
	}
	junit_add(&b, e, program);
	earlier_free(earlier);
	free(program);
	free(names.row);
	buf_free(&names.text);
	buf_free(&names.made);
	buf_free(&b);
}

/* A program that failed as a whole: a testcase of its own. */
static void junit_program(const struct result *r)
{
	struct entry e = { .slave = r->slave, .appliance = r->appliance,
		.outcome = (uint8_t)r->outcome, .attempts = 1 };
	struct buf b = { 0 };

	junit_whole(&b, r->id, str_of(ROW_PROGRAM), 0, r);
	e.facts = b.n;
	junit_output(&b, r);
	buf_puts(&b, "</testcase>\n");
	junit_add(&b, e, r->id);
	buf_free(&b);
}

/* Files that the cases of a process left together: output of their suite. */
static void junit_kept(const struct result *r)
{
	struct entry e = { .slave = r->slave, .appliance = r->appliance, .part = 1 };
	struct buf b = { 0 };

	junit_output(&b, r);
	junit_add(&b, e, r->id);
	buf_free(&b);
}

/* A test has run by itself: a property of its suite, which its testcase precedes. */
static void junit_alone(const struct result *r)
{
	lones = array_grow(lones, nlones, sizeof *lones);
	lones[nlones++] = (struct lone){ xstrdup(r->id), alone_words(r) };
}

/* By program, what stands behind the testcases last, else in the order of events. */
static int entry_compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = x->program == y->program ? 0 : strcmp(x->program, y->program);

	if (!order)
		order = x->part - y->part;
	return order ? order : (x->at > y->at) - (x->at < y->at);
}

/* "tests=.. failures=.. errors=.. time=..", of n entries; "skipped=..", which Jenkins' schema has
 * for a suite alone. */
static void junit_counts(struct buf *b, const struct entry *e, size_t n, uint64_t time, bool suite)
{
	uint64_t count[OUT_COUNT] = { 0 }, tests = 0, errors = 0;

	for (size_t i = 0; i < n; i++)
		if (e[i].part == 0) {
			tests++;
			count[e[i].outcome]++;
			errors += e[i].outcome > OUT_failed;
		}
	buf_printf(b, " tests=\"%llu\" failures=\"%llu\" errors=\"%llu\"",
		(unsigned long long)tests,
		(unsigned long long)count[OUT_failed], (unsigned long long)errors);
	if (suite)
		buf_printf(b, " skipped=\"%llu\"",
			(unsigned long long)(count[OUT_skipped] + count[OUT_xfailed]));
	buf_puts(b, " time=\"");
	xml_seconds(b, time);
	buf_puts(b, "\"");
}

/* A piece of a suite; without what the test printed, where there is no more time for that. */
static void junit_copy(const struct entry *e)
{
	struct buf b = { 0 };
	const char *end = e->part ? "" : "</testcase>\n";

	if (e->facts + strlen(end) >= e->n || !goes_on || goes_on()) {
		spool_copy(&junit_spool, &junit_sink, e->at, e->n);
		return;
	}
	spool_copy(&junit_spool, &junit_sink, e->at, e->facts);
	buf_printf(&b,
		"<system-out>(left out: the run was interrupted, and there was no more "
		"time)</system-out>\n%s", end);
	sink_add(&junit_sink, &b);
	junit_cut++;
	buf_free(&b);
}

/* The suite of a program: n entries. */
static void junit_suite(const struct run *r, const struct entry *e, size_t n)
{
	struct buf b = { 0 };
	const char *seen[64];
	size_t nseen = 0;
	uint64_t time = 0;

	for (size_t i = 0; i < n; i++)
		time += e[i].duration;
	buf_puts(&b, "<testsuite name=\"");
	xml_name(&b, e->program);
	buf_puts(&b, "\"");
	junit_counts(&b, e, n, time, true);
	buf_puts(&b, " timestamp=\"");
	text_date(&b, r->start);
	buf_puts(&b, "\">\n<properties>\n");
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;
		while (k < nseen && seen[k] != e[i].slave)
			k++;
		if (k < nseen || !e[i].slave || nseen == COUNT(seen))
			continue;
		seen[nseen++] = e[i].slave;
		buf_printf(&b,
			"<property name=\"slave\" value=\"%s\"/>\n"
			"<property name=\"appliance\" value=\"", e[i].slave);
		xml_name(&b, e[i].appliance);
		buf_puts(&b, "\"/>\n");
	}
	for (size_t i = 0; i < n; i++)
		if (e[i].whole && e[i].attempts > 1) {
			buf_printf(&b, "<property name=\"attempts\" value=\"%lu\"/>\n",
				(unsigned long)e[i].attempts);
			break;
		}
	for (size_t i = 0; i < n; i++)
		buf_puts(&b, e[i].records ? e[i].records : "");
	for (size_t i = 0; i < nlones; i++) {
		const char *name = strstr(lones[i].id, "::");
		size_t end = name ? (size_t)(name - lones[i].id) : strlen(lones[i].id);
		if (strncmp(lones[i].id, e->program, end) || e->program[end])
			continue;
		buf_printf(&b, "<property name=\"%s\" value=\"", lones[i].words);
		xml_name(&b, name ? name + 2 : lones[i].id);
		buf_puts(&b, "\"/>\n");
	}
	buf_puts(&b, "</properties>\n");
	sink_add(&junit_sink, &b);
	for (size_t i = 0; i < n; i++)
		junit_copy(&e[i]);
	b.n = 0;
	buf_puts(&b, "</testsuite>\n");
	sink_add(&junit_sink, &b);
	buf_free(&b);
}

static void junit_end(const struct run *r)
{
	struct buf b = { 0 };
	uint32_t counts[OUT_COUNT] = { 0 };

	if (nentries)
		qsort(entries, nentries, sizeof *entries, entry_compare);
	buf_puts(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"muster\"");
	junit_counts(&b, entries, nentries, r->wall, false);
	buf_puts(&b, ">\n");
	sink_add(&junit_sink, &b);
	for (size_t i = 0, n; i < nentries; i += n) {
		for (n = 0; i + n < nentries && !strcmp(entries[i + n].program, entries[i].program);
		    n++)
			counts[entries[i + n].outcome] += entries[i + n].whole;
		junit_suite(r, entries + i, n);
	}
	b.n = 0;
	buf_puts(&b, "</testsuites>\n");
	sink_add(&junit_sink, &b);
	if (junit_cut)
		say("warning: %s: the output of %lu test%s is left out: there was no "
			"more time; the run log has it: muster --replay", junit_sink.name,
			(unsigned long)junit_cut, junit_cut == 1 ? "" : "s");
	junit_cut = 0;
	if (memcmp(counts, r->counts, sizeof counts)) {
		say("error: [E-INTERNAL] %s: not every test is in it once, with its outcome; the "
			"run log has them: muster --replay", junit_sink.name);
		junit_sink.failed = junit_sink.wrong = true;
	}
	for (size_t i = 0; i < nentries; i++) {
		if (entries[i].owner)
			free(entries[i].program);
		free(entries[i].records);
	}
	for (size_t i = 0; i < nlones; i++)
		free(lones[i].id);
	free(lones);
	lones = NULL;
	nlones = 0;
	free(entries);
	entries = NULL;
	nentries = 0;
	spool_close(&junit_spool);
	buf_free(&b);
}

static const struct reporter junit = { .name = "junit", .sink = &junit_sink,
	.path = offsetof(struct report_options, junit), .points = true,
	.attempt = junit_attempt, .test = junit_test, .program = junit_program,
	.alone = junit_alone, .kept = junit_kept, .end = junit_end };

/* ---- HTML ------------------------------------------------------------------------------------ */
/* One page that needs no other file and no network, and no script to be read: what did not pass, a
 * time line with a lane for each slave, a table of all tests. The script only sorts and filters the
 * table; the page's policy lets no other run, whatever a test prints. */
#define HTML_SCRIPT_SHA256 "sha256-/JznK9a/3Nkr93dYT/WfC9Ji1AO865lSdMsT39N33Ic="
#define HTML_OUTPUT	(64u << 10)	/* bytes of a stream that the page shows, its end */
#define HTML_OUTPUTS	(4u << 20)	/* the same, of all tests together */

static const char html_style[] =
	":root{color-scheme:light dark;--ink:#1b1f24;--dim:#656d76;--line:#d0d7de;--bg:#fff;--box:#f6f8fa;--good:#2da44e;--bad:#cf222e;"
	"--odd:#bf8700;--gone:#8250df}"
	"@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--dim:#8d96a0;--line:#30363d;--bg:#0d1117;--box:#161b22;--good:#3fb950;"
	"--bad:#f85149;--odd:#d29922;--gone:#a371f7}}"
	"body{font:15px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--bg);margin:0 auto;max-width:1200px;padding:1rem;"
	"overflow-wrap:anywhere}"
	"h1{font-size:1.4rem;margin:.2rem 0}h2{font-size:1.1rem;margin:1.6rem 0 .5rem}p{margin:.3rem 0}.dim,small{color:var(--dim)}"
	"pre{font:12px/1.4 ui-monospace,monospace;background:var(--box);border:1px solid var(--line);border-radius:6px;padding:.6rem;"
	"overflow:auto;max-height:30rem;white-space:pre-wrap;margin:.2rem 0 .6rem}"
	"details{border:1px solid var(--line);border-radius:6px;padding:.4rem .7rem;margin:.5rem 0}summary{cursor:pointer}"
	".counts{display:flex;flex-wrap:wrap;gap:.4rem;list-style:none;padding:0;margin:.6rem 0}"
	".counts li{border:1px solid var(--line);border-radius:1rem;padding:.1rem .7rem}"
	"b{font-weight:600}.passed b,:is(b,td).passed{color:var(--good)}:is(.failed,.error,.timeout,.crashed) b,:is(b,td):is(.failed,.error,"
	".timeout,.crashed){color:var(--bad)}:is(.skipped,.xfailed,.xpassed) b,:is(b,td):is(.skipped,.xfailed,.xpassed){color:var(--odd)}"
	":is(.lost,.notrun) b,:is(b,td):is(.lost,.notrun){color:var(--gone)}"
	".lane{display:grid;grid-template-columns:minmax(6rem,13rem) 1fr;gap:.5rem;align-items:center;margin:.2rem 0}"
	".lane span{font-size:.8rem;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}"
	".lane svg{width:100%;height:20px;background:var(--box);border-radius:3px}.lane .axis{display:flex;justify-content:space-between;"
	"color:var(--dim)}"
	"rect{stroke:var(--bg);stroke-width:.5;vector-effect:non-scaling-stroke}.passed{fill:var(--good)}.failed,.error,.timeout,.crashed{fill:"
	"var(--bad)}.skipped,.xfailed,.xpassed{fill:var(--odd)}.lost,.notrun{fill:var(--gone)}.again{fill-opacity:.45}.last{stroke:var(--ink);"
	"stroke-width:2}"
	"table,thead,tbody{display:block;font-size:.85rem}thead{position:sticky;top:0;background:var(--bg);font-weight:600}"
	"tbody{content-visibility:auto;contain-intrinsic-size:auto 2700px}tbody:empty{display:none}"
	"tr{display:grid;grid-template-columns:minmax(0,2fr) 6.5rem 5rem 6rem 5rem minmax(0,1.4fr);border-bottom:1px solid var(--line)}"
	"th,td{text-align:left;padding:.2rem .5rem}:is(th,td):is(:nth-child(3),:nth-child(5)){text-align:right;font-variant-numeric:tabular-nums}"
	"td:nth-child(2){font-weight:600}th{white-space:nowrap}th[tabindex]{cursor:pointer}th[aria-sort=ascending]::after{content:' \\25b4'}"
	"th[aria-sort=descending]::after{content:' \\25be'}"
	"input{font:inherit;padding:.3rem .5rem;width:100%;max-width:24rem;box-sizing:border-box;margin:.3rem 0}"
	"@media(max-width:600px){:is(th,td):is(:nth-child(4),:nth-child(5)){display:none}:is(th,td):nth-child(1){grid-column:1/-1;padding-bottom:0}"
	"tr{grid-template-columns:6.5rem 4.5rem minmax(0,1fr)}tbody{contain-intrinsic-size:auto "
	"4600px}.lane{grid-template-columns:1fr;gap:0}}.why{display:block}";

/* Its SHA-256 is in the page's policy, see html_begin: a test compares them. */
static const char html_script[] =
	"'use strict';const find=document.querySelector('input'),shown=document.querySelector('#shown'),heads=[...document.querySelectorAll('th')],"
	"bodies=[...document.querySelectorAll('tbody')],items=[...document.querySelectorAll('tbody tr')].map(row=>({row}));let up,key=-1;"
	"const cell=(i,k)=>i.row.cells[k].textContent,draw=()=>{const words=find.value.toLowerCase().split(' ').filter(w=>w);let on=items;"
	"if(words.length){for(const i of items)i.text=i.text||[0,1,3,5].map(k=>cell(i,k)).join(' ').toLowerCase();"
	"on=items.filter(i=>words.every(w=>i.text.includes(w)))}"
	"bodies.forEach((b,n)=>b.replaceChildren(...on.slice(n*100,n*100+100).map(i=>i.row)));shown.textContent=on.length};"
	"find.hidden=false;find.oninput=draw;heads.forEach((h,k)=>{h.tabIndex=0;h.onkeydown=e=>e.key==='Enter'&&h.click();h.onclick=()=>{"
	"up=key===k?!up:k!==2;key=k;for(const i of items)i.key=k===2||k===4?parseFloat(cell(i,k))||0:cell(i,k);"
	"items.sort((x,y)=>(x.key<y.key?-1:x.key>y.key)*(up?1:-1));heads.forEach(o=>o.removeAttribute('aria-sort'));"
	"h.setAttribute('aria-sort',up?'ascending':'descending');draw()}})";

struct span {			/* an attempt, in the time line */
	uint64_t start, duration;
	char *id;		/* of one that can be seen alone */
	const char *slave;
	uint8_t outcome;
	bool again;		/* there was another attempt after it */
};

static struct sink html_sink = { .fd = -1 };
static struct spool html_rows, html_failures;
static uint64_t html_rows_n;	/* a browser lays out a hundred at a time, those that are seen */
static struct span *spans;
static size_t nspans;
static uint64_t html_shown;	/* bytes of output that the page has */
static uint32_t html_open;	/* failures that are unfolded */

static void html_span(const struct result *r, bool again)
{
	if (!r->slave)
		return;
	spans = array_grow(spans, nspans, sizeof *spans);
	spans[nspans++] = (struct span){ r->start, r->duration,
		r->duration >= 10000 ? xstrdup(r->id) : NULL, r->slave, (uint8_t)r->outcome,
		again };
}

/* What a test printed, or the end of it. */
static void html_output(struct buf *b, const struct result *r)
{
	for (int s = 0; s < STREAM_COUNT; s++) {
		const struct str *o = &r->output[s];
		size_t n = o->n < HTML_OUTPUT ? o->n : HTML_OUTPUT;
		if (!n)
			continue;
		if (html_shown + n > HTML_OUTPUTS) {
			buf_printf(b,
				"<p class=dim>%s: not in this page, which has enough; the other "
				"reports have it\n", stream_words[s].title);
			continue;
		}
		html_shown += n;
		buf_printf(b, "<p class=dim>%s", stream_words[s].title);
		if (n < o->n)
			buf_printf(b, ", the last %lu of %lu bytes", (unsigned long)n,
				(unsigned long)o->n);
		buf_puts(b, "\n<pre>\n");
		xml_text(b, o->p + (o->n - n), n, false);
		buf_puts(b, "</pre>\n");
	}
}

/* Links to files that a test left. They are relative to where muster runs; so is the page, but it
 * may be elsewhere. */
static void html_kept(struct buf *b, struct str kept)
{
	char here[PATH_MAX];

	for (const char *p = NULL; (p = list_next(kept.p, kept.n, p));) {
		buf_puts(b, p == kept.p ? " kept: <a href=\"" : ", <a href=\"");
		for (const char *c = opt.html; *c && *opt.html != '/'; c++)
			if (*c == '/' && c[1] != '/')
				buf_puts(b, "../");
		if (*opt.html == '/' && getcwd(here, sizeof here)) {
			xml_name(b, here);
			buf_puts(b, "/");
		}
		xml_name(b, p);
		buf_puts(b, "\">");
		xml_name(b, strrchr(p, '/') + 1);
		buf_puts(b, "</a>");
	}
}

/* "FILE:LINE: why" of what did not pass, else what is said of it. */
static void html_why(struct buf *b, const struct result *r)
{
	struct buf why = { 0 };

	if (r->reason.n)
		text_place(&why, r->file, r->line, r->reason);
	else
		buf_puts(&why, r->message);
	xml_text(b, why.p, why.n, true);
	buf_free(&why);
}

/* What did not pass. */
static void html_failure(const struct result *r, const struct inside *in, bool again)
{
	struct buf b = { 0 };
	struct str name, message;
	enum outcome o;
	size_t at = 0;

	buf_printf(&b, "<details%s><summary><b class=%s>%s</b> ",
		!again && html_open++ < 20 ? " open" : "",
		outcome_name(r->outcome), outcome_name(r->outcome));
	xml_name(&b, r->id);
	buf_puts(&b, " <small>");
	if (r->slave) {
		buf_printf(&b, "%s, ", r->slave);
		xml_name(&b, r->appliance);
		buf_puts(&b, ", ");
		xml_seconds(&b, r->duration);
		buf_puts(&b, " s");
		text_used(&b, ", ", &r->used);
	}
	if (again || r->attempts > 1)
		buf_printf(&b, ", attempt %lu", (unsigned long)r->attempts);
	if (r->streak > 1)
		buf_printf(&b, ", still, %u runs", (unsigned)r->streak);
	buf_printf(&b, "%s</small><span class=why>", r->streak == 1 ? ", new" : "");
	html_why(&b, r);
	buf_puts(&b, "</span></summary>");
	if (r->file.n || !str_begins(r->reason, r->message)) {
		buf_puts(&b, "\n<p>");
		xml_name(&b, r->message);
	}
	while (points_next(in, &at, &o, &name, &message))
		if (o >= OUT_failed) {
			buf_printf(&b, "\n<p><b class=%s>%s</b> ", outcome_name(o),
				outcome_name(o));
			xml_text(&b, name.p, name.n, true);
			buf_puts(&b, " <small>");
			xml_text(&b, message.p, message.n, true);
			buf_puts(&b, "</small>");
		}
	buf_puts(&b, r->kept.n ? "\n<p>" : "\n");
	html_kept(&b, r->kept);
	html_output(&b, r);
	buf_puts(&b, "</details>\n");
	spool_add(&html_failures, &html_sink, &b);
	buf_free(&b);
}

static void html_attempt(const struct result *r, const struct inside *in)
{
	html_span(r, true);
	html_failure(r, in, true);
}

/* A row of the table. */
static void html_row(const struct result *r)
{
	static struct buf b;

	b.n = 0;
	/* no newline in the text: it would be a node of its own */
	buf_puts(&b, html_rows_n++ % 100 ? "<tr><td\n>" : "<tbody><tr><td\n>");
	xml_name(&b, r->id);
	buf_printf(&b, "<td class=%s>%s%s<td", outcome_name(r->outcome), outcome_name(r->outcome),
		r->flaky ? ", flaky" : "");
	text_used(&b, " title='", &r->used);
	buf_puts(&b, r->used.rss ? "'>" : ">");
	xml_seconds(&b, r->duration);
	buf_printf(&b, "<td>%s<td>", r->slave ? r->slave : "");
	if (r->slave)
		xml_seconds(&b, r->start);
	buf_puts(&b, "<td>");
	html_why(&b, r);
	for (const char *p = NULL; (p = list_next(r->records.p, r->records.n, p));) {
		buf_puts(&b, " <small>");
		xml_name(&b, p);
		buf_puts(&b, "</small>");
	}
	html_kept(&b, r->kept);
	spool_add(&html_rows, &html_sink, &b);
}

static void html_test(const struct result *r, const struct inside *in)
{
	html_span(r, false);
	if (r->outcome >= OUT_failed)
		html_failure(r, in, false);
	html_row(r);
}

/* A program that failed as a whole: a row, and what it said. */
static void html_program(const struct result *r)
{
	struct buf id = { 0 };
	struct result named = *r;

	buf_printf(&id, "%s " ROW_PROGRAM, r->id);
	named.id = id.p;
	html_failure(&named, NULL, false);
	html_row(&named);
	buf_free(&id);
}

/* Behind all that did not pass: what of that ran by itself, and how that ended. */
static void html_alone(const struct result *r)
{
	struct buf b = { 0 };

	buf_printf(&b, "<p><b class=%s>%s</b> ", outcome_name(r->outcome), alone_words(r));
	xml_name(&b, r->id);
	buf_printf(&b, " <small>%s, ", r->slave);
	xml_seconds(&b, r->duration);
	buf_puts(&b, " s ");
	if (r->outcome >= OUT_failed)
		xml_name(&b, r->message);
	buf_puts(&b, "</small>\n");
	spool_add(&html_failures, &html_sink, &b);
	buf_free(&b);
}

/* Behind all that did not pass: what the cases of a process left together. */
static void html_left(const struct result *r)
{
	struct buf b = { 0 };

	buf_puts(&b, "<p>");
	xml_name(&b, r->id);
	html_kept(&b, r->kept);
	buf_puts(&b, "\n");
	spool_add(&html_failures, &html_sink, &b);
	buf_free(&b);
}

/* By slave, then as they started. */
static int span_compare(const void *a, const void *b)
{
	const struct span *x = a, *y = b;
	int order = x->slave == y->slave ? 0 : strcmp(x->slave, y->slave);

	return order ? order : (x->start > y->start) - (x->start < y->start);
}

/* The lane of a slave: n spans. What is too small to be seen is drawn with its neighbours, so that
 * a lane has not more than some thousand pieces however many tests there are. What ends last has a
 * frame. */
static void html_lane(struct buf *b, const struct run *r, const struct lane *l,
	const struct span *s, size_t n, uint64_t last)
{
	uint64_t wall = r->wall ? r->wall : 1;

	buf_printf(b, "<div class=lane><span>%s ", l->slave);
	xml_name(b, l->appliance);
	buf_printf(b,
		" <small>%d%%%s</small></span><svg viewBox=\"0 0 1000 20\" "
		"preserveAspectRatio=none>", (int)(l->busy * 100 / wall),
		l->gone ? ", gone" : "");
	for (size_t i = 0, k; i < n; i = k) {
		uint64_t end = s[i].start + s[i].duration;
		bool alone = s[i].id && s[i].duration >= wall / 1000;
		for (k = i + 1; k < n && !alone; k++) {
			if (s[k].outcome != s[i].outcome || s[k].again != s[i].again ||
			    s[k].start > end + wall / 2000 ||
			    (s[k].id && s[k].duration >= wall / 1000) ||
			    end - s[i].start > wall / 500)
				break;
			end = s[k].start + s[k].duration > end ? s[k].start + s[k].duration : end;
		}
		buf_printf(b, "<rect class=\"%s%s%s\" x=%.2f width=%.2f height=20>",
			outcome_name((enum outcome)s[i].outcome),
			s[i].again ? " again" : "", end == last ? " last" : "",
			(double)s[i].start * 1000 / (double)wall,
			(double)(end - s[i].start) * 1000 / (double)wall);
		buf_puts(b, "<title>");
		if (alone)
			xml_name(b, s[i].id);
		else
			buf_printf(b, "%lu tests", (unsigned long)(k - i));
		buf_printf(b, ": %s, %.3f s</title></rect>",
			outcome_name((enum outcome)s[i].outcome), (double)(end - s[i].start) / 1e6);
	}
	buf_puts(b, "</svg></div>\n");
}

/* The time line, and below it the test that ended last. */
static void html_time(const struct run *r)
{
	struct buf b = { 0 };
	const struct span *pole = NULL;

	if (nspans)
		qsort(spans, nspans, sizeof *spans, span_compare);
	for (size_t i = 0; i < nspans; i++)
		if (!pole || spans[i].start + spans[i].duration > pole->start + pole->duration)
			pole = &spans[i];
	buf_puts(&b, "<h2>Time line</h2>\n");
	for (uint32_t i = 0; i < r->nlanes; i++) {
		size_t from = 0, to;
		while (from < nspans && strcmp(spans[from].slave, r->lanes[i].slave))
			from++;
		for (to = from; to < nspans && !strcmp(spans[to].slave, r->lanes[i].slave); to++)
			;
		html_lane(&b, r, &r->lanes[i], spans + from, to - from,
			pole ? pole->start + pole->duration : 0);
		sink_add(&html_sink, &b);
		b.n = 0;
	}
	buf_puts(&b, "<div class=lane><span></span><span class=axis>");
	for (int i = 0; i <= 4; i++)
		buf_printf(&b, "<span>%.3g s</span>", (double)r->wall * i / 4e6);
	buf_puts(&b, "</span></div>\n");
	if (pole && pole->id) {
		buf_puts(&b, "<p class=dim>Ended last: ");
		xml_name(&b, pole->id);
		buf_printf(&b, ", %.3f s on %s. Pale: another attempt followed.\n",
			(double)pole->duration / 1e6, pole->slave);
	}
	sink_add(&html_sink, &b);
	buf_free(&b);
}

/* Head and summary. */
static void html_head(const struct run *r)
{
	struct buf b = { 0 };
	uint32_t bad = 0;

	for (int i = OUT_failed; i < OUT_COUNT; i++)
		bad += r->counts[i];
	buf_puts(&b,
		"<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8>\n"
		"<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src "
		"'unsafe-inline'; script-src '" HTML_SCRIPT_SHA256 "'\">\n"
		"<meta name=viewport content=\"width=device-width\">\n<title>");
	buf_printf(&b,
		"%lu of %lu tests did not pass</title>\n<style>%s</style></head>\n<body>\n<h1>",
		(unsigned long)bad, (unsigned long)r->tests, html_style);
	if (bad)
		buf_printf(&b, "%lu of %lu tests did not pass", (unsigned long)bad,
			(unsigned long)r->tests);
	else
		buf_printf(&b, "%lu test%s, and none failed", (unsigned long)r->tests,
			r->tests == 1 ? "" : "s");
	buf_puts(&b, "</h1>\n<p class=dim>");
	text_date(&b, r->start);
	buf_printf(&b, " UTC, %.2f s, %lu slave%s, exit status %d, muster " VERSION "<br><code>",
		(double)r->wall / 1e6, (unsigned long)r->nlanes,
		r->nlanes == 1 ? "" : "s", r->exit);
	for (int i = 0; r->argv[i]; i++) {
		buf_puts(&b, i ? " " : "");
		xml_name(&b, r->argv[i]);
	}
	buf_puts(&b, "</code>\n");
	if (r->ended) {
		buf_puts(&b, "<p>");
		xml_name(&b, r->ended);
		buf_puts(&b, "\n");
	}
	buf_puts(&b, "<ul class=counts>");
	for (int i = 0; i < OUT_COUNT; i++)
		if (r->counts[i])
			buf_printf(&b, "<li class=%s><b>%lu</b> %s</li>",
				outcome_name((enum outcome)i), (unsigned long)r->counts[i],
				outcome_name((enum outcome)i));
	if (last_flaky())
		buf_printf(&b, "<li class=xpassed><b>%lu</b> flaky</li>",
			(unsigned long)last_flaky());
	for (int i = 0, n = 0; i < OUT_COUNT; i++)
		if (r->cases[i])
			buf_printf(&b, "%s%llu %s",
				n++ ? ", " : "</ul>\n<p class=dim>results inside programs: ",
				(unsigned long long)r->cases[i], outcome_name((enum outcome)i));
	buf_puts(&b, "</ul>\n");
	sink_add(&html_sink, &b);
	buf_free(&b);
}

static void html_end(const struct run *r)
{
	struct buf b = { 0 };

	html_head(r);
	if (html_failures.written + html_failures.q.n) {
		buf_puts(&b, "<h2>What did not pass</h2>\n");
		sink_add(&html_sink, &b);
		spool_copy(&html_failures, &html_sink, 0,
			html_failures.written + html_failures.q.n);
	}
	html_time(r);
	b.n = 0;
	buf_printf(&b,
		"<h2>All tests</h2>\n<input hidden placeholder=\"words of id, outcome, slave, "
		"message\" aria-label=filter> <small><span id=shown>%lu</span> of %lu</small>\n"
		"<table><thead><tr><th>test<th>outcome<th>seconds<th>slave<th>start<th>message</thead>\n", (unsigned long)r->tests, (unsigned long)r->tests);
	sink_add(&html_sink, &b);
	spool_copy(&html_rows, &html_sink, 0, html_rows.written + html_rows.q.n);
	b.n = 0;
	buf_printf(&b, "</table>\n<script>%s</script>\n</body></html>\n", html_script);
	sink_add(&html_sink, &b);
	for (size_t i = 0; i < nspans; i++)
		free(spans[i].id);
	free(spans);
	spans = NULL;
	nspans = 0;
	html_shown = html_open = html_rows_n = 0;
	spool_close(&html_rows);
	spool_close(&html_failures);
	buf_free(&b);
}

static const struct reporter html = { .name = "html", .sink = &html_sink,
	.path = offsetof(struct report_options, html), .points = true,
	.attempt = html_attempt, .test = html_test, .program = html_program, .alone = html_alone,
	.kept = html_left,
	.end = html_end };

/* ---- baseline: known failures, for --write -----------------------------------------------------
 * What is in the file already is written again as it is, but for what this run says otherwise. */
static struct sink baseline_sink = { .fd = -1 };
static struct {
	struct buf text, cut;		/* what the file was, and the same in words */
	struct excuse *of;
	uint32_t n;
	char **fresh;			/* lines that are new */
	size_t nfresh;
} base;

/* Reads what there is. Lines that are wrong stay: it is for others to refuse them. */
static void baseline_begin(const struct run *r)
{
	struct buf why = { 0 };

	(void)r;
	if (!file_text(opt.baseline, &base.text, &why))
		base.text.n = 0;
	buf_add(&base.cut, base.text.n ? base.text.p : "", base.text.n);
	buf_add(&base.cut, "", 1);
	base.cut.n--;
	base.n = excuses_read(opt.baseline, &base.cut, &base.of, &why);
	buf_free(&why);
}

/* "ID OUTCOME", the id in the one spelling that this file has for it. */
static void baseline_head(struct buf *b, const char *id, enum outcome o)
{
	struct buf text = { 0 };

	buf_escape(&text, id, strlen(id), SIZE_MAX);
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == ' ' || (!i && text.p[i] == '#'))
			buf_printf(b, "\\x%02x", (unsigned)text.p[i]);
		else
			buf_add(b, text.p + i, 1);
	buf_printf(b, " %s", outcome_name(o));
	buf_free(&text);
}

/* The last word on a test, or a program. What is known by muster.conf needs no line here. */
static void baseline_note(const struct result *r, enum outcome o)
{
	const struct excuse *e = excuse_find(base.of, base.n, r->id);
	struct buf b = { 0 }, why = { 0 };
	const char *other;

	if (e && (o <= OUT_crashed && o != OUT_skipped))
		base.of[e - base.of].now = o;
	if (e || o < OUT_failed || o > OUT_crashed)
		return;
	baseline_head(&b, r->id, o);
	buf_printf(&why, "%.*s", (int)r->reason.n, r->reason.n ? r->reason.p : "");
	other = strstr(why.p, "; " EXCUSED);
	why.n = other ? (size_t)(other - why.p) : strlen(why.p);
	if (why.n && strncmp(why.p, "until", 5)) {
		buf_puts(&b, " ");
		buf_escape(&b, why.p, why.n, REASON_MAX);
	}
	buf_free(&why);
	base.fresh = array_grow(base.fresh, base.nfresh, sizeof *base.fresh);
	base.fresh[base.nfresh++] = b.p;
}

/* What failed as expected is known by its phases: there it has failed. */
static void baseline_test(const struct result *r, const struct inside *in)
{
	enum outcome o = r->outcome;

	(void)in;
	if (o == OUT_xfailed && r->attempts == 1)
		o = phases_outcome(r->phase);
	else if (o == OUT_xfailed)
		o = OUT_skipped;	/* which attempt it is of is not known */
	baseline_note(r, o);
}

static void baseline_program(const struct result *r) { baseline_note(r, r->outcome); }

/* Writes a line that was there; what is behind its outcome stays. Returns 1 if it goes. */
static uint32_t baseline_line(struct buf *b, const char *line, size_t n, const struct excuse *e)
{
	const char *rest;

	if (!e || e->now == OUT_COUNT || e->now == e->outcome) {
		buf_add(b, line, n);
	} else if (e->now < OUT_failed) {
		return 1;
	} else {
		rest = base.text.p + (e->rest - base.cut.p);
		baseline_head(b, e->id, e->now);
		buf_puts(b, rest < line + n ? " " : "");
		buf_add(b, rest, rest < line + n ? (size_t)(line + n - rest) : 0);
	}
	buf_puts(b, "\n");
	return 0;
}

static int by_line(const void *a, const void *b)
{
	uint32_t x = ((const struct excuse *)a)->line, y = ((const struct excuse *)b)->line;

	return x < y ? -1 : x > y;
}

/* The old lines in their order, then the new ones, sorted. */
static void baseline_end(const struct run *r)
{
	struct buf b = { 0 };
	uint32_t line = 1, gone = 0, i = 0;

	(void)r;
	if (base.n)
		qsort(base.of, base.n, sizeof *base.of, by_line);
	for (size_t at = 0, n; at < base.text.n; at += n + 1, line++) {
		bool is = i < base.n && base.of[i].line == line;
		n = strcspn(base.text.p + at, "\n");
		gone += baseline_line(&b, base.text.p + at, n, is ? &base.of[i++] : NULL);
	}
	if (base.nfresh)
		qsort(base.fresh, base.nfresh, sizeof *base.fresh, by_text);
	for (size_t k = 0; k < base.nfresh; k++)
		buf_printf(&b, "%s\n", base.fresh[k]);
	sink_add(&baseline_sink, &b);
	report_say(NULL, "%s: %zu added, %lu taken out", opt.baseline, base.nfresh,
		(unsigned long)gone);
	buf_free(&b);
}

static const struct reporter baseline = { .name = "baseline", .sink = &baseline_sink,
	.path = offsetof(struct report_options, baseline), .begin = baseline_begin,
	.test = baseline_test, .program = baseline_program, .end = baseline_end };

/* ---- the log written -------------------------------------------------------------------------
 * door: crc32c, log_names, log_lock, log_open, log_resume, log_numbers, log_flush,
 *       log_resumed, log_gap, log_history */
/* What a run was, so that it can be told again, and gone on with: 8 bytes "MUSTERL2", then records:
 *
 *      CRC-32C (u32) of all that follows | us since 1970 (u64) | length (u32) | type (u16) | fields
 *                                                                \------ a frame of wire.h ------/
 *
 * `muster --wire` lists the frames that stand in logs. A record is written before what it announces
 * can happen (a test starts only after SENT is in the file), so a log that was cut off anywhere
 * says of each test whether it can have run. Where it is cut off in a record, that one is as if it
 * had never been written; a bad record with good ones behind it is corruption, and refused.
 *
 * How logs age: RUN has the number of the format. A muster reads all that are not of a later format
 * than its own: records that it does not know it skips, fields that are missing at a record's end
 * are 0, and more of them are left out. */
#define LOG_MAGIC	"MUSTERL2"
#define LOG_OLD		"MUSTERL1"		/* muster 0.1 */
#define LOG_HEAD	12u			/* bytes of a record before its frame */
#define LOG_DIR		".muster"
#define LOG_KEEP	10
#define KEPT_SAME	9		/* files of one name that get small numbers */

static struct sink log_sink = { .fd = -1 };	/* where there shall be none this stays closed */
/* encodes frames, behind room for the head of their record; never opened */
static struct channel log_chan;
static struct buf log_sent[2];			/* numbers for SENT: to slaves, and back */
/* of our tests in a log that is gone on with; NULL: as here */
static const uint32_t *log_places;
/* what was added has to be on the disk, see --sync */
static bool log_urgent;

/* CRC-32C (Castagnoli, polynomial 0x82f63b78 reflected: RFC 3720, appendix B.4), eight bytes a
 * step: table[k] is for a byte that k others follow. */
static uint32_t crc32c(const void *bytes, size_t n)
{
	static uint32_t table[8][256];
	const unsigned char *p = bytes;
	uint32_t c = 0xffffffff;

	if (!table[0][1])
		for (uint32_t i = 0; i < 256; i++) {
			uint32_t v = i;
			for (int bit = 0; bit < 8; bit++)
				v = v >> 1 ^ (v & 1 ? 0x82f63b78u : 0);
			table[0][i] = v;
		}
	if (!table[7][1])
		for (int k = 1; k < 8; k++)
			for (int i = 0; i < 256; i++)
				table[k][i] =
					table[k - 1][i] >> 8 ^ table[0][table[k - 1][i] & 0xff];
	for (; n >= 8; n -= 8, p += 8) {
		c ^= (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
			(uint32_t)p[3] << 24;
		c = table[7][c & 0xff] ^ table[6][c >> 8 & 0xff] ^
			table[5][c >> 16 & 0xff] ^ table[4][c >> 24] ^
			table[3][p[4]] ^ table[2][p[5]] ^ table[1][p[6]] ^ table[0][p[7]];
	}
	while (n--)
		c = table[0][(c ^ *p++) & 0xff] ^ c >> 8;
	return ~c;
}

/* Leaves room for the head of the next record. */
static void log_ready(void)
{
	if (log_chan.q.cap > 4 * CHUNK)
		buf_free(&log_chan.q);
	log_chan.q.n = 0;
	buf_room(&log_chan.q, LOG_HEAD);
	log_chan.q.n = LOG_HEAD;
}

/* Makes a record of the frame that was put into log_chan: its head is filled in there, in front of
 * it, where there is always room. */
static void log_seal(void)
{
	struct buf *b = &log_chan.q;

	put_u64(b->p + 4, (uint64_t)date_us());
	put_u32(b->p, crc32c(b->p + 4, b->n - 4));
}

/* Takes that record to the log. */
static void log_record(void)
{
	log_seal();
	sink_add(&log_sink, &log_chan.q);
	log_ready();
}

/* Is it a name that we make, a time and a process, with such an end? */
static bool is_made(const char *name, const char *end)
{
	size_t n = strlen(name), rest = strlen(end);

	return n >= 16 + rest && strspn(name, "0123456789T-") == n - rest &&
		!strcmp(name + n - rest, end);
}

/* The names in a directory that we made, from the newest on: each ended by a 0 byte, with a head.
 * It is closed. */
static void names_made(DIR *dir, const char *head, const char *end, struct buf *names)
{
	struct dirent *d;
	char **all = NULL;
	size_t n = 0;

	while (dir && (d = readdir(dir))) {
		if (!is_made(d->d_name, end))
			continue;
		all = array_grow(all, n, sizeof *all);
		all[n++] = xstrdup(d->d_name);
	}
	if (dir)
		closedir(dir);
	if (n)
		qsort(all, n, sizeof *all, by_text);
	while (n--) {
		buf_printf(names, "%s%s", head, all[n]);
		buf_add(names, "", 1);
		free(all[n]);
	}
	free(all);
}

/* The logs in .muster that we made, likewise. */
static void log_names(struct buf *names)
{
	names_made(opendir(LOG_DIR), LOG_DIR "/", ".log", names);
}

/* Opens that directory, if it is ours to write to: one that others can put links into is not. Only
 * what is opened and removed through the descriptor is surely in there, whatever a test has made of
 * the name meanwhile. -1: errno says why not. */
static int log_dir(void)
{
	struct stat st;
	bool made = !mkdir(LOG_DIR, 0777);
	int fd, ignore;

	if (!made && errno != EEXIST)
		return -1;
	fd = open(LOG_DIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return fd;
	if (made && (ignore = openat(fd, ".gitignore", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		0666)) >= 0) {
		fd_write(ignore, "*\n", 2);
		close(ignore);
	}
	if (!fstat(fd, &st) && st.st_uid == geteuid())
		return fd;
	close(fd);
	errno = EPERM;
	return -1;
}

/* Locks a log for the time that we write it; false: another muster does, and *error says which. The
 * lock dies with us. */
static bool log_lock(int fd, const char *name, struct buf *error)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (!fcntl(fd, F_SETLK, &whole) || (errno != EACCES && errno != EAGAIN))
		return true;
	buf_printf(error, "[E-BUSY] %s: that run goes on, another muster writes this log", name);
	if (!fcntl(fd, F_GETLK, &whole) && whole.l_type != F_UNLCK && whole.l_pid > 0)
		buf_printf(error, ": process %ld", (long)whole.l_pid);
	return false;
}

/* A new log's name: the time, to the us since process numbers start again and again, and the
 * process. */
static void log_name(char *name, size_t size)
{
	int64_t us = date_us();
	time_t seconds = (time_t)(us / SECOND);
	struct tm tm = { 0 };
	size_t n;

	gmtime_r(&seconds, &tm);
	n = strftime(name, size, LOG_DIR "/%Y%m%dT%H%M%S-", &tm);
	snprintf(name + n, size - n, "%06ld-%07ld.log", (long)(us % SECOND), (long)getpid());
}

/* Removes what an earlier run kept: RUN/ID/NAME, and nothing else. */
static void keep_remove(int at, const char *name, int depth)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *d;

	while (dir && (d = readdir(dir)))
		if (depth && strcmp(d->d_name, ".") && strcmp(d->d_name, ".."))
			keep_remove(fd, d->d_name, depth - 1);
		else if (!depth)
			unlinkat(fd, d->d_name, 0);
	if (dir)
		closedir(dir);
	else if (fd >= 0)
		close(fd);
	unlinkat(at, name, AT_REMOVEDIR);
}

/* Opens a directory in another, made if need be. */
static int keep_enter(int at, const char *name)
{
	return at < 0 || (mkdirat(at, name, 0777) && errno != EEXIST) ? -1 :
		openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* The directory of what this run keeps, made when the first file comes: .muster/kept/RUN, which is
 * called as its log; -1: there is none, and that was said. Those of old runs go. */
static int keep_run(const char **run)
{
	static int fd = -1;
	static bool tried;
	static char name[64];
	const char *log = log_sink.name ? strrchr(log_sink.name, '/') : NULL;
	struct buf names = { 0 };
	int muster, kept;
	size_t n = 0;

	*run = name;
	if (tried)
		return fd;
	tried = true;
	log_name(name, sizeof name);
	memmove(name, name + sizeof LOG_DIR, strlen(name + sizeof LOG_DIR) + 1);
	if (log && is_made(log + 1, ".log") && strlen(log + 1) < sizeof name)
		strcpy(name, log + 1);
	name[strlen(name) - 4] = 0;
	muster = log_dir();
	kept = keep_enter(muster, "kept");
	fd = keep_enter(kept, name);
	if (fd < 0)
		say("warning: [W-KEPT] what tests leave is not kept: " LOG_DIR "/kept: %s",
			strerror(errno));
	else
		names_made(fdopendir(dup(kept)), "", "", &names);
	for (const char *p = NULL; (p = list_next(names.p, names.n, p));)
		if (n++ >= LOG_KEEP)
			keep_remove(kept, p, 1);
	buf_free(&names);
	if (kept >= 0)
		close(kept);
	if (muster >= 0)
		close(muster);
	return fd;
}

/* A text as the name of a file that any system, shell and CI server takes: at most its last `most`
 * bytes. */
static void keep_name(struct buf *b, const char *p, size_t n, size_t most)
{
	for (size_t i = n > most ? n - most : 0, first = b->n; i < n; i++) {
		bool good = (p[i] >= 'a' && p[i] <= 'z') || (p[i] >= 'A' && p[i] <= 'Z') ||
			(p[i] >= '0' && p[i] <= '9') || (p[i] && strchr("_-+=@,", p[i])) ||
			(p[i] == '.' && b->n > first);
		buf_add(b, good ? p + i : "_", 1);
	}
	buf_puts(b, "");
}

/* A new file for what a test left: .muster/kept/RUN/ID/NAME, both as names that are safe. What a
 * second attempt leaves is in ID.2. */
int keep_open(const char *id, uint32_t attempt, struct str name, struct buf *paths)
{
	struct buf path = { 0 };
	const char *run;
	int at = keep_run(&run), dir, fd = -1;
	size_t file, end;

	buf_puts(&path, "");
	keep_name(&path, id, strlen(id), 150);
	if (strcmp(path.p, id))
		buf_printf(&path, "-%08lx", (unsigned long)(history_hash(id, strlen(id)) >> 32));
	if (attempt > 1)
		buf_printf(&path, ".%lu", (unsigned long)attempt);
	dir = keep_enter(at, path.p);
	buf_puts(&path, "/");
	file = path.n;
	keep_name(&path, name.p, name.n, 200);
	end = path.n;
	for (unsigned again = 1; dir >= 0 && fd < 0 && paths->n < FRAME_MAX / 4; again++) {
		path.n = end;
		if (again > 1)		/* of two that come out the same, or are the hook's */
			buf_printf(&path, ".%zu", again + (again > KEPT_SAME ? paths->n : 0));
		fd = openat(dir, path.p + file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	if (fd >= 0) {
		buf_printf(paths, LOG_DIR "/kept/%s/%s", run, path.p);
		buf_add(paths, "", 1);
	}
	if (dir >= 0)
		close(dir);
	buf_free(&path);
	return fd;
}

/* The log of this run: --log, or a new one in .muster, without which it goes on; the oldest there
 * go. False: *error says why not. */
static bool log_open(struct buf *error)
{
	char name[64], magic[8];
	struct buf names = { 0 };
	size_t n = 0;
	ssize_t got;
	int dir;

	if (log_sink.fd >= 0 || (opt.log && !strcmp(opt.log, "none")))
		return true;		/* --resume has opened it; there shall be none */
	log_sink = (struct sink){ .fd = -1, .required = opt.log || opt.sync, .file = true,
		.name = opt.log };
	if (opt.log) {
		log_sink.fd = open(opt.log, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);
		if (log_sink.fd < 0 || !never_blocks(log_sink.fd)) {
			buf_printf(error, "--log=%s: %s", opt.log,
				log_sink.fd < 0 ? strerror(errno) : "it is no file");
			return false;
		}
		got = read(log_sink.fd, magic, sizeof magic);
		if (got > 0 &&
		    (got < (ssize_t)sizeof magic || memcmp(magic, LOG_MAGIC, sizeof magic))) {
			buf_printf(error,
				"--log=%s: it is there, and is no run log: it is not overwritten",
				opt.log);
			return false;
		}
		if (!log_lock(log_sink.fd, opt.log, error))
			return false;
		if (ftruncate(log_sink.fd, 0) || lseek(log_sink.fd, 0, SEEK_SET)) {
			buf_printf(error, "--log=%s: %s", opt.log, strerror(errno));
			return false;
		}
	} else {
		log_name(name, sizeof name);
		if ((dir = log_dir()) < 0 ||
		    (log_sink.fd = openat(dir, name + sizeof LOG_DIR, O_RDWR | O_CREAT | O_EXCL |
		    O_CLOEXEC, 0666)) < 0) {
			say("warning: no run log: %s: %s (--log=none says nothing)", LOG_DIR,
				strerror(errno));
			if (dir >= 0)
				close(dir);
			return true;
		}
		log_lock(log_sink.fd, name, error);
		log_sink.name = xstrdup(name);
		log_names(&names);
		for (const char *p = NULL; (p = list_next(names.p, names.n, p));)
			if (n++ >= LOG_KEEP) {
				unlinkat(dir, p + sizeof LOG_DIR, 0);
				snprintf(name, sizeof name, "%s.torn", p + sizeof LOG_DIR);
				unlinkat(dir, name, 0);
			}
		buf_free(&names);
		close(dir);
	}
	buf_puts(&log_sink.q, LOG_MAGIC);
	log_ready();
	return true;
}

/* The log of this run is one that is there, at whose end fd is. Until log_resumed it is told only
 * what it has. */
static void log_resume(int fd, const char *path, const uint32_t *places)
{
	log_sink = (struct sink){ .fd = fd, .required = true, .file = true, .silent = true,
		.name = path };
	log_places = places;
	log_ready();
}

/* A test's place in the log. */
static uint32_t log_place(uint32_t test)
{
	return log_places ? log_places[test] : test;
}

/* A list of numbers, as the field of a frame. */
static struct nums log_numbers(struct buf *b)
{
	return (struct nums){ (unsigned char *)b->p, (uint32_t)(b->n / 4) };
}

/* Tests that went to slaves, or came back, as a record. */
static void sent_put(bool back)
{
	put_SENT(&log_chan, (struct w_SENT){ .back = back, .tests = log_numbers(&log_sent[back]) });
	log_record();
	log_sent[back].n = 0;
}

/* A test goes to a slave, or comes back: together with others, when all that is queued is
 * written. */
void report_sent(uint32_t test, bool back)
{
	struct buf *b = &log_sent[back];

	if (log_sink.fd < 0)
		return;
	if (log_sent[!back].n)		/* what comes back and goes again is told in this order */
		sent_put(!back);
	buf_room(b, 4);
	put_u32(b->p + b->n, log_place(test));
	b->n += 4;
	if (b->n > CHUNK)
		log_flush();
	log_urgent |= !back && opt.sync;
}

/* All that is known goes into the file, and, with --sync, from there to the disk. */
static void log_flush(void)
{
	for (int back = 0; back < 2; back++)
		if (log_sent[back].n && log_sink.fd >= 0)
			sent_put(back);
	if (log_sink.fd < 0 || (!log_sink.q.n && !log_urgent))
		return;
	sink_flush(&log_sink, 0);
	if (log_urgent && log_sink.fd >= 0 && fdatasync(log_sink.fd) && errno != EINVAL)
		sink_fail(&log_sink, strerror(errno));
	log_urgent = false;
}

/* Ids of n tests, as records. */
static void log_collection(const char *const *id, uint32_t n)
{
	struct buf ids = { 0 };

	for (uint32_t i = 0; i <= n; i++) {
		if (ids.n && (i == n || ids.n > FRAME_MAX / 4)) {
			put_COLLECTION(&log_chan,
				(struct w_COLLECTION){ .ids = { ids.p, (uint32_t)ids.n } });
			log_record();
			ids.n = 0;
		}
		if (i < n)
			buf_add(&ids, id[i], strlen(id[i]) + 1);
	}
	buf_free(&ids);
}

/* The run goes on, with n tests that it did not have. */
static void log_resumed(const char *const *fresh, uint32_t n)
{
	log_sink.silent = false;
	put_RESUMED(&log_chan,
		(struct w_RESUMED){ .start = (uint64_t)date_us() / SECOND * SECOND });
	log_record();
	log_collection(fresh, n);
	/* how often is known even if this start, too, brings the machine down */
	log_urgent = true;
}

/* A record in another log, made of one in which so many bytes were damaged;
 * false: errno says why not. */
static bool log_gap(int fd, uint64_t bytes)
{
	log_ready();
	put_GAP(&log_chan, (struct w_GAP){ .bytes = bytes });
	log_seal();
	return fd_write(fd, log_chan.q.p, log_chan.q.n);
}

/* The head of the log: what runs, and all ids. */
static void log_begin(const struct run *r)
{
	struct buf argv = { 0 }, lanes = { 0 };
	char cwd[PATH_MAX];

	for (int i = 0; r->argv[i]; i++)
		buf_add(&argv, r->argv[i], strlen(r->argv[i]) + 1);
	for (uint32_t i = 0; i < r->nlanes; i++) {
		buf_add(&lanes, r->lanes[i].slave, strlen(r->lanes[i].slave) + 1);
		buf_add(&lanes, r->lanes[i].appliance, strlen(r->lanes[i].appliance) + 1);
	}
	put_RUN(&log_chan, (struct w_RUN){ .format = LOG_FORMAT, .hash = log_hash(),
		.version = str_of(VERSION), .cwd = str_of(getcwd(cwd, sizeof cwd)),
		.argv = { argv.p ? argv.p : "", (uint32_t)argv.n }, .start = (uint64_t)r->start,
		.tests = r->tests, .programs = r->programs,
		.digest = r->digest, .conf = history_hash(r->conf.p, r->conf.n),
		.exact = opt.sync == SYNC_test,
		.lanes = { lanes.p ? lanes.p : "", (uint32_t)lanes.n } });
	log_record();
	log_collection(r->ids, r->tests);
	buf_free(&argv);
	buf_free(&lanes);
}

/* A process starts that runs a test, or is about to. */
void report_spawn(uint32_t test, uint32_t attempt, const char *slave)
{
	if (log_sink.fd < 0)
		return;
	put_STARTED(&log_chan, (struct w_STARTED){ .test = log_place(test), .attempt = attempt,
		.slave = str_of(slave) });
	log_record();
	log_urgent |= opt.sync == SYNC_test;
}

static void log_start(const struct result *r)
{
	report_spawn(r->test, r->attempts, r->slave);
}

static void log_exited(const struct result *of, const struct w_PROCESS *m)
{
	put_EXITED(&log_chan, (struct w_EXITED){ .slave = str_of(of->slave), .outcome = m->outcome,
		.exit = m->exit, .signal = m->signal,
		.message = m->message, .program = str_of(of->id), .guilty = m->guilty,
		.trials = m->trials, .stream = m->stream, .output = m->output, .kept = of->kept });
	log_record();
	if (m->guilty)
		history_put(history_program(of->id, strlen(of->id)), 0, OUT_error);
}

static void log_alone(const struct result *r)
{
	put_PROBED(&log_chan, (struct w_PROBED){ .test = log_place(r->test),
		.outcome = (uint8_t)r->outcome, .slave = str_of(r->slave),
		.appliance = str_of(r->appliance), .start = r->start, .duration = r->duration,
		.exit = r->exit, .signal = r->signal,
		.message = str_of(r->message) });
	log_record();
}

static void log_case(const struct result *of, const struct point *p)
{
	put_POINT(&log_chan, (struct w_POINT){ .test = log_place(of->test),
		.outcome = (uint8_t)p->outcome, .name = p->name,
		.message = p->message, .depth = (uint8_t)p->depth });
	log_record();
}

/* An attempt, the last or not. */
static void log_result(const struct result *r, bool final)
{
	uint8_t timed = 0;

	for (int s = 0; s < STREAM_COUNT; s++)
		for (uint32_t at = 0, n; at < r->output[s].n; at += n) {
			n = r->output[s].n - at < FRAME_MAX / 4 ? r->output[s].n - at :
				FRAME_MAX / 4;
			put_PRINTED(&log_chan, (struct w_PRINTED){ .stream = (uint8_t)s,
				.bytes = { r->output[s].p + at, n } });
			log_record();
		}
	for (int i = 0; i < PHASE_COUNT; i++)
		timed |= (uint8_t)(r->timed[i] << i);
	put_RESULT(&log_chan, (struct w_RESULT){ .test = log_place(r->test), .id = str_of(r->id),
		.final = final, .outcome = (uint8_t)r->outcome,
		.slave = str_of(r->slave), .appliance = str_of(r->appliance),
		.attempts = r->attempts, .flaky = r->flaky, .leaked = r->leaked,
		.start = r->start, .duration = r->duration, .timed = timed,
		.setup = (uint8_t)r->phase[PHASE_setup], .call = (uint8_t)r->phase[PHASE_call],
		.teardown = (uint8_t)r->phase[PHASE_teardown],
		.in_setup = r->spent[PHASE_setup], .in_call = r->spent[PHASE_call],
		.in_teardown = r->spent[PHASE_teardown],
		.exit = r->exit, .signal = r->signal, .cut = r->cut, .message = str_of(r->message),
		.provisional = r->provisional,
		.split = r->split, .revises = r->revises, .company = r->company,
		.streak = r->streak, .usual = (uint32_t)(r->usual / 1000),
		.user = r->used.user, .system = r->used.system, .rss = r->used.rss,
		.kept = r->kept, .records = r->records });
	log_record();
	log_urgent |= opt.sync == SYNC_test;
	if (final && r->outcome != OUT_notrun)
		history_result(r);
}

static void log_attempt(const struct result *r, const struct inside *in)
{
	(void)in;
	log_result(r, false);
}

static void log_test(const struct result *r, const struct inside *in)
{
	(void)in;
	log_result(r, true);
}

static void log_say(const char *slave, const char *text)
{
	put_SAID(&log_chan, (struct w_SAID){ .slave = str_of(slave), .text = str_of(text) });
	log_record();
}

/* Rows of what is known of tests, as a record. */
static void log_history(struct nums rows, struct nums depends)
{
	put_HISTORY(&log_chan, (struct w_HISTORY){ .tests = rows, .programs = depends,
		.kinds = { "", 0 } });
	log_record();
}

/* The end, and behind it what is known of all tests. */
static void log_end(const struct run *r)
{
	struct buf lanes = { 0 }, gone = { 0 };
	uint64_t at;
	off_t size;

	log_flush();
	for (uint32_t i = 0; i < r->nlanes; i++) {
		const struct lane *l = &r->lanes[i];
		buf_room(&lanes, 20);
		put_u64(put_u32(put_u32(put_u32(lanes.p + lanes.n, l->tests), l->failures),
			l->deaths), l->busy);
		lanes.n += 20;
		buf_add(&gone, l->gone ? l->gone : "", strlen(l->gone ? l->gone : "") + 1);
	}
	put_END(&log_chan, (struct w_END){ .wall = r->wall, .exit = (uint32_t)r->exit,
		.ended = str_of(r->ended), .lanes = log_numbers(&lanes),
		.gone = { gone.p ? gone.p : "", (uint32_t)gone.n } });
	log_record();
	sink_flush(&log_sink, 0);
	size = lseek(log_sink.fd, 0, SEEK_CUR);
	at = size > 0 ? (uint64_t)size : 0;
	history_write();
	put_TRAILER(&log_chan, (struct w_TRAILER){ .history = at });
	log_record();
	log_urgent |= opt.sync;
	log_flush();
	buf_free(&lanes);
	buf_free(&gone);
}

static const struct reporter runlog = { .name = "log", .sink = &log_sink,
	.path = offsetof(struct report_options, log), .begin = log_begin, .start = log_start,
	.attempt = log_attempt,
	.test = log_test, .one_case = log_case, .at_once = true, .exited = log_exited,
	.alone = log_alone, .say = log_say, .end = log_end };

/* ---- the log read ----------------------------------------------------------------------------
 * door: log_next, log_seek, log_goes_on, log_reader */
/* The length of the good record at p, of n bytes that are there; 0: it is not whole, SIZE_MAX: it
 * is none. */
static size_t record_length(const char *p, size_t n)
{
	uint32_t length;

	if (n < LOG_HEAD + 6)
		return 0;
	length = nums_at((struct nums){ (const unsigned char *)p + LOG_HEAD, 1 }, 0);
	if (length < 2 || length > FRAME_MAX)
		return SIZE_MAX;
	if (n < LOG_HEAD + 4 + length)
		return 0;
	if (nums_at((struct nums){ (const unsigned char *)p, 1 }, 0) != crc32c(p + 4,
	    LOG_HEAD + length))
		return SIZE_MAX;
	return LOG_HEAD + 4 + length;
}

/* The next record, lent until the next call: 1, or 0 there is no more that is whole, or -1 there is
 * a bad one. */
static int log_next(struct log *l, union frame *f)
{
	if (!l->b.cap)
		buf_room(&l->b, CHUNK);
	for (;;) {
		const char *p = l->b.p + l->at;
		size_t n = record_length(p, l->b.n - l->at);
		ssize_t got;

		if (n == SIZE_MAX)
			return -1;
		if (n) {
			struct cursor time = { (const unsigned char *)p + 4,
				(const unsigned char *)p + LOG_HEAD, false, false };
			if (!wire_decode(p + LOG_HEAD + 4, n - LOG_HEAD - 4, GOES_TO_LOG, f))
				return -1;
			l->last = get_u64(&time);
			l->at += l->n = n;
			if (!f->type)
				continue;	/* a newer muster's */
			return 1;
		}
		if (l->at) {
			memmove(l->b.p, l->b.p + l->at, l->b.n - l->at);
			l->offset += l->at;
			l->b.n -= l->at;
			l->at = 0;
		}
		buf_room(&l->b, CHUNK);
		got = fd_read_at(l->fd, l->b.p + l->b.n, l->b.cap - l->b.n, l->offset + l->b.n);
		if (got <= 0)
			return 0;
		l->b.n += (size_t)got;
	}
}

/* Starts again, at a byte of the file. */
static void log_seek(struct log *l, uint64_t offset)
{
	l->b.n = l->at = 0;
	l->offset = offset;
}

/* Where the first good record behind the bad one begins; 0: nowhere, this is the end of a file that
 * was cut off. */
static uint64_t log_goes_on(struct log *l)
{
	struct buf b = { 0 };
	uint64_t from = l->offset + l->at + 1, found = 0;

	for (ssize_t got = 1; got > 0 && b.n < (64u << 20); b.n += got > 0 ? (size_t)got : 0) {
		buf_room(&b, CHUNK);
		got = fd_read_at(l->fd, b.p + b.n, CHUNK, from + b.n);
	}
	for (size_t i = 0; !found && i + LOG_HEAD + 6 <= b.n; i++) {
		const unsigned char *type = (const unsigned char *)b.p + i + LOG_HEAD + 4;
		size_t n;
		if (type[0] != LOG_FIRST >> 8 || b.p[i + LOG_HEAD])
			continue;
		n = record_length(b.p + i, b.n - i);
		found = n && n != SIZE_MAX ? from + i : 0;
	}
	buf_free(&b);
	return found;
}

/* Which muster wrote a log that this one cannot read. */
static void log_foreign(struct buf *error, const char *path, struct str version)
{
	buf_printf(error, "%s: it was written by muster ", path);
	buf_escape(error, version.p, version.n, 40);
	buf_puts(error, ", whose logs are others: use that one");
}

/* Opens a log, at its first record: true, or *error says why not. */
static bool log_reader(struct log *l, const char *path, struct buf *error)
{
	char magic[8];
	union frame f;

	*l = (struct log){ .fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK), .name = path };
	if (l->fd < 0)
		l->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (l->fd < 0)
		buf_printf(error, "%s: %s", path, strerror(errno));
	else if (!never_blocks(l->fd) || pread(l->fd, magic, sizeof magic,
	    0) != (ssize_t)sizeof magic)
		buf_printf(error, "%s: this is no run log", path);
	else if (!memcmp(magic, LOG_OLD, sizeof magic))
		log_foreign(error, path, str_of("0.1"));
	else if (memcmp(magic, LOG_MAGIC, sizeof magic))
		buf_printf(error, "%s: this is no run log", path);
	if (error->n)
		return false;
	log_seek(l, sizeof magic);
	if (log_next(l, &f) > 0 && f.type == MSG_RUN && f.RUN.format > LOG_FORMAT)
		log_foreign(error, path, f.RUN.version);
	log_seek(l, sizeof magic);
	return !error->n;
}

/* ---- past runs: what a log tells, for --resume, --replay, --follow -----------------------------
 * door: text_kept */
/* The words of a list, each ended by a 0 byte: how many, and in *words, an array of the
 * caller's. */
static uint32_t words_of(struct str list, const char ***words)
{
	uint32_t n = 0;

	*words = NULL;
	for (const char *p = NULL; (p = list_next(list.p, list.n, p));) {
		*words = array_grow(*words, n, sizeof **words);
		(*words)[n++] = p;
	}
	return n;
}

/* What was gathered in b as a list, with a 0 byte behind it. */
static struct str str_list(struct buf *b)
{
	buf_room(b, 1);
	b->p[b->n] = 0;
	return (struct str){ b->p, (uint32_t)b->n };
}

/* RUN: the first record. */
static void past_begin(struct past *p, const struct w_RUN *m)
{
	uint32_t n;

	p->hash = m->hash;
	buf_add(&p->version, m->version.p, m->version.n);
	p->cwd = xstrdup(m->cwd.p);
	buf_add(&p->argv, m->argv.p, m->argv.n);
	p->digest = m->digest;
	p->conf = m->conf;
	p->exact = m->exact;
	p->run.start = (int64_t)m->start;
	p->run.tests = m->tests;
	p->run.programs = m->programs;
	buf_add(&p->names, m->lanes.p, m->lanes.n);
	n = words_of(str_list(&p->names), &p->was);
	p->run.nlanes = n / 2;
	p->lanes = xrealloc(NULL, n / 2 + 1, sizeof *p->lanes);
	for (uint32_t i = 0; i < n / 2; i++) {
		p->lanes[i] = (struct lane){ .slave = p->was[2 * i],
			.appliance = p->was[2 * i + 1] };
		p->was[i] = p->was[2 * i];
	}
	p->run.lanes = p->lanes;
	n = words_of(str_list(&p->argv), &p->words);
	p->words = xrealloc(p->words, n + 1, sizeof *p->words);
	p->words[n] = NULL;
}

/* The ids have been read: now they have places. False: some are missing. */
static bool past_collected(struct past *p)
{
	uint32_t n = words_of(str_list(&p->ids), &p->id);
	bool all = n == p->run.tests;

	p->run.tests = n;
	p->test = xrealloc(NULL, (size_t)n + 1, sizeof *p->test);
	memset(p->test, 0, ((size_t)n + 1) * sizeof *p->test);
	return all;
}

/* Tests that the run did not have when it began. */
void past_extend(struct past *p, const char *const *ids, uint32_t n)
{
	uint32_t was = p->run.tests;

	if (!n)
		return;
	p->run.tests += n;
	p->id = xrealloc(p->id, (size_t)was + n, sizeof *p->id);
	p->test = xrealloc(p->test, (size_t)was + n, sizeof *p->test);
	memcpy(p->id + was, ids, n * sizeof *p->id);
	memset(p->test + was, 0, n * sizeof *p->test);
	p->fresh += n;
}

/* COLLECTION, behind RESUMED. */
static void past_later(struct past *p, struct str ids)
{
	char *kept = xrealloc(NULL, (size_t)ids.n + 1, 1);
	const char **words;
	uint32_t n;

	memcpy(kept, ids.p, ids.n);
	kept[ids.n] = 0;
	p->later = array_grow(p->later, p->nlater, sizeof *p->later);
	p->later[p->nlater++] = kept;
	n = words_of((struct str){ kept, ids.n }, &words);
	past_extend(p, words, n);
	p->fresh = 0;
	free(words);
}

/* The place of a slave in a list of them, which grows; lent until it does. */
static struct lasting *lasting_of(struct lasting **all, uint32_t *n, const char *slave)
{
	for (uint32_t i = 0; i < *n; i++)
		if (!strcmp((*all)[i].slave, slave))
			return &(*all)[i];
	*all = array_grow(*all, *n, sizeof **all);
	(*all)[*n] = (struct lasting){ .slave = xstrdup(slave) };
	return &(*all)[(*n)++];
}

/* Gives back such a list. */
static void lasting_free(struct lasting *all, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		free(all[i].slave);
	free(all);
}

/* RESULT: how far its test is. */
static void past_attempt(struct past *p, const struct w_RESULT *m)
{
	struct past_test *t = &p->test[m->test];

	t->starts = 0;
	t->record = p->records;
	t->lasting = 0;
	if (m->final && m->provisional) {
		const struct lasting *l = lasting_of(&p->lasting, &p->nlasting, m->slave.p);
		t->lasting = 1 + (uint32_t)(l - p->lasting);
	}
	t->state = m->final ? PAST_ended : PAST_none;
	if (t->ended && m->split && !m->final && !m->revises) {
		t->state = PAST_ended;		/* this one of its rounds has been blamed since */
		return;
	}
	t->outcome = m->final || m->outcome > t->outcome ? m->outcome : t->outcome;
	t->flaky = m->flaky;
	if (m->final)
		return;
	t->tried = true;
	t->lost |= m->outcome == OUT_lost;
	if (m->revises && !m->split) {
		/* the run was cut off with its process, see past_doubt */
		t->lost = true;
		t->outcome = OUT_lost;
	}
	if (m->outcome < OUT_failed || m->outcome >= OUT_lost)
		return;
	t->failures++;
	for (uint32_t i = 0; i < p->run.nlanes; i++)
		if (!strcmp(p->was[i], m->slave.p))
			t->failed_on = t->failed_on && t->failed_on != p->was[i] ? "" : p->was[i];
}

/* An attempt starts, or goes on where its appliance went down in it. */
static void past_started(const struct past *p, struct past_test *t, const struct w_STARTED *m)
{
	bool again = t->starts && t->attempts == m->attempt;

	t->ended = t->state == PAST_ended;
	t->state = PAST_started;
	t->attempts = m->attempt;
	t->starts = again && t->starts < UINT16_MAX ? (uint16_t)(t->starts + 1) : 1;
	t->on = 0;
	while (t->on < p->run.nlanes && strcmp(p->was[t->on], m->slave.p))
		t->on++;
}

/* May a test that was left so have run? */
static bool past_maybe(uint8_t state)
{
	return state == PAST_sent || state == PAST_unknown;
}

/* What a record says of a test; false: it does not fit those before it. */
static bool past_note(struct past *p, const union frame *f)
{
	switch (f->type) {
	case MSG_SENT:
		for (uint32_t i = 0; i < f->SENT.tests.n; i++) {
			uint32_t test = nums_at(f->SENT.tests, i);
			if (test >= p->run.tests)
				return false;
			if (p->exact || p->test[test].state == PAST_ended || p->test[test].starts)
				/* with --sync=test it does not start before STARTED; or its
				 * appliance went down in it, and it is started once more */
				continue;
			/* it may have run when it was sent before, and the run cut off */
			if (!f->SENT.back)
				p->test[test].attempts += past_maybe(p->test[test].state);
			p->test[test].state = f->SENT.back ? PAST_none : PAST_sent;
		}
		return true;
	case MSG_STARTED:
		if (f->STARTED.test >= p->run.tests)
			return false;
		past_started(p, &p->test[f->STARTED.test], &f->STARTED);
		p->fruitless = 0;
		return true;
	case MSG_RESULT:
		if (f->RESULT.test >= p->run.tests ||
		    strcmp(f->RESULT.id.p, p->id[f->RESULT.test]) || f->RESULT.outcome >= OUT_COUNT)
			return false;
		past_attempt(p, &f->RESULT);
		p->fruitless = 0;
		return true;
	case MSG_GAP:		/* whatever has not ended may have started in it, and ended */
		for (uint32_t i = 0; i < p->run.tests; i++)
			p->test[i].state = p->test[i].state == PAST_ended ? PAST_ended :
				PAST_unknown;
		return true;
	case MSG_COLLECTION: past_later(p, f->COLLECTION.ids); return p->resumed > 0;
	case MSG_RESUMED:
		p->resumed++;
		p->fruitless++;
		return true;
	case MSG_EXITED:
		lasting_of(&p->lasting, &p->nlasting, f->EXITED.slave.p)->since = p->records;
		return f->EXITED.outcome < OUT_COUNT;
	case MSG_END: p->ended = true; return true;
	}
	if (f->type == MSG_PROBED)
		return f->PROBED.outcome < OUT_COUNT && f->PROBED.test < p->run.tests;
	return f->type != MSG_POINT ||
		(f->POINT.outcome < OUT_COUNT && f->POINT.test < p->run.tests);
}

/* Reads a log, as far as it is good; false: *error says why it is of no use. */
bool past_open(struct past *p, const char *path, struct buf *error)
{
	struct stat st;
	union frame f;
	int more;

	*p = (struct past){ .path = xstrdup(path) };
	if (!log_reader(&p->log, p->path, error))
		return false;
	p->size = fstat(p->log.fd, &st) ? 0 : (uint64_t)st.st_size;
	while ((more = log_next(&p->log, &f)) > 0) {
		bool first = !p->records++, fits = !first || f.type == MSG_RUN;
		if (first && fits)
			past_begin(p, &f.RUN);
		if (!first && f.type == MSG_COLLECTION && !p->id)
			buf_add(&p->ids, f.COLLECTION.ids.p, f.COLLECTION.ids.n);
		else if (!first)
			fits = (p->id || past_collected(p)) && past_note(p, &f);
		if (!fits) {
			buf_printf(error, "[E-LOG] %s: record %lu does not fit those before it",
				path, (unsigned long)p->records);
			return false;
		}
	}
	p->valid = p->log.offset + p->log.at;
	if (log_goes_on(&p->log)) {
		buf_printf(error,
			"[E-LOG] %s: record %lu, at byte %llu, is damaged, and there are good ones "
			"behind it: it is not used (--salvage=%s makes a new log of what holds)",
			path, (unsigned long)p->records + 1, (unsigned long long)p->valid, path);
		return false;
	}
	if (!p->records || (!p->id && !past_collected(p))) {
		buf_printf(error, "%s: the run was cut off before it began", path);
		return false;
	}
	for (uint32_t i = 0; i < p->run.tests; i++) {
		struct past_test *t = &p->test[i];
		t->attempts += past_maybe(t->state);
		t->provisional = t->state == PAST_ended && t->lasting &&
			t->record > p->lasting[t->lasting - 1].since;
	}
	return true;
}

/* A test that has ended well in a process whose end the log does not have has not done so for good:
 * it runs again, or is lost. */
void past_doubt(const struct past_test *t, struct result *r)
{
	r->outcome = (enum outcome)t->outcome;
	r->attempts = t->attempts;
	r->revises = 1 + t->outcome;
	r->message = "the run was cut off before its process had ended";
}

/* Gives back all that a log took. */
static void past_close(struct past *p)
{
	if (p->log.fd >= 0)
		close(p->log.fd);
	buf_free(&p->log.b);
	buf_free(&p->names);
	buf_free(&p->argv);
	buf_free(&p->ids);
	buf_free(&p->version);
	free(p->cwd);
	free(p->path);
	free(p->lanes);
	free(p->was);
	free(p->words);
	free(p->id);
	free(p->test);
	free(p->place);
	lasting_free(p->lasting, p->nlasting);
	for (uint32_t i = 0; i < p->nlater; i++)
		free(p->later[i]);
	free(p->later);
}

/* Are these two cases of one program? */
static bool is_beside(const char *a, const char *b)
{
	const char *end = strstr(a, "::");

	return end && !strncmp(a, b, (size_t)(end + 2 - a));
}

/* What ran before a test, by a log: cases of the process that it ran in, or, where there were none,
 * all that had ended before it. */
bool past_before(const char *path, const char *id, struct before *b, struct buf *error)
{
	/* alone: in a process of its own */
	struct ended { char *id, *slave; bool alone; } *ended = NULL;
	struct lasting *lasting = NULL;
	struct buf names = { 0 };
	uint32_t nended = 0, nlasting = 0, found = NONE, since = 0;
	union frame f;
	struct log l;

	*b = (struct before){ 0 };
	if (!path) {
		log_names(&names);
		path = names.n ? names.p : LOG_DIR;
	}
	if (!log_reader(&l, path, error))
		return false;
	while (log_next(&l, &f) > 0)
		if (f.type == MSG_EXITED) {
			lasting_of(&lasting, &nlasting, f.EXITED.slave.p)->since = nended;
		} else if (f.type == MSG_RESULT && f.RESULT.slave.n &&
		    f.RESULT.outcome < OUT_COUNT) {
			ended = array_grow(ended, nended, sizeof *ended);
			ended[nended] = (struct ended){ xstrdup(f.RESULT.id.p),
				xstrdup(f.RESULT.slave.p), !f.RESULT.company };
			if (!strcmp(f.RESULT.id.p, id)) {
				found = nended;
				since = lasting_of(&lasting, &nlasting, f.RESULT.slave.p)->since;
				b->outcome = (enum outcome)f.RESULT.outcome;
			}
			nended++;
		}
	for (int beside = found != NONE && !ended[found].alone;
	    found != NONE && beside >= 0 && !b->n; beside--)
		for (uint32_t i = beside ? since : 0; i < found; i++) {
			if (!strcmp(ended[i].id, id) ||
			    (beside &&
			    (ended[i].alone || strcmp(ended[i].slave, ended[found].slave) ||
			    !is_beside(id, ended[i].id))))
				continue;
			b->process = beside;
			b->id = array_grow(b->id, b->n, sizeof *b->id);
			b->id[b->n++] = xstrdup(ended[i].id);
		}
	if (found == NONE)
		buf_printf(error, "%s: %s did not run then", path, id);
	for (uint32_t i = 0; i < nended; i++) {
		free(ended[i].id);
		free(ended[i].slave);
	}
	free(ended);
	lasting_free(lasting, nlasting);
	buf_free(&names);
	buf_free(&l.b);
	close(l.fd);
	return found != NONE;
}

/* A text that reporters may keep. There are few: names of slaves that the run that goes on does not
 * have. */
static const char *text_kept(const char *text)
{
	static char **kept;
	static size_t n;

	for (size_t i = 0; i < n; i++)
		if (!strcmp(kept[i], text))
			return kept[i];
	kept = array_grow(kept, n, sizeof *kept);
	return kept[n++] = xstrdup(text);
}

/* A name out of a log, kept: that of a lane, where it is one. */
static const char *past_name(const struct past *p, const struct run *r, struct str name,
	const char **appliance)
{
	const char *slave = name.p;

	for (uint32_t i = 0; i < p->run.nlanes; i++)
		if (p->run.lanes == p->lanes && !strcmp(p->was[i], name.p))
			slave = p->lanes[i].slave;
	for (uint32_t i = 0; i < r->nlanes; i++)
		if (!strcmp(r->lanes[i].slave, slave)) {
			*appliance = r->lanes[i].appliance;
			return r->lanes[i].slave;
		}
	*appliance = text_kept(*appliance);
	return text_kept(slave);
}

/* A list out of a log, if its last text has its end. */
static struct str list_whole(struct str list)
{
	return list.n && list.p[list.n - 1] ? (struct str){ "", 0 } : list;
}

/* RESULT, for the reporters. */
static void past_result(const struct past *p, struct run *run, const struct w_RESULT *m,
	struct buf *printed)
{
	struct result r = { .id = p->id[m->test], .test = m->test,
		.provisional = m->provisional && m->slave.n,
		.split = m->split, .revises = m->revises <= OUT_COUNT ? m->revises : 0,
		.outcome = (enum outcome)m->outcome, .attempts = m->attempts, .flaky = m->flaky,
		.leaked = m->leaked, .start = m->start + p->shift, .duration = m->duration,
		.exit = m->exit, .signal = m->signal, .used = { m->user, m->system, m->rss },
		.cut = m->cut, .message = m->message.p,
		.phase = { (enum outcome)m->setup, (enum outcome)m->call,
		(enum outcome)m->teardown },
		.spent = { m->in_setup, m->in_call, m->in_teardown },
		.recalled = true, .streak = m->streak, .usual = m->usual * UINT64_C(1000),
		.kept = list_whole(m->kept), .records = list_whole(m->records) };

	for (int i = 0; i < PHASE_COUNT; i++) {
		r.timed[i] = m->timed >> i & 1;
		if ((unsigned)r.phase[i] >= OUT_COUNT)
			r.phase[i] = OUT_error;
	}
	if (m->slave.n) {
		r.appliance = m->appliance.p;
		r.slave = past_name(p, run, m->slave, &r.appliance);
	}
	for (int s = 0; s < STREAM_COUNT; s++) {
		buf_add(&printed[s], "", 1);
		r.output[s] = (struct str){ printed[s].p, (uint32_t)printed[s].n - 1 };
	}
	if (r.revises)
		run->counts[r.revises - 1]--;
	if (m->final) {
		run->counts[r.outcome]++;
		report_test(&r);
	} else {
		report_attempt(&r);
	}
	for (uint32_t i = 0; r.slave && m->final && i < run->nlanes; i++)
		if (run->lanes[i].slave == r.slave) {
			struct lane *lane = (struct lane *)&run->lanes[i];
			lane->tests++;
			lane->failures += r.outcome >= OUT_failed;
			lane->busy += r.duration;
		}
	for (int s = 0; s < STREAM_COUNT; s++)
		printed[s].n = 0;
}

/* END, for the reporters: what only the end tells. */
static void past_end(const struct past *p, struct run *run, const struct w_END *m)
{
	const char **gone, *appliance = "";

	if (m->wall + p->shift > run->wall)
		run->wall = m->wall + p->shift;
	run->exit = (int)m->exit;
	run->ended = m->ended.n ? text_kept(m->ended.p) : NULL;
	for (uint32_t i = 0, n = words_of(m->gone, &gone);
	    i < n && i < p->run.nlanes && 5 * i + 4 < m->lanes.n; i++) {
		const char *slave = past_name(p, run, str_of(p->was[i]), &appliance);
		for (uint32_t k = 0; k < run->nlanes; k++)
			if (run->lanes[k].slave == slave)
				*(struct lane *)&run->lanes[k] = (struct lane){ .slave = slave,
					.appliance = run->lanes[k].appliance,
					.tests = nums_at(m->lanes, 5 * i),
					.failures = nums_at(m->lanes, 5 * i + 1),
					.deaths = nums_at(m->lanes, 5 * i + 2),
					.busy = (uint64_t)nums_at(m->lanes, 5 * i + 3) << 32 |
					nums_at(m->lanes, 5 * i + 4),
					.gone = *gone[i] ? text_kept(gone[i]) : NULL };
	}
	free(gone);
}

/* EXITED, for the reporters. */
static void past_exited(const struct past *p, struct run *run, const struct w_EXITED *m)
{
	const char *appliance = "";
	struct result r = { .id = m->program.p, .slave = past_name(p, run, m->slave, &appliance),
		.kept = list_whole(m->kept) };

	r.appliance = appliance;
	run->guilty += m->guilty != 0;
	report_exited(&r, &(struct w_PROCESS){ .outcome = m->outcome, .exit = m->exit,
		.signal = m->signal, .message = m->message,
		.guilty = m->guilty, .trials = m->trials, .stream = m->stream,
		.output = m->output });
}

/* PROBED, for the reporters. */
static void past_alone(const struct past *p, const struct run *run, const struct w_PROBED *m)
{
	const char *appliance = m->appliance.p;
	struct result r = { .id = p->id[m->test], .test = m->test,
		.outcome = (enum outcome)m->outcome, .attempts = 1,
		.start = m->start + p->shift, .duration = m->duration, .exit = m->exit,
		.signal = m->signal, .message = m->message.p };

	r.slave = past_name(p, run, m->slave, &appliance);
	r.appliance = appliance;
	report_alone(&r);
}

/* Tells a record to the reporters; what came before the result that it belongs to is gathered in
 * printed. */
static void past_tell(struct past *p, struct run *run, const union frame *f, struct buf *printed)
{
	static const struct str none;
	const char *appliance = "";

	switch (f->type) {
	case MSG_STARTED: {
		struct result r = { .id = p->id[f->STARTED.test], .test = f->STARTED.test,
			.attempts = f->STARTED.attempt, .message = "",
			.exit = NONE, .output = { none, none } };
		r.slave = past_name(p, run, f->STARTED.slave, &appliance);
		r.appliance = appliance;
		report_start(&r);
		break;
	}
	case MSG_POINT:
		run->cases[f->POINT.outcome] += !f->POINT.depth;
		report_case(&(struct result){ .id = p->id[f->POINT.test], .test = f->POINT.test },
			&(struct point){
			(enum outcome)f->POINT.outcome, f->POINT.name, f->POINT.message,
				f->POINT.depth });
		break;
	case MSG_PRINTED:
		buf_add(&printed[f->PRINTED.stream % STREAM_COUNT], f->PRINTED.bytes.p,
			f->PRINTED.bytes.n);
		break;
	case MSG_RESULT: past_result(p, run, &f->RESULT, printed); break;
	case MSG_GAP:
		for (int s = 0; s < STREAM_COUNT; s++)
			printed[s].n = 0;
		report_say(NULL, "(%llu bytes of this log were damaged here)",
			(unsigned long long)f->GAP.bytes);
		break;
	case MSG_EXITED: past_exited(p, run, &f->EXITED); break;
	case MSG_PROBED: past_alone(p, run, &f->PROBED); break;
	case MSG_SAID: report_say(f->SAID.slave.n ? f->SAID.slave.p : NULL, "%s", f->SAID.text.p);
		break;
	case MSG_END: past_end(p, run, &f->END); break;
	}
}

/* Tells the reporters all that a log has. */
void past_feed(struct past *p, struct run *run)
{
	struct buf printed[STREAM_COUNT] = { { 0 } };
	union frame f;

	log_seek(&p->log, sizeof LOG_MAGIC - 1);
	while (p->log.offset + p->log.at < p->valid && log_next(&p->log, &f) > 0)
		past_tell(p, run, &f, printed);
	for (int s = 0; s < STREAM_COUNT; s++)
		buf_free(&printed[s]);
	if (log_sink.silent)
		log_resumed(p->id + (p->run.tests - p->fresh), p->fresh);
}

/* The torn end of a log goes from it into a file beside it, before anything is written behind what
 * holds. False: errno says why not. */
static bool past_tear(const struct past *p, uint64_t end)
{
	struct buf name = { 0 }, b = { 0 };
	ssize_t n = 1;
	int fd;

	buf_printf(&name, "%s.torn", p->path);
	fd = append_open(name.p);
	buf_room(&b, CHUNK);
	for (uint64_t at = p->valid; fd >= 0 && n > 0 && at < end; at += n > 0 ? (uint64_t)n : 0) {
		n = fd_read_at(p->log.fd, b.p, CHUNK, at);
		n = n > 0 && !fd_write(fd, b.p, (size_t)n) ? -1 : n;
	}
	if (fd < 0 || n < 0 || (fsync(fd) && errno != EINVAL))
		say("warning: [W-TORN] %s: its last %llu bytes were cut off in the middle of a "
			"record, and are gone: %s: %s", p->path,
			(unsigned long long)(end - p->valid), name.p, strerror(errno));
	else
		say("warning: [W-TORN] %s: its last %llu bytes were cut off in the middle of a "
			"record: they are in %s now", p->path,
			(unsigned long long)(end - p->valid), name.p);
	if (fd >= 0)
		close(fd);
	buf_free(&name);
	buf_free(&b);
	return !ftruncate(p->log.fd, (off_t)p->valid) && (!fsync(p->log.fd) || errno == EINVAL);
}

/* Makes a log that was cut off the log of this run, without its torn end; false: *error says why
 * not. Reporters hear what it has by past_feed, between report_begin and the first test. */
bool past_resume(struct past *p, const struct run *r, struct buf *error)
{
	struct stat st;

	if (p->hash != log_hash()) {
		buf_printf(error, "%s: it was written by muster ", p->path);
		buf_escape(error, p->version.p, p->version.n, 40);
		buf_puts(error, ": only that one goes on with it");
	} else if (p->conf != history_hash(r->conf.p, r->conf.n))
		buf_printf(error, "%s: the configuration has changed since: run the tests anew",
			p->path);
	else if (!log_lock(p->log.fd, p->path, error))
		;
	else if (!fstat(p->log.fd, &st) && (uint64_t)st.st_size != p->size)
		buf_printf(error, "[E-BUSY] %s: that run went on until a moment ago", p->path);
	else if ((p->size > p->valid && !past_tear(p, p->size)) || lseek(p->log.fd, (off_t)p->valid,
	    SEEK_SET) < 0)
		buf_printf(error, "%s: %s", p->path, strerror(errno));
	if (error->n)
		return false;
	log_resume(p->log.fd, p->path, p->place);
	return true;
}

/* What is to be said of a test that a run that was cut off left so. */
const char *const past_words[] = { "the run was cut off before it",
	"the run was cut off: it may have started", "the run was cut off while it ran",
	"the log was damaged: it may have run", "" };

/* The outcome of a test whose run was cut off, if it does not run again. */
enum outcome past_outcome(const struct past_test *t)
{
	return t->state == PAST_none ? t->tried ? (enum outcome)t->outcome : OUT_notrun :
		t->state == PAST_ended ? (enum outcome)t->outcome : OUT_lost;
}

/* Results that a run that was cut off owes: of each test one. */
static void past_settle(const struct past *p, struct run *run)
{
	for (uint32_t i = 0; i < p->run.tests; i++) {
		const struct past_test *t = &p->test[i];
		struct result r = { .id = p->id[i], .test = i, .outcome = past_outcome(t),
			.exit = NONE, .attempts = t->attempts,
			.message = past_words[t->state] };
		if (t->state == PAST_ended)
			continue;
		run->counts[r.outcome]++;
		run->exit = EXIT_LOST;
		report_test(&r);
	}
}

/* Puts n runs together as one: lanes, counts, times. False: they are not parts of one; *error says
 * why. */
static bool past_merge(struct past *p, size_t n, struct run *run, struct buf *error)
{
	const char **ids = NULL;
	struct lane *lanes = NULL;
	size_t all = 0, at = 0;

	*run = p->run;
	run->argv = (char *const *)p->words;
	run->tests = run->programs = run->nlanes = 0;
	for (size_t i = 0; i < n; i++) {
		run->tests += p[i].run.tests;
		run->programs += p[i].run.programs;
		run->nlanes += p[i].run.nlanes;
		run->start = p[i].run.start < run->start ? p[i].run.start : run->start;
	}
	lanes = xrealloc(NULL, run->nlanes + 1, sizeof *lanes);
	ids = xrealloc(NULL, run->tests + 1, sizeof *ids);
	for (size_t i = 0; i < n; i++) {
		p[i].shift = (uint64_t)(p[i].run.start - run->start);
		for (uint32_t k = 0; k < p[i].run.nlanes; k++) {
			if (n > 1) {	/* slave00 of each of them */
				struct buf name = { 0 };
				buf_printf(&name, "%lu.%s", (unsigned long)i + 1,
					p[i].lanes[k].slave);
				p[i].lanes[k].slave = name.p;
			}
			lanes[at++] = p[i].lanes[k];
		}
		for (uint32_t k = 0; k < p[i].run.tests; k++)
			ids[all++] = p[i].id[k];
	}
	run->lanes = lanes;
	qsort(ids, all, sizeof *ids, by_text);
	for (size_t i = 1; i < all && !error->n; i++)
		if (!strcmp(ids[i - 1], ids[i])) {
			buf_puts(error,
				"--replay: these logs are no parts of one run: several have ");
			buf_escape(error, ids[i], strlen(ids[i]), 200);
		}
	free(ids);
	return !error->n;
}

/* --replay: the reports of past runs, of several as of one. Returns the exit status, which is
 * theirs. */
int report_replay(const struct report_options *options, const char *paths, size_t size)
{
	struct report_options o = *options;
	struct buf error = { 0 };
	struct past *p = NULL;
	struct run run;
	size_t n = 0;
	int status = EXIT_EMPTY;

	for (const char *path = NULL; (path = list_next(paths, size, path));) {
		p = array_grow(p, n, sizeof *p);
		if (!past_open(&p[n], path, &error))
			break;
		if (!p[n].ended)
			say("warning: %s: that run was cut off, or goes on", path);
		n++;
	}
	o.log = "none";
	o.progress = WHEN_never;
	if (error.n || !past_merge(p, n, &run, &error) || !report_open(&o, &error)) {
		say("error: %s", error.p);
		exit(EXIT_USAGE);
	}
	report_patient(always);
	report_begin(&run);
	for (size_t i = 0; i < n; i++) {
		run.exit = EXIT_LOST;	/* unless its END says otherwise */
		if (p[i].log.last > (uint64_t)run.start && !p[i].ended &&
		    p[i].log.last - (uint64_t)run.start > run.wall)
			run.wall = p[i].log.last - (uint64_t)run.start;
		past_feed(&p[i], &run);
		past_settle(&p[i], &run);
		status = i ? worse_exit(status, run.exit) : run.exit;
	}
	run.exit = status;
	report_end(&run);
	for (size_t i = 0; i < n; i++)
		past_close(&p[i]);
	free(p);
	return report_close(status);
}

/* Does another process write this log? */
static bool log_written(int fd)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return !fcntl(fd, F_GETLK, &whole) && whole.l_type != F_UNLCK;
}

/* One record of a run that is followed; false: *error says what is wrong with it. */
static bool follow_record(struct past *p, struct run *run, const union frame *f, struct buf *error)
{
	static struct buf printed[STREAM_COUNT];

	if (f->type == MSG_RUN && !p->cwd) {
		past_begin(p, &f->RUN);
		return true;
	}
	if (f->type == MSG_COLLECTION && !p->id) {
		buf_add(&p->ids, f->COLLECTION.ids.p, f->COLLECTION.ids.n);
		return true;
	}
	if (!p->id) {
		if (!past_collected(p)) {
			buf_printf(error, "[E-LOG] %s: not all ids are there", p->path);
			return false;
		}
		past_merge(p, 1, run, error);
		report_begin(run);
	}
	if (!past_note(p, f)) {
		buf_printf(error, "[E-LOG] %s: a record does not fit those before it", p->path);
		return false;
	}
	run->tests = p->run.tests;
	past_tell(p, run, f, printed);
	report_flush(0);
	return true;
}

/* What would end or stop us came: what is on the screen goes first. It has its usual effect then;
 * signals wait for that while we show. */
static void follow_pause(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };
	sigset_t waiting, ours;

	sigemptyset(&ours);
	for (size_t i = 0; i < COUNT(signals); i++)
		sigaddset(&ours, signals[i]);
	if (!sigpending(&waiting))
		for (size_t i = 0; i < COUNT(signals); i++)
			if (sigismember(&waiting, signals[i])) {
				report_hide();
				break;
			}
	sigprocmask(SIG_UNBLOCK, &ours, NULL);
	sigprocmask(SIG_BLOCK, &ours, NULL);
}

/* --follow: shows a run that goes on elsewhere, from its log. Returns its exit status. */
int report_follow(const struct report_options *options, const char *path)
{
	struct report_options o = { .quiet = options->quiet, .verbose = options->verbose,
		.color = options->color,
		.progress = options->progress, .slowest = options->slowest, .stamp = options->stamp,
		.log =
			"none" };
	struct buf error = { 0 };
	struct past p = { .path = xstrdup(path) };
	struct run run = { 0 };
	union frame f;
	bool good = log_reader(&p.log, p.path, &error) && report_open(&o, &error);

	for (bool alive = true; good && !p.ended;) {
		follow_pause();
		if (log_next(&p.log, &f) > 0) {
			good = follow_record(&p, &run, &f, &error);
			continue;
		}
		if (!alive)
			break;
		/* if not: one more look at what it has written last */
		alive = log_written(p.log.fd);
		log_seek(&p.log, p.log.offset + p.log.at);
		report_flush(0);
		if (alive)
			poll(NULL, 0, 200);
	}
	if (!good) {
		say("error: %s", error.p);
		return EXIT_USAGE;
	}
	if (!p.id) {
		say("error: %s: the run was cut off before it began", path);
		return EXIT_LOST;
	}
	if (!p.ended) {
		past_settle(&p, &run);
		run.ended = "the run was cut off";
		run.exit = EXIT_LOST;
	}
	report_patient(always);
	report_end(&run);
	past_close(&p);
	return report_close(run.exit);
}

/* Copies the good records of a log behind the beginning of another; what was damaged between them
 * is a GAP there. Returns how many there are, and in *gone how many bytes are not; or -1. */
static int64_t salvage_records(struct log *l, int fd, uint64_t *gone)
{
	int64_t n = 0;
	bool ok = true;
	union frame f;

	for (uint64_t from, next; ok; n++) {
		if (log_next(l, &f) > 0) {
			/* these are of that file, at these places */
			if (f.type != MSG_HISTORY && f.type != MSG_TRAILER)
				ok = fd_write(fd, l->b.p + l->at - l->n, l->n);
			continue;
		}
		from = l->offset + l->at;
		next = log_goes_on(l);
		if (!next)
			break;
		*gone += next - from;
		ok = log_gap(fd, next - from);
		log_seek(l, next);
		n--;
	}
	return ok && !fsync(fd) ? n : -1;
}

/* --salvage: makes a new log of what holds in a damaged one, beside it. Returns the exit status. */
int report_salvage(const char *path)
{
	struct buf name = { 0 }, error = { 0 };
	struct past p = { .log.fd = -1 };
	struct log l;
	uint64_t gone = 0;
	int64_t n;
	int fd, status = EXIT_USAGE;

	buf_printf(&name, "%s.salvaged", path);
	if (!log_reader(&l, path, &error)) {
		say("error: %s", error.p);
		goto out;
	}
	fd = open(name.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0) {
		say("error: --salvage: %s: %s", name.p, strerror(errno));
		goto out;
	}
	n = fd_write(fd, LOG_MAGIC, 8) ? salvage_records(&l, fd, &gone) : -1;
	if (close(fd) || n < 0) {
		say("error: --salvage: %s: %s", name.p, strerror(errno));
		unlink(name.p);
		status = EXIT_REPORT;
	} else if (!past_open(&p, name.p, &error)) {
		say("error: --salvage: %s: its beginning is damaged, so that nothing can "
			"be made of the rest", path);
		unlink(name.p);
	} else {
		say("%s: %lld records hold, %llu bytes between them do not; for --replay and "
			"--resume they are in %s", path, (long long)n,
			(unsigned long long)gone, name.p);
		status = EXIT_OK;
	}
out:
	if (l.fd >= 0)
		close(l.fd);
	buf_free(&l.b);
	buf_free(&name);
	buf_free(&error);
	past_close(&p);
	return status;
}

/* ---- history -----------------------------------------------------------------------------------
 * door: history_hash, history_put, history_program, history_result, history_recall,
 *       history_write, history_place, known_outcome */
/* What earlier runs tell of tests: how long each took, and how it ended. Every log of a whole run
 * ends with a table of all that was known then, so one log is enough; of a newer one that was cut
 * off its results are taken. By hashes of ids: two that collide share a duration. */
#define HISTORY_RUNS	1000u	/* a test that so many runs did not have is forgotten */
/* where more tests are known, sooner: ids may be new in each run */
#define HISTORY_ROWS	(1u << 18)

struct known {
	uint64_t hash;			/* of the id; 0: this place is free */
	/* 4 bits a run, the last one lowest in [0]; UNKNOWN: it had none */
	uint32_t outcomes[4];
	/* ms: its usual time, and how far it usually is from that */
	uint32_t usual, spread;
	uint32_t since;			/* runs that did not have it */
	/* see struct result: when it passed last with one known, if it only passed since; or 0 */
	uint64_t depends;
};
#define UNKNOWN		15u
#define KNOWN_NUMS	9u		/* of a row of HISTORY.tests */
#define DEPENDS_NUMS	4u		/* of one of HISTORY.programs */

static struct known *history;
static size_t history_room, history_n;
/* hashes of tests of runs that were cut off, by value once they are sorted: what they depended on
 * before is of no use */
static struct { uint64_t *of; size_t n; bool sorted; } doubts;

/* FNV-1a, never 0. */
static uint64_t history_hash(const char *id, size_t n)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)id[i]) * 0x100000001b3u;
	h ^= h >> 32;
	return h ? h : 1;
}

/* The place of a hash: where it is, or would be. */
static struct known *history_place(uint64_t hash)
{
	size_t i = hash & (history_room - 1);

	while (history[i].hash && history[i].hash != hash)
		i = (i + 1) & (history_room - 1);
	return &history[i];
}

/* Makes room for n more. A table is read in the order of another's places: into one that grew
 * meanwhile it would go in ever longer rows. */
static void history_reserve(size_t n)
{
	struct known *old = history;
	size_t before = history_room, room = before ? before : 256;

	while ((history_n + n) * 5 >= room * 4)
		room *= 2;
	if (room == before)
		return;
	history_room = room;
	history = xrealloc(NULL, room, sizeof *history);
	memset(history, 0, room * sizeof *history);
	for (size_t i = 0; i < before; i++)
		if (old[i].hash)
			*history_place(old[i].hash) = old[i];
	free(old);
}

/* The row of a hash; a new one has no outcomes. */
static struct known *history_row(uint64_t hash)
{
	struct known *k;

	history_reserve(1);
	k = history_place(hash);
	if (!k->hash) {
		history_n++;
		*k = (struct known){ .hash = hash,
			.outcomes = { UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX } };
	}
	return k;
}

/* The outcome of the i-th run before the last that had it, UNKNOWN: there was none. */
static unsigned known_outcome(const struct known *k, unsigned i)
{
	return k->outcomes[i / 8] >> 4 * (i % 8) & 15;
}

/* A run more: how a test ended, and how long it took. */
static void history_put(uint64_t hash, uint32_t ms, enum outcome o)
{
	struct known *k = history_row(hash);
	int64_t off = (int64_t)ms - k->usual;

	if (known_outcome(k, 0) == UNKNOWN) {
		k->usual = ms;
	} else {		/* both follow slowly, as estimates of round trips do */
		k->usual = (uint32_t)(k->usual + off / 4);
		k->spread = (uint32_t)(k->spread +
			((off < 0 ? -off : off) - (int64_t)k->spread) / 4);
	}
	for (int i = 3; i >= 0; i--)
		k->outcomes[i] = k->outcomes[i] << 4 | (i ? k->outcomes[i - 1] >> 28 : (uint32_t)o);
	k->since = 0;
}

/* The hash of what a program does as a whole, beside its cases. */
static uint64_t history_program(const char *path, size_t n)
{
	static struct buf name;

	name.n = 0;
	buf_add(&name, path, n);
	buf_puts(&name, " " ROW_PROGRAM);
	return history_hash(name.p, name.n);
}

/* The row of the program of a case, if that has failed as a whole in the last run that had it;
 * NULL. */
static struct known *history_guilty(const char *id)
{
	struct known *k;

	for (const char *p = strstr(id, "::"); p && history_n; p = strstr(p + 2, "::")) {
		k = history_place(history_program(id, (size_t)(p - id)));
		if (k->hash && known_outcome(k, 0) == OUT_error)
			return k;
	}
	return NULL;
}

/* The last word on a test. It may take the place of another of this run, and a case that ran
 * absolves its program of what it did in earlier ones. */
static void history_result(const struct result *r)
{
	uint64_t hash = history_hash(r->id, strlen(r->id));
	struct known *k = history_guilty(r->id);

	if (k && k->since)
		k->outcomes[0] = (k->outcomes[0] & ~15u) | OUT_passed;
	if (r->revises) {
		k = history_row(hash);
		k->outcomes[0] = (k->outcomes[0] & ~15u) | r->outcome;
	} else {
		history_put(hash,
			(uint32_t)(r->duration / 1000 < UINT32_MAX ? r->duration / 1000 :
				UINT32_MAX), r->outcome);
		k = history_row(hash);
	}
	if (r->outcome != OUT_passed || r->flaky)
		k->depends = 0;
	else if (r->depends)
		k->depends = r->depends;
}

/* What earlier runs tell of a test. */
static void history_recall(struct result *r)
{
	const struct known *k = history_n ? history_place(history_hash(r->id, strlen(r->id))) :
		NULL;
	/* that it takes the place of is there */
	unsigned i = r->revises && log_sink.fd >= 0, n = 0;

	if (!k || !k->hash || known_outcome(k, i) == UNKNOWN)
		return;
	for (; i < 32 && known_outcome(k, i) >= OUT_failed && known_outcome(k, i) < OUT_COUNT; i++)
		n++;
	r->streak = (uint8_t)(1 + n);
	r->usual = (uint64_t)k->usual * 1000;
}

/* How many runs a test is remembered that they did not have: at least one, as this one may have
 * been a selection. */
static uint32_t history_runs(void)
{
	uint64_t runs = history_n > HISTORY_ROWS
		? (uint64_t)HISTORY_RUNS * HISTORY_ROWS / history_n : HISTORY_RUNS;

	return runs > 2 ? (uint32_t)runs : 2;
}

/* What an older log knows of a test goes behind what newer ones do. */
static void history_older(const struct known *old)
{
	struct known *k = history_row(old->hash);
	unsigned n = 0;

	while (n < 32 && known_outcome(k, n) != UNKNOWN)
		n++;
	if (!n) {
		*k = *old;
		return;
	}
	for (unsigned i = n; i < 32; i++) {
		k->outcomes[i / 8] &= ~(15u << 4 * (i % 8));
		k->outcomes[i / 8] |= known_outcome(old, i - n) << 4 * (i % 8);
	}
	k->spread = k->spread ? k->spread : old->spread;
}

/* What it depended on when it passed, if it has only passed since; 0: that is not known. */
uint64_t history_depends(const char *id)
{
	const struct known *k = history_n ? history_place(history_hash(id, strlen(id))) : NULL;

	return k && k->hash ? k->depends : 0;
}

/* What the last run that had a test says of it; false: nothing is known. */
bool history_find(const char *id, enum outcome *o, uint64_t *duration)
{
	const struct known *k = history_n ? history_place(history_hash(id, strlen(id))) : NULL;

	if (!k || !k->hash)
		return false;
	*o = history_guilty(id) ? OUT_error : (enum outcome)known_outcome(k, 0);
	*duration = (uint64_t)k->usual * 1000;
	return true;
}

/* Takes what tests depended on to the log. */
static void depends_write(void)
{
	struct buf table = { 0 };

	for (size_t i = 0; i <= history_room; i++) {
		const struct known *k = i < history_room ? &history[i] : NULL;
		if (table.n && (!k || table.n > FRAME_MAX / 4)) {
			log_history((struct nums){ NULL, 0 }, log_numbers(&table));
			table.n = 0;
		}
		if (!k || !k->hash || !k->depends)
			continue;
		buf_room(&table, 4 * DEPENDS_NUMS);
		put_u64(put_u64(table.p + table.n, k->hash), k->depends);
		table.n += 4 * DEPENDS_NUMS;
	}
	buf_free(&table);
}

/* Takes all that is known to the log, in as many records as it takes. */
static void history_write(void)
{
	struct buf table = { 0 };
	uint32_t runs = history_runs();

	for (size_t i = 0; i <= history_room; i++) {
		const struct known *k = i < history_room ? &history[i] : NULL;
		char *p;
		if (table.n && (!k || table.n > FRAME_MAX / 4)) {
			log_history(log_numbers(&table), (struct nums){ NULL, 0 });
			table.n = 0;
		}
		if (!k || !k->hash || k->since >= runs)
			continue;
		buf_room(&table, 4 * KNOWN_NUMS);
		p = put_u64(table.p + table.n, k->hash);
		for (int w = 0; w < 4; w++)
			p = put_u32(p, k->outcomes[w]);
		put_u32(put_u32(put_u32(p, k->usual), k->spread), k->since);
		table.n += 4 * KNOWN_NUMS;
	}
	buf_free(&table);
	depends_write();
}

/* The tests of a run that was cut off. */
static void depends_doubt(struct str ids)
{
	for (const char *id = NULL; (id = list_next(ids.p, ids.n, id));) {
		doubts.of = array_grow(doubts.of, doubts.n, sizeof *doubts.of);
		doubts.of[doubts.n++] = history_hash(id, strlen(id));
	}
	doubts.sorted = false;
}

static int by_hash(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Was a test in such a run? */
static bool is_doubtful(uint64_t hash)
{
	if (!doubts.n)
		return false;
	if (!doubts.sorted)
		qsort(doubts.of, doubts.n, sizeof *doubts.of, by_hash);
	doubts.sorted = true;
	return bsearch(&hash, doubts.of, doubts.n, sizeof hash, by_hash);
}

/* Reads what tests depended on: of those that are known, and in no run since that was cut off. */
static void depends_rows(struct nums n)
{
	for (uint32_t i = 0; history_n && i + DEPENDS_NUMS <= n.n; i += DEPENDS_NUMS) {
		uint64_t hash = (uint64_t)nums_at(n, i) << 32 | nums_at(n, i + 1);
		struct known *k = history_place(hash);
		if (k->hash && !is_doubtful(hash))
			k->depends = (uint64_t)nums_at(n, i + 2) << 32 | nums_at(n, i + 3);
	}
}

/* The rows of a HISTORY. */
static void history_rows(struct nums n)
{
	for (uint32_t i = 0; i + KNOWN_NUMS <= n.n; i += KNOWN_NUMS) {
		struct known k = { .hash = (uint64_t)nums_at(n, i) << 32 | nums_at(n, i + 1) };
		for (uint32_t w = 0; w < 4; w++)
			k.outcomes[w] = nums_at(n, i + 2 + w);
		k.usual = nums_at(n, i + 6);
		k.spread = nums_at(n, i + 7);
		k.since = nums_at(n, i + 8) + 1;
		if (k.hash && known_outcome(&k, 0) < OUT_COUNT)
			history_older(&k);
	}
}

/* A result of a log that has no such table: it was cut off. */
static void history_recorded(const struct w_RESULT *m)
{
	struct known k = { .hash = history_hash(m->id.p, m->id.n),
		.usual = (uint32_t)(m->duration / 1000) };

	if (!m->final || m->outcome >= OUT_notrun)
		return;
	memset(k.outcomes, 0xff, sizeof k.outcomes);
	k.outcomes[0] = (k.outcomes[0] & ~15u) | m->outcome;
	history_older(&k);
}

/* Takes from a log what it knows of tests, behind what is known from newer ones; true: it has a
 * table of all that was known. Where the newest of all was written by another muster that is said:
 * nothing is known of its run. */
static bool history_read(const char *path, bool newest)
{
	const uint64_t size = LOG_HEAD + 4 + 2 + 8;
	struct buf error = { 0 };
	struct log l;
	union frame f;
	struct stat st;
	bool table = false;

	if (log_reader(&l, path, &error) && !fstat(l.fd, &st) && (uint64_t)st.st_size > size) {
		log_seek(&l, (uint64_t)st.st_size - size);
		table = log_next(&l, &f) > 0 && f.type == MSG_TRAILER;
		if (table && f.TRAILER.history < (uint64_t)st.st_size)
			history_reserve((size_t)(((uint64_t)st.st_size - f.TRAILER.history) /
				(4 * KNOWN_NUMS)));
		log_seek(&l, table ? f.TRAILER.history : sizeof LOG_MAGIC - 1);
		while (log_next(&l, &f) > 0 && !(table && f.type == MSG_TRAILER))
			if (f.type == MSG_HISTORY) {
				history_rows(f.HISTORY.tests);
				depends_rows(f.HISTORY.programs);
			} else if (f.type == MSG_COLLECTION && !table)
				depends_doubt(f.COLLECTION.ids);
			else if (f.type == MSG_RESULT && !table)
				history_recorded(&f.RESULT);
	}
	if (newest && error.n && strstr(error.p, "written by"))
		say("warning: %s; what it knows of failures and durations is not used", error.p);
	if (l.fd >= 0)
		close(l.fd);
	buf_free(&l.b);
	buf_free(&error);
	return table;
}

/* Forgets what is known, and takes what one log knows; false: that is none. */
bool history_only(const char *path)
{
	free(history);
	history = NULL;
	history_n = history_room = 0;
	return history_read(path, true);
}

/* Reads what earlier runs tell: of --log's file, if it is there, and of the logs in .muster, from
 * the newest on, until one knows all. */
void history_open(const struct report_options *o)
{
	struct buf names = { 0 };
	bool all;

	all = o->log && !o->history && strcmp(o->log, "none") && !access(o->log, R_OK) &&
		history_read(o->log, true);

	if (o->history) {		/* and nothing else */
		history_read(o->history, true);
		if (!history_n)
			say("warning: --history-from=%s: %s: nothing is known of earlier runs",
				o->history,
				access(o->history, R_OK) ? strerror(errno) : "it tells of no test");
		return;
	}

	log_names(&names);
	for (const char *p = NULL; !all && (p = list_next(names.p, names.n, p));)
		all = history_read(p, p == names.p);
	buf_free(&names);
}

/* ---- chronicle: --history, what is known of tests for people
 * -------------------------------------- */
/* A test of the logs that are there, and what they say of it beside the table of outcomes. */
struct told {
	char *id;
	uint32_t flaky;			/* runs in which it passed after a failure */
	uint64_t last;			/* us that it took in the newest log that has it */
	const char *failed_on, *passed_on;	/* appliance; empty: several */
};

static struct told *tales;
static size_t ntales;

static int tale_compare(const void *a, const void *b)
{
	return strcmp(((const struct told *)a)->id, ((const struct told *)b)->id);
}

/* The tests of a log, added to those that are there. */
static void tales_add(const char *path)
{
	struct buf error = { 0 }, ids = { 0 };
	size_t n = 0;
	union frame f;
	struct log l;

	if (log_reader(&l, path, &error))
		while (log_next(&l, &f) > 0 && (f.type == MSG_RUN || f.type == MSG_COLLECTION))
			if (f.type == MSG_COLLECTION)
				buf_add(&ids, f.COLLECTION.ids.p, f.COLLECTION.ids.n);
	for (const char *p = NULL; (p = list_next(ids.p, ids.n, p));) {
		tales = array_grow(tales, ntales, sizeof *tales);
		tales[ntales++] = (struct told){ .id = xstrdup(p) };
	}
	if (ntales)
		qsort(tales, ntales, sizeof *tales, tale_compare);
	for (size_t i = 0; i < ntales; i++)
		if (n && !strcmp(tales[n - 1].id, tales[i].id))
			free(tales[i].id);
		else
			tales[n++] = tales[i];
	ntales = n;
	if (l.fd >= 0)
		close(l.fd);
	buf_free(&l.b);
	buf_free(&ids);
	buf_free(&error);
}

/* One name, or that there are several. */
static const char *tale_place(const char *was, const char *name)
{
	return !was || !strcmp(was, name) ? text_kept(name) : "";
}

/* A line of --history=ID: "2026-01-31T23:59:59  FAILED    1.20s  (board1)  why" */
static void tale_line(const struct w_RESULT *m, uint64_t start)
{
	struct buf b = { 0 };

	text_date(&b, (int64_t)(start + m->start));
	buf_puts(&b, "  ");
	text_word(&b, (enum outcome)m->outcome);
	buf_printf(&b, "%*s%8.2fs", (int)(7 - strlen(outcome_name((enum outcome)m->outcome))), "",
		(double)m->duration / 1e6);
	if (m->appliance.n)
		buf_printf(&b, "  (%s)", m->appliance.p);
	buf_puts(&b, m->message.n ? "  " : "");
	buf_escape(&b, m->message.p, m->message.n, 300);
	for (const char *p = NULL; (p = list_next(m->records.p, m->records.n, p));) {
		buf_puts(&b, "  ");
		buf_escape(&b, p, strlen(p), 300);
	}
	if (!m->final)
		buf_puts(&b, "  [runs again]");
	buf_printf(&b, "%s\n", m->flaky ? "  [flaky]" : "");
	console_add(&b);
	buf_free(&b);
}

/* What a log says of tests; only: of this one, which is shown; NULL: of all. newest: the first of
 * several. */
static void tales_read(const char *path, const char *only, bool newest)
{
	struct buf error = { 0 };
	uint64_t start = 0;
	union frame f;
	struct log l;

	if (log_reader(&l, path, &error))
		while (log_next(&l, &f) > 0) {
			struct told key = { .id = (char *)(uintptr_t)(f.type == MSG_RESULT
				? f.RESULT.id.p :
				"") }, *t;
			if (f.type == MSG_RUN)
				start = f.RUN.start;
			if (f.type != MSG_RESULT || f.RESULT.outcome >= OUT_COUNT)
				continue;
			if (only && !strcmp(only, f.RESULT.id.p))
				tale_line(&f.RESULT, start);
			t = ntales ? bsearch(&key, tales, ntales, sizeof *tales, tale_compare) :
				NULL;
			if (!t || only)
				continue;
			t->flaky += f.RESULT.final && f.RESULT.flaky;
			t->last = newest || !t->last ? f.RESULT.duration : t->last;
			if (f.RESULT.outcome >= OUT_failed && f.RESULT.appliance.n)
				t->failed_on = tale_place(t->failed_on, f.RESULT.appliance.p);
			else if (f.RESULT.appliance.n)
				t->passed_on = tale_place(t->passed_on, f.RESULT.appliance.p);
		}
	if (l.fd >= 0)
		close(l.fd);
	buf_free(&l.b);
	buf_free(&error);
}

/* The letters of a test's outcomes, the last one last. */
static void tale_letters(struct buf *b, const struct known *k)
{
	static const char letters[] = {
#define O(name, letter, colour, status, doc) letter,
		OUTCOMES(O)
#undef O
	};
	unsigned n = 32;

	while (n-- > 0)
		if (known_outcome(k, n) < OUT_COUNT)
			buf_add(b, &letters[known_outcome(k, n)], 1);
}

/* What is odd of a test: it fails, or now and then, or has become slow. */
static void tale_show(const struct told *t)
{
	const struct known *k = history_place(history_hash(t->id, strlen(t->id)));
	unsigned n = 0, failures = 0, since = 0, turns = 0;
	struct buf b = { 0 };

	if (!k->hash)
		return;
	for (; n < 32 && known_outcome(k, n) < OUT_COUNT; n++) {
		bool bad = known_outcome(k, n) >= OUT_failed;
		failures += bad;
		since += bad && since == n;
		turns += n && bad != (known_outcome(k, n - 1) >= OUT_failed);
	}
	if (turns > 2 || (t->flaky && !since))
		buf_printf(&b, "flaky  %2u of %u failed", failures, n);
	else if (since)
		buf_printf(&b, "fails  %2u run%s%s", since, since == 1 ? "" : "s",
			since == n ? ", all that are known" : "");
	else if (t->last > SECOND / 2 && t->last / 1000 > 3 * (uint64_t)k->usual && k->usual)
		buf_printf(&b, "slow   %.2f s, usually %.2f s", (double)t->last / 1e6,
			(double)k->usual / 1e3);
	if (b.n) {
		buf_puts(&b, "  ");
		tale_letters(&b, k);
		buf_puts(&b, "  ");
		buf_escape(&b, t->id, strlen(t->id), 4096);
		if (t->flaky)
			buf_printf(&b, "  passed %lu time%s when tried again",
				(unsigned long)t->flaky, t->flaky == 1 ? "" : "s");
		if (failures && t->failed_on && *t->failed_on && t->passed_on &&
			strcmp(t->failed_on, t->passed_on))
			buf_printf(&b, "  fails only on %s", t->failed_on);
		buf_puts(&b, "\n");
		console_add(&b);
	}
	buf_free(&b);
}

/* --history: what is odd of all tests; or (id) how one of them ended. Returns the exit status. */
int report_history(const struct report_options *options, const char *id)
{
	struct report_options o = { .color = options->color, .log = "none" };
	struct buf names = { 0 }, b = { 0 };
	const struct known *k;
	bool newest = true;

	report_open(&o, &b);
	history_open(options);
	if (options->history)
		buf_add(&names, options->history, strlen(options->history) + 1);
	else
		log_names(&names);
	if (!history_n) {
		say("error: %s: no run is known", options->history ? options->history : LOG_DIR);
		return EXIT_USAGE;
	}
	for (const char *p = NULL; (p = list_next(names.p, names.n, p));)
		tales_add(p);
	for (const char *p = NULL; (p = list_next(names.p, names.n, p)); newest = false)
		tales_read(p, id, newest);
	for (size_t i = 0; i < ntales && !id; i++)
		tale_show(&tales[i]);
	k = history_place(history_hash(id ? id : "", id ? strlen(id) : 0));
	if (id && k->hash) {
		tale_letters(&b, k);
		buf_printf(&b, "  usually %.2f s\n", k->usual / 1e3);
		console_add(&b);
	} else if (id) {
		say("error: %s: no run that is known had it", id);
	}
	buf_free(&names);
	return report_close(id && !b.n ? EXIT_USAGE : EXIT_OK);
}
