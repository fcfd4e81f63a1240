/** What an indexing run did, for people and as JSON. */

import type { Status } from '../../engine.ts';
import type { IndexSummary } from '../../indexing/messages.ts';
import { count, showPath, tell } from './console.ts';

/** More are counted, not listed. */
const LISTED_PROBLEMS = 10;

/** What `picsift index --json` prints: folders that are offline and photos held back only where there are any. */
export function summaryJson({ problems, offline, heldBack, interrupted, ...counts }: IndexSummary): object {
  return { ...counts, ...(offline.length > 0 ? { offline } : {}), ...(heldBack > 0 ? { heldBack } : {}) };
}

/** Tell what changed; nothing where nothing did. */
export function tellSummary(summary: IndexSummary): void {
  const { added, changed, moved, removed, embedded, seconds, problems, heldBack } = summary;
  const changes = [
    [added, 'added'],
    [changed, 'changed'],
    [moved, 'moved'],
    [removed, 'removed'],
  ] as const;
  const said = changes.filter(([n]) => n > 0).map(([n, what]) => `${n.toLocaleString('en')} ${what}`);
  if (said.length > 0 || embedded > 0) {
    tell(
      `Indexed: ${said.join(', ') || 'nothing new'}; ${count(embedded, 'photo')} embedded in ${seconds.toFixed(1)} s.`,
    );
  }
  for (const { path, reason } of summary.offline) {
    const folder = showPath(path, process.stderr);
    tell(`${folder} ${reason}. Is its drive unplugged? Its photos stay in the index, left out of results.`);
    tell('  If it is meant to be so: picsift index DIR --accept-removals, or picsift roots remove DIR');
  }
  if (heldBack > 0) {
    tell(
      `${count(heldBack, 'photo')} went at once, most of a folder: they are held back, in case that is an accident.`,
    );
    tell('  If it was meant: picsift index DIR --accept-removals');
  }
  if (problems.length === 0) return;
  tell(
    `${problems.length === 1 ? 'One file' : `${problems.length.toLocaleString('en')} files or folders`} could not be read:`,
  );
  for (const { path, reason } of problems.slice(0, LISTED_PROBLEMS)) {
    tell(`  ${showPath(path, process.stderr)}: ${reason}`);
  }
  if (problems.length > LISTED_PROBLEMS) tell(`  and ${problems.length - LISTED_PROBLEMS} more (see: picsift status)`);
}

export function tellInterrupted(): void {
  tell('Stopped. What was indexed is kept; run the same command again to go on.');
}

/** How far a run is: "63 %", or "just begun" while it looks for photos. */
export function progressOf({ done, total }: NonNullable<Status['lastRun']>): string {
  return total > 0 ? `${Math.floor((100 * done) / total)} %` : 'just begun';
}
