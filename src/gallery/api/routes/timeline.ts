/** Photos by their position in an order, and how many there are in each month: for long lists of which a part is visible. */

import { z } from 'zod';
import type { Grant } from '../../../access/grants.ts';
import { PicsiftError } from '../../../base/errors.ts';
import { SUGGESTED } from '../../../search/browse/suggest.ts';
import {
  count,
  countable,
  filterFields,
  folder,
  givenFilters,
  reverse,
  shownPlace,
  tile,
  versionOf,
} from '../fields.ts';
import { jsonRoute } from '../route.ts';
import { scopeOf } from '../scope.ts';

const counted = z.object({ name: z.string(), photos: count });
const counts = z.object({
  counts: z.array(counted),
  unknown: count.describe('Number of photos of which this is not known.'),
});

export const timelineRoute = jsonRoute({
  method: 'get',
  path: '/timeline',
  summary: 'List photos by their position in an order, with only what their places on a page need.',
  query: z.strictObject({
    folder,
    ...filterFields,
    sort: z.enum(['taken', 'added', 'name', 'size']).default('taken'),
    reverse,
    from: z.int().min(0).default(0).describe('Position of the first photo. 0: the first of all.'),
    limit: z.int().min(0).max(1_000).default(200),
  }),
  answer: z.object({
    total: count.describe('Number of photos in the whole list.'),
    leftOut: count.describe('Number of photos left out because their files are missing now.'),
    revision: count.describe('Differs after a change of the library: then all positions may be others.'),
    photos: z.array(tile),
  }),
  async run({ gallery, query: { folder: named, from, limit, sort, reverse: isReversed, ...given } }) {
    const { folders, within, coarsePlaces } = await scopeOf(gallery, named);
    const engine = await gallery.engine();
    const list = { filters: givenFilters(given), sort, reverse: isReversed, from, count: limit };
    const { total, leftOut, version, photos } = await engine.positions({ folders, within, coarsePlaces, ...list });
    const tiles = photos.map(({ key, content, width, height, takenAt }) => {
      return { id: key, version: versionOf(content), width, height, takenAt };
    });
    return { total, leftOut, revision: version, photos: tiles };
  },
});

export const countsRoute = jsonRoute({
  method: 'get',
  path: '/counts',
  summary: 'Count photos by what they have in common. Months come in the order of the timeline.',
  query: z.strictObject({
    folder,
    ...filterFields,
    by: z.array(countable).min(1).max(countable.options.length).describe('What to count by; repeat it for several.'),
  }),
  answer: z.object({
    total: count,
    leftOut: count,
    by: z.partialRecord(countable, counts),
  }),
  async run({ gallery, query: { folder: named, by, ...given } }) {
    const { grants, folders, within, coarsePlaces } = await scopeOf(gallery, named);
    if (coarsePlaces && by.includes('place')) {
      throw new PicsiftError('bad-usage', 'This gallery does not show places.');
    }
    const engine = await gallery.engine();
    const filters = givenFilters(given);
    const shown: Partial<Record<(typeof by)[number], z.input<typeof counts>>> = {};
    let totals = { total: 0, leftOut: 0 };
    for (const each of new Set(by)) {
      const {
        counts: found,
        unknown,
        total,
        leftOut,
      } = await engine.counts({ folders, within, coarsePlaces, by: each, filters });
      shown[each] = { counts: each === 'folder' ? labelled(found, grants) : [...found], unknown };
      totals = { total, leftOut };
    }
    return { ...totals, by: shown };
  },
});

/** Name folders as everybody may see them, and as the parameter `folder` takes them. */
function labelled(found: readonly z.output<typeof counted>[], grants: readonly Grant[]): z.output<typeof counted>[] {
  return found.flatMap(({ name, photos }) => {
    const shown = shownPlace(name, grants);
    if (shown === undefined) return [];
    return [{ name: shown.path === '.' ? shown.root : `${shown.root}/${shown.path}`, photos }];
  });
}

export const suggestionsRoute = jsonRoute({
  method: 'get',
  path: '/suggestions',
  summary: 'Find names of the library that begin with a text: people, places, keywords, cameras, folders.',
  query: z.strictObject({
    text: z.string().max(200),
    folder,
    limit: z.int().min(1).max(50).default(10),
  }),
  answer: z.object({ suggestions: z.array(z.object({ kind: z.enum(SUGGESTED), name: z.string(), photos: count })) }),
  async run({ gallery, query: { text, folder: named, limit } }) {
    const { folders, within, coarsePlaces } = await scopeOf(gallery, named);
    if (text.trim() === '') return { suggestions: [] };
    const engine = await gallery.engine();
    const found = await engine.suggestions({ folders, within, coarsePlaces, text, top: limit });
    return { suggestions: found.filter(({ kind }) => !coarsePlaces || kind !== 'place') };
  },
});
