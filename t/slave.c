/* t/slave.c: Processes. What is kept of output, how ends become outcomes, the words and the environment of
 * a command, temporary directories, real children from start to end. The master is a queue that we read:
 * nothing here waits for a clock, deadlines are moved instead. */
#define _GNU_SOURCE 1
#define WIRE_CODE
#include "../wire.h"
#include <signal.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static bool zombies_are_gone;		/* for getsid, as some BSDs see it */

static pid_t session_of(pid_t pid)
{
	siginfo_t info = { 0 };

	if (zombies_are_gone && !waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) && info.si_pid == pid)
		return -1;
	return getsid(pid);
}
#define getsid session_of

static void (*before_kill)(pid_t, int);	/* NULL: nothing is to happen */

static int kill_of(pid_t pid, int sig)
{
	if (before_kill)
		before_kill(pid, sig);
	return kill(pid, sig);
}
#define kill kill_of

static int leaving;			/* so many runs are about to leave the place, and to remove it */

static int mkdir_of(const char *path, mode_t mode)
{
	int r = mkdir(path, mode);

	if (!leaving)
		return r;
	leaving--;
	rmdir(path);
	errno = EEXIST;
	return -1;
}
#define mkdir mkdir_of
#include "../slave.c"

#include "unit.h"
#ifdef __linux__
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/mount.h>
#endif

static int fresh(void **);
static int in_base(void **);
static int out_of_base(void **);
static int kid_none(void **);
static int kid_in_base(void **);
static int kid_out_of_base(void **);
#define TEST(name)		UNIT(name, fresh, fresh)
#define IN_BASE(name)		UNIT(name, in_base, out_of_base)
#define KID(name)		UNIT(name, kid_none, kid_none)
#define KID_IN_BASE(name)	UNIT(name, kid_in_base, kid_out_of_base)
#define COUNT(array) (sizeof (array) / sizeof *(array))

/* ---- helpers ----------------------------------------------------------------------------------- */
static struct suite made;
static char base[] = "/tmp/muster-slave-XXXXXX";
static struct props pool[512];		/* environment_of remembers where they are: none is used twice */
static size_t npool;

static struct props *props_new(void)
{
	struct props *p = &pool[npool++];

	assert_true(npool < COUNT(pool));
	p->timeout = p->slow = p->idle = p->grace = p->priority = p->retries.n = NONE;
	return p;
}

static void conf_free(struct conf *c)
{
	for (uint32_t i = 0; i < c->n; i++) {
		free(c->sections[i].set);
		free(c->sections[i].names);
		free(c->sections[i].values);
	}
	free(c->sections);
	free(c->kinds);
	free(c->file);
	free(c->text);
	*c = (struct conf){ 0 };
}

static void made_free(void)
{
	for (uint32_t i = 0; i < made.ntests; i++)
		free((char *)(uintptr_t)made.tests[i].id);
	for (uint32_t i = 0; i < made.nprograms; i++)
		free((char *)(uintptr_t)made.programs[i].path);
	free(made.tests);
	free(made.programs);
	made = (struct suite){ .conf = &conf };
}

static void child_free(struct child *c)
{
	pipes_close(c);
	for (int s = 0; s < STREAM_COUNT; s++)
		capture_free(&c->kept[s]);
	buf_free(&c->line);
	*c = (struct child)CHILD_NONE;
}

static int fresh(__attribute__((unused)) void **none)
{
	made_free();
	conf_free(&conf);
	made.conf = &conf;
	suite = &made;
	free(held.test);
	memset(&held, 0, sizeof held);
	free(known);
	known = NULL;
	free(guilty);
	guilty = NULL;
	free(attempt.tests);
	free(attempt.away);
	buf_free(&attempt.why);
	buf_free(&attempt.after_why);
	buf_free(&attempt.reason);
	attempt = (struct attempt){ .open = NONE, .proc = &proc, .spent = ANSWER };
	child_free(&proc);
	proc.order.attempt = &attempt;
	buf_free(&master.q);
	master = (struct channel){ .in = -1, .out = -1 };
	buf_free(&appliance.env);
	appliance = (struct appliance){ 0 };
	life = ACCEPTED;
	ending.how = GOES_ON;
	fixtures.n = fixtures.hooks = 0;
	for (int *fd[] = { &temp.fd, &tmp.fd, &keepdir.fd }, i = 0; i < 3; i++) {
		if (*fd[i] >= 0)
			close(*fd[i]);
		*fd[i] = -1;
	}
	*temp.path = *tmp.path = *keepdir.path = 0;
	config = (struct w_CONFIG){ 0 };
#define F(kind, name, doc) BLANK_##kind(name)
#define BLANK_str(name) config.name = (struct str){ "", 0 };
#define BLANK_u8(name)
#define BLANK_u32(name)
#define BLANK_u64(name)
	CONFIG_FIELDS(F)
#undef F
	config.slave = str_of("slave00");
	config.appliance = str_of("board1");
	config.tags = str_of("arm64 gpu");
	config.grace = 5000;
	config.list_timeout = 60000;
	config.output_limit = 1 << 20;
	clock_turn(0);
	return 0;
}

/* A directory of one's own: base. */
static int in_base(void **none)
{
	memcpy(base + sizeof base - 7, "XXXXXX", 6);
	return fresh(none) || !mkdtemp(base) ? -1 : 0;
}

static int out_of_base(void **none)
{
	char line[sizeof base + 16];

	snprintf(line, sizeof line, "rm -rf %s", base);
	return system(line) ? -1 : fresh(none);
}

/* The directory of a run is there. */
static void at_base(void)
{
	if (temp.fd < 0)
		temp.fd = open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	snprintf(temp.path, sizeof temp.path, "%s", base);
}

/* As read and waitpid, whatever signals come. */
static ssize_t read_on(int fd, void *p, size_t n)
{
	ssize_t got;

	while ((got = read(fd, p, n)) < 0 && errno == EINTR)
		;
	return got;
}

static int wait_for(pid_t pid)
{
	int status = -1;
	pid_t got;

	while ((got = waitpid(pid, &status, 0)) < 0 && errno == EINTR)
		;
	assert_int_equal(got, pid);
	return status;
}

/* base/name */
static const char *in(const char *name)
{
	static char path[4][PATH_MAX];
	static int n;

	n = (n + 1) % 4;
	snprintf(path[n], sizeof path[n], "%s/%s", base, name);
	return path[n];
}

static void put_script(const char *path, const char *body)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0755);
	char text[2048];
	int n = snprintf(text, sizeof text, "#!/bin/sh\n%s\n", body);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, (size_t)n), n);
	close(fd);
}

/* Adds a program of so many cases S.c0, S.c1 ..; none: it is one test. */
static struct program *program_made(const char *path, const char *kind, uint32_t n)
{
	struct program *p;
	struct props *props = props_new();

	made.programs = xrealloc(made.programs, made.nprograms + 1, sizeof *p);
	made.tests = xrealloc(made.tests, made.ntests + n + 1, sizeof *made.tests);
	p = &made.programs[made.nprograms++];
	made.props = pool;
	made.nprops = (uint32_t)npool;
	*p = (struct program){ .path = xstrdup(path), .kind = kind_find(&conf, kind), .props = (uint32_t)(props - pool),
		.first = made.ntests, .count = n ? n : 1, .whole = true };
	assert_non_null(p->kind);
	for (uint32_t i = 0; i < p->count; i++) {
		char id[PATH_MAX + 32];
		snprintf(id, sizeof id, n ? "%s::S.c%u" : "%s", path, (unsigned)i);
		made.tests[made.ntests++] = (struct test){ .id = xstrdup(id), .program = made.nprograms - 1, .rank = i,
			.props = p->props, .name = (uint16_t)(n ? strlen(path) + 2 : 0) };
	}
	return p;
}

static struct props *props_of(const struct program *p)
{
	return &pool[p->props];
}

/* An attempt at the first n tests. */
static struct attempt attempt_at(uint32_t n)
{
	static uint32_t tests[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };

	assert_true(n <= COUNT(tests));
	return (struct attempt){ .tests = tests, .n = n, .attempt = 1, .open = NONE };
}

/* The i-th frame that waits for the master; false: there are not so many. */
static bool queued(uint32_t i, union frame *f)
{
	for (size_t at = master.sent; at < master.q.n; i--) {
		size_t n = nums_at((struct nums){ (const unsigned char *)master.q.p + at, 1 }, 0);
		if (!i)
			return wire_decode(master.q.p + at + 4, n, GOES_UP, f);
		at += n + 4;
	}
	return false;
}

/* What the master was told of tests, in short: "START 0\nsetup 0 passed\n...", messages behind. */
static const char *told(void)
{
	static struct buf b;
	union frame f;

	b.n = 0;
	buf_puts(&b, "");
	for (uint32_t i = 0; queued(i, &f); i++)
		if (f.type == MSG_START)
			buf_printf(&b, "START %u%s\n", (unsigned)f.START.test, f.START.split == SPLIT_company ? " company" : f.START.split ? " split" : "");
		else if (f.type == MSG_PROCESS && f.PROCESS.guilty)
			buf_printf(&b, "PROGRAM: %s\n", f.PROCESS.message.p);
		else if (f.type == MSG_LATER)
			buf_printf(&b, "LATER %u\n", (unsigned)f.LATER.test);
		else if (f.type == MSG_CASE)
			buf_printf(&b, "CASE %u %s %.*s\n", (unsigned)f.CASE.test, outcome_name((enum outcome)f.CASE.outcome), (int)f.CASE.name.n, f.CASE.name.p);
		else if (f.type == MSG_REPORT)
			buf_printf(&b, "%s %u %s%s%s\n", phase_name((enum phase)f.REPORT.phase), (unsigned)f.REPORT.test,
				outcome_name((enum outcome)f.REPORT.outcome), f.REPORT.message.n ? ": " : "", f.REPORT.message.p);
	return b.p;
}

/* What of a stream of a test was sent to the master. */
static struct buf *sent(uint32_t test, enum stream s)
{
	static struct buf b;
	union frame f;

	b.n = 0;
	buf_puts(&b, "");
	for (uint32_t i = 0; queued(i, &f); i++)
		if (f.type == MSG_OUTPUT && f.OUTPUT.test == test && f.OUTPUT.stream == s)
			buf_add(&b, f.OUTPUT.bytes.p, f.OUTPUT.bytes.n);
	buf_add(&b, "", 1);
	b.n--;
	return &b;
}

static void says(const char *part)
{
	if (!strstr(told(), part))
		print_error("lacks \"%s\":\n%s", part, told());
	assert_non_null(strstr(told(), part));
}

/* Runs all that is held. */
static void run_held(void)
{
	while (held.n)
		run_next();
}

/* Lets the slave hold these tests, and no more to come. */
static void hold(uint32_t n)
{
	static unsigned char numbers[64];

	for (uint32_t i = 0; i < n; i++)
		put_u32((char *)numbers + 4 * i, i);
	if (!known) {
		queue_open(made.ntests);
	}
	on_tests(&(struct w_TESTS){ .attempt = 1, .tests = { numbers, n } });
}

/* Runs a function in a child that must not come back; its exit status. */
static int in_child(void (*function)(void))
{
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		function();
		_exit(99);
	}
	assert_true(waitpid(pid, &status, 0) == pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static uint64_t seed = 1;
static uint32_t roll(uint32_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((seed >> 33) % n);
}

/* ---- capture ------------------------------------------------------------------------------------- */
/* Feeds bytes in random pieces, and returns what is sent. */
static struct buf *captured(const char *p, size_t n, size_t most)
{
	struct capture k = { 0 };

	master.q.n = 0;
	for (size_t at = 0, len; at < n; at += len) {
		len = 1 + roll((uint32_t)most);
		len = len > n - at ? n - at : len;
		capture_add(&k, p + at, len);
	}
	capture_send(&k, 7, STREAM_OUT);
	capture_free(&k);
	return sent(7, STREAM_OUT);
}

TEST(output_within_the_limit_is_kept_whole)
{
	char text[200];

	for (int i = 0; i < 500; i++) {
		size_t n = roll(sizeof text);
		struct buf *b;
		for (size_t k = 0; k < n; k++)
			text[k] = (char)roll(256);
		config.output_limit = n + roll(20) + 1;
		b = captured(text, n, 1 + roll(80));
		assert_true(n > 2 * (size_t)(config.output_limit / 2) || (b->n == n && !memcmp(b->p, text, n)));
	}
}

TEST(a_limit_above_all_memory_keeps_everything)
{
	config.output_limit = (uint64_t)1 << 40;
	assert_int_equal(captured("some words", 10, 3)->n, 10);
	config.output_limit = (uint64_t)1 << 33;	/* its half has no bit left in 32 */
	assert_int_equal(captured("some words", 10, 3)->n, 10);
}

/* What -s has sent by now, as one text; the queue is empty again. */
static const char *live_sent(size_t *n)
{
	static struct buf b;
	union frame f;

	b.n = 0;
	for (uint32_t i = 0; queued(i, &f); i++) {
		assert_int_equal(f.type, MSG_OUTPUT);
		assert_int_equal(f.OUTPUT.live, 1);
		assert_true(f.OUTPUT.bytes.n > 0 && f.OUTPUT.bytes.n <= FRAME_MAX / 2);
		buf_add(&b, f.OUTPUT.bytes.p, f.OUTPUT.bytes.n);
	}
	master.q.n = master.sent = 0;
	*n = b.n;
	buf_add(&b, "", 1);
	return b.p;
}

TEST(live_output_is_whole_lines_in_pieces_that_a_frame_holds)
{
	struct buf big = { 0 };
	size_t n;

	config.live = true;
	attempt.open = 0;
	master.out = 1000000;		/* frames are queued, and go nowhere */
	live_add(&attempt, STREAM_OUT, "one\ntw", 6, false);
	assert_string_equal(live_sent(&n), "one\n");
	live_add(&attempt, STREAM_OUT, "o", 1, false);
	assert_string_equal(live_sent(&n), "");
	live_add(&attempt, STREAM_OUT, "\nthree", 6, false);
	assert_string_equal(live_sent(&n), "two\n");
	live_add(&attempt, STREAM_OUT, "", 0, true);
	assert_string_equal(live_sent(&n), "three");
	for (uint32_t i = 0; i < 400000; i++)
		buf_printf(&big, "%u,%s", (unsigned)i, i % 1000 ? "" : "\n");
	live_add(&attempt, STREAM_OUT, big.p, big.n, true);
	assert_memory_equal(live_sent(&n), big.p, big.n);
	assert_int_equal(n, big.n);
	live_add(&attempt, STREAM_OUT, big.p, 70000, false);	/* an endless line does not wait */
	live_sent(&n);
	live_add(&attempt, STREAM_OUT, "", 0, true);
	buf_free(&big);
}

TEST(of_longer_output_the_first_and_the_last_half_are_kept)
{
	char text[5000], want[6000];

	for (int i = 0; i < 2000; i++) {
		size_t half = 1 + roll(300), n = 2 * half + 1 + roll((uint32_t)(sizeof text - 2 * half - 1)), m;
		struct buf *b;
		for (size_t k = 0; k < n; k++)
			text[k] = (char)roll(256);
		config.output_limit = 2 * half + roll(2);
		memcpy(want, text, half);
		m = half + (size_t)snprintf(want + half, 100, "\n[muster: %llu bytes are left out here]\n", (unsigned long long)(n - 2 * half));
		memcpy(want + m, text + n - half, half);
		b = captured(text, n, 1 + roll(i & 1 ? 50 : 3000));
		assert_int_equal(b->n, m + half);
		assert_memory_equal(b->p, want, b->n);
	}
}

TEST(with_a_limit_of_0_only_the_cut_is_told)
{
	config.output_limit = 0;
	assert_string_equal(captured("abcdef", 6, 6)->p, "\n[muster: 6 bytes are left out here]\n");
}

TEST(no_output_sends_nothing)
{
	assert_int_equal(captured("", 0, 1)->n, 0);
	assert_int_equal(master.q.n, 0);
}

TEST(a_cleared_capture_keeps_nothing_of_before)
{
	struct capture k = { 0 };

	config.output_limit = 10;
	capture_add(&k, "0123456789abcdefghij", 20);
	capture_clear(&k);
	capture_add(&k, "xyz", 3);
	capture_send(&k, 7, STREAM_OUT);
	assert_string_equal(sent(7, STREAM_OUT)->p, "xyz");
	capture_free(&k);
}

TEST(memory_does_not_grow_with_output)
{
	struct capture k = { 0 };
	static char block[CHUNK];

	config.output_limit = 1 << 20;
	for (int i = 0; i < 2000; i++)
		capture_add(&k, block, sizeof block);
	assert_int_equal(k.total, 2000 * sizeof block);
	assert_true(k.head.cap + k.tail.cap <= 2u << 20);
	capture_free(&k);
}

/* ---- judging ---------------------------------------------------------------------------------- */
#define EXIT(n)		((n) << 8)
#define SIGNAL(n)	(n)

static enum outcome judged_as(const char *kind, const struct props *props, struct child c, const char *tap, struct buf *why)
{
	struct fact f;

	why->n = 0;
	buf_puts(why, "");
	if (!made.ntests)
		program_made("/p/judged", kind, 0);
	suite = &made;
	attempt.tests = xrealloc(attempt.tests, 1, sizeof *attempt.tests);
	attempt.tests[0] = 0;
	reader_open(&attempt.reader, kind_find(&conf, kind), true);
	for (; tap && *tap; tap += strcspn(tap, "\n"), tap += *tap == '\n')
		reader_line(&attempt.reader, tap, strcspn(tap, "\n"), &f);
	return judge_process(&attempt, &c, kind_find(&conf, kind), props, why);
}

static void judges(const char *kind, const char *codes, struct child c, const char *tap, enum outcome want, const char *part)
{
	struct buf why = { 0 };
	struct props *props = props_new();
	enum outcome o;

	props->codes = codes;
	o = judged_as(kind, props, c, tap, &why);
	buf_add(&why, "", 1);
	assert_string_equal(outcome_name(o), outcome_name(want));
	if (!strstr(why.p, part))
		print_error("\"%s\" lacks \"%s\"\n", why.p, part);
	assert_non_null(strstr(why.p, part));
	buf_free(&why);
}
#define ENDED(s) (struct child){ .status = (s) }

TEST(exit_statuses_mean_what_automake_says)
{
	judges("exec", NULL, ENDED(EXIT(0)), NULL, OUT_passed, "");
	judges("exec", NULL, ENDED(EXIT(77)), NULL, OUT_skipped, "");
	judges("exec", NULL, ENDED(EXIT(99)), NULL, OUT_error, "exit status 99");
	judges("exec", NULL, ENDED(EXIT(1)), NULL, OUT_failed, "exit status 1");
	judges("exec", NULL, ENDED(EXIT(127)), NULL, OUT_failed, "exit status 127");
	judges("exec", NULL, ENDED(EXIT(255)), NULL, OUT_failed, "exit status 255");
}

TEST(a_death_by_signal_is_a_crash)
{
	judges("exec", NULL, ENDED(SIGNAL(SIGSEGV)), NULL, OUT_crashed, "SIGSEGV");
	judges("exec", NULL, ENDED(SIGNAL(SIGKILL)), NULL, OUT_crashed, "SIGKILL");
}

TEST(an_exit_status_of_139_is_no_crash)
{
	judges("exec", NULL, ENDED(EXIT(139)), NULL, OUT_failed, "exit status 139");
}

TEST(a_core_is_told)
{
	judges("exec", NULL, ENDED(SIGNAL(SIGABRT) | WCOREFLAG), NULL, OUT_crashed, "core dumped");
}

TEST(what_we_stopped_is_a_timeout_whatever_it_said)
{
	judges("exec", NULL, (struct child){ .stop = STOP_TIMEOUT, .order.timeout = 2000000, .status = EXIT(0) }, NULL, OUT_timeout, "2 s");
	judges("exec", NULL, (struct child){ .stop = STOP_TIMEOUT, .order.timeout = 2000000, .status = SIGNAL(SIGKILL) }, NULL, OUT_timeout, "2 s");
	judges("exec", NULL, (struct child){ .stop = STOP_IDLE, .order.idle = 3000000, .status = SIGNAL(SIGTERM) }, NULL, OUT_timeout, "silence");
}

TEST(what_an_interrupt_stopped_is_lost)
{
	judges("exec", NULL, (struct child){ .stop = STOP_INTERRUPT, .status = EXIT(0) }, NULL, OUT_lost, "interrupted");
}

TEST(an_interrupt_leaves_each_budget_no_more_than_there_is)
{
	int64_t then = now.active;

	assert_int_equal(budget(60000 * MS), 60000 * MS);
	assert_int_equal(budget(0), 0);
	hurry(7000);
	assert_int_equal(budget(60000 * MS), 7000 * MS - FAREWELL);
	assert_int_equal(budget(0), 7000 * MS - FAREWELL);
	assert_int_equal(budget(200 * MS), 200 * MS);
	now.active += 6000 * MS;
	assert_int_equal(budget(60000 * MS), 1000 * MS - FAREWELL);
	hurry(7000);			/* said twice: it has become no more */
	assert_int_equal(budget(60000 * MS), 1000 * MS - FAREWELL);
	now.active += 6000 * MS;
	assert_int_equal(budget(60000 * MS), MS);	/* 0 would be for ever */
	assert_int_equal(budget(0), MS);
	now.active = then;
	ending.how = GOES_ON;
}

TEST(what_could_not_be_started_is_an_error)
{
	judges("exec", NULL, (struct child){ .exec_errno = ENOENT, .exec_step = "cannot start it" }, NULL, OUT_error, "cannot start it: ");
}

TEST(codes_of_a_section_go_before_those_of_the_kind)
{
	judges("exec", "3:skipped 0:failed", ENDED(EXIT(3)), NULL, OUT_skipped, "");
	judges("exec", "3:skipped 0:failed", ENDED(EXIT(0)), NULL, OUT_failed, "");
	judges("exec", "3:skipped 0:failed", ENDED(EXIT(77)), NULL, OUT_failed, "");
}

TEST(pytest_statuses_mean_what_pytest_says)
{
	judges("pytest", NULL, ENDED(EXIT(0)), "\026start a\037\n\026passed a\037\n", OUT_passed, "");
	judges("pytest", NULL, ENDED(EXIT(5)), NULL, OUT_skipped, "");
	judges("pytest", NULL, ENDED(EXIT(2)), NULL, OUT_error, "exit status 2");
	judges("pytest", NULL, ENDED(EXIT(4)), NULL, OUT_error, "exit status 4");
}

TEST(failed_tests_of_pytest_are_a_failure)
{
	judges("pytest", NULL, ENDED(EXIT(1)), "\026start a\037\n\026failed a\037why\n", OUT_failed, "1 of 1 failed");
	judges("pytest", NULL, ENDED(EXIT(1)), "\026start a\037\n\026passed a\037\n", OUT_failed, "exit status 1");
}

TEST(a_program_that_says_nothing_of_its_tests_has_no_result)
{
	static const char *const kinds[] = { "pytest", "gtest", "catch2", "libtest", "go", "glib", "criterion" };

	for (size_t i = 0; i < COUNT(kinds); i++) {
		judges(kinds[i], NULL, ENDED(EXIT(0)), "words\n", OUT_error, "no result");
		judges(kinds[i], NULL, ENDED(EXIT(1)), NULL, OUT_error, "exit status 1");
		judges(kinds[i], NULL, ENDED(SIGNAL(SIGSEGV)), NULL, OUT_crashed, "killed by SIGSEGV");
	}
	judges("exec", NULL, ENDED(EXIT(0)), NULL, OUT_passed, "");
}

TEST(tap_and_the_exit_status_are_combined_worst_of_both)
{
	judges("tap", NULL, ENDED(EXIT(0)), "1..1\nok 1\n", OUT_passed, "");
	judges("tap", NULL, ENDED(EXIT(0)), "1..2\nok 1\nnot ok 2\n", OUT_failed, "1 of 2 failed");
	judges("tap", NULL, ENDED(EXIT(1)), "1..2\nok 1\nnot ok 2\n", OUT_failed, "1 of 2 failed");
	judges("tap", NULL, ENDED(EXIT(3)), "1..1\nok 1\n", OUT_failed, "exit status 3");
	judges("tap", NULL, ENDED(EXIT(0)), "1..2\nok 1\n", OUT_error, "planned 2");
	judges("tap", NULL, ENDED(EXIT(1)), "1..2\nok 1\n", OUT_error, "planned 2");
	judges("tap", NULL, ENDED(EXIT(255)), "1..2\nBail out! x\n", OUT_error, "bailed out");
	judges("tap", NULL, ENDED(EXIT(0)), "", OUT_error, "no plan");
	judges("tap", NULL, ENDED(SIGNAL(SIGSEGV)), "1..1\nok 1\n", OUT_crashed, "SIGSEGV");
}

TEST(tap_that_skips_all_is_skipped)
{
	judges("tap", NULL, ENDED(EXIT(0)), "1..0 # SKIP no hw\n", OUT_skipped, "no hw");
	judges("tap", NULL, ENDED(EXIT(1)), "1..0 # SKIP no hw\n", OUT_failed, "exit status 1");
}

TEST(a_case_is_judged_by_its_result_and_its_process)
{
	static const struct { enum said said; bool failed; enum outcome said_what, process, want; } rows[] = {
		{ SAID, false, OUT_passed, OUT_passed, OUT_passed }, { SAID, false, OUT_failed, OUT_passed, OUT_failed },
		{ SAID, false, OUT_failed, OUT_failed, OUT_failed }, { SAID, false, OUT_skipped, OUT_passed, OUT_skipped },
		{ SAID, false, OUT_passed, OUT_failed, OUT_error }, { SAID, true, OUT_passed, OUT_failed, OUT_passed },
		{ SAID, false, OUT_passed, OUT_crashed, OUT_crashed }, { SAID, false, OUT_passed, OUT_timeout, OUT_timeout },
		{ SAID, false, OUT_failed, OUT_crashed, OUT_crashed }, { NOT_SAID, false, OUT_passed, OUT_passed, OUT_error },
		{ NOT_SAID, false, OUT_passed, OUT_failed, OUT_error }, { NOT_SAID, false, OUT_passed, OUT_skipped, OUT_error },
		{ NOT_SAID, false, OUT_passed, OUT_crashed, OUT_crashed }, { NOT_SAID, false, OUT_passed, OUT_timeout, OUT_timeout },
		{ NOT_SAID, false, OUT_passed, OUT_error, OUT_error }, { NOT_SAID, false, OUT_passed, OUT_lost, OUT_lost } };

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf why = { 0 };
		attempt = (struct attempt){ .n = 1, .said = rows[i].said, .failed = rows[i].failed, .outcome = rows[i].said_what, .open = NONE };
		reader_open(&attempt.reader, kind_find(&conf, "gtest"), false);
		attempt.reader.ended = true;
		assert_string_equal(outcome_name(judge_case(&attempt, rows[i].process, &why)), outcome_name(rows[i].want));
		buf_free(&why);
	}
}

