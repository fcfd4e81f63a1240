/**
 * Folders that a scan passes over because they are no part of a person's photo library: trash, snapshots, thumbnails, and the insides
 * of other programs' libraries.
 */

import { basename, dirname } from 'node:path';

/** Why a scan passed over something. For `ignored` see ignore-files.ts; `excluded` by the configuration. */
export type Reason = 'hidden' | 'excluded' | 'system' | 'nomedia' | 'ignored';

/** A folder with a file of this name holds media for a program, not for people (Android, MediaStore). */
export const NO_MEDIA_FILE = '.nomedia';

/** In lower case: disks and programs spell some of them in several ways. */
const SYSTEM_FOLDERS = new Set([
  // Synology: thumbnails, recycle bin, snapshots.
  '@eadir',
  '#recycle',
  '#snapshot',
  // QNAP: the same.
  '.@__thumb',
  '@recycle',
  '@recently-snapshot',
  // Windows.
  '$recycle.bin',
  'system volume information',
  // macOS.
  '.trashes',
  '.trash',
  '.spotlight-v100',
  '.fseventsd',
  '.documentrevisions-v100',
  '.temporaryitems',
  '__macosx',
  // Linux: thumbnails, what a file system check found, snapshots of ZFS, Btrfs (snapper) and NetApp.
  '.thumbnails',
  'lost+found',
  '.zfs',
  '.snapshots',
  '.snapshot',
  // digiKam's trash.
  '.dtrash',
  // Developers' folders.
  'node_modules',
  '.git',
]);

/** Trash of a drive on Linux, with the user's number (freedesktop.org, "Trash specification"); Nextcloud's previews. */
const SYSTEM_NAMES = /^(?:\.trash-\d+|appdata_[a-z0-9]+)$/;

/** Lightroom's previews and other data of a catalog. */
const SYSTEM_ENDINGS = /\.(?:lrdata|lrcat-data)$/;

/** Libraries of Apple's Photos, iPhoto and Aperture: the originals are in one folder, the others hold smaller copies. */
const LIBRARIES = /(?:\.(?:photoslibrary|photolibrary|migratedphotolibrary|aplibrary)|^iphoto library)$/;
const ORIGINALS = new Set(['originals', 'masters']);

/** Decide by its name whether a folder belongs to the system or to a program. */
export function isSystemFolder(path: string): boolean {
  const name = basename(path).toLowerCase();
  if (SYSTEM_FOLDERS.has(name) || SYSTEM_NAMES.test(name) || SYSTEM_ENDINGS.test(name)) return true;
  return LIBRARIES.test(basename(dirname(path)).toLowerCase()) && !ORIGINALS.has(name);
}
