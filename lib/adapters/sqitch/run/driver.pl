# Runs sqitch's commands one after the other, each in a fork of one process that has loaded sqitch,
# and asks the library to do what psql would. Descriptor 3 is a socket: lines of words with tabs in
# between; \t, \n and \\ are escaped. The library says `set NAME VALUE` and `run WORD ...`; we say
# `psql WORD ...` for each program that sqitch wants to run, and `done STATUS` as waitpid tells it.
# To psql the library answers `out TEXT` and `error TEXT` and last `exit STATUS`, or `start`: that
# program itself is wanted.
package Plumbline::Driver;
use strict;
use warnings;
use Fcntl ();
use POSIX ();

my $program = shift @ARGV;
open my $socket, '+<&=', 3 or die "descriptor 3: $!\n";
fcntl $socket, Fcntl::F_SETFD(), Fcntl::FD_CLOEXEC();
my $received = '';
my $is_over  = 0;
$SIG{INT} = sub { $is_over = 1 };    # a script that runs is to be cancelled first, by psql

sub write_all {
    my ($descriptor, $bytes) = @_;
    while (length $bytes) {
        my $count = POSIX::write($descriptor, $bytes, length $bytes);
        next if !defined $count && $! == POSIX::EINTR();
        return unless $count;
        substr $bytes, 0, $count, '';
    }
}

# A text that Perl knows the characters of goes out as exec would hand it over.
sub say_words {
    my @words = map {
        my $word = "$_";
        utf8::encode($word) if utf8::is_utf8($word);
        $word =~ s/([\\\t\n])/$1 eq "\t" ? '\t' : $1 eq "\n" ? '\n' : '\\\\'/ge;
        $word;
    } @_;
    write_all(3, join("\t", @words) . "\n");
}

sub hear_words {
    my $end;
    while (($end = index $received, "\n") < 0) {
        my $count = POSIX::read(3, my $piece, 65536);
        next if !defined $count && $! == POSIX::EINTR() && !$is_over;
        POSIX::_exit(1) unless defined $count && $count > 0;    # the library is gone
        $received .= $piece;
    }
    my $line = substr $received, 0, $end + 1, '';
    chop $line;
    my %plain = (t => "\t", n => "\n", '\\' => '\\');
    return map { s/\\([tn\\])/$plain{$1}/g; $_ } split /\t/, $line, -1;
}

# The status that it ends with, having said what it says; undef when it is to be started itself.
sub stand_in {
    my ($captured, @words) = @_;
    say_words('psql', @words);
    while (1) {
        my ($kind, $text) = hear_words();
        return if $kind eq 'start';
        return $text if $kind eq 'exit';
        if ($kind eq 'out' && $captured) {
            $$captured .= $text;
        } else {
            write_all($kind eq 'out' ? 1 : 2, $text);
        }
    }
}

# As IPC::System::Simple says it, which sqitch runs programs by.
sub check_status {
    my ($status, $name) = @_;
    $? = $status << 8;
    die sprintf qq{"%s" unexpectedly returned exit value %d\n}, $name, $status if $status;
}

sub stand_between {
    return unless defined &App::Sqitch::run && defined &App::Sqitch::capture;
    my ($run, $capture) = (\&App::Sqitch::run, \&App::Sqitch::capture);
    no warnings 'redefine';
    *App::Sqitch::run = sub {
        my ($self, @words) = @_;
        my $status = stand_in(undef, @words);
        return $run->($self, @words) unless defined $status;
        check_status($status, $words[0]);
        return $self;
    };
    *App::Sqitch::capture = sub {
        my ($self, @words) = @_;
        my $text = '';
        my $status = stand_in(\$text, @words);
        return $capture->($self, @words) unless defined $status;
        check_status($status, $words[0]);
        return wantarray ? split(/(?<=\n)/, $text) : $text;
    };
}

# What each command loads on its way, loaded once; what is not there is for sqitch to complain of.
for my $module (
    qw(App::Sqitch App::Sqitch::Target App::Sqitch::DateTime App::Sqitch::Command::deploy
    App::Sqitch::Command::revert App::Sqitch::Command::verify App::Sqitch::Engine::pg DBD::Pg
    IPC::System::Simple URI::pg Devel::StackTrace)
    )
{
    eval "require $module";
}
stand_between();

while (!$is_over) {
    my ($kind, @words) = hear_words();
    if ($kind eq 'set') {
        $ENV{ $words[0] } = $words[1];
        next;
    }
    my $child = fork;
    if (!defined $child) {
        print STDERR "no process can be made: $!\n";
        say_words('done', 255 << 8);
    } elsif ($child) {
        waitpid $child, 0;
        say_words('done', $?);
    } else {
        $SIG{INT} = 'DEFAULT';
        if (${^UNICODE} & 32) { utf8::decode($_) for @words }    # -CA
        @ARGV = @words;
        $0    = $program;
        package main;
        do $program;
        print STDERR $@ || "$program: $!\n";
        exit 255;
    }
}
