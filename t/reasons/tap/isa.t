#!/usr/bin/perl
use Test::More tests => 2;
ok(1, "connects");
isa_ok([], "HASH", "the reply");
