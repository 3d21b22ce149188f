/* t/master.h: What the unit tests of the master share, t/runner.c and t/dispatch.c: ../runner.c itself, whose
 * main is left out, and a way to begin anew. */
#define MUSTER_TEST
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"	/* what only main calls */
#include "../runner.c"
#pragma GCC diagnostic pop

#include "unit.h"


static void slaves_forget(void)
{
	for (uint32_t i = 0; i < nslaves; i++) {
		struct slave *s = &slaves[i];
		chan_close(&s->chan);
		buf_free(&s->ids);
		buf_free(&s->attempt.message);
		buf_free(&s->holds);
		for (int k = 0; k < STREAM_COUNT; k++)
			buf_free(&s->attempt.output[k]);
		free(s->ours);
		free(s->theirs);
		free(s->hopeless);
		free(s->attempt.suspect);
	}
	free(slaves);
	free((void *)(uintptr_t)run.lanes);
	slaves = NULL;
	run.lanes = NULL;
	nslaves = 0;
}

static void gates_forget(void)
{
	for (uint32_t i = 0; i < crowds.n; i++) {
		free((char *)(uintptr_t)(crowds.of[i].name - 1));
		free(crowds.of[i].tests);
	}
	for (uint32_t i = 0; crowds.rows && i < suite.nprops; i++)
		free(crowds.rows[i].waits), free(crowds.rows[i].in);
	for (uint32_t i = 0; i < gates.n; i++)
		free(gates.of[i].waiting);
	free(crowds.of); free(crowds.map.slots); free(crowds.rows);
	free(gates.of); free(gates.first); free(gates.at); free(gates.waits); free(gates.ended);
	memset(&crowds, 0, sizeof crowds);
	memset(&gates, 0, sizeof gates);
}

static void queues_forget(void)
{
	for (uint32_t i = 0; i < queues.n; i++) {
		free(queues.of[i].heap);
		free(queues.of[i].holds);
		free(queues.of[i].may);
	}
	for (uint32_t i = 0; i < locks.n; i++) {
		free(locks.of[i].of);
		free(locks.of[i].used);
		free((char *)(uintptr_t)locks.of[i].name);
	}
	gates_forget();
	free(jobs); free(ids); free(queues.of); free(locks.of); free(providers.of);
	jobs = NULL; ids = NULL; queues.of = NULL; locks.of = NULL; providers.of = NULL;
	njobs = queues.n = locks.n = locks.overdue = providers.n = lanes_here = 0;
	locks.lanes = NONE;
	load.undone = (struct work){ 0 };
	load.pace = PACE;
	load.epoch = 1;
	memset(&census, 0, sizeof census);
}

/* Of a suite that was made by hand: ids, paths and props_add's texts are its own. */
static void suite_forget(void)
{
	for (uint32_t i = 0; i < suite.ntests; i++)
		free((char *)(uintptr_t)suite.tests[i].id);
	for (uint32_t i = 0; i < suite.nprograms; i++)
		free((char *)(uintptr_t)suite.programs[i].path);
	for (uint32_t i = 0; i < suite.nprops; i++) {
		free((char *)(uintptr_t)suite.props[i].needs);
		free((char *)(uintptr_t)suite.props[i].locks);
		free((char *)(uintptr_t)suite.props[i].after);
		free((char *)(uintptr_t)suite.props[i].after_any);
		free((char *)(uintptr_t)suite.props[i].fixture);
		free((char *)(uintptr_t)suite.props[i].fixture_cleanup);
		free((char *)(uintptr_t)suite.props[i].needs_fixture);
	}
	for (uint32_t i = 0; i < conf.n; i++) {
		free(conf.sections[i].set);
		free(conf.sections[i].names);
		free(conf.sections[i].values);
	}
	free(conf.sections); free(conf.kinds); free(conf.file); free(conf.text);
	free(suite.tests); free(suite.programs); free(suite.props);
	conf = (struct conf){ 0 };
	suite = (struct suite){ .conf = &conf };
}

/* Nothing was collected, nobody was asked, nothing has run. */
static void master_forget(void)
{
	slaves_forget();
	queues_forget();
	suite_forget();
	run = (struct run){ 0 };
	memset(&verdict, 0, sizeof verdict);
	probes.n = 0;
	probes.until = 0;
	probes.passed = NONE;
	handing_out = false;
	ending.signal = ending.signals = 0;
	ending.kill_at = ending.deadline = 0;
	ending.by = INT64_MAX;
	free(pfd);
	pfd = NULL;
	options_default();
}

/* Adds a row of properties that asks for needs and locks (copied), or for nothing (NULL); its number. */
static uint32_t props_add(const char *needs, const char *held)
{
	suite.props = xrealloc(suite.props, suite.nprops + 1, sizeof *suite.props);
	suite.props[suite.nprops] = (struct props){ .timeout = NONE, .slow = NONE, .idle = NONE, .grace = NONE, .priority = NONE, .weight = NONE,
		.retries.n = NONE, .needs = needs && *needs ? xstrdup(needs) : NULL, .locks = held && *held ? xstrdup(held) : NULL };
	return suite.nprops++;
}
