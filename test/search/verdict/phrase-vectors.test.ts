import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { dot } from '../../../src/base/dot.ts';
import { packageRoot } from '../../../src/base/paths.ts';
import { fingerprint } from '../../../src/model/store/fingerprint.ts';
import { loadManifest } from '../../../src/model/store/manifest.ts';
import { readModelFolder } from '../../../src/model/store/model-folder.ts';
import { createQueryEmbedder } from '../../../src/search/query/embed-query.ts';
import { ORDINARY_PHRASES } from '../../../src/search/verdict/ordinary-phrases.ts';
import { createPhraseVectors, phrasesKey } from '../../../src/search/verdict/phrase-vectors.ts';
import { testCatalog } from '../../support/catalogs/test-catalog.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';
import { eventually } from '../../support/watching.ts';

const vectorOf = (text: string) => Float32Array.from([text.length, text.charCodeAt(0), text.charCodeAt(1) || 0]);
const expected = ORDINARY_PHRASES.map(vectorOf);

/** A text half that takes some time for each text, and counts them. */
function textHalf(phraseMs = 0) {
  const half = {
    embedded: 0,
    async embed(texts: readonly string[]) {
      if (phraseMs > 0) await sleep(phraseMs * texts.length);
      half.embedded += texts.length;
      return texts.map(vectorOf);
    },
  };
  return half;
}

const unknown = () => undefined;
const vectorsIn = (folder: string, half: ReturnType<typeof textHalf>, key = 'a-model') =>
  createPhraseVectors({ key, folder, embed: half.embed, textMs: unknown });

describe('vectors of the ordinary phrases', () => {
  it('are embedded at once with a fast model, and kept', async () => {
    const folder = temporaryFolder();
    expect(await vectorsIn(folder, textHalf()).soon()).toEqual(expected);
    const second = textHalf();
    expect(await vectorsIn(folder, second).soon()).toEqual(expected);
    expect(second.embedded).toBe(0);
    const other = textHalf();
    expect(await vectorsIn(folder, other, 'another-model').soon()).toEqual(expected);
    expect(other.embedded).toBe(ORDINARY_PHRASES.length);
  });

  it('are not waited for with a slow model: one phrase tells that, once', async () => {
    const folder = temporaryFolder();
    const slow = textHalf(50);
    expect(await vectorsIn(folder, slow).soon()).toBeUndefined();
    expect(slow.embedded).toBe(1);
    const second = textHalf(50);
    expect(await vectorsIn(folder, second).soon()).toBeUndefined();
    expect(second.embedded).toBe(0);
  });

  it('are not begun when the query shows that the model is slow, but when it may only be the first text', async () => {
    const soon = async (queryMs: number | undefined, phraseMs = 0) => {
      const half = textHalf(phraseMs);
      const options = { key: 'a-model', folder: temporaryFolder(), embed: half.embed, textMs: () => queryMs };
      const vectors = await createPhraseVectors(options).soon();
      return { isThere: vectors !== undefined, embedded: half.embedded };
    };
    expect(await soon(60)).toEqual({ isThere: false, embedded: 0 });
    expect(await soon(20)).toEqual({ isThere: true, embedded: ORDINARY_PHRASES.length });
    expect(await soon(20, 50)).toEqual({ isThere: false, embedded: 1 });
    expect(await soon(undefined)).toEqual({ isThere: true, embedded: ORDINARY_PHRASES.length });
  });

  it('are continued where another process stopped', async () => {
    const folder = temporaryFolder();
    const half = textHalf(7);
    const vectors = vectorsIn(folder, half);
    const ended = vectors.all();
    await sleep(60);
    await vectors.close();
    expect(await ended).toBeUndefined();
    const before = half.embedded;
    expect(before).toBeGreaterThan(0);
    const second = textHalf();
    expect(await vectorsIn(folder, second).all()).toEqual(expected);
    expect(second.embedded).toBe(ORDINARY_PHRASES.length - before);
  });

  it('are kept while they are embedded, for a process that is killed', async () => {
    const folder = temporaryFolder();
    const vectors = vectorsIn(folder, textHalf(10));
    const ended = vectors.all();
    // Not the file that is still being written.
    await eventually(() => expect(readdirSync(folder)).toContainEqual(expect.stringMatching(/^phrases-[0-9a-f]{16}$/)));
    const second = textHalf();
    expect(await vectorsIn(folder, second).all()).toEqual(expected);
    expect(second.embedded).toBeLessThan(ORDINARY_PHRASES.length);
    await vectors.close();
    expect(await ended).toBeUndefined();
  });

  it('end early when the signal says so', async () => {
    const half = textHalf();
    expect(await vectorsIn(temporaryFolder(), half).all(AbortSignal.abort())).toBeUndefined();
    expect(half.embedded).toBe(0);
  });

  it('are embedded again if their file is damaged', async () => {
    const folder = temporaryFolder();
    await vectorsIn(folder, textHalf()).all();
    truncateSync(join(folder, readdirSync(folder)[0]!), 1001);
    const half = textHalf();
    expect(await vectorsIn(folder, half).soon()).toEqual(expected);
    expect(half.embedded).toBe(ORDINARY_PHRASES.length);
  });

  it('come with picsift for the built-in model', async () => {
    const pocket = readModelFolder(join(packageRoot(), 'models', 'pocket'), loadManifest('pocket'));
    const key = phrasesKey(await fingerprint(pocket), pocket.prompts);
    const fails = () => Promise.reject(new Error('they must be made again: npm run phrases -- pocket'));
    const shipped = await createPhraseVectors({ key, folder: temporaryFolder(), embed: fails, textMs: unknown }).all();
    const catalog = testCatalog().catalog;
    const embedder = createQueryEmbedder({ catalog, modelId: 1, model: pocket, isShortLived: false });
    const expected = await embedder.embedAll(ORDINARY_PHRASES);
    await embedder.close();
    expect(shipped!.map((vector, i) => dot(vector, expected[i]!)).every((cosine) => cosine > 0.999999)).toBe(true);
  });

  it('try again after an error', async () => {
    const half = textHalf();
    let fails = true;
    const embed = (texts: readonly string[]) => (fails ? Promise.reject(new Error('broken')) : half.embed(texts));
    const vectors = createPhraseVectors({ key: 'a-model', folder: temporaryFolder(), embed, textMs: unknown });
    await expect(vectors.soon()).rejects.toThrow('broken');
    fails = false;
    expect(await vectors.soon()).toEqual(expected);
  });
});
