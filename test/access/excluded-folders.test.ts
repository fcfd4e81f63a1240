/**
 * Excluded folders through every door: no photo, no name, no byte of them. Spelled in a few ways; test/hard spells them in
 * every way.
 */

import { rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { engineHere } from '../support/engine-here.ts';
import { excludedLibraries, filesWith, SOME_SPELLINGS } from '../support/excluded-libraries.ts';
import { drawIndexed } from '../support/indexed.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';
import { CAN_SYMLINK } from '../support/platform/capabilities.ts';
import { DOORS } from '../support/promises/excluded-doors.ts';
import { engineOptions } from '../support/test-engine.ts';
import { eventually, photosOf, startWatch } from '../support/watching.ts';

it.runIf(CAN_SYMLINK).each(Object.entries(DOORS))('%s', async (_name, check) => {
  await check(await excludedLibraries(SOME_SPELLINGS));
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
