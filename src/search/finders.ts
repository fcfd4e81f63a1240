/** Makes the finders of clues: what the words of a query may say about the photos in scope, besides what they show. */

import type { Catalog } from '../catalog/open.ts';
import type { PhotoTable } from '../derived/photo-table.ts';
import { PHOTO_KINDS } from '../library/kinds/kind-words.ts';
import { knownPeople, rowsShowing } from './evidence/people-rows.ts';
import { findDates } from './query/dates/find-dates.ts';
import type { Hemisphere } from './query/dates/times.ts';
import { findKinds } from './query/kinds.ts';
import type { Finder } from './query/sentence/clues.ts';
import { overlapsAny } from './query/span.ts';
import type { Meaning } from './query/vocabulary/meaning.ts';
import { peopleFinder, peopleIndex } from './query/vocabulary/people.ts';
import { type FoundPlace, findMisspelledPlaces, findPlaces } from './query/vocabulary/places.ts';
import { findUnvisitedPlaces } from './query/vocabulary/unvisited-places.ts';
import type { SearchRequest } from './search-request.ts';

/** What the finders search. */
export interface Findable {
  readonly table: PhotoTable;
  /** A byte for each row of the table: 1 where the photo is in scope. */
  readonly mask: Uint8Array;
  readonly request: Pick<SearchRequest, 'coarsePlaces' | 'hidden'>;
  readonly today: Date;
  readonly hemisphere: Hemisphere;
}

/**
 * Make the finders. Those that allow for typing errors come last: they leave alone what the others have found.
 */
export function findersOf(findable: Findable, people: Finder<Meaning>): Finder<Meaning>[] {
  return [dateFinder(findable), placeFinder(findable), kindFinder(findable), people, misspelledPlaceFinder(findable)];
}

function dateFinder({ today, hemisphere }: Findable): Finder<Meaning> {
  const day = (today.getFullYear() * 100 + today.getMonth() + 1) * 100 + today.getDate();
  return (text) =>
    findDates(text, { today: day, hemisphere }).map(({ start, end, when, label, isSure }) => ({
      ...{ start, end, isSure },
      meaning: { kind: 'date', label, when },
    }));
}

function placeFinder(findable: Findable): Finder<Meaning> {
  return (_, tokens) => {
    const visited = findPlaces(tokens, searchedPlaces(findable));
    const unvisited = findUnvisitedPlaces(tokens, visited).map(({ label, ...span }) => ({
      ...{ ...span, isSure: true },
      meaning: { kind: 'place', label, rows: () => [] } as const,
    }));
    return [...visited.map((found) => placeClue(found, findable)), ...unvisited];
  };
}

function misspelledPlaceFinder(findable: Findable): Finder<Meaning> {
  return (_, tokens, known) =>
    tokens
      .filter((token) => !overlapsAny(token, known))
      .flatMap((token) => findMisspelledPlaces(token, searchedPlaces(findable)))
      .map((found) => placeClue(found, findable));
}

function searchedPlaces({ table, mask, request }: Findable) {
  return { table, mask, coarsePlaces: request.coarsePlaces };
}

function placeClue({ place, ...found }: FoundPlace, { table, mask }: Findable) {
  return {
    ...found,
    meaning: { kind: 'place', label: place.label, rows: () => rowsOf(table, mask, place.has) } as const,
  };
}

function kindFinder({ table, mask }: Findable): Finder<Meaning> {
  const { kind } = table.columns;
  return (text) =>
    findKinds(text).map(({ kinds, ...found }) => {
      const numbers = new Set(kinds.map((each) => PHOTO_KINDS.indexOf(each)));
      const rows = () => rowsOf(table, mask, (row) => numbers.has(kind[row]!));
      return { ...found, meaning: { kind: 'kind', label: kinds.join(' or '), rows } };
    });
}

function rowsOf({ count }: PhotoTable, mask: Uint8Array, isMeant: (row: number) => boolean): number[] {
  const rows: number[] = [];
  for (let row = 0; row < count; row++) if (mask[row] === 1 && isMeant(row)) rows.push(row);
  return rows;
}

/** Make the finder of people that photos in scope show. The caller may have to know none. */
export function peopleOf(catalog: Catalog, { table, mask, request }: Findable): Finder<Meaning> {
  const people = request.hidden?.includes('people') ? peopleIndex([]) : knownPeople(catalog, table);
  const isShown = (name: string) => rowsShowing(catalog, table, name).some((row) => mask[row] === 1);
  return peopleFinder(people, (names) => names.some(isShown));
}
