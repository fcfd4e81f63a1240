/** Finds folders by the names that others were shown: those have escapes, and other programs compose accents anew. */

import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { safeText } from '../base/safe-text.ts';
import { realPath } from '../library/files/folder-paths.ts';
import { pathFromBytes, rawPath } from '../library/files/raw-path.ts';

/**
 * Return the real path of a folder below another one.
 * @param subpath as it was shown, or as it is on the disk.
 * @throws Error if there is none.
 */
export async function folderAsShown(root: string, subpath: string): Promise<string> {
  let folder = root;
  for (const name of subpath.split(sep === '\\' ? /[\\/]/ : '/')) {
    folder = await realPath(join(folder, name)).catch(async () => join(folder, await nameAsShown(folder, name)));
  }
  return realPath(folder);
}

/** The name of an entry that is shown like this; if it is shown of several, the name itself. */
async function nameAsShown(folder: string, shown: string): Promise<string> {
  const entries = await readdir(rawPath(folder), { encoding: 'buffer' });
  const names = entries.map(pathFromBytes);
  for (const form of [safeText, comparable]) {
    const alike = names.filter((name) => form(name) === form(shown));
    if (alike.length === 1) return alike[0]!;
  }
  return shown;
}

function comparable(name: string): string {
  return safeText(name.normalize()).toLowerCase();
}
