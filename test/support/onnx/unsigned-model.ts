/** A model with random unsigned 8-bit weights. It means nothing, but signed weights make its image half faster. */

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../src/base/paths.ts';
import { BUILT_IN_MODEL } from '../../../src/model/store/manifest.ts';
import { randomBytes, scalar, scales } from './run-onnx.ts';
import { onnxBytes, type TestNode } from './write-onnx.ts';

const BUILT_IN = join(packageRoot(), 'models', BUILT_IN_MODEL);
const SIDE = 96;
const WIDTH = 1024;
const DIMENSION = 16;

/** Write the files of a model, in the layout of Hugging Face. @param seed decides on the weights. */
export function writeUnsignedModel(folder: string, seed = 1): void {
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) cpSync(join(BUILT_IN, file), join(folder, file));
  const preprocessor = {
    do_resize: true,
    size: { shortest_edge: SIDE },
    crop_size: SIDE,
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.5, 0.5, 0.5],
  };
  writeFileSync(join(folder, 'preprocessor_config.json'), JSON.stringify(preprocessor));
  const [vision, text] = graphsOf(seed);
  writeFileSync(join(folder, 'onnx', 'vision_model.onnx'), vision);
  writeFileSync(join(folder, 'onnx', 'text_model.onnx'), text);
}

/** By seed: it takes a while to draw a million weights. */
const graphs = new Map<number, readonly [vision: Uint8Array, text: Uint8Array]>();

function graphsOf(seed: number): readonly [vision: Uint8Array, text: Uint8Array] {
  const known = graphs.get(seed);
  if (known !== undefined) return known;
  const tokenizer = readFileSync(join(BUILT_IN, 'tokenizer.json'), 'utf8');
  const { model } = JSON.parse(tokenizer) as { model: { vocab: object } };
  const made = [visionGraph(seed), textGraph(seed, Object.keys(model.vocab).length)] as const;
  graphs.set(seed, made);
  return made;
}

const multiply = (input: string, weight: string, output: string): TestNode => ({
  op: 'DynamicQuantizeMatMul',
  domain: 'com.microsoft',
  inputs: [input, weight, 'scale', 'zero'],
  outputs: [output],
});
const constants = { scale: scalar('float32', 0.001), zero: scalar('uint8', 128) };

/** The rows of a picture, through three layers, averaged. */
function visionGraph(seed: number): Uint8Array {
  return onnxBytes({
    nodes: [
      { op: 'Reshape', inputs: ['pixel_values', 'rows'], outputs: ['a'] },
      multiply('a', 'w1', 'b'),
      multiply('b', 'w2', 'c'),
      multiply('c', 'w3', 'd'),
      { op: 'ReduceMean', inputs: ['d'], outputs: ['image_embeds'], ints: { axes: [0], keepdims: 1 } },
    ],
    constants: {
      ...constants,
      rows: { type: 'int64', dims: [2], numbers: [SIDE, SIDE * 3] },
      w1: randomBytes(seed, [SIDE * 3, WIDTH]),
      w2: randomBytes(seed + 1, [WIDTH, WIDTH]),
      w3: randomBytes(seed + 2, [WIDTH, DIMENSION]),
    },
    inputs: { pixel_values: { type: 'float32', dims: [1, 3, SIDE, SIDE] } },
    outputs: { image_embeds: { type: 'float32', dims: [1, DIMENSION] } },
  });
}

/** The mean of the tokens' vectors, through one layer. */
function textGraph(seed: number, vocabulary: number): Uint8Array {
  return onnxBytes({
    nodes: [
      { op: 'Gather', inputs: ['tokens', 'input_ids'], outputs: ['a'] },
      { op: 'ReduceMean', inputs: ['a'], outputs: ['b'], ints: { axes: [1], keepdims: 0 } },
      multiply('b', 'w', 'text_embeds'),
    ],
    constants: { ...constants, tokens: scales(seed, [vocabulary, 8]), w: randomBytes(seed, [8, DIMENSION]) },
    inputs: { input_ids: { type: 'int64', dims: ['batch', 'length'] } },
    outputs: { text_embeds: { type: 'float32', dims: ['batch', DIMENSION] } },
  });
}
