/**
 * A model of 60 kB that knows the names of eight colours: for tests that need files which pass the self-check, but not
 * the size of a real model. A picture's vector is its mean colour, and a text's that of the colours which it names.
 */

import { onnxBytes, type Tensor } from '../onnx/write-onnx.ts';
import { wordPieces } from '../tokenizers.ts';

const SIDE = 32;
const PIXELS = SIDE * SIDE;
/** Red, green and blue, and a constant: without it, dark and light grey would have the same direction. */
export const COLOUR_DIMENSION = 4;

/** As bytes. */
const COLOURS: Readonly<Record<string, readonly number[]>> = {
  red: [255, 0, 0],
  green: [0, 160, 0],
  blue: [0, 0, 255],
  yellow: [255, 255, 0],
  orange: [255, 140, 0],
  pink: [255, 105, 180],
  black: [0, 0, 0],
  white: [255, 255, 255],
};

const TOKENIZER = wordPieces(['a', 'plain', 'picture', ...Object.keys(COLOURS)]);

/** The files, by their paths in the layout of Hugging Face. */
export const COLOUR_MODEL: ReadonlyMap<string, Buffer> = new Map(
  Object.entries({
    'preprocessor_config.json': json({
      do_resize: true,
      size: { shortest_edge: SIDE },
      crop_size: SIDE,
      image_mean: [0.5, 0.5, 0.5],
      image_std: [0.5, 0.5, 0.5],
    }),
    'tokenizer_config.json': json({ model_max_length: 64, do_lower_case: true, pad_token: '[PAD]' }),
    'tokenizer.json': json(TOKENIZER),
    'onnx/text_model.onnx': Buffer.from(text()),
    'onnx/vision_model.onnx': Buffer.from(vision()),
  }),
);

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function floats(dims: readonly number[], numbers: readonly number[]): Tensor {
  return { type: 'float32', dims, numbers };
}

/** The mean of each colour's plane, and 1. */
function vision(): Uint8Array {
  const weights = Array.from({ length: 3 * PIXELS * COLOUR_DIMENSION }, (_, index) => {
    const plane = Math.floor(index / COLOUR_DIMENSION / PIXELS);
    return index % COLOUR_DIMENSION === plane ? 1 / PIXELS : 0;
  });
  return onnxBytes({
    nodes: [
      { op: 'Reshape', inputs: ['pixel_values', 'row'], outputs: ['pixels'] },
      { op: 'MatMul', inputs: ['pixels', 'means'], outputs: ['colour'] },
      { op: 'Add', inputs: ['colour', 'one'], outputs: ['image_embeds'] },
    ],
    constants: {
      row: { type: 'int64', dims: [2], numbers: [-1, 3 * PIXELS] },
      means: floats([3 * PIXELS, COLOUR_DIMENSION], weights),
      one: floats([COLOUR_DIMENSION], [0, 0, 0, 1]),
    },
    inputs: { pixel_values: { type: 'float32', dims: ['batch', 3, SIDE, SIDE] } },
    outputs: { image_embeds: { type: 'float32', dims: ['batch', COLOUR_DIMENSION] } },
  });
}

/** The text half with its weights in a file of their own, beside the graph. */
export function textWithWeightsIn(location: string): { readonly graph: Uint8Array; readonly weights: Uint8Array } {
  const weights = Buffer.from(Float32Array.from(tokenVectors().flat()).buffer);
  return { graph: text({ as: 'external', external: { location, offset: 0 } }), weights };
}

/** Those of words that are no colour are nearly zero. */
function tokenVectors(): number[][] {
  return Object.keys(TOKENIZER.model.vocab).map((token) => {
    const colour = COLOURS[token];
    return colour === undefined ? [0, 0, 0, 0.001] : [...colour.map((byte) => byte / 127.5 - 1), 1];
  });
}

/** The mean of the tokens' vectors. */
function text(stored: Pick<Tensor, 'as' | 'external'> = {}): Uint8Array {
  const rows = tokenVectors();
  return onnxBytes({
    nodes: [
      { op: 'Gather', inputs: ['tokens', 'input_ids'], outputs: ['found'] },
      { op: 'ReduceMean', inputs: ['found'], outputs: ['text_embeds'], ints: { axes: [1], keepdims: 0 } },
    ],
    constants: { tokens: { ...floats([rows.length, COLOUR_DIMENSION], rows.flat()), ...stored } },
    inputs: { input_ids: { type: 'int64', dims: ['batch', 'length'] } },
    outputs: { text_embeds: { type: 'float32', dims: ['batch', COLOUR_DIMENSION] } },
  });
}
