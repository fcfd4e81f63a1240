/** A model with random unsigned 8-bit weights. It means nothing, but signed weights make its image half faster. */

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../src/base/paths.ts';
import { BUILT_IN_MODEL } from '../../../src/model/store/manifest.ts';
import { randomBytes, scalar, scales } from './run-onnx.ts';
import { type TestNode, writeOnnx } from './write-onnx.ts';

const SIDE = 32;
const WIDTH = 1024;
const DIMENSION = 16;

/** Write the files of a model, in the layout of Hugging Face. @param seed decides on the weights. */
export function writeUnsignedModel(folder: string, seed = 1): void {
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  const builtIn = join(packageRoot(), 'models', BUILT_IN_MODEL);
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) cpSync(join(builtIn, file), join(folder, file));
  const preprocessor = {
    do_resize: true,
    size: { shortest_edge: SIDE },
    crop_size: SIDE,
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.5, 0.5, 0.5],
  };
  writeFileSync(join(folder, 'preprocessor_config.json'), JSON.stringify(preprocessor));
  writeVision(join(folder, 'onnx', 'vision_model.onnx'), seed);
  const { model } = JSON.parse(readFileSync(join(folder, 'tokenizer.json'), 'utf8')) as { model: { vocab: object } };
  writeText(join(folder, 'onnx', 'text_model.onnx'), seed, Object.keys(model.vocab).length);
}

const multiply = (input: string, weight: string, output: string): TestNode => ({
  op: 'DynamicQuantizeMatMul',
  domain: 'com.microsoft',
  inputs: [input, weight, 'scale', 'zero'],
  outputs: [output],
});
const constants = { scale: scalar('float32', 0.001), zero: scalar('uint8', 128) };

/** The rows of a picture, through three layers, averaged. */
function writeVision(path: string, seed: number): void {
  writeOnnx(path, {
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
function writeText(path: string, seed: number, vocabulary: number): void {
  writeOnnx(path, {
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
