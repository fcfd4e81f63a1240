import { describe, expect, it } from 'vitest';
import {
  cutAndRun,
  expectClose,
  floats,
  integers,
  node,
  oneInteger,
  pooled,
  TOKENS,
  tokens,
  WIDTH,
} from '../../support/onnx/run-pooled.ts';
import type { TestGraph, TestNode } from '../../support/onnx/write-onnx.ts';

const float = (...dims: (number | string)[]) => ({ type: 'float32', dims }) as const;
const one = { type: 'float32', dims: [1, 1, 1], numbers: [0.5] } as const;

/** The end of a block: projection, sum, normalisation, MLP. Makes `z` of `x` and `a`. */
const block: readonly TestNode[] = [
  node('MatMul', 'a w', 'a1'),
  node('Add', 'bias a1', 'a2'),
  node('Add', 'x a2', 'sum'),
  node('LayerNormalization', 'sum scale bias', 'normal', { axis: -1 }),
  node('MatMul', 'normal up', 'u'),
  node('Sigmoid', 'u', 's'),
  node('Mul', 'u s', 'active'),
  node('MatMul', 'active down', 'd'),
  node('Add', 'd sum', 'z'),
];
const scale = floats(9, WIDTH);

/** A normalisation as older exporters write it. */
const decomposed: readonly TestNode[] = [
  node('ReduceMean', 'm', 'mean', { axes: [-1] }),
  node('Sub', 'm mean', 'centred'),
  node('Pow', 'centred two', 'squares'),
  node('ReduceMean', 'squares', 'variance', { axes: [2], keepdims: 1 }),
  node('Add', 'variance two', 'more'),
  node('Sqrt', 'more', 'deviation'),
  node('Div', 'centred deviation', 'z'),
];
const product = node('MatMul', 'a w', 'z');
const through = (nodes: readonly TestNode[], more: Partial<TestGraph> = {}) =>
  pooled([node('MatMul', 'a w', 'm'), ...nodes], more);

/** Graphs, and the number of tensors of which the first token is taken. */
const CUT: Record<string, [TestGraph, number]> = {
  'a block': [pooled(block, { constants: { scale } }), 2],
  'one product': [pooled([product]), 1],
  'a normalisation of single steps': [through(decomposed), 1],
  'another output with all tokens': [pooled([product], { outputs: { z: tokens } }), 1],
  'nodes that only another output needs': [
    pooled([product, node('Reshape', 'z all', 'others')], {
      constants: { all: integers(tokens.dims[0], TOKENS, WIDTH) },
      outputs: { others: tokens },
    }),
    1,
  ],
  'declared shapes of what becomes shorter': [through(decomposed, { valueInfos: { m: tokens, z: tokens } }), 1],
  'a rank that is only declared': [
    pooled([node('Expand', 'x all', 'e'), node('MatMul', 'e w', 'z')], {
      constants: { all: integers(1, 1, 1) },
      valueInfos: { e: tokens },
    }),
    1,
  ],
  'a shape of three computed numbers': [
    pooled(
      [
        node('Shape', 'heads', 'sizes'),
        node('Gather', 'sizes first', 'pictures'),
        node('Unsqueeze', 'pictures front', 'p'),
        node('Concat', 'p open width', 'computed', { axis: 0 }),
        node('Reshape', 'heads computed', 'r'),
        node('MatMul', 'r w', 'z'),
      ],
      { constants: { front: integers(0), open: integers(-1), width: integers(WIDTH) } },
    ),
    1,
  ],
  'an index in a Constant node, of 32 bits': [
    {
      ...pooled([]),
      nodes: [
        {
          ...node('Constant', '-', 'index'),
          inputs: [],
          value: { type: 'int32', dims: [], numbers: [0], as: 'int32' },
        },
        node('MatMul', 'x w', 'z'),
        node('Gather', 'z index', 'y', { axis: -2 }),
      ],
    },
    1,
  ],
  'a slice of all pictures before the Gather': [
    through([node('Slice', 'm start end axes', 'z')], {
      constants: { start: integers(0), end: integers(2 ** 53), axes: integers(0) },
    }),
    1,
  ],
  'one token that is added to all': [
    pooled([node('MatMul', 'a w', 'm'), node('Add', 'm token', 'z')], { inputs: { token: float(1, 1, WIDTH) } }),
    2,
  ],
  'constants of one number': [
    through([node('Mul', 'm half', 'n'), node('Add', 'n two', 'z')], { constants: { half: one } }),
    1,
  ],
  'functions of onnxruntime': [
    through(
      [
        node('com.microsoft:SkipLayerNormalization', 'm x scale bias bias', 'n - - sum'),
        node('com.microsoft:BiasGelu', 'n bias', 'g'),
        node('com.microsoft:QuickGelu', 'g', 'q'),
        node('com.microsoft:FastGelu', 'q bias', 'f'),
        node('Add', 'f sum', 'z'),
      ],
      { constants: { scale } },
    ),
    2,
  ],
  'only the part after a Softmax': [through([node('Softmax', 'm', 's', { axis: 1 }), node('MatMul', 's w', 'z')]), 1],
};

