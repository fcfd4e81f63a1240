/** Brings the schema of a catalog up to date. */

import type Database from 'better-sqlite3';
import { PicsiftError } from '../../base/errors.ts';
import { FIRST_VERSION } from './first-version.ts';
import { LATER_STEPS } from './later-steps.ts';

const STEPS = [...FIRST_VERSION, ...LATER_STEPS];

/** @internal */
export const SCHEMA_VERSION = STEPS.length;

/**
 * Bring the schema up to date, in one immediate transaction, so that only one process migrates.
 * @throws PicsiftError `catalog-newer` when a newer picsift has made the catalog.
 */
export function migrate(catalog: Database.Database, file: string): void {
  const version = () => catalog.pragma('user_version', { simple: true }) as number;
  if (version() > SCHEMA_VERSION) {
    const text = `The catalog ${file} was made by a newer picsift. Update picsift, or choose another data folder with PICSIFT_DATA_DIR.`;
    throw new PicsiftError('catalog-newer', text);
  }
  if (version() === SCHEMA_VERSION) return;
  catalog
    .transaction(() => {
      for (const step of STEPS.slice(version())) catalog.exec(step);
      catalog.pragma(`user_version = ${SCHEMA_VERSION}`);
    })
    .immediate();
}
