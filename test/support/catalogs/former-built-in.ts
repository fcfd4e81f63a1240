/** Catalogs that a former version of picsift made with its built-in model. */

import { join } from 'node:path';
import Database from 'better-sqlite3';
import { BUILT_IN_MODEL, loadManifest } from '../../../src/model/store/manifest.ts';

const [FORMER] = loadManifest(BUILT_IN_MODEL).replaces!;

/**
 * Let a catalog say that its active model is a former version of the built-in one, whose files are gone.
 * @param fingerprint of that version; by default one that this version replaces.
 */
export function rewriteAsFormerBuiltIn(dataDir: string, fingerprint = FORMER!): void {
  const catalog = new Database(join(dataDir, 'catalog.sqlite'));
  catalog
    .prepare(`UPDATE model SET name = ?, fingerprint = ?, folder = '/gone/models/pocket', stamps = '' WHERE active = 1`)
    .run(BUILT_IN_MODEL, fingerprint);
  catalog.close();
}
