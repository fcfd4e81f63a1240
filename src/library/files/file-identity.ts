/** Tells whether two paths are one file: hard links, a folder and its bind mount, one folder reached by two mounts. */

import { lstat } from 'node:fs/promises';
import { rawPath } from './raw-path.ts';

export interface FileIdentity {
  /** Equal for paths of one file, as long as the file does not change. */
  readonly id: string;
  /** Number of the file's hard links, in all folders of its disk. */
  readonly links: number;
}

/** Ask the disk which file this is; undefined if it is gone. */
export async function fileIdentity(path: string): Promise<FileIdentity | undefined> {
  try {
    const { dev, ino, size, mtimeNs, nlink } = await lstat(rawPath(path), { bigint: true });
    // Some network drives give several files the same number: size and time must be equal too.
    return { id: [dev, ino, size, mtimeNs].join(':'), links: Number(nlink) };
  } catch {
    return undefined;
  }
}
