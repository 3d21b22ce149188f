/* faults.c: The C library on a bad day. Linked into a test build of muster with --wrap for each call of the
 * table below, so that the k-th of them fails, and what becomes of muster can be looked at.
 *
 *      MUSTER_FAULT=write:7:ENOSPC         the 7th write fails (in each process concerned)
 *      MUSTER_FAULT=realloc:12:ENOMEM:on   the 12th and all that follow
 *      MUSTER_FAULT=read:1:EINTR:other     the 1st, 3rd, 5th ...
 *      MUSTER_FAULT=read:1:BYTE:on         read, pread, write: one byte at most
 *      MUSTER_FAULT=read:1:SHORT:on        the same: 1, 2, 3 bytes, then an eighth of what is asked for
 *      MUSTER_FAULT=A,B                    both
 *      MUSTER_FAULT_IN=master              (default) calls of the master count, and only they
 *      MUSTER_FAULT_IN=lister              of the process that lists cases: the one that is forked first
 *      MUSTER_FAULT_IN=slave               of each slave: those that are forked later; each counts its own
 *      MUSTER_FAULT_IN=slave1              only of the slave that is forked first; slave2 ...
 *      MUSTER_FAULT_LOG=FILE               a line for each process, when its first fault happens
 *
 * Errors of read, pread and write happen only where a kernel has them: EIO, ENOSPC, EFBIG on regular files;
 * ECONNRESET, ENOBUFS on sockets; EPIPE on sockets and on pipes that block, as the console may be; EAGAIN where
 * O_NONBLOCK is set, and of write on sockets only; SHORT and BYTE on all but a signalfd. Only such calls are counted then.
 *
 * What a vforked child calls before it is the test counts for its parent, whose memory it shares.
 * Nothing here allocates or is counted itself. close and closedir do their work, and then say that they failed:
 * what the kernel does. */
#include "faults.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* The calls that can be made to fail; t/sweep/run reads this list, one a line. */
#define CALLS(C) \
C(malloc) \
C(calloc) \
C(realloc) \
C(read) \
C(pread) \
C(write) \
C(open) \
C(openat) \
C(close) \
C(closedir) \
C(pipe) \
C(socketpair) \
C(fork) \
C(vfork) \
C(waitpid) \
C(waitid) \
C(poll) \
C(kill) \
C(mkdir) \
C(mkdtemp) \
C(unlinkat) \
C(fcntl) \
C(dup2) \
C(chdir) \
C(chmod) \
C(fchmodat) \
C(stat) \
C(lstat) \
C(fstat) \
C(fstatat) \
C(access) \
C(getcwd) \
C(opendir) \
C(fdopendir) \
C(readdir) \
C(execve) \
C(sigaction) \
C(setrlimit) \
C(getrlimit) \
C(utimensat) \
C(setenv) \
C(setsid) \
C(prctl) \
C(syscall)

enum call {
#define C(name) CALL_##name,
	CALLS(C)
#undef C
	CALL_COUNT
};
static const char *const names[] = {
#define C(name) #name,
	CALLS(C)
#undef C
};

static const struct { const char *name; int number; } errors[] = {
#define E(name) { #name, name },
	E(EACCES) E(EAGAIN) E(EBUSY) E(ECHILD) E(ECONNRESET) E(EFBIG) E(EINTR) E(EINVAL) E(EIO) E(EMFILE) E(ENFILE) E(ENOBUFS)
	E(ENOENT) E(ENOMEM) E(ENOSPC) E(ENOSYS) E(EPERM) E(EPIPE) E(EROFS) E(ESRCH) E(ETXTBSY) E(E2BIG)
#undef E
	{ "BYTE", -1 }, { "SHORT", -2 },
};
#define COUNT(array) (sizeof (array) / sizeof *(array))

enum mode { ONCE, ON, OTHER };

static struct fault {
	enum call call;
	unsigned long k;
	int error;			/* negative: BYTE, SHORT */
	enum mode mode;
	unsigned long counted;		/* calls so far */
} faults[8];
static size_t nfaults;
static unsigned long forked;
static long only;			/* whose calls count: MASTER, EACH slave's, or those of the n-th that is forked */
enum { MASTER = -1, EACH = 0, LISTER = 1 };
static bool armed, logged;
static char log_path[4096];

