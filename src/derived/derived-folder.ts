/** The folder of files that are made from the catalog, for speed. All of them may be deleted at any time. */

import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Return the folder of the derived files. @param catalogFile the catalog that they are made from. */
export function derivedFolder(catalogFile: string): string {
  return join(dirname(catalogFile), 'derived');
}

/** Delete all derived files. They contain folder names and vectors, so erasing a folder must delete them too. */
export function removeDerived(catalogFile: string): void {
  rmSync(derivedFolder(catalogFile), { recursive: true, force: true });
}
