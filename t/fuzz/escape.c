/* The one spelling that ids and messages have on paper.
 *      input:  how many bytes at most, 255: all | the bytes
 * What comes out is plain text, can be turned back, and is cut where it was asked to. */
#include "replay.h"
#define WIRE_CODE
#include "../../wire.h"

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The way back: bytes to `to`, how many. */
static size_t unescape(const char *p, size_t n, char *to)
{
	const char *end = p + n;
	size_t made = 0;

	while (p < end) {
		char c = *p++;
		if (c == '\\') {
			must(p < end);
			c = *p++;
			if (c == 'x') {
				must(end - p >= 2 && hex(p[0]) >= 0 && hex(p[1]) >= 0);
				c = (char)(hex(p[0]) << 4 | hex(p[1]));
				p += 2;
			} else {
				must(c == 'n' || c == 't' || c == 'r' || c == '\\');
				c = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
			}
		}
		to[made++] = c;
	}
	return made;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct input in = { data, data + n };
	size_t most = input_byte(&in), got, back;
	struct buf b = { 0 };
	char *s, *again;

	most = most == 255 ? SIZE_MAX : most;
	n = (size_t)(in.end - in.p);
	s = block_exact(in.p, n);
	buf_escape(&b, s, n, most);
	must(plain(b.p, b.n) && !b.p[b.n] && strlen(b.p) == b.n);
	got = b.n;
	if (n > most) {
		must(got >= 3 && !memcmp(b.p + got - 3, "...", 3));
		got -= 3;
	}
	again = block(b.p, got);
	back = unescape(b.p, got, again);
	must(back <= n && !memcmp(again, in.p, back));
	must(n > most ? back >= most && back < most + 4 : back == n);
	free(again);
	free(s);
	buf_free(&b);
	return 0;
}
