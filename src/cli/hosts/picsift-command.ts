/** Recognises the commands that start picsift, through the programs that commonly stand before it. Pure. */

import { Command } from 'commander';
import { addServeArguments } from '../commands/mcp/arguments.ts';

/** The file with this path, from its package, is picsift's main file. */
const MAIN = /(?:^|[\\/])(?:dist[\\/])?src[\\/]cli[\\/]main\.[jt]s$/;
/** Runners of packages: the first word that is no option names the package. */
const RUNNERS = /^(?:npx|bunx|pnpx)$/;
/** The same, after a word such as `exec`. */
const MANAGERS = /^(?:npm|pnpm|yarn|bun)$/;
const SHELLS = /^(?:sh|bash|zsh|dash|fish)$/;
const SCRIPT_RUNNERS = /^(?:node|nodejs|bun|deno|tsx)$/;

/** Options of Node.js that are followed by a program instead of a script. */
const EVALUATES = /^(?:-e|-p|-pe|--eval|--print)$/;

/** Tell whether a file belongs to picsift; undefined: the file does not exist. */
export type IsOurs = (file: string) => boolean | undefined;

export interface PicsiftCommand {
  /** The script that Node.js runs; undefined: picsift is started by its name. */
  readonly script: string | undefined;
  /** What picsift gets, such as `['mcp', '/home/ada/Pictures']`. */
  readonly args: readonly string[];
}

/** @returns undefined if the command starts something else. */
export function picsiftCommand(command: string, args: readonly string[], isOurs: IsOurs): PicsiftCommand | undefined {
  // A whole command line in one text is a mistake, but it is clear what is meant.
  if (/\s/.test(command) && args.length === 0 && !isProgram(command)) return ofLine(command, isOurs);
  const name = programName(command);
  if (name === 'picsift') return { script: undefined, args };
  // A reference such as ${env:NODE} may stand for Node.js.
  if (SCRIPT_RUNNERS.test(name) || command.includes('${')) return ofScript(args, isOurs);
  if (name === 'env') return ofRest(args, isOurs, (word) => word.startsWith('-') || /^\w+=/.test(word));
  if (name === 'cmd') return ofRest(args, isOurs, (word) => word.startsWith('/'));
  if (name === 'wsl') return ofRest(args, isOurs, (word) => word.startsWith('-'));
  if (RUNNERS.test(name)) return ofPackage(args);
  if (MANAGERS.test(name)) return ofPackage(args.filter((word) => !/^(?:exec|x|dlx)$/.test(word)));
  if (SHELLS.test(name)) return ofShell(args, isOurs);
  // The main file has a first line that names Node.js.
  return MAIN.test(command) && isOurs(command) !== false ? { script: command, args } : undefined;
}

/** A path with spaces that ends in the name of a program, such as "C:\\Program Files\\nodejs\\picsift.cmd". */
function isProgram(command: string): boolean {
  return /[\\/]/.test(command) && programName(command) === 'picsift';
}

/** "picsift" of "C:\\tools\\picsift.cmd". */
function programName(command: string): string {
  const [last = ''] = command.split(/[\\/]/).slice(-1);
  return last.replace(/\.(?:exe|cmd|bat|ps1)$/i, '').toLowerCase();
}

/** True for Node.js itself, which runs a script. */
export function isNode(command: string): boolean {
  return /^node(?:js)?$/.test(programName(command));
}

function ofScript(args: readonly string[], isOurs: IsOurs): PicsiftCommand | undefined {
  const at = args.findIndex((word) => !word.startsWith('-') && word !== 'run');
  const script = args[at];
  if (script === undefined || args.slice(0, at).some((word) => EVALUATES.test(word))) return undefined;
  const isMain = isOurs(script) ?? (MAIN.test(script) || programName(script) === 'picsift');
  return isMain ? { script, args: args.slice(at + 1) } : undefined;
}

function ofPackage(args: readonly string[]): PicsiftCommand | undefined {
  const [first = '', ...rest] = args.slice(args.findIndex((word) => !word.startsWith('-')));
  if (!/^picsift(?:@[\w.^~-]+)?$/.test(first)) return undefined;
  // `npx --package picsift picsift mcp`
  return { script: undefined, args: rest[0] === 'picsift' ? rest.slice(1) : rest };
}

/** Skip the words that belong to the program before. */
function ofRest(args: readonly string[], isOurs: IsOurs, isSkipped: (word: string) => boolean) {
  const at = args.findIndex((word) => !isSkipped(word));
  return at === -1 ? undefined : picsiftCommand(args[at]!, args.slice(at + 1), isOurs);
}

/** `bash -lc "exec picsift mcp '/home/ada/Pictures'"` */
function ofShell(args: readonly string[], isOurs: IsOurs): PicsiftCommand | undefined {
  return ofLine(args.find((word) => !word.startsWith('-')) ?? '', isOurs);
}

function ofLine(line: string, isOurs: IsOurs): PicsiftCommand | undefined {
  const [, last = ''] = /(?:^|[;&]\s*)(?:exec\s+)?([^;&|]*)$/.exec(line.trim()) ?? [];
  const [command, ...rest] = [...last.matchAll(/"([^"]*)"|'([^']*)'|([^\s"']+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );
  return command === undefined || command === line ? undefined : picsiftCommand(command, rest, isOurs);
}

export interface ServeArguments {
  /** As written: the folders to grant. */
  readonly folders: readonly string[];
  readonly http: string | undefined;
}

/** Read what follows `mcp`, as the command itself does; undefined: it refuses these arguments. */
export function serveArguments(args: readonly string[]): ServeArguments | undefined {
  const command = addServeArguments(new Command('mcp'))
    .exitOverride()
    .configureOutput({ writeErr() {} });
  try {
    const { operands, unknown } = command.parseOptions([...args]);
    if (unknown.some((word) => word.startsWith('-'))) return undefined;
    return { folders: [...operands, ...unknown], http: command.opts<{ http?: string }>().http };
  } catch {
    return undefined;
  }
}
