/** What the accuracy benches share: a model, and the same steps from pictures to vectors as in indexing. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../../../config/load.ts';
import { decodePhoto } from '../../../src/library/decode/decode.ts';
import { createDecodingMemory } from '../../../src/library/decode/memory.ts';
import { geometryFor } from '../../../src/model/run/preprocess.ts';
import { type ImageTower, openTextTower } from '../../../src/model/run/tower.ts';
import { pullModel } from '../../../src/model/store/install.ts';
import { BUILT_IN_MODEL } from '../../../src/model/store/manifest.ts';
import { type ModelSpec, readModelFolder } from '../../../src/model/store/model-folder.ts';
import { weightedSum } from '../../../src/search/query/embed-query.ts';

/**
 * Parse the arguments that benches on captioned photos share: the folder of the photos, and FILE.json, which maps each
 * file name to its captions.
 */
export function captionArguments(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      photos: { type: 'string' },
      captions: { type: 'string' },
      model: { type: 'string' },
      'model-dir': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { photos, captions: file, model, 'model-dir': modelDir, json } = values;
  if (photos === undefined || file === undefined) throw new Error('--photos DIR or --captions FILE.json is missing');
  const captions = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string[]>;
  return { photos, captions, model, modelDir, json };
}

/** Number of pictures that are decoded at the same time and embedded together. */
export const BATCH = 32;

/**
 * Open a model by its folder, or by its name in the folder of `picsift model pull`. Downloads it first when it is
 * missing.
 * @throws PicsiftError as `readModelFolder` and `pullModel`.
 */
export async function benchModel(name: string = BUILT_IN_MODEL, folder?: string): Promise<ModelSpec> {
  if (folder !== undefined) return readModelFolder(folder);
  const { dataDir, hubEndpoint, hubToken } = loadConfig();
  return pullModel({ folder: join(dataDir, 'models'), endpoint: hubEndpoint, token: hubToken }, name);
}

/**
 * @returns a function that turns complete files into unit vectors, in order; undefined for a file that cannot be
 * decoded.
 */
export function createEmbedder({ preprocessing }: ModelSpec, tower: ImageTower) {
  const { pixels } = createDecodingMemory();
  const geometryOf = (width: number, height: number) => geometryFor(width, height, preprocessing);
  return async (files: readonly Buffer[]): Promise<(Float32Array | undefined)[]> => {
    const decoded = await Promise.all(
      files.map((bytes) => decodePhoto(bytes, geometryOf, preprocessing.resample, pixels).catch(() => undefined)),
    );
    const embedded = await tower.embed(decoded.filter((photo) => photo !== undefined).map(({ rgb }) => rgb));
    return decoded.map((photo) => (photo === undefined ? undefined : embedded.shift()));
  };
}

/**
 * Return the vector of each photo; undefined when it cannot be decoded.
 * @param change applied to the bytes of the file before decoding.
 */
export async function embedPhotos(
  paths: readonly string[],
  embed: ReturnType<typeof createEmbedder>,
  change: (photo: Buffer) => Promise<Buffer> = async (photo) => photo,
): Promise<(Float32Array | undefined)[]> {
  const vectors: (Float32Array | undefined)[] = [];
  for (let at = 0; at < paths.length; at += BATCH) {
    const batch = paths.slice(at, at + BATCH);
    vectors.push(...(await embed(await Promise.all(batch.map((path) => change(readFileSync(path)))))));
  }
  return vectors;
}

export async function embedTexts(model: ModelSpec, texts: readonly string[]): Promise<Float32Array[]> {
  const tower = await openTextTower(model);
  const vectors = await tower.embed(texts);
  await tower.close();
  return vectors;
}

/** Return the vectors of texts as queries, with the model's prompts. */
export async function embedQueries(model: ModelSpec, texts: readonly string[]): Promise<Float32Array[]> {
  const prompts = model.prompts.map((prompt) => texts.map((text) => prompt.replace('{}', () => text)));
  const vectors = await embedTexts(model, prompts.flat());
  return texts.map((_, text) =>
    weightedSum(prompts.map((_, prompt) => ({ weight: 1, vector: vectors[prompt * texts.length + text]! }))),
  );
}
