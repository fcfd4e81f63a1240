/** Catalogs of vectors, and the ranking that the matrix must equal. */

import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { activateModel } from '../../../src/catalog/models.ts';
import type { Catalog } from '../../../src/catalog/open.ts';
import { photoWriter } from '../../../src/catalog/photos.ts';
import { vectorsAfter, vectorWriter } from '../../../src/catalog/vectors.ts';
import { storeFolder } from '../../../src/derived/matrix/code-store.ts';
import { type ContentScore, VectorMatrix } from '../../../src/derived/matrix/matrix.ts';

/** Creates and activates a model. @returns its id. */
export function madeUpModel(catalog: Catalog): number {
  return activateModel(catalog, { name: 'made-up', fingerprint: 'made-up', folder: '/', stamps: '' }).id;
}

/** Opens a catalog, and closes it at the end of the test. */
export async function openMatrix(
  catalog: Catalog,
  modelId: number,
  folder = storeFolder(catalog, modelId),
): Promise<VectorMatrix> {
  const matrix = new VectorMatrix({ catalog, modelId, folder });
  onTestFinished(() => matrix.close());
  await matrix.refresh();
  return matrix;
}

/** Store a content with each vector. @returns the ids of the contents. */
export function storeVectors(catalog: Catalog, modelId: number, vectors: Iterable<Float32Array>): number[] {
  const photos = photoWriter(catalog);
  const writer = vectorWriter(catalog, modelId);
  return catalog.transaction(() =>
    Array.from(vectors, (vector) => {
      const contentId = photos.addContent({
        sha256: randomBytes(32),
        width: 1,
        height: 1,
        damaged: false,
        decoderVersion: 1,
        perceptualHash: null,
      });
      writer.put(contentId, vector);
      return contentId;
    }),
  )();
}

/** Ranks the current vectors in a catalog with the plain implementation. */
export function bruteForce(catalog: Catalog, modelId: number) {
  const all = vectorsAfter(catalog, modelId, 0, 1e9);
  /** Returns the best k contents, and all that tie with the last of them. */
  return (query: Float32Array, k: number, isKept: (contentId: number) => boolean = () => true): ContentScore[] => {
    const scored = all
      .filter(({ contentId }) => isKept(contentId))
      .map(({ contentId, vector }) => ({ contentId, score: plainDot(vector, query) }))
      .sort(inOrder);
    const last = scored[Math.min(k, scored.length) - 1];
    return scored.filter(({ score }) => score >= last!.score);
  };
}

/** Returns the matrix's ranking in the form of `bruteForce`. */
export async function ranked(
  matrix: VectorMatrix,
  query: Float32Array,
  k: number,
  mask?: Uint8Array,
): Promise<ContentScore[]> {
  const { best } = await matrix.best(query, k, mask);
  return best.map(({ contentId, score }) => ({ contentId, score })).sort(inOrder);
}

/** Sort best first; equal scores by id, because the matrix leaves their order open. */
function inOrder(a: ContentScore, b: ContentScore): number {
  return b.score - a.score || a.contentId - b.contentId;
}

function plainDot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
