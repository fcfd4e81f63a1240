/** One file under several paths is no duplicate: real hard links and bind mounts. */

import { spawnSync } from 'node:child_process';
import { copyFileSync, linkSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { engineHere } from '../support/engine-here.ts';
import { noisy, temporaryFolder } from '../support/photos/drawings.ts';
import { IS_LINUX } from '../support/platform/capabilities.ts';
import { engineOptions } from '../support/test-engine.ts';

/** Makes a folder of several folders, each with the same photo as a.jpg, and an engine that indexes it. */
async function library(...folders: string[]) {
  const root = temporaryFolder();
  for (const folder of folders) mkdirSync(join(root, folder), { recursive: true });
  const photo = join(root, folders[0]!, 'a.jpg');
  await noisy().jpeg().toFile(photo);
  for (const folder of folders.slice(1)) copyFileSync(photo, join(root, folder, 'a.jpg'));
  const options = engineOptions();
  const engine = engineHere(options);
  /** Lists the groups below a folder: name, name of the same file, and bytes that could be freed. */
  async function duplicates(folder: string) {
    const groups = await engine.duplicates({ folders: [join(root, folder)] });
    const name = (path: string) => path.slice(root.length + folder.length + 2);
    return groups.map((group) =>
      group.map(({ path, sameFileAs, spareBytes }) => [name(path), sameFileAs && name(sameFileAs), spareBytes]),
    );
  }
  return { root, options, engine, duplicates, size: statSync(photo).size };
}

describe('hard links', () => {
  it('are one file: alone they are no group, and beside a copy they count once', async () => {
    const { root, options, engine, duplicates, size } = await library(
      'alone',
      'copied',
      'mixed',
      'outside',
      'elsewhere',
    );
    const link = (from: string, to: string) => linkSync(join(root, from), join(root, to));
    const copy = (from: string, to: string) => copyFileSync(join(root, from), join(root, to));
    link('alone/a.jpg', 'alone/b.jpg');
    copy('copied/a.jpg', 'copied/b.jpg');
    link('copied/a.jpg', 'copied/z.jpg');
    copy('mixed/a.jpg', 'mixed/b.jpg');
    link('mixed/b.jpg', 'mixed/c.jpg');
    copy('outside/a.jpg', 'outside/b.jpg');
    link('outside/b.jpg', 'elsewhere/b.jpg');
    expect(await engine.index([root])).toMatchObject({ added: 12, failed: 0 });

    expect(await duplicates('alone')).toEqual([]);
    expect(await duplicates('copied')).toEqual([
      [
        ['a.jpg', undefined, 0],
        ['z.jpg', 'a.jpg', 0],
        ['b.jpg', undefined, size],
      ],
    ]);
    // Deleting both names of the second file frees it.
    expect(await duplicates('mixed')).toEqual([
      [
        ['a.jpg', undefined, 0],
        ['b.jpg', undefined, size],
        ['c.jpg', 'b.jpg', 0],
      ],
    ]);
    // Nothing is freed as long as the file has another name that is not listed.
    expect(await duplicates('outside')).toEqual([
      [
        ['a.jpg', undefined, 0],
        ['b.jpg', undefined, 0],
      ],
    ]);

    const env = { PICSIFT_DATA_DIR: options.dataDir, PICSIFT_CONFIG_DIR: temporaryFolder() };
    const printed = (folder: string, ...args: string[]) =>
      runCli(['duplicates', join(root, folder), '-n', ...args], { env });
    const text = await printed('copied');
    expect(text.stdout).toContain(`same file\t    400x300\t${join(root, 'copied', 'z.jpg')}\n`);
    expect((await printed('outside')).stdout).toMatch(/b\.jpg\t\(deleting it frees nothing/);
    expect(JSON.parse((await printed('copied', '--json')).stdout)).toMatchObject({
      groups: [
        [{ sameFileAs: null }, { sameFileAs: join(root, 'copied', 'a.jpg'), spareBytes: 0 }, { spareBytes: size }],
      ],
      spareBytes: size,
    });
  });
});

describe('a bind mount', () => {
  it.runIf(IS_LINUX)('shows the files of its folder', async ({ skip, onTestFinished }) => {
    const { root, engine, duplicates, size } = await library('real', 'real/links');
    mkdirSync(join(root, 'again'));
    if (spawnSync('mount', ['--bind', join(root, 'real'), join(root, 'again')]).status !== 0)
      return skip('needs the right to mount');
    onTestFinished(() => void spawnSync('umount', [join(root, 'again')]));
    linkSync(join(root, 'real/a.jpg'), join(root, 'real/b.jpg'));
    linkSync(join(root, 'real/links/a.jpg'), join(root, 'outside.jpg'));
    await engine.index([root]);
    const [group] = await duplicates('');
    expect(group!.filter(([, same]) => same === undefined)).toHaveLength(2);
    expect(group!.reduce((sum, [, , spare]) => sum + Number(spare), 0)).toBe(size);
    // real/links/a.jpg has two paths here, and both are one of its two hard links.
    expect(await duplicates('again')).toEqual([
      [
        ['a.jpg', undefined, 0],
        ['b.jpg', 'a.jpg', 0],
        ['links/a.jpg', undefined, 0],
      ],
    ]);
  });
});
