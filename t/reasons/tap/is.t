#!/usr/bin/perl
use Test::More tests => 1;
is(8, 80, "the port");
