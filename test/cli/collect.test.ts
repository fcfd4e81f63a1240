/** The results of a search in other hands: `--copy-to`, `--link-to`, and `-0` for xargs. */

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cliEnvironment, MAIN, runCli, startCli } from '../support/cli.ts';
import { runHere } from '../support/cli-here.ts';
import { indexedLibrary } from '../support/indexed.ts';
import { drawPhotos, temporaryFolder } from '../support/photos/drawings.ts';
import { CAN_SYMLINK, HAS_MODES, HAS_SHELL, HAS_SIGNALS, IS_LINUX } from '../support/platform/capabilities.ts';
import { COLOURS } from '../support/test-engine.ts';

const NAMES = Object.keys(COLOURS)
  .map((name) => basename(name))
  .sort();

describe('--copy-to and --link-to', () => {
  it('copies what is printed into a new folder, and the second time nothing', async () => {
    const { folder, here } = await indexedLibrary();
    const into = join(temporaryFolder(), 'new', 'usb');
    const search = ['a plain red picture', '--in', folder, '-f', '-t', '2', '--copy-to', into];
    const first = await here(...search);
    expect(first).toMatchObject({ code: 0, stderr: `Copied 2 photos to ${into}.\n` });
    const printed = first.stdout.trimEnd().split('\n');
    expect(printed[0]).toBe(join(folder, 'red.jpg'));
    expect(readdirSync(into).sort()).toEqual(printed.map((path) => basename(path)).sort());
    for (const path of printed) expect(readFileSync(join(into, basename(path)))).toEqual(readFileSync(path));
    const second = await here(...search);
    expect(second).toEqual({ ...first, stderr: `Copied 0 photos to ${into}; 2 were there already.\n` });
    expect(await here(...search, '--quiet')).toEqual({ ...first, stderr: '' });
    expect(readdirSync(into)).toHaveLength(2);
  });

  it.runIf(CAN_SYMLINK)('links the photos of picsift similar, and says in the JSON where the links are', async () => {
    const { folder, here } = await indexedLibrary();
    const into = join(temporaryFolder(), 'album');
    mkdirSync(into);
    writeFileSync(join(into, 'red.jpg'), 'another one');
    const photo = join(folder, 'red.jpg');
    const { code, stdout } = await here('similar', photo, '--in', folder, '-t', '1', '--json', '--link-to', into);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ results: [{ path: photo, placedAt: join(into, 'red (2).jpg') }] });
    expect(readlinkSync(join(into, 'red (2).jpg'))).toBe(photo);
    expect(readFileSync(join(into, 'red.jpg'), 'utf8')).toBe('another one');
  });

  it('copies the others when a photo is gone, and fails', async () => {
    const { folder, here } = await indexedLibrary();
    rmSync(join(folder, 'red.jpg'));
    const into = temporaryFolder();
    const { code, stdout, stderr } = await here('red', '--in', folder, '-n', '--json', '-q', '--copy-to', into);
    expect(code).toBe(3);
    expect(stderr).toBe(`1 photo could not be copied:\n  ${join(folder, 'red.jpg')}: it does not exist any more\n`);
    expect(readdirSync(into).sort()).toEqual(NAMES.filter((name) => name !== 'red.jpg'));
    const { results } = JSON.parse(stdout) as { results: { path: string; placedAt: string | null }[] };
    const missing = results.filter(({ placedAt }) => placedAt === null).map(({ path }) => path);
    expect(missing).toEqual([join(folder, 'red.jpg')]);
  });

  it('copies each photo once when two processes do it at once', async () => {
    const { folder, picsift } = await indexedLibrary();
    const into = join(temporaryFolder(), 'both');
    const search = ['red', '--in', folder, '-n', '--all', '--copy-to', into];
    const both = await Promise.all([picsift(...search), picsift(...search)]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(readdirSync(into).sort()).toEqual(NAMES);
  });

  it('warns when searches will find the copies too', async () => {
    const { folder, here } = await indexedLibrary();
    const copy = (name: string, ...options: string[]) =>
      here('red', '--in', folder, '-n', '-f', '--copy-to', join(folder, name), ...options);
    expect((await copy('best')).stderr).toContain('This folder is indexed');
    mkdirSync(join(folder, 'private'));
    writeFileSync(join(folder, 'private', '.nomedia'), '');
    for (const [name, ...options] of [['private'], ['.hidden'], ['out', '--exclude-dir', 'out']] as const) {
      expect((await copy(name, ...options)).stderr).toBe(`Copied 4 photos to ${join(folder, name)}.\n`);
    }
    const { stderr } = await here('red', '--in', folder, '-f', '--exclude-dir', 'out');
    expect(stderr).toContain('Indexed: 4 added');
  });

  it.runIf(HAS_SIGNALS)('leaves no half of a copy after Ctrl-C', async () => {
    const { env, folder } = await indexedLibrary();
    const into = temporaryFolder();
    // Without content on the disk, but it would take a while to copy.
    truncateSync(join(folder, 'red.jpg'), 1024 ** 3);
    const args = ['a plain red picture', '--in', folder, '-n', '-f', '-t', '1', '--copy-to', into];
    const running = startCli(args, { env });
    await expect.poll(() => readdirSync(into), { interval: 1, timeout: 60_000 }).toHaveLength(1);
    running.process.kill('SIGINT');
    const { code, stdout, stderr } = await running.done;
    expect({ code, stdout }).toEqual({ code: 130, stdout: `${join(folder, 'red.jpg')}\n` });
    expect(stderr).toContain('Stopped. Run the same command again');
    expect(readdirSync(into)).toEqual([]);
  });

  it('refuses wrong use before it indexes', async () => {
    const folder = temporaryFolder();
    await drawPhotos(folder, { 'red.jpg': 'red' });
    const file = join(folder, 'red.jpg');
    for (const [words, ...options] of [
      ['cannot be used with', '--copy-to', 'a', '--link-to', 'b'],
      ['cannot be used with', '-0', '--json'],
      ['a file or a broken link in its place', '--copy-to', file],
      ['a file or a broken link in its place', '--link-to', join(file, 'sub')],
      ['name is empty', '--copy-to', ''],
    ] as const) {
      const { code, stdout, stderr } = await runHere(['red', '--in', folder, ...options]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(words);
      expect(stderr).not.toContain('Indexed');
    }
  });

  it.runIf(HAS_MODES)('refuses a folder that it may not write to', async () => {
    const [home, folder] = [temporaryFolder(), temporaryFolder()];
    await drawPhotos(folder, { 'red.jpg': 'red' });
    const into = join(folder, 'locked');
    mkdirSync(into, { mode: 0o555 });
    chmodSync(home, 0o777);
    chmodSync(folder, 0o755);
    const uid = process.geteuid?.() === 0 ? { uid: 65534 } : {};
    const options = { env: cliEnvironment(home), cwd: '/', ...uid };
    for (const dir of [into, join(into, 'sub')]) {
      const result = await runCli(['red', '--in', folder, '--copy-to', dir], options);
      expect(result).toMatchObject({ code: 3, stdout: '' });
      expect(result.stderr).toBe(
        `picsift: picsift cannot write to ${dir} (EACCES). Change its permissions, or name another folder.\n`,
      );
    }
  });
});

