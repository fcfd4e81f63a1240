/** Real processes, looked at through /proc (Linux). */

import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { systemCode } from '../../../src/base/errors.ts';

/** A process and all its descendants, itself first. */
export function processTree(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
  return [pid, ...children.flatMap(processTree)];
}

/** All of them at once. A process may end by itself meanwhile: of one that is gone there is nothing to kill. */
export function killTree(pid: number): void {
  try {
    for (const each of processTree(pid)) process.kill(each, 'SIGKILL');
  } catch (error) {
    if (!['ENOENT', 'ESRCH'].includes(systemCode(error) ?? '')) throw error;
  }
}

function isAlive(pid: number): boolean {
  // A zombie is dead: only its parent has not looked yet.
  return existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

export async function untilDead(pids: number[]): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (pids.some(isAlive) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(pids.filter(isAlive)).toEqual([]);
}
