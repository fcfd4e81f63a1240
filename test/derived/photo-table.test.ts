import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { currentRevision } from '../../src/catalog/facts.ts';
import { metadataWriter } from '../../src/catalog/metadata/metadata.ts';
import { enterTwin } from '../../src/catalog/metadata/tags.ts';
import { refreshWords } from '../../src/catalog/metadata/words.ts';
import type { Catalog } from '../../src/catalog/open.ts';
import { photoWriter } from '../../src/catalog/photos.ts';
import { dropText, textWriter } from '../../src/catalog/text/texts.ts';
import { COLUMN_NAMES } from '../../src/derived/columns.ts';
import { ORIENTATION, PhotoTable, PRESENCE } from '../../src/derived/photo-table.ts';
import { readPhotoTable, updatePhotoTable } from '../../src/derived/photo-table-file.ts';
import { PHOTO_KINDS } from '../../src/library/kinds/kind-words.ts';
import { METADATA_VERSION, NOTHING_KNOWN } from '../../src/library/metadata/photo-metadata.ts';
import { addPhoto, testCatalog } from '../support/catalogs/test-catalog.ts';
import { PRIVATE } from '../support/platform/capabilities.ts';
import { readLines } from '../support/text-lines.ts';

/** Returns the table's values of a photo as text. */
function described(table: PhotoTable, id: number) {
  const row = table.rowOf(id);
  const { columns } = table;
  return {
    folder: table.dictionaries.folder.all[columns.folder[row]!],
    camera: table.dictionaries.camera.all[columns.camera[row]!],
    lens: table.dictionaries.lens.all[columns.lens[row]!],
    extension: table.dictionaries.extension.all[columns.extension[row]!],
    presence: columns.presence[row],
    orientation: columns.orientation[row],
    kind: PHOTO_KINDS[columns.kind[row]!],
    label: table.dictionaries.label.all[columns.label[row]!],
    takenOn: columns.takenOn[row],
    takenSecond: columns.takenSecond[row],
    size: columns.size[row],
    rating: columns.rating[row],
    latitude: columns.latitude[row],
  };
}

function amountOfText(catalog: Catalog, contentId: number) {
  return catalog.prepare('SELECT text_lines, text_characters, text_share FROM content WHERE id = ?').get(contentId);
}

describe('the photo table', () => {
  it('finds the rows of many photos as it finds each', () => {
    const { catalog } = testCatalog();
    const ids = Array.from({ length: 30 }, (_, number) => addPhoto(catalog, `/p/${number}.jpg`).id);
    const isKept = (id: number) => id % 7 > 1;
    for (const id of ids) if (!isKept(id)) photoWriter(catalog).remove(id);
    const table = new PhotoTable().refresh(catalog);
    const all = [...ids, 0, -3, 99, ...ids.toReversed(), 5, 5];
    for (const some of [all, ids, ids.filter(isKept), []])
      expect([...table.rowsOf(some)]).toEqual(some.map((id) => table.rowOf(id)));
    expect([...new PhotoTable().rowsOf([1, 2])]).toEqual([-1, -1]);
  });

  it('holds the values that a search filters by', () => {
    const { catalog } = testCatalog();
    const { id } = addPhoto(catalog, '/p/a/One.JPG', {
      width: 3,
      height: 4,
      takenAt: '2019-06-01T18:30:00+02:00',
      camera: 'NIKON D750',
      lens: '50 mm',
      rating: 4,
      latitude: 52.5,
      longitude: 13.25,
      label: 'Red',
      size: 5_000_000_000,
    });
    const table = new PhotoTable();
    table.refresh(catalog);
    expect(described(table, id)).toEqual({
      folder: '/p/a',
      camera: 'NIKON D750',
      lens: '50 mm',
      extension: '.jpg',
      presence: PRESENCE.present,
      orientation: ORIENTATION.portrait,
      kind: 'photo',
      label: 'Red',
      takenOn: 20190601,
      takenSecond: 18.5 * 3600,
      size: 5_000_000_000,
      rating: 4,
      latitude: 52.5,
    });
  });

  it('has a value in every column', () => {
    const { catalog } = testCatalog();
    const table = new PhotoTable();
    addPhoto(catalog, '/p/plain.jpg');
    const { id } = addPhoto(catalog, '/q/.full screenshot.png', {
      ...{ width: 3, height: 4, takenAt: '2019-06-01T18:30:00', latitude: 1, longitude: 2, rating: 4 },
      ...{ camera: 'NIKON D750', lens: '50 mm', label: 'Red', size: 2, placeName: 'Kyoto, Japan' },
    });
    photoWriter(catalog).mark({ id, state: 'offline', device: 1 });
    const { columns } = table.refresh(catalog);
    for (const name of COLUMN_NAMES) expect(columns[name][1], name).not.toBe(columns[name][0]);
  });

  it('follows every change by every writer, without reading the rest again', () => {
    const { catalog } = testCatalog();
    const ids = Array.from({ length: 20 }, (_, i) => addPhoto(catalog, `/p/${i}.jpg`));
    const table = new PhotoTable();
    table.refresh(catalog);
    const { version } = table;
    expect(table.refresh(catalog)).toBe(table);
    expect(table.version).toBe(version);

    const writer = photoWriter(catalog);
    const [moved, gone, away, described_] = ids as [{ id: number; contentId: number }, ...typeof ids];
    writer.update(
      moved.id,
      { path: '/q/moved.png', size: 1, mtimeNs: 1n, status: null, device: 1, namedAt: null },
      moved.contentId,
    );
    writer.remove(gone!.id);
    writer.mark({ id: away!.id, state: 'offline', device: 1 });
    metadataWriter(catalog, METADATA_VERSION).describe(described_!.contentId, { ...NOTHING_KNOWN, rating: 5 });
    metadataWriter(catalog, METADATA_VERSION).annotate(ids[4]!.id, {
      ...NOTHING_KNOWN,
      camera: 'Phone',
      fallbackTakenAt: null,
      stamps: 's',
    });
    const added = addPhoto(catalog, '/p/new.jpg');
    table.refresh(catalog);

    expect(described(table, moved.id)).toMatchObject({ folder: '/q', extension: '.png' });
    expect(described(table, gone!.id).presence).toBe(PRESENCE.gone);
    expect(described(table, away!.id).presence).toBe(PRESENCE.away);
    expect(described(table, described_!.id).rating).toBe(5);
    expect(described(table, ids[4]!.id).camera).toBe('Phone');
    expect(described(table, added.id).presence).toBe(PRESENCE.present);
    expect(table.rowOf(moved.id)).toBe(0);
  });

  it('follows the text that was read', () => {
    const { catalog } = testCatalog();
    const { id, contentId } = addPhoto(catalog, '/p/1.jpg', { camera: 'NIKON D750' });
    const scan = addPhoto(catalog, '/p/scan0001.jpg');
    refreshWords(catalog, () => '');
    const kinds = () => [id, scan.id].map((each) => described(table.refresh(catalog), each).kind);
    const table = new PhotoTable();
    expect(kinds()).toEqual(['photo', 'document']);
    const writer = textWriter(catalog, { version: 1, models: [] });
    const page = readLines(...Array<string>(10).fill('some words of a letter'));
    writer.put(contentId, { lines: page.map((line) => ({ ...line, box: [0, 0, 0.5, 0.03] })) });
    writer.put(scan.contentId, { lines: [] });
    expect(kinds()).toEqual(['document', 'photo']);
    // The words of names and metadata need not be indexed again.
    expect(catalog.prepare('SELECT words FROM clock').pluck().get()).toBe(currentRevision(catalog));
    const twin = enterTwin(catalog, contentId, Buffer.from('tagged'));
    expect(amountOfText(catalog, twin)).toEqual(amountOfText(catalog, contentId));
    dropText(catalog, contentId);
    // The former text stays if a reader fails.
    writer.put(scan.contentId, { failure: 'it takes too long' });
    expect(kinds()).toEqual(['photo', 'photo']);
    dropText(catalog, scan.contentId);
    expect(kinds()).toEqual(['photo', 'document']);
  });

  it('drops deleted photos when there are many of them', () => {
    const { catalog } = testCatalog();
    const ids = Array.from({ length: 8 }, (_, i) => addPhoto(catalog, `/p/${i}.jpg`).id);
    const table = new PhotoTable();
    table.refresh(catalog);
    for (const id of ids.slice(0, 4)) photoWriter(catalog).remove(id);
    table.refresh(catalog);
    addPhoto(catalog, '/p/one-more.jpg');
    const { count } = table;
    expect(table.refresh(catalog).count).toBe(5);
    // A search that started with the old table is not disturbed.
    expect(table.count).toBe(count);
  });
});

