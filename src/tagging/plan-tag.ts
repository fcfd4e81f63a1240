/** What tagging a photo means for the files on disk. Pure. */

import type { PhotoToTag } from '../catalog/tags.ts';
import type { ScannedFile } from '../library/files/file-stamp.ts';
import { holdsKeywords } from '../library/files/formats.ts';
import { sidecarStamps } from '../library/metadata/sidecar-names.ts';
import type { KeywordChange } from './keyword.ts';

export type TagPlan =
  /** @property target the file to be written: the photo itself, or its sidecar. */
  | { readonly outcome: 'planned'; readonly target: string }
  /** It has the keyword already, or has nothing to be removed. */
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'refused'; readonly reason: string };

/**
 * @param photo as the catalog has it.
 * @param found as it is on disk now; undefined: it is not there.
 * @param sidecar true where the photo's own file shall not be written.
 */
export function planTag(
  photo: Pick<PhotoToTag, 'path' | 'size' | 'mtimeNs' | 'sidecarStamps' | 'keywords' | 'offline'>,
  found: ScannedFile | undefined,
  { action, keyword }: KeywordChange,
  sidecar: boolean,
): TagPlan {
  if (photo.offline || found === undefined) return { outcome: 'refused', reason: 'it is not there' };
  const sidecars = found.sidecars ?? [];
  const isAsIndexed =
    found.size === photo.size && found.mtimeNs === photo.mtimeNs && sidecarStamps(sidecars) === photo.sidecarStamps;
  if (!isAsIndexed) return { outcome: 'refused', reason: CHANGED };
  if (photo.keywords.includes(keyword) === (action === 'add')) return { outcome: 'unchanged' };
  // What a sidecar says overrides the file: a keyword in the file would not be seen beside it. Of a photo's sidecars
  // the last one counts.
  const existing = sidecars.at(-1)?.path;
  const target = existing ?? (sidecar || !holdsKeywords(photo.path) ? `${photo.path}.xmp` : photo.path);
  return { outcome: 'planned', target };
}

export const CHANGED = 'it has changed since it was indexed; index it first';
