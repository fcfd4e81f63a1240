/** Decides by name which files are photos. The decoder later checks the bytes. */

import { extname } from 'node:path';

interface Format {
  /** For help texts and messages. */
  readonly title: string;
  /** Of the names of its files. */
  readonly endings: readonly string[];
  /** picsift writes keywords into the file itself, not into a sidecar. */
  readonly holdsKeywords: boolean;
}

/** Formats of finished pictures, not RAW. */
const DEVELOPED = {
  jpeg: { title: 'JPEG', endings: ['.jpg', '.jpeg', '.jpe', '.jfif'], holdsKeywords: true },
  heic: { title: 'HEIC', endings: ['.heic', '.heif', '.hif'], holdsKeywords: true },
  png: { title: 'PNG', endings: ['.png'], holdsKeywords: true },
  webp: { title: 'WebP', endings: ['.webp'], holdsKeywords: true },
  avif: { title: 'AVIF', endings: ['.avif'], holdsKeywords: true },
  gif: { title: 'GIF', endings: ['.gif'], holdsKeywords: false },
  tiff: { title: 'TIFF', endings: ['.tif', '.tiff'], holdsKeywords: true },
  jxl: { title: 'JPEG XL', endings: ['.jxl'], holdsKeywords: true },
  jp2: { title: 'JPEG 2000', endings: ['.jp2', '.j2k'], holdsKeywords: false },
  bmp: { title: 'BMP', endings: ['.bmp'], holdsKeywords: false },
  pnm: { title: 'PNM', endings: ['.pbm', '.pgm', '.ppm', '.pnm', '.pam'], holdsKeywords: false },
} satisfies Record<string, Format>;
/** RAW formats of cameras: picsift decodes the preview in the file, and never writes to it. */
const RAW = ['.cr2', '.cr3', '.nef', '.arw', '.dng', '.raf', '.orf', '.rw2'];

export type FormatName = keyof typeof DEVELOPED | 'raw';

const FORMATS: readonly Format[] = Object.values(DEVELOPED);
const FORMAT_OF_ENDING = new Map<string, FormatName>([
  ...Object.entries(DEVELOPED).flatMap(([name, { endings }]) =>
    endings.map((ending) => [ending, name as FormatName] as const),
  ),
  ...RAW.map((ending) => [ending, 'raw'] as const),
]);
const HOLD_KEYWORDS = new Set(FORMATS.flatMap(({ endings, holdsKeywords }) => (holdsKeywords ? endings : [])));
/** Endings of the files that a camera or a phone writes beside its RAW file. */
const RAW_TWINS = new Set(['.jpg', '.jpeg', '.heic', '.heif', '.hif']);

/** For help texts and messages. */
export const FORMAT_NAMES = [
  ...FORMATS.map(({ title }) => title),
  `and the RAW files ${RAW.map((ending) => ending.slice(1).toUpperCase()).join(', ')}`,
].join(', ');

/** Larger files are not read: a decoder must stay below 1 GB, including the memory for the pixels. Bytes. */
export const MAX_FILE_BYTES = 256 * 1024 * 1024;

export function hasPhotoName(name: string): boolean {
  return formatOf(name) !== undefined;
}

/** Return the format that a file name promises; undefined if it is not that of a photo. */
export function formatOf(name: string): FormatName | undefined {
  return FORMAT_OF_ENDING.get(fileEnding(name));
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
  return Object.entries(DEVELOPED).find(([format, { endings }]) => format === name || endings.includes(`.${name}`))?.[1]
    .endings;
}

export function holdsKeywords(name: string): boolean {
  return HOLD_KEYWORDS.has(fileEnding(name));
}

/**
 * Find the RAW files of a folder that have a JPEG or HEIC file of the same name beside them.
 * @param names of regular files.
 * @returns the names of the JPEG and HEIC files by the name of the RAW file.
 */
export function rawTwins(names: readonly string[]): Map<string, string[]> {
  const subject = (name: string) => stemOf(name).normalize('NFC').toLowerCase();
  const developed = new Map<string, string[]>();
  for (const name of names) {
    if (RAW_TWINS.has(fileEnding(name))) developed.set(subject(name), [...(developed.get(subject(name)) ?? []), name]);
  }
  const raw = names.filter((name) => RAW.includes(fileEnding(name)) && developed.has(subject(name)));
  return new Map(raw.map((name) => [name, developed.get(subject(name))!]));
}

/** A file name without its ending. */
export function stemOf(name: string): string {
  return name.slice(0, name.length - extname(name).length);
}
