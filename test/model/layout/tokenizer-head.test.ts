import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTokenizerHead } from '../../../src/model/layout/tokenizer-head.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

const SETTINGS = {
  version: '1.0',
  truncation: { max_length: 64 },
  padding: { strategy: { Fixed: 64 }, pad_id: 0 },
  added_tokens: [
    { id: 1, content: '"model": {"vocab": ]}' },
    { id: 2, content: '\\' },
  ],
  normalizer: { type: 'Replace', model: { vocab: 'not this one' } },
};

function headOf(text: string) {
  const file = join(temporaryFolder(), 'tokenizer.json');
  writeFileSync(file, text);
  return readTokenizerHead(file);
}

describe('readTokenizerHead', () => {
  it('reads the settings, and which kind of vocabulary there is', () => {
    const byId = { ...SETTINGS, model: { type: 'BPE', unk_token: null, vocab: { a: 0 }, merges: [] } };
    expect(headOf(JSON.stringify(byId))).toEqual({ ...SETTINGS, model: { vocab: {} } });
    const scored = { ...SETTINGS, model: { type: 'Unigram', unk_id: 0, vocab: [['a', -1]] } };
    expect(headOf(JSON.stringify(scored, null, 2))).toEqual({ ...SETTINGS, model: { vocab: [] } });
  });

  it('does not read the vocabulary: it may even be cut off', () => {
    const text = JSON.stringify({ ...SETTINGS, model: { vocab: { a: 0 } } });
    expect(headOf(text.slice(0, -4))).toMatchObject({ padding: { pad_id: 0 } });
  });

  it('reads settings that are longer than usual', () => {
    for (const length of [30_000, 1_200_000]) {
      const long = { ...SETTINGS, normalizer: { type: 'Precompiled', precompiled_charsmap: 'A'.repeat(length) } };
      expect(headOf(JSON.stringify({ ...long, model: { vocab: [['a', 0]] } }))).toMatchObject(long);
    }
  });

  it('reads a file in another order in full', () => {
    const sorted = { model: { vocab: { a: 0 } }, ...SETTINGS };
    expect(headOf(JSON.stringify(sorted))).toEqual(sorted);
    const { truncation, ...rest } = SETTINGS;
    const late = { ...rest, model: { vocab: { a: 0 } }, truncation };
    expect(headOf(JSON.stringify(late))).toEqual(late);
  });
});
