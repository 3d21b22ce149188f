/* Result lines: what a program of a kind with patterns prints while it runs its cases.
 *      input:  1 | five lines: start, passed, failed, skipped, end | output, read by these patterns
 *              a .. | output, read as the built-in kind of that place prints it; A .. by a program that runs whole
 *              anything else | output, read as gtest prints it
 * A start names a case; a result is of the case that runs, or of one that it names; what is before a match is the
 * test's own; reading goes on behind it. A program that runs whole has points instead. */
#include "replay.h"
#define WIRE_CODE
#include "../../wire.h"
#include "../../collect.c"

static const char *line_end;		/* of the line that is read */

/* A name that is a part of the line, or one that the reader put together. */
static bool lent(struct str s, const char *line, const struct reader *r)
{
	return !s.n || (s.p >= line && s.p + s.n <= line_end) || (s.p == r->name && strlen(s.p) == s.n);
}

/* Reads what is left of a line; *open is the case that runs. Returns what is left then. */
static size_t line_read(struct reader *r, const char *line, size_t n, char **open)
{
	struct fact f;

	if (!r->whole)
		r->open = *open ? str_of(*open) : (struct str){ NULL, 0 };
	if (!reader_line(r, line, n, &f)) {
		must(f.type == FACT_none || r->whole);
		return 0;
	}
	must(f.before <= n && f.after <= n && f.before <= f.after);
	must(lent(f.name, line, r) && lent(f.message, line, r));
	must((f.type == FACT_point) <= r->whole && (f.type == FACT_result) <= !r->whole);
	if (f.type == FACT_start && !r->whole) {
		must(f.name.n);
		free(*open);
		*open = block(f.name.p, f.name.n);
	} else if (f.type == FACT_result) {
		must(f.outcome < OUT_timeout);
		must(f.other ? r->others && f.name.n : *open != NULL);
		must(f.other || !f.name.n || (f.name.n == strlen(*open) && !memcmp(f.name.p, *open, f.name.n)));
		must(!f.expects || f.outcome == OUT_xfailed);
	}
	return n - f.after;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct input in = { data, data + n };
	uint8_t which = input_byte(&in);
	char *pat[5] = { NULL }, *open = NULL;
	struct buf message = { 0 };
	struct kind kind = *kind_find(&(struct conf){ 0 }, "gtest");
	struct reader r;
	enum outcome o;

	for (size_t i = 0; which == '1' && i < COUNT(pat); i++)
		pat[i] = input_line(&in);
	if (which == '1')
		kind = (struct kind){ .name = "own", .reader = READER_lines, .start = pat[0], .passed = pat[1], .failed = pat[2],
			.skipped = pat[3], .end = pat[4] };
	else if (which >= 'a' && which < 'a' + COUNT(kinds))
		kind = kinds[which - 'a'];
	else if (which >= 'A' && which < 'A' + COUNT(kinds))
		kind = kinds[which - 'A'];
	if (kind.reader != READER_lines)
		return 0;
	reader_open(&r, &kind, which >= 'A' && which < 'A' + COUNT(kinds));
	r.others = !kind.start;
	for (const uint8_t *stop; in.p < in.end; in.p = stop + 1) {
		char *line;

		stop = memchr(in.p, '\n', (size_t)(in.end - in.p));
		stop = stop ? stop : in.end;
		n = (size_t)(stop - in.p);
		line = block_exact(in.p, n);
		line_end = line + n;
		for (size_t left = n, next; left || left == n; left = next)
			if (!(next = line_read(&r, line_end - left, left, &open)) || next == left)
				break;
		free(line);
	}
	o = reader_end(&r, &message);
	must(r.whole || (o == OUT_passed && !message.n && !r.seen));
	must(o == OUT_passed || o == OUT_failed || o == OUT_error || o == OUT_skipped);
	must(o != OUT_passed || !r.failed);
	for (size_t i = 0; i < COUNT(pat); i++)
		free(pat[i]);
	free(open);
	buf_free(&message);
	return 0;
}
