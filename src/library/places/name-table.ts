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

/**
 * List the places of a name.
 * @param name folded.
 */
export function placesNamed(name: string): PlaceKey[] {
  return [...new Set(keysOf(name).map(withoutAlias))];
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

function keysOf(name: string): PlaceKey[] {
  table ??= readFileSync(join(packageRoot(), 'config/places/names.txt'));
  const wanted = Buffer.from(`${name}\t`);
  let [low, high] = [0, table.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    let start = middle;
    while (start > low && table[start - 1] !== NEWLINE) start--;
    const order = compared(wanted, table, start);
    if (order === 0) return keysIn(table, start + wanted.length);
    if (order < 0) high = start;
    else low = table.indexOf(NEWLINE, middle) + 1;
  }
  return [];
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
