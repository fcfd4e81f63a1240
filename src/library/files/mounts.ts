/** Finds out whether a folder is on a network file system. */

import { readFile } from 'node:fs/promises';
import { isInside } from './folder-paths.ts';

/** On these the kernel reports only changes made by this machine. Type names as in proc_mounts(5). */
const NETWORK_TYPES =
  /^(nfs4?|cifs|smb[23s]?(fs)?|ncpfs|afs|ceph|glusterfs|lustre|9p|davfs|fuse\.(sshfs|rclone|davfs2?|s3fs|glusterfs|ceph.*|gvfsd-fuse|smbnetfs|curlftpfs))$/;

/**
 * Decide whether other machines can change a folder without an event on this one, so that it must be polled. Works on
 * Linux; false elsewhere.
 */
export async function isOnNetwork(folder: string): Promise<boolean> {
  const mounts = await readFile('/proc/mounts', 'utf8').catch(() => '');
  return NETWORK_TYPES.test(mountType(mounts, folder) ?? '');
}

/**
 * Find the type of the mount that contains the folder.
 * @param mounts a table in the format of /proc/mounts.
 * @internal
 */
export function mountType(mounts: string, folder: string): string | undefined {
  let nearest = { point: '', type: undefined as string | undefined };
  for (const line of mounts.split('\n')) {
    const [, escaped, type] = line.split(' ');
    if (escaped === undefined) continue;
    // Space, tab, newline and backslash are written in octal.
    const point = escaped.replace(/\\([0-7]{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    // The later of two mounts on one point hides the earlier one.
    if (isInside(point, folder) && point.length >= nearest.point.length) nearest = { point, type };
  }
  return nearest.type;
}
