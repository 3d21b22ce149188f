/* slave.c: Processes. Bound to one appliance: collects there, runs the tests that the master hands
 * out, one program at a time, watches them, judges, tells the master. Knows nothing of reports or
 * of other slaves.
 *
 *      master --TESTS--> held ---> attempt: setup hook, program, teardown hook
 *        ^                            |
 *        |                            |       starts    TERM+CONT   KILL      end known
 *        |                          child: IDLE --> RUNS --> ASKED --> KILLED --> DRAINS --> IDLE
 *        |                            |               \________________________/     (whatever comes first;
 *        |                            |                                               DIAGNOSED before ASKED)
 *        |                            | stdout, stderr
 *        +--START OUTPUT CASE REPORT--+--> lines -> kind's reader -> facts -> judge
 *
 * How a test ends. SIGCHLD says that a child of ours died. Where this system has a subreaper
 * (Linux, FreeBSD) and lists our children, every orphan of the test is one of them, and each is
 * reaped as it dies. When the leader has died its result is fixed. waitpid(-1) answers ECHILD when
 * nothing is left, and that is the common case, in two system calls. Whatever is left has DRAIN to
 * end by itself (after TERM: the rest of its grace, once it got TERM as well), is then killed,
 * group by group as they are handed to us, and counted as leaked. What a hook left running is a
 * fixture: its sessions are known, and it may stay. Elsewhere, or while several programs run, the
 * end of both pipes says that nothing is left; where orphans do not come to us the leader stays a
 * zombie while its pipes drain, so that its group's number cannot be given to others before the
 * group is killed.
 *
 * Our pipes serve test after test while nothing is left that could hold them: a fresh pair costs
 * more than all other calls for a trivial test together. A test that changed anything of them
 * (flags, size, mode, owner) gets them replaced.
 *
 * All deadlines are in active time: time in which this process was stopped, or the machine slept,
 * does not count (see clock_turn).
 *
 * Chapters: the door, the loop, the master's frames, the appliance, collection and listing, the
 * queue, tests, cases, guilt, judging, commands and environment, children, fixtures, output,
 * temporary files, signals, systems. */
#define _GNU_SOURCE 1		/* getgrouplist on glibc and musl */
#include "wire.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sched.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#endif
#ifdef __FreeBSD__
#include <sys/procctl.h>
#endif

#ifdef O_PATH
/* a directory opened so is only for looking names up in it: no permission to read it is needed */
#define O_LOOK O_PATH
#else
#define O_LOOK O_RDONLY
#endif

extern char **environ;

#define MS		INT64_C(1000)		/* all clocks here count microseconds */
/* what a test leaves behind may live on for so long */
#define DRAIN		(500 * MS)
/* of an interrupted run's time, kept for what follows a test: its drain, teardown hooks */
#define AFTERWARDS	(1500 * MS)
/* and for what follows the last hook: what it left behind, the last frames */
#define FAREWELL	(500 * MS)
/* a process that outlives KILL for so long cannot be killed */
#define KILL_GRACE	(2000 * MS)
#define SWEEP		(1000 * MS)		/* time for killing what fled from its group */
/* what removing the files of killed runs may take when we begin */
#define SWEEP_CLEAN	(2000 * MS)
/* ms that another run may have our directory locked while it looks at it */
#define LOCK_WAIT	1000
/* bytes of a process's environment that are looked through */
#define ENVIRONMENT_MAX	(8u << 20)
#define TICK		(1000 * MS)		/* longest poll while a deadline is pending */
/* a longer turn than this was no turn: we did not run */
#define GAP		(2000 * MS)
/* that a machine may take to end this process, when it has ended a test that reboots it */
#define GOING_DOWN	(10000 * MS)
/* bytes of the kernel's log that are a test's output, and that are read for it, at most */
#define KERNEL_MOST	(64u << 10)
#define KERNEL_READ	(4u << 20)
/* bytes of what is said of a crash that are kept, and of its reason; cores that gdb looks
 * at unasked */
#define CRASH_TEXT	(64u << 10)
#define FRAME_TEXT	1000
#define CRASHES_MOST	20
#define HEARTBEAT_EVERY	(2000 * MS)
#define LIST_TOGETHER	128			/* programs that one process lists, at most */
#define LIST_LEAST	8			/* the same, at least, if there are as many */
#define LISTERS		16			/* programs listed at once, at most */
#define LIST_MAX	(128u << 20)		/* bytes of one listing */
#define REPORT_MAX	(128u << 20)		/* bytes of a file of results */
#define BREATH		(1 * MS)		/* lines of a batch may wait for so long */
/* what the master may take to answer, see BREATH in runner.c */
#define ANSWER		(8 * MS)
/* directories open at once while a tree is removed */
#define DEEP		60
#define PASSES		1000			/* over a tree, while it is removed */
/* a longer removal is asked so often whether it goes on */
#define LOOK		(100 * MS)
#define LEAVE_CLEAN	(500 * MS)		/* what removing our files may take when we leave */
#define MISSED_SAID	5			/* programs that are named as not read as TAP */
#define LEFT_NAMED	3			/* processes left behind that are named */
/* reads of a pipe that may fail before it is given up */
#define ERRORS		100
#define HOOK_TIMEOUT	(60000 * MS)
#define DIAGNOSE	(10000 * MS)		/* time for the diagnose hook */
/* processes in a row that start no case: 2^17 cases cut to one, and some */
#define FRUITLESS_MAX	24
/* what buffers of unflushed output are multiples of */
#define BLOCK		1024
/* processes that may run to find who is to blame for the end of one */
#define TRIALS		40
/* time for that; where the process took longer than half of it, twice what that took */
#define SEARCH		(60000 * MS)
/* bytes of what a guilty program said that are sent with its end */
#define WORDS_MAX	(64u << 10)
/* bytes kept of what is said between two cases, for the suites that they are of */
#define BETWEEN_MAX	(4u << 10)
#define FIXTURES	64			/* sessions that hooks may leave running */
/* children from before that are told apart by their number, and not only by their session */
#define INHERITED	64
/* process groups of a test that are remembered to have got TERM */
#define ASKED_MAX	64
/* a process that ran for so long can bear what costs a little */
#define LONG		(100 * MS)
/* bytes of MUSTER_ENV, and of a line in it: Linux takes 128 KiB */
#define VARIABLES_MAX	(256 << 10)
#define VARIABLE_MAX	(64u << 10)
/* files in one MUSTER_KEEP that are kept, names in it that are looked at */
#define KEPT_FILES	1000
#define KEPT_NAMES	100000
/* looks for processes that were made since the last look */
#define LOOKS		20

/* The ends of a stream's output that are kept. */
struct capture {
	struct buf head, tail;		/* tail is a ring once it is full */
	uint64_t total;			/* bytes that came */
	/* of those behind the head: went into the ring, passed it by */
	uint64_t ringed, skipped;
};

/* What we know of a test: nothing, it waits in `held`, its process runs, it runs, it ran and others
 * go first, it was reported. test_becomes has the ways.
 *
 *	        TESTS        chosen           START         REPORT         TESTS
 *	AWAITED ----> HELD ---------> BATCHED -----> OPEN ---------> DONE ------> HELD
 *	        <----      <---------    ^           |  ^
 *	       RECALL       put back     |           v  | START
 *	                    next process +----------- AWAY (LATER went) */
enum known { AWAITED, HELD, BATCHED, OPEN, AWAY, DONE };

/* The life of this process as a slave. It goes this way only, see life_move; its end may come at
 * any time after CONFIG.
 *
 *	GREETED --CONFIG--> CONFIGURED --ids are known--> COLLECTED --ACK--> ACCEPTED
 *	   --no more TESTS, FINISH, INTERRUPT--> ENDING --last hook--> SAID_BYE --ACK--> RELEASED
 *
 * STRANGER: it is none (the master itself, --debug). LISTS: it asks programs for their cases in the
 * master's stead. DESERTED: its master is gone, or does not listen any more. */
enum life {
	STRANGER, LISTS, GREETED, CONFIGURED, COLLECTED, ACCEPTED, ENDING, SAID_BYE,
		RELEASED, DESERTED
};

/* What this process does: it goes on; it starts nothing more; it stops what runs as well. */
enum ends { GOES_ON, FINISHES, INTERRUPTED };

enum step { IDLE, RUNS, DIAGNOSED, ASKED, KILLED, DRAINS };
enum stop { NOT_STOPPED, STOP_TIMEOUT, STOP_IDLE, STOP_INTERRUPT, STOP_FLOOD };

/* What bounds a hook. */
struct hook {
	const char *what;		/* for messages */
	uint32_t timeout;		/* ms that its section gives it, NONE: none are given */
	/* an interrupt does not stop it, but gives it the time that is left, or all, where its
	 * section gives that */
	bool teardown;
	/* gets the variables that it leaves in MUSTER_ENV, each ended by a 0 byte; NULL: it has
	 * no such file */
	struct buf *gives;
};

/* What an interrupt does to a process: it is stopped, it has less time, or all of its own. */
enum interrupts { STOPS_IT, HURRIES_IT, SPARES_IT };

/* Who reads what a process prints on the stream of its results. */
/* until its beginning tells whether it is TAP */
enum reads { READS_NOTHING, READS_BEGINNING, READS_LINES };

/* What a process is to be: filled whole by whoever starts it, so that nothing of the one before
 * holds. */
struct order {
	/* what runs */
	char **argv, **envp;		/* lent until it has ended */
	const char *dir;		/* NULL: where we are */
	const struct passwd *user;	/* NULL: who we are */
	const char *what;		/* for messages */
	uint64_t memory;		/* bytes that it may map; 0: any number */
	rlim_t core;			/* bytes of a core that it may leave; 0: as we may */
	/* nothing else of ours runs but fixtures: orphans are its */
	bool alone;
	bool hook;			/* what it leaves behind may stay */
	/* what it may take */
	enum interrupts interrupt;	/* what that does to it */
	int64_t timeout, idle, slow, grace;	/* us; 0: none */
	/* hook that looks at it before it is stopped at its timeout; NULL: none */
	const char *diagnose;
	/* what it prints */
	struct buf *all;		/* gets everything on stdout, for listings; or NULL */
	enum reads reads;
	enum stream said;		/* the stream of its results */
	/* lines there are kept one by one, less those that only the reader is to see */
	bool sorted;
	struct attempt *attempt;	/* whose words these are; NULL: of nobody */
};

/* One process that we started, and its descendants. */
struct child {
	struct order order;
	/* how it starts */
	const char *file;		/* of argv[0] */
	gid_t groups[64];		/* of its user */
	int ngroups;
	pid_t pid;			/* 0: none, or reaped */
	int exec_errno;			/* why it could not be started, 0: it could */
	const char *exec_step;		/* what failed then */
	char exec_file[256];		/* and with which file: "perl: "; or "" */
	bool shared;			/* it has our memory until it execs: it said so there */
	/* where that is not known: it says there what went wrong; -1 */
	int exec_pipe;
	/* its pipes: r ours to read, w kept for the next start, -1 */
	int r[PIPE_COUNT], w[PIPE_COUNT];
	/* of w, as made */
	struct pipe_looks { int flags, size; mode_t mode; uid_t uid; gid_t gid;
		} looks[PIPE_COUNT];
	uid_t owner;			/* of the pipes */
	unsigned errors;		/* of reads */
	struct capture kept[STREAM_COUNT];
	struct buf line;		/* the unfinished last line of its results */
	size_t unbroken;		/* bytes since its last newline, in a listing */
	uint64_t came;			/* bytes on the stream of its results */
	enum reads reads;		/* now: the beginning may ask for the rest */
	/* how it ends */
	enum step step;
	enum stop stop;
	int status;			/* of waitpid, once it DRAINS */
	struct used used;		/* by then */
	uint32_t leaked;
	struct buf left;		/* the first of those: numbers and commands */
	/* it outlived KILL; by a signal, not by us, at its deadline */
	bool unkillable, stopped;
	int64_t began, spoke;		/* active us */
	int64_t deadline;		/* of the step; 0: none */
	uint32_t slowness;		/* how often it was said */
	pid_t helper;			/* its diagnose hook; 0: none */
	enum stop due;			/* why it will be stopped when that ends */
	pid_t asked[ASKED_MAX];		/* process groups that got TERM */
	unsigned nasked;
};

#define CHILD_NONE { .exec_pipe = -1, .r = { -1, -1 }, .w = { -1, -1 } }

/* A process that a hook left running, which may stay; so may what it starts. */
struct fixture {
	pid_t pid;			/* 0: that number is somebody else's now */
	/* that it was in; where it began one itself, that is its pid */
	pid_t session;
	unsigned hook;			/* the how-manieth of those that left something */
	/* what it prints is read, so that it never waits, and thrown away; -1 */
	int r[PIPE_COUNT];
};

/* What we know of any process of this machine. */
struct process {
	pid_t pid, parent;
	char state;			/* T: stopped, Z: a zombie */
	bool ours;			/* it descends from us */
};

/* A case that has started, has no result, and others go first: it waits, or somebody forged their
 * start. */
struct away {
	uint32_t test;
	bool paused;			/* it said so */
	int64_t spent;			/* of its time, so far */
	struct capture kept[STREAM_COUNT];
};

/* Did the result of a case come? Perhaps behind words in a line that may be the test's own. */
enum said { NOT_SAID, SAID_IN_DOUBT, SAID };

/* The tests that one process runs: one, or a batch of cases. */
struct attempt {
	uint32_t *tests;
	uint32_t n, attempt;
	/* enum split: its cases may have run before, in a process that was cut up */
	uint8_t split;
	uint32_t probe;			/* ms: it is one, and may take so long; 0: it is none */
	/* its case that failed among others, and so ended the run; NONE */
	uint32_t straw;
	uint32_t before;		/* ms that it took, before its appliance went down */
	const struct buf *variables;	/* of its locks and reboots; NULL: none */
	bool filed;			/* its names are in a file, which its command names */
	bool missed;			/* [tests] says how it passes, and it did not */
	const char *unread;		/* why that was not read, or not whole; NULL: it was */
	struct reader reader;
	/* of each test, enum known: the queue's, or a trial's own */
	uint8_t *known;
	/* a trial, see guilt: the master hears nothing of its cases */
	bool quiet;
	struct away *away;
	uint32_t naway;
	/* rows that failed in its process: each runs again, alone */
	uint32_t *lone, nlone;
	struct ran {
		uint32_t test;
		enum outcome outcome;
		size_t between;		/* bytes there when it started */
	} *ran;				/* cases that started in its process, in this order */
	struct buf between;		/* lines while none of them ran, where suites may fail */
	struct buf suites;		/* of its cases that failed: name, 0 byte, why, 0 byte */
	/* a case runs that it was not asked for, but that a name chooses as well: it has a
	 * wildcard */
	bool foreign;
	/* a line said that all are skipped, if none starts: why, and a 0 byte */
	struct buf skips;
	/* the one that runs */
	uint32_t open;			/* NONE: none has started */
	uint32_t program;		/* of the suite, whose words are read; NONE: none of ours */
	uint32_t place;			/* in tests: where the next is looked for first */
	int64_t began;			/* clock */
	int64_t since;			/* clock, of the last start or result */
	enum said said;			/* once: outcome, why */
	enum outcome outcome, worst;	/* worst: of the times it ran before, under one name */
	uint32_t turns;			/* how many these were */
	enum outcome after;		/* of its teardown, and why */
	struct buf why, after_why;
	struct buf reason;		/* a line in front of its result said why */
	/* name of a result inside it that failed: YAML behind it may say why; n 0: none */
	struct buf point;
	uint8_t point_depth;
	/* words that are the next one's, or may be: see words_of, words_keep */
	struct capture ahead[STREAM_COUNT];
	/* this line said another case's start: what follows in it is in doubt */
	bool after_foreign_start;
	uint8_t expects;		/* enum ending: how its process is to end */
	uint32_t code;			/* and with what; NONE: any */
	int64_t spent;			/* us, of the last one that ended */
	/* the process */
	struct child *proc;		/* lent */
	int64_t started;		/* clock */
	uint32_t begun;			/* cases that have started in it */
	/* processes in a row, with it, that started none of their cases */
	uint32_t fruitless;
	/* one of them did not pass, which explains an exit status */
	bool failed;
	uint32_t exit, signal, leaked;	/* NONE, 0, 0: none */
	struct buf frame;		/* where it crashed; n 0: that is not known */
	int64_t looked;			/* us that finding that out took */
	/* by a call that passed, while its hooks may still make it bad */
	struct capture printed[STREAM_COUNT];
};

/* ---- prototypes ------------------------------------------------------------------------------ */
/* the door */
static void configure(void);
static void settle(const struct w_CONFIG *, const struct conf *);
static _Noreturn void leave(int status);
/* the loop */
static void turn(struct child *, int n);
static void turn_within(int64_t wait, struct child *, int n);
/* the master's frames */
static void on_frame(const union frame *);
static void hurry(uint32_t left);
static void tell(const char *fmt, ...);
static void stop(bool at_once);
/* the appliance */
static void appliance_ready(void);
static void appliance_end(void);
static void providers_know(void);
static enum outcome provider_hook(uint32_t section, const char *key, struct buf *why);
static void on_provider(const struct w_PROVIDER *m);
static void appliance_repair(void);
static bool run_hook(const char *command, struct hook, struct buf *why);
static void appliance_gather(struct attempt *, uint32_t test, enum outcome);
static rlim_t cores_most(void);
static void appliance_crash(struct attempt *, const struct program *, const struct props *);
static void appliance_fit(void);
static bool is_watched(void);
/* collection and listing */
static void collect(const struct suite *masters);
static void ids_send(void);
static void suite_take(const struct suite *s);
struct lister;
static void lister_take(struct suite *, const struct lister *, const struct child *);
static bool share_process(const struct program *, const struct program *, const struct props *);
static uint32_t program_named(const struct program *, uint32_t n, struct str name);
static void listed_send(uint32_t program, const char *why, const struct buf *, uint64_t took);
/* the queue */
static void queue_open(uint32_t n);
static void queue_run(void);
static void on_tests(const struct w_TESTS *);
static void held_return(uint32_t most);
static void on_recall(const struct w_RECALL *m);
static void ask(uint32_t waiting);
static void run_next(void);
/* tests */
static void test_spare(struct attempt *, uint32_t test, enum outcome, const char *why);
static void test_skip(struct attempt *, uint32_t test, const char *why);
static bool is_missing(const struct test *, const struct props *, struct buf *why);
static enum outcome test_setup(struct attempt *, const struct program *, const struct props *,
	struct buf *why);
static void test_run(struct attempt *, const struct test *, const struct props *);
static enum outcome test_teardown(struct attempt *, const struct test *, const struct props *,
	unsigned fixtures, struct buf *why);
static void cleanup_run(struct attempt *, const struct test *, const struct props *,
	struct buf *why, enum outcome *);
static void leaks_tell(const struct attempt *, struct buf *why);
static enum outcome outcome_known(const struct attempt *, enum outcome call);
static void output_late(struct attempt *);
static bool child_run(struct child *c, const struct order *o);
static enum outcome hook_run(const char *command, struct hook, struct order, struct buf *why);
static void hook_tell(const struct order *);
static enum outcome hook_end(const struct child *, bool missing, struct buf *why);
static void process_run(struct attempt *, const struct program *, const struct props *);
static bool probe_over(const struct attempt *);
static bool may_reboot(void);
/* cases */
static void batch_run(struct attempt *, const struct test *, const struct props *);
static bool batch_unplaced(struct attempt *, enum outcome process);
static void batch_end(struct attempt *, const struct props *, enum outcome process, struct buf *why,
	struct w_PROCESS *);
static void case_blame(struct attempt *, enum outcome process);
static void aways_back(struct attempt *);
static void aways_end(struct attempt *, uint32_t culprit);
static void case_report(struct attempt *, uint32_t test, enum outcome, const struct buf *why,
	int64_t end);
static void case_close(struct attempt *);
static bool has_failed_among(uint32_t test);
static void case_end(struct attempt *, uint32_t test, enum outcome, const struct buf *why,
	int64_t t);
static void lone_again(struct attempt *);
static void case_open(struct attempt *, uint32_t test);
static void case_away(struct attempt *, bool said_so);
static uint32_t case_next(struct attempt *);
static void ran_as(struct attempt *, uint32_t test, enum outcome);
static void suite_words_open(struct attempt *);
static void suites_end(struct attempt *, uint32_t number);
static bool is_words(struct attempt *, uint32_t test);
static void point_send(struct attempt *, struct str why);
static void on_fact(struct attempt *, const struct fact *);
static void on_result(struct attempt *, const struct fact *);
static void results_read(struct child *);
/* guilt */
static bool is_unexplained(const struct attempt *, enum outcome process);
static void guilt_find(struct attempt *, const struct props *, enum outcome process,
	struct buf *why, struct w_PROCESS *);
static void guilt_place(struct attempt *, const struct props *, enum outcome process,
	struct buf *why, struct w_PROCESS *);
static void trials_tell(const char *path);
static void program_words(const struct buf *why, struct w_PROCESS *);
static bool guilt_of_all(struct attempt *, const struct test *, const struct props *,
	enum outcome process, struct buf *why, struct w_PROCESS *);
/* judging */
static enum outcome judge_process(struct attempt *, const struct child *, const struct kind *,
	const struct props *, struct buf *why);
static void tap_missed(const struct attempt *);
static void records_send(const struct attempt *, uint32_t test, const struct props *);
static enum outcome judge_case(struct attempt *, enum outcome process, struct buf *why);
static enum outcome judge_by_end(const struct attempt *, const struct test *, enum outcome,
	struct buf *why);
static enum outcome judge_expected(const struct props *, enum outcome, struct buf *why);
/* commands and environment */
static const char *root_path(void);
static bool is_chosen(const struct attempt *, struct str name);
static void word_expand(struct buf *, const char *, const struct program *, const struct test *,
	const struct attempt *);
static char **command_of(const struct program *, uint32_t n, const char *command,
	const struct props *, const struct attempt *);
static void names_make(const struct program *, const struct attempt *, const struct passwd *);
static char **environment_with(char **envp, char *variable, char *other);
static void variables_set(const struct buf *);
static void environment_stale(void);
static struct order order_for(const struct program *, const struct props *, struct attempt *);
static const struct passwd *user_of(const struct props *);
static void environment_set(void);
static char **environment_of(const struct kind *, const struct props *, const struct attempt *);
/* children */
static const char *path_find(const char *name);
static void nap(int ms);
static void child_ready(struct child *, const struct order *);
static bool child_start(struct child *, const struct order *);
static void stdin_renew(int64_t ran);
static _Noreturn void child_exec(struct child *, pid_t parent);
static void child_become(struct child *);
static void group_kill(pid_t, int signal);
static void child_stop(struct child *, enum stop);
static void children_turn(struct child *, int n);
static void child_exited(struct child *, int status, struct used);
static void child_diagnosed(struct child *);
static void child_rest(struct child *, bool childless);
static void child_ask_rest(struct child *);
static void child_end(struct child *, bool clean);
static void child_deadline(struct child *);
static void leftovers_name(struct child *);
static void child_interrupt(struct child *c);
static int64_t child_next(const struct child *);
static bool pipes_clean(const struct child *);
static bool pipes_ready(struct child *);
static void pipes_close(struct child *);
/* fixtures */
static bool is_fixture(pid_t);
static void fixtures_keep(struct child *);
static void fixtures_follow(void);
static void fixtures_forget(pid_t);
static nfds_t fixtures_watch(struct pollfd *pfd);
static void fixtures_hear(const struct pollfd *pfd);
static unsigned fixtures_count(void);
static void fixtures_end(unsigned keep);
/* output */
static size_t child_read(struct child *, enum stream);
static void child_bytes(struct child *, enum stream, const char *, size_t);
static void lines_add(struct child *, const char *, size_t);
static void live_add(const struct attempt *, enum stream, const char *, size_t, bool end);
static void capture_add(struct capture *, const char *, size_t);
static void capture_clear(struct capture *);
static void capture_free(struct capture *);
static void capture_move(struct capture *to, struct capture *from);
static const char *capture_next(const struct capture *, const char *piece, size_t *n);
static void capture_send(const struct capture *, uint32_t test, enum stream);
/* temporary files */
static void temp_end(bool dead);
static int temp_lent(void);
static const char *run_mark(void);
static void clean_within(int64_t most);
static bool clean_in_time(void);
static void temp_sweep(int above, const char *path);
static const char *hook_mark(void);
static const char *tmp_ready(const struct passwd *);
static const char *tmp_where(void);
static const char *keep_ready(const struct passwd *);
static void keep_send(struct attempt *, uint32_t test);
static bool core_look(const char *pattern, struct buf *core, struct buf *program);
static char *variables_ready(void);
static void variables_read(const char *what, struct buf *);
static void scratch_remove(bool (*goes_on)(void));
static void tmp_check(bool failed);
static const char *results_path(void);
static const char *names_path(void);
static int own_open(const char *what);
static void own_make(const char *what, const struct buf *, const struct passwd *);
static void files_remove(void);
static bool tree_remove(const char *name, bool (*goes_on)(void), bool quiet);
/* signals */
static void signals_came(void);
/* systems */
static bool orphans_claim(void);
static bool strangers_know(void);
static bool has_strangers(void);
static int signals_take(sigset_t *blocked);
static ssize_t signals_read(int fd, bool infos, char *bytes, size_t n);
static void processor_stay(void);
static void processor_free(void);
static void die_with_parent(pid_t parent, int sig);
static size_t children_known(pid_t *list, size_t most, bool (*spared)(pid_t), bool *told);
static size_t children_list(pid_t *, size_t most, bool (*spared)(pid_t));
static bool command_look(pid_t, char *text, size_t size);
static pid_t child_status(pid_t, int *status, struct used *);
static bool is_gone(pid_t);
static bool descendants_pause(bool pauses);
static double memory_size(void);
static bool tmp_untouched(const char *path, const struct timespec *changed);
static bool is_removed(int at, const char *name, bool *full);
static int directory_open(int at, const char *name, int flags, bool *sure);
static int directory_enter(int at, const char *name);
static void token_make(char token[17]);
static bool is_local(int fd);
static const char *carries(pid_t, const char *name);
static uint32_t run_kill(const char *token);
static void descriptors_close(int, int, int);

/* ---- the door ----------------------------------------------------------------------------------
 * door: begin, life_move, appliance_gets, give_up, keep_str, on_config, settle, leave, desert,
 *       master_flush, on_master, on_rows, rows_given, proc_interrupt */
static struct {			/* what is known of this process: only its start writes it */
	pid_t pid;
	pid_t master;			/* 0: it is elsewhere */
	uid_t user;
	bool reaper;			/* orphans come to us, and can be found */
	int64_t hello;			/* clock_us */
} us;
static enum life life;
static struct channel master = { .in = -1, .out = -1 };
static struct w_CONFIG config;		/* its texts are ours */
/* rows of suite files, as the master read them; empty where we were forked with them */
static struct buf sent_rows;
static struct conf conf;
/* it had values with %{appliance}: what the master made of them holds here no more */
static bool named;
static struct appliance appliance;
static struct child proc = CHILD_NONE;	/* the one process that runs a test, or a hook */
static struct attempt attempt = { .open = NONE, .proc = &proc, .spent = ANSWER };

/* What every process of this file starts with: nothing of the caller's but the way to the
 * master. */
static void begin(int in, int out, pid_t parent, bool trace)
{
	if (parent)
		die_with_parent(parent, SIGCONT);
	descriptors_close(in, out, temp_lent());
	signals_open(true);
	stdin_renew(-1);
	dup2(2, 1);			/* stray words of ours never mix with frames */
	/* no session of its own: Linux schedules those apart, and on a busy machine each test had
	 * to queue twice */
	setpgid(0, 0);
	children_adopt();
	chan_open(&master, in, out, GOES_DOWN, "master");
	master.trace = trace;
	us.hello = clock_us();
	us.master = parent;
}

/* Asks for orphans of our descendants to become our children, and finds out whether we could list
 * them. */
bool children_adopt(void)
{
	bool come = orphans_claim(), seen = strangers_know();

	us.pid = getpid();
	us.user = geteuid();
	us.reaper = come && seen;
	return us.reaper;
}

/* What happened brings this process on, never back; before CONFIG nothing ends it. */
static void life_move(enum life to)
{
	if (to > life && (life >= CONFIGURED || to <= CONFIGURED))
		life = to;
}

/* Runs a slave on two descriptors that lead to the master; they may be one. `parent` is the
 * master's process, or 0 where that is elsewhere; trace is for the frames before CONFIG; `known` a
 * collection that it made, lent, or NULL. */
_Noreturn void slave_main(int in, int out, pid_t parent, bool trace, const struct suite *known)
{
	char host[256] = "";

	begin(in, out, parent, trace);
	gethostname(host, sizeof host - 1);
	life_move(GREETED);
	put_HELLO(&master, (struct w_HELLO){ .pid = (uint32_t)getpid(), .host = str_of(host) });
	if (!parent && chan_flush(&master) >= 0)
		temp_make();		/* the master is elsewhere, and its directory too */
	while (life < CONFIGURED)
		turn(NULL, 0);
	configure();
	if (parent)
		processor_stay();
	if (config.farewell)
		life_move(ENDING);
	if (config.left)
		hurry(config.left);
	if (life < ENDING) {
		appliance_ready();
		collect(known);
		ask(0);			/* the answer can come with the ACK */
	}
	while (life < ACCEPTED)
		turn(NULL, 0);
	queue_run();
	if (config.farewell == FAREWELL_repair)
		appliance_repair();
	else
		appliance_end();
	fixtures_end(0);
	children_kill(NULL);
	put_BYE(&master, (struct w_BYE){ 0 });
	life_move(SAID_BYE);
	while (life < RELEASED)
		turn(NULL, 0);
	leave(EXIT_OK);
}

/* Runs a slave on standard input and output, for a master elsewhere: what `via` starts. */
_Noreturn void slave_remote(void)
{
	int in = fcntl(0, F_DUPFD_CLOEXEC, 3), out = fcntl(1, F_DUPFD_CLOEXEC, 3);
	char line[FIRST_WORD_MAX];
	struct stat st;

	if (in >= 0 && isatty(in))
		die(EXIT_USAGE,
			"error: --slave is for [appliance] via, without a terminal in between: ssh "
			"-T, docker exec -i without -t");
	if (in < 0 || out < 0 || (fstat(in, &st) || S_ISCHR(st.st_mode)))
		die(EXIT_USAGE,
			"error: --slave is for [appliance] via: its standard input and output lead "
			"to a master");
	wire_greeting(line);
	if (write(out, line, strlen(line)) != (ssize_t)strlen(line))
		die(EXIT_LOST, "error: --slave: standard output:");
	fd_nonblock(in, true);
	fd_nonblock(out, true);
	slave_main(in, out, 0, false, NULL);
}

/* In a new child: becomes the command that carries a slave, with a socket as its standard input and
 * output, and that as its error. */
_Noreturn void slave_carry(int fd, int error, const char *via, const char *muster)
{
	struct buf line = { 0 };
	sigset_t none;
	char **argv;

	sigemptyset(&none);
	setsid();
	buf_printf(&line, "%s %s --slave", via, muster);
	argv = words_split(line.p, NULL);
	fd_nonblock(fd, false);
	if (dup2(error, 2) < 0 || dup2(fd, 0) < 0 || dup2(fd, 1) < 0 || !argv)
		_exit(127);
	descriptors_close(-1, -1, -1);
	if (*run_mark())
		setenv("MUSTER_RUN", run_mark(), 1);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execvp(argv[0], argv);
	/* not 127: that says that there is no muster where it leads to */
	die(126, "error: via = %s: %s:", via, argv[0]);
	_exit(126);
}

/* Holds the hooks of a run: its setup, then, when the master says so, or is gone, its teardown.
 * What the setup left running is ours until then. */
_Noreturn void slave_hooks(int fd, pid_t parent, const struct w_CONFIG *as,
	const struct conf *parsed, const struct run_hooks *h)
{
	struct buf why = { 0 }, given = { 0 };

	begin(fd, fd, parent, as->trace);
	settle(as, parsed);
	config.farewell = FAREWELL_run;
	life_move(CONFIGURED);
	if (run_hook(h->setup, (struct hook){ "setup hook of the run", h->timeout, false, &given },
	    &why))
		put_VARIABLES(&master, (struct w_VARIABLES){ .env = { given.p ? given.p : "",
			(uint32_t)given.n } });
	else
		put_INTERNALERROR(&master, (struct w_INTERNALERROR){ .text = str_of(why.p) });
	variables_set(&given);
	while (life < ENDING)
		turn(NULL, 0);
	why.n = 0;
	if (!run_hook(h->teardown, (struct hook){ "teardown hook of the run", h->timeout, true,
	    NULL }, &why))
		tell("warning: %s", why.p);
	put_BYE(&master, (struct w_BYE){ 0 });
	leave(EXIT_OK);
}

/* Its own setup hook gave it variables: what is listed with them is not what the master listed. */
static void appliance_gets(const struct buf *given)
{
	buf_add(&appliance.env, given->p ? given->p : "", given->n);
}

/* Tells the master why this slave cannot go on, and ends it. */
static _Noreturn void give_up(const char *why)
{
	put_INTERNALERROR(&master, (struct w_INTERNALERROR){ .text = str_of(why) });
	leave(EXIT_LOST);
}

/* A text of a frame that we keep. */
static struct str keep_str(struct str s)
{
	char *p = xrealloc(NULL, (size_t)s.n + 1, 1);

	memcpy(p, s.p, (size_t)s.n + 1);
	return (struct str){ p, s.n };
}
static uint8_t keep_u8(uint8_t v) { return v; }
static uint32_t keep_u32(uint32_t v) { return v; }
static uint64_t keep_u64(uint64_t v) { return v; }

/* The rows that came. */
static struct buf rows_given(void) { return sent_rows; }

/* Rows came, in parts, all before CONFIG. */
static void on_rows(const struct w_ROWS *m)
{
	if (life != GREETED)
		leave(EXIT_LOST);
	buf_add(&sent_rows, m->rows.p, m->rows.n);
}

/* CONFIG came: once, and first but for the rows. */
static void on_config(const struct w_CONFIG *m)
{
	if (life != GREETED)
		leave(EXIT_LOST);
#define F(kind, name, doc) config.name = keep_##kind(m->name);
	CONFIG_FIELDS(F)
#undef F
	master.trace = config.trace;
	life_move(CONFIGURED);
}

/* Takes what CONFIG says: directory, configuration, environment. */
static void configure(void)
{
	struct conf parsed;
	struct buf error = { 0 };

	if (config.root.n && chdir(config.root.p)) {
		buf_printf(&error, "cannot go to %s: %s", config.root.p, strerror(errno));
		give_up(error.p);
	}
	if (!conf_parse(&parsed, config.file.p, config.conf.p, config.conf.n, &error))
		give_up(error.p);
	settle(&config, &parsed);
}

/* What a process of this file works by, and what all that it starts will find. Every way in leads
 * through here: as a slave, as the master's lister, in --debug. */
static void settle(const struct w_CONFIG *as, const struct conf *parsed)
{
	config = *as;
	conf = *parsed;
	named = config.appliance.n && conf_name(&conf, config.appliance.p);
	umask(022);
	appliance_of(&conf, config.appliance.p, &appliance);
	if (config.keep)
		temp_keep();
	environment_set();
	providers_know();
}

/* The only way out: kills what runs, removes what is ours as far as that is done soon, gives the
 * master the last frames. */
static _Noreturn void leave(int status)
{
	int64_t until = clock_us() + 1000 * MS;

	clean_within(LEAVE_CLEAN);
	if (proc.pid > 0)
		group_kill(proc.pid, SIGKILL);
	fixtures_end(0);
	children_kill(NULL);
	files_remove();
	for (int ms = 0; life == DESERTED && ms < 1000 && getppid() == us.master; ms++)
		/* a process that dies closes what it has before its children see that it is dead */
		nap(1);
	temp_end(getppid() != us.master);
	while (master.out >= 0 && chan_flush(&master) == 0 && clock_us() < until)
		fd_wait(master.out, POLLOUT, 100);
	_exit(status);
}

/* There is no master any more, or none that listens: leaves, but for who has the teardown hook of
 * the run to run yet. */
static void desert(void)
{
	if (config.farewell == FAREWELL_run && life != DESERTED) {
		life = DESERTED;
		chan_close(&master);
		return;
	}
	life = DESERTED;
	leave(EXIT_LOST);
}

/* Writes what is queued for the master, as chan_flush. */
static int master_flush(void)
{
	return chan_flush(&master);
}

/* Reads what came and deals with each frame. A master that is gone ends us: nothing may outlive
 * it. */
static void on_master(void)
{
	union frame f;
	int got = chan_fill(&master), more;

	while ((more = chan_next(&master, &f)) > 0)
		on_frame(&f);
	if (got < 0 || more < 0)
		desert();
}

/* The process of the test is ended, if there is one. */
static void proc_interrupt(void)
{
	child_interrupt(&proc);
}

/* The end of --debug: nothing is left of the test, nor of its setup hook. */
static void debug_end(void)
{
	fixtures_end(0);
	scratch_remove(NULL);
	if (!config.keep)
		temp_remove(NULL);
}

/* Its program, on our own descriptors and in our group; how it ended. */
static int debug_process(struct attempt *a, const struct program *p, const struct test *t,
	const struct props *props)
{
	struct order o = order_for(p, props, a);
	struct child c = CHILD_NONE;
	int status = 0;

	o.argv = command_of(p, 1, t->name ? p->kind->run : p->kind->whole, props, a);
	o.user = user_of(props);
	child_ready(&c, &o);
	c.pid = fork();
	if (!c.pid) {
		child_become(&c);
		die(127, "error: %s: %s:", c.exec_step, c.order.argv[0]);
	}
	if (c.pid < 0)
		die(EXIT_LOST, "error: cannot make a process for it:");
	process_wait(c.pid, &status, 0);
	while (signals_next())		/* what was typed meanwhile was for the test */
		;
	return status;
}

/* --debug: runs one test of a suite on this terminal, between its hooks; returns 0 if it passed,
 * else 1. */
