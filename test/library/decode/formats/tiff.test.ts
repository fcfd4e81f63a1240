/** TIFFs of every kind that cameras, scanners and programs write, shown right. */

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { DISPLAYED, decode, HEIGHT, quarters, quartersOf, UPRIGHT, WIDTH } from '../../../support/photos/quarters.ts';
import { CMYK, COLOURED_TIFFS, grey, type Rgb, toLight, wide } from '../../../support/photos/tiff-kinds.ts';
import { type TiffOptions, tiffOf } from '../../../support/photos/tiffs.ts';

describe('TIFF in colour', () => {
  it.each(Object.keys(COLOURED_TIFFS))('%s', async (name) => {
    const decoded = await decode(tiffOf(COLOURED_TIFFS[name]!));
    expect(quartersOf(decoded)).toBe(UPRIGHT);
    expect(decoded).toMatchObject({ width: WIDTH, height: HEIGHT, damaged: false });
  });

  it.each([
    ['inks', CMYK],
    ['inks of 16 bits', { ...CMYK, bits: 16, samples: (rgb: Rgb) => [...wide(rgb).map((v) => 65_535 - v), 0] }],
    ['inks and a mask', { ...CMYK, extras: [0], samples: (rgb: Rgb) => [...CMYK.samples(rgb), 0] }],
    ['inks and transparency', { ...CMYK, extras: [2], samples: (rgb: Rgb) => [...CMYK.samples(rgb), 255] }],
    [
      'inks and a mask, in planes',
      { ...CMYK, planar: true, extras: [0], samples: (rgb: Rgb) => [...CMYK.samples(rgb), 0] },
    ],
  ] as const)('%s, within the gamut of inks', async (_, options) => {
    expect(quartersOf(await decode(tiffOf(options)), 105)).toBe(UPRIGHT);
  });

  it.each(['none', 'lzw', 'deflate', 'packbits', 32946] as const)('compressed with %s', async (compression) => {
    // By libvips, and by picsift's own reader.
    for (const options of [{}, { extras: [0] as const, samples: (rgb: Rgb) => [...rgb, 0] }]) {
      for (const rowsPerStrip of [HEIGHT, 10]) {
        const file = tiffOf({ compression, rowsPerStrip, samples: (rgb) => rgb, ...options });
        expect(quartersOf(await decode(file))).toBe(UPRIGHT);
      }
    }
  });

  it.each([8, 16, 32] as const)('differences of %i bits, in both byte orders', async (bits) => {
    for (const motorola of [false, true]) {
      const samples = (rgb: Rgb) => [...rgb.map((value) => value * ((2 ** bits - 1) / 255)), 0];
      const file = tiffOf({ bits, motorola, compression: 'lzw', predictor: 2, extras: [0], samples });
      expect(quartersOf(await decode(file))).toBe(UPRIGHT);
    }
  });

  it('a long LZW strip, whose table fills up', async () => {
    const noise = (x: number, y: number) => (x * 7919 + y * 104_729 + x * y * 31) % 13;
    const samples = (rgb: Rgb, x: number, y: number) => [...rgb.map((value) => value - noise(x, y)), noise(y, x), 7];
    const file = tiffOf({ compression: 'lzw', extras: [0, 0], samples });
    expect(file.length).toBeGreaterThan(5000);
    expect(quartersOf(await decode(file))).toBe(UPRIGHT);
  });

  it.each(Object.keys(DISPLAYED).map(Number))('orientation %i, by both readers', async (orientation) => {
    for (const options of [{ samples: (rgb: Rgb) => rgb }, { extras: [0], samples: (rgb: Rgb) => [...rgb, 0] }]) {
      const decoded = await decode(tiffOf({ orientation, ...options }));
      expect(quartersOf(decoded)).toBe(DISPLAYED[orientation]);
      expect(decoded.width).toBe(orientation >= 5 ? HEIGHT : WIDTH);
    }
  });

  it('uses the profile of files that picsift reads itself, also of fractions', async () => {
    const icc = (await sharp(await quarters().withIccProfile('p3').png().toBuffer()).metadata()).icc!;
    const pixel = async (options: TiffOptions) => [...(await decode(tiffOf(options))).rgb.subarray(0, 3)];
    const plain = { extras: [0], samples: () => [200, 60, 60, 0] };
    const fractions = { bits: 32, format: 3 as const, samples: () => [200 / 255, 60 / 255, 60 / 255] };
    expect(await pixel(plain)).toEqual([200, 60, 60]);
    expect((await pixel({ ...plain, icc }))[0]).toBeGreaterThan(205);
    expect((await pixel({ ...fractions, icc }))[0]).toBeGreaterThan(205);
  });

  it('takes a sample that is not declared for transparency, unless it is zero everywhere', async () => {
    const samples = (rgb: Rgb, x: number) => [...rgb, x < WIDTH / 2 ? 0 : 255];
    expect(quartersOf(await decode(tiffOf({ samples })), 15)).toBe('white green white white');
  });

  it('shows transparent parts in white, straight and premultiplied', async () => {
    for (const extras of [[2], [1], [0, 2]]) {
      const samples = (rgb: Rgb) => [...(extras[0] === 1 ? [0, 0, 0] : rgb), ...extras.map(() => 0)];
      const { rgb } = await decode(tiffOf({ extras, samples }));
      expect(rgb.every((value) => value === 255)).toBe(true);
    }
    // Half of red over white.
    const half = await decode(tiffOf({ bits: 32, format: 3, extras: [1], samples: () => [0.5, 0, 0, 0.5] }));
    expect([...half.rgb.subarray(0, 3)]).toEqual([255, 128, 128]);
  });
});

