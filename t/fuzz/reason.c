/* The line that says why a test failed, found in what it printed.
 *      input:  an outcome, whether results inside are known, the message, a 0 byte, standard output, a 0 byte, standard error
 * A reason is one line of bounded length that is never empty; a place is the name of a file and a line. */
#include "report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct input in = { data, data + n };
	struct result r = { .id = "a::b", .outcome = OUT_failed + input_byte(&in) % (OUT_COUNT - OUT_failed) };
	bool inside = input_byte(&in) & 1;
	char *part[3];
	struct reason why = { 0 };
	struct inside *points;

	for (int i = 0; i < 3; i++) {
		const uint8_t *stop = i < 2 && in.p < in.end ? memchr(in.p, 0, (size_t)(in.end - in.p)) : NULL;
		size_t size = (size_t)((stop ? stop : in.end) - in.p);
		part[i] = i ? block_exact(in.p, size) : block(in.p, size);
		if (i)
			r.output[i - 1] = (struct str){ part[i], (uint32_t)size };
		in.p += size + (stop != NULL);
	}
	r.message = part[0];
	if (inside)
		points_add(r.id, OUT_failed, str_of("b"), str_of(part[0]));
	points = points_take(r.id);
	reason_find(&why, &r, points);
	must(why.text.n && why.text.n <= REASON_MAX);
	for (size_t i = 0; i < why.text.n; i++)
		must(!why.text.p[i] || !strchr("\n\r\t\v\f", why.text.p[i]));
	must(!why.line == !why.file.n && why.file.n <= REASON_MAX);
	must(plain(why.file.n ? why.file.p : "", why.file.n) || !why.file.n);
	points_free(points);
	reason_free(&why);
	for (int i = 0; i < 3; i++)
		free(part[i]);
	return 0;
}
