/** Imports another program's index: opens it, finds the model to compare with, and takes the writer lease. */

import { homeFolder } from '../base/home-folder.ts';
import { openRclip } from '../catalog/rclip-database.ts';
import { asWriter } from '../catalog/runs/lease.ts';
import { type ImportSummary, importRclip } from '../indexing/rclip/import-rclip.ts';
import { createDecoder, type Decoder } from '../indexing/run/decoder.ts';
import { modelForImport, type RequestedModel } from './active-model.ts';
import type { RclipOptions, RclipRequest } from './api.ts';
import type { HealthInput } from './health-check.ts';

interface Library extends HealthInput {
  readonly requested: RequestedModel;
}

/**
 * See `Engine.importRclip`.
 * @param decoder reads the photos of the sample. Default: one in a child process.
 */
export async function importFromRclip(
  { database: file, modelFolder, folders }: RclipRequest,
  { catalog, catalogFile, dataDir, store, scan, requested }: Library,
  { onProgress = () => {}, onNotice, onWait, signal = new AbortController().signal }: RclipOptions,
  decoder: Decoder = createDecoder(),
): Promise<ImportSummary> {
  const database = openRclip(file, dataDir);
  try {
    const { spec, enter } = await modelForImport(catalog, store, requested, modelFolder, {
      signal,
      onNotice,
      onProgress: ({ receivedBytes, totalBytes }) =>
        onProgress({ phase: 'download', done: receivedBytes, total: totalBytes ?? 0 }),
    });
    const job = { catalogFile, model: spec, folders, scan, home: homeFolder() };
    const context = { catalog, database, decoder, enterModel: enter, onProgress, signal };
    return await asWriter(catalog, (leaseToken) => importRclip(job, { ...context, leaseToken }), { onWait, signal });
  } finally {
    decoder.close();
    database.close();
  }
}
