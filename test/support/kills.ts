/** Promise 1: kill -9 at random moments while indexing. */

import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { cliEnvironment, runCli, startCli } from './cli.ts';
import { drawPhotos, temporaryFolder } from './drawings.ts';
import { processTree } from './processes.ts';

export interface KillReport {
  readonly kills: number;
  readonly photos: number;
  /** Most photos that were stored between two kills. */
  readonly mostInOneLife: number;
}

/**
 * Index a library whose run is killed again and again. After every kill the catalog is whole and has lost nothing; at the end every photo is there once, and no vector was
 * ever stored twice (vector ids only grow, so a second one would leave a gap).
 */
export async function killAgainAndAgain(kills: number, photos: number): Promise<KillReport> {
  const env = cliEnvironment(temporaryFolder());
  const folder = temporaryFolder();
  const colour = (i: number) => `rgb(${i % 256},${(i >> 8) % 256},${(i * 31) % 256})`;
  await drawPhotos(folder, Object.fromEntries(Array.from({ length: photos }, (_, i) => [`${i}.png`, colour(i)])));

  let stored = 0;
  let mostInOneLife = 0;
  for (let kill = 0; kill < kills; kill++) {
    const cli = startCli(['index', folder, '--model', 'pocket', '--quiet'], { env });
    await new Promise((resolve) => setTimeout(resolve, 150 + Math.random() * 450));
    const tree = processTree(cli.process.pid!);
    // Alternately the head alone, whose child must notice, and every process at once, as a power cut would.
    for (const pid of kill % 2 === 0 ? tree.slice(0, 1) : tree) process.kill(pid, 'SIGKILL');
    await cli.done;
    const now = inspect(env);
    expect(now.integrity).toBe('ok');
    expect(now.vectors).toBeGreaterThanOrEqual(stored);
    mostInOneLife = Math.max(mostInOneLife, now.vectors - stored);
    stored = now.vectors;
  }

  const { stdout } = await runCli(['index', folder, '--json', '--quiet'], { env });
  const last = JSON.parse(stdout) as { kept: number; embedded: number; failed: number };
  const end = inspect(env);
  expect(last.kept + last.embedded).toBe(photos);
  expect(end).toMatchObject({ integrity: 'ok', photos, vectors: photos, newestVector: photos });
  return { kills, photos, mostInOneLife };
}

function inspect(env: Record<string, string>) {
  let catalog: Database.Database;
  try {
    catalog = new Database(join(env.PICSIFT_DATA_DIR!, 'catalog.sqlite'), { fileMustExist: true });
  } catch {
    return { integrity: 'ok', photos: 0, vectors: 0, newestVector: 0 };
  }
  try {
    const number = (sql: string) => catalog.prepare(sql).pluck().get() as number;
    if (number(`SELECT count(*) FROM sqlite_schema WHERE name = 'vector'`) === 0) {
      return { integrity: 'ok', photos: 0, vectors: 0, newestVector: 0 };
    }
    return {
      integrity: catalog.pragma('integrity_check', { simple: true }) as string,
      photos: number('SELECT count(*) FROM photo'),
      vectors: number('SELECT count(*) FROM vector'),
      newestVector: number('SELECT ifnull(max(id), 0) FROM vector'),
    };
  } finally {
    catalog.close();
  }
}
