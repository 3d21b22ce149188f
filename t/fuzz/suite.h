/* suite.h: Gives back what collect.c allocates and a run keeps to its end: the fuzzer would call it a leak.
 * Also makes a suite of one program, as the walk would. Include it behind collect.c. */
#ifndef SUITE_H
#define SUITE_H

static inline void conf_free(struct conf *c)
{
	for (uint32_t i = 0; i < c->n; i++) {
		free(c->sections[i].set);
		free(c->sections[i].names);
		free(c->sections[i].values);
	}
	free(c->sections);
	free(c->kinds);
	buf_free(&c->warnings);
	free(c->file);
	free(c->text);
}

static inline void suite_free(struct suite *s)
{
	struct chunk *next;

	for (int i = 0; i < LEFT_COUNT; i++)
		buf_free(&s->left[i].names);
	for (uint32_t i = 0; i < s->nprograms; i++)
		buf_free(&s->programs[i].cases);
	for (uint32_t i = 0; i < s->nprops; i++)
		buf_free(&s->props[i].env);
	for (struct chunk *c = s->text; c; c = next) {
		next = c->next;
		free(c);
	}
	free(s->programs);
	free(s->tests);
	free(s->props);
	free(s->wanted);
	free(s->wholes);
	free(s->set);
	free(s->props_at);
	free(s->taken.slots);
	free(s->sets.slots);
	free(s->groups.slots);
	buf_free(&s->rows);
	buf_free(&s->matched);
	buf_free(&s->warnings);
	buf_free(&s->errors);
}

/* A suite of one program that is not listed yet; `same`: its twin in a suite known before, or NULL. */
static inline struct program *suite_one(struct suite *s, const struct conf *conf, const char *path, const struct kind *kind,
	const struct program *same)
{
	suite_open(s, conf, "");
	s->programs = xrealloc(NULL, 1, sizeof *s->programs);
	s->programs[0] = (struct program){ .path = text_add(s, path, strlen(path)), .kind = kind, .whole = true, .same = same };
	s->programs[0].props = props_find(s, path, NULL, 0);
	s->nprograms = 1;
	return s->programs;
}
#endif /* SUITE_H */
