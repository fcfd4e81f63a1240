/** Entry of the decoding child. */

import { createDecodingMemory, timedMemory } from '../library/memory.ts';
import { serveSandbox } from '../sandbox-child.ts';
import { type DecodeRequest, decodeFile } from './decode-file.ts';

const memory = createDecodingMemory();

serveSandbox((request: DecodeRequest, clock) => decodeFile(request, timedMemory(memory, clock)));
