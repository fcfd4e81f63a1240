/**
 * How much memory the decodings of one process may hold at once. The sandbox ends a child that grows past its limit;
 * this keeps honest photos from ever getting there, however many large ones are under way.
 */

import { PicsiftError } from '../../base/errors.ts';
import type { RequestClock } from '../../process/sandbox-child.ts';
import { MAX_FILE_BYTES } from '../files/formats.ts';

export interface MemoryBudget {
  /**
   * Do the work once that much memory is free, in the order of asking.
   * @throws PicsiftError `photo-unreadable` where it never will be.
   */
  use<T>(bytes: number, work: () => Promise<T>): Promise<T>;
}

export interface DecodingMemory {
  /** For the files' bytes. */
  readonly files: MemoryBudget;
  /** For what the decoders make of them. Whoever holds a share of it waits for nothing: no deadlock. */
  readonly pixels: MemoryBudget;
}

/** A decoding process that grows beyond this is ended. Bytes. */
export const MAX_RESIDENT_BYTES = 1_000_000_000;

/** With the files (256 MiB) and an idle child (90 MB): below that limit. Bytes. */
const PIXEL_BYTES = 600_000_000;

export function createDecodingMemory(): DecodingMemory {
  return { files: createMemoryBudget(MAX_FILE_BYTES), pixels: createMemoryBudget(PIXEL_BYTES) };
}

/** The same memory for one request, whose clock stands still while it waits. */
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
