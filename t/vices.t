#!/bin/sh
# Real frameworks x vices: a process that ends badly in the middle of a case, or behind good results; suites that fail; a case that
# fails only behind another. Who is to blame is, and nobody else, under any combination of options.
#
# One program for each framework, with five cases; it has a name for each vice, and muster.conf says by the name what is done, and
# by which case. Here each framework has one combination of options and pytest, which takes long to start, half of the vices;
# VICES=all, as in `make chaos`, is each under all.
. t/lib.sh
need_perl
unset VICE WHERE

# ---- the programs: five cases each, a_first to e_last, in suites V and W where there are suites; $WHERE does $VICE ----------
cat >"$base/vice.h" <<'EOF'
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __cplusplus
extern "C"
#endif
void __lsan_do_leak_check(void);
#pragma weak __lsan_do_leak_check	/* LeakSanitizer's, where the program has it */
static int vice_is(const char *word) { const char *v = getenv("VICE"); return v && !strcmp(v, word); }
static void exits_23(void) { fflush(stdout); _exit(23); }
static void exits_1(void) { fflush(stdout); _exit(1); }
static void aborts(void) { fflush(stdout); abort(); }
static void *volatile kept;
static void leaks(void)
{
	if (!__lsan_do_leak_check)
		atexit(exits_23);
	kept = malloc(100);
	kept = NULL;
}
/* nonzero: the case is to fail */
static int vice(const char *where)
{
	static int behind, once;
	const char *w = getenv("WHERE");
	if (vice_is("ends1") && !once++)
		atexit(exits_1);
	if (!strcmp(where, "b_second"))
		behind = 1;
	if (!w || strcmp(w, where))
		return 0;
	if (vice_is("leak"))
		leaks();
	if (vice_is("company") && behind)
		atexit(exits_23);
	if (vice_is("crash_end"))
		atexit(aborts);
	while (vice_is("hang"))
		pause();
	if (vice_is("exit0"))
		exit(0);
	if (vice_is("exit1"))
		_exit(1);
	if (vice_is("abort"))
		abort();
	if (vice_is("segv"))
		raise(SIGSEGV);
	return vice_is("behind") && behind;
}
EOF
# each TEXT: the text once for each case, NAME being its name and SUITE its suite
each() {
	for c in V.a_first V.b_second V.c_middle W.d_fourth W.e_last; do
		printf '%s\n' "$1" | sed "s/NAME/${c#*.}/g; s/SUITE/${c%.*}/g"
	done
}
{
	printf '#include <gtest/gtest.h>\n#include "vice.h"\n'
	cat <<'EOF'
struct V : testing::Test {};
struct W : testing::Test {
	static void SetUpTestSuite() { if (vice_is("suite_up")) FAIL(); }
	static void TearDownTestSuite() { if (vice_is("suite_down")) FAIL(); }
};
EOF
	each 'TEST_F(SUITE, NAME) { EXPECT_EQ(vice("NAME"), 0); }'
} >"$base/gtest.cc"
{
	printf '#define CATCH_CONFIG_MAIN\n#define CATCH_CONFIG_DISABLE_MATCHERS\n#include <catch2/catch.hpp>\n#include "vice.h"\n'
	each 'TEST_CASE("NAME") { CHECK(vice("NAME") == 0); }'
} >"$base/catch2.cc"
{
	printf '#include <glib.h>\n#include "vice.h"\n'
	each 'static void t_NAME(void) { if (vice("NAME")) g_test_fail(); }'
	echo 'int main(int argc, char **argv) { g_test_init(&argc, &argv, NULL);'
	each 'g_test_add_func("/SUITE/NAME", t_NAME);'
	echo 'return g_test_run(); }'
} >"$base/glib.c"
{
	printf '#include <criterion/criterion.h>\n#include "vice.h"\n'
	each 'Test(SUITE, NAME) { cr_expect(vice("NAME") == 0); }'
	cat <<'EOF'
int main(int argc, char **argv)
{
	struct criterion_test_set *tests = criterion_initialize();
	int bad = criterion_handle_args(argc, argv, true) && !criterion_run_all_tests(tests);
	criterion_finalize(tests);
	return bad || (vice_is("ends1") && strcmp(argv[1], "--list"));
}
EOF
} >"$base/criterion.c"
cat >"$base/v_test.go" <<'EOF'
package v
import ("os"; "syscall"; "testing"; "time")
var status int
var behind bool
func vice(t *testing.T, where string) {
	vice := os.Getenv("VICE")
	if vice == "ends1" { status = 1 }
	if where == "b_second" { behind = true }
	if os.Getenv("WHERE") != where { return }
	switch vice {
	case "leak": status = 23
	case "company": if behind { status = 23 }
	case "behind": if behind { t.Fail() }
	case "crash_end": status = 99
	case "hang": time.Sleep(time.Hour)
	case "exit0": os.Exit(0)
	case "exit1": os.Exit(1)
	case "abort": syscall.Kill(os.Getpid(), syscall.SIGABRT); time.Sleep(time.Minute)
	case "segv": var nothing *int; *nothing = 1
	}
}
func TestMain(m *testing.M) {
	good := m.Run()
	if status == 99 { syscall.Kill(os.Getpid(), syscall.SIGKILL) }
	if good == 0 { os.Exit(status) }
	os.Exit(good)
}
EOF
each 'func Test_NAME(t *testing.T) { vice(t, "NAME") }' >>"$base/v_test.go"
cat >"$base/libtest.rs" <<'EOF'
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
extern "C" { fn atexit(f: extern "C" fn()) -> i32; fn _exit(status: i32) -> !; fn abort() -> !; }
extern "C" fn exits_23() { unsafe { _exit(23) } }
extern "C" fn exits_1() { unsafe { _exit(1) } }
extern "C" fn aborts() { unsafe { abort() } }
static BEHIND: AtomicBool = AtomicBool::new(false);
static ONCE: AtomicBool = AtomicBool::new(false);
fn vice(at: &str) {
    let vice = std::env::var("VICE").unwrap_or_default();
    if vice == "ends1" && !ONCE.swap(true, SeqCst) { unsafe { atexit(exits_1); } }
    if at == "b_second" { BEHIND.store(true, SeqCst) }
    if std::env::var("WHERE").unwrap_or_default() != at { return }
    let behind = BEHIND.load(SeqCst);
    match vice.as_str() {
        "leak" => unsafe { atexit(exits_23); },
        "company" if behind => unsafe { atexit(exits_23); },
        "behind" => assert!(!behind),
        "crash_end" => unsafe { atexit(aborts); },
        "hang" => loop { std::thread::park() },
        "exit0" => std::process::exit(0),
        "exit1" => unsafe { _exit(1) },
        "abort" => unsafe { abort() },
        "segv" => unsafe { std::ptr::null_mut::<i32>().write_volatile(1) },
        _ => ()
    }
}
EOF
each '#[test] fn NAME() { vice("NAME"); }' >>"$base/libtest.rs"
cat >"$base/pytest.py" <<'EOF'
import atexit, os, signal
behind = once = False
def vice(where):
    global behind, once
    what = os.environ.get("VICE")
    if what == "ends1" and not once: once = True; atexit.register(os._exit, 1)
    if where == "b_second": behind = True
    if os.environ.get("WHERE") != where: return
    if what == "leak": atexit.register(os._exit, 23)
    if what == "company" and behind: atexit.register(os._exit, 23)
    if what == "behind": assert not behind
    if what == "crash_end": atexit.register(os.abort)
    while what == "hang": signal.pause()
    if what == "exit0": os._exit(0)
    if what == "exit1": os._exit(1)
    if what == "abort": os.abort()
    if what == "segv": os.kill(os.getpid(), signal.SIGSEGV)
