/** Finds all near-identical shots of a library, for clean-up. */

import type { Catalog } from '../catalog/open.ts';
import { perceptualHashReader, photoDetails } from '../catalog/photos.ts';
import { contentVectorReader } from '../catalog/vectors.ts';
import type { PhotoTable } from '../derived/photo-table.ts';
import { hammingDistance } from '../library/decode/perceptual-hash.ts';
import { compareCopies } from './best-copy.ts';
import { isSureShot, type Shot } from './rank/groups.ts';
import { type Duplicate, markSameFiles } from './same-files.ts';

/**
 * Find groups of near-identical photos, including copies of one file. Paths of one file alone are no group.
 * @param mask a byte for each row of the table: 1 where the photo is compared.
 * @returns groups, each with the photo first that is worth keeping. The group that could free the most bytes is first.
 */
export async function duplicatesOf(
  catalog: Catalog,
  modelId: number,
  table: PhotoTable,
  mask: Uint8Array,
): Promise<Duplicate[][]> {
  const hashOf = perceptualHashReader(catalog);
  const vector = contentVectorReader(catalog, modelId);
  function* shots() {
    for (let row = 0; row < table.count; row++) {
      if (mask[row] === 0) continue;
      const contentId = table.columns.content[row]!;
      const photo = table.columns.id[row]!;
      yield {
        photo,
        contentId,
        perceptualHash: hashOf(contentId),
        // Fetched only for the few that are compared: a million vectors would not fit into memory.
        get vector() {
          return vector(contentId) ?? new Float32Array();
        },
      };
    }
  }
  const groups: Duplicate[][] = [];
  for (const group of groupDuplicates(shots())) {
    const contentOf = new Map(group.map(({ photo, contentId }) => [photo, contentId]));
    const photos = photoDetails(catalog, [...contentOf.keys()]).sort(compareCopies);
    const marked = await markSameFiles(photos.map((photo) => ({ ...photo, contentId: contentOf.get(photo.id)! })));
    if (marked.filter(({ sameFileAs }) => sameFileAs === undefined).length > 1) groups.push(marked);
  }
  return groups.sort((a, b) => spareOf(b) - spareOf(a));
}

const spareOf = (group: readonly Duplicate[]) => group.reduce((sum, { spareBytes }) => sum + spareBytes, 0);

/**
 * Group shots so that each is near-identical to the first of its group, or has its bytes, without comparing all pairs.
 * A hash has four bands of 16 bits: if two hashes differ by at most 7 bits, at least one band differs by at most one bit.
 * A plain picture has no hash, but copies.
 * @returns groups of two or more, in the order of their first shots.
 * @internal
 */
export function groupDuplicates<T extends Shot>(shots: Iterable<T>): T[][] {
  const groups: T[][] = [];
  const firsts = new BandIndex<T[]>();
  const byContent = new Map<number, T[]>();
  for (const shot of shots) {
    const { contentId, perceptualHash: hash } = shot;
    const near = () => (hash === null ? undefined : firsts.near(hash).find(([first]) => isSureShot(first!, shot)));
    const group = byContent.get(contentId) ?? near() ?? [];
    if (group.length === 0) {
      groups.push(group);
      if (hash !== null) firsts.add(hash, group);
    }
    group.push(shot);
    byContent.set(contentId, group);
  }
  return groups.filter(({ length }) => length > 1);
}

const BANDS = 4;
const BAND_BITS = 16;
const MOST_BITS = 7;

class BandIndex<T> {
  readonly #bands = Array.from({ length: BANDS }, () => new Map<number, { hash: Uint8Array; value: T }[]>());

  add(hash: Uint8Array, value: T): void {
    for (const [band, entries] of this.#bands.entries()) {
      const key = bandOf(hash, band);
      const existing = entries.get(key);
      if (existing === undefined) entries.set(key, [{ hash, value }]);
      else existing.push({ hash, value });
    }
  }

  /** Find the values whose hashes differ by at most `MOST_BITS`; for each band, in the order of adding. */
  near(hash: Uint8Array): T[] {
    const found = new Set<T>();
    for (const [band, entries] of this.#bands.entries()) {
      const key = bandOf(hash, band);
      for (let bit = -1; bit < BAND_BITS; bit++) {
        for (const entry of entries.get(bit === -1 ? key : key ^ (1 << bit)) ?? []) {
          if (hammingDistance(entry.hash, hash) <= MOST_BITS) found.add(entry.value);
        }
      }
    }
    return [...found];
  }
}

function bandOf(hash: Uint8Array, band: number): number {
  return (hash[band * 2]! << 8) | hash[band * 2 + 1]!;
}
