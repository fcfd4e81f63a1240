/**
 * Writes small ONNX files for tests: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto has the field numbers. The
 * reader in src/model/onnx has its own, so that a wrong number does not pass.
 */

import { writeFileSync } from 'node:fs';
import { PbfWriter } from 'pbf';
import { toHalves } from '../../../src/model/run/half-float.ts';

const TYPES = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10 };
export type Type = keyof typeof TYPES;

export interface Tensor {
  readonly type: Type;
  readonly dims: readonly number[];
  readonly numbers: readonly number[];
  /** How the numbers are stored. */
  readonly as?: 'raw' | 'int32' | 'external';
  readonly external?: { readonly location: string; readonly offset: number };
}

export interface TestNode {
  readonly op: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly ints?: Readonly<Record<string, number | readonly number[]>>;
  /** Attribute "value" of a Constant. */
  readonly value?: Tensor;
  readonly graphs?: Readonly<Record<string, TestGraph>>;
}

export interface ValueInfo {
  readonly type: Type;
  readonly dims: readonly (number | string)[];
}

export interface TestGraph {
  readonly nodes: readonly TestNode[];
  readonly constants?: Readonly<Record<string, Tensor>>;
  readonly inputs?: Readonly<Record<string, ValueInfo>>;
  readonly outputs: Readonly<Record<string, ValueInfo>>;
  readonly valueInfos?: Readonly<Record<string, ValueInfo>>;
}

/** Fields that no version of ONNX has. They must survive a rewrite. */
export const UNKNOWN = { field: 3000, text: 'from the future' };

/** Write a model with opset 13, and unknown fields in model, graph, nodes and tensors. */
export function writeOnnx(path: string, graph: TestGraph): void {
  writeFileSync(path, onnxBytes(graph));
}

export function onnxBytes(graph: TestGraph): Uint8Array {
  const writer = new PbfWriter();
  writer.writeVarintField(1, 8);
  writer.writeStringField(2, 'picsift tests');
  writer.writeMessage(7, putGraph, graph);
  for (const [domain, version] of [
    ['', 13],
    ['com.microsoft', 1],
  ] as const) {
    writer.writeMessage(
      8,
      (_, opset) => {
        opset.writeStringField(1, domain);
        opset.writeVarintField(2, version);
      },
      undefined,
    );
  }
  putUnknown(writer);
  return writer.finish();
}

/** The bytes of numbers of a type, little-endian. */
export function bytesOf({ type, numbers }: Tensor): Buffer {
  const array = {
    float32: () => Float32Array.from(numbers),
    uint8: () => Uint8Array.from(numbers),
    int8: () => Int8Array.from(numbers),
    int32: () => Int32Array.from(numbers),
    int64: () => BigInt64Array.from(numbers, BigInt),
    bool: () => Uint8Array.from(numbers),
    float16: () => toHalves(Float32Array.from(numbers)),
  }[type]();
  return Buffer.from(array.buffer);
}

function putUnknown(writer: PbfWriter): void {
  writer.writeStringField(UNKNOWN.field, UNKNOWN.text);
}

function putGraph(graph: TestGraph, writer: PbfWriter): void {
  for (const node of graph.nodes) writer.writeMessage(1, putNode, node);
  writer.writeStringField(2, 'g');
  for (const [name, tensor] of Object.entries(graph.constants ?? {}))
    writer.writeMessage(5, putTensor, { name, tensor });
  const infos = [graph.inputs, graph.outputs, graph.valueInfos].map((group) => Object.entries(group ?? {}));
  for (const [index, group] of infos.entries()) {
    for (const [name, info] of group) writer.writeMessage(11 + index, putValueInfo, { name, info });
  }
  putUnknown(writer);
}

function putNode(
  { op, domain = '', inputs, outputs, ints = {}, value, graphs = {} }: TestNode,
  writer: PbfWriter,
): void {
  for (const name of inputs) writer.writeStringField(1, name);
  for (const name of outputs) writer.writeStringField(2, name);
  writer.writeStringField(4, op);
  for (const [name, numbers] of Object.entries(ints)) {
    writer.writeMessage(
      5,
      (_, attribute) => {
        attribute.writeStringField(1, name);
        if (typeof numbers === 'number') attribute.writeVarintField(3, numbers);
        else for (const number of numbers) attribute.writeVarintField(8, number);
        attribute.writeVarintField(20, typeof numbers === 'number' ? 2 : 7);
      },
      undefined,
    );
  }
  if (value !== undefined) {
    writer.writeMessage(
      5,
      (_, attribute) => {
        attribute.writeStringField(1, 'value');
        attribute.writeMessage(5, putTensor, { name: '', tensor: value });
        attribute.writeVarintField(20, 4);
      },
      undefined,
    );
  }
  for (const [name, graph] of Object.entries(graphs)) {
    writer.writeMessage(
      5,
      (_, attribute) => {
        attribute.writeStringField(1, name);
        attribute.writeMessage(6, putGraph, graph);
        attribute.writeVarintField(20, 5);
      },
      undefined,
    );
  }
  writer.writeStringField(7, domain);
  putUnknown(writer);
}

function putTensor({ name, tensor }: { name: string; tensor: Tensor }, writer: PbfWriter): void {
  const { type, dims, numbers, as = 'raw', external } = tensor;
  for (const size of dims) writer.writeVarintField(1, size);
  writer.writeVarintField(2, TYPES[type]);
  if (as === 'int32') writer.writePackedVarint(5, [...numbers]);
  writer.writeStringField(8, name);
  if (as === 'raw') writer.writeBytesField(9, bytesOf(tensor));
  if (external !== undefined) {
    const { location, offset } = external;
    const entries = { location, offset: `${offset}`, length: `${bytesOf(tensor).length}` };
    for (const entry of Object.entries(entries)) {
      writer.writeMessage(
        13,
        ([key, value], message) => {
          message.writeStringField(1, key);
          message.writeStringField(2, value);
        },
        entry,
      );
    }
    writer.writeVarintField(14, 1);
  }
  putUnknown(writer);
}

function putValueInfo({ name, info }: { name: string; info: ValueInfo }, writer: PbfWriter): void {
  writer.writeStringField(1, name);
  writer.writeMessage(2, (_, type) => type.writeMessage(1, putTensorType, info), undefined);
}

function putTensorType({ type, dims }: ValueInfo, writer: PbfWriter): void {
  writer.writeVarintField(1, TYPES[type]);
  writer.writeMessage(
    2,
    (_, shape) => {
      for (const size of dims) {
        shape.writeMessage(
          1,
          (_, dimension) => {
            if (typeof size === 'number') dimension.writeVarintField(1, size);
            else dimension.writeStringField(2, size);
          },
          undefined,
        );
      }
    },
    undefined,
  );
}
