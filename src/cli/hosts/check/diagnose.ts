/** Explains why a server that was started does not do what it should. Pure. */

import { messageOf, systemCode } from '../../../base/errors.ts';
import { safeLines, safeText } from '../../../base/safe-text.ts';
import type { Problem } from '../problem.ts';
import { type StepName, ToolError } from './conversation.ts';
import { HangError } from './patience.ts';
import { type EntryPlace, writeEntryAgain } from './repairs.ts';

/** What is known when a step has failed. */
export interface Failure {
  readonly step: StepName;
  readonly error: unknown;
  /** The end of what it wrote to stderr. */
  readonly stderr: string;
  /** Set when it has ended by itself. */
  readonly ending: { readonly code: number | null; readonly signal: string | null } | undefined;
  /** The version of the Node.js that runs picsift, such as "18.20.4"; undefined: not known. */
  readonly nodeVersion: string | undefined;
  /** The lowest version that picsift runs on. */
  readonly neededNode: string;
  /** The version of the Node.js of this process, which `picsift mcp config` writes into entries. */
  readonly nodeHere: string;
  readonly entry: EntryPlace;
}

const SHOWN_LINES = 4;
const SHOWN_CHARACTERS = 500;
export const ASK_DOCTOR = { fix: 'This checks the index and says how to repair it:', command: 'picsift doctor' };

/** @param hide removes secrets from what the server said. */
export function diagnose(known: Failure, hide: (text: string) => string): Problem {
  const failure = { ...known, stderr: hide(known.stderr) };
  const { error, ending, step, entry } = failure;
  const old = oldNode(failure);
  if (old !== undefined) return old;
  if (error instanceof HangError) return hang(failure, error.seconds);
  if (error instanceof ToolError) return toolProblem(failure, hide(error.message));
  if (ending !== undefined) return exit(failure, ending);
  const code = systemCode(error);
  if (code !== undefined) {
    return { code: 'not-executable', found: `The system cannot start it (${code}).`, ...writeEntryAgain(entry) };
  }
  const found = `The step "${step}" failed: ${safeText(hide(messageOf(error)))}.${said(failure)}`;
  return { code: 'tool-fails', found, ...ASK_DOCTOR };
}

function oldNode({ nodeVersion, neededNode, entry }: Failure): Problem | undefined {
  if (nodeVersion === undefined || !isOlder(nodeVersion, neededNode)) return undefined;
  const found = `The entry runs picsift with Node.js ${nodeVersion}, which is too old: it needs ${neededNode} or later.`;
  return { code: 'node-too-old', found, ...writeEntryAgain(entry) };
}

function hang(failure: Failure, seconds: number): Problem {
  if (failure.step === 'start') {
    const found = `It starts, but says nothing: no answer to the greeting within ${seconds} seconds.${said(failure)}`;
    const fix = /Ok to proceed\?/i.test(failure.stderr)
      ? 'npx waits for your consent to download picsift: make "-y" the first text in "args".'
      : 'If a package runner such as npx is still downloading, check again in a minute.';
    return { code: 'no-answer', found, ...writeEntryAgain(failure.entry, fix) };
  }
  return {
    code: 'tool-hangs',
    found: `It started, but here it gave no answer and no sign of life for ${seconds} seconds.${said(failure)}`,
    fix: 'Is a drive with your photos asleep or disconnected? This checks the index and the folders:',
    command: ASK_DOCTOR.command,
  };
}

function exit(failure: Failure, { code, signal }: NonNullable<Failure['ending']>): Problem {
  const { stderr, entry, step } = failure;
  const unusable = moduleProblem(failure, stderr);
  if (unusable !== undefined) return unusable;
  if (code === 127 && /not found|No such file/i.test(stderr)) {
    const found = `A program that it needs is in no folder where ${entry.host.title} looks for programs (its PATH).${said(failure)}`;
    return { code: 'command-not-found', found, ...writeEntryAgain(entry) };
  }
  const how = signal === null ? `with exit code ${code}` : `by the signal ${signal}`;
  const found = `${step === 'start' ? 'It ends at once' : 'It ended here'}, ${how}.${said(failure)}`;
  return { code: 'exits', found, ...exitRepair(stderr, entry) };
}

function exitRepair(stderr: string, entry: EntryPlace) {
  if (/Cannot find (?:module|package)/.test(stderr)) {
    return writeEntryAgain(entry, 'If files of picsift are missing, install it again.');
  }
  // picsift's own messages say what to do.
  if (/^picsift: /m.test(stderr)) return { fix: 'Do what its message says, then check again.' };
  return writeEntryAgain(entry, 'Start the same command in a terminal, to see more of its messages.');
}

function toolProblem(failure: Failure, message: string): Problem {
  const unusable = moduleProblem(failure, `${failure.stderr}\n${message}`);
  if (unusable !== undefined) return unusable;
  if (message.includes('may not read any folder')) {
    const found = 'It may not search any folder: the entry names none, and neither does the configuration of picsift.';
    const fix = 'Add the full path of the folder with your photos to "args", as the last one.';
    return { code: 'no-folder', found, ...writeEntryAgain(failure.entry, fix) };
  }
  const found = `It answered with an error: ${safeLines(message, ' ', SHOWN_CHARACTERS)}${said(failure)}`;
  return { code: 'tool-fails', found, ...ASK_DOCTOR };
}

/** See src/catalog/native-module.ts, whose message names the Node.js, the module and the command that repairs it. */
const OWN_MESSAGE =
  /(picsift runs with Node\.js .*? but its module .*?)\. Build it again with this Node\.js: (.*?)\. Or start/;

function moduleProblem({ nodeHere, entry }: Failure, text: string): Problem | undefined {
  const [, said, command = 'npm rebuild'] = OWN_MESSAGE.exec(text) ?? [];
  if (said === undefined && !/NODE_MODULE_VERSION|built for another version of Node\.js/.test(text)) return undefined;
  const what = 'The entry names another Node.js than the one that picsift was installed with';
  const found = said === undefined ? `${what}.` : `${what}: ${safeText(said, SHOWN_CHARACTERS)}.`;
  const [, builtFor] = /built for Node\.js (\d+)/.exec(text) ?? [];
  if (nodeHere.startsWith(`${builtFor}.`)) return { code: 'module-unusable', found, ...writeEntryAgain(entry) };
  const where = said === undefined ? ', in the folder of picsift' : '';
  const fix = `Name the other Node.js in the entry, or build the module again with this one${where}:`;
  return { code: 'module-unusable', found, fix, command: safeText(command, SHOWN_CHARACTERS) };
}

/** What it wrote to stderr: its last lines. */
function said({ stderr }: Pick<Failure, 'stderr'>): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  if (lines.length === 0) return ' It wrote no message.';
  return ` Its message: ${safeLines(lines.slice(-SHOWN_LINES).join('\n'), ' | ', SHOWN_CHARACTERS)}`;
}

/** Compare versions such as "18.20.4" and "20.19". @internal */
export function isOlder(version: string, needed: string): boolean {
  const [a, b] = [version, needed].map((each) => each.split('.').map(Number)) as [number[], number[]];
  const at = b.findIndex((part, index) => (a[index] ?? 0) !== part);
  return at !== -1 && (a[at] ?? 0) < b[at]!;
}
