/** Finds photos by words, sentences, and photos like them. */

import { z } from 'zod';
import type { SearchAnswer } from '../../../engine/api.ts';
import {
  count,
  filterFields,
  folder,
  givenFilters,
  place,
  reverse,
  shownPlace,
  sort,
  textOrNull,
  tile,
  verdict,
  versionOf,
} from '../fields.ts';
import { jsonRoute } from '../route.ts';
import { type CallScope, scopeOf } from '../scope.ts';

const MAX_TEXT = 2_000;

const result = z.object({
  ...tile.shape,
  ...place.shape,
  score: z.number().nullable().describe('Cosine similarity. Null without a query.'),
  verdict: verdict.nullable().describe('How well it fits. Null without a query, and while that is not known yet.'),
  reasons: z
    .array(z.object({ by: z.string(), what: z.string() }))
    .describe('What it has of the query besides what it shows.'),
  similar: count.describe('Number of near-identical shots that it stands for. Find them with q=photo:ID and all=true.'),
  title: textOrNull,
  people: z.array(z.string()),
});

const clue = z.object({
  kind: z.string().describe('date, place, person or kind.'),
  words: z.string().describe('The words of the query.'),
  label: z.string().describe('What they were taken for.'),
  isSure: z.boolean().describe('False: the words often mean something else, so they count less.'),
  isNegated: z.boolean().describe('Photos of which this is not true are meant.'),
  photos: count.describe('Number of photos that meet it.'),
  without: z.string().describe('The query without these words: what `q` becomes when a person takes the clue off.'),
});

export const searchAnswer = z.object({
  query: z.string().describe('In its canonical form. Empty without a query.'),
  understood: z
    .object({ clues: z.array(clue), looksLike: textOrNull.describe('The words left that describe the picture.') })
    .nullable()
    .describe('How the query was read. Null if it is taken literally, and without words.'),
  verdict: verdict.nullable().describe('How well the best photos fit. weak: nothing fits well.'),
  total: count.describe('Number of photos that were searched.'),
  leftOut: count.describe('Number of photos left out because their files are missing now.'),
  results: z.array(result),
  next: textOrNull.describe('Cursor of the next page. Null: this is the last one.'),
});

export const searchRoute = jsonRoute({
  method: 'get',
  path: '/search',
  summary: 'Find photos, or list those that pass the filters.',
  query: z.strictObject({
    q: z
      .string()
      .max(MAX_TEXT)
      .optional()
      .describe(
        'Query language and sentences, as on the command line. "photo:ID": like that photo; "- photo:ID": less.',
      ),
    folder,
    ...filterFields,
    sort,
    reverse,
    fit: z.enum(['strong', 'fair']).optional().describe('Only photos that fit at least this well.'),
    all: z.boolean().default(false).describe('Near-identical shots are separate results.'),
    literal: z
      .boolean()
      .default(false)
      .describe('Take the words as they are: no dates, places or people are read in them.'),
    without: z.string().max(64).optional().describe('Id of a photo that is not found itself.'),
    limit: z.int().min(1).max(200).default(60),
    cursor: z.string().max(MAX_TEXT).optional().describe('`next` of the previous page.'),
  }),
  answer: searchAnswer,
  async run({ gallery, query: { q, folder: named, limit, all, sort: order, ...given } }) {
    const scope = await scopeOf(gallery, named);
    const engine = await gallery.engine();
    const query = q === undefined || q.trim() === '' ? undefined : q;
    const { reverse: isReversed, fit, literal, without, cursor } = given;
    const answer = await engine.search({
      ...{ query, folders: scope.folders, within: scope.within, coarsePlaces: scope.coarsePlaces },
      ...{ filters: givenFilters(given), top: limit, sort: order, reverse: isReversed, fit, literal, without, cursor },
      ...(all ? { grouped: false } : {}),
    });
    const contents = await engine.contentsOf(answer.results.map(({ id }) => id));
    return shownAnswer(answer, q ?? '', scope, contents);
  },
});

function shownAnswer(
  { query, understood, verdict: fits, total, leftOut, results, next }: SearchAnswer,
  typed: string,
  { grants }: CallScope,
  contents: ReadonlyMap<string, string>,
): z.input<typeof searchAnswer> {
  return {
    query,
    understood: understood && {
      clues: understood.clues.map((each) => ({ ...each, without: withoutWords(typed, each.words) })),
      looksLike: understood.looksLike,
    },
    verdict: fits,
    total,
    leftOut,
    results: results.flatMap(
      ({ id, path, width, height, takenAt, score, verdict: fit, reasons, similar, title, people }) => {
        const shown = shownPlace(path, grants);
        if (shown === undefined) return [];
        const version = versionOf(contents.get(id) ?? '');
        const found = { score, verdict: fit, reasons: [...reasons], similar, title, people: [...people] };
        return [{ id, version, width, height, takenAt, ...shown, ...found }];
      },
    ),
    next,
  };
}

/** Take words out of a query, with the space that they leave. */
function withoutWords(query: string, words: string): string {
  const at = query.toLowerCase().indexOf(words.toLowerCase());
  if (at === -1) return query;
  return `${query.slice(0, at).trimEnd()} ${query.slice(at + words.length).trimStart()}`.trim();
}
