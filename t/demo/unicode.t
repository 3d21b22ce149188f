#!/usr/bin/perl
# unicode.t: a TAP test in perl. Most use Test::More; this one does without, to run anywhere.
use strict;
use warnings;

my ($dir) = $0 =~ m{(.*)/};
my $file = ($ENV{TMPDIR} || '/tmp') . '/text';
my $n = 0;

sub is_count {
	my ($text, $wanted, $what) = @_;
	open my $f, '>', $file or die "$file: $!";
	print $f $text;
	close $f;
	my $got = `sh $dir/wordcount.sh $file`;
	print $got == $wanted ? '' : 'not ', 'ok ', ++$n, " - $what\n";
}

print "1..2\n";
is_count("na\xc3\xafve caf\xc3\xa9\n", 2, 'accents are letters');
is_count("\xe6\x97\xa5\xe6\x9c\xac \xe8\xaa\x9e\n", 2, 'so are others');
