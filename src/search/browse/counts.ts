/** Counts photos by what they have in common: the month, the camera, the people in them. */

import { type Turns, takeTurns, type WorkOptions } from '../../base/turns.ts';
import type { NameList } from '../../catalog/metadata/name-lists.ts';
import type { PhotoTable } from '../../derived/photo-table.ts';
import { formatOf } from '../../library/files/formats.ts';
import { largestCityNameAt } from '../../library/places/nearest-city.ts';
import type { Scope } from '../filters/scope.ts';

export const COUNTABLE = ['year', 'month', 'folder', 'camera', 'place', 'person', 'keyword', 'type', 'rating'] as const;
export type Countable = (typeof COUNTABLE)[number];

interface NamedCount {
  /** "2019", "2019-06", a folder's real path, the name of a camera, city, person, keyword or type, "4" stars. */
  readonly name: string;
  readonly photos: number;
}

export interface Counts {
  /** Years and months: the latest first. Ratings: the highest first. Others: those with the most photos first, then by name. */
  readonly counts: readonly NamedCount[];
  /** Number of photos of which this is not known. */
  readonly unknown: number;
}

type Counted = Pick<Scope, 'mask' | 'total'>;

/**
 * Count the photos in scope.
 * @param readNames reads each name of a list with the id of each photo that has it, for all photos.
 */
export async function countsBy(
  by: Countable,
  table: PhotoTable,
  scope: Counted,
  readNames: (list: NameList) => Iterable<readonly [string, number]>,
  { signal }: WorkOptions = {},
): Promise<Counts> {
  const { mask } = scope;
  switch (by) {
    case 'year':
      return byPeriod(table, mask, (day) => `${Math.floor(day / 10_000)}`.padStart(4, '0'));
    case 'month':
      return byPeriod(table, mask, (day) => `${Math.floor(day / 100)}`.padStart(6, '0').replace(/(..)$/, '-$1'));
    case 'folder':
    case 'camera':
      return byText(by, table, scope);
    case 'place':
      return byPlace(table, mask, takeTurns(signal));
    case 'person':
    case 'keyword':
      return byName(table, mask, readNames(by));
    case 'type':
      return byType(table, scope);
    case 'rating':
      return byRating(table, mask);
  }
}

/** @param periodOf returns the name of the period of a day such as 20190601. */
function byPeriod(table: PhotoTable, mask: Uint8Array, periodOf: (day: number) => string): Counts {
  const days = new Map<number, number>();
  for (const row of rowsIn(table, mask)) {
    const day = table.columns.takenOn[row]!;
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  const unknown = days.get(0) ?? 0;
  days.delete(0);
  const periods = new Map<string, number>();
  for (const [day, photos] of days) periods.set(periodOf(day), (periods.get(periodOf(day)) ?? 0) + photos);
  return { counts: named(periods).sort((a, b) => (a.name < b.name ? 1 : -1)), unknown };
}

function byText(column: 'folder' | 'camera', table: PhotoTable, { mask, total }: Counted): Counts {
  const counts = table.textsIn(column, mask);
  return { counts: counts.toSorted(mostFirst), unknown: total - counts.reduce((sum, { photos }) => sum + photos, 0) };
}

function byType(table: PhotoTable, { mask, total }: Counted): Counts {
  const types = new Map<string, number>();
  for (const { name, photos } of table.textsIn('extension', mask)) {
    const type = formatOf(`photo${name}`);
    if (type !== undefined) types.set(type, (types.get(type) ?? 0) + photos);
  }
  const counts = named(types).sort(mostFirst);
  return { counts, unknown: total - counts.reduce((sum, { photos }) => sum + photos, 0) };
}

function byRating(table: PhotoTable, mask: Uint8Array): Counts {
  const ratings = new Map<string, number>();
  let unknown = 0;
  for (const row of rowsIn(table, mask)) {
    const rating = table.columns.rating[row]!;
    if (rating > 0) ratings.set(String(rating), (ratings.get(String(rating)) ?? 0) + 1);
    else unknown++;
  }
  return { counts: named(ratings).sort((a, b) => (a.name < b.name ? 1 : -1)), unknown };
}

/** Names of the cities at coordinates. Finding one takes longer than all other work for a photo. */
const cityNames = new Map<number, string>();

/** Find the city at coordinates, to 0.0001 degrees (11 m). Empty: there is none nearby. */
function cityAt(latitude: number, longitude: number): string {
  const key = Math.round((latitude + 90) * 1e4) * 4e6 + Math.round((longitude + 180) * 1e4);
  const known = cityNames.get(key);
  if (known !== undefined) return known;
  const name = largestCityNameAt(latitude, longitude) ?? '';
  cityNames.set(key, name);
  return name;
}

async function byPlace(table: PhotoTable, mask: Uint8Array, turns: Turns): Promise<Counts> {
  const { latitude, longitude } = table.columns;
  const counts = new Map<string, number>();
  for (const row of rowsIn(table, mask)) {
    if (turns.isOver()) await turns.next();
    // NaN: not known.
    const city = Number.isNaN(latitude[row]!) ? '' : cityAt(latitude[row]!, longitude[row]!);
    counts.set(city, (counts.get(city) ?? 0) + 1);
  }
  const unknown = counts.get('') ?? 0;
  counts.delete('');
  return { counts: named(counts).sort(mostFirst), unknown };
}

function byName(table: PhotoTable, mask: Uint8Array, names: Iterable<readonly [string, number]>): Counts {
  const known = new Uint8Array(table.count);
  const counts = new Map<string, number>();
  for (const [name, id] of names) {
    const row = table.rowOf(id);
    if (mask[row] !== 1) continue;
    known[row] = 1;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  let unknown = 0;
  for (const row of rowsIn(table, mask)) if (known[row] === 0) unknown++;
  return { counts: named(counts).sort(mostFirst), unknown };
}

function* rowsIn({ count }: PhotoTable, mask: Uint8Array): Generator<number> {
  for (let row = 0; row < count; row++) if (mask[row] === 1) yield row;
}

function mostFirst(a: NamedCount, b: NamedCount): number {
  return b.photos - a.photos || (a.name < b.name ? -1 : 1);
}

function named(counts: ReadonlyMap<string, number>): NamedCount[] {
  return Array.from(counts, ([name, photos]) => ({ name, photos }));
}
