/** Plans an indexing run: a pure function of the files on disk and the catalog. */

import type { Failure } from '../../catalog/failures.ts';
import type { StoredPhoto } from '../../catalog/photos.ts';
import { DECODER_VERSION, isOutdated } from '../../library/decode/decoder-version.ts';
import { type ScannedFile, sameSizeAndTime, sameStamp } from '../../library/files/file-stamp.ts';
import type { Spare } from '../../library/files/scan.ts';
import { METADATA_VERSION } from '../../library/metadata/photo-metadata.ts';
import { sidecarStamps } from '../../library/metadata/sidecar-names.ts';
import { deviceJudge, NO_DEVICE, nearestDevice } from './devices.ts';

/** A file to read: new, changed, not yet embedded by the active model, or read by an older picsift. */
export interface Inspection {
  readonly file: ScannedFile;
  /** The photo in the catalog with this path; undefined if there is none. */
  readonly photo?: StoredPhoto;
  /** The photo is unchanged. Read only its sidecars. */
  readonly sidecarsOnly?: boolean;
  /** Only the status of the file differs (see `FileStamp`): its bytes are probably the same. */
  readonly statusOnly?: boolean;
  /** The photo's vector was imported: it is kept, if it is a vector of what picsift sees in the file. */
  readonly imported?: boolean;
}

/** A RAW file to read if all of its twins are damaged. */
export interface SpareInspection extends Inspection {
  /** Paths of files to inspect that may show the same picture. */
  readonly twins: readonly string[];
}

/**
 * `shown`: the whole picture is in the index. `faulty`: a former run has found that the file is damaged or cannot be
 * decoded. `pending`: this run inspects it.
 */
export type FileState = 'shown' | 'pending' | 'faulty';

export interface Plan {
  /** Number of unchanged photos. */
  readonly kept: number;
  readonly inspect: readonly Inspection[];
  readonly spares: readonly SpareInspection[];
  /** New states of photos that need not be read: they are back, or their drive is unplugged. */
  readonly marks: Pick<StoredPhoto, 'id' | 'state' | 'device'>[];
  /** Status of unchanged photos that an older picsift has indexed. */
  readonly statuses: Pick<StoredPhoto, 'id' | 'status'>[];
  readonly loss: Loss;
  /** Ids of photos in folders that are excluded now. They leave the index, however many they are. */
  readonly excluded: number[];
  /** Paths of recorded failures whose files are gone or excluded. */
  readonly forget: string[];
}

export interface Loss {
  /** Photos whose files are gone. They were moved if one of the inspected files has their content. */
  readonly missing: readonly StoredPhoto[];
  /** Number of photos that their root should have: all except those already held back. */
  readonly expected: number;
}

/** Input for deciding about photos without a file. */
export interface Remainder {
  /** All photos below the scanned folder whose ids are not in `seen`. */
  readonly unseen: Iterable<StoredPhoto>;
  /** Number of photos that the root of the folder should have: see `Loss`. */
  readonly expected: number;
  /** Returns true if the scan would have found a file at that path. Elsewhere a missing file proves nothing. */
  readonly couldSee: (path: string) => boolean;
  /** Returns true if the path is in an excluded folder. */
  readonly isExcluded: (path: string) => boolean;
  /** Every folder that the scan has listed, with its device. */
  readonly folders: ReadonlyMap<string, number>;
}

/**
 * Start a plan. It gets the scanned files one after the other and keeps only the work to do.
 * @param failures recorded failures below the scanned folder.
 * @param leaveImported do not read files whose vectors were imported.
 */
