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

/** Numbers of names, and of characters. Of what can be read in a picture few: the assistant sees the picture too. */
const MOST = {
  full: { names: 30, description: 500, text: 500 },
  brief: { names: 8, description: 200, text: 100 },
};
export type Detail = keyof typeof MOST;
/** In characters. With these limits thirty photos take 100,000 characters at most. */
const MAX_NAME = 60;
const MAX_TITLE = 120;
/** In characters, for all names of a list. */
const ROOM_FOR_NAMES = 400;
/** Longer than any path of a system: a cut path could not be opened. */
const MAX_PATH = 5_000;

/**
 * Collect the facts of a photo.
 * @param detail `brief`: for a photo of many.
 * @returns undefined if the photo is in none of the granted folders.
 */
export async function photoFacts(
  photo: DescribedPhoto,
  grants: readonly Grant[],
  { shows }: Pick<Library, 'shows'>,
  detail: Detail = 'full',
): Promise<PhotoFacts | undefined> {
  const place = placeOf(photo.path, grants);
  if (place === undefined) return undefined;
  const most = MOST[detail];
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
    keywords: safeNames(photo.keywords, most.names),
    title: title && safeTitle(title),
    description: description && safeText(description, most.description),
    people: safeNames(photo.people, most.names),
    label: label && safeName(label),
    text: text && safeLines(text, ' / ', most.text),
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

/**
 * Return keywords or people as facts: as many of the first as have room.
 * @param most of them.
 * @param room for all of them, in characters.
 */
export function safeNames(names: readonly string[], most: number, room = ROOM_FOR_NAMES): string[] {
  let left = room;
  return names
    .slice(0, most)
    .map(safeName)
    .filter(({ length }) => {
      left -= length;
      return left >= 0;
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

/** Write the facts on one line. @param detail `brief`: without those that nobody chooses a photo by. */
export function factsInWords(facts: PhotoFacts, detail: Detail = 'full'): string {
  const { id, root, path, width, height, takenAt, dateFromName, camera, lens, rating, location, fullPath } = facts;
  const { keywords, title, description, people, label, text, placeName } = facts;
  return [
    `id ${id}`,
    `${root}: ${path}`,
    title === null ? null : `title: ${title}`,
    detail === 'full' ? `${width}x${height}` : null,
    takenAt === null ? 'date unknown' : `taken ${takenAt}${dateFromName ? ' (from the file name)' : ''}`,
    detail === 'full' ? camera : null,
    detail === 'full' ? lens : null,
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
