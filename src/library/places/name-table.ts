/**
 * What cities, states and countries are called in many languages: config/places/names.txt, which packaging/place-names.mjs
 * makes. Its 180,000 lines stay bytes: a name is found by bisection, without an object for each line.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../base/paths.ts';
import { areaAt, type NamedArea } from './areas.ts';

/** An area by its number in areas.ts. */
export type AreaKey = `@${number}`;
/** A city by its index in `cities()`, or GeoNames' code of a country or region ("IT", "IT.16"), or an area. */
export type PlaceKey = number | AreaKey | string;

const NEWLINE = 0x0a;

let table: Buffer | undefined;

/** A part of the table: from inclusive, to exclusive. */
export interface NameRange {
  readonly from: number;
  readonly to: number;
}

/**
 * List the places of a name.
 * @param name folded.
 * @param range where the name is, if it is in the table.
 */
export function placesNamed(name: string, range?: NameRange): PlaceKey[] {
  const keys = keysOf(name, range);
  return keys.length === 0 ? [] : [...new Set(keys.map(withoutAlias))];
}

/** Find the names that begin with a text, so that some of them can be looked up faster. Undefined: there are none. */
export function namesBeginning(text: string): NameRange | undefined {
  const beginning = Buffer.from(text);
  const from = firstLine((start) => compared(beginning, names(), start) <= 0);
  const to = firstLine((start) => compared(beginning, names(), start) < 0);
  return from === to ? undefined : { from, to };
}

/** An area of one country or state is only another name of it. */
function withoutAlias(key: PlaceKey): PlaceKey {
  const codes = isArea(key) ? areaOf(key).codes : [];
  return codes.length === 1 ? codes[0]! : key;
}

export const isArea = (key: PlaceKey): key is AreaKey => typeof key === 'string' && key.startsWith('@');

export function areaOf(key: AreaKey): NamedArea {
  return areaAt(Number(key.slice(1)));
}

function names(): Buffer {
  table ??= readFileSync(join(packageRoot(), 'config/places/names.txt'));
  return table;
}

function keysOf(name: string, range?: NameRange): PlaceKey[] {
  const wanted = Buffer.from(`${name}\t`);
  const start = firstLine((line) => compared(wanted, names(), line) <= 0, range);
  return compared(wanted, names(), start) === 0 ? keysIn(names(), start + wanted.length) : [];
}

/** Find the first line in a range for which something is true that is true for all later ones. The end if there is none. */
function firstLine(isTrue: (start: number) => boolean, range: NameRange = { from: 0, to: names().length }): number {
  const bytes = names();
  let { from: low, to: high } = range;
  while (low < high) {
    const middle = (low + high) >>> 1;
    let start = middle;
    while (start > low && bytes[start - 1] !== NEWLINE) start--;
    if (isTrue(start)) high = start;
    else {
      low = middle;
      while (bytes[low++] !== NEWLINE);
    }
  }
  return low;
}

/** Compare with the bytes at a position. Calling `Buffer.compare` for each of a few bytes takes ten times as long. */
function compared(wanted: Buffer, bytes: Buffer, start: number): number {
  for (let at = 0; at < wanted.length; at++) {
    const difference = wanted[at]! - (bytes[start + at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function keysIn(bytes: Buffer, start: number): PlaceKey[] {
  const keys = bytes.toString('latin1', start, bytes.indexOf(NEWLINE, start)).split(' ');
  return keys.map((key) => (/^\d/.test(key) ? Number(key) : key));
}

let regions: ReadonlyMap<string, string> | undefined;

/**
 * Name a state or region of any country in English.
 * @param code GeoNames' code: "IT.16". Returned for one without a name.
 */
export function regionTitle(code: string): string {
  regions ??= new Map(
    readFileSync(join(packageRoot(), 'config/places/regions.txt'), 'utf8')
      .split('\n')
      .map((line) => line.split('\t') as [string, string]),
  );
  return regions.get(code) ?? code;
}
