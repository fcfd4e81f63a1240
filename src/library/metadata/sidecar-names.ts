/** Names of XMP sidecars: files that programs write beside a photo because they do not change the photo itself. */

import { basename, extname } from 'node:path';
import type { ScannedFile } from '../files/file-stamp.ts';

export function isSidecarName(name: string): boolean {
  return extname(name).toLowerCase() === '.xmp';
}

/**
 * Make a function that finds the sidecars of a photo by the photo's file name: "IMG.xmp", as Adobe names them, and
 * "IMG.JPG.xmp", as darktable and digiKam do. The more specific one comes last.
 * @param sidecars of the photo's folder.
 */
export function sidecarFinder(sidecars: readonly ScannedFile[]): (name: string) => ScannedFile[] {
  const bySubject = new Map(sidecars.map((file) => [basename(file.path).slice(0, -4).toLowerCase(), file]));
  return (name) => {
    const fullName = name.toLowerCase();
    const stem = fullName.slice(0, -extname(fullName).length);
    return [bySubject.get(stem), bySubject.get(fullName)].filter((file) => file !== undefined);
  };
}

/**
 * Describe all sidecars of a photo in one line. While the line stays the same, they need not be read again. Empty when
 * there are none.
 */
export function sidecarStamps(files: readonly ScannedFile[]): string {
  return files.map(({ path, size, mtimeNs }) => `${basename(path)}:${size}:${mtimeNs}`).join('|');
}
