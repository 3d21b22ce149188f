/* wire.h: What the five files agree on. Knows no policy.
 *
 *        runner.c (master)                               slave.c (one per appliance)
 *        put_TESTS(&s->chan, ...)                         chan_next(&master, &f) -> f.TESTS
 *             |                                                ^
 *             v                                                |
 *        queue out --write--> [ len | type | fields ] --read--> reader in
 *
 * A frame is
 *
 *        0        4      6
 *        +--------+------+----------------------+
 *        | length | type | fields, in row order |      length counts what follows it, at most 1 MiB
 *        +--------+------+----------------------+
 *
 *        u8 u16 u32 u64   big-endian, 1 2 4 8 bytes
 *        str              u32 length, that many bytes, one 0 byte (so that it is a C string in place)
 *        nums             u32 count, that many u32
 *
 * The message table below is the only list of messages: enum, structs, encoders, decoders, --trace
 * and `muster --wire` are expanded from it, and a hash of it is the protocol's version. A slave
 * behind a via says that first, in a line: see wire_greeting. What a login prints before it is no
 * frame. What a decoded frame points to is lent: it lives until the next call of chan_next or
 * chan_fill.
 *
 * Chapters: limits, outcomes, messages, nouns, types, the channel's types, who calls whom, what is
 * needed, numbers, words, bytes, the ground, fields, expansions, the channel.
 * The code in the last chapters is compiled where WIRE_CODE is defined: in runner.c, and in each
 * unit test. */
#ifndef WIRE_H
#define WIRE_H

#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE 1	/* glibc, musl: vfork, setgroups beside POSIX.1-2008 */
#endif
#ifndef _FILE_OFFSET_BITS
/* glibc on machines of 32 bits: files of 2 GiB and more, inode numbers as large */
#define _FILE_OFFSET_BITS 64
#endif
#ifndef _TIME_BITS
#define _TIME_BITS 64		/* the same: times after 2038 */
#endif
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>

_Static_assert(sizeof (off_t) == 8, "wire.h has to come before every header of the system");

#define VERSION "0.2"

/* ---- limits ---------------------------------------------------------------------------------- */
#define FRAME_MAX	(1u << 20)	/* bytes of a frame after its length */
/* bytes in a channel's queue before its owner must stop adding */
#define QUEUE_MAX	(256u << 10)
#define CHUNK		(64u << 10)	/* bytes of one read, and of one OUTPUT frame */
/* a longer line breaks the protocol of the test that printed it */
#define LINE_MAX_BYTES	(64u << 10)
/* bytes of names in one command, where a kind says nothing: Linux takes 128 KiB a word */
#define NAMES_MAX	(64u << 10)
/* how the first line of a slave behind a via begins: see wire_greeting */
#define FIRST_WORD	"\26muster "
#define FIRST_WORD_MAX	64		/* bytes of it, a 0 byte included */
/* ms that the reader of standard error may hold us up, until it has read a CHUNK */
#define COMPLAIN_WAIT	1000
/* from the first interrupt until slaves that are still there are killed */
#define SHUTDOWN_MS	7000
#define PROBE_SHARE	10		/* probes take that part of a run's time, at most */
#define PROBE_LEAST	100		/* ms: in less none is worth its start */
/* ways in which a process ends: an exit status, a timeout, a signal, whose number is added */
#define BY_TIMEOUT	256
#define CODES		(BY_TIMEOUT + 128)
#define NONE		UINT32_MAX	/* no test, no exit status */
#define SECOND		INT64_C(1000000)	/* us, in which all clocks count */

/* Exit statuses of muster, see README. */
enum { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_LOST = 3, EXIT_REPORT = 4,
	EXIT_EMPTY = 5 };

/* ---- outcomes -------------------------------------------------------------------------------- */
/* From best to worst: two words on one test are combined by taking the later row.
 * O(name, letter, colour (SGR), exit status it causes, what it means) */
#define OUTCOMES(O)										\
O(passed,  '.', 32, 0, "the test said so")							\
O(skipped, 's', 33, 0, "the test, or muster.conf, said that it cannot run here")		\
O(xfailed, 'x', 33, 0, "failed, as expected")							\
O(xpassed, 'X', 33, 0, "passed, though expected to fail")					\
O(failed,  'F', 31, 1, "the test said so")							\
O(error,   'E', 31, 1, "it could not be run, or it broke its own protocol, or setup or teardown failed") \
O(timeout, 'T', 31, 1, "muster stopped it")							\
O(crashed, 'C', 31, 1, "it died by a signal that muster did not send")				\
O(lost,    'L', 35, 3, "it started, and its slave or machine died before it ended")		\
O(notrun,  '-', 35, 3, "it never started")

enum outcome {
#define O(name, letter, colour, status, doc) OUT_##name,
	OUTCOMES(O)
#undef O
	OUT_COUNT
};

#define PHASES(P) P(setup) P(call) P(teardown)
enum phase {
#define P(name) PHASE_##name,
	PHASES(P)
#undef P
	PHASE_COUNT
};

/* What a test printed, by two pipes; and what others said while it ran: the kernel, who looked at
 * its core. */
enum stream { STREAM_OUT, STREAM_ERR, STREAM_LOG, STREAM_COUNT };
enum { PIPE_COUNT = STREAM_LOG };

/* ---- messages -------------------------------------------------------------------------------- */
/* Three tables: what slaves say (UP), what the master says (DOWN), and the records of a run log
 * (LOG). Each has numbers of its own, so that a new message between master and slave changes no
 * log.
 * M(name, what it says, fields)   F(kind, name, what it is) */
#define CONFIG_FIELDS(F)									\
F(str, slave, "its id, slave00 ...") \
F(str, appliance, "the name of its appliance") \
F(str, root, "directory that paths start from; empty: where the slave is") \
F(str, paths, "arguments, each ended by a 0 byte") \
F(str, file, "name of the configuration") \
F(str, conf, "its text") \
F(str, env, "NAME=VALUE from the command line, each ended by a 0 byte") \
F(str, tags, "of the appliance, separated by blanks") \
F(str, kind, "of programs that nothing else names a kind for; empty: found out") \
F(str, wrapper, "command that is put before each test's own; empty: none") \
F(u32, timeout, "ms, 0: none") \
F(u32, slow, "ms, 0: none") \
F(u32, idle, "ms of silence, 0: any") \
F(u32, grace, "ms from TERM to KILL") \
F(u32, list_timeout, "ms that a program has to list its cases") \
F(u32, maxfail, "start nothing more after so many failures; 0: any number") \
F(u8, cleans_up, "1: then gives back what it has not started, and goes on: it may have to clean up") \
F(u64, output_limit, "bytes kept of an attempt's stdout, and of its stderr") \
F(u8, isolate, "1: a process for each case") \
F(u8, no_suite, "1: suite files are files as any other") \
F(u8, leaks_fail, "1: a process left behind is an error") \
F(u8, output_all, "1: output of passed tests too") \
F(u8, live, "1: output as it comes, besides") \
F(u8, keep, "leave the tests' TMPDIRs: 1: all, 2: of those that did not pass") \
F(u64, keep_limit, "bytes of a file that a test leaves in MUSTER_KEEP; larger ones are not kept") \
F(u8, trace, "1: print each frame") \
F(str, build_type, "of suite files that know several; empty: none was named") \
F(u8, refers, "1: it reads suite files itself, and says by FOUND what there is") \
F(u8, contents, "1: FILES says what programs are") \
F(str, holds, "providers that the appliance holds from before, separated by blanks") \
F(u8, farewell, "1: only the appliance's teardown hook is left to be run, 2: its repair hook") \
F(u32, left, "with that: ms that an interrupted run has left; 0: it is not interrupted") \
F(u8, sync, "1: no test starts before GO") \
F(u32, lanes, "slaves on its host, with it") \
F(u8, probes, "1: where maxfail ends the run with a case that failed among others, " \
	"that one runs once more by itself at once, see START")

#define UP(M)											\
M(HELLO, "the first word of a slave",							\
	F(u32, pid, "the slave's process")							\
	F(str, host, "where it runs")) \
M(COLLECTED, "collected; these are count and digest of the sorted ids",			\
	F(u32, count, "ids") F(u64, digest, "of the ids in order")) \
M(IDS, "ids in order; an empty frame is the last",						\
	F(str, ids, "each ended by a 0 byte")) \
M(FOUND, "before COLLECTED, where CONFIG asks for it: what there is to run, see suite_put in collect.c; in parts",	\
	F(u8, wrong, "1: the arguments name something that is not there, see what it said")	\
	F(str, rows, "a part of the rows of suite files") F(str, programs, "a part of the rest")) \
M(FILES, "before COLLECTED, where CONFIG asks for it: what programs are; in parts",			\
	F(str, files, "path of each, then size and hash of its file, each ended by a 0 byte")) \
M(LISTED, "what a program printed when it was asked for its cases",				\
	F(u32, program, "place in the walk") F(u8, last, "1: that was all of it")		\
	F(str, why, "it cannot list; empty: it did") F(str, bytes, "the next part")		\
	F(u64, took, "us that it ran for that: a process of its kind starts in less")) \
M(NEED, "give me tests", ) \
M(SPAWN, "a process starts that runs these cases; START says when it comes to each",		\
	F(nums, tests, "numbers")) \
M(START, "a test starts now",								\
	F(u32, test, "number") F(u32, attempt, "from 1")					\
	F(u8, split, "1: it ran before, in a process that was cut up to find who is to blame for its end; " \
		"2: and others are to blame with it; 3: it did not run again, its process said of it later that it failed; " \
		"4: a probe: it has failed among others, and runs by itself: does it end so alone? It keeps its outcome")) \
M(LATER, "a test that has started waits while others of its process go first; START says when it goes on",	\
	F(u32, test, "number")) \
M(OUTPUT, "what a test printed",								\
	F(u32, test, "number") F(u8, stream, "0 stdout, 1 stderr, 2 log")			\
	F(u8, live, "1: for the console only, it comes once more with the report")		\
	F(str, bytes, "as printed")) \
M(CASE, "a result inside a program that cannot list its cases",				\
	F(u32, test, "number of the program") F(u8, outcome, "of the case")			\
	F(str, name, "its own name for it") F(str, message, "why, where it said so")		\
	F(u8, depth, "0; more: of a subtest inside of that, it counts for nothing")) \
M(KEPT, "a part of a file that was left in MUSTER_KEEP",				\
	F(u32, test, "number; 2^32-1: by the process of the last SPAWN")			\
	F(str, name, "of the file; empty: more of the one before") F(str, bytes, "in it")) \
M(RECORDS, "what [tests] and [kind] have recorded of the output of the test that runs",	\
	F(u32, test, "number") F(str, records, "NAME=VALUE, each ended by a 0 byte")) \
M(REPORT, "a phase has ended; a test has ended when all three have",			\
	F(u32, test, "number") F(u32, attempt, "from 1") F(u8, phase, "setup, call, teardown")	\
	F(u8, outcome, "of the phase")								\
	F(u64, start, "us since HELLO") F(u64, duration, "us")					\
	F(u32, exit, "status, or 2^32-1") F(u32, signal, "or 0")				\
	F(u32, leaked, "processes left behind") F(u64, cut, "bytes of output not kept")		\
	F(str, message, "why")									\
	F(u64, user, "us that a process of its own ran") F(u64, system, "us that the system ran for it") \
	F(u32, rss, "KiB of memory that it had at most; 0: not known")) \
M(PROCESS, "the process of the last SPAWN has ended, or one of a single case that is not to blame for its end; what its cases reported holds now", \
	F(u32, test, "one of its cases") F(u8, outcome, "passed, or what speaks against the process as a whole")			\
	F(u32, exit, "status, or 2^32-1") F(u32, signal, "or 0") F(str, message, "why")		\
	F(u8, guilty, "1: no case is to blame for that, the program is")				\
	F(u32, trials, "processes that ran to find who is to blame")				\
	F(u8, stream, "0 stdout, 1 stderr") F(str, output, "of a guilty one: the last that it said there")) \
M(MESSAGE, "for the console", F(str, text, "one line")) \
M(INTERNALERROR, "the slave cannot go on", F(str, text, "one line")) \
M(HOOK, "a hook starts",									\
	F(str, what, "which; empty: the one that ran has ended")				\
	F(u32, left, "ms that it may take, 0: any time")					\
	F(u8, firm, "1: it has them when the run is interrupted, too")) \
M(HEARTBEAT, "alive", F(u32, test, "that runs, or 2^32-1")) \
M(RETURNED, "given back; the answer to RECALL, INTERRUPT and FINISH", F(nums, tests, "numbers")) \
M(BYE, "nothing runs, nothing is held; waiting for ACK to exit", ) \
M(PROVIDED, "what became of PROVIDER", F(str, attach, "the name")			\
	F(str, why, "it could not be attached; empty: it is held")) \
