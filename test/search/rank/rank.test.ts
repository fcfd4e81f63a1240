import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topK } from '../../../src/search/rank/rank.ts';

describe('topK', () => {
  it('is what sorting everything would give, with all ties of the last place', () => {
    // Few distinct scores: ties are the hard part.
    const scores = fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 500 });
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 100 }), (all, k) => {
        const scored = all.map((score, id) => ({ id, score }));
        const best = topK(scored, k);
        const sorted = scored.toSorted((a, b) => b.score - a.score || a.id - b.id);
        const bar = sorted[Math.min(k, sorted.length) - 1]?.score;
        const expected = sorted.filter(({ score }) => bar !== undefined && score >= bar);
        expect(best.toSorted((a, b) => b.score - a.score || a.id - b.id)).toEqual(expected);
        expect(best.map(({ score }) => score)).toEqual(expected.map(({ score }) => score));
      }),
    );
  });

  it('finds the best of many', () => {
    const scored = Array.from({ length: 100_000 }, (_, id) => ({ id, score: (id * 7919) % 100_003 }));
    expect(topK(scored, 3).map(({ score }) => score)).toEqual(
      scored
        .map(({ score }) => score)
        .sort((a, b) => b - a)
        .slice(0, 3),
    );
  });
});
