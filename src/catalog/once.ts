/** Saves what searches would do again and again: prepare statements, begin transactions, and find the same words. */

import { LRUCache } from 'lru-cache';
import type { Catalog } from './open.ts';

/**
 * Return a function that makes something once for each catalog. Preparing a statement takes longer than running it, and
 * every search would prepare the same ones.
 */
export function oncePerCatalog<T>(make: (catalog: Catalog) => T): (catalog: Catalog) => T {
  const made = new WeakMap<Catalog, { readonly it: T }>();
  return (catalog) => {
    const known = made.get(catalog) ?? { it: make(catalog) };
    made.set(catalog, known);
    return known.it;
  };
}

const transactionOf = oncePerCatalog((catalog) => catalog.transaction((read: () => unknown) => read()));

/**
 * Run statements that only read in one transaction. To begin and end one takes about as long as reading a row.
 * @param read must do its work before it returns.
 */
export function readTogether<T>(catalog: Catalog, read: () => T): T {
  return catalog.inTransaction ? read() : (transactionOf(catalog)(read) as T);
}

/** Ids that each remembering function keeps: 8 MB. */
const MOST_IDS = 1_000_000;

const versionOf = oncePerCatalog((catalog) => {
  const others = catalog.prepare<[], number>('PRAGMA data_version').pluck();
  const clock = catalog.prepare<[], string>("SELECT revision || ' ' || words FROM clock").pluck();
  return () => `${others.get()} ${clock.get()}`;
});

/**
 * Return a function that finds something in a catalog and remembers its latest answers until a photo, a text or the index
 * of words changes. The next page of a search, and a query with one word more, ask for the same words.
 * @param sizeOf returns how many ids an answer has.
 */
export function remembering<T extends object>(
  find: (catalog: Catalog, words: string) => T,
  sizeOf: (answer: T) => number,
): (catalog: Catalog, words: string) => T {
  const known = oncePerCatalog(() => ({
    version: '',
    answers: new LRUCache<string, T>({ maxSize: MOST_IDS, sizeCalculation: (answer) => sizeOf(answer) + 1 }),
  }));
  return (catalog, words) => {
    const kept = known(catalog);
    const version = versionOf(catalog)();
    if (version !== kept.version) kept.answers.clear();
    kept.version = version;
    const answer = kept.answers.get(words) ?? find(catalog, words);
    kept.answers.set(words, answer);
    return answer;
  };
}
