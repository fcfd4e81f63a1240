/** Promise 8: writers and readers, each a process, on one catalog. */

import { execFile } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { builtFile } from '../../../src/base/paths.ts';
import { temporaryFolder } from '../photos/drawings.ts';
import { testEngine } from '../test-engine.ts';

interface Report {
  readonly role: 'writer' | 'reader';
  readonly rounds: number;
  readonly errors: readonly string[];
}

export interface CrowdReport {
  /** Number of photos that the writers added and saw stored. */
  readonly stored: number;
  readonly searches: number;
  /** Errors that a user would see. */
  readonly errors: readonly string[];
  readonly largestLogBytes: number;
  /** Work that remained for a last run over all folders. */
  readonly left: number;
}

/** @param size number of writers, and of readers. */
export async function crowd(size: number, seconds: number): Promise<CrowdReport> {
  const dataDir = join(temporaryFolder(), 'data');
  const photos = temporaryFolder();
  const stop = new AbortController();
  const member = async (role: Report['role'], folder: string): Promise<Report> => {
    const args = [builtFile('test/support/outside/crowd-member.ts'), role, dataDir, folder, String(seconds)];
    return JSON.parse((await promisify(execFile)(process.execPath, args, { signal: stop.signal })).stdout) as Report;
  };
  let largestLogBytes = 0;
  const watch = setInterval(() => {
    const log = statSync(join(dataDir, 'catalog.sqlite-wal'), { throwIfNoEntry: false });
    largestLogBytes = Math.max(largestLogBytes, log?.size ?? 0);
  }, 20);
  try {
    const folders = Array.from({ length: size }, (_, i) => join(photos, `${i}`));
    for (const folder of folders) mkdirSync(folder);
    const reports = await Promise.all([
      ...folders.map((folder) => member('writer', folder)),
      ...folders.map(() => member('reader', photos)),
    ]);
    const { added, changed, moved, removed } = await testEngine({ dataDir }).index(folders);
    const rounds = (role: Report['role']) =>
      reports.filter((report) => report.role === role).reduce((sum, report) => sum + report.rounds, 0);
    return {
      stored: rounds('writer'),
      searches: rounds('reader'),
      errors: reports.flatMap(({ errors }) => errors),
      largestLogBytes,
      left: added + changed + moved + removed,
    };
  } finally {
    clearInterval(watch);
    // When one fails, the others would go on in folders that are gone.
    stop.abort();
  }
}
