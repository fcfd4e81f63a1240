/** Describes a watched folder, for `picsift status`. */

import { count, grouped } from '../../base/count.ts';
import type { Watcher } from '../../engine/api.ts';
import { whyUnwatched } from '../../library/files/why-unwatched.ts';
import { showPath } from './console.ts';

const STATES: Record<Watcher['state'], string> = {
  starting: 'being prepared',
  watching: 'watched',
  polling: 'scanned regularly (a network drive or a shared folder)',
  degraded: "scanned regularly (the system's limit on watched folders is reached)",
  missing: 'missing and awaited',
};

/** Longest path in the list of folders that are not watched: some are there because their paths are too long. */
const LONGEST_PATH = 200;

export function watcherLine({ folder, state, since, pid, nextRun }: Watcher): string {
  const next = nextRun === null ? '' : `, next full scan at ${timeOf(nextRun)}`;
  return `${showPath(folder)}  ${STATES[state]} by process ${pid} since ${timeOf(since)}${next}`;
}

/** List the folders in it that are not watched: for each reason their number, and some by name. */
export function unwatchedLines({ unwatched = [] }: Watcher): string[] {
  return unwatched.flatMap(({ reason, total, folders }) => [
    `${count(total, 'folder')} in it cannot be watched and ${total === 1 ? 'is' : 'are'} scanned every minute ` +
      `(${whyUnwatched(reason)}):`,
    ...folders.map((folder) => `  ${showPath(shortened(folder))}`),
    ...(total > folders.length ? [`  and ${grouped(total - folders.length)} more`] : []),
  ]);
}

/** Format a local time in an order that sorts, year first. */
export function timeOf(ms: number): string {
  return new Date(ms).toLocaleString('sv');
}

function shortened(path: string): string {
  const characters = [...path];
  if (characters.length <= LONGEST_PATH) return path;
  const half = LONGEST_PATH / 2;
  return `${characters.slice(0, half).join('')}…${characters.slice(-half).join('')}`;
}
