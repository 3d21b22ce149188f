/* t/runner.c: The master. Options, dispatch, the books, and what becomes of slaves that say what they must
 * not. Suites and slaves are made by hand: a slave here is a row and a queue, and its frames are structs.
 * What ends the process is tried in a child of ours, and so is one whole run. */
#include "master.h"

static int fresh(void **);
static int in_tree(void **);
static int out_of_tree(void **);
#define TEST(name)		UNIT(name, fresh, fresh)
#define IN_TREE(name)		UNIT(name, in_tree, out_of_tree)

/* ---- helpers ----------------------------------------------------------------------------------- */
static int fresh(__attribute__((unused)) void **none)
{
	master_forget();
	return 0;
}

/* Adds a program of n cases "cNNNN", with parameters 0 .. params-1 in turn where there are any; none: the
 * program is one test. */
static void program_add(const char *path, uint32_t n, uint32_t params)
{
	struct program *p;
	char id[80];

	suite.programs = xrealloc(suite.programs, suite.nprograms + 1, sizeof *p);
	suite.tests = xrealloc(suite.tests, suite.ntests + n + 1, sizeof *suite.tests);
	if (!suite.nprops)
		props_add(NULL, NULL);
	p = &suite.programs[suite.nprograms];
	*p = (struct program){ .path = xstrdup(path), .kind = kind_find(&conf, n ? "gtest" : "exec"), .first = suite.ntests,
		.count = n ? n : 1, .whole = true };
	for (uint32_t i = 0; i < p->count; i++) {
		if (params)
			snprintf(id, sizeof id, "%s::c%04u[p%u]", path, (unsigned)i, (unsigned)(i % params));
		else if (n)
			snprintf(id, sizeof id, "%s::c%04u", path, (unsigned)i);
		else
			snprintf(id, sizeof id, "%s", path);
		suite.tests[suite.ntests++] = (struct test){ .id = xstrdup(id), .program = suite.nprograms, .rank = i,
			.name = (uint16_t)(n ? strlen(path) + 2 : 0) };
	}
	suite.nprograms++;
}

/* Makes n slaves that wait for tests, and the order of dispatch. */
static void ready(uint32_t n)
{
	static const struct site site = { .name = "lane", .tags = "", .limit = 1 };
	struct lane *lanes = xrealloc(NULL, n, sizeof *lanes);

	slaves = xrealloc(NULL, n, sizeof *slaves);
	for (nslaves = 0; nslaves < n; nslaves++) {
		struct slave *s = &slaves[nslaves];
		*s = slave_new(&site, nslaves);
		s->state = READY;
		s->need = ASKED;
		s->lane = &lanes[nslaves];
		lanes[nslaves] = (struct lane){ .slave = s->id, .appliance = s->at->name };
	}
	run_lanes(lanes, n);
	opt.order = "collected";
	jobs_make();
	jobs_open();
	gates_make();
	order_make();
	queues_check();
}

/* Three slaves, and five programs of one test each. */
static void five(void)
{
	program_add("a", 0, 0);
	program_add("b", 0, 0);
	program_add("c", 0, 0);
	program_add("d", 0, 0);
	program_add("e", 0, 0);
	ready(3);
}

/* Where a job stands in its queue's heap; NONE: it does not. */
static uint32_t queued_at(uint32_t job)
{
	const struct queue *q = &queues.of[jobs[job].queue];
	uint32_t at = NONE;

	for (uint32_t i = 0; i < q->n; i++)
		if (q->heap[i] == job) {
			assert_int_equal(at, NONE);	/* twice */
			at = i;
		}
	return at;
}

/* Does each queue have its first on top, and has what is undone been counted? */
static void queues_balance(void)
{
	struct work left = { 0 };

	for (uint32_t k = 0; k < queues.n; k++)
		for (uint32_t i = 0; i < queues.of[k].n; i++) {
			work_count(&left, queues.of[k].heap[i], 1);
			assert_false(is_before(queues.of[k].heap[i], queues.of[k].heap[(i ? i - 1 : 0) / 2]));
		}
	assert_int_equal(left.ms, load.undone.ms);
	assert_int_equal(left.unknown, load.undone.unknown);
}

/* Is every test in one place, and does everybody's list say so? */
static void books_balance(void)
{
	uint32_t n[WHERE_COUNT] = { 0 }, in_lists = 0;

	for (uint32_t i = 0; i < njobs; i++) {
		n[jobs[i].where]++;
		assert_true(jobs[i].where == ENDED || (jobs[i].where == WAITING) == (queued_at(i) != NONE));
	}
	for (int w = 0; w < WHERE_COUNT; w++)
		assert_int_equal(n[w], census.all[w]);
	for (uint32_t i = 0; i < nslaves; i++) {
		uint32_t length = 0, before = NONE;
		for (uint32_t t = slaves[i].first; t != NONE; before = t, t = jobs[t].next) {
			assert_true(t < njobs);
			assert_int_equal(jobs[t].prev, before);
			assert_int_equal(jobs[t].slave, i);
			assert_true(jobs[t].where == SENT || jobs[t].where == RUNNING);
			assert_true(++length <= njobs);
		}
		assert_int_equal(slaves[i].last, before);
		assert_int_equal(slaves[i].n, length);
		in_lists += length;
	}
	assert_int_equal(in_lists, n[SENT] + n[RUNNING]);
	queues_balance();
}

/* The i-th frame that waits for a slave; false: there are not so many. */
static bool queued(const struct slave *s, uint32_t i, union frame *f)
{
	for (size_t at = s->chan.sent; at < s->chan.q.n; i--) {
		size_t n = nums_at((struct nums){ (const unsigned char *)s->chan.q.p + at, 1 }, 0);
		if (!i)
			return wire_decode(s->chan.q.p + at + 4, n, GOES_DOWN, f);
		at += n + 4;
	}
	return false;
}

static bool was_told(const struct slave *s, enum down_message type)
{
	union frame f;

	for (uint32_t i = 0; queued(s, i, &f); i++)
		if (f.type == type)
			return true;
	return false;
}

#define SAYS(s, name, ...) on_frame(s, &(union frame){ .name = { .type = MSG_##name, __VA_ARGS__ } })
#define SAYS_JUST(s, name) on_frame(s, &(union frame){ .type = MSG_##name })

/* Sends a slave one test, whichever would be next. */
static void give(uint32_t test, uint32_t slave)
{
	struct queue *q = &queues.of[jobs[test].queue];
	uint32_t others[1024], n = 0, job;

	while (queue_top(q, &job) && job != test) {
		assert_true(n < COUNT(others));
		others[n++] = job;
		queue_pop(q);
	}
	if (q->n)
		queue_pop(q);
	while (n)
		queue_put(others[--n]);
	job_move(test, SENT, &slaves[slave]);
}

static void phase_of(struct slave *s, uint32_t test, enum phase phase, enum outcome o)
{
	SAYS(s, REPORT, .test = test, .attempt = jobs[test].attempt, .phase = (uint8_t)phase, .outcome = (uint8_t)o, .exit = NONE,
		.message = { "", 0 });
}

/* A test from START to its end. */
static void runs(struct slave *s, uint32_t test, enum outcome setup, enum outcome call, enum outcome teardown)
{
	SAYS(s, START, .test = test, .attempt = jobs[test].attempt);
	phase_of(s, test, PHASE_setup, setup);
	phase_of(s, test, PHASE_call, call);
	phase_of(s, test, PHASE_teardown, teardown);
}

/* Runs a function in a child, its stdout in *out (or nowhere); its exit status, or 1000 + signal. */
static int in_child(void (*function)(void), struct buf *out)
{
	int p[2], status = 0;
	pid_t pid;
	ssize_t n;

	assert_int_equal(pipe(p), 0);
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		int null = open("/dev/null", O_RDWR);
		dup2(p[1], 1);
		dup2(null, 2);
		close(p[0]);
		close(p[1]);
		function();
		_exit(0);
	}
	close(p[1]);
	for (;;) {
		char bytes[4096];
		n = read(p[0], bytes, sizeof bytes);
		if (n <= 0)
			break;
		if (out)
			buf_add(out, bytes, (size_t)n);
	}
	close(p[0]);
	assert_true(waitpid(pid, &status, 0) == pid);
	if (out)
		buf_puts(out, "");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

/* ---- gates -------------------------------------------------------------------------------------- */
/* A test that is one of its own row of properties. */
static struct props *own_props(uint32_t test)
{
	suite.tests[test].props = props_add(NULL, NULL);
	return &suite.props[suite.tests[test].props];
}

/* A program of two cases, 0 and 1, and a test, 2, that waits for them. */
static void one_waits(void)
{
	program_add("a", 2, 0);
	program_add("z", 0, 0);
	own_props(2)->after = xstrdup("a");
	ready(1);
	handing_out = true;
}

/* Are two cases in one process, which is told? */
static void spawn_two(void)
{
	give(0, 0);
	give(1, 0);
	SAYS(&slaves[0], SPAWN, .tests = { (const unsigned char *)"\0\0\0\0" "\0\0\0\1", 2 });
}

TEST(what_waits_is_in_no_queue_until_all_before_it_have_ended)
{
	one_waits();
	assert_int_equal(jobs[2].where, BLOCKED);
	assert_int_equal(queued_at(2), NONE);
	give(0, 0);
	runs(&slaves[0], 0, OUT_passed, OUT_passed, OUT_passed);
	assert_int_equal(jobs[2].where, BLOCKED);
	give(1, 0);
	runs(&slaves[0], 1, OUT_passed, OUT_passed, OUT_passed);
	assert_int_equal(jobs[2].where, WAITING);
	books_balance();
}

TEST(a_case_has_ended_for_those_that_wait_when_its_process_has)
{
	one_waits();
	spawn_two();
	runs(&slaves[0], 0, OUT_passed, OUT_passed, OUT_passed);
	runs(&slaves[0], 1, OUT_passed, OUT_passed, OUT_passed);
	slaves[0].need = ASKED;
	hand_out();
	hand_out();
	assert_int_equal(jobs[2].where, BLOCKED);	/* and nobody takes it for stuck */
	SAYS(&slaves[0], PROCESS, .test = 0, .outcome = OUT_passed, .exit = 0, .message = str_of(""), .output = str_of(""));
	assert_int_equal(jobs[2].where, WAITING);
	books_balance();
}

TEST(a_case_that_passed_has_ended_when_its_slave_dies)
{
	one_waits();
	spawn_two();
	runs(&slaves[0], 0, OUT_passed, OUT_passed, OUT_passed);
	slave_lost(&slaves[0], "a whim");
	assert_true(jobs[0].final);
	assert_int_equal(jobs[1].where, WAITING);
	assert_int_equal(jobs[2].where, BLOCKED);
	books_balance();
}

TEST(what_waits_for_a_failure_ends_and_so_does_what_waits_for_that)
{
	for (uint32_t i = 0; i < 200; i++) {
		char name[16];
		snprintf(name, sizeof name, "p%03u", (unsigned)i);
		program_add(name, 0, 0);
		if (!i)
			continue;
		snprintf(name, sizeof name, "p%03u", (unsigned)i - 1);
		own_props(i)->after = xstrdup(name);
	}
	ready(1);
	assert_int_equal(census.all[BLOCKED], 199);
	give(0, 0);
	runs(&slaves[0], 0, OUT_passed, OUT_failed, OUT_passed);
	assert_int_equal(census.all[ENDED], 200);
	assert_int_equal(run.counts[OUT_error], 199);
	account();
	assert_false(verdict.inconsistent);
}

TEST(what_is_given_up_lets_nothing_through)
{
	program_add("a", 2, 0);
	program_add("z", 0, 0);
	own_props(2)->after_any = xstrdup("a");
	ready(1);
	give(0, 0);
	give_up("enough");
	assert_int_equal(run.counts[OUT_notrun], 2);
	runs(&slaves[0], 0, OUT_passed, OUT_passed, OUT_passed);
	assert_int_equal(census.all[ENDED], 3);
	books_balance();
}

/* ---- options ----------------------------------------------------------------------------------- */
static const struct option *row(const char *name)
{
	const struct option *o = option_find(name, strlen(name));

	assert_non_null(o);
	return o;
}

/* Words of a command line: "muster" and these, each ended by a blank. */
static void parse(const char *line)
{
	static char text[512];
	char *argv[32] = { (char *)(uintptr_t)"muster" };
	int argc = 1;

	snprintf(text, sizeof text, "%s", line);
	for (char *w = strtok(text, " "); w && argc < 31; w = strtok(NULL, " "))
		argv[argc++] = w;
	argv[argc] = NULL;
	options_parse(argc, argv);
}

/* The whole way of main: command line, configuration, command line. */
static void parse_with(const char *line, const char *text)
{
	struct buf error = { 0 };

	parse(line);
	assert_true(conf_parse(&conf, "muster.conf", text, strlen(text), &error));
	options_conf();
	parse(line);
}

TEST(option_names_and_letters_are_unique)
{
	for (size_t i = 0; i < COUNT(options); i++)
		for (size_t k = 0; k < i; k++) {
			assert_string_not_equal(options[i].name, options[k].name);
			assert_true(!options[i].letter || options[i].letter != options[k].letter);
		}
}

TEST(every_option_takes_the_good_values_of_its_type)
{
	static const char *const good[][4] = { [FLAG] = { "yes", "no" }, [NUMBER] = { "1", "7", "1024" },
		[TIME] = { "0", "500ms", "1.5m", "2h" }, [SIZE] = { "0", "4096", "64K", "1G" }, [TEXT] = { "x", "a b" }, [MAYBE] = { "", "x", "a b" },
		[LIST] = { "A=1", "A=", "A=b=c" }, [COUNT_UP] = { NULL }, [TOPIC] = { "", "j", "jobs" },
		[RETRIES] = { "0", "2", "2 after 5s" }, [MAXFAIL] = { "1", "3:now" } };

	for (size_t i = 0; i < COUNT(options); i++) {
		const struct option *o = &options[i];
		if (o->type == FLAG || o->type == COUNT_UP)
			assert_true(option_set(o, NULL));
		for (int k = 0; o->type != CHOICE && k < 4 && good[o->type][k]; k++)
			assert_true(option_set(o, good[o->type][k]));
	}
}

