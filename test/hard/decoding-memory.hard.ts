/**
 * Promise 9: no decoding process over 1 GB. A real decoding child receives the largest allowed picture of each format
 * that sharp can write, four times at once, as in an indexing run.
 */

import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { createDecoder } from '../../src/indexing/run/decoder.ts';
import { stampOf } from '../../src/library/files/file-stamp.ts';
import { quote } from '../support/figures.ts';
import { tiff } from '../support/photos/containers.ts';
import { temporaryFolder } from '../support/photos/drawings.ts';
import { IS_LINUX } from '../support/platform/capabilities.ts';

const PREPROCESSING = {
  resize: { shortestEdge: 224 },
  crop: { width: 224, height: 224 },
  resample: 'cubic',
  mean: [0, 0, 0],
  std: [1, 1, 1],
} as const;

/** Noise, which is large in every encoding and expensive for every decoder. */
function noise(megapixels: number, channels: 3 | 4 = 3): Sharp {
  const width = Math.floor(Math.sqrt((megapixels * 1e6 * 4) / 3));
  const height = Math.floor((megapixels * 1e6) / width);
  const tile = randomBytes(1 << 20);
  const pixels = Buffer.alloc(width * height * channels);
  for (let at = 0; at < pixels.length; at += tile.length) tile.copy(pixels, at);
  return sharp(pixels, { raw: { width, height, channels }, limitInputPixels: false });
}

/** One strip of zeros: the complete picture must be unpacked to decode its first row. */
function stripTiff(megapixels: number): Buffer {
  const width = 10_000;
  const height = megapixels * 100;
  const strip = deflateSync(Buffer.alloc(width * height * 3), { level: 1 });
  const head = (dataAt: number) =>
    tiff([
      [256, 4, width],
      [257, 4, height],
      [258, 3, 8],
      [259, 3, 8],
      [262, 3, 2],
      [273, 4, dataAt],
      [277, 3, 3],
      [278, 4, height],
      [279, 4, strip.length],
    ]);
  return Buffer.concat([head(head(0).length), strip]);
}

/** Just below the limits in source.ts: 600 MB of pixels, 250 megapixels, files of 256 MiB. */
const LARGEST: Record<string, () => Promise<Buffer>> = {
  avif: () => noise(32).avif({ effort: 0, quality: 20, chromaSubsampling: '4:4:4' }).toBuffer(),
  'avif of 12 bits': () => noise(24).avif({ effort: 0, quality: 20, bitdepth: 12 }).toBuffer(),
  'webp, lossless': () => noise(80).webp({ lossless: true, effort: 0 }).toBuffer(),
  webp: () => noise(118).webp({ effort: 0, quality: 20 }).toBuffer(),
  'progressive jpeg': () => noise(79).jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(),
  'progressive cmyk jpeg': () => noise(59, 4).toColourspace('cmyk').jpeg({ progressive: true }).toBuffer(),
  jpeg: () => noise(245).jpeg({ quality: 50 }).toBuffer(),
  'interlaced png': () => noise(80).png({ progressive: true, compressionLevel: 1 }).toBuffer(),
  'interlaced png of 16 bits': () => noise(30, 4).toColourspace('rgb16').png({ progressive: true }).toBuffer(),
  gif: () => noise(60).gif({ effort: 1 }).toBuffer(),
  'tiff of one strip': async () => stripTiff(245),
};

const figures: { readonly seconds: number; readonly peakMegabytes: number }[] = [];
afterAll(() => {
  const seconds = Math.max(...figures.map((each) => each.seconds)).toFixed(1);
  const peak = Math.max(...figures.map((each) => each.peakMegabytes));
  quote(9, { formats: figures.length, 'slowest alone, s': seconds, 'highest peak of a decoding process, MB': peak });
});

describe.runIf(IS_LINUX)('promise 9: the largest picture within the limits', () => {
  it.each(Object.keys(LARGEST))(
    '%s',
    async (name) => {
      const path = join(temporaryFolder(), 'large');
      writeFileSync(path, await LARGEST[name]!());
      const file = { ...(await stampOf(path))!, device: 0 };
      // Only memory matters here: the speed of this machine's processors is not judged.
      const decoder = createDecoder({ timeoutMs: 120_000 });
      let peak = 0;
      const sampler = setInterval(() => {
        peak = Math.max(peak, ...children().map(residentBytes));
      }, 5);
      try {
        const startedAt = performance.now();
        const alone = await decoder.call({ file, preprocessing: PREPROCESSING }, () => true);
        const seconds = (performance.now() - startedAt) / 1000;
        expect(alone.kind).toBe('decoded');
        await Promise.all([1, 2, 3, 4].map(() => decoder.call({ file, preprocessing: PREPROCESSING }, () => true)));
        figures.push({ seconds, peakMegabytes: Math.round(peak / 1e6) });
        expect(peak).toBeLessThan(1_000_000_000);
      } finally {
        clearInterval(sampler);
        decoder.close();
      }
    },
    180_000,
  );
});

function children(): number[] {
  return readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  );
}

function residentBytes(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
  } catch {
    // The process ended while it was being read.
    return 0;
  }
}
