/** Hostile and broken files: each is refused with a reason, or decoded as far as possible. */

import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createMemoryBudget } from '../../../src/library/decode/memory.ts';
import { endingsOf, TYPE_NAMES } from '../../../src/library/files/formats.ts';
import { bmp } from '../../support/photos/bitmaps.ts';
import { tiff } from '../../support/photos/containers.ts';
import { noisy } from '../../support/photos/drawings.ts';
import { QUARTERS_HEIC, QUARTERS_JP2, QUARTERS_JXL } from '../../support/photos/encoded.ts';
import { mutants } from '../../support/photos/mutants.ts';
import { decode, quarters, quartersOf } from '../../support/photos/quarters.ts';
import { SAMPLES } from '../../support/photos/samples.ts';

/** Returns the file with one 32-bit number (or other bytes) overwritten, after the first occurrence of `after`. */
function patched(file: Buffer, after: string, at: number, ...values: number[]): Buffer {
  const copy = Buffer.from(file);
  const start = copy.indexOf(after, 0, 'latin1') + after.length + at;
  for (const [index, value] of values.entries()) copy.writeUInt32BE(value, start + 4 * index);
  return copy;
}

async function pngBomb(): Promise<Buffer> {
  const edge = 30_000;
  const rows = deflateSync(Buffer.alloc((edge / 8 + 1) * edge), { level: 1 });
  const small = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .png({ palette: true, colours: 2, bitdepth: 1 } as object)
    .toBuffer();
  return Buffer.concat([patched(small, 'IHDR', 0, edge, edge), rows]);
}

const huge = 60_000;
const BOMBS: Record<string, () => Promise<Buffer>> = {
  png: pngBomb,
  tiff: async () =>
    tiff([
      [256, 4, huge],
      [257, 4, huge],
      [258, 3, 8],
      [259, 3, 1],
      [262, 3, 1],
      [273, 4, 8],
      [278, 4, huge],
      [279, 4, 9],
    ]),
  gif: async () => {
    const file = await quarters().gif().toBuffer();
    const frame = file.indexOf(Buffer.from([0x2c, 0, 0, 0, 0]));
    for (const at of [6, 8, frame + 5, frame + 7]) file.writeUInt16LE(huge, at);
    return file;
  },
  avif: async () => patched(await quarters().avif({ effort: 0 }).toBuffer(), 'ispe', 4, 10_000, 8_000),
  heic: async () => {
    const tiles = patched(QUARTERS_HEIC, 'ispe', 4, 10_000, 8_000);
    const at = tiles.lastIndexOf('ispe');
    tiles.writeUInt32BE(10_000, at + 8);
    tiles.writeUInt32BE(8_000, at + 12);
    return tiles;
  },
  webp: async () => {
    const file = await quarters().ensureAlpha(0.5).webp({ quality: 50 }).toBuffer();
    file.fill(0xff, file.indexOf('VP8X') + 12, file.indexOf('VP8X') + 18);
    return file;
  },
  'progressive jpeg': async () => {
    const file = await quarters().jpeg({ progressive: true }).toBuffer();
    const frame = file.indexOf(Buffer.from([0xff, 0xc2]));
    file.writeUInt16BE(12_000, frame + 5);
    file.writeUInt16BE(12_000, frame + 7);
    return file;
  },
  'jpeg xl': async () => {
    const file = Buffer.from(QUARTERS_JXL);
    // Not the short form of the size; 30 bits of height, all ones.
    file.fill(0xff, file.indexOf(Buffer.from([0xff, 0x0a])) + 2);
    file[file.indexOf(Buffer.from([0xff, 0x0a])) + 2] = 0xfe;
    return file;
  },
  'jpeg 2000': async () => patched(QUARTERS_JP2, '\xff\x4f\xff\x51', 4, huge, huge),
  bmp: async () => {
    const file = bmp({ bits: 8, runs: true });
    file.writeInt32LE(huge, 18);
    file.writeInt32LE(huge, 22);
    return file;
  },
  pbm: async () => Buffer.from(`P1 ${huge} ${huge} 1`),
};

