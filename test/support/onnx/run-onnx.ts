/** Rewrites a small graph and runs it before and after with onnxruntime. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { countUnsigned, writeSigned } from '../../../src/model/onnx/signed-weights.ts';
import { loadOnnxRuntime } from '../../../src/model/run/onnxruntime.ts';
import { seededRandom } from '../catalogs/made-up-vectors.ts';
import { temporaryFolder } from '../photos/drawings.ts';
import { bytesOf, type Tensor, type TestGraph, writeOnnx } from './write-onnx.ts';

export interface Rewritten {
  /** Number of weights that became signed. */
  readonly weights: number;
  readonly before: readonly string[];
  /** All outputs, as hex. */
  readonly after: readonly string[];
  /** The new file. */
  readonly path: string;
}

/** Rewrite the graph, and run both on the same random inputs. */
export async function rewriteAndRun(graph: TestGraph): Promise<Rewritten> {
  const folder = temporaryFolder();
  const [original, target] = [join(folder, 'model.onnx'), join(folder, 'new', 'model.onnx')];
  mkdirSync(join(folder, 'new'));
  writeOnnx(original, graph);
  writeExternal(folder, graph);
  const weights = countUnsigned(original);
  writeSigned(original, target);
  return { weights, before: await outputsOf(original, graph), after: await outputsOf(target, graph), path: target };
}

/** Run a graph on inputs that are always the same. @returns the bytes of each output, as hex. */
async function outputsOf(path: string, { inputs = {} }: TestGraph): Promise<string[]> {
  const { InferenceSession, Tensor: OrtTensor } = await loadOnnxRuntime();
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const { next } = seededRandom(7);
  const feeds = Object.entries(inputs).map(([name, { type, dims }]) => {
    const count = dims.reduce<number>((product, size) => product * (size as number), 1);
    const numbers = Array.from({ length: count }, () =>
      type === 'float32' ? next() * 4 - 2 : Math.floor(next() * 256),
    );
    if (type === 'bool') return [name, new OrtTensor('bool', [true], [...(dims as number[])])] as const;
    const data = type === 'float32' ? Float32Array.from(numbers) : Uint8Array.from(numbers);
    return [name, new OrtTensor(type as 'float32', data as Float32Array, [...(dims as number[])])] as const;
  });
  const outputs = await session.run(Object.fromEntries(feeds));
  await session.release();
  return Object.values(outputs).map(({ data }) => {
    const { buffer, byteOffset, byteLength } = data as Float32Array;
    return Buffer.from(buffer, byteOffset, byteLength).toString('hex');
  });
}

/** Write the files with the numbers of external tensors. */
function writeExternal(folder: string, { constants = {} }: TestGraph): void {
  const files = new Map<string, Buffer>();
  for (const tensor of Object.values(constants)) {
    if (tensor.external === undefined) continue;
    const { location, offset } = tensor.external;
    const numbers = bytesOf(tensor);
    const file = Buffer.alloc(Math.max(files.get(location)?.length ?? 0, offset + numbers.length), files.get(location));
    numbers.copy(file, offset);
    files.set(location, file);
  }
  for (const [location, bytes] of files) writeFileSync(join(folder, location), bytes);
}

/** A tensor of random numbers from 0 to 255. */
export function randomBytes(seed: number, dims: readonly number[], overrides: Partial<Tensor> = {}): Tensor {
  const { next } = seededRandom(seed);
  const count = dims.reduce((product, size) => product * size, 1);
  return { type: 'uint8', dims, numbers: Array.from({ length: count }, () => Math.floor(next() * 256)), ...overrides };
}

/** A tensor of random positive numbers below 0.02: scales. */
export function scales(seed: number, dims: readonly number[]): Tensor {
  const { numbers } = randomBytes(seed, dims);
  return { type: 'float32', dims, numbers: numbers.map((number) => (number + 1) / 12_800) };
}

export const scalar = (type: Tensor['type'], number: number): Tensor => ({ type, dims: [], numbers: [number] });
