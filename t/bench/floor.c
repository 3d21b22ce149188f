/* floor.c: The least that a runner of test programs can cost. No lists, no reports, no verdicts: each worker
 * takes the next program, starts it, reads what it prints to the end, and waits for it.
 *
 *      floor WORKERS LIST          LIST: a file with one path a line
 *
 *      next ---> worker 0, on processor 0 ---> vfork, exec --pipe--> read to the end, waitpid
 *        \-----> worker 1, on processor 1 ---> ...
 *
 * Exit status: 0 all programs exited 0; 1 one did not; 2 the floor itself failed. */
#ifdef __linux__
#define _GNU_SOURCE		/* sched_setaffinity */
#include <sched.h>
#else
#define _DEFAULT_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static char **programs;
static size_t nprograms;
static atomic_size_t *next;	/* shared by the workers: number of the first program that nobody took */
static int null;		/* /dev/null */

static void fail(const char *what)
{
	perror(what);
	_exit(2);
}

/* ---- processors -------------------------------------------------------------------------------- */
#ifdef __linux__
static cpu_set_t all;

/* Keeps this process on the i-th processor that it may use: a child then starts where its data is. */
static void processor_take(int i)
{
	cpu_set_t one;
	int left;

	CPU_ZERO(&one);
	if (sched_getaffinity(0, sizeof all, &all))
		return;
	left = i % CPU_COUNT(&all);
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &all) && !left--) {
			CPU_SET(cpu, &one);
			sched_setaffinity(0, sizeof one, &one);
			return;
		}
}

/* A program may use them all again. */
static void processors_give(void)
{
	sched_setaffinity(0, sizeof all, &all);
}
#else
static void processor_take(int i) { (void)i; }
static void processors_give(void) { }
#endif

/* ---- programs ---------------------------------------------------------------------------------- */
/* Reads the list. */
static void programs_read(const char *file)
{
	FILE *f = fopen(file, "r");
	size_t room = 0;
	char *line = NULL;

	if (!f)
		fail(file);
	for (size_t size = 0; getline(&line, &size, f) > 0; line = NULL, size = 0) {	/* each line a block of its own */
		line[strcspn(line, "\n")] = 0;
		if (nprograms == room && !(programs = realloc(programs, (room = 2 * room + 1024) * sizeof *programs)))
			fail("memory");
		programs[nprograms++] = line;
	}
	fclose(f);
}

/* Runs one program to its end; false: it did not exit 0. */
static bool program_run(char *path)
{
	static char bytes[65536];
	char *argv[] = { path, NULL };
	int out[2], status;
	ssize_t n;
	pid_t pid;

	if (pipe(out) || fcntl(out[0], F_SETFD, FD_CLOEXEC) || fcntl(out[1], F_SETFD, FD_CLOEXEC))
		fail("pipe");
	pid = vfork();
	if (pid < 0)
		fail("vfork");
	if (!pid) {
		setpgid(0, 0);
		processors_give();
		dup2(null, 0);
		dup2(out[1], 1);
		dup2(out[1], 2);
		execve(path, argv, environ);
		_exit(127);
	}
	close(out[1]);
	while ((n = read(out[0], bytes, sizeof bytes)) > 0 || (n < 0 && errno == EINTR))
		;
	close(out[0]);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			fail("waitpid");
	return status == 0;
}

/* ---- workers ----------------------------------------------------------------------------------- */
static _Noreturn void worker(int i)
{
	bool good = true;
	size_t mine;

	processor_take(i);
	while ((mine = atomic_fetch_add(next, 1)) < nprograms)
		good &= program_run(programs[mine]);
	_exit(!good);
}

int main(int argc, char **argv)
{
	int workers = argc == 3 ? atoi(argv[1]) : 0, status, worst = 0;
	pid_t pid;

	if (workers < 1) {
		fprintf(stderr, "usage: floor WORKERS LIST\n");
		return 2;
	}
	programs_read(argv[2]);
	null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	next = mmap(NULL, sizeof *next, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (null < 0 || next == MAP_FAILED)
		fail("floor");
	atomic_init(next, 0);
	for (int i = 0; i < workers; i++)
		if ((pid = fork()) < 0)
			fail("fork");
		else if (!pid)
			worker(i);
	while (wait(&status) > 0)
		worst = !WIFEXITED(status) ? 2 : WEXITSTATUS(status) > worst ? WEXITSTATUS(status) : worst;
	return worst;
}
