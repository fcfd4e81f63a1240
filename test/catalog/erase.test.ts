import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eraseRoot } from '../../src/catalog/erase.ts';
import { acquireLease, releaseLease, WRITER } from '../../src/catalog/lease.ts';
import { openCatalog } from '../../src/catalog/open.ts';
import { photoWriter } from '../../src/catalog/photos.ts';
import { putRoot } from '../../src/catalog/roots.ts';
import { watchLease } from '../../src/catalog/watchers.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';

it('leaves no byte of a root in pages that SQLite has freed, moved or split before', async () => {
  const file = join(temporaryFolder(), 'catalog.sqlite');
  const catalog = openCatalog(file, { busyTimeoutMs: 100 });
  const writer = photoWriter(catalog);
  catalog.transaction(() => {
    for (let i = 0; i < 10_000; i++) {
      const contentId = writer.addContent({
        sha256: Buffer.from(`${i}`),
        width: 1,
        height: 1,
        damaged: false,
        perceptualHash: Buffer.alloc(8),
      });
      const path = `${i % 2 === 0 ? '/shared' : '/secret'}/${(i * 7_919) % 10_007}.jpg`;
      writer.add({ path, size: 1, mtimeNs: 1n, device: 1 }, contentId);
    }
  })();
  // Watched once, and not any more.
  for (const path of ['/secret', '/secret/inner', '/shared', '/secretly']) {
    releaseLease(catalog, watchLease(path), acquireLease(catalog, watchLease(path))!);
  }
  for (const path of ['/secret', '/shared']) putRoot(catalog, { path, state: 'online', reason: null });
  catalog.prepare(`DELETE FROM photo WHERE path LIKE '/secret%' AND id % 3 = 0`).run();
  await eraseRoot(catalog, '/secret', acquireLease(catalog, WRITER)!);
  const bytes = ['', '-wal'].map((suffix) => readFileSync(file + suffix, 'latin1')).join('');
  expect(bytes).toContain('/shared/');
  expect(bytes).toContain('watch:/secretly');
  expect(bytes).not.toMatch(/\/secret(?!ly)/);
  catalog.close();
});
