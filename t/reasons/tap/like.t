#!/usr/bin/perl
use Test::More;
like("GET /", qr/PUT/, "the method");
done_testing;
