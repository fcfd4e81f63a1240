/** The parent's side of the threads that share the work of a scan. A small matrix is scanned without threads. */

import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { PicsiftError } from '../../base/errors.ts';
import { startThread } from '../../process/child.ts';
import { BLOCK_ROWS, type CodeMemory, MAX_SCANNERS } from './code-memory.ts';
import { loadBlocks, type StoredBlock } from './code-store.ts';
import type { Kernel } from './load-kernel.ts';
import type { Scanned } from './query-scan.ts';
import { type ScanRound, scanBlocks } from './scan-blocks.ts';
import type { FromScanner, ScannerJob, ToScanner } from './scan-worker.ts';

/** A scan of this many rows takes one or two milliseconds, so threads would not pay off. */
const ROWS_WITHOUT_THREADS = 4 * BLOCK_ROWS;

/** One operation at a time: the caller waits for each promise before the next call. */
export class Scanners {
  readonly #space: CodeMemory;
  readonly #kernel: Kernel;
  readonly #threads: Thread[] = [];

  constructor(space: CodeMemory, kernel: Kernel) {
    this.#space = space;
    this.#kernel = kernel;
  }

  /** Read the blocks of a store. @throws Error when a block is missing or damaged. */
  async load(folder: string, blocks: readonly StoredBlock[]): Promise<void> {
    const threads = this.#threadsFor(blocks.length * BLOCK_ROWS);
    this.#space.startAt(0);
    if (threads.length === 0) loadBlocks(this.#kernel, this.#space, folder, blocks);
    else await allOf(threads.map((thread) => thread.ask({ type: 'load', folder, blocks })));
  }

  /** Scan a part of the rows. @returns for each scanner, a result for each job. */
  async scan(round: ScanRound): Promise<(readonly Scanned[])[]> {
    this.#space.startAt(round.firstBlock);
    const threads = this.#threadsFor(round.endBlock * BLOCK_ROWS);
    if (threads.length === 0) return [scanBlocks(this.#kernel, this.#space, 0, round)];
    const answers = await allOf(threads.map((thread) => thread.ask({ type: 'scan', round })));
    return answers.flatMap((answer) => (answer.type === 'scanned' ? [answer.scanned] : []));
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #threadsFor(rows: number): readonly Thread[] {
    if (rows <= ROWS_WITHOUT_THREADS && this.#threads.length === 0) return [];
    const { memory, dimension } = this.#space;
    const count = Math.min(availableParallelism(), MAX_SCANNERS);
    for (let scanner = 0; scanner < count; scanner++) {
      // The memory stays when a thread dies, so a new thread can replace it.
      if (this.#threads[scanner]?.isAlive !== true) this.#threads[scanner] = new Thread({ memory, dimension, scanner });
    }
    return this.#threads;
  }
}

/** Wait for all answers, also when one fails: a thread that is still busy must not be asked again. */
async function allOf<T>(answers: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(answers);
  return Promise.all(answers);
}

class Thread {
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  #waiting: { resolve(answer: FromScanner): void; reject(error: Error): void } | undefined;
  #dead: PicsiftError | undefined;

  constructor(job: ScannerJob) {
    this.#worker = startThread('src/derived/matrix/scan-worker.ts', job);
    this.#worker.on('message', (answer: FromScanner) => {
      if (answer.type === 'failed') this.#waiting?.reject(new PicsiftError('worker-failed', answer.reason));
      else this.#waiting?.resolve(answer);
      this.#waiting = undefined;
    });
    this.#worker.on('error', (error) => this.#end(error));
    this.#exited = new Promise((resolve) => this.#worker.on('exit', () => resolve(this.#end())));
  }

  get isAlive(): boolean {
    return this.#dead === undefined;
  }

  ask(message: ToScanner): Promise<FromScanner> {
    if (this.#dead !== undefined) return Promise.reject(this.#dead);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#worker.postMessage(message);
    });
  }

  close(): Promise<void> {
    this.#worker.postMessage({ type: 'close' } satisfies ToScanner);
    return this.#exited;
  }

  #end(error?: Error): void {
    const text = `A thread of the search stopped working (${error?.message ?? 'closed'}). Search again.`;
    this.#dead ??= new PicsiftError('worker-failed', text, { cause: error });
    this.#waiting?.reject(this.#dead);
    this.#waiting = undefined;
  }
}
