/** Reads, hashes and decodes files in a child process, so that a hostile file cannot harm the others. */

import { MAX_RESIDENT_BYTES } from '../../library/decode/memory.ts';
import { createSandbox, type Sandbox } from '../../process/sandbox.ts';
import type { DecodeReply, DecodeRequest } from './decode-file.ts';

/** For each file, the child process sends the SHA-256 and asks whether pixels are wanted. */
export type Decoder = Sandbox<DecodeRequest, DecodeReply, Uint8Array>;

/** Speed of a slow network drive. */
const SLOWEST_BYTES_PER_MS = 5_000;

interface DecoderOptions {
  /** Entry of the child process. */
  readonly source?: `${string}.ts`;
  /** Time limit for a small file. Large files get more. */
  readonly timeoutMs?: number;
}

/** Create a decoder. It starts its child process with the first file. */
export function createDecoder(options: DecoderOptions = {}): Decoder {
  const { source = 'src/indexing/run/decode-process.ts', timeoutMs = 10_000 } = options;
  return createSandbox<DecodeRequest, DecodeReply, Uint8Array>(source, {
    // The number of libuv's threads.
    concurrency: 4,
    timeoutMs: ({ file }) => timeoutMs + file.size / SLOWEST_BYTES_PER_MS,
    maxResidentBytes: MAX_RESIDENT_BYTES,
  });
}
