import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchWords, searchableWords, weighWords, wordBonus, wordUnit } from '../../../src/search/rank/word-matches.ts';

const matched = (rowsOf: readonly number[][], total: number) => matchWords(rowsOf, weighWords(rowsOf, total));

it('leaves out words without matches, and counts each word once', () => {
  expect(searchableWords(['two photos of us in Germany', '"germany, Germany!"', '(IMG_1234.jpg)'])).toEqual([
    'Germany',
    'germany',
    'IMG_1234.jpg',
  ]);
});

it('finds the words of texts without spaces', () => {
  expect(searchableWords(['東京の夜景'])).toEqual(['東京', '夜景']);
  expect(searchableWords(['北京天安门广场'])).toEqual(['北京', '天安门', '广场']);
  expect(searchableWords(['ซากุระที่โตเกียว'])).toContain('โตเกียว');
  expect(searchableWords(['ﾋﾞｰﾁで犬 dog'])).toEqual(['ビーチ', '犬', 'dog']);
  expect(searchableWords(['서울 여행'])).toEqual(['서울', '여행']);
});

it('gives the rarer word more weight', () => {
  const [both, rare, common] = matched(
    [
      [1, 2],
      [2, 3, 4, 5, 6],
    ],
    100,
  );
  expect(both).toEqual({ rows: [2], coverage: 1 });
  expect(rare!.rows).toEqual([1]);
  expect(common!.rows).toEqual([3, 4, 5, 6]);
  expect(rare!.coverage).toBeGreaterThan(common!.coverage);
});

it('ignores a word that every photo has', () => {
  expect(matched([[0, 1, 2]], 3)).toEqual([]);
});

it('never covers more than the complete query, and returns every photo once', () => {
  const rows = fc.uniqueArray(fc.nat(40), { maxLength: 30 });
  fc.assert(
    fc.property(fc.array(rows, { maxLength: 6 }), (rowsOf) => {
      const matches = matched(rowsOf, 41);
      const seen = matches.flatMap((match) => match.rows);
      expect(new Set(seen).size).toBe(seen.length);
      for (const { coverage } of matches) {
        expect(coverage).toBeGreaterThan(0);
        expect(coverage).toBeLessThanOrEqual(1 + 1e-9);
      }
    }),
  );
});

it('gives a full match more than a partial one, and more to both when more photos could match by chance', () => {
  const unit = (count: number) => wordUnit({ count, deviation: 0.05 });
  expect(wordBonus(1, unit(100))).toBeGreaterThan(wordBonus(0.9, unit(100)));
  expect(wordBonus(0.5, unit(1_000_000))).toBeGreaterThan(wordBonus(0.5, unit(100)));
  expect(wordBonus(1, wordUnit({ count: 0, deviation: 0 }))).toBe(0);
});
