/* Globs: of [tests] sections and of rows of kinds.
 *      input:  a line with globs, separated by blanks | a line of text
 * A glob that is accepted says the same as a slow and simple matcher; one that is not reads no byte too many;
 * a text with every odd byte escaped is a glob for itself. */
#include "replay.h"
#define WIRE_CODE
#include "../../wire.h"
#include "../../collect.c"

/* Does one element of a glob, other than *, take the byte c? *next is behind it. */
static bool element(const unsigned char *g, unsigned char c, const unsigned char **next)
{
	const unsigned char *first, *end;
	bool in = false;

	*next = g + 1;
	if (*g == '?')
		return true;
	if (*g == '\\') {
		*next = g + 2;
		return g[1] == c;
	}
	if (*g != '[')
		return *g == c;
	first = g + (g[1] == '!' || g[1] == '^' ? 2 : 1);
	for (end = first; end == first || *end != ']'; end++)
		must(*end);		/* an accepted glob has a ] for every [ */
	*next = end + 1;
	while (first < end) {
		bool range = end - first >= 3 && first[1] == '-';
		in |= c >= first[0] && c <= first[range ? 2 : 0];
		first += range ? 3 : 1;
	}
	return in != (g[1] == '!' || g[1] == '^');
}

/* The slow matcher: row[j] says whether the glob so far takes the first j bytes. */
static bool slow_match(const char *glob, const char *text)
{
	const unsigned char *g = (const unsigned char *)glob, *s = (const unsigned char *)text, *next;
	size_t n = strlen(text);
	bool *row = calloc(n + 1, sizeof *row), answer;

	must(row != NULL);
	row[0] = true;
	for (; *g; g = next) {
		if (*g == '*') {
			for (size_t j = 1; j <= n; j++)
				row[j] = row[j] || row[j - 1];
			next = g + 1;
			continue;
		}
		element(g, 0, &next);
		for (size_t j = n; j > 0; j--)
			row[j] = row[j - 1] && element(g, s[j - 1], &next);
		row[0] = false;
	}
	answer = row[n];
	free(row);
	return answer;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct input in = { data, data + n };
	char *globs = input_line(&in), *text = input_line(&in);
	bool any = false, known = true, matched;
	struct buf self = { 0 };
	const char *bad;

	for (char *p = globs; *(p += strspn(p, " \t")); p += strcspn(p, " \t")) {
		char *one = block(p, strcspn(p, " \t"));
		bad = glob_bad(one);
		matched = glob_match(one, text);
		must(!bad || (*bad && plain(bad, strlen(bad))));
		must(bad || matched == slow_match(one, text));
		known = known && !bad;
		any = any || matched;
		free(one);
	}
	matched = glob_any(globs, text);
	must(!known || matched == any);
	glob_match(globs, text);

	for (const char *p = text; *p; p++) {
		if (strchr("*?[]\\", *p))
			buf_add(&self, "\\", 1);
		buf_add(&self, p, 1);
	}
	buf_add(&self, "", 1);
	must(!glob_bad(self.p) && glob_match(self.p, text));
	must(glob_match("*", text) && glob_match("", text) == !*text);
	buf_free(&self);
	free(globs);
	free(text);
	return 0;
}
