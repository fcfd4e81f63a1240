import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  promises,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { collectFiles } from '../../../src/library/files/collect-files.ts';
import { pathFromBytes, rawPath } from '../../../src/library/files/raw-path.ts';
import { renameToFree } from '../../../src/library/files/write-copy.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';
import { CAN_SYMLINK, HAS_MODES, HAS_ODD_NAMES, IS_LINUX } from '../../support/platform/capabilities.ts';

/** A library with these files, by name and content, and an empty folder beside it. */
function prepare(files: Record<string, string>) {
  const [from, into] = [temporaryFolder(), temporaryFolder()];
  const paths = Object.keys(files).map((name) => join(from, name));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(from, name)), { recursive: true });
    writeFileSync(rawPath(join(from, name)), content);
  }
  const collect = (as: 'copies' | 'links' = 'copies', signal = new AbortController().signal, chosen = paths) =>
    collectFiles(chosen, { into, from: [from], as, signal });
  /** The content of each file in the folder. A link is followed. */
  const found = () =>
    Object.fromEntries(readdirSync(into).map((name) => [name, readFileSync(join(into, name), 'utf8')]));
  return { from, into, paths, collect, found };
}

/** Calls `act` as soon as a temporary file is in the folder. */
function onceWriting(folder: string, act: () => void): void {
  const timer = setInterval(() => {
    if (readdirSync(folder).length === 0) return;
    clearInterval(timer);
    act();
  }, 1);
}

