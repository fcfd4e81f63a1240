/** The vectors of one model in memory, as one block that grows while photos are added, by any process. */

import type { Catalog } from '../catalog/open.ts';
import { newestVector, vectorsAfter } from '../catalog/vectors.ts';
import { topK } from './rank.ts';

export class VectorMatrix {
  readonly modelId: number;
  #dimension = 0;
  #data = new Float32Array(0);
  #rows = 0;
  #newest = 0;
  readonly #rowOfContent = new Map<number, number>();

  constructor(modelId: number) {
    this.modelId = modelId;
  }

  /**
   * Take in what was stored since the last call. Vector ids only grow, and a vector that replaces another has a new
   * id, so the later row counts.
   */
  refresh(catalog: Catalog): void {
    const newest = newestVector(catalog);
    if (newest === this.#newest) return;
    const fresh = vectorsAfter(catalog, this.modelId, this.#newest);
    this.#newest = Math.max(newest, fresh.at(-1)?.id ?? 0);
    if (fresh.length === 0) return;
    this.#dimension = fresh[0]!.vector.length;
    this.#reserve(this.#rows + fresh.length);
    for (const { contentId, vector } of fresh) {
      this.#data.set(vector, this.#rows * this.#dimension);
      this.#rowOfContent.set(contentId, this.#rows++);
    }
  }

  /**
   * Dot product of a unit vector with a content's: their cosine. Summed in double precision, in order, so that the
   * result does not depend on the machine.
   * @returns undefined where the content has no vector of this model.
   */
  score(contentId: number, query: Float32Array): number | undefined {
    const row = this.#rowOfContent.get(contentId);
    if (row === undefined) return undefined;
    const start = row * this.#dimension;
    let sum = 0;
    for (let i = 0; i < this.#dimension; i++) sum += this.#data[start + i]! * query[i]!;
    return sum;
  }

  get rows(): number {
    return this.#rows;
  }

  rowOf(contentId: number): number | undefined {
    return this.#rowOfContent.get(contentId);
  }

  async best(query: Float32Array, k: number, mask: Uint8Array) {
    const all: { id: number; score: number }[] = [];
    for (const [contentId, row] of this.#rowOfContent) {
      if (mask[row] === 1) all.push({ id: contentId, score: this.score(contentId, query)! });
    }
    const count = all.length;
    const mean = all.reduce((sum, { score }) => sum + score, 0) / Math.max(1, count);
    const deviation = Math.sqrt(all.reduce((sum, { score }) => sum + (score - mean) ** 2, 0) / Math.max(1, count));
    const best = topK(all, Math.min(k, Math.max(1, count))).map(({ id, score }) => ({ contentId: id, score }));
    return { best, count, mean, deviation };
  }

  #reserve(rows: number): void {
    if (rows * this.#dimension <= this.#data.length) return;
    const grown = new Float32Array(Math.max(rows, Math.ceil(this.#rows * 1.5)) * this.#dimension);
    grown.set(this.#data.subarray(0, this.#rows * this.#dimension));
    this.#data = grown;
  }
}
