/** The real decoding child, but for files whose names say what it shall do instead. */

import { basename } from 'node:path';
import { type DecodeRequest, decodeFile } from '../../src/indexing/decode-file.ts';
import { createDecodingMemory } from '../../src/library/memory.ts';
import { serveSandbox } from '../../src/sandbox-child.ts';

const memory = createDecodingMemory();
const hoard: Buffer[] = [];

serveSandbox(async (request: DecodeRequest) => {
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
  return decodeFile(request, memory);
});
