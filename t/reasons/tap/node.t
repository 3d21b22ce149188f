#!/bin/sh
printf 'TAP version 13\nnot ok 1 - has a port\n  ---\n  duration_ms: 1.2\n  failureType: '"'testCodeFailure'"'\n  error: '"'8 == 80'"'\n  code: '"'ERR_ASSERTION'"'\n  stack: |-\n    Test.run (/x/net.test.js:5:3)\n  ...\n1..1\n'
