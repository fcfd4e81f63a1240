/** Notes that several tools share: which folders exist and which are missing, and why there are no or few photos. */

import type { Grant } from '../../src/access/grants.ts';
import { count } from '../../src/base/count.ts';
import type { PicsiftError } from '../../src/base/errors.ts';
import { safeText } from '../../src/base/safe-text.ts';
import type { FilterRequest } from '../../src/search/filters/filter-table.ts';
import { circleOf, parseNear } from '../../src/search/filters/geo-circle.ts';
import { wrongCall } from './error-answers.ts';

/** Require a reachable folder. @throws PicsiftError if no folder is granted or reachable. */
export function requireFolders(grants: readonly Grant[]): void {
  if (grants.length === 0) {
    throw wrongCall(
      'This server may not read any folder. Ask the user to start it with folders, as in `picsift mcp ~/Pictures`, or ' +
        'to list them under "folders" in config.json and restart it.',
    );
  }
  if (grants.every(({ path }) => path === undefined)) {
    throw wrongCall(
      `None of the folders can be reached now: ${listed(grants)}. Ask the user to plug the drive in, or to check the paths in the configuration of this server.`,
    );
  }
}

/** Make the error of an unknown folder; it lists the granted ones. */
export function noSuchFolder(grants: readonly Grant[]): PicsiftError {
  return wrongCall(`There is no such folder here. The folders are: ${listed(grants)}.`);
}

/** Write a note for each granted folder that is missing. */
export function missingNotes(grants: readonly Grant[]): string[] {
  return grants
    .filter(({ path }) => path === undefined)
    .map(({ label }) => `The folder "${label}" cannot be reached now (unplugged or moved?) and was left out.`);
}

/** What a call has searched. */
interface Searched {
  /** Numbers of photos that can be found, and of those whose files are missing now. */
  readonly total: number;
  readonly leftOut: number;
  readonly folder: string | undefined;
  readonly filtered: boolean;
  /** State of a running indexing. */
  readonly indexing: string | null;
}

/** Write notes: why there is no photo, or why there may be more. */
export function scopeNotes({ total, leftOut, folder, filtered, indexing }: Searched): string[] {
  const where = folder === undefined ? '' : ' in that folder';
  const nothing = filtered
    ? [`No indexed photo${where} matches the filters. Try again with fewer filters.`]
    : leftOut === 0
      ? [`Nothing is indexed${where} yet. Call the reindex tool, then try again.`]
      : [];
  const away = `${count(leftOut, 'photo is', 'photos are')} left out: their files are missing now. Is a drive unplugged?`;
  return [
    ...(total === 0 ? nothing : []),
    ...(indexing === null ? [] : [`Not all photos are indexed yet (${indexing}): more may be found soon.`]),
    ...(leftOut === 0 ? [] : [away]),
  ];
}

/** Name the place that was searched: of several places with one name, the largest is taken. */
export function placeNotes({ near }: FilterRequest): string[] {
  if (near === undefined) return [];
  const { name, kilometres } = circleOf(parseNear(near));
  return [`Near means: within ${kilometres} km of ${safeText(name)}.`];
}

function listed(grants: readonly Grant[]): string {
  return grants.map(({ label, path }) => `"${label}"${path === undefined ? ' (not reachable now)' : ''}`).join(', ');
}
