/* t/dispatch.c: Dispatch in a world without processes. Suites, appliances, durations, failures and deaths are
 * drawn from a seed; slaves are rows that take frames out of their queues and answer as real ones
 * do; they boot, come late, come and leave by USR2, die, are given up and repaired; time is a
 * number. After thousands of such runs these must hold: every test was placed once for each
 * attempt, or has a reason; no lock was overbooked; exclusive tests ran alone; tags and providers
 * were where they had to be; nobody waits for a late one, and nothing starts before the others are
 * there; no test is with an appliance that will not run it; so many at most are sent past one that
 * waits for a lock; and where nothing constrains, the makespan is that of the list scheduler with
 * all durations known.
 *
 *	.build/unit/dispatch            the tests; WORLDS=3000: so many random runs (400)
 *	.build/unit/dispatch SEED       one random run, told step by step
 *	.build/unit/dispatch cost       CPU time of 100,000 tests with 1,000 locks on 64 appliances */
#include "master.h"

#define TEST(name)	UNIT(name, NULL, NULL)

/* ---- the world --------------------------------------------------------------------------------- */
struct lane_of_sim {			/* beside slaves[i] */
	uint32_t held[4096], first, n;	/* jobs, in its numbers */
	uint32_t job;			/* that runs; NONE */
	uint32_t attempt[4096];
	uint64_t ends;			/* us; of the job, or of its hooks while it swaps */
	bool swaps, asked, over;
	char attach[64];
	uint64_t comes;			/* us: when it answers, ABSENT until then */
	uint64_t leaves;		/* us: when USR2 takes it away; 0: never */
};

enum { SITES = 64, JOIN = 3 };		/* appliances; those that USR2 may bring */

static struct lane_of_sim *sim;
static uint64_t now, makespan;
static uint64_t *lasts, *began;		/* us of each job: it takes that, and started then */
static uint32_t *starts;
static uint64_t seed;
static bool told, deaths, unchecked;
static uint64_t joins[JOIN];		/* us: when USR2 brings another; 0: never */
static uint32_t *overtaken;		/* of each job: others sent past it, with a lock it waits for */
static unsigned failing;		/* of 100 attempts so many fail */

static uint32_t draw(uint32_t n)
{
	return n ? dice(&seed, n) : 0;
}

/* Forgets the world before. */
static void world_end(void)
{
	master_forget();
	free(sim); free(lasts); free(began); free(starts); free(overtaken);
	sim = NULL; lasts = began = NULL; starts = NULL; overtaken = NULL;
	now = makespan = 0;
	memset(joins, 0, sizeof joins);
	slaves_room = 0;
	failing = 0;
	deaths = told = false;
}

/* Takes a configuration. */
static void configured(const char *text)
{
	struct buf error = { 0 };

	assert_true(conf_parse(&conf, "sim", text, strlen(text), &error));
	buf_free(&error);
}

/* Adds a program of n cases, or (0) one that is one test; a case's parameter is drawn from `params`. */
static void tests_add(uint32_t cases, uint32_t props, const char *const *params, uint32_t nparams)
{
	static const struct kind whole = { .name = "exec" }, batch = { .name = "gtest", .run = "%p %N", .start = "RUN %n" };
	uint32_t p = suite.nprograms, n = cases ? cases : 1;
	char name[128];

	if ((p & (p + 1)) == 0)
		suite.programs = xrealloc(suite.programs, 2 * (size_t)p + 2, sizeof *suite.programs);
	snprintf(name, sizeof name, "p%06u", (unsigned)p);
	suite.programs[p] = (struct program){ .path = xstrdup(name), .kind = cases ? &batch : &whole, .first = suite.ntests, .count = n };
	suite.nprograms++;
	suite.tests = xrealloc(suite.tests, suite.ntests + n, sizeof *suite.tests);
	for (uint32_t i = 0; i < n; i++) {
		snprintf(name, sizeof name, cases ? "p%06u::c%04u%s" : "p%06u", (unsigned)p, (unsigned)i, nparams ? params[draw(nparams)] : "");
		suite.tests[suite.ntests++] = (struct test){ .id = xstrdup(name), .program = p, .rank = i, .props = props,
			.name = (uint16_t)(cases ? 9 : 0) };
	}
}

static struct site sites[SITES + JOIN];

/* An appliance of the world. */
static struct site *site_draw(uint32_t i, const char *const *tags, uint32_t ntags)
{
	static char names[SITES + JOIN][8];

	snprintf(names[i], sizeof names[i], "a%u", (unsigned)i);
	sites[i] = (struct site){ .name = names[i], .tags = ntags ? tags[draw(ntags)] : "", .limit = 1,
		.via = ntags && !draw(4) ? "ssh a" : NULL };
	return &sites[i];
}

