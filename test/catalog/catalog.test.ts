import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/base/paths.ts';
import { activateFirstModel, activateModel, activeModel } from '../../src/catalog/models.ts';
import { DOOR_BUSY_TIMEOUT_MS } from '../../src/catalog/open.ts';
import { photoReader } from '../../src/catalog/photo-reader.ts';
import { below as belowAny, photoByKey, photoWriter } from '../../src/catalog/photos.ts';
import { SCHEMA_VERSION } from '../../src/catalog/schema/migrate.ts';
import { vectorsAfter, vectorWriter } from '../../src/catalog/vectors.ts';
import { addPhoto, openedCatalog } from '../support/catalogs/test-catalog.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';
import { HAS_MODES, PRIVATE } from '../support/platform/capabilities.ts';

const MODEL = { name: 'm', fingerprint: 'f', folder: '/m', stamps: 's' };

describe('opening', () => {
  it('creates a private folder and a catalog with the current schema', () => {
    const file = join(temporaryFolder(), 'data', 'catalog.sqlite');
    const catalog = openedCatalog(file);
    expect(catalog.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
    expect(catalog.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(catalog.pragma('page_size', { simple: true })).toBe(16384);
    expect(statSync(join(file, '..')).mode & 0o777).toBe(PRIVATE.folder);
    catalog.close();
  });

  it('waits while another process has the file for itself', async () => {
    const file = join(temporaryFolder(), 'catalog.sqlite');
    // As long as a slow machine may take to create it: five times what a door waits otherwise.
    const hold = `const catalog = new (require('better-sqlite3'))(process.argv[1]);
      catalog.exec('BEGIN EXCLUSIVE');
      console.log('locked');
      setTimeout(() => catalog.close(), 500);`;
    const other = spawn(process.execPath, ['-e', hold, file], {
      cwd: packageRoot(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(other.stdout, 'data');
    const catalog = openedCatalog(file);
    expect(catalog.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
    // Afterwards it does not block its thread that long.
    expect(catalog.pragma('busy_timeout', { simple: true })).toBe(DOOR_BUSY_TIMEOUT_MS);
  });

  it('opens an existing catalog without changes', () => {
    const file = join(temporaryFolder(), 'catalog.sqlite');
    const first = openedCatalog(file);
    addPhoto(first, resolve('/p/a.jpg'));
    first.close();
    const second = openedCatalog(file);
    expect([...photoReader(second, 1).below(resolve('/p'))]).toHaveLength(1);
    second.close();
  });

  it('refuses a catalog of a newer picsift, and does not change it', () => {
    const file = join(temporaryFolder(), 'catalog.sqlite');
    const newer = new Database(file);
    newer.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    newer.close();
    expect(() => openedCatalog(file)).toThrow(expect.objectContaining({ code: 'catalog-newer' }));
  });

  it.each([
    'not a database at all, but long enough to look like a file',
    'SQLite format 3\0 and then rubbish'.repeat(200),
  ])('refuses a damaged catalog', (content) => {
    const file = join(temporaryFolder(), 'catalog.sqlite');
    writeFileSync(file, content);
    expect(() => openedCatalog(file)).toThrow(expect.objectContaining({ code: 'catalog-corrupt' }));
  });

  it.runIf(HAS_MODES)('reports a data folder that is not writable', () => {
    const folder = join(temporaryFolder(), 'data');
    mkdirSync(folder, { mode: 0o555 });
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) {
      chmodSync(join(folder, '..'), 0o755);
      process.seteuid!(65534);
    }
    try {
      expect(() => openedCatalog(join(folder, 'catalog.sqlite'))).toThrow(
        expect.objectContaining({ code: 'catalog-readonly' }),
      );
    } finally {
      if (isRoot) process.seteuid!(0);
    }
  });
});

describe('photos', () => {
  it('are found below a folder, not below one whose name has the same prefix, and not by wildcards', () => {
    const catalog = openedCatalog(':memory:');
    const mtimeNs = 1_700_000_000_123_456_789n;
    for (const path of ['/p/a.jpg', '/p/b/c.jpg', '/pq/d.jpg', '/p%/e.jpg', '/p_/f.jpg']) {
      addPhoto(catalog, resolve(path), { mtimeNs });
    }
    const paths = (folders: string[]) => {
      const { where, parameters } = belowAny(folders.map((folder) => resolve(folder)));
      return catalog.prepare(`SELECT path FROM photo WHERE ${where} ORDER BY path`).pluck().all(parameters);
    };
    expect(paths(['/p'])).toEqual([resolve('/p/a.jpg'), resolve('/p/b/c.jpg')]);
    expect(paths(['/p/b', '/pq'])).toEqual([resolve('/p/b/c.jpg'), resolve('/pq/d.jpg')]);
    expect(paths(['/p%'])).toEqual([resolve('/p%/e.jpg')]);
    expect(paths(['/'])).toHaveLength(5);
    expect(paths([])).toEqual([]);
    const { at, below } = photoReader(catalog, 1);
    const photo = at(resolve('/pq/d.jpg'))!;
    expect(photo).toMatchObject({ mtimeNs, embedded: false });
    expect([...below(resolve('/pq'))]).toEqual([photo]);
    expect([...below(resolve('/'), new Set([photo.id]))]).toHaveLength(4);
    expect(at(resolve('/pq'))).toBeUndefined();
  });

  it('are found by their key only when they are granted', () => {
    const catalog = openedCatalog(':memory:');
    addPhoto(catalog, resolve('/p/a.jpg'));
    const key = catalog.prepare('SELECT key FROM photo').pluck().get() as string;
    expect(photoByKey(catalog, key, [resolve('/p')])).toMatchObject({ path: resolve('/p/a.jpg') });
    expect(photoByKey(catalog, key, [resolve('/q')])).toBeUndefined();
    expect(photoByKey(catalog, key, [])).toBeUndefined();
  });
});

describe('vectors', () => {
  it('are read back bit for bit, and are removed with their content', () => {
    const catalog = openedCatalog(':memory:');
    const { id } = activateModel(catalog, MODEL);
    addPhoto(catalog, resolve('/p/a.jpg'));
    const [photo] = photoReader(catalog, id).below(resolve('/p'));
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
  it('is set by the first call and changed only on purpose', () => {
    const catalog = openedCatalog(':memory:');
    expect(activeModel(catalog)).toBeUndefined();
    activateFirstModel(catalog, MODEL);
    expect(activateFirstModel(catalog, { ...MODEL, name: 'other', fingerprint: 'g' })).toMatchObject({ name: 'm' });
    activateModel(catalog, { ...MODEL, name: 'other', fingerprint: 'g' });
    expect(activeModel(catalog)).toMatchObject({ name: 'other' });
    activateModel(catalog, MODEL);
    expect(activeModel(catalog)).toMatchObject({ id: 1, name: 'm' });
  });
});