class TestV:
    def test_a_first(self): vice("a_first")
    def test_b_second(self): vice("b_second")
    def test_c_middle(self): vice("c_middle")
class TestW:
    def setup_class(self): assert os.environ.get("VICE") != "suite_up"
    def teardown_class(self): assert os.environ.get("VICE") != "suite_down"
    def test_d_fourth(self): vice("d_fourth")
    def test_e_last(self): vice("e_last")
EOF
# a framework of a house, which a section teaches: what it says stays in its buffer until it ends
{
	printf '#include <stdio.h>\n#include "vice.h"\nstatic const char *names[] = {'
	each '"SUITE.NAME",'
	cat <<'EOF'
};
int main(int argc, char **argv)
{
	int suite_is_bad = 0;
	for (int i = 0; argc < 2 && i < 5; i++)
		printf("%s  %s\n", i == 0 ? "V.\n" : i == 3 ? "W.\n" : "", names[i] + 2);
	for (int i = 1; i < argc; i++) {
		printf("> %s\n", argv[i]);
		printf("< %s %s\n", argv[i], vice(argv[i] + 2) ? "bad" : "good");
		suite_is_bad |= *argv[i] == 'W' && (vice_is("suite_up") || vice_is("suite_down"));
	}
	puts("that was all");
	if (suite_is_bad)
		puts("suite W is bad");
	return suite_is_bad;
}
EOF
} >"$base/taught.c"

