/** The built-in model, rearranged as other exporters lay models out, must give the same vectors. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { dot } from '../../../src/base/dot.ts';
import { packageRoot } from '../../../src/base/paths.ts';
import { decodePhoto } from '../../../src/library/decode/decode.ts';
import { createMemoryBudget } from '../../../src/library/decode/memory.ts';
import { geometryFor } from '../../../src/model/run/preprocess.ts';
import { openImageTower, openTextTower } from '../../../src/model/run/tower.ts';
import { BUILT_IN_MODEL } from '../../../src/model/store/manifest.ts';
import { type ModelSpec, readModelFolder } from '../../../src/model/store/model-folder.ts';
import { type Arrangement, immich, openClip, rearrange } from '../../support/models/rearrange.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

const FOLDER = join(packageRoot(), 'models', BUILT_IN_MODEL);
const PICTURES = ['golden-house-320x240.png', 'golden-gradient-112x112.png', 'golden-stripes-90x150.png'];
const TEXTS = ['a dog on the beach', 'snow', 'Two people, and a very long description that goes on', ''];

interface Vectors {
  readonly pictures: Float32Array[];
  readonly texts: Float32Array[];
}

async function vectorsOf(spec: ModelSpec): Promise<Vectors> {
  const [image, text] = await Promise.all([openImageTower(spec, { threads: 1 }), openTextTower(spec, { threads: 1 })]);
  const { preprocessing } = spec;
  const decoded = await Promise.all(
    PICTURES.map((name) =>
      decodePhoto(
        readFileSync(join(FOLDER, name)),
        (width, height) => geometryFor(width, height, preprocessing),
        preprocessing.resample,
        createMemoryBudget(1e9),
      ),
    ),
  );
  const vectors = { pictures: await image.embed(decoded.map(({ rgb }) => rgb)), texts: await text.embed(TEXTS) };
  await Promise.all([image.close(), text.close()]);
  return vectors;
}

const original = readModelFolder(FOLDER);
let expected: Vectors;
beforeAll(async () => {
  expected = await vectorsOf(original);
});

async function expectSame(arrangement: Arrangement, least = 0.999999): Promise<ModelSpec> {
  const folder = temporaryFolder();
  await rearrange(original, folder, arrangement);
  const spec = readModelFolder(folder);
  const found = await vectorsOf(spec);
  for (const half of ['pictures', 'texts'] as const) {
    expect(found[half]).toHaveLength(expected[half].length);
    for (const [i, vector] of found[half].entries()) expect(dot(vector, expected[half][i]!)).toBeGreaterThan(least);
  }
  return spec;
}

describe('a model gives the same vectors', () => {
  it("in Immich's layout: batch of one, int32 ids of a fixed length", async () => {
    const { preprocessing, text } = await expectSame(immich(original));
    expect(preprocessing).toEqual(original.preprocessing);
    expect(text).toMatchObject({ contextLength: original.text.contextLength, fill: true });
  });

  it("in OpenCLIP's layout", async () => {
    expect((await expectSame(openClip(original))).preprocessing).toEqual(original.preprocessing);
  });

  it('with a batch of three, which must be filled up', async () => {
    await expectSame({ ...openClip(original), batch: 3 });
  });

  it('with bytes for pictures, colours last and first', async () => {
    const picture = { name: 'image', type: 'uint8' } as const;
    await expectSame({ ...immich(original), picture: { ...picture, coloursLast: true } });
    await expectSame({ ...openClip(original), picture });
  });

  it('with 16-bit inputs and outputs', async () => {
    const half = { type: 'float16', name: 'embedding' } as const;
    await expectSame({ ...openClip(original), picture: { name: 'image', type: 'float16' }, output: half }, 0.9999);
  });
});
