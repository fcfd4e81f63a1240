/** TIFFs of every kind that cameras, scanners and programs write, shown right. */

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { DISPLAYED, decode, HEIGHT, quarters, quartersOf, UPRIGHT, WIDTH } from '../../../support/photos/quarters.ts';
import { type TiffOptions, tiffOf } from '../../../support/photos/tiffs.ts';

type Rgb = readonly [number, number, number];

const toLight = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const light = (rgb: Rgb) => rgb.map((value) => toLight(value / 255));
/** ITU-R BT.601. */
const grey = ([r, g, b]: Rgb) => Math.round(0.299 * r + 0.587 * g + 0.114 * b);

/** From sRGB to CIELAB relative to D50. */
function lab(rgb: Rgb): [number, number, number] {
  const [r, g, b] = light(rgb) as [number, number, number];
  const [x, y, z] = [
    (0.4360747 * r + 0.3850649 * g + 0.1430804 * b) / 0.9642,
    0.2225045 * r + 0.7168786 * g + 0.0606169 * b,
    (0.0139322 * r + 0.0971045 * g + 0.7141733 * b) / 0.8249,
  ].map((t) => (t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29)) as [number, number, number];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** ITU-R BT.601. */
function yccOf(rgb: Rgb): number[] {
  const y = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
  return [y, (rgb[2] - y) / 1.772 + 128, (rgb[0] - y) / 1.402 + 128].map(Math.round);
}

const CMYK = { photometric: 5, samples: (rgb: Rgb) => [...rgb.map((value) => 255 - value), 0] };
const wide = (rgb: Rgb) => rgb.map((value) => value * 257);
/** 0: red, 1: green, 2: blue, 3: white. */
const corner = (_: Rgb, x: number, y: number) => [(y < HEIGHT / 2 ? 0 : 2) + (x < WIDTH / 2 ? 0 : 1)];
const paletteOf = (size: number) => {
  const corners = [
    [220, 30, 30],
    [30, 180, 30],
    [30, 30, 220],
    [240, 240, 240],
  ];
  return [0, 1, 2].flatMap((part) => Array.from({ length: size }, (_, i) => (corners[i]?.[part] ?? 0) * 257));
};

const COLOURED: Record<string, TiffOptions> = {
  'rgb of 8 bits': { samples: (rgb) => rgb },
  'rgb of 16 bits': { bits: 16, samples: wide },
  'rgb of 16 bits, big-endian, planes': { bits: 16, motorola: true, planar: true, samples: wide },
  BigTIFF: { big: true, samples: (rgb) => rgb },
  'five bands': { extras: [0, 0], samples: (rgb) => [...rgb, 0, 255] },
  'five bands of 16 bits, in planes': {
    bits: 16,
    planar: true,
    extras: [0, 0],
    samples: (rgb) => [...wide(rgb), 0, 9],
  },
  'five bands, BigTIFF, big-endian': { big: true, motorola: true, extras: [0, 0], samples: (rgb) => [...rgb, 0, 255] },
  'a band of zeros that means nothing': { extras: [0], samples: (rgb) => [...rgb, 0] },
  'a fourth band that is not declared': { samples: (rgb) => [...rgb, 0] },
  'a mask before the transparency': { extras: [0, 2], samples: (rgb) => [...rgb, 0, 255] },
  'straight transparency': { extras: [2], samples: (rgb) => [...rgb, 255] },
  'premultiplied transparency of 16 bits': { bits: 16, extras: [1], samples: (rgb) => [...wide(rgb), 65_535] },
  tiles: { tile: 16, compression: 'lzw', samples: (rgb) => rgb },
  'tiles of planes': { tile: 32, planar: true, samples: (rgb) => rgb },
  'tiles of planes, packed': { tile: 32, planar: true, compression: 'deflate', predictor: 2, samples: (rgb) => rgb },
  'signed samples of 16 bits': { bits: 16, format: 2, samples: (rgb) => rgb.map((value) => value * 128) },
  'signed samples around zero': { bits: 16, format: 2, samples: (rgb) => rgb.map((value) => value * 257 - 32_768) },
  'signed samples of 8 bits': { bits: 8, format: 2, samples: (rgb) => rgb.map((value) => value - 128) },
  'integers of 32 bits': { bits: 32, samples: (rgb) => rgb.map((value) => value * 16_843_009) },
  'rgb of 12 bits': { bits: 12, compression: 'deflate', samples: (rgb) => rgb.map((value) => value * 16) },
  'rgb of 4 bits': { bits: 4, samples: (rgb) => rgb.map((value) => value >> 4) },
  'fractions of 32 bits: light from 0 to 1': { bits: 32, format: 3, samples: light },
  'fractions of 64 bits, big-endian': { bits: 64, format: 3, motorola: true, samples: light },
  'fractions of 16 bits': { bits: 16, format: 3, samples: light },
  'fractions in planes with predictor': {
    ...{ bits: 32, format: 3, planar: true, compression: 'deflate', predictor: 3 },
    samples: light,
  },
  'fractions with highlights above white': {
    ...{ bits: 32, format: 3 },
    samples: (rgb, x, y) => (x === 1 && y === 1 ? [40, 40, 40] : light(rgb)),
  },
  'fractions from 0 to 255': { bits: 32, format: 3, samples: (rgb) => rgb },
  'fractions from 0 to 65535': { bits: 64, format: 3, samples: wide },
  'fractions from -1 to 1': { bits: 32, format: 3, samples: (rgb) => rgb.map((value) => value / 127.5 - 1) },
  'fractions, some of them no numbers': {
    ...{ bits: 32, format: 3 },
    samples: (rgb, x, y) => (x === 1 && y === 1 ? [Number.NaN, Number.POSITIVE_INFINITY, 1] : light(rgb)),
  },
  'fractions with transparency': { bits: 32, format: 3, extras: [2], samples: (rgb) => [...light(rgb), 1] },
  'Lab of 8 bits': { photometric: 8, samples: (rgb) => labOf(lab(rgb), 1) },
  'Lab of 8 bits with transparency': { photometric: 8, extras: [2], samples: (rgb) => [...labOf(lab(rgb), 1), 255] },
  'Lab of 16 bits': { photometric: 8, bits: 16, samples: (rgb) => labOf(lab(rgb), 256) },
  'Lab of fractions': { photometric: 8, bits: 32, format: 3, samples: lab },
  'ICC Lab of 8 bits': { photometric: 9, samples: (rgb) => iccLabOf(lab(rgb), 1) },
  'ICC Lab of 16 bits': { photometric: 9, bits: 16, samples: (rgb) => iccLabOf(lab(rgb), 256) },
  YCbCr: { photometric: 6, fullYcc: true, samples: yccOf },
  'YCbCr, packed, in planes': { photometric: 6, fullYcc: true, planar: true, compression: 'lzw', samples: yccOf },
  'palette of 8 bits': { photometric: 3, palette: paletteOf(256), samples: corner },
  'palette of 4 bits': { photometric: 3, bits: 4, palette: paletteOf(16), samples: corner },
  'palette of 2 bits': { photometric: 3, bits: 2, palette: paletteOf(4), samples: corner },
  'palette with a mask': {
    photometric: 3,
    palette: paletteOf(256),
    extras: [0],
    samples: (...at) => [...corner(...at), 0],
  },
  'palette of 16 bits': { photometric: 3, bits: 16, palette: paletteOf(65_536), samples: corner },
};

const labOf = ([l, a, b]: Rgb, unit: 1 | 256) => [
  Math.round((l / 100) * (256 * unit - 1)),
  Math.round(a * unit),
  Math.round(b * unit),
];
const iccLabOf = ([l, a, b]: Rgb, unit: 1 | 256) => [
  Math.round((l / 100) * 255 * unit),
  Math.round((a + 128) * unit),
  Math.round((b + 128) * unit),
];

describe('TIFF in colour', () => {
  it.each(Object.keys(COLOURED))('%s', async (name) => {
    const decoded = await decode(tiffOf(COLOURED[name]!));
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
