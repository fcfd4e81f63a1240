/** What the first run of this version does with a catalog of version 0.1.0, whose decoders knew less. */

import { createHash } from 'node:crypto';
import { copyFileSync, lstatSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type Database from 'better-sqlite3';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { DECODER_VERSION } from '../../../src/library/decode/decoder-version.ts';
import { inCatalog } from '../../support/catalogs/catalog-file.ts';
import { rewriteAsFirstVersion } from '../../support/catalogs/first-version.ts';
import { indexHere } from '../../support/engine-here.ts';
import { drawPhotos, noisy, temporaryFolder } from '../../support/photos/drawings.ts';
import { QUARTERS_HEIC } from '../../support/photos/encoded.ts';
import { tiffOf } from '../../support/photos/tiffs.ts';
import { engineOptions } from '../../support/test-engine.ts';

const ORDINARY = { 'a.jpg': 'red', 'b.png': 'blue', 'c.webp': 'green', 'd.gif': 'yellow', 'e.avif': 'orange' };
const FLOAT = tiffOf({ bits: 32, format: 3, samples: (rgb) => rgb.map((value) => value / 255) });
const ZSTD = tiffOf({ compression: 50_000, samples: (rgb) => rgb });

/** Two folders that 0.1.0 has indexed. It took floating point and ZSTD for black pictures. */
async function indexedByFirstVersion() {
  const [folder, away] = [temporaryFolder(), temporaryFolder()];
  await drawPhotos(folder, ORDINARY);
  await drawPhotos(away, { 'f.jpg': 'white' });
  const put = (name: string, bytes: Buffer) => {
    writeFileSync(join(folder, name), bytes);
    // In whole seconds, so that another file can get the same time.
    utimesSync(join(folder, name), 1_600_000_000, 1_600_000_000);
  };
  for (const name of Object.keys(ORDINARY)) put(name, readFileSync(join(folder, name)));
  const jpeg = await noisy().jpeg().toBuffer();
  put('copy.jpg', readFileSync(join(folder, 'a.jpg')));
  put('phone.heic', QUARTERS_HEIC);
  put('half.jpg', jpeg.subarray(0, jpeg.length / 2));
  put('broken.jpg', Buffer.from('no picture'));
  put('refused.tif', Buffer.from('no picture'));
  copyFileSync(join(folder, 'broken.jpg'), join(away, 'broken.jpg'));
  const black = (edge: number) => sharp({ create: { width: edge, height: edge, channels: 3, background: 'black' } });
  for (const name of ['float.tif', 'float copy.tif']) put(name, await black(50).tiff().toBuffer());
  put('zstd.tif', await black(60).tiff().toBuffer());

  const options = engineOptions();
  expect(await indexHere(options, [folder, away])).toMatchObject({ added: 12, embedded: 10, failed: 3 });
  put('float.tif', FLOAT);
  put('float copy.tif', FLOAT);
  put('zstd.tif', ZSTD);
  put('refused.tif', tiffOf({ photometric: 8, samples: ([red, green]) => [red, green, 0] }));
  const file = join(options.dataDir, 'catalog.sqlite');
  rewriteAsFirstVersion(file);
  inCatalog(
    file,
    (catalog) => {
      for (const name of ['float.tif', 'float copy.tif', 'zstd.tif', 'refused.tif'])
        pretend(catalog, join(folder, name));
      catalog.exec(`
        INSERT INTO model (name, fingerprint, folder, stamps) VALUES ('other', 'other', '/', '');
        INSERT INTO vector (model_id, content_id, data, checksum) SELECT 2, content_id, data, checksum FROM vector`);
    },
    { readonly: false },
  );
  return { folder, away, put, options, file };
}

/** Say that the row of this path was made of the present file. */
function pretend(catalog: Database.Database, path: string): void {
  const sha256 = createHash('sha256').update(readFileSync(path)).digest();
  catalog
    .prepare('UPDATE content SET sha256 = ? WHERE id = (SELECT content_id FROM photo WHERE path = ?)')
    .run(sha256, path);
  const { size } = lstatSync(path);
  for (const table of ['photo', 'failure']) {
    catalog.prepare(`UPDATE ${table} SET size = ? WHERE path = ?`).run(size, path);
  }
}

it('tries failures again once, embeds again what old decoders showed wrongly, and nothing else', async () => {
  const { folder, away, put, options, file } = await indexedByFirstVersion();
  const vectorsOf = (modelId: number) =>
    inCatalog(file, (catalog) => {
      const sql = `SELECT path, vector.id, hex(data) AS data FROM photo JOIN vector USING (content_id) WHERE model_id = ?`;
      const rows = catalog.prepare<[number], { path: string; id: number; data: string }>(sql).all(modelId);
      return Object.fromEntries(rows.map(({ path, ...vector }) => [basename(path), vector]));
    });
  const before = vectorsOf(1);
  expect(before['float.tif']?.data).toBe(before['zstd.tif']?.data);
  rmSync(away, { recursive: true });

  expect(await indexHere(options, [folder, away])).toMatchObject({
    added: 1,
    changed: 0,
    removed: 1,
    kept: 10,
    embedded: 3,
    failed: 2,
  });
  const after = vectorsOf(1);
  const same = Object.keys(before).filter((name) => after[name]?.id === before[name]!.id);
  const ordinary = [...Object.keys(ORDINARY), 'copy.jpg', 'f.jpg', 'phone.heic'].sort();
  expect(same.sort()).toEqual(ordinary);
  expect(after['float.tif']!.data).not.toBe(before['float.tif']!.data);
  expect(after).toHaveProperty(['refused.tif']);
  expect(after).not.toHaveProperty(['zstd.tif']);
  // The other model must embed the new pixels when it is active.
  expect(Object.keys(vectorsOf(2)).sort()).toEqual(ordinary);
  const failures = inCatalog(file, (catalog) =>
    catalog.prepare('SELECT path, decoder_version FROM failure ORDER BY path').raw().all(),
  );
  expect(new Map(failures as [string, number][])).toEqual(
    new Map([
      // The scan could not see it.
      [join(away, 'broken.jpg'), 1],
      [join(folder, 'broken.jpg'), DECODER_VERSION],
      [join(folder, 'zstd.tif'), DECODER_VERSION],
    ]),
  );

  // A run that read these files would not know them. Without their status it cannot see that they have changed.
  inCatalog(file, (catalog) => catalog.exec('UPDATE photo SET status = NULL; UPDATE failure SET status = NULL'), {
    readonly: false,
  });
  for (const name of [...Object.keys(after), 'broken.jpg', 'zstd.tif']) {
    if (name !== 'f.jpg') put(name, Buffer.alloc(lstatSync(join(folder, name)).size, name));
  }
  expect(await indexHere(options, [folder])).toMatchObject({
    kept: 11,
    embedded: 0,
    changed: 0,
    removed: 0,
    failed: 0,
  });
});
