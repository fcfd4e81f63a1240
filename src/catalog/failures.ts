/** Files that could not be read, with the reason. They are tried again when they change, or the decoders do. */

import type { Catalog } from './open.ts';
import type { FileStat } from './photos.ts';

export interface Failure extends FileStat {
  readonly code: string;
  readonly message: string;
  /** Version of the decoders that failed. */
  readonly decoderVersion: number;
}

export function failures(catalog: Catalog): Failure[] {
  const rows = catalog
    .prepare('SELECT path, size, mtime_ns, status, code, message, decoder_version FROM failure ORDER BY path')
    .safeIntegers()
    .raw()
    .all() as [string, bigint, bigint, string | null, string, string, bigint][];
  return rows.map(([path, size, mtimeNs, status, code, message, version]) => ({
    path,
    size: Number(size),
    mtimeNs,
    status,
    code,
    message,
    decoderVersion: Number(version),
  }));
}

export function recordFailure(catalog: Catalog, failure: Failure): void {
  catalog
    .prepare(
      `INSERT OR REPLACE INTO failure (path, size, mtime_ns, status, code, message, decoder_version)
       VALUES (@path, @size, @mtimeNs, @status, @code, @message, @decoderVersion)`,
    )
    .run(failure);
}

export function forgetFailure(catalog: Catalog, path: string): void {
  catalog.prepare('DELETE FROM failure WHERE path = ?').run(path);
}
