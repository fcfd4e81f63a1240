/** Decides which entries are for picsift. Nothing else is started, called or changed. */

import type { ServerEntry } from './find-servers.ts';
import { isThisComputer, launchOf, type Setting, writtenAddress, writtenCommand } from './launch.ts';
import { isOurFile } from './our-file.ts';
import { isProblem } from './parse-file.ts';
import { picsiftCommand } from './picsift-command.ts';

/** The port in the documentation. */
const USUAL_PORT = /^[^/]*\/\/[^/]*:7331(?:\/|$)/;

/**
 * Tell whether an entry is for picsift: its name or its command says so, or it is an address on this computer with the
 * name or the port that the documentation uses.
 */
export function isOurs({ name, value }: ServerEntry, setting: Setting): boolean {
  if (/picsift/i.test(name)) return true;
  const launch = launchOf(value, setting);
  const started = !isProblem(launch) && launch.kind === 'process' ? launch : writtenCommand(value);
  if (started !== undefined) return picsiftCommand(started.command, started.args, isOurFile) !== undefined;
  const address = writtenAddress(value) ?? '';
  return isThisComputer(address) && (/photo/i.test(name) || USUAL_PORT.test(address));
}
