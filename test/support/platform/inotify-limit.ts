/**
 * Processes with a limited number of inotify watches: user namespaces have their own limits (see user_namespaces(7)).
 */

import { spawnSync } from 'node:child_process';
import { MAIN, type RunningCli, startProgram } from '../cli.ts';

const limited = (watches: number, command: string) =>
  ['-Ur', 'sh', '-c', `echo ${watches} > /proc/sys/user/max_inotify_watches && exec ${command}`, 'sh'] as const;

/** False when the system does not allow user namespaces. */
export function canLimitWatches(): boolean {
  return spawnSync('unshare', limited(20, 'true')).status === 0;
}

/** Run the command line with at most this many inotify watches. */
export function startExhausted(args: readonly string[], env: Record<string, string>, watches: number): RunningCli {
  return startProgram('unshare', [...limited(watches, '"$@"'), process.execPath, '--', MAIN, ...args], { env });
}
