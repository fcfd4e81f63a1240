/** Validates and normalises keywords that people type. Pure. */

import { PicsiftError } from '../base/errors.ts';
import { MAX_CHARACTERS } from '../library/metadata/photo-metadata.ts';

export interface KeywordChange {
  readonly action: 'add' | 'remove';
  /** See `normaliseKeyword`. */
  readonly keyword: string;
}

/** Characters that a keyword must not contain: control characters, line ends, lone surrogates. */
const UNFIT = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * Normalise a keyword to the form in which `readMetadata` reads it from a photo.
 * @throws PicsiftError `bad-usage` if it is empty, too long, or contains control characters.
 */
export function normaliseKeyword(text: string): string {
  if (UNFIT.test(text)) {
    throw new PicsiftError('bad-usage', 'A keyword must be one line of plain text. Remove line ends and tabs.');
  }
  const keyword = text.replace(/\s+/g, ' ').trim().normalize('NFC');
  if (keyword === '') throw new PicsiftError('bad-usage', 'The keyword is empty. Give a word.');
  if (keyword.length > MAX_CHARACTERS) {
    throw new PicsiftError('bad-usage', `The keyword is longer than ${MAX_CHARACTERS} characters. Shorten it.`);
  }
  return keyword;
}
