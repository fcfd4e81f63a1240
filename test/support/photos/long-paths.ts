/** Folders in one another, for paths that are longer than the system allows. */

import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const NAME = 'd'.repeat(200);

/** Create `depth` folders in one another. @returns the path of the innermost. */
export function makeDeep(folder: string, depth: number): string {
  const deep = join(folder, ...Array.from({ length: depth }, () => NAME));
  mkdirSync(deep, { recursive: true });
  return deep;
}

/** Move a folder until the end of the test: what has too long a path then cannot be removed. */
export function moveForATime(from: string, to: string): void {
  renameSync(from, to);
  onTestFinished(() => renameSync(to, from));
}