TEST(every_option_refuses_the_bad_values_of_its_type)
{
	static const char *const bad[][8] = { [FLAG] = { "", "maybe", "ye", "Yes", "1x" },
		[NUMBER] = { "", "-1", "1e9", "x", "4294967295", "18446744073709551616", " 1", "0x10" },
		[TIME] = { "", "5parsecs", "-1s", "s", "nan", "99999999999h", "1 s" }, [SIZE] = { "", "1T", "-1", "K", "lots", "2000G" },
		[TEXT] = { "" }, [MAYBE] = { NULL }, [LIST] = { "" }, [COUNT_UP] = { NULL }, [TOPIC] = { NULL },
		[RETRIES] = { "", "-1", "1 after", "1after 5s", "after 5s", "1 5s", "1 ", "1 after 5s 6s" },
		[MAXFAIL] = { "", "-1", ":now", "1:", "1:later", "1:now:now", "1now", "x" } };

	for (size_t i = 0; i < COUNT(options); i++) {
		const struct option *o = &options[i];
		for (int k = 0; o->type != CHOICE && k < 8 && bad[o->type][k]; k++)
			assert_false(option_set(o, bad[o->type][k]));
	}
}

TEST(files_are_offered_where_a_value_is_one_and_nowhere_else)
{
	static const char *const names[] = { "config", "junit", "html", "json", "tap", "log", "resume", "replay", "follow" };

	for (size_t i = 0; i < COUNT(names); i++)
		assert_true(is_file(row(names[i])));
	for (size_t i = 0; i < COUNT(options); i++)
		if (options[i].type != TEXT && options[i].type != LIST)
			assert_false(is_file(&options[i]));
	assert_false(is_file(row("env")));
	assert_false(is_file(row("select")));
	assert_false(is_file(row("wrapper")));
}

TEST(a_choice_takes_its_words_and_no_others)
{
	for (size_t i = 0; i < COUNT(options); i++) {
		const struct option *o = &options[i];
		char word[64];
		uint8_t n = 0;
		for (const char *w = o->arg; o->type == CHOICE && *w; w += strcspn(w, "|"), w += *w == '|', n++) {
			snprintf(word, sizeof word, "%.*s", (int)strcspn(w, "|"), w);
			assert_true(option_set(o, word));
			assert_true(*((uint8_t *)&opt + o->offset) == n);
			strcat(word, "x");
			assert_false(option_set(o, word));
			word[1] = 0;
			assert_false(option_set(o, word));
		}
		if (o->type == CHOICE) {
			assert_false(option_set(o, ""));
			assert_false(option_set(o, o->arg));
			assert_false(option_set(o, "|"));
		}
	}
}

TEST(values_arrive_where_they_belong)
{
	assert_true(option_set(row("timeout"), "2s"));
	assert_true(option_set(row("grace"), "100ms"));
	assert_true(option_set(row("output-limit"), "64K"));
	assert_true(option_set(row("maxfail"), "3"));
	assert_true(option_set(row("isolate"), NULL));
	assert_true(option_set(row("dist"), "param"));
	assert_true(option_set(row("on-mismatch"), "common"));
	assert_true(option_set(row("leaks"), "fail"));
	assert_true(option_set(row("json"), "-"));
	assert_true(option_set(row("collect-only"), NULL));
	assert_int_equal(opt.config.timeout, 2000);
	assert_int_equal(opt.config.grace, 100);
	assert_int_equal(opt.config.output_limit, 65536);
	assert_int_equal(opt.maxfail, 3);
	assert_int_equal(opt.config.isolate, 1);
	assert_int_equal(opt.dist, DIST_param);
	assert_int_equal(opt.mismatch, MISMATCH_common);
	assert_int_equal(opt.leaks, 1);
	assert_string_equal(opt.report.json, "-");
	assert_int_equal(opt.list, 1);
}

TEST(jobs_are_from_1_to_1024)
{
	assert_false(option_set(row("jobs"), "0"));
	assert_false(option_set(row("jobs"), "1025"));
	assert_true(option_set(row("jobs"), "1024"));
	assert_int_equal(opt.jobs, 1024);
	assert_true(option_set(row("jobs"), "auto"));
	assert_int_equal(opt.jobs, NONE);
	for (size_t i = 0; i < COUNT(options); i++)
		if (options[i].type == NUMBER && options[i].offset != row("jobs")->offset)
			assert_false(option_set(&options[i], "auto"));
}

TEST(an_environment_needs_a_name)
{
	assert_false(option_set(row("env"), "=x"));
	assert_false(option_set(row("env"), "x"));
	assert_true(option_set(row("env"), "x="));
}

TEST(a_flag_can_be_taken_back)
{
	assert_true(option_set(row("isolate"), "yes"));
	assert_true(option_set(row("isolate"), "no"));
	assert_int_equal(opt.config.isolate, 0);
}

TEST(an_option_is_found_by_its_whole_name_only)
{
	assert_non_null(option_find("timeout", 7));
	assert_null(option_find("timeou", 6));
	assert_null(option_find("timeoutx", 8));
	assert_null(option_find("", 0));
}

TEST(the_nearest_option_is_told)
{
	static const struct { const char *word, *want; } rows[] = { { "timout", "timeout" }, { "tiemout", "timeout" }, { "isolat", "isolate" },
		{ "job", "jobs" }, { "no-mismatch", "on-mismatch" }, { "maxfial", "maxfail" }, { "colour", "color" } };

	for (size_t i = 0; i < COUNT(rows); i++)
		assert_non_null(strstr(nearest(rows[i].word), rows[i].want));
}

TEST(a_word_of_any_length_has_a_nearest_option_or_none)
{
	char word[200] = "";

	for (size_t n = 0; n < sizeof word - 1; n++) {
		word[n] = 'x';
		assert_non_null(nearest(word));
	}
	assert_non_null(nearest(""));
}

TEST(a_command_line_is_read)
{
	parse("-j4 -x --timeout=2s --grace 1s -qv a b");
	assert_int_equal(opt.jobs, 4);
	assert_int_equal(opt.exit_first, 1);
	assert_int_equal(opt.config.timeout, 2000);
	assert_int_equal(opt.config.grace, 1000);
	assert_int_equal(opt.report.quiet, 1);
	assert_int_equal(opt.report.verbose, 1);
	assert_int_equal(opt.args.n, 4);
	assert_memory_equal(opt.args.p, "a\0b", 4);
}

TEST(a_letter_takes_its_value_from_the_next_word)
{
	parse("-j 3 -n 5");
	assert_int_equal(opt.jobs, 5);
	assert_int_equal(opt.args.n, 0);
}

TEST(behind_two_dashes_all_are_paths)
{
	parse("-x -- -x --list");
	assert_int_equal(opt.list, 0);
	assert_int_equal(opt.args.n, 10);
	assert_memory_equal(opt.args.p, "-x\0--list", 10);
}

TEST(a_dash_alone_is_a_path)
{
	parse("-");
	assert_memory_equal(opt.args.p, "-", 2);
	assert_int_equal(opt.args.n, 2);
}

static void bad_unknown(void) { parse("--nope"); }
static void bad_letter(void) { parse("-Z"); }
static void bad_jobs(void) { parse("--jobs=0"); }
static void bad_letter_value(void) { parse("-jx"); }
static void bad_missing(void) { parse("--jobs"); }
static void bad_missing_letter(void) { parse("-j"); }
static void bad_flag_value(void) { parse("--list=yes"); }
static void bad_time(void) { parse("--timeout=5parsecs"); }
static void bad_choice(void) { parse("--dist=pile"); }
static void bad_env(void) { parse("--env X"); }

TEST(a_bad_command_line_ends_with_2)
{
	static void (*const bad[])(void) = { bad_unknown, bad_letter, bad_jobs, bad_letter_value, bad_missing, bad_missing_letter,
		bad_flag_value, bad_time, bad_choice, bad_env };

	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(in_child(bad[i], NULL), EXIT_USAGE);
}

TEST(the_run_section_takes_long_options)
{
	parse_with("", "[run]\ntimeout = 3s\njobs = 2\nisolate = yes\npaths = t integration\n");
	assert_int_equal(opt.config.timeout, 3000);
	assert_int_equal(opt.jobs, 2);
	assert_int_equal(opt.config.isolate, 1);
	assert_string_equal(opt.paths, "t integration");
}

TEST(the_command_line_wins_over_the_run_section)
{
	parse_with("--timeout=9s -j 8", "[run]\ntimeout = 3s\njobs = 2\ngrace = 1s\n");
	assert_int_equal(opt.config.timeout, 9000);
	assert_int_equal(opt.jobs, 8);
	assert_int_equal(opt.config.grace, 1000);
}

TEST(what_is_given_once_counts_once)
{
	parse_with("-v --env A=1 -a x", "");
	assert_int_equal(opt.report.verbose, 1);
	assert_int_equal(opt.env.n, 4);
	assert_int_equal(opt.appliances.n, 2);
}

TEST(the_run_section_may_set_variables)
{
	parse_with("--env B=2", "[run]\nenv = A=1\n");
	assert_int_equal(opt.env.n, 8);
	assert_memory_equal(opt.env.p, "A=1\0B=2", 8);
}

TEST(the_run_section_may_name_an_appliance)
{
	parse_with("", "[run]\nappliance = board1\n[appliance board1]\n[appliance board2]\n");
	assert_int_equal(opt.appliances.n, 7);
	assert_memory_equal(opt.appliances.p, "board1", 7);
}

static void conf_bad_key(void) { parse_with("", "[run]\ntimeuot = 3s\n"); }
static void conf_bad_value(void) { parse_with("", "[run]\ntimeout = soon\n"); }
static void conf_no_help(void) { parse_with("", "[run]\nhelp = yes\n"); }

TEST(a_bad_run_section_ends_with_2)
{
	assert_int_equal(in_child(conf_bad_key, NULL), EXIT_USAGE);
	assert_int_equal(in_child(conf_bad_value, NULL), EXIT_USAGE);
	assert_int_equal(in_child(conf_no_help, NULL), EXIT_USAGE);
}

TEST(help_all_and_the_manual_have_every_option)
{
	struct buf all = { 0 }, page = { 0 };
	char name[64];

	help_all(&all);
	buf_add(&all, "", 1);
	help_man(&page);
	buf_add(&page, "", 1);
	for (size_t i = 0; i < COUNT(options); i++)
		if (options[i].group) {
			snprintf(name, sizeof name, "--%s", options[i].name);
			assert_non_null(strstr(all.p, name));
			assert_non_null(strchr(options[i].help, '\n'));	/* something more to say */
			assert_true(brief(&options[i]) > 2 && options[i].help[brief(&options[i]) + 1]);
		}
	assert_non_null(strstr(page.p, "\\-\\-collect\\-only"));	/* other names too */
	buf_free(&all);
	buf_free(&page);
}

TEST(nothing_is_asked_for_instead_of_a_run_unless_it_is)
{
	struct buf b = { 0 };

	options_default();
	assert_false(help_wanted(&b));
	assert_int_equal(b.n, 0);
	opt.completion = 2;
	assert_true(help_wanted(&b));
	assert_memory_equal(b.p, "# completion of muster for fish", 31);
	options_default();
	buf_free(&b);
}

/* Does --help of an option say how it stands in muster.conf? */
static bool help_has_conf(const char *name)
{
	struct buf b = { 0 };
	bool has;

	help_one(&b, name);
	buf_puts(&b, "");
	has = strstr(b.p, "muster.conf, under [run]") != NULL;
	buf_free(&b);
	return has;
}

TEST(help_of_an_option_says_how_it_stands_in_the_configuration_where_it_can)
{
	assert_true(help_has_conf("timeout"));
	assert_true(help_has_conf("j"));
	assert_false(help_has_conf("config"));
	assert_false(help_has_conf("help"));
	assert_false(help_has_conf("version"));
}

TEST(what_is_quoted_for_a_shell_ends_where_it_shall)
{
	struct buf b = { 0 };

	quoted(&b, "it's [a]:x", 8, "[]:");
	buf_puts(&b, "");
	assert_string_equal(b.p, "it'\\''s \\[a\\]");
	buf_free(&b);
}

static void print_interrupted(void)
{
	struct buf b = { 0 };

	signals_open(false);
	raise(SIGINT);
	buf_puts(&b, "text\n");
	print(&b);
}

TEST(who_is_interrupted_before_it_prints_ends_by_that)
{
	struct buf out = { 0 };

	assert_int_equal(in_child(print_interrupted, &out), 1000 + SIGINT);
	assert_int_equal(out.n, 0);
	buf_free(&out);
}

TEST(help_is_a_screen)
{
	struct buf b = { 0 };
	unsigned lines = 0;

	help_common(&b);
	buf_add(&b, "", 1);
	for (char *line = strtok(b.p, "\n"); line; line = strtok(NULL, "\n"), lines++)
		assert_true(strlen(line) < 80);
	assert_true(lines <= 40);
	buf_free(&b);
}

TEST(slaves_stop_by_themselves_after_so_many_failures_where_no_test_has_another_attempt)
{
	static const struct { const char *line; uint32_t maxfail; } rows[] = {
		{ "t", 0 }, { "--maxfail=3 t", 3 }, { "-x t", 1 }, { "-x --retries=1 t", 0 }, { "-x --repeat=2 t", 0 }, { "-x --until-fail t", 0 } };

	for (size_t i = 0; i < COUNT(rows); i++) {
		options_default();
		parse(rows[i].line);
		opt.config.maxfail = 99;
		config_fill();
		assert_int_equal(opt.config.maxfail, rows[i].maxfail);
	}
}

/* ---- the order of dispatch ---------------------------------------------------------------------- */
static uint32_t order[256];		/* jobs, by rank */

/* Looks up who is where in the order: each job has a place of its own. */
static void order_look(void)
{
	assert_true(njobs <= COUNT(order));
	for (uint32_t i = 0; i < njobs; i++)
		order[i] = NONE;
	for (uint32_t i = 0; i < njobs; i++) {
		assert_true(jobs[i].rank < njobs);
		assert_int_equal(order[jobs[i].rank], NONE);
		order[jobs[i].rank] = i;
	}
}

static void order_again(const char *word)
{
	queues_forget();
	opt.order = word;
	jobs_make();
	jobs_open();
	order_make();
	order_look();
}

