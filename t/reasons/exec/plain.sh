#!/bin/sh
echo connecting
echo "socket: refused" >&2
exit 1
