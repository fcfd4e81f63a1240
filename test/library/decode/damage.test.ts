/** Damaged files: decoded as far as they are sound and marked, or refused. Never a blank picture. */

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePhoto } from '../../../src/library/decode/decode.ts';
import { createMemoryBudget } from '../../../src/library/decode/memory.ts';
import { pixelHash } from '../../../src/library/decode/pixel-hash.ts';
import { bmp, PNM } from '../../support/photos/bitmaps.ts';
import { noisy } from '../../support/photos/drawings.ts';
import { QUARTERS_JP2, QUARTERS_JXL } from '../../support/photos/encoded.ts';
import { decode, quarters, quartersOf, UPRIGHT } from '../../support/photos/quarters.ts';
import { jpegWithRestarts } from '../../support/photos/restarts.ts';
import { tiffOf } from '../../support/photos/tiffs.ts';

const refused = { code: 'photo-unreadable', message: expect.any(String) };

/** Flip the bits of some bytes at a share of the file. */
function spoiled(file: Buffer, share: number): Buffer {
  const copy = Buffer.from(file);
  const at = Math.floor(copy.length * share);
  for (let i = at; i < at + 10; i++) copy[i]! ^= 0x5a;
  return copy;
}

describe('a JPEG', () => {
  it.each([1, 5, 20, 50, 200])('without %i of its restart markers is shown and marked', async (lost) => {
    expect(await decode(jpegWithRestarts({ lost }))).toMatchObject({ width: 320, height: 320, damaged: true });
  });

  it('with a restart marker after each block is sound', async () => {
    expect((await decode(jpegWithRestarts({ lost: 0 }))).damaged).toBe(false);
  });

  it('with a fault is marked, baseline and progressive', async () => {
    for (const progressive of [false, true]) {
      const whole = await noisy().jpeg({ quality: 90, progressive }).toBuffer();
      const broken = Buffer.from(whole);
      broken.set([0xff, 0xd3, 0xff, 0xd5], Math.floor(whole.length * 0.6));
      expect((await decode(broken)).damaged).toBe(true);
      expect((await decode(whole)).damaged).toBe(false);
    }
  });
});

describe('a photo that is higher than the model sees', () => {
  it.each(['jpeg', 'png', 'tiff'] as const)('is marked if only its last rows are missing: %s', async (format) => {
    const picture = noisy().resize(300, 420);
    const options = format === 'tiff' ? { compression: 'deflate' } : {};
    const whole = await picture.toFormat(format, options).toBuffer();
    // The directory of a TIFF is at its end: spoil the last strips instead.
    const broken = format === 'tiff' ? spoiled(whole, 0.93) : whole.subarray(0, whole.length * 0.93);
    const square = { width: 32, height: 32 };
    const geometry = { width: 32, height: 45, left: 0, top: 6, crop: square };
    const seen = (file: Buffer) => decodePhoto(file, () => geometry, 'linear', createMemoryBudget(600e6));
    expect((await seen(broken)).damaged).toBe(true);
    expect((await seen(whole)).damaged).toBe(false);
  });
});

describe('a PNG', () => {
  const kinds = {
    plain: () => noisy().png(),
    interlaced: () => noisy().png({ progressive: true }),
    'of 16 bits': () => noisy().toColourspace('rgb16').png(),
    'with a palette': () => noisy().png({ palette: true, effort: 1 }),
    'with transparency': () => noisy().ensureAlpha(1).png(),
  };
  it.each(Object.keys(kinds) as (keyof typeof kinds)[])('%s, with wrong bytes in its data', async (kind) => {
    const whole = await kinds[kind]().toBuffer();
    expect((await decode(whole)).damaged).toBe(false);
    expect(await decode(spoiled(whole, 0.7))).toMatchObject({ width: 400, height: 300, damaged: true });
    await expect(decode(whole.subarray(0, whole.length * 0.15))).rejects.toMatchObject(refused);
  });

  it('keeps its sound rows at their place, and makes the others grey', async () => {
    const file = await quarters().resize(640, 480, { kernel: 'nearest' }).png({ compressionLevel: 0 }).toBuffer();
    const decoded = await decode(file.subarray(0, file.length * 0.55));
    expect(decoded.damaged).toBe(true);
    expect(quartersOf(decoded)).toBe('red green rgb(128,128,128) rgb(128,128,128)');
  });

  it('keeps its orientation and its profile', async () => {
    const file = await quarters()
      .resize(640, 480, { kernel: 'nearest' })
      .withMetadata({ orientation: 3, icc: 'p3' })
      .png({ compressionLevel: 0 })
      .toBuffer();
    const decoded = await decode(file.subarray(0, file.length * 0.55));
    expect(quartersOf(decoded).split(' ').slice(2)).toEqual(['green', 'red']);
  });

  it('with a wrong checksum is shown and marked', async () => {
    const file = await quarters().png().toBuffer();
    const end = file.indexOf('IEND') - 4;
    for (const at of [end - 1, end - 6]) {
      const broken = Buffer.from(file);
      broken[at]! ^= 1;
      const decoded = await decode(broken);
      expect(quartersOf(decoded)).toBe(UPRIGHT);
      expect(decoded.damaged).toBe(true);
    }
  });
});

