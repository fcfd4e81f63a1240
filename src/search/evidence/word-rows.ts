/** Finds the photos that have a word of the query in their names or their metadata, also with a typing error. */

import { editsBetween } from '../../base/name-suggestions.ts';
import { currentRevision } from '../../catalog/facts.ts';
import { wordTerms } from '../../catalog/metadata/word-terms.ts';
import { oncePerCatalog } from '../../catalog/once.ts';
import type { Catalog } from '../../catalog/open.ts';
import { spellings } from '../query/sentence/spellings.ts';

/** A typing error in a shorter word may be another word. */
const SHORTEST_WITH_ERROR = 5;
/** A shorter word is a part of too many others. */
const SHORTEST_PART = 5;
/** Each costs a query of the index. */
const MOST_NEAR = 8;

const termsOf = oncePerCatalog((catalog) => {
  let revision = -1;
  let terms: readonly string[] = [];
  return () => {
    const current = currentRevision(catalog);
    if (current !== revision) [revision, terms] = [current, wordTerms(catalog)];
    return terms;
  };
});

/**
 * Find words of the library that are probably meant by a word that no photo has: other spellings, longer words that it
 * is a part of ("turnier" in "Fussballturnier"), and words with one typing error. The likeliest first.
 * @param plain the word, folded.
 */
export function nearWords(catalog: Catalog, plain: string): string[] {
  if (/[\d\s]/.test(plain) || plain.length < SHORTEST_PART - 1) return [];
  const others = spellings(plain).slice(1);
  const terms = termsOf(catalog)();
  const near = { spelled: [] as string[], part: [] as string[], error: [] as string[] };
  for (const term of terms) {
    if (others.includes(term)) near.spelled.push(term);
    else if (plain.length >= SHORTEST_PART && term.length > plain.length && term.includes(plain)) near.part.push(term);
    else if (isNear(plain, term) || others.some((other) => isNear(other, term))) near.error.push(term);
  }
  return [...near.spelled, ...near.error, ...near.part].slice(0, MOST_NEAR);
}

function isNear(plain: string, term: string): boolean {
  return (
    plain.length >= SHORTEST_WITH_ERROR &&
    term.length >= SHORTEST_WITH_ERROR &&
    Math.abs(plain.length - term.length) <= 1 &&
    haveSameEnd(plain, term) &&
    editsBetween(plain, term, 1) === 1
  );
}

/** One error leaves two letters at the beginning or at the end. Comparing these first saves nine of ten comparisons. */
function haveSameEnd(a: string, b: string): boolean {
  const isSame = (i: number, j: number) => a.charCodeAt(i) === b.charCodeAt(j);
  return (isSame(0, 0) && isSame(1, 1)) || (isSame(a.length - 1, b.length - 1) && isSame(a.length - 2, b.length - 2));
}
