import { describe, expect, it } from 'vitest';
import {
  aliasesIn,
  isShared,
  mountOf,
  mountsBelow,
  parseMounts,
  readMounts,
} from '../../../src/library/files/mounts.ts';
import { pathFromBytes } from '../../../src/library/files/raw-path.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

const MOUNTS = parseMounts(String.raw`/dev/sda1 / ext4 rw 0 0
nas:/photos /mnt/nas nfs4 rw 0 0
/dev/sdb1 /mnt/nas/local\040disk xfs rw 0 0
//win/share /mnt/nashville cifs rw 0 0
tmpfs /mnt/twice tmpfs rw 0 0
host: /mnt/twice fuse.sshfs rw 0 0
/dev/sdc1 /mnt/two\012lines vfat rw 0 0
/dev/sdd1 /mnt/old${'\xe4'} vfat rw 0 0
`);

const BINDS = String.raw`1 0 8:1 / / rw - ext4 /dev/sda1 rw
2 1 8:1 /home/ada/Pictures /photos rw - ext4 /dev/sda1 rw
3 1 8:1 /home/ada/Pictures/Private /mnt/two\040words rw - ext4 /dev/sda1 rw
4 1 8:2 / /media/disk rw - xfs /dev/sdb1 rw
5 1 0:40 /@photos /btrfs rw - btrfs /dev/sdc1 rw
6 1 0:40 / /all rw - btrfs /dev/sdc1 rw
`;

describe('mounts', () => {
  it.each([
    ['/home/ada/Pictures', 'ext4'],
    ['/mnt/nas', 'nfs4'],
    ['/mnt/nas/2019', 'nfs4'],
    ['/mnt/nas/local disk/2020', 'xfs'],
    ['/mnt/nashville/a', 'cifs'],
    ['/mnt/twice/a', 'fuse.sshfs'],
    ['/mnt/two\nlines', 'vfat'],
    [pathFromBytes(Buffer.from('/mnt/old\xe4/a', 'latin1')), 'vfat'],
  ])('%s lies on %s', (folder, type) => {
    expect(mountOf(MOUNTS, folder)?.type).toBe(type);
  });

  it.each([
    ['/home/ada/Pictures/Private', ['/photos/Private', '/mnt/two words']],
    ['/photos/Private', ['/home/ada/Pictures/Private', '/mnt/two words']],
    ['/mnt/two words/trip', ['/home/ada/Pictures/Private/trip', '/photos/Private/trip']],
    // Parts of it are mounted there.
    ['/home/ada', ['/photos', '/mnt/two words']],
    ['/home/ada/Pictures/Private2', ['/photos/Private2']],
    ['/media/disk/Private', []],
    ['/btrfs/Private', ['/all/@photos/Private']],
  ])('%s is also at %j', (folder, aliases) => {
    expect(aliasesIn(BINDS, folder)).toEqual(aliases);
  });

  it('lists the visible mounts below a folder', () => {
    expect([...mountsBelow(MOUNTS, '/mnt/nas').keys()]).toEqual(['/mnt/nas/local disk']);
    expect(mountsBelow(MOUNTS, '/mnt').get('/mnt/twice')).toMatchObject({ type: 'fuse.sshfs' });
  });

  it.each([
    'nfs',
    'cifs',
    '9p',
    'vboxsf',
    'vmhgfs',
    'fuse.vmhgfs-fuse',
    'prl_fs',
    'virtiofs',
    'fuse.grpcfuse',
    'fakeowner',
  ])('scans %s at intervals', (type) => expect(isShared({ point: '/', type, line: '' })).toBe(true));

  it.each(['fuse', 'fuse.bindfs', 'fuse.mergerfs', 'invented'])('scans %s at intervals, to be safe', (type) =>
    expect(isShared({ point: '/', type, line: '' })).toBe(true),
  );

  it.each(['ext4', 'btrfs', 'zfs', 'overlay', 'fuseblk', 'exfat', 'fuse.fuse-overlayfs'])('watches %s', (type) =>
    expect(isShared({ point: '/', type, line: '' })).toBe(false),
  );

  it('knows no shared folder where there is no table of mounts, and none among the folders of this machine', async () => {
    expect(isShared(undefined)).toBe(false);
    expect(isShared(mountOf(await readMounts(), temporaryFolder()))).toBe(false);
  });
});
