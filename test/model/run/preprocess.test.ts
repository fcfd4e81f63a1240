import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePhoto } from '../../../src/library/decode/decode.ts';
import { createMemoryBudget } from '../../../src/library/decode/memory.ts';
import { parsePreprocessing } from '../../../src/model/layout/preprocessor-config.ts';
import { geometryFor, normaliseInto, type Preprocessing } from '../../../src/model/run/preprocess.ts';
import { crop, orient, pilResize, type Raster } from '../../support/photos/pil.ts';

const EDGE = 112;
const PREPROCESSING: Preprocessing = parsePreprocessing({
  size: { shortest_edge: EDGE },
  crop_size: { width: EDGE, height: EDGE },
  resample: 3,
  image_mean: [0.5, 0.5, 0.5],
  image_std: [0.5, 0.5, 0.5],
});

/** Generates a picture with edges, slopes and fine texture, and without a symmetry that would hide a wrong rotation. */
function drawing(width: number, height: number): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const v = y / height;
    for (let x = 0; x < width; x++) {
      const u = x / width;
      const inDisc = (u - 0.3) ** 2 + (v - 0.4) ** 2 < 0.04;
      const stripes = 127 + 100 * Math.sin(u * 60 + v * 25);
      const at = (y * width + x) * 3;
      data[at] = inDisc ? 250 : 255 * u;
      data[at + 1] = inDisc ? 40 : stripes;
      data[at + 2] = v > 0.7 ? 230 : 255 * (1 - v);
    }
  }
  return { data, width, height };
}

const jpeg = ({ data, width, height }: Raster, orientation = 1) =>
  sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .withMetadata({ orientation })
    .toBuffer();

/** Returns the model input of PIL and transformers, from the pixels that are stored in the JPEG. */
async function reference(bytes: Buffer, orientation: number): Promise<Raster> {
  const { data, info } = await sharp(bytes, { autoOrient: false }).raw().toBuffer({ resolveWithObject: true });
  const upright = orient({ data, width: info.width, height: info.height }, orientation);
  const { width, height, left, top } = geometryFor(upright.width, upright.height, PREPROCESSING);
  return crop(pilResize(upright, width, height), left, top, EDGE, EDGE);
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}

const decode = (bytes: Buffer) =>
  decodePhoto(
    bytes,
    (width, height) => geometryFor(width, height, PREPROCESSING),
    PREPROCESSING.resample,
    createMemoryBudget(1e9),
  );

describe('preprocessing against PIL', () => {
  it.each([
    ['3:2', 480, 320],
    ['2:3', 320, 480],
    ['square, already of the right size', EDGE, EDGE],
    ['a panorama', 1200, 150],
  ])('%s', async (_, width, height) => {
    const bytes = await jpeg(drawing(width, height));
    const decoded = await decode(bytes);
    expect([decoded.width, decoded.height]).toEqual([width, height]);
    expect(meanDifference(decoded.rgb, (await reference(bytes, 1)).data)).toBeLessThan(1.5);
  });

  it('smaller than the model input: sharp enlarges with an offset of a quarter of a pixel, which does not affect a model', async () => {
    const bytes = await jpeg(drawing(60, 90));
    expect(meanDifference((await decode(bytes)).rgb, (await reference(bytes, 1)).data)).toBeLessThan(10);
  });

  it('12 megapixels, where the JPEG decoder shrinks first', async () => {
    const bytes = await jpeg(drawing(4000, 3000));
    expect(meanDifference((await decode(bytes)).rgb, (await reference(bytes, 1)).data)).toBeLessThan(1.5);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('EXIF orientation %i', async (orientation) => {
    const bytes = await jpeg(drawing(480, 320), orientation);
    const decoded = await decode(bytes);
    expect([decoded.width, decoded.height]).toEqual(orientation < 5 ? [480, 320] : [320, 480]);
    expect(meanDifference(decoded.rgb, (await reference(bytes, orientation)).data)).toBeLessThan(1.5);
  });
});

describe('geometryFor', () => {
  it('keeps the crop inside the resized picture, centred to a pixel', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 20_000 }), (width, height) => {
        const { width: w, height: h, left, top, crop: cut } = geometryFor(width, height, PREPROCESSING);
        expect(Math.min(w, h)).toBe(EDGE);
        expect(left).toBeGreaterThanOrEqual(0);
        expect(top).toBeGreaterThanOrEqual(0);
        expect(Math.abs(w - cut.width - 2 * left)).toBeLessThanOrEqual(1);
        expect(Math.abs(h - cut.height - 2 * top)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('stretches when the configuration has both edges, as SigLIP does', () => {
    const siglip = parsePreprocessing({
      size: { height: 224, width: 224 },
      image_mean: [0.5, 0.5, 0.5],
      image_std: [0.5, 0.5, 0.5],
    });
    expect(geometryFor(640, 480, siglip)).toMatchObject({ width: 224, height: 224, left: 0, top: 0 });
  });
});

describe('normaliseInto', () => {
  it('turns interleaved bytes into planes of (value / 255 - mean) / std', () => {
    const preprocessing: Preprocessing = { ...PREPROCESSING, mean: [0.5, 0.25, 0], std: [0.5, 0.5, 0.25] };
    const batch = new Float32Array(2 * 3 * 2);
    normaliseInto(Uint8Array.from([255, 0, 51, 0, 255, 255]), batch, 1, preprocessing);
    expect([...batch.slice(0, 6)]).toEqual([0, 0, 0, 0, 0, 0]);
    const expected = [1, -1, -0.5, 1.5, 0.8, 4];
    for (const [i, value] of expected.entries()) expect(batch[6 + i]).toBeCloseTo(value, 5);
  });
});