describe('collectFiles', () => {
  it('looks at each name once, however many photos have the same name', async () => {
    const files = Array.from({ length: 60 }, (_, n) => [`${n}/IMG_1.jpg`, 'x'.repeat(n + 1)] as const);
    const { collect, found } = prepare(Object.fromEntries(files));
    const looks = vi.spyOn(promises, 'lstat');
    onTestFinished(() => looks.mockRestore());
    expect(await collect()).toMatchObject({ added: 60, failures: [] });
    expect(await collect()).toMatchObject({ added: 0, failures: [] });
    expect(looks.mock.calls.filter(([path]) => String(path).includes('IMG_1')).length).toBeLessThan(60 * 8);
    expect(found()).toMatchObject({ 'IMG_1.jpg': 'x', 'IMG_1 (60).jpg': 'x'.repeat(60) });
  });

  it('copies files with their times and permissions, and copies none twice', async () => {
    const { from, into, paths, collect, found } = prepare({ 'a.jpg': 'A', 'trip/b.jpg': 'B' });
    const scanned = new Date('1957-10-04T19:28:34Z');
    utimesSync(paths[0]!, scanned, scanned);
    if (HAS_MODES) chmodSync(paths[0]!, 0o440);
    const first = await collect();
    expect(first).toEqual({
      places: new Map(paths.map((path) => [path, join(into, basename(path))])),
      added: 2,
      failures: [],
      interrupted: false,
    });
    expect(found()).toEqual({ 'a.jpg': 'A', 'b.jpg': 'B' });
    expect(statSync(join(into, 'a.jpg')).mtime).toEqual(scanned);
    if (HAS_MODES) expect(statSync(join(into, 'a.jpg')).mode & 0o777).toBe(0o440);
    expect(await collect()).toEqual({ ...first, added: 0 });
    expect(found()).toEqual({ 'a.jpg': 'A', 'b.jpg': 'B' });
    expect(readdirSync(from).sort()).toEqual(['a.jpg', 'trip']);
  });

  it('numbers photos of the same name, and keeps every file that is there', async () => {
    const { into, collect, found, paths } = prepare({ 'x/a.jpg': 'one', 'y/a.jpg': 'two', 'z/a.jpg': 'one' });
    writeFileSync(join(into, 'a.jpg'), 'not');
    mkdirSync(join(into, 'a (2).jpg'));
    const { places, added } = await collect();
    expect(paths.map((path) => basename(places.get(path)!))).toEqual(['a (3).jpg', 'a (4).jpg', 'a (3).jpg']);
    expect(added).toBe(2);
    rmSync(join(into, 'a (2).jpg'), { recursive: true });
    expect(found()).toEqual({ 'a.jpg': 'not', 'a (3).jpg': 'one', 'a (4).jpg': 'two' });
  });

  it.runIf(CAN_SYMLINK)(
    'copies nothing over or through a link that is there, even one that leads nowhere',
    async () => {
      const { into, collect, paths } = prepare({ 'a.jpg': 'A' });
      symlinkSync(join(into, 'elsewhere.jpg'), join(into, 'a.jpg'));
      symlinkSync(paths[0]!, join(into, 'a (2).jpg'));
      await collect();
      expect(readdirSync(into).sort()).toEqual(['a (2).jpg', 'a (3).jpg', 'a.jpg']);
      expect(lstatSync(join(into, 'a (3).jpg')).isFile()).toBe(true);
    },
  );

  it.runIf(CAN_SYMLINK)('links to absolute paths, and links none twice', async () => {
    const { into, collect, found, paths } = prepare({ 'x/a.jpg': 'same', 'y/a.jpg': 'same', 'b.jpg': 'B' });
    writeFileSync(join(into, 'b.jpg'), 'B');
    expect(await collect('links')).toMatchObject({ added: 2, failures: [] });
    expect(await collect('links')).toMatchObject({ added: 0, failures: [] });
    expect(found()).toEqual({ 'a.jpg': 'same', 'a (2).jpg': 'same', 'b.jpg': 'B' });
    expect(['a.jpg', 'a (2).jpg'].map((name) => readlinkSync(join(into, name)))).toEqual(paths.slice(0, 2));
    expect(lstatSync(join(into, 'b.jpg')).isFile()).toBe(true);
  });

  it.runIf(HAS_ODD_NAMES)('gives odd names a safe form, in the folder that was named', async () => {
    const { into, collect, found } = prepare({ 'a\nb.jpg': '1', '-rf.jpg': '2', '..jpg': '3', '\\..\\c:.jpg': '4' });
    expect(await collect()).toMatchObject({ added: 4, failures: [] });
    expect(found()).toEqual({ 'a_b.jpg': '1', '_-rf.jpg': '2', '_..jpg': '3', '_.._c_.jpg': '4' });
    expect(readdirSync(dirname(into))).not.toContain('c_.jpg');
  });

  it.runIf(IS_LINUX)('copies and links names that are not UTF-8, and names of 255 bytes', async () => {
    const odd = pathFromBytes(Buffer.from('caf\xe9.jpg', 'latin1'));
    const long = `${'🏖️'.repeat(35)}${'x'.repeat(6)}.jpg`;
    expect(Buffer.byteLength(long)).toBe(255);
    const { from, into, collect, found } = prepare({ [odd]: '1', [long]: '2', [`sub/${long}`]: '3' });
    expect(await collect()).toMatchObject({ added: 3, failures: [] });
    expect(found()).toEqual({ 'caf_.jpg': '1', [long]: '2', [`${'🏖️'.repeat(35)}xx (2).jpg`]: '3' });
    for (const name of readdirSync(into)) rmSync(join(into, name));
    expect(await collect('links')).toMatchObject({ added: 3, failures: [] });
    expect(await collect('links')).toMatchObject({ added: 0, failures: [] });
    expect(found()['caf_.jpg']).toBe('1');
    expect(readlinkSync(join(into, 'caf_.jpg'), { encoding: 'buffer' })).toEqual(rawPath(join(from, odd)));
  });

  it('collects the others when a photo is gone, and says why', async () => {
    const { collect, found, paths } = prepare({ 'a.jpg': 'A', 'b.jpg': 'B', 'c.jpg': 'C' });
    rmSync(paths[1]!);
    const gone = { path: paths[1]!, reason: 'it does not exist any more' };
    expect(await collect()).toMatchObject({ added: 2, failures: [gone] });
    expect(found()).toEqual({ 'a.jpg': 'A', 'c.jpg': 'C' });
  });

  it.runIf(CAN_SYMLINK)('follows no link that has replaced a photo or its folder', async () => {
    const { from, into, collect, paths } = prepare({ 'a.jpg': 'A', 'trip/b.jpg': 'B' });
    const outside = temporaryFolder();
    for (const name of ['a.jpg', 'b.jpg']) writeFileSync(join(outside, name), 'secret');
    rmSync(from, { recursive: true });
    mkdirSync(from);
    symlinkSync(join(outside, 'a.jpg'), join(from, 'a.jpg'));
    symlinkSync(outside, join(from, 'trip'));
    const replaced = paths.map((path) => ({ path, reason: 'it was replaced after it was indexed' }));
    for (const as of ['copies', 'links'] as const) {
      expect(await collect(as)).toMatchObject({ added: 0, failures: replaced });
    }
    expect(readdirSync(into)).toEqual([]);
  });

  it('makes no copy twice when many do it at once', async () => {
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}/a.jpg`, `${i}`.repeat(50_000)]));
    const { collect, found } = prepare(files);
    const all = await Promise.all(Array.from({ length: 4 }, () => collect()));
    expect(all.flatMap(({ failures }) => failures)).toEqual([]);
    expect(all.reduce((sum, { added }) => sum + added, 0)).toBe(20);
    expect(Object.values(found()).sort()).toEqual(Object.values(files).sort());
  });

  it('leaves no part of a copy when it is interrupted, and removes what a killed process left', async () => {
    const { from, into, collect, paths, found } = prepare({ 'big.jpg': '', 'next.jpg': 'N' });
    // Without content on the disk, but it would take a while to copy.
    truncateSync(join(from, 'big.jpg'), 1024 ** 3);
    const stop = new AbortController();
    onceWriting(into, () => stop.abort());
    expect(await collect('copies', stop.signal)).toEqual({
      places: new Map(),
      added: 0,
      failures: [],
      interrupted: true,
    });
    expect(readdirSync(into)).toEqual([]);

    const left = join(into, '.picsift-copy.0123456789ab.part');
    writeFileSync(left, 'half');
    utimesSync(left, 1_600_000_000, 1_600_000_000);
    await collect('copies', undefined, paths.slice(1));
    expect(found()).toEqual({ 'next.jpg': 'N' });
  });

  it('keeps what fits on a full disk, and leaves nothing of the others', async ({ skip }) => {
    const { into, collect, found } = prepare({ 'a.jpg': 'A', 'big.jpg': 'B'.repeat(2_000_000), 'c.jpg': 'C' });
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', into]);
    if (mounted.status !== 0) return skip('a disk this small needs the right to mount');
    onTestFinished(() => void spawnSync('umount', ['-l', into]));
    const { added, failures } = await collect();
    expect(added).toBe(1);
    expect(failures.map(({ path, reason }) => [basename(path), reason])).toEqual([
      ['big.jpg', 'the disk is full'],
      ['c.jpg', 'the disk is full'],
    ]);
    expect(found()).toEqual({ 'a.jpg': 'A' });
  });
});

describe('renameToFree, for file systems without hard links', () => {
  it('gives a file a free name, and never that of another file', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'part'), 'new');
    writeFileSync(join(folder, 'taken.jpg'), 'old');
    await expect(renameToFree(join(folder, 'part'), join(folder, 'taken.jpg'))).rejects.toMatchObject({
      code: 'EEXIST',
    });
    await renameToFree(join(folder, 'part'), join(folder, 'free.jpg'));
    await expect(renameToFree(join(folder, 'part'), join(folder, 'gone.jpg'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
    const contents = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
    expect(Object.fromEntries(contents)).toEqual({ 'free.jpg': 'new', 'taken.jpg': 'old' });
  });
});
