/** Entry of the rendering child. */

import { serveSandbox } from '../../process/sandbox-child.ts';
import { createDecodingMemory, timedMemory } from '../decode/memory.ts';
import { type RenderedPhoto, type RenderOptions, renderPhoto } from './render.ts';
import { makeThumbnail, type Thumbnail, type ThumbnailOptions } from './thumbnail.ts';

export interface RenderRequest {
  readonly bytes: Uint8Array;
  readonly options: RenderOptions | ThumbnailOptions;
}

const memory = createDecodingMemory();

serveSandbox<RenderRequest, RenderedPhoto | Thumbnail | undefined>(({ bytes, options }, clock) => {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { pixels } = timedMemory(memory, clock);
  return 'format' in options ? makeThumbnail(file, options, pixels) : renderPhoto(file, options, pixels);
});
