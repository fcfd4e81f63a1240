/** Schemas that several routes share. Texts from files are data: they are never HTML, and may contain any character. */

import { z } from 'zod';
import type { Grant } from '../../access/grants.ts';
import { placeOf } from '../../access/grants.ts';
import { COUNTABLE } from '../../search/browse/counts.ts';
import { SORTS } from '../../search/browse/order.ts';
import {
  type FilterField,
  type FilterName,
  type FilterRequest,
  filtersIn,
  MAX_FILTER_CHARACTERS,
  mapFilters,
} from '../../search/filters/filter-table.ts';

const MAX_ITEMS = 20;
const MAX_IDS = 5_000;

export const count = z.int().min(0);
export const textOrNull = z.string().nullable();
export const ids = z.array(z.string().max(64)).min(1).max(MAX_IDS).describe('Ids of photos.');
export const verdict = z.enum(['strong', 'fair', 'weak']);
export const sort = z.enum(SORTS).optional().describe('Order of the photos. Default: fit; without a query taken.');
export const reverse = z.boolean().default(false).describe('The opposite order.');
export const countable = z.enum(COUNTABLE);
export const folder = z
  .string()
  .max(1_000)
  .optional()
  .describe('Only photos below this folder: its label, or LABEL/PATH. Default: all folders.');

/** The filters of the command line and of MCP, by the same names. */
export const filterFields: Record<FilterName, z.ZodType> = mapFilters((_, field) =>
  schemaOf(field).optional().describe(`Only photos ${field.help}.`),
);

function schemaOf(field: FilterField): z.ZodType {
  switch (field.kind) {
    case 'text':
      return z.string().max(MAX_FILTER_CHARACTERS);
    case 'texts':
      return z.array(z.string().max(MAX_FILTER_CHARACTERS)).max(MAX_ITEMS);
    case 'choice':
      return z.enum(field.choices);
    case 'number':
      return z.int().min(field.min).max(field.max);
  }
}

/** Pick the filters from a query. */
export function givenFilters(query: object): FilterRequest {
  return filtersIn(query);
}

/** A photo in a long list: what its place on the page needs. */
export const tile = z.object({
  id: z.string().describe('Opaque id.'),
  version: z.string().describe('Of its bytes. With v=VERSION, pictures of it may be kept for ever.'),
  width: count.describe('Pixels, as displayed. 0: not known.'),
  height: count,
  takenAt: textOrNull.describe('ISO 8601 local time, or only the day. Null: unknown.'),
});

/** Where a photo lies, as everybody may see it. */
export const place = z.object({
  root: z.string().describe('Label of the folder that is shown.'),
  path: z.string().describe('Path below it, with slashes.'),
});

/** Digits of the hash that tell two contents apart. */
const VERSION_DIGITS = 16;

/** Shorten the hash of a content: 64 bits. */
export function versionOf(content: string): string {
  return content.slice(0, VERSION_DIGITS);
}

/** Name a photo's place. @returns undefined outside all folders. */
export function shownPlace(path: string, grants: readonly Grant[]): z.output<typeof place> | undefined {
  return placeOf(path, grants);
}
