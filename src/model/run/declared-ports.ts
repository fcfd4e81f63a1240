/** Reads the inputs and outputs that a graph declares, as onnxruntime reports them, without loading its weights. */

import type { Field, FieldReader } from '../onnx/fields.ts';
import { follow, GRAPH, MODEL, nameOf, TENSOR, withOnnxFile } from '../onnx/graph.ts';
import type { Ports } from './graph-ports.ts';

type Port = Ports['inputMetadata'][number];
type Type = Extract<Port, { isTensor: true }>['type'];

/** The ways from a `ValueInfoProto` to its tensor type, and from there to its dimensions. */
const TO_TENSOR = [2, 1];
const ELEMENT_TYPE = 1;
const TO_DIMENSIONS = [2, 1];
const SHAPE = 2;
const DIMENSION = { value: 1, name: 2 };

/** Names for the numbers of `TensorProto.DataType`. */
const TYPES: Readonly<Record<number, Type>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
};

/** @throws Error if the file is no ONNX file with one graph, or ends too early. */
export function declaredPorts(file: string): Ports {
  return withOnnxFile(file, (reader, _, size) => {
    const [graph, ...others] = follow(reader, [MODEL.graph], { content: 0, end: size });
    if (graph === undefined || others.length > 0) throw new Error('This is not a valid ONNX file.');
    const parts = [...reader.fields(graph.content, graph.end)];
    const ofKind = (kind: number) => parts.filter(({ number }) => number === kind);
    // Older files list the weights among the inputs.
    const weights = new Set(ofKind(GRAPH.initializer).map((tensor) => nameOf(reader, tensor, TENSOR.name)));
    const inputs = ofKind(GRAPH.input).map((part) => portOf(reader, part));
    const inputMetadata = inputs.filter(({ name }) => !weights.has(name));
    const outputMetadata = ofKind(GRAPH.output).map((part) => portOf(reader, part));
    const namesOf = (ports: readonly Port[]) => ports.map(({ name }) => name);
    return {
      ...{ inputMetadata, inputNames: namesOf(inputMetadata) },
      ...{ outputMetadata, outputNames: namesOf(outputMetadata) },
    };
  });
}

/** A port whose type or shape is not declared counts as no tensor: nothing is known about it. */
function portOf(reader: FieldReader, valueInfo: Field): Port {
  const name = nameOf(reader, valueInfo);
  const [tensor] = follow(reader, TO_TENSOR, valueInfo);
  const parts = tensor === undefined ? [] : [...reader.fields(tensor.content, tensor.end)];
  const type = TYPES[parts.find(({ number }) => number === ELEMENT_TYPE)?.value ?? 0];
  const isShaped = parts.some(({ number }) => number === SHAPE);
  if (tensor === undefined || type === undefined || !isShaped) return { name, isTensor: false };
  return { name, isTensor: true, type, shape: follow(reader, TO_DIMENSIONS, tensor).map((dim) => sizeOf(reader, dim)) };
}

/** @returns the name of an axis that the graph leaves free; it may be empty. */
function sizeOf(reader: FieldReader, dimension: Field): number | string {
  for (const part of reader.fields(dimension.content, dimension.end)) {
    if (part.number === DIMENSION.value) return part.value;
    if (part.number === DIMENSION.name) return reader.text(part);
  }
  return '';
}
