/**
 * `npm run bench -- distortion --photos DIR --captions FILE.json [--model-dir DIR | --model NAME] [--json]`
 *
 * Measures how well photos are found when all of them are distorted: R@10, the share, in per cent, of captions whose
 * own photo is among the first ten. FILE.json maps each file name to its captions.
 */

import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { dot } from '../../../src/base/dot.ts';
import { openImageTower } from '../../../src/model/run/tower.ts';
import type { ModelSpec } from '../../../src/model/store/model-folder.ts';
import { benchModel, captionArguments, createEmbedder, embedPhotos, embedTexts } from './embed.ts';

type Distortion = (photo: Buffer) => Promise<Buffer>;

/** Encode as a JPEG of high quality with sharp, so that the named distortion is the only one. */
const drawn =
  (change: (image: Sharp) => Sharp): Distortion =>
  (photo) =>
    change(sharp(photo)).jpeg({ quality: 95 }).toBuffer();

const DISTORTIONS: Record<string, Distortion> = {
  none: async (photo) => photo,
  'blur, sigma 2 px': drawn((image) => image.blur(2)),
  'blur, sigma 5 px': drawn((image) => image.blur(5)),
  'noise, sigma 25 of 255': (photo) => withNoise(photo, 25),
  'noise, sigma 50 of 255': (photo) => withNoise(photo, 50),
  'JPEG quality 10': (photo) => sharp(photo).jpeg({ quality: 10 }).toBuffer(),
  'crop to the middle half': (photo) => cropped(photo, Math.SQRT1_2),
  'crop to the middle quarter': (photo) => cropped(photo, 0.5),
  'truncated to 75 % of the bytes': async (photo) => photo.subarray(0, photo.length * 0.75),
  'truncated to 50 % of the bytes': async (photo) => photo.subarray(0, photo.length * 0.5),
  'rotated by 15°': drawn((image) => image.rotate(15, { background: '#000000' })),
  'rotated by 90°': drawn((image) => image.rotate(90)),
  'rotated by 180°': drawn((image) => image.rotate(180)),
  grey: drawn((image) => image.greyscale()),
};

export async function benchDistortion(args: string[]): Promise<void> {
  const { photos, captions, model: modelName, modelDir, json } = captionArguments(args);
  const model = await benchModel(modelName, modelDir);
  const names = Object.keys(captions);
  const queries = await embedCaptions(model, Object.values(captions));
  const tower = await openImageTower(model);
  const embed = createEmbedder(model, tower);
  for (const [name, distort] of Object.entries(DISTORTIONS)) {
    const vectors = await embedPhotos(
      names.map((photo) => join(photos, photo)),
      embed,
      distort,
    );
    const recall = recallAt10(queries, vectors);
    const unreadable = vectors.filter((vector) => vector === undefined).length;
    const line = `${name.padEnd(34)}${recall.toFixed(1)}${unreadable > 0 ? `  (${unreadable} unreadable)` : ''}`;
    process.stdout.write(json ? `${JSON.stringify({ distortion: name, 'R@10': recall, unreadable })}\n` : `${line}\n`);
  }
  await tower.close();
}

/** Add normal noise with this standard deviation to each channel, clipped to 0..255. */
async function withNoise(photo: Buffer, sigma: number): Promise<Buffer> {
  const { data, info } = await sharp(photo).raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const noise = await sharp({
    create: { width, height, channels: 3, background: 'black', noise: { type: 'gaussian', mean: 128, sigma } },
  })
    .raw()
    .toBuffer();
  for (let i = 0; i < data.length; i++) data[i] = Math.max(0, Math.min(255, data[i]! + noise[i]! - 128));
  return sharp(data, { raw: { width, height, channels } }).jpeg({ quality: 95 }).toBuffer();
}

/** Crop to the middle of the photo. @param share length of each edge, as a fraction of the original. */
async function cropped(photo: Buffer, share: number): Promise<Buffer> {
  const { width, height } = await sharp(photo).metadata();
  const kept = { width: Math.round(width * share), height: Math.round(height * share) };
  const left = Math.floor((width - kept.width) / 2);
  const top = Math.floor((height - kept.height) / 2);
  return sharp(photo)
    .extract({ left, top, ...kept })
    .jpeg({ quality: 95 })
    .toBuffer();
}

/** Returns the vectors of each photo's captions. */
async function embedCaptions(model: ModelSpec, captions: readonly string[][]): Promise<Float32Array[][]> {
  const vectors = await embedTexts(model, captions.flat());
  return captions.map(({ length }) => vectors.splice(0, length));
}

/** @param queries of each photo, in the order of the photos. A photo without a vector is never found. */
function recallAt10(queries: readonly Float32Array[][], photos: readonly (Float32Array | undefined)[]): number {
  let found = 0;
  for (const [own, captions] of queries.entries()) {
    for (const query of captions) {
      const scores = photos.map((vector) => (vector === undefined ? Number.NEGATIVE_INFINITY : dot(vector, query)));
      const score = scores[own]!;
      const better = scores.filter((other) => other > score).length;
      if (photos[own] !== undefined && better < 10) found++;
    }
  }
  const total = queries.flat().length;
  return Math.round((1000 * found) / total) / 10;
}
