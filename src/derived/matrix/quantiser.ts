/**
 * Encodes unit vectors as one byte for each dimension, with a bound on the error. Pure.
 *
 * With the mean m of the model's vectors and a scale s for each dimension, a vector is v = m + s*c + r. The integers c
 * are the codes, and r is the residual. Real vectors of one model share a strong mean, and some dimensions vary far
 * more than others: with one scale for each vector instead, the residuals are six times as long. For a query q
 *
 *     v.q = m.q + sum(c * s*q) + r.q     and     |r.q| <= |r| |q|     (Cauchy-Schwarz),
 *
 * where r contains all errors of rounding and clipping. The folded query f = s*q is converted to integers too,
 * f = step*Q + d, which adds an error of at most 127 * sum|d|. So with the integer product dot = sum(c*Q)
 *
 *     |v.q - (base + step*dot)| <= |q| norm + slack,     base = m.q,     slack = 127 * sum|d| + FLOAT_SLACK * (1 + |q|).
 *
 * The norm is |r| as a float32, rounded up. The other values, and the score that they are compared with, are computed
 * in double precision: a sum of n numbers of the order of 1 has an error below n * 2^-52 < 1e-11 for any n up to
 * 32,768. FLOAT_SLACK is a hundred times that.
 */

import { dot } from '../../base/dot.ts';
import { PicsiftError } from '../../base/errors.ts';

const FLOAT_SLACK = 1e-9;
/** -128 is not used, so that codes are clipped at the same distance from zero on both sides. */
const MAX_CODE = 127;
const MAX_INT16 = 32_767;
/** Maximum of a dot product: 31 bits, minus what the rounding of each Q may add. */
const MAX_DOT = 2 ** 31 - 1 - MAX_CODE * 32_768;

export interface Quantiser {
  readonly mean: Float64Array;
  readonly scale: Float64Array;
}

/** A query in the form that the kernel needs: see above. */
export interface FoldedQuery {
  /** Q. */
  readonly codes: Int16Array;
  readonly step: number;
  readonly base: number;
  /** |q|. */
  readonly norm: number;
  readonly slack: number;
}

/** Compute the mean and the scale of each dimension. Vectors that deviate more than the sample will be clipped. */
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
 * Encode a vector.
 * @param codes receives the codes.
 * @returns the norm of the residual, rounded up to a float32.
 */
export function encode({ mean, scale }: Quantiser, vector: Float32Array, codes: Int8Array): number {
  let squares = 0;
  for (let i = 0; i < mean.length; i++) {
    const deviation = vector[i]! - mean[i]!;
    const unit = scale[i]!;
    // A dimension that did not vary in the sample has a scale of 0: its whole deviation is residual.
    const code = unit > 0 ? Math.max(-MAX_CODE, Math.min(MAX_CODE, Math.round(deviation / unit))) : 0;
    codes[i] = code;
    const residual = deviation - unit * code;
    squares += residual * residual;
  }
  // Rounding to float32 changes the value by a factor of at most 2^-24.
  return Math.fround((Math.sqrt(squares) + 1e-12) * (1 + 2 ** -23));
}

/** @throws PicsiftError `bad-query` for a wrong length, only zeros, or a value that is not finite. */
export function checkQuery(query: Float32Array, dimension: number): void {
  if (query.length === dimension && query.every(Number.isFinite) && query.some((value) => value !== 0)) return;
  throw new PicsiftError('bad-query', 'The query cannot be turned into a vector to search with. Use other words.');
}

/** Convert a query for the kernel. @throws as `checkQuery`. */
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
