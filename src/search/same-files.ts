/** Marks the paths of a group that are one file: hard links, and folders that two mounts show. */

import { basename, dirname } from 'node:path';
import type { PhotoDetails } from '../catalog/photos.ts';
import { fileIdentity } from '../library/files/file-identity.ts';

export interface Duplicate extends PhotoDetails {
  /** The bytes are those of a photo that comes before it in the group. */
  readonly isCopy: boolean;
  /** Another path of this file, which comes before it in the group; undefined for the first path of a file. */
  readonly sameFileAs: string | undefined;
  /**
   * Bytes that deleting this photo frees, with all other paths of its file; 0 for the first file of the group, for
   * further paths of a file, and for a file that has a hard link outside the group.
   */
  readonly spareBytes: number;
}

interface Shot extends PhotoDetails {
  /** Photos with the same bytes have the same content. */
  readonly contentId: number;
}

/** Ask the disk which photos are one file. The paths of a file follow each other; otherwise the order stays. */
export async function markSameFiles(photos: readonly Shot[]): Promise<Duplicate[]> {
  const files = new Map<string, { readonly links: number; readonly photos: Shot[] }>();
  for (const photo of photos) {
    const { id, links } = (await fileIdentity(photo.path)) ?? { id: photo.path, links: 1 };
    const file = files.get(id);
    if (file === undefined) files.set(id, { links, photos: [photo] });
    else file.photos.push(photo);
  }
  const marked: Duplicate[] = [];
  const contents = new Set<number>();
  for (const { links, photos: paths } of files.values()) {
    const isSpare = marked.length > 0 && (links === 1 || (await countLinks(paths)) >= links);
    for (const [index, { contentId, ...photo }] of paths.entries()) {
      const sameFileAs = index === 0 ? undefined : paths[0]!.path;
      const isCopy = contents.has(contentId);
      contents.add(contentId);
      marked.push({ ...photo, isCopy, sameFileAs, spareBytes: isSpare && index === 0 ? photo.size : 0 });
    }
  }
  return marked;
}

/** Count the hard links among the paths of a file. A folder and its bind mount show the same link. */
async function countLinks(photos: readonly PhotoDetails[]): Promise<number> {
  const links = photos.map(async ({ path }) => `${(await fileIdentity(dirname(path)))?.id}/${basename(path)}`);
  return new Set(await Promise.all(links)).size;
}
