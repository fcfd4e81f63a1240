/** Turns the output of a graph into unit vectors. */

import { PicsiftError } from '../../base/errors.ts';
import { notOneVector } from './graph-ports.ts';
import { fromHalves } from './half-float.ts';
import type { Tensor } from './onnxruntime.ts';

/**
 * Split [rows, dimension] into vectors of length 1.
 * @param file of the graph, for the messages.
 * @throws PicsiftError `model-unsupported`, `model-broken`.
 */
export function unitRows(tensor: Tensor, rows: number, file: string): Float32Array[] {
  const [count, dimension] = tensor.dims;
  if (tensor.dims.length !== 2) {
    throw new PicsiftError('model-unsupported', `The output of ${file} ${notOneVector(tensor.dims.length)}`);
  }
  const data = numbersOf(tensor);
  if (data === undefined || count !== rows || dimension === undefined) {
    const text = `The model file ${file} gives ${tensor.type} [${tensor.dims}] instead of float32 [${rows}, n].`;
    throw new PicsiftError('model-broken', text);
  }
  return Array.from({ length: rows }, (_, row) => unit(data.slice(row * dimension, (row + 1) * dimension), file));
}

function numbersOf({ type, data }: Tensor): Float32Array | undefined {
  if (type === 'float32') return data as Float32Array;
  if (type !== 'float16') return undefined;
  // A Node.js that has Float16Array gets one from onnxruntime.
  return data instanceof Uint16Array ? fromHalves(data) : Float32Array.from(data as Iterable<number>);
}

/** Scale a vector to length 1, in place. */
function unit(vector: Float32Array, file: string): Float32Array {
  const length = Math.hypot(...vector);
  if (!(length > 0 && Number.isFinite(length))) {
    throw new PicsiftError('model-broken', `The model file ${file} gave a zero or infinite vector. Download it again.`);
  }
  for (let i = 0; i < vector.length; i++) vector[i]! /= length;
  return vector;
}

/** Return the mean of two unit vectors as a unit vector. */
export function unitMean(a: Float32Array, b: Float32Array): Float32Array {
  const sum = a.map((value, i) => value + b[i]!);
  const length = Math.hypot(...sum);
  return sum.map((value) => value / length);
}