static void slaves_add(uint32_t n, const char *const *tags, uint32_t ntags)
{
	assert_true(n <= SITES);
	slaves_room = n + JOIN;
	lanes_here = 0;
	slaves = xrealloc(NULL, slaves_room, sizeof *slaves);
	sim = xrealloc(NULL, slaves_room, sizeof *sim);
	lane_rows = xrealloc(NULL, slaves_room, sizeof *lane_rows);
	nslaves = n;
	for (uint32_t i = 0; i < n; i++) {
		slaves[i] = slave_new(site_draw(i, tags, ntags), i);
		slaves[i].state = READY;
		slaves[i].before = NONE;
		sim[i] = (struct lane_of_sim){ .job = NONE };
		lane_open(&slaves[i]);
	}
	run_lanes(lane_rows, n);
}

/* Makes the jobs; known: their durations are known before. Each takes from `shortest` to `longest` us, most of
 * them little. */
static void jobs_draw(uint64_t shortest, uint64_t longest, bool known)
{
	jobs_make();
	jobs_open();
	gates_make();
	lasts = xrealloc(NULL, njobs, sizeof *lasts);
	began = xrealloc(NULL, njobs, sizeof *began);
	starts = xrealloc(NULL, njobs, sizeof *starts);
	memset(starts, 0, njobs * sizeof *starts);
	overtaken = xrealloc(NULL, njobs, sizeof *overtaken);
	memset(overtaken, 0, njobs * sizeof *overtaken);
	for (uint32_t i = 0; i < njobs; i++) {
		uint64_t share = draw(1000);
		share = 1 + share * draw(20);
		lasts[i] = shortest + (longest - shortest) / share;
		lasts[i] -= known ? lasts[i] % 1000 : 0;
		if (known)
			jobs[i].expect = (uint32_t)(lasts[i] / 1000);
	}
	order_make();
	queues_check();
}

/* ---- what must hold at each start --------------------------------------------------------------- */
static bool word_in(const char *text, const char *word, size_t n)
{
	return has_word(text, word, n);
}

static void order_is_right(uint32_t job, const char *globs, bool passed);
static void fixture_is_right(uint32_t job);

/* Do two slaves have one lock of that name? Not where it is one of each host, and they are not on one. */
static bool is_beside(uint32_t lock, uint32_t a, uint32_t b)
{
	bool each = strstr(locks.of[lock].name, "@host");

	return !each || a == b || (!slaves[a].at->via && !slaves[b].at->via);
}

/* Do tests on this host weigh no more than it has lanes, or is one that does alone there? */
static void weight_is_right(uint32_t slave, uint32_t own)
{
	uint32_t others = 0, lanes = 0;

	for (uint32_t i = 0; i < nslaves && !slaves[slave].at->via; i++) {
		uint32_t weight = sim[i].job == NONE ? 0 : props_of(sim[i].job)->weight == NONE ? 1 : props_of(sim[i].job)->weight;
		lanes += !slaves[i].at->via;
		others += i == slave || slaves[i].at->via ? 0 : weight;
	}
	assert_true(!others || others + own <= lanes);
}

/* Does an appliance hold what a test asks for by its key, else by its parameter? And do no more
 * hold that than may? */
static void providers_are_right(uint32_t slave, uint32_t job)
{
	const char *key = props_of(job)->provider;

	for (uint32_t i = 0; i < providers.n; i++) {
		const char *name = providers.of[i].name;
		uint32_t holders = 0;
		if (key ? !strcmp(name, key) : names_provider(test_parameter(test_of(job)), name))
			assert_int_equal(slaves[slave].holds.p[i], TIED);
		for (uint32_t k = 0; k < nslaves; k++)
			holders += !is_out(&slaves[k]) && is_tied(&slaves[k], i);
		assert_int_equal(holders, providers.of[i].holders);
		assert_true(holders <= providers.of[i].limit);
	}
	assert_true(slaves[slave].held <= slaves[slave].at->limit);
}

