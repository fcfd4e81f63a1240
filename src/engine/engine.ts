/**
 * The engine: everything picsift can do, behind one object that all doors share. Opening it is cheap; models and
 * child processes start when they are needed.
 */

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PicsiftError } from '../base/errors.ts';
import { exportCatalog } from '../catalog/backup.ts';
import type { DescribedPhoto } from '../catalog/described-photo.ts';
import { eraseRoot } from '../catalog/erase.ts';
import { type Failure, failures } from '../catalog/failures.ts';
import { asWriter, leaseHolder, WRITER } from '../catalog/lease.ts';
import { activeModel } from '../catalog/models.ts';
import { type Catalog, catalogError, DOOR_BUSY_TIMEOUT_MS, openCatalog, retryWhileBusy } from '../catalog/open.ts';
import { countPhotos, type PhotoCounts, type PhotoDetails } from '../catalog/photos.ts';
import { type Root, roots } from '../catalog/roots.ts';
import { lastRun, type Run, runningRun } from '../catalog/runs.ts';
import { type Watcher, watchers } from '../catalog/watchers.ts';
import { derivedFolder, removeDerived } from '../derived/folder.ts';
import { covers, touches } from '../indexing/run/coverage.ts';
import type { IndexProgress, IndexSummary } from '../indexing/run/messages.ts';
import { runIndexing } from '../indexing/run/run.ts';
import type { WatchedLibrary, WatchJob, WatchOptions } from '../indexing/watch/watch-library.ts';
import type { ScanOptions } from '../library/files/scan.ts';
import type { ModelStore } from '../model/store/install.ts';
import type { ScopeRequest } from '../search/filters/scope.ts';
import type { Overview } from '../search/overview.ts';
import type { SearchAnswer, SearchRequest, SentPicture } from '../search/request.ts';
import { createSearcher } from '../search/searcher.ts';
import { type TagRequest, type TagResult, tagPhotos } from '../tagging/tag.ts';
import {
  type ChooseOptions,
  currentModel,
  ensureModel,
  type ModelWish,
  needsDownload,
  useModel,
} from './active-model.ts';
import { type Finding, type HealthInput, lookOver, mendCatalog } from './doctor.ts';
import { createViewer, type Viewer } from './viewer.ts';

export type { DescribedPhoto, Overview, SearchAnswer, SearchRequest, SentPicture, TagRequest, TagResult, Watcher };

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

interface LibraryOverview extends Overview {
  readonly model: string | null;
}

export interface BackgroundOptions extends WatchOptions {
  /** Nobody asked for it: no model is downloaded before the first `search` or `index` of this engine. */
  readonly inBackground?: boolean | undefined;
}

