/**
 * Drawn photos with their index, for tests that need an index but do not test indexing. Each set of photos is really
 * indexed once in a test run; every test gets copies of the files and of the catalog.
 */

import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { scanPhoto } from '../../src/library/files/scan.ts';
import { cliEnvironment, runCli } from './cli.ts';
import { runHere } from './cli-here.ts';
import { indexHere } from './engine-here.ts';
import { onceInRun } from './once-in-run.ts';
import { drawPhotos, temporaryFolder } from './photos/drawings.ts';
import { COLOURS, engineOptions } from './test-engine.ts';

/** In whole seconds, so that a copy can get the same time to the nanosecond. Each photo has a different time. */
const FIRST_TIME = 1_600_000_000;

/** Photos by path and colour, as in `drawPhotos`. */
export type Drawings = Record<string, string>;

/**
 * Put the photos into `folder`, and their index, by the built-in model, into `dataDir`. Both are created when they are
 * missing.
 */
export async function drawIndexed(folder: string, dataDir: string, photos: Drawings): Promise<void> {
  const original = await indexedOnce(photos);
  copyPhotos(join(original, 'photos'), folder, photos);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'catalog.sqlite');
  cpSync(join(original, 'data', 'catalog.sqlite'), file);
  const catalog = new Database(file);
  const { path: former } = catalog.prepare<[], { path: string }>('SELECT path FROM root').get()!;
  catalog.prepare('UPDATE root SET path = ?').run(folder);
  catalog.prepare('UPDATE photo SET path = ? || substr(path, ?)').run(folder, former.length + 1);
  // The copies have other inodes and another ctime.
  const setStatus = catalog.prepare('UPDATE photo SET status = ? WHERE path = ?');
  for (const path of Object.keys(photos)) {
    const copy = join(folder, path);
    setStatus.run((await scanPhoto(copy))!.status, copy);
  }
  catalog.close();
}

/**
 * A command line that has indexed the photos of COLOURS in `folder`. A run over copies of these photos is quick, because
 * it embeds nothing. `picsift` starts a process, `here` runs in this one.
 */
export async function indexedLibrary() {
  const home = temporaryFolder();
  const env = cliEnvironment(home);
  const folder = join(temporaryFolder(), 'photos');
  await drawIndexed(folder, env.PICSIFT_DATA_DIR!, COLOURS);
  const picsift = (...args: string[]) => runCli(args, { env });
  const here = (...args: string[]) => runHere(args, { env });
  return { home, env, folder, picsift, here };
}

/** @returns a folder with "photos" and "data". */
function indexedOnce(photos: Drawings): Promise<string> {
  const name = createHash('sha256').update(JSON.stringify(photos)).digest('hex').slice(0, 16);
  return onceInRun(name, async (made) => {
    const folder = join(made, 'photos');
    await drawPhotos(folder, photos);
    setTimes(folder, photos);
    await indexHere(engineOptions({ dataDir: join(made, 'data') }), [folder]);
  });
}

function copyPhotos(from: string, to: string, photos: Drawings): void {
  for (const path of Object.keys(photos)) {
    const copy = join(to, path);
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(join(from, path), copy);
  }
  setTimes(to, photos);
}

function setTimes(folder: string, photos: Drawings): void {
  for (const [index, path] of Object.keys(photos).entries()) {
    utimesSync(join(folder, path), FIRST_TIME + index, FIRST_TIME + index);
  }
}
