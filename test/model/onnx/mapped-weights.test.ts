import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withMappedWeights } from '../../../src/model/onnx/mapped-weights.ts';
import { loadOnnxRuntime } from '../../../src/model/run/onnxruntime.ts';
import { seededRandom } from '../../support/catalogs/made-up-vectors.ts';
import { type TestGraph, writeOnnx } from '../../support/onnx/write-onnx.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

const random = seededRandom(3);

/** Two large products and a shape: x [1, 1024] -> y [2, 512]. */
function graph(width: number): TestGraph {
  const weights = (dims: readonly number[]) => ({
    type: 'float32' as const,
    dims,
    numbers: Array.from({ length: dims[0]! * dims[1]! }, () => random.next() - 0.5),
    as: 'raw' as const,
  });
  return {
    nodes: [
      { op: 'MatMul', inputs: ['x', 'first'], outputs: ['a'] },
      { op: 'MatMul', inputs: ['a', 'second'], outputs: ['b'] },
      { op: 'Reshape', inputs: ['b', 'shape'], outputs: ['y'] },
    ],
    constants: {
      first: weights([width, width]),
      second: weights([width, width]),
      shape: { type: 'int64', dims: [2], numbers: [2, width / 2], as: 'raw' },
    },
    inputs: { x: { type: 'float32', dims: [1, width] } },
    outputs: { y: { type: 'float32', dims: [2, width / 2] } },
  };
}

async function run(model: string | Uint8Array, width: number, session: object): Promise<Buffer> {
  const { InferenceSession, Tensor } = await loadOnnxRuntime();
  const opened = await InferenceSession.create(model as string, { logSeverityLevel: 3, extra: { session } });
  const x = Float32Array.from({ length: width }, (_, i) => Math.sin(i));
  const { y } = await opened.run({ x: new Tensor('float32', x, [1, width]) });
  await opened.release();
  return Buffer.from((y!.data as Float32Array).buffer);
}

describe('a model with mapped weights', () => {
  it('is small, and gives the same numbers bit by bit', async () => {
    const width = 1024;
    const path = join(temporaryFolder(), 'model.onnx');
    writeOnnx(path, graph(width));
    const model = withMappedWeights(path)!;
    expect(model.length).toBeLessThan(1000);
    expect(statSync(path).size).toBeGreaterThan(8_000_000);
    const mapped = await run(model, width, { model_external_initializers_file_folder_path: dirname(path) });
    expect(mapped).toEqual(await run(path, width, {}));
  });

  it('is not made where it gains nothing', () => {
    const path = join(temporaryFolder(), 'model.onnx');
    writeOnnx(path, graph(64));
    expect(withMappedWeights(path)).toBeUndefined();
  });
});
