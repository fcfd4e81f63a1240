/** What the system says about mounts: which file system a folder is on, and where else a folder is mounted. */

import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
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
    const point = unescaped(escaped);
    // The later of two mounts on one point hides the earlier one.
    if (isInside(point, folder) && point.length >= nearest.point.length) nearest = { point, type };
  }
  return nearest.type;
}

/** Space, tab, newline and backslash are written in octal. */
function unescaped(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/**
 * Find the other paths of folders: a bind mount shows a folder, or a part of it, in a second place. Works on Linux; none
 * elsewhere.
 * @param folders real paths.
 */
export function mountAliases(folders: readonly string[]): string[] {
  if (folders.length === 0) return [];
  try {
    const mounts = readFileSync('/proc/self/mountinfo', 'utf8');
    return folders.flatMap((folder) => aliasesIn(mounts, folder));
  } catch {
    return [];
  }
}

/**
 * Find the other paths of a folder.
 * @param mounts a table in the format of /proc/self/mountinfo: see proc_pid_mountinfo(5).
 * @internal
 */
export function aliasesIn(mounts: string, folder: string): string[] {
  const all = mounts
    .split('\n')
    .map((line) => line.split(' '))
    .filter(({ length }) => length > 4)
    .map(([, , device, root, point]) => ({ device, root: unescaped(root!), point: unescaped(point!) }));
  const nearest = all
    .filter(({ point }) => isInside(point, folder))
    // The later of two mounts on one point hides the earlier one.
    .reduce<(typeof all)[number] | undefined>(
      (best, mount) => (best === undefined || mount.point.length >= best.point.length ? mount : best),
      undefined,
    );
  if (nearest === undefined) return [];
  const inner = join(nearest.root, relative(nearest.point, folder));
  return all
    .filter((mount) => mount !== nearest && mount.device === nearest.device)
    .flatMap(({ root, point }) => {
      if (isInside(root, inner)) return [join(point, relative(root, inner))];
      // A part of the folder is mounted there.
      return isInside(inner, root) ? [point] : [];
    });
}
