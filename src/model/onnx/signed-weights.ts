/** Rewrites an ONNX file with weights of unsigned 8 bits to signed ones. All outputs stay the same, bit by bit. */

import { closeSync, fstatSync, mkdirSync, openSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize, sep } from 'node:path';
import { PbfWriter } from 'pbf';
import { BYTES, type Field, type FieldReader, readFully } from './fields.ts';
import {
  type ConstantTensor,
  GRAPH,
  INT8,
  integers,
  MODEL,
  NODE,
  type Node,
  nameOf,
  nodesContain,
  type OnnxGraph,
  readGraph,
  TENSOR,
  withOnnxFile,
} from './graph.ts';
import { flip, lengthOf, type Piece, type Span, writePieces } from './pieces.ts';
import {
  findUnsignedWeights,
  type NewZeroPoint,
  TYPES_WITH_WEIGHTS,
  type UnsignedWeights,
} from './unsigned-weights.ts';

/**
 * Count the weights that `writeSigned` would change. Takes a few milliseconds, however large the file is.
 * @throws Error if the file is not valid.
 */
export function countUnsigned(path: string): number {
  return withOnnxFile(path, (reader, _, size) =>
    nodesContain(reader, size, TYPES_WITH_WEIGHTS) ? findUnsignedWeights(readGraph(reader, size)).weights.size : 0,
  );
}

/**
 * Write a copy of an ONNX file with signed weights, and copies of its files with external data beside it.
 * @param target path of the new file, in an empty folder.
 * @returns the paths of the new files.
 * @throws Error if a file is not valid or cannot be written.
 */
export function writeSigned(path: string, target: string): string[] {
  return withOnnxFile(path, (reader, file, size) => {
    const graph = readGraph(reader, size);
    const found = findUnsignedWeights(graph);
    const parts = graphPieces(reader, graph, found, (tensor) => bytesOf(reader, tensor, path));
    const pieces = [
      { start: 0, end: graph.field.start },
      ...message(MODEL.graph, parts),
      { start: graph.field.end, end: size },
    ];
    writePieces(file, pieces, target);
    const locations = [...new Set(graph.externals.map((data) => data.location))];
    const copies = locations.map((location) => {
      const copy = inside(dirname(target), location);
      mkdirSync(dirname(copy), { recursive: true });
      writeSignedData(inside(dirname(path), location), flippedIn(location, found), copy);
      return copy;
    });
    return [target, ...copies];
  });
}

/** The content of the new graph, in the order of the old one. */
function graphPieces(
  reader: FieldReader,
  graph: OnnxGraph,
  { weights, zeroPoints, inputs }: UnsignedWeights,
  bytesOf: (tensor: ConstantTensor) => Uint8Array,
): Piece[] {
  const nodes = new Map(graph.nodes.map((node) => [node.field.start, node]));
  const shifted = new Map([...weights].map((weight) => [weight.name, weight]));
  const pieces: Piece[] = [];
  for (const field of reader.fields(graph.field.content, graph.field.end)) {
    const node = field.number === GRAPH.node ? nodes.get(field.start)! : undefined;
    const newInputs = node && inputs.get(node);
    if (newInputs !== undefined) pieces.push(...nodePieces(reader, node!, newInputs));
    // The new initialiser below replaces it. (An initialiser and a node never have the same name.)
    else if (node?.opType === 'Constant' && shifted.has(node.outputs[0]!)) continue;
    else if (field.number === GRAPH.initializer && shifted.has(nameOf(reader, field, TENSOR.name))) continue;
    // It would still say that the weights are unsigned. It is only a hint.
    else if (field.number === GRAPH.valueInfo && shifted.has(nameOf(reader, field))) continue;
    else pieces.push(field);
  }
  for (const weight of weights) pieces.push(...message(GRAPH.initializer, signedTensor(weight, bytesOf)));
  for (const zeroPoint of zeroPoints) {
    pieces.push(...message(GRAPH.initializer, [zeroPointTensor(zeroPoint, bytesOf)]));
  }
  return pieces;
}