M(VARIABLES, "the setup hook of the run has ended well: it gives these to all that runs",	\
	F(str, env, "NAME=VALUE, each ended by a 0 byte")) \
M(SUSPECT, "the appliance's check failed after this test: it may not be the test's fault",	\
	F(u32, test, "that runs") F(str, why, "what the check said"))

#define DOWN(M)											\
M(ROWS, "a part of the rows that suite files have; all of them come before CONFIG",	\
	F(str, rows, "texts, each ended by a 0 byte: see suite files in collect.c")) \
M(CONFIG, "where and how to run; the slave then collects", CONFIG_FIELDS(F)) \
M(LIST, "the collections differ: send yours", ) \
M(ACK, "collection accepted; after BYE: farewell", ) \
M(TESTS, "one group, or none: there are none left",					\
	F(u32, attempt, "1, or more for a test that runs again")				\
	F(u8, isolate, "1: a process for each")							\
	F(u32, probe, "0, or ms: they are probes, see START, and each may take so long")		\
	F(u32, before, "ms that the attempt took before its appliance went down, see reboots")	\
	F(str, variables, "of their locks and reboots: NAME=VALUE, each ended by a 0 byte")	\
	F(nums, tests, "numbers in the slave's own sorted collection")) \
M(RECALL, "give back tests that have not started",					\
	F(u32, count, "at most") F(u8, whole, "1: so many or none")) \
M(INTERRUPT, "start nothing more; stop what runs: TERM, grace, KILL",			\
	F(u32, left, "ms until the slave is killed, if it has not ended")) \
M(FINISH, "start nothing more; let what runs end", ) \
M(PAUSE, "stop the running test's processes", ) \
M(RESUME, "let them go on", ) \
M(PROVIDER, "release one provider, attach another, either may be empty; PROVIDED answers",	\
	F(str, release, "its name") F(str, attach, "its name")) \
M(GO, "the run log has it on the disk that the test starts: let it", )

#define LOG(M)											\
M(RUN, "the run begins; the first record: its number and first two fields never change",		\
	F(u32, format, "of the log, LOG_FORMAT") F(str, version, "of muster") F(u64, hash, "of this table") \
	F(str, cwd, "where it was started")							\
	F(str, argv, "words of the command line, each ended by a 0 byte")			\
	F(u64, start, "us since 1970") F(u32, tests, "collected") F(u32, programs, "that they are of") \
	F(u64, digest, "of the ids in order") F(u64, conf, "hash of the configuration's text")	\
	F(u8, exact, "1: --sync=test: no test starts before its STARTED is on the disk") F(str, lanes, "id and appliance of each slave, each ended by a 0 byte")) \
M(COLLECTION, "the ids in order, in as many records as it takes; behind RESUMED, ids that are new",	\
	F(str, ids, "each ended by a 0 byte")) \
M(SENT, "tests go to a slave, which may start them at once",				\
	F(u8, back, "1: they come back, not started") F(nums, tests, "places in the collection")) \
M(STARTED, "an attempt starts",								\
	F(u32, test, "its place") F(u32, attempt, "from 1") F(str, slave, "id")) \
M(POINT, "a result inside a program",							\
	F(u32, test, "the program's place") F(u8, outcome, "of it") F(str, name, "of it") F(str, message, "why") \
	F(u8, depth, "of the subtest that it is of; 0: none, it counts")) \
M(PRINTED, "a part of what the attempt of the next RESULT printed",			\
	F(u8, stream, "0 stdout, 1 stderr, 2 log") F(str, bytes, "as printed")) \
M(RESULT, "an attempt has ended, or a test was not run",					\
	F(u32, test, "its place") F(str, id, "its id") F(u8, final, "0: another attempt follows") \
	F(u8, outcome, "of it") F(str, slave, "id; empty: it was not run") F(str, appliance, "name") \
	F(u32, attempts, "so far") F(u8, flaky, "1: it failed before") F(u32, leaked, "processes left behind") \
	F(u64, start, "us from the start of the run") F(u64, duration, "us") F(u8, timed, "a bit for each phase there was") \
	F(u8, setup, "outcome") F(u8, call, "outcome") F(u8, teardown, "outcome")		\
	F(u64, in_setup, "us") F(u64, in_call, "us") F(u64, in_teardown, "us")			\
	F(u32, exit, "status, or 2^32-1") F(u32, signal, "or 0") F(u64, cut, "bytes of output not kept") \
	F(str, message, "why") F(u8, provisional, "1: it passed, and EXITED says whether that holds") \
	F(u8, split, "1 to 3: see START") F(u8, revises, "1 + the provisional outcome that this takes the place of; 0: none") \
	F(u32, company, "cases that had started in its process, with it; 0: it had one of its own") \
	F(u8, streak, "1 + runs in a row before this one in which it failed; 0: not known")	\
	F(u32, usual, "ms that it took in runs before; 0: not known")				\
	F(str, kept, "files that it left, each ended by a 0 byte")				\
	F(u64, user, "us that a process of its own ran") F(u64, system, "us that the system ran for it") \
	F(u32, rss, "KiB of memory that it had at most; 0: not known")				\
	F(str, records, "NAME=VALUE, each ended by a 0 byte"))					\
M(EXITED, "a process that ran several cases has ended",						\
	F(str, slave, "id") F(u8, outcome, "of the process as a whole")				\
	F(u32, exit, "status, or 2^32-1") F(u32, signal, "or 0") F(str, message, "why")		\
	F(str, program, "path") F(u8, guilty, "1: no case is to blame for that, the program is")	\
	F(u32, trials, "processes that ran to find who is to blame") \
	F(u8, stream, "0 stdout, 1 stderr") F(str, output, "of a guilty one: the last that it said there") \
	F(str, kept, "files that it left, each ended by a 0 byte"))				\
M(SAID, "a line for the console", F(str, slave, "id; empty: the master") F(str, text, "the line")) \
M(RESUMED, "muster --resume goes on with the run", F(u64, start, "us since 1970")) \
M(GAP, "records that stood here were damaged: muster --salvage left them out", F(u64, bytes, "that they took")) \
M(END, "the run has ended",								\
	F(u64, wall, "us") F(u32, exit, "status") F(str, ended, "why early; empty: it did not")	\
	F(nums, lanes, "of each slave: tests, failures, deaths, us busy (2)") F(str, gone, "of each slave: why it was given up, each ended by a 0 byte")) \
M(HISTORY, "what is known from this run and those before it",					\
	F(nums, tests, "of each test: its id's hash (2), outcomes of its last 32 runs, 4 bits each, the last one lowest, 15: none (4); " \
		"usual ms, how far they are usually from that in ms, runs since it ran")	\
	F(nums, programs, "of tests that passed: the id's hash (2), a digest of what they depend on (2)") \
	F(str, kinds, "names, each ended by a 0 byte") F(nums, starts, "of each of these: us that a start has been seen to cost")) \
M(TRAILER, "the last record, always as long", F(u64, history, "where the first HISTORY is, in bytes")) \
M(PROBED, "a test that had failed in a process with others has run by itself",			\
	F(u32, test, "its place") F(u8, outcome, "of that alone, it keeps its own")		\
	F(str, slave, "id") F(str, appliance, "name")						\
	F(u64, start, "us from the start of the run") F(u64, duration, "us")			\
	F(u32, exit, "status, or 2^32-1") F(u32, signal, "or 0") F(str, message, "why"))

#define MESSAGES(M) UP(M) DOWN(M) LOG(M)
/* grows when an older muster could not read a log; a record or field more is no reason */
#define LOG_FORMAT	2

/* Whose TMPDIR is left. */
enum keep { KEEP_none, KEEP_all, KEEP_failed };
/* What CONFIG leaves a slave to do, instead of tests. */
enum farewell { FAREWELL_none, FAREWELL_teardown, FAREWELL_repair, FAREWELL_run };
enum direction { GOES_UP, GOES_DOWN, GOES_TO_LOG };
enum { UP_FIRST = 1, DOWN_FIRST = 0x80, LOG_FIRST = 0x100 };	/* numbers of the first rows */

/* ---- nouns: that cross files ----------------------------------------------------------------- */
struct str {			/* p[n] is 0; p may hold other 0 bytes */
	const char *p;
	uint32_t n;
};

struct nums {			/* big-endian on the wire: read with nums_at */
	const unsigned char *p;
	uint32_t n;
};

/* What a process and those of its children that it waited for have used. */
struct used {
	uint64_t user, system;	/* us */
	uint32_t rss;		/* KiB, of the largest of them; 0: not known */
};

struct buf {			/* growing bytes; all-zero is an empty one */
	char *p;
	size_t n, cap;
};

typedef uint8_t wire_u8;
typedef uint16_t wire_u16;
typedef uint32_t wire_u32;
typedef uint64_t wire_u64;
typedef struct str wire_str;
typedef struct nums wire_nums;

/* Configuration: every key that muster.conf knows, by section; [run] has the long options
 * (runner.c),
 * [env] any name. K(member, "key", type, what it is)
 * A text that is not given is NULL, a number NONE, a flag 0. */
#define APPLIANCE_KEYS(K)									\
K(via, "via", text, "command that carries the slave to another machine: VIA muster --slave")	\
K(muster, "muster", text, "with via: what muster is called there")				\
K(root, "root", text, "with via: directory that paths start from there")			\
K(start, "start", time, "how long its slave may take to answer; 0: any time; 10s if not given")	\
K(late, "late", flag, "the run does not wait for it; it joins when its collection is the same")	\
K(optional, "optional", flag, "that it is missing changes no exit status; what only it can run is skipped")	\
K(lock, "lock", text, "file that is locked while it is used: another muster waits")			\
K(tags, "tags", text, "words that tests' needs refer to")					\
K(setup, "setup", text, "command, once, before collection; fails: appliance is not used")	\
K(teardown, "teardown", text, "command, at the end")						\
K(check, "check", text, "command, after a failure; fails: appliance is quarantined")		\
K(check_after, "check-after", after, "failed or each: the tests behind which it runs; failed if not given")	\
K(check_fails, "check-fails", blame, "appliance or test: whose fault that is; the appliance's if not given")	\
K(taint, "taint", text, "file whose change while a test runs is told, as /proc/sys/kernel/tainted")	\
K(kernel_log, "kernel-log", text, "/dev/kmsg, or a file: what it got while a test ran is of its output")	\
K(kernel_failed, "kernel-log.failed", regex, "/REGEX/: such a line of that is an error of the test")	\
K(gather, "gather", text, "command, after what did not pass: what it leaves in MUSTER_KEEP is kept")	\
K(crash, "crash", text, "command, after what left a core in a directory of its own; gdb if not given")	\
K(repair, "repair", text, "command on the master's host: brings back an appliance that was given up")	\
K(repairs, "repairs", number, "times that it may do so, 1 if not given")		\
K(hook_timeout, "hook-timeout", time, "stop each of these hooks after; 0: never; 60s if not given")	\
K(limit, "limit", number, "providers that it may hold at once, 1 if not given")		\
K(unset, "unset", text, "variables to remove, globs")

