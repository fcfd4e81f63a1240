/** Suggests words that the library itself knows: people, keywords, places, cameras and folders. */

import { basename } from 'node:path';
import { foldedLetters } from '../../base/fold.ts';
import type { NameList } from '../../catalog/metadata/name-lists.ts';
import type { PhotoTable } from '../../derived/photo-table.ts';
import type { Scope } from '../filters/scope.ts';
import { countsBy } from './counts.ts';

export const SUGGESTED = ['person', 'place', 'keyword', 'camera', 'folder'] as const;

export interface Suggestion {
  readonly kind: (typeof SUGGESTED)[number];
  readonly name: string;
  /** Number of photos in scope. */
  readonly photos: number;
}

interface Known extends Suggestion {
  /** The name without case and accents. */
  readonly folded: string;
}

/** Collecting all names takes longer than looking through them. The photo side keeps a scope while it does not change. */
const kept = new WeakMap<Uint8Array, readonly Known[]>();

/**
 * Find names in scope of which a word begins with the text; those that begin with it themselves come first, then those with
 * the most photos.
 * @param readNames reads each name of a list with the id of a photo that has it, for all photos.
 */
export async function suggest(
  text: string,
  top: number,
  table: PhotoTable,
  scope: Scope,
  readNames: (list: NameList) => Iterable<readonly [string, number]>,
): Promise<Suggestion[]> {
  const known = kept.get(scope.mask) ?? (await namesIn(table, scope, readNames));
  kept.set(scope.mask, known);
  const wanted = foldedLetters(text.trim());
  const begins = ({ folded }: Known) => folded.startsWith(wanted);
  return known
    .filter((name) => begins(name) || name.folded.includes(` ${wanted}`))
    .sort((a, b) => Number(begins(b)) - Number(begins(a)) || b.photos - a.photos || (a.name < b.name ? -1 : 1))
    .slice(0, top)
    .map(({ kind, name, photos }) => ({ kind, name, photos }));
}

async function namesIn(
  table: PhotoTable,
  scope: Scope,
  readNames: (list: NameList) => Iterable<readonly [string, number]>,
): Promise<Known[]> {
  const lists = await Promise.all(
    SUGGESTED.map(async (kind) => {
      const photosByName = new Map<string, number>();
      for (const { name, photos } of await namesOf(kind))
        photosByName.set(name, (photosByName.get(name) ?? 0) + photos);
      return Array.from(photosByName, ([name, photos]) => ({ kind, name, photos, folded: foldedLetters(name) }));
    }),
  );
  return lists.flat();

  async function namesOf(kind: Suggestion['kind']): Promise<readonly Pick<Suggestion, 'name' | 'photos'>[]> {
    const { counts } = await countsBy(kind, table, scope, readNames);
    return kind === 'folder' ? counts.map(({ name, photos }) => ({ name: basename(name), photos })) : counts;
  }
}
