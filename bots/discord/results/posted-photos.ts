/** Renders the photos to post: new JPEGs without metadata, with neutral names, within Discord's size limits. */

import { AttachmentBuilder } from 'discord.js';
import type PQueue from 'p-queue';
import { isPhotoGone, type PhotoGoneCode } from '../../../src/base/errors.ts';
import type { Engine } from '../../../src/engine/api.ts';
import { logError } from '../bot-log.ts';

const MAX_EDGE = 2048;
/** Discord's limit for one request is 25 MB, independent of the server's limit for a file. The rest is form data. */
const MAX_REQUEST_BYTES = 24_000_000;

export interface PostedPhoto {
  readonly id: string;
  /** Position in the answer, from 1. Photos that cannot be shown count too. */
  readonly number: number;
  /** The file, or the reason why there is none. */
  readonly file: AttachmentBuilder | PhotoGoneCode;
}

export interface PrepareOptions {
  /** Real paths of the granted folders. Photos elsewhere are treated as not found. */
  readonly folders: readonly string[];
  readonly maxFileBytes: number;
  /** Alt text of a photo, for screen readers. */
  readonly altText: (number: number) => string;
  /** Limits how many photos are rendered at the same time. */
  readonly renders: PQueue;
}

/** Render the photos. No file is larger than `maxFileBytes`, and all of them fit into one request to Discord. */
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
      // Not found means not granted here or deleted: no reason to log it.
      if (error.code !== 'photo-not-found') logError('A photo is left out', error);
      return { id, number, file: error.code };
    }
  }
  return renders.addAll(ids.map((id, index) => () => prepare(id, index + 1)));
}

export function filesOf(photos: readonly PostedPhoto[]): AttachmentBuilder[] {
  return photos.flatMap(({ file }) => (typeof file === 'string' ? [] : file));
}
