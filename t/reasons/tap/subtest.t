#!/usr/bin/perl
use Test::More;
subtest tcp => sub { plan tests => 1; is(1, 2, "inner port"); };
done_testing;
