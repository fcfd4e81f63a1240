/** Real processes, as `ps` lists them (POSIX). */

import { execFileSync } from 'node:child_process';
import { expect } from 'vitest';
import { systemCode } from '../../../src/base/errors.ts';

/** Returns the parent of each living process. A zombie counts as dead: its parent has not read its exit code yet. */
function parents(): Map<number, number> {
  const rows = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' }).trim().split('\n');
  const alive = rows.map((row) => row.trim().split(/\s+/)).filter(([, , state]) => !state!.startsWith('Z'));
  return new Map(alive.map(([pid, parent]) => [Number(pid), Number(parent)]));
}

export function childrenOf(pid: number, among = parents()): number[] {
  return [...among].filter(([, parent]) => parent === pid).map(([child]) => child);
}

/** Returns a process and all its descendants, itself first. */
export function processTree(pid: number, among = parents()): number[] {
  return [pid, ...childrenOf(pid, among).flatMap((child) => processTree(child, among))];
}

/** Kill all of them at once. A process may end meanwhile, and then needs no kill. */
export function killTree(pid: number): void {
  for (const each of processTree(pid)) {
    try {
      process.kill(each, 'SIGKILL');
    } catch (error) {
      if (systemCode(error) !== 'ESRCH') throw error;
    }
  }
}

export async function untilDead(pids: readonly number[]): Promise<void> {
  const alive = () => {
    const now = parents();
    return pids.filter((pid) => now.has(pid));
  };
  await expect.poll(alive, { timeout: 120_000, interval: 50 }).toEqual([]);
}
