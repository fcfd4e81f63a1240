import { describe, expect, it } from 'vitest';
import { checkTowers, selfCheck } from '../../../src/model/run/self-check.ts';
import type { ImageTower, TextTower } from '../../../src/model/run/tower.ts';
import { BUILT_IN_MODEL, loadManifest } from '../../../src/model/store/manifest.ts';
import { readModelFolder } from '../../../src/model/store/model-folder.ts';
import { seededRandom } from '../../support/catalogs/made-up-vectors.ts';

const manifest = loadManifest(BUILT_IN_MODEL);
const pocket = readModelFolder(`models/${BUILT_IN_MODEL}`, manifest);
const COLOURS = 8;
const DIMENSION = 16;

/** Two towers that return these vectors for any input. */
function towers(pictures: number[][], texts: number[][]): [ImageTower, TextTower] {
  const close = async () => {};
  return [
    { embed: async () => pictures.map((vector) => Float32Array.from(vector)), close },
    { embed: async () => texts.map((vector) => Float32Array.from(vector)), close },
  ];
}

/** Eight vectors, each with 1 at its own index and `common` at an index that all share. */
function distinct(common = 0): number[][] {
  return Array.from({ length: COLOURS }, (_, row) =>
    Array.from({ length: DIMENSION }, (_, place) => (place === row ? 1 : place === DIMENSION - 1 ? common : 0)),
  );
}

const check = (pictures: number[][], texts: number[][]) =>
  checkTowers(...towers(pictures, texts), { spec: pocket, dimension: DIMENSION }).then(
    () => 'passes',
    (error: Error & { code: string }) => `${error.code}: ${error.message}`,
  );

describe('the self-check', () => {
  it('passes a working model, and one that confuses two colours', async () => {
    expect(await check(distinct(), distinct())).toBe('passes');
    expect(await check(distinct(5), distinct(5))).toBe('passes');
    const confused = distinct();
    [confused[0], confused[1]] = [confused[1]!, confused[0]!];
    expect(await check(distinct(), confused)).toBe('passes');
  });

  it('refuses wrong pairings, identical pictures, and vectors that are not numbers', async () => {
    const refused = /^model-broken: The model pocket cannot tell plain colours apart.*picsift model pull pocket/;
    const shifted = distinct();
    shifted.push(shifted.shift()!);
    expect(await check(distinct(), shifted)).toMatch(refused);
    // They differ a little, and even in the right direction.
    const alike = distinct().map((vector) => vector.map((value, place) => (place === 0 ? 1 : value * 1e-5)));
    expect(await check(alike, distinct())).toMatch(refused);
    expect(await check(distinct(Number.NaN), distinct())).toMatch(refused);
  });

  it('refuses a vector length other than the one in the manifest', async () => {
    const short = distinct().map((vector) => vector.slice(1));
    expect(await check(short, short)).toMatch(/^model-broken: .*vectors of 15 numbers, .* says 16/);
  });

  it('refuses practically all random models', async () => {
    const { next } = seededRandom(1);
    const vectors = () => Array.from({ length: COLOURS }, () => Array.from({ length: DIMENSION }, () => next() - 0.5));
    let passed = 0;
    for (let trial = 0; trial < 50; trial++) if ((await check(vectors(), vectors())) === 'passes') passed++;
    expect(passed).toBeLessThanOrEqual(1);
  });

  it('passes the built-in model, in a thread that ends by itself', async () => {
    await selfCheck({ spec: pocket, dimension: manifest.dimension });
  });

  it('refuses files that cannot be loaded', async () => {
    const broken = { ...pocket, visionFile: pocket.tokenizerFile };
    await expect(selfCheck({ spec: broken, dimension: manifest.dimension })).rejects.toMatchObject({
      code: 'model-broken',
      message: expect.stringMatching(/cannot be loaded/),
    });
  });

  it('names the file that cannot be run', async () => {
    const broken = { ...pocket, text: { contextLength: 64, fill: true, padTokenId: 1e6 } };
    await expect(selfCheck({ spec: broken, dimension: manifest.dimension })).rejects.toMatchObject({
      code: 'model-broken',
      message: expect.stringMatching(
        /^The model file .*text_model.onnx cannot be run \(.*\). Download the model again.$/,
      ),
    });
  });
});
