/* replay.h: What the fuzz targets share: a claim that aborts, input cut into parts, text that is fit to
 * print, and, where there is no fuzzer (-DREPLAY), a main that runs a target over the files it is given.
 *
 * A target includes this first, then the sources it tests. Parts of the input that it hands on are copies
 * of exactly their size, so that a sanitizer sees the first byte that is read behind the end. */
#ifndef REPLAY_H
#define REPLAY_H
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE 1
#endif
#define _FILE_OFFSET_BITS 64	/* as wire.h has them, which comes too late here */
#define _TIME_BITS 64
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* die() ends in _exit: foreign bytes that reach it are a finding. */
#define _exit(status) ((void)(status), abort())

/* A claim about what the parser said. */
#define must(claim) ((claim) ? (void)0 : must_fail(#claim, __FILE__, __LINE__))

static inline void must_fail(const char *claim, const char *file, int line)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, claim);
	abort();
}

/* ---- input ------------------------------------------------------------------------------------- */
struct input { const uint8_t *p, *end; };

/* The next byte, 0 behind the end. */
static inline uint8_t input_byte(struct input *in)
{
	return in->p < in->end ? *in->p++ : 0;
}

/* n bytes and a 0 byte, in a block of their own, owned by the caller. */
static inline char *block(const void *p, size_t n)
{
	char *copy = malloc(n + 1);

	if (!copy)
		abort();
	if (n)
		memcpy(copy, p, n);
	copy[n] = 0;
	return copy;
}

/* n bytes and not one more. */
static inline char *block_exact(const void *p, size_t n)
{
	char *copy = malloc(n ? n : 1);

	if (!copy)
		abort();
	if (n)
		memcpy(copy, p, n);
	return copy;
}

/* The next line without its newline, owned by the caller; a C string, so a 0 byte in it ends it. */
static inline char *input_line(struct input *in)
{
	const uint8_t *from = in->p, *end = in->p < in->end ? memchr(in->p, '\n', (size_t)(in->end - in->p)) : NULL;
	char *whole, *line;

	in->p = end ? end + 1 : in->end;
	whole = block(from, (size_t)((end ? end : in->end) - from));
	line = block(whole, strlen(whole));
	free(whole);
	return line;
}

/* ---- text -------------------------------------------------------------------------------------- */
/* Is all of it UTF-8 that a terminal shows and does not obey? Written from the standard, not from the
 * code that is tested: no controls, surrogates, noncharacters, nothing that turns the direction of text. */
static inline bool plain(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s, *end = p + n;

	while (p < end) {
		uint32_t c = *p++;
		int more = c < 0x80 ? 0 : c >= 0xc2 && c < 0xe0 ? 1 : c >= 0xe0 && c < 0xf0 ? 2 : c >= 0xf0 && c < 0xf5 ? 3 : -1;
		static const uint32_t least[] = { 0x20, 0xa0, 0x800, 0x10000 };

		if (more < 0 || end - p < more)
			return false;
		c &= more ? 0x3fu >> more : 0x7f;
		for (int i = 0; i < more; i++) {
			if ((*p & 0xc0) != 0x80)
				return false;
			c = c << 6 | (*p++ & 0x3f);
		}
		if (c < least[more] || c == 0x7f || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
			return false;
		if ((c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef))
			return false;
		if ((c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
			return false;
	}
	return true;
}

/* ---- replay ------------------------------------------------------------------------------------ */
#ifdef REPLAY
int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "rb");
		size_t n = 0, cap = 1 << 16;
		uint8_t *bytes = malloc(cap), *exact;

		if (!f || !bytes) {
			perror(argv[i]);
			return 2;
		}
		fprintf(stderr, "%s\n", argv[i]);	/* the last one is to blame */
		while ((n += fread(bytes + n, 1, cap - n, f)) == cap)
			if (!(bytes = realloc(bytes, cap *= 2)))
				return 2;
		fclose(f);
		exact = (uint8_t *)block_exact(bytes, n);
		LLVMFuzzerTestOneInput(exact, n);
		free(exact);
		free(bytes);
	}
	return 0;
}
#endif
#endif /* REPLAY_H */
