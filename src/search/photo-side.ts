/** What a search needs of the photos: their table, and which of them it may find. */

import { LRUCache } from 'lru-cache';
import { photosWithKeyword, spelledKeywords } from '../catalog/keywords.ts';
import type { Catalog } from '../catalog/open.ts';
import type { PhotoTable } from '../derived/photo-table.ts';
import { photoTableFile, readPhotoTable } from '../derived/photo-table-file.ts';
import type { ScanOptions } from '../library/files/scan.ts';
import { type FilterRequest, isFiltered } from './filters/filter-table.ts';
import { parseFilters } from './filters/parse-filters.ts';
import { rowFilter } from './filters/row-filter.ts';
import { type Scope, type ScopeRequest, scopeOf } from './filters/scope.ts';

export interface PhotoSide {
  /** As the catalog is now. */
  table(): PhotoTable;
  /** @throws PicsiftError `bad-query` for filters that make no sense, or name what is not in scope. */
  scope(table: PhotoTable, request: ScopeRequest, filters?: FilterRequest): Scope;
}

/** A door's searches look at the same few scopes again and again. Each takes a byte a photo. */
const KEPT_SCOPES = 8;

/** @param derivedDir holds what is made from the catalog for speed. */
export function createPhotoSide(catalog: Catalog, derivedDir: string, scan: ScanOptions): PhotoSide {
  let photos: PhotoTable | undefined;
  /** Of this table: a scope is a mask of its rows. */
  const scopes = new LRUCache<string, Scope>({ max: KEPT_SCOPES });

  return {
    table() {
      const former = photos;
      photos = (former ?? readPhotoTable(catalog, photoTableFile(derivedDir))).refresh(catalog);
      if (photos !== former) scopes.clear();
      return photos;
    },
    scope(table, request, filters) {
      const key = `${table.version} ${scopeKey(request, filters)}`;
      const known = scopes.get(key);
      if (known !== undefined) return known;
      const scope =
        filters !== undefined && isFiltered(filters)
          ? scopeOf(table, request, scan, filterOf(table, filters, this.scope(table, request), request))
          : scopeOf(table, request, scan);
      scopes.set(key, scope);
      return scope;
    },
  };

  /** @param whole the scope without filters: names outside of it are unknown. */
  function filterOf(
    table: PhotoTable,
    filters: FilterRequest,
    { mask }: Scope,
    { folders, within = folders, coarsePlaces }: ScopeRequest,
  ): (row: number) => boolean {
    return rowFilter(parseFilters(filters), {
      table,
      mask,
      coarsePlaces,
      spelledKeywords: () => spelledKeywords(catalog),
      photosWith: (keywords) =>
        photosWithKeyword(catalog, keywords, within).filter((id) => mask[table.rowOf(id)] === 1),
    });
  }
}

/** Tells scopes apart, whatever photos are in them now. */
export function scopeKey(
  { folders, within, includeOffline, coarsePlaces }: ScopeRequest,
  filters?: FilterRequest,
): string {
  return JSON.stringify([folders, within, includeOffline, coarsePlaces, filters]);
}