#define TESTS_KEYS(K)										\
K(kind, "kind", text, "how the program lists, runs and reports")				\
K(args, "args", text, "words after the program")						\
K(command, "command", text, "whole start, %p is the program's absolute path")		\
K(cwd, "cwd", text, "root, program, tmp, home (tmp, and HOME is that as well) or a path")						\
K(codes, "codes", codes, "what exit statuses mean: 0:passed 77:skipped *:failed")		\
K(passed, "passed", text, "a line of its output, or /REGEX/: it passed, whatever its exit status")	\
K(failed, "failed", text, "a line of its output, or /REGEX/: it failed; %m why")		\
K(skipped, "skipped", text, "a line of its output, or /REGEX/: it was skipped; %m why")	\
K(by_status, "by-status", flag, "its exit status is the verdict; what it prints is only shown")	\
K(user, "user", text, "who runs it, when muster is root")					\
K(files, "files", text, "files that must be there")						\
K(unset, "unset", text, "variables to remove, globs")					\
K(timeout, "timeout", time, "stop it after")							\
K(memory, "memory", size, "bytes that each of its processes may map; 0: any number")		\
K(slow, "slow", time, "say that it is slow after")						\
K(idle, "idle", time, "stop it after so much silence")					\
K(grace, "grace", time, "from TERM to KILL")							\
K(setup, "setup", text, "command before each test")						\
K(teardown, "teardown", text, "command after each test, always")				\
K(diagnose, "diagnose", text, "command before a timeout's TERM")				\
K(hook_timeout, "hook-timeout", time, "stop setup and teardown after; 0: never; 60s if not given")	\
K(xfail, "xfail", text, "why it is expected to fail")					\
K(strict, "strict", flag, "an unexpected pass is a failure")					\
K(skip, "skip", text, "why it is not run")							\
K(isolate, "isolate", flag, "a process for each case")					\
K(labels, "labels", text, "words for -k label:")						\
K(needs, "needs", text, "tags that the appliance must have")					\
K(locks, "locks", text, "names, or name:units, held while it runs; name@host: one of each host")	\
K(provider, "provider", text, "the provider that its appliance attaches to")			\
K(after, "after", text, "tests that must have passed before, globs")				\
K(after_any, "after-any", text, "tests that must have ended before, if selected; globs")	\
K(fixture, "fixture", text, "fixtures that this test sets up, names")				\
K(fixture_cleanup, "fixture-cleanup", text, "fixtures that it cleans up")			\
K(needs_fixture, "needs-fixture", text, "fixtures that it needs")				\
K(weight, "weight", number, "lanes of its host that it takes, 1 if not given")			\
K(exclusive, "exclusive", flag, "nothing else runs meanwhile")				\
K(serial, "serial", flag, "all of these on one appliance, in order, first")			\
K(together, "together", flag, "its cases are never split")					\
K(priority, "priority", number, "higher goes first")						\
K(retries, "retries", retries, "more attempts after a failure: 2, or 2 after 5s")		\
K(reboots, "reboots", number, "times that it may take its appliance down, see MUSTER_REBOOT")

#define KIND_KEYS(K)										\
K(reader, "reader", reader, "what reads the output: exit (nothing), lines or tap")			\
K(stream, "stream", stream, "what is read: stdout, stderr or report (the file %R)")		\
K(names, "name", text, "claims files with such a name, globs")				\
K(claims, "claims", text, "claims programs (ELF) that hold one of these strings; a%&b: both")	\
K(interpreter, "interpreter", text, "claims scripts of a #! line whose program, or that behind env, is called so, globs")	\
K(script, "script", text, "claims scripts that hold this in their first 500 bytes")		\
K(fallback, "fallback", text, "interpreter of a file that the system would not start by itself")		\
K(list, "list", text, "command that prints the cases, %p is the program")			\
K(list_else, "list.else", text, "command to ask where that one fails; its exit status says nothing") \
K(list_suite, "list.suite", text, "line that opens a suite %s")				\
K(list_case, "list.case", text, "line that names a case %n")					\
K(list_name, "list.name", text, "a case's full name, of %s and %n")				\
K(list_only, "list.only", text, "names that are cases, globs; all others are not")		\
K(list_not, "list.not", text, "names that are no cases, globs: what else the program prints then")	\
K(list_comment, "list.comment", text, "what ends a line before its end: %| is or")			\
K(list_never, "list.never", text, "a line with this: the program ran instead of listing")	\
K(list_split, "list.split", text, "a line with this that names no case begins a name that goes on in the next")	\
K(list_cleanup, "list.cleanup", text, "line: the case named last has a cleanup")		\
K(list_needs, "list.needs", text, "line: the case named last needs such a thing %n, this one %m; it is skipped where that is not there") \
K(list_timeout, "list.timeout", text, "line: the case named last is to be stopped after so many seconds %m")	\
K(list_quoted, "list.quoted", text, "a name like this is in quotes in the listing, which are not of it")	\
K(list_off, "list.off", text, "line: the case in it is not run by the program itself")	\
K(disabled, "list.disabled", text, "names that the program itself does not run, globs")	\
K(whole, "whole", text, "command for a program without cases")				\
K(run, "run", text, "command for cases: %n one, %N all that run together; with %s, its suite, %n is its name in that")			\
K(hand, "hand", text, "command for one case as a person types it, for --command: where run prints what only muster reads") \
K(run_file, "run.file", text, "command for cases whose names are too long for run: %F is a file of them")	\
K(file, "file", text, "a line of that file: with %N for all of them, with %n for each")	\
K(each, "each", text, "words for each case of %N, where they are not joined: -p %n")		\
K(except, "except", text, "words for each case below the one of %N, a / behind its name, which would run too: -s %n") \
K(join, "join", text, "what stands between names of %N; not given: each is a word")		\
K(escape, "escape", text, "characters that get a \\ before them in %n and %N")		\
K(spell, "spell", text, "pairs: what of a name is written as what in %n and %N; ^: at its start only")	\
K(limit, "limit", number, "bytes of names in one command")					\
K(cleanup, "cleanup", text, "command after a case that has a cleanup, always")		\
K(many, "many", text, "line: what follows is of program %n; then one process may list, or run cases of, several of a directory")	\
K(many_same, "many.same", text, "files: so may those of several directories that have the nearest of these above them in common,") \
K(many_package, "many.package", text, "and the nearest directory without this file")	\
K(start, "start", text, "line: case %n starts")						\
K(pause, "pause", text, "line: case %n waits, others go first; it goes on with a start")	\
K(passed, "passed", text, "line: case %n passed")						\
K(failed, "failed", text, "line: case %n failed; %m why")					\
K(skipped, "skipped", text, "line: case %n was skipped; %m why")				\
K(xfailed, "xfailed", text, "line: case %n failed, as expected; %m why")			\
K(xpassed, "xpassed", text, "line: case %n passed, but was expected to fail; %m why")	\
K(error, "error", text, "line: case %n could not be run; %m why")				\
K(teardown, "teardown", text, "line: what comes after case %n failed; %m why")		\
K(suite_failed, "suite.failed", text, "line behind end: something of suite %s failed: all its cases in this process did; %m what")	\
K(all_skipped, "all.skipped", text, "line: unless a case starts, all of this process are skipped; %m why")	\
K(xexit, "expected.exit", text, "line: its process is to exit, with %d; %m why")		\
K(xsignal, "expected.signal", text, "line: its process is to die by signal %d; %m why")	\
K(xtimeout, "expected.timeout", text, "line: it is to run into its timeout; %m why")		\
K(reason, "reason", text, "line before a result, or behind a TAP point's name: why, where the result does not say")	\
K(end, "end", text, "line: all cases have ended; without it the last one was cut off")	\
K(count, "count", text, "line: there were %c results of a program that runs whole; a difference is an error") \
K(tail, "tail", text, "what may stand behind a result, and is no part of it")			\
K(xml, "xml", flag, "names are spelled as in XML in these lines: &lt;")			\
K(lenient, "lenient", flag, "TAP: several plans, points glued to output")			\
K(nested, "nested", flag, "TAP: two blanks, or # and a blank, nest points, as in the kernel's")	\
K(codes, "codes", codes, "what exit statuses of the program mean")				\
K(cwd, "cwd", text, "where it runs if [tests] does not say: root, program, tmp or a path")	\
K(alone, "alone", flag, "processes of one program never run at once on a host")			\
K(env, "env", text, "NAME=VALUE .. to set")							\
K(unset, "unset", text, "variables that steer it from outside, globs")

#define LOCK_KEYS(K)										\
K(total, "total", number, "units there are, 1 if not given")					\
K(names, "names", names, "of its units, as alice bob or 9000..9031; see MUSTER_LOCK_NAME")	\
K(file, "file", text, "that is locked for a run with tests that hold it: another muster waits")
#define PROVIDER_KEYS(K)									\
K(attach, "attach", text, "command")								\
K(release, "release", text, "command")							\
K(hook_timeout, "hook-timeout", time, "stop each of these hooks after; 0: never; 60s if not given")	\
K(limit, "limit", number, "appliances that may hold it at once; any number if not given")

#define SECTIONS(S)	/* word, and whether a name or glob follows it */			\
S(run, 0) S(env, 0) S(appliance, 1) S(tests, 1) S(kind, 1) S(lock, 1) S(provider, 1)

enum section_type {
#define S(word, named) SECTION_##word,
	SECTIONS(S)
#undef S
	SECTION_COUNT
};

/* The words of a kind that are no texts. W(name) */
#define READERS(W) W(exit) W(lines) W(tap)
#define STREAMS(W) W(stdout) W(stderr) W(report)
#define AFTERS(W) W(failed) W(each)
#define BLAMES(W) W(appliance) W(test)
#define W(name) AFTER_##name,
enum check_after { AFTER_unset, AFTERS(W) };
#undef W
#define W(name) BLAMES_##name,
enum check_blame { BLAMES_unset, BLAMES(W) };
#undef W
#define W(name) READER_##name,
enum result_reader { READER_unset, READERS(W) };
#undef W
#define W(name) RESULTS_##name,
enum result_stream { RESULTS_unset, STREAMS(W) };
#undef W

typedef uint8_t key_reader;		/* enum result_reader */
typedef uint8_t key_stream;		/* enum result_stream */
typedef uint8_t key_after;		/* enum check_after */
typedef uint8_t key_blame;		/* enum check_blame */
typedef const char *key_regex;
typedef const char *key_text;
typedef const char *key_codes;
typedef const char *key_names;
typedef uint32_t key_time;		/* ms */
typedef uint32_t key_number;
typedef uint64_t key_size;		/* bytes */
typedef uint8_t key_flag;
typedef struct retries { uint32_t n, after; } key_retries;	/* after: ms that each waits */

#define K(member, key, type, doc) key_##type member;
struct appliance { const char *name; APPLIANCE_KEYS(K) struct buf env; };
struct props {
	TESTS_KEYS(K)
	struct buf env;
	struct buf records;	/* NAME=PATTERN, each ended by a 0 byte */
	const char *broken;	/* why a row of a suite file cannot be run; NULL: it can */
	const char *asks;	/* what it asks for, as its cases do; NULL: nothing */
	const char *turned;	/* by what its verdict is turned round; NULL: it is not */
};
struct kind { const char *name; KIND_KEYS(K) };
struct lock { const char *name; LOCK_KEYS(K) };
struct provider { const char *name; PROVIDER_KEYS(K) };
#undef K

struct setting {		/* key = value */
	const char *key, *value;
	int line;
};

/* What the key of a variable does, NAME or NAME+ or +NAME: see change_of. */
struct change {
	struct str name;	/* not ended by a 0 byte */
	bool behind, before;	/* its value goes there, of what is there; else in place of it */
	char between;		/* then, where there is something; or 0 */
};

struct section {
	uint8_t type;		/* enum section_type */
	const char *name;	/* "" where it has none */
	/* where that is, and those of the sections behind it, if braces made them; else NULL */
	char *names;
	char *values;		/* where those are, if one had %{appliance} or %{root}; else NULL */
	int line;
	struct setting *set;
	uint32_t n;
};

struct near {			/* the word that is nearest to one that is not known */
	const char *word;
	char best[64];		/* ""; none is near */
	unsigned least;		/* letters that must be changed have to be fewer */
};

struct conf {
	char *file, *text;	/* its name; a copy, cut into words in place */
	struct section *sections;
	uint32_t n;
	struct kind *kinds;	/* of [kind NAME], before the built-in ones */
	uint32_t nkinds;
	struct buf warnings;	/* lines, each ended by a 0 byte */
};

struct stamp {			/* a file is unchanged while this is */
	uint64_t dev, ino, size, mtime;		/* ns */
};

/* Numbers of texts, which are lent: see map_at. */
struct map {
	struct map_slot { const char *p; size_t n; uint32_t hash, value; } *slots;
	uint32_t n, cap;
};

struct program {
	const char *path;		/* as in ids */
	/* of a row of a suite file: */
	const char *file;		/* what it starts; else NULL, see program_file */
	const char *command;		/* its words, in the spelling of words_split */
	const char *place;		/* FILE:LINE */
	uint32_t set, row;		/* number of its settings, and its own; from 1 */
	const struct kind *kind;
	/* words of its interpreter, where the system does not find it itself; or NULL */
	const char *start;
	struct stamp stamp;
	uint32_t props;			/* of the program itself */
	uint32_t first, count;		/* its tests, once sealed */
	/* until sealed: */
	/* kept for case_below; each ended by a 0 byte, with its enum case_mark in front */
	struct buf cases;
	uint32_t ncases;
	bool listed;
	bool empty;			/* its listing was good, and names no case */
	bool whole;			/* an argument named all of it, not only cases */
	/* of a kind with many.same: programs with one home may share a process; or NULL */
	const char *home;
	const struct program *same;	/* in the suite known before, file and all; or NULL */
};

