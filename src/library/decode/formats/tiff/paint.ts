/** Converts rows of samples of a TIFF to 8-bit colours. */

import { encodeSrgb, labToSrgb } from './colour.ts';
import { ALPHA, type Alpha, COLOURS, PHOTOMETRIC, type TiffLayout } from './layout.ts';
import type { Range } from './range.ts';

/**
 * Paint a row of pixels.
 * @param row samples, pixel by pixel.
 * @param to position of the first pixel in `data`.
 */
export type PaintRow = (row: Float32Array, width: number, data: Uint8Array, to: number) => void;

/** Transparent parts become white. */
export function rowPainter(layout: TiffLayout, range: Range, alpha: Alpha | undefined): PaintRow {
  const { photometric, samples } = layout;
  const converted = converterOf(layout);
  if (converted === undefined && alpha === undefined) return plainPainter(layout, range);
  const colourAt = converted ?? blendedOf(layout, range, alpha!);
  const alphaAt = alphaReader(layout, alpha);
  // No ink is white; so is all light.
  const blank = photometric === PHOTOMETRIC.inks ? 0 : 255;
  return (row, width, data, to) => {
    for (let at = 0, next = to; at < width * samples; at += samples) {
      const opaque = alphaAt(row, at);
      for (const value of colourAt(row, at)) data[next++] = Math.round(value * opaque + blank * (1 - opaque));
    }
  };
}

/** Steps of the values between black and white. With fewer, dark light would lose shades. */
const STEPS = 65_535;

/** Make a table of the 8-bit colours of all steps. */
function coloursOf({ photometric }: TiffLayout, { linear }: Range): Uint8Array {
  return Uint8Array.from({ length: STEPS + 1 }, (_, step) => {
    const value = linear ? encodeSrgb(step / STEPS) : step / STEPS;
    return Math.round(255 * (photometric === PHOTOMETRIC.white ? 1 - value : value));
  });
}

/** The step of a value; black for one that is no number. */
function stepOf(value: number): number {
  return value > 0 ? Math.min(STEPS, Math.round(value)) : 0;
}

function plainPainter(layout: TiffLayout, range: Range): PaintRow {
  const { samples, photometric } = layout;
  const count = COLOURS[photometric]!;
  const colours = coloursOf(layout, range);
  const { black, white } = range;
  const scale = STEPS / (white - black || 1);
  return (row, width, data, to) => {
    for (let at = 0, next = to; at < width * samples; at += samples) {
      for (let i = at; i < at + count; i++) data[next++] = colours[stepOf((row[i]! - black) * scale)]!;
    }
  };
}

/** Make a function that returns the colours of a pixel, 0 to 255 each. It may return the same array each time. */
type ColourAt = (row: Float32Array, at: number) => readonly number[];

/** Returns undefined for colours that need no conversion between channels. */
function converterOf(layout: TiffLayout): ColourAt | undefined {
  switch (layout.photometric) {
    case PHOTOMETRIC.lab:
    case PHOTOMETRIC.iccLab:
      return labOf(layout);
    case PHOTOMETRIC.palette:
      return paletteOf(layout.palette!);
    case PHOTOMETRIC.ycc:
      return (row, at) => yccToRgb(row[at]!, row[at + 1]! - 128, row[at + 2]! - 128);
    default:
      return undefined;
  }
}

/** ITU-R BT.601 (TIFF 6.0, section 21). */
function yccToRgb(luma: number, blue: number, red: number): readonly number[] {
  const rgb = [luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red, luma + 1.772 * blue];
  return rgb.map((value) => Math.min(255, Math.max(0, value)));
}

function blendedOf(layout: TiffLayout, range: Range, alpha: Alpha): ColourAt {
  const colours = coloursOf(layout, range);
  const { black, white } = range;
  const scale = STEPS / (white - black || 1);
  const alphaAt = alphaReader(layout, alpha);
  const colour = new Array<number>(COLOURS[layout.photometric]!).fill(0);
  return (row, at) => {
    const whole = alpha.type === ALPHA.premultiplied ? alphaAt(row, at) || 1 : 1;
    for (let i = 0; i < colour.length; i++) colour[i] = colours[stepOf(((row[at + i]! - black) * scale) / whole)]!;
    return colour;
  };
}

/** Make a function that reads how opaque a pixel is, 0 to 1. A value below 0 is wrong, and hides nothing. */
function alphaReader(
  { format, bits }: TiffLayout,
  alpha: Alpha | undefined,
): (row: Float32Array, at: number) => number {
  if (alpha === undefined) return () => 1;
  const most = format === 'float' ? 1 : 2 ** (format === 'int' ? bits - 1 : bits) - 1;
  return (row, at) => {
    const value = row[at + alpha.sample]! / most;
    return value >= 0 ? Math.min(1, value) : 1;
  };
}

/** Lab of integers (TIFF 6.0, section 23; Adobe's ICCLab has an offset instead of a sign) or of plain numbers. */
function labOf({ photometric, bits, format }: TiffLayout): ColourAt {
  if (format === 'float') return (row, at) => labToSrgb(row[at]!, row[at + 1]!, row[at + 2]!);
  const unit = 2 ** (bits - 8);
  const isOffset = photometric === PHOTOMETRIC.iccLab;
  const white = isOffset && bits > 8 ? 255 * unit : 2 ** bits - 1;
  const chroma = (value: number) => {
    const scaled = value / unit;
    return isOffset ? scaled - 128 : scaled >= 128 ? scaled - 256 : scaled;
  };
  return (row, at) => labToSrgb((100 * row[at]!) / white, chroma(row[at + 1]!), chroma(row[at + 2]!));
}

const NO_COLOUR = [0, 0, 0];

function paletteOf(palette: readonly number[]): ColourAt {
  const size = palette.length / 3;
  // Old writers use 8 of the 16 bits.
  const unit = palette.some((value) => value > 255) ? 257 : 1;
  const colours = Array.from({ length: size }, (_, i) => [0, 1, 2].map((part) => palette[part * size + i]! / unit));
  return (row, at) => colours[row[at]!] ?? NO_COLOUR;
}
