/**
 * Decodes the TIFFs that libvips refuses or shows wrongly (fractions, signed samples, 8-bit Lab, extra channels, tiled
 * planes, odd numbers of bits), and what is left of damaged ones.
 */

import { PicsiftError } from '../../../../base/errors.ts';
import { MISSING, type Raster, requireShown } from '../raster.ts';
import { type Block, blockBytes, blockCount, readBlocks } from './blocks.ts';
import { isPredictable, isUnpacked } from './codecs.ts';
import { encodeSrgb, labToSrgb } from './colour.ts';
import { ALPHA, type Alpha, alphaOf, COLOURS, PHOTOMETRIC, type TiffLayout } from './layout.ts';
import { fixedRange, measuredRange, type Range } from './range.ts';
import { isReadable } from './samples.ts';

/** Decide whether `decodeTiff` knows how the file stores its colours. */
export function canDecodeTiff(layout: TiffLayout): boolean {
  const { photometric, samples, palette, compression } = layout;
  const colours = COLOURS[photometric];
  return (
    colours !== undefined &&
    ![PHOTOMETRIC.ycc, PHOTOMETRIC.logLuv].includes(photometric) &&
    samples >= colours &&
    (photometric !== PHOTOMETRIC.palette || (palette !== undefined && layout.format === 'uint' && layout.bits <= 16)) &&
    isUnpacked(compression) &&
    blockCount(layout) <= layout.offsets.length &&
    isPredictable(layout) &&
    isReadable(layout)
  );
}

/** Peak memory of `decodeTiff`, with the conversion by sharp. Bytes. */
export function tiffBytesNeeded(layout: TiffLayout): number {
  return layout.width * layout.height * (2 * channelsOf(layout) + 2) + blockBytes(layout);
}

/** @throws PicsiftError `photo-unreadable` if less than a quarter of the picture can be decoded. */
export async function decodeTiff(bytes: Buffer, layout: TiffLayout): Promise<Raster> {
  const { width, height, photometric, icc, orientation } = layout;
  const channels = channelsOf(layout);
  const colours = COLOURS[photometric]!;
  const range = fixedRange(layout) ?? (await measuredRange(readBlocks(bytes, layout), layout, colours));
  const alpha = await usedAlpha(bytes, layout);
  const toColour = colourOf(layout, range, alpha);
  const alphaAt = alphaReader(layout, alpha);
  const data = new Uint8Array(width * height * channels).fill(MISSING);
  let [shown, sound] = [0, true];
  for await (const block of readBlocks(bytes, layout)) {
    shown += block.soundRows * block.width;
    sound &&= block.sound;
    paint(block, layout, data, channels, toColour, alphaAt);
  }
  const damaged = requireShown(shown / (width * height)) || !sound;
  const isInks = photometric === PHOTOMETRIC.inks;
  const isLab = photometric === PHOTOMETRIC.lab || photometric === PHOTOMETRIC.iccLab;
  const profile = isLab || photometric === PHOTOMETRIC.palette ? undefined : icc;
  return { width, height, channels, data, icc: profile, orientation, inks: isInks, damaged };
}

function channelsOf({ photometric }: TiffLayout): 1 | 3 | 4 {
  return photometric === PHOTOMETRIC.palette ? 3 : COLOURS[photometric]!;
}

type ToColour = (samples: Float32Array, at: number) => readonly number[];

function paint(
  block: Block,
  { width, samples, photometric }: TiffLayout,
  data: Uint8Array,
  channels: number,
  toColour: ToColour,
  alphaAt: (samples: Float32Array, at: number) => number,
): void {
  // No ink is white; so is all light.
  const blank = photometric === PHOTOMETRIC.inks ? 0 : 1;
  for (let y = 0; y < block.soundRows; y++) {
    const row = block.row(y);
    let to = ((block.top + y) * width + block.left) * channels;
    for (let at = 0; at < block.width * samples; at += samples) {
      const colour = toColour(row, at);
      const alpha = alphaAt(row, at);
      for (let channel = 0; channel < channels; channel++) {
        data[to++] = Math.round(255 * (colour[channel]! * alpha + blank * (1 - alpha)));
      }
    }
  }
}

