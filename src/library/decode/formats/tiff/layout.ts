/** How a TIFF stores the samples of its first picture, from its tags (TIFF 6.0; Adobe's technical notes for Lab). */

import type { Size } from '../raster.ts';
import { type Ifd, isLittleEndian, readIfds, TAG } from './directories.ts';

export interface TiffLayout extends Size {
  readonly little: boolean;
  /** Of each sample. */
  readonly bits: number;
  readonly format: 'uint' | 'int' | 'float';
  /** Samples of each pixel, with extra samples. */
  readonly samples: number;
  readonly photometric: number;
  /** The colours of YCbCr are stored for groups of pixels. */
  readonly subsampled: boolean;
  /** What the samples after the colours mean. */
  readonly extras: readonly number[];
  /** Each sample is in a plane of its own. */
  readonly planar: boolean;
  readonly compression: number;
  readonly predictor: number;
  /** The first pixel is in the lowest bit of a byte. */
  readonly lowBitFirst: boolean;
  /** Size of a strip or tile. */
  readonly block: Size;
  readonly tiled: boolean;
  /** Of each strip or tile, in rows from the top left, plane by plane. */
  readonly offsets: readonly number[];
  readonly byteCounts: readonly number[];
  /** Values of 16 bits: all reds, then all greens, then all blues. */
  readonly palette: readonly number[] | undefined;
  readonly icc: Uint8Array | undefined;
  /** What all JPEG streams of the file have in common. */
  readonly jpegTables: Buffer | undefined;
  /** Exif orientation, 1 to 8. */
  readonly orientation: number;
  /** Pictures in the file. */
  readonly pictures: number;
}

export const PHOTOMETRIC = {
  white: 0,
  black: 1,
  rgb: 2,
  palette: 3,
  inks: 5,
  ycc: 6,
  lab: 8,
  iccLab: 9,
  logLuv: 32845,
};
/** ExtraSamples: transparency, premultiplied or not. 0 means "unspecified": a saved selection, a mask, depth. */
export const ALPHA = { premultiplied: 1, straight: 2 };
/** Samples that make a colour, by photometric interpretation. */
export const COLOURS: Partial<Record<number, 1 | 3 | 4>> = { 0: 1, 1: 1, 2: 3, 3: 1, 5: 4, 6: 3, 8: 3, 9: 3, 32845: 3 };

const JPEG = 7;
const CMYK = 1;
const UNKNOWN_INKS = -1;
/** Values of one tag: enough for a strip for each row, or for an ICC profile. */
const MAX_VALUES = 4_000_000;
const FORMATS = { 1: 'uint', 2: 'int', 3: 'float', 4: 'uint' } as const;

/** @returns undefined if tags that every picture has are missing. */
export function tiffLayout(bytes: Buffer): TiffLayout | undefined {
  const ifds = readIfds(bytes, { maxValues: MAX_VALUES, subIfds: false });
  const [ifd] = ifds;
  if (ifd === undefined) return undefined;
  const one = (tag: number, otherwise: number) => ifd.get(tag)?.[0] ?? otherwise;
  const [width, height] = [one(TAG.width, 0), one(TAG.height, 0)];
  const tiled = ifd.has(TAG.tileOffsets);
  const offsets = ifd.get(tiled ? TAG.tileOffsets : TAG.stripOffsets);
  const format = FORMATS[one(TAG.sampleFormat, 1) as 1];
  const samples = one(TAG.samples, 1);
  if (width < 1 || height < 1 || samples < 1 || offsets === undefined || format === undefined) return undefined;
  const photometric = one(TAG.photometric, PHOTOMETRIC.black);
  // Only black and white may leave out their bits.
  if (!ifd.has(TAG.bits) && photometric > PHOTOMETRIC.black) return undefined;
  const rows = Math.min(Math.max(1, one(TAG.rowsPerStrip, height)), height);
  const block = tiled ? { width: one(TAG.tileWidth, 0), height: one(TAG.tileHeight, 0) } : { width, height: rows };
  if (block.width < 1 || block.height < 1) return undefined;
  const orientation = one(TAG.orientation, 1);
  const bytesOf = (tag: number) => (ifd.has(tag) ? Buffer.from(ifd.get(tag)!) : undefined);
  return {
    width,
    height,
    little: isLittleEndian(bytes),
    // Writers of TIFFs with samples of different sizes are unknown.
    bits: one(TAG.bits, 1),
    format,
    samples,
    photometric: photometricOf(photometric, one(TAG.inkSet, CMYK)),
    subsampled: (ifd.get(TAG.yccSubsampling) ?? [2, 2]).some((pixels) => pixels !== 1),
    extras: ifd.get(TAG.extraSamples) ?? [],
    planar: one(TAG.planar, 1) === 2,
    compression: one(TAG.compression, 1),
    predictor: one(TAG.predictor, 1),
    lowBitFirst: one(TAG.fillOrder, 1) === 2,
    block,
    tiled,
    offsets,
    byteCounts: ifd.get(tiled ? TAG.tileBytes : TAG.stripBytes) ?? [],
    palette: ifd.get(TAG.palette),
    icc: bytesOf(TAG.icc),
    jpegTables: bytesOf(TAG.jpegTables),
    orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
    pictures: ifds.filter(isPicture).length,
  };
}

