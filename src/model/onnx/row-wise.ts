/** Knows the nodes that compute each token of a tensor [batch, tokens, width] from this token alone. Pure. */

import type { ConstantTensor, Node } from './graph.ts';
import { NORMALIZED_SUMS, operatorOf } from './ranks.ts';

/** What must be known of a graph. */
export interface Tensors {
  readonly constants: ReadonlyMap<string, ConstantTensor>;
  /** How many dimensions a tensor has, where that is certain. */
  readonly ranks: ReadonlyMap<string, number>;
  /** Read a constant list of whole numbers; undefined for everything else. */
  readonly integers: (name: string | undefined) => readonly number[] | undefined;
}

/** Compute each number from the numbers at the same place. Sources: see `unsigned-weights.ts`. */
const POINTWISE = new Set([
  ...['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Sigmoid', 'Erf', 'Tanh', 'Relu', 'Sqrt', 'Gelu', 'Identity', 'Cast'],
  ...['Gelu', 'QuickGelu', 'FastGelu', 'BiasGelu'].map((name) => `com.microsoft:${name}`),
]);

const NORMALIZATIONS = new Set(['LayerNormalization', 'SimplifiedLayerNormalization']);

/** True if the node reads tensors [batch, tokens, width] and constants, and treats all tokens alike and alone. */
export function isRowWise(node: Node, tensors: Tensors): boolean {
  const { constants, ranks, integers } = tensors;
  const operator = operatorOf(node);
  const inputs = node.inputs.filter((name) => name !== '');
  const [first, ...others] = inputs;
  const hasRows = (name: string) => !constants.has(name) && ranks.get(name) === 3;
  const areAllAlike = inputs.every((name) => hasRows(name) || isOneRow(constants.get(name)));

  if (POINTWISE.has(operator)) return areAllAlike && inputs.some(hasRows);
  if (first === undefined || !hasRows(first)) return false;
  if (NORMALIZED_SUMS.has(operator)) return areAllAlike;
  if (!others.every((name) => constants.has(name))) return false;
  if (NORMALIZATIONS.has(operator)) return areAllAlike && isLast(node.integers.get('axis') ?? [-1]);
  if (operator === 'MatMul') return constants.get(others[0]!)?.dims.length === 2;
  const axes = (input: number) => node.integers.get('axes') ?? integers(node.inputs[input]);
  if (operator === 'ReduceMean') return (node.integers.get('keepdims')?.[0] ?? 1) === 1 && isLast(axes(1));
  // As exporters write `x[:, 0, :]`: all pictures, and then the first token.
  if (operator === 'Slice') return axes(3)?.every((axis) => axis !== 1 && axis !== -2) === true;
  return false;
}

/** True if a constant is the same for all tokens and pictures. */
function isOneRow(constant: ConstantTensor | undefined): boolean {
  return constant !== undefined && constant.dims.length <= 3 && constant.dims.slice(0, -1).every((size) => size === 1);
}

function isLast(axes: readonly number[] | undefined): boolean {
  return axes?.length === 1 && (axes[0] === -1 || axes[0] === 2);
}
