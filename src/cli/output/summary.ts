/** What an indexing run did, for people and as JSON. */

import type { IndexSummary } from '../../indexing/messages.ts';
import { count, showPath, tell } from './console.ts';

/** More are counted, not listed. */
const LISTED_PROBLEMS = 10;

/** What `picsift index --json` prints. */
export function summaryJson({ problems, unsettled, offline, interrupted, ...counts }: IndexSummary): object {
  return counts;
}

/** Tell what changed; nothing where nothing did. */
export function tellSummary(summary: IndexSummary): void {
  const { added, changed, moved, removed, embedded, seconds, problems } = summary;
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
  for (const folder of summary.offline) {
    tell(
      `${showPath(folder, process.stderr)} is suddenly empty. Is its drive unplugged? Nothing was removed from the index.`,
    );
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
