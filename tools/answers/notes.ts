/** Remarks that several tools make: which folders there are, and which are missing. */

import type { Grant } from '../../src/access/grants.ts';
import type { PicsiftError } from '../../src/base/errors.ts';
import { wrongCall } from './error-answers.ts';

/** @throws PicsiftError where there is no folder to work on. */
export function requireFolders(grants: readonly Grant[]): void {
  if (grants.length === 0) {
    throw wrongCall(
      'This server may not look into any folder. Ask the user to name some: start it as `picsift mcp ~/Pictures`, or ' +
        'list them under "folders" in config.json, then restart it.',
    );
  }
  if (grants.every(({ path }) => path === undefined)) {
    throw wrongCall(
      `None of the folders can be reached now: ${listed(grants)}. Ask the user to plug the drive in, or to check that the paths in the configuration of this server are whole and right.`,
    );
  }
}

export function noSuchFolder(grants: readonly Grant[]): PicsiftError {
  return wrongCall(`There is no such folder here. The folders are: ${listed(grants)}.`);
}

/** A remark for each granted folder that is not there. */
export function missingNotes(grants: readonly Grant[]): string[] {
  return grants
    .filter(({ path }) => path === undefined)
    .map(({ label }) => `The folder "${label}" cannot be reached now (unplugged or moved?) and was left out.`);
}

function listed(grants: readonly Grant[]): string {
  return grants.map(({ label, path }) => `"${label}"${path === undefined ? ' (not reachable now)' : ''}`).join(', ');
}
