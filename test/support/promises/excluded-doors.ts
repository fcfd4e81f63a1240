/** What every door must keep: excluded folders show no photo, no name and no byte. */

import { cpSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect } from 'vitest';
import { botOptions, FAMILY, startBot, startDiscord } from '../discord/start-bot.ts';
import { engineHere } from '../engine-here.ts';
import { type ExcludedLibraries, filesWith, MARKER } from '../excluded-libraries.ts';
import { connectHere } from '../mcp/in-process.ts';
import { temporaryFolder } from '../photos/drawings.ts';
import { engineOptions } from '../test-engine.ts';
import { eventually, startWatch } from '../watching.ts';

/** By the name of a test. */
export const DOORS: Record<string, (libraries: ExcludedLibraries) => Promise<void>> = {
  'index: they are never indexed, and leave the index of before': async (libraries) => {
    const { dataDir, names, roots, scan, secretIds, secretBytes } = libraries;
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
  },
  'watch: they are not watched, and what is put there is not indexed': async (libraries) => {
    const { dataDir, names, roots, privates, folders, scan, secretBytes } = libraries;
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
  },
  'MCP: no tool finds, shows or names them': async (libraries) => {
    const { home, dataDir, names, privates, folders, scan, secretIds, secretBytes } = libraries;
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
  },
  'Discord: no command finds or names them': async (libraries) => {
    const { dataDir, names, folders, scan, secretIds, secretBytes } = libraries;
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
  },
};
