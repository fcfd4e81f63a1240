/** Entry of the decoding child process. */

import { debug, since } from '../../base/debug.ts';
import { messageOf } from '../../base/errors.ts';
import { createDecodingMemory, timedMemory } from '../../library/decode/memory.ts';
import { serveSandbox } from '../../process/sandbox-child.ts';
import { type DecodeReply, type DecodeRequest, decodeFile } from './decode-file.ts';

const memory = createDecodingMemory();

serveSandbox<DecodeRequest, DecodeReply, Uint8Array>(async (request, caller) => {
  const startedAt = performance.now();
  const work = decodeFile(request, timedMemory(memory, caller), caller.ask);
  const outcome = await work.then(inWords, (error: unknown) => `failed: ${messageOf(error)}`);
  debug('decode', () => `${request.file.path}: ${outcome}, ${since(startedAt)}`);
  return work;
});

function inWords(reply: DecodeReply): string {
  if (reply.kind === 'unreadable') return `unreadable: ${reply.reason}`;
  if (reply.kind !== 'decoded') return reply.kind;
  const { decoder, width, height, damaged } = reply.decoded;
  return `decoded by ${decoder}, ${width} x ${height}${damaged ? ', damaged' : ''}`;
}
