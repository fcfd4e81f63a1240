/** Cleans texts of metadata. Nothing here trusts its input: texts may be of any length and hold any character. */

import { MAX_CHARACTERS } from '../photo-metadata.ts';

/** Longest description that is read. Characters. */
const MAX_DESCRIPTION = 2000;
/** More keywords, or people, of a photo are ignored. */
export const MAX_WORDS = 500;
/** Cameras and programs write these into every photo as its title or description. The short words are Huawei's. */
const DEFAULTS =
  /^(?:(?:[A-Z ]+ )?DIGITAL CAMERA|SONY DSC|Exif[_ ]JPEG.*|SAMSUNG CAMERA PICTURES|DCIM[\\/].*|Created with (?:The )?GIMP|File written by Adobe .*|Processed with (?:VSCO|MOLDIV).*|default|dav|hdr|hdrpl|cof|edf|mde|nor|oznor|ozedf|btf|fbt|rbt|rhdr|sdr|ptr)$/;

/** Return a text in one line and of bounded length, or null. Cameras pad texts with spaces and zeros. */
export function line(text: string | null): string | null {
  return bounded(text, MAX_CHARACTERS);
}

/** Like `line`, for a text that a person wrote. */
export function title(text: string | null): string | null {
  return written(text, MAX_CHARACTERS);
}

/** Like `title`, for a longer text. */
export function description(text: string | null): string | null {
  return written(text, MAX_DESCRIPTION);
}

function written(text: string | null, limit: number): string | null {
  const tidy = bounded(text, limit);
  return tidy === null || DEFAULTS.test(tidy) ? null : tidy;
}

function bounded(text: string | null, limit: number): string | null {
  // Cut before the work, and again after it: characters may grow when they are composed.
  const tidy = (text ?? '')
    .slice(0, 4 * limit)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .normalize('NFC')
    .slice(0, limit)
    // Half of a character that the limit divides.
    .replace(/[\ud800-\udbff]$/, '')
    .trim();
  return tidy === '' ? null : tidy;
}

/** Return the words of a list without duplicates and empty ones. */
export function words(texts: readonly string[]): string[] {
  const tidy = texts.slice(0, MAX_WORDS).map(line);
  return [...new Set(tidy.filter((word) => word !== null))].slice(0, MAX_WORDS);
}

/** Return a function that splits texts into words: the levels of a hierarchy, or a list in one text. */
export function split(separator: string): (texts: readonly string[]) => string[] {
  return (texts) => words(texts.slice(0, MAX_WORDS).flatMap((text) => text.split(separator, MAX_WORDS)));
}

/** Join the names of a place, from the smallest part to the largest. */
export function placeName(...parts: (string | null)[]): string | null {
  return line(
    parts
      .map(line)
      .filter((part) => part !== null)
      .join(', '),
  );
}

/** "NIKON CORPORATION" and "NIKON D750" are one camera: "NIKON D750". */
export function cameraName(make: string | null, model: string | null): string | null {
  const [maker, name] = [line(make), line(model)];
  if (maker === null || name === null) return name ?? maker;
  const brand = maker.replace(
    /[ ,]+(corporation|corp|company|co|inc|ltd|imaging|optical|electric|electronics)\b.*$/i,
    '',
  );
  return name.toLowerCase().startsWith(brand.toLowerCase()) ? name : `${brand} ${name}`;
}
