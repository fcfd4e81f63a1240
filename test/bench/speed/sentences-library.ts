/** A generated catalog of the photos of a family: dates, people, places, keywords, captions, folders, text in pictures. */

import { metadataWriter } from '../../../src/catalog/metadata/metadata.ts';
import { refreshWords } from '../../../src/catalog/metadata/words.ts';
import type { Catalog } from '../../../src/catalog/open.ts';
import { photoWriter } from '../../../src/catalog/photos.ts';
import { putRoot } from '../../../src/catalog/roots.ts';
import { textWriter } from '../../../src/catalog/text/texts.ts';
import { vectorWriter } from '../../../src/catalog/vectors.ts';
import { DECODER_VERSION } from '../../../src/library/decode/decoder-version.ts';
import { METADATA_VERSION, NOTHING_KNOWN } from '../../../src/library/metadata/photo-metadata.ts';
import { cities } from '../../../src/library/places/cities.ts';
import { placeWords } from '../../../src/library/places/nearest-city.ts';
import { readerWith } from '../../../src/reading/reader-version.ts';
import { clipLike, type Random, seededRandom } from '../../support/catalogs/made-up-vectors.ts';

const FIRST_YEAR = 2011;
const YEARS = 15;
const PHOTOS_IN_FOLDER = 150;
const FIRST_NAMES =
  `Anna Ben Carla David Emma Felix Greta Henry Ida Jonas Katrin Leo Marta Nora Oskar Paula Quentin Rosa
  Simon Tessa Ulrich Vera Walter Xenia Yannick Zoe Aisha Bruno Chloe Dmitri`.split(/\s+/);
const LAST_NAMES = 'Keller Novak Silva Brandt Rossi Dupont Larsen Okafor Tanaka Murphy'.split(' ');
const THINGS = `beach birthday wedding garden mountain boat market christmas school concert football picnic kitchen snow
  harbour bridge museum train dog cat cake lake forest castle parade festival camping bicycle sunset flowers`.split(
  /\s+/,
);

/** Names in the library. The first ones are the most frequent. */
export interface Names {
  readonly people: readonly string[];
  readonly places: readonly string[];
  readonly keywords: readonly string[];
  /** Generated words, which captions and texts have. */
  readonly words: readonly string[];
}

