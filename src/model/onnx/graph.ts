/**
 * Reads what the rewrite must know of an ONNX file: its nodes and constant tensors, with their places in the file.
 * Source of the field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */

import { closeSync, fstatSync, openSync } from 'node:fs';
import { PbfReader } from 'pbf';
import { createFieldReader, type Field, type FieldReader, VARINT } from './fields.ts';

export const MODEL = { graph: 7 };
export const GRAPH = { node: 1, initializer: 5, input: 11, output: 12, valueInfo: 13 };
export const NODE = { input: 1, output: 2, opType: 4, attribute: 5, domain: 7 };
const ATTRIBUTE = { name: 1, integer: 3, tensor: 5, graph: 6, integers: 8, tensors: 10, graphs: 11 };
export const TENSOR = {
  dims: 1,
  dataType: 2,
  segment: 3,
  int32Data: 5,
  int64Data: 7,
  name: 8,
  rawData: 9,
  externalData: 13,
  dataLocation: 14,
};
const ENTRY = { key: 1, value: 2 };
const VALUE_INFO = { name: 1 };
/** The way from a `ValueInfoProto` to its shape: type, tensor_type, shape. */
const TO_SHAPE = [2, 1, 2];

/** Of `TensorProto.DataType`. */
export const UINT8 = 2;
export const INT8 = 3;
export const INT32 = 6;
export const INT64 = 7;

export interface ExternalData {
  /** Path of the file, relative to the folder of the ONNX file. */
  readonly location: string;
  readonly offset: number;
  /** Undefined: to the end of the file. */
  readonly length: number | undefined;
}

/** An initialiser, or the tensor of a Constant node. */
export interface ConstantTensor {
  readonly name: string;
  readonly dataType: number;
  readonly dims: readonly number[];
  readonly fields: readonly Field[];
  readonly external: ExternalData | undefined;
}

export interface Node {
  /** In the graph. */
  readonly field: Field;
  /** '' is ONNX's own. */
  readonly domain: string;
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Attributes that are a whole number or a list of them. */
  readonly integers: ReadonlyMap<string, readonly number[]>;
}

export interface OnnxGraph {
  /** In the model. */
  readonly field: Field;
  readonly nodes: readonly Node[];
  readonly constants: ReadonlyMap<string, ConstantTensor>;
  /** Names of inputs and outputs of the graph, and all names that subgraphs use. */
  readonly exposed: ReadonlySet<string>;
  readonly outputs: readonly string[];
  readonly hasSubgraphs: boolean;
  /** How many dimensions tensors have, where the graph declares it. */
  readonly declaredRanks: ReadonlyMap<string, number>;
  /** Data that tensors of the graph and of its subgraphs keep in other files. */
  readonly externals: readonly ExternalData[];
}

/** Run `work` on an open ONNX file. */
export function withOnnxFile<T>(path: string, work: (reader: FieldReader, file: number, size: number) => T): T {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    return work(createFieldReader(file, size), file, size);
  } finally {
    closeSync(file);
  }
}

/** @param size of the file in bytes. @throws Error if it is not an ONNX file with one graph. */
function graphField(reader: FieldReader, size: number): Field {
  const graphs = [...reader.fields(0, size)].filter(({ number }) => number === MODEL.graph);
  if (graphs.length !== 1) throw new Error('This is not a valid ONNX file.');
  return graphs[0]!;
}

/**
 * Decide whether a node contains one of these texts anywhere. To read all nodes takes many times as long: 10 ms for each
 * half of CLIP, in a process that has just started.
 * @throws as `readGraph`.
 */
export function nodesContain(reader: FieldReader, size: number, texts: readonly string[]): boolean {
  const graph = graphField(reader, size);
  for (const part of reader.fields(graph.content, graph.end)) {
    if (part.number !== GRAPH.node) continue;
    const node = reader.text(part);
    if (texts.some((text) => node.includes(text))) return true;
  }
  return false;
}

/** List the data that tensors of the graph and of its subgraphs keep in other files. @throws as `readGraph`. */
export function readExternals(reader: FieldReader, size: number): readonly ExternalData[] {
  // A key of each such tensor.
  if (nodesContain(reader, size, ['location'])) return readGraph(reader, size).externals;
  const graph = graphField(reader, size);
  return [...reader.fields(graph.content, graph.end)].flatMap((part) =>
    part.number === GRAPH.initializer ? (readTensor(reader, part).external ?? []) : [],
  );
}

