import { describe, expect, it } from 'vitest';
import { isOnNetwork, mountType } from '../../../src/library/files/mounts.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

const MOUNTS = String.raw`/dev/sda1 / ext4 rw 0 0
nas:/photos /mnt/nas nfs4 rw 0 0
/dev/sdb1 /mnt/nas/local\040disk xfs rw 0 0
//win/share /mnt/nashville cifs rw 0 0
tmpfs /mnt/twice tmpfs rw 0 0
host: /mnt/twice fuse.sshfs rw 0 0
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

  it('reports a folder of this machine as not on the network', async () => {
    expect(await isOnNetwork(temporaryFolder())).toBe(false);
  });
});
