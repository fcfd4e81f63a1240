/** Decides which file to write to tag a photo. Pure. */

import type { PhotoToTag } from '../catalog/metadata/tags.ts';
import { type ScannedFile, sameSizeAndTime } from '../library/files/file-stamp.ts';
import { holdsKeywords } from '../library/files/formats.ts';
import { isXmpName, sidecarStamps } from '../library/metadata/sidecar-names.ts';
import type { KeywordChange } from './keyword.ts';

export type TagPlan =
  /** @property target the file to write: the photo itself, or its sidecar. */
  | { readonly outcome: 'planned'; readonly target: string }
  /** The photo has the keyword already, or lacks the keyword that was to be removed. */
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'refused'; readonly reason: string };

/**
 * Decide what to do with one photo.
 * @param photo from the catalog.
 * @param found the file on disk now; undefined if it does not exist.
 * @param sidecar true to write a sidecar and never the photo.
 */
export function planTag(
  photo: Pick<PhotoToTag, 'path' | 'size' | 'mtimeNs' | 'sidecarStamps' | 'keywords' | 'offline'>,
  found: ScannedFile | undefined,
  { action, keyword }: KeywordChange,
  sidecar: boolean,
): TagPlan {
  if (photo.offline || found === undefined)
    return { outcome: 'refused', reason: 'the file is missing, or its drive is not connected' };
  // The status may differ: the hash of the photo is compared before it is written.
  const isAsIndexed = sameSizeAndTime(found, photo) && sidecarStamps(found.sidecars ?? []) === photo.sidecarStamps;
  if (!isAsIndexed) return { outcome: 'refused', reason: CHANGED };
  if (photo.keywords.includes(keyword) === (action === 'add')) return { outcome: 'unchanged' };
  const target = sidecarOf(found) ?? (sidecar || !holdsKeywords(photo.path) ? `${photo.path}.xmp` : photo.path);
  return { outcome: 'planned', target };
}

/**
 * Return the XMP sidecar that holds the keywords of a photo. They override those of the photo, so a keyword written to
 * the photo would have no effect. The last sidecar has priority.
 */
export function sidecarOf({ sidecars = [] }: Pick<ScannedFile, 'sidecars'>): string | undefined {
  return sidecars.findLast(({ path }) => isXmpName(path))?.path;
}

export const CHANGED = 'it has changed since it was indexed; index it first';
