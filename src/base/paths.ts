/** Paths of picsift's own files, whether it runs from TypeScript (tests) or from `dist` (installed). */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Return the folder that contains package.json, from the sources and from `dist` alike. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/** Return the path of a built file, for child processes and threads: Node.js 20 does not run TypeScript. */
export function builtFile(source: `${string}.ts`): string {
  return join(packageRoot(), 'dist', source.replace(/\.ts$/, '.js'));
}

/** Return the version in package.json. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }).version;
}
