/**
 * Decides where the status of files (inode number and ctime) can be compared with a stored one. Some file systems invent
 * both with every mount (FAT, many of FUSE), and of network drives it depends on the server. There an unchanged library
 * would have to be read as a whole again and again. On these only `picsift doctor --deep` finds a change that keeps size
 * and time.
 */

import { lstatSync, statfsSync } from 'node:fs';
import { homedir } from 'node:os';
import { rawPath } from './raw-path.ts';

/** File systems of Linux that store both: `f_type` of statfs(2). */
const KEEPING = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // XFS
  0x9123683e, // Btrfs
  0x2fc12fc1, // ZFS
  0xf2f52010, // F2FS
  0xca451a4e, // bcachefs
  0x3153464a, // JFS
  0x52654973, // ReiserFS
  0x7366746e, // NTFS (ntfs3)
  0x01021994, // tmpfs
  0x794c7630, // overlayfs, of containers
]);

/** @param device `st_dev` of the folder. */
export type StatusJudge = (folder: string, device: number) => boolean;

/** Create a judge for the folders of one scan. It asks the system once for each device. */
export function statusJudge(): StatusJudge {
  const known = new Map<number, boolean>();
  return (folder, device) => {
    const keeps = known.get(device) ?? keepsStatus(folder, device);
    known.set(device, keeps);
    return keeps;
  };
}

function keepsStatus(folder: string, device: number): boolean {
  try {
    // Other systems do not name the type. The drive of the home folder is a local one that stores both: APFS, NTFS.
    if (process.platform !== 'linux') return device === lstatSync(homedir()).dev;
    return KEEPING.has(statfsSync(rawPath(folder)).type >>> 0);
  } catch {
    return false;
  }
}
