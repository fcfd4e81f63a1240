/** Counts how many of the words in a picture were read right, by script. */

const SCRIPTS = ['Hiragana', 'Katakana', 'Han', 'Hangul', 'Cyrillic', 'Greek', 'Thai', 'Devanagari', 'Arabic'];
/** These are written without spaces, so their words are found anywhere in the text. */
const UNSPACED = new Set(['Hiragana', 'Katakana', 'Han', 'Thai']);

export interface Count {
  words: number;
  right: number;
}

/**
 * Compare what is written in a picture with what was read. A word is right if it was read exactly, except for its case
 * and the punctuation around it, and as often as it is written. Spaces between words matter.
 */
export function countWords(written: string, read: readonly string[], counts: Map<string, Count>): void {
  const left = words(read.join('\n'));
  const together = left.join('');
  for (const word of words(written)) {
    const script = scriptOf(word);
    const count = counts.get(script) ?? { words: 0, right: 0 };
    counts.set(script, count);
    count.words += 1;
    const index = left.indexOf(word);
    if (UNSPACED.has(script) ? together.includes(word) : index >= 0) count.right += 1;
    if (index >= 0) left[index] = '';
  }
}

function words(text: string): string[] {
  const folded = text.normalize('NFKC').toLowerCase();
  return folded
    .split(/\s+/)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    .filter((word) => word !== '');
}

function scriptOf(word: string): string {
  const script = SCRIPTS.find((name) => new RegExp(`\\p{Script=${name}}`, 'u').test(word));
  if (script !== undefined) return script;
  if (!/\p{L}/u.test(word)) return 'digits';
  return /^\p{ASCII}+$/u.test(word) ? 'Latin' : 'Latin with accents';
}
