/** The matrix without a store: small libraries, and all changes while a process runs. */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { vectorWriter } from '../../../src/catalog/vectors.ts';
import { clipLike, nearDuplicate, seededRandom } from '../../support/catalogs/made-up-vectors.ts';
import { openedCatalog } from '../../support/catalogs/test-catalog.ts';
import { bruteForce, madeUpModel, openMatrix, ranked, storeVectors } from '../../support/catalogs/vector-catalogs.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';

/** Not a multiple of the block size of the kernel. */
const DIMENSION = 20;

describe('the matrix', () => {
  it('promise 14: ranks as brute force does, including ties and near duplicates', async () => {
    const random = seededRandom(1);
    const { next } = clipLike(DIMENSION, random, 20);
    const catalog = openedCatalog();
    const modelId = madeUpModel(catalog);
    const vectors = Array.from({ length: 800 }, next);
    for (let i = 0; i < 300; i++) vectors.push(nearDuplicate(vectors[i % 7]!, random, 1e-4), vectors[i % 11]!);
    storeVectors(catalog, modelId, vectors);
    const matrix = await openMatrix(catalog, modelId);
    expect(matrix.rows).toBe(1_400);
    const expected = bruteForce(catalog, modelId);
    for (let i = 0; i < 40; i++) {
      const query = i % 2 === 0 ? next() : nearDuplicate(vectors[i % 13]!, random, 1e-3);
      const k = [1, 10, 300][i % 3]!;
      expect(await ranked(matrix, query, k)).toEqual(expected(query, k));
    }
  });

  it('ranks only the rows of a mask, and computes the distribution of their scores', async () => {
    const { next } = clipLike(DIMENSION, seededRandom(2));
    const catalog = openedCatalog();
    const modelId = madeUpModel(catalog);
    const ids = storeVectors(catalog, modelId, Array.from({ length: 999 }, next));
    const matrix = await openMatrix(catalog, modelId);
    const query = next();
    const kept = ids.filter((id) => id % 7 === 3);
    const mask = new Uint8Array(matrix.rows);
    for (const id of kept) mask[matrix.rowOf(id)!] = 1;
    const expected = bruteForce(catalog, modelId)(query, 999, (id) => kept.includes(id));
    expect(await ranked(matrix, query, 5, mask)).toEqual(expected.slice(0, 5));
    expect(await ranked(matrix, query, 999, mask)).toEqual(expected);
    expect(await ranked(matrix, query, 5, new Uint8Array(matrix.rows))).toEqual([]);

    const { count, mean, deviation } = await matrix.best(query, 5, mask);
    const scores = expected.map(({ score }) => score);
    const exactMean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    expect(count).toBe(kept.length);
    expect(mean).toBeCloseTo(exactMean, 3);
    expect(deviation).toBeCloseTo(
      Math.sqrt(scores.reduce((sum, score) => sum + (score - exactMean) ** 2, 0) / scores.length),
      3,
    );
    const scored = matrix.scoresOf(query, [ids[4]!, 123_456]).map(({ contentId, score }) => ({ contentId, score }));
    expect(scored).toEqual(bruteForce(catalog, modelId)(query, 1, (id) => id === ids[4]));
  });

  it('follows what another process adds, replaces and deletes', async () => {
    const { next } = clipLike(DIMENSION, seededRandom(3));
    const file = join(temporaryFolder(), 'catalog.sqlite');
    const [catalog, other] = [openedCatalog(file), openedCatalog(file)];
    const modelId = madeUpModel(catalog);
    const [matrix, others] = [await openMatrix(catalog, modelId), await openMatrix(other, modelId)];
    expect(matrix.rows).toBe(0);
    const query = next();
    expect(await matrix.best(query, 3)).toEqual({ best: [], count: 0, mean: 0, deviation: 0 });

    const ids = storeVectors(other, modelId, Array.from({ length: 300 }, next));
    const check = async () => {
      for (const each of [matrix, others]) {
        await each.refresh();
        expect(await ranked(each, query, 20)).toEqual(bruteForce(catalog, modelId)(query, 20));
      }
    };
    await check();
    const { generation } = matrix;

    // Replaced vectors: the best is now the worst, and the worst is the best.
    const byRank = bruteForce(catalog, modelId)(query, 300).map(({ contentId }) => contentId);
    const writer = vectorWriter(other, modelId);
    writer.put(
      byRank[0]!,
      query.map((value) => -value),
    );
    writer.put(byRank[299]!, query);
    await check();
    expect((await matrix.best(query, 1)).best[0]!.contentId).toBe(byRank[299]);
    expect(matrix.generation).toBe(generation);
    expect((await matrix.best(query, 400)).count).toBe(300);

    // Only deletions: nothing grows, so no notice is needed.
    const remove = other.prepare('DELETE FROM content WHERE id = ?');
    for (const id of byRank.slice(1, 40)) remove.run(id);
    expect(matrix.rowOf(byRank[1]!)).toBeDefined();
    await check();
    expect(matrix.rowOf(byRank[1]!)).toBeUndefined();
    expect((await matrix.best(query, 400)).count).toBe(300 - 39);

    // Most rows are deleted, and many are added: the rows get new numbers.
    for (const id of ids.slice(0, 250)) remove.run(id);
    storeVectors(other, modelId, Array.from({ length: 2_000 }, next));
    await check();
    expect(matrix.generation).toBeGreaterThan(generation);
    expect(matrix.rows).toBeLessThan(2_100);
  });

  it('answers many queries at the same time, each for its own mask', async () => {
    const { next } = clipLike(DIMENSION, seededRandom(4));
    const catalog = openedCatalog();
    const modelId = madeUpModel(catalog);
    const ids = storeVectors(catalog, modelId, Array.from({ length: 200 }, next));
    const matrix = await openMatrix(catalog, modelId);
    const query = next();
    const answers = ids.map((id) => {
      const mask = new Uint8Array(matrix.rows);
      mask[matrix.rowOf(id)!] = 1;
      return matrix.best(query, 3, mask);
    });
    expect((await Promise.all(answers)).map((answer) => answer.best.map(({ contentId }) => contentId))).toEqual(
      ids.map((id) => [id]),
    );
    await expect(matrix.best(new Float32Array(DIMENSION).fill(Number.NaN), 1)).rejects.toMatchObject({
      code: 'bad-query',
    });
  });
});
