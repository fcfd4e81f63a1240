/** Parses ids of photos as assistants write them. */

import { z } from 'zod';
import { PicsiftError } from '../../src/base/errors.ts';
import { quoted } from '../../src/base/safe-text.ts';

const MAX_CHARACTERS = 200;

export const photoIdField = () => z.string().max(MAX_CHARACTERS);

/** An id, for the texts that say what an argument must be. */
export const EXAMPLE_ID = 'k3v9x0q2mf';

/** The scheme of a photo's resource: `photo://ID`. */
export const PHOTO_SCHEME = 'photo://';

/**
 * Extract the id from "ID", "photo:ID" (query language) or "photo://ID" (resource).
 * @throws PicsiftError `photo-not-found` if the text cannot be an id.
 */
export function parsePhotoId(given: string): string {
  const [, id] = /^(?:photo:(?:\/\/)?)?([a-z\d]+)$/.exec(given) ?? [];
  if (id !== undefined) return id;
  throw new PicsiftError('photo-not-found', `${quoted(given)} is not the id of a photo. Use ids from search_images.`);
}
