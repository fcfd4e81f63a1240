/** Entry of the decoding child. */

import { createDecodingMemory } from '../library/memory.ts';
import { serveSandbox } from '../sandbox-child.ts';
import { type DecodeRequest, decodeFile } from './decode-file.ts';

const memory = createDecodingMemory();

serveSandbox((request: DecodeRequest) => decodeFile(request, memory));
