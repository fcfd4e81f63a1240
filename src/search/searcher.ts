/** From words to photos: embeds the query, ranks the photos in scope, keeps what that needs in memory. */

import { activeModel } from '../catalog/models.ts';
import type { Catalog } from '../catalog/open.ts';
import { type PhotoDetails, photoDetails, photosIn } from '../catalog/photos.ts';
import { type ScanOptions, scanFilter } from '../library/scan.ts';
import type { ModelSpec } from '../model/folder.ts';
import { startTextTower, type TowerThread } from '../model/tower-thread.ts';
import type { FilterRequest } from './filter-options.ts';
import { VectorMatrix } from './matrix.ts';
import { normaliseQuery } from './query.ts';
import { type Scored, topK } from './rank.ts';

export interface SearchRequest {
  readonly query: string;
  /** Real paths of what the caller may search. Only photos below them are ranked and counted; none finds nothing. */
  readonly folders: readonly string[];
  /** Real paths, to narrow the search to a part of those folders. */
  readonly within?: readonly string[] | undefined;
  /** Only photos that fit all of them. */
  readonly filters?: FilterRequest | undefined;
  /** How many results at most. */
  readonly top: number;
  /** Also find photos whose files are not there now: on a drive that is away, or held back. */
  readonly includeOffline?: boolean | undefined;
}

interface SearchResult extends Omit<PhotoDetails, 'id' | 'key'> {
  /** Opaque. */
  readonly id: string;
  /** Cosine of the photo's and the query's vectors: -1 to 1. */
  readonly score: number;
}

export interface SearchAnswer {
  /** As it was understood. */
  readonly query: string;
  /** Null where nothing was indexed yet. */
  readonly model: string | null;
  /** Photos in the folders that were searched. */
  readonly total: number;
  /** Photos in the folders that were left out, since their files are not there now. */
  readonly leftOut: number;
  /** Best first; equal scores by path. */
  readonly results: readonly SearchResult[];
}

export interface SearcherOptions {
  readonly catalog: Catalog;
  /** What counts as part of a folder. */
  readonly scan: ScanOptions;
  /** The catalog's model of the moment; undefined before the first index. */
  readonly currentModel: () => Promise<{ readonly id: number; readonly spec: ModelSpec } | undefined>;
}

export interface Searcher {
  search(request: SearchRequest): Promise<SearchAnswer>;
  /** Begin loading what a search needs. */
  warmUp(): Promise<void>;
  /** Ends the query thread after what it is doing. */
  close(): Promise<void>;
}

/** What a search needs of a model: loaded with the first one. */
interface Loaded {
  readonly modelId: number;
  readonly modelName: string;
  readonly textTower: TowerThread<string>;
  readonly matrix: VectorMatrix;
}

/** Costs nothing until the first search. */
export function createSearcher({ catalog, scan, currentModel }: SearcherOptions): Searcher {
  let loaded: Loaded | undefined;
  let lastLook: Promise<unknown> = Promise.resolve();

  /** Loaded once, and anew where another process has switched the model. */
  function load(): Promise<Loaded | undefined> {
    const look = lastLook.then(async () => {
      if (loaded !== undefined && activeModel(catalog)?.id === loaded.modelId) return loaded;
      const model = await currentModel();
      if (model === undefined) return undefined;
      await loaded?.textTower.close();
      const matrix = new VectorMatrix(model.id);
      loaded = { modelId: model.id, modelName: model.spec.name, textTower: startTextTower(model.spec), matrix };
      return loaded;
    });
    lastLook = look.catch(() => {});
    return look;
  }

  async function embed(using: Loaded, phrase: string): Promise<Float32Array> {
    try {
      return (await using.textTower.embed([phrase]))[0]!;
    } catch (error) {
      // Mended meanwhile, it loads with the next search.
      if (loaded === using) loaded = undefined;
      throw error;
    }
  }

  return {
    async search({ query, folders, within = folders, top, includeOffline = false }) {
      const phrase = normaliseQuery(query);
      const filters = folders.map((folder) => scanFilter(folder, scan));
      const all = photosIn(catalog, within).filter(({ path }) => filters.some((isScanned) => isScanned(path)));
      const photos = includeOffline ? all : all.filter(({ state }) => state === 'present');
      const found = { query: phrase, total: photos.length, leftOut: all.length - photos.length };
      const using = photos.length === 0 ? undefined : await load();
      if (using === undefined) return { ...found, model: null, results: [] };
      const vector = await embed(using, phrase);
      using.matrix.refresh(catalog);
      const best = topK(scoreAll(photos, using.matrix, vector), top);
      const scores = new Map(best.map(({ id, score }) => [id, score]));
      const results = photoDetails(catalog, [...scores.keys()])
        .map(({ id, key, ...details }) => ({ id: key, ...details, score: scores.get(id)! }))
        .sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1))
        .slice(0, top);
      return { ...found, model: using.modelName, results };
    },
    warmUp: async () => void (await load()),
    async close() {
      await lastLook;
      await loaded?.textTower.close();
    },
  };
}

function* scoreAll(
  photos: readonly { readonly id: number; readonly contentId: number }[],
  matrix: VectorMatrix,
  query: Float32Array,
): Generator<Scored> {
  for (const { id, contentId } of photos) {
    const score = matrix.score(contentId, query);
    if (score !== undefined) yield { id, score };
  }
}
