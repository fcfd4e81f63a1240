/** Files that could not be read, with the reason. They are tried again only when they change. */

import type { Catalog } from './open.ts';
import type { FileStat } from './photos.ts';

export interface Failure extends FileStat {
  readonly code: string;
  readonly message: string;
}

export function failures(catalog: Catalog): Failure[] {
  const rows = catalog
    .prepare('SELECT path, size, mtime_ns, code, message FROM failure ORDER BY path')
    .safeIntegers()
    .raw()
    .all() as [string, bigint, bigint, string, string][];
  return rows.map(([path, size, mtimeNs, code, message]) => ({ path, size: Number(size), mtimeNs, code, message }));
}

export function recordFailure(catalog: Catalog, failure: Failure): void {
  catalog
    .prepare(
      `INSERT OR REPLACE INTO failure (path, size, mtime_ns, code, message)
       VALUES (@path, @size, @mtimeNs, @code, @message)`,
    )
    .run(failure);
}

export function forgetFailure(catalog: Catalog, path: string): void {
  catalog.prepare('DELETE FROM failure WHERE path = ?').run(path);
}
