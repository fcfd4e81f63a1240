/** Reads, hashes and decodes files in a child process, so that a hostile one costs itself alone. */

import { MAX_RESIDENT_BYTES } from '../../library/decode/memory.ts';
import { createSandbox, type Sandbox } from '../../process/sandbox.ts';
import type { DecodeReply, DecodeRequest } from './decode-file.ts';

/** Asks, with a content's SHA-256, whether its pixels are wanted. */
export type Decoder = Sandbox<DecodeRequest, DecodeReply, Uint8Array>;

/** A slow network drive still delivers this much. */
const SLOWEST_BYTES_PER_MS = 5_000;

interface DecoderOptions {
  /** Entry of the child. */
  readonly source?: `${string}.ts`;
  /** Time for a small file; large ones get more. */
  readonly timeoutMs?: number;
}

export function createDecoder(options: DecoderOptions = {}): Decoder {
  const { source = 'src/indexing/run/decode-process.ts', timeoutMs = 10_000 } = options;
  return createSandbox<DecodeRequest, DecodeReply, Uint8Array>(source, {
    // As many as libuv has threads.
    concurrency: 4,
    timeoutMs: ({ file }) => timeoutMs + file.size / SLOWEST_BYTES_PER_MS,
    maxResidentBytes: MAX_RESIDENT_BYTES,
  });
}
