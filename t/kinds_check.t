#!/bin/sh
# Check: the real one, against its XML report.
. t/lib.sh
. "$root/t/kinds/common.sh"
has pkg-config
pkg-config --exists check || skip_all "Check is not installed"
builds Check ${CC:-cc} -O0 -w -o unit "$kinds/check.c" -I"$kinds" $(pkg-config --cflags --libs check)
before=vices:before middle=vices:middle

# said_by_check: "test case:function outcome" of its XML
said_by_check() {
	rm -f "$RAN"
	CK_XML_LOG_FILE_NAME=$base/check.xml ./unit >/dev/null 2>&1
	perl -ne '
		$is = $1 if /<test result="(\w+)"/; $id = $1 if /<id>(.*)<\/id>/; $t = $1 if /<description>(.*)<\/description>/;
		print "$t:$id ", $is eq "success" ? "passed" : "failed", "\n" if /<\/test>/' "$base/check.xml"
}

said_by_check >"$base/said"
owns <"$base/said"
is "$(wc -l <"$own" | tr -d ' ')" 20 "Check reports on every case"
whole failed "all cases"

# each test has a process of its own here: Check tells itself
whole_vice crash failed failed "a crash in the middle"
whole_vice abort failed failed "an abort in the middle"
whole_vice exit0 failed passed "an exit of 0 in the middle, which Check takes for a pass"
export FORGED='not ok 1 - forged
ok 2 - forged
1..99'
whole_vice lie failed failed "forged results"
unset FORGED
whole_vice hang timeout none "a hang in the middle" --timeout=3s --grace=1s
export VICE="kill program"
run -j1 unit
is "$(outcomes)" "unit crashed" "the death of the program itself"
sound "death of the program"
export CK_RUN_SUITE=none CK_RUN_CASE=none CK_INCLUDE_TAGS=none CK_FORK=no CK_TAP_LOG_FILE_NAME=$base/x.tap CK_VERBOSITY=silent
unset VICE
whole failed "variables of the caller that steer the framework"
unset CK_RUN_SUITE CK_RUN_CASE CK_INCLUDE_TAGS CK_FORK CK_TAP_LOG_FILE_NAME CK_VERBOSITY

lots_whole many:each
wraps_whole many:each
finish
