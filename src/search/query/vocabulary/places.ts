/**
 * Finds the names of places in the words of a query, in many languages, for the places where the photos in scope were
 * taken. The words are looked up first: a query without the name of a place costs a few bisections.
 */

import type { PhotoTable } from '../../../derived/photo-table.ts';
import { isWithin } from '../../../library/places/areas.ts';
import { cities } from '../../../library/places/cities.ts';
import { boxAround, distanceKm, longitudeGap } from '../../../library/places/distance.ts';
import {
  areaOf,
  isArea,
  namesBeginning,
  type PlaceKey,
  placesNamed,
  regionTitle,
} from '../../../library/places/name-table.ts';
import { radiusKm } from '../../../library/places/nearest-city.ts';
import { isCommonWord, isOrdinaryName, isOrdinaryWord } from '../../../library/places/ordinary-words.ts';
import { countryName, fullCityName } from '../../../library/places/place-names.ts';
import { beginAlike } from '../sentence/spellings.ts';
import type { Span } from '../span.ts';
import { type NameSpan, nearSpellings, spansOf, type Word } from './place-words.ts';
import {
  cellsBetween,
  factsOfCell,
  mayHavePlaces,
  type PlacedPhotos,
  photosInCells,
  placedPhotos,
} from './placed-photos.ts';

export interface SearchedPlaces {
  readonly table: PhotoTable;
  /** A byte for each row: 1 where the photo is in scope. Must not change after the first call. */
  readonly mask: Uint8Array;
  /** See `ScopeRequest`: which photos are at a place is then decided by coordinates rounded to 0.1 degrees. */
  readonly coarsePlaces?: boolean | undefined;
}

/** A place with photos in scope. */
interface LibraryPlace {
  /** In English: "Venice, Italy". */
  readonly label: string;
  /** Number of its photos in scope. */
  readonly photos: number;
  /** Whether the photo in a row of the table was taken there. */
  has(row: number): boolean;
}

/** The place whose name is this part of the text. */
export interface FoundPlace extends Span {
  readonly place: LibraryPlace;
  /** False: the word often means something else, such as "nice". */
  readonly isSure: boolean;
  /** Whether it is sure behind "in". */
  readonly mayBeLocated: boolean;
}

/** Find all names of places with photos. The results may overlap, and a name may have several places. */
export function findPlaces(words: readonly Word[], searched: SearchedPlaces): FoundPlace[] {
  if (!mayHavePlaces(searched.table)) return [];
  const places = new Map<string, FoundPlace>();
  const others: Span[] = [];
  for (const span of spansOf(words)) {
    const keys = placesNamed(span.name);
    const here = found(span, searched, keys);
    if (here.length === 0 && span.isWhole && keys.some(isLarge)) others.push(span);
    for (const each of here) {
      const key = `${each.start} ${each.end} ${each.place.label}`;
      // "Athens" without its last letter is "Athen", which is Athens too.
      if (!places.has(key)) places.set(key, each);
    }
  }
  // "New Mexico", where no photo was taken, is not Mexico.
  const isInOther = ({ start, end }: Span) => others.some((other) => other.start <= start && end <= other.end);
  return [...places.values()].map((each) => (isInOther(each) ? { ...each, isSure: false, mayBeLocated: false } : each));
}

/** The names of smaller cities are often words too, or those of people: "Venice Beach". */
const LARGE = 100_000;

/** Decide whether a place is a large city, or no city. */
export function isLarge(key: PlaceKey): boolean {
  return typeof key !== 'number' || cities().population[key]! >= LARGE;
}

/**
 * Find the places whose name is one typing error away from a word. None of them is sure.
 * @param word of five letters or more; others have none, and neither have common words.
 */
export function findMisspelledPlaces(word: Word, searched: SearchedPlaces): FoundPlace[] {
  const { start, end } = word;
  if (!mayHavePlaces(searched.table) || isCommonWord(word.plain)) return [];
  const places = new Map<string, FoundPlace>();
  for (const { beginning, names } of nearSpellings(word.plain)) {
    const range = namesBeginning(beginning);
    // Further spellings begin with this and more.
    if (range === undefined) break;
    for (const name of names.filter((near) => beginAlike(word.plain, near))) {
      const span = { start, end, name, isWhole: false };
      for (const each of found(span, searched, placesNamed(name, range))) places.set(each.place.label, each);
    }
  }
  return [...places.values()];
}

