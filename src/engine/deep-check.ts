/** Compares the bytes of every photo with those that were indexed: size and time do not show each change. */

import { PicsiftError } from '../base/errors.ts';
import { filesAsIndexed, type IndexedFile } from '../catalog/indexed-files.ts';
import type { Catalog } from '../catalog/open.ts';
import { createDecoder, type Decoder } from '../indexing/run/decoder.ts';
import { readAhead } from '../indexing/run/prepare.ts';
import { sameSizeAndTime, stampOf } from '../library/files/file-stamp.ts';

export interface DeepOptions {
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Files to read while others are hashed. */
const READ_AHEAD = 8;
export interface ByteComparison {
  /** Number of photos that have the bytes that were indexed. */
  readonly same: number;
  /** Paths of the others. */
  readonly differing: readonly string[];
  /** Number of photos that were not compared, because they are gone, new or unreadable. */
  readonly skipped: number;
}

/**
 * Hash all photos that have their stored size and time. The others are new or changed: other checks report them.
 * @throws PicsiftError `interrupted` when the signal aborts.
 */
export async function compareBytes(catalog: Catalog, { onProgress, signal }: DeepOptions): Promise<ByteComparison> {
  const { total, files } = filesAsIndexed(catalog);
  const decoder = createDecoder();
  const differing: string[] = [];
  let [done, same] = [0, 0];
  try {
    const hash = async (file: IndexedFile) => ({ path: file.path, outcome: await compare(file, decoder) });
    for await (const { path, outcome } of readAhead(READ_AHEAD, files, hash)) {
      if (signal?.aborted) throw new PicsiftError('interrupted', 'Stopped: not all photos were compared.');
      if (outcome === 'same') same++;
      else if (outcome === 'different') differing.push(path);
      done++;
      onProgress?.(done, total);
    }
  } finally {
    decoder.close();
  }
  return { same, differing, skipped: done - same - differing.length };
}

type Outcome = 'same' | 'different' | 'unknown';

async function compare(file: IndexedFile, decoder: Decoder): Promise<Outcome> {
  const stamp = await stampOf(file.path);
  if (stamp === undefined || !sameSizeAndTime(stamp, file)) return 'unknown';
  // A file that cannot be read is the concern of the next run.
  const reply = await decoder.call({ file: stamp }).catch(() => undefined);
  if (reply === undefined || !('sha256' in reply)) return 'unknown';
  return Buffer.from(reply.sha256).equals(file.sha256) ? 'same' : 'different';
}