TEST(a_case_without_a_result_says_so)
{
	struct buf why = { 0 };

	attempt = (struct attempt){ .n = 1, .open = NONE };
	reader_open(&attempt.reader, kind_find(&conf, "gtest"), false);
	judge_case(&attempt, OUT_passed, &why);
	assert_non_null(strstr(why.p, "no result"));
	buf_free(&why);
}

TEST(an_expected_failure_is_no_failure)
{
	static const struct { enum outcome is, want, strict; } rows[] = {
		{ OUT_passed, OUT_xpassed, OUT_failed }, { OUT_failed, OUT_xfailed, OUT_xfailed }, { OUT_crashed, OUT_xfailed, OUT_xfailed },
		{ OUT_skipped, OUT_skipped, OUT_skipped }, { OUT_error, OUT_error, OUT_error }, { OUT_timeout, OUT_timeout, OUT_timeout },
		{ OUT_lost, OUT_lost, OUT_lost } };

	for (size_t i = 0; i < COUNT(rows); i++)
		for (int strict = 0; strict < 2; strict++) {
			struct buf why = { 0 };
			struct props *props = props_new();
			props->xfail = "bug 1234";
			props->strict = (uint8_t)strict;
			assert_string_equal(outcome_name(judge_expected(props, rows[i].is, &why)), outcome_name(strict ? rows[i].strict : rows[i].want));
			assert_int_equal(why.n && strstr(why.p, "bug 1234"), rows[i].is != (strict ? rows[i].strict : rows[i].want));
			buf_free(&why);
		}
}

TEST(without_an_expectation_nothing_changes)
{
	struct props *props = props_new();
	struct buf why = { 0 };

	for (int o = 0; o < OUT_COUNT; o++)
		assert_int_equal(judge_expected(props, (enum outcome)o, &why), o);
	assert_int_equal(why.n, 0);
}

/* ---- commands --------------------------------------------------------------------------------- */
/* Each word followed by |; the root is written as ROOT. */
static void command_is(char **argv, const char *want)
{
	struct buf b = { 0 };
	size_t n = strlen(root_path());

	buf_puts(&b, "");
	for (; *argv; argv++)
		if (n > 1 && !strncmp(*argv, root_path(), n) && (*argv)[n] == '/')
			buf_printf(&b, "ROOT%s|", *argv + n);
		else
			buf_printf(&b, "%s|", *argv);
	assert_string_equal(b.p, want);
	buf_free(&b);
}

TEST(a_program_is_started_by_its_path)
{
	struct props *props = props_new();
	struct attempt a = attempt_at(1);

	command_is(command_of(program_made("t/x", "exec", 0), 1, NULL, props, &a), "t/x|");
	command_is(command_of(program_made("/abs/x", "exec", 0), 1, NULL, props, &a), "/abs/x|");
}

TEST(a_program_here_is_not_looked_for_in_path)
{
	struct props *props = props_new();
	struct attempt a = attempt_at(1);

	command_is(command_of(program_made("x", "exec", 0), 1, NULL, props, &a), "./x|");
}

TEST(a_path_with_blanks_is_one_word)
{
	struct props *props = props_new();
	struct attempt a = attempt_at(1);

	command_is(command_of(program_made("t/a 'b", "exec", 0), 1, NULL, props, &a), "t/a 'b|");
}

TEST(args_stand_behind_the_program)
{
	struct props *props = props_new();
	struct attempt a = attempt_at(1);

	props->args = "--verbose 'a b'";
	command_is(command_of(program_made("t/x", "exec", 0), 1, NULL, props, &a), "t/x|--verbose|a b|");
}

TEST(an_interpreter_stands_before_the_program)
{
	struct program *p = program_made("t/x.t", "tap", 0);
	struct attempt a = attempt_at(1);

	p->start = "perl -w";
	command_is(command_of(p, 1, NULL, props_new(), &a), "perl|-w|t/x.t|");
}

TEST(a_case_is_spelled_as_its_program_wants_it)
{
	static const struct { const char *kind, *name, *want; } cases[] = { { "gtest", "A.b:c-d", "A.b?c?d" }, { "gtest", "A.b/0", "A.b/0" },
		{ "gtest", ":", "?" }, { "catch2", "exclude:a,exclude:", "*xclude:a\\,exclude:" }, { "catch2", "exclude", "exclude" },
		{ "catch2", "[a]", "\\[a\\]" }, { "go", "TestA.b", "TestA\\.b" }, { "libtest", "a::b", "a::b" } };

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b = { 0 };
		name_add(&b, kind_find(&conf, cases[i].kind), cases[i].name);
		buf_add(&b, "", 1);
		assert_string_equal(b.p, cases[i].want);
		buf_free(&b);
	}
}

TEST(a_command_of_ones_own_has_the_absolute_path)
{
	struct program *p = program_made("t/x", "exec", 0);
	struct props *props = props_new();
	struct attempt a = attempt_at(1);

	if (strlen(root_path()) < 2)
		skip();
	p->start = "perl";
	props->command = "valgrind --log=%p.log %p -v";
	props->args = "x";
	assert_non_null(strstr(command_of(p, 1, NULL, props, &a)[1], "/t/x.log"));
	props->command = "sh %p";
	command_is(command_of(p, 1, NULL, props, &a), "sh|ROOT/t/x|x|");
}

TEST(elsewhere_the_path_is_absolute)
{
	static const char *const places[] = { "program", "tmp", "/" };
	struct program *p = program_made("t/x", "exec", 0);
	struct attempt a = attempt_at(1);

	if (strlen(root_path()) < 2)
		skip();
	for (size_t i = 0; i < COUNT(places); i++) {
		struct props *props = props_new();
		props->cwd = places[i];
		command_is(command_of(p, 1, NULL, props, &a), "ROOT/t/x|");
	}
}

TEST(a_wrapper_stands_before_everything)
{
	struct props *props = props_new();
	struct attempt a = attempt_at(1);

	if (strlen(root_path()) < 2)
		skip();
	config.wrapper = str_of("nice -n 5");
	command_is(command_of(program_made("t/x", "exec", 0), 1, NULL, props, &a), "nice|-n|5|ROOT/t/x|");
}

TEST(one_case_is_named)
{
	struct program *p = program_made("/p/x", "gtest", 3);
	struct attempt a = attempt_at(1);

	command_is(command_of(p, 1, p->kind->run, props_new(), &a), "/p/x|--gtest_filter=S.c0|--gtest_color=no|--gtest_print_time=1|");
}

TEST(cases_of_a_batch_are_joined)
{
	struct program *p = program_made("/p/x", "gtest", 3);
	struct attempt a = attempt_at(3);

	command_is(command_of(p, 1, p->kind->run, props_new(), &a), "/p/x|--gtest_filter=S.c0:S.c1:S.c2|--gtest_color=no|--gtest_print_time=1|");
}

TEST(a_list_command_names_no_case)
{
	struct program *p = program_made("/p/x", "gtest", 3);

	command_is(command_of(p, 1, p->kind->list, props_new(), NULL), "/p/x|--gtest_list_tests|");
}

TEST(a_name_of_odd_bytes_is_one_word)
{
	struct program *p = program_made("/p/x", "gtest", 1);
	struct attempt a = attempt_at(1);

	free((char *)(uintptr_t)made.tests[0].id);
	made.tests[0].id = xstrdup("/p/x::a b'\"\\%n%p c");
	command_is(command_of(p, 1, p->kind->run, props_new(), &a), "/p/x|--gtest_filter=a b'\"\\%n%p c|--gtest_color=no|--gtest_print_time=1|");
}

TEST(a_command_may_have_many_words)
{
	struct program *p = program_made("/p/x", "exec", 0);
	struct props *props = props_new();
	struct attempt a = attempt_at(1);
	char args[801];
	size_t n = 0;

	for (size_t i = 0; i < 400; i++)
		memcpy(args + 2 * i, "x ", 3);
	props->args = args;
	for (char **w = command_of(p, 1, NULL, props, &a); *w; w++)
		n++;
	assert_int_equal(n, 401);
}

TEST(directories_are_as_configured)
{
	struct program *p = program_made("t/sub/x", "exec", 0), *here;
	struct props *props = props_new();

	assert_null(directory_of(p, props));
	props->cwd = "root";
	assert_null(directory_of(p, props));
	props->cwd = "program";
	assert_string_equal(directory_of(p, props), "t/sub");
	props->cwd = "/somewhere";
	assert_string_equal(directory_of(p, props), "/somewhere");
	here = program_made("x", "exec", 0);
	props->cwd = "program";
	assert_string_equal(directory_of(here, props), ".");
}

TEST(a_program_at_the_root_is_in_the_root)
{
	struct program *p = program_made("/x", "exec", 0);
	struct props *props = props_new();

	props->cwd = "program";
	assert_string_equal(directory_of(p, props), "/");
}

/* ---- environment ------------------------------------------------------------------------------ */
/* The value of a variable that stands there just once; NULL: it does not stand there. */
static const char *value_in(char **env, const char *name)
{
	const char *value = NULL;
	size_t n = strlen(name);

	for (; *env; env++)
		if (!strncmp(*env, name, n) && (*env)[n] == '=') {
			assert_null(value);
			value = *env + n + 1;
		}
	return value;
}

static void variable_is(char **env, const char *name, const char *want)
{
	const char *value = value_in(env, name);

	assert_non_null(value);
	assert_string_equal(value, want);
}

TEST(a_test_is_told_who_it_is)
{
	struct program *p = program_made("t/x", "gtest", 2);
	struct attempt a = attempt_at(1);
	char **env = environment_of(p->kind, props_new(), &a);

	variable_is(env, "MUSTER_SLAVE", "slave00");
	variable_is(env, "MUSTER_APPLIANCE", "board1");
	variable_is(env, "MUSTER_TAGS", "arm64 gpu");
	variable_is(env, "MUSTER_TEST", "t/x::S.c0");
	variable_is(env, "MUSTER_ATTEMPT", "1");
}

TEST(a_batch_is_told_its_program)
{
	struct program *p = program_made("t/x", "gtest", 3);
	struct attempt a = attempt_at(3);

	variable_is(environment_of(p->kind, props_new(), &a), "MUSTER_TEST", "t/x");
}

TEST(each_attempt_has_its_number)
{
	struct program *p = program_made("t/x", "exec", 0);
	struct props *props = props_new();
	struct attempt a = attempt_at(1);

	variable_is(environment_of(p->kind, props, &a), "MUSTER_ATTEMPT", "1");
	a.attempt = 2;
	variable_is(environment_of(p->kind, props, &a), "MUSTER_ATTEMPT", "2");
	a.attempt = 1;
	variable_is(environment_of(p->kind, props, &a), "MUSTER_ATTEMPT", "1");
}

TEST(each_test_has_its_name)
{
	struct program *p = program_made("t/x", "gtest", 2);
	struct props *props = props_new();
	struct attempt a = attempt_at(1);
	uint32_t second[] = { 1 };

	variable_is(environment_of(p->kind, props, &a), "MUSTER_TEST", "t/x::S.c0");
	a.tests = second;
	variable_is(environment_of(p->kind, props, &a), "MUSTER_TEST", "t/x::S.c1");
}

TEST(what_lasts_of_an_environment_is_made_once_and_anew_when_ours_changes)
{
	struct program *p = program_made("t/x", "gtest", 2);
	struct props *props = props_new(), *other = props_new();
	struct attempt a = attempt_at(1);

	environment_set();
	assert_null(value_in(environment_of(p->kind, props, &a), "ODD_ONE"));
	setenv("ODD_ONE", "1", 1);
	assert_null(value_in(environment_of(p->kind, props, &a), "ODD_ONE"));
	variable_is(environment_of(p->kind, other, &a), "ODD_ONE", "1");
	variable_is(environment_of(p->kind, props, &a), "ODD_ONE", "1");
	setenv("ODD_ONE", "2", 1);
	environment_set();
	variable_is(environment_of(p->kind, props, &a), "ODD_ONE", "2");
	variable_is(environment_of(NULL, NULL, NULL), "ODD_ONE", "2");
	unsetenv("ODD_ONE");
	environment_set();
	assert_null(value_in(environment_of(NULL, NULL, NULL), "ODD_ONE"));
}

