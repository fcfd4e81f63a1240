/** Finds out what an inspected file is, with as little work as possible. */

import { PicsiftError } from '../../base/errors.ts';
import type { DecodedPhoto } from '../../library/decode/decode.ts';
import type { Sidecar } from '../../library/metadata/sidecars.ts';
import type { Preprocessing } from '../../model/run/preprocess.ts';
import type { Description } from './decode-file.ts';
import type { Decoder } from './decoder.ts';
import type { Inspection } from './plan.ts';

/** Result of inspecting a file. */
export type Prepared = { readonly item: Inspection } & (
  | ({ readonly kind: 'new'; readonly decoded: DecodedPhoto } & Description)
  /** The content keeps its imported vector. */
  | ({ readonly kind: 'settled'; readonly decoded: DecodedPhoto } & Description)
  /** The content already has a vector. */
  | ({ readonly kind: 'known' } & Description)
  /** Only the sidecars have changed. */
  | { readonly kind: 'annotated'; readonly sidecar: Sidecar | undefined }
  /** Another file of this run has the same content. Prepare this file again when that one is stored. */
  | { readonly kind: 'twin' }
  /** The file changed or was deleted while it was read. The next run tries again. */
  | { readonly kind: 'unsettled' }
  /** The system refused to read the file. The next run tries again. */
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** The file cannot be decoded as a photo. Recorded, and tried again when the file or the decoders change. */
  | { readonly kind: 'failed'; readonly reason: string }
);

/** The state of contents in this run. */
export interface Contents {
  /**
   * `embedded`: it need not be decoded. `in-progress`: another file of this run has the content and is not stored yet.
   * @param path of a file with the content.
   */
  stateOf(sha256: Uint8Array, path: string): 'unknown' | 'embedded' | 'in-progress';
  /** Mark the content as in progress. */
  claim(sha256: Uint8Array): void;
}

/** Prepare a file. @throws PicsiftError `worker-failed`, `interrupted`: errors that the file did not cause. */
export async function prepare(
  item: Inspection,
  decoder: Decoder,
  preprocessing: Preprocessing,
  contents: Contents,
): Promise<Prepared> {
  const { file } = item;
  try {
    if (item.sidecarsOnly) return { item, ...(await decoder.call({ file, sidecarsOnly: true })) } as Prepared;
    // A renamed, moved, copied or touched photo is recognised by its hash and not decoded.
    const isNew = (sha256: Uint8Array) => contents.stateOf(sha256, file.path) === 'unknown';
    const reply = await decoder.call({ file, preprocessing, imported: item.imported }, isNew);
    if (!('sha256' in reply)) return { item, ...reply };
    const state = contents.stateOf(reply.sha256, file.path);
    if (state === 'embedded') return { item, ...reply, kind: 'known' };
    if (state === 'in-progress' || reply.kind === 'hashed') return { item, kind: 'twin' };
    contents.claim(reply.sha256);
    const { plain = false, ...decoded } = reply;
    return { item, ...decoded, kind: item.imported && plain && !decoded.decoded.damaged ? 'settled' : 'new' };
  } catch (error) {
    if (!(error instanceof PicsiftError) || error.code !== 'photo-unreadable') throw error;
    return { item, kind: 'failed', reason: error.message };
  }
}

/** Run `work` for the items, up to `limit` at once. Yields results in order; throws the first error in that order. */
export async function* readAhead<T, R>(
  limit: number,
  items: Iterable<T>,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const pending: Promise<R>[] = [];
  for (const item of items) {
    if (pending.length >= limit) yield await pending.shift()!;
    const result = work(item);
    // The error is thrown in its turn; until then it must not count as unhandled.
    result.catch(() => {});
    pending.push(result);
  }
  while (pending.length > 0) yield await pending.shift()!;
}
