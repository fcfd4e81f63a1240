/** Catalogs that a former version of picsift made with its built-in model. */

import { join } from 'node:path';
import { BUILT_IN_MODEL, loadManifest } from '../../../src/model/store/manifest.ts';
import { inCatalog } from './catalog-file.ts';

const [FORMER] = loadManifest(BUILT_IN_MODEL).replaces!;

/**
 * Let a catalog say that its active model is a former version of the built-in one, whose files are gone.
 * @param fingerprint of that version; by default one that this version replaces.
 */
export function rewriteAsFormerBuiltIn(dataDir: string, fingerprint = FORMER!): void {
  const change = `UPDATE model SET name = ?, fingerprint = ?, folder = '/gone/models/pocket', stamps = '' WHERE active = 1`;
  const file = join(dataDir, 'catalog.sqlite');
  inCatalog(file, (catalog) => catalog.prepare(change).run(BUILT_IN_MODEL, fingerprint), { readonly: false });
}