int __real_open(const char *, int, ...);
ssize_t __real_write(int, const void *, size_t);
int __real_close(int);
int __real_fstat(int, struct stat *);
int __real_fcntl(int, int, ...);
pid_t __real_fork(void);

/* ---- the table --------------------------------------------------------------------------------- */
static _Noreturn void wrong(const char *what)
{
	__real_write(2, "faults: cannot read ", 20);
	__real_write(2, what, strlen(what));
	__real_write(2, "\n", 1);
	_exit(99);
}

/* A fault from "call:k:error[:mode]". */
static void fault_parse(char *text, const char *whole)
{
	char *word[4] = { text, NULL, NULL, NULL };
	struct fault *f = &faults[nfaults];
	size_t i;

	for (i = 1; i < 4 && (word[i] = strchr(word[i - 1], ':')); i++)
		*word[i]++ = 0;
	if (!word[2] || nfaults == COUNT(faults))
		wrong(whole);
	for (i = 0; i < CALL_COUNT && strcmp(names[i], word[0]); i++)
		;
	f->call = (enum call)i;
	f->k = strtoul(word[1], NULL, 10);
	if (i == CALL_COUNT || !f->k)
		wrong(whole);
	for (i = 0; i < COUNT(errors) && strcmp(errors[i].name, word[2]); i++)
		;
	if (i == COUNT(errors) || (word[3] && strcmp(word[3], "on") && strcmp(word[3], "other")))
		wrong(whole);
	f->error = errors[i].number;
	f->mode = !word[3] ? ONCE : strcmp(word[3], "on") ? OTHER : ON;
	nfaults++;
}

__attribute__((constructor)) static void faults_parse(void)
{
	const char *whole = getenv("MUSTER_FAULT"), *in = getenv("MUSTER_FAULT_IN"), *file = getenv("MUSTER_FAULT_LOG");
	static char copy[1024];

	if (!whole || !*whole)
		return;
	if (strlen(whole) >= sizeof copy)
		wrong(whole);
	strcpy(copy, whole);
	for (char *p = copy, *end; p; p = end) {
		end = strchr(p, ',');
		if (end)
			*end++ = 0;
		fault_parse(p, whole);
	}
	if (!in || !strcmp(in, "master"))
		only = MASTER;
	else if (!strcmp(in, "lister"))
		only = LISTER;
	else if (!strcmp(in, "slave"))
		only = EACH;
	else if (!strncmp(in, "slave", 5) && in[5] > '0' && in[5] <= '9')
		only = LISTER + strtol(in + 5, NULL, 10);
	else
		wrong(in);
	if (file)
		snprintf(log_path, sizeof log_path, "%s", file);
	armed = only == MASTER;
}

static void fault_log(const struct fault *f)
{
	char line[80];
	int fd, n = snprintf(line, sizeof line, "%s:%lu in %ld\n", names[f->call], f->counted, (long)getpid());

	if (logged || !*log_path)
		return;
	logged = true;
	fd = __real_open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (fd < 0)
		return;
	__real_write(fd, line, (size_t)n);
	__real_close(fd);
}

/* Can this error be had from a descriptor? */
static bool plausible(const struct fault *f, int fd)
{
	struct stat st;
	int flags;

	if (fd < 0 || __real_fstat(fd, &st) || (flags = __real_fcntl(fd, F_GETFL)) < 0)
		return true;
	if (f->error < 0)
		return st.st_mode & S_IFMT;	/* a signalfd, which has no type, gives whole records */
	switch (f->error) {
	case EIO: case ENOSPC: case EFBIG: return S_ISREG(st.st_mode);
	case ECONNRESET: case ENOBUFS: return S_ISSOCK(st.st_mode);
	case EPIPE: return S_ISSOCK(st.st_mode) || (S_ISFIFO(st.st_mode) && !(flags & O_NONBLOCK));
	case EAGAIN: return flags & O_NONBLOCK && (f->call != CALL_write || S_ISSOCK(st.st_mode));
	}
	return true;
}

