/** What is asked of a search, and what it answers: the same for every door. */

import type { PhotoDetails } from '../catalog/photos.ts';
import type { FilterRequest } from './filters/filter-table.ts';
import type { ScopeRequest } from './filters/scope.ts';
import type { Verdict } from './verdict/verdict.ts';

/** A picture that somebody sent, as the model sees it. */
export interface SentPicture {
  /** The model's id in the catalog. */
  readonly modelId: number;
  readonly vector: Float32Array;
}

export interface SearchRequest extends ScopeRequest {
  /** In the query language: see `parseQuery`. Or a picture, from `embedPicture`: photos like that one. */
  readonly query: string | SentPicture;
  /** Files and addresses of pictures may be part of the query: for the person at the machine alone. */
  readonly allowPictures?: boolean | undefined;
  /** Only photos that fit all of them. */
  readonly filters?: FilterRequest | undefined;
  /** How many results at most. */
  readonly top: number;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
  /** False: near-identical shots are results of their own. */
  readonly grouped?: boolean | undefined;
  /** False: names of folders, files, cameras and places, and keywords, count for nothing. */
  readonly words?: boolean | undefined;
  /** The plain vector ranking: no prompts, no words, no groups. */
  readonly raw?: boolean | undefined;
}

export interface SearchResult extends Omit<PhotoDetails, 'id' | 'key'> {
  /** Opaque. */
  readonly id: string;
  /** Cosine of the photo's and the query's vectors: -1 to 1. */
  readonly score: number;
  /** How well it fits: see verdict.ts. */
  readonly verdict: Verdict;
  /** True where words of the query are in its folder, name, keywords, camera or place. */
  readonly named: boolean;
  /** How many near-identical shots are left out in its favour. */
  readonly similar: number;
}

export interface SearchAnswer {
  /** As it was understood. Empty for a picture. */
  readonly query: string;
  /** Null where nothing was indexed yet. */
  readonly model: string | null;
  /** Photos in the folders that were searched. */
  readonly total: number;
  /** Photos in the folders that were left out, since their files are not there now. */
  readonly leftOut: number;
  /** How well the best of them fit; null where there is nothing to judge. */
  readonly verdict: Verdict | null;
  /** Best first; equal ones by path. */
  readonly results: readonly SearchResult[];
  /** To be given as `cursor` for the next page; null: there is none. */
  readonly next: string | null;
}