TEST(what_a_muster_around_us_set_is_set_anew_and_its_other_variables_are_passed_on)
{
	struct program *p = program_made("t/x", "exec", 0);
	struct attempt a = attempt_at(1);
	char **env;

	setenv("MUSTER_TEST", "outer", 1);
	setenv("MUSTER_OTHER", "outer", 1);
	env = environment_of(p->kind, props_new(), &a);
	variable_is(env, "MUSTER_TEST", "t/x");
	variable_is(env, "MUSTER_OTHER", "outer");
	assert_null(value_in(environment_of(p->kind, props_new(), NULL), "MUSTER_TEST"));
	unsetenv("MUSTER_TEST");
	unsetenv("MUSTER_OTHER");
}

TEST(what_steers_a_framework_from_outside_is_removed_for_its_kind)
{
	struct program *g = program_made("t/g", "gtest", 1);
	struct attempt a = attempt_at(1);
	char **env;

	setenv("GTEST_FILTER", "none", 1);
	setenv("GTEST_TOTAL_SHARDS", "4", 1);
	env = environment_of(g->kind, props_new(), &a);
	assert_null(value_in(env, "GTEST_FILTER"));
	assert_null(value_in(env, "GTEST_TOTAL_SHARDS"));
	variable_is(environment_of(kind_find(&conf, "exec"), props_new(), &a), "GTEST_FILTER", "none");
	unsetenv("GTEST_FILTER");
	unsetenv("GTEST_TOTAL_SHARDS");
}

TEST(what_is_written_down_is_not_removed_for_a_kind)
{
	static const char env[] = "GTEST_SHUFFLE=1";
	struct program *p = program_made("t/g", "gtest", 1);
	struct attempt a = attempt_at(1);
	char **v;

	setenv("GTEST_FILTER", "none", 1);
	config.env = (struct str){ env, sizeof env };
	environment_set();
	v = environment_of(p->kind, props_new(), &a);
	variable_is(v, "GTEST_SHUFFLE", "1");
	assert_null(value_in(v, "GTEST_FILTER"));
	unsetenv("GTEST_FILTER");
	unsetenv("GTEST_SHUFFLE");
}

TEST(what_an_appliance_removes_is_removed_of_env_too)
{
	struct buf error = { 0 };
	static const char text[] = "[env]\nMT_A = 1\nMT_B = 2\n";

	conf_free(&conf);
	assert_true(conf_parse(&conf, "muster.conf", text, sizeof text - 1, &error));
	appliance.unset = "MT_A";
	environment_set();
	assert_null(getenv("MT_A"));
	assert_string_equal(getenv("MT_B"), "2");
	unsetenv("MT_B");
}

TEST(a_kind_sets_its_variables)
{
	struct program *p = program_made("t/x.t", "tap", 0);
	struct attempt a = attempt_at(1);

	setenv("HARNESS_ACTIVE", "no", 1);
	variable_is(environment_of(p->kind, props_new(), &a), "HARNESS_ACTIVE", "1");
	unsetenv("HARNESS_ACTIVE");
}

TEST(variables_of_a_section_are_set)
{
	struct program *p = program_made("t/x", "exec", 0);
	struct props *props = props_new();
	struct attempt a = attempt_at(1);
	char **env;

	setenv("MT_A", "outer", 1);
	buf_add(&props->env, "MT_A=inner\0MT_B=x=y", 20);
	env = environment_of(p->kind, props, &a);
	variable_is(env, "MT_A", "inner");
	variable_is(env, "MT_B", "x=y");
	unsetenv("MT_A");
	buf_free(&props->env);
}

TEST(a_later_section_sets_a_variable_anew)
{
	struct program *p = program_made("t/x", "exec", 0);
	struct props *props = props_new();
	struct attempt a = attempt_at(1);

	buf_add(&props->env, "MT_A=one\0MT_A=two", 18);
	variable_is(environment_of(p->kind, props, &a), "MT_A", "two");
	buf_free(&props->env);
}

TEST(variables_of_a_section_are_removed)
{
	struct program *p = program_made("t/x", "exec", 0);
	struct props *props = props_new();
	struct attempt a = attempt_at(1);
	char **env;

	setenv("MT_A", "1", 1);
	setenv("MT_B", "1", 1);
	props->unset = "DISPLAY MT_A*";
	env = environment_of(p->kind, props, &a);
	assert_null(value_in(env, "MT_A"));
	variable_is(env, "MT_B", "1");
	unsetenv("MT_A");
	unsetenv("MT_B");
}

TEST(all_other_variables_are_passed_on)
{
	struct program *p = program_made("t/x", "exec", 0);
	struct attempt a = attempt_at(1);
	char **env;

	setenv("MT_EMPTY", "", 1);
	setenv("MT_TEXT", "a = b\n", 1);
	env = environment_of(p->kind, props_new(), &a);
	variable_is(env, "MT_EMPTY", "");
	variable_is(env, "MT_TEXT", "a = b\n");
	variable_is(env, "PATH", getenv("PATH"));
	unsetenv("MT_EMPTY");
	unsetenv("MT_TEXT");
}

IN_BASE(a_test_has_a_tmpdir_of_its_own)
{
	struct program *p = program_made("t/x", "exec", 0);
	struct attempt a = attempt_at(1);
	char **env;

	setenv("TMPDIR", "/outer", 1);
	at_base();
	env = environment_of(p->kind, props_new(), &a);
	assert_int_equal(strncmp(value_in(env, "TMPDIR"), base, strlen(base)), 0);
	assert_string_equal(value_in(env, "TMPDIR"), tmp.path);
	unsetenv("TMPDIR");
}

IN_BASE(a_new_tmpdir_is_the_one_that_is_told)
{
	struct program *p = program_made("t/x", "exec", 0);
	struct props *props = props_new();
	struct attempt a = attempt_at(1);
	char **env;

	at_base();
	environment_of(p->kind, props, &a);
	close(open(in("slave00.touched"), O_CREAT, 0600));
	*tmp.path = 0;
	env = environment_of(p->kind, props, &a);
	variable_is(env, "TMPDIR", tmp_ready(NULL));
}

TEST(where_there_is_no_place_for_files_tmpdir_is_the_callers)
{
	struct program *p = program_made("t/x", "exec", 0);
	struct attempt a = attempt_at(1);

	setenv("TMPDIR", "/outer", 1);
	variable_is(environment_of(p->kind, props_new(), &a), "TMPDIR", "/outer");
	unsetenv("TMPDIR");
}

TEST(variables_are_set_in_the_order_conf_appliance_command_line)
{
	static const char text[] = "[env]\nMT_A = conf\nMT_B = conf\nMT_C = conf\n";
	struct buf error = { 0 };

	assert_true(conf_parse(&conf, "muster.conf", text, sizeof text - 1, &error));
	buf_add(&appliance.env, "MT_B=appliance\0MT_C=appliance", 30);
	config.env = (struct str){ "MT_C=line=1\0", 12 };
	environment_set();
	assert_string_equal(getenv("MT_A"), "conf");
	assert_string_equal(getenv("MT_B"), "appliance");
	assert_string_equal(getenv("MT_C"), "line=1");
	unsetenv("MT_A");
	unsetenv("MT_B");
	unsetenv("MT_C");
}

TEST(an_appliance_removes_variables)
{
	setenv("MT_A", "1", 1);
	setenv("MT_AB", "1", 1);
	setenv("MT_C", "1", 1);
	appliance.unset = "MT_A*";
	environment_set();
	assert_null(getenv("MT_A"));
	assert_null(getenv("MT_AB"));
	assert_non_null(getenv("MT_C"));
	unsetenv("MT_C");
}

TEST(the_first_variable_there_is_can_be_removed_too)
{
	static char one[] = "MT_A=1", two[] = "MT_B=1", three[] = "MT_AB=1";
	char *few[] = { one, two, three, NULL }, **all = environ;
	bool gone, there;

	environ = few;
	appliance.unset = "MT_A*";
	environment_set();
	gone = !getenv("MT_A") && !getenv("MT_AB");
	there = getenv("MT_B");
	environ = all;
	assert_true(gone);
	assert_true(there);
}

TEST(what_the_master_remembers_of_an_environment_is_not_that_of_its_slaves)
{
	struct program *p = program_made("t/x", "gtest", 1);
	struct props *props = props_new();
	struct attempt a = attempt_at(1);

	config.slave = config.appliance = str_of("");	/* the master lists the program */
	environment_set();
	variable_is(environment_of(p->kind, props, NULL), "MUSTER_SLAVE", "master");
	config.slave = str_of("slave00");		/* it forks a slave, which is configured */
	config.appliance = str_of("board1");
	environment_set();
	variable_is(environment_of(p->kind, props, &a), "MUSTER_SLAVE", "slave00");
	variable_is(environment_of(p->kind, props, &a), "MUSTER_APPLIANCE", "board1");
}

/* ---- temporary directories ----------------------------------------------------------------------- */
IN_BASE(the_directory_of_a_run_is_locked_though_another_run_looks_at_it_now)
{
	int told[2], fd = open(base, O_RDONLY | O_DIRECTORY), again;
	char byte;
	pid_t pid;

	assert_int_equal(pipe(told), 0);
	if (!(pid = fork())) {
		int theirs = open(base, O_RDONLY | O_DIRECTORY);
		if (flock(theirs, LOCK_EX | LOCK_NB) || write(told[1], "", 1) != 1)
			_exit(1);
		nap(50);
		_exit(0);
	}
	assert_int_equal(read(told[0], &byte, 1), 1);
	assert_true(temp_lock(fd));
	again = open(base, O_RDONLY | O_DIRECTORY);
	assert_int_equal(flock(again, LOCK_EX | LOCK_NB), -1);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	close(again);
	close(fd);
	close(told[0]);
	close(told[1]);
}

TEST(locks_are_believed_only_where_no_other_machine_can_be)
{
	int p[2];

	assert_int_equal(pipe(p), 0);
	assert_false(is_local(p[0]));
	assert_false(is_local(-1));
	close(p[0]);
	close(p[1]);
#ifdef __linux__
	p[0] = memfd_create("tmpfs", MFD_CLOEXEC);
	assert_true(is_local(p[0]));
	close(p[0]);
#endif
}

IN_BASE(runs_go_only_where_this_user_alone_may_write)
{
	struct stat st;
	bool old;
	int fd;

	if (geteuid()) {
		assert_int_equal(place_open("/", &old), -1);
	} else {
		assert_int_equal(mkdir(in("other"), 0711) || chown(in("other"), 65534, 65534), 0);
		assert_int_equal(place_open(in("other"), &old), -1);
	}
	assert_int_equal(errno, EPERM);
	assert_int_equal(mkdir(in("open"), 0711) || chmod(in("open"), 0713), 0);
	assert_int_equal(place_open(in("open"), &old), -1);
	assert_int_equal(errno, EPERM);
	assert_int_equal(mkdir(in("mine"), 0700), 0);
	assert_true((fd = place_open(in("mine"), &old)) >= 0);
	assert_true(old);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0711);
	close(fd);
}

/* There is one descriptor: it is for the directory above, and the one of the run cannot be opened. */
IN_BASE(a_run_that_has_no_directory_keeps_no_descriptor_for_it)
{
	const char *outer = getenv("TMPDIR");
	char *was = outer ? strdup(outer) : NULL;
	int spare = dup(0), error;
	struct rlimit limit, few;
	bool made_it;

	close(spare);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	few = limit;
	few.rlim_cur = (rlim_t)spare + 1;
	setenv("TMPDIR", base, 1);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	made_it = temp_make();
	error = errno;
	setrlimit(RLIMIT_NOFILE, &limit);
	was ? setenv("TMPDIR", was, 1) : unsetenv("TMPDIR");
	free(was);
	*temp.place = 0;
	assert_false(made_it);
	assert_int_equal(error, EMFILE);
	assert_int_equal(fcntl(spare, F_GETFD), -1);
}

/* The directory of a run is made in base. */
static bool run_begins(void)
{
	const char *outer = getenv("TMPDIR");
	char *was = outer ? strdup(outer) : NULL;
	bool made_it;

	setenv("TMPDIR", base, 1);
	made_it = temp_make();
	was ? setenv("TMPDIR", was, 1) : unsetenv("TMPDIR");
	free(was);
	return made_it;
}

/* And is not known any more. */
static void run_forgotten(void)
{
	if (temp.above >= 0)
		close(temp.above);
	close(temp.fd);
	temp = (struct temp){ .above = -1, .fd = -1 };
}

IN_BASE(the_directory_of_a_run_goes_with_it_and_with_the_last_one_that_above)
{
	char above[PATH_MAX], path[PATH_MAX + 8];

	assert_true(run_begins());
	snprintf(above, sizeof above, "%s", temp.place);
	snprintf(path, sizeof path, "%s/file", temp.path);
	close(open(path, O_WRONLY | O_CREAT, 0600));
	assert_int_equal(access(path, F_OK), 0);
	temp_remove(NULL);
	assert_int_equal(access(temp.path, F_OK), -1);
	assert_int_equal(access(above, F_OK), -1);
	run_forgotten();
}

IN_BASE(a_place_that_the_last_run_leaves_as_we_come_is_made_anew)
{
	leaving = 3;
	assert_true(run_begins());
	assert_int_equal(leaving, 0);
	assert_int_equal(access(temp.path, F_OK), 0);
	temp_remove(NULL);
	run_forgotten();
}

/* A directory as a run leaves it; may it be swept? */
static bool is_swept(int above, const char *name, mode_t mode)
{
	struct temp t = { .above = above, .fd = -1 };
	bool is;

	snprintf(t.name, sizeof t.name, "%s", name);
	assert_int_equal(mkdirat(above, name, 0700) || fchmodat(above, name, mode, 0), 0);
	is = temp_open(&t);
	if (t.fd >= 0)
		close(t.fd);
	assert_int_equal(unlinkat(above, name, AT_REMOVEDIR), 0);
	return is;
}

IN_BASE(what_killed_runs_left_is_swept_and_nothing_else)
{
	static const char run[] = "0123456789abcdef";
	const char *outer = getenv("MUSTER_RUN");
	char *was = outer ? strdup(outer) : NULL;
	int above = open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (!is_local(above)) {
		close(above);
		skip();
	}
	assert_true(is_swept(above, run, USED));
	assert_true(is_swept(above, run, CLEARED));
	assert_false(is_swept(above, run, BEGUN));
	assert_false(is_swept(above, run, KEPT));
	assert_false(is_swept(above, "0123456789abcde", USED));
	assert_false(is_swept(above, "0123456789abcdef0", USED));
	assert_false(is_swept(above, "my-own-directory", USED));
	setenv("MUSTER_RUN", "fedcba9876543210:0123456789abcdef", 1);	/* we are a test of a test of it */
	assert_false(is_swept(above, run, USED));
	was ? setenv("MUSTER_RUN", was, 1) : unsetenv("MUSTER_RUN");
	free(was);
	close(above);
}

IN_BASE(that_files_alone_were_swept_is_said)
{
	struct buf said = { 0 };
	char room[512];
	int above, p[2];
	pid_t pid;

	assert_int_equal(mkdir(in("0123456789abcdef"), 0711) || chmod(in("0123456789abcdef"), USED), 0);
	above = open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (!is_local(above) || access("/proc/self/environ", R_OK)) {
		close(above);
		skip();
	}
	assert_int_equal(pipe(p), 0);
	if (!(pid = fork())) {
		dup2(p[1], 2);
		temp_sweep(above, base);
		_exit(0);
	}
	close(p[1]);
	for (ssize_t n; (n = read_on(p[0], room, sizeof room)) > 0;)
		buf_add(&said, room, (size_t)n);
	buf_add(&said, "", 1);
	close(p[0]);
	close(above);
	assert_int_equal(wait_for(pid), 0);
	assert_int_equal(access(in("0123456789abcdef"), F_OK), -1);
	assert_non_null(strstr(said.p, "[N-SWEPT]"));
	assert_non_null(strstr(said.p, "0 processes, the files of 1 run\n"));
	buf_free(&said);
}

IN_BASE(a_tmpdir_is_empty_and_private)
{
	struct stat st;

	at_base();
	assert_non_null(tmp_ready(NULL));
	assert_int_equal(stat(tmp.path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(rmdir(tmp.path), 0);
}

IN_BASE(an_untouched_tmpdir_serves_again)
{
	char first[PATH_MAX];

	at_base();
	snprintf(first, sizeof first, "%s", tmp_ready(NULL));
	tmp_check(false);
	assert_string_equal(tmp_ready(NULL), first);
}

/* Is the directory of before gone, and the next another? */
static void tmpdir_is_gone(const char *first)
{
	tmp_check(false);
	assert_int_equal(access(first, F_OK), -1);
	assert_string_not_equal(tmp_ready(NULL), first);
}

static const char *tmpdir_first(void)
{
	static char first[PATH_MAX];

	at_base();
	snprintf(first, sizeof first, "%s", tmp_ready(NULL));
	return first;
}

IN_BASE(a_tmpdir_with_a_file_in_it_is_removed)
{
	const char *first = tmpdir_first();
	char path[PATH_MAX + 8];

	snprintf(path, sizeof path, "%s/file", first);
	close(open(path, O_WRONLY | O_CREAT, 0600));
	assert_int_equal(access(path, F_OK), 0);
	tmpdir_is_gone(first);
}

IN_BASE(a_tmpdir_in_which_a_file_came_and_went_is_removed)
{
	const char *first = tmpdir_first();
	char path[PATH_MAX + 8];

	snprintf(path, sizeof path, "%s/file", first);
	close(open(path, O_WRONLY | O_CREAT, 0600));
	unlink(path);
	tmpdir_is_gone(first);
}

IN_BASE(a_tmpdir_whose_mode_was_changed_is_removed)
{
	const char *first = tmpdir_first();
	struct stat before, st;

	assert_int_equal(stat(first, &before), 0);
	do {		/* until the clock of the file system has moved on */
		assert_int_equal(chmod(first, 0777), 0);
		assert_int_equal(stat(first, &st), 0);
	} while (st.st_ctim.tv_sec == before.st_ctim.tv_sec && st.st_ctim.tv_nsec == before.st_ctim.tv_nsec);
	tmpdir_is_gone(first);
}

IN_BASE(a_tmpdir_that_was_removed_is_made_anew)
{
	const char *first = tmpdir_first();

	rmdir(first);
	tmpdir_is_gone(first);
	assert_int_equal(access(tmp.path, F_OK), 0);
}

IN_BASE(a_tree_in_a_tmpdir_is_removed_whatever_its_modes)
{
	const char *first = tmpdir_first();
	char path[PATH_MAX + 16];

	snprintf(path, sizeof path, "%s/a", first);
	mkdir(path, 0700);
	snprintf(path, sizeof path, "%s/a/b", first);
	mkdir(path, 0700);
	snprintf(path, sizeof path, "%s/a/b/c", first);
	close(open(path, O_WRONLY | O_CREAT, 0));
	snprintf(path, sizeof path, "%s/a/b", first);
	chmod(path, 0);
	snprintf(path, sizeof path, "%s/a", first);
	chmod(path, 0);
	chmod(first, 0);
	tmpdir_is_gone(first);
}

IN_BASE(a_removal_comes_back_to_where_it_was)
{
	struct removal r = { 0 };

	at_base();
	mkdir(in("a"), 0700);
	mkdir(in("a/b"), 0700);
	close(open(in("a/b/c"), O_WRONLY | O_CREAT, 0600));
	buf_puts(&r.path, "top");
	assert_true(tree_remove_at(&r, temp.fd, "a", 0));
	assert_int_equal(r.path.n, 3);		/* so that what stays is told by its name */
	assert_int_equal(access(in("a"), F_OK), -1);
	buf_free(&r.path);
}

IN_BASE(a_tmpdir_of_another_user_is_removed_and_so_is_where_it_was_moved_to)
{
	tmpdir_first();
	tmp.user = us.user + 1;
	close(openat(tmp.fd, "file", O_WRONLY | O_CREAT, 0600));
	scratch_remove(NULL);
	assert_int_equal(rmdir(base), 0);	/* nothing is in it */
	assert_int_equal(mkdir(base, 0700), 0);
}

IN_BASE(a_link_out_of_a_tmpdir_is_not_followed)
{
	const char *first = tmpdir_first();
	char path[PATH_MAX + 16];

	mkdir(in("other"), 0700);
	close(open(in("other/kept"), O_WRONLY | O_CREAT, 0600));
	snprintf(path, sizeof path, "%s/link", first);
	assert_int_equal(symlink(in("other"), path), 0);
	tmpdir_is_gone(first);
	assert_int_equal(access(in("other/kept"), F_OK), 0);
}

IN_BASE(a_tree_deeper_than_descriptors_go_is_removed)
{
	const char *first = tmpdir_first();
	int fd = open(first, O_RDONLY | O_DIRECTORY), down;

	for (int i = 0; i < 400; i++) {
		assert_int_equal(mkdirat(fd, "down", 0700), 0);
		assert_true((down = openat(fd, "down", O_RDONLY | O_DIRECTORY)) >= 0);
		close(openat(fd, "file", O_WRONLY | O_CREAT, 0600));
		fchmod(fd, 0500);
		close(fd);
		fd = down;
	}
	close(fd);
	tmpdir_is_gone(first);
}

#ifdef __linux__
/* In a child: from now on the system has no such call. */
static bool without(uint32_t call)
{
	struct sock_filter rows[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW) };
	struct sock_fprog filter = { COUNT(rows), rows };

	return !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) && !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

/* In a child: nobody else sees its mounts, and openat2 is not there if it is to be so. */
static bool apart(bool old)
{
	return !unshare(CLONE_NEWNS) && !mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) && (!old || without(SYS_openat2));
}

