/** Tests rows of the photo table against the filters. The test runs for a million rows. */

import type { TextColumn } from '../../derived/columns.ts';
import { ORIENTATION, type PhotoTable } from '../../derived/photo-table.ts';
import { PHOTO_KINDS } from '../../library/kinds/kind-words.ts';
import { type FilterName, mapFilters } from './filter-table.ts';
import { circleOf, insideOf } from './geo-circle.ts';
import {
  contentsSaying,
  type KnownNames,
  type NameTerms,
  namesCalled,
  photosTitled,
  photosWithAll,
} from './known-names.ts';
import type { ParsedFilters } from './parse-filters.ts';

/** The photos in scope. Names in filters are resolved here. */
export interface Searched extends KnownNames {
  readonly table: PhotoTable;
  /** A byte for each row: 1 where the photo is in scope before the filters. */
  readonly mask: Uint8Array;
  /** See `ScopeRequest`. Without it, a series of circles would reveal a place to the metre. */
  readonly coarsePlaces?: boolean | undefined;
}

type RowTest = (row: number) => boolean;

/** About 11 km from north to south. */
const COARSE_DEGREES = 0.1;

/** Each test is made once for a search. An unknown name throws PicsiftError `bad-query`. */
const TESTS: {
  readonly [Name in FilterName]: (wanted: NonNullable<ParsedFilters[Name]>, searched: Searched) => RowTest;
} = {
  taken({ from, to }, { table }) {
    const { takenOn } = table.columns;
    return (row) => takenOn[row]! >= from && takenOn[row]! < to;
  },
  after({ from }, { table }) {
    const { takenOn } = table.columns;
    return (row) => takenOn[row]! >= from;
  },
  before({ from }, { table }) {
    const { takenOn } = table.columns;
    // 0: the date is not known.
    return (row) => takenOn[row]! < from && takenOn[row] !== 0;
  },
  camera: (words, searched) => isCalled('camera', words, searched, ['was taken with', 'Cameras']),
  lens: (words, searched) => isCalled('lens', words, searched, ['was taken with', 'Lenses']),
  type: (endings, { table }) => hasText(table, 'extension', endings),
  kind(wanted, { table }) {
    const { kind } = table.columns;
    const fits = PHOTO_KINDS.map((each) => wanted.has(each));
    return (row) => fits[kind[row]!]!;
  },
  orientation(wanted, { table }) {
    const { orientation } = table.columns;
    const number = ORIENTATION[wanted];
    return (row) => orientation[row] === number;
  },
  rating(stars, { table }) {
    const { rating } = table.columns;
    return (row) => rating[row]! >= stars;
  },
  keyword: (keywords, searched) => isAmong(photosWithAll('keyword', keywords, searched), searched),
  person: (names, searched) => isAmong(photosWithAll('person', names, searched), searched),
  title: (words, searched) => isAmong(photosTitled(words, searched), searched),
  text(words, searched) {
    const contents = contentsSaying(words, searched);
    const { content } = searched.table.columns;
    return (row) => contents.has(content[row]!);
  },
  label: (words, searched) => isCalled('label', words, searched, ['has the label', 'Labels']),
  near(near, { table, coarsePlaces = false }) {
    const { latitude, longitude } = table.columns;
    const isInside = insideOf(circleOf(near));
    // NaN, where the place is not known, is in no circle.
    const known = (degrees: number) => (coarsePlaces ? Math.round(degrees / COARSE_DEGREES) * COARSE_DEGREES : degrees);
    return (row) => isInside(known(latitude[row]!), known(longitude[row]!));
  },
};

/**
 * Make one test from all filters.
 * @returns a test for rows of the table in its current state.
 * @throws PicsiftError `bad-query` with suggestions for a name that no photo in scope has.
 */
export function rowFilter(filters: ParsedFilters, searched: Searched): RowTest {
  const tests = Object.values(
    // TypeScript cannot infer that the value belongs to this filter.
    mapFilters((name) => (filters[name] === undefined ? undefined : TESTS[name](filters[name] as never, searched))),
  ).filter((test) => test !== undefined);
  return (row) => tests.every((fits) => fits(row));
}

function isAmong(photos: ReadonlySet<number>, { table }: Searched): RowTest {
  const { id } = table.columns;
  return (row) => photos.has(id[row]!);
}

function isCalled(column: TextColumn, words: string, { table, mask }: Searched, terms: NameTerms): RowTest {
  const known = table.textsIn(column, mask).map(({ name }) => name);
  return hasText(table, column, namesCalled(words, known, terms));
}

function hasText({ columns, dictionaries }: PhotoTable, column: TextColumn, wanted: ReadonlySet<string>): RowTest {
  const numbers = columns[column];
  const fits = dictionaries[column].all.map((text) => wanted.has(text));
  return (row) => fits[numbers[row]!]!;
}