export interface Engine extends Omit<Viewer, 'close'> {
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
  watch(folders: readonly string[], options: BackgroundOptions): Promise<void>;
  search(request: SearchRequest): Promise<SearchAnswer>;
  /**
   * The bytes of a picture that somebody sent, made fit to be searched with; undefined before the first index.
   * @throws PicsiftError `photo-unreadable`.
   */
  embedPicture(bytes: Buffer): Promise<SentPicture | undefined>;
  /** Near-identical photos below the folders, in groups: those with the most bytes to be freed first. */
  duplicates(scope: ScopeRequest): Promise<PhotoDetails[][]>;
  /** Begin loading the query side, so that the first search does not wait for it. */
  warmUp(): Promise<void>;
  /**
   * Give photos a keyword or take it away: in the files or in sidecars, or only say what would be written. What is
   * written keeps its vectors, so that the next `index` embeds nothing. See `tagPhotos`.
   */
  tag(request: TagRequest): Promise<TagResult[]>;
  status(): Status;
  /** The run, in whatever process, that is bringing all of these folders up to date now; undefined: none is. */
  runFor(folders: readonly string[]): Run | undefined;
  /** The run, in whatever process, that is looking through some of these folders now; undefined: none is. */
  runIn(folders: readonly string[]): Run | undefined;
  /** What there is in the folders, to search and to filter by, and which model looks at it. */
  overview(scope: ScopeRequest): Promise<LibraryOverview>;
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

/** How often to look whether another process has brought a model. */
const LOOK_EVERY_MS = 1_000;

/** @throws PicsiftError where the catalog cannot be opened: see `openCatalog`. */
export function openEngine({ dataDir, hub, model: wish, scan }: EngineOptions): Engine {
  const catalogFile = join(dataDir, 'catalog.sqlite');
  const catalog = openCatalog(catalogFile, { busyTimeoutMs: DOOR_BUSY_TIMEOUT_MS });
  const store: ModelStore = { ...hub, folder: join(dataDir, 'models') };
  const viewer = createViewer(catalog);
  const searcher = createSearcher({
    catalog,
    derivedDir: derivedFolder(catalogFile),
    scan,
    currentModel: () => currentModel(catalog, store, wish),
  });
  const closing = new AbortController();
  const watches = new Set<Promise<void>>();

  /** True once a person has asked for something that needs a model. */
  let isWanted = false;

  function watch(folders: readonly string[], options: BackgroundOptions): Promise<void> {
    const signal = AbortSignal.any([options.signal, closing.signal]);
    const library: WatchedLibrary = {
      catalog,
      scan,
      index: (changed, job, indexOptions) =>
        guarded(async () => {
          if (options.inBackground) await untilWanted(indexOptions);
          return index(changed, indexOptions, job);
        }),
    };
    const watching = guarded(async () => {
      // Loaded here because most commands do not watch.
      const { watchLibrary } = await import('../indexing/watch/watch-library.ts');
      await watchLibrary(folders, library, { ...options, signal });
    });
    watches.add(watching);
    return watching.finally(() => watches.delete(watching));
  }

  /** Wait for as long as a run would download a model that nobody has asked for. */
  async function untilWanted({ onNotice, signal }: Pick<IndexOptions, 'onNotice' | 'signal'>): Promise<void> {
    const mustWait = () => !isWanted && needsDownload(catalog, store, wish);
    if (mustWait()) onNotice?.('Nothing is indexed yet: the model is downloaded when something is first asked for.');
    while (mustWait()) await sleep(LOOK_EVERY_MS, undefined, { signal });
  }

  async function index(
    folders: readonly string[],
    options: IndexOptions = {},
    special: Partial<WatchJob> = {},
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
      scan,
      acceptRemovals,
      waitMs,
      ...special,
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
    index(folders, options) {
      isWanted = true;
      return guarded(() => index(folders, options));
    },
    watch,
    duplicates(scope) {
      isWanted = true;
      return guarded(() => retryWhileBusy(() => searcher.duplicates(scope)));
    },
    search(request) {
      isWanted = true;
      // Reading again does no harm, and now and then another process locks readers out for a moment.
      return guarded(() => retryWhileBusy(() => searcher.search(request)));
    },
    embedPicture: (bytes) => guarded(() => searcher.embedPicture(bytes)),
    warmUp: () => guarded(searcher.warmUp),
    describe: (...photo) => guarded(() => viewer.describe(...photo)),
    render: (...photo) => guarded(() => viewer.render(...photo)),
    thumbnail: (...photo) => guarded(() => viewer.thumbnail(...photo)),
    contactSheet: (...photos) => guarded(() => viewer.contactSheet(...photos)),
    tag: (request) => guarded(() => tagPhotos(request, catalog, join(dataDir, 'tagging'))),
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
      return run !== undefined && covers(run, { folders, scan }) ? run : undefined;
    },
    runIn(folders) {
      const run = runningRun(catalog);
      return run !== undefined && touches(run, folders) ? run : undefined;
    },
    overview: (scope) =>
      guarded(() =>
        retryWhileBusy(async () => {
          const overview = await searcher.overview(scope);
          return { ...overview, model: activeModel(catalog)?.name ?? null };
        }),
      ),
    removeRoot: (path, options) =>
      guarded(async () => {
        if (!isRoot(path)) {
          throw new PicsiftError('bad-usage', `${path} is none of the indexed folders. See: picsift roots list`);
        }
        return asWriter(
          catalog,
          async (token) => {
            // What they were called and looked like is in there too. Before and after: a kill must leave nothing, and a
            // process that searches meanwhile may write some of it again.
            removeDerived(catalogFile);
            const photos = await eraseRoot(catalog, path, token);
            removeDerived(catalogFile);
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
      viewer.close();
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
