/* Result lines: what a program of a kind with patterns prints while it runs its cases.
 *      input:  0 | output, read as gtest prints it
 *              1 | four lines: start, passed, failed, skipped | output, read by these patterns
 * A start names a case; only the case that runs can end; what is before a match is the test's own. */
#include "replay.h"
#define WIRE_CODE
#include "../../wire.h"
#include "../../collect.c"

static void line_read(struct reader *r, const char *line, size_t n, bool gtest, char **open)
{
	struct fact f;

	r->open = *open ? str_of(*open) : (struct str){ NULL, 0 };
	if (!reader_line(r, line, n, &f)) {
		must(f.type == FACT_none);
		return;
	}
	must(f.before <= n);
	must(!f.name.n || (f.name.p >= line + f.before && f.name.p + f.name.n <= line + n));
	if (f.type == FACT_start) {
		must(!gtest || f.name.n);
		free(*open);
		*open = block(f.name.p, f.name.n);
		return;
	}
	must(f.type == FACT_result && *open);
	must(f.outcome == OUT_passed || f.outcome == OUT_failed || f.outcome == OUT_skipped);
	must(!gtest || (f.name.n == strlen(*open) && !memcmp(f.name.p, *open, f.name.n)));
	free(*open);
	*open = NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct input in = { data, data + n };
	bool own = input_byte(&in) & 1;
	char *pat[4] = { NULL }, *open = NULL;
	struct buf message = { 0 };
	struct kind kind = { 0 };
	const uint8_t *stop;
	struct reader r;

	for (size_t i = 0; own && i < COUNT(pat); i++)
		pat[i] = input_line(&in);
	kind = own ? (struct kind){ .name = "own", .reader = "lines", .start = pat[0], .passed = pat[1], .failed = pat[2],
		.skipped = pat[3] } : *kind_find(&(struct conf){ 0 }, "gtest");
	reader_open(&r, &kind, false);
	for (; in.p < in.end; in.p = stop + 1) {
		char *line;

		stop = memchr(in.p, '\n', (size_t)(in.end - in.p));
		stop = stop ? stop : in.end;
		n = (size_t)(stop - in.p);
		line = block_exact(in.p, n);
		line_read(&r, line, n, !own, &open);
		free(line);
	}
	must(reader_end(&r, &message) == OUT_passed && !message.n);
	for (size_t i = 0; i < COUNT(pat); i++)
		free(pat[i]);
	free(open);
	return 0;
}
