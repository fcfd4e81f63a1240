/** What a button does: run a search, show another page of it, or share its photos. */

import type { SentPicture } from '../../../src/engine/api.ts';
import type { FilterRequest } from '../../../src/search/filters/filter-table.ts';

export interface PhotoSearch {
  /** Text in the query language, a picture that was sent, or the id of a photo. Undefined: all photos, newest first. */
  readonly query?: string | SentPicture | { readonly photoId: string } | undefined;
  /** Folder name as the person wrote it. */
  readonly folder?: string | undefined;
  readonly filters?: FilterRequest | undefined;
  readonly limit: number;
  /** Where the pages before this one ended. */
  readonly pages: readonly PageEnd[];
}

export interface PageEnd {
  readonly cursor: string;
  /** Number of photos up to this point. */
  readonly count: number;
}

export type Press =
  /** Another page of the same search; it replaces this page. */
  | { readonly kind: 'page'; readonly search: PhotoSearch; readonly isPublic: boolean }
  /** A new search. */
  | { readonly kind: 'search'; readonly search: PhotoSearch }
  | { readonly kind: 'share'; readonly search: PhotoSearch; readonly photoIds: readonly string[] };
