import { readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { expect, it } from 'vitest';
import { eraseRoot } from '../../src/catalog/erase.ts';
import { photoWriter } from '../../src/catalog/photos.ts';
import { putRoot } from '../../src/catalog/roots.ts';
import { acquireLease, releaseLease, WRITER } from '../../src/catalog/runs/lease.ts';
import { startRun } from '../../src/catalog/runs/runs.ts';
import { watchLease } from '../../src/catalog/runs/watchers.ts';
import { textMatches } from '../../src/catalog/text/text-matches.ts';
import { textWriter } from '../../src/catalog/text/texts.ts';
import { addPhoto, openedCatalog } from '../support/catalogs/test-catalog.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';
import { readLines } from '../support/text-lines.ts';

const [SECRET, SHARED] = [resolve('/secret'), resolve('/shared')];

it('leaves no byte of a root in pages that SQLite has freed, moved or split earlier', async () => {
  const file = join(temporaryFolder(), 'catalog.sqlite');
  const catalog = openedCatalog(file);
  const writer = photoWriter(catalog);
  catalog.transaction(() => {
    for (let i = 0; i < 10_000; i++) {
      const contentId = writer.addContent({
        sha256: Buffer.from(`${i}`),
        width: 1,
        height: 1,
        damaged: false,
        decoderVersion: 1,
        perceptualHash: Buffer.alloc(8),
      });
      const path = join(i % 2 === 0 ? SHARED : SECRET, `${(i * 7_919) % 10_007}.jpg`);
      writer.add({ path, size: 1, mtimeNs: 1n, status: null, device: 1, namedAt: null }, contentId);
    }
  })();
  // These folders were watched once, but not any more.
  for (const path of [SECRET, join(SECRET, 'inner'), SHARED, `${SECRET}ly`]) {
    releaseLease(catalog, watchLease(path), acquireLease(catalog, watchLease(path))!);
  }
  for (const path of [SECRET, SHARED]) putRoot(catalog, { path, state: 'online', reason: null, passedOver: {} });
  catalog.prepare(`DELETE FROM photo WHERE path LIKE ? AND id % 3 = 0`).run(`${SECRET}%`);
  await eraseRoot(catalog, SECRET, acquireLease(catalog, WRITER)!);
  const bytes = ['', '-wal'].map((suffix) => readFileSync(file + suffix, 'latin1')).join('');
  expect(bytes).toContain(SHARED + sep);
  expect(bytes).toContain(`watch:${SECRET}ly`);
  expect(bytes.replaceAll(`${SECRET}ly`, '')).not.toContain(SECRET);
});

it('forgets the runs that scanned the root, including runs of other folders', async () => {
  const catalog = openedCatalog();
  const folders = [SECRET, join(SECRET, 'inner'), resolve('/'), SHARED, `${SECRET}ly`];
  for (const folder of folders)
    startRun(catalog, { folders: [folder], scan: { excludeDirs: [], includeHidden: false } }, 1);
  putRoot(catalog, { path: SECRET, state: 'online', reason: null, passedOver: {} });
  await eraseRoot(catalog, SECRET, acquireLease(catalog, WRITER)!);
  const left = catalog.prepare('SELECT folders FROM run').pluck().all() as string[];
  expect(left.map((each) => JSON.parse(each))).toEqual([[SHARED], [`${SECRET}ly`]]);
});

it('leaves no word of the text in the pictures of the root', async () => {
  const file = join(temporaryFolder(), 'catalog.sqlite');
  const catalog = openedCatalog(file);
  const texts = textWriter(catalog, { version: 1, models: [] });
  for (const root of [SECRET, SHARED]) {
    putRoot(catalog, { path: root, state: 'online', reason: null, passedOver: {} });
    for (let i = 0; i < 100; i++) {
      const word = root === SECRET ? 'xylophone' : 'marmalade';
      texts.put(addPhoto(catalog, join(root, `${i}.jpg`)).contentId, { lines: readLines(word, `${i}`) });
    }
  }
  await eraseRoot(catalog, SECRET, acquireLease(catalog, WRITER)!);
  const bytes = ['', '-wal'].map((suffix) => readFileSync(file + suffix, 'latin1')).join('');
  expect(textMatches(catalog, 'marmalade').whole).toHaveLength(100);
  expect(bytes).toContain('marmalade');
  expect(bytes).not.toContain('xylophon');
});
