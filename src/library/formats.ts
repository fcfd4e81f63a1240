/** Which files are photos, by name. What is really in a file, its bytes decide when it is decoded. */

import { extname } from 'node:path';

/** Pictures as they are meant to be seen. */
const DEVELOPED = new Set(
  '.jpg .jpeg .jpe .jfif .png .webp .avif .gif .tif .tiff .heic .heif .hif .jxl .jp2 .j2k .bmp .pbm .pgm .ppm .pnm .pam'.split(
    ' ',
  ),
);
/** What cameras record: decoded through the preview inside. */
const RAW = new Set(['.cr2', '.cr3', '.nef', '.arw', '.dng', '.raf', '.orf', '.rw2']);
/** What a camera or a phone writes beside its RAW. */
const RAW_TWINS = new Set(['.jpg', '.jpeg', '.heic', '.heif', '.hif']);

/** Those whose files hold keywords that picsift reads, and may be written to: not what a camera recorded. */
const HOLD_KEYWORDS = new Set('.jpg .jpeg .jpe .jfif .png .webp .avif .tif .tiff .heic .heif .hif .jxl'.split(' '));

/** For help texts and messages. */
export const FORMAT_NAMES =
  'JPEG, HEIC, PNG, WebP, AVIF, GIF, TIFF, JPEG XL, JPEG 2000, BMP, PNM and the RAW files CR2, CR3, NEF, ARW, DNG, RAF, ORF and RW2';

/** Larger files are refused unread: with the memory for their pixels, a decoder must stay below 1 GB. Bytes. */
export const MAX_FILE_BYTES = 256 * 1024 * 1024;

export function hasPhotoName(name: string): boolean {
  const extension = extname(name).toLowerCase();
  return DEVELOPED.has(extension) || RAW.has(extension);
}

export function holdsKeywords(name: string): boolean {
  return HOLD_KEYWORDS.has(extname(name).toLowerCase());
}

/** The RAW files among a folder's file names that have a JPEG or HEIC of the same name beside them. */
export function rawTwins(names: readonly string[]): Set<string> {
  const stem = (name: string) => name.slice(0, -extname(name).length).toLowerCase();
  const developed = new Set(names.filter((name) => RAW_TWINS.has(extname(name).toLowerCase())).map(stem));
  return new Set(names.filter((name) => RAW.has(extname(name).toLowerCase()) && developed.has(stem(name))));
}
