/**
 * Limits the memory that all decodings of one process use together. The sandbox ends a child process that exceeds its
 * limit; this budget prevents that for valid photos, however many large ones are decoded at the same time.
 */

import { PicsiftError } from '../../base/errors.ts';
import type { RequestClock } from '../../process/sandbox-child.ts';
import { MAX_FILE_BYTES } from '../files/formats.ts';

export interface MemoryBudget {
  /**
   * Do the work as soon as `bytes` of the budget are free. Callers are served in the order of their calls.
   * @throws PicsiftError `photo-unreadable` if the budget is smaller than `bytes`.
   */
  use<T>(bytes: number, work: () => Promise<T>): Promise<T>;
}

export interface DecodingMemory {
  /** For the bytes of the files. */
  readonly files: MemoryBudget;
  /** For the decoders. A decoding that holds a share of this budget waits for no other, so there is no deadlock. */
  readonly pixels: MemoryBudget;
}

/** The sandbox ends a decoding process that uses more. Bytes. */
export const MAX_RESIDENT_BYTES = 1_000_000_000;

/** Together with the files (256 MiB) and an idle child process (90 MB), this stays below the limit. Bytes. */
const PIXEL_BYTES = 600_000_000;

export function createDecodingMemory(): DecodingMemory {
  return { files: createMemoryBudget(MAX_FILE_BYTES), pixels: createMemoryBudget(PIXEL_BYTES) };
}

/** Wrap the budgets for one request: its time-out pauses while it waits for memory. */
export function timedMemory(memory: DecodingMemory, clock: RequestClock): DecodingMemory {
  const timed = (budget: MemoryBudget): MemoryBudget => ({
    use(bytes, work) {
      clock.pause();
      return budget.use(bytes, () => {
        clock.restart();
        return work();
      });
    },
  });
  return { files: timed(memory.files), pixels: timed(memory.pixels) };
}

/** @internal */
export function createMemoryBudget(capacity: number): MemoryBudget {
  let free = capacity;
  const waiting: { readonly bytes: number; readonly start: () => void }[] = [];

  function admit(): void {
    while (waiting[0] !== undefined && waiting[0].bytes <= free) {
      const { bytes, start } = waiting.shift()!;
      free -= bytes;
      start();
    }
  }

  return {
    async use(bytes, work) {
      if (bytes > capacity) throw new PicsiftError('photo-unreadable', 'it needs too much memory to decode');
      await new Promise<void>((start) => {
        waiting.push({ bytes, start });
        admit();
      });
      try {
        return await work();
      } finally {
        free += bytes;
        admit();
      }
    },
  };
}
