/** Entry of the rendering child. */

import { serveSandbox } from '../sandbox-child.ts';
import { createDecodingMemory, timedMemory } from './memory.ts';
import { type RenderedPhoto, type RenderOptions, renderPhoto } from './render.ts';

export interface RenderRequest {
  readonly bytes: Uint8Array;
  readonly options: RenderOptions;
}

const memory = createDecodingMemory();

serveSandbox<RenderRequest, RenderedPhoto>(({ bytes, options }, clock) => {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return renderPhoto(file, options, timedMemory(memory, clock).pixels);
});
