/** Finds the time a photo was taken in the name that a camera or a program gave its file. Pure. */

import { basename, extname } from 'node:path';
import { clockTime, isoDay } from './parse-time.ts';

/**
 * A day and perhaps a time: "20190601_120000", "2019-06-01-12-00-00", "2019-06-01 at 12.00.00 PM". A day needs the same
 * separator twice. Digits before or after it mean that the number is something else.
 */
const DAY = /(?<!\d)((?:19|20)\d\d)([-_. ]?)(\d\d)\2(\d\d)(?=\D|$|\d{6}(?:\d{3})?(?!\d))/g;
const CLOCK =
  /^(?:[-_. T]{0,3}|,? (?:at|um|om|kl\.?) )(\d\d|\d(?=[-_. ]))([-_. ]?)(\d\d)(?:\2(\d\d)(?:[-_. ]?\d{3})?)?(?: ?([AP]M))?(?!\d)/i;
/** The camera of Google Pixel phones names its files in UTC; all others use the local time. */
const IN_UTC = /^PXL_/i;

/**
 * Return the time in a file's name. It is the weakest source: use it for a photo whose metadata has no date.
 * @param name "IMG_20190601_120000.jpg", "Screenshot 2019-06-01 at 12.00.00.png", "IMG-20190601-WA0003.jpg"; a folder
 *   before it is ignored.
 * @returns as `time` of parse-time.ts does.
 */
export function timeInName(name: string): string | null {
  const stem = basename(name, extname(name)).slice(0, 300);
  for (const { 0: all, 1: year, 3: month, 4: dayOfMonth, index } of stem.matchAll(DAY)) {
    const day = isoDay(Number(year), Number(month), Number(dayOfMonth));
    if (day === null) continue;
    const clock = clockAt(stem.slice(index + all.length));
    return clock === null ? day : `${day}T${clock}${IN_UTC.test(stem) ? 'Z' : ''}`;
  }
  return null;
}

function clockAt(text: string): string | null {
  const match = CLOCK.exec(text.replaceAll('\u202f', ' '));
  if (match === null) return null;
  const [, hour, separator, minute, second, half] = match;
  // Four digits in a row are more often a counter than hours and minutes.
  if (second === undefined && separator === '') return null;
  return clockTime(Number(hour), Number(minute), Number(second ?? 0), half);
}
