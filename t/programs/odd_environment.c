/* odd_environment COMMAND ..: runs it with an environment that no shell would make. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv)
{
	static char *odd[4096] = { "noequals", "", "=nothing", "TWICE=1", "TWICE=2", "E MPTY=", "A\nB=new\nline", "\377=\376", "PWD" };
	size_t n = 9;

	for (char **p = environ; *p && n < 4000; p++)
		odd[n++] = *p;
	if (argc < 2)
		return 2;
	execve(argv[1], argv + 1, odd);
	return 127;
}
