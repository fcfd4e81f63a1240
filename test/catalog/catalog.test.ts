import { fork } from 'node:child_process';
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { hasStaleRun } from '../../src/catalog/health.ts';
import { acquireLease, leaseHolder, releaseLease, renewLease, WRITER } from '../../src/catalog/lease.ts';
import { SCHEMA_VERSION } from '../../src/catalog/migrations.ts';
import { activateModel, activeModel, fixModel } from '../../src/catalog/models.ts';
import { type Catalog, openCatalog } from '../../src/catalog/open.ts';
import { photoByKey, photoReader, photosIn, photoWriter } from '../../src/catalog/photos.ts';
import { vectorsAfter, vectorWriter } from '../../src/catalog/vectors.ts';
import { reportWatch, watchers, watchLease } from '../../src/catalog/watchers.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';
import { HAS_MODES, PRIVATE } from '../support/platform/capabilities.ts';

const open = (file: string) => openCatalog(file, { busyTimeoutMs: 100 });
const MODEL = { name: 'm', fingerprint: 'f', folder: '/m', stamps: 's' };

/** @param paths from the root of the drive, where the system has drives. */
function withPhotos(catalog: Catalog, ...paths: string[]): void {
  const writer = photoWriter(catalog);
  for (const [i, path] of paths.entries()) {
    const contentId = writer.addContent({
      sha256: Buffer.from([i]),
      width: 1,
      height: 1,
      damaged: false,
      perceptualHash: Buffer.alloc(8),
    });
    writer.add({ path: resolve(path), size: 1, mtimeNs: 1_700_000_000_123_456_789n, device: 7 }, contentId);
  }
}

