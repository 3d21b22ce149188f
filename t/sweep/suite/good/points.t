#!/bin/sh
printf . >>"$SWEEP_COUNT/points.t"
echo "1..3"
echo "ok 1 - one"
echo "ok 2 - two # SKIP not here"
echo "# a remark"
echo "ok 3 - three"
