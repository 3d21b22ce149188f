#!/bin/sh
# What a trivial test costs in the default mode, run log and all: counts of system calls and of instructions, which no busy machine
# changes much, with a budget that has room for what a slow one adds: groups are smaller where tests take longer. Of the tests' own processes only what they do before exec is muster's. Each count is the difference
# between a long run and a short one, so what a run costs once is not in it.
. t/lib.sh
need_proc	# without it muster has to ask in other ways
strace -f -o /dev/null true 2>/dev/null || skip_all "strace is missing, or may not trace here"
case ${CFLAGS-} in *-fsanitize*) skip_all "the sanitizers make calls of their own" ;; esac

# suite N: N programs; goes to a directory without a run log
suite() {
	rm -rf many .muster; mkdir many
	i=0
	while [ $i -lt "$1" ]; do
		i=$((i + 1))
		ln "$base/true" many/t$i
	done
}

# calls N: system calls of a run of N tests, "slave master"
calls() {
	suite "$1"
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

# instructions N: those of a run of N tests, "slave master". A forked process starts with its parent's count, so that of the slave
# holds the collection once more.
instructions() {
	suite "$1"
	TMPDIR=$base/tmp timeout 240 valgrind --tool=callgrind --trace-children=no --callgrind-out-file=/dev/null "$MUSTER" -j1 -q many \
		>"$out" 2>"$err" || return 1
	awk '/Collected/ { if ($NF > master) master = $NF; sum += $NF } END { print sum - master, master }' "$err"
}
per() { # few, many, which: hundredths for each test more
	echo $((($(echo "$2" | cut -d' ' -f"$3") - $(echo "$1" | cut -d' ' -f"$3")) / 2))
}

printf '#!/bin/sh\n' >"$base/true"
chmod +x "$base/true"
# (seven of the slave's ask whether the test left its standard streams as they were, two whether it touched its directories; a busy neighbour may add some)
for try in 1 2 3 4 5 6 7 8 9; do
	few=$(calls 40)
	ran_few=$?
	many=$(calls 240)
	ran_many=$?
	slave=$(per "$few" "$many" 1) master=$(per "$few" "$many" 2)
	[ "$slave" -gt 2800 ] || [ "$master" -gt 1200 ] || break
done
is $ran_few 0 "40 tests run under strace"
is $ran_many 0 "240 tests run under strace"
[ "$slave" -le 2800 ]
ok $? "a test costs its slave, and its process until exec, at most 28 system calls (in hundredths: $slave)"
[ "$master" -le 1200 ]
ok $? "a test costs the master, which collects it, at most 12 system calls (in hundredths: $master)"
case ${CFLAGS--O2} in *-O[123s]*) optimized=1 ;; *) optimized= ;; esac
# (valgrind may be too old for the debugging information of this build)
if [ -n "$optimized" ] && valgrind -q --tool=none "$MUSTER" --version >/dev/null 2>&1; then
	# (more beside a busy neighbour: fewer frames come at once)
	for try in 1 2 3 4 5; do
		few=$(instructions 40) && many=$(instructions 240)
		ran=$?
		slave=$(($(per "$few" "$many" 1) / 100)) master=$(($(per "$few" "$many" 2) / 100))
		[ "$slave" -gt 14000 ] || [ "$master" -gt 18000 ] || break
		echo "# slave $slave, master $master"
	done
	is $ran 0 "40 and 240 tests run under valgrind"
	[ "$slave" -le 14000 ]
	ok $? "a test costs its slave at most 14,000 instructions ($slave)"
	[ "$master" -le 18000 ]
	ok $? "a test costs the master, run log and all, at most 18,000 instructions ($master)"
else
	ok 0 "instructions of a test # SKIP valgrind is missing, or this build is not optimized"
fi
finish
