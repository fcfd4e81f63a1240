/** Queries to unit vectors, off the event loop: the parent's side of the query thread. */

import { startThread } from '../child.ts';
import { PicsiftError } from '../errors.ts';
import type { ModelSpec } from './folder.ts';
import type { FromTextWorker, ToTextWorker } from './text-worker.ts';

export interface TextEncoder {
  /** @returns a unit vector. @throws PicsiftError `model-broken`. */
  embed(text: string): Promise<Float32Array>;
  /** Lets the inference that is under way finish, rejects what is queued behind it, ends the thread. */
  close(): Promise<void>;
}

/** Starts loading at once; the first `embed` waits for it. */
export function startTextEncoder(model: ModelSpec): TextEncoder {
  const worker = startThread('src/model/text-worker.ts', model);
  const waiting = new Map<number, { resolve(vector: Float32Array): void; reject(error: Error): void }>();
  let lastId = 0;
  let dead: PicsiftError | undefined;

  worker.on('message', (reply: FromTextWorker) => {
    const caller = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('vector' in reply) caller?.resolve(reply.vector);
    else caller?.reject(new PicsiftError('model-broken', reply.error));
  });
  const end = (error?: Error) => {
    dead ??= new PicsiftError(
      'model-broken',
      `The model's text half stopped working (${error?.message ?? 'closed'}).`,
      {
        cause: error,
      },
    );
    for (const { reject } of waiting.values()) reject(dead);
    waiting.clear();
  };
  worker.on('error', end);
  const exited = new Promise<void>((resolve) => worker.on('exit', () => resolve(end())));
  const say = (message: ToTextWorker) => worker.postMessage(message);

  return {
    embed(text) {
      if (dead !== undefined) return Promise.reject(dead);
      return new Promise((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        say({ type: 'embed', id, text });
      });
    },
    close() {
      say({ type: 'close' });
      return exited;
    },
  };
}