describe('opening', () => {
  it('makes a private folder and a catalog with the current schema', () => {
    const file = join(temporaryFolder(), 'data', 'catalog.sqlite');
    const catalog = open(file);
    expect(catalog.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
    expect(catalog.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(catalog.pragma('page_size', { simple: true })).toBe(16384);
    expect(statSync(join(file, '..')).mode & 0o777).toBe(PRIVATE.folder);
    catalog.close();
  });

  it('opens again without touching what is there', () => {
    const file = join(temporaryFolder(), 'catalog.sqlite');
    const first = open(file);
    withPhotos(first, '/p/a.jpg');
    first.close();
    const second = open(file);
    expect(photosIn(second, [resolve('/p')])).toHaveLength(1);
    second.close();
  });

  it('refuses a catalog of a newer picsift, and leaves it alone', () => {
    const file = join(temporaryFolder(), 'catalog.sqlite');
    const newer = new Database(file);
    newer.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    newer.close();
    expect(() => open(file)).toThrow(expect.objectContaining({ code: 'catalog-newer' }));
  });

  it.each([
    'not a database at all, but long enough to look like a file',
    'SQLite format 3\0 and then rubbish'.repeat(200),
  ])('refuses a damaged catalog', (content) => {
    const file = join(temporaryFolder(), 'catalog.sqlite');
    writeFileSync(file, content);
    expect(() => open(file)).toThrow(expect.objectContaining({ code: 'catalog-corrupt' }));
  });

  it.runIf(HAS_MODES)('says so where the data folder cannot be written to', () => {
    const folder = join(temporaryFolder(), 'data');
    mkdirSync(folder, { mode: 0o555 });
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) {
      chmodSync(join(folder, '..'), 0o755);
      process.seteuid!(65534);
    }
    try {
      expect(() => open(join(folder, 'catalog.sqlite'))).toThrow(expect.objectContaining({ code: 'catalog-readonly' }));
    } finally {
      if (isRoot) process.seteuid!(0);
    }
  });
});

describe('photos', () => {
  it('are found below a folder, not below one whose name begins alike, and not by wildcards', () => {
    const catalog = open(':memory:');
    withPhotos(catalog, '/p/a.jpg', '/p/b/c.jpg', '/pq/d.jpg', '/p%/e.jpg', '/p_/f.jpg');
    const paths = (folders: string[]) =>
      photosIn(
        catalog,
        folders.map((folder) => resolve(folder)),
      )
        .map(({ path }) => path)
        .sort();
    expect(paths(['/p'])).toEqual([resolve('/p/a.jpg'), resolve('/p/b/c.jpg')]);
    expect(paths(['/p/b', '/pq'])).toEqual([resolve('/p/b/c.jpg'), resolve('/pq/d.jpg')]);
    expect(paths(['/p%'])).toEqual([resolve('/p%/e.jpg')]);
    expect(paths(['/'])).toHaveLength(5);
    expect(paths([])).toEqual([]);
    const { at, below } = photoReader(catalog, 1);
    const photo = at(resolve('/pq/d.jpg'))!;
    expect(photo).toMatchObject({ mtimeNs: 1_700_000_000_123_456_789n, embedded: false });
    expect([...below(resolve('/pq'))]).toEqual([photo]);
    expect([...below(resolve('/'), new Set([photo.id]))]).toHaveLength(4);
    expect(at(resolve('/pq'))).toBeUndefined();
  });

  it('are found by their key only where they are granted', () => {
    const catalog = open(':memory:');
    withPhotos(catalog, '/p/a.jpg');
    const key = catalog.prepare('SELECT key FROM photo').pluck().get() as string;
    expect(photoByKey(catalog, key, [resolve('/p')])).toMatchObject({ path: resolve('/p/a.jpg') });
    expect(photoByKey(catalog, key, [resolve('/q')])).toBeUndefined();
    expect(photoByKey(catalog, key, [])).toBeUndefined();
  });
});

describe('vectors', () => {
  it('come back bit for bit, and go with their content', () => {
    const catalog = open(':memory:');
    const { id } = activateModel(catalog, MODEL);
    withPhotos(catalog, '/p/a.jpg');
    const [photo] = photosIn(catalog, [resolve('/p')]);
    const vector = Float32Array.from([0.6, -0.8, 1e-30]);
    vectorWriter(catalog, id).put(photo!.contentId, vector);
    expect(vectorsAfter(catalog, id, 0, 9)).toMatchObject([{ contentId: photo!.contentId, vector }]);
    const writer = photoWriter(catalog);
    writer.dropOrphans();
    expect(vectorsAfter(catalog, id, 0, 9)).toHaveLength(1);
    writer.remove(photo!.id);
    writer.dropOrphans();
    expect(vectorsAfter(catalog, id, 0, 9)).toHaveLength(0);
  });
});

describe('the active model', () => {
  it('is fixed by the first and changed only on purpose', () => {
    const catalog = open(':memory:');
    expect(activeModel(catalog)).toBeUndefined();
    fixModel(catalog, MODEL);
    expect(fixModel(catalog, { ...MODEL, name: 'other', fingerprint: 'g' })).toMatchObject({ name: 'm' });
    activateModel(catalog, { ...MODEL, name: 'other', fingerprint: 'g' });
    expect(activeModel(catalog)).toMatchObject({ name: 'other' });
    activateModel(catalog, MODEL);
    expect(activeModel(catalog)).toMatchObject({ id: 1, name: 'm' });
  });
});

describe('the writer lease', () => {
  it('is held by one at a time, and given back', () => {
    const file = join(temporaryFolder(), 'catalog.sqlite');
    const [one, two] = [open(file), open(file)];
    const token = acquireLease(one, WRITER)!;
    expect(acquireLease(two, WRITER)).toBeUndefined();
    expect(leaseHolder(two, WRITER)).toBe(process.pid);
    releaseLease(one, WRITER, token);
    expect(leaseHolder(two, WRITER)).toBeUndefined();
    expect(acquireLease(two, WRITER)).toBe(token + 1);
    one.close();
    two.close();
  });

  it('passes on when its heartbeat stops, and the old holder can write no more', () => {
    const catalog = open(':memory:');
    const token = acquireLease(catalog, WRITER, 0)!;
    expect(acquireLease(catalog, WRITER, WRITER.lastsMs - 1)).toBeUndefined();
    expect(acquireLease(catalog, WRITER, WRITER.lastsMs)).toBe(token + 1);
    expect(() => renewLease(catalog, WRITER, token)).toThrow(expect.objectContaining({ code: 'interrupted' }));
  });

  it('passes on at once when its process is dead', async () => {
    const catalog = open(':memory:');
    const dead = fork('-e', ['0'], { execArgv: [], silent: true });
    await new Promise((resolve) => dead.on('exit', resolve));
    acquireLease(catalog, WRITER);
    catalog.prepare('UPDATE lease SET pid = ?').run(dead.pid);
    expect(acquireLease(catalog, WRITER)).toBeDefined();
  });
});

describe('leases', () => {
  it('of different names do not concern each other', () => {
    const catalog = open(':memory:');
    const token = acquireLease(catalog, WRITER)!;
    const other = acquireLease(catalog, watchLease('/p'))!;
    releaseLease(catalog, watchLease('/p'), other);
    expect(leaseHolder(catalog, WRITER)).toBe(process.pid);
    renewLease(catalog, WRITER, token);
    expect(() => renewLease(catalog, watchLease('/q'), other)).toThrow();
  });

  it('of watched folders say what their holders do, while they do', () => {
    const catalog = open(':memory:');
    const report = { state: 'watching', since: 5, schedule: null, nextRun: null } as const;
    for (const folder of ['/p', '/p:q', '/r']) {
      const token = acquireLease(catalog, watchLease(folder))!;
      reportWatch(catalog, folder, token, report);
      if (folder === '/r') releaseLease(catalog, watchLease(folder), token);
    }
    // A folder that is watched is no run that was left behind.
    expect(hasStaleRun(catalog, false)).toBe(false);
    acquireLease(catalog, WRITER);
    expect(watchers(catalog)).toEqual([
      { folder: '/p', pid: process.pid, ...report },
      { folder: '/p:q', pid: process.pid, ...report },
    ]);
  });
});
