/**
 * The engine: everything picsift can do, behind one object that all doors share. Opening it is cheap; models and
 * child processes start when they are needed.
 */

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PicsiftError } from '../base/errors.ts';
import { writeErrorLine } from '../base/log.ts';
import { exportCatalog } from '../catalog/backup.ts';
import { eraseRoot } from '../catalog/erase.ts';
import { forgetPhotos } from '../catalog/forget.ts';
import { activeModel } from '../catalog/models.ts';
import { catalogError, DOOR_BUSY_TIMEOUT_MS, openCatalog, retryWhileBusy } from '../catalog/open.ts';
import { roots } from '../catalog/roots.ts';
import { asWriter } from '../catalog/runs/lease.ts';
import { type Run, runningRun } from '../catalog/runs/runs.ts';
import { derivedFolder, removeDerived } from '../derived/derived-folder.ts';
import { covers, touches } from '../indexing/run/coverage.ts';
import { lookForWork } from '../indexing/run/look-for-work.ts';
import type { IndexSummary } from '../indexing/run/messages.ts';
import type { WatchedLibrary, WatchJob } from '../indexing/watch/watch-library.ts';
import { presumeFolder } from '../library/files/folder-paths.ts';
import { openPictureCache, PICTURE_CACHE_BYTES } from '../library/render/picture-cache.ts';
import { DEFAULT_HUB_ENDPOINT } from '../model/hub/hub-address.ts';
import type { ModelStore } from '../model/store/model-store.ts';
import { findableIn } from '../search/filters/findable.ts';
import { createSearcher } from '../search/searcher.ts';
import { tagPhotos } from '../tagging/tag-photos.ts';
import { currentModel, ensureModel, forgetRefused, needsDownload, useModel } from './active-model.ts';
import type { BackgroundOptions, Engine, IndexOptions, OpenOptions } from './api.ts';
import { checkHealth, type HealthInput, repairCatalog } from './health-check.ts';
import { importFromRclip } from './import.ts';
import { markAsNoPhotos } from './no-photos.ts';
import { providerChooser } from './provider-chooser.ts';
import { runIndexer } from './run-indexer.ts';
import { libraryStatus } from './status.ts';
import { type BackgroundReader, createTexts, keepReading } from './text.ts';
import { createViewer } from './viewer.ts';

/** How often to check whether another process has downloaded a model. */
const CHECK_EVERY_MS = 1_000;

