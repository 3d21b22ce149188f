#!/usr/bin/perl
use Test::More tests => 3;
ok(1, "connects");
