/** Writes a consistent copy of the catalog, even while another process writes to it. */

import { closeSync, openSync, rmSync } from 'node:fs';
import { PicsiftError, systemCode } from '../base/errors.ts';
import { type Catalog, catalogError } from './open.ts';

/**
 * Write the current state of the catalog to a new file that only its owner can read.
 * @throws PicsiftError `bad-usage` when the file exists or cannot be created; `disk-full`, `catalog-readonly`.
 */
export function exportCatalog(catalog: Catalog, file: string): void {
  try {
    // Create the file here, so that no existing file is overwritten. SQLite accepts an empty file.
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (systemCode(error) === 'EEXIST') {
      throw new PicsiftError('bad-usage', `${file} already exists. Move it aside, or choose another name.`);
    }
    const text = `picsift cannot write ${file} (${systemCode(error)}). Choose a folder that exists and is writable.`;
    throw new PicsiftError('bad-usage', text, { cause: error });
  }
  try {
    // One read transaction. A page-by-page backup would start again after every batch that another process stores.
    catalog.prepare('VACUUM INTO ?').run(file);
  } catch (error) {
    rmSync(file, { force: true });
    throw catalogError(error, file);
  }
}
