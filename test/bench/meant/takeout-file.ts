/** The JSON that Google Takeout puts beside a photo. */

import { basename } from 'node:path';
import type { Photo } from './library.ts';

/** Google cuts the name, including its long ending, to this many characters before ".json". */
const NAME_LENGTH = 46;
const HOUR = 3_600_000;

export function takeoutFile({ path, taken, offset, gps, caption = '', people = [] }: Photo) {
  const name = basename(path);
  const takenAt = Date.parse(`${taken}${offset}`);
  const [latitude, longitude] = gps ?? [0, 0];
  const place = { latitude, longitude, altitude: 0, latitudeSpan: 0, longitudeSpan: 0 };
  const facts = {
    title: name,
    description: caption,
    imageViews: '2',
    creationTime: stamp(takenAt + 20 * HOUR),
    photoTakenTime: stamp(takenAt),
    geoData: place,
    geoDataExif: place,
    ...(people.length > 0 && { people: people.map((person) => ({ name: person })) }),
    googlePhotosOrigin: { mobileUpload: { deviceType: 'ANDROID_PHONE' } },
  };
  return {
    name: `${`${name}.supplemental-metadata`.slice(0, NAME_LENGTH)}.json`,
    text: JSON.stringify(facts, undefined, 2),
  };
}

function stamp(milliseconds: number) {
  return { timestamp: String(milliseconds / 1000), formatted: new Date(milliseconds).toUTCString() };
}
