/** Reads XMP sidecars. Child process only, as everything that strangers wrote. */

import { readFile } from 'node:fs/promises';
import type { ScannedFile } from '../files/file-stamp.ts';
import { rawPath } from '../files/raw-path.ts';
import { overridden, type PhotoMetadata } from './photo-metadata.ts';
import { readXmp } from './read-metadata.ts';
import { sidecarStamps } from './sidecar-names.ts';

/** What the sidecars of a photo say, and which ones they were. */
export interface Sidecar extends PhotoMetadata {
  /** See `sidecarStamps`. */
  readonly stamps: string;
}

/** A sidecar with a long editing history has some hundred kilobytes. Bytes. */
const MAX_BYTES = 16 * 1024 * 1024;

/** @returns undefined where there are none. One that cannot be read says nothing. */
export async function readSidecars(files: readonly ScannedFile[]): Promise<Sidecar | undefined> {
  const parts = await Promise.all(
    files.map(async ({ path, size }) => readXmp(size > MAX_BYTES ? Buffer.alloc(0) : await readIfThere(path))),
  );
  const [first, ...others] = parts;
  return first && { ...others.reduce(overridden, first), stamps: sidecarStamps(files) };
}

async function readIfThere(path: string): Promise<Buffer> {
  try {
    return await readFile(rawPath(path));
  } catch {
    return Buffer.alloc(0);
  }
}
