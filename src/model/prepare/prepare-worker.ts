/** Entry of a thread that prepares one half of a model: rewrites its graph, compares both graphs, and ends. */

import { mkdirSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { debug, inheritDebug, since } from '../../base/debug.ts';
import { messageOf, systemCode } from '../../base/errors.ts';
import { countUnsigned, writeSigned } from '../onnx/signed-weights.ts';
import { openImageTower, openTextTower } from '../run/tower.ts';
import type { ModelSpec } from '../store/model-folder.ts';
import { type Comparison, compareTowers, drawPictures, TEXTS } from './compare.ts';
import { multipliesExactly } from './exact-integers.ts';
import type { Half, HalfRecord } from './record.ts';

export interface PrepareJob {
  readonly spec: ModelSpec;
  readonly half: Half;
  /** For the new files. It has no folder with the name of the half. */
  readonly folder: string;
}

/** An error of the system says nothing about the model. */
export type PrepareAnswer = { readonly record: HalfRecord } | { readonly error: string };

/** Enough to be sure of a difference of a tenth. */
const PICTURES = 10;

/** Less is not worth the room on the disk, and may be chance. */
const WORTH_IT = 0.9;

inheritDebug();
const { spec, half, folder } = workerData as PrepareJob;

async function prepare(): Promise<HalfRecord> {
  const source = half === 'vision' ? spec.visionFile : spec.textFile;
  const weights = countUnsigned(source);
  if (weights === 0) return { result: 'nothing to do', weights };
  if (!(await multipliesExactly())) return { result: 'different outputs', weights };
  const file = join(half, basename(source));
  const startedAt = performance.now();
  mkdirSync(join(folder, half));
  const files = writeSigned(source, join(folder, file));
  debug('model', () => `${file} written with ${weights} signed weights in ${since(startedAt)}`);
  // The disk is busy while the processor compares.
  const [{ isIdentical, msBefore, msAfter }] = await Promise.all([compare(join(folder, file)), ...files.map(toDisk)]);
  debug('model', () => `${file}: ${isIdentical ? 'same' : 'different'} vectors, ${msBefore} -> ${msAfter} ms`);
  const measured = { weights, msBefore, msAfter };
  if (!isIdentical) return { result: 'different outputs', ...measured };
  if (!(msAfter < msBefore * WORTH_IT)) return { result: 'not faster', ...measured };
  return { result: 'faster', ...measured, file, size: statSync(join(folder, file)).size };
}

/** Wait until a file would survive a power failure. */
async function toDisk(path: string): Promise<void> {
  const file = await open(path, 'r+');
  await file.sync().finally(() => file.close());
}

async function compare(file: string): Promise<Comparison> {
  if (half === 'vision') {
    const [before, after] = [
      await openImageTower(spec, { threads: 1 }),
      await openImageTower({ ...spec, visionFile: file }, { threads: 1 }),
    ];
    const comparison = await compareTowers(before, after, drawPictures(PICTURES, spec.preprocessing.crop));
    await Promise.all([before.close(), after.close()]);
    return comparison;
  }
  const [before, after] = [
    await openTextTower(spec, { threads: 1 }),
    await openTextTower({ ...spec, textFile: file }, { threads: 1 }),
  ];
  const comparison = await compareTowers(before, after, TEXTS);
  await Promise.all([before.close(), after.close()]);
  return comparison;
}

async function answer(): Promise<PrepareAnswer> {
  try {
    return { record: await prepare() };
  } catch (error) {
    if (systemCode(error) !== undefined) return { error: messageOf(error) };
    return { record: { result: 'failed', weights: 0, reason: messageOf(error) } };
  }
}

parentPort!.postMessage(await answer());