int slave_debug(const struct suite *s, const struct w_CONFIG *as, uint32_t test,
	const struct buf *units)
{
	const struct test *t = &s->tests[test];
	const struct props *props = &s->props[t->props];
	const struct program *p = &s->programs[t->program];
	struct attempt *a = &attempt;
	struct buf why = { 0 };
	uint8_t codes[CODES];
	bool ready;
	int status = 0;

	settle(as, s->conf);
	suite_take(s);
	*a = (struct attempt){ .tests = &test, .n = 1, .attempt = 1, .variables = units,
		.open = NONE, .proc = &proc };
	signal(SIGTSTP, SIG_DFL);	/* it stops with the test, which is in its group */
	ready = !props->setup ||
		test_setup(a, p, props, &why) == OUT_passed;
	if (ready)
		status = debug_process(a, p, t, props);
	else
		say("error: %s", why.p);
	why.n = 0;
	if (props->teardown && hook_run(props->teardown,
	    (struct hook){ "teardown hook", props->hook_timeout, true, NULL },
	    order_for(p, props, a), &why) != OUT_passed)
		say("error: %s", why.p);
	debug_end();
	value_codes(props->codes ? props->codes : p->kind->codes, codes);
	if (ready && WIFSIGNALED(status))
		return codes[BY_TIMEOUT + WTERMSIG(status) % (CODES - BY_TIMEOUT)] <= OUT_xpassed
			? EXIT_OK : EXIT_FAILED;
	return ready && WIFEXITED(status) && codes[WEXITSTATUS(status)] <= OUT_xpassed ? EXIT_OK :
		EXIT_FAILED;
}

/* ---- the loop ----------------------------------------------------------------------------------
 * door: turn, turn_within, pause_all */
static struct {
	/* us: the clock, without the time in which we did not run */
	int64_t active;
	int64_t turned;			/* clock_us, of its last turn */
	bool paused;			/* by the master: it stands still */
} now;
static struct { struct child *c; int n; } watched;	/* the children of this turn, if any runs */

/* Waits for the master, for output and for ends of n children, until the nearest deadline at most,
 * and deals with all that came. Everything that waits in this file waits here. */
static void turn(struct child *c, int n)
{
	turn_within(master.in >= 0 ? HEARTBEAT_EVERY : -1, c, n);
}

/* Fills pfd: signals, the master, the streams of n children, those of fixtures. Returns how many;
 * *wait (us) becomes the time to the nearest deadline, if that is sooner. */
static nfds_t turn_watch(struct pollfd *pfd, int64_t *wait, struct child *c, int n)
{
	bool full = chan_waiting(&master) >= QUEUE_MAX;
	nfds_t npfd = 2;

	pfd[0] = (struct pollfd){ .fd = signals_fd(), .events = POLLIN };
	pfd[1] = (struct pollfd){ .fd = master.in, .events = POLLIN };
	if (chan_waiting(&master) && master.in == master.out)
		pfd[1].events |= POLLOUT;
	for (int i = 0; i < n; i++) {
		int64_t next = child_next(&c[i]);
		if (next >= 0 && (*wait < 0 || next < *wait))
			*wait = next;
		for (int s = 0; s < PIPE_COUNT; s++)
			pfd[npfd++] = (struct pollfd){ .events = POLLIN,
				.fd = c[i].step != IDLE && !full ? c[i].r[s] : -1 };
	}
	npfd += fixtures_watch(pfd + npfd);
	if (chan_waiting(&master) && master.in != master.out)	/* behind a via these are two */
		pfd[npfd++] = (struct pollfd){ .fd = master.out, .events = POLLOUT };
	return npfd;
}

/* Deals with what poll found of what turn_watch filled in. */
static void turn_hear(const struct pollfd *pfd, struct child *c, int n)
{
	for (int i = 0; i < n; i++)	/* stderr first: it is not buffered by the test */
		for (int s = PIPE_COUNT; s-- > 0;)
			if (pfd[2 + PIPE_COUNT * i + s].revents)
				child_read(&c[i], (enum stream)s);
	fixtures_hear(pfd + 2 + PIPE_COUNT * n);
	if (pfd[1].revents & (POLLIN | POLLHUP | POLLERR | POLLNVAL))
		on_master();
	if (pfd[0].revents)
		signals_came();
}

/* Lets the master hear that we live, and what waits for words: the machine may die before more
 * comes. */
static void heartbeat(struct child *c, int n)
{
	static int64_t at;		/* clock_us; 0: a first one is not needed */

	if (master.in < 0 || now.paused || now.turned < at || config.farewell == FAREWELL_run)
		return;
	for (int i = 0; i < n; i++)
		if (c[i].order.attempt)
			point_send(c[i].order.attempt, (struct str){ NULL, 0 });
	if (at)
		put_HEARTBEAT(&master, (struct w_HEARTBEAT){ .test = attempt.open });
	at = now.turned + HEARTBEAT_EVERY;
}

/* The same, and waits so long at most (us; -1: for ever). */
static void turn_within(int64_t wait, struct child *c, int n)
{
	struct pollfd pfd[3 + PIPE_COUNT * (LISTERS + FIXTURES)];
	nfds_t npfd;
	int ready;

	watched.c = c;
	watched.n = n;
	clock_turn(0);
	if (master.in >= 0 && master_flush() < 0)
		desert();
	npfd = turn_watch(pfd, &wait, c, n);
	ready = poll(pfd, npfd, wait < 0 ? -1 : poll_ms(wait));
	clock_turn(wait);
	if (ready < 0 && errno != EINTR && errno != EAGAIN)
		die(EXIT_LOST, "error: [E-INTERNAL] poll:");
	if (ready > 0)
		turn_hear(pfd, c, n);
	for (int sig; (sig = signals_next());) {
		if (sig == SIGCHLD)
			children_turn(c, n);
		if (sig == SIGTERM || sig == SIGINT || sig == SIGHUP) {
			if (may_reboot())
				leave(EXIT_LOST);
			/* these two come in --debug: a slave ignores them */
			hurry(SHUTDOWN_MS);
			stop(true);
		}
	}
	for (int i = 0; i < n; i++) {
		if (c[i].step == DRAINS && !c[i].order.alone)
			child_rest(&c[i], false);	/* its pipes may have ended since it did */
		child_deadline(&c[i]);
	}
	heartbeat(c, n);
}

/* All that runs is stopped, or goes on, and so does the clock. */
static void pause_all(bool pauses)
{
	if (now.paused == pauses)
		return;
	clock_turn(0);
	now.paused = pauses;
	if (descendants_pause(pauses))
		return;
	for (int i = 0; i < watched.n; i++)
		if (watched.c[i].pid > 0)
			group_kill(watched.c[i].pid, pauses ? SIGSTOP : SIGCONT);
}

/* Lets the active clock follow the real one, but for gaps in which we did not run: a turn that took
 * GAP longer than it meant to wait (us) counts as that wait alone. Returns it. */
int64_t clock_turn(int64_t waited)
{
	int64_t t = clock_us(), spent = t - now.turned;

	if (waited >= 0 && spent > waited + GAP)
		spent = waited;
	if (now.paused)
		spent = 0;
	now.active += spent;
	now.turned = t;
	return now.active;
}

/* ---- the master's frames -----------------------------------------------------------------------
 * door: on_frame, interrupted, hurry, budget, stop, tell_all, go_await, tell */
static struct {
	enum ends how;
	/* active us: an interrupted slave has run all its hooks by then */
	int64_t at;
} ending;
static bool go;				/* GO came, and what it is for has not started */

static void on_frame(const union frame *f)
{
	switch ((enum down_message)f->type) {
	case MSG_ROWS: on_rows(&f->ROWS); break;
	case MSG_CONFIG: on_config(&f->CONFIG); break;
	case MSG_LIST: ids_send(); break;
	case MSG_ACK: life_move(life == COLLECTED ? ACCEPTED : life == SAID_BYE ? RELEASED : life);
		break;
	case MSG_GO: go = true; break;
	case MSG_PROVIDER: on_provider(&f->PROVIDER); break;
	case MSG_TESTS: on_tests(&f->TESTS); break;
	case MSG_RECALL: on_recall(&f->RECALL); break;
	case MSG_INTERRUPT:
		hurry(f->INTERRUPT.left);
		stop(true);
		break;
	case MSG_FINISH: stop(false); break;
	case MSG_PAUSE: pause_all(true); break;
	case MSG_RESUME: pause_all(false); break;
	}
}

static bool interrupted(void) { return ending.how == INTERRUPTED; }

/* The run is interrupted, and has so many ms left: from now on that bounds all that takes time
 * here. */
static void hurry(uint32_t left)
{
	int64_t at = now.active + left * MS - FAREWELL;

	if (!interrupted() || at < ending.at)
		ending.at = at;
	ending.how = INTERRUPTED;
}

/* us for something that may take so long (0: any time) by itself: what an interrupted run has left
 * is a bound, too. */
static int64_t budget(int64_t most)
{
	int64_t left = ending.at - now.active > MS ? ending.at - now.active : MS;

	return interrupted() && (!most || most > left) ? left : most;
}

/* Starts nothing more; what runs is ended, or may end by itself. */
static void stop(bool at_once)
{
	if (!interrupted())
		ending.how = FINISHES;
	life_move(ENDING);
	if (master.in >= 0 && !config.farewell)
		held_return(NONE);
	if (at_once)
		proc_interrupt();
}

/* Waits until all that was queued is in the socket, and nobody wants us to pause. A master that
 * cannot be told ends us. */
static void tell_all(void)
{
	int flushed;

	while ((flushed = master_flush()) == 0 || (now.paused && flushed > 0))
		turn(NULL, 0);
	if (flushed < 0 && master.out >= 0)
		desert();
}

/* With --sync=test: waits until the master has it on the disk that a test starts. */
static void go_await(void)
{
	if (config.sync)
		tell_all();
	while (config.sync && !go && !interrupted())
		turn(NULL, 0);
	go = false;
}

/* A line for the console. */
static void tell(const char *fmt, ...)
{
	char line[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	if (master.out >= 0)
		put_MESSAGE(&master, (struct w_MESSAGE){ .text = str_of(line) });
	else
		say("%s", line);
}

/* ---- the appliance ------------------------------------------------------------------------------
 * door: appliance_ready, run_hook, appliance_repair, appliance_end, providers_know, on_provider,
 *       provider_swap, appliance_gather, appliance_check, appliance_undying, appliance_fit,
 *       is_watched, health_begin, health_end, cores_most, appliance_crash */
static struct {
	/* of each section of conf: the appliance holds this provider */
	bool *held;
	struct buf *given;		/* and these variables */
	struct str release, attach;	/* what PROVIDER asked for; NULL: nothing */
} providers;
enum { HOOK_LINES = 20 };	/* that a hook printed, and which are shown */
static struct {			/* why it is not used again */
	pid_t undying;			/* a process that outlived KILL; 0: there is none */
	char *suspicion;		/* what its check said when it failed; NULL: it did not */
} unfit;
/* What is watched while tests run, read before and after: no process is started for it. */
static struct {
	int log;			/* of the kernel, or a file; -1: it is not open */
	bool records;			/* of /dev/kmsg */
	bool opened;			/* that was tried */
	uint64_t at;			/* where a file ended when the test began */
	char taint[64];			/* what the file said then */
} health = { .log = -1 };

/* Cores, where they land in the directory that a test has for itself. */
static struct {
	bool known;
	rlim_t most;			/* bytes that one may have; 0: none lands there */
	char pattern[256];		/* of their names */
	struct buf lacks;		/* why none lands there */
	bool told;			/* which was said */
	uint32_t looked;		/* by gdb, which nobody asked for */
} cores;

/* Is something watched while a test runs? Then each has a process of its own. */
static bool is_watched(void) { return appliance.taint || appliance.kernel_log; }

/* What the first line of a file says; "" where it cannot be read. */
static void line_read(const char *path, char *line, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	ssize_t n = fd < 0 ? -1 : fd_read(fd, line, size - 1);

	line[n > 0 ? n : 0] = 0;
	line[strcspn(line, "\n")] = 0;
	if (fd >= 0)
		close(fd);
}

/* Opens the kernel's log, once, at its end. */
static void kernel_open(void)
{
	struct stat st;

	health.opened = true;
	health.log = open(appliance.kernel_log, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (health.log >= 0 && !fstat(health.log, &st) && (S_ISCHR(st.st_mode) ||
	    S_ISREG(st.st_mode))) {
		health.records = S_ISCHR(st.st_mode);
		lseek(health.log, 0, SEEK_END);
		return;
	}
	tell("warning: kernel-log = %s: %s", appliance.kernel_log,
		health.log < 0 ? strerror(errno) : "neither a file nor a device");
	if (health.log >= 0)
		close(health.log);
	health.log = -1;
}

/* Reads what the kernel's log got, at most KERNEL_MOST of it into b (NULL: it is passed over).
 * Records of /dev/kmsg have numbers in front of a ;, which are left out. */
static void kernel_read(struct buf *b)
{
	static char bytes[CHUNK];
	struct stat st;
	uint64_t all = 0;
	ssize_t n = 0;

	if (!health.records && !fstat(health.log, &st) && (uint64_t)st.st_size < health.at)
		health.at = 0;		/* it was cut, and begins anew */
	while (all < KERNEL_READ) {
		n = health.records ? read(health.log, bytes, sizeof bytes - 1) :
			fd_read_at(health.log, bytes, sizeof bytes - 1, health.at);
		if (n < 0 && (errno == EPIPE || errno == EINTR)) {
			all++;		/* EPIPE: records were lost, before this one was read */
			continue;
		}
		if (n <= 0)
			break;
		bytes[n] = 0;
		all += (uint64_t)n;
		health.at += health.records ? 0 : (uint64_t)n;
		if (b && b->n < KERNEL_MOST) {
			const char *text = health.records && strchr(bytes, ';')
				? strchr(bytes, ';') + 1 : bytes;
			buf_add(b, text, strlen(text) < KERNEL_MOST - b->n ? strlen(text) :
				KERNEL_MOST - b->n);
		}
	}
}

/* A test is about to run: from now on what happens may be its doing. */
static void health_begin(void)
{
	struct stat st;

	if (appliance.taint)
		line_read(appliance.taint, health.taint, sizeof health.taint);
	if (appliance.kernel_log && !health.opened)
		kernel_open();
	if (health.log >= 0 && health.records)
		kernel_read(NULL);
	else if (health.log >= 0 && !fstat(health.log, &st))
		health.at = (uint64_t)st.st_size;
}

/* A line that somebody else said of a test. */
static void line_add(struct child *c, const char *whose, const char *line, size_t n)
{
	capture_add(&c->kept[STREAM_LOG], whose, strlen(whose));
	capture_add(&c->kept[STREAM_LOG], line, n);
	capture_add(&c->kept[STREAM_LOG], "\n", 1);
}

/* Lines of the kernel's log stand beside what a test printed; one that says that something failed
 * is an error behind its call. */
static void kernel_judge(struct attempt *a, struct buf *log, const char *meanwhile)
{
	char *next;

	for (char *line = log->p; line < log->p + log->n; line = next) {
		size_t n = strcspn(line, "\n");
		next = line + n + 1;
		line[n] = 0;
		line_add(a->proc, "kernel: ", line, n);
		if (!appliance.kernel_failed || a->after != OUT_passed ||
		    !regex_found(appliance.kernel_failed, line))
			continue;
		a->after = OUT_error;
		a->after_why.n = 0;
		buf_puts(&a->after_why, "kernel log, ");
		buf_printf(&a->after_why, "%s: ", meanwhile);
		buf_escape(&a->after_why, line, n, 200);
	}
}

/* The process of a test has ended: tells what changed meanwhile. Other lanes of its host may have
 * done it as well. */
static void health_end(struct attempt *a)
{
	char taint[sizeof health.taint], meanwhile[64] = "while it ran";
	struct buf log = { 0 };

	if (a->quiet || interrupted())
		return;
	if (config.lanes > 1)
		snprintf(meanwhile, sizeof meanwhile, "while up to %lu tests ran",
			(unsigned long)config.lanes);
	if (appliance.taint) {
		line_read(appliance.taint, taint, sizeof taint);
		if (strcmp(taint, health.taint))
			tell("warning: %s: %s: %s, it was %s before (%s)", a->proc->order.what,
				appliance.taint, taint, health.taint, meanwhile);
	}
	if (health.log >= 0)
		kernel_read(&log);
	buf_add(&log, "", 1);
	log.n--;
	if (log.n)
		kernel_judge(a, &log, meanwhile);
	buf_free(&log);
}

/* The last lines that a hook of the appliance printed, on the console. */
static void hook_show(const char *what)
{
	struct buf text = { 0 };
	uint32_t lines = 0;
	size_t n;

	for (int s = 0; s < STREAM_COUNT; s++)
		for (const char *p = NULL; (p = capture_next(&proc.kept[s], p, &n));) {
			buf_add(&text, p, n);
			if (text.p[text.n - 1] != '\n')
				buf_puts(&text, "\n");
		}
	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\n';
	for (size_t at = 0; at < text.n; at += n + 1, lines--) {
		n = (size_t)((const char *)memchr(text.p + at, '\n', text.n - at) - text.p) - at;
		if (lines <= HOOK_LINES)
			tell("%s | %.*s", what, (int)n, text.p + at);
	}
	buf_free(&text);
}

/* Runs the appliance's setup hook. */
static void appliance_ready(void)
{
	struct buf why = { 0 }, given = { 0 };
	const struct hook hook = { "setup hook of the appliance", appliance.hook_timeout, false,
		&given };

	if (appliance.setup && hook_run(appliance.setup, hook, order_for(NULL, NULL, NULL),
	    &why) != OUT_passed) {
		hook_show(hook.what);
		give_up(why.p);
	}
	buf_free(&why);
	variables_set(&given);
	appliance_gets(&given);
	buf_free(&given);
}

/* Runs a hook of the run; false: it did not pass, and *why says so. */
static bool run_hook(const char *command, struct hook hook, struct buf *why)
{
	if (!command || hook_run(command, hook, order_for(NULL, NULL, NULL), why) == OUT_passed)
		return true;
	hook_show(hook.what);
	return false;
}

/* Runs its repair hook. It runs at the master's side, whatever is there or not where its via leads
 * to. */
static void appliance_repair(void)
{
	const struct hook hook = { "repair hook of the appliance", appliance.hook_timeout, false,
		NULL };
	struct buf why = { 0 };

	if (hook_run(appliance.repair, hook, order_for(NULL, NULL, NULL), &why) != OUT_passed) {
		hook_show(hook.what);
		give_up(why.p);
	}
	buf_free(&why);
}

/* Runs its last hooks: its providers are released, and then its own teardown. */
static void appliance_end(void)
{
	const struct hook hook = { "teardown hook of the appliance", appliance.hook_timeout, true,
		NULL };
	struct buf why = { 0 };

	for (uint32_t i = 0; i < conf.n; i++)
		if (providers.held[i])
			provider_hook(i, "release", NULL);
	if (appliance.teardown && hook_run(appliance.teardown, hook, order_for(NULL, NULL, NULL),
	    &why) != OUT_passed) {
		hook_show(hook.what);
		tell("warning: %s", why.p);
	}
	buf_free(&why);
}

/* Which providers it holds from before. */
static void providers_know(void)
{
	providers.held = xrealloc(NULL, conf.n, sizeof *providers.held);
	providers.given = xrealloc(NULL, conf.n, sizeof *providers.given);
	memset(providers.given, 0, conf.n * sizeof *providers.given);
	for (uint32_t i = 0; i < conf.n; i++)
		providers.held[i] = conf.sections[i].type == SECTION_provider &&
			glob_any(config.holds.p, conf.sections[i].name);
}

/* Runs a hook of a provider, if it has that one. Not passed: *why says so, or (NULL) the console
 * does. */
static enum outcome provider_hook(uint32_t section, const char *key, struct buf *why)
{
	const char *command = section_text(&conf.sections[section], key),
		*timeout = section_text(&conf.sections[section], "hook-timeout");
	struct buf said = { 0 }, *given = &providers.given[section];
	char what[300];
	struct hook hook = { what, NONE, *key == 'r', *key == 'a' ? given : NULL };
	enum outcome o = OUT_passed;

	if (timeout)
		value_time(timeout, &hook.timeout);
	snprintf(what, sizeof what, "%s hook of provider %s", key, conf.sections[section].name);
	providers.held[section] = *key == 'a';
	if (command)
		o = hook_run(command, hook, order_for(NULL, NULL, NULL), &said);
	variables_set(given);
	for (const char *p = NULL; !hook.gives && (p = list_next(given->p, given->n, p));) {
		char name[256];
		snprintf(name, sizeof name, "%.*s", (int)strcspn(p, "="), p);
		unsetenv(name);
	}
	given->n = hook.gives ? given->n : 0;
	if (o != OUT_passed && why)
		buf_puts(why, said.p);
	else if (o != OUT_passed)
		tell("warning: %s", said.p);
	if (o != OUT_passed)
		hook_show(what);
	buf_free(&said);
	return o;
}

/* PROVIDER came: it waits until no test runs. */
static void on_provider(const struct w_PROVIDER *m)
{
	providers.release = keep_str(m->release);
	providers.attach = keep_str(m->attach);
}

/* What PROVIDER asked for, if anything: releases one, attaches another, and says how that went. */
static bool provider_swap(void)
{
	struct str release = providers.release, attach = providers.attach;
	struct buf why = { 0 };

	if (!attach.p)
		return false;
	providers.release.p = providers.attach.p = NULL;
	for (uint32_t i = 0; i < conf.n; i++)
		if (conf.sections[i].type == SECTION_provider &&
		    !strcmp(conf.sections[i].name, release.p))
			provider_hook(i, "release", NULL);
	for (uint32_t i = 0; i < conf.n; i++)
		if (conf.sections[i].type == SECTION_provider &&
		    !strcmp(conf.sections[i].name, attach.p))
			providers.held[i] = provider_hook(i, "attach", &why) == OUT_passed;
	put_PROVIDED(&master, (struct w_PROVIDED){ .attach = attach,
		.why = { why.n ? why.p : "", (uint32_t)why.n } });
	free((char *)(uintptr_t)release.p);
	free((char *)(uintptr_t)attach.p);
	buf_free(&why);
	appliance_fit();
	return true;
}

/* After what did not pass: what the appliance's gather hook leaves in a MUSTER_KEEP of its own is
 * kept beside what the test left. test NONE: a process of several cases. */
static void appliance_gather(struct attempt *a, uint32_t test, enum outcome o)
{
	const struct hook hook = { "gather hook of the appliance", appliance.hook_timeout, false,
		NULL };
	unsigned before = fixtures_count();
	struct order order;
	struct buf why = { 0 };
	char outcome[32];

	if (!appliance.gather || o < OUT_failed || o > OUT_crashed || interrupted())
		return;
	order = order_for(NULL, NULL, a);
	order.attempt = NULL;
	snprintf(outcome, sizeof outcome, "MUSTER_OUTCOME=%s", outcome_name(o));
	order.envp = environment_with(order.envp, outcome, NULL);
	if (hook_run(appliance.gather, hook, order, &why) != OUT_passed)
		tell("warning: %s", why.p);
	free(order.envp);
	keep_send(a, test);
	fixtures_end(before);
	buf_free(&why);
}

/* Bytes that a core may have, where it lands in the directory of its process; 0: it lands
 * elsewhere. */
static rlim_t cores_most(void)
{
	struct rlimit limit;

	if (cores.known)
		return cores.most;
	cores.known = true;
	line_read("/proc/sys/kernel/core_pattern", cores.pattern, sizeof cores.pattern);
	if (!*cores.pattern)
		buf_puts(&cores.lacks, "this system does not say where they land");
	else if (*cores.pattern == '|')
		buf_printf(&cores.lacks, "core_pattern hands them to a program: %s",
			cores.pattern);
	else if (strchr(cores.pattern, '/'))
		buf_printf(&cores.lacks, "core_pattern puts them elsewhere: %s", cores.pattern);
	else if (getrlimit(RLIMIT_CORE, &limit) || !limit.rlim_max)
		buf_puts(&cores.lacks, "the hard limit of their size is 0");
	else
		cores.most = limit.rlim_max;
	return cores.most;
}

/* Says, once, why what crashed left no core that is to be looked at. */
static void cores_tell(const char *why)
{
	if (!cores.told)
		tell("warning: [W-CORE] no core of what crashed is looked at: %s", why);
	cores.told = true;
}

/* The hook that looks at the core of a process; NULL: none does. gdb is asked not to be slow: it
 * reads no file of its user's, asks no server, and stops in an endless recursion. */
static const char *crash_hook(const struct attempt *a)
{
	const char *gdb = "DEBUGINFOD_URLS= gdb -batch -nx -ex \"bt 64\" \"$MUSTER_PROGRAM\" "
		"\"$MUSTER_CORE\"", *hook = appliance.crash;
	bool own = a->proc->order.dir && a->proc->order.dir == tmp_where();

	if (a->probe || (a->quiet && a->n > 1) || interrupted())
		return NULL;
	if (!hook && own && strchr(path_find("gdb"), '/') && cores.looked < CRASHES_MOST)
		hook = gdb;
	if (hook && !a->proc->order.core)
		cores_tell(own ? cores.lacks.p : "cwd = tmp in [tests] gives tests a directory of "
			"their own, where it would land");
	return a->proc->order.core ? hook : NULL;
}

/* What looked at a core printed: it stands beside the test's output, and says where the process
 * crashed. */
static void crash_take(struct attempt *a, const struct child *by, struct child *c)
{
	struct buf text = { 0 };
	struct str frame;
	size_t n;

	for (const char *p = NULL; (p = capture_next(&by->kept[STREAM_OUT], p, &n));)
		buf_add(&text, p, n < CRASH_TEXT - text.n ? n : CRASH_TEXT - text.n);
	frame = core_frame(text.n ? text.p : "", text.n);
	if (frame.n)
		buf_escape(&a->frame, frame.p, frame.n, FRAME_TEXT);
	for (size_t at = 0; at < text.n; at += n + 1) {
		const char *end = memchr(text.p + at, '\n', text.n - at);
		n = (end ? (size_t)(end - text.p) : text.n) - at;
		line_add(c, "crash: ", text.p + at, n);
	}
	buf_free(&text);
}

/* Runs the hook on a core. What the process was stays in a->proc, which serves the hook, too. */
static void crash_run(struct attempt *a, const char *command, struct order order)
{
	const struct hook hook = { "crash hook of the appliance", appliance.hook_timeout, false,
		NULL };
	struct child *c = a->proc, was = *c;
	unsigned before = fixtures_count();
	struct buf why = { 0 };

	memset(c->kept, 0, sizeof c->kept);
	c->line = c->left = (struct buf){ 0 };
	cores.looked += !appliance.crash;
	if (hook_run(command, hook, order, &why) != OUT_passed && !interrupted()) {
		tell("warning: %s: %s", was.order.what, why.p);
		if (!appliance.crash)
			cores.looked = CRASHES_MOST;
	}
	fixtures_end(before);
	crash_take(a, c, &was);
	for (int s = 0; s < STREAM_COUNT; s++)
		capture_free(&c->kept[s]);
	buf_free(&c->line);
	buf_free(&c->left);
	memcpy(was.r, c->r, sizeof was.r);
	memcpy(was.w, c->w, sizeof was.w);
	memcpy(was.looks, c->looks, sizeof was.looks);
	was.owner = c->owner;
	*c = was;
	buf_free(&why);
}

/* A process crashed: where cores land in a directory of its own, the crash hook looks at it, as the
 * test's user, since the core is his. */
static void appliance_crash(struct attempt *a, const struct program *p, const struct props *props)
{
	const char *command = crash_hook(a);
	struct buf core = { 0 }, program = { 0 };
	int64_t start = clock_us();
	struct order order;

	buf_puts(&core, "MUSTER_CORE=");
	buf_puts(&program, "MUSTER_PROGRAM=");
	if (command && core_look(cores.pattern, &core, &program)) {
		if (program.p[program.n - 1] == '=')
			word_expand(&program, "%p", p, NULL, NULL);
		order = order_for(p, props, a);
		order.attempt = NULL;
		order.dir = NULL;
		order.user = user_of(props);
		order.envp = environment_with(order.envp, core.p, program.p);
		crash_run(a, command, order);
		free(order.envp);
	}
	a->looked = clock_us() - start;
	buf_free(&core);
	buf_free(&program);
}

/* After a failure, or each test: is the appliance all right? If not, the test is suspected only,
 * and no other is run here; or (check-fails = test) that is its error. Returns the outcome of what
 * came after its call. */
static enum outcome appliance_check(uint32_t test, enum outcome call, enum outcome after,
	struct buf *said)
{
	const struct hook hook = { "check hook of the appliance", appliance.hook_timeout, false,
		NULL };
	struct buf why = { 0 };
	unsigned before = fixtures_count();
	enum outcome o = call > after ? call : after;
	bool failed, blamed = appliance.check_fails == BLAMES_test;

	if (!appliance.check || o > OUT_crashed || interrupted() || (o < OUT_failed &&
	    appliance.check_after != AFTER_each))
		return after;
	failed = hook_run(appliance.check, hook, order_for(NULL, NULL, NULL), &why) != OUT_passed &&
		!interrupted();
	if (failed && blamed) {
		buf_printf(said, "%s%s", said->n ? "; " : "", why.p);
	} else if (failed) {
		put_SUSPECT(&master, (struct w_SUSPECT){ .test = test,
			.why = { why.p, (uint32_t)why.n } });
		unfit.suspicion = xstrdup(why.p);
		hook_show(hook.what);
	}
	fixtures_end(before);
	buf_free(&why);
	return failed && blamed ? OUT_error : after;
}

/* A process outlived KILL: no test runs beside it. */
static void appliance_undying(pid_t pid) { unfit.undying = pid; }

/* Ends this slave where its appliance is fit for no other test. */
static void appliance_fit(void)
{
	char why[100];

	snprintf(why, sizeof why, "[E-UNKILLABLE] process %ld, which it started, does not die",
		(long)unfit.undying);
	if (unfit.undying)
		give_up(why);
	if (unfit.suspicion)
		give_up(unfit.suspicion);
}

/* ---- collection and listing --------------------------------------------------------------------
 * door: collect, ids_send, suite_take */
static const struct suite *suite;	/* our own, or the one that we were forked with */

/* Does this appliance see what the master sees, environment and all? */
static bool at_home(void)
{
	return !appliance.env.n && !appliance.unset && !named;
}

/* How much of n bytes from `at` goes into one frame. */
static struct str part_of(const struct buf *b, size_t at)
{
	if (at >= b->n)
		return str_of("");
	return (struct str){ b->p + at,
		(uint32_t)(b->n - at < FRAME_MAX / 4 ? b->n - at : FRAME_MAX / 4) };
}

/* Tells the master what it asked to be told of the collection, beside its digest. */
static void found_send(void)
{
	struct buf programs = { 0 }, files = { 0 };

	if (config.refers)
		suite_put(suite, &programs);
	for (size_t at = 0; config.refers && (!at || at < programs.n || at < suite->rows.n);
	    at += FRAME_MAX / 4)
		put_FOUND(&master, (struct w_FOUND){ .wrong = suite->errors.n > 0,
			.rows = part_of(&suite->rows, at),
			.programs = part_of(&programs, at) });
	if (config.contents)
		suite_contents(suite, &files);
	for (size_t at = 0; at < files.n; at += FRAME_MAX / 4)
		put_FILES(&master, (struct w_FILES){ .files = part_of(&files, at) });
	buf_free(&programs);
	buf_free(&files);
}

/* Finds out what there is to run here, and tells the master. What that knew when it forked us is
 * asked for again only where the file changed. */
static void collect(const struct suite *masters)
{
	static struct suite own;

	suite_open(&own, &conf, config.kind.p);
	own.follows = !config.refers;
	own.refers = own.tells = config.refers;
	own.no_suite = config.no_suite;
	own.build_type = config.build_type.n ? config.build_type.p : NULL;
	own.timed = config.timeout;
	own.rows = masters ? masters->rows : rows_given();
	if (!at_home())
		masters = NULL;
	suite_walk(&own, config.paths.p, config.paths.n, masters);
	suite = &own;
	if (masters && suite_same(&own, masters)) {
		suite = masters;
		free(own.programs);		/* all that it has of its own */
		own.programs = NULL;
		own.nprograms = 0;
	} else {
		slave_list(&own, LISTERS);
		suite_seal(&own, masters);
	}
	for (const char *p = NULL;
	    config.refers && (p = list_next(own.warnings.p, own.warnings.n, p));)
		tell("%s", p);
	for (const char *p = NULL; (p = list_next(own.errors.p, own.errors.n, p));)
		tell("error: %s", p);
	queue_open(suite->ntests);
	found_send();
	put_COLLECTED(&master, (struct w_COLLECTED){ .count = suite->ntests,
		.digest = suite->digest });
	life_move(COLLECTED);
}

/* The ids, in frames of at most half the limit, then an empty one. */
static void ids_send(void)
{
	struct buf b = { 0 };

	if (life < COLLECTED)
		leave(EXIT_LOST);
	for (uint32_t i = 0; i <= suite->ntests; i++) {
		if (b.n && (i == suite->ntests || b.n > FRAME_MAX / 2)) {
			put_IDS(&master, (struct w_IDS){ .ids = { b.p, (uint32_t)b.n } });
			b.n = 0;
		}
		if (i < suite->ntests)
			buf_add(&b, suite->tests[i].id, strlen(suite->tests[i].id) + 1);
	}
	put_IDS(&master, (struct w_IDS){ .ids = { "", 0 } });
	buf_free(&b);
}

/* What there is to run is this. */
static void suite_take(const struct suite *s) { suite = s; }

/* What a process of slave_list is asked for. */
struct lister {
	struct program *program;	/* NULL: it is free */
	/* programs from that on, to be asked one after the other; or all at once */
	uint32_t n;
	bool many;
	struct buf output;
	bool second;			/* it is asked in the other way */
};

/* Adds ": " and the line by which a lister says on stderr what is wrong: the last with an error in
 * it, else its last. */
static void lister_complaint(const struct child *c, struct buf *why)
{
	const struct buf *b = &c->kept[STREAM_ERR].head;
	struct str last = { NULL, 0 }, wrong = { NULL, 0 };

	for (const char *p = b->p, *end = b->n ? p + b->n : p, *next; p < end; p = next) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		next = newline ? newline + 1 : end;
		for (; p < next && (*p == ' ' || *p == '\n'); p++)
			;
		if (p == next)
			continue;
		last = (struct str){ p, (uint32_t)((newline ? newline : end) - p) };
		for (const char *e = p; (e = memchr(e, 'r', (size_t)(next - e))); e++)
			/* error:, ModuleNotFoundError: */
			if (next - e > 4 && !memcmp(e, "rror:", 5))
				wrong = last;
	}
	if (wrong.n)
		last = wrong;
	buf_puts(why, last.n ? ": " : "");
	buf_escape(why, last.n ? last.p : "", last.n, 200);
}

/* Did a lister end by itself, and say that it could not? */
static bool is_refused(const struct child *c)
{
	return !c->stop && WIFEXITED(c->status) && WEXITSTATUS(c->status);
}

/* Takes a finished lister's words on a program. */
static void listed(struct suite *s, struct program *p, const struct lister *l,
	const struct child *c, const struct buf *all)
{
	struct buf why = { 0 };
	char room[16];

	if (c->exec_errno)
		buf_printf(&why, "%s: %s%s", c->exec_step, c->exec_file, strerror(c->exec_errno));
	else if (c->stop == STOP_TIMEOUT)
		buf_printf(&why, "it did not end in %.3g s", (double)c->order.timeout / 1e6);
	else if (c->stop == STOP_FLOOD)
		buf_printf(&why, "it printed more than %u MiB, or a line of more than %u KiB",
			LIST_MAX >> 20, LINE_MAX_BYTES >> 10);
	else if (WIFSIGNALED(c->status))
		buf_printf(&why, "it was killed by SIG%s",
			signal_name((uint32_t)WTERMSIG(c->status), room));
	else if (is_refused(c) && !l->second && !l->many) {
		buf_printf(&why, "exit status %d", WEXITSTATUS(c->status));
		lister_complaint(c, &why);
	} else if (life != LISTS)
		suite_listed(p, all->p ? all->p : "", all->n, &why);
	if (life == LISTS)
		listed_send((uint32_t)(p - s->programs), why.n ? why.p : NULL, all,
			(uint64_t)(now.active - c->began));
	else if (why.n)
		suite_unlisted(s, p, why.p);
	p->listed = true;
	buf_free(&why);
}

/* Sends a listing, in parts. */
static void listed_send(uint32_t program, const char *why, const struct buf *all, uint64_t took)
{
	size_t at = 0, part;

	do {
		part = why ? 0 : all->n - at < FRAME_MAX / 2 ? all->n - at : FRAME_MAX / 2;
		put_LISTED(&master, (struct w_LISTED){ .program = program,
			.last = why || at + part == all->n,
			.why = str_of(why), .bytes = { part ? all->p + at : "", (uint32_t)part },
			.took = took });
		at += part;
	} while (!why && at < all->n);
}

/* Asks one program for its cases; false: it could not be started, and that was said. */
static bool lister_start(struct suite *s, struct lister *l, struct child *c)
{
	struct program *p = l->program;
	const struct props *props = &s->props[p->props];
	struct order o = order_for(p, props, NULL);
	bool started;

	l->output.n = 0;
	o.argv = command_of(p, l->many ? l->n : 1, l->second ? p->kind->list_else : p->kind->list,
		props, NULL);
	o.user = user_of(props);
	o.what = p->path;
	o.timeout = (int64_t)config.list_timeout * MS;
	o.all = &l->output;
	for (int ms = 10;
	    !(started = child_start(c, &o)) &&
	    	(c->exec_errno == EMFILE || c->exec_errno == ENFILE) && ms <= 160; ms *= 2)
		nap(ms);		/* the other listers give descriptors back */
	if (!started)
		lister_take(s, l, c);
	return started;
}

/* Takes what a lister printed on several programs: a line goes in front of what is of each. Where
 * it says that it could not list all, those with cases are right. */
static void lister_split(struct suite *s, const struct lister *l, const struct child *c)
{
	const char *end = l->output.n ? l->output.p + l->output.n : l->output.p;
	struct buf *each = xrealloc(NULL, l->n, sizeof *each);
	uint32_t to = NONE;
	struct reader r;
	struct fact f;

	memset(each, 0, l->n * sizeof *each);
	reader_open(&r, l->program->kind, false);
	for (const char *line = l->output.p, *next; line < end; line = next) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		next = newline ? newline + 1 : end;
		if (reader_line(&r, line, (size_t)((newline ? newline : end) - line), &f) &&
		    f.type == FACT_program)
			to = program_named(l->program, l->n, f.name);
		else if (to != NONE)
			buf_add(&each[to], line, (size_t)(next - line));
	}
	for (uint32_t i = 0; i < l->n; i++) {
		if (each[i].n || !is_refused(c))
			listed(s, l->program + i, l, c, &each[i]);
		buf_free(&each[i]);
	}
	free(each);
}

