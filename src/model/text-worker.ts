/** Entry of the query thread: loads the text tower alone and embeds what it is sent, in order. */

import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../errors.ts';
import type { ModelSpec } from './folder.ts';
import { openTextTower } from './tower.ts';

export type ToTextWorker = { readonly type: 'embed'; readonly id: number; readonly text: string } | { type: 'close' };

export type FromTextWorker =
  | { readonly id: number; readonly vector: Float32Array }
  | { readonly id: number; readonly error: string };

const port = parentPort!;
const tower = openTextTower(workerData as ModelSpec);
// Reported with the first query that needs it.
tower.catch(() => {});
let queue: Promise<unknown> = Promise.resolve();
let closing = false;

port.on('message', (message: ToTextWorker) => {
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
      const [vector] = await (await tower).embed([message.text]);
      port.postMessage({ id: message.id, vector: vector! } satisfies FromTextWorker);
    } catch (error) {
      port.postMessage({ id: message.id, error: messageOf(error) } satisfies FromTextWorker);
    }
  });
});
