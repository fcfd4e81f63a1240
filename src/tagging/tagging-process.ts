/** Entry of the tagging child process: makes and checks tagged copies, and reads sidecars. */

import { createDecodingMemory, timedMemory } from '../library/decode/memory.ts';
import type { ScannedFile } from '../library/files/file-stamp.ts';
import { readSidecars, type Sidecar } from '../library/metadata/sidecars.ts';
import { serveSandbox } from '../process/sandbox-child.ts';
import { createKeywordWriter } from './exiftool.ts';
import { type CopyRequest, makeTaggedCopy, type TaggedCopy } from './tagged-copy.ts';

export type TaggingRequest = CopyRequest | { readonly kind: 'read'; readonly sidecars: readonly ScannedFile[] };

export interface TaggingReply {
  readonly made?: TaggedCopy;
  readonly sidecar?: Sidecar | undefined;
}

const memory = createDecodingMemory();
const writer = createKeywordWriter();

serveSandbox<TaggingRequest, TaggingReply>(async (request, clock) => {
  if (request.kind === 'read') return { sidecar: await readSidecars(request.sidecars) };
  return { made: await makeTaggedCopy(request, writer, timedMemory(memory, clock).pixels) };
});
