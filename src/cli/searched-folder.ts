/** The folder that a command searches or counts in, and what it says when nothing is there. */

import type { Engine, SearchAnswer } from '../engine/api.ts';
import { isInside, presumeFolder, resolveFolder } from '../library/files/folder-paths.ts';
import { FORMAT_NAMES } from '../library/files/formats.ts';
import { type FilterRequest, isFiltered } from '../search/filters/filter-table.ts';
import { EXIT } from './exit-codes.ts';
import { report, showPath } from './output/console.ts';

interface FolderOptions {
  readonly in: string;
  readonly includeOffline?: boolean;
}

/** Resolve the folder. Accept a missing one only if it is indexed and --include-offline is given. */
export async function searchedFolder(engine: Engine, options: FolderOptions): Promise<string> {
  try {
    return await resolveFolder(options.in);
  } catch (error) {
    const path = await presumeFolder(options.in);
    const isKnown = engine.status().roots.some((root) => isInside(root.path, path));
    if (options.includeOffline && isKnown) return path;
    throw error;
  }
}

/**
 * Say why there are no photos, if there are none.
 * @param isComplete false while another picsift is indexing the folder.
 * @returns the exit code of the command.
 */
export function reportNothing(
  { total, leftOut }: Pick<SearchAnswer, 'total' | 'leftOut'>,
  folder: string,
  options: FilterRequest & { readonly indexing: boolean },
  isComplete = true,
): number {
  const where = showPath(folder, process.stderr);
  if (total === 0 && leftOut === 0) {
    if (isFiltered(options)) report(`No photo in ${where} fits the filters.`);
    else if (!isComplete) report(`No photo in ${where} is indexed yet. Run the same command again a little later.`);
    else if (options.indexing) report(`There are no photos in ${where} that picsift can read (${FORMAT_NAMES}).`);
    else report(`Nothing is indexed in ${where}. Run without --no-indexing to index it.`);
  }
  return total === 0 && !isFiltered(options) ? EXIT.nothingIndexed : EXIT.ok;
}
