/**
 * What the system says about mounts: on which file system a folder is, whether the system reports changes on it, and where
 * else a folder is mounted.
 */

import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isInside } from './folder-paths.ts';
import { pathFromBytes } from './raw-path.ts';

export interface Mount {
  /** The folder on which the file system is mounted. */
  readonly point: string;
  readonly type: string;
  /** The line of the table: it tells one mount from another on the same point. */
  readonly line: string;
}

/**
 * File systems that only this machine changes, through this mount, so that the kernel reports every change. The others
 * (of networks, virtual machines, containers, and programs through FUSE) can be changed from elsewhere without an event
 * here. Type names as in proc_mounts(5). `fuseblk` and the types after it are drives of this machine.
 */
const LOCAL_TYPES = new Set(
  (
    'ext2 ext3 ext4 xfs btrfs zfs bcachefs f2fs jfs reiserfs nilfs2 minix ubifs jffs2 overlay aufs tmpfs ramfs rootfs ' +
    'vfat msdos exfat ntfs ntfs3 hfs hfsplus apfs iso9660 udf squashfs erofs ecryptfs ' +
    'fuseblk fuse.ntfs-3g fuse.exfat fuse.exfat-fuse fuse.fuse-overlayfs'
  ).split(' '),
);

/** List all mounts. Works on Linux; none elsewhere. */
export async function readMounts(): Promise<Mount[]> {
  // Each byte becomes a character, because a name may not be valid UTF-8.
  return parseMounts(await readFile('/proc/self/mounts', 'latin1').catch(() => ''));
}

/**
 * @param table in the format of /proc/self/mounts, a character for each byte.
 * @internal
 */
export function parseMounts(table: string): Mount[] {
  return table.split('\n').flatMap((line) => {
    const [, escaped, type] = line.split(' ');
    if (escaped === undefined || type === undefined) return [];
    return { point: unescaped(escaped), type, line };
  });
}

/** Find the mount that contains the folder. */
export function mountOf(mounts: readonly Mount[], folder: string): Mount | undefined {
  let nearest: Mount | undefined;
  for (const mount of mounts) {
    // The later of two mounts on one point hides the earlier one.
    const isNearer = mount.point.length >= (nearest?.point.length ?? 0);
    if (isNearer && isInside(mount.point, folder)) nearest = mount;
  }
  return nearest;
}

/** Return the visible mounts below the folder, by their points. */
export function mountsBelow(mounts: readonly Mount[], folder: string): Map<string, Mount> {
  const below = mounts.filter(({ point }) => point !== folder && isInside(folder, point));
  return new Map(below.map((mount) => [mount.point, mount]));
}

/** Decide whether a folder on this mount must be scanned at intervals, because some changes cause no events. */
export function isShared(mount: Mount | undefined): boolean {
  return mount !== undefined && !LOCAL_TYPES.has(mount.type);
}

/** Read a path: space, tab, newline and backslash are written in octal. @param field a character for each byte. */
function unescaped(field: string): string {
  const bytes = field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
  return pathFromBytes(Buffer.from(bytes, 'latin1'));
}

/**
 * Find the other paths of folders: a bind mount shows a folder, or a part of it, in a second place. Works on Linux; none
 * elsewhere.
 * @param folders real paths.
 */
export function mountAliases(folders: readonly string[]): string[] {
  if (folders.length === 0) return [];
  try {
    const mounts = readFileSync('/proc/self/mountinfo', 'latin1');
    return folders.flatMap((folder) => aliasesIn(mounts, folder));
  } catch {
    return [];
  }
}

/**
 * Find the other paths of a folder.
 * @param mounts a table in the format of /proc/self/mountinfo, a character for each byte: see proc_pid_mountinfo(5).
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