const branch = (name: string): TestGraph => ({ nodes: [node('Identity', 'm', name)], outputs: { [name]: tokens } });

const LEFT_ALONE: Record<string, TestGraph> = {
  'no product': pooled([node('Add', 'x a', 'z')]),
  'an unknown rank': {
    ...pooled([node('Squeeze', 'x4 front', 'e'), node('MatMul', 'e w', 'z')], {
      constants: { front: integers(0) },
      inputs: { x4: float(1, ...tokens.dims) },
    }),
  },
  'four dimensions': {
    ...pooled([], { constants: { wide: floats(6, WIDTH / 2, WIDTH) } }),
    nodes: [
      node('MatMul', 'heads wide', 'm'),
      node('Gather', 'm first', 'z', { axis: 1 }),
      node('ReduceMean', 'z', 'y', { axes: [1], keepdims: 0 }),
    ],
  },
  'the second token': pooled([product], { constants: { first: oneInteger(1) } }),
  'two tokens': {
    ...pooled([product], { constants: { first: integers(0, 1) } }),
    outputs: { y: float(2, 2, WIDTH) },
  },
  'the first number of each token': {
    ...pooled([product]),
    nodes: [node('MatMul', 'x w', 'z'), node('Gather', 'z first', 'y', { axis: 2 })],
    outputs: { y: float(2, TOKENS) },
  },
  'an index that is computed': {
    ...pooled([]),
    nodes: [
      node('MatMul', 'x w', 'z'),
      node('Identity', 'first', 'index'),
      node('Gather', 'z index', 'y', { axis: 1 }),
    ],
  },
  'another reader': {
    ...pooled([]),
    nodes: [
      node('MatMul', 'x w', 'z'),
      node('Gather', 'z first', 'row', { axis: 1 }),
      node('ReduceMean', 'z', 'mean', { axes: [1], keepdims: 0 }),
      node('Add', 'row mean', 'y'),
    ],
  },
  'computed weights': pooled([node('Identity', 'w', 'v'), node('MatMul', 'a v', 'z')]),
  'a product from the other side': pooled([node('MatMul', 'square a', 'z')], {
    constants: { square: floats(7, TOKENS, TOKENS) },
  }),
  'weights for each picture': pooled([node('MatMul', 'a several', 'z')], {
    constants: { several: floats(8, 2, WIDTH, WIDTH) },
  }),
  'a constant for each token': through([node('Add', 'm place', 'z')], {
    constants: { place: floats(8, 1, TOKENS, WIDTH) },
  }),
  'a constant of two dimensions for each token': through([node('Add', 'm place', 'z')], {
    constants: { place: floats(8, TOKENS, WIDTH) },
  }),
  'a computed tensor of two dimensions': through([node('Add', 'm place', 'z')], {
    inputs: { place: float(TOKENS, WIDTH) },
  }),
  'a mean over tokens': through([node('ReduceMean', 'm', 'r', { axes: [1] }), node('Sub', 'm r', 'z')]),
  'a mean without its dimension': through(
    [
      node('ReduceMean', 'm', 'r', { axes: [2], keepdims: 0 }),
      node('Unsqueeze', 'r last', 'u'),
      node('Sub', 'm u', 'z'),
    ],
    { constants: { last: integers(2) } },
  ),
  'a normalisation over tokens with a scale for all': through([node('LayerNormalization', 'm bias', 'z', { axis: 1 })]),
  'a normalisation over tokens': through([node('LayerNormalization', 'm places', 'z', { axis: 1 })], {
    constants: { places: floats(8, TOKENS, WIDTH) },
  }),
  'a mean of each token': through([node('ReduceMean', 'm', 'z', { axes: [2], keepdims: 0 })], {
    outputs: { y: float(2) },
  }),
  'a product with one vector': pooled([node('MatMul', 'x bias', 'm'), node('MatMul', 'm places', 'z')], {
    constants: { places: floats(8, TOKENS, WIDTH) },
    outputs: { y: float(2) },
  }),
  'a slice whose start is computed': through([node('Identity', 'start', 's'), node('Slice', 'm s end axes', 'z')], {
    constants: { start: integers(0), end: integers(WIDTH), axes: integers(2) },
  }),
  'an index that a caller may replace': pooled([product], { inputs: { first: { type: 'int64', dims: [] } } }),
  'a Softmax': through([node('Softmax', 'm', 'z', { axis: 1 })]),
  'a slice of tokens': through([node('Slice', 'm start end axes', 'z')], {
    constants: { start: integers(2), end: integers(4), axes: integers(1) },
  }),
  'quantised numbers': {
    ...pooled(
      [
        node('DynamicQuantizeLinear', 'a', 'q qs qz'),
        node('MatMulInteger', 'q weights qz', 'i'),
        node('Cast', 'i', 'f', { to: 1 }),
        node('Mul', 'f qs', 'z'),
      ],
      {
        constants: {
          weights: {
            type: 'int8',
            dims: [WIDTH, WIDTH],
            numbers: floats(8, 64).numbers.map((x) => Math.round(x * 100)),
          },
        },
      },
    ),
  },
  'a subgraph': {
    ...pooled([]),
    nodes: [
      node('MatMul', 'x w', 'm'),
      { ...node('If', 'which', 'z'), graphs: { then_branch: branch('t'), else_branch: branch('e') } },
      node('MatMul', 'm w', 'n'),
      node('Add', 'n z', 'both'),
      node('Gather', 'both first', 'y', { axis: 1 }),
    ],
    inputs: { x: tokens, which: { type: 'bool', dims: [1] } },
    valueInfos: { z: tokens },
  },
};

describe('a graph that ends with its first token', () => {
  it.each(Object.entries(CUT))('takes it early: %s', async (_name, [graph, count]) => {
    const { cuts, before, after, outputNames } = await cutAndRun(graph);
    expect(cuts).toBe(count);
    expect(outputNames).toEqual(['y']);
    expectClose(after, before);
  });

  it('forgets the declared shapes of what becomes shorter, and no others', async () => {
    const { declared } = await cutAndRun(through(decomposed, { valueInfos: { a: tokens, m: tokens, z: tokens } }));
    expect(declared.toSorted()).toEqual(['a', 'heads', 'x', 'y']);
  });

  it.each(Object.entries(LEFT_ALONE))('is left alone: %s', async (_name, graph) => {
    const { cuts, before, after, outputNames } = await cutAndRun(graph);
    expect(cuts).toBe(0);
    expect(outputNames).toEqual(Object.keys(graph.outputs));
    expect(after).toEqual(before);
  });
});
