/** Facts of a photo for an assistant. Texts from files are made safe to show. */

import { type Grant, type Place, placeOf } from '../../src/access/grants.ts';
import { safeLines, safeText } from '../../src/base/safe-text.ts';
import type { DescribedPhoto } from '../../src/engine/api.ts';
import type { Library, Shows } from '../library.ts';

/** Only facts that the user has allowed. Other fields are absent. */
export interface PhotoFacts extends Place {
  readonly id: string;
  /** Pixels, as displayed. */
  readonly width: number;
  readonly height: number;
  /** ISO 8601 local time. Null: not known. */
  readonly takenAt: string | null;
  /** True if only the file's name has a date: the weakest source. */
  readonly dateFromName: boolean;
  readonly camera: string | null;
  readonly lens: string | null;
  readonly rating: number | null;
  readonly keywords: readonly string[];
  readonly title: string | null;
  readonly description: string | null;
  /** Names of people in the picture. */
  readonly people: readonly string[];
  readonly label: string | null;
  /** What can be read in the picture. Null: nothing, or not read yet. */
  readonly text: string | null;
  /** Null: not known. */
  readonly location?: Location | null;
  /** What a photo program calls the place. Absent like the location. */
  readonly placeName?: string | null;
  readonly fullPath?: string;
}

interface Location {
  /** Degrees; south and west are negative. */
  readonly latitude: number;
  readonly longitude: number;
  /** The nearest city. Null: there is none nearby. */
  readonly place: string | null;
}

const MAX_NAMES = 30;
const MAX_NAME = 100;
/** In characters, for all names of a list. With these limits thirty photos take 100,000 characters at most. */
const ROOM_FOR_NAMES = 400;
const MAX_TITLE = 200;
const MAX_DESCRIPTION = 500;
/** Of what can be read in a picture: the assistant sees the picture too. */
const MAX_TEXT = 500;
/** Longer than any path of a system: a cut path could not be opened. */
const MAX_PATH = 5_000;

/** Collect the facts of a photo. @returns undefined if the photo is in none of the granted folders. */
export async function photoFacts(
  photo: DescribedPhoto,
  grants: readonly Grant[],
  { shows }: Pick<Library, 'shows'>,
): Promise<PhotoFacts | undefined> {
  const place = placeOf(photo.path, grants);
  if (place === undefined) return undefined;
  const { key, width, height, takenAt, dateFromName, camera, lens, rating, title, description, label, text } = photo;
  return {
    id: key,
    ...place,
    width,
    height,
    takenAt,
    dateFromName,
    camera: camera && safeName(camera),
    lens: lens && safeName(lens),
    rating,
    keywords: safeNames(photo.keywords),
    title: title && safeTitle(title),
    description: description && safeText(description, MAX_DESCRIPTION),
    people: safeNames(photo.people),
    label: label && safeName(label),
    text: text && safeLines(text, ' / ', MAX_TEXT),
    ...(shows.locations
      ? { location: await locationOf(photo), placeName: photo.placeName && safeName(photo.placeName) }
      : {}),
    ...fullPathOf(photo.path, shows),
  };
}

/** Return the name of a person, a camera, a place or a keyword as a fact. */
export function safeName(name: string): string {
  return safeText(name, MAX_NAME);
}

/** Return keywords or people as facts: as many of the first as have room. */
export function safeNames(names: readonly string[], characters = ROOM_FOR_NAMES): string[] {
  let room = characters;
  return names
    .slice(0, MAX_NAMES)
    .map(safeName)
    .filter(({ length }) => {
      room -= length;
      return room >= 0;
    });
}

/** Return a title as a fact. */
export function safeTitle(title: string): string {
  return safeText(title, MAX_TITLE);
}

/** Return the absolute path of a photo as a fact, if the user allows it. */
export function fullPathOf(path: string, shows: Shows): { fullPath?: string } {
  return shows.fullPaths ? { fullPath: safeText(path, MAX_PATH) } : {};
}

async function locationOf({ latitude, longitude }: DescribedPhoto): Promise<Location | null> {
  if (latitude === null || longitude === null) return null;
  // Loaded only when needed: it reads all cities of the world.
  const { cityNameAt } = await import('../../src/library/places/nearest-city.ts');
  const rounded = (degrees: number) => Math.round(degrees * 1e5) / 1e5;
  return {
    latitude: rounded(latitude),
    longitude: rounded(longitude),
    place: cityNameAt(latitude, longitude) ?? null,
  };
}

/** Write the facts on one line. */
export function factsInWords(facts: PhotoFacts): string {
  const { id, root, path, width, height, takenAt, dateFromName, camera, lens, rating, location, fullPath } = facts;
  const { keywords, title, description, people, label, text, placeName } = facts;
  return [
    `id ${id}`,
    `${root}: ${path}`,
    title === null ? null : `title: ${title}`,
    `${width}x${height}`,
    takenAt === null ? 'date unknown' : `taken ${takenAt}${dateFromName ? ' (from the file name)' : ''}`,
    camera,
    lens,
    rating !== null && rating > 0 ? `${rating} of 5 stars` : null,
    label === null ? null : `label: ${label}`,
    people.length > 0 ? `people: ${people.join(', ')}` : null,
    keywords.length > 0 ? `keywords: ${keywords.join(', ')}` : null,
    description === null ? null : `description: ${description}`,
    text === null ? null : `text in the picture: ${text}`,
    location ? `at ${location.latitude}, ${location.longitude}${location.place ? ` (${location.place})` : ''}` : null,
    placeName ? `place: ${placeName}` : null,
    fullPath === undefined ? null : `file ${fullPath}`,
  ]
    .filter((fact) => fact !== null)
    .join(' | ');
}
