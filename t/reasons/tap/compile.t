#!/usr/bin/perl
use Test::More;
use No::Such::Module;
ok(1);
