/** Reads XMP sidecars. Runs in child processes only, because the content of the files is not trusted. */

import { readFile } from 'node:fs/promises';
import type { ScannedFile } from '../files/file-stamp.ts';
import { rawPath } from '../files/raw-path.ts';
import { overridden, type PhotoMetadata } from './photo-metadata.ts';
import { readXmp } from './read-metadata.ts';
import { sidecarStamps } from './sidecar-names.ts';

/** The metadata from a photo's sidecars, and which files it was read from. */
export interface Sidecar extends PhotoMetadata {
  /** See `sidecarStamps`. */
  readonly stamps: string;
}

/** Larger sidecars are ignored. One with a long editing history has a few hundred kilobytes. Bytes. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Read the sidecars of a photo and merge them. One that cannot be read adds nothing.
 * @returns undefined when there are none.
 */
export async function readSidecars(files: readonly ScannedFile[]): Promise<Sidecar | undefined> {
  const parts = await Promise.all(
    files.map(async ({ path, size }) => readXmp(size > MAX_BYTES ? Buffer.alloc(0) : await readOrEmpty(path))),
  );
  const [first, ...others] = parts;
  return first && { ...others.reduce(overridden, first), stamps: sidecarStamps(files) };
}

async function readOrEmpty(path: string): Promise<Buffer> {
  try {
    return await readFile(rawPath(path));
  } catch {
    return Buffer.alloc(0);
  }
}
