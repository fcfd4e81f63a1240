/**
 * `npm run bench -- index [--photos DIR | --make 500] [--model NAME | --model-dir DIR] [--json]`
 *
 * Indexes photos with the built command line on an empty catalog, then once more without changes, and once as a search.
 * Without --photos it generates JPEGs of 12 megapixels. It also prints the ideal: the speed of this machine if it only
 * read, hashed, decoded and embedded, on all its cores. Each stage is measured alone, before and after the run.
 */

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import type { IndexSummary } from '../../../src/indexing/run/messages.ts';
import { decodePhoto } from '../../../src/library/decode/decode.ts';
import { createDecodingMemory } from '../../../src/library/decode/memory.ts';
import { geometryFor } from '../../../src/model/run/preprocess.ts';
import { openImageTower } from '../../../src/model/run/tower.ts';
import type { ModelSpec } from '../../../src/model/store/model-folder.ts';
import { scanAll } from '../../support/scan-all.ts';
import { inNewFolder, measure, report } from '../measure.ts';
import { benchModel } from '../quality/embed.ts';

const SAMPLE = 32;
const BATCHES = [1, 2, 4, 8, 16];

export async function benchIndex(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      photos: { type: 'string' },
      make: { type: 'string', default: '500' },
      model: { type: 'string', default: 'pocket' },
      'model-dir': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  await inNewFolder(async (home) => {
    const modelDir = values['model-dir'];
    const modelArgs = modelDir === undefined ? ['--model', values.model] : ['--model-dir', modelDir];
    const model = await benchModel(values.model, modelDir);
    const photos = values.photos ?? (await makePhotos(join(home, 'photos'), Number(values.make)));
    const before = await stageCosts(photos, model);
    const first = await measure(['index', photos, '--json', '--quiet', ...modelArgs], home);
    const again = await measure(['index', photos, '--json', '--quiet'], home);
    const search = await measure(['two dogs playing in the snow', '--in', photos, '--quiet'], home);
    const { embedded, seconds } = JSON.parse(first.stdout) as IndexSummary;
    const rate = embedded / seconds;
    // The speed of a machine changes during the run: the ideal is the mean of the time before and the time after the
    // run.
    const after = await stageCosts(photos, model);
    const decodeMs = (before.decodeMs + after.decodeMs) / 2;
    const embedMs = (before.embedMs + after.embedMs) / 2;
    const ideal = (1000 * availableParallelism()) / (decodeMs + embedMs);
    report(
      {
        photos: embedded,
        'photos/s': round(rate),
        'ideal photos/s': round(ideal),
        'share of the ideal': round(rate / ideal),
        'decode, CPU ms a photo': round(decodeMs),
        'embed, CPU ms a photo': round(embedMs),
        'first index, s': first.seconds,
        'first index, peak MB': first.peakMegabytes,
        'nothing new, s': again.seconds,
        'search with nothing new, s': search.seconds,
        'search, peak MB': search.peakMegabytes,
      },
      values.json,
    );
  });
}

/**
 * Writes ten drawings of 4000 x 3000 with fine texture, each many times with a different comment, so that all contents
 * are distinct.
 */
export async function makePhotos(folder: string, count: number): Promise<string> {
  mkdirSync(folder);
  const drawings: Buffer[] = [];
  for (let i = 0; i < 10; i++) {
    const noise = { type: 'gaussian' as const, mean: 80 + i * 10, sigma: 40 };
    const texture = sharp({ create: { width: 1000, height: 750, channels: 3, background: 'grey', noise } });
    const photo = await texture.png().toBuffer();
    drawings.push(await sharp(photo).resize(4000, 3000).jpeg({ quality: 90 }).toBuffer());
  }
  for (let i = 0; i < count; i++) {
    const jpeg = drawings[i % drawings.length]!;
    // Insert a comment segment (marker FFFE, then its length, which includes itself) directly after the start-of-image
    // marker.
    const comment = Buffer.from(`photo number ${i}`);
    const head = Buffer.from([0xff, 0xfe, 0, comment.length + 2]);
    const photo = Buffer.concat([jpeg.subarray(0, 2), head, comment, jpeg.subarray(2)]);
    // Flush to disk before the measurement. Otherwise the system writes the files during the run.
    writeFileSync(join(folder, `${i}.jpg`), photo, { flush: true });
  }
  return folder;
}

/** Measures the CPU time per photo of each stage alone. */
async function stageCosts(folder: string, model: ModelSpec) {
  const { files } = await scanAll(folder, { excludeDirs: [], includeHidden: false });
  const sample = files.slice(0, SAMPLE);
  const pictures: Uint8Array[] = [];
  const { pixels } = createDecodingMemory();
  const decodeMs = await cpuMs(async () => {
    for (const { path } of sample) {
      const bytes = readFileSync(path);
      createHash('sha256').update(bytes).digest();
      const geometryOf = (width: number, height: number) => geometryFor(width, height, model.preprocessing);
      pictures.push((await decodePhoto(bytes, geometryOf, model.preprocessing.resample, pixels)).rgb);
    }
  });
  const tower = await openImageTower(model, { threads: 1 });
  await tower.embed(pictures.slice(0, 1));
  let embedMs = Number.POSITIVE_INFINITY;
  for (const batch of BATCHES) {
    const ms = await cpuMs(async () => {
      for (let start = 0; start < pictures.length; start += batch)
        await tower.embed(pictures.slice(start, start + batch));
    });
    embedMs = Math.min(embedMs, ms / pictures.length);
  }
  await tower.close();
  return { decodeMs: decodeMs / sample.length, embedMs };
}

async function cpuMs(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function round(figure: number): number {
  return Math.round(figure * 100) / 100;
}