TEST(collected_order_is_programs_and_then_ranks)
{
	program_add("a", 3, 0);
	program_add("b", 0, 0);
	suite.tests[0].rank = 2;
	suite.tests[2].rank = 0;
	ready(1);
	order_look();
	assert_int_equal(order[0], 2);
	assert_int_equal(order[1], 1);
	assert_int_equal(order[2], 0);
	assert_int_equal(order[3], 3);
}

TEST(random_order_is_a_permutation)
{
	program_add("a", 20, 0);
	program_add("b", 0, 0);
	program_add("c", 30, 0);
	ready(1);
	for (int i = 0; i < 20; i++) {
		char word[32];
		snprintf(word, sizeof word, "random:%d", i);
		order_again(word);
	}
}

TEST(longest_order_has_what_is_unknown_first)
{
	program_add("a", 0, 0);
	program_add("b", 0, 0);
	program_add("c", 0, 0);
	program_add("d", 0, 0);
	ready(1);
	queues_forget();
	opt.order = "longest";
	jobs_make();
	jobs_open();
	jobs[0].expect = 10;
	jobs[1].expect = 5000;
	jobs[3].expect = 700;
	order_make();
	order_look();
	assert_int_equal(order[0], 2);
	assert_int_equal(order[1], 1);
	assert_int_equal(order[2], 3);
	assert_int_equal(order[3], 0);
}

TEST(long_cases_of_a_program_give_its_short_ones_no_weight)
{
	program_add("a", 2, 0);
	program_add("b", 0, 0);
	ready(1);
	queues_forget();
	opt.order = "longest";
	jobs_make();
	jobs_open();
	jobs[0].expect = 5;
	jobs[1].expect = LONG_CASE;
	jobs[2].expect = 100;
	order_make();
	order_look();
	assert_int_equal(order[0], 1);
	assert_int_equal(order[1], 2);
	assert_int_equal(order[2], 0);
}

TEST(a_seed_gives_its_order_again)
{
	uint32_t first[60];

	program_add("a", 60, 0);
	ready(1);
	order_again("random:7");
	memcpy(first, order, sizeof first);
	order_again("random:7");
	assert_memory_equal(first, order, sizeof first);
	order_again("random:8");
	assert_memory_not_equal(first, order, sizeof first);
}

TEST(random_order_keeps_cases_with_their_program)
{
	uint32_t changes = 0;

	program_add("a", 20, 0);
	program_add("b", 20, 0);
	program_add("c", 20, 0);
	ready(1);
	order_again("random:3");
	for (uint32_t i = 1; i < suite.ntests; i++)
		changes += suite.tests[order[i]].program != suite.tests[order[i - 1]].program;
	assert_int_equal(changes, 2);
}

static void bad_order(void) { order_again("sideways"); }
static void bad_seed(void) { order_again("random:x"); }
static void bad_random(void) { order_again("randomly"); }

TEST(an_order_that_does_not_exist_ends_with_2)
{
	assert_int_equal(in_child(bad_order, NULL), EXIT_USAGE);
	assert_int_equal(in_child(bad_seed, NULL), EXIT_USAGE);
	assert_int_equal(in_child(bad_random, NULL), EXIT_USAGE);
}

/* ---- dispatch ----------------------------------------------------------------------------------- */
static uint32_t group[WHOLE_MAX];

/* Takes what a slave would be served, and sends it there. */
static uint32_t take_for(uint32_t slave)
{
	enum reach reach;
	struct queue *q = queue_pick(&slaves[slave], &reach);
	uint32_t n = q ? group_take(q, false, group) : 0;

	for (uint32_t i = 0; i < n; i++) {
		assert_int_equal(jobs[group[i]].where, WAITING);
		job_move(group[i], SENT, &slaves[slave]);
	}
	return n;
}

static uint32_t take(void)
{
	return take_for(0);
}

/* Programs of all sorts. */
static void mixed(uint32_t n)
{
	program_add("a", 0, 0);
	program_add("b", 100, 0);
	program_add("c", 0, 0);
	program_add("d", 0, 0);
	program_add("e", 60, 3);
	program_add("f", 1, 0);
	ready(n);
}

static void takes_each_once(enum dist dist)
{
	for (uint32_t n = 1; n < 9; n += 2) {
		uint32_t taken = 0, now;
		fresh(NULL);
		opt.dist = (uint8_t)dist;
		mixed(n);
		while ((now = take()))
			taken += now;
		assert_int_equal(taken, suite.ntests);
		assert_int_equal(census.all[WAITING], 0);
		books_balance();
	}
}

TEST(load_takes_each_test_once) { takes_each_once(DIST_load); }
TEST(file_takes_each_test_once) { takes_each_once(DIST_file); }
TEST(param_takes_each_test_once) { takes_each_once(DIST_param); }
TEST(test_takes_each_test_once) { takes_each_once(DIST_test); }

TEST(load_chunks_shrink_as_work_runs_out)
{
	uint32_t last, now, first;

	program_add("a", 1000, 0);
	ready(4);
	first = last = take();
	assert_true(first > 1);
	while ((now = take())) {
		assert_true(now <= last);
		last = now;
	}
	assert_int_equal(last, 1);
}

TEST(a_group_of_cases_is_worth_the_start_of_its_process)
{
	program_add("a", 40, 0);
	ready(2);
	load.pace = 16000;
	load.nstarts = 0;
	start_learn(suite.programs[0].kind, 100000, true);
	assert_int_equal(start_us(suite.programs[0].kind), 100000);
	start_learn(suite.programs[0].kind, 400000, false);
	start_learn(suite.programs[0].kind, 300000, false);
	start_learn(suite.programs[0].kind, 900000, false);
	start_learn(suite.programs[0].kind, 50000, true);
	assert_int_equal(start_us(suite.programs[0].kind), 300000);
	load.seen = false;
	assert_int_equal(take(), 24);		/* nobody knows how long they take */
	load.seen = true;
	assert_int_equal(take(), 16);		/* two starts are more than the rest */
	load.nstarts = 0;
}

TEST(load_leaves_work_for_every_slave)
{
	program_add("a", 64, 0);
	ready(8);
	assert_true(take() <= 64 / 8);
}

TEST(load_never_mixes_cases_of_two_programs)
{
	uint32_t n;

	mixed(1);
	while ((n = take()))
		for (uint32_t i = 1; i < n; i++)
			if (suite.tests[group[0]].name)
				assert_int_equal(suite.tests[group[i]].program, suite.tests[group[0]].program);
}

TEST(load_never_takes_a_group_larger_than_there_is_room_for)
{
	program_add("a", 4 * GROUP_MAX + 100, 0);
	ready(1);
	assert_int_equal(take(), GROUP_MAX);
}

TEST(programs_that_take_long_are_handed_out_one_by_one)
{
	char path[8];

	for (unsigned i = 0; i < 100; i++) {
		snprintf(path, sizeof path, "p%02u", i);
		program_add(path, 0, 0);
	}
	ready(1);
	load.pace = 10 * SECOND;
	assert_int_equal(take(), 1);
}

TEST(file_takes_a_program_at_a_time)
{
	opt.dist = DIST_file;
	mixed(8);
	assert_int_equal(take(), 1);
	assert_int_equal(take(), 100);
	assert_int_equal(take(), 1);
	assert_int_equal(take(), 1);
	assert_int_equal(take(), 60);
	assert_int_equal(take(), 1);
	assert_int_equal(take(), 0);
}

TEST(file_keeps_a_large_program_on_one_slave)
{
	opt.dist = DIST_file;
	program_add("a", GROUP_MAX + 88, 0);
	ready(2);
	hand_out();
	assert_int_equal(slaves[1].n, 0);
}

TEST(param_never_mixes_parameters_or_programs)
{
	uint32_t n;

	opt.dist = DIST_param;
	program_add("a", 12, 3);
	program_add("b", 12, 3);
	ready(2);
	while ((n = take()))
		for (uint32_t i = 1; i < n; i++) {
			assert_int_equal(suite.tests[group[i]].program, suite.tests[group[0]].program);
			assert_string_equal(test_parameter(&suite.tests[group[i]]), test_parameter(&suite.tests[group[0]]));
		}
}

TEST(param_takes_neighbours_with_one_parameter_together)
{
	opt.dist = DIST_param;
	program_add("a", 6, 1);
	ready(4);
	assert_int_equal(take(), 6);
}

TEST(param_takes_all_cases_with_one_parameter_together)
{
	opt.dist = DIST_param;
	program_add("a", 12, 3);	/* p0 p1 p2 p0 .. */
	ready(2);
	assert_int_equal(take(), 4);
	assert_int_equal(take(), 4);
	assert_int_equal(take(), 4);
	assert_int_equal(take(), 0);
}

TEST(test_takes_one_by_one)
{
	opt.dist = DIST_test;
	program_add("a", 100, 0);
	ready(1);
	for (int i = 0; i < 100; i++)
		assert_int_equal(take(), 1);
	assert_int_equal(take(), 0);
}

TEST(why_says_what_stays_together_and_of_nothing_else)
{
	struct buf b = { 0 };
	uint32_t together;

	program_add("a", 0, 0);
	program_add("b", 2, 0);
	together = props_add(NULL, NULL);
	suite.props[together].together = 1;
	suite.tests[1].props = suite.tests[2].props = together;
	ready(1);
	why_job(&b, 0);
	assert_null(strstr(b.p, "stays together"));
	why_job(&b, 1);
	buf_add(&b, "", 1);
	assert_non_null(strstr(b.p, "stays together with the cases of its program\n"));
	buf_free(&b);
}

TEST(what_comes_back_has_its_old_place_in_the_order)
{
	five();
	give(3, 0);
	give(1, 0);
	SAYS(&slaves[0], RETURNED, .tests = { (const unsigned char *)"\0\0\0\3" "\0\0\0\1", 2 });
	for (uint32_t i = 0; i < 5; i++) {
		assert_int_equal(take(), 1);
		assert_int_equal(group[0], i);
	}
	books_balance();
}

TEST(what_comes_back_alone_keeps_its_attempt_and_goes_alone)
{
	program_add("a", 40, 0);
	ready(1);
	give(2, 0);
	jobs[2].attempt = 2;
	jobs[2].isolate = true;
	job_move(2, WAITING, &slaves[0]);
	assert_int_equal(take(), 2);		/* those before it */
	assert_int_equal(take(), 1);
	assert_int_equal(group[0], 2);
	assert_int_equal(jobs[2].attempt, 2);
	assert_true(take() > 1);
}

TEST(attempts_are_not_mixed_in_a_group)
{
	program_add("a", 40, 0);
	ready(1);
	give(1, 0);
	jobs[1].attempt = 2;
	job_move(1, WAITING, &slaves[0]);
	assert_int_equal(take(), 1);
	assert_int_equal(take(), 1);
	assert_int_equal(group[0], 1);
	assert_true(take() > 1);
}

TEST(what_came_back_and_was_given_up_is_not_taken)
{
	five();
	give(3, 0);
	SAYS(&slaves[0], RETURNED, .tests = { (const unsigned char *)"\0\0\0\3", 1 });
	give_up("why");
	assert_int_equal(take(), 0);
}

TEST(what_came_back_and_is_not_on_every_appliance_is_not_taken)
{
	static const char *had[] = { "a", "b", "c", "e" };
	uint32_t n = 0;

	five();
	give(3, 0);
	SAYS(&slaves[0], RETURNED, .tests = { (const unsigned char *)"\0\0\0\3", 1 });
	translate(&slaves[1], had, COUNT(had));
	assert_int_equal(jobs[3].where, ENDED);
	for (; take(); n++)
		assert_int_not_equal(group[0], 3);
	assert_int_equal(n, 4);
}

TEST(a_slave_that_asks_gets_a_group)
{
	union frame f;

	five();
	slaves[1].need = slaves[2].need = CONTENT;
	hand_out();
	assert_true(queued(&slaves[0], 0, &f));
	assert_int_equal(f.type, MSG_TESTS);
	assert_true(f.TESTS.tests.n > 0);
	assert_int_equal(f.TESTS.attempt, 1);
	assert_int_equal(slaves[0].need, CONTENT);
	assert_int_equal(slaves[1].chan.q.n, 0);
	assert_int_equal(slaves[0].n, f.TESTS.tests.n);
	books_balance();
}

TEST(nothing_is_handed_out_before_all_collections_were_compared)
{
	five();
	slaves[2].state = COLLECTING;
	hand_out();
	assert_int_equal(census.all[WAITING], 5);
	slaves[2].state = READY;
	hand_out();
	assert_true(census.all[WAITING] < 5);
}

TEST(a_slave_waits_while_others_may_give_tests_back)
{
	five();
	for (uint32_t i = 0; i < 5; i++)
		give(i, 1);
	hand_out();
	assert_int_equal(slaves[0].chan.q.n, 0);
	assert_int_equal(slaves[0].need, ASKED);
}

TEST(an_idle_slave_has_half_of_what_another_holds_recalled_once)
{
	union frame f;

	five();
	slaves[1].need = slaves[2].need = CONTENT;
	for (uint32_t i = 0; i < 5; i++)
		give(i, 1);
	SAYS(&slaves[1], START, .test = 0, .attempt = 1);
	hand_out();
	assert_true(queued(&slaves[1], 0, &f));
	assert_int_equal(f.type, MSG_RECALL);
	assert_int_equal(f.RECALL.count, 2);
	assert_int_equal(f.RECALL.whole, 0);		/* these need not stay together */
	hand_out();
	assert_false(queued(&slaves[1], 1, &f));
	SAYS(&slaves[1], RETURNED, .tests = { (const unsigned char *)"\0\0\0\3" "\0\0\0\4", 2 });
	hand_out();
	assert_int_equal(slaves[0].first, 3);
	books_balance();
}

/* Tests 0 and 1 hold one lock, test 2 another. */
TEST(what_waits_for_a_lock_of_its_own_slave_is_not_recalled)
{
	props_add(NULL, "port");
	props_add(NULL, "disk");
	program_add("a", 0, 0);
	program_add("b", 0, 0);
	program_add("c", 0, 0);
	suite.tests[2].props = 1;
	ready(2);
	give(0, 1);
	give(1, 1);
	SAYS(&slaves[1], START, .test = 0, .attempt = 1);
	recall(&slaves[0]);
	assert_false(was_told(&slaves[1], MSG_RECALL));
	give(2, 1);
	recall(&slaves[0]);
	assert_true(was_told(&slaves[1], MSG_RECALL));
}

