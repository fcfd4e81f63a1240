/**
 * What photos can be filtered by. The command line and the MCP server make their options and fields from this table;
 * parse-filters.ts, row-filter.ts and bots/discord/filters.ts have an entry for each filter, and do not compile where
 * one is missing. The doors' libraries are not imported here: each door says what a kind is in its own terms.
 */

import { TYPE_NAMES } from '../../library/files/formats.ts';

/** What a value looks like. What it means, parse-filters.ts says. */
type Kind =
  | { readonly kind: 'text' }
  /** Any number of them. */
  | { readonly kind: 'texts' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** A whole number. */
  | { readonly kind: 'number'; readonly min: number; readonly max: number };

export type FilterField = Kind & {
  /** The value's name in help texts: `--NAME <value>`. */
  readonly value: string;
  /** Completes "Only photos ...". */
  readonly help: string;
};

export const FILTERS = {
  taken: { kind: 'text', value: 'date', help: 'taken in this year, month or day: 2019, 2019-06 or 2019-06-01' },
  after: { kind: 'text', value: 'date', help: 'taken since the beginning of this year, month or day' },
  before: { kind: 'text', value: 'date', help: 'taken before the beginning of this year, month or day' },
  camera: { kind: 'text', value: 'name', help: 'taken with this camera; a part of its name will do: canon' },
  lens: { kind: 'text', value: 'name', help: 'taken with this lens; a part of its name will do: 50mm' },
  type: {
    kind: 'texts',
    value: 'type',
    help: `of this file type: ${TYPE_NAMES.join(', ')}, or a RAW ending like nef`,
  },
  orientation: {
    kind: 'choice',
    choices: ['landscape', 'portrait', 'square'],
    value: 'way',
    help: 'of this orientation: landscape, portrait or square',
  },
  rating: { kind: 'number', min: 1, max: 5, value: 'stars', help: 'rated with at least so many stars: 1 to 5' },
  keyword: { kind: 'texts', value: 'keyword', help: 'with this keyword; given several, with all of them' },
  near: {
    kind: 'text',
    value: 'place',
    help: 'taken near a city: Berlin, "Paris, US", "Berlin, 50 km" (25 unless you say), or near latitude,longitude,km',
  },
} as const satisfies Record<string, FilterField>;

export type FilterName = keyof typeof FILTERS;
export type KindOf<Name extends FilterName> = (typeof FILTERS)[Name]['kind'];

interface Given {
  readonly text: string;
  readonly texts: string | readonly string[];
  /** In any capitals. */
  readonly choice: string;
  readonly number: number;
}

/** As a person or an assistant gives it. A photo has to fit all of what is given. */
export type FilterRequest = { readonly [Name in FilterName]?: Given[KindOf<Name>] | undefined };

/** Of any text that is given. */
export const MAX_FILTER_CHARACTERS = 200;

/** Something for every filter, in the order of the table. */
export function mapFilters<T>(make: (name: FilterName, field: FilterField) => T): Record<FilterName, T> {
  const made = Object.entries(FILTERS).map(([name, field]) => [name, make(name as FilterName, field)]);
  return Object.fromEntries(made) as Record<FilterName, T>;
}

/** The filters among the options of a door, which has seen to it that each value is of its kind. */
export function filtersIn(options: { readonly [Name in FilterName]?: unknown }): FilterRequest {
  return mapFilters((name) => options[name]) as FilterRequest;
}

/** Whether any filter is given. */
export function isFiltered(request: FilterRequest): boolean {
  return Object.values(filtersIn(request)).some((value) => value !== undefined);
}
