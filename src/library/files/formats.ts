/** Decides by name which files are photos. The decoder later checks the bytes. */

import { extname } from 'node:path';

/** Formats of finished pictures, not RAW, with the endings of their files. */
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
/** RAW formats of cameras: picsift decodes the preview in the file. */
const RAW = ['.cr2', '.cr3', '.nef', '.arw', '.dng', '.raf', '.orf', '.rw2'];
const ALL = new Set([...Object.values(DEVELOPED).flat(), ...RAW]);
/** Endings of the files that a camera or a phone writes beside its RAW file. */
const RAW_TWINS = new Set(['.jpg', '.jpeg', '.heic', '.heif', '.hif']);

/** Formats in which picsift reads and writes keywords. It never writes to RAW files. */
const HOLD_KEYWORDS = new Set('.jpg .jpeg .jpe .jfif .png .webp .avif .tif .tiff .heic .heif .hif .jxl'.split(' '));

/** For help texts and messages. */
export const FORMAT_NAMES =
  'JPEG, HEIC, PNG, WebP, AVIF, GIF, TIFF, JPEG XL, JPEG 2000, BMP, PNM and the RAW files CR2, CR3, NEF, ARW, DNG, RAF, ORF and RW2';

/** Larger files are not read: a decoder must stay below 1 GB, including the memory for the pixels. Bytes. */
export const MAX_FILE_BYTES = 256 * 1024 * 1024;

export function hasPhotoName(name: string): boolean {
  return ALL.has(fileEnding(name));
}

/** Return the ending of a file name in lower case, such as ".jpg"; empty if there is none. */
export function fileEnding(name: string): string {
  return extname(name).toLowerCase();
}

/** The file types that a person can search for. */
export const TYPE_NAMES: readonly string[] = [...Object.keys(DEVELOPED), 'raw'];

/**
 * List the file endings of a type.
 * @param type one of TYPE_NAMES or any ending: "jpg" gives all endings of "jpeg", but "nef" gives only ".nef".
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

/** Find the RAW files of a folder that have a JPEG or HEIC file of the same name beside them. */
export function rawTwins(names: readonly string[]): Set<string> {
  const stem = (name: string) => name.slice(0, -extname(name).length).toLowerCase();
  const developed = new Set(names.filter((name) => RAW_TWINS.has(fileEnding(name))).map(stem));
  return new Set(names.filter((name) => RAW.includes(fileEnding(name)) && developed.has(stem(name))));
}
