/** `npm run dev -- ARGS`: the command line, built from the sources as they are now. */

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

await build({ tests: false });
const main = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url));
const child = spawn(process.execPath, ['--enable-source-maps', '--', main, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
// Ctrl-C reaches the whole process group: the command line says when to end.
process.on('SIGINT', () => {}).on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
});
