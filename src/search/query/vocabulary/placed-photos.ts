/**
 * Where the photos of a library were taken, in cells: a library has 200,000 photos, but they are from few places, and what
 * is true for one photo of a cell counts for all of them.
 */

import { oncePerVersion } from '../../../derived/once-per-version.ts';
import type { PhotoTable } from '../../../derived/photo-table.ts';
import { cities } from '../../../library/places/cities.ts';
import { cityIndexesAt, remoteCityAt } from '../../../library/places/nearest-city.ts';
import { writtenPlace } from '../../../library/places/written-place.ts';

export interface PlacedPhotos {
  /** The middle of each cell, in degrees; NaN if only the country and state are known. */
  readonly latitude: readonly number[];
  readonly longitude: readonly number[];
  /** The cell of each row of the table; -1 where the place is not known. */
  readonly cellOfRow: Int32Array;
  /** The cells of each degree of latitude, from the South Pole on. Cells without coordinates are in none. */
  readonly cellsOfDegree: readonly (readonly number[])[];
  /** What `factsOfCell` has found. */
  readonly facts: (CellFacts | undefined)[];
}

export interface CellFacts {
  /** Indexes of the cities at the middle of the cell, see `cityIndexesAt`. */
  readonly cities: readonly number[];
  /** Codes of its country and state: "IT" and "IT.16". */
  readonly codes: readonly string[];
}

/** About 1 km from north to south. */
const FINE_DEGREES = 0.01;
/** About 11 km: what a caller may know who must not learn where exactly a photo was taken. */
const COARSE_DEGREES = 0.1;

/** Decide whether any photo may have a place. If not, the table of names need not be read. */
export const mayHavePlaces = oncePerVersion(({ columns: { latitude }, dictionaries, count }: PhotoTable) => {
  const isKnown = (north: number) => !Number.isNaN(north);
  return dictionaries.placeName.all.some((name) => name !== '') || latitude.subarray(0, count).some(isKnown);
});

const inFineCells = oncePerVersion((table) => sortIntoCells(table, FINE_DEGREES));
const inCoarseCells = oncePerVersion((table) => sortIntoCells(table, COARSE_DEGREES));

/** Sort the photos of a table into cells. Made once for each version of the table. */
export function placedPhotos(table: PhotoTable, isCoarse: boolean): PlacedPhotos {
  return isCoarse ? inCoarseCells(table) : inFineCells(table);
}

function sortIntoCells({ columns, dictionaries, count }: PhotoTable, degrees: number): PlacedPhotos {
  const cells = new Map<number, number>();
  const [latitude, longitude]: [number[], number[]] = [[], []];
  const facts: (CellFacts | undefined)[] = [];
  const cellOfRow = new Int32Array(count).fill(-1);
  const columnsOfGlobe = Math.ceil(360 / degrees) + 1;

  function cellAt(north: number, east: number): number {
    const [line, column] = [Math.round(north / degrees), Math.round(east / degrees)];
    const key = line * columnsOfGlobe + column;
    const known = cells.get(key);
    if (known !== undefined) return known;
    longitude.push(column * degrees);
    const cell = latitude.push(line * degrees) - 1;
    cells.set(key, cell);
    return cell;
  }
  /** A photo without coordinates is in the middle of its city. If that is not known, its cell only has a country. */
  function cellNamed(name: string): number {
    const { city, codes } = name === '' ? { city: undefined, codes: [] } : writtenPlace(name);
    if (city !== undefined) return cellAt(cities().latitude[city]!, cities().longitude[city]!);
    if (codes.length === 0) return -1;
    longitude.push(Number.NaN);
    const cell = latitude.push(Number.NaN) - 1;
    facts[cell] = { cities: [], codes };
    return cell;
  }

  const cellsOfNames: number[] = [];
  // Neighbouring rows are often of the same place.
  let [lastNorth, lastEast, lastCell] = [Number.NaN, Number.NaN, -1];
  for (let row = 0; row < count; row++) {
    const [north, east] = [columns.latitude[row]!, columns.longitude[row]!];
    if (Number.isNaN(north) || Number.isNaN(east)) {
      const name = columns.placeName[row]!;
      cellsOfNames[name] ??= cellNamed(dictionaries.placeName.all[name] ?? '');
      cellOfRow[row] = cellsOfNames[name];
    } else {
      if (north !== lastNorth || east !== lastEast)
        [lastNorth, lastEast, lastCell] = [north, east, cellAt(north, east)];
      cellOfRow[row] = lastCell;
    }
  }
  return { latitude, longitude, cellOfRow, facts, cellsOfDegree: byDegree(latitude) };
}

function byDegree(latitude: readonly number[]): number[][] {
  const cells: number[][] = Array.from({ length: 181 }, () => []);
  for (const [cell, north] of latitude.entries()) cells[Math.floor(north) + 90]?.push(cell);
  return cells;
}

/** List the cells between two latitudes, and some more. */
export function* cellsBetween({ cellsOfDegree }: PlacedPhotos, south: number, north: number): Generator<number> {
  for (let degree = Math.floor(south); degree <= north; degree++) yield* cellsOfDegree[degree + 90] ?? [];
}

const counts = new WeakMap<Uint8Array, { readonly placed: PlacedPhotos; readonly photos: Uint32Array }>();

/** Count the photos of each cell in a mask of rows. Kept for as long as the mask, which does not change. */
export function photosInCells(placed: PlacedPhotos, mask: Uint8Array): Uint32Array {
  const known = counts.get(mask);
  if (known?.placed === placed) return known.photos;
  const photos = new Uint32Array(placed.latitude.length);
  for (let row = 0; row < mask.length; row++) {
    const cell = placed.cellOfRow[row]!;
    if (cell !== -1 && mask[row] === 1) photos[cell]!++;
  }
  counts.set(mask, { placed, photos });
  return photos;
}

/** Kept when the table changes, because finding them takes longer than everything else here. */
const factsOfPoints = new Map<number, CellFacts>();

/** Find out in which cities, state and country a cell is. */
export function factsOfCell({ latitude, longitude, facts }: PlacedPhotos, cell: number): CellFacts {
  facts[cell] ??= factsOfPoint(latitude[cell]!, longitude[cell]!);
  return facts[cell];
}

function factsOfPoint(latitude: number, longitude: number): CellFacts {
  // All points are multiples of the smallest cell.
  const key = Math.round(latitude / FINE_DEGREES) * 100_000 + Math.round(longitude / FINE_DEGREES);
  const known = factsOfPoints.get(key);
  if (known !== undefined) return known;
  const found = cityIndexesAt(latitude, longitude);
  const index = found[0] ?? remoteCityAt(latitude, longitude);
  const facts = { cities: found, codes: index === undefined ? [] : codesOfCity(index) };
  factsOfPoints.set(key, facts);
  return facts;
}

/** Many cells are near the same city. */
const codesOfCities = new Map<number, readonly string[]>();

function codesOfCity(index: number): readonly string[] {
  const known = codesOfCities.get(index);
  if (known !== undefined) return known;
  const { country, region } = cities().at(index);
  const codes = [country, `${country}.${region}`];
  codesOfCities.set(index, codes);
  return codes;
}
