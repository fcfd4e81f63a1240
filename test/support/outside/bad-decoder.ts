/** The real decoding child, except for files whose names select a fault. */

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
  // As in a decoder in native code, nothing else in this process runs.
  if (name.startsWith('hang')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  if (name.startsWith('swallow')) {
    for (;;) {
      hoard.push(Buffer.alloc(100_000_000, 1));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  if (name.startsWith('who')) return { kind: 'unreadable', reason: `${process.pid}` };
  // Slow, and one at a time; the answer contains the process id.
  if (name.startsWith('queue')) {
    await timedMemory(tight, caller).pixels.use(1, () => new Promise((resolve) => setTimeout(resolve, 300)));
    return { kind: 'unreadable', reason: `${process.pid}` };
  }
  return decodeFile(request, memory, caller.ask);
});
