import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hammingDistance } from '../../src/library/decode/perceptual-hash.ts';
import { DuplicateShots } from '../../src/search/near-duplicates.ts';
import type { Shot } from '../../src/search/rank/groups.ts';

const vector = Float32Array.of(1, 0);
const hash = fc.uint8Array({ minLength: 8, maxLength: 8 });
/** A hash, and the bits that are flipped in each copy of it. */
const family = fc.tuple(hash, fc.array(fc.uniqueArray(fc.nat(63), { maxLength: 9 }), { maxLength: 4 }));

function turned(hash: Uint8Array, bits: readonly number[]): Uint8Array {
  const copy = hash.slice();
  for (const bit of bits) copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}

function grouped(shots: readonly Shot[]): Shot[][] {
  const all = new DuplicateShots();
  for (const shot of shots) all.add(shot);
  return all.groups();
}

it('finds the same groups as comparing all pairs', () => {
  fc.assert(
    fc.property(fc.array(family, { maxLength: 6 }), (families) => {
      const hashes = families.flatMap(([hash, copies]) => [hash, ...copies.map((bits) => turned(hash, bits))]);
      const shots: Shot[] = hashes.map((perceptualHash, contentId) => ({ contentId, perceptualHash, vector }));
      const groups: Shot[][] = [];
      for (const shot of shots) {
        const group = groups.filter(([first]) => hammingDistance(first!.perceptualHash!, shot.perceptualHash!) <= 6);
        if (group.length === 0) groups.push([shot]);
        // When several groups match, any of them is right.
        else if (group.length === 1) group[0]!.push(shot);
        else return;
      }
      expect(grouped(shots)).toEqual(groups.filter(({ length }) => length > 1));
    }),
  );
});

it('finds copies of a picture without a hash, and no other pictures without one', () => {
  const shots = [1, 2, 1, 3, 2, 1].map((contentId): Shot => ({ contentId, perceptualHash: null, vector }));
  const ids = grouped(shots).map((group) => group.map(({ contentId }) => contentId));
  expect(ids).toEqual([
    [1, 1, 1],
    [2, 2],
  ]);
});