struct test {
	const char *id;
	uint32_t program;
	uint32_t rank;			/* place in the program's own list */
	uint32_t props;
	uint16_t name;			/* where CASE starts in id; 0: the whole program */
	bool disabled : 1;		/* the program itself would not run it */
	bool cleanup : 1;		/* the kind's cleanup is to be run after it */
	/* behind the 0 byte of its id is what it asks for: see case_ask */
	bool asks : 1;
	/* cases below it would run with it: it has a process for itself */
	bool above : 1;
	/* no argument names it: it runs if one that is named needs it */
	bool extra : 1;
	/* a row: behind the 0 byte of its id is its case's own name, see case_name */
	bool named : 1;
	/* more cases that have this name: all run, the worst result counts */
	uint8_t twins;
};

/* What is said to be no test, each in a line: LEFT_COUNT of them. */
enum left { LEFT_script, LEFT_link, LEFT_empty, LEFT_COUNT };

/* What there is to run. Filled by suite_walk, the listers and suite_seal, constant from then on. */
struct suite {
	const struct conf *conf;
	const char *kind;		/* --kind, or "" */
	/* of a program that no kind claims; NULL: not looked up yet */
	const struct kind *plain;
	struct program *programs;	/* sorted by path */
	uint32_t nprograms, nwalked;	/* nwalked: before those named twice were merged */
	struct test *tests;		/* sorted by path, then case */
	uint32_t ntests;
	uint32_t extras;		/* of them, those that no argument names */
	uint64_t digest;		/* of the ids */
	struct props *props;		/* one for each set of [tests] sections that match */
	uint32_t nprops;
	struct buf warnings, errors;	/* lines, each ended by a 0 byte */
	/* inside */
	/* where paths and ids are */
	struct chunk { struct chunk *next; size_t n, cap; } *text;
	/* a bit for each [tests] section and the number of a row's settings, for each of props */
	struct buf matched;
	uint32_t *props_at, props_cap;	/* places of props by hash, NONE: free */
	/* ids that arguments named; once sealed sorted, escaped ones in both spellings */
	const char **wanted;
	uint32_t nwanted, nasked;
	/* its arguments, each ended by a 0 byte, npaths bytes; lent */
	const char *paths;
	size_t npaths;
	uint32_t next;			/* where the walk looks first in the suite known before */
	bool needs;			/* there are fixtures, or `after`: is_needed says more */
	struct buf after;		/* globs that somebody is after, each ended by a 0 byte */
	/* what looks like a test and is none is counted, and more of that sort */
	bool tells;
	bool all;			/* no argument left anything out */
	/* suite files: */
	bool no_suite;			/* they are files as any other */
	bool follows;			/* what they say came from the master: they are not read */
	/* there is a --timeout: a default of theirs does not count */
	bool timed;
	bool perturbed;			/* another runner sets MALLOC_PERTURB_ at random for them */
	const char *argument;		/* the one that is being walked */
	const char **wholes;		/* those that were no ids */
	uint32_t nwholes;
	const char *build_type;		/* of builds that have several; NULL: none was named */
	struct buf rows;		/* what they say */
	/* ids; settings, from 1; programs whose cases are rows, by all that tells them apart */
	struct map taken, sets, groups;
	struct row_set {
		struct str texts;	/* keys and values */
		uint32_t slim;		/* see row_slim; 0: not looked up yet */
		/* see row_parts */
		enum { PARTS_unknown, PARTS_yes, PARTS_no } parts;
	} *set;				/* by number, less 1 */
	uint32_t nsets;
	bool refers;			/* for suite_put: what kinds rows are is kept */
	bool elsewhere;			/* from suite_hear: no file of it is looked at here */
	/* of each row, then; program: its place before that is sorted */
	struct row_kind { const struct kind *kind; uint32_t program; } *row;
	uint32_t nrows;
	const char *root;		/* absolute; NULL: not looked up yet */
	/* the file that the last row starts, and what that is; NULL: there was none */
	const char *started;
	struct stat started_st;
	struct left_out { uint32_t n; struct buf names; } left[LEFT_COUNT];
	struct look {			/* the file that was read last */
		struct stamp stamp;
		size_t n;
		enum look_says { SAYS_nothing, SAYS_script, SAYS_program, SAYS_library } says;
		/* a script's first line; of others as much, and a 0 byte behind it */
		char head[512];
		bool searched;
		const struct kind *kind;	/* that strings in it claim */
	} look;
};

/* What -k can ask of a test. */
struct filter_facts {
	/* tags: what it needs, or NULL; labels: as muster.conf has them, or NULL */
	const char *id, *kind, *tags, *labels;
	enum outcome last;		/* of the last run that had it; OUT_COUNT: none had */
};

/* What --list --json tells of a test. */
struct listed {
	const char *id, *program, *kind, *file;
	const char *name;		/* of its case; NULL: it is a whole program */
	const char *labels, *needs;	/* as muster.conf has them, or NULL */
	const char *place;		/* FILE:LINE of its row in a suite file, or NULL */
	uint32_t timeout;		/* ms; 0: none */
};

/* What one line of output says. */
enum fact_type { FACT_none, FACT_start, FACT_pause, FACT_reason, FACT_result, FACT_point, FACT_end,
	FACT_suite, FACT_skips, FACT_program };
enum tap_look { TAP_not, TAP_perhaps, TAP_is };	/* does an output begin as TAP? */
enum ending { ENDS_exit = 1, ENDS_signal = 2, ENDS_timeout = 4 };
struct fact {
	enum fact_type type;
	/* borrowed from the line, or from the reader; of a suite: its name */
	struct str name, message;
	bool other;			/* a result, but not of the case that was given as open */
	enum outcome outcome;
	enum phase phase;		/* that it is of */
	uint8_t expects;		/* enum ending: how the process is to end; 0: it goes on */
	uint8_t depth;			/* of a point: 0, or it is one of a subtest */
	uint32_t code;			/* its exit status or signal then; NONE: any */
	/* where it starts, and where the next one may, in the line */
	size_t before, after;
};

/* Reads the output of one process of a kind, line by line. */
struct reader {
	const struct kind *kind;
	bool tap;			/* the output is TAP */
	bool whole;			/* of a program without cases: results are points */
	/* a file that the framework writes: results begin their lines */
	bool report;
	/* lines */
	struct str open;		/* the case that runs, lent by the caller; p NULL: none */
	bool others;			/* results of other cases count too */
	bool started;			/* a line said that a case starts */
	bool ended;			/* its last line was there */
	bool nameless;			/* results do not say of which case they are */
	/* such a result is that of all that the process does: see process_said */
	bool judges;
	/* a bit for each result pattern: has a name, which is not as in ids */
	unsigned named, spelled;
	unsigned regexes;		/* likewise: is no pattern of a line, see reader_judge */
	/* tap; of points in a whole program too */
	uint64_t line, plan, seen, failed, skipped;
	uint64_t counted, uncounted;	/* by the last line that counts; results since then */
	uint64_t before;		/* points of documents that are complete */
	uint64_t lines;			/* results that were lines, before it went on as TAP */
	/* points of the subtest above that failed, less sums of others */
	uint64_t inside;
	/* blanks before the YAML that this is in; 0: it is in none */
	size_t yaml;
	bool block;			/* the text of its message begins in the next line */
	uint32_t version;		/* that its first line says; 0: none */
	bool planned, late, ktap, strict, nests, bailed;
	uint8_t inside_depth;		/* of the last that failed */
	enum outcome worst;
	/* by results that judge the process: how much worst counts; 0: nothing */
	unsigned said;
	char why[160];			/* the first breach of the protocol; "" none */
	char reason[160];		/* of 1..0 # SKIP, or Bail out! */
	char nested[200];		/* what failed in a subtest */
	char todo[256];			/* numbers that an old plan lists */
	/* last: one that is not spelled so in the line; whole: the case that runs */
	char name[8192];
};

/* A result inside a program that runs whole. */
struct point {
	enum outcome outcome;
	struct str name, message;
	unsigned depth;			/* 0; more: of a subtest, for the eyes only */
};

#define EXCUSED "known"		/* how it begins what a baseline says of a test */

/* A line of a baseline: a failure that is known. Its texts are where the baseline was read to. */
struct excuse {
	const char *id, *until, *reason;	/* until: "", or the last day, 2026-12-31 */
	const char *rest;			/* what is behind the outcome */
	enum outcome outcome;
	enum outcome now;			/* for who writes it anew; OUT_COUNT: as it was */
	uint32_t line;
};

/* Who runs: one row of the final table. */
struct lane {
	const char *slave, *appliance;
	uint32_t tests, failures, deaths;
	uint64_t busy;			/* us */
	/* why it is not used any more; NULL: it was there to the end */
	const char *gone;
};

/* A run, for the reporters; what only its end tells is 0 before. */
struct run {
	char *const *argv;
	const char *const *ids;		/* of its tests, by number; NULL in a replay */
	uint64_t digest;		/* of those */
	struct str conf;		/* text of the configuration; NULL in a replay */
	int64_t start;			/* wall clock, us since 1970 */
	uint64_t wall;			/* us */
	const struct lane *lanes;
	uint32_t nlanes;
	uint32_t tests, programs;
	uint32_t counts[OUT_COUNT];	/* of collected tests */
	uint64_t cases[OUT_COUNT];	/* of results inside programs */
	uint32_t guilty;		/* programs that failed as a whole, beside their cases */
	const char *ended;		/* why it ended early; NULL: it did not */
	int exit;
};

/* What ran before a test in a run of the past. */
struct before {
	char **id;			/* in their order */
	uint32_t n;
	bool process;			/* in its process; else before it on any slave */
	enum outcome outcome;		/* its own */
};

/* When the run log is to be on the disk. */
enum sync { SYNC_none, SYNC_group, SYNC_test };

/* What the reports should look like. */
enum when { WHEN_auto, WHEN_always, WHEN_never };
struct report_options {
	uint8_t quiet, verbose, live, output_all, stamp;
	uint8_t color, progress;	/* enum when */
	uint8_t trace;
	uint32_t slowest;
	const char *json, *tap, *junit, *html;	/* paths, "-" or NULL */
	const char *log;		/* path, "none", or NULL: one in .muster */
	/* path of the log that tells of earlier runs; NULL: those there */
	const char *history;
	const char *baseline;		/* path of what known failures are written to, or NULL */
	uint8_t sync;			/* enum sync */
};

/* ---- types: expanded ------------------------------------------------------------------------- */
#define M(name, doc, fields) PLACE_##name,
enum up_place { UP(M) UP_COUNT };
enum down_place { DOWN(M) DOWN_COUNT };
enum log_place { LOG(M) LOG_COUNT };
#undef M
#define M(name, doc, fields) MSG_##name = UP_FIRST + PLACE_##name,
enum up_message { UP(M) };
#undef M
#define M(name, doc, fields) MSG_##name = DOWN_FIRST + PLACE_##name,
enum down_message { DOWN(M) };
#undef M
#define M(name, doc, fields) MSG_##name = LOG_FIRST + PLACE_##name,
enum log_record { LOG(M) };
#undef M

#define F(kind, name, doc) wire_##kind name;
#define M(name, doc, fields) struct w_##name { uint16_t type; fields };
MESSAGES(M)
#undef M
#undef F

union frame {
	uint16_t type;		/* 0: a record of a log that this muster does not know */
#define M(name, doc, fields) struct w_##name name;
	MESSAGES(M)
#undef M
};

/* ---- the channel's types --------------------------------------------------------------------- */
struct channel {
	/* whose */
	char peer[24];		/* for --trace and messages */
	enum direction reads;	/* what comes in */
	int in, out;		/* ours to close; equal for a socket; -1: closed */
	bool trace;
	/* out: bytes [sent, n) wait to be written */
	struct buf q;
	size_t sent;
	/* in: bytes [taken, n) wait to be decoded */
	struct buf r;
	size_t taken;
	uint64_t frames;	/* decoded so far: the place of a bad one */
};

/* Did an attempt run before, in a process that was cut up to find who is to blame for its end? In
 * company: it is not alone to blame, so that to run it alone once more proves nothing. Later: it
 * did not run again, see START. Probe: it has its outcome. */
enum split { SPLIT_not, SPLIT_again, SPLIT_company, SPLIT_later, SPLIT_probe };

