/**
 * Makes an ONNX model without its weights, which refers to their places in the file. onnxruntime then maps the file into
 * memory instead of reading, parsing and copying it: CLIP's text half opens in 0.04 s instead of 0.55, without a second
 * copy of the weights on the disk or in memory.
 */

import { basename } from 'node:path';
import { PbfWriter } from 'pbf';
import type { Field, FieldReader } from './fields.ts';
import { GRAPH, MODEL, TENSOR, withOnnxFile } from './graph.ts';
import { append } from './pieces.ts';
import { type ChooseOutput, replaceForPooledRow } from './pooled-row-fields.ts';

/** Smaller tensors may be shapes, which onnxruntime wants to know before it maps anything. Bytes. */
const SMALLEST_MAPPED = 4096;

/** With less to map, nothing is gained. Bytes. */
const WORTH_MAPPING = 8_000_000;

/** Of `TensorProto.DataLocation`. */
const EXTERNAL = 1;

/**
 * Make the model of an ONNX file without its weights. Takes a few milliseconds.
 * @param chooseOutput if only one output is needed. Where the graph computes all tokens but takes the first one, the
 * model saves the work of the others: that output changes by rounding alone (cosine above 0.9999999), and the other
 * outputs are gone.
 * @param worth how many bytes of weights are worth it.
 * @returns undefined if there is little to map, for example because the weights are in another file already.
 * @throws Error if the file is not valid.
 */
export function withMappedWeights(
  path: string,
  chooseOutput?: ChooseOutput,
  worth: number = WORTH_MAPPING,
): Uint8Array | undefined {
  return withOnnxFile(path, (reader, _, size) => {
    const replacement = chooseOutput && replaceForPooledRow(reader, size, chooseOutput);
    let mapped = 0;
    const writer = new PbfWriter();
    const copy = ({ start, end }: Field) => append(writer, reader.bytes(start, end));

    const writeTensor = (tensor: Field, raw: Field) => {
      mapped += raw.end - raw.content;
      writer.writeMessage(
        GRAPH.initializer,
        () => {
          for (const part of reader.fields(tensor.content, tensor.end)) if (part.number !== TENSOR.rawData) copy(part);
          const place = { location: basename(path), offset: raw.content, length: raw.end - raw.content };
          for (const [key, value] of Object.entries(place)) {
            writer.writeMessage(
              TENSOR.externalData,
              () => {
                writer.writeStringField(1, key);
                writer.writeStringField(2, String(value));
              },
              undefined,
            );
          }
          writer.writeVarintField(TENSOR.dataLocation, EXTERNAL);
        },
        undefined,
      );
    };

    for (const field of reader.fields(0, size)) {
      if (field.number !== MODEL.graph) copy(field);
      else {
        writer.writeMessage(
          MODEL.graph,
          () => {
            for (const part of reader.fields(field.content, field.end)) {
              const raw = part.number === GRAPH.initializer ? largeData(reader, part) : undefined;
              const replaced = replacement?.(part);
              if (raw !== undefined) writeTensor(part, raw);
              else if (replaced !== undefined) append(writer, replaced);
              else copy(part);
            }
          },
          undefined,
        );
      }
    }
    return mapped < worth ? undefined : writer.finish();
  });
}

/** Find the data of a tensor in the file, if there is much of it. */
function largeData(reader: FieldReader, tensor: Field): Field | undefined {
  for (const part of reader.fields(tensor.content, tensor.end)) {
    if (part.number === TENSOR.rawData && part.end - part.content >= SMALLEST_MAPPED) return part;
  }
  return undefined;
}
