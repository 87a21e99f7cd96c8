/**
 * A program in Perl that reads and writes the extended attributes in which the service keeps what it knows of a file. Node
 * cannot do that itself, and PostgreSQL's image, in which the jobs run, has Perl (by postgresql-common) but no getfattr.
 *
 *   perl -e … get FILE …   writes a dump, without files that have none
 *   perl -e … set          reads one
 *
 * Links are not followed. It goes on after a file with which it fails, and ends with status 1 then.
 */
export const attributeProgram = String.raw`
use strict;
use Errno;
use MIME::Base64;
require 'sys/syscall.ph';
my ($mode, @files) = @ARGV;
my $failed = 0;

sub complain {
  my ($file, $reason) = @_;
  $file =~ s/([\\\n\r=])/sprintf('\\%03o', ord $1)/ge;
  print STDERR "$mode: $file: $reason\n";
  $failed = 1;
}

sub get {
  my ($file) = @_;
  my $found = '';
  for my $each ('user.supabase.content-type', 'user.supabase.cache-control') {
    my ($name, $value) = ("$each", "\0" x 65536); # what a system call gets may not be a constant
    my $length = syscall(&SYS_lgetxattr, $file, $name, $value, 65536);
    if ($length >= 0) {
      $found .= "$name=0s" . encode_base64(substr($value, 0, $length), '') . "\n";
    } elsif (!$!{ENODATA} && !$!{EOPNOTSUPP}) {
      return complain($file, "$!");
    }
  }
  return if $found eq '';
  $file =~ s/([\\\n\r=])/sprintf('\\%03o', ord $1)/ge;
  print "# file: $file\n$found\n";
}

sub set {
  my ($file, @lines) = @_;
  for my $line (@lines) {
    my ($name, $value) = split(/=/, $line, 2);
    $value = $value eq '""' ? '' : decode_base64(substr($value, 2));
    my $size = length $value;
    return complain($file, "$!") if syscall(&SYS_lsetxattr, $file, $name, $value, $size, 0) < 0;
  }
}

if ($mode eq 'get') {
  get("$_") for @files;
} else {
  local $/ = "\n\n";
  while (my $part = <STDIN>) {
    my ($first, @lines) = split(/\n/, $part);
    my $file = substr($first, length '# file: ');
    $file =~ s/\\([0-3][0-7]{2})/chr oct $1/ge;
    set($file, @lines);
  }
}
exit $failed;
`;
