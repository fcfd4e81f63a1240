/** Device numbers of drives: they show that a drive is unplugged, but change when drives are plugged in in another order. */

import { dirname } from 'node:path';
import type { StoredPhoto } from '../../catalog/photos.ts';
import type { ScannedFile } from '../../library/files/file-stamp.ts';

/** Replaces a device number that another device has got. */
export const NO_DEVICE = -1;

/**
 * Judge whether two device numbers mean the same device. An unchanged photo shows the new number of its device. Without
 * such a photo, equal numbers mean the same device.
 */
export function deviceJudge() {
  const formerOf = new Map<number, Set<number>>();
  return {
    /** Note the device of an unchanged photo. @param file the photo's file. */
    note({ device }: StoredPhoto, file: ScannedFile): void {
      if (device === null) return;
      const former = formerOf.get(file.device);
      if (former === undefined) formerOf.set(file.device, new Set([device]));
      else former.add(device);
    },
    areSame: (then: number, now: number): boolean => formerOf.get(now)?.has(then) ?? then === now,
  };
}

/** Find the device of a path's folder, or of the nearest existing folder above it. */
export function nearestDevice(path: string, folders: ReadonlyMap<string, number>): number | undefined {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const device = folders.get(folder);
    if (device !== undefined || folder === dirname(folder)) return device;
  }
}
