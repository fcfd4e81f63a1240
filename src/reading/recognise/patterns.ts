/** Recognises readings that are no text. */

import type { Reading } from './ctc.ts';

/** A line below this is more often a pattern than a text. RapidOCR's value too. */
const LEAST_CONFIDENCE = 0.5;

const IDEOGRAPH = /^\P{L}*\p{Script=Han}\P{L}*$/u;
const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/**
 * Keep the lines that are text. Windows, fences and bicycles look like single Chinese characters, and are read as such
 * with confidence: a picture that has nothing else in Chinese or Japanese has no Chinese text.
 */
export function withoutPatterns<T extends Reading>(lines: readonly T[]): T[] {
  const sure = lines.filter(({ confidence }) => confidence >= LEAST_CONFIDENCE);
  const isAlone = sure.filter(({ text }) => EAST_ASIAN.test(text)).length === 1;
  return sure.filter(({ text }) => !(isAlone && IDEOGRAPH.test(text)));
}
