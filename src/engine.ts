/**
 * The engine: everything picsift can do, behind one object that all doors share. Opening it is cheap; models and
 * child processes start when they are needed.
 */

import { join } from 'node:path';
import {
  type ActiveModel,
  type ChooseOptions,
  currentModel,
  ensureModel,
  type ModelWish,
  useModel,
} from './active-model.ts';
import { type Failure, failures } from './catalog/failures.ts';
import { leaseHolder, WRITER } from './catalog/lease.ts';
import { activeModel } from './catalog/models.ts';
import { catalogError, DOOR_BUSY_TIMEOUT_MS, openCatalog } from './catalog/open.ts';
import { countPhotos, type PhotoDetails, photoByKey, photoDetails, photosIn } from './catalog/photos.ts';
import { type Root, roots } from './catalog/roots.ts';
import { lastRun, type Run } from './catalog/runs.ts';
import { type Watcher, watchers } from './catalog/watchers.ts';
import { PicsiftError } from './errors.ts';
import type { IndexProgress, IndexSummary } from './indexing/messages.ts';
import { runIndexing } from './indexing/run.ts';
import { type WatchOptions, watchLibrary } from './indexing/watch-library.ts';
import { MAX_FILE_BYTES } from './library/formats.ts';
import type { RenderedPhoto, RenderOptions } from './library/render.ts';
import { createRenderer } from './library/renderer.ts';
import { readInside } from './library/roots.ts';
import { type ScanOptions, scanFilter } from './library/scan.ts';
import type { ModelStore } from './model/install.ts';
import { startTextEncoder, type TextEncoder } from './model/text-encoder.ts';
import { VectorMatrix } from './search/matrix.ts';
import { normaliseQuery } from './search/query.ts';
import { type Scored, topK } from './search/rank.ts';

export type { Watcher };

export interface EngineOptions {
  /** Holds the catalog and the pulled models. Made, with mode 0700, where it is not there. */
  readonly dataDir: string;
  /** Where models are pulled from. */
  readonly hub: Omit<ModelStore, 'folder'>;
  readonly model: ModelWish;
  /** What counts as part of the library, for indexing and for searching alike. */
  readonly scan: ScanOptions;
}

export interface IndexOptions {
  readonly onProgress?: ((progress: IndexProgress) => void) | undefined;
  readonly onNotice?: ((line: string) => void) | undefined;
  /** Aborted: the batch is finished, the summary says `interrupted`, and the next run goes on from there. */
  readonly signal?: AbortSignal | undefined;
}

interface SearchRequest {
  readonly query: string;
  /** Real paths of what the caller may search. Only photos below them are ranked and counted; none finds nothing. */
  readonly folders: readonly string[];
  /** Real paths, to narrow the search to a part of those folders. */
  readonly within?: readonly string[] | undefined;
  /** How many results at most. */
  readonly top: number;
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
  /** Photos in the folders. */
  readonly total: number;
  /** Best first; equal scores by path. */
  readonly results: readonly SearchResult[];
}

export interface Status {
  readonly dataDir: string;
  readonly model: string | null;
  readonly roots: readonly (Root & { readonly photos: number })[];
  readonly failures: readonly Failure[];
  readonly lastRun: Run | null;
  /** Process id of the picsift that is indexing now. */
  readonly indexing: number | null;
  /** Folders that a picsift keeps up to date, and which process does. */
  readonly watchers: readonly Watcher[];
}

export interface Engine {
  /** Bring the catalog in line with the folders (real paths). The first index also fixes the model. */
  index(folders: readonly string[], options?: IndexOptions): Promise<IndexSummary>;
  /**
   * Keep the catalog in line with the folders until the signal is aborted or the engine closed: see `watchLibrary`. Of
   * all processes that want a folder watched one does it; the others stand by, and find what it indexes all the same.
   * @param folders as the user gave them: those that are not there are waited for.
   */
  watch(folders: readonly string[], options: WatchOptions): Promise<void>;
  search(request: SearchRequest): Promise<SearchAnswer>;
  /** Begin loading the query side, so that the first search does not wait for it. */
  warmUp(): Promise<void>;
  /**
   * A photo as others may see it: a fresh JPEG without metadata. Only photos below the folders.
   * @throws PicsiftError `photo-not-found`, `photo-unreadable`.
   */
  render(id: string, folders: readonly string[], options: RenderOptions): Promise<RenderedPhoto>;
  status(): Status;
  /** Switch to another model, by name or folder. Photos are embedded again by the next `index`. */
  useModel(nameOrFolder: string, options?: ChooseOptions): Promise<{ readonly name: string }>;
  /** Ends threads and children, after what they are doing. */
  close(): Promise<void>;
}

/** What a search needs of a model: loaded with the first one. */
interface QuerySide {
  readonly model: ActiveModel;
  readonly encoder: TextEncoder;
  readonly matrix: VectorMatrix;
}

