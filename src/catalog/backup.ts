/** A copy of the catalog that is whole, whatever is being written meanwhile. */

import { closeSync, openSync, rmSync } from 'node:fs';
import { PicsiftError, systemCode } from '../base/errors.ts';
import { type Catalog, catalogError } from './open.ts';

/**
 * Write the catalog, as it is at this moment, to a new file that is readable by its owner alone.
 * @throws PicsiftError `bad-usage` where there is a file already; `disk-full`, `catalog-readonly`.
 */
export function exportCatalog(catalog: Catalog, file: string): void {
  try {
    // Made here and now, so that no file is ever overwritten: SQLite takes an empty one.
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (systemCode(error) === 'EEXIST') {
      throw new PicsiftError('bad-usage', `${file} is there already. Move it aside, or choose another name.`);
    }
    const text = `picsift cannot write ${file} (${systemCode(error)}). Choose a folder that is there and writable.`;
    throw new PicsiftError('bad-usage', text, { cause: error });
  }
  try {
    // One read transaction: a page-by-page backup would start anew with every batch that is stored meanwhile.
    catalog.prepare('VACUUM INTO ?').run(file);
  } catch (error) {
    rmSync(file, { force: true });
    throw catalogError(error, file);
  }
}