describe('the photo table on disk', () => {
  async function written() {
    const { catalog, folder } = testCatalog();
    const file = join(folder, 'photos.bin');
    for (let i = 0; i < 100; i++) addPhoto(catalog, `/p/${i % 7}/${i}.jpg`, { camera: `Camera ${i % 3}` });
    await updatePhotoTable(catalog, file, 100);
    return { catalog, file };
  }

  it('is read back unchanged, and follows the catalog from there', async () => {
    const { catalog, file } = await written();
    const fresh = new PhotoTable();
    fresh.refresh(catalog);
    const read = readPhotoTable(catalog, file);
    expect(read.count).toBe(100);
    read.refresh(catalog);
    expect(read.version).toBe(0);
    for (const id of [1, 2, 50, 100]) expect(described(read, id)).toEqual(described(fresh, id));
    const { id } = addPhoto(catalog, '/p/late.jpg');
    read.refresh(catalog);
    expect(described(read, id).folder).toBe('/p');
    expect(statSync(file).mode & 0o777).toBe(PRIVATE.file);
  });

  it('is not written for a few changes', async () => {
    const { catalog, file } = await written();
    const before = readFileSync(file);
    addPhoto(catalog, '/p/late.jpg');
    await updatePhotoTable(catalog, file, 100);
    expect(readFileSync(file)).toEqual(before);
  });

  it.each([
    ['truncated', (file: string) => truncateSync(file, 3_000)],
    [
      'changed',
      (file: string) => {
        const bytes = readFileSync(file);
        bytes[bytes.length - 100]! ^= 1;
        writeFileSync(file, bytes);
      },
    ],
    ['no table at all', (file: string) => writeFileSync(file, 'x')],
  ])('is ignored when it is %s', async (_, damage) => {
    const { catalog, file } = await written();
    damage(file);
    const table = readPhotoTable(catalog, file);
    expect(table.count).toBe(0);
    table.refresh(catalog);
    expect(table.count).toBe(100);
  });

  it('is ignored, and written again, when a picsift with other columns wrote it', async () => {
    const { catalog, file } = await written();
    catalog.prepare(`UPDATE derived SET name = 'photos of another picsift'`).run();
    expect(readPhotoTable(catalog, file).count).toBe(0);
    await updatePhotoTable(catalog, file, 100);
    expect(readPhotoTable(catalog, file).count).toBe(100);
  });

  it('is ignored when the catalog was restored from a backup that does not know it', async () => {
    const { catalog, file } = await written();
    catalog.prepare('DELETE FROM derived').run();
    expect(readPhotoTable(catalog, file).count).toBe(0);
  });
});