describe('TIFF in grey', () => {
  const shade = (rgb: Rgb) => grey(rgb) / 255;
  const GREY: Record<string, TiffOptions> = {
    '8 bits': { samples: (rgb) => [grey(rgb)] },
    '16 bits': { bits: 16, samples: (rgb) => [grey(rgb) * 257] },
    'white is zero': { photometric: 0, samples: (rgb) => [255 - grey(rgb)] },
    'white is zero, and a mask': { photometric: 0, extras: [0], samples: (rgb) => [255 - grey(rgb), 0] },
    '8 bits and transparency': { extras: [2], samples: (rgb) => [grey(rgb), 255] },
    '16 bits and transparency': { bits: 16, extras: [2], samples: (rgb) => [grey(rgb) * 257, 65_535] },
    '16 bits and premultiplied transparency': { bits: 16, extras: [1], samples: (rgb) => [grey(rgb) * 257, 65_535] },
    '16 bits and a mask': { bits: 16, extras: [0], samples: (rgb) => [grey(rgb) * 257, 0] },
    '12 bits': { bits: 12, samples: (rgb) => [grey(rgb) * 16] },
    '4 bits': { bits: 4, samples: (rgb) => [grey(rgb) >> 4] },
    '2 bits': { bits: 2, samples: (rgb) => [grey(rgb) >> 6] },
    signed: { bits: 16, format: 2, samples: (rgb) => [grey(rgb) * 100 - 4000] },
    fractions: { bits: 32, format: 3, samples: (rgb) => [shade(rgb)] },
    'fractions of 64 bits': { bits: 64, format: 3, samples: (rgb) => [shade(rgb)] },
    'fractions of 16 bits': { bits: 16, format: 3, samples: (rgb) => [shade(rgb)] },
    'fractions of light with highlights': {
      bits: 32,
      format: 3,
      samples: (rgb, x, y) => [x === 1 && y === 1 ? 40 : toLight(shade(rgb))],
    },
    'fractions of any range': { bits: 32, format: 3, samples: (rgb) => [1000 * shade(rgb)] },
    'very small fractions': { bits: 32, format: 3, samples: (rgb) => [0.001 * toLight(shade(rgb))] },
  };
  it.each(Object.keys(GREY))('%s', async (name) => {
    const { rgb, damaged } = await decode(tiffOf({ photometric: 1, ...GREY[name]! }));
    expect(damaged).toBe(false);
    const at = (x: number, y: number) => rgb[(y * 32 + x) * 3]!;
    const [red, green, blue, white] = [at(8, 8), at(24, 8), at(8, 24), at(24, 24)] as const;
    // In the order of their brightness, and far apart: 53 (blue), 88, 118, 240.
    expect(white).toBeGreaterThan(180);
    expect(white - Math.max(red, green, blue)).toBeGreaterThan(60);
    expect(red).toBeGreaterThanOrEqual(blue);
    expect(green).toBeGreaterThanOrEqual(red);
    expect(blue).toBeLessThan(110);
  });

  it.each([
    ['fractions as displayed', (rgb: Rgb) => [shade(rgb)]],
    [
      'fractions of light, with a highlight',
      (rgb: Rgb, x: number, y: number) => [x + y === 0 ? 2 : toLight(shade(rgb))],
    ],
  ])('%s have the values of 8 bits', async (_, samples) => {
    const expected = await decode(tiffOf({ photometric: 1, samples: (rgb) => [grey(rgb)] }));
    const { rgb } = await decode(tiffOf({ photometric: 1, bits: 32, format: 3, samples }));
    for (const [x, y] of [
      [8, 8],
      [24, 8],
      [8, 24],
      [24, 24],
    ] as const) {
      const at = (y * 32 + x) * 3;
      expect(Math.abs(rgb[at]! - expected.rgb[at]!), `${x}, ${y}`).toBeLessThanOrEqual(2);
    }
  });

  it('1 bit, in both senses and both orders of bits', async () => {
    for (const options of [{ photometric: 1 }, { photometric: 0 }, { photometric: 1, lowBitFirst: true }]) {
      const isWhite = options.photometric === 1 ? 1 : 0;
      const file = tiffOf({ bits: 1, ...options, samples: (_, x) => [x < WIDTH / 2 ? isWhite : 1 - isWhite] });
      const { rgb } = await decode(file);
      expect([rgb[0], rgb[31 * 3]]).toEqual([255, 0]);
    }
  });
});
