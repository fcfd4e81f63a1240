/** Finds what is wrong with an entry before anything is started. */

import { existsSync } from 'node:fs';
import { safeText } from '../../../base/safe-text.ts';
import { findProgram } from '../find-program.ts';
import { type Host, type Place, pathsOf } from '../hosts.ts';
import type { ProcessLaunch } from '../launch.ts';
import { isNode, type PicsiftCommand, serveArguments } from '../picsift-command.ts';
import type { Problem } from '../problem.ts';
import { type EntryPlace, writeEntryAgain } from './repairs.ts';

export interface Look {
  readonly launch: ProcessLaunch;
  /** Undefined: the entry only has the name of picsift. */
  readonly ours: PicsiftCommand | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly place: Place;
  readonly entry: EntryPlace;
}

/** Find what keeps the host from starting the server at all. */
export function whyNotStartable(look: Look): Problem | undefined {
  return startFolderProblem(look) ?? commandProblem(look) ?? scriptProblem(look) ?? argumentsProblem(look);
}

function startFolderProblem({ launch: { cwd }, entry }: Look): Problem | undefined {
  if (existsSync(cwd)) return undefined;
  const found = `${entry.host.title} starts the server in the folder ${safeText(cwd)}, which does not exist.`;
  return {
    code: 'folder-not-found',
    found,
    fix: 'Correct "cwd" in the entry or remove it, or remove the entry of the old project.',
  };
}

function commandProblem({ launch, environment, place, entry }: Look): Problem | undefined {
  const { command, args, cwd } = launch;
  const { title, startsScripts = false } = entry.host;
  const again = writeEntryAgain(entry);
  const program = findProgram(command, cwd, environment, place);
  if (program === undefined && /\s/.test(command.trim()) && args.length === 0) {
    const found =
      '"command" has a whole command line, but only the program belongs there. The other words belong into "args".';
    return { code: 'wrong-shape', found, ...again };
  }
  const written = pathProblem(command, 'The command', launch, place, entry);
  if (written !== undefined) return written;
  if (program === undefined)
    return { code: 'command-not-found', found: notFound(command, entry.host, place), ...again };
  if (!program.isExecutable) {
    return {
      code: 'not-executable',
      found: `${safeText(program.file)} is not a program that you may start.`,
      ...again,
    };
  }
  if (/\.(?:cmd|bat)$/i.test(program.file) && !startsScripts) {
    const found = `${safeText(program.file)} is a script of the Windows command line, which ${title} cannot start itself.`;
    return { code: 'windows-script', found, ...again };
  }
  return undefined;
}

function notFound(command: string, { title, environment }: Host, { platform }: Place): string {
  if (/[\\/]/.test(command)) return `There is no program ${safeText(command)}.`;
  const found = `${title} finds no program ${quote(command)} in the folders where it looks for programs (its PATH).`;
  return environment === 'desktop' && platform !== 'win32'
    ? `${found} It does not read the settings of your shell: a terminal may find more.`
    : found;
}

/** Find what is wrong with a path as it is written. */
function pathProblem(
  written: string,
  what: string,
  { hasFolder }: ProcessLaunch,
  place: Place,
  entry: EntryPlace,
): Problem | undefined {
  const { title } = entry.host;
  if (/^~[\\/]/.test(written)) {
    const found = `${what} is ${quote(written)}, but ${title} does not know "~": it is short for your home folder only in a terminal.`;
    return { code: 'tilde', found, ...writeEntryAgain(entry) };
  }
  if (!/[\\/]/.test(written) || pathsOf(place).isAbsolute(written) || hasFolder) return undefined;
  const found = `${what} is ${quote(written)}, which is not a full path, and ${title} looks for it in another folder than you.`;
  return { code: 'relative-path', found, ...writeEntryAgain(entry) };
}

function scriptProblem({ launch, ours, place, entry }: Look): Problem | undefined {
  const script =
    ours?.script ?? (isNode(launch.command) ? launch.args.find((word) => !word.startsWith('-')) : undefined);
  if (script === undefined) return undefined;
  const written = pathProblem(script, 'The file that Node.js is to run', launch, place, entry);
  if (written !== undefined) return written;
  const file = pathsOf(place).resolve(launch.cwd, script);
  if (existsSync(file)) return undefined;
  const found = `There is no file ${safeText(file)}. Was picsift moved or removed?`;
  return { code: 'script-not-found', found, ...writeEntryAgain(entry) };
}

function argumentsProblem({ ours, entry }: Look): Problem | undefined {
  if (ours === undefined) return undefined;
  const { title } = entry.host;
  const [first, ...rest] = ours.args;
  if (first !== 'mcp') {
    const found = 'The entry starts picsift, but not its server: the first argument of picsift must be "mcp".';
    return { code: 'wrong-arguments', found, ...writeEntryAgain(entry) };
  }
  const read = serveArguments(rest);
  if (read === undefined || ['check', 'config'].includes(rest[0] ?? '')) {
    const found = 'picsift does not know all of these arguments. `picsift mcp --help` shows the right ones.';
    return { code: 'wrong-arguments', found, ...writeEntryAgain(entry) };
  }
  if (read.http !== undefined) {
    const found = `The entry starts picsift with --http, but ${title} talks to what it starts in another way.`;
    return { code: 'wrong-arguments', found, ...writeEntryAgain(entry, 'Remove --http and its value.') };
  }
  return undefined;
}

export function quote(text: string): string {
  return `"${safeText(text, 120)}"`;
}
