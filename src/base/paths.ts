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
  return readPackage().version;
}

/** Return the lowest version of Node.js that picsift runs on, such as "20.19". */
export function neededNodeVersion(): string {
  return readPackage().engines.node.replace('>=', '');
}

function readPackage() {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  return JSON.parse(text) as { readonly version: string; readonly engines: { readonly node: string } };
}