static void start_is_right(uint32_t slave, uint32_t job)
{
	const struct props *p = props_of(job);
	uint32_t others = 0;

	for (const char *w = p->needs; w && *(w += strspn(w, " ")); w += strcspn(w, " "))
		assert_true(word_in(slaves[slave].at->tags, w, strcspn(w, " ")));
	for (uint32_t i = 0; i < nslaves; i++)
		others += i != slave && sim[i].job != NONE;
	assert_false(p->exclusive && others);
	for (uint32_t i = 0; i < nslaves; i++)
		assert_false(i != slave && sim[i].job != NONE && props_of(sim[i].job)->exclusive);
	for (uint32_t l = 0; l < locks.n; l++) {
		uint32_t used = 0;
		for (uint32_t i = 0; i < nslaves; i++) {
			const struct queue *q = sim[i].job == NONE ? NULL : &queues.of[jobs[sim[i].job].queue];
			for (uint32_t k = 0; q && k < q->nholds; k++)
				used += q->holds[k].lock == l && is_beside(l, i, slave) ? q->holds[k].units : 0;
		}
		assert_true(l == locks.lanes || used <= locks.of[l].total);
	}
	weight_is_right(slave, p->weight == NONE ? 1 : p->weight);
	providers_are_right(slave, job);
	for (uint32_t i = 0; i < nslaves; i++)	/* those are there that are waited for */
		assert_true(slaves[i].state >= READY || slaves[i].at->late || slaves[i].deaths ||
			slaves[i].repairs || slaves[i].leaves);
	order_is_right(job, p->after, true);
	order_is_right(job, p->after_any, false);
	fixture_is_right(job);
}

/* Has all ended that a test is after, on its appliance if each has it, and passed if that is asked for? */
static void order_is_right(uint32_t job, const char *globs, bool passed)
{
	const struct test *t = test_of(job);

	for (const char *w = globs; w && *(w += strspn(w, " ")); w += strcspn(w, " ")) {
		char glob[64];
		snprintf(glob, sizeof glob, "%.*s", (int)strcspn(w, " "), w);
		if (glob_match(glob, t->id) || glob_match(glob, suite.programs[t->program].path))
			continue;
		for (uint32_t i = 0; i < njobs; i++) {
			const struct test *other = test_of(i);
			if (jobs[i].only != jobs[job].only || (!glob_match(glob, other->id) && !glob_match(glob, suite.programs[other->program].path)))
				continue;
			assert_int_equal(jobs[i].where, ENDED);
			assert_true(!passed || jobs[i].outcome == OUT_passed);
		}
	}
}

/* Has all been set up that a test needs, and does nobody need what it cleans up? */
static void fixture_is_right(uint32_t job)
{
	const struct props *p = props_of(job);

	for (uint32_t i = 0; (p->needs_fixture || p->fixture_cleanup) && i < njobs; i++) {
		const struct props *o = props_of(i);
		if (jobs[i].only != jobs[job].only)
			continue;
		if (p->needs_fixture && o->fixture && !strcmp(p->needs_fixture, o->fixture))
			assert_true(jobs[i].where == ENDED && jobs[i].outcome == OUT_passed);
		if (p->fixture_cleanup && o->fixture && !strcmp(p->fixture_cleanup, o->fixture))
			assert_int_equal(jobs[i].where, ENDED);
		if (p->fixture_cleanup && o->needs_fixture && !strcmp(p->fixture_cleanup, o->needs_fixture))
			assert_int_equal(jobs[i].where, ENDED);
	}
}

/* Is a test the first of those that ask for the same, and could it start at once somewhere, but for
 * its locks? */
static bool only_locks_hold(uint32_t job)
{
	struct queue *q = &queues.of[jobs[job].queue];
	bool anywhere = false;
	uint32_t first;

	if (!queue_top(q, &first) || first != job)
		return false;
	for (uint32_t i = 0; i < nslaves; i++)
		anywhere |= slaves[i].state == READY && queue_may(q, i);
	return anywhere && q->provider == NONE && !q->props->exclusive && !q->props->serial;
}

/* n tests were sent, the first of them is `job`: they pass those that wait for a lock of theirs, and
 * come before it. */
static void waits_are_right(uint32_t slave, uint32_t job, uint32_t n)
{
	const struct queue *q = &queues.of[jobs[job].queue];

	for (uint32_t i = 0; q->nholds && i < njobs; i++) {
		const struct queue *o = &queues.of[jobs[i].queue];
		bool shared = false;
		if (o == q)	/* one of them goes on: the next waits from now on */
			overtaken[i] = 0;
		for (uint32_t k = 0; k < o->nholds; k++)
			for (uint32_t h = 0; h < q->nholds; h++)
				shared |= o->holds[k].lock == q->holds[h].lock &&
					!locks.of[o->holds[k].lock].each_host;
		if (o == q || !shared || !only_locks_hold(i) || !is_before(i, job))
			continue;
		assert_true(overtaken[i] < OVERTAKEN_MAX * nslaves);
		overtaken[i] += n;
		if (told)
			printf("# %8.3f %s gets %s, past %s\n", (double)now / 1e6, slaves[slave].id,
				ids[job], ids[i]);
	}
}

