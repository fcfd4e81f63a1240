/** The orders in which photos are listed. Pure. */

import { PicsiftError } from '../../base/errors.ts';
import { foldedLetters } from '../../base/fold.ts';
import type { PhotoTable } from '../../derived/photo-table.ts';

/**
 * `taken`, `added` (to the index): the newest first; `size` (of the file): the largest first; `name` (of the file): A
 * first; `fit`: the best first, only for a search with a query.
 */
export const SORTS = ['taken', 'added', 'name', 'size', 'fit'] as const;
export type Sort = (typeof SORTS)[number];

export interface OrderRequest {
  readonly sort: Exclude<Sort, 'fit'>;
  /** The opposite order. Photos without a date stay the last. */
  readonly reverse: boolean;
}

interface ListRequest {
  readonly sort?: Sort | undefined;
  readonly reverse?: boolean | undefined;
  readonly fit?: unknown;
}

/**
 * Return the order of a list without a query.
 * @throws PicsiftError `bad-query` if photos must fit what is not there.
 */
export function listOrder({ sort = 'taken', reverse = false, fit }: ListRequest): OrderRequest {
  if (sort !== 'fit' && fit === undefined) return { sort, reverse };
  throw new PicsiftError('bad-query', 'Nothing is described that photos could fit. Describe the photo in words.');
}

/** What decides the place of a photo in an order. Photos with equal values follow the order in which they were added. */
export type SortKey = number | string;

/** A row of the photo table, and its key. */
export interface Keyed {
  readonly row: number;
  readonly key: SortKey;
}

/** Longer names are equal when they begin with this many characters. Keys are part of cursors. */
const MAX_KEY = 60;
/** Numbers in names compare by value up to this many digits. */
const DIGITS = 10;

/** Return the key of a file's name: without case and accents, and with numbers by their value, so that 2 is before 10. */
export function nameKey(name: string): string {
  return foldedLetters(name)
    .replace(/\d+/g, (digits) => digits.padStart(DIGITS, '0'))
    .slice(0, MAX_KEY);
}

/** Make a function from a row of the table to its key. @param nameKeyOf returns the key of the file's name. */
export function keyReader(
  { columns }: PhotoTable,
  sort: OrderRequest['sort'],
  nameKeyOf: (row: number) => string,
): (row: number) => SortKey {
  const { takenOn, takenSecond, size } = columns;
  switch (sort) {
    case 'taken':
      // A day has fewer seconds than that. 0: not known.
      return (row) => takenOn[row]! * 100_000 + (takenOn[row] === 0 ? 0 : takenSecond[row]!);
    case 'added':
      // The rows are in this order. An id would tell a caller how many photos there are in all folders.
      return () => 0;
    case 'size':
      return (row) => size[row]!;
    case 'name':
      return nameKeyOf;
  }
}

/** Make a function that compares keys: negative when the first one is listed before. */
function keyComparer(order: OrderRequest): (a: SortKey, b: SortKey) => number {
  const aheadIfLess = largestFirst(order) ? 1 : -1;
  return (a, b) => {
    if (a === b) return 0;
    if (order.sort === 'taken' && (a === 0 || b === 0)) return a === 0 ? 1 : -1;
    return a < b ? aheadIfLess : -aheadIfLess;
  };
}

/** Make a function that compares photos: negative when the first one is listed before. It is 0 for the same photo only. */
export function photoComparer(order: OrderRequest): (a: Keyed, b: Keyed) => number {
  const compareKeys = keyComparer(order);
  const isLargestFirst = largestFirst(order);
  return (a, b) => compareKeys(a.key, b.key) || (isLargestFirst ? b.row - a.row : a.row - b.row);
}

function largestFirst({ sort, reverse }: OrderRequest): boolean {
  return (sort !== 'name') !== reverse;
}
