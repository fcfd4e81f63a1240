/** The kinds of TIFFs in colour that cameras, scanners and programs write. */

import { HEIGHT, WIDTH } from './quarters.ts';
import type { TiffOptions } from './tiffs.ts';

export type Rgb = readonly [number, number, number];

export const toLight = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const light = (rgb: Rgb) => rgb.map((value) => toLight(value / 255));
/** ITU-R BT.601. */
export const grey = ([r, g, b]: Rgb) => Math.round(0.299 * r + 0.587 * g + 0.114 * b);

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

export const CMYK = { photometric: 5, samples: (rgb: Rgb) => [...rgb.map((value) => 255 - value), 0] };
export const wide = (rgb: Rgb) => rgb.map((value) => value * 257);
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

/** By kind. All of them show the drawing. */
export const COLOURED_TIFFS: Record<string, TiffOptions> = {
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
