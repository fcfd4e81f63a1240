/**
 * Drawn photos with their index, for tests that need one but do not test how it is made: each set of photos is indexed
 * once in a test run, by a real engine; every test gets copies of the files and of the catalog.
 */

import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { inject } from 'vitest';
import { openEngine } from '../../src/engine/engine.ts';
import { drawPhotos } from './photos/drawings.ts';
import { engineOptions } from './test-engine.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder for what the tests of one run share: see set-up.ts. */
    sharedFolder: string;
  }
}

/** In whole seconds, so that a copy can be given the same time to the nanosecond; each photo has another. */
const FIRST_TIME = 1_600_000_000;

/** Photos by path and colour, as `drawPhotos` takes them. */
export type Drawings = Record<string, string>;

/** Put the photos into `folder`, and an index of them, by the built-in model, into `dataDir`. Neither need exist. */
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
  catalog.close();
}

/** @returns a folder with "photos" and "data". */
async function indexedOnce(photos: Drawings): Promise<string> {
  const name = createHash('sha256').update(JSON.stringify(photos)).digest('hex').slice(0, 16);
  const made = join(inject('sharedFolder'), name);
  if (existsSync(made)) return made;
  const draft = mkdtempSync(`${made}-`);
  const folder = join(draft, 'photos');
  await drawPhotos(folder, photos);
  setTimes(folder, photos);
  const engine = openEngine(engineOptions({ dataDir: join(draft, 'data') }));
  await engine.index([folder]);
  await engine.close();
  try {
    renameSync(draft, made);
  } catch {
    // Another test was faster.
    rmSync(draft, { recursive: true });
  }
  return made;
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
