/** `picsift import rclip`: finds rclip's index and says what was taken from it. */

import { cpSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/base/paths.ts';
import { cliEnvironment } from '../support/cli.ts';
import { runHere } from '../support/cli-here.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';
import { drawForRclip, writeRclip } from '../support/rclip.ts';

async function library() {
  const drawn = await drawForRclip({ 'red.jpg': 'red', 'blue.png': 'blue' });
  const environment: NodeJS.ProcessEnv = cliEnvironment(temporaryFolder());
  const env = { ...environment, RCLIP_DATADIR: dirname(drawn.database) };
  const here = (...args: string[]) => runHere(args, { env });
  return { ...drawn, here };
}

it('imports from where rclip keeps its index, and names the folders and the next step', async () => {
  const { folder, images, database, here } = await library();
  writeRclip(database, [...images, { ...images[0]!, filepath: join(folder, 'gone.jpg') }]);
  const { code, stdout, stderr } = await here('import', 'rclip', '--model', 'pocket');
  expect([code, stdout]).toEqual([0, '']);
  expect(stderr).toContain('Imported 2 photos from');
  expect(stderr).toContain('2 of 2 photos have the same vector');
  expect(stderr).toContain(`${folder}: 2 (now an indexed folder)`);
  expect(stderr).toContain('Not taken: 1 not on the disk any more.');
  expect(stderr).toContain(`picsift index ${folder}`);
  const again = await here('import', 'rclip', dirname(database), '--json', '--quiet');
  expect(JSON.parse(again.stdout)).toMatchObject({ imported: 0, known: 2, gone: 1, database });
  expect(again.stderr).toBe('');
});

it('says where it looked, and what is wrong', async () => {
  const { images, database, here } = await library();
  const missing = await here('import', 'rclip');
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining(`looked for ${database}`)]);
  const noFile = await here('import', 'rclip', join(dirname(database), 'other.sqlite3'));
  expect([noFile.code, noFile.stderr]).toEqual([2, expect.stringContaining('There is no index of rclip at')]);
  writeRclip(
    database,
    images.map((image) => ({ ...image, vector: images[0]!.vector })),
  );
  const refused = await here('import', 'rclip', '--json', '--model', 'pocket');
  expect([refused.code, refused.stdout]).toEqual([2, '']);
  expect(refused.stderr).toMatch(/^picsift: Nothing was imported, .*\n$/);
});

it("takes rclip's own model if the catalog has none, and says when it is missing", async () => {
  const { images, database, folder, here } = await library();
  writeRclip(database, images);
  const missing = await here('import', 'rclip');
  expect([missing.code, missing.stderr]).toEqual([
    3,
    expect.stringContaining(`Beside it is none: The model folder ${dirname(database)}`),
  ]);
  cpSync(join(packageRoot(), 'models', 'pocket'), dirname(database), { recursive: true });
  expect((await here('import', 'rclip')).stderr).toContain(`model: ${basename(dirname(database))}.`);
  expect((await here('-f', 'red', '--in', folder, '-t', '1')).stdout).toBe(`${join(folder, 'red.jpg')}\n`);
});
