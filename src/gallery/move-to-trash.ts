/** Moves photos to the system's trash. Deletes nothing. */

import { lstat } from 'node:fs/promises';
import { messageOf, PicsiftError, systemCode } from '../base/errors.ts';
import { openInside } from '../library/files/folder-paths.ts';
import { rawPath } from '../library/files/raw-path.ts';

interface TrashedPhoto {
  readonly path: string;
  /** As it was indexed, in bytes. */
  readonly size: number;
}

/**
 * Move one photo to the trash of its system, or of its drive.
 * @param folders it must still be in one of them, and of the same size: another file at its place stays.
 * @returns why it was not moved; undefined: it was.
 */
export async function moveToTrash(
  { path, size }: TrashedPhoto,
  folders: readonly string[],
): Promise<string | undefined> {
  try {
    const file = await openInside(folders, path);
    const found = await file.stat().finally(() => file.close());
    if (found.size !== size) return 'it was changed after it was indexed';
    // Loaded here because few processes need it.
    const { default: trash } = await import('trash');
    await trash([path], { glob: false });
    return (await isGone(path)) ? undefined : 'the system did not move it';
  } catch (error) {
    return error instanceof PicsiftError ? 'it is gone, or was replaced after it was indexed' : messageOf(error);
  }
}

async function isGone(path: string): Promise<boolean> {
  return lstat(rawPath(path)).then(
    () => false,
    (error: unknown) => systemCode(error) === 'ENOENT',
  );
}