/** Open the engine of a data folder. @throws PicsiftError when the catalog cannot be opened: see `openCatalog`. */
export function openEngine({
  dataDir,
  hub = { endpoint: DEFAULT_HUB_ENDPOINT },
  model: requested = {},
  provider = 'auto',
  hemisphere = 'north',
  scan = { excludeDirs: [], includeHidden: false },
  text = true,
  pictureCacheBytes = PICTURE_CACHE_BYTES,
  isShortLived = false,
}: OpenOptions): Engine {
  const catalogFile = join(dataDir, 'catalog.sqlite');
  const catalog = openCatalog(catalogFile, { busyTimeoutMs: DOOR_BUSY_TIMEOUT_MS });
  markAsNoPhotos(dataDir);
  const store: ModelStore = { ...hub, folder: join(dataDir, 'models') };
  const onProvider = providerChooser(provider, store.folder);
  const pictures = openPictureCache(join(derivedFolder(catalogFile), 'pictures'), pictureCacheBytes);
  const viewer = createViewer(catalog, scan, pictures);
  const searcher = createSearcher({
    catalog,
    derivedDir: derivedFolder(catalogFile),
    scan,
    hemisphere,
    // A search tries only a provider that a person named: that takes seconds.
    currentModel: async () =>
      onProvider(await currentModel(catalog, store, requested), provider !== 'auto', writeErrorLine),
    isShortLived,
  });
  const closing = new AbortController();
  /** Work that `close` ends and waits for. */
  const ongoing = new Set<Promise<unknown>>();

  /** True once a person has asked for something that needs a model. */
  let isWanted = false;
  /** What `warmUp` was last called with. */
  let warm: Parameters<Engine['warmUp']> | undefined;

  function watch(folders: readonly string[], options: BackgroundOptions): Promise<void> {
    const signal = AbortSignal.any([options.signal, closing.signal]);
    const library: WatchedLibrary = {
      catalog,
      scan,
      index: (changed, job, indexOptions) =>
        guarded(async () => {
          if (options.inBackground) await untilWanted(indexOptions);
          return index(changed, indexOptions, job).finally(reader?.wake);
        }),
    };
    const reader = text ? readInBackground(folders, signal, options.onNotice) : undefined;
    const watching = guarded(async () => {
      // Loaded here because most commands do not watch.
      const { watchLibrary } = await import('../indexing/watch/watch-library.ts');
      await watchLibrary(folders, library, { ...options, signal });
    });
    return untilClosed(watching);
  }

  function untilClosed<T>(work: Promise<T>): Promise<T> {
    ongoing.add(work);
    return work.finally(() => ongoing.delete(work));
  }

  function readInBackground(
    named: readonly string[],
    signal: AbortSignal,
    onNotice: (line: string) => void = () => {},
  ): BackgroundReader {
    const read = async () => texts.read(await Promise.all(named.map(presumeFolder)), { signal });
    const reader = keepReading(() => guarded(read), { signal, onNotice });
    ongoing.add(reader.ended);
    return reader;
  }

  /** Wait while a run would download a model that no person has requested. */
  async function untilWanted({ onNotice, signal }: Pick<IndexOptions, 'onNotice' | 'signal'>): Promise<void> {
    const mustWait = () => !isWanted && needsDownload(catalog, store, requested);
    if (mustWait()) onNotice?.('Nothing is indexed yet: the first search or index run downloads the model.');
    while (mustWait()) await sleep(CHECK_EVERY_MS, undefined, { signal });
  }

  async function index(
    folders: readonly string[],
    options: IndexOptions = {},
    special: Partial<WatchJob> = {},
  ): Promise<IndexSummary> {
    const { onProgress, onNotice, signal, acceptRemovals, waitMs, ifNeeded } = options;
    const isFirst = activeModel(catalog) === undefined;
    const model = await ensureModel(catalog, store, requested, {
      signal,
      onNotice,
      onProgress: ({ receivedBytes, totalBytes }) =>
        onProgress?.({ phase: 'download', done: receivedBytes, total: totalBytes ?? 0 }),
    });
    // The text half loads while the photos are indexed.
    if (warm !== undefined) warmUp(...warm).catch(() => {});
    const what = { catalogFile, modelId: model.id, model: model.spec, folders, scan };
    const job = { ...what, acceptRemovals, waitMs, leaveImported: ifNeeded, ...special };
    let isSmall = false;
    if (ifNeeded) {
      onProgress?.({ phase: 'scan', done: 0, total: 0 });
      const context = { catalog, signal: signal ?? new AbortController().signal };
      // As a search: another process may lock readers out for a moment.
      const look = await retryWhileBusy(() => lookForWork(job, context));
      if (look.unchanged !== undefined) return look.unchanged;
      isSmall = look.isSmall;
    }
    const { spec } = await onProvider(model, true, onNotice);
    try {
      return await runIndexer({ ...job, model: spec }, isSmall && isShortLived, { onProgress, onNotice, signal });
    } catch (error) {
      if (isFirst) await forgetRefused(catalog, model, error);
      throw error;
    }
  }

  async function warmUp(...next: Parameters<Engine['warmUp']>): Promise<void> {
    warm = next;
    await searcher.warmUp(...next);
  }

  const texts = createTexts({
    catalog,
    catalogFile,
    storeFolder: store.folder,
    currentModel: () => currentModel(catalog, store, requested).catch(() => undefined),
  });
  const health: HealthInput = { catalog, dataDir, catalogFile, store, scan };

  function runningRunIf(fits: (run: Run) => boolean): Run | undefined {
    const run = runningRun(catalog);
    return run !== undefined && fits(run) ? run : undefined;
  }

  function guardedSync<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw catalogError(error, catalogFile);
    }
  }

  async function guarded<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw catalogError(error, catalogFile);
    }
  }

  return {
    index(folders, options = {}) {
      isWanted = true;
      return guarded(async () => {
        const summary = await index(folders, options);
        const { text: readsText = text, signal } = options;
        if (!readsText || summary.interrupted) return summary;
        return { ...summary, text: await texts.read(folders, { signal }) };
      });
    },
    watch,
    readText: (folders, options) => guarded(() => texts.read(folders, options)),
    readTextAfterwards: () => guarded(texts.readAfterwards),
    textRead: (folders) => guardedSync(() => texts.count(folders)),
    counts: (request, options) =>
      guarded(() => retryWhileBusy(() => searcher.counts(request, options), options?.signal)),
    positions: (request) => guarded(() => retryWhileBusy(() => searcher.positions(request))),
    suggestions: (request) => guarded(() => retryWhileBusy(() => searcher.suggestions(request))),
    duplicates(scope, options) {
      isWanted = true;
      return guarded(() => retryWhileBusy(() => searcher.duplicates(scope, options), options?.signal));
    },
    search(request, options) {
      isWanted = true;
      // Another process may lock readers out for a moment. A search can be repeated without harm.
      return guarded(() => retryWhileBusy(() => searcher.search(request, options), options?.signal));
    },
    embedPicture: (bytes) => guarded(() => searcher.embedPicture(bytes)),
    warmUp: (next) => guarded(() => warmUp(next)),
    prepareVerdicts: (signal) => guarded(() => searcher.prepareVerdicts(signal)),
    describe: (...photo) => guarded(() => viewer.describe(...photo)),
    render: (...photo) => guarded(() => viewer.render(...photo)),
    thumbnail: (...photo) => guarded(() => viewer.thumbnail(...photo)),
    locate: (...photos) => guarded(() => viewer.locate(...photos)),
    contentsOf: (ids) => guarded(() => viewer.contentsOf(ids)),
    contentOf: (...photo) => guarded(() => viewer.contentOf(...photo)),
    picture: (...photo) => guarded(() => viewer.picture(...photo)),
    original: (...photo) => guarded(() => viewer.original(...photo)),
    contactSheet: (...photos) => guarded(() => viewer.contactSheet(...photos)),
    tag: (request) =>
      untilClosed(
        guarded(() => {
          const mayTag = findableIn(catalog, request.folders, scan).has;
          const signal = AbortSignal.any([closing.signal, ...(request.signal === undefined ? [] : [request.signal])]);
          return tagPhotos({ ...request, signal }, { catalog, workDir: join(dataDir, 'tagging'), mayTag });
        }),
      ),
    status: () => guardedSync(() => libraryStatus(catalog, dataDir, scan, texts.count)),
    runFor: (folders) => guardedSync(() => runningRunIf((run) => covers(run, { folders, scan }))),
    runIn: (folders) => guardedSync(() => runningRunIf((run) => touches(run, folders))),
    overview: (scope) =>
      guarded(() =>
        retryWhileBusy(async () => {
          const overview = await searcher.overview(scope);
          return { ...overview, model: activeModel(catalog)?.name ?? null };
        }),
      ),
    removeRoot: (path, options) =>
      guarded(async () => {
        if (!roots(catalog).some((root) => root.path === path)) {
          throw new PicsiftError('bad-usage', `${path} is not an indexed folder. List them with: picsift roots list`);
        }
        return asWriter(
          catalog,
          async (token) => {
            // Derived files contain names and vectors of the photos too. They are removed before, so that a kill leaves
            // nothing, and after, because another process that searches may have written some of them again.
            removeDerived(catalogFile);
            const photos = await eraseRoot(catalog, path, token);
            removeDerived(catalogFile);
            return photos;
          },
          options,
        );
      }),
    forget: (ids, options) =>
      guarded(() => asWriter(catalog, async (token) => forgetPhotos(catalog, ids, token), options)),
    doctor: ({ deep = false, ...options } = {}) => guarded(() => checkHealth(health, deep ? options : undefined)),
    repair: ({ changed = [], ...options } = {}) =>
      guarded(async () => {
        await asWriter(catalog, (token) => repairCatalog(health, changed, token), options);
        const folders = roots(catalog).map(({ path }) => path);
        if (folders.length > 0) await index(folders, options);
      }),
    importRclip(request, options = {}) {
      isWanted = true;
      return guarded(() => importFromRclip(request, { ...health, requested }, options));
    },
    exportTo: (file) => guarded(() => exportCatalog(catalog, file)),
    useModel: (nameOrFolder, options = {}) =>
      guarded(async () => ({ name: (await useModel(catalog, store, nameOrFolder, options)).spec.name })),
    async close({ runsMs } = {}) {
      closing.abort();
      viewer.close();
      // The searcher closes first, however long that takes: a process that exits while the model computes crashes.
      await searcher.close();
      const ended = Promise.allSettled(ongoing);
      await (runsMs === undefined ? ended : Promise.race([ended, sleep(runsMs, undefined, { ref: false })]));
      catalog.close();
    },
  };
}
