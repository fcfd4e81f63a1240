/** Entry of the child that decodes the pictures of queries. */

import { type DecodedPhoto, decodePhoto } from '../../library/decode/decode.ts';
import { createDecodingMemory, timedMemory } from '../../library/decode/memory.ts';
import { geometryFor, type Preprocessing } from '../../model/run/preprocess.ts';
import { serveSandbox } from '../../process/sandbox-child.ts';

export interface DecodePictureRequest {
  /** The whole file. */
  readonly bytes: Uint8Array;
  /** How the model wants it. */
  readonly preprocessing: Preprocessing;
}

const memory = createDecodingMemory();

serveSandbox<DecodePictureRequest, DecodedPhoto>(({ bytes, preprocessing }, clock) => {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const geometryOf = (width: number, height: number) => geometryFor(width, height, preprocessing);
  return decodePhoto(file, geometryOf, preprocessing.resample, timedMemory(memory, clock).pixels);
});
