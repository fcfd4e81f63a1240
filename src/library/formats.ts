/** Which files are photos, by name. What is really in a file, its bytes decide when it is decoded. */

import { extname } from 'node:path';

const EXTENSIONS = new Set(['.jpg', '.jpeg', '.jpe', '.jfif', '.png', '.webp', '.avif', '.gif', '.tif', '.tiff']);

/** For help texts and messages. */
export const FORMAT_NAMES = 'JPEG, PNG, WebP, AVIF, GIF and TIFF';

/** Larger files are refused unread. Bytes. */
export const MAX_FILE_BYTES = 512 * 1024 * 1024;

export function hasPhotoName(name: string): boolean {
  return EXTENSIONS.has(extname(name).toLowerCase());
}
