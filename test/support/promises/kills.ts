/** Promise 1: kill -9 at random moments while indexing. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { expect } from 'vitest';
import { inCatalog } from '../catalogs/catalog-file.ts';
import { cliEnvironment, runCli, startCli } from '../cli.ts';
import { drawMany, temporaryFolder } from '../photos/drawings.ts';
import { killTree } from '../platform/processes.ts';

export interface KillReport {
  readonly kills: number;
  readonly photos: number;
  /** Number of runs that had stored something when they were killed. */
  readonly caughtStoring: number;
  /** Largest number of photos stored between two kills. */
  readonly mostInOneLife: number;
}

/**
 * Index a library, and kill each run at a random moment after its start. After every kill the catalog is intact and has
 * lost nothing. At the end every photo is stored once, and no vector was ever stored twice (vector ids only grow, so a
 * second one would leave a gap).
 */
export async function killAgainAndAgain(kills: number, photos: number): Promise<KillReport> {
  const env = cliEnvironment(temporaryFolder());
  const folder = temporaryFolder();
  await drawMany(folder, photos);

  let stored = 0;
  let runs = 0;
  let caughtStoring = 0;
  let mostInOneLife = 0;
  for (let kill = 0; kill < kills; kill++) {
    const cli = startCli(['index', folder, '--model', 'pocket', '--quiet'], { env });
    while (inspect(env).newestRun === runs && cli.process.exitCode === null) await sleep(20);
    await sleep(Math.random() * 600);
    // Alternately kill only the parent, which the child must notice, and every process at once, as at a power cut.
    if (kill % 2 === 0) cli.process.kill('SIGKILL');
    else killTree(cli.process.pid!);
    await cli.done;
    const now = inspect(env, true);
    expect(now.integrity).toBe('ok');
    expect(now.vectors).toBeGreaterThanOrEqual(stored);
    if (now.vectors > stored) caughtStoring++;
    mostInOneLife = Math.max(mostInOneLife, now.vectors - stored);
    stored = now.vectors;
    runs = now.newestRun;
  }

  const { stdout } = await runCli(['index', folder, '--json', '--quiet'], { env });
  const last = JSON.parse(stdout) as { kept: number; embedded: number; failed: number };
  const end = inspect(env, true);
  expect(last.kept + last.embedded).toBe(photos);
  expect(end).toMatchObject({ integrity: 'ok', photos, vectors: photos, newestVector: photos });
  return { kills, photos, caughtStoring, mostInOneLife };
}

const NOTHING = { integrity: 'ok', photos: 0, vectors: 0, newestVector: 0, newestRun: 0 };

/** Count what the catalog holds, and check its integrity. @param thoroughly also check every page. */
function inspect(env: Record<string, string>, thoroughly = false) {
  const file = join(env.PICSIFT_DATA_DIR!, 'catalog.sqlite');
  if (!existsSync(file)) return NOTHING;
  const counts = (catalog: Database) => {
    const number = (sql: string) => catalog.prepare(sql).pluck().get() as number;
    if (number(`SELECT count(*) FROM sqlite_schema WHERE name = 'vector'`) === 0) return NOTHING;
    return {
      integrity: thoroughly ? (catalog.pragma('integrity_check', { simple: true }) as string) : NOTHING.integrity,
      photos: number('SELECT count(*) FROM photo'),
      vectors: number('SELECT count(*) FROM vector'),
      newestVector: number('SELECT ifnull(max(id), 0) FROM vector'),
      newestRun: number('SELECT ifnull(max(id), 0) FROM run'),
    };
  };
  return inCatalog(file, counts, { readonly: false });
}
