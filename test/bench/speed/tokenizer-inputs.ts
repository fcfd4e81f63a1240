/** What the bench of tokenizers encodes: texts, and a tokenizer as large as Gemma's. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../src/base/paths.ts';
import type { TokenizerJson } from '../../../src/model/tokenizer/tokenizer-json.ts';
import type { seededRandom } from '../../support/catalogs/made-up-vectors.ts';

type Random = ReturnType<typeof seededRandom>;

/** First and last character of scripts and blocks that tokenizers treat differently. */
const BLOCKS = [
  [0x9, 0xd],
  [0x20, 0x7e],
  [0xa0, 0x17f],
  [0x300, 0x36f],
  [0x370, 0x4ff],
  [0x5d0, 0x65f],
  [0x900, 0x97f],
  [0xe00, 0xe4f],
  [0x1100, 0x11ff],
  [0x2000, 0x214f],
  [0x3000, 0x30ff],
  [0x4e00, 0x4fff],
  [0xac00, 0xacff],
  [0xfe00, 0xffef],
  [0x1f300, 0x1f64f],
] as const;

/** Lines of picsift's own pages, and texts of their words, of the tokenizer's pieces, and of any characters. */
export function madeUpTexts(tokenizer: TokenizerJson, count: number, random: Random): string[] {
  const below = (limit: number) => Math.floor(random.next() * limit);
  const oneOf = <T>(items: readonly T[]) => items[below(items.length)]!;
  const pages = ['README.md', 'docs/searching.md', 'docs/filters.md', 'CHANGELOG.md'];
  const lines = pages.flatMap((page) => readFileSync(join(packageRoot(), page), 'utf8').split('\n'));
  const words = lines.flatMap((line) => line.split(/\s+/));
  const { vocab } = tokenizer.model;
  const pieces = Array.isArray(vocab) ? vocab.map(([piece]) => piece as string) : Object.keys(vocab);
  const character = () => {
    const [first, last] = oneOf(BLOCKS);
    return String.fromCodePoint(first + below(last - first + 1));
  };
  const part = () => oneOf([() => oneOf(words), () => oneOf(pieces), () => character() + character(), () => ' '])();
  return Array.from({ length: count }, (_, i) =>
    i < lines.length && i < count / 4 ? lines[i]! : Array.from({ length: 1 + below(14) }, part).join(oneOf(['', ' '])),
  );
}

/**
 * Add tokens to a tokenizer of the kind BPE: two known pieces together, with all merges that make them.
 * @returns false for another kind.
 */
export function growTokenizer(file: string, target: string, tokens: number): boolean {
  const json = JSON.parse(readFileSync(file, 'utf8'));
  const { vocab, merges } = json.model;
  if (!Array.isArray(merges?.[0])) return false;
  const pieces = Object.keys(vocab).filter((piece) => piece.length < 5 && !piece.startsWith('<'));
  let [id, left] = [1 + Math.max(...(Object.values(vocab) as number[])), 0];
  for (let size = Object.keys(vocab).length; size < tokens; left++) {
    for (let right = 0; right < 150 && size < tokens; right++) {
      const halves = [pieces[left % pieces.length]!, pieces[(left * 7 + right * 13) % pieces.length]!];
      const piece = halves.join('');
      if (Object.hasOwn(vocab, piece)) continue;
      vocab[piece] = id++;
      merges.push(halves);
      size++;
    }
  }
  const known = new Set(merges.map((halves: string[]) => halves.join('\0')));
  for (const piece of Object.keys(vocab)) {
    for (let cut = 1; cut < piece.length; cut++) {
      const halves = [piece.slice(0, cut), piece.slice(cut)];
      if (halves.every((half) => Object.hasOwn(vocab, half)) && !known.has(halves.join('\0'))) merges.push(halves);
    }
  }
  writeFileSync(target, JSON.stringify(json));
  return true;
}
