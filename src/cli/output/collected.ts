/** Reports which results were copied or linked into a folder. */

import { count, grouped } from '../../base/count.ts';
import type { Collected } from '../../library/files/collect-files.ts';
import { NO_MEDIA_FILE } from '../../library/files/passed-over.ts';
import { report, showPath } from './console.ts';

const LISTED_FAILURES = 10;

interface CollectedInto {
  readonly into: string;
  readonly as: 'copies' | 'links';
  /** The folder is one of those that are indexed, or lies in one. */
  readonly isIndexed: boolean;
  /** Report failures only. */
  readonly quiet: boolean;
}

export function reportCollected(collected: Collected, { into, as, isIndexed, quiet }: CollectedInto): void {
  const { places, added, failures, interrupted } = collected;
  if (!quiet && places.size > 0) {
    const present = places.size - added;
    const already = present > 0 ? `; ${grouped(present)} ${present === 1 ? 'was' : 'were'} there already` : '';
    report(
      `${as === 'copies' ? 'Copied' : 'Linked'} ${count(added, 'photo')} to ${showPath(into, process.stderr)}${already}.`,
    );
    if (isIndexed && added > 0) {
      report('This folder is indexed, so searches will find the copies too.');
      report(`  If you do not want that, create an empty file named ${NO_MEDIA_FILE} in it.`);
    }
  }
  if (failures.length > 0) {
    report(`${count(failures.length, 'photo')} could not be ${as === 'copies' ? 'copied' : 'linked'}:`);
    for (const { path, reason } of failures.slice(0, LISTED_FAILURES)) {
      report(`  ${showPath(path, process.stderr)}: ${reason}`);
    }
    if (failures.length > LISTED_FAILURES) report(`  and ${grouped(failures.length - LISTED_FAILURES)} more`);
  }
  if (interrupted) report('Stopped. Run the same command again to continue.');
}