/* Takes what a lister printed. Of several programs those are left to be asked again, one by one,
 * that are to blame for its end, or may be. */
static void lister_take(struct suite *s, const struct lister *l, const struct child *c)
{
	if (!l->many || c->exec_errno)
		for (uint32_t i = 0; i < (l->many ? l->n : 1); i++)
			listed(s, l->program + i, l, c, c->order.all);
	else if (!c->stop && WIFEXITED(c->status))
		lister_split(s, l, c);
}

/* Is the n-th of some programs one of those before it? An argument may be there more than once, and
 * be a program each time. */
static bool is_twice(const struct program *p, uint32_t n)
{
	uint32_t i = 0;

	while (i < n && strcmp(p[i].path, p[n].path))
		i++;
	return i < n;
}

/* How many programs from the i-th on are to be listed by one process: those that could share one
 * for their cases, so that each of the n listers that are free has some, but not so few that its
 * start is most of it. */
static uint32_t lister_share(const struct suite *s, uint32_t i, uint32_t n)
{
	const struct program *p = &s->programs[i];
	uint32_t all = 1, each;

	while (i + all < s->nprograms && all < LIST_TOGETHER * n &&
	    is_to_list(&p[all]) && p->props == p[all].props && !is_twice(p, all) &&
	    share_process(p, &p[all], &s->props[p->props]))
		all++;
	each = (all + n - 1) / n;
	return each > LIST_LEAST ? each : all > LIST_LEAST ? LIST_LEAST : all;
}

/* How many listers have nothing to do. */
static uint32_t listers_free(const struct lister *l, int n)
{
	uint32_t idle = 0;

	for (int i = 0; i < n; i++)
		idle += !l[i].program;
	return idle;
}

/* A lister's process has ended: it is asked in the second way, or was heard and is free. */
static void lister_turn(struct suite *s, struct lister *l, struct child *c)
{
	if (is_refused(c) && !l->many && !l->second && l->program->kind->list_else) {
		l->second = true;
		if (lister_start(s, l, c))
			return;
	} else {
		lister_take(s, l, c);
	}
	l->many = l->second = false;
	for (; l->n && !interrupted(); l->program++, l->n--)
		if (!l->program->listed && lister_start(s, l, c))
			return;
	l->program = NULL;
}

/* Runs a process that asks programs for their cases in the master's stead, and sends it what they
 * print: so nothing of it outlives the master either. */
_Noreturn void slave_lister(int fd, pid_t parent, struct suite *s, const struct w_CONFIG *as,
	int jobs)
{
	begin(fd, fd, parent, as->trace);
	settle(as, s->conf);
	life_move(LISTS);
	slave_list(s, jobs);
	put_BYE(&master, (struct w_BYE){ 0 });
	leave(EXIT_OK);
}

/* Asks all programs of a suite that can list for their cases, several at once. */
void slave_list(struct suite *s, int jobs)
{
	struct lister listers[LISTERS] = { { 0 } };
	struct child kids[LISTERS];
	uint32_t next = 0;
	int n = jobs < 1 ? 1 : jobs > LISTERS ? LISTERS : jobs, busy;

	for (int i = 0; i < n; i++)
		kids[i] = (struct child)CHILD_NONE;
	do {
		while (now.paused)
			turn(kids, n);
		busy = 0;
		for (int i = 0; i < n; i++) {
			struct lister *l = &listers[i];
			if (l->program && kids[i].step == IDLE)
				lister_turn(s, l, &kids[i]);
			if (interrupted() && kids[i].step == RUNS)
				child_stop(&kids[i], STOP_INTERRUPT);
			for (; !l->program && !interrupted() && next < s->nprograms; next++) {
				struct program *p = &s->programs[next];
				if (!is_to_list(p))
					continue;
				*l = (struct lister){ .program = p, .output = l->output,
					.n = lister_share(s, next, listers_free(listers, n)) };
				l->many = l->n > 1;
				next += l->n - 1;
				if (!lister_start(s, l, &kids[i]))
					l->program = NULL;
			}
			busy += l->program != NULL;
		}
		if (busy)
			turn(kids, n);
	} while (busy);
	for (int i = 0; i < n; i++) {
		pipes_close(&kids[i]);
		for (int k = 0; k < STREAM_COUNT; k++)
			capture_free(&kids[i].kept[k]);
		buf_free(&kids[i].line);
		buf_free(&listers[i].output);
	}
	children_kill(is_fixture);	/* what fled from them must not be taken for a test's */
}

/* ---- the queue ---------------------------------------------------------------------------------
 * door: queue_open, queue_run, test_becomes, on_tests, held_return, on_recall, ask, is_batch,
 *       attempt_name, put_back, is_plain, share_process, program_named, test_batch,
 *       probe_hold */
static struct {				/* what we shall run: test[first .. first + n) */
	struct holding {
		uint32_t test, attempt;
		uint32_t most;		/* in its process; 0: any number */
		uint32_t probe;		/* ms that it may take, as one; 0: it is none */
		/* enum split: it may have run in a process that was cut up since */
		uint8_t split;
		/* ms that its attempt took, before its appliance went down */
		uint32_t before;
		const struct buf *variables;	/* of its locks and reboots; NULL: none */
	} *test;
	uint32_t first, n, cap;
	bool asked;			/* NEED went, and nothing came yet */
} held;
static uint8_t *known;			/* of each test, enum known */

/* Nothing is known of so many tests. */
static void queue_open(uint32_t n)
{
	known = xrealloc(NULL, n, sizeof *known);
	memset(known, AWAITED, n);
}

/* Runs all that comes, until there will be no more. */
static void queue_run(void)
{
	while (life < ENDING || held.n)
		if (held.n) {
			run_next();
		} else if (!provider_swap()) {
			ask(0);
			turn(NULL, 0);
		}
}

/* A test becomes what enum known has a way to. */
static void test_becomes(uint8_t *of, uint32_t test, enum known to)
{
	static const uint8_t from[] = {
		[AWAITED] = 1 << HELD, [HELD] = 1 << AWAITED | 1 << BATCHED | 1 << DONE,
		[BATCHED] = 1 << HELD | 1 << AWAY, [OPEN] = 1 << BATCHED | 1 << AWAY,
		[AWAY] = 1 << OPEN, [DONE] = 1 << OPEN };

	assert(from[to] >> of[test] & 1);
	of[test] = (uint8_t)to;
}

/* Lets what is held start at a place, with room for more behind it. */
static void held_move(uint32_t first, uint32_t more)
{
	uint32_t need = first + held.n + more;

	if (held.first >= first && held.first + held.n + more <= held.cap)
		return;
	while (need > held.cap)
		held.cap = held.cap ? 2 * held.cap : 64;
	held.test = xrealloc(held.test, held.cap, sizeof *held.test);
	memmove(held.test + first, held.test + held.first, held.n * sizeof *held.test);
	held.first = first;
}

/* Variables of a group, kept as long as this process lives: groups have the same ones again and
 * again. NULL: there are none. */
static const struct buf *variables_keep(struct str text)
{
	static struct variables { struct buf text; struct variables *next; } *first;
	struct variables *u = first;

	while (u && text.n && (u->text.n != text.n || memcmp(u->text.p, text.p, text.n)))
		u = u->next;
	if (!text.n || u)
		return text.n ? &u->text : NULL;
	u = xrealloc(NULL, 1, sizeof *u);
	*u = (struct variables){ .next = first };
	buf_add(&u->text, text.p, text.n);
	first = u;
	return &u->text;
}

/* A group: its tests are run in this order. None: there will be no more. */
static void on_tests(const struct w_TESTS *m)
{
	const struct buf *variables = variables_keep(m->variables);

	held.asked = false;
	if (!m->tests.n)
		life_move(ENDING);
	held_move(0, m->tests.n);
	for (uint32_t i = 0; i < m->tests.n; i++) {
		uint32_t test = nums_at(m->tests, i), at = held.first + held.n;
		if (life < COLLECTED || test >= suite->ntests ||
		    (known[test] != AWAITED && known[test] != DONE))
			leave(EXIT_LOST);
		/* one by one */
		held.test[at] = (struct holding){ test, m->attempt, m->isolate, m->probe,
			m->probe ? SPLIT_probe : SPLIT_not, m->before,
			variables };
		test_becomes(known, test, HELD);
		held.n++;
	}
	if (ending.how != GOES_ON)
		held_return(NONE);
}

/* Gives back the last of what is held, even if that is nothing; a probe, which is held alone, only
 * where the run is interrupted. */
static void held_return(uint32_t most)
{
	uint32_t n = most < held.n ? most : held.n, *tests;

	if (n && held.test[held.first].probe && !interrupted())
		n = 0;
	tests = xrealloc(NULL, n, sizeof *tests);
	held.n -= n;
	for (uint32_t i = 0; i < n; i++) {
		tests[i] = held.test[held.first + held.n + i].test;
		test_becomes(known, tests[i], AWAITED);
	}
	put_returned(&master, tests, n);
	free(tests);
}

/* RECALL: so many of them, or (whole) none. */
static void on_recall(const struct w_RECALL *m)
{
	held_return(m->whole && held.n < m->count ? 0 : m->count);
}

/* Asks for more when what is held is about to run out: before the last test starts, or as much
 * earlier as an answer may take, while tests are that short. */
static void ask(uint32_t waiting)
{
	if (held.asked || life >= ENDING || waiting > ANSWER / (attempt.spent + 1))
		return;
	put_NEED(&master, (struct w_NEED){ 0 });
	held.asked = true;
}

/* Do several cases share a process? */
static bool is_batch(const struct attempt *a) { return a->n > 1; }

/* What its process is called: the test, or the program of several. */
static const char *attempt_name(const struct attempt *a)
{
	const struct test *t = &suite->tests[a->tests[0]];

	return is_batch(a) ? suite->programs[t->program].path : t->id;
}

/* Bytes that a case takes on a command line, at most. */
static size_t name_size(const struct program *p, const struct test *t)
{
	const struct kind *k = p->kind;
	size_t n = strlen(case_name(t));

	return (k->escape ? 2 * n : n) + strlen(k->join ? k->join : k->each ? k->each : " ") +
		(k->each && strstr(k->each, "%p") ? strlen(program_file(p)) + strlen(root_path()) :
		0);
}

/* A test is to run in the process of an attempt. */
static void test_batch(struct attempt *a, uint32_t test)
{
	if (a->known[test] != HELD)
		test_becomes(a->known, test, HELD);
	test_becomes(a->known, test, BATCHED);
}

/* Does a case need nothing about its process but its name? Then it may run in a trial. */
static bool is_plain(const struct test *t)
{
	const struct kind *k = suite->programs[t->program].kind;
	const struct props *props = &suite->props[t->props];

	if (!t->name || !kind_batches(k) || props->setup || props->teardown)
		return false;
	return !t->asks && !t->twins && !t->above && !is_judged(k, props);
}

/* May a case share a process with others? */
static bool is_sociable(const struct test *t)
{
	const struct props *props = &suite->props[t->props];

	if (appliance.check || is_watched())
		return false;
	return is_plain(t) && !config.isolate && !props->isolate;
}

/* Are two programs in one directory? */
static bool is_beside(const struct program *p, const struct program *q)
{
	const char *a = strrchr(p->path, '/'), *b = strrchr(q->path, '/');
	size_t n = a ? (size_t)(a - p->path) : 0;

	return n == (b ? (size_t)(b - q->path) : 0) && !memcmp(p->path, q->path, n);
}

/* Can cases of two programs with the same properties share a process? Those of one; or of two for
 * which the same configuration of their framework counts, if that says in its output which program
 * is which: in one directory, or below one, where they do not run in their own. */
static bool share_process(const struct program *p, const struct program *q,
	const struct props *props)
{
	const char *where = props->cwd ? props->cwd : p->kind->cwd;

	if (p == q)
		return true;
	if (p->kind != q->kind || !p->kind->many || p->command || q->command || props->command)
		return false;
	return is_beside(p, q) || (p->home && q->home && !strcmp(p->home, q->home) &&
		!(where && !strcmp(where, "program")));
}

/* Which of n programs an output calls so; NONE: none of them. */
static uint32_t program_named(const struct program *p, uint32_t n, struct str name)
{
	struct buf path = { 0 };
	uint32_t i = 0;

	for (; i < n; i++) {
		path.n = 0;
		word_expand(&path, "%p", &p[i], NULL, NULL);
		if (path.n == name.n && !memcmp(path.p, name.p, name.n))
			break;
	}
	buf_free(&path);
	return i < n ? i : NONE;
}

/* How many of the first held tests can share a process: cases of one program, with the same
 * properties, whose joined names fit in a word, or go into a file. */
static uint32_t same_process(struct attempt *a)
{
	const struct holding *first = &held.test[held.first];
	const struct test *t = &suite->tests[first->test], *u;
	const struct program *p = &suite->programs[t->program], *q;
	size_t most = p->kind->limit && p->kind->limit != NONE ? p->kind->limit : NAMES_MAX;
	size_t bytes = t->name ? name_size(p, t) : 0;
	uint32_t n = 1;

	a->filed = false;
	if (!is_sociable(t))
		return 1;
	for (; n < held.n && n != first->most; n++) {
		u = &suite->tests[first[n].test];
		q = &suite->programs[u->program];
		if (!share_process(p, q, &suite->props[t->props]) || u->props != t->props ||
		    !u->name || u->disabled || u->asks || u->twins || u->above ||
		    first[n].attempt != first->attempt || first[n].most != first->most ||
		    first[n].split != first->split || first[n].variables != first->variables ||
		    ((bytes += name_size(q, u)) > most && !p->kind->run_file))
			break;
	}
	a->filed = bytes > most && p->kind->run_file;
	return n;
}

/* The run ends with a case that failed among others: it is held for a probe, if that is wanted and
 * there is time. */
static void probe_hold(const struct attempt *a, uint32_t test)
{
	uint32_t ms = probe_time((clock_us() - us.hello) / PROBE_SHARE);

	if (!config.probes || !ms || interrupted() || known[test] != DONE)
		return;
	held_move(0, 1);
	held.test[held.first + held.n++] = (struct holding){ test, a->attempt + 1, 1, ms,
		SPLIT_probe, 0, a->variables };
	test_becomes(known, test, HELD);
}

/* Is one of the files missing that a test must have? Then *why says which. */
static bool files_miss(const struct props *props, struct buf *why)
{
	char **files = props->files ? words_split(props->files, NULL) : NULL;

	for (char **f = files; f && *f && !why->n; f++)
		if (access(*f, F_OK))
			buf_printf(why, "required file %s is missing", *f);
	free(files);
	return why->n;
}

/* Runs the first held test, and those that can share its process. */
static void run_next(void)
{
	const struct holding *first = &held.test[held.first];
	const struct test *t = &suite->tests[first->test];
	const struct props *props = &suite->props[t->props];
	struct attempt *a = &attempt;
	struct buf why = { 0 };

	a->n = t->disabled || props->skip || props->broken || files_miss(props, &why) ? 1 :
		same_process(a);
	a->attempt = first->attempt;
	a->split = first->split;
	a->probe = first->probe;
	a->before = first->before;
	a->variables = first->variables;
	a->straw = NONE;
	a->known = known;
	a->open = NONE;
	a->tests = xrealloc(a->tests, a->n, sizeof *a->tests);
	for (uint32_t i = 0; i < a->n; i++) {
		a->tests[i] = first[i].test;
		test_becomes(known, a->tests[i], BATCHED);
	}
	held.first += a->n;
	held.n -= a->n;
	a->exit = NONE;
	a->signal = a->leaked = 0;
	if (props->broken)
		test_spare(a, a->tests[0], OUT_error, props->broken);
	else if (props->skip || t->disabled)
		test_skip(a, a->tests[0], props->skip ? props->skip : "disabled in the program");
	else if (why.n)
		test_spare(a, a->tests[0], OUT_error, why.p);
	else if (is_missing(t, props, &why))
		test_skip(a, a->tests[0], why.p);
	else if (is_batch(a))
		batch_run(a, t, props);
	else
		test_run(a, t, props);
	buf_free(&why);
	a->open = NONE;
	appliance_fit();
}

/* Puts the first n of its tests back to the front of what is held, so many to a process; 0: any
 * number. */
static void put_back(struct attempt *a, uint32_t n, uint32_t most)
{
	if (!n)
		return;
	held_move(n, 0);
	held.first -= n;
	held.n += n;
	for (uint32_t i = 0; i < n; i++) {
		held.test[held.first + i] = (struct holding){ a->tests[i], a->attempt, most,
			a->probe, a->split, a->before,
			a->variables };
		test_becomes(known, a->tests[i], HELD);
	}
	if (ending.how != GOES_ON)
		held_return(NONE);
}

/* ---- tests -------------------------------------------------------------------------------------
 * door: phase_send, send_output, test_start, test_spare, test_skip, is_missing, test_setup,
 *       test_run, hook_run, process_run, outcome_known, leaks_tell, may_reboot */
/* Reports a phase. start: clock; spent: us. */
static void phase_send(struct attempt *a, uint32_t test, enum phase phase, enum outcome o,
	int64_t start, int64_t spent, const struct buf *why)
{
	static uint32_t failures, counted = NONE;
	static bool enough;
	bool call = phase == PHASE_call, last = phase == PHASE_teardown;
	struct used used = call && !is_batch(a) ? a->proc->used : (struct used){ 0 };
	uint64_t cut = 0;

	for (int s = 0; call && s < STREAM_COUNT; s++)
		cut += a->proc->kept[s].total - a->proc->kept[s].head.n - a->proc->kept[s].tail.n;
	put_REPORT(&master, (struct w_REPORT){ .test = test, .attempt = a->attempt,
		.phase = (uint8_t)phase,
		.outcome = (uint8_t)o, .start = (uint64_t)(start - us.hello),
		.duration = (uint64_t)spent,
		.exit = call ? a->exit : NONE, .signal = call ? a->signal : 0,
		.leaked = last ? a->leaked : 0, .cut = cut,
		.user = used.user, .system = used.system, .rss = used.rss,
		.message = why ? (struct str){ why->n ? why->p : "", (uint32_t)why->n } :
		str_of("") });
	if (o >= OUT_failed && o != OUT_notrun && counted != test) {
		counted = test;		/* once for all its phases */
		enough = ++failures == config.maxfail;
		if (enough && a->begun > 1 && !a->split)
			a->straw = test;
	}
	if (enough && config.cleans_up && last)		/* then the master knows why */
		held_return(NONE);
	else if (enough && !config.cleans_up)
		stop(false);
	enough &= config.cleans_up && !last;
}

/* Sends what a test printed, where somebody will read it. */
static void send_output(struct attempt *a, uint32_t test, enum outcome o)
{
	if (o == OUT_passed && !config.output_all)
		return;
	for (int s = 0; s < STREAM_COUNT; s++)
		capture_send(&a->proc->kept[s], test, (enum stream)s);
}

/* The worst of what is known of a test when its call has ended so: its own teardown and its leaks
 * count, too. */
static enum outcome outcome_known(const struct attempt *a, enum outcome call)
{
	enum outcome o = call > a->after ? call : a->after;

	return a->leaked && config.leaks_fail && o < OUT_error ? OUT_error : o;
}

/* A hook behind the call did not pass: sends what the call printed, and then what the hook did. */
static void output_late(struct attempt *a)
{
	for (int s = 0; s < STREAM_COUNT; s++) {
		capture_send(&a->printed[s], a->open, (enum stream)s);
		capture_clear(&a->printed[s]);
	}
	send_output(a, a->open, OUT_error);
}

/* Says that a test starts. */
static void test_start(struct attempt *a, uint32_t test)
{
	a->open = test;
	a->said = NOT_SAID;
	a->worst = a->after = OUT_passed;
	a->turns = 0;
	a->expects = 0;
	a->why.n = a->after_why.n = a->reason.n = 0;
	a->began = a->since = clock_us();
	test_becomes(a->known, test, OPEN);
	if (!a->quiet)
		put_START(&master, (struct w_START){ .test = test, .attempt = a->attempt,
			.split = a->split });
}

/* The timeout of a case that says one itself, else its program's, else everybody's. ms; 0: none */
static uint32_t case_timeout(uint32_t test)
{
	const struct test *t = &suite->tests[test];
	struct str ask = case_ask(t, "timeout");
	char value[16];
	uint32_t ms;

	if (!ask.p)
		ask = lines_ask(suite->props[t->props].asks, "timeout");
	snprintf(value, sizeof value, "%.*s", (int)ask.n, ask.p ? ask.p : "");
	return value_time(value, &ms) ? ms : config.timeout;
}

/* The whole word on a test that is not run. */
static void test_spare(struct attempt *a, uint32_t test, enum outcome o, const char *why)
{
	struct buf text = { 0 };

	ask(held.n);
	for (int s = 0; s < STREAM_COUNT; s++)
		capture_clear(&a->proc->kept[s]);
	test_start(a, test);
	buf_puts(&text, why);
	case_report(a, test, o, &text, a->began);
	buf_free(&text);
}

static void test_skip(struct attempt *a, uint32_t test, const char *why)
{
	test_spare(a, test, OUT_skipped, why);
}

/* Does a program get a value for that word: by -v, as ATF's do, or as TEST_ENV_word? */
static bool config_given(const char *word, const struct props *props)
{
	char **words = props->args ? words_split(props->args, NULL) : NULL;
	struct buf name = { 0 };
	size_t n = strlen(word);
	bool given;

	buf_printf(&name, "TEST_ENV_%s", word);
	given = getenv(name.p);
	for (char **w = words; w && *w && !given; w++) {
		const char *p = *w + (strncmp(*w, "-v", 2) ? 0 : 2);
		given = !strncmp(p, word, n) && p[n] == '=';
	}
	free(words);
	for (const char *p = NULL; !given && (p = list_next(props->env.p, props->env.n, p));)
		given = !strncmp(p, name.p, strlen(name.p)) && p[strlen(name.p)] == '=';
	buf_free(&name);
	return given;
}

/* "300", "64K" .. "2T" as a number; 0: it is none. */
static double need_bytes(const char *value)
{
	static const char units[] = "KMGT";
	char *end;
	double n = strtod(value, &end);
	const char *unit = *end ? strchr(units, *end) : NULL;

	return !unit ? n : n * (double)((uint64_t)1 << 10 * (unit - units + 1));
}

/* Looks for one thing that a case needs; where it is missing *why says so. What we do not know is
 * not missed. */
static void need_look(const char *need, const char *value, const struct props *props,
	struct buf *why)
{
	const struct passwd *user = user_of(props);
	const char *at = value, *dir;
	struct utsname machine;
	struct statvfs fs;
	double most = 0, size;

	if (!strcmp(need, "user")) {
		bool root = !(user ? user->pw_uid : geteuid());
		if (root ? !strcmp(value, "unprivileged") : !strcmp(value, "root"))
			buf_puts(why,
				root ? "needs a user who is not root: user = NAME in [tests] gives "
				"one" : "needs root");
	} else if (!strcmp(need, "progs")) {
		at = path_find(value);
		if (!strchr(at, '/') || access(at, X_OK))
			buf_printf(why, "needs the program %s, which is not %s", value,
				at == value && *value == '/' ? "there" : "in PATH");
	} else if (!strcmp(need, "files")) {
		if (access(value, F_OK))
			buf_printf(why, "needs the file %s, which is not there", value);
	} else if (!strcmp(need, "arch") || !strcmp(need, "machine")) {
		if (uname(&machine) >= 0 && !glob_any(value, machine.machine))
			buf_printf(why, "needs the machine %s, and this is %s", value,
				machine.machine);
	} else if (!strcmp(need, "config")) {
		if (!config_given(value, props))
			buf_printf(why,
				"needs a value for %s: args = -v %s=VALUE in [tests] gives one",
				value, value);
	} else if ((size = need_bytes(value)) > 0) {
		if (!strcmp(need, "memory"))
			most = memory_size();
		else if (!strcmp(need, "diskspace") && (dir = tmp_ready(user)) &&
		    !statvfs(dir, &fs))
			most = (double)fs.f_bavail * (double)fs.f_frsize;
		if (most > 0 && most < size)
			buf_printf(why, "needs %s of %s, and there is %.1fG", value, need,
				most / (1 << 30));
	}
}

/* A need by its word, and whether each word behind that is one. */
struct need { const char *word; bool each; };

/* Looks for what is asked for by one word. */
static void needs_look(const struct need *need, struct str ask, const struct props *props,
	struct buf *why)
{
	for (uint32_t n; ask.n && !why->n; ask.p += n, ask.n -= n) {
		char value[PATH_MAX];
		for (n = 0; n < ask.n && !(need->each && ask.p[n] == ' '); n++)
			;
		snprintf(value, sizeof value, "%.*s", (int)n, ask.p);
		if (n)
			need_look(need->word, value, props, why);
		n += n < ask.n;
	}
}

/* Does a case, or its program by a suite file, need what is not here? */
static bool is_missing(const struct test *t, const struct props *props, struct buf *why)
{
	static const struct need needs[] = { { "user", false }, { "progs", true },
		{ "files", true },
		{ "arch", false }, { "machine", false }, { "config", true }, { "memory", false },
		{ "diskspace", false } };

	for (size_t i = 0; (t->asks || props->asks) && i < sizeof needs / sizeof *needs; i++) {
		needs_look(&needs[i], case_ask(t, needs[i].word), props, why);
		needs_look(&needs[i], lines_ask(props->asks, needs[i].word), props, why);
	}
	return why->n;
}

/* Runs the setup hook of a test. What it leaves in MUSTER_ENV is set for this attempt, as what it
 * holds of locks is. */
static enum outcome test_setup(struct attempt *a, const struct program *p,
	const struct props *props, struct buf *why)
{
	static struct buf both;
	struct hook hook = { "setup hook", props->hook_timeout, false, &both };
	enum outcome o;

	both.n = 0;
	if (a->variables)
		buf_add(&both, a->variables->p, a->variables->n);
	o = hook_run(props->setup, hook, order_for(p, props, a), why);
	a->variables = both.n ? &both : NULL;
	environment_stale();
	return o;
}

/* May the machine go down in the test that runs? */
static bool may_reboot(void)
{
	return master.in >= 0 && attempt.open != NONE &&
		suite->props[suite->tests[attempt.open].props].reboots != NONE;
}

/* Does the machine go down, that ended a test by a signal which is not ours? Then its end is no
 * outcome: this process waits a moment for its own. */
static void reboot_await(const struct attempt *a, const struct props *props)
{
	int64_t until;

	if (props->reboots == NONE || a->proc->stop != NOT_STOPPED || (a->signal != SIGTERM &&
	    a->signal != SIGHUP && a->signal != SIGKILL))
		return;
	tell_all();
	until = clock_us() + GOING_DOWN;
	while (!interrupted() && clock_us() < until)
		turn_within(until - clock_us() < HEARTBEAT_EVERY ? until - clock_us() :
			HEARTBEAT_EVERY, NULL, 0);
}

/* One test in a process of its own: setup hook, call, teardown hook. */
static void test_run(struct attempt *a, const struct test *t, const struct props *props)
{
	const struct program *p = &suite->programs[t->program];
	uint32_t test = a->tests[0];
	unsigned before = fixtures_count();
	struct buf why = { 0 };
	enum outcome o = OUT_passed, call;
	bool waits = false;		/* what it printed, for hooks that may still make it bad */
	struct w_PROCESS ended = { 0 };
	int64_t start;

	ask(held.n);
	test_start(a, test);
	go_await();
	start = a->began;
	if (props->setup)
		o = test_setup(a, p, props, &why);
	phase_send(a, test, PHASE_setup, o, start, clock_us() - start, &why);
	why.n = 0;
	start = clock_us();
	if (o != OUT_passed) {
		send_output(a, test, o);
		phase_send(a, test, PHASE_call, OUT_notrun, start, 0, &why);
	} else {
		process_run(a, p, props);
		o = judge_process(a, a->proc, p->kind, props, &why);
		tap_missed(a);
		records_send(a, test, props);
		if (!a->probe && is_unexplained(a, o) && guilt_of_all(a, t, props, o, &why, &ended))
			o = a->outcome;
		else if (t->name)
			o = judge_case(a, o, &why);
		o = judge_by_end(a, t, o, &why);
		o = probe_over(a) ? OUT_notrun : judge_expected(props, o, &why);
		if (t->named && has_failed_among(test) && o <= OUT_skipped)
			buf_printf(&why, "%sfails in company", why.n ? "; " : "");
		a->spent = clock_us() - start - a->looked;
		waits = (props->teardown || (t->cleanup && p->kind->cleanup)) &&
			outcome_known(a, o) == OUT_passed && !config.output_all;
		if (!waits)
			send_output(a, test, outcome_known(a, o));
		phase_send(a, test, PHASE_call, o, start, a->spent, &why);
		for (int s = 0; s < STREAM_COUNT && waits; s++)
			capture_move(&a->printed[s], &a->proc->kept[s]);
	}
	why.n = 0;
	start = clock_us();
	call = o;
	o = test_teardown(a, t, props, before, &why);
	appliance_gather(a, test, call > o ? call : o);
	o = appliance_check(test, call, o, &why);
	phase_send(a, test, PHASE_teardown, o, start, clock_us() - start, &why);
	for (int s = 0; s < STREAM_COUNT; s++)
		capture_clear(&a->printed[s]);
	test_becomes(known, test, DONE);
	if (ended.guilty)
		put_PROCESS(&master, ended);
	tmp_check((call > o ? call : o) >= OUT_failed);
	buf_free(&why);
}

/* "2 processes left behind: 1234 (sleep 100), 1235 (sh)", behind what was said before. */
static void leaks_tell(const struct attempt *a, struct buf *why)
{
	const struct buf *left = &a->proc->left;

	if (a->leaked)
		buf_printf(why, "%s%lu process%s left behind%s%.*s", why->n ? "; " : "",
			(unsigned long)a->leaked, a->leaked > 1 ? "es" : "",
			left->n ? ": " : "", (int)left->n, left->n ? left->p : "");
}

/* What is left to do after a call: its teardown hook, the end of its fixtures, a word on its
 * leaks. */
static enum outcome test_teardown(struct attempt *a, const struct test *t,
	const struct props *props, unsigned before, struct buf *why)
{
	const struct program *p = &suite->programs[t->program];
	enum outcome o = OUT_passed;

	leaks_tell(a, why);
	if (a->leaked && config.leaks_fail)
		o = OUT_error;
	if (a->after != OUT_passed) {
		buf_printf(why, "%s%.*s", why->n ? "; " : "", (int)a->after_why.n,
			a->after_why.n ? a->after_why.p : "");
		o = a->after;
	}
	if (t->cleanup && p->kind->cleanup)
		cleanup_run(a, t, props, why, &o);
	if (props->teardown) {
		size_t said = why->n;
		if (said)
			buf_puts(why, "; ");
		if (hook_run(props->teardown, (struct hook){ "teardown hook", props->hook_timeout,
		    true, NULL }, order_for(p, props, a), why) != OUT_passed) {
			o = OUT_error;
			output_late(a);
		} else {
			why->n = said;
		}
	}
	fixtures_end(before);
	keep_send(a, a->tests[0]);
	return o;
}

/* Runs the cleanup that the kind has for a case, where the case ran. */
static void cleanup_run(struct attempt *a, const struct test *t, const struct props *props,
	struct buf *why, enum outcome *o)
{
	const struct program *p = &suite->programs[t->program];
	struct order order = order_for(p, props, a);
	struct child *c = a->proc;
	size_t said = why->n;

	order.argv = command_of(p, 1, p->kind->cleanup, props, a);
	order.user = user_of(props);
	order.what = "cleanup";
	order.interrupt = HURRIES_IT;
	order.timeout = budget(props->timeout != NONE ? props->timeout * MS : HOOK_TIMEOUT);
	order.alone = us.reaper;
	child_run(c, &order);
	if (said)
		buf_puts(why, "; ");
	if (hook_end(c, false, why) != OUT_passed) {
		*o = OUT_error;
		output_late(a);
	} else {
		why->n = said;
	}
}

/* Lets lines of a batch gather while they come so fast that each would wake us for itself: a
 * wake-up costs more than the case it tells of. Its end is seen at once. */
static void breathe(void)
{
	static int64_t before;

	if (clock_us() < before + 2 * BREATH)
		fd_wait(signals_fd(), POLLIN, BREATH / MS);
	before = clock_us();
}

/* Runs what an order says to its end, once the master knows: nothing that an interrupt stops, where
 * the run is interrupted. False: it was not started. */
static bool child_run(struct child *c, const struct order *o)
{
	bool started = false;

	tell_all();
	if (interrupted() && o->interrupt == STOPS_IT) {
		child_ready(c, o);
		c->stop = STOP_INTERRUPT;
	} else {
		started = child_start(c, o);
	}
	while (c->step != IDLE) {
		turn(c, 1);
		if (o->attempt && is_batch(o->attempt))
			breathe();
	}
	return started;
}

/* Runs a hook to its end, in the place and with the environment of an order. Not passed: *why says
 * so, what it printed is in proc. */
static enum outcome hook_run(const char *command, struct hook hook, struct order order,
	struct buf *why)
{
	struct child *c = &proc;
	char *shell[] = { "/bin/sh", "-c", (char *)(uintptr_t)command, NULL }, **split = NULL;
	char mark[120];
	bool missing = false;
	enum outcome o;

	snprintf(mark, sizeof mark, "%s%u", hook_mark(), fixtures_count() + 1);
	order.envp = environment_with(order.envp, mark, hook.gives ? variables_ready() : NULL);
	/* plain words need no shell: there may be none */
	if (!strpbrk(command, "|&;<>()$`*?#~=%\n"))
		split = words_split(command, NULL);
	order.argv = split && split[0] ? split : shell;
	order.what = hook.what;
	order.hook = true;
	order.interrupt = !hook.teardown ? STOPS_IT : hook.timeout == NONE ? HURRIES_IT : SPARES_IT;
	order.timeout = hook.timeout != NONE ? hook.timeout * MS : HOOK_TIMEOUT;
	if (order.interrupt != SPARES_IT)
		order.timeout = budget(order.timeout);
	hook_tell(&order);
	if (!child_run(c, &order) && c->exec_errno == ENOENT && order.argv == split) {
		order.argv = shell;	/* perhaps a word of its own */
		missing = true;
		child_run(c, &order);
	}
	free(split);
	free(order.envp);
	hook_tell(NULL);
	o = hook_end(c, missing, why);
	if (hook.gives)
		variables_read(hook.what, o == OUT_passed ? hook.gives : NULL);
	return o;
}

/* A hook starts, or (NULL) has ended: somebody may want to know what takes so long. */
static void hook_tell(const struct order *o)
{
	if (master.out >= 0)
		put_HOOK(&master, (struct w_HOOK){ .what = str_of(o ? o->what : ""),
			.left = o ? (uint32_t)(o->timeout / MS) : 0,
			.firm = o && o->interrupt == SPARES_IT });
}

/* What the end of a hook means: passed, error, or lost where the run was interrupted. missing: its
 * command was not found, so a shell was asked. */
static enum outcome hook_end(const struct child *c, bool missing, struct buf *why)
{
	char room[16];

	if (c->stop == STOP_INTERRUPT) {
		buf_printf(why, "%s was interrupted", c->order.what);
		return OUT_lost;
	}
	if (c->exec_errno)
		buf_printf(why, "%s: %s: %s%s", c->order.what, c->exec_step, c->exec_file,
			strerror(c->exec_errno));
	else if (c->stop)
		buf_printf(why, "%s was stopped after %.3g s", c->order.what,
			(double)c->order.timeout / 1e6);
	else if (WIFSIGNALED(c->status))
		buf_printf(why, "%s was killed by SIG%s", c->order.what,
			signal_name((uint32_t)WTERMSIG(c->status), room));
	else if (missing && WEXITSTATUS(c->status) == 127)
		buf_printf(why, "%s: %s", c->order.what, strerror(ENOENT));
	else if (WEXITSTATUS(c->status))
		buf_printf(why, "%s: exit status %d", c->order.what, WEXITSTATUS(c->status));
	else
		return OUT_passed;
	return OUT_error;
}

/* ms of a property, or of the command line where it is not given, as us. */
static int64_t pick(uint32_t property, uint32_t option)
{
	return (property != NONE ? property : option) * MS;
}

/* Bounds what a process may take by the time that there is for a probe, and as much again for its
 * end. */
static void probe_bound(const struct attempt *a, struct order *o)
{
	int64_t most = a->probe * MS;

	if (!o->timeout || o->timeout > most)
		o->timeout = most;
	if (o->grace > most)
		o->grace = most;
	o->diagnose = NULL;
	o->slow = 0;
}

/* Was a probe stopped at the end of its time, and not at its test's? Then nothing is known. */
static bool probe_over(const struct attempt *a)
{
	return a->probe && a->proc->stop == STOP_TIMEOUT && a->proc->order.timeout == a->probe * MS;
}

/* What is known of a process once it has ended. */
static void process_ended(struct attempt *a, const struct props *props)
{
	const struct child *c = a->proc;

	a->exit = !c->exec_errno && WIFEXITED(c->status) ? (uint32_t)WEXITSTATUS(c->status) : NONE;
	a->signal = !c->exec_errno && WIFSIGNALED(c->status) ? (uint32_t)WTERMSIG(c->status) : 0;
	a->leaked = c->leaked;
	reboot_await(a, props);
	if (is_watched())
		health_end(a);
}

/* What an attempt starts: the command, within which bounds, and what is read of it. */
static struct order process_order(struct attempt *a, const struct program *p,
	const struct props *props)
{
	const struct kind *k = p->kind;
	struct order o = order_for(p, props, a);

	o.argv = command_of(p, 1, !suite->tests[a->tests[0]].name ? k->whole :
		a->filed ? k->run_file : k->run, props, a);
	o.user = user_of(props);
	o.what = is_batch(a) ? p->path : suite->tests[a->tests[0]].id;
	o.alone = us.reaper;
	o.timeout = pick(props->timeout, case_timeout(a->tests[0]));
	if (o.timeout && a->before)	/* it has been tried before: that there is none left */
		o.timeout -= a->before * MS < o.timeout ? a->before * MS : o.timeout - 1;
	o.slow = a->quiet ? 0 : pick(props->slow, config.slow);
	o.idle = pick(props->idle, config.idle);
	o.grace = pick(props->grace, config.grace);
	o.memory = props->memory;
	o.core = o.dir && o.dir == tmp_where() ? cores_most() : 0;
	o.diagnose = props->diagnose;
	if (a->probe)
		probe_bound(a, &o);
	if (k->stream != RESULTS_report && k->reader != READER_exit)
		o.reads = READS_LINES;
	else if (k->stream != RESULTS_report)
		o.reads = props->by_status || (!props->kind && !config.kind.n) ? READS_BEGINNING :
			READS_NOTHING;
	o.said = k->stream == RESULTS_stderr ? STREAM_ERR : STREAM_OUT;
	o.sorted = is_batch(a) || (k->start && *k->start == '\26');
	return o;
}

