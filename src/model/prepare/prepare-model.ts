/** Makes the files that save a model time, at its first use. */

import { mkdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { debug, since } from '../../base/debug.ts';
import { messageOf } from '../../base/errors.ts';
import { startThread } from '../../process/child.ts';
import { countUnsigned } from '../onnx/signed-weights.ts';
import { graphBytes } from '../run/graph-bytes.ts';
import { knownFingerprint } from '../store/fingerprint.ts';
import type { ModelSpec } from '../store/model-folder.ts';
import type { PrepareAnswer, PrepareJob } from './prepare-worker.ts';
import {
  findPrepared,
  type Half,
  type HalfRecord,
  newRecord,
  preparedFingerprints,
  preparedFolder,
  readRecord,
  removeOutdated,
  withoutGraphs,
  writeRecord,
} from './record.ts';

const HALVES = ['vision', 'text'] as const;

/** A lock that its holder has not refreshed for this long is stale: the holder is treated as dead. */
const LOCK_STALE_MS = 10_000;

/** Left free on the disk. */
const SPARE_BYTES = 200_000_000;

/**
 * Return the model with its prepared files, and make them if that was not tried before. This takes about 2 seconds for
 * graphs of ViT-B/32 with unsigned 8-bit weights, and a few milliseconds for others. The vectors stay the same, bit by bit.
 * Never fails: where the files cannot be made, or while another process makes them, the model is returned as it is.
 * @param store the folder of all models. The model's own folder is never written to.
 */
export async function prepareModel(spec: ModelSpec, fingerprint: string, store: string): Promise<ModelSpec> {
  const startedAt = performance.now();
  try {
    const prepared = findPrepared(store, spec, fingerprint) ?? (await makeFiles(spec, fingerprint, store));
    return { ...spec, prepared };
  } catch (error) {
    debug('model', () => `${spec.name} is used as it is, after ${since(startedAt)}: ${messageOf(error)}`);
    return spec;
  }
}

/** As `prepareModel`, for a model whose catalog is not known. */
export async function prepareInstalled(spec: ModelSpec, store: string): Promise<ModelSpec> {
  return prepareModel(spec, await knownFingerprint(spec, preparedFingerprints(store)), store);
}

async function makeFiles(spec: ModelSpec, fingerprint: string, store: string) {
  const folder = preparedFolder(store, fingerprint);
  mkdirSync(folder, { recursive: true });
  if (!hasWork(spec)) {
    // Nothing that a second process could disturb.
    const nothing: HalfRecord = { result: 'nothing to do', weights: 0 };
    writeRecord(folder, { ...newRecord(spec, fingerprint), halves: { vision: nothing, text: nothing } });
    return withoutGraphs(folder, spec);
  }
  requireSpace(spec, folder);
  const { lock } = await import('proper-lockfile');
  // If the lock is lost, both processes write the same files.
  const release = await lock(folder, { realpath: false, stale: LOCK_STALE_MS, onCompromised: () => {} });
  try {
    return findPrepared(store, spec, fingerprint) ?? (await makeWhileLocked(spec, fingerprint, store));
  } finally {
    await release().catch(() => {});
  }
}

async function makeWhileLocked(spec: ModelSpec, fingerprint: string, store: string) {
  const folder = preparedFolder(store, fingerprint);
  const record = newRecord(spec, fingerprint, readRecord(folder));
  // What an interrupted process or an older version left.
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  writeRecord(folder, record);
  try {
    const work = HALVES.map((half) => runWorker({ spec, half, folder }));
    // Even if one fails: the other writes into the folder.
    await Promise.allSettled(work);
    const [vision, text] = await Promise.all(work);
    const halves: Record<Half, HalfRecord> = { vision: vision!, text: text! };
    for (const half of HALVES) if (halves[half].file === undefined) removeFiles(folder, half);
    writeRecord(folder, { ...record, halves });
  } catch (error) {
    // A full disk, for example. The record stays: it counts the attempts.
    for (const half of HALVES) removeFiles(folder, half);
    throw error;
  }
  removeOutdated(store, record);
  return findPrepared(store, spec, fingerprint);
}

function removeFiles(folder: string, half: Half): void {
  rmSync(join(folder, half), { recursive: true, force: true });
}

/** A disk that is full for a moment would disturb others. @throws Error. */
function requireSpace({ visionFile, textFile }: ModelSpec, folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < graphBytes(visionFile) + graphBytes(textFile) + SPARE_BYTES)
    throw new Error('The disk is almost full.');
}

/** True if a graph has weights to rewrite. A damaged graph has none: the model's own error message says more. */
function hasWork({ visionFile, textFile }: ModelSpec): boolean {
  return [visionFile, textFile].some((file) => {
    try {
      return countUnsigned(file) > 0;
    } catch {
      return false;
    }
  });
}

/** The thread cannot be stopped: ending it during an inference aborts the process. */
function runWorker(job: PrepareJob): Promise<HalfRecord> {
  return new Promise((resolve, reject) => {
    const worker = startThread('src/model/prepare/prepare-worker.ts', job);
    let answer: PrepareAnswer | undefined;
    let crash: Error | undefined;
    worker.on('message', (message: PrepareAnswer) => {
      answer = message;
    });
    worker.on('error', (error: Error) => {
      crash = error;
    });
    worker.on('exit', () => {
      if (answer !== undefined && 'record' in answer) resolve(answer.record);
      else reject(crash ?? new Error(answer?.error ?? 'The thread ended.'));
    });
  });
}
