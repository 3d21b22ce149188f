#!/bin/sh
# The seeds of the fuzz targets, replayed: what once broke a parser stays mended, on machines without a fuzzer too.
set -u
CC=${CC:-cc}
command -v "${CC%% *}" >/dev/null || { echo "1..0 # SKIP no compiler ($CC)"; exit 0; }
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
# not optimized: a run over a few seeds is shorter than that
case ${CFLAGS-} in *-fsanitize*) debug=-g ;; *) debug=-g0 ;; esac
CFLAGS="${CFLAGS--std=c11} -O0 $debug" sh "$(dirname "$0")/fuzz/replay" "$dir"
