/* pty: gives a command a terminal of its own, as a shell would: session leader, job in the foreground.
 *
 *	pty SCREEN LOG COMMAND ..	what comes on stdin is typed; what is shown goes to SCREEN
 *	pty -b SCREEN LOG COMMAND ..	the job is in the background, and the terminal says tostop
 *
 * LOG gets a line for each thing that happens to the job: pid N, stopped, continued, exit N, signal N; then
 * "tty same" or "tty changed", of the terminal's settings. Ends everything after 60 s. */
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static int logged;

static void note(const char *what, int n)
{
	char line[64];

	write(logged, line, (size_t)snprintf(line, sizeof line, n < 0 ? "%s\n" : "%s %d\n", what, n));
}

/* The session leader: what a shell with job control does, for one job. */
static void lead(char **argv, int background)
{
	int status;
	pid_t job;

	signal(SIGTTOU, SIG_IGN);
	job = fork();
	if (!job) {
		setpgid(0, 0);
		if (!background)
			tcsetpgrp(0, getpgrp());
		for (int sig = 1; sig < 32; sig++)
			if (sig != SIGKILL && sig != SIGSTOP)
				signal(sig, SIG_DFL);
		execvp(*argv, argv);
		_exit(127);
	}
	setpgid(job, job);
	note("pid", job);
	while (waitpid(job, &status, WUNTRACED | WCONTINUED) == job)
		if (WIFSTOPPED(status)) {
			tcsetpgrp(0, getpgrp());
			note("stopped", -1);
		} else if (WIFCONTINUED(status)) {
			if (!background)
				tcsetpgrp(0, job);
			note("continued", -1);
		} else {
			note(WIFEXITED(status) ? "exit" : "signal", WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
			break;
		}
	_exit(0);
}

int main(int argc, char **argv)
{
	int background = argc > 1 && !strcmp(argv[1], "-b"), m, s, screen;
	struct termios before, after;
	struct pollfd p[2];
	char bytes[4096];
	pid_t leader;

	argv += background;
	if (argc - background < 4)
		return 2;
	m = posix_openpt(O_RDWR | O_NOCTTY);
	if (m < 0 || grantpt(m) || unlockpt(m) || (s = open(ptsname(m), O_RDWR | O_NOCTTY)) < 0)
		return 77;
	screen = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0666);
	logged = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0666);
	tcgetattr(s, &before);
	if (background)
		before.c_lflag |= TOSTOP;
	tcsetattr(s, TCSANOW, &before);
	tcgetattr(s, &before);
	leader = fork();
	if (!leader) {
		setsid();
		ioctl(s, TIOCSCTTY, 0);
		dup2(s, 0);
		dup2(s, 1);
		dup2(s, 2);
		close(s);
		close(m);
		close(screen);
		lead(argv + 3, background);
	}
	alarm(60);
	p[0] = (struct pollfd){ .fd = m, .events = POLLIN };
	p[1] = (struct pollfd){ .fd = 0, .events = POLLIN };
	for (;;) {
		ssize_t n;

		if (waitpid(leader, NULL, WNOHANG) == leader)
			break;
		poll(p, 2, 20);
		if (p[1].revents && (n = read(0, bytes, sizeof bytes)) > 0)
			write(m, bytes, (size_t)n);
		else if (p[1].revents)
			p[1].fd = -1;
		if (p[0].revents & POLLIN && (n = read(m, bytes, sizeof bytes)) > 0)
			write(screen, bytes, (size_t)n);
	}
	fcntl(m, F_SETFL, O_NONBLOCK);
	for (ssize_t n; (n = read(m, bytes, sizeof bytes)) > 0;)
		write(screen, bytes, (size_t)n);
	tcgetattr(s, &after);
	note(before.c_iflag == after.c_iflag && before.c_oflag == after.c_oflag && before.c_cflag == after.c_cflag &&
		before.c_lflag == after.c_lflag && !memcmp(before.c_cc, after.c_cc, sizeof before.c_cc) ? "tty same" : "tty changed", -1);
	return 0;
}
