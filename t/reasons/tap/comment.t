#!/bin/sh
echo 1..1
echo "not ok 1 - has a port"
echo "# expected 80"
echo "# got 8"