describe('promise 9: a bomb', () => {
  it.each(Object.keys(BOMBS))('of %s is refused by its header, before anything is allocated', async (name) => {
    const bytes = await BOMBS[name]!();
    expect(bytes.length).toBeLessThan(1_000_000);
    const before = process.memoryUsage().rss;
    await expect(decode(bytes)).rejects.toMatchObject({
      code: 'photo-unreadable',
      message: expect.stringMatching(/too many pixels|too much memory|header|canvas|corrupt|bitstream|unable/i),
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  it('of SVG or PDF is not a picture, whatever its name', async () => {
    for (const text of [
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
      '%PDF-1.7\n',
      'GIF8',
      'II*\0',
    ]) {
      await expect(decode(Buffer.from(text))).rejects.toMatchObject({ code: 'photo-unreadable' });
    }
  });
});

describe('promise 9: a file that ends too early', () => {
  /** How the file was compressed does not matter here. */
  const FASTEST: Record<string, object> = { gif: { effort: 1 }, webp: { effort: 0 }, avif: { effort: 0 } };
  const noisyFile = (format: 'jpeg' | 'png' | 'tiff' | 'gif' | 'webp' | 'avif') =>
    noisy().toFormat(format, FASTEST[format]).toBuffer();

  it.each(['jpeg', 'png', 'tiff', 'gif'] as const)('is decoded when most of it is present: %s', async (format) => {
    const whole = await noisyFile(format);
    expect((await decode(whole)).damaged).toBe(false);
    const cut = await decode(whole.subarray(0, whole.length * 0.7)).catch((error: Error) => error.message);
    // A TIFF has its directory at the end, and is unreadable without it.
    if (format === 'tiff') expect(cut).toEqual(expect.any(String));
    else expect(cut).toMatchObject({ width: 400, height: 300, damaged: true });
  });

  it.each(['jpeg', 'png', 'gif', 'webp', 'avif', 'tiff'] as const)(
    'is refused when little is present: %s',
    async (format) => {
      const whole = await noisyFile(format);
      for (const share of [0.02, 0.1]) {
        await expect(decode(whole.subarray(0, whole.length * share))).rejects.toMatchObject({
          code: 'photo-unreadable',
        });
      }
    },
  );

  it('keeps the available part at its place', async () => {
    const whole = await quarters().resize(640, 480, { kernel: 'nearest' }).jpeg({ quality: 95 }).toBuffer();
    const upper = await sharp(await noisy().png().toBuffer())
      .resize(640, 480)
      .composite([{ input: whole, blend: 'over' }]);
    const bytes = await upper.jpeg({ quality: 95 }).toBuffer();
    const { rgb, damaged } = await decode(bytes.subarray(0, bytes.length * 0.8));
    expect(damaged).toBe(true);
    expect(quartersOf({ rgb }).split(' ').slice(0, 2)).toEqual(['red', 'green']);
  });
});

describe('promise 9: files changed at random', () => {
  it('are of every format', () => {
    const endings = TYPE_NAMES.map((type) => endingsOf(type)!.map((ending) => ending.slice(1)));
    const [raw, ...others] = endings.toReversed();
    // Of a format with several endings one is enough, but each RAW format is its own.
    for (const each of others) expect(each.filter((ending) => ending in SAMPLES)).toHaveLength(1);
    expect(Object.keys(SAMPLES)).toEqual(expect.arrayContaining([...raw!]));
  });

  it.each(Object.keys(SAMPLES))('are refused, marked, or no picture of one colour: %s', async (ending) => {
    for (const { name, bytes } of await mutants(ending, 4)) {
      const outcome = await decode(bytes).catch((error: { code?: string }) => error.code);
      if (typeof outcome !== 'object') expect(outcome, name).toBe('photo-unreadable');
      else expect(outcome.damaged || outcome.perceptualHash !== null, name).toBe(true);
    }
  });
});

describe('createMemoryBudget', () => {
  it('admits what fits, makes the others wait in order, and refuses what never fits', async () => {
    const budget = createMemoryBudget(10);
    let held = 0;
    let most = 0;
    const finished: number[] = [];
    const job = (bytes: number) =>
      budget.use(bytes, async () => {
        held += bytes;
        most = Math.max(most, held);
        await new Promise((resolve) => setTimeout(resolve, 5));
        held -= bytes;
        finished.push(bytes);
      });
    await Promise.all([job(4), job(6), job(9), job(1), job(10)]);
    expect(most).toBeLessThanOrEqual(10);
    expect(finished).toHaveLength(5);
    await expect(budget.use(11, async () => {})).rejects.toMatchObject({ code: 'photo-unreadable' });
    await expect(budget.use(5, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await budget.use(10, async () => {});
  });
});
