/** Renders photos in a child process. A crash, a hang or a decompression bomb affects only that photo. */

import { PicsiftError } from '../../base/errors.ts';
import { createSandbox } from '../../process/sandbox.ts';
import { MAX_RESIDENT_BYTES } from '../decode/memory.ts';
import type { RenderedPhoto, RenderOptions } from './render.ts';
import type { RenderRequest } from './render-process.ts';
import type { Thumbnail, ThumbnailOptions } from './thumbnail.ts';

export interface Renderer {
  /** @throws PicsiftError `photo-unreadable`; `photo-too-large` if the JPEG does not fit. */
  render(bytes: Buffer, options: RenderOptions): Promise<RenderedPhoto>;
  /** @throws PicsiftError `photo-unreadable`. */
  thumbnail(bytes: Buffer, options: ThumbnailOptions): Promise<Thumbnail>;
  close(): void;
}

const LIMITS = { concurrency: 2, timeoutMs: () => 10_000, maxResidentBytes: MAX_RESIDENT_BYTES };

/** Create a renderer. Its child process starts with the first photo and stays for the next ones. */
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
      const text = `The photo could not be decoded: ${error.message}. Choose another photo.`;
      throw new PicsiftError('photo-unreadable', text, { cause: error });
    }
  }

  return {
    async render(bytes, options) {
      const photo = (await call({ bytes, options })) as RenderedPhoto | undefined;
      if (photo === undefined) {
        const text = `The photo does not fit into ${options.maxBytes} bytes. Allow more bytes.`;
        throw new PicsiftError('photo-too-large', text);
      }
      return { ...photo, jpeg: Buffer.from(photo.jpeg) };
    },
    thumbnail: async (bytes, options) => (await call({ bytes, options })) as Thumbnail,
    close: () => sandbox.close(),
  };
}