TEST(what_stays_together_is_recalled_whole_or_not_at_all)
{
	union frame f;

	opt.dist = DIST_file;
	program_add("x", 3, 0);
	program_add("y", 3, 0);
	ready(2);
	slaves[1].need = CONTENT;
	for (uint32_t i = 0; i < 6; i++)
		give(i, 1);
	SAYS(&slaves[1], START, .test = 0, .attempt = 1);
	hand_out();
	assert_true(queued(&slaves[1], 0, &f));
	assert_int_equal(f.type, MSG_RECALL);
	assert_int_equal(f.RECALL.count, 3);
	assert_int_equal(f.RECALL.whole, 1);
	SAYS(&slaves[1], RETURNED, .tests = { (const unsigned char *)"\0\0\0\3" "\0\0\0\4" "\0\0\0\5", 3 });
	slaves[0].need = CONTENT;
	slaves[1].give = KEEPS;
	recall(&slaves[0]);		/* all that it has left belongs to what runs */
	assert_false(queued(&slaves[1], 1, &f));
	books_balance();
}

TEST(when_all_have_ended_slaves_are_told_that_there_are_none_left)
{
	union frame f;

	five();
	give_up("why");
	hand_out();
	for (int i = 0; i < 3; i++) {
		assert_true(queued(&slaves[i], 0, &f));
		assert_int_equal(f.type, MSG_TESTS);
		assert_int_equal(f.TESTS.tests.n, 0);
	}
}

TEST(what_no_appliance_could_have_is_skipped_if_wanted_and_what_one_could_have_had_was_not_run)
{
	for (int could = 0; could < 2; could++) {
		struct queue *q;
		fresh(NULL);
		five();
		opt.unmet = 1;
		q = &queues.of[jobs[0].queue];
		memset(q->may, 0, (nslaves + 7) / 8);
		q->may[0] = could ? 1 << 2 : 0;		/* the last one, which is gone */
		queue_end(q);
		assert_int_equal(jobs[0].outcome, could ? OUT_notrun : OUT_skipped);
		books_balance();
	}
}

TEST(without_an_appliance_nothing_is_waited_for)
{
	five();
	for (int i = 0; i < 3; i++)
		slaves[i].state = RETIRED;
	hand_out();
	assert_int_equal(census.all[ENDED], 5);
	assert_int_equal(run.counts[OUT_notrun], 5);
	books_balance();
}

/* That must not happen. If it does all the same, the run says so and ends: it does not hang. */
TEST(what_nobody_takes_though_all_are_idle_is_given_up)
{
	five();
	census.exclusive[RUNNING] = 1;	/* of a slave that is none of these */
	slaves[2].need = CONTENT;	/* it has not asked yet */
	hand_out();
	assert_false(verdict.inconsistent);
	slaves[2].need = ASKED;
	hand_out();
	assert_true(verdict.inconsistent);
	assert_int_equal(run.counts[OUT_notrun], 5);
}

TEST(group_numbers_are_the_slaves_own)
{
	static const char *had[] = { "zero", "c", "a", "b", "d", "e" };
	union frame f;

	five();
	slaves[1].need = slaves[2].need = CONTENT;
	translate(&slaves[0], had, COUNT(had));
	hand_out();
	assert_true(queued(&slaves[0], 0, &f));
	assert_int_equal(nums_at(f.TESTS.tests, 0), 2);
}

/* ---- the books ---------------------------------------------------------------------------------- */
TEST(lists_and_sums_hold_through_any_moves)
{
	uint64_t seed = 11;

	program_add("a", 40, 0);
	program_add("b", 0, 0);
	ready(3);
	for (int i = 0; i < 20000; i++) {
		uint32_t test = dice(&seed, suite.ntests);
		struct slave *s = &slaves[jobs[test].slave];
		switch (jobs[test].where) {
		case WAITING: give(test, dice(&seed, nslaves)); break;
		case SENT: job_move(test, dice(&seed, 2) ? RUNNING : WAITING, s); break;
		case RUNNING: job_move(test, dice(&seed, 4) ? ENDED : WAITING, s); break;
		case ENDED: job_move(test, WAITING, NULL); break;
		}
		if (i % 16 == 0)
			books_balance();
	}
	books_balance();
}

TEST(a_list_keeps_the_order_in_which_tests_were_sent)
{
	five();
	give(4, 0);
	give(0, 0);
	give(2, 0);
	assert_int_equal(slaves[0].first, 4);
	assert_int_equal(jobs[4].next, 0);
	assert_int_equal(jobs[0].next, 2);
	assert_int_equal(slaves[0].last, 2);
	job_move(0, WAITING, &slaves[0]);
	assert_int_equal(jobs[4].next, 2);
	books_balance();
}

static void each_ends(void)
{
	dup2(1, 2);
	opt.dist = DIST_each;
	program_add("a", 0, 0);
	program_add("b", 0, 0);
	ready(3);
	for (uint32_t i = 0; i < njobs; i++)
		if (jobs[i].only == 1 && !strcmp(suite.tests[jobs[i].test].id, "b")) {
			give(i, 1);
			runs(&slaves[1], jobs[i].test, OUT_passed, OUT_failed, OUT_passed);
		} else {
			give(i, jobs[i].only);
			runs(&slaves[jobs[i].only], jobs[i].test, OUT_passed, OUT_passed, OUT_passed);
		}
	account();
}

TEST(with_each_test_on_each_appliance_it_is_said_what_fails_on_one_alone)
{
	struct buf out = { 0 };

	assert_int_equal(in_child(each_ends, &out), 0);
	assert_non_null(strstr(out.p, "b fails only on lane\n"));
	buf_free(&out);
}

TEST(the_books_are_found_good_when_all_have_ended)
{
	five();
	account();
	assert_false(verdict.inconsistent);
	assert_int_equal(run.counts[OUT_notrun], 5);
}

TEST(a_test_that_never_ended_is_found)
{
	five();
	give(2, 0);
	account();
	assert_true(verdict.inconsistent);
}

/* ---- exit status --------------------------------------------------------------------------------- */
static int status_of(enum outcome a, enum outcome b)
{
	fresh(NULL);
	five();
	run.counts[a]++;
	run.counts[b]++;
	return exit_status();
}

TEST(outcomes_cause_their_exit_status)
{
	static const uint8_t want[] = { [OUT_passed] = 0, [OUT_skipped] = 0, [OUT_xfailed] = 0, [OUT_xpassed] = 0, [OUT_failed] = 1,
		[OUT_error] = 1, [OUT_timeout] = 1, [OUT_crashed] = 1, [OUT_lost] = 3, [OUT_notrun] = 3 };

	for (int o = 0; o < OUT_COUNT; o++)
		assert_int_equal(status_of((enum outcome)o, OUT_passed), want[o]);
}

TEST(what_proved_least_decides)
{
	assert_int_equal(status_of(OUT_failed, OUT_lost), EXIT_LOST);
	assert_int_equal(status_of(OUT_lost, OUT_failed), EXIT_LOST);
	assert_int_equal(status_of(OUT_notrun, OUT_crashed), EXIT_LOST);
	assert_int_equal(status_of(OUT_failed, OUT_skipped), EXIT_FAILED);
	assert_int_equal(status_of(OUT_skipped, OUT_failed), EXIT_FAILED);
}

TEST(an_inconsistent_run_is_lost_whatever_passed)
{
	five();
	verdict.inconsistent = true;
	assert_int_equal(exit_status(), EXIT_LOST);
}

/* The first of five fails; what is left then is given up at the end. */
static void fails_one(void)
{
	give(0, 0);
	runs(&slaves[0], 0, OUT_passed, OUT_failed, OUT_passed);
	give_up("the end");
}

TEST(what_maxfail_left_out_is_the_users_own_wish)
{
	five();
	opt.maxfail = 1;
	fails_one();
	assert_int_equal(run.counts[OUT_notrun], 4);
	assert_int_equal(exit_status(), EXIT_FAILED);
}

TEST(what_an_interrupt_left_out_is_not_excused_by_maxfail)
{
	five();
	opt.maxfail = 1;
	fails_one();
	ending.signal = SIGINT;
	assert_int_equal(exit_status(), EXIT_LOST);
}

TEST(a_failure_below_maxfail_excuses_nothing_that_was_not_run)
{
	five();
	opt.maxfail = 10;
	fails_one();
	assert_int_equal(run.counts[OUT_notrun], 4);
	assert_int_equal(exit_status(), EXIT_LOST);
}

TEST(what_is_not_on_every_appliance_was_not_run_with_common_either)
{
	five();
	opt.mismatch = MISMATCH_common;
	assert_int_equal(exit_status(), EXIT_OK);
	run.counts[OUT_notrun]++;
	assert_int_equal(exit_status(), EXIT_LOST);
}

/* ---- frames: good ones ---------------------------------------------------------------------------- */
TEST(a_test_goes_when_its_start_is_on_the_disk_where_that_is_wanted)
{
	five();
	give(0, 0);
	SAYS(&slaves[0], START, .test = 0, .attempt = 1);
	assert_false(was_told(&slaves[0], MSG_GO));
	opt.report.sync = SYNC_test;
	give(1, 1);
	SAYS(&slaves[1], START, .test = 1, .attempt = 1);
	assert_true(was_told(&slaves[1], MSG_GO));
}

TEST(a_test_that_starts_runs)
{
	five();
	give(2, 1);
	SAYS(&slaves[1], START, .test = 2, .attempt = 1);
	assert_false(slaves[1].distrusted);
	assert_int_equal(jobs[2].where, RUNNING);
	assert_int_equal(slaves[1].attempt.job, 2);
	books_balance();
}

TEST(phases_in_any_order_end_the_test_exactly_once)
{
	static const enum phase orders[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };

	for (int i = 0; i < 6; i++) {
		fresh(NULL);
		five();
		give(2, 1);
		SAYS(&slaves[1], START, .test = 2, .attempt = 1);
		for (int k = 0; k < 3; k++) {
			assert_int_equal(census.all[ENDED], 0);
			phase_of(&slaves[1], 2, orders[i][k], orders[i][k] == PHASE_call ? OUT_skipped : OUT_passed);
		}
		assert_false(slaves[1].distrusted);
		assert_int_equal(jobs[2].where, ENDED);
		assert_int_equal(jobs[2].outcome, OUT_skipped);
		assert_int_equal(run.counts[OUT_skipped], 1);
		assert_int_equal(census.all[ENDED], 1);
		assert_int_equal(slaves[1].attempt.job, NONE);
		books_balance();
	}
}

TEST(the_outcome_is_that_of_all_phases)
{
	static const struct { enum outcome setup, call, teardown, want; } rows[] = {
		{ OUT_passed, OUT_passed, OUT_passed, OUT_passed }, { OUT_passed, OUT_failed, OUT_passed, OUT_failed },
		{ OUT_passed, OUT_xfailed, OUT_passed, OUT_xfailed }, { OUT_error, OUT_notrun, OUT_passed, OUT_error },
		{ OUT_error, OUT_notrun, OUT_error, OUT_error }, { OUT_passed, OUT_passed, OUT_error, OUT_error },
		{ OUT_passed, OUT_skipped, OUT_error, OUT_error }, { OUT_passed, OUT_failed, OUT_error, OUT_error },
		{ OUT_passed, OUT_crashed, OUT_error, OUT_crashed }, { OUT_passed, OUT_timeout, OUT_error, OUT_timeout },
		{ OUT_passed, OUT_lost, OUT_passed, OUT_lost } };

	for (size_t i = 0; i < COUNT(rows); i++) {
		fresh(NULL);
		five();
		give(0, 0);
		runs(&slaves[0], 0, rows[i].setup, rows[i].call, rows[i].teardown);
		assert_string_equal(outcome_name((enum outcome)jobs[0].outcome), outcome_name(rows[i].want));
	}
}

TEST(exit_and_signal_are_those_of_the_call)
{
	struct slave *s;

	five();
	s = &slaves[0];
	give(0, 0);
	SAYS(s, START, .test = 0, .attempt = 1);
	SAYS(s, REPORT, .test = 0, .attempt = 1, .phase = PHASE_call, .outcome = OUT_failed, .exit = 3, .signal = 9, .message = { "", 0 });
	SAYS(s, REPORT, .test = 0, .attempt = 1, .phase = PHASE_setup, .exit = 7, .signal = 8, .message = { "", 0 });
	assert_int_equal(s->attempt.result.exit, 3);
	assert_int_equal(s->attempt.result.signal, 9);
}

TEST(times_and_leaks_of_phases_add_up)
{
	struct slave *s;

	five();
	s = &slaves[0];
	give(0, 0);
	SAYS(s, START, .test = 0, .attempt = 1);
	SAYS(s, REPORT, .test = 0, .attempt = 1, .phase = PHASE_setup, .duration = 10, .leaked = 1, .message = { "", 0 });
	SAYS(s, REPORT, .test = 0, .attempt = 1, .phase = PHASE_call, .duration = 200, .message = { "", 0 });
	SAYS(s, REPORT, .test = 0, .attempt = 1, .phase = PHASE_teardown, .duration = 3000, .leaked = 2, .message = { "", 0 });
	assert_int_equal(s->attempt.result.duration, 3210);
	assert_int_equal(s->attempt.result.leaked, 3);
	assert_int_equal(s->lane->busy, 3210);
	assert_int_equal(s->lane->tests, 1);
}

TEST(messages_of_phases_are_joined)
{
	struct slave *s;

	five();
	s = &slaves[0];
	give(0, 0);
	SAYS(s, START, .test = 0, .attempt = 1);
	SAYS(s, REPORT, .test = 0, .attempt = 1, .phase = PHASE_setup, .message = { "one", 3 });
	SAYS(s, REPORT, .test = 0, .attempt = 1, .phase = PHASE_call, .message = { "", 0 });
	SAYS(s, REPORT, .test = 0, .attempt = 1, .phase = PHASE_teardown, .message = { "two", 3 });
	assert_string_equal(s->attempt.result.message, "one; two");
}

