/** Reads the size of the pictures that a graph takes, from the declared shape of its input. */

import type { Field, FieldReader } from './fields.ts';
import { follow, GRAPH, MODEL, withOnnxFile } from './graph.ts';

/** The way from a `ValueInfoProto` to its dimensions: type, tensor_type, shape, dim. */
const TO_DIMENSIONS = [2, 1, 2, 1];
const DIM_VALUE = 1;

/** @returns height and width in pixels; undefined if the graph leaves them open, or is no ONNX file. */
export function pictureSizeOf(graph: string): readonly [number, number] | undefined {
  try {
    return withOnnxFile(graph, (reader, _file, size) => {
      const whole = { content: 0, end: size };
      const [input] = follow(reader, [MODEL.graph, GRAPH.input], whole);
      const sizes = input === undefined ? [] : follow(reader, TO_DIMENSIONS, input).map((dim) => sizeOf(reader, dim));
      const [, channels, height = 0, width = 0] = sizes;
      return sizes.length === 4 && channels === 3 && height > 0 && width > 0 ? [height, width] : undefined;
    });
  } catch {
    return undefined;
  }
}

/** @returns 0 for a dimension with a name. */
function sizeOf(reader: FieldReader, dimension: Field): number {
  const value = [...reader.fields(dimension.content, dimension.end)].find(({ number }) => number === DIM_VALUE);
  return value?.value ?? 0;
}
