/** What ends or delays the watch of a folder: it is away for a moment, removed from the index, or has no model yet. */

import { renameSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineHere } from '../../support/engine-here.ts';
import { drawPhotos, temporaryFolder } from '../../support/photos/drawings.ts';
import { CAN_RENAME_WATCHED } from '../../support/platform/capabilities.ts';
import { engineOptions, testEngine } from '../../support/test-engine.ts';
import { eventually, photosOf, startWatch } from '../../support/watching.ts';

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
