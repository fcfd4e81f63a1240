/** One file, read once: bytes -> identity -> pixels. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { messageOf, PicsiftError, systemCode } from '../errors.ts';
import { type DecodedPhoto, decodePhoto } from '../library/decode.ts';
import { MAX_FILE_BYTES } from '../library/formats.ts';
import { readMetadata } from '../library/metadata.ts';
import { stampOf } from '../library/scan.ts';
import { geometryFor, type Preprocessing } from '../model/preprocess.ts';
import type { Inspection } from './plan.ts';

/** What became of a file that the plan wanted looked at. */
export type Prepared = { readonly item: Inspection } & (
  | { readonly kind: 'new'; readonly sha256: Buffer; readonly decoded: DecodedPhoto; readonly takenAt: string | null }
  /** Its content has its vector already. */
  | { readonly kind: 'known'; readonly sha256: Buffer }
  /** Another file of this run has the same content: look again once that one is stored. */
  | { readonly kind: 'twin' }
  /** It was written to, or deleted, while it was read: the next run sees it finished. */
  | { readonly kind: 'unsettled' }
  | { readonly kind: 'failed'; readonly code: string; readonly reason: string }
);

/** What is known of a content before it is decoded. */
export type ContentState = 'unknown' | 'embedded' | 'under-way';

/**
 * Read, hash and, where the content has no vector yet, decode. Hash and pixels come from the same bytes, so what is
 * stored belongs together even while files change.
 */
export async function prepare(
  item: Inspection,
  preprocessing: Preprocessing,
  stateOf: (sha256: Buffer) => ContentState,
): Promise<Prepared> {
  const { file } = item;
  try {
    if (file.size > MAX_FILE_BYTES) throw new PicsiftError('photo-unreadable', 'the file is too large');
    const bytes = await readFile(file.path);
    const now = await stampOf(file.path);
    if (now?.size !== file.size || now.mtimeNs !== file.mtimeNs || bytes.length !== file.size) {
      return { item, kind: 'unsettled' };
    }
    const sha256 = createHash('sha256').update(bytes).digest();
    const state = stateOf(sha256);
    if (state === 'embedded') return { item, kind: 'known', sha256 };
    if (state === 'under-way') return { item, kind: 'twin' };
    const geometryOf = (width: number, height: number) => geometryFor(width, height, preprocessing);
    const decoded = await decodePhoto(bytes, geometryOf, preprocessing.resample);
    return { item, kind: 'new', sha256, decoded, ...readMetadata(bytes) };
  } catch (error) {
    if ((await stampOf(file.path)) === undefined) return { item, kind: 'unsettled' };
    const code = error instanceof PicsiftError ? error.code : 'photo-unreadable';
    return { item, kind: 'failed', code, reason: reasonOf(error) };
  }
}

/** Without the path: who is told knows it, or must not. */
function reasonOf(error: unknown): string {
  const code = systemCode(error);
  if (code === 'EACCES' || code === 'EPERM') return 'picsift may not read the file';
  return code === undefined ? messageOf(error) : `reading it failed (${code})`;
}

/** Files that are read ahead while the model computes, at most; and their bytes together, at most. */
const READ_AHEAD = 16;
const READ_AHEAD_BYTES = 128 * 1024 * 1024;

/** Run `work` over the items, several at once, yielding results in order. `work` must not throw. */
export async function* readAhead<R>(
  items: Iterable<Inspection>,
  work: (item: Inspection) => Promise<R>,
): AsyncGenerator<R> {
  const pending: { result: Promise<R>; size: number }[] = [];
  let bytes = 0;
  const next = async () => {
    const { result, size } = pending.shift()!;
    bytes -= size;
    return result;
  };
  for (const item of items) {
    const { size } = item.file;
    while (pending.length > 0 && (pending.length >= READ_AHEAD || bytes + size > READ_AHEAD_BYTES)) yield next();
    pending.push({ result: work(item), size });
    bytes += size;
  }
  while (pending.length > 0) yield next();
}
