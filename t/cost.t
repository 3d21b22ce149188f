#!/bin/sh
# What a trivial test costs, in system calls: a count, which no busy machine changes much, with a budget.
# Of the tests' own processes only what they do before exec is muster's.
. t/lib.sh
strace -f -o /dev/null true 2>/dev/null || skip_all "strace is missing, or may not trace here"
case ${CFLAGS-} in *-fsanitize*) skip_all "the sanitizers make calls of their own" ;; esac

# calls N: system calls of a run of N tests, "slave master"
calls() {
	rm -rf many; mkdir many
	i=0
	while [ $i -lt "$1" ]; do
		i=$((i + 1))
		ln "$base/true" many/t$i
	done
	TMPDIR=$base/tmp timeout 120 strace -f -qq -e signal=none -o "$base/trace" "$MUSTER" -j1 -q many >"$out" 2>"$err" || return 1
	awk '!root { root = $1 }
		/resumed>/ { next }
		done[$1] { next }
		$2 ~ /^execve/ && $1 != root { done[$1] = 1 }
		{ n[$1]++ }
		END {
			for (p in n) if (p != root) slave += n[p]
			print slave + 0, n[root]
		}' "$base/trace"
}

printf '#!/bin/sh\n' >"$base/true"
chmod +x "$base/true"
few=$(calls 40)
is $? 0 "40 tests run under strace"
many=$(calls 240)
is $? 0 "240 tests run under strace"
per() { # which: hundredths of a call for each test more
	echo $((($(echo "$many" | cut -d' ' -f$1) - $(echo "$few" | cut -d' ' -f$1)) / 2))
}
[ "$(per 1)" -le 2400 ]
ok $? "a test costs its slave, and its process until exec, at most 24 system calls (in hundredths: $(per 1))"
[ "$(per 2)" -le 1000 ]
ok $? "a test costs the master at most 10 system calls (in hundredths: $(per 2))"
finish
