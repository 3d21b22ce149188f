/* Failures as people write them, with Criterion. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
static int parse(const char *s) { return atoi(s); }
static void broken(void) { cr_assert(0, "no database"); }
Test(net, equal) { cr_assert_eq(parse("8"), 80); }
Test(net, said) { cr_assert_eq(parse("8"), 80, "the port is missing in %s", "host:0"); }
Test(net, text) { cr_assert_str_eq("GET", "PUT"); }
Test(net, plain) { cr_assert(parse("0")); }
Test(net, two) { cr_expect(1 == 2); cr_expect(3 == 4); }
Test(net, fails) { cr_assert_fail("not yet written"); }
Test(net, null) { cr_assert_null("x"); }
Test(net, near) { cr_assert_float_eq(1.0, 1.5, 0.1); }
Test(net, noisy) { puts("connecting"); fputs("warning: slow\n", stderr); fflush(NULL); cr_assert_lt(5, 3); }
Test(net, exits) { exit(3); }
Test(net, crashes) { volatile int *p = NULL; *p = 1; }
Test(net, aborts) { abort(); }
Test(net, signals, .signal = SIGSEGV) { }
Test(net, slow, .timeout = 0.2) { for (;;) ; }
Test(net, setup, .init = broken) { }
