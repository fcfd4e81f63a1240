/** Catalogs as version 0.1.0 made them. */

import { renameSync } from 'node:fs';
import Database from 'better-sqlite3';
import { FIRST_VERSION } from '../../../src/catalog/schema/first-version.ts';

const TABLES = ['model', 'root', 'content', 'photo', 'vector', 'failure'];

/** Rewrite a closed catalog with the schema and the metadata version of 0.1.0. Its rows keep their ids. */
export function rewriteAsFirstVersion(file: string): void {
  const draft = `${file}-draft`;
  const old = new Database(draft);
  for (const step of FIRST_VERSION) old.exec(step);
  old.pragma(`user_version = ${FIRST_VERSION.length}`);
  old.prepare('ATTACH ? AS present').run(file);
  for (const table of TABLES) {
    const names = old.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[];
    const columns = names.join(', ');
    old.exec(`INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM present.${table}`);
  }
  old.exec('UPDATE content SET metadata_version = 1');
  old.close();
  renameSync(draft, file);
}
