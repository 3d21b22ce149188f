/* time.c: Times commands next to each other. The first is the measure of the others.
 *
 *      time ROUNDS < TABLE         a line a command, its words separated by tabs:  NAME  PROGRAM  WORD ...
 *                                  the two words  <  FILE  give it a file as standard input
 *
 * Each round runs every command once, starting one further down each time, so that what disturbs the machine
 * disturbs all of them alike; a ratio is taken within a round, and the median of the rounds is printed. A first
 * round warms the caches up and is not counted; who needs more than PATIENCE for it is counted once only.
 * CPU is user and system time of the command and of all descendants that it waited for; RSS that of the largest
 * single process. A command has LIMIT seconds. */
#define _DEFAULT_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { COMMANDS = 32, ROUNDS = 32, WORDS = 64, LIMIT = 120 /* s */, PATIENCE = 2 /* s */ };

struct command {
	char *name, *words[WORDS];
	char *input;			/* file, or NULL */
	double wall[ROUNDS], cpu[ROUNDS];	/* s */
	int rounds;			/* how many of these are counted */
	double rss;			/* MiB, the largest of all rounds */
	int status;			/* 0, or a bad one of any round; 128 + signal */
};

static struct command commands[COMMANDS];
static int ncommands;

static void fail(const char *what)
{
	perror(what);
	exit(2);
}

/* Takes one line of the table. */
static void command_read(char *line)
{
	struct command *c = &commands[ncommands++];
	int n = 0;

	line[strcspn(line, "\n")] = 0;
	c->name = line;
	while ((line = strchr(line, '\t')) && n < WORDS - 1) {
		*line++ = 0;
		c->words[n++] = line;
	}
	if (n > 2 && !strcmp(c->words[n - 2], "<")) {
		c->input = c->words[n - 1];
		c->words[n - 2] = NULL;
	}
	if (!n) {
		fprintf(stderr, "time: a line without a command: %s\n", c->name);
		exit(2);
	}
}

/* ---- running ----------------------------------------------------------------------------------- */
static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds_of(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* Runs a command once; a round below 0 is not counted. */
static void command_run(struct command *c, int round)
{
	int in = open(c->input ? c->input : "/dev/null", O_RDONLY | O_CLOEXEC);
	int out = open("/dev/null", O_WRONLY | O_CLOEXEC), status;
	double start = seconds();
	struct rusage used;
	pid_t pid;

	if (in < 0 || out < 0)
		fail(c->input);
	pid = vfork();
	if (pid < 0)
		fail("vfork");
	if (!pid) {
		alarm(LIMIT);
		dup2(in, 0);
		dup2(out, 1);
		dup2(out, 2);
		execvp(c->words[0], c->words);
		_exit(127);
	}
	while (wait4(pid, &status, 0, &used) < 0)
		if (errno != EINTR)
			fail("wait4");
	if (round < 0) {
		c->rounds = seconds() - start > PATIENCE ? 1 : ROUNDS;
	} else {
		c->wall[round] = seconds() - start;
		c->cpu[round] = seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
		c->rss = (double)used.ru_maxrss / 1024 > c->rss ? (double)used.ru_maxrss / 1024 : c->rss;
	}
	if (status)
		c->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	close(in);
	close(out);
}

/* ---- the table --------------------------------------------------------------------------------- */
static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* The median of n numbers, each divided by its partner where there are partners; also least and most. */
static double median(const double *v, const double *by, int n, double *least, double *most)
{
	double sorted[ROUNDS];

	for (int i = 0; i < n; i++)
		sorted[i] = by ? v[i] / by[i] : v[i];
	qsort(sorted, (size_t)n, sizeof *sorted, by_value);
	*least = sorted[0];
	*most = sorted[n - 1];
	return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

/* One line. */
static void command_show(const struct command *c, const struct command *floor, int n)
{
	if (c->status) {	/* it did not do its work: its times say nothing */
		printf("%-12s exit status %d\n", c->name, c->status);
		return;
	}

	n = n < c->rounds ? n : c->rounds;
	n = n < floor->rounds ? n : floor->rounds;	/* a slow one has fewer */
	double least, most, wall = median(c->wall, NULL, n, &least, &most), least_cpu, most_cpu, unused;
	double cpu = median(c->cpu, NULL, n, &unused, &unused), ratio = median(c->cpu, floor->cpu, n, &least_cpu, &most_cpu);

	printf("%-12s %6.0f (%.0f-%.0f)%*s %6.2f  %8.0f %7.2f (%.2f-%.2f) %8.1f\n", c->name, wall * 1000, least * 1000,
		most * 1000, 10 - snprintf(NULL, 0, "%.0f-%.0f", least * 1000, most * 1000), "",
		median(c->wall, floor->wall, n, &unused, &unused), cpu * 1000, ratio, least_cpu, most_cpu, c->rss);
}

int main(int argc, char **argv)
{
	int rounds = argc == 2 ? atoi(argv[1]) : 0;
	char *line = NULL;

	if (rounds < 1 || rounds > ROUNDS) {
		fprintf(stderr, "usage: time ROUNDS < TABLE   (1 to %d rounds)\n", ROUNDS);
		return 2;
	}
	for (size_t size = 0; ncommands < COMMANDS && getline(&line, &size, stdin) > 0; line = NULL, size = 0)
		command_read(line);
	for (int round = -1; round < rounds; round++)
		for (int i = 0; i < ncommands; i++) {
			struct command *c = &commands[(i + round + 1) % ncommands];
			if (round < 0 || round < c->rounds)
				command_run(c, round);
		}
	printf("%-12s %6s %-12s %6s  %8s %7s %-11s %8s\n", "", "wall", "(min-max) ms", "ratio", "CPU ms", "ratio", "(min-max)",
		"RSS MiB");
	for (int i = 0; i < ncommands; i++)
		command_show(&commands[i], &commands[0], rounds);
	return 0;
}
