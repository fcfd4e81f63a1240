/** A library of empty folders, some of which are hard to watch. */

import { chmodSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { pathFromBytes, rawPath } from '../../../src/library/files/raw-path.ts';
import { makeDeep, moveForATime } from './long-paths.ts';

const ODD_NAMES = [
  pathFromBytes(Buffer.from('old\xe4', 'latin1')),
  'back\\slash',
  'two\nlines',
  ' blank ',
  'x'.repeat(250),
] as const;

export interface OddCounts {
  /** With no permissions. */
  readonly closed: number;
  readonly oddNames: number;
  readonly tooLong: number;
}

export interface OddLibrary {
  readonly readable: readonly string[];
  readonly closed: readonly string[];
}

/** Create folders in groups of a hundred, and then make some of them odd. What is too long is moved from `aside`. */
export function makeOddLibrary(
  library: string,
  aside: string,
  folders: number,
  { closed, oddNames, tooLong }: OddCounts,
): OddLibrary {
  const all = Array.from({ length: folders }, (_, i) => join(library, `${Math.floor(i / 100)}`, `${i % 100}`));
  for (const folder of all) mkdirSync(folder, { recursive: true });
  const shut = all.slice(0, closed);
  for (const folder of shut) chmodSync(folder, 0);
  const odd = all.slice(closed, closed + oddNames).map((folder, i) => {
    const name = join(folder, '..', `${i} ${ODD_NAMES[i % ODD_NAMES.length]}`);
    renameSync(folder, rawPath(name));
    return name;
  });
  const long = tooLong > 0 ? makeDeep(library, 15) : undefined;
  for (let i = 0; i < tooLong; i++) {
    makeDeep(join(aside, `${i}`), 10);
    moveForATime(join(aside, `${i}`), join(long!, `${i}`));
  }
  return { readable: [...odd, ...all.slice(closed + oddNames)], closed: shut };
}
