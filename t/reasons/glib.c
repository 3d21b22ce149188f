/* Failures as people write them, with GLib. */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
static int parse(const char *s) { return atoi(s); }
static void equal(void) { g_assert_cmpint(parse("8"), ==, 80); }
static void text(void) { g_assert_cmpstr("GET", ==, "PUT"); }
static void plain(void) { g_assert_true(parse("0")); }
static void null(void) { g_assert_null("x"); }
static void reached(void) { g_assert_not_reached(); }
static void old(void) { g_assert(parse("0")); }
static void no_error(void) { GError *e = g_error_new_literal(g_quark_from_string("net"), 3, "socket: refused"); g_assert_no_error(e); }
static void warns(void) { g_warning("the pool is empty"); }
static void critical(void) { g_return_if_fail(parse("0")); }
static void errs(void) { g_error("out of ports"); }
static void fails(void) { g_test_message("not yet written"); g_test_fail(); }
static void says(void) { g_test_fail_printf("port %d is missing", 8); }
static void noisy(void) { puts("connecting"); g_printerr("warning: slow\n"); g_assert_cmpuint(5, <, 3); }
static void mem(void) { g_assert_cmpmem("ab", 2, "ac", 2); }
static void crashes(void) { volatile int *p = NULL; puts("about to"); *p = 1; }
int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define T(f) g_test_add_func("/net/" #f, f);
	T(equal) T(text) T(plain) T(null) T(reached) T(old) T(no_error) T(warns) T(critical) T(errs) T(fails) T(says) T(noisy) T(mem) T(crashes)
	return g_test_run();
}