/* The process of an attempt: starts it, watches it to its end. How it ended is in a->proc, what its
 * kind's reader made of its output in a. */
static void process_run(struct attempt *a, const struct program *p, const struct props *props)
{
	struct child *c = a->proc;
	const struct kind *k = p->kind;
	bool cases = suite->tests[a->tests[0]].name, reported = k->stream == RESULTS_report;
	struct order o;

	reader_open(&a->reader, k, !cases);
	a->reader.judges &= !is_batch(a);
	a->ran = xrealloc(a->ran, a->n, sizeof *a->ran);
	a->started = clock_us();
	a->begun = a->place = 0;
	a->program = suite->tests[a->tests[0]].program;
	a->failed = a->foreign = false;
	a->between.n = a->suites.n = a->skips.n = 0;
	a->said = NOT_SAID;
	a->since = clock_us();
	a->unread = NULL;
	a->frame.n = 0;
	a->looked = 0;
	if (reported)
		/* before the order: where it cannot be made anew its name is another */
		own_make("report", NULL, user_of(props));
	if (a->filed)
		names_make(p, a, user_of(props));
	o = process_order(a, p, props);
	if (is_batch(a) && !a->quiet) {
		put_spawn(&master, a->tests, a->n);
		go_await();
	}
	if (is_watched())
		health_begin();
	child_run(c, &o);
	process_ended(a, props);
	if (a->signal)
		appliance_crash(a, p, props);
	a->fruitless = cases && c->reads == READS_LINES && !a->begun && !a->said && !a->skips.n
		? a->fruitless + 1 : 0;
	if (reported)
		results_read(c);
	if (is_batch(a) || a->quiet)	/* else its teardown may leave more */
		keep_send(a, NONE);
}

/* ---- cases -------------------------------------------------------------------------------------
 * door: batch_run, batch_leave, batch_again, is_skipping, case_report, has_failed_among,
 *       suite_failed, suite_tell, ran_as, aways_end, words_keep, words_placed, on_line,
 *       on_unfinished, point_send, results_read */
/* a bit for each row that failed in a process with others; NULL: none has */
static uint8_t *among;

/* Did the process say that all its cases are skipped, and start none? */
static bool is_skipping(const struct attempt *a)
{
	return a->skips.n && !a->reader.started && (a->reader.ended || !a->reader.kind->end);
}

/* Did the process start none of its cases, though it had the time to? */
static bool is_fruitless(struct attempt *a, const struct kind *k)
{
	if (a->begun || a->proc->stop || is_skipping(a))
		return false;
	return a->proc->exec_errno ? a->proc->exec_errno == E2BIG : k->start != NULL;
}

/* The tests that have not started stay in a->tests; how many they are. */
static uint32_t batch_rest(struct attempt *a)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < a->n; i++)
		if (a->known[a->tests[i]] == BATCHED)
			a->tests[n++] = a->tests[i];
	return n;
}

/* No case is open any more: it has its result, or goes back to those without one. */
static void batch_leave(struct attempt *a)
{
	if (a->open != NONE && a->said) {
		case_close(a);
	} else if (a->open != NONE) {
		case_away(a, true);
		aways_back(a);
	}
}

/* Cases without a result go back, for another process, or each for one of its own. They may have
 * run already, without a word. */
static void batch_again(struct attempt *a, uint32_t most)
{
	a->attempt++;
	a->split = SPLIT_again;
	put_back(a, batch_rest(a), most);
	a->attempt--;
}

/* The worst that a process of several cases came to, or one of them. */
static enum outcome batch_worst(const struct attempt *a, const struct props *props,
	enum outcome process)
{
	struct buf why = { 0 };
	enum outcome o = process;

	for (uint32_t i = 0; i < a->begun; i++)
		o = a->ran[i].outcome > o ? a->ran[i].outcome : o;
	o = judge_expected(props, o, &why);
	buf_free(&why);
	return o;
}

/* Runs a batch: a process for all its cases. When that dies or is stopped in the middle, the case
 * that ran takes the blame, and those that had not started get a new process. One that starts none
 * of its cases may do so because of one of them, which is not there any more, say: they are cut in
 * two, until FRUITLESS_MAX processes in a row were like that; then it speaks for all of them. Any
 * other ends at least one, so this comes to an end. Where no words say in which case it ended,
 * those without a result run one by one if it hung; else, and where it ends badly though all its
 * cases ended well, see guilt. */
static void batch_run(struct attempt *a, const struct test *t, const struct props *props)
{
	const struct program *p = &suite->programs[t->program];
	struct w_PROCESS ended = { 0 };
	struct buf why = { 0 };
	enum outcome process;

	process_run(a, p, props);
	process = judge_process(a, a->proc, p->kind, props, &why);
	ended = (struct w_PROCESS){ .test = a->tests[0], .outcome = (uint8_t)process,
		.exit = a->exit, .signal = a->signal };
	if (process == OUT_lost && a->open == NONE && !a->naway) {
		put_back(a, a->n, 0);
	} else if (batch_unplaced(a, process) && process == OUT_timeout) {
		batch_leave(a);
		batch_again(a, 1);
	} else if (batch_unplaced(a, process) && a->fruitless <= FRUITLESS_MAX) {
		guilt_place(a, props, process, &why, &ended);
	} else if (is_fruitless(a, p->kind) && a->fruitless <= FRUITLESS_MAX) {
		put_back(a, a->n, (a->n + 1) / 2);
	} else if (!a->begun && (p->kind->start || a->proc->exec_errno ||
	    a->fruitless > FRUITLESS_MAX)) {
		size_t n = why.n;
		for (uint32_t i = 0; i < a->n; i++, why.n = n) {
			test_start(a, a->tests[i]);
			case_report(a, a->tests[i], judge_case(a, process, &why), &why, clock_us());
		}
	} else {
		batch_end(a, props, process, &why, &ended);
	}
	ended.message = (struct str){ why.n ? why.p : "", (uint32_t)why.n };
	process = batch_worst(a, props, process);
	appliance_gather(a, NONE, process);
	put_PROCESS(&master, ended);
	lone_again(a);
	if (a->straw != NONE)
		probe_hold(a, a->straw);
	tmp_check(process >= OUT_failed);
	buf_free(&why);
}

/* Is it not to be said which of its cases a process ended in? One that writes to a pipe without
 * flushing loses its last words, and what came of them ends with a block, where no case does. */
static bool batch_unplaced(struct attempt *a, enum outcome process)
{
	bool block = a->proc->came % BLOCK == 0, starts = a->reader.kind->start != NULL,
		unsaid = a->open != NONE && !a->said;

	if (process == OUT_lost || a->proc->exec_errno || a->naway || a->n < 2 || is_skipping(a) ||
	    (!unsaid && case_next(a) == NONE))
		return false;
	if (!a->begun)
		return process == OUT_timeout ||
			(block && a->proc->stop == NOT_STOPPED &&
			(!starts || process > OUT_skipped));
	return block && a->proc->stop != STOP_FLOOD && (!starts || unsaid);
}

/* A process has ended in the middle of a case, or behind its last one, which is open still. */
static void batch_end(struct attempt *a, const struct props *props, enum outcome process,
	struct buf *why, struct w_PROCESS *ended)
{
	uint32_t culprit, number = a->attempt;

	case_blame(a, process);
	culprit = a->open;
	for (int s = 0; s < STREAM_COUNT; s++)
		if (a->reader.kind->start)
			capture_clear(&a->ahead[s]);
		else
			capture_move(&a->proc->kept[s], &a->ahead[s]);
	if (culprit != NONE)
		suite_words_open(a);
	if (culprit != NONE && is_unexplained(a, process))
		guilt_find(a, props, process, why, ended);
	else if (culprit != NONE)
		case_end(a, culprit, judge_case(a, process, why), why, clock_us() - a->looked);
	a->open = NONE;
	aways_end(a, culprit);
	put_back(a, batch_rest(a), 0);
	suites_end(a, number);
}

/* Opens the case that the end of the process is about. Where no line says that a case starts, that
 * is the first without a result, unless all have theirs and the process was only to end. */
static void case_blame(struct attempt *a, enum outcome process)
{
	bool silent = !suite->programs[suite->tests[a->tests[0]].program].kind->start;
	uint32_t next = silent ? case_next(a) : NONE;

	if (next != NONE && !(a->open != NONE && a->outcome == OUT_error)) {
		uint32_t status = a->exit, signal = a->signal, leaked = a->leaked;
		case_close(a);
		a->exit = status;	/* of the case that is to blame */
		a->signal = signal;
		a->leaked = leaked;
		case_open(a, next);
	} else if (a->open == NONE && a->naway && process > OUT_failed) {
		case_open(a, a->away[0].test);
	}
}

/* The last case that waits is to run again, in another process. */
static void aways_back(struct attempt *a)
{
	struct away *w = &a->away[--a->naway];

	test_becomes(a->known, w->test, BATCHED);
	for (int s = 0; s < STREAM_COUNT; s++)
		capture_free(&w->kept[s]);
}

/* The process has ended, and some cases are still away: those that paused run again, in the next
 * process; not if no case has ended in this one, so that there is a last. The culprit may be
 * NONE. */
static void aways_end(struct attempt *a, uint32_t culprit)
{
	struct buf why = { 0 };
	bool ended = false;

	for (uint32_t i = 0; i < a->n; i++)
		ended |= a->known[a->tests[i]] == DONE;
	while (a->naway) {
		struct away *w = &a->away[a->naway - 1];
		if (w->paused && ended) {
			aways_back(a);
			continue;
		}
		case_open(a, w->test);
		why.n = 0;
		if (culprit == NONE)
			buf_puts(&why, "no result: the next case started");
		else
			buf_printf(&why, "no result: its process ended while %s ran",
				suite->tests[culprit].id);
		case_report(a, a->open, OUT_error, &why, clock_us());
		a->open = NONE;
	}
	buf_free(&why);
}

/* Keeps a line that came while no case ran: it may say why a suite failed. */
static void between_keep(struct attempt *a, const char *p, size_t n)
{
	size_t here = a->between.n - (a->begun ? a->ran[a->begun - 1].between : 0),
		most = BETWEEN_MAX - 1;

	if (here >= most || a->between.n >= config.output_limit)
		return;
	buf_add(&a->between, p, n < most - here ? n : most - here);
	buf_puts(&a->between, "\n");
}

/* The suite behind another (NULL: none) of those that failed in the process of an attempt. NULL:
 * there are no more. */
static const char *suite_next(const struct attempt *a, const char *of)
{
	const char *message = of ? list_next(a->suites.p, a->suites.n, of) : NULL;

	return list_next(a->suites.p, a->suites.n, message);
}

/* The first of them that a case is of; NULL: it is of none. */
static const char *suite_failed(const struct attempt *a, uint32_t test)
{
	const struct test *t = &suite->tests[test];
	const char *of = NULL;

	while ((of = suite_next(a, of)) && !is_of_suite(a->reader.kind, case_name(t), of))
		;
	return of;
}

/* Says that the suite of a case failed, and why, if that was said. */
static void suite_tell(const char *of, struct buf *why)
{
	const char *message = of + strlen(of) + 1;

	why->n = 0;
	buf_printf(why, "its suite %s failed%s%s", of, *message ? ": " : "", message);
}

/* Adds what was said in front of cases of a suite and behind them, until so many cases had started;
 * NONE: to the end. */
static void suite_words(const struct attempt *a, const char *of, uint32_t most, struct capture *to)
{
	bool before = false, behind;
	size_t from = 0, end;

	for (uint32_t i = 0; i <= a->begun && i < most; i++, before = behind, from = end) {
		const struct test *t = i < a->begun ? &suite->tests[a->ran[i].test] : NULL;
		behind = t && is_of_suite(a->reader.kind, case_name(t), of);
		end = t ? a->ran[i].between : a->between.n;
		if ((before || behind) && end > from)
			capture_add(to, a->between.p + from, end - from);
	}
}

/* The case that is open when its process ends has the words of its suite, if that failed, in front
 * of its own. */
static void suite_words_open(struct attempt *a)
{
	const char *of = suite_failed(a, a->open);
	struct capture own = { 0 }, *kept = &a->proc->kept[a->proc->order.said];

	if (!of)
		return;
	capture_move(&own, kept);
	suite_words(a, of, a->begun, kept);
	capture_move(kept, &own);
	capture_free(&own);
}

/* The process of a batch has ended and said of suites that they failed: so did their cases that
 * were reported to be good, in the attempt that this was. */
static void suites_end(struct attempt *a, uint32_t number)
{
	struct buf why = { 0 };
	const char *of = NULL;

	a->split = SPLIT_later;
	a->attempt = number;
	a->exit = NONE;
	a->signal = a->leaked = 0;
	while ((of = suite_next(a, of))) {
		for (int s = 0; s < STREAM_COUNT; s++)
			capture_clear(&a->proc->kept[s]);
		suite_words(a, of, NONE, &a->proc->kept[a->proc->order.said]);
		suite_tell(of, &why);
		for (uint32_t i = 0; i < a->begun; i++) {
			uint32_t test = a->ran[i].test;
			bool next_round = known[test] == HELD;
			if (a->ran[i].outcome > OUT_skipped || suite_failed(a, test) != of)
				continue;
			test_batch(a, test);
			test_start(a, test);
			case_report(a, test, OUT_failed, &why, clock_us());
			if (next_round)
				test_becomes(known, test, HELD);
		}
	}
	a->open = NONE;
	buf_free(&why);
}

/* A case of the process that runs has ended so. */
static void ran_as(struct attempt *a, uint32_t test, enum outcome o)
{
	for (uint32_t i = a->begun; i-- > 0;)
		if (a->ran[i].test == test) {
			a->ran[i].outcome = o;
			break;
		}
}

/* The last word on a case without a process of its own that ended at such a time: its three
 * phases. */
static void case_report(struct attempt *a, uint32_t test, enum outcome o, const struct buf *why,
	int64_t t)
{
	struct buf text = { 0 };

	ran_as(a, test, o > a->after ? o : a->after);
	test_becomes(a->known, test, DONE);
	if (a->quiet)
		return;
	if (why && why->n)
		buf_add(&text, why->p, why->n);
	o = judge_by_end(a, &suite->tests[test], o, &text);
	o = judge_expected(&suite->props[suite->tests[test].props], o, &text);
	records_send(a, test, &suite->props[suite->tests[test].props]);
	send_output(a, test, outcome_known(a, o));
	phase_send(a, test, PHASE_setup, OUT_passed, a->began, 0, NULL);
	phase_send(a, test, PHASE_call, o, a->began, t - a->began, &text);
	text.n = 0;
	if (a->after != OUT_passed)
		buf_add(&text, a->after_why.p, a->after_why.n);
	leaks_tell(a, &text);
	o = a->leaked && config.leaks_fail ? OUT_error : OUT_passed;
	phase_send(a, test, PHASE_teardown, o > a->after ? o : a->after, t, 0, &text);
	if (t > a->began)
		a->spent = t - a->began;
	buf_free(&text);
}

/* Has a row failed in a process with others? */
static bool has_failed_among(uint32_t test) { return among && among[test / 8] >> test % 8 & 1; }

/* Is a case a row that failed among others? It is judged by how it ends alone, as its own runner
 * would run it. */
static bool is_for_alone(const struct attempt *a, uint32_t test, enum outcome o)
{
	return suite->tests[test].named && is_batch(a) && !a->quiet && !interrupted() &&
		(o > OUT_skipped || a->after > OUT_skipped);
}

/* A case in the process of an attempt has ended so. */
static void case_end(struct attempt *a, uint32_t test, enum outcome o, const struct buf *why,
	int64_t t)
{
	if (!is_for_alone(a, test, o)) {
		case_report(a, test, o, why, t);
		return;
	}
	ran_as(a, test, o);
	a->lone = array_grow(a->lone, a->nlone, sizeof *a->lone);
	a->lone[a->nlone++] = test;
	if (!among)
		among = memset(xrealloc(NULL, suite->ntests / 8 + 1, 1), 0, suite->ntests / 8 + 1);
	among[test / 8] |= (uint8_t)(1u << test % 8);
	test_becomes(a->known, test, AWAY);
	put_LATER(&master, (struct w_LATER){ .test = test });
}

/* Rows that failed in a process that has ended go back, each for one of its own. */
static void lone_again(struct attempt *a)
{
	uint8_t split = a->split;

	for (uint32_t i = 0; i < a->nlone; i++)
		test_becomes(a->known, a->tests[i] = a->lone[i], BATCHED);
	a->attempt++;
	a->split = SPLIT_again;
	put_back(a, a->nlone, 1);
	a->attempt--;
	a->split = split;
	a->nlone = 0;
}

/* A case has its result, and something else comes: it ends. */
static void case_close(struct attempt *a)
{
	if (a->open == NONE)
		return;
	if (a->worst > a->outcome)
		a->outcome = a->worst;
	a->exit = NONE;
	a->signal = a->leaked = 0;
	a->failed |= a->outcome >= OUT_failed || a->after >= OUT_failed;
	case_end(a, a->open, a->outcome, &a->why, a->since);
	a->open = NONE;
	for (int s = 0; s < STREAM_COUNT && !a->reader.kind->start; s++) {
		capture_clear(&a->proc->kept[s]);
		capture_move(&a->proc->kept[s], &a->ahead[s]);
	}
}

/* A case goes on, or starts: its output is empty, or what it was. Where no line says that it
 * starts, it is what came before it had a result. */
static void case_open(struct attempt *a, uint32_t test)
{
	uint32_t place = 0;
	bool back;
	size_t n;

	while (place < a->naway && a->away[place].test != test)
		place++;
	back = place < a->naway;

	for (int s = 0; s < STREAM_COUNT && a->reader.kind->start; s++)
		/* what came before the first is shown with it */
		if (a->begun || s == (int)a->proc->order.said)
			capture_clear(&a->proc->kept[s]);
	if (!back) {
		a->ran[a->begun++] = (struct ran){ test, OUT_notrun, a->between.n };
		if (!a->quiet)
			ask(held.n + a->n - a->begun);
	}
	test_start(a, test);
	if (back) {
		struct away *w = &a->away[place];
		a->began -= w->spent;
		for (int s = 0; s < STREAM_COUNT; s++) {
			capture_free(&a->proc->kept[s]);
			a->proc->kept[s] = w->kept[s];
		}
		*w = a->away[--a->naway];
	}
	for (int s = 0; s < STREAM_COUNT && a->reader.kind->start && (back || a->begun > 1); s++)
		for (const char *p = NULL; (p = capture_next(&a->ahead[s], p, &n));)
			capture_add(&a->proc->kept[s], p, n);
	a->proc->began = now.active;		/* its time, its silence, its slowness */
	a->proc->slowness = 0;
}

/* The case that runs has no result yet, and another is to run: it waits. */
static void case_away(struct attempt *a, bool said_so)
{
	struct away *w;

	a->away = array_grow(a->away, a->naway, sizeof *w);
	w = &a->away[a->naway++];
	*w = (struct away){ .test = a->open, .paused = said_so, .spent = clock_us() - a->began };
	for (int s = 0; s < STREAM_COUNT; s++) {
		w->kept[s] = a->proc->kept[s];
		a->proc->kept[s] = (struct capture){ 0 };
	}
	test_becomes(a->known, a->open, AWAY);
	if (!a->quiet)
		put_LATER(&master, (struct w_LATER){ .test = a->open });
	a->open = NONE;
}

/* A case starts, or goes on: the one before has its result and ends, or waits. */
static void case_start(struct attempt *a, uint32_t test)
{
	if (a->open == test) {	/* announced before; or several have this name */
		if (!a->said)
			return;
		if (a->outcome > a->worst)
			a->worst = a->outcome;
		a->turns++;
		a->said = NOT_SAID;
		return;
	}
	if (a->open != NONE && a->said)
		case_close(a);
	else if (a->open != NONE)
		case_away(a, false);
	case_open(a, test);
}

/* The first case that was asked for and has not started, or NONE. */
static uint32_t case_next(struct attempt *a)
{
	while (a->place < a->n && a->known[a->tests[a->place]] != BATCHED)
		a->place++;
	return a->place < a->n ? a->tests[a->place] : NONE;
}

/* Is this test about to run, or running, in this process? */
static bool case_due(struct attempt *a, uint32_t test)
{
	return a->known[test] == BATCHED || a->known[test] == AWAY || test == a->open;
}

/* What follows is of a program that its output calls so: of one of those whose cases were asked
 * for. */
static void program_open(struct attempt *a, struct str name)
{
	uint32_t last = a->program, next = case_next(a);

	if (last != NONE && program_named(&suite->programs[last], 1, name) != NONE)
		return;		/* one more of the same: most often */
	a->program = NONE;
	if (next != NONE && program_named(&suite->programs[suite->tests[next].program], 1, name) !=
	    NONE)
		a->program = suite->tests[next].program;
	for (uint32_t i = 0; i < a->n && a->program == NONE; i++) {
		uint32_t program = suite->tests[a->tests[i]].program;
		if (program != last && program_named(&suite->programs[program], 1, name) != NONE)
			a->program = program;
		last = program;
	}
}

/* The test of a name that was asked for and has not ended: the next one, most often. */
static uint32_t case_find(struct attempt *a, struct str name)
{
	struct buf id = { 0 };
	uint32_t test = NONE;

	if (a->program == NONE)
		return NONE;
	for (uint32_t i = a->place; i < a->place + 2 && i < a->n; i++) {
		const struct test *t = &suite->tests[a->tests[i]];
		if (t->program == a->program && !strncmp(case_name(t), name.p, name.n) &&
		    !case_name(t)[name.n]) {
			test = (uint32_t)(t - suite->tests);
			a->place = a->known[test] == BATCHED ? i + 1 : a->place;
			return case_due(a, test) ? test : NONE;
		}
	}
	buf_puts(&id, suite->programs[a->program].path);
	buf_puts(&id, "::");
	buf_add(&id, name.p, name.n);
	buf_add(&id, "", 1);
	test = memchr(id.p, 0, id.n - 1) ? NONE : suite_find(suite, id.p);
	buf_free(&id);
	return test != NONE && case_due(a, test) ? test : NONE;
}

/* Where words go that come now: to the case that runs, or to the one that will, see
 * attempt.ahead. */
static struct capture *words_of(struct child *c, enum stream s)
{
	struct attempt *a = c->order.attempt;
	bool ahead = a && is_batch(a) && a->open != NONE && a->said && !a->reader.kind->start;

	return ahead ? &a->ahead[s] : &c->kept[s];
}

/* Keeps what came on a stream that is not read. It may be heard sooner than the line, on the other
 * stream, that says whose it is: what came since that was read last is kept for the case that runs,
 * and for each that starts in what is read of it next. */
static void words_keep(struct child *c, enum stream s, const char *p, size_t n)
{
	struct attempt *a = c->order.attempt;

	capture_add(words_of(c, s), p, n);
	if (a && is_batch(a) && a->reader.kind->start)
		capture_add(&a->ahead[s], p, n);
}

/* Lines were read: what comes on the other stream from now on is of a case that they named, or of a
 * later one. */
static void words_placed(struct child *c)
{
	struct attempt *a = c->order.attempt;

	for (int s = 0; a && a->reader.kind && a->reader.kind->start && s < STREAM_COUNT; s++)
		capture_clear(&a->ahead[s]);
}

/* Keeps a line that says nothing, or the front of one, for the case that runs. */
static void line_keep(struct child *c, const char *p, size_t n)
{
	struct attempt *a = c->order.attempt;

	if (!c->order.sorted || a->reader.kind->stream == RESULTS_report)
		return;
	if (a->reader.kind->suite_failed && (a->open == NONE || a->said))
		between_keep(a, p, n);
	capture_add(words_of(c, c->order.said), p, n);
	capture_add(words_of(c, c->order.said), "\n", 1);
}

static bool is_blank(const char *p, size_t n)
{
	while (n && (p[n - 1] == ' ' || p[n - 1] == '\t'))
		n--;
	return !n;
}

/* Is a line that says this for the reader of a test's output as well? */
static bool is_shown(enum fact_type said)
{
	return said == FACT_reason || said == FACT_suite || said == FACT_skips;
}

/* One line of output: gives what the kind's reader makes of it to the test that it is about. */
static void on_line(struct child *c, const char *p, size_t n)
{
	struct attempt *a = c->order.attempt;
	struct reader *r = &a->reader;
	bool silent = !r->kind->start;
	struct fact f;

	if (c->reads == READS_BEGINNING) {
		enum tap_look look = tap_begins(p, n);
		r->tap = look == TAP_is;
		if (look == TAP_perhaps)
			r->line++;
		else
			c->reads = r->tap ? READS_LINES : READS_NOTHING;
		if (!r->tap)
			return;
	}
	a->after_foreign_start = false;
	for (;; p += f.after, n -= f.after) {
		if (!r->whole) {
			uint32_t test = a->open;
			if (test == NONE || (silent && is_batch(a) && a->said))
				test = silent ? case_next(a) : NONE;
			r->open = test != NONE ? str_of(case_name(&suite->tests[test])) :
				(struct str){ NULL, 0 };
			r->others = a->foreign || (is_batch(a) && (silent || a->naway));
		}
		if (!reader_line(r, p, n, &f) || is_shown(f.type)) {
			on_fact(a, &f);
			if (a->point.n && !r->yaml)
				point_send(a, (struct str){ NULL, 0 });
			line_keep(c, p, n);
			return;
		}
		if (f.before && !is_blank(p, f.before))
			line_keep(c, p, f.before);	/* glued to the front of the line */
		on_fact(a, &f);
		if (f.after >= n)
			return;
	}
}

/* A line without its end yet: perhaps it says that a case starts. */
static void on_unfinished(struct child *c)
{
	struct attempt *a = c->order.attempt;
	struct reader *r = &a->reader;
	struct fact f;
	uint32_t test;

	if (r->whole || !c->line.n || !r->kind->start || !reader_unfinished(r->kind))
		return;
	r->open.p = NULL;
	r->others = false;
	if (reader_line(r, c->line.p, c->line.n, &f) && f.type == FACT_start &&
	    (test = case_find(a, f.name)) != NONE && test != a->open && !is_words(a, test))
		case_start(a, test);
}

/* Is a start only words of the case that runs? That has its result first where results do not say
 * of which case they are, since then there is one at a time. */
static bool is_words(struct attempt *a, uint32_t test)
{
	return a->reader.nameless && a->open != NONE && test != a->open && a->said != SAID;
}

/* Tells the master of a result that waits for words on why it failed, with what there is of
 * them. */
static void point_send(struct attempt *a, struct str why)
{
	if (a->point.n)
		put_CASE(&master, (struct w_CASE){ .test = a->open, .outcome = OUT_failed,
			.name = { a->point.p, (uint32_t)a->point.n },
			.message = why, .depth = a->point_depth });
	a->point.n = 0;
}

/* A result inside a program that runs whole. */
static void on_point(struct attempt *a, const struct fact *f)
{
	struct str name = f->name;
	char number[24];

	point_send(a, (struct str){ NULL, 0 });
	if (!name.n) {
		snprintf(number, sizeof number, "%llu", (unsigned long long)a->reader.seen);
		name = str_of(number);
	}
	if (a->reader.tap && f->outcome == OUT_failed && !f->message.n) {
		buf_add(&a->point, name.p, name.n);
		a->point_depth = f->depth;
		return;
	}
	put_CASE(&master, (struct w_CASE){ .test = a->open, .outcome = (uint8_t)f->outcome,
		.name = name,
		.message = f->message, .depth = f->depth });
}

static void on_fact(struct attempt *a, const struct fact *f)
{
	uint32_t test;

	switch (f->type) {
	case FACT_start:
		test = a->reader.whole ? NONE : case_find(a, f->name);
		a->after_foreign_start = test == NONE || is_words(a, test);
		a->foreign = test == NONE && is_chosen(a, f->name);
		if (!a->after_foreign_start)
			case_start(a, test);
		break;
	case FACT_pause:
		if (is_batch(a) && !a->said)
			case_away(a, true);
		break;
	case FACT_program:
		program_open(a, f->name);
		break;
	case FACT_reason:
		if (a->reader.tap) {
			point_send(a, f->message);
			break;
		}
		a->reason.n = 0;
		buf_add(&a->reason, f->message.p, f->message.n);
		break;
	case FACT_result:
		on_result(a, f);
		break;
	case FACT_point:
		on_point(a, f);
		break;
	case FACT_suite:
		a->failed = true;
		buf_add(&a->suites, f->name.p, f->name.n);
		buf_add(&a->suites, "", 1);
		buf_add(&a->suites, f->message.p, f->message.n);
		buf_add(&a->suites, "", 1);
		break;
	case FACT_skips:
		a->skips.n = 0;
		buf_add(&a->skips, f->message.p, f->message.n);
		buf_add(&a->skips, "", 1);
		break;
	case FACT_end:
	case FACT_none:
		break;
	}
}

/* A result: of the case that runs; of one that waits; or, where no line says that one starts, of
 * one that has run by now. A second one that names its case may only make it worse: one of them is
 * a forgery. Of words without a name the last holds: those in front of it are the test's own. */
static void on_result(struct attempt *a, const struct fact *f)
{
	bool silent = !a->reader.kind->start;
	int64_t since = a->since;
	uint32_t test = a->open;

	if (f->other) {
		test = case_find(a, f->name);
		a->failed |= test == NONE && a->foreign && f->outcome >= OUT_failed &&
			is_chosen(a, f->name);
	} else if (silent && is_batch(a) && (test == NONE || a->said) && f->phase == PHASE_call) {
		test = case_next(a);
	}
	if (test == NONE || (f->other && !silent && a->known[test] != AWAY && test != a->open))
		return;
	if (test != a->open) {
		case_start(a, test);
		if (silent)
			a->began = since;
	}
	a->since = clock_us();
	if (silent)
		a->proc->began = now.active;
	if (f->phase == PHASE_teardown) {
		a->after = f->outcome;
		a->after_why.n = 0;
		buf_add(&a->after_why, f->message.p, f->message.n);
		buf_add(&a->after_why, "", 1);
		a->after_why.n--;
		return;
	}
	if (a->said && f->name.n && f->outcome < a->outcome)
		return;
	a->said = a->after_foreign_start ? SAID_IN_DOUBT : SAID;
	a->outcome = f->outcome;
	a->expects = f->expects;
	a->code = f->code;
	a->why.n = 0;
	buf_add(&a->why, f->message.p, f->message.n);
	if (!f->message.n && f->outcome != OUT_passed)
		buf_add(&a->why, a->reason.p, a->reason.n);
	buf_add(&a->why, "", 1);
	a->why.n--;
}

/* The file of results is empty, as where Check's program chose another place for them: what it
 * printed may have them, or at least count them. Then its exit status is all there is. */
static void results_printed(struct child *c)
{
	struct reader *r = &c->order.attempt->reader;
	const struct capture *k = &c->kept[STREAM_OUT];
	size_t n;

	for (const char *p = NULL; (p = capture_next(k, p, &n)); )
		lines_add(c, p, n);
	if (r->seen || !r->counted)
		return;
	r->whole = false;
	*r->why = 0;
}

/* Reads the file that a program was to write its results to, as it reads output. Whatever a test
 * put there in its place is not read, and not more than REPORT_MAX: the master hears us
 * meanwhile. */
static void results_read(struct child *c)
{
	struct attempt *a = c->order.attempt;
	static char bytes[CHUNK];
	int fd = own_open("report");
	int64_t heard = clock_us();
	struct stat st = { 0 };
	size_t all = 0;
	ssize_t n = 1;

	if (fd < 0 ? errno == ELOOP : fstat(fd, &st) || !S_ISREG(st.st_mode))
		a->unread = "its report is no regular file";
	while (fd >= 0 && !a->unread && (n = fd_read(fd, bytes, sizeof bytes)) > 0) {
		lines_add(c, bytes, (size_t)n);
		if ((all += (size_t)n) >= REPORT_MAX)
			a->unread = "its report is larger than 128 MiB, and was read so far only";
		if (clock_us() - heard >= LOOK) {
			turn_within(0, NULL, 0);
			heard = clock_us();
		}
	}
	if (!all && !a->unread && a->reader.whole)
		results_printed(c);
	if (c->line.n)
		on_line(c, c->line.p, c->line.n);
	c->line.n = 0;
	if (fd >= 0)
		close(fd);
}

/* ---- guilt -------------------------------------------------------------------------------------
 * door: is_unexplained, guilt_find, guilt_place, guilt_of_all
 * A process ended badly, by its exit status or a signal, though all its cases had ended well: whose
 * fault is that? Its cases run again in parts, which are called trials, and of which the master
 * hears nothing; the case that is open stays so there meanwhile, so that nothing else of what the
 * batch holds is given to others, and a death of this slave is no pass.
 *
 *	alone, the last, the first and one between that passed: all end so? the program is guilty,
 * whichever case runs
 *	                                           one does? it is to blame
 *	all others again: do they end so? if not, and nobody is to blame yet, the program is
 *	those that are needed for it (see cut_find). One: it is to blame. More: the last of them is,
 * in their company.
 *	Then all others again, until they end well
 *
 * That takes 3, and 2 + log2 N for each that is needed, and TRIALS or SEARCH at most. */
static struct trials {
	struct attempt attempt;
	const struct props *props;	/* of all of them */
	/* the cases that ran, in that order, and the one that was next */
	uint32_t *company;
	struct cut cut;			/* which of these are needed */
	uint32_t ran;			/* trials */
	int64_t until;			/* clock: none begins then */
	/* room for those of a trial, and for those that it is asked to run */
	uint32_t *tests, *asked;
	/* how it ended: crashed, timeout, or error: any other way */
	enum outcome sign;
	/* and words do not say in which case that was: one has no result */
	bool unplaced;
	struct capture own[STREAM_COUNT];	/* its words */
	struct proof {			/* of the last trial that ended so */
		uint32_t exit, signal;
		struct buf why;
		struct capture words[STREAM_COUNT];
	} last;
	struct verdict {		/* a case that is to blame */
		uint32_t test;
		uint32_t *with, nwith;	/* and with which */
		struct proof proof;
	} *verdicts;
	uint32_t nverdicts;
} trials = { .attempt = { .open = NONE, .proc = &proc, .quiet = true } };
/* a bit for each program that is guilty whichever case runs */
static uint8_t *guilty;

static bool is_guilty(uint32_t program) { return guilty[program / 8] >> program % 8 & 1; }
static void guilty_add(uint32_t program) { guilty[program / 8] |= (uint8_t)(1u << program % 8); }

/* Is the end of a process none of its open case's doing, nor of those before it? */
static bool is_unexplained(const struct attempt *a, enum outcome process)
{
	const struct child *c = a->proc;

	if (!a->said || a->expects || a->unread || a->reader.said || c->exec_errno ||
	    c->stop == STOP_FLOOD)
		return false;
	if (a->outcome > OUT_skipped || a->worst > OUT_skipped || a->after > OUT_skipped)
		return false;
	return process == OUT_crashed || process == OUT_timeout ||
		(!a->failed && process > OUT_skipped && process < OUT_timeout);
}

/* Did a trial end as the process that is to be explained? */
static bool is_same_end(const struct trials *g, enum outcome o)
{
	const struct attempt *a = &g->attempt;

	if (g->sign == OUT_crashed || o >= OUT_crashed)
		return o == g->sign;
	if (g->unplaced)
		return o != OUT_timeout &&
			(!a->said || a->naway || (is_batch(a) && a->begun < a->n));
	return (o == OUT_timeout) == (g->sign == OUT_timeout) && is_unexplained(a, o);
}

/* Runs some of the company in a process: does it end as badly as the one that is to be explained?
 * No more than TRIALS do, nor when the time is over: then nothing is known. */
static bool trial(struct trials *g, const uint32_t *tests, uint32_t n)
{
	struct attempt *a = &g->attempt;
	const struct program *p = &suite->programs[suite->tests[tests[0]].program];
	struct buf why = { 0 };
	enum outcome o;
	bool bad;

	if (interrupted() || clock_us() >= g->until)
		g->cut.left = 0;
	if (!g->cut.left)
		return false;
	g->cut.left--;
	g->ran++;
	a->attempt++;
	a->n = n;
	a->open = NONE;
	a->filed = n > 1 && attempt.filed;
	a->tests = g->tests;
	memset(a->known, AWAITED, suite->ntests);
	for (uint32_t i = 0; i < n; i++)
		test_batch(a, a->tests[i] = tests[i]);
	if (n == 1)
		test_start(a, tests[0]);
	process_run(a, p, g->props);
	o = judge_process(a, a->proc, p->kind, g->props, &why);
	bad = is_same_end(g, o);
	if (bad) {
		g->last.exit = a->exit;
		g->last.signal = a->signal;
		g->last.why.n = 0;
		buf_add(&g->last.why, why.p, why.n);
		for (int s = 0; s < STREAM_COUNT; s++) {
			capture_clear(&g->last.words[s]);
			capture_move(&g->last.words[s], &a->proc->kept[s]);
		}
	}
	for (int s = 0; s < STREAM_COUNT; s++)
		capture_free(&a->ahead[s]);
	a->open = NONE;
	aways_end(a, NONE);
	buf_free(&why);
	return bad;
}

/* Does the beginning of the company, with what is needed of the rest, end so? */
static bool trial_first(struct cut *cut, uint32_t first)
{
	struct trials *g = cut->of;

	memcpy(g->asked, g->company, first * sizeof *g->asked);
	for (uint32_t i = 0; i < cut->nneeded; i++)
		g->asked[first + i] = g->company[cut->needed[cut->nneeded - 1 - i]];
	return trial(g, g->asked, first + cut->nneeded);
}

/* What is needed by now is to blame, as the last trial that ended so proves: the last of it leaves
 * the company. */
static void verdict_add(struct trials *g)
{
	struct verdict *v;
	uint32_t at = g->cut.needed[0];

	g->verdicts = array_grow(g->verdicts, g->nverdicts, sizeof *g->verdicts);
	v = &g->verdicts[g->nverdicts++];
	*v = (struct verdict){ .test = g->company[at], .nwith = g->cut.nneeded - 1,
		.proof = g->last };
	v->with = xrealloc(NULL, g->cut.nneeded, sizeof *v->with);
	for (uint32_t i = 1; i < g->cut.nneeded; i++)
		v->with[i - 1] = g->company[g->cut.needed[i]];
	memset(&g->last, 0, sizeof g->last);
	g->cut.nneeded = 0;
	g->cut.n--;
	memmove(g->company + at, g->company + at + 1, (g->cut.n - at) * sizeof *g->company);
}

