/** What a search has understood, and why a photo is among its results, for an assistant. */

import { z } from 'zod';
import { count as countInWords } from '../../src/base/count.ts';
import { safeText } from '../../src/base/safe-text.ts';
import type { SearchAnswer } from '../../src/engine/api.ts';
import { count, textOrNull } from './answer-fields.ts';

const MAX_CLUES = 12;
const MAX_CLUE_CHARACTERS = 80;
const MAX_LOOKS_LIKE = 1_000;
/** Fifty photos with so many reasons of this length are a third of the longest answer. */
const MAX_REASONS = 8;
const MAX_REASON_CHARACTERS = 40;

const clue = z.object({
  kind: z.string().describe('date, place, person or kind'),
  words: z.string(),
  label: z.string().describe('What the words mean. "not Anna": without Anna.'),
  isSure: z.boolean().describe('False: they may mean something else, and count less.'),
  photos: count.describe('Photos that meet it.'),
});

export const understoodField = z.union([
  z
    .object({
      clues: z.array(clue),
      looksLike: textOrNull('The words that describe the picture.'),
    })
    .describe('How the query was read. If wrong, search with `literal`.'),
  z.null(),
]);

type Understood = z.output<typeof understoodField>;

export function understoodFact(understood: SearchAnswer['understood']): Understood {
  if (understood === null) return null;
  const { clues, looksLike } = understood;
  const safe = (text: string) => safeText(text, MAX_CLUE_CHARACTERS);
  return {
    clues: clues.slice(0, MAX_CLUES).map(({ kind, words, label, isSure, isNegated, photos }) => {
      return { kind, words: safe(words), label: safe(isNegated ? `not ${label}` : label), isSure, photos };
    }),
    looksLike: looksLike === null ? null : safeText(looksLike, MAX_LOOKS_LIKE),
  };
}

/** Write on one line what was understood. Empty if the query only describes pictures. */
export function understoodInWords(understood: Understood): string[] {
  if (understood === null || understood.clues.length === 0) return [];
  const { clues, looksLike } = understood;
  const parts = clues.map(({ kind, words, label, isSure, photos }) => {
    return `${isSure ? '' : 'maybe '}${kind} ${label} ("${words}", ${countInWords(photos, 'photo')})`;
  });
  const left = looksLike === null ? [] : [`looks like "${looksLike}"`];
  return [`Understood: ${[...parts, ...left].join('; ')}. If wrong, search with literal.`];
}

export const reasonsField = z
  .array(z.object({ by: z.string(), what: z.string() }))
  .describe(
    'What it has of the query besides what it shows: a clue, or a word of its text (in the picture), caption, keyword, name, folder or camera.',
  );

type Reasons = z.output<typeof reasonsField>;

export function reasonFacts(reasons: SearchAnswer['results'][number]['reasons']): Reasons {
  return reasons.slice(0, MAX_REASONS).map(({ by, what }) => ({ by, what: safeText(what, MAX_REASON_CHARACTERS) }));
}

/** Write the reasons as a part of a photo's line. Empty if there are none. */
export function reasonsInWords(reasons: Reasons): string {
  return reasons.length === 0 ? '' : ` | has ${reasons.map(({ by, what }) => `${by}: ${what}`).join('; ')}`;
}
