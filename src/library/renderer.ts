/** Renders photos in a child process. A crash, a hang or a bomb costs that one photo. */

import { PicsiftError } from '../errors.ts';
import { createSandbox } from '../sandbox.ts';
import { MAX_RESIDENT_BYTES } from './memory.ts';
import type { RenderedPhoto, RenderOptions } from './render.ts';
import type { RenderRequest } from './render-process.ts';
import type { Thumbnail, ThumbnailOptions } from './thumbnail.ts';

export interface Renderer {
  /** @throws PicsiftError `photo-unreadable`. */
  render(bytes: Buffer, options: RenderOptions): Promise<RenderedPhoto>;
  /** @throws PicsiftError `photo-unreadable`. */
  thumbnail(bytes: Buffer, options: ThumbnailOptions): Promise<Thumbnail>;
  close(): void;
}

const LIMITS = { concurrency: 2, timeoutMs: () => 10_000, maxResidentBytes: MAX_RESIDENT_BYTES };

/** Costs nothing until the first photo; the child then stays for the next. */
export function createRenderer(): Renderer {
  const sandbox = createSandbox<RenderRequest, RenderedPhoto | Thumbnail>('src/library/render-process.ts', LIMITS);

  async function call(request: RenderRequest): Promise<RenderedPhoto | Thumbnail> {
    try {
      return await sandbox.call(request);
    } catch (error) {
      if (!(error instanceof PicsiftError) || error.code !== 'photo-unreadable') throw error;
      const text = `That photo could not be prepared: ${error.message}.`;
      throw new PicsiftError('photo-unreadable', text, { cause: error });
    }
  }

  return {
    async render(bytes, options) {
      const { jpeg, ...size } = (await call({ bytes, options })) as RenderedPhoto;
      return { ...size, jpeg: Buffer.from(jpeg) };
    },
    thumbnail: async (bytes, options) => (await call({ bytes, options })) as Thumbnail,
    close: () => sandbox.close(),
  };
}