/* Forgets who is to blame. */
static void verdicts_free(struct trials *g)
{
	while (g->nverdicts) {
		struct verdict *v = &g->verdicts[--g->nverdicts];
		free(v->with);
		buf_free(&v->proof.why);
		for (int s = 0; s < STREAM_COUNT; s++)
			capture_free(&v->proof.words[s]);
	}
}

/* Does one case alone end so? Then it is to blame. */
static bool trial_alone(struct trials *g, uint32_t at)
{
	if (!trial(g, &g->company[at], 1))
		return false;
	g->cut.needed[g->cut.nneeded++] = at;
	verdict_add(g);
	return true;
}

/* Do the last, the first and one between of those that passed, each alone, end so? Then it does not
 * matter which case runs. */
static bool is_program(struct trials *g, const struct ran *ran, uint32_t nran)
{
	uint32_t first = 0, last = nran - 1, between;
	bool all;

	while (first < last && ran[first].outcome > OUT_skipped)
		first++;
	while (last > first && ran[last].outcome > OUT_skipped)
		last--;
	between = first + (last - first + 2) / 3;
	while (between > first && (between == last || ran[between].outcome > OUT_skipped))
		between--;
	all = trial_alone(g, last) && first != last;
	all = first != last && trial_alone(g, first) && all;
	/* the first has left it */
	return all && (between == first || trial(g, &g->company[between - 1], 1));
}

/* Looks for who is to blame in the company: all that are; of an end that is not placed, one. The
 * words for it where nobody is go behind why. True: nobody is. */
static bool company_search(struct trials *g, struct buf *why)
{
	while (!(g->unplaced && g->nverdicts) && g->cut.n && trial_first(&g->cut, g->cut.n) &&
	    cut_find(&g->cut))
		verdict_add(g);
	if (g->nverdicts)
		return false;
	if (interrupted())
		buf_puts(why, "; who is to blame was not looked for to the end");
	else if (!g->cut.left)
		buf_printf(why,
			"; %lu processes, and the time for them, were not enough to find which of "
			"them are to blame",
			(unsigned long)g->ran);
	else
		buf_puts(why, "; it did not end so when they ran again");
	return true;
}

/* Looks for who is to blame: cases, or, where the program is, words for that behind why. True: the
 * program is. */
static bool company_try(struct trials *g, const struct ran *ran, uint32_t nran, struct buf *why)
{
	uint32_t program = suite->tests[g->company[0]].program;

	if (is_guilty(program) || is_program(g, ran, nran)) {
		guilty_add(program);
		if (g->nverdicts && !g->last.why.n) {
			/* what shows that a case ends so is the program's now */
			struct proof *of = &g->verdicts[g->nverdicts - 1].proof, none = g->last;
			g->last = *of;
			*of = none;
		}
		buf_puts(why, ", whichever case runs");
		return true;
	}
	return company_search(g, why);
}

/* Gives the blame to a case: the one that is open still, one that has not started, or one that was
 * said to have passed. */
static void case_convict(struct attempt *a, struct trials *g, struct verdict *v, uint32_t last)
{
	bool started = known[v->test] != BATCHED, next_round = known[v->test] == HELD;
	bool good = started && (v->test != last || a->said);
	uint32_t attempt_was = a->attempt;
	uint8_t split_was = a->split;
	struct buf why = { 0 };

	if (v->test != last && started) {
		a->split = v->nwith ? SPLIT_company : SPLIT_again;
		a->attempt += g->ran;
		test_batch(a, v->test);
	}
	if (v->test != last)
		test_start(a, v->test);
	buf_add(&why, v->proof.why.p, v->proof.why.n);
	if (good)
		buf_puts(&why, ", though its result was good");
	else if (g->unplaced && g->sign == OUT_error)
		buf_printf(&why, "%sno result", why.n ? ", " : "");
	else if (!started && !g->unplaced)
		buf_puts(&why, " before it started");
	for (uint32_t i = 0; i < v->nwith; i++)
		buf_printf(&why, "%s%s", i ? ", " : ", in one process with ",
			suite->tests[v->with[i]].id);
	for (int s = 0; s < STREAM_COUNT; s++) {
		capture_clear(&a->proc->kept[s]);
		capture_move(&a->proc->kept[s], &v->proof.words[s]);
	}
	a->exit = v->proof.exit;
	a->signal = v->proof.signal;
	case_report(a, v->test, g->sign, &why, clock_us());
	a->leaked = 0;
	a->attempt = attempt_was;
	a->split = split_was;		/* those that have not started run as they would have */
	if (next_round)
		test_becomes(known, v->test, HELD);
	buf_free(&why);
}

/* A search begins, for the end of a process of an attempt, with room for so many. */
static void trials_open(struct trials *g, const struct attempt *a, const struct props *props,
	uint32_t most, enum outcome process)
{
	int64_t took = 2 * (clock_us() - a->started);

	if (!guilty) {
		guilty = xrealloc(NULL, suite->nprograms / 8 + 1, 1);
		memset(guilty, 0, suite->nprograms / 8 + 1);
	}
	g->company = xrealloc(g->company, most, sizeof *g->company);
	g->asked = xrealloc(g->asked, most, sizeof *g->asked);
	g->tests = xrealloc(g->tests, most, sizeof *g->tests);
	g->attempt.known = xrealloc(g->attempt.known, suite->ntests, 1);
	g->attempt.attempt = a->attempt;
	g->attempt.variables = a->variables;
	g->ran = 0;
	g->until = clock_us() + (took > SEARCH ? took : SEARCH);
	g->cut = (struct cut){ .holds = trial_first, .of = g, .left = TRIALS,
		.needed = xrealloc(g->cut.needed, most, sizeof *g->cut.needed) };
	g->sign = process == OUT_crashed || process == OUT_timeout ? process : OUT_error;
	g->unplaced = false;
	g->props = props;
	for (int s = 0; s < STREAM_COUNT; s++) {
		capture_clear(&g->last.words[s]);
		capture_move(&g->own[s], &a->proc->kept[s]);
	}
	g->last.why.n = 0;
}

/* It has ended: the words that count are those of the process again. */
static void trials_close(struct trials *g, struct child *c)
{
	for (int s = 0; s < STREAM_COUNT; s++) {
		capture_clear(&c->kept[s]);
		capture_move(&c->kept[s], &g->own[s]);
	}
}

/* Makes the company of those that ran in the process of an attempt, and so many that were next:
 * these may have ended it before a word of them came. */
static void company_take(struct trials *g, const struct attempt *a, uint32_t next)
{
	for (; g->cut.n < a->begun; g->cut.n++)
		g->company[g->cut.n] = a->ran[g->cut.n].test;
	for (uint32_t i = 0; i < a->n && next; i++)
		if (a->known[a->tests[i]] == BATCHED) {
			g->company[g->cut.n++] = a->tests[i];
			next--;
		}
}

/* Do other cases of its program end so, each alone? Two are asked, of those that this slave has
 * run, and of those that it holds, where no log has to know of a case before it starts. No others:
 * they may not be selected. */
static bool others_end_so(struct trials *g, const struct test *t)
{
	const struct program *p = &suite->programs[t->program];
	uint32_t asked = 0;

	for (int holds = 0; holds <= !config.sync; holds++)
		for (uint32_t i = p->first; i < p->first + p->count && asked < 2; i++) {
			const struct test *u = &suite->tests[i];
			if (u == t || known[i] != (holds ? HELD : DONE) || u->props != t->props ||
			    u->disabled || !is_plain(u))
				continue;
			if (!trial(g, &i, 1))
				return false;
			asked++;
		}
	return asked;
}

/* The process of one case ended badly behind a good result. Is the program guilty, whichever case
 * runs? That is known already, or others end so. Then *ended and *why say it. */
static bool guilt_of_all(struct attempt *a, const struct test *t, const struct props *props,
	enum outcome process, struct buf *why, struct w_PROCESS *ended)
{
	struct trials *g = &trials;
	uint32_t exit = a->exit, signal = a->signal;
	bool all;

	if (!is_plain(t))
		return false;
	trials_open(g, a, props, 1, process);
	all = is_guilty(t->program) || others_end_so(g, t);
	trials_close(g, a->proc);
	if (!all)
		return false;
	guilty_add(t->program);
	buf_puts(why, ", though its result was good, whichever case runs");
	*ended = (struct w_PROCESS){ .test = a->tests[0], .outcome = (uint8_t)process, .exit = exit,
		.signal = signal, .guilty = 1,
		.trials = g->ran };
	program_words(why, ended);
	a->exit = NONE;
	a->signal = 0;
	why->n = 0;
	buf_puts(why, a->why.n ? a->why.p : "");
	return true;
}

/* The process of a batch ended badly behind good results: finds who is to blame and says so, of a
 * case or, in *ended, of the program. The last case, which is open, ends as it said unless it is
 * that. */
static void guilt_find(struct attempt *a, const struct props *props, enum outcome process,
	struct buf *why, struct w_PROCESS *ended)
{
	struct trials *g = &trials;
	uint32_t last = a->open, leaked = a->leaked;

	ran_as(a, last, a->outcome);
	trials_open(g, a, props, a->begun + 1, process);
	company_take(g, a, 1);
	buf_puts(why, ", though all its results were good");
	trials_tell(suite->programs[suite->tests[last].program].path);
	ended->guilty = company_try(g, a->ran, a->begun, why);
	trials_tell("");
	ended->trials = g->ran;
	trials_close(g, a->proc);
	a->leaked = leaked;
	if (ended->guilty) {
		program_words(why, ended);
		verdicts_free(g);
	}
	for (uint32_t i = 0; i < g->nverdicts; i++)
		if (g->verdicts[i].test == last)
			case_convict(a, g, &g->verdicts[i], last);
	if (known[last] == OPEN) {
		a->exit = NONE;
		a->signal = 0;
		case_report(a, last, a->outcome, &a->why, a->since);
		a->leaked = 0;
	}
	for (uint32_t i = 0; i < g->nverdicts; i++)
		if (g->verdicts[i].test != last)
			case_convict(a, g, &g->verdicts[i], last);
	verdicts_free(g);
}

/* The process of a batch ended, and words do not say in which case: finds that one, and blames it.
 * Those without a result run again; one by one where it was not found, so that this comes to an
 * end. */
static void guilt_place(struct attempt *a, const struct props *props, enum outcome process,
	struct buf *why, struct w_PROCESS *ended)
{
	struct trials *g = &trials;
	uint32_t open = a->open;

	trials_open(g, a, props, a->n, process);
	company_take(g, a, a->n);
	g->unplaced = true;
	buf_printf(why, "%swords do not say in which case", why->n ? "; " : "");
	trials_tell(suite->programs[suite->tests[a->tests[0]].program].path);
	ended->guilty = !trial_alone(g, g->cut.n - 1) && !trial_alone(g, 0) &&
		company_search(g, why);
	trials_tell("");
	ended->trials = g->ran;
	trials_close(g, a->proc);
	if (ended->guilty)
		program_words(why, ended);
	if (g->nverdicts && g->verdicts[0].test == open)
		a->open = NONE;
	else
		batch_leave(a);
	if (g->nverdicts)
		case_convict(a, g, &g->verdicts[0], open);
	verdicts_free(g);
	batch_again(a, ended->guilty);
}

/* What runs is shown: parts of a company. Empty: it has ended. */
static void trials_tell(const char *path)
{
	struct buf what = { 0 };

	if (*path)
		buf_printf(&what, "search for the case of %s that is to blame", path);
	put_HOOK(&master, (struct w_HOOK){ .what = { what.n ? what.p : "", (uint32_t)what.n } });
	buf_free(&what);
}

/* The last words of a guilty program go with its end: what it said on stderr, else on stdout. Lent
 * until the next call. */
static void program_words(const struct buf *why, struct w_PROCESS *ended)
{
	static struct buf words, message;
	const struct capture *last = trials.last.words, *of = last[STREAM_ERR].total ||
		last[STREAM_OUT].total ? last : proc.kept;
	enum stream s = of[STREAM_ERR].total ? STREAM_ERR : STREAM_OUT;
	const struct capture *k = &of[s];
	size_t n;

	ended->stream = (uint8_t)s;
	words.n = 0;
	for (const char *p = NULL; (p = capture_next(k, p, &n));)
		buf_add(&words, p, n);
	n = words.n < WORDS_MAX ? words.n : WORDS_MAX;
	ended->output = (struct str){ words.n ? words.p + words.n - n : "", (uint32_t)n };
	message.n = 0;
	buf_puts(&message, why->p);
	ended->message = (struct str){ message.p, (uint32_t)message.n };
}

/* ---- judging -----------------------------------------------------------------------------------
 * door: judge_process, tap_missed, judge_case, judge_by_end, judge_expected, records_send */
/* Did a program that runs whole print nothing of what its kind prints of tests, though there are
 * some? Then nobody knows what it has done: that it was asked in a way that it does not know, for
 * one. */
static bool nothing_said(const struct attempt *a, const struct kind *kind)
{
	return a->reader.whole && !a->reader.seen && kind->passed && kind->reader == READER_lines;
}

/* Adds what was kept of a process's output, a newline at the end of each part. How many bytes were
 * not. */
static uint64_t output_text(const struct child *c, struct buf *text)
{
	uint64_t cut = 0;
	size_t n;

	for (int s = 0; s < PIPE_COUNT; s++) {
		const struct capture *k = &c->kept[s];
		for (const char *p = NULL; (p = capture_next(k, p, &n)); ) {
			buf_add(text, p, n);
			if (p == k->head.p && k->total > k->head.n + k->tail.n)
				buf_puts(text, "\n");	/* what follows stood elsewhere */
		}
		cut += k->total - k->head.n - k->tail.n;
		if (text->n && text->p[text->n - 1] != '\n')
			buf_puts(text, "\n");	/* as ctest has it */
	}
	buf_add(text, "", 1);
	return cut;
}

/* Sends what [tests] and [kind] have recorded of a test's output. */
static void records_send(const struct attempt *a, uint32_t test, const struct props *props)
{
	static const struct kind *of;
	static struct buf by_kind;
	const struct kind *kind = suite->programs[suite->tests[test].program].kind;
	struct buf text = { 0 }, wanted = { 0 }, records = { 0 };

	if (of != kind) {
		by_kind.n = 0;
		kind_records(&conf, (of = kind)->name, &by_kind);
	}
	if (!by_kind.n && !props->records.n)
		return;
	buf_add(&wanted, by_kind.p ? by_kind.p : "", by_kind.n);
	buf_add(&wanted, props->records.p ? props->records.p : "", props->records.n);
	output_text(a->proc, &text);
	records_find(&wanted, text.p, text.n - 1, &records);
	if (records.n && records.n < FRAME_MAX / 4)
		put_RECORDS(&master, (struct w_RECORDS){ .test = test,
			.records = { records.p, (uint32_t)records.n } });
	buf_free(&text);
	buf_free(&wanted);
	buf_free(&records);
}

/* Lets [tests], and expressions of its kind, judge the process by what was kept of its output. How
 * many bytes were not, which may say otherwise. */
static uint64_t judge_text(struct attempt *a, const struct child *c, const struct props *props)
{
	struct buf text = { 0 };
	uint64_t cut = output_text(c, &text);
	bool open = reader_judge(&a->reader, props, text.p, text.n - 1);

	buf_free(&text);
	return open || (props->passed && !a->reader.said) ? cut : 0;
}

/* Does a process that is good, or fails by its exit status alone, lack what [tests] has as passed?
 * It failed then; where so many bytes were not looked at nobody knows. */
static void judge_missing(struct attempt *a, const struct props *props, uint64_t cut,
	enum outcome *o, struct buf *why)
{
	bool lacks = props->passed && !a->reader.said;

	if ((*o != OUT_passed && *o != OUT_failed) || (a->said && a->outcome != OUT_passed))
		return;
	if (lacks)
		buf_printf(why, "nothing in its output is like passed = %s", props->passed);
	if (cut)
		buf_printf(why,
			"%s%llu bytes of its output were not kept (--output-limit), so "
			"nobody knows what [tests] would make of them", lacks ? "; " : "",
			(unsigned long long)cut);
	if (!lacks && !cut)
		return;
	a->missed = true;
	*o = cut ? OUT_error : OUT_failed;
}

/* What a program printed is no verdict where its exit status alone is: why that is bad may be. What
 * it overlooks is said. */
static enum outcome status_decides(struct attempt *a, enum outcome o, enum outcome said,
	struct buf *why)
{
	if (o <= OUT_skipped) {
		if (said > OUT_skipped)
			tell("warning: %s: %s by its exit status, though %s",
				suite->tests[a->tests[0]].id, outcome_name(o), why->p);
		why->n = 0;
	}
	a->reader.said = 0;
	return OUT_passed;
}

/* What becomes of a process that exited, so by its status, and of what it printed: words that judge
 * it go before its exit status, unless that is one by which [tests] has it skipped. */
static enum outcome judge_words(struct attempt *a, const struct child *c, const struct kind *kind,
	const struct props *props, enum outcome o, struct buf *why)
{
	int status = WEXITSTATUS(c->status);
	enum outcome said;
	uint64_t cut = 0;

	if (is_judged(kind, props))
		cut = judge_text(a, c, props);
	said = reader_end(&a->reader, why);
	if (props->by_status)
		said = status_decides(a, o, said, why);
	if (a->reader.said && props->codes && o == OUT_skipped) {
		why->n = 0;
		buf_printf(why, "exit status %d", status);
		return o;
	}
	if (a->reader.said > 1)
		return said;
	if (a->reader.said) {
		o = OUT_passed;
		status = 0;
	}
	if (said == OUT_passed && (cut || props->passed))
		judge_missing(a, props, cut, &o, why);
	if (said == OUT_passed && !a->missed && (o == OUT_passed || o == OUT_failed) &&
	    nothing_said(a, kind)) {
		buf_puts(why, "no result");
		said = OUT_error;
	}
	if (status && (said != OUT_failed || o > OUT_failed))
		buf_printf(why, "%sexit status %d", why->n ? ", " : "", status);
	return said > o || (said == OUT_skipped && o == OUT_passed) ? said : o;
}

/* What becomes of an outcome where what passes has failed, and what fails passed: that is so by
 * this. */
static enum outcome outcome_turn(enum outcome o, const char *by, struct buf *why)
{
	if (o != OUT_passed && o != OUT_failed)
		return o;
	why->n = 0;
	if (o == OUT_passed)
		buf_printf(why, "it passed, and should not: %s", by);
	return o == OUT_passed ? OUT_failed : OUT_passed;
}

/* The one place where the end of a process and what it printed become an outcome. In order: could
 * it be started, did we stop it, did it die by a signal, what does its kind make of its exit
 * status, what did its output say; the worst holds. */
static enum outcome judge_process(struct attempt *a, const struct child *c, const struct kind *kind,
	const struct props *props, struct buf *why)
{
	const char *text = props->codes ? props->codes : kind->codes;
	static const char *of;
	static uint8_t codes[CODES];
	enum outcome of_words;
	char room[16];

	a->missed = false;
	point_send(a, (struct str){ NULL, 0 });
	if (c->exec_errno) {
		buf_printf(why, "%s: %s%s", c->exec_step, c->exec_file, strerror(c->exec_errno));
		return OUT_error;
	}
	switch (c->stop) {
	case STOP_TIMEOUT:
	case STOP_IDLE:
		buf_printf(why, c->stop == STOP_IDLE ? "stopped after %.3g s of silence" :
			"stopped after %.3g s",
			(double)(c->stop == STOP_IDLE ? c->order.idle : c->order.timeout) / 1e6);
		if (a->before && c->stop == STOP_TIMEOUT)
			buf_printf(why, ", and %.3g s before its appliance rebooted",
				a->before / 1e3);
		if (c->stopped)
			buf_puts(why, "; it was stopped then, by a signal");
		if (c->unkillable)
			buf_puts(why, ", and still there after KILL");
		return OUT_timeout;
	case STOP_INTERRUPT:
		buf_puts(why, "interrupted");
		return OUT_lost;
	case STOP_FLOOD:
	case NOT_STOPPED:
		break;
	}
	if (WIFSIGNALED(c->status)) {
		buf_printf(why, "killed by SIG%s",
			signal_name((uint32_t)WTERMSIG(c->status), room));
#ifdef WCOREDUMP
		if (WCOREDUMP(c->status))
			buf_puts(why, ", core dumped");
#endif
		if (a->frame.n)
			buf_printf(why, ": %.*s", (int)a->frame.n, a->frame.p);
		return OUT_crashed;
	}
	if (a->unread) {
		buf_puts(why, a->unread);
		return OUT_error;
	}
	if (a->reader.tap && !props->codes && kind->reader != READER_tap)
		text = reader_codes(&a->reader);	/* exec by name, TAP by its output */
	if (text != of)
		value_codes(of = text, codes);
	of_words = judge_words(a, c, kind, props, (enum outcome)codes[WEXITSTATUS(c->status)], why);
	return props->turned ? outcome_turn(of_words, props->turned, why) : of_words;
}

/* Warns of a program that printed what TAP has, not from its beginning, and is judged by its exit
 * status alone. */
static void tap_missed(const struct attempt *a)
{
	const struct child *c = a->proc;
	const struct capture *k = &c->kept[STREAM_OUT];
	const struct test *t = &suite->tests[a->tests[0]];
	bool printed = false;
	static int said;
	size_t n;

	if (c->order.reads != READS_BEGINNING || a->reader.tap || a->reader.said ||
	    suite->props[t->props].by_status || said >= MISSED_SAID)
		return;
	for (const char *p = NULL; !printed && (p = capture_next(k, p, &n)); )
		printed = tap_printed(p, n);
	if (!printed)
		return;
	tell("warning: %s: it printed a plan or \"not ok\", and was judged by its exit status "
		"alone: kind = tap in [tests] reads it as TAP, kind = exec says that it is none%s",
		suite->programs[t->program].path,
		++said < MISSED_SAID ? "" : " (others like it are not named)");
}

/* Did the process end as its case said it would? If it said so: *o and *why are the case's. */
static bool judge_ending(struct attempt *a, const struct child *c, enum outcome *o, struct buf *why)
{
	bool as_said;

	if (!a->said || !a->expects || a->unread || c->exec_errno || c->stop == STOP_INTERRUPT)
		return false;
	if (c->stop)
		as_said = a->expects & ENDS_timeout;
	else if (WIFSIGNALED(c->status))
		as_said = a->expects & ENDS_signal &&
			(a->code == NONE || a->code == (uint32_t)WTERMSIG(c->status));
	else
		as_said = a->expects & ENDS_exit &&
			(a->code == NONE || a->code == (uint32_t)WEXITSTATUS(c->status));
	if (as_said)
		why->n = 0;
	else
		buf_printf(why, "%sits process was expected to end otherwise: ",
			why->n ? ", " : "");
	buf_add(why, a->why.p, a->why.n + 1);
	why->n--;
	*o = as_said ? OUT_xfailed : *o > OUT_failed ? *o : OUT_failed;
	return true;
}

/* The outcome of the case that was open when its process ended: what its result line said and how
 * the process ended, worst of both. A case without a result is never passed. */
static enum outcome judge_case(struct attempt *a, enum outcome process, struct buf *why)
{
	const struct test *t = a->open != NONE ? &suite->tests[a->open] : NULL;
	bool last = a->begun + 1 >= a->n || !is_batch(a);
	const char *of;

	if (judge_ending(a, a->proc, &process, why) || a->reader.kind->reader == READER_exit)
		/* a kind without lines: a case a process, its exit status is the result */
		return process;
	if (a->missed || a->reader.said > 1 || (a->reader.said && a->reader.judges) ||
	    (!a->said && !a->reader.kind->passed)) {
		/* so it is where no line says that it passed */
		if ((a->signal || a->proc->stop) && *a->reader.reason)
			buf_printf(why, "; %s", a->reader.reason);
		else if (!why->n && process != OUT_passed)
			buf_add(why, a->reason.p, a->reason.n);
		return process;
	}
	if (!a->said && process <= OUT_skipped && is_skipping(a)) {
		buf_printf(why, "all cases of its process were skipped%s%s",
			*a->skips.p ? ": " : "", a->skips.p);
		return OUT_skipped;
	}
	if (!a->said && process <= OUT_failed) {
		buf_printf(why, "%sno result%s", why->n ? ", " : "", a->begun || !is_batch(a) ? "" :
			": it never ran");
		return OUT_error;
	}
	if (a->said && a->worst > a->outcome)
		a->outcome = a->worst;
	if (process > OUT_failed) {
		if (a->said && a->why.n)
			buf_printf(why, "; %s", a->why.p);
		return process;
	}
	if (a->reader.kind->end && !a->reader.ended) {
		buf_printf(why, "%sits process ended behind its result, and did not say so",
			why->n ? ", " : "");
		return OUT_error;
	}
	if (t && a->turns < t->twins) {
		buf_printf(why, "ran %lu times, but is listed %lu times", (unsigned long)a->turns +
			1, (unsigned long)t->twins + 1);
		return OUT_error;
	}
	if (t && a->outcome <= OUT_skipped && (of = suite_failed(a, a->open))) {
		suite_tell(of, why);
		return OUT_failed;
	}
	if (process > OUT_skipped && a->outcome <= OUT_skipped && a->after <= OUT_skipped &&
	    !a->failed) {
		buf_puts(why, last ? ", though its result was good" :
			", though its results were good");
		return OUT_error;
	}
	why->n = 0;
	if (a->why.n)
		buf_puts(why, a->why.p);
	return a->outcome;
}

/* What codes makes of a timeout, or of the death by a signal; nothing good where the test has said
 * before that it failed. */
static enum outcome judge_by_end(const struct attempt *a, const struct test *t, enum outcome o,
	struct buf *why)
{
	const char *own = suite->props[t->props].codes,
		*text = own ? own : suite->programs[t->program].kind->codes;
	bool bad = (a->said && a->outcome > OUT_skipped) ||
		(!t->name && (a->reader.failed || a->reader.worst >= OUT_failed));
	uint8_t codes[CODES];

	if ((o != OUT_timeout && (o != OUT_crashed || !a->signal)) || !text ||
	    !value_codes(text, codes))
		return o;
	o = (enum outcome)codes[BY_TIMEOUT +
		(o == OUT_timeout ? 0 : a->signal % (CODES - BY_TIMEOUT))];
	if (o == OUT_passed && !bad)
		why->n = 0;
	return bad && o < OUT_failed ? OUT_failed : o;
}

/* What becomes of an outcome where a failure is expected. */
static enum outcome judge_expected(const struct props *props, enum outcome o, struct buf *why)
{
	if (!props->xfail || (o != OUT_passed && o != OUT_failed && o != OUT_crashed))
		return o;
	if (o == OUT_passed && props->strict) {
		buf_printf(why, "passed, but expected to fail: %s", props->xfail);
		return OUT_failed;
	}
	buf_printf(why, "%s%s", why->n ? "; " : "", props->xfail);
	return o == OUT_passed ? OUT_xpassed : OUT_xfailed;
}

/* ---- commands and environment ------------------------------------------------------------------
 * door: root_path, is_chosen, word_expand, command_of, names_make, environment_with,
 *       order_for, user_of, environment_set, environment_stale, variables_set */
/* The words of a command in the making: ends of the last one stay, so that no test pays for
 * memory. */
static struct { struct buf text; size_t *at, n, cap; char **argv; } words;
static struct {
	/* what environment_of made last and does not change from test to test */
	bool fresh;			/* it holds */
	const struct kind *kind;
	const struct props *props;
	const struct buf *variables;
	char **v;			/* with room for four more */
	size_t n;
	/* of those that are not from environ, each ended by a 0 byte */
	struct buf text;
	/* NAME= of what muster.conf or --env sets for all tests, as text */
	struct buf written;
} lasting;

/* Where we were started: what relative paths are relative to. */
static const char *root_path(void)
{
	static char root[PATH_MAX];

	if (!*root && !getcwd(root, sizeof root))
		*root = 0;
	return root;
}

static void word_add(const char *p, size_t n)
{
	if (words.n == words.cap) {
		words.cap = words.cap ? 2 * words.cap : 16;
		words.at = xrealloc(words.at, words.cap, sizeof *words.at);
		words.argv = xrealloc(words.argv, words.cap + 1, sizeof *words.argv);
	}
	words.at[words.n++] = words.text.n;
	buf_add(&words.text, p, n);
	buf_add(&words.text, "", 1);
}

static void words_add(const char *line)
{
	char **split = line && *line ? words_split(line, NULL) : NULL;

	for (char **p = split; p && *p; p++)
		word_add(*p, strlen(*p));
	free(split);
}

/* The program itself: perhaps by its interpreter, by [tests] command, or just so. */
static void program_add(const struct program *p, const struct props *props, bool absolute)
{
	struct buf path = { 0 }, one = { 0 };
	const char *file = program_file(p);
	char **split;

	words_add(props->command ? NULL : p->command ? p->command : p->start);
	if (!props->command && p->command)
		return;
	if (!props->command && (*file == '/' || (!absolute && strchr(file, '/')))) {
		word_add(file, strlen(file));
		return;
	}
	if (*file != '/') {
		buf_puts(&path, absolute || props->command ? root_path() : ".");
		buf_puts(&path, "/");
	}
	buf_puts(&path, file);
	if (!props->command)
		word_add(path.p, path.n);
	split = props->command ? words_split(props->command, NULL) : NULL;
	for (char **w = split; w && *w; w++) {
		one.n = 0;
		for (const char *q = *w; *q; q++)
			if (*q == '%' && q[1] == 'p' && q++)
				buf_puts(&one, path.p);
			else
				buf_add(&one, q, 1);
		word_add(one.p, one.n);
	}
	free(split);
	buf_free(&one);
	buf_free(&path);
}

/* How a kind spells what stands at p in a name, if not as it is: NULL, or that, and how much of the
 * name it is. */
static const char *spelled(const char *pairs, const char *name, const char *p, size_t *n,
	size_t *taken)
{
	for (const char *from, *to;
	    (from = word_next(&pairs, taken)) && (to = word_next(&pairs, n));) {
		bool start = *from == '^';
		*taken -= start;
		if (*taken && (!start || p == name) && !strncmp(p, from + start, *taken))
			return to;
	}
	return NULL;
}

/* Adds every byte at which a name may need rewriting. */
static void odd_add(struct buf *b, const struct kind *k)
{
	const char *pairs = k->spell, *from;
	size_t n;

	buf_puts(b, k->escape ? k->escape : "");
	for (; (from = word_next(&pairs, &n)); word_next(&pairs, &n))
		buf_add(b, from + (*from == '^'), 1);
	buf_add(b, "", 1);
}

/* A case's name as its program wants it on a command line. */
static void name_add(struct buf *b, const struct kind *k, const char *name)
{
	static struct buf odd;
	const char *to;
	size_t n, taken;

	odd.n = 0;
	odd_add(&odd, k);
	for (const char *p = name; *p; p += taken) {
		if ((taken = strcspn(p, odd.p))) {
			buf_add(b, p, taken);
		} else if ((to = spelled(k->spell, name, p, &n, &taken))) {
			buf_add(b, to, n);
		} else {
			if (k->escape && strchr(k->escape, *p))
				buf_add(b, "\\", 1);
			buf_add(b, p, taken = 1);
		}
	}
}

/* Does a name that an attempt asks for choose a case as well that has another? Where a name is not
 * spelled as it is, it may be a pattern. */
static bool is_chosen(const struct attempt *a, struct str name)
{
	const struct kind *k = a->reader.kind;
	struct buf asked = { 0 }, other = { 0 };
	bool chosen = false;

	buf_add(&other, name.p, name.n);
	buf_add(&other, "", 1);
	for (uint32_t i = 0; k->spell && !chosen && i < a->n; i++) {
		asked.n = 0;
		name_add(&asked, k, case_name(&suite->tests[a->tests[i]]));
		buf_add(&asked, "", 1);
		chosen = glob_match(asked.p, other.p);
	}
	buf_free(&asked);
	buf_free(&other);
	return chosen;
}

/* Adds the name of a case, or a part of it that its listing told apart. */
static void part_add(struct buf *b, const struct kind *k, const struct test *t, const char *part)
{
	struct str told = case_ask(t, part);
	struct buf name = { 0 };

	if (!told.p) {
		name_add(b, k, case_name(t));
		return;
	}
	buf_add(&name, told.p, told.n);
	buf_add(&name, "", 1);
	name_add(b, k, name.p);
	buf_free(&name);
}

/* One word of a kind's command: %p the program, %d its directory, %R the file for results, %F that
 * of names, %n a case of it (NULL: none), where commands have %s that in its suite %s, %N all cases
 * of an attempt, joined. Leaves a 0 byte behind it. */
static void word_expand(struct buf *b, const char *w, const struct program *p, const struct test *t,
	const struct attempt *a)
{
	const char *file = program_file(p), *slash = strrchr(file, '/'), *root = *file == '/' ? "" :
		root_path();

	for (; *w; w++) {
		char c = *w == '%' ? w[1] : 0;
		if (c == 'p') {
			buf_printf(b, "%s%s%s", root, *root ? "/" : "", file);
		} else if (c == 'd') {
			buf_printf(b, "%s%s%.*s", root, *root && slash ? "/" : "",
				slash > file ? (int)(slash - file) : slash ? 1 : 0, file);
		} else if (c == 'R') {
			buf_puts(b, results_path());
		} else if (c == 'F') {
			buf_puts(b, names_path() ? names_path() : "/dev/null");
		} else if (c == 'n' && t) {
			part_add(b, p->kind, t, "case");
		} else if (c == 's' && t && case_ask(t, "suite").p) {
			part_add(b, p->kind, t, "suite");
		} else if (c == 'N' && a) {
			for (uint32_t i = 0; i < a->n; i++) {
				if (i)
					buf_puts(b, p->kind->join ? p->kind->join : " ");
				name_add(b, p->kind, case_name(&suite->tests[a->tests[i]]));
			}
		} else {
			buf_add(b, w, 1);
			continue;
		}
		w++;
	}
	buf_add(b, "", 1);
	b->n--;
}

/* Adds the words of a template for a case, or for none. */
static void words_expand(char **split, const struct program *p, const struct test *t,
	const struct attempt *a)
{
	struct buf one = { 0 };

	for (char **w = split; w && *w; w++) {
		one.n = 0;
		word_expand(&one, *w, p, t, a);
		word_add(one.p, one.n);
	}
	buf_free(&one);
}

/* Adds the words that leave out what is below a case. */
static void words_except(const struct program *p, const struct test *t)
{
	char **split = t->above ? words_split(p->kind->except, NULL) : NULL;
	const char *at = NULL, *name;

	while (split && (name = case_below(p, t, &at)))
		words_expand(split, p, &(struct test){ .id = name }, NULL);
	free(split);
}

/* The words that start a program: wrapper, then the kind's command (NULL: just the program), see
 * word_expand; then args, if %a did not say where. Where the command starts the program itself (%p
 * is its first word), that may be by an interpreter, or by [tests] command; of a kind without cases
 * that goes before any other command, too. Lent until the next call. */
static char **command_of(const struct program *p, uint32_t n, const char *command,
	const struct props *props, const struct attempt *a)
{
	const char *where = props->cwd ? props->cwd : p->kind->cwd;
	bool args = false, absolute = command || (where && strcmp(where, "root")) ||
		config.wrapper.n;
	bool itself = !command ||
		(!strncmp(command, "%p", 2) && (!command[2] || command[2] == ' ' ||
		command[2] == '\t'));
	char **split, **each = NULL, *one[2] = { NULL };

	if (!itself && props->command && !p->kind->run)
		command = NULL;
	split = command ? words_split(command, NULL) : NULL;
	words.n = words.text.n = 0;
	words_add(config.wrapper.n ? config.wrapper.p : NULL);
	if (!command)
		program_add(p, props, absolute);
	for (char **w = split; w && *w; w++) {
		if (w == split && itself) {
			program_add(p, props, absolute);
		} else if (!strcmp(*w, "%a")) {
			words_add(props->args);
			args = true;
		} else if (!strcmp(*w, "%N") && a && !p->kind->join) {
			each = each ? each : words_split(p->kind->each ? p->kind->each : "%n",
				NULL);
			for (uint32_t i = 0; i < a->n; i++) {
				const struct test *t = &suite->tests[a->tests[i]];
				words_expand(each, &suite->programs[t->program], t, a);
			}
			words_except(p, &suite->tests[a->tests[0]]);
		} else {
			one[0] = *w;
			for (uint32_t i = 1; i < n && !strcmp(*w, "%p"); i++)
				words_expand(one, p + i, NULL, NULL);
			words_expand(one, p, a ? &suite->tests[a->tests[0]] : NULL, a);
		}
	}
	free(split);
	free(each);
	if (!args)
		words_add(props->args);
	for (size_t i = 0; i < words.n; i++)
		words.argv[i] = words.text.p + words.at[i];
	words.argv[words.n] = NULL;
	return words.argv;
}

/* Writes the names of a batch into the file that its command names. */
static void names_make(const struct program *p, const struct attempt *a, const struct passwd *user)
{
	struct buf b = { 0 };
	uint32_t lines = p->kind->file && strstr(p->kind->file, "%N") ? 1 : a->n;

	for (uint32_t i = 0; p->kind->file && i < lines; i++) {
		const struct test *t = &suite->tests[a->tests[i]];
		word_expand(&b, p->kind->file, &suite->programs[t->program], t, a);
		buf_add(&b, "\n", 1);
	}
	own_make("names", &b, user);
	buf_free(&b);
}

/* Where a program runs; NULL: here. */
static const char *directory_of(const struct program *p, const struct props *props)
{
	static char dir[PATH_MAX];
	const char *file = program_file(p), *slash = strrchr(file, '/'),
		*where = props->cwd ? props->cwd : p->kind->cwd;

	if (!where || !strcmp(where, "root"))
		return NULL;
	if (!strcmp(where, "tmp") || !strcmp(where, "home"))
		return tmp_where();
	if (strcmp(where, "program"))
		return where;
	snprintf(dir, sizeof dir, "%.*s", slash && slash > file ? (int)(slash - file) : 1,
		slash ? file : ".");
	return dir;
}

/* An environment and one or two variables more, owned by the caller; its texts are lent. */
static char **environment_with(char **envp, char *variable, char *other)
{
	size_t n = 0;
	char **with;

	while (envp[n])
		n++;
	with = xrealloc(NULL, n + 3, sizeof *with);
	memcpy(with, envp, n * sizeof *with);
	with[n] = variable;
	with[n + 1] = other;
	with[n + 2] = NULL;
	return with;
}

