#!/bin/sh
printf 'TAP version 13\n1..2\nok 1 - connects\nnot ok 2 - has a port\n  ---\n  message: "the port is missing"\n  severity: fail\n  at:\n    file: net.js\n    line: 12\n  ...\n'
