/** Unusual file and folder names, from the disk to the output. */

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MAIN } from '../support/cli.ts';
import { runHere } from '../support/cli-here.ts';
import { indexHere } from '../support/engine-here.ts';
import { indexedLibrary } from '../support/indexed.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { CAN_SYMLINK, HAS_ODD_NAMES, IS_LINUX } from '../support/platform/capabilities.ts';
import { COLOURS, engineOptions } from '../support/test-engine.ts';

async function library() {
  const indexed = await indexedLibrary();
  const options = engineOptions({ dataDir: indexed.env.PICSIFT_DATA_DIR! });
  return { ...indexed, index: () => indexHere(options, [indexed.folder]) };
}

it.runIf(HAS_ODD_NAMES)('finds every name, and nothing in a folder whose name only has the same prefix', async () => {
  const { folder: parent, here, index } = await library();
  const names = [
    '"double" \'single\'.jpg',
    'line\nbreak.jpg',
    '🏖️ é.jpg',
    '50%_off_.jpg',
    ' lead.jpg',
    'back\\slash.jpg',
  ];
  for (const folder of ['trip', 'trip 2', 'tri_']) mkdirSync(join(parent, folder));
  for (const path of [...names.map((name) => join('trip', name)), 'trip 2/other.jpg', 'tri_/other.jpg']) {
    copyFileSync(join(parent, 'red.jpg'), join(parent, path));
  }
  await index();
  const { stdout } = await here('red', '--in', join(parent, 'trip'), '-n', '--all', '--json');
  const { total, results } = JSON.parse(stdout) as { total: number; results: { path: string }[] };
  expect(total).toBe(names.length);
  expect(results.map(({ path }) => path).sort()).toEqual(names.map((name) => join(parent, 'trip', name)).sort());
});

it('takes a name that begins with a hyphen and a blank as a folder, not as an option', async () => {
  const { env, folder, index } = await library();
  mkdirSync(join(folder, '- old'));
  copyFileSync(join(folder, 'red.jpg'), join(folder, '- old', 'red.jpg'));
  await index();
  const indexed = await runHere(['index', '- old'], { env, cwd: folder });
  expect(indexed).toMatchObject({ code: 0, stderr: 'Nothing new: 1 photo is indexed.\n' });
  // In the words of a query it subtracts, also after an option without a value.
  const args = ['--all', '- blue', '+ red', '--in', '- old', '-n', '-f'];
  const found = await runHere(args, { env, cwd: folder });
  expect(found).toMatchObject({ code: 0, stdout: `${join(folder, '- old', 'red.jpg')}\n` });
});

it.runIf(IS_LINUX)('finds names that are not valid UTF-8, and prints the bytes that lead to the file', async () => {
  const { env, folder: parent, index } = await library();
  const raw = Buffer.concat([Buffer.from(`${parent}/caf`), Buffer.of(0xe9), Buffer.from('.jpg')]);
  copyFileSync(join(parent, 'red.jpg'), raw);
  expect(await index()).toMatchObject({ added: 1, kept: 4, failed: 0 });
  rmSync(join(parent, 'red.jpg'));
  expect(await index()).toMatchObject({ kept: 4, removed: 1, embedded: 0 });
  const args = ['--', MAIN, 'a plain red picture', '--in', parent, '-n', '-f', '-t', '1', '--all'];
  const found = spawnSync(process.execPath, args, { env });
  expect(found.stdout).toEqual(Buffer.concat([raw, Buffer.from('\n')]));
});

it('treats a change of case as a rename', async () => {
  const { folder, here, index } = await library();
  renameSync(join(folder, 'red.jpg'), join(folder, 'Red.JPG'));
  expect(await index()).toMatchObject({ moved: 1, added: 0, removed: 0, embedded: 0 });
  const { stdout } = await here('a plain red picture', '--in', folder, '-n', '-f', '-t', '1');
  expect(stdout).toBe(`${join(folder, 'Red.JPG')}\n`);
});

it.runIf(CAN_SYMLINK)('follows no symlink except the one that was named', async () => {
  const outside = temporaryFolder();
  await drawPhotos(outside, { 'secret.jpg': 'white' });
  const { folder, here, index } = await library();
  mkdirSync(join(folder, 'sub'));
  symlinkSync(outside, join(folder, 'out'));
  symlinkSync(folder, join(folder, 'sub', 'loop'));
  symlinkSync(join(outside, 'secret.jpg'), join(folder, 'file.jpg'));
  symlinkSync(join(folder, 'nowhere.jpg'), join(folder, 'dangling.jpg'));
  const link = join(temporaryFolder(), 'link');
  symlinkSync(folder, link);
  const { stdout } = await here('red', '--in', link, '-f', '--all');
  expect(stdout.trimEnd().split('\n').sort()).toEqual(
    Object.keys(COLOURS)
      .map((name) => join(folder, name))
      .sort(),
  );
  copyFileSync(join(folder, 'red.jpg'), join(folder, 'sub', 'copy.jpg'));
  writeFileSync(join(folder, 'sub', 'note.txt'), 'x');
  expect(await index()).toMatchObject({ added: 1, kept: 4 });
});