/** A sample of zeros whose meaning is not stated is no transparency: nothing would show. */
async function usedAlpha(bytes: Buffer, layout: TiffLayout): Promise<Alpha | undefined> {
  const alpha = alphaOf(layout);
  if (!alpha?.assumed) return alpha;
  for await (const block of readBlocks(bytes, layout)) {
    for (let y = 0; y < block.soundRows; y++) {
      const row = block.row(y);
      for (let x = 0; x < block.width; x++) if (row[x * layout.samples + alpha.sample]! > 0) return alpha;
    }
  }
  return undefined;
}

/** Make a function that reads how opaque a pixel is, 0 to 1. */
function alphaReader(layout: TiffLayout, alpha: Alpha | undefined): (samples: Float32Array, at: number) => number {
  if (alpha === undefined) return () => 1;
  const most = layout.format === 'float' ? 1 : 2 ** (layout.format === 'int' ? layout.bits - 1 : layout.bits) - 1;
  return (samples, at) => within(samples[at + alpha.sample]! / most);
}

/** Make a function that converts the samples of a pixel to values of 0 to 1. */
function colourOf(layout: TiffLayout, range: Range, alpha: Alpha | undefined): ToColour {
  const { photometric, palette } = layout;
  if (photometric === PHOTOMETRIC.lab || photometric === PHOTOMETRIC.iccLab) return labOf(layout);
  if (photometric === PHOTOMETRIC.palette) return paletteOf(palette!);
  const count = COLOURS[photometric]!;
  const isPremultiplied = alpha?.type === ALPHA.premultiplied;
  const alphaAt = alphaReader(layout, alpha);
  const isInverted = photometric === PHOTOMETRIC.white;
  const { black, white, linear } = range;
  const size = white - black || 1;
  const colour = new Array<number>(count).fill(0);
  return (samples, at) => {
    const whole = isPremultiplied ? alphaAt(samples, at) || 1 : 1;
    for (let i = 0; i < count; i++) {
      const value = within((samples[at + i]! - black) / size / whole);
      const shown = linear ? encodeSrgb(value) : value;
      colour[i] = isInverted ? 1 - shown : shown;
    }
    return colour;
  };
}

/** Lab of integers (TIFF 6.0, section 23; Adobe's ICCLab has an offset instead of a sign) or of plain numbers. */
function labOf({ photometric, bits, format }: TiffLayout): ToColour {
  if (format === 'float') return (samples, at) => labToSrgb(samples[at]!, samples[at + 1]!, samples[at + 2]!);
  const unit = 2 ** (bits - 8);
  const isOffset = photometric === PHOTOMETRIC.iccLab;
  const white = isOffset && bits > 8 ? 255 * unit : 2 ** bits - 1;
  const chroma = (value: number) => {
    const scaled = value / unit;
    return isOffset ? scaled - 128 : scaled >= 128 ? scaled - 256 : scaled;
  };
  return (samples, at) => labToSrgb((100 * samples[at]!) / white, chroma(samples[at + 1]!), chroma(samples[at + 2]!));
}

function paletteOf(palette: readonly number[]): ToColour {
  const size = palette.length / 3;
  // Old writers use 8 of the 16 bits.
  const most = palette.some((value) => value > 255) ? 65_535 : 255;
  const colours = Array.from({ length: size }, (_, i) => [0, 1, 2].map((part) => palette[part * size + i]! / most));
  return (samples, at) => {
    const colour = colours[samples[at]!];
    if (colour === undefined) throw new PicsiftError('photo-unreadable', 'its palette lacks a colour');
    return colour;
  };
}

function within(value: number): number {
  // Also for values that are not numbers.
  return value > 0 ? Math.min(1, value) : 0;
}