TEST(runs_have_names_of_their_own_where_the_system_draws_no_numbers)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		char one[17], two[17];
		if (!without(SYS_getrandom))
			_exit(77);
		token_make(one);
		nap(2);
		token_make(two);
		_exit(strspn(one, "0123456789abcdef") == 16 && strcmp(one, two) ? 0 : 1);
	}
	status = wait_for(pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

IN_BASE(a_mount_that_comes_after_the_look_is_not_entered)
{
	mkdir(in("m"), 0700);
	mkdir(in("kept"), 0700);
	close(open(in("m/file"), O_WRONLY | O_CREAT, 0600));
	close(open(in("kept/file"), O_WRONLY | O_CREAT, 0600));
	for (int old = 0; old < 2; old++) {
		pid_t pid = fork();
		int status;
		if (!pid) {
			char from[PATH_MAX];
			int at, fd;
			bool full, bad;
			snprintf(from, sizeof from, "%s", in("kept"));
			if (!apart(old))
				_exit(77);
			at = open(base, O_LOOK | O_DIRECTORY);
			bad = is_removed(at, "m", &full) || !full || mount(from, in("m"), NULL, MS_BIND, NULL);
			fd = directory_enter(at, "m");
			_exit(bad ? 2 : fd >= 0 ? 3 : errno == EBUSY ? 0 : 4);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		if (WEXITSTATUS(status) == 77)
			skip();
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	assert_int_equal(access(in("kept/file"), F_OK), 0);
}
#endif

/* The mode of base/name when it has been entered. */
static mode_t mode_entered(int at, const char *name)
{
	struct stat st;
	int fd = directory_enter(at, name);

	assert_true(fd >= 0 && !fstat(fd, &st));
	close(fd);
	return st.st_mode & 07777;
}

IN_BASE(what_is_removed_can_be_written_to_and_no_other_mode_changes)
{
	int at = open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	assert_int_equal(mkdir(in("shut"), 0500) || mkdir(in("open"), 0700) || chmod(in("open"), 0755), 0);
	assert_int_equal(mode_entered(at, "shut"), 0700);
	assert_int_equal(mode_entered(at, "open"), 0755);
	if (!geteuid()) {
		assert_int_equal(mkdir(in("other"), 0500) || chown(in("other"), 65534, 65534), 0);
		assert_int_equal(mode_entered(at, "other"), 0500);
	}
	close(at);
}

IN_BASE(a_kept_tmpdir_stays_and_is_not_used_again)
{
	const char *first = tmpdir_first();

	config.keep = 1;
	tmp_check(false);
	assert_int_equal(access(first, F_OK), 0);
	assert_string_not_equal(tmp_ready(NULL), first);
}

IN_BASE(without_a_place_there_is_no_tmpdir)
{
	assert_null(tmp_ready(NULL));
	at_base();
	rmdir(base);
	assert_null(tmp_ready(NULL));
	tmp_check(false);
}

/* ---- children ---------------------------------------------------------------------------------- */
static struct child kid = CHILD_NONE;
static struct order as;			/* how the next one is started */
static bool can_reap;			/* what this system can, whatever a test says */

static void kid_free(void)
{
	child_free(&kid);
	as = (struct order){ 0 };
	us.reaper |= can_reap;
}

static int kid_none(void **none)
{
	kid_free();
	return fresh(none);
}

static int kid_in_base(void **none)
{
	kid_free();
	return in_base(none);
}

static int kid_out_of_base(void **none)
{
	kid_free();
	return out_of_base(none);
}

/* Starts words, the last NULL. */
static bool starts_it(int alone, ...)
{
	static char *argv[8];
	va_list ap;
	int n = 0;

	va_start(ap, alone);
	while ((argv[n] = va_arg(ap, char *)))
		n++;
	va_end(ap);
	as.argv = argv;
	as.envp = environ;
	as.what = argv[0];
	can_reap |= us.reaper;
	us.reaper = alone && can_reap;	/* the others: as where orphans do not come to us */
	as.alone = us.reaper;
	return child_start(&kid, &as);
}

static void ends(void)
{
	while (kid.step != IDLE)
		turn(&kid, 1);
}

#define NO ((char *)0)
#define SHELL(alone, script) do { assert_true(starts_it(alone, "/bin/sh", "-c", script, NO)); ends(); } while (0)

static void printed(enum stream s, const char *want)
{
	assert_int_equal(kid.kept[s].total, strlen(want));
	assert_memory_equal(kid.kept[s].head.p ? kid.kept[s].head.p : "", want, strlen(want));
}

static void nothing_is_left(void)
{
	assert_true(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
}

KID(a_program_that_succeeds_ends_with_0)
{
	for (int alone = 0; alone < 2; alone++) {
		assert_true(starts_it(alone, "/bin/true", NO));
		ends();
		assert_int_equal(kid.exec_errno, 0);
		assert_true(WIFEXITED(kid.status));
		assert_int_equal(WEXITSTATUS(kid.status), 0);
		assert_int_equal(kid.leaked, 0);
		nothing_is_left();
	}
}

KID(an_exit_status_is_known)
{
	for (int alone = 0; alone < 2; alone++) {
		SHELL(alone, "exit 3");
		assert_true(WIFEXITED(kid.status));
		assert_int_equal(WEXITSTATUS(kid.status), 3);
	}
}

KID(every_exit_status_is_known)
{
	char script[32];

	for (int i = 0; i < 256; i += 51) {
		snprintf(script, sizeof script, "exit %d", i);
		SHELL(true, script);
		assert_int_equal(WEXITSTATUS(kid.status), i);
	}
}

KID(a_death_by_signal_is_known)
{
	for (int alone = 0; alone < 2; alone++) {
		SHELL(alone, "kill -TERM $$");
		assert_true(WIFSIGNALED(kid.status));
		assert_int_equal(WTERMSIG(kid.status), SIGTERM);
	}
}

KID(a_missing_file_is_told)
{
	assert_false(starts_it(true, "/nonexistent/program", NO));
	assert_int_equal(kid.exec_errno, ENOENT);
	assert_string_equal(kid.exec_step, "cannot start it");
	assert_int_equal(kid.step, IDLE);
	nothing_is_left();
}

KID(a_name_that_is_not_in_path_is_told)
{
	assert_false(starts_it(true, "no-such-program-of-muster", NO));
	assert_int_equal(kid.exec_errno, ENOENT);
}

KID(a_name_is_found_in_path)
{
	assert_true(starts_it(true, "true", NO));
	ends();
	assert_int_equal(kid.status, 0);
}

KID(a_file_that_is_no_program_is_told)
{
	assert_false(starts_it(true, "/etc/passwd", NO));
	assert_int_equal(kid.exec_errno, EACCES);
	assert_false(starts_it(true, "/", NO));
	assert_int_equal(kid.exec_errno, EACCES);
}

KID_IN_BASE(an_interpreter_that_is_missing_is_told)
{
	int fd = open(in("x"), O_WRONLY | O_CREAT, 0755);

	assert_int_equal(write(fd, "#!/no/such\n", 11), 11);
	close(fd);
	assert_false(starts_it(true, in("x"), NO));
	assert_int_equal(kid.exec_errno, ENOENT);
}

KID(a_directory_that_is_missing_is_told)
{
	as.dir = "/nonexistent";
	assert_false(starts_it(true, "/bin/true", NO));
	assert_int_equal(kid.exec_errno, ENOENT);
	assert_string_equal(kid.exec_step, "cannot enter its directory");
}

KID_IN_BASE(a_program_runs_in_its_directory)
{
	as.dir = base;
	SHELL(true, "pwd -P >where; test -f where");
	assert_int_equal(kid.status, 0);
	assert_int_equal(access(in("where"), F_OK), 0);
}

KID(after_a_failed_start_the_next_one_works)
{
	assert_false(starts_it(true, "/nonexistent/program", NO));
	assert_true(starts_it(true, "/bin/true", NO));
	ends();
	assert_int_equal(kid.exec_errno, 0);
	assert_int_equal(kid.status, 0);
}

KID(both_streams_are_read_apart)
{
	for (int alone = 0; alone < 2; alone++) {
		SHELL(alone, "echo out; echo err >&2; echo more");
		printed(STREAM_OUT, "out\nmore\n");
		printed(STREAM_ERR, "err\n");
	}
}

KID(much_output_is_read_whole)
{
	for (int alone = 0; alone < 2; alone++) {
		SHELL(alone, "i=0; while [ $i -lt 4000 ]; do echo 0123456789012345678901234567890123456789012345678901234567890123456789; i=$((i+1)); done");
		assert_int_equal(kid.kept[STREAM_OUT].total, 4000 * 71);
	}
}

KID(output_of_one_program_is_not_that_of_the_next)
{
	SHELL(true, "echo one");
	SHELL(true, "echo two");
	printed(STREAM_OUT, "two\n");
}

KID(pipes_serve_again_while_nothing_is_left)
{
	int r;

	if (!us.reaper)
		skip();
	SHELL(true, "echo one");
	r = kid.r[STREAM_OUT];
	assert_true(r >= 0);
	SHELL(true, "echo two");
	assert_int_equal(kid.r[STREAM_OUT], r);
}

KID(a_child_is_a_session_of_its_own)
{
	if (access("/proc/self/stat", R_OK))
		skip();
	SHELL(true, "set -- $(cat /proc/$$/stat); [ \"$5\" = $$ ] && [ \"$6\" = $$ ]");
	assert_int_equal(kid.status, 0);
}

KID(the_environment_is_the_one_that_was_given)
{
	char *env[] = { "MT_ONLY=1", NULL };
	char *argv[] = { "/usr/bin/env", NULL };

	if (access(argv[0], X_OK))
		skip();
	as.argv = argv;
	as.envp = env;
	as.alone = us.reaper;
	assert_true(child_start(&kid, &as));
	ends();
	printed(STREAM_OUT, "MT_ONLY=1\n");
}

/* Lets a child that has ended, and left something, not wait for it any longer. */
static void ends_without_patience(void)
{
	while (kid.step == RUNS)
		turn(&kid, 1);
	if (kid.step == DRAINS) {
		kid.deadline = now.active;
		child_deadline(&kid);
	}
	assert_int_equal(kid.step, IDLE);
}

KID(a_process_left_behind_is_killed_and_counted)
{
	for (int alone = 0; alone < 2; alone++) {
		assert_true(starts_it(alone, "/bin/sh", "-c", "sleep 1000 & exit 0", NO));
		ends_without_patience();
		assert_int_equal(kid.status, 0);
		assert_int_equal(kid.leaked, 1);
		if (us.reaper && alone)
			nothing_is_left();
		children_kill(NULL);
	}
}

KID(two_processes_left_behind_are_two)
{
	if (!us.reaper)
		skip();
	assert_true(starts_it(true, "/bin/sh", "-c", "sleep 1000 & sleep 1000 & exit 0", NO));
	ends_without_patience();
	assert_int_equal(kid.leaked, 2);
	nothing_is_left();
}

KID(a_process_that_fled_from_its_group_is_killed_and_counted)
{
	if (!us.reaper)
		skip();
	assert_true(starts_it(true, "/bin/sh", "-c", "setsid sleep 1000 >/dev/null 2>&1 & exit 0", NO));
	ends_without_patience();
	assert_int_equal(kid.leaked, 1);
	nothing_is_left();
}

KID(a_process_that_ends_soon_is_not_counted)
{
	if (!us.reaper)
		skip();
	SHELL(true, "(exec >/dev/null; true) & exit 0");
	assert_int_equal(kid.leaked, 0);
	nothing_is_left();
}

KID(without_a_reaper_the_end_of_the_pipes_is_the_end)
{
	int64_t until;

	can_reap |= us.reaper;
	us.reaper = false;
	for (int i = 0; i < 20; i++) {		/* whichever comes first: SIGCHLD, or the last of what it printed */
		assert_true(starts_it(false, "/bin/sh", "-c", "head -c 300000 /dev/zero; exit 3", NO));
		while (kid.step == RUNS)
			turn(&kid, 1);
		until = kid.deadline;
		ends();
		assert_true(now.active < until);
		assert_int_equal(kid.leaked, 0);
		assert_int_equal(WEXITSTATUS(kid.status), 3);
	}
}

KID(output_of_a_process_left_behind_is_not_waited_for)
{
	for (int alone = 0; alone < 2; alone++) {
		assert_true(starts_it(alone, "/bin/sh", "-c", "echo out; sleep 1000 & exit 4", NO));
		ends_without_patience();
		assert_int_equal(WEXITSTATUS(kid.status), 4);
		printed(STREAM_OUT, "out\n");
		children_kill(NULL);
	}
}

KID(after_a_leak_the_next_program_has_fresh_pipes)
{
	assert_true(starts_it(true, "/bin/sh", "-c", "sleep 1000 & exit 0", NO));
	ends_without_patience();
	SHELL(true, "echo two");
	printed(STREAM_OUT, "two\n");
}

KID(an_orphan_is_reaped_as_it_dies)
{
	static const char *const dies[] = {
		"p=$( (sleep 1000 >/dev/null 2>&1 & echo $!) ); kill -9 $p",
		"p=$( (setsid sleep 1000 >/dev/null 2>&1 & echo $!) ); kill -9 $p",
		"p=$( (true >/dev/null 2>&1 & echo $!) )",
	};
	char script[400];

	for (size_t i = 0; i < sizeof dies / sizeof *dies; i++) {
		snprintf(script, sizeof script, "%s; n=0; while kill -0 $p 2>/dev/null; do n=$((n + 1)); "
			"[ $n -lt 1000 ] || exit 9; sleep 0.01; done", dies[i]);
		SHELL(true, script);
		assert_int_equal(kid.status, 0);
		assert_int_equal(kid.leaked, 0);
	}
}

/* What a setup hook leaves. */
static void leaves_a_fixture(const char *script)
{
	char *argv[] = { "/bin/sh", "-c", (char *)(uintptr_t)script, NULL };
	static char mark[120];

	snprintf(mark, sizeof mark, "%s%u", hook_mark(), fixtures.hooks + 1);
	as = (struct order){ .argv = argv, .envp = environment_with(environ, mark, NULL), .dir = as.dir, .what = "hook", .hook = true };
	assert_true(child_start(&kid, &as));
	ends();
	as.hook = false;
	assert_int_equal(fixtures.n, 1);
}

KID(beside_a_fixture_what_a_test_leaves_is_seen_and_the_fixture_lives)
{
	static const char *const leaves[] = { "sleep 1000 & exit 0", "setsid sleep 1000 >/dev/null 2>&1 & exit 0" };

	if (!us.reaper)
		skip();
	for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++) {
		leaves_a_fixture("sleep 1000 &");
		assert_true(starts_it(true, "/bin/sh", "-c", leaves[i], NO));
		ends_without_patience();
		assert_int_equal(kid.leaked, 1);
		assert_int_equal(children_list(&(pid_t){ 0 }, 1, is_fixture), 0);
		assert_int_equal(waitpid(-1, NULL, WNOHANG), 0);
		SHELL(true, "true");
		assert_int_equal(kid.leaked, 0);
		fixtures_end(0);
		nothing_is_left();
	}
}

KID_IN_BASE(what_a_fixture_starts_later_is_no_leak)
{
	if (!us.reaper)
		skip();
	as.dir = base;
	leaves_a_fixture("{ while [ ! -e go ]; do sleep 0.01; done; (sleep 1000 & echo $! >went); sleep 1000; } &");
	SHELL(true, ": >go; until [ -s went ]; do sleep 0.01; done");
	assert_int_equal(kid.status, 0);
	assert_int_equal(kid.leaked, 0);
	fixtures_end(0);
	nothing_is_left();
}

KID_IN_BASE(a_fixture_may_begin_a_session_after_its_hook_has_ended)
{
	static const char *const begins[] = {
		"exec setsid sh -c 'echo began >began; exec sleep 1000'",
		"exec setsid sh -c 'echo began >began; while :; do sleep 0.01; done'",
		"exec setsid sh -c '(sleep 1000 & echo began >began)'",		/* as daemons do that fork twice */
		"(setsid sh -c 'echo began >began; exec sleep 1000' &)",	/* whoever starts it is not ours, and gone */
	};
	char script[300];

	if (!us.reaper)
		skip();
	as.dir = base;
	for (size_t i = 0; i < COUNT(begins); i++) {
		snprintf(script, sizeof script, "{ while [ ! -e go ]; do sleep 0.01; done; %s; } &", begins[i]);
		leaves_a_fixture(script);
		SHELL(true, ": >go; until [ -s began ]; do sleep 0.01; done");
		assert_int_equal(kid.status, 0);
		assert_int_equal(kid.leaked, 0);
		assert_true(starts_it(true, "/bin/sh", "-c", "rm go began; sleep 1000 & exit 0", NO));
		ends_without_patience();
		assert_int_equal(kid.leaked, 1);
		assert_int_equal(waitpid(-1, NULL, WNOHANG), 0);	/* the fixture lives */
		fixtures_end(0);
		nothing_is_left();
		as.dir = base;
	}
}

KID_IN_BASE(a_number_that_is_a_new_process_s_is_no_fixture_s)
{
	if (!us.reaper)
		skip();
	leaves_a_fixture("sleep 1000 &");
	assert_non_null(fixture_of(fixtures.of[0].pid));
	fixtures_forget(fixtures.of[0].session);
	assert_non_null(fixture_of(fixtures.of[0].pid));
	fixtures_forget(fixtures.of[0].pid);
	assert_int_equal(fixtures.of[0].pid, 0);
	children_kill(NULL);
}

KID_IN_BASE(a_fixture_that_prints_much_goes_on)
{
	if (!us.reaper)
		skip();
	as.dir = base;
	leaves_a_fixture("{ head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2; : >done; sleep 1000; } &");
	SHELL(true, "until [ -e done ]; do sleep 0.01; done");
	assert_int_equal(kid.status, 0);
	fixtures_end(0);
	assert_int_equal(fcntl(fixtures.of[0].r[STREAM_OUT], F_GETFD), -1);
}

static void a_group_is_killed_with_its_fixture(void)
{
	pid_t leader;

	can_reap |= us.reaper;
	us.reaper = false;
	leaves_a_fixture("sleep 1000 &");
	leader = fixtures.of[0].session;
	assert_true(leader > 1);
	assert_true(is_fixture(leader));	/* nobody reaps it before: its number would be given to others */
	assert_int_equal(kill(-leader, 0), 0);
	fixtures_end(0);
	/* Whoever adopts them reaps them: init, or this process, whatever the test says. */
	for (int i = 0; i < 1000 && !kill(-leader, 0); i++) {
		while (waitpid(-leader, NULL, WNOHANG) > 0)
			continue;
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	}
	assert_int_equal(kill(-leader, 0), -1);
}

KID(without_a_reaper_a_hook_s_group_is_killed_with_its_fixture)
{
	a_group_is_killed_with_its_fixture();
}

KID(without_a_reaper_and_sessions_of_zombies_too)
{
	zombies_are_gone = true;
	a_group_is_killed_with_its_fixture();
	zombies_are_gone = false;
}

TEST(a_signal_says_whether_there_is_whom_to_send_it)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid)
		for (;;)
			pause();
	assert_true(process_kill(pid, 0));
	assert_true(process_kill(pid, SIGKILL));
	wait_for(pid);
	assert_false(process_kill(pid, 0));
}

KID(without_a_reaper_the_group_of_what_ended_is_killed)
{
	pid_t leader;

	can_reap |= us.reaper;
	us.reaper = false;
	assert_true(starts_it(false, "/bin/sh", "-c", "sleep 1000 >/dev/null 2>&1 &", NO));
	leader = kid.pid;
	ends();
	for (int i = 0; i < 500 && !kill(-leader, 0); i++) {
		while (waitpid(-leader, NULL, WNOHANG) > 0)	/* this process adopts, whatever the test says */
			;
		nap(10);
	}
	assert_int_equal(kill(-leader, 0), -1);
}

KID(pipes_that_a_test_changed_do_not_serve_again)
{
	struct pipe_looks before, is;

	if (!us.reaper)
		skip();
	for (int what = 0; what < 4; what++)
		for (int s = 0; s < PIPE_COUNT; s++) {
			SHELL(true, "true");
			before = kid.looks[s];
			assert_true(starts_it(true, "/bin/sh", "-c", "exec sleep 1000", NO));
			switch (what) {
			case 0: assert_int_equal(fchmod(kid.w[s], 0), 0); break;
			case 1: assert_true(fcntl(kid.w[s], F_SETFL, O_NONBLOCK | O_WRONLY) >= 0); break;
			case 2: assert_true(fcntl(kid.w[s], F_SETPIPE_SZ, 4096) >= 0); break;
			case 3: if (geteuid() || fchown(kid.w[s], 1234, (gid_t)-1)) continue; break;
			}
			child_stop(&kid, STOP_TIMEOUT);
			ends();
			SHELL(true, "true");
			is = pipe_look(kid.w[s]);
			assert_memory_equal(&is, &before, sizeof is);
		}
}

KID(what_is_adopted_is_asked_to_end_too)
{
	if (!us.reaper)
		skip();
	as.grace = 1000000 * MS;
	assert_true(starts_it(true, "/bin/sh", "-c", "setsid sh -c 'trap \"echo asked; exit\" TERM; echo up; "
		"while :; do sleep 0.01; done' & exec sleep 1000", NO));
	while (!kid.kept[STREAM_OUT].total)
		turn(&kid, 1);
	child_stop(&kid, STOP_TIMEOUT);
	ends();
	printed(STREAM_OUT, "up\nasked\n");
	assert_int_equal(WTERMSIG(kid.status), SIGTERM);
	assert_int_equal(kid.leaked, 0);
	nothing_is_left();
}

KID(what_is_adopted_has_the_rest_of_the_grace)
{
	int64_t until;

	if (!us.reaper)
		skip();
	as.grace = 1000000 * MS;
	assert_true(starts_it(true, "/bin/sh", "-c", "setsid sh -c 'trap \"\" TERM; echo up; while :; do sleep 1000; done' & "
		"exec sleep 1000", NO));
	while (!kid.kept[STREAM_OUT].total)
		turn(&kid, 1);
	child_stop(&kid, STOP_TIMEOUT);
	until = kid.deadline;
	while (kid.step != DRAINS)
		turn(&kid, 1);
	assert_true(kid.deadline == until);
	now.active = until - 1;
	child_deadline(&kid);
	assert_int_equal(kid.step, DRAINS);
	now.active = until;
	child_deadline(&kid);
	assert_int_equal(kid.step, IDLE);
	assert_true(kid.leaked >= 1);
	nothing_is_left();
}

KID(a_child_over_its_timeout_is_asked_to_end)
{
	as.timeout = 1000 * MS;
	as.grace = 1000000 * MS;
	assert_true(starts_it(true, "/bin/sh", "-c", "exec sleep 1000", NO));
	kid.began -= 999 * MS;
	now.active = kid.began + 1000 * MS;
	child_deadline(&kid);
	assert_int_equal(kid.step, ASKED);
	assert_int_equal(kid.stop, STOP_TIMEOUT);
	ends();
	assert_int_equal(WTERMSIG(kid.status), SIGTERM);
	}

KID(a_child_within_its_timeout_is_left_alone)
{
	as.timeout = 1000000 * MS;
	assert_true(starts_it(true, "/bin/sh", "-c", "exec sleep 1000", NO));
	now.active = kid.began + as.timeout - 1;
	child_deadline(&kid);
	assert_int_equal(kid.step, RUNS);
	child_stop(&kid, STOP_TIMEOUT);
	ends();
}

KID(without_grace_a_child_is_killed_at_once)
{
	as.timeout = 1;
	assert_true(starts_it(true, "/bin/sh", "-c", "trap '' TERM; while :; do sleep 1000; done", NO));
	now.active = kid.began + 1;
	child_deadline(&kid);
	assert_int_equal(kid.step, KILLED);
	ends();
	assert_int_equal(WTERMSIG(kid.status), SIGKILL);
}

KID(a_child_that_does_not_listen_is_killed_after_its_grace)
{
	as.grace = 1000000 * MS;
	assert_true(starts_it(true, "/bin/sh", "-c", "trap '' TERM; echo; while :; do sleep 1000; done", NO));
	while (!kid.kept[STREAM_OUT].total)
		turn(&kid, 1);
	child_stop(&kid, STOP_TIMEOUT);
	assert_int_equal(kid.step, ASKED);
	now.active = kid.deadline - 1;
	child_deadline(&kid);
	assert_int_equal(kid.step, ASKED);
	now.active = kid.deadline;
	child_deadline(&kid);
	assert_int_equal(kid.step, KILLED);
	ends();
	assert_int_equal(WTERMSIG(kid.status), SIGKILL);
}

KID(a_stopped_child_can_be_asked_to_end)
{
	as.grace = 1000000 * MS;
	assert_true(starts_it(true, "/bin/sh", "-c", "kill -STOP $$", NO));
	assert_int_equal(waitid(P_PID, (id_t)kid.pid, &(siginfo_t){ 0 }, WSTOPPED | WNOWAIT), 0);
	child_stop(&kid, STOP_TIMEOUT);
	ends();
	assert_int_equal(WTERMSIG(kid.status), SIGTERM);
}

KID(a_silent_child_is_stopped)
{
	as.idle = 500 * MS;
	assert_true(starts_it(true, "/bin/sh", "-c", "exec sleep 1000", NO));
	kid.spoke = kid.began + 1000 * MS;
	now.active = kid.spoke + 499 * MS;
	child_deadline(&kid);
	assert_int_equal(kid.step, RUNS);
	now.active = kid.spoke + 500 * MS;
	child_deadline(&kid);
	assert_int_equal(kid.stop, STOP_IDLE);
	ends();
}

KID(slowness_is_told_at_each_multiple)
{
	union frame f;
	struct child c = { .step = RUNS, .order.slow = 10 * MS, .order.what = "t/x" };

	master.out = 1000000;		/* messages are queued, and go nowhere */
	c.began = now.active;
	now.active += 9 * MS;
	child_deadline(&c);
	assert_false(queued(0, &f));
	now.active += 1 * MS;
	child_deadline(&c);
	child_deadline(&c);
	assert_true(queued(0, &f));
	assert_int_equal(f.type, MSG_MESSAGE);
	assert_false(queued(1, &f));
	now.active += 10 * MS;
	child_deadline(&c);
	assert_true(queued(1, &f));
}

KID(the_nearest_deadline_is_waited_for)
{
	struct child c = { .step = IDLE };

	assert_true(child_next(&c) < 0);
	c.step = RUNS;
	c.began = c.spoke = now.active;
	assert_true(child_next(&c) < 0);
	c.order.timeout = 500 * MS;
	assert_int_equal(child_next(&c), 500 * MS);
	c.order.idle = 300 * MS;
	assert_int_equal(child_next(&c), 300 * MS);
	c.order.slow = 100 * MS;
	assert_int_equal(child_next(&c), 100 * MS);
	c.slowness = 1;
	assert_int_equal(child_next(&c), 200 * MS);
	c.order.slow = c.order.idle = 0;
	c.order.timeout = 100000 * MS;
	assert_int_equal(child_next(&c), TICK);
	c.began = now.active - 200000 * MS;
	assert_int_equal(child_next(&c), 0);
	c.step = DRAINS;
	c.deadline = now.active + 5 * MS;
	assert_int_equal(child_next(&c), 5 * MS);
}

/* A child that waits for ever, in a session of its own, as all that tests start; or in ours. */
static pid_t waiter(bool apart)
{
	pid_t pid = fork();

	if (!pid) {
		if (apart)
			setsid();
		for (;;)
			pause();
	}
	while (apart && getsid(pid) != pid)
		nap(1);
	return pid;
}

static pid_t kept_alive[1000];
static bool is_kept_alive(pid_t pid)
{
	for (size_t i = 0; i < COUNT(kept_alive); i++)
		if (pid == kept_alive[i])
			return true;
	return false;
}

#ifdef __linux__
static int forks[2], forked[2];		/* a byte: fork now; the number of who was forked */

/* One that forks a child when it is told to. */
static pid_t forker(void)
{
	pid_t pid = fork(), child;
	char c;

	if (pid)
		return pid;
	while (read(forks[0], &c, 1) == 1) {
		child = fork();
		if (!child)
			for (;;)
				pause();
		if (write(forked[1], &child, sizeof child) < 0)
			_exit(1);
	}
	_exit(0);
}

static pid_t late_child;		/* 0: none was stopped: there may be no /proc */
static bool late_stopped;

/* The first that is to be stopped is a little faster. */
static void sends(pid_t pid, int sig)
{
	(void)pid;
	if (sig == SIGSTOP && !late_child && (write(forks[1], "", 1) != 1 || read_on(forked[0], &late_child, sizeof late_child) < 0))
		_exit(1);
	late_stopped |= sig == SIGSTOP && pid == late_child;
}

KID(who_forks_while_it_is_paused_is_paused_with_its_child)
{
	pid_t parent;

	assert_true(!pipe(forks) && !pipe(forked));
	parent = forker();
	before_kill = sends;
	descendants_pause(true);
	before_kill = NULL;
	descendants_pause(false);
	kill(parent, SIGKILL);
	wait_for(parent);
	if (late_child)
		kill(late_child, SIGKILL);
	if (late_child && us.reaper)
		wait_for(late_child);
	for (int i = 0; i < 2; i++) {
		close(forks[i]);
		close(forked[i]);
	}
	if (!late_child && access("/proc/self/stat", R_OK))
		skip();
	assert_true(late_stopped);
}
#endif

KID(all_children_are_killed_but_those_to_keep)
{
	pid_t keep, other;

	if (!us.reaper)
		skip();
	keep = waiter(true);
	other = waiter(true);
	kept_alive[0] = keep;
	assert_int_equal(children_kill(is_kept_alive), 1);
	assert_true(waitpid(other, NULL, WNOHANG) < 0);
	assert_int_equal(waitpid(keep, NULL, WNOHANG), 0);
	assert_int_equal(children_kill(NULL), 1);
	nothing_is_left();
}

KID(a_child_of_our_own_session_is_a_stranger_and_lives)
{
	pid_t stranger;

	if (!us.reaper)
		skip();
	stranger = waiter(false);
	waiter(true);
	assert_int_equal(children_kill(NULL), 1);
	assert_int_equal(waitpid(stranger, NULL, WNOHANG), 0);
	kill(stranger, SIGKILL);
	waitpid(stranger, NULL, 0);
	nothing_is_left();
}

KID(a_child_that_was_there_before_us_is_a_stranger_and_lives)
{
	pid_t stranger;

	if (!us.reaper)
		skip();
	stranger = waiter(true);
	children_adopt();
	waiter(true);
	assert_int_equal(children_kill(NULL), 1);
	assert_int_equal(waitpid(stranger, NULL, WNOHANG), 0);
	kill(stranger, SIGKILL);
	waitpid(stranger, NULL, 0);
	children_adopt();
	nothing_is_left();
}

static bool has_inherited(pid_t pid)
{
	for (size_t i = 0; i < strangers.n; i++)
		if (strangers.of[i] == pid)
			return true;
	return false;
}

KID(beside_a_stranger_a_test_ends_at_once_and_its_leaks_are_seen)
{
	pid_t stranger;

	if (!us.reaper)
		skip();
	stranger = waiter(true);
	children_adopt();
	SHELL(true, "true");
	assert_int_equal(kid.leaked, 0);
	assert_true(starts_it(true, "/bin/sh", "-c", "sleep 1000 & exit 0", NO));
	ends_without_patience();
	assert_int_equal(kid.leaked, 1);
	kill(stranger, SIGKILL);
	while (has_inherited(stranger))
		turn(NULL, 0);
	children_adopt();
	nothing_is_left();
}

KID(a_child_is_found_behind_a_thousand_others)
{
	size_t n = 0;

	if (!us.reaper)
		skip();
	while (n < COUNT(kept_alive) && (kept_alive[n] = waiter(true)) > 0)
		n++;
	waiter(true);
	assert_int_equal(children_kill(is_kept_alive), 1);
	for (uint32_t killed = 1; n && killed; n -= killed)	/* each time as many as SWEEP allows */
		killed = children_kill(NULL);
	assert_int_equal(n, 0);
	nothing_is_left();
}

/* ---- the clock and signals ----------------------------------------------------------------------- */
TEST(time_in_which_we_did_not_run_does_not_count)
{
	int64_t before = clock_turn(0);

	now.turned -= 3600 * 1000 * MS;		/* as after an hour of sleep */
	assert_true(clock_turn(5 * MS) - before < 1000 * MS);
}

TEST(time_in_which_we_ran_counts)
{
	int64_t before = clock_turn(0);

	now.turned -= 1500 * MS;
	assert_true(clock_turn(1000 * MS) - before >= 1500 * MS);
}

TEST(no_clock_goes_back)
{
	static const int64_t waits[] = { -1, 0, 1, MS, 5 * MS, GAP, 1000 * MS };
	int64_t real = clock_us(), before = clock_turn(0);

	for (int i = 0; i < 2000; i++) {
		int64_t got = clock_turn(waits[(size_t)i % COUNT(waits)]), t = clock_us();
		assert_true(got >= before);
		assert_true(t >= real);
		assert_true(now.turned >= real && now.turned <= t);
		before = got;
		real = t;
		if (i % 50 == 0)
			now.turned -= i * MS;	/* as after a time in which we did not run */
	}
}

/* What a turn counts, that began so long ago (us) and meant to wait so long. */
static int64_t turn_counts(int64_t ago, int64_t waited)
{
	int64_t before = now.active;

	now.turned = clock_us() - ago;
	return clock_turn(waited) - before;
}

TEST(a_turn_counts_whole_up_to_the_gap)
{
	assert_in_range(turn_counts(GAP / 2, 0), GAP / 2, GAP);
	assert_in_range(turn_counts(3000 * MS, 3000 * MS), 3000 * MS, 3000 * MS + GAP);
	assert_int_equal(turn_counts(2 * GAP + 1000 * MS, 1000 * MS), 1000 * MS);
	assert_int_equal(turn_counts(2 * GAP, 0), 0);
	assert_in_range(turn_counts(3600 * 1000 * MS, -1), 3600 * 1000 * MS, 3601 * 1000 * MS);	/* it waited for ever */
}

TEST(while_the_run_is_paused_no_time_goes_by)
{
	int64_t before = clock_turn(0);

	now.paused = true;
	now.turned -= 10 * MS;
	assert_int_equal(clock_turn(0), before);
	assert_int_equal(clock_turn(-1), before);
	now.paused = false;
	assert_true(clock_turn(0) - before < GAP);
}

/* Processes in a row: we, a master, its slave. The master ends when the slave has begun to leave. */
static bool tmp_is_left(bool alone, bool dead)
{
	int begun[2], ended[2];
	pid_t parent;
	char c;

	assert_int_equal(mkdir(in("tmp"), 0700), 0);
	assert_true(!pipe(begun) && !pipe(ended));
	parent = fork();
	assert_true(parent >= 0);
	if (!parent) {
		pid_t slave = fork();
		if (!slave) {
			close(begun[0]);
			close(ended[0]);
			us.master = getppid();
			life = alone ? DESERTED : ACCEPTED;
			snprintf(temp.path, sizeof temp.path, "%s", in("tmp"));
			if (write(begun[1], "", 1) == 1)
				leave(0);
			_exit(1);
		}
		close(ended[1]);
		if (slave < 0 || read_on(begun[0], &c, 1) != 1)
			_exit(1);
		if (dead)
			poll(NULL, 0, 20);	/* what it has is closed, and it is not dead yet */
		else if (read_on(ended[0], &c, 1))
			_exit(1);
		_exit(0);
	}
	close(begun[0]);
	close(begun[1]);
	close(ended[1]);
	assert_int_equal(read_on(ended[0], &c, 1), 0);	/* the slave has ended */
	close(ended[0]);
	wait_for(parent);
	children_kill(NULL);
	return !rmdir(in("tmp"));
}

IN_BASE(a_slave_that_is_left_alone_waits_for_the_masters_death_and_removes_what_is_empty)
{
	assert_false(tmp_is_left(true, true));
}

IN_BASE(what_is_the_masters_is_left_while_that_lives)
{
	assert_true(tmp_is_left(false, false));
}

TEST(the_last_frames_reach_a_master_that_reads_slowly)
{
	enum { FRAMES = 200, SIZE = 5000 };
	char text[SIZE + 1];
	int pair[2];
	size_t got = 0, want;
	pid_t pid;

	memset(text, 'x', SIZE);
	text[SIZE] = 0;
	assert_int_equal(pipe(pair), 0);
	fcntl(pair[1], F_SETFL, O_NONBLOCK);
	chan_open(&master, -1, pair[1], GOES_DOWN, "master");
	for (int i = 0; i < FRAMES; i++)
		put_MESSAGE(&master, (struct w_MESSAGE){ .text = { text, SIZE } });
	want = chan_waiting(&master);
	assert_true(want > FRAMES * SIZE);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		close(pair[0]);
		leave(0);
	}
	close(pair[1]);
	for (ssize_t n; (n = read_on(pair[0], text, 1000)) > 0; got += (size_t)n)
		if (got < 50000)
			poll(NULL, 0, 1);
	assert_int_equal(got, want);
	close(pair[0]);
	master.out = -1;
	wait_for(pid);
}

