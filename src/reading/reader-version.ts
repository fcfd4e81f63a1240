/** Which reader has read a picture. Apart from the reader, because loading that takes long and every search asks for this. */

import type { ReadingModel } from '../model/reading/installed.ts';

/** Grows when the results of `read` or `hasText` change, so that photos are read again. */
const READER_VERSION = 4;

/** Describe the reader that has these models, so that photos are read again by a better one. */
export function readerWith(models: readonly ReadingModel[]) {
  return { version: READER_VERSION, models: models.map(({ name }) => name) };
}
