import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dot } from '../../../src/base/dot.ts';
import { encode, foldQuery, trainQuantiser } from '../../../src/derived/matrix/quantiser.ts';

const DIMENSION = 24;
const vectors = fc.array(
  fc.float32Array({ minLength: DIMENSION, maxLength: DIMENSION, min: -1, max: 1, noNaN: true }),
  { minLength: 1, maxLength: 8 },
);
const query = fc
  .float32Array({ minLength: DIMENSION, maxLength: DIMENSION, min: -1, max: 1, noNaN: true })
  .filter((values) => values.some((value) => value !== 0));

/** Computes the score as the kernel does. */
const product = (codes: Int8Array, folded: Int16Array) => codes.reduce((sum, code, i) => sum + code * folded[i]!, 0);

describe('the quantiser', () => {
  it('bounds the error of the score from the codes, also for vectors it was not trained on', () => {
    fc.assert(
      fc.property(vectors, vectors, query, (sample, others, asked) => {
        const quantiser = trainQuantiser(sample, DIMENSION);
        const { codes: folded, base, step, norm, slack } = foldQuery(quantiser, asked);
        for (const vector of [...sample, ...others]) {
          const codes = new Int8Array(DIMENSION);
          const residual = encode(quantiser, vector, codes);
          const estimate = base + step * product(codes, folded);
          expect(Math.abs(dot(vector, asked) - estimate)).toBeLessThanOrEqual(norm * residual + slack);
        }
      }),
    );
  });

  it('loses little precision on its training vectors', () => {
    const sample = Array.from({ length: 100 }, (_, row) =>
      Float32Array.from({ length: DIMENSION }, (_, i) => 0.5 + Math.sin(row * (i + 1)) / 10),
    );
    const quantiser = trainQuantiser(sample, DIMENSION);
    const residuals = sample.map((vector) => encode(quantiser, vector, new Int8Array(DIMENSION)));
    // The maximum is half a step of 0.1/127 in each dimension.
    expect(Math.max(...residuals)).toBeLessThan((0.5 * 0.11 * Math.sqrt(DIMENSION)) / 127);
  });

  it('keeps every product within 31 bits', () => {
    for (const dimension of [1, 16, 512, 4_096]) {
      const sample = [new Float32Array(dimension).fill(1), new Float32Array(dimension).fill(-1)];
      const { codes } = foldQuery(trainQuantiser(sample, dimension), new Float32Array(dimension).fill(-1));
      expect(product(new Int8Array(dimension).fill(127), codes)).toBeGreaterThanOrEqual(-(2 ** 31));
      expect(Math.min(...codes)).toBeLessThan(-2_000);
    }
  });

  it.each([
    ['a number that is none', [Number.NaN, 1]],
    ['an endless number', [1, Number.POSITIVE_INFINITY]],
    ['no direction', [0, 0]],
    ['too many dimensions', [1, 2, 3]],
  ])('refuses a query with %s', (_, numbers) => {
    const quantiser = trainQuantiser([Float32Array.from([1, 2])], 2);
    expect(() => foldQuery(quantiser, Float32Array.from(numbers))).toThrow(
      expect.objectContaining({ code: 'bad-query' }),
    );
  });
});