/** @throws PicsiftError where the catalog cannot be opened: see `openCatalog`. */
export function openEngine({ dataDir, hub, model: wish, scan }: EngineOptions): Engine {
  const catalogFile = join(dataDir, 'catalog.sqlite');
  const catalog = openCatalog(catalogFile, { busyTimeoutMs: DOOR_BUSY_TIMEOUT_MS });
  const store: ModelStore = { ...hub, folder: join(dataDir, 'models') };
  const renderer = createRenderer();
  let side: QuerySide | undefined;
  let lastLook: Promise<unknown> = Promise.resolve();
  const closing = new AbortController();
  const watches = new Set<Promise<void>>();

  /** The query side for the catalog's model of the moment, loaded once; undefined before the first index. */
  function querySide(): Promise<QuerySide | undefined> {
    const look = lastLook.then(async () => {
      // Another process may have switched the model.
      if (side !== undefined && activeModel(catalog)?.id === side.model.id) return side;
      const model = await currentModel(catalog, store, wish);
      if (model === undefined) return undefined;
      await side?.encoder.close();
      side = { model, encoder: startTextEncoder(model.spec), matrix: new VectorMatrix(model.id) };
      return side;
    });
    lastLook = look.catch(() => {});
    return look;
  }

  async function index(
    folders: readonly string[],
    { onProgress, onNotice, signal }: IndexOptions,
    scanOptions: ScanOptions,
  ): Promise<IndexSummary> {
    const model = await ensureModel(catalog, store, wish, {
      signal,
      onNotice,
      onProgress: ({ receivedBytes, totalBytes }) =>
        onProgress?.({ phase: 'download', done: receivedBytes, total: totalBytes ?? 0 }),
    });
    const job = { catalogFile, modelId: model.id, model: model.spec, folders, scan: scanOptions };
    return runIndexing(job, { onProgress, signal });
  }

  function watch(folders: readonly string[], options: WatchOptions): Promise<void> {
    const signal = AbortSignal.any([options.signal, closing.signal]);
    const library = {
      catalog,
      scan,
      index: (changed: readonly string[], anchored: ScanOptions, indexOptions: IndexOptions) =>
        guarded(() => index(changed, indexOptions, anchored)),
    };
    const watching = guarded(() => watchLibrary(folders, library, { ...options, signal }));
    watches.add(watching);
    return watching.finally(() => watches.delete(watching));
  }

  async function search({ query: words, folders, within = folders, top }: SearchRequest): Promise<SearchAnswer> {
    const phrase = normaliseQuery(words);
    const filters = folders.map((folder) => scanFilter(folder, scan));
    const photos = photosIn(catalog, within).filter(({ path }) => filters.some((isScanned) => isScanned(path)));
    const loaded = photos.length === 0 ? undefined : await querySide();
    if (loaded === undefined) return { query: phrase, model: null, total: photos.length, results: [] };
    const vector = await loaded.encoder.embed(phrase);
    loaded.matrix.refresh(catalog);
    const best = topK(scoreAll(photos, loaded.matrix, vector), top);
    const scores = new Map(best.map(({ id, score }) => [id, score]));
    const results = photoDetails(catalog, [...scores.keys()])
      .map(({ id, key, ...details }) => ({ id: key, ...details, score: scores.get(id)! }))
      .sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1))
      .slice(0, top);
    return { query: phrase, model: loaded.model.spec.name, total: photos.length, results };
  }

  /** Every method's errors come out as a person can use them. */
  async function guarded<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw catalogError(error, catalogFile);
    }
  }

  return {
    index: (folders, options = {}) => guarded(() => index(folders, options, scan)),
    watch,
    search: (request) => guarded(() => search(request)),
    warmUp: () => guarded(async () => void (await querySide())),
    render: (id, folders, options) =>
      guarded(async () => {
        const photo = photoByKey(catalog, id, folders);
        if (photo === undefined) {
          throw new PicsiftError('photo-not-found', 'There is no photo with that id here. Search again.');
        }
        return renderer.render(await readInside(folders, photo.path, MAX_FILE_BYTES), options);
      }),
    status() {
      try {
        return {
          dataDir,
          model: activeModel(catalog)?.name ?? null,
          roots: roots(catalog).map((root) => ({ ...root, photos: countPhotos(catalog, [root.path]) })),
          failures: failures(catalog),
          lastRun: lastRun(catalog) ?? null,
          indexing: leaseHolder(catalog, WRITER) ?? null,
          watchers: watchers(catalog),
        };
      } catch (error) {
        throw catalogError(error, catalogFile);
      }
    },
    useModel: (nameOrFolder, options = {}) =>
      guarded(async () => ({ name: (await useModel(catalog, store, nameOrFolder, options)).spec.name })),
    async close() {
      closing.abort();
      renderer.close();
      await lastLook;
      // First of all: a process that is ended while the model computes is aborted.
      await side?.encoder.close();
      await Promise.allSettled(watches);
      catalog.close();
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