/* One finished attempt or test, as the reporters get it: see report.c. */
struct result {
	const char *id;
	uint32_t test;			/* its place in the collection */
	enum outcome outcome;
	const char *slave, *appliance;
	uint32_t attempts;
	bool flaky;
	/* it passed; whether that holds is known when its process has ended */
	bool provisional;
	uint8_t split;			/* enum split */
	/* 1 + the provisional outcome that this takes the place of; 0: none */
	uint8_t revises;
	/* cases that had started in its process, with it; 0: it had one of its own */
	uint32_t company;
	uint32_t leaked;
	/* digest of what it depends on, where it passed; 0: not known */
	uint64_t depends;
	uint64_t start, duration;	/* us, from the start of the run */
	bool timed[PHASE_COUNT];	/* the phase was reported */
	enum outcome phase[PHASE_COUNT];
	uint64_t spent[PHASE_COUNT];	/* us */
	uint32_t exit, signal;		/* NONE, 0: it had none */
	struct used used;		/* by a process of its own */
	uint64_t cut;
	const char *message;
	struct str output[STREAM_COUNT];
	struct str kept;		/* paths of files that it left, each ended by a 0 byte */
	struct str records;		/* NAME=VALUE, likewise */
	/* filled by report.c */
	/* one line that says why it is not good; where, n 0: not known */
	struct str reason, file;
	uint32_t line;			/* there */
	bool recalled;			/* what follows is out of a log */
	/* 1 + runs in a row before this one in which it failed; 0: not known */
	uint8_t streak;
	uint64_t usual;			/* us that it takes; 0: not known */
};

/* A run of the past, or one that runs elsewhere, from its log. */
enum past_state { PAST_none, PAST_sent, PAST_started, PAST_unknown, PAST_ended };
struct past_test {
	uint32_t attempts;		/* that were started, or may have been */
	uint32_t failures;		/* of them; not those that were lost */
	const char *failed_on;		/* slave of these; empty: several, NULL: none */
	bool ended;			/* it had, when its last attempt started */
	/* enum past_state; the worst of its attempts, and when it has ended, its own */
	uint8_t state, outcome;
	bool tried;			/* an attempt has ended, and another was to follow */
	bool lost;			/* such a one was lost */
	bool flaky;
	/* it has ended well in a process whose end is not in the log */
	bool provisional;
	/* that process's slave, from 1, 0: none; the number of its RESULT */
	uint32_t lasting, record;
	/* how often the last attempt was started, without a result; and its slave's place */
	uint16_t starts, on;
};
struct past {
	/* n: bytes of the record before at */
	struct log { int fd; struct buf b; size_t at, n; uint64_t offset, last; const char *name;
		} log;
	char *cwd, *path;
	struct buf argv;		/* words, each ended by a 0 byte */
	uint64_t digest, conf;
	/* of the tables of the muster that wrote it, and its version */
	uint64_t hash;
	struct buf version;
	bool exact;			/* what was sent only has not started */
	struct lasting {
		/* by slave: the first record of the process that runs there */
		char *slave;
		uint32_t since;
	} *lasting;
	uint32_t nlasting, records;
	struct run run;
	struct lane *lanes;		/* run.lanes */
	/* of its slaves and their appliances, each ended by a 0 byte */
	struct buf names;
	const char **was, **words;	/* what its slaves are called there; argv */
	uint64_t shift;			/* us, from the start of the first of several to its own */
	/* times; of the last of them, those in a row in which no test started or ended */
	uint32_t resumed, fruitless;
	bool ended;			/* END is there */
	/* bytes that are good records, of all that were there when it was read */
	uint64_t valid, size;
	struct buf ids;
	/* more of them, from COLLECTIONs of when it was gone on with */
	char **later;
	uint32_t nlater;
	/* by place in the log: those of the run, then those that came with changes */
	const char **id;
	struct past_test *test;		/* the same */
	uint32_t fresh;			/* of these the last so many are not in the log yet */
	/* of the tests of the run that goes on with it; NULL: nobody does */
	uint32_t *place;
};

/* ---- who calls whom: every non-static function, by file -------------------------------------- */
/* wire.h */
void die(int status, const char *fmt, ...);		/* "... :" adds strerror; _exit(status) */
void say(const char *fmt, ...);				/* one line on stderr, in one write */
extern void (*say_first)(void);				/* before that; NULL: nothing */
extern void (*die_last)(void);				/* the last that die does; NULL: nothing */
void *xrealloc(void *, size_t n, size_t size);
char *xstrdup(const char *);
void buf_room(struct buf *, size_t more);
void buf_add(struct buf *, const void *, size_t);
void buf_puts(struct buf *, const char *);
void buf_printf(struct buf *, const char *fmt, ...);
void buf_escape(struct buf *, const char *, size_t, size_t most);
void buf_quote(struct buf *, const char *);		/* as a word of a command for sh */
void buf_free(struct buf *);
void *array_grow(void *, size_t n, size_t size);	/* room for one more behind n things */
/* pointers to strings, for qsort and bsearch */
int by_text(const void *, const void *);
const char *word_next(const char **text, size_t *n);
const char *list_next(const char *list, size_t n, const char *text);
ssize_t fd_read(int, void *, size_t);			/* these three go on after a signal */
ssize_t fd_read_at(int, void *, size_t, uint64_t at);
bool fd_write(int, const void *, size_t);		/* all of it; false: errno says why not */
int fd_wait(int, short events, int ms);
void fd_cloexec(int);
void fd_nonblock(int, bool);
pid_t process_wait(pid_t, int *status, int flags);
int64_t clock_us(void);					/* monotonic: for all that is measured */
int64_t date_us(void);					/* us since 1970: for all that is shown */
size_t utf8_length(const unsigned char *, size_t);
const char *outcome_name(enum outcome);
const char *phase_name(enum phase);
enum outcome phases_outcome(const enum outcome phase[PHASE_COUNT]);
const char *signal_name(uint32_t, char room[16]);
uint64_t wire_hash(void);				/* of what master and slaves say */
uint64_t log_hash(void);				/* of the records of a log */
void wire_document(struct buf *);
void wire_greeting(char line[FIRST_WORD_MAX]);	/* the first line of a slave behind a via */
bool wire_decode(const char *, size_t, enum direction, union frame *);
void wire_show(struct buf *, const union frame *);
void chan_open(struct channel *, int in, int out, enum direction reads, const char *peer);
void chan_close(struct channel *);
int chan_fill(struct channel *);
int chan_next(struct channel *, union frame *);
int chan_flush(struct channel *);
static inline size_t chan_waiting(const struct channel *c) { return c->q.n - c->sent; }
static inline int poll_ms(int64_t us)	/* rounded up, as poll takes them */
{
	return us > (int64_t)INT32_MAX * 1000 - 999 ? INT32_MAX : (int)((us + 999) / 1000);
}
static inline uint32_t nums_at(struct nums v, uint32_t i)
{
	const unsigned char *p = v.p + 4 * (size_t)i;
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}
static inline struct str str_of(const char *s)
{
	return (struct str){ s ? s : "", s ? (uint32_t)strlen(s) : 0 };
}
#define M(name, doc, fields) void put_##name(struct channel *, struct w_##name);
MESSAGES(M)		/* queues one frame; never blocks */
#undef M
void put_group(struct channel *, struct w_TESTS, const uint32_t *tests, uint32_t n);
/* ms that a probe may take, if all may take that (us); 0: too little */
uint32_t probe_time(int64_t left);
void put_returned(struct channel *, const uint32_t *tests, uint32_t n);
void put_spawn(struct channel *, const uint32_t *tests, uint32_t n);

/* collect.c */
bool conf_parse(struct conf *, const char *file, const char *text, size_t n, struct buf *error);
/* puts that for %{appliance}; false: there is none */
bool conf_name(struct conf *, const char *appliance);
const struct section *conf_section(const struct conf *, enum section_type, const char *name);
const char *section_text(const struct section *, const char *key);
bool appliance_of(const struct conf *, const char *name, struct appliance *);
struct change change_of(const char *key);
bool value_time(const char *, uint32_t *ms);
bool value_size(const char *, uint64_t *);
bool value_number(const char *, uint32_t *);
bool regex_found(const char *pattern, const char *text);	/* of a key; /REGEX/ */
uint32_t value_names(const char *, struct buf *names);	/* how many; 0: they are none */
bool value_retries(const char *, struct retries *);
bool value_codes(const char *, uint8_t codes[CODES]);
char **words_split(const char *, struct buf *error);
void near_open(struct near *, const char *word);
void near_try(struct near *, const char *, size_t);
const char *near_text(const struct near *);	/* ", did you mean X?" or ""; lent */
const char *word_of_others(const char *word);	/* what another runner's word is here, or NULL */
const char *names_expand(const char *name, struct buf *names);	/* board{1..3}: why not, or NULL */
/* why nobody else sets this variable; NULL: it is none of muster's */
const char *variable_own(const char *name);
bool glob_match(const char *glob, const char *text);
bool glob_any(const char *globs, const char *text);
const char *glob_bad(const char *glob);
const struct kind *kind_find(const struct conf *, const char *name);
void kind_names(const struct conf *, struct buf *);
bool key_tell(size_t i, const char **section, bool *named, const char **key, const char **doc);
void suite_open(struct suite *, const struct conf *, const char *kind);
void suite_walk(struct suite *, const char *paths, size_t n, const struct suite *known);
/* what it is, for suite_hear of another muster */
void suite_put(const struct suite *, struct buf *);
void suite_contents(const struct suite *, struct buf *);
bool suite_hear(struct suite *, const char *paths, size_t n, struct buf rows,
	const struct buf *told);
const char *suite_build(void);
/* the name of the suite file in it, or NULL */
const char *suite_file_in(const char *directory);
bool is_to_list(const struct program *);	/* is it to be asked for its cases? */
void suite_known(const struct suite *, uint32_t test, struct buf *);
const char *program_file(const struct program *);
const char *case_name(const struct test *);	/* as its program calls it */
bool suite_listed(struct program *, const char *bytes, size_t n, struct buf *why);
void suite_unlisted(struct suite *, struct program *, const char *why);
bool text_unescape(char *to, size_t size, const char *);
void suite_warn(struct suite *, const char *fmt, ...);
void suite_seal(struct suite *, const struct suite *known);
bool suite_same(const struct suite *, const struct suite *known);
uint32_t suite_find(const struct suite *, const char *id);
/* a key's value, lent; NONE: it is new */
uint32_t *map_at(struct map *, const char *p, size_t n);
/* the tests that a glob names, as [tests GLOB] does: how many, in their order */
uint32_t suite_named(const struct suite *, const char *glob, uint32_t **tests);
/* it may name what no argument does */
bool suite_elsewhere(const struct suite *, const char *glob);
const char *case_below(const struct program *, const struct test *, const char **at);
struct str case_ask(const struct test *, const char *word);
struct str lines_ask(const char *lines, const char *word);
void reader_open(struct reader *, const struct kind *, bool whole);
uint64_t digest_add(uint64_t, const char *id);
const char *test_parameter(const struct test *);
void labels_put(struct buf *, const char *labels);	/* each ended by a 0 byte, `_` for blanks */
bool filter_match(const char *expr, const struct filter_facts *, struct buf *error);
bool reader_line(struct reader *, const char *line, size_t n, struct fact *);
/* a case, by its name */
bool is_of_suite(const struct kind *, const char *name, const char *of);
bool kind_batches(const struct kind *);		/* can its cases share a process? */
/* does a line say that a case starts before it ends? */
bool reader_unfinished(const struct kind *);
void reader_flood(struct reader *);
enum tap_look tap_begins(const char *line, size_t n);
bool tap_printed(const char *bytes, size_t n);
const char *reader_codes(const struct reader *);
/* by reader_judge: does only one test run in its process? */
bool is_judged(const struct kind *, const struct props *);
void kind_records(const struct conf *, const char *name, struct buf *records);
void records_find(const struct buf *wanted, const char *text, size_t n, struct buf *records);
bool core_program(int fd, struct buf *path);
struct str core_frame(const char *text, size_t n);
bool reader_judge(struct reader *, const struct props *, char *text, size_t n);
enum outcome reader_end(struct reader *, struct buf *message);
/* sorted by id; *errors: lines that are wrong, each ended by a 0 byte */
uint32_t excuses_read(const char *file, struct buf *text, struct excuse **, struct buf *errors);
const struct excuse *excuse_find(const struct excuse *, uint32_t n, const char *id);
bool file_text(const char *path, struct buf *text, struct buf *why);
uint64_t test_depends(const struct suite *, uint32_t test, uint64_t digest);
bool sets_loader(const char *text);
/* slave.c */
_Noreturn void slave_main(int in, int out, pid_t parent, bool trace, const struct suite *known);
_Noreturn void slave_remote(void);		/* muster --slave */
/* of the file that we run, which was called so; NULL: not known */
const char *self_path(const char *name);
_Noreturn void slave_carry(int fd, int error, const char *via, const char *muster);
/* the exit status */
int slave_debug(const struct suite *, const struct w_CONFIG *, uint32_t test,
	const struct buf *units);
void slave_command(const struct suite *, const struct w_CONFIG *, uint32_t test,
	const struct buf *units, struct buf *);
_Noreturn void slave_lister(int fd, pid_t parent, struct suite *, const struct w_CONFIG *,
	int jobs);
