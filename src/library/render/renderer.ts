/** Renders photos in a child process. A crash, a hang or a bomb costs that one photo. */

import { PicsiftError } from '../../base/errors.ts';
import { createSandbox } from '../../process/sandbox.ts';
import { MAX_RESIDENT_BYTES } from '../decode/memory.ts';
import type { RenderedPhoto, RenderOptions } from './render.ts';
import type { RenderRequest } from './render-process.ts';
import type { Thumbnail, ThumbnailOptions } from './thumbnail.ts';

export interface Renderer {
  /** @throws PicsiftError `photo-unreadable`, `photo-too-large` where it cannot be made to fit. */
  render(bytes: Buffer, options: RenderOptions): Promise<RenderedPhoto>;
  /** @throws PicsiftError `photo-unreadable`. */
  thumbnail(bytes: Buffer, options: ThumbnailOptions): Promise<Thumbnail>;
  close(): void;
}

const LIMITS = { concurrency: 2, timeoutMs: () => 10_000, maxResidentBytes: MAX_RESIDENT_BYTES };

/** Costs nothing until the first photo; the child then stays for the next. */
export function createRenderer(): Renderer {
  const sandbox = createSandbox<RenderRequest, RenderedPhoto | Thumbnail | undefined>(
    'src/library/render/render-process.ts',
    LIMITS,
  );

  async function call(request: RenderRequest): Promise<RenderedPhoto | Thumbnail | undefined> {
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
      const photo = (await call({ bytes, options })) as RenderedPhoto | undefined;
      if (photo === undefined) {
        const text = `That photo cannot be made to fit into ${options.maxBytes} bytes. Allow more of them.`;
        throw new PicsiftError('photo-too-large', text);
      }
      return { ...photo, jpeg: Buffer.from(photo.jpeg) };
    },
    thumbnail: async (bytes, options) => (await call({ bytes, options })) as Thumbnail,
    close: () => sandbox.close(),
  };
}
