/** The purpose of a watched library: new photos are found without an index command. */

import { renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cliEnvironment, startCli } from '../../support/cli.ts';
import { engineHere } from '../../support/engine-here.ts';
import { drawPhotos, temporaryFolder } from '../../support/photos/drawings.ts';
import { CAN_RENAME_WATCHED } from '../../support/platform/capabilities.ts';
import { engineOptions, testEngine } from '../../support/test-engine.ts';
import { best, eventually, photosOf, startWatch } from '../../support/watching.ts';

describe('a watched library', () => {
  it.runIf(CAN_RENAME_WATCHED)('follows new, moved, changed and deleted photos, in every process', async () => {
    const folder = temporaryFolder();
    await drawPhotos(folder, { 'a/red.jpg': 'red' });
    const options = engineOptions();
    const [watching, standing] = [testEngine(options), testEngine(options)];
    const first = startWatch(watching, [folder]);
    await eventually(() => expect(photosOf(standing)).toBe(1));
    const second = startWatch(standing, [folder]);
    await eventually(() => expect(second.states).toEqual(['standby']));

    await drawPhotos(folder, { 'b/deep/blue.jpg': 'blue' });
    await eventually(async () => expect(await best(standing, 'a plain blue picture', folder)).toBe('blue.jpg'));
    renameSync(join(folder, 'b'), join(folder, 'c'));
    await drawPhotos(folder, { 'a/red.jpg': 'lime' });
    await eventually(() => expect(first.runs.at(-1)).toMatchObject({ moved: 1, changed: 1 }));
    expect(await best(standing, 'a plain green picture', folder)).toBe('red.jpg');
    rmSync(join(folder, 'c'), { recursive: true });
    await eventually(() => expect(photosOf(standing)).toBe(1));
    expect(standing.status().watchers).toEqual([
      { folder, state: 'watching', pid: process.pid, since: expect.any(Number), schedule: null, nextRun: null },
    ]);

    // After a release, the lease moves immediately.
    await first.end();
    await eventually(() => expect(second.states.at(-1)).toBe('watching'));
    await drawPhotos(folder, { 'white.jpg': 'white' });
    await eventually(() => expect(photosOf(watching)).toBe(2));
    expect([first.notices, second.notices]).toEqual([[], []]);
  });

  it('moves to another process when its own is killed', async () => {
    const [folder, home] = [temporaryFolder(), temporaryFolder()];
    const engine = testEngine({ dataDir: join(home, 'data') });
    const cli = startCli(['watch', folder, '--model', 'pocket'], { env: cliEnvironment(home) });
    await eventually(() => expect(engine.status().watchers).toMatchObject([{ pid: cli.process.pid }]));
    const { states } = startWatch(engine, [folder]);
    await eventually(() => expect(states).toEqual(['standby']));
    cli.process.kill('SIGKILL');
    await eventually(() => expect(states.at(-1)).toBe('watching'));
    await drawPhotos(folder, { 'red.jpg': 'red' });
    await eventually(() => expect(photosOf(engine)).toBe(1));
  });

  it('waits for a missing folder, keeps its photos, and scans it on schedule', async () => {
    const parent = temporaryFolder();
    const folder = join(parent, 'drive');
    const engine = engineHere();
    const { states, runs, notices } = startWatch(engine, [folder], { schedule: '* * * * * *' });
    await eventually(() => expect(notices).toEqual([expect.stringContaining('plug the drive in')]));
    await drawPhotos(folder, { 'red.jpg': 'red' });
    await eventually(() => expect(photosOf(engine)).toBe(1));
    const before = runs.length;
    await eventually(() => expect(runs.length).toBeGreaterThan(before + 1));
    expect(engine.status().watchers[0]!.nextRun! - Date.now()).toBeLessThan(5_000);

    renameSync(folder, join(parent, 'unplugged'));
    await eventually(() => expect(states).toEqual(['watching', 'missing']));
    await eventually(() => expect(engine.status().roots).toMatchObject([{ state: 'offline' }]));
    renameSync(join(parent, 'unplugged'), folder);
    await drawPhotos(folder, { 'blue.jpg': 'blue' });
    await eventually(() => expect(photosOf(engine)).toBe(2));
    await eventually(() => expect(runs.reduce((sum, { embedded }) => sum + embedded, 0)).toBe(2));
  });
});

