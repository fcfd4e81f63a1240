/** Entry of the rendering child. */

import { serveSandbox } from '../sandbox-child.ts';
import { createDecodingMemory } from './memory.ts';
import { type RenderedPhoto, type RenderOptions, renderPhoto } from './render.ts';

export interface RenderRequest {
  readonly bytes: Uint8Array;
  readonly options: RenderOptions;
}

const { pixels } = createDecodingMemory();

serveSandbox<RenderRequest, RenderedPhoto>(({ bytes, options }) =>
  renderPhoto(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), options, pixels),
);
