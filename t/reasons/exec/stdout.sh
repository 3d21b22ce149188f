#!/bin/sh
echo connecting
echo "expected 4 words, got 3"
exit 1
