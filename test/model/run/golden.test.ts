/**
 * The built-in model through our complete pipeline, compared with the values of its training code
 * (models/pocket/golden.json).
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/base/paths.ts';
import { decodePhoto } from '../../../src/library/decode/decode.ts';
import { createMemoryBudget } from '../../../src/library/decode/memory.ts';
import { geometryFor } from '../../../src/model/run/preprocess.ts';
import { openImageTower, openTextTower } from '../../../src/model/run/tower.ts';
import { loadManifest } from '../../../src/model/store/manifest.ts';
import { readModelFolder } from '../../../src/model/store/model-folder.ts';
import { loadTokenizer } from '../../../src/model/tokenizer/tokenize.ts';

interface Golden {
  readonly texts: { readonly text: string; readonly input_ids: number[]; readonly text_embeds: number[] }[];
  readonly images: { readonly file: string; readonly image_embeds: number[] }[];
}

const FOLDER = join(packageRoot(), 'models', 'pocket');
const golden = JSON.parse(readFileSync(join(FOLDER, 'golden.json'), 'utf8')) as Golden;
const pocket = readModelFolder(FOLDER, loadManifest('pocket'));

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  return dot / Math.sqrt(aa * bb);
}

describe('golden values of the built-in model', () => {
  it('gives identical token ids', () => {
    const tokenizer = loadTokenizer(pocket.tokenizerFile, pocket.text);
    expect(golden.texts.length).toBeGreaterThan(3);
    for (const { text, input_ids } of golden.texts) expect(tokenizer.encode(text).ids).toEqual(input_ids);
  });

  it('gives the same text vectors', async () => {
    const tower = await openTextTower(pocket);
    const vectors = await tower.embed(golden.texts.map(({ text }) => text));
    for (const [i, vector] of vectors.entries()) {
      expect(cosine(vector, golden.texts[i]!.text_embeds)).toBeGreaterThanOrEqual(0.9999);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
    }
    await tower.close();
    expect(process.env.ORT_DISABLE_TELEMETRY).toBe('1');
  });

  it('gives the same picture vectors', async () => {
    const tower = await openImageTower(pocket);
    expect(golden.images.length).toBe(4);
    for (const { file, image_embeds } of golden.images) {
      const { rgb } = await decodePhoto(
        readFileSync(join(FOLDER, file)),
        (width, height) => geometryFor(width, height, pocket.preprocessing),
        pocket.preprocessing.resample,
        createMemoryBudget(1e9),
      );
      const [vector] = await tower.embed([rgb]);
      expect(cosine(vector!, image_embeds), file).toBeGreaterThanOrEqual(file.includes('112x112') ? 0.9999 : 0.99);
    }
    await tower.close();
  });
});

describe('tokenizer', () => {
  it('keeps the closing token of a text that is too long', () => {
    const tokenizer = loadTokenizer(pocket.tokenizerFile, { contextLength: 8 });
    const { ids } = tokenizer.encode('a very long description of a photo that nobody would ever read to its end');
    expect(ids).toHaveLength(8);
    expect(ids.at(-1)).toBe(tokenizer.encode('dog').ids.at(-1));
  });

  it('fills up with the padding token, and masks it', () => {
    const tokenizer = loadTokenizer(pocket.tokenizerFile, { contextLength: 8, padTokenId: 0, fill: true });
    expect(tokenizer.encode('dog')).toMatchObject({ mask: [1, 1, 1, 0, 0, 0, 0, 0] });
    expect(tokenizer.encode('dog').ids.slice(3)).toEqual([0, 0, 0, 0, 0]);
  });
});
