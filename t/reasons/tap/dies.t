#!/usr/bin/perl
use Test::More tests => 2;
ok(1, "connects");
die "socket: refused\n";
