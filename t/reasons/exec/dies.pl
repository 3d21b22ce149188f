#!/usr/bin/perl
print "connecting\n";
die "refused";
