/**
 * `npm run bench -- decode [--photos DIR] [--make 20] [--edge 224] [--json]`
 *
 * Decodes JPEGs for a model with an input of `edge` pixels, by picsift and by sharp alone, in turn. Prints the processor
 * time of each, all threads together, and for how many photos the pixels differ. Without --photos it generates JPEGs of
 * 12 megapixels.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { decodePhoto, type Geometry } from '../../../src/library/decode/decode.ts';
import { createDecodingMemory } from '../../../src/library/decode/memory.ts';
import { openSharp } from '../../../src/library/decode/sharp.ts';
import { inNewFolder, report } from '../measure.ts';
import { makePhotos } from './index-bench.ts';

const ROUNDS = 5;

export async function benchDecode(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      photos: { type: 'string' },
      make: { type: 'string', default: '20' },
      edge: { type: 'string', default: '224' },
      json: { type: 'boolean', default: false },
    },
  });
  await inNewFolder(async (home) => {
    const folder = values.photos ?? (await makePhotos(join(home, 'photos'), Number(values.make)));
    const names = readdirSync(folder).filter((name) => /\.jpe?g$/i.test(name));
    const files = names.map((name) => readFileSync(join(folder, name)));
    const geometryOf = shortestEdge(Number(values.edge));
    const picsift = byPicsift(geometryOf);
    const sharp = bySharp(geometryOf);

    let differing = 0;
    for (const file of files) if (!Buffer.from(await picsift(file)).equals(await sharp(file))) differing++;
    const costs = { picsift: [] as number[], sharp: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      costs.picsift.push(await cost(files, picsift));
      costs.sharp.push(await cost(files, sharp));
    }
    const [own, other] = [Math.min(...costs.picsift), Math.min(...costs.sharp)];
    report(
      {
        photos: files.length,
        'picsift, CPU ms a photo': round(own),
        'sharp alone, CPU ms a photo': round(other),
        'share of the time': round(own / other),
        'photos with other pixels': differing,
      },
      values.json,
    );
  });
}

type Decode = (file: Buffer) => Promise<Uint8Array>;

function byPicsift(geometryOf: (width: number, height: number) => Geometry): Decode {
  const { pixels } = createDecodingMemory();
  return async (file) => (await decodePhoto(file, geometryOf, 'cubic', pixels)).rgb;
}

function bySharp(geometryOf: (width: number, height: number) => Geometry): Decode {
  return async (file) => {
    const image = openSharp(file, 'warning', { unlimited: true });
    const { autoOrient } = await image.metadata();
    const { width, height } = geometryOf(autoOrient.width, autoOrient.height);
    const resized = image.autoOrient().toColourspace('srgb').resize(width, height, { fit: 'fill', kernel: 'cubic' });
    return resized.raw().toBuffer();
  };
}

function shortestEdge(edge: number): (width: number, height: number) => Geometry {
  return (width, height) => {
    const scale = edge / Math.min(width, height);
    const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
    return { ...size, left: 0, top: 0, crop: size };
  };
}

/** Processor time of one photo, in ms. */
async function cost(files: readonly Buffer[], decode: Decode): Promise<number> {
  const before = process.cpuUsage();
  for (const file of files) await decode(file);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / files.length;
}

function round(figure: number): number {
  return Math.round(figure * 100) / 100;
}
