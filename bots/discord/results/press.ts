/** What a button stands for: a search to be made or shared, and where its pages end. */

import type { SentPicture } from '../../../src/engine/api.ts';
import type { FilterRequest } from '../../../src/search/filters/filter-table.ts';

export interface PhotoSearch {
  /** In the query language, a picture that was sent, or another photo. */
  readonly query: string | SentPicture | { readonly photoId: string };
  /** As the person wrote it. */
  readonly folder?: string | undefined;
  readonly filters?: FilterRequest | undefined;
  readonly limit: number;
  /** Where the pages before this one ended. */
  readonly pages: readonly PageEnd[];
}

export interface PageEnd {
  readonly cursor: string;
  /** Photos up to there. */
  readonly count: number;
}

export type Press =
  /** Another page of the same search, in the place of this one. */
  | { readonly kind: 'page'; readonly search: PhotoSearch; readonly isPublic: boolean }
  /** A new search. */
  | { readonly kind: 'search'; readonly search: PhotoSearch }
  | { readonly kind: 'share'; readonly search: PhotoSearch; readonly photoIds: readonly string[] };
