/** Entry of the child process that renders photos. */

import { debug, since } from '../../base/debug.ts';
import { serveSandbox } from '../../process/sandbox-child.ts';
import { createDecodingMemory, timedMemory } from '../decode/memory.ts';
import { type RenderedPhoto, type RenderOptions, renderPhoto } from './render.ts';
import { makeThumbnail, type Thumbnail, type ThumbnailOptions } from './thumbnail.ts';

export interface RenderRequest {
  readonly bytes: Uint8Array;
  readonly options: RenderOptions | ThumbnailOptions;
}

const memory = createDecodingMemory();

serveSandbox<RenderRequest, RenderedPhoto | Thumbnail | undefined>(async ({ bytes, options }, clock) => {
  const startedAt = performance.now();
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { pixels } = timedMemory(memory, clock);
  const made = await ('format' in options ? makeThumbnail(file, options, pixels) : renderPhoto(file, options, pixels));
  debug(
    'decode',
    () => `photo of ${file.length} bytes: rendered ${made?.width} x ${made?.height}, ${since(startedAt)}`,
  );
  return made;
});
