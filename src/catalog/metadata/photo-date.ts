/** The date of a photo as searches and doors see it. */

import { basename } from 'node:path';
import { timeInName } from '../../library/metadata/time-in-name.ts';

export interface PhotoDate {
  /** Local time, or only the day; null when neither the metadata nor the name has a date. */
  readonly takenAt: string | null;
  /** True if the file's name is the only source, the weakest of all. */
  readonly dateFromName: boolean;
}

/** @param takenAt the date in the photo's metadata. */
export function photoDate(takenAt: string | null, path: string): PhotoDate {
  const named = takenAt === null ? timeInName(basename(path)) : null;
  return { takenAt: takenAt ?? named, dateFromName: named !== null };
}
