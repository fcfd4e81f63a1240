/** What a search needs of the photos: their table, and which of them it may find. */

import { join } from 'node:path';
import type { Catalog } from '../catalog/open.ts';
import type { PhotoTable } from '../derived/photo-table.ts';
import { readPhotoTable } from '../derived/photo-table-file.ts';
import type { ScanOptions } from '../library/scan.ts';
import { LruMap } from './lru.ts';
import { type Scope, type ScopeRequest, scopeOf } from './scope.ts';

export interface PhotoSide {
  /** As the catalog is now. */
  table(): PhotoTable;
  scope(table: PhotoTable, request: ScopeRequest): Scope;
}

/** A door's searches look at the same few scopes again and again. Each takes a byte a photo. */
const KEPT_SCOPES = 8;

/** @param derivedDir holds what is made from the catalog for speed. */
export function createPhotoSide(catalog: Catalog, derivedDir: string, scan: ScanOptions): PhotoSide {
  let photos: PhotoTable | undefined;
  const scopes = new LruMap<string, Scope>(KEPT_SCOPES);

  return {
    table() {
      photos ??= readPhotoTable(catalog, join(derivedDir, 'photos.bin'));
      photos.refresh(catalog);
      return photos;
    },
    scope(table, { folders, within, includeOffline }) {
      const key = JSON.stringify([table.generation, table.version, folders, within, includeOffline]);
      const known = scopes.get(key);
      if (known !== undefined) return known;
      const scope = scopeOf(table, { folders, within, includeOffline }, scan, () => true);
      scopes.set(key, scope);
      return scope;
    },
  };
}