/* The exit status of a process that carries a slave; what it starts says that it did. */
static int carried(int fd, int error, const char *via)
{
	char line[PATH_MAX + 100];
	pid_t pid;
	int status;

	put_script(in("carrier"), "echo ran $MUSTER_RUN >>\"$0.ran\"");
	snprintf(line, sizeof line, "%s%s", in("carrier"), via);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		slave_carry(fd, error, line, "muster");
	status = wait_for(pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

IN_BASE(a_transport_without_its_channel_is_not_started)
{
	int fd = dup(0);

	assert_int_equal(carried(fd, fd, ""), 0);
	assert_int_equal(unlink(in("carrier.ran")), 0);
	assert_int_equal(carried(fd, -1, ""), 127);
	assert_int_equal(carried(-1, fd, ""), 127);
	assert_int_equal(carried(fd, fd, " 'no end"), 127);
	assert_int_equal(access(in("carrier.ran"), F_OK), -1);
	close(fd);
}

IN_BASE(a_transport_carries_the_mark_of_its_run)
{
	char text[64] = "";
	int fd = dup(0), file;

	strcpy(temp.run, "0123456789abcdef");
	assert_int_equal(carried(fd, fd, ""), 0);
	*temp.run = 0;
	close(fd);
	file = open(in("carrier.ran"), O_RDONLY);
	assert_true(read(file, text, sizeof text - 1) > 0);
	close(file);
	assert_string_equal(text, "ran 0123456789abcdef\n");
}

/* A file of the system below `base`, with its directories. */
static void put_system(const char *name, const char *text)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof path, "%s/%s", base, name);
	for (char *p = path + strlen(base) + 1; (p = strchr(p, '/')); *p++ = '/') {
		*p = 0;
		mkdir(path, 0755);
	}
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static uint32_t line_allows(const char *line)
{
	char copy[PATH_MAX];

	snprintf(copy, sizeof copy, "%s", line);
	return line_quota(base, copy);
}

IN_BASE(the_quota_of_a_control_group_is_rounded_up)
{
	put_system("sys/fs/cgroup/a/b/cpu.max", "250000 100000\n");
	put_system("sys/fs/cgroup/a/cpu.max", "max 100000\n");
	assert_int_equal(line_allows("0::/a/b"), 3);
	assert_int_equal(line_allows("0::/a"), NONE);
	assert_int_equal(line_allows("0::/"), NONE);
	put_system("sys/fs/cgroup/a/b/cpu.max", "1000 100000\n");
	assert_int_equal(line_allows("0::/a/b"), 1);
	put_system("sys/fs/cgroup/a/b/cpu.max", "300000 100000\n");
	assert_int_equal(line_allows("0::/a/b"), 3);
}

IN_BASE(the_smallest_quota_of_the_groups_above_counts)
{
	put_system("sys/fs/cgroup/a/b/c/cpu.max", "800000 100000\n");
	put_system("sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
	put_system("sys/fs/cgroup/a/cpu.max", "400000 100000\n");
	assert_int_equal(line_allows("0::/a/b/c"), 4);
	put_system("sys/fs/cgroup/cpu.max", "150000 50000\n");	/* of a container, whose root it is */
	assert_int_equal(line_allows("0::/a/b/c"), 3);
	assert_int_equal(line_allows("0::/no/such/group"), 3);
	assert_int_equal(line_allows("0::/../../elsewhere"), 3);
	unlink(in("sys/fs/cgroup/cpu.max"));
}

IN_BASE(quotas_of_the_first_version_count_too)
{
	put_system("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "150000\n");
	put_system("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us", "100000\n");
	put_system("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
	put_system("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
	assert_int_equal(line_allows("4:cpu,cpuacct:/job/of/mine"), 2);
	assert_int_equal(line_allows("4:cpu,cpuacct:/"), NONE);
	assert_int_equal(line_allows("3:cpuset:/job"), NONE);
	assert_int_equal(line_allows("2:cpuacct:/job"), NONE);
	put_system("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "500000\n");
	put_system("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
	assert_int_equal(line_allows("4:cpuacct,cpu:/docker/1234"), 5);
	unlink(in("sys/fs/cgroup/cpu/cpu.cfs_quota_us"));
}

IN_BASE(what_says_nothing_of_quotas_is_no_quota)
{
	static const char *const lines[] = { "", ":", "0:", "0::", "0::a", "1:name=systemd:/", "4:cpu", "4:cpu:", "x" };
	static const char *const quotas[] = { "", "\n", "max\n", "0 0\n", "100000\n", "-1 100000\n", "100000 0\n", "99999999999999999999 1\n" };

	for (size_t i = 0; i < COUNT(lines); i++)
		assert_int_equal(line_allows(lines[i]), NONE);
	for (size_t i = 0; i < COUNT(quotas); i++) {
		put_system("sys/fs/cgroup/odd/cpu.max", quotas[i]);
		assert_int_equal(line_allows("0::/odd"), NONE);
	}
}

IN_BASE(processors_are_the_fewest_that_anything_leaves)
{
	uint32_t all, given = processors_ours("/nowhere", &all);

	assert_true(given >= 1 && all == given);
	put_system("sys/devices/system/cpu/online", "0-3,8,10-11\n");
	put_system("proc/self/cgroup", "12:cpuset:/\n4:cpu,cpuacct:/job\n0::/one\n");
	put_system("sys/fs/cgroup/one/cpu.max", "50000 100000\n");
	assert_int_equal(processors_ours(base, &all), 1);
	assert_int_equal(all, given > 7 ? given : 7);
	put_system("sys/fs/cgroup/one/cpu.max", "max 100000\n");
	put_system("proc/self/cgroup", "0::/one\n");
	assert_int_equal(processors_ours(base, &all), given);
	put_system("sys/devices/system/cpu/online", "0\n");
	processors_ours(base, &all);
	assert_int_equal(all, given);
}

#ifdef __linux__
/* Starts cat with such words and such an environment; 0: it does not run, as where it goes by its name. It ends with *to. */
static pid_t cat_begins(char **argv, char **envp, int *to)
{
	int in[2], out[2];
	char byte;
	pid_t pid;
	bool runs;

	assert_int_equal(pipe(in) || pipe(out), 0);
	if (!(pid = fork())) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[1]);
		close(out[0]);
		execve("/bin/cat", argv, envp);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	runs = write(in[1], "x", 1) == 1 && read_on(out[0], &byte, 1) == 1;
	close(out[0]);
	*to = in[1];
	if (runs)
		return pid;
	close(in[1]);
	wait_for(pid);
	return 0;
}

TEST(a_process_is_known_by_its_words_and_its_environment)
{
	static const struct { const char *argv[4], *says; } rows[] = {
		{ { "cat", "-", "-u", NULL }, "cat - -u" }, { { "c", NULL }, "c" }, { { "", "-u", NULL }, " -u" } };
	char *env[] = { (char *)"MT_A=first", (char *)"MT_B=", (char *)"MT_AB=3", NULL };
	char text[64];

	if (access("/proc/self/environ", R_OK))
		skip();
	for (size_t i = 0; i < COUNT(rows); i++) {
		int to;
		pid_t pid = cat_begins((char **)(uintptr_t)rows[i].argv, env, &to);
		if (!pid)
			continue;
		assert_true(command_look(pid, text, sizeof text));
		assert_string_equal(text, rows[i].says);
		assert_string_equal(carries(pid, "MT_A="), "first");
		assert_string_equal(carries(pid, "MT_B="), "");
		assert_string_equal(carries(pid, "MT_AB="), "3");
		assert_null(carries(pid, "MT_="));
		assert_null(carries(pid, "T_A="));
		close(to);
		wait_for(pid);
	}
	assert_null(carries(-1, "MT_A="));
	assert_false(command_look(-1, text, sizeof text));
}
#endif

static volatile sig_atomic_t stops_told;

static void on_child(int sig)
{
	(void)sig;
	stops_told = 1;
}

/* Does this system tell of children that stop though nobody wants to hear of that, as qemu-user does? Tried in a process of its own. */
static bool tells_of_stops(void)
{
	struct sigaction sa = { .sa_handler = on_child, .sa_flags = SA_NOCLDSTOP };
	sigset_t none;
	pid_t pid = fork(), child;
	int status;

	if (!pid) {
		sigaction(SIGCHLD, &sa, NULL);
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		if (!(child = fork())) {
			raise(SIGSTOP);
			_exit(0);
		}
		while (waitpid(child, &status, WUNTRACED) < 0 && errno == EINTR)
			;
		kill(child, SIGKILL);
		_exit(stops_told);
	}
	return wait_for(pid);
}

/* What was left of tests before may die at any time: one quiet stop of several is enough. */
TEST(a_child_that_only_stops_is_no_news)
{
	bool quiet = false;
	int status;
	pid_t pid;

	for (int i = 0; i < 10 && !quiet; i++) {
		while (signals_next())
			;
		if (!(pid = fork())) {
			raise(SIGSTOP);
			_exit(0);
		}
		while (waitpid(pid, &status, WUNTRACED) < 0 && errno == EINTR)
			;
		assert_true(WIFSTOPPED(status));
		quiet = !signals_next();
		kill(pid, SIGCONT);
		assert_int_equal(wait_for(pid), 0);
	}
	if (!quiet && tells_of_stops())
		skip();
	assert_true(quiet);
	while (signals_next())
		;
}

TEST(the_master_hears_again_and_again_that_we_live)
{
	unsigned beats = 0;
	union frame f;
	int fd = dup(0);

	chan_open(&master, fd, -1, GOES_DOWN, "master");
	for (int i = 0; i < 4; i++) {
		now.turned += HEARTBEAT_EVERY;
		heartbeat(NULL, 0);
		heartbeat(NULL, 0);		/* but not without a pause */
	}
	for (uint32_t i = 0; queued(i, &f); i++)
		beats += f.type == MSG_HEARTBEAT;
	assert_in_range(beats, 3, 4);
	close(fd);
	master.in = -1;
}

TEST(what_stops_any_process_stops_a_slave)
{
	static const int stops[] = { SIGTSTP, SIGCONT, SIGWINCH };
	struct sigaction is;
	pid_t pid = fork();

	if (!pid) {
		for (size_t i = 0; i < COUNT(stops); i++)
			signal(stops[i], SIG_IGN);	/* as who called us may have left it */
		signals_open(true);
		for (size_t i = 0; i < COUNT(stops); i++)
			if (sigaction(stops[i], NULL, &is) || is.sa_handler != SIG_DFL)
				_exit(1);
		_exit(0);
	}
	assert_int_equal(wait_for(pid), 0);
}

TEST(signals_come_in_their_order_once_each)
{
	while (signals_next())
		;
	raise(SIGUSR1);
	raise(SIGWINCH);
	assert_int_equal(signals_next(), SIGUSR1);
	assert_int_equal(signals_next(), SIGWINCH);
	assert_int_equal(signals_next(), 0);
}

/* INT and HUP come to one that --debug runs. */
TEST(who_is_asked_to_end_stops_what_runs)
{
	static const int ends[] = { SIGTERM, SIGINT, SIGHUP };

	for (size_t i = 0; i < COUNT(ends); i++) {
		fresh(NULL);
		turn_within(0, NULL, 0);
		assert_false(interrupted());
		raise(ends[i]);
		turn_within(0, NULL, 0);
		assert_true(interrupted());
	}
}

TEST(a_storm_of_signals_loses_no_other)
{
	bool seen = false;
	int sig;

	while (signals_next())
		;
	for (int i = 0; i < 100000; i++)
		raise(SIGCHLD);
	raise(SIGUSR1);
	for (int i = 0; i < 200000 && (sig = signals_next()); i++)
		seen |= sig == SIGUSR1;
	assert_true(seen);
	while (signals_next())
		;
}

/* ---- what is held ----------------------------------------------------------------------------------- */
TEST(tests_are_held_in_the_order_of_their_groups)
{
	program_made("t/x", "gtest", 5);
	hold(3);
	on_tests(&(struct w_TESTS){ .attempt = 2, .tests = { (const unsigned char *)"\0\0\0\4" "\0\0\0\3", 2 } });
	assert_int_equal(held.n, 5);
	assert_int_equal(held.test[held.first].test, 0);
	assert_int_equal(held.test[held.first + 3].test, 4);
	assert_int_equal(held.test[held.first + 4].test, 3);
	assert_int_equal(held.test[held.first + 4].attempt, 2);
	assert_int_equal(held.test[held.first].attempt, 1);
	assert_int_equal(known[4], HELD);
}

TEST(an_empty_group_is_the_last)
{
	program_made("t/x", "exec", 0);
	assert_int_equal(life, ACCEPTED);
	hold(0);
	assert_int_equal(life, ENDING);
}

TEST(a_recall_gives_back_the_last)
{
	union frame f;

	program_made("t/x", "gtest", 5);
	hold(5);
	held_return(2);
	assert_true(queued(0, &f));
	assert_int_equal(f.type, MSG_RETURNED);
	assert_int_equal(f.RETURNED.tests.n, 2);
	assert_int_equal(nums_at(f.RETURNED.tests, 0), 3);
	assert_int_equal(nums_at(f.RETURNED.tests, 1), 4);
	assert_int_equal(held.n, 3);
	assert_int_equal(known[4], AWAITED);
	assert_int_equal(known[2], HELD);
}

TEST(a_recall_gives_back_no_more_than_there_are)
{
	union frame f;

	program_made("t/x", "gtest", 3);
	hold(3);
	held_return(NONE);
	assert_true(queued(0, &f));
	assert_int_equal(f.RETURNED.tests.n, 3);
	assert_int_equal(held.n, 0);
}

static void bad_number(void) { on_tests(&(struct w_TESTS){ .tests = { (const unsigned char *)"\0\0\0\3", 1 } }); }
static void bad_again(void) { on_tests(&(struct w_TESTS){ .tests = { (const unsigned char *)"\0\0\0\1", 1 } }); }
static void bad_twice(void) { on_tests(&(struct w_TESTS){ .tests = { (const unsigned char *)"\0\0\0\2" "\0\0\0\2", 2 } }); }

TEST(a_master_that_hands_out_what_is_not_there_is_left)
{
	program_made("t/x", "gtest", 3);
	hold(2);
	assert_int_equal(in_child(bad_number), EXIT_LOST);
	assert_int_equal(in_child(bad_again), EXIT_LOST);
	assert_int_equal(in_child(bad_twice), EXIT_LOST);
}

TEST(cases_of_one_program_share_a_process)
{
	program_made("t/x", "gtest", 5);
	hold(5);
	assert_int_equal(same_process(&attempt), 5);
}

TEST(cases_of_two_programs_do_not_share_a_process)
{
	program_made("t/x", "gtest", 2);
	program_made("t/y", "gtest", 2);
	hold(4);
	assert_int_equal(same_process(&attempt), 2);
}

TEST(cases_with_other_properties_do_not_share_a_process)
{
	program_made("t/x", "gtest", 4);
	made.tests[2].props = (uint32_t)(props_new() - pool);
	hold(4);
	assert_int_equal(same_process(&attempt), 2);
}

TEST(cases_to_be_isolated_do_not_share_a_process)
{
	struct program *p = program_made("t/x", "gtest", 4);

	hold(4);
	config.isolate = 1;
	assert_int_equal(same_process(&attempt), 1);
	config.isolate = 0;
	held.test[held.first + 2].most = 1;
	assert_int_equal(same_process(&attempt), 2);
	props_of(p)->isolate = 1;
	assert_int_equal(same_process(&attempt), 1);
}

TEST(cases_with_hooks_do_not_share_a_process)
{
	struct program *p = program_made("t/x", "gtest", 4);

	hold(4);
	props_of(p)->setup = "true";
	assert_int_equal(same_process(&attempt), 1);
}

TEST(names_that_do_not_fit_do_not_share_a_process)
{
	struct kind small = *kind_find(&conf, "gtest");

	small.limit = 12;
	small.run_file = NULL;		/* nor is there a file for them */
	program_made("t/x", "gtest", 4)->kind = &small;
	hold(4);
	assert_int_equal(same_process(&attempt), 2);	/* S.c0:S.c1 */
}

TEST(a_disabled_case_is_not_in_a_batch)
{
	program_made("t/x", "gtest", 4);
	made.tests[2].disabled = 1;
	hold(4);
	assert_int_equal(same_process(&attempt), 2);
}

TEST(while_cases_are_short_more_is_asked_for_as_much_earlier)
{
	union frame f;

	program_made("t/x", "gtest", 8);
	hold(8);
	attempt.known = known;
	known[0] = OPEN;
	case_report(&attempt, 0, OUT_passed, NULL, attempt.began + ANSWER / 4);
	assert_int_equal(attempt.spent, ANSWER / 4);
	buf_free(&master.q);
	master.sent = 0;
	ask(7);
	assert_false(queued(0, &f));
	ask(3);
	assert_true(queued(0, &f));
	assert_int_equal(f.type, MSG_NEED);
}

IN_BASE(more_is_asked_for_once_before_the_last_test_starts)
{
	union frame f;
	unsigned needs = 0;

	put_script(in("x"), "exit 0");
	program_made(in("x"), "exec", 0);
	hold(1);
	run_held();
	for (uint32_t i = 0; queued(i, &f); i++) {
		needs += f.type == MSG_NEED;
		assert_true(f.type != MSG_START || needs == 1);
	}
	assert_int_equal(needs, 1);
}

/* ---- tests from start to end ------------------------------------------------------------------------- */
static struct program *script(const char *kind, uint32_t cases, const char *body)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/p%u", base, (unsigned)made.nprograms);
	put_script(path, body);
	return program_made(path, kind, cases);
}

IN_BASE(a_test_has_three_phases)
{
	script("exec", 0, "exit 0");
	hold(1);
	run_held();
	assert_string_equal(told(), "START 0\nsetup 0 passed\ncall 0 passed\nteardown 0 passed\n");
}

IN_BASE(output_of_a_test_that_failed_is_sent)
{
	script("exec", 0, "echo out; echo err >&2; exit 1");
	hold(1);
	run_held();
	says("call 0 failed: exit status 1\n");
	assert_string_equal(sent(0, STREAM_OUT)->p, "out\n");
	assert_string_equal(sent(0, STREAM_ERR)->p, "err\n");
}

IN_BASE(output_of_a_test_that_passed_is_not_sent)
{
	script("exec", 0, "echo out");
	hold(1);
	run_held();
	assert_int_equal(sent(0, STREAM_OUT)->n, 0);
}

IN_BASE(output_of_a_test_that_passed_is_sent_where_that_is_wanted)
{
	script("exec", 0, "echo out");
	config.output_all = 1;
	hold(1);
	run_held();
	assert_string_equal(sent(0, STREAM_OUT)->p, "out\n");
}

TEST(a_test_that_is_missing_is_an_error)
{
	program_made("/nonexistent/x", "exec", 0);
	hold(1);
	run_held();
	says("call 0 error: cannot start it: ");
}

IN_BASE(a_test_with_a_reason_to_skip_is_not_started)
{
	props_of(script("exec", 0, "exit 1"))->skip = "no hardware yet";
	hold(1);
	run_held();
	assert_string_equal(told(), "START 0\nsetup 0 passed\ncall 0 skipped: no hardware yet\nteardown 0 passed\n");
}

IN_BASE(an_expected_failure_is_xfailed)
{
	props_of(script("exec", 0, "exit 1"))->xfail = "bug 12";
	hold(1);
	run_held();
	says("call 0 xfailed: exit status 1; bug 12\n");
}

IN_BASE(a_setup_hook_that_fails_is_an_error_and_the_test_does_not_run)
{
	struct program *p = script("exec", 0, "touch \"${0%/*}/ran\"");

	props_of(p)->setup = "sh -c 'exit 3'";
	hold(1);
	run_held();
	says("setup 0 error: setup hook: exit status 3\ncall 0 notrun\n");
	assert_int_equal(access(in("ran"), F_OK), -1);
}

IN_BASE(a_teardown_hook_runs_after_a_failure_too)
{
	char hook[PATH_MAX + 8];

	snprintf(hook, sizeof hook, "touch %s", in("torn"));
	props_of(script("exec", 0, "exit 1"))->teardown = hook;
	hold(1);
	run_held();
	says("call 0 failed");
	says("teardown 0 passed");
	assert_int_equal(access(in("torn"), F_OK), 0);
}

IN_BASE(an_interrupted_run_starts_no_setup_hook_and_runs_the_teardown)
{
	struct program *p = script("exec", 0, "exit 0");
	char setup[PATH_MAX + 8], teardown[PATH_MAX + 8];

	snprintf(setup, sizeof setup, "touch %s", in("set"));
	snprintf(teardown, sizeof teardown, "touch %s", in("torn"));
	props_of(p)->setup = setup;
	props_of(p)->teardown = teardown;
	hold(1);
	ending.how = INTERRUPTED;
	ending.at = now.active + 5000 * MS;
	run_held();
	assert_int_equal(access(in("set"), F_OK), -1);
	assert_int_equal(access(in("torn"), F_OK), 0);
}

IN_BASE(a_teardown_hook_runs_after_a_failed_setup_too)
{
	struct program *p = script("exec", 0, "exit 0");
	char hook[PATH_MAX + 8];

	snprintf(hook, sizeof hook, "touch %s", in("torn"));
	props_of(p)->setup = "false";
	props_of(p)->teardown = hook;
	hold(1);
	run_held();
	assert_int_equal(access(in("torn"), F_OK), 0);
}

IN_BASE(a_teardown_hook_that_fails_is_an_error)
{
	props_of(script("exec", 0, "exit 0"))->teardown = "(exit 2)";
	hold(1);
	run_held();
	says("call 0 passed\nteardown 0 error: teardown hook: exit status 2\n");
}

IN_BASE(points_of_tap_are_cases)
{
	script("tap", 0, "echo 1..2; echo ok 1 - one; echo not ok 2 - two");
	hold(1);
	run_held();
	says("CASE 0 passed one\nCASE 0 failed two\n");
	says("call 0 failed: 1 of 2 failed\n");
}

IN_BASE(output_that_begins_as_tap_is_read_as_tap)
{
	script("exec", 0, "echo 1..2; echo ok 1 - one; echo not ok 2 - two");
	hold(1);
	run_held();
	says("CASE 0 failed two\n");
	says("call 0 failed");
}

IN_BASE(output_that_does_not_begin_as_tap_is_not_read)
{
	script("exec", 0, "echo hello; echo 1..2; echo not ok 1");
	hold(1);
	run_held();
	says("call 0 passed");
	assert_null(strstr(told(), "CASE"));
}

IN_BASE(a_kind_that_was_named_is_not_guessed)
{
	props_of(script("exec", 0, "echo 1..2; echo not ok 1"))->kind = "exec";
	hold(1);
	run_held();
	says("call 0 passed");
}

IN_BASE(a_line_without_end_breaks_tap)
{
	script("tap", 0, "echo 1..1; i=0; while [ $i -lt 2000 ]; do printf '%0100d' 0; i=$((i+1)); done; echo; echo ok 1");
	hold(1);
	run_held();
	says("call 0 error: TAP line");
}

IN_BASE(a_last_line_without_newline_is_read)
{
	script("tap", 0, "echo 1..1; printf 'not ok 1'");
	hold(1);
	run_held();
	says("call 0 failed");
}

#define RUN(n) "echo '[ RUN      ] S.c" n "'; "
#define OK(n) "echo '[       OK ] S.c" n " (0 ms)'; "
#define BAD(n) "echo '[  FAILED  ] S.c" n " (0 ms)'; "
#define RAN "echo '[==========] some tests ran. (0 ms total)'; "
#define PASSED(n) "START " n "\nsetup " n " passed\ncall " n " passed\nteardown " n " passed\n"

IN_BASE(one_case_runs_alone)
{
	script("gtest", 1, RUN("0") OK("0") RAN);
	hold(1);
	run_held();
	assert_string_equal(told(), PASSED("0"));
}

IN_BASE(cases_of_a_batch_are_reported_one_by_one)
{
	script("gtest", 3, RUN("0") OK("0") RUN("1") BAD("1") RUN("2") OK("2") RAN "exit 1");
	hold(3);
	run_held();
	assert_string_equal(told(), PASSED("0") "START 1\nsetup 1 passed\ncall 1 failed\nteardown 1 passed\n" PASSED("2"));
}

IN_BASE(a_case_of_a_batch_takes_no_time_in_its_setup)
{
	union frame f;
	uint32_t setups = 0;

	script("gtest", 2, RUN("0") OK("0") RUN("1") OK("1") RAN);
	hold(2);
	run_held();
	for (uint32_t i = 0; queued(i, &f); i++)
		if (f.type == MSG_REPORT && f.REPORT.phase == PHASE_setup) {
			assert_int_equal(f.REPORT.duration, 0);
			setups++;
		}
	assert_int_equal(setups, 2);
}

IN_BASE(cases_may_run_in_the_programs_own_order)
{
	script("gtest", 3, RUN("2") OK("2") RUN("0") OK("0") RUN("1") OK("1") RAN);
	hold(3);
	run_held();
	assert_string_equal(told(), PASSED("2") PASSED("0") PASSED("1"));
}

IN_BASE(output_of_a_case_is_its_own)
{
	script("gtest", 2, RUN("0") "echo zero; " BAD("0") RUN("1") "echo one; printf glued; " BAD("1") "exit 1");
	hold(2);
	run_held();
	assert_string_equal(sent(0, STREAM_OUT)->p, "zero\n");
	assert_string_equal(sent(1, STREAM_OUT)->p, "one\nglued\n");
}

IN_BASE(the_case_that_ran_when_its_process_died_takes_the_blame_and_the_rest_goes_on)
{
	script("gtest", 4, "case $1 in *S.c1*) " RUN("0") OK("0") RUN("1") "kill -9 $$;; esac; " RUN("2") OK("2") RUN("3") OK("3") RAN);
	hold(4);
	run_held();
	assert_string_equal(told(), PASSED("0") "START 1\nsetup 1 passed\ncall 1 crashed: killed by SIGKILL\nteardown 1 passed\n"
		PASSED("2") PASSED("3"));
}

IN_BASE(a_case_without_a_result_is_an_error_whatever_the_status)
{
	script("gtest", 2, RUN("0") RUN("1") OK("1") RAN);
	hold(2);
	run_held();
	says("call 0 error: no result");
	says("call 1 passed");
}

IN_BASE(a_program_that_runs_nothing_passes_nothing)
{
	script("gtest", 3, "exit 0");
	hold(3);
	run_held();
	says("call 0 error: no result");
	says("call 1 error: no result");
	says("call 2 error: no result");
	assert_null(strstr(told(), "call 0 passed"));
}

IN_BASE(cases_that_were_not_run_get_another_process_and_then_no_result)
{
	script("gtest", 3, RUN("0") OK("0") RAN "exit 0");
	hold(3);
	run_held();
	says("call 0 passed");
	says("call 1 error: no result");
	says("call 2 error: no result");
}

/* A program that runs what it is asked for, and then, where it ran these in this order, ends so; a line in `ran` for each process. */
static void ends_after(uint32_t cases, const char *which, const char *end)
{
	char body[1024];

	snprintf(body, sizeof body, "echo >>${0%%/*}/ran; f=${1#*=} all=; IFS=:; for c in $f; do echo \"[ RUN      ] $c\"; "
		"echo \"[       OK ] $c (0 ms)\"; all=$all$c:; done; echo '[==========] 1 test ran. (0 ms total)'; echo last words >&2; "
		"case $all in %s) %s ;; esac", which, end);
	script("gtest", cases, body);
	hold(cases);
	run_held();
}

/* How many processes that was. */
static unsigned processes(void)
{
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof path, "%s/ran", base);
	return stat(path, &st) ? 0 : (unsigned)st.st_size;
}

IN_BASE(an_exit_status_that_no_case_explains_is_the_fault_of_the_one_with_which_it_comes_back)
{
	ends_after(16, "*S.c5:*", "exit 1");
	says(PASSED("4") PASSED("5"));
	says(PASSED("15") "START 5 split\nsetup 5 passed\ncall 5 error: exit status 1, though its result was good\n");
	assert_null(strstr(told(), "PROGRAM"));
	assert_string_equal(sent(5, STREAM_ERR)->p, "last words\n");
	assert_true(processes() <= 1 + 2 + 1 + 5 + 1);
}

IN_BASE(the_last_case_is_blamed_without_having_passed_before)
{
	ends_after(3, "*S.c2:*", "exit 1");
	assert_string_equal(told(), PASSED("0") PASSED("1") "START 2\nsetup 2 passed\n"
		"call 2 error: exit status 1, though its result was good\nteardown 2 passed\n");
	assert_int_equal(processes(), 1 + 2 + 1);
}

IN_BASE(a_program_is_guilty_whichever_case_runs)
{
	ends_after(8, "*", "kill -SEGV $$");
	says(PASSED("7") "PROGRAM: killed by SIGSEGV, though all its results were good, whichever case runs\n");
	assert_null(strstr(told(), "crashed"));
	assert_int_equal(processes(), 1 + 3);
	hold(3);
	run_held();
	assert_int_equal(processes(), 1 + 3 + 1);	/* which is known then */
}

IN_BASE(of_those_that_end_a_process_together_the_last_is_blamed_and_names_the_others)
{
	ends_after(16, "*S.c3:*S.c9:*S.c12:*", "exit 7");
	says("START 12 company\nsetup 12 passed\ncall 12 error: exit status 7, though its result was good, in one process with ");
	assert_non_null(strstr(told(), "::S.c9, "));
	assert_non_null(strstr(told(), "::S.c3\n"));
	assert_true(processes() <= 1 + 2 + 1 + 3 * 5 + 1);
}

IN_BASE(all_that_are_to_blame_for_themselves_are_found)
{
	ends_after(16, "*S.c0:*|*S.c6:*|*S.c15:*", "exit 4");
	says("START 0 split\nsetup 0 passed\ncall 0 error: exit status 4, though its result was good\n");
	says("START 6 split\nsetup 6 passed\ncall 6 error: exit status 4, though its result was good\n");
	says("call 15 error: exit status 4, though its result was good\n");
	assert_null(strstr(told(), "PROGRAM"));
	assert_null(strstr(told(), "call 1 error"));
}

IN_BASE(an_end_that_does_not_come_back_is_the_program_s)
{
	ends_after(4, "*", "if mkdir ${0%/*}/once; then exit 1; fi");
	says("PROGRAM: exit status 1, though all its results were good; it did not end so when they ran again\n");
	assert_int_equal(processes(), 1 + 2 + 1);
}

IN_BASE(a_search_whose_time_is_over_blames_nobody_and_says_so)
{
	struct buf why = { 0 };

	ends_after(4, "*S.c2:*", "exit 1");
	trials_open(&trials, &attempt, &suite->props[suite->tests[0].props], 4, OUT_failed);
	for (trials.cut.n = 0; trials.cut.n < 4; trials.cut.n++)
		trials.company[trials.cut.n] = trials.cut.n;
	trials.until = 0;
	assert_true(company_search(&trials, &why));
	assert_string_equal(why.p, "; 0 processes, and the time for them, were not enough to find which of them are to blame");
	assert_int_equal(trials.nverdicts, 0);
	trials_close(&trials, &proc);
	buf_free(&why);
}

IN_BASE(a_failure_explains_an_exit_status_and_nobody_is_looked_for)
{
	script("gtest", 3, "echo >>${0%/*}/ran; " RUN("0") OK("0") RUN("1") BAD("1") RUN("2") OK("2") RAN "exit 1");
	hold(3);
	run_held();
	says("call 1 failed\n");
	says("call 2 passed\n");
	assert_int_equal(processes(), 1);
}

IN_BASE(a_case_that_ends_a_process_before_its_start_is_said_is_blamed)
{
	script("gtest", 3, "f=${1#*=}; IFS=:; for c in $f; do [ $c = S.c1 ] && kill -SEGV $$; echo \"[ RUN      ] $c\"; "
		"echo \"[       OK ] $c (0 ms)\"; done; echo '[==========] 1 test ran. (0 ms total)'");
	hold(3);
	run_held();
	says("call 0 passed\n");
	says("call 2 passed\n");
	says("START 1\nsetup 1 passed\ncall 1 crashed: killed by SIGSEGV");
	assert_null(strstr(told(), "PROGRAM"));
}

IN_BASE(where_words_are_kept_back_the_cases_of_a_process_that_hangs_run_one_by_one)
{
	config.timeout = 300;
	config.grace = 100;
	script("gtest", 4, "echo >>${0%/*}/ran; f=${1#*=}; case $f in *S.c2*) exec sleep 60 ;; esac; IFS=:; for c in $f; do "
		"echo \"[ RUN      ] $c\"; echo \"[       OK ] $c (0 ms)\"; done; echo '[==========] 1 test ran. (0 ms total)'");
	hold(4);
	run_held();
	says("START 0 split\nsetup 0 passed\ncall 0 passed\n");
	says("call 2 timeout: stopped after 0.3 s\n");
	says("call 3 passed\n");
	assert_int_equal(processes(), 1 + 4);
}

IN_BASE(words_that_end_with_a_block_place_no_crash)
{
	script("gtest", 3, "f=${1#*=}; case $f in S.c1) kill -SEGV $$ ;; *S.c1*) head -c 1005 /dev/zero | tr '\\0' x; echo; "
		"echo '[ RUN      ] S.c0'; kill -SEGV $$ ;; esac; "
		"IFS=:; for c in $f; do echo \"[ RUN      ] $c\"; echo \"[       OK ] $c (0 ms)\"; done; echo '[==========] 1 test ran. (0 ms total)'");
	hold(3);
	run_held();
	says("call 0 passed\n");
	says("call 1 crashed: killed by SIGSEGV\n");
	says("call 2 passed\n");
}

IN_BASE(a_hang_behind_good_results_is_the_fault_of_the_one_with_which_it_comes_back)
{
	config.timeout = 300;
	config.grace = 100;
	ends_after(4, "*S.c1:*", "exec sleep 60");
	says("START 1 split\nsetup 1 passed\ncall 1 timeout: stopped after 0.3 s, though its result was good\n");
	says(PASSED("3"));
}

IN_BASE(a_program_is_guilty_though_its_cases_run_one_by_one)
{
	script("gtest", 3, "f=${1#*=}; echo \"[ RUN      ] $f\"; echo \"[       OK ] $f (0 ms)\"; "
		"echo '[==========] 1 test ran. (0 ms total)'; exit 1");
	queue_open(made.ntests);
	on_tests(&(struct w_TESTS){ .attempt = 1, .isolate = true, .tests = { (const unsigned char *)"\0\0\0\0\0\0\0\1\0\0\0\2", 3 } });
	run_held();
	says("PROGRAM: exit status 1, though its result was good, whichever case runs\n");
	assert_null(strstr(told(), " error"));
}

/* What a program says that does not flush, when it is cut off in its second case: a block. */
#define BLOCK_OF_TWO "head -c 962 /dev/zero | tr '\\0' x; echo; " RUN("0") OK("0") RUN("1")
#define ALL_CHOSEN "IFS=:; for c in $f; do echo \"[ RUN      ] $c\"; echo \"[       OK ] $c (0 ms)\"; done; " RAN

IN_BASE(a_crash_behind_words_that_were_not_flushed_is_not_lost)
{
	script("gtest", 4, "f=${1#*=}; case $f in S.c0:*) " BLOCK_OF_TWO "kill -SEGV $$ ;; esac; " ALL_CHOSEN
		"case $f in S.c0) kill -SEGV $$ ;; esac");
	hold(4);
	run_held();
	says("START 0 split\nsetup 0 passed\ncall 0 crashed: killed by SIGSEGV, though its result was good\n");
	for (const char *const *p = (const char *const[]){ "call 1 passed\n", "call 2 passed\n", "call 3 passed\n", NULL }; *p; p++)
		says(*p);
	assert_null(strstr(told(), "PROGRAM"));
}

IN_BASE(a_good_exit_in_the_middle_of_words_that_were_not_flushed_blames_no_other)
{
	script("gtest", 4, "f=${1#*=}; case $f in S.c2) exit 0 ;; S.c0:*S.c2*) " BLOCK_OF_TWO "exit 0 ;; *S.c2*) exit 0 ;; esac; " ALL_CHOSEN);
	hold(4);
	run_held();
	says("call 0 passed\n");
	says("call 1 passed\n");
	says("call 2 error: no result\n");
	says("call 3 passed\n");
}

IN_BASE(those_that_had_not_started_when_a_process_was_to_blame_run_as_if_for_the_first_time)
{
	script("gtest", 3, "f=${1#*=}; IFS=:; for c in $f; do echo \"[ RUN      ] $c\"; echo \"[       OK ] $c (0 ms)\"; "
		"case $f,$c in S.c0:*,S.c1|S.c0,*) kill -SEGV $$ ;; esac; done; " RAN);
	hold(3);
	run_held();
	says("START 0 split\nsetup 0 passed\ncall 0 crashed: killed by SIGSEGV, though its result was good\n");
	says("START 2\nsetup 2 passed\ncall 2 passed\n");
}

IN_BASE(a_case_that_was_not_asked_for_is_not_reported)
{
	script("gtest", 3, RUN("0") OK("0") RUN("2") OK("2") RUN("1") OK("1") RUN("7") BAD("7") RAN);
	hold(2);
	run_held();
	assert_null(strstr(told(), " 2 "));
	says("call 0 passed");
	says("call 1 passed");
}

IN_BASE(a_case_that_runs_twice_is_reported_once)
{
	script("gtest", 2, RUN("0") OK("0") RUN("0") OK("0") RUN("1") OK("1") RAN);
	hold(2);
	run_held();
	assert_string_equal(told(), PASSED("0") PASSED("1"));
}

/* Makes the first n tests a batch that reads what a test feeds it. */
static void batch_by_hand(uint32_t n)
{
	hold(n);
	attempt.n = n;
	attempt.attempt = 1;
	attempt.tests = xrealloc(NULL, n, sizeof *attempt.tests);
	attempt.ran = xrealloc(NULL, n, sizeof *attempt.ran);
	attempt.known = known;
	for (uint32_t i = 0; i < n; i++) {
		attempt.tests[i] = i;
		known[i] = BATCHED;
	}
	held.n = 0;
	reader_open(&attempt.reader, made.programs[0].kind, false);
	proc.reads = READS_LINES;
	proc.order.sorted = true;
}

#define ENDED_AS(n, how) "setup " n " passed\ncall " n " " how "\nteardown " n " passed\n"

IN_BASE(a_case_that_pauses_lets_others_go_first)
{
	script("go", 2, "echo '=== RUN   S.c0'; echo early; echo '=== PAUSE S.c0'; echo '=== RUN   S.c1'; echo '--- FAIL: S.c1 (0.00s)';"
		" echo '=== CONT  S.c0'; echo late; echo '--- FAIL: S.c0 (0.00s)'; echo FAIL; exit 1");
	hold(2);
	run_held();
	assert_string_equal(told(), "START 0\nLATER 0\nSTART 1\n" ENDED_AS("1", "failed") "START 0\n" ENDED_AS("0", "failed"));
	assert_string_equal(sent(0, STREAM_OUT)->p, "early\nlate\nFAIL\n");
	assert_string_equal(sent(1, STREAM_OUT)->p, "");
}

IN_BASE(a_case_that_paused_runs_again_when_another_ends_the_process)
{
	script("go", 2, "case $1 in *S??c1*) echo '=== RUN   S.c0'; echo '=== PAUSE S.c0'; echo '=== RUN   S.c1'; kill -9 $$;; esac;"
		" echo '=== RUN   S.c0'; echo '--- PASS: S.c0 (0.00s)'");
	hold(2);
	run_held();
	assert_string_equal(told(), "START 0\nLATER 0\nSTART 1\n" ENDED_AS("1", "crashed: killed by SIGKILL") PASSED("0"));
}

IN_BASE(a_forged_start_of_another_case_takes_nothing_from_either)
{
	script("gtest", 2, RUN("0") RUN("1") OK("1") BAD("0") RUN("1") OK("1") RAN "exit 1");
	hold(2);
	run_held();
	says("call 0 failed");
	says("call 1 passed");
}

IN_BASE(where_no_line_says_a_start_the_first_without_a_result_takes_the_blame)
{
	script("glib", 4, "case \"$*\" in *S.c1*) echo ok 1 S.c0; echo 'Bail out! because'; kill -ABRT $$;; esac; echo ok 1 S.c2; echo not ok 2 S.c3 - so; exit 1");
	hold(4);
	run_held();
	assert_string_equal(told(), PASSED("0") "START 1\n" ENDED_AS("1", "crashed: killed by SIGABRT; because") PASSED("2")
		"START 3\n" ENDED_AS("3", "failed: so"));
}

static void feeds(const char *line)
{
	child_bytes(&proc, STREAM_OUT, line, strlen(line));
}

IN_BASE(where_no_line_says_a_start_each_named_result_is_that_of_its_case_whatever_their_order)
{
	script("glib", 4, "echo ok 1 S.c2; echo not ok 2 S.c0; echo not ok 3 S.c3; echo ok 4 S.c1; exit 1");
	hold(4);
	run_held();
	says("call 0 failed\n");
	says("call 1 passed\n");
	says("call 2 passed\n");
	says("call 3 failed\n");
}

TEST(where_no_line_says_a_start_a_case_has_its_time_from_the_result_before)
{
	program_made("/p/x", "glib", 2);
	batch_by_hand(2);
	proc.began = now.active - MS;
	feeds("ok 1 S.c0\n");
	assert_int_equal(proc.began, now.active);
}

TEST(a_case_whose_start_is_said_has_its_time_from_there)
{
	program_made("/p/x", "gtest", 2);
	batch_by_hand(2);
	proc.began = now.active - 2 * MS;
	feeds("[ RUN      ] S.c0\n");
	assert_int_equal(proc.began, now.active);
	proc.began = now.active - MS;
	feeds("[       OK ] S.c0 (0 ms)\n");
	assert_int_equal(proc.began, now.active - MS);
}

IN_BASE(an_exit_of_0_is_the_fault_of_the_first_without_a_result)
{
	script("glib", 3, "case \"$*\" in *S.c1*) echo ok 1 S.c0; exit 0;; esac; echo ok 1 S.c2");
	hold(3);
	run_held();
	assert_string_equal(told(), PASSED("0") "START 1\n" ENDED_AS("1", "error: no result") PASSED("2"));
}

IN_BASE(a_start_is_seen_before_its_line_ends)
{
	script("libtest", 2, ":");
	batch_by_hand(2);
	child_bytes(&proc, STREAM_OUT, "test S.c0 ... ", 14);
	assert_int_equal(attempt.open, 0);
	child_bytes(&proc, STREAM_OUT, "FAILED\nok\ntest S.c1 ...", 23);
	assert_int_equal(attempt.open, 0);
	assert_int_equal(attempt.outcome, OUT_passed);
	child_bytes(&proc, STREAM_OUT, " wor", 4);
	assert_int_equal(attempt.open, 1);
	says("call 0 passed");
}

IN_BASE(a_good_result_behind_which_nothing_says_the_end_is_an_error)
{
	script("libtest", 1, "echo 'test S.c0 ... ok'; exit 0");
	hold(1);
	run_held();
	says("call 0 error: its process ended behind its result");
}

/* How many descriptors are open. */
static int descriptors(void)
{
	int n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

IN_BASE(a_report_is_read_and_an_expected_end_is_expected)
{
	static const struct { const char *body, *want; } rows[] = {
		{ "echo passed >$2", "passed" }, { "echo passed >$2; exit 1", "error: exit status 1, though its result was good" },
		{ ":", "error: no result" }, { "echo 'failed: so' >$2; exit 1", "failed: so" },
		{ "echo 'expected_signal(9): so' >$2; kill -9 $$", "xfailed: so" },
		{ "echo 'expected_signal(9): so' >$2; kill -15 $$", "crashed: killed by SIGTERM, its process was expected to end otherwise: so" },
		{ "echo 'expected_exit(5): so' >$2; exit 5", "xfailed: so" },
		{ "echo 'expected_exit(5): so' >$2; exit 6", "failed: exit status 6, its process was expected to end otherwise: so" },
		{ "echo 'expected_timeout: so' >$2", "failed: its process was expected to end otherwise: so" },
		{ "mkfifo $2", "error: its report is no regular file" }, { "ln -s /etc/passwd $2", "error: its report is no regular file" },
		{ "ln -s /dev/zero $2", "error: its report is no regular file" },
		{ "mkdir -p $2/sub; echo x >$2/sub/x", "error: its report is no regular file" },
		{ "echo passed >$2; truncate -s 30G $2", "error: its report is larger than 128 MiB, and was read so far only" },
		{ "echo 'expected_exit(5): so' >$2; truncate -s 30G $2; exit 5",
			"error: its report is larger than 128 MiB, and was read so far only; so" },
		{ "echo passed >$2; truncate -s 100M $2", "passed" }, { "echo passed >$2", "passed" } };

	for (size_t i = 0; i < COUNT(rows); i++) {		/* each finds what the one before made of its report */
		char want[256];
		int before;
		fresh(NULL);
		before = descriptors();
		at_base();
		script("atf", 1, rows[i].body);
		hold(1);
		run_held();
		snprintf(want, sizeof want, "call 0 %s\n", rows[i].want);
		says(want);
		scratch_remove(NULL);
		fresh(NULL);
		assert_int_equal(descriptors(), before);
	}
}

IN_BASE(a_test_of_another_user_finds_a_report_that_it_can_write)
{
	struct passwd user = { .pw_uid = 65534, .pw_gid = 65534 };
	struct stat st;
	int fd;

	if (geteuid())
		skip();
	at_base();
	own_make("report", NULL, &user);
	fd = own_open("report");
	assert_true(fd >= 0 && !fstat(fd, &st));
	close(fd);
	assert_int_equal(st.st_uid, 65534);
	assert_int_equal(st.st_size, 0);
	own_make("report", NULL, NULL);
	assert_int_equal(own_open("report"), -1);
}

IN_BASE(a_cleanup_runs_where_its_case_ran_whatever_became_of_it)
{
	script("atf", 1, "case $5 in *:cleanup) test -e made;; *) touch made; echo 'failed: so' >$2; exit 1;; esac");
	made.tests[0].cleanup = 1;
	at_base();
	hold(1);
	run_held();
	assert_string_equal(told(), "START 0\n" ENDED_AS("0", "failed: so"));
	scratch_remove(NULL);
	fresh(NULL);
	at_base();
	script("atf", 1, "case $5 in *:cleanup) exit 3;; *) echo passed >$2;; esac");
	made.tests[0].cleanup = 1;
	hold(1);
	run_held();
	says("call 0 passed");
	says("teardown 0 error: cleanup: exit status 3");
	scratch_remove(NULL);
}

IN_BASE(a_case_whose_needs_are_not_met_is_skipped_and_says_which)
{
	static const struct { const char *asks, *want; } rows[] = {
		{ "progs sh /bin/sh", "passed" }, { "progs sh no-such", "skipped: needs the program no-such, which is not in PATH" },
		{ "progs /no/such", "skipped: needs the program /no/such, which is not there" },
		{ "files / /no/such", "skipped: needs the file /no/such, which is not there" },
		{ "memory 4K", "passed" }, { "memory much", "passed" }, { "diskspace 1K", "passed" },
		{ "config one", "passed" }, { "config one two four five", "passed" }, { "config six", "skipped: needs a value for six: args = -v six=VALUE in [tests] gives one" }, { "config wo", "skipped: needs a value for wo: args = -v wo=VALUE in [tests] gives one" },
		{ "config three", "skipped: needs a value for three: args = -v three=VALUE in [tests] gives one" },
		{ "arch vax\nmachine *", "skipped: needs the machine vax, and this is " }, { "machine *", "passed" },
		{ "what nobody knows", "passed" } };

	for (size_t i = 0; i < COUNT(rows); i++) {
		char want[256], *id;
		struct test *t;
		size_t n, more = strlen(rows[i].asks) + 1;
		fresh(NULL);
		at_base();
		props_of(script("atf", 1, "echo passed >$2"))->args = "-v one=1 -vtwo=2 -v 'four=4 x' 'a one=1' -v \"five=5 six=6\"";
		t = &made.tests[0];
		n = strlen(t->id) + 1;
		id = xrealloc((char *)(uintptr_t)t->id, n + more, 1);
		memcpy(id + n, rows[i].asks, more);
		t->id = id;
		t->asks = 1;
		hold(1);
		run_held();
		snprintf(want, sizeof want, "call 0 %s", rows[i].want);
		says(want);
		scratch_remove(NULL);
	}
}

IN_BASE(cases_of_one_name_all_run_and_the_worst_counts)
{
	script("gtest", 1, RUN("0") BAD("0") RUN("0") OK("0") RAN "exit 1");
	made.tests[0].twins = 1;
	hold(1);
	run_held();
	says("call 0 failed");
	fresh(NULL);
	script("gtest", 1, RUN("0") OK("0") RAN);
	made.tests[0].twins = 1;
	hold(1);
	run_held();
	says("call 0 error: ran 1 times, but is listed 2 times");
}

IN_BASE(a_teardown_that_failed_is_the_phase_that_failed)
{
	static struct kind kind;

	script("pytest", 1, "printf '\\026start S.c0\\037\\n\\026passed S.c0\\037\\n\\026teardown S.c0\\037because\\n\\026end\\n'; exit 1");
	kind = *made.programs[0].kind;
	kind.run = "%p %N";
	made.programs[0].kind = &kind;
	hold(1);
	run_held();
	assert_string_equal(told(), "START 0\nsetup 0 passed\ncall 0 passed\nteardown 0 error: because\n");
}

IN_BASE(a_second_result_can_only_make_it_worse)
{
	script("gtest", 2, RUN("0") OK("0") BAD("0") RUN("1") BAD("1") OK("1") RAN "exit 1");
	hold(2);
	run_held();
	says("call 0 failed");
	says("call 1 failed");
}

/* A batch fed by hand, in pieces of at most so many bytes; what the master was told. */
static char *told_in_pieces(size_t most)
{
	static const char text[] = "noise\n[ RUN      ] S.c0\nout\n[       OK ] S.c0 (0 ms)\n[ RUN      ] S.c1\nno newline[  FAILED  ] S.c1 (1 ms)\n"
		"[ RUN      ] S.c2\n[  SKIPPED ] S.c2 (0 ms)\n[ RUN      ] S.c3\n";
	struct buf all = { 0 };

	fresh(NULL);
	program_made("/p/x", "gtest", 4);
	batch_by_hand(4);
	for (size_t at = 0, n; at + 1 < sizeof text; at += n) {
		n = 1 + roll((uint32_t)most);
		n = n > sizeof text - 1 - at ? sizeof text - 1 - at : n;
		child_bytes(&proc, STREAM_OUT, text + at, n);
	}
	buf_puts(&all, told());
	buf_puts(&all, "--\n");
	buf_puts(&all, sent(1, STREAM_OUT)->p);
	return all.p;
}

TEST(lines_are_the_same_in_whatever_pieces_they_come)
{
	char *whole = told_in_pieces(1000), *pieces;

	assert_non_null(strstr(whole, "call 1 failed"));
	assert_non_null(strstr(whole, "--\nno newline\n"));
	for (int i = 0; i < 200; i++) {
		pieces = told_in_pieces(i < 20 ? 1 : 1 + roll(40));
		assert_string_equal(pieces, whole);
		free(pieces);
	}
	free(whole);
}

IN_BASE(a_batch_is_one_process)
{
	script("gtest", 3, "echo >>\"${0%/*}/count\"; " RUN("0") OK("0") RUN("1") OK("1") RUN("2") OK("2"));
	hold(3);
	run_held();
	{
		struct stat st;
		assert_int_equal(stat(in("count"), &st), 0);
		assert_int_equal(st.st_size, 1);
	}
}

IN_BASE(a_process_left_behind_is_told_by_the_teardown)
{
	union frame f;

	if (!us.reaper)
		skip();
	script("exec", 0, "sleep 1000 >/dev/null 2>&1 & exit 0");
	hold(1);
	held.asked = true;
	run_held();
	says("call 0 passed\nteardown 0 passed: 1 process left behind");
	for (uint32_t i = 0; queued(i, &f); i++)
		if (f.type == MSG_REPORT)
			assert_int_equal(f.REPORT.leaked, f.REPORT.phase == PHASE_teardown);
}

IN_BASE(a_process_left_behind_is_an_error_where_that_is_wanted)
{
	if (!us.reaper)
		skip();
	config.leaks_fail = 1;
	script("exec", 0, "sleep 1000 >/dev/null 2>&1 & exit 0");
	hold(1);
	run_held();
	says("teardown 0 error: 1 process left behind");
}

IN_BASE(a_test_has_its_tmpdir_and_it_is_gone_afterwards)
{
	at_base();
	script("exec", 0, "test -d \"$TMPDIR\" && echo x >\"$TMPDIR/x\" && echo \"$TMPDIR\" >\"${0%/*}/where\"");
	hold(1);
	run_held();
	says("call 0 passed");
	assert_int_equal(access(in("where"), F_OK), 0);
	assert_int_equal(access(in("slave00.1"), F_OK), -1);
}

/* ---- listing ------------------------------------------------------------------------------------------- */
static void suite_free(struct suite *s)
{
	for (uint32_t i = 0; i < s->nprograms; i++)
		buf_free(&s->programs[i].cases);
	for (uint32_t i = 0; i < s->nprops; i++)
		buf_free(&s->props[i].env);
	for (struct chunk *c = s->text, *next; c; c = next) {
		next = c->next;
		free(c);
	}
	free(s->programs);
	free(s->tests);
	free(s->wanted);
	buf_free(&s->warnings);
	buf_free(&s->errors);
	buf_free(&s->matched);
}

/* Walks base/t and lists what can list; sealed. Its props stay where they are: see pool. */
static struct suite listed_tree(int at_once)
{
	static struct props *stay[16];
	static size_t nstay;
	static const char text[] = "[kind ours]\nname = *.our\nlist = %p --list\nlist.case = \"- %n\"\nrun = %p %n\n";
	struct buf error = { 0 };
	struct suite s;

	assert_true(conf_parse(&conf, "muster.conf", text, sizeof text - 1, &error));
	suite_open(&s, &conf, "");
	suite_walk(&s, in("t"), strlen(in("t")) + 1, NULL);
	now.active = now.turned = clock_us();
	children_adopt();
	environment_set();
	slave_list(&s, at_once);
	suite_seal(&s, NULL);
	assert_true(nstay < COUNT(stay));
	stay[nstay++] = s.props;
	return s;
}

IN_BASE(programs_are_asked_for_their_cases)
{
	struct suite s;

	mkdir(in("t"), 0755);
	put_script(in("t/a.our"), "[ \"$1\" = --list ] && echo '- one' && echo '- two'");
	put_script(in("t/b"), "exit 9");
	s = listed_tree(2);
	assert_int_equal(s.ntests, 3);
	assert_non_null(strstr(s.tests[0].id, "/t/a.our::one"));
	assert_non_null(strstr(s.tests[1].id, "/t/a.our::two"));
	assert_int_equal(s.warnings.n, 0);
	suite_free(&s);
}

IN_BASE(a_program_that_cannot_be_listed_stays_whole_with_a_warning)
{
	static const struct { const char *body, *why; } rows[] = { { "exit 3", "exit status 3" }, { "kill -9 $$", "SIGKILL" },
		{ "echo hello", "no cases" }, { "echo '- one'; exit 1", "exit status 1" } };

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct suite s;
		mkdir(in("t"), 0755);
		put_script(in("t/a.our"), rows[i].body);
		s = listed_tree(1);
		assert_int_equal(s.ntests, 1);
		assert_int_equal(s.tests[0].name, 0);
		assert_non_null(strstr(s.warnings.p, rows[i].why));
		suite_free(&s);
		conf_free(&conf);
	}
}

IN_BASE(a_program_that_cannot_be_started_stays_whole_with_a_warning)
{
	struct suite s;
	int fd;

	mkdir(in("t"), 0755);
	fd = open(in("t/a.our"), O_WRONLY | O_CREAT, 0755);
	assert_int_equal(write(fd, "#!/no/such\n", 11), 11);
	close(fd);
	s = listed_tree(1);
	assert_int_equal(s.ntests, 1);
	assert_true(s.warnings.n > 0);
	suite_free(&s);
}

TEST(a_line_without_end_is_no_listing_though_its_program_has_ended)
{
	static char line[LINE_MAX_BYTES + 1];
	struct buf all = { 0 };
	struct child c = CHILD_NONE;

	memset(line, 'x', sizeof line);
	c.order.all = &all;
	c.step = DRAINS;
	child_bytes(&c, STREAM_OUT, line, sizeof line - 1);
	child_bytes(&c, STREAM_OUT, "\n", 1);
	assert_int_equal(c.stop, NOT_STOPPED);
	child_bytes(&c, STREAM_OUT, line, sizeof line - 1);
	assert_int_equal(c.stop, NOT_STOPPED);
	child_bytes(&c, STREAM_OUT, "x\n", 2);		/* its end comes with its last byte */
	assert_int_equal(c.stop, STOP_FLOOD);
	buf_free(&all);
	child_free(&c);
}

IN_BASE(many_programs_are_listed_several_at_once)
{
	struct suite s;
	char name[32];

	mkdir(in("t"), 0755);
	for (int i = 0; i < 40; i++) {
		snprintf(name, sizeof name, "t/p%02d.our", i);
		put_script(in(name), "echo '- one'; echo '- two'");
	}
	s = listed_tree(7);
	assert_int_equal(s.ntests, 80);
	assert_int_equal(s.warnings.n, 0);
	suite_free(&s);
}

IN_BASE(more_programs_are_asked_for_than_there_are_places)
{
	struct suite s;

	mkdir(in("t"), 0755);
	put_script(in("t/a.our"), "echo '- one'");
	s = listed_tree(1000);
	assert_int_equal(s.ntests, 1);
	suite_free(&s);
}

static int open_all(__attribute__((unused)) void **none)
{
	signals_open(false);
	children_adopt();
	now.active = now.turned = us.hello = clock_us();
	root_path();
	return 0;
}

int main(void)
{
	return unit_run("slave", open_all);
}
