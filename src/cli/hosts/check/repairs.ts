/** Says how to repair an entry. Pure. */

import { safeText } from '../../../base/safe-text.ts';
import { shellWord } from '../../output/console.ts';
import { HOSTS, type Host, type HostName } from '../hosts.ts';
import type { Repair } from '../problem.ts';

/** Where an entry is, and what it grants. */
export interface EntryPlace {
  readonly host: Host;
  /** Undefined: a command line, in no file. */
  readonly file: string | undefined;
  /** True if `picsift mcp config` writes this file. */
  readonly isUserFile: boolean;
  /** As far as they are known. Absolute. */
  readonly folders: readonly string[];
}

/**
 * Say how to get a right entry: all paths complete, and the Node.js of this picsift.
 * @param before what else to do or to try first, as complete sentences.
 */
export function writeEntryAgain(place: EntryPlace, before = ''): Repair {
  const how =
    place.file === undefined
      ? 'Use the command and the arguments that this prints:'
      : place.isUserFile
        ? 'Write the entry again, with full paths:'
        : 'Replace the entry by the one that this prints, with full paths:';
  return { fix: alternative(before, how), command: configCommand(place) };
}

/** Say how to get an entry where there is none. */
export function addEntry(place: EntryPlace, before = ''): Repair {
  const how = place.isUserFile ? 'Add picsift:' : 'Add the entry that this prints:';
  return { fix: alternative(before, how), command: configCommand(place) };
}

function alternative(before: string, how: string): string {
  return before === '' ? how : `${before} Or ${how.charAt(0).toLowerCase()}${how.slice(1)}`;
}

/** The command that makes a right entry for the host. */
function configCommand({ host, isUserFile, folders }: EntryPlace): string {
  const words = [nameOf(host) ?? 'claude', ...(isUserFile ? ['--write'] : []), ...folders.map(shown)];
  return `picsift mcp config ${words.join(' ')}${folders.length > 0 ? '' : ' DIR'}`;
}

function shown(path: string): string {
  return shellWord(safeText(path, Number.MAX_SAFE_INTEGER));
}

/** @returns undefined for a program that is not in the table. */
export function nameOf(host: Host): HostName | undefined {
  return (Object.keys(HOSTS) as HostName[]).find((name) => HOSTS[name] === host);
}
