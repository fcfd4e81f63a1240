/** Path, size and modification time of a file: enough to detect that it has changed. */

import { lstat } from 'node:fs/promises';
import { rawPath } from './raw-path.ts';

export interface FileStamp {
  readonly path: string;
  readonly size: number;
  /** Nanoseconds since 1970. */
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
    const { size, mtimeNs } = await lstat(rawPath(path), { bigint: true });
    return { path, size: Number(size), mtimeNs };
  } catch {
    return undefined;
  }
}
