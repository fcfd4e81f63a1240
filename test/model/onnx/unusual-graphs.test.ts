import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countUnsigned, writeSigned } from '../../../src/model/onnx/signed-weights.ts';
import { randomBytes, rewriteAndRun, scalar, scales } from '../../support/onnx/run-onnx.ts';
import { onnxBytes, type Tensor, type TestGraph, type TestNode, writeOnnx } from '../../support/onnx/write-onnx.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

const [ROWS, DEPTH, COLUMNS] = [3, 16, 24];

/** x [3, 16] times w [16, 24], with w and its zero point in any form. */
function product(constants: Record<string, Tensor>, extra: Partial<TestGraph> = {}, inputs = ['x', 'w', 'a', 'zero']) {
  const graph: TestGraph = {
    nodes: [{ op: 'MatMulInteger', inputs, outputs: ['y'] }],
    inputs: { x: { type: 'uint8', dims: [ROWS, DEPTH] } },
    outputs: { y: { type: 'int32', dims: [ROWS, COLUMNS] } },
    ...extra,
    constants: { a: scalar('uint8', 99), ...constants },
  };
  return graph;
}

const w = randomBytes(1, [DEPTH, COLUMNS]);
const zero = randomBytes(2, [COLUMNS]);
const constant = (name: string, value: Tensor): TestNode => ({ op: 'Constant', inputs: [], outputs: [name], value });
const int32Y = { type: 'int32', dims: [ROWS, COLUMNS] } as const;
const uint8W = { type: 'uint8', dims: [DEPTH, COLUMNS] } as const;
const { nodes } = product({});
const data = (offset: number) => ({ as: 'external', external: { location: 'w.onnx_data', offset } }) as const;

const REWRITTEN: Record<string, [TestGraph, number]> = {
  'numbers as int32_data': [product({ w: { ...w, as: 'int32' }, zero: { ...zero, as: 'int32' } }), 1],
  'numbers in another file': [product({ w: { ...w, ...data(64) }, zero: { ...zero, ...data(8) } }), 1],
  'weights first in the other file, others after them': [
    product({ w: { ...w, ...data(0) }, zero: { ...zero, ...data(400) }, a: { ...scalar('uint8', 9), ...data(500) } }),
    1,
  ],
  'Constant nodes': [product({}, { nodes: [constant('w', w), constant('zero', zero), ...nodes] }), 1],
  'Constant nodes after inference of types': [
    product({ zero }, { nodes: [constant('w', w), ...nodes], valueInfos: { w: uint8W } }),
    1,
  ],
  'an empty name as zero point': [product({ w }, {}, ['x', 'w', 'a', '']), 1],
  'fewer inputs': [product({ w }, {}, ['x', 'w']), 1],
  'weights that two nodes share, with different zero points': [
    product(
      { w, zero, other: scalar('uint8', 5) },
      {
        nodes: [...nodes, { op: 'MatMulInteger', inputs: ['x', 'w', '', 'other'], outputs: ['z'] }],
        outputs: { y: int32Y, z: int32Y },
      },
    ),
    1,
  ],
  'a zero point that two weights share, and an input': [
    product(
      { w, v: randomBytes(3, [DEPTH, COLUMNS]), zero: scalar('uint8', 130) },
      {
        nodes: [...nodes, { op: 'MatMulInteger', inputs: ['x', 'v', 'zero', 'zero'], outputs: ['z'] }],
        outputs: { y: int32Y, z: int32Y },
      },
    ),
    2,
  ],
  'several matrices in one tensor': [
    product(
      { w: randomBytes(4, [2, DEPTH, COLUMNS]), zero: scalar('uint8', 7) },
      {
        outputs: { y: { type: 'int32', dims: [2, ROWS, COLUMNS] } },
      },
    ),
    1,
  ],
  'no zero point, and a scale for each channel': [
    product(
      { w, scale: scales(5, [COLUMNS]) },
      {
        nodes: [{ op: 'DynamicQuantizeMatMul', domain: 'com.microsoft', inputs: ['x', 'w', 'scale'], outputs: ['y'] }],
        inputs: { x: { type: 'float32', dims: [ROWS, DEPTH] } },
        outputs: { y: { type: 'float32', dims: [ROWS, COLUMNS] } },
      },
    ),
    1,
  ],
  'one weight of two, because the other is of a convolution': [
    product(
      { w, zero, k: randomBytes(6, [1, 1, 2, 2]), shape: { type: 'int64', dims: [4], numbers: [1, 1, ROWS, DEPTH] } },
      {
        nodes: [
          ...nodes,
          { op: 'Reshape', inputs: ['x', 'shape'], outputs: ['picture'] },
          { op: 'ConvInteger', inputs: ['picture', 'k', 'a', 'a'], outputs: ['z'] },
        ],
        outputs: { y: int32Y, z: { type: 'int32', dims: [1, 1, ROWS - 1, DEPTH - 1] } },
      },
    ),
    1,
  ],
};

const otherUse = (node: TestNode): Partial<TestGraph> => ({
  nodes: [...nodes, node],
  outputs: { y: int32Y, z: uint8W },
});

