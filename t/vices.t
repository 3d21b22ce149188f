#!/bin/sh
# Real frameworks, one table of vices: a process that ends badly behind good results, or in the middle of a case. The case that does it
# is to blame, wherever it stands, and nobody else.
. t/lib.sh
need_perl

# ---- the programs: five cases each, a_first to e_last; $WHERE does $VICE -----------------------
cat >"$base/vice.h" <<'EOF'
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static void leaked(void) { _exit(23); }
static void vice(const char *where)
{
	const char *v = getenv("VICE"), *w = getenv("WHERE");
	if (!v || !w || strcmp(w, where))
		return;
	if (!strcmp(v, "leak"))
		atexit(leaked);
	else if (!strcmp(v, "abort"))
		atexit(abort);
	else if (!strcmp(v, "exit0"))
		exit(0);
	else if (!strcmp(v, "exit1"))
		_exit(1);
}
EOF
cases="a_first b_second c_middle d_fourth e_last"
# each TEXT: the text once for each case, NAME being its name
each() { for c in $cases; do printf '%s\n' "$1" | sed "s/NAME/$c/g"; done; }

{ echo '#include <gtest/gtest.h>'; echo '#include "vice.h"'; each 'TEST(V, NAME) { vice("NAME"); }'; } >"$base/gtest.cc"
{ printf '#define CATCH_CONFIG_MAIN\n#include <catch2/catch.hpp>\n#include "vice.h"\n'; each 'TEST_CASE("NAME") { vice("NAME"); }'; } >"$base/catch2.cc"
{
	printf '#include <glib.h>\n#include "vice.h"\n'
	each 'static void t_NAME(void) { vice("NAME"); }'
	echo 'int main(int argc, char **argv) { g_test_init(&argc, &argv, NULL);'
	each 'g_test_add_func("/v/NAME", t_NAME);'
	echo 'return g_test_run(); }'
} >"$base/glib.c"
{ printf '#include <criterion/criterion.h>\n#include "vice.h"\n'; each 'Test(v, NAME) { vice("NAME"); }'; } >"$base/criterion.c"
cat >"$base/v_test.go" <<'EOF'
package v
import ("os"; "syscall"; "testing"; "time")
var end string
func vice(where string) {
	if os.Getenv("WHERE") != where { return }
	switch end = os.Getenv("VICE"); end {
	case "exit0": os.Exit(0)
	case "exit1": os.Exit(1)
	}
}
func TestMain(m *testing.M) {
	status := m.Run()
	switch end {
	case "leak": os.Exit(23)
	case "abort": syscall.Kill(os.Getpid(), syscall.SIGABRT); time.Sleep(time.Minute)
	}
	os.Exit(status)
}
EOF
each 'func Test_NAME(t *testing.T) { vice("NAME") }' >>"$base/v_test.go"
cat >"$base/libtest.rs" <<'EOF'
extern "C" { fn atexit(f: extern "C" fn()) -> i32; fn _exit(status: i32) -> !; fn abort() -> !; }
extern "C" fn leaked() { unsafe { _exit(23) } }
extern "C" fn aborts() { unsafe { abort() } }
fn vice(at: &str) {
    if std::env::var("WHERE").unwrap_or_default() != at { return }
    match std::env::var("VICE").unwrap_or_default().as_str() {
        "leak" => { unsafe { atexit(leaked); } }
        "abort" => { unsafe { atexit(aborts); } }
        "exit0" => std::process::exit(0),
        "exit1" => unsafe { _exit(1) },
        _ => ()
    }
}
EOF
each '#[test] fn NAME() { vice("NAME"); }' >>"$base/libtest.rs"

cat >"$base/pytest.py" <<'EOF'
import atexit, os
def vice(where):
    if os.environ.get("WHERE") != where: return
    what = os.environ.get("VICE")
    if what == "leak": atexit.register(os._exit, 23)
    elif what == "abort": atexit.register(os.abort)
    elif what == "exit0": os._exit(0)
    elif what == "exit1": os._exit(1)
