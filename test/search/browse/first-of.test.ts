import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstOf } from '../../../src/search/browse/first-of.ts';

it('returns what sorting everything returns', () => {
  const compare = (a: number, b: number) => b - a;
  fc.assert(
    fc.property(fc.array(fc.integer(), { maxLength: 2_000 }), fc.nat(300), (numbers, most) => {
      expect(firstOf(numbers, most, compare)).toEqual(numbers.toSorted(compare).slice(0, most));
    }),
  );
  expect(firstOf([2, 1], Number.MAX_SAFE_INTEGER, compare)).toEqual([2, 1]);
});
