/** Every format is decoded upright, in sRGB, with the right size. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/base/paths.ts';
import { FORMAT_NAMES, hasPhotoName, rawTwins } from '../../../src/library/files/formats.ts';
import { bmp, PNM } from '../../support/photos/bitmaps.ts';
import { heicWithOrientation, RAW_FILES } from '../../support/photos/containers.ts';
import { QUARTERS_HEIC, QUARTERS_JP2, QUARTERS_JXL } from '../../support/photos/encoded.ts';
import { DISPLAYED, decode, HEIGHT, quarters, quartersOf, UPRIGHT, WIDTH } from '../../support/photos/quarters.ts';

const ORIENTATIONS = Object.keys(DISPLAYED).map(Number);
const turned = (orientation: number) =>
  orientation >= 5 ? { width: HEIGHT, height: WIDTH } : { width: WIDTH, height: HEIGHT };

async function expectUpright(bytes: Buffer): Promise<void> {
  const decoded = await decode(bytes);
  expect(quartersOf(decoded)).toBe(UPRIGHT);
  expect(decoded).toMatchObject({ width: WIDTH, height: HEIGHT, damaged: false });
}

describe('formats', () => {
  const encoders: Record<string, (image: Sharp) => Sharp> = {
    jpeg: (image) => image.jpeg({ quality: 95 }),
    'progressive jpeg': (image) => image.jpeg({ quality: 95, progressive: true }),
    png: (image) => image.png(),
    'interlaced png': (image) => image.png({ progressive: true }),
    'png with a palette': (image) => image.png({ palette: true }),
    'png of 16 bits': (image) => image.toColourspace('rgb16').png(),
    webp: (image) => image.webp({ quality: 95 }),
    avif: (image) => image.avif({ quality: 90, effort: 0 }),
    gif: (image) => image.gif(),
    tiff: (image) => image.tiff({ compression: 'lzw' }),
    'tiff of 16 bits': (image) => image.toColourspace('rgb16').tiff(),
    'jpeg in Display P3': (image) => image.withIccProfile('p3').jpeg({ quality: 95 }),
  };
  it.each(Object.keys(encoders))('%s', async (name) => {
    await expectUpright(await encoders[name]!(quarters()).toBuffer());
  });

  it('cmyk, within the gamut of inks', async () => {
    const cmyk = () => quarters().toColourspace('cmyk');
    for (const bytes of [await cmyk().jpeg({ quality: 95 }).toBuffer(), await cmyk().tiff().toBuffer()]) {
      expect((await sharp(bytes).metadata()).channels).toBe(4);
      expect(quartersOf(await decode(bytes), 90)).toBe(UPRIGHT);
    }
  });

  it('heic', () => expectUpright(QUARTERS_HEIC));
  it('jpeg xl', () => expectUpright(QUARTERS_JXL));
  it('jpeg 2000, in a file and as a bare codestream', async () => {
    await expectUpright(QUARTERS_JP2);
    await expectUpright(QUARTERS_JP2.subarray(QUARTERS_JP2.indexOf(Buffer.from('ff4fff51', 'hex'))));
  });
  it.each(Object.keys(PNM))('pnm: %s', (name) => expectUpright(PNM[name]!()));
  it.each([
    [{ bits: 24 }],
    [{ bits: 32, topDown: true }],
    [{ bits: 16 }],
    [{ bits: 16, masks: [0xf800, 0x7e0, 0x1f] }],
    [{ bits: 8 }],
    [{ bits: 4 }],
    [{ bits: 8, runs: true }],
    [{ bits: 4, runs: true }],
    [{ bits: 24, core: true }],
  ] as const)('bmp: %j', (options) => expectUpright(bmp(options)));

  it('grey, with and without alpha, 8 and 16 bits', async () => {
    const grey = (space: 'b-w' | 'grey16', alpha: number) =>
      sharp({ create: { width: 20, height: 10, channels: 4, background: { r: 128, g: 128, b: 128, alpha } } })
        .toColourspace(space)
        .png()
        .toBuffer();
    for (const space of ['b-w', 'grey16'] as const) {
      const { rgb } = await decode(await grey(space, 1));
      expect([...rgb.subarray(0, 3)].every((value) => Math.abs(value - 128) <= 2)).toBe(true);
      // Transparent pixels become white.
      expect([...(await decode(await grey(space, 0))).rgb.subarray(0, 3)]).toEqual([255, 255, 255]);
    }
  });

  it('animated: the first picture', async () => {
    const second = await quarters().negate().png().toBuffer();
    const both = await sharp([await quarters().png().toBuffer(), second], { join: { animated: true } });
    for (const animated of [await both.clone().gif().toBuffer(), await both.clone().webp({ quality: 95 }).toBuffer()]) {
      expect((await sharp(animated).metadata()).pages).toBe(2);
      await expectUpright(animated);
    }
  });

  it('a HEIC uses the colours of its profile; a PNM has no profile', async () => {
    // The same numbers mean more saturated colours in Display P3.
    const profile = (await sharp(await quarters().withIccProfile('p3').png().toBuffer()).metadata()).icc!;
    const { rasterImage } = await import('../../../src/library/decode/formats/raster.ts');
    const pixel = { width: 1, height: 1, channels: 3, data: Uint8Array.from([200, 60, 60]) } as const;
    const red = async (icc?: Buffer) =>
      (
        await rasterImage({ ...pixel, icc })
          .toColourspace('srgb')
          .raw()
          .toBuffer()
      )[0]!;
    expect(await red()).toBe(200);
    expect(await red(profile)).toBeGreaterThan(205);
  });
});

describe('orientation', () => {
  it.each(ORIENTATIONS)('%i: jpeg, png, webp, tiff', async (orientation) => {
    for (const format of ['jpeg', 'png', 'webp', 'tiff'] as const) {
      const bytes = await quarters().withMetadata({ orientation }).toFormat(format, { quality: 95 }).toBuffer();
      const decoded = await decode(bytes);
      expect(quartersOf(decoded), format).toBe(DISPLAYED[orientation]);
      expect(decoded, format).toMatchObject(turned(orientation));
    }
  });

  it.each(ORIENTATIONS)('%i: heic, applied once', async (orientation) => {
    const decoded = await decode(heicWithOrientation(orientation));
    expect(quartersOf(decoded)).toBe(DISPLAYED[orientation]);
    expect(decoded).toMatchObject(turned(orientation));
  });

  it.each(ORIENTATIONS)('%i: raw', async (orientation) => {
    const preview = await quarters().jpeg({ quality: 95 }).toBuffer();
    // The preview's own Exif, when it has one, repeats the orientation: it must not count twice.
    const again = await quarters().withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
    for (const [kind, make] of Object.entries(RAW_FILES)) {
      for (const jpeg of [preview, again]) {
        const decoded = await decode(make({ jpegs: [jpeg], orientation }));
        expect(quartersOf(decoded), kind).toBe(DISPLAYED[orientation]);
        expect(decoded, kind).toMatchObject(turned(orientation));
      }
    }
    const raf = Buffer.concat([Buffer.from('FUJIFILMCCD-RAW 0201FF393502X-T4'.padEnd(200, '\0')), again]);
    expect(quartersOf(await decode(raf)), 'raf').toBe(DISPLAYED[orientation]);
  });
});

describe('raw files', () => {
  it('use their largest preview, never the thumbnail', async () => {
    const thumbnail = await sharp({ create: { width: 16, height: 12, channels: 3, background: 'black' } })
      .jpeg()
      .toBuffer();
    const preview = await quarters().jpeg({ quality: 95 }).toBuffer();
    for (const [kind, make] of Object.entries(RAW_FILES)) {
      for (const jpegs of [
        [thumbnail, preview],
        [preview, thumbnail],
      ]) {
        const decoded = await decode(make({ jpegs, orientation: 1 }));
        expect(decoded, kind).toMatchObject({ width: WIDTH, height: HEIGHT });
        expect(quartersOf(decoded), kind).toBe(UPRIGHT);
      }
    }
  });

  it('without a preview are refused with the reason', async () => {
    for (const make of Object.values(RAW_FILES)) {
      await expect(decode(make({ jpegs: [], orientation: 1 }))).rejects.toMatchObject({
        code: 'photo-unreadable',
        message: 'the RAW file holds no preview',
      });
    }
  });
});

describe('names', () => {
  it('of all formats are on their page', () => {
    const page = readFileSync(join(packageRoot(), 'docs', 'formats.md'), 'utf8');
    const titles = FORMAT_NAMES.split(/, (?:and the RAW files )?/);
    expect(titles).toEqual(expect.arrayContaining(['JPEG', 'JPEG 2000', 'PNM', 'CR2', 'RW2']));
    for (const title of titles) expect(page).toMatch(new RegExp(`\\b${title}\\b`));
  });

  it('of photos, in any case', () => {
    expect(['a.JPG', 'b.heic', 'c.CR3', 'd.rw2', 'e.jxl', 'f.pam'].every(hasPhotoName)).toBe(true);
    expect(['a.xmp', 'b.svg', 'c.mov', 'cr2', 'd.txt'].some(hasPhotoName)).toBe(false);
  });

  it('of RAW files with a JPEG or HEIC beside them', () => {
    const names = ['a.CR2', 'A.jpg', 'b.NEF', 'b.png', 'c.dng', 'c.HEIC', 'd.arw', 'e.jpg', 'd.e.jpg'];
    expect([...rawTwins(names)]).toEqual([
      ['a.CR2', ['A.jpg']],
      ['c.dng', ['c.HEIC']],
    ]);
  });
});
