/** Entry of the child process that decodes pictures of queries. */

import { debug, since } from '../../base/debug.ts';
import { type DecodedPhoto, decodePhoto } from '../../library/decode/decode.ts';
import { createDecodingMemory, timedMemory } from '../../library/decode/memory.ts';
import { geometryFor, type Preprocessing } from '../../model/run/preprocess.ts';
import { serveSandbox } from '../../process/sandbox-child.ts';

export interface DecodePictureRequest {
  /** The whole file. */
  readonly bytes: Uint8Array;
  /** Preprocessing of the model. */
  readonly preprocessing: Preprocessing;
}

const memory = createDecodingMemory();

serveSandbox<DecodePictureRequest, DecodedPhoto>(async ({ bytes, preprocessing }, clock) => {
  const startedAt = performance.now();
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const geometryOf = (width: number, height: number) => geometryFor(width, height, preprocessing);
  const photo = await decodePhoto(file, geometryOf, preprocessing.resample, timedMemory(memory, clock).pixels);
  debug('decode', () => `picture of ${file.length} bytes: decoded by ${photo.decoder}, ${since(startedAt)}`);
  return photo;
});
