/**
 * An engine whose index runs happen in this process, for tests of what a run decides and stores. Survey, plan, decoders,
 * model and catalog are the real ones. A real run takes two more processes, which cost ten times as much;
 * test/engine/engine.test.ts and the command line's tests start those.
 */

import { join } from 'node:path';
import { messageOf, PicsiftError } from '../../src/base/errors.ts';
import { WRITER, withLease } from '../../src/catalog/lease.ts';
import { DOOR_BUSY_TIMEOUT_MS, openCatalog, WRITER_BUSY_TIMEOUT_MS } from '../../src/catalog/open.ts';
import { finishRun, startRun } from '../../src/catalog/runs.ts';
import { derivedFolder } from '../../src/derived/derived-folder.ts';
import { photoTableFile, updatePhotoTable } from '../../src/derived/photo-table-file.ts';
import { ensureModel } from '../../src/engine/active-model.ts';
import type { Engine, EngineOptions } from '../../src/engine/api.ts';
import { decodeFile } from '../../src/indexing/run/decode-file.ts';
import type { Decoder } from '../../src/indexing/run/decoder.ts';
import type { IndexJob, IndexSummary } from '../../src/indexing/run/messages.ts';
import { runPipeline } from '../../src/indexing/run/pipeline.ts';
import { type WatchedLibrary, watchLibrary } from '../../src/indexing/watch/watch-library.ts';
import { createDecodingMemory } from '../../src/library/decode/memory.ts';
import { engineOptions, testEngine } from './test-engine.ts';

type HereOptions = Pick<IndexJob, 'acceptRemovals' | 'unlessForgotten'>;

interface EngineHere extends Omit<Engine, 'index'> {
  index(folders: readonly string[], options?: HereOptions): Promise<IndexSummary>;
}

/** Opens the engine, and closes it at the end of the test. */
export function engineHere(overrides: Partial<EngineOptions> = {}): EngineHere {
  const options = engineOptions(overrides);
  return {
    ...testEngine(options),
    index: (folders, special) => indexHere(options, folders, special),
    async watch(folders, watchOptions) {
      const catalog = openCatalog(catalogOf(options), { busyTimeoutMs: DOOR_BUSY_TIMEOUT_MS });
      const index: WatchedLibrary['index'] = (changed, { scan, unlessForgotten }) =>
        indexHere({ ...options, scan }, changed, { unlessForgotten });
      await watchLibrary(folders, { catalog, scan: options.scan, index }, watchOptions).finally(() => catalog.close());
    },
  };
}

/** Index the folders as src/indexing/run/indexing-process.ts does. */
export async function indexHere(
  options: EngineOptions,
  folders: readonly string[],
  special: HereOptions = {},
): Promise<IndexSummary> {
  const catalogFile = catalogOf(options);
  const catalog = openCatalog(catalogFile, { busyTimeoutMs: WRITER_BUSY_TIMEOUT_MS });
  try {
    const store = { ...options.hub, folder: join(options.dataDir, 'models') };
    const { id: modelId, spec: model } = await ensureModel(catalog, store, options.model, {});
    const job = { catalogFile, modelId, model, folders, scan: options.scan, ...special };
    return await withLease(catalog, WRITER, async (leaseToken, signal) => {
      const runId = startRun(catalog, job);
      const onProgress = () => {};
      const summary = await runPipeline(job, { catalog, leaseToken, runId, decoder, onProgress, signal });
      await updatePhotoTable(catalog, photoTableFile(derivedFolder(catalogFile)));
      finishRun(catalog, runId, 'completed', summary);
      return summary;
    });
  } finally {
    catalog.close();
  }
}

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
