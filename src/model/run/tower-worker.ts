/** Entry of a tower's thread: loads one half of a model and embeds the inputs that it receives, in order. */

import { parentPort, workerData } from 'node:worker_threads';
import { debug, inheritDebug, since } from '../../base/debug.ts';
import { messageOf } from '../../base/errors.ts';
import { withFallback } from '../provider/session.ts';
import type { ModelSpec } from '../store/model-folder.ts';
import { openOn } from './session.ts';
import { openImageTower, openTextTower } from './tower.ts';

/** Which half of which model to load, and on how many cores to run it. */
export interface TowerJob {
  readonly kind: 'text' | 'image';
  readonly model: ModelSpec;
  readonly threads: number;
  /** See `TowerOptions` for these two. */
  readonly isShortLived: boolean;
  readonly packsWeights: boolean;
}

export type ToTower =
  | {
      readonly type: 'embed';
      readonly id: number;
      readonly inputs: readonly string[] | readonly Uint8Array[];
      /** See `TextTower.embed`. */
      readonly isTyped: boolean;
    }
  | { readonly type: 'close' };

export type FromTower =
  /** `ms`: the time that embedding took. */
  | { readonly id: number; readonly vectors: Float32Array[]; readonly ms: number }
  | { readonly id: number; readonly error: string }
  /** A line for people. */
  | { readonly notice: string };

inheritDebug();
const port = parentPort!;
const { kind, model, threads, isShortLived, packsWeights } = workerData as TowerJob;
const provider = model.providers?.[kind] ?? 'cpu';
const onCpu = openOn('cpu');
const open =
  provider === 'cpu'
    ? onCpu
    : withFallback(provider, { onProvider: openOn(provider), onCpu }, (notice) =>
        port.postMessage({ notice } satisfies FromTower),
      );
const options = { threads, isShortLived, packsWeights, open };
const tower = kind === 'text' ? openTextTower(model, options) : openImageTower(model, options);
// The first `embed` reports an error of loading.
tower.catch(() => {});
let queue: Promise<unknown> = Promise.resolve();
let closing = false;

port.on('message', (message: ToTower) => {
  if (message.type === 'close') closing = true;
  queue = queue.then(async () => {
    if (message.type === 'close') {
      await tower.then((open) => open.close()).catch(() => {});
      // With its port closed and no inference running, the thread ends. Terminating it could abort the process.
      port.close();
      return;
    }
    try {
      // `close` does not wait for a long queue: the running inference ends, the queued ones are rejected.
      if (closing) throw new Error('The model was closed before it could embed this input.');
      const open = await tower;
      const startedAt = performance.now();
      const vectors = await open.embed(message.inputs as string[] & Uint8Array[], message.isTyped);
      const ms = performance.now() - startedAt;
      debug('model', () => `${kind} half: embedded ${vectors.length} in ${since(startedAt)}`);
      port.postMessage({ id: message.id, vectors, ms } satisfies FromTower);
    } catch (error) {
      port.postMessage({ id: message.id, error: messageOf(error) } satisfies FromTower);
    }
  });
});
