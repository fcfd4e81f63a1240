/** Entry of a tower's thread: loads one half of a model and embeds what it is sent, in order. */

import { parentPort, workerData } from 'node:worker_threads';
import { debug, inheritDebug, since } from '../../base/debug.ts';
import { messageOf } from '../../base/errors.ts';
import type { ModelSpec } from '../store/model-folder.ts';
import { openImageTower, openTextTower } from './tower.ts';

/** Which half of which model, on how many cores. */
export interface TowerJob {
  readonly kind: 'text' | 'image';
  readonly model: ModelSpec;
  readonly threads: number;
}

export type ToTower =
  | { readonly type: 'embed'; readonly id: number; readonly inputs: readonly string[] | readonly Uint8Array[] }
  | { readonly type: 'close' };

export type FromTower =
  | { readonly id: number; readonly vectors: Float32Array[] }
  | { readonly id: number; readonly error: string };

inheritDebug();
const port = parentPort!;
const { kind, model, threads } = workerData as TowerJob;
const tower = kind === 'text' ? openTextTower(model, threads) : openImageTower(model, threads);
// Reported with the first input that needs it.
tower.catch(() => {});
let queue: Promise<unknown> = Promise.resolve();
let closing = false;

port.on('message', (message: ToTower) => {
  if (message.type === 'close') closing = true;
  queue = queue.then(async () => {
    if (message.type === 'close') {
      await tower.then((open) => open.close()).catch(() => {});
      // With its port closed and nothing under way the thread ends by itself; ending it from outside would abort.
      port.close();
      return;
    }
    try {
      // Whoever closes does not wait for a long queue: what has begun is finished, the rest is turned away.
      if (closing) throw new Error('The model was closed before its turn came.');
      const open = await tower;
      const startedAt = performance.now();
      const vectors = await open.embed(message.inputs as string[] & Uint8Array[]);
      debug('model', () => `${kind} half: embedded ${vectors.length} in ${since(startedAt)}`);
      port.postMessage({ id: message.id, vectors } satisfies FromTower);
    } catch (error) {
      port.postMessage({ id: message.id, error: messageOf(error) } satisfies FromTower);
    }
  });
});
