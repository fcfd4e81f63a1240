/** The data folder is never inside a folder of photos. */

import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keepDataOutOf } from '../../src/cli/data-folder.ts';
import { cliEnvironment, runCli } from '../support/cli.ts';
import { engineHere } from '../support/engine-here.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';

describe('a data folder inside a folder of photos', () => {
  it('is refused before anything is written, through links too', async () => {
    const folder = temporaryFolder();
    const photos = join(folder, 'photos');
    mkdirSync(photos);
    symlinkSync(photos, join(folder, 'link'));
    const inside = { dataDir: join(folder, 'link', 'index') };
    await expect(keepDataOutOf([join(folder, 'other'), photos], inside)).rejects.toMatchObject({
      code: 'bad-config',
      message: expect.stringMatching(/index is inside .*photos, but .*PICSIFT_DATA_DIR/),
    });
    await expect(keepDataOutOf([photos], { dataDir: photos })).rejects.toThrow('is inside');
    await expect(keepDataOutOf([photos], { dataDir: join(folder, 'photos 2') })).resolves.toBeUndefined();
  });

  it('is refused by each command that names folders', async () => {
    const home = temporaryFolder();
    const photos = join(home, 'photos');
    mkdirSync(photos);
    const env = { ...cliEnvironment(home), PICSIFT_DATA_DIR: join(photos, 'index') };
    const commands = [['red'], ['index', '.'], ['mcp', photos]];
    const all = commands.map((args) => runCli(args, { cwd: photos, env }));
    for (const { code, stderr } of await Promise.all(all)) {
      expect(stderr).toContain('is inside');
      expect(code).toBe(2);
    }
    expect(existsSync(env.PICSIFT_DATA_DIR)).toBe(false);
  });
});

it('a scan of a folder around the data folder passes over it', async () => {
  const home = temporaryFolder();
  await drawPhotos(home, { 'a.jpg': 'red', 'data/models/b.jpg': 'blue' });
  const dataDir = join(home, 'data');
  const engine = engineHere({ dataDir });
  expect(await engine.index([home])).toMatchObject({ added: 1 });
  expect(engine.status().roots[0]).toMatchObject({ photos: 1, passedOver: { nomedia: 1 } });
});
