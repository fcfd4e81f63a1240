/** Entry of the self-check's thread: does one job, sends one verdict and ends. */

import { parentPort, workerData } from 'node:worker_threads';
import { inheritDebug } from '../../base/debug.ts';
import { messageOf, PicsiftError } from '../../base/errors.ts';
import { checkTowers, type SelfCheckJob, type SelfCheckVerdict } from './self-check.ts';
import { openImageTower, openTextTower } from './tower.ts';

inheritDebug();
const job = workerData as SelfCheckJob;
const { spec } = job;

async function check(): Promise<SelfCheckVerdict> {
  try {
    const image = await openImageTower(spec);
    const text = await openTextTower(spec);
    await checkTowers(image, text, job);
    await Promise.all([image.close(), text.close()]);
    return { ok: true };
  } catch (error) {
    const reason =
      error instanceof PicsiftError
        ? error.message
        : `The model ${spec.name} cannot be run (${messageOf(error)}). Download it again with "picsift model pull".`;
    return { ok: false, reason };
  }
}

parentPort!.postMessage(await check());
