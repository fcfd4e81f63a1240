/** Which bytes the photos had when they were indexed. */

import { IMPORTED } from './imported.ts';
import type { Catalog } from './open.ts';
import type { FileStat } from './photos.ts';

export interface IndexedFile extends Pick<FileStat, 'path' | 'size' | 'mtimeNs'> {
  readonly sha256: Uint8Array;
}

/** Read this many at a time: an open statement would keep the log from being emptied, and all at once take much memory. */
const PAGE = 500;

/** Return all present photos that were read, by path, and their number. */
export function filesAsIndexed(catalog: Catalog): { readonly total: number; readonly files: Iterable<IndexedFile> } {
  const read = `FROM photo JOIN content ON content.id = content_id WHERE state = 'present' AND NOT ${IMPORTED}`;
  const total = catalog.prepare(`SELECT count(*) ${read}`).pluck().get() as number;
  const page = catalog
    .prepare<[string, number], [string, bigint, bigint, Buffer]>(
      `SELECT path, size, mtime_ns, sha256 ${read} AND path > ? ORDER BY path LIMIT ?`,
    )
    .safeIntegers()
    .raw();
  function* files(): Generator<IndexedFile> {
    for (let rows = page.all('', PAGE); rows.length > 0; rows = page.all(rows.at(-1)![0], PAGE)) {
      for (const [path, size, mtimeNs, sha256] of rows) yield { path, size: Number(size), mtimeNs, sha256 };
    }
  }
  return { total, files: files() };
}

/** Make the next run read these photos again, and all others of the same content. */
export function forgetBytes(catalog: Catalog, paths: readonly string[]): void {
  const forget = catalog.prepare(
    'UPDATE content SET metadata_version = 0 WHERE id = (SELECT content_id FROM photo WHERE path = ?)',
  );
  for (const path of paths) forget.run(path);
}