/* of [run]; NULL: there is none. timeout: ms, 0: any time, NONE: none is given */
struct run_hooks { const char *setup, *teardown; uint32_t timeout; };
_Noreturn void slave_hooks(int fd, pid_t parent, const struct w_CONFIG *, const struct conf *,
	const struct run_hooks *);
void slave_list(struct suite *, int jobs);
/* orphans of our children are ours; false: they are not, or cannot be found */
bool children_adopt(void);
void signals_open(bool slave);			/* from now on signals are bytes in a pipe */
int signals_fd(void);				/* readable: there is one */
int signals_next(void);				/* its number; 0: none */
/* that affinity and quotas leave us; *all: that there are */
uint32_t processors_ours(const char *root, uint32_t *all);
int64_t clock_turn(int64_t waited);		/* clock_us without time in which we did not run */
bool session_lives(pid_t session);		/* has it a child of ours? */
uint32_t children_kill(bool (*spared)(pid_t));	/* all of ours but those; how many */
void orphans_reap(bool (*known)(pid_t));	/* what was left to us and died */
bool process_kill(pid_t, int signal);		/* one process; false: it is gone */
/* tells of changes in directories; -1: nothing does */
int changes_open(void);
/* in this one, too; false: that cannot be */
bool changes_watch(int, const char *directory);
bool is_written(const char *path);		/* is it open for that, as far as is known? */
/* a directory for the tests' files; false, errno: there is none */
bool temp_make(void);
const char *temp_path(void);			/* ""; where it is */
void temp_keep(void);				/* nobody is to remove it */
/* with all that is in it, as long as goes_on says; says what stays */
void temp_remove(bool (*goes_on)(void));
void temp_leave(void);				/* removes it if nothing is in it */
/* report.c */
bool report_open(const struct report_options *, struct buf *error);
const char *report_file(const struct report_options *, size_t, const char **option,
	const char **own);
void report_listed(struct buf *, const struct listed *);	/* a line of JSON */
/* all of a file; false: it was said why not */
bool report_write(const char *path, const struct buf *);
void report_joins(const struct lane *);		/* a slave that was not there when the run began */
void report_begin(const struct run *);
/* besides tests; lent until it is said anew; NULL: nothing */
void report_busy(const char *slave, const char *what);
/* an attempt starts: id, slave, appliance, attempts, start */
void report_start(const struct result *);
/* an attempt ended, and there will be another */
void report_attempt(const struct result *);
void report_test(const struct result *);		/* the last word on a test */
void report_sent(uint32_t test, bool back);	/* it goes to a slave, or comes back from there */
/* for the log: from now on it may run */
void report_spawn(uint32_t test, uint32_t attempt, const char *slave);
/* by enum past_state: what to say of a test that was left so */
extern const char *const past_words[];
bool past_open(struct past *, const char *path, struct buf *error);	/* a run log is read */
/* these tests are new in it; lent */
void past_extend(struct past *, const char *const *ids, uint32_t n);
/* it becomes the log of this run, which is to go on with it */
bool past_resume(struct past *, const struct run *, struct buf *error);
void past_feed(struct past *, struct run *);	/* to the reporters again */
enum outcome past_outcome(const struct past_test *);	/* if it does not run again */
/* what is to be said of a provisional one */
void past_doubt(const struct past_test *, struct result *);
/* the exit status */
int report_replay(const struct report_options *, const char *paths, size_t n);
int report_follow(const struct report_options *, const char *path);
/* id NULL: what is odd of all tests */
int report_history(const struct report_options *, const char *id);
int report_salvage(const char *path);		/* a new log of what holds in a damaged one */
void history_open(const struct report_options *);
bool history_only(const char *path);		/* forgets that, and takes what one log knows */
/* what ran before a test; path NULL: in the last run */
bool past_before(const char *path, const char *id, struct before *, struct buf *error);
/* of the last run that had it; us */
bool history_find(const char *id, enum outcome *, uint64_t *duration);
uint64_t history_depends(const char *id);	/* what it depended on when it passed last */
/* a test that had failed in a process with others has run by itself */
void report_alone(const struct result *);
/* a process of several cases: its program, slave, appliance */
void report_exited(const struct result *, const struct w_PROCESS *);
/* a result inside the test that runs */
/* a new file for what a test left: its descriptor, -1: there is none; its path goes to *paths */
int keep_open(const char *id, uint32_t attempt, struct str name, struct buf *paths);
void report_case(const struct result *of, const struct point *);
void report_live(const char *slave, const char *id, struct str bytes);
void report_say(const char *slave, const char *fmt, ...);	/* a line on the console */
void report_end(const struct run *);
/* no report is written: what was begun of them goes */
void report_abandon(void);
/* of the console, and whether it has something to write */
int report_fd(bool *waiting);
/* a report whose reader holds up the run, -1: none */
int report_full(void);
void report_flush(int ms);			/* writes, waiting so long at most */
/* ms until that has something to do though nothing happens */
int report_wait(void);
/* leaves the terminal to others, until the next report_flush */
void report_hide(void);
/* readable: somebody has typed; -1: there is none, or it is not ours now */
int report_tty(void);
bool report_asked(void);			/* `t` was typed: what runs is to be shown */
/* the end waits for no disk, and less for readers */
void report_hurry(void);
/* from now on a report may wait for its reader, as long as that says so */
void report_patient(bool (*goes_on)(void));
int report_close(int status);		/* what the reports make of a run's exit status */

/* ============================================================================================== */
/* ---- what is needed: of n things in their order, those of which none can be left out --------- */
struct cut {
	uint32_t n;
	/* with the first of them, and those that are needed already? */
	bool (*holds)(struct cut *, uint32_t first);
	void *of;			/* its caller's */
	uint32_t left;			/* how often it may be asked still: each time takes one */
	uint32_t *needed, nneeded;	/* places, the last first: room for n is the caller's */
};

/* Finds them. It is known that it holds with all n, and not with none. The fewest of the first with
 * which it holds are found by halving: the last of them is needed; with it the fewest before it,
 * until those that are needed do by
 * themselves. That asks log2 n + 1 times for each. False: it must not be asked any more, and what
 * was found may not be all. */
static inline bool cut_find(struct cut *g)
{
	for (uint32_t all = g->n; all && g->left && !(g->nneeded && g->holds(g, 0));) {
		uint32_t without = 0, with = all;	/* so many of the first do not do, and do */
		while (with - without > 1 && g->left) {
			uint32_t half = without + (with - without) / 2;
			*(g->holds(g, half) ? &with : &without) = half;
		}
		if (with - without > 1)
			return false;
		g->needed[g->nneeded++] = with - 1;
		all = with - 1;
	}
	return g->left > 0;
}

/* ---- numbers: big-endian --------------------------------------------------------------------- */
static inline char *put_u8(char *p, uint8_t v) { *p = (char)v; return p + 1; }
static inline char *put_u16(char *p, uint16_t v)
{
	p[0] = (char)(v >> 8);
	p[1] = (char)v;
	return p + 2;
}
static inline char *put_u32(char *p, uint32_t v)
{
	return put_u16(put_u16(p, (uint16_t)(v >> 16)), (uint16_t)v);
}
static inline char *put_u64(char *p, uint64_t v)
{
	return put_u32(put_u32(p, (uint32_t)(v >> 32)), (uint32_t)v);
}

struct cursor {
	const unsigned char *p, *end;
	bool bad;
	/* fields may be missing at the end: an older muster did not have them */
	bool older;
};

static inline bool is_missing_field(const struct cursor *c)
{
	return c->older && c->p == c->end;
}
static inline uint8_t get_u8(struct cursor *c)
{
	if (is_missing_field(c))
		return 0;
	if (c->end - c->p < 1) {
		c->bad = true;
		return 0;
	}
	return *c->p++;
}
static inline uint32_t get_u32(struct cursor *c)
{
	uint32_t v;

	if (is_missing_field(c))
		return 0;
	if (c->end - c->p < 4) {
		c->bad = true;
		return 0;
	}
	v = nums_at((struct nums){ c->p, 1 }, 0);
	c->p += 4;
	return v;
}
static inline uint64_t get_u64(struct cursor *c)
{
	uint64_t high;

	c->bad |= !is_missing_field(c) && c->end - c->p < 8;
	high = get_u32(c);
	return high << 32 | get_u32(c);
}

#ifdef WIRE_CODE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- words: for people -----------------------------------------------------------------------
 * door: complain */
static const char *const outcome_names[] = {
#define O(name, letter, colour, status, doc) #name,
	OUTCOMES(O)
#undef O
};

/* The word for an outcome. */
const char *outcome_name(enum outcome o)
{
	return o < OUT_COUNT ? outcome_names[o] : "?";
}

/* The word for a phase. */
const char *phase_name(enum phase p)
{
	static const char *const names[] = {
#define P(name) #name,
		PHASES(P)
#undef P
	};
	return p < PHASE_COUNT ? names[p] : "?";
}

/* What the phases of a test are together. */
enum outcome phases_outcome(const enum outcome phase[PHASE_COUNT])
{
	enum outcome call = phase[PHASE_call];

	if (phase[PHASE_setup] != OUT_passed)
		return phase[PHASE_setup] == OUT_lost ? OUT_lost : OUT_error;
	return phase[PHASE_teardown] != OUT_passed && call <= OUT_failed ? OUT_error : call;
}

/* "SEGV" for SIGSEGV; a number for one without a name, written into room. */
const char *signal_name(uint32_t n, char room[16])
{
	static const struct { int n; const char *name; } names[] = {
		{ SIGHUP, "HUP" }, { SIGINT, "INT" }, { SIGQUIT, "QUIT" }, { SIGILL, "ILL" },
		{ SIGTRAP, "TRAP" }, { SIGABRT, "ABRT" }, { SIGBUS, "BUS" }, { SIGFPE, "FPE" },
		{ SIGKILL, "KILL" }, { SIGUSR1, "USR1" }, { SIGSEGV, "SEGV" }, { SIGUSR2, "USR2" },
		{ SIGPIPE, "PIPE" }, { SIGALRM, "ALRM" }, { SIGTERM, "TERM" }, { SIGSYS, "SYS" },
		{ SIGXCPU, "XCPU" }, { SIGXFSZ, "XFSZ" }, { SIGVTALRM, "VTALRM" }, { SIGPROF, "PROF" },
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].n == (int)n)
			return names[i].name;
	snprintf(room, 16, "%lu", (unsigned long)n);
	return room;
}

/* Can stderr take bytes? A reader that does not read is waited for, but so long only, in all, until
 * it has read a good deal again. */
static bool complain_ready(size_t taken)
{
	static int patience = COMPLAIN_WAIT;
	static size_t read_since;

	read_since += taken;
	if (read_since >= CHUNK) {
		read_since = 0;
		patience = COMPLAIN_WAIT;
	}
	for (; fd_wait(2, POLLOUT, 0) <= 0; patience -= 20) {
		if (patience <= 0)
			return false;
		fd_wait(2, POLLOUT, 20);
	}
	return true;
}

/* Writes all of it to stderr, as far as that is possible. What nobody reads is lost, and nothing
 * waits for it; a pipe takes PIPE_BUF bytes at once when it takes any. */