cat >"$base/conf" <<'EOF'
[kind taught]
name = taught_*
list = %p
list.suite = "%s."
list.case = "  %n"
list.name = %s.%n
run = %p %N
start = "> %n"
passed = "< %n good"
failed = "< %n bad"
end = "that was all"
suite.failed = "suite %s is bad%m"
EOF

# build FRAMEWORK: makes $base/FRAMEWORK; false: it is not installed
build() {
	case $1 in
	gtest) g++ -O0 -c -o "$base/gtest.o" "$base/gtest.cc" && g++ -o "$base/gtest" "$base/gtest.o" -lgtest -lgtest_main -pthread ;;
	catch2) ${CXX:-$(command -v clang++ || echo g++)} -O0 -o "$base/catch2" "$base/catch2.cc" ;;	# clang takes half the time
	glib) ${CC:-cc} -O0 -o "$base/glib" "$base/glib.c" $(pkg-config --cflags --libs glib-2.0) ;;
	criterion) ${CC:-cc} -O0 -w -o "$base/criterion" "$base/criterion.c" -lcriterion ;;
	go) GO111MODULE=off GOCACHE="$base/cache" CGO_ENABLED=0 GOFLAGS='' go test -vet=off -c -o "$base/go" "$base/v_test.go" ;;
	libtest) rustc -A warnings --test -o "$base/libtest" "$base/libtest.rs" ;;
	taught) ${CC:-cc} -O0 -o "$base/taught" "$base/taught.c" ;;
	pytest)
		python3 -m pytest --version || PATH=/usr/bin:$PATH	# another may come first, without pytest
		python3 -m pytest --version ;;
	esac >/dev/null 2>&1
}
# real leaks of gtest's, where LeakSanitizer works
leaky() {
	g++ -fsanitize=leak -o "$base/leaky" "$base/gtest.o" -lgtest -lgtest_main -pthread && "$base/leaky" || return
	! VICE=leak WHERE=e_last "$base/leaky"
} >/dev/null 2>&1

# ---- the table ----------------------------------------------------------------------------------
# a name, what is done, by whom, and who is to blame; (x): x, or nobody where it has another process than b_second
vices='
leak_first   leak        a_first   a_first
leak_middle  leak        c_middle  c_middle
leak_last    leak        e_last    e_last
suite_up     suite_up    -         d_fourth e_last
suite_down   suite_down  -         d_fourth e_last
hang         hang        c_middle  c_middle
exit0        exit0       c_middle  c_middle
exit1        exit1       c_middle  c_middle
abort        abort       c_middle  c_middle
segv         segv        c_middle  c_middle
crash_end    crash_end   c_middle  c_middle
ends1        ends1       -         PROGRAM
behind       behind      d_fourth  (d_fourth)
company      company     d_fourth  (d_fourth)'
combinations='
taught     -j2 --order=random:2 --repeat=2
gtest      -j1 --dist=file --retries=1
glib       -j3 --dist=file --order=random:3 --repeat=2
catch2     -j2 --order=random:8 --retries=2
go         -j1 --dist=file
libtest    -j2 --dist=test --retries=1
criterion  -j2 --isolate
pytest     -j2 --dist=file
-          -j1 --isolate --retries=1
-          -j1 --order=random:5
-          -j1 --repeat=2 --isolate
-          -j3 --dist=test --order=random:4
-          -j2 --sync=test'

# blamed FRAMEWORK NAME BLAME..: what the table says of that one; false: it has no such vice
blamed() {
	case $1,$2 in
	gtest,suite* | taught,suite* | pytest,suite_up) ;;
	pytest,suite_down) set -- . . '(d_fourth)' e_last ;;	# it says that of the last of a process
	*,suite*) return 1 ;;
	# each case has a process of its own there, of which Criterion judges
	criterion,leak* | criterion,exit0 | criterion,behind | criterion,company) set -- . . ;;
	pytest,leak_first | pytest,leak_last | pytest,exit0 | pytest,abort | pytest,segv | pytest,behind) [ "${VICES-}" = all ] || return ;;
	esac
	shift 2
	echo "$*"
}

