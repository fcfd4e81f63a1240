/** What is posted: fresh JPEGs without metadata, under neutral names, of a size that Discord takes. */

import { AttachmentBuilder } from 'discord.js';
import type PQueue from 'p-queue';
import { isPhotoGone, type PhotoGoneCode } from '../../../src/base/errors.ts';
import type { Engine } from '../../../src/engine/api.ts';
import { logError } from '../bot-log.ts';

const MAX_EDGE = 2048;
/** Discord's limit for one request is 25 MB, whatever a server's limit for one file is; the rest is for the form. */
const MAX_REQUEST_BYTES = 24_000_000;

export interface PostedPhoto {
  readonly id: string;
  /** In the answer: counted from 1, also those that cannot be shown. */
  readonly number: number;
  /** The file, or why there is none. */
  readonly file: AttachmentBuilder | PhotoGoneCode;
}

export interface PrepareOptions {
  /** Real paths: of photos elsewhere nothing is told. */
  readonly folders: readonly string[];
  readonly maxFileBytes: number;
  /** For people who do not see pictures, and for programs that read them out. */
  readonly altText: (number: number) => string;
  /** Lets a few at a time be rendered. */
  readonly renders: PQueue;
}

/** Render the photos, none larger than `maxFileBytes`, all of them together within one request. */
export async function preparePhotos(
  engine: Pick<Engine, 'render'>,
  ids: readonly string[],
  { folders, maxFileBytes, altText, renders }: PrepareOptions,
): Promise<PostedPhoto[]> {
  const maxBytes = Math.min(maxFileBytes, Math.floor(MAX_REQUEST_BYTES / ids.length));

  async function prepare(id: string, number: number): Promise<PostedPhoto> {
    try {
      const { jpeg } = await engine.render(id, folders, { maxEdge: MAX_EDGE, maxBytes });
      const file = new AttachmentBuilder(jpeg, { name: `photo-${number}.jpg`, description: altText(number) });
      return { id, number, file };
    } catch (error) {
      if (!isPhotoGone(error)) throw error;
      // Not granted here, or deleted: nothing is wrong.
      if (error.code !== 'photo-not-found') logError('A photo is left out', error);
      return { id, number, file: error.code };
    }
  }
  return renders.addAll(ids.map((id, index) => () => prepare(id, index + 1)));
}

export function filesOf(photos: readonly PostedPhoto[]): AttachmentBuilder[] {
  return photos.flatMap(({ file }) => (typeof file === 'string' ? [] : file));
}
