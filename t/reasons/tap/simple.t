#!/usr/bin/perl
use Test::More tests => 2;
ok(1, "connects");
ok(0, "has a port");
