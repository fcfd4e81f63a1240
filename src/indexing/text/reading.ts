/** Reads text in a child process, so that a hostile file cannot harm the others. */

import type { ReadingModel } from '../../model/reading/installed.ts';
import { createSandbox, type Sandbox } from '../../process/sandbox.ts';
import type { ReadingReply, ReadingRequest } from './read-photo.ts';

export type Reading = Pick<Sandbox<ReadingRequest, ReadingReply>, 'call' | 'close'>;

/** What the child gets: it has no other way to know the models. */
export interface ReadingCall {
  readonly request: ReadingRequest;
  readonly models: readonly ReadingModel[];
}

/** One is decoded while another is read. */
export const AT_ONCE = 2;

/** The decoders may use 1 GB (see memory.ts); the models and a picture in reading size take the rest. Bytes. */
const MAX_RESIDENT_BYTES = 1_600_000_000;

/**
 * The models have no memory of their own (see reading/graph.ts): with blocks returned at once, half of the processor time goes
 * into getting them again. More than glibc allows (32 MB) would be ignored. It costs 180 MB.
 */
const KEPT_BLOCK_BYTES = 32 * 2 ** 20;

/** A page or a tall screenshot full of text takes 30 s of processor time, and this process comes last. */
const TIMEOUT_MS = 180_000;

/** Start to read with the built-in model and these. The child process starts with the first photo. */
export function createReading(models: readonly ReadingModel[]): Reading {
  const sandbox = createSandbox<ReadingCall, ReadingReply>('src/indexing/text/reading-process.ts', {
    concurrency: AT_ONCE,
    timeoutMs: () => TIMEOUT_MS,
    maxResidentBytes: MAX_RESIDENT_BYTES,
    keptBlockBytes: KEPT_BLOCK_BYTES,
  });
  return { call: (request) => sandbox.call({ request, models }), close: sandbox.close };
}
