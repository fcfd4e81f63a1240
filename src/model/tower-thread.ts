/** Towers off the event loop: the parent's side of their threads. */

import { startThread } from '../child.ts';
import { PicsiftError } from '../errors.ts';
import type { ModelSpec } from './folder.ts';
import type { FromTower, ToTower, TowerJob } from './tower-worker.ts';

/** `Input`: a text, or a picture as `ImageTower` takes it. */
export interface TowerThread<Input> {
  /** @returns a unit vector for each input, in order. @throws PicsiftError `model-broken`. */
  embed(inputs: readonly Input[]): Promise<Float32Array[]>;
  /** Lets the inference that is under way finish, rejects what is queued behind it, ends the thread. */
  close(): Promise<void>;
}

/** The half that queries need. Starts loading at once; the first `embed` waits for it. */
export function startTextTower(model: ModelSpec): TowerThread<string> {
  return startTower<string>({ kind: 'text', model });
}

/** The half that indexing needs. */
export function startImageTower(model: ModelSpec): TowerThread<Uint8Array> {
  return startTower<Uint8Array>({ kind: 'image', model });
}

function startTower<Input extends string | Uint8Array>(job: TowerJob): TowerThread<Input> {
  const worker = startThread('src/model/tower-worker.ts', job);
  const waiting = new Map<number, { resolve(vectors: Float32Array[]): void; reject(error: Error): void }>();
  let lastId = 0;
  let dead: PicsiftError | undefined;

  worker.on('message', (reply: FromTower) => {
    const caller = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('vectors' in reply) caller?.resolve(reply.vectors);
    else caller?.reject(new PicsiftError('model-broken', reply.error));
  });
  const end = (error?: Error) => {
    const text = `The model's ${job.kind} half stopped working (${error?.message ?? 'closed'}). Start picsift again.`;
    dead ??= new PicsiftError('model-broken', text, { cause: error });
    for (const { reject } of waiting.values()) reject(dead);
    waiting.clear();
  };
  worker.on('error', end);
  const exited = new Promise<void>((resolve) => worker.on('exit', () => resolve(end())));
  const say = (message: ToTower) => worker.postMessage(message);

  return {
    embed(inputs) {
      if (dead !== undefined) return Promise.reject(dead);
      return new Promise((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        say({ type: 'embed', id, inputs: inputs as readonly string[] | readonly Uint8Array[] });
      });
    },
    close() {
      say({ type: 'close' });
      return exited;
    },
  };
}
