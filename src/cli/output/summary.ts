/** What an indexing run did, for people and as JSON. */

import type { Status } from '../../engine/api.ts';
import type { IndexSummary } from '../../indexing/run/messages.ts';
import { count, showPath, tell } from './console.ts';

/** What `picsift index --json` prints: `offline`, `heldBack` and `joined` only where there is something to say. */
export function summaryJson(summary: IndexSummary): object {
  const { problems, problemCount, unsettled, offline, heldBack, interrupted, ...counts } = summary;
  return { ...counts, ...(offline.length > 0 ? { offline } : {}), ...(heldBack > 0 ? { heldBack } : {}) };
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

/** Tell which folders are not there. On a schedule nobody wants to hear of a drive that is away every night. */
export function tellOffline({ offline }: IndexSummary): void {
  for (const { path, reason } of offline) {
    const folder = showPath(path, process.stderr);
    tell(`${folder} ${reason}. Is its drive unplugged? Its photos stay in the index, left out of results.`);
    tell('  If it is meant to be so: picsift index DIR --accept-removals, or picsift roots remove DIR');
  }
}

/** Tell what was wrong, with at most `listed` files by name; nothing where all was well. */
export function tellProblems({ heldBack, problemCount, problems }: IndexSummary, listed: number): void {
  if (heldBack > 0) {
    tell(
      `${count(heldBack, 'photo')} went at once, most of a folder: they are held back, in case that is an accident.`,
    );
    tell('  If it was meant: picsift index DIR --accept-removals');
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

/** What another picsift is doing that keeps this one from indexing. @param run the one that covers these folders. */
export function whatIsIndexed(run: Status['lastRun'] | undefined): string {
  return `Another picsift is indexing ${run ? `the same folders: ${progressOf(run)}` : 'other folders'}.`;
}

/** How far a run is: "63 %", or "just begun" while it looks for photos. */
export function progressOf({ done, total }: NonNullable<Status['lastRun']>): string {
  return total > 0 ? `${Math.floor((100 * done) / total)} %` : 'just begun';
}
