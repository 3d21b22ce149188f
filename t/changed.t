#!/bin/sh
# --changed: what passed last time and depends on nothing that has changed is not run again; anything else is.
. t/lib.sh
CC=${CC:-cc}
command -v "${CC%% *}" >/dev/null || skip_all "no compiler ($CC)"

# A program that needs liba.so, which needs libb.so; what it does is in a file that nobody knows it reads.
mkdir "$base/built" "$base/front" && cd "$base/built" || exit 99
cat >prog.c <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int a(void);
int main(void)
{
	FILE *f = fopen("state", "r");
	int s = 0;

	if (f && fscanf(f, "%d", &s) != 1)
		s = 99;
	if (s == 1000 && (f = fopen("started", "w")))
		for (;;)
			pause();
	if (s == 1001)
		abort();
	if (s == 1002) {
		unlink("state");
		return 1;
	}
	return s + a() + VERSION * 0;
}
END
echo 'int b(void); int a(void) { return b(); }' >a.c
echo 'int b(void) { return 0; }' >b.c
{
	$CC -shared -fPIC -o libb.so b.c && $CC -shared -fPIC -DMORE -g -o libb2.so b.c &&
	$CC -shared -fPIC -o liba.so a.c -L. -lb -Wl,-rpath,"\$ORIGIN" && $CC -shared -fPIC -g -o liba2.so a.c -L. -lb -Wl,-rpath,"\$ORIGIN" &&
	$CC -DVERSION=1 -o prog prog.c -L. -la -Wl,-rpath,"\$ORIGIN/../lib" -Wl,-rpath-link,. &&
	$CC -DVERSION=2 -g -o prog2 prog.c -L. -la -Wl,-rpath,"\$ORIGIN/../lib" -Wl,-rpath-link,. &&
	$CC -DVERSION=1 -o rpath prog.c -L. -la -Wl,--disable-new-dtags -Wl,-rpath,"\$ORIGIN/../lib" -Wl,-rpath-link,.
} 2>"$base/cc" || skip_all "no shared libraries are made here: $(head -n 1 "$base/cc")"
cd "$work" || exit 99
built=$base/built

# changed ARGS: a run with --changed
changed() { bare -j1 --changed --timeout=20s "$@" t; }
# start ['line of muster.conf' [PROGRAM]]: it has passed
start() {
	rm -rf .muster t lib muster.conf state started data
	mkdir t lib
	cp "$built/liba.so" "$built/libb.so" lib
	cp "$built/${2:-prog}" t/prog
	[ -z "${1-}" ] || printf "$1\n" >muster.conf
	if [ -d "$base/saved" ] && [ -z "${1-}${2-}${LD_LIBRARY_PATH-}" ]; then
		cp -R "$base/saved" .muster	# it is as after the first of these runs
		return
	fi
	changed
	[ -d "$base/saved" ] || cp -R .muster "$base/saved"
}
# ran 'sentence', same 'sentence': what the next run does, with $args
args=
ran() { changed $args; is "$(grep -c '^\[1/1\]' "$out") $(grep -c unchanged "$out" "$err" | grep -c ':[1-9]')" "1 0" "$1: it runs"; }
same() { changed $args; is "$status $(cat "$err" "$out")" "0 muster: 1 unchanged" "$1: unchanged"; }