/* The place and the environment of what runs for a test, or (p NULL) for the appliance. The
 * environment is made first: that makes the TMPDIR, which may be the directory. */
static struct order order_for(const struct program *p, const struct props *props, struct attempt *a)
{
	struct order o = { .envp = environment_of(p ? p->kind : NULL, props, a), .attempt = a };

	o.dir = p ? directory_of(p, props) : NULL;
	return o;
}

/* Who runs it; NULL: we do. */
static const struct passwd *user_of(const struct props *props)
{
	return props->user && !us.user ? getpwnam(props->user) : NULL;
}

/* "--jobserver-auth=3,4" in MAKEFLAGS speaks of descriptors that tests do not get: a test that runs
 * make would take tokens of strangers. */
static void makeflags_clean(void)
{
	const char *flags = getenv("MAKEFLAGS"), *p;
	struct buf b = { 0 };

	if (!flags || !(strstr(flags, "--jobserver-auth=") || strstr(flags, "--jobserver-fds=")))
		return;
	buf_puts(&b, "");
	for (p = flags; *p; p += strcspn(p, " "), p += *p == ' ') {
		size_t n = strcspn(p, " "), word = strcspn(p, "=");
		bool ours = !strncmp(p, "--jobserver-", 12) && word < n && p[word + 1] >= '0' &&
			p[word + 1] <= '9';
		if (ours || (n > 2 && !strncmp(p, "-j", 2)))
			continue;
		if (b.n)
			buf_puts(&b, " ");
		buf_add(&b, p, n);
		buf_puts(&b, "");
	}
	setenv("MAKEFLAGS", b.p, 1);
	buf_free(&b);
}

/* The value that a variable gets by a change of its old one, NULL where it is not set. Lent until
 * the next call. */
static const char *value_new(const struct change *c, const char *old, const char *value)
{
	static struct buf both;
	char between[2] = { old && *old ? c->between : 0 };

	if (!old || (!c->behind && !c->before))
		return value;
	both.n = 0;
	buf_printf(&both, "%s%s%s", c->behind ? old : value, between, c->behind ? value : old);
	return both.p;
}

/* Sets or changes a variable as somebody wrote it down for this run, NAME or NAME+ and so on,
 * unless it is one of those that are removed: for a kind it is not, and no user brings another. */
static void written_set(const char *key, const char *value, const char *removed)
{
	struct change c = change_of(key);
	char name[256];

	snprintf(name, sizeof name, "%.*s", (int)c.name.n, c.name.p);
	if (removed && glob_any(removed, name))
		return;
	setenv(name, value_new(&c, getenv(name), value), 1);
	buf_puts(&lasting.written, name);
	buf_puts(&lasting.written, "=");
	buf_add(&lasting.written, "", 1);
}

/* Gives this process the environment that all its tests start from: the caller's, then [env], then
 * the appliance's, then the command line's. */
static void environment_set(void)
{
	const struct section *section = conf_section(&conf, SECTION_env, "");
	char name[256];

	lasting.fresh = false;
	lasting.written.n = 0;
	makeflags_clean();
	if (appliance.unset)
		for (size_t i = 0; environ[i];) {
			snprintf(name, sizeof name, "%.*s", (int)strcspn(environ[i], "="),
				environ[i]);
			if (!glob_any(appliance.unset, name) || unsetenv(name))
				i++;
		}
	for (uint32_t i = 0; section && i < section->n; i++)
		written_set(section->set[i].key, section->set[i].value, appliance.unset);
	for (int pass = 0; pass < 2; pass++) {
		const char *list = pass ? config.env.p : appliance.env.p;
		size_t n = pass ? config.env.n : appliance.env.n;
		for (const char *p = NULL; (p = list_next(list, n, p));)
			if (strchr(p, '=') && (size_t)(strchr(p, '=') - p) < sizeof name) {
				snprintf(name, sizeof name, "%.*s", (int)strcspn(p, "="), p);
				written_set(name, strchr(p, '=') + 1, NULL);
			}
	}
}

/* What environment_of made last does not hold any more. */
static void environment_stale(void) { lasting.fresh = false; }

/* Sets what a hook gave to all that runs after it here. */
static void variables_set(const struct buf *variables)
{
	for (const char *p = NULL; (p = list_next(variables->p, variables->n, p));) {
		char name[256];
		snprintf(name, sizeof name, "%.*s", (int)strcspn(p, "="), p);
		written_set(name, strchr(p, '=') + 1, NULL);
	}
	environment_stale();
}

/* Adds NAME=VALUE to those that are set for a kind or by properties. */
static void lasting_set(const char *name, const char *value)
{
	buf_puts(&lasting.text, name);
	buf_puts(&lasting.text, value);
	buf_add(&lasting.text, "", 1);
}

/* Is a NAME= in a list, each ended by a 0 byte, behind a place? */
static bool list_has(const struct buf *list, size_t from, const char *name, size_t n)
{
	for (size_t at = from; at < list->n; at += strlen(list->p + at) + 1)
		if (!strncmp(list->p + at, name, n))
			return true;
	return false;
}

/* Is the HOME of a test its own, its TMPDIR? */
static bool is_home(const struct props *props)
{
	return props && props->cwd && !strcmp(props->cwd, "home");
}

/* NAME= of the user who runs it, unless somebody wrote down what that is, or that it is not
 * there. */
static void lasting_user(const char *name, const char *value, const struct props *props)
{
	char bare[16];

	snprintf(bare, sizeof bare, "%.*s", (int)strcspn(name, "="), name);
	if (!list_has(&lasting.written, 0, name, strlen(name)) && !glob_any(props->unset, bare) &&
	    !glob_any(appliance.unset, bare))
		lasting_set(name, value);
}

/* Does a variable of this process stay as it is, NAME of n bytes in NAME=VALUE? Muster's own do
 * not, nor what is set anew, nor what is removed: for the kind only where nobody wrote it down. */
static bool lasts(const struct kind *kind, const struct props *props, const char *variable,
	size_t n)
{
	char name[256];

	snprintf(name, sizeof name, "%.*s", (int)n, variable);
	if (variable_own(name) && (*temp_path() || strcmp(name, "TMPDIR")))
		return false;
	if (list_has(&lasting.text, 0, variable, n + 1) || (props && glob_any(props->unset, name)))
		return false;
	if (is_home(props) && !strcmp(name, "HOME"))
		return false;
	return !kind || !glob_any(kind->unset, name) ||
		list_has(&lasting.written, 0, variable, n + 1);
}

/* Adds a variable that properties set, or change: its old value is what they have said so far, or
 * what stays of this process's. */
static void lasting_change(const struct kind *kind, const struct props *props, const char *variable)
{
	struct change c = change_of(variable);
	const char *old = NULL;
	struct buf name = { 0 };

	buf_printf(&name, "%.*s=", (int)c.name.n, c.name.p);
	for (size_t i = 0; (c.behind || c.before) && environ[i]; i++)
		if (!strncmp(environ[i], name.p, name.n) &&
		    lasts(kind, props, environ[i], name.n - 1))
			old = environ[i] + name.n;
	for (const char *p = NULL; (p = list_next(lasting.text.p, lasting.text.n, p));)
		if (!strncmp(p, name.p, name.n))
			old = p + name.n;
	lasting_set(name.p, value_new(&c, old, variable + strcspn(variable, "=") + 1));
	buf_free(&name);
}

/* Makes that part: the environment of this process, less what is removed for the kind or by
 * properties, and what they set, and those of a group; of two with one name, the later. */
static void lasting_make(const struct kind *kind, const struct props *props,
	const struct buf *variables)
{
	/* of the run that we are a test of */
	const char *run = *run_mark() ? run_mark() : getenv("MUSTER_RUN");
	const struct passwd *user = props ? user_of(props) : NULL;
	char **set = kind && kind->env ? words_split(kind->env, NULL) : NULL;
	size_t n = 0;

	lasting.text.n = 0;
	lasting_set("MUSTER_SLAVE=", config.slave.n ? config.slave.p : "master");
	lasting_set("MUSTER_APPLIANCE=", config.appliance.n ? config.appliance.p : "");
	if (run)
		lasting_set("MUSTER_RUN=", run);
	lasting_set("MUSTER_TAGS=", config.tags.n ? config.tags.p : "");
	for (char **w = set; w && *w; w++) {
		char *report = strstr(*w, "%R");
		if (report)
			*report = 0;
		lasting_set(*w, report ? results_path() : "");
	}
	free(set);
	if (user) {
		if (!is_home(props))
			lasting_user("HOME=", user->pw_dir, props);
		lasting_user("USER=", user->pw_name, props);
		lasting_user("LOGNAME=", user->pw_name, props);
	}
	for (const char *p = NULL; props && (p = list_next(props->env.p, props->env.n, p));)
		lasting_change(kind, props, p);
	if (variables)
		buf_add(&lasting.text, variables->p, variables->n);
	while (environ[n])
		n++;
	for (const char *p = NULL; (p = list_next(lasting.text.p, lasting.text.n, p));)
		n++;
	lasting.v = xrealloc(lasting.v, n + 6, sizeof *lasting.v);
	lasting.n = 0;
	for (size_t i = 0; environ[i]; i++) {
		if (lasts(kind, props, environ[i], strcspn(environ[i], "=")))
			lasting.v[lasting.n++] = environ[i];
	}
	for (size_t at = 0, next; at < lasting.text.n; at = next) {
		next = at + strlen(lasting.text.p + at) + 1;
		if (!list_has(&lasting.text, next, lasting.text.p + at,
		    strcspn(lasting.text.p + at, "=") + 1))
			lasting.v[lasting.n++] = lasting.text.p + at;
	}
	lasting.kind = kind;
	lasting.props = props;
	lasting.variables = variables;
	lasting.fresh = true;
}

/* The environment of an attempt, lent until the next call. */
static char **environment_of(const struct kind *kind, const struct props *props,
	const struct attempt *a)
{
	static struct buf test;
	static char number[48], tmpdir[PATH_MAX + 16], home[PATH_MAX + 16],
		keeps[PATH_MAX + 16];
	static uint32_t attempt_n;
	const struct passwd *user = a && props ? user_of(props) : NULL;
	const char *where = a ? tmp_ready(user) : NULL, *left = where ? keep_ready(user) : NULL;
	const struct test *t = a ? &suite->tests[a->tests[0]] : NULL;
	const struct buf *variables = a ? a->variables : NULL;
	size_t n;

	if (!lasting.fresh || lasting.kind != kind || lasting.props != props ||
	    lasting.variables != variables)
		lasting_make(kind, props, variables);
	n = lasting.n;
	if (t) {
		test.n = 0;
		buf_puts(&test, "MUSTER_TEST=");
		buf_puts(&test, attempt_name(a));
		if (attempt_n != a->attempt)
			snprintf(number, sizeof number, "MUSTER_ATTEMPT=%lu",
				(unsigned long)(attempt_n = a->attempt));
		lasting.v[n++] = test.p;
		lasting.v[n++] = number;
	}
	if (where) {
		if (strcmp(*tmpdir ? tmpdir + 7 : tmpdir, where))
			snprintf(tmpdir, sizeof tmpdir, "TMPDIR=%s", where);
		lasting.v[n++] = tmpdir;
	}
	if (left) {
		if (strcmp(*keeps ? keeps + 12 : keeps, left))
			snprintf(keeps, sizeof keeps, "MUSTER_KEEP=%s", left);
		lasting.v[n++] = keeps;
	}
	if (where && is_home(props) && !list_has(&lasting.text, 0, "HOME=", 5)) {
		snprintf(home, sizeof home, "HOME=%s", where);
		lasting.v[n++] = home;
	}
	lasting.v[n] = NULL;
	return lasting.v;
}

/* NAME=VALUE in an environment, or NULL. */
static const char *variable_in(char **envp, const char *name)
{
	size_t n = strlen(name);

	for (; *envp; envp++)
		if (!strncmp(*envp, name, n) && (*envp)[n] == '=')
			return *envp;
	return NULL;
}

/* Adds what changes one environment into another, as words of env(1), less what muster itself tells
 * a test; units of locks it needs. */
static void environment_differ(struct buf *b, char **from, char **to)
{
	for (size_t i = 0; from[i]; i++) {
		char *name = xstrdup(from[i]);
		name[strcspn(name, "=")] = 0;
		if (!variable_own(name) && !variable_in(to, name)) {
			buf_puts(b, " -u ");
			buf_quote(b, name);
		}
		free(name);
	}
	for (size_t i = 0; to[i]; i++) {
		char *name = xstrdup(to[i]);
		const char *was;
		name[strcspn(name, "=")] = 0;
		was = variable_in(from, name);
		if ((!variable_own(name) || !strncmp(name, "MUSTER_LOCK_", 12)) &&
		    (!was || strcmp(was, to[i]))) {
			buf_puts(b, " ");
			buf_quote(b, to[i]);
		}
		free(name);
	}
}

/* Adds where a test runs, as a command. */
static void directory_go(struct buf *b, const struct program *p, const struct props *props)
{
	const char *where = props->cwd ? props->cwd : p->kind->cwd, *dir = directory_of(p, props);
	struct buf path = { 0 };

	if (where && (!strcmp(where, "tmp") || !strcmp(where, "home"))) {
		buf_puts(b, "cd \"$(mktemp -d)\" && ");
		return;
	}
	buf_printf(&path, dir && *dir == '/' ? "" : dir ? "%s/" : "%s", root_path());
	buf_puts(&path, dir ? dir : "");
	buf_puts(b, "cd ");
	buf_quote(b, path.p);
	buf_puts(b, " && ");
	buf_free(&path);
}

/* --command: adds what starts one test of a suite by hand, as a line for sh. */
void slave_command(const struct suite *s, const struct w_CONFIG *as, uint32_t test,
	const struct buf *units, struct buf *b)
{
	const struct test *t = &s->tests[test];
	const struct props *props = &s->props[t->props];
	const struct program *p = &s->programs[t->program];
	struct attempt a = { .tests = &test, .n = 1, .attempt = 1, .variables = units,
		.open = NONE };
	struct buf line = { 0 }, env = { 0 };
	char **before = environment_with(environ, NULL, NULL), **argv;
	const struct passwd *user;

	settle(as, s->conf);
	suite_take(s);
	directory_go(&line, p, props);
	environment_differ(&env, before, order_for(p, props, &a).envp);
	if (is_home(props))
		buf_puts(&env, " HOME=\"$PWD\"");
	argv = command_of(p, 1, !t->name ? p->kind->whole : p->kind->hand ? p->kind->hand :
		p->kind->run, props, &a);
	if (env.n)
		buf_printf(&line, "env%s ", env.p);
	if (strchr(*argv, '='))		/* to env that is a variable */
		buf_puts(&line, "sh -c 'exec \"$0\" \"$@\"' ");
	for (; *argv; argv++) {
		buf_quote(&line, *argv);
		buf_puts(&line, argv[1] ? " " : "");
	}
	if ((user = user_of(props))) {
		buf_printf(b, "su -s /bin/sh %s -c ", user->pw_name);
		buf_quote(b, line.p);
	} else {
		buf_puts(b, line.p);
	}
	buf_puts(b, "\n");
	if (props->setup)
		say("its setup hook runs before: %s", props->setup);
	if (props->teardown)
		say("its teardown hook runs behind: %s", props->teardown);
	free(before);
	buf_free(&line);
	buf_free(&env);
}

/* ---- children ----------------------------------------------------------------------------------
 * door: path_find, nap, child_ready, child_start, stdin_renew, child_become, group_kill,
 *       child_stop, children_turn, child_rest, child_deadline, child_interrupt, child_next,
 *       pipes_close */
static const char exec_failed[] = "cannot start it";	/* child.exec_step, where execve did */

/* The file that execve is to start: argv[0] as it is, or found in PATH. Lent until the next
 * call. */
static const char *path_find(const char *name)
{
	static char found[PATH_MAX];
	const char *p, *end;

	if (strchr(name, '/'))
		return name;
	p = getenv("PATH");
	for (p = p ? p : "/usr/local/bin:/usr/bin:/bin"; *p; p = *end ? end + 1 : end) {
		end = p + strcspn(p, ":");
		if ((size_t)snprintf(found, sizeof found, "%.*s/%s", (int)(end - p), p,
		    name) < sizeof found && !access(found, X_OK))
			return found;
	}
	return name;
}

/* Sleeps; only for the short waits between tries to start a program. */
static void nap(int ms)
{
	poll(NULL, 0, ms);
}

/* Finds out which groups its user is in. */
static void child_groups(struct child *c)
{
	const struct passwd *user = c->order.user;

	c->ngroups = (int)(sizeof c->groups / sizeof *c->groups);
	if (user && getgrouplist(user->pw_name, user->pw_gid, c->groups, &c->ngroups) < 0)
		c->ngroups = (int)(sizeof c->groups / sizeof *c->groups);
}

/* Forgets the last process, and takes the order for the next: which file it is, in which groups. */
static void child_ready(struct child *c, const struct order *o)
{
	c->order = *o;
	c->reads = o->reads;
	c->file = path_find(o->argv[0]);
	child_groups(c);
	c->exec_errno = 0;
	c->exec_step = exec_failed;
	c->exec_file[0] = 0;
	c->pid = 0;
	c->step = IDLE;
	c->stop = NOT_STOPPED;
	c->status = 0;
	c->used = (struct used){ 0 };
	c->leaked = c->slowness = c->errors = c->nasked = 0;
	c->unkillable = c->stopped = false;
	c->line.n = c->unbroken = c->left.n = 0;
	c->came = 0;
	for (int s = 0; s < STREAM_COUNT; s++)
		capture_clear(&c->kept[s]);
}

/* What a script that is there lacks: its interpreter. A carriage return at the end of its first
 * line is part of that name. */
static const char *script_lacks(const char *file)
{
	char line[256];
	int fd = open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, line, sizeof line - 1);
	char *end;

	if (fd >= 0)
		close(fd);
	line[n > 0 ? n : 0] = 0;
	end = strchr(line, '\n');
	return end > line && end[-1] == '\r'
		? "its first line ends in a carriage return, which is taken for a part of the "
		"interpreter's name: " :
		"its interpreter: ";
}

/* Keeps the name of what execve could not start. */
static void child_unstarted(struct child *c)
{
	if (c->exec_step == exec_failed)
		snprintf(c->exec_file, sizeof c->exec_file, "%s: %s", c->file,
			c->exec_errno == ENOENT && !access(c->file, F_OK) ? script_lacks(c->file) :
			"");
}

/* What a child that does not share our memory says of what went wrong before its exec. */
struct exec_word { int error; const char *step; };

/* Hears what a child says through its pipe: nothing, once it is the program. */
static void exec_hear(struct child *c, int fd)
{
	struct exec_word word;

	if (fd_read(fd, &word, sizeof word) == sizeof word) {
		c->exec_errno = word.error;
		c->exec_step = word.step;
	}
}

/* Forks once, until the program runs; -1: errno says why not, 0: the child could not become it, and
 * c says why. A vfork may be a fork (POSIX allows that; user-mode emulators do it), and then what
 * the child writes into c is lost: so the first child says through a pipe as well what went wrong,
 * and where it has not our memory, all do. */
static pid_t child_fork(struct child *c)
{
	static enum { UNKNOWN, SHARED, APART } memory;
	int p[2] = { -1, -1 }, err;
	pid_t pid;

	if (memory != SHARED && pipe(p))
		return -1;
	for (int i = 0; i < 2 && p[0] >= 0; i++)
		fd_cloexec(p[i]);
	c->exec_errno = 0;
	c->exec_pipe = p[1];
	c->shared = false;
	pid = vfork();
	if (!pid)
		child_exec(c, us.pid);
	err = errno;
	if (p[0] >= 0) {
		close(p[1]);
		if (pid > 0 && !c->shared)
			exec_hear(c, p[0]);
		close(p[0]);
		c->exec_pipe = -1;
	}
	errno = err;
	if (pid < 0)
		return -1;
	memory = c->shared ? SHARED : APART;
	if (!c->exec_errno)
		return pid;
	process_wait(pid, NULL, 0);
	return 0;
}

/* Starts what an order says. false: it could not be started, c->exec_errno and c->exec_step say
 * why. Tries again for a while where the system has no room for a process, or the program is still
 * being written. */
static bool child_start(struct child *c, const struct order *o)
{
	pid_t pid = -1;

	child_ready(c, o);
	if (!pipes_ready(c)) {
		c->exec_errno = errno;
		c->exec_step = "cannot make a pipe";
		return false;
	}
	for (int ms = 10; ms <= 640; ms *= 2) {
		pid = child_fork(c);
		if (pid > 0 || (pid < 0 && errno != EAGAIN && errno != ENOMEM) ||
		    (!pid && c->exec_errno != ETXTBSY))
			break;
		nap(ms);
	}
	if (pid < 0) {
		c->exec_errno = errno;
		c->exec_step = "cannot make a process for it";
	}
	if (pid <= 0) {
		child_unstarted(c);
		return false;
	}
	for (int s = 0; !o->alone && s < PIPE_COUNT; s++) {
		close(c->w[s]);
		c->w[s] = -1;
	}
	c->pid = pid;
	c->step = RUNS;
	fixtures_forget(pid);
	clock_turn(0);
	c->began = c->spoke = now.active;
	return true;
}

/* What our processes read from: nothing. One description serves them all, until one, which ran so
 * long (us), may have left flags or locks on it: opening another costs as much as twenty other
 * calls, which one that ran long can bear. Less than 0: opens the first one. */
static void stdin_renew(int64_t ran)
{
	static int flags = -1;		/* as we opened it; -1: we did not */
	int fd;

	if (ran >= 0 && (flags < 0 || (ran < LONG && fcntl(0, F_GETFL) == flags)))
		return;
	fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return;
	dup2(fd, 0);
	if (fd > 0)
		close(fd);
	flags = fcntl(0, F_GETFL);
}

/* What a forked child does until it is the test. It shares our memory until then (vfork), so that
 * is how it says what went wrong; see child_fork. Signals that we handle are at their default again
 * after exec, and none is ignored: see signals_open. */
static _Noreturn void child_exec(struct child *c, pid_t parent)
{
	struct exec_word word;
	sigset_t none;

	c->shared = true;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	die_with_parent(parent, SIGKILL);
	dup2(c->w[STREAM_OUT], 1);
	dup2(c->w[STREAM_ERR], 2);
	child_become(c);
	word = (struct exec_word){ c->exec_errno, c->exec_step };
	if (c->exec_pipe >= 0 && write(c->exec_pipe, &word, sizeof word) < 0)
		_exit(126);
	_exit(127);
}

/* Becomes the program, as its user and in its directory; returns only if that fails: c says why. */
static void child_become(struct child *c)
{
	const struct order *o = &c->order;

	if (o->user && (setgroups((size_t)c->ngroups, c->groups) || setgid(o->user->pw_gid) ||
	    setuid(o->user->pw_uid))) {
		c->exec_errno = errno;
		c->exec_step = "cannot become its user";
		return;
	}
	if (o->dir && chdir(o->dir)) {
		c->exec_errno = errno;
		c->exec_step = "cannot enter its directory";
		return;
	}
	processor_free();
	if (o->core)
		setrlimit(RLIMIT_CORE, &(struct rlimit){ o->core, o->core });
	if (o->memory && setrlimit(RLIMIT_AS, &(struct rlimit){ (rlim_t)o->memory,
	    (rlim_t)o->memory })) {
		c->exec_errno = errno;
		c->exec_step = "cannot limit its memory";
		return;
	}
	execve(c->file, o->argv, o->envp);
	c->exec_errno = errno;
}

/* The one place that signals a process group of ours. */
static void group_kill(pid_t pid, int sig)
{
	assert(pid > 1);
	kill(-pid, sig);	/* ESRCH, and EPERM for a group of zombies on BSD: it is gone */
}

/* Signals one process that is known to be our unreaped child; false: it is gone. */
bool process_kill(pid_t pid, int sig)
{
	assert(pid > 1);
	return !kill(pid, sig);
}

/* A child has to be stopped: but first its diagnose hook, if it has one, may look at it. What that
 * prints goes where the child's stderr goes. */
static void child_diagnose(struct child *c, enum stop why)
{
	const char *hook = c->order.diagnose;
	char *shell[] = { "/bin/sh", "-c", (char *)(uintptr_t)hook, NULL }, pid[32];
	struct child d = CHILD_NONE;

	c->due = why;
	if (hook) {
		snprintf(pid, sizeof pid, "MUSTER_PID=%ld", (long)c->pid);
		d.order = (struct order){ .argv = shell, .dir = c->order.dir,
			.envp = environment_with(c->order.envp, pid, NULL) };
		d.file = shell[0];
		d.w[STREAM_OUT] = d.w[STREAM_ERR] = c->w[STREAM_ERR];
		c->helper = child_fork(&d);
		free(d.order.envp);
	}
	if (c->helper <= 0) {
		c->helper = 0;
		child_stop(c, why);
		return;
	}
	c->step = DIAGNOSED;
	c->deadline = now.active + DIAGNOSE;
}

/* The diagnose hook, if one runs still, is ended. */
static void helper_end(struct child *c)
{
	bool gone;

	if (c->helper <= 0)
		return;
	group_kill(c->helper, SIGKILL);
	for (int ms = 0; !(gone = is_gone(c->helper)) && ms < KILL_GRACE / MS; ms++)
		nap(1);
	if (!gone)			/* it runs as another user, a debugger by sudo, say */
		appliance_undying(c->helper);
	c->helper = 0;
}

/* Asks a child to end: TERM, and CONT in case it is stopped; later KILL. The reason is fixed
 * now. */
static void child_stop(struct child *c, enum stop why)
{
	int64_t grace = c->order.grace;
	siginfo_t info = { 0 };

	helper_end(c);
	c->stopped = !waitid(P_PID, (id_t)c->pid, &info, WSTOPPED | WNOHANG | WNOWAIT) &&
		info.si_pid == c->pid;
	c->stop = why;
	c->asked[c->nasked++] = c->pid;
	group_kill(c->pid, grace ? SIGTERM : SIGKILL);
	group_kill(c->pid, SIGCONT);
	c->step = grace ? ASKED : KILLED;
	c->deadline = now.active + (grace ? budget(grace + AFTERWARDS) - AFTERWARDS : KILL_GRACE);
}

/* Whose leader is this process? NULL: nobody's. */
static struct child *child_of(struct child *c, int n, pid_t pid)
{
	for (int i = 0; i < n; i++)
		if (c[i].step != IDLE && c[i].pid == pid)
			return &c[i];
	return NULL;
}

/* The next of our children that died, and how; 0: none; -1: we have no children. Where orphans come
 * to us everybody is reaped at once. Elsewhere a leader stays a zombie while its pipes drain, so
 * that its group's number is its own; it is told of once. */
static pid_t death_next(struct child *c, int n, int *status, struct used *used)
{
	siginfo_t info;
	int failed;

	if (us.reaper)
		return child_status(-1, status, used);
	for (int i = 0; i < n; i++) {
		if (c[i].step == IDLE || c[i].step == DRAINS)
			continue;
		if (c[i].helper > 0 && child_status(c[i].helper, status, used))
			return c[i].helper;
		info.si_pid = 0;
		while ((failed = waitid(P_PID, (id_t)c[i].pid, &info,
		    WEXITED | WNOHANG | WNOWAIT)) && errno == EINTR)
			;
		if (failed || !info.si_pid)
			continue;
		*status = info.si_code == CLD_EXITED ? (info.si_status & 0xff) << 8 :
			info.si_status & 0x7f;
#ifdef WCOREFLAG
		if (info.si_code == CLD_DUMPED)
			*status |= WCOREFLAG;
#endif
		return c[i].pid;
	}
	return 0;
}

/* Is this process a leader, a helper or a fixture? */
static bool is_known(pid_t pid)
{
	for (int i = 0; i < watched.n; i++)
		if (watched.c[i].helper == pid)
			return true;
	return child_of(watched.c, watched.n, pid) || is_fixture(pid);
}

/* After SIGCHLD: deals with all of our children that died. */
static void children_turn(struct child *c, int n)
{
	struct child *of;
	struct used used = { 0 };
	pid_t pid;
	int status = 0;

	while ((pid = death_next(c, n, &status, &used)) > 0) {
		if ((of = child_of(c, n, pid)))
			child_exited(of, status, used);
		for (int i = 0; i < n; i++)
			if (c[i].helper == pid)
				child_diagnosed(&c[i]);
	}
	fixtures_follow();
	for (int i = 0; i < n; i++)
		if (c[i].step == DRAINS)
			child_rest(&c[i], pid < 0);
	/* orphans come to us all the same if we are process 1, or there is no /proc */
	if (!us.reaper)
		orphans_reap(is_known);
}

/* The leader of a child has exited: its result is fixed, and what it left behind has DRAIN, or what
 * is left of the grace if it was asked to end. */
static void child_exited(struct child *c, int status, struct used used)
{
	int64_t drained = now.active + DRAIN;

	c->status = status;
	c->used = used;
	helper_end(c);
	if (c->step != ASKED || c->deadline < drained)
		c->deadline = drained;
	c->step = DRAINS;
	if (us.reaper)
		c->pid = 0;
}

/* The diagnose hook has ended: the child is stopped. */
static void child_diagnosed(struct child *c)
{
	c->helper = 0;
	if (c->step == DIAGNOSED)
		child_stop(c, c->due);
}

/* Is anything left of a test that has ended? If not, it is over. childless: we have no children at
 * all. */
static void child_rest(struct child *c, bool childless)
{
	if (c->order.hook) {
		child_end(c, false);
	} else if (c->order.alone) {
		bool others = fixtures_count() || has_strangers();
		if (childless || (others && !children_list(&(pid_t){ 0 }, 1, is_fixture)))
			child_end(c, true);
		else if (c->stop)
			child_ask_rest(c);
	} else {
		for (int s = 0; s < PIPE_COUNT; s++)
			child_read(c, (enum stream)s);
		if (c->r[STREAM_OUT] < 0 && c->r[STREAM_ERR] < 0)
			child_end(c, false);
	}
}

/* Asks what a stopped test left to end, too: what is in a group that was not asked yet. */
static void child_ask_rest(struct child *c)
{
	pid_t left[256];
	size_t n = children_list(left, 256, is_fixture);

	for (size_t i = 0; i < n; i++) {
		pid_t group = getpgid(left[i]);
		bool asked = group <= 1;
		for (unsigned k = 0; k < c->nasked; k++)
			asked |= c->asked[k] == group;
		if (asked)
			continue;
		if (c->nasked < ASKED_MAX)
			c->asked[c->nasked++] = group;
		group_kill(group, SIGTERM);
		group_kill(group, SIGCONT);
	}
}

/* The end: reads what is left in the pipes, and is idle again. clean: nothing is left that could
 * hold them. */
static void child_end(struct child *c, bool clean)
{
	if (c->order.hook)
		fixtures_keep(c);
	if (!us.reaper && c->pid > 0 && !(c->order.hook && is_fixture(c->pid))) {
		/* the leader is a zombie still: the number is its own */
		group_kill(c->pid, SIGKILL);
		child_status(c->pid, &(int){ 0 }, &c->used);
	}
	for (int s = 0; s < PIPE_COUNT; s++) {
		/* a pipe holds no more than that */
		for (size_t got = 0, n = 1; n && got < 1 << 20; got += n)
			n = child_read(c, (enum stream)s);
		live_add(c->order.attempt, (enum stream)s, "", 0, true);
	}
	if (c->line.n && c->reads != READS_NOTHING)
		on_line(c, c->line.p, c->line.n);
	c->line.n = 0;
	if (!clean || !pipes_clean(c))
		pipes_close(c);
	stdin_renew(now.active - c->began);
	c->pid = 0;
	c->step = IDLE;
}

/* Notes the first processes that a child left behind, "1234 (sleep 100), 1235 (sh)", before they
 * are killed. */
static void leftovers_name(struct child *c)
{
	pid_t list[LEFT_NAMED];
	size_t n = children_list(list, LEFT_NAMED, is_fixture);

	for (size_t i = 0; i < n; i++) {
		char text[200];
		if (!command_look(list[i], text, sizeof text))
			continue;		/* it is a zombie */
		buf_printf(&c->left, "%s%ld (", c->left.n ? ", " : "", (long)list[i]);
		buf_escape(&c->left, text, strlen(text), 100);
		buf_puts(&c->left, ")");
	}
}

/* Deals with a deadline of a child, if one has passed. */
static void child_deadline(struct child *c)
{
	const struct order *o = &c->order;
	pid_t undying;
	size_t left;

	switch (c->step) {
	case IDLE:
		return;
	case RUNS:
		if (o->slow && now.active >= c->began + o->slow * (c->slowness + 1)) {
			c->slowness++;
			tell("%s is slow: it has run for %.3g s", o->what,
				(double)(now.active - c->began) / 1e6);
		}
		if (o->timeout && now.active >= c->began + o->timeout)
			child_diagnose(c, STOP_TIMEOUT);
		else if (o->idle && now.active >= (c->spoke > c->began ? c->spoke : c->began) +
		    o->idle)
			child_diagnose(c, STOP_IDLE);
		return;
	case DIAGNOSED:
		if (now.active >= c->deadline)
			child_stop(c, c->due);
		return;
	case ASKED:
		if (now.active < c->deadline)
			return;
		group_kill(c->pid, SIGKILL);
		c->step = KILLED;
		c->deadline = now.active + KILL_GRACE;
		return;
	case KILLED:
		if (now.active < c->deadline)
			return;
		c->unkillable = true;	/* nothing more can be done */
		appliance_undying(c->pid);
		pipes_close(c);
		c->pid = 0;
		c->step = IDLE;
		return;
	case DRAINS:
		if (now.active < c->deadline)
			return;
		if (o->alone)
			leftovers_name(c);
		c->leaked = o->alone ? children_kill(is_fixture) : 1;
		left = o->alone ? children_list(&undying, 1, is_fixture) : 0;
		if (left)
			appliance_undying(undying);
		c->leaked += (uint32_t)left;
		c->unkillable = left;
		child_end(c, o->alone && !left);
		return;
	}
}

/* The run is interrupted: a child is stopped, unless it is a teardown hook, which has less time;
 * and so has what was asked to end already. */
static void child_interrupt(struct child *c)
{
	struct order *o = &c->order;
	int64_t spent = now.active - c->began, left = c->deadline - now.active;

	if (c->step == ASKED || c->step == DRAINS) {
		if (left > 0)
			c->deadline = now.active + budget(left + AFTERWARDS) - AFTERWARDS;
		return;
	}
	if (c->step != RUNS && c->step != DIAGNOSED)
		return;
	if (o->interrupt == STOPS_IT)
		child_stop(c, STOP_INTERRUPT);
	else if (o->interrupt == HURRIES_IT)
		o->timeout = spent +
			budget(!o->timeout ? 0 : o->timeout > spent ? o->timeout - spent : MS);
}

/* us until the nearest deadline of a child, at most TICK; -1: it has none. */
static int64_t child_next(const struct child *c)
{
	const struct order *o = &c->order;
	int64_t at = INT64_MAX, spoke = c->spoke > c->began ? c->spoke : c->began;

	if (c->step == IDLE)
		return -1;
	if (c->step != RUNS)
		at = c->deadline;
	if (c->step == RUNS && o->timeout)
		at = c->began + o->timeout;
	if (c->step == RUNS && o->idle && spoke + o->idle < at)
		at = spoke + o->idle;
	if (c->step == RUNS && o->slow && c->began + o->slow * (c->slowness + 1) < at)
		at = c->began + o->slow * (c->slowness + 1);
	if (at == INT64_MAX)
		return -1;
	return at <= now.active ? 0 : at - now.active < TICK ? at - now.active : TICK;
}

/* How a pipe is: all that one who has it can change. */
static struct pipe_looks pipe_look(int fd)
{
	struct pipe_looks l = { .flags = fcntl(fd, F_GETFL) };
	struct stat st;

#ifdef F_GETPIPE_SZ
	l.size = fcntl(fd, F_GETPIPE_SZ);
#endif
	if (!fstat(fd, &st)) {
		l.mode = st.st_mode;
		l.uid = st.st_uid;
		l.gid = st.st_gid;
	}
	return l;
}

/* Are the pipes of a child as they were made? */
static bool pipes_clean(const struct child *c)
{
	for (int s = 0; s < PIPE_COUNT; s++) {
		const struct pipe_looks *was = &c->looks[s], is = pipe_look(c->w[s]);
		if (c->r[s] < 0 || is.flags != was->flags || is.size != was->size)
			return false;
		if (is.mode != was->mode || is.uid != was->uid || is.gid != was->gid)
			return false;
	}
	return true;
}

/* Makes one pipe of a child; false: errno says why not. */
static bool pipe_make(struct child *c, enum stream s)
{
	const struct passwd *user = c->order.user;
	int p[2];

	if (pipe(p))
		return false;
	c->r[s] = p[0];
	c->w[s] = p[1];
	fd_cloexec(p[0]);
	fd_cloexec(p[1]);
	fd_nonblock(p[0], true);
#ifdef F_SETPIPE_SZ
	/* fewer turns for tests that print much; more would use up what a user may have */
	if (s == STREAM_OUT)
		fcntl(p[1], F_SETPIPE_SZ, 256 << 10);
#endif
	if (user && fchown(p[1], user->pw_uid, user->pw_gid)) {
		/* pipes have no owner on this system: its tests cannot open /dev/stdout anew */
	}
	c->looks[s] = pipe_look(p[1]);
	return true;
}

/* Makes what pipes are missing, and new ones for another user; false: errno says why. */
static bool pipes_ready(struct child *c)
{
	uid_t owner = c->order.user ? c->order.user->pw_uid : us.user;
	bool there = c->owner == owner;

	for (int s = 0; s < PIPE_COUNT; s++)
		there = there && c->r[s] >= 0 && c->w[s] >= 0;
	if (there)
		return true;
	pipes_close(c);
	for (int s = 0; s < PIPE_COUNT; s++)
		if (!pipe_make(c, (enum stream)s)) {
			int err = errno;
			pipes_close(c);
			errno = err;
			return false;
		}
	c->owner = owner;
	return true;
}

static void pipes_close(struct child *c)
{
	for (int s = 0; s < PIPE_COUNT; s++) {
		if (c->r[s] >= 0)
			close(c->r[s]);
		if (c->w[s] >= 0)
			close(c->w[s]);
		c->r[s] = c->w[s] = -1;
	}
}

/* ---- fixtures ----------------------------------------------------------------------------------
 * door: is_fixture, fixtures_keep, fixtures_follow, fixtures_forget, fixtures_watch,
 *       fixtures_hear, fixtures_count, fixtures_end */
