/* runner.c: The master. Decides which test runs where and when, and nothing else: knows no test
 * program and no output format.
 *
 *      options, muster.conf -> collection -> slaves -> frames -> accounting -> report
 *
 *      each test of the run:  WAITING --TESTS--> SENT --START--> RUNNING --3 REPORTs--> ENDED
 *                             ^  ^                 |                | |
 *        BLOCKED --gates open-+  +--RETURNED, or --+                | +--the slave is gone: lost--> ENDED
 *                                |  slave is gone                   |
 *                                +--3 REPORTs, another attempt -----+
 *
 *      each slave: see enum slave_state
 *
 * Exit status: the README has the table, exit_status() is where it is decided.
 *
 * Chapters: types, options, help, the run, terminal, ending, hooks of the run, collection,
 * report files, appliances, jobs and order, gates, resume, queues, tokens, probes, dispatch,
 * slaves, comparison, baseline, accounting, frames, signals and deadlines, loop, lock files,
 * bisect, watch, main. */
#define WIRE_CODE
#include "wire.h"

#include <assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pwd.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>

#define HELLO_WAIT	10000			/* ms, where `start` says nothing */
/* ms that what a via started has from TERM to KILL */
#define CARRIER_MS	5000
#define FIRST_WORD_WAIT	(64u << 10)		/* bytes that may come before it */
/* means the same to every shell */
#define PLAIN_PATH	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._+-"
#define CONF_WAIT	(10 * SECOND)		/* for the end of a configuration that is a pipe */
#define COLLECT_WAIT	(60 * SECOND)		/* on top of what the listers may take */
#define SILENCE		(15 * SECOND)		/* a slave speaks every 2 s */
/* from an interrupt of the end itself: reports, their readers, the removal of files */
#define LAST_MOMENTS	(2 * SECOND)
/* instead of SHUTDOWN_MS, where a job on GitHub is cancelled: one kills what is left soon */
#define SHELL_GONE_MS	1500
#define CLEAN		SECOND			/* of an interrupted run: the removal of files */
#define CLEAN_LEAST	(SECOND / 4)		/* the same, where there is no time left */
#define RESUMES_MAX	2			/* resumes in a row that started no test */
/* in a row, without an ended test: the appliance is retired */
#define DEATHS		3
#define SLAVES_MAX	1024
/* ms in which frames may gather; see ANSWER in slave.c */
#define BREATH		3
/* a group of tests that need a process each is as much work as this */
#define PACE		(16000)
/* A group of cases is that much work at least, in us: their process has to start first. Where one
 * of its kind was seen to take long for that, so many times what it took. */
#define WORTH		(4000)
#define STARTS_SHARE	20
/* one that lists looks at many programs: so much less is its start */
#define LISTS_SHARE	4
/* the first groups are that many at least, if a start is worth it */
#define FIRST_CASES	24
/* behind a test that takes longer nothing is queued: others may be free sooner */
#define LATE		(20000)
/* ms: a case that takes longer is ordered for itself, not with its program's others */
#define LONG_CASE	250
#define GROUP_MAX	512			/* tests of one group, at most */
/* for each slave: so many tests may be sent past one that waits for a lock of theirs */
#define OVERTAKEN_MAX	4
#define WHOLE_MAX	200000			/* the same, where a program is not to be split */

/* ---- types: that several chapters share ------------------------------------------------------ */
enum where { WAITING, SENT, RUNNING, ENDED, BLOCKED, WHERE_COUNT };
enum { NOBODY = UINT16_MAX, MANY = UINT16_MAX - 1 };	/* where a slave's place stands */

struct job {			/* of each test of the run: jobs[i] is called ids[i] */
	/* what it is */
	uint32_t test;		/* its place in the collection */
	uint32_t rank;		/* its place in the order of dispatch */
	uint32_t expect;	/* ms that it took last; NONE: not known */
	uint32_t queue;		/* where it waits */
	uint16_t only;		/* slave that it is for (--dist=each), or NOBODY */
	/* where it is */
	uint16_t slave;		/* that has it, while SENT or RUNNING */
	uint32_t next, prev;	/* in its slave's list, while SENT or RUNNING */
	/* how it went */
	uint32_t attempt;	/* the one that runs or is next, from 1 */
	uint32_t failures;	/* attempts that failed */
	uint16_t failed_on;	/* slave of its failures, NOBODY, or MANY */
	/* there may be a million of these: enum where, and yes or no */
	/* of the attempts that have ended: of a repeated test the worst, else the last */
	uint8_t outcome : 4;
	uint8_t where : 3;
	bool batched : 1;	/* it may have started: a process that runs it has */
	bool isolate : 1;	/* the slave died then: it gets a process of its own */
	bool tried : 1;		/* an attempt has ended */
	bool failed_last : 1;	/* in the last run */
	bool lost : 1;		/* an attempt was, and this is another */
	bool rebooted : 1;	/* its appliance went down in this attempt, see reboots */
	bool final : 1;		/* it has ended for good: who waits for it was told */
};

/* known durations, and tests without, or of less than a ms */
struct work { uint64_t ms; uint32_t unknown; };

/* Tests that ask for the same wait together. */
struct queue {
	const struct props *props;	/* lent; what it asks for is taken from here */
	uint32_t provider;	/* its place in providers, or NONE */
	uint16_t only, avoid;	/* slaves: the one that may, and one that may not; NOBODY */
	/* the one that runs all serial tests, if these are; NOBODY: it is not found yet */
	uint16_t serial;
	struct hold { uint32_t lock, units; } *holds;
	uint32_t nholds;
	uint8_t *may;		/* a bit for each slave whose appliance has the tags */
	uint32_t usable;	/* slaves that may, and are still there */
	uint32_t blocked;	/* jobs that will come; counted by queues_check alone */
	/* tests behind its first one that were sent before it, with a lock that it waits for */
	uint32_t overtaken;
	bool overdue;		/* enough of that: they let it go first */
	/* jobs, the next one on top; some may have ended while they waited */
	uint32_t *heap, n, cap;
};

struct resource {		/* a lock */
	const char *name;
	/* units; used: of each host, or one for all */
	uint32_t total, *used;
	uint32_t queues;	/* that hold it */
	bool each_host;		/* there are so many units on each host */
	const char *file;	/* that is locked while a run has tests that hold it; or NULL */
	/* where units have names: these, each ended by a 0 byte */
	struct buf names;
	uint16_t *holder;	/* of each host and unit: the slave that has it, or NOBODY */
	/* of each host: where the next is looked for, so that the one given back last comes last */
	uint32_t *next;
	/* each slave's: it takes its units once, and gives them back after the last of its tests */
	struct { uint32_t tests, units; } *of;
};

struct supply {			/* a provider */
	const char *name;
	uint32_t limit, holders;	/* appliances that may, and that do */
	struct work waiting;	/* of its tests */
};

/* A slave's states, and what leads from one to the next; `follows` is the same as a table.
 *
 *      ABSENT --fork--> GREETING --HELLO--> COLLECTING --LIST--> COMPARING
 *        ^                                      | its tests are ours |
 *        |                                      +--------+-----------+
 *        | a death: again after                          v
 *        | 0, 1, 2, 4 s              nothing is left <-- READY
 *        |                                  |
 *        +-- any of these                   v
 *                                       FINISHING --BYE--> LEAVING --its end--> GONE
 *
 *      RETIRED: its third death in a row, another collection, or it cannot go on. GONE: its work is
 *      done, or it was taken away by USR2. USR2 may bring back either: ABSENT. Either, where a teardown is due:
 *                --fork--> LAST_GREETING --HELLO--> TEARING_DOWN --its end--> RETIRED */
enum slave_state { ABSENT, GREETING, COLLECTING, COMPARING, READY, FINISHING, LEAVING,
	LAST_GREETING, TEARING_DOWN, GONE, RETIRED, STATE_COUNT };

/* What a slave's NEED waits for: there is none; its answer; and before that, how a PROVIDER
 * went. */
enum need { CONTENT, ASKED, ATTACHING };

/* Whether an appliance is attached to a provider: it is not; it is; it could not be; it was by a
 * slave that died: it still has to release it, and for its tests it is attached again, as setup ran
 * again. */
enum tie { UNTIED, TIED, UNTIABLE, TIED_BEFORE };

/* What a slave has said of giving tests back: nothing; it is asked to; it has no more to give. */
enum give { KEEPS, RECALLED, DRAINED };

struct site {			/* an appliance, as the command line and muster.conf have it */
	/* via NULL: a lane of this host; muster NULL: what PATH has there */
	struct str conf;	/* of one that USR2 brought: what its slave reads; else p is NULL */
	const struct section *from;	/* that says so; NULL: none does */
	const char *name, *tags, *via, *muster, *root;
	const char *lock;	/* file that is locked while it is used; or NULL */
	uint32_t limit;		/* providers that it may hold */
	uint32_t repairs;	/* times that its repair hook may bring it back; 0: it has none */
	uint32_t start;		/* ms that its slave may take to say HELLO; 0: any time */
	bool late;		/* nobody waits for it */
	bool optional;		/* the run is whole without it */
	bool teardown;		/* it has a teardown hook */
	/* a lane of this host of which muster.conf says nothing: any other will do */
	bool plain;
};

struct slave {			/* slaves[i] has pfd[SLAVES + i] and, with a via, pfd[errors_at] */
	/* who */
	char id[16];
	const struct site *at;
	struct lane *lane;
	enum slave_state state;
	int64_t since;		/* active: the state; COMPARING is part of COLLECTING */
	/* its process */
	pid_t pid;		/* 0: none */
	const char *muster;	/* what its via was asked to start; NULL: what the appliance says */
	struct channel chan;
	int64_t heard;		/* active: a frame */
	int64_t hello;		/* clock: its times are relative to it */
	unsigned broken;	/* turns in which it could not be written to */
	bool distrusted;	/* its frames are none, or cannot be read or written: to be ended */
	int errors;		/* what its via says on standard error, or -1 */
	uint32_t errors_at;	/* place of that in pfd, if it has a via */
	/* a line of that, or of what came before its greeting, unfinished */
	struct buf said;
	/* bytes of that; NONE: it has no via, or has said who it is, and frames come */
	uint32_t before;
	/* how it fared */
	int64_t again;		/* ABSENT: when to start it */
	/* active: until then it may stay away, as it went down in a test that may; else 0 */
	int64_t reboots_until;
	uint32_t deaths;	/* in a row */
	bool compared;		/* its collection differed once */
	bool leaves;		/* USR2 took it away: it finishes what it runs */
	/* its process, a local one, only runs its appliance's repair hook */
	bool repairing;
	uint32_t repairs;	/* of it, so far */
	bool teardown_due;	/* its appliance may have been set up, and not torn down yet */
	bool quarantined;	/* its appliance's check failed */
	char *hopeless;		/* why it said itself that it cannot go on; NULL: it did not */
	/* the hook that it runs */
	char *hook;		/* which; NULL: none */
	int64_t hook_since;	/* active */
	/* ms that an interrupted run waits for it, NONE: any time, 0: none */
	uint32_t hook_left;
	int64_t lives;		/* active: so long at least, then, to say how that went */
	/* what it has */
	enum need need;
	uint64_t starved;	/* the epoch in which there was nothing for it */
	uint32_t attaching;	/* ATTACHING: to this provider, providers.n: it only releases */
	struct buf holds;	/* enum tie, a byte for each provider */
	uint32_t held;		/* how many it holds */
	uint32_t share;		/* of tokens: its tests use so many, while it has some */
	enum give give;
	uint32_t first, last, n;	/* list of jobs, in the order they were sent */
	uint32_t *ours, *theirs;	/* numbers here of its numbers, and back; NULL: the same */
	struct buf ids;		/* of its collection, while COMPARING */
	struct buf files;	/* with --verify=content: what its programs are */
	int keeping;		/* the file that KEPT goes on with, -1: none */
	struct attempt {	/* the test that runs: what its frames said so far */
		uint32_t job;	/* NONE: none */
		struct buf output[STREAM_COUNT], message;
		struct buf kept;	/* files that it left, each ended by a 0 byte */
		struct buf records;	/* NAME=VALUE, likewise */
		struct result result;
		unsigned phases;	/* a bit for each that was reported */
		char *suspect;	/* why it may be the appliance's fault; NULL: it is not */
		/* its test waits already, or runs elsewhere: it is one of several rounds */
		bool aside;
		bool probe;		/* its test has its outcome, and keeps it: see probes */
	} attempt;
	uint32_t probe;		/* job that it was sent for a probe; NONE */
	struct company {
		/* the cases of the process that runs: what they pass with is provisional */
		uint32_t *of, n, cap;
		uint32_t begun;		/* that have started */
		int64_t spawned;	/* clock */
		struct buf kept;	/* files that they left together */
	} company;
};

/* ---- prototypes: of what is called before it is defined -------------------------------------- */
/* ending */
static void cleanup(bool hurry);
static _Noreturn void end_by_signal(void);
/* hooks of the run */
static void hooks_end(void);
static void tmp_make(void);
/* slaves: what may stay when children are ended */
static bool is_ours(pid_t pid);
/* resume */
static void resume_open(int argc, char **argv);
static void resume_parse(void);
static uint32_t past_place(const char *id, uint32_t guess);
/* jobs and order */
static void failure_count(void);
static void job_final(uint32_t job);
/* gates */
static bool crowds_make(void);
static void crowds_reach(uint8_t *marks, uint32_t each);
static bool gate_awaited(uint32_t job);
static bool cleans_up(uint32_t job);
static void gate_ended(uint32_t job);
static void gates_stop(const char *why);
static void gates_of_job(struct buf *b, uint32_t job);
/* tokens */
static void tokens_back(void);
/* queues */
static void start_learn(const struct kind *kind, uint64_t us, bool guessed);
static void epoch_next(void);
static void queues_make(void);
static void queues_check(void);
static uint32_t queue_first(uint32_t job);
static uint32_t queue_again(uint32_t job, uint16_t failed_on);
static void queue_put(uint32_t job);
static void queue_tell(uint32_t job);
static void locks_move(uint32_t job, uint32_t slave, bool take);
/* probes */
static bool probes_wanted(void);
/* slaves */
static void slave_turn(struct slave *, enum slave_state);
static bool is_at_work(const struct slave *);
static bool is_out(const struct slave *);
static void result_fill(struct slave *);
static pid_t fork_with_socket(int *fd);
static void slaves_forsake(void);
static void slave_start(struct slave *, enum slave_state greeting);
static void slave_end(struct slave *, enum slave_state state);
static void slave_retire(struct slave *, const char *why);
/* comparison */
static bool is_asked(const struct slave *);
static bool has_reference(void);
static void collection_begin(struct slave *);
static void slave_missed(const struct slave *);
/* accounting */
static void finish(const char *why);
/* frames */
static void errors_close(struct slave *);
static void on_errors(struct slave *, int reads);
static uint32_t theirs_of(const struct slave *, uint32_t job);
static void hook_forget(struct slave *);
static void keeping_end(struct slave *);
static void company_end(struct slave *);
static void on_frame(struct slave *, const union frame *);
/* signals and deadlines */
static void interrupt(int sig, const char *why);
static _Noreturn void end_now(void);
static void suspend(struct channel *lister);
/* loop */
static void loop(bool (*goes_on)(void));
static _Noreturn void leave(int status);
/* lock files */
static bool lockfile_join(const char *path, const char *of);
static void lockfile_holder(struct buf *b, const char *path);
static void lockfiles_show(void);
/* main */
#ifndef MUSTER_TEST
static int go(char **argv);
#endif

/* ---- options: one table for the command line, [run], --help ------------------------------------
 * door: usage, option_find, option_letter, is_switch, nearest, options_parse, mode_name,
 *       options_all, conf_again, options_step, has_sections, maxfail, conf_has, attempts_many,
 *       mode_of, options_concern, paths_find, config_fill, config_env, config_patient,
 *       config_perturb */
enum dist { DIST_load, DIST_file, DIST_param, DIST_test, DIST_each };
enum order { ORDER_longest, ORDER_collected, ORDER_random };
enum mismatch { MISMATCH_abort, MISMATCH_drop, MISMATCH_common };

static struct conf conf;
static int conf_own;			/* lines of it that are the file's, and not of -a */
static const char *origin = "";	/* of the words that are read, where that is not the command line */
static struct options {
	/* what slaves must know; texts borrowed from argv and conf */
	struct w_CONFIG config;
	struct report_options report;
	uint32_t jobs, maxfail, run_timeout, retry_limit, repeat;
	struct retries retries;
	bool maxfail_now;
	struct run_hooks hooks;
	/* -a, --env, --replay, and what is no option: each ended by a 0 byte */
	struct buf appliances, env, replay, args;
	const char *file, *kind, *wrapper, *paths, *order, *help, *resume, *follow, *salvage,
		*man, *select, *shard, *why, *debug, *command, *bisect, *baseline;
	const char *build_type, *reference;
	const char *empty;		/* an argument @FILE that names nothing; NULL */
	const char *watched, *build;	/* of [run] alone */
	/* only these programs, each ended by a 0 byte, and what failed, if concerns says so */
	struct buf concerned;
	uint8_t watches, concerns;
	uint8_t history, dist, mismatch, leaks, output, exit_first, list, show_config,
		version, wire,
		completion, rerun_lost, slave;
	uint8_t changed, last_failed, failed_first, until_fail, flaky, unmet, accept_changes,
		no_probe, verify, compare, write;
	bool given[96];		/* a row of the table was, on the command line */
} opt;

/* MAYBE: a text, empty where there is none */
enum type { FLAG, NUMBER, TIME, SIZE, TEXT, MAYBE, LIST, CHOICE, COUNT_UP, TOPIC, RETRIES,
	MAXFAIL };
enum use { RARE, COMMON };	/* COMMON: --help explains it, RARE: names it */
/* What muster does: a run, or what one of these options says instead. GOES: tests run. PLANS: they
 * do, or it is shown which would. IDLE: of an option that does not count where that is shown, one
 * line says so, as whoever adds --list to a command means; others are refused. */
enum mode { RUNS = 1, RESUMES = 2, LISTS = 4, WHYS = 8, DEBUGS = 16, REPLAYS = 32, FOLLOWS = 64,
	SALVAGES = 128, BISECTS = 256, SHOWS = 512, COMPARES = 1024, HISTORIES = 2048,
	COMMANDS = 4096 };
enum { ALWAYS = 8191, BY_HAND = DEBUGS | COMMANDS, IDLE = 32768, GOES = RUNS | RESUMES,
	VIEWS = LISTS | WHYS | SHOWS | COMPARES, PLANS = GOES | VIEWS | BISECTS,
	CHOOSES = GOES | VIEWS | IDLE, ACTS = GOES | IDLE, STEPS = ACTS | BISECTS };

static const struct option {
	char letter;
	const char *name, *arg;		/* arg: what --help calls it; of a CHOICE its words */
	uint8_t type, use;
	uint16_t modes;			/* in which it counts; in others it is refused */
	uint16_t offset;
	/* group: NULL for another name of the row above; help: a line, then more for --help
	 * OPTION */
	const char *group, *help;
} options[] = {
#define AT(member) offsetof(struct options, member)
{ 'j', "jobs", "N", NUMBER, COMMON, PLANS, AT(jobs), "Where",
	"N local appliances (default: one a processor)\n"
	"Each is a lane of this host, with a slave of its own; no more of them are started than "
	"there are tests. \"auto\" is one for each processor that affinity (taskset, cpusets) and "
	"the quotas of control groups leave; where that is fewer than the machine has, the console "
	"says so. Goes before the [appliance] sections of muster.conf, which then are not used." },
{ 'n', "numprocesses", "N", NUMBER, RARE, PLANS, AT(jobs), NULL, "the same" },
{ 'a', "appliance", "NAME[:K=V,..]", LIST, COMMON, PLANS | COMMANDS, AT(appliances), "Where",
	"this appliance, may be repeated\n"
	"NAME is that of an [appliance NAME] section; where there is none at all, any name. K=V, "
	"separated by commas, are keys of such a section, which may be a new one: "
	"-a board1:tags=gpu. Only appliances that are named by -a are used." },
{ 'c', "config", "FILE", TEXT, COMMON, PLANS | BY_HAND | REPLAYS | FOLLOWS, AT(file), "Where",
	"configuration (default: muster.conf, if any)\n"
	"An unknown section, key or value in it is an error that names the line." },
{ 0, "on-mismatch", "abort|drop|common", CHOICE, RARE, PLANS, AT(mismatch), "Where",
	"when an appliance collects other tests\n"
	"abort (the default) prints the ids that only one side has, and runs nothing. drop goes on "
	"without that appliance. common runs what all of them have; if there are others, the exit "
	"status is 3." },
{ 0, "reference", "NAME", TEXT, RARE, PLANS, AT(reference), "Where",
	"the appliance whose tests are the tests\n"
	"It collects first, and the others are compared with it: boards of another "
	"architecture can be tested from a host that cannot run their programs, nor even has them. "
	"Where it cannot be used the next appliance takes its place. Without this the master's "
	"tests are the tests; those of the first appliance where all have a via and the master has "
	"no such tests, or can list none of them." },
{ 0, "verify", "ids|content", CHOICE, RARE, PLANS, AT(verify), "Where",
	"what has to be the same on each appliance\n"
	"ids (the default): the tests there are. content: size and hash of their files, too." },
{ 'k', "select", "EXPR", MAYBE, COMMON, CHOOSES, AT(select), "What",
	"only tests that match: 'net and not slow'\n"
	"Words that the id holds, in any case of letters, or globs of the whole id, with and, or, "
	"not and parentheses. label:GLOB asks for a label, tag:GLOB for what a test needs, "
	"kind:GLOB for the kind of its program, outcome:GLOB for its last outcome: -k "
	"'outcome:crashed or tag:gpu'. Quotes keep blanks together: -k 'label:\"very slow\"'." },
{ 0, "shard", "I/N[:LOG]", TEXT, COMMON, CHOOSES, AT(shard), "What", "the I-th of N parts\n"
	"For several machines that run a part each: all tests run exactly once if each machine "
	"takes another I of 1 to N. A test that is added moves no other test to another part. With "
	"a LOG, the same file on all of them, parts take equally long by the durations in it." },
{ 0, "last-failed", NULL, FLAG, RARE, CHOOSES, AT(last_failed), "What",
	"only what failed in the last run\n"
	"Known from the run logs in .muster. If nothing failed, all tests run." },
{ 0, "lf", NULL, FLAG, RARE, CHOOSES, AT(last_failed), NULL, "the same" },
{ 0, "changed", NULL, FLAG, RARE, CHOOSES, AT(changed), "What",
	"leave out what passed and has not changed since\n"
	"Looked at are an ELF program and its libraries, or a test and its `files` in muster.conf, "
	"and its command, configuration and environment. Other scripts always run, and so does what "
	"did not pass in the last run, was flaky, is new, or was cut off. What is left out is "
	"counted. The first run with this runs all." },
{ 0, "failed-first", NULL, FLAG, RARE, ACTS | WHYS, AT(failed_first), "What",
	"what failed in the last run first\n"
	"The others run after it." },
{ 0, "ff", NULL, FLAG, RARE, ACTS | WHYS, AT(failed_first), NULL, "the same" },
{ 0, "compare", NULL, FLAG, RARE, LISTS | COMPARES, AT(compare), "What",
	"compare the appliances' tests and stop\n"
	"They are set up, collect, and are torn down; no test runs. The exit status is 3 where one "
	"differs or is not there. With --list the ids are printed as well." },
{ 0, "list", NULL, FLAG, COMMON, LISTS | COMPARES, AT(list), "What", "print the ids and stop\n"
	"One a line, in the spelling in which they can be given as arguments, by @FILE too. With "
	"--json=F what is known of each goes there, an object a line." },
{ 0, "collect-only", NULL, FLAG, RARE, LISTS, AT(list), NULL, "the same" },
{ 0, "show-config", NULL, FLAG, RARE, SHOWS, AT(show_config), "What",
	"print what is known of each test and stop\n"
	"As muster.conf would say it, each setting with the line that it is from: of muster.conf, "
	"or of a suite file." },
{ 0, "why", "ID", TEXT, RARE, WHYS, AT(why), "What",
	"where a test may run, and what holds it back\n"
	"Nothing is run." },
{ 'C', "build-type", "NAME", TEXT, RARE, PLANS | BY_HAND, AT(build_type), "What",
	"of a build that has several, as Debug\n"
	"Which tests there are, and how they start, may depend on it: CTestTestfile.cmake of "
	"a generator with several configurations asks for CTEST_CONFIGURATION_TYPE, as ctest -C "
	"NAME sets it." },
{ 0, "no-suite", NULL, FLAG, RARE, PLANS | BY_HAND, AT(config.no_suite), "What",
	"walk builds as any directory\n"
	"Where a directory has a suite file (CTest's, Meson's), that says what the tests are, and "
	"nothing else in or below it is a test. With this such files are nothing special." },
{ 0, "bisect", "ID", TEXT, RARE, BISECTS, AT(bisect), "What",
	"with which tests before it a test fails, though it passes alone\n"
	"Or the other way round. What ran before it is taken from the last run, or from "
	"--log=F: in its process, or else anywhere. It runs again with parts of that, at most 60 "
	"times, until none can be left out; the end is the command that shows it." },
{ 0, "kind", "K", MAYBE, RARE, PLANS | BY_HAND, AT(kind), "How",
	"kind of programs that muster.conf names none for\n"
	"The kind says how a program lists its cases, runs them and reports. Without this it is "
	"found by name, by the #! line, or by strings in the file." },
{ 0, "dist", "load|file|param|test|each", CHOICE, RARE, CHOOSES, AT(dist), "How",
	"what is handed out together\n"
	"load (the default): groups of a size that suits the load, all of a program's cases near "
	"each other. file: all cases of a program on one slave. param: all cases of a program with "
	"the same parameter. test: each test for itself. each: every test on every appliance; ids "
	"then end in @APPLIANCE." },
{ 0, "order", "longest|collected|random[:SEED]", TEXT, RARE, ACTS | WHYS, AT(order), "How",
	"what is handed out first\n"
	"longest (the default): what took longest in earlier runs, so that no long test "
	"is left for the end. collected: as --list has them. random: prints its seed, with which "
	"the order can be had again." },
{ 0, "isolate", NULL, FLAG, RARE, ACTS, AT(config.isolate), "How", "a process for each case\n"
	"Without it cases of one program share a process where its framework can; what dies takes "
	"the blame alone anyway." },
{ 0, "timeout", "S", TIME, COMMON, PLANS, AT(config.timeout), "How",
	"stop a test after S seconds (default: never)\n"
	"It gets TERM, and KILL after --grace; its outcome is timeout. Time in which the test or "
	"the machine was stopped or suspended does not count." },
{ 0, "slow", "S", TIME, RARE, ACTS, AT(config.slow), "How", "say that a test is slow after\n"
	"It goes on." },
{ 0, "idle", "S", TIME, RARE, STEPS, AT(config.idle), "How", "stop a test that was silent for\n"
	"As --timeout, but the time starts anew with each byte that it prints." },
{ 0, "grace", "S", TIME, RARE, STEPS, AT(config.grace), "How",
	"time from TERM to KILL (default 5s)\n"
	"What a test has to clean up when it is stopped." },
{ 0, "list-timeout", "S", TIME, RARE, PLANS | BY_HAND, AT(config.list_timeout), "How",
	"time to list a program's cases (default 60s)\n"
	"A program that takes longer runs as one test, with a warning." },
{ 0, "run-timeout", "S", TIME, RARE, STEPS, AT(run_timeout), "How", "stop the run after\n"
	"What runs is stopped as at its timeout, the rest is notrun, and all reports are "
	"written." },
{ 0, "retries", "N", RETRIES, RARE, ACTS, AT(retries), "How",
	"up to N more attempts for a test that failed\n"
	"On another appliance where there is one. What passes then is flaky, and marked so. With "
	"after S each of them waits so long: --retries='2 after 5s'." },
{ 0, "retry-limit", "N", NUMBER, RARE, ACTS, AT(retry_limit), "How",
	"retries for so many tests\n"
	"When as many have failed and were tried again, something is wrong with more than single "
	"tests: others are not, and one line says so." },
{ 0, "rerun-lost", NULL, FLAG, RARE, ACTS, AT(rerun_lost), "How", "run a lost test once more\n"
	"A test is lost if its slave died while it ran. It goes to another appliance if "
	"there is one, a serial test to that of the serial ones. Without this nothing "
	"runs twice." },
{ 0, "repeat", "N", NUMBER, RARE, ACTS, AT(repeat), "How", "run each test N times\n"
	"Never beside itself. A test's outcome is the worst of its attempts." },
{ 0, "until-fail", NULL, FLAG, RARE, ACTS, AT(until_fail), "How", "repeat until one fails\n"
	"All tests, round after round; with --repeat at most N rounds." },
{ 0, "watch", NULL, FLAG, RARE, RUNS, AT(watches), "How", "run again what changes\n"
	"After the run it waits until test programs, suite files, muster.conf or what `watch` in [run] "
	"names change; then `build` runs, if there is one, as it does first, and then what changed, "
	"and what failed. Where no program changed all tests run. Lines typed meanwhile: Enter runs all, f what "
	"failed, q ends." },
{ 0, "maxfail", "N", MAXFAIL, RARE, ACTS, AT(maxfail), "How", "stop after N failures\n"
	"What runs then ends; the rest is notrun, and raises no exit status of its own. N:now stops "
	"what runs as an interrupt does; that is notrun, too." },
{ 'x', "exitfirst", NULL, FLAG, COMMON, ACTS, AT(exit_first), "How",
	"stop after the first failure\n"
	"As --maxfail=1." },
{ 0, "no-probe", NULL, FLAG, RARE, ACTS, AT(no_probe), "How",
	"do not run alone what failed among others\n"
	"Without this a case that failed in a process with others is run once more by itself, when "
	"all tests have ended, or at once where -x or --maxfail ends the run with it: at "
	"most 20 of them, and for a tenth of the run's time. That changes no outcome; the reports "
	"say whether it passes alone." },
{ 0, "leaks", "warn|fail", CHOICE, RARE, STEPS, AT(leaks), "How",
	"processes that a test leaves behind\n"
	"They are ended and counted in any case; with fail the test is an error." },
{ 0, "flaky", "pass|fail", CHOICE, RARE, ACTS, AT(flaky), "How", "what passes after a failure\n"
	"It passed, and is marked flaky; with fail the exit status is 1 all the same." },
{ 0, "baseline", "F", TEXT, RARE, ACTS | REPLAYS, AT(baseline), "How",
	"failures that are known do not fail the run\n"
	"A line of the file F each: ID OUTCOME [until DATE] [reason], the outcome being failed, "
	"error, timeout or crashed, the date the last day on which that holds, as 2026-12-31. Such "
	"a test is xfailed; one that passes is xpassed, and named at the end. # begins a comment, "
	"and a blank in an id is written \\x20. With --write F is written." },
{ 0, "write", NULL, FLAG, RARE, GOES | REPLAYS, AT(write), "How",
	"write --baseline=F from this run, or log\n"
	"What failed is added, what passed is taken out, and the rest stays as it is. Until the "
	"next run the old F counts." },
{ 0, "unmet", "notrun|skip", CHOICE, RARE, ACTS | WHYS, AT(unmet), "How",
	"tests whose needs no appliance meets\n"
	"notrun (the default) makes the exit status 3, skip counts them as skipped." },
{ 0, "wrapper", "CMD", MAYBE, RARE, STEPS | BY_HAND, AT(wrapper), "How",
	"put before the command of each test\n"
	"As --wrapper='valgrind -q --error-exitcode=99'. Listing goes without it." },
{ 0, "debug", "ID", TEXT, RARE, DEBUGS, AT(debug), "How", "run one test on this terminal\n"
	"With its standard input, output and error, no timeout, and the environment that it has in "
	"a run: --wrapper='gdb --args' is of use here." },
{ 0, "command", "ID", TEXT, RARE, COMMANDS, AT(command), "How",
	"print what starts one test by hand\n"
	"A line for sh: directory, environment, command. What a test has of muster itself (MUSTER_ "
	"variables, TMPDIR) and its hooks are not in it. With -a: in the environment of that "
	"appliance." },
{ 0, "env", "K=V", LIST, RARE, PLANS | BY_HAND, AT(env), "How", "set a variable, may be repeated\n"
	"For every test, on top of the caller's environment and [env]." },
{ 0, "setup", "CMD", MAYBE, RARE, ACTS | COMPARES, AT(hooks.setup), "How",
	"run once, before tests are collected\n"
	"On the host of muster; if it fails, nothing is run. NAME=VALUE lines that it leaves in the "
	"file MUSTER_ENV are set for all that runs after it; what it leaves running may stay until "
	"--teardown." },
{ 0, "teardown", "CMD", MAYBE, RARE, ACTS | COMPARES, AT(hooks.teardown), "How",
	"run once, when all has ended\n"
	"However the run ends, by a signal too. It has no say in the exit status." },
{ 0, "hook-timeout", "S", TIME, RARE, ACTS | COMPARES, AT(hooks.timeout), "How",
	"stop each of these two after S (default 60s)\n"
	"0: never. Hooks of appliances, tests and providers have a key of that name." },
{ 0, "keep", NULL, FLAG, RARE, ACTS, AT(config.keep), "How", "leave the tests' TMPDIRs\n"
	"Where they are is said at the end. --keep=failed: only of tests that did not pass, and "
	"each is named." },
{ 0, "keep-limit", "SIZE", SIZE, RARE, ACTS, AT(config.keep_limit), "How",
	"largest file that is kept (default 64M)\n"
	"Of those that a test leaves in MUSTER_KEEP; of all tests together sixteen times that." },
{ 0, "output-limit", "SIZE", SIZE, RARE, ACTS, AT(config.output_limit), "How",
	"kept of a test's output (default 1M)\n"
	"Of each stream its beginning and its end; what was left out between is counted." },
{ 'v', "verbose", NULL, COUNT_UP, COMMON, ACTS | REPLAYS | FOLLOWS, AT(report.verbose), "Show",
	"results inside programs too\n"
	"Such as the points of a TAP program." },
{ 'q', "quiet", NULL, COUNT_UP, COMMON, ACTS | REPLAYS | FOLLOWS, AT(report.quiet), "Show",
	"only what did not pass, and totals\n"
	"Neither what passed, nor slaves and times." },
{ 's', "live", NULL, FLAG, COMMON, ACTS, AT(config.live), "Show", "output as it comes\n"
	"Each line with the id of its slave in front." },
{ 0, "output", "failed|all", CHOICE, RARE, ACTS | REPLAYS, AT(output), "Show",
	"whose output the reports have\n"
	"failed (the default): of tests that did not pass." },
{ 0, "color", "auto|always|never", CHOICE, RARE, ACTS | REPLAYS | FOLLOWS, AT(report.color),
	"Show", "colours\n"
	"auto (the default): on a terminal, as NO_COLOR, CLICOLOR_FORCE and TERM say." },
{ 0, "progress", "auto|always|never", CHOICE, RARE, ACTS | FOLLOWS, AT(report.progress), "Show",
	"the live area on a terminal\n"
	"A line for each slave (its test, since when, how long that usually takes), and "
	"a bar; auto (the default): where there is a terminal. There t and Enter shows what every "
	"slave does. What is typed to muster is read by it, unless its standard input is no "
	"terminal." },
{ 0, "stamp", NULL, FLAG, RARE, ACTS | REPLAYS | FOLLOWS, AT(report.stamp), "Show",
	"the time before each result\n"
	"That at which it ended, UTC; the first line has the date." },
{ 0, "slowest", "N", NUMBER, RARE, ACTS | REPLAYS | FOLLOWS, AT(report.slowest), "Show",
	"the N slowest tests at the end\n"
	"With the time of each." },
{ 0, "trace", NULL, FLAG, RARE, PLANS | BY_HAND, AT(config.trace), "Show",
	"every frame, on standard error\n"
	"What master and slaves say to each other; --wire explains it." },
{ 0, "junit", "F", TEXT, COMMON, GOES | REPLAYS, AT(report.junit), "Reports",
	"JUnit XML, as CI systems read it\n"
	"Written when the run ends, whole or not at all; - is standard output." },
{ 0, "json", "F", TEXT, RARE, GOES | LISTS | REPLAYS, AT(report.json), "Reports", "JSON lines\n"
	"An object for each test as it ends; - is standard output. README has the schema." },
{ 0, "tap", "F", TEXT, RARE, GOES | REPLAYS, AT(report.tap), "Reports", "TAP, as prove takes it\n"
	"Version 13, a point for each test; - is standard output." },
{ 0, "html", "F", TEXT, COMMON, GOES | REPLAYS, AT(report.html), "Reports",
	"one page, with a time line\n"
	"It needs no other file and no network; - is standard output." },
{ 0, "log", "F", TEXT, RARE, STEPS, AT(report.log), "Reports", "run log\n"
	"Instead of one in .muster, where the last 10 are kept; none: no run log at all." },
{ 0, "sync", "none|group|test", CHOICE, RARE, ACTS, AT(report.sync), "Reports",
	"when the run log reaches the disk\n"
	"none (the default): when the system likes. group: after each group of tests. test: before "
	"and after each test, for machines that may reboot in a test." },
{ 0, "resume", "LOG", TEXT, COMMON, RESUMES, AT(resume), "From logs",
	"go on with a run that was cut off\n"
	"What has ended in it is not run again, and neither is what had started: that is lost, "
	"unless --rerun-lost." },
{ 0, "accept-changes", NULL, FLAG, RARE, RESUMES, AT(accept_changes), "From logs",
	"with --resume, run tests that are new since too\n"
	"Without it new tests are an error. Tests that are gone are notrun in any case." },
{ 0, "replay", "LOG", LIST, COMMON, REPLAYS, AT(replay), "From logs", "reports of a past run\n"
	"Nothing is run. Several logs, of shards, make one report: --replay for each, or their "
	"names behind it." },
{ 0, "follow", "LOG", TEXT, COMMON, FOLLOWS, AT(follow), "From logs",
	"watch a run from another terminal\n"
	"Until that run ends." },
{ 0, "history", NULL, FLAG, RARE, HISTORIES, AT(history), "From logs",
	"what earlier runs tell: which tests fail, flake, slow down\n"
	"With an id: how that test ended in each run whose log is there. A letter is an "
	"outcome, the last one last: . passed, s skipped, x xfailed, X xpassed, F failed, E error, "
	"T timeout, C crashed, L lost." },
{ 0, "history-from", "LOG", TEXT, RARE, PLANS | HISTORIES, AT(report.history), "From logs",
	"what earlier runs tell is in this log, not in .muster\n"
	"For machines that keep no .muster: durations, what failed last, what is new come "
	"from there. A log that is not there is only warned of." },
{ 0, "salvage", "LOG", TEXT, RARE, SALVAGES, AT(salvage), "From logs",
	"what holds of a damaged run log\n"
	"It is written to LOG.salvaged, a log as any other. What is not known of a test any more "
	"counts as lost." },
{ 'h', "help", "OPTION", TOPIC, COMMON, ALWAYS, AT(help), "Help",
	"more of one option; --help=all of all\n"
	"Without an option, the usual ones on a screen." },
{ 0, "version", NULL, FLAG, RARE, ALWAYS, AT(version), "Help", "the version\n"
	"And nothing else." },
{ 0, "slave", NULL, FLAG, RARE, ALWAYS, AT(slave), "Help",
	"be a slave, on standard input and output\n"
	"What [appliance] via starts on the other machine; of no use to a person." },
{ 0, "wire", NULL, FLAG, RARE, ALWAYS, AT(wire), "Help", "the protocol between master and slaves\n"
	"From the table that the program itself uses." },
{ 0, "man", "conf", TOPIC, RARE, ALWAYS, AT(man), "Help", "the manual page, as roff\n"
	"muster --man | man -l - shows it. --man=conf: that of muster.conf, with each section and "
	"key. make install puts both where man finds them." },
{ 0, "completion", "bash|zsh|fish", CHOICE, RARE, ALWAYS, AT(completion), "Help",
	"completion for a shell\n"
	"eval \"$(muster --completion bash)\" tries it; make install puts all three where the "
	"shells look." },
};
#define COUNT(array) (sizeof (array) / sizeof *(array))
_Static_assert(COUNT(options) <= sizeof opt.given, "a row for each option");

/* An error of the user: one line, and nothing was run. */
static _Noreturn void usage(const char *fmt, ...)
{
	char line[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	say("error: %s%s", origin, line);
	if (has_reference())
		leave(EXIT_USAGE);
	hooks_end();
	cleanup(false);
	exit(EXIT_USAGE);
}

static void options_default(void)
{
	buf_free(&opt.appliances);
	buf_free(&opt.env);
	buf_free(&opt.replay);
	buf_free(&opt.args);
	opt = (struct options){ .jobs = NONE, .retry_limit = NONE, .completion = UINT8_MAX,
		.hooks.timeout = NONE,
		.config = { .grace = 5000, .list_timeout = 60000, .output_limit = 1 << 20,
			.keep_limit = 64 << 20 } };
}

/* Row of a long name of n bytes, or NULL. */
static const struct option *option_find(const char *name, size_t n)
{
	for (size_t i = 0; i < COUNT(options); i++)
		if (strlen(options[i].name) == n && !memcmp(options[i].name, name, n))
			return &options[i];
	return NULL;
}

/* Row of a letter, or NULL. */
static const struct option *option_letter(char letter)
{
	for (size_t i = 0; letter && i < COUNT(options); i++)
		if (options[i].letter == letter)
			return &options[i];
	return NULL;
}

static bool is_switch(const struct option *o) { return o->type == FLAG || o->type == COUNT_UP; }

/* ", did you mean X?", where an option is near enough to a word, or what another runner's word is
 * here; else "". Lent until the next call. */
static const char *nearest(const char *name)
{
	static char text[128];
	const char *ours = word_of_others(name);
	struct near near;

	if (ours) {
		snprintf(text, sizeof text, ", here that is %s", ours);
		return text;
	}
	near_open(&near, name);
	for (size_t i = 0; i < COUNT(options); i++)
		near_try(&near, options[i].name, strlen(options[i].name));
	return near_text(&near);
}

/* The same for a value, where an option takes one of several words. */
static const char *nearest_value(const struct option *o, const char *value)
{
	struct near near;

	near_open(&near, value);
	for (const char *word = o->arg, *end; word && *word && strchr(o->arg, '|');
	    word = *end ? end + 1 : end) {
		end = word + strcspn(word, "|[");
		near_try(&near, word, (size_t)(end - word));
		end += strcspn(end, "|");
	}
	return near_text(&near);
}

/* What an option takes, for messages. */
static const char *expected(const struct option *o)
{
	switch ((enum type)o->type) {
	case FLAG: case COUNT_UP:
		return o->offset == AT(config.keep) ? "yes, no or failed" : "yes or no";
	case NUMBER: return o->offset == AT(jobs) ? "a number from 1 to 1024, or auto" : "a number";
	case TIME: return "a time, as 500ms, 60s, 5m or 1h";
	case SIZE: return "a size, as 4096, 64K or 1M";
	case RETRIES: return "a number, as 2, or '2 after 5s'";
	case MAXFAIL: return "a number, as 3, or 3:now";
	case TEXT: case MAYBE: case LIST: case CHOICE: case TOPIC: break;
	}
	return o->arg;
}

/* Gives an option its value; false: it is none of its values. */
static bool option_set(const struct option *o, const char *value)
{
	void *at = (char *)&opt + o->offset;
	const char *word = o->arg;

	switch ((enum type)o->type) {
	case FLAG:
		if (value && at == &opt.config.keep && !strcmp(value, "failed")) {
			opt.config.keep = KEEP_failed;
			return true;
		}
		if (value && strcmp(value, "yes") && strcmp(value, "no"))
			return false;
		*(uint8_t *)at = !value || *value == 'y';
		return true;
	case COUNT_UP:
		++*(uint8_t *)at;
		return true;
	case NUMBER: {
		uint32_t n = NONE;
		if (at == &opt.jobs && !strcmp(value, "auto"))
			opt.jobs = NONE;
		else if (!value_number(value, &n) || (at == &opt.jobs && (!n || n > SLAVES_MAX)))
			return false;
		else
			*(uint32_t *)at = n;
		return true;
	}
	case TIME:
		return value_time(value, at);
	case SIZE:
		return value_size(value, at);
	case RETRIES:
		return value_retries(value, at);
	case MAXFAIL: {
		char number[16];
		size_t n = strcspn(value, ":");
		snprintf(number, sizeof number, "%.*s", (int)(n < sizeof number ? n : 0), value);
		opt.maxfail_now = value[n];
		return (!value[n] || !strcmp(value + n, ":now")) && value_number(number, at);
	}
	case TEXT: case MAYBE: case TOPIC:
		*(const char **)at = *value || o->type != MAYBE ? value : NULL;
		return *value || o->type != TEXT;
	case LIST:
		buf_add(at, value, strlen(value) + 1);
		return *value && (at != &opt.env || (strchr(value, '=') && *value != '='));
	case CHOICE:
		for (uint8_t i = 0; *word; i++, word += strcspn(word, "|"), word += *word == '|')
			if (strlen(value) == strcspn(word, "|") &&
			    !strncmp(word, value, strlen(value))) {
				*(uint8_t *)at = i;
				return true;
			}
		return false;
	}
	return false;
}

/* An option of the command line, written as shown there: its value is behind it, or else the next
 * word. Returns how many words beside its own it took. */
static int option_take(const struct option *o, const char *shown, const char *value,
	const char *next)
{
	bool took = !value && !is_switch(o) && next;

	if (value && is_switch(o) && o->offset != AT(config.keep))
		usage("%s takes no value", shown);
	if (took)
		value = next;
	if (!value && o->type == TOPIC)
		value = "";
	if (!value && !is_switch(o))
		usage("%s needs a value: %s", shown, expected(o));
	opt.given[o - options] = true;
	if (!option_set(o, value))
		usage("%s%s%s: expected %s%s", shown, shown[1] == '-' ? "=" : " ", value,
			expected(o), nearest_value(o, value));
	return took;
}

/* Reads all of a file, which may be a pipe: that may take CONF_WAIT. It has most bytes at most. */
static void text_read(int fd, const char *file, size_t most, struct buf *text)
{
	int64_t until = clock_us() + CONF_WAIT, left;
	ssize_t n;

	do {
		if ((left = until - clock_us()) <= 0 || !fd_wait(fd, POLLIN, poll_ms(left)))
			usage("%s: its end did not come in %d s", file,
				(int)(CONF_WAIT / SECOND));
		buf_room(text, CHUNK);
		n = fd_read(fd, text->p + text->n, CHUNK);
		if (n < 0 && errno != EAGAIN)
			usage("%s: %s", file, strerror(errno));
		text->n += n > 0 ? (size_t)n : 0;
		if (text->n > most)
			usage("%s: it has at most %lu bytes", file, (unsigned long)most);
	} while (n);
}

/* The lines of the list that an argument @FILE names, each ended by a 0 byte. It is read once, as
 * it may be a pipe; @- is standard input. Lent. */
static const struct buf *list_read(const char *arg)
{
	static struct list { const char *arg; struct buf text, lines; } *lists;
	static size_t n;
	struct list *l;
	int fd = 0;

	for (size_t i = 0; i < n; i++)
		if (!strcmp(lists[i].arg, arg))
			return &lists[i].lines;
	lists = array_grow(lists, n, sizeof *lists);
	l = &lists[n++];
	*l = (struct list){ .arg = arg };
	if (strcmp(arg, "@-") && (fd = open(arg + 1, O_RDONLY | O_NONBLOCK | O_CLOEXEC)) < 0)
		usage("%s: %s (a test with such a name is ./%s)", arg, strerror(errno), arg);
	text_read(fd, arg, FRAME_MAX, &l->text);
	if (fd)
		close(fd);
	buf_add(&l->text, "", 1);
	if (strlen(l->text.p) + 1 < l->text.n)
		usage("%s: a list of ids holds no 0 byte", arg);
	for (const char *p = l->text.p; *p; p += *p == '\n') {
		size_t line = strcspn(p, "\n"), bare = line - (line && p[line - 1] == '\r');
		buf_add(&l->lines, p, bare);
		buf_add(&l->lines, "", bare > 0);
		p += line;
	}
	return &l->lines;
}

/* An argument that names tests, or (@FILE) a list of those. */
static void argument_add(const char *arg)
{
	const struct buf *list = *arg == '@' && arg[1] ? list_read(arg) : NULL;

	if (list && list->n)
		buf_add(&opt.args, list->p, list->n);
	else if (list)
		opt.empty = arg;
	else
		buf_add(&opt.args, arg, strlen(arg) + 1);
}

/* The command line; once to find the configuration, and again on top of that. */
static void options_parse(int argc, char **argv)
{
	static bool twice;
	bool only = false, own = false;

	if (!twice)
		options_default();
	for (int i = 1; i < argc; i++) {
		const char *arg = argv[i];
		const struct option *o;

		if (only || arg[0] != '-' || !arg[1]) {
			opt.args.n = own ? opt.args.n : 0;
			own = true;
			argument_add(arg);
		} else if (!strcmp(arg, "--"))
			only = true;
		else if (arg[1] == '-') {
			char shown[64];
			size_t n = strcspn(arg, "=");
			snprintf(shown, sizeof shown, "%.*s", (int)n, arg);
			if (!(o = option_find(arg + 2, n - 2)))
				usage("no option %s%s (--help=all shows all)", shown,
					nearest(shown + 2));
			i += option_take(o, shown, arg[n] ? arg + n + 1 : NULL, argv[i + 1]);
		} else for (const char *letter = arg + 1; *letter; letter++) {
			char shown[3] = { '-', *letter };
			if (!(o = option_letter(*letter)))
				usage("no option %s%s (--help=all shows all)", shown,
					word_of_others(shown + 1) ? nearest(shown + 1) : "");
			if (is_switch(o)) {
				option_take(o, shown, NULL, NULL);
				continue;
			}
			i += option_take(o, shown, letter[1] ? letter + 1 : NULL, argv[i + 1]);
			break;
		}
	}
	twice = true;
}

/* Options in MUSTER_OPTIONS, if any, go under the command line. What does not count in what muster
 * is to do is no error there: they are set once, for all that muster is asked to do. */
static void options_environment(void)
{
	static const char name[] = "MUSTER_OPTIONS";
	static char **words;			/* options borrow from them */
	const char *text = getenv(name);
	struct buf error = { 0 }, line = { 0 };
	int n = 0;

	if (!text || opt.slave)
		return;
	if (!words) {
		buf_printf(&line, "%s %s", name, text);
		words = words_split(line.p, &error);
		buf_free(&line);
	}
	if (!words)
		usage("%s: %s", name, error.p);
	while (words[n])
		n++;
	origin = "MUSTER_OPTIONS: ";
	options_parse(n, words);
	if (opt.args.n)
		usage("%s is no option", opt.args.p);
	origin = "";
	memset(opt.given, 0, sizeof opt.given);
}

/* What muster is to do; where several options say so, the first of these. */
static enum mode mode_of(void)
{
	return opt.history ? HISTORIES : opt.replay.n ? REPLAYS : opt.salvage ? SALVAGES :
		opt.follow ? FOLLOWS : opt.compare
		? COMPARES : opt.list ? LISTS :
		opt.show_config ? SHOWS : opt.debug ? DEBUGS : opt.command ? COMMANDS :
		opt.why ? WHYS : opt.bisect
			? BISECTS : opt.resume ? RESUMES : RUNS;
}

/* "a run", "--replay" */
static const char *mode_name(enum mode m)
{
	switch (m) {
	case RESUMES: return "--resume";
	case LISTS: return "--list";
	case COMPARES: return "--compare";
	case WHYS: return "--why";
	case SHOWS: return "--show-config";
	case BISECTS: return "--bisect";
	case DEBUGS: return "--debug";
	case COMMANDS: return "--command";
	case REPLAYS: return "--replay";
	case FOLLOWS: return "--follow";
	case SALVAGES: return "--salvage";
	case HISTORIES: return "--history";
	case RUNS: break;
	}
	return "a run";
}

/* Refuses what was given and does not count in what muster is to do, or says so: whoever gives it
 * believes that it does. */
static void modes_check(void)
{
	enum mode mode = mode_of();
	struct buf takes = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < COUNT(options); i++)
		if (options[i].modes & mode && options[i].modes != ALWAYS && options[i].group &&
		    strcmp(options[i].name, mode_name(mode) + 2)) {
			buf_printf(&takes, "%s --%s", n ? "," : "", options[i].name);
			n++;
		}
	for (size_t i = 0; i < COUNT(options); i++)
		if (!opt.given[i] || options[i].modes & mode)
			continue;
		else if (options[i].modes & IDLE && mode & (VIEWS | BISECTS))
			say("--%s does not count with %s", options[i].name, mode_name(mode));
		else
			usage("--%s does not count %s %s%s%s%s", options[i].name,
				mode == RUNS ? "in" : "with", mode_name(mode),
				!n ? ", which takes no other option" : n < 16 ? ", which takes" :
				"", n && n < 16 ? takes.p : "",
				options[i].modes == RESUMES ? ", only with --resume" : "");
	if (opt.args.n && (mode == FOLLOWS || mode == SALVAGES))
		usage("%s: %s takes one log, and no tests", opt.args.p, mode_name(mode));
	if (opt.args.n && mode == BISECTS)
		usage("%s: --bisect takes one id, and no tests", opt.args.p);
	if (mode == HISTORIES && opt.args.n && opt.args.n > strlen(opt.args.p) + 1)
		usage("%s: --history takes one id", opt.args.p + strlen(opt.args.p) + 1);
	buf_free(&takes);
}

/* Does muster.conf have such sections? */
static bool has_sections(enum section_type type)
{
	for (uint32_t i = 0; i < conf.n; i++)
		if (conf.sections[i].type == type && conf.sections[i].line <= conf_own)
			return true;
	return false;
}

/* What [run] says: any long option as a key, and paths. Goes under the command line. */
static void options_conf(void)
{
	const struct section *section = conf_section(&conf, SECTION_run, "");
	const char *file = opt.file;
	struct str text = opt.config.conf;

	options_default();
	opt.file = file;
	opt.config.conf = text;
	for (uint32_t s = 0; s < conf.n; s++) {
		section = &conf.sections[s];
		for (uint32_t i = 0; section->type == SECTION_run && i < section->n; i++) {
			const struct setting *set = &section->set[i];
			const struct option *o = option_find(set->key, strlen(set->key));
			const char **own = !strcmp(set->key, "paths") ? &opt.paths :
				!strcmp(set->key, "watch") ? &opt.watched :
				!strcmp(set->key, "build") ? &opt.build : NULL;
			if (own) {
				char **words = words_split(set->value, NULL);
				if (!words && own != &opt.build)
					usage("%s:%d: %s: a quote is not closed",
						conf.file, set->line, set->key);
				free(words);
				*own = set->value;
				continue;
			}
			if (!o || !strcmp(set->key, "config") ||
			    (o->group && !strcmp(o->group, "Help")))
				usage("%s:%d: [run] has no key \"%s\"%s (it has the long "
					"options of --help=all, and paths, watch, build)",
					conf.file, set->line, set->key, nearest(set->key));
			if (!option_set(o, set->value))
				usage("%s:%d: %s = %s: expected %s%s", conf.file, set->line,
					set->key, set->value, expected(o),
					nearest_value(o, set->value));
			if (o->offset == AT(jobs) && has_sections(SECTION_appliance))
				opt.jobs = NONE;	/* that many appliances there are */
			for (uint32_t k = 0; k < i && o->type != LIST; k++)
				if (!strcmp(section->set[k].key, set->key))
					say("warning: %s:%d: %s stands on line %d "
						"already; this one counts", conf.file,
						set->line, set->key, section->set[k].line);
		}
	}
}

/* Opens the configuration; -1: there is none. One that is there in whatever form and cannot be read
 * is an error. A pipe is waited for where -c names it (CONF_WAIT); what only happens to be called
 * muster.conf might never end. */
static int conf_open(const char *file)
{
	struct stat st;
	int fd;

	if (!opt.file && !stat(file, &st) && S_ISFIFO(st.st_mode))
		usage("%s: a pipe is read only where -c names it", file);
	fd = open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && !opt.file && errno == ENOENT && !lstat(file, &st))
		usage("%s: a link that leads nowhere", file);
	if (fd < 0 && (opt.file || errno != ENOENT))
		usage("%s: %s", file, strerror(errno));
	return fd;
}

/* -a 'board{1..3}' is three. */
static void appliances_expand(void)
{
	struct buf all = { 0 }, names = { 0 };

	for (const char *a = NULL; (a = list_next(opt.appliances.p, opt.appliances.n, a));) {
		char *name = xstrdup(a);
		const char *why;
		name[strcspn(name, ":")] = 0;
		names.n = 0;
		if ((why = names_expand(name, &names)))
			usage("-a %s: %s", a, why);
		for (const char *one = NULL; (one = list_next(names.p, names.n, one));) {
			buf_printf(&all, "%s%s", one, a + strlen(name));
			buf_add(&all, "", 1);
		}
		free(name);
	}
	buf_free(&names);
	buf_free(&opt.appliances);
	opt.appliances = all;
}

/* Reads muster.conf, and makes sections of -a NAME:K=V. */
static void conf_load(void)
{
	const char *file = opt.file ? opt.file : "muster.conf";
	struct buf error = { 0 }, one = { 0 }, text = { 0 };
	int fd = conf_open(file);

	if (fd >= 0) {
		text_read(fd, file, FRAME_MAX / 2, &text);
		close(fd);
	}
	conf_own = 1;
	for (size_t i = 0; i < text.n; i++)
		conf_own += text.p[i] == '\n';
	appliances_expand();
	for (const char *a = NULL; (a = list_next(opt.appliances.p, opt.appliances.n, a));) {
		const char *colon = strchr(a, ':');
		if (!colon)
			continue;
		one.n = 0;
		buf_printf(&one, "[appliance %.*s]", (int)(colon - a), a);
		for (const char *p = colon; *p; p++)
			buf_add(&one, *p == ',' || p == colon ? "\n" : p, 1);
		buf_puts(&one, "\n");
		error.n = 0;
		buf_printf(&error, "-a %s", a);
		if (colon == a || !conf_parse(&conf, xstrdup(error.p), one.p, one.n, &error))
			usage("-a %s: expected NAME:KEY=VALUE,.. with the keys of [appliance]%s", a,
				colon == a ? "" :
				strchr(error.p + 2 * strlen("-a ") + 2 * strlen(a) + 1, ':'));
		error.n = 0;
		buf_puts(&text, "\n");
		buf_add(&text, one.p, one.n);
	}
	buf_free(&one);
	buf_add(&text, "", 1);
	opt.config.conf = (struct str){ text.p, (uint32_t)text.n - 1 };
	if (!conf_parse(&conf, file, text.p, text.n - 1, &error))
		usage("%s", error.p);
	for (const char *p = NULL; (p = list_next(conf.warnings.p, conf.warnings.n, p));)
		say("warning: %s", p);
}

/* Reads muster.conf once more, where that is a file. False: why not is in *error. The text is lent
 * to nobody. */
static bool conf_again(struct conf *again, struct buf *text, struct buf *error)
{
	int fd = open(conf.file, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	ssize_t n = 0;

	if (fd >= 0 && !fstat(fd, &st) && !S_ISREG(st.st_mode))
		errno = EINVAL;
	else if (fd >= 0)
		do {
			buf_room(text, CHUNK);
			n = fd_read(fd, text->p + text->n, CHUNK);
			text->n += n > 0 ? (size_t)n : 0;
		} while (n > 0 && text->n <= FRAME_MAX / 2);
	if (fd < 0 || n || !S_ISREG(st.st_mode))
		buf_printf(error, "%s: %s", conf.file, n > 0 ? "it is too large" : strerror(errno));
	if (fd >= 0)
		close(fd);
	buf_add(text, "", 1);
	return !error->n && conf_parse(again, conf.file, text->p, text->n - 1, error);
}

/* All options: those of the command line go over those of a run to go on with, these over
 * MUSTER_OPTIONS, and these over [run]. */
static void options_all(int argc, char **argv)
{
	bool resumes;

	options_parse(argc, argv);
	if (opt.help || opt.man || opt.wire || opt.version || opt.slave ||
	    opt.completion != UINT8_MAX)
		return;
	options_default();
	options_environment();
	options_parse(argc, argv);
	modes_check();
	resumes = opt.resume;		/* options_conf forgets it */
	if (resumes)
		resume_open(argc, argv);
	conf_load();
	options_conf();
	options_environment();
	if (resumes)
		resume_parse();
	options_parse(argc, argv);
	appliances_expand();
	if (opt.replay.n)
		buf_add(&opt.replay, opt.args.p, opt.args.n);
	if (opt.retries.n && (opt.repeat || opt.until_fail))
		usage("--retries is for tests that run once, not with %s",
			opt.repeat ? "--repeat" : "--until-fail");
	opt.report.output_all = opt.output == 1;
	opt.report.trace = opt.config.trace;
	opt.report.live = opt.config.live;
	opt.config.sync = opt.report.sync == SYNC_test;
	opt.config.isolate |= opt.config.sync;
	if (opt.write && !opt.baseline)
		usage("--write writes a baseline: --baseline=F names it");
	if (opt.replay.n && opt.baseline && !opt.write)
		usage("--baseline=%s: what was known is in the log; --write makes it from that",
			opt.baseline);
	opt.report.baseline = opt.write ? opt.baseline : NULL;
}

#ifndef MUSTER_TEST
/* What is left is to run these tests, each ended by a 0 byte, one after the other, with this log.
 * Both are lent. */
static void options_step(const struct buf *tests, const char *log)
{
	opt.args = *tests;
	opt.bisect = opt.select = opt.shard = opt.baseline = opt.report.baseline = NULL;
	opt.last_failed = opt.failed_first = opt.until_fail = opt.exit_first = 0;
	opt.repeat = opt.retries.n = opt.maxfail = 0;
	opt.config.isolate = 0;
	opt.no_probe = 1;
	opt.dist = DIST_file;
	opt.order = "collected";
	opt.report.log = log;
	if (!opt.appliances.n)
		opt.jobs = 1;
}
#endif

#ifndef MUSTER_TEST
/* Only tests of these programs are to run, each ended by a 0 byte, and what failed. */
static void options_concern(const struct buf *programs)
{
	opt.concerned = *programs;
	opt.concerns = 1;
}
#endif

/* Failures after which nothing more is started; 0: any number. */
static uint32_t maxfail(void) { return opt.exit_first ? 1 : opt.maxfail; }

/* Does any section of muster.conf give this key? */
static bool conf_has(const char *key)
{
	for (uint32_t i = 0; i < conf.n; i++)
		if (section_text(&conf.sections[i], key))
			return true;
	return false;
}

/* May a test have more than one attempt, by muster's own doing? */
static bool attempts_many(void)
{
	return opt.retries.n || opt.repeat || opt.until_fail || conf_has("retries") ||
		conf_has("check");
}

/* What to look for tests in, where no argument says it. */
static void paths_find(void)
{
	struct stat st;

	if (!opt.args.n && opt.paths) {
		char **words = words_split(opt.paths, NULL);
		for (char **w = words; w && *w; w++)
			argument_add(*w);
		free(words);
	}
	if (!opt.args.n && opt.empty) {
		say("no tests: %s names none", opt.empty);
		leave(EXIT_EMPTY);
	}
	if (!opt.args.n) {
		const char *build = opt.config.no_suite ? NULL : suite_file_in(".") ? "." :
			suite_build();
		const char *path = build ? build : !stat("t", &st) ? "t" : !stat("tests", &st)
			? "tests" : NULL;
		if (!path)
			usage("no tests were named, and there is no directory t or tests here");
		if (build && strcmp(build, "."))
			say("tests are those of %s", build);
		buf_add(&opt.args, path, strlen(path) + 1);
	}
}

/* What slaves must know, beside what options have set already. */
static void config_fill(void)
{
	struct w_CONFIG *c = &opt.config;

	c->type = MSG_CONFIG;
	c->paths = (struct str){ opt.args.p, (uint32_t)opt.args.n };
	c->file = str_of(conf.file);
	c->env = (struct str){ opt.env.p ? opt.env.p : "", (uint32_t)opt.env.n };
	c->kind = str_of(opt.kind);
	c->wrapper = str_of(opt.wrapper);
	c->maxfail = attempts_many() || opt.baseline ? 0 : maxfail();
	c->probes = probes_wanted();
	c->build_type = str_of(opt.build_type);
	c->contents = opt.verify == 1;
	c->leaks_fail = opt.leaks == 1;
	c->output_all = opt.output == 1;
	c->slave = c->appliance = c->root = c->tags = str_of("");
	for (const char *v = NULL; (v = list_next(opt.env.p, opt.env.n, v));) {
		struct change change = change_of(v);
		char *name = xstrdup(v);
		snprintf(name, strlen(v) + 1, "%.*s", (int)change.name.n, change.name.p);
		if (variable_own(name))
			usage("--env=%s: %s", v, variable_own(name));
		free(name);
	}
	if (c->conf.n + opt.args.n + opt.env.n > FRAME_MAX - CHUNK)
		usage("the arguments are too long: give directories, or a muster.conf with paths");
}

/* Variables of the command line, and what goes before them: all that start from now on get them. */
static void config_env(struct buf all)
{
	buf_free(&opt.env);
	opt.env = all;
	opt.config.env = (struct str){ all.p, (uint32_t)all.n };
}

/* Slaves go on after any number of failures: somebody may have to clean up. */
static void config_patient(void) { opt.config.cleans_up = 1; }

/* Memory that nobody set is filled at random, as another runner does it, unless somebody wrote down
 * what with. */
static void config_perturb(void)
{
	unsigned value = (unsigned)(clock_us() ^ getpid()) % 255 + 1;
	const char *given = getenv("MALLOC_PERTURB_");

	for (const char *v = NULL; (v = list_next(opt.env.p, opt.env.n, v));)
		if (!strncmp(v, "MALLOC_PERTURB_=", 16))
			given = v;
	if ((given && *given) || conf_has("MALLOC_PERTURB_"))
		return;
	buf_printf(&opt.env, "MALLOC_PERTURB_=%u", value);
	buf_add(&opt.env, "", 1);
	config_fill();
	say("MALLOC_PERTURB_ is %u for all tests, as Meson fills memory that nobody set at random: "
		"again with --env=MALLOC_PERTURB_=%u (0: not at all)", value, value);
}

/* ---- help: all of it from the table ------------------------------------------------------------
 * door: help_wanted, print */
static const char *const groups[] = { "Where", "What", "How", "Show", "Reports",
	"From logs", "Help" };
static const char *const exits[] = {	/* by exit status; README says the same, at more length */
	"all tests ran and none failed", "a test failed",
	"wrong usage or configuration; nothing was run",
	"a test was lost or not run, or appliances collect different tests",
	"a report could not be written", "there were no tests",
};

/* "--name=ARG", with less of a long ARG: room is for all, with its 0. */
static const char *option_text(const struct option *o, char *text, size_t room)
{
	snprintf(text, room, o->arg ? "--%s=%s" : "--%s", o->name, o->arg);
	return text;
}

/* How many bytes of an option's help are its first line. */
static int brief(const struct option *o) { return (int)strcspn(o->help, "\n"); }

/* One screen of 80 columns: the usual options explained, the others named. */
static void help_common(struct buf *b)
{
	buf_puts(b, "usage: muster [options] [file | directory | id] ...\n");
	for (size_t g = 0; g < COUNT(groups); g++) {
		const char *head = groups[g];
		size_t column = 0;

		for (const struct option *o = options; o < options + COUNT(options); o++) {
			char text[32];
			if (o->use != COMMON || !o->group || strcmp(o->group, groups[g]))
				continue;
			buf_printf(b, "%-9s %c%c %-20s %.*s\n", head, o->letter ? '-' : ' ',
				o->letter ? o->letter : ' ',
				option_text(o, text, sizeof text), brief(o), o->help);
			head = "";
		}
		for (const struct option *o = options; o < options + COUNT(options); o++) {
			if (o->use == COMMON || !o->group || strcmp(o->group, groups[g]))
				continue;
			if (!column || column + 3 + strlen(o->name) > 79) {
				buf_printf(b, "%s%-9s", column ? "\n" : "", head);
				column = 9;
				head = "";
			}
			buf_printf(b, " --%s", o->name);
			column += 3 + strlen(o->name);
		}
		if (column)
			buf_puts(b, "\n");
	}
	buf_puts(b,
		"--help OPTION tells more of an option, --help=all of all; --man is the manual.\n");
}

/* A line for each option. */
static void help_all(struct buf *b)
{
	char text[64];

	buf_puts(b, "usage: muster [options] [file | directory | id] ...\n"
		"Runs test programs in parallel. Without arguments: paths of muster.conf, else t, "
		"else tests.\n");
	for (size_t g = 0; g < COUNT(groups); g++) {
		buf_printf(b, "\n%s\n", groups[g]);
		for (const struct option *o = options; o < options + COUNT(options); o++) {
			if (o->group && !strcmp(o->group, groups[g]))
				buf_printf(b, "  %c%c %-38s %.*s\n", o->letter ? '-' : ' ',
					o->letter ? o->letter : ' ',
					option_text(o, text, sizeof text), brief(o), o->help);
		}
	}
	buf_puts(b, "\nTimes: 500ms 60s 5m 1h. Sizes: 64K 1M. Exit status:\n");
	for (size_t i = 0; i < COUNT(exits); i++)
		buf_printf(b, "  %zu  %s\n", i, exits[i]);
}

/* All names of an option: "-j N, --jobs=N, -n N, --numprocesses=N". */
static void option_names(struct buf *b, const struct option *o)
{
	const char *comma = "", *arg = o->arg ? o->arg : "";

	do {
		if (o->letter)
			buf_printf(b, "%s-%c%s%s", comma, o->letter, *arg ? " " : "", arg);
		comma = o->letter ? ", " : comma;
		buf_printf(b, "%s--%s%s%s", comma, o->name, *arg ? "=" : "", arg);
		comma = ", ";
	} while (++o < options + COUNT(options) && !o->group);
}

/* Words of a text, in lines of at most 78 columns, behind an indent. */
static void paragraph(struct buf *b, const char *text, int indent)
{
	int column = 0;

	while (*text) {
		int n = (int)strcspn(text, " ");
		if (column && column + 1 + n > 78) {
			buf_puts(b, "\n");
			column = 0;
		}
		buf_printf(b, "%*s%.*s", column ? 1 : indent, "", n, text);
		column += (column ? 1 : indent) + n;
		text += n + (text[n] == ' ');
	}
	buf_puts(b, "\n");
}

/* --help OPTION: with or without its dashes. */
static void help_one(struct buf *b, const char *name)
{
	const struct option *o;

	while (*name == '-')
		name++;
	o = name[0] && !name[1] ? option_letter(*name) : option_find(name, strlen(name));
	if (!o)
		usage("--help: no option %s%s (--help=all shows all)", name, nearest(name));
	while (!o->group)	/* the row that explains it */
		o--;
	option_names(b, o);
	buf_printf(b, "\n    %.*s\n\n", brief(o), o->help);
	paragraph(b, o->help + brief(o) + 1, 4);
	if (o->modes != ALWAYS) {
		buf_puts(b, "\n    Counts in:");
		for (unsigned m = 1, k = 0; m & ALWAYS; m *= 2)
			if (o->modes & m)
				buf_printf(b, "%s %s", k++ ? "," : "", mode_name((enum mode)m));
		buf_puts(b, "\n");
	}
	if (strcmp(o->group, "Help") && strcmp(o->name, "config"))
		buf_printf(b, "\n    In muster.conf, under [run]:  %s = %s\n", o->name,
			is_switch(o) ? "yes" : o->arg);
}

/* Text for roff: its own characters lose their meaning. */
static void roff(struct buf *b, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if ((text[i] == '.' || text[i] == '\'') && (!i || text[i - 1] == '\n'))
			buf_puts(b, "\\&");
		if (text[i] == '-' || text[i] == '\\')
			buf_puts(b, text[i] == '-' ? "\\" : "\\e");
		if (text[i] != '\\')
			buf_add(b, &text[i], 1);
	}
	buf_puts(b, "\n");
}

/* --man: for man(1), or any other that formats roff. */
static void help_man(struct buf *b)
{
	struct buf names = { 0 };

	buf_puts(b,
		".TH MUSTER 1 \"2026-11-24\" \"muster " VERSION "\"\n.SH NAME\n"
		"muster \\- run test programs in parallel\n"
		".SH SYNOPSIS\n.B muster\n[options] [file | directory | id] ...\n.SH DESCRIPTION\n"
		"Runs the tests of other programs, of whatever kind, on several appliances of one "
		"host at a time, and reports each of them.\n"
		"Without arguments: paths of muster.conf, else t, else tests.\n.SH OPTIONS\n");
	for (size_t i = 0; i < COUNT(options); i++) {
		const struct option *o = &options[i];
		if (!o->group)
			continue;
		if (!i || strcmp(o->group, options[i - 1].group ? options[i - 1].group :
		    options[i - 2].group))
			buf_printf(b, ".SS \"%s\"\n", o->group);
		names.n = 0;
		option_names(&names, o);
		buf_puts(b, ".TP\n.B ");
		roff(b, names.p, names.n);
		roff(b, o->help, (size_t)brief(o));
		buf_puts(b, ".br\n");
		roff(b, o->help + brief(o) + 1, strlen(o->help + brief(o) + 1));
	}
	buf_puts(b,
		".PP\nTimes are written 500ms, 60s, 5m or 1h, sizes 4096, 64K or 1M.\n"
		".SH EXIT STATUS\n");
	for (size_t i = 0; i < COUNT(exits); i++)
		buf_printf(b, ".TP\n.B %zu\n%s\n", i, exits[i]);
	buf_puts(b,
		".PP\nIf a signal interrupted it, it dies by that signal after all reports.\n"
		".SH FILES\n.TP\n.I muster.conf\n"
		"The configuration, see\n.BR muster.conf (5).\n.TP\n.I .muster\n"
		"Logs of the last runs.\n.SH SEE ALSO\n"
		".BR muster.conf (5),\n.BR prove (1),\n.BR make (1)\n");
	buf_free(&names);
}

/* --man=conf: what muster.conf may have. */
static void help_man_conf(struct buf *b)
{
	const char *section, *key, *doc, *last = NULL;
	bool named;

	buf_puts(b,
		".TH MUSTER.CONF 5 \"2026-11-28\" \"muster " VERSION "\"\n.SH NAME\n"
		"muster.conf \\- how muster finds and runs tests\n.SH DESCRIPTION\n"
		"Found in the current directory, or named by\n.BR \\-c .\n"
		"A line is a [section] or a key = value of the one before it; # at its start or behind a "
		"blank begins a comment. What is not known is an error that names the line.\n"
		"Of several [tests] sections that match a test the later win, key by key. "
		"Times are written 500ms, 60s, 5m or 1h, sizes 4096, 64K or 1M, flags yes or no.\n"
		".PP\nREADME has examples of each.\n.SH SECTIONS\n.SS [run]\n"
		"Each long option of\n.BR muster (1),\nas key = value, and\n.TP\n.B paths\n"
		"where tests are looked for\n.TP\n.B watch\nwith \\-\\-watch: what else is looked at\n"
		".TP\n.B build\nwith \\-\\-watch: command, before it runs tests again\n"
		".SS [env]\nNAME = value: variables of each test\n");
	for (size_t i = 0; key_tell(i, &section, &named, &key, &doc); i++) {
		if (section != last)
			buf_printf(b, ".SS [%s%s]\n", section, !named ? "" :
				!strcmp(section, "tests") ? " GLOB" : " NAME");
		last = section;
		buf_puts(b, ".TP\n.B ");
		roff(b, key, strlen(key));
		roff(b, doc, strlen(doc));
	}
	buf_puts(b, ".SH SEE ALSO\n.BR muster (1)\n");
}

/* An option's values, for completion: its arg, where that is in lower case and so its words, kinds,
 * the options for --help, or what a shell finds in muster.conf; else NULL. */
static const char *option_values(const struct option *o, struct buf *b)
{
	const char *arg = o->arg ? o->arg : "";

	b->n = 0;
	for (; *arg >= 'a' && *arg <= 'z'; arg += strcspn(arg, "|"), arg += *arg == '|')
		buf_printf(b, "%s%.*s", b->n ? " " : "", (int)strcspn(arg, "|["), arg);
	if (o->offset == AT(kind))
		kind_names(&conf, b);
	if (o->offset == AT(appliances))
		buf_puts(b, "$(sed -n \"s/^.appliance  *\\([^]{]*\\)].*/\\1/p\" muster.conf "
			"2>/dev/null)");
	for (size_t i = 0; o->offset == AT(help) && i < COUNT(options); i++)
		buf_printf(b, "%s ", options[i].name);
	if (o->offset == AT(help))
		buf_puts(b, "all");
	return b->n ? b->p : NULL;
}

/* For bash, which gives "--dist=lo" as three words. */
static void completion_bash(struct buf *b)
{
	struct buf values = { 0 };

	buf_puts(b,
		"# completion of muster for bash\n_muster() {\n"
		"\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
		"\t[ \"$cur\" = = ] && cur=\n"
		"\t[ \"$prev\" = = ] && prev=${COMP_WORDS[COMP_CWORD-2]}\n\tcase $prev in\n");
	for (const struct option *o = options; o < options + COUNT(options); o++) {
		const char *words = option_values(o, &values);
		if (is_switch(o))
			continue;
		buf_printf(b, o->letter ? "\t-%c|" : "\t", o->letter);
		buf_printf(b,
			words ? "--%s) COMPREPLY=($(compgen -W '%s' -- \"$cur\")); return ;;\n"
			: "--%s) COMPREPLY=(); return ;;\n", o->name, words);
	}
	buf_puts(b, "\tesac\n\tcase $cur in\n\t-*) COMPREPLY=($(compgen -W '");
	for (size_t i = 0; i < COUNT(options); i++)
		buf_printf(b, "%s--%s", i ? " " : "", options[i].name);
	buf_puts(b,
		"' -- \"$cur\")) ;;\n\t*) COMPREPLY=() ;;\n\tesac\n}\n"
		"complete -o default -F _muster muster\n");
	buf_free(&values);
}

/* Text inside of '..', with a \ before the characters that are special to who reads it. */
static void quoted(struct buf *b, const char *text, int n, const char *special)
{
	for (int i = 0; i < n; i++) {
		if (text[i] == '\'')
			buf_puts(b, "'\\'");
		if (strchr(special, text[i]))
			buf_puts(b, "\\");
		buf_add(b, &text[i], 1);
	}
}

/* A value that is the name of a file. */
static bool is_file(const struct option *o)
{
	return o->arg && (!strcmp(o->arg, "F") || !strcmp(o->arg, "FILE") ||
		!strcmp(o->arg, "LOG"));
}

/* For zsh: in a directory of fpath, or by eval. */
static void completion_zsh(struct buf *b)
{
	struct buf values = { 0 };

	buf_puts(b,
		"#compdef muster\n# completion of muster for zsh\n_muster() {\n"
		"\t_arguments -s \\\n");
	for (const struct option *o = options; o < options + COUNT(options); o++) {
		const char *words = option_values(o, &values), *plus = o->arg ? "+" : "",
			*is = o->arg ? "=" : "";
		if (o->type == LIST || o->type == COUNT_UP)
			buf_puts(b, "\t\t'*'");
		else if (o->letter)
			buf_printf(b, "\t\t'(-%c --%s)'", o->letter, o->name);
		else
			buf_puts(b, "\t\t");
		if (o->letter)
			buf_printf(b, "{-%c%s,--%s%s}'[", o->letter, plus, o->name, is);
		else
			buf_printf(b, "--%s%s'[", o->name, is);
		quoted(b, o->help, brief(o), "[]:\\");
		buf_puts(b, "]");
		if (o->arg)
			buf_printf(b, words && *words != '$' ? ":%s:(%s)" :
				is_file(o) ? ":%s:_files" : ":%s: ", o->name, words);
		buf_puts(b, "' \\\n");
	}
	buf_puts(b,
		"\t\t'*:test:_files'\n}\nif [ \"$funcstack[1]\" = _muster ]; then _muster \"$@\"; "
		"else compdef _muster muster; fi\n");
	buf_free(&values);
}

/* For fish. */
static void completion_fish(struct buf *b)
{
	struct buf values = { 0 };

	buf_puts(b, "# completion of muster for fish\n");
	for (const struct option *o = options; o < options + COUNT(options); o++) {
		const char *words = option_values(o, &values);
		buf_printf(b, o->letter ? "complete -c muster -s %c" : "complete -c muster",
			o->letter);
		buf_printf(b, " -l %s", o->name);
		if (o->arg)
			buf_printf(b, words ? " -x -a '%s'" : is_file(o) ? " -r" : " -x", words);
		buf_puts(b, " -d '");
		quoted(b, o->help, brief(o), "\\");
		buf_puts(b, "'\n");
	}
	buf_free(&values);
}

/* What was asked for instead of a run: how to use muster. False: nothing of the kind. */
static bool help_wanted(struct buf *b)
{
	static void (*const completions[])(struct buf *) = { completion_bash, completion_zsh,
		completion_fish };

	if (opt.help && !*opt.help)
		help_common(b);
	else if (opt.help && !strcmp(opt.help, "all"))
		help_all(b);
	else if (opt.help)
		help_one(b, opt.help);
	else if (opt.man && !strcmp(opt.man, "conf"))
		help_man_conf(b);
	else if (opt.man && *opt.man)
		usage("--man=%s: expected conf, or nothing", opt.man);
	else if (opt.man)
		help_man(b);
	else if (opt.completion < COUNT(completions))
		completions[opt.completion](b);
	else if (opt.wire)
		wire_document(b);
	else if (opt.version)
		buf_puts(b, "muster " VERSION "\n");
	else
		return false;
	return true;
}

/* All of it on standard output, and gone; false: not all of it. What interrupts us may do so at
 * once: nothing runs. */
static bool print(struct buf *b)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct sigaction now;
	bool all;

	for (size_t i = 0; i < COUNT(signals); i++)
		if (!sigaction(signals[i], NULL, &now) && now.sa_handler != SIG_IGN)
			signal(signals[i], SIG_DFL);
	for (int sig; (sig = signals_next());)
		if (sig == SIGINT || sig == SIGTERM || sig == SIGHUP || sig == SIGQUIT)
			raise(sig);
	all = fd_write(1, b->p, b->n);
	buf_free(b);
	return all;
}

/* ---- the run: what is known of all of it -------------------------------------------------------
 * door: is_failure, run_begin, run_resumed, run_fed, run_tests, run_lanes, run_count,
 *       run_uncount, run_guilty, is_run_guilty, run_case, run_failures, run_failed,
 *       is_stopped_now, run_doubt, run_mismatch, run_wind_up, run_winds_up, run_ending, run_stop,
 *       run_over, turn_begin */
static struct run run;
static struct {
	uint32_t failures;
	uint32_t flakes;		/* tests that passed after a failure */
	bool inconsistent;		/* it cannot be relied on */
	bool mismatch;			/* of collections, with --on-mismatch=abort */
	bool stopped_by_user;		/* --maxfail or --until-fail */
	const char *winds_up;		/* why only what cleans up is still to be run */
	bool *guilty;			/* programs that failed as a whole; NULL: none did */
} verdict;
static int64_t started;			/* clock_us */
static int64_t active_now;		/* clock_turn, of this turn */

/* Did a test with this outcome fail? What was not run, or lost, is none of its doing. */
static bool is_failure(enum outcome o) { return o >= OUT_failed && o <= OUT_crashed; }

/* A run begins now. */
static void run_begin(char *const *argv)
{
	run = (struct run){ .argv = argv, .start = date_us() / SECOND * SECOND };
	started = clock_us();
}

/* It goes on with one that began then (date_us), by these words: all times of that run go on. */
static void run_resumed(int64_t start, const char *const *words)
{
	started -= run.start - start;
	run.start = start;
	run.argv = (char *const *)(uintptr_t)words;
}

/* What a past run has told the reporters they are told again, and it counts. */
static void run_fed(struct past *past) { past_feed(past, &run); }

/* These are its tests; digest: of those that there still are. */
static void run_tests(const char *const *ids, uint32_t n, uint64_t digest, uint32_t programs)
{
	run.ids = ids;
	run.tests = n;
	run.digest = digest;
	run.programs = programs;
	run.conf = opt.config.conf;
}

/* It has these lanes. */
static void run_lanes(const struct lane *lanes, uint32_t n)
{
	run.lanes = lanes;
	run.nlanes = n;
}

/* A test has this outcome for good. */
static void run_count(enum outcome o) { run.counts[o]++; }

/* There was a result inside a test, so deep in others. */
static void run_case(enum outcome o, uint32_t depth) { run.cases[o] += !depth; }

/* It had not: another attempt goes on in its place. */
static void run_uncount(enum outcome o) { run.counts[o]--; }

/* One of so many programs failed as a whole; false: it had done so before. */
static bool run_guilty(uint32_t program, uint32_t programs)
{
	if (!verdict.guilty)
		verdict.guilty = memset(xrealloc(NULL, programs, 1), 0, programs);
	if (verdict.guilty[program])
		return false;
	run.guilty++;
	return verdict.guilty[program] = true;
}

static bool is_run_guilty(uint32_t program) { return verdict.guilty && verdict.guilty[program]; }

/* So many more failures, and tests that passed after one. */
static void run_failures(uint32_t failures, uint32_t flakes)
{
	verdict.failures += failures;
	verdict.flakes += flakes;
}

/* A test failed; true: the user wants no more after that. */
static bool run_failed(void)
{
	run_failures(1, 0);
	return verdict.stopped_by_user = opt.until_fail || verdict.failures == maxfail();
}

/* Did failures end it, which stop what runs? */
static bool is_stopped_now(void)
{
	return verdict.stopped_by_user && opt.maxfail_now && !opt.until_fail && !opt.exit_first;
}

/* Something went wrong with the run itself: exit status 3, whatever its tests say. */
static void run_doubt(void) { verdict.inconsistent = true; }

/* An appliance has another collection, and so nothing is to run. */
static void run_mismatch(void)
{
	verdict.mismatch = true;
	run_doubt();
}

/* It is to end early, when all has been cleaned up. */
static void run_wind_up(const char *why) { verdict.winds_up = why; }

/* Does it only clean up? Why; NULL: it does not, or has done so. */
static const char *run_winds_up(void) { return run.ended ? NULL : verdict.winds_up; }

/* Why nothing starts any more, but for what cleans up; NULL: it goes on. */
static const char *run_ending(void) { return run.ended ? run.ended : verdict.winds_up; }

/* It ends early. */
static void run_stop(const char *why) { run.ended = why; }

/* All of it has ended. */
static void run_over(int status)
{
	run.wall = (uint64_t)(clock_us() - started);
	run.exit = status;
}

/* We wake, or begin to wait, after so long a sleep (us) at most; -1: there was none. */
static void turn_begin(int64_t slept) { active_now = clock_turn(slept); }

/* ---- terminal: the one that we are called from -------------------------------------------------
 * door: terminal_keep, terminal_restore, terminal_again */
static struct {
	int fd;				/* which of 0, 1 and 2 it is; -1: there is none */
	struct termios looks;
} terminal = { .fd = -1 };

/* Remembers how the terminal is set, if there is one. */
static void terminal_keep(void)
{
	for (int fd = 0; fd < 3 && terminal.fd < 0; fd++)
		if (!tcgetattr(fd, &terminal.looks))
			terminal.fd = fd;
}

/* Sets it so again. Tests have no terminal; but one of the same user can look for ours, in /proc or
 * in /dev/pts. */
static void terminal_restore(void)
{
	struct termios now = { 0 };

	if (terminal.fd < 0 || tcgetpgrp(terminal.fd) != getpgrp() ||
	    tcgetattr(terminal.fd, &now) || !memcmp(&now, &terminal.looks, sizeof now))
		return;
	say("warning: a test has changed the terminal's settings: they are as before again");
	tcsetattr(terminal.fd, TCSANOW, &terminal.looks);
}

/* Whoever stopped us may have set it anew since: that is how it is now. Nothing of ours ran
 * meanwhile. */
static void terminal_again(void)
{
	if (terminal.fd >= 0 && tcgetpgrp(terminal.fd) == getpgrp())
		tcgetattr(terminal.fd, &terminal.looks);
}

/* ---- ending: by when slaves, reports and the removal of files have to be done ------------------
 * door: shell_watch, shell_left, deadline_set, deadline_left, deadline_passed, ending_next,
 *       shutdown_left, end_signal, end_slaves, end_within, cleanup, end_by_signal, run_end */
static struct {
	int signal, signals;		/* the first that interrupts, and how many did */
	pid_t shell;			/* that we are to end with; 0: none */
	uint32_t kill_ms;		/* from an interrupt until slaves are killed */
	int64_t kill_at;		/* active: they are; 0: the run is not interrupted */
	int64_t deadline;		/* active: --run-timeout; 0: none */
	int64_t by;			/* clock_us: when all has to have ended, see cleanup */
} ending = { .kill_ms = SHUTDOWN_MS, .by = INT64_MAX };

/* A job on GitHub that is cancelled: INT, and 7.5 s later TERM, go to the shell of the step alone,
 * which waits for us and tells us nothing. That it is gone is all that we hear of it, unless it has
 * exec'ed us. Elsewhere who starts us may leave as he likes. */
static void shell_watch(void)
{
	const char *github = getenv("GITHUB_ACTIONS");

	ending.shell = github && !strcmp(github, "true") && getppid() > 1 ? getppid() : 0;
}

/* Is it gone just now? */
static bool shell_left(void)
{
	if (!ending.shell || getppid() == ending.shell)
		return false;
	ending.shell = 0;
	ending.kill_ms = SHELL_GONE_MS;
	return true;
}

/* From now on --run-timeout counts. */
static void deadline_set(void)
{
	ending.deadline = opt.run_timeout ? active_now + opt.run_timeout * INT64_C(1000) : 0;
}

/* us until then; INT64_MAX: there is none. */
static int64_t deadline_left(void)
{
	return ending.deadline ? ending.deadline - active_now : INT64_MAX;
}

/* Has it passed just now? */
static bool deadline_passed(void)
{
	bool passed = ending.deadline && active_now >= ending.deadline;

	if (passed)
		ending.deadline = 0;
	return passed;
}

/* When slaves have to end next, --run-timeout included; at: if it is before this (active). */
static int64_t ending_next(int64_t at)
{
	at = ending.kill_at && ending.kill_at < at ? ending.kill_at : at;
	return ending.deadline && ending.deadline < at ? ending.deadline : at;
}

/* ms that are left until slaves are killed, at least 1; 0: the run is not interrupted. */
static uint32_t shutdown_left(void)
{
	if (!ending.kill_at)
		return 0;
	return ending.kill_at - active_now > 1000
		? (uint32_t)((ending.kill_at - active_now) / 1000) : 1;
}

/* A signal, or (0) --run-timeout, wants an end. How many did by now? */
static int end_signal(int sig)
{
	if (!ending.signal)
		ending.signal = sig;
	return ending.signals += sig != SIGQUIT;
}

/* Slaves have to end: some time after they are told, and at once when that is said again. */
static void end_slaves(void)
{
	ending.kill_at = ending.kill_at ? active_now : active_now + ending.kill_ms * INT64_C(1000);
}

/* Lets all that is left to be done take so long (us), if it had more. */
static void end_within(int64_t us)
{
	int64_t at = clock_us() + us;

	ending.by = at < ending.by ? at : ending.by;
}

/* Leaves it so long (us) at least. */
static void end_not_within(int64_t us)
{
	int64_t at = clock_us() + us;

	ending.by = at > ending.by ? at : ending.by;
}

/* What is to end this process has come in its last moments: they become short, or none. The third
 * one ends it at once. */
static void end_hurry(int sig)
{
	if (end_signal(sig) > 2)
		end_now();
	report_hurry();
	end_within(ending.signals == 1 ? LAST_MOMENTS : 0);
}

/* Is there time left for what comes when the tests have ended? Asked again and again by all of
 * that: reports, their readers, the removal of files. */
static bool end_goes_on(void)
{
	for (int sig; (sig = signals_next());)
		if (sig == SIGINT || sig == SIGTERM || sig == SIGHUP)
			end_hurry(sig);
	return clock_us() < ending.by;
}

/* Removes the tests' TMPDIRs; where somebody waits for the end as far as that is soon done,
 * whatever the rest has taken. */
static void cleanup(bool hurry)
{
	if (hurry)
		end_within(CLEAN);
	end_not_within(CLEAN_LEAST);
	temp_remove(end_goes_on);
}

/* Dies by the signal that interrupted the run. */
static _Noreturn void end_by_signal(void)
{
	signal(ending.signal, SIG_DFL);
	raise(ending.signal);
	_exit(128 + ending.signal);	/* PID 1 survives its own signals */
}

/* The one that proved least first; see README. */
static int exit_status(void)
{
	static const uint8_t causes[] = {
#define O(name, letter, colour, status, doc) status,
		OUTCOMES(O)
#undef O
	};
	int worst = 0;

	for (int o = 0; o < OUT_COUNT; o++) {
		int cause = run.counts[o] ? causes[o] : EXIT_OK;
		if (o == OUT_notrun && verdict.stopped_by_user && !ending.signal)
			cause = EXIT_OK;	/* the user's own wish */
		worst = cause > worst ? cause : worst;
	}
	if (((verdict.flakes && opt.flaky == 1) || run.guilty) && worst < EXIT_FAILED)
		worst = EXIT_FAILED;
	return verdict.inconsistent ? EXIT_LOST : worst;
}

/* The last reports; nothing is left behind. Returns the exit status, unless a signal is to end
 * us. */
static int run_end(void)
{
	int status;

	hooks_end();
	run_over(exit_status());
	/* hooks were waited for: what they took is not the reports' */
	end_not_within(SECOND);
	report_patient(end_goes_on);
	report_end(&run);
	status = report_close(run.exit);
	children_kill(NULL);
	terminal_restore();
	if (opt.config.keep == KEEP_failed)
		temp_leave();		/* nothing is in it, perhaps */
	else if (*temp_path() && opt.config.keep)
		say("the tests' TMPDIRs are in %s", temp_path());
	else
		cleanup(ending.by < INT64_MAX);
	if (ending.signal)
		end_by_signal();
	return status;
}

/* ---- hooks of the run: [run] setup and teardown ------------------------------------------------
 * door: hooks_begin, hooks_end, hooks_pid */
static struct {
	pid_t pid;			/* who holds them; 0: nobody */
	struct channel chan;
	int signals;			/* that came while they were waited for */
	int signal;			/* the first of them */
	bool failed;
} hooks = { .chan = { .in = -1, .out = -1 } };

/* Who holds them; 0: nobody. */
static pid_t hooks_pid(void) { return hooks.pid; }

/* What the setup hook gives goes to all that runs. The command line's --env wins. */
static void hooks_give(struct str env)
{
	struct buf all = { 0 };

	if (!env.n || env.p[env.n - 1])
		return;
	buf_add(&all, env.p, env.n);
	buf_add(&all, opt.env.p ? opt.env.p : "", opt.env.n);
	config_env(all);
}

/* A signal while a hook is waited for: the first hurries it, the next kills it. */
static void hooks_signal(int sig)
{
	if (sig == SIGTSTP)
		suspend(&hooks.chan);
	if (sig != SIGINT && sig != SIGTERM && sig != SIGHUP && sig != SIGQUIT)
		return;
	hooks.signal = hooks.signals++ ? hooks.signal : sig;
	if (hooks.signals == 1)
		put_INTERRUPT(&hooks.chan, (struct w_INTERRUPT){ .left = SHUTDOWN_MS });
	else
		process_kill(hooks.pid, SIGKILL);
}

/* Waits for the end of the hook that runs. */
static void hooks_wait(void)
{
	struct pollfd two[2] = { { .events = POLLIN, .fd = signals_fd() },
		{ .events = POLLIN, .fd = hooks.chan.in } };
	bool done = false;
	union frame f;
	int got = 1;

	while (!done && got >= 0 && chan_flush(&hooks.chan) >= 0) {
		if (poll(two, 2, (int)(SECOND / 1000)) < 0 && errno != EINTR && errno != EAGAIN)
			die(EXIT_LOST, "error: [E-INTERNAL] poll:");
		for (int sig; (sig = signals_next());)
			hooks_signal(sig);
		got = chan_fill(&hooks.chan);
		while (chan_next(&hooks.chan, &f) > 0) {
			done |= f.type == MSG_VARIABLES || f.type == MSG_INTERNALERROR ||
				f.type == MSG_BYE;
			hooks.failed |= f.type == MSG_INTERNALERROR;
			if (f.type == MSG_VARIABLES)
				hooks_give(f.VARIABLES.env);
			if (f.type == MSG_MESSAGE)
				say("%s", f.MESSAGE.text.p);
			if (f.type == MSG_INTERNALERROR)
				say("error: %s", f.INTERNALERROR.text.p);
		}
	}
	hooks.failed |= !done;
}

/* Runs the setup hook, where tests will run. Where it fails, or is interrupted, nothing more
 * does but the teardown hook. */
static void hooks_begin(void)
{
	pid_t master = getpid();
	int fd;

	if ((!opt.hooks.setup && !opt.hooks.teardown) || opt.debug || opt.command || opt.why ||
	    opt.show_config || (opt.list && !opt.compare))
		return;
	signals_open(false);
	tmp_make();
	hooks.pid = fork_with_socket(&fd);
	if (!hooks.pid) {
		die_last = NULL;
		slave_hooks(fd, master, &opt.config, &conf, &opt.hooks);
	}
	if (hooks.pid < 0)
		die(EXIT_LOST, "error: cannot make a process for the hooks of the run:");
	chan_open(&hooks.chan, fd, fd, GOES_UP, "hooks");
	hooks.chan.trace = opt.config.trace;
	hooks_wait();
	if (!hooks.failed && !hooks.signals)
		return;
	hooks_end();
	cleanup(false);
	exit(EXIT_LOST);
}

/* Runs the teardown hook, if the setup hook was started. An interrupted run has little time for
 * it, but what hook-timeout gives. */
static void hooks_end(void)
{
	pid_t pid = hooks.pid;
	uint32_t left = shutdown_left();

	if (!pid)
		return;
	if (left)
		put_INTERRUPT(&hooks.chan, (struct w_INTERRUPT){ .left = left > 2000 ? left :
			2000 });
	else if (!hooks.signals)
		put_FINISH(&hooks.chan, (struct w_FINISH){ 0 });
	hooks_wait();
	chan_close(&hooks.chan);
	for (int ms = 0; process_wait(pid, NULL, WNOHANG) == 0 && ms < 3000; ms++)
		poll(NULL, 0, 1);
	process_kill(pid, SIGKILL);
	hooks.pid = 0;
	if (!hooks.signals || ending.signal)
		return;
	children_kill(NULL);
	terminal_restore();
	cleanup(true);
	end_signal(hooks.signal);
	end_by_signal();
}

/* ---- collection --------------------------------------------------------------------------------
 * door: lock_word, lock_base, lock_units, lock_variable, collect_check, collect, collect_from,
 *       collect_look */
static struct suite suite;
static bool all_paths;			/* no argument says what to look for tests in */

/* Takes what the lister says; true: it has said all. */
static bool on_lister(struct channel *lister, struct buf *part)
{
	struct buf why = { 0 };
	struct program *p;
	union frame f;
	bool bye = false;

	while (chan_next(lister, &f) > 0) {
		bye |= f.type == MSG_BYE;
		if (f.type != MSG_LISTED || f.LISTED.program >= suite.nprograms)
			continue;
		buf_add(part, f.LISTED.bytes.p, f.LISTED.bytes.n);
		if (!f.LISTED.last)
			continue;
		p = &suite.programs[f.LISTED.program];
		why.n = 0;
		buf_add(&why, f.LISTED.why.p, f.LISTED.why.n + 1);
		why.n--;
		if (!why.n)
			suite_listed(p, part->p ? part->p : "", part->n, &why);
		if (why.n)
			suite_unlisted(&suite, p, why.p);
		else
			start_learn(p->kind, f.LISTED.took / LISTS_SHARE, true);
		part->n = 0;
	}
	buf_free(&why);
	return bye;
}

/* Has those programs that can list their cases asked for them, by a process of its own. */
static void list_programs(void)
{
	struct pollfd two[2] = { { .events = POLLIN }, { .events = POLLIN } };
	struct channel lister;
	struct buf part = { 0 };
	int64_t now, heard;
	uint32_t i = 0, all;
	bool bye = false, silent = false;
	int fd, sig = 0, got = 1;
	pid_t pid, master = getpid();

	while (i < suite.nprograms && !is_to_list(&suite.programs[i]))
		i++;
	if (i == suite.nprograms)
		return;
	pid = fork_with_socket(&fd);
	if (!pid)
		slave_lister(fd, master, &suite, &opt.config, (int)processors_ours("", &all));
	if (pid < 0)
		die(EXIT_LOST, "error: cannot make a process that lists tests:");
	chan_open(&lister, fd, fd, GOES_UP, "lister");
	lister.trace = opt.config.trace;
	two[0].fd = signals_fd();
	two[1].fd = fd;
	now = heard = clock_turn(-1);
	while (!bye && !sig && !silent && got >= 0) {
		if (poll(two, 2, (int)(SECOND / 1000)) < 0 && errno != EINTR && errno != EAGAIN)
			die(EXIT_LOST, "error: [E-INTERNAL] poll:");
		now = clock_turn(SECOND);
		for (int next; !sig && (next = signals_next());)
			if (next == SIGTSTP)
				suspend(&lister);
			else if (next == SIGINT || next == SIGTERM || next == SIGHUP ||
			    next == SIGQUIT)
				sig = next;
		got = chan_fill(&lister);
		heard = got > 0 ? now : heard;
		silent = now - heard > SILENCE;
		bye = on_lister(&lister, &part);
	}
	/* if it is still at work, that ends it, and all listers with it */
	chan_close(&lister);
	for (int ms = silent ? 3000 : 0; waitpid(pid, NULL, WNOHANG) == 0 && ms < 4000; ms++)
		if (ms == 3000)
			process_kill(pid, SIGKILL);
		else
			poll(NULL, 0, 1);
	children_kill(is_ours);
	terminal_restore();
	if (sig) {
		hooks_end();
		signal(sig, SIG_DFL);
		raise(sig);
		_exit(128 + sig);
	}
	if (!bye)
		die(EXIT_LOST, "error: the process that lists tests %s",
			silent ? "is silent" : "died");
	buf_free(&part);
}

/* The next word of `locks`: NAME or NAME:UNITS. False: there is none, or (*bad) it is none. */
static bool lock_word(const char **p, struct str *name, uint32_t *units, bool *bad)
{
	char number[16];
	size_t n, colon;
	const char *word = word_next(p, &n);

	*bad = false;
	if (!word)
		return false;
	colon = strcspn(word, ": \t");
	*name = (struct str){ word, (uint32_t)colon };
	*units = 1;
	snprintf(number, sizeof number, "%.*s", (int)(n - colon), word + colon);
	*bad = !colon || n - colon > 10 ||
		(colon < n && (!value_number(number + 1, units) || !*units));
	return !*bad;
}

/* How much of a lock's name is in front of @host, where it is one of each host; else all of it. */
static size_t lock_base(const char *name)
{
	size_t n = strlen(name);

	return n > 5 && !strcmp(name + n - 5, "@host") ? n - 5 : n;
}

/* How many units a [lock] section, or none (NULL), has; adds their names, if they have some. */
static uint32_t lock_units(const struct section *section, struct buf *names)
{
	const char *total = section ? section_text(section, "total") : NULL;
	const char *words = section ? section_text(section, "names") : NULL;
	uint32_t n = 1;

	if (words)
		return value_names(words, names);
	if (total)
		value_number(total, &n);
	return n;
}

/* The variable in which a test has its units of a lock: MUSTER_LOCK_PORT of port@host. */
static void lock_variable(struct buf *b, const char *lock)
{
	buf_puts(b, "MUSTER_LOCK_");
	for (size_t i = 0, n = lock_base(lock); i < n; i++) {
		char c = lock[i];
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		else if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9'))
			c = '_';
		buf_add(b, &c, 1);
	}
	buf_add(b, "", 1);
	b->n--;
}

/* Are the words of a `locks` key NAME or NAME:UNITS, with no more units than there are? */
static void locks_check(const struct setting *set)
{
	const char *p = set->value;
	char text[256];
	struct str name;
	uint32_t units, all;
	bool bad;

	while (lock_word(&p, &name, &units, &bad)) {
		snprintf(text, sizeof text, "%.*s", (int)name.n, name.p);
		text[lock_base(text)] = 0;
		all = lock_units(conf_section(&conf, SECTION_lock, text), NULL);
		if (units > all)
			usage("%s:%d: locks = %s: there %s %lu of %s; [lock %s] total = N declares "
				"more", conf.file, set->line, set->value,
				all == 1 ? "is" : "are", (unsigned long)all, text, text);
	}
	if (bad)
		usage("%s:%d: locks = %s: expected names, or name:units", conf.file, set->line,
			set->value);
}

/* Are names of a lock's units all that there is of it, in a variable that no other lock has? */
static void lock_names_check(const struct section *section, const struct setting *set)
{
	struct buf ours = { 0 }, theirs = { 0 };

	if (section_text(section, "total"))
		usage("%s:%d: [lock %s] has total and names: its total is how many names there are",
			conf.file, set->line, section->name);
	lock_variable(&ours, section->name);
	for (const struct section *s = conf.sections; s < section; s++) {
		theirs.n = 0;
		lock_variable(&theirs, s->name);
		if (s->type == SECTION_lock && section_text(s, "names") &&
		    !strcmp(ours.p, theirs.p) && strcmp(s->name, section->name))
			usage("%s:%d: the units of [lock %s] and [lock %s] are both to be in %s",
				conf.file, set->line, s->name, section->name, ours.p);
	}
	buf_free(&ours);
	buf_free(&theirs);
}

/* Is there the provider that a key of [tests] names? */
static void provider_check(const struct setting *set)
{
	struct near near;

	if (conf_section(&conf, SECTION_provider, set->value))
		return;
	near_open(&near, set->value);
	for (uint32_t i = 0; i < conf.n; i++)
		if (conf.sections[i].type == SECTION_provider)
			near_try(&near, conf.sections[i].name, strlen(conf.sections[i].name));
	usage("%s:%d: provider = %s: there is no [provider %s]%s", conf.file, set->line, set->value,
		set->value, near_text(&near));
}

/* ", did you mean X?" of a list of words, each with a blank in front. Lent until the next call. */
static const char *nearest_kind(const char *word, const char *names)
{
	struct near near;

	near_open(&near, word);
	for (const char *p = names; *p; p += 1 + strcspn(p + 1, " "))
		near_try(&near, p + 1, strcspn(p + 1, " "));
	return near_text(&near);
}

/* Are the words of muster.conf that name something names of what there is? Says what slaves must
 * know. */
static void collect_check(void)
{
	struct buf names = { 0 };

	all_paths = !opt.args.n;
	paths_find();
	if (opt.kind && !kind_find(&conf, opt.kind)) {
		kind_names(&conf, &names);
		usage("--kind=%s: there are%s%s", opt.kind, names.p,
			nearest_kind(opt.kind, names.p));
	}
	for (uint32_t i = 0; i < conf.n; i++)
		for (uint32_t j = 0; j < conf.sections[i].n; j++) {
			const struct setting *set = &conf.sections[i].set[j];
			if (conf.sections[i].type == SECTION_tests && !strcmp(set->key, "kind") &&
			    !kind_find(&conf, set->value)) {
				kind_names(&conf, &names);
				usage("%s:%d: no kind %s; there are%s%s", conf.file, set->line,
					set->value, names.p, nearest_kind(set->value, names.p));
			}
			if (conf.sections[i].type == SECTION_tests && !strcmp(set->key, "user") &&
			    !getpwnam(set->value))
				usage("%s:%d: no user %s on this machine", conf.file, set->line,
					set->value);
			if (conf.sections[i].type == SECTION_tests && !strcmp(set->key, "locks"))
				locks_check(set);
			if (conf.sections[i].type == SECTION_lock && !strcmp(set->key, "names"))
				lock_names_check(&conf.sections[i], set);
			if (conf.sections[i].type == SECTION_tests && !strcmp(set->key, "provider"))
				provider_check(set);
		}
	config_fill();
	buf_free(&names);
}

/* A suite that nothing is in yet. */
static void collect_open(void)
{
	suite = (struct suite){ 0 };
	suite_open(&suite, &conf, opt.kind ? opt.kind : "");
	suite.tells = true;
	suite.no_suite = opt.config.no_suite;
	suite.build_type = opt.build_type;
	suite.timed = opt.config.timeout;
	suite.all = all_paths;
}

#ifndef MUSTER_TEST
/* Finds out which programs there are, and says nothing. */
static void collect_look(void)
{
	collect_open();
	suite.tells = false;
	suite_walk(&suite, opt.args.p, opt.args.n, NULL);
}
#endif

/* Is what the arguments name not here, or is there no program whose cases could be listed here, of
 * those that have some? */
static bool is_foreign(void)
{
	uint32_t lists = 0, listed = 0;

	for (uint32_t i = 0; i < suite.nprograms; i++) {
		lists += suite.programs[i].kind->list != NULL;
		listed += suite.programs[i].listed;
	}
	return suite.errors.n || !suite.nprograms || (lists && !listed);
}

/* Finds out what there is to run. False: a reference has to say that; may_refer: it could. */
static bool collect(bool may_refer)
{
	collect_open();
	suite_walk(&suite, opt.args.p, opt.args.n, NULL);
	/* until here a signal ends us, and there is nothing to be tidied up */
	signals_open(false);
	if (!suite.errors.n)
		list_programs();
	if (may_refer && is_foreign())
		return false;
	if (!suite.errors.n)
		suite_seal(&suite, NULL);
	for (const char *p = NULL; (p = list_next(suite.warnings.p, suite.warnings.n, p));)
		say("%s", p);
	for (const char *p = NULL; (p = list_next(suite.errors.p, suite.errors.n, p));)
		say("error: %s", p);
	if (suite.errors.n) {
		hooks_end();
		cleanup(false);
		exit(EXIT_USAGE);
	}
	return true;
}

/* What there is to run is what a reference told; false: that is not whole. The bytes of rows are
 * the suite's from now on. */
static bool collect_from(struct buf rows, const struct buf *told)
{
	collect_open();
	suite.tells = false;
	return suite_hear(&suite, opt.args.p, opt.args.n, rows, told);
}

/* ---- report files: none takes the place of anything else ---------------------------------------
 * door: reports_check, reports_begin, reports_open */
static bool begun;			/* reports are: tests can end */

/* The run begins for the reports. */
static void reports_begin(void)
{
	report_begin(&run);
	begun = true;
}

/* Is there a run to report? */
static bool reports_open(void) { return begun; }

/* A file that is there or will be: by its real name, however it is spelled. */
static char *file_real(const char *path)
{
	char *real = realpath(path, NULL), *at;
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	struct buf whole = { 0 };

	if (real)
		return real;
	buf_add(&whole, path, (size_t)(name - path));
	buf_puts(&whole, ".");
	at = realpath(whole.p, NULL);		/* of its directory */
	whole.n = 0;
	buf_printf(&whole, "%s/%s", at ? at : "", name);
	free(at);
	return whole.p;
}

/* What a file is that no report may take the place of; NULL: none of that. */
static const char *file_kept(const char *path)
{
	static const struct { const char *head, *what; } heads[] = { { "#!", "a program" },
		{ "\177ELF", "a program" }, { "MUSTERL", "a run log" } };
	struct stat st, conf_st;
	char head[8] = "";
	int fd;

	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return NULL;
	for (uint32_t i = 0; i < suite.nprograms; i++)
		if (suite.programs[i].stamp.dev == (uint64_t)st.st_dev &&
		    suite.programs[i].stamp.ino == (uint64_t)st.st_ino)
			return "this test program";
	if (!stat(opt.file ? opt.file : "muster.conf", &conf_st) && conf_st.st_dev == st.st_dev &&
	    conf_st.st_ino == st.st_ino)
		return "the configuration";
	if (st.st_mode & 0111)
		return "a program";
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd >= 0 && read(fd, head, sizeof head) < 0)
		*head = 0;
	if (fd >= 0)
		close(fd);
	for (size_t i = 0; i < COUNT(heads); i++)
		if (!memcmp(head, heads[i].head, strlen(heads[i].head)))
			return heads[i].what;
	return NULL;
}

/* Reports take the place of nothing that is no report, nor of each other: whatever formats there
 * are. */
static void reports_check(void)
{
	const char *name, *path, *other, *own, *what;

	for (size_t i = 0; (path = report_file(&opt.report, i, &name, &own)); i++) {
		char *real = file_real(path);
		struct stat st;
		what = *path && strcmp(path, "-") ? file_kept(path) : NULL;
		if (what && (!own || strcmp(what, own)))
			usage("--%s=%s: a report would overwrite %s", name, path, what);
		for (size_t k = 0; k < i && *path && strcmp(path, "-") &&
		    (stat(path, &st) || !S_ISCHR(st.st_mode)); k++) {
			const char *before, *ignored;
			char *taken;
			other = report_file(&opt.report, k, &before, &ignored);
			taken = file_real(other);
			if (!strcmp(taken, real) && strcmp(other, "-"))
				usage("--%s=%s: --%s goes there already", name, path, before);
			free(taken);
		}
		free(real);
	}
}

/* ---- appliances: where tests run ---------------------------------------------------------------
 * door: files_raise, files_restore, site_new, places_most, appliances_make, slave_join,
 *       slave_replace, all_elsewhere, host_of, lanes_of, lanes_make */
static struct slave *slaves;
static uint32_t nslaves;
static struct lane *lane_rows;		/* of each */
/* slaves that there is room for, where there may be more; else 0 */
static uint32_t slaves_room;
static uint32_t lanes_here;		/* of this host, as asked for: there may be fewer tests */
static struct rlimit files;		/* the caller's */

/* The slave number n, which is not there yet. */
static struct slave slave_new(const struct site *at, uint32_t n)
{
	struct slave s = { .at = at, .attempt.job = NONE, .probe = NONE, .first = NONE,
		.last = NONE, .errors = -1, .keeping = -1,
		.chan = { .in = -1, .out = -1 } };

	snprintf(s.id, sizeof s.id, "slave%02u", (unsigned)n);
	return s;
}

/* An appliance as a configuration has it. */
static struct site *site_new(const struct conf *c, const char *name, bool local)
{
	struct site *at = xrealloc(NULL, 1, sizeof *at);
	struct appliance a;
	bool known = appliance_of(c, name, &a);

	*at = (struct site){ .name = name, .from = conf_section(c, SECTION_appliance, name),
		.tags = a.tags ? a.tags : "",
		.via = local ? NULL : a.via, .root = a.root, .lock = a.lock,
		.muster = a.muster, .limit = a.limit == NONE ? 1 : a.limit,
		.start = a.start == NONE ? HELLO_WAIT : a.start,
		.repairs = !a.repair ? 0 : a.repairs == NONE ? 1 : a.repairs,
		.late = a.late == 1, .optional = a.optional == 1, .teardown = a.teardown != NULL,
		.plain = local && !known };
	buf_free(&a.env);
	return at;
}

/* Adds a slave for an appliance. */
static void slave_add(const char *name, bool local)
{
	if (nslaves == SLAVES_MAX)
		usage("more than %d appliances", SLAVES_MAX);
	slaves = array_grow(slaves, nslaves, sizeof *slaves);
	slaves[nslaves] = slave_new(site_new(&conf, name, local), nslaves);
	for (uint32_t i = 0; i < nslaves; i++)
		if (!strcmp(slaves[i].at->name, name))
			usage("appliance %s is named twice", name);
	nslaves++;
}

/* Makes sure that there are descriptors enough: one a slave, and a few. Slaves get the old limit
 * back. */
static void files_raise(void)
{
	struct rlimit more;
	rlim_t need = nslaves + 16;

	if (files.rlim_cur || getrlimit(RLIMIT_NOFILE, &files) || files.rlim_cur >= need)
		return;
	more = files;
	more.rlim_cur = more.rlim_max == RLIM_INFINITY || more.rlim_max > need ? need :
		more.rlim_max;
	if (more.rlim_cur < need || setrlimit(RLIMIT_NOFILE, &more))
		usage("%lu slaves need %lu descriptors, and the limit (ulimit -n) is %lu: fewer "
			"with -j", (unsigned long)nslaves,
			(unsigned long)need, (unsigned long)files.rlim_max);
}

/* The caller's limit of descriptors again. */
static void files_restore(void) { setrlimit(RLIMIT_NOFILE, &files); }

/* Refuses a name that no [appliance] section has: a lane of this host would take its place. */
static void appliance_known(const char *name)
{
	struct near near;

	if (conf_section(&conf, SECTION_appliance, name))
		return;
	near_open(&near, name);
	for (uint32_t i = 0; i < conf.n; i++)
		if (conf.sections[i].type == SECTION_appliance)
			near_try(&near, conf.sections[i].name, strlen(conf.sections[i].name));
	usage("-a %s: %s has no [appliance %s]%s (a new one is written NAME:KEY=VALUE,..; several "
		"by -a each)", name, conf.file, name,
		near_text(&near));
}

/* Slaves that there may be, those included that USR2 may still bring: what belongs to each has room
 * for so many. */
static uint32_t places_most(void) { return slaves_room > nslaves ? slaves_room : nslaves; }

/* A slave gets its row in the final table. */
static void lane_open(struct slave *s)
{
	s->lane = &lane_rows[s - slaves];
	*s->lane = (struct lane){ .slave = s->id, .appliance = s->at->name };
	lanes_here += !s->at->via;
}

/* Where to run: -a, else [appliance] sections, else -j, else a lane for each processor that is
 * ours; -a and -j add up. Returns how many lanes, if that is since no more of the machine's
 * processors are ours; else 0. */
static uint32_t appliances_make(uint32_t *machine)
{
	uint32_t n = opt.jobs, spared = 0;

	for (const char *a = NULL; (a = list_next(opt.appliances.p, opt.appliances.n, a));) {
		char *name = xstrdup(a);
		name[strcspn(name, ":")] = 0;
		if (!*name)
			usage("-a %s: expected NAME or NAME:KEY=VALUE,..", a);
		if (!strchr(a, ':') && has_sections(SECTION_appliance))
			appliance_known(name);
		slave_add(name, false);
	}
	for (uint32_t i = 0; !opt.appliances.n && n == NONE && i < conf.n; i++)
		if (conf.sections[i].type == SECTION_appliance)
			slave_add(conf.sections[i].name, false);
	if (!nslaves && n == NONE) {
		n = processors_ours("", machine);
		n = n > 64 ? 64 : n;
		spared = n < *machine && n < 64 ? n : 0;
	}
	for (uint32_t i = 0; n != NONE && i < n; i++) {
		char name[24];
		snprintf(name, sizeof name, "local%u", (unsigned)i);
		slave_add(xstrdup(name), true);
	}
	if (!opt.appliances.n && has_sections(SECTION_appliance) && opt.jobs == NONE)
		slaves_room = SLAVES_MAX;
	slaves = xrealloc(slaves, places_most(), sizeof *slaves);
	lane_rows = xrealloc(NULL, places_most(), sizeof *lane_rows);
	for (uint32_t i = 0; i < nslaves; i++)
		lane_open(&slaves[i]);
	return spared;
}

/* One more appliance joins a run; NULL: there is no place for it. */
static struct slave *slave_join(const struct site *at)
{
	if (nslaves == places_most())
		return NULL;
	slaves[nslaves] = slave_new(at, nslaves);
	lane_open(&slaves[nslaves++]);
	run_lanes(lane_rows, nslaves);
	return &slaves[nslaves - 1];
}

/* A slave's appliance is as muster.conf has it now. */
static void slave_replace(struct slave *s, const struct site *at)
{
	lanes_here += !at->via;
	lanes_here -= !s->at->via;
	s->at = at;
}

/* A number for the host of a slave: 0 is this one; where a via leads is one of its own. */
static uint32_t host_of(uint32_t slave) { return slaves[slave].at->via ? 1 + slave : 0; }

/* Does each lead elsewhere? */
static bool all_elsewhere(void) { return nslaves && !lanes_here; }

/* How many lanes it has. */
static uint32_t lanes_of(uint32_t slave) { return slaves[slave].at->via ? 1 : lanes_here; }

/* Who is there to run the tests: of plain lanes no more than there are tests, unless these may go
 * from one to another. */
static void lanes_make(uint32_t tests)
{
	while (nslaves > tests && nslaves > 1 && slaves[nslaves - 1].at->plain && !attempts_many())
		nslaves--;
	run_lanes(lane_rows, nslaves);
	files_raise();
}

/* ---- jobs and order: what is run, where that is, and what comes first --------------------------
 * door: test_of, props_of, weight_of, rounds, rounds_of, jobs_make, unchanged_say, jobs_open,
 *       print_ids,
 *       print_known, together, is_case, order_make, job_first, ids_extend, job_resume,
 *       job_block, job_move, job_batch, job_return, job_lost, reboot_of, reboot_may,
 *       job_reboot, job_attempted, job_requeue, job_retry, job_delay, delays_turn,
 *       are_delayed, job_rerun, job_attempt, job_reopen, failure_count, job_end, job_final, job_drop,
 *       is_waiting, waiting, give_up */
static struct job *jobs;
/* of the jobs; behind them, of tests that are there no more */
static const char **ids;
static uint32_t njobs;
/* --changed: of each test a digest of what it depends on; NULL: nobody asks */
static struct { uint64_t *of; uint32_t unchanged; } depends;
/* jobs that have another attempt at that time (active) */
static struct { struct delay { uint32_t job; int64_t at; } *of; size_t n; } delayed;
/* jobs, by where they are */
static struct { uint32_t all[WHERE_COUNT], exclusive[WHERE_COUNT]; } census;
/* of tests that took their appliance down, and may; at: its slave, start: of the attempt, us since
 * that of the run */
static struct {
	struct reboot { uint32_t job, count; uint16_t at; uint64_t start; } *of;
	uint32_t n;
} reboots;

static const struct test *test_of(uint32_t job) { return &suite.tests[jobs[job].test]; }
static const struct props *props_of(uint32_t job) { return &suite.props[test_of(job)->props]; }

/* The lanes that a test takes. */
static uint32_t weight_of(const struct props *p)
{
	return p->weight == NONE || !p->weight ? 1 : p->weight;
}

/* Attempts of each test; NONE: any number. */
static uint32_t rounds(void) { return opt.repeat ? opt.repeat : opt.until_fail ? NONE : 1; }

/* Attempts of this one. What others wait for has to end, and so does what cleans up. */
static uint32_t rounds_of(uint32_t job)
{
	return rounds() == NONE && (gate_awaited(job) || cleans_up(job)) ? 1 : rounds();
}

static uint32_t text_hash(const char *s)
{
	uint64_t h = digest_add(0x6d75737465726b1du, s);

	return (uint32_t)(h ^ h >> 32);
}

/* Keeps the jobs that are marked in `keep`. */
static void jobs_keep(const uint8_t *keep)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < njobs; i++)
		if (keep[i]) {
			jobs[n] = jobs[i];
			ids[n++] = ids[i];
		}
	njobs = n;
}

static int by_expect(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	if (jobs[x].expect != jobs[y].expect)
		return jobs[x].expect > jobs[y].expect ? -1 : 1;
	return strcmp(ids[x], ids[y]);
}

/* --shard I/N[:LOG]: marks this machine's part. By a hash of the id, so that no other test matters;
 * with a LOG, which all machines must have alike, longest first to the part that has least to
 * do. */
static void shard_choose(uint8_t *keep)
{
	uint32_t part = 0, parts = 0, *known = xrealloc(NULL, njobs, sizeof *known), n = 0;
	char number[16];
	const char *slash = strchr(opt.shard, '/'), *log = strchr(opt.shard, ':');
	size_t len = slash ? (size_t)(slash - opt.shard) : 0,
		rest = slash ? (log ? (size_t)(log - slash) : strlen(slash)) : 0;
	uint64_t *load;

	snprintf(number, sizeof number, "%.*s", (int)len, opt.shard);
	if (!len || len > 9 || rest < 2 || rest > 9 || !value_number(number, &part))
		usage("--shard=%s: expected I/N or I/N:LOG", opt.shard);
	snprintf(number, sizeof number, "%.*s", (int)rest - 1, slash + 1);
	if (!value_number(number, &parts) || !part || part > parts)
		usage("--shard=%s: expected I/N or I/N:LOG, with I from 1 to N", opt.shard);
	if (log && !history_only(log + 1))
		usage("--shard=%s: %s is no run log that can be read", opt.shard, log + 1);
	load = xrealloc(NULL, parts, sizeof *load);
	memset(load, 0, parts * sizeof *load);
	for (uint32_t i = 0; i < njobs; i++) {
		enum outcome o;
		uint64_t us;
		if (log && history_find(ids[i], &o, &us)) {
			jobs[i].expect = (uint32_t)(us / 1000);
			known[n++] = i;
		} else {
			keep[i] = text_hash(ids[i]) % parts == part - 1;
		}
	}
	if (n)
		qsort(known, n, sizeof *known, by_expect);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t least = 0;
		for (uint32_t k = 1; k < parts; k++)
			if (load[k] < load[least])
				least = k;
		load[least] += jobs[known[i]].expect + 1;
		keep[known[i]] = least == part - 1;
	}
	free(known);
	free(load);
}

/* -k: marks what matches. */
static void select_choose(uint8_t *keep)
{
	struct buf error = { 0 };

	for (uint32_t i = 0; i < njobs; i++) {
		const struct test *t = test_of(i);
		struct filter_facts of = { ids[i], suite.programs[t->program].kind->name,
			props_of(i)->needs, props_of(i)->labels, OUT_COUNT };
		uint64_t us;
		if (!history_find(ids[i], &of.last, &us))
			of.last = OUT_COUNT;
		keep[i] = filter_match(opt.select, &of, &error);
		if (error.n)
			usage("-k '%s': %s", opt.select, error.p);
	}
}

/* Marks what a past run had, to go on with it: that was chosen then. */
static void past_choose(uint8_t *keep)
{
	uint32_t k = 0;

	for (uint32_t i = 0; i < njobs; i++) {
		keep[i] = past_place(ids[i], k) != NONE;
		k += keep[i];
	}
}

/* A job for each test of the collection; with --dist=each one for each appliance. */
static void jobs_all(void)
{
	uint32_t each = opt.dist == DIST_each ? nslaves : 1;
	uint64_t n = (uint64_t)suite.ntests * each;
	struct buf id = { 0 };

	if (n >= NONE)
		usage("--dist=each: %llu tests are more than muster can number",
			(unsigned long long)n);
	njobs = (uint32_t)n;
	jobs = xrealloc(NULL, njobs, sizeof *jobs);
	ids = xrealloc(NULL, njobs, sizeof *ids);
	for (uint32_t i = 0; i < njobs; i++) {
		jobs[i] = (struct job){ .test = i / each, .only = NOBODY, .failed_on = NOBODY,
			.attempt = 1, .expect = NONE,
			.next = NONE, .prev = NONE };
		ids[i] = suite.tests[i / each].id;
		if (opt.dist == DIST_each) {
			jobs[i].only = (uint16_t)(i % each);
			id.n = 0;
			buf_printf(&id, "%s@%s", ids[i], slaves[i % each].at->name);
			ids[i] = xstrdup(id.p);
		}
	}
	buf_free(&id);
}

/* What is known of the jobs from earlier runs; returns how many failed in the last that had
 * them. */
static uint32_t jobs_remember(void)
{
	uint32_t failed = 0;

	for (uint32_t i = 0; i < njobs; i++) {
		enum outcome o;
		uint64_t us;
		if (!history_find(ids[i], &o, &us))
			continue;
		jobs[i].expect = us / 1000 < NONE ? (uint32_t)(us / 1000) : NONE - 1;
		jobs[i].failed_last = o >= OUT_failed && o != OUT_notrun;
		failed += jobs[i].failed_last;
	}
	return failed;
}

/* What holds for all tests: a digest of the configuration but for [tests], and of options that
 * slaves have. */
static uint64_t depends_common(void)
{
	const struct w_CONFIG *c = &opt.config;
	struct buf b = { 0 };
	char cwd[PATH_MAX];
	uint64_t digest;

	buf_printf(&b, "%s %lu %lu %lu %d %d %s", VERSION, (unsigned long)c->timeout,
		(unsigned long)c->idle, (unsigned long)c->grace, c->isolate, c->leaks_fail,
		getcwd(cwd, sizeof cwd) ? cwd : "");
	digest = digest_add(1, b.p);
	for (uint32_t k = 0; k < conf.n; k++) {
		const struct section *s = &conf.sections[k];
		if (s->type == SECTION_tests)
			continue;
		snprintf(cwd, sizeof cwd, "%d", s->type);
		digest = digest_add(digest_add(digest, cwd), s->name);
		for (uint32_t i = 0; i < s->n; i++)
			digest = digest_add(digest_add(digest, s->set[i].key), s->set[i].value);
	}
	digest = digest_add(digest, opt.kind ? opt.kind : "");
	digest = digest_add(digest, opt.wrapper ? opt.wrapper : "");
	digest = digest_add(digest, opt.build_type ? opt.build_type : "");
	for (const char *v = NULL; (v = list_next(opt.env.p, opt.env.n, v));)
		digest = digest_add(digest, v);
	for (const char *v = NULL; (v = list_next(opt.appliances.p, opt.appliances.n, v));)
		digest = digest_add(digest, v);
	buf_free(&b);
	return digest;
}

/* Does muster.conf say, for all tests or some appliance's, what is to be loaded? */
static bool conf_sets_loader(void)
{
	for (uint32_t k = 0; k < conf.n; k++) {
		const struct section *s = &conf.sections[k];
		for (uint32_t i = 0; i < s->n && s->type != SECTION_tests; i++)
			if (sets_loader(s->set[i].key) || sets_loader(s->set[i].value))
				return true;
	}
	return false;
}

/* Can nobody know here what tests depend on? Why; NULL: we can. */
static const char *depends_unknown(void)
{
	const char *preload = getenv("LD_PRELOAD");

	for (uint32_t i = 0; i < nslaves; i++)
		if (slaves[i].at->via)
			return "appliances have files of their own";
	for (const char *v = NULL; (v = list_next(opt.env.p, opt.env.n, v));)
		if (sets_loader(v))
			return "--env says what is to be loaded";
	return preload && *preload ? "LD_PRELOAD is set" :
		conf_sets_loader() ? "muster.conf says what is to be loaded" : NULL;
}

/* --changed: marks what is not as it was when it passed last. */
static void changed_choose(uint8_t *keep)
{
	const char *unknown = depends_unknown();
	uint64_t common = depends_common();

	if (unknown)
		say("warning: --changed: all tests run: %s", unknown);
	depends.of = memset(xrealloc(NULL, suite.ntests, sizeof *depends.of), 0,
		suite.ntests * sizeof *depends.of);
	for (uint32_t i = 0; i < njobs; i++) {
		uint64_t *now = &depends.of[jobs[i].test], us;
		enum outcome o;
		if (!*now && !unknown)
			*now = test_depends(&suite, jobs[i].test, common);
		keep[i] = !*now || !history_find(ids[i], &o, &us) || o != OUT_passed ||
			history_depends(ids[i]) != *now;
		depends.unchanged += !keep[i];
	}
}

/* Adds what those that are selected cannot do without, from all jobs that there could be. */
static void jobs_complete(struct job *all, const char **all_ids)
{
	uint32_t each = opt.dist == DIST_each ? nslaves : 1, n = 0;
	uint8_t *marks = memset(xrealloc(NULL, suite.ntests, each), 0, (size_t)suite.ntests * each);

	for (uint32_t i = 0; i < njobs; i++)
		marks[jobs[i].test * each + (jobs[i].only == NOBODY ? 0 : jobs[i].only)] = 1;
	crowds_reach(marks, each);
	for (uint32_t i = 0; i < suite.ntests * each; i++)
		if (marks[i]) {
			all[n] = all[i];
			all_ids[n++] = all_ids[i];
		}
	if (n > njobs && !opt.list && !opt.why)
		say("%lu test%s that the selected ones need %s added", (unsigned long)(n - njobs),
			n - njobs == 1 ? "" : "s", n - njobs == 1 ? "is" : "are");
	njobs = n;
	free(jobs);
	free(ids);
	free(marks);
	jobs = all;
	ids = all_ids;
	jobs_remember();
}

/* Has the program of a job changed while --watch waited? */
static bool is_concerned(uint32_t job)
{
	const char *path = suite.programs[test_of(job)->program].path, *p = NULL;

	while ((p = list_next(opt.concerned.p, opt.concerned.n, p)) && strcmp(p, path))
		;
	return p;
}

/* Makes a job of each test that is to be run: of the collection, less what -k, --shard,
 * --last-failed and a run that is gone on with leave out, and what these need. */
static void jobs_make(void)
{
	uint32_t failed, before, programs = 0;
	uint64_t digest = 0;
	struct job *all = NULL;
	const char **all_ids = NULL;
	uint8_t *keep;

	jobs_all();
	if (crowds_make()) {
		all = memcpy(xrealloc(NULL, njobs, sizeof *all), jobs, njobs * sizeof *all);
		all_ids = memcpy(xrealloc(NULL, njobs, sizeof *all_ids), ids,
			njobs * sizeof *all_ids);
	}
	keep = xrealloc(NULL, njobs, 1);
	if (suite.extras) {
		for (uint32_t i = 0; i < njobs; i++)
			keep[i] = !test_of(i)->extra;
		jobs_keep(keep);
	}
	if (opt.select) {
		select_choose(keep);
		jobs_keep(keep);
	}
	if (opt.shard) {
		shard_choose(keep);
		jobs_keep(keep);
	}
	failed = jobs_remember();
	if (opt.resume && (opt.select || opt.shard || opt.last_failed || opt.changed)) {
		before = njobs;
		past_choose(keep);
		jobs_keep(keep);
		if (njobs < before && !opt.last_failed && !opt.changed)
			say("warning: --resume: %lu of the tests that are selected now %s left out",
				(unsigned long)(before - njobs),
				before - njobs == 1 ? "was not in that run: it is" :
				"were not in that run: they are");
	} else if (opt.concerns || (opt.last_failed && failed)) {
		for (uint32_t i = 0; i < njobs; i++)
			keep[i] = jobs[i].failed_last || is_concerned(i);
		jobs_keep(keep);
	}
	if (opt.changed && !opt.resume) {
		changed_choose(keep);
		jobs_keep(keep);
	}
	if (all)
		jobs_complete(all, all_ids);
	for (uint32_t i = 0; i < njobs; i++) {
		digest = digest_add(digest, ids[i]);
		programs += !i || test_of(i)->program != test_of(i - 1)->program;
	}
	run_tests((const char *const *)ids, njobs, digest, programs);
	free(keep);
}

/* Counts what --changed leaves out. */
static void unchanged_say(void)
{
	if (depends.unchanged && reports_open())
		report_say(NULL, "%lu unchanged", (unsigned long)depends.unchanged);
	else if (depends.unchanged)
		say("%lu unchanged", (unsigned long)depends.unchanged);
}

/* They are to be run: from now on they wait for that. */
static void jobs_open(void) { census.all[WAITING] = njobs; }

/* --list --json: what is known of each test. False: it could not be written. */
static bool print_facts(struct buf *b)
{
	for (uint32_t i = 0; i < njobs; i++) {
		const struct test *t = test_of(i);
		const struct program *p = &suite.programs[t->program];
		const struct props *props = props_of(i);
		report_listed(b, &(struct listed){ .id = ids[i], .program = p->path,
			.name = t->name ? ids[i] + t->name : NULL, .kind = p->kind->name,
			.labels = props->labels, .needs = props->needs,
			.place = p->place, .file = program_file(p),
			.timeout = props->timeout == NONE ? opt.config.timeout : props->timeout });
	}
	return strcmp(opt.report.json, "-") ? report_write(opt.report.json, b) : print(b);
}

/* --list; status: what else there is to be said. */
static void print_ids(int status)
{
	struct buf b = { 0 }, facts = { 0 };
	bool json = opt.given[option_find("json", 4) - options];

	if (json)
		reports_check();
	for (uint32_t i = 0; i < njobs; i++) {
		buf_escape(&b, ids[i], strlen(ids[i]), SIZE_MAX);
		buf_add(&b, "\n", 1);
	}
	if (json && !strcmp(opt.report.json, "-"))
		b.n = 0;
	if (json && !print_facts(&facts))
		leave(EXIT_REPORT);
	leave(!print(&b) ? EXIT_REPORT : status ? status :
		njobs || depends.unchanged ? EXIT_OK : EXIT_EMPTY);
}

/* --show-config: what is known of each test. */
static void print_known(void)
{
	struct buf b = { 0 };

	for (uint32_t i = 0; i < njobs; i++)
		suite_known(&suite, jobs[i].test, &b);
	leave(!print(&b) ? EXIT_REPORT : njobs ? EXIT_OK : EXIT_EMPTY);
}

/* A number from 0 to n - 1, the next of a seed's. */
static uint32_t dice(uint64_t *seed, uint32_t n)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((*seed >> 33) % n);
}

/* What decides when a job is handed out: the smaller first, member by member. */
struct place {
	uint32_t job;
	/* 0 serial, 1 awaited, 2 failed in the last run (--failed-first), 3 others */
	uint8_t band;
	uint32_t priority;	/* from above */
	uint32_t lanes;		/* from above: while few are taken they are easily had */
	/* from above: ms of its unit, or of the longest in it; 0: unknown */
	uint32_t weight;
	uint32_t unit;		/* jobs that stay near each other */
	uint32_t within;
};

static int by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->band != y->band)
		return x->band < y->band ? -1 : 1;
	if (x->priority != y->priority)
		return x->priority < y->priority ? -1 : 1;
	if (x->lanes != y->lanes)
		return x->lanes > y->lanes ? -1 : 1;
	if (x->weight != y->weight)
		return x->weight < y->weight ? -1 : 1;
	if (x->unit != y->unit)
		return x->unit < y->unit ? -1 : 1;
	return x->within < y->within ? -1 : x->within > y->within;
}

/* Must two jobs go together? By --dist, or by `together` of muster.conf. Serial ones are on one
 * appliance in any case, and what goes together would change their order. */
static bool together(uint32_t a, uint32_t b)
{
	const struct test *x = test_of(a), *y = test_of(b);

	if (x->program != y->program || jobs[a].only != jobs[b].only)
		return false;
	if (opt.dist == DIST_file)
		return true;
	if (props_of(a)->serial || props_of(b)->serial)
		return false;
	if (props_of(a)->together && props_of(b)->together)
		return true;
	return opt.dist == DIST_param && !strcmp(test_parameter(x), test_parameter(y));
}

/* Is a job one that others of its program may share a process with? */
static bool is_case(uint32_t job)
{
	const struct test *t = test_of(job);

	return t->name && suite.programs[t->program].kind->run;
}

/* Those that go together stand together; serial tests stay as their program has them. */
static int by_unit(const void *a, const void *b)
{
	uint32_t i = ((const struct place *)a)->job, k = ((const struct place *)b)->job;
	const struct test *x = test_of(i), *y = test_of(k);
	bool serial = props_of(i)->serial;
	int c;

	if (jobs[i].only != jobs[k].only)
		return jobs[i].only < jobs[k].only ? -1 : 1;
	if (serial != props_of(k)->serial)
		return serial ? -1 : 1;
	if (!serial && props_of(i)->together != props_of(k)->together)
		return props_of(i)->together ? -1 : 1;
	c = !serial && opt.dist == DIST_param ? strcmp(test_parameter(x), test_parameter(y)) : 0;
	return c ? c : x->rank < y->rank ? -1 : x->rank > y->rank;
}

/* Sorts places. Most often they are in order; of a million that is worth a look, since a sort takes
 * as much room again. */
static void places_sort(struct place *p, uint32_t n, int (*order)(const void *, const void *))
{
	uint32_t i = 1;

	while (i < n && order(&p[i - 1], &p[i]) <= 0)
		i++;
	if (i < n)
		qsort(p, n, sizeof *p, order);
}

/* Gives the jobs of one program their units and weights. Those that must go together are one unit,
 * which weighs as much as all of them; short cases are another, which can be split; anything else
 * is for itself. Returns the number of the next unit. */
static uint32_t program_place(struct place *p, uint32_t n, uint32_t unit, bool longest)
{
	places_sort(p, n, by_unit);
	for (uint32_t i = 0, end; i < n; i = end) {
		uint64_t weight = 0;
		bool whole = together(p[i].job, p[i].job), unknown = false;

		for (end = i;
		    end < n &&
		    	(end == i ||
		    	(whole ? together(p[end].job, p[i].job) : !together(p[end].job,
		    	p[end].job))); end++) {
			uint32_t ms = jobs[p[end].job].expect;
			p[end].unit = unit;
			p[end].within = end;
			unknown |= ms == NONE;
			if (whole)
				weight += ms == NONE ? 0 : ms;
			else if (ms != NONE && (ms < LONG_CASE && ms > weight))
				weight = ms;
		}
		unit++;
		for (uint32_t k = i; longest && k < end; k++) {
			uint32_t ms = jobs[p[k].job].expect;
			bool own = !whole && (ms == NONE || ms >= LONG_CASE || !is_case(p[k].job));
			p[k].weight = own ? (ms == NONE ? 0 : UINT32_MAX - ms) :
				whole && unknown ? 0 :
				UINT32_MAX - (uint32_t)(weight < UINT32_MAX ? weight :
					UINT32_MAX - 1);
		}
	}
	return unit;
}

/* Gives the units another order, and the jobs in those that may be split. Serial ones keep
 * theirs. */
static void places_shuffle(struct place *places, uint32_t units, uint64_t *seed)
{
	uint32_t *other = xrealloc(NULL, units, sizeof *other);

	for (uint32_t i = 0; i < units; i++) {
		uint32_t k = dice(seed, i + 1);
		other[i] = other[k];
		other[k] = i;
	}
	for (uint32_t i = 0; i < njobs; i++) {
		if (!places[i].band)
			continue;
		places[i].unit = other[places[i].unit];
		if (!together(places[i].job, places[i].job))
			places[i].within = dice(seed, INT32_MAX);
	}
	free(other);
}

/* The order of dispatch, as ranks: serial tests, then what others wait for, then (--failed-first)
 * what failed, then by priority; then longest, collected or random, with the cases of a program
 * near each other. */
static void order_make(void)
{
	const char *word = opt.order ? opt.order : "longest";
	bool random = !strncmp(word, "random", 6) && (!word[6] || word[6] == ':');
	struct place *places = xrealloc(NULL, njobs, sizeof *places);
	uint32_t units = 0;
	uint64_t seed = 0;

	if (!random && strcmp(word, "longest") && strcmp(word, "collected"))
		usage("--order=%s: expected longest, collected or random[:SEED]", word);
	if (random) {
		uint32_t given = (uint32_t)(clock_us() ^ getpid()) & 0xffffff;
		if (word[6] && !value_number(word + 7, &given))
			usage("--order=%s: the seed is a number", word);
		seed = given;
		say("order: random, again with --order=random:%lu", (unsigned long)given);
	}
	for (uint32_t i = 0; i < njobs; i++) {
		const struct props *p = props_of(i);
		bool awaited = *word == 'l' && gate_awaited(i);
		places[i] = (struct place){ .job = i,
			.band = p->serial ? 0 : awaited ? 1 : (opt.failed_first &&
			jobs[i].failed_last) || is_concerned(i) ? 2 : 3,
			.priority = UINT32_MAX - (p->priority == NONE ? 0 : p->priority),
			.lanes = *word == 'l' ? weight_of(p) : 1 };
	}
	for (uint32_t i = 0, end; i < njobs; i = end) {
		for (end = i + 1; end < njobs && test_of(end)->program == test_of(i)->program;
		    end++)
			;
		units = program_place(places + i, end - i, units, *word == 'l');
	}
	if (random)
		places_shuffle(places, units, &seed);
	for (uint32_t i = 0; i < njobs; i++)
		if (!places[i].band)
			places[i].weight = 0;
	places_sort(places, njobs, by_place);
	queues_make();
	for (uint32_t i = 0; i < njobs; i++)
		jobs[places[i].job].rank = i;
	for (uint32_t i = 0; i < njobs; i++) {
		uint32_t job = places[i].job;
		jobs[job].queue = queue_first(job);
		if (jobs[job].failed_on < MANY)		/* in the run that is gone on with */
			jobs[job].queue = queue_again(job, jobs[job].failed_on);
		census.exclusive[jobs[job].where] += props_of(job)->exclusive;
		if (jobs[job].where == WAITING)
			queue_put(job);
	}
	free(places);
}

/* The first job of a test of the collection; NONE: it is not selected. Most often jobs are
 * tests. */
static uint32_t job_first(uint32_t test)
{
	uint32_t low = 0, high = njobs;

	if (test < njobs && jobs[test].test == test)
		return test;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (jobs[middle].test < test)
			low = middle + 1;
		else
			high = middle;
	}
	return low < njobs && jobs[low].test == test ? low : NONE;
}

/* What was in the run that is gone on with, and is there no more, has numbers behind all jobs. */
static void ids_extend(const char *const *more, uint32_t n)
{
	ids = xrealloc(ids, (size_t)njobs + n, sizeof *ids);
	memcpy(ids + njobs, more, n * sizeof *more);
	run_tests((const char *const *)ids, njobs + n, run.digest, run.programs);
}

/* How often an appliance went down in the attempt of a test that runs or is next; NULL: never. */
static struct reboot *reboot_of(uint32_t job)
{
	for (uint32_t i = 0; jobs[job].rebooted && i < reboots.n; i++)
		if (reboots.of[i].job == job)
			return &reboots.of[i];
	return NULL;
}

/* May the appliance of a test go down in it, so many times or (NONE) once more? */
static bool reboot_may(uint32_t job, uint32_t times)
{
	const struct reboot *r = reboot_of(job);
	uint32_t most = props_of(job)->reboots;

	return most != NONE && (times == NONE ? (r ? r->count : 0) + 1 : times) <= most;
}

/* The appliance of a slave has gone down in a test that began then (us, from the start of the run),
 * for the so-manieth time: the same attempt goes on there. */
static void job_reboot(uint32_t job, uint16_t slave, uint32_t count, uint64_t start)
{
	struct reboot *r = reboot_of(job);

	if (!r) {
		reboots.of = array_grow(reboots.of, reboots.n, sizeof *reboots.of);
		r = &reboots.of[reboots.n++];
		*r = (struct reboot){ .job = job, .at = slave, .start = start };
	}
	r->count = count;
	jobs[job].rebooted = jobs[job].isolate = true;
}

/* Its attempt is over: that of the next has not gone down. */
static void reboots_forget(uint32_t job)
{
	struct reboot *r = reboot_of(job);

	if (r)
		*r = reboots.of[--reboots.n];
	jobs[job].rebooted = false;
}

/* How far a job came in the run that is gone on with. */
static void job_resume(uint32_t job, const struct past_test *t)
{
	struct job *j = &jobs[job];

	j->attempt = t->attempts + 1;
	if (t->starts && t->on < nslaves && reboot_may(job, t->starts)) {
		/* it took this machine down, or its appliance before we ended: no loss */
		j->attempt = t->attempts;
		job_reboot(job, t->on, t->starts, 0);
	}
	j->tried = t->tried;
	j->lost = t->lost;
	j->outcome = t->outcome;
	j->failures = t->failures;
	if (t->failed_on)
		j->failed_on = *t->failed_on ? NOBODY : MANY;
	for (uint32_t i = 0; i < nslaves && t->failed_on; i++)
		if (!strcmp(slaves[i].id, t->failed_on))
			j->failed_on = (uint16_t)i;
}

/* A test waits for others: before the order is made. */
static void job_block(uint32_t job)
{
	jobs[job].where = BLOCKED;
	census.all[WAITING]--;
	census.all[BLOCKED]++;
}

/* The only place that changes where a test is, once there is an order. */
static void job_move(uint32_t job, enum where where, struct slave *s)
{
	struct job *j = &jobs[job];
	bool exclusive = props_of(job)->exclusive;

	if ((j->where == SENT || j->where == RUNNING) && where != RUNNING) {
		/* out of its slave's list */
		*(j->prev == NONE ? &s->first : &jobs[j->prev].next) = j->next;
		*(j->next == NONE ? &s->last : &jobs[j->next].prev) = j->prev;
		s->n--;
		locks_move(job, (uint32_t)(s - slaves), false);
		epoch_next();
	}
	if (where == SENT || (where == WAITING && j->where == SENT && !j->batched))
		report_sent(job, where == WAITING);
	if (where != RUNNING)
		j->batched = false;
	if (where == SENT) {
		j->next = NONE;
		j->prev = s->last;
		*(s->last == NONE ? &s->first : &jobs[s->last].next) = job;
		s->last = job;
		s->n++;
		j->slave = (uint16_t)(s - slaves);
		locks_move(job, j->slave, true);
	}
	census.all[j->where]--;
	census.all[where]++;
	census.exclusive[j->where] -= exclusive;
	census.exclusive[where] += exclusive;
	j->where = (uint8_t)where;
	if (where == WAITING)
		queue_put(job);
}

/* A process has started that runs this test, among others perhaps. */
static void job_batch(uint32_t job) { jobs[job].batched = true; }

/* A slave died that held this test. Perhaps it ran: that is said, and what kills slaves is found
 * one by one. */
static void job_return(uint32_t job, struct slave *s)
{
	struct job *j = &jobs[job];

	j->batched |= s->distrusted;
	j->isolate |= j->batched;
	j->attempt += j->batched;
	job_move(job, WAITING, s);
}

/* An attempt was lost; there is another only once. */
static void job_lost(uint32_t job)
{
	reboots_forget(job);
	jobs[job].outcome = OUT_lost;
	jobs[job].tried = jobs[job].lost = true;
}

/* An attempt has ended; failed: so that it counts, on this slave. */
static void job_attempted(uint32_t job, enum outcome o, bool failed, uint32_t here)
{
	struct job *j = &jobs[job];

	reboots_forget(job);
	j->outcome = (uint8_t)(rounds() > 1 && j->tried && j->outcome > o ? j->outcome : o);
	j->tried = true;
	if (!failed)
		return;
	j->failures++;
	j->failed_on = (uint16_t)(j->failed_on == NOBODY || j->failed_on == here ? here : MANY);
}

/* The attempt of a test has not ended: it goes on from this queue. */
static void job_requeue(uint32_t job, uint32_t queue, struct slave *s)
{
	jobs[job].queue = queue;
	job_move(job, WAITING, s);
}

/* A test has another attempt: it waits for that in this queue. */
static void job_retry(uint32_t job, uint32_t queue, struct slave *s)
{
	jobs[job].attempt++;
	job_requeue(job, queue, s);
}

/* The same, but not before so long a time (ms). It is BLOCKED by that. */
static void job_delay(uint32_t job, uint32_t queue, struct slave *s, uint32_t ms)
{
	jobs[job].attempt++;
	jobs[job].queue = queue;
	job_move(job, BLOCKED, s);
	delayed.of = array_grow(delayed.of, delayed.n, sizeof *delayed.of);
	delayed.of[delayed.n++] = (struct delay){ job, active_now + ms * INT64_C(1000) };
}

/* Lets those wait for a slave whose time has come. When the next one's has; at: if it is before. */
static int64_t delays_turn(int64_t at)
{
	size_t n = 0;

	for (size_t i = 0; i < delayed.n; i++) {
		struct delay d = delayed.of[i];
		bool waits = jobs[d.job].where == BLOCKED;
		if (waits && d.at <= active_now) {
			job_move(d.job, WAITING, NULL);
			epoch_next();
			queue_tell(d.job);
			at = active_now;
		} else if (waits) {
			at = d.at < at ? d.at : at;
			delayed.of[n++] = d;
		}
	}
	delayed.n = n;
	return at;
}

/* Are there such? */
static bool are_delayed(void) { return delayed.n; }

/* A test that was lost on a slave runs once more, alone; it waits for that in this queue. */
static void job_rerun(uint32_t job, uint32_t queue, struct slave *s)
{
	job_lost(job);
	jobs[job].isolate = true;
	job_retry(job, queue, s);
}

/* This attempt of a test runs now; of one with several rounds it is known which is due. */
static void job_attempt(uint32_t job, uint32_t attempt)
{
	if (rounds() == 1)
		jobs[job].attempt = attempt;
}

/* A test that had passed in a process that has ended badly since runs again on that slave: it has
 * no outcome any more. */
static void job_reopen(uint32_t job, struct slave *s)
{
	struct job *j = &jobs[job];
	struct lane *was = slaves[j->slave].lane;

	run_uncount((enum outcome)j->outcome);
	if (j->failures && rounds() == 1)
		run_failures(0, (uint32_t)-1);
	was->tests--;
	job_move(job, SENT, s);
	job_move(job, RUNNING, s);
}

/* A test has its outcome: the only place that gives one. */
static void job_end(uint32_t job, struct result *r, struct slave *s)
{
	job_move(job, ENDED, s);
	jobs[job].outcome = (uint8_t)r->outcome;
	run_count(r->outcome);
	r->id = ids[job];
	r->test = job;
	r->depends = depends.of ? depends.of[jobs[job].test] : 0;
	if (!r->message)
		r->message = "";
	report_test(r);
	if (is_failure(r->outcome))
		failure_count();
	if (!r->provisional)
		job_final(job);
}

/* A test has ended, and nothing can change how any more. */
static void job_final(uint32_t job)
{
	if (jobs[job].where != ENDED || jobs[job].final)
		return;
	jobs[job].final = true;
	gate_ended(job);
}

/* One failure more: perhaps the user wants no more after that. */
static void failure_count(void)
{
	const char *why = opt.until_fail ? "stopped after a failure (--until-fail)" :
		maxfail() == 1 ? "stopped after the first failure (--maxfail=1)" :
			"stopped after as many failures as --maxfail allows";

	if (run_ending() || !run_failed())
		return;
	if (is_stopped_now())
		interrupt(0, why);
	else
		finish(why);
}

/* Ends a test that waits: it will not be run (again). It keeps the outcome that it has. What a
 * slave held when it died may have run: that is lost. Else it gets the given one. */
static void job_drop(uint32_t job, enum outcome o, const char *why)
{
	const struct job *j = &jobs[job];
	bool held = j->isolate && !j->tried;
	struct buf text = { 0 };

	buf_printf(&text, "%s%s", j->rebooted ? "its appliance went down in it; " :
		held ? "it may have run, its slave died with it; " : "", why);
	job_end(job, &(struct result){ .outcome = j->rebooted ? OUT_lost : j->tried ? j->outcome :
		held ? OUT_lost : o, .message = text.p, .exit = NONE,
		.attempts = j->attempt - !j->rebooted, .slave = held ? slaves[j->slave].id : NULL,
		.appliance = held ? slaves[j->slave].at->name : NULL }, NULL);
	buf_free(&text);
}

/* Does a test wait, for its turn or for others? */
static bool is_waiting(uint32_t job)
{
	return jobs[job].where == WAITING || jobs[job].where == BLOCKED;
}

/* How many do? */
static uint32_t waiting(void) { return census.all[WAITING] + census.all[BLOCKED]; }

/* Ends what waits; where the run winds up, but for what cleans up. */
static void give_up(const char *why)
{
	gates_stop(why);
	for (uint32_t i = 0; waiting() && i < njobs; i++)
		if (is_waiting(i) && !(run_winds_up() && cleans_up(i)))
			job_drop(i, OUT_notrun, why);
	gates_stop(run_winds_up());
}

/* ---- gates: tests that wait for others ---------------------------------------------------------
 * door: crowds_make, crowds_reach, gates_make, gate_awaited, gates_stop, gate_ended,
 *       gates_of_job, cleans_up, cleanups_left
 * Those that a test waits for are a crowd: all that a glob of `after` names, say. A gate is a crowd
 * of jobs (with --dist=each those of one appliance), which opens when all of them have ended. So
 * many may wait for many, and there are no pairs of them. A fixture is three crowds in a row. */
enum crowd_type { CROWD_after, CROWD_any, CROWD_setups, CROWD_cleanups, CROWD_users };

static struct {
	struct crowd {
		/* the glob, or the fixture; its type stands in front of it */
		const char *name;
		enum crowd_type type;
		uint32_t *tests, n;	/* in their order; users: with the set-ups */
	} *of;
	uint32_t n;
	struct map map;			/* type and name, to the place in `of` */
	struct crowd_row {		/* of each row of properties */
		uint32_t *waits, nwaits;	/* crowds that its tests wait for */
		uint32_t *in, nin;		/* crowds of fixtures that they are in */
		bool cleanup;
	} *rows;
} crowds;
static struct {
	struct gate {
		uint32_t left;		/* jobs that have not ended for good */
		bool ran;		/* one of them has run */
		uint32_t *waiting, n;	/* jobs that wait for it */
	} *of;				/* of each crowd; with --dist=each of each slave in it */
	uint32_t n, each;		/* 0: nothing waits; gates of a crowd */
	uint32_t *first, *at;		/* a job is behind at[first[job]] .. at[first[job + 1]] */
	uint32_t *waits;		/* of each job: gates that it waits for */
	uint32_t *ended, nended;	/* jobs whose end is still to be looked at */
	uint32_t cleanups;		/* jobs that clean up, and have not ended */
	bool busy;			/* the ends of jobs are looked at */
	const char *why;		/* nothing starts any more; NULL: it may */
} gates;

/* The crowd of that name, a new one if there is none. */
static uint32_t crowd_find(enum crowd_type type, const char *name)
{
	struct buf key = { 0 };
	uint32_t *place;

	buf_printf(&key, "%c%s", (int)type + '0', name);
	place = map_at(&crowds.map, key.p, key.n);
	if (*place != NONE) {
		buf_free(&key);
		return *place;
	}
	*place = crowds.n;
	crowds.of = array_grow(crowds.of, crowds.n, sizeof *crowds.of);
	crowds.of[crowds.n] = (struct crowd){ .name = key.p + 1, .type = type };
	return crowds.n++;
}

/* The first crowd of a fixture, its set-ups; behind it are those that clean up, and all users. */
static uint32_t fixture_find(const char *name)
{
	uint32_t setups = crowd_find(CROWD_setups, name);

	crowd_find(CROWD_cleanups, name);
	crowd_find(CROWD_users, name);
	return setups;
}

/* "FILE:LINE: " of the setting with this value, which is borrowed from there; "": a row's. */
static const char *place_of(const char *value)
{
	static char text[PATH_MAX + 32];

	*text = 0;
	for (uint32_t i = 0; !*text && i < conf.n; i++)
		for (uint32_t k = 0; k < conf.sections[i].n; k++)
			if (conf.sections[i].set[k].value == value)
				snprintf(text, sizeof text, "%s:%d: ", conf.file,
					conf.sections[i].set[k].line);
	return text;
}

/* The tests that a glob of `after` names. None is a mistake, unless they are not among the
 * arguments; after-any is about those that are selected, and ids select. */
static void crowd_fill(struct crowd *c, const char *key, const char *value)
{
	const char *bad = glob_bad(c->name);

	if (bad)
		usage("%s%s = %s: the glob %s: %s", place_of(value), key, value, c->name, bad);
	c->n = suite_named(&suite, c->name, &c->tests);
	if (!c->n && c->type == CROWD_any && (suite.nwanted || !*place_of(value)))
		return;
	if (!c->n && !suite_elsewhere(&suite, c->name))
		usage("%s%s = %s: %s matches no test", place_of(value), key, value, c->name);
	if (!c->n && c->type == CROWD_after)
		say("warning: %safter = %s: %s is not among the arguments, and is not waited for",
			place_of(value), value, c->name);
}

static uint32_t *number_add(uint32_t *numbers, uint32_t *n, uint32_t number)
{
	numbers = array_grow(numbers, *n, sizeof *numbers);
	numbers[(*n)++] = number;
	return numbers;
}

/* Takes the words of a key: globs, or fixtures. */
static void row_take(struct crowd_row *row, const char *key, const char *value)
{
	char **words = value ? words_split(value, NULL) : NULL;
	bool any = !strcmp(key, "after-any"), after = any || !strcmp(key, "after");

	for (char **w = words; w && *w; w++) {
		uint32_t before = crowds.n;
		uint32_t c = after ? crowd_find(any ? CROWD_any : CROWD_after, *w) :
			fixture_find(*w);
		if (after && crowds.n > before)
			crowd_fill(&crowds.of[c], key, value);
		if (after || !strcmp(key, "needs-fixture"))
			row->waits = number_add(row->waits, &row->nwaits, c);
		if (!strcmp(key, "fixture"))
			row->in = number_add(row->in, &row->nin, c);
		if (!strcmp(key, "fixture-cleanup")) {
			row->waits = number_add(row->waits, &row->nwaits, c + 2);
			row->in = number_add(row->in, &row->nin, c + 1);
			row->cleanup = true;
		} else if (!after) {
			row->in = number_add(row->in, &row->nin, c + 2);
		}
	}
	free(words);
}

/* Says that a fixture is needed that nobody sets up. Where a suite file says so, that is no
 * news. */
static void fixtures_check(void)
{
	for (uint32_t i = 0; i < suite.nprops; i++) {
		const char *value = suite.props[i].needs_fixture;
		const char *place = value ? place_of(value) : "";
		char **words = *place ? words_split(value, NULL) : NULL;
		for (char **w = words; w && *w; w++) {
			uint32_t setups = fixture_find(*w);	/* which may move all of them */
			const struct crowd *c = &crowds.of[setups];
			if (!c[0].n && !c[1].n)
				say("warning: %sneeds-fixture = %s: no test sets up %s",
					place, value, *w);
		}
		free(words);
	}
}

/* Finds out who waits for whom, before it is known what is selected. False: nobody does. */
static bool crowds_make(void)
{
	for (uint32_t i = 0; i < suite.nprops; i++) {
		const struct props *p = &suite.props[i];
		if (!p->after && !p->after_any && !p->fixture && !p->fixture_cleanup &&
		    !p->needs_fixture)
			continue;
		if (!crowds.rows) {
			crowds.rows = xrealloc(NULL, suite.nprops, sizeof *crowds.rows);
			memset(crowds.rows, 0, suite.nprops * sizeof *crowds.rows);
		}
		row_take(&crowds.rows[i], "after", p->after);
		row_take(&crowds.rows[i], "after-any", p->after_any);
		row_take(&crowds.rows[i], "fixture", p->fixture);
		row_take(&crowds.rows[i], "fixture-cleanup", p->fixture_cleanup);
		row_take(&crowds.rows[i], "needs-fixture", p->needs_fixture);
	}
	for (uint32_t i = 0; crowds.n && i < suite.ntests; i++) {
		const struct crowd_row *row = &crowds.rows[suite.tests[i].props];
		for (uint32_t k = 0; k < row->nin; k++) {
			struct crowd *c = &crowds.of[row->in[k]];
			if (!c->n || c->tests[c->n - 1] != i)
				c->tests = number_add(c->tests, &c->n, i);
		}
	}
	if (crowds.n)
		fixtures_check();
	return crowds.n;
}

/* Is a test one of a crowd? */
static bool crowd_has(const struct crowd *c, uint32_t test)
{
	uint32_t low = 0, high = c->n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (c->tests[middle] < test)
			low = middle + 1;
		else
			high = middle;
	}
	return low < c->n && c->tests[low] == test;
}

/* What is skipped waits for nothing, and needs nothing. */
static bool is_skipped(const struct test *t)
{
	return t->disabled || suite.props[t->props].skip;
}

/* The marks of tests, `each` of them a test, and those whose needs are still to be marked. */
struct marks { uint8_t *of, *done; uint32_t each, *stack, n; };

/* Marks all of a crowd, those on one appliance. */
static void crowd_mark(struct marks *m, uint32_t crowd, uint32_t k)
{
	const struct crowd *c = &crowds.of[crowd];
	uint8_t *done = &m->done[(size_t)crowd * m->each + k];

	for (uint32_t i = 0; !*done && i < c->n; i++) {
		uint32_t one = c->tests[i] * m->each + k;
		if (!m->of[one])
			m->stack[m->n++] = one;
		m->of[one] = 1;
	}
	*done = 1;
}

/* Marks what marked tests cannot do without; of each test there are so many marks. */
static void crowds_reach(uint8_t *of, uint32_t each)
{
	uint32_t all = suite.ntests * each;
	struct marks m = { .of = of, .each = each };

	m.stack = xrealloc(NULL, all, sizeof *m.stack);
	m.done = memset(xrealloc(NULL, crowds.n, each), 0, (size_t)crowds.n * each);
	for (uint32_t i = 0; i < all; i++)
		if (of[i])
			m.stack[m.n++] = i;
	while (m.n) {
		uint32_t one = m.stack[--m.n], test = one / each;
		const struct crowd_row *row = &crowds.rows[suite.tests[test].props];
		for (uint32_t i = 0; !is_skipped(&suite.tests[test]) && i < row->nwaits; i++) {
			uint32_t c = row->waits[i];
			if (crowds.of[c].type == CROWD_after && !crowd_has(&crowds.of[c], test))
				crowd_mark(&m, c, one % each);
			if (crowds.of[c].type == CROWD_setups) {
				crowd_mark(&m, c, one % each);
				crowd_mark(&m, c + 1, one % each);
			}
		}
	}
	free(m.stack);
	free(m.done);
}

/* The gate of a crowd for a job. */
static uint32_t gate_of(uint32_t crowd, uint32_t job)
{
	return crowd * gates.each + (jobs[job].only == NOBODY ? 0 : jobs[job].only);
}

/* Is a job one of this test? */
static bool is_of_test(uint32_t job, uint32_t test)
{
	return job < njobs && jobs[job].test == test;
}

/* Notes which gates the jobs of a crowd are behind: only counts these, or (fill) has counted. */
static void crowd_gates(uint32_t crowd, bool fill)
{
	const struct crowd *c = &crowds.of[crowd];

	for (uint32_t i = 0; i < c->n; i++)
		for (uint32_t job = job_first(c->tests[i]); is_of_test(job, c->tests[i]); job++) {
			if (fill)
				gates.at[gates.first[job]++] = gate_of(crowd, job);
			else
				gates.first[job + 1]++;
			gates.of[gate_of(crowd, job)].left += !fill;
		}
}

/* A job waits for the gates of its row, but for those that it is behind itself: what a glob names
 * says nothing to those. */
static void job_gates(uint32_t job)
{
	const struct crowd_row *row = &crowds.rows[test_of(job)->props];

	gates.cleanups += row->cleanup;
	for (uint32_t i = 0; !is_skipped(test_of(job)) && i < row->nwaits; i++) {
		struct gate *g = &gates.of[gate_of(row->waits[i], job)];
		if (!g->left || crowd_has(&crowds.of[row->waits[i]], jobs[job].test))
			continue;
		g->waiting = number_add(g->waiting, &g->n, job);
		gates.waits[job]++;
	}
	if (gates.waits[job])
		job_block(job);
}

/* The job that a job waits for first, of those that are left in a circle; *by: the crowd. */
static uint32_t cycle_next(uint32_t job, const uint32_t *waits, const struct crowd **by)
{
	const struct crowd_row *row = &crowds.rows[test_of(job)->props];

	for (uint32_t i = 0; i < row->nwaits; i++) {
		const struct crowd *c = *by = &crowds.of[row->waits[i]];
		for (uint32_t k = 0; !crowd_has(c, jobs[job].test) && k < c->n; k++)
			for (uint32_t j = job_first(c->tests[k]); is_of_test(j, c->tests[k]); j++)
				if (waits[j] && jobs[j].only == jobs[job].only)
					return j;
	}
	return NONE;
}

/* Tests that wait for each other would wait for ever. waits: gates that do not open for a job. */
static void cycle_tell(const uint32_t *waits)
{
	uint32_t job = 0, n = 0, first;
	const struct crowd *by;
	const struct props *p;
	struct buf names = { 0 };

	while (!waits[job])
		job++;
	for (uint32_t i = 0; i < njobs && i < 10000; i++)	/* then it is one of the circle */
		job = cycle_next(job, waits, &by);
	first = job;
	do {
		if (n < 10)
			buf_printf(&names, "%s%s", n ? " after " : "", ids[job]);
		job = cycle_next(job, waits, &by);
	} while (++n < 1000 && job != first);
	p = props_of(first);
	cycle_next(first, waits, &by);
	usage("%stests that wait for each other: %s%s after %s", place_of(by->type == CROWD_after ?
		p->after : by->type == CROWD_any ? p->after_any : by->type == CROWD_setups ?
		p->needs_fixture : p->fixture_cleanup), names.p, n > 10 ? " ..." : "", ids[first]);
}

/* Does each test come to its turn, if all before it end? */
static void cycle_check(void)
{
	uint32_t *waits = xrealloc(NULL, njobs, sizeof *waits), n = 0, all = njobs;
	uint32_t *left = xrealloc(NULL, gates.n, sizeof *left), *stack = gates.ended;

	memcpy(waits, gates.waits, njobs * sizeof *waits);
	for (uint32_t i = 0; i < gates.n; i++)
		left[i] = gates.of[i].left;
	for (uint32_t i = 0; i < njobs; i++)
		if (!waits[i])
			stack[n++] = i;
	while (n) {
		uint32_t job = stack[--n];
		all--;
		for (uint32_t k = gates.first[job]; k < gates.first[job + 1]; k++) {
			const struct gate *g = &gates.of[gates.at[k]];
			for (uint32_t i = 0, open = !--left[gates.at[k]]; open && i < g->n; i++)
				if (!--waits[g->waiting[i]])
					stack[n++] = g->waiting[i];
		}
	}
	if (all)
		cycle_tell(waits);
	free(waits);
	free(left);
}

/* What is selected is known: who has to wait does. */
static void gates_make(void)
{
	size_t rooms = (size_t)njobs + 2;

	if (!crowds.n)
		return;
	gates.each = opt.dist == DIST_each ? nslaves : 1;
	gates.n = crowds.n * gates.each;
	gates.of = xrealloc(NULL, gates.n, sizeof *gates.of);
	memset(gates.of, 0, gates.n * sizeof *gates.of);
	gates.first = xrealloc(NULL, rooms, sizeof *gates.first);
	memset(gates.first, 0, rooms * sizeof *gates.first);
	gates.waits = xrealloc(NULL, rooms, sizeof *gates.waits);
	memset(gates.waits, 0, rooms * sizeof *gates.waits);
	gates.ended = xrealloc(NULL, rooms, sizeof *gates.ended);
	for (uint32_t i = 0; i < crowds.n; i++)
		crowd_gates(i, false);
	for (uint32_t i = 0; i < njobs; i++)
		gates.first[i + 1] += gates.first[i];
	gates.at = xrealloc(NULL, gates.first[njobs], sizeof *gates.at);
	for (uint32_t i = 0; i < crowds.n; i++)
		crowd_gates(i, true);
	/* filling has moved each to where the next one was */
	memmove(gates.first + 1, gates.first, njobs * sizeof *gates.first);
	gates.first[0] = 0;
	for (uint32_t i = 0; i < njobs; i++)
		job_gates(i);
	cycle_check();
	if (gates.cleanups)
		config_patient();
}

/* Does another test wait for this one? That it is cleaned up behind it makes no hurry. */
static bool gate_awaited(uint32_t job)
{
	for (uint32_t k = gates.n ? gates.first[job] : 0; gates.n && k < gates.first[job + 1];
	    k++) {
		uint32_t gate = gates.at[k];
		if (gates.of[gate].n && crowds.of[gate / gates.each].type != CROWD_users)
			return true;
	}
	return false;
}

/* Does a job clean up? */
static bool is_cleanup(uint32_t job)
{
	return gates.n && crowds.rows[test_of(job)->props].cleanup;
}

/* Is there still something to be cleaned up, or may there be? */
static bool cleanups_left(void) { return gates.cleanups; }

/* From now on what is let through does not start, but for what cleans up; NULL: it does again. */
static void gates_stop(const char *why) { gates.why = why; }

/* Does a job clean up behind tests that have run, or still may run? */
static bool cleans_up(uint32_t job)
{
	const struct crowd_row *row = crowds.n ? &crowds.rows[test_of(job)->props] : NULL;
	bool ran = false;

	for (uint32_t i = 0; row && i < row->nwaits; i++)
		ran |= gates.of[gate_of(row->waits[i], job)].ran;
	return is_cleanup(job) && (ran || gates.waits[job]);
}

/* Lets a job through the last of its gates. */
static void gate_through(uint32_t job)
{
	if (gates.why && (run.ended || !cleans_up(job))) {
		job_drop(job, OUT_notrun, gates.why);
		return;
	}
	job_move(job, WAITING, NULL);
	queue_tell(job);
}

/* Ends what waits for a job that did not pass. What is needed and was skipped skips, but for a
 * set-up; what was lost or not run says nothing of those that wait. */
static void gate_bar(const struct gate *g, const struct crowd *c, uint32_t job)
{
	static const char *const how[OUT_COUNT] = { [OUT_skipped] = "was skipped",
		[OUT_failed] = "failed",
		[OUT_error] = "had an error", [OUT_timeout] = "was stopped at its timeout",
		[OUT_crashed] = "crashed", [OUT_lost] = "was lost", [OUT_notrun] = "was not run" };
	enum outcome o = (enum outcome)jobs[job].outcome;
	bool setup = c->type == CROWD_setups;
	struct buf why = { 0 };

	if ((!setup && c->type != CROWD_after) || !how[o] || (setup && o == OUT_skipped))
		return;
	buf_printf(&why, setup ? "its setup %s %s" : "after %s, which %s", ids[job], how[o]);
	if (o != OUT_skipped)
		o = is_failure(o) ? OUT_error : OUT_notrun;
	for (uint32_t i = 0; i < g->n; i++)
		if (jobs[g->waiting[i]].where == BLOCKED)
			job_drop(g->waiting[i], o, why.p);
	buf_free(&why);
}

/* A job has ended: those that wait for it alone may start, or cannot any more. */
static void gate_pass(uint32_t gate, uint32_t job)
{
	struct gate *g = &gates.of[gate];
	enum outcome o = (enum outcome)jobs[job].outcome;

	g->left--;
	g->ran |= o == OUT_lost || (jobs[job].tried && o != OUT_skipped);
	gate_bar(g, &crowds.of[gate / gates.each], job);
	for (uint32_t i = 0; !g->left && i < g->n; i++)
		if (!--gates.waits[g->waiting[i]] && jobs[g->waiting[i]].where == BLOCKED)
			gate_through(g->waiting[i]);
}

/* A job has ended for good. What ends by that may end more: one after the other, however many. */
static void gate_ended(uint32_t job)
{
	if (!gates.n)
		return;
	gates.ended[gates.nended++] = job;
	if (gates.busy)
		return;
	gates.busy = true;
	while (gates.nended) {
		job = gates.ended[--gates.nended];
		gates.cleanups -= is_cleanup(job);
		for (uint32_t k = gates.first[job]; k < gates.first[job + 1]; k++)
			gate_pass(gates.at[k], job);
	}
	gates.busy = false;
}

/* The first tests of a crowd, for people. */
static void crowd_name(struct buf *b, const struct crowd *c)
{
	for (uint32_t i = 0; i < c->n && i < 3; i++)
		buf_printf(b, "%s %s", i ? "," : "", suite.tests[c->tests[i]].id);
	if (c->n > 3)
		buf_printf(b, " and %lu more", (unsigned long)c->n - 3);
}

/* What --why says of what a test waits for. */
static void gates_of_job(struct buf *b, uint32_t job)
{
	const struct crowd_row *row = crowds.n ? &crowds.rows[test_of(job)->props] : NULL;

	for (uint32_t i = 0; row && i < row->nin; i++) {
		const struct crowd *c = &crowds.of[row->in[i]];
		if (c->type != CROWD_users)
			buf_printf(b, "  %s the fixture %s\n", c->type == CROWD_setups ?
				"sets up" : "cleans up", c->name);
	}
	for (uint32_t i = 0; row && i < row->nwaits; i++) {
		const struct crowd *c = &crowds.of[row->waits[i]];
		if (c->type == CROWD_users || !c->n || crowd_has(c, jobs[job].test))
			continue;
		if (c->type == CROWD_setups)
			buf_printf(b, "  needs the fixture %s, set up by", c->name);
		else
			buf_puts(b, "  waits for");
		crowd_name(b, c);
		buf_puts(b, c->type == CROWD_any ? " to end\n" : c->type == CROWD_after ?
			" to pass\n" : "\n");
	}
}

/* ---- resume: going on with a run ---------------------------------------------------------------
 * door: resume_open, resume_parse, past_place, resume_match, resume_check, resume_run */
static struct past past;

/* Reads the log of the run to go on with. */
static void resume_open(int argc, char **argv)
{
	struct buf error = { 0 };
	char cwd[PATH_MAX];
	const char *path = opt.resume;

	if (!past_open(&past, path, &error))
		usage("--resume: %s", error.p);
	if (getcwd(cwd, sizeof cwd) && strcmp(cwd, past.cwd))
		usage("--resume: that run was started in %s: go there first", past.cwd);
	resume_parse();		/* -c may be among its options */
	options_parse(argc, argv);
}

/* The options of that run; the command line goes over them. */
static void resume_parse(void)
{
	int n = 0;

	while (past.words[n])
		n++;
	options_parse(n, (char **)(uintptr_t)past.words);
}

static int by_past_id(const void *a, const void *b)
{
	return strcmp(past.id[*(const uint32_t *)a], past.id[*(const uint32_t *)b]);
}

static int is_past_id(const void *id, const void *place)
{
	return strcmp(id, past.id[*(const uint32_t *)place]);
}

/* The place of a test in the log of the run to go on with, most likely that one; NONE: it was not
 * among them. */
static uint32_t past_place(const char *id, uint32_t guess)
{
	static uint32_t *sorted;
	const uint32_t *found, n = past.run.tests;

	if (guess < n && !strcmp(past.id[guess], id))
		return guess;
	if (!sorted) {
		sorted = xrealloc(NULL, n, sizeof *sorted);
		for (uint32_t i = 0; i < n; i++)
			sorted[i] = i;
		qsort(sorted, n, sizeof *sorted, by_past_id);
	}
	found = bsearch(id, sorted, n, sizeof *sorted, is_past_id);
	return found ? *found : NONE;
}

/* Finds the tests of that run among those that there are now. What is new has to be wanted; what is
 * gone gets a number behind all jobs. */
static void resume_match(void)
{
	uint32_t before = past.run.tests, added = 0, gone = 0;
	const char **fresh = xrealloc(NULL, njobs, sizeof *fresh),
		**vanished = xrealloc(NULL, before, sizeof *vanished);
	uint8_t *there = xrealloc(NULL, before, 1);

	memset(there, 0, before);
	past.place = xrealloc(NULL, (size_t)njobs + before, sizeof *past.place);
	for (uint32_t i = 0; i < njobs; i++) {
		uint32_t place = past_place(ids[i], i - added);
		if (place == NONE)
			fresh[added] = ids[i];
		else
			there[place] = 1;
		past.place[i] = place == NONE ? before + added++ : place;
	}
	if (added && !opt.accept_changes)
		usage(added == 1
			? "--resume: %lu test is new since: %s: --accept-changes runs it too" :
			"--resume: %lu tests are new since, the first is %s: --accept-changes runs "
			"them too", (unsigned long)added, *fresh);
	past_extend(&past, fresh, added);
	for (uint32_t place = 0; place < before; place++)
		if (!there[place]) {
			past.place[njobs + gone] = place;
			vanished[gone++] = past.id[place];
		}
	ids_extend(vanished, gone);
	for (uint32_t i = 0; i < njobs; i++)
		job_resume(i, &past.test[past.place[i]]);
	free(fresh);
	free(vanished);
	free(there);
}

/* It can be gone on with only if its configuration is the same. From now on its log is ours. */
static void resume_check(void)
{
	struct buf error = { 0 };

	if (!past_resume(&past, &run, &error))
		usage("--resume: %s", error.p);
	run_resumed(past.run.start, past.words);
}

/* What had started and not ended is lost, or runs once more (--rerun-lost); what may have started,
 * too. */
static void resume_lost(uint32_t job, bool stuck)
{
	const struct past_test *t = &past.test[past.place[job]];
	struct result r = { .id = ids[job], .test = job, .outcome = OUT_lost, .exit = NONE,
		.attempts = t->attempts,
		.message = past_words[t->state] };
	bool began = t->state == PAST_started;

	if (t->state == PAST_none)
		return;
	if (jobs[job].rebooted && !stuck) {
		reboot_of(job)->start = (uint64_t)(clock_us() - started);
		return;	/* it goes on, and has all of its time: what was left is not known */
	}
	if (!opt.rerun_lost || stuck || (began && jobs[job].lost)) {
		job_end(job, &r, NULL);
	} else if (began) {
		report_attempt(&r);
		job_lost(job);
	}
}

/* A test has passed in a process that the run was cut off with: how that ended is not known, so it
 * runs again. */
static void resume_provisional(uint32_t job)
{
	const struct past_test *t = &past.test[past.place[job]];
	struct result r = { .id = ids[job], .test = job, .exit = NONE };

	past_doubt(t, &r);
	run_uncount((enum outcome)t->outcome);
	report_attempt(&r);
	job_lost(job);
}

/* Gives an outcome to what had not ended, and is not there any more. */
static void resume_gone(void)
{
	for (uint32_t i = njobs; i < run.tests; i++) {
		const struct past_test *t = &past.test[past.place[i]];
		struct result r = { .id = ids[i], .test = i, .outcome = past_outcome(t),
			.exit = NONE, .attempts = t->attempts,
			.message = t->state == PAST_none ? "vanished: it is not there any more" :
			past_words[t->state] };
		if (t->state == PAST_ended && !t->provisional)
			continue;
		if (t->provisional) {
			past_doubt(t, &r);
			run_uncount(r.outcome);
			r.outcome = OUT_lost;
		}
		run_count(r.outcome);
		report_test(&r);
	}
}

/* Tells what has ended, and gives an outcome to what had started. A run that gets nowhere, since
 * something ends the machine before any test, is ended: else it would be gone on with at each boot
 * for ever. */
static void resume_run(void)
{
	bool stuck = past.fruitless >= RESUMES_MAX;
	uint32_t ended = 0;

	run_fed(&past);
	for (uint32_t i = 0; i < njobs; i++) {
		const struct past_test *t = &past.test[past.place[i]];
		if (t->provisional) {
			resume_provisional(i);
		} else if (t->state == PAST_ended) {
			ended++;
			job_move(i, ENDED, NULL);
			job_final(i);
			run_failures(is_failure((enum outcome)t->outcome), t->flaky);
		} else {
			resume_lost(i, stuck);
		}
	}
	resume_gone();
	say("%s: %lu of %lu tests had ended; resumed %lu time%s", past.path, (unsigned long)ended,
		(unsigned long)run.tests, (unsigned long)past.resumed + 1, past.resumed ? "s" : "");
	if (!stuck || census.all[ENDED] == njobs)
		return;
	say("error: [E-NOPROGRESS] %s: gone on with %d times before, and each time cut "
		"off before a test started or ended: what is left is not run",
		past.path, RESUMES_MAX);
	finish("it was cut off again and again before any test");
}

/* ---- queues: who may run what, and when --------------------------------------------------------
 * door: work_us, load_learn, start_learn, start_us, epoch_next, queues_make, queue_first,
 *       queue_may, others_may, queue_again, is_before, queue_put, queue_tell, queue_pop,
 *       queue_top, locks_free, lanes_free, queue_overtakes, queue_open, units_alone, group_send,
 *       locks_move, queues_check, is_tied,
 *       provider_gone, providers_leave, queues_join, providers_forget, providers_doubt,
 *       provider_swap, print_why */
static struct { struct queue *of; uint32_t n; } queues;
static struct {
	struct resource *of;
	uint32_t n;
	/* that of the lanes of each host; NONE: all tests weigh 1 */
	uint32_t lanes;
	uint32_t overdue;	/* queues that have waited long enough for some */
} locks = { .lanes = NONE };
static struct { struct supply *of; uint32_t n; } providers;
static struct {
	struct work undone;		/* of the tests that wait */
	uint64_t pace;			/* us that a test takes, of late */
	bool seen;			/* a test has ended: that is no guess any more */
	uint64_t epoch;			/* grows when something may have become possible */
	/* us from the start of a process to its first case, the least that was seen of each kind;
	 * guessed: of a process that lists, until there is another */
	struct start { const struct kind *kind; uint64_t us; bool guessed; } *starts;
	uint32_t nstarts;
} load = { .pace = PACE, .epoch = 1 };

/* Work in us, of what is known to take so long and what is not. */
static uint64_t work_us(const struct work *w)
{
	return w->ms * 1000 + w->unknown * (load.pace + 1);
}

/* So long (us) has a test taken: the next will take about as long as the last few. */
static void load_learn(uint64_t us)
{
	load.pace = (7 * load.pace + us) / 8;
	load.seen = true;
}

/* A process of that kind was seen to need that long for its start; guessed: it listed. */
static void start_learn(const struct kind *kind, uint64_t us, bool guessed)
{
	uint32_t i = 0;

	while (i < load.nstarts && load.starts[i].kind != kind)
		i++;
	if (i == load.nstarts) {
		load.starts = xrealloc(load.starts, i + 1, sizeof *load.starts);
		load.starts[load.nstarts++] = (struct start){ kind, us, guessed };
	} else if (guessed == load.starts[i].guessed ? us < load.starts[i].us : !guessed) {
		load.starts[i] = (struct start){ kind, us, guessed };
	}
}

/* How long a process of that kind needs to start, in us; 0: none was seen. */
static uint64_t start_us(const struct kind *kind)
{
	for (uint32_t i = 0; i < load.nstarts; i++)
		if (load.starts[i].kind == kind)
			return load.starts[i].us;
	return 0;
}

/* Something may have become possible. */
static void epoch_next(void) { load.epoch++; }

/* Adds a job to what waits, or takes it away. */
static void work_count(struct work *w, uint32_t job, int sign)
{
	if (jobs[job].expect == NONE || !jobs[job].expect)
		w->unknown += (uint32_t)sign;
	else
		w->ms += (uint64_t)(int64_t)sign * jobs[job].expect;
}

/* A lock that nobody holds; section: what declares it, or NULL. */
static struct resource lock_new(const char *name, const struct section *section)
{
	struct resource l = { .name = xstrdup(name),
		.file = section ? section_text(section, "file") : NULL };
	uint32_t hosts = name[lock_base(name)] ? places_most() + 1 : 1, most = places_most();

	l.each_host = hosts > 1;
	l.of = xrealloc(NULL, most, sizeof *l.of);
	memset(l.of, 0, most * sizeof *l.of);
	l.used = xrealloc(NULL, hosts, sizeof *l.used);
	memset(l.used, 0, hosts * sizeof *l.used);
	l.total = lock_units(section, &l.names);
	if (l.names.n) {
		l.holder = xrealloc(NULL, hosts * (size_t)l.total, sizeof *l.holder);
		for (size_t i = 0; i < hosts * (size_t)l.total; i++)
			l.holder[i] = NOBODY;
		l.next = xrealloc(NULL, hosts, sizeof *l.next);
		memset(l.next, 0, hosts * sizeof *l.next);
	}
	return l;
}

/* The lock of a name; one without a [lock] section has one unit. */
static uint32_t lock_find(struct str name)
{
	uint32_t i = 0;
	char text[256], base[256];

	while (i < locks.n && (strncmp(locks.of[i].name, name.p, name.n) ||
	    locks.of[i].name[name.n]))
		i++;
	if (i < locks.n)
		return i;
	locks.of = array_grow(locks.of, locks.n, sizeof *locks.of);
	snprintf(text, sizeof text, "%.*s", (int)name.n, name.p);
	snprintf(base, sizeof base, "%.*s", (int)lock_base(text), text);
	locks.of[locks.n] = lock_new(text, conf_section(&conf, SECTION_lock, base));
	return locks.n++;
}

/* Does a parameter, "[a-vsphere65]", name a provider? Its name stands between other characters than
 * its own. */
static bool names_provider(const char *parameter, const char *name)
{
	static const char part[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
	size_t n = strlen(name);

	for (const char *p = parameter; (p = strstr(p, name)); p++)
		if (p > parameter && (!strchr(part, p[-1])) && (!p[n] || !strchr(part, p[n])))
			return true;
	return false;
}

/* The provider that a test asks for: by its key, else by its parameter, the longest name of
 * several; NONE. */
static uint32_t provider_of(const struct test *t)
{
	const char *parameter = providers.n ? test_parameter(t) : "";
	const struct props *props = &suite.props[t->props];
	const char *own = providers.n ? props->provider : NULL;
	uint32_t best = NONE;

	for (uint32_t i = 0; own && i < providers.n; i++)
		if (!strcmp(providers.of[i].name, own))
			return i;
	for (uint32_t i = 0; *parameter && i < providers.n; i++)
		if (names_provider(parameter, providers.of[i].name) &&
		    (best == NONE ||
		    strlen(providers.of[i].name) > strlen(providers.of[best].name)))
			best = i;
	return best;
}

/* Is a word one of a text's? */
static bool has_word(const char *text, const char *word, size_t n)
{
	size_t m;

	for (const char *w; (w = word_next(&text, &m));)
		if (m == n && !strncmp(w, word, n))
			return true;
	return false;
}

/* Does an appliance have all the tags? If not, *lacks gets those that it has not. */
static bool has_tags(const char *tags, const char *needs, struct buf *lacks)
{
	bool all = true;
	size_t n;

	for (const char *word; (word = word_next(&needs, &n));) {
		if (has_word(tags, word, n))
			continue;
		all = false;
		if (lacks)
			buf_printf(lacks, "%s%.*s", lacks->n ? " " : "", (int)n, word);
	}
	return all;
}

/* Where tests weigh more than one lane, the lanes of a host are a lock, and each test has its
 * part. */
static void weights_make(void)
{
	locks.lanes = NONE;
	for (uint32_t i = 0; i < suite.nprops && locks.lanes == NONE; i++)
		if (weight_of(&suite.props[i]) > 1)
			locks.lanes = lock_find(str_of("lanes of this@host"));
}

/* Reads the [provider] sections. */
static void queues_make(void)
{
	weights_make();
	for (uint32_t i = 0; i < conf.n; i++) {
		const struct section *section = &conf.sections[i];
		const char *limit = section_text(section, "limit");
		if (section->type != SECTION_provider)
			continue;
		providers.of = xrealloc(providers.of, providers.n + 1, sizeof *providers.of);
		providers.of[providers.n] = (struct supply){ .name = section->name, .limit = NONE };
		if (limit)
			value_number(limit, &providers.of[providers.n].limit);
		providers.n++;
	}
	for (struct slave *s = slaves; providers.n && s < slaves + nslaves; s++) {
		buf_room(&s->holds, providers.n);
		memset(s->holds.p, 0, providers.n);
	}
}

/* Tests of a queue hold so much of a lock. */
static void hold_add(struct queue *q, uint32_t lock, uint32_t units)
{
	q->holds = xrealloc(q->holds, q->nholds + 1, sizeof *q->holds);
	q->holds[q->nholds++] = (struct hold){ lock, units };
	locks.of[lock].queues++;
}

/* Says of a slave whether its appliance has the tags that the tests of a queue need. */
static void queue_admit(struct queue *q, uint32_t slave)
{
	uint8_t bit = (uint8_t)(1 << slave % 8);

	q->may[slave / 8] &= (uint8_t)~bit;
	if ((q->only == NOBODY || q->only == slave) && has_tags(slaves[slave].at->tags,
	    q->props->needs, NULL))
		q->may[slave / 8] |= bit;
}

/* The queue of tests that ask for what this one asks for; `only`: that slave, `avoid`: not this
 * one. */
static uint32_t queue_of(uint32_t job, uint16_t only, uint16_t avoid)
{
	static uint32_t last;
	const struct props *props = props_of(job);
	const char *p = props->locks ? props->locks : "";
	uint32_t provider = provider_of(test_of(job)), units;
	struct queue *q;
	struct str name;
	bool bad;

	for (uint32_t i = 0; i <= queues.n; i++) {
		/* most often it is the one of the job before */
		uint32_t k = i ? i - 1 : last;
		if (k < queues.n && queues.of[k].props == props &&
		    queues.of[k].provider == provider && queues.of[k].only == only &&
		    queues.of[k].avoid == avoid)
			return last = k;
	}
	queues.of = array_grow(queues.of, queues.n, sizeof *queues.of);
	q = &queues.of[queues.n];
	*q = (struct queue){ .props = props, .provider = provider, .only = only,
		.avoid = avoid, .serial = NOBODY };
	while (lock_word(&p, &name, &units, &bad))
		hold_add(q, lock_find(name), units);
	if (locks.lanes != NONE)
		hold_add(q, locks.lanes, weight_of(props));
	q->may = xrealloc(NULL, places_most() / 8 + 1, 1);
	memset(q->may, 0, places_most() / 8 + 1);
	for (uint32_t i = 0; i < nslaves; i++)
		queue_admit(q, i);
	return last = queues.n++;
}

/* A slave has joined: it has its part of what each has. */
static void queues_join(struct slave *s)
{
	for (uint32_t k = 0; k < queues.n; k++)
		queue_admit(&queues.of[k], (uint32_t)(s - slaves));
	s->holds.n = 0;
	buf_room(&s->holds, providers.n);
	if (providers.n)
		memset(s->holds.p, 0, providers.n);
	s->held = 0;
	queues_check();
}

/* May a slave have tests of this queue, now or later? */
static bool queue_may(const struct queue *q, uint32_t slave)
{
	const struct slave *s = &slaves[slave];

	return q->may[slave / 8] >> slave % 8 & 1 && q->avoid != slave && !is_out(s) &&
		!s->leaves &&
		!(q->provider != NONE && (s->holds.p[q->provider] == UNTIABLE || !s->at->limit ||
		!providers.of[q->provider].limit));
}

/* Is there another slave that may run a job of this queue? */
static bool others_may(const struct queue *q, uint32_t slave)
{
	for (uint32_t i = 0; i < nslaves; i++)
		if (i != slave && queue_may(q, i))
			return true;
	return false;
}

/* The queue of a job that has no reason to avoid a slave: where it was when that went down. */
static uint32_t queue_first(uint32_t job)
{
	const struct reboot *r = reboot_of(job);

	return queue_of(job, r ? r->at : jobs[job].only, NOBODY);
}

/* The queue of a job that failed or was lost on a slave: it waits for others, if others may run
 * it. */
static uint32_t queue_again(uint32_t job, uint16_t failed_on)
{
	return queue_of(job, jobs[job].only, others_may(&queues.of[jobs[job].queue], failed_on) &&
		!props_of(job)->serial ? failed_on : NOBODY);
}

/* Does a go before b? */
static bool is_before(uint32_t a, uint32_t b)
{
	if (rounds() > 1 && jobs[a].attempt != jobs[b].attempt)
		return jobs[a].attempt < jobs[b].attempt;
	return jobs[a].rank < jobs[b].rank;
}

/* Puts a waiting job into its queue. */
static void queue_put(uint32_t job)
{
	struct queue *q = &queues.of[jobs[job].queue];
	uint32_t i = q->n++;

	if (i == q->cap) {
		q->cap = q->cap ? 2 * q->cap : 8;
		q->heap = xrealloc(q->heap, q->cap, sizeof *q->heap);
	}
	for (; i && is_before(job, q->heap[(i - 1) / 2]); i = (i - 1) / 2)
		q->heap[i] = q->heap[(i - 1) / 2];
	q->heap[i] = job;
	work_count(&load.undone, job, 1);
	if (q->provider != NONE)
		work_count(&providers.of[q->provider].waiting, job, 1);
	load.epoch++;
}

/* Takes the first job out of its queue. */
static void queue_pop(struct queue *q)
{
	uint32_t first = q->heap[0], job = q->heap[--q->n], i = 0, child;

	work_count(&load.undone, first, -1);
	if (q->provider != NONE)
		work_count(&providers.of[q->provider].waiting, first, -1);
	while ((child = 2 * i + 1) < q->n) {
		child += child + 1 < q->n && is_before(q->heap[child + 1], q->heap[child]);
		if (is_before(job, q->heap[child]))
			break;
		q->heap[i] = q->heap[child];
		i = child;
	}
	if (q->n)
		q->heap[i] = job;
}

/* The first job that waits in a queue; false: none does. */
static bool queue_top(struct queue *q, uint32_t *job)
{
	while (q->n && jobs[q->heap[0]].where != WAITING)
		queue_pop(q);
	if (q->n)
		*job = q->heap[0];
	return q->n;
}

/* How much of a lock there is for a slave. */
static uint32_t lock_total(uint32_t lock, uint32_t slave)
{
	return lock == locks.lanes ? lanes_of(slave) : locks.of[lock].total;
}

/* Where it is counted how much of a lock is used, where a slave is. */
static uint32_t *lock_used(const struct resource *l, uint32_t slave)
{
	return &l->used[l->each_host ? host_of(slave) : 0];
}

/* Can a slave have what a test holds? Behind tests of one weight it gets no other: it would have
 * that for all of them. Of lanes it may ask for more than there are: it is alone then, and stays so
 * when another lane comes. */
static bool hold_free(const struct hold *h, uint32_t slave)
{
	const struct resource *l = &locks.of[h->lock];
	uint32_t own = l->of[slave].tests ? l->of[slave].units : 0, others;

	if (h->lock == locks.lanes && own && own != h->units)
		return false;
	others = *lock_used(l, slave) - own;
	return own >= h->units || others + h->units <= lock_total(h->lock, slave) ||
		(h->lock == locks.lanes && !others);
}

/* Can a slave have the locks that the tests of a queue need? */
static bool locks_free(const struct queue *q, uint32_t slave)
{
	for (uint32_t i = 0; i < q->nholds; i++)
		if (!hold_free(&q->holds[i], slave))
			return false;
	return true;
}

/* Is there a lane for them where a slave is? */
static bool lanes_free(const struct queue *q, uint32_t slave)
{
	return locks.lanes == NONE || hold_free(&q->holds[q->nholds - 1], slave);
}

/* The slave that could start the tests of a queue at once, but for their locks; NONE: nobody. */
static uint32_t queue_place(const struct queue *q)
{
	for (uint32_t i = 0; i < nslaves; i++)
		if (slaves[i].state == READY && queue_may(q, i) &&
		    (!q->props->serial || q->serial == i) &&
		    (q->provider == NONE || slaves[i].holds.p[q->provider] == TIED))
			return i;
	return NONE;
}

/* Does a queue whose first test comes before this one wait for a lock that this one holds, where a
 * slave is? Exclusive tests wait for all others, anyway. */
static bool is_past(struct queue *waits, const struct queue *q, uint32_t first, uint32_t slave)
{
	uint32_t top, place = NONE;
	bool shared = false;

	if (waits == q || waits->props->exclusive || !queue_top(waits, &top) ||
	    !is_before(top, first))
		return false;
	for (uint32_t i = 0; i < waits->nholds && !shared; i++)
		for (uint32_t k = 0; k < q->nholds && !shared; k++) {
			const struct resource *l = &locks.of[q->holds[k].lock];
			if (waits->holds[i].lock != q->holds[k].lock)
				continue;
			place = place == NONE ? queue_place(waits) : place;
			shared = place != NONE &&
				(!l->each_host || host_of(place) == host_of(slave));
		}
	return shared;
}

/* Do tests that hold a lock let others go first, which have waited long enough for it? Else
 * those that need many units would wait until nobody wants one. */
static bool queue_yields(const struct queue *q, uint32_t slave)
{
	for (uint32_t i = 0; q->nholds && locks.overdue && i < queues.n; i++)
		if (queues.of[i].overdue && is_past(&queues.of[i], q, q->heap[0], slave))
			return true;
	return false;
}

/* So many tests of a queue were sent to a slave, this one first: it has waited no more, and
 * those that wait for a lock of theirs were overtaken. */
static void queue_overtakes(struct queue *q, uint32_t first, uint32_t n, uint32_t slave)
{
	bool shared = false;

	if (q->overdue) {
		locks.overdue--;
		epoch_next();
	}
	q->overdue = false;
	q->overtaken = 0;
	for (uint32_t i = 0; i < q->nholds; i++)
		shared |= locks.of[q->holds[i].lock].queues > 1;
	for (uint32_t i = 0; shared && i < queues.n; i++) {
		struct queue *other = &queues.of[i];
		if (!is_past(other, q, first, slave))
			continue;
		other->overtaken += n;
		if (!other->overdue && other->overtaken >= OVERTAKEN_MAX * nslaves) {
			other->overdue = true;
			locks.overdue++;
		}
	}
}

/* May a slave start the tests of this queue now, but for its provider? */
static bool queue_open(struct queue *q, const struct slave *s)
{
	uint32_t slave = (uint32_t)(s - slaves), first;

	if (!q->n || !queue_may(q, slave) || !queue_top(q, &first) || census.exclusive[SENT] +
	    census.exclusive[RUNNING])
		return false;
	if (q->props->serial && q->serial != slave)
		return false;
	if (q->props->exclusive && (census.all[SENT] + census.all[RUNNING] ||
	    census.all[WAITING] > census.exclusive[WAITING]))
		return false;
	return locks_free(q, slave) && !queue_yields(q, slave);
}

/* Who has each unit of a lock, where a slave is; NULL: they have no names. */
static uint16_t *lock_holders(const struct resource *l, uint32_t slave)
{
	return l->holder ? l->holder + (l->each_host ? host_of(slave) : 0) * (size_t)l->total :
		NULL;
}

/* A slave gets so many units more by their names, or (NONE) gives back all that it has. */
static void units_move(struct resource *l, uint32_t slave, uint32_t more)
{
	uint16_t *holder = lock_holders(l, slave);
	uint32_t *next = holder ? &l->next[l->each_host ? host_of(slave) : 0] : NULL;

	for (uint32_t i = 0; holder && more == NONE && i < l->total; i++)
		if (holder[i] == slave)
			holder[i] = NOBODY;
	for (uint32_t i = 0; holder && more != NONE && more && i < l->total; i++) {
		uint32_t unit = (*next)++ % l->total;
		*next %= l->total;
		if (holder[unit] == NOBODY) {
			holder[unit] = (uint16_t)slave;
			more--;
		}
	}
}

/* The variables that tests of a queue have on a slave: which units of locks they hold there, each
 * ended by a 0 byte. What their locks give them more is for others that the slave has. */
static void units_put(const struct queue *q, uint32_t slave, struct buf *b)
{
	for (uint32_t i = 0; i < q->nholds; i++) {
		const struct resource *l = &locks.of[q->holds[i].lock];
		const uint16_t *holder = lock_holders(l, slave);
		uint32_t n = 0, unit = 0;
		if (!holder)
			continue;
		lock_variable(b, l->name);
		for (const char *name = NULL; n < q->holds[i].units &&
		    (name = list_next(l->names.p, l->names.n, name)); unit++)
			if (holder[unit] == slave)
				buf_printf(b, "%c%s", n++ ? ' ' : '=', name);
		buf_add(b, "", 1);
	}
}

/* The same for a test that runs without a dispatch, alone. */
static void units_alone(uint32_t job, struct buf *b)
{
	const struct queue *q;
	uint32_t queue;

	queues_make();
	queue = queue_first(job);	/* may move them */
	q = &queues.of[queue];
	for (uint32_t i = 0; i < q->nholds; i++)
		units_move(&locks.of[q->holds[i].lock], 0, q->holds[i].units);
	units_put(q, 0, b);
}

/* Sends a slave a group of tests of a queue (NULL: none), the first of which is a job, with what
 * they hold of locks, and how often its appliance went down in it. */
static void group_send(struct slave *s, const struct queue *q, uint32_t job, struct w_TESTS m,
	const uint32_t *tests, uint32_t n)
{
	struct buf b = { 0 };
	const struct reboot *r;

	if (q)
		units_put(q, (uint32_t)(s - slaves), &b);
	if (q && q->props->reboots != NONE) {
		r = reboot_of(job);
		buf_printf(&b, "MUSTER_REBOOT=%lu", (unsigned long)(r ? r->count : 0));
		buf_add(&b, "", 1);
		m.before = r ? (uint32_t)((uint64_t)(clock_us() - started - r->start) / 1000) : 0;
	}
	m.variables = (struct str){ b.n ? b.p : "", (uint32_t)b.n };
	put_group(&s->chan, m, tests, n);
	buf_free(&b);
}

/* A job goes to a slave, or is not there any more: counts what it holds. A slave runs one test at a
 * time, so however many of its tests need a lock, it holds it once. */
static void locks_move(uint32_t job, uint32_t slave, bool take)
{
	const struct queue *q = &queues.of[jobs[job].queue];

	for (uint32_t i = 0; i < q->nholds; i++) {
		struct resource *l = &locks.of[q->holds[i].lock];
		uint32_t *tests = &l->of[slave].tests, *units = &l->of[slave].units;
		uint32_t more = q->holds[i].units, *used = lock_used(l, slave);
		if (take && more > (*tests ? *units : 0)) {
			more -= *tests ? *units : 0;
			*used += more;
			*units = (*tests ? *units : 0) + more;
			units_move(l, slave, more);
		}
		*tests += take ? 1 : -1u;
		if (!*tests) {
			*used -= *units;
			units_move(l, slave, NONE);
		}
	}
}

/* Why no slave may have the tests of a queue. */
static void queue_lacks(const struct queue *q, struct buf *why)
{
	struct buf lacks = { 0 }, least = { 0 };
	uint32_t n = 0;

	for (uint32_t i = 0; i < nslaves; i++) {
		lacks.n = 0;
		n += has_tags(slaves[i].at->tags, q->props->needs, &lacks);
		if (!i || lacks.n < least.n) {
			least.n = 0;
			buf_add(&least, lacks.p, lacks.n);
		}
	}
	buf_add(&least, "", 1);
	if (!n)
		buf_printf(why, "no appliance has the tag%s %s", strchr(least.p, ' ') ? "s" : "",
			least.p);
	else if (q->only != NOBODY)
		buf_printf(why, "%s %s", slaves[q->only].at->name,
			has_tags(slaves[q->only].at->tags, q->props->needs, &lacks)
			? "is not used any more" : "has not the tags that it needs");
	else if (q->provider != NONE)
		buf_printf(why, "no appliance is left that can hold %s",
			providers.of[q->provider].name);
	else
		buf_puts(why, q->props->needs ? "no appliance is left that has the tags" :
			"no appliance is left to run it");
	buf_free(&lacks);
	buf_free(&least);
}

/* Ends the tests of a queue that nobody may have. They are skipped where --unmet=skip says so, or
 * where all that might have run them are optional. */
static void queue_end(struct queue *q)
{
	const struct slave *least = NULL;
	bool unmet = true, due = false;
	struct buf why = { 0 };
	enum outcome o;
	uint32_t job;

	for (uint32_t i = 0; i < nslaves; i++)
		if (q->may[i / 8] >> i % 8 & 1) {
			unmet = false;
			due |= !slaves[i].at->optional;
			least = &slaves[i];
		}
	if (least && !due)
		buf_printf(&why, "%s is not here", least->at->name);
	else
		queue_lacks(q, &why);
	o = (unmet && opt.unmet == 1) || (least && !due) ? OUT_skipped : OUT_notrun;
	while (queue_top(q, &job)) {
		queue_pop(q);
		job_drop(job, o, why.p);
	}
	for (uint32_t i = 0; q->blocked && i < njobs; i++)
		if (jobs[i].where == BLOCKED && &queues.of[jobs[i].queue] == q)
			job_drop(i, o, why.p);
	q->blocked = 0;
	buf_free(&why);
}

/* Counts the tests of each queue that wait for others, and will come. */
static void queues_blocked(void)
{
	for (uint32_t k = 0; k < queues.n; k++)
		queues.of[k].blocked = 0;
	for (uint32_t i = 0; census.all[BLOCKED] && i < njobs; i++)
		queues.of[jobs[i].queue].blocked += jobs[i].where == BLOCKED;
}

/* A test has come to its queue: that may be one that nobody may have. */
static void queue_tell(uint32_t job)
{
	struct queue *q = &queues.of[jobs[job].queue];
	uint32_t i = 0;

	while (i < nslaves && !queue_may(q, i))
		i++;
	if (i == nslaves)
		queue_end(q);
}

/* After appliances came or went: who is left for each queue? A test that failed on the only one
 * that is left may go there again; one that nobody may have has ended; and serial tests get their
 * appliance: the one that may run most of them. */
static void queues_check(void)
{
	uint32_t best = NONE, most = 0;

	queues_blocked();
	for (uint32_t i = 0; i < nslaves; i++) {
		uint32_t n = 0;
		for (uint32_t k = 0; k < queues.n && !slaves[i].at->late; k++)
			if (queues.of[k].props->serial && queue_may(&queues.of[k], i))
				n += queues.of[k].n + queues.of[k].blocked;
		if (n > most) {
			most = n;
			best = i;
		}
	}
	for (uint32_t k = 0; k < queues.n; k++) {
		struct queue *q = &queues.of[k];
		uint32_t first = NOBODY;
		for (int pass = 0; pass < 2; pass++) {
			q->usable = 0;
			for (uint32_t i = nslaves; i-- > 0;)
				if (queue_may(q, i)) {
					q->usable++;
					first = i;
				}
			if (q->usable || q->avoid == NOBODY)
				break;
			q->avoid = NOBODY;
		}
		q->serial = (uint16_t)(best != NONE && queue_may(q, best) ? best : first);
		if (!q->usable && q->n + q->blocked)
			queue_end(q);
	}
	load.epoch++;
}

/* Does a slave's appliance hold a provider, whichever of its slaves attached it? */
static bool is_tied(const struct slave *s, uint32_t provider)
{
	return s->holds.p[provider] == TIED || s->holds.p[provider] == TIED_BEFORE;
}

/* A slave does not hold a provider any more; how: UNTIED it may again, UNTIABLE it may not. */
static void provider_gone(struct slave *s, uint32_t provider, enum tie how)
{
	s->holds.p[provider] = (char)how;
	s->held--;
	providers.of[provider].holders--;
}

/* A slave's appliance is not used any more: what it held is free for others. */
static void providers_leave(const struct slave *s)
{
	for (uint32_t i = 0; i < providers.n; i++)
		providers.of[i].holders -= is_tied(s, i);
}

/* A slave's appliance is set up anew: it holds nothing, and may attach to whatever it could not. */
static void providers_forget(struct slave *s)
{
	for (uint32_t i = 0; i < providers.n; i++)
		if (is_tied(s, i))
			provider_gone(s, i, UNTIED);
		else
			s->holds.p[i] = UNTIED;
}

/* A slave died: what its appliance holds is to be attached again before it is used. */
static void providers_doubt(struct slave *s)
{
	for (uint32_t i = 0; i < providers.n; i++)
		if (s->holds.p[i] == TIED)
			s->holds.p[i] = TIED_BEFORE;
}

/* A slave gives one provider back, and is to attach to another; NONE: it does not. */
static void provider_swap(struct slave *s, uint32_t release, uint32_t attach)
{
	if (release != NONE)
		provider_gone(s, release, UNTIED);
	if (attach != NONE) {
		s->held += !is_tied(s, attach);
		providers.of[attach].holders += !is_tied(s, attach);
		s->holds.p[attach] = TIED;
	}
	s->need = ATTACHING;
	s->attaching = attach == NONE ? providers.n : attach;
	put_PROVIDER(&s->chan,
		(struct w_PROVIDER){ .release = str_of(release == NONE ? "" :
		providers.of[release].name),
		.attach = str_of(attach == NONE ? "" : providers.of[attach].name) });
}

/* What --why says of a lock that a test holds. */
static void why_lock(struct buf *b, const struct resource *l, uint32_t units)
{
	buf_printf(b, "  holds %lu of %lu of the lock %s", (unsigned long)units,
		(unsigned long)l->total, l->name);
	if (l->holder) {
		buf_puts(b, ": it finds which in ");
		lock_variable(b, l->name);
	}
	if (l->file)
		lockfile_holder(b, l->file);
	buf_puts(b, "\n");
}

/* What --why says of one test. */
static void why_job(struct buf *b, uint32_t job)
{
	const struct queue *q = &queues.of[jobs[job].queue];
	const struct props *p = q->props;
	struct buf lacks = { 0 }, labels = { 0 };

	buf_escape(b, ids[job], strlen(ids[job]), SIZE_MAX);
	buf_printf(b, "\n  kind %s, place %lu of %lu in the order",
		suite.programs[test_of(job)->program].kind->name,
		(unsigned long)jobs[job].rank + 1, (unsigned long)njobs);
	if (jobs[job].expect != NONE)
		buf_printf(b, ", took %.3f s last time", (double)jobs[job].expect / 1000);
	buf_puts(b, "\n");
	if (p->skip)
		buf_printf(b, "  is skipped: %s\n", p->skip);
	labels_put(&labels, p->labels);
	for (const char *label = NULL; (label = list_next(labels.p, labels.n, label));)
		buf_printf(b, "  has the label %s\n", label);
	if (p->needs)
		buf_printf(b, "  needs %s\n", p->needs);
	if (q->provider != NONE)
		buf_printf(b, "  needs the provider %s\n", providers.of[q->provider].name);
	for (uint32_t i = 0; i < q->nholds; i++)
		if (q->holds[i].lock != locks.lanes)
			why_lock(b, &locks.of[q->holds[i].lock], q->holds[i].units);
	if (weight_of(p) > 1)
		buf_printf(b, "  takes %lu lanes of its host\n", (unsigned long)p->weight);
	gates_of_job(b, job);
	if (p->serial)
		buf_puts(b, "  is serial: one appliance runs all of these, in order, first\n");
	if (p->exclusive)
		buf_puts(b, "  is exclusive: it runs last, with nothing beside it\n");
	if (p->together)
		buf_puts(b, "  stays together with the cases of its program\n");
	for (uint32_t i = 0; i < nslaves; i++) {
		lacks.n = 0;
		if (q->only != NOBODY && q->only != i)
			continue;
		if (has_tags(slaves[i].at->tags, p->needs, &lacks)) {
			buf_printf(b, "  may run on %s", slaves[i].at->name);
			if (slaves[i].at->lock)
				lockfile_holder(b, slaves[i].at->lock);
			buf_puts(b, "\n");
		} else
			buf_printf(b, "  not on %s: it has not %s\n", slaves[i].at->name, lacks.p);
	}
	buf_free(&lacks);
	buf_free(&labels);
}

/* Is an id the one that --why names, or of a case of it, or of it on an appliance? */
static bool is_why(const char *id)
{
	size_t len = strlen(opt.why);

	return !strncmp(id, opt.why, len) &&
		(!id[len] || !strncmp(id + len, "::", 2) || id[len] == '@');
}

/* No such test is selected: says why. */
static _Noreturn void why_none(void)
{
	uint32_t i = 0;

	while (i < suite.ntests && !is_why(suite.tests[i].id))
		i++;
	if (i == suite.ntests)
		usage("--why=%s: no such test; --list shows those there are", opt.why);
	usage("--why=%s: it is left out by%s%s%s%s%s; without that it is told", opt.why,
		suite.tests[i].extra ? " the arguments" : "", opt.select ? " -k" : "",
		opt.shard ? " --shard" : "", opt.last_failed ? " --last-failed" : "",
		opt.changed ? " --changed" : "");
}

/* --why: where the tests of an id, or of all ids that begin with it, may run. */
static void print_why(void)
{
	struct buf b = { 0 };

	for (uint32_t i = 0; i < njobs; i++)
		if (is_why(ids[i]))
			why_job(&b, i);
	if (!b.n)
		why_none();
	leave(print(&b) ? EXIT_OK : EXIT_REPORT);
}

/* ---- tokens: of make's jobserver, for the lanes of this host ------------------------------------
 * door: tokens_find, tokens_say, is_tokened, token_take, token_waits, tokens_settle, tokens_fd,
 *       tokens_came, tokens_back
 * Under `make -jN` each test that runs here beside another holds a byte that was read from make's
 * pipe; it goes back when the test has ended, however. The first needs none: that is the job that
 * make has started us for. A slave gets its next tests when it has ended all that it had, so that
 * others have a turn; until there is a byte for it it is idle. A test of weight N takes those of N
 * that can be had at once: who holds some while it waits for more waits for ever, if others do. */
static struct {
	int in, out;			/* -1: there is no jobserver */
	bool blocks;			/* in is shared with make, and its flags are make's */
	uint32_t n;
	char held[SLAVES_MAX];		/* what was read, which is what goes back */
	pid_t holder;			/* the process that has read it; no child gives it back */
	bool wanted;			/* a slave waits for one */
	bool gave;			/* in this turn: others go first */
	const char *named;		/* by MAKEFLAGS; NULL: nothing */
	const char *lacks;		/* why that is none; NULL: it is one */
} tokens = { .in = -1, .out = -1 };

/* What MAKEFLAGS says of a jobserver; the last word counts, as for make. NULL: nothing. */
static const char *tokens_named(void)
{
	const char *flags = getenv("MAKEFLAGS"), *named = NULL, *word;
	size_t n;

	while (flags && (word = word_next(&flags, &n)))
		if (!strncmp(word, "--jobserver-auth=", 17) ||
		    !strncmp(word, "--jobserver-fds=", 16))
			named = strchr(word, '=') + 1;
		else if (n == 2 && !strncmp(word, "--", n))
			break;			/* variables of make's command line */
	return named;
}

/* The ends of a pipe that make has left us, by their numbers; why they are none, or NULL. Each
 * becomes one of our own that does not block, where the system has a name for it. */
static const char *tokens_pipe(const char *named)
{
	int shared[2], *ours[2] = { &tokens.in, &tokens.out };
	struct stat st[2];
	char path[32];

	if (sscanf(named, "%9d,%9d", &shared[0], &shared[1]) != 2 || shared[0] < 0 || shared[1] < 0)
		return "is no pair of descriptors";
	for (int i = 0; i < 2; i++) {
		int flags = fcntl(shared[i], F_GETFL);
		if (flags < 0 || fstat(shared[i], &st[i]))
			return "is closed (a + in front of the recipe's line lets make leave it "
				"open)";
		if (!S_ISFIFO(st[i].st_mode) || (flags & O_ACCMODE) == (i ? O_RDONLY : O_WRONLY))
			return "is no pipe";
	}
	if (st[0].st_dev != st[1].st_dev || st[0].st_ino != st[1].st_ino)
		return "is no pipe";
	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof path, "/proc/self/fd/%d", shared[i]);
		*ours[i] = open(path, (i ? O_WRONLY : O_RDONLY) | O_NONBLOCK | O_CLOEXEC);
		tokens.blocks |= *ours[i] < 0;
		if (*ours[i] < 0)
			*ours[i] = shared[i];
		fd_cloexec(shared[i]);
	}
	return NULL;
}

/* A FIFO that make has named; why it is none, or NULL. */
static const char *tokens_fifo(const char *named)
{
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof path, "%.*s", (int)strcspn(named, " "), named);
	if (stat(path, &st) || !S_ISFIFO(st.st_mode))
		return "is no FIFO";
	tokens.in = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	tokens.out = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	return tokens.in < 0 || tokens.out < 0 ? "cannot be opened" : NULL;
}

/* Finds the jobserver, before anything else of ours has its descriptors. */
static void tokens_find(void)
{
	const char *named = tokens_named();

	if (!named)
		return;
	tokens.named = named;
	tokens.lacks = !strncmp(named, "fifo:", 5) ? tokens_fifo(named + 5) : tokens_pipe(named);
	if (tokens.lacks)
		tokens.in = tokens.out = -1;
}

/* Says why it is not asked, where more than one test could run. */
static void tokens_say(void)
{
	struct buf name = { 0 };

	if (!tokens.lacks || nslaves < 2)
		return;
	buf_escape(&name, tokens.named, strcspn(tokens.named, " "), 60);
	report_say(NULL, "muster: [N-JOBSERVER] make's jobserver is not asked: %s %s", name.p,
		tokens.lacks);
	buf_free(&name);
}

/* Is a slave one whose tests need tokens? */
static bool is_tokened(const struct slave *s) { return tokens.in >= 0 && !s->at->via; }

/* Has it any that may run? */
static bool is_busy(const struct slave *s)
{
	return s->pid && (s->n || s->company.n || s->probe != NONE);
}

/* How many tokens do the tests of this host that run use, the first one's own among them? */
static uint32_t tokens_used(void)
{
	uint32_t n = 0;

	for (const struct slave *s = slaves; s < slaves + nslaves; s++)
		n += is_tokened(s) && is_busy(s) ? s->share : 0;
	return n;
}

/* Nothing: it only ends a read. */
static void on_alarm(int sig) { (void)sig; }

/* Reads a token, if there is one. Others read the same pipe and may be faster: where the read can
 * block, an alarm ends it. */
static bool token_read(char *token)
{
	struct sigaction wake = { .sa_handler = on_alarm }, was;
	struct itimerval soon = { { 0, 10000 }, { 0, 10000 } }, never = { { 0, 0 }, { 0, 0 } };
	sigset_t alarm, before;
	ssize_t n;

	if (!tokens.blocks)
		return read(tokens.in, token, 1) == 1;
	if (fd_wait(tokens.in, POLLIN, 0) <= 0)
		return false;
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	sigaction(SIGALRM, &wake, &was);
	sigprocmask(SIG_UNBLOCK, &alarm, &before);
	setitimer(ITIMER_REAL, &soon, NULL);
	n = read(tokens.in, token, 1);
	setitimer(ITIMER_REAL, &never, NULL);
	sigprocmask(SIG_SETMASK, &before, NULL);
	sigaction(SIGALRM, &was, NULL);
	return n == 1;
}

/* May a slave have tests of such a weight now? It gets tokens for them, where it needs some. */
static bool token_take(struct slave *s, uint32_t weight)
{
	uint32_t used;

	if (!is_tokened(s))
		return true;
	if (is_busy(s))
		return false;
	used = tokens_used();
	for (s->share = 0; s->share < weight && s->share < nslaves; s->share++) {
		if (tokens.n >= used + s->share)	/* the first is not held */
			continue;
		if ((tokens.gave && !s->share) || tokens.n == SLAVES_MAX ||
		    !token_read(&tokens.held[tokens.n]))
			break;
		tokens.n++;
		tokens.holder = getpid();
	}
	tokens.wanted |= !s->share;		/* another may wait already */
	return s->share;
}

/* Is it for want of a token that it has none, or has a slave what it may have? */
static bool token_waits(const struct slave *s)
{
	return is_tokened(s) && (is_busy(s) || tokens.wanted);
}

/* Gives back all but so many. A pipe that takes none is tried again. */
static void tokens_keep(uint32_t n)
{
	while (tokens.n > n && fd_wait(tokens.out, POLLOUT, 0) > 0 &&
	    write(tokens.out, &tokens.held[tokens.n - 1], 1) == 1) {
		tokens.n--;
		tokens.gave = true;
	}
}

/* Gives back what no test needs any more. */
static void tokens_settle(void)
{
	uint32_t used = tokens.n ? tokens_used() : 0;

	if (tokens.n)
		tokens_keep(used ? used - 1 : 0);
}

/* A turn begins to wait; returns what becomes readable when a slave that waits may have a token,
 * -1: none does. */
static int tokens_fd(void)
{
	tokens.gave = false;
	return tokens.wanted ? tokens.in : -1;
}

/* There may be one now. */
static void tokens_came(void)
{
	tokens.wanted = false;
	epoch_next();
}

/* Gives all back: this process ends. */
static void tokens_back(void)
{
	if (tokens.n && tokens.holder == getpid())
		tokens_keep(0);
}

/* ---- probes: does what failed among others fail alone, too? -------------------------------------
 * door: probes_wanted, probe_add, probe_send, probe_waits, is_probed, probe_end, probe_drop
 * When all tests have ended, and before slaves are told that there are no more, each runs by itself
 * those of its cases that failed in a process with others. No outcome changes. A run takes
 * PROBE_SHARE longer for that, at most. Where the user wants no more tests after a failure, the
 * slave that had it runs that case alone at once. */
#define PROBES	20			/* of a run, at most */
static struct {
	uint32_t job[PROBES], n;
	int64_t until;			/* clock: all have to have ended; 0: none has begun */
	uint32_t passed;		/* the first that passed; NONE: none did */
} probes = { .passed = NONE };

/* Are there to be any in this run? */
static bool probes_wanted(void)
{
	return !opt.no_probe && !opt.resume && !opt.config.isolate && rounds() == 1;
}

/* A test has failed in a process with others. */
static void probe_add(uint32_t job)
{
	if (probes.n < PROBES && probes_wanted())
		probes.job[probes.n++] = job;
}

/* Has this test its outcome, a bad one, from this slave? */
static bool is_probed(const struct slave *s, uint32_t job)
{
	return jobs[job].where == ENDED && jobs[job].slave == s - slaves &&
		is_failure((enum outcome)jobs[job].outcome);
}

/* ms that the next may take; 0: there is no time for one. The first starts their time. */
static uint32_t probe_left(void)
{
	int64_t now = clock_us(), most = (now - started) / PROBE_SHARE, left = deadline_left();

	if (!probes.until)
		probes.until = now + (left < most ? left : most);
	return run.ended ? 0 : probe_time(probes.until - now);
}

/* Sends a slave the next probe that is its own and can start now; false: there is none. */
static bool probe_send(struct slave *s)
{
	uint32_t ms = probes.n ? probe_left() : 0, theirs;

	for (uint32_t i = 0; i < probes.n && ms; i++) {
		uint32_t job = probes.job[i];
		const struct queue *q = &queues.of[jobs[job].queue];
		if (!is_probed(s, job) || !locks_free(q, (uint32_t)(s - slaves)) ||
		    (q->provider != NONE && !is_tied(s, q->provider)) ||
		    !token_take(s, weight_of(q->props)))
			continue;
		probes.job[i] = probes.job[--probes.n];
		locks_move(job, (uint32_t)(s - slaves), true);
		theirs = theirs_of(s, job);
		group_send(s, q, job, (struct w_TESTS){ .attempt = jobs[job].attempt + 1,
			.isolate = true, .probe = ms }, &theirs, 1);
		s->probe = job;
		s->need = CONTENT;
		return true;
	}
	return false;
}

/* Has a slave probes that wait for those of others? */
static bool probe_waits(const struct slave *s)
{
	for (uint32_t i = 0; i < probes.n && probe_left(); i++)
		if (is_probed(s, probes.job[i]) &&
		    !locks_free(&queues.of[jobs[probes.job[i]].queue], (uint32_t)(s - slaves)))
			return true;
	return false;
}

/* The probe that a slave was sent has ended, or will not start. */
static void probe_drop(struct slave *s)
{
	if (s->probe == NONE)
		return;
	locks_move(s->probe, (uint32_t)(s - slaves), false);
	s->probe = NONE;
	epoch_next();
}

/* All phases of one were reported: how it ended is told, if it did. */
static void probe_end(struct slave *s)
{
	struct result *r = &s->attempt.result;

	r->outcome = r->phase[PHASE_call];
	if (r->phase[PHASE_setup] != OUT_passed ||
	    (r->phase[PHASE_teardown] != OUT_passed && r->outcome <= OUT_failed))
		r->outcome = OUT_error;
	r->attempts = 1;
	result_fill(s);
	report_busy(s->id, NULL);
	if (r->phase[PHASE_call] < OUT_lost)
		report_alone(r);
	if (r->outcome < OUT_failed && probes.passed == NONE)
		probes.passed = s->attempt.job;
	s->attempt.job = NONE;
	probe_drop(s);
}

/* ---- dispatch: policy and nothing else ---------------------------------------------------------
 * door: hand_out */
static bool handing_out;			/* all collections were compared */

/* Is the test that a slave runs one to wait for? What is queued behind a long test is late when
 * another is free before; the way there and back is short beside it. */
static bool is_late(const struct slave *s)
{
	if (s->attempt.job == NONE)
		return false;
	return jobs[s->attempt.job].expect != NONE
		? jobs[s->attempt.job].expect * UINT64_C(1000) > LATE :
		load.pace > LATE || clock_us() - started - (int64_t)s->attempt.result.start > LATE;
}

/* How a slave can come to the provider that tests need. */
enum reach { HAS_IT, HAS_ROOM, MUST_SWAP, CANNOT };

static enum reach provider_reach(const struct slave *s, uint32_t provider)
{
	if (provider == NONE || s->holds.p[provider] == TIED)
		return HAS_IT;
	if (s->holds.p[provider] == TIED_BEFORE)
		return HAS_ROOM;
	if (providers.of[provider].holders >= providers.of[provider].limit)
		return CANNOT;
	return s->held < s->at->limit ? HAS_ROOM : MUST_SWAP;
}

/* The queue that a slave is served from: what it can start at once, the first by rank; else what it
 * can attach to, the provider with most to do for each that has it. NULL: none. */
static struct queue *queue_pick(const struct slave *s, enum reach *reach)
{
	struct queue *best = NULL;
	uint64_t most = 0;

	*reach = CANNOT;
	for (uint32_t i = 0; i < queues.n; i++) {
		struct queue *q = &queues.of[i];
		enum reach r;
		uint64_t need;
		if (!queue_open(q, s) || (r = provider_reach(s, q->provider)) == CANNOT ||
		    r > *reach)
			continue;
		need = r == HAS_IT ? 0 :
			1 + work_us(&providers.of[q->provider].waiting) /
				(providers.of[q->provider].holders + 1);
		if (r < *reach ||
		    (r == HAS_IT ? is_before(q->heap[0], best->heap[0]) : need > most)) {
			best = q;
			*reach = r;
			most = need;
		}
	}
	return best;
}

/* The provider that a slave can best do without. */
static uint32_t provider_spare(const struct slave *s)
{
	uint32_t best = NONE;

	for (uint32_t i = 0; i < providers.n; i++)
		if (is_tied(s, i) && (best == NONE ||
		    work_us(&providers.of[i].waiting) < work_us(&providers.of[best].waiting)))
			best = i;
	return best;
}

/* Has a slave nothing to do, and is there nothing for it? */
static bool is_starved(const struct slave *s)
{
	return is_at_work(s) && s->need == ASKED && !s->n && !s->company.n &&
		s->starved == load.epoch;
}

/* Does everybody wait for everybody else? That must not happen, and must not hang. */
static bool all_starve(void)
{
	for (const struct slave *s = slaves; s < slaves + nslaves; s++)
		if (!is_out(s) && !is_starved(s))
			return false;
	return true;
}

/* An idle slave gives back what nobody else may hold meanwhile, if another idle one could go on
 * with it. */
static void provider_free(struct slave *s)
{
	for (uint32_t k = 0; is_starved(s) && s->held && k < queues.n; k++) {
		struct queue *q = &queues.of[k];
		if (q->provider == NONE || !is_tied(s, q->provider) ||
		    providers.of[q->provider].holders < providers.of[q->provider].limit)
			continue;
		for (uint32_t i = 0; i < nslaves && s->need == ASKED; i++)
			if (&slaves[i] != s && is_starved(&slaves[i]) && queue_open(q, &slaves[i]))
				provider_swap(s, q->provider, NONE);
	}
}

/* What a job takes, as far as is known, in us. */
static uint64_t job_us(uint32_t job)
{
	return jobs[job].expect == NONE || !jobs[job].expect ? load.pace + 1 :
		jobs[job].expect * UINT64_C(1000);
}

/* How much work, in us, a group of cases of that kind is: `budget` by what is left for all, and
 * `share` for each slave, but no less than makes its process worth the start. Nor is that more than
 * a slave's share by more than two starts: others would wait for it longer than theirs take. While
 * nobody knows how long such cases take it is half of a share, or some cases: they may be slow. */
static uint64_t group_worth(const struct kind *kind, uint64_t share, uint64_t budget)
{
	uint64_t start = start_us(kind), worth = STARTS_SHARE * start;

	if (worth < WORTH)
		worth = WORTH;
	if (start < WORTH / 4)
		start = WORTH / 4;
	if (worth > share + 2 * start)
		worth = share + 2 * start;
	if (load.undone.unknown && !load.seen && worth > share / 2)
		worth = share / 2 > FIRST_CASES * load.pace ? share / 2 : FIRST_CASES * load.pace;
	return budget > worth ? budget : worth;
}

/* May cases of the two jobs' programs share a process? Slaves look closer. */
static bool share_kind(uint32_t job, uint32_t other)
{
	uint32_t a = test_of(job)->program, b = test_of(other)->program;

	return a == b || (suite.programs[a].kind == suite.programs[b].kind &&
		suite.programs[a].kind->many);
}

/* Jobs as their programs stand, and have them. */
static int by_file(const void *a, const void *b)
{
	const struct test *x = test_of(*(const uint32_t *)a), *y = test_of(*(const uint32_t *)b);

	if (x->program != y->program)
		return x->program < y->program ? -1 : 1;
	return x->rank < y->rank ? -1 : x->rank > y->rank;
}

/* Takes the first tests of a queue that go together; returns how many. Where several programs share
 * a process, and nobody asked for an order, the cases of each stay together in it: what they set up
 * in common is set up once. Groups shrink as work runs
 * out; those that need a process for each test are small anyway, and one if that is wished. */
static uint32_t group_take(struct queue *q, bool one, uint32_t *into)
{
	uint32_t n = 0, job, first = q->heap[0];
	bool cases = is_case(first), whole = together(first, first);
	bool single = jobs[first].isolate || opt.dist == DIST_test || q->props->exclusive ||
		(one && !cases);
	const struct kind *kind = suite.programs[test_of(first)->program].kind;
	bool many = cases && kind->many;
	uint64_t share = work_us(&load.undone) / nslaves, budget = share / 4, cost = 0;

	if (!cases && budget > PACE)
		budget = PACE;
	if (cases)
		budget = group_worth(kind, share, budget);
	while (queue_top(q, &job) && n < (whole || many ? WHOLE_MAX : GROUP_MAX)) {
		if (n && (single || jobs[job].isolate || jobs[job].attempt != jobs[first].attempt ||
		    is_case(job) != cases))
			break;
		if (n && whole ? !together(job, first) : n &&
		    (cost >= budget || together(job, job) ||
		    (cases && !share_kind(job, first))))
			break;
		if (n && q->props->serial && jobs[job].rank != jobs[into[n - 1]].rank + 1)
			break;		/* one that comes between waits in another queue */
		cost += job_us(job);
		into[n++] = job;
		queue_pop(q);
	}
	if (many && !opt.order && !opt.failed_first && q->props->priority == NONE)
		qsort(into, n, sizeof *into, by_file);
	return n;
}

/* Gives a slave that asked what it may have; false: there is nothing for it now. */
static bool answer(struct slave *s)
{
	static uint32_t *group;		/* room for the next one */
	enum reach reach = CANNOT;
	struct queue *q = census.all[WAITING] ? queue_pick(s, &reach) : NULL;
	uint32_t n = 0, attempt = 1, first = NONE;
	bool isolate = false;

	if (!q && census.all[ENDED] < njobs)
		return false;
	if (!q && probe_send(s))
		return true;
	if (!q && probe_waits(s))
		return false;
	if (q && reach != HAS_IT) {	/* its hooks run between tests */
		if (s->n)
			return false;
		provider_swap(s, reach == MUST_SWAP ? provider_spare(s) : NONE, q->provider);
		return true;
	}
	if (q && !token_take(s, weight_of(q->props)))
		return false;
	if (!group)
		group = xrealloc(NULL, WHOLE_MAX, sizeof *group);
	if (q) {
		n = group_take(q, is_tokened(s), group);
		first = group[0];
		attempt = jobs[first].attempt;
		isolate = jobs[first].isolate;
	}
	for (uint32_t k = 0; k < n; k++) {
		job_move(group[k], SENT, s);
		group[k] = theirs_of(s, group[k]);
	}
	group_send(s, q, first, (struct w_TESTS){ .attempt = attempt, .isolate = isolate }, group,
		n);
	if (q && q->nholds)
		queue_overtakes(q, first, n, (uint32_t)(s - slaves));
	s->need = CONTENT;
	if (s->give == DRAINED)
		s->give = KEEPS;
	if (!n)
		slave_turn(s, FINISHING);
	return true;
}

/* Do the tests of two queues ask for the same lock? */
static bool shares_lock(const struct queue *a, const struct queue *b)
{
	for (uint32_t i = 0; i < a->nholds; i++)
		for (uint32_t k = 0; k < b->nholds; k++)
			if (a->holds[i].lock == b->holds[k].lock && a->holds[i].lock != locks.lanes)
				return true;
	return false;
}

/* Does a slave hold, behind the test that it runs, one that another could start? Looks at its last
 * few. */
static bool holds_for(const struct slave *s, const struct slave *other)
{
	uint32_t job = s->last;

	for (int i = 0; i < 16 && job != NONE; i++, job = jobs[job].prev) {
		const struct queue *q = &queues.of[jobs[job].queue];
		uint32_t there = (uint32_t)(other - slaves);
		if (jobs[job].where == SENT && !jobs[job].batched && !q->props->serial &&
		    queue_may(q, there) && lanes_free(q, there) &&
		    !shares_lock(q, &queues.of[jobs[s->attempt.job].queue]) &&
		    provider_reach(other, q->provider) == HAS_IT)
			return true;
	}
	return false;
}

/* A slave would idle: asks the one that holds most for half of what it has not started. */
static void recall(const struct slave *idle)
{
	struct slave *most = NULL;
	uint32_t n = 0;

	for (struct slave *s = slaves; s < slaves + nslaves; s++) {
		if (is_at_work(s) && s->give == KEEPS && s->attempt.job != NONE && s->n > 1 &&
		    (!most || s->n > most->n) && holds_for(s, idle))
			most = s;
	}
	if (!most || run.ended)
		return;
	if (together(most->last, most->last)) {	/* the last group, if it is not the one that runs */
		if (together(most->last, most->attempt.job))
			return;
		for (uint32_t k = most->last; k != NONE && together(k, most->last);
		    k = jobs[k].prev)
			n++;
		put_RECALL(&most->chan, (struct w_RECALL){ .count = n, .whole = 1 });
	} else {
		put_RECALL(&most->chan, (struct w_RECALL){ .count = most->n / 2 });
	}
	most->give = RECALLED;
}

/* Is it waited for, before the first test starts? Each is once: not when it comes late, or is
 * started anew after a death. */
static bool is_awaited(const struct slave *s)
{
	return s->state < READY && !s->at->late && !s->deaths && !s->repairs;
}

/* Answers every NEED that can be answered now. */
static void hand_out(void)
{
	bool all_in = true, any = false, one_in = false;

	for (uint32_t i = 0; i < nslaves; i++) {
		all_in &= !is_awaited(&slaves[i]);
		any |= !is_out(&slaves[i]);
		one_in |= is_at_work(&slaves[i]);
	}
	if (handing_out && census.all[ENDED] == njobs)
		slaves_forsake();
	if (all_in && verdict.mismatch && !run.ended) {
		say("nothing was run; --on-mismatch=drop goes on without the appliance, =common "
			"with what all have");
		finish("the collections differ");
	}
	if (run_winds_up() && !cleanups_left())
		finish(run_winds_up());
	if (!handing_out && (all_in || (opt.mismatch == MISMATCH_drop && one_in))) {
		handing_out = true;
		queues_check();		/* some may be gone already */
	}
	if ((!any || verdict.mismatch) && all_in && waiting())
		give_up(verdict.mismatch ? run_ending() : "no appliance is left to run it");
	for (uint32_t i = 0; handing_out && i < nslaves; i++) {
		struct slave *s = &slaves[i];
		if (!is_at_work(s) || s->leaves || s->need != ASKED || s->starved == load.epoch ||
		    is_late(s))
			continue;
		if (!answer(s)) {
			s->starved = load.epoch;
			if (!token_waits(s))
				recall(s);
		}
	}
	for (uint32_t i = 0; handing_out && providers.n && i < nslaves; i++)
		provider_free(slaves + i);
	if (handing_out && waiting() && all_starve() && !are_delayed()) {
		run_doubt();
		if (run_winds_up())
			finish(run_winds_up());
		give_up("[E-INTERNAL] no appliance takes it");
		if (!waiting()) {	/* they are told that nothing is left */
			epoch_next();
			hand_out();
		}
	}
}

/* ---- slaves ------------------------------------------------------------------------------------
 * door: slave_turn, is_at_work, is_out, is_carried, has_greeted, slave_repaired,
 *       appliances_again, slave_distrust, message_next, result_fill, fork_with_socket,
 *       config_send, slave_start, slave_missed, slaves_forsake, slave_despair, is_ours,
 *       is_awaited_child,
 *       carriers_turn, carriers_next, slave_end, slave_farewell, slave_retire, slave_lost,
 *       slave_dismiss */
/* What carried slaves that are gone: the sessions of their vias, until when they are waited for
 * (active), and their standard error, which is kept open: one that complains there would die of it
 * before it has tidied up. */
static struct { struct carrier { pid_t session; int64_t until; int errors; } *of;
	uint32_t n; } carriers;

/* A slave is in another state now. */
static void slave_turn(struct slave *s, enum slave_state next)
{
#define TO(state) (1u << (state))
#define ENDS (TO(ABSENT) | TO(GONE) | TO(RETIRED))
	static const uint16_t follows[STATE_COUNT] = {
		[ABSENT] = TO(GREETING) | TO(GONE) | TO(RETIRED),
		[GREETING] = TO(COLLECTING) | ENDS,
		[COLLECTING] = TO(COMPARING) | TO(READY) | TO(FINISHING) | ENDS,
		[COMPARING] = TO(READY) | TO(FINISHING) | ENDS,
		[READY] = TO(FINISHING) | ENDS,
		[FINISHING] = TO(LEAVING) | ENDS,
		[LEAVING] = ENDS,
		[LAST_GREETING] = TO(TEARING_DOWN) | TO(GONE) | TO(RETIRED),
		[TEARING_DOWN] = TO(GONE) | TO(RETIRED),
		[GONE] = TO(ABSENT) | TO(LAST_GREETING) | TO(RETIRED),
		[RETIRED] = TO(LAST_GREETING) | TO(ABSENT),
	};

	assert(next == s->state || follows[s->state] & TO(next));
	if (next != COMPARING && next != s->state)
		s->since = active_now;
	s->state = next;
}

/* Does it run tests, if it has any? */
static bool is_at_work(const struct slave *s)
{
	return s->state == READY || s->state == FINISHING;
}

/* Will it run no test any more? */
static bool is_out(const struct slave *s) { return s->state >= LAST_GREETING; }

/* Do a slave's frames come? One behind a via says who it is before. */
static bool has_greeted(const struct slave *s) { return s->before == NONE; }

/* Is something wrong with what a slave says? Then it is not believed any more. */
static bool slave_distrust(struct slave *s, bool wrong)
{
	s->distrusted |= wrong;
	return wrong;
}

/* Does a via carry it, or will it? Its repair hook runs here: where that leads to is what may be
 * broken. */
static bool is_carried(const struct slave *s) { return s->at->via && !s->repairing; }

/* Forks, with a socket between: 0 in the child, where signals are blocked still, -1 with errno; *fd
 * is this side's end, non-blocking. */
static pid_t fork_with_socket(int *fd)
{
	sigset_t all, before;
	int pair[2], err;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
		return -1;
	for (int i = 0; i < 2; i++) {
		fd_cloexec(pair[i]);
		fd_nonblock(pair[i], true);
	}
	sigfillset(&all);
	/* with our handlers it would tell us once more of a Ctrl-C */
	sigprocmask(SIG_SETMASK, &all, &before);
	for (int ms = 10; (pid = fork()) < 0 && (errno == EAGAIN || errno == ENOMEM) && ms <= 640;
	    ms *= 2)
		poll(NULL, 0, ms);
	err = errno;
	*fd = pair[pid ? 0 : 1];
	close(pair[pid ? 1 : 0]);
	if (pid)
		sigprocmask(SIG_SETMASK, &before, NULL);
	if (pid < 0)
		close(pair[0]);
	errno = err;
	return pid;
}

/* Sends a slave what suite files say. One that was forked with the collection has it. */
static void rows_send(struct slave *s)
{
	for (size_t at = 0, n; at < suite.rows.n; at += n) {
		n = suite.rows.n - at < FRAME_MAX / 2 ? suite.rows.n - at : FRAME_MAX / 2;
		put_ROWS(&s->chan, (struct w_ROWS){ .rows = { suite.rows.p + at, (uint32_t)n } });
	}
}

/* Sends a slave its CONFIG. */
static void config_send(struct slave *s)
{
	struct w_CONFIG c = opt.config;
	struct buf holds = { 0 };
	char cwd[PATH_MAX];

	buf_puts(&holds, "");
	for (uint32_t i = 0; i < providers.n; i++)
		if (is_tied(s, i))
			buf_printf(&holds, "%s%s", holds.n ? " " : "", providers.of[i].name);
	c.conf = s->at->conf.p ? s->at->conf : c.conf;
	c.slave = str_of(s->id);
	c.appliance = str_of(s->at->name);
	c.tags = str_of(s->at->tags);
	c.farewell = s->repairing ? FAREWELL_repair : is_out(s) ? FAREWELL_teardown : FAREWELL_none;
	c.left = shutdown_left();
	c.holds = (struct str){ holds.p, (uint32_t)holds.n };
	c.refers = is_asked(s);
	c.lanes = lanes_of((uint32_t)(s - slaves));
	c.root = str_of(!is_carried(s) ? "" : s->at->root ? s->at->root : getcwd(cwd, sizeof cwd));
	if (!is_out(s) && !c.refers && !s->repairing && (s->at->via || s->compared))
		rows_send(s);
	put_CONFIG(&s->chan, c);
	buf_free(&holds);
}

/* Forks a slave; greeting: the state that it is in then. It knows our collection, unless it was
 * wrong about its own before. */
static void slave_start(struct slave *s, enum slave_state greeting)
{
	int fd, err[2] = { -1, -1 }, failed;
	pid_t pid, master = getpid();

	if (!s->muster)
		s->muster = s->at->muster ? s->at->muster : "muster";
	if (is_carried(s) && pipe(err))
		err[0] = err[1] = -1;	/* it has our standard error then */
	pid = fork_with_socket(&fd);
	failed = errno;
	if (!pid) {
		/* that is the master's: the directory of the run is in use */
		die_last = NULL;
		files_restore();
		if (is_carried(s))
			slave_carry(fd, err[1] < 0 ? 2 : err[1], s->at->via, s->muster);
		slave_main(fd, fd, master, opt.config.trace, s->compared ||
			is_asked(s) ? NULL : &suite);
	}
	if (err[1] >= 0)
		close(err[1]);
	s->errors = err[0];
	if (s->errors >= 0) {
		fd_cloexec(s->errors);
		fd_nonblock(s->errors, true);
	}
	if (pid < 0) {
		slave_retire(s, strerror(failed));
		return;
	}
	chan_open(&s->chan, fd, fd, GOES_UP, s->id);
	s->chan.trace = opt.config.trace;
	s->pid = pid;
	turn_begin(-1);
	s->heard = active_now;
	slave_turn(s, greeting);
	s->need = CONTENT;
	s->give = KEEPS;
	s->distrusted = false;
	s->broken = 0;
	s->before = is_carried(s) ? 0 : NONE;
	if (has_greeted(s))
		config_send(s);
}

/* Waits for a slave's process, so many ms at most; its status, or -1. It is reaped here only. */
static int slave_reap(struct slave *s, int ms)
{
	int64_t now = clock_us(), until = now + ms * INT64_C(1000);
	int status = -1;

	if (until > ending.by)	/* of many that cannot be killed not each may take so long */
		until = ending.by > now ? ending.by : now;
	for (long us = 20; s->pid; us += us < 1000 ? us : 0) {
		/* most often it needs but a moment more */
		pid_t pid = waitpid(s->pid, &status, WNOHANG);
		if (pid == s->pid || (pid < 0 && errno == ECHILD))
			s->pid = 0;
		else if (clock_us() >= until)
			break;
		else
			nanosleep(&(struct timespec){ .tv_nsec = us * 1000 }, NULL);
	}
	return s->pid ? -1 : status;
}

/* Is this process of ours a slave's? */
static bool is_slave(pid_t pid)
{
	for (uint32_t i = 0; i < nslaves; i++)
		if (slaves[i].pid == pid)
			return true;
	return false;
}

/* Is this process of ours one of what carried a slave, and still has time? */
static bool is_carrier(pid_t pid)
{
	pid_t session = carriers.n ? getsid(pid) : 0;

	for (uint32_t i = 0; i < carriers.n; i++)
		if (carriers.of[i].session == session)
			return true;
	return false;
}

/* Is its end waited for by its number? All else is reaped as it dies, what carried slaves as well:
 * as long as it is a zombie it seems to be there. */
static bool is_awaited_child(pid_t pid)
{
	return is_slave(pid) || (pid && pid == hooks_pid());
}

/* Is it none that a test left behind? */
static bool is_ours(pid_t pid) { return is_awaited_child(pid) || is_carrier(pid); }

/* Asks what carried a slave to end. It has a moment for that, since it may have to end on a cluster
 * or a board what it started there. */
static void carrier_end(pid_t session, int errors)
{
	int64_t most = CARRIER_MS, left = shutdown_left();

	carriers.of = array_grow(carriers.of, carriers.n, sizeof *carriers.of);
	carriers.of[carriers.n++] = (struct carrier){ session,
		active_now + (left && left < most ? left : most) * 1000, errors };
	kill(-session, SIGTERM);
	kill(-session, SIGCONT);
}

/* Forgets those that are gone, and kills those that take too long; all: each. */
static void carriers_turn(bool all)
{
	uint32_t n = 0, had = carriers.n;

	for (uint32_t i = 0; i < carriers.n; i++) {
		struct carrier c = carriers.of[i];
		orphans_reap(is_awaited_child);
		/* a slave has a group of its own */
		bool gone = kill(-c.session, 0) && errno == ESRCH && !session_lives(c.session);
		if (!gone && !all && active_now < c.until) {
			carriers.of[n++] = c;
			continue;
		}
		if (!gone)
			kill(-c.session, SIGKILL);
		if (c.errors >= 0)
			close(c.errors);
	}
	carriers.n = n;
	if (n < had)
		children_kill(is_ours);		/* what is left of those */
}

/* When the next of them is killed; at: if that is before this (active). */
static int64_t carriers_next(int64_t at)
{
	for (uint32_t i = 0; i < carriers.n; i++)
		at = carriers.of[i].until < at ? carriers.of[i].until : at;
	return at;
}

/* Ends a slave's process, if it has one still, and everything that it left behind. */
static void slave_end(struct slave *s, enum slave_state state)
{
	pid_t session = is_carried(s) ? s->pid : 0;

	if (s->pid && !session) {
		process_kill(s->pid, SIGKILL);
		slave_reap(s, 2000);
	}
	s->pid = 0;
	hook_forget(s);
	keeping_end(s);
	s->lives = 0;
	on_errors(s, 16);
	if (session) {
		carrier_end(session, s->errors);
		s->errors = -1;
	}
	errors_close(s);
	if (s->chan.in >= 0) {
		chan_close(&s->chan);
		children_kill(is_ours);
	}
	slave_turn(s, state);
}

/* Its slave is gone: what was set up is torn down all the same, by one more slave. */
static void slave_farewell(struct slave *s)
{
	if (!s->teardown_due || (!s->at->teardown && !s->held))
		return;
	/* until it has said HELLO; another try there is not */
	s->teardown_due = s->repairing = false;
	slave_start(s, LAST_GREETING);
}

/* A slave's work is done. Where USR2 took it away others go on, with what it held as well. */
static void slave_left(struct slave *s, enum slave_state state)
{
	bool first = !is_out(s);

	slave_end(s, state);
	if (!s->leaves)
		return;
	if (first)
		providers_leave(s);
	if (handing_out)
		queues_check();
}

/* May an appliance that is given up come back by its repair hook? */
static bool is_repairable(const struct slave *s)
{
	return s->repairs < s->at->repairs && !s->leaves && !is_out(s) && !run.ended &&
		!verdict.mismatch && (!jobs || census.all[ENDED] < njobs);
}

/* An appliance is given up: its repair hook is to bring it back. What it held it holds no more. */
static void slave_repair(struct slave *s, const char *why)
{
	slave_end(s, ABSENT);
	s->repairs++;
	say("%s (%s) is given up, and repaired (%lu of %lu): %s", s->id, s->at->name,
		(unsigned long)s->repairs, (unsigned long)s->at->repairs, why);
	providers_forget(s);
	s->repairing = true;
	s->again = active_now;
	if (handing_out)
		queues_check();
}

/* It is repaired: it is set up again, and collects, as if it had just come. */
static void slave_repaired(struct slave *s)
{
	put_ACK(&s->chan, (struct w_ACK){ 0 });
	chan_flush(&s->chan);
	slave_reap(s, 1000);
	slave_end(s, ABSENT);
	free(s->hopeless);
	s->hopeless = NULL;
	s->repairing = s->quarantined = s->compared = false;
	s->deaths = 0;
	s->again = active_now;
}

/* An appliance is not used any more, unless it can be repaired. */
static void slave_retire(struct slave *s, const char *why)
{
	bool anew = s->state != RETIRED;	/* else its farewell could not be started */

	if (is_repairable(s)) {
		slave_repair(s, why);
		return;
	}
	slave_end(s, RETIRED);
	s->lane->gone = why;
	if (!verdict.mismatch)
		say("%s (%s) is not used any more: %s", s->id, s->at->name, why);
	if (anew)
		providers_leave(s);
	slave_farewell(s);
	if (handing_out)
		queues_check();
}

/* An appliance does not do its part: the run is not what was asked for, if it has to be there. */
static void slave_missed(const struct slave *s)
{
	if (!s->at->optional && !is_repairable(s))
		run_doubt();
}

/* All tests have ended: who has not come until now need not come any more. */
static void slaves_forsake(void)
{
	for (struct slave *s = slaves; s < slaves + nslaves; s++) {
		if (s->state >= READY)
			continue;
		say("%s (%s) has not answered%s: the tests have ended without it", s->id,
			s->at->name, s->deaths ? " any more" : " yet");
		if (s->deaths)
			slave_missed(s);
		slave_end(s, GONE);
		slave_farewell(s);
	}
}

/* Has a slave finish what it runs, and tear down what it set up; one that is not there yet is
 * gone. */
static void slave_dismiss(struct slave *s)
{
	if (is_at_work(s)) {
		put_FINISH(&s->chan, (struct w_FINISH){ 0 });
		slave_turn(s, FINISHING);
	} else if (s->state < READY) {
		slave_left(s, GONE);
		slave_farewell(s);
	}
}

/* muster.conf does not have an appliance any more: it finishes what it runs, and leaves. One that
 * was given up has left already: where it stands there again it may be another. */
static void slave_leave(struct slave *s)
{
	if (is_out(s)) {
		s->leaves = true;
		return;
	}
	say("%s (%s) is not in muster.conf any more: it finishes what it runs", s->id, s->at->name);
	s->leaves = true;
	slave_dismiss(s);
}

/* The configuration for a slave that was not there when the run began: that of all, and its own
 * section as it stands now. */
static struct str conf_of(const struct section *section, const struct buf *text)
{
	const char *p = text->p, *line;
	struct buf b = { 0 };

	for (int n = 0; n < section->line; n++)
		p = strchr(p, '\n') ? strchr(p, '\n') + 1 : p + strlen(p);
	buf_printf(&b, "%.*s\n[appliance %s]\n", (int)opt.config.conf.n, opt.config.conf.p,
		section->name);
	for (line = p; *p; p = strchr(p, '\n') ? strchr(p, '\n') + 1 : p + strlen(p))
		if (p[strspn(p, " \t")] == '[')
			break;
	buf_add(&b, line, (size_t)(p - line));
	buf_add(&b, "", 1);
	return (struct str){ b.p, (uint32_t)b.n - 1 };
}

/* An appliance is in muster.conf now, as that says; s: it was there before, and has left, or
 * NULL. */
static void slave_come(struct slave *s, const struct conf *c, const struct section *section,
	const struct buf *text)
{
	struct site *at = site_new(c, section->name, false);

	at->conf = conf_of(section, text);
	at->late = true;
	if (at->lock && !lockfile_join(at->lock, at->name))
		return;
	if (at->conf.n > FRAME_MAX - CHUNK || (!s && !(s = slave_join(at)))) {
		say("warning: there is no room for appliance %s", section->name);
		return;
	}
	if (s->leaves) {
		slave_replace(s, at);
		s->lane->gone = s->muster = NULL;
		s->leaves = s->compared = false;
		s->deaths = s->repairs = 0;
		slave_turn(s, ABSENT);
	} else {
		report_joins(s->lane);
	}
	queues_join(s);
	say("%s (%s) joins", s->id, s->at->name);
	s->again = active_now;
}

/* Do two sections say the same? */
static bool section_same(const struct section *a, const struct section *b)
{
	bool same = a && a->n == b->n;

	for (uint32_t i = 0; same && i < a->n; i++)
		same = !strcmp(a->set[i].key, b->set[i].key) &&
			!strcmp(a->set[i].value, b->set[i].value);
	return same;
}

/* USR2: reads the [appliance] sections again. New ones join, missing ones leave, and others stay
 * what they are. */
static void appliances_again(void)
{
	struct conf *again = xrealloc(NULL, 1, sizeof *again);	/* it stays: sites are made of it */
	struct buf text = { 0 }, error = { 0 };
	uint32_t had = nslaves;

	if (places_most() == nslaves || opt.dist == DIST_each || run.ended) {
		say("USR2: the appliances of this run stay as they are%s",
			run.ended ? "" : opt.dist == DIST_each ?
			", with --dist=each" : ", where -a, -j or no section says which they are");
		return;
	}
	if (!conf_again(again, &text, &error)) {
		say("USR2: %s; nothing changes", error.p);
		buf_free(&error);
		return;
	}
	for (struct slave *s = slaves; s < slaves + had; s++)
		if (!conf_section(again, SECTION_appliance, s->at->name) && !s->leaves)
			slave_leave(s);
	for (uint32_t i = 0; i < again->n; i++) {
		const struct section *section = &again->sections[i];
		struct slave *s = slaves;
		if (section->type != SECTION_appliance)
			continue;
		while (s < slaves + had && strcmp(s->at->name, section->name))
			s++;
		if (s == slaves + had)
			slave_come(NULL, again, section, &text);
		else if (s->leaves && (s->state == GONE || s->state == RETIRED))
			slave_come(s, again, section, &text);
		else if (s->leaves)
			say("%s (%s) has not left yet: it may join when it has", s->id,
				s->at->name);
		else if (!section_same(s->at->from, section))
			say("%s (%s) stays what it is: what is new in its section holds when it "
				"has left and joins again", s->id, s->at->name);
	}
	if (handing_out)
		queues_check();
	buf_free(&text);
}

/* A slave cannot go on, and another in its place could not either: so its end will be final, for
 * this reason. */
static void slave_despair(struct slave *s, const char *why)
{
	free(s->hopeless);
	s->hopeless = xstrdup(why);
}

/* The message of the test that runs, for something more to be said. */
static struct buf *message_next(struct slave *s)
{
	if (s->attempt.message.n)
		buf_puts(&s->attempt.message, "; ");
	return &s->attempt.message;
}

/* Lends the result of the test that runs what was gathered of it. */
static void result_fill(struct slave *s)
{
	struct result *r = &s->attempt.result;

	if (!s->attempt.message.n)
		buf_puts(&s->attempt.message, "");
	r->message = s->attempt.message.p;
	for (int i = 0; i < STREAM_COUNT; i++)
		r->output[i] = (struct str){ s->attempt.output[i].p ? s->attempt.output[i].p : "",
			(uint32_t)s->attempt.output[i].n };
	r->kept = (struct str){ s->attempt.kept.p, (uint32_t)s->attempt.kept.n };
	r->records = (struct str){ s->attempt.records.p, (uint32_t)s->attempt.records.n };
}

/* The test that a slave ran when it died: it is run again only if that was asked for. */
static void test_lost(struct slave *s, uint32_t job, const char *why)
{
	struct result *r = &s->attempt.result;
	struct buf *message = &s->attempt.message, said = *message;
	bool called = s->attempt.phases >> PHASE_call & 1 && r->phase[PHASE_call] != OUT_notrun;

	r->outcome = OUT_lost;
	r->duration = (uint64_t)(clock_us() - started) - r->start;
	s->lane->tests++;
	s->lane->failures++;
	*message = (struct buf){ 0 };
	buf_printf(message, "its slave died: %s", why);
	if (called)
		buf_printf(message, "; its call had ended before: %s",
			outcome_name(r->phase[PHASE_call]));
	if (said.n)
		buf_printf(message, "%s%.*s", called ? ", " : "; it had said: ",
			(int)said.n, said.p);
	buf_free(&said);
	result_fill(s);
	if (opt.rerun_lost && !jobs[job].lost && !run_ending()) {
		report_attempt(&s->attempt.result);
		job_rerun(job, queue_again(job, (uint16_t)(s - slaves)), s);
	} else {
		job_end(job, &s->attempt.result, s);
	}
}

/* What a dead slave held waits again, if it is to run at all. */
static void slave_drop(struct slave *s)
{
	while (s->first != NONE)
		job_return(s->first, s);
	probe_drop(s);
	if (s->need == ATTACHING && s->attaching < providers.n)	/* how far that came is not known */
		provider_gone(s, s->attaching, UNTIED);
	providers_doubt(s);
	s->need = CONTENT;
	if (run_winds_up())
		give_up(run_winds_up());
}

/* Is a slave's death that of an appliance which a test may take down, or which has not come back
 * since? Then it is no death: the test goes on there, once it is back within its `start`. */
static bool slave_reboots(struct slave *s)
{
	uint32_t job = s->attempt.job;
	bool began = job != NONE && !s->attempt.aside && reboot_may(job, NONE) &&
		!(s->attempt.phases >> PHASE_call & 1);

	if (run.ended || s->leaves || s->hopeless || s->distrusted ||
	    !(began || (job == NONE && active_now < s->reboots_until)))
		return false;
	slave_end(s, ABSENT);
	s->attempt.job = NONE;
	company_end(s);
	if (began) {
		const struct reboot *r = reboot_of(job);
		job_reboot(job, (uint16_t)(s - slaves), r ? r->count + 1 : 1,
			s->attempt.result.start);
		r = reboot_of(job);
		say("%s (%s) went down in %s: %lu of %lu reboots", s->id, s->at->name, ids[job],
			(unsigned long)r->count, (unsigned long)props_of(job)->reboots);
		job_requeue(job, queue_first(job), s);
		s->reboots_until = !s->at->start ? INT64_MAX :
			active_now + s->at->start * INT64_C(1000);
	}
	slave_drop(s);
	/* a via may lead to what is about to go down: not at once */
	s->again = active_now + (is_carried(s) ? SECOND : 0);
	return true;
}

/* A via ended so (wait's status; -1: not yet) before its slave said anything. Where that is what a
 * shell says of a command that it does not find, or cannot start, another try would end so, too.
 * True: but our own path may be right there. */
static bool start_failed(struct slave *s, int ended)
{
	int status = ended >= 0 && WIFEXITED(ended) ? WEXITSTATUS(ended) : 0;
	const char *own = s->at->muster || status != 127 ? NULL : self_path(run.argv[0]);
	char why[512];

	if (own && own[strspn(own, PLAIN_PATH)])
		own = NULL;		/* a shell on the way would take it for something else */
	if (own && strcmp(own, s->muster) && s->state == GREETING) {
		say("%s (%s): there is no muster in PATH there: %s is tried", s->id,
			s->at->name, own);
		s->muster = own;
		return true;
	}
	if (status == 126 || status == 127 || status == EXIT_USAGE) {
		snprintf(why, sizeof why,
			"[E-START] its via ended with exit status %d: it cannot be started, or no "
			"muster of this version where it leads to; `muster = PATH` in [appliance "
			"%s] says where one is", status, s->at->name);
		slave_despair(s, why);
	}
	return false;
}

#define DEATH_TEXT 160		/* bytes for how a slave ended */

/* How a slave ended, in words: what we know (why), else its process's status (-1: nothing is
 * known). */
static void death_text(const char *why, int status, char text[static DEATH_TEXT])
{
	char room[16];

	if (why || status < 0 || !WIFSIGNALED(status))
		snprintf(text, DEATH_TEXT, "%s", why ? why : "it ended by itself");
	else
		snprintf(text, DEATH_TEXT, "killed by SIG%s",
			signal_name((uint32_t)WTERMSIG(status), room));
}

/* What becomes of an appliance whose slave has died: it is given up, its work is done, or it gets
 * another slave soon. */
static void slave_next(struct slave *s)
{
	static const int delays[] = { 0, 1, 2, 4 };

	if (s->hopeless && !run.ended) {
		slave_retire(s, s->hopeless);
	} else if (run.ended || s->leaves || (jobs && census.all[ENDED] == njobs)) {
		slave_left(s, GONE);
		slave_farewell(s);
		if (run.ended)
			give_up(run.ended);
		else if (handing_out)
			queues_check();
	} else if (s->deaths >= DEATHS) {
		slave_missed(s);
		slave_retire(s, "[E-RESPAWN] it died three times in a row");
	} else {
		s->again = active_now + delays[s->deaths - 1 < 3 ? s->deaths - 1 : 3] * SECOND;
	}
}

/* A slave is gone without farewell: the one place that deals with it. What it ran is lost; what it
 * held goes to others. */
static void slave_lost(struct slave *s, const char *why)
{
	bool leaving = s->state == LEAVING, worked = is_at_work(s);
	uint32_t job;
	char text[DEATH_TEXT];
	union frame f;
	int status;

	if (why && s->pid && !is_carried(s))
		process_kill(s->pid, SIGKILL);
	/* its end of the socket closes a moment before it is a zombie */
	status = slave_reap(s, why && is_carried(s) ? 0 : 1000);
	on_errors(s, 16);		/* a last word that says why */
	/* what it said before its end counts */
	while (!s->distrusted && chan_fill(&s->chan) > 0)
		while (!s->distrusted && chan_next(&s->chan, &f) > 0)
			if (f.type != MSG_BYE)
				on_frame(s, &f);
	if (!why && !has_greeted(s) && start_failed(s, status)) {
		slave_end(s, ABSENT);
		s->again = active_now;
		return;
	}
	job = s->attempt.job;
	if (is_out(s) || (leaving && !why)) {
		if (s->state == LAST_GREETING || s->teardown_due)
			say("%s (%s) died in its teardown hook", s->id, s->at->name);
		slave_left(s, is_out(s) ? RETIRED : GONE);
		return;
	}
	if (slave_reboots(s))
		return;
	death_text(why, status, text);
	if (!s->hopeless)		/* else it has said so itself, and left */
		say("%s (%s) died: %s%s%s", s->id, s->at->name, text,
			job != NONE ? ", while it ran " : "", job != NONE ? ids[job] : "");
	s->lane->deaths += !s->hopeless;
	s->deaths++;
	slave_end(s, ABSENT);
	s->attempt.job = NONE;
	company_end(s);
	if (job != NONE && !s->attempt.aside)
		test_lost(s, job, text);
	slave_drop(s);
	if ((worked || !has_greeted(s) || s->repairing) && s->hopeless && !s->quarantined)
		slave_missed(s);
	slave_next(s);
}

/* ---- comparison: of collections ----------------------------------------------------------------
 * door: is_asked, has_reference, collection_begin, gather, slaves_start, compare_run,
 *       on_found, on_files, on_ids, on_collected */
static struct {
	struct slave *from;		/* whose tests are the tests; NULL: ours are */
	bool told;			/* it has said which these are */
	bool wrong;			/* the arguments name something that it does not have */
	struct buf rows, programs;	/* as it tells them */
	struct buf files;		/* with --verify=content: what its programs are, or ours */
} reference;

/* Is this slave asked what there is to run? */
static bool is_asked(const struct slave *s) { return s == reference.from && !reference.told; }

/* Was any slave asked that? */
static bool has_reference(void) { return reference.from; }

/* Is it not known yet what there is to run, and can it be? */
static bool is_gathering(void)
{
	return !reference.told && !reference.wrong && !run.ended && !is_out(reference.from);
}

/* Who says what the tests are, for messages. */
static const char *reference_name(void)
{
	return reference.from ? reference.from->at->name : "the master";
}

/* A slave will say what it collects. */
static void collection_begin(struct slave *s)
{
	buf_free(&s->files);
	if (is_asked(s)) {
		buf_free(&reference.rows);
		buf_free(&reference.programs);
	}
}

/* Lets one appliance after the other say what there is to run, --reference first, until one has.
 * The exit status, if none has. */
static int gather(void)
{
	uint32_t first = 0;

	while (opt.reference && first < nslaves && strcmp(slaves[first].at->name, opt.reference))
		first++;
	if (first == nslaves)
		usage("--reference=%s: no such appliance is used", opt.reference);
	if (opt.reference && slaves[first].at->late)
		usage("--reference=%s: it is late = yes, and nobody would wait for it",
			opt.reference);
	files_raise();
	for (struct slave *s = slaves; s < slaves + nslaves; s++)
		s->again = INT64_MAX;
	for (uint32_t k = 0; k < nslaves && !reference.told && !reference.wrong && !run.ended;
	    k++) {
		struct slave *s = &slaves[!k ? first : k <= first ? k - 1 : k];
		if (s->at->late)
			continue;
		if (reference.from)
			say("%s has not said which tests there are: %s is the reference now",
				reference_name(), s->at->name);
		reference.from = s;
		slave_start(s, GREETING);
		loop(is_gathering);
	}
	if (!reference.told && !reference.wrong && !run.ended)
		say("error: [E-COLLECT] no appliance could say which tests there are");
	return reference.wrong ? EXIT_USAGE : reference.told ? EXIT_OK : EXIT_LOST;
}

/* Starts who has not been started, if there is anything for them. */
static void slaves_start(void)
{
	files_raise();
	for (struct slave *s = slaves; s < slaves + nslaves; s++)
		if (s->state == ABSENT && !s->deaths && (opt.compare || census.all[ENDED] < njobs))
			slave_start(s, GREETING);
		else if (s->state == ABSENT && !s->deaths)
			slave_end(s, GONE);	/* there was nothing to go on with */
}

/* Is there an appliance to wait for, to be compared? */
static bool is_comparing(void)
{
	for (const struct slave *s = slaves; s < slaves + nslaves; s++)
		if (s->state < READY && !s->at->late)
			return true;
	return false;
}

/* --compare: all collect, and nothing runs. Returns the exit status. */
static int compare_run(void)
{
	uint32_t same = 0, asked = 0;
	bool missed = false;

	slaves_start();
	loop(is_comparing);
	for (const struct slave *s = slaves; s < slaves + nslaves; s++) {
		same += is_at_work(s);
		asked += !s->at->late;
		missed |= !is_at_work(s) && !s->at->late && !s->at->optional;
	}
	say("%lu test%s: the same on %lu of %lu appliance%s", (unsigned long)suite.ntests,
		suite.ntests == 1 ? "" : "s",
		(unsigned long)same, (unsigned long)asked, asked == 1 ? "" : "s");
	return missed || verdict.inconsistent ? EXIT_LOST : EXIT_OK;
}

/* Is an id one of these, which are sorted? */
static bool has_id(const char **have, uint32_t n, const char *id)
{
	return n && bsearch(&id, have, n, sizeof *have, by_text);
}

/* Is one of these of the same file, whose name has so many bytes? */
static bool has_file(const char **have, uint32_t n, const char *id, size_t len)
{
	uint32_t low = 0, high = n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		int c = strncmp(have[mid], id, len);
		if (!c)
			c = !have[mid][len] ? -1 : strncmp(have[mid] + len, "::", 2);
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low < n && !strncmp(have[low], id, len) && !strncmp(have[low] + len, "::", 2);
}

/* Says "  sign text", with n bytes of the text, and what else is to be said. */
static void diff_say(const char *sign, const char *text, size_t n, const char *more)
{
	struct buf b = { 0 };

	buf_escape(&b, text, n, 500);
	say("  %s%s%s", sign, b.p, more);
	buf_free(&b);
}

/* Says what only one side has: files of which the other has nothing by their names, else ids; the
 * first 20 of each. Both sides are sorted. Returns how many ids that are. */
static uint32_t diff_show(const char *sign, const char *where, const char **have, uint32_t n,
	const char **not, uint32_t m)
{
	uint32_t only = 0, nfiles = 0, listed = 0;
	const char *file = NULL;
	size_t len = 0;

	for (uint32_t i = 0; i < n; i++) {
		const char *colons = strstr(have[i], "::");
		if (has_id(not, m, have[i]))
			continue;
		only++;
		if (file && !strncmp(file, have[i], len) &&
		    (!have[i][len] || !strncmp(have[i] + len, "::", 2)))
			continue;
		len = colons ? (size_t)(colons - have[i]) : strlen(have[i]);
		if (!has_file(not, m, have[i], len)) {
			file = have[i];
			if (++nfiles <= 20)
				diff_say("", file, len, where);
		} else if (++listed <= 20) {
			diff_say(sign, have[i], strlen(have[i]), "");
		}
	}
	if (nfiles > 20)
		say("  and %lu more files", (unsigned long)nfiles - 20);
	if (listed > 20)
		say("  %sand %lu more", sign, (unsigned long)listed - 20);
	return only;
}

/* What a slave says of a program's file; NULL: nothing, or --verify=content was not given. */
static const char *file_sum_of(const struct buf *all, const char *path)
{
	for (const char *p = NULL; (p = list_next(all->p, all->n, p));) {
		const char *sum = list_next(all->p, all->n, p);
		if (!sum || !strcmp(p, path))
			return sum;
		p = sum;
	}
	return NULL;
}

/* Is a program another one on a slave's appliance, though both have it? */
static bool file_differs(const struct slave *s, const char *path)
{
	const char *ours = file_sum_of(&reference.files, path),
		*theirs = ours ? file_sum_of(&s->files, path) : NULL;

	return theirs && strcmp(ours, theirs);
}

/* Says which programs are others on a slave's appliance, the first 20. */
static void files_show(const struct slave *s)
{
	uint32_t n = 0;
	char more[300];

	snprintf(more, sizeof more, " differs on %s", s->at->name);
	for (uint32_t i = 0; i < suite.nprograms; i++)
		if (s->files.n && file_differs(s, suite.programs[i].path) && ++n <= 20)
			diff_say("", suite.programs[i].path, strlen(suite.programs[i].path), more);
	if (n > 20)
		say("  and %lu more", (unsigned long)n - 20);
}

/* Numbers of a slave with another collection: what both have can run there. What it lacks is not
 * run at all. */
static void translate(struct slave *s, const char **had, uint32_t n)
{
	s->theirs = xrealloc(s->theirs, (size_t)suite.ntests + 1, sizeof *s->theirs);
	s->ours = xrealloc(s->ours, n, sizeof *s->ours);
	s->theirs[suite.ntests] = n;
	for (uint32_t i = 0; i < suite.ntests; i++)
		s->theirs[i] = NONE;
	for (uint32_t i = 0; i < n; i++) {
		s->ours[i] = suite_find(&suite, had[i]);
		if (s->ours[i] != NONE && s->files.n &&
		    file_differs(s, suite.programs[suite.tests[s->ours[i]].program].path))
			s->ours[i] = NONE;
		if (s->ours[i] != NONE)
			s->theirs[s->ours[i]] = i;
	}
	for (uint32_t i = 0; i < njobs; i++)
		if (theirs_of(s, i) == NONE && is_waiting(i) &&
		    (jobs[i].only == NOBODY || jobs[i].only == s - slaves))
			job_drop(i, OUT_notrun, "not on every appliance (--on-mismatch=common)");
}

static void slave_accept(struct slave *s)
{
	put_ACK(&s->chan, (struct w_ACK){ 0 });
	slave_turn(s, run.ended ? FINISHING : READY);
	if (run.ended)
		put_FINISH(&s->chan, (struct w_FINISH){ 0 });
}

/* Says how a slave's collection, n ids, differs. Returns how many of them we have not. */
static uint32_t mismatch_show(const struct slave *s, const char **had, uint32_t n)
{
	const char **mine = xrealloc(NULL, suite.ntests, sizeof *mine),
		**sorted = xrealloc(NULL, n, sizeof *sorted);
	uint32_t missing, extra;
	char there[300], only[300];

	for (uint32_t i = 0; i < suite.ntests; i++)
		mine[i] = suite.tests[i].id;
	if (n)
		memcpy(sorted, had, n * sizeof *sorted);
	qsort(sorted, n, sizeof *sorted, by_text);
	qsort(mine, suite.ntests, sizeof *mine, by_text);
	snprintf(there, sizeof there, " is not on %s", s->at->name);
	snprintf(only, sizeof only, " is only on %s", s->at->name);
	say("error: [E-COLLECT] %s (%s) collected other tests than %s", s->id, s->at->name,
		reference_name());
	files_show(s);
	missing = diff_show("- ", there, mine, suite.ntests, sorted, n);
	extra = diff_show("+ ", only, sorted, n, mine, suite.ntests);
	if (missing || extra)
		say("  %lu only on %s (-), %lu only on %s (+): a file differs there, or its "
			"environment", (unsigned long)missing,
			reference_name(), (unsigned long)extra, s->at->name);
	free(mine);
	free(sorted);
	return extra;
}

/* A slave collected other tests than we did, these: says which, and does what --on-mismatch
 * says. */
static void on_mismatch(struct slave *s, const char **had, uint32_t n)
{
	uint32_t extra;

	if (!s->compared && opt.mismatch == MISMATCH_abort) {
		s->compared = true;
		if (n == suite.ntests)
			say("%s (%s) has other programs than %s: once more", s->id, s->at->name,
				reference_name());
		else
			say("%s (%s) collected %lu tests, %s %lu: once more", s->id, s->at->name,
				(unsigned long)n, reference_name(), (unsigned long)suite.ntests);
		slave_end(s, ABSENT);
		s->again = active_now;
		return;
	}
	extra = mismatch_show(s, had, n);
	switch ((enum mismatch)opt.mismatch) {
	case MISMATCH_abort:
		if (handing_out)	/* it came late: the others go on */
			slave_missed(s);
		else
			run_mismatch();	/* once all have been compared: see hand_out */
		slave_retire(s, "its collection differs");
		break;
	case MISMATCH_drop:
		slave_retire(s, "its collection differs");
		break;
	case MISMATCH_common:
		translate(s, had, n);
		if (extra) {
			say("  %lu test%s that only %s has %s not run, so the exit status is 3",
				(unsigned long)extra,
				extra == 1 ? "" : "s", s->at->name, extra == 1 ? "is" : "are");
			run_doubt();
		}
		slave_accept(s);
		break;
	}
}

/* Part of a slave's ids, or their end. */
static void on_ids(struct slave *s, struct str part)
{
	const char **had;
	uint32_t n = 0;

	if (slave_distrust(s, s->state != COMPARING || (part.n && part.p[part.n - 1])))
		return;
	buf_add(&s->ids, part.p, part.n);
	if (part.n)
		return;
	for (const char *id = NULL; (id = list_next(s->ids.p, s->ids.n, id));)
		n++;
	had = xrealloc(NULL, n, sizeof *had);
	n = 0;
	for (const char *id = NULL; (id = list_next(s->ids.p, s->ids.n, id));)
		had[n++] = id;
	on_mismatch(s, had, n);
	free(had);
	buf_free(&s->ids);
}

/* A part of what a reference found. */
static void on_found(struct slave *s, const struct w_FOUND *m)
{
	if (slave_distrust(s, !is_asked(s) || s->state != COLLECTING))
		return;
	buf_add(&reference.rows, m->rows.p, m->rows.n);
	buf_add(&reference.programs, m->programs.p, m->programs.n);
	reference.wrong |= m->wrong;
}

/* A part of what a slave's programs are. */
static void on_files(struct slave *s, struct str part)
{
	if (slave_distrust(s, s->state != COLLECTING))
		return;
	buf_add(&s->files, part.p, part.n);
}

/* The reference has told all: its tests are the tests. */
static void on_reference(struct slave *s, const struct w_COLLECTED *m)
{
	bool whole = collect_from(reference.rows, &reference.programs);

	if (slave_distrust(s, !reference.wrong && (!whole || m->count != suite.ntests ||
	    m->digest != suite.digest)))
		return;
	reference.rows = (struct buf){ 0 };	/* they are the suite's */
	buf_free(&reference.programs);
	reference.files = s->files;
	s->files = (struct buf){ 0 };
	reference.told = !reference.wrong;
	slave_accept(s);
}

/* Are a slave's programs what they have to be? */
static bool files_same(const struct slave *s)
{
	if (opt.verify && !reference.files.n)
		suite_contents(&suite, &reference.files);
	return !opt.verify ||
		(s->files.n == reference.files.n &&
		(!s->files.n || !memcmp(s->files.p, reference.files.p, s->files.n)));
}

/* A slave's collection, in short: the same, or the ids are asked for. */
static void on_collected(struct slave *s, const struct w_COLLECTED *m)
{
	if (slave_distrust(s, s->state != COLLECTING))
		return;
	if (is_asked(s)) {
		on_reference(s, m);
		return;
	}
	if (m->count == suite.ntests && m->digest == suite.digest && files_same(s)) {
		slave_accept(s);
		return;
	}
	slave_turn(s, COMPARING);
	s->ids.n = 0;
	put_LIST(&s->chan, (struct w_LIST){ 0 });
}

/* ---- baseline: failures that are known, as xfail says it of tests in muster.conf ---------------
 * door: baseline_open, baseline_judge, baseline_passed, baseline_guilty, baseline_tell */
#define PASSED_SAID	20		/* of known failures that pass: so many are named */

static struct {
	struct excuse *of;
	uint32_t n;
	const struct excuse **job;	/* by job; NULL: nothing is known of it */
	char today[16];			/* UTC */
} baseline;

/* Does an argument name a test, or a directory that it would be in? */
static bool is_asked_for(const char *id)
{
	for (const char *arg = NULL; (arg = list_next(opt.args.p, opt.args.n, arg));) {
		size_t n = strlen(arg);
		n -= n && arg[n - 1] == '/';
		if (!strncmp(id, arg, n) && strchr("/:@", id[n]))
			return true;
	}
	return all_paths;
}

/* Is a text the path of a program, whose own fate can be excused, or some job's id? */
static bool is_known(const struct excuse *e)
{
	for (uint32_t i = 0; i < suite.nprograms; i++)
		if (!strcmp(suite.programs[i].path, e->id))
			return true;
	for (uint32_t i = 0; opt.dist == DIST_each && i < njobs; i++)
		if (baseline.job[i] == e)
			return true;
	return false;
}

/* Says which lines name no test. Those that no argument asks for may do so. */
static void baseline_check(void)
{
	unsigned long elsewhere = 0;

	for (uint32_t i = 0; i < baseline.n; i++) {
		const struct excuse *e = &baseline.of[i];
		if (suite_find(&suite, e->id) != NONE || is_known(e))
			continue;
		if (is_asked_for(e->id))
			say("warning: %s:%lu: there is no test %s", opt.baseline,
				(unsigned long)e->line, e->id);
		else
			elsewhere++;
	}
	if (elsewhere)
		say("warning: %s: %lu of its tests %s not among those of the arguments",
			opt.baseline, elsewhere, elsewhere == 1 ? "is" : "are");
}

/* Reads --baseline, once it is known what there is to run. */
static void baseline_open(void)
{
	struct buf text = { 0 }, why = { 0 }, errors = { 0 };
	time_t now = (time_t)(date_us() / SECOND);
	struct stat st;

	if (!opt.baseline || (opt.write && stat(opt.baseline, &st) && errno == ENOENT))
		return;
	if (!file_text(opt.baseline, &text, &why))
		usage("--baseline=%s: %s", opt.baseline, why.p);
	baseline.n = excuses_read(opt.baseline, &text, &baseline.of, &errors);
	for (const char *e = NULL; (e = list_next(errors.p, errors.n, e));)
		say("error: %s", e);
	if (errors.n)
		leave(EXIT_USAGE);
	strftime(baseline.today, sizeof baseline.today, "%Y-%m-%d", gmtime(&now));
	baseline.job = xrealloc(NULL, njobs, sizeof *baseline.job);
	for (uint32_t i = 0; i < njobs; i++) {
		const struct excuse *e = excuse_find(baseline.of, baseline.n, ids[i]);
		baseline.job[i] = e ? e :
			excuse_find(baseline.of, baseline.n, test_of(i)->id);
	}
	baseline_check();
}

/* Is an outcome excused? What the baseline says is added to why. */
static bool is_excused(const struct excuse *e, enum outcome o, struct buf *why)
{
	bool other = o != e->outcome, late = strcmp(baseline.today, e->until) > 0 && *e->until;

	buf_puts(why, EXCUSED);
	if (other)
		buf_printf(why, " as %s", outcome_name(e->outcome));
	if (*e->until)
		buf_printf(why, " until %s%s", e->until, late ? ", which has passed" : "");
	buf_printf(why, "%s%s (%s:%lu)", *e->reason ? ": " : "", e->reason, opt.baseline,
		(unsigned long)e->line);
	return !other && !late;
}

/* An attempt of the running test has this result: is that failure known? */
static void baseline_judge(struct slave *s, struct result *r)
{
	const struct excuse *e = baseline.job ? baseline.job[s->attempt.job] : NULL;

	if (!e || !is_failure(r->outcome))
		return;
	if (is_excused(e, r->outcome, message_next(s)))
		r->outcome = OUT_xfailed;
	r->message = s->attempt.message.p;
}

/* A test that passed for all its attempts is not to be in the baseline any more. */
static void baseline_passed(struct slave *s, struct result *r)
{
	const struct excuse *e = baseline.job ? baseline.job[s->attempt.job] : NULL;

	if (!e || r->outcome != OUT_passed || r->flaky)
		return;
	r->outcome = props_of(s->attempt.job)->strict ? OUT_failed : OUT_xpassed;
	r->provisional &= r->outcome < OUT_failed;
	buf_printf(message_next(s), "passed, but known as %s: take it out of %s:%lu",
		outcome_name(e->outcome), opt.baseline, (unsigned long)e->line);
}

/* A program has failed as a whole: is that known? */
static bool baseline_guilty(const char *path)
{
	const struct excuse *e = excuse_find(baseline.of, baseline.n, path);
	struct buf why = { 0 };
	bool excused;

	if (!e)
		return false;
	excused = is_excused(e, OUT_error, &why);
	report_say(NULL, "%s as a whole: %s", path, why.p);
	buf_free(&why);
	return excused;
}

/* Names what passed. */
static void baseline_tell(void)
{
	unsigned long n = 0;

	for (uint32_t i = 0; baseline.job && i < njobs; i++)
		if (baseline.job[i] && jobs[i].outcome == OUT_xpassed && n++ < PASSED_SAID)
			report_say(NULL, "passed, take it out of %s: %s", opt.baseline, ids[i]);
	if (n > PASSED_SAID)
		report_say(NULL, "and so did %lu others", n - PASSED_SAID);
}

/* ---- accounting --------------------------------------------------------------------------------
 * door: test_end, finish, account */
/* Where a test failed that has passed now, on slave `here`. Once is no finding, and lanes of this
 * host are all alike: it fails only there if it did so twice, and then passed on another. */
static void failed_words(struct buf *b, const struct job *j, uint32_t here)
{
	const struct site *on = j->failed_on < MANY ? slaves[j->failed_on].at : NULL;

	if (on ? on->plain : slaves[here].at->plain)
		buf_puts(b, "failed before");
	else
		buf_printf(b, "%s %s",
			on && j->failed_on != here && j->failures > 1 ? "fails only on" :
				"failed before on",
			on ? on->name : j->failed_on == MANY ? "several appliances" :
				"one that is not used any more");
}

/* What an outcome means beside those of the attempts before, the last of which came to that. */
static void attempts_weigh(struct slave *s, struct result *r, enum outcome before)
{
	struct job *j = &jobs[s->attempt.job];
	uint32_t here = (uint32_t)(s - slaves);

	if (rounds() > 1) {
		r->outcome = (enum outcome)j->outcome;
		if (j->failures)
			buf_printf(message_next(s), "%lu of %lu attempts failed",
				(unsigned long)j->failures, (unsigned long)j->attempt);
	} else if (j->failures && !is_failure(r->outcome) && before != OUT_failed &&
	    is_run_guilty(test_of(s->attempt.job)->program)) {
		/* it ran when nothing was there yet to compare it with */
		buf_puts(message_next(s), "failed before, as its program does whichever case runs");
		j->failures = 0;
	} else if (j->failures && !is_failure(r->outcome)) {
		r->flaky = true;
		run_failures(0, 1);
		failed_words(message_next(s), j, here);
	}
	baseline_passed(s, r);
	r->message = s->attempt.message.p;
}

/* Is a test that has just failed one of those that --retry-limit lets run again? */
static bool may_retry(uint32_t job)
{
	static uint32_t tests;
	static bool said;

	if (jobs[job].failures > 1 || tests < opt.retry_limit) {
		tests += jobs[job].failures == 1;
		return true;
	}
	if (!said)
		report_say(NULL, "%lu tests were tried again, others are not (--retry-limit)",
			(unsigned long)tests);
	said = true;
	return false;
}

/* Has a test another attempt? Then it waits again, for another appliance if it failed here and
 * there is one. */
static bool test_again(struct slave *s, struct result *r)
{
	uint32_t job = s->attempt.job, here = (uint32_t)(s - slaves);
	const struct job *j = &jobs[job];
	enum outcome before = (enum outcome)j->outcome;
	struct retries retries = props_of(job)->retries.n != NONE ? props_of(job)->retries :
		opt.retries;
	bool failed = is_failure(r->outcome);
	bool suspect = s->attempt.suspect && others_may(&queues.of[j->queue], here), again;

	if (s->attempt.aside && j->where == ENDED && !is_failure((enum outcome)j->outcome)) {
		/* its last round has ended well elsewhere meanwhile: not for good */
		s->attempt.aside = false;
		r->revises = (uint8_t)(1 + j->outcome);
		job_reopen(job, s);
	}
	job_attempted(job, r->outcome, failed && !suspect, here);
	if (rounds() > 1)
		again = j->attempt < rounds_of(job) && !(opt.until_fail && failed);
	else
		again = failed && j->failures <= retries.n && may_retry(job);
	again = suspect || (again && r->split != SPLIT_company);
	if (s->attempt.suspect) {
		buf_printf(message_next(s), "the check of its appliance failed: %s",
			s->attempt.suspect);
		r->message = s->attempt.message.p;
		s->quarantined = true;
		free(s->attempt.suspect);
		s->attempt.suspect = NULL;
	}
	if (s->attempt.aside) {
		report_attempt(r);
		return true;
	}
	if (!again || run_ending()) {
		attempts_weigh(s, r, before);
		return false;
	}
	report_attempt(r);
	if (failed && retries.after && rounds() == 1 && !suspect)
		job_delay(job, queue_again(job, (uint16_t)here), s, retries.after);
	else
		job_retry(job, failed ? queue_again(job, (uint16_t)here) : queue_first(job), s);
	return true;
}

/* All phases of the running test were reported: their combination is its outcome. */
static void test_end(struct slave *s)
{
	struct result *r = &s->attempt.result;
	uint32_t job = s->attempt.job;

	if (s->attempt.probe) {
		probe_end(s);
		return;
	}
	r->outcome = phases_outcome(r->phase);
	if (r->outcome == OUT_lost && is_stopped_now())
		r->outcome = OUT_notrun;
	result_fill(s);
	s->deaths = 0;
	s->lane->tests++;
	s->lane->busy += r->duration;
	load_learn(r->duration);
	s->lane->failures += r->outcome >= OUT_failed;
	r->provisional = s->company.n && r->outcome < OUT_failed;
	baseline_judge(s, r);
	if (!test_again(s, r)) {
		s->attempt.job = NONE;
		job_end(job, r, s);
		if (is_failure(r->outcome) && s->company.begun > 1 && !r->split)
			probe_add(job);
	}
	s->attempt.job = NONE;
	for (int i = 0; i < STREAM_COUNT; i++)
		if (s->attempt.output[i].cap > CHUNK)
			buf_free(&s->attempt.output[i]);
}

/* Starts nothing more but what cleans up; what runs may end. */
static void wind_up(const char *why)
{
	run_wind_up(why);
	for (struct slave *s = slaves; s < slaves + nslaves; s++)
		if (is_at_work(s) && s->n) {
			put_RECALL(&s->chan, (struct w_RECALL){ .count = NONE });
			s->give = RECALLED;
		}
	give_up(why);
}

/* Starts nothing more; what runs may end. Where something is to be cleaned up that comes first,
 * unless this is said again. */
static void finish(const char *why)
{
	if (!run_ending() && cleanups_left()) {
		wind_up(why);
		return;
	}
	run_stop(why);
	for (struct slave *s = slaves; s < slaves + nslaves; s++)
		if (is_at_work(s)) {
			put_FINISH(&s->chan, (struct w_FINISH){ 0 });
			slave_turn(s, FINISHING);
		}
	give_up(why);
}

/* --dist=each: says of which tests one appliance alone makes the difference. */
static void each_compare(void)
{
	for (uint32_t i = 0, end; i < njobs; i = end) {
		uint32_t failed = 0, others = 0, on = 0;
		for (end = i; end < njobs && jobs[end].test == jobs[i].test; end++) {
			failed += is_failure((enum outcome)jobs[end].outcome);
			others += jobs[end].outcome == OUT_passed;
			on = is_failure((enum outcome)jobs[end].outcome) ? jobs[end].only : on;
		}
		if (failed == 1 && others)
			say("%s fails only on %s", suite.tests[jobs[i].test].id,
				slaves[on].at->name);
	}
}

/* Every collected test must have ended, once. */
static void account(void)
{
	uint64_t sum = 0;

	if (run_winds_up())
		run_stop(run_winds_up());
	give_up(run.ended ? run.ended : "the run ended before it");
	if (opt.dist == DIST_each)
		each_compare();
	for (int i = 0; i < OUT_COUNT; i++)
		sum += run.counts[i];
	if (census.all[ENDED] == njobs && sum == run.tests && !waiting() && !census.all[SENT] &&
	    !census.all[RUNNING])
		return;
	say("error: [E-INTERNAL] %lu tests, %lu ended, %llu outcomes", (unsigned long)njobs,
		(unsigned long)census.all[ENDED], (unsigned long long)sum);
	run_doubt();
}

/* ---- frames: from slaves -----------------------------------------------------------------------
 * door: errors_close, on_errors, company_end, theirs_of, hook_await, hook_forget, is_over,
 *       keeping_end, on_frame, on_slave */
/* Says one line of what a via says. A muster on the other side has put its name in front, which is
 * there anyway. */
static void errors_say(struct slave *s)
{
	static const char ours[] = "muster: ";
	bool said = s->said.n >= sizeof ours - 1 && !memcmp(s->said.p, ours, sizeof ours - 1);
	size_t skip = said ? sizeof ours - 1 : 0;
	struct buf line = { 0 };

	buf_escape(&line, s->said.p ? s->said.p + skip : "", s->said.n - skip, SIZE_MAX);
	say("%s (%s): %s", s->id, s->at->name, line.p ? line.p : "");
	s->said.n = 0;
	buf_free(&line);
}

/* Nothing more comes of a via: an unfinished line is said, too. */
static void errors_close(struct slave *s)
{
	if (s->errors >= 0)
		close(s->errors);
	s->errors = -1;
	if (s->said.n)
		errors_say(s);
}

/* Words of a via: line by line, with the slave's name. */
static void errors_take(struct slave *s, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] != '\n' && bytes[i] != '\r')
			buf_add(&s->said, &bytes[i], 1);
		if (bytes[i] == '\n' || s->said.n > 1000)
			errors_say(s);
	}
}

/* What a slave's via says on standard error, ssh's complaints, say. */
static void on_errors(struct slave *s, int reads)
{
	static char bytes[4096];
	ssize_t n = 1;

	for (; s->errors >= 0 && reads > 0 && n > 0; reads--)
		if ((n = fd_read(s->errors, bytes, sizeof bytes)) > 0)
			errors_take(s, bytes, (size_t)n);
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return;
	if (n <= 0)
		errors_close(s);
}

/* How many bytes of these are in front of a greeting, or of what may become one. */
static size_t greeting_at(const char *p, size_t n)
{
	const size_t most = sizeof FIRST_WORD - 1;
	const char *at = p;

	while ((at = memchr(at, *FIRST_WORD, n - (size_t)(at - p)))) {
		size_t have = n - (size_t)(at - p);
		if (!memcmp(at, FIRST_WORD, have < most ? have : most))
			return (size_t)(at - p);
		at++;
	}
	return n;
}

/* Why a slave with such a greeting (a line, n bytes with its end) is none for us; NULL: it is one.
 * Else in room. */
static const char *greeting_wrong(const char *line, size_t n, char *room, size_t size)
{
	char ours[FIRST_WORD_MAX];
	size_t most = sizeof FIRST_WORD - 1, want;
	int version;

	wire_greeting(ours);
	want = strlen(ours);
	if (n == want && !memcmp(line, ours, n))
		return NULL;
	version = (int)strcspn(line + most, " \r\n");
	if (n == want + 1 && line[n - 2] == '\r' && !memcmp(line, ours, want - 1))
		snprintf(room, size,
			"[E-START] a terminal is in between: ssh -T, docker exec -i without -t");
	else
		snprintf(room, size,
			"[E-START] the muster there is %.*s, with another protocol than %s here: "
			"install the same there, or name it by `muster = PATH`",
			version > 40 ? 40 : version, line + most, VERSION);
	return room;
}

/* Reads what comes before the frames of a slave behind a via: words of what is in between, a
 * login's banner, say, which are shown; then its greeting. False: that has not come yet, or *why it
 * is none for us. */
static bool greeting_read(struct slave *s, const char **why)
{
	static char room[256];
	struct buf *r = &s->chan.r;
	size_t words, n = r->n - s->chan.taken;
	char *p, *end;

	if (!n)
		return false;
	p = r->p + s->chan.taken;
	words = greeting_at(p, n);
	n -= words;
	errors_take(s, p, words);
	s->chan.taken += words;
	s->before += (uint32_t)words;
	if (s->before > FIRST_WORD_WAIT) {
		*why = "[E-START] what its via leads to says much, but not what a muster "
			"says first";
		return false;
	}
	end = n ? memchr(p + words, '\n', n) : NULL;
	if (!end) {
		*why = n < 4 * FIRST_WORD_MAX ? NULL : "[E-WIRE] its greeting has no end";
		return false;
	}
	if (s->said.n)
		errors_say(s);		/* a prompt, of a line that has not ended */
	n = (size_t)(end + 1 - (p + words));
	s->chan.taken += n;
	*why = greeting_wrong(p + words, n, room, sizeof room);
	if (!*why)
		s->before = NONE;
	return !*why;
}

/* A slave is there. Behind a via it has no CONFIG yet: nobody would have read it. */
static void on_hello(struct slave *s)
{
	if (slave_distrust(s, s->state != GREETING && s->state != LAST_GREETING))
		return;
	s->hello = clock_us();
	collection_begin(s);
	slave_turn(s, s->state == GREETING ? COLLECTING : TEARING_DOWN);
	if (is_carried(s))
		config_send(s);
	s->teardown_due |= !s->repairing;
}

/* A slave wants tests. */
static void on_need(struct slave *s)
{
	if (!slave_distrust(s, s->state < COLLECTING || s->state > FINISHING) && s->need == CONTENT)
		s->need = ASKED;
}

/* A slave has done all, and its appliance is torn down. */
static void on_bye(struct slave *s)
{
	if (s->state == READY || (s->state == FINISHING && s->n)) {
		slave_lost(s, "it ended before its time");
		return;
	}
	if (s->repairing && s->state == COLLECTING) {
		slave_repaired(s);
		return;
	}
	if (slave_distrust(s, s->state != FINISHING && s->state != TEARING_DOWN))
		return;
	s->teardown_due = false;
	put_ACK(&s->chan, (struct w_ACK){ 0 });
	if (chan_flush(&s->chan) > 0)
		shutdown(s->chan.out, SHUT_WR);		/* what carries it may wait for that */
	if (s->state == FINISHING)
		slave_turn(s, LEAVING);
}

/* The job of a slave's test, NONE: it has no such test. */
static uint32_t job_of(const struct slave *s, uint32_t theirs)
{
	uint32_t test = theirs, job;

	if (s->ours)
		test = theirs < s->theirs[suite.ntests] ? s->ours[theirs] : NONE;
	if (test >= suite.ntests)
		return NONE;
	for (job = job_first(test); job < njobs && jobs[job].test == test; job++)
		if (jobs[job].only == NOBODY || jobs[job].only == s - slaves)
			return job;
	return NONE;
}

/* Is this test of a slave's the one that it runs? */
static bool is_attempted(const struct slave *s, uint32_t theirs)
{
	return s->attempt.job != NONE && job_of(s, theirs) == s->attempt.job;
}

/* Is this a test that it was sent, and has not started? */
static bool is_held(const struct slave *s, uint32_t job)
{
	return job != NONE && jobs[job].where == SENT && jobs[job].slave == s - slaves;
}

/* A slave's number of a job, NONE: it has no such test. */
static uint32_t theirs_of(const struct slave *s, uint32_t job)
{
	return s->theirs ? s->theirs[jobs[job].test] : jobs[job].test;
}

/* Is this a test of the process that a slave ran last? */
static bool is_company(const struct slave *s, uint32_t job)
{
	for (uint32_t i = 0; i < s->company.n; i++)
		if (s->company.of[i] == job)
			return true;
	return false;
}

/* The process that a slave ran last has nothing more to say of its tests. */
static void company_end(struct slave *s)
{
	for (uint32_t i = 0; i < s->company.n; i++)
		job_final(s->company.of[i]);
	s->company.n = s->company.begun = 0;
	s->company.kept.n = 0;
}

/* A process starts that will run these. */
static void on_spawn(struct slave *s, struct nums tests)
{
	struct company *c = &s->company;

	if (slave_distrust(s, c->n))
		return;
	c->begun = 0;
	c->spawned = clock_us();
	if (tests.n > c->cap)
		c->of = xrealloc(c->of, c->cap = tests.n, sizeof *c->of);
	for (uint32_t i = 0; i < tests.n; i++) {
		uint32_t job = job_of(s, nums_at(tests, i));
		if (slave_distrust(s, !is_held(s, job)))
			return;
		job_batch(job);
		c->of[c->n++] = job;
		if (opt.report.sync == SYNC_test)
			report_spawn(job, jobs[job].attempt, s->id);
	}
	if (opt.report.sync == SYNC_test)
		put_GO(&s->chan, (struct w_GO){ 0 });
}

/* The process of several cases has ended: what passed in it holds. */
static void on_process(struct slave *s, const struct w_PROCESS *m)
{
	struct result r = { .slave = s->id, .appliance = s->at->name };
	uint32_t job = job_of(s, m->test);
	struct w_PROCESS told = *m;

	if (slave_distrust(s, job == NONE || s->attempt.job != NONE || m->outcome >= OUT_COUNT))
		return;
	r.id = suite.programs[test_of(job)->program].path;
	told.guilty = m->guilty && !baseline_guilty(r.id) &&
		run_guilty(test_of(job)->program, suite.nprograms);
	r.kept = (struct str){ s->company.kept.p, (uint32_t)s->company.kept.n };
	report_exited(&r, &told);
	company_end(s);
	if (told.guilty)
		failure_count();
}

/* Is this test held for another of its rounds, and not for the process that runs, or one that took
 * its place? */
static bool is_next_round(const struct slave *s, uint32_t job)
{
	return s->company.n && !jobs[job].batched;
}

/* A case that has passed runs again, to be blamed for the end of its process, or its process says
 * more of it. Where tests run several times another of its attempts may have begun, be due, or have
 * failed: this one stands aside, and counts as one of them, unless that has ended well by then.
 * False: it must not. */
static bool test_revise(struct slave *s, uint32_t job, const struct w_START *m)
{
	struct job *j = &jobs[job];

	if (!m->split || !is_company(s, job))
		return false;
	s->attempt.aside = j->where != ENDED || is_failure((enum outcome)j->outcome);
	if (!s->attempt.aside)
		job_reopen(job, s);
	return true;
}

/* A test starts. */
static void on_start(struct slave *s, const struct w_START *m)
{
	uint32_t job = job_of(s, m->test);
	enum outcome before;
	bool held = is_held(s, job) &&
		(m->split ? !is_next_round(s, job) : m->attempt == jobs[job].attempt);
	bool probe = m->split == SPLIT_probe;

	if (slave_distrust(s, job == NONE || s->attempt.job != NONE || m->split > SPLIT_probe))
		return;
	before = (enum outcome)jobs[job].outcome;
	s->attempt.aside = s->attempt.probe = probe;
	if (slave_distrust(s, probe ? !is_probed(s, job) : !held && !test_revise(s, job, m)))
		return;
	if (held && !probe)
		job_move(job, RUNNING, s);
	if (!probe)
		job_attempt(job, m->attempt);
	if (s->company.n && !s->company.begun && !probe)
		start_learn(suite.programs[test_of(job)->program].kind,
			(uint64_t)(clock_us() - s->company.spawned), false);
	s->company.begun += s->company.n && !probe;
	s->reboots_until = 0;
	s->attempt.job = job;
	s->attempt.phases = 0;
	s->attempt.message.n = s->attempt.kept.n = s->attempt.records.n = 0;
	for (int i = 0; i < STREAM_COUNT; i++)
		s->attempt.output[i].n = 0;
	s->attempt.result = (struct result){ .id = ids[job], .slave = s->id,
		.appliance = s->at->name,
		.attempts = m->attempt, .exit = NONE, .start = (uint64_t)(clock_us() - started),
		.test = job, .split = m->split,
		.revises = (uint8_t)(held || s->attempt.aside ? 0 : 1 + before),
		.company = s->company.begun };
	if (held && reboot_of(job))
		s->attempt.result.start = reboot_of(job)->start;
	if (probe)
		report_busy(s->id, "case that failed, alone");
	else
		report_start(&s->attempt.result);
	if (opt.report.sync == SYNC_test && !jobs[job].batched)
		put_GO(&s->chan, (struct w_GO){ 0 });	/* leaves behind the log, see loop */
}

/* The running test waits: others of its process go first. */
static void on_later(struct slave *s, uint32_t theirs)
{
	if (slave_distrust(s, !is_attempted(s, theirs)))
		return;
	if (!s->attempt.probe)
		job_move(s->attempt.job, SENT, s);
	s->attempt.job = NONE;
}

/* Output of the running test. */
static void on_output(struct slave *s, const struct w_OUTPUT *m)
{
	struct buf *b = &s->attempt.output[m->stream < STREAM_COUNT ? m->stream : 0];

	if (slave_distrust(s, !is_attempted(s, m->test) || m->stream >= STREAM_COUNT))
		return;
	if (m->live)
		report_live(s->id, ids[s->attempt.job], m->bytes);
	else if (b->n + m->bytes.n <= 2 * opt.config.output_limit + 256)
		buf_add(b, m->bytes.p, m->bytes.n);
}

/* The file that KEPT went on with has its end, or all that it gets. */
static void keeping_end(struct slave *s)
{
	if (s->keeping >= 0)
		close(s->keeping);
	s->keeping = -1;
}

/* A part of a file that the running test left, or a process of several. */
static void on_kept(struct slave *s, const struct w_KEPT *m)
{
	static uint64_t bytes;
	static bool enough;
	bool together = m->test == NONE;
	const char *name;

	if (slave_distrust(s, together ? !s->company.n : !is_attempted(s, m->test)) ||
	    (!together && s->attempt.probe))
		return;
	if (m->name.n) {
		keeping_end(s);
		name = together ? suite.programs[test_of(s->company.of[0])->program].path :
			s->attempt.result.id;
		if (!enough)
			s->keeping = keep_open(name, together ? 1 : s->attempt.result.attempts,
				m->name, together ? &s->company.kept : &s->attempt.kept);
	}
	bytes += m->bytes.n;
	if (!enough && bytes / 16 > opt.config.keep_limit) {
		say("warning: [W-KEPT] no more files of tests are kept: there are %llu bytes, 16 "
			"times --keep-limit", (unsigned long long)bytes);
		enough = true;
	}
	if (s->keeping >= 0 && (enough || !fd_write(s->keeping, m->bytes.p, m->bytes.n))) {
		if (!enough)
			say("warning: [W-KEPT] a file of %s is not kept whole: %s", s->id,
				strerror(errno));
		keeping_end(s);
	}
}

/* What is recorded of the running test. */
static void on_records(struct slave *s, const struct w_RECORDS *m)
{
	struct str list = m->records;

	if (slave_distrust(s, !is_attempted(s, m->test) || !list.n || list.p[list.n - 1] ||
	    list.n > FRAME_MAX / 4))
		return;
	s->attempt.records.n = 0;
	buf_add(&s->attempt.records, list.p, list.n);
}

/* A result inside the running test. */
static void on_case(struct slave *s, const struct w_CASE *m)
{
	if (slave_distrust(s, !is_attempted(s, m->test) || m->outcome >= OUT_COUNT) ||
	    s->attempt.probe)
		return;
	run_case((enum outcome)m->outcome, m->depth);
	report_case(&s->attempt.result, &(struct point){ (enum outcome)m->outcome, m->name,
		m->message, m->depth });
}

/* A phase of the running test has ended; with the last one the test has. */
static void on_report(struct slave *s, const struct w_REPORT *m)
{
	struct result *r = &s->attempt.result;

	if (slave_distrust(s, !is_attempted(s, m->test) || m->outcome >= OUT_COUNT ||
	    m->phase >= PHASE_COUNT || s->attempt.phases & 1u << m->phase))
		return;
	s->attempt.phases |= 1u << m->phase;
	r->timed[m->phase] = true;
	r->phase[m->phase] = (enum outcome)m->outcome;
	r->spent[m->phase] = m->duration;
	r->duration += m->duration;
	r->leaked += m->leaked;
	if (m->phase == PHASE_setup)
		r->start = (uint64_t)(s->hello - started) + m->start;
	if (m->phase == PHASE_call) {
		r->exit = m->exit;
		r->signal = m->signal;
		r->used = (struct used){ m->user, m->system, m->rss };
		r->cut = m->cut;
	}
	if (m->message.n)
		buf_puts(message_next(s), m->message.p);
	if (s->attempt.phases == (1u << PHASE_COUNT) - 1) {
		keeping_end(s);
		test_end(s);
	}
}

/* Tests that a slave will not start. */
static void on_returned(struct slave *s, struct nums tests)
{
	s->give = tests.n ? KEEPS : DRAINED;
	for (uint32_t i = 0; i < tests.n; i++) {
		uint32_t job = job_of(s, nums_at(tests, i));
		if (job != NONE && is_probed(s, job)) {
			probe_drop(s);
			continue;
		}
		if (slave_distrust(s, !is_held(s, job)))
			return;
		job_move(job, WAITING, s);
	}
	if (run_ending())
		give_up(run_ending());
	else if (s->leaves)
		queues_check();		/* nobody else may have them, perhaps */
}

/* A slave has attached its appliance to a provider, or could not: then it is not asked to again. */
static void on_provided(struct slave *s, const struct w_PROVIDED *m)
{
	uint32_t i = s->attaching;

	if (slave_distrust(s, s->need != ATTACHING ||
	    strcmp(i < providers.n ? providers.of[i].name : "", m->attach.p)))
		return;
	s->need = ASKED;
	epoch_next();
	if (!m->why.n || i == providers.n)
		return;
	report_say(s->id, "%s cannot hold %s: %s", s->at->name, providers.of[i].name, m->why.p);
	provider_gone(s, i, UNTIABLE);
	queues_check();
}

/* The run is interrupted: says that a hook is waited for, if it is. */
static void hook_await(const struct slave *s)
{
	if (s->hook && s->hook_left)
		say("waiting for the %s %s (%s), hook-timeout = %.3gs (again to kill now)", s->hook,
			s->id, s->at->name, s->hook_left == NONE ? 0 : s->hook_left / 1e3);
}

/* Whatever hook a slave ran, it does not any more. The slave has a moment then to say what became
 * of it. */
static void hook_forget(struct slave *s)
{
	if (!s->hook)
		return;
	report_busy(s->id, NULL);
	free(s->hook);
	s->hook = NULL;
	if (s->hook_left)
		s->lives = active_now + 2 * SECOND;
}

/* Has an interrupted slave to end now? Not while a hook runs that is waited for, unless somebody
 * insists. */
static bool is_over(const struct slave *s)
{
	int64_t until = s->lives;

	if (!run.ended || !ending.kill_at || active_now < ending.kill_at)
		return false;
	if (s->hook && s->hook_left)
		until = s->hook_left != NONE ? s->hook_since + s->hook_left * INT64_C(1000) +
			4 * SECOND : INT64_MAX;
	return ending.signals > 1 || active_now >= until;
}

/* A hook starts or ends: what takes so long is shown, and what is to be waited for is known. */
static void on_hook(struct slave *s, const struct w_HOOK *m)
{
	hook_forget(s);
	if (!m->what.n)
		return;
	s->hook = xstrdup(m->what.p);
	s->hook_since = active_now;
	/* a slave can lie */
	s->hook_left = !m->firm || !conf_has("hook-timeout") ? 0 : m->left ? m->left : NONE;
	report_busy(s->id, s->hook);
	if (run.ended && ending.kill_at)
		hook_await(s);
}

/* The appliance, not the test, may have failed. */
static void on_suspect(struct slave *s, const struct w_SUSPECT *m)
{
	if (slave_distrust(s, !is_attempted(s, m->test) || s->attempt.suspect))
		return;
	s->attempt.suspect = xstrdup(m->why.p);
}

/* A line of a slave's for the console; there is none yet, or none at all, where no test runs. */
static void on_message(const struct slave *s, const char *text)
{
	static bool cores_told;
	bool of_cores = strstr(text, "[W-CORE]");

	if (of_cores && cores_told)
		return;			/* all slaves say the same */
	cores_told |= of_cores;
	if (reports_open())
		report_say(s->id, "%s", text);
	else
		say("%s (%s): %s", s->id, s->at->name, text);
}

/* One frame. A slave that says what it must not is not believed any more. */
static void on_frame(struct slave *s, const union frame *f)
{
	switch ((enum up_message)f->type) {
	case MSG_HELLO: on_hello(s); break;
	case MSG_FOUND: on_found(s, &f->FOUND); break;
	case MSG_FILES: on_files(s, f->FILES.files); break;
	case MSG_COLLECTED: on_collected(s, &f->COLLECTED); break;
	case MSG_IDS: on_ids(s, f->IDS.ids); break;
	case MSG_NEED: on_need(s); break;
	case MSG_SPAWN: on_spawn(s, f->SPAWN.tests); break;
	case MSG_PROCESS: on_process(s, &f->PROCESS); break;
	case MSG_START: on_start(s, &f->START); break;
	case MSG_LATER: on_later(s, f->LATER.test); break;
	case MSG_OUTPUT: on_output(s, &f->OUTPUT); break;
	case MSG_KEPT: on_kept(s, &f->KEPT); break;
	case MSG_RECORDS: on_records(s, &f->RECORDS); break;
	case MSG_CASE: on_case(s, &f->CASE); break;
	case MSG_REPORT: on_report(s, &f->REPORT); break;
	case MSG_RETURNED: on_returned(s, f->RETURNED.tests); break;
	case MSG_PROVIDED: on_provided(s, &f->PROVIDED); break;
	case MSG_SUSPECT: on_suspect(s, &f->SUSPECT); break;
	case MSG_VARIABLES: s->distrusted = true; break;	/* only the run's hooks say that */
	case MSG_MESSAGE: on_message(s, f->MESSAGE.text.p); break;
	case MSG_INTERNALERROR: slave_despair(s, f->INTERNALERROR.text.p); break;
	case MSG_HOOK: on_hook(s, &f->HOOK); break;
	case MSG_HEARTBEAT: break;
	case MSG_BYE: on_bye(s); break;
	case MSG_LISTED: s->distrusted = true; break;		/* only a lister says that */
	}
}

/* Is what comes next of a slave a frame that it was sent? */
static bool is_echo(const struct slave *s)
{
	const unsigned char *p = (const unsigned char *)s->chan.r.p + s->chan.taken;

	return s->at->via && s->chan.r.n - s->chan.taken >= 6 && (p[4] << 8 | p[5]) == MSG_CONFIG;
}

/* Reads what came from a slave, all of it before its end is believed. */
static void on_slave(struct slave *s, short revents)
{
	const char *why = NULL;
	union frame f;
	int got, next = 0;
	char room[96];

	if (revents & POLLOUT)
		chan_flush(&s->chan);
	if (!(revents & (POLLIN | POLLHUP | POLLERR | POLLNVAL)))
		return;
	got = chan_fill(&s->chan);
	s->distrusted |= got < 0 && errno != 0;	/* no end of file: what it said is not known */
	s->heard = active_now;
	if (!has_greeted(s) && !greeting_read(s, &why)) {
		if (why)
			slave_despair(s, why);
		if (why || got < 0)
			slave_lost(s, why);
		return;
	}
	while (s->pid && !s->distrusted && (next = chan_next(&s->chan, &f)) > 0)
		on_frame(s, &f);
	if (!s->pid)
		return;
	if (next < 0 && is_echo(s)) {
		slave_despair(s,
			"[E-START] it sends back what it is sent, as a terminal does: ssh -T, "
			"docker exec -i without -t");
		slave_lost(s, s->hopeless);
		run_doubt();
	} else if (next < 0 || s->distrusted) {
		snprintf(room, sizeof room, "[E-WIRE] frame %llu is none that it may send now",
			(unsigned long long)s->chan.frames);
		slave_lost(s, room);
	} else if (got < 0) {
		slave_lost(s, NULL);
	}
}

/* ---- signals and deadlines ---------------------------------------------------------------------
 * door: interrupt, end_now, suspend, show_running, on_signals, on_deadlines */
/* Somebody has insisted for the third time: reports stay as they were before the run. */
static _Noreturn void end_now(void)
{
	for (struct slave *s = slaves; s < slaves + nslaves; s++)
		if (s->pid)
			slave_end(s, GONE);
	tokens_back();
	report_abandon();
	cleanup(true);
	report_hide();
	terminal_restore();
	end_by_signal();
}

/* First: start nothing more, end tests nicely. Second: kill, and report all the same. Third: at
 * once. */
static void interrupt(int sig, const char *why)
{
	int times = end_signal(sig);

	if (times == 1) {
		if (!is_stopped_now())
			say("interrupted, stopping (again to kill now)");
		run_stop(why);
		end_slaves();
		if (sig) {		/* somebody waits, unlike at --run-timeout */
			report_hurry();
			end_within(ending.kill_ms * INT64_C(1000) + LAST_MOMENTS / 2);
		}
		for (struct slave *s = slaves; s < slaves + nslaves; s++) {
			if (s->state < READY) {
				slave_end(s, GONE);
				slave_farewell(s);
			} else if (is_at_work(s) || s->state == TEARING_DOWN ||
			    (s->state == LAST_GREETING && !s->at->via)) {
				/* behind a via CONFIG says it */
				put_INTERRUPT(&s->chan,
					(struct w_INTERRUPT){ .left = shutdown_left() });
				hook_await(s);
				if (s->state == READY)
					slave_turn(s, FINISHING);
			}
		}
		give_up(why);
	} else if (times == 2) {
		end_within(3 * SECOND);
		end_slaves();
	} else {
		end_now();
	}
}

/* Stops all that runs, and us. It goes on when we do: at once where nothing can stop us, as process
 * 1. */
static void suspend(struct channel *lister)
{
	for (int resumes = 0; resumes < 2; resumes++) {
		for (uint32_t i = 0; i <= nslaves; i++) {
			struct channel *c = i == nslaves ? lister : slaves[i].pid
				? &slaves[i].chan : NULL;
			if (c && resumes)
				put_RESUME(c, (struct w_RESUME){ 0 });
			else if (c)
				put_PAUSE(c, (struct w_PAUSE){ 0 });
			if (c)
				chan_flush(c);
		}
		if (!resumes) {
			terminal_restore();
			raise(SIGSTOP);
			terminal_again();
		}
	}
}

/* What every slave does now. */
static void show_running(void)
{
	static const char *const words[STATE_COUNT] = {
		[ABSENT] = "starting", [GREETING] = "starting", [LAST_GREETING] = "starting",
			[COLLECTING] = "collecting",
		[COMPARING] = "collecting", [READY] = "idle", [FINISHING] = "idle",
		[LEAVING] = "leaving",
		[TEARING_DOWN] = "leaving", [GONE] = "gone", [RETIRED] = "gone",
	};

	say("%lu of %lu tests ended", (unsigned long)census.all[ENDED], (unsigned long)njobs);
	for (struct slave *s = slaves; s < slaves + nslaves; s++) {
		double hook = (double)(active_now - s->hook_since) / 1e6;
		if (s->attempt.job != NONE)
			say("  %s (%s) %s %.1f s%s%s", s->id, s->at->name, ids[s->attempt.job],
				(double)(clock_us() - started -
					(int64_t)s->attempt.result.start) / 1e6,
				s->hook ? ", in its " : "", s->hook ? s->hook : "");
		else if (s->hook)
			say("  %s (%s) %s %.1f s", s->id, s->at->name, s->hook, hook);
		else if (s->repairing && s->state < READY)
			say("  %s (%s) is being repaired for %.1f s", s->id, s->at->name,
				(double)(active_now - s->since) / 1e6);
		else if (s->state == GREETING && s->at->start)
			say("  %s (%s) starting for %.1f s of %.1f s", s->id, s->at->name,
				(double)(active_now - s->since) / 1e6, s->at->start / 1e3);
		else if (s->state < READY)
			say("  %s (%s) %s for %.1f s", s->id, s->at->name, words[s->state],
				(double)(active_now - s->since) / 1e6);
		else
			say("  %s (%s) %s", s->id, s->at->name, words[s->state]);
	}
	lockfiles_show();
}

static void on_signals(void)
{
	for (int sig; (sig = signals_next());)
		switch (sig) {
		case SIGINT: case SIGTERM: case SIGHUP:
			interrupt(sig, sig == SIGINT ? "interrupted (INT)" : sig == SIGTERM
				? "interrupted (TERM)" : "interrupted (HUP)");
			break;
		case SIGQUIT:
			if (run.ended)
				break;
			end_signal(SIGQUIT);
			say("finishing what runs, then stopping");
			finish("stopped (QUIT)");
			break;
		case SIGTSTP:
			report_flush(100);
			report_hide();
			suspend(NULL);
			break;
		case SIGUSR1:
			show_running();
			break;
		case SIGUSR2:
			appliances_again();
			break;
		case SIGCHLD:
			orphans_reap(is_awaited_child);
			break;
		}
}

/* Has it taken longer to say HELLO than its appliance may? */
static bool is_slow_to_start(const struct slave *s, int64_t age)
{
	return s->at->start && age > s->at->start * INT64_C(1000);
}

static void on_deadlines(void)
{
	if (shell_left() && !ending.signals)
		interrupt(SIGTERM, "interrupted: the shell that started muster is gone");
	if (deadline_passed() && !run.ended) {
		say("the run took longer than --run-timeout");
		interrupt(0, "the run timed out (--run-timeout)");
		run_doubt();
	}
	carriers_turn(ending.kill_at && active_now >= ending.kill_at);
	for (struct slave *s = slaves; s < slaves + nslaves; s++) {
		int64_t age = active_now - s->since, silent = active_now - s->heard;

		if (s->state == LEAVING)
			silent = age;		/* it has said all: that it is alive is no news */
		if (s->state == ABSENT && active_now >= s->again) {
			slave_start(s, GREETING);
			continue;
		}
		if (!s->pid)
			continue;
		if (s->broken > 1) {
			s->distrusted = true;
			slave_lost(s, "[E-WIRE] its socket is broken");
		} else if (is_over(s))
			slave_lost(s, "it was killed to end the run");
		else if ((s->state == GREETING || s->state == LAST_GREETING) &&
		    is_slow_to_start(s, age))
			slave_lost(s,
				"it did not answer within the time that `start` of "
				"[appliance] gives it");
		else if ((s->state == COLLECTING || s->state == COMPARING) && silent > SILENCE &&
			 age > COLLECT_WAIT + opt.config.list_timeout * INT64_C(1000))
			slave_lost(s, "its collection takes too long");
		else if (s->state >= READY && s->state != LAST_GREETING && silent > SILENCE)
			slave_lost(s, "it is silent");
	}
}

/* ---- loop --------------------------------------------------------------------------------------
 * door: busy, loop, leave */
enum { SIGNALS, CONSOLE, READER, KEYS, TOKENS, SLAVES };	/* places in pfd */
static struct pollfd *pfd;

/* Says for how long we were stopped, or the machine slept: the log has it then. */
static void on_gap(void)
{
	static int64_t behind = INT64_MAX;
	int64_t now = clock_us() - active_now;

	if (now - behind >= SECOND)
		report_say(NULL, "muster did not run for %.0f s: that counts for no timeout",
			(double)(now - behind) / 1e6);
	behind = now;
}

/* Lets frames gather while they come so fast that each would wake us for itself: a wake-up costs as
 * much as twenty frames, and slaves hold enough work for so long (see ask in slave.c). Not while a
 * slave has to be answered, or says so much that it would have to wait for us. */
static void breathe(void)
{
	static int64_t before;
	int64_t t = clock_us();

	for (uint32_t i = 0; i < nslaves; i++)
		if (chan_waiting(&slaves[i].chan) || slaves[i].chan.taken > CHUNK / 4)
			t = INT64_MAX;
	if (t - before < BREATH * INT64_C(1000))
		poll(pfd, 1, BREATH);	/* SIGNALS alone */
	before = t == INT64_MAX ? 0 : t;
}

/* Is there anyone to wait for? */
static bool busy(void)
{
	if (carriers.n)
		return true;
	for (uint32_t i = 0; i < nslaves; i++)
		if (slaves[i].state < GONE)
			return true;
	return false;
}

/* Fills pfd, and says how many it has; returns ms to the nearest deadline. */
static int watch(uint32_t *n)
{
	/* a stopped clock is noticed by short turns, see clock_turn */
	int64_t at = active_now + SECOND;
	bool waiting;
	int flushed;

	if (!pfd)
		pfd = xrealloc(NULL, SLAVES + 2 * (size_t)places_most(), sizeof *pfd);
	at = delays_turn(carriers_next(ending_next(at)));
	*n = SLAVES + nslaves;
	pfd[SIGNALS] = (struct pollfd){ .fd = signals_fd(), .events = POLLIN };
	pfd[CONSOLE] = (struct pollfd){ .fd = report_fd(&waiting), .events = POLLOUT };
	if (!waiting)
		pfd[CONSOLE].fd = -1;
	/* should it hold up the run, no slave is heard meanwhile */
	pfd[READER] = (struct pollfd){ .fd = report_full(), .events = POLLOUT };
	pfd[KEYS] = (struct pollfd){ .fd = report_tty(), .events = POLLIN };
	pfd[TOKENS] = (struct pollfd){ .fd = tokens_fd(), .events = POLLIN };
	if (report_wait() * INT64_C(1000) < at - active_now)
		at = active_now + report_wait() * INT64_C(1000);
	for (uint32_t i = 0; i < nslaves; i++) {
		struct slave *s = &slaves[i];
		pfd[SLAVES + i] = (struct pollfd){ .fd = s->pid && pfd[READER].fd < 0 ? s->chan.in :
			-1, .events = POLLIN };
		if (pfd[READER].fd >= 0)
			s->heard = active_now;
		if (s->at->via)
			pfd[s->errors_at = (*n)++] = (struct pollfd){ .fd = s->errors,
				.events = POLLIN };
		if (s->pid && (flushed = chan_flush(&s->chan)) <= 0) {
			pfd[SLAVES + i].events |= POLLOUT;
			if (flushed < 0 && !s->broken++)
				/* its end will come, or be made: see on_deadlines */
				at = active_now + SECOND / 10;
		}
		if (s->state == ABSENT && s->again < at)
			at = s->again;
	}
	return at <= active_now ? 0 : poll_ms(at - active_now);
}

/* Everything the master does between the first fork and the last report, while goes_on says so.
 * Tests are handed out while it is busy. */
static void loop(bool (*goes_on)(void))
{
	turn_begin(-1);
	if (goes_on == busy)
		deadline_set();
	while (goes_on()) {
		uint32_t n = 0;
		int ms = watch(&n);
		int ready = poll(pfd, n, ms);

		turn_begin(ms * INT64_C(1000));
		on_gap();
		if (ready < 0 && errno != EINTR && errno != EAGAIN)
			die(EXIT_LOST, "error: [E-INTERNAL] poll:");
		on_signals();
		if (report_asked())
			show_running();
		for (uint32_t i = 0; ready > 0 && i < nslaves; i++) {
			struct slave *s = &slaves[i];
			if (s->at->via && pfd[s->errors_at].revents)
				on_errors(s, 1);
			if (pfd[SLAVES + i].revents)
				on_slave(s, pfd[SLAVES + i].revents);
		}
		on_deadlines();
		tokens_settle();
		if (ready > 0 && pfd[TOKENS].revents)
			tokens_came();
		if (goes_on == busy && reports_open())
			hand_out();
		report_flush(0);
		if (handing_out && census.all[ENDED] < njobs)
			breathe();
	}
}

/* Ends muster without a run: whose appliance was set up tears it down first. */
static _Noreturn void leave(int status)
{
	if (!run.ended)
		run_stop("nothing is to be run");
	for (struct slave *s = slaves; s && s < slaves + nslaves; s++)
		slave_dismiss(s);
	loop(busy);
	hooks_end();
	children_kill(NULL);
	terminal_restore();
	cleanup(ending.signal);
	if (ending.signal)
		end_by_signal();
	exit(status);
}

/* ---- lock files: what several musters share -----------------------------------------------------
 * door: lockfiles_make, lockfiles_take, lockfile_join, lockfile_holder, lockfiles_show
 * Appliances and locks may have a file. This process locks it, by fcntl: the kernel frees it
 * however we end, on NFS as well, and no process that we start inherits it. All files of a run are
 * taken before the first slave starts, or none, so that who waits keeps nobody waiting. What such a
 * file says is for people only: who has it, since when. */
#define LOCKFILE_WORD	"muster: "		/* how one begins, if it is not empty */
static struct {
	struct lockfile {
		const char *path, *of;	/* of: an appliance, or a lock */
		int fd;			/* -1: it is not ours */
	} *of;
	uint32_t n, waits;		/* waits: for this one; NONE */
	int64_t again, told;		/* active */
	struct buf holder;		/* who was told to have it */
	bool held;
} lockfiles = { .waits = NONE };

/* Opens a lock file, which is made where there is none; -1: *why says what is wrong with it. One
 * that says something else is somebody's file, and no lock. */
static int lockfile_open(const char *path, struct buf *why)
{
	static const int flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
	char head[sizeof LOCKFILE_WORD] = "";
	struct stat st;
	int fd = open(path, flags);

	/* not at once with O_CREAT: in /tmp that may not open the file of somebody else */
	if (fd < 0 && errno == ENOENT && (fd = open(path, flags | O_CREAT | O_EXCL, 0666)) >= 0)
		fchmod(fd, 0666);	/* others are to lock it, whatever our umask is */
	if (fd < 0 && errno == EEXIST)
		fd = open(path, flags);
	if (fd < 0) {
		buf_puts(why, strerror(errno));
		return -1;
	}
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) &&
	    (fd_read_at(fd, head, sizeof head - 1, 0) == 0 || !strcmp(head, LOCKFILE_WORD)))
		return fd;
	buf_puts(why, "it is not empty, and no lock file of muster's");
	close(fd);
	return -1;
}

/* Locks an open lock file. 0: it is ours; 1: it is somebody else's, or another file is there by
 * now; -1: *why says why that cannot be. */
static int lockfile_lock(int fd, const char *path, struct buf *why)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct stat ours, there;

	if (fcntl(fd, F_SETLK, &whole)) {
		if (errno == EACCES || errno == EAGAIN || errno == EINTR)
			return 1;
		buf_puts(why, strerror(errno));
		return -1;
	}
	return fstat(fd, &ours) || lstat(path, &there) || ours.st_ino != there.st_ino ||
		ours.st_dev != there.st_dev;
}

/* Says in a file that is locked by us that it is. */
static void lockfile_write(int fd)
{
	const struct passwd *who = getpwuid(getuid());
	char host[256] = "", since[40] = "";
	struct buf b = { 0 };
	time_t now = time(NULL);
	struct tm tm;

	gethostname(host, sizeof host - 1);
	if (localtime_r(&now, &tm))
		strftime(since, sizeof since, "%Y-%m-%d %H:%M:%S %z", &tm);
	buf_printf(&b, LOCKFILE_WORD "%s on %s, process %ld, since %s\n",
		who ? who->pw_name : "somebody", host, (long)getpid(), since);
	/* that it cannot be written, on a full disk say, does not unlock it */
	if (!ftruncate(fd, 0) && lseek(fd, 0, SEEK_SET) == 0)
		fd_write(fd, b.p, b.n);
	buf_free(&b);
}

/* Adds who has a lock file that is not ours: "; PATH: locked by jane on lab3, process 7, since ..",
 * or that it is free. */
static void lockfile_holder(struct buf *b, const char *path)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	char text[512] = "";
	size_t word = strlen(LOCKFILE_WORD);
	ssize_t n;

	buf_puts(b, "; ");
	buf_escape(b, path, strlen(path), 200);
	if (fd < 0 || fcntl(fd, F_GETLK, &whole) || whole.l_type == F_UNLCK) {
		buf_puts(b, fd < 0 && errno != ENOENT ? ": cannot be read" : ": free");
	} else {
		n = fd_read_at(fd, text, sizeof text - 1, 0);
		text[n > 0 ? strcspn(text, "\n") : 0] = 0;
		buf_puts(b, ": locked by ");
		if (!strncmp(text, LOCKFILE_WORD, word) && text[word])
			buf_escape(b, text + word, strlen(text + word), 300);
		else
			buf_puts(b, "somebody");
	}
	if (fd >= 0)
		close(fd);
}

/* A file is to be locked for an appliance or a lock: ends where that cannot be. */
static void lockfile_add(const char *path, const char *of)
{
	struct buf why = { 0 };
	int fd = lockfile_open(path, &why);

	if (fd < 0)
		usage("the lock file %s of %s: %s", path, of, why.p);
	close(fd);
	lockfiles.of = array_grow(lockfiles.of, lockfiles.n, sizeof *lockfiles.of);
	lockfiles.of[lockfiles.n++] = (struct lockfile){ path, of, -1 };
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct lockfile *)a)->path, ((const struct lockfile *)b)->path);
}

/* Which files this run has to lock: those of its appliances, and of the locks that its tests hold;
 * all: of all locks, as it is not known yet which tests there are. */
static void lockfiles_make(bool all)
{
	const char *file;

	if (lockfiles.n)
		return;
	for (uint32_t i = 0; i < nslaves; i++)
		if (slaves[i].at->lock)
			lockfile_add(slaves[i].at->lock, slaves[i].at->name);
	for (uint32_t i = 0; !all && i < locks.n; i++)
		if (locks.of[i].file)
			lockfile_add(locks.of[i].file, locks.of[i].name);
	for (uint32_t i = 0; all && i < conf.n; i++)
		if (conf.sections[i].type == SECTION_lock &&
		    (file = section_text(&conf.sections[i], "file")))
			lockfile_add(file, conf.sections[i].name);
	if (lockfiles.n)
		qsort(lockfiles.of, lockfiles.n, sizeof *lockfiles.of, by_path);
}

/* Takes all files, or none. */
static bool lockfiles_try(void)
{
	struct buf why = { 0 };
	uint32_t n = 0;
	int got = 0;

	for (; n < lockfiles.n && !got; n += !got) {
		struct lockfile *f = &lockfiles.of[n];
		f->fd = lockfile_open(f->path, &why);
		got = f->fd < 0 ? -1 : lockfile_lock(f->fd, f->path, &why);
		if (got < 0)
			die(EXIT_USAGE, "error: the lock file %s of %s: %s", f->path, f->of, why.p);
	}
	for (uint32_t i = 0; i < lockfiles.n; i++)
		if (!got) {
			lockfile_write(lockfiles.of[i].fd);
		} else if (lockfiles.of[i].fd >= 0) {
			close(lockfiles.of[i].fd);
			lockfiles.of[i].fd = -1;
		}
	lockfiles.waits = got ? n : NONE;
	return !got;
}

/* Says for whom this run waits, if it does. */
static void lockfiles_show(void)
{
	const struct lockfile *f;

	if (lockfiles.waits == NONE)
		return;
	f = &lockfiles.of[lockfiles.waits];
	lockfiles.holder.n = 0;
	lockfile_holder(&lockfiles.holder, f->path);
	say("waiting for %s%s", f->of, lockfiles.holder.p);
	lockfiles.told = active_now;
}

/* Is something still locked by another muster? Looks once a second, and says so once a minute, or
 * when it is another one. */
static bool is_locked_out(void)
{
	uint32_t waited = lockfiles.waits;
	struct buf now = { 0 };
	bool other;

	if (run.ended || (active_now >= lockfiles.again && lockfiles_try()))
		return false;
	if (active_now >= lockfiles.again) {
		lockfiles.again = active_now + SECOND;
		lockfile_holder(&now, lockfiles.of[lockfiles.waits].path);
		buf_puts(&lockfiles.holder, "");
		other = waited != lockfiles.waits || strcmp(now.p, lockfiles.holder.p);
		if (other || active_now >= lockfiles.told + 60 * SECOND)
			lockfiles_show();
		buf_free(&now);
	}
	return true;
}

/* Takes all lock files, and waits for those that have them, at most as long as the run may take.
 * False: it was interrupted. */
static bool lockfiles_take(void)
{
	if (lockfiles.held || !lockfiles.n)
		return !run.ended;
	deadline_set();
	for (struct slave *s = slaves; s < slaves + nslaves; s++)
		s->again = INT64_MAX;	/* it starts when we have them */
	loop(is_locked_out);
	lockfiles.held = lockfiles.waits == NONE && !run.ended;
	lockfiles.waits = NONE;
	return lockfiles.held;
}

/* Takes the file of an appliance that joins a run, which waits for nobody then. */
static bool lockfile_join(const char *path, const char *of)
{
	struct buf why = { 0 };
	int fd = lockfile_open(path, &why), got = fd < 0 ? -1 : lockfile_lock(fd, path, &why);

	if (!got) {
		lockfile_write(fd);
		return true;
	}
	if (fd >= 0)
		close(fd);
	if (got > 0)
		lockfile_holder(&why, path);
	say("%s does not join%s%s", of, got > 0 ? "" : ": ", why.p);
	buf_free(&why);
	return false;
}

/* ---- bisect: with what before it a test ends otherwise than alone ------------------------------
 * door: fd_null, company_tell, bisect_run
 * Each step is a run of its own, in a child that goes on from here as muster always does, with a
 * log of its own that tells how the test ended: alone; with all that ran before it; then cut_find
 * cuts that. What shares its process with it runs in one process; else the others run first, and
 * the test behind them, as on one lane. */
#ifndef MUSTER_TEST
#define STEPS	60

static struct {
	struct before before;
	struct cut cut;
	/* a directory of our own, and the log of a step there */
	char dir[PATH_MAX - 4], log[PATH_MAX];
	char **argv;			/* ours, for what a run says of itself */
	/* it failed in that run; else it passed there, and fails alone */
	bool was_bad;
} bisect;

/* This descriptor is of nothing from now on; true: it could not be done. */
static bool fd_null(int fd)
{
	int null = open("/dev/null", O_RDWR);
	bool failed = null < 0 || dup2(null, fd) < 0;

	if (null > fd)
		close(null);
	return failed;
}

/* Runs tests in a child, and waits for its end. */
static void step_run(const struct buf *tests)
{
	int status;
	pid_t pid;

	unlink(bisect.log);
	pid = fork();
	if (pid < 0)
		usage("--bisect: no process can be started: %s", strerror(errno));
	if (!pid) {
		if (fd_null(1) || fd_null(2))
			_exit(EXIT_USAGE);
		options_step(tests, bisect.log);
		exit(go(bisect.argv));
	}
	process_wait(pid, &status, 0);
}

/* Does the test end as it did then, behind the first of what ran before it, and what is needed? */
static bool step_holds(struct cut *g, uint32_t first)
{
	const struct before *b = g->of;
	struct buf tests = { 0 };
	enum outcome o = OUT_notrun;
	uint64_t us;
	bool bad;

	g->left -= g->left > 0;
	for (uint32_t i = 0; i < first; i++)
		buf_add(&tests, b->id[i], strlen(b->id[i]) + 1);
	for (uint32_t i = g->nneeded; i-- > 0;)
		buf_add(&tests, b->id[g->needed[i]], strlen(b->id[g->needed[i]]) + 1);
	if (!b->process) {
		if (tests.n)
			step_run(&tests);
		tests.n = 0;
	}
	buf_add(&tests, opt.bisect, strlen(opt.bisect) + 1);
	step_run(&tests);
	buf_free(&tests);
	if (!history_only(bisect.log) || !history_find(opt.bisect, &o, &us))
		o = OUT_notrun;
	bad = o >= OUT_failed;
	if (first + g->nneeded)
		say("behind %lu of them: %s", (unsigned long)first + g->nneeded, outcome_name(o));
	else
		say("alone: %s", outcome_name(o));
	return bad == bisect.was_bad;
}

/* An id as a word of a command, for a shell: as --list spells it. */
static void id_quote(struct buf *b, const char *id)
{
	struct buf spelled = { 0 };

	buf_escape(&spelled, id, strlen(id), SIZE_MAX);
	buf_puts(b, " ");
	buf_quote(b, spelled.p);
	buf_free(&spelled);
}

/* Says how to find with which others a case fails, or whether it does, where the run has shown only
 * the half of that. */
static void company_tell(void)
{
	struct buf b = { 0 };
	uint32_t job = 0;

	if (probes.passed != NONE) {
		id_quote(&b, ids[probes.passed]);
		report_say(NULL, "behind which others it fails finds: muster --bisect%s", b.p);
	}
	while (opt.config.isolate && !opt.config.sync && job < njobs &&
	    !(is_failure((enum outcome)jobs[job].outcome) && is_case(job) &&
	    kind_batches(suite.programs[test_of(job)->program].kind)))
		job++;
	if (opt.config.isolate && !opt.config.sync && job < njobs)
		report_say(NULL,
			"cases ran each by itself (--isolate): whether they fail in company, too, "
			"shows: muster --last-failed --dist=file");
	buf_free(&b);
}

/* Says what was found, and the command that shows it. */
static void bisect_tell(uint32_t steps, bool all)
{
	const struct cut *g = &bisect.cut;
	struct buf b = { 0 };

	say("%s %s behind %lu of %lu tests%s; found in %lu steps:", opt.bisect,
		bisect.was_bad ? "fails" : "passes",
		(unsigned long)g->nneeded, (unsigned long)g->n,
		all ? ", of which none can be left out" : " at least: there were no more steps",
		(unsigned long)steps);
	buf_puts(&b, "muster -j1 --dist=file --order=collected");
	for (uint32_t i = g->nneeded; i-- > 0;)
		id_quote(&b, bisect.before.id[g->needed[i]]);
	if (!bisect.before.process)
		buf_puts(&b, "; muster -j1");
	id_quote(&b, opt.bisect);
	buf_puts(&b, "\n");
	print(&b);
}

/* --bisect. Returns the exit status. */
static int bisect_run(char **argv)
{
	const char *tmp = getenv("TMPDIR");
	struct cut *g = &bisect.cut;
	struct buf error = { 0 };
	int status = EXIT_EMPTY;
	bool alone, all;

	if (!past_before(opt.report.log, opt.bisect, &bisect.before, &error))
		usage("--bisect: %s", error.p);
	bisect.argv = argv;
	bisect.was_bad = bisect.before.outcome >= OUT_failed;
	*g = (struct cut){ .n = bisect.before.n, .holds = step_holds, .of = &bisect.before,
		.left = STEPS };
	g->needed = xrealloc(NULL, g->n + 1, sizeof *g->needed);
	snprintf(bisect.dir, sizeof bisect.dir, "%s/muster-bisect.XXXXXX",
		tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(bisect.dir))
		usage("--bisect: %s: %s", bisect.dir, strerror(errno));
	snprintf(bisect.log, sizeof bisect.log, "%s/log", bisect.dir);
	say("%s %s in that run, behind %lu tests%s", opt.bisect,
		outcome_name(bisect.before.outcome), (unsigned long)g->n,
		bisect.before.process ? " in its process" : "");
	alone = step_holds(g, 0);
	all = !alone && g->n && step_holds(g, g->n);
	if (alone)
		say("it ends so alone, too: nothing before it is needed");
	else if (!all)
		say("it did not end so again behind all of them: nothing is found");
	else {
		all = cut_find(g);
		bisect_tell(STEPS - g->left, all);
		status = EXIT_OK;
	}
	unlink(bisect.log);
	rmdir(bisect.dir);
	return status;
}
#endif

/* ---- watch: runs again, as what they are made of changes ----------------------------------------
 * door: watch_run
 * Each run is a child, which reads all options anew; so is each look at what there is, so that
 * nothing stays of them here. A look is a list of records, a letter, a name, \x1f and how it is:
 * T a test program, C the configuration, S a suite file, W a file that is watched, E an error.
 * inotify only says that it is time for a look. What differs from the look before the last run
 * concerns the next one, so that nothing that changes during a run is missed. */
#ifndef MUSTER_TEST
#define BURST_MS	100			/* without a change: a burst is over */
#define LOOK_MS		1000			/* between looks, where nobody tells of changes */
#define BURST_MOST	(2 * SECOND)		/* then there is a look in any case */
#define LOOK_WAIT	(60 * SECOND)		/* a look takes no longer */
#define DEPTH_MOST	64			/* of directories */

struct sight {
	struct buf text, dirs;		/* dirs: where changes may be; each ended by a 0 byte */
	const char **records;		/* sorted */
	uint32_t n;
	bool written;			/* somebody writes a program just now */
};

static struct {
	int argc;
	char **argv;
	int changes;			/* inotify, or -1 */
	bool deaf;			/* not all directories can be watched */
	bool typed;			/* standard input is read */
	bool unbuilt;			/* there may be changes that came too late for `build` */
	sigset_t before;		/* signals that were blocked */
	volatile sig_atomic_t signal;	/* that ends it, 0: none */
	volatile pid_t run;		/* the child that runs tests, or builds */
} watching = { .changes = -1, .typed = true };

static const int enders[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

/* Notes what ends the watch. From a terminal its child has it as well; else it is told. */
static void on_ender(int sig, siginfo_t *info, void *context)
{
	(void)context;
	watching.signal = sig;
	if (watching.run > 0 && info->si_code <= 0)
		kill(watching.run, sig);
}

/* A signal that ends: is to be noted, or does what it did before. */
static void enders_set(bool note)
{
	struct sigaction act = { .sa_sigaction = on_ender, .sa_flags = SA_SIGINFO }, now;

	for (size_t i = 0; i < COUNT(enders); i++)
		if (!sigaction(enders[i], NULL, &now) && (now.sa_flags & SA_SIGINFO ||
		    now.sa_handler != SIG_IGN)) {
			if (note)
				sigaction(enders[i], &act, NULL);
			else
				signal(enders[i], SIG_DFL);
		}
}

/* A child of the watch, as a process that nothing was done to; 0 there, -1: there is none. */
static pid_t watch_fork(void)
{
	pid_t pid = fork();

	if (!pid) {
		enders_set(false);
		sigprocmask(SIG_SETMASK, &watching.before, NULL);
	}
	return pid;
}

/* Waits for a child that may be interrupted. */
static int watch_wait(pid_t pid)
{
	sigset_t now;
	int status = 0;

	watching.run = pid;
	sigprocmask(SIG_SETMASK, &watching.before, &now);
	process_wait(pid, &status, 0);
	watching.run = 0;
	sigprocmask(SIG_SETMASK, &now, NULL);
	return status;
}

/* Adds a record of how a file is. */
static void look_file(struct buf *b, char letter, const char *name, const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return;
	buf_printf(b, "%c%s\037%llu %llu %llu %lld.%09ld", letter, name,
		(unsigned long long)st.st_dev, (unsigned long long)st.st_ino,
		(unsigned long long)st.st_size, (long long)st.st_mtim.tv_sec,
		st.st_mtim.tv_nsec);
	buf_add(b, "", 1);
}

/* Adds the directory that a file is in, as one to be watched. */
static void look_beside(struct buf *b, const char *path)
{
	const char *slash = strrchr(path, '/');

	buf_printf(b, "D%.*s", slash ? (int)(slash - path) + (slash == path) : 1,
		slash ? path : ".");
	buf_add(b, "", 1);
}

/* Adds all directories below a path, and (letter) their files. */
static void look_tree(struct buf *b, const char *path, char letter, int depth)
{
	DIR *dir = opendir(path);
	struct dirent *e;
	struct stat st;

	if (!dir) {
		if (letter)
			look_file(b, letter, path, path);
		look_beside(b, path);
		return;
	}
	buf_printf(b, "D%s", path);
	buf_add(b, "", 1);
	while ((e = readdir(dir))) {
		struct buf below = { 0 };
		buf_printf(&below, "%s/%s", path, e->d_name);
		if (*e->d_name == '.' || lstat(below.p, &st))
			;
		else if (S_ISDIR(st.st_mode) && depth < DEPTH_MOST)
			look_tree(b, below.p, letter, depth + 1);
		else if (letter && !S_ISDIR(st.st_mode))
			look_file(b, letter, below.p, below.p);
		buf_free(&below);
	}
	closedir(dir);
}

/* Adds what the suite is made of. */
static void look_suite(struct buf *b)
{
	bool written = false;
	const char *place = "";

	for (uint32_t i = 0; i < suite.nprograms; i++) {
		const struct program *p = &suite.programs[i];
		const char *line = p->place ? strrchr(p->place, ':') : NULL;
		look_file(b, 'T', p->path, program_file(p));
		look_beside(b, program_file(p));
		written |= is_written(program_file(p));
		if (line && strncmp(place, p->place, (size_t)(line - p->place) + 1)) {
			char *file = xstrdup(place = p->place);
			file[line - p->place] = 0;
			look_file(b, 'S', file, file);
			look_beside(b, file);
			free(file);
		}
	}
	for (const char *p = NULL; (p = list_next(suite.errors.p, suite.errors.n, p));) {
		buf_printf(b, "E%s", p);
		buf_add(b, "", 1);
	}
	if (written)
		buf_add(b, "B", 2);
}

/* The child that looks: what it finds goes to a pipe. */
static _Noreturn void look_out(int to)
{
	const char *file = opt.file ? opt.file : "muster.conf";
	char **words;
	struct buf b = { 0 };

	fd_null(0);
	fd_null(1);
	fd_null(2);
	look_file(&b, 'C', file, file);
	look_beside(&b, file);
	if (!fd_write(to, b.p, b.n))
		_exit(EXIT_LOST);
	b.n = 0;
	options_all(watching.argc, watching.argv);
	collect_check();
	collect_look();
	look_suite(&b);
	for (const char *p = NULL; (p = list_next(opt.args.p, opt.args.n, p));)
		look_tree(&b, p, 0, 0);
	words = opt.watched ? words_split(opt.watched, NULL) : NULL;
	for (char **w = words; w && *w; w++)
		look_tree(&b, *w, 'W', 0);
	_exit(fd_write(to, b.p, b.n) ? EXIT_OK : EXIT_LOST);
}

/* Looks at what there is; false: that cannot be done now. */
static bool look_take(struct sight *l)
{
	int64_t until = clock_us() + LOOK_WAIT;
	int ends[2], status;
	ssize_t n = -1;
	pid_t pid;

	l->text.n = l->dirs.n = l->n = 0;
	l->written = false;
	if (pipe(ends))
		return false;
	fd_cloexec(ends[0]);
	fd_cloexec(ends[1]);
	if (!(pid = watch_fork()))
		look_out(ends[1]);
	close(ends[1]);
	while (pid > 0 && clock_us() < until && !watching.signal) {
		if (fd_wait(ends[0], POLLIN, poll_ms(until - clock_us())) <= 0)
			continue;
		buf_room(&l->text, CHUNK);
		if ((n = fd_read(ends[0], l->text.p + l->text.n, CHUNK)) <= 0)
			break;
		l->text.n += (size_t)n;
	}
	close(ends[0]);
	if (pid > 0 && n)
		kill(pid, SIGKILL);
	if (pid > 0)
		process_wait(pid, &status, 0);
	for (const char *p = NULL; (p = list_next(l->text.p, l->text.n, p));)
		if (*p == 'D') {
			buf_puts(&l->dirs, p + 1);
			buf_add(&l->dirs, "", 1);
		} else if (*p == 'B') {
			l->written = true;
		} else {
			l->records = array_grow(l->records, l->n, sizeof *l->records);
			l->records[l->n++] = p;
		}
	if (l->n)
		qsort(l->records, l->n, sizeof *l->records, by_text);
	return pid > 0 && !n;
}

/* Has a look such a record? */
static bool look_has(const struct sight *l, const char *record)
{
	return l->n && bsearch(&record, l->records, l->n, sizeof *l->records, by_text);
}

/* Are two looks the same? */
static bool look_same(const struct sight *a, const struct sight *b)
{
	uint32_t i = 0;

	while (a->n == b->n && i < a->n && !strcmp(a->records[i], b->records[i]))
		i++;
	return a->n == b->n && i == a->n;
}

/* The other look takes the place of one. */
static void look_swap(struct sight *a, struct sight *b)
{
	struct sight c = *a;

	*a = *b;
	*b = c;
}

/* What differs from the look before the last run: the programs, each ended by a 0 byte. False: all
 * tests are concerned, since something else has changed, and no program. */
static bool look_differs(const struct sight *now, const struct sight *ran, struct buf *programs)
{
	bool others = false, all = false;

	programs->n = 0;
	for (uint32_t i = 0; i < now->n; i++) {
		const char *record = now->records[i];
		if (look_has(ran, record))
			continue;
		others |= *record == 'W';
		all |= *record != 'W' && *record != 'T';
		if (*record == 'T') {
			buf_add(programs, record + 1, strcspn(record + 1, "\037"));
			buf_add(programs, "", 1);
		}
	}
	for (uint32_t i = 0; i < ran->n; i++)
		if (!look_has(now, ran->records[i]))
			all |= *ran->records[i] == 'C' || *ran->records[i] == 'S';
	return !all && (programs->n || !others);
}

/* From now on changes there are told of. */
static void changes_follow(const struct sight *l)
{
	if (watching.changes >= 0)
		close(watching.changes);
	watching.changes = changes_open();
	watching.deaf = watching.changes < 0;
	for (const char *p = NULL; (p = list_next(l->dirs.p, l->dirs.n, p));)
		watching.deaf |= !changes_watch(watching.changes, p);
}

/* Looks until all directories that there are were told of before the look. */
static bool look_followed(struct sight *l)
{
	struct buf dirs = { 0 };
	bool took, same = false;

	for (int turn = 0; (took = look_take(l)) && !same && turn < 5; turn++) {
		same = dirs.n == l->dirs.n && !memcmp(dirs.p ? dirs.p : "", l->dirs.p ? l->dirs.p :
			"", dirs.n);
		dirs.n = 0;
		buf_add(&dirs, l->dirs.p, l->dirs.n);
		if (!same)
			changes_follow(l);
	}
	buf_free(&dirs);
	return took;
}

enum wake { WOKE_never, WOKE_change, WOKE_all, WOKE_failed, WOKE_end };

/* What somebody has typed. */
static enum wake keys_read(void)
{
	char text[512];
	ssize_t n = read(0, text, sizeof text - 1);
	enum wake wake = WOKE_never;

	if (n <= 0) {
		watching.typed = n < 0 && (errno == EINTR || errno == EAGAIN);
		return WOKE_never;
	}
	text[n] = 0;
	for (const char *p = text; *p && wake != WOKE_end; p += strcspn(p, "\n"), p += *p == '\n')
		wake = *p == 'q' ? WOKE_end : *p == 'f' ? WOKE_failed : *p == '\n' ? WOKE_all :
			wake;
	return wake;
}

/* Waits for so long (ms, -1: for ever), for a change or for somebody. WOKE_never: neither came. */
static enum wake watch_sleep(int ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * 1000000 };
	bool keys = watching.typed && (!isatty(0) || tcgetpgrp(0) == getpgrp());
	char events[CHUNK];
	fd_set in;

	FD_ZERO(&in);
	if (keys)
		FD_SET(0, &in);
	if (watching.changes >= 0)
		FD_SET(watching.changes, &in);
	/* 0 is among them in any case: where there are none pselect leaves the set as it is */
	if (pselect((watching.changes > 0 ? watching.changes : 0) + 1, &in, NULL, NULL,
	    ms < 0 ? NULL : &time, &watching.before) < 0)
		return watching.signal ? WOKE_end : WOKE_never;
	if (keys && FD_ISSET(0, &in))
		return keys_read();
	if (watching.changes < 0 || !FD_ISSET(watching.changes, &in))
		return WOKE_never;
	while (read(watching.changes, events, sizeof events) > 0)
		;
	return WOKE_change;
}

/* Waits until something has changed since a look (NULL: it has), and stays so; *now is how it is
 * then. */
static enum wake watch_changes(const struct sight *seen, struct sight *now, struct sight *last)
{
	int64_t since = clock_us();
	bool burst = true;			/* it may have changed while nobody waited */
	int ms = BURST_MS;

	for (;;) {
		enum wake wake = watch_sleep(burst ? ms : watching.deaf ? LOOK_MS : -1);
		if (wake > WOKE_change || watching.signal)
			return watching.signal ? WOKE_end : wake;
		since = burst ? since : clock_us();
		burst = true;
		if (wake == WOKE_change && clock_us() - since < BURST_MOST)
			continue;
		look_swap(now, last);
		if (!look_followed(now))
			continue;
		ms = !look_same(now, last) ? BURST_MS : now->written ? LOOK_MS : 0;
		burst = ms > 0;
		if (!burst && !(seen && look_same(now, seen)))
			return WOKE_change;
		ms = ms ? ms : BURST_MS;
		since = clock_us();
	}
}

/* Runs `build`, if there is one; false: that failed, or what says that there is one. */
static bool watch_build(void)
{
	pid_t pid = watch_fork();
	int status;

	if (!pid) {
		options_all(watching.argc, watching.argv);
		if (!opt.build)
			_exit(0);
		fd_null(0);
		say("build: %s", opt.build);
		execl("/bin/sh", "sh", "-c", opt.build, (char *)NULL);
		_exit(127);
	}
	status = pid < 0 ? -1 : watch_wait(pid);
	if (status && !watching.signal)
		say("nothing runs (%s %d)", status > 0 && WIFSIGNALED(status) ?
			"signal" : "exit status", status > 0 && WIFSIGNALED(status) ?
			WTERMSIG(status) : status > 0 ? WEXITSTATUS(status) : 127);
	return !status;
}

/* Runs tests in a child: all, or (programs) those of programs, and what failed. */
static int watch_tests(const struct buf *programs)
{
	const char *term = getenv("TERM");
	pid_t pid;
	int status;

	if (isatty(1) && term && *term && strcmp(term, "dumb"))
		fd_write(1, "\033[H\033[2J", 7);
	if (!(pid = watch_fork())) {
		close(watching.changes);
		options_all(watching.argc, watching.argv);
		unsetenv("MUSTER_OPTIONS");
		if (programs)
			options_concern(programs);
		exit(go(watching.argv));
	}
	status = pid < 0 ? -1 : watch_wait(pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_LOST;
}

/* Builds, until nothing has changed meanwhile of what is watched; *now is how all is then. False:
 * it failed. Three times at most: it may be `build` itself that writes there. It is not if
 * programs still change. */
static bool watch_built(struct sight *now, struct sight *last)
{
	bool built, again = true, moved = false;

	for (int turn = 0; again && turn < 3; turn++) {
		built = watch_build();
		look_swap(now, last);
		look_followed(now);
		again = false;
		for (uint32_t i = 0; i < now->n; i++) {
			bool other = !look_has(last, now->records[i]);
			again |= other && *now->records[i] == 'W';
			moved |= other && *now->records[i] == 'T';
		}
	}
	watching.unbuilt = again && moved;
	return built;
}

/* --watch. Returns the exit status of the last run. */
static int watch_run(int argc, char **argv)
{
	static struct sight ran, tried, now, last;
	const struct sight *seen = &ran;
	struct buf programs = { 0 };
	enum wake wake = WOKE_all;
	sigset_t block;
	int status = EXIT_OK;

	watching.argc = argc;
	watching.argv = argv;
	sigemptyset(&block);
	for (size_t i = 0; i < COUNT(enders); i++)
		sigaddset(&block, enders[i]);
	enders_set(true);
	sigprocmask(SIG_BLOCK, &block, &watching.before);
	look_followed(&now);
	while (wake != WOKE_end) {
		bool done = watch_built(&now, &last), some;
		some = done && look_differs(&now, &ran, &programs) && wake != WOKE_all;
		if (done && !watching.signal && (!some || programs.n || wake == WOKE_failed)) {
			status = watch_tests(some ? &programs : NULL);
			/* files that came or went meanwhile may be why it was none */
			done = status != EXIT_LOST && status != EXIT_USAGE;
		}
		seen = done ? &ran : &tried;	/* what concerned it concerns the next one still */
		look_swap(done ? &ran : &tried, &now);
		if (!watching.signal)
			say("waits for changes; Enter runs all, f what failed, q ends");
		wake = watching.signal ? WOKE_end :
			watch_changes(watching.unbuilt ? NULL : seen, &now, &last);
	}
	if (watching.signal) {
		enders_set(false);
		raise(watching.signal);
		sigprocmask(SIG_SETMASK, &watching.before, NULL);
	}
	return status;
}
#endif

/* ---- main: reads like section "a run" of the README --------------------------------------------
 * door: go, tmp_make */
/* 0, 1 and 2 are taken: no file of ours gets their numbers. Nothing that we write to ends us. */
static void streams_fill(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= 2);
	close(fd);
	signal(SIGPIPE, SIG_IGN);
}

/* Where we die at once: slaves remove what is theirs, and the last of them the directory. */
static void die_tidily(void)
{
	tokens_back();
	temp_leave();
}

/* Makes the directory for the tests' TMPDIRs, once. */
static void tmp_make(void)
{
	const char *tmp = getenv("TMPDIR");

	if (*temp_path())
		return;
	if (!temp_make())
		say("warning: no private TMPDIR for tests: %s: %s; set TMPDIR to a directory",
			tmp && *tmp ? tmp : "/tmp", strerror(errno));
	else if (opt.config.keep)
		temp_keep();
	die_last = die_tidily;
}

/* The test that an option names, in any spelling. */
static uint32_t test_named(const char *option, const char *id)
{
	char bare[FRAME_MAX / 64];
	uint32_t test = suite_find(&suite, id);

	if (test == NONE && text_unescape(bare, sizeof bare, id))
		test = suite_find(&suite, bare);
	if (test == NONE)
		usage("--%s=%s: no such test; --list shows those there are", option, id);
	return test;
}

/* --debug: one test, on this terminal. --command: what starts it by hand. It is alone: units of
 * locks are there for it. */
static void by_hand(void)
{
	uint32_t test = opt.debug ? test_named("debug", opt.debug) :
		test_named("command", opt.command), job = 0;
	struct w_CONFIG as = opt.config;
	struct buf line = { 0 }, units = { 0 };

	while (job < njobs && jobs[job].test != test)
		job++;
	if (job < njobs)
		units_alone(job, &units);
	if (opt.debug) {
		tmp_make();
		exit(slave_debug(&suite, &as, test, units.n ? &units : NULL));
	}
	if (opt.appliances.n) {
		as.appliance = str_of(slaves[0].at->name);
		if (slaves[0].at->via)
			say("%s is reached by: %s", slaves[0].at->name, slaves[0].at->via);
	}
	slave_command(&suite, &as, test, units.n ? &units : NULL, &line);
	exit(print(&line) ? EXIT_OK : EXIT_REPORT);
}

#ifndef MUSTER_TEST
/* What is done instead of a run: help, or something with logs. False: there is to be a run. */
static bool done_instead(int *status)
{
	struct buf text = { 0 };

	if (help_wanted(&text)) {
		/* who closed the pipe has read enough */
		*status = print(&text) || errno == EPIPE ? EXIT_OK : EXIT_REPORT;
	} else if (opt.replay.n) {
		reports_check();
		*status = report_replay(&opt.report, opt.replay.p, opt.replay.n);
	} else if (opt.history) {
		*status = report_history(&opt.report, opt.args.n ? opt.args.p : NULL);
	} else if (opt.salvage) {
		*status = report_salvage(opt.salvage);
	} else if (opt.follow) {
		history_open(&opt.report);
		*status = report_follow(&opt.report, opt.follow);
	} else {
		return false;
	}
	return true;
}

/* What this machine does not give a run, said once. */
static void machine_say(uint32_t spared, uint32_t machine, bool adopts)
{
	tokens_say();
	if (opt.report.quiet)
		return;
	if (nslaves == spared)
		report_say(NULL,
			"muster: -j%lu: affinity or a cgroup's quota leaves %lu of %lu processors",
			(unsigned long)spared, (unsigned long)spared, (unsigned long)machine);
	if (!adopts)
		report_say(NULL,
			"muster: [N-NOREAPER] what leaves the process group of its test is not "
			"found here: no subreaper, or no /proc");
}

int main(int argc, char **argv)
{
	int status;

	streams_fill();
	tokens_find();
	options_all(argc, argv);
	if (opt.watches && mode_of() == RUNS)
		return watch_run(argc, argv);
	unsetenv("MUSTER_OPTIONS");	/* a muster that a test starts has none of ours */
	if (opt.slave)
		slave_remote();
	if (done_instead(&status))
		return status;
	return opt.bisect ? bisect_run(argv) : go(argv);
}

/* Finds out what there is to run, and where, as appliances_make. Ends where that was all to be
 * done. */
static uint32_t tests_find(uint32_t *machine)
{
	uint32_t spared;
	int status = EXIT_OK;

	collect_check();
	spared = appliances_make(machine);
	hooks_begin();
	if (opt.reference || !collect(!opt.debug && !opt.command && all_elsewhere())) {
		if (opt.reference)
			signals_open(false);
		tmp_make();
		lockfiles_make(true);
		if (!lockfiles_take())
			leave(EXIT_LOST);
		status = gather();
		if (status || run.ended)
			leave(status);
	}
	jobs_make();
	if (opt.compare) {
		tmp_make();
		lockfiles_make(false);
		if (!lockfiles_take())
			leave(EXIT_LOST);
		status = compare_run();
		if (!opt.list)
			leave(status);
	}
	if (opt.list)
		print_ids(status);
	if (opt.show_config)
		print_known();
	if (!njobs && depends.unchanged) {
		unchanged_say();
		leave(EXIT_OK);
	}
	if (!njobs) {
		say(suite.ntests ? "no tests: none of %lu is selected" :
			"no tests: nothing in the arguments, or under paths, is a test program",
			(unsigned long)suite.ntests);
		leave(EXIT_EMPTY);
	}
	return spared;
}

/* A run. Returns the exit status. */
static int go(char **argv)
{
	struct buf error = { 0 };
	uint32_t spared, machine = 0;
	bool adopts;

	history_open(&opt.report);
	adopts = children_adopt();
	shell_watch();
	run_begin(argv);
	terminal_keep();
	spared = tests_find(&machine);
	if (suite.perturbed)
		config_perturb();
	if (opt.debug || opt.command)
		by_hand();
	jobs_open();
	lanes_make(njobs);
	if (opt.resume)
		resume_match();
	gates_make();
	order_make();
	if (opt.why)
		print_why();
	lockfiles_make(false);
	baseline_open();
	reports_check();
	tmp_make();
	if (opt.resume)
		resume_check();
	if (!report_open(&opt.report, &error))
		usage("%s", error.p);
	reports_begin();
	machine_say(spared, machine, adopts);
	unchanged_say();
	if (opt.resume)
		resume_run();
	queues_check();
	lockfiles_take();
	slaves_start();
	loop(busy);
	account();
	company_tell();
	baseline_tell();
	return run_end();
}

#endif
