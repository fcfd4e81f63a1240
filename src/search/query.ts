/** What a person typed, made fit for the model. Pure. */

import { PicsiftError } from '../errors.ts';

/** Beyond this no model's context reaches; longer queries are refused rather than silently cut to nonsense. */
const MAX_CHARACTERS = 1_000;

/**
 * @returns the phrase with runs of white space as one blank.
 * @throws PicsiftError `bad-query` for an empty or an endless query.
 */
export function normaliseQuery(query: string): string {
  const phrase = query.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (phrase === '') {
    throw new PicsiftError('bad-query', 'The query is empty. Describe the photo, for example "dog on a beach".');
  }
  if (phrase.length > MAX_CHARACTERS) {
    throw new PicsiftError(
      'bad-query',
      `The query is longer than ${MAX_CHARACTERS} characters. Use a sentence or two.`,
    );
  }
  return phrase;
}
