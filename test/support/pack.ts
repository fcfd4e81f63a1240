/** The package as it is published, and the program that its documentation shows. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/base/paths.ts';

/** What `npm run` tells the scripts that it starts is about this package, not about the one to be installed. */
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

/** Pack what dist/ holds now. @returns what npm says of the tarball, which is then in `folder`. */
export function packInto(folder: string): { size: number; filename: string; files: { path: string }[] } {
  const [tarball] = JSON.parse(
    npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], packageRoot()),
  );
  return tarball;
}

/** The first JavaScript program of a page. */
export function programOf(page: string): string {
  const [, program] = /^```js\n([\s\S]*?)^```/m.exec(readFileSync(join(packageRoot(), page), 'utf8'))!;
  return program!;
}
