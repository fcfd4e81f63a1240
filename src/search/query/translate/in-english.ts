/**
 * Translates the words for what a picture shows, because most models know only English: "hund im schnee" is "dog in
 * snow". Only words of a small dictionary are translated; others, such as names, stay as they are.
 */

import { isUnspaced } from '../../../base/fold.ts';
import { fromSpaced } from './spaced.ts';
import { fromUnspaced } from './unspaced.ts';

/** Longer texts are no descriptions of photos. */
const LONGEST = 500;

/** Return the English words for the model. Undefined if the text is English, or not understood. */
export function inEnglish(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  return isUnspaced(text) ? fromUnspaced(text) : fromSpaced(text);
}
