/** The two streams of the command line: stdout holds results and nothing else, stderr everything for people. */

import { writeErrorLine } from '../../base/log.ts';
import { safeText } from '../../base/safe-text.ts';
import { rawPath } from '../../library/files/raw-path.ts';

/** A line of results. A path in it comes out with the very bytes that it has on disk. */
export function printLine(line: string): void {
  process.stdout.write(rawPath(`${line}\n`));
}

/** A picture, as escape codes that only a terminal understands, on lines of its own. */
export function printPicture(codes: string): void {
  process.stdout.write(`${codes}\n`);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** A line for the person at the terminal. */
export function tell(line: string): void {
  writeErrorLine(line);
}

/** A path as it may be shown: a terminal must not act on a file's name; a pipe gets it as it is. */
export function showPath(path: string, stream: NodeJS.WriteStream = process.stdout): string {
  return stream.isTTY ? safeText(path, Number.MAX_SAFE_INTEGER) : path;
}

/** "1 photo", "2 photos", "12,000 photos". */
export function count(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
}

/** "12 kB", "3.4 MB": decimal units, as drives are sold in. */
export function bytes(n: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, n)) / 3));
  const size = n / 1_000 ** power;
  return `${size.toFixed(size < 10 && power > 0 ? 1 : 0)} ${units[power]}`;
}
