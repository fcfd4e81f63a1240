/** `npm run dev -- ARGS`: builds the command line from the current sources and runs it. */

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

await build({ tests: false });
const main = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url));
const child = spawn(process.execPath, ['--enable-source-maps', '--', main, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
// Ctrl-C reaches the whole process group. This process ignores it and ends when the command line ends.
process.on('SIGINT', () => {}).on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
});
