/** Pictures as queries: read or fetched, decoded in a child process like any photo, embedded in a thread. */

import { PicsiftError } from '../errors.ts';
import type { DecodedPhoto } from '../library/decode.ts';
import { MAX_RESIDENT_BYTES } from '../library/memory.ts';
import type { ModelSpec } from '../model/folder.ts';
import { shownUrl } from '../model/http.ts';
import { startImageTower, type TowerThread } from '../model/tower-thread.ts';
import { safeText } from '../safe-text.ts';
import { createSandbox } from '../sandbox.ts';
import type { DecodePictureRequest } from './decode-picture-process.ts';
import { fetchPicture } from './fetch-picture.ts';
import { readPicture } from './read-picture.ts';

export interface PictureEmbedder {
  /**
   * @param name a path as typed, or an http(s) address.
   * @returns a unit vector.
   * @throws PicsiftError: see `readPicture` and `fetchPicture`; `photo-unreadable` where it is no picture.
   */
  embed(source: 'file' | 'url', name: string): Promise<Float32Array>;
  close(): Promise<void>;
}

const LIMITS = { concurrency: 1, timeoutMs: () => 10_000, maxResidentBytes: MAX_RESIDENT_BYTES };

/** Costs nothing until the first picture. */
export function createPictureEmbedder(model: ModelSpec): PictureEmbedder {
  const sandbox = createSandbox<DecodePictureRequest, DecodedPhoto>('src/search/decode-picture-process.ts', LIMITS);
  let tower: TowerThread<Uint8Array> | undefined;

  async function decode(bytes: Buffer, source: 'file' | 'url', name: string): Promise<DecodedPhoto> {
    try {
      return await sandbox.call({ bytes, preprocessing: model.preprocessing });
    } catch (error) {
      if (!(error instanceof PicsiftError) || error.code !== 'photo-unreadable') throw error;
      const mend =
        source === 'file' ? 'Give another picture.' : 'Give the address of the picture, not of the page that shows it.';
      const shown = safeText(source === 'file' ? name : shownUrl(name));
      const text = `${shown} cannot be used as a picture (${error.message}). ${mend}`;
      throw new PicsiftError('photo-unreadable', text, { cause: error });
    }
  }

  return {
    async embed(source, name) {
      const bytes = source === 'file' ? await readPicture(name) : await fetchPicture(name);
      const { rgb } = await decode(bytes, source, name);
      tower ??= startImageTower(model);
      return (await tower.embed([rgb]))[0]!;
    },
    async close() {
      sandbox.close();
      await tower?.close();
    },
  };
}
