/** Names of places that more often mean something else: config/places/ordinary-words.txt. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../base/paths.ts';

/** Shorter names are words or abbreviations in one of many languages. */
const SURE_LETTERS = 4;
const SURE_SHORT_NAMES = new Set(['goa', 'nyc', 'oia', 'rio', 'rom', 'uae', 'uk', 'ulm', 'usa']);

let words: ReadonlySet<string> | undefined;

/**
 * Decide whether the name of a place is also a common word or a first name: "nice", "reading", "paris".
 * @param name folded.
 */
export function isOrdinaryWord(name: string): boolean {
  words ??= new Set(
    readFileSync(join(packageRoot(), 'config/places/ordinary-words.txt'), 'utf8').replace(/^#.*/gm, '').split(/\s+/),
  );
  if (words.has(name)) return true;
  return name.length < SURE_LETTERS && /^[a-z ]+$/.test(name) && !SURE_SHORT_NAMES.has(name);
}

/** Decide whether a name consists of such words only: "the hill", "sandy bay". */
export function isOrdinaryName(name: string): boolean {
  return name.split(' ').every(isOrdinaryWord);
}