TEST(the_message_of_one_test_is_not_that_of_the_next)
{
	struct slave *s;

	five();
	s = &slaves[0];
	give(0, 0);
	give(1, 0);
	SAYS(s, START, .test = 0, .attempt = 1);
	SAYS(s, REPORT, .test = 0, .attempt = 1, .phase = PHASE_call, .message = { "one", 3 });
	phase_of(s, 0, PHASE_setup, OUT_passed);
	phase_of(s, 0, PHASE_teardown, OUT_passed);
	runs(s, 1, OUT_passed, OUT_passed, OUT_passed);
	assert_string_equal(s->attempt.result.message, "");
}

TEST(what_former_attempts_say_of_a_test_is_in_its_message)
{
	struct result r = { .outcome = OUT_passed, .message = "of before" };

	five();
	give(0, 0);
	SAYS(&slaves[0], START, .test = 0, .attempt = 1);
	jobs[0].failures = 1;
	jobs[0].failed_on = 1;
	attempts_weigh(&slaves[0], &r, OUT_failed);
	assert_true(r.flaky);
	assert_string_equal(r.message, "failed before on lane");
	jobs[0].failures = 2;
	slaves[0].attempt.message.n = 0;
	attempts_weigh(&slaves[0], &r, OUT_failed);
	assert_string_equal(r.message, "fails only on lane");
}

TEST(output_is_gathered_by_stream)
{
	struct slave *s;

	five();
	s = &slaves[0];
	give(0, 0);
	SAYS(s, START, .test = 0, .attempt = 1);
	SAYS(s, OUTPUT, .test = 0, .stream = STREAM_OUT, .bytes = { "a\0", 2 });
	SAYS(s, OUTPUT, .test = 0, .stream = STREAM_ERR, .bytes = { "e", 1 });
	SAYS(s, OUTPUT, .test = 0, .stream = STREAM_OUT, .bytes = { "b", 1 });
	assert_int_equal(s->attempt.output[STREAM_OUT].n, 3);
	assert_memory_equal(s->attempt.output[STREAM_OUT].p, "a\0b", 3);
	assert_int_equal(s->attempt.output[STREAM_ERR].n, 1);
}

TEST(the_output_of_one_test_is_not_that_of_the_next)
{
	struct slave *s;

	five();
	s = &slaves[0];
	give(0, 0);
	give(1, 0);
	SAYS(s, START, .test = 0, .attempt = 1);
	SAYS(s, OUTPUT, .test = 0, .stream = STREAM_OUT, .bytes = { "one", 3 });
	phase_of(s, 0, PHASE_setup, OUT_passed);
	phase_of(s, 0, PHASE_call, OUT_failed);
	phase_of(s, 0, PHASE_teardown, OUT_passed);
	SAYS(s, START, .test = 1, .attempt = 1);
	SAYS(s, OUTPUT, .test = 1, .stream = STREAM_OUT, .bytes = { "more", 4 });
	assert_int_equal(s->attempt.output[STREAM_OUT].n, 4);
	assert_memory_equal(s->attempt.output[STREAM_OUT].p, "more", 4);
}

TEST(output_is_kept_within_the_limit)
{
	static char bytes[CHUNK];
	struct slave *s;

	five();
	s = &slaves[0];
	opt.config.output_limit = 100000;
	give(0, 0);
	SAYS(s, START, .test = 0, .attempt = 1);
	for (int i = 0; i < 100; i++)
		SAYS(s, OUTPUT, .test = 0, .stream = STREAM_OUT, .bytes = { bytes, sizeof bytes });
	assert_true(s->attempt.output[STREAM_OUT].n <= 2 * 100000 + 256);
	assert_false(s->distrusted);
}

TEST(results_inside_a_program_are_counted_beside)
{
	five();
	give(0, 0);
	SAYS(&slaves[0], START, .test = 0, .attempt = 1);
	SAYS(&slaves[0], CASE, .test = 0, .outcome = OUT_failed, .name = { "x", 1 }, .message = { "", 0 });
	SAYS(&slaves[0], CASE, .test = 0, .outcome = OUT_passed, .name = { "y", 1 }, .message = { "", 0 });
	assert_int_equal(run.cases[OUT_failed], 1);
	assert_int_equal(run.cases[OUT_passed], 1);
	assert_int_equal(run.counts[OUT_failed], 0);
}

TEST(tests_that_are_given_back_wait_again)
{
	five();
	give(3, 0);
	give(1, 0);
	SAYS(&slaves[0], RETURNED, .tests = { (const unsigned char *)"\0\0\0\1" "\0\0\0\3", 2 });
	assert_false(slaves[0].distrusted);
	assert_int_equal(census.all[WAITING], 5);
	books_balance();
}

TEST(tests_that_are_given_back_after_the_end_are_not_run)
{
	five();
	give(3, 0);
	run.ended = "interrupted";
	SAYS(&slaves[0], RETURNED, .tests = { (const unsigned char *)"\0\0\0\3", 1 });
	assert_int_equal(jobs[3].where, ENDED);
	assert_int_equal(jobs[3].outcome, OUT_notrun);
	books_balance();
}

TEST(a_greeting_from_elsewhere_is_answered_with_the_configuration)
{
	static const struct site far = { .name = "lane", .tags = "", .limit = 1, .via = "ssh board" };
	union frame f;

	five();
	slaves[1].state = GREETING;
	slaves[1].at = &far;
	opt.config.paths = opt.config.file = opt.config.conf = opt.config.env = opt.config.kind = opt.config.wrapper = opt.config.root = str_of("");
	SAYS(&slaves[1], HELLO, .host = { "h", 1 });
	assert_false(slaves[1].distrusted);
	assert_int_equal(slaves[1].state, COLLECTING);
	assert_true(queued(&slaves[1], 0, &f));
	assert_int_equal(f.type, MSG_CONFIG);
	assert_string_equal(f.CONFIG.slave.p, "slave01");
}

TEST(an_equal_collection_is_accepted)
{
	five();
	slaves[0].state = COLLECTING;
	suite.digest = 42;
	SAYS(&slaves[0], COLLECTED, .count = 5, .digest = 42);
	assert_int_equal(slaves[0].state, READY);
	assert_true(was_told(&slaves[0], MSG_ACK));
}

TEST(another_collection_is_asked_for)
{
	five();
	suite.digest = 42;
	slaves[0].state = slaves[1].state = COLLECTING;
	SAYS(&slaves[0], COLLECTED, .count = 5, .digest = 43);
	SAYS(&slaves[1], COLLECTED, .count = 4, .digest = 42);
	assert_int_equal(slaves[0].state, COMPARING);
	assert_int_equal(slaves[1].state, COMPARING);
	assert_true(was_told(&slaves[0], MSG_LIST));
	assert_false(was_told(&slaves[0], MSG_ACK));
}

static void lists_ids(struct slave *s, const char *of, uint32_t n)
{
	s->state = COMPARING;
	SAYS(s, IDS, .ids = { of, n });
	SAYS(s, IDS, .ids = { "", 0 });
}

TEST(a_first_mismatch_is_tried_once_more)
{
	five();
	lists_ids(&slaves[0], "a\0b", 4);
	assert_int_equal(slaves[0].state, ABSENT);
	assert_true(slaves[0].compared);
	assert_false(verdict.mismatch);
}

static void much_differs(void)
{
	static char text[40][2000];
	const char *have[COUNT(text)];

	dup2(1, 2);
	for (size_t i = 0; i < COUNT(text); i++) {
		memset(text[i], 'x', sizeof text[i] - 1);
		snprintf(text[i], sizeof text[i], "t/%02zu", i);
		text[i][strlen(text[i])] = '-';
		have[i] = text[i];
	}
	_exit(diff_show("- ", " is gone", have, COUNT(have), NULL, 0) == COUNT(text) ? 0 : 20);
}

TEST(of_two_collections_that_differ_much_the_beginning_is_shown)
{
	struct buf out = { 0 };
	unsigned lines = 0;

	assert_int_equal(in_child(much_differs, &out), 0);
	for (char *line = strtok(out.p, "\n"); line; line = strtok(NULL, "\n"), lines++)
		assert_true(strlen(line) < 600);
	assert_int_equal(lines, 21);
	buf_free(&out);
}

TEST(a_second_mismatch_ends_the_run_with_3)
{
	five();
	slaves[0].compared = true;
	lists_ids(&slaves[0], "a\0b", 4);
	hand_out();
	assert_int_equal(slaves[0].state, RETIRED);
	assert_int_equal(run.counts[OUT_notrun], 5);
	assert_int_equal(exit_status(), EXIT_LOST);
	books_balance();
}

TEST(a_mismatch_with_drop_retires_that_appliance_alone)
{
	five();
	opt.mismatch = MISMATCH_drop;
	lists_ids(&slaves[0], "a\0b", 4);
	hand_out();
	assert_int_equal(slaves[0].state, RETIRED);
	assert_int_equal(census.all[ENDED], 0);
	assert_int_equal(slaves[0].n, 0);
	assert_true(slaves[1].n > 0);
}

TEST(a_mismatch_with_common_runs_what_all_have)
{
	five();
	opt.mismatch = MISMATCH_common;
	lists_ids(&slaves[0], "e\0x\0a\0b\0c", 10);
	assert_int_equal(slaves[0].state, READY);
	assert_int_equal(jobs[3].where, ENDED);
	assert_int_equal(jobs[3].outcome, OUT_notrun);
	assert_int_equal(census.all[WAITING], 4);
	assert_int_equal(job_of(&slaves[0], 0), 4);
	assert_int_equal(job_of(&slaves[0], 1), NONE);
	assert_int_equal(job_of(&slaves[0], 2), 0);
	assert_int_equal(job_of(&slaves[0], 5), NONE);
}

TEST(what_only_an_appliance_has_is_not_run_and_common_ends_with_3)
{
	five();
	opt.mismatch = MISMATCH_common;
	lists_ids(&slaves[0], "a\0b\0c\0d\0e", 10);
	assert_int_equal(exit_status(), EXIT_OK);
	lists_ids(&slaves[1], "a\0b\0c\0d\0e\0x", 12);
	assert_int_equal(census.all[WAITING], 5);
	assert_int_equal(exit_status(), EXIT_LOST);
}

TEST(ids_may_come_in_several_frames)
{
	five();
	opt.mismatch = MISMATCH_common;
	slaves[0].state = COMPARING;
	SAYS(&slaves[0], IDS, .ids = { "a\0b", 4 });
	SAYS(&slaves[0], IDS, .ids = { "c\0d\0e", 6 });
	assert_int_equal(slaves[0].state, COMPARING);
	SAYS(&slaves[0], IDS, .ids = { "", 0 });
	assert_int_equal(slaves[0].state, READY);
	assert_int_equal(census.all[WAITING], 5);
}

TEST(a_farewell_is_answered)
{
	five();
	slaves[0].state = FINISHING;
	SAYS_JUST(&slaves[0], BYE);
	assert_false(slaves[0].distrusted);
	assert_int_equal(slaves[0].state, LEAVING);
	assert_true(was_told(&slaves[0], MSG_ACK));
}

/* ---- frames: what a slave must not say -------------------------------------------------------------- */
TEST(a_start_of_a_test_that_it_does_not_hold_makes_a_slave_distrusted)
{
	five();
	SAYS(&slaves[0], START, .test = 2, .attempt = 1);
	assert_true(slaves[0].distrusted);
	assert_int_equal(jobs[2].where, WAITING);
	books_balance();
}

TEST(a_start_of_a_test_that_another_holds_makes_a_slave_distrusted)
{
	five();
	give(2, 1);
	SAYS(&slaves[0], START, .test = 2, .attempt = 1);
	assert_true(slaves[0].distrusted);
	assert_int_equal(jobs[2].where, SENT);
	assert_int_equal(jobs[2].slave, 1);
	books_balance();
}

TEST(a_start_of_a_test_that_ended_makes_a_slave_distrusted)
{
	five();
	give(2, 0);
	runs(&slaves[0], 2, OUT_passed, OUT_passed, OUT_passed);
	SAYS(&slaves[0], START, .test = 2, .attempt = 1);
	assert_true(slaves[0].distrusted);
	assert_int_equal(run.counts[OUT_passed], 1);
}

TEST(a_number_out_of_range_makes_a_slave_distrusted)
{
	static const uint32_t numbers[] = { 5, 6, 0x7fffffff, NONE };

	for (size_t i = 0; i < COUNT(numbers); i++) {
		fresh(NULL);
		five();
		SAYS(&slaves[0], START, .test = numbers[i], .attempt = 1);
		assert_true(slaves[0].distrusted);
		books_balance();
	}
}

TEST(a_second_start_makes_a_slave_distrusted)
{
	five();
	give(1, 0);
	give(2, 0);
	SAYS(&slaves[0], START, .test = 1, .attempt = 1);
	SAYS(&slaves[0], START, .test = 2, .attempt = 1);
	assert_true(slaves[0].distrusted);
	assert_int_equal(slaves[0].attempt.job, 1);
	assert_int_equal(census.all[RUNNING], 1);
}

TEST(a_start_of_another_attempt_makes_a_slave_distrusted)
{
	five();
	give(1, 0);
	SAYS(&slaves[0], START, .test = 1, .attempt = 2);
	assert_true(slaves[0].distrusted);
}

TEST(a_report_without_a_start_makes_a_slave_distrusted)
{
	five();
	give(1, 0);
	phase_of(&slaves[0], 1, PHASE_call, OUT_passed);
	assert_true(slaves[0].distrusted);
	assert_int_equal(census.all[ENDED], 0);
}

TEST(a_report_of_another_test_makes_a_slave_distrusted)
{
	five();
	give(1, 0);
	give(2, 0);
	SAYS(&slaves[0], START, .test = 1, .attempt = 1);
	phase_of(&slaves[0], 2, PHASE_call, OUT_passed);
	assert_true(slaves[0].distrusted);
}

TEST(two_reports_of_a_phase_make_a_slave_distrusted)
{
	five();
	give(1, 0);
	SAYS(&slaves[0], START, .test = 1, .attempt = 1);
	phase_of(&slaves[0], 1, PHASE_call, OUT_failed);
	assert_false(slaves[0].distrusted);
	phase_of(&slaves[0], 1, PHASE_call, OUT_passed);
	assert_true(slaves[0].distrusted);
	assert_int_equal(slaves[0].attempt.result.phase[PHASE_call], OUT_failed);
}

