#!/bin/sh
# GLib's testing functions: the real ones, against their own TAP.
. t/lib.sh
. "$root/t/kinds/common.sh"
has pkg-config
pkg-config --exists glib-2.0 || skip_all "GLib is not installed"
builds GLib ${CC:-cc} -O0 -o unit "$kinds/glib.c" -I"$kinds" $(pkg-config --cflags --libs glib-2.0)
export LC_ALL=C.UTF-8		# it prints paths in the locale's encoding
middle=/vices/middle

# said_by_glib: "case outcome"; a name may hold what looks like a directive, so the list of names is asked first
said_by_glib() {
	rm -f "$RAN"
	./unit -l | grep ^/ >"$base/names"
	./unit --tap -k 2>/dev/null | perl -e '
		open(N, "<", shift) || die; chomp(my @n = <N>); my %n = map { $_ => 1 } @n;
		while (<STDIN>) {
			chomp;
			my ($not, $name) = /^(not )?ok \d+ (.*)/ or next;
			my $is = $not ? "failed" : "passed";
			if (!$n{$name}) { $is = "skipped" if $name =~ s/ # SKIP.*//; $is = "xfailed" if $name =~ s/ # TODO.*//; $name =~ s/ - .*// }
			$name =~ s/\\/\\\\/g;
			print "$name $is\n";
		}' "$base/names"
}

said_by_glib >"$base/said"
owns <"$base/said"
is "$(wc -l <"$base/names")" "$(wc -l <"$own")" "the framework reports on every case that it lists"
all_ways
words /outcomes/fails /outcomes/fails-with
like "$(field unit::/outcomes/skips message)" "*no hardware*" "a skipped case says why"

vice assert "failed or crashed" "an assertion in the middle, which aborts"
like "$(field unit::$middle stdout)$(field unit::$middle stderr)" "*assertion failed*" "with its words"
vice critical "failed or crashed" "a critical warning in the middle"
vice crash crashed "a crash in the middle"
is "$(field "$unit::$middle" signal)" SEGV "with its signal"
vice abort crashed "an abort in the middle"
vice hang timeout "a hang in the middle" --timeout=8s --grace=1s
vice exit0 error "an exit of 0 in the middle"
vice _exit0 error "an _exit of 0 in the middle"
vice glue passed "words without a newline before the result"
export FORGED='not ok 1 /vices/before
not ok 99 /nowhere
1..1
# Start of odd tests'
vice forge passed "forged results of others"
export FORGED='ok 3 /vices/middle'
lies
unset FORGED

vanishes /z/only-listed
unlisted "list crashes" failed
export VICE=none
cases unit
is "$(outcomes) $status" " 5" "a program without cases has no tests"
like "$(cat "$err")" "*left out: 1 program that lists no tests (unit)*" "which one line says"
unset VICE

export VICE=random
cases unit
is "$(outcomes | grep -c '^unit::/random/seed:[0-9]* passed$')" 1 "a name with a random number in it is the same when it runs"
unset VICE

lots_of /many/
wraps /many/
finish
