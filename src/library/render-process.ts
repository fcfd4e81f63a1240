/** Entry of the rendering child: answers one request at a time, and goes when its parent has gone. */

import { messageOf } from '../errors.ts';
import { type RenderedPhoto, type RenderOptions, renderPhoto } from './render.ts';

export interface RenderRequest {
  readonly bytes: Uint8Array;
  readonly options: RenderOptions;
}

export type RenderReply = { readonly rendered: RenderedPhoto } | { readonly error: string };

// Ctrl-C reaches the whole process group; when to end is the parent's to say.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());
process.on('message', async ({ bytes, options }: RenderRequest) => {
  let reply: RenderReply;
  try {
    reply = { rendered: await renderPhoto(Buffer.from(bytes), options) };
  } catch (error) {
    reply = { error: messageOf(error) };
  }
  process.send?.(reply);
});
