/** What the system says about a file without reading it: enough to detect that it may have changed. */

import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { rawPath } from './raw-path.ts';

export interface FileStamp {
  readonly path: string;
  readonly size: number;
  /** Nanoseconds since 1970, as 64 bits hold them: from 1677 to 2262. Times beyond that count as the nearest of these. */
  readonly mtimeNs: bigint;
  /**
   * Inode number and ctime: the time of the last change of anything, also of the name, the permissions or the links. No
   * program can set it back, as it can set the size and the time. Null where it says nothing: see file-status.ts.
   */
  readonly status: string | null;
  /** XMP sidecars of the photo; the more specific one is last. Absent when there are none. */
  readonly sidecars?: readonly ScannedFile[];
}

export interface ScannedFile extends FileStamp {
  /** `st_dev` of the file's folder. On overlay file systems the file itself may report another device. */
  readonly device: number;
}

/** Read the current stamp of one file; undefined if the file is gone. */
export async function stampOf(path: string): Promise<FileStamp | undefined> {
  try {
    return stampFrom(path, await lstat(rawPath(path), { bigint: true }));
  } catch {
    return undefined;
  }
}

const [FIRST_TIME, LAST_TIME] = [-(2n ** 63n), 2n ** 63n - 1n];

/**
 * Make a stamp of what the file system says. Broken clocks and copies set times that no database holds.
 * @param keepsStatus false if the file system gives unchanged files another status with every mount.
 */
export function stampFrom(path: string, { size, mtimeNs, ctimeNs, ino }: BigIntStats, keepsStatus = true): FileStamp {
  const storable = mtimeNs < FIRST_TIME ? FIRST_TIME : mtimeNs > LAST_TIME ? LAST_TIME : mtimeNs;
  return { path, size: Number(size), mtimeNs: storable, status: keepsStatus ? `${ino}:${ctimeNs}` : null };
}

/** Decide whether sizes and times are equal. Then the files are equal too, unless a program has set its time back. */
export function sameSizeAndTime(
  a: Pick<FileStamp, 'size' | 'mtimeNs'>,
  b: Pick<FileStamp, 'size' | 'mtimeNs'>,
): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs;
}

type Stamp = Pick<FileStamp, 'size' | 'mtimeNs' | 'status'>;

/** Decide whether nothing shows that the file has changed. */
export function sameStamp(a: Stamp, b: Stamp): boolean {
  return sameSizeAndTime(a, b) && (a.status === b.status || a.status === null || b.status === null);
}
