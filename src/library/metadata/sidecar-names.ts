/**
 * Names of sidecars: files that programs write beside a photo because they do not change the photo itself. XMP, and the
 * JSON of Google Takeout.
 */

import { basename, extname } from 'node:path';
import type { ScannedFile } from '../files/file-stamp.ts';
import { rawTwins, stemOf } from '../files/formats.ts';
import { isTakeoutName, takeoutFinder } from './takeout-names.ts';

export function isSidecarName(name: string): boolean {
  return isXmpName(name) || isTakeoutName(name);
}

export function isXmpName(name: string): boolean {
  return extname(name).toLowerCase() === '.xmp';
}

/**
 * Ways to compare names, the strictest first. A Mac writes "ö" as two characters, other systems as one. Case differs
 * where a disk ignores it, and between a camera's IMG.JPG and a program's img.xmp.
 */
const SPELLINGS: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => name.normalize('NFC'),
  (name) => name.normalize('NFC').toLowerCase(),
];

/** @returns the sidecars of the photo with this name; the more specific one is last. */
export type SidecarFinder = (name: string) => ScannedFile[];

/**
 * Make a function that finds the sidecars of a photo by the photo's file name: "IMG.xmp", as Adobe names them, and
 * "IMG.JPG.xmp", as darktable and digiKam do. A sidecar belongs to the photos whose names it spells best: where "a.jpg"
 * and "A.jpg" are two photos, "a.xmp" belongs to the first one only. A JPEG also has the sidecar of its RAW file, which
 * shows the same picture; its own is more specific. Google's file comes first: it describes a copy of the photo.
 * @param sidecars of the photos' folder.
 * @param photos names of all photos in the folder.
 */
export function sidecarFinder(sidecars: readonly ScannedFile[], photos: readonly string[]): SidecarFinder {
  // Folders list their files in any order. Between "a.xmp" and "a.XMP", this order prefers the usual ending.
  const sorted = sidecars.filter(({ path }) => isXmpName(path)).toSorted((a, b) => (a.path < b.path ? 1 : -1));
  const byStem = owners(sorted, photos, stemOf);
  const byName = owners(sorted, photos, (name) => name);
  const takeout = new Map(
    sidecars.filter(({ path }) => isTakeoutName(path)).map((file) => [basename(file.path), file]),
  );
  const takeoutOf = takeoutFinder([...takeout.keys()]);
  const rawOf = new Map<string, string[]>();
  for (const [raw, developed] of rawTwins(photos)) {
    for (const name of developed) rawOf.set(name, [...(rawOf.get(name) ?? []), raw]);
  }
  return (name) => {
    const twins = (rawOf.get(name) ?? []).map((raw) => byName.get(raw));
    const found = [takeout.get(takeoutOf(name) ?? ''), byStem.get(name), ...twins, byName.get(name)];
    return found.filter((file) => file !== undefined);
  };
}

/** Assign to each photo the sidecar that spells its subject best. The subject is what its name, without ".xmp", says. */
function owners(
  sidecars: readonly ScannedFile[],
  photos: readonly string[],
  subjectOf: (photo: string) => string,
): Map<string, ScannedFile> {
  const owned = new Map<string, ScannedFile>();
  const taken = new Set<ScannedFile>();
  for (const spelling of SPELLINGS) {
    const offered = new Map<string, ScannedFile>();
    for (const file of sidecars) {
      const subject = spelling(stemOf(basename(file.path)));
      if (!taken.has(file) && !offered.has(subject)) offered.set(subject, file);
    }
    const found = photos.filter((photo) => !owned.has(photo) && offered.has(spelling(subjectOf(photo))));
    for (const photo of found) owned.set(photo, offered.get(spelling(subjectOf(photo)))!);
    for (const photo of found) taken.add(owned.get(photo)!);
  }
  return owned;
}

/**
 * Describe all sidecars of a photo in one line. While the line stays the same, they need not be read again. Empty when
 * there are none.
 */
export function sidecarStamps(files: readonly ScannedFile[]): string {
  return files
    .map(({ path, size, mtimeNs, status }) =>
      [basename(path), size, mtimeNs, ...(status === null ? [] : [status])].join(':'),
    )
    .join('|');
}
