/* A GLib test program with every outcome and every kind of name; see vice.h. */
#include <glib.h>
#include <locale.h>
#include "vice.h"

static void note(void) { ran(g_test_get_path()); }
static void passes(void) { note(); }
static void fails(void) { note(); g_test_message("because of fails"); g_test_fail(); }
static void fails_with(void) { note(); g_test_fail_printf("with words"); }
static void skips(void) { note(); g_test_skip("no hardware"); }
static void todo(void) { note(); g_test_incomplete("not written"); }
static void asserts(void) { note(); g_test_set_nonfatal_assertions(); g_assert_cmpint(1, ==, 2); }
static void prints(void) { note(); g_print("words of prints\n"); g_test_message("a message"); }
static void expects(void)
{
	note();
	g_test_expect_message(NULL, G_LOG_LEVEL_WARNING, "*expected*");
	g_warning("expected");
	g_test_assert_expected_messages();
}
static void subprocess(void)
{
	if (g_test_subprocess())
		exit(1);
	note();
	g_test_trap_subprocess(NULL, 0, 0);
	g_test_trap_assert_failed();
}
static void middle(void)
{
	note();
	if (vice_is("assert"))
		g_assert_cmpint(1, ==, 2);
	if (vice_is("critical"))
		g_critical("words of a critical");
	if (vice_is("lie")) {
		printf("%s\n", getenv("FORGED"));
		fflush(stdout);
		g_test_fail();
	}
	vice();
}
static void each(gconstpointer data)
{
	(void)data;
	note();
	if (vice_is("fail"))
		g_test_fail();
}

int main(int argc, char **argv)
{
	char name[256];
	gboolean list = argc > 1 && (strcmp(argv[1], "-l") == 0 || strcmp(argv[1], "--list") == 0);

	setlocale(LC_ALL, "");
	if (vice_is("list crashes") && list)
		abort();
	g_test_init(&argc, &argv, NULL);
	if (vice_is("none"))
		return g_test_run();
	g_test_add_func("/outcomes/passes", passes);
	g_test_add_func("/outcomes/fails", fails);
	g_test_add_func("/outcomes/fails-with", fails_with);
	g_test_add_func("/outcomes/skips", skips);
	g_test_add_func("/outcomes/todo", todo);
	g_test_add_func("/outcomes/prints", prints);
	g_test_add_func("/outcomes/expects", expects);
	g_test_add_func("/outcomes/subprocess", subprocess);
	g_test_add_func("/top", passes);
	g_test_add_func("/a/b/c/d", passes);
	g_test_add_func("/vices/mid", passes);
	g_test_add_func("/vices/before", passes);
	g_test_add_func("/vices/middle", middle);
	g_test_add_func("/vices/middle-two", passes);
	g_test_add_func("/vices/after", passes);
	g_test_add_func("/vices/middle/below", passes);
	g_test_add_func("/vices/middle/below two/deep", passes);
	g_test_add_func("/top/a/b", passes);
	g_test_add_func("/top/a", passes);
	g_test_add_func("/top/b", passes);
	snprintf(name, sizeof name, "/random/seed:%d", g_test_rand_int_range(0, 1 << 30));
	if (vice_is("random"))
		g_test_add_func(name, passes);
	g_test_add_func("/odd/two words", passes);
	g_test_add_func("/odd/comma, comma", passes);
	g_test_add_func("/odd/[brackets] *star* ?", passes);
	g_test_add_func("/odd/\"quotes\" 'and' `ticks` $HOME", passes);
	g_test_add_func("/odd/hash # SKIP", passes);
	g_test_add_func("/odd/hash #TODO", passes);
	g_test_add_func("/odd/back\\slash", passes);
	g_test_add_func("/odd/\303\244\342\202\254", passes);
	g_test_add_func("/odd/a::b", passes);
	memset(name, 'x', sizeof name);
	memcpy(name, "/odd/", 5);
	name[200] = '\0';
	g_test_add_func(name, passes);
	g_test_add_func("/z/asserts", asserts);
	if (vice_is("vanish") && list)
		g_test_add_func("/z/only-listed", passes);
	for (int i = 0; i < many(); i++) {
		snprintf(name, sizeof name, "/many/%d", i);
		g_test_add_data_func(name, NULL, each);
	}
	return g_test_run();
}
