/** The purpose of a watched library: new photos are found without an index command. */

import { renameSync, rmSync } from 'node:fs';
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
    const [watching, standing] = [engineHere(options), engineHere(options)];
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
