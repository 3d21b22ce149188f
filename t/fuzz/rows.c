/* Suite files: what another runner's tool wrote, or what stands in its place.
 *      input:  0 | CTestTestfile.cmake
 *              1 | meson-info/intro-tests.json
 *              2 | what ctest --show-only=json-v1 prints
 *              3 | what cargo test --no-run --message-format=json prints
 *              4 | Kyuafile, of programs called s
 *              5 | NAME.test of an installed test
 *              6 | kselftest-list.txt
 *              7 | a list of the Linux Test Project's
 *              8 | Makefile that automake generated
 * A file is refused with one line that names it, or all that it says is rows that can be read again, each with an id of its own, and
 * each row is a test. */
#include "replay.h"
#define WIRE_CODE
#include "../../wire.h"
#include "../../collect.c"
#include "suite.h"

static const struct conf no_conf;

static char directory[] = "/tmp/muster-rows-XXXXXX";

static void directory_remove(void)
{
	unlink("s");
	rmdir(directory);
}

/* The file that readers find, in an empty directory that is ours. */
static int suite_fd(void)
{
	static int fd = -1;

	if (fd < 0 && mkdtemp(directory) && !chdir(directory)) {
		fd = open("s", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		atexit(directory_remove);
	}
	must(fd >= 0);
	return fd;
}

/* One line for each thing that is wrong, and it names the file. */
static void refused(const struct suite *s)
{
	for (const char *p = NULL; (p = list_next(s->errors.p, s->errors.n, p));)
		must(*p && !strchr(p, '\n'));
}

/* Rows can be read to their end, and each is a test. */
static void rows_hold(struct suite *s)
{
	const char *at = NULL;
	struct row row;
	uint32_t n = 0;

	for (; row_next(&s->rows, &at, &row); n++) {
		const char *p = NULL, *last = row.set.p;
		must(strstr(row.id, "::") && strchr(row.place, ':'));
		must(*row.command);
		for (; (p = list_next(row.set.p, row.set.n, p)); p += strlen(p) + 1)
			last = p + strlen(p) + 1;
		must(last < row.set.p + row.set.n || !row.set.n);
	}
	must(!s->rows.n || at == s->rows.p + s->rows.n - 1);
	s->wholes = array_grow(s->wholes, 0, sizeof *s->wholes);
	s->wholes[s->nwholes++] = "";
	rows_take(s, NULL);
	suite_seal(s, NULL);
	must(s->ntests == n);
	for (uint32_t i = 0; i < s->ntests; i++)
		must(suite_find(s, s->tests[i].id) != NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	bool (*const reads[])(struct suite *, const char *, const char *) = { ctest_read, meson_read,
		ctest_json_read, cargo_read, kyua_read, installed_read,
		kselftest_read, ltp_read, automake_read };
	int fd = suite_fd();
	struct suite s;
	bool good;

	if (!n)
		return 0;
	must(!ftruncate(fd, 0) && pwrite(fd, data + 1, n - 1, 0) == (ssize_t)n - 1);
	suite_open(&s, &no_conf, "");
	s.argument = "";
	good = reads[(uint8_t)(*data - '0') % COUNT(reads)](&s, ".", "s");
	must(good == !s.errors.n);
	refused(&s);
	if (good)
		rows_hold(&s);
	suite_free(&s);
	return 0;
}
