#!/bin/sh
# Unity: the real one where UNITY says in which folder its unity.c is, else a stand-in; against its own lines.
. t/lib.sh
. "$root/t/kinds/common.sh"
if [ -n "${UNITY-}" ]; then
	builds Unity ${CC:-cc} -O0 -w -o unit "$kinds/unity.c" -I"$kinds" -I"$UNITY" "$UNITY/unity.c"
else
	builds "a stand-in for Unity" ${CC:-cc} -O0 -w -o unit "$kinds/unity.c" -I"$kinds" -I"$kinds/unity"
	echo "# with a stand-in for Unity's code, which prints what it prints"
fi
before=test_before middle=test_middle

rm -f "$RAN"
./unit | perl -ne '/^unity\.c:\d+:(.*?):(PASS|FAIL|IGNORE)(:.*)?$/ or next;
	($n, $is) = ($1, $2);
	$n =~ s/\\/\\\\/g;
	print "$n ", { PASS => "passed", FAIL => "failed", IGNORE => "skipped" }->{$is}, "\n"' >"$base/said"
owns <"$base/said"
is "$(wc -l <"$own" | tr -d ' ') Tests" "$(./unit | grep -o '[0-9]* Tests')" "every case has its line"
whole failed "all cases"
like "$(field unit stdout)" "*Expected 1 Was 2*" "a failed case has its words"

whole_vice crash crashed none "a crash in the middle"
whole_vice abort crashed none "an abort in the middle"
whole_vice hang timeout none "a hang in the middle" --timeout=8s --grace=1s
whole_vice exit0 error none "an exit of 0 in the middle"
whole_vice _exit0 error none "an _exit of 0 in the middle"
whole_vice glue "failed or error" "passed or none" "words without a newline before the result"
export FORGED='unity.c:1:forged:PASS'
whole_vice lie "failed or error" failed "a forged result"
unset FORGED
export VICE=none
run -j1 unit
is "$(wc -l <"$list" | tr -d ' ') $(outcomes | wc -l | tr -d ' ')" "1 1" "a program without a case is not dropped"
unset VICE

# a linker that leaves out what is not used leaves the words of the end line; one of them alone is nobody's
cat >stripped.c <<'E'
#include <stdio.h>
static const char *volatile tests = " Tests ", *volatile failures = " Failures ", *volatile ignored = WORD;
int main(void)
{
	printf("u.c:1:test_a:PASS\n\n3%s1%s0%s\nOK\n", tests, failures, ignored);
	return 0;
}
E
${CC:-cc} -DWORD='" Ignored "' -o stripped stripped.c && ${CC:-cc} -DWORD='" ignored "' -o other stripped.c
run -j1 stripped other
is "$(outcomes)" "other passed
stripped error" "it is known by the words of its end line, all of them"
is "$(field stripped message)" "it counts 3 tests, and 1 result was read" "what it counts is compared with what was read"
sound "a count that is not true"

# the real one in its other forms, and its Fixture
if [ -n "${UNITY-}" ]; then
	for form in "-O2 -flto" "-Os -ffunction-sections -fdata-sections -Wl,--gc-sections -s" "-DUNITY_INCLUDE_EXEC_TIME -DUNITY_OUTPUT_COLOR" \
	    -DUNITY_OUTPUT_FOR_ECLIPSE -DUNITY_OUTPUT_FOR_IAR_WORKBENCH -DUNITY_OUTPUT_FOR_QT_CREATOR; do
		${CC:-cc} $form -w -o unit "$kinds/unity.c" -I"$kinds" -I"$UNITY" "$UNITY/unity.c"
		whole failed "all cases, built with $form"
	done
fi

lots_whole test_many_
wraps_whole test_many_
finish
