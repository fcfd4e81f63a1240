/**
 * Well-known areas that are no city, state or country, and more names of some that are: config/places/areas.txt. A line has a
 * name to show, where the area is, and what people call it in many languages. name-table.ts finds an area by its names.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../base/paths.ts';

type Point = readonly [latitude: number, longitude: number];

export interface NamedArea {
  /** "Lake Constance". */
  readonly name: string;
  /** Countries and states, by GeoNames' codes: "IT", "IT.16". Empty for an area with corners. */
  readonly codes: readonly string[];
  /** The corners of a polygon, in degrees. Empty for an area with codes. */
  readonly corners: readonly Point[];
}

let areas: readonly NamedArea[] | undefined;

/** Return the area with a number, which is its place among the lines of the file that are areas. */
export function areaAt(number: number): NamedArea {
  areas ??= readFileSync(join(packageRoot(), 'config/places/areas.txt'), 'utf8')
    .split('\n')
    .filter(isArea)
    .map(parseArea);
  return areas[number]!;
}

const isArea = (line: string) => line !== '' && !line.startsWith('#');

function parseArea(line: string): NamedArea {
  const [name = '', where = ''] = line.split('|').map((part) => part.trim());
  if (!/^-?\d/.test(where)) return { name, codes: where.split(' '), corners: [] };
  const corners = where.split(',').map((corner) => corner.trim().split(' ').map(Number) as unknown as Point);
  return { name, codes: [], corners: corners.length === 2 ? box(corners[0]!, corners[1]!) : corners };
}

function box([south, west]: Point, [north, east]: Point): Point[] {
  return [
    [south, west],
    [south, east],
    [north, east],
    [north, west],
  ];
}

/** Test whether a point is within the corners of an area: a ray to the east crosses its border an odd number of times. */
export function isWithin({ corners }: NamedArea, latitude: number, longitude: number): boolean {
  let isInside = false;
  let last = corners.at(-1)!;
  for (const corner of corners) {
    if (corner[0] > latitude !== last[0] > latitude) {
      const share = (latitude - corner[0]) / (last[0] - corner[0]);
      if (longitude < corner[1] + share * (last[1] - corner[1])) isInside = !isInside;
    }
    last = corner;
  }
  return isInside;
}
