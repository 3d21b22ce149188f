/* t/kinds/vice.h: what the C and C++ programs here share. The case named "middle" calls vice() and does what
 * $VICE says; every case calls ran(), so that $RAN counts who ran, however often. $MANY is a number of cases. */
#ifndef VICE_H
#define VICE_H
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* a line in $RAN, in one write */
static inline void ran(const char *name)
{
	const char *file = getenv("RAN");
	char line[512];
	int n = snprintf(line, sizeof line, "%s\n", name);
	int fd = file ? open(file, O_WRONLY | O_CREAT | O_APPEND, 0666) : -1;

	if (file && (fd < 0 || write(fd, line, (size_t)n) != n))
		_exit(99);
	if (fd >= 0)
		close(fd);
}

static inline int vice_is(const char *word)
{
	const char *vice = getenv("VICE");

	return vice && strcmp(vice, word) == 0;
}

/* $FORGED is what to print, as a line, where a case forges the words of its framework */
static inline void vice(void)
{
	const char *forged = getenv("FORGED");

	if (vice_is("crash")) {
		signal(SIGSEGV, SIG_DFL);
		raise(SIGSEGV);
	}
	if (vice_is("caught crash"))	/* the framework may have a handler */
		raise(SIGSEGV);
	if (vice_is("abort"))
		abort();
	if (vice_is("exit0"))
		exit(0);
	if (vice_is("_exit0"))
		_exit(0);
	while (vice_is("hang"))
		pause();
	if (vice_is("glue"))
		printf("no newline here");
	if (vice_is("forge"))
		printf("%s\n", forged ? forged : "");
	fflush(stdout);
}

static inline int many(void)
{
	const char *n = getenv("MANY");

	return n ? atoi(n) : 0;
}
#endif