/* ---- the world's slaves ------------------------------------------------------------------------- */
/* Takes the frames that the master queued for a slave. */
static bool frames_take(uint32_t i)
{
	struct slave *s = &slaves[i];
	struct lane_of_sim *l = &sim[i];
	struct buf q = s->chan.q;
	bool any = q.n > 0;

	s->chan.q = (struct buf){ 0 };
	for (size_t at = 0; at < q.n;) {
		uint32_t len = nums_at((struct nums){ (unsigned char *)q.p + at, 1 }, 0);
		union frame f;
		assert_true(wire_decode(q.p + at + 4, len, GOES_DOWN, &f));
		at += len + 4;
		switch (f.type) {
		case MSG_TESTS:
			l->asked = false;
			l->over = !f.TESTS.tests.n;
			if (l->first) {
				memmove(l->held, l->held + l->first, l->n * sizeof *l->held);
				memmove(l->attempt, l->attempt + l->first, l->n * sizeof *l->attempt);
				l->first = 0;
			}
			if (f.TESTS.tests.n && !unchecked)
				waits_are_right(i, job_of(s, nums_at(f.TESTS.tests, 0)),
					f.TESTS.tests.n);
			for (uint32_t k = 0; k < f.TESTS.tests.n; k++) {
				assert_true(l->n < 4096);
				l->attempt[l->n] = f.TESTS.attempt;
				l->held[l->n++] = nums_at(f.TESTS.tests, k);
			}
			break;
		case MSG_RECALL: {
			uint32_t n = f.RECALL.count < l->n ? f.RECALL.count : f.RECALL.whole && f.RECALL.count > l->n ? 0 : l->n;
			unsigned char bytes[4 * 4096];
			for (uint32_t k = 0; k < n; k++)
				put_u32((char *)bytes + 4 * k, l->held[l->first + l->n - n + k]);
			l->n -= n;
			on_returned(s, (struct nums){ bytes, n });
			break;
		}
		case MSG_FINISH: {
			unsigned char bytes[4 * 4096];
			for (uint32_t k = 0; k < l->n; k++)
				put_u32((char *)bytes + 4 * k, l->held[l->first + k]);
			on_returned(s, (struct nums){ bytes, l->n });
			l->n = 0;
			l->over = true;
			break;
		}
		case MSG_PROVIDER:
			assert_int_equal(l->job, NONE);
			assert_int_equal(l->n, 0);
			l->swaps = true;
			l->ends = now + 5000;
			snprintf(l->attach, sizeof l->attach, "%s", f.PROVIDER.attach.p);
			break;
		default:
			break;
		}
	}
	buf_free(&q);
	return any;
}

/* An idle slave starts what it holds. When a test starts it asks for more, if that is the last or the others
 * may end before the answer comes. */
static bool slave_goes_on(uint32_t i)
{
	struct slave *s = &slaves[i];
	struct lane_of_sim *l = &sim[i];
	bool any = false;

	if (!is_at_work(s))
		return false;
	if (l->job == NONE && !l->swaps && l->n) {
		uint32_t job = job_of(s, l->held[l->first]);
		on_start(s, &(struct w_START){ .test = l->held[l->first], .attempt = l->attempt[l->first] });
		assert_false(s->distrusted);
		l->first++;
		l->n--;
		l->job = job;
		l->ends = now + lasts[job];
		began[job] = starts[job]++ ? began[job] : now;
		if (!unchecked)
			start_is_right(i, job);
		if (told)
			printf("# %8.3f %s starts %s\n", (double)now / 1e6, s->id, ids[job]);
		any = true;
	}
	if ((any ? l->n <= 8000 / (lasts[l->job] + 1) : l->job == NONE && !l->n) && !l->asked && !l->over) {
		s->need = ASKED;
		l->asked = any = true;
	}
	return any;
}

/* A slave is gone; for_good: and its appliance with it, unless that is repaired. */
static void slave_dies(uint32_t i, bool for_good)
{
	struct slave *s = &slaves[i];
	struct lane_of_sim *l = &sim[i];

	if (told)
		printf("# %8.3f %s dies%s\n", (double)now / 1e6, s->id,
			for_good ? " for good" : "");
	if (for_good)
		slave_despair(s, "the board is gone");
	slave_lost(s, "the world");
	l->n = l->first = 0;
	l->asked = l->swaps = l->over = false;
	l->job = NONE;
	l->comes = now + draw(3) * 1000000;
}

/* An appliance answers: its repair hook has ended, or it has collected the same. */
static void slave_comes(uint32_t i)
{
	struct slave *s = &slaves[i];

	if (told)
		printf("# %8.3f %s %s\n", (double)now / 1e6, s->id,
			s->repairing ? "is repaired" : "comes");
	s->before = NONE;
	slave_turn(s, GREETING);
	if (s->repairing && deaths && !draw(3)) {
		slave_dies(i, true);
		return;
	}
	slave_turn(s, COLLECTING);
	sim[i].comes = now + draw(2) * 1000000;
	if (s->repairing)
		slave_repaired(s);
	else if (deaths && !draw(10))
		slave_dies(i, false);
	else
		slave_accept(s);
	s->need = CONTENT;
}

