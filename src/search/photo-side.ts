/** The part of a search that depends on the photos: their table, and the scope of the search. */

import { LRUCache } from 'lru-cache';
import { photosWithName, spelledNames } from '../catalog/metadata/name-lists.ts';
import { photosTitled } from '../catalog/metadata/words.ts';
import type { Catalog } from '../catalog/open.ts';
import { type TextMatches, textMatches } from '../catalog/text/text-matches.ts';
import { textRevision } from '../catalog/text/texts.ts';
import { countUnread } from '../catalog/text/unread.ts';
import type { PhotoTable } from '../derived/photo-table.ts';
import { photoTableFile, readPhotoTable } from '../derived/photo-table-file.ts';
import type { ScanOptions } from '../library/files/scan-filter.ts';
import { type FilterRequest, isFiltered } from './filters/filter-table.ts';
import { type Findable, findableIn } from './filters/findable.ts';
import { parseFilters } from './filters/parse-filters.ts';
import { rowFilter } from './filters/row-filter.ts';
import { type Scope, type ScopeRequest, scopeOf } from './filters/scope.ts';

export interface PhotoSide {
  /** Return the table, up to date with the catalog. */
  table(): PhotoTable;
  /** Find out what may be found in these folders now. */
  findable(folders: readonly string[]): Findable;
  /** Compute the scope. @throws PicsiftError `bad-query` for invalid filters, and for names that are not in scope. */
  scope(table: PhotoTable, request: ScopeRequest, filters?: FilterRequest): Scope;
}

/** A door searches the same few scopes again and again. Each takes one byte for each photo. */
const KEPT_SCOPES = 8;

/** Create the photo side. @param derivedDir folder of files that are made from the catalog to save time. */
export function createPhotoSide(catalog: Catalog, derivedDir: string, scan: ScanOptions): PhotoSide {
  let photos: PhotoTable | undefined;
  /** Scopes of the current table: a scope is a mask of its rows. */
  const scopes = new LRUCache<string, Scope>({ max: KEPT_SCOPES });

  return {
    table() {
      const former = photos;
      photos = (former ?? readPhotoTable(catalog, photoTableFile(derivedDir))).refresh(catalog);
      if (photos !== former) scopes.clear();
      return photos;
    },
    findable: (folders) => findableIn(catalog, folders, scan),
    scope(table, request, filters) {
      const findable = this.findable(request.folders);
      const texts = filters?.text === undefined ? '' : textRevision(catalog);
      const key = `${table.version} ${scopeKey(request, filters)} ${findable.key} ${texts}`;
      const known = scopes.get(key);
      if (known !== undefined) return known;
      const { includeHidden } = scan;
      const passes =
        filters !== undefined && isFiltered(filters)
          ? filterOf(table, filters, this.scope(table, request), request)
          : undefined;
      const scope = scopeOf(table, request, { findable, includeHidden }, passes);
      scopes.set(key, scope);
      return scope;
    },
  };

  /** Resolves names in the scope without filters: names outside it are unknown. */
  function filterOf(
    table: PhotoTable,
    filters: FilterRequest,
    { mask }: Scope,
    { coarsePlaces }: ScopeRequest,
  ): (row: number) => boolean {
    let known: ReadonlySet<number> | undefined;
    const contents = () => {
      known ??= contentsIn(table, mask);
      return known;
    };
    const inScope = (ids: readonly number[]) => ids.filter((id) => mask[table.rowOf(id)] === 1);
    return rowFilter(parseFilters(filters), {
      table,
      mask,
      coarsePlaces,
      spelled: (list) => spelledNames(catalog, list),
      photosWith: (list, names) => inScope(photosWithName(catalog, list, names)),
      titled: (word) => inScope(photosTitled(catalog, word)),
      saying: (words) => matchesAmong(contents(), textMatches(catalog, words)),
      unread: () => countUnread(catalog, contents()),
    });
  }
}

/** Return the contents of the photos in a mask. */
function contentsIn({ columns, count }: PhotoTable, mask: Uint8Array): ReadonlySet<number> {
  const contents = new Set<number>();
  for (let row = 0; row < count; row++) if (mask[row] === 1) contents.add(columns.content[row]!);
  return contents;
}

function matchesAmong(contents: ReadonlySet<number>, { whole, part, near }: TextMatches): TextMatches {
  const [some, others, similar] = [whole, part, near].map((ids) => ids.filter((id) => contents.has(id)));
  return { whole: some!, part: others!, near: similar! };
}

/** Compute a key that identifies a scope, independent of the photos in it now. */
export function scopeKey(
  { folders, within, includeOffline, coarsePlaces }: ScopeRequest,
  filters?: FilterRequest,
): string {
  return JSON.stringify([folders, within, includeOffline, coarsePlaces, filters]);
}
