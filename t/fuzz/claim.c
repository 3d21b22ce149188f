/* Files: a test program's first line, and the strings in an ELF file, read to find its kind.
 *      input:  0 not executable, 1 executable | the file
 * An argument has a kind if it is executable or a script, and may have none else; the words of its interpreter are one
 * line without a blank at the front. */
#include "replay.h"
#define WIRE_CODE
#include "../../wire.h"
#include "../../collect.c"
#include "suite.h"

static const struct conf no_conf;
static char path[4096];
static int file = -1;

static void file_gone(void)
{
	unlink(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct input in = { data, data + n };
	mode_t mode = input_byte(&in) & 1 ? 0755 : 0644;
	const struct kind *kind;
	const char *start = NULL;
	struct stat st;
	struct suite s;

	if (file < 0) {
		const char *tmp = getenv("TMPDIR");
		snprintf(path, sizeof path, "%s/claim.XXXXXX", tmp && *tmp ? tmp : P_tmpdir);
		must((file = mkstemp(path)) >= 0 && !atexit(file_gone));
	}
	n = (size_t)(in.end - in.p);
	must(!ftruncate(file, 0) && pwrite(file, in.p, n, 0) == (ssize_t)n);
	must(!fchmod(file, mode) && !fstat(file, &st));
	suite_one(&s, &no_conf, path, NULL, NULL);
	kind = claim(&s, AT_FDCWD, path, &st, s.programs->props, true, &start);
	must(kind ? kind_find(&no_conf, kind->name) == kind : s.look.says == SAYS_library || (mode == 0644 && s.look.says != SAYS_script));
	must(!start || (*start && *start != ' ' && *start != '\t' && !strchr(start, '\n')));
	suite_free(&s);
	return 0;
}
