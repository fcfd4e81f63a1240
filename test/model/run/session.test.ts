import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openBest, openOn } from '../../../src/model/run/session.ts';
import { openImageTower } from '../../../src/model/run/tower.ts';
import type { ModelSpec } from '../../../src/model/store/model-folder.ts';
import { expectClose, integers, node, oneInteger } from '../../support/onnx/run-pooled.ts';
import { writeOnnx } from '../../support/onnx/write-onnx.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

const SIDE = 4;
/** Large enough for weights that are worth mapping. */
const WIDTH = 1500;

/** Write an image half whose tokens are the rows of a picture, and which returns the first token. */
function writeVision(): string {
  const path = join(temporaryFolder(), 'vision.onnx');
  const wave = (count: number) => Array.from({ length: count }, (_, i) => Math.sin(i * i));
  writeOnnx(path, {
    nodes: [
      node('Reshape', 'pixel_values shape', 'rows'),
      node('MatMul', 'rows in', 'wide'),
      node('MatMul', 'wide w', 'last_hidden_state'),
      node('Gather', 'last_hidden_state first', 'image_embeds', { axis: 1 }),
    ],
    constants: {
      shape: integers(0, SIDE, 3 * SIDE),
      first: oneInteger(0),
      in: { type: 'float32', dims: [3 * SIDE, WIDTH], numbers: wave(3 * SIDE * WIDTH) },
      w: { type: 'float32', dims: [WIDTH, WIDTH], numbers: wave(WIDTH * WIDTH) },
    },
    inputs: { pixel_values: { type: 'float32', dims: ['batch', 3, SIDE, SIDE] } },
    outputs: {
      image_embeds: { type: 'float32', dims: ['batch', WIDTH] },
      last_hidden_state: { type: 'float32', dims: ['batch', SIDE, WIDTH] },
    },
  });
  return path;
}

it('drops the outputs that nobody reads from a graph that is loaded quickly, and the vectors stay the same', async () => {
  const file = writeVision();
  const loading = { threads: 1, packsWeights: true, chooseOutput: () => 'image_embeds' };
  // As in the cache of Hugging Face.
  const link = join(temporaryFolder(), 'model.onnx');
  symlinkSync(file, link);
  for (const [path, isShortLived, names] of [
    [file, true, ['image_embeds']],
    [link, true, ['image_embeds']],
    [file, false, ['image_embeds', 'last_hidden_state']],
  ] as const) {
    const session = await openBest(undefined, path, (path) => openOn('cpu')(path, { ...loading, isShortLived }));
    expect(session.outputNames).toEqual(names);
    await session.release();
  }
  const crop = { width: SIDE, height: SIDE };
  const spec = { visionFile: file, preprocessing: { crop, mean: [0, 0, 0], std: [1, 1, 1] } } as unknown as ModelSpec;
  const pictures = [1, 2, 3].map((seed) =>
    Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => (i * seed * 37) % 256),
  );
  const vectors: Float32Array[][] = [];
  for (const options of [{}, { isShortLived: true }, { isShortLived: true, packsWeights: false }]) {
    const tower = await openImageTower(spec, { threads: 1, ...options });
    vectors.push(await tower.embed(pictures));
    await tower.close();
  }
  const [whole, ...quick] = vectors;
  for (const early of quick) {
    expect(early).toHaveLength(3);
    for (const [index, vector] of early.entries()) expectClose([...vector], [...whole![index]!]);
  }
});