/* Has one that is to leave done what it ran? */
static bool has_left(uint32_t i)
{
	return slaves[i].state == FINISHING && slaves[i].leaves && sim[i].job == NONE &&
		!sim[i].swaps && sim[i].over;
}

/* Whoever comes or leaves now does. */
static void world_turns(void)
{
	for (uint32_t k = 0; k < JOIN; k++)
		if (joins[k] == now && now) {
			struct site *at = site_draw(nslaves,
				(const char *const[]){ "", "gpu usb", "gpu arm usb" }, 3);
			struct slave *s;
			at->late = true;
			assert_non_null(s = slave_join(at));
			sim[s - slaves] = (struct lane_of_sim){ .job = NONE,
				.comes = now + draw(2000000) };
			queues_join(s);
		}
	for (uint32_t i = 0; i < nslaves; i++) {
		struct slave *s = &slaves[i];
		if (sim[i].leaves && sim[i].leaves == now && !is_out(s) && !s->leaves)
			slave_leave(s);
		if (s->state == ABSENT && sim[i].comes <= now)
			slave_comes(i);
		if (has_left(i)) {
			on_bye(s);
			slave_lost(s, NULL);
			assert_int_equal(s->state, GONE);
		}
	}
}

/* Is each test that was sent with a slave that will run it? */
static void holders_are_right(void)
{
	for (uint32_t i = 0; i < njobs; i++) {
		uint32_t at = jobs[i].slave, k = 0;
		if (jobs[i].where == RUNNING)
			assert_int_equal(sim[at].job, i);
		if (jobs[i].where != SENT)
			continue;
		assert_true(slaves[at].state == READY && !slaves[at].leaves);
		while (k < sim[at].n && job_of(&slaves[at], sim[at].held[sim[at].first + k]) != i)
			k++;
		assert_true(k < sim[at].n);
	}
}

/* What a slave was at comes to its end: a test, or the hooks of a provider. */
static void slave_ends(uint32_t i)
{
	struct slave *s = &slaves[i];
	struct lane_of_sim *l = &sim[i];
	uint32_t job = l->job, test;

	if (l->swaps) {
		l->swaps = false;
		on_provided(s, &(struct w_PROVIDED){ .attach = str_of(l->attach), .why = str_of(draw(40) || !deaths ? "" : "no") });
		return;
	}
	l->job = NONE;
	makespan = now;
	if (deaths && !draw(200)) {
		slave_dies(i, !draw(4));
		return;
	}
	test = theirs_of(s, job);
	for (int phase = 0; phase < PHASE_COUNT; phase++)
		on_report(s, &(struct w_REPORT){ .test = test, .attempt = jobs[job].attempt, .phase = (uint8_t)phase, .exit = NONE,
			.outcome = phase == PHASE_call && draw(100) < failing ? OUT_failed : OUT_passed, .message = str_of(""),
			.duration = phase == PHASE_call ? lasts[job] : 0 });
	assert_false(s->distrusted);
}

/* When something happens next, at that time or behind it. */
static uint64_t sooner(uint64_t at, uint64_t than)
{
	return at && at > now && at < than ? at : than;
}

static uint64_t world_next(void)
{
	uint64_t next = UINT64_MAX;

	for (uint32_t i = 0; i < nslaves; i++) {
		const struct slave *s = &slaves[i];
		if (sim[i].job != NONE || sim[i].swaps)
			next = sim[i].ends < next ? sim[i].ends : next;
		if (s->state == ABSENT)
			next = sim[i].comes <= now ? now : sooner(sim[i].comes, next);
		if (has_left(i))
			next = now;
		next = sooner(sim[i].leaves, next);
	}
	for (uint32_t k = 0; k < JOIN; k++)
		next = sooner(joins[k], next);
	return next;
}

/* Runs the world to its end. */
static void world_runs(void)
{
	uint64_t steps = 0;

	while (census.all[ENDED] < njobs) {
		bool any = true;
		while (any) {
			hand_out();
			any = false;
			for (uint32_t i = 0; i < nslaves; i++) {
				any |= frames_take(i);
				any |= slave_goes_on(i);
			}
			assert_true(++steps < 100 * (uint64_t)njobs + 100000);
		}
		if (!unchecked)
			holders_are_right();
		if ((now = world_next()) == UINT64_MAX)
			break;
		for (uint32_t i = 0; i < nslaves; i++)
			if ((sim[i].job != NONE || sim[i].swaps) && sim[i].ends == now)
				slave_ends(i);
		world_turns();
	}
	assert_int_equal(census.all[ENDED], njobs);
	for (uint32_t i = 0; i < locks.n; i++)
		for (uint32_t k = 0; k <= (locks.of[i].each_host ? nslaves : 0); k++)
			assert_int_equal(locks.of[i].used[k], 0);
	assert_int_equal(census.exclusive[SENT] + census.exclusive[RUNNING], 0);
}

