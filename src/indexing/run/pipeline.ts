/** One indexing run: scan -> plan -> (read, decode, embed) -> store. Runs in the indexing child process. */

import { debug, since } from '../../base/debug.ts';
import type { Catalog } from '../../catalog/open.ts';
import { startImageTowers } from '../../model/run/tower-client.ts';
import type { Decoder } from './decoder.ts';
import { type IndexJob, type IndexProgress, type IndexSummary, KEPT_PROBLEMS } from './messages.ts';
import type { Inspection } from './plan.ts';
import { type Contents, type Prepared, prepare, readAhead } from './prepare.ts';
import { openStore } from './store.ts';
import { reportOf, type Survey, surveyFolders } from './survey.ts';

/** Photos in the batches being embedded, over all copies of the model. A kill loses at most this many. */
const IN_PROGRESS = 16;
/** Photos to prepare while others are embedded. More than one batch, because decoding times differ. */
const READ_AHEAD = 2 * IN_PROGRESS;
/** So many unknown photos are hardly all copies of known ones, which need no model. */
const MANY = 8;
/** A batch is stored at the latest when it has this many files, embedded or not. */
const STORE_AFTER = 64;

export interface PipelineContext {
  readonly catalog: Catalog;
  readonly leaseToken: number;
  readonly runId: number;
  readonly decoder: Decoder;
  readonly onProgress: (progress: IndexProgress) => void;
  readonly onNotice: (line: string) => void;
  /** Aborted: the run finishes its batch and stops. */
  readonly signal: AbortSignal;
}

/** Index the folders of a job. @returns the summary; if the signal aborts, it says `interrupted`. */
export async function runPipeline(job: IndexJob, context: PipelineContext): Promise<IndexSummary> {
  const { catalog, leaseToken, runId, decoder, onProgress, onNotice, signal } = context;
  const startedAt = performance.now();
  const unsettled: string[] = [];
  onProgress({ phase: 'scan', done: 0, total: 0 });
  const survey = await surveyFolders(job, context);
  const { problems, excluded, offline } = reportOf(survey);
  const store = openStore({
    catalog,
    modelId: job.modelId,
    leaseToken,
    runId,
    survey,
    acceptRemovals: job.acceptRemovals ?? false,
  });
  store.noteSurvey();

  const claimed = new Set<string>();
  const contents: Contents = {
    stateOf: (sha256, path) =>
      store.isEmbedded(sha256, path) ? 'embedded' : claimed.has(hex(sha256)) ? 'in-progress' : 'unknown',
    claim: (sha256) => claimed.add(hex(sha256)),
  };

  // The model loads while the first photos are decoded.
  let towers = unknownCount(survey) < MANY ? undefined : startImageTowers(job.model, survey.inspect.length, onNotice);
  /** Batches being stored. A failed one stays, so that its error is thrown at the next wait. */
  const storing = new Set<Promise<void>>();
  let done = 0;
  let total = survey.inspect.length;
  /** Paths of files that show no picture, or only a part of it. */
  const faulty = new Set<string>();
  onProgress({ phase: 'embed', done, total });

  async function storeBatch(batch: readonly Prepared[]): Promise<void> {
    const fresh = batch.filter((prepared) => prepared.kind === 'new');
    const startedAt = performance.now();
    const vectors = (await towers?.embed(fresh.map(({ decoded }) => decoded.rgb))) ?? [];
    done += batch.length;
    const embeddedIn = since(startedAt);
    const storingAt = performance.now();
    store.storeBatch(batch, new Map(fresh.map((prepared, index) => [prepared, vectors[index]!])), done, total);
    debug('index', () => {
      const kinds = [...new Set(batch.map(({ kind }) => kind))].join(', ');
      const work = `${fresh.length} embedded in ${embeddedIn}, stored in ${since(storingAt)}`;
      return `batch of ${batch.length} (${kinds}): ${work}; ${done} of ${total} files are done`;
    });
    for (const prepared of batch) {
      if (prepared.kind === 'failed' || prepared.kind === 'unreadable') {
        problems.push({ path: prepared.item.file.path, reason: prepared.reason });
        faulty.add(prepared.item.file.path);
      }
      if ('sha256' in prepared && store.isDamaged(prepared.sha256)) faulty.add(prepared.item.file.path);
      if (prepared.kind === 'unsettled') {
        problems.push({ path: prepared.item.file.path, reason: 'it is being written to; the next run indexes it' });
        unsettled.push(prepared.item.file.path);
      }
    }
    onProgress({ phase: 'embed', done, total });
  }

  /** Start a batch as soon as a copy of the model is free. */
  async function beginBatch(batch: readonly Prepared[]): Promise<void> {
    if (storing.size >= (towers?.copies ?? 1)) await Promise.race(storing);
    const work = storeBatch(batch).then(() => void storing.delete(work));
    // The error is thrown when the next batch starts or at the end; until then it must not count as unhandled.
    work.catch(() => {});
    storing.add(work);
  }

  async function indexAll(items: readonly Inspection[]): Promise<Inspection[]> {
    const twins: Inspection[] = [];
    let batch: Prepared[] = [];
    let fresh = 0;
    for await (const prepared of readAhead(READ_AHEAD, untilAborted(items, signal), (item) =>
      prepare(item, decoder, job.model.preprocessing, contents),
    )) {
      if (prepared.kind === 'twin') {
        twins.push(prepared.item);
        continue;
      }
      batch.push(prepared);
      if (prepared.kind === 'new') {
        fresh++;
        // A run without new photos does not load the model.
        towers ??= startImageTowers(job.model, total, onNotice);
      }
      if (fresh >= IN_PROGRESS / (towers?.copies ?? 1) || batch.length === STORE_AFTER) {
        await beginBatch(batch);
        batch = [];
        fresh = 0;
      }
    }
    if (batch.length > 0) await beginBatch(batch);
    await Promise.all(storing);
    return twins;
  }

  /** Index these items, then those of equal content that waited for them. */
  async function indexInRounds(items: readonly Inspection[]): Promise<void> {
    while (items.length > 0 && !signal.aborted) {
      items = await indexAll(items);
      claimed.clear();
    }
  }

  try {
    await indexInRounds(survey.inspect);
    const needed = survey.spares.filter(({ twins }) => twins.every((path) => faulty.has(path)));
    total += needed.length;
    await indexInRounds(needed);
    // After an interruption remove nothing: a file that was not read may be a missing photo that moved.
    if (!signal.aborted) store.finish();
  } finally {
    await towers?.close();
  }
  return {
    ...store.counts,
    seconds: Math.round(performance.now() - startedAt) / 1000,
    model: job.model.name,
    interrupted: signal.aborted,
    problemCount: problems.length,
    problems: problems.slice(0, KEPT_PROBLEMS),
    unsettled,
    excluded,
    offline,
  };
}

/** Count the files that are neither in the index nor, probably, missing photos under a new name. */
function unknownCount({ inspect, losses }: Survey): number {
  const unknown = inspect.filter(({ photo }) => photo === undefined).length;
  return losses.reduce((count, { missing }) => count - missing.length, unknown);
}

function hex(sha256: Uint8Array): string {
  return Buffer.from(sha256).toString('hex');
}

function* untilAborted<T>(items: Iterable<T>, signal: AbortSignal): Generator<T> {
  for (const item of items) {
    if (signal.aborted) return;
    yield item;
  }
}