describe('-0', () => {
  it('is no reason to take a negative number for an option', async () => {
    const { folder, here } = await indexedLibrary();
    expect(await here('cold', '-40', '--in', folder, '-n', '-q')).toMatchObject({ code: 0, stderr: '' });
  });

  it.runIf(HAS_SHELL && IS_LINUX)('gives xargs -0 every name, with the bytes that it has on disk', async () => {
    const { env, folder, here } = await indexedLibrary();
    const odd = [
      Buffer.from('line\nbreak "\' .jpg'),
      Buffer.from('-rf.jpg'),
      Buffer.from('caf\xe9\x1b[31m.jpg', 'latin1'),
    ];
    const paths = odd.map((name) => Buffer.concat([Buffer.from(`${folder}/`), name]));
    for (const path of paths) copyFileSync(join(folder, 'red.jpg'), path);
    await here('index', folder);
    const seen = join(temporaryFolder(), 'seen');
    const command = `"${process.execPath}" -- "${MAIN}" red --in "${folder}" -n --all -0`;
    const { status } = spawnSync('sh', ['-c', `${command} | tee "${seen}" | xargs -0 rm --`], { env });
    expect(status).toBe(0);
    const stdout = readFileSync(seen);
    expect(stdout.subarray(-1)).toEqual(Buffer.of(0));
    const printed = stdout.toString('latin1').split('\0').slice(0, -1);
    expect(printed).toHaveLength(7);
    expect(printed).toEqual(expect.arrayContaining(paths.map((path) => path.toString('latin1'))));
    expect(readdirSync(folder)).toEqual(['more']);
  });
});
