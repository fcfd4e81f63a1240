/** Reads the JSON file that Google Takeout writes beside a photo of Google Photos: see takeout-names.ts. */

import { decoded } from './blocks/xml.ts';
import { NOTHING_KNOWN, type PhotoMetadata } from './photo-metadata.ts';
import { place } from './values/parse-place.ts';
import { description, words } from './values/texts.ts';

/** Larger files are something else. Bytes. */
export const MAX_TAKEOUT_BYTES = 1024 * 1024;

export interface TakeoutMetadata extends PhotoMetadata {
  /**
   * ISO 8601 in UTC. Google knows the moment, but not the local time, so a date in the photo itself is better: it says
   * on which day a photo was taken.
   */
  readonly fallbackTakenAt: string | null;
}

/** Read the file. JSON of another program says nothing. */
export function readTakeout(json: Buffer): TakeoutMetadata {
  const file = parse(json);
  const spot = placeIn(file.geoData) ?? placeIn(file.geoDataExif);
  return {
    ...NOTHING_KNOWN,
    ...(spot ?? {}),
    description: description(textIn(file.description)),
    people: peopleIn(file.people),
    // Google Photos has no stars. A favourite is what other programs give five.
    rating: file.favorited === true ? 5 : null,
    fallbackTakenAt: timeIn(file.photoTakenTime),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function parse(json: Buffer): Fields {
  try {
    return fieldsOf(JSON.parse(json.toString('utf8').replace(/^\ufeff/, '')));
  } catch {
    return {};
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** Google writes some characters as in HTML: "Anna&#39;s cat". */
function textIn(value: unknown): string | null {
  return typeof value === 'string' ? decoded(value) : null;
}

/** A list of objects with a name. */
function peopleIn(value: unknown): string[] {
  const people: unknown[] = Array.isArray(value) ? value : [];
  return words(people.map((person) => textIn(fieldsOf(person).name) ?? ''));
}

/** What the user entered comes as `geoData`, what the camera wrote as `geoDataExif`. Unknown places are 0, 0. */
function placeIn(value: unknown) {
  const { latitude, longitude } = fieldsOf(value);
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return null;
  return place(String(latitude), null, String(longitude), null);
}

/** Seconds since 1970, as a text. 0 stands for an unknown time. */
function timeIn(value: unknown): string | null {
  const { timestamp } = fieldsOf(value);
  const ms = typeof timestamp === 'string' && /^-?\d{1,12}$/.test(timestamp) ? Number(timestamp) * 1000 : 0;
  const year = new Date(ms).getUTCFullYear();
  // Photography is not older; other years have more digits than a day of the index can have.
  return ms === 0 || !(year >= 1826 && year <= 9999) ? null : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
