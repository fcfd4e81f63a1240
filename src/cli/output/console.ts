/** The two streams of the command line: stdout for results only, stderr for messages to people. */

import { writeErrorLine } from '../../base/log.ts';
import { safeText } from '../../base/safe-text.ts';
import { rawPath } from '../../library/files/raw-path.ts';

/** Print a line of results. A path in it is printed with the bytes that it has on disk. */
export function printLine(line: string): void {
  process.stdout.write(rawPath(`${line}\n`));
}

/** Print a path for `xargs -0`: its bytes, whatever they are, and NUL. */
export function printForXargs(path: string): void {
  process.stdout.write(rawPath(`${path}\0`));
}

/** Print a picture on separate lines, as escape codes that only a terminal understands. */
export function printPicture(codes: string): void {
  process.stdout.write(`${codes}\n`);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Print a message for the person at the terminal. */
export function report(line: string): void {
  writeErrorLine(line);
}

/** Make a path safe to print: escape control characters for a terminal, leave it unchanged for a pipe. */
export function showPath(path: string, stream: NodeJS.WriteStream = process.stdout): string {
  return stream.isTTY ? safeText(path, Number.MAX_SAFE_INTEGER) : path;
}

/** Format a path as one word of a command that a person may paste into a shell. */
export function shellWord(path: string): string {
  if (/^[\p{L}\p{N}_./\\:@+,=~-]+$/u.test(path)) return path;
  return process.platform === 'win32' ? `"${path}"` : `'${path.replaceAll("'", "'\\''")}'`;
}
