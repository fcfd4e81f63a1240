/** Reads sidecars: XMP, and the JSON of Google Takeout. Runs in child processes only, because the content of the files is not trusted. */

import { readFile } from 'node:fs/promises';
import type { ScannedFile } from '../files/file-stamp.ts';
import { rawPath } from '../files/raw-path.ts';
import { overridden, type PhotoMetadata } from './photo-metadata.ts';
import { readXmp } from './read-metadata.ts';
import { isXmpName, sidecarStamps } from './sidecar-names.ts';
import { MAX_TAKEOUT_BYTES, readTakeout } from './takeout.ts';

/** The metadata from a photo's sidecars, and which files it was read from. */
export interface Sidecar extends PhotoMetadata {
  /** See `TakeoutMetadata`. For a photo without any other date. */
  readonly fallbackTakenAt: string | null;
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
  const [first, ...others] = await Promise.all(files.map(readSidecar));
  if (first === undefined) return undefined;
  const fallbackTakenAt = [first, ...others].find((each) => each.fallbackTakenAt !== null)?.fallbackTakenAt ?? null;
  return { ...others.reduce<PhotoMetadata>(overridden, first), fallbackTakenAt, stamps: sidecarStamps(files) };
}

async function readSidecar({ path, size }: ScannedFile): Promise<Omit<Sidecar, 'stamps'>> {
  const isXmp = isXmpName(path);
  const bytes = size > (isXmp ? MAX_BYTES : MAX_TAKEOUT_BYTES) ? Buffer.alloc(0) : await readOrEmpty(path);
  return isXmp ? { ...readXmp(bytes), fallbackTakenAt: null } : readTakeout(bytes);
}

async function readOrEmpty(path: string): Promise<Buffer> {
  try {
    return await readFile(rawPath(path));
  } catch {
    return Buffer.alloc(0);
  }
}
