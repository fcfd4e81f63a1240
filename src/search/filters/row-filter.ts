/** Whether a photo fits a filter, asked of a million rows of the photo table. */

import { ORIENTATION, type PhotoTable } from '../../derived/photo-table.ts';
import { insideOf } from './geo-circle.ts';
import type { Filter } from './resolve-filters.ts';

/** Some 11 km from north to south. */
const COARSE_DEGREES = 0.1;

/**
 * @param coarsePlaces see `ScopeRequest`: circles drawn one after another would tell a place to the metre.
 * @returns a test for rows of the table as it is now.
 */
export function rowFilter(table: PhotoTable, filter: Filter, coarsePlaces = false): (row: number) => boolean {
  const { id, takenOn, extension, camera, orientation, rating, latitude, longitude } = table.columns;
  const { takenFrom, takenBefore, endings, cameras, photos, minRating, near } = filter;
  const tests: ((row: number) => boolean)[] = [];
  if (takenFrom !== undefined) tests.push((row) => takenOn[row]! >= takenFrom);
  // 0: not known when.
  if (takenBefore !== undefined) tests.push((row) => takenOn[row]! < takenBefore && takenOn[row] !== 0);
  if (filter.orientation !== undefined) {
    const wanted = ORIENTATION[filter.orientation];
    tests.push((row) => orientation[row] === wanted);
  }
  if (minRating !== undefined) tests.push((row) => rating[row]! >= minRating);
  if (endings !== undefined) {
    const fits = table.dictionaries.extension.all.map((ending) => endings.has(ending));
    tests.push((row) => fits[extension[row]!]!);
  }
  if (cameras !== undefined) {
    const fits = table.dictionaries.camera.all.map((name) => cameras.has(name));
    tests.push((row) => fits[camera[row]!]!);
  }
  if (photos !== undefined) tests.push((row) => photos.has(id[row]!));
  if (near !== undefined) {
    const isInside = insideOf(near);
    // NaN, where the place is not known, is inside of nothing.
    const known = (degrees: number) => (coarsePlaces ? Math.round(degrees / COARSE_DEGREES) * COARSE_DEGREES : degrees);
    tests.push((row) => isInside(known(latitude[row]!), known(longitude[row]!)));
  }
  return (row) => tests.every((fits) => fits(row));
}
