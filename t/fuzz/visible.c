/* Text for a terminal: what a test printed, behind a prefix.
 *      input:  the bytes
 * As many lines come out as went in, each behind the prefix, and none can command the terminal. */
#include "report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char prefix[] = "  | ";
	struct buf b = { 0 };
	char *s = block_exact(data, n);
	const char *end, *p, *stop;
	size_t lines = 0, wanted = n && data[n - 1] != '\n';

	for (size_t i = 0; i < n; i++)
		wanted += data[i] == '\n';
	text_visible(&b, s, n, prefix);
	must(!b.n == !n && (!b.n || b.p[b.n - 1] == '\n'));
	for (p = b.n ? b.p : "", end = p + b.n; p < end; p = stop + 1, lines++) {
		stop = memchr(p, '\n', (size_t)(end - p));
		must((size_t)(stop - p) >= sizeof prefix - 1 && !memcmp(p, prefix, sizeof prefix - 1));
		for (const char *tab; (tab = memchr(p, '\t', (size_t)(stop - p))); p = tab + 1)
			must(plain(p, (size_t)(tab - p)));
		must(plain(p, (size_t)(stop - p)));
	}
	must(lines == wanted);
	free(s);
	buf_free(&b);
	return 0;
}
