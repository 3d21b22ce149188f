#!/bin/sh
echo 1..2
echo "# got: 8"
echo "not ok 1"
echo "not ok 2 - the other"
exit 1
