/** Phrases in quotation marks: they mean what they say. Pure. */

import type { Span } from '../span.ts';

export interface Quotation extends Span {
  /** Without the marks. */
  readonly inside: string;
}

/** Straight marks, and those that phones and East Asian keyboards produce. They stand around whole words. */
const QUOTED = /(?<!\S)(?:"([^"]+)"|[“„]([^“”]+)[“”]|「([^」]+)」|«([^»]+)»)(?![\p{L}\p{N}])/gu;

export function quotationsIn(text: string): Quotation[] {
  return [...text.matchAll(QUOTED)].map((match) => {
    const [whole, ...insides] = match;
    const start = match.index;
    return { start, end: start + whole.length, inside: insides.find((inside) => inside !== undefined)!.trim() };
  });
}

/** Remove the quotation marks, and spaces around the text. */
export function withoutMarks(text: string): string {
  const plain = text.replace(QUOTED, (_, ...inside) => inside.slice(0, 4).find((part) => part !== undefined));
  return plain.replace(/\s+/g, ' ').trim() || text;
}
