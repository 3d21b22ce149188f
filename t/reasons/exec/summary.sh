#!/bin/sh
echo "test one ... ok"
echo "test two ... FAIL"
echo "ERROR: two: expected 3, got 4"
echo "--------"
echo "1 of 2 tests failed"
exit 1