function found(
  { start, end, name, isWhole }: NameSpan,
  searched: SearchedPlaces,
  keys: readonly PlaceKey[],
): FoundPlace[] {
  if (keys.length === 0) return [];
  const placed = placedPhotos(searched.table, searched.coarsePlaces ?? false);
  if (placed.latitude.length === 0) return [];
  // Small cities are called "The Hill" and "Sandy Bay"; areas such as the Grand Canyon are well known.
  const isOrdinary = keys.every((key) => typeof key === 'number') ? isOrdinaryName(name) : isOrdinaryWord(name);
  const isSure = isWhole && !isOrdinary;
  const photos = photosInCells(placed, searched.mask);
  const places = new Map<string, FoundPlace>();
  for (const key of keys) {
    const place = libraryPlace(key, cellsOf(key, placed, photos, searched.coarsePlaces), placed, photos);
    // A city and the state around it often have the same name: the state has the city's photos too.
    if (place === undefined || place.photos <= (places.get(place.label)?.place.photos ?? 0)) continue;
    places.set(place.label, { start, end, place, isSure, mayBeLocated: isWhole && isKnownAsPlace(key, name) });
  }
  return [...places.values()];
}

/** Small places are rarely meant by a common word. */
const KNOWN_CITIZENS = 50_000;
/** "In orange": what something is in, and no place. */
const NOT_BEHIND_IN: ReadonlySet<string> = new Set(
  `archway auburn barra bath casino concord delta dome drama fleet hail independence jersey liberty mesa metro mission
   natal normal orange paradise plantation police porto praia prato pueblo sale sari seaside serra shaping spring springs
   surprise tank temple torrent union uptown vista woodlands`.split(/\s+/),
);

function isKnownAsPlace(key: PlaceKey, name: string): boolean {
  if (NOT_BEHIND_IN.has(name)) return false;
  return typeof key === 'number' ? cities().population[key]! >= KNOWN_CITIZENS : !key.includes('.') && !isArea(key);
}

function libraryPlace(
  key: PlaceKey,
  cells: readonly number[],
  { cellOfRow, latitude }: PlacedPhotos,
  photos: Uint32Array,
): LibraryPlace | undefined {
  if (cells.length === 0) return undefined;
  const isInside = new Uint8Array(latitude.length);
  for (const cell of cells) isInside[cell] = 1;
  const total = cells.reduce((sum, cell) => sum + photos[cell]!, 0);
  // The row of a photo whose place is not known has the cell -1, which `isInside` does not have.
  return { label: labelOf(key), photos: total, has: (row) => isInside[cellOfRow[row]!] === 1 };
}

/** List the cells of a place that have photos. */
function cellsOf(key: PlaceKey, placed: PlacedPhotos, photos: Uint32Array, isCoarse = false): number[] {
  if (typeof key === 'number') return cellsOfCity(key, placed, photos, isCoarse);
  const area = isArea(key) ? areaOf(key) : undefined;
  const codes = area?.codes ?? [key];
  const isInside =
    area?.codes.length === 0
      ? (cell: number) => isWithin(area, placed.latitude[cell]!, placed.longitude[cell]!)
      : (cell: number) => factsOfCell(placed, cell).codes.some((code) => codes.includes(code));
  const cells: number[] = [];
  for (let cell = 0; cell < photos.length; cell++) if (photos[cell] !== 0 && isInside(cell)) cells.push(cell);
  return cells;
}

/** People call the surroundings of a city by its name too: a circle of this many times its radius. */
const SURROUNDINGS = 1.5;
/** Half the diagonal of a coarse cell: its middle is at most this far from the photos in it. */
const COARSE_KM = 8;
/** See `cityIndexesAt`: further from its edge, no point belongs to a city. */
const NEAR_KM = 30;

function cellsOfCity(index: number, placed: PlacedPhotos, photos: Uint32Array, isCoarse: boolean): number[] {
  const all = cities();
  const [north, east] = [all.latitude[index]!, all.longitude[index]!];
  const radius = radiusKm(all.population[index]!);
  const around = radius * SURROUNDINGS + (isCoarse ? COARSE_KM : 0);
  const reach = boxAround(north, Math.max(around, radius + NEAR_KM));
  const isInside = (cell: number) => {
    const [latitude, longitude] = [placed.latitude[cell]!, placed.longitude[cell]!];
    if (Math.abs(latitude - north) > reach.latitude || longitudeGap(longitude, east) > reach.longitude) return false;
    if (distanceKm(latitude, longitude, north, east) <= around) return true;
    return factsOfCell(placed, cell).cities.includes(index);
  };
  const cells: number[] = [];
  for (const cell of cellsBetween(placed, north - reach.latitude, north + reach.latitude))
    if (photos[cell] !== 0 && isInside(cell)) cells.push(cell);
  return cells;
}

function labelOf(key: PlaceKey): string {
  if (typeof key === 'number') return fullCityName(cities().at(key));
  if (isArea(key)) return areaOf(key).name;
  const [country = ''] = key.split('.');
  return key === country ? countryName(country) : `${regionTitle(key)}, ${countryName(country)}`;
}
