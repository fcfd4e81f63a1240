/** The part of a search that depends on the model: text embedder and vectors. Loaded by the first search. */

import { PicsiftError } from '../base/errors.ts';
import { activeModel } from '../catalog/models.ts';
import type { Catalog } from '../catalog/open.ts';
import { contentVectorReader } from '../catalog/vectors.ts';
import { storeFolder } from '../derived/matrix/code-store.ts';
import { VectorMatrix } from '../derived/matrix/matrix.ts';
import type { ModelSpec } from '../model/store/model-folder.ts';
import { ContentMasks } from './filters/content-masks.ts';
import { createQueryEmbedder, type EmbedOptions, type QueryEmbedder } from './query/embed-query.ts';
import type { Query } from './query/query.ts';
import { createJudge, type Judge } from './verdict/judge.ts';
import { createPhraseVectors, type PhraseVectors, phrasesKey } from './verdict/phrase-vectors.ts';

interface LoadedModel {
  readonly id: number;
  readonly name: string;
  readonly embedder: QueryEmbedder;
  readonly matrix: VectorMatrix;
  readonly masks: ContentMasks;
  readonly phrases: PhraseVectors;
  readonly judge: Judge;
}

export interface ModelSide {
  /** Load the model once, and again if another process has switched it. @returns undefined when there is none: see `currentModel`. */
  load(): Promise<LoadedModel | undefined>;
  /** Embed a query. @throws as `QueryEmbedder.embed`. */
  embed(using: LoadedModel, query: Query, options: EmbedOptions): Promise<Float32Array>;
  /** End the threads when they have finished their current work. */
  close(): Promise<void>;
}

/**
 * Create the model side. Loads nothing.
 * @param currentModel returns the catalog's current model; undefined before the first index, and when the next index
 *   will replace it.
 * @param derivedDir folder of files that only save time.
 * @param isShortLived the process ends after one answer.
 */
export function createModelSide(
  catalog: Catalog,
  currentModel: () => Promise<
    { readonly id: number; readonly fingerprint: string; readonly spec: ModelSpec } | undefined
  >,
  derivedDir: string,
  isShortLived: boolean,
): ModelSide {
  let loaded: LoadedModel | undefined;
  let lastLoad: Promise<unknown> = Promise.resolve();

  async function unload(): Promise<void> {
    const former = loaded;
    loaded = undefined;
    await former?.phrases.close();
    await Promise.all([former?.embedder.close(), former?.matrix.close()]);
  }

  return {
    load() {
      const loading = lastLoad.then(async () => {
        if (loaded !== undefined && activeModel(catalog)?.id === loaded.id) return loaded;
        const model = await currentModel();
        if (model === undefined) return undefined;
        await unload();
        const { id, spec, fingerprint } = model;
        const embedder = createQueryEmbedder({ catalog, modelId: id, model: spec, isShortLived });
        const matrix = new VectorMatrix({ catalog, modelId: id, folder: storeFolder(catalog, id) });
        const phrases = createPhraseVectors({
          key: phrasesKey(fingerprint, spec.prompts),
          folder: derivedDir,
          embed: embedder.embedAll,
          textMs: embedder.textMs,
        });
        const judge = createJudge({ phrases, vectorOf: contentVectorReader(catalog, id) });
        loaded = { id, name: spec.name, embedder, matrix, masks: new ContentMasks(matrix), phrases, judge };
        return loaded;
      });
      lastLoad = loading.catch(() => {});
      return loading;
    },
    async embed(using, query, options) {
      try {
        return await using.embedder.embed(query, options);
      } catch (error) {
        // Unload it, so that the next search loads a model that was repaired in the meantime.
        if (error instanceof PicsiftError && error.code === 'model-broken' && loaded === using) await unload();
        throw error;
      }
    },
    async close() {
      await lastLoad;
      await unload();
    },
  };
}
