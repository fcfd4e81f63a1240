/** Decides which of several near-identical photos is worth keeping. Pure. */

import type { PhotoDetails } from '../catalog/photos.ts';

/** Why a photo is better than the others of its group. `path`: they are equal, and one must be first. */
export type KeepReason = 'pixels' | 'date' | 'size' | 'path';

/** In the order of their importance: an export can be made again, but pixels and the date of a shot cannot. */
const MEASURES: Readonly<Record<Exclude<KeepReason, 'path'>, (photo: PhotoDetails) => number>> = {
  pixels: ({ width, height }) => width * height,
  date: ({ takenAt, dateFromName }) => Number(takenAt !== null && !dateFromName),
  size: ({ size }) => size,
};

/** For `sort`: the photo that is worth keeping comes first. */
export function compareCopies(a: PhotoDetails, b: PhotoDetails): number {
  for (const measure of Object.values(MEASURES)) {
    const difference = measure(b) - measure(a);
    if (difference !== 0) return difference;
  }
  return a.path < b.path ? -1 : 1;
}

/** Say by what the first photo of a sorted group is better than the next one. */
export function keepReason([first, next]: readonly PhotoDetails[]): KeepReason {
  const measures = Object.entries(MEASURES) as [KeepReason, (photo: PhotoDetails) => number][];
  const [reason] = measures.find(([, measure]) => measure(next!) < measure(first!)) ?? ['path'];
  return reason;
}
