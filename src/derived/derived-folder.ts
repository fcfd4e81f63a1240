/** Where the files are that are made from the catalog for speed. All of them can be thrown away at any time. */

import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @param catalogFile what they are made from. */
export function derivedFolder(catalogFile: string): string {
  return join(dirname(catalogFile), 'derived');
}

/** They hold names of folders, and what photos look like: whoever has something erased means that, too. */
export function removeDerived(catalogFile: string): void {
  rmSync(derivedFolder(catalogFile), { recursive: true, force: true });
}
