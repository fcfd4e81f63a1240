/** Sums up which folders of a watched folder are not watched, for reports of a limited size. */

import type { Unwatched } from '../../catalog/runs/watchers.ts';
import { whyUnwatched } from '../../library/files/why-unwatched.ts';

/** The report is written to the catalog every few seconds. */
const NAMED_FOLDERS = 10;

/** Group the folders by reason, the most frequent reason first. @param unwatched the reason for each folder. */
export function summarize(unwatched: ReadonlyMap<string, string>): Unwatched[] {
  const groups = new Map<string, string[]>();
  for (const [folder, reason] of unwatched) {
    const group = groups.get(reason) ?? [];
    group.push(folder);
    groups.set(reason, group);
  }
  return [...groups]
    .map(([reason, folders]) => ({ reason, total: folders.length, folders: folders.sort().slice(0, NAMED_FOLDERS) }))
    .sort((a, b) => b.total - a.total);
}

/** Write the notice about folders that are not watched. */
export function unwatchedNotice(folder: string, unwatched: readonly Unwatched[]): string {
  const total = unwatched.reduce((sum, group) => sum + group.total, 0);
  const reasons = unwatched.map((group) => `${group.total}: ${whyUnwatched(group.reason)}`).join('; ');
  return (
    `${folder}: ${total === 1 ? 'one folder' : `${total} folders`} in it cannot be watched, so picsift scans there at ` +
    `intervals (${reasons}). "picsift status" names them.`
  );
}
