/* Filter expressions: the word of -k.
 *      input:  the expression
 * What is accepted says the opposite inside not ( ); what is refused says why, and takes no test. */
#include "replay.h"
#define WIRE_CODE
#include "../../wire.h"
#include "../../collect.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct filter_facts of = { "net/dns::lookup[ipv6]", "gtest", "fast board", "slow \"very slow\"", OUT_failed };
	struct buf expr = { 0 }, inside = { 0 }, error = { 0 }, again = { 0 };
	bool fits;

	buf_add(&expr, (const char *)data, n);
	buf_add(&expr, "", 1);
	fits = filter_match(expr.p, &of, &error);
	buf_printf(&inside, "not (%s)", expr.p);
	if (!error.n && *expr.p)
		must(filter_match(inside.p, &of, &again) == !fits || again.n);
	free(expr.p);
	free(inside.p);
	free(error.p);
	free(again.p);
	return 0;
}
