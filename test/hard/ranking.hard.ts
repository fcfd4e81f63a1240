/** Promise 14 in full. */

import { expect, it } from 'vitest';
import { vectorsAfter } from '../../src/catalog/vectors.ts';
import { storeFolder } from '../../src/derived/matrix/code-store.ts';
import { updateStore } from '../../src/derived/matrix/update-code-store.ts';
import { clipLike, nearDuplicate, seededRandom } from '../support/catalogs/made-up-vectors.ts';
import { openedCatalog } from '../support/catalogs/test-catalog.ts';
import { madeUpModel, openMatrix, ranked, storeVectors } from '../support/catalogs/vector-catalogs.ts';

const DIMENSION = 512;
const ROWS = 100_000;
const QUERIES = 1_000;
const TOP = 10;
/** Number of copies of each picture that has any: bursts, exports and copies. */
const DUPLICATES = 99;

it('promise 14: ranking 100,000 equals float32 brute force on 1,000 random and 1,000 near-duplicate-heavy queries', async () => {
  const random = seededRandom(14);
  const { next } = clipLike(DIMENSION, random, 2_000);
  const originals = Array.from({ length: ROWS / 2 / (DUPLICATES + 1) }, next);
  function* library() {
    for (let i = 0; i < ROWS / 2; i++) yield next();
    for (const original of originals) {
      yield original;
      // From identical bytes, through re-encodings, to the next shot of a burst.
      for (let i = 0; i < DUPLICATES; i++)
        yield nearDuplicate(original, random, i % 10 === 0 ? 0 : 10 ** (-(i % 6) - 1));
    }
  }
  const catalog = openedCatalog();
  const modelId = madeUpModel(catalog);
  storeVectors(catalog, modelId, library());
  await updateStore({ catalog, modelId, folder: storeFolder(catalog, modelId), signal: new AbortController().signal });
  const matrix = await openMatrix(catalog, modelId);
  expect(matrix.rows).toBe(ROWS);

  const queries = [
    ...Array.from({ length: QUERIES / 2 }, next),
    // Queries that resemble no picture.
    ...Array.from({ length: QUERIES / 2 }, () => nearDuplicate(new Float32Array(DIMENSION), random, 1)),
    ...Array.from({ length: QUERIES }, (_, i) =>
      nearDuplicate(originals[i % originals.length]!, random, 10 ** (-(i % 6) - 1)),
    ),
  ];
  const vectors = vectorsAfter(catalog, modelId, 0, ROWS);
  let tied = 0;
  for (let start = 0; start < queries.length; start += 4) {
    const four = queries.slice(start, start + 4);
    const scores = scoreFour(
      vectors.map(({ vector }) => vector),
      four,
    );
    for (const [i, query] of four.entries()) {
      const best = plainTop(scores[i]!, (row) => vectors[row]!.contentId);
      expect(await ranked(matrix, query, TOP)).toEqual(best);
      if (best.length > TOP || new Set(best.map(({ score }) => score)).size < best.length) tied++;
    }
  }
  process.stdout.write(`promise 14: ${queries.length} of ${queries.length} equal, ${tied} of them with ties\n`);
});

/**
 * Computes all scores of four queries: each summed in order, in double precision. Four at a time, because each addition
 * waits for the one before.
 */
function scoreFour(vectors: readonly Float32Array[], queries: readonly Float32Array[]): Float64Array[] {
  const scores = queries.map(() => new Float64Array(vectors.length));
  const [a, b, c, d] = queries as [Float32Array, Float32Array, Float32Array, Float32Array];
  for (const [row, vector] of vectors.entries()) {
    let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
    for (let i = 0; i < vector.length; i++) {
      const value = vector[i]!;
      sumA += value * a[i]!;
      sumB += value * b[i]!;
      sumC += value * c[i]!;
      sumD += value * d[i]!;
    }
    for (const [i, sum] of [sumA, sumB, sumC, sumD].entries()) scores[i]![row] = sum;
  }
  return scores;
}

function plainTop(scores: Float64Array, contentIdOf: (row: number) => number) {
  const last = scores.toSorted()[scores.length - TOP]!;
  return [...scores.keys()]
    .filter((row) => scores[row]! >= last)
    .map((row) => ({ contentId: contentIdOf(row), score: scores[row]! }))
    .sort((a, b) => b.score - a.score || a.contentId - b.contentId);
}
