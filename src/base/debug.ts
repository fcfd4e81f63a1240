/**
 * Debug lines on stderr, for a person who looks for a fault: `PICSIFT_DEBUG=index,decode picsift ...`, see
 * docs/debugging.md. The settings belong to a process, and to all child processes and threads that it starts.
 */

import { basename } from 'node:path';
import { writeErrorLine } from './log.ts';
import { safeText } from './safe-text.ts';

/** @internal */
export const DEBUG_SCOPES = ['index', 'decode', 'model', 'search', 'watch', 'mcp', 'discord', 'lease'] as const;
type DebugScope = (typeof DEBUG_SCOPES)[number];

interface Settings {
  readonly scopes: readonly string[];
  /** When the first process started, in milliseconds since 1970: lines of several processes can be put in order. */
  readonly startedAt: number;
  /** What kind of process or thread this is: the name of the file that it was started from. */
  readonly name: string;
  /** True where what people search for must not be shown. */
  readonly hidesQueries: boolean;
}

const MAX_LINE_CHARACTERS = 1_000;
const DEBUG_LINES = new RegExp(`^picsift:(?:${DEBUG_SCOPES.join('|')}) .*\n`, 'gm');

/** Undefined: no scope is on. */
let settings: Settings | undefined;

/** @param wish value of PICSIFT_DEBUG: scopes with commas between them; "all" or "*" is every scope. */
export function startDebug(wish: string | undefined): void {
  const words = wish?.split(/[\s,]+/).filter((word) => word !== '') ?? [];
  const isAll = (word: string) => word === 'all' || word === '*';
  const unknown = words.filter((word) => !isAll(word) && !(DEBUG_SCOPES as readonly string[]).includes(word));
  if (unknown.length > 0) {
    const known = `Known are ${DEBUG_SCOPES.join(', ')}, and "all".`;
    writeErrorLine(`picsift: PICSIFT_DEBUG names an unknown scope: ${safeText(unknown.join(', '))}. ${known}`);
  }
  const scopes = words.some(isAll) ? DEBUG_SCOPES : words;
  const isOn = scopes.length > unknown.length;
  settings = isOn ? { scopes, startedAt: performance.timeOrigin, name: 'main', hidesQueries: false } : undefined;
}

/**
 * A line, where its scope is on; else this costs one test. Never a token: what people may not see in their own
 * terminal must not be in the text. Control characters in it are escaped here.
 */
export function debug(scope: DebugScope, text: () => string): void {
  if (settings === undefined || !settings.scopes.includes(scope)) return;
  // Of each process its own clock, which never runs backwards.
  const seconds = (performance.timeOrigin + performance.now() - settings.startedAt) / 1000;
  const who = `${settings.name}[${process.pid}]`;
  writeErrorLine(`picsift:${scope} ${who} +${seconds.toFixed(3)}s ${safeText(text(), MAX_LINE_CHARACTERS)}`);
}

/** "12 ms": how long ago that was. @param startedAt by `performance.now()`. */
export function since(startedAt: number): string {
  return `${Math.round(performance.now() - startedAt)} ms`;
}

/** From now on debug lines of this process do not show what people search for. */
export function hideQueries(): void {
  if (settings !== undefined) settings = { ...settings, hidesQueries: true };
}

/** A query as a debug line may show it. */
export function shownQuery(query: string): string {
  return settings?.hidesQueries ? `a query of ${query.length} characters` : query;
}

/** The arguments that tell a child process or thread which scopes are on: see `inheritDebug`. */
export function debugArguments(source: string): string[] {
  return settings === undefined ? [] : [JSON.stringify({ ...settings, name: basename(source, '.ts') })];
}

/** To be called first in a child process or thread that writes debug lines. */
export function inheritDebug(): void {
  const [, , inherited] = process.argv;
  if (inherited === undefined) return;
  settings = JSON.parse(inherited) as Settings;
  // A parent that was killed reads no more lines. That must not end the child in the middle of its work.
  process.stderr.on('error', () => {});
}

/**
 * Write the debug lines among what a child process wrote to its stderr to this process's stderr.
 * @returns the rest.
 */
export function passDebugLines(text: string): string {
  if (settings === undefined) return text;
  return text.replace(DEBUG_LINES, (line) => {
    writeErrorLine(safeText(line.trimEnd(), Number.MAX_SAFE_INTEGER));
    return '';
  });
}
