/** Catalogs full of made-up vectors, and the ranking that the matrix has to equal. */

import { activateModel } from '../../src/catalog/models.ts';
import type { Catalog } from '../../src/catalog/open.ts';
import { photoWriter } from '../../src/catalog/photos.ts';
import { vectorsAfter, vectorWriter } from '../../src/catalog/vectors.ts';
import type { ContentScore } from '../../src/search/matrix/matrix.ts';

export interface Random {
  /** From 0 up to 1. */
  next(): number;
  /** About normal, with deviation 1. */
  normal(): number;
}

/** The same numbers for the same seed: Marsaglia's xorshift of 32 bits. */
export function seededRandom(seed: number): Random {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  // Four uniform numbers added up are near enough, and fast.
  return { next, normal: () => (next() + next() + next() + next() - 2) * Math.sqrt(3) };
}

/** Scale to length 1, in place. */
export function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  for (let i = 0; i < vector.length; i++) vector[i]! /= length;
  return vector;
}

/**
 * Vectors as a model of the CLIP kind gives them: a strong common mean with one huge component, dimensions of different
 * widths, and clusters of similar pictures. The constants are those of real CLIP ViT-B/16 vectors: the mean's length is
 * 0.79, its largest component 0.66, the deviations of the dimensions are about 0.023, some three times that.
 */
export function clipLike(dimension: number, random: Random, clusters = 1_000): { next(): Float32Array } {
  const mean = Float64Array.from({ length: dimension }, () => (random.normal() * 0.43) / Math.sqrt(dimension));
  mean[Math.floor(dimension / 4)] = 0.66;
  const width = Float64Array.from({ length: dimension }, () => 0.61 * Math.exp(0.4 * random.normal()));
  const draw = (scale: number) => width.map((w) => (w * scale * random.normal()) / Math.sqrt(dimension));
  const centres = Array.from({ length: clusters }, () => draw(0.7));
  return {
    next() {
      const centre = centres[Math.floor(random.next() * clusters)]!;
      const vector = new Float32Array(dimension);
      for (let i = 0; i < dimension; i++) {
        const own = (width[i]! * 0.7 * random.normal()) / Math.sqrt(dimension);
        vector[i] = mean[i]! + centre[i]! + own;
      }
      return unit(vector);
    },
  };
}

/** Nearly the same picture: the angle is about `distance`. */
export function nearDuplicate(vector: Float32Array, random: Random, distance: number): Float32Array {
  return unit(vector.map((value) => value + (distance * random.normal()) / Math.sqrt(vector.length)));
}

/** The id of a model that is active. */
export function someModel(catalog: Catalog): number {
  return activateModel(catalog, { name: 'made-up', fingerprint: 'made-up', folder: '/', stamps: '' }).id;
}

/** Store a content with each vector. @returns the contents' ids. */
export function storeVectors(catalog: Catalog, modelId: number, vectors: Iterable<Float32Array>): number[] {
  const photos = photoWriter(catalog);
  const writer = vectorWriter(catalog, modelId);
  const hashes = catalog.prepare('SELECT count(*), ifnull(max(id), 0) FROM content').raw();
  return catalog.transaction(() => {
    let [, hash] = hashes.get() as [number, number];
    return Array.from(vectors, (vector) => {
      const sha256 = Buffer.alloc(32);
      sha256.writeUInt32LE(++hash);
      const contentId = photos.addContent({ sha256, width: 1, height: 1, damaged: false, look: null });
      writer.put(contentId, vector);
      return contentId;
    });
  })();
}

/** The best k of the contents in the catalog and all that tie with the last, computed the plain way. */
export function bruteForce(
  catalog: Catalog,
  modelId: number,
  query: Float32Array,
  k: number,
  isKept: (contentId: number) => boolean = () => true,
): ContentScore[] {
  const scored = vectorsAfter(catalog, modelId, 0, 1e9)
    .filter(({ contentId }) => isKept(contentId))
    .map(({ contentId, vector }) => ({ contentId, score: plainDot(vector, query) }))
    .sort(inOrder);
  const last = scored[Math.min(k, scored.length) - 1];
  return scored.filter(({ score }) => score >= last!.score);
}

/** Best first; equal scores by id: what the matrix leaves open. */
export function inOrder(a: ContentScore, b: ContentScore): number {
  return b.score - a.score || a.contentId - b.contentId;
}

function plainDot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (const [i, value] of a.entries()) sum += value * b[i]!;
  return sum;
}
