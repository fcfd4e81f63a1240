/** Excluded folders, in every spelling and through every door: no photo, no name, no byte of them. */

import { cpSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { botOptions, FAMILY, startBot, startDiscord } from '../support/discord/start-bot.ts';
import { engineHere } from '../support/engine-here.ts';
import { excludedLibraries, filesWith, MARKER } from '../support/excluded-libraries.ts';
import { drawIndexed } from '../support/indexed.ts';
import { connectHere } from '../support/mcp/in-process.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';
import { CAN_SYMLINK } from '../support/platform/capabilities.ts';
import { engineOptions } from '../support/test-engine.ts';
import { eventually, photosOf, startWatch } from '../support/watching.ts';

it.runIf(CAN_SYMLINK)('index: they are never indexed, and leave the index of before', async () => {
  const { dataDir, names, roots, scan, secretIds, secretBytes } = await excludedLibraries();
  expect(filesWith(dataDir, secretBytes).guilty).not.toEqual([]);
  expect(secretIds).toHaveLength(names.length);
  const engine = engineHere(engineOptions({ dataDir, scan }));
  const found = async (folders: readonly string[]) =>
    (await engine.search({ folders, top: 100 })).results.map(({ path }) => basename(path));
  const open = names.map(() => 'open.png');
  // At once, before any run.
  expect(await found(roots)).toEqual(open);
  for (const id of secretIds) {
    await expect(engine.describe(id, roots)).rejects.toMatchObject({ code: 'photo-not-found' });
    await expect(engine.render(id, roots, { maxEdge: 64, maxBytes: 100_000 })).rejects.toMatchObject({
      code: 'photo-not-found',
    });
    await expect(engine.search({ query: `photo:${id}`, folders: roots, top: 1 })).rejects.toMatchObject({
      code: 'photo-not-found',
    });
  }
  const tagging = { change: { action: 'add', keyword: 'beach' }, sidecar: false, keepOriginals: false } as const;
  expect(await engine.tag({ ids: secretIds, folders: roots, ...tagging, write: false })).toEqual([]);
  expect(await engine.index(roots)).toMatchObject({ kept: names.length, removed: names.length, embedded: 0 });
  expect(await found(roots)).toEqual(open);
  expect(filesWith(dataDir, secretBytes).guilty).toEqual([]);
  const { roots: known, missingExcludes } = engine.status();
  expect(known.map(({ passedOver }, index) => [names[index], passedOver.excluded! > 0])).toEqual(
    names.map((name) => [name, true]),
  );
  expect(missingExcludes).toEqual([]);

  const fresh = join(temporaryFolder(), 'data');
  const other = engineHere(engineOptions({ dataDir: fresh, scan }));
  expect(await other.index(roots)).toMatchObject({ added: names.length });
  expect(filesWith(fresh, secretBytes).guilty).toEqual([]);
});

it.runIf(CAN_SYMLINK)('watch: they are not watched, and what is put there is not indexed', async () => {
  const { dataDir, names, roots, privates, folders, scan, secretBytes } = await excludedLibraries();
  const engine = engineHere(engineOptions({ dataDir, scan }));
  const { runs, notices } = startWatch(engine, folders);
  const total = () => engine.status().roots.reduce((sum, { photos }) => sum + photos, 0);
  await eventually(() => expect(total()).toBe(names.length));
  const photo = join(roots[0]!, 'open.png');
  for (const folder of privates) cpSync(photo, join(folder, `${MARKER}-new.png`));
  for (const root of roots) cpSync(photo, join(root, 'new.png'));
  await eventually(() => expect(total()).toBe(2 * names.length));
  expect(runs.reduce((sum, { embedded }) => sum + embedded, 0)).toBe(0);
  expect(notices).toEqual([]);
  await eventually(() => expect(filesWith(dataDir, secretBytes).guilty).toEqual([]));
});

it.runIf(CAN_SYMLINK)(
  'a link that is pointed elsewhere while picsift runs counts at once, for searches and for a watch',
  async () => {
    const [folder, links] = [temporaryFolder(), temporaryFolder()];
    const options = engineOptions({ scan: { excludeDirs: [join(links, 'link')], includeHidden: false } });
    await drawIndexed(folder, options.dataDir, { 'a/1.png': 'red', 'b/2.png': 'blue' });
    const pointTo = (target: string) => {
      rmSync(join(links, 'link'), { force: true });
      symlinkSync(join(folder, target), join(links, 'link'));
    };
    pointTo('a');
    const engine = engineHere(options);
    const found = async () => {
      const { results } = await engine.search({ folders: [folder], top: 10 });
      return results.map(({ path }) => basename(path));
    };
    expect(await found()).toEqual(['2.png']);
    const { states } = startWatch(engine, [folder]);
    await eventually(() => expect(states).toContain('watching'));
    await eventually(() => expect(photosOf(engine)).toBe(1));
    pointTo('b');
    expect(await found()).toEqual([]);
    // The watch notices it without an event, and indexes the other folder.
    await eventually(async () => expect(await found()).toEqual(['1.png']));
    await eventually(() => expect(filesWith(options.dataDir, [Buffer.from('2.png')]).guilty).toEqual([]));
  },
);

it.runIf(CAN_SYMLINK)('MCP: no tool finds, shows or names them', async () => {
  const { home, dataDir, names, privates, folders, scan, secretIds, secretBytes } = await excludedLibraries();
  const client = await connectHere({ home, folders, scan });
  for (const when of ['before', 'after']) {
    const all = await client.call('search_images', { limit: 50, all: true, query: 'a picture' });
    expect(all.data.total, when).toBe(names.length);
    const shown = await client.call('view_images', { ids: secretIds.slice(0, 12) });
    const status = await client.call('library_status', {});
    expect(JSON.stringify([all, shown, status]), when).not.toContain(MARKER);
    expect(JSON.stringify(shown)).not.toContain('image/jpeg');
    if (when === 'before') await client.call('reindex', {});
  }
  for (const folder of privates.flatMap((path) => [
    basename(path),
    join(basename(dirname(path)), basename(path), 'deep'),
  ])) {
    expect((await client.call('search_images', { query: 'x', folder })).text).toMatch(/no such folder/);
  }
  expect(filesWith(dataDir, secretBytes).guilty).toEqual([]);
});

it.runIf(CAN_SYMLINK)('Discord: no command finds or names them', async () => {
  const { dataDir, names, folders, scan, secretIds, secretBytes } = await excludedLibraries();
  const discord = await startDiscord([FAMILY]);
  const options = botOptions(discord, { guilds: { [FAMILY]: { folders } } }, dataDir);
  await startBot({ ...options, engine: { ...options.engine, scan } });
  const place = { guildId: FAMILY };
  const status = await discord.ask({ ...place, name: 'status' });
  expect(status.content).toContain(`${names.length}`);
  const found = await discord.ask({ ...place, name: 'find', options: { query: 'a picture', limit: 10 } });
  expect(JSON.stringify([status, found.content])).not.toContain(MARKER);
  for (const id of secretIds) {
    const answer = await discord.ask({ ...place, name: 'find', options: { query: `photo:${id}`, limit: 10 } });
    expect(answer.files).toEqual([]);
  }
  expect(filesWith(dataDir, secretBytes).guilty).toEqual([]);
});
