/**
 * Filters: the texts that somebody gives -> what is asked of every photo. Pure, and without knowing the library, so
 * that a door can refuse nonsense before it does any work; what names mean in the library, resolve-filters.ts finds out.
 */

import { PicsiftError } from '../../base/errors.ts';
import { quoted } from '../../base/safe-text.ts';
import { endingsOf, TYPE_NAMES } from '../../library/files/formats.ts';
import { type Day, parsePeriod } from './dates.ts';
import type { FilterRequest } from './filter-options.ts';
import { type Near, parseNear } from './geo-circle.ts';

const ORIENTATIONS = ['landscape', 'portrait', 'square'] as const;
type Orientation = (typeof ORIENTATIONS)[number];

/** A photo fits where all of it fits. What is not known of a photo fits nothing. */
export interface PlainFilter {
  /** Taken on this day or later, by the camera's own clock. */
  readonly takenFrom?: Day;
  /** Taken on an earlier day than this. */
  readonly takenBefore?: Day;
  /** Any of these endings: see `fileEnding`. */
  readonly endings?: ReadonlySet<string>;
  readonly orientation?: Orientation;
  /** Stars, 1 to 5. */
  readonly minRating?: number;
}

/** With names that have still to be looked up. */
export interface ParsedFilters extends PlainFilter {
  readonly camera?: string;
  /** All of them. */
  readonly keywords: readonly string[];
  readonly near?: Near;
}

const MOST_CHARACTERS = 200;

/** @throws PicsiftError `bad-query` for what no library could answer. */
export function parseFilters(request: FilterRequest): ParsedFilters {
  const types = textsOf(request, 'type');
  const [orientation] = textsOf(request, 'orientation');
  const [camera] = textsOf(request, 'camera');
  const [near] = textsOf(request, 'near');
  return {
    ...parseDates(request),
    ...(types.length > 0 && { endings: new Set(types.flatMap((type) => type.split(',')).flatMap(parseType)) }),
    ...(orientation !== undefined && { orientation: parseOrientation(orientation) }),
    ...(request.rating !== undefined && { minRating: parseRating(request.rating) }),
    ...(camera !== undefined && { camera }),
    keywords: textsOf(request, 'keyword'),
    ...(near !== undefined && { near: parseNear(near) }),
  };
}

/** What was given for a field: nothing, one text or several. */
function textsOf(request: FilterRequest, field: Exclude<keyof FilterRequest, 'rating'>): string[] {
  return [request[field] ?? []].flat().map((text) => {
    const trimmed = text.trim();
    if (trimmed === '') {
      throw new PicsiftError('bad-query', `The filter "${field}" is empty. Say what it should be, or leave it out.`);
    }
    if (trimmed.length > MOST_CHARACTERS) {
      throw new PicsiftError('bad-query', `The filter "${field}" is longer than ${MOST_CHARACTERS} characters.`);
    }
    return trimmed;
  });
}

function parseDates(request: FilterRequest): Pick<PlainFilter, 'takenFrom' | 'takenBefore'> {
  const period = (field: 'taken' | 'after' | 'before') => textsOf(request, field).map(parsePeriod)[0];
  const [taken, after, before] = [period('taken'), period('after'), period('before')];
  const from = [taken?.from, after?.from].filter((day) => day !== undefined);
  const to = [taken?.to, before?.from].filter((day) => day !== undefined);
  if (from.length > 0 && to.length > 0 && Math.max(...from) >= Math.min(...to)) {
    const given = (['taken', 'after', 'before'] as const).flatMap((field) =>
      textsOf(request, field).map((text) => `${field} ${text}`),
    );
    const mend = '"after" begins with the first day of its period, "before" ends on the day before it.';
    throw new PicsiftError('bad-query', `No day is ${given.join(' and ')}: ${mend}`);
  }
  return {
    ...(from.length > 0 && { takenFrom: Math.max(...from) }),
    ...(to.length > 0 && { takenBefore: Math.min(...to) }),
  };
}

function parseType(type: string): readonly string[] {
  const endings = endingsOf(type.trim());
  if (endings !== undefined) return endings;
  throw new PicsiftError(
    'bad-query',
    `picsift reads no files of type ${quoted(type)}. Types: ${TYPE_NAMES.join(', ')}.`,
  );
}

function parseOrientation(text: string): Orientation {
  const orientation = ORIENTATIONS.find((each) => each === text.toLowerCase());
  if (orientation !== undefined) return orientation;
  throw new PicsiftError('bad-query', `There is no orientation ${quoted(text)}. Say ${ORIENTATIONS.join(', ')}.`);
}

function parseRating(rating: number): number {
  if (Number.isInteger(rating) && rating >= 1 && rating <= 5) return rating;
  throw new PicsiftError('bad-query', 'A rating is a whole number of stars from 1 to 5.');
}