TEST(a_report_after_the_end_makes_a_slave_distrusted)
{
	five();
	give(1, 0);
	runs(&slaves[0], 1, OUT_passed, OUT_passed, OUT_passed);
	phase_of(&slaves[0], 1, PHASE_call, OUT_failed);
	assert_true(slaves[0].distrusted);
	assert_int_equal(jobs[1].outcome, OUT_passed);
	assert_int_equal(census.all[ENDED], 1);
}

TEST(a_suspicion_of_a_test_that_it_does_not_run_makes_a_slave_distrusted)
{
	five();
	give(0, 1);
	SAYS(&slaves[1], SUSPECT, .test = 0, .why = str_of("its disk is full"));
	assert_true(slaves[1].distrusted);
	assert_null(slaves[1].attempt.suspect);
}

TEST(a_phase_that_does_not_exist_makes_a_slave_distrusted)
{
	static const uint8_t phases[] = { PHASE_COUNT, 31, 32, 255 };

	for (size_t i = 0; i < COUNT(phases); i++) {
		fresh(NULL);
		five();
		give(1, 0);
		SAYS(&slaves[0], START, .test = 1, .attempt = 1);
		phase_of(&slaves[0], 1, (enum phase)phases[i], OUT_passed);
		assert_true(slaves[0].distrusted);
	}
}

TEST(an_outcome_that_does_not_exist_makes_a_slave_distrusted)
{
	five();
	give(1, 0);
	SAYS(&slaves[0], START, .test = 1, .attempt = 1);
	phase_of(&slaves[0], 1, PHASE_call, OUT_COUNT);
	assert_true(slaves[0].distrusted);
	slaves[0].distrusted = false;
	SAYS(&slaves[0], CASE, .test = 1, .outcome = 255, .name = { "", 0 }, .message = { "", 0 });
	assert_true(slaves[0].distrusted);
}

TEST(output_without_a_start_makes_a_slave_distrusted)
{
	five();
	give(1, 0);
	SAYS(&slaves[0], OUTPUT, .test = 1, .bytes = { "x", 1 });
	assert_true(slaves[0].distrusted);
}

TEST(a_stream_that_does_not_exist_makes_a_slave_distrusted)
{
	five();
	give(1, 0);
	SAYS(&slaves[0], START, .test = 1, .attempt = 1);
	SAYS(&slaves[0], OUTPUT, .test = 1, .stream = STREAM_COUNT, .bytes = { "x", 1 });
	assert_true(slaves[0].distrusted);
}

TEST(a_case_without_a_start_makes_a_slave_distrusted)
{
	five();
	SAYS(&slaves[0], CASE, .test = 1, .name = { "", 0 }, .message = { "", 0 });
	assert_true(slaves[0].distrusted);
	assert_int_equal(run.cases[OUT_passed], 0);
}

TEST(giving_back_what_it_does_not_hold_makes_a_slave_distrusted)
{
	five();
	SAYS(&slaves[0], RETURNED, .tests = { (const unsigned char *)"\0\0\0\3", 1 });
	assert_true(slaves[0].distrusted);
	assert_int_equal(census.all[WAITING], 5);
	slaves[0].distrusted = false;
	SAYS(&slaves[0], RETURNED, .tests = { (const unsigned char *)"\0\0\0\5", 1 });
	assert_true(slaves[0].distrusted);
	books_balance();
}

TEST(giving_back_twice_makes_a_slave_distrusted)
{
	five();
	give(3, 0);
	SAYS(&slaves[0], RETURNED, .tests = { (const unsigned char *)"\0\0\0\3" "\0\0\0\3", 2 });
	assert_true(slaves[0].distrusted);
	assert_int_equal(census.all[WAITING], 5);
	books_balance();
}

TEST(giving_back_what_runs_makes_a_slave_distrusted)
{
	five();
	give(3, 0);
	SAYS(&slaves[0], START, .test = 3, .attempt = 1);
	SAYS(&slaves[0], RETURNED, .tests = { (const unsigned char *)"\0\0\0\3", 1 });
	assert_true(slaves[0].distrusted);
	assert_int_equal(jobs[3].where, RUNNING);
}

TEST(a_process_for_tests_that_it_does_not_hold_makes_a_slave_distrusted)
{
	five();
	give(3, 1);
	SAYS(&slaves[0], SPAWN, .tests = { (const unsigned char *)"\0\0\0\3", 1 });
	assert_true(slaves[0].distrusted);
	SAYS(&slaves[1], SPAWN, .tests = { (const unsigned char *)"\0\0\0\3" "\0\0\0\5", 2 });
	assert_true(slaves[1].distrusted);
}

TEST(a_farewell_with_tests_in_hand_is_a_death)
{
	five();
	slaves[0].state = FINISHING;
	give(3, 0);
	SAYS_JUST(&slaves[0], BYE);
	assert_int_equal(slaves[0].state, ABSENT);
	assert_int_equal(jobs[3].where, WAITING);
}

TEST(a_farewell_that_nobody_asked_for_is_a_death)
{
	five();
	SAYS_JUST(&slaves[0], BYE);
	assert_int_equal(slaves[0].state, ABSENT);
	assert_int_equal(run.lanes[0].deaths, 1);
}

TEST(need_before_the_collection_was_accepted_is_answered_then)
{
	five();
	slaves[0].state = COLLECTING;
	slaves[0].need = CONTENT;
	handing_out = true;
	SAYS_JUST(&slaves[0], NEED);
	hand_out();
	assert_false(slaves[0].distrusted);
	assert_int_equal(slaves[0].n, 0);
	suite.digest = 42;
	SAYS(&slaves[0], COLLECTED, .count = 5, .digest = 42);
	hand_out();
	assert_true(slaves[0].n > 0);
}

TEST(nothing_of_the_frame_before_is_read_in_one_without_fields)
{
	union frame f = { .SPAWN = { .tests = { (const unsigned char *)"\0\0\0\1\0\0\0\2", 2 } } };

	five();
	f.type = MSG_NEED;
	on_frame(&slaves[0], &f);
	assert_false(slaves[0].distrusted);
}

TEST(need_before_the_greeting_makes_a_slave_distrusted)
{
	five();
	slaves[0].state = GREETING;
	SAYS_JUST(&slaves[0], NEED);
	assert_true(slaves[0].distrusted);
}

static void via_says(void)
{
	static const char *const lines[] = { "muster: error: no room", "ssh: no route", "muster:", "" };

	dup2(1, 2);
	five();
	for (size_t i = 0; i < COUNT(lines); i++) {
		buf_puts(&slaves[0].said, lines[i]);
		errors_say(&slaves[0]);
	}
}

TEST(what_a_via_says_has_the_name_of_its_slave_in_front_and_ours_once)
{
	struct buf out = { 0 };

	assert_int_equal(in_child(via_says, &out), 0);
	assert_string_equal(out.p, "muster: slave00 (lane): error: no room\n"
		"muster: slave00 (lane): ssh: no route\n"
		"muster: slave00 (lane): muster:\n"
		"muster: slave00 (lane): \n");
	buf_free(&out);
}

/* A slave behind a via has said this so far. What is wrong with it: NULL nothing. */
static const char *begins(struct slave *s, const char *said, size_t n)
{
	const char *why = NULL;
	bool read;

	if (has_greeted(s))
		s->before = 0;
	buf_add(&s->chan.r, said, n);
	read = greeting_read(s, &why);
	assert_int_equal(read, has_greeted(s));
	return why;
}

static void greets(void)
{
	char line[FIRST_WORD_MAX];
	struct slave *s;

	dup2(1, 2);
	five();
	s = &slaves[0];
	wire_greeting(line);
	assert_null(begins(s, "Welcome\r\nto ", 12));
	assert_int_equal(s->chan.taken, 12);
	assert_null(begins(s, "board \026mus", 10));
	assert_int_equal(s->chan.taken, 18);
	assert_int_equal(s->before, 18);
	assert_false(has_greeted(s));
	buf_add(&s->chan.r, line + 4, strlen(line) - 4);
	assert_null(begins(s, "\0\0", 2));
	assert_true(has_greeted(s));
	assert_int_equal(s->chan.r.n - s->chan.taken, 2);	/* the first of its frames is left */
	_exit(0);
}

TEST(what_comes_before_a_greeting_is_shown_line_by_line)
{
	struct buf out = { 0 };

	int status = in_child(greets, &out);

	assert_string_equal(out.p, "muster: slave00 (lane): Welcome\nmuster: slave00 (lane): to board \n");
	assert_int_equal(status, 0);
	buf_free(&out);
}

TEST(a_greeting_tells_another_muster_and_a_terminal)
{
	static const char other[] = "\026muster 9.9 0123456789abcdef\n", strange[] = "\026muster \n";
	char line[FIRST_WORD_MAX + 1];
	size_t n;

	five();
	assert_non_null(strstr(begins(&slaves[0], other, sizeof other - 1), "is 9.9, with another protocol than " VERSION));
	assert_int_equal(slaves[0].chan.r.n, slaves[0].chan.taken);
	assert_non_null(strstr(begins(&slaves[0], strange, sizeof strange - 1), "another protocol"));
	wire_greeting(line);
	n = strlen(line);
	memcpy(line + n - 1, "\r\n", 2);
	assert_non_null(strstr(begins(&slaves[0], line, n + 1), "a terminal is in between"));
	line[n - 2] ^= 1;
	assert_non_null(strstr(begins(&slaves[0], line, n + 1), "another protocol"));
	assert_false(has_greeted(&slaves[0]));
}

TEST(a_greeting_has_an_end_and_so_have_the_words_before_it)
{
	char words[4 * FIRST_WORD_MAX];

	five();
	memset(words, 'x', sizeof words);
	memcpy(words, FIRST_WORD, sizeof FIRST_WORD - 1);
	assert_null(begins(&slaves[0], words, sizeof words - 1));
	assert_non_null(strstr(begins(&slaves[0], "x", 1), "has no end"));
	slaves[1].before = FIRST_WORD_WAIT;
	assert_null(begins(&slaves[1], "", 0));
	assert_non_null(strstr(begins(&slaves[1], "x", 1), "says much"));
}

TEST(a_second_greeting_makes_a_slave_distrusted)
{
	five();
	SAYS(&slaves[0], HELLO, .host = { "", 0 });
	assert_true(slaves[0].distrusted);
}

TEST(a_collection_out_of_place_makes_a_slave_distrusted)
{
	five();
	SAYS(&slaves[0], COLLECTED, .count = 5);
	assert_true(slaves[0].distrusted);
	slaves[1].distrusted = false;
	SAYS(&slaves[1], IDS, .ids = { "a", 2 });
	assert_true(slaves[1].distrusted);
}

TEST(ids_without_their_0_byte_make_a_slave_distrusted)
{
	five();
	slaves[0].state = COMPARING;
	SAYS(&slaves[0], IDS, .ids = { "ab", 2 });
	assert_true(slaves[0].distrusted);
}

TEST(the_words_of_a_lister_make_a_slave_distrusted)
{
	five();
	SAYS(&slaves[0], LISTED, .last = 1);
	assert_true(slaves[0].distrusted);
}

TEST(a_process_without_a_good_outcome_makes_a_slave_distrusted)
{
	five();
	SAYS(&slaves[0], PROCESS, .outcome = OUT_crashed, .message = { "", 0 });
	assert_false(slaves[0].distrusted);
	SAYS(&slaves[0], PROCESS, .outcome = OUT_COUNT, .message = { "", 0 });
	assert_true(slaves[0].distrusted);
}

/* ---- failures, losses ----------------------------------------------------------------------------- */
TEST(after_maxfail_failures_nothing_more_is_started)
{
	five();
	opt.maxfail = 2;
	config_fill();
	give(0, 0);
	give(1, 0);
	runs(&slaves[0], 0, OUT_passed, OUT_failed, OUT_passed);
	assert_null(run.ended);
	runs(&slaves[0], 1, OUT_passed, OUT_crashed, OUT_passed);
	assert_non_null(run.ended);
	assert_true(was_told(&slaves[1], MSG_FINISH));
	assert_int_equal(run.counts[OUT_notrun], 3);
	assert_int_equal(exit_status(), EXIT_FAILED);
	books_balance();
}

TEST(exitfirst_stops_after_the_first_failure)
{
	five();
	opt.exit_first = 1;
	config_fill();
	give(0, 0);
	give(1, 1);
	runs(&slaves[0], 0, OUT_passed, OUT_passed, OUT_passed);
	assert_null(run.ended);
	runs(&slaves[1], 1, OUT_passed, OUT_error, OUT_passed);
	assert_non_null(run.ended);
	assert_int_equal(run.counts[OUT_notrun], 3);
}

TEST(what_ran_on_a_slave_that_died_is_lost)
{
	five();
	give(0, 0);
	give(1, 0);
	SAYS(&slaves[0], START, .test = 0, .attempt = 1);
	slave_lost(&slaves[0], NULL);
	assert_int_equal(jobs[0].outcome, OUT_lost);
	assert_int_equal(jobs[0].where, ENDED);
	books_balance();
}

TEST(what_a_slave_that_died_had_not_started_goes_to_others)
{
	five();
	give(0, 0);
	give(1, 0);
	give(2, 0);
	SAYS(&slaves[0], START, .test = 0, .attempt = 1);
	slave_lost(&slaves[0], NULL);
	assert_int_equal(jobs[1].where, WAITING);
	assert_int_equal(jobs[2].where, WAITING);
	handing_out = true;
	hand_out();
	assert_int_equal(slaves[1].n, 1);
	assert_int_equal(slaves[1].first, 1);
	books_balance();
}

/* Two cases in one process, which has ended: the first passed, the second failed, and the run took that long (s). The slave asks for more. */
static void second_fails(int64_t took)
{
	program_add("a", 2, 0);
	ready(2);
	started = clock_us() - took * SECOND;
	give(0, 0);
	give(1, 0);
	SAYS(&slaves[0], SPAWN, .tests = { (const unsigned char *)"\0\0\0\0" "\0\0\0\1", 2 });
	runs(&slaves[0], 0, OUT_passed, OUT_passed, OUT_passed);
	runs(&slaves[0], 1, OUT_passed, OUT_failed, OUT_passed);
	SAYS(&slaves[0], PROCESS, .test = 0, .exit = 1, .message = { "", 0 }, .output = { "", 0 });
	slaves[0].need = ASKED;
	hand_out();
}

