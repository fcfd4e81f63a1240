/** Path, size and modification time of a file: enough to detect that it has changed. */

import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { rawPath } from './raw-path.ts';

export interface FileStamp {
  readonly path: string;
  readonly size: number;
  /** Nanoseconds since 1970, as 64 bits hold them: from 1677 to 2262. Times beyond that count as the nearest of these. */
  readonly mtimeNs: bigint;
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

/** Make a stamp of what the file system says. Broken clocks and copies set times that no database holds. */
export function stampFrom(path: string, { size, mtimeNs }: BigIntStats): FileStamp {
  const storable = mtimeNs < FIRST_TIME ? FIRST_TIME : mtimeNs > LAST_TIME ? LAST_TIME : mtimeNs;
  return { path, size: Number(size), mtimeNs: storable };
}