describe.runIf(CAN_RENAME_WATCHED)('a folder that is away for a moment', () => {
  it('is scanned again when a run has recorded it as missing, although no event tells of its return', async () => {
    const parent = temporaryFolder();
    const folder = join(parent, 'drive');
    await drawPhotos(folder, { 'red.jpg': 'red' });
    const options = engineOptions();
    const [watching, other] = [engineHere(options), engineHere(options)];
    const { states, runs } = startWatch(watching, [folder]);
    await eventually(() => expect(states).toEqual(['watching']));
    await eventually(() => expect(photosOf(other)).toBe(1));
    await drawPhotos(folder, { 'blue.jpg': 'blue' });
    await eventually(() => expect(photosOf(other)).toBe(2));
    utimesSync(join(folder, 'blue.jpg'), 1, 1);
    // No run is due any more that would find the folder anyway.
    await eventually(() => expect(runs.at(-1)).toMatchObject({ added: 0, kept: 2 }));
    renameSync(folder, join(parent, 'unplugged'));
    expect(await other.index([folder])).toMatchObject({ offline: [{ path: folder }], removed: 0 });
    renameSync(join(parent, 'unplugged'), folder);
    expect(other.status().roots).toMatchObject([{ state: 'offline' }]);
    await eventually(() => expect(other.status().roots).toMatchObject([{ state: 'online', photos: 2 }]));
  });
});

describe('work that nobody requested', () => {
  it('ignores a folder that was removed from the index, in every process, until it is indexed again', async () => {
    const [removed, other] = [temporaryFolder(), temporaryFolder()];
    await drawPhotos(removed, { 'red.jpg': 'red' });
    const options = engineOptions();
    const [watching, standing] = [engineHere(options), engineHere(options)];
    const first = startWatch(watching, [removed, other]);
    await eventually(() => expect(watching.status().roots).toHaveLength(2));
    const second = startWatch(standing, [removed]);
    await eventually(() => expect(second.states).toEqual(['standby']));

    expect(await standing.removeRoot(removed)).toBe(1);
    const notices = [expect.stringContaining(`${removed} was removed from the index`)];
    await eventually(() => expect([first.notices, second.notices]).toEqual([notices, notices]));
    await drawPhotos(removed, { 'sub/blue.jpg': 'blue' });
    await drawPhotos(other, { 'lime.jpg': 'lime' });
    await eventually(() => expect(photosOf(watching)).toBe(1));
    expect(watching.status()).toMatchObject({ roots: [{ path: other }], watchers: [{ folder: other }] });

    await standing.index([removed]);
    await eventually(() => expect(watching.status().watchers).toHaveLength(2));
    await drawPhotos(removed, { 'white.jpg': 'white' });
    await eventually(() => expect(photosOf(watching)).toBe(4));
  });

  it('downloads no model in the background before the first search', async () => {
    const folder = temporaryFolder();
    await drawPhotos(folder, { 'red.jpg': 'red' });
    const engine = testEngine({ model: {} });
    const { states, notices } = startWatch(engine, [folder], { inBackground: true });
    const waits = expect.stringContaining('downloads the model');
    await eventually(() => expect([states, notices]).toEqual([['watching'], [waits]]));
    expect(await engine.search({ query: 'red', folders: [folder], top: 1 })).toMatchObject({ total: 0 });
    // The search starts the download, which fails here.
    await eventually(() => expect(photosOf(engine)).toBe(1));
    expect(notices).toEqual([waits, expect.stringContaining('built-in model')]);
  });
});