interface Place {
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** Make the names. They are the same every time. */
export function libraryNames(): Names & { readonly spots: readonly Place[] } {
  const random = seededRandom(3);
  const words = Array.from({ length: 20_000 }, () => madeUpWord(random));
  const spots = largestCities(2_000);
  return {
    people: LAST_NAMES.flatMap((last) => FIRST_NAMES.map((first) => `${first} ${last}`)),
    places: spots.map(({ name }) => name),
    spots,
    keywords: [...THINGS, ...words.slice(0, 500 - THINGS.length)],
    words,
  };
}

/** Fill a catalog with photos. */
export function fillLibrary(
  catalog: Catalog,
  { modelId, library, photos, dimension }: { modelId: number; library: string; photos: number; dimension: number },
): void {
  const random = seededRandom(42);
  const { next } = clipLike(dimension, random, 20_000);
  const write = {
    photos: photoWriter(catalog),
    vectors: vectorWriter(catalog, modelId),
    metadata: metadataWriter(catalog, METADATA_VERSION),
    texts: textWriter(catalog, readerWith([])),
  };
  const described = photoMaker(random, photos);
  putRoot(catalog, { path: library, state: 'online', reason: null, passedOver: {} });
  for (let done = 0; done < photos; ) {
    catalog.transaction(() => {
      for (const end = Math.min(photos, done + 10_000); done < end; done++) {
        const { path, metadata, text } = described(done);
        const sha256 = Buffer.alloc(32);
        sha256.writeUInt32LE(done);
        const size = { width: 4_000, height: 3_000 };
        const decoded = { damaged: false, decoderVersion: DECODER_VERSION, perceptualHash: null };
        const contentId = write.photos.addContent({ sha256, ...size, ...decoded });
        const file = { path: `${library}/${path}`, size: done, mtimeNs: 1n, status: null, device: 1, namedAt: null };
        write.photos.add(file, contentId);
        write.vectors.put(contentId, next());
        write.metadata.describe(contentId, { ...NOTHING_KNOWN, ...metadata });
        const lines = text.map((line) => ({ text: line, confidence: 0.95, box: [0, 0, 1, 0.1] as const }));
        write.texts.put(contentId, { lines });
      }
    })();
  }
  refreshWords(catalog, placeWords);
  catalog.pragma('wal_checkpoint(TRUNCATE)');
}

function photoMaker(random: Random, photos: number) {
  const { people, spots, keywords, words } = libraryNames();
  const times = (most: number) => Array.from({ length: Math.floor(random.next() * (most + 1)) });
  const caption = () =>
    [rareOf(people, random).split(' ')[0], 'at the', rareOf(keywords, random), rareOf(words, random)].join(' ');
  return (number: number) => {
    const day = new Date(Date.UTC(FIRST_YEAR, 0, 1 + Math.floor((number / photos) * YEARS * 365.25)));
    const taken = day.toISOString().slice(0, 10);
    const folder = Math.floor(number / PHOTOS_IN_FOLDER);
    const event = seededRandom(folder);
    event.next();
    // The photos of a folder are from one place, at many spots in it.
    const [around, thing] = [rareOf(spots, event), rareOf(keywords, event)];
    const place = random.next() < 1 / 3 ? undefined : around;
    const metadata = {
      takenAt: `${taken}T12:00:00`,
      ...(place && {
        latitude: place.latitude + random.normal() * 0.01,
        longitude: place.longitude + random.normal() * 0.01,
      }),
      people: [...new Set(times(3).map(() => rareOf(people, random)))],
      keywords: [...new Set(times(3).map(() => rareOf(keywords, random)))],
      camera: random.next() < 0.5 ? 'Apple iPhone 12' : 'NIKON D750',
      description: random.next() < 0.1 ? caption() : null,
    };
    const name =
      number % 20 === 0 ? `Screenshot_${taken}-${number}.png` : `IMG_${1_000 + (number % 9_000)}-${number}.jpg`;
    const path = `${taken.slice(0, 4)}/${taken.slice(0, 7)} ${thing} ${folder}/${name}`;
    const text = random.next() < 0.1 ? textOf(words, random) : [];
    return { path, metadata, text };
  };
}

/** 20 to 400 characters. */
function textOf(words: readonly string[], random: Random): string[] {
  const length = 20 + Math.floor(random.next() * 380);
  const lines: string[] = [];
  for (let left = length; left > 0; ) {
    const line = Array.from({ length: 4 }, () => rareOf(words, random))
      .join(' ')
      .slice(0, left);
    lines.push(line);
    left -= line.length;
  }
  return lines;
}

/** Choose one. The first ones are chosen far more often: half of all choices are among the first eighth. */
function rareOf<T>(all: readonly T[], random: Random): T {
  return all[Math.floor(all.length * random.next() ** 3)]!;
}

function madeUpWord(random: Random): string {
  const one = (letters: string) => letters[Math.floor(random.next() * letters.length)]!;
  const syllables = 2 + Math.floor(random.next() * 3);
  const word = Array.from({ length: syllables }, () => one('bdfgklmnprstvz') + one('aeiou')).join('');
  return word + one('nrstlk');
}

function largestCities(count: number): Place[] {
  const { count: all, population, latitude, longitude, at } = cities();
  return Array.from({ length: all }, (_, index) => index)
    .sort((a, b) => population[b]! - population[a]!)
    .slice(0, count)
    .map((index) => ({ name: at(index).name, latitude: latitude[index]!, longitude: longitude[index]! }));
}