/** @param size of the file in bytes. @throws Error if it is not an ONNX file with one graph. */
export function readGraph(reader: FieldReader, size: number): OnnxGraph {
  const field = graphField(reader, size);
  const nodes: Node[] = [];
  const constants = new Map<string, ConstantTensor>();
  const exposed = new Set<string>();
  const externals: ExternalData[] = [];
  const outputs: string[] = [];
  const declaredRanks = new Map<string, number>();
  let hasSubgraphs = false;

  const addConstant = (tensor: ConstantTensor) => {
    constants.set(tensor.name, tensor);
    if (tensor.external !== undefined) externals.push(tensor.external);
  };

  /** Subgraphs see the names of the graphs around them. */
  const addSubgraph = (graph: Field) => {
    hasSubgraphs = true;
    for (const part of reader.fields(graph.content, graph.end)) {
      if (part.number === GRAPH.initializer) addExternal(part);
      else if (part.number === GRAPH.output) exposed.add(nameOf(reader, part, VALUE_INFO.name));
      else if (part.number === GRAPH.node) {
        const { node, attributes } = readNode(reader, part);
        for (const name of node.inputs) exposed.add(name);
        for (const attribute of attributes) readAttribute(attribute);
      }
    }
  };

  const addExternal = (tensor: Field) => {
    const { external } = readTensor(reader, tensor);
    if (external !== undefined) externals.push(external);
  };

  const readAttribute = (attribute: Field) => {
    for (const part of reader.fields(attribute.content, attribute.end)) {
      if (part.number === ATTRIBUTE.graph || part.number === ATTRIBUTE.graphs) addSubgraph(part);
      else if (part.number === ATTRIBUTE.tensor || part.number === ATTRIBUTE.tensors) addExternal(part);
    }
  };

  for (const part of reader.fields(field.content, field.end)) {
    if (part.number === GRAPH.initializer) addConstant(readTensor(reader, part));
    else if (part.number === GRAPH.input || part.number === GRAPH.output || part.number === GRAPH.valueInfo) {
      const name = nameOf(reader, part, VALUE_INFO.name);
      const [shape] = follow(reader, TO_SHAPE, part);
      if (shape !== undefined) declaredRanks.set(name, [...reader.fields(shape.content, shape.end)].length);
      if (part.number !== GRAPH.valueInfo) exposed.add(name);
      if (part.number === GRAPH.output) outputs.push(name);
    } else if (part.number === GRAPH.node) {
      const { node, attributes } = readNode(reader, part);
      nodes.push(node);
      const tensor = isConstant(node) ? constantValue(reader, attributes) : undefined;
      if (tensor !== undefined) addConstant({ ...readTensor(reader, tensor), name: node.outputs[0]! });
      else for (const attribute of attributes) readAttribute(attribute);
    }
  }
  return { field, nodes, constants, exposed, outputs, hasSubgraphs, declaredRanks, externals };
}

/** Return the fields that a path of field numbers leads to, in order. */
export function follow(reader: FieldReader, path: readonly number[], message: Pick<Field, 'content' | 'end'>): Field[] {
  const [number, ...rest] = path;
  const found = [...reader.fields(message.content, message.end)].filter((field) => field.number === number);
  return rest.length === 0 ? found : found.flatMap((field) => follow(reader, rest, field));
}

/** Read the name of a message, such as that of a `ValueInfoProto`. @param number of the field with the name. */
export function nameOf(reader: FieldReader, message: Field, number: number = VALUE_INFO.name): string {
  for (const part of reader.fields(message.content, message.end)) if (part.number === number) return reader.text(part);
  return '';
}

function readNode(reader: FieldReader, field: Field): { node: Node; attributes: Field[] } {
  const [inputs, outputs, attributes]: [string[], string[], Field[]] = [[], [], []];
  let [domain, opType] = ['', ''];
  for (const part of reader.fields(field.content, field.end)) {
    if (part.number === NODE.input) inputs.push(reader.text(part));
    else if (part.number === NODE.output) outputs.push(reader.text(part));
    else if (part.number === NODE.attribute) attributes.push(part);
    else if (part.number === NODE.opType) opType = reader.text(part);
    else if (part.number === NODE.domain) domain = reader.text(part);
  }
  const integers = new Map(attributes.map((attribute) => [nameOf(reader, attribute), integersOf(reader, attribute)]));
  return { node: { field, domain: domain === 'ai.onnx' ? '' : domain, opType, inputs, outputs, integers }, attributes };
}

function integersOf(reader: FieldReader, attribute: Field): number[] {
  return [...reader.fields(attribute.content, attribute.end)]
    .filter(({ number }) => number === ATTRIBUTE.integer || number === ATTRIBUTE.integers)
    .flatMap((field) => integers(reader, field));
}

function isConstant({ domain, opType, outputs }: Node): boolean {
  return domain === '' && opType === 'Constant' && outputs.length === 1;
}

/** Find the tensor of a Constant node; undefined if it holds another kind of value. */
function constantValue(reader: FieldReader, attributes: readonly Field[]): Field | undefined {
  const value = attributes.find((attribute) => nameOf(reader, attribute, ATTRIBUTE.name) === 'value');
  if (value === undefined) return undefined;
  return [...reader.fields(value.content, value.end)].find(({ number }) => number === ATTRIBUTE.tensor);
}

function readTensor(reader: FieldReader, field: Field): ConstantTensor {
  const fields = [...reader.fields(field.content, field.end)];
  const dims: number[] = [];
  let [name, dataType] = ['', 0];
  const entries: Record<string, string> = {};
  for (const part of fields) {
    if (part.number === TENSOR.dims) dims.push(...integers(reader, part));
    else if (part.number === TENSOR.dataType) dataType = part.value;
    else if (part.number === TENSOR.name) name = reader.text(part);
    else if (part.number === TENSOR.externalData) {
      entries[nameOf(reader, part, ENTRY.key)] = nameOf(reader, part, ENTRY.value);
    }
  }
  return { name, dataType, dims, fields, external: externalOf(entries) };
}

function externalOf({ location, offset = '0', length }: Record<string, string>): ExternalData | undefined {
  if (location === undefined) return undefined;
  return { location, offset: Number(offset), length: length === undefined ? undefined : Number(length) };
}

/** Read a repeated integer field, whether it is packed or not. */
export function integers(reader: FieldReader, field: Field): number[] {
  if (field.wireType === VARINT) return [field.value];
  const numbers: number[] = [];
  const bytes = reader.bytes(field.content, field.end);
  const packed = new PbfReader(bytes);
  while (packed.pos < bytes.length) numbers.push(packed.readVarint(true));
  return numbers;
}
