import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { randomBytes, rewriteAndRun, scalar, scales } from '../../support/onnx/run-onnx.ts';
import type { Tensor, TestGraph, TestNode, ValueInfo } from '../../support/onnx/write-onnx.ts';
import { UNKNOWN } from '../../support/onnx/write-onnx.ts';

const [ROWS, DEPTH, COLUMNS] = [3, 16, 24];

/** Zero points of each kind. `undefined`: the input is missing. */
const ZERO_POINTS: Record<string, (columns: number) => Tensor | undefined> = {
  'per tensor': () => scalar('uint8', 121),
  'per channel': (columns) => randomBytes(2, [columns]),
  'without zero point': () => undefined,
};

interface Kind {
  readonly node: (zeroPoint: string) => TestNode;
  readonly input: ValueInfo;
  readonly output: ValueInfo;
  readonly weight?: Tensor;
  readonly columns?: number;
  /** The zero point is required. */
  readonly needsZeroPoint?: boolean;
}

const A = ['a_scale', 'a_zero'];
const Y = ['y_scale', 'y_zero'];
const bytes = (...dims: number[]): ValueInfo => ({ type: 'uint8', dims });
const floats = (...dims: number[]): ValueInfo => ({ type: 'float32', dims });

const KINDS: Record<string, Kind> = {
  MatMulInteger: {
    node: (zero) => ({ op: 'MatMulInteger', inputs: ['x', 'w', 'a_zero', zero], outputs: ['y'] }),
    input: bytes(ROWS, DEPTH),
    output: { type: 'int32', dims: [ROWS, COLUMNS] },
  },
  QLinearMatMul: {
    node: (zero) => ({ op: 'QLinearMatMul', inputs: ['x', ...A, 'w', 'scale', zero, ...Y], outputs: ['y'] }),
    input: bytes(ROWS, DEPTH),
    output: bytes(ROWS, COLUMNS),
    needsZeroPoint: true,
  },
  QLinearConv: {
    node: (zero) => ({ op: 'QLinearConv', inputs: ['x', ...A, 'w', 'scale', zero, ...Y], outputs: ['y'] }),
    input: bytes(1, 3, 6, 6),
    output: bytes(1, 8, 4, 4),
    weight: randomBytes(1, [8, 3, 3, 3]),
    columns: 8,
    needsZeroPoint: true,
  },
  DynamicQuantizeMatMul: {
    node: (zero) => microsoft('DynamicQuantizeMatMul', ['x', 'w', 'scale', zero]),
    input: floats(ROWS, DEPTH),
    output: floats(ROWS, COLUMNS),
  },
  MatMulIntegerToFloat: {
    node: (zero) => microsoft('MatMulIntegerToFloat', ['x', 'w', 'a_scale', 'scale', 'a_zero', zero]),
    input: bytes(ROWS, DEPTH),
    output: floats(ROWS, COLUMNS),
  },
  QGemm: {
    node: (zero) => microsoft('QGemm', ['x', ...A, 'w', 'scale', zero, '', ...Y]),
    input: bytes(ROWS, DEPTH),
    output: bytes(ROWS, COLUMNS),
    needsZeroPoint: true,
  },
  QAttention: {
    node: (zero) => ({
      ...microsoft('QAttention', ['x', 'w', 'bias', 'a_scale', 'scale', '', 'a_zero', zero]),
      ints: { num_heads: 2 },
    }),
    input: bytes(1, ROWS, DEPTH),
    output: floats(1, ROWS, COLUMNS / 3),
  },
};

function microsoft(op: string, inputs: string[]): TestNode {
  return { op, domain: 'com.microsoft', inputs, outputs: ['y'] };
}

const COMMON = {
  a_scale: scalar('float32', 0.02),
  a_zero: scalar('uint8', 117),
  y_scale: scalar('float32', 0.11),
  y_zero: scalar('uint8', 128),
};

function graphOf(kind: Kind, zeroPoint: Tensor | undefined): TestGraph {
  const columns = kind.columns ?? COLUMNS;
  const isPerChannel = (zeroPoint?.dims.length ?? 0) > 0;
  return {
    nodes: [kind.node(zeroPoint === undefined ? '' : 'zero')],
    constants: {
      ...COMMON,
      bias: { type: 'float32', dims: [columns], numbers: Array(columns).fill(0.5) },
      scale: isPerChannel ? scales(3, [columns]) : scalar('float32', 0.013),
      w: kind.weight ?? randomBytes(1, [DEPTH, COLUMNS]),
      ...(zeroPoint === undefined ? {} : { zero: zeroPoint }),
    },
    inputs: { x: kind.input },
    outputs: { y: kind.output },
  };
}

describe('signed weights', () => {
  const cases = Object.entries(KINDS).flatMap(([name, kind]) =>
    Object.entries(ZERO_POINTS).flatMap(([zeroPoint, make]) =>
      kind.needsZeroPoint && make(1) === undefined ? [] : [[name, zeroPoint, kind, make] as const],
    ),
  );

  it.each(cases)('give the same outputs: %s, %s', async (_name, _zeroPoint, kind, make) => {
    const { weights, before, after } = await rewriteAndRun(graphOf(kind, make(kind.columns ?? COLUMNS)));
    expect(weights).toBe(1);
    expect(after).toEqual(before);
    // The test would see a difference: not all outputs are 0 or saturated.
    expect(new Set(before[0]!.match(/../g)).size).toBeGreaterThan(5);
  });

  it.each([['per tensor'], ['per channel'], ['without zero point']])('of QuantizeLinear pairs: %s', async (name) => {
    const zero = ZERO_POINTS[name]!(COLUMNS);
    const weight = ['w', 'scale', ...(zero === undefined ? [] : ['zero'])];
    const dequantize = (inputs: string[], output: string) => ({ op: 'DequantizeLinear', inputs, outputs: [output] });
    const { weights, before, after } = await rewriteAndRun({
      nodes: [
        { op: 'QuantizeLinear', inputs: ['x', ...A], outputs: ['xq'] },
        dequantize(['xq', ...A], 'xd'),
        { ...dequantize(weight, 'wd'), ints: { axis: 1 } },
        { op: 'MatMul', inputs: ['xd', 'wd'], outputs: ['m'] },
        { op: 'QuantizeLinear', inputs: ['m', ...Y], outputs: ['mq'] },
        dequantize(['mq', ...Y], 'y'),
      ],
      constants: {
        ...COMMON,
        w: randomBytes(1, [DEPTH, COLUMNS]),
        // A missing zero point of weights per channel has as many numbers as the scale.
        scale: name === 'per tensor' ? scalar('float32', 0.013) : scales(3, [COLUMNS]),
        ...(zero === undefined ? {} : { zero }),
      },
      inputs: { x: floats(ROWS, DEPTH) },
      outputs: { y: floats(ROWS, COLUMNS) },
    });
    expect(weights).toBe(1);
    expect(after).toEqual(before);
  });

  it('keeps what it does not know', async () => {
    const { path } = await rewriteAndRun(graphOf(KINDS.MatMulInteger!, scalar('uint8', 3)));
    const count = readFileSync(path, 'latin1').split(UNKNOWN.text).length - 1;
    // Model, graph, node, and seven tensors; the new zero point is the rewrite's own.
    expect(count).toBe(3 + Object.keys(graphOf(KINDS.MatMulInteger!, scalar('uint8', 3)).constants!).length);
  });
});
