/** Ids of photos, as assistants give them. */

import { z } from 'zod';
import { PicsiftError } from '../../src/base/errors.ts';
import { quoted } from '../../src/base/safe-text.ts';

const MAX_CHARACTERS = 200;

export const photoIdField = () => z.string().max(MAX_CHARACTERS);

/** The scheme of a photo's resource: `photo://ID`. */
export const PHOTO_SCHEME = 'photo://';

/**
 * The id alone, from "ID", "photo:ID" (the query language) or "photo://ID" (the resource).
 * @throws PicsiftError `photo-not-found` where it cannot be one.
 */
export function parsePhotoId(given: string): string {
  const [, id] = /^(?:photo:(?:\/\/)?)?([a-z\d]+)$/.exec(given) ?? [];
  if (id !== undefined) return id;
  throw new PicsiftError('photo-not-found', `${quoted(given)} is no photo's id. Give ids as search_images does.`);
}
