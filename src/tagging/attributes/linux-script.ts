/**
 * A Perl program that gives a file the extended attributes and flags of another one on Linux, and reads them back.
 * Node.js has no functions for them, setfattr and setfacl are often not installed, and `cp` neither takes over every
 * attribute nor says what it left out. Perl is there wherever ExifTool runs. An access control list is an extended
 * attribute too.
 *
 * It reads requests, a line each: `check FILE` or `copy LIKE FILE`, paths in hexadecimal. It answers each with a line:
 * `ok`, or `no` with the reason.
 *
 * System calls and flags: xattr(7), syscall(2), ioctl_iflags(2), and asm/unistd.h of both architectures.
 */
export const LINUX_SCRIPT = String.raw`
use strict;
use Config;
$| = 1;

my %numbers = (x86_64 => [189, 192, 195, 198], aarch64 => [6, 9, 12, 15]);
my ($set, $get, $list, $remove) = @{$numbers{($Config{archname} =~ /^(\w+?)-/)[0]} || []};
my ($GETFLAGS, $SETFLAGS) = (0x80086601, 0x40086602);
my ($ENODATA, $ENOSYS, $ENOTSUP) = (61, 38, 95);
# Immutable, append-only, and sealed by fs-verity.
my %fixed = (0x10 => 'immutable (chattr +i)', 0x20 => 'append-only (chattr +a)', 0x100000 => 'sealed by fs-verity');
# s, u, S, d, A and j of lsattr.
my $KEPT = 0x40CB;
# c, m, t and C of lsattr: how the bytes are stored. Some file systems set them for empty files only.
my $STORAGE = 0x808404;

sub attributes {
  my ($file) = @_;
  my $none = '';
  my $size = syscall($list, $file, $none, 0);
  return {} if $size == 0 or $size < 0 and ($! == $ENOTSUP or $! == $ENOSYS);
  die "its extended attributes cannot be read ($!)\n" if $size < 0;
  my $names = "\0" x $size;
  $size = syscall($list, $file, $names, $size);
  die "its extended attributes cannot be read ($!)\n" if $size < 0;
  my %values;
  for my $name (split /\0/, substr($names, 0, $size)) {
    # The kernel computes these from the content.
    next if $name =~ /^security\.(ima|evm)$/;
    my $length = syscall($get, $file, $name, $none, 0);
    my $value = "\0" x ($length + 1);
    $length = syscall($get, $file, $name, $value, $length) if $length > 0;
    if ($length >= 0) { $values{$name} = substr($value, 0, $length) }
    elsif ($! != $ENODATA) { die title($name) . " cannot be read ($!)\n" }
  }
  return \%values;
}

sub title {
  my ($name) = @_;
  return 'its access control list' if $name =~ /^system\..*acl/;
  $name =~ s/[^!-~]/?/g;
  return "its extended attribute $name";
}

sub flags {
  my ($file) = @_;
  open(my $handle, '<', $file) or die "it cannot be opened ($!)\n";
  my $buffer = pack('x16');
  ioctl($handle, $GETFLAGS, $buffer) or return (0, $handle);
  return (unpack('L', $buffer), $handle);
}

sub check {
  my ($file) = @_;
  my ($flags) = flags($file);
  for (keys %fixed) { die "it is marked as $fixed{$_}\n" if $flags & $_ }
}

sub copy {
  my ($like, $file) = @_;
  my ($wanted, $own) = (attributes($like), attributes($file));
  # A default access control list of the folder gives each new file one.
  for my $name (grep { !exists $wanted->{$_} } keys %$own) { syscall($remove, $file, $name) }
  for my $name (keys %$wanted) {
    my $value = $wanted->{$name};
    next if exists $own->{$name} and $own->{$name} eq $value;
    syscall($set, $file, $name, $value, length $value, 0) == 0 or die title($name) . " cannot be kept ($!)\n";
  }
  $own = attributes($file);
  for my $name (keys %$wanted) {
    die title($name) . " cannot be kept\n" if !exists $own->{$name} or $own->{$name} ne $wanted->{$name};
  }
  for my $name (grep { !exists $wanted->{$_} } keys %$own) {
    die "its folder gives it an access control list\n" if $name =~ /^system\..*acl/;
  }
  copyFlags($like, $file);
}

sub copyFlags {
  my ($wanted) = flags($_[0]);
  my ($own, $handle) = flags($_[1]);
  return if (($own ^ $wanted) & ($KEPT | $STORAGE)) == 0;
  for my $mask ($KEPT | $STORAGE, $KEPT) {
    last if ioctl($handle, $SETFLAGS, my $buffer = pack('L x12', $own & ~$mask | $wanted & $mask));
  }
  ($own) = flags($_[1]);
  die "its flags (lsattr) cannot be kept\n" if ($own ^ $wanted) & $KEPT;
}

while (my $line = <STDIN>) {
  my ($verb, @files) = split ' ', $line;
  @files = map { pack 'H*', $_ } @files;
  eval {
    die "picsift cannot read extended attributes on this processor\n" if !defined $set;
    $verb eq 'check' ? check(@files) : copy(@files);
  };
  print $@ eq '' ? "ok\n" : "no $@";
}
`;
