/** What is posted: fresh JPEGs without metadata, under neutral names, of a size that Discord takes. */

import { AttachmentBuilder } from 'discord.js';
import type { Engine } from '../../src/engine.ts';
import { isPhotoGone } from '../../src/errors.ts';
import type { RenderedPhoto } from '../../src/library/render.ts';
import { logError } from './log.ts';

const MAX_EDGE = 2048;
/** Discord's limit for one request is 25 MB, whatever a server's limit for one file is; the rest is for the form. */
const MAX_REQUEST_BYTES = 24_000_000;

export interface PreparedPhotos {
  readonly files: readonly AttachmentBuilder[];
  /** Photos that could not be prepared. */
  readonly skipped: number;
}

/** Render the photos in order, none larger than `maxFileBytes`, all of them together within one request. */
export async function preparePhotos(
  engine: Pick<Engine, 'render'>,
  ids: readonly string[],
  folders: readonly string[],
  maxFileBytes: number,
): Promise<PreparedPhotos> {
  const files: AttachmentBuilder[] = [];
  let bytesLeft = MAX_REQUEST_BYTES;
  for (const [index, id] of ids.entries()) {
    // What the smaller photos leave over is there for the larger ones.
    const share = Math.floor(bytesLeft / (ids.length - index));
    const photo = await renderOrSkip(engine, id, folders, Math.min(maxFileBytes, share));
    if (photo === undefined) continue;
    bytesLeft -= photo.jpeg.length;
    files.push(new AttachmentBuilder(photo.jpeg, { name: `photo-${files.length + 1}.jpg` }));
  }
  return { files, skipped: ids.length - files.length };
}

async function renderOrSkip(
  engine: Pick<Engine, 'render'>,
  id: string,
  folders: readonly string[],
  maxBytes: number,
): Promise<RenderedPhoto | undefined> {
  try {
    return await engine.render(id, folders, { maxEdge: MAX_EDGE, maxBytes });
  } catch (error) {
    if (!isPhotoGone(error)) throw error;
    logError('A photo is left out', error);
    return undefined;
  }
}
