/** A small valid file of every kind that picsift reads. */

import sharp, { type Sharp } from 'sharp';
import { seededRandom } from '../catalogs/made-up-vectors.ts';
import { type BmpOptions, bmp, PNM } from './bitmaps.ts';
import { heicWithOrientation, RAW_FILES } from './containers.ts';
import { QUARTERS_HEIC, QUARTERS_JP2, QUARTERS_JXL } from './encoded.ts';
import { jpeg2000, jpegXl } from './encoders.ts';
import { codedIn, heifOf, sequenceOf } from './heifs.ts';
import { box, exifBlock, jpegWith } from './metadata.ts';
import { quarters } from './quarters.ts';
import { jpegWithRestarts } from './restarts.ts';
import { CMYK, COLOURED_TIFFS } from './tiff-kinds.ts';
import { tiffOf } from './tiffs.ts';
import { xmp } from './xmp.ts';

type Samples = Readonly<Record<string, () => Buffer | Promise<Buffer>>>;

const SCENE = { width: 96, height: 72 };
const GRAIN = 25;

/** The drawing of quarters.ts with grain, so that every part of its file belongs to a part of the picture. */
async function scenePixels(): Promise<Buffer> {
  const { normal } = seededRandom(1);
  const { width, height } = SCENE;
  const plain = await quarters().resize(width, height, { kernel: 'nearest' }).raw().toBuffer();
  return Buffer.from(plain.map((value) => Math.min(255, Math.max(0, value + GRAIN * normal()))));
}

/** Encode the scene with sharp. */
const drawn = (encode: (scene: Sharp) => Sharp) => async () =>
  encode(sharp(await scenePixels(), { raw: { ...SCENE, channels: 3 } })).toBuffer();
const pixels = async () => ({ data: await scenePixels(), ...SCENE });
const animation = (encode: (both: Sharp) => Sharp) => async () => {
  const first = await drawn((scene) => scene.png())();
  return encode(sharp([first, await sharp(first).negate().png().toBuffer()], { join: { animated: true } })).toBuffer();
};

const JPEG: Samples = {
  baseline: drawn((scene) => scene.jpeg()),
  progressive: drawn((scene) => scene.jpeg({ progressive: true })),
  'full colours': drawn((scene) => scene.jpeg({ quality: 95, chromaSubsampling: '4:4:4' })),
  grey: drawn((scene) => scene.greyscale().jpeg()),
  cmyk: drawn((scene) => scene.toColourspace('cmyk').jpeg()),
  'with restarts': () => jpegWithRestarts({ lost: 0 }),
  'with metadata': async () => jpegWith(await JPEG.baseline!(), { exif: exifBlock([[271, 'Maker']]), xmp: xmp({}) }),
};

const PNG: Samples = {
  plain: drawn((scene) => scene.png()),
  interlaced: drawn((scene) => scene.png({ progressive: true })),
  palette: drawn((scene) => scene.png({ palette: true })),
  'of 16 bits': drawn((scene) => scene.toColourspace('rgb16').png()),
  'with transparency': drawn((scene) => scene.ensureAlpha(0.9).png()),
  grey: drawn((scene) => scene.greyscale().png()),
};

const WEBP: Samples = {
  lossy: drawn((scene) => scene.webp()),
  lossless: drawn((scene) => scene.webp({ lossless: true })),
  'with transparency': drawn((scene) => scene.ensureAlpha(0.9).webp()),
  animated: animation((both) => both.webp()),
};

const GIF: Samples = {
  still: drawn((scene) => scene.gif()),
  interlaced: drawn((scene) => scene.gif({ progressive: true })),
  animated: animation((both) => both.gif()),
};

const AVIF: Samples = {
  still: drawn((scene) => scene.avif({ effort: 0 })),
  'without loss': drawn((scene) => scene.avif({ effort: 0, lossless: true })),
  'of 10 bits': drawn((scene) => scene.avif({ effort: 0, bitdepth: 10 })),
  items: async () => heifOf(codedIn(await AVIF.still!()), { brand: 'mif1', compatible: ['mif1', 'avif'], count: 3 }),
  animated: async () => sequenceOf(codedIn(await AVIF.still!()), 'avis'),
};

