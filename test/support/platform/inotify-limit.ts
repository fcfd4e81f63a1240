/** Processes that may watch only so many folders: user namespaces have limits of their own (see user_namespaces(7)). */

import { spawnSync } from 'node:child_process';
import { MAIN, type RunningCli, startProgram } from '../cli.ts';

const limited = (watches: number, command: string) =>
  ['-Ur', 'sh', '-c', `echo ${watches} > /proc/sys/user/max_inotify_watches && exec ${command}`, 'sh'] as const;

/** False where the system lets nobody make a user namespace. */
export function canLimitWatches(): boolean {
  return spawnSync('unshare', limited(20, 'true')).status === 0;
}

/** The command line, with so many inotify watches at most. */
export function startExhausted(args: readonly string[], env: Record<string, string>, watches: number): RunningCli {
  return startProgram('unshare', [...limited(watches, '"$@"'), process.execPath, '--', MAIN, ...args], { env });
}
