/* jumps: a library to be preloaded. The clock of the wall is set an hour back, an hour ahead, and so on, each time that it is read. */
#define _GNU_SOURCE 1
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int reads;

int clock_gettime(clockid_t clock, struct timespec *t)
{
	int failed = (int)syscall(SYS_clock_gettime, clock, t);

	if (clock == CLOCK_REALTIME)
		t->tv_sec += reads++ % 2 ? 3600 : -3600;
	return failed;
}

time_t time(time_t *at)
{
	struct timespec t = { 0 };

	clock_gettime(CLOCK_REALTIME, &t);
	if (at)
		*at = t.tv_sec;
	return t.tv_sec;
}
