/** Unusual file and folder names, from the disk to the output. */

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cliEnvironment, MAIN, runCli } from '../support/cli.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { CAN_SYMLINK, HAS_ODD_NAMES, IS_LINUX } from '../support/platform/capabilities.ts';

const env = () => ({ ...cliEnvironment(temporaryFolder()), PICSIFT_MODEL: 'pocket' });

it.runIf(HAS_ODD_NAMES)('finds every name, and nothing in a folder whose name only has the same prefix', async () => {
  const parent = temporaryFolder();
  const names = [
    '"double" \'single\'.jpg',
    'line\nbreak.jpg',
    '🏖️ é.jpg',
    '50%_off_.jpg',
    ' lead.jpg',
    'back\\slash.jpg',
  ];
  await drawPhotos(join(parent, 'trip'), Object.fromEntries(names.map((name, i) => [name, `rgb(255,${i * 9},0)`])));
  await drawPhotos(join(parent, 'trip 2'), { 'other.jpg': 'red' });
  await drawPhotos(join(parent, 'tri_'), { 'other.jpg': 'blue' });
  const environment = env();
  await runCli(['index', parent], { env: environment });
  const { stdout } = await runCli(['red', '--in', join(parent, 'trip'), '-n', '--json'], { env: environment });
  const { total, results } = JSON.parse(stdout) as { total: number; results: { path: string }[] };
  expect(total).toBe(names.length);
  expect(results.map(({ path }) => path).sort()).toEqual(names.map((name) => join(parent, 'trip', name)).sort());
});

it.runIf(IS_LINUX)('finds names that are not valid UTF-8, and prints the bytes that lead to the file', async () => {
  const parent = temporaryFolder();
  await drawPhotos(parent, { 'plain.jpg': 'blue', 'red.jpg': 'red' });
  const raw = Buffer.concat([Buffer.from(`${parent}/caf`), Buffer.of(0xe9), Buffer.from('.jpg')]);
  renameSync(join(parent, 'red.jpg'), raw);
  const environment = env();
  const indexed = await runCli(['index', parent, '--json', '-q'], { env: environment });
  expect(JSON.parse(indexed.stdout)).toMatchObject({ added: 2, failed: 0 });
  const args = ['--', MAIN, 'a plain red picture', '--in', parent, '-n', '-f', '-t', '1', '--all'];
  const found = spawnSync(process.execPath, args, { env: environment });
  expect(found.stdout).toEqual(Buffer.concat([raw, Buffer.from('\n')]));
  expect(JSON.parse((await runCli(['index', parent, '--json', '-q'], { env: environment })).stdout)).toMatchObject({
    kept: 2,
    embedded: 0,
  });
});

it('treats a change of case as a rename', async () => {
  const folder = temporaryFolder();
  await drawPhotos(folder, { 'Photo.jpg': 'red' });
  const environment = env();
  await runCli(['index', folder], { env: environment });
  renameSync(join(folder, 'Photo.jpg'), join(folder, 'photo.JPG'));
  const summary = JSON.parse((await runCli(['index', folder, '--json', '-q'], { env: environment })).stdout);
  expect(summary).toMatchObject({ moved: 1, added: 0, removed: 0, embedded: 0 });
  const { stdout } = await runCli(['red', '--in', folder, '-n', '-f'], { env: environment });
  expect(stdout).toBe(`${join(folder, 'photo.JPG')}\n`);
});

it.runIf(CAN_SYMLINK)('follows no symlink except the one that was named', async () => {
  const outside = temporaryFolder();
  await drawPhotos(outside, { 'secret.jpg': 'red' });
  const folder = join(temporaryFolder(), 'photos');
  await drawPhotos(folder, { 'blue.jpg': 'blue' });
  mkdirSync(join(folder, 'sub'));
  symlinkSync(outside, join(folder, 'out'));
  symlinkSync(folder, join(folder, 'sub', 'loop'));
  symlinkSync(join(outside, 'secret.jpg'), join(folder, 'file.jpg'));
  symlinkSync(join(folder, 'nowhere.jpg'), join(folder, 'dangling.jpg'));
  const link = join(temporaryFolder(), 'link');
  symlinkSync(folder, link);
  const environment = env();
  const { stdout } = await runCli(['red', '--in', link, '-f'], { env: environment });
  expect(stdout).toBe(`${join(folder, 'blue.jpg')}\n`);
  copyFileSync(join(outside, 'secret.jpg'), join(folder, 'sub', 'copy.jpg'));
  writeFileSync(join(folder, 'sub', 'note.txt'), 'x');
  const again = await runCli(['index', folder, '--json', '-q'], { env: environment });
  expect(JSON.parse(again.stdout)).toMatchObject({ added: 1, kept: 1 });
});
