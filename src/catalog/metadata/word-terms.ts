/** The distinct words of all photos, so that a search finds those that differ from a word of the query by little. */

import { foldedLetters } from '../../base/fold.ts';
import type { Catalog } from '../open.ts';

/** Shorter words are not compared: too many differ by one letter only. */
const SHORTEST = 4;
/** Longer words are no words. */
const LONGEST = 40;

/** Prepare a function that notes the words of a text. Numbers and words with digits are left out. */
export function termWriter(catalog: Catalog): (text: string) => void {
  const put = catalog.prepare('INSERT OR IGNORE INTO word_term (term) VALUES (?)');
  // The photos of a folder have the same words.
  const known = new Set<string>();
  return (text) => {
    if (known.has(text)) return;
    known.add(text);
    for (const [word] of foldedLetters(text).matchAll(/[\p{L}\p{M}]+/gu)) {
      if (word.length >= SHORTEST && word.length <= LONGEST && !known.has(word)) put.run(word);
      known.add(word);
    }
  };
}

/** Return all words in lower case, without accents. Photos that have them may be out of scope, or deleted. */
export function wordTerms(catalog: Catalog): string[] {
  return catalog.prepare<[], string>('SELECT term FROM word_term').pluck().all();
}

/** Forget the words that no photo has any more. @param isUsed decides whether a photo has the word. */
export function purgeTerms(catalog: Catalog, isUsed: (word: string) => boolean): void {
  const drop = catalog.prepare('DELETE FROM word_term WHERE term = ?');
  for (const term of wordTerms(catalog)) if (!isUsed(term)) drop.run(term);
}
