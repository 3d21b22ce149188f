#!/bin/sh
# Rust's libtest: the real one, against its own lines.
. t/lib.sh
. "$root/t/kinds/common.sh"
has rustc
rustc --version >/dev/null 2>&1 || skip_all "rustc does not start"
# rust_program NAME N: with N more cases
rust_program() {
	{
		grep -v '^MANY_CASES' "$kinds/libtest.rs"
		awk -v n="$2" 'BEGIN { for (i = 0; i < n; i++) printf "#[test] fn many_%d() { ran(\"many_%d\"); }\n", i, i }'
	} >"$base/unit.rs"
	builds rustc rustc -A warnings --test -o "$1" "$base/unit.rs"
}
rust_program unit 0
middle=vices::middle

rm -f "$RAN"
./unit --test-threads=1 2>/dev/null | sed -n '/^test .* \.\.\. /{
	s/ \.\.\. ok$/ passed/; s/ \.\.\. FAILED$/ failed/; s/ \.\.\. ignored.*$/ skipped/; s/ - should panic / /; s/^test //p; }' >"$base/said"
owns <"$base/said"
is "$(./unit --list --format terse | grep -c ': test$')" "$(wc -l <"$own" | tr -d ' ')" "the framework reports on every case that it lists"
all_ways
words fails returns_err
like "$(field unit::ignored_why message)" "*no hardware*" "an ignored case says why"

usual_vices
vice "raw glue" passed "such words past the framework's capture"
export FORGED='running 5 tests
test vices::before ... FAILED
test vices::zafter ... FAILED
test vices::middle_two ... ok
failures:
    vices::before
test result: FAILED. 0 passed; 5 failed'
vice forge passed "forged results of others"
export FORGED='test vices::middle ... ok'
lies
unset FORGED

export RUST_TEST_NOCAPTURE=1 RUST_TEST_THREADS=2 RUST_TEST_SHUFFLE=1 RUST_TEST_TIME_UNIT=1,2
agrees "variables of the caller that steer the framework"
unset RUST_TEST_NOCAPTURE RUST_TEST_THREADS RUST_TEST_SHUFFLE RUST_TEST_TIME_UNIT

: >"$base/unit.rs"
builds rustc rustc --test -o none "$base/unit.rs"
empty none

rust_program unit "$lots"
unset MANY
lots_of many_
rust_program unit 256
wraps many_
finish
