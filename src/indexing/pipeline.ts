/** One indexing run: scan -> plan -> (read, decode, embed) -> store. Runs in the indexing child. */

import { join } from 'node:path';
import { failures } from '../catalog/failures.ts';
import type { Catalog } from '../catalog/open.ts';
import { photosBelow } from '../catalog/photos.ts';
import { putRoot, roots } from '../catalog/roots.ts';
import { isInside } from '../library/roots.ts';
import { type Scan, scanFilter, scanFolder } from '../library/scan.ts';
import { type ImageTower, openImageTower } from '../model/tower.ts';
import type { Decoder } from './decoder.ts';
import type { IndexJob, IndexProgress, IndexSummary } from './messages.ts';
import { type Plan, planIndexing } from './plan.ts';
import { type Contents, type Prepared, prepare, readAhead } from './prepare.ts';
import { openStore } from './store.ts';

/** Photos for one pass of the model. A kill costs at most one batch. */
const BATCH_SIZE = 8;
/** A batch is stored at the latest when this many files were looked at, embedded or not. */
const STORE_AFTER = 64;

export interface PipelineContext {
  readonly catalog: Catalog;
  readonly leaseToken: number;
  readonly runId: number;
  readonly decoder: Decoder;
  readonly onProgress: (progress: IndexProgress) => void;
  /** Aborted: finish the batch and stop. */
  readonly signal: AbortSignal;
}

export async function runPipeline(job: IndexJob, context: PipelineContext): Promise<IndexSummary> {
  const { catalog, leaseToken, runId, decoder, onProgress, signal } = context;
  const startedAt = performance.now();
  const problems: { path: string; reason: string }[] = [];
  const unsettled: string[] = [];
  const offline: string[] = [];
  onProgress({ phase: 'scan', done: 0, total: 0 });
  const plan = await planAll(job, context, problems, offline);
  const store = openStore({ catalog, modelId: job.modelId, leaseToken, runId, plan });

  const underWay = new Set<string>();
  const contents: Contents = {
    hasSize: store.hasSize,
    stateOf: (sha256) =>
      store.isEmbedded(sha256) ? 'embedded' : underWay.has(sha256.toString('hex')) ? 'under-way' : 'unknown',
    claim: (sha256) => underWay.add(sha256.toString('hex')),
  };

  let tower: ImageTower | undefined;
  let done = 0;
  const total = plan.inspect.length;
  onProgress({ phase: 'embed', done, total });

  async function storeBatch(batch: readonly Prepared[]): Promise<void> {
    const fresh = batch.filter((prepared) => prepared.kind === 'new');
    // The model is loaded for the first photo that needs it: a run with nothing new never pays for it.
    if (fresh.length > 0) tower ??= await openImageTower(job.model);
    const vectors = (await tower?.embed(fresh.map(({ decoded }) => decoded.rgb))) ?? [];
    done += batch.length;
    store.storeBatch(batch, new Map(fresh.map((prepared, index) => [prepared, vectors[index]!])), done, total);
    for (const prepared of batch) {
      if (prepared.kind === 'failed' || prepared.kind === 'unreadable')
        problems.push({ path: prepared.item.file.path, reason: prepared.reason });
      if (prepared.kind === 'unsettled') {
        problems.push({ path: prepared.item.file.path, reason: 'it is being written to; the next run takes it' });
        unsettled.push(prepared.item.file.path);
      }
    }
    onProgress({ phase: 'embed', done, total });
  }

  async function indexAll(items: Plan['inspect']): Promise<Plan['inspect']> {
    const twins: Plan['inspect'] = [];
    let batch: Prepared[] = [];
    let fresh = 0;
    for await (const prepared of readAhead(untilAborted(items, signal), (item) =>
      prepare(item, decoder, job.model.preprocessing, contents),
    )) {
      if (prepared.kind === 'twin') {
        twins.push(prepared.item);
        continue;
      }
      batch.push(prepared);
      if (prepared.kind === 'new') fresh++;
      if (fresh === BATCH_SIZE || batch.length === STORE_AFTER) {
        await storeBatch(batch);
        batch = [];
        fresh = 0;
      }
    }
    if (batch.length > 0) await storeBatch(batch);
    return twins;
  }

  try {
    let items = plan.inspect;
    while (items.length > 0 && !signal.aborted) {
      items = await indexAll(items);
      underWay.clear();
    }
    // Whatever was not looked at may be the new place of a missing photo: remove nothing after an interruption.
    if (!signal.aborted) store.removeMissing();
  } finally {
    await tower?.close();
  }
  return {
    ...store.counts,
    seconds: Math.round(performance.now() - startedAt) / 1000,
    model: job.model.name,
    interrupted: signal.aborted,
    problems,
    unsettled,
    offline,
  };
}

function* untilAborted<T>(items: Iterable<T>, signal: AbortSignal): Generator<T> {
  for (const item of items) {
    if (signal.aborted) return;
    yield item;
  }
}

/** One plan over all folders of the job: a photo that moved from one to the other is a move. */
async function planAll(
  job: IndexJob,
  { catalog, signal }: PipelineContext,
  problems: { path: string; reason: string }[],
  offline: string[],
): Promise<Plan> {
  const whole = { kept: 0, inspect: [], missing: [], forget: [] } as Plan & { kept: number };
  const allFailures = failures(catalog);
  for (const folder of outermost(job)) {
    if (signal.aborted) break;
    const scan = await scanFolder(folder, job.scan, signal).catch((error: unknown): Scan => {
      if (signal.aborted) return { files: [], unread: [{ path: folder, reason: 'interrupted' }] };
      throw error;
    });
    problems.push(...scan.unread);
    const photos = photosBelow(catalog, folder, job.modelId);
    const isRoot = !roots(catalog).some(({ path }) => path !== folder && isInside(path, folder));
    // A drive that was pulled out leaves an empty folder behind: that is not a person deleting every photo.
    const isOffline = isRoot && scan.files.length === 0 && photos.length > 0;
    if (isRoot) putRoot(catalog, { path: folder, state: isOffline ? 'offline' : 'online' });
    if (isOffline) {
      offline.push(folder);
      continue;
    }
    const isScanned = scanFilter(folder, job.scan);
    const unseen = (path: string) => scan.unread.some((entry) => isInside(entry.path, path));
    const plan = planIndexing({
      files: scan.files,
      photos,
      failures: allFailures.filter(({ path }) => isInside(folder, path)),
      couldSee: (path) => !unseen(path) && isScanned(path),
    });
    whole.kept += plan.kept;
    whole.inspect.push(...plan.inspect);
    whole.missing.push(...plan.missing);
    whole.forget.push(...plan.forget);
  }
  return whole;
}

/** The folders that no scan of another one of the list reaches, each once. */
function outermost({ folders, scan }: IndexJob): string[] {
  const distinct = [...new Set(folders)];
  const reaches = (other: string, folder: string) =>
    isInside(other, folder) && scanFilter(other, scan)(join(folder, 'photo'));
  return distinct.filter((folder) => !distinct.some((other) => other !== folder && reaches(other, folder)));
}
