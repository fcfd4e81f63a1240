/**
 * The engine: everything picsift can do, behind one object that all doors share. Opening it is cheap; models and
 * child processes start when they are needed.
 */

import { join } from 'node:path';
import { type ChooseOptions, currentModel, ensureModel, type ModelWish, useModel } from './active-model.ts';
import { exportCatalog } from './catalog/backup.ts';
import { eraseRoot } from './catalog/erase.ts';
import { type Failure, failures } from './catalog/failures.ts';
import { asWriter, leaseHolder, WRITER } from './catalog/lease.ts';
import { activeModel } from './catalog/models.ts';
import { type Catalog, catalogError, DOOR_BUSY_TIMEOUT_MS, openCatalog, retryWhileBusy } from './catalog/open.ts';
import { countPhotos, type PhotoCounts, photoByKey } from './catalog/photos.ts';
import { type Root, roots } from './catalog/roots.ts';
import { lastRun, type Run, runningRun } from './catalog/runs.ts';
import { type Watcher, watchers } from './catalog/watchers.ts';
import { type Finding, type HealthInput, lookOver, mendCatalog } from './doctor.ts';
import { PicsiftError } from './errors.ts';
import type { IndexProgress, IndexSummary } from './indexing/messages.ts';
import { runIndexing } from './indexing/run.ts';
import { type WatchOptions, watchLibrary } from './indexing/watch-library.ts';
import { MAX_FILE_BYTES } from './library/formats.ts';
import type { RenderedPhoto, RenderOptions } from './library/render.ts';
import { createRenderer } from './library/renderer.ts';
import { isInside, readInside } from './library/roots.ts';
import { type ScanOptions, scanFilter } from './library/scan.ts';
import type { ModelStore } from './model/install.ts';
import { removeStores } from './search/matrix/store.ts';
import { createSearcher, type SearchAnswer, type SearchRequest } from './search/searcher.ts';

export type { SearchAnswer, Watcher };

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
  /** What is there now is what shall be there: nothing is held back, and an empty root is taken for emptied. */
  readonly acceptRemovals?: boolean | undefined;
  /** How long to wait for another process's run, in ms. Absent: until it is over. */
  readonly waitMs?: number | undefined;
}

export interface Status {
  readonly dataDir: string;
  readonly model: string | null;
  readonly roots: readonly (Root & PhotoCounts)[];
  readonly failures: readonly Failure[];
  readonly lastRun: Run | null;
  /** Process id of the picsift that is indexing now. */
  readonly indexing: number | null;
  /** Folders that a picsift keeps up to date, and which process does. */
  readonly watchers: readonly Watcher[];
}

export interface Engine {
  /**
   * Bring the catalog in line with the folders (real paths). The first index also fixes the model.
   * @throws PicsiftError `indexing-elsewhere` where another run was not over within `waitMs`.
   */
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
  /** The run, in whatever process, that is bringing all of these folders up to date now; undefined: none is. */
  runFor(folders: readonly string[]): Run | undefined;
  /**
   * Forget a root and whatever no other root has of it. Waits for a run that is under way.
   * @returns how many photos were forgotten.
   * @throws PicsiftError `bad-usage` where the path is no root.
   */
  removeRoot(path: string, options?: WaitOptions): Promise<number>;
  /** What is wrong with the catalog, and the mends. Reads every vector and lists every root. */
  doctor(): Promise<Finding[]>;
  /** Repair what can be repaired without asking, by an index run over the roots too. */
  mend(options?: IndexOptions & WaitOptions): Promise<void>;
  /** Write a whole copy of the catalog to a new file. */
  exportTo(file: string): Promise<void>;
  /** Switch to another model, by name or folder. Photos are embedded again by the next `index`. */
  useModel(nameOrFolder: string, options?: ChooseOptions): Promise<{ readonly name: string }>;
  /** Ends threads and children, after what they are doing. */
  close(): Promise<void>;
}

