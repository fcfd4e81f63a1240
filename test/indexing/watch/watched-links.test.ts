/** A watched folder that is named by a link: the folder that the link leads to is followed. */

import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { engineHere } from '../../support/engine-here.ts';
import { drawPhotos, temporaryFolder } from '../../support/photos/drawings.ts';
import { CAN_RENAME_WATCHED, CAN_SYMLINK } from '../../support/platform/capabilities.ts';
import { eventually, photosOf, startWatch } from '../../support/watching.ts';

it.runIf(CAN_SYMLINK && CAN_RENAME_WATCHED)(
  'promise 16: follows links that are pointed elsewhere, wherever they are',
  async () => {
    const parent = temporaryFolder();
    const at = (...names: string[]) => join(parent, ...names);
    await drawPhotos(parent, { 'old/pics/red.jpg': 'red', 'new/pics/blue.jpg': 'blue' });
    symlinkSync('old', at('disk'));
    symlinkSync(at('disk', 'pics'), at('Pictures'));
    const engine = engineHere();
    const { states, notices } = startWatch(engine, [at('Pictures'), at('old', 'pics')]);
    const watched = () => engine.status().watchers.map(({ folder, state }) => [folder, state]);
    await eventually(() => expect(watched()).toEqual([[at('old', 'pics'), 'watching']]));
    await eventually(() => expect(photosOf(engine)).toBe(1));
    expect(states).toEqual(['watching']);

    // A link further up.
    symlinkSync('new', at('next'));
    renameSync(at('next'), at('disk'));
    await eventually(() => expect(photosOf(engine)).toBe(2));
    await eventually(() => expect(watched()).toContainEqual([at('new', 'pics'), 'watching']));

    // Away for a moment, then a folder in its place.
    rmSync(at('Pictures'));
    await drawPhotos(parent, { 'new/pics/lime.jpg': 'lime' });
    await eventually(() => expect(photosOf(engine)).toBe(3));
    mkdirSync(at('Pictures'));
    await drawPhotos(parent, { 'Pictures/white.jpg': 'white' });
    await eventually(() => expect(photosOf(engine)).toBe(4));
    await eventually(() => expect(watched().map(([folder]) => folder)).toEqual([at('Pictures'), at('old', 'pics')]));
    expect(notices).toEqual([]);
  },
);
