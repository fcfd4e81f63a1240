/** Where picsift's own files are, whether it runs from TypeScript (tests) or from `dist` (installed). */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json: one level up in the sources, two in `dist`. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/** A built JavaScript file: child processes and worker threads need one, since Node.js 20 runs no TypeScript. */
export function builtFile(source: `${string}.ts`): string {
  return join(packageRoot(), 'dist', source.replace(/\.ts$/, '.js'));
}

/** The version in package.json. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }).version;
}
