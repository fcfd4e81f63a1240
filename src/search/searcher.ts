/** From words to photos: embeds the query, ranks the photos in scope, keeps what that needs in memory. */

import { activeModel } from '../catalog/models.ts';
import type { Catalog } from '../catalog/open.ts';
import { type PhotoDetails, photoDetails, photosIn } from '../catalog/photos.ts';
import { PicsiftError } from '../errors.ts';
import { type ScanOptions, scanFilter } from '../library/scan.ts';
import type { ModelSpec } from '../model/folder.ts';
import { createQueryEmbedder, type EmbedOptions, type QueryEmbedder } from './embed-query.ts';
import { VectorMatrix } from './matrix.ts';
import { formatQuery, parseQuery, type Query } from './query.ts';
import { type Scored, topK } from './rank.ts';

export interface SearchRequest {
  /** In the query language: see `parseQuery`. */
  readonly query: string;
  /** Files and addresses of pictures may be part of the query: for the person at the machine alone. */
  readonly allowPictures?: boolean | undefined;
  /** The plain model: words without its prompts. */
  readonly raw?: boolean | undefined;
  /** Real paths of what the caller may search. Only photos below them are ranked and counted; none finds nothing. */
  readonly folders: readonly string[];
  /** Real paths, to narrow the search to a part of those folders. */
  readonly within?: readonly string[] | undefined;
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
  readonly embedder: QueryEmbedder;
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
      await loaded?.embedder.close();
      const embedder = createQueryEmbedder({ catalog, modelId: model.id, model: model.spec });
      loaded = { modelId: model.id, modelName: model.spec.name, embedder, matrix: new VectorMatrix(model.id) };
      return loaded;
    });
    lastLook = look.catch(() => {});
    return look;
  }

  async function embed(using: Loaded, query: Query, options: EmbedOptions): Promise<Float32Array> {
    try {
      return await using.embedder.embed(query, options);
    } catch (error) {
      if (error instanceof PicsiftError && error.code === 'model-broken' && loaded === using) {
        // Mended meanwhile, it loads with the next search.
        loaded = undefined;
        await using.embedder.close();
      }
      throw error;
    }
  }

  return {
    async search({ query: text, allowPictures, raw, folders, within = folders, top, includeOffline = false }) {
      const query = parseQuery(text, { allowPictures });
      const filters = folders.map((folder) => scanFilter(folder, scan));
      const all = photosIn(catalog, within).filter(({ path }) => filters.some((isScanned) => isScanned(path)));
      const photos = includeOffline ? all : all.filter(({ state }) => state === 'present');
      const found = { query: formatQuery(query), total: photos.length, leftOut: all.length - photos.length };
      const using = photos.length === 0 ? undefined : await load();
      if (using === undefined) return { ...found, model: null, results: [] };
      const vector = await embed(using, query, { folders, raw });
      using.matrix.refresh(catalog);
      const best = topK(scoreAll(photos, using.matrix, vector), top);
      const scores = new Map(best.map(({ id, score }) => [id, score]));
      const results = photoDetails(catalog, [...scores.keys()])
        .map(({ id, key, ...details }) => ({ id: key, ...details, score: scores.get(id)! }))
        .sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1))
        .slice(0, top);
      return { ...found, model: using.modelName, results };
    },
    warmUp: async () => (await load())?.embedder.warmUp(),
    async close() {
      await lastLook;
      await loaded?.embedder.close();
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
