# common.pl: what the scripts of the chaos test share. Nothing of muster's is used but the binary itself.
#
#	seed_open($seed)          the seed, given or drawn, is printed; from now on `pick` and `chance` follow it
#	place_open($name)         an empty directory of our own, removed at the end with all that has our token
#	vices($dir, $n, %options) makes n test programs, each with a vice; what may become of them goes to $dir.ids
#	start(%options)           muster in the background, with the token in its environment; returns its pid
#	ended($pid, $seconds)     its wait status, or undef: it hangs
#	log_records($file)        those of a run log; log_fields takes the fields of one apart
#	alive($token)             processes that carry the token and are no zombies
#
# A token is a word in the environment of muster, and so of its slaves and their tests. Nothing that does not
# carry the token of this very run is ever signalled.
use strict;
use warnings;
use POSIX ();
use Cwd ();
use Time::HiRes qw(time);
use File::Temp ();

our ($seed, $place, $token, $here, $muster);
my $owner = $$;
my $held;
our $bad = 0;

sub cannot { print "SKIP $_[0]\n"; exit 77 }

sub nap { select(undef, undef, undef, $_[0]) }

# ---- chance: the same seed, the same choices ---------------------------------------------------
sub seed_open {
	$seed = defined $_[0] && $_[0] =~ /^[0-9]+$/ ? $_[0] : (int(time * 1000) ^ $$ * 7919) % 1000000000;
	seeded($seed);
}

# Neighbouring seeds must not make neighbouring choices.
sub seeded {
	srand(($_[0] * 2654435761 + 12345) % 4294967296);
	rand() for 1 .. 10;
}

sub chance { rand() < $_[0] }
sub pick { $_[int(rand(@_))] }
sub between { $_[0] + rand($_[1] - $_[0]) }

# pick_weighted { word => weight, .. }
sub pick_weighted {
	my ($of) = @_;
	my ($sum, $at) = (0, 0);
	$sum += $of->{$_} for keys %$of;
	my $where = rand($sum);
	for (sort keys %$of) {
		$at += $of->{$_};
		return $_ if $where < $at;
	}
	return (sort keys %$of)[0];
}

# ---- findings ----------------------------------------------------------------------------------
# violation 'sentence': said, counted
sub violation {
	$bad++;
	print "VIOLATION $_[0]\n";
}

# ---- processes ---------------------------------------------------------------------------------
sub slurp {
	my ($file, $most) = @_;
	open(my $f, '<', $file) or return '';
	binmode $f;
	my $text = '';
	1 while sysread($f, $text, 65536, length $text) && (!$most || length $text < $most);
	return $text;
}