start; same "nothing is other"
start; touch -d '2001-01-01' t/prog lib/*; same "touched"
start; cp t/prog new; mv new t/prog; same "copied"
start; cp "$built/prog2" t/prog; ran "other bytes"
start; cp "$built/liba2.so" lib/liba.so; ran "another library"
start; cp "$built/libb2.so" lib/libb.so; ran "another library of a library"
start '' rpath; same "RPATH"
start '' rpath; cp "$built/liba2.so" lib/liba.so; ran "another library, by RPATH"
LD_LIBRARY_PATH=$base/front; export LD_LIBRARY_PATH
start; same "LD_LIBRARY_PATH"
start; cp "$built/libb2.so" "$base/front/libb.so"; ran "a library in front of the other"
rm "$base/front/libb.so"
LD_LIBRARY_PATH=$base/none; start; LD_LIBRARY_PATH=$base/front; ran "another LD_LIBRARY_PATH"
LD_LIBRARY_PATH=front; start; ran "a relative LD_LIBRARY_PATH: not known"
unset LD_LIBRARY_PATH
start '[env]\nLD_LIBRARY_PATH = /none'; ran "muster.conf sets LD_LIBRARY_PATH: not known"
start; mv lib/libb.so "$base/front"; changed; mv "$base/front/libb.so" lib; ran "a library was not found"
start '[tests t/*]\nargs = -a'; same "arguments"
start '[tests t/*]\nargs = -a'; printf '[tests t/*]\nargs = -b\n' >muster.conf; ran "other arguments"
start '[tests t/*]\ntimeout = 9s'; printf '[tests t/*]\ntimeout = 8s\n' >muster.conf; ran "another configuration"
start '[tests t/*]\ntimeout = 9s'; printf '# why\n[tests t/*]\ntimeout = 9s # so\n[tests u/*]\ntimeout = 8s\n' >muster.conf; changed
is "$(cat "$err" "$out" | tail -n 1)" "muster: 1 unchanged" "comments, and what holds for others: unchanged"
start '[tests t/*]\ntimeout = 9s'; printf '[env]\nA = b\n[tests t/*]\ntimeout = 9s\n' >muster.conf; ran "[env]"
start '[tests t/*]\nenv.LD_PRELOAD = /none'; ran "its section says what to load: not known"
start; args=--wrapper=env; ran "a wrapper"; args=
start; args=--timeout=19s; ran "another time"; args=
start; args=--env=A=1; ran "another variable"; args=
start; OTHER=1; export OTHER; ran "another environment"; unset OTHER
start '[tests t/*]\nunset = OTHER*'; OTHER=1; export OTHER; same "a variable that it does not get"; unset OTHER
start; OLDPWD=/none SHLVL=17; export OLDPWD SHLVL; same "what each shell has otherwise"
# what happened since, in a run without --changed, which knows the program to be the same
for how in "1 failed" "77 skipped" "99 an error" "1001 crashed"; do
	start; echo "${how% *}" >state; bare -j1 -q t; rm state; ran "${how#* }, since"
done
start; echo 1000 >state; bare -j1 --timeout=200ms t; rm state; ran "stopped, since"
start; echo 1002 >state; bare -j1 --retries=1 t; rm -f state; ran "flaky, since"; same "and then not"
start; bare -j1 t; same "it passed, since"
start; echo 1 >state; bare -j1 t; rm state; bare -j1 t; ran "it failed, and passed then: a run without --changed does not look at it"
start; rm -r .muster; ran "the log is lost"
start; changed -k nothing; same "another -k between"
for sig in INT KILL; do
	start; echo 1000 >state
	begin -j1 t
	await '[ -e started ]'
	kill -$sig "$pid"
	end
	rm -f state started
	program u/other 'exit 0'; bare -j1 u	# whose log says what is known of all
	ran "it ran when muster got $sig"
done
start; program t/script 'exit 0'; changed; changed
is "$(grep '^\[' "$out" | sed 's/ .* / /') $(grep -c '1 unchanged' "$out")" "[1/1] t/script 1" "a script runs always"
start; cp t/prog t/other; changed
is "$(grep '^\[' "$out" | sed 's/ .* / /') $(grep -c '1 unchanged' "$out")" "[1/1] t/other 1" "what is new runs"
changed
is "$status $(cat "$err" "$out")" "0 muster: 2 unchanged" "all are unchanged: exit status 0"

# files
scripted() { start "[tests t/*]\nfiles = data\n"; rm t/prog; program t/script 'cat data'; echo 1 >data; changed; }
scripted; same "a script that names its files"
scripted; touch -d '2001-01-01' data t/script; same "these are touched"
scripted; echo 2 >data; ran "another file"
scripted; program t/script 'cat data; exit 0'; ran "another script"
scripted; rm data; changed; echo 1 >data; ran "the file was gone"
start '[tests t/*]\nargs = data.sh'; echo 'exit 0' >data.sh; ran "an argument is a script"; ran "always"
start '[tests t/*]\nsetup = ./data.sh'; program data.sh 'exit 0'; changed; same "a hook"; program data.sh 'exit 0 # other'; ran "another hook"
rm data.sh

# damaged files are no worse than unknown ones
start; for n in 20 52 64 200 1000; do head -c $n "$built/prog" >t/prog; changed >/dev/null; is "$((status < 4))" 1 "an ELF file that ends after $n bytes"; done
start; changed --list
is "$status $(cat "$out")" "0 " "--list has what would run"
finish
