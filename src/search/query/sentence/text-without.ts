/** Writes what is left of a sentence when its clues are removed. Pure. */

import { overlapsAny, type Span } from '../span.ts';
import { isFunctionWord } from './function-words.ts';
import type { Token } from './tokens.ts';

/**
 * Join the words that are left. Neighbours keep the characters between them. Function words at both ends are dropped, and
 * those before removed words: "at the beach with" is "beach", and "at" of "the cake at Tom's birthday" goes with Tom.
 * @returns undefined if only function words are left.
 */
export function textWithout(text: string, tokens: readonly Token[], removed: readonly Span[]): string | undefined {
  const isContent = tokens.map(({ plain }) => !isFunctionWord(plain));
  const isLeft = tokens.map((token) => !overlapsAny(token, removed));
  const isShown = [...isLeft];
  for (let at = tokens.length - 2; at >= 0; at--) if (!isContent[at] && !isShown[at + 1]) isShown[at] = false;
  const shown = [...tokens.keys()].filter((at) => isShown[at]);
  const first = shown.findIndex((at) => isContent[at]);
  if (first === -1) return undefined;
  const kept = shown.slice(first, shown.findLastIndex((at) => isContent[at]) + 1);
  const parts = kept.map((at, index) => {
    const { start, end } = tokens[at]!;
    const last = kept[index - 1];
    if (last === undefined) return text.slice(start, end);
    const areNeighbours = isLeft.slice(last + 1, at).every(Boolean);
    return (areNeighbours ? text.slice(tokens[last]!.end, start) : ' ') + text.slice(start, end);
  });
  return parts.join('');
}