# ---- the run log -------------------------------------------------------------------------------
# its records: [name, fields]
sub log_records {
	my ($file) = @_;
	my %name = map { /^ *([0-9]+)  ([A-Z]+) / ? ($1 => $2) : () } split /\n/, `$muster --wire`;
	my $text = slurp($file);
	my @all;
	for (my $at = 8; $at + 18 <= length $text;) {
		my ($length, $type) = unpack('N n', substr($text, $at + 12, 6));
		last if $at + 16 + $length > length $text;
		push @all, [$name{$type} // $type, substr($text, $at + 18, $length - 2)];
		$at += 16 + $length;
	}
	return @all;
}

# log_fields('sbu', $fields): a str, a byte and a u32
sub log_fields {
	my ($kinds, $fields) = @_;
	my ($at, @all) = (0);
	for (split //, $kinds) {
		my $n = $_ eq 'b' ? 1 : 4;
		my $value = unpack($_ eq 'b' ? 'C' : 'N', substr($fields, $at, $n));
		$at += $n;
		if ($_ eq 's') {
			push @all, substr($fields, $at, $value);
			$at += $value + 1;
		} else {
			push @all, $value;
		}
	}
	return @all;
}

sub has_token {
	my ($pid, $word) = @_;
	return index("\0" . slurp("/proc/$pid/environ"), "\0CHAOS=$word") >= 0;
}

# state and parent of a process
sub stat_of {
	return slurp("/proc/$_[0]/stat") =~ /^[0-9]+ \(.*\) (\S) ([0-9]+)/s ? ($1, $2) : ('', 0);
}

# Those that carry a token that starts so: zombies have no environment any more.
sub alive {
	my ($word) = @_;
	opendir(my $d, '/proc') or cannot('no /proc');
	my @pids = grep { /^[0-9]+$/ && $_ != $$ && has_token($_, $word) } readdir $d;
	return sort { $a <=> $b } grep { (stat_of($_))[0] !~ /^[ZX]?$/ } @pids;
}

sub describe {
	my ($pid) = @_;
	my ($state, $parent) = stat_of($pid);
	my $command = slurp("/proc/$pid/cmdline");
	$command =~ tr/\0\n/  /;
	return sprintf '%d (%s, parent %d) %.80s', $pid, $state, $parent, $command;
}

# slaves and tests of a master: slaves are its children that still are its own program
sub family {
	my ($master, $word) = @_;
	my $program = readlink("/proc/$master/exe") // '';
	my (@slaves, @tests);
	for my $pid (alive($word)) {
		next if $pid == $master;
		my (undef, $parent) = stat_of($pid);
		if ($parent == $master && (readlink("/proc/$pid/exe") // '') eq $program) { push @slaves, $pid }
		else { push @tests, $pid }
	}
	return (\@slaves, \@tests);
}

# Signals a process that still carries the token.
sub hit {
	my ($signal, $pid, $word) = @_;
	return $pid > 1 && has_token($pid, $word) && kill($signal, $pid);
}

# Ends all that carry the token; true: there was nothing.
sub sweep {
	my ($word) = @_;
	my $clean = 1;
	for (1 .. 50) {
		my @left = alive($word) or last;
		$clean = 0;
		hit('KILL', $_, $word) for @left;
		nap(0.01);
	}
	return $clean;
}

# ---- a place of our own ------------------------------------------------------------------------
sub place_open {
	my ($name) = @_;
	$here = Cwd::abs_path($0);
	$here =~ s{/[^/]*$}{};
	-d '/proc/self' && has_token_test() or cannot('no /proc to look for processes in');
	$held = File::Temp->newdir("$name.XXXXXX", TMPDIR => 1, CLEANUP => 0);
	$place = Cwd::abs_path("$held");
	$token = "$name." . $$ . '.' . int(time * 1000) % 10000000 . '.';
	$SIG{$_} = sub { exit 130 } for qw(INT TERM HUP);
	return $place;
}

sub has_token_test { return length slurp('/proc/self/environ') }

END {
	if ($place && $$ == $owner) {
		my $status = $?;
		sweep($token);
		if ($bad && $ENV{CHAOS_KEEP}) { print "kept: $place\n" }
		else { system('chmod', '-R', 'u+rwx', $place); system('rm', '-rf', $place) }
		$? = $status;
	}
}

# ---- muster ------------------------------------------------------------------------------------
sub muster_at {
	$muster = Cwd::abs_path($_[0] // '') // '';
	-f $muster && -x _ or cannot('usage: give the binary to test');
}

# start(args => [..], dir => where, word => token, out => file, err => file, env => {..})
sub start {
	my (%o) = @_;
	my $pid = fork // die "fork: $!";
	return $pid if $pid;
	$place = undef;			# nothing of ours is removed by this one
	$SIG{$_} = 'DEFAULT' for qw(INT QUIT HUP TERM CHLD PIPE);
	POSIX::setpgid(0, 0);
	chdir $o{dir} or POSIX::_exit(126);
	$ENV{CHAOS} = $o{word};
	$ENV{TMPDIR} = $o{tmp};
	$ENV{$_} = $o{env}{$_} for keys %{ $o{env} // {} };
	delete @ENV{ grep { /^(MUSTER_|GTEST_|HARNESS_|CHAOS_)/ } keys %ENV };
	open(STDIN, '<', '/dev/null');
	open(STDOUT, $o{mode} // '>', $o{out}) or POSIX::_exit(126);
	open(STDERR, '>', $o{err}) or POSIX::_exit(126);
	{ exec { $muster } $muster, @{ $o{args} } }
	POSIX::_exit(127);
}

sub ended {
	my ($pid, $seconds) = @_;
	my $until = time + $seconds;
	my $step = 0.001;
	for (;;) {
		return $? if waitpid($pid, POSIX::WNOHANG()) == $pid;
		return undef if time > $until;
		nap($step);
		$step = 0.01 if time > $until - $seconds + 0.2;
	}
}

sub status_words {
	my ($status) = @_;
	return !defined $status ? 'hang' : $status & 127 ? 'signal ' . ($status & 127) : 'exit ' . ($status >> 8);
}

# ---- test programs -----------------------------------------------------------------------------
# A vice: its weight, what may become of it when nobody meddles, its body. %d is 5 to 50 ms, %n a number.
our %vices = (
	passes      => [300, 'passed', "sleep %d\nexit 0"],
	passes_fast => [100, 'passed', ''],
	fails       => [80, 'failed', "sleep %d\necho because\nexit %n"],
	skips       => [40, 'skipped', "sleep %d\nexit 77"],
	errs        => [20, 'error', "sleep %d\nexit 99"],
	crashes     => [30, 'crashed', "ulimit -c 0\nsleep %d\nkill -SEGV \$\$\nwhile :; do sleep 300; done"],
	leaks       => [15, 'passed error', "sleep %d\nsleep 300 &\nexit 0"],
	leaks_a_tree => [10, 'passed error', "(sleep 300 & (sleep 300 & sleep 300) & wait) &\nexit 0"],
	leaks_quietly => [10, 'passed error', "sleep 300 >/dev/null 2>&1 &\nexit 0"],
	leaves_late => [10, 'passed', "(sleep %d) &\nexit 0"],
	chatters_on => [10, 'passed error', "(while :; do echo still here; sleep 0.02; done) &\nexit 0"],
	escapes     => [15, 'passed error', "setsid sleep 300 >/dev/null 2>&1 </dev/null &\nsleep %d\nexit 0"],
	escapes_twice => [10, 'passed error', "setsid sh -c 'setsid sleep 300 & sleep 300 & wait' &\nsleep %d\nexit 0"],
	escapes_and_fails => [5, 'failed error', "setsid sh -c 'sleep 300; sleep 300' >/dev/null 2>&1 &\nexit %n"],
	floods      => [20, 'passed', "head -c 100000 /dev/zero | tr '\\0' x\nexit 0"],
	floods_and_fails => [20, 'failed', "head -c 150000 /dev/zero | tr '\\0' y\nhead -c 90000 /dev/zero | tr '\\0' z >&2\nexit %n"],
	stops_itself => [8, 'timeout', "kill -STOP \$\$\nwhile :; do sleep 300; done"],
	ignores_term => [8, 'timeout', "trap '' TERM\nwhile :; do sleep 1; done"],
	hangs       => [8, 'timeout', 'while :; do sleep 300; done'],
	ends_on_term => [6, 'timeout', "trap 'exit 0' TERM\nwhile :; do sleep 0.05; done"],
	kills_its_slave => [4, 'lost', "kill -9 \$PPID\nwhile :; do sleep 300; done"],
	stops_its_slave => [1, 'lost failed', "kill -STOP \$PPID\nsleep %d\nexit 1"],
	closes_stdout => [30, 'passed', "exec >&- 2>&-\nsleep %d\nexit 0"],
	closes_and_fails => [20, 'failed', "exec >&- 2>&-\nsleep %d\nexit %n"],
	forks       => [40, 'passed', "for i in 1 2 3 4 5; do (sleep %d) & done\nwait\nexit 0"],
	forks_and_fails => [20, 'failed', "for i in 1 2 3; do (sleep %d; echo \$i) & done\nwait\nexit %n"],
	tap_good    => [30, 'passed', "echo 1..3\nfor i in 1 2 3; do echo \"ok \$i - point\"; sleep %d; done\nexit 0"],
	tap_fails   => [20, 'failed', "echo 1..2\necho ok 1\nsleep %d\necho not ok 2 - no\nexit 1"],
	tap_short   => [15, 'failed error', "echo 1..5\necho ok 1\nsleep %d\nexit 0"],
	tap_long    => [10, 'failed error', "echo 1..1\necho ok 1\necho ok 2\nexit 0"],
	tap_bails   => [10, 'failed error', "echo 1..3\necho ok 1\necho 'Bail out! enough'\nexit 0"],
	tap_skips   => [10, 'skipped', "echo '1..0 # SKIP not here'"],
	fills_tmpdir => [20, 'passed failed',	# failed: its mkdir was killed
		 "cd \"\$TMPDIR\" || exit 99\nmkdir -p a/b/c\nfor i in 1 2 3 4 5; do : >a/b/\$i; done\nln -s / root\nchmod 500 a/b\nexit 0"],
	hostile     => [20, 'failed', "printf 'esc \\033[31m nul \\000 ff \\377 c1 \\233 ]]> \\r\\n\"\\\\'\nexit %n"],
	no_interpreter => [5, 'error', undef],
);
# cases that run together in one process
our %case_vices = (
	passes => [60, 'passed'], fails => [10, 'failed'], crashes => [4, 'crashed'], hangs => [2, 'timeout'],
	exits => [3, 'error'], killsslave => [1, 'lost'], leaks => [3, 'passed error failed'], sleeps => [20, 'passed'],
	lies => [2, 'passed error'],		# its process ends badly behind its good result, which a failure may explain
);

# Makes n programs below $place/$name, and among them some of cases; without => [vices]. Returns a hash: id => what
# may become of it. The first line of each program counts its start.
sub vices {
	my ($name, $n, %o) = @_;
	my (%weights, %may);
	mkdir "$place/$name" or die "$place/$name: $!";
	$weights{$_} = $vices{$_}[0] for keys %vices;
	delete @weights{ @{ $o{without} // [] } };
	delete @weights{ grep { /escape/ } keys %weights } if system('command -v setsid >/dev/null 2>&1');
	if (my $factor = $o{nasty}) { $weights{$_} *= $factor for grep { !/^passes/ } keys %weights }
	my $batches = int($n * ($o{batched} // 0) / 20);
	for my $i (1 .. $n - 20 * $batches) {
		my $vice = $o{only} ? pick(@{ $o{only} }) : pick_weighted(\%weights);
		my (undef, $outcomes, $body) = @{ $vices{$vice} };
		my $id = sprintf '%s/t%04d_%s', $name, $i, $vice;
		my ($delay, $number) = (sprintf('%.3f', between(0.005, 0.050)), 1 + int(rand(70)));
		$may{$id} = $outcomes;
		open(my $f, '>', "$place/$id") or die "$place/$id: $!";
		if (defined $body) {
			$body =~ s/%d/$delay/g;
			$body =~ s/%n/$number/g;
			print $f "#!/bin/sh\necho $id >>\"\$COUNTER\"\n$body\n";
		} else {
			print $f "#!/no/such/interpreter\n";
		}
		close $f;
		chmod 0755, "$place/$id";
	}
	for my $i (1 .. $batches) {
		my $id = sprintf '%s/unit%02d', $name, $i;
		my @cases;
		my $fails = chance(0.5);		# else there is no failure to explain a bad end
		for my $k (1 .. 20) {
			my %w = map { $_ => $case_vices{$_}[0] } keys %case_vices;
			delete @w{ grep { !/^(passes|sleeps|fails|lies)$/ } keys %w } if $o{tame};
			delete $w{fails} unless $fails;
			my $vice = pick_weighted(\%w);
			push @cases, "S.${vice}_$k";
			$may{"${id}::S.${vice}_$k"} = $case_vices{$vice}[1];
		}
		open(my $f, '>', "$place/$id") or die "$place/$id: $!";
		print $f batch($id, "@cases");
		close $f;
		chmod 0755, "$place/$id";
	}
	if ($batches) {
		open(my $f, '>>', "$place/muster.conf") or die;
		print $f "[tests $name/unit*]\nkind = gtest\n";
		close $f;
	}
	return %may;
}

# A program of several cases, in the words of GoogleTest. A case says that it starts before it counts.
sub batch {
	my ($id, $cases) = @_;
	return <<"END";
#!/bin/sh
cases="$cases"
filter=
for arg; do
	case \$arg in
	--gtest_list_tests)
		echo S.
		for c in \$cases; do echo "  \${c#S.}"; done
		exit 0 ;;
	--gtest_filter=*) filter=:\${arg#--gtest_filter=}: ;;
	esac
done
failed=0 lies=0
for c in \$cases; do
	case \$filter in *:"\$c":*) ;; *) continue ;; esac
	echo "[ RUN      ] \$c"
	echo "$id\::\$c" >>"\$COUNTER"
	case \$c in
	S.fails*) failed=1; echo "[  FAILED  ] \$c (0 ms)"; continue ;;
	S.crashes*) ulimit -c 0; kill -SEGV \$\$; while :; do sleep 300; done ;;
	S.hangs*) while :; do sleep 300; done ;;
	S.exits*) exit 3 ;;
	S.killsslave*) kill -9 \$PPID; while :; do sleep 300; done ;;
	S.leaks*) sleep 300 & ;;
	S.sleeps*) sleep 0.01 ;;
	S.lies*) lies=3 ;;
	esac
	echo "[       OK ] \$c (0 ms)"
done
echo "[==========] some tests ran. (0 ms total)"
[ \$failed -ne 0 ] || exit \$lies
exit 1
END
}

# What the checker needs to know of a suite.
sub ids_write {
	my ($file, %may) = @_;
	open(my $f, '>', $file) or die "$file: $!";
	print $f "$_\t$may{$_}\n" for sort keys %may;
	close $f;
}

1;
