/** Vectors of photos and texts straight from a model's towers, for benches that need no index. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodePhoto } from '../../src/library/decode.ts';
import { createMemoryBudget } from '../../src/library/memory.ts';
import { type ModelSpec, readModelFolder } from '../../src/model/folder.ts';
import { loadManifest } from '../../src/model/manifest.ts';
import { geometryFor } from '../../src/model/preprocess.ts';
import { type ImageTower, openTextTower } from '../../src/model/tower.ts';
import { packageRoot } from '../../src/paths.ts';

const BATCH = 32;

/** The model in a folder, or the built-in one. */
export function benchModel(folder: string | undefined): ModelSpec {
  return folder === undefined
    ? readModelFolder(join(packageRoot(), 'models', 'pocket'), loadManifest('pocket'))
    : readModelFolder(folder);
}

export async function embedTexts(model: ModelSpec, texts: readonly string[]): Promise<Float32Array[]> {
  const tower = await openTextTower(model);
  const vectors = await tower.embed(texts);
  await tower.close();
  return vectors;
}

/**
 * The vector of each photo; undefined where nothing can be made of it.
 * @param change what is done to the file's bytes before.
 */
export async function embedPhotos(
  paths: readonly string[],
  model: ModelSpec,
  tower: ImageTower,
  change: (photo: Buffer) => Promise<Buffer> = async (photo) => photo,
): Promise<(Float32Array | undefined)[]> {
  const memory = createMemoryBudget(600e6);
  const { preprocessing } = model;
  const decode = async (path: string) => {
    const bytes = await change(readFileSync(path));
    const geometryOf = (width: number, height: number) => geometryFor(width, height, preprocessing);
    return decodePhoto(bytes, geometryOf, preprocessing.resample, memory).catch(() => undefined);
  };
  const vectors: (Float32Array | undefined)[] = [];
  for (let at = 0; at < paths.length; at += BATCH) {
    const decoded = await Promise.all(paths.slice(at, at + BATCH).map(decode));
    const embedded = await tower.embed(decoded.filter((photo) => photo !== undefined).map(({ rgb }) => rgb));
    vectors.push(...decoded.map((photo) => (photo === undefined ? undefined : embedded.shift())));
  }
  return vectors;
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