const hevc = codedIn(QUARTERS_HEIC);
const HEIC: Samples = {
  grid: () => QUARTERS_HEIC,
  turned: () => heicWithOrientation(6),
  items: () => heifOf(hevc, { brand: 'mif1', compatible: ['mif1', 'heic'], count: 3, primary: 2 }),
  sequence: () => sequenceOf(hevc, 'hevc'),
};

const TIFF: Samples = {
  ...Object.fromEntries(Object.entries(COLOURED_TIFFS).map(([kind, options]) => [kind, () => tiffOf(options)])),
  cmyk: () => tiffOf(CMYK),
  strips: drawn((scene) => scene.tiff({ compression: 'none' })),
  lzw: drawn((scene) => scene.tiff({ compression: 'lzw', predictor: 'horizontal' })),
  deflate: drawn((scene) => scene.tiff({ compression: 'deflate' })),
  packbits: drawn((scene) => scene.tiff({ compression: 'packbits' })),
  jpeg: drawn((scene) => scene.tiff({ compression: 'jpeg' })),
  'tiles of jpeg': drawn((scene) => scene.tiff({ compression: 'jpeg', tile: true, tileWidth: 32, tileHeight: 32 })),
  ccitt: drawn((scene) => scene.threshold(110).toColourspace('b-w').tiff({ compression: 'ccittfax4', bitdepth: 1 })),
};

const inContainer = (codestream: Buffer) => Buffer.concat([JXL_HEAD, box('jxlc', codestream)]);
const JXL_HEAD = Buffer.concat([
  box('JXL ', Buffer.from('\r\n\x87\n', 'latin1')),
  box('ftyp', Buffer.from('jxl \0\0\0\0jxl ', 'latin1')),
]);
const JXL: Samples = {
  'lossless, in a container': () => QUARTERS_JXL,
  lossy: async () => jpegXl(await pixels(), { quality: 80 }),
  progressive: async () => jpegXl(await pixels(), { quality: 80, progressive: true }),
  lossless: async () => jpegXl(await pixels(), { lossless: true }),
  'in a container': async () => inContainer(await JXL.lossy!()),
};

const JP2: Samples = {
  'in a container': () => QUARTERS_JP2,
  lossy: async () => jpeg2000(await pixels(), { isLossless: false }),
  tiles: async () => jpeg2000(await pixels(), { isLossless: false, tile: 32 }),
  lossless: async () => jpeg2000(await pixels(), { isLossless: true }),
};

const BITMAPS: readonly BmpOptions[] = [
  { bits: 4 },
  { bits: 4, runs: true },
  { bits: 8 },
  { bits: 8, runs: true },
  { bits: 16 },
  { bits: 16, masks: [0xf800, 0x7e0, 0x1f] },
  { bits: 24 },
  { bits: 24, core: true },
  { bits: 32, topDown: true },
];
const BMP: Samples = Object.fromEntries(BITMAPS.map((options) => [JSON.stringify(options), () => bmp(options)]));

const preview = drawn((scene) => scene.jpeg());
const raw = (make: (typeof RAW_FILES)[string]): Samples => ({
  'with a preview': async () => make({ jpegs: [await preview()], orientation: 6 }),
});
const RAW = Object.fromEntries(Object.entries(RAW_FILES).map(([ending, make]) => [ending, raw(make)]));
const RAF: Samples = {
  'with a preview': async () => Buffer.concat([Buffer.from('FUJIFILMCCD-RAW'.padEnd(200, '\0')), await preview()]),
};

/** By the ending of their names, then by kind. */
export const SAMPLES: Readonly<Record<string, Samples>> = {
  ...{ jpg: JPEG, heic: HEIC, png: PNG, webp: WEBP, avif: AVIF, gif: GIF, tif: TIFF, jxl: JXL, jp2: JP2, bmp: BMP },
  ...{ ppm: PNM, ...RAW, raf: RAF },
};