/* Lets tests wait for others: those of a row for some of the rows before it, so that none waits for itself in the end. */
static void orders_draw(void)
{
	for (uint32_t r = 1; r < suite.nprops; r++) {
		struct buf globs = { 0 };
		if (draw(2))
			continue;
		for (uint32_t n = 1 + draw(3); n; n--) {
			uint32_t p = draw(suite.nprograms);
			const struct program *of = &suite.programs[p];
			if (suite.tests[of->first].props >= r)
				continue;
			buf_printf(&globs, draw(3) || of->count < 3 ? "%s " : draw(2) ? "%s::c000[0-9]* " : "%s::c0002* ", of->path);
		}
		if (!globs.n)
			continue;
		if (draw(2))
			suite.props[r].after = globs.p;
		else
			suite.props[r].after_any = globs.p;
	}
}

/* Gives three rows, in their order, a fixture: one sets it up, one needs it, one cleans up. */
static void fixtures_draw(void)
{
	static const char *const names[] = { "db", "web" };

	for (uint32_t i = 0; suite.nprops > 3 && i < draw(3); i++) {
		uint32_t up = 1 + draw(suite.nprops - 3), needs = up + 1 + draw(suite.nprops - up - 2);
		uint32_t down = needs + 1 + draw(suite.nprops - needs - 1);
		if (suite.props[up].fixture || suite.props[needs].needs_fixture || suite.props[down].fixture_cleanup)
			continue;
		suite.props[up].fixture = xstrdup(names[i]);
		suite.props[needs].needs_fixture = xstrdup(names[i]);
		suite.props[down].fixture_cleanup = xstrdup(names[i]);
	}
}

/* Lets appliances boot, some of them late, be repairable, and come and go. */
static void fleet_draw(void)
{
	for (uint32_t i = 0; i < nslaves; i++) {
		sites[i].repairs = draw(3);
		if (draw(3))
			continue;
		sites[i].late = i && draw(2) && opt.dist != DIST_each;
		slaves[i].state = ABSENT;
		sim[i].comes = draw(3000000);
		if (i && !draw(4) && opt.dist != DIST_each)
			sim[i].leaves = 1 + draw(4000000);
	}
	for (uint32_t k = 0; k < JOIN && opt.dist != DIST_each; k++)
		joins[k] = draw(2) ? 0 : 1 + draw(3000000);
}

/* ---- random worlds ------------------------------------------------------------------------------ */
/* Everything at once, from a seed. */
static void world_draw(uint64_t from)
{
	static const char *const tags[] = { "", "gpu", "gpu usb", "usb arm", "gpu arm usb" };
	static const char *const needs[] = { "", "", "", "gpu", "usb", "gpu arm", "tape" };
	static const char *const held[] = { "", "", "", "port", "mem:1", "mem:2 port", "mem:3", "disk", "usb@host",
		"mem@host:2 port@host" };
	static const char *const params[] = { "", "[vs]", "[rhv]", "[x-ec2]", "[none]" };
	uint32_t n, nprops;
	uint64_t longest;

	world_end();
	seed = from;
	configured("[lock mem]\ntotal = 3\n[provider vs]\n[provider rhv]\nlimit = 1\n[provider ec2]\n");
	nprops = 1 + draw(6);
	for (uint32_t i = 0; i < nprops; i++) {
		const char *needed = i ? needs[draw(7)] : "", *locked = i ? held[draw(10)] : "";
		uint32_t p = props_add(needed, locked);
		suite.props[p].exclusive = i && !draw(6);
		suite.props[p].serial = i && !draw(6);
		suite.props[p].together = i && !draw(5);
		if (i && !draw(4))
			suite.props[p].priority = draw(3);
		if (i && !draw(5))
			suite.props[p].weight = draw(5);
		if (i && !draw(4))
			suite.props[p].retries.n = draw(3);
		if (i && !draw(5))
			suite.props[p].provider = draw(2) ? "vs" : "ec2";
	}
	opt.dist = (uint8_t)draw(4);
	failing = draw(3) ? 0 : draw(50);
	deaths = !draw(3);
	opt.retries.n = draw(3) ? 0 : draw(3);
	opt.order = draw(3) ? NULL : draw(2) ? "collected" : "random:7";
	slaves_add(1 + draw(9), tags, 5);
	if (!draw(6))
		opt.dist = DIST_each;
	n = 1 + draw(40);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t cases = draw(2) ? draw(30) : 0, p = draw(nprops);
		tests_add(cases, p, params, draw(2) ? 5 : 0);
	}
	if (draw(2))
		orders_draw();
	if (draw(2))
		fixtures_draw();
	if (draw(2))
		fleet_draw();
	longest = draw(2) ? 5000 : 2000000;
	jobs_draw(50, longest, draw(2));
}