describe('a file of another format that is cut off', () => {
  const whole: Record<string, () => Promise<Buffer>> = {
    webp: () => noisy().webp({ effort: 0 }).toBuffer(),
    'webp without loss': () => noisy().webp({ lossless: true, effort: 0 }).toBuffer(),
    avif: () => noisy().avif({ effort: 0 }).toBuffer(),
    'jpeg xl': async () => QUARTERS_JXL,
    'jpeg 2000': async () => QUARTERS_JP2,
  };
  it.each(Object.keys(whole))('is refused: %s', async (name) => {
    const file = await whole[name]!();
    for (const share of [0.3, 0.6, 0.9]) {
      await expect(decode(file.subarray(0, file.length * share))).rejects.toMatchObject(refused);
    }
  });

  it.each(Object.keys(PNM))('is shown if a quarter is left: %s', async (name) => {
    const file = PNM[name]!();
    expect(await decode(file.subarray(0, file.length * 0.6))).toMatchObject({ damaged: true });
    await expect(decode(file.subarray(0, file.length * 0.2))).rejects.toMatchObject(refused);
    expect((await decode(file)).damaged).toBe(false);
  });

  it.each([
    [{ bits: 24 }],
    [{ bits: 32, topDown: true }],
    [{ bits: 8 }],
    [{ bits: 4 }],
    [{ bits: 8, runs: true }],
    [{ bits: 4, runs: true }],
  ] as const)('is shown if a quarter is left: bmp %j', async (options) => {
    const file = bmp(options);
    const data = file.readUInt32LE(10);
    const part = (share: number) => file.subarray(0, data + Math.floor((file.length - data) * share));
    const decoded = await decode(part(0.6));
    expect(decoded.damaged).toBe(true);
    // A bitmap begins with its last row.
    const rows = quartersOf(decoded).split(' ');
    expect('topDown' in options ? rows.slice(0, 2) : rows.slice(2)).toEqual(
      'topDown' in options ? ['red', 'green'] : ['blue', 'white'],
    );
    await expect(decode(part(0.2))).rejects.toMatchObject(refused);
  });
});

describe('a BMP', () => {
  const kinds = [
    { bits: 24 },
    { bits: 32 },
    { bits: 16, masks: [0xf800, 0x7e0, 0x1f] },
    { bits: 8 },
    { bits: 4 },
  ] as const;
  it.each([0, 14, 54 - 4, 4_000_000, 0xffffffff])('with the wrong offset %i is shown', async (offset) => {
    for (const options of kinds) {
      const file = bmp(options);
      file.writeUInt32LE(offset, 10);
      if (options.bits <= 8) file.writeUInt32LE(4, 46);
      expect(await decode(file)).toMatchObject({ damaged: false });
      expect(quartersOf(await decode(file))).toBe(UPRIGHT);
    }
  });

  it('with a gap before its pixels is shown', async () => {
    const file = bmp({ bits: 24 });
    const at = file.readUInt32LE(10);
    const moved = Buffer.concat([file.subarray(0, at), Buffer.alloc(100, 0x77), file.subarray(at)]);
    moved.writeUInt32LE(at + 100, 10);
    expect(quartersOf(await decode(moved))).toBe(UPRIGHT);
  });

  it('with a full palette, of which it names fewer colours, or none', async () => {
    const short = bmp({ bits: 8 });
    short.writeUInt32LE(4, 46);
    expect(quartersOf(await decode(short))).toBe(UPRIGHT);
    const at = short.readUInt32LE(10);
    const full = Buffer.concat([short.subarray(0, at), Buffer.alloc(252 * 4), short.subarray(at)]);
    full.writeUInt32LE(at + 252 * 4, 10);
    for (const named of [0, 4, 256]) {
      full.writeUInt32LE(named, 46);
      expect(quartersOf(await decode(full))).toBe(UPRIGHT);
    }
  });

  it('whose palette lacks most of its colours is refused, not black', async () => {
    const file = bmp({ bits: 8 });
    const at = file.readUInt32LE(10);
    const without = Buffer.concat([file.subarray(0, 54), file.subarray(at)]);
    without.writeUInt32LE(54, 10);
    await expect(decode(without)).rejects.toMatchObject(refused);
  });
});

describe('the proof that pixels are the same', () => {
  it('sees a change of one pixel, by whatever decoder', async () => {
    const hash = (file: Buffer) => pixelHash(file, createMemoryBudget(600e6));
    const five = (changed: boolean) =>
      tiffOf({
        extras: [0, 0],
        samples: (rgb, x, y) => [...(changed && x === 5 && y === 5 ? [rgb[0], rgb[1] + 1, rgb[2]] : rgb), 0, 0],
      });
    expect(await hash(five(false))).toBe(await hash(five(false)));
    expect(await hash(five(true))).not.toBe(await hash(five(false)));
    for (const compression of [34925, 50000]) {
      const unknown = tiffOf({ compression, samples: (rgb) => rgb });
      await expect(hash(unknown)).rejects.toMatchObject({ code: 'photo-unreadable' });
    }
  });

  it('fails for damaged pictures and for several', async () => {
    const hash = (file: Buffer) => pixelHash(file, createMemoryBudget(600e6));
    const jpeg = await noisy().jpeg().toBuffer();
    expect(await hash(jpeg)).toMatch(/^[0-9a-f]{64}$/);
    await expect(hash(jpeg.subarray(0, jpeg.length * 0.8))).rejects.toMatchObject({
      message: 'it is damaged, and what is missing could not be compared',
    });
    const both = sharp([await quarters().png().toBuffer(), await quarters().negate().png().toBuffer()], {
      join: { animated: true },
    });
    await expect(hash(await both.webp().toBuffer())).rejects.toMatchObject({
      message: 'it holds several pictures, and only the first could be compared',
    });
  });
});
