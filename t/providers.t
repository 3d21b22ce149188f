#!/bin/sh
# Providers: a test whose parameter names one goes to an appliance that holds it; attach and release hooks.
. t/lib.sh
need_perl

take fake_gtest unit
STARTED=$base/started HOOKS=$base/hooks
export STARTED HOOKS
cases() {
	FAKE_CASES=$(for p in "$@"; do for i in 1 2 3 4 5 6; do echo "P.passes_$i[$p]"; done; done)
	export FAKE_CASES
}
provider() { # NAME [LIMIT]
	printf '[provider %s]\nlimit = %s\n' "$1" "${2-9}"
	printf 'attach = echo "+ $MUSTER_APPLIANCE %s" >>"$HOOKS"\nrelease = echo "- $MUSTER_APPLIANCE %s" >>"$HOOKS"\n' "$1" "$1"
}
{ printf '[tests unit]\nkind = gtest\nisolate = yes\n'; provider vs65; provider rhv4; provider ec2; } >muster.conf
# "+ X p" without "- X p" before the next "+ X": more than one at a time
held_at_once() {
	awk '{ n[$2] += $1 == "+" ? 1 : -1; if (n[$2] > m) m = n[$2] } END { print m + 0 }' "$HOOKS"
}
left_attached() {
	awk '{ n[$2 " " $3] += $1 == "+" ? 1 : -1 } END { for (k in n) if (n[k]) print k }' "$HOOKS"
}

cases vs65 rhv4
: >"$HOOKS"
run -j2 unit
is "$(count passed)" 12 "all pass"
is "$(held_at_once)" 1 "one provider on an appliance at a time"
is "$(left_attached)" "" "what was attached is released at the end"
is "$(awk '$1 == "+" { n[$3]++ } END { for (p in n) if (n[p] > 2) print p }' "$HOOKS")" "" "no appliance attaches twice to the same one"
sound "two providers"

cases vs65 rhv4 ec2
: >"$HOOKS"
run -j1 unit
is "$(awk '$1 == "+"' "$HOOKS" | wc -l | tr -d ' ') $(held_at_once)" "3 1" "one appliance, three providers: each attached once, after a release"
is "$(left_attached)" "" "and released"
sound "one appliance"
: >"$HOOKS"
run -a one:limit=3 unit
is "$(awk '$1 == "+"' "$HOOKS" | wc -l | tr -d ' ') $(held_at_once)" "3 3" "an appliance with limit = 3 holds three at a time"
sound "limit of an appliance"

cases vs65
: >"$HOOKS"
run -j3 unit
is "$(awk '$1 == "+" { print $2 }' "$HOOKS" | sort | uniq -c | awk '{ print $1 }' | sort -u)" 1 "several appliances may hold it, each attaches once"
sound "one provider, three appliances"
{ printf '[tests unit]\nkind = gtest\nisolate = yes\n'; provider vs65 1; } >muster.conf
: >"$HOOKS"
run -j3 unit
is "$(awk '$1 == "+"' "$HOOKS" | wc -l | tr -d ' ')" 1 "limit = 1: one appliance at a time"
sound "limit of a provider"

# a hook that fails
{ printf '[tests unit]\nkind = gtest\n'; printf '[provider vs65]\nattach = [ "$MUSTER_APPLIANCE" = local1 ]\n'; } >muster.conf
run -j2 unit
is "$(count passed) $(awk -F'\t' '$2 == "appliance" { print $3 }' "$facts" | sort -u)" "6 local1" "where it cannot be attached its tests do not run"
like "$(cat "$out" "$err")" "*local0 cannot hold vs65: *" "and that is said"
sound "attach that fails on one"
{ printf '[tests unit]\nkind = gtest\n'; printf '[provider vs65]\nattach = false\n'; } >muster.conf
run -j2 unit
is "$(count notrun) $(awk -F'\t' '$2 == "message" { print $3 }' "$facts" | sort -u | head -n 1)" "6 no appliance is left that can hold vs65" "nowhere: its tests are not run, and why is said"
sound "attach that fails" 3

{ printf '[tests unit]\nkind = gtest\n'; provider vs65 0; } >muster.conf
run -j2 unit
is "$(count notrun) $(awk -F'\t' '$2 == "message" { print $3 }' "$facts" | sort -u | head -n 1)" "6 no appliance is left that can hold vs65" "limit = 0: nobody can hold it"
sound "limit = 0" 3

# names: whole words of the parameter
FAKE_CASES="P.passes_a[small-vs65] P.passes_b[vs65b] P.passes_c P.passes_d[x,vs65]"
{ printf '[tests unit]\nkind = gtest\n'; provider vs65; provider nobody; } >muster.conf
is "$("$MUSTER" --why unit unit | grep -B2 'needs the provider vs65' | grep -c '^unit')" 2 "a parameter names it as a word, not as a part of one"

# a slave that dies: its successor knows what the appliance holds
cases vs65
program z_kills 'kill -9 $PPID'
{ printf '[tests unit]\nkind = gtest\nisolate = yes\n[tests z_kills]\npriority = 0\n[tests unit*]\npriority = 9\n'; provider vs65; } >muster.conf
: >"$HOOKS"
run -j1 unit z_kills
is "$(cat "$HOOKS")" "+ local0 vs65
- local0 vs65" "what the dead slave's appliance holds is released by the next"
sound "a death" 3
finish
