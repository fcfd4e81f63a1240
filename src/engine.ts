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
import { leaseHolder } from './catalog/lease.ts';
import { activeModel } from './catalog/models.ts';
import { type Catalog, catalogError, DOOR_BUSY_TIMEOUT_MS, openCatalog } from './catalog/open.ts';
import { countPhotos, type PhotoDetails, photoByKey, photoDetails, photosIn } from './catalog/photos.ts';
import { type Root, roots } from './catalog/roots.ts';
import { lastRun, type Run } from './catalog/runs.ts';
import { PicsiftError } from './errors.ts';
import type { IndexProgress, IndexSummary } from './indexing/messages.ts';
import { runIndexing } from './indexing/run.ts';
import { MAX_FILE_BYTES } from './library/formats.ts';
import type { RenderedPhoto, RenderOptions } from './library/render.ts';
import { createRenderer } from './library/renderer.ts';
import { readInside } from './library/roots.ts';
import { type ScanOptions, scanFilter } from './library/scan.ts';
import type { ModelStore } from './model/install.ts';
import { startTextTower, type TowerThread } from './model/tower-thread.ts';
import { VectorMatrix } from './search/matrix.ts';
import { normaliseQuery } from './search/query.ts';
import { type Scored, topK } from './search/rank.ts';

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
}

export interface Engine {
  /** Bring the catalog in line with the folders (real paths). The first index also fixes the model. */
  index(folders: readonly string[], options?: IndexOptions): Promise<IndexSummary>;
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
  readonly textTower: TowerThread<string>;
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

  /** The query side for the catalog's model of the moment, loaded once; undefined before the first index. */
  function querySide(): Promise<QuerySide | undefined> {
    const look = lastLook.then(async () => {
      // Another process may have switched the model.
      if (side !== undefined && activeModel(catalog)?.id === side.model.id) return side;
      const model = await currentModel(catalog, store, wish);
      if (model === undefined) return undefined;
      await side?.textTower.close();
      side = { model, textTower: startTextTower(model.spec), matrix: new VectorMatrix(model.id) };
      return side;
    });
    lastLook = look.catch(() => {});
    return look;
  }

  async function search({ query: words, folders, within = folders, top }: SearchRequest): Promise<SearchAnswer> {
    const phrase = normaliseQuery(words);
    const filters = folders.map((folder) => scanFilter(folder, scan));
    const photos = photosIn(catalog, within).filter(({ path }) => filters.some((isScanned) => isScanned(path)));
    const loaded = photos.length === 0 ? undefined : await querySide();
    if (loaded === undefined) return { query: phrase, model: null, total: photos.length, results: [] };
    const [vector] = await loaded.textTower.embed([phrase]).catch((error: unknown) => {
      // Mended meanwhile, it loads with the next search.
      if (side === loaded) side = undefined;
      throw error;
    });
    loaded.matrix.refresh(catalog);
    const best = topK(scoreAll(photos, loaded.matrix, vector!), top);
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
    index: (folders, { onProgress, onNotice, signal } = {}) =>
      guarded(async () => {
        const model = await ensureModel(catalog, store, wish, {
          signal,
          onNotice,
          onProgress: ({ receivedBytes, totalBytes }) =>
            onProgress?.({ phase: 'download', done: receivedBytes, total: totalBytes ?? 0 }),
        });
        const job = { catalogFile, modelId: model.id, model: model.spec, folders, scan };
        return runIndexing(job, { onProgress, signal });
      }),
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
          ...runState(catalog),
        };
      } catch (error) {
        throw catalogError(error, catalogFile);
      }
    },
    useModel: (nameOrFolder, options = {}) =>
      guarded(async () => ({ name: (await useModel(catalog, store, nameOrFolder, options)).spec.name })),
    async close() {
      renderer.close();
      await lastLook;
      await side?.textTower.close();
      catalog.close();
    },
  };
}

/** A run that says it is running while nobody holds the lease was killed. */
function runState(catalog: Catalog): Pick<Status, 'lastRun' | 'indexing'> {
  const indexing = leaseHolder(catalog) ?? null;
  const run = lastRun(catalog) ?? null;
  const killed = run?.outcome === 'running' && indexing === null;
  return { indexing, lastRun: killed ? { ...run, outcome: 'interrupted' } : run };
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
