/**
 * Debug lines on stderr, for a person who looks for the cause of a fault: `PICSIFT_DEBUG=index,decode picsift ...`, see
 * docs/debugging.md. The settings apply to a process and to all child processes and threads that it starts.
 */

import { basename } from 'node:path';
import { writeErrorLine } from './log.ts';
import { safeText } from './safe-text.ts';

/** @internal */
export const DEBUG_SCOPES = [
  'index',
  'decode',
  'model',
  'search',
  'watch',
  'mcp',
  'discord',
  'gallery',
  'lease',
  'text',
] as const;
type DebugScope = (typeof DEBUG_SCOPES)[number];

interface Settings {
  readonly scopes: readonly string[];
  /** Start of the first process, in milliseconds since 1970. It is the common zero for the lines of all processes. */
  readonly startedAt: number;
  /** Kind of process or thread: the name of the file that it was started from. */
  readonly name: string;
  /** True when debug lines must not show queries. */
  readonly hidesQueries: boolean;
}

const MAX_LINE_CHARACTERS = 1_000;
const DEBUG_LINES = new RegExp(`^picsift:(?:${DEBUG_SCOPES.join('|')}) .*\n`, 'gm');

/** Undefined when no scope is on. */
let settings: Settings | undefined;

/**
 * Turn on debug scopes. Report unknown ones on stderr and use the rest.
 * @param requested value of PICSIFT_DEBUG: scopes separated by commas; "all" or "*" stands for every scope.
 */
export function startDebug(requested: string | undefined): void {
  const words = requested?.split(/[\s,]+/).filter((word) => word !== '') ?? [];
  const isAll = (word: string) => word === 'all' || word === '*';
  const unknown = words.filter((word) => !isAll(word) && !(DEBUG_SCOPES as readonly string[]).includes(word));
  if (unknown.length > 0) {
    const known = `Known scopes are ${DEBUG_SCOPES.join(', ')}, and "all".`;
    writeErrorLine(`picsift: PICSIFT_DEBUG names an unknown scope: ${safeText(unknown.join(', '))}. ${known}`);
  }
  const scopes = words.some(isAll) ? DEBUG_SCOPES : words;
  const isOn = scopes.length > unknown.length;
  settings = isOn ? { scopes, startedAt: performance.timeOrigin, name: 'main', hidesQueries: false } : undefined;
}

/**
 * Write a debug line if its scope is on; otherwise this costs one comparison. The text must not contain tokens or
 * other secrets. Control characters are escaped here.
 */
export function debug(scope: DebugScope, text: () => string): void {
  if (settings === undefined || !settings.scopes.includes(scope)) return;
  // Each process has a clock of its own, which never runs backwards.
  const seconds = (performance.timeOrigin + performance.now() - settings.startedAt) / 1000;
  const who = `${settings.name}[${process.pid}]`;
  writeErrorLine(`picsift:${scope} ${who} +${seconds.toFixed(3)}s ${safeText(text(), MAX_LINE_CHARACTERS)}`);
}

/** Format the time since `startedAt`, such as "12 ms". @param startedAt a value of `performance.now()`. */
export function since(startedAt: number): string {
  return `${Math.round(performance.now() - startedAt)} ms`;
}

/** Stop showing queries in the debug lines of this process. */
export function hideQueries(): void {
  if (settings !== undefined) settings = { ...settings, hidesQueries: true };
}

/** Return the text that a debug line may show for a query. */
export function shownQuery(query: string): string {
  return settings?.hidesQueries ? `a query of ${query.length} characters` : query;
}

/** Return the arguments that pass the debug settings to a child process or thread: see `inheritDebug`. */
export function debugArguments(source: string): string[] {
  return settings === undefined ? [] : [JSON.stringify({ ...settings, name: basename(source, '.ts') })];
}

/** Take over the parent's debug settings. A child process or thread that writes debug lines calls this first. */
export function inheritDebug(): void {
  const [, , inherited] = process.argv;
  if (inherited === undefined) return;
  settings = JSON.parse(inherited) as Settings;
  // A killed parent does not read stderr any more. That error must not end the child in the middle of its work.
  process.stderr.on('error', () => {});
}

/**
 * Copy the debug lines in a child's stderr output to this process's stderr.
 * @returns the text without the debug lines.
 */
export function passDebugLines(text: string): string {
  if (settings === undefined) return text;
  return text.replace(DEBUG_LINES, (line) => {
    writeErrorLine(safeText(line.trimEnd(), Number.MAX_SAFE_INTEGER));
    return '';
  });
}
