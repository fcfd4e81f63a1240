/** Notes that several tools share: which folders exist, and which are missing. */

import type { Grant } from '../../src/access/grants.ts';
import type { PicsiftError } from '../../src/base/errors.ts';
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

function listed(grants: readonly Grant[]): string {
  return grants.map(({ label, path }) => `"${label}"${path === undefined ? ' (not reachable now)' : ''}`).join(', ');
}
