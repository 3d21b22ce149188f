/* many.c: A test program with as many cases as its name says at its end: many_1000000.
 *      many_N list            prints their names
 *      many_N run A,B,C       runs those, as [kind many] of t/bench/scale reads it
 *      many_N plant DIR       makes a tree of N programs that do nothing: 100 directories of links to one script each */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int plant(const char *dir, long n)
{
	char first[4096], path[4096];
	FILE *f;

	if (mkdir(dir, 0777))
		return 1;
	for (long d = 0; d < 100; d++) {
		snprintf(path, sizeof path, "%s/d%ld", dir, d);
		snprintf(first, sizeof first, "%s/d%ld/t0", dir, d);
		if (mkdir(path, 0777) || !(f = fopen(first, "w")) || fputs("#!/bin/true\n", f) < 0 || fclose(f) || chmod(first, 0755))
			return 1;
		for (long i = 1; i < n / 100; i++) {
			snprintf(path, sizeof path, "%s/d%ld/t%ld", dir, d, i);
			if (link(first, path))
				return 1;
		}
	}
	return 0;
}

int main(int argc, char **argv)
{
	const char *digits = strrchr(argv[0], '_');
	long n = digits ? atol(digits + 1) : 0;

	if (argc == 2 && !strcmp(argv[1], "list")) {
		for (long i = 0; i < n; i++)
			printf("case%07ld\n", i);
	} else if (argc == 3 && !strcmp(argv[1], "run")) {
		for (char *name = strtok(argv[2], ","); name; name = strtok(NULL, ","))
			printf("BEGIN %s\nEND %s ok\n", name, name);
	} else if (argc == 3 && !strcmp(argv[1], "plant")) {
		return plant(argv[2], n);
	} else {
		return 2;
	}
	return fflush(stdout) ? 1 : 0;
}
