/* Text in JSON lines: what a test printed, between two quotes.
 *      input:  the bytes
 * It is one JSON string (RFC 8259) of plain text; read back, it is the text, with \xHH where a byte was no
 * part of any character. */
#include "report.h"

static unsigned hex4(const char *p)
{
	unsigned v = 0;

	for (int i = 0; i < 4; i++) {
		const char *digits = "0123456789abcdef", *d = p[i] ? strchr(digits, p[i]) : NULL;
		must(d != NULL);
		v = v << 4 | (unsigned)(d - digits);
	}
	return v;
}

/* The string between the quotes, as a reader of JSON sees it. */
static size_t json_read(const char *p, size_t n, char *to)
{
	const char *end = p + n;
	size_t made = 0;

	while (p < end) {
		char c = *p++;
		must(c != '"');
		if (c == '\\') {
			must(p < end);
			c = *p++;
			if (c == 'u') {
				unsigned v;
				must(end - p >= 4);
				v = hex4(p);
				must(v < 0x80);
				c = (char)v;
				p += 4;
			} else {
				must(c == '"' || c == '\\');
			}
		}
		to[made++] = c;
	}
	return made;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf b = { 0 }, wanted = { 0 };
	char *s = block_exact(data, n), *again;
	size_t back;

	json_text(&b, s, n);
	must(b.n >= 2 && b.p[0] == '"' && b.p[b.n - 1] == '"' && plain(b.p, b.n));
	again = block(b.p, b.n);
	back = json_read(b.p + 1, b.n - 2, again);
	for (size_t i = 0, len; i < n; i += len) {
		len = utf8_length((unsigned char *)s + i, n - i);
		if (len || data[i] < 0x20 || data[i] == 0x7f)
			buf_add(&wanted, s + i, len ? len : 1);
		else
			buf_printf(&wanted, "\\x%02x", data[i]);
		len = len ? len : 1;
	}
	must(back == wanted.n && (!back || !memcmp(again, wanted.p, back)));
	free(again);
	free(s);
	buf_free(&b);
	buf_free(&wanted);
	return 0;
}
