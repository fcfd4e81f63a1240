/** XMP sidecars: what programs write beside a photo, since they do not write into it. */

import { basename, extname } from 'node:path';
import type { ScannedFile } from '../files/file-stamp.ts';

export function isSidecarName(name: string): boolean {
  return extname(name).toLowerCase() === '.xmp';
}

/**
 * Finds the sidecars of a photo by its file name, among those of its folder: "IMG.xmp", as Adobe names them, and
 * "IMG.JPG.xmp", as darktable and digiKam do. The more specific one comes last.
 */
export function sidecarFinder(sidecars: readonly ScannedFile[]): (name: string) => ScannedFile[] {
  const bySubject = new Map(sidecars.map((file) => [basename(file.path).slice(0, -4).toLowerCase(), file]));
  return (name) => {
    const whole = name.toLowerCase();
    const stem = whole.slice(0, -extname(whole).length);
    return [bySubject.get(stem), bySubject.get(whole)].filter((file) => file !== undefined);
  };
}

/** One line for all of a photo's sidecars: while it stays the same, they need not be read again. Empty: none. */
export function sidecarStamps(files: readonly ScannedFile[]): string {
  return files.map(({ path, size, mtimeNs }) => `${basename(path)}:${size}:${mtimeNs}`).join('|');
}
