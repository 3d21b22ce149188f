#!/bin/sh
echo "FAIL: the table is empty" >&2
echo >&2
echo "   " >&2
exit 1
