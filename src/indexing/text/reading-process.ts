/** Entry of the reading child process: a sandbox, because it decodes files from strangers. */

import { availableParallelism } from 'node:os';
import { debug, since } from '../../base/debug.ts';
import { createDecodingMemory, timedMemory } from '../../library/decode/memory.ts';
import { serveSandbox } from '../../process/sandbox-child.ts';
import { createTextReader, type TextReader } from '../../reading/text-reader.ts';
import { type ReadingReply, readPhoto } from './read-photo.ts';
import type { ReadingCall } from './reading.ts';

const memory = createDecodingMemory();
// The other half of the cores stays free: nobody waits for this.
const threads = Math.ceil(availableParallelism() / 2);
/** The models are the same in each call. */
let reader: TextReader | undefined;

serveSandbox<ReadingCall, ReadingReply>(async ({ request, models }, caller) => {
  const startedAt = performance.now();
  reader ??= createTextReader({ threads, models });
  const reply = await readPhoto(request, reader, timedMemory(memory, caller));
  debug('text', () => {
    const outcome = reply.kind === 'read' ? `${reply.lines.length} lines` : reply.kind;
    return `${request === 'blank' ? request : request.path}: ${outcome}, ${since(startedAt)}`;
  });
  return reply;
});