# ---- what they do -------------------------------------------------------------------------------
export PROCESSES="$base/processes"
cat >"$base/counts.c" <<'EOF'
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(int argc, char **argv)
{
	const char *test = getenv("MUSTER_TEST");
	int fd = open(getenv("PROCESSES"), O_WRONLY | O_CREAT | O_APPEND, 0666);
	if (test && dprintf(fd, "%.*s\n", (int)strcspn(test, ":"), test) < 0)	/* a listing has none */
		return 99;
	close(fd);
	return execvp(argv[argc > 0], argv + 1);
}
EOF
${CC:-cc} -O0 -o "$base/counts" "$base/counts.c" 2>/dev/null || skip_all "no C compiler"
# made FRAMEWORK: its programs, a name for each vice, and what is to be said of them in $base/table
made() {
	echo "$vices" | while read -r name vice where blame; do
		[ -n "$name" ] && blame=$(blamed $1 $name $blame) || continue
		file=$1_$name
		case $file in
		gtest_leak*) if [ -e "$base/leaky" ] || leaky; then ln "$base/leaky" $file; else ln "$base/gtest" $file; fi ;;
		pytest_*) cp "$base/pytest.py" ${file}_test.py && file=${file}_test.py ;;
		*) ln "$base/$1" $file ;;
		esac
		printf '[tests %s]\nenv.VICE = %s\nenv.WHERE = %s\n' "$file*" $vice $where >>muster.conf
		echo "$file $blame" >>"$base/table"
	done
	# a case may take long to start on a machine that has much to do
	printf '[tests %s_hang*]\ntimeout = %ss\n' $1 $([ $1 = pytest ] && echo 9 || echo 3) >>muster.conf
}
# judged SPARE MOST: what is not as the table says. SPARE: so many cases may be blamed for what the program does, there being nothing
# to compare with, and be flaky then; MOST: so many processes a program at most
judged() {
	awk -F'\t' -v spare=$1 -v most=$2 '
		FILENAME == ARGV[1] { started[$1]++; next }
		FILENAME == ARGV[2] { n = split($0, w, " "); programs[w[1]]; for (i = 2; i <= n; i++) blame[w[1], w[i]] = 1; next }
		$1 == "@program" && $2 == "id" { bad[$3] = bad[$3] " PROGRAM" }
		$1 ~ /^@/ { next }
		{ p = $1; sub(/::.*/, "", p); match($1, /[a-e]_[a-z]*$/); c = substr($1, RSTART) }
		$2 == "outcome" { cases[p]++; if ($3 != "passed") bad[p] = bad[p] " " c }
		$2 == "flaky" && $3 == "true" && p !~ /_behind/ && !(spare && (p, "PROGRAM") in blame) { print $1 " is flaky" }
		END {
			for (p in programs) {
				n = split(bad[p], w, " ")
				left = (p, "PROGRAM") in blame ? spare : 0
				for (i = 1; i <= n; i++) {
					if (!((p, w[i]) in blame) && !((p, "(" w[i] ")") in blame) && --left < 0)
						print p ": " w[i] " is blamed"
					delete blame[p, w[i]]
				}
				if (cases[p] != 5) print p ": " cases[p] " cases"
				if (started[p] < 1 || started[p] > most) print p ": " started[p] " processes"
			}
			for (pw in blame) {
				split(pw, w, SUBSEP)
				if (w[2] !~ /^\(/) print w[1] ": " w[2] " is not blamed"
			}
		}' "$PROCESSES" "$base/table" "$facts" | sort
}
# tried FRAMEWORK OPTIONS: all its vices
tried() {
	framework=$1
	shift
	rm -f "$PROCESSES"
	run --grace=1s --wrapper="$base/counts" "$@" ./$framework*
	spare=0 most=12
	case " $* " in *' --dist=file '*) ;; *' -j3 '*) spare=3 ;; *' -j2 '*) spare=2 ;; *) spare=1 ;; esac
	case " $* " in *' --repeat=2 '*) most=$((most * 2)) ;; esac
	case " $* " in *' --retries=1 '*) most=$((most * 2)) ;; *' --retries=2 '*) most=$((most * 3)) ;; esac
	is "$(judged $spare $most) $status $(grep -v ' order: random' "$err")" " 1 " "$framework: who is to blame is, and nobody else: $*"
	sound "$framework, $*"
}
bound=300
for framework in taught gtest glib catch2 go libtest criterion pytest; do
	rm -f ./* "$base/table"
	cp "$base/conf" muster.conf
	if ! build $framework; then
		skip "the vices of $framework" "it is not installed"
		continue
	fi
	made $framework
	if [ "${VICES-}" = all ]; then
		echo "$combinations" >"$base/combinations"
	else
		echo "$combinations" | grep "^$framework " >"$base/combinations"
	fi
	while read -r of how; do [ -z "$of" ] || tried $framework $how; done <"$base/combinations"
done
finish
