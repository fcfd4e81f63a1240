/** The map of a `Precompiled` normalizer is followed as it is, unlike in the library. */

import { describe, expect, it } from 'vitest';
import { charsmapNormalizer } from '../../../src/model/tokenizer/charsmap.ts';
import { loadTokenizer } from '../../../src/model/tokenizer/tokenize.ts';
import { buildCharsmap } from '../../support/charsmap.ts';
import { t5Tokenizer, writeTokenizer } from '../../support/tokenizers.ts';

const CHARSMAP = buildCharsmap({
  ﬁ: 'fi',
  'e\u0301': 'é',
  '\u200b': ' ',
  '\u0007': '',
  '\u1112\u1161': '하',
  '\u1112\u1161\u11ab': '한',
  '🐶': 'dog',
});

describe('a map of characters', () => {
  it.each([
    ['replaces one character', 'ﬁsh', 'fish'],
    ['replaces characters together', 'cafe\u0301s e', 'cafés e'],
    ['takes the longest sequence', '\u1112\u1161\u11ab \u1112\u1161 \u1112', '한 하 \u1112'],
    ['removes', 'a\u0007b', 'ab'],
    ['has any length', '🐶🐶!', 'dogdog!'],
    ['keeps all else, where NFKC would not', '½ a\u200db \u061c 🐕 Ａ', '½ a\u200db \u061c 🐕 Ａ'],
    ['takes an empty text', '', ''],
  ])('%s', (_, text, expected) => {
    expect(charsmapNormalizer(CHARSMAP)(text)).toBe(expected);
  });

  it('serves the tokenizer, wherever it is in its normalizers', () => {
    const normalizer = { type: 'Precompiled', precompiled_charsmap: CHARSMAP };
    const ids = (json: object, text: string) =>
      loadTokenizer(writeTokenizer({ ...t5Tokenizer(), ...json }), { contextLength: 99 }).encode(text).ids;
    const sequence = {
      type: 'Sequence',
      normalizers: [{ type: 'Lowercase' }, { type: 'Sequence', normalizers: [normalizer] }],
    };
    expect(ids({ normalizer }, '🐶')).toEqual(ids({}, 'dog'));
    expect(ids({ normalizer: sequence }, 'A🐶')).toEqual(ids({}, 'adog'));
  });
});
