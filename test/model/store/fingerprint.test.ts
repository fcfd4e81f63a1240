/** Another fingerprint means that all photos must be embedded again, so it must not change without a reason. */

import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, truncateSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/base/paths.ts';
import { fileStamps, fingerprint, formerFingerprint, knownFingerprint } from '../../../src/model/store/fingerprint.ts';
import { BUILT_IN_MODEL, loadManifest, type ModelManifest } from '../../../src/model/store/manifest.ts';
import { readModelFolder } from '../../../src/model/store/model-folder.ts';
import { writeSmallModel } from '../../support/models/small-model.ts';
import { type Tensor, writeOnnx } from '../../support/onnx/write-onnx.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

function smallModel(changes: Record<string, unknown> = {}): string {
  const folder = temporaryFolder();
  writeSmallModel(folder, changes);
  return folder;
}

function writeAt(file: string, position: number, byte: number): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Uint8Array.of(byte), 0, 1, position);
  closeSync(descriptor);
}

const fingerprintOf = (folder: string) => fingerprint(readModelFolder(folder));

describe('the fingerprint', () => {
  it('is that of version 0.1.0 for a CLIP, with and without a manifest', async () => {
    const folder = smallModel();
    expect(await fingerprintOf(folder)).toBe('0036101c13e408ebbfbffdfbbd436ca1f30271109c8afe146938fc75cf63feb9');
    const manifest: ModelManifest = {
      name: 'own',
      title: 'Own',
      licence: 'MIT',
      repository: 'own/repository',
      files: ['onnx/vision_model.onnx', 'onnx/text_model.onnx', 'tokenizer.json'].map((path) => ({ path })),
      preprocessor: {
        size: { shortest_edge: 256 },
        resample: 3,
        do_center_crop: true,
        crop_size: { height: 256, width: 256 },
        image_mean: [0.5, 0.5, 0.5],
        image_std: [0.5, 0.5, 0.5],
      },
      dimension: 4,
      contextLength: 77,
      padTokenId: 0,
      megabytes: 1,
    };
    expect(await fingerprint(readModelFolder(folder, manifest))).toBe(
      '6f6e7202dcb01ae78a70e19e6c24cb9a5393e99e20708567353aacc6b9ccc854',
    );
  });

  it('is made of the files and settings of the built-in model that it was always made of', async () => {
    const folder = join(packageRoot(), 'models', BUILT_IN_MODEL);
    const hash = createHash('sha256');
    for (const name of [
      'onnx/vision_model.onnx',
      'onnx/text_model.onnx',
      'tokenizer.json',
      'preprocessor_config.json',
    ]) {
      hash.update(
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      );
    }
    hash.update(
      '[{"resize":{"shortestEdge":112},"crop":{"width":112,"height":112},"resample":"cubic",' +
        '"mean":[0.5,0.5,0.5],"std":[0.5,0.5,0.5]},64,null]',
    );
    const expected = hash.digest('hex');
    expect(await fingerprintOf(folder)).toBe(expected);
    expect(await fingerprint(readModelFolder(folder, loadManifest(BUILT_IN_MODEL)))).toBe(expected);
  });

  it.each([
    ['how pictures are prepared', 'preprocessor_config.json', { size: 224, do_normalize: false }],
    ['that the output is another one', 'config.json', { model_type: 'siglip' }],
    ['how long texts are', 'tokenizer_config.json', { model_max_length: 64, tokenizer_class: 'CLIPTokenizer' }],
  ])('changes when a file says %s', async (_, name, content) => {
    const folder = smallModel();
    const [before, stamps] = [await fingerprintOf(folder), fileStamps(readModelFolder(folder))];
    writeSmallModel(folder, { [name]: content });
    expect(await fingerprintOf(folder)).not.toBe(before);
    expect(fileStamps(readModelFolder(folder))).not.toBe(stamps);
  });

  it.each(['vision_model.onnx_data', 'text_model.onnx.data', 'text_model.onnx_data_1'])(
    'covers the external weights onnx/%s',
    async (name) => {
      const folder = smallModel({ [`onnx/${name}`]: 'weights', 'onnx/vision_model_fp16.onnx_data': 'of another' });
      expect(readModelFolder(folder).dataFiles).toEqual([join(folder, 'onnx', name)]);
      const [before, stamps] = [await fingerprintOf(folder), fileStamps(readModelFolder(folder))];
      expect(before).not.toBe(await fingerprintOf(smallModel()));
      writeFileSync(join(folder, 'onnx', name), 'weighed');
      utimesSync(join(folder, 'onnx', name), 1, 1);
      expect(await fingerprintOf(folder)).not.toBe(before);
      expect(fileStamps(readModelFolder(folder))).not.toBe(stamps);
    },
  );

  it('has a checksum for a large file, and stays the former one where that is known', async () => {
    const folder = smallModel({ 'onnx/vision_model.onnx_data': 'weights' });
    const weights = join(folder, 'onnx', 'vision_model.onnx_data');
    truncateSync(weights, 100_000_000);
    const model = readModelFolder(folder);
    const former = await formerFingerprint(model);
    expect(await fingerprint(model)).toBe(former);
    truncateSync(weights, 100_000_001);
    const [now, large] = [await fingerprint(model), await formerFingerprint(model)];
    expect(now).toBe('3ff9116811fb02fd633acdc48b2f0285e94b0eadc79df7e3e3185ad950cd7227');
    expect(new Set([former, now, large]).size).toBe(3);
    for (const known of [[], [former], [now], [large, now]]) expect(await knownFingerprint(model, known)).toBe(now);
    for (const known of [[large], [former, large]]) expect(await knownFingerprint(model, known)).toBe(large);
    for (const position of [7, 54_321_098, 100_000_000]) {
      writeAt(weights, position, 1);
      expect(await fingerprint(model)).not.toBe(now);
      writeAt(weights, position, 0);
    }
    expect(await fingerprint(model)).toBe(now);
  });

  it('covers external weights of any name that a graph names inside', () => {
    const folder = smallModel({ 'onnx/weights.bin': 'four', 'onnx/sub/more': 'four', 'onnx/unused.bin': 'four' });
    const external = (location: string): Tensor => {
      return { type: 'float32', dims: [1], numbers: [0], as: 'external', external: { location, offset: 0 } };
    };
    writeOnnx(join(folder, 'onnx', 'text_model.onnx'), {
      nodes: [{ op: 'Add', inputs: ['a', 'b'], outputs: ['output'] }],
      constants: { a: external('weights.bin'), b: external('sub/more') },
      outputs: { output: { type: 'float32', dims: [1] } },
    });
    const files = ['sub/more', 'weights.bin'].map((name) => join(folder, 'onnx', name));
    expect(readModelFolder(folder).dataFiles.toSorted()).toEqual(files);
  });
});
