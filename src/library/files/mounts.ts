/** What kind of file system a folder lies on. */

import { readFile } from 'node:fs/promises';
import { isInside } from './folder-paths.ts';

/** On these the kernel tells only of what this machine changed itself. Type names as in proc_mounts(5). */
const NETWORK_TYPES =
  /^(nfs4?|cifs|smb[23s]?(fs)?|ncpfs|afs|ceph|glusterfs|lustre|9p|davfs|fuse\.(sshfs|rclone|davfs2?|s3fs|glusterfs|ceph.*|gvfsd-fuse|smbnetfs|curlftpfs))$/;

/** True where changes can be made behind this machine's back: its folders must be polled. Linux; false elsewhere. */
export async function isOnNetwork(folder: string): Promise<boolean> {
  const mounts = await readFile('/proc/mounts', 'utf8').catch(() => '');
  return NETWORK_TYPES.test(mountType(mounts, folder) ?? '');
}

/**
 * The type of the mount that holds the folder, by a table in the format of /proc/mounts.
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
    // Of two mounts on one point the later one hides the earlier.
    if (isInside(point, folder) && point.length >= nearest.point.length) nearest = { point, type };
  }
  return nearest.type;
}
