/** What an indexing run did, for people and as JSON. */

import type { IndexSummary } from '../../indexing/messages.ts';
import { count, showPath, tell } from './console.ts';

/** What `picsift index --json` prints. */
export function summaryJson({ problems, problemCount, offline, interrupted, ...counts }: IndexSummary): object {
  return counts;
}

/** Tell what changed; nothing where nothing did. */
export function tellChanges(summary: IndexSummary): void {
  const { added, changed, moved, removed, embedded, seconds } = summary;
  const changes = [
    [added, 'added'],
    [changed, 'changed'],
    [moved, 'moved'],
    [removed, 'removed'],
  ] as const;
  const said = changes.filter(([n]) => n > 0).map(([n, what]) => `${n.toLocaleString('en')} ${what}`);
  if (said.length === 0 && embedded === 0) return;
  tell(
    `Indexed: ${said.join(', ') || 'nothing new'}; ${count(embedded, 'photo')} embedded in ${seconds.toFixed(1)} s.`,
  );
}

/** Tell what was wrong, with at most `listed` files by name; nothing where all was well. */
export function tellProblems({ offline, problemCount, problems }: IndexSummary, listed: number): void {
  for (const folder of offline) {
    tell(
      `${showPath(folder, process.stderr)} is suddenly empty. Is its drive unplugged? Nothing was removed from the index.`,
    );
  }
  if (problemCount === 0) return;
  const what = problemCount === 1 ? 'One file' : `${problemCount.toLocaleString('en')} files or folders`;
  tell(`${what} could not be read:`);
  for (const { path, reason } of problems.slice(0, listed)) tell(`  ${showPath(path, process.stderr)}: ${reason}`);
  if (problemCount > listed) tell(`  and ${(problemCount - listed).toLocaleString('en')} more`);
}

export function tellInterrupted(): void {
  tell('Stopped. What was indexed is kept; run the same command again to go on.');
}