static void complain(const char *p, size_t n)
{
	static unsigned long lost;
	char line[80];
	size_t taken = 0;
	ssize_t w;

	while (n && complain_ready(taken)) {
		taken = 0;
		if (lost) {
			w = snprintf(line, sizeof line,
				"muster: (%lu lines were lost here: nobody read them)\n", lost);
			lost = 0;
			w = write(2, line, (size_t)w);
			continue;
		}
		w = write(2, p, n < PIPE_BUF ? n : PIPE_BUF);
		if (w < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (w <= 0)
			return;
		taken = (size_t)w;
		p += w;
		n -= (size_t)w;
	}
	lost += n > 0;
}

void (*say_first)(void);
void (*die_last)(void);

/* "muster: TEXT\n" on stderr in one write, cut at 4 KiB. A fmt that ends in a colon gets
 * strerror(err). What cannot be printed, a test's name may hold it, goes as ?. */
static void complain_fmt(const char *fmt, va_list ap, int err)
{
	void (*first)(void) = say_first;
	char line[4096];
	size_t n = (size_t)snprintf(line, sizeof line, "muster: "), len;
	int more = vsnprintf(line + n, sizeof line - n - 80, fmt, ap);

	n += more < 0 ? 0 : (size_t)more < sizeof line - n - 80 ? (size_t)more :
		sizeof line - n - 81;
	if (*fmt && fmt[strlen(fmt) - 1] == ':')
		n += (size_t)snprintf(line + n, 79, " %s", strerror(err));
	for (size_t i = 0; i < n; i += len ? len : 1)
		if (!(len = utf8_length((unsigned char *)line + i, n - i)))
			line[i] = '?';
	line[n++] = '\n';
	say_first = NULL;	/* should it have something to say */
	if (first)
		first();
	complain(line, n);
	say_first = first;
}

/* Ends this process: its own or the machine's fault. Never returns. */
void die(int status, const char *fmt, ...)
{
	int err = errno;
	va_list ap;

	va_start(ap, fmt);
	complain_fmt(fmt, ap, err);
	va_end(ap);
	if (die_last)
		die_last();
	_exit(status);
}

/* One line for the person at the console. */
void say(const char *fmt, ...)
{
	int err = errno;
	va_list ap;

	va_start(ap, fmt);
	complain_fmt(fmt, ap, err);
	va_end(ap);
}

/* ---- bytes ----------------------------------------------------------------------------------- */
/* realloc for n things of a size; dies when there is no memory. */
void *xrealloc(void *p, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		die(EXIT_LOST, "error: [E-NOMEM] %zu x %zu bytes are more than there are", n, size);
	size *= n;
	p = realloc(p, size ? size : 1);
	if (!p)
		die(EXIT_LOST, "error: [E-NOMEM] no memory for %zu bytes", size);
	return p;
}

/* A copy, owned by the caller. */
char *xstrdup(const char *s)
{
	size_t n = strlen(s) + 1;

	return memcpy(xrealloc(NULL, n, 1), s, n);
}

/* Makes room for more bytes. */
void buf_room(struct buf *b, size_t more)
{
	size_t cap = b->cap ? b->cap : 256;

	if (b->cap - b->n >= more && b->p)
		return;
	while (cap - b->n < more) {
		if (cap > SIZE_MAX / 2)
			die(EXIT_LOST, "error: [E-NOMEM] a buffer outgrew memory");
		cap *= 2;
	}
	b->p = xrealloc(b->p, cap, 1);
	b->cap = cap;
}

/* Appends n bytes. */
void buf_add(struct buf *b, const void *p, size_t n)
{
	if (!n)
		return;
	buf_room(b, n);
	memcpy(b->p + b->n, p, n);
	b->n += n;
}

/* Appends a string, and keeps a 0 byte behind the end. */
void buf_puts(struct buf *b, const char *s)
{
	size_t n = strlen(s);

	buf_room(b, n + 1);
	memcpy(b->p + b->n, s, n + 1);
	b->n += n;
}

/* Appends formatted text, and keeps a 0 byte behind the end. */
void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	buf_room(b, 64);
	for (int tries = 0; tries < 2; tries++) {
		size_t room = b->cap - b->n;
		va_start(ap, fmt);
		n = vsnprintf(b->p + b->n, room, fmt, ap);
		va_end(ap);
		if (n < 0)
			return;
		if ((size_t)n < room)
			break;
		buf_room(b, (size_t)n + 1);
	}
	b->n += (size_t)n;
}

/* Length of the well-formed, printable UTF-8 character at p, 0 where there is none: no controls
 * (C0, DEL, C1), no surrogates, no noncharacters, none of the marks that reverse the direction of
 * text. */
size_t utf8_length(const unsigned char *p, size_t n)
{
	uint32_t c, least;
	size_t len;

	if (p[0] < 0x80)
		return p[0] >= 0x20 && p[0] != 0x7f;
	len = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
	least = len == 4 ? 0x10000 : len == 3 ? 0x800 : 0x80;
	if (p[0] < 0xc2 || p[0] > 0xf4 || len > n)
		return 0;
	c = p[0] & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) || c < 0xa0 ||
	    (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef) ||
	    (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
		return 0;
	return len;
}

/* Appends bytes in the one spelling that ids and messages have on paper: what cannot be printed as
 * \n \t \r \\ or \xHH, at most `most` bytes of input, then "..." */
void buf_escape(struct buf *b, const char *s, size_t n, size_t most)
{
	const unsigned char *p = (const unsigned char *)s;
	bool cut = n > most;

	for (size_t i = 0, len; i < (cut ? most : n); i += len) {
		for (len = 0; i + len < (cut ? most : n) && p[i + len] >= 0x20 &&
		    p[i + len] < 0x7f && p[i + len] != '\\';)
			len++;
		if (!len && p[i] != '\\')
			len = utf8_length(p + i, n - i);
		if (len) {
			buf_add(b, p + i, len);
			continue;
		}
		len = 1;
		switch (p[i]) {
		case '\n': buf_add(b, "\\n", 2); break;
		case '\t': buf_add(b, "\\t", 2); break;
		case '\r': buf_add(b, "\\r", 2); break;
		case '\\': buf_add(b, "\\\\", 2); break;
		default: buf_printf(b, "\\x%02x", p[i]);
		}
	}
	if (cut)
		buf_add(b, "...", 3);
	buf_room(b, 1);
	b->p[b->n] = 0;
}

/* Appends a text as a word that sh reads as that text. What would do something to a terminal is
 * written in octal. */
void buf_quote(struct buf *b, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
		"/._+-:,=@%";

	if (*text && !text[strspn(text, plain)]) {
		buf_puts(b, text);
		return;
	}
	buf_puts(b, "'");
	for (size_t n; *text; text += n) {
		n = utf8_length((const unsigned char *)text, strlen(text));
		if (*text == '\'')
			buf_puts(b, "'\\''");
		else if (n || *text == '\n')
			buf_add(b, text, n = n ? n : 1);
		else
			buf_printf(b, "'\"$(printf '\\%03o')\"'", (unsigned char)*text);
		n = n ? n : 1;
	}
	buf_puts(b, "'");
}

/* Gives the memory back. */
void buf_free(struct buf *b)
{
	free(b->p);
	*b = (struct buf){ 0 };
}

/* ---- the ground: arrays, lists, descriptors, processes, clocks ------------------------------- */
/* An array of n things that has room for one more: it moves when there are 0, 1, 3, 7, .. of them.
 * Only for arrays that grow one by one. */
void *array_grow(void *p, size_t n, size_t size)
{
	return n & (n + 1) ? p : xrealloc(p, 2 * n + 2, size);
}

/* Compares two pointers to strings. */
int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The next of the words that blanks separate, and its length; *text goes on behind it. NULL: there
 * are no more. */
const char *word_next(const char **text, size_t *n)
{
	const char *word = *text ? *text : "", *end;

	while (*word == ' ' || *word == '\t')
		word++;
	for (end = word; *end && *end != ' ' && *end != '\t'; end++)
		;
	*n = (size_t)(end - word);
	*text = end;
	return *n ? word : NULL;
}

/* The string behind `text` in a list of n bytes, in which each is ended by a 0 byte; behind NULL
 * comes the first. NULL: there are no more. */
const char *list_next(const char *list, size_t n, const char *text)
{
	const char *next = text ? text + strlen(text) + 1 : list;

	return n && next < list + n ? next : NULL;
}

/* read, whatever signals come. */
ssize_t fd_read(int fd, void *to, size_t n)
{
	ssize_t got;

	while ((got = read(fd, to, n)) < 0 && errno == EINTR)
		;
	return got;
}

/* pread, whatever signals come. */
ssize_t fd_read_at(int fd, void *to, size_t n, uint64_t at)
{
	ssize_t got;

	while ((got = pread(fd, to, n, (off_t)at)) < 0 && errno == EINTR)
		;
	return got;
}

/* Writes all n bytes, and waits where they cannot be taken now; false: errno says why not. */
bool fd_write(int fd, const void *from, size_t n)
{
	for (const char *p = from; n;) {
		ssize_t w = write(fd, p, n);
		if (w < 0 && errno == EAGAIN)
			fd_wait(fd, POLLOUT, -1);
		else if (w < 0 && errno != EINTR)
			return false;
		p += w > 0 ? w : 0;
		n -= w > 0 ? (size_t)w : 0;
	}
	return true;
}

/* poll for one descriptor: what there is of these events, or what is wrong with it; 0 nothing in
 * that time (ms, -1: any), -1 with errno. */
int fd_wait(int fd, short events, int ms)
{
	struct pollfd p = { .fd = fd, .events = events };
	int ready = poll(&p, 1, ms);

	return ready > 0 ? p.revents : ready;
}

/* Programs that we become, or start, do not get this descriptor. */
void fd_cloexec(int fd)
{
	fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* Shall reads and writes fail rather than wait? */
void fd_nonblock(int fd, bool on)
{
	int flags = fcntl(fd, F_GETFL);

	fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
}

/* waitpid, whatever signals come. */
pid_t process_wait(pid_t pid, int *status, int flags)
{
	pid_t got;

	while ((got = waitpid(pid, status, flags)) < 0 && errno == EINTR)
		;
	return got;
}

/* us, of a clock that nobody sets. */
int64_t clock_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * SECOND + t.tv_nsec / 1000;
}

/* The time of day, us since 1970. That clock is read once, so that what we say goes on however
 * somebody sets it. */
int64_t date_us(void)
{
	static int64_t ahead;		/* of the other clock */
	struct timespec now = { 0 };

	if (!ahead) {
		clock_gettime(CLOCK_REALTIME, &now);
		ahead = (int64_t)now.tv_sec * SECOND + now.tv_nsec / 1000 - clock_us();
	}
	return ahead + clock_us();
}

/* ---- fields: size, put, get, show --------------------------------------------------------------
 * door: show_u64, show_u32, show_u8, show_str, show_nums */
static inline size_t size_u8(uint8_t v) { (void)v; return 1; }
static inline size_t size_u32(uint32_t v) { (void)v; return 4; }
static inline size_t size_u64(uint64_t v) { (void)v; return 8; }
static inline size_t size_str(struct str v) { return 4 + (size_t)v.n + 1; }
static inline size_t size_nums(struct nums v) { return 4 + 4 * (size_t)v.n; }

static inline char *put_str(char *p, struct str v)
{
	p = put_u32(p, v.n);
	if (v.n)
		memcpy(p, v.p, v.n);
	p[v.n] = 0;
	return p + v.n + 1;
}
static inline char *put_nums(char *p, struct nums v)
{
	p = put_u32(p, v.n);
	if (v.n)
		memcpy(p, v.p, 4 * (size_t)v.n);
	return p + 4 * (size_t)v.n;
}

static inline struct str get_str(struct cursor *c)
{
	bool missing = is_missing_field(c);
	struct str v = { "", get_u32(c) };

	if (missing)
		return v;
	if (c->bad || (size_t)(c->end - c->p) <= v.n || c->p[v.n]) {
		c->bad = true;
		return (struct str){ "", 0 };
	}
	v.p = (const char *)c->p;
	c->p += v.n + 1;
	return v;
}
static inline struct nums get_nums(struct cursor *c)
{
	struct nums v = { NULL, get_u32(c) };

	if (c->bad || (size_t)(c->end - c->p) / 4 < v.n) {
		c->bad = true;
		return (struct nums){ NULL, 0 };
	}
	v.p = c->p;
	c->p += 4 * (size_t)v.n;
	return v;
}

static void show_u64(struct buf *b, uint64_t v) { buf_printf(b, "%llu", (unsigned long long)v); }
static void show_u32(struct buf *b, uint32_t v) { show_u64(b, v); }
static void show_u8(struct buf *b, uint8_t v) { show_u64(b, v); }
static void show_str(struct buf *b, struct str v)
{
	buf_puts(b, "\"");
	buf_escape(b, v.p, v.n, 60);
	buf_puts(b, "\"");
}
static void show_nums(struct buf *b, struct nums v)
{
	buf_puts(b, "[");
	for (uint32_t i = 0; i < v.n && i < 12; i++)
		buf_printf(b, "%s%lu", i ? " " : "", (unsigned long)nums_at(v, i));
	buf_printf(b, v.n > 12 ? " ... %lu in all]" : "]", (unsigned long)v.n);
}

/* ---- expansions: encode, decode, show, document ------------------------------------------------
 * door: chan_trace */
/* Shows a frame that was queued or taken, on stderr: "muster: trace: master -> slave00 NEED". */
static void chan_trace(const struct channel *c, const char *arrow, enum direction way,
	const char *p, size_t n)
{
	struct buf b = { 0 };
	union frame f;

	buf_printf(&b, "muster: trace: [%ld] %s %s ", (long)getpid(), arrow, c->peer);
	if (wire_decode(p, n, way, &f))
		wire_show(&b, &f);
	else
		buf_puts(&b, "(not a frame)");
	buf_add(&b, "\n", 1);
	complain(b.p, b.n);
	buf_free(&b);
}

/* Which table a type is of. */
static enum direction way_of(unsigned type)
{
	return type >= LOG_FIRST ? GOES_TO_LOG : type >= DOWN_FIRST ? GOES_DOWN : GOES_UP;
}

