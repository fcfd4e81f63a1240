/** CLIP's vocabulary file, with merges of our own: it must number its tokens as CLIP does. */

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { loadTokenizer } from '../../../src/model/tokenizer/tokenize.ts';

const RULES = { contextLength: 77 };

/** The first merges make "dog" and "é"; the others fill the file. */
const MERGES = ['o g</w>', 'd og</w>', 'Ã ©</w>', ...Array.from({ length: 49_000 }, (_, i) => `left${i} right`)];

function writeVocabulary(merges: readonly string[]): string {
  const file = join(mkdtempSync(join(tmpdir(), 'picsift-vocabulary-')), 'bpe_simple_vocab_16e6.txt.gz');
  writeFileSync(file, gzipSync(['# version', ...merges].join('\n'), { level: 1 }));
  return file;
}

describe('the vocabulary file of CLIP', () => {
  it('numbers bytes, bytes at the end of words, merges, start and end', () => {
    const file = writeVocabulary(MERGES);
    const byte = (letter: string) => letter.charCodeAt(0) - '!'.charCodeAt(0);
    const expected = {
      'Dog  dog': [512 + 1, 512 + 1],
      ab: [byte('a'), 256 + byte('b')],
      é: [512 + 2],
      "3's": [256 + byte('3'), byte("'"), 256 + byte('s')],
      '': [],
    };
    const tokenizer = loadTokenizer(file, RULES);
    for (const [text, ids] of Object.entries(expected)) {
      expect(tokenizer.encode(text).ids, text).toEqual([49_406, ...ids, 49_407]);
    }
  });

  it.each([
    ['too short', MERGES.slice(0, 100)],
    ['of something else', MERGES.map((merge) => `${merge} 1`)],
  ])('is refused when it is %s', (_, merges) => {
    expect(() => loadTokenizer(writeVocabulary(merges), RULES)).toThrow(/cannot be used/);
  });
});
