/** Reads sentences with the real finders, for a library of photos that exist only as rows of the photo table. */

import { newColumns } from '../../../src/derived/columns.ts';
import { PhotoTable } from '../../../src/derived/photo-table.ts';
import { findersOf } from '../../../src/search/finders.ts';
import { findFillers } from '../../../src/search/query/fillers.ts';
import { readSentence, type Sentence } from '../../../src/search/query/sentence/sentence.ts';
import type { Meaning } from '../../../src/search/query/vocabulary/meaning.ts';
import { peopleFinder, peopleIndex } from '../../../src/search/query/vocabulary/people.ts';

/** Latitude and longitude. */
export type Point = readonly [number, number];

/** Make a table with a photo at each point. */
export function tableOf(points: readonly Point[]): PhotoTable {
  const columns = newColumns(points.length);
  points.forEach(([latitude, longitude], row) => {
    columns.latitude[row] = latitude;
    columns.longitude[row] = longitude;
  });
  return new PhotoTable({ ...new PhotoTable(), columns, count: points.length, revision: 0 });
}

/** Make a reader of sentences for a library with photos at these points that show these people. */
export function readerOf(points: readonly Point[], people: readonly string[]): (text: string) => Sentence<Meaning> {
  const table = tableOf(points);
  const mask = new Uint8Array(table.count).fill(1);
  const today = new Date(2026, 10, 29);
  const finders = findersOf(
    { table, mask, today, hemisphere: 'north', request: {} },
    peopleFinder(peopleIndex(people), () => true),
  );
  return (text) => readSentence(text, finders, findFillers);
}

/** Write the clues of a sentence, a question mark behind those that are not sure. */
export function cluesOf({ clues }: Sentence<Meaning>): string {
  const written = clues.map(({ meanings, isSure, isNegated }) => {
    const each = new Set(meanings.map(({ kind, label }) => `${kind}: ${label}`));
    return (isNegated ? 'not ' : '') + [...each].join(' / ') + (isSure ? '' : '?');
  });
  return written.join('; ') || '-';
}

/** 15 people, some of whose names are also words or places. */
export const PEOPLE = [
  'Anna Schmidt',
  'Tom',
  'Rose',
  'May',
  'Paris',
  'Jack',
  'Grace',
  'Zoë Müller',
  'José',
  '花子',
  'Mehmet',
  'Łukasz',
  'Oma Ilse',
  'Priya',
  'Giulia',
];

/** 20 places, some of whose names are also words. */
export const POINTS: readonly Point[] = [
  [43.7102, 7.262], // Nice
  [51.4543, -0.9781], // Reading
  [51.3811, -2.359], // Bath
  [51.4556, 7.0116], // Essen
  [48.8566, 2.3522], // Paris
  [45.434, 12.3388], // Venice
  [35.0116, 135.7681], // Kyoto
  [40.7128, -74.006], // New York
  [-33.9249, 18.4241], // Cape Town
  [-33.8688, 151.2093], // Sydney
  [-22.9068, -43.1729], // Rio de Janeiro
  [19.4326, -99.1332], // Mexico City
  [31.6295, -7.9811], // Marrakesh
  [19.076, 72.8777], // Mumbai
  [37.3891, -5.9845], // Seville
  [48.1374, 11.5755], // Munich
  [38.7223, -9.1393], // Lisbon
  [50.0647, 19.945], // Kraków
  [64.1466, -21.9426], // Reykjavík
  [39.5696, 2.6502], // Palma
];
