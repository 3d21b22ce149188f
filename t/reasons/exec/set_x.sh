#!/bin/sh
set -ex
true
[ 8 = 80 ]
