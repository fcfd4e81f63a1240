/** Promises 2 and 6, and the handling of photos that are gone: with real files and real runs. */

import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Engine } from '../../src/engine/api.ts';
import { whyOffline } from '../../src/indexing/run/presence.ts';
import type { SearchRequest } from '../../src/search/search-request.ts';
import { engineHere } from '../support/engine-here.ts';
import { drawIndexed } from '../support/indexed.ts';
import { drawMany, drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { NO_WORK, renameFolder } from '../support/promises/rename.ts';
import { engineOptions, testEngine } from '../support/test-engine.ts';

const search = (engine: Engine, folder: string, { includeOffline = false, query }: Partial<SearchRequest> = {}) =>
  engine.search({ query, folders: [folder], top: 500, includeOffline });

/** Creates a drive of four indexed photos. */
async function drive() {
  const parent = temporaryFolder();
  const folder = join(parent, 'drive');
  const options = engineOptions();
  await drawIndexed(folder, options.dataDir, {
    'red.jpg': 'red',
    'blue.jpg': 'blue',
    'sub/green.jpg': 'green',
    'sub/black.jpg': 'black',
  });
  return { engine: engineHere(options), folder, away: join(parent, 'away') };
}

describe('promise 2: a missing root loses nothing, and its return needs no embedding', () => {
  const accidents: Record<string, (folder: string, away: string) => unknown> = {
    missing: (folder, away) => renameSync(folder, away),
    empty: (folder, away) => {
      renameSync(folder, away);
      mkdirSync(folder);
    },
    'a file in its place': (folder, away) => {
      renameSync(folder, away);
      writeFileSync(folder, '');
    },
    'another card in its place, with some of the same names': async (folder, away) => {
      renameSync(folder, away);
      await drawPhotos(folder, { 'red.jpg': '#7f3f00', 'IMG_0001.jpg': '#003f7f', 'IMG_0002.jpg': '#3f7f00' });
    },
  };

  it.each(Object.keys(accidents))('%s', async (accident) => {
    const { engine, folder, away } = await drive();
    await accidents[accident]!(folder, away);
    const summary = await engine.index([folder]);
    expect(summary).toMatchObject({ removed: 0, embedded: 0, heldBack: 0, offline: [{ path: folder }] });
    expect(engine.status().roots).toMatchObject([{ path: folder, state: 'offline', photos: 4, offline: 4 }]);
    // Words need the model, so one of the accidents has them.
    const query = accident === 'missing' ? 'red' : undefined;
    expect(await search(engine, folder, { query })).toMatchObject({ total: 0, leftOut: 4, results: [] });
    const marked = await search(engine, folder, { query, includeOffline: true });
    expect(marked).toMatchObject({ total: 4, leftOut: 0 });
    expect(marked.results.every(({ offline }) => offline)).toBe(true);

    rmSync(folder, { recursive: true, force: true });
    renameSync(away, folder);
    expect(await engine.index([folder])).toMatchObject({ kept: 4, added: 0, embedded: 0, offline: [] });
    expect(engine.status().roots).toMatchObject([{ state: 'online', reason: null, offline: 0 }]);
    expect((await search(engine, folder, { query })).results.map(({ offline }) => offline)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('failing with EIO: this test injects the error of the disk; test/hard uses a disk that really fails', async () => {
    const reason = await whyOffline({
      root: '/p',
      unread: [{ path: '/p', reason: 'EIO' }],
      unchanged: 0,
      files: [],
      photos: () => [],
      // A person may accept the current content, but a disk that does not answer proves nothing about its content.
      accept: true,
      contentIdOf: () => expect.unreachable(),
      decoder: { call: () => expect.unreachable(), close: () => {} },
    });
    expect(reason).toBe('cannot be read (EIO)');
  });

  it('is distinguished from one whose photos were all renamed, touched, or copied to new names', async () => {
    const { engine, folder } = await drive();
    const all = () =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jpg'));
    for (const name of all()) renameSync(join(folder, name), join(folder, `${name.replace(sep, '-')}.renamed.jpg`));
    expect(await engine.index([folder])).toMatchObject({ moved: 4, embedded: 0, offline: [] });
    for (const name of all()) utimesSync(join(folder, name), 1_000_000, 1_000_000);
    expect(await engine.index([folder])).toMatchObject({ kept: 4, embedded: 0, offline: [] });
    for (const name of all()) {
      cpSync(join(folder, name), join(folder, `copy of ${name}`));
      rmSync(join(folder, name));
    }
    expect(await engine.index([folder])).toMatchObject({ moved: 4, embedded: 0, removed: 0, offline: [] });
  });

  it('can be accepted as emptied, or as holding other photos now', async () => {
    const { engine, folder, away } = await drive();
    await accidents['another card in its place, with some of the same names']!(folder, away);
    const accepted = await engine.index([folder], { acceptRemovals: true });
    expect(accepted).toMatchObject({ added: 2, changed: 1, removed: 3, offline: [] });
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    expect(await engine.index([folder], { acceptRemovals: true })).toMatchObject({ removed: 3, offline: [] });
    expect(engine.status().roots).toMatchObject([{ state: 'online', photos: 0 }]);
  });

  it('keeps the photos of a mount below the root', async ({ skip }) => {
    const { engine, folder } = await drive();
    const mount = join(folder, 'card');
    mkdirSync(mount);
    if (spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', mount]).status !== 0) return skip('needs the right to mount');
    onTestFinished(() => void spawnSync('umount', [mount]));
    await drawPhotos(mount, { 'yellow.jpg': 'yellow', 'white.jpg': 'white' });
    await engine.index([folder]);
    const copy = join(temporaryFolder(), 'copy');
    execFileSync('cp', ['-a', mount, copy]);
    execFileSync('umount', [mount]);

    expect(await engine.index([folder])).toMatchObject({ kept: 4, removed: 0, offline: [] });
    expect(await search(engine, folder)).toMatchObject({ total: 4, leftOut: 2 });
    expect(engine.status().roots).toMatchObject([{ state: 'online', photos: 6, offline: 2 }]);

    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', mount]);
    execFileSync('cp', ['-a', `${copy}/.`, mount]);
    expect(await engine.index([folder])).toMatchObject({ kept: 6, embedded: 0 });
    expect(await search(engine, folder)).toMatchObject({ total: 6, leftOut: 0 });
    rmSync(join(mount, 'white.jpg'));
    expect(await engine.index([folder])).toMatchObject({ removed: 1 });
  });
});

/** Put this many photos into a folder, with four contents in all: 0.png and so on. */
async function putMany(folder: string, count: number): Promise<void> {
  await drawMany(folder, 4);
  for (let i = 4; i < count; i++) cpSync(join(folder, `${i % 4}.png`), join(folder, `${i}.png`));
}

describe('removals', () => {
  it('are carried out when a few photos go, and held back when most of a root goes at once', async () => {
    const folder = temporaryFolder();
    const engine = engineHere();
    await putMany(folder, 100);
    await engine.index([folder]);
    for (let i = 0; i < 50; i++) rmSync(join(folder, `${i}.png`));
    expect(await engine.index([folder])).toMatchObject({ removed: 50, heldBack: 0 });

    await putMany(folder, 50);
    await engine.index([folder]);
    for (let i = 0; i < 60; i++) rmSync(join(folder, `${i}.png`));
    expect(await engine.index([folder])).toMatchObject({ removed: 0, heldBack: 60, kept: 40 });
    expect(engine.status().roots).toMatchObject([{ state: 'online', photos: 100, heldBack: 60 }]);
    expect(await search(engine, folder)).toMatchObject({ total: 40, leftOut: 60 });

    // They stay held back when the folder grows. Photos that return need no embedding. The rest can be accepted.
    await drawMany(folder, 5, 1_000);
    rmSync(join(folder, '99.png'));
    await putMany(join(folder, 'back'), 10);
    expect(await engine.index([folder])).toMatchObject({
      added: 5,
      removed: 1,
      moved: 10,
      embedded: 5,
      heldBack: 50,
    });
    expect(await engine.index([folder], { acceptRemovals: true })).toMatchObject({ removed: 50, heldBack: 0 });
    expect(await search(engine, folder)).toMatchObject({ total: 54, leftOut: 0 });
  });

  it('promise 6, short form: a renamed folder costs no embedding, and does not count as a loss', async () => {
    expect(await renameFolder(60, engineHere())).toMatchObject({ moved: 60, ...NO_WORK });
  });
});

describe('forgetting a root', () => {
  it('erases all data of photos in no other root, down to the bytes, and changes no photo', async () => {
    const [secret, shared] = [join(temporaryFolder(), 'secret-summer'), join(temporaryFolder(), 'shared-winter')];
    await drawMany(secret, 24);
    await drawMany(join(shared, 'inner-autumn'), 1);
    await drawPhotos(shared, { 'blue.jpg': 'blue' });
    writeFileSync(join(secret, 'broken.jpg'), 'rubbish');
    const options = engineOptions();
    const [engine, reader] = [engineHere(options), testEngine(options)];
    await engine.index([secret, shared]);
    renameSync(join(secret, '7.png'), join(secret, 'formerly-seven.png'));
    // What a run removes leaves its bytes in pages that SQLite keeps for later use.
    for (let i = 10; i < 20; i++) rmSync(join(secret, `${i}.png`));
    await engine.index([secret]);
    await search(reader, shared);
    // As in a larger library.
    const derived = join(options.dataDir, 'derived');
    mkdirSync(derived, { recursive: true });

    expect(await engine.removeRoot(secret)).toBe(14);
    expect(existsSync(derived)).toBe(false);
    expect(engine.status()).toMatchObject({ roots: [{ path: shared, photos: 2 }], failures: [] });
    expect(await search(reader, secret)).toMatchObject({ total: 0 });
    expect((await search(reader, shared)).results).toHaveLength(2);
    const bytes = readdirSync(options.dataDir)
      .filter((name) => name.startsWith('catalog'))
      .map((name) => readFileSync(join(options.dataDir, name), 'latin1'))
      .join('');
    expect(bytes).toContain('shared-winter');
    for (const trace of ['secret-summer', 'formerly-seven', 'broken.jpg']) expect(bytes).not.toContain(trace);
    expect(readdirSync(secret)).toHaveLength(15);
    await expect(engine.removeRoot(secret)).rejects.toMatchObject({ code: 'bad-usage' });
    // Photos in both roots are still embedded; the others are new again.
    expect(await engine.index([secret])).toMatchObject({ added: 14, embedded: 13 });
  });

  it('keeps photos that are also in another root, whichever root is inside the other', async () => {
    const folder = temporaryFolder();
    await drawPhotos(folder, { 'red.jpg': 'red', 'inner/blue.jpg': 'blue', 'inner2/green.jpg': 'green' });
    const engine = engineHere();
    await engine.index([join(folder, 'inner')]);
    await engine.index([folder]);
    expect(engine.status().roots).toHaveLength(2);
    expect(await engine.removeRoot(folder)).toBe(2);
    expect((await search(engine, folder)).results).toMatchObject([{ path: join(folder, 'inner/blue.jpg') }]);
    await engine.index([folder]);
    expect(await engine.removeRoot(join(folder, 'inner'))).toBe(0);
    expect(await search(engine, folder)).toMatchObject({ total: 3 });
  });
});
