/** TIFFs that picsift cannot show as a whole: refused with the reason, or marked. Never blank. */

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decode, quartersOf, UPRIGHT } from '../../../support/photos/quarters.ts';
import { tiffOf } from '../../../support/photos/tiffs.ts';

type Rgb = readonly [number, number, number];

describe('a TIFF that picsift cannot show', () => {
  it.each([
    [6, 'JPEG of the old style'],
    [34925, 'LZMA'],
    [50000, 'ZSTD'],
    [50001, 'WebP'],
    [50002, 'JPEG XL'],
    [34887, 'LERC'],
    [34712, 'JPEG 2000'],
    [61234, 'number 61234'],
  ])('compressed with %i', async (compression, name) => {
    for (const options of [{ samples: (rgb: Rgb) => rgb }, { extras: [0], samples: (rgb: Rgb) => [...rgb, 0] }]) {
      await expect(decode(tiffOf({ compression, ...options }))).rejects.toMatchObject({
        code: 'photo-unreadable',
        message: `it is compressed with ${name}, which picsift cannot read in a TIFF`,
      });
    }
  });

  it.each([10, 5, 4])('whose photometric interpretation is %i', async (photometric) => {
    await expect(decode(tiffOf({ photometric, samples: (rgb) => rgb }))).rejects.toMatchObject({
      message: 'its colours are stored in a way picsift does not know',
    });
  });

  it('because its only strip is damaged', async () => {
    const spoil = (data: Buffer) => Buffer.from(data).fill(0x55, 10, 30);
    for (const extras of [[], [0]]) {
      const samples = (rgb: Rgb) => [...rgb, ...extras];
      await expect(decode(tiffOf({ compression: 'deflate', extras, samples, spoil }))).rejects.toMatchObject({
        code: 'photo-unreadable',
      });
    }
  });
});

