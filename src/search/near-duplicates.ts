/** Finds all near-identical shots of a library, for clean-up. */

import { takeTurns, type WorkOptions } from '../base/turns.ts';
import type { Catalog } from '../catalog/open.ts';
import { perceptualHashReader, photoDetails } from '../catalog/photos.ts';
import { contentVectorReader } from '../catalog/vectors.ts';
import type { PhotoTable } from '../derived/photo-table.ts';
import { compareCopies } from './best-copy.ts';
import { HashIndex } from './hash-index.ts';
import { isSureShot, type Shot } from './rank/groups.ts';
import { type Duplicate, markSameFiles } from './same-files.ts';

/** What is done, in photos that are compared, and then groups whose files are looked at. */
export interface DuplicatesStep {
  readonly phase: 'compare' | 'files';
  readonly done: number;
  readonly total: number;
}

/**
 * Find groups of near-identical photos, including copies of one file. Paths of one file alone are no group. Searches go on
 * meanwhile.
 * @param mask a byte for each row of the table: 1 where the photo is compared.
 * @returns groups, each with the photo first that is worth keeping. The group that could free the most bytes is first.
 */
export async function duplicatesOf(
  catalog: Catalog,
  modelId: number,
  table: PhotoTable,
  { mask, total }: { readonly mask: Uint8Array; readonly total: number },
  { signal, onProgress = () => {} }: WorkOptions<DuplicatesStep> = {},
): Promise<Duplicate[][]> {
  const hashOf = perceptualHashReader(catalog);
  const vector = contentVectorReader(catalog, modelId);
  const turns = takeTurns(signal);
  const shots = new DuplicateShots<Shot & { readonly photo: number }>();
  let compared = 0;
  // Rows that are added meanwhile are not in the mask.
  for (let row = 0; row < mask.length; row++) {
    if (mask[row] === 0) continue;
    if (turns.isOver()) {
      onProgress({ phase: 'compare', done: compared, total });
      await turns.next();
    }
    const contentId = table.columns.content[row]!;
    shots.add({
      photo: table.columns.id[row]!,
      contentId,
      perceptualHash: hashOf(contentId),
      // Fetched only for the few that are compared: a million vectors would not fit into memory.
      get vector() {
        return vector(contentId) ?? new Float32Array();
      },
    });
    compared++;
  }
  const found = shots.groups();
  const groups: Duplicate[][] = [];
  for (const [index, group] of found.entries()) {
    if (turns.isOver()) {
      onProgress({ phase: 'files', done: index, total: found.length });
      await turns.next();
    }
    const contentOf = new Map(group.map(({ photo, contentId }) => [photo, contentId]));
    const photos = photoDetails(catalog, [...contentOf.keys()]).sort(compareCopies);
    const marked = await markSameFiles(photos.map((photo) => ({ ...photo, contentId: contentOf.get(photo.id)! })));
    if (marked.filter(({ sameFileAs }) => sameFileAs === undefined).length > 1) groups.push(marked);
  }
  return groups.sort((a, b) => spareOf(b) - spareOf(a));
}

const spareOf = (group: readonly Duplicate[]) => group.reduce((sum, { spareBytes }) => sum + spareBytes, 0);

/**
 * Groups shots so that each is near-identical to the first of its group, or has its bytes. A plain picture has no hash, but
 * copies.
 * @internal
 */
export class DuplicateShots<T extends Shot> {
  readonly #groups: T[][] = [];
  readonly #byContent = new Map<number, T[]>();
  /** Hashes of the first shots of some groups, and these groups. */
  readonly #firsts = new HashIndex();
  readonly #groupOf: T[][] = [];

  add(shot: T): void {
    const { contentId, perceptualHash: hash } = shot;
    const group = this.#byContent.get(contentId) ?? this.#near(shot) ?? [];
    if (group.length === 0) {
      this.#groups.push(group);
      if (hash !== null) {
        this.#firsts.add(hash);
        this.#groupOf.push(group);
      }
    }
    group.push(shot);
    this.#byContent.set(contentId, group);
  }

  #near(shot: T): T[] | undefined {
    if (shot.perceptualHash === null) return undefined;
    const near = this.#firsts.near(shot.perceptualHash).find((first) => isSureShot(this.#groupOf[first]![0]!, shot));
    return near === undefined ? undefined : this.#groupOf[near];
  }

  /** Return the groups of two or more, in the order of their first shots. */
  groups(): T[][] {
    return this.#groups.filter(({ length }) => length > 1);
  }
}
