/** Pictures that are stretched, as SigLIP wants them, compared with what Pillow 13.0 made of the same pixels. */

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePhoto } from '../../../src/library/decode/decode.ts';
import { createMemoryBudget } from '../../../src/library/decode/memory.ts';
import { parsePreprocessing } from '../../../src/model/layout/preprocessor-config.ts';
import { geometryFor } from '../../../src/model/run/preprocess.ts';

const EDGE = 16;
/** [x, y] of the pixels that are compared. */
const PLACES = [[0, 0], [3, 4], [5, 6], [7, 7], [8, 12], [12, 3], [15, 15], [10, 10]] as const; // biome-ignore format: a table

type Pixels = readonly (readonly [number, number, number])[];

/** `Image.resize((16, 16), BILINEAR or BICUBIC)` of the drawing in these sizes. */
// biome-ignore format: a table
const PILLOW: readonly { width: number; height: number; linear: Pixels; cubic: Pixels }[] = [
  {
    width: 300, height: 120,
    linear: [[9, 127, 247], [246, 127, 185], [250, 128, 153], [220, 127, 137], [135, 127, 230], [198, 127, 201], [245, 127, 230], [166, 128, 91]],
    cubic: [[7, 127, 248], [255, 127, 185], [250, 128, 153], [227, 127, 137], [135, 127, 235], [198, 127, 201], [246, 126, 230], [166, 129, 84]],
  },
  {
    width: 60, height: 200,
    linear: [[7, 128, 247], [244, 127, 184], [250, 128, 153], [226, 127, 137], [133, 128, 230], [197, 124, 200], [243, 121, 230], [165, 126, 92]],
    cubic: [[6, 127, 248], [255, 128, 184], [250, 128, 153], [235, 128, 137], [133, 127, 235], [197, 124, 200], [244, 121, 230], [165, 126, 85]],
  },
  {
    width: 20, height: 90,
    linear: [[3, 55, 247], [225, 101, 185], [250, 85, 153], [241, 170, 137], [129, 176, 230], [193, 127, 201], [239, 194, 230], [160, 85, 90]],
    cubic: [[2, 46, 249], [243, 95, 185], [250, 76, 153], [250, 185, 137], [129, 194, 236], [193, 126, 201], [240, 199, 230], [161, 72, 83]],
  },
];

/** A disc on slopes and fine texture. Whole numbers only, so that Python draws the same. */
function drawing(width: number, height: number): Buffer {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      const [across, down] = [(x * 10 - width * 3) * height, (y * 10 - height * 4) * width];
      const inDisc = across ** 2 + down ** 2 < 4 * width ** 2 * height ** 2;
      data[at] = inDisc ? 250 : Math.floor((255 * x) / width);
      data[at + 1] = (x * 29 + y * 17) % 256;
      data[at + 2] = y * 10 > height * 7 ? 230 : 255 - Math.floor((255 * y) / height);
    }
  }
  return data;
}

/** @param resample PIL's number of the filter. */
async function stretched(width: number, height: number, resample: number): Promise<Pixels> {
  const preprocessing = parsePreprocessing({
    size: { height: EDGE, width: EDGE },
    resample,
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.5, 0.5, 0.5],
  });
  const png = await sharp(drawing(width, height), { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  const geometryOf = (w: number, h: number) => geometryFor(w, h, preprocessing);
  const { rgb } = await decodePhoto(png, geometryOf, preprocessing.resample, createMemoryBudget(1e9));
  return PLACES.map(([x, y]) => [0, 1, 2].map((channel) => rgb[(y * EDGE + x) * 3 + channel]!) as never);
}

function meanDifference(a: Pixels, b: Pixels): number {
  return a.flat().reduce((sum, value, i) => sum + Math.abs(value - b.flat()[i]!), 0) / a.flat().length;
}

describe('stretched to a square', () => {
  it.each(PILLOW)(
    '$width x $height: each filter gives what it gives in Pillow',
    async ({ width, height, ...pillow }) => {
      const [linear, cubic] = [await stretched(width, height, 2), await stretched(width, height, 3)];
      expect(meanDifference(linear, pillow.linear)).toBeLessThan(2);
      expect(meanDifference(cubic, pillow.cubic)).toBeLessThan(2);
      // It is not the other filter, and not one that skips pixels.
      expect(meanDifference(linear, pillow.linear)).toBeLessThan(meanDifference(cubic, pillow.linear));
      expect(meanDifference(cubic, pillow.cubic)).toBeLessThan(meanDifference(linear, pillow.cubic));
      expect(meanDifference(await stretched(width, height, 0), pillow.linear)).toBeGreaterThan(4);
    },
  );
});
