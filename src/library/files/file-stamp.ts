/** What the file system says about a file: path, size and times. Enough to see whether it has changed. */

import { lstat } from 'node:fs/promises';
import { rawPath } from './raw-path.ts';

export interface FileStamp {
  readonly path: string;
  readonly size: number;
  /** Nanoseconds since 1970. */
  readonly mtimeNs: bigint;
  /** Of a photo: its XMP sidecars, the more specific one last. Absent: none. */
  readonly sidecars?: readonly ScannedFile[];
}

export interface ScannedFile extends FileStamp {
  /** `st_dev` of the folder it is in. A file's own may be another one's, on overlays. */
  readonly device: number;
}

/** The stamps of one file now, or undefined where it is gone. */
export async function stampOf(path: string): Promise<FileStamp | undefined> {
  try {
    const { size, mtimeNs } = await lstat(rawPath(path), { bigint: true });
    return { path, size: Number(size), mtimeNs };
  } catch {
    return undefined;
  }
}
