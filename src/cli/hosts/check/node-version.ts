/** Asks the Node.js of a server for its version. */

import { execFile } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { findProgram } from '../find-program.ts';
import type { Place } from '../hosts.ts';
import { isNode } from '../picsift-command.ts';
import type { ServerCommand } from './server-process.ts';

const PATIENCE_MS = 5_000;

/** @returns a version such as "20.19.0"; undefined: the command does not run Node.js, or does not say so. */
export async function nodeVersionOf({ command, cwd, env }: ServerCommand, place: Place): Promise<string | undefined> {
  const program = findProgram(command, cwd, env, place)?.file;
  if (program === undefined) return undefined;
  const name = isNode(command) ? command : /^#!.*\bnode\b/.test(firstLine(program)) ? 'node' : undefined;
  const node = name && findProgram(name, cwd, env, place)?.file;
  if (node === undefined) return undefined;
  try {
    const { stdout } = await promisify(execFile)(node, ['--version'], { cwd, env: { ...env }, timeout: PATIENCE_MS });
    return /^v(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

/** The beginning of a script, which may name its interpreter. */
function firstLine(file: string): string {
  const start = Buffer.alloc(128);
  const handle = openSync(file, 'r');
  try {
    return start.toString('latin1', 0, readSync(handle, start)).split('\n')[0]!;
  } finally {
    closeSync(handle);
  }
}
