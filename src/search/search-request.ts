/** Request and answer of a search, the same for every door. */

import type { DescribedPhoto } from '../catalog/metadata/described-photo.ts';
import { PERSONAL_FACTS, type PersonalFact } from '../catalog/metadata/words.ts';
import type { Countable, Counts } from './browse/counts.ts';
import type { Sort } from './browse/order.ts';
import type { PlacedPhoto } from './browse/positions.ts';
import type { EvidenceKind } from './evidence/evidence.ts';
import type { Reason } from './evidence/reasons.ts';
import type { FilterRequest } from './filters/filter-table.ts';
import type { ScopeRequest } from './filters/scope.ts';
import type { Verdict } from './verdict/verdict.ts';

export { PERSONAL_FACTS };

/** A picture that a person sent, embedded. */
export interface SentPicture {
  /** The model's id in the catalog. */
  readonly modelId: number;
  readonly vector: Float32Array;
}

export interface SearchRequest extends ScopeRequest {
  /**
   * Text in the query language (see `parseQuery`), or a picture from `embedPicture`: find photos like it. Absent: all
   * photos in scope are listed.
   */
  readonly query?: string | SentPicture | undefined;
  /** Allow files and addresses of pictures in the query. Only for the person at the machine. */
  readonly allowPictures?: boolean | undefined;
  /** Id of a photo that is not found itself, because photos like it are searched. */
  readonly without?: string | undefined;
  /** Find only photos that match all of them. */
  readonly filters?: FilterRequest | undefined;
  /** Maximum number of results. */
  readonly top: number;
  /** Order of the results on a page. Default: `fit`; without a query `taken`, the newest first. */
  readonly sort?: Sort | undefined;
  /** The opposite order. */
  readonly reverse?: boolean | undefined;
  /** Leave out results that fit less well. */
  readonly fit?: Exclude<Verdict, 'weak'> | undefined;
  /** `next` of the previous page. */
  readonly cursor?: string | undefined;
  /** False: near-identical shots are separate results. */
  readonly grouped?: boolean | undefined;
  /** Take the words as they are: no dates, places or people are read in them. */
  readonly literal?: boolean | undefined;
  /** The day that "yesterday" is said on. Default: now. */
  readonly today?: Date | undefined;
  /** False: ignore names of folders, files, cameras and places, keywords, titles, descriptions and people. */
  readonly words?: boolean | undefined;
  /** Facts that the caller must not learn: words of the query find nothing in them. */
  readonly hidden?: readonly PersonalFact[] | undefined;
  /** Rank by vectors only: no prompts, no words, no groups. */
  readonly raw?: boolean | undefined;
}

export interface SearchResult extends Omit<DescribedPhoto, 'id' | 'key'> {
  /** Opaque. */
  readonly id: string;
  /** Cosine of the photo's and the query's vectors: -1 to 1. Null without a query. */
  readonly score: number | null;
  /** How well the photo fits: see verdict.ts. Null without a query, and while verdicts are not ready. */
  readonly verdict: Verdict | null;
  /** True if it has something of the query besides what it shows: the reasons say what. */
  readonly named: boolean;
  /** What it has of the query besides what it shows, in the order of the query. */
  readonly reasons: readonly Reason[];
  /** Number of near-identical shots that this result represents. */
  readonly similar: number;
}

/** What a search has understood. */
export interface UnderstoodQuery {
  /** What it looks for besides what the pictures show, in the order of the query. */
  readonly clues: readonly UnderstoodClue[];
  /** What the pictures should look like: the words that the model got. Null: only the clues count. */
  readonly looksLike: string | null;
}

interface UnderstoodClue {
  readonly kind: EvidenceKind;
  /** As in the query. */
  readonly words: string;
  /** "2018-12", "Anna", "Venice, Italy". */
  readonly label: string;
  /** False: the words may mean something else, so they count less. */
  readonly isSure: boolean;
  /** True: photos of which this is not true are meant. */
  readonly isNegated: boolean;
  /** Number of photos in scope that meet it. */
  readonly photos: number;
}

export interface SearchAnswer {
  /** The query in its canonical form. Empty for a picture, and without a query. */
  readonly query: string;
  /** Null if the query is taken literally, and for a query without words. */
  readonly understood: UnderstoodQuery | null;
  /** The model that ranked the photos. Null if nothing is indexed yet, and without a query. */
  readonly model: string | null;
  /** Number of photos that were searched. */
  readonly total: number;
  /** Number of photos left out because their files are missing now. */
  readonly leftOut: number;
  /** How well the best photos fit. Null if there are none, without a query, and while verdicts are not ready. */
  readonly verdict: Verdict | null;
  /** In the requested order; equal ranks by path. */
  readonly results: readonly SearchResult[];
  /** The `cursor` of the next page. Null: there is no further page. */
  readonly next: string | null;
}

export interface CountsRequest extends ScopeRequest {
  readonly by: Countable;
  /** Count only photos that match all of them. */
  readonly filters?: FilterRequest | undefined;
}

export interface PositionsRequest extends ScopeRequest, Pick<SearchRequest, 'filters' | 'reverse'> {
  readonly sort?: Exclude<Sort, 'fit'> | undefined;
  /** Position of the first photo. */
  readonly from: number;
  readonly count: number;
}

export interface PositionsAnswer extends Pick<SearchAnswer, 'total' | 'leftOut'> {
  /** Differs after every change of the library: then all positions may be others. */
  readonly version: number;
  readonly photos: readonly PlacedPhoto[];
}

export interface SuggestionsRequest extends ScopeRequest {
  readonly text: string;
  readonly top: number;
}

export interface CountsAnswer extends Counts, Pick<SearchAnswer, 'total' | 'leftOut'> {}
