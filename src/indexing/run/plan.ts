/** What an indexing run has to do, as a pure function of what is on disk and what is stored. */

import { dirname } from 'node:path';
import type { Failure } from '../../catalog/failures.ts';
import type { StoredPhoto } from '../../catalog/photos.ts';
import type { ScannedFile } from '../../library/files/file-stamp.ts';
import { METADATA_VERSION } from '../../library/metadata/photo-metadata.ts';
import { sidecarStamps } from '../../library/metadata/sidecar-names.ts';

/** A file to be read: new, changed, not yet embedded by the active model, or described by an older picsift. */
export interface Inspection {
  readonly file: ScannedFile;
  /** The photo it was so far; undefined for a path that is not in the catalog. */
  readonly photo?: StoredPhoto;
  /** The photo is as it was; only its sidecars are to be read. */
  readonly sidecarsOnly?: boolean;
}

export interface Plan {
  /** Photos that are as they were. */
  readonly kept: number;
  readonly inspect: readonly Inspection[];
  /** What to note of photos that need no look: they are there again, or their drive is away. */
  readonly marks: Pick<StoredPhoto, 'id' | 'state' | 'device'>[];
  readonly loss: Loss;
  /** Paths of recorded failures whose file is gone. */
  readonly forget: string[];
}

export interface Loss {
  /** Photos whose file is gone: moved, where one of the inspected files turns out to have their content. */
  readonly missing: readonly StoredPhoto[];
  /** How many photos their root should have: all but those that are held back already. */
  readonly expected: number;
}

/** What becomes of the photos that no file was found for. */
export interface Remainder {
  /** All photos below the scanned folder whose ids are not in `seen`. */
  readonly unseen: Iterable<StoredPhoto>;
  /** How many photos the root should have that the folder belongs to: see `Loss`. */
  readonly expected: number;
  /** True where the scan would have found a file at that path: only there absence means anything. */
  readonly couldSee: (path: string) => boolean;
  /** Every folder that the scan has listed, and its device. */
  readonly folders: ReadonlyMap<string, number>;
}

/**
 * A plan in the making: shown the files that the scan finds, one after the other, it keeps only what is to be done.
 * @param failures those below the scanned folder.
 */
export function startPlan(failures: Iterable<Failure>) {
  const inspect: Inspection[] = [];
  const marks: Plan['marks'] = [];
  const seen = new Set<number>();
  const failureAt = new Map(Array.from(failures, (failure) => [failure.path, failure]));
  const devices = deviceJudge();
  let [kept, unchanged] = [0, 0];

  return {
    inspect: inspect as readonly Inspection[],
    /** Ids of the photos that a file was found for. */
    seen: seen as ReadonlySet<number>,
    /** How many files are known, and as they were. While there is none, every file that was found is in `inspect`. */
    get unchanged(): number {
      return unchanged;
    },

    /** @param photo what is stored for the file's path. */
    add(file: ScannedFile, photo: StoredPhoto | undefined): void {
      const failure = failureAt.get(file.path);
      failureAt.delete(file.path);
      if (photo !== undefined) {
        seen.add(photo.id);
        if (sameStamp(photo, file)) devices.note(photo, file);
      }
      if ([photo, failure].some((known) => known !== undefined && sameStamp(known, file))) unchanged++;
      if (photo?.embedded && sameStamp(photo, file) && photo.metadataVersion >= METADATA_VERSION) {
        if (photo.sidecarStamps === sidecarStamps(file.sidecars ?? [])) kept++;
        else inspect.push({ file, photo, sidecarsOnly: true });
        if (photo.state !== 'present' || photo.device !== file.device) {
          marks.push({ id: photo.id, state: 'present', device: file.device });
        }
      } else if (failure === undefined || !sameStamp(failure, file)) inspect.push(photo ? { file, photo } : { file });
    },

    /** When all files were added. */
    finish({ unseen, expected, couldSee, folders }: Remainder): Plan {
      const missing: StoredPhoto[] = [];
      for (const photo of unseen) {
        if (!couldSee(photo.path)) continue;
        const now = nearestDevice(photo.path, folders);
        if (photo.device === null || now === undefined || devices.areSame(photo.device, now)) missing.push(photo);
        // A mount below the root is away: what is seen is the bare folder under it, which says nothing of the photo.
        else if (photo.state === 'present' || photo.device === now) {
          // Another device has its number now, and would be taken for it by the next run.
          marks.push({ id: photo.id, state: 'offline', device: photo.device === now ? NO_DEVICE : photo.device });
        }
      }
      return {
        kept,
        inspect,
        marks,
        loss: { missing, expected },
        forget: [...failureAt.keys()].filter(couldSee),
      };
    },
  };
}

/** In the place of a device number that has become another device's. */
const NO_DEVICE = -1;

/** A loss is sudden above this many photos, where it is also most of the root. */
const SUDDEN_LOSS = 50;

/**
 * Which of the photos that turned up nowhere are removed, and which are held back. A few are removed: somebody tidied
 * up. Most of a root at once may be an accident, so it waits until a person accepts it; held back once, a photo stays
 * so, however the root grows meanwhile.
 */
export function settleLoss(
  { missing, expected }: Loss,
  isMoved: (photo: StoredPhoto) => boolean,
  accept: boolean,
): { readonly remove: StoredPhoto[]; readonly hold: StoredPhoto[] } {
  const gone = missing.filter((photo) => !isMoved(photo));
  if (accept) return { remove: gone, hold: [] };
  const heldBefore = gone.filter(({ state }) => state === 'held');
  const fresh = gone.filter(({ state }) => state !== 'held');
  const isSudden = fresh.length > SUDDEN_LOSS && fresh.length * 2 > expected;
  return isSudden ? { remove: [], hold: gone } : { remove: fresh, hold: heldBefore };
}

function sameStamp(a: { size: number; mtimeNs: bigint }, b: { size: number; mtimeNs: bigint }): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs;
}

/**
 * Device numbers change when drives are plugged in another order: an unchanged photo shows what its old number has
 * become. Where none does, equal numbers mean the same device.
 */
function deviceJudge() {
  const formerOf = new Map<number, Set<number>>();
  return {
    /** @param file the photo's, unchanged. */
    note({ device }: StoredPhoto, file: ScannedFile): void {
      if (device === null) return;
      const former = formerOf.get(file.device);
      if (former === undefined) formerOf.set(file.device, new Set([device]));
      else former.add(device);
    },
    areSame: (then: number, now: number): boolean => formerOf.get(now)?.has(then) ?? then === now,
  };
}

/** The device of the folder that a path is in, or of the nearest one above that is still there. */
function nearestDevice(path: string, folders: ReadonlyMap<string, number>): number | undefined {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const device = folders.get(folder);
    if (device !== undefined || folder === dirname(folder)) return device;
  }
}
