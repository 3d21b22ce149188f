#!/bin/sh
# What differs from machine to machine: files of more than 2 GiB and times after 2038 where a long has 32 bits; how many
# processors there are, and are ours.
. t/lib.sh
need_perl

# ---- 32 bits -----------------------------------------------------------------------------------
mkdir t
program t/a 'exit 0'
program t/later 'exit 1'
touch -d 2040-01-01 t/later 2>/dev/null
if truncate -s 3G t/data.bin 2>/dev/null; then
	run --log=log t
	is "$(outcomes | tr '\n' ' ')" "t/a passed t/later failed " "a file of 3 GB beside the tests, and a test made in 2040"
	sound "a file of 3 GB beside the tests, and a test made in 2040"
	chmod +x t/data.bin
	bare --log=none t/data.bin
	is "$status" 1 "a file of 3 GB as a test: it cannot be started"
	rm t/data.bin
	truncate -s 3G log
	bare --replay log
	like "$status $(tail -n 1 "$out")" "1 1 passed, 1 failed, 0 skipped*" "a log of 3 GB is read"
else
	skip "files of 3 GB" "they cannot be made here"
fi
rm -rf t log

# ---- processors --------------------------------------------------------------------------------
# lanes LAUNCHER: how many slaves there are by default, and what is said of it
lanes() {
	under "$1" t
	lines=$(grep -c '^muster: -j' "$out")
	slaves=$(sed -n '1s/.* \([0-9]*\) slaves*$/\1/p' "$out")
	said=$(sed -n 's/^muster: -j/-j/p' "$out")
}
i=0
while [ $i -lt 70 ]; do program t/$i :; i=$((i + 1)); done
launcher all 'exec "$@"'
lanes all
given=$slaves
[ "$lines" -le 1 ]
ok $? "the default of -j: what it comes from is said once at most"
first=$(taskset -cp $$ 2>/dev/null | sed -n 's/.*: *\([0-9]*\).*/\1/p')
if [ -n "$first" ]; then
	launcher one "exec taskset -c $first \"\$@\""
	lanes one
	is "$slaves" 1 "bound to one processor: one lane"
	sound "bound to one processor"
	if [ "$(grep -c '^processor' /proc/cpuinfo)" -gt 1 ]; then
		like "$said" "-j1: affinity or a cgroup's quota leaves 1 of *" "the console says so"
	else
		is "$said" "" "all there is: nothing is said"
	fi
	under one -j3 t
	is "$status $(sed -n '1s/.* \([0-9]* slaves*\)$/\1/p' "$out") $(grep -c '^muster: -j' "$out")" "0 3 slaves 0" "-j3: as told, and nothing is said"
	under one -q t
	is "$(cat "$out")" "70 passed, 0 failed, 0 skipped" "-q: nothing is said"
else
	skip "affinity" "no taskset"
fi

# limited: makes a control group with half a processor, as $cgroup; false: it cannot be made here
limited() {
	for dir in /sys/fs/cgroup/cpu /sys/fs/cgroup/cpu,cpuacct /sys/fs/cgroup; do
		cgroup=$dir/muster-$token
		mkdir "$cgroup" 2>/dev/null || continue
		{ echo 50000 >"$cgroup/cpu.cfs_quota_us"; } 2>/dev/null || { echo "50000 100000" >"$cgroup/cpu.max"; } 2>/dev/null && return 0
		rmdir "$cgroup"
	done
	return 1
}
if [ "$given" -gt 1 ] && limited; then
	launcher half "echo \$\$ >'$cgroup/cgroup.procs' && exec \"\$@\""
	lanes half
	is "$slaves" 1 "half a processor by quota: one lane"
	sound "half a processor by quota"
	like "$said" "-j1: affinity or a cgroup's quota leaves 1 of *" "the console says so, too"
	await 'rmdir "$cgroup" 2>/dev/null'
	ok $? "the group is empty when it has ended"
else
	skip "quotas" "no control group of our own can be made here, or there is one processor"
fi
finish
