/** Finds the words that turn a clue into its opposite: "without anna", "not in venice", 花子なし. Pure. */

import { overlapsAny, type Span } from '../span.ts';
import { isFunctionWord } from './function-words.ts';
import type { Token } from './tokens.ts';

/** In the languages of function-words.ts; folded. Not "no": it is "in the" in Portuguese. */
const BEFORE: ReadonlySet<string> = new Set(
  `not without except excluding ohne nicht ausser kein keine sans sauf pas excepte hormis sin excepto menos salvo sem exceto
   senza tranne eccetto zonder behalve niet 没有 沒有 不是 除了`.split(/\s+/),
);
const BEHIND: ReadonlySet<string> = new Set('なし 以外 抜き 없이 없는 말고 빼고 除外'.split(' '));
/** "Without anna and tom" is without both. */
const AND: ReadonlySet<string> = new Set('and or nor und oder et ou y o e en of ni noch'.split(' '));
/** "Anna, but not Tom". */
const BUT: ReadonlySet<string> = new Set('but aber mais pero ma mas maar'.split(' '));

/**
 * Extend the clues that are meant as their opposite by the word that says so.
 * @param clues in order, without overlaps.
 * @param others parts of the text that no such word may be in, or beyond.
 * @returns for each clue, its words with that word; undefined if it is meant as it is.
 */
export function negations(
  clues: readonly Span[],
  tokens: readonly Token[],
  others: readonly Span[],
): (Span | undefined)[] {
  const found: (Span | undefined)[] = [];
  for (const [index, clue] of clues.entries()) {
    const start = startBefore(clue, tokens, found[index - 1]) ?? clue.start;
    const behind = tokens.find((token) => token.start >= clue.end);
    const end = behind !== undefined && BEHIND.has(behind.plain) ? behind.end : clue.end;
    const isLonger = start < clue.start || end > clue.end;
    const isFree = !overlapsAny({ start, end }, [...others, ...clues.filter((other) => other !== clue)]);
    found.push(isLonger && isFree ? { start, end } : undefined);
  }
  return found;
}

/** Return where the word stands, or "and" behind a clue that has one. @param former the clue before, with its word. */
function startBefore(clue: Span, tokens: readonly Token[], former: Span | undefined): number | undefined {
  const last = tokens.findLastIndex(({ end }) => end <= clue.start);
  const at = tokens.findLastIndex((token, index) => index <= last && !isSmall(token));
  const word = tokens[at];
  if (word === undefined) return undefined;
  const isListed = former?.end === word.end && tokens.slice(at + 1, last + 1).some(({ plain }) => AND.has(plain));
  if (isListed) return tokens[at + 1]!.start;
  if (!BEFORE.has(word.plain)) return undefined;
  const before = tokens[at - 1];
  return before !== undefined && BUT.has(before.plain) ? before.start : word.start;
}

/** "In" of "not in venice". */
function isSmall({ plain }: Token): boolean {
  return !BEFORE.has(plain) && (isFunctionWord(plain) || AND.has(plain));
}
