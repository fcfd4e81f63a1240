/** Pages from a ranking, in which near-identical shots are one result. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Page, pageOf } from '../../../src/search/rank/page.ts';
import type { Ranked, Ranking } from '../../../src/search/rank/ranking.ts';

/** What the shots of each scene look like: scenes differ by 8 bits or more, and their vectors are orthogonal. */
const SCENES = Array.from({ length: 256 }, (_, scene) => ({
  perceptualHash: Uint8Array.from({ length: 8 }, (_, bit) => ((scene >> bit) & 1 ? 0x0f : 0xf0)),
  vector: Float32Array.from({ length: 256 }, (_, at) => (at === scene ? 1 : 0)),
}));

/**
 * Returns photos of several scenes, best first; `sceneOf` maps each shot to its scene. `requested.most` is the largest
 * ranking that was requested.
 */
function library(count: number, sceneOf: (photo: number) => number) {
  const requested = { most: 0 };
  const photos = Array.from({ length: count }, (_, at): Ranked => {
    return {
      id: at + 1,
      path: `/${at}.jpg`,
      contentId: at + 1,
      score: 1 - at / count,
      rank: 1 - at / count,
      row: at,
      ...SCENES[sceneOf(at)]!,
    };
  });
  const rankBest = async (k: number): Promise<Ranking> => {
    requested.most = Math.max(requested.most, k);
    const spread = { count, mean: 0, deviation: 1 };
    return { ranked: photos.slice(0, k), best: photos.slice(0, k), complete: count < k, spread, unit: 1 };
  };
  const page = (top: number, last?: Page): Promise<Page> => {
    const shown = last?.results.at(-1)?.first;
    const after = shown && { rank: shown.rank, photo: shown.id };
    return pageOf(rankBest, { top, after, grouped: true, atLeast: 1 });
  };
  return { page, requested };
}

describe('pages', () => {
  it('show every scene once, in order, for all page sizes and scenes', async () => {
    const scenes = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(scenes, fc.integer({ min: 1, max: 9 }), async (sceneOf, top) => {
        const { page } = library(sceneOf.length, (photo) => sceneOf[photo]!);
        const seen: number[] = [];
        let last: Page | undefined;
        do {
          last = await page(top, last);
          seen.push(...last.results.map(({ first }) => sceneOf[first.id - 1]!));
        } while (last.hasMore);
        expect(seen).toEqual([...new Set(sceneOf)]);
      }),
      { numRuns: 50 },
    );
  });

  it('are cut short instead of scanning a time-lapse to its end, and continue behind it', async () => {
    // Three scenes, then fifty thousand shots of the first.
    const { page, requested } = library(50_000, (photo) => (photo < 3 ? photo : photo === 49_999 ? 3 : 0));
    const first = await page(10);
    expect(first.results.map(({ first }) => first.id)).toEqual([1, 2, 3]);
    expect(first.hasMore).toBe(true);
    expect(requested.most).toBeLessThan(5_000);
    const second = await page(10, first);
    expect(second.results.map(({ first }) => first.id)).toEqual([50_000]);
    expect(second.hasMore).toBe(false);
  });
});
