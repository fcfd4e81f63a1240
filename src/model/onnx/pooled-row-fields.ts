/** Writes the changes that `pooled-row.ts` finds as fields of a graph. */

import { PbfWriter } from 'pbf';
import type { Field, FieldReader } from './fields.ts';
import {
  type ConstantTensor,
  GRAPH,
  INT32,
  INT64,
  integers,
  NODE,
  type Node,
  nameOf,
  type OnnxGraph,
  readGraph,
  TENSOR,
} from './graph.ts';
import { append } from './pieces.ts';
import { findPooledRow, firstOf, type PooledRow } from './pooled-row.ts';

/** Choose the only output that is needed by the names of all. */
export type ChooseOutput = (names: readonly string[]) => string | undefined;

/** The bytes that replace a field of the graph, with its tag; undefined: it stays. */
export type Replacement = (field: Field) => Uint8Array | undefined;

/** Name of the constant [0]. */
const FIRST = 'picsift:first';

const AXIS = 1;

/** Longer lists of whole numbers are no axes and no index. */
const MAX_INTEGERS = 8;

/** Of `AttributeProto`. */
const ATTRIBUTE = { name: 1, integer: 3, type: 20 };
const INTEGER = 2;

/** @returns undefined if nothing changes. @throws Error if the file is not valid. */
export function replaceForPooledRow(
  reader: FieldReader,
  size: number,
  chooseOutput: ChooseOutput,
): Replacement | undefined {
  const graph = readGraph(reader, size);
  const output = chooseOutput(graph.outputs);
  if (output === undefined) return undefined;
  const found = findPooledRow(graph, output, (name) => constantIntegers(reader, graph, name));
  return found && replacement(reader, graph, output, found);
}

function replacement(reader: FieldReader, graph: OnnxGraph, output: string, found: PooledRow): Replacement {
  const nodes = new Map(graph.nodes.map((node) => [node.field.start, node]));
  const [firstCut] = found.cuts.keys();
  return (field) => {
    const isDropped =
      (field.number === GRAPH.output && nameOf(reader, field) !== output) ||
      (field.number === GRAPH.valueInfo && found.short.has(nameOf(reader, field)));
    const node = field.number === GRAPH.node ? nodes.get(field.start) : undefined;
    if (isDropped || (node !== undefined && found.unused.has(node))) return new Uint8Array();
    const inputs = node && found.inputs.get(node);
    if (inputs === undefined) return undefined;
    const writer = new PbfWriter();
    if (node === firstCut) writer.writeMessage(GRAPH.initializer, putFirst, undefined);
    for (const tensor of found.cuts.get(node!) ?? []) writer.writeMessage(GRAPH.node, putGather, tensor);
    writer.writeMessage(GRAPH.node, (one, message) => putNode(reader, one, inputs, message), node!);
    return writer.finish();
  };
}

/** A list with one number, so that the tensors keep their three dimensions. */
function putFirst(_: undefined, writer: PbfWriter): void {
  writer.writeVarintField(TENSOR.dims, 1);
  writer.writeVarintField(TENSOR.dataType, INT64);
  writer.writeStringField(TENSOR.name, FIRST);
  writer.writeBytesField(TENSOR.rawData, new Uint8Array(8));
}

function putGather(tensor: string, writer: PbfWriter): void {
  for (const name of [tensor, FIRST]) writer.writeStringField(NODE.input, name);
  writer.writeStringField(NODE.output, firstOf(tensor));
  writer.writeStringField(NODE.opType, 'Gather');
  writer.writeMessage(
    NODE.attribute,
    () => {
      writer.writeStringField(ATTRIBUTE.name, 'axis');
      writer.writeVarintField(ATTRIBUTE.integer, AXIS);
      writer.writeVarintField(ATTRIBUTE.type, INTEGER);
    },
    undefined,
  );
}

function putNode(reader: FieldReader, { field }: Node, inputs: readonly string[], writer: PbfWriter): void {
  for (const name of inputs) writer.writeStringField(NODE.input, name);
  for (const part of reader.fields(field.content, field.end)) {
    if (part.number !== NODE.input) append(writer, reader.bytes(part.start, part.end));
  }
}

/** Read a constant axis, index or list of these; undefined if it is anything else. */
function constantIntegers(reader: FieldReader, graph: OnnxGraph, name: string | undefined): number[] | undefined {
  const tensor = name === undefined || graph.exposed.has(name) ? undefined : graph.constants.get(name);
  const count = tensor?.dims.reduce((product, size) => product * size, 1) ?? 0;
  if (tensor === undefined || count > MAX_INTEGERS || tensor.external !== undefined) return undefined;
  const numbers = storedIntegers(reader, tensor);
  return numbers?.length === count ? numbers : undefined;
}

function storedIntegers(reader: FieldReader, { dataType, fields }: ConstantTensor): number[] | undefined {
  if (dataType !== INT32 && dataType !== INT64) return undefined;
  const raw = fields.find(({ number }) => number === TENSOR.rawData);
  const data = dataType === INT64 ? TENSOR.int64Data : TENSOR.int32Data;
  if (raw === undefined) return fields.filter(({ number }) => number === data).flatMap((f) => integers(reader, f));
  const bytes = Buffer.from(reader.bytes(raw.content, raw.end));
  const width = dataType === INT64 ? 8 : 4;
  return Array.from({ length: Math.floor(bytes.length / width) }, (_, i) =>
    width === 8 ? Number(bytes.readBigInt64LE(i * 8)) : bytes.readInt32LE(i * 4),
  );
}
