/** The real decoding child, but for files whose names say what it shall do instead. */

import { basename } from 'node:path';
import { type DecodeReply, type DecodeRequest, decodeFile } from '../../../src/indexing/run/decode-file.ts';
import { createDecodingMemory, createMemoryBudget, timedMemory } from '../../../src/library/decode/memory.ts';
import { serveSandbox } from '../../../src/process/sandbox-child.ts';

const memory = createDecodingMemory();
const tight = { files: createMemoryBudget(1), pixels: createMemoryBudget(1) };
const hoard: Buffer[] = [];

serveSandbox<DecodeRequest, DecodeReply, Uint8Array>(async (request, caller) => {
  const name = basename(request.file.path);
  if (name.startsWith('crash')) process.abort();
  // Like a decoder in native code: nothing else of this process goes on.
  if (name.startsWith('hang')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  if (name.startsWith('swallow')) {
    for (;;) {
      hoard.push(Buffer.alloc(100_000_000, 1));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  // Slow, and one at a time; the answer tells which process it came from.
  if (name.startsWith('queue')) {
    await timedMemory(tight, caller).pixels.use(1, () => new Promise((resolve) => setTimeout(resolve, 900)));
    return { kind: 'unreadable', reason: `${process.pid}` };
  }
  return decodeFile(request, memory, caller.ask);
});
