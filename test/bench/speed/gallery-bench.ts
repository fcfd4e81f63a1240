/**
 * `npm run bench -- gallery [--photos 100000] [--pictures 120] [--json]`
 *
 * Measures `picsift open` as a browser sees it. With an indexed library of generated photos: the time from the start of the
 * process to the first page of the timeline with its months, a search that is warm, a jump in the timeline, and the memory.
 * With JPEGs of 12 megapixels: thumbnails a second over six connections, beside sharp alone on the same files, and from the
 * disk.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { builtFile } from '../../../src/base/paths.ts';
import { metadataWriter } from '../../../src/catalog/metadata/metadata.ts';
import { refreshWords } from '../../../src/catalog/metadata/words.ts';
import { openCatalog } from '../../../src/catalog/open.ts';
import { photoWriter } from '../../../src/catalog/photos.ts';
import { putRoot } from '../../../src/catalog/roots.ts';
import { vectorWriter } from '../../../src/catalog/vectors.ts';
import { DECODER_VERSION } from '../../../src/library/decode/decoder-version.ts';
import { METADATA_VERSION, NOTHING_KNOWN } from '../../../src/library/metadata/photo-metadata.ts';
import { clipLike, seededRandom } from '../../support/catalogs/made-up-vectors.ts';
import { scanAll } from '../../support/scan-all.ts';
import { distinctQueries } from '../bench-library.ts';
import { benchEnvironment, inNewFolder, measure, quantile, report, residentKilobytes } from '../measure.ts';
import { makePhotos } from './index-bench.ts';
import { buildStore, enterModel, POCKET_DIMENSION, realModel } from './search-bench.ts';

const STARTS = 3;
const SEARCHES = 40;
const CONNECTIONS = 6;

export async function benchGallery(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      photos: { type: 'string', default: '100000' },
      pictures: { type: 'string', default: '120' },
      json: { type: 'boolean', default: false },
    },
  });
  const large = await inNewFolder((home) => measureLibrary(home, Number(values.photos)));
  const pictures = await inNewFolder((home) => measurePictures(home, Number(values.pictures)));
  report({ photos: Number(values.photos), ...large, ...pictures }, values.json);
}

interface Page {
  readonly pid: number;
  get(path: string): Promise<Response>;
  stop(): Promise<void>;
}

/** Start `picsift open`, and open its page as a browser does. */
async function open(home: string, folder: string): Promise<Page> {
  const args = ['--', builtFile('src/cli/main.ts'), 'open', '--in', folder, '--no-browser', '--model', 'pocket'];
  const child = spawn(process.execPath, args, {
    env: { ...benchEnvironment(home), PICSIFT_TEXT: 'false' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const url = new URL(line.trim());
  const page = await fetch(url);
  const cookie = page.headers.get('set-cookie')!.split(';')[0]!;
  return {
    pid: child.pid!,
    get: (path) => fetch(`${url.origin}/api/v1/${path}`, { headers: { cookie } }),
    async stop() {
      child.kill('SIGINT');
      await once(child, 'close');
    },
  };
}

async function measureLibrary(home: string, photos: number) {
  const library = join(home, 'library');
  await fill(home, library, photos);
  const starts: number[] = [];
  let page: Page | undefined;
  for (let start = 0; start < STARTS; start++) {
    await page?.stop();
    const startedAt = performance.now();
    page = await open(home, library);
    const answers = await Promise.all(['timeline?limit=200', 'counts?by=month'].map((path) => page!.get(path)));
    const [{ total }] = (await Promise.all(answers.map((answer) => answer.json()))) as [{ total: number }];
    if (total !== photos) throw new Error(`${total} photos instead of ${photos}`);
    starts.push(performance.now() - startedAt);
  }
  const timed = async (path: string) => {
    const startedAt = performance.now();
    const answer = await page!.get(path);
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return performance.now() - startedAt;
  };
  const queries = distinctQueries().map((query) => `search?q=${encodeURIComponent(query)}`);
  const first = await timed(queries[0]!);
  const searches: number[] = [];
  for (const query of queries.slice(1, SEARCHES)) searches.push(await timed(query));
  const jumps: number[] = [];
  for (let jump = 0; jump < SEARCHES; jump++) {
    jumps.push(await timed(`timeline?from=${Math.floor((jump * photos) / SEARCHES)}&limit=200`));
  }
  const megabytes = Math.round(residentKilobytes(page!.pid) / 1024);
  await page!.stop();
  return {
    'start to first page, ms': quantile(starts, 0.5),
    'first search, ms': quantile([first], 0),
    'search, ms': quantile(searches, 0.5),
    'search, 95 %, ms': quantile(searches, 0.95),
    'jump in the timeline, ms': quantile(jumps, 0.5),
    'server, MB': megabytes,
  };
}

async function measurePictures(home: string, count: number) {
  const folder = await makePhotos(join(home, 'photos'), count);
  await measure(['index', folder, '--quiet', '--model', 'pocket', '--no-text'], home);
  const page = await open(home, folder);
  const { photos } = (await (await page.get(`timeline?limit=${count}`)).json()) as { photos: { id: string }[] };
  const round = async () => {
    const waiting = photos.map(({ id }) => id);
    const startedAt = performance.now();
    const client = async () => {
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
        const answer = await page.get(`photos/${id}/thumbnail`);
        await answer.arrayBuffer();
        if (answer.status !== 200) throw new Error(`a thumbnail: ${answer.status}`);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, client));
    return Math.round((photos.length * 1_000) / (performance.now() - startedAt));
  };
  const [made, fromDisk] = [await round(), await round()];
  const megabytes = Math.round(residentKilobytes(page.pid) / 1024);
  await page.stop();
  return {
    'thumbnails a second': made,
    'sharp alone, a second': await bySharp(folder),
    'from the disk, a second': fromDisk,
    'with renderer, MB': megabytes,
  };
}

/** As many at once as there are cores. */
async function bySharp(folder: string): Promise<number> {
  const names = readdirSync(folder);
  const waiting = names.slice();
  const startedAt = performance.now();
  const worker = async () => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      const image = sharp(readFileSync(join(folder, name))).resize(480, 480, { fit: 'inside' });
      await image.jpeg({ quality: 85 }).toBuffer();
    }
  };
  await Promise.all([worker(), worker()]);
  return Math.round((names.length * 1_000) / (performance.now() - startedAt));
}

