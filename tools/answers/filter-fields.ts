/** The fields by which a tool's caller says which photos are meant. */

import { z } from 'zod';
import { FILTER_HELP, type FilterRequest } from '../../src/search/filters/filter-options.ts';

const MAX_TEXT = 200;
const MAX_ITEMS = 20;

const text = () => z.string().max(MAX_TEXT);
const only = (field: keyof FilterRequest) => `Only photos ${FILTER_HELP[field]}.`;

export const filterFields = {
  taken: text().optional().describe(only('taken')),
  after: text().optional().describe(only('after')),
  before: text().optional().describe(only('before')),
  camera: text().optional().describe(only('camera')),
  type: z.array(text()).max(MAX_ITEMS).optional().describe(only('type')),
  orientation: z.enum(['landscape', 'portrait', 'square']).optional().describe(only('orientation')),
  rating: z.int().min(1).max(5).optional().describe(only('rating')),
  keyword: z.array(text()).max(MAX_ITEMS).optional().describe(only('keyword')),
  near: text().optional().describe(only('near')),
};
