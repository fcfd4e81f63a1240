/** Several picsifts at the same time, and a promise for all of them: none writes into a photo folder. */

import { copyFileSync, lstatSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openCatalog } from '../../src/catalog/open.ts';
import { acquireLease, releaseLease, WRITER } from '../../src/catalog/runs/lease.ts';
import { finishRun, startRun, updateRun } from '../../src/catalog/runs/runs.ts';
import { cliEnvironment, runCli, startCli } from '../support/cli.ts';
import { runHere } from '../support/cli-here.ts';
import { indexedLibrary } from '../support/indexed.ts';
import { drawMany, drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { COLOURS } from '../support/test-engine.ts';

/** An indexed folder with a new photo, and this process as a picsift that is indexing `folders` and is 63 % done. */
async function busy(folders: (indexed: string) => string[]) {
  const { home, env, folder, here } = await indexedLibrary();
  copyFileSync(join(folder, 'red.jpg'), join(folder, 'new.jpg'));
  const catalog = openCatalog(join(home, 'data', 'catalog.sqlite'), { busyTimeoutMs: 1_000 });
  const token = acquireLease(catalog, WRITER)!;
  const scan = { excludeDirs: [], includeHidden: false, includeRawTwins: false };
  const run = startRun(catalog, { folders: folders(folder), scan }, token);
  updateRun(catalog, run, 'embed', 63, 100);
  const finish = () => {
    finishRun(catalog, run, 'completed', {});
    releaseLease(catalog, WRITER, token);
    catalog.close();
  };
  return { env, folder, here, finish };
}

it('a search does not wait for hours: it shows the progress of the other run, and searches what is indexed', async () => {
  const fresh = temporaryFolder();
  await drawPhotos(fresh, { 'red.jpg': 'red' });
  const { env, folder, here, finish } = await busy((indexed) => [indexed, fresh]);
  const early = runCli(['browse', '--in', fresh], { env });
  const { code, stdout, stderr } = await here('red', '--in', folder, '-f', '--all');
  expect(await early).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is indexed yet. Run the same command'),
  });
  expect(stderr).toContain('Another picsift is indexing the same folders: 63 %');
  expect(code).toBe(0);
  expect(stdout.trimEnd().split('\n').sort()).toEqual(
    Object.keys(COLOURS)
      .map((name) => join(folder, name))
      .sort(),
  );
  expect((await here('status')).stdout).toContain(`now, by process ${process.pid}, 63 %`);
  finish();
});

it('an index run waits for the other run, whatever that covers, or does not wait with --no-wait', async () => {
  const { env, folder, here, finish } = await busy(() => ['/elsewhere']);
  const declined = await here('index', folder, '--no-wait');
  expect(declined).toMatchObject({ code: 0, stdout: '' });
  expect(declined.stderr).toContain('Another picsift is indexing other folders. Nothing was done.');

  const waiting = startCli(['index', folder, '--json'], { env });
  await new Promise<void>((resolve) => {
    waiting.process.stderr!.on('data', (text: string) => /waiting/.test(text) && resolve());
  });
  expect(waiting.process.exitCode).toBeNull();
  finish();
  const { code, stdout } = await waiting.done;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ added: 1, kept: 4 });
});

/** Returns names, kinds, modes, owners, sizes and times of everything below a folder. */
function listing(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .concat('.')
    .sort()
    .map((name) => {
      const { mode, uid, gid, size, mtimeNs, ctimeNs, ino } = lstatSync(join(folder, name), { bigint: true });
      return [name, mode, uid, gid, size, mtimeNs, ctimeNs, ino].join(' ');
    });
}

it('promise 12: no command writes anything into a photo folder', async () => {
  const home = temporaryFolder();
  const env = { ...cliEnvironment(home), PICSIFT_MODEL: 'pocket' };
  const folder = join(temporaryFolder(), 'photos');
  await drawPhotos(folder, { 'red.jpg': 'red', 'sub/blue.png': 'blue' });
  await drawMany(join(folder, 'many'), 20);
  writeFileSync(join(folder, 'broken.jpg'), 'rubbish\n');
  writeFileSync(join(folder, 'empty.png'), '');
  const before = listing(folder);
  const commands = [
    ['roots', 'add', folder],
    ['red', '--in', folder, '--json'],
    ['red'],
    ['index', folder, '--accept-removals'],
    ['status'],
    ['doctor'],
    ['doctor', '--mend'],
    ['export', join(temporaryFolder(), 'copy.sqlite')],
    ['roots', 'list'],
    ['model', 'use', 'pocket'],
  ];
  for (const [number, args] of commands.entries()) {
    // Only in processes of their own is `home` also the home folder for onnxruntime.
    const run = number < 2 ? runCli : runHere;
    const { code, stderr } = await run(args, { env, cwd: folder });
    expect(code, `${args.join(' ')}: ${stderr}`).toBe(0);
    expect(listing(folder), args.join(' ')).toEqual(before);
  }
  renameSync(folder, `${folder}.away`);
  await runHere(['index', folder], { env });
  renameSync(`${folder}.away`, folder);
  // The first entry is the folder itself: renaming it has changed its times.
  expect(listing(folder).slice(1)).toEqual(before.slice(1));
  const renamed = listing(folder);
  expect(await runHere(['roots', 'remove', folder], { env, cwd: folder })).toMatchObject({ code: 0 });
  expect(listing(folder)).toEqual(renamed);
  // Nothing is outside picsift's own folders either: onnxruntime would keep its telemetry in ~/.cache.
  expect(readdirSync(home)).toEqual(['data']);
});
