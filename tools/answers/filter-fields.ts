/** Input fields of a tool for the filters. */

import { z } from 'zod';
import { unescaped } from '../../src/base/safe-text.ts';
import {
  type FilterField,
  type FilterName,
  type FilterRequest,
  filtersIn,
  MAX_FILTER_CHARACTERS,
  mapFilters,
} from '../../src/search/filters/filter-table.ts';

const MAX_ITEMS = 20;

export const filterFields: Record<FilterName, z.ZodType> = mapFilters((_, field) =>
  fieldOf(field, field.kind === 'choice' ? undefined : field.help),
);

/** The same for further tools, which refer to search_images: models read the words of every tool in every conversation. */
export const briefFilterFields: Record<FilterName, z.ZodType> = mapFilters((_, field) =>
  fieldOf(field, field.kind === 'choice' || field.kind === 'number' ? undefined : `For example ${field.example}`),
);

/** Return the filters among the arguments. Names of cameras, people and keywords come back as they were shown. */
export function givenFilters(given: { readonly [Name in FilterName]?: unknown }): FilterRequest {
  const asNamed = (value: unknown) => (typeof value === 'string' ? unescaped(value) : value);
  return filtersIn(
    mapFilters((name) => (Array.isArray(given[name]) ? given[name].map(asNamed) : asNamed(given[name]))),
  );
}

function fieldOf(field: FilterField, description: string | undefined): z.ZodType {
  return schemaOf(field)
    .optional()
    .meta({ ...(description !== undefined && { description }), examples: [field.example] });
}

function schemaOf(field: FilterField): z.ZodType {
  switch (field.kind) {
    case 'text':
      return text();
    case 'texts':
      return z.array(text()).max(MAX_ITEMS);
    case 'choice':
      return z.enum(field.choices);
    case 'number':
      return z.int().min(field.min).max(field.max);
  }
}

function text() {
  return z.string().max(MAX_FILTER_CHARACTERS);
}
