/** A large catalog of generated photos that were never on disk, with dates, places, cameras, people and duplicates. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { metadataWriter } from '../../../src/catalog/metadata/metadata.ts';
import { openCatalog } from '../../../src/catalog/open.ts';
import { photoWriter } from '../../../src/catalog/photos.ts';
import { putRoot } from '../../../src/catalog/roots.ts';
import { vectorWriter } from '../../../src/catalog/vectors.ts';
import { derivedFolder } from '../../../src/derived/derived-folder.ts';
import { photoTableFile, updatePhotoTable } from '../../../src/derived/photo-table-file.ts';
import { DECODER_VERSION } from '../../../src/library/decode/decoder-version.ts';
import { METADATA_VERSION, NOTHING_KNOWN, type PhotoMetadata } from '../../../src/library/metadata/photo-metadata.ts';
import { seededRandom, unit } from './made-up-vectors.ts';
import { madeUpModel } from './vector-catalogs.ts';

/** The second of these is nearly the same picture as the first. */
export const ONE_PAIR_IN = 20;
const DIMENSION = 512;
const PICTURE = { width: 4_000, height: 3_000, damaged: false, decoderVersion: DECODER_VERSION };

/** Fills a new catalog. Only photos with a near-identical one have a vector, because the others need none. */
export async function madeUpLibrary(dataDir: string, library: string, count: number): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  const catalog = openCatalog(join(dataDir, 'catalog.sqlite'), { busyTimeoutMs: 30_000 });
  // Durability does not matter here: only benchmark data is lost at a power cut.
  catalog.pragma('synchronous = OFF');
  const random = seededRandom(42).next;
  const photos = photoWriter(catalog);
  const metadata = metadataWriter(catalog, METADATA_VERSION);
  const vectors = vectorWriter(catalog, madeUpModel(catalog));
  const vector = unit(Float32Array.from({ length: DIMENSION }, random));
  putRoot(catalog, { path: library, state: 'online', reason: null, passedOver: {} });
  const perceptualHash = new Uint8Array(8);
  catalog.transaction(() => {
    for (let number = 0; number < count; number++) {
      const sha256 = Buffer.alloc(32);
      sha256.writeUInt32LE(number);
      if (number % ONE_PAIR_IN === 1) perceptualHash[0]! ^= 1;
      else perceptualHash.set(Array.from(perceptualHash, () => random() * 256));
      const contentId = photos.addContent({ ...PICTURE, sha256, perceptualHash });
      if (number % ONE_PAIR_IN < 2) vectors.put(contentId, vector);
      const path = `${library}/folder-${Math.floor(number / 500)}/IMG_${number}.jpg`;
      photos.add(
        { path, size: Math.floor(random() * 1e7), mtimeNs: 1n, status: null, device: 1, namedAt: null },
        contentId,
      );
      metadata.describe(contentId, madeUp(random));
    }
  })();
  await updatePhotoTable(catalog, photoTableFile(derivedFolder(catalog.name)));
  catalog.close();
}

/** Nine of ten photos have a date, half of them a place in Europe, a third of them one to three of 200 people. */
function madeUp(random: () => number): PhotoMetadata {
  const time = new Date(Date.UTC(2005, 0, 1) + random() * 20 * 365 * 86_400_000).toISOString().slice(0, 19);
  const people = Array.from(
    { length: Math.max(0, Math.floor(random() * 9) - 5) },
    () => `Person ${Math.floor(random() * 200)}`,
  );
  const isPlaced = random() < 0.5;
  return {
    ...NOTHING_KNOWN,
    takenAt: random() < 0.9 ? time : null,
    latitude: isPlaced ? 40 + random() * 15 : null,
    longitude: isPlaced ? random() * 20 : null,
    camera: `Camera ${Math.floor(random() * 12)}`,
    people: [...new Set(people)],
  };
}
