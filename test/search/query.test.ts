import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseQuery } from '../../src/search/query.ts';

describe('normaliseQuery', () => {
  it('folds white space and is done after one pass', () => {
    expect(normaliseQuery('  dog\n\ton  beach ')).toBe('dog on beach');
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }), (text) => {
        fc.pre(text.trim() !== '' && text.normalize('NFC').length <= 1_000);
        const once = normaliseQuery(text);
        expect(normaliseQuery(once)).toBe(once);
      }),
    );
  });

  it.each(['', '   ', '\n'])('refuses an empty query: %j', (query) => {
    expect(() => normaliseQuery(query)).toThrow(expect.objectContaining({ code: 'bad-query' }));
  });

  it('refuses an endless query', () => {
    expect(() => normaliseQuery('dog '.repeat(10_000))).toThrow(expect.objectContaining({ code: 'bad-query' }));
  });
});