#define F(kind, name, doc) + size_##kind(m.name)
#define M(name, doc, fields)									\
static inline size_t size_##name(struct w_##name m) { (void)m; return 2 fields; }
MESSAGES(M)
#undef M
#undef F

#define F(kind, name, doc) p = put_##kind(p, m.name);
#define M(name, doc, fields)									\
void put_##name(struct channel *c, struct w_##name m)						\
{												\
	size_t n = size_##name(m);								\
	char *p;										\
												\
	if (n > FRAME_MAX)									\
		die(EXIT_LOST, "error: [E-INTERNAL] a " #name " frame of %zu bytes", n);	\
	buf_room(&c->q, n + 4);									\
	p = c->q.p + c->q.n;									\
	p = put_u32(p, (uint32_t)n);								\
	p = put_u16(p, MSG_##name);								\
	fields										\
	c->q.n += n + 4;									\
	if (c->trace)										\
		chan_trace(c, "->", way_of(MSG_##name), p - n, n);				\
}
MESSAGES(M)
#undef M
#undef F

/* Queues a list of numbers as field `tests`, in frames that are small enough. */
static struct nums nums_pack(struct buf *b, const uint32_t *tests, uint32_t n)
{
	b->n = 0;
	buf_room(b, 4 * (size_t)n + 1);
	for (uint32_t i = 0; i < n; i++)
		put_u32(b->p + 4 * (size_t)i, tests[i]);
	return (struct nums){ (unsigned char *)b->p, n };
}

/* TESTS from an array of numbers. */
void put_group(struct channel *c, struct w_TESTS m, const uint32_t *tests, uint32_t n)
{
	struct buf b = { 0 };

	m.tests = nums_pack(&b, tests, n);
	put_TESTS(c, m);
	buf_free(&b);
}

/* A probe that does not end in its time is asked to, and has as long for that. */
uint32_t probe_time(int64_t left)
{
	return left / 2000 >= PROBE_LEAST
		? (uint32_t)(left / 2000 < NONE ? left / 2000 : NONE - 1) : 0;
}

/* RETURNED from an array of numbers. */
void put_returned(struct channel *c, const uint32_t *tests, uint32_t n)
{
	struct buf b = { 0 };

	put_RETURNED(c, (struct w_RETURNED){ .tests = nums_pack(&b, tests, n) });
	buf_free(&b);
}

/* SPAWN from an array of numbers. */
void put_spawn(struct channel *c, const uint32_t *tests, uint32_t n)
{
	struct buf b = { 0 };

	put_SPAWN(c, (struct w_SPAWN){ .tests = nums_pack(&b, tests, n) });
	buf_free(&b);
}

/* The fields behind a type, for each table; false: it has no such row. */
#define F(kind, name, doc) m->name = get_##kind(c);
#define M(name, doc, fields)										\
	case MSG_##name: {									\
		struct w_##name *m = &f->name;							\
		(void)c;									\
		m->type = MSG_##name;								\
		fields									\
		return true;									\
	}
static bool decode_up(unsigned type, struct cursor *c, union frame *f)
{
	switch (type) { UP(M) }
	return false;
}
static bool decode_down(unsigned type, struct cursor *c, union frame *f)
{
	switch (type) { DOWN(M) }
	return false;
}
static bool decode_log(unsigned type, struct cursor *c, union frame *f)
{
	switch (type) { LOG(M) }
	return false;
}
#undef M
#undef F

/* Type and fields to a frame that borrows from p; false: it is none of ours that goes this way.
 * Logs are as old or as new as they are: there fields may be missing at the end, or be more, and a
 * record may be unknown (type 0). */
bool wire_decode(const char *p, size_t n, enum direction way, union frame *f)
{
	struct cursor c = { (const unsigned char *)p, (const unsigned char *)p + n, false,
		way == GOES_TO_LOG };
	unsigned type;

	if (n < 2)
		return false;
	type = (unsigned)c.p[0] << 8 | c.p[1];
	c.p += 2;
	if (way == GOES_UP)
		return decode_up(type, &c, f) && !c.bad && c.p == c.end;
	if (way == GOES_DOWN)
		return decode_down(type, &c, f) && !c.bad && c.p == c.end;
	if (!decode_log(type, &c, f))
		f->type = 0;
	return type >= LOG_FIRST && !c.bad;
}

/* "REPORT test=3 attempt=1 ..." */
void wire_show(struct buf *b, const union frame *f)
{
	switch (f->type) {
#define F(kind, name, doc) buf_puts(b, " " #name "="); show_##kind(b, m->name);
#define M(name, doc, fields)									\
	case MSG_##name: {									\
		const struct w_##name *m = &f->name;						\
		(void)m;									\
		buf_puts(b, #name);								\
		fields									\
		break;										\
	}
	MESSAGES(M)
#undef M
#undef F
	}
}

/* The tables as text: what the hashes are taken of, and what --wire prints around. */
static const struct wire_row { const char *name, *doc, *fields; } wire_rows[] = {
#define F(kind, name, doc) #kind "\0" #name "\0" doc "\0"
#define M(name, doc, fields) { #name, doc, "" fields "\0" },
	MESSAGES(M)
#undef M
#undef F
};

/* FNV-1a, further over a text. */
static uint64_t fnv_text(uint64_t h, const char *p)
{
	for (; *p; p++)
		h = (h ^ (unsigned char)*p) * 0x100000001b3u;
	return h;
}

/* A number that changes with any row of wire_rows[from .. end): of names, field kinds and field
 * names. */
static uint64_t rows_hash(size_t from, size_t end)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = from; i < end; i++) {
		h = fnv_text(h, wire_rows[i].name);
		for (const char *p = wire_rows[i].fields; *p;) {
			const char *kind = p, *name = kind + strlen(kind) + 1,
				*doc = name + strlen(name) + 1;
			h = fnv_text(fnv_text(h, kind), name);
			p = doc + strlen(doc) + 1;
		}
	}
	return h;
}

uint64_t wire_hash(void)
{
	static uint64_t known;

	return known = known ? known : rows_hash(0, UP_COUNT + DOWN_COUNT);
}

uint64_t log_hash(void)
{
	static uint64_t known;

	return known = known ? known :
		rows_hash(UP_COUNT + DOWN_COUNT, UP_COUNT + DOWN_COUNT + LOG_COUNT);
}

/* A table as --wire prints it: its first row, in wire_rows and as a number, and how many there
 * are. */
static void rows_document(struct buf *b, const char *head, size_t from, size_t first, size_t n)
{
	buf_printf(b, "\n%s\n", head);
	for (size_t i = 0; i < n; i++) {
		const struct wire_row *row = &wire_rows[from + i];
		buf_printf(b, "\n%3zu  %-14s %s\n", first + i, row->name, row->doc);
		for (const char *p = row->fields; *p;) {
			const char *kind = p, *name = kind + strlen(kind) + 1,
				*doc = name + strlen(name) + 1;
			buf_printf(b, "       %-5s %-13s %s\n", kind, name, doc);
			p = doc + strlen(doc) + 1;
		}
	}
}

/* The line that a slave behind a via says before its first frame, in 64 bytes:
 *
 *        22 'm' 'u' 's' 't' 'e' 'r' ' '  version  ' '  16 hex digits: wire_hash  '\n'
 *
 * It is to stay so whatever becomes of the protocol. Other muster's can be told by it, and a
 * terminal in between, since that makes "\r\n" of its end. */
void wire_greeting(char line[FIRST_WORD_MAX])
{
	snprintf(line, FIRST_WORD_MAX, FIRST_WORD "%s %016llx\n", VERSION,
		(unsigned long long)wire_hash());
}

/* What `muster --wire` prints. */
void wire_document(struct buf *b)
{
	buf_printf(b,
		"The protocol of muster %s, hash %016llx, and its run log, format %u, hash "
		"%016llx\n\n"
		"A frame is a length (u32, of what follows it, at most %u), a type (u16) and the "
		"fields, big-endian.\n"
		"  u8 u16 u32 u64   numbers of 1, 2, 4, 8 bytes\n"
		"  str              u32 length, the bytes, one 0 byte\n"
		"  nums             u32 count, that many u32\n\n"
		"A slave behind a via says one line before its first frame: a byte 22 (octal "
		"26), then\n"
		"  muster %s %016llx\n"
		"its version and the hash of its protocol. What comes before that is no word of "
		"its own.\n\n",
		VERSION, (unsigned long long)wire_hash(), LOG_FORMAT,
		(unsigned long long)log_hash(), FRAME_MAX,
		VERSION, (unsigned long long)wire_hash());
	buf_puts(b, "Outcomes:");
	for (int i = 0; i < OUT_COUNT; i++)
		buf_printf(b, " %d %s", i, outcome_name((enum outcome)i));
	buf_puts(b, "\nPhases:");
	for (int i = 0; i < PHASE_COUNT; i++)
		buf_printf(b, " %d %s", i, phase_name((enum phase)i));
	buf_puts(b, "\n");
	rows_document(b, "Slave to master", 0, UP_FIRST, UP_COUNT);
	rows_document(b, "Master to slave", UP_COUNT, DOWN_FIRST, DOWN_COUNT);
	rows_document(b, "Run log", UP_COUNT + DOWN_COUNT, LOG_FIRST, LOG_COUNT);
}

/* ---- the channel ----------------------------------------------------------------------------- */
/* Takes two non-blocking descriptors, which may be one and the same. */
void chan_open(struct channel *c, int in, int out, enum direction reads, const char *peer)
{
	*c = (struct channel){ .in = in, .out = out, .reads = reads };
	snprintf(c->peer, sizeof c->peer, "%s", peer);
}

/* Closes the descriptors and gives the queues back. */
void chan_close(struct channel *c)
{
	if (c->in >= 0)
		close(c->in);
	if (c->out >= 0 && c->out != c->in)
		close(c->out);
	buf_free(&c->q);
	buf_free(&c->r);
	c->in = c->out = -1;
	c->sent = c->taken = 0;
}

/* Writes what is queued, as far as it goes without waiting: 1 all of it, 0 some is left, -1 the
 * peer is gone. */
int chan_flush(struct channel *c)
{
	while (c->sent < c->q.n) {
		ssize_t n = write(c->out, c->q.p + c->sent, c->q.n - c->sent);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			break;
		if (n < 0)
			return -1;
		c->sent += (size_t)n;
	}
	if (c->sent < c->q.n) {
		/* keep the queue short: what was sent goes when it is most of it */
		if (c->sent > c->q.n / 2) {
			memmove(c->q.p, c->q.p + c->sent, c->q.n - c->sent);
			c->q.n -= c->sent;
			c->sent = 0;
		}
		return 0;
	}
	c->sent = c->q.n = 0;
	if (c->q.cap > 4 * CHUNK)
		buf_free(&c->q);
	return 1;
}

/* Reads once: 1 something came, 0 nothing now, -1 the peer is gone: all it wrote has been read and
 * errno is 0, or errno says why no more can be read. */
int chan_fill(struct channel *c)
{
	ssize_t n;
	int resets = 0;

	if (c->taken) {
		memmove(c->r.p, c->r.p + c->taken, c->r.n - c->taken);
		c->r.n -= c->taken;
		c->taken = 0;
	}
	if (!c->r.n && c->r.cap > 2 * CHUNK)
		buf_free(&c->r);
	buf_room(&c->r, c->r.cap ? CHUNK / 4 : CHUNK);
	/* a peer that died with frames unread gives one ECONNRESET, then the end of file */
	do
		n = fd_read(c->in, c->r.p + c->r.n, c->r.cap - c->r.n);
	while (n < 0 && errno == ECONNRESET && !resets++);
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return 0;
	if (n == 0)
		errno = 0;
	if (n <= 0)
		return -1;
	c->r.n += (size_t)n;
	return 1;
}

/* The next whole frame, lent until the next call: 1, or 0 none is whole yet, or -1 it is no frame
 * of ours. */
int chan_next(struct channel *c, union frame *f)
{
	size_t have = c->r.n - c->taken;
	uint32_t n;

	if (have < 4)
		return 0;
	n = nums_at((struct nums){ (unsigned char *)c->r.p + c->taken, 1 }, 0);
	if (n < 2 || n > FRAME_MAX)
		return -1;
	if (have - 4 < n)
		return 0;
	c->frames++;
	if (!wire_decode(c->r.p + c->taken + 4, n, c->reads, f))
		return -1;
	if (c->trace)
		chan_trace(c, "<-", c->reads, c->r.p + c->taken + 4, n);
	c->taken += n + 4;
	return 1;
}
#endif /* WIRE_CODE */
#endif /* WIRE_H */
