/* muster.conf: what a user wrote, or what stands in its place.
 *      input:  the file
 * A file is refused with one line that names file and line, or all of it is usable: every value is of its
 * type, and the last setting that matches a test is the one that holds. */
#include "replay.h"
#define WIRE_CODE
#include "../../wire.h"
#include "../../collect.c"
#include "suite.h"

/* One line of text that starts with the file's name and a line number. */
static void refused(const struct buf *error)
{
	static const char head[] = "muster.conf:";

	must(error->n > sizeof head && strlen(error->p) == error->n);
	must(!strncmp(error->p, head, sizeof head - 1));
	must(error->p[sizeof head - 1] >= '1' && error->p[sizeof head - 1] <= '9');
	must(!strchr(error->p, '\n'));
}

static void number_holds(uint32_t v, uint32_t most)
{
	must(v == NONE || v <= most);
}

static void words_hold(const char *command)
{
	char **words = command ? words_split(command, NULL) : NULL;

	must(!command || words);
	for (size_t i = 0; words && words[i]; i++)
		must(strlen(words[i]) <= strlen(command));
	free(words);
}

static void codes_hold(const char *text)
{
	uint8_t codes[CODES];

	must(!text || value_codes(text, codes));
	for (size_t i = 0; text && i < 256; i++)
		must(codes[i] <= OUT_error);
}

/* The last word on a text key, found the slow way. */
static const char *last_word(const struct conf *c, const char *id, const char *program, const char *key)
{
	const char *value = NULL;

	for (uint32_t i = 0; i < c->n; i++)
		if (c->sections[i].type == SECTION_tests &&
		    (glob_match(c->sections[i].name, id) || glob_match(c->sections[i].name, program)))
			for (uint32_t j = 0; j < c->sections[i].n; j++)
				if (!strcmp(c->sections[i].set[j].key, key))
					value = c->sections[i].set[j].value;
	return value;
}

static void props_hold(const struct conf *c, struct suite *s, const char *id, const char *program)
{
	uint32_t i = props_find(s, id, program, 0);
	const struct props *p;

	must(i < s->nprops && props_find(s, id, program, 0) == i);
	p = &s->props[i];
	must(p->skip == last_word(c, id, program, "skip"));
	must(p->kind == last_word(c, id, program, "kind"));
	must(p->cwd == last_word(c, id, program, "cwd"));
	number_holds(p->timeout, 3600000000u);
	number_holds(p->grace, 3600000000u);
	must(p->strict <= 1 && p->isolate <= 1 && p->serial <= 1);
	must(!p->env.n || !p->env.p[p->env.n - 1]);
	codes_hold(p->codes);
	words_hold(p->args);
	words_hold(p->command);
	words_hold(p->setup);
}

static void kind_holds(const struct kind *k)
{
	must(k->name && *k->name && k->reader);
	must(!k->list || (k->run && k->list_case));
	codes_hold(k->codes);
}

/* Reads all of it once: text that is not ended is found there. */
static void sections_hold(const struct conf *c)
{
	struct appliance a;

	for (uint32_t i = 0; i < c->n; i++) {
		const struct section *section = &c->sections[i];
		must(section->type < SECTION_COUNT && section->line > 0);
		must(section_named[section->type] == !!*section->name);
		for (uint32_t j = 0; j < section->n; j++) {
			must(*section->set[j].key && section->set[j].line > section->line);
			must(strlen(section->set[j].value) < SIZE_MAX);
		}
		if (section->type == SECTION_appliance) {
			must(appliance_of(c, section->name, &a));
			words_hold(a.setup);
			words_hold(a.via);
			buf_free(&a.env);
		}
	}
	must(!appliance_of(c, "an appliance that has no section, for its name is long", &a));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = block_exact(data, n);
	struct buf error = { 0 };
	struct suite s;
	struct conf c;
	bool fine = conf_parse(&c, "muster.conf", text, n, &error);

	free(text);		/* what the conf has is a copy */
	must(fine == !error.n);
	if (!fine) {
		refused(&error);
	} else {
		sections_hold(&c);
		for (uint32_t i = 0; i < c.nkinds; i++)
			kind_holds(&c.kinds[i]);
		suite_open(&s, &c, "");
		props_hold(&c, &s, "t/a", "t/a");
		props_hold(&c, &s, "net/dns::lookup[ipv6]", "net/dns");
		props_hold(&c, &s, "net/dns::lookup[ipv4]", "net/dns");
		for (uint32_t i = 0; i < c.n && i < 8; i++)
			props_hold(&c, &s, c.sections[i].name, c.sections[i].name);
		suite_free(&s);
	}
	conf_free(&c);
	buf_free(&error);
	return 0;
}
