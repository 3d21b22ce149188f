#!/bin/sh
# The fault sweep in short: some of muster's calls fail, at a few places, once and from then on. What must
# hold is in t/sweep/check; all calls, errors and places: make sweep.
set -u
cd "$(dirname "$0")/.." || exit 1
dir=$(mktemp -d) || exit 1
CFLAGS="${CFLAGS--std=c11} -O0"
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM HUP
[ -d /proc/self ] || { echo "1..0 # SKIP no /proc to find processes by their environment"; exit 0; }
perl -MJSON::PP -e 1 2>/dev/null || { echo "1..0 # SKIP no perl with JSON::PP to look into the JSON lines"; exit 0; }
command -v timeout >/dev/null || { echo "1..0 # SKIP no timeout(1)"; exit 0; }

cat >"$dir/table" <<'END'
realloc    ENOMEM  1+
read       SHORT   +=!
read       EINTR   /=!
read       ECONNRESET 1
write      SHORT   +=!
write      EPIPE   1+
pipe       EMFILE  1+
fork       EAGAIN  1=
vfork      EAGAIN  1=
waitpid    EINTR   /=!
poll       EINTR   /=!
poll       EAGAIN  1=
open       EIO     1
fstatat    EIO     1
lstat      EIO     1
chmod      EPERM   1
END
BUILD=$dir TABLE=$dir/table SUITES=all KS="1 7" JOBS=4
export CFLAGS BUILD TABLE SUITES KS JOBS
sh t/sweep/run build >"$dir/built" 2>&1
case $? in
0) ;;
77) echo "1..0 # SKIP $(tail -n 1 "$dir/built")"; exit 0 ;;
*) sed 's/^/# /' "$dir/built"; echo "1..1"; echo "not ok 1 - a muster that can be made to fail is built"; exit 1 ;;
esac

# a line for each call, and indented ones for what is wrong
sh t/sweep/run >"$dir/said" 2>&1
awk '
	/^[a-z]+ +[0-9]+ faults in the master/ {
		what = $1 " fails: " $2 " times in the master, " $7 " in the lister, " $11 " in slaves"
		print ($0 ~ /: ok$/ ? "ok " : "not ok ") ++n " - " what
		next
	}
	{ print "# " $0 }
	END { print "1.." n; if (!n) exit 1 }' "$dir/said" >"$dir/tap"
status=$?
cat "$dir/tap"
[ $status -eq 0 ] && ! grep -q '^not ok' "$dir/tap"
