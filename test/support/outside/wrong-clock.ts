/**
 * Gives a picsift, and every process that it starts, a wrong clock: `node --import file://.../wrong-clock.js?file=PATH`.
 * The file contains the error in milliseconds, and can be changed at any time.
 */

import childProcess from 'node:child_process';
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const file = new URL(import.meta.url).searchParams.get('file')!;
const RightDate = Date;
let error = 0;

function read(): void {
  error = Number(readFileSync(file, 'utf8'));
}

read();
setInterval(read, 20).unref();

globalThis.Date = class extends RightDate {
  constructor(...args: [] | [number]) {
    if (args.length === 0) super(RightDate.now() + error);
    else super(...args);
  }

  static override now(): number {
    return RightDate.now() + error;
  }
} as DateConstructor;

const { fork } = childProcess;
childProcess.fork = ((path: string, args: readonly string[], options: childProcess.ForkOptions) =>
  fork(path, args, {
    ...options,
    execArgv: ['--import', import.meta.url, ...(options.execArgv ?? [])],
  })) as typeof fork;
syncBuiltinESMExports();
