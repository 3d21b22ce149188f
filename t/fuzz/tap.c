/* TAP: what a test program prints, line by line.
 *      input:  the output, read strictly and leniently
 * A point has a name and a reason inside its line; a program that said "not ok" does not pass, one that broke its
 * plan or its numbers is in error; a bad end has a reason of one line. Read leniently, several plans may come, and
 * points behind other text: all that is left then is what holds of any. */
#include "replay.h"
#define WIRE_CODE
#include "../../wire.h"
#include "../../collect.c"

/* Is what was found a part of the line? */
static bool part(struct str s, const char *line, size_t n)
{
	return !s.p || (s.p >= line && s.p + s.n <= line + n);
}

static bool a_point(enum outcome o)
{
	return o == OUT_passed || o == OUT_failed || o == OUT_skipped || o == OUT_xfailed || o == OUT_xpassed;
}

/* Does a point's line give another number than the one that is next? */
static bool out_of_order(const char *line, size_t n, uint64_t next)
{
	size_t i = line[0] == 'n' ? 6 : 2;
	uint64_t number = 0;

	while (i < n && (line[i] == ' ' || line[i] == '\t'))
		i++;
	if (i == n || line[i] < '0' || line[i] > '9')
		return false;
	for (; i < n && line[i] >= '0' && line[i] <= '9'; i++)
		number = number < UINT32_MAX ? 10 * number + (uint64_t)(line[i] - '0') : number;
	return number != next;
}

static void output_read(const uint8_t *data, size_t n, const struct kind *kind)
{
	const uint8_t *p = data, *end = data + n, *stop;
	uint64_t points = 0, counts[OUT_COUNT] = { 0 };
	struct buf message = { 0 };
	struct reader r;
	bool broken = false;
	enum outcome o;

	reader_open(&r, kind, true);
	must(r.tap);
	for (; p < end; p = stop + 1) {
		struct fact f;
		char *line;

		stop = memchr(p, '\n', (size_t)(end - p));
		stop = stop ? stop : end;
		n = (size_t)(stop - p);
		line = block_exact(p, n);
		if (p == data)
			tap_begins(line, n);
		if (n > LINE_MAX_BYTES) {
			reader_flood(&r);
		} else if (reader_line(&r, line, n, &f)) {
			if (f.type == FACT_reason) {
				must(f.message.n && part(f.message, line, n));
				free(line);
				continue;
			}
			must(f.type == FACT_point && a_point(f.outcome) && (!f.depth || *line == ' '));
			must(part(f.name, line, n) || part(f.name, r.name, sizeof r.name));
			must(part(f.message, line, n) || part(f.message, r.name, sizeof r.name) || part(f.message, r.nested, sizeof r.nested));
			must(f.before <= n);
			must(f.outcome != OUT_failed || !strncmp(line + f.before, "not ok", 6));
			if (f.depth) {
				free(line);
				continue;
			}
			points++;
			broken = broken || (!kind->lenient && out_of_order(line, n, points));
			counts[f.outcome]++;
		} else {
			must(f.type == FACT_none);
		}
		free(line);
	}
	must(r.seen == points && r.failed == counts[OUT_failed] && r.skipped == counts[OUT_skipped]);
	o = reader_end(&r, &message);
	must(o == OUT_passed || o == OUT_failed || o == OUT_error || o == OUT_skipped);
	must(o == OUT_failed || o == OUT_error || !counts[OUT_failed]);
	must(o == OUT_error || (r.planned && r.plan == points - (kind->lenient && r.plan != points ? r.before : 0) && !broken));
	must(o != OUT_failed || counts[OUT_failed]);
	must(o != OUT_passed || points);
	must(o != OUT_skipped || !points);
	must((o == OUT_passed) == !message.n);
	must(!message.n || (strlen(message.p) == message.n && !strchr(message.p, '\n')));
	buf_free(&message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct kind cmocka = *kind_find(&(struct conf){ 0 }, "cmocka");

	output_read(data, n, kind_find(&(struct conf){ 0 }, "tap"));
	cmocka.start = NULL;		/* without the lines that it may print instead */
	output_read(data, n, &cmocka);
	return 0;
}