/** Four inks need not be cyan, magenta, yellow and black. */
function photometricOf(photometric: number, inkSet: number): number {
  return photometric === PHOTOMETRIC.inks && inkSet !== CMYK ? UNKNOWN_INKS : photometric;
}

function isPicture(ifd: Ifd): boolean {
  return ifd.has(TAG.width) && ifd.has(TAG.height);
}

export interface Alpha {
  readonly sample: number;
  /** One of ALPHA. */
  readonly type: number;
  /** The file does not say what its sample after the colours means. Most programs mean transparency. */
  readonly assumed: boolean;
}

/** The sample that holds transparency; undefined if there is none. */
export function alphaOf({ samples, extras, photometric }: TiffLayout): Alpha | undefined {
  const first = COLOURS[photometric] ?? samples;
  if (extras.length === 0 && samples === first + 1) return { sample: first, type: ALPHA.straight, assumed: true };
  const index = extras.findIndex((type) => type === ALPHA.premultiplied || type === ALPHA.straight);
  const isInFile = index !== -1 && first + index < samples;
  return isInFile ? { sample: first + index, type: extras[index]!, assumed: false } : undefined;
}

/** Decide whether a sample is needed to show the picture. */
export function isShown(sample: number, layout: TiffLayout): boolean {
  return sample < (COLOURS[layout.photometric] ?? 0) || sample === alphaOf(layout)?.sample;
}

/** Decide whether libvips shows the picture as other viewers do: without extra channels, signs, fractions, and Lab. */
export function isPlain(layout: TiffLayout): boolean {
  const { photometric, samples, bits, format, planar, tiled, compression, subsampled } = layout;
  if (photometric === PHOTOMETRIC.logLuv) return true;
  const colours = COLOURS[photometric];
  if (format !== 'uint' || (planar && tiled) || colours === undefined) return false;
  const alpha = alphaOf(layout);
  const hasAlpha = alpha?.sample === colours && samples === colours + 1 && !alpha.assumed;
  if (samples !== colours && !(hasAlpha && colours !== 4)) return false;
  const { white, black, palette, ycc, rgb, inks } = PHOTOMETRIC;
  const sizes = {
    [white]: hasAlpha ? [8, 16] : [1, 2, 4, 8, 16],
    [black]: hasAlpha ? [8, 16] : [1, 2, 4, 8, 16],
    [palette]: hasAlpha ? [] : [1, 2, 4, 8],
    // libvips shows the values of YCbCr as if they were RGB, unless libtiff or its JPEG decoder converts them.
    [ycc]: !hasAlpha && (subsampled || compression === JPEG) ? [8] : [],
    [rgb]: [8, 16],
    [inks]: [8, 16],
  }[photometric];
  return sizes?.includes(bits) ?? false;
}
