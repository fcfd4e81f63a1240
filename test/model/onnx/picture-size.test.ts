import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/base/paths.ts';
import { pictureSizeOf } from '../../../src/model/onnx/picture-size.ts';
import { readModelFolder } from '../../../src/model/store/model-folder.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

const POCKET = join(packageRoot(), 'models', 'pocket');
const { crop } = readModelFolder(POCKET).preprocessing;
const GRAPH = join(POCKET, 'onnx', 'vision_model.onnx');

it('reads the size from the graph, and nothing from another file', () => {
  expect(pictureSizeOf(GRAPH)).toEqual([crop.height, crop.width]);
  expect(pictureSizeOf(join(POCKET, 'onnx', 'text_model.onnx'))).toBeUndefined();
  expect(pictureSizeOf(join(POCKET, 'tokenizer.json'))).toBeUndefined();
  expect(pictureSizeOf(join(POCKET, 'none.onnx'))).toBeUndefined();
});

it("prepares pictures as OpenCLIP does for the model in rclip's folder, which has no configuration", () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'ViT-B-32'));
  cpSync(GRAPH, join(folder, 'ViT-B-32', 'visual.onnx'));
  cpSync(join(POCKET, 'onnx', 'text_model.onnx'), join(folder, 'ViT-B-32', 'textual.onnx'));
  mkdirSync(join(folder, 'tokenizer'));
  writeFileSync(join(folder, 'tokenizer', 'bpe_simple_vocab_16e6.txt.gz'), 'merges');
  expect(readModelFolder(folder).preprocessing).toMatchObject({
    resize: { shortestEdge: crop.height },
    crop,
    resample: 'cubic',
    mean: [0.48145466, 0.4578275, 0.40821073],
  });
});
