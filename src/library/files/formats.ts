/** Which files are photos, by name. What is really in a file, its bytes decide when it is decoded. */

import { extname } from 'node:path';

/** Pictures as they are meant to be seen: the name of each format, and how its files end. */
const DEVELOPED: Record<string, readonly string[]> = {
  jpeg: ['.jpg', '.jpeg', '.jpe', '.jfif'],
  heic: ['.heic', '.heif', '.hif'],
  png: ['.png'],
  webp: ['.webp'],
  avif: ['.avif'],
  gif: ['.gif'],
  tiff: ['.tif', '.tiff'],
  jxl: ['.jxl'],
  jp2: ['.jp2', '.j2k'],
  bmp: ['.bmp'],
  pnm: ['.pbm', '.pgm', '.ppm', '.pnm', '.pam'],
};
/** What cameras record: decoded through the preview inside. */
const RAW = ['.cr2', '.cr3', '.nef', '.arw', '.dng', '.raf', '.orf', '.rw2'];
const ALL = new Set([...Object.values(DEVELOPED).flat(), ...RAW]);
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
  return ALL.has(fileEnding(name));
}

/** ".jpg": in small letters; empty where there is none. */
export function fileEnding(name: string): string {
  return extname(name).toLowerCase();
}

/** The file types that people tell apart. */
export const TYPE_NAMES: readonly string[] = [...Object.keys(DEVELOPED), 'raw'];

/**
 * How the files of a type end.
 * @param type one of TYPE_NAMES or any ending: "jpg" is all of "jpeg", but "nef" those RAW files alone.
 * @returns undefined for a type that picsift does not read.
 */
export function endingsOf(type: string): readonly string[] | undefined {
  const name = type.toLowerCase().replace(/^\./, '');
  if (name === 'raw') return RAW;
  if (RAW.includes(`.${name}`)) return [`.${name}`];
  return Object.entries(DEVELOPED).find(([format, endings]) => format === name || endings.includes(`.${name}`))?.[1];
}

export function holdsKeywords(name: string): boolean {
  return HOLD_KEYWORDS.has(extname(name).toLowerCase());
}

/** The RAW files among a folder's file names that have a JPEG or HEIC of the same name beside them. */
export function rawTwins(names: readonly string[]): Set<string> {
  const stem = (name: string) => name.slice(0, -extname(name).length).toLowerCase();
  const developed = new Set(names.filter((name) => RAW_TWINS.has(fileEnding(name))).map(stem));
  return new Set(names.filter((name) => RAW.includes(fileEnding(name)) && developed.has(stem(name))));
}