interface WaitOptions {
  /** Called once, where another process is writing. */
  readonly onWait?: (() => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** @throws PicsiftError where the catalog cannot be opened: see `openCatalog`. */
export function openEngine({ dataDir, hub, model: wish, scan }: EngineOptions): Engine {
  const catalogFile = join(dataDir, 'catalog.sqlite');
  const catalog = openCatalog(catalogFile, { busyTimeoutMs: DOOR_BUSY_TIMEOUT_MS });
  const store: ModelStore = { ...hub, folder: join(dataDir, 'models') };
  const renderer = createRenderer();
  const searcher = createSearcher({ catalog, scan, currentModel: () => currentModel(catalog, store, wish) });
  const closing = new AbortController();
  const watches = new Set<Promise<void>>();

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

  async function index(
    folders: readonly string[],
    options: IndexOptions = {},
    scanOptions: ScanOptions = scan,
  ): Promise<IndexSummary> {
    const { onProgress, onNotice, signal, acceptRemovals, waitMs } = options;
    const model = await ensureModel(catalog, store, wish, {
      signal,
      onNotice,
      onProgress: ({ receivedBytes, totalBytes }) =>
        onProgress?.({ phase: 'download', done: receivedBytes, total: totalBytes ?? 0 }),
    });
    const job = {
      catalogFile,
      modelId: model.id,
      model: model.spec,
      folders,
      scan: scanOptions,
      acceptRemovals,
      waitMs,
    };
    return runIndexing(job, { onProgress, signal });
  }

  function isRoot(path: string): boolean {
    return roots(catalog).some((root) => root.path === path);
  }

  const health: HealthInput = { catalog, dataDir, catalogFile, store, scan };

  /** Every method's errors come out as a person can use them. */
  async function guarded<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw catalogError(error, catalogFile);
    }
  }

  return {
    index: (folders, options) => guarded(() => index(folders, options)),
    watch,
    // Reading again does no harm, and now and then another process locks readers out for a moment.
    search: (request) => guarded(() => retryWhileBusy(() => searcher.search(request))),
    warmUp: () => guarded(searcher.warmUp),
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
          roots: roots(catalog).map((root) => ({ ...root, ...countPhotos(catalog, root.path) })),
          failures: failures(catalog),
          ...runState(catalog),
          watchers: watchers(catalog),
        };
      } catch (error) {
        throw catalogError(error, catalogFile);
      }
    },
    runFor(folders) {
      const run = runningRun(catalog);
      if (run === undefined || JSON.stringify(run.scan) !== JSON.stringify(scan)) return undefined;
      const reaches = (outer: string, folder: string) =>
        isInside(outer, folder) && scanFilter(outer, scan)(join(folder, 'photo'));
      return folders.every((folder) => run.folders.some((outer) => reaches(outer, folder))) ? run : undefined;
    },
    removeRoot: (path, options) =>
      guarded(async () => {
        if (!isRoot(path)) {
          throw new PicsiftError('bad-usage', `${path} is none of the indexed folders. See: picsift roots list`);
        }
        return asWriter(
          catalog,
          async (token) => {
            const photos = await eraseRoot(catalog, path, token);
            // What they looked like is in there too.
            removeStores(catalog);
            return photos;
          },
          options,
        );
      }),
    doctor: () => guarded(() => lookOver(health)),
    mend: (options = {}) =>
      guarded(async () => {
        await asWriter(catalog, (token) => mendCatalog(health, token), options);
        const folders = roots(catalog).map(({ path }) => path);
        if (folders.length > 0) await index(folders, options);
      }),
    exportTo: (file) => guarded(() => exportCatalog(catalog, file)),
    useModel: (nameOrFolder, options = {}) =>
      guarded(async () => ({ name: (await useModel(catalog, store, nameOrFolder, options)).spec.name })),
    async close() {
      closing.abort();
      renderer.close();
      // First of all: a process that is ended while the model computes is aborted.
      await searcher.close();
      await Promise.allSettled(watches);
      catalog.close();
    },
  };
}

/** A run that says it is running while nobody holds the lease was killed. */
function runState(catalog: Catalog): Pick<Status, 'lastRun' | 'indexing'> {
  const indexing = leaseHolder(catalog, WRITER) ?? null;
  const run = lastRun(catalog) ?? null;
  const killed = run?.outcome === 'running' && indexing === null;
  return { indexing, lastRun: killed ? { ...run, outcome: 'interrupted' } : run };
}
