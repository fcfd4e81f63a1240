/** Turns the terms of a query into one unit vector. */

import { LRUCache } from 'lru-cache';
import { PicsiftError } from '../../base/errors.ts';
import { safeText } from '../../base/safe-text.ts';
import type { Catalog } from '../../catalog/open.ts';
import { vectorOfPhoto } from '../../catalog/vectors.ts';
import { startTextTower, type TextTowerThread } from '../../model/run/tower-client.ts';
import type { ModelSpec } from '../../model/store/model-folder.ts';
import { createPictureEmbedder, type Picture, type PictureEmbedder } from './picture-embedder.ts';
import type { Query, Term } from './query.ts';

export interface EmbedOptions {
  /** Decides whether the caller may know of the photo at this path. The id of any other photo is unknown. */
  readonly mayUse: (path: string) => boolean;
  /** Embed words without the model's prompts. */
  readonly raw?: boolean | undefined;
}

export interface QueryEmbedder {
  /** Start loading the text half of the model. Embed these words of a query that comes soon; `raw` as in EmbedOptions. */
  warmUp(words?: readonly string[], raw?: boolean): void;
  /**
   * Embed a query: the sum of the terms' unit vectors times their weights, normalised.
   * @throws PicsiftError `photo-not-found`; `bad-query` if the terms cancel each other out, a file does not exist or an
   *   address is not allowed; `photo-unreadable`, `download-failed`, `model-broken`.
   */
  embed(query: Query, options: EmbedOptions): Promise<Float32Array>;
  /** Embed a picture. @throws as `PictureEmbedder.embed`. */
  embedPicture(picture: Picture): Promise<Float32Array>;
  /** Embed many texts at once with the model's prompts, without caching them. @returns a unit vector for each. */
  embedAll(words: readonly string[]): Promise<Float32Array[]>;
  /** Time that the latest text took the model. Undefined before the first one. */
  textMs(): number | undefined;
  /** End threads and child processes when they have finished their current work. */
  close(): Promise<void>;
}

export interface QueryEmbedderOptions {
  readonly catalog: Catalog;
  /** The model's id in the catalog. */
  readonly modelId: number;
  readonly model: ModelSpec;
  /** The process ends after one answer: load quickly rather than run quickly. */
  readonly isShortLived: boolean;
}

/** Enough for a few hundred searches; about 1.5 MB with 768 numbers each. */
const CACHED_TEXTS = 500;

/** A shorter sum (of terms with a total weight of 1) is a rounding error. */
const SHORTEST_SUM = 1e-5;

/** Create an embedder. Loads nothing: each half of the model is loaded when it is first used. */
export function createQueryEmbedder({ catalog, modelId, model, isShortLived }: QueryEmbedderOptions): QueryEmbedder {
  let textTower: TextTowerThread | undefined;
  let pictures: PictureEmbedder | undefined;
  /** By the text with its prompt. Holds promises, so that a text is embedded only once at a time. */
  const texts = new LRUCache<string, Promise<Float32Array>>({ max: CACHED_TEXTS });

  function startTexts(): TextTowerThread {
    textTower ??= startTextTower(model, isShortLived);
    return textTower;
  }

  function embedText(text: string, isTyped: boolean): Promise<Float32Array> {
    const key = `${isTyped} ${text}`;
    const known = texts.get(key);
    if (known !== undefined) return known;
    const vector = startTexts()
      .embed([text], isTyped)
      .then(([only]) => only!);
    texts.set(key, vector);
    vector.catch(() => texts.delete(key));
    return vector;
  }

  // A function, because "$" is special in a replacement string.
  const prompted = (words: string) => model.prompts.map((prompt) => prompt.replace('{}', () => words));
  const average = (vectors: readonly Float32Array[]) => weightedSum(vectors.map((vector) => ({ weight: 1, vector })));

  async function embedWords(words: string, raw: boolean): Promise<Float32Array> {
    return average(await Promise.all((raw ? [words] : prompted(words)).map((text) => embedText(text, !raw))));
  }

  async function embedPicture(picture: Picture): Promise<Float32Array> {
    pictures ??= createPictureEmbedder(model, isShortLived);
    return pictures.embed(picture);
  }

  function storedVector(key: string, mayUse: EmbedOptions['mayUse']): Float32Array {
    const vector = vectorOfPhoto(catalog, modelId, key, mayUse);
    if (vector !== undefined) return vector;
    throw new PicsiftError(
      'photo-not-found',
      `There is no photo with the id ${safeText(key, 40)} here. Use an id from a search: ten letters and digits.`,
    );
  }

  async function embedTerm({ kind, value }: Term, { mayUse, raw = false }: EmbedOptions): Promise<Float32Array> {
    if (kind === 'text') return embedWords(value, raw);
    return kind === 'photo' ? storedVector(value, mayUse) : embedPicture({ kind, value });
  }

  return {
    warmUp(words = [], raw = false) {
      startTexts();
      // The query itself reports the error.
      for (const word of words) embedWords(word, raw).catch(() => {});
    },
    async embed(query, options) {
      const parts: Weighted[] = [];
      for (const term of query) parts.push({ weight: term.weight, vector: await embedTerm(term, options) });
      return weightedSum(parts);
    },
    embedPicture,
    async embedAll(words) {
      const texts = words.map(prompted);
      const vectors = await startTexts().embed(texts.flat());
      return texts.map(({ length }) => average(vectors.splice(0, length)));
    },
    textMs: () => textTower?.textMs(),
    async close() {
      await Promise.all([textTower?.close(), pictures?.close()]);
    },
  };
}

interface Weighted {
  readonly weight: number;
  readonly vector: Float32Array;
}

/**
 * Compute the weighted sum of vectors as a unit vector. A single vector is returned bit for bit, negated if its weight
 * is negative.
 * @throws PicsiftError `bad-query` if the sum is zero.
 * @internal
 */
export function weightedSum(parts: readonly Weighted[]): Float32Array {
  const [first] = parts;
  if (parts.length === 1) return first!.vector.map((value) => Math.sign(first!.weight) * value);
  const sum = new Float64Array(first!.vector.length);
  for (const { weight, vector } of parts) for (const [i, value] of vector.entries()) sum[i]! += weight * value;
  const length = Math.hypot(...sum);
  const weights = parts.reduce((total, { weight }) => total + Math.abs(weight), 0);
  if (length < SHORTEST_SUM * weights) {
    throw new PicsiftError('bad-query', 'The terms of the query cancel each other out. Leave one of them out.');
  }
  return Float32Array.from(sum, (value) => value / length);
}
