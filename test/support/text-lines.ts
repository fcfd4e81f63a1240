/** Lines of text, as a reader returns them. */

import type { TextLine } from '../../src/reading/text-reader.ts';

export function readLines(...texts: string[]): TextLine[] {
  return texts.map((text, row) => ({ text, confidence: 0.95, box: [0.1, row / 1_000, 0.5, 0.001] }));
}
