/** Cuts small graphs that end with their first token, and runs them before and after with onnxruntime. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readGraph, withOnnxFile } from '../../../src/model/onnx/graph.ts';
import { withMappedWeights } from '../../../src/model/onnx/mapped-weights.ts';
import { loadOnnxRuntime } from '../../../src/model/run/onnxruntime.ts';
import { seededRandom } from '../catalogs/made-up-vectors.ts';
import { temporaryFolder } from '../photos/drawings.ts';
import { type Tensor, type TestGraph, type TestNode, writeOnnx } from './write-onnx.ts';

const PICTURES = 2;
export const TOKENS = 5;
export const WIDTH = 8;

/** Random float32 numbers between -1 and 1. */
export function floats(seed: number, ...dims: number[]): Tensor {
  const { next } = seededRandom(seed);
  const count = dims.reduce((product, size) => product * size, 1);
  return { type: 'float32', dims, numbers: Array.from({ length: count }, () => next() * 2 - 1) };
}

export const integers = (...numbers: number[]): Tensor => ({ type: 'int64', dims: [numbers.length], numbers });
export const oneInteger = (number: number): Tensor => ({ type: 'int64', dims: [], numbers: [number] });

export const node = (op: string, inputs: string, output: string, ints: TestNode['ints'] = {}): TestNode => ({
  op: op.split(':').at(-1)!,
  domain: op.includes(':') ? op.split(':')[0]! : '',
  inputs: inputs.split(' ').map((name) => (name === '-' ? '' : name)),
  outputs: output.split(' ').map((name) => (name === '-' ? '' : name)),
  ints,
});

/** Attention's result, in heads. */
const heads = { type: 'float32', dims: [PICTURES, TOKENS, 2, WIDTH / 2] } as const;
export const tokens = { type: 'float32', dims: [PICTURES, TOKENS, WIDTH] } as const;

/**
 * Make a graph that takes tokens `x`, and their `heads`, which become `a`. @param nodes make `z` of these, whose first
 * token is `y`.
 */
export function pooled(nodes: readonly TestNode[], { constants, inputs, outputs, ...more }: Partial<TestGraph> = {}) {
  return {
    nodes: [node('Reshape', 'heads shape', 'a'), ...nodes, node('Gather', 'z first', 'y', { axis: 1 })],
    constants: {
      first: oneInteger(0),
      shape: integers(0, -1, WIDTH),
      w: floats(1, WIDTH, WIDTH),
      up: floats(2, WIDTH, 3 * WIDTH),
      down: floats(3, 3 * WIDTH, WIDTH),
      bias: floats(4, WIDTH),
      two: { ...floats(5), numbers: [2] },
      ...constants,
    },
    inputs: { x: tokens, heads, ...inputs },
    outputs: { y: { type: 'float32', dims: [PICTURES, WIDTH] }, ...outputs },
    ...more,
  } as const satisfies TestGraph;
}

export interface Cut {
  /** Number of places where the first token is taken early. */
  readonly cuts: number;
  /** Output `y` of both. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly outputNames: readonly string[];
  /** Names of all tensors with a declared shape. */
  readonly declared: readonly string[];
}

export async function cutAndRun(graph: TestGraph): Promise<Cut> {
  const { InferenceSession } = await loadOnnxRuntime();
  const path = join(temporaryFolder(), 'model.onnx');
  writeOnnx(path, graph);
  const model = withMappedWeights(path, (names) => names.find((name) => name === 'y'), 0)!;
  const options = { intraOpNumThreads: 1, logSeverityLevel: 3 } as const;
  const [whole, cut] = [await InferenceSession.create(path, options), await InferenceSession.create(model, options)];
  const feeds = await feedsFor(graph);
  const [before, after] = [await whole.run(feeds, ['y']), await cut.run(feeds, ['y'])];
  const outputNames = [...cut.outputNames];
  await Promise.all([whole.release(), cut.release()]);
  const numbers = (result: typeof before) => [...(result.y!.data as Float32Array)];
  return {
    cuts: countCuts(model),
    before: numbers(before),
    after: numbers(after),
    outputNames,
    declared: declaredIn(model),
  };
}

async function feedsFor({ inputs = {}, constants = {} }: TestGraph) {
  const { Tensor: OrtTensor } = await loadOnnxRuntime();
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([name]) => !(name in constants))
      .map(([name, { type, dims }], index) => {
        if (type === 'bool') return [name, new OrtTensor('bool', [true], [1])];
        const numbers = floats(50 + index, ...(dims as number[]));
        return [name, new OrtTensor('float32', Float32Array.from(numbers.numbers), [...numbers.dims])];
      }),
  );
}

function declaredIn(model: Uint8Array): string[] {
  const path = join(temporaryFolder(), 'cut.onnx');
  writeFileSync(path, model);
  return withOnnxFile(path, (reader, _, size) => [...readGraph(reader, size).declaredRanks.keys()]);
}

/** Count the early Gathers by the names of their outputs: the name of the data, and then this one. */
function countCuts(model: Uint8Array): number {
  const text = Buffer.from(model).toString('latin1');
  return new Set(text.match(/picsift:first:\w+/g)).size;
}

/** Expect the same numbers but for rounding. */
export function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  const difference = Math.max(...expected.map((number, index) => Math.abs(number - actual[index]!)));
  expect(difference).toBeLessThanOrEqual(largest * 1e-6);
}
