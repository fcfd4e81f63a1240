/** Makes the results that doors show from ranked or listed photos. */

import { basename } from 'node:path';
import { type DescribedPhoto, describedPhotos } from '../catalog/metadata/described-photo.ts';
import type { Catalog } from '../catalog/open.ts';
import type { PhotoTable } from '../derived/photo-table.ts';
import { isInside } from '../library/files/folder-paths.ts';
import { keyReader, nameKey, photoComparer } from './browse/order.ts';
import { type AllEvidence, metBy } from './evidence/evidence.ts';
import { reasonsFor } from './evidence/reasons.ts';
import type { ShotGroup } from './rank/groups.ts';
import type { Ranked } from './rank/ranking.ts';
import type { SearchRequest, SearchResult } from './search-request.ts';
import type { Verdict } from './verdict/verdict.ts';

/** The best first. */
const VERDICTS: readonly Verdict[] = ['strong', 'fair', 'weak'];

type Shown = Pick<SearchRequest, 'folders' | 'fit' | 'hidden'>;

/** Make the results of a list without a query. @param ids of photos, in order. */
export function listedResults(catalog: Catalog, ids: readonly number[], { folders }: Shown): SearchResult[] {
  const listed = { score: null, verdict: null, named: false, reasons: [], similar: 0 };
  return described(catalog, ids, folders).map((photo) => ({ ...shownFacts(photo), ...listed }));
}

interface Judged {
  readonly evidence: AllEvidence;
  /** Number of photos in scope. */
  readonly total: number;
  /** Absent: there are no verdicts yet. */
  readonly of: ((photo: Ranked) => Verdict) | undefined;
}

/** Make the results of a search. Those that fit less well than requested are left out. */
export function rankedResults(
  catalog: Catalog,
  groups: readonly ShotGroup<Ranked>[],
  { of, evidence, total }: Judged,
  { folders, fit, hidden }: Shown,
): SearchResult[] {
  const ids = groups.map(({ first }) => first.id);
  const photos = new Map(described(catalog, ids, folders).map((photo) => [photo.id, photo]));
  // Words that all photos have, such as "pictures" in the folder Pictures, tell nothing about one of them.
  const telling = { ...evidence, words: evidence.words.filter(({ photos }) => total === 1 || photos < total) };
  const wanted = VERDICTS.slice(0, VERDICTS.indexOf(fit ?? 'weak') + 1);
  const shown = groups.flatMap(({ first, others }) => {
    const photo = photos.get(first.id);
    const met = metBy(first.row, telling);
    const verdict = of?.(first) ?? null;
    if (photo === undefined || (verdict !== null && !wanted.includes(verdict))) return [];
    return [{ photo, met, score: first.score, verdict, similar: others.length }];
  });
  const reasons = reasonsFor(catalog, shown, { folders, hidden });
  return shown.map(({ photo, met, ...result }, index) => ({
    ...{ ...shownFacts(photo), ...result, named: met.length > 0, reasons: reasons[index]! },
  }));
}

/** Sort the results of a page. */
export function inOrder(
  groups: readonly ShotGroup<Ranked>[],
  table: PhotoTable,
  { sort = 'fit', reverse = false }: Pick<SearchRequest, 'sort' | 'reverse'>,
): readonly ShotGroup<Ranked>[] {
  if (sort === 'fit') return reverse ? groups.toReversed() : groups;
  const keyed = groups.map((group) => {
    const row = table.rowOf(group.first.id);
    return { group, row, key: keyReader(table, sort, () => nameKey(basename(group.first.path)))(row) };
  });
  return keyed.sort(photoComparer({ sort, reverse })).map(({ group }) => group);
}

/** Describe photos. Those that were deleted in the meantime, or moved to a folder that the caller may not search, are left out. */
function described(catalog: Catalog, ids: readonly number[], folders: readonly string[]): DescribedPhoto[] {
  return describedPhotos(catalog, ids).filter(({ path }) => folders.some((folder) => isInside(folder, path)));
}

function shownFacts({ id: _, key, ...photo }: DescribedPhoto): Omit<DescribedPhoto, 'id' | 'key'> & { id: string } {
  return { ...photo, id: key };
}
