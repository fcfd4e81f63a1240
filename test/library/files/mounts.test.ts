import { describe, expect, it } from 'vitest';
import { aliasesIn, isOnNetwork, mountType } from '../../../src/library/files/mounts.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

const MOUNTS = String.raw`/dev/sda1 / ext4 rw 0 0
nas:/photos /mnt/nas nfs4 rw 0 0
/dev/sdb1 /mnt/nas/local\040disk xfs rw 0 0
//win/share /mnt/nashville cifs rw 0 0
tmpfs /mnt/twice tmpfs rw 0 0
host: /mnt/twice fuse.sshfs rw 0 0
`;

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
  ])('%s lies on %s', (folder, type) => {
    expect(mountType(MOUNTS, folder)).toBe(type);
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

  it('reports a folder of this machine as not on the network', async () => {
    expect(await isOnNetwork(temporaryFolder())).toBe(false);
  });
});
