/** Decodes picture files as a model wants them, in a child process, because they may come from strangers. */

import { nothingIfGone } from '../../base/errors.ts';
import type { DecodedPhoto } from '../../library/decode/decode.ts';
import { MAX_RESIDENT_BYTES } from '../../library/decode/memory.ts';
import type { Preprocessing } from '../../model/run/preprocess.ts';
import { createSandbox, type Sandbox } from '../../process/sandbox.ts';
import type { DecodePictureRequest } from './decode-picture-process.ts';
import { readPicture } from './read-picture.ts';

const LIMITS = { concurrency: 1, timeoutMs: () => 10_000, maxResidentBytes: MAX_RESIDENT_BYTES };

/** Loads nothing until the first call. */
export function createPictureDecoder(): Sandbox<DecodePictureRequest, DecodedPhoto> {
  return createSandbox<DecodePictureRequest, DecodedPhoto>('src/search/query/decode-picture-process.ts', LIMITS);
}

/**
 * Decode photos, and pass over those that are gone or damaged.
 * @returns interleaved 8-bit RGB, each of the model's crop size.
 */
export async function decodePictures(paths: readonly string[], preprocessing: Preprocessing): Promise<Uint8Array[]> {
  const decoder = createPictureDecoder();
  try {
    const pictures: Uint8Array[] = [];
    for (const path of paths) {
      const bytes = await readPicture(path).catch(() => undefined);
      const decoded = bytes && (await decoder.call({ bytes, preprocessing }).catch(nothingIfGone));
      if (decoded !== undefined) pictures.push(decoded.rgb);
    }
    return pictures;
  } finally {
    decoder.close();
  }
}
