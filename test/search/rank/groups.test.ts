import { expect, it } from 'vitest';
import { groupShots, isSameShot, type Shot } from '../../../src/search/rank/groups.ts';

const hash = (bits: number) =>
  Uint8Array.from({ length: 8 }, (_, i) => (i * 8 < bits ? 255 >> Math.max(0, 8 - (bits - i * 8)) : 0));
const vectorAt = (cosine: number) => Float32Array.of(cosine, Math.sqrt(1 - cosine * cosine));
const shot = (contentId: number, bits: number | null, cosine = 1): Shot => ({
  contentId,
  perceptualHash: bits === null ? null : hash(bits),
  vector: vectorAt(cosine),
});

const original = shot(1, 0);

it.each([
  ['a copy', shot(1, null), true],
  ['a re-encoded one', shot(2, 3, 0.7), true],
  ['a slightly cropped one', shot(3, 12, 0.9), true],
  ['one that happens to have the same shapes', shot(4, 4, 0.3), false],
  ['another one that is a little like it', shot(5, 12, 0.8), false],
  ['another one that means the same', shot(6, 32, 0.99), false],
  ['one whose look is not known', shot(7, null, 1), false],
])('%s', (_, other, same) => {
  expect(isSameShot(original, other)).toBe(same);
  expect(isSameShot(other, original)).toBe(same);
});

it('keeps the order, and returns the first of each group', () => {
  const [other, copy] = [shot(2, 40), shot(3, 2)];
  expect(groupShots([original, other, copy])).toEqual([
    { first: original, others: [copy] },
    { first: other, others: [] },
  ]);
});
