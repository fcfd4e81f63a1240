/** Summarises the photos of some folders: number, dates and cameras. Pure. */

import type { PhotoTable } from '../derived/photo-table.ts';
import type { Scope } from './filters/scope.ts';

interface Failed {
  readonly path: string;
  readonly message: string;
}

export interface Overview extends Pick<Scope, 'total' | 'leftOut'> {
  /** Number of photos directly in each folder. Real paths. */
  readonly folders: ReadonlyMap<string, number>;
  /** The most used first. */
  readonly cameras: readonly { readonly name: string; readonly photos: number }[];
  /** Days of the earliest and the latest photo, as "2019-06-01". Null: no photo has a date. */
  readonly earliest: string | null;
  readonly latest: string | null;
  /** Files that could not be read as photos. */
  readonly failed: readonly Failed[];
}

/** Make an overview. @param isFindable whether a path is in scope. Failures outside are left out: they are secret. */
export function overviewOf(
  table: PhotoTable,
  { mask, total, leftOut }: Scope,
  failed: readonly Failed[],
  isFindable: (path: string) => boolean,
): Overview {
  const { takenOn } = table.columns;
  let [first, last] = [Number.POSITIVE_INFINITY, 0];
  for (let row = 0; row < table.count; row++) {
    const day = takenOn[row]!;
    if (mask[row] === 0 || day === 0) continue;
    if (day < first) first = day;
    if (day > last) last = day;
  }
  return {
    total,
    leftOut,
    folders: new Map(table.textsIn('folder', mask).map(({ name, photos }) => [name, photos])),
    cameras: table.textsIn('camera', mask),
    earliest: last === 0 ? null : dayText(first),
    latest: last === 0 ? null : dayText(last),
    failed: failed.filter(({ path }) => isFindable(path)),
  };
}

/** 20190601 -> "2019-06-01". */
function dayText(day: number): string {
  return String(day)
    .padStart(8, '0')
    .replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
}
