/**
 * Parses filters: texts -> conditions on a photo. Pure and independent of the library, so that a door can refuse
 * invalid filters before it does any work. row-filter.ts resolves names in the library.
 */

import { PicsiftError } from '../../base/errors.ts';
import { quoted } from '../../base/safe-text.ts';
import { endingsOf, TYPE_NAMES } from '../../library/files/formats.ts';
import { PHOTO_KINDS, type PhotoKind } from '../../library/kinds/kind-words.ts';
import { parsePeriod } from './dates.ts';
import {
  FILTERS,
  type FilterName,
  type FilterRequest,
  type KindOf,
  MAX_FILTER_CHARACTERS,
  mapFilters,
} from './filter-table.ts';
import { parseNear } from './geo-circle.ts';

/** Input of a parser: texts are trimmed and not empty. */
interface Tidied {
  readonly text: string;
  /** One or more. */
  readonly texts: readonly string[];
  readonly choice: string;
  readonly number: number;
}

/** Each throws PicsiftError `bad-query` for values that are invalid in every library. */
const PARSERS = {
  taken: parsePeriod,
  after: parsePeriod,
  before: parsePeriod,
  camera: (words: string) => words,
  lens: (words: string) => words,
  type: (types: readonly string[]) => new Set(types.flatMap((type) => type.split(',')).flatMap(parseType)),
  kind: (kinds: readonly string[]) => new Set(kinds.flatMap((kind) => kind.split(',')).map(parseKind)),
  orientation: parseOrientation,
  rating: parseRating,
  keyword: (keywords: readonly string[]) => keywords,
  person: (names: readonly string[]) => names,
  title: (words: string) => words,
  text: parseText,
  label: (words: string) => words,
  near: parseNear,
} satisfies { readonly [Name in FilterName]: (given: Tidied[KindOf<Name>]) => unknown };

/** A photo matches if it matches all filters. An unknown fact of a photo matches no filter. */
export type ParsedFilters = { readonly [Name in FilterName]: ReturnType<(typeof PARSERS)[Name]> | undefined };

/** Parse all filters. @throws PicsiftError `bad-query` for values that are invalid in every library. */
export function parseFilters(request: FilterRequest): ParsedFilters {
  const parsed = mapFilters((name) => {
    const given = tidied(name, request[name]);
    // TypeScript cannot infer that the value has the kind of this filter.
    return given === undefined ? undefined : PARSERS[name](given as never);
  }) as ParsedFilters;
  requireSomeDay(parsed, request);
  return parsed;
}

function tidied(name: FilterName, given: FilterRequest[FilterName]): Tidied[keyof Tidied] | undefined {
  if (typeof given === 'number') return given;
  const texts = [given ?? []].flat().map((text) => tidiedText(name, text));
  return FILTERS[name].kind === 'texts' && texts.length > 0 ? texts : texts[0];
}

function tidiedText(name: FilterName, text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') {
    throw new PicsiftError('bad-query', `The filter "${name}" is empty. Give it a value, or leave it out.`);
  }
  if (trimmed.length > MAX_FILTER_CHARACTERS) {
    throw new PicsiftError('bad-query', `The filter "${name}" is longer than ${MAX_FILTER_CHARACTERS} characters.`);
  }
  return trimmed;
}

function requireSomeDay({ taken, after, before }: ParsedFilters, request: FilterRequest): void {
  const from = Math.max(taken?.from ?? 0, after?.from ?? 0);
  const to = Math.min(taken?.to ?? Number.POSITIVE_INFINITY, before?.from ?? Number.POSITIVE_INFINITY);
  if (from < to) return;
  const given = (['taken', 'after', 'before'] as const)
    .filter((name) => request[name] !== undefined)
    .map((name) => `${name} ${request[name]?.trim()}`);
  const fix = '"after" begins with the first day of its period, "before" ends on the day before it.';
  throw new PicsiftError('bad-query', `No day is ${given.join(' and ')}: ${fix}`);
}

function parseType(type: string): readonly string[] {
  const endings = endingsOf(type.trim());
  if (endings !== undefined) return endings;
  throw new PicsiftError(
    'bad-query',
    `picsift does not read files of type ${quoted(type)}. Types: ${TYPE_NAMES.join(', ')}.`,
  );
}

/** Accepts the plural too: "screenshots". */
function parseKind(text: string): PhotoKind {
  const name = text.trim().toLowerCase();
  const kind = PHOTO_KINDS.find((each) => each === name || `${each}s` === name);
  if (kind !== undefined) return kind;
  throw new PicsiftError(
    'bad-query',
    `There is no kind ${quoted(text)}. Use one or more of: ${PHOTO_KINDS.join(', ')}.`,
  );
}

/** Quotation marks of several languages: " “ ” „ « » 「 」. */
const MARKS = '"\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d';
const TERM = new RegExp(`[${MARKS}]([^${MARKS}]*)[${MARKS}]?|[^\\s${MARKS}]+`, 'g');

/** @returns words, and phrases of several words that must follow one another. */
function parseText(text: string): readonly string[] {
  const terms = [...text.matchAll(TERM)]
    .map(([term, phrase]) => phrase ?? term)
    .filter((term) => /[\p{L}\p{N}]/u.test(term));
  if (terms.length > 0) return terms;
  throw new PicsiftError(
    'bad-query',
    `${quoted(text)} has no letter or digit to look for. Name words of a picture's text.`,
  );
}

function parseOrientation(text: string): (typeof FILTERS.orientation.choices)[number] {
  const { choices } = FILTERS.orientation;
  const orientation = choices.find((each) => each === text.toLowerCase());
  if (orientation !== undefined) return orientation;
  throw new PicsiftError('bad-query', `There is no orientation ${quoted(text)}. Use one of: ${choices.join(', ')}.`);
}

function parseRating(rating: number): number {
  const { min, max } = FILTERS.rating;
  if (Number.isInteger(rating) && rating >= min && rating <= max) return rating;
  throw new PicsiftError('bad-query', `A rating is a whole number of stars from ${min} to ${max}.`);
}
