/** A model that does not work never becomes the model of a catalog. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { engineHere } from '../support/engine-here.ts';
import { onnxBytes } from '../support/onnx/write-onnx.ts';
import { otherModel } from '../support/other-model.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { engineOptions, testEngine } from '../support/test-engine.ts';

/** A model of which one half is another file. */
function modelWith(half: 'vision' | 'text', content: Uint8Array | string): string {
  const folder = otherModel('broken');
  writeFileSync(join(folder, 'onnx', `${half}_model.onnx`), content);
  return folder;
}

/** A graph with the right inputs and outputs, and an operator that no library has. */
const UNKNOWN_OPERATOR = onnxBytes({
  nodes: [{ op: 'Guess', inputs: ['pixel_values'], outputs: ['image_embeds'] }],
  inputs: { pixel_values: { type: 'float32', dims: ['batch', 3, 'height', 'width'] } },
  outputs: { image_embeds: { type: 'float32', dims: ['batch', 192] } },
});

it('is not recorded when the first index run refuses it, and another one can be used at once', async () => {
  const folder = temporaryFolder();
  await drawPhotos(folder, { 'red.jpg': 'red' });
  const options = engineOptions();
  const engineWith = (model: string) => testEngine({ ...options, model: { folder: model } });
  const refusals: [string, RegExp][] = [
    // Indexing does not need the text half, and its graph is read before anything is indexed.
    [modelWith('text', 'a page that says 404'), /text_model\.onnx cannot be used/],
    // Only the image half itself finds out.
    [modelWith('vision', UNKNOWN_OPERATOR), /vision_model\.onnx cannot be loaded/],
  ];
  for (const [model, reason] of refusals) {
    const engine = engineWith(model);
    await expect(engine.index([folder])).rejects.toThrow(reason);
    expect(engine.status().model).toBeNull();
  }
  expect(await engineHere(options).index([folder])).toMatchObject({ model: 'pocket', embedded: 1 });
});

it('does not replace the model of a catalog', async () => {
  const engine = testEngine();
  await engine.useModel('pocket');
  for (const model of [modelWith('vision', UNKNOWN_OPERATOR), modelWith('text', 'no graph')]) {
    await expect(engine.useModel(model)).rejects.toMatchObject({ code: 'model-broken' });
    expect(engine.status().model).toBe('pocket');
  }
});
