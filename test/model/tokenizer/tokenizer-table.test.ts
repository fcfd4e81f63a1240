/** A table must never change an id: every text gives what `tokenizer.json` gives. Nor must the first use, without one. */

import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTokenizerTable, tokenizerByTable } from '../../../src/model/tokenizer/table/tokenizer-table.ts';
import { loadTokenizer } from '../../../src/model/tokenizer/tokenize.ts';
import { anyCharacter } from '../../support/any-character.ts';
import {
  bertTokenizer,
  clipTokenizer,
  gemmaTokenizer,
  t5Tokenizer,
  WORDS,
  writeTokenizer,
} from '../../support/tokenizers.ts';

type Json = Record<string, unknown>;

const changed = (json: Json, change: Json): Json => ({ ...json, model: { ...(json.model as Json), ...change } });
const vocabOf = <Vocab>(json: Json) => (json.model as { vocab: Vocab }).vocab;

const CLIP_VOCAB = vocabOf<Record<string, number>>(clipTokenizer());
const { merges: CLIP_MERGES } = clipTokenizer().model as { merges: string[] };
const T5_VOCAB = vocabOf<[string, number][]>(t5Tokenizer());

const KINDS: Record<string, Json> = {
  'of the kind of CLIP': clipTokenizer(),
  'of the kind of Gemma': gemmaTokenizer(),
  'of the kind of T5': t5Tokenizer(),
  'of the kind of BERT': bertTokenizer(),
  'whose merges have halves that are no tokens': changed(clipTokenizer(), {
    vocab: Object.fromEntries(Object.entries(CLIP_VOCAB).filter(([, id]) => id % 3 > 0)),
  }),
  'without bytes for unknown characters': changed(gemmaTokenizer(), { byte_fallback: false }),
  'that prefers whole tokens to merges': changed(gemmaTokenizer(), { ignore_merges: true, merges: [['o', 'g']] }),
  'whose merges come twice, or have one or three parts': changed(clipTokenizer(), {
    merges: [...CLIP_MERGES.toReversed(), 'alone', ...CLIP_MERGES.map((merge) => `${merge} more`), ' ', ''],
  }),
  'whose merges have halves with blanks': changed(gemmaTokenizer(), {
    normalizer: null,
    merges: [
      ['o', 'g'],
      ['d', 'og'],
      ['a', ' '],
      ['a ', 'd'],
      ['a', ' d'],
    ],
  }),
  'without merges': changed(gemmaTokenizer(), { merges: [] }),
  'with pieces that have two scores': changed(t5Tokenizer(), { vocab: [...T5_VOCAB, ['dog', -1], ['▁a', -9]] }),
  'without an unknown token': changed(bertTokenizer(), { unk_token: '[NONE]' }),
  'with pieces that JavaScript treats specially': changed(bertTokenizer(), {
    vocab: { ...vocabOf<Json>(bertTokenizer()), constructor: 900, ['__proto__']: 901, '12': 902, '##\ud800': 903 },
  }),
};
const RULES = { contextLength: 10_000 };

/** Words that the vocabularies know, parts of them, and any other characters, lone surrogates included. */
const texts = fc
  .array(
    fc.oneof(
      fc.constantFrom(...WORDS, ' ', '  ', '▁▁', '<pad>', '</s>', '[SEP]', 'constructor', '__proto__', '12'),
      fc.constantFrom(...WORDS).map((word) => word.slice(1)),
      fc.string({ unit: anyCharacter, maxLength: 4 }),
      fc.string({ unit: fc.constantFrom('\ud800', '\udc00', 'a', 'é', '\0'), maxLength: 3 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

function withTable(json: Json): { file: string; table: string } {
  const file = writeTokenizer(json);
  const table = `${file}.table`;
  expect(tokenizerByTable(file, table)).toBeDefined();
  return { file, table };
}

describe.each(Object.entries(KINDS))('the table of a tokenizer %s', (_, json) => {
  it('gives the same ids as its tokenizer.json', () => {
    const { file, table } = withTable(json);
    expect(readTokenizerTable(table, file)).toBeDefined();
    const slow = loadTokenizer(file, RULES);
    const fast = loadTokenizer(file, RULES, table);
    const first = loadTokenizer(file, RULES, `${file}.first`, true);
    expect(new Set(WORDS.map((word) => slow.encode(word).ids.join())).size).toBeGreaterThan(5);
    fc.assert(
      fc.property(texts, (text) => {
        const expected = slow.encode(text);
        expect(fast.encode(text)).toEqual(expected);
        expect(first.encode(text)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a table that must not be used', () => {
  const { file, table } = withTable(gemmaTokenizer());
  const good = readFileSync(table);
  const expected = loadTokenizer(file, RULES).encode('a dog').ids;
  const flipped = (place: number) => {
    const bytes = Buffer.from(good);
    bytes[place]! ^= 1;
    return bytes;
  };

  it.each([
    ['is empty', Buffer.alloc(0)],
    ['is cut', good.subarray(0, -1)],
    ['is cut within its header', good.subarray(0, 100)],
    ['has a wrong checksum', flipped(0)],
    ['has a wrong length', flipped(7)],
    ['has another header', flipped(20)],
    ['has another column', flipped(good.length - 2)],
    ['is another file', Buffer.from('{"version": "1.0"}')],
  ])('%s', (_, bytes) => {
    writeFileSync(table, bytes);
    expect(readTokenizerTable(table, file)).toBeUndefined();
    expect(loadTokenizer(file, RULES, table).encode('a dog').ids).toEqual(expected);
    // It was made again.
    expect(readTokenizerTable(table, file)).toBeDefined();
  });

  it('is missing', () => {
    expect(readTokenizerTable(`${table}.missing`, file)).toBeUndefined();
    // A folder that cannot be written to.
    expect(loadTokenizer(file, RULES, join(file, 'table')).encode('a dog').ids).toEqual(expected);
  });

  it('was made from another tokenizer.json, but not a copy or a file with another time', () => {
    writeFileSync(table, good);
    const copy = writeTokenizer(gemmaTokenizer());
    expect(readTokenizerTable(table, copy)).toBeDefined();
    utimesSync(file, 1, 1);
    expect(readTokenizerTable(table, file)).toBeDefined();
    writeFileSync(copy, readFileSync(copy, 'utf8').replace('"id":9000', '"id":9001'));
    expect(readTokenizerTable(table, copy)).toBeUndefined();
  });
});

it('leaves the table of CLIP to the second process that ends after one answer', () => {
  const file = writeTokenizer(clipTokenizer());
  const table = `${file}.table`;
  const sizes = Array.from({ length: 2 }, () => {
    expect(tokenizerByTable(file, table, true)).toBeDefined();
    return statSync(table).size;
  });
  expect(sizes[0]).toBe(0);
  expect(readTokenizerTable(table, file)).toBeDefined();
});

it('makes no table for a kind that it does not know', () => {
  const { model, ...rest } = bertTokenizer();
  const file = writeTokenizer({ ...rest, model: { vocab: (model as { vocab: unknown }).vocab } });
  expect(tokenizerByTable(file, `${file}.table`)).toBeUndefined();
  expect(existsSync(`${file}.table`)).toBe(false);
});