static struct {
	struct fixture of[FIXTURES];
	size_t n;
	unsigned hooks;			/* that left something which is still there */
} fixtures;

/* A fixture of the hook whose mark a process carries; NULL: it carries none. */
static const struct fixture *fixture_marked(pid_t pid)
{
	const char *number = carries(pid, hook_mark());
	unsigned long hook = number ? strtoul(number, NULL, 10) : 0;

	for (size_t i = 0; hook && i < fixtures.n; i++)
		if (fixtures.of[i].hook == hook)
			return &fixtures.of[i];
	return NULL;
}

/* The fixture that a process of ours is, or comes from: it is that, or in a session that it was in
 * or began, or carries the mark of its hook. NULL: it is none. */
static const struct fixture *fixture_of(pid_t pid)
{
	/* -1, too: a zombie, where those have none (BSD) */
	pid_t session = fixtures.n ? getsid(pid) : -1;

	for (size_t i = 0; i < fixtures.n; i++) {
		const struct fixture *f = &fixtures.of[i];
		if (f->pid > 0 && (f->pid == pid || f->pid == session))
			return f;
		if (f->session > 0 && f->session == session)
			return f;
	}
	return fixtures.n ? fixture_marked(pid) : NULL;
}

static bool is_fixture(pid_t pid) { return fixture_of(pid); }

/* One more, if there is room: what does not fit is known by its session only. */
static void fixture_add(pid_t pid, unsigned hook)
{
	if (fixtures.n < FIXTURES)
		fixtures.of[fixtures.n++] = (struct fixture){ pid, us.reaper ? getsid(pid) : pid,
			hook, { -1, -1 } };
}

/* After a hook: what it left running may stay, with the pipes that it holds. Each process is known
 * by its number, since it may begin a session of its own only now, as daemon(3) does. Where orphans
 * do not come to us the leader stays a zombie, so that its group can be killed later. */
static void fixtures_keep(struct child *c)
{
	size_t before = fixtures.n, n = 1;
	pid_t list[FIXTURES] = { c->pid };

	if (us.reaper)
		n = children_list(list, FIXTURES, is_fixture);
	for (size_t i = 0; i < n; i++)
		if (!us.reaper || !is_gone(list[i]))
			fixture_add(list[i], fixtures.hooks + 1);
	if (fixtures.n == before)
		return;
	fixtures.hooks++;
	for (int s = 0; s < PIPE_COUNT; s++) {
		fixtures.of[before].r[s] = c->r[s];
		c->r[s] = -1;
	}
}

/* What fixtures left to us meanwhile are fixtures as well, whatever they begin from now on. */
static void fixtures_follow(void)
{
	pid_t list[256];
	size_t n = us.reaper && fixtures.n ? children_list(list, 256, NULL) : 0;

	for (size_t i = 0; i < n; i++) {
		const struct fixture *f = fixture_of(list[i]);
		bool has = !f;
		for (size_t k = 0; k < fixtures.n && !has; k++)
			has = fixtures.of[k].pid == list[i];
		if (!has)
			fixture_add(list[i], f->hook);
	}
}

/* A new process of ours has this number: no fixture has. */
static void fixtures_forget(pid_t pid)
{
	for (size_t i = 0; i < fixtures.n; i++) {
		if (fixtures.of[i].pid == pid)
			fixtures.of[i].pid = 0;
		if (fixtures.of[i].session == pid)
			fixtures.of[i].session = 0;
	}
}

/* Throws away what a fixture printed, so that it can go on. */
static void fixture_read(int *r)
{
	static char bytes[CHUNK];
	ssize_t n = read(*r, bytes, sizeof bytes);

	if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) {
		close(*r);
		*r = -1;
	}
}

/* Fills pfd with the streams of fixtures; returns how many these are. */
static nfds_t fixtures_watch(struct pollfd *pfd)
{
	nfds_t n = 0;

	for (size_t i = 0; i < fixtures.n; i++)
		for (int s = 0; s < PIPE_COUNT; s++)
			pfd[n++] = (struct pollfd){ .fd = fixtures.of[i].r[s], .events = POLLIN };
	return n;
}

/* Deals with what poll found of them. */
static void fixtures_hear(const struct pollfd *pfd)
{
	for (size_t i = 0; i < fixtures.n; i++)
		for (size_t s = 0; s < PIPE_COUNT; s++)
			if (pfd[PIPE_COUNT * i + s].revents)
				fixture_read(&fixtures.of[i].r[s]);
}

/* How many hooks left something that is still there. */
static unsigned fixtures_count(void) { return fixtures.hooks; }

/* Ends all fixtures but those of the first so many hooks. */
static void fixtures_end(unsigned keep)
{
	size_t n = 0;

	if (fixtures.hooks <= keep)
		return;
	for (size_t i = 0; i < fixtures.n; i++) {
		struct fixture *f = &fixtures.of[i];
		if (f->hook <= keep) {
			fixtures.of[n++] = *f;
			continue;
		}
		for (int s = 0; s < PIPE_COUNT; s++)
			if (f->r[s] >= 0)
				close(f->r[s]);
		if (!us.reaper && f->pid > 0) {
			group_kill(f->pid, SIGKILL);
			is_gone(f->pid);
		}
	}
	fixtures.n = n;
	fixtures.hooks = keep;
	children_kill(is_fixture);
}

/* ---- output ------------------------------------------------------------------------------------
 * door: child_read, lines_add, live_add, capture_add, capture_clear, capture_free,
 *       capture_next, capture_move, capture_send */
/* Reads once from a pipe of a child; how much came. */
static size_t child_read(struct child *c, enum stream s)
{
	static char bytes[CHUNK];
	ssize_t n;

	if (c->r[s] < 0)
		return 0;
	if ((n = fd_read(c->r[s], bytes, sizeof bytes)) > 0) {
		child_bytes(c, s, bytes, (size_t)n);
		return (size_t)n;
	}
	if (n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && ++c->errors > ERRORS)) {
		if (n < 0) {
			n = snprintf(bytes, sizeof bytes,
				"\n[muster: its output cannot be read: %s]\n", strerror(errno));
			capture_add(&c->kept[s], bytes, (size_t)n);
		}
		close(c->r[s]);
		c->r[s] = -1;
	}
	return 0;
}

/* Keeps a part of a listing, unless that is too long, or one of its lines is: then it is none. */
static void listing_add(struct child *c, const char *p, size_t n)
{
	bool flood = c->order.all->n + n > LIST_MAX;

	for (const char *q = p, *end = p + n, *newline; q < end; q = newline ? newline + 1 : end) {
		newline = memchr(q, '\n', (size_t)(end - q));
		c->unbroken += (size_t)((newline ? newline : end) - q);
		flood |= c->unbroken > LINE_MAX_BYTES;
		if (newline)
			c->unbroken = 0;
	}
	if (!flood)
		buf_add(c->order.all, p, n);
	else if (c->step == RUNS)
		child_stop(c, STOP_FLOOD);
	else
		/* it has ended already: what it printed is no listing all the same */
		c->stop = STOP_FLOOD;
}

/* Deals with output: the end of an unfinished line, whole lines, the beginning of the next. */
static void child_bytes(struct child *c, enum stream s, const char *p, size_t n)
{
	c->spoke = now.active;
	c->came += s == c->order.said ? n : 0;
	if (c->order.all && s == STREAM_OUT)
		listing_add(c, p, n);
	live_add(c->order.attempt, s, p, n, false);
	if (s != c->order.said || c->reads != READS_LINES || !c->order.sorted)
		words_keep(c, s, p, n);
	if (s == c->order.said && c->reads != READS_NOTHING) {
		lines_add(c, p, n);
		on_unfinished(c);
		words_placed(c);
	}
}

/* Makes lines of what comes; the last one waits for its end. */
static void lines_add(struct child *c, const char *p, size_t n)
{
	const char *end = p + n, *newline;

	while (p < end) {
		newline = memchr(p, '\n', (size_t)(end - p));
		if (newline && !c->line.n) {
			on_line(c, p, (size_t)(newline - p));
		} else {
			size_t more = (size_t)((newline ? newline : end) - p);
			if (c->line.n + more > LINE_MAX_BYTES) {
				more = LINE_MAX_BYTES - c->line.n;
				reader_flood(&c->order.attempt->reader);
			}
			buf_add(&c->line, p, more);
			if (newline) {
				on_line(c, c->line.p, c->line.n);
				c->line.n = 0;
			}
		}
		p = newline ? newline + 1 : end;
	}
}

/* -s: sends whole lines as they come; what is unfinished waits for its end, or the test's. */
static void live_add(const struct attempt *a, enum stream s, const char *p, size_t n, bool end)
{
	static struct buf unfinished[STREAM_COUNT];
	struct buf *b = &unfinished[s];
	size_t keep = 0;

	if (!config.live || !a || a->quiet || a->open == NONE || master.out < 0)
		return;
	buf_add(b, p, n);
	while (!end && keep < b->n && b->p[b->n - keep - 1] != '\n')
		keep++;
	if (keep > CHUNK)
		keep = 0;
	for (size_t at = 0, part; at < b->n - keep; at += part) {
		part = b->n - keep - at < FRAME_MAX / 2 ? b->n - keep - at : FRAME_MAX / 2;
		put_OUTPUT(&master, (struct w_OUTPUT){ .test = a->open, .stream = (uint8_t)s,
			.live = 1,
			.bytes = { b->p + at, (uint32_t)part } });
	}
	if (keep)
		memmove(b->p, b->p + b->n - keep, keep);
	b->n = keep;
}

/* Keeps the first and the last half of output_limit, which may be more than there can be memory. */
static void capture_add(struct capture *k, const char *p, size_t n)
{
	size_t half = (size_t)(config.output_limit / 2 < SIZE_MAX / 4 ? config.output_limit / 2 :
		SIZE_MAX / 4), take;

	k->total += n;
	take = half - k->head.n < n ? half - k->head.n : n;
	buf_add(&k->head, p, take);
	p += take;
	n -= take;
	if (!n || !half)
		return;
	if (n > half) {			/* only its end can stay; the ring's place moves along */
		k->skipped += n - half;
		p += n - half;
		n = half;
	}
	while (n) {
		size_t at = (size_t)((k->skipped + k->ringed) % half);
		take = half - at < n ? half - at : n;
		if (at + take > k->tail.n) {
			buf_room(&k->tail, at + take - k->tail.n);
			k->tail.n = at + take;
		}
		memcpy(k->tail.p + at, p, take);
		k->ringed += take;
		p += take;
		n -= take;
	}
}

/* Forgets what was kept. Room for much stays while tests need it: fresh pages cost more than
 * copying. */
static void capture_clear(struct capture *k)
{
	if (k->total <= CHUNK && (k->head.cap > CHUNK || k->tail.cap > CHUNK))
		capture_free(k);
	k->head.n = k->tail.n = 0;
	k->total = k->skipped = k->ringed = 0;
}

static void capture_free(struct capture *k)
{
	buf_free(&k->head);
	buf_free(&k->tail);
}

/* What was kept, piece by piece, the oldest bytes first: the piece behind `p`, or the first one
 * behind NULL, and its size in
 * *n. NULL: that was all. After the beginning comes the ring of the end, from its oldest byte
 * on. */
static const char *capture_next(const struct capture *k, const char *p, size_t *n)
{
	uint64_t tailed = k->skipped + k->ringed;
	size_t oldest = tailed > k->tail.n && k->tail.n ? (size_t)(tailed % k->tail.n) : 0;

	if (!p && (*n = k->head.n))
		return k->head.p;
	if ((!p || p == k->head.p) && (*n = k->tail.n - oldest))
		return k->tail.p + oldest;
	if (oldest && p == k->tail.p + oldest)
		return *n = oldest, k->tail.p;
	return NULL;
}

/* What `from` kept goes behind what `to` did. */
static void capture_move(struct capture *to, struct capture *from)
{
	size_t n;

	if (!from->total)
		return;
	for (const char *p = NULL; (p = capture_next(from, p, &n)); )
		capture_add(to, p, n);
	to->total += from->total - from->head.n - from->tail.n;
	capture_clear(from);
}

static void output_send(uint32_t test, enum stream s, const char *p, size_t n)
{
	while (n) {
		size_t part = n < CHUNK ? n : CHUNK;
		put_OUTPUT(&master, (struct w_OUTPUT){ .test = test, .stream = (uint8_t)s,
			.bytes = { p, (uint32_t)part } });
		p += part;
		n -= part;
	}
}

/* Sends what was kept, with a line in the middle that says how much was not. */
static void capture_send(const struct capture *k, uint32_t test, enum stream s)
{
	uint64_t cut = k->total - k->head.n - k->tail.n;
	char note[80];
	size_t n;

	const char *p = capture_next(k, NULL, &n);
	if (p)
		output_send(test, s, p, n);
	if (cut)
		output_send(test, s, note,
			(size_t)snprintf(note, sizeof note,
			"\n[muster: %llu bytes are left out here]\n", (unsigned long long)cut));
	while (p && (p = capture_next(k, p, &n)))
		output_send(test, s, p, n);
}

/* ---- temporary files ---------------------------------------------------------------------------
 * door: temp_end, temp_lent, run_mark, clean_within, hook_mark, tmp_ready, tmp_where,
 *       keep_ready, keep_send, core_look, variables_ready, variables_read, scratch_remove, tmp_check,
 *       results_path, names_path, own_open, own_make, files_remove
 * TMPDIR, or /tmp
 *   muster-UID/          there only while it has something in it, so that one mkdir tells whether killed
 *                        runs left anything
 *     4f0c9e1d2b3a5c77/  of one run: its token, which its processes have in MUSTER_RUN. Locked (flock) as long as
 *                        its master or a slave lives. Its mode says how far that is: enum temp_mode
 *       slave00.1/       TMPDIR of a test, its user's alone
 *       slave00.keep.1/  MUSTER_KEEP of it, likewise: files in it go to the master
 *       slave00.shut.1/  where one of another user is moved to before it is removed: nobody else gets in there
 *       slave00.report, slave00.names     files of a test's kind
 * All of it is made and removed through descriptors: what a test does to the names above its own
 * changes nothing else. */
/* BEGUN: not locked yet; KEPT: for good */
enum temp_mode { BEGUN = 0700, USED = 0711, CLEARED = 01700, KEPT = 01711 };

static struct temp {			/* the directory of a run */
	char path[PATH_MAX];		/* "": there is none */
	/* of the directory above it, which goes when that is empty; "": it stays */
	char place[PATH_MAX];
	char name[32];			/* in there */
	char token[17];
	/* MUSTER_RUN of what we start; "": nobody would look for it */
	char run[256];
	int above, fd;
	bool ours;			/* we made it, and remove it */
} temp = { .above = -1, .fd = -1 };
/* Directories that this slave has in there for the next test. */
static struct scratch {
	const char *what;		/* of its name */
	char path[PATH_MAX];		/* "": there is none */
	const char *name;		/* in temp */
	int fd;
	struct timespec changed;	/* as it was made */
	uid_t user;
	unsigned serial;		/* of its name */
} tmp = { .what = "", .fd = -1 }, keepdir = { .what = "keep.", .fd = -1 };
static unsigned own_serial;		/* of the names of its files there */
/* clock_us: what is not removed by then stays, see clean_in_time */
static int64_t clean_until;

static bool temp_clear(struct temp *, bool (*goes_on)(void), bool quiet, bool *late);

/* Opens the directory of this user's runs, made if need be. EPERM: it is somebody else's, or open
 * to others. */
static int place_open(const char *path, bool *old)
{
	struct stat st;
	int fd;

	*old = mkdir(path, 0711);
	if (*old && errno != EEXIST)
		return -1;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return -1;		/* whoever was in it left, and removed it */
	if (fd < 0 || fstat(fd, &st) || st.st_uid != geteuid() || (st.st_mode & 022)) {
		if (fd >= 0)
			close(fd);
		errno = EPERM;
		return -1;
	}
	if ((st.st_mode & 0777) != 0711)
		fchmod(fd, 0711);
	return fd;
}

/* Opens where the directory of a run goes to: temp.place, or what TMPDIR names where somebody took
 * that name in a directory that is open to all; then nothing is swept. */
static int place_find(char path[PATH_MAX], bool *old)
{
	const char *outer = getenv("TMPDIR");
	int fd;

	outer = outer && *outer ? outer : "/tmp";
	if ((size_t)snprintf(path, PATH_MAX, "%s%s%s", *outer == '/' ? "" : root_path(),
	    *outer == '/' ? "" : "/", outer) >= PATH_MAX - 256) {
		errno = ENAMETOOLONG;
		return -1;
	}
	snprintf(temp.place, sizeof temp.place, "%.*s/muster-%lu", PATH_MAX - 256, path,
		(unsigned long)geteuid());
	if ((fd = place_open(temp.place, old)) >= 0 || errno != EPERM) {
		strcpy(path, temp.place);
		return fd;
	}
	say("warning: [W-CLEAN] %s is not a directory of this user alone: nothing is swept",
		temp.place);
	*temp.place = 0;
	*old = false;
	return open(path, O_LOOK | O_DIRECTORY | O_CLOEXEC);
}

/* Locks it, before its mode says that it is in use. Who sweeps may have locked it for the moment
 * that it takes to see that mode; without a lock the next one would take us for dead. False:
 * somebody keeps it. */
static bool temp_lock(int fd)
{
	for (int ms = 0; flock(fd, LOCK_EX | LOCK_NB); ms++) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			/* there are no locks here: then nobody sweeps here, see is_local */
			return true;
		if (ms == LOCK_WAIT)
			return false;
		nap(1);
	}
	return true;
}

/* Makes our directory in a place that is open; false: that is gone, or cannot take it. */
static bool temp_begin(const char *path)
{
	bool sure;

	token_make(temp.token);
	snprintf(temp.name, sizeof temp.name, "%s%s", *temp.place ? "" : "muster.", temp.token);
	if (mkdirat(temp.above, temp.name, BEGUN) ||
	    (temp.fd = directory_open(temp.above, temp.name, O_RDONLY, &sure)) < 0)
		return false;
	if (!temp_lock(temp.fd)) {
		unlinkat(temp.above, temp.name, AT_REMOVEDIR);
		close(temp.fd);
		temp.fd = -1;
		errno = EWOULDBLOCK;
		return false;
	}
	fchmod(temp.fd, USED);		/* whatever umask is */
	snprintf(temp.path, sizeof temp.path, "%.*s/%s", PATH_MAX - 80, path, temp.name);
	temp.ours = true;
	return true;
}

/* Makes the directory of this run, after sweeping those of runs that were killed. The place goes
 * when whoever was in it leaves: then once more. */
bool temp_make(void)
{
	const char *outer = getenv("MUSTER_RUN"), *sweep = getenv("MUSTER_SWEEP");
	char path[PATH_MAX];
	bool old = false;
	int error;

	for (int tries = 0; temp.fd < 0 && tries < 20; tries++) {
		temp.above = place_find(path, &old);
		if (temp.above >= 0 && old && !(sweep && !strcmp(sweep, "0")))
			temp_sweep(temp.above, path);
		if (temp.above >= 0 && temp_begin(path))
			break;
		error = errno;
		if (temp.above >= 0)
			close(temp.above);
		errno = error;
		if (error != ENOENT && error != EEXIST)
			return false;
	}
	if (temp.fd < 0)
		return false;
	if (outer && (!*outer || outer[strspn(outer, "0123456789abcdef:")] ||
	    strlen(outer) > sizeof temp.run - 18))
		outer = NULL;
	snprintf(temp.run, sizeof temp.run, "%s%s%s", outer ? outer : "", outer ? ":" : "",
		temp.token);
	return true;
}

const char *temp_path(void) { return temp.path; }

/* Nobody is to remove it. */
void temp_keep(void)
{
	if (temp.ours)
		fchmod(temp.fd, KEPT);
}

/* Removes it with all that is in it, as long as goes_on says. */
void temp_remove(bool (*goes_on)(void))
{
	bool late = false;

	if (temp.ours && temp_clear(&temp, goes_on, false, &late) && *temp.place)
		rmdir(temp.place);
	if (late)
		tell("warning: [W-CLEAN] %s is not removed whole: that takes too long; "
			"the next run of muster goes on with it", temp.path);
}

/* Removes it if nothing is in it. */
void temp_leave(void)
{
	if (*temp.path && !rmdir(temp.path) && *temp.place)
		rmdir(temp.place);
}

/* As we leave: removes it, or, where it was our master's, who is dead, sees whether it is empty:
 * the last slave finds it so. */
static void temp_end(bool dead)
{
	if (temp.ours && !config.keep)
		temp_remove(clean_in_time);
	else if (!temp.ours && dead)
		temp_leave();
}

/* The directory is our master's: a descriptor of it is ours, which is returned; -1: there is
 * none. */
static int temp_lent(void)
{
	temp.ours = false;
	temp.above = -1;
	return temp.fd;
}

/* MUSTER_RUN of what we start; "": nobody would look for it. */
static const char *run_mark(void) { return temp.run; }

/* From now on removals take so long (us) at most that ask clean_in_time whether they go on. */
static void clean_within(int64_t most)
{
	clean_until = clock_us() + most;
}

static bool clean_in_time(void) { return clock_us() < clean_until; }

/* Opens what a killed run left, and locks it: nobody else has it, and we are none of its
 * processes. */
static bool temp_open(struct temp *t)
{
	const char *outer = getenv("MUSTER_RUN");
	struct stat st;
	bool sure;

	if (strspn(t->name, "0123456789abcdef") != 16 || t->name[16] ||
	    (outer && strstr(outer, t->name)))
		return false;
	t->fd = directory_open(t->above, t->name, O_RDONLY, &sure);
	if (t->fd < 0 || !is_local(t->fd) || flock(t->fd, LOCK_EX | LOCK_NB) || fstat(t->fd, &st) ||
	    st.st_uid != geteuid())
		return false;
	return (st.st_mode & 07777) == USED || (st.st_mode & 07777) == CLEARED;
}

/* Ends what runs that were killed together with all their slaves left there: their processes, then
 * their files. */
static void temp_sweep(int above, const char *path)
{
	/* without /proc processes would stay that nobody finds any more */
	bool can_see = !access("/proc/self/environ", R_OK);
	uint32_t killed = 0, runs = 0, rest = 0;
	int fd = openat(above, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;

	clean_within(SWEEP_CLEAN);
	while (dir && can_see && (e = readdir(dir)) && clean_in_time()) {
		struct temp t = { .above = above, .fd = -1 };
		bool late = false;
		snprintf(t.name, sizeof t.name, "%.17s", e->d_name);
		snprintf(t.path, sizeof t.path, "%.*s/%s", PATH_MAX - 80, path, t.name);
		if (temp_open(&t)) {
			killed += run_kill(t.name);
			runs += temp_clear(&t, clean_in_time, true, &late);
			rest += late;
		}
		if (t.fd >= 0)
			close(t.fd);
	}
	if (killed || runs || rest)
		say("[N-SWEPT] what killed runs left in %s is removed%s: %lu process%s, the files "
			"of %lu run%s", path,
			rest ? ", but for files that take too long" : "", (unsigned long)killed,
			killed == 1 ? "" : "es",
			(unsigned long)runs + rest, runs + rest == 1 ? "" : "s");
	if (dir)
		closedir(dir);
}

static const char *slave_name(void)
{
	return config.slave.n ? config.slave.p : "master";
}

/* What the processes of a hook carry: MUSTER_HOOK=RUN/SLAVE/N, so that nobody takes those of
 * another muster for his. */
static const char *hook_mark(void)
{
	static char mark[96];

	snprintf(mark, sizeof mark, "MUSTER_HOOK=%s/%.40s/", temp.token, slave_name());
	return mark;
}

/* Moves a directory of another user to where no test can reach it while we are in it; false: that
 * is not possible. */
static bool scratch_shut(const struct scratch *d, char name[128])
{
	bool sure, moved = false;
	int fd;

	snprintf(name, 128, "%.64s.%sshut.%u", slave_name(), d->what, d->serial);
	if (mkdirat(temp.fd, name, 0700))
		return false;
	if ((fd = directory_open(temp.fd, name, O_RDONLY, &sure)) >= 0) {
		moved = !renameat(temp.fd, d->name, fd, d->name);
		close(fd);
	}
	return moved;
}

/* Forgets a directory, and removes it unless it stays, as far as goes_on says. */
static void scratch_drop(struct scratch *d, bool stays, bool (*goes_on)(void))
{
	char shut[128];

	if (d->fd >= 0)
		close(d->fd);
	d->fd = -1;
	if (*d->path && !stays)
		tree_remove(d->user != us.user && scratch_shut(d, shut) ? shut : d->name,
			goes_on, false);
	*d->path = 0;
}

/* Did no test touch it? What it did not touch serves again: making and removing a directory costs
 * more than starting a small test. Its mtime is set to a second in 1970, so that whatever is made
 * in it shows; a change of its mode or its times shows in its ctime. */
static bool scratch_untouched(const struct scratch *d)
{
	return d->fd >= 0 && tmp_untouched(d->path, &d->changed);
}

/* An empty private directory for the next attempt, or NULL where there is no place. */
static const char *scratch_ready(struct scratch *d, const struct passwd *user)
{
	static const struct timespec past[2] = { { 1, 0 }, { 1, 0 } };
	static bool warned;
	uid_t uid = user ? user->pw_uid : us.user;
	struct stat st;
	bool sure;

	if (*d->path && d->user == uid)
		return d->path;
	scratch_drop(d, config.keep, NULL);
	if (temp.fd < 0)
		return NULL;
	do
		snprintf(d->path, sizeof d->path, "%.*s/%.64s.%s%u", PATH_MAX - 100, temp.path,
			slave_name(), d->what, ++d->serial);
	while (mkdirat(temp.fd, d->name = strrchr(d->path, '/') + 1, 0700) && errno == EEXIST &&
	    d->serial < 100000000);
	d->user = uid;
	if ((d->fd = directory_open(temp.fd, d->name, O_RDONLY, &sure)) >= 0 &&
	    !(user && fchown(d->fd, user->pw_uid, user->pw_gid)) && !futimens(d->fd, past) &&
	    !fstat(d->fd, &st)) {
		d->changed = st.st_ctim;
		if (scratch_untouched(d))
			return d->path;
		/* its path leads elsewhere: something was done to what is above it */
		errno = ESTALE;
	}
	if (!warned)
		tell("warning: no private TMPDIR for tests in %s: %s", temp.path, strerror(errno));
	warned = true;
	scratch_drop(d, config.keep, NULL);
	return NULL;
}

/* TMPDIR of the next attempt; NULL: there is no place for one. */
static const char *tmp_ready(const struct passwd *user) { return scratch_ready(&tmp, user); }

/* Where that is; NULL: there is none. */
static const char *tmp_where(void) { return *tmp.path ? tmp.path : NULL; }

/* MUSTER_KEEP of the next attempt, likewise. */
static const char *keep_ready(const struct passwd *user) { return scratch_ready(&keepdir, user); }

/* Forgets what was made for the next test. */
static void scratch_remove(bool (*goes_on)(void))
{
	scratch_drop(&tmp, config.keep, goes_on);
	scratch_drop(&keepdir, false, goes_on);
}

/* While a long removal goes on: hears the master, and lets it hear us. An interrupted run leaves
 * the rest to whoever removes the directory of the run. */
static bool slave_goes_on(void)
{
	turn_within(0, NULL, 0);
	return !interrupted();
}

/* After an attempt: removes its TMPDIR, unless it is as it was made, or stays. */
static void tmp_check(bool failed)
{
	bool untouched = scratch_untouched(&tmp),
		stays = config.keep == KEEP_all || (config.keep && failed && !untouched);

	if (stays && config.keep == KEEP_failed)
		tell("%s: its TMPDIR is kept: %s", attempt_name(&attempt), tmp.path);
	if (stays || !untouched)
		scratch_drop(&tmp, stays, slave_goes_on);
}

/* What a test left in MUSTER_KEEP, as it is read. */
struct leavings {
	uint32_t test;			/* NONE: a process of several cases */
	uint32_t files;			/* that are kept */
	uint32_t odd, large, unread;	/* that are not */
	bool more;			/* the rest was not looked at */
};

/* Sends a file that is open, in parts; false: it could not be read to its end. */
static bool leaving_send(const struct leavings *l, const char *name, int fd)
{
	static char bytes[FRAME_MAX / 4];
	uint64_t sent = 0;
	ssize_t n;

	do {
		if ((n = fd_read(fd, bytes, sizeof bytes)) < 0)
			return false;
		if (n || !sent)
			put_KEPT(&master, (struct w_KEPT){ .test = l->test,
				.name = str_of(sent ? "" : name),
				.bytes = { bytes, (uint32_t)n } });
		sent += (uint64_t)n;
		tell_all();		/* what waits for the master stays small */
	} while (n > 0 && sent < config.keep_limit && budget(LONG) == LONG);
	return true;
}

/* Looks at one name: a regular file that has no other name is sent. What else a test can put there
 * is not even opened: a FIFO would hold us up, a device may do something. */
static void leaving_look(struct leavings *l, int dir, const char *name)
{
	struct stat st;
	int fd;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) || !S_ISREG(st.st_mode) ||
	    st.st_nlink != 1) {
		l->odd++;
		return;
	}
	fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st))
		l->unread++;
	else if (!S_ISREG(st.st_mode) || st.st_nlink != 1)
		l->odd++;		/* it was exchanged meanwhile */
	else if ((uint64_t)st.st_size > config.keep_limit)
		l->large++;
	else if (leaving_send(l, name, fd))
		l->files++;
	else
		l->unread++;
	if (fd >= 0)
		close(fd);
}

/* Says what was not kept. */
static void leavings_tell(const struct attempt *a, const struct leavings *l)
{
	if (l->odd)
		tell("warning: [W-KEPT] %s: %lu in MUSTER_KEEP not kept, only regular files with "
			"one name are", attempt_name(a), (unsigned long)l->odd);
	if (l->large)
		tell("warning: [W-KEPT] %s: %lu file%s in MUSTER_KEEP not kept: more than "
			"--keep-limit, %llu bytes", attempt_name(a), (unsigned long)l->large,
			l->large == 1 ? "" : "s", (unsigned long long)config.keep_limit);
	if (l->unread)
		tell("warning: [W-KEPT] %s: %lu file%s in MUSTER_KEEP could not be read",
			attempt_name(a), (unsigned long)l->unread, l->unread == 1 ? "" : "s");
	if (l->more)
		tell("warning: [W-KEPT] %s: not all of MUSTER_KEEP was looked at, it holds too "
			"much", attempt_name(a));
}

/* After a process: what it left in MUSTER_KEEP goes to the master, file by file; of a trial it only
 * goes. By descriptor, whatever a test has made of the path. test NONE: it ran several cases. */
