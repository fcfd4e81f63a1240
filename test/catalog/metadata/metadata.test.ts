/** Every field of a photo's metadata comes back from the catalog as it was written. */

import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { readChanges } from '../../../src/catalog/facts.ts';
import { describedPhoto } from '../../../src/catalog/metadata/described-photo.ts';
import { metadataWriter } from '../../../src/catalog/metadata/metadata.ts';
import { METADATA_VERSION, type PhotoMetadata } from '../../../src/library/metadata/photo-metadata.ts';
import { addPhoto, testCatalog } from '../../support/catalogs/test-catalog.ts';

/** No two fields have the same value. */
const OF_FILE: PhotoMetadata = {
  takenAt: '2019-06-01T18:30:00',
  latitude: 52.5,
  longitude: 13.4,
  placeName: 'Berlin, Germany',
  camera: 'Canon EOS 5D',
  lens: '24-70mm f/2.8',
  rating: 2,
  keywords: ['beach', 'dog'],
  title: 'Summer',
  description: 'A day at the sea',
  people: ['Anna', 'Ben'],
  label: 'Red',
};
const OF_SIDECAR: PhotoMetadata = {
  takenAt: '2001-01-01T01:01:01',
  latitude: -33.5,
  longitude: 151.25,
  placeName: 'Sydney, Australia',
  camera: 'Phone',
  lens: '4 mm',
  rating: 5,
  keywords: ['cat'],
  title: 'Winter',
  description: 'A day at home',
  people: ['Cleo'],
  label: 'Blue',
};

it('stores every field, and the sidecar overrides every field of the file', () => {
  const { catalog } = testCatalog();
  const { id, contentId } = addPhoto(catalog, resolve('/p/a.jpg'));
  const { key } = catalog.prepare('SELECT key FROM photo').get() as { key: string };
  const writer = metadataWriter(catalog, METADATA_VERSION);

  function expectStored(metadata: PhotoMetadata): void {
    expect(describedPhoto(catalog, key, [resolve('/p')])).toMatchObject(metadata);
    // The photo table needs only some of the fields.
    const [facts] = readChanges(catalog, -1, ({ changed }) => [...changed]);
    for (const [field, value] of Object.entries(metadata)) {
      if (field in facts!) expect(facts, field).toHaveProperty([field], value);
    }
  }

  writer.describe(contentId, OF_FILE);
  expectStored(OF_FILE);
  writer.annotate(id, { ...OF_SIDECAR, fallbackTakenAt: null, stamps: 's' });
  expectStored(OF_SIDECAR);
});
