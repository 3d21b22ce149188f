#!/usr/bin/perl
use Test::More;
ok(1, "connects");
BAIL_OUT("no database");