static void keep_send(struct attempt *a, uint32_t test)
{
	struct leavings l = { .test = test };
	struct dirent *e;
	DIR *dir;
	int fd;

	if (!*keepdir.path || scratch_untouched(&keepdir))
		return;
	fd = a->quiet || a->probe || master.out < 0 || keepdir.fd < 0 ? -1 :
		openat(keepdir.fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	dir = fd < 0 ? NULL : fdopendir(fd);
	for (uint32_t names = 0; dir && (e = readdir(dir)); names++) {
		l.more = l.files == KEPT_FILES || names == KEPT_NAMES || budget(LONG) < LONG;
		if (l.more)
			break;
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
			leaving_look(&l, fd, e->d_name);
	}
	if (dir)
		closedir(dir);
	else if (fd >= 0)
		close(fd);
	leavings_tell(a, &l);
	scratch_drop(&keepdir, false, slave_goes_on);
}

/* The newest core in the TMPDIR of a test: a regular file with one name, whose name begins as the
 * pattern does. Adds its path, and which program left it, as far as it says so. False: there is
 * none. */
static bool core_look(const char *pattern, struct buf *core, struct buf *program)
{
	size_t n = strcspn(pattern, "%"), found = core->n;
	struct timespec newest = { 0 };
	struct stat st;
	struct dirent *e;
	int fd = tmp.fd < 0 ? -1 : openat(tmp.fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	for (uint32_t names = 0; dir && names < KEPT_NAMES && (e = readdir(dir)); names++) {
		if (strncmp(e->d_name, pattern, n) || fstatat(tmp.fd, e->d_name, &st,
		    AT_SYMLINK_NOFOLLOW) || !S_ISREG(st.st_mode) || st.st_nlink != 1 ||
		    st.st_mtim.tv_sec < newest.tv_sec || (st.st_mtim.tv_sec == newest.tv_sec &&
		    st.st_mtim.tv_nsec < newest.tv_nsec))
			continue;
		newest = st.st_mtim;
		core->n = found;
		buf_printf(core, "%s/%s", tmp.path, e->d_name);
	}
	if (dir)
		closedir(dir);
	else if (fd >= 0)
		close(fd);
	fd = core->n == found ? -1 : openat(tmp.fd, strrchr(core->p, '/') + 1,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return false;
	core_program(fd, program);
	close(fd);
	return true;
}

/* The name of a file of this slave beside its tests' TMPDIR. Lent until the next call. */
static const char *own_name(const char *what)
{
	static char name[128];

	snprintf(name, sizeof name, own_serial ? "%s.%s.%u" : "%s.%s", slave_name(), what,
		own_serial);
	return name;
}

/* Its path; NULL: there is no place. */
static const char *own_path(char path[PATH_MAX], const char *what)
{
	if (temp.fd < 0)
		return NULL;
	snprintf(path, PATH_MAX, "%.*s/%s", PATH_MAX - 200, temp.path, own_name(what));
	return path;
}

/* Where a program writes its results, if its kind reads them from a file. Where there is no place
 * for that a person can read them. */
static const char *results_path(void)
{
	static char path[PATH_MAX];

	return own_path(path, "report") ? path : "/dev/stdout";
}

/* Where it finds the names of its cases, if they do not fit on its command line. */
static const char *names_path(void)
{
	static char path[PATH_MAX];

	return own_path(path, "names");
}

/* Opens one to read it, whatever a test put in its place; -1: that is not possible. */
static int own_open(const char *what)
{
	errno = ENOENT;
	return temp.fd < 0 ? -1 : openat(temp.fd, own_name(what), O_RDONLY | O_NOFOLLOW |
		O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

/* Makes one of these files anew, with such bytes in it, for whoever runs the test; whatever a test
 * made of it goes. If that cannot go their names are others from now on. What goes wrong here shows
 * in the test: it finds no names, or cannot write. */
static void own_make(const char *what, const struct buf *bytes, const struct passwd *user)
{
	int fd;

	if (temp.fd < 0)
		return;
	if (unlinkat(temp.fd, own_name(what), 0) && errno != ENOENT && !tree_remove(own_name(what),
	    slave_goes_on, false)) {
		own_serial++;
		environment_stale();	/* it may name them */
	}
	if (!user && !bytes)
		return;
	fd = openat(temp.fd, own_name(what), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0 && bytes)
		fd_write(fd, bytes->p, bytes->n);
	if (fd >= 0 && user && fchown(fd, user->pw_uid, user->pw_gid))
		unlinkat(temp.fd, own_name(what), 0);
	if (fd >= 0)
		close(fd);
}

/* MUSTER_ENV=PATH of a hook that starts: an empty file. NULL: there is no place. */
static char *variables_ready(void)
{
	static char variable[PATH_MAX + 16];
	static const struct buf nothing;
	char path[PATH_MAX];

	if (!own_path(path, "env"))
		return NULL;
	own_make("env", &nothing, NULL);
	own_path(path, "env");
	snprintf(variable, sizeof variable, "MUSTER_ENV=%s", path);
	return variable;
}

/* Why a line of MUSTER_ENV is no variable that a hook may set; NULL: it is one. */
static const char *variable_bad(const char *line, size_t n)
{
	static const char letters[] =
		"_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	size_t name = strspn(line, letters);
	char text[256];

	if (n >= VARIABLE_MAX)
		return "it is too long";
	if (strlen(line) < n)
		return "there is a 0 byte in it";
	if (!name || line[name] != '=' || (*line >= '0' && *line <= '9') || name >= sizeof text)
		return "it is not NAME=VALUE";
	snprintf(text, sizeof text, "%.*s", (int)name, line);
	return !strncmp(text, "MUSTER_", 7) ? "muster sets it, and nobody else" :
		variable_own(text);
}

/* Reads what a hook left in MUSTER_ENV, a NAME=VALUE a line, and removes it; NULL: nobody wants
 * that. Whatever stands in its place by then is looked at by its descriptor. */
static void variables_read(const char *what, struct buf *variables)
{
	int fd = variables ? own_open("env") : -1;
	struct buf b = { 0 };
	struct stat st;
	ssize_t n = 0;

	if (fd >= 0 && (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size > VARIABLES_MAX)) {
		tell("warning: %s: MUSTER_ENV is %s: nothing of it is used", what,
			S_ISREG(st.st_mode) ? "too large" : "no file any more");
	} else if (fd >= 0) {
		buf_room(&b, VARIABLES_MAX + 2);
		n = fd_read(fd, b.p, VARIABLES_MAX);
	} else if (variables && errno != ENOENT) {
		tell("warning: %s: MUSTER_ENV cannot be read: %s", what, strerror(errno));
	}
	if (fd >= 0)
		close(fd);
	for (size_t at = 0, end; n > 0 && at < (size_t)n; at = end + 1) {
		char *line = b.p + at, *newline = memchr(line, '\n', (size_t)n - at);
		const char *why;
		end = newline ? (size_t)(newline - b.p) : (size_t)n;
		b.p[end] = 0;
		if (end == at)
			continue;
		if (!(why = variable_bad(line, end - at)))
			buf_add(variables, line, end - at + 1);
		else
			tell("warning: %s: MUSTER_ENV: %.60s: %s", what, line, why);
	}
	buf_free(&b);
	if (temp.fd >= 0)
		tree_remove(own_name("env"), slave_goes_on, false);
}

/* Removes all that this slave has there, when it leaves. Who removes the directory says what
 * stays. */
static void files_remove(void)
{
	static const char *const whats[] = { "report", "names", "env" };

	scratch_remove(clean_in_time);
	for (size_t i = 0; temp.fd >= 0 && i < sizeof whats / sizeof *whats; i++)
		tree_remove(own_name(whats[i]), clean_in_time, true);
}

struct removal {
	int top;		/* the directory of the tree's entries; -1: not open yet */
	bool (*goes_on)(void);	/* asked each LOOK; NULL: to the end */
	int64_t asked;		/* clock_us; 0: not yet, so that the first time is at once */
	bool over;		/* it said no */
	/* something went in this pass, or went to the top: another gets further */
	bool moved, lifted;
	int error;		/* why the first that stays does so; 0: nothing stays */
	struct buf path, stays;	/* where we are; the first that stays */
};

/* Is a removal given up? */
static bool removal_over(struct removal *r)
{
	if (r->goes_on && !r->over && clock_us() - r->asked >= LOOK) {
		r->over = !r->goes_on();
		r->asked = clock_us();
	}
	return r->over;
}

/* Something cannot be removed: keeps the first of these. */
static void removal_stays(struct removal *r, int error)
{
	if (r->error)
		return;
	r->error = error;
	r->stays.n = 0;
	buf_add(&r->stays, r->path.p, r->path.n);
}

/* Moves a directory that is deeper than DEEP up to the top, for the next pass, so that no tree
 * costs more descriptors than that. Both names are in directories of the tree: whatever a process
 * that still runs exchanges them for, nothing else is touched. */
static void removal_lift(struct removal *r, int at, const char *name)
{
	static unsigned serial;
	char up[32];

	snprintf(up, sizeof up, ".deep.%u", ++serial);
	if (!renameat(at, name, r->top, up))
		r->moved = r->lifted = true;
	else
		removal_stays(r, errno);
}

static bool tree_remove_at(struct removal *, int at, const char *name, int depth);

/* Removes what is in a directory, and closes it; true: all went. */
static bool tree_empty(struct removal *r, int fd, int depth)
{
	struct dirent *e;
	bool all = true;
	DIR *dir = fdopendir(fd);

	if (!dir) {
		removal_stays(r, errno);
		close(fd);
		return false;
	}
	if (!depth)
		r->top = fd;
	while (!r->over && (e = readdir(dir)))
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
			all &= tree_remove_at(r, fd, e->d_name, depth + 1);
	closedir(dir);
	return all && !r->over;
}

/* Removes a name in a directory and all below it. It follows no link and enters no mount: rmdir
 * comes before any look inside, and says EBUSY of a mount, whatever is mounted there. Nothing is
 * done by name after a look by name: a test's process may exchange one for another at any time. */
static bool tree_remove_at(struct removal *r, int at, const char *name, int depth)
{
	size_t n = r->path.n;
	bool gone, full = false;
	int fd = -1;

	if (removal_over(r))
		return false;
	if (depth)
		buf_printf(&r->path, "/%s", name);
	if (!(gone = is_removed(at, name, &full)) && full &&
	    (fd = directory_enter(at, name)) >= 0) {
		if (depth > DEEP) {
			close(fd);
			removal_lift(r, at, name);
		} else {
			tree_empty(r, fd, depth);
			gone = !r->over && is_removed(at, name, &full);
		}
	}
	if (!gone && (fd < 0 || !full))
		removal_stays(r, errno);
	r->moved |= gone;
	r->path.n = n;
	return gone;
}

/* Says what stays, unless nobody is to hear it. */
static void removal_end(struct removal *r, bool gone, bool quiet)
{
	if (!gone && !r->over) {
		removal_stays(r, ENOTEMPTY);
		if (!quiet)
			tell(r->error == EBUSY
				? "warning: [W-CLEAN] %.*s stays: something is mounted there" :
				"warning: [W-CLEAN] %.*s could not be removed: %s", (int)r->stays.n,
				r->stays.p, strerror(r->error));
	}
	buf_free(&r->path);
	buf_free(&r->stays);
}

/* Removes a name in the directory of the run, with all that tests left there; false: it is there
 * still, and that was said. Where that takes long goes_on is asked at times. */
static bool tree_remove(const char *name, bool (*goes_on)(void), bool quiet)
{
	struct removal r = { .goes_on = goes_on };
	bool gone = false;

	buf_printf(&r.path, "%s/%s", temp.path, name);
	for (int passes = 0; !gone && !r.over && passes < PASSES && (!passes || r.moved);
	    passes++) {
		r.moved = false;
		r.error = 0;
		gone = tree_remove_at(&r, temp.fd, name, 0);
	}
	removal_end(&r, gone, quiet);
	return gone;
}

/* Removes the name of a directory of a run, if that is what it names. */
static bool temp_unname(const struct temp *t)
{
	struct stat is, was;

	if (fstat(t->fd, &was) || fstatat(t->above, t->name, &is, AT_SYMLINK_NOFOLLOW))
		return false;
	errno = ESTALE;
	return is.st_ino == was.st_ino && is.st_dev == was.st_dev && !unlinkat(t->above, t->name,
		AT_REMOVEDIR);
}

/* Removes the directory of a run: what is in it by its descriptor, wherever a test may have moved
 * it to, then its name. false: something stays, *late: since goes_on said so. */
static bool temp_clear(struct temp *t, bool (*goes_on)(void), bool quiet, bool *late)
{
	struct removal r = { .goes_on = goes_on };
	bool all = false;

	buf_puts(&r.path, t->path);
	fchmod(t->fd, CLEARED);		/* nobody else gets in */
	for (int passes = 0; !all && !r.over && passes < PASSES && (!passes || r.moved); passes++) {
		int fd = openat(t->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		r.moved = r.lifted = false;
		r.error = 0;
		all = fd >= 0 && tree_empty(&r, fd, 0) && !r.lifted;
	}
	if (all &&
	    !(all = temp_unname(t) || (errno == EACCES && *temp.place && !fchmod(t->above, 0711) &&
	    temp_unname(t))))
		removal_stays(&r, errno);
	*late = r.over;
	removal_end(&r, all, quiet);
	return all;
}

/* ---- signals -----------------------------------------------------------------------------------
 * door: signals_came */
static struct {
	int pipe[2];
	bool infos;			/* it is none, but what signals_take opened */
	/* something is in there; a signal that did not get in */
	volatile sig_atomic_t came, lost;
} signals = { .pipe = { -1, -1 } };

/* Everything a handler does: one byte into a pipe, its number. */
static void on_signal(int sig)
{
	int err = errno;
	char byte = (char)sig;

	if (write(signals.pipe[1], &byte, 1) < 0 && sig != SIGCHLD)
		signals.lost = sig;	/* the pipe is full: it will be read soon */
	signals.came = 1;
	errno = err;
}

/* A handler that does nothing, for signals that we ignore and our tests must not: exec resets
 * handlers to the default, and leaves what is ignored ignored. */
static void on_ignored(int sig)
{
	(void)sig;
}

/* From now on signals are bytes in a pipe. For the master and, once more, in each slave. */
void signals_open(bool slave)
{
	static const int ours[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGUSR1,
		SIGUSR2, SIGCHLD, SIGWINCH };
	struct sigaction sa = { .sa_handler = on_signal }, old;
	sigset_t blocked;
	int taken;

	for (int i = 0; i < 2; i++)
		if (signals.pipe[i] >= 0)
			close(signals.pipe[i]);
	if (pipe(signals.pipe))
		die(EXIT_LOST, "error: cannot make a pipe:");
	sigemptyset(&blocked);
	for (int i = 0; i < 2; i++) {
		fd_cloexec(signals.pipe[i]);
		fd_nonblock(signals.pipe[i], true);
	}
	sigemptyset(&sa.sa_mask);
	if (slave)		/* whatever the caller's caller ignored: tests get the defaults */
		for (int sig = 1; sig < 65; sig++)
			if (sig != SIGKILL && sig != SIGSTOP)
				signal(sig, SIG_DFL);
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
		int sig = ours[i];
		sa.sa_handler = slave && sig != SIGTERM && sig != SIGCHLD ? on_ignored : on_signal;
		if (!slave && (sig == SIGINT || sig == SIGQUIT || sig == SIGHUP) &&
		    !sigaction(sig, NULL, &old) && old.sa_handler == SIG_IGN)
			continue;	/* nohup, or a shell's background job */
		if (slave && (sig == SIGTSTP || sig == SIGCONT || sig == SIGWINCH))
			continue;
		sa.sa_flags = sig == SIGCHLD ? SA_NOCLDSTOP : 0;
		sigaction(sig, &sa, NULL);
	}
	sa.sa_flags = 0;
	sa.sa_handler = on_ignored;
	sigaction(SIGPIPE, &sa, NULL);
	sigaction(SIGXFSZ, &sa, NULL);
	/* a clock of whoever called us: --run-timeout is ours */
	sigaction(SIGALRM, &sa, NULL);
	if (slave) {
		/* may write to a terminal whose foreground it is not in, even with tostop */
		sigaddset(&blocked, SIGTTOU);
		taken = signals_take(&blocked);
		if ((signals.infos = taken >= 0)) {
			close(signals.pipe[0]);
			close(signals.pipe[1]);
			signals.pipe[0] = taken;
			signals.pipe[1] = -1;
		}
	}
	sigprocmask(SIG_SETMASK, &blocked, NULL);
}

int signals_fd(void) { return signals.pipe[0]; }

/* There is something to read. */
static void signals_came(void) { signals.came = 1; }

/* The next signal, 0: there is none. */
int signals_next(void)
{
	static char bytes[64];
	static ssize_t n, at;

	if (at == n) {
		int sig = signals.lost;
		if (!signals.came)
			return 0;
		signals.came = 0;
		signals.lost = 0;
		at = 0;
		while ((n = signals_read(signals.pipe[0], signals.infos, bytes,
		    sizeof bytes)) < 0 && errno == EINTR)
			;
		if (n == sizeof bytes)
			signals.came = 1;
		n = n < 0 ? 0 : n;
		if (sig)
			return sig;
		if (!n)
			return 0;
	}
	return bytes[at++];
}

/* ---- systems: what only some of them have ------------------------------------------------------
 * door: orphans_claim, strangers_know, has_strangers, signals_take, signals_read,
 *       processor_stay, processor_free, die_with_parent, children_list, child_status, is_gone,
 *       descendants_pause, memory_size, tmp_untouched, is_removed, directory_open,
 *       directory_enter, token_make, is_local, carries, run_kill, descriptors_close,
 *       command_look */
static struct {
	/* children of this process from before it was muster: they are left alone */
	pid_t of[INHERITED];
	size_t n;
	bool any;			/* there were some */
	pid_t session;			/* that they are in, and we; -1: that does not tell yet */
} strangers;
#ifdef __linux__
/* those we were given; it keeps to one */
static struct { cpu_set_t ours; bool stays; } processors;
#endif

/* Asks for orphans of our descendants to become our children; false: they do not here. */
static bool orphans_claim(void)
{
	bool got = false;

#ifdef PR_SET_CHILD_SUBREAPER
	got = getpid() == 1 || !prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
#endif
#ifdef PROC_REAP_ACQUIRE
	got = !procctl(P_PID, getpid(), PROC_REAP_ACQUIRE, NULL);
#endif
	return got;
}

/* Finds out who the strangers are: who called us may have had children, and then have become us
 * (server & exec muster). False: this system does not tell who our children are. */
static bool strangers_know(void)
{
	bool told;

	strangers.session = -1;
	strangers.n = children_known(strangers.of, INHERITED, NULL, &told);
	strangers.session = getsid(0);
	strangers.any = strangers.n;
	return told;
}

static bool has_strangers(void) { return strangers.any; }

/* Is this child none of ours? What tests leave is in a session of a test, never in the one that we
 * are in. */
static bool is_stranger(pid_t pid)
{
	for (size_t i = 0; i < strangers.n; i++)
		if (strangers.of[i] == pid)
			return true;
	return strangers.session > 0 && getsid(pid) == strangers.session;
}

/* A slave's CHLD and TERM need no handler where they can be read: entering and leaving one for each
 * test that ends costs more than all else that is done about its end. Adds to what is to be
 * blocked; its children unblock it. Returns where they are read; -1: this system has no such
 * thing. */
static int signals_take(sigset_t *blocked)
{
	int fd = -1;
#ifdef __linux__
	sigset_t taken;

	sigemptyset(&taken);
	sigaddset(&taken, SIGCHLD);
	sigaddset(&taken, SIGTERM);
	if ((fd = signalfd(-1, &taken, SFD_CLOEXEC | SFD_NONBLOCK)) < 0)
		return -1;
	sigaddset(blocked, SIGCHLD);
	sigaddset(blocked, SIGTERM);
#endif
	(void)blocked;
	return fd;
}

/* The numbers of signals that have come, of each one byte, as read(2). */
static ssize_t signals_read(int fd, bool infos, char *bytes, size_t n)
{
#ifdef __linux__
	struct signalfd_siginfo info[4];
	ssize_t got;

	if (infos) {
		got = read(fd, info, sizeof info);
		for (ssize_t i = 0; i < got / (ssize_t)sizeof *info; i++)
			bytes[i] = (char)info[i].ssi_signo;
		return got < 0 ? got : got / (ssize_t)sizeof *info;
	}
#endif
	(void)infos;
	return read(fd, bytes, n);
}

/* Keeps this slave on one processor, another one for each: what it has in that one's caches serves
 * from test to test, and none of its many short turns is spent on moving (7 % less for 2,000
 * trivial tests). Its tests get all processors back. */
static void processor_stay(void)
{
#ifdef __linux__
	cpu_set_t one;
	int n;

	if (sched_getaffinity(0, sizeof processors.ours, &processors.ours) ||
	    (n = CPU_COUNT(&processors.ours)) < 2)
		return;
	n = (int)((strtoul(config.slave.p + strcspn(config.slave.p, "0123456789"), NULL, 10) +
		(unsigned long)getppid()) % (unsigned long)n);
	CPU_ZERO(&one);
	for (int i = 0; i < CPU_SETSIZE; i++)
		if (CPU_ISSET(i, &processors.ours) && !n--)
			CPU_SET(i, &one);
	processors.stays = !sched_setaffinity(0, sizeof one, &one);
#endif
}

/* In a new child: it may run wherever we might. */
static void processor_free(void)
{
#ifdef __linux__
	if (processors.stays)
		sched_setaffinity(0, sizeof processors.ours, &processors.ours);
#endif
}

/* In a new child: asks for a signal when its parent dies. KILL for a test; CONT for a slave, which
 * then finds the master gone even if it was stopped. A help: that slaves see the master's end, and
 * the master the slaves' orphans, is what is relied on. */
static void die_with_parent(pid_t parent, int sig)
{
#ifdef PR_SET_PDEATHSIG
	prctl(PR_SET_PDEATHSIG, sig, 0, 0, 0);
	if (getppid() != parent)
		_exit(127);
#elif defined(PROC_PDEATHSIG_CTL)
	procctl(P_PID, 0, PROC_PDEATHSIG_CTL, &sig);
#endif
	(void)parent;
	(void)sig;
}

/* Our children, zombies too, less strangers and those that are spared (NULL: none is), at most so
 * many. Where this system does not tell: none, and *told is false. */
static size_t children_known(pid_t *list, size_t most, bool (*spared)(pid_t), bool *told)
{
#ifdef __linux__
	char path[64], text[4096];
	size_t n = 0, have = 0;
	ssize_t got;
	int fd;

	snprintf(path, sizeof path, "/proc/self/task/%ld/children", (long)getpid());
	fd = open(path, O_RDONLY | O_CLOEXEC);
	*told = fd >= 0;
	while (fd >= 0 && n < most) {
		char *p = text, *end;
		if ((got = fd_read(fd, text + have, sizeof text - 1 - have)) <= 0)
			break;
		have += (size_t)got;
		text[have] = 0;
		for (; (end = strchr(p, ' ')); p = end + 1) {	/* each has a blank behind it */
			pid_t pid = (pid_t)strtol(p, NULL, 10);
			if (n < most && pid > 1 && !is_stranger(pid) && !(spared && spared(pid)))
				list[n++] = pid;
		}
		have -= (size_t)(p - text);
		memmove(text, p, have);
	}
	if (fd >= 0)
		close(fd);
	return n;
#elif defined(PROC_REAP_GETPIDS)
	struct procctl_reaper_pidinfo info[256];
	struct procctl_reaper_pids pids = { .rp_count = 256, .rp_pids = info };
	size_t n = 0;

	*told = !procctl(P_PID, getpid(), PROC_REAP_GETPIDS, &pids);
	for (size_t i = 0;
	    *told && i < 256 && n < most && (info[i].pi_flags & REAPER_PIDINFO_VALID); i++)
		if ((info[i].pi_flags & REAPER_PIDINFO_CHILD) && !is_stranger(info[i].pi_pid) &&
		!(spared && spared(info[i].pi_pid)))
			list[n++] = info[i].pi_pid;
	return n;
#else
	(void)list;
	(void)most;
	(void)spared;
	*told = false;
	return 0;
#endif
}

/* The same, where it does not matter whether the system tells. */
static size_t children_list(pid_t *list, size_t most, bool (*spared)(pid_t))
{
	bool told;

	return children_known(list, most, spared, &told);
}

/* Has a session a process that is a child of ours? */
bool session_lives(pid_t session)
{
	pid_t list[64];
	size_t n = children_list(list, 64, NULL);

	for (size_t i = 0; i < n; i++)
		if (getsid(list[i]) == session)
			return true;
	return false;
}

/* waitpid without waiting, and where the system tells, what the process had used; used may be
 * NULL. */
static pid_t process_reap(pid_t pid, int *status, struct used *used)
{
#if defined(__linux__) || defined(__FreeBSD__) || defined(__NetBSD__) || defined(__OpenBSD__)
	struct rusage r;
	pid_t got;

	while ((got = wait4(pid, status, WNOHANG, &r)) < 0 && errno == EINTR)
		;
	if (got > 0 && used)
		*used = (struct used){
			(uint64_t)r.ru_utime.tv_sec * SECOND + (uint64_t)r.ru_utime.tv_usec,
			(uint64_t)r.ru_stime.tv_sec * SECOND + (uint64_t)r.ru_stime.tv_usec,
			(uint32_t)r.ru_maxrss };
	return got;
#else
	(void)used;
	return process_wait(pid, status, WNOHANG);
#endif
}

/* The process that was reaped without waiting, 0: it lives, -1: there is none. */
static pid_t child_status(pid_t pid, int *status, struct used *used)
{
	pid_t got = process_reap(pid, status, used);

	for (size_t i = 0; i < strangers.n; i++)
		if (strangers.of[i] == got)
			strangers.of[i] = strangers.of[--strangers.n];
	return got;
}

/* Reaps those of our children that died, up to the first that is `kept`: who started that one
 * does. */
void orphans_reap(bool (*kept)(pid_t))
{
	siginfo_t info;

	do {
		info.si_pid = 0;
		if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) || !info.si_pid ||
		    kept(info.si_pid))
			return;
	} while (child_status(info.si_pid, &(int){ 0 }, NULL));
}

/* The file that this process runs, which was started as name; its absolute path, lent. NULL: that
 * is not known. */
const char *self_path(const char *name)
{
	static char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);

	if (n > 0)
		path[n] = 0;
	if (n > 0 && !access(path, X_OK))	/* not so: it was replaced while it ran */
		return path;
	return realpath(path_find(name), path);
}

/* Is this child of ours no more? If it is a zombie, it is reaped. */
static bool is_gone(pid_t pid)
{
	return child_status(pid, &(int){ 0 }, NULL) != 0;
}

#ifdef __linux__
/* What /proc says of one process. */
static bool process_look(const char *name, struct process *p)
{
	char path[32], text[512], *end;
	ssize_t n;
	int fd;
	long parent;

	snprintf(path, sizeof path, "/proc/%.20s/stat", name);
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return false;
	n = read(fd, text, sizeof text - 1);
	close(fd);
	text[n > 0 ? n : 0] = 0;
	end = strrchr(text, ')');	/* the end of its name, in which may be anything */
	if (!end || sscanf(end + 1, " %c %ld", &p->state, &parent) != 2)
		return false;
	p->pid = (pid_t)strtol(name, NULL, 10);
	p->parent = (pid_t)parent;
	p->ours = false;
	return true;
}

static int by_pid(const void *a, const void *b)
{
	pid_t x = ((const struct process *)a)->pid, y = ((const struct process *)b)->pid;

	return x < y ? -1 : x > y;
}

/* All processes, sorted by number; those that descend from us are marked as ours. None: /proc is
 * not there, or numbers them as others do. */
static size_t processes_list(struct process **list)
{
	char self[32] = "";
	DIR *procfs = readlink("/proc/self", self, sizeof self - 1) > 0 &&
		strtol(self, NULL, 10) == us.pid ? opendir("/proc") : NULL;
	struct dirent *e;
	bool more = true;
	size_t n = 0;

	while (procfs && (e = readdir(procfs))) {
		*list = array_grow(*list, n, sizeof **list);
		if (*e->d_name >= '1' && *e->d_name <= '9')
			n += process_look(e->d_name, &(*list)[n]);
	}
	if (procfs)
		closedir(procfs);
	if (n)
		qsort(*list, n, sizeof **list, by_pid);
	while (more) {
		more = false;
		for (struct process *p = *list; p < *list + n; p++) {
			struct process key = { .pid = p->parent },
				*parent = bsearch(&key, *list, n, sizeof key, by_pid);
			if (p->ours || (p->parent != us.pid && !(parent && parent->ours)))
				continue;
			p->ours = more = true;
		}
	}
	return n;
}
#endif

/* Stops all that descends from us, whatever session or group it went to, and lets that go on, but
 * nothing that had stopped by itself. false: this system does not tell who that is. */
static bool descendants_pause(bool pauses)
{
#ifdef __linux__
	static struct process *list;
	static size_t nhalted;
	static pid_t *halted;
	size_t n, before, k;

	for (int pass = 0; pass < LOOKS; pass++) {
		/* who was not stopped yet may have had children meanwhile */
		n = processes_list(&list);
		before = nhalted;
		for (size_t i = 0; i < n; i++) {
			for (k = 0; k < nhalted && halted[k] != list[i].pid; k++)
				;
			if (!list[i].ours || list[i].state == 'Z' || pauses != (k == nhalted) ||
			    (pauses && list[i].state == 'T'))
				continue;
			if (pauses) {
				halted = array_grow(halted, nhalted, sizeof *halted);
				halted[nhalted++] = list[i].pid;
			}
			process_kill(list[i].pid, pauses ? SIGSTOP : SIGCONT);
		}
		if (!pauses || nhalted == before)
			break;
	}
	if (!pauses)
		nhalted = 0;
	return n > 0;
#else
	(void)pauses;
	return false;
#endif
}

/* Kills and reaps all our children but strangers and those that are spared (NULL: none is), and
 * theirs as they become ours; their groups first, so that none can go on forking. Gives up after
 * SWEEP. Returns how many were killed. */
uint32_t children_kill(bool (*spared)(pid_t))
{
	int64_t until = clock_us() + SWEEP;
	uint32_t killed = 0;
	pid_t list[256], ours = getpgrp();

	for (;;) {
		size_t alive = children_list(list, 256, spared);

		for (size_t i = 0; i < alive; i++) {
			pid_t group = getpgid(list[i]);
			if (group > 1 && group != ours)
				group_kill(group, SIGKILL);
			process_kill(list[i], SIGKILL);
		}
		for (size_t i = 0; i < alive; i++) {
			int status = 0;
			pid_t got;
			while (!(got = child_status(list[i], &status, NULL)) && clock_us() < until)
				nap(1);
			killed += got > 0 && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
		}
		if (!alive || clock_us() >= until)
			return killed;
	}
}

/* Reads a small file of the system into room, a 0 byte behind it; false: it is not there, or
 * empty. */
static bool system_file(char *room, size_t size, const char *fmt, ...)
{
	char path[PATH_MAX];
	ssize_t n = -1;
	va_list ap;
	int fd;

	va_start(ap, fmt);
	fd = vsnprintf(path, sizeof path, fmt, ap) < (int)sizeof path
		? open(path, O_RDONLY | O_CLOEXEC) : -1;
	va_end(ap);
	if (fd >= 0) {
		n = read(fd, room, size - 1);
		close(fd);
	}
	room[n > 0 ? n : 0] = 0;
	return n > 0;
}

/* The words of a process's command; false: it has none, or this system does not tell. */
static bool command_look(pid_t pid, char *text, size_t size)
{
	size_t n = 0;

	if (!system_file(text, size, "/proc/%ld/cmdline", (long)pid))
		return false;
	/* a 0 byte behind each, two behind the last */
	for (; n + 1 < size && (text[n] || text[n + 1]); n++)
		if (!text[n])
			text[n] = ' ';
	return *text;
}

/* Processors that the quota of one control group allows, rounded up; NONE: any number. */
static uint32_t group_quota(const char *dir, const char *group, bool unified)
{
	char text[64], *end = text;
	long long quota = 0, period = 0;

	if (unified && system_file(text, sizeof text, "%s%s/cpu.max", dir, group)) {
		quota = strtoll(text, &end, 10);	/* "max 100000": none */
		period = strtoll(end, NULL, 10);
	} else if (!unified && system_file(text, sizeof text, "%s%s/cpu.cfs_quota_us",
	    dir, group)) {
		quota = strtoll(text, NULL, 10);	/* -1: none */
		if (system_file(text, sizeof text, "%s%s/cpu.cfs_period_us", dir, group))
			period = strtoll(text, NULL, 10);
	}
	if (quota <= 0 || period <= 0 || quota / period >= NONE - 1)
		return NONE;
	return (uint32_t)(quota / period + (quota % period > 0));
}

/* The same of the control groups that a line of /proc/self/cgroup names, ID:CONTROLLERS:GROUP
 * (without controllers: the second version), and of all above them. In a container GROUP is what
 * the machine calls it and may lead nowhere: what stands at the mount's root is ours then. */
static uint32_t line_quota(const char *root, char *line)
{
	char *names = strchr(line, ':'), *group = names ? strchr(names + 1, ':') : NULL, *end;
	uint32_t least = NONE, n;
	char dir[PATH_MAX];

	if (!group || group[1] != '/')
		return NONE;
	*group++ = 0;
	if (*++names && !glob_any("cpu cpu,* *,cpu *,cpu,*", names))
		return NONE;
	snprintf(dir, sizeof dir, "%s/sys/fs/cgroup/%s", root, names);
	if (*names && access(dir, F_OK))
		snprintf(dir, sizeof dir, "%s/sys/fs/cgroup/cpu", root);
	do {
		n = group_quota(dir, group, !*names);
		least = n < least ? n : least;
		if ((end = strrchr(group, '/')))
			*end = 0;
	} while (end);
	return least;
}

/* Of "0-3,6" how many numbers that are. */
static uint32_t ranges_count(const char *p)
{
	uint32_t n = 0;
	char *end;

	for (bool more = true; more; p = end + 1) {
		unsigned long from = strtoul(p, &end, 10), to = from;
		if (end == p)
			break;
		if (*end == '-')
			to = strtoul(end + 1, &end, 10);
		n += to >= from && to - from < NONE / 2 ? (uint32_t)(to - from) + 1 : 0;
		more = *end == ',';
	}
	return n;
}

/* Processors that we may use: those that we are bound to, and no more than quotas of control groups
 * allow. *all: that the machine has. (sysconf says one thing in glibc, the other in musl.) root:
 * "", or where a test has such files. */
uint32_t processors_ours(const char *root, uint32_t *all)
{
	long online = sysconf(_SC_NPROCESSORS_ONLN);
	uint32_t ours = online > 0 ? (uint32_t)online : 1, quota;
	char text[4096];

#ifdef __linux__
	cpu_set_t given;
	if (!sched_getaffinity(0, sizeof given, &given))
		ours = (uint32_t)CPU_COUNT(&given);
#endif
	*all = system_file(text, sizeof text, "%s/sys/devices/system/cpu/online", root)
		? ranges_count(text) : 0;
	*all = *all < ours ? ours : *all;
	if (system_file(text, sizeof text, "%s/proc/self/cgroup", root))
		for (char *line = text, *next; line; line = next) {
			if ((next = strchr(line, '\n')))
				*next++ = 0;
			quota = line_quota(root, line);
			ours = quota < ours ? quota : ours;
		}
	return ours;
}

/* Bytes of memory that this machine has; 0: it does not say. */
static double memory_size(void)
{
#ifdef _SC_PHYS_PAGES
	return (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
#else
	return 0;
#endif
}

/* Is the directory for the next attempt as we made it, with nothing mounted on it? */
static bool tmp_untouched(const char *path, const struct timespec *changed)
{
	struct stat st;
#ifdef SYS_statx
	/* of <linux/stat.h>, which is not everywhere; its layout is the kernel's for good */
	struct {
		uint32_t mask, block;
		uint64_t attributes;
		uint32_t links, uid, gid, mode;
		uint64_t ino, size, blocks, attributes_mask;
		struct { int64_t sec; uint32_t nsec, pad; } accessed, born, changed, written;
		uint64_t rest[16];
	} x;

	_Static_assert(sizeof x == 256, "struct statx");
	if (!syscall(SYS_statx, AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, 0x7ffu, &x))
		return !(x.attributes & 0x2000) &&		/* the root of a mount */
			x.written.sec == 1 && x.changed.sec == changed->tv_sec &&
			x.changed.nsec == (uint32_t)changed->tv_nsec;
	if (errno != ENOSYS && errno != EPERM)
		return false;
#endif
	return !lstat(path, &st) && st.st_mtim.tv_sec == 1 &&
		st.st_ctim.tv_sec == changed->tv_sec && st.st_ctim.tv_nsec == changed->tv_nsec;
}

/* Removes a file, or a directory that is not full; what is not there is removed. EBUSY: it is a
 * mount. */
static bool is_removed(int at, const char *name, bool *full)
{
	int error;

	*full = false;
	if (!unlinkat(at, name, 0) || errno == ENOENT)
		return true;
	error = errno;
	if (!unlinkat(at, name, AT_REMOVEDIR) || errno == ENOENT)
		return true;
	*full = errno == ENOTEMPTY || errno == EEXIST;
	if (errno == ENOTDIR)
		errno = error;
	return false;
}

/* Opens a directory as open does, but follows no link and, where the system can say so, enters no
 * mount (EBUSY). */
static int directory_open(int at, const char *name, int flags, bool *sure)
{
	flags |= O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	*sure = false;
#ifdef SYS_openat2
	{
		/* of <linux/openat2.h>: RESOLVE_NO_XDEV, RESOLVE_NO_SYMLINKS */
		struct { uint64_t flags, mode, resolve; } how = { (uint64_t)flags, 0, 1 | 4 };
		int fd = (int)syscall(SYS_openat2, at, name, &how, sizeof how);
		if (fd < 0 && errno == EXDEV)
			errno = EBUSY;
		*sure = fd >= 0 || (errno != ENOSYS && errno != EPERM);
		if (*sure)
			return fd;
	}
#endif
	return openat(at, name, flags);
}

#if defined __linux__ && defined O_PATH
/* chmod of what a descriptor of O_PATH stands for: fchmod does not take those. */
static bool path_chmod(int fd, mode_t mode)
{
	char self[48];

#if !defined SYS_fchmodat2 && !defined __alpha__ && !defined __mips__
#define SYS_fchmodat2 452
#endif
#ifdef SYS_fchmodat2
	if (!syscall(SYS_fchmodat2, fd, "", mode, 0x1000))	/* AT_EMPTY_PATH */
		return true;
#endif
	snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
	return !chmod(self, mode);
}
#endif

/* Opens a directory to remove what is in it, and makes it possible to do so: its mode is changed by
 * descriptor only, and only if it is our own. Root needs no such thing. */
static int directory_enter(int at, const char *name)
{
	bool sure, full;
	int fd = directory_open(at, name, O_RDONLY, &sure), error;
	struct stat st;

	if (fd < 0 && errno == EACCES) {
#if defined __linux__ && defined O_PATH
		int path = directory_open(at, name, O_PATH, &sure);
		if (path >= 0 && !fstat(path, &st) && st.st_uid == geteuid() &&
		    path_chmod(path, 0700))
			fd = openat(path, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (path >= 0)
			close(path);
#else
		if (geteuid() && !fchmodat(at, name, 0700, AT_SYMLINK_NOFOLLOW))
			fd = directory_open(at, name, O_RDONLY, &sure);
#endif
		errno = EACCES;
	}
	if (fd >= 0 && !sure && !is_removed(at, name, &full) && !full) {
		/* it became a mount since rmdir was tried */
		error = errno;
		close(fd);
		errno = error;
		return -1;
	}
	if (fd >= 0 && !fstat(fd, &st) && (st.st_mode & 0700) != 0700 && st.st_uid == geteuid())
		fchmod(fd, 0700);
	return fd;
}

/* A name that no other run has: 16 hexadecimal digits. */
static void token_make(char token[17])
{
	uint64_t number = 0;

#ifdef SYS_getrandom
	if (syscall(SYS_getrandom, &number, sizeof number, 0u) != (long)sizeof number)
		number = 0;
#endif
	if (!number)
		number = ((uint64_t)clock_us() << 22) ^ (uint64_t)getpid();
	snprintf(token, 17, "%016llx", (unsigned long long)number);
}

/* Is a directory on a file system that no other machine has, so that locks in it tell who lives? */
static bool is_local(int fd)
{
#ifdef __linux__
	static const uint32_t local[] = { 0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630,
		0xf2f52010, 0x2fc12fc1,
		/* ext, xfs, btrfs, tmpfs, overlay, f2fs, zfs, ramfs, bcachefs */
		0x858458f6, 0xca451a4e };
	struct statfs fs;

	for (size_t i = 0; !fstatfs(fd, &fs) && i < sizeof local / sizeof *local; i++)
		if ((uint32_t)fs.f_type == local[i])
			return true;
#endif
	(void)fd;
	return false;
}

#ifdef __linux__
/* What a process of ours has in its environment behind NAME=, lent until the next call; NULL:
 * nothing, or that is not to be seen. */
static const char *carries(pid_t pid, const char *name)
{
	static struct buf all;
	char path[48];
	struct stat st;
	ssize_t n = 0;
	int fd;

	snprintf(path, sizeof path, "/proc/%ld/environ", (long)pid);
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return NULL;
	all.n = 0;
	if (!fstat(fd, &st) && (!geteuid() || st.st_uid == geteuid()))
		do {
			buf_room(&all, CHUNK + 1);
			if ((n = fd_read(fd, all.p + all.n, CHUNK)) > 0)
				all.n += (size_t)n;
		} while (n > 0 && all.n < ENVIRONMENT_MAX);
	close(fd);
	if (all.n)
		all.p[all.n] = 0;
	for (const char *p = NULL; (p = list_next(all.p, all.n, p));)
		if (!strncmp(p, name, strlen(name)))
			return p + strlen(name);
	return NULL;
}

/* Does a process of this user carry the token of a run? Root's runs have processes of other
 * users. */
static bool is_carrier(pid_t pid, const char *token)
{
	const char *runs = carries(pid, "MUSTER_RUN=");

	return runs && strstr(runs, token);
}

/* Kills a process that has the token, and waits a little for its end. Its number may go to another
 * process at any time: a descriptor of it does not, where there are such. */
static bool carrier_kill(pid_t pid, const char *token)
{
	bool killed;
	int fd;

	if (!is_carrier(pid, token))
		return false;
#ifdef SYS_pidfd_open
	if ((fd = (int)syscall(SYS_pidfd_open, pid, 0u)) >= 0) {
		killed = is_carrier(pid, token) && !syscall(SYS_pidfd_send_signal, fd,
			SIGKILL, NULL, 0u);
		if (killed)
			fd_wait(fd, POLLIN, 100);
		close(fd);
		return killed;
	}
	if (errno != ENOSYS && errno != EPERM)
		return false;
#endif
	killed = process_kill(pid, SIGKILL);
	for (int ms = 0; killed && ms < 100 && is_carrier(pid, token); ms++)
		nap(1);
	return killed;
}
#endif

/* Kills all processes that have a run's token in their environment, for SWEEP at most; returns how
 * many. */
static uint32_t run_kill(const char *token)
{
	uint32_t killed = 0;
#ifdef __linux__
	int64_t until = clock_us() + SWEEP;
	uint32_t found;

	do {
		DIR *procfs = opendir("/proc");
		struct dirent *e;
		found = 0;
		while (procfs && clock_us() < until && (e = readdir(procfs))) {
			/* each that does not die is waited for */
			long pid = strtol(e->d_name, NULL, 10);
			if (pid > 1 && pid != (long)getpid())
				found += carrier_kill((pid_t)pid, token);
		}
		if (procfs)
			closedir(procfs);
		killed += found;
	} while (found && clock_us() < until);
#endif
	(void)token;
	return killed;
}

/* Closes descriptors, from one to another. */
static void descriptors_close_range(unsigned from, unsigned to)
{
	long most = sysconf(_SC_OPEN_MAX);

#ifdef SYS_close_range
	if (from > to || !syscall(SYS_close_range, from, to, 0u))
		return;
#endif
	most = most < 0 || most > 65536 ? 65536 : most;
	for (unsigned fd = from; fd <= to && fd < (unsigned long)most; fd++)
		close((int)fd);
}

/* Closes what the caller, and the master, had open: all but 0, 1, 2 and these; -1: none. */
static void descriptors_close(int a, int b, int c)
{
	int keep[3] = { a, b, c };
	unsigned from = 3;

	for (int i = 0; i < 3; i++)
		for (int k = i; k && keep[k - 1] > keep[k]; k--) {
			int swap = keep[k];
			keep[k] = keep[k - 1];
			keep[k - 1] = swap;
		}
	for (int i = 0; i < 3; i++)
		if (keep[i] >= (int)from) {
			descriptors_close_range(from, (unsigned)keep[i] - 1);
			from = (unsigned)keep[i] + 1;
		}
	descriptors_close_range(from, ~0u);
}

/* Tells of changes in directories, by bytes to be read; -1: the system has nothing of the kind. */
int changes_open(void)
{
#ifdef __linux__
	return inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
#else
	return -1;
#endif
}

/* Has it tell of one directory, too; false: it will not. One that is gone changes no more. */
bool changes_watch(int fd, const char *directory)
{
#ifdef __linux__
	return inotify_add_watch(fd, directory, IN_CREATE | IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB |
		IN_DELETE | IN_MOVE | IN_ONLYDIR) >= 0 || errno == ENOENT || errno == ENOTDIR;
#else
	(void)fd;
	(void)directory;
	return false;
#endif
}

/* Is a file open for writing, by whomever? A lease on it cannot be had then. False where the system
 * does not say. */
bool is_written(const char *path)
{
	bool written = false;
#ifdef __linux__
	enum { LEASE_SET = 1024 };		/* F_SETLEASE, which POSIX has not */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

	signal(SIGIO, SIG_IGN);		/* who opens it now breaks the lease, and that is told */
	written = fd >= 0 && fcntl(fd, LEASE_SET, F_RDLCK) < 0 && errno == EAGAIN;
	if (fd >= 0)
		close(fd);
#else
	(void)path;
#endif
	return written;
}