const LEFT_ALONE: Record<string, TestGraph> = {
  'signed weights': product({ w: { ...w, type: 'int8' }, zero: { ...zero, type: 'int8' } }),
  float32: product(
    { w: { ...w, type: 'float32' } },
    {
      nodes: [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
      inputs: { x: { type: 'float32', dims: [ROWS, DEPTH] } },
      outputs: { y: { type: 'float32', dims: [ROWS, COLUMNS] } },
    },
  ),
  'computed weights': product({ v: w, zero }, { nodes: [{ op: 'Identity', inputs: ['v'], outputs: ['w'] }, ...nodes] }),
  'a computed zero point': product(
    { w, v: zero },
    { nodes: [{ op: 'Identity', inputs: ['v'], outputs: ['zero'] }, ...nodes] },
  ),
  'weights that another node reads': product({ w, zero }, otherUse({ op: 'Identity', inputs: ['w'], outputs: ['z'] })),
  'weights that are an output': product({ w, zero }, { outputs: { y: int32Y, w: uint8W } }),
  'weights that a caller may replace': product(
    { w, zero },
    { inputs: { x: { type: 'uint8', dims: [ROWS, DEPTH] }, w: uint8W } },
  ),
  'weights that a subgraph reads': product(
    { w, zero },
    {
      ...otherUse({
        op: 'If',
        inputs: ['which'],
        outputs: ['z'],
        graphs: {
          then_branch: { nodes: [{ op: 'Identity', inputs: ['w'], outputs: ['t'] }], outputs: { t: uint8W } },
          else_branch: { nodes: [constant('e', w)], outputs: { e: uint8W } },
        },
      }),
      inputs: { x: { type: 'uint8', dims: [ROWS, DEPTH] }, which: { type: 'bool', dims: [1] } },
    },
  ),
  'two tensors on the same bytes of another file': product({
    w: { ...w, ...data(0) },
    zero: { ...w, dims: [COLUMNS], numbers: w.numbers.slice(0, COLUMNS), ...data(0) },
  }),
  'a convolution': product(
    { w: randomBytes(8, [1, 1, 2, 2]), zero: scalar('uint8', 5) },
    {
      nodes: [{ op: 'ConvInteger', inputs: ['x', 'w', 'a', 'zero'], outputs: ['y'] }],
      inputs: { x: { type: 'uint8', dims: [1, 1, ROWS, DEPTH] } },
      outputs: { y: { type: 'int32', dims: [1, 1, ROWS - 1, DEPTH - 1] } },
    },
  ),
};

describe('the rewrite of weights', () => {
  it.each(Object.entries(REWRITTEN))('changes no output: %s', async (_name, [graph, count]) => {
    const { weights, before, after } = await rewriteAndRun(graph);
    expect(weights).toBe(count);
    expect(after).toEqual(before);
  });

  it.each(Object.entries(LEFT_ALONE))('leaves alone: %s', async (_name, graph) => {
    const { weights, before, after, path } = await rewriteAndRun(graph);
    expect(weights).toBe(0);
    expect(after).toEqual(before);
    expect(readFileSync(path)).toEqual(Buffer.from(onnxBytes(graph)));
  });

  it('is exact for any numbers, shapes and zero points', async () => {
    const size = fc.integer({ min: 2, max: 40 });
    const byte = fc.integer({ min: 0, max: 255 });
    const storage = fc.constantFrom('raw', 'int32', 'external');
    const random = fc.record({
      depth: size,
      columns: size,
      seed: fc.integer(),
      as: storage,
      zero: fc.option(byte),
      perChannel: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(random, async ({ depth, columns, seed, as, zero, perChannel }) => {
        const place = as === 'external' ? data(Math.abs(seed % 100)) : { as };
        const zeroPoint = perChannel ? randomBytes(seed + 1, [columns]) : scalar('uint8', zero ?? 0);
        const graph = product(
          {
            w: randomBytes(seed, [depth, columns], place as Partial<Tensor>),
            ...(zero === null ? {} : { zero: zeroPoint }),
          },
          {
            inputs: { x: { type: 'uint8', dims: [ROWS, depth] } },
            outputs: { y: { type: 'int32', dims: [ROWS, columns] } },
          },
          ['x', 'w', 'a', ...(zero === null ? [] : ['zero'])],
        );
        const { weights, before, after } = await rewriteAndRun(graph);
        expect(weights).toBe(1);
        expect(after).toEqual(before);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses files that are cut or no ONNX, and data outside the folder', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'm.onnx');
    mkdirSync(join(folder, 'new'));
    for (const [content, size] of [
      ['not a model', 11],
      ['', 0],
      [onnxBytes(product({ w, zero })), 300],
    ] as const) {
      writeFileSync(file, content);
      truncateSync(file, size);
      expect(() => countUnsigned(file)).toThrow('not a valid ONNX file');
    }
    writeOnnx(file, product({ w: { ...w, as: 'external', external: { location: '../w', offset: 0 } }, zero }));
    expect(() => writeSigned(file, join(folder, 'new', 'm.onnx'))).toThrow('outside the model');
  });
});