TEST(whatever_is_drawn_every_test_is_placed_once_or_has_a_reason)
{
	/* emulated, for another machine's sizes and byte order, which a few show */
	const char *asked = getenv("WORLDS");
	uint64_t worlds = asked ? strtoull(asked, NULL, 10) : getenv("EMULATOR") ? 200 : 400;

	for (uint64_t i = 1; i <= worlds; i++) {
		uint32_t notrun = 0, ran = 0, barred = 0;
		world_draw(i);
		world_runs();
		for (uint32_t k = 0; k < njobs; k++) {
			notrun += jobs[k].outcome == OUT_notrun;
			ran += starts[k] > 0;
			if (jobs[k].outcome == OUT_notrun && !starts[k])
				assert_false(!props_of(k)->needs && jobs[k].only == NOBODY && queues.of[jobs[k].queue].provider == NONE && !deaths &&
					!props_of(k)->after && !props_of(k)->needs_fixture);
			assert_true(starts[k] || jobs[k].outcome == OUT_notrun || props_of(k)->after || props_of(k)->needs_fixture);
			if (!deaths)
				assert_true(starts[k] <= 1 + (jobs[k].failures ? jobs[k].failures : 0));
			barred += !starts[k] && jobs[k].outcome == OUT_error;
		}
		assert_true(ran + notrun + barred >= njobs);
	}
	world_end();
}

/* Greedy, longest first, all durations known: what the textbook's scheduler reaches. */
static uint64_t makespan_lpt(uint32_t lanes_n)
{
	uint64_t *left = xrealloc(NULL, njobs, sizeof *left), loads[64] = { 0 }, most = 0;

	memcpy(left, lasts, njobs * sizeof *left);
	for (uint32_t i = 0; i < njobs; i++) {
		uint32_t least = 0, longest = i;
		for (uint32_t k = i + 1; k < njobs; k++)
			longest = left[k] > left[longest] ? k : longest;
		uint64_t t = left[longest];
		left[longest] = left[i];
		for (uint32_t k = 1; k < lanes_n; k++)
			least = loads[k] < loads[least] ? k : least;
		loads[least] += t;
		most = loads[least] > most ? loads[least] : most;
	}
	free(left);
	return most;
}

static int by_us(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x > y ? -1 : x < y;
}

