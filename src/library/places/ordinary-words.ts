/** Names of places that more often mean something else, and common words that are no misspelled names of places. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../base/paths.ts';

/** Shorter names are words or abbreviations in one of many languages. */
const SURE_LETTERS = 4;
const SURE_SHORT_NAMES = new Set(['goa', 'nyc', 'oia', 'rio', 'rom', 'uae', 'uk', 'ulm', 'usa']);

let ordinary: ReadonlySet<string> | undefined;
let common: ReadonlySet<string> | undefined;

/**
 * Decide whether the name of a place is also a common word or a first name: "nice", "reading", "paris".
 * @param name folded.
 */
export function isOrdinaryWord(name: string): boolean {
  ordinary ??= wordsIn('ordinary-words.txt');
  if (ordinary.has(name)) return true;
  return name.length < SURE_LETTERS && /^[a-z ]+$/.test(name) && !SURE_SHORT_NAMES.has(name);
}

/** Decide whether a name consists of such words only: "the hill", "sandy bay". */
export function isOrdinaryName(name: string): boolean {
  return name.split(' ').every(isOrdinaryWord);
}

/**
 * Decide whether a word is common although it is one letter away from the name of a place: "child" and Chile.
 * @param word folded.
 */
export function isCommonWord(word: string): boolean {
  common ??= wordsIn('common-words.txt');
  return common.has(word);
}

function wordsIn(file: string): Set<string> {
  return new Set(
    readFileSync(join(packageRoot(), 'config', 'places', file), 'utf8')
      .replace(/^#.*/gm, '')
      .split(/\s+/),
  );
}
