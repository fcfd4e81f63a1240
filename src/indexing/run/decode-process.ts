/** Entry of the decoding child. */

import { createDecodingMemory, timedMemory } from '../../library/decode/memory.ts';
import { serveSandbox } from '../../process/sandbox-child.ts';
import { type DecodeReply, type DecodeRequest, decodeFile } from './decode-file.ts';

const memory = createDecodingMemory();

serveSandbox<DecodeRequest, DecodeReply, Uint8Array>((request, caller) =>
  decodeFile(request, timedMemory(memory, caller), caller.ask),
);