/* What no schedule can beat: all work shared, and, of the k * lanes + 1 longest, k + 1 on one lane. */
static uint64_t makespan_bound(void)
{
	uint64_t *all = xrealloc(NULL, njobs, sizeof *all), sum = 0, bound;

	memcpy(all, lasts, njobs * sizeof *all);
	qsort(all, njobs, sizeof *all, by_us);
	for (uint32_t i = 0; i < njobs; i++)
		sum += all[i];
	bound = sum / nslaves;
	for (uint32_t k = 0; k * nslaves < njobs; k++)
		bound = (k + 1) * all[k * nslaves] > bound ? (k + 1) * all[k * nslaves] : bound;
	free(all);
	return bound;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

TEST(with_durations_known_the_makespan_is_that_of_longest_first)
{
	double ratio[400];

	for (uint32_t i = 0; i < 400; i++) {
		uint64_t n;
		world_end();
		seed = 1000 + i;
		slaves_add(1 + draw(16), NULL, 0);
		props_add(NULL, NULL);
		n = 1 + draw(300);
		for (uint64_t k = 0; k < n; k++)
			tests_add(0, 0, NULL, 0);
		jobs_draw(1000, 5000000, true);
		world_runs();
		/* longest first is within 4/3 of the best, which may be above the bound: then we must be as good as it */
		assert_true(makespan * 3 <= makespan_bound() * 4 || makespan <= makespan_lpt(nslaves));
		ratio[i] = (double)makespan / (double)makespan_lpt(nslaves);
	}
	qsort(ratio, 400, sizeof *ratio, by_size);
	assert_true(ratio[200] <= 1.02);
	printf("# makespan / longest first: median %.4f, worst %.4f\n", ratio[200], ratio[399]);
	world_end();
}

TEST(cases_of_programs_with_known_durations_end_together)
{
	double ratio[200];

	for (uint32_t i = 0; i < 200; i++) {
		world_end();
		seed = 5000 + i;
		slaves_add(2 + draw(7), NULL, 0);
		props_add(NULL, NULL);
		for (uint32_t k = 0; k < 10; k++)
			tests_add(1 + draw(60), 0, NULL, 0);
		jobs_draw(1000, 2000000, true);
		world_runs();
		ratio[i] = (double)makespan / (double)makespan_lpt(nslaves);
	}
	qsort(ratio, 200, sizeof *ratio, by_size);
	assert_true(ratio[100] <= 1.02);
	printf("# cases: makespan / longest first: median %.4f, worst %.4f\n", ratio[100], ratio[199]);
	world_end();
}

TEST(a_lock_keeps_no_slave_from_other_work)
{
	world_end();
	seed = 3;
	props_add(NULL, "port");
	props_add(NULL, NULL);
	slaves_add(4, NULL, 0);
	for (uint32_t k = 0; k < 10; k++)
		tests_add(0, 0, NULL, 0);
	for (uint32_t k = 0; k < 30; k++)
		tests_add(0, 1, NULL, 0);
	jobs_draw(100000, 100000, true);
	world_runs();
	assert_int_equal(makespan, 1000000);
	world_end();
}

/* Many light tests, and a heavy one early among them, which needs all that there is of something: the
 * place in the order of starts that it gets. */
static uint32_t heavy_starts(const char *needs, uint32_t weight)
{
	uint32_t heavy, light, before = 0;

	world_end();
	seed = 7;
	configured("[lock mem]\ntotal = 4\n");
	opt.order = "collected";
	light = props_add(NULL, needs ? "mem:1" : NULL);
	heavy = props_add(NULL, needs);
	suite.props[heavy].weight = weight;
	slaves_add(4, NULL, 0);
	for (uint32_t k = 0; k < 200; k++)
		tests_add(0, k == 10 ? heavy : light, NULL, 0);
	jobs_draw(50000, 150000, false);
	for (uint32_t k = 0; k < njobs; k++)
		lasts[k] += 997 * k;		/* no two end at once */
	world_runs();
	for (uint32_t k = 0; k < njobs; k++)
		before += began[k] < began[10];
	return before;
}

TEST(what_needs_all_units_of_a_lock_is_not_starved_by_what_needs_one)
{
	assert_in_range(heavy_starts("mem:4", NONE), 10, 10 + OVERTAKEN_MAX * 4 + 8);
}

TEST(what_weighs_all_lanes_is_not_starved_by_what_weighs_one)
{
	assert_in_range(heavy_starts(NULL, 4), 10, 10 + OVERTAKEN_MAX * 4 + 8);
	assert_in_range(heavy_starts(NULL, 9), 10, 10 + OVERTAKEN_MAX * 4 + 8);
}

TEST(what_nobody_can_take_is_given_up_and_the_slaves_are_told)
{
	world_end();
	props_add(NULL, "port");
	slaves_add(2, NULL, 0);
	tests_add(0, 0, NULL, 0);
	jobs_draw(1000, 1000, true);
	locks.of[0].total = 0;		/* a defect of ours */
	world_runs();
	assert_int_equal(jobs[0].outcome, OUT_notrun);
	for (uint32_t i = 0; i < nslaves; i++)
		assert_int_equal(slaves[i].state, FINISHING);
	world_end();
}

/* ---- cost --------------------------------------------------------------------------------------- */
static void cost(void)
{
	char name[64];
	clock_t before;

	world_end();
	seed = 11;
	for (uint32_t i = 0; i < 1000; i++) {
		snprintf(name, sizeof name, "lock%u", (unsigned)i);
		props_add(i % 7 ? NULL : "gpu", name);
	}
	slaves_add(64, (const char *const[]){ "", "gpu" }, 2);
	for (uint32_t i = 0; i < 100000; i++)
		tests_add(0, draw(1000), NULL, 0);
	unchecked = true;
	before = clock();
	jobs_draw(1000, 100000, true);
	world_runs();
	printf("100000 tests, 1000 locks, 64 appliances: %.2f s of CPU\n", (double)(clock() - before) / CLOCKS_PER_SEC);
	world_end();
}

int main(int argc, char **argv)
{

	if (freopen("/dev/null", "w", stderr) == NULL)
		return 99;
	if (argc > 1 && !strcmp(argv[1], "cost")) {
		cost();
	} else if (argc > 1) {
		world_draw(strtoull(argv[1], NULL, 10));
		told = true;
		world_runs();
	} else {
		return unit_run("dispatch", NULL);
	}
	return 0;
}
