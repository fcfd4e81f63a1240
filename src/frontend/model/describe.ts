/** What is known about a photo, for people to read. Pure. */

import type { Photo } from './answer.ts';

/** Return the name of a photo's file. */
export function nameOf({ path, id }: Photo): string {
  return path.split('/').at(-1) || id;
}

/** Return the folders that a photo is in, the outermost first. */
export function foldersOf({ root, path }: Photo): string[] {
  return [root, ...path.split('/').slice(0, -1)].filter((name) => name !== '');
}

/**
 * Write when a photo was taken: the day, and with `style: 'time'` also the time, if it is known.
 * @param locale language tag (BCP 47); an unknown one counts as English.
 * @returns what is given, if it is no complete date.
 */
export function dateOf(takenAt: string, locale: string, style: 'day' | 'time'): string {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d))?/.exec(takenAt) ?? [];
  // A camera does not know its time zone: the digits are those of its clock.
  const date = new Date(`${day}T${time ?? '00:00'}Z`);
  if (Number.isNaN(date.getTime())) return takenAt;
  const timeStyle = style === 'time' && time !== undefined ? ({ timeStyle: 'short' } as const) : {};
  return new Intl.DateTimeFormat(supported(locale), { dateStyle: 'long', ...timeStyle, timeZone: 'UTC' }).format(date);
}

function supported(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

/** Describe a photo to somebody who does not see it: its title or name, who is in it, and when it was taken. */
export function altTextOf(photo: Photo, locale: string): string {
  return [
    photo.title ?? nameOf(photo),
    ...photo.people,
    ...(photo.takenAt === undefined ? [] : [dateOf(photo.takenAt, locale, 'day')]),
  ].join(', ');
}