describe('a damaged TIFF', () => {
  const readers = {
    libvips: { samples: (rgb: Rgb) => rgb },
    picsift: { extras: [0], samples: (rgb: Rgb) => [...rgb, 0] },
  };
  it.each(['libvips', 'picsift'] as const)('shows its sound strips: %s', async (reader) => {
    for (const compression of ['deflate', 'lzw'] as const) {
      // Strips of 8 rows; those of the upper half are sound.
      const spoil = (data: Buffer, index: number) => (index >= 3 ? Buffer.alloc(data.length, 0xff) : data);
      const options = { ...readers[reader], compression, rowsPerStrip: 8 };
      const decoded = await decode(tiffOf({ ...options, spoil }));
      expect(decoded.damaged).toBe(true);
      expect(quartersOf(decoded).startsWith('red green rgb(128,128,128)')).toBe(true);
      const worse = (data: Buffer, index: number) => (index >= 1 ? Buffer.alloc(data.length, 0xff) : data);
      await expect(decode(tiffOf({ ...options, spoil: worse }))).rejects.toMatchObject({ code: 'photo-unreadable' });
    }
  });

  it.each(['libvips', 'picsift'] as const)('shows its sound tiles: %s', async (reader) => {
    const spoil = (data: Buffer, index: number) => (index % 2 === 1 ? Buffer.alloc(data.length, 0xff) : data);
    const decoded = await decode(tiffOf({ ...readers[reader], tile: 16, compression: 'deflate', spoil }));
    expect(decoded.damaged).toBe(true);
  });

  it.each(['libvips', 'picsift'] as const)('whose checksum is wrong is marked: %s', async (reader) => {
    const spoil = (data: Buffer) => Buffer.from(data.map((byte, i) => (i === data.length - 1 ? byte ^ 1 : byte)));
    for (const tile of [undefined, 16]) {
      const options = { ...readers[reader], compression: 'deflate' as const, ...(tile === undefined ? {} : { tile }) };
      const decoded = await decode(tiffOf({ ...options, spoil }));
      expect(quartersOf(decoded)).toBe(UPRIGHT);
      expect(decoded.damaged).toBe(true);
      expect((await decode(tiffOf(options))).damaged).toBe(false);
    }
  });

  it('of JPEG strips or tiles is marked', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
    const noisy = sharp({ create: { width: 256, height: 256, channels: 3, background: 'red', noise } });
    for (const options of [{}, { tile: true, tileWidth: 64, tileHeight: 64 }]) {
      const file = await noisy
        .clone()
        .tiff({ compression: 'jpeg', ...options })
        .toBuffer();
      expect((await decode(file)).damaged).toBe(false);
      file.set([0xff, 0xd3, 0xff, 0xd5], Math.floor(file.length * 0.7));
      expect((await decode(file)).damaged).toBe(true);
    }
  });

  it.each([
    ['light', (rgb: Rgb) => rgb.map((value) => (value / 255) ** 2.2)],
    ['any range', (rgb: Rgb) => rgb],
    ['very small light', (rgb: Rgb) => rgb.map((value) => 0.001 * (value / 255) ** 2.2)],
  ])('is not hidden by a few absurd fractions: %s', async (_, sound) => {
    // A flipped bit, and "no data" of programs for maps.
    for (const absurd of [1e30, -3.4e38, -1e9]) {
      const samples = (rgb: Rgb, x: number, y: number) => (x + y < 2 ? [absurd, absurd, absurd] : sound(rgb));
      expect(quartersOf(await decode(tiffOf({ bits: 32, format: 3, samples })), 60)).toBe(UPRIGHT);
    }
  });

  it('is not hidden by signed integers or transparency with flipped bits', async () => {
    const flipped = (x: number, y: number) => (x * 7 + y) % 211 === 0;
    const signed = (rgb: Rgb, x: number, y: number) => rgb.map((value) => (flipped(x, y) ? -(2 ** 31) : value));
    const hidden = (rgb: Rgb, x: number, y: number) => [...rgb, flipped(x, y) ? 0x40 : 0];
    for (const options of [{ bits: 32, format: 2 as const, samples: signed }, { samples: hidden }]) {
      expect(quartersOf(await decode(tiffOf(options)), 60)).toBe(UPRIGHT);
    }
  });

  it('whose samples have no stated size is refused', async () => {
    const file = tiffOf({ photometric: 3, palette: new Array<number>(768).fill(9), samples: () => [0] });
    // The tag of the bits, the third entry.
    file.writeUInt16LE(59_999, 8 + 2 + 2 * 12);
    await expect(decode(file)).rejects.toMatchObject({ message: 'its header is damaged, or says too little' });
  });

  it('of CCITT lines is refused or marked', async () => {
    const disc = Buffer.from(
      Array.from({ length: 300 * 200 }, (_, i) => (Math.hypot((i % 300) - 140, i / 300 - 90) < 60 ? 0 : 255)),
    );
    const drawing = sharp(disc, { raw: { width: 300, height: 200, channels: 1 } });
    const file = await drawing.toColourspace('b-w').tiff({ compression: 'ccittfax4', bitdepth: 1 }).toBuffer();
    const whole = await decode(file);
    expect(whole.damaged).toBe(false);
    const outcomes = new Set<unknown>();
    for (let at = 12; at < 120; at += 4) {
      const broken = Buffer.from(file);
      for (let i = at; i < at + 4; i++) broken[i]! ^= 0x5a;
      const seen = await decode(broken).catch(() => undefined);
      const same = seen?.rgb.every((value, i) => Math.abs(value - whole.rgb[i]!) < 60) ?? true;
      outcomes.add(same || seen?.damaged);
    }
    expect([...outcomes]).toEqual([true]);
  });

  it.each(['libvips', 'picsift'] as const)('is cut off: %s', async (reader) => {
    for (const compression of ['none', 'lzw', 'packbits', 'deflate'] as const) {
      const file = tiffOf({ ...readers[reader], compression, rowsPerStrip: 4 });
      expect(await decode(file.subarray(0, file.length * 0.9))).toMatchObject({ damaged: true });
      await expect(decode(file.subarray(0, file.length * 0.1))).rejects.toMatchObject({ code: 'photo-unreadable' });
    }
  });
});
