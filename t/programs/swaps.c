/* swaps FILE VICTIM: opens the directory whose name FILE holds, and as long as it has that entry exchanges
 * each of its directories d0, d1, .. for a link to VICTIM, l0, l1, .., and back. */
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char name[4096], d[16], l[16];
	time_t until = time(NULL) + 20;
	FILE *f = argc == 3 ? fopen(argv[1], "r") : NULL;
	int fd, n = 0, left = 1;

	if (!f || fscanf(f, "%4095s", name) != 1 || (fd = open(name, O_RDONLY | O_DIRECTORY)) < 0)
		return 99;
	for (; n < 30; n++) {
		snprintf(l, sizeof l, "l%d", n);
		if (symlinkat(argv[2], fd, l))
			return 99;
	}
	printf("ready\n");
	fflush(stdout);
	if (rename(argv[1], "swapping"))
		return 99;
	while (left && time(NULL) < until) {
		left = 0;
		for (int i = 0; i < n; i++) {
			snprintf(d, sizeof d, "d%d", i);
			snprintf(l, sizeof l, "l%d", i);
			if (syscall(SYS_renameat2, fd, d, fd, l, 2) == 0)
				left = 1;
		}
	}
	return 0;
}
