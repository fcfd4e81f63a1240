/**
 * An engine whose index runs and imports happen in this process, for tests of what they decide and store. They are the
 * real ones. Usually a run has a process of its own, and another one for the decoders, which cost ten times as much;
 * test/engine/engine.test.ts and the command line's tests start those.
 */

import { join } from 'node:path';
import { messageOf, PicsiftError } from '../../src/base/errors.ts';
import { DOOR_BUSY_TIMEOUT_MS, openCatalog, WRITER_BUSY_TIMEOUT_MS } from '../../src/catalog/open.ts';
import { WRITER, withLease } from '../../src/catalog/runs/lease.ts';
import { ensureModel } from '../../src/engine/active-model.ts';
import type {
  Engine,
  EngineOptions,
  ImportSummary,
  IndexOptions,
  RclipOptions,
  RclipRequest,
} from '../../src/engine/api.ts';
import { importFromRclip } from '../../src/engine/import.ts';
import type { RunOptions } from '../../src/indexing/job/run-job.ts';
import { decodeFile } from '../../src/indexing/run/decode-file.ts';
import type { Decoder } from '../../src/indexing/run/decoder.ts';
import { indexFolders } from '../../src/indexing/run/index-folders.ts';
import type { IndexJob, IndexProgress, IndexSummary } from '../../src/indexing/run/messages.ts';
import { type WatchedLibrary, watchLibrary } from '../../src/indexing/watch/watch-library.ts';
import { createDecodingMemory } from '../../src/library/decode/memory.ts';
import { engineOptions, testEngine } from './test-engine.ts';

type HereOptions = Pick<IndexJob, 'acceptRemovals' | 'unlessForgotten' | 'leaveImported'> &
  Pick<IndexOptions, 'onNotice'> &
  RunOptions<IndexProgress>;

interface EngineHere extends Omit<Engine, 'index'> {
  index(folders: readonly string[], options?: HereOptions): Promise<IndexSummary>;
}

/** Opens the engine, and closes it at the end of the test. */
export function engineHere(overrides: Partial<EngineOptions> = {}): EngineHere {
  const options = engineOptions(overrides);
  return {
    ...testEngine(options),
    async index(folders, special) {
      return indexHere(options, folders, special);
    },
    async importRclip(request, rclipOptions) {
      return importHere(options, request, rclipOptions);
    },
    async watch(folders, watchOptions) {
      const catalog = openCatalog(catalogOf(options), { busyTimeoutMs: DOOR_BUSY_TIMEOUT_MS });
      const index: WatchedLibrary['index'] = (changed, { scan, unlessForgotten }) =>
        indexHere({ ...options, scan }, changed, { unlessForgotten });
      await watchLibrary(folders, { catalog, scan: options.scan, index }, watchOptions).finally(() => catalog.close());
    },
  };
}

/** Index the folders as src/indexing/run/indexing-process.ts does, without its messages and its sandbox. */
export async function indexHere(
  options: EngineOptions,
  folders: readonly string[],
  { onProgress = () => {}, onNotice, signal, ...special }: HereOptions = {},
): Promise<IndexSummary> {
  const catalogFile = catalogOf(options);
  const catalog = openCatalog(catalogFile, { busyTimeoutMs: WRITER_BUSY_TIMEOUT_MS });
  try {
    const { id: modelId, spec: model } = await ensureModel(catalog, storeOf(options), options.model, { onNotice });
    const job = { catalogFile, modelId, model, folders, scan: options.scan, ...special };
    const context = { catalog, decoder, onProgress, onNotice: () => {}, stop: signal ?? new AbortController().signal };
    return await withLease(catalog, WRITER, (leaseToken, lost) => indexFolders(job, { ...context, leaseToken, lost }));
  } finally {
    catalog.close();
  }
}

/** Import without the process of the decoders. */
async function importHere(
  options: EngineOptions,
  request: RclipRequest,
  rclipOptions: RclipOptions = {},
): Promise<ImportSummary> {
  const { dataDir, scan, model } = options;
  const catalogFile = catalogOf(options);
  const catalog = openCatalog(catalogFile, { busyTimeoutMs: WRITER_BUSY_TIMEOUT_MS });
  try {
    const library = { catalog, catalogFile, dataDir, store: storeOf(options), scan, requested: model };
    return await importFromRclip(request, library, rclipOptions, decoder);
  } finally {
    catalog.close();
  }
}

const storeOf = ({ hub, dataDir }: EngineOptions) => ({ ...hub, folder: join(dataDir, 'models') });

const catalogOf = ({ dataDir }: EngineOptions) => join(dataDir, 'catalog.sqlite');

const memory = createDecodingMemory();

const decoder: Decoder = {
  async call(request, decide) {
    try {
      return await decodeFile(request, memory, async (sha256) => decide?.(sha256) ?? false);
    } catch (error) {
      throw new PicsiftError('photo-unreadable', messageOf(error));
    }
  },
  close() {},
};