/* Counts a call, of a descriptor or -1. Shall it fail? Then errno is set. */
static bool fault_of(enum call call, int fd)
{
	int before = errno;
	bool hit = false;

	for (size_t i = 0; armed && i < nfaults; i++) {
		struct fault *f = &faults[i];
		unsigned long n;
		if (f->call != call || !plausible(f, fd))
			continue;
		n = ++f->counted;
		if (hit || n < f->k || (f->mode == ONCE && n > f->k) || (f->mode == OTHER && (n - f->k) % 2))
			continue;
		fault_log(f);
		hit = true;
		before = f->error;
	}
	errno = before;
	return hit;
}

static bool fault(enum call call)
{
	return fault_of(call, -1);
}

/* ---- the calls --------------------------------------------------------------------------------- */
#define WRAP(type, name, params, args, failure)								\
type __real_##name params;										\
type __wrap_##name params;										\
type __wrap_##name params										\
{													\
	return fault(CALL_##name) ? failure : __real_##name args;					\
}

WRAP(void *, malloc, (size_t n), (n), NULL)
WRAP(void *, calloc, (size_t n, size_t size), (n, size), NULL)
WRAP(void *, realloc, (void *p, size_t n), (p, n), NULL)
WRAP(int, pipe, (int p[2]), (p), -1)
WRAP(int, socketpair, (int domain, int type, int protocol, int p[2]), (domain, type, protocol, p), -1)
WRAP(pid_t, waitpid, (pid_t pid, int *status, int flags), (pid, status, flags), -1)
WRAP(int, waitid, (idtype_t what, id_t id, siginfo_t *info, int flags), (what, id, info, flags), -1)
WRAP(int, poll, (struct pollfd *p, nfds_t n, int ms), (p, n, ms), -1)
WRAP(int, kill, (pid_t pid, int sig), (pid, sig), -1)
WRAP(int, mkdir, (const char *path, mode_t mode), (path, mode), -1)
WRAP(char *, mkdtemp, (char *path), (path), NULL)
WRAP(int, unlinkat, (int at, const char *path, int flags), (at, path, flags), -1)
WRAP(int, dup2, (int from, int to), (from, to), -1)
WRAP(int, chdir, (const char *path), (path), -1)
WRAP(int, chmod, (const char *path, mode_t mode), (path, mode), -1)
WRAP(int, fchmodat, (int at, const char *path, mode_t mode, int flags), (at, path, mode, flags), -1)
WRAP(int, stat, (const char *path, struct stat *st), (path, st), -1)
WRAP(int, lstat, (const char *path, struct stat *st), (path, st), -1)
WRAP(int, fstat, (int fd, struct stat *st), (fd, st), -1)
WRAP(int, fstatat, (int at, const char *path, struct stat *st, int flags), (at, path, st, flags), -1)
WRAP(int, access, (const char *path, int mode), (path, mode), -1)
WRAP(char *, getcwd, (char *p, size_t n), (p, n), NULL)
WRAP(DIR *, opendir, (const char *path), (path), NULL)
WRAP(DIR *, fdopendir, (int fd), (fd), NULL)
WRAP(struct dirent *, readdir, (DIR *dir), (dir), NULL)
WRAP(int, execve, (const char *path, char *const argv[], char *const env[]), (path, argv, env), -1)
WRAP(int, sigaction, (int sig, const struct sigaction *to, struct sigaction *old), (sig, to, old), -1)
WRAP(int, utimensat, (int at, const char *path, const struct timespec t[2], int flags), (at, path, t, flags), -1)
WRAP(int, setenv, (const char *name, const char *value, int over), (name, value, over), -1)
WRAP(pid_t, setsid, (void), (), -1)
#ifdef __GLIBC__
typedef __rlimit_resource_t resource;
#else
typedef int resource;
#endif
WRAP(int, setrlimit, (resource what, const struct rlimit *to), (what, to), -1)
WRAP(int, getrlimit, (resource what, struct rlimit *now), (what, now), -1)

/* Those of descriptors, which can be short. */
static size_t shorter(size_t n)
{
	static unsigned long turn;
	size_t few = errno == -1 ? 1 : ++turn % 4 ? turn % 4 : n / 8 + 1;

	return n < few ? n : few;
}

#define WRAP_SHORT(name, params, args)									\
ssize_t __real_##name params;										\
ssize_t __wrap_##name params;										\
ssize_t __wrap_##name params										\
{													\
	if (fault_of(CALL_##name, fd)) {								\
		if (errno > 0)										\
			return -1;									\
		n = shorter(n);										\
	}												\
	return __real_##name args;									\
}
WRAP_SHORT(read, (int fd, void *p, size_t n), (fd, p, n))
WRAP_SHORT(pread, (int fd, void *p, size_t n, off_t at), (fd, p, n, at))
WRAP_SHORT(write, (int fd, const void *p, size_t n), (fd, p, n))

/* Those that do it all the same. */
#define WRAP_DONE(name, params, args)									\
int __real_##name params;										\
int __wrap_##name params;										\
int __wrap_##name params										\
{													\
	int error = fault(CALL_##name) ? errno : 0, got = __real_##name args;				\
													\
	errno = error ? error : errno;									\
	return error ? -1 : got;									\
}
WRAP_DONE(close, (int fd), (fd))
WRAP_DONE(closedir, (DIR *dir), (dir))

/* Those with "..." in their prototypes. */
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
	va_list ap;
	mode_t mode = 0;

	va_start(ap, flags);
	if (flags & O_CREAT)
		mode = (mode_t)va_arg(ap, int);
	va_end(ap);
	return fault(CALL_open) ? -1 : __real_open(path, flags, mode);
}

int __real_openat(int, const char *, int, ...);
int __wrap_openat(int at, const char *path, int flags, ...);
int __wrap_openat(int at, const char *path, int flags, ...)
{
	va_list ap;
	mode_t mode = 0;

	va_start(ap, flags);
	if (flags & O_CREAT)
		mode = (mode_t)va_arg(ap, int);
	va_end(ap);
	return fault(CALL_openat) ? -1 : __real_openat(at, path, flags, mode);
}

int __wrap_fcntl(int fd, int command, ...);
int __wrap_fcntl(int fd, int command, ...)
{
	va_list ap;
	long value = 0;

	va_start(ap, command);
	if (command != F_GETFD && command != F_GETFL)
		value = va_arg(ap, long);
	va_end(ap);
	return fault(CALL_fcntl) ? -1 : __real_fcntl(fd, command, value);
}

#ifdef __linux__
int __real_prctl(int, ...);
int __wrap_prctl(int, ...);
int __wrap_prctl(int what, ...)
{
	unsigned long v[4];
	va_list ap;

	va_start(ap, what);
	for (int i = 0; i < 4; i++)
		v[i] = va_arg(ap, unsigned long);
	va_end(ap);
	return fault(CALL_prctl) ? -1 : __real_prctl(what, v[0], v[1], v[2], v[3]);
}

long __real_syscall(long, ...);
long __wrap_syscall(long, ...);
long __wrap_syscall(long number, ...)
{
	long v[6];
	va_list ap;

	va_start(ap, number);
	for (int i = 0; i < 6; i++)
		v[i] = va_arg(ap, long);
	va_end(ap);
	return fault(CALL_syscall) ? -1 : __real_syscall(number, v[0], v[1], v[2], v[3], v[4], v[5]);
}
#endif

/* What is forked counts from 1. */
pid_t __wrap_fork(void);
pid_t __wrap_fork(void)
{
	pid_t pid;

	if (fault(CALL_fork))
		return -1;
	forked++;
	pid = __real_fork();
	if (pid)
		return pid;
	for (size_t i = 0; i < nfaults; i++)
		faults[i].counted = 0;
	logged = false;
	armed = nfaults && (only == EACH ? forked > LISTER : (unsigned long)only == forked);
	return 0;
}

bool fault_vfork(void)
{
	return fault(CALL_vfork);
}