TEST(what_failed_among_others_is_probed_and_keeps_its_outcome)
{
	union frame f;
	uint32_t n = 0;

	second_fails(10);
	while (queued(&slaves[0], n, &f) && f.type != MSG_TESTS)
		n++;
	assert_int_equal(f.type, MSG_TESTS);
	assert_int_equal(f.TESTS.tests.n, 1);
	assert_int_equal(nums_at(f.TESTS.tests, 0), 1);
	assert_int_equal(f.TESTS.attempt, 2);
	assert_in_range(f.TESTS.probe, PROBE_LEAST, 500);	/* half of a tenth: it may need as long to end */
	assert_int_equal(slaves[1].state, FINISHING);		/* which has nothing to probe */
	SAYS(&slaves[0], START, .test = 1, .attempt = 2, .split = SPLIT_probe);
	for (int phase = 0; phase < PHASE_COUNT; phase++)
		phase_of(&slaves[0], 1, (enum phase)phase, OUT_passed);
	assert_false(slaves[0].distrusted);
	assert_int_equal(jobs[1].outcome, OUT_failed);
	assert_int_equal(jobs[1].attempt, 1);
	assert_int_equal(slaves[0].lane->tests, 2);
	assert_int_equal(run.counts[OUT_failed], 1);
	assert_int_equal(exit_status(), EXIT_FAILED);
	books_balance();
	SAYS_JUST(&slaves[0], NEED);
	hand_out();
	assert_int_equal(slaves[0].state, FINISHING);
}

TEST(a_short_run_probes_nothing)
{
	second_fails(1);
	assert_int_equal(slaves[0].state, FINISHING);
}

TEST(nobody_probes_what_passed_or_failed_elsewhere)
{
	second_fails(1);
	SAYS(&slaves[0], START, .test = 0, .attempt = 2, .split = SPLIT_probe);
	assert_true(slaves[0].distrusted);
	slaves[1].state = READY;
	SAYS(&slaves[1], START, .test = 1, .attempt = 2, .split = SPLIT_probe);
	assert_true(slaves[1].distrusted);
}

TEST(a_slave_that_dies_in_a_probe_loses_nothing)
{
	second_fails(10);
	SAYS(&slaves[0], START, .test = 1, .attempt = 2, .split = SPLIT_probe);
	slave_lost(&slaves[0], NULL);
	assert_int_equal(jobs[1].outcome, OUT_failed);
	assert_int_equal(slaves[0].probe, NONE);
	assert_int_equal(exit_status(), EXIT_FAILED);
	books_balance();
}

TEST(what_may_have_run_on_a_slave_that_died_goes_on_as_another_attempt_alone)
{
	program_add("a", 3, 0);
	ready(2);
	give(0, 0);
	give(1, 0);
	give(2, 0);
	SAYS(&slaves[0], SPAWN, .tests = { (const unsigned char *)"\0\0\0\0" "\0\0\0\1", 2 });
	SAYS(&slaves[0], START, .test = 0, .attempt = 1);
	slave_lost(&slaves[0], NULL);
	assert_int_equal(take_for(1), 1);
	assert_int_equal(group[0], 1);
	assert_int_equal(jobs[1].attempt, 2);
	assert_true(jobs[1].isolate);
	assert_int_equal(take_for(1), 1);
	assert_int_equal(group[0], 2);
	assert_int_equal(jobs[2].attempt, 1);
	assert_false(jobs[2].isolate);
	books_balance();
}

TEST(what_may_have_run_on_a_slave_that_died_is_lost_where_nothing_more_is_run)
{
	five();
	give(0, 0);
	give(1, 0);
	slaves[0].distrusted = true;
	slave_lost(&slaves[0], NULL);
	give_up("the end");
	assert_int_equal(jobs[0].outcome, OUT_lost);
	assert_int_equal(jobs[1].outcome, OUT_lost);
	assert_int_equal(jobs[2].outcome, OUT_notrun);
	books_balance();
}

TEST(shards_and_random_orders_are_the_same_on_every_machine)
{
	static const uint32_t drawn[] = { 278, 231, 753, 673 };
	uint64_t seed = 7;

	assert_int_equal(text_hash("t/a"), 0x65b43415);
	assert_int_equal(text_hash("net/dns::lookup[ipv6]"), 0x1b50d70e);
	for (size_t i = 0; i < COUNT(drawn); i++)
		assert_int_equal(dice(&seed, 1000), drawn[i]);
}

TEST(a_lost_test_runs_once_more_where_that_is_wanted)
{
	five();
	opt.rerun_lost = 1;
	give(0, 0);
	SAYS(&slaves[0], START, .test = 0, .attempt = 1);
	slave_lost(&slaves[0], NULL);
	assert_int_equal(jobs[0].where, WAITING);
	assert_int_equal(jobs[0].attempt, 2);
	give(0, 1);
	SAYS(&slaves[1], START, .test = 0, .attempt = 2);
	slave_lost(&slaves[1], NULL);
	assert_int_equal(jobs[0].where, ENDED);
	assert_int_equal(jobs[0].outcome, OUT_lost);
	books_balance();
}

static void retires(void)
{
	dup2(1, 2);
	five();
	slave_retire(&slaves[1], "its setup hook failed");
}

TEST(an_appliance_that_is_not_used_any_more_is_named_with_the_reason)
{
	struct buf out = { 0 };

	assert_int_equal(in_child(retires, &out), 0);
	assert_string_equal(out.p, "muster: slave01 (lane) is not used any more: its setup hook failed\n");
	buf_free(&out);
}

TEST(a_slave_that_has_nothing_to_say_is_there_still)
{
	int pair[2];
	pid_t pid;

	five();
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	fd_nonblock(pair[0], true);
	if (!(pid = fork()))
		_exit(0);
	slaves[0].pid = pid;
	slaves[0].chan.in = slaves[0].chan.out = pair[0];
	on_slave(&slaves[0], POLLIN);
	assert_int_equal(slaves[0].state, READY);
	assert_int_equal(slaves[0].pid, pid);
	slaves[0].pid = 0;
	slaves[0].chan.in = slaves[0].chan.out = -1;
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	close(pair[0]);
	close(pair[1]);
}

TEST(the_master_sleeps_until_something_is_due)
{
	uint32_t n;
	int ms;

	five();
	assert_true(watch(&n) > 500);
	slaves[1].state = ABSENT;
	slaves[1].again = active_now + SECOND / 10;
	ms = watch(&n);
	assert_in_range(ms, 1, 100);
}

TEST(a_lost_test_runs_elsewhere_where_there_is_another)
{
	five();
	opt.rerun_lost = 1;
	give(0, 1);
	SAYS(&slaves[1], START, .test = 0, .attempt = 1);
	slave_lost(&slaves[1], NULL);
	assert_int_equal(queues.of[jobs[0].queue].avoid, 1);
	slave_retire(&slaves[0], "it is gone");
	slave_retire(&slaves[2], "it is gone");
	queues_check();
	assert_int_equal(jobs[0].where, WAITING);
	assert_int_equal(queues.of[jobs[0].queue].avoid, NOBODY);
	books_balance();
}

TEST(an_appliance_is_retired_after_three_deaths_in_a_row)
{
	five();
	for (int i = 0; i < 3; i++) {
		slaves[0].state = READY;
		slave_lost(&slaves[0], NULL);
		assert_int_equal(slaves[0].state, i < 2 ? ABSENT : RETIRED);
	}
	assert_int_equal(exit_status(), EXIT_LOST);
}

TEST(a_test_that_ends_forgives_the_deaths_before)
{
	five();
	slave_lost(&slaves[0], NULL);
	slave_lost(&slaves[0], NULL);
	slaves[0].state = READY;
	give(0, 0);
	runs(&slaves[0], 0, OUT_passed, OUT_passed, OUT_passed);
	slave_lost(&slaves[0], NULL);
	assert_int_equal(slaves[0].state, ABSENT);
}

TEST(deaths_of_one_appliance_are_not_those_of_another)
{
	five();
	slave_lost(&slaves[0], NULL);
	slave_lost(&slaves[1], NULL);
	slave_lost(&slaves[2], NULL);
	for (int i = 0; i < 3; i++)
		assert_int_equal(slaves[i].state, ABSENT);
}

TEST(a_slave_that_said_farewell_and_ends_did_not_die)
{
	five();
	slaves[0].state = FINISHING;
	SAYS_JUST(&slaves[0], BYE);
	slave_lost(&slaves[0], NULL);
	assert_int_equal(slaves[0].state, GONE);
	assert_int_equal(run.lanes[0].deaths, 0);
}

TEST(a_slave_that_cannot_go_on_is_not_started_again)
{
	five();
	SAYS(&slaves[0], INTERNALERROR, .text = { "no disk", 7 });
	slave_lost(&slaves[0], NULL);
	assert_int_equal(slaves[0].state, RETIRED);
	assert_non_null(run.lanes[0].gone);
}

TEST(giving_up_ends_what_waits_and_nothing_else)
{
	five();
	give(0, 0);
	give(1, 0);
	SAYS(&slaves[0], START, .test = 0, .attempt = 1);
	give_up("why");
	assert_int_equal(jobs[0].where, RUNNING);
	assert_int_equal(jobs[1].where, SENT);
	assert_int_equal(run.counts[OUT_notrun], 3);
	books_balance();
}

/* A process that does nothing, and ends if nobody ends it. */
static pid_t waiter(void)
{
	pid_t pid = fork();

	if (!pid) {
		alarm(30);
		for (;;)
			pause();
	}
	return pid;
}

static bool is_nobody(pid_t pid)
{
	return kill(pid, 0) < 0 && errno == ESRCH;
}

TEST(an_interrupt_ends_who_has_not_begun_yet)
{
	pid_t pid;

	five();
	slaves[2].state = COLLECTING;
	slaves[2].pid = pid = waiter();
	interrupt(SIGINT, "interrupted (INT)");
	assert_int_equal(slaves[2].pid, 0);
	assert_true(is_nobody(pid));
}

TEST(an_interrupt_tells_every_slave_and_gives_up_what_waits)
{
	five();
	give(0, 0);
	slaves[2].state = COLLECTING;
	interrupt(SIGINT, "interrupted (INT)");
	assert_true(was_told(&slaves[0], MSG_INTERRUPT));
	assert_true(was_told(&slaves[1], MSG_INTERRUPT));
	assert_int_equal(slaves[2].state, GONE);
	assert_int_equal(run.counts[OUT_notrun], 4);
	assert_int_equal(ending.signal, SIGINT);
	books_balance();
}

static void shows_running(void)
{
	static const struct site slow = { .name = "board", .tags = "", .via = "ssh board", .start = 60000 };

	dup2(1, 2);
	five();
	give(2, 1);
	SAYS(&slaves[1], START, .test = 2, .attempt = 1);
	SAYS(&slaves[2], HOOK, .what = str_of("attach hook"));
	show_running();
	slaves[0].at = &slow;
	slaves[0].state = GREETING;
	slaves[0].since = active_now - 3 * SECOND / 2;
	slaves[2].hook = NULL;
	slaves[2].state = COLLECTING;
	slaves[2].since = active_now - 2 * SECOND;
	show_running();
}

TEST(what_every_slave_does_can_be_seen)
{
	struct buf out = { 0 };

	assert_int_equal(in_child(shows_running, &out), 0);
	assert_non_null(strstr(out.p, "muster: 0 of 5 tests ended\n"));
	assert_non_null(strstr(out.p, "slave00 (lane) idle\n"));
	assert_non_null(strstr(out.p, "slave01 (lane) c "));
	assert_non_null(strstr(out.p, "slave02 (lane) attach hook "));
	assert_non_null(strstr(out.p, "slave00 (board) starting for 1.5 s of 60.0 s\n"));
	assert_non_null(strstr(out.p, "slave02 (lane) collecting for 2.0 s\n"));
	buf_free(&out);
}

TEST(an_interrupted_slave_may_leave)
{
	five();
	interrupt(SIGINT, "interrupted (INT)");
	SAYS_JUST(&slaves[0], BYE);
	assert_int_equal(slaves[0].state, LEAVING);
	assert_true(was_told(&slaves[0], MSG_ACK));
}

TEST(an_interrupted_slave_has_its_moment_and_a_hook_that_is_waited_for_its_budget)
{
	static char hook[] = "setup hook";
	struct slave *s;

	five();
	s = &slaves[0];
	run.ended = "interrupted (INT)";
	ending.signals = 1;
	ending.kill_at = active_now = s->hook_since = 100 * SECOND;
	s->lives = active_now + 2 * SECOND;
	s->hook_left = 60000;		/* of a hook that has ended */
	assert_false(is_over(s));
	active_now += 2 * SECOND;
	assert_true(is_over(s));
	s->hook = hook;
	assert_false(is_over(s));
	s->hook_left = 0;		/* one that is not waited for */
	assert_true(is_over(s));
	s->hook_left = 60000;
	active_now = s->hook_since + 63 * SECOND;
	assert_false(is_over(s));
	ending.signals = 2;
	assert_true(is_over(s));
	ending.signals = 1;
	active_now += SECOND;
	assert_true(is_over(s));
}

/* Ctrl-C reaches the whole process group: a child that is no slave yet would tell us of it once more. */
TEST(of_an_interrupted_slave_no_hook_is_waited_for_without_a_budget)
{
	static const char text[] = "[appliance lane]\nhook-timeout = 60s\n";
	struct buf error = { 0 };

	five();
	SAYS(&slaves[0], HOOK, .what = str_of("teardown hook"), .left = 5000, .firm = 1);
	assert_int_equal(slaves[0].hook_left, 0);	/* no hook-timeout was asked for */
	assert_true(conf_parse(&conf, "muster.conf", text, sizeof text - 1, &error));
	SAYS(&slaves[0], HOOK, .what = str_of("setup hook"), .left = 5000, .firm = 0);
	assert_int_equal(slaves[0].hook_left, 0);	/* it ends with the run */
	SAYS(&slaves[0], HOOK, .what = str_of("teardown hook"), .left = 5000, .firm = 1);
	assert_int_equal(slaves[0].hook_left, 5000);
	hook_forget(&slaves[0]);
}

