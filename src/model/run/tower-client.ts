/** Runs towers in threads, to keep the event loop free. This is the parent's side. */

import { availableParallelism } from 'node:os';
import { debug } from '../../base/debug.ts';
import { PicsiftError } from '../../base/errors.ts';
import { writeErrorLine } from '../../base/log.ts';
import { startThread } from '../../process/child.ts';
import type { ModelSpec } from '../store/model-folder.ts';
import { graphBytes } from './graph-bytes.ts';
import type { FromTower, ToTower, TowerJob } from './tower-worker.ts';

/** `Input`: a text, or a picture as `ImageTower` takes it. */
export interface TowerThread<Input> {
  /** @param isTyped see `TextTower.embed`. @returns a unit vector for each input, in order. @throws PicsiftError `model-broken`. */
  embed(inputs: readonly Input[], isTyped?: boolean): Promise<Float32Array[]>;
  /** Waits for the running inference, rejects all queued ones and ends the thread. */
  close(): Promise<void>;
}

export interface TextTowerThread extends TowerThread<string> {
  /** Time that each of the latest texts took, without loading the model. Undefined before the first ones. */
  textMs(): number | undefined;
}

/**
 * Start the half that queries need. It starts to load immediately; the first `embed` waits until it is loaded.
 * @param isShortLived load quickly rather than run quickly: the process ends after one answer.
 */
export function startTextTower(model: ModelSpec, isShortLived: boolean): TextTowerThread {
  const { inputMs, ...tower } = startTower<string>({ kind: 'text', model, ...forQueries(isShortLived) });
  return { ...tower, textMs: inputMs };
}

/** Start the half that queries with pictures need. It loads as in `startTextTower`. */
export function startImageTower(model: ModelSpec, isShortLived: boolean): TowerThread<Uint8Array> {
  return startTower<Uint8Array>({ kind: 'image', model, ...forQueries(isShortLived) });
}

function forQueries(isShortLived: boolean) {
  return { threads: availableParallelism(), isShortLived, packsWeights: !isShortLived };
}

export interface ImageTowers extends TowerThread<Uint8Array> {
  /** Number of batches that are embedded at the same time. Others wait. */
  readonly copies: number;
}

/**
 * Start the half that indexing needs, in as many copies as memory allows, each with its share of the cores. Two threads
 * that work on one batch exchange all activations between cores: for ViT-B/32 that costs a fifth of the processor time.
 * @param pictures number of pictures to embed.
 * @param onNotice receives a line when the CPU replaces a provider.
 */
export function startImageTowers(model: ModelSpec, pictures: number, onNotice?: (line: string) => void): ImageTowers {
  // Copies would share a graphics card.
  const isOnCpu = (model.providers?.image ?? 'cpu') === 'cpu';
  const copies = isOnCpu ? Math.min(copiesOf(model.visionFile), Math.ceil(pictures / WORTH_A_COPY)) : 1;
  const threads = Math.floor(availableParallelism() / copies);
  const loading = { threads, isShortLived: true, packsWeights: pictures >= WORTH_PACKING };
  debug('model', () => {
    const weights = loading.packsWeights ? 'packed' : 'as they are';
    return `image half: copies: ${copies}, threads each: ${threads}, weights: ${weights}, pictures: ${pictures} or fewer`;
  });
  const towers = Array.from({ length: copies }, () => ({
    tower: startTower<Uint8Array>({ kind: 'image', model, ...loading }, onNotice),
    waiting: 0,
  }));
  return {
    copies,
    async embed(pictures) {
      const idlest = towers.reduce((best, other) => (other.waiting < best.waiting ? other : best));
      idlest.waiting++;
      try {
        return await idlest.tower.embed(pictures);
      } finally {
        idlest.waiting--;
      }
    },
    async close() {
      await Promise.all(towers.map(({ tower }) => tower.close()));
    },
  };
}

/** For fewer pictures, loading another copy takes more processor time than it saves. */
const WORTH_A_COPY = 100;
/**
 * For fewer pictures, arranging the weights takes longer than it saves. For ViT-B/32 that is 350 ms of processor time in
 * float32, and 90 ms with 8-bit weights; it saves 2 to 4 ms for each picture.
 */
const WORTH_PACKING = 50;
/** More copies would split the decoded photos into batches that are too small to be efficient. */
const MAX_COPIES = 4;
/** Limit for the weights of all copies together. Bytes. */
const MAX_COPIED_BYTES = 800_000_000;

function copiesOf(file: string): number {
  return Math.max(1, Math.min(MAX_COPIES, availableParallelism(), Math.floor(MAX_COPIED_BYTES / graphBytes(file))));
}

function startTower<Input extends string | Uint8Array>(
  job: TowerJob,
  onNotice: (line: string) => void = writeErrorLine,
): TowerThread<Input> & { inputMs(): number | undefined } {
  const worker = startThread('src/model/run/tower-worker.ts', job);
  const waiting = new Map<number, { resolve(vectors: Float32Array[]): void; reject(error: Error): void }>();
  let lastId = 0;
  let dead: PicsiftError | undefined;
  let inputMs: number | undefined;

  worker.on('message', (reply: FromTower) => {
    if ('notice' in reply) return onNotice(reply.notice);
    const caller = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('vectors' in reply) {
      inputMs = reply.ms / reply.vectors.length;
      caller?.resolve(reply.vectors);
    } else caller?.reject(new PicsiftError('model-broken', reply.error));
  });
  const end = (error?: Error) => {
    const text = `The model's ${job.kind} half stopped working (${error?.message ?? 'closed'}). Start picsift again.`;
    dead ??= new PicsiftError('model-broken', text, { cause: error });
    for (const { reject } of waiting.values()) reject(dead);
    waiting.clear();
  };
  worker.on('error', end);
  const exited = new Promise<void>((resolve) => worker.on('exit', () => resolve(end())));
  const send = (message: ToTower) => worker.postMessage(message);

  return {
    embed(inputs, isTyped = false) {
      if (dead !== undefined) return Promise.reject(dead);
      return new Promise((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        send({ type: 'embed', id, inputs: inputs as readonly string[] | readonly Uint8Array[], isTyped });
      });
    },
    close() {
      send({ type: 'close' });
      return exited;
    },
    inputMs: () => inputMs,
  };
}
