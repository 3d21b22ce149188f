#!/usr/bin/perl
use Test::More tests => 1;
ok(0);