/** Make a library whose files are as the catalog says, so that the start finds nothing new; they are no real pictures. */
async function fill(home: string, library: string, count: number): Promise<void> {
  mkdirSync(join(home, 'data'), { mode: 0o700 });
  const catalog = openCatalog(join(home, 'data', 'catalog.sqlite'), { busyTimeoutMs: 30_000 });
  catalog.pragma('synchronous = OFF');
  const modelId = await enterModel(catalog, realModel(POCKET_DIMENSION, undefined));
  const random = seededRandom(42);
  const { next } = clipLike(POCKET_DIMENSION, random, 20_000);
  const photos = photoWriter(catalog);
  const vectors = vectorWriter(catalog, modelId);
  const metadata = metadataWriter(catalog, METADATA_VERSION);
  putRoot(catalog, { path: library, state: 'online', reason: null, passedOver: {} });
  for (let number = 0; number < count; number++) {
    const folder = join(library, `folder-${Math.floor(number / 500)}`);
    if (number % 500 === 0) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `IMG_${number}.jpg`), `${number}`);
  }
  const { files } = await scanAll(library, { excludeDirs: [], includeHidden: false });
  catalog.transaction(() => {
    for (const [number, file] of files.entries()) {
      const sha256 = Buffer.alloc(32);
      sha256.writeUInt32LE(number + 1);
      const size = number % 3 === 0 ? { width: 3_000, height: 4_000 } : { width: 4_000, height: 3_000 };
      const content = { ...size, sha256, damaged: false, decoderVersion: DECODER_VERSION, perceptualHash: null };
      const contentId = photos.addContent(content);
      photos.add({ ...file, namedAt: null }, contentId);
      vectors.put(contentId, next());
      const takenAt = new Date(Date.UTC(2005, 0, 1) + random.next() * 20 * 365 * 86_400_000).toISOString().slice(0, 19);
      metadata.describe(contentId, { ...NOTHING_KNOWN, takenAt, camera: `Camera ${number % 12}` });
    }
  })();
  refreshWords(catalog, () => '');
  await buildStore(catalog, modelId);
  catalog.close();
}
