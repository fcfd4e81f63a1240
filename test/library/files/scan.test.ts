import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rawPath } from '../../../src/library/files/raw-path.ts';
import { anchorScan, type ScanOptions, scanFilter } from '../../../src/library/files/scan-filter.ts';
import { temporaryFolder } from '../../support/photos/drawings.ts';
import { CAN_SYMLINK, HAS_MODES, HAS_ODD_NAMES, IS_LINUX } from '../../support/platform/capabilities.ts';
import { scanAll } from '../../support/scan-all.ts';

const PLAIN: ScanOptions = { excludeDirs: [], includeHidden: false };

function touch(folder: string, ...names: string[]): void {
  for (const name of names) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), name);
  }
}

async function names(folder: string, options = PLAIN): Promise<string[]> {
  const { files } = await scanAll(folder, options);
  return files.map(({ path }) => relative(folder, path).replaceAll(sep, '/')).sort();
}

describe('scanFolder', () => {
  it.runIf(HAS_ODD_NAMES)('finds photos by name at every depth, in any case, and nothing else', async () => {
    const folder = temporaryFolder();
    touch(folder, 'a.jpg', 'B.JPEG', 'deep/er/c.png', 'd.txt', 'e.svg', 'jpg', 'with "quotes"\nand newline 🏖️.webp');
    expect(await names(folder)).toEqual(['B.JPEG', 'a.jpg', 'deep/er/c.png', 'with "quotes"\nand newline 🏖️.webp']);
  });

  it('skips hidden, system and excluded folders', async () => {
    const folder = temporaryFolder();
    touch(
      folder,
      'a.jpg',
      '.b.jpg',
      '.hidden/c.jpg',
      '@eaDir/d.jpg',
      '$Recycle.Bin/i.jpg',
      'node_modules/e.jpg',
      'raw/f.jpg',
      'x/raw/g.jpg',
      'x/h.jpg',
    );
    expect(await names(folder)).toEqual(['a.jpg', 'raw/f.jpg', 'x/h.jpg', 'x/raw/g.jpg']);
    expect(await names(folder, { excludeDirs: ['raw'], includeHidden: false })).toEqual(['a.jpg', 'x/h.jpg']);
    expect(await names(folder, { excludeDirs: ['x/raw'], includeHidden: false })).toEqual([
      'a.jpg',
      'raw/f.jpg',
      'x/h.jpg',
    ]);
    expect(await names(folder, { excludeDirs: [join(folder, 'x')], includeHidden: true })).toEqual([
      '.b.jpg',
      '.hidden/c.jpg',
      'a.jpg',
      'raw/f.jpg',
    ]);
  });

  it('scans a hidden folder that was named', async () => {
    const folder = join(temporaryFolder(), '.photos');
    touch(folder, 'a.jpg');
    expect(await names(folder)).toEqual(['a.jpg']);
  });

  it.runIf(CAN_SYMLINK)('follows no symlink: not to a file, not out of the root, not into a loop', async () => {
    const outside = temporaryFolder();
    const folder = temporaryFolder();
    touch(outside, 'secret.jpg');
    touch(folder, 'a.jpg');
    symlinkSync(outside, join(folder, 'out'));
    symlinkSync(folder, join(folder, 'loop'));
    symlinkSync(join(outside, 'secret.jpg'), join(folder, 'b.jpg'));
    expect(await names(folder)).toEqual(['a.jpg']);
  });

  it('keeps nanoseconds and sizes', async () => {
    const folder = temporaryFolder();
    touch(folder, 'a.jpg');
    const [file] = (await scanAll(folder, PLAIN)).files;
    expect(file).toMatchObject({ size: 5 });
    expect(file!.mtimeNs).toBeGreaterThan(1_600_000_000_000_000_000n);
  });

  it.runIf(IS_LINUX)('finds files and folders whose names are not valid UTF-8, each by its own path', async () => {
    const folder = temporaryFolder();
    const raw = (...parts: (string | number)[]) =>
      Buffer.concat(
        [`${folder}/`, ...parts].map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part))),
      );
    mkdirSync(raw('d', 0xff));
    for (const name of [raw('caf', 0xe9, '.jpg'), raw('caf', 0xe8, '.jpg'), raw('d', 0xff, '/\ufffd.jpg')]) {
      writeFileSync(name, 'x');
    }
    const { files, unread } = await scanAll(folder, PLAIN);
    expect(unread).toEqual([]);
    expect(new Set(files.map(({ path }) => path)).size).toBe(3);
    for (const { path } of files) expect(readFileSync(rawPath(path), 'utf8')).toBe('x');
  });

  it.runIf(HAS_MODES)('continues when one folder is unreadable', async () => {
    const folder = temporaryFolder();
    touch(folder, 'a.jpg', 'locked/b.jpg');
    chmodSync(join(folder, 'locked'), 0);
    // Root can read everything, so the scan runs as another user. Only the ids of this process change, during the scan.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) {
      chmodSync(folder, 0o755);
      process.seteuid!(65534);
    }
    try {
      const { files, unread } = await scanAll(folder, PLAIN);
      expect(files.map(({ path }) => relative(folder, path))).toEqual(['a.jpg']);
      expect(unread).toEqual([{ path: join(folder, 'locked'), reason: 'EACCES' }]);
    } finally {
      if (isRoot) process.seteuid!(0);
      chmodSync(join(folder, 'locked'), 0o755);
    }
  });
});

describe('scanFilter', () => {
  it('agrees with the results of a scan', async () => {
    const folder = temporaryFolder();
    touch(folder, 'a.jpg', '.b.jpg', '.hidden/c.jpg', 'raw/f.jpg', 'x/raw/g.jpg', 'x/h.jpg');
    const { files: all } = await scanAll(folder, { excludeDirs: [], includeHidden: true });
    for (const options of [
      PLAIN,
      { excludeDirs: ['raw'], includeHidden: false },
      { excludeDirs: ['x'], includeHidden: true },
    ]) {
      const found = new Set((await scanAll(folder, options)).files.map(({ path }) => path));
      const passes = scanFilter(folder, options);
      for (const { path } of all) expect(passes(path), path).toBe(found.has(path));
    }
  });
});

describe('anchorScan', () => {
  it('makes excluded paths absolute and leaves the other options unchanged', () => {
    const [a, b, other] = [resolve('/a'), resolve('/b'), resolve('/else')];
    const options = { excludeDirs: ['raw', 'x/raw', other], includeHidden: true, includeRawTwins: true };
    const excludeDirs = ['raw', join(a, 'x/raw'), join(b, 'x/raw'), other];
    expect(anchorScan([a, b], options)).toEqual({ ...options, excludeDirs });
  });
});
