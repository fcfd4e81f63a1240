/**
 * Unit vectors as one byte a dimension, with a bound on what that costs. Pure.
 *
 * With the mean m of the model's vectors and a scale s for each dimension, a vector is v = m + s*c + r: whole numbers c,
 * the codes, and a residual r. Real vectors of one model share a strong mean, and single dimensions are far wider than
 * others: with one scale a vector the residuals are six times as long. For a query q
 *
 *     v.q = m.q + sum(c * s*q) + r.q     and     |r.q| <= |r| |q|     (Cauchy-Schwarz),
 *
 * whatever was rounded or clipped into r. The folded query f = s*q becomes whole numbers too, f = step*Q + d, which
 * costs at most 127 * sum|d|. So with the integer product dot = sum(c*Q)
 *
 *     |v.q - (base + step*dot)| <= |q| norm + slack,     base = m.q,     slack = 127 * sum|d| + FLOAT_SLACK * (1 + |q|).
 *
 * The norm is |r| as a float32, rounded up. Everything else is computed in double precision, and so is the score that it
 * is compared with: for numbers of the order of 1, and n of them in a sum, each errs by less than n * 2^-52 < 1e-11 for
 * any n up to 32,768. FLOAT_SLACK is a hundred times that.
 */

import { dot } from '../../base/dot.ts';
import { PicsiftError } from '../../base/errors.ts';

const FLOAT_SLACK = 1e-9;
/** -128 is not used: a clipped code is as far from zero on both sides. */
const MAX_CODE = 127;
const MAX_INT16 = 32_767;
/** What a product may reach: 31 bits, less what rounding each Q may add. */
const MAX_DOT = 2 ** 31 - 1 - MAX_CODE * 32_768;

export interface Quantiser {
  readonly mean: Float64Array;
  readonly scale: Float64Array;
}

/** A query as the kernel takes it: see above. */
export interface FoldedQuery {
  /** Q. */
  readonly codes: Int16Array;
  readonly step: number;
  readonly base: number;
  /** |q|. */
  readonly norm: number;
  readonly slack: number;
}

/** Finds the mean and the widest deviation of each dimension. Deviations beyond those of the sample will be clipped. */
export function trainQuantiser(sample: Iterable<Float32Array>, dimension: number): Quantiser {
  const mean = new Float64Array(dimension);
  const least = new Float64Array(dimension).fill(Number.POSITIVE_INFINITY);
  const most = new Float64Array(dimension).fill(Number.NEGATIVE_INFINITY);
  let count = 0;
  for (const vector of sample) {
    for (let i = 0; i < dimension; i++) {
      const value = vector[i]!;
      mean[i]! += value;
      if (value < least[i]!) least[i] = value;
      if (value > most[i]!) most[i] = value;
    }
    count++;
  }
  for (let i = 0; i < dimension; i++) mean[i]! /= count;
  const scale = mean.map((centre, i) => Math.max(most[i]! - centre, centre - least[i]!) / MAX_CODE);
  return { mean, scale };
}

/**
 * @param codes takes the codes.
 * @returns the norm of the residual, rounded up to a float32.
 */
export function encode({ mean, scale }: Quantiser, vector: Float32Array, codes: Int8Array): number {
  let squares = 0;
  for (let i = 0; i < mean.length; i++) {
    const deviation = vector[i]! - mean[i]!;
    const unit = scale[i]!;
    // A dimension that never varied in the sample has no unit: all of it is residual.
    const code = unit > 0 ? Math.max(-MAX_CODE, Math.min(MAX_CODE, Math.round(deviation / unit))) : 0;
    codes[i] = code;
    const residual = deviation - unit * code;
    squares += residual * residual;
  }
  // Rounding to float32 errs by a factor of 2^-24 at most.
  return Math.fround((Math.sqrt(squares) + 1e-12) * (1 + 2 ** -23));
}

/** @throws PicsiftError `bad-query` for another number of dimensions, no direction, or a number that is none. */
export function checkQuery(query: Float32Array, dimension: number): void {
  if (query.length === dimension && query.every(Number.isFinite) && query.some((value) => value !== 0)) return;
  throw new PicsiftError('bad-query', 'The query has no direction that could be searched for. Use other words.');
}

/** @throws as `checkQuery`. */
export function foldQuery({ mean, scale }: Quantiser, query: Float32Array): FoldedQuery {
  checkQuery(query, mean.length);
  const folded = scale.map((unit, i) => unit * query[i]!);
  const widest = folded.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const total = folded.reduce((sum, value) => sum + Math.abs(value), 0);
  const step = Math.max(widest / MAX_INT16, (MAX_CODE * total) / MAX_DOT) || 1;
  const codes = Int16Array.from(folded, (value) => Math.round(value / step));
  const lost = folded.reduce((sum, value, i) => sum + Math.abs(value - step * codes[i]!), 0);
  const norm = Math.sqrt(dot(query, query));
  return { codes, step, base: dot(mean, query), norm, slack: MAX_CODE * lost + FLOAT_SLACK * (1 + norm) };
}
