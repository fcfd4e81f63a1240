/** The argument `folder` of tools, and the folders that it names. */

import { z } from 'zod';
import { foldersNamed, type Grant, reachable } from '../../src/access/grants.ts';
import type { Library } from '../library.ts';
import { noSuchFolder, requireFolders } from './notes.ts';

const MAX_CHARACTERS = 1_000;

export const folderField = () =>
  z
    .string()
    .max(MAX_CHARACTERS)
    .optional()
    .describe('Only below this folder: a label, or a path below one, such as Pictures/2019.')
    .meta({ examples: ['Pictures/2019'] });

interface Scope {
  readonly grants: readonly Grant[];
  /** All folders that may be searched, and the part of them that is meant. */
  readonly folders: readonly string[];
  readonly within: readonly string[];
}

/**
 * Find the folders that a call is about.
 * @param folder as the assistant names it; undefined: all.
 * @throws PicsiftError `bad-usage` if there is no such folder, or none can be reached.
 */
export async function scopeOfCall(folder: string | undefined, library: Library): Promise<Scope> {
  const grants = await library.grants();
  requireFolders(grants);
  const folders = reachable(grants);
  const within = folder === undefined ? folders : await foldersNamed(folder, grants, library.scan);
  if (within.length === 0) throw noSuchFolder(grants);
  return { grants, folders, within };
}
