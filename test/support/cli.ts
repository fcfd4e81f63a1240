/** The built command line as a real process, with its own data and configuration folders and no network. */

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/base/paths.ts';
import { temporaryFolder } from './photos/drawings.ts';

export const MAIN = join(packageRoot(), 'dist', 'src', 'cli', 'main.js');

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** Run as this user: root can read and write everything, which hides errors that other users see. */
  readonly uid?: number;
}

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Environment of a picsift without the settings of this machine. It reads no text, which would take longer than all the
 * rest: the tests of that set PICSIFT_TEXT.
 */
export function cliEnvironment(home: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    // Windows uses these instead of HOME.
    USERPROFILE: home,
    PICSIFT_DATA_DIR: join(home, 'data'),
    PICSIFT_CONFIG_DIR: join(home, 'config'),
    // Nothing may be downloaded: port 9 (discard) refuses.
    HF_ENDPOINT: 'http://127.0.0.1:9',
    PICSIFT_TEXT: 'false',
  };
}

export interface RunningCli {
  readonly process: ChildProcess;
  readonly done: Promise<CliResult>;
}

export function startCli(args: readonly string[], options: CliOptions = {}): RunningCli {
  return startProgram(process.execPath, ['--', MAIN, ...args], options);
}

/** Start a program that runs the command line, such as a shell. */
export function startProgram(program: string, args: readonly string[], { cwd, env, uid }: CliOptions): RunningCli {
  const child = spawn(program, args, {
    cwd: cwd ?? temporaryFolder(),
    env: env ?? cliEnvironment(temporaryFolder()),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const done = new Promise<CliResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { process: child, done };
}

export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return startCli(args, options).done;
}
