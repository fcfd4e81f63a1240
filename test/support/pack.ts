/** The published package, and the program in its documentation. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/base/paths.ts';

/** The npm_ variables of `npm run` describe this package, not the one to be installed. */
const outside = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/.test(name)));

export function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', args, {
    cwd,
    encoding: 'utf8',
    env: { ...outside, ONNXRUNTIME_NODE_INSTALL: 'skip' },
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
}

/** Pack the current dist/ into `folder`. @returns npm's description of the tarball. */
export function packInto(folder: string): { size: number; filename: string; files: { path: string }[] } {
  const [tarball] = JSON.parse(
    npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], packageRoot()),
  );
  return tarball;
}

/** Returns the first JavaScript program of a page. */
export function programOf(page: string): string {
  const [, program] = /^```js\n([\s\S]*?)^```/m.exec(readFileSync(join(packageRoot(), page), 'utf8'))!;
  return program!;
}