EOF
each 'def test_NAME(): vice("NAME")' >>"$base/pytest.py"

# a framework of a house, which a section teaches
{
	printf '#include <stdio.h>\n#include "vice.h"\n'
	printf 'static const char *names[] = {'
	each '"NAME",'
	cat <<'EOF'
};
int main(int argc, char **argv)
{
	for (int i = 0; argc < 2 && i < 5; i++)
		puts(names[i]);
	for (int i = 1; i < argc; i++) {
		printf("> %s\n", argv[i]), fflush(stdout);
		vice(argv[i]);
		printf("< %s good\n", argv[i]), fflush(stdout);
	}
	return 0;
}
EOF
} >"$base/taught.c"
cat >muster.conf <<'EOF'
[kind taught]
name = taught
list = %p
list.case = %n
run = %p %N
start = "> %n"
passed = "< %n good"
EOF

# build FRAMEWORK: makes ./FRAMEWORK; false: it is not installed
build() {
	case $1 in
	gtest) g++ -O0 -I"$base" -o gtest "$base/gtest.cc" -lgtest -lgtest_main -pthread ;;
	catch2) g++ -O0 -I"$base" -o catch2 "$base/catch2.cc" ;;
	glib) ${CC:-cc} -O0 -I"$base" -o glib "$base/glib.c" $(pkg-config --cflags --libs glib-2.0) ;;
	criterion) ${CC:-cc} -O0 -w -I"$base" -o criterion "$base/criterion.c" -lcriterion ;;
	go) GO111MODULE=off GOCACHE="$base/cache" CGO_ENABLED=0 GOFLAGS='' go test -vet=off -c -o go.test "$base/v_test.go" ;;
	libtest) rustc -A warnings --test -o libtest "$base/libtest.rs" ;;
	taught) ${CC:-cc} -O0 -I"$base" -o taught "$base/taught.c" ;;
	pytest)
		python3 -m pytest --version || PATH=/usr/bin:$PATH	# another may come first, without pytest
		python3 -m pytest --version && cp "$base/pytest.py" pytest_test.py ;;
	esac >/dev/null 2>&1
}

# ---- what they do -------------------------------------------------------------------------------
bad() { outcomes | grep -v ' passed$' | sed 's/.*::[^ ]*\([a-e]_[a-z]*\) /\1 /' | tr '\n' ' '; }
flaky() { awk -F'\t' '$2 == "flaky" && $3 == "true"' "$facts" | wc -l | tr -d ' '; }
# tried FRAMEWORK VICE WHERE ARGS: that case is to blame, and nobody else
tried() {
	framework=$1 VICE=$2 WHERE=$3
	shift 3
	run --env=VICE=$VICE --env=WHERE=$WHERE "$@" $framework*
	case $framework,$VICE,$(bad) in
	criterion,*,) got="$WHERE passes" ;;	# each case has a process of its own there, which Criterion judges
	*,"$WHERE crashed " | *,"$WHERE error " | *,"$WHERE failed ") got="$WHERE" ;;
	*) got=$(bad) ;;
	esac
	like "$got $(outcomes | wc -l | tr -d ' ') $(flaky) $status" "$WHERE* 5 0 [01]" "$framework: $VICE in $WHERE: $*"
	[ "$got" != "$WHERE" ] || is "$status" 1 "and fails the run"
	sound "$framework, $VICE in $WHERE"
}
for framework in gtest catch2 glib go libtest criterion pytest taught; do
	if ! build $framework; then
		skip "the vices of $framework" "it is not installed"
		continue
	fi
	for where in a_first c_middle e_last; do tried $framework leak $where -j1 --dist=file; done
	tried $framework abort c_middle -j1 --dist=file
	tried $framework abort a_first -j2 --retries=1 --order=random:3
	tried $framework exit0 c_middle -j1 --dist=file
	tried $framework exit1 c_middle -j1 --dist=file --retries=1
	rm -f $framework*
done
finish
