#!/bin/sh
# Go: the real testing package, against its own lines.
. t/lib.sh
. "$root/t/kinds/common.sh"
has go
export GO111MODULE=off GOCACHE="$base/go" CGO_ENABLED=0 GOFLAGS=
# go_program NAME N: with N more cases
go_program() {
	mkdir -p "$base/src"
	{
		cat "$kinds/unit_test.go"
		awk -v n="$2" 'BEGIN { for (i = 0; i < n; i++) printf "func TestMany_%d(t *testing.T) { each(t) }\n", i }'
	} >"$base/src/unit_test.go"
	builds Go go test -vet=off -c -o "$1" "$base/src/unit_test.go"
}
go_program unit 0
middle=TestMiddle

rm -f "$RAN"
./unit -test.v -test.parallel=1 2>/dev/null | sed -n '/^--- /{
	s/ ([0-9.]*s)$//; s/^--- PASS: \(.*\)/\1 passed/; s/^--- FAIL: \(.*\)/\1 failed/; s/^--- SKIP: \(.*\)/\1 skipped/; p; }' >"$base/said"
owns <"$base/said"
is "$(./unit -test.list . | grep -c -e ^Test -e ^Example -e ^Fuzz)" "$(wc -l <"$own" | tr -d ' ')" "the framework reports on every test, example and fuzz target"
all_ways
unlike "$(starts)" "*Benchmark*" "a benchmark is no test"
words TestFails TestFatal
like "$(field unit::TestParallelB stdout)" "*because of B*" "a failed parallel case has its words"

vice panic "failed or crashed or error" "a panic in the middle"
like "$(field unit::$middle stdout)$(field unit::$middle stderr)" "*words of a panic*" "with its words"
vice crash "failed or crashed or error" "a nil dereference in the middle"
vice goroutine "failed or crashed or error" "a panic of a goroutine in the middle"
vice killed crashed "death by a signal in the middle"
middle=TestParallelVice
# Go hands a parallel test's turn on before it prints the result, and while its parallel subtests wait: the
# panic may come before. Such a test is an error that names the culprit.
forgive() {
	FACTS=$facts WHY="no result: its process ended while unit::$middle ran" awk 'BEGIN {
		FS = "\t"
		while ((getline <ENVIRON["FACTS"]) > 0)
			if ($2 == "message" && $3 == ENVIRON["WHY"]) forgiven[$1]
		FS = " "
	} FNR == NR { own[$1] = $2; next } $1 in forgiven && $2 == "error" { $2 = own[$1] } { print }' "$own" -
}
vice "parallel panic" "failed or crashed or error" "a panic of a parallel test"
forgive() {
	cat
}
middle=TestMiddle
vice hang timeout "a hang in the middle" --timeout=8s --grace=1s
vice exit0 "failed or error" "an os.Exit(0) in the middle"
vice _exit0 error "an exit of 0 in the middle that Go does not see"
vice glue passed "words without a newline before the result"
export FORGED='--- FAIL: TestAfter (0.00s)
--- PASS: TestMiddleTwo (0.00s)
--- SKIP: TestBefore (0.00s)
    --- FAIL: TestMiddle/sub (0.00s)
PASS'
vice forge passed "forged results of others"
export FORGED='--- PASS: TestMiddle (0.00s)'
lies
unset FORGED
export VICE="runs nothing"
cases unit
is "$(outcomes | sed 's/.* //' | sort | uniq -c | sed 's/^ *//')" "$(wc -l <"$own" | tr -d ' ') error" "where nothing runs, nothing passes"
sound "nothing runs"
unset VICE
unlisted "list exits 3" failed

echo 'package none' >"$base/src/unit_test.go"
builds Go go test -vet=off -c -o none "$base/src/unit_test.go"
empty none

go_program unit "$lots"
lots_of TestMany_
go_program unit 256
wraps TestMany_
finish
