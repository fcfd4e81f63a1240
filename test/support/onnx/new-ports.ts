/** Gives an existing graph other inputs and outputs, as other exporters would have made them. */

import { PbfReader, PbfWriter } from 'pbf';
import { onnxBytes, type TestGraph } from './write-onnx.ts';

/** Field numbers of the ONNX format. */
const MODEL_GRAPH = 7;
const GRAPH_NODE = 1;
const GRAPH_INITIALIZER = 5;
const GRAPH_INPUT = 11;
const GRAPH_OUTPUT = 12;
const GRAPH_VALUE_INFO = 13;
const PORTS = [GRAPH_INPUT, GRAPH_OUTPUT, GRAPH_VALUE_INFO];
/** Which fields of nodes and of initialisers are names of values. */
const NAMES: Readonly<Record<number, readonly number[]>> = { [GRAPH_NODE]: [1, 2], [GRAPH_INITIALIZER]: [8] };

export interface NewPorts {
  /** Has the new inputs, and nodes that make the old ones of them. Its outputs do not count. */
  readonly before: Omit<TestGraph, 'outputs'>;
  /** Has the new outputs, and nodes that make them of the old ones. */
  readonly after: TestGraph;
}

/** @param model bytes of an ONNX file. All its inputs and outputs are replaced. */
export function withNewPorts(model: Uint8Array, { before, after }: NewPorts): Uint8Array {
  const taken = new Set([...Object.keys(before.inputs ?? {}), ...Object.keys(after.outputs)]);
  const writer = new PbfWriter();
  for (const { number, bytes, content } of fieldsOf(model)) {
    if (number !== MODEL_GRAPH) putRaw(writer, bytes);
    else {
      const kept = fieldsOf(content).filter((field) => !PORTS.includes(field.number));
      // Messages one after the other are one message with all their fields, in this order.
      const inner = kept.map((field) => withoutNames(field, taken));
      writer.writeBytesField(
        MODEL_GRAPH,
        Buffer.concat([graphOf({ ...before, outputs: {} }), ...inner, graphOf(after)]),
      );
    }
  }
  return writer.finish();
}

/** Rename values inside the graph that have the name of a new port. */
function withoutNames({ number, bytes, content }: RawField, taken: ReadonlySet<string>): Uint8Array {
  const names = NAMES[number];
  if (names === undefined) return bytes;
  const writer = new PbfWriter();
  writer.writeMessage(
    number,
    (_, message) => {
      for (const part of fieldsOf(content)) {
        const text = names.includes(part.number) ? new TextDecoder().decode(part.content) : undefined;
        if (text !== undefined && taken.has(text)) message.writeStringField(part.number, `${text} inside`);
        else putRaw(message, part.bytes);
      }
    },
    undefined,
  );
  return writer.finish();
}

interface RawField {
  readonly number: number;
  /** With its tag. */
  readonly bytes: Uint8Array;
  readonly content: Uint8Array;
}

function graphOf(graph: TestGraph): Uint8Array {
  return fieldsOf(onnxBytes(graph)).find(({ number }) => number === MODEL_GRAPH)!.content;
}

function fieldsOf(message: Uint8Array): RawField[] {
  const reader = new PbfReader(message);
  const fields: RawField[] = [];
  while (reader.pos < message.length) {
    const start = reader.pos;
    const tag = reader.readVarint();
    let content = new Uint8Array();
    if (tag % 8 === 2) content = Uint8Array.from(reader.readBytes());
    else reader.skip(tag);
    fields.push({ number: Math.floor(tag / 8), bytes: message.subarray(start, reader.pos), content });
  }
  return fields;
}

function putRaw(writer: PbfWriter, bytes: Uint8Array): void {
  writer.realloc(bytes.length);
  writer.buf.set(bytes, writer.pos);
  writer.pos += bytes.length;
}
