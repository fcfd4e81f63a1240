/**
 * `npm run bench -- browse [--photos 100000] [--json]`
 *
 * Lists and counts generated photos with dates, places, cameras and people in a real catalog, through the engine: the
 * first page in every order, a page further on, and all counts. For each it measures the first call in a process and the
 * median of further calls. No photo has a vector, because none is needed.
 */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { metadataWriter } from '../../../src/catalog/metadata/metadata.ts';
import { openCatalog } from '../../../src/catalog/open.ts';
import { photoWriter } from '../../../src/catalog/photos.ts';
import { putRoot } from '../../../src/catalog/roots.ts';
import { derivedFolder } from '../../../src/derived/derived-folder.ts';
import { photoTableFile, updatePhotoTable } from '../../../src/derived/photo-table-file.ts';
import { openEngine } from '../../../src/engine/engine.ts';
import { DECODER_VERSION } from '../../../src/library/decode/decoder-version.ts';
import { METADATA_VERSION, NOTHING_KNOWN, type PhotoMetadata } from '../../../src/library/metadata/photo-metadata.ts';
import { COUNTABLE } from '../../../src/search/browse/counts.ts';
import { listOrder, SORTS } from '../../../src/search/browse/order.ts';
import { seededRandom } from '../../support/catalogs/made-up-vectors.ts';
import { inNewFolder, report } from '../measure.ts';

const TOP = 50;
const FURTHER_CALLS = 15;
const PICTURE = {
  width: 4_000,
  height: 3_000,
  damaged: false,
  perceptualHash: null,
  decoderVersion: DECODER_VERSION,
};

export async function benchBrowse(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { photos: { type: 'string', default: '100000' }, json: { type: 'boolean', default: false } },
  });
  await inNewFolder(async (home) => {
    const [library, dataDir] = [join(home, 'library'), join(home, 'data')];
    mkdirSync(library);
    await fill(dataDir, library, Number(values.photos));
    const engine = openEngine({ dataDir });
    const folders = [library];
    const search = (request: object) => engine.search({ folders, top: TOP, ...request });
    const startedAt = performance.now();
    let { next: cursor } = await search({});
    const figures: Record<string, number> = {
      'first page of a new process, ms': Math.round(performance.now() - startedAt),
    };
    for (const sort of SORTS.filter((each) => each !== 'fit')) {
      for (const reverse of [false, true]) {
        Object.assign(
          figures,
          await timed(`${sort}${reverse ? ' reversed' : ''}`, () => search(listOrder({ sort, reverse }))),
        );
      }
    }
    for (let page = 0; page < 20; page++) cursor = (await search({ cursor })).next;
    Object.assign(figures, await timed('page 21', () => search({ cursor })));
    Object.assign(figures, await timed('one year', () => search({ filters: { taken: '2015' } })));
    for (const by of COUNTABLE) Object.assign(figures, await timed(`by ${by}`, () => engine.counts({ folders, by })));
    await engine.close();
    report({ photos: Number(values.photos), ...figures }, values.json);
  });
}

/** @returns the milliseconds of the first call, and the median of the further ones. */
async function timed(name: string, work: () => Promise<unknown>): Promise<Record<string, number>> {
  const times: number[] = [];
  for (let call = 0; call <= FURTHER_CALLS; call++) {
    const startedAt = performance.now();
    await work();
    times.push(Math.round((performance.now() - startedAt) * 10) / 10);
  }
  const [first = 0, ...further] = times;
  return { [`${name}, first call, ms`]: first, [`${name}, ms`]: further.sort((a, b) => a - b)[FURTHER_CALLS >> 1]! };
}

async function fill(dataDir: string, library: string, count: number): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  const catalog = openCatalog(join(dataDir, 'catalog.sqlite'), { busyTimeoutMs: 30_000 });
  // Durability does not matter here: only benchmark data is lost at a power cut.
  catalog.pragma('synchronous = OFF');
  const random = seededRandom(42).next;
  const photos = photoWriter(catalog);
  const metadata = metadataWriter(catalog, METADATA_VERSION);
  putRoot(catalog, { path: library, state: 'online', reason: null, passedOver: {} });
  catalog.transaction(() => {
    for (let number = 0; number < count; number++) {
      const sha256 = Buffer.alloc(32);
      sha256.writeUInt32LE(number);
      const contentId = photos.addContent({ ...PICTURE, sha256 });
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
