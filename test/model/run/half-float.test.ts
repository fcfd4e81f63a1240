import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHalves, toHalves } from '../../../src/model/run/half-float.ts';

const there = (value: number) => toHalves(Float32Array.of(value))[0]!;
const back = (half: number) => fromHalves(Uint16Array.of(half))[0]!;

describe('halves', () => {
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65_504, 0x7bff],
    [65_519, 0x7bff],
    [65_520, 0x7c00],
    [Number.NEGATIVE_INFINITY, 0xfc00],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -26, 0x0000],
    // Ties go to the even neighbour.
    [1 + 1 / 2048, 0x3c00],
    [1 + 3 / 2048, 0x3c02],
    // A mantissa that rounds up carries into the exponent.
    [2 - 1 / 4096, 0x4000],
  ])('%d is %i', (value, half) => {
    expect(there(value)).toBe(half);
  });

  it('keep not-a-number', () => {
    expect(back(there(Number.NaN))).toBeNaN();
  });

  it('that are read and written again are the same', () => {
    for (let half = 0; half < 0x10000; half++) {
      if ((half & 0x7c00) === 0x7c00 && (half & 0x3ff) !== 0) continue;
      if (there(back(half)) !== half) expect.fail(`${half} became ${there(back(half))}`);
    }
  });

  it('are within half a step of the number', () => {
    fc.assert(
      fc.property(fc.float({ min: -65_000, max: 65_000, noNaN: true }), (value) => {
        expect(Math.abs(back(there(value)) - value)).toBeLessThanOrEqual(
          Math.max(Math.abs(value) * 2 ** -11, 2 ** -25),
        );
      }),
    );
  });
});