export function startPlan(failures: Iterable<Failure>, leaveImported = false) {
  const inspect: Inspection[] = [];
  const spares: SpareInspection[] = [];
  const marks: Plan['marks'] = [];
  const statuses: Plan['statuses'] = [];
  const seen = new Set<number>();
  const failureAt = new Map(Array.from(failures, (failure) => [failure.path, failure]));
  const devices = deviceJudge();
  let [kept, unchanged] = [0, 0];

  /** Take the recorded failure of a scanned file. Those that are left at the end have no file. */
  function takeFailure(file: ScannedFile): Failure | undefined {
    const failure = failureAt.get(file.path);
    failureAt.delete(file.path);
    return failure;
  }

  function markPresent({ id, state, device }: StoredPhoto, file: ScannedFile): void {
    if (state !== 'present' || device !== file.device) marks.push({ id, state: 'present', device: file.device });
  }

  /** Add a scanned file. @param photo the stored photo with the file's path. */
  function add(file: ScannedFile, photo: StoredPhoto | undefined): FileState {
    const failure = takeFailure(file);
    if (photo !== undefined) {
      seen.add(photo.id);
      if (sameSizeAndTime(photo, file)) devices.note(photo, file);
    }
    if ([photo, failure].some((known) => known !== undefined && sameSizeAndTime(known, file))) unchanged++;
    if (photo?.imported && photo.embedded && sameSizeAndTime(photo, file)) {
      if (!leaveImported) {
        inspect.push({ file, photo, imported: true });
        return 'pending';
      }
      markPresent(photo, file);
      kept++;
      return 'shown';
    }
    if (photo !== undefined && isUpToDate(photo, file)) {
      markPresent(photo, file);
      if (!sameStamp(photo, file)) {
        inspect.push({ file, photo, statusOnly: true });
        return 'pending';
      }
      if (photo.status === null && file.status !== null) statuses.push({ id: photo.id, status: file.status });
      if (photo.sidecarStamps === sidecarStamps(file.sidecars ?? [])) kept++;
      else inspect.push({ file, photo, sidecarsOnly: true });
      return photo.damaged ? 'faulty' : 'shown';
    }
    if (failure !== undefined && isFinal(failure, file)) return 'faulty';
    inspect.push(photo ? { file, photo } : { file });
    return 'pending';
  }

  return {
    inspect: inspect as readonly Inspection[],
    /** Ids of the photos whose files were found. */
    seen: seen as ReadonlySet<number>,
    /** Number of known, unchanged files. While it is 0, every file that was found is in `inspect` or a spare. */
    get unchanged(): number {
      return unchanged;
    },

    add,

    /**
     * Add a RAW file that is left out if one of its twins shows the whole picture.
     * @param photo the stored photo with the file's path.
     * @param states of the twins.
     */
    addSpare({ file, twins }: Spare, photo: StoredPhoto | undefined, states: ReadonlyMap<string, FileState>): void {
      if (twins.some((path) => states.get(path) === 'shown')) return;
      const pending = twins.filter((path) => states.get(path) === 'pending');
      if (pending.length === 0) {
        add(file, photo);
        return;
      }
      // Until the twins are decoded it stays, and so does its failure. The next run leaves it out.
      if (photo !== undefined) seen.add(photo.id);
      const failure = takeFailure(file);
      if (failure !== undefined && isFinal(failure, file)) return;
      spares.push({ file, twins: pending, ...(photo && { photo }) });
    },

    /** Complete the plan when all files were added. */
    finish({ unseen, expected, couldSee, isExcluded, folders }: Remainder): Plan {
      const missing: StoredPhoto[] = [];
      const excluded: number[] = [];
      for (const photo of unseen) {
        if (isExcluded(photo.path)) {
          excluded.push(photo.id);
          continue;
        }
        if (!couldSee(photo.path)) continue;
        const now = nearestDevice(photo.path, folders);
        if (photo.device === null || now === undefined || devices.areSame(photo.device, now)) missing.push(photo);
        // A mount below the root is unplugged: the scan saw the bare folder under it, so the photo may still exist.
        else if (photo.state === 'present' || photo.device === now) {
          // Another device has its number now. The next run would take that device for the unplugged one.
          marks.push({ id: photo.id, state: 'offline', device: photo.device === now ? NO_DEVICE : photo.device });
        }
      }
      return {
        kept,
        inspect,
        spares,
        marks,
        statuses,
        loss: { missing, expected },
        excluded,
        forget: [...failureAt.keys()].filter((path) => couldSee(path) || isExcluded(path)),
      };
    },
  };
}

/** A loss is sudden if it is larger than this and also more than half of the root. */
const SUDDEN_LOSS = 50;

/**
 * Decide which of the missing photos are removed and which are held back. A few are removed: a person has deleted them.
 * Most of a root at once may be an accident, so these are held back until a person accepts the removal. A photo that is
 * held back stays so even if the root grows.
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

/** Decide whether the catalog has all that the present picsift can know about the file, going by its size and time. */
function isUpToDate(photo: StoredPhoto, file: ScannedFile): boolean {
  const isDescribed = photo.metadataVersion >= METADATA_VERSION;
  return sameSizeAndTime(photo, file) && photo.embedded && isDescribed && !isOutdated(file.path, photo);
}

/** Decide whether the file would fail again: neither it nor the decoders have changed. */
function isFinal(failure: Failure, file: ScannedFile): boolean {
  return sameStamp(failure, file) && failure.decoderVersion >= DECODER_VERSION;
}
