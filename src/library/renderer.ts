/** Renders photos in a child process. A crash, a hang or a bomb costs that one photo. */

import { PicsiftError } from '../errors.ts';
import { createSandbox } from '../sandbox.ts';
import { MAX_RESIDENT_BYTES } from './memory.ts';
import type { RenderedPhoto, RenderOptions } from './render.ts';
import type { RenderRequest } from './render-process.ts';

export interface Renderer {
  /** @throws PicsiftError `photo-unreadable`. */
  render(bytes: Buffer, options: RenderOptions): Promise<RenderedPhoto>;
  close(): void;
}

const LIMITS = { concurrency: 2, timeoutMs: () => 10_000, maxResidentBytes: MAX_RESIDENT_BYTES };

/** Costs nothing until the first photo; the child then stays for the next. */
export function createRenderer(): Renderer {
  const sandbox = createSandbox<RenderRequest, RenderedPhoto>('src/library/render-process.ts', LIMITS);
  return {
    async render(bytes, options) {
      try {
        const { jpeg, ...size } = await sandbox.call({ bytes, options });
        return { ...size, jpeg: Buffer.from(jpeg) };
      } catch (error) {
        if (!(error instanceof PicsiftError) || error.code !== 'photo-unreadable') throw error;
        const text = `That photo could not be prepared: ${error.message}.`;
        throw new PicsiftError('photo-unreadable', text, { cause: error });
      }
    },
    close: () => sandbox.close(),
  };
}
