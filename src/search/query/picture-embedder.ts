/** Embeds pictures of queries: reads or fetches them, decodes them in a child process, embeds them in a thread. */

import { PicsiftError } from '../../base/errors.ts';
import { safeText } from '../../base/safe-text.ts';
import type { DecodedPhoto } from '../../library/decode/decode.ts';
import { startImageTower, type TowerThread } from '../../model/run/tower-client.ts';
import type { ModelSpec } from '../../model/store/model-folder.ts';
import { fetchPicture } from '../../net/fetch-picture.ts';
import { shownUrl } from '../../net/request-error.ts';
import { createPictureDecoder } from './decode-pictures.ts';
import { readPicture } from './read-picture.ts';

/** A file (its path as typed), an http(s) address, or bytes that a person sent. */
export type Picture =
  | { readonly kind: 'file' | 'url'; readonly value: string }
  | { readonly kind: 'sent'; readonly bytes: Buffer };

export interface PictureEmbedder {
  /**
   * Embed a picture.
   * @returns a unit vector.
   * @throws PicsiftError: see `readPicture` and `fetchPicture`; `photo-unreadable` if it is not a picture.
   */
  embed(picture: Picture): Promise<Float32Array>;
  close(): Promise<void>;
}

/**
 * Create an embedder. Loads nothing until the first picture.
 * @param isShortLived see `startTextTower`.
 */
export function createPictureEmbedder(model: ModelSpec, isShortLived: boolean): PictureEmbedder {
  const sandbox = createPictureDecoder();
  let tower: TowerThread<Uint8Array> | undefined;

  async function decode(bytes: Buffer, picture: Picture): Promise<DecodedPhoto> {
    try {
      return await sandbox.call({ bytes, preprocessing: model.preprocessing });
    } catch (error) {
      if (!(error instanceof PicsiftError) || error.code !== 'photo-unreadable') throw error;
      const fix =
        picture.kind === 'url'
          ? 'Give the address of the picture, not of the page that shows it.'
          : 'Give another picture.';
      const text = `${nameOf(picture)} cannot be used as a picture (${error.message}). ${fix}`;
      throw new PicsiftError('photo-unreadable', text, { cause: error });
    }
  }

  return {
    async embed(picture) {
      const { rgb } = await decode(await bytesOf(picture), picture);
      tower ??= startImageTower(model, isShortLived);
      return (await tower.embed([rgb]))[0]!;
    },
    async close() {
      sandbox.close();
      await tower?.close();
    },
  };
}

async function bytesOf(picture: Picture): Promise<Buffer> {
  if (picture.kind === 'sent') return picture.bytes;
  return picture.kind === 'file' ? readPicture(picture.value) : fetchPicture(picture.value);
}

function nameOf(picture: Picture): string {
  if (picture.kind === 'sent') return 'The file that was sent';
  return safeText(picture.kind === 'file' ? picture.value : shownUrl(picture.value));
}
