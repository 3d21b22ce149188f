#!/usr/bin/perl
use Test::More;
is_deeply({ a => [1, 2] }, { a => [1, 3] }, "the table");
done_testing;
