/** Reports what an indexing run did, for people and as JSON. */

import { count, grouped } from '../../base/count.ts';
import type { Status } from '../../engine/api.ts';
import type { IndexSummary } from '../../indexing/run/messages.ts';
import type { TextSummary } from '../../indexing/text/messages.ts';
import { excludedFolder, missingExclude } from '../../library/files/excluded-folders.ts';
import { report, showPath } from './console.ts';

/**
 * Make the JSON of `picsift index --json`. `reread`, `excluded`, `offline`, `heldBack` and `joined` are present only if
 * they apply.
 * @param text absent: no text was read.
 */
export function summaryJson(summary: IndexSummary, text?: TextSummary): object {
  const { problems, problemCount, unsettled, excluded, offline, heldBack, interrupted, reread, ...counts } = summary;
  return {
    ...counts,
    ...(reread > 0 ? { reread } : {}),
    ...(excluded.length > 0 ? { excluded } : {}),
    ...(offline.length > 0 ? { offline } : {}),
    ...(heldBack > 0 ? { heldBack } : {}),
    ...(text === undefined ? {} : { text: { read: text.read, failed: text.failed, left: text.left } }),
  };
}

/** Report what changed; print nothing if nothing changed. */
export function reportChanges(summary: IndexSummary): void {
  const { added, changed, moved, removed, embedded, seconds } = summary;
  const changes = [
    [added, 'added'],
    [changed, 'changed'],
    [moved, 'moved'],
    [removed, 'removed'],
  ] as const;
  const parts = changes.filter(([n]) => n > 0).map(([n, what]) => `${grouped(n)} ${what}`);
  if (parts.length === 0 && embedded === 0) return;
  report(
    `Indexed: ${parts.join(', ') || 'nothing new'}; ${count(embedded, 'photo')} embedded in ${seconds.toFixed(1)} s.`,
  );
}

/** Report photos that were read again without a change. It explains why the run took longer. */
export function reportReread({ reread }: IndexSummary): void {
  if (reread > 0) report(`${count(reread, 'photo')} read again: new names, permissions or links, the same bytes.`);
}

/** Report missing folders. Scheduled (quiet) runs do not call this: a disconnected drive is no news every night. */
export function reportOffline({ offline }: IndexSummary): void {
  for (const { path, reason } of offline) {
    const folder = showPath(path, process.stderr);
    report(`${folder} ${reason}. Is its drive unplugged? Its photos stay in the index, but results do not show them.`);
    report('  If this is intended: picsift index DIR --accept-removals, or picsift roots remove DIR');
  }
}

/** Report folders that were named, but are excluded. */
export function reportExcluded({ excluded }: IndexSummary): void {
  for (const path of excluded) report(excludedFolder(showPath(path, process.stderr)));
}

/** Report entries of `excludeDirs` that are paths and lead to no folder. */
export function reportMissingExcludes({ missingExcludes }: Pick<Status, 'missingExcludes'>): void {
  for (const entry of missingExcludes) report(missingExclude(showPath(entry, process.stderr)));
}

/** Report problems, with at most `listed` files by name; print nothing if there are none. */
export function reportProblems({ heldBack, problemCount, problems }: IndexSummary, listed: number): void {
  if (heldBack > 0) {
    report(
      `${count(heldBack, 'photo')}, most of a folder, disappeared at once. They are held back in case it was a mistake.`,
    );
    report('  If this is intended: picsift index DIR --accept-removals');
  }
  if (problemCount === 0) return;
  const what = problemCount === 1 ? 'One file' : `${grouped(problemCount)} files or folders`;
  report(`${what} could not be read:`);
  for (const { path, reason } of problems.slice(0, listed)) report(`  ${showPath(path, process.stderr)}: ${reason}`);
  if (problemCount > listed) report(`  and ${grouped(problemCount - listed)} more`);
}

export function reportInterrupted(): void {
  report('Stopped. Indexed photos are kept; run the same command again to continue.');
}

/**
 * Describe which folders another picsift is indexing.
 * @param run the other process's run if it covers the same folders.
 */
export function whatIsIndexed(run: Status['lastRun'] | undefined): string {
  return `Another picsift is indexing ${run ? `the same folders: ${progressOf(run)}` : 'other folders'}.`;
}

/** Describe the progress of a run: "63 %", or "just started" while it scans for photos. */
export function progressOf({ done, total }: NonNullable<Status['lastRun']>): string {
  return total > 0 ? `${Math.floor((100 * done) / total)} %` : 'just started';
}
