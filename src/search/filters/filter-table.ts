/**
 * All filters. The command line and the MCP server build their options and fields from this table. parse-filters.ts,
 * row-filter.ts and bots/discord/filters.ts have an entry for each filter and do not compile if one is missing. No
 * library of a door is imported here: each door maps a kind to its own types.
 */

import { TYPE_NAMES } from '../../library/files/formats.ts';
import { PHOTO_KINDS } from '../../library/kinds/kind-words.ts';

/** The form of a value. parse-filters.ts defines its meaning. */
type Kind =
  | { readonly kind: 'text' }
  /** Any number of texts. */
  | { readonly kind: 'texts' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** A whole number. */
  | { readonly kind: 'number'; readonly min: number; readonly max: number };

export type FilterField = Kind & {
  /** Name of the value in help texts: `--NAME <value>`. */
  readonly value: string;
  /** Completes "Only photos ...". */
  readonly help: string;
  readonly example: string | number;
};

export const FILTERS = {
  taken: {
    kind: 'text',
    value: 'date',
    help: 'taken in this year, month or day: 2019, 2019-06 or 2019-06-01',
    example: '2019-06',
  },
  after: { kind: 'text', value: 'date', help: 'taken since the start of this year, month or day', example: '2019' },
  before: {
    kind: 'text',
    value: 'date',
    help: 'taken before the start of this year, month or day',
    example: '2020-06-01',
  },
  camera: {
    kind: 'text',
    value: 'name',
    help: 'taken with this camera, or a part of its name: canon',
    example: 'canon',
  },
  lens: {
    kind: 'text',
    value: 'name',
    help: 'taken with this lens, or a part of its name: 50mm',
    example: '50mm',
  },
  type: {
    kind: 'texts',
    value: 'type',
    help: `of this file type: ${TYPE_NAMES.join(', ')}, or a RAW ending like nef`,
    example: 'jpeg',
  },
  kind: {
    kind: 'texts',
    value: 'kind',
    help: `of this kind, or of any of several: ${PHOTO_KINDS.join(', ')}`,
    example: 'screenshot',
  },
  orientation: {
    kind: 'choice',
    choices: ['landscape', 'portrait', 'square'],
    value: 'way',
    help: 'of this shape: landscape, portrait or square',
    example: 'landscape',
  },
  rating: {
    kind: 'number',
    min: 1,
    max: 5,
    value: 'stars',
    help: 'with at least this number of stars: 1 to 5',
    example: 4,
  },
  keyword: {
    kind: 'texts',
    value: 'keyword',
    help: 'with this keyword, or with all of several',
    example: 'holiday',
  },
  person: {
    kind: 'texts',
    value: 'name',
    help: 'that show this person, or all of several',
    example: 'Anna',
  },
  title: { kind: 'text', value: 'words', help: 'with these words in their title', example: 'birthday' },
  text: {
    kind: 'text',
    value: 'words',
    help: 'with all these words in the picture; those in quotation marks follow one another',
    example: 'no parking',
  },
  label: { kind: 'text', value: 'name', help: 'with this label of a photo manager: red', example: 'red' },
  near: {
    kind: 'text',
    value: 'place',
    help: 'taken near a city: Berlin, "Paris, US", "Berlin, 50 km" (default: 25 km), or latitude,longitude,km',
    example: 'Berlin, 50 km',
  },
} as const satisfies Record<string, FilterField>;

export type FilterName = keyof typeof FILTERS;
export type KindOf<Name extends FilterName> = (typeof FILTERS)[Name]['kind'];

interface Given {
  readonly text: string;
  readonly texts: string | readonly string[];
  /** Upper or lower case. */
  readonly choice: string;
  readonly number: number;
}

/** Filters as a person or an assistant gives them. A photo must match all of them. */
export type FilterRequest = { readonly [Name in FilterName]?: Given[KindOf<Name>] | undefined };

/** Limit for each text. */
export const MAX_FILTER_CHARACTERS = 200;

/** Compute a value for every filter, in the order of the table. */
export function mapFilters<T>(make: (name: FilterName, field: FilterField) => T): Record<FilterName, T> {
  const made = Object.entries(FILTERS).map(([name, field]) => [name, make(name as FilterName, field)]);
  return Object.fromEntries(made) as Record<FilterName, T>;
}

/** Pick the filters from the options of a door. The door has checked that each value has the filter's kind. */
export function filtersIn(options: { readonly [Name in FilterName]?: unknown }): FilterRequest {
  return mapFilters((name) => options[name]) as FilterRequest;
}

/** Decide whether any filter is given. */
export function isFiltered(request: FilterRequest): boolean {
  return Object.values(filtersIn(request)).some((value) => value !== undefined);
}
