/** What an inspected file turns out to be, found out with as little work as possible. */

import { PicsiftError } from '../../base/errors.ts';
import type { DecodedPhoto } from '../../library/decode/decode.ts';
import type { Sidecar } from '../../library/metadata/sidecars.ts';
import type { Preprocessing } from '../../model/run/preprocess.ts';
import type { Description } from './decode-file.ts';
import type { Decoder } from './decoder.ts';
import type { Inspection } from './plan.ts';

/** What became of a file that the plan wanted looked at. */
export type Prepared = { readonly item: Inspection } & (
  | ({ readonly kind: 'new'; readonly decoded: DecodedPhoto } & Description)
  /** Its content has its vector already. */
  | ({ readonly kind: 'known' } & Description)
  /** It is as it was; only its sidecars are not. */
  | { readonly kind: 'annotated'; readonly sidecar: Sidecar | undefined }
  /** Another file of this run has the same content: look again once that one is stored. */
  | { readonly kind: 'twin' }
  /** It was written to, or deleted, while it was read: the next run sees it finished. */
  | { readonly kind: 'unsettled' }
  /** The system did not let it be read: nothing is known of it, and the next run tries again. */
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** It is no photo that can be decoded: recorded, and tried again when it changes. */
  | { readonly kind: 'failed'; readonly reason: string }
);

/** What the run knows of contents. */
export interface Contents {
  /** `under-way`: another file of this run has it and is not stored yet. */
  stateOf(sha256: Uint8Array): 'unknown' | 'embedded' | 'under-way';
  /** From now on it is under way. */
  claim(sha256: Uint8Array): void;
}

/** @throws PicsiftError `worker-failed`, `interrupted`: what has nothing to do with the file. */
export async function prepare(
  item: Inspection,
  decoder: Decoder,
  preprocessing: Preprocessing,
  contents: Contents,
): Promise<Prepared> {
  const { file } = item;
  try {
    if (item.sidecarsOnly) return { item, ...(await decoder.call({ file, sidecarsOnly: true })) } as Prepared;
    // A renamed, moved, copied or touched photo is known by its hash and never decoded.
    const isNew = (sha256: Uint8Array) => contents.stateOf(sha256) === 'unknown';
    const reply = await decoder.call({ file, preprocessing }, isNew);
    if (!('sha256' in reply)) return { item, ...reply };
    const state = contents.stateOf(reply.sha256);
    if (state === 'embedded') return { item, ...reply, kind: 'known' };
    if (state === 'under-way' || reply.kind === 'hashed') return { item, kind: 'twin' };
    contents.claim(reply.sha256);
    return { item, ...reply, kind: 'new' };
  } catch (error) {
    if (!(error instanceof PicsiftError) || error.code !== 'photo-unreadable') throw error;
    return { item, kind: 'failed', reason: error.message };
  }
}

/** Run `work` over the items, up to `limit` at once, yielding results in order. Throws what the first of them throws. */
export async function* readAhead<R>(
  limit: number,
  items: Iterable<Inspection>,
  work: (item: Inspection) => Promise<R>,
): AsyncGenerator<R> {
  const pending: Promise<R>[] = [];
  for (const item of items) {
    if (pending.length >= limit) yield await pending.shift()!;
    const result = work(item);
    // Looked at in its turn; until then it is not unhandled.
    result.catch(() => {});
    pending.push(result);
  }
  while (pending.length > 0) yield await pending.shift()!;
}
