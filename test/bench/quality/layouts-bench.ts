/**
 * `npm run bench -- layouts --model-dir DIR --photos DIR --captions FILE.json [--json]`
 *
 * Writes a model in the Hugging Face layout again as Immich and OpenCLIP lay models out, and compares the vectors of
 * photos and captions with the model's own. If the model has a golden.json with numbers of another program, those are
 * compared too.
 */

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dot } from '../../../src/base/dot.ts';
import { openImageTower } from '../../../src/model/run/tower.ts';
import { type ModelSpec, readModelFolder } from '../../../src/model/store/model-folder.ts';
import { loadTokenizer } from '../../../src/model/tokenizer/tokenize.ts';
import { immich, openClip, rearrange } from '../../support/models/rearrange.ts';
import { inNewFolder, report } from '../measure.ts';
import { benchModel, captionArguments, createEmbedder, embedPhotos, embedTexts } from './embed.ts';

const PHOTOS = 100;

/** In golden.json. The vectors are unit vectors, of which the first numbers are known. */
interface Golden {
  readonly photos: readonly string[];
  readonly photo_unit_first_8: readonly (readonly number[])[];
  readonly texts: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly unit_first_8: readonly number[];
    readonly cosines: readonly number[];
  }[];
}

export async function benchLayouts(args: string[]): Promise<void> {
  const { photos: folder, captions, model: name, modelDir, json } = captionArguments(args);
  const model = await benchModel(name, modelDir);
  const names = Object.keys(captions).slice(0, PHOTOS);
  const paths = names.map((file) => join(folder, file));
  const texts = names.flatMap((file) => captions[file]!);
  const own = await vectorsOf(model, paths, texts);
  const figures: Record<string, number> = { photos: paths.length, texts: texts.length };
  const goldenFile = join(model.folder, 'golden.json');
  if (existsSync(goldenFile)) {
    const golden = JSON.parse(readFileSync(goldenFile, 'utf8')) as Golden;
    Object.assign(figures, await compareGolden(model, golden, folder));
  }
  await inNewFolder(async (home) => {
    for (const [kind, arrangementOf] of Object.entries({ immich, openclip: openClip })) {
      const rearranged = join(home, kind);
      mkdirSync(rearranged);
      await rearrange(model, rearranged, arrangementOf(model));
      const other = await vectorsOf(readModelFolder(rearranged), paths, texts);
      const cosines = other.map((vector, i) => dot(vector, own[i]!));
      figures[`${kind}: lowest cosine`] = Math.round(Math.min(...cosines) * 1e6) / 1e6;
    }
  });
  report(figures, json);
}

async function vectorsOf(
  model: ModelSpec,
  paths: readonly string[],
  texts: readonly string[],
): Promise<Float32Array[]> {
  const tower = await openImageTower(model);
  const photos = await embedPhotos(paths, createEmbedder(model, tower));
  await tower.close();
  if (photos.includes(undefined)) throw new Error('A photo cannot be read.');
  return [...(photos as Float32Array[]), ...(await embedTexts(model, texts))];
}

async function compareGolden(model: ModelSpec, golden: Golden, folder: string): Promise<Record<string, number>> {
  const words = golden.texts.map(({ text }) => text);
  const paths = golden.photos.map((photo) => join(folder, photo));
  const vectors = await vectorsOf(model, paths, words);
  const [photos, texts] = [vectors.slice(0, paths.length), vectors.slice(paths.length)];
  const pairs = [
    ...photos.flatMap((photo, i) => golden.photo_unit_first_8[i]!.map((value, at) => [photo[at]!, value] as const)),
    ...texts.flatMap((text, i) => golden.texts[i]!.unit_first_8.map((value, at) => [text[at]!, value] as const)),
    ...texts.flatMap((text, i) =>
      golden.texts[i]!.cosines.map((value, at) => [dot(text, photos[at]!), value] as const),
    ),
  ];
  const tokenizer = loadTokenizer(model.tokenizerFile, model.text);
  const sameIds = golden.texts.filter(({ text, ids }) => `${tokenizer.encode(text).ids}` === `${ids}`).length;
  return {
    'golden: texts with these ids': sameIds,
    'golden: largest error x 1e6': Math.round(
      1e6 * Math.max(...pairs.map(([found, value]) => Math.abs(found - value))),
    ),
  };
}
