#!/bin/sh
# Appliances of other machines behind `via`, by an emulator: another byte order, another size of a word. What they say is
# what this machine says. Needs builds for them, as .ci/cross makes: .build/TRIPLE/muster.
. t/lib.sh
need_perl

PATH=$base/bin:$PATH
[ "${MUSTER##*/}" = muster ] || skip_all "the binary is not called muster"
mkdir "$base/bin"
ln -s "$MUSTER" "$base/bin/muster"
machines=
for one in s390x-linux-gnu:qemu-s390x-static arm-linux-gnueabihf:qemu-arm-static; do
	triple=${one%:*} emulator=${one#*:}
	[ -x "$root/.build/$triple/muster" ] && command -v "$emulator" >/dev/null || continue
	launcher "bin/to-$triple" "shift; exec $emulator '$root/.build/$triple/muster' \"\$@\""	# instead of this machine's muster
	machines="$machines $triple"
done
[ -n "$machines" ] || skip_all "no muster for another machine in .build, or no emulator"

i=0
while [ $i -lt 20 ]; do
	i=$((i + 1))
	program "s/$i" "echo $i; echo words >&2; exit $((i % 4 == 0 ? 1 : i % 7 == 0 ? 77 : 0))"
done
for i in 1 2 3 4; do program "s/points_$i.t" "echo 1..$i; n=0; while [ \$n -lt $i ]; do n=\$((n + 1)); echo ok \$n - point; done"; done
take segfaults s/segfaults
take fake_gtest s/unit
FAKE_CASES='A.passes_1 A.fails_2 A.skips_3 A.passes_4 B.crashes_5 B.passes_6 B.noresult_7 B.passes_8 C.passes_9 C.passes_10
C.fails_11 C.passes_12 C.passes_13 C.passes_14 C.passes_15'
export FAKE_CASES

# told: what a run says of each test, but where and how long
told() {
	awk -F'\t' '$2 ~ /^(outcome|exit|signal|message|stdout|stderr|attempts)$/ { print $1 " " $2 " " $3 }
		$1 == "@case" { print }' "$facts" | sed 's/slave[0-9]*/slaveN/g' | sort
}
# same 'sentence': what is told is what was told here
same() {
	told >"$base/there"
	is "$(diff "$base/here" "$base/there")" "" "$1"
}
conf() {
	printf '[tests s/unit]\nkind = gtest\n'
	for m in $*; do printf '[appliance %s]\nvia = to-%s\n' "$m" "$m"; done
}
conf >muster.conf
run -j2 --isolate s
is "$(wc -l <"$list" | tr -d ' ')" 40 "40 tests"
told >"$base/here"
sound "on this machine"
for m in $machines; do
	conf "$m" >muster.conf
	run --isolate s
	is "$(field @run slaves)" "$m" "$m: it runs there"
	same "$m: the same ids, outcomes, messages and output"
	sound "$m"
done
conf $machines >muster.conf
run --isolate --dist=test s
same "all of them at once: the same"
is "$(awk -F'\t' '$2 == "appliance" { print $3 }' "$facts" | sort -u | wc -l | tr -d ' ')" "$(echo $machines | wc -w | tr -d ' ')" \
	"each ran some"
sound "all of them at once"
for m in $machines; do
	conf "$m" >muster.conf
	n=0
	for part in 1 2 3; do
		fresh
		"$MUSTER" -a "$m" --shard "$part/3" --list s >"$base/there"
		[ "$(to-"$m" muster -j1 --shard "$part/3" --list s)" = "$(cat "$base/there")" ] || n=$((n + 1))
	done
	is "$n" 0 "$m: --shard cuts there as it does here"
done

# they say which tests there are, with what suite files say, to a master that has none; this machine is compared with them
mkdir -p "$base/away/build" && mv s "$base/away" && cd "$base/away" || exit 1
printf 'add_test(one "%s")\nset_tests_properties(one PROPERTIES LABELS quick)\n' "$base/away/s/1" >build/CTestTestfile.cmake
cd "$work" || exit 1
for m in $machines; do
	{ conf "$m"; printf 'root = %s\n[appliance here]\nvia = env\nroot = %s\n' "$base/away" "$base/away"; } >muster.conf
	bare --compare --verify=content --reference="$m" s build
	is "$status $(cat "$err")" "0 muster: 41 tests: the same on 2 of 2 appliances" "$m: --reference: this machine has the same"
	run --isolate -k 'not label:quick' s build
	same "$m: --reference: the same outcomes from a master that has no tests"
done
finish
