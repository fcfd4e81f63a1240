/** The keywords of a call as changes, and the question whether they may be made. Pure. */

import { count } from '../../src/base/count.ts';
import { safeText, unescaped } from '../../src/base/safe-text.ts';
import { type KeywordChange, normaliseKeyword } from '../../src/tagging/keyword.ts';
import { wrongCall } from '../answers/error-answers.ts';

/** A change, and the ids of the photos that it is for. */
export interface Step {
  readonly change: KeywordChange;
  readonly ids: readonly string[];
}

/**
 * Read the keywords, which may be as they were shown: with escapes.
 * @throws PicsiftError `bad-usage` for a keyword that cannot be written, one that is to be added and removed, and none.
 */
export function changesOf(add: readonly string[], remove: readonly string[]): KeywordChange[] {
  const read = (keywords: readonly string[]) => [...new Set(keywords.map((text) => normaliseKeyword(unescaped(text))))];
  const [added, removed] = [read(add), read(remove)];
  if (added.length + removed.length === 0) {
    throw wrongCall('Name at least one keyword in add or remove, for example {"add": ["beach"]}.');
  }
  const both = added.find((keyword) => removed.includes(keyword));
  if (both !== undefined) throw wrongCall(`The keyword ${quotedKeyword(both)} cannot be added and removed at once.`);
  return [
    ...removed.map((keyword) => ({ action: 'remove' as const, keyword })),
    ...added.map((keyword) => ({ action: 'add' as const, keyword })),
  ];
}

/** Write the question for the user: 'Write the keywords "beach", "2019" into 12 photos?' */
export function questionOf(steps: readonly Step[]): string {
  const part = (action: KeywordChange['action'], before: string, between: string) => {
    const of = steps.filter(({ change }) => change.action === action);
    const photos = new Set(of.flatMap(({ ids }) => ids)).size;
    const keywords = of.map(({ change }) => quotedKeyword(change.keyword)).join(', ');
    const what = `the keyword${of.length === 1 ? '' : 's'} ${keywords}`;
    return of.length === 0 ? [] : [`${before} ${what} ${between} ${count(photos, 'photo')}`];
  };
  const parts = [...part('add', 'write', 'into'), ...part('remove', 'remove', 'from')].join(', and ');
  return `${parts.charAt(0).toUpperCase()}${parts.slice(1)}? The file as it was is kept beside each, as NAME_original.`;
}

const MAX_CHARACTERS = 40;
/** All characters but those of words, and signs without a meaning in HTML, Markdown and quotations. */
const NOT_PLAIN = /[^\p{L}\p{M}\p{N}\p{Extended_Pictographic} \-_.,;:/+()'!%@#]/gu;

/** Quote a keyword so that it cannot pass for a part of the sentence. */
function quotedKeyword(keyword: string): string {
  const plain = keyword.replace(NOT_PLAIN, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
  return `"${safeText(plain, MAX_CHARACTERS)}"`;
}
