/* Listings: what a program prints when it is asked for its cases.
 *      input:  0 | the listing, for each built-in kind that lists
 *              1 | five lines: list.suite, list.case, list.name, list.disabled, list.comment | the listing
 * Whatever is printed, the program stays in the suite: with cases, each with one id, all different, or whole
 * and with a reason. Only one that lists that it has none has none. A twin that is not listed again has the same tests. */
#include "replay.h"
#define WIRE_CODE
#include "../../wire.h"
#include "../../collect.c"
#include "suite.h"

static const struct conf no_conf;

/* Every id leads to its test, ranks are the places 0 .. count-1, no id stands twice. */
static void sealed(const struct suite *s)
{
	const struct program *p = s->programs;
	bool *seen = calloc(s->ntests, sizeof *seen);

	must(seen && p->first == 0 && p->count == s->ntests && (s->ntests > 0) != p->empty);
	for (uint32_t i = 0; i < s->ntests; i++) {
		const struct test *t = &s->tests[i];
		must(suite_find(s, t->id) == i);
		must(t->rank < s->ntests && !seen[t->rank]);
		seen[t->rank] = true;
		must(!strncmp(t->id, "t/p", 3));
		must(t->name ? !strncmp(t->id, "t/p::", 5) && t->name == 5 && t->id[5] : !t->id[3]);
		must(t->props < s->nprops);
		must(!i || strcmp(s->tests[i - 1].id, t->id) < 0);
	}
	must(suite_find(s, "t/p::no case has this name\n") == NONE);
	must(suite_find(s, "t/other") == NONE);
	must(!s->errors.n);
	free(seen);
}

static void listed(const struct kind *kind, const char *bytes, size_t n)
{
	struct suite s, again;
	struct program *p = suite_one(&s, &no_conf, "t/p", kind, NULL);
	struct buf why = { 0 };
	uint32_t cases;

	if (suite_listed(p, bytes, n, &why)) {
		must(p->listed && (p->ncases > 0) != p->empty && !why.n);
	} else {
		must(!p->ncases && !p->cases.n && !p->empty);
		must(why.n && plain(why.p, why.n));
	}
	cases = p->ncases;
	suite_seal(&s, NULL);
	sealed(&s);
	must(s.ntests <= (cases ? cases : 1) && (!s.ntests || (cases > 0) == (s.tests[0].name > 0)));

	suite_one(&again, &no_conf, "t/p", kind, s.programs);
	suite_seal(&again, &s);
	sealed(&again);
	must(again.digest == s.digest && again.ntests == s.ntests);
	for (uint32_t i = 0; i < s.ntests; i++)
		must(again.tests[i].disabled == s.tests[i].disabled && again.tests[i].rank == s.tests[i].rank &&
			again.tests[i].cleanup == s.tests[i].cleanup && again.tests[i].twins == s.tests[i].twins);
	suite_free(&again);
	suite_free(&s);
	buf_free(&why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct input in = { data, data + n };
	bool own = input_byte(&in) & 1;
	char *line[5] = { NULL }, *bytes;

	for (size_t i = 0; own && i < COUNT(line); i++)
		line[i] = input_line(&in);
	n = (size_t)(in.end - in.p);
	bytes = block_exact(in.p, n);
	if (own) {
		struct kind kind = { .name = "own", .reader = READER_lines, .list = "%p", .run = "%p %N", .join = " ",
			.limit = 1000, .codes = "0:passed *:failed", .list_suite = *line[0] ? line[0] : NULL,
			.list_case = line[1], .list_name = *line[2] ? line[2] : NULL, .disabled = line[3],
			.list_comment = *line[4] ? line[4] : NULL };
		listed(&kind, bytes, n);
	}
	for (size_t i = 0; !own && i < COUNT(kinds); i++)
		if (kinds[i].list)
			listed(&kinds[i], bytes, n);
	for (size_t i = 0; i < COUNT(line); i++)
		free(line[i]);
	free(bytes);
	return 0;
}