function nodePieces(reader: FieldReader, { field }: Node, inputs: readonly string[]): Piece[] {
  const others = [...reader.fields(field.content, field.end)].filter(({ number }) => number !== NODE.input);
  const names = encode((writer) => {
    for (const name of inputs) writer.writeStringField(NODE.input, name);
  });
  return message(GRAPH.node, [names, ...others]);
}

function signedTensor(tensor: ConstantTensor, bytesOf: (tensor: ConstantTensor) => Uint8Array): Piece[] {
  const replaced: number[] = [TENSOR.dataType, TENSOR.name, TENSOR.rawData, TENSOR.int32Data];
  const head = encode((writer) => {
    writer.writeVarintField(TENSOR.dataType, INT8);
    writer.writeStringField(TENSOR.name, tensor.name);
  });
  const others = tensor.fields.filter(({ number }) => !replaced.includes(number));
  return [head, ...others, ...signedData(tensor, bytesOf)];
}

function signedData(tensor: ConstantTensor, bytesOf: (tensor: ConstantTensor) => Uint8Array): Piece[] {
  if (tensor.external !== undefined) return [];
  const raw = tensor.fields.find(({ number }) => number === TENSOR.rawData);
  if (raw !== undefined) return message(TENSOR.rawData, [{ start: raw.content, end: raw.end, flip: true }]);
  const bytes = bytesOf(tensor);
  flip(bytes);
  return message(TENSOR.rawData, [bytes]);
}

function zeroPointTensor({ name, dims, from }: NewZeroPoint, bytesOf: (tensor: ConstantTensor) => Uint8Array) {
  const count = dims.reduce((product, size) => product * size, 1);
  const bytes = from === undefined ? new Uint8Array(count) : bytesOf(from);
  flip(bytes);
  return encode((writer) => {
    for (const size of dims) writer.writeVarintField(TENSOR.dims, size);
    writer.writeVarintField(TENSOR.dataType, INT8);
    writer.writeStringField(TENSOR.name, name);
    writer.writeBytesField(TENSOR.rawData, bytes);
  });
}

/** Read the numbers of a tensor of unsigned bytes. @param path of the ONNX file. */
function bytesOf(reader: FieldReader, { fields, external }: ConstantTensor, path: string): Uint8Array {
  if (external !== undefined) {
    const file = openSync(inside(dirname(path), external.location), 'r');
    try {
      const bytes = new Uint8Array(external.length!);
      readFully(file, bytes, external.offset);
      return bytes;
    } finally {
      closeSync(file);
    }
  }
  const raw = fields.find(({ number }) => number === TENSOR.rawData);
  if (raw !== undefined) return reader.bytes(raw.content, raw.end);
  return Uint8Array.from(fields.filter(isInt32Data).flatMap((field) => integers(reader, field)));
}

const isInt32Data = ({ number }: Field) => number === TENSOR.int32Data;

/** List the parts of a file with external data that change, in the order of the file. */
function flippedIn(location: string, { weights }: UnsignedWeights): Span[] {
  return [...weights]
    .flatMap(({ external }) => (external?.location === location ? [external] : []))
    .map(({ offset, length }) => ({ start: offset, end: offset + length!, flip: true }))
    .sort((a, b) => a.start - b.start);
}

function writeSignedData(path: string, flipped: readonly Span[], target: string): void {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const ends = [0, ...flipped.map(({ end }) => end)];
    const pieces = ends.flatMap((start, index) => {
      const next = flipped[index];
      return next === undefined ? [{ start, end: size }] : [{ start, end: next.start }, next];
    });
    writePieces(file, pieces, target);
  } finally {
    closeSync(file);
  }
}

/** Join a folder with the location of external data. @throws Error if that is outside the folder. */
function inside(folder: string, location: string): string {
  const path = normalize(location);
  if (isAbsolute(path) || path.split(sep).includes('..')) throw new Error(`The file ${location} is outside the model.`);
  return join(folder, path);
}

/** Put a tag and the length before the pieces of a message. */
function message(number: number, pieces: readonly Piece[]): Piece[] {
  const head = encode((writer) => {
    writer.writeTag(number, BYTES);
    writer.writeVarint(lengthOf(pieces));
  });
  return [head, ...pieces];
}

function encode(write: (writer: PbfWriter) => void): Uint8Array {
  const writer = new PbfWriter();
  write(writer);
  return writer.finish();
}
