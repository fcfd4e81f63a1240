/** Finds the photos of some days. */

import type { PhotoTable } from '../../derived/photo-table.ts';
import type { When } from '../query/dates/find-dates.ts';

/** Find the rows of the photos that were taken in one of these periods. */
export function rowsTaken({ columns: { takenOn }, count }: PhotoTable, when: readonly When[]): number[] {
  const rows: number[] = [];
  // "At easter" is a period for each year, but a library has only some thousand days.
  const isMeant = new Map<number, boolean>([[0, false]]);
  let [last, isIn] = [0, false];
  for (let row = 0; row < count; row++) {
    const day = takenOn[row]!;
    if (day !== last) {
      last = day;
      isIn = isMeant.get(day) ?? when.some((part) => isWithin(day, part));
      isMeant.set(day, isIn);
    }
    if (isIn) rows.push(row);
  }
  return rows;
}

function isWithin(day: number, when: When): boolean {
  if (!('yearly' in when)) return day >= when.from && day < when.to;
  const { from, to } = when.yearly;
  const monthDay = day % 10_000;
  return from < to ? monthDay >= from && monthDay < to : monthDay >= from || monthDay < to;
}
