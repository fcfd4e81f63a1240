/** What an indexing run has to do, as a pure function of what is on disk and what is stored. */

import type { Failure } from '../catalog/failures.ts';
import type { StoredPhoto } from '../catalog/photos.ts';
import { METADATA_VERSION } from '../library/photo-metadata.ts';
import type { ScannedFile } from '../library/scan.ts';
import { sidecarStamps } from '../library/sidecar-names.ts';

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
  readonly inspect: Inspection[];
  /** Photos whose file is gone: moved, where one of the inspected files turns out to have their content; else removed. */
  readonly missing: StoredPhoto[];
  /** Paths of recorded failures whose file is gone. */
  readonly forget: string[];
}

export interface PlanInput {
  readonly files: readonly ScannedFile[];
  /** All photos below the scanned folder. */
  readonly photos: readonly StoredPhoto[];
  readonly failures: readonly Failure[];
  /** True where the scan would have found a file at that path: only there absence means anything. */
  readonly couldSee: (path: string) => boolean;
}

export function planIndexing({ files, photos, failures, couldSee }: PlanInput): Plan {
  const photoAt = new Map(photos.map((photo) => [photo.path, photo]));
  const failureAt = new Map(failures.map((failure) => [failure.path, failure]));
  const onDisk = new Set<string>();
  const inspect: Inspection[] = [];
  let kept = 0;

  for (const file of files) {
    onDisk.add(file.path);
    const photo = photoAt.get(file.path);
    const failure = failureAt.get(file.path);
    if (photo?.embedded && sameStamp(photo, file) && photo.metadataVersion >= METADATA_VERSION) {
      if (photo.sidecarStamps === sidecarStamps(file.sidecars ?? [])) kept++;
      else inspect.push({ file, photo, sidecarsOnly: true });
    } else if (failure === undefined || !sameStamp(failure, file)) inspect.push(photo ? { file, photo } : { file });
  }

  const gone = ({ path }: { path: string }) => !onDisk.has(path) && couldSee(path);
  return {
    kept,
    inspect,
    missing: photos.filter(gone),
    forget: failures.filter(gone).map(({ path }) => path),
  };
}

function sameStamp(a: { size: number; mtimeNs: bigint }, b: { size: number; mtimeNs: bigint }): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs;
}