TEST(a_signal_that_a_new_child_gets_is_not_ours)
{
	int fd, status, sig;
	pid_t pid;

	signals_open(false);
	pid = fork_with_socket(&fd);
	if (!pid) {
		raise(SIGINT);
		_exit(0);
	}
	close(fd);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	while ((sig = signals_next()))
		assert_int_not_equal(sig, SIGINT);
	raise(SIGINT);
	assert_int_equal(signals_next(), SIGINT);
}

/* A slave that has said BYE has nothing left to do, however often it says that it is alive. */
TEST(a_slave_that_does_not_leave_after_its_farewell_is_ended)
{
	pid_t pid;

	five();
	active_now = slaves[0].since = 100 * SECOND;
	for (uint32_t i = 0; i < nslaves; i++)
		slaves[i].heard = active_now + SILENCE;
	slaves[0].state = LEAVING;
	slaves[0].pid = pid = waiter();
	active_now += SILENCE;
	on_deadlines();
	assert_int_equal(slaves[0].state, LEAVING);
	active_now += SECOND;
	on_deadlines();
	assert_int_not_equal(slaves[0].state, LEAVING);
	assert_int_equal(slaves[0].pid, 0);
	assert_true(is_nobody(pid));
	assert_int_equal(slaves[1].state, READY);
}

/* One more INT is in the pipe when the last removal begins: it makes that shorter, and does not do away with it. */
TEST(what_is_soon_removed_is_removed_though_a_signal_waits)
{
	char sub[PATH_MAX + 16];

	signals_open(false);
	tmp_make();
	assert_true(*temp_path());
	snprintf(sub, sizeof sub, "%s/slave00.1", temp_path());
	assert_int_equal(mkdir(sub, 0700), 0);
	raise(SIGINT);
	cleanup(true);
	assert_int_equal(access(temp_path(), F_OK), -1);
	assert_int_equal(ending.signal, SIGINT);
}

TEST(three_slaves_and_random_frames_keep_the_books)
{
	uint64_t seed = 5;

	for (int round = 0; round < 300; round++) {
		fresh(NULL);
		five();
		for (int i = 0; i < 60; i++) {
			struct slave *s = &slaves[dice(&seed, 3)];
			uint32_t test = dice(&seed, 6);
			enum phase phase;
			if (s->distrusted)
				continue;
			switch (dice(&seed, 5)) {
			case 0: if (test < 5 && jobs[test].where == WAITING) give(test, (uint32_t)(s - slaves)); break;
			case 1: SAYS(s, START, .test = test, .attempt = 1); break;
			case 2:
				phase = (enum phase)dice(&seed, 4);
				phase_of(s, test % 5, phase, (enum outcome)dice(&seed, OUT_COUNT + 1));
				break;
			case 3: SAYS(s, OUTPUT, .test = test, .stream = (uint8_t)dice(&seed, 3), .bytes = { "x", 1 }); break;
			case 4: SAYS(s, RETURNED, .tests = { (unsigned char[]){ 0, 0, 0, (unsigned char)test }, 1 }); break;
			}
			books_balance();
		}
	}
}

/* ---- a slave's states ---------------------------------------------------------------------------- */
static void hears_hello(struct slave *s) { SAYS(s, HELLO, .host = { "h", 1 }); }
static void hears_same(struct slave *s) { SAYS(s, COLLECTED, .count = suite.ntests, .digest = suite.digest); }
static void hears_other(struct slave *s) { SAYS(s, COLLECTED, .count = suite.ntests + 1); }
static void hears_ids_end(struct slave *s) { SAYS(s, IDS, .ids = { "", 0 }); }
static void hears_need(struct slave *s) { SAYS_JUST(s, NEED); }
static void hears_bye(struct slave *s) { SAYS_JUST(s, BYE); }
static void has_nothing_left(__attribute__((unused)) struct slave *s) { give_up("why"); handing_out = true; hand_out(); }
static void is_finished(__attribute__((unused)) struct slave *s) { finish("why"); }
static void is_interrupted(__attribute__((unused)) struct slave *s) { interrupt(SIGINT, "why"); }
static void ends(struct slave *s) { slave_lost(s, NULL); }
static void is_retired(struct slave *s) { slave_retire(s, "why"); }
static void is_ended(struct slave *s) { slave_end(s, GONE); }

/* Of each state, whatever can happen leads to one other, or costs the slave (!), or nothing comes of it (=), or it cannot happen. */
TEST(whatever_happens_to_a_slave_its_states_follow_each_other_as_they_should)
{
	static const char names[] = "agcmrfLGTnx";	/* ABSENT .. RETIRED, in their order */
	static const struct { void (*happens)(struct slave *); const char *next; } rows[] = {
	/*			   agcmrfLGTnx */
		{ hears_hello,	  " c!!!!!T!  " },
		{ hears_same,	  " !r!!!!!!  " },
		{ hears_other,	  " !m!!!!!!  " },
		{ hears_ids_end,  " !!r!!!!!  " },
		{ hears_need,	  " !====!!!  " },
		{ hears_bye,	  " !!!aL!!=  " },
		{ has_nothing_left, "nnnnf======" },
		{ is_finished,	  "====f======" },
		{ is_interrupted, "nnnnf======" },
		{ ends,		  " aaaaanxx  " },
		{ is_retired,	  "xxxxxxxxx  " },
		{ is_ended,	  "nnnnnnnnn  " },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		for (int state = ABSENT; state < STATE_COUNT; state++) {
			char next = rows[i].next[state];
			struct slave *s;
			if (next == ' ')
				continue;
			fresh(NULL);
			five();
			opt.mismatch = MISMATCH_common;
			s = &slaves[1];
			s->state = (enum slave_state)state;
			rows[i].happens(s);
			if (names[s->state] != (next == '=' || next == '!' ? names[state] : next) || s->distrusted != (next == '!'))
				fail_msg("row %zu, state %c: now %c%s", i, names[state], names[s->state], s->distrusted ? ", distrusted" : "");
		}
}

/* ---- one whole run, in a child ----------------------------------------------------------------------- */
static char dir[] = "/tmp/muster-runner-XXXXXX";

static int in_tree(void **none)
{
	static const char *const bodies[] = { "exit 0", "exit 1", "exit 77", "kill -9 $$", "printf '1..2\\nok 1\\nnot ok 2\\n'", "exit 0", "exit 0" };

	memcpy(dir + sizeof dir - 7, "XXXXXX", 6);
	if (fresh(none) || !mkdtemp(dir) || chdir(dir) || mkdir("t", 0755))
		return -1;
	for (size_t i = 0; i < COUNT(bodies); i++) {
		char path[16], text[80];
		int fd, n = snprintf(text, sizeof text, "#!/bin/sh\n%s\n", bodies[i]);
		snprintf(path, sizeof path, "t/p%d", (int)i);
		fd = open(path, O_WRONLY | O_CREAT, 0755);
		if (fd < 0 || write(fd, text, (size_t)n) != n)
			return -1;
		close(fd);
	}
	return 0;
}

static int out_of_tree(void **none)
{
	char line[sizeof dir + 16];

	snprintf(line, sizeof line, "rm -rf %s", dir);
	return chdir("/") || system(line) ? -1 : fresh(none);
}

static void prepare(const char *line)
{
	parse(line);
	conf_load();
	options_conf();
	parse(line);
	started = clock_us();
	collect_check();
	assert_true(collect(false));
}

static void whole_run(void)
{
	static char *argv[] = { NULL };

	signals_open(false);
	run = (struct run){ .argv = argv };
	prepare("-j 3 t");
	appliances_make(&(uint32_t){ 0 });
	jobs_make();
	jobs_open();
	lanes_make(njobs);
	order_make();
	reports_begin();
	queues_check();
	for (uint32_t i = 0; i < nslaves; i++)
		slave_start(&slaves[i], GREETING);
	loop(busy);
	account();
	temp_remove(NULL);
	if (verdict.inconsistent || census.all[ENDED] != 7)
		_exit(10);
	if (run.counts[OUT_passed] != 3 || run.counts[OUT_failed] != 2 || run.counts[OUT_skipped] != 1 || run.counts[OUT_crashed] != 1)
		_exit(11);
	if (run.cases[OUT_passed] != 1 || run.cases[OUT_failed] != 1)
		_exit(12);
	_exit(exit_status() == EXIT_FAILED ? 0 : 13);
}

IN_TREE(a_whole_run_gives_every_test_its_outcome)
{
	assert_int_equal(in_child(whole_run, NULL), 0);
}

static void list_only(void)
{
	prepare("--list t");
	appliances_make(&(uint32_t){ 0 });
	jobs_make();
	jobs_open();
	print_ids(0);
}

IN_TREE(a_list_is_ids_one_a_line)
{
	struct buf text = { 0 };

	assert_int_equal(in_child(list_only, &text), EXIT_OK);
	assert_string_equal(text.p, "t/p0\nt/p1\nt/p2\nt/p3\nt/p4\nt/p5\nt/p6\n");
	buf_free(&text);
}

static void no_such_file(void) { prepare("nowhere"); }
static void no_such_conf(void) { prepare("-c nowhere t"); }
static void no_such_kind(void) { prepare("--kind=nothing t"); }

IN_TREE(what_is_not_there_ends_with_2)
{
	assert_int_equal(in_child(no_such_file, NULL), EXIT_USAGE);
	assert_int_equal(in_child(no_such_conf, NULL), EXIT_USAGE);
	assert_int_equal(in_child(no_such_kind, NULL), EXIT_USAGE);
}

static void appliances_of(const char *line)
{
	static const char text[] = "[appliance slow]\n[appliance board1]\n";
	int fd = open("two.conf", O_WRONLY | O_CREAT, 0600);

	if (fd < 0 || !fd_write(fd, text, sizeof text - 1))
		_exit(21);
	close(fd);
	prepare(line);
	appliances_make(&(uint32_t){ 0 });
}

static void near_appliance(void)
{
	dup2(1, 2);
	appliances_of("-c two.conf -a board t");
}

static void new_appliance(void)
{
	appliances_of("-c two.conf -a board:tags=gpu -a slow t");
	_exit(nslaves == 2 && !strcmp(slaves[0].at->tags, "gpu") && slaves[0].at->limit == 1 ? 0 : 20);
}

IN_TREE(an_appliance_without_a_section_is_refused_with_the_nearest_name_unless_it_is_written_as_new)
{
	struct buf out = { 0 };

	assert_int_equal(in_child(near_appliance, &out), EXIT_USAGE);
	assert_non_null(strstr(out.p, "two.conf has no [appliance board], did you mean board1?"));
	buf_free(&out);
	assert_int_equal(in_child(new_appliance, NULL), 0);
}

static void more_lanes_than_tests(void)
{
	prepare("-j 20 t");
	appliances_make(&(uint32_t){ 0 });
	jobs_make();
	jobs_open();
	lanes_make(njobs);
	_exit(nslaves == 7 && run.nlanes == 7 ? 0 : 20);
}

static void more_lanes_for_attempts(void)
{
	prepare("-j 20 --repeat=2 t");
	appliances_make(&(uint32_t){ 0 });
	jobs_make();
	jobs_open();
	lanes_make(njobs);
	_exit(nslaves == 20 ? 0 : 20);
}

IN_TREE(no_more_lanes_are_made_than_there_are_tests_unless_these_go_from_one_to_another)
{
	assert_int_equal(in_child(more_lanes_than_tests, NULL), 0);
	assert_int_equal(in_child(more_lanes_for_attempts, NULL), 0);
}

static void too_many_units(void)
{
	static const char text[] = "[lock disk]\ntotal = 2\n[tests *]\nlocks = disk:3\n";
	int fd = open("locks.conf", O_WRONLY | O_CREAT, 0600);

	dup2(1, 2);
	if (fd < 0 || !fd_write(fd, text, sizeof text - 1))
		_exit(21);
	close(fd);
	prepare("-c locks.conf t");
}

IN_TREE(a_lock_that_can_never_be_had_is_refused_with_its_line)
{
	struct buf out = { 0 };

	assert_int_equal(in_child(too_many_units, &out), EXIT_USAGE);
	assert_non_null(strstr(out.p, "locks.conf:4: locks = disk:3: there are 2 of disk; [lock disk] total = N declares more\n"));
	buf_free(&out);
}

static void one_case(void)
{
	prepare("t/p0");
	appliances_make(&(uint32_t){ 0 });
	jobs_make();
	jobs_open();
	order_make();
	_exit(njobs == 1 && nslaves >= 1 && census.all[WAITING] == 1 && queues.of[jobs[0].queue].heap[0] == 0 ? 0 : 20);
}

static void conf_is_a_pipe(void)
{
	opt.file = "pipe";
	alarm(30);
	_exit(mkfifo("pipe", 0600) || conf_open(opt.file) < 0);
}

IN_TREE(a_configuration_that_is_a_pipe_is_opened_though_nobody_writes_it_yet)
{
	assert_int_equal(in_child(conf_is_a_pipe, NULL), 0);
}

IN_TREE(one_program_can_be_named)
{
	assert_int_equal(in_child(one_case, NULL), 0);
}

/* ---- what carried slaves ----------------------------------------------------------------------- */
TEST(what_carried_a_slave_and_dies_when_it_is_asked_to_is_not_waited_for)
{
	pid_t pid = fork();

	if (!pid) {
		sigset_t open;
		sigemptyset(&open);
		signal(SIGTERM, SIG_DFL);
		sigprocmask(SIG_SETMASK, &open, NULL);
		setsid();
		for (;;)
			pause();
	}
	while (getsid(pid) != pid)
		poll(NULL, 0, 1);
	carrier_end(pid, -1);
	for (int i = 0; i < 5000 && carriers.n; i++) {	/* its time, by active_now, does not pass */
		carriers_turn(false);
		poll(NULL, 0, 1);
	}
	kill(-pid, SIGKILL);
	assert_int_equal(carriers.n, 0);
}

int main(void)
{
	return unit_run("runner", NULL);
}
