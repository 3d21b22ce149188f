/* ELF files, read to find the libraries that they need, or, of a core, the program that left it.
 *      input:  the file
 * Whatever is in it, each name has an end, and nothing is read that is not there. */
#include "replay.h"
#define WIRE_CODE
#include "../../wire.h"
#include "../../collect.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	uint8_t *bytes = malloc(n ? n : 1);
	struct image e = { .fd = -1, .bytes = bytes, .size = n };
	struct buf core = { 0 };
	const struct buf *b[] = { &e.needed, &e.rpath, &e.runpath };

	must(bytes);
	if (n)
		memcpy(bytes, data, n);
	if (image_is(&e)) {
		image_read(&e);
		must(core_read(&e, &core) == (core.n > 0));
		must(!core.n || (*core.p == '/' && !core.p[core.n - 1]));
	}
	for (int i = 0; i < 3; i++) {
		must(!b[i]->n || !b[i]->p[b[i]->n - 1]);
		for (const char *p = NULL; (p = list_next(b[i]->p, b[i]->n, p));)
			must(strlen(p) < PATH_MAX);
	}
	image_close(&e);
	buf_free(&core);
	free(bytes);
	return 0;
}
