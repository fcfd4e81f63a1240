import { type BigIntStats, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stampFrom } from '../../../src/library/files/file-stamp.ts';
import { testCatalog } from '../../support/catalogs/test-catalog.ts';
import { engineHere } from '../../support/engine-here.ts';
import { drawPhotos, temporaryFolder } from '../../support/photos/drawings.ts';
import { bestMatches } from '../../support/test-engine.ts';

it('holds a time that the catalog can store, whatever the file system says', () => {
  const { catalog } = testCatalog();
  const stored = catalog.prepare<[bigint], bigint>('SELECT ?').pluck().safeIntegers();
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (mtimeNs) => {
      const stamp = stampFrom('/a.jpg', { size: 1n, mtimeNs } as BigIntStats);
      expect(stored.get(stamp.mtimeNs)).toBe(stamp.mtimeNs);
      if (BigInt.asIntN(64, mtimeNs) === mtimeNs) expect(stamp.mtimeNs).toBe(mtimeNs);
    }),
  );
});

it('keeps no file out of the index for its time, nor its neighbours', async () => {
  const folder = temporaryFolder();
  await drawPhotos(folder, { 'past.jpg': 'red', 'future.jpg': 'lime', 'now.jpg': 'blue' });
  writeFileSync(join(folder, 'broken.jpg'), 'no picture');
  writeFileSync(join(folder, 'now.xmp'), '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>');
  // A file system that cannot store such a time takes another one.
  const [past, future] = [new Date('1500-01-01'), new Date('2300-01-01')];
  utimesSync(join(folder, 'past.jpg'), past, past);
  for (const name of ['future.jpg', 'broken.jpg', 'now.xmp', '.']) utimesSync(join(folder, name), future, future);
  const engine = engineHere();
  expect(await engine.index([folder])).toMatchObject({ added: 3, failed: 1 });
  expect(await engine.index([folder])).toMatchObject({ added: 0, changed: 0, kept: 3, failed: 0 });
  expect(await bestMatches(engine, 'a blue picture', folder)).toHaveLength(3);
});
