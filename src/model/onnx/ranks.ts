/** Derives how many dimensions the tensors of a graph have, where that is certain. Pure. */

import type { Node, OnnxGraph } from './graph.ts';

/** The name of an operator as the tables of this folder have it. */
export const operatorOf = ({ domain, opType }: Node): string => (domain === '' ? opType : `${domain}:${opType}`);

/** Normalise the sum of two tensors, and may return the sum too, with the same rank. */
export const NORMALIZED_SUMS = new Set(
  ['SkipLayerNormalization', 'SkipSimplifiedLayerNormalization'].map((name) => `com.microsoft:${name}`),
);

/** The output has the rank of the first input. */
const LIKE_FIRST = new Set([
  ...['Conv', 'BatchNormalization', 'LayerNormalization', 'SimplifiedLayerNormalization', 'Softmax', 'Slice', 'Pad'],
  ...['Identity', 'Cast', 'Dropout', 'Clip', 'Relu', 'Gelu', 'Sigmoid', 'Erf', 'Tanh', 'Sqrt', 'Reciprocal', 'Exp'],
  ...['Neg', 'QuantizeLinear', 'DequantizeLinear'],
  ...['Gelu', 'QuickGelu', 'FastGelu', 'BiasGelu'].map((name) => `com.microsoft:${name}`),
  ...NORMALIZED_SUMS,
]);

/** The output has the rank of the largest input. */
const LIKE_LARGEST = new Set(['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Where', 'Equal']);

/** Multiply the last two dimensions of the first two inputs. */
const PRODUCTS = new Set(['MatMul', 'MatMulInteger', 'com.microsoft:MatMulIntegerToFloat']);

/** Always give a tensor [batch, tokens, width]. */
const ATTENTIONS = new Set(['com.microsoft:Attention', 'com.microsoft:MultiHeadAttention']);

/** @returns the ranks by name. A rank that is not certain is missing. */
export function ranksOf(graph: OnnxGraph): Map<string, number> {
  const ranks = new Map(graph.declaredRanks);
  const lengths = new Map<string, number>();
  for (const [name, { dims }] of graph.constants) {
    ranks.set(name, dims.length);
    if (dims.length === 1) lengths.set(name, dims[0]!);
  }
  for (const node of graph.nodes) {
    const rank = rankOfOutput(node, ranks, lengths);
    const length = rank === 1 ? lengthOfOutput(node, ranks, lengths) : undefined;
    const outputs = NORMALIZED_SUMS.has(operatorOf(node)) ? node.outputs : node.outputs.slice(0, 1);
    for (const name of rank === undefined ? [] : outputs) ranks.set(name, rank!);
    if (length !== undefined) lengths.set(node.outputs[0]!, length);
  }
  return ranks;
}

type Sizes = ReadonlyMap<string, number>;

function rankOfOutput(node: Node, ranks: Sizes, lengths: Sizes): number | undefined {
  const operator = operatorOf(node);
  const [first, second] = node.inputs.map((name) => ranks.get(name));
  if (LIKE_FIRST.has(operator)) return first;
  if (LIKE_LARGEST.has(operator)) return largest(node.inputs.map((name) => ranks.get(name)));
  if (PRODUCTS.has(operator)) return Math.min(first ?? 0, second ?? 0) >= 2 ? Math.max(first!, second!) : undefined;
  if (ATTENTIONS.has(operator)) return 3;
  switch (operator) {
    case 'Shape':
      return 1;
    case 'Transpose':
      return node.integers.get('perm')?.length ?? first;
    case 'Reshape':
      return lengths.get(node.inputs[1]!);
    case 'Concat':
      return node.inputs.map((name) => ranks.get(name)).find((rank) => rank !== undefined);
    case 'ReduceMean':
      return (node.integers.get('keepdims')?.[0] ?? 1) === 1 ? first : undefined;
    case 'Gather':
      return first === undefined || second === undefined ? undefined : first + second - 1;
    case 'Unsqueeze': {
      const added = node.integers.get('axes')?.length ?? lengths.get(node.inputs[1] ?? '');
      return first === undefined || added === undefined ? undefined : first + added;
    }
    default:
      return undefined;
  }
}

/** Derive how many numbers a list has: a shape. */
function lengthOfOutput(node: Node, ranks: Sizes, lengths: Sizes): number | undefined {
  const [first = '', second = ''] = node.inputs;
  switch (operatorOf(node)) {
    case 'Unsqueeze':
      return ranks.get(first) === 0 ? 1 : undefined;
    case 'Cast':
    case 'Identity':
      return lengths.get(first);
    case 'Gather':
      return lengths.get(second);
    case 'Concat': {
      const parts = node.inputs.map((name) => lengths.get(name));
      return parts.reduce((sum, part) => (sum === undefined || part === undefined ? undefined : sum + part), 0);
    }
    default:
      return undefined;
  }
}

function largest(ranks: readonly (number | undefined)[]): number | undefined {
  return ranks.reduce<number | undefined>(
    (most, rank) => (most === undefined || rank === undefined ? undefined : Math.max(most, rank)),
    0,
  );
}
