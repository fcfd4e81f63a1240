/**
 * Finds the weights of unsigned 8 bits that may become signed. A node subtracts the zero point from the weights before
 * it multiplies, so weights and zero point may both be 128 lower: the integers that it computes stay the same, and
 * onnxruntime has much faster code for them. Pure.
 */

import { type ConstantTensor, type ExternalData, type Node, type OnnxGraph, TENSOR, UINT8 } from './graph.ts';

/** Indexes of a node's inputs. */
interface WeightInputs {
  readonly weight: number;
  readonly zeroPoint: number;
  /** A missing zero point gets the shape of the scale. Absent for nodes without a scale: their zero point is a scalar. */
  readonly scale?: number;
}

/**
 * The nodes that onnxruntime 1.30 runs faster with signed weights, measured with shapes of ViT-B/32: two to five times.
 * ConvInteger is not among them: with signed weights it takes ten times as long.
 * Sources: https://onnx.ai/onnx/operators and
 * https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
const NODES_WITH_WEIGHTS: Readonly<Record<string, WeightInputs>> = {
  MatMulInteger: { weight: 1, zeroPoint: 3 },
  QLinearMatMul: { weight: 3, zeroPoint: 5, scale: 4 },
  QLinearConv: { weight: 3, zeroPoint: 5, scale: 4 },
  DequantizeLinear: { weight: 0, zeroPoint: 2, scale: 1 },
  'com.microsoft:DequantizeLinear': { weight: 0, zeroPoint: 2, scale: 1 },
  'com.microsoft:DynamicQuantizeMatMul': { weight: 1, zeroPoint: 3, scale: 2 },
  'com.microsoft:MatMulIntegerToFloat': { weight: 1, zeroPoint: 5, scale: 3 },
  'com.microsoft:QGemm': { weight: 3, zeroPoint: 5, scale: 4 },
  'com.microsoft:QAttention': { weight: 1, zeroPoint: 7, scale: 4 },
};

/** The types of these nodes. A graph without them has nothing to change. */
export const TYPES_WITH_WEIGHTS = Object.keys(NODES_WITH_WEIGHTS).map((name) => name.replace(/^.*:/, ''));

export interface NewZeroPoint {
  readonly name: string;
  readonly dims: readonly number[];
  /** The unsigned zero point; undefined: 0. */
  readonly from: ConstantTensor | undefined;
}

export interface UnsignedWeights {
  /** All numbers of these become 128 lower. */
  readonly weights: ReadonlySet<ConstantTensor>;
  /** Constants to add. The unsigned ones stay, because other nodes may use them. */
  readonly zeroPoints: readonly NewZeroPoint[];
  /** The new inputs of the nodes that use these weights. */
  readonly inputs: ReadonlyMap<Node, readonly string[]>;
}

interface Use {
  readonly node: Node;
  readonly weight: ConstantTensor;
  readonly zeroPointInput: number;
  readonly zeroPoint: Omit<NewZeroPoint, 'name'>;
}

/** Find the weights that can be shifted without changing what any node computes. */
export function findUnsignedWeights(graph: OnnxGraph): UnsignedWeights {
  const uses = graph.nodes.flatMap((node) => weightUse(graph, node) ?? []);
  const readers = countReaders(graph);
  const byWeight = new Map<ConstantTensor, Use[]>();
  for (const use of uses) byWeight.set(use.weight, [...(byWeight.get(use.weight) ?? []), use]);

  const weights = new Set<ConstantTensor>();
  const zeroPoints = new Map<string, NewZeroPoint>();
  const inputs = new Map<Node, string[]>();
  for (const [weight, itsUses] of byWeight) {
    // Somebody else reads the weights, and would get other numbers.
    if (readers.get(weight.name) !== itsUses.length || !isAlone(graph, weight.external)) continue;
    weights.add(weight);
    for (const { node, zeroPointInput, zeroPoint } of itsUses) {
      const key = zeroPoint.from?.name ?? `zero [${zeroPoint.dims}]`;
      const signed = zeroPoints.get(key) ?? { ...zeroPoint, name: `picsift:signed:${key}` };
      zeroPoints.set(key, signed);
      const names = Array.from({ length: Math.max(node.inputs.length, zeroPointInput + 1) }, (_, index) =>
        index === zeroPointInput ? signed.name : (node.inputs[index] ?? ''),
      );
      inputs.set(node, names);
    }
  }
  return { weights, zeroPoints: [...zeroPoints.values()], inputs };
}

/** Describe how a node uses constant unsigned weights; undefined if it does not, or if its zero point is computed. */
function weightUse(graph: OnnxGraph, node: Node): Use | undefined {
  const known = NODES_WITH_WEIGHTS[node.domain === '' ? node.opType : `${node.domain}:${node.opType}`];
  if (known === undefined) return undefined;
  const constant = (index: number | undefined): ConstantTensor | undefined => {
    const name = index === undefined ? undefined : node.inputs[index];
    return name === undefined || graph.exposed.has(name) ? undefined : graph.constants.get(name);
  };
  const weight = constant(known.weight);
  if (weight === undefined || weight.dims.length < 2 || !isBytes(weight)) return undefined;
  const zeroPointInput = known.zeroPoint;
  if ((node.inputs[zeroPointInput] ?? '') === '') {
    const scale = constant(known.scale);
    if (known.scale !== undefined && scale === undefined) return undefined;
    return { node, weight, zeroPointInput, zeroPoint: { dims: scale?.dims ?? [], from: undefined } };
  }
  const from = constant(zeroPointInput);
  if (from === undefined || !isBytes(from)) return undefined;
  return { node, weight, zeroPointInput, zeroPoint: { dims: from.dims, from } };
}

/** True if the tensor has unsigned bytes, all of them where they can be read. */
function isBytes({ dataType, dims, fields, external }: ConstantTensor): boolean {
  const count = dims.reduce((product, size) => product * size, 1);
  if (dataType !== UINT8 || count === 0 || fields.some(({ number }) => number === TENSOR.segment)) return false;
  if (external !== undefined) return external.length === count;
  const raw = fields.filter(({ number }) => number === TENSOR.rawData);
  if (raw.length === 0) return fields.some(({ number }) => number === TENSOR.int32Data);
  return raw.length === 1 && raw[0]!.end - raw[0]!.content === count;
}

/** Count the inputs that have this name, in the whole graph. */
function countReaders(graph: OnnxGraph): Map<string, number> {
  const readers = new Map<string, number>();
  for (const { inputs } of graph.nodes) {
    for (const name of inputs) readers.set(name, (readers.get(name) ?? 0) + 1);
  }
  return readers;
}

/** True if no other tensor has its data in the same bytes of an external file. */
function isAlone(graph: OnnxGraph, data: ExternalData | undefined): boolean {
  if (data === undefined) return true;
  const end = ({ offset, length = Number.POSITIVE_INFINITY }: ExternalData) => offset + length;
  const sharing = graph.externals.filter(
    (other) => other.location === data.location && other.offset < end(data) && data.offset < end(other),
  );
  return sharing.length === 1;
}
