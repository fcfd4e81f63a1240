/** Keywords as people give them. Pure. */

import { PicsiftError } from '../base/errors.ts';
import { MAX_CHARACTERS } from '../library/metadata/photo-metadata.ts';

export interface KeywordChange {
  readonly action: 'add' | 'remove';
  /** See `normaliseKeyword`. */
  readonly keyword: string;
}

/** What no program shows as a part of one keyword: controls, line ends, halves of a character. */
const UNFIT = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * The keyword as it will be read from the photo again.
 * @throws PicsiftError `bad-usage` where it is empty, too long, or holds control characters.
 */
export function normaliseKeyword(text: string): string {
  if (UNFIT.test(text)) {
    throw new PicsiftError('bad-usage', 'A keyword is one line of plain text: leave out line ends and tabs.');
  }
  const keyword = text.replace(/\s+/g, ' ').trim().normalize('NFC');
  if (keyword === '') throw new PicsiftError('bad-usage', 'The keyword is empty. Say which word to write.');
  if (keyword.length > MAX_CHARACTERS) {
    throw new PicsiftError('bad-usage', `The keyword is longer than ${MAX_CHARACTERS} characters. Shorten it.`);
  }
  return keyword;
}
